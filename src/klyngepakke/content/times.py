"""Clock times, dates and minutes: what Danes write, and how the sheets print them.

A clock time is a whole number of minutes after midnight, a day a `datetime.date`.
"""

from __future__ import annotations

import re
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
# Digits are [0-9]: \d would take Arabic ones too.
_CLOCK = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_SLASH = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})")
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
