"""Expiry: what should have been read again before the meeting's date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import shorten

from klyngepakke.content.pack import Fact, Pack
from klyngepakke.content.times import short_date_text

_SHOWN = 80


def expired(packs: Iterable[Pack], day: date | None) -> Iterator[str]:
    """Danish sentences on the packs, and on their printed facts, whose review date is past.

    Args:
        packs: The packs of the meeting.
        day: The meeting's first day; never today's date, so that a build is repeatable. None
            judges nothing, and says until when the packs may be used.
    """
    if day is None:
        yield "Mødet har ingen dato. Skriv den på arkene, hvor der er en linje til den."
        yield from usable(packs)
        return
    for pack in packs:
        if pack.review_by and pack.review_by < day:
            yield (
                f"Pakken ”{pack.title}” skulle være set efter senest den "
                f"{short_date_text(pack.review_by)}. Spørg udgiveren om en ny udgave."
            )
        old = [f for f in pack.facts if _printed(f) and f.review_by and f.review_by < day]
        if old:
            yield (
                f"I ”{pack.title}” skulle {', '.join(f.id for f in old)} være læst efter før mødet. "
                f"{old[0].id} er: ”{shorten(old[0].text, _SHOWN, placeholder=' …')}” "
                "Tjek kilderne, eller udelad dem."
            )


def usable(packs: Iterable[Pack]) -> Iterator[str]:
    """Until when each pack may be used: a Danish sentence for those that say so."""
    yield from map(_usable, filter(_reviews, packs))


def _usable(pack: Pack) -> str:
    return (
        f"Holder I mødet efter den {short_date_text(min(_reviews(pack)))}, så spørg først udgiveren "
        f"om en ny udgave af pakken ”{pack.title}”: den og dens kilder skal læses igen inden da."
    )


def _reviews(pack: Pack) -> list[date]:
    """When the pack and what it prints of facts are to be read again at the latest."""
    days = (pack.review_by, *(f.review_by for f in pack.facts if _printed(f)))
    return [day for day in days if day]


def _printed(fact: Fact) -> bool:
    return fact.status == "bekræftet"
