"""Choices: boxes to tick in columns, and a line for what is not among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klyngepakke.office.word.parts import WIDTH
from klyngepakke.office.word.writer import grid, keep_together, paragraph, rest_of_line, ticked_line
from klyngepakke.printing.helpers import batch


def choices(document: Any, asked: Mapping[str, Any], *, heading: bool = False) -> None:  # noqa: ANN401 - python-docx
    """Boxes with their answers.

    Args:
        document: Where they go.
        asked: id, titel, svar, andet and spalter, as `felter/kryds.html` gets them.
        heading: Whether the title stands over them.
    """
    if heading:
        paragraph(document, "Heading 2", asked["titel"])
    columns = asked.get("spalter", 2)
    rows = batch(asked["svar"], columns)
    if rows:
        made = grid(document, len(rows), (1,) * columns, title=asked["titel"])
        for row, answers in zip(made.rows, rows, strict=True):
            for cell, answer in zip(row.cells, answers, strict=False):
                name = f"{asked['id']}__{answer['id']}"
                ticked_line(cell, "Svar", name, answer["tekst"], asked["titel"])
        keep_together(made)
    if asked.get("andet"):
        other = ticked_line(
            document, "Svar", f"{asked['id']}__andet", "Andet, skriv: ", asked["titel"]
        )
        rest_of_line(other, WIDTH)
