"""Make the docs' pictures: pages of the example meeting as printed, and the live preview."""  # noqa: INP001 - a script

from __future__ import annotations

import base64
import io
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

from klyngepakke.content.example import example
from klyngepakke.content.meeting_file import MEETING_FILE, meeting_text
from klyngepakke.plugins import Catalogue, catalogue
from klyngepakke.preview import Wishes, open_preview
from klyngepakke.printing import ink
from klyngepakke.road import build

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "billeder"
PACK, NUMBER = "trivsel", 29
# The first page of each of these documents, under a name of its own.
SHOWN = {
    "drejebog": "drejebog",
    "dagsorden": "dagsorden",
    "bordark": "bordark-energi",
    "handleplan": "handleplan",
    "afslutningsark": "afslutningsark",
    "bordkort": "bordkort-flere",
}
DPI = 144
WIDTH = 620  # pixels: twice the width at which the README shows it
SHADES = 24  # colours a picture: grey, the accent, and what lies between
PREVIEW, SCREEN = "forhaandsvisning", (1280, 800)
PREVIEW_WIDTH, PREVIEW_SHADES = 900, 12
SEEN = "return document.querySelector('#sider img')?.complete && !document.querySelector('.laver')"


def main() -> None:
    """Build the example meeting, and write the pictures."""
    PICTURES.mkdir(exist_ok=True)
    packs = catalogue()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        meeting = meeting_text(example(packs.packs[PACK], NUMBER))
        (place / MEETING_FILE).write_text(meeting, "utf-8")
        built = build(place, packs)
    pdfs = {sheet.document.id: sheet.pdf for sheet in built.sheets}
    for name, document in SHOWN.items():
        small(ink.picture(pdfs[document], 1, DPI)).save(PICTURES / f"{name}.png", optimize=True)
    small(preview(packs), PREVIEW_WIDTH, PREVIEW_SHADES).save(
        PICTURES / f"{PREVIEW}.png", optimize=True
    )


def preview(packs: Catalogue) -> Any:  # noqa: ANN401 - a Pillow image
    """The live preview of the example pack in a browser, when everything is made."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers_browser import driving  # noqa: PLC0415 - found by the path above

    shown = packs.packs[PACK].folder
    with open_preview(shown, packs, Wishes(number=NUMBER)) as address, driving() as ask:
        ask("/window/rect", {"width": SCREEN[0], "height": SCREEN[1]})
        ask("/url", {"url": f"{address}#{SHOWN['bordark']}"})
        while not ask("/execute/sync", {"script": SEEN, "args": []}):
            time.sleep(0.5)
        return Image.open(io.BytesIO(base64.b64decode(ask("/screenshot", method="GET"))))


def small(picture: Any, width: int = WIDTH, shades: int = SHADES) -> Any:  # noqa: ANN401 - a Pillow image
    """The picture at the width it is shown at, in few colours."""
    height = round(picture.height * width / picture.width)
    return picture.convert("RGB").resize((width, height)).quantize(shades)


if __name__ == "__main__":
    main()
