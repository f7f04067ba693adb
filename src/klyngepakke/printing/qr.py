"""QR: a link as a picture in the page, and a picture back to its link."""

from __future__ import annotations

import functools
from typing import Any

from markupsafe import Markup, escape

from klyngepakke.errors import InputError

BORDER = 4  # modules of quiet zone, as the standard asks for
LINK_LIMIT = 300  # characters: denser codes do not survive a copy of a copy
# Large enough for a coarse copy, until other CSS says otherwise.
CODE_CSS = ".qr { width: 28mm; height: 28mm }"
_SCHEMES = ("https://", "http://", "mailto:")


@functools.lru_cache(maxsize=64)
def svg(url: str) -> Markup:
    """An inline SVG with a title; CSS decides its size through the class `qr`.

    Raises:
        InputError: The text is no link, or too long to be read from paper.
    """
    import segno  # noqa: PLC0415 - costs 85 ms; few sheets have a code

    if not url.startswith(_SCHEMES):
        raise InputError(f"”{url}” kan ikke blive en QR-kode: den skal begynde med https://.")
    if len(url) > LINK_LIMIT:
        raise InputError(f"Linket ”{url[:40]} …” er længere end {LINK_LIMIT} tegn.")
    code = segno.make_qr(url, error="m", boost_error=False)
    picture = code.svg_inline(
        border=BORDER, omitsize=True, svgclass="qr", title=f"QR-kode til {url}"
    )
    return Markup(picture.replace("<svg ", f'<svg role="img" data-qr="{escape(url)}" ', 1))  # noqa: S704 - segno escapes the title


def decode(picture: Any) -> list[str]:  # noqa: ANN401 - whatever zxing-cpp takes
    """The texts of every QR code in a picture (a Pillow image or an array)."""
    import zxingcpp  # noqa: PLC0415 - few sheets have a code

    found = zxingcpp.read_barcodes(picture)
    return [code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode]
