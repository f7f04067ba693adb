"""A colour that is typed: understood as it is written, and a legible one offered for a pale one."""

from __future__ import annotations

from klyngepakke.content.colour import darkened, is_legible, understood
from klyngepakke.wizard.question import Verdict


def verdict(text: str) -> Verdict:
    """What is thought of a colour; for one that is too pale the nearest legible one is offered."""
    found = understood(text)
    if not found:
        return Verdict(
            error='Skriv farven som # og seks tegn, fx #0b5a68, eller som "rgb(11, 90, 104)".'
        )
    if is_legible(found):
        return Verdict()
    dark = darkened(found)
    return Verdict(
        note=f"{found} er for lys til at læse på papir.",
        doubt=f"Brug {dark} i stedet, den samme farve, bare mørkere?",
    )


def chosen(text: str) -> str:
    """The colour that an answer gives: what was typed, or the legible one that was offered."""
    found = understood(text)
    return found if not found or is_legible(found) else darkened(found)
