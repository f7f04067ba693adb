"""QR: a link as a picture in the page, and a picture back to its link."""

from __future__ import annotations

import functools
from bisect import bisect_left
from typing import Any

from markupsafe import Markup, escape

from klyngepakke.errors import InputError

BORDER = 4  # modules of quiet zone, as the standard asks for
MODULE = 0.5  # mm: smaller dots run together in an office printer
LINK_LIMIT = 300  # characters: denser codes do not survive a copy of a copy
# Large enough for a coarse copy, until other CSS says otherwise.
CODE_CSS = ".qr { width: 28mm; height: 28mm }"
_SHORTEST = 15  # characters: hardly a link is shorter
_WHITE = 190  # of 255: a light tint is no trouble to a telephone
_SCHEMES = ("https://", "http://", "mailto:")


@functools.lru_cache(maxsize=64)
def svg(url: str) -> Markup:
    """An inline SVG with a title; CSS decides its size through the class `qr`.

    Raises:
        InputError: The text is no link, or too long to be read from paper.
    """
    if not url.startswith(_SCHEMES):
        raise InputError(f"”{url}” kan ikke blive en QR-kode: den skal begynde med https://.")
    if len(url) > LINK_LIMIT:
        sentence = f"Linket ”{url[:40]} …” er længere end {LINK_LIMIT} tegn. Brug et kortere link."
        raise InputError(sentence)
    picture = _code(url).svg_inline(
        border=BORDER, omitsize=True, svgclass="qr", title=f"QR-kode til {url}"
    )
    return Markup(picture.replace("<svg ", f'<svg role="img" data-qr="{escape(url)}" ', 1))  # noqa: S704 - segno escapes the title


def modules(url: str) -> int:
    """How many modules a link's code is wide, its quiet zone with it."""
    return int(_code(url).symbol_size(border=BORDER)[0])


def room(url: str, width: float) -> int:
    """How many characters of a link fit in a code of that width in mm; 0 where hardly any do."""
    fitting = bisect_left(
        range(1, len(url) + 1), x=True, key=lambda length: MODULE * modules(url[:length]) > width
    )
    return fitting if fitting > _SHORTEST else 0


def is_free(picture: Any, across: int) -> bool:  # noqa: ANN401 - a Pillow image
    """Whether a code's quiet zone is white.

    Args:
        picture: The code with its quiet zone and nothing else, in grey.
        across: As `modules` says.
    """
    module = min(picture.size) / across
    near, far = round(module), round((BORDER - 1) * module)
    width, height = picture.size
    sides = (
        (near, near, width - near, far),
        (near, height - far, width - near, height - near),
        (near, near, far, height - near),
        (width - far, near, width - near, height - near),
    )
    return all(picture.crop(side).getextrema()[0] >= _WHITE for side in sides)


def _code(url: str) -> Any:  # noqa: ANN401 - segno's code
    import segno  # noqa: PLC0415 - costs 85 ms; few sheets have a code

    return segno.make_qr(url, error="m", boost_error=False)


def decode(picture: Any) -> list[str]:  # noqa: ANN401 - whatever zxing-cpp takes
    """The texts of every QR code in a picture (a Pillow image or an array)."""
    import zxingcpp  # noqa: PLC0415 - few sheets have a code

    found = zxingcpp.read_barcodes(picture)
    return [code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode]
