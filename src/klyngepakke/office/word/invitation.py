"""Invitation: the mails that call the cluster together, each on a page of its own."""

from __future__ import annotations

from typing import Any

from klyngepakke.office.word.writer import bold, break_before, paragraph
from klyngepakke.planning.sheets.indkaldelse import letters_of
from klyngepakke.planning.sheets.shared import capital


def write(document: Any, text: str) -> None:  # noqa: ANN401 - python-docx's types end where XML begins
    """Put the mails in a document.

    Args:
        document: An empty one.
        text: The invitation and its reminders, as the text file has them.
    """
    for index, letter in enumerate(letters_of(text)):
        top = paragraph(document, "Heading 1", letter.name.capitalize())
        if index:
            break_before(top)
        paragraph(document, "Note", capital(letter.sent))
        for name, said in letter.head:
            paragraph(document, "Fakta", bold(name), f"\t{said}")
        paragraph(document, "Normal")
        for part in letter.paragraphs:
            _part(document, part)


def _part(document: Any, part: str) -> None:  # noqa: ANN401 - as above
    """A paragraph of a mail: its lines stay lines, and dashes become bullets."""
    listed = [line for line in part.split("\n") if line.startswith("- ")]
    said = [line for line in part.split("\n") if not line.startswith("- ")]
    paragraph(document, "Normal", "\n".join(said))
    for line in listed:
        paragraph(document, "List Bullet", line.removeprefix("- "))
