"""What a person does with a form on the screen, done with PDFium as a browser does it."""

from __future__ import annotations

import ctypes
import io
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageStat
from pypdfium2 import raw

DPI = 72
_MM = DPI / 25.4


def fill(pdf: bytes, answers: Mapping[str, bool | str]) -> bytes:
    """The file as it is saved after clicking boxes (True) and typing in fields (a text)."""
    at = _places(pdf)
    file = pypdfium2.PdfDocument(pdf)
    file.init_forms()
    out = io.BytesIO()
    try:
        for number in sorted({at[name][0] for name in answers}):
            page = file[number]
            for name in (name for name in answers if at[name][0] == number):
                _answer(file.formenv, page, at[name][1], answers[name])
            page.close()
        file.save(out)
    finally:
        file.close()
    return out.getvalue()


def _places(pdf: bytes) -> dict[str, tuple[int, tuple[float, float]]]:
    """Each field's page, from 0, and the middle of it in points."""
    found = {}
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for number, page in enumerate(file.pages):
            for field in page.get("/Annots", []):
                if "/T" in field:
                    left, top, right, bottom = map(float, field.Rect)
                    found[str(field.T)] = (number, ((left + right) / 2, (top + bottom) / 2))
    return found


def _answer(form, page, at, answer):
    raw.FORM_OnMouseMove(form, page, 0, *at)
    raw.FORM_OnLButtonDown(form, page, 0, *at)
    raw.FORM_OnLButtonUp(form, page, 0, *at)
    if isinstance(answer, str):
        raw.FORM_SelectAllText(form, page)
        raw.FORM_ReplaceSelection(form, page, _wide(answer))
    raw.FORM_ForceToKillFocus(form)


def _wide(text: str):
    data = f"{text}\0".encode("utf-16-le")
    return (ctypes.c_ushort * (len(data) // 2)).from_buffer_copy(data)


def choose(pdf: bytes, name: str, index: int) -> bytes:
    """The file as it is saved after choosing something on a list."""
    number, at = _places(pdf)[name]
    file = pypdfium2.PdfDocument(pdf)
    file.init_forms()
    out = io.BytesIO()
    try:
        page = file[number]
        raw.FORM_OnFocus(file.formenv, page, 0, *at)
        raw.FORM_SetIndexSelected(file.formenv, page, index, True)
        raw.FORM_ForceToKillFocus(file.formenv)
        page.close()
        file.save(out)
    finally:
        file.close()
    return out.getvalue()


def in_pdfium(pdf: bytes) -> list[Image.Image]:
    """The pages in grey, as a browser shows and prints them."""
    file = pypdfium2.PdfDocument(pdf)
    file.init_forms()
    try:
        return [p.render(scale=DPI / 72).to_pil().convert("L") for p in file]
    finally:
        file.close()


def in_poppler(pdf: bytes, folder: Path) -> list[Image.Image]:
    """The pages in grey, as the readers of Linux show and print them; it may not complain."""
    (folder / "ark.pdf").write_bytes(pdf)
    done = subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-gray", "ark.pdf", "side"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [Image.open(path).convert("L") for path in sorted(folder.glob("side-*.pgm"))]


def ink(pages: list[Image.Image], place) -> float:
    """How dark a field is, from 0 (white) to 1."""
    box = (place.x, place.y, place.x + place.width, place.y + place.height)
    cut = pages[place.page - 1].crop(tuple(round(side * _MM) for side in box))
    return 1 - ImageStat.Stat(cut).mean[0] / 255
