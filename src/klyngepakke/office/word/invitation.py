"""Invitation: the mails that call the cluster together, each on a page of its own."""

from __future__ import annotations

from itertools import groupby
from typing import Any, Final

from klyngepakke.office.word.writer import bold, break_before, paragraph
from klyngepakke.planning.sheets.indkaldelse import letters_of
from klyngepakke.planning.sheets.shared import capital

_DASH: Final = "- "


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
    """A paragraph of a mail: its lines stay lines in their order, and dashes become bullets."""
    for listed, found in groupby(part.split("\n"), lambda line: line.startswith(_DASH)):
        if listed:
            for line in found:
                paragraph(document, "List Bullet", line.removeprefix(_DASH))
        else:
            paragraph(document, "Normal", "\n".join(found))
