"""Ink: finished pages as pictures, to see how dark they print and to read their codes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from klyngepakke.printing.document import Place

DARK = 0.12  # share of a page; a page full of text has about half of it
_INK_DPI = 24
_CODE_DPI = 100  # what a code must survive: a coarse office copy
_THUMB = 180  # pixels of a thumbnail's longer side; 16 mm of them are 285 dpi


def coverage(pdf: bytes) -> tuple[float, ...]:
    """How much of each page is ink, 0 (white) to 1 (black)."""
    with _opened(pdf) as file:
        return tuple(_darkness(_picture(page, _INK_DPI)) for page in file)


def cut_out(pdf: bytes, places: tuple[Place, ...]) -> list[Any]:
    """Each place as a picture, as an office printer would give it."""
    with _opened(pdf) as file:
        return [_picture(file[place.page - 1], _CODE_DPI).crop(_box(place)) for place in places]


def picture(pdf: bytes, page: int, dpi: int) -> Any:  # noqa: ANN401 - a Pillow image
    """A page, counted from 1, as a picture in colour."""
    with _opened(pdf) as file:
        return file[page - 1].render(scale=dpi / 72).to_pil()


def thumbnail(pdf: bytes, page: int = 1) -> bytes:
    """A page, counted from 1, as a small grey PNG file; the same page gives the same bytes."""
    with _opened(pdf) as file:
        found = file[page - 1]
        scale = _THUMB / max(found.get_size())
        large = found.render(scale=2 * scale, grayscale=True).to_pil()
    small = large.reduce(2).point(_crisp)
    out = io.BytesIO()
    small.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _crisp(level: int) -> int:
    """Thin strokes that a small picture has made pale, dark again."""
    return max(0, 255 - 2 * (255 - level))


def words(pdf: bytes) -> tuple[str, ...]:
    """What each page says, line by line as it stands there; hyphenated words are whole again."""
    with _opened(pdf) as file:
        return tuple(_words(page) for page in file)


@contextmanager
def _opened(pdf: bytes) -> Iterator[Any]:
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - only finished sheets need it

    file = pypdfium2.PdfDocument(pdf)
    try:
        yield file
    finally:
        file.close()


def _picture(page: Any, dpi: int) -> Any:  # noqa: ANN401 - pdfium's page, Pillow's image
    return page.render(scale=dpi / 72, grayscale=True).to_pil()


def _words(page: Any) -> str:  # noqa: ANN401 - pdfium's page
    text = page.get_textpage().get_text_range()
    for hyphen in ("\ufffe\r\n", "\xad\r\n", "\ufffe", "\xad"):
        text = text.replace(hyphen, "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _darkness(image: Any) -> float:  # noqa: ANN401 - a Pillow image
    histogram = image.histogram()
    dark = sum(count * (255 - level) for level, count in enumerate(histogram))
    return float(dark / (255 * sum(histogram)))


def _box(place: Place) -> tuple[int, int, int, int]:
    scale = _CODE_DPI / 25.4
    right, bottom = place.x + place.width, place.y + place.height
    return (
        int(place.x * scale) - 1,
        int(place.y * scale) - 1,
        int(right * scale) + 2,
        int(bottom * scale) + 2,
    )
