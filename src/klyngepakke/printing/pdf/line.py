"""Line: other words in a finished file, where a line of letters stands on its first page.

The line says every letter that there may be, so its font holds them all, and the n-th of what is
drawn is the n-th of them as the look wants it: in capitals, spaced, in its colour. What is written
instead is the same piece of the page, with the same place in the structure that is read aloud.
It is looked for as our engine draws it; drawn in any other way, it is not found.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from klyngepakke.printing.pdf.late import Area, inflated
from klyngepakke.printing.unwritten import Unwritten

_NUMBER: Final = rb"(-?[\d.]+)"
# The field behind the line, in the colour that basis.css gives to it alone.
_FIELD: Final = re.compile(
    rb"0\.003922 0\.996078 0\.003922 rg\s+(?:[-\d.]+\s+){4}re\s+W\s+n\s+"
    + rb"\s+".join([_NUMBER] * 4)
    + rb"\s+re\s+(f)\s"
)
_DRAWN: Final = re.compile(
    rb"BT\s+1 0 0 -1 "
    + rb" ".join([_NUMBER] * 2)
    + rb" Tm\s+/(\w+) "
    + _NUMBER
    + rb" Tf\s+\[([^\[\]()]*)\]\s*TJ\s+ET\s"
)
_PIECE: Final = re.compile(rb"<([^<>]*)>|([^\s<>]+)")
_NAMED: Final = re.compile(rb"<([0-9a-f]{4})> <((?:[0-9a-f]{4})+)>", re.IGNORECASE)
_NEAR: Final = 0.1
_BLANK: Final = " "
_DIGITS: Final = 4  # of a letter's code
_EM: Final = 1000  # a font's units
_POINTS: Final = 0.75  # of PDF, in one of the engine's
_MOST: Final = 4_000_000  # bytes of a page, of which the longest has a hundred thousand
_LAST: Final = 0xFFFF  # a letter's code


@dataclass(frozen=True)
class _Run:
    """A text that is drawn in one go: the codes of its letters, and what is after each."""

    codes: tuple[int, ...]
    gaps: tuple[float, ...]


@dataclass(frozen=True)
class Written:
    """A file with words on it.

    Attributes:
        pdf: The file.
        empty: Where letters stood on the first page, and no word does: left, top, right and
            bottom, as shares of the page.
    """

    pdf: bytes
    empty: Area


def written(pdf: bytes, letters: str, words: str) -> Written:
    """The file with the words instead of the letters.

    Args:
        pdf: A finished file; its first page has a line of the letters, on a field as wide as the
            room for it.
        letters: Every letter of the line, each once.
        words: What is to stand there, of these letters.

    Raises:
        Unwritten: The line is not drawn as it is known, or is said in another place as well, or
            the words have no room in it.
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            page = file.pages[0].obj
            drawn, (left, top, bottom) = _rewritten(page, letters, words)
            page.Contents = file.make_stream(drawn)
            _check_unsaid(letters, drawn, file.objects)
            *_, wide, high = (float(side) / _POINTS for side in page.MediaBox)
            out = io.BytesIO()
            file.save(out, deterministic_id=True)
    except Unwritten:
        raise
    # What is not as it is known fails in any of these ways, and in no other.
    except (
        *(pikepdf.PdfError, AttributeError, LookupError, TypeError),
        *(ValueError, ArithmeticError),
    ) as error:
        raise Unwritten("the line is drawn in another way") from error
    return Written(out.getvalue(), (left / wide, top / high, 1.0, bottom / high))


def _rewritten(page: Any, letters: str, words: str) -> tuple[bytes, tuple[float, float, float]]:  # noqa: ANN401 - pikepdf's object
    """What is drawn, and where the words end: how far to the right, and the line's top and foot."""
    drawn = _bytes(page.Contents)
    field, line = _only(_FIELD.finditer(drawn)), _line_of(page, drawn, letters)
    left, top, wide, high = map(float, field.groups()[:4])
    at, base, size = (float(line[n]) for n in (1, 2, 4))
    if abs(at - left) > _NEAR or not top < base < top + high or field.start() > line.start():
        raise Unwritten("the line does not begin where its field does")
    said, ems = _said(_font(page, line), _run(line), letters, words)
    if ems * size > wide:
        raise Unwritten("the words have no room")
    # The field has said how wide it is: it is not painted.
    before = drawn[: field.start(5)] + b"n" + drawn[field.end(5) : line.start(5)]
    return before + said + drawn[line.end(5) :], (at + ems * size, top, top + high)


def _bytes(stream: Any) -> bytes:  # noqa: ANN401 - pikepdf's object
    """What a stream says, packed as our engine packs it or not at all."""
    data: bytes = stream.read_raw_bytes()
    packed = stream.get("/Filter")
    if packed is None and len(data) <= _MOST:
        return data
    if packed != "/FlateDecode" or "/DecodeParms" in stream:
        raise Unwritten("a stream is packed in another way")
    return inflated(data, _MOST)


def _check_unsaid(letters: str, drawn: bytes, objects: Iterable[Any]) -> None:
    """Whether the letters are left nowhere: in the outline, in what is read aloud, in a field.

    Raises:
        Unwritten: They are.
    """
    both = (letters, letters.upper())
    coded = [text.encode(code) for text in both for code in ("utf-16-be", "pdfdoc_pikepdf")]
    lower, plain = drawn.lower(), _closed(letters)
    in_page = any(text in drawn or text.hex().encode() in lower for text in coded)
    if in_page or any(plain in _closed(text) for one in objects for text in _texts(one)):
        raise Unwritten("the line is said in another place as well")


def _closed(text: str) -> str:
    return "".join(text.split()).casefold()


def _texts(item: Any) -> Iterator[str]:  # noqa: ANN401 - pikepdf's object
    """Every text of an object; what it refers to is another."""
    waiting = [item]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.String):
            yield str(one)
            continue
        inside: Iterable[Any] = ()
        if isinstance(one, pikepdf.Array):
            inside = one
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            inside = (value for _, value in one.items())
        waiting += (
            value for value in inside if isinstance(value, pikepdf.Object) and not value.is_indirect
        )


def _only(found: Any) -> re.Match[bytes]:  # noqa: ANN401 - what yields matches
    (one,) = found
    return one  # type: ignore[no-any-return]


def _line_of(page: Any, drawn: bytes, letters: str) -> re.Match[bytes]:  # noqa: ANN401 - pikepdf's object
    wanted = {letters, letters.upper()}
    runs = (run for run in _DRAWN.finditer(drawn) if len(_run(run).codes) == len(letters))
    return _only(run for run in runs if _text(_font(page, run), _run(run)) in wanted)


def _run(line: re.Match[bytes]) -> _Run:
    codes, gaps = list[int](), list[float]()
    for text, number in _PIECE.findall(line[5]):
        found = [int(text[n : n + _DIGITS], 16) for n in range(0, len(text), _DIGITS)]
        codes += found
        gaps += [0.0] * len(found)
        if number and gaps:
            gaps[-1] += float(number)
    return _Run(tuple(codes), tuple(gaps))


def _font(page: Any, line: re.Match[bytes]) -> Any:  # noqa: ANN401 - pikepdf's objects
    return page.Resources.Font[f"/{line[3].decode()}"]


def _text(font: Any, run: _Run) -> str:  # noqa: ANN401 - pikepdf's object
    named = {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        for code, text in _NAMED.findall(_bytes(font.ToUnicode))
    }
    return "".join(named.get(code, "\0") for code in run.codes)


def _said(font: Any, run: _Run, letters: str, words: str) -> tuple[bytes, float]:  # noqa: ANN401
    """The words, drawn as the letters are, and how many ems they take.

    They are spaced as most of the letters are, and a blank as theirs.
    """
    codes = dict(zip(letters, run.codes, strict=True))
    gaps = dict.fromkeys(letters, Counter(run.gaps).most_common(1)[0][0])
    gaps[_BLANK] = run.gaps[letters.index(_BLANK)]
    widths = _widths(font)
    wide = sum(widths[codes[letter]] - gaps[letter] for letter in words)
    said = "".join(f"<{codes[letter]:04x}>{gaps[letter]:.3f}" for letter in words)
    return said.encode(), wide / _EM


def _widths(font: Any) -> Mapping[int, float]:  # noqa: ANN401 - pikepdf's object
    """How wide each letter is, by its code."""
    widths: dict[int, float] = {}
    told = [*font.DescendantFonts[0].W]
    while told:
        first, then = int(told.pop(0)), told.pop(0)
        if isinstance(then, pikepdf.Array):
            widths |= {first + at: float(width) for at, width in enumerate(then)}
        else:
            last = min(int(then), _LAST)
            widths |= dict.fromkeys(range(max(first, 0), last + 1), float(told.pop(0)))
    return widths
