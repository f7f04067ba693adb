"""Make the README's pictures: pages of the example meeting, as they are printed."""  # noqa: INP001 - a script

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from klyngepakke.content.example import example
from klyngepakke.content.meeting_file import MEETING_FILE, meeting_text
from klyngepakke.plugins import catalogue
from klyngepakke.printing import ink
from klyngepakke.road import build

PICTURES = Path(__file__).parents[1] / "docs" / "billeder"
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


def small(picture: Any) -> Any:  # noqa: ANN401 - a Pillow image
    """The picture at the README's width, in few colours."""
    height = round(picture.height * WIDTH / picture.width)
    return picture.convert("RGB").resize((WIDTH, height)).quantize(SHADES)


if __name__ == "__main__":
    main()
