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


def shown(pdf: bytes) -> tuple[tuple[float, ...], bytes]:
    """How much of each page is ink, 0 (white) to 1 (black), and the first as a small picture.

    The picture is a grey PNG file; the same page gives the same bytes.
    """
    with _opened(pdf) as file:
        first, *others = file
        large = _rendered(first, 2 * _THUMB / max(first.get_size()))
        pictures = (large, *(_rendered(page, _INK_DPI / 72) for page in others))
        return tuple(map(_darkness, pictures)), _thumbnail(large)


def cut_out(pdf: bytes, places: tuple[Place, ...]) -> list[Any]:
    """Each place as a picture, as an office printer would give it."""
    with _opened(pdf) as file:
        return [
            _rendered(file[place.page - 1], _CODE_DPI / 72).crop(_box(place)) for place in places
        ]


def picture(pdf: bytes, page: int, dpi: int) -> Any:  # noqa: ANN401 - a Pillow image
    """A page, counted from 1, as a picture in colour."""
    with _opened(pdf) as file:
        return file[page - 1].render(scale=dpi / 72).to_pil()


def _thumbnail(page: Any) -> bytes:  # noqa: ANN401 - a Pillow image
    """A picture of half the size, in few shades, as a file."""
    out = io.BytesIO()
    page.reduce(2).point(_crisp).quantize(16).save(out, "PNG")
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


def _rendered(page: Any, scale: float) -> Any:  # noqa: ANN401 - pdfium's page, Pillow's image
    """A page in grey, so many pixels to a point."""
    return page.render(scale=scale, grayscale=True).to_pil()


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
