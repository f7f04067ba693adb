"""Make the gallery: every sheet in every theme, small, in docs/billeder/galleri and docs/galleri.md.

The sheets are those of the packs' example meetings: one of each kind, and every pack's own.
"""  # noqa: INP001 - a script

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.example import example
from klyngepakke.content.meeting_file import write_meeting
from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document
from klyngepakke.plugins import Catalogue, Filters, catalogue
from klyngepakke.printing import ink
from klyngepakke.printing.document import Sheet
from klyngepakke.road import Wishes, build, prepare
from klyngepakke.road.worker import shared

DOCS: Final = Path(__file__).parents[1] / "docs"
PICTURES: Final = DOCS / "billeder" / "galleri"
PAGE: Final = DOCS / "galleri.md"
FIRST, NUMBER = "trivsel", 29
"""The pack whose whole kit is built, for how many; the others give what it has not."""
DPI: Final = 100
WIDTH: Final = 360  # pixels
SHOWN: Final = 220  # the width at which the page shows them
SHADES: Final = 16
BACKS: Final = {"dagsorden": 2, "drejebog": 6, "handleplan": 2, "slides": 5}
"""A later page of these says something of its own."""
HEAD: Final = """\
# Galleri

Hvert ark, som det ser ud i hvert udseende. Billederne er små: de viser, hvordan en side er delt op, og hvor mørk den er, ikke hvad der står. De er lavet med `make galleri` af pakkernes eksempelmøder til {number} deltagere, de fleste af ”{first}”. Et udseende vælges med `udseende` i `moede.yaml`.
"""


def main() -> None:
    """Write the pictures and the page that shows them."""
    known = catalogue()
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    names = themes(known)
    made: dict[str, dict[str, Sheet]] = {}
    for theme in names:
        made[theme] = chosen(known, theme)
        for name, sheet in made[theme].items():
            for number, image in pictures(sheet):
                image.save(PICTURES / file_name(name, theme, number), optimize=True)
        print(f"{theme}: {len(made[theme])} ark")  # noqa: T201 - a script
    PAGE.write_text(page(known, names, made[names[0]]), "utf-8")


def themes(known: Catalogue) -> list[str]:
    """Every theme, the usual one first."""
    usual = example(known.packs[FIRST], NUMBER).theme
    return [usual, *sorted(name for name in known.themes if name != usual)]


def chosen(known: Catalogue, theme: str) -> dict[str, Sheet]:
    """One sheet of each kind of the core, then every pack's own, each where it is met first."""
    found: dict[str, Sheet] = {}
    for pack in (FIRST, *sorted(name for name in known.packs if name != FIRST)):
        for sheet in _whole(known, theme) if pack == FIRST else _some(known, pack, theme, found):
            found.setdefault(key(sheet.document), sheet)
    return dict(sorted(found.items(), key=lambda item: item[1].document.pack is not None))


def key(document: Document) -> str:
    """What a sheet is shown as: its kind, or the pack and its own sheet."""
    return f"{document.pack.id}-{document.id}" if document.pack else document.sheet


def _whole(known: Catalogue, theme: str) -> list[Sheet]:
    """Every sheet that a kit can have, what lies between the piles and for the copier included."""
    made: list[Sheet] = []

    def kept(document: Document, look: Theme, *, filters: Filters) -> Sheet:
        made.append(shared()(document, look, filters=filters))
        return made[-1]

    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as place:
        _write(known, FIRST, theme, Path(place))
        built = build(Path(place), known, maker=kept)
        build(Path(place), known, maker=_after(made, kept), wishes=Wishes(one_of_each=True))
    return [*built.sheets, *made]


def _after(made: list[Sheet], make: Any) -> Any:  # noqa: ANN401 - a Maker
    """A maker that makes only what is not there yet."""
    there = {sheet.document.id: sheet for sheet in made if sheet.document.id != "printliste"}

    def sheet(document: Document, look: Theme, *, filters: Filters) -> Sheet:
        if document.id in there:
            return replace(there[document.id], document=document)
        return make(document, look, filters=filters)

    return sheet


def _some(known: Catalogue, pack: str, theme: str, found: Mapping[str, Sheet]) -> Iterator[Sheet]:
    """The sheets of a pack's example of which there is none yet."""
    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as place:
        _write(known, pack, theme, Path(place))
        ready = prepare(Path(place), known)
    for document in ready.kit.documents:
        if key(document) not in found:
            yield shared()(document, ready.theme, filters=known.filters)


def _write(known: Catalogue, pack: str, theme: str, folder: Path) -> None:
    write_meeting(folder, replace(example(known.packs[pack], NUMBER), theme=theme))


def pictures(sheet: Sheet) -> Iterator[tuple[int, Any]]:
    """The first page, and a later one that says something of its own."""
    for number in dict.fromkeys((1, BACKS.get(key(sheet.document), 1))):
        if number <= sheet.pages:
            image = ink.picture(sheet.pdf, number, DPI).convert("RGB")
            height = round(image.height * WIDTH / image.width)
            yield number, image.resize((WIDTH, height)).quantize(SHADES)


def file_name(name: str, theme: str, number: int) -> str:
    """`bordark-klinik.png`, `dagsorden-klinik-2.png`."""
    return f"{name}-{theme}.png" if number == 1 else f"{name}-{theme}-{number}.png"


def page(known: Catalogue, names: list[str], made: Mapping[str, Sheet]) -> str:
    """The gallery's page: a table for each sheet, a column for each theme."""
    first = known.packs[FIRST].pack.title
    parts = [HEAD.format(number=NUMBER, first=first)]
    for own, heading in ((False, "Programmets ark"), (True, "Pakkernes egne ark")):
        parts.append(f"\n## {heading}\n")
        for name, sheet in made.items():
            if own is (sheet.document.pack is not None):
                parts += _rows(known, names, name, sheet)
    return "".join(parts)


def _rows(known: Catalogue, names: list[str], name: str, sheet: Sheet) -> Iterator[str]:
    pack = sheet.document.pack
    of = f" ({known.packs[pack.id].pack.title})" if pack else ""
    yield f"\n### {sheet.document.title}{of}\n\n"
    yield f"| {' | '.join(known.themes[n].title for n in names)} |\n"
    yield f"|{' --- |' * len(names)}\n"
    for number in dict.fromkeys((1, BACKS.get(name, 1))):
        yield f"| {' | '.join(_cell(known, name, n, number, sheet) for n in names)} |\n"


def _cell(known: Catalogue, name: str, theme: str, number: int, sheet: Sheet) -> str:
    file = file_name(name, theme, number)
    if not (PICTURES / file).is_file():
        return ""
    alt = f"{sheet.document.title}, side {number}, i udseendet {known.themes[theme].title}"
    return f'<img src="billeder/galleri/{file}" width="{SHOWN}" alt="{alt}">'


if __name__ == "__main__":
    main()
