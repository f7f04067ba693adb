"""Tables: replies as CSV files for a spreadsheet, and as JSON that holds everything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from klyngepakke.content.spreadsheet import csv_bytes
from klyngepakke.files import fingerprint
from klyngepakke.planning import asked
from klyngepakke.planning.asked import Asked, as_plain
from klyngepakke.replies.handed_out import Form, HandedOut
from klyngepakke.replies.reply import Remark, Reply

ANSWERS: Final = "svar.json"
QUESTIONS: Final = "spoergsmaal.csv"
_COLUMNS: Final = ("ark", "kolonne", "nr", "spørgsmål", "slags", "svar", "svarets ordlyd")
_TICKED, _NOT_TICKED = "1", "0"


def tables(handed: HandedOut, replies: Iterable[Reply]) -> Mapping[str, bytes]:
    """The files that are written, by name; `svar.json` is the last and knows the others.

    The rows stand in an order that follows from the answers alone, and no file's name is in
    them: who sent what cannot be seen.

    Args:
        handed: The meeting and what it asked.
        replies: Each counted once.
    """
    order = list(handed.forms)
    rows = sorted(replies, key=lambda r: (order.index(r.form.id), r.mark))
    used = list(dict.fromkeys(r.form.id for r in rows))
    forms = [form for name, form in handed.forms.items() if name in used]
    files = {
        f"{sheet}.csv": csv_bytes(_sheet_rows([f for f in forms if f.sheet == sheet], rows))
        for sheet in dict.fromkeys(form.sheet for form in forms)
    }
    files[QUESTIONS] = csv_bytes(_question_rows(forms))
    return {**files, ANSWERS: _json(handed, forms, rows, files)}


# --- CSV -----------------------------------------------------------------------------------


def _sheet_rows(forms: Sequence[Form], replies: Iterable[Reply]) -> Iterator[list[str]]:
    columns = list(dict.fromkeys(c for form in forms for q in form.questions for c in _columns(q)))
    yield ["nr", "ark", *columns, "bemærkninger"]
    ours = [r for r in replies if r.form in forms]
    for number, found in enumerate(ours, start=1):
        cells = {k: v for q in found.form.questions for k, v in _cells(q, found).items()}
        remarks = " | ".join(map(_remark, found.remarks))
        yield [str(number), found.form.id, *(cells.get(c, "") for c in columns), remarks]


def _columns(question: Asked) -> tuple[str, ...]:
    """One column a question; one an answer where several may be ticked."""
    if question.kind == asked.ONE:
        return (question.id, *([question.line] if question.line else []))
    return question.fields


def _cells(question: Asked, found: Reply) -> dict[str, str]:
    answer = found.answers.get(question.id)
    cells = {question.id: _cell(answer)}
    if question.kind == asked.SEVERAL:
        cells = {
            name: "" if answer is None else _TICKED if code in _codes(answer) else _NOT_TICKED
            for name, code in question.boxes.items()
        }
    return {**cells, question.line: _cell(found.answers.get(question.line))}


def _codes(answer: object) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else ()


def _cell(answer: object) -> str:
    if answer is None:
        return ""
    if answer is True:
        return _TICKED
    return str(answer).replace(".", ",") if isinstance(answer, float) else str(answer)


def _remark(remark: Remark) -> str:
    codes = f": {' '.join(remark.codes)}" if remark.codes else ""
    return f"{remark.place} {remark.kind}{codes}".strip()


def _question_rows(forms: Iterable[Form]) -> Iterator[Sequence[str]]:
    yield _COLUMNS
    for form in forms:
        for question in form.questions:
            about = [question.number, question.text, question.kind]
            for column, code, text in _answers(question):
                yield [form.id, column, *about, code, text]


def _answers(question: Asked) -> Iterator[tuple[str, str, str]]:
    """Each column and value there can be, and what it means."""
    several = question.kind == asked.SEVERAL
    for code, text in question.answers:
        yield (f"{question.id}__{code}", _TICKED, text) if several else (question.id, code, text)
    if question.line and question.kind != asked.LIST:
        yield question.line, "", _asked_for(question)


def _asked_for(question: Asked) -> str:
    if question.kind == asked.NUMBER and question.most is not None:
        return f"et tal, {question.least or 0}–{question.most}"
    return {asked.NUMBER: "et tal", asked.TICK: "1: krydset"}.get(question.kind, "tekst")


# --- JSON ----------------------------------------------------------------------------------


def _json(
    handed: HandedOut, forms: Iterable[Form], replies: Iterable[Reply], files: Mapping[str, bytes]
) -> bytes:
    by_form = {name: list(some) for name, some in groupby(replies, key=lambda r: r.form.id)}
    content = {
        "lavet_af": "klyngepakke",
        "møde": handed.meeting,
        "titel": handed.title,
        "ark": [_form(form, by_form.get(form.id, [])) for form in forms],
        "filer": {name: fingerprint(data) for name, data in files.items()},
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _form(form: Form, replies: Iterable[Reply]) -> dict[str, Any]:
    return {
        "id": form.id,
        "ark": form.sheet,
        "titel": form.title,
        "udgave": form.edition,
        "skema": form.mark,
        "spørgsmål": [as_plain(question) for question in form.questions],
        "besvarelser": [_reply(found) for found in replies],
    }


def _reply(found: Reply) -> dict[str, Any]:
    return {
        "mærke": found.mark,
        "svar": dict(found.answers),
        "bemærkninger": [_remark_data(remark) for remark in found.remarks],
    }


def _remark_data(remark: Remark) -> dict[str, Any]:
    told: dict[str, Any] = {"sted": remark.place, "slags": remark.kind}
    if remark.codes:
        told["krydser"] = list(remark.codes)
    if remark.written:
        told["skrevet"] = remark.written
    return told
