"""Prose: a text of headings, paragraphs and tables, as it stands in Word, and its Markdown."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from klyngepakke.printing.markdown import TEXT_LIMIT, block

BULLET: Final = "-"
NUMBER: Final = "1."

_QUOTES: Final = str.maketrans(
    {**dict.fromkeys('“”„‟"', "”"), **dict.fromkeys("‘’‚‛", "'"), "\N{SOFT HYPHEN}": ""}
)
# What nobody sees, and what only one font can show; the reader of packs refuses both.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ufff9-\uffff\ud800-\uf8ff]"
)
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>&~|#])")
_LEADING: Final = re.compile(r"^([-+=]|[0-9]+(?=[.)]))")
_TAG: Final = re.compile(r"<[^>]*>")
_INLINE: Final = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|\[(?P<label>(?:\\.|[^\[\]])+)\]\((?P<link>[^()\s]+)\)"
    r"|(?P<both>\*\*\*)(?=[^\s*])(?P<in_both>.+?)(?<=\S)\*\*\*"
    r"|(?P<bold>\*\*)(?=[^\s*])(?P<in_bold>.+?)(?<=\S)\*\*(?!\*)"
    r"|(?P<italic>\*)(?=[^\s*])(?P<in_italic>.+?)(?<=\S)\*(?!\*)",
    re.DOTALL,
)
_ITEM: Final = re.compile(r"(?P<mark>-|[0-9]+\.) +(?P<text>.*)", re.DOTALL)
_TYPED_BULLET: Final = re.compile(r"^\s*[•·‣▪–-]\s+(?=\S)")


@dataclass(frozen=True)
class Run:
    """Text of one look.

    Attributes:
        text: The text.
        bold: Whether it is bold.
        italic: Whether it is italic.
        link: The address that it leads to, or "".
    """

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or a heading.

    Attributes:
        runs: Its text.
        level: None for a paragraph; 0 for the title, 1 and up for a heading.
        mark: `BULLET` or `NUMBER` where it is an item of a list, else "".
        look: How a writer shows it: "" as text, "guide" as a hint, "small" as a note.
        lost: What stands there in Word and cannot be taken along, in Danish words.
    """

    runs: tuple[Run, ...] = ()
    level: int | None = None
    mark: str = ""
    look: str = ""
    lost: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it says, without its look, on one line."""
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def bold(self) -> bool:
        """Whether all of it is bold, as a heading that somebody made by hand."""
        said = [run for run in self.runs if run.text.strip()]
        return bool(said) and all(run.bold for run in said)


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes:
        paragraphs: What stands in it.
        shared: Whether it is part of a merged cell that begins in another column or row.
        lost: As a paragraph's.
    """

    paragraphs: tuple[Paragraph, ...] = ()
    shared: bool = False
    lost: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What it says, without its look, on one line."""
        return " ".join(p.text for p in self.paragraphs if p.text)


@dataclass(frozen=True)
class Table:
    """A table; rows may be of different lengths.

    Attributes:
        rows: The cells, row by row.
        head: Whether the first row is a heading for the others.
        widths: How a writer shares out the width, in any unit; evenly without.
        kept: Whether it stands on one page with what follows.
    """

    rows: tuple[tuple[Cell, ...], ...]
    head: bool = True
    widths: tuple[int, ...] = ()
    kept: bool = False


Piece = Paragraph | Table


def clean(text: str) -> str:
    """The text as packs have it: one kind of quotes, common spaces, nothing that is not seen."""
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = re.sub(r"[^\S\n]|\v|\f|\x85|\u2028|\u2029", " ", text)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def said(text: str, *, level: int | None = None, look: str = "", mark: str = "") -> Paragraph:
    """A paragraph that says just this."""
    return Paragraph((Run(text),), level, mark, look)


def cell(text: str, *, bold: bool = False) -> Cell:
    """A cell that says just this, as it stands."""
    lines = text.split("\n") if text else []
    return Cell(tuple(Paragraph((Run(line, bold=bold),)) for line in lines))


# --- To Markdown ---------------------------------------------------------------------------


def markdown(paragraphs: Iterable[Paragraph]) -> str:
    """Paragraphs and lists as Markdown that prints what stands in them.

    What would be read as something else than it says, as `*` round a word, is escaped.
    """
    filled = [p for p in map(unbulleted, paragraphs) if p.text]
    parts = ["\n".join(_items(mark, group)) for mark, group in _groups(filled)]
    return "\n\n".join(parts)


def items(paragraphs: Iterable[Paragraph]) -> tuple[str, ...]:
    """Each paragraph by itself as Markdown, its bullet left out."""
    bare = (replace(unbulleted(p), mark="") for p in paragraphs)
    return tuple(markdown([p]) for p in bare if p.text)


def _groups(paragraphs: list[Paragraph]) -> Iterator[tuple[str, list[Paragraph]]]:
    """Items of one list together, every other paragraph by itself."""
    for mark, group in groupby(paragraphs, key=lambda p: p.mark):
        if mark:
            yield mark, list(group)
        else:
            yield from (("", [p]) for p in group)


def _items(mark: str, group: Sequence[Paragraph]) -> Iterator[str]:
    for number, paragraph in enumerate(group, 1):
        text = _faithful(paragraph)
        sign = f"{number}." if mark == NUMBER else mark
        yield f"{sign} {text}" if sign else text


def unbulleted(paragraph: Paragraph) -> Paragraph:
    """A bullet that was typed as a sign is a bullet."""
    if paragraph.mark or not paragraph.runs:
        return paragraph
    first, *rest = paragraph.runs
    found = _TYPED_BULLET.match(first.text)
    if not found:
        return paragraph
    return replace(
        paragraph, mark=BULLET, runs=(replace(first, text=first.text[found.end() :]), *rest)
    )


def _faithful(paragraph: Paragraph) -> str:
    """The paragraph's Markdown, escaped only where it would otherwise say something else."""
    plain = paragraph.text
    tries = (
        _inline(paragraph.runs),
        _inline(replace(run, text=_escaped(run.text)) for run in paragraph.runs),
    )
    # What stands first is told apart by its place, so that only there it is escaped.
    for text in (*tries, *(_LEADING.sub(r"\\\1", t) for t in tries)):
        if _printed(text) == plain:
            return text
    return _LEADING.sub(_guarded, _escaped(plain))


def _guarded(found: re.Match[str]) -> str:
    """A number loses its point to a backslash, other signs get one before them."""
    return found[1] if found[1].isdigit() else f"\\{found[1]}"


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    return re.sub(r"^(\s*[0-9]+)([.)])", r"\1\\\2", text)


def _printed(text: str) -> str:
    """What the sheets print of a Markdown text, on one line."""
    if len(text.encode()) > TEXT_LIMIT:
        return text
    return " ".join(html.unescape(_TAG.sub("", str(block(text)))).split())


def _inline(runs: Iterable[Run]) -> str:
    """The runs with their stars and links; neighbours of one look are one."""
    looks = groupby(runs, key=lambda r: (r.bold, r.italic, r.link))
    text = "".join(_marked("".join(r.text for r in group), *look) for look, group in looks)
    return " ".join(text.split())


def _marked(text: str, bold: bool, italic: bool, link: str) -> str:
    core = text.strip()
    if not core:
        return text
    before, after = text[: text.index(core)], text[text.index(core) + len(core) :]
    stars = "*" * (2 * bold + italic)
    inner = f"{stars}{core}{stars}"
    return f"{before}{f'[{inner}]({link})' if link else inner}{after}"


# --- From Markdown -------------------------------------------------------------------------


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """A pack's Markdown as paragraphs; what is no list, star or link stays as it is.

    A numbered list begins with 1; of any other number, as in `15. januar`, the number is text.
    """
    made: list[Paragraph] = []
    for line in (x for part in re.split(r"\n\s*\n", text.strip()) for x in _lines(part)):
        found = _ITEM.fullmatch(line)
        goes_on = bool(made) and made[-1].mark == NUMBER
        if not found or (found["mark"] not in {BULLET, NUMBER} and not goes_on):
            made.append(Paragraph(_runs(" ".join(line.split()))))
            continue
        mark = BULLET if found["mark"] == BULLET else NUMBER
        made.append(Paragraph(_runs(" ".join(found["text"].split())), mark=mark))
    return tuple(made)


def _lines(part: str) -> Iterator[str]:
    """The items of a list, or the one paragraph that the lines are."""
    held = ""
    for line in re.split(r"\n(?=(?:-|[0-9]+\.) )", part):
        # In the middle of a paragraph only 1 begins a list, so that a date may begin a line.
        if held and not _ITEM.fullmatch(held) and not line.startswith((BULLET, f"{NUMBER} ")):
            held = f"{held} {line}"
            continue
        if held:
            yield held
        held = line
    yield held


def _runs(text: str, look: Run = Run("")) -> tuple[Run, ...]:
    found: list[Run] = []
    at = 0
    for hit in _INLINE.finditer(text):
        found.append(replace(look, text=text[at : hit.start()]))
        found += _formatted(hit, look)
        at = hit.end()
    found.append(replace(look, text=text[at:]))
    joined = groupby((r for r in found if r.text), key=lambda r: replace(r, text=""))
    return tuple(replace(one, text="".join(r.text for r in group)) for one, group in joined)


def _formatted(hit: re.Match[str], look: Run) -> tuple[Run, ...]:
    if hit["escaped"]:
        return (replace(look, text=hit["escaped"]),)
    if hit["link"]:
        return _runs(hit["label"], replace(look, link=hit["link"]))
    if hit["both"]:
        return _runs(hit["in_both"], replace(look, bold=True, italic=True))
    if hit["bold"]:
        return _runs(hit["in_bold"], replace(look, bold=True))
    return _runs(hit["in_italic"], replace(look, italic=True))
