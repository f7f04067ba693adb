"""Agenda: the evening's programme on one side, room for notes on the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from klyngepakke.office.look import Look
from klyngepakke.office.word import boxes
from klyngepakke.office.word.writer import (
    bold,
    break_before,
    lines,
    marked,
    paragraph,
    put_logo,
    table,
)
from klyngepakke.printing.passages import Run

_LINES = 27  # that a page has room for under its heading
_LINES_EACH = 2  # that a tool takes


def write(document: Any, data: Mapping[str, Any], look: Look) -> None:  # noqa: ANN401 - python-docx
    """Put the agenda in a document.

    Args:
        document: An empty one.
        data: As `dagsorden.html` gets it.
        look: Its logo stands at the head.
    """
    put_logo(document, look, f"Logo: {data['møde']['klynge']}")
    paragraph(document, "Subtitle", data["overlinje"])
    paragraph(document, "Title", data["titel"])
    if data["formål"]:
        paragraph(document, "Ingress", data["formål"])
    _facts(document, data)
    for day in data["dage"]:
        paragraph(document, "Heading 1", day["titel"] or "Program")
        table(
            document,
            [("Klokken", "Punkt"), *(_row(row, tight=data["tæt"]) for row in day["rækker"])],
            (26, 147),
            title="Program",
        )
    help_ = [data["hjælp"]] if data["hjælp"] else []
    boxes.write(document, [*data["bokse"], *help_])
    _back(document, data)


def _facts(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    for day in data["hvornår"]:
        latest = f", senest kl.\N{NO-BREAK SPACE}{day['senest']}" if day["senest"] else ""
        _fact(document, "Tid", f"{day['dato']} kl.\N{NO-BREAK SPACE}{day['tid']}{latest}")
        if day["sted"]:
            _fact(document, "Sted", day["sted"])
    for role in data["roller"]:
        _fact(document, role["rolle"], role["navn"])
    if data["gæster"]:
        _fact(document, "Gæster", ", ".join(data["gæster"]))
    if data["møde"]["næste_møde"]:
        _fact(document, "Næste møde", data["møde"]["næste_møde"])


def _fact(document: Any, name: str, said: str) -> None:  # noqa: ANN401 - python-docx
    paragraph(document, "Fakta", bold(name), f"\t{said}")


def _row(row: Mapping[str, Any], *, tight: bool) -> tuple[Any, ...]:
    what: list[tuple[Run, ...]] = [(Run(row["titel"], bold=not row["pause"]),)]
    if row["tekst"] and not tight:
        what.append(marked(row["tekst"]))
    if row["gæster"]:
        what.append((Run(f"med {' og '.join(row['gæster'])}", italic=True),))
    return row["tid"], tuple(what)


def _back(document: Any, data: Mapping[str, Any]) -> None:  # noqa: ANN401 - python-docx
    break_before(paragraph(document, "Heading 1", data["noter"]))
    tools = data["værktøjer"]
    lines(document, max(8, _LINES - 2 - _LINES_EACH * len(tools)) if tools else _LINES)
    if tools:
        paragraph(document, "Heading 2", "Værktøjer og henvisninger")
    for tool in tools:
        said = " ".join(x for x in (tool["ejer"], tool["brug"]) if x)
        link = (" ", Run(tool["link"], link=tool["link"])) if tool["link"] else ()
        paragraph(document, "Note", bold(f"{tool['titel']} "), said, *link)
