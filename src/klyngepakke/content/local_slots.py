"""What a cluster may answer to a pack's own question, by the question's kind."""

from __future__ import annotations

from klyngepakke.content.model import Url, key, parse, value
from klyngepakke.content.pack import LocalSlot
from klyngepakke.content.times import DAY_FORMS, day_from
from klyngepakke.errors import InputError


@value
class _Link:
    """An address by itself."""

    url: Url = key("link", doc="Adressen.")


def misfit(slot: LocalSlot, text: str) -> str:
    """Why a text is no answer to the question; "" where it is one.

    Args:
        slot: The pack's question.
        text: The answer as it will be printed.
    """
    if slot.kind == "tal" and not (text.isascii() and text.isdigit()):
        return "Skriv et helt tal."
    if slot.kind == "dato" and day_from(text) is None:
        return f"Skriv datoen som {DAY_FORMS}."
    if slot.kind == "valg" and text not in slot.options:
        return f"Skriv et af svarene: {', '.join(slot.options)}."
    return _no_link(text) if slot.kind == "link" else ""


def _no_link(text: str) -> str:
    try:
        parse(_Link, {"link": text})
    except InputError as error:
        return error.problems[0].sentence
    return ""
