"""An example meeting for a pack: to try, and to change into one's own."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

from klyngepakke.content.frame import frame_of, meeting_from
from klyngepakke.content.meeting import (
    Answers,
    Cancelling,
    Cluster,
    Meeting,
    MeetingDay,
    MeetingLinks,
    PackUse,
    Participants,
)
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.times import date_text

_LATEST = date(2027, 3, 4)
_THURSDAY = 3
_START = 16 * 60 + 30
_EARLY = 9 * 60  # where the pack takes a day
_LATEST_END = 22 * 60
_MIDNIGHT = 24 * 60 - 5
_PLANNED = 0.85  # what the reserve leaves of the room
_SOLO = 0.28


def example(loaded: LoadedPack, number: int) -> Meeting:
    """A meeting of `number` doctors on one pack, the same at every call.

    Args:
        loaded: The pack.
        number: Participants, from 1.
    """
    pack = loaded.pack
    solo = round(number * _SOLO) if number > 1 else 1
    employed = 1 if number - solo > 2 else 0  # noqa: PLR2004 - two doctors make a partnership
    day = _day(pack)
    start, end = room(_minutes(pack))
    answers = Answers(
        id="eksempel",
        cluster=Cluster(name="Klyngen i eksemplet", municipality="Eksempelkøbing"),
        days=(
            MeetingDay(
                date=day,
                start=start,
                end=end,
                place="Kulturhuset, sal 2",
            ),
        ),
        participants=Participants(
            number=number,
            solo=solo,
            partnership=number - solo - employed,
            employed=employed,
        ),
        links=MeetingLinks(
            survey="https://example.org/s/7k2", evaluation="https://example.org/e/7k2"
        ),
        cancelling=Cancelling(latest=day - timedelta(weeks=1), to="klyngens sekretær"),
        next_meeting=f"{date_text(day + timedelta(weeks=13))} kl. 16.30",
        packs={pack.id: PackUse()},
    )
    return meeting_from(answers, {pack.id: loaded})


def _day(pack: Pack) -> date:
    """A Thursday well before anything in the pack has to be read again, at the latest in March."""
    reviews = [pack.review_by, *(f.review_by for f in pack.facts if f.status == "bekræftet")]
    day = min([_LATEST, *(r - timedelta(weeks=2) for r in reviews if r)])
    return day - timedelta(days=(day.weekday() - _THURSDAY) % 7)


def room(minutes: int) -> tuple[int, int]:
    """When to book a room from and to for so many minutes of programme and their reserve.

    Returns:
        Minutes after midnight of the one day.
    """
    booked = ceil(minutes / _PLANNED / 5) * 5
    start = _START if _START + booked <= _LATEST_END else _EARLY
    return start, min(start + booked, _MIDNIGHT)


def _minutes(pack: Pack) -> int:
    """How long the pack's frame takes, in minutes."""
    blocks = {b.id: sum(p.minutes.wish for p in b.phases) for b in pack.blocks}
    return sum(
        blocks[p.block] if p.block else p.minutes.wish if p.minutes else 0 for p in frame_of(pack)
    )
