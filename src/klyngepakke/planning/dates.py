"""Dates and places in words; a line to write on where the meeting does not say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from klyngepakke.content.meeting import Cluster
from klyngepakke.content.times import date_text, short_date_text
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Day

LINE: Final = "…" * 9
"""Room for a date or a place, in dots; no wider than the margin."""

_UNNAMED: Final = Cluster().name
_WEEK: Final = 7


def day_text(plan: Plan, day: Day) -> str:
    """`torsdag den 4. marts 2027`, or `Dato: …………`; `Dag 2: …………` where there are several."""
    if day.date:
        return date_text(day.date)
    name = f"Dag {day.number}" if len(plan.programme.days) > 1 else "Dato"
    return f"{name}: {LINE}"


def place_text(day: Day) -> str:
    """Where the day is, or `Sted: …………`."""
    return day.place or f"Sted: {LINE}"


def cluster_text(plan: Plan) -> str:
    """Whose meeting it is; a line in a kit that is finished before anyone has said when."""
    name = plan.meeting.cluster.name
    undated = plan.meeting.days[0].date is None
    return f"klynge: {LINE}" if undated and name == _UNNAMED else name


def before_text(plan: Plan, days: int, *, weekday: bool = True) -> str:
    """The date so many days before the meeting, or `3 uger før mødet` where it has none."""
    first = plan.meeting.days[0].date
    if first is None:
        return _relative(days)
    found = first - timedelta(days=days)
    return date_text(found) if weekday else short_date_text(found)


def is_before(day: date, plan: Plan, days: int) -> bool:
    """Whether a date is past so many days before the meeting; no where nobody knows its date."""
    first = plan.meeting.days[0].date
    return first is not None and day < first - timedelta(days=days)


def _relative(days: int) -> str:
    if not days:
        return "på mødets dag"
    if days == 1:
        return "dagen før mødet"
    weeks, rest = divmod(days, _WEEK)
    if rest:
        return f"{days} dage før mødet"
    return f"{weeks} {'uge' if weeks == 1 else 'uger'} før mødet"
