"""Action plan: one change in a table that grows as it is filled, and a strip for the box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klyngepakke.office.word import boxes
from klyngepakke.office.word.choices import choices
from klyngepakke.office.word.writer import (
    at_least,
    bold,
    break_before,
    grid,
    lines,
    marked,
    paragraph,
    table,
)
from klyngepakke.printing.passages import Run

_LINES = (8, 5)  # mm from line to line, where there is room, and at least
_PAGE = 255  # mm of the front that there are to fill
_SET = 84  # mm that the title, the help's title and the strip take
_PROMPT, _PROMPT_LETTERS = 7, 80  # mm that a line of a prompt takes, and letters in it
_WIDTHS = (62, 111)


def write(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    """Put the plan in a document.

    Args:
        document: An empty one.
        data: As `handleplan.html` gets it.
    """
    paragraph(document, "Subtitle", data["overlinje"])
    paragraph(document, "Title", data["titel"])
    _facts(document, data)
    for prompt in data["spørgsmål"]:
        paragraph(document, "Heading 2", marked(prompt["tekst"]))
        for variant in prompt["under"]:
            paragraph(document, "List Bullet", bold(f"{variant['til']} "), marked(variant["tekst"]))
    if data["dele"]:
        choices(document, data["dele"], heading=True)
    paragraph(document, "Luft")
    _fields(document, data["felter"], data["titel"], _line(data))
    choices(document, data["hjælp"], heading=True)
    paragraph(document, "Riv af", "Riv af her")
    paragraph(document, "Heading 2", data["strimmel"])
    paragraph(document, "Note", data["riv_af"])
    lines(document, 2)
    _back(document, data)


def _facts(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    partner = "Skriv navn og telefon på hinandens ark, og aftal, hvornår I ringer sammen."
    for name, said in (
        ("Klokken", data["klokken"]),
        ("Sådan", data["note"]),
        ("Din makker", partner if data["solo"] else ""),
        ("Gem den", data["gem"]),
    ):
        if said:
            paragraph(document, "Fakta", bold(name), "\t", marked(said))


def _line(data: Mapping[str, Any]) -> float:
    """How far a written line is from the next, in mm, so that the front stays one page."""
    ticked = [data["hjælp"], *([data["dele"]] if data["dele"] else [])]
    rows = sum(2 + len(one["svar"]) // one["spalter"] for one in ticked)
    asked = [t for p in data["spørgsmål"] for t in (p["tekst"], *(u["tekst"] for u in p["under"]))]
    prompts = sum(1 + len(text) // _PROMPT_LETTERS for text in asked)
    facts = 3 + len(data["note"]) // _PROMPT_LETTERS + 2 * data["solo"]
    fields = data["felter"]
    room = _PAGE - _SET - 6 * (rows + facts) - _PROMPT * prompts - 2 * len(fields)
    most, least = _LINES
    each: float = room / sum(field["linjer"] for field in fields)
    return max(least, min(most, each))


def _fields(
    document: Any,  # noqa: ANN401 - python-docx
    fields: Sequence[Mapping[str, Any]],
    title: str,
    line: float = _LINES[0],
) -> None:
    """A row for each field, as high as its lines."""
    made = grid(document, len(fields), _WIDTHS, style="Skemafelter", first=True, title=title)
    for row, field in zip(made.rows, fields, strict=True):
        at_least(row, line * field["linjer"] + 2)
        paragraph(row.cells[1], "Tabeltekst")
        paragraph(row.cells[0], "Tabeltekst", field["titel"])
        if field["hjælpetekst"]:
            paragraph(row.cells[0], "Tabelnote", field["hjælpetekst"])


def _back(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    help_ = [data["hjælpeboks"]] if data["hjælpeboks"] else []
    top = []
    if data["senere"]:
        title = "Når jeg følger op" if data["solo"] else "Når vi følger op"
        top.append(paragraph(document, "Heading 1", title))
        _fields(document, data["senere"], title)
    if data["eksempler"]:
        top.append(paragraph(document, "Heading 1", "Sådan kan en plan se ud"))
        _examples(document, data["eksempler"])
    for first in top[:1]:
        break_before(first)
    boxes.write(document, [*data["bokse"], *help_])


def _examples(document: Any, examples: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401 - python-docx
    names = ("Hvad og hvordan", "Hvem og hvornår", "Tegn")
    rows = [
        (_two(e["hvad"], e["hvordan"]), _two(e["hvem"], e["hvornår"]), e["tegn"]) for e in examples
    ]
    table(document, [names, *rows], (75, 52, 46), first=False, title="Eksempler på handleplaner")


def _two(first: str, second: str) -> tuple[tuple[Run, ...], ...]:
    return (bold(first),), (Run(second),)
