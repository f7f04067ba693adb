"""Embedding: whether every font of a PDF lies in the file, as read from the file itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf

_PLACES: Final = ("/Resources", "/DR")
_FILES: Final = frozenset({"/FontFile", "/FontFile2", "/FontFile3"})


def loose(file: pikepdf.Pdf) -> tuple[str, ...]:
    """The fonts, also those of form fields, that the file names and does not hold, sorted.

    Another computer would show the text in something else, or not at all.
    """
    return tuple(sorted({_name(font) for font in _fonts(file) if not _is_held(font)}))


def _fonts(file: pikepdf.Pdf) -> Iterator[Any]:
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary):
            if item.get("/Type") == "/Font":
                yield item
            # A font may also stand where it is used, and be no object of its own.
            for place in _PLACES:
                if place in item:
                    resources: Any = item[place]
                    yield from resources.get("/Font", pikepdf.Dictionary()).values()


def _is_held(font: Any) -> bool:  # noqa: ANN401 - pikepdf's object
    if font.get("/Subtype") == "/Type0":
        return all(_is_held(one) for one in font.DescendantFonts)
    if font.get("/Subtype") == "/Type3":
        return True  # its glyphs are drawn in the file
    descriptor = font.get("/FontDescriptor")
    return descriptor is not None and bool(_FILES & set(descriptor.keys()))


def _name(font: Any) -> str:  # noqa: ANN401 - pikepdf's object
    return str(font.get("/BaseFont", "/?")).removeprefix("/")
