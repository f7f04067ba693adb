"""A theme on paper: the example meeting's sheets, beside those of the theme it builds on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from klyngepakke.content.example import example
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.theme import Theme
from klyngepakke.errors import KlyngepakkeError, LimitError, Problem
from klyngepakke.lint.look import Finding
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.plugins import Catalogue
from klyngepakke.printing.document import Document, Sheet
from klyngepakke.printing.findings import told
from klyngepakke.road import Maker

_CSS = re.compile(r"(?P<file>.+\.css):(?P<line>\d+):(?P<column>\d+)(?P<shown>.*)", re.DOTALL)

TOO_LARGE = "for-stort"
"""The rule of a sheet that takes more than an honest one."""

PEOPLE = 29  # the size of an average cluster


def sample(loaded: LoadedPack, number: int = PEOPLE) -> tuple[Document, ...]:
    """The documents of a pack's example meeting, the print list left out."""
    return kit(plan(example(loaded, number), {loaded.pack.id: loaded})).documents


def on_paper(
    theme: Theme,
    base: Theme | None,
    documents: tuple[Document, ...],
    catalogue: Catalogue,
    make: Maker,
) -> Iterator[Finding]:
    """Sheets that cannot be made, that say something, or that are longer than with the base.

    Args:
        theme: The theme, what it builds on folded in.
        base: The theme to compare with; None compares with nothing.
        documents: What is made.
        catalogue: For the filters.
        make: What makes a sheet, as the build's maker does.
    """
    for document in documents:
        try:
            sheet = make(document, theme, filters=catalogue.filters)
        except KlyngepakkeError as error:
            rule = TOO_LARGE if isinstance(error, LimitError) else "ark"
            for problem in error.problems:
                yield Finding(rule, problem, error=True)
            return  # the same fault on every sheet is told once
        usual = make(document, base, filters=catalogue.filters) if base else sheet
        yield from _notes(sheet, usual if base else None)
        if sheet.pages != usual.pages and base:
            yield Finding("sidetal", Problem(_longer(sheet, usual, base)))


def _notes(sheet: Sheet, usual: Sheet | None) -> Iterator[Finding]:
    """What is said of a sheet, but not of the same sheet as it usually looks."""
    known = usual.findings if usual else ()
    rest = []
    for found in sheet.findings:
        css = _CSS.fullmatch(found.what) if found.rule == "css" else None
        if css and found not in known:
            at = (css["file"], int(css["line"]), int(css["column"]))
            sentence = f"CSS’en{css['shown']} forstås ikke og springes over."
            yield Finding("css-ukendt", Problem(sentence, *at))
        elif found not in known:
            rest.append((sheet.document.title, found))
    for line in told(rest):
        yield Finding("ark", Problem(line))


def _longer(sheet: Sheet, usual: Sheet, base: Theme) -> str:
    now, before = (f"{x.pages} side{'' if x.pages == 1 else 'r'}" for x in (sheet, usual))
    return (
        f"{sheet.document.title}: {now}, men {before} med ”{base.title}”. "
        "Brug en smallere skrift eller en mindre ”grad”, eller se, om arket stadig er godt."
    )
