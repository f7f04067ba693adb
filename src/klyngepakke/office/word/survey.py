"""Survey: questions that count themselves, answers that are ticked with a click or with a pen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from klyngepakke.office.look import Look
from klyngepakke.office.word.choices import choices
from klyngepakke.office.word.writer import (
    COLUMNS,
    bold,
    grid,
    keep_together,
    lines,
    paragraph,
    rest_of_line,
    tick,
)
from klyngepakke.printing.passages import Run

_NUMBER = 60  # mm of a line for a number
_QUESTION = 3.4  # how many answers wide a question is in a table of several


def write(document: Any, data: Mapping[str, Any], title: str, look: Look) -> None:  # noqa: ANN401 - python-docx
    """Put the survey in a document.

    Args:
        document: An empty one.
        data: As `spoergeskema.html` gets it.
        title: The sheet's.
        look: Where its letters are large, answers stand below each other.
    """
    paragraph(document, "Subtitle", data["overlinje"])
    paragraph(document, "Title", title)
    paragraph(
        document, "Ingress", " ".join(x for x in (data["indledning"], data["uden_navn"]) if x)
    )
    _facts(document, data)
    for part in data["dele"]:
        paragraph(document, "Heading 1", part["titel"])
        for group in part["grupper"]:
            _group(document, group, large=look.large)
        if part["note"]:
            paragraph(document, "Note", part["note"])


def _facts(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    if data["qr"]:
        either = "på telefonen eller på papiret, ikke begge steder: "
        link = Run(data["link"], bold=True, link=data["qr"])
        paragraph(document, "Fakta", bold("Svar"), f"\t{either}", link)
    for name, said in (
        ("Svar senest", data["senest"]),
        ("Ret et kryds", data["fortryder"]),
        ("Anonymt", data["anonymt"]),
    ):
        if said:
            paragraph(document, "Fakta", bold(name), f"\t{said}")


def _group(document: Any, group: Mapping[str, Any], *, large: bool) -> None:  # noqa: ANN401 - python-docx
    if group["matrix"] and not large and len(group["matrix"]) < COLUMNS:
        _matrix(document, group["matrix"], group["spørgsmål"])
        return
    for question in group["spørgsmål"]:
        note = (Run(f" {question['note']}", italic=True),) if question["note"] else ()
        paragraph(document, "Spørgsmål", question["tekst"], *note)
        _answers(document, question, large=large)


def _answers(document: Any, question: Mapping[str, Any], *, large: bool) -> None:  # noqa: ANN401 - python-docx
    tight = large or len(question["svar"]) > COLUMNS
    kind = "valg" if tight and question["slags"] == "skala" else question["slags"]
    if kind in {"nrs", "skala"}:
        _scale(document, question)
    elif kind == "valg":
        columns = 1 if large else question["spalter"]
        choices(document, {**question, "titel": question["tekst"], "spalter": columns})
    elif kind == "tal":
        rest_of_line(paragraph(document, "Normal"), _NUMBER)
    else:
        lines(document, question["linjer"])


def _scale(document: Any, question: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    """A row of boxes and a row of what they mean; what the ends mean stands below."""
    answers = question["svar"]
    made = grid(document, 2, (1,) * len(answers), title=question["tekst"])
    for box, said, answer in zip(made.rows[0].cells, made.rows[1].cells, answers, strict=True):
        _box(box, question, answer)
        paragraph(said, "Svar i midten", answer["tekst"])
    keep_together(made)
    if question["ender"]:
        low, high = question["ender"]
        first, last = answers[0]["tekst"], answers[-1]["tekst"]
        paragraph(document, "Note", f"{first} er {low}, {last} er {high}.")


def _matrix(document: Any, answers: Sequence[Any], questions: Sequence[Any]) -> None:  # noqa: ANN401 - python-docx
    """Questions with the same answers, a row each; the answers stand on top of each page."""
    paragraph(document, "Luft")
    shares = (_QUESTION, *(1 for _ in answers))
    made = grid(
        *(document, 1 + len(questions), shares),
        style="Klyngetabel",
        head=True,
        title="Spørgsmål og svar",
    )
    head, *rows = made.rows
    paragraph(head.cells[0], "Tabeltekst", "Spørgsmål")
    for cell, answer in zip(head.cells[1:], answers, strict=True):
        paragraph(cell, "Svar i midten", answer["tekst"])
    for row, question in zip(rows, questions, strict=True):
        paragraph(row.cells[0], "Spørgsmål i tabel", question["tekst"])
        for cell, answer in zip(row.cells[1:], question["svar"], strict=True):
            _box(cell, question, answer)


def _box(cell: Any, question: Mapping[str, Any], answer: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    name = f"{question['id']}__{answer['id']}"
    tick(paragraph(cell, "Svar i midten"), name, f"{question['tekst']} {answer['tekst']}")
