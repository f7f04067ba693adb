"""Clock times, dates and minutes: what Danes write, and how the sheets print them.

A clock time is a whole number of minutes after midnight, a day a `datetime.date`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

CLOCK_FORMS = "16.30 eller 16:30"
DAY_FORMS = "2027-03-04, 4/3-2027 eller 4. marts 2027"

_DAY_MINUTES = 24 * 60
_YEARS = range(1900, 2200)
_NBSP = "\N{NO-BREAK SPACE}"
_MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
_WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
_CENTURY = 2000
# Digits are [0-9]: \d would take Arabic ones too.
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_SLASH = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})")
_CLOCK_WRITTEN = re.compile(r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:,]?([0-9]{2})(?::00)?)?")
_LEAD = re.compile(
    r"(?:på\s+)?(?:(?P<weekday>man|tirs?|ons|tors?|fre|lør|søn)(?:dag)?\b\.?,?\s*)?(?:(?:d\.|den)\s*)?"
)
_FIGURES = re.compile(
    r"(?P<day>[0-9]{1,2})[./-]\s*(?P<month>[0-9]{1,2})\.?"
    r"(?:[./ -]\s*(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_NAMED = re.compile(
    r"(?P<day>[0-9]{1,2})(?:\.\s*|\s+|-)(?P<month>[a-z]{3,9})\.?"
    r"(?:[\s-]+(?P<year>[0-9]{4}|[0-9]{2}))?"
)
_WORDS = re.compile(
    rf"(?P<day>[0-9]{{1,2}})\.\s*(?P<name>{'|'.join(_MONTHS)})\s+(?P<year>[0-9]{{4}})",
    re.IGNORECASE,
)


def clock_from(text: str) -> int | None:
    """Minutes after midnight from `16.30`, `16:30` or `9.30`; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2])
    return hour * 60 + minute if hour < 24 and minute < 60 else None  # noqa: PLR2004 - the clock


def day_from(text: str) -> date | None:
    """The day from `2027-03-04`, `4/3-2027` or `4. marts 2027`; None for anything else."""
    found = next(
        (m for form in (_ISO, _SLASH, _WORDS) if (m := form.fullmatch(text.strip()))), None
    )
    if not found or int(found["year"]) not in _YEARS:
        return None
    named = found.groupdict().get("name")
    month = _MONTHS.index(named.lower()) + 1 if named else int(found["month"])
    try:
        return date(int(found["year"]), month, int(found["day"]))
    except ValueError:
        return None


def clock_written(text: str) -> int | None:
    """Minutes after midnight as people write them: `17`, `1630`, `16,30`, `kl. 16.30`, `16:30:00`."""
    found = _CLOCK_WRITTEN.fullmatch(text.strip().lower())
    return clock_from(f"{found[1]}.{found[2] or '00'}") if found else None


def day_written(text: str, today: date | None = None) -> date | None:
    """The day that a person writes: `4-3-2027`, `4.3.27`, `04-mar-27`, `torsdag den 4. marts 2027`.

    A weekday in it is not looked at; `day_wrong` does.

    Args:
        text: What is written.
        today: Given, a day without a year is the next such day, today included.
    """
    said = _said(text)
    return _in_calendar(said, today) if said else None


def day_wrong(text: str) -> str:
    """Why a text is no day of a certain year, as a Danish sentence; "" where it is one."""
    said = _said(text)
    if said is None:
        return f"”{text}” kan ikke læses som en dato. Skriv den som {DAY_FORMS}."
    if said.year is None:
        return f"Året mangler i ”{text}”. Skriv datoen som {DAY_FORMS}."
    found = _in_calendar(said, None)
    if found is None:
        return f"”{text}” er ikke en dato i kalenderen. Skriv den som {DAY_FORMS}."
    if said.weekday and said.weekday != _WEEKDAYS[found.weekday()][:2]:
        right = _WEEKDAYS[found.weekday()]
        return f"I ”{text}” passer ugedagen ikke: datoen er en {right}. Ret ugedagen eller datoen."
    return ""


@dataclass(frozen=True)
class _Said:
    """What a text says of a day; the year is None, and the weekday "", where it does not."""

    day: int
    month: int
    year: int | None
    weekday: str


def _said(text: str) -> _Said | None:
    words = text.strip().lower()
    lead = _LEAD.match(words)
    weekday = (lead["weekday"] or "")[:2] if lead else ""
    rest = words[lead.end() :] if lead else words
    found = next((m for form in (_ISO, _FIGURES, _NAMED) if (m := form.fullmatch(rest))), None)
    month = _month(found["month"]) if found else None
    if found is None or month is None:
        return None
    return _Said(int(found["day"]), month, _year(found["year"]), weekday)


def _year(said: str | None) -> int | None:
    """A year's number; of two figures it is one of this century."""
    if not said:
        return None
    return int(said) + (_CENTURY if len(said) == 2 else 0)  # noqa: PLR2004 - two figures


def _month(said: str) -> int | None:
    """A month's number from its figures, its name, or the first letters of it."""
    if said.isdigit():
        return int(said)
    return next((at for at, name in enumerate(_MONTHS, start=1) if name.startswith(said)), None)


def _in_calendar(said: _Said, today: date | None) -> date | None:
    try:
        if said.year is not None:
            return date(said.year, said.month, said.day) if said.year in _YEARS else None
        if today is None:
            return None
        this = date(today.year, said.month, said.day)
        return this if this >= today else date(today.year + 1, said.month, said.day)
    except ValueError:
        return None


def clock_text(minutes: int) -> str:
    """990 as `16.30`; what lies after midnight wraps round."""
    hour, minute = divmod(minutes % _DAY_MINUTES, 60)
    return f"{hour}.{minute:02d}"


def kl_text(minutes: int) -> str:
    """990 as `kl. 16.30`, which never breaks between two lines."""
    return f"kl.{_NBSP}{clock_text(minutes)}"


def span_text(start: int, end: int) -> str:
    """990 and 1000 as `16.30–16.40`."""
    return f"{clock_text(start)}–{clock_text(end)}"


def minutes_text(minutes: int) -> str:
    """10 as `10 minutter`, which never breaks between two lines."""
    return f"{minutes}{_NBSP}{'minut' if minutes == 1 else 'minutter'}"


def date_text(day: date) -> str:
    """The day with its weekday: `torsdag den 4. marts 2027`."""
    return _formatted(day, "EEEE 'den' d. MMMM y")


def known_date_text(day: date | None) -> str:
    """The day with its weekday, or `uden dato` where it is written on the sheets by hand."""
    return date_text(day) if day else "uden dato"


def short_date_text(day: date) -> str:
    """The day without its weekday: `4. marts 2027`."""
    return _formatted(day, "d. MMMM y")


def month_text(day: date) -> str:
    """The month of a date: `marts 2027`."""
    return _formatted(day, "MMMM y")


def _formatted(day: date, pattern: str) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - costs 50 ms; only sheets need it

    return format_date(day, pattern, locale="da")
