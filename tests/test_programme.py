"""The clock: what the programme of a meeting is, and what to do when time slips."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st

from klyngepakke.content.meeting import Guest, Meeting, MeetingDay
from klyngepakke.content.model import Minutes
from klyngepakke.content.pack import Block, Pack, Phase
from klyngepakke.content.point import Point, point_ids, with_ids
from klyngepakke.content.times import clock_from, clock_text
from klyngepakke.errors import InputError
from klyngepakke.planning.clock import programme, reserve_of
from klyngepakke.planning.fitting import fit, share
from klyngepakke.planning.pieces import (
    KEPT,
    Entry,
    entries,
    round_minutes,
)
from klyngepakke.planning.programme import Cut, Delay, Gap, Visit
from strategies import meetings

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NBSP = "\N{NO-BREAK SPACE}"


def at(text):
    """The clock time, in minutes after midnight."""
    return clock_from(text)


def mins(wish, least=None, most=None):
    """Minutes; what is absent equals the wish."""
    return Minutes(least=least or wish, wish=wish, most=most or wish)


def phase(form, wish, least=None, most=None, **more):
    """A phase of so many minutes."""
    return Phase(form=form, minutes=mins(wish, least, most), **more)


def pack(name, **blocks):
    """A pack of blocks with these phases."""
    return Pack(
        id=name,
        title=name.capitalize(),
        edition="2027.1",
        publisher="Udgiveren",
        purpose="Et formål.",
        frame=(),
        blocks=tuple(
            Block(id=key, title=f"Om {key}", phases=tuple(inner)) for key, inner in blocks.items()
        ),
    )


def own(kind, wish, least=None, most=None, **more):
    """A point of the cluster's own."""
    return Point(kind=kind, minutes=mins(wish, least, most), **more)


def block(address, **more):
    """A point that is a block."""
    return Point(block=address, **more)


def meeting(*program, days=(("16.30", "19.30"),), guests=(), reserve=None, dates=None):
    """A meeting of these points, on 4 March 2027 and the days after."""
    dates = dates or [date(2027, 3, 4 + i) for i in range(len(days))]
    return Meeting(
        id="k7m2q9",
        title="Klyngemøde",
        days=tuple(
            MeetingDay(date=d, start=at(start), end=at(end))
            for d, (start, end) in zip(dates, days, strict=True)
        ),
        guests=tuple(Guest(id=g, title=f"Gæsten {g}") for g in guests),
        reserve=reserve,
        program=program,
    )


TRIVSEL = pack(
    "trivsel",
    energi=[
        phase("resultater", 15, 8, cut=3, cut_to=6),
        phase("gruppearbejde", 20, 15, 30),
        phase("plenum", 10, 5, 16, plenum_form="kun_det_nye"),
    ],
    organisering=[
        phase("resultater", 10, 5, cut=1),
        phase("gruppearbejde", 20, 15, 30, cut=4, cut_to=12),
        phase("plenum", 10, 5, plenum_form="galleri"),
    ],
    implementering=[
        phase("gruppearbejde", 10, 8),
        phase("handleplan", 10, 8, 15),
        phase("plenum", 5, 4, plenum_form="to_borde"),
    ],
)
TRIVSEL_KORT = pack(
    "trivsel",
    energi=[
        phase("resultater", 10),
        phase("gruppearbejde", 17),
        phase("plenum", 8, plenum_form="kun_det_nye"),
    ],
    organisering=[phase("gruppearbejde", 17), phase("plenum", 8, plenum_form="galleri")],
    implementering=[
        phase("gruppearbejde", 8),
        phase("handleplan", 8),
        phase("plenum", 4, plenum_form="to_borde"),
    ],
)
GENERALFORSAMLING = pack(
    "generalforsamling",
    formalia=[
        phase("formalia", 25, 20),
        phase("afstemning", 15, 10),
    ],
)
EVENING = (
    own("velkomst", 10),
    block("trivsel/energi"),
    own("pause", 10),
    block("trivsel/organisering"),
    block("trivsel/implementering"),
    own("frit_emne", 10, cut=2),
    own("afslutning", 10),
)


def evening(*program, days=(("16.30", "19.30"),), tables=6, packs=(TRIVSEL,), **more):
    """The programme of these points, or of the evening that trivsel suggests."""
    there = {p.id: p for p in packs}
    return programme(meeting(*(program or EVENING), days=days, **more), there, tables)


def starts(found, day=1):
    """When each point or block begins: the agenda's left column."""
    firsts: dict[str, str] = {}
    for slot in found.slots:
        if slot.day == day:
            firsts.setdefault(slot.block or slot.address, clock_text(slot.start))
    return list(firsts.values())


def lengths(found):
    """The minutes of every slot."""
    return [s.minutes for s in found.slots]


def problems(error):
    """What is wrong, by place."""
    return {p.place: p.sentence for p in error.value.problems}


# --- The tables of the content ---------------------------------------------------------------


@pytest.mark.parametrize(("room", "planned"), [(175, 150), (180, 155), (105, 90), (30, 30)])
def test_reserve(room, planned):
    """The reserve is 15 %, rounded down to whole five minutes."""
    assert room - reserve_of(room) == planned


@pytest.mark.parametrize("end", ["19.25", "19.30"])
def test_the_whole_evening(end):
    """150 minutes in a room of 175 or 180 are held as they are wished, on the sketch's times."""
    found = evening(days=(("16.30", end),))

    assert lengths(found) == [10, 15, 20, 10, 10, 10, 20, 10, 10, 10, 5, 10, 10]
    assert starts(found) == ["16.30", "16.40", "17.25", "17.35", "18.15", "18.40", "18.50"]
    assert clock_text(found.days[0].planned_end) == "19.00"
    assert found.days[0].reserve == at(end) - at("19.00")
    assert (found.cuts, found.warnings) == ((), ())


def test_the_short_version():
    """90 minutes in a room of 105."""
    program = [
        own("velkomst", 5),
        *(block(f"trivsel/{b.id}") for b in TRIVSEL_KORT.blocks),
        own("afslutning", 5),
    ]
    found = evening(*program, days=(("16.30", "18.15"),), packs=[TRIVSEL_KORT])

    assert lengths(found) == [5, 10, 17, 8, 17, 8, 8, 8, 4, 5]
    assert starts(found) == ["16.30", "16.35", "17.10", "17.35", "17.55"]
    assert found.days[0].reserve == 15
    assert found.warnings == ()


def test_addresses_and_kinds():
    """A block becomes a slot a phase; an own point without an id is named by its kind."""
    found = evening()

    assert [(s.address, s.kind, s.block) for s in found.slots[:3]] == [
        ("velkomst", "velkomst", ""),
        ("trivsel/energi/resultater", "resultater", "trivsel/energi"),
        ("trivsel/energi/gruppearbejde", "gruppearbejde", "trivsel/energi"),
    ]


def test_point_ids():
    """Kinds are written in ASCII, and the second of a kind gets a number that is free."""
    program = (
        own("opfølgning", 5),
        own("pause", 5),
        block("trivsel/energi"),
        own("pause", 5),
        own("pause", 5, id="Pause-2"),
        own("oplæg", 5, id="gæst"),
    )

    assert point_ids(program) == (
        "opfoelgning",
        "pause",
        "trivsel/energi",
        "pause-3",
        "Pause-2",
        "gæst",
    )
    assert [p.id for p in with_ids(program)] == [
        "opfoelgning",
        "pause",
        None,
        "pause-3",
        "Pause-2",
        "gæst",
    ]


def test_general_assembly_and_pack():
    """A general assembly comes before a pack in one evening."""
    program = [
        own("velkomst", 5),
        block("generalforsamling/formalia"),
        own("pause", 10),
        block("trivsel/energi"),
        block("trivsel/implementering"),
        own("afslutning", 10),
    ]
    found = evening(*program, packs=[GENERALFORSAMLING, TRIVSEL])

    assert starts(found) == ["16.30", "16.35", "17.15", "17.25", "18.10", "18.35"]
    assert found.warnings == ()


def test_two_days_and_dinner():
    """Each day has its own reserve, and dinner begins when it is served."""
    program = [
        own("velkomst", 10),
        block("trivsel/energi"),
        own("måltid", 60, id="middag", pinned=at("18.00")),
        block("trivsel/organisering", day=2),
        own("pause", 10, day=2),
        block("trivsel/implementering", day=2),
    ]
    found = evening(*program, days=(("16.30", "19.30"), ("9.00", "11.00")), reserve=20)

    assert starts(found, 1) == ["16.30", "16.40", "18.00"]
    assert starts(found, 2) == ["9.00", "9.40", "9.50"]
    assert found.gaps == (Gap(1, at("17.25"), at("18.00")),)
    assert [d.reserve for d in found.days] == [30, 45]
    assert [c.day for c in found.checkpoints] == [1, 2, 2]
    assert found.warnings == (
        (
            f"Dag 1: Der er intet program fra kl.{NBSP}17.25 til kl.{NBSP}18.00, hvor ”Måltid” "
            "begynder fast. Læg et punkt ind, eller ret klokkeslættet."
        ),
    )


def test_the_last_day_has_the_chosen_reserve():
    """A number for the reserve is the last day's; the others keep their 15 %."""
    program = [own("oplæg", 90), own("afslutning", 30, 10, day=2)]
    found = evening(*program, days=(("16.30", "18.05"), ("9.00", "9.30")), reserve=20)

    assert lengths(found) == [90, 10]
    (warning,) = [w for w in found.warnings if "i reserve i stedet for" in w]
    assert warning == (
        f"Dag 1: Programmet slutter kl.{NBSP}18.00. Der er kun 5{NBSP}minutter i reserve i stedet "
        "for 10, selv når alt er så kort, som det må være. Tag et punkt ud, eller book lokalet "
        "længere."
    )


# --- Fitting ---------------------------------------------------------------------------------


def test_shrinks_before_it_cuts():
    """Twenty minutes too few are taken in proportion, and blocks begin on five minutes."""
    found = evening(days=(("16.30", "19.00"),))

    assert found.cuts == ()
    assert sum(lengths(found)) == 130
    assert all(at(text) % 5 == 0 for text in starts(found))
    assert found.days[0].reserve == 20


def test_cuts_in_order_and_says_so():
    """What cannot shrink enough is cut by number; the others get their minutes back."""
    found = evening(days=(("16.30", "18.35"),))

    assert found.cuts == (Cut("trivsel/organisering/resultater", 10, 0),)
    assert "trivsel/organisering/resultater" not in {s.address for s in found.slots}
    assert found.warnings[0] == (
        "”Resultater” i ”Om organisering” er udeladt, fordi der ellers ikke er tid nok før "
        f"kl.{NBSP}18.20."
    )
    assert lengths(found) == [10, 8, 15, 7, 10, 15, 5, 8, 8, 4, 10, 10]


def test_shortened_slot():
    """A phase with skæres_til keeps that many minutes and is marked as shortened."""
    found = evening(days=(("16.30", "18.20"),))
    slot = next(s for s in found.slots if s.address == "trivsel/energi/resultater")

    assert (slot.minutes, slot.wished, slot.shortened) == (6, 15, True)
    assert Cut(slot.address, 9, 6) in found.cuts
    assert any("er skåret fra 15 til 6" in w for w in found.warnings)


def test_plenum_and_handleplan_stay():
    """They are there however little time there is, even when marked as something to cut."""
    wrong = pack(
        "p",
        b=[
            phase("plenum", 20, cut=1, plenum_form="galleri"),
            phase("handleplan", 20, cut=2),
            phase("oplæg", 20, cut=3),
        ],
    )
    found = evening(block("p/b"), days=(("16.30", "17.00"),), packs=[wrong])

    assert [s.kind for s in found.slots] == ["plenum", "handleplan"]


def test_overrun():
    """What is too long after all cuts first eats the reserve, then runs past the room."""
    program = [own("oplæg", 100), own("afslutning", 10)]
    eaten = evening(*program, days=(("16.30", "18.30"),))
    over = evening(*program, days=(("16.30", "18.15"),))

    assert (eaten.days[0].reserve, eaten.days[0].overrun) == (10, 0)
    assert (
        f"Programmet slutter kl.{NBSP}18.20. Der er kun 10{NBSP}minutter i reserve i stedet for "
        "15, selv når alt er så kort, som det må være. Tag et punkt ud, eller book lokalet længere."
    ) in eaten.warnings
    assert (over.days[0].reserve, over.days[0].overrun) == (0, 5)
    assert any(f"Det er 5{NBSP}minutter for sent" in w for w in over.warnings)


def test_stretch():
    """Only what may stretch gets more than it wishes, and it then fills the time."""
    program = [own("velkomst", 10), own("frit_emne", 20, 20, 90, stretch=True), own("pause", 10)]
    found = evening(*program, days=(("16.30", "18.15"),))

    assert lengths(found) == [10, 70, 10]


def test_five_minutes_where_the_bounds_allow():
    """A point with bounds gives a few minutes so that the next one begins on the five."""
    found = evening(own("velkomst", 12), own("oplæg", 20, 15), own("pause", 10))

    assert starts(found) == ["16.30", "16.42", "17.00"]


def test_the_round_follows_the_tables():
    """Plenums in which all tables speak get 50 seconds a table and 3 minutes."""
    assert [round_minutes(n) for n in (6, 8, 15)] == [8, 10, 16]

    found = evening(tables=15, days=(("16.30", "19.45"),))
    plenums = [(s.minutes, s.wished) for s in found.slots if s.kind == "plenum"]
    assert plenums == [(16, 16), (10, 10), (5, 5)]
    assert found.warnings == ()


def test_the_round_gives_way_last():
    """Everything else has shrunk to its least before a round gets less than its minutes."""
    found = evening(
        own("velkomst", 10), block("trivsel/energi"), days=(("16.30", "17.20"),), tables=9
    )

    assert lengths(found) == [10, 9, 15, 11]
    assert found.warnings == ()


def test_no_round_pays_for_the_five_minutes():
    """A round keeps its minutes, though the next point could else begin on five minutes."""
    rounds = pack("p", b=[phase("plenum", 10, 5, plenum_form="runde")])
    found = evening(own("velkomst", 12), block("p/b"), own("pause", 10), packs=[rounds], tables=8)

    assert starts(found) == ["16.30", "16.42", "16.52"]


def test_a_round_that_cannot_fit():
    """A fixed plenum stays as it is, and the warning says what a round takes."""
    found = evening(
        block("trivsel/energi"), packs=[TRIVSEL_KORT], tables=15, days=(("16.30", "18.30"),)
    )

    assert lengths(found) == [10, 17, 8]
    assert found.warnings == (
        (
            f"”Plenum” i ”Om energi” varer 8{NBSP}minutter, men en runde ved alle borde tager 16. "
            "Vælg en anden plenumform, eller giv det flere minutter."
        ),
    )


# --- Fixed times -----------------------------------------------------------------------------


def test_what_comes_before_a_fixed_time_shrinks():
    """Dinner at 17.15 makes the block before it shorter, and nothing after it."""
    program = [
        own("velkomst", 10),
        block("trivsel/energi"),
        own("måltid", 45, pinned=at("17.15")),
        block("trivsel/implementering"),
    ]
    found = evening(*program)

    assert starts(found) == ["16.30", "16.40", "17.15", "18.00"]
    assert lengths(found)[-3:] == [10, 10, 5]
    assert found.gaps == ()


def test_a_fixed_time_off_the_five():
    """What shrinks before a fixed time lasts until then, though it is on no five minutes."""
    found = evening(
        own("velkomst", 10), own("oplæg", 45, 30), own("måltid", 30, pinned=at("17.18"))
    )

    assert lengths(found) == [10, 38, 30]
    assert starts(found) == ["16.30", "16.40", "17.18"]


def test_a_fixed_time_inside_the_reserve():
    """A fixed point may begin in the reserve; the reserve is then what is left."""
    found = evening(own("oplæg", 60), own("måltid", 20, pinned=at("19.05")), reserve=30)

    assert found.days[0].reserve == 5
    assert any("i stedet for 30" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("program", "place", "words"),
    [
        ([own("oplæg", 60), own("måltid", 30, pinned=at("17.00"))], "program[2].kl", "17.30"),
        ([own("måltid", 30, pinned=at("16.00"))], "program[1].kl", "dagen går fra"),
        ([own("måltid", 30, pinned=at("19.30"))], "program[1].kl", "dagen går fra"),
        (
            [own("måltid", 5, pinned=at("18.00")), own("pause", 5, pinned=at("17.00"))],
            "program[2].kl",
            "et tidligere punkt",
        ),
    ],
)
def test_impossible_fixed_times(program, place, words):
    """P30: a fixed time that cannot be held is an error at its place in the meeting."""
    with pytest.raises(InputError) as error:
        evening(*program)

    assert words in problems(error)[place]


def test_a_fixed_point_is_never_dropped():
    """A kitchen expects it at that time, so the mark to cut it is not used."""
    found = evening(
        own("oplæg", 90), own("måltid", 45, pinned=at("18.00"), cut=1), own("runde", 45)
    )

    assert "maaltid" in {s.address for s in found.slots}
    assert found.days[0].overrun == 0


# --- Mistakes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"days": [("20.00", "0.30")]}, "dage[1].slut", "del det i to dage"),
        ({"days": [("16.30", "16.30")]}, "dage[1].slut", "før den begynder"),
        (
            {"days": [("9.00", "15.00")] * 2, "dates": [date(2027, 3, 5), date(2027, 3, 4)]},
            "dage[2].dato",
            "efter dag 1",
        ),
        ({"days": [("9.00", "15.00")] * 2}, "dage[2]", "ingen punkter på dag 2"),
        ({"program": [own("pause", 5, day=2)]}, "program[1].dag", "kun én dag"),
        ({"program": [own("pause", 5)] * 61}, "program", "61 punkter"),
        ({"program": [block("trivsel/energj")]}, "program[1].blok", "Mente du ”trivsel/energi”?"),
        ({"program": [block("trivsl/energi")]}, "program[1].blok", "Mente du ”trivsel”?"),
        ({"program": [block("energi")]}, "program[1].blok", "trivsel/energi"),
        ({"program": [block("trivsel/energi")] * 2}, "program[2].blok", "punkt 1"),
        ({"program": [own("pause", 5, id="a"), own("pause", 5, id="A")]}, "program[2].id", "A"),
        ({"program": [Point(kind="pause")]}, "program[1].minutter", "hvor mange minutter"),
        ({"program": [Point(minutes=mins(5))]}, "program[1]", "enten slags eller blok"),
        ({"program": [block("trivsel/energi", cut=1)]}, "program[1].skæres_som_nr", "fase for"),
        ({"program": [block("trivsel/energi", cut_to=5)]}, "program[1].skæres_til", "fase for"),
        ({"program": [block("trivsel/energi", stretch=True)]}, "program[1].stræk", "fase for"),
        ({"program": [block("trivsel/energi", minutes=mins(5))]}, "program[1].minutter", "ret"),
        ({"program": [own("pause", 5, guests=("x",))]}, "program[1].gæster[1]", "ingen gæst"),
        ({"reserve": 180}, "reserve", "mindre reserve"),
    ],
)
def test_mistakes(changes, place, words):
    """P31, P33: a frame that cannot be is told with its place, and what to do."""
    given_ = {"program": EVENING, **changes}
    program = given_.pop("program")
    with pytest.raises(InputError) as error:
        evening(*program, **given_)

    assert words in problems(error)[place]


def test_an_empty_programme():
    """P33: a meeting needs a point."""
    with pytest.raises(InputError) as error:
        programme(meeting(), {}, 6)

    assert problems(error) == {"program": "Programmet er tomt. Skriv mindst ét punkt."}


def test_all_mistakes_at_once():
    """Every mistake of the frame is told in one go."""
    with pytest.raises(InputError) as error:
        evening(block("trivsel/x"), own("pause", 5, day=3), days=[("19.00", "18.00")])

    assert set(problems(error)) == {"dage[1].slut", "program[1].blok", "program[2].dag"}


# --- Doubts ----------------------------------------------------------------------------------


def test_no_break_for_too_long():
    """More than 95 minutes without a break are warned of; 95 are not."""
    short = evening(own("oplæg", 95), own("pause", 10), own("runde", 10))
    long = evening(own("oplæg", 96), own("pause", 10), own("runde", 10))

    assert short.warnings == ()
    assert long.warnings == (
        (
            f"Der er 96{NBSP}minutter uden pause fra kl.{NBSP}16.30 til kl.{NBSP}18.06. "
            "Læg en pause ind."
        ),
    )


def test_free_time_is_a_break():
    """The time before a fixed point counts as a break, though nothing is planned for it."""
    found = evening(
        own("oplæg", 60), own("runde", 60, pinned=at("17.35")), days=[("16.30", "19.00")]
    )

    assert found.warnings == ()


def test_two_plenums_of_one_form():
    """Two plenums of a day that share a form are warned of, also across packs."""
    other = pack("p", b=[phase("plenum", 10, plenum_form="galleri")])
    found = evening(block("trivsel/organisering"), block("p/b"), packs=[TRIVSEL, other])

    assert found.warnings == (
        (
            "”Plenum” i ”Om organisering” og ”Plenum” i ”Om b” har samme plenumform, ”galleri”. "
            "Giv det ene plenum en anden form."
        ),
    )


def test_a_small_reserve():
    """A reserve of less than five minutes is warned of."""
    found = evening(own("oplæg", 30), days=(("16.30", "17.02"),), reserve=2)

    assert any(f"kun 2{NBSP}minutter i reserve" in w for w in found.warnings)


@pytest.mark.parametrize(
    ("dates", "way"),
    [
        ([date(2027, 3, 27), date(2027, 3, 28)], "frem"),
        ([date(2027, 10, 30), date(2027, 10, 31)], "tilbage"),
    ],
)
def test_the_night_the_clocks_change(dates, way):
    """P32: an internat over such a night is built on wall clock times, with a warning."""
    found = evening(
        own("velkomst", 10),
        own("afslutning", 10, day=2),
        days=[("16.00", "18.00"), ("9.00", "11.00")],
        dates=dates,
    )

    assert starts(found, 2) == ["9.00"]
    assert [f"en time {way}" in w for w in found.warnings] == [True]


# --- Guests ----------------------------------------------------------------------------------


def test_visits():
    """A guest comes to the first of their points and leaves after the last, on each day."""
    found = evening(
        own("velkomst", 10),
        block("trivsel/energi", guests=("kommunen",)),
        own("pause", 10, guests=("kommunen",)),
        block("trivsel/implementering", day=2, guests=("kommunen",)),
        days=[("16.30", "19.30"), ("9.00", "11.00")],
        guests=["kommunen", "andre"],
    )

    assert found.visits == (
        Visit("kommunen", 1, at("16.40"), at("17.35")),
        Visit("kommunen", 2, at("9.00"), at("9.25")),
    )
    assert found.warnings == (
        (
            "Gæsten ”Gæsten andre” er ikke med på noget punkt. "
            "Sæt gæsten på de punkter, gæsten skal være med til."
        ),
    )


# --- When time slips -------------------------------------------------------------------------


def test_checkpoints():
    """The break, the block that no break announces, and the handleplan."""
    found = evening()

    assert [(c.address, clock_text(c.at)) for c in found.checkpoints] == [
        ("pause", "17.25"),
        ("trivsel/implementering/gruppearbejde", "18.15"),
        ("trivsel/implementering/handleplan", "18.25"),
    ]


def test_remedies():
    """The reserve is spent first; then comes what is cut first; the end time is told."""
    pause, *_ = evening().checkpoints

    assert [(r.late, r.from_reserve, r.over) for r in pause.remedies] == [
        (5, 5, 0),
        (15, 15, 0),
        (30, 30, 0),
        (40, 30, 0),
    ]
    assert [clock_text(r.ends) for r in pause.remedies] == ["19.05", "19.15", "19.30", "19.30"]
    assert pause.remedies[3].cuts == (Cut("trivsel/organisering/resultater", 10, 0),)


def test_remedies_when_little_is_left():
    """After the last cut the rest shrinks, and then the evening is too long."""
    *_, plan = evening().checkpoints

    last = plan.remedies[3]
    assert last.cuts == (Cut("frit_emne", 10, 0),)
    assert (last.from_reserve, last.shrunk, last.over) == (30, (), 0)

    tight = evening(days=(("16.30", "19.00"),)).checkpoints[-1].remedies[3]
    assert tight.over > 0
    assert clock_text(tight.ends) == clock_text(at("19.00") + tight.over)


def test_a_dinner_is_held():
    """Minutes late before a fixed dinner are won back before it, and else make it late."""
    program = [
        own("velkomst", 10),
        own("pause", 10),
        own("runde", 30, 20),
        own("oplæg", 20, cut=1),
        own("måltid", 45, pinned=at("17.45")),
        own("afslutning", 15),
    ]
    first = evening(*program).checkpoints[0]
    five, fifteen, thirty, forty = first.remedies

    assert first.address == "pause"
    assert (five.from_gap, five.cuts, five.from_reserve) == (5, (), 0)
    assert (fifteen.cuts, fifteen.from_gap, fifteen.delays) == (
        (Cut("oplaeg", 20, 0),),
        0,
        (),
    )
    assert (thirty.from_gap, thirty.shrunk, thirty.delays) == (5, (Cut("runde", 5, 25),), ())
    assert (forty.shrunk, forty.delays) == ((Cut("runde", 10, 20),), (Delay("maaltid", 5),))
    assert (forty.from_reserve, clock_text(forty.ends)) == (5, "18.50")


# --- Properties ------------------------------------------------------------------------------


def built(case, tables=6):
    """The programme; a case with a fixed time that cannot be held is no case."""
    try:
        return programme(*case, tables)
    except InputError as error:
        wrong = [p for p in error.problems if not p.place.endswith(".kl")]
    assert not wrong
    return reject()


@SLOW
@given(meetings(), st.integers(0, 15))
def test_slots_lie_one_after_another(case, tables):
    """No two overlap, the order is the programme's, and fixed times are held."""
    found = built(case, tables)
    meeting_, packs = case

    for day in found.days:
        slots = [s for s in found.slots if s.day == day.number]
        assert all(a.end <= b.start for a, b in pairwise(slots))
        assert all(s.start >= day.start and s.minutes > 0 for s in slots)
        assert day.planned_end == max([day.start, *(s.end for s in slots)])
    order = [p.address for d in found.days for p in pieces(meeting_, packs, tables, d.number)]
    there = [s.address for s in found.slots]
    assert there == [a for a in order if a in set(there)]
    pinned = {e.pieces[0].address: e.pinned for e in entries(*case, tables) if e.pinned is not None}
    firsts = {s.address: s.start for s in found.slots}
    assert all(firsts.get(a, at_) == at_ for a, at_ in pinned.items())


def pieces(meeting_, packs, tables, day):
    """What there is to place on a day."""
    return [p for e in entries(meeting_, packs, tables) if e.day == day for p in e.pieces]


@SLOW
@given(meetings(), st.integers(0, 15))
def test_minutes_within_bounds(case, tables):
    """Every slot has from its least to its wish; more if it stretches, less if it was cut."""
    found = built(case, tables)
    known = {p.address: p for e in entries(*case, tables) for p in e.pieces}

    for slot in found.slots:
        piece = known[slot.address]
        if slot.shortened:
            assert slot.minutes == piece.cut_to
        else:
            assert piece.least <= slot.minutes <= piece.most
        assert slot.wished == piece.wish


@SLOW
@given(meetings(), st.integers(0, 15))
def test_nothing_is_lost_in_silence(case, tables):
    """What is not there was cut, is warned of, and is neither plenum nor handleplan."""
    found = built(case, tables)
    every = {p.address: p for e in entries(*case, tables) for p in e.pieces}
    gone = set(every) - {s.address for s in found.slots}

    assert gone == {c.address for c in found.cuts if not c.left}
    assert not [a for a in gone if every[a].kind in KEPT]
    assert {s.address for s in found.slots if s.shortened} == {
        c.address for c in found.cuts if c.left
    }
    assert sum("fordi der ellers ikke er tid nok" in w for w in found.warnings) == len(found.cuts)
    assert [any("for sent" in w for w in found.warnings)] == [any(d.overrun for d in found.days)]


@SLOW
@given(meetings(pins=False, most_days=1), st.integers(0, 15))
def test_cuts_only_what_they_must(case, tables):
    """Cuts come in order, and without the last of them it would not have fitted."""
    found = programme(*case, tables)
    assume(found.cuts)
    every = {p.address: p for p in pieces(*case, tables, 1)}
    numbers = [every[c.address].cut for c in found.cuts]
    left = {c.address: c.left for c in found.cuts[:-1]}
    day = case[0].days[0]
    reserve = reserve_of(day.end - day.start) if case[0].reserve is None else case[0].reserve

    assert numbers == sorted(numbers)
    assert sum(left.get(a, p.least) for a, p in every.items()) > day.end - reserve - day.start


@SLOW
@given(meetings(pins=False, most_days=1))
def test_the_same_twice(case):
    """The same input gives the same programme."""
    assert programme(*case, 6) == programme(*case, 6)


@SLOW
@given(meetings(pins=False, most_days=1), st.integers(0, 15), st.integers(10, 600))
def test_fitting_fills_what_stretches(case, tables, room):
    """Never past the limit while the least fits; to the minute where it must stretch."""
    every = [e for e in entries(*case, tables) if e.day == 1]
    inner = [p for e in every for p in e.pieces]
    found = fit(600, 600 + room, every)
    wish, most = sum(p.wish for p in inner), sum(p.most for p in inner)

    if sum(p.least for p in inner) <= room:
        assert found[-1].end <= 600 + room
    if sum(p.firm for p in inner) <= room:
        assert all(p.minutes >= p.piece.firm for p in found)
    if wish < room:
        assert found[-1].end - 600 == min(room, most) or most == wish


@SLOW
@given(meetings(pins=False, most_days=1), st.integers(0, 15), st.integers(0, 700))
def test_sharing(case, tables, total):
    """Shares add up to the total, within the bounds, and no round is first to give way."""
    inner = pieces(*case, tables, 1)
    shares = share(total, inner)
    least, firm = sum(p.least for p in inner), sum(p.firm for p in inner)
    most = sum(p.most for p in inner)

    assert sum(shares) == min(max(total, least), most)
    assert all(p.least <= m <= p.most for p, m in zip(inner, shares, strict=True))
    if total >= firm:
        assert all(m >= p.firm for p, m in zip(inner, shares, strict=True))


@SLOW
@given(meetings())
def test_visits_hold_every_point_of_the_guest(case):
    """No point with a guest lies outside the visit, and a visit begins and ends with one."""
    found = built(case)

    for visit in found.visits:
        on = [s for s in found.slots if visit.guest in s.guests and s.day == visit.day]
        assert (min(s.start for s in on), max(s.end for s in on)) == (visit.arrives, visit.leaves)
    seen = {(v.guest, v.day) for v in found.visits}
    assert seen == {(g, s.day) for s in found.slots for g in s.guests}


@SLOW
@given(meetings())
def test_remedies_keep_their_promises(case):
    """The reserve first; only what lies ahead; plenum and handleplan stay; the sum holds."""
    found = built(case)
    slots = {s.address: s for s in found.slots}

    for point in found.checkpoints:
        day = found.days[point.day - 1]
        assert point.at == slots[point.address].start
        for remedy in point.remedies:
            changed = (*remedy.cuts, *remedy.shrunk)
            saved = sum(c.saved for c in changed)
            late = remedy.late + day.overrun
            spent = saved + remedy.from_gap + remedy.from_reserve + remedy.over
            assert spent >= late
            assert spent == late or remedy.cuts
            assert remedy.over == max(0, remedy.ends - day.end)
            assert 0 <= remedy.from_reserve <= day.reserve
            for cut in changed:
                slot = slots[cut.address]
                assert (slot.day, slot.minutes) == (point.day, cut.saved + cut.left)
                assert slot.start >= point.at
                assert cut.left or slot.kind not in KEPT
            assert all(slots[d.address].start > point.at for d in remedy.delays)


@SLOW
@given(meetings(pins=False))
def test_the_reserve_is_spent_first(case):
    """Nothing is cut or shrunk while the reserve is enough, and more late is never less cut."""
    found = programme(*case, 6)

    for point in found.checkpoints:
        day = found.days[point.day - 1]
        for remedy in point.remedies:
            assert bool(remedy.cuts or remedy.shrunk) <= (remedy.late > day.reserve - day.overrun)
        for less, more in pairwise(point.remedies):
            assert more.cuts[: len(less.cuts)] == less.cuts
            assert more.over >= less.over
            won = [sum(c.saved for c in (*r.cuts, *r.shrunk)) for r in (less, more)]
            assert won == sorted(won)


@SLOW
@given(meetings())
def test_few_checkpoints(case):
    """At most five a day, in order, and none at the day's very beginning."""
    found = built(case)

    for day in found.days:
        times = [c.at for c in found.checkpoints if c.day == day.number]
        first = min((s.start for s in found.slots if s.day == day.number), default=None)
        assert len(times) <= 5
        assert times == sorted(set(times))
        assert first not in times


def test_entries_are_values():
    """What is not yet on the clock can be put together by hand, as a meeting's entries are."""
    entry = entries(meeting(own("pause", 10, 5)), {}, 6)[0]

    assert entry == Entry(0, 1, None, entry.pieces)
    assert replace(entry.pieces[0]).levels == (5, 5, 10, 10)
