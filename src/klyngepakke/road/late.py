"""Late: a sheet that names its cluster in one line is laid out without the name.

So it is the same paper for every cluster of a series, and a cache knows it again; the name is
written on it afterwards. It is laid out with a line of every letter there is instead, and whoever
cannot be written with those, or on that line, has a sheet of their own. Which way is taken hangs
on the document and the look alone, never on what was made before: a kit has the same bytes
whether it is built by itself or in a series.

The files beside the sheets, for Word, PowerPoint and the browser, have a mark where the name is;
there nothing has to fit, so it is exchanged as text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from html import escape
from itertools import starmap
from pathlib import Path
from typing import Final

from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError
from klyngepakke.office.packing import repacked
from klyngepakke.planning.document import Document, Plain
from klyngepakke.plugins import Filters
from klyngepakke.printing.breaks import kept
from klyngepakke.printing.document import File, Job, Sheet, written
from klyngepakke.printing.findings import Finding, quoted

_DANISH: Final = "abcdefghijklmnopqrstuvwxyzæøåéüöä"
LETTERS: Final = f"{_DANISH}{_DANISH.upper()}0123456789·–-, .:;()/&”’+"
"""What the line may be written with; the blank is in the middle, where no line begins or ends."""

_NAME: Final = "\ue000klynge\ue001"  # letters of nobody's
_PLAIN: Final = frozenset(LETTERS) - {"&"}  # written alike as text, as XML and as HTML
_LONGEST: Final = 40  # letters of a name that a slide has on one line
_OF_EACH: Final = ("id", "klynge", "kommune")  # what a meeting has of its cluster's own
_LINE: Final = "overlinje"
_MARK: Final = "senere"
_ZIP: Final = b"PK"
_ON_BODY: Final = f" data-{_MARK}"
_FRAMES: Final = ("skelet.html", "ark.html", "slide.html")
_LONG: Final = frozenset({"uden-for-papiret", "ikke-plads"})  # what the line of letters is, alone


# What a look's own CSS may say of the line and of the head it stands in, and of nothing else.
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_PART: Final = re.compile(r"([^{};]*)([{};])")
_ABOVE: Final = re.compile(r"overlinje|header|forside")
_HARMLESS: Final = re.compile(
    r"color|font-(?:family|size|weight)|letter-spacing|line-height|text-transform"
)
_INHERITED: Final = re.compile(r"direction|text-(?:align|decoration|indent).*|writing-mode")


@dataclass(frozen=True)
class Late:
    """A maker of sheets around another; two calls of that make one sheet at the most."""

    maker: Callable[..., Sheet]

    def __call__(self, document: Document, theme: Theme, *, filters: Filters) -> Sheet:
        """The sheet of a document.

        Raises:
            KlyngepakkeError: As the maker.
        """
        # What goes wrong, as in a look whose font lacks a letter, is told of the document itself.
        with suppress(InputError, ValueError):
            if is_late(document, theme):
                sheet = self.maker(lettered(common(document, theme)), theme, filters=filters)
                return _written(sheet, document)
            if (known := common(document, theme)) != document:
                return replace(self.maker(known, theme, filters=filters), document=document)
        return self.maker(document, theme, filters=filters)


def is_late(document: Document, theme: Theme) -> bool:
    """Whether a document's line names the cluster and can be written later.

    The program's own templates say the line once and do nothing else with it; what another's do
    nobody knows.
    """
    words, meeting = document.data.get(_LINE), document.data.get("møde")
    cluster = meeting.get("klynge") if isinstance(meeting, dict) else None
    if document.pack is not None or not isinstance(words, str) or not isinstance(cluster, str):
        return False
    names_it = bool(cluster) and cluster in words
    can_be_written = set(words) <= set(LETTERS) and kept(words) == words == " ".join(words.split())
    return names_it and can_be_written and not _is_anothers(document, theme)


def _is_anothers(document: Document, theme: Theme) -> bool:
    """Whether the look has a template of its own for the sheet."""
    names = (document.template, *_FRAMES)
    own = any((folder / "ark" / name).exists() for folder in theme.folders for name in names)
    return own or not all(_leaves_it(path) for path in theme.styles)


def _leaves_it(path: Path) -> bool:
    """Whether CSS of a look's own leaves the line what it is, where it stands."""
    try:
        css = _COMMENT.sub("", path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return False
    return "@import" not in css and not any(starmap(_moves_it, _declared(css)))


def _declared(css: str) -> Iterator[tuple[str, str]]:
    """Every declaration, after the selectors that it stands in."""
    inside: list[str] = []
    for text, sign in _PART.findall(css):
        if sign == "{":
            inside.append(text.strip())
        elif text.strip():
            yield " ".join(inside), text
        if sign == "}" and inside:
            inside.pop()


def _moves_it(selector: str, said: str) -> bool:
    name = said.partition(":")[0].strip()
    if _ABOVE.search(selector):
        return "::" in selector or "capitalize" in said or not _HARMLESS.fullmatch(name)
    return bool(_INHERITED.fullmatch(name)) and not selector.startswith("@page")


def common(document: Document, theme: Theme) -> Document:
    """The document without what its cluster alone has, where the program's own templates write it.

    They ask for none of it, but for a logo's sake; one that did would be told that it is not
    there. So what is alike in two clusters is known again before anything is written.
    """
    meeting = document.data.get("møde")
    own = any((folder / "ark").exists() for folder in theme.folders) or theme.logo
    if document.pack is not None or own or not isinstance(meeting, dict):
        return document
    known = {word: said for word, said in meeting.items() if word not in _OF_EACH}
    return replace(document, data={**document.data, "møde": known})


def lettered(document: Document) -> Document:
    """The document with every letter in its line."""
    about = document.data.get("dokument")
    known = about if isinstance(about, dict) else {}
    return replace(
        document,
        data={
            **document.data,
            _LINE: LETTERS,
            "dokument": {**known, _LINE: LETTERS, _MARK: True},
        },
    )


def _written(sheet: Sheet, document: Document) -> Sheet:
    """The sheet with its line.

    Its ink is told of the letters, a thousandth of the page more; and the small picture has as
    many of them as there are words, for at a tenth of their size they are a grey line.

    Raises:
        ValueError: It says something else than that it has the letters on one line.
    """
    line, words = escape(LETTERS, quote=False), str(document.data[_LINE])
    if sheet.html.count(line) != 1 or sheet.html.count(_ON_BODY) != 1:
        raise ValueError("the line is not said once")
    # pikepdf costs a moment to import, and only sheets of the engine get here.
    from klyngepakke.printing.pdf.late import blanked  # noqa: PLC0415
    from klyngepakke.printing.pdf.line import written as written_on  # noqa: PLC0415

    made = written_on(sheet.pdf, LETTERS, words)
    html = sheet.html.replace(line, escape(words, quote=False)).replace(_ON_BODY, "")
    return replace(
        sheet,
        document=document,
        pdf=made.pdf,
        html=html,
        picture=blanked(sheet.picture, made.empty),
        findings=tuple(one for one in sheet.findings if not _of_letters(one)),
    )


def _of_letters(finding: Finding) -> bool:
    """Whether a finding is only that the line of letters is long.

    Raises:
        ValueError: It is something else, which may be true of the words as well.
    """
    if quoted(LETTERS).casefold() not in finding.what.casefold():
        return False
    if finding.rule not in _LONG:
        raise ValueError("there is a doubt about the line")
    return True


# --- The files beside the sheets --------------------------------------------------------------


def named(job: Job, name: str, writer: Callable[[Job], File] = written) -> File:
    """The file that a job is about, made without the cluster's name, and then with it.

    Args:
        job: What is to be made; its documents know the name as their sheets do.
        name: The cluster's.
        writer: Does it, as a cache.

    Raises:
        KlyngepakkeError: As the writer.
    """
    if not (set(name) <= _PLAIN and 0 < len(name) <= _LONGEST and _is_one(name)):
        return writer(job)
    of = tuple(_unnamed(one, name) if isinstance(one, Document) else one for one in job.of)
    file = writer(replace(job, of=of))
    return replace(file, data=_exchanged(file.data, _NAME.encode(), name.encode()))


def _is_one(name: str) -> bool:
    """Whether a name stays as it is wherever it is set: no address, no blanks that count."""
    return kept(name) == name == " ".join(name.split()) and "://" not in name


def _unnamed(document: Document, name: str) -> Document:
    """The document with a mark for the name, and without what only this cluster has."""
    data = document.data
    meeting, about = data.get("møde"), data.get("dokument")
    changed: dict[str, Plain] = {}
    if isinstance(meeting, dict):
        known = {word: said for word, said in meeting.items() if word not in _OF_EACH}
        changed["møde"] = {**known, "klynge": _NAME}
    if isinstance(about, dict):
        changed["dokument"] = {**about, _LINE: _marked(about.get(_LINE), name)}
    if _LINE in data:
        changed[_LINE] = _marked(data[_LINE], name)
    return replace(document, data={**data, **changed})


def _marked(said: Plain, name: str) -> Plain:
    return said.replace(name, _NAME) if isinstance(said, str) else said


def _exchanged(data: bytes, mark: bytes, words: bytes) -> bytes:
    """A file with other words; one that is a zip has them in its parts."""
    if not data.startswith(_ZIP):
        return data.replace(mark, words)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changed = {name: part.replace(mark, words) for name, part in parts.items() if mark in part}
    return repacked(data, changed) if changed else data
