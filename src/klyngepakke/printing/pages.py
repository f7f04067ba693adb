"""Pages: what lies where on a laid-out page, and what does not fit on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, Final

from klyngepakke.planning.document import Document
from klyngepakke.printing import legibility
from klyngepakke.printing.boxes import MM, Leaf, Rectangle, common, leaves
from klyngepakke.printing.document import Place
from klyngepakke.printing.findings import Finding, quoted

SCREEN: Final = "skærm"
"""The audience of what is shown and not printed."""

_EDGE: Final = 5.0 / MM  # along the paper's edge, which office printers leave white
_LONGEST: Final = 1_200  # mm: a little more than A0
_NEARLY_EMPTY: Final = 0.2  # share of the text area
_SLACK: Final = 0.3 / MM  # antialiasing and font hinting, no fault
_AIR: Final = 0.3  # share of a line's height above, and below, where few letters reach
_NEAR: Final = 60 / MM  # from a code: as far as one looks for what belongs to it
_PAPERS: Final = frozenset({(210, 297), (148, 210)})  # A4, A5 in mm
_ENOUGH: Final = 100  # pairs of texts: a thousand in one place are half a million pairs
_WIDE: Final = 16 / 9
_CUT: Final = frozenset({"dashed", "dotted"})
_HYPHENS: Final = str.maketrans("", "", "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\N{WORD JOINER}")


@dataclass(frozen=True)
class Seen:
    """What was found on one page.

    Attributes:
        fill: How far down the text area the content goes, 0 to 1.
        codes: Every QR code, by its link.
        findings: What a person should look at.
    """

    fill: float
    codes: tuple[Place, ...]
    findings: tuple[Finding, ...]


def look(number: int, page: Any, document: Document) -> Seen:  # noqa: ANN401 - an engine's page
    """What lies on a page of the engine's, counted from 1."""
    found = leaves(page)
    codes = tuple(_codes(number, found))
    told = [
        *(("papir", what) for what in _papers(page)),
        *(("tom-side", "") for _ in range(not _content(found))),
        *_outside(found, page, screen=document.audience == SCREEN),
        *(("ikke-plads", what) for what in _cramped(found)),
        *(("oven-i", what) for what in islice(_overlapping(found), _ENOUGH)),
        *(("link-mangler", what) for what in _unwritten(found)),
        *legibility.faults(found),
    ]
    findings = tuple(Finding(rule, number, what) for rule, what in told)
    return Seen(_fill(page, found), codes, findings)


def too_large(pages: Iterable[Any]) -> list[str]:
    """A Danish sentence about every size of page that no printer takes."""
    sizes = {(round(page.width * MM), round(page.height * MM)) for page in pages}
    return [
        f"En side er {width} × {height} mm; så stort papir findes ikke. Ret ”@page” i CSS’en."
        for width, height in sorted(sizes)
        if max(width, height) > _LONGEST
    ]


def findings(seen: list[Seen], document: Document) -> Iterator[Finding]:
    """What was found on all pages, and that the last of several is nearly empty."""
    for page in seen:
        yield from page.findings
    if len(seen) > 1 and not document.cards and 0 < seen[-1].fill < _NEARLY_EMPTY:
        yield Finding("naesten-tom", len(seen))


def place(name: str, number: int, at: Iterable[float]) -> Place:
    """A rectangle in CSS px as a place in mm."""
    left, top, right, bottom = (value * MM for value in at)
    return Place(name, number, *(round(v, 2) for v in (left, top, right - left, bottom - top)))


def _papers(page: Any) -> Iterator[str]:  # noqa: ANN401 - an engine's page
    """The size of a page that is neither A4, A5 nor a slide."""
    width, height = page.width * MM, page.height * MM
    short, long = sorted((round(width), round(height)))
    if (short, long) not in _PAPERS and abs(width / height - _WIDE) > 0.01:  # noqa: PLR2004 - 1 %
        yield f"{width:.0f} × {height:.0f} mm"


def _content(found: list[Leaf]) -> list[Leaf]:
    return [leaf for leaf in found if not leaf.in_margin]


def _fill(page: Any, found: list[Leaf]) -> float:  # noqa: ANN401 - an engine's page
    root = page._page_box  # noqa: SLF001 - the engine shows its boxes nowhere else
    top = root.content_box_y()
    lowest = max((leaf.at[3] for leaf in _content(found)), default=top)
    return float(min(max((lowest - top) / root.height, 0.0), 1.0))


def _outside(found: list[Leaf], page: Any, *, screen: bool) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """What leaves the paper, or its printable part where it is printed."""
    paper = (0.0, 0.0, page.width, page.height)
    printable = (_EDGE, _EDGE, page.width - _EDGE, page.height - _EDGE)
    for leaf in found:
        at = common(_letters(leaf) if leaf.kind == "text" else leaf.at, leaf.clip)
        if _is_cut(leaf) or at[0] >= at[2] or at[1] >= at[3]:
            continue
        if _sticks_out(at, paper):
            yield "uden-for-papiret", _named(leaf)
        elif not screen and _sticks_out(at, printable):
            yield "kanten", _named(leaf)


def _is_cut(leaf: Leaf) -> bool:
    """Dashed and dotted lines show where one cuts and folds; they go to the edge on purpose."""
    sides = ("top", "right", "bottom", "left")
    widths = {side: getattr(leaf.box, f"border_{side}_width", 0) for side in sides}
    drawn = {leaf.box.style[f"border_{side}_style"] for side, width in widths.items() if width}
    return leaf.kind == "line" and drawn <= _CUT


def _named(leaf: Leaf) -> str:
    """What a sentence calls it."""
    if leaf.kind == "text":
        return quoted(leaf.text)
    if leaf.kind == "picture":
        return legibility.picture_name(leaf)
    return {"field": "et felt", "line": "en streg eller en ramme"}.get(leaf.kind, "en farvet flade")


def _cramped(found: list[Leaf]) -> Iterator[str]:
    """Text that is cut off, or sticks out of the cell or the frame that it stands in."""
    for leaf in found:
        if leaf.kind == "text":
            at, frame = _letters(leaf), leaf.frame or leaf.clip
            if _sticks_out(at, leaf.clip) or _sticks_out(at, frame):
                yield quoted(leaf.text)


def _sticks_out(at: Rectangle, area: Rectangle) -> bool:
    return (
        at[0] < area[0] - _SLACK
        or at[1] < area[1] - _SLACK
        or at[2] > area[2] + _SLACK
        or at[3] > area[3] + _SLACK
    )


def _letters(leaf: Leaf) -> Rectangle:
    """Where a text has its letters: above and below them, its line is air."""
    left, top, right, bottom = leaf.at
    air = _AIR * (bottom - top)
    return (left, top + air, right, bottom - air)


def _overlapping(found: list[Leaf]) -> Iterator[str]:
    """Texts that lie across each other; what is turned askew has no rectangle to compare."""
    texts = [leaf for leaf in found if leaf.kind == "text" and leaf.upright]
    spots = sorted(((_letters(leaf), leaf) for leaf in texts), key=lambda spot: spot[0][1])
    for number, (at, leaf) in enumerate(spots, 1):
        for other, over in takewhile(lambda spot: spot[0][1] < at[3], spots[number:]):  # noqa: B023 - used at once
            across = min(at[2], other[2]) - max(at[0], other[0])
            down = min(at[3], other[3]) - max(at[1], other[1])
            if min(across, down) > _SLACK:
                yield f"{quoted(leaf.text)} oven i {quoted(over.text)}"


def _codes(number: int, found: list[Leaf]) -> Iterator[Place]:
    for leaf in found:
        if link := _link(leaf):
            yield place(link, number, leaf.at)


def _link(leaf: Leaf) -> str:
    element = leaf.box.element
    if leaf.kind != "picture" or element is None:
        return ""
    return str(element.get("data-qr", ""))


def _unwritten(found: list[Leaf]) -> Iterator[str]:
    """The links of codes that do not stand in readable text near them, whole and as they are."""
    for code in found:
        if link := _link(code):
            written = _squeezed("".join(x.text for x in found if x.text and _is_near(x, code)))
            wanted = _squeezed(link.partition(":")[2].strip("/"))
            if wanted not in written:
                yield quoted(link)


def _squeezed(text: str) -> str:
    return "".join(text.translate(_HYPHENS).split()).casefold()


def _is_near(leaf: Leaf, code: Leaf) -> bool:
    across = max(code.at[0] - leaf.at[2], leaf.at[0] - code.at[2])
    down = max(code.at[1] - leaf.at[3], leaf.at[1] - code.at[3])
    return max(across, down) <= _NEAR
