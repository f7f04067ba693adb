"""Reply: one filled form as values, with a remark wherever nothing was guessed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from klyngepakke.errors import InputError
from klyngepakke.files import fingerprint
from klyngepakke.planning import asked
from klyngepakke.planning.asked import Asked
from klyngepakke.printing.pdf.forms import TOO_LONG, UNCLEAR, Filled, Value
from klyngepakke.replies.handed_out import Form, HandedOut

SEVERAL_TICKS: Final = "flere_krydser"
NOT_A_NUMBER: Final = "ikke_et_tal"
OFF_THE_SCALE: Final = "uden_for_skalaen"
NOT_ON_THE_LIST: Final = "ikke_på_listen"
MISSING: Final = "felt_mangler"
UNKNOWN: Final = "ukendt_felt"

Answer = str | int | float | bool | tuple[str, ...]

# A dot before three digits may stand for thousands, so it is not read as a decimal.
_NUMBER = re.compile(r"([0-9]{1,9})(?:[.,]([0-9]{1,2}))?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
_TELLING: Final = 20
"""Letters of a text that two people do not write by chance."""
_SHOWN: Final = 40  # letters of what a file says of itself
_OLD: Final = (
    "Byg mødet igen, som det var, da arket blev sendt ud, og læs filen ind, eller skriv svarene af."
)


@dataclass(frozen=True)
class Remark:
    """Something about one answer that a person must look at; the answer is left empty.

    Attributes:
        place: The question's id, or a field's name.
        kind: What it is, as `flere_krydser`.
        codes: The answers that were ticked, where there are too many.
        written: What was written where a number or something on a list was asked for.
    """

    place: str
    kind: str
    codes: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True)
class Reply:
    """What one person answered.

    Attributes:
        form: What was asked.
        answers: By the question's id, and by the field's name where ”Andet” has a line; what is
            not answered, or not understood, is not there.
        remarks: What was not understood.
    """

    form: Form
    answers: Mapping[str, Answer]
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def mark(self) -> str:
        """The hash of the answers: the same for the same answers, whoever gave them."""
        told = [self.form.id, dict(self.answers), [vars(r) for r in self.remarks]]
        return fingerprint(json.dumps(told, sort_keys=True).encode())[:16]

    @property
    def empty(self) -> bool:
        """Whether nothing at all is filled in."""
        return not self.answers and all(r.kind in {MISSING, UNKNOWN} for r in self.remarks)

    @property
    def telling(self) -> bool:
        """Whether two with the same answers must be the same person's."""
        texts = (a for a in self.answers.values() if isinstance(a, str))
        return any(len(text) >= _TELLING for text in texts)


def reply(handed: HandedOut, filled: Filled) -> Reply:
    """The reply in a filled form of this meeting.

    Raises:
        InputError: It is of another meeting, of another edition, or asked something else.
    """
    form = _form(handed, filled.identity)
    if not form.fields.keys() & (filled.values.keys() | filled.faults.keys()):
        raise InputError(f"Arkets felter er ikke i filen. {_OLD}")
    answers: dict[str, Answer] = {}
    remarks = list[Remark]()
    for question in form.questions:
        for place, found in _answered(question, filled):
            if isinstance(found, Remark):
                remarks.append(found)
            else:
                answers[place] = found
    return Reply(form, answers, (*remarks, *_strangers(form, filled)))


def _form(handed: HandedOut, identity: Mapping[str, str]) -> Form:
    if not identity["moede"]:
        raise InputError(
            "Filen siger ikke, hvilket møde den hører til. Den er ikke fra klyngepakke, eller også "
            "har et andet program fjernet mærket. Skriv svarene af."
        )
    if identity["moede"] != handed.meeting:
        raise InputError("Filen er fra et andet møde. Læs den ind med det mødes mappe.")
    form = handed.forms.get(identity["ark"])
    if form is None:
        raise InputError(f"Mødet har ikke arket ”{_shown(identity['ark'])}”. {_OLD}")
    if identity["udgave"] != form.edition:
        editions = f"{_shown(identity['udgave'])}; mødet er nu bygget med {form.edition}"
        raise InputError(f"Filen er fra en anden udgave af pakken ({editions}). {_OLD}")
    if identity["skema"] != form.mark:
        raise InputError(f"Arket er ændret, siden filen blev sendt ud. {_OLD}")
    return form


def _shown(text: str) -> str:
    return text[:_SHOWN]


# --- One question ------------------------------------------------------------------------


def _answered(question: Asked, filled: Filled) -> Iterator[tuple[str, Answer | Remark]]:
    """What is answered, each with the place it has among the answers."""
    faults = [_fault(name, filled) for name in question.fields]
    remarks = list(dict.fromkeys(Remark(question.id, fault) for fault in faults if fault))
    yield from ((question.id, remark) for remark in remarks)
    if not remarks:
        if question.boxes:
            yield from _ticked(question, filled.values)
        yield from _written(question, filled.values)


def _fault(name: str, filled: Filled) -> str:
    if name in filled.faults:
        return filled.faults[name]
    return "" if name in filled.values else MISSING


def _ticked(question: Asked, values: Mapping[str, Value]) -> Iterator[tuple[str, Answer | Remark]]:
    codes = tuple(code for name, code in question.boxes.items() if values[name] is True)
    if question.kind == asked.SEVERAL and codes:
        yield question.id, codes
    elif len(codes) > 1:
        yield question.id, Remark(question.id, SEVERAL_TICKS, codes)
    elif codes:
        yield question.id, codes[0]


def _written(question: Asked, values: Mapping[str, Value]) -> Iterator[tuple[str, Answer | Remark]]:
    value = values.get(question.line, "")
    if question.kind == asked.TICK:
        if value is True:
            yield question.id, True
        return
    text = _clean(value) if isinstance(value, str) else ""
    if not text:
        return
    if question.kind == asked.NUMBER:
        yield question.id, _number(question, text)
    elif question.kind == asked.LIST and text not in dict(question.answers):
        yield question.id, Remark(question.id, NOT_ON_THE_LIST, written=text)
    else:
        yield question.line, text


def _clean(text: str) -> str:
    """The text as it is read: one form of each letter, no commands to a screen."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def _number(question: Asked, text: str) -> Answer | Remark:
    found = _NUMBER.fullmatch(text)
    if not found:
        return Remark(question.id, NOT_A_NUMBER, written=text)
    number = float(f"{found[1]}.{found[2]}") if found[2] else int(found[1])
    least = question.least or 0
    if number < least or (question.most is not None and number > question.most):
        return Remark(question.id, OFF_THE_SCALE, written=text)
    return number


def _strangers(form: Form, filled: Filled) -> Iterator[Remark]:
    """Fields that the sheet does not have; a name that is no name is not repeated."""
    for name in sorted((filled.values.keys() | filled.faults.keys()) - form.fields.keys()):
        yield Remark(name if _NAME.fullmatch(name) else "", UNKNOWN)


# --- In words ----------------------------------------------------------------------------

_SENTENCES: Final = {
    SEVERAL_TICKS: "har flere krydser, hvor der skal være ét",
    NOT_A_NUMBER: "skal have et tal",
    OFF_THE_SCALE: "har et tal, der ligger uden for det, der spørges om",
    NOT_ON_THE_LIST: "har et svar, der ikke er på listen",
    MISSING: "mangler i filen, helt eller delvis",
    UNCLEAR: "er udfyldt, så det ikke kan læses sikkert",
    TOO_LONG: "har en tekst, der er for lang",
}


def sentences(found: Reply) -> Iterator[str]:
    """The remarks as Danish sentences that do not say what was answered."""
    by_id = {question.id: question for question in found.form.questions}
    for remark in found.remarks:
        if remark.kind in _SENTENCES:
            what = _SENTENCES[remark.kind]
            yield f"{_question(by_id[remark.place])} {what}. Svaret er ikke talt med."
    unknown = [remark.place for remark in found.remarks if remark.kind == UNKNOWN]
    if unknown:
        names = ", ".join(name for name in unknown[:5] if name)
        yield (
            f"Filen har {len(unknown)} {'felt' if len(unknown) == 1 else 'felter'}, arket ikke har"
            f"{f' ({names})' if names else ''}. Det, der står der, er ikke læst."
        )


def _question(question: Asked) -> str:
    """How a message calls it: by the number on the paper where it has one, and by its id."""
    if question.number:
        return f"Spørgsmål {question.number} ({question.id})"
    return f"”{question.text}” ({question.id})"
