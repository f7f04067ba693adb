"""Boxes: what packs and the cluster put on a sheet of the core's, with where it is from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from klyngepakke.office.word.writer import marked, paragraph
from klyngepakke.printing.passages import Run


def write(document: Any, boxes: Iterable[Any]) -> None:  # noqa: ANN401 - JSON, and python-docx
    """Each box under its title: titel, tekst, link and kilder, as `shared.boxes` gives them."""
    for box in boxes:
        paragraph(document, "Bokstitel", box["titel"])
        paragraph(document, "Boks", marked(box["tekst"]))
        if box.get("link"):
            paragraph(document, "Boks", Run(box["link"], link=box["link"]))
        if box.get("kilder"):
            paragraph(document, "Boks", f"Kilde: {'; '.join(box['kilder'])}")
