"""What a person types, understood: dates, clock times and numbers as Danes write them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from klyngepakke.content.times import day_written

_BOTH = re.compile(r"\s*(?:\bog\b|–|—|\+|&)\s*")
_LONE_DAY = re.compile(r"([0-9]{1,2})\.?")
_CLOCK = r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:]?([0-9]{2}))?"
_SPAN = re.compile(rf"{_CLOCK}\s*(?:-|–|—|til)\s*{_CLOCK}")
_HEADS = re.compile(
    r"([0-9]{1,4})\s*(?:læger?|deltagere?|personer|mand)?\s*"
    r"(?:(?:fra|,|/)\s*([0-9]{1,4})\s*(?:klinik(?:ker)?)?)?"
)
_UNKNOWN = ("", "ved ikke", "ved det ikke", "vedikke", "-", "ukendt", "det ved jeg ikke")
_DAY_HOURS = 24


def unknown(text: str) -> bool:
    """Whether a text says that nobody knows."""
    return text.strip().lower().rstrip(".") in _UNKNOWN


def day(text: str, today: date) -> date | None:
    """The day of a text; without a year it is the next such day, today included."""
    return day_written(text, today)


def days(text: str, today: date) -> tuple[date, ...] | None:
    """One day, or the two days of a meeting that stays overnight: `5. og 6. marts 2027`."""
    first, *more = _BOTH.split(text.strip(), maxsplit=1)
    if not more:
        one = day(first, today)
        return (one,) if one else None
    last = day(more[0], today)
    lone = _LONE_DAY.fullmatch(first.strip())
    if last and lone:
        before = last - timedelta(days=1)  # no day before the year 1900 gets here
        return (before, last) if before.day == int(lone[1]) else None
    start = day(first, today)
    return (start, last) if start and last and start < last else None


def span(text: str) -> tuple[int, int] | None:
    """From and to, in minutes after midnight: `16.30–19.30`, `16:30 til 19:30`, `16-19`."""
    hit = _SPAN.fullmatch(text.strip().lower().rstrip("."))
    if not hit:
        return None
    start, end = _clock(hit[1], hit[2]), _clock(hit[3], hit[4])
    return None if start is None or end is None else (start, end)


def heads(text: str) -> tuple[int, int | None] | None:
    """How many come, and from how many clinics: `29`, `29 fra 15 klinikker`."""
    hit = _HEADS.fullmatch(text.strip().lower().rstrip("."))
    return (int(hit[1]), int(hit[2]) if hit[2] else None) if hit else None


def number(text: str) -> int | None:
    """A whole number of at most four figures."""
    words = text.strip()
    return int(words) if re.fullmatch("[0-9]{1,4}", words) else None


def path(text: str) -> str:
    """A path as it is typed, or dropped on the window by a mouse."""
    words = text.strip()
    if len(words) > 1 and words[0] == words[-1] and words[0] in "'\"":
        words = words[1:-1]
    return words.removeprefix("file://").replace("\\ ", " ")


def _clock(hour: str, minute: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    return hours * 60 + minutes if hours < _DAY_HOURS and minutes < 60 else None  # noqa: PLR2004 - the clock
