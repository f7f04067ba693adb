"""The evening on one screen: what it shows, what can be changed, and that nothing breaks."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kits
import strategies
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, Guest, Meeting, PackUse, Participants
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.content.model import Minutes, parse, plain
from klyngepakke.content.override_doubts import given as said_by
from klyngepakke.content.pack import PLENUM_FORMS, LoadedPack, Override
from klyngepakke.content.point import POINT_KINDS, SEATINGS, Point
from klyngepakke.content.reading import read
from klyngepakke.errors import FileError, InputError, Problem
from klyngepakke.planning.planner import plan
from klyngepakke.wizard import evening, phase_edits, programme_edits
from klyngepakke.wizard.draft import Draft, answers_of, meeting_of
from klyngepakke.wizard.world import World

FEW = settings(max_examples=30, deadline=None)


def packs():
    """Every pack that is installed."""
    return kits.everything().packs


def nobody(path):
    """A participant file that cannot be read."""
    raise FileError(Problem("Filen kan ikke læses.", path))


@pytest.fixture(scope="module")
def world():
    """The world with the installed packs."""
    return World(
        packs=packs(),
        themes={"klinik": kits.everything().themes["klinik"]},
        today=date(2027, 1, 4),
        path=str,
        people=nobody,
        columns=lambda _: (),
        free=lambda _: "",
    )


def fixed(minutes):
    """A fixed number of minutes."""
    return Minutes(least=minutes, wish=minutes, most=minutes)


def started(pack="trivsel", **changes):
    """A draft on a pack, at the evening, with nothing decided."""
    made = kits.meeting(pack)
    answers = replace(answers_of(made), program=None, guests=None, packs={pack: PackUse()})
    return Draft(base="klyngen", answers=replace(answers, **changes), at=("aften",))


def told(draft, world, *answers):
    """The draft after answers, each to the question that then is asked."""
    for answer in answers:
        draft = evening.answered(draft, world, answer)
    return draft


def lines(draft, world):
    """The programme's rows, blanks folded."""
    rows = evening.rows(evening.view(draft, world))
    return [" ".join(row.title.split()) for row in rows]


def above(draft, world):
    """What stands above the question, as one text."""
    return " ".join(" ".join(evening.question(draft, world).above).split())


def ids(draft, world):
    """What can be answered."""
    return [c.id for c in evening.question(draft, world).choices]


def names(meeting):
    """The addresses of the programme."""
    return programme_edits.addresses(meeting, packs())


# --- What it shows -----------------------------------------------------------------------------


def test_the_evening_as_it_is_first_seen(world):
    """Day, place, end and reserve; then a line a point with clock, minutes, title and seating."""
    asked = evening.question(started(), world)

    assert asked.above == (
        "Aftenen · torsdag den 4. marts 2027 · 16.30–19.30 · Kulturhuset, sal 2",
        "Programmet slutter 19.00. Reserve 30 minutter. (150 af 180 minutter)",
    )
    assert [c.title for c in asked.choices[:4]] == [
        "Det er godt, gå videre",
        "16.30–16.40   10 min  Velkomst",
        "16.40–17.25   45 min  Blok 1: Hvad giver og tager energi? · blandede borde",
        "17.25–17.35   10 min  Pause",
    ]
    assert (asked.id, asked.kind, asked.default) == ("aften", "one", "videre")


@pytest.mark.parametrize("name", kits.PACKS)
def test_every_pack_fits_on_a_screen(name, world):
    """Header, rows and actions are at most 23 lines of at most 78 characters."""
    asked = evening.question(started(name), world)

    assert len(asked.above) + 1 + len(asked.choices) <= 23
    assert max(map(len, [*asked.above, *(c.title for c in asked.choices)])) <= 78
    assert "\N{NO-BREAK SPACE}" not in "".join([*asked.above, *(c.title for c in asked.choices)])


@pytest.mark.parametrize("name", ["gaester", "generalforsamling-og-trivsel", "internat"])
def test_large_meetings_fit_as_well(name, world):
    """Two packs, and two days with thirteen points, are 23 lines, too."""
    draft = Draft(base="k", answers=answers_of(kits.example_meeting(name)), at=("aften",))
    asked = evening.question(draft, world)

    assert len(asked.above) + 1 + len(asked.choices) <= 23


def test_a_narrow_window(world):
    """At 40 characters warnings are folded, and rows keep their clock and their marks."""
    draft = told(started(), world, "punkt/pause", "udelad")
    asked = evening.question(draft, world, 40)

    assert all(len(line) <= 40 for line in asked.above if line.startswith(("!", " ")))
    assert any(c.title.startswith("16.40–17.25   45 min  ") for c in asked.choices)


def test_two_days(world):
    """Each row says its day, and each day has its own end."""
    draft = Draft(base="k", answers=answers_of(kits.example_meeting("internat")), at=("aften",))

    assert "Dag 1 · fredag" in above(draft, world)
    assert "Dag 2 · lørdag" in above(draft, world)
    assert lines(draft, world)[7:9] == [
        "dag 1 18.00–19.15 75 min Middag (fast kl. 18.00)",
        "dag 2 9.00–9.40 40 min Blok 4: Ledelse og samarbejde i klinikken",
    ]


def test_what_was_squeezed_and_cut_is_marked(world):
    """A meal that there is no room for shortens the rest; at a fixed time it drops a point."""
    meal = told(started(), world, "tilfoej", "måltid", "Suppe", "45", "efter/trivsel/energi")
    late = told(meal, world, "punkt/maaltid", "fast", "kl. 18")

    assert "16.30–16.35 5 min Velkomst (kortet ned fra 10)" in lines(meal, world)
    assert "18.00–18.45 45 min Suppe (fast kl. 18.00)" in lines(late, world)
    assert "Frit emne (udeladt: der er ikke tid)" in lines(late, world)
    assert "6 minutter for sent" in above(late, world)


def test_many_warnings_are_read_by_themselves(world):
    """Where there is no room for all warnings it is said how many there are, and where."""
    meal = told(started(), world, "tilfoej", "måltid", "Suppe", "45", "efter/trivsel/energi")
    late = told(meal, world, "punkt/maaltid", "fast", "18.00")
    asked = evening.question(late, world)
    every = told(late, world, "advarsler")

    assert "… og 3 mere; vælg ”Advarsler” for at se dem alle." in asked.above
    assert len(asked.above) + 1 + len(asked.choices) <= 23
    assert sum(x.startswith("! ") for x in evening.question(every, world).above) == 6
    assert told(every, world, "videre").at == ("aften",)


def test_the_warnings_in_words(world):
    """The four that facilitators meet, none of them with a word of the file's own."""
    long = told(started(), world, "punkt/pause", "udelad")
    plenum = ("punkt/trivsel/energi", "fase/plenum", "plenumform", "galleri")
    same = told(started(), world, *plenum)
    left = ("punkt/kommunale-tilbud/henvisning", "gaester", ("regionen",))
    gone = told(started("kommunale-tilbud"), world, *left)

    assert "Der er 140 minutter uden pause" in above(long, world)
    assert "har samme plenumform, ”galleri”" in above(same, world)
    assert "Kommunens forebyggelse går kl. 17.30, før ”Blok 2" in above(gone, world)
    for draft in (long, same, gone):
        assert not any(w in above(draft, world) for w in ("ret.", "under ret", "yaml", "gæster: ["))


def test_an_evening_that_cannot_be(world):
    """An impossible time is told by the point's name, the rows stand, and it can be undone."""
    meal = told(started(), world, "tilfoej", "måltid", "Suppe", "45", "efter/trivsel/energi")
    broken = told(meal, world, "punkt/maaltid", "fast", "16.35")

    assert "! Suppe: Punktet begynder fast kl. 16.35, men" in above(broken, world)
    assert "program[" not in above(broken, world)
    assert lines(broken, world)[2] == "45 min Suppe (fast kl. 16.35)"
    assert "kan først bygges" in evening.question(broken, world).choices[0].title
    assert told(broken, world, "punkt/maaltid", "fast-ikke") == meal


def test_an_empty_evening_can_be_filled_again(world):
    """When everything is left out there still are actions."""
    draft = started()
    for address in names(meeting_of(draft, world)):
        draft = told(draft, world, f"punkt/{address}", "udelad")

    assert "Programmet er tomt." in above(draft, world)
    assert "tag-ind" in ids(draft, world)


def test_a_participant_file_that_is_gone_is_told(world):
    """The evening is shown for the usual number, and says why."""
    draft = replace(started(participants=Participants(file="folk.csv")), people="folk.csv")

    assert "Filen kan ikke læses." in above(draft, world)
    assert len(lines(draft, world)) == 7


# --- What can be changed -----------------------------------------------------------------------


def test_good_is_none(world):
    """”Videre” ends the evening."""
    assert evening.answered(started(), world, "videre") is None


@pytest.mark.parametrize(
    "answers",
    [
        ("punkt/pause", "minutter", "12"),
        ("punkt/pause", "titel", "Kaffe"),
        ("punkt/pause", "fast", "17.30"),
        ("punkt/pause", "op"),
        ("punkt/pause", "ned"),
        ("punkt/pause", "udelad"),
        ("punkt/trivsel/energi", "fase/resultater", "udelad"),
        ("punkt/trivsel/energi", "fase/gruppearbejde", "minutter", "25 min"),
        ("punkt/trivsel/energi", "fase/gruppearbejde", "bordplan", "par"),
        ("punkt/trivsel/energi", "fase/plenum", "plenumform", "prikker"),
        ("version", "trivsel/kort"),
        ("tag-ind", "samarbejde/kommunikation"),
        ("tilfoej", "socialt", "Gåtur", "20", "foerst"),
    ],
)
def test_each_change_shows_at_once(answers, world):
    """After a change the person is at the evening again, and the programme is another."""
    found = told(started(), world, *answers)

    assert found.at == ("aften",)
    assert lines(found, world) != lines(started(), world) or "plenumform" in answers


@pytest.mark.parametrize(
    ("there", "back"),
    [
        (("punkt/pause", "minutter", "12"), ("punkt/pause", "minutter-igen")),
        (("punkt/pause", "titel", "Kaffe"), ("punkt/pause", "titel", "Pause")),
        (("punkt/pause", "fast", "17.30"), ("punkt/pause", "fast-ikke")),
        (("punkt/pause", "op"), ("punkt/pause", "ned")),
        (("punkt/pause", "udelad"), ("tag-ind", "pause")),
        (("punkt/trivsel/energi", "udelad"), ("tag-ind", "trivsel/energi")),
        (
            ("punkt/trivsel/energi", "fase/resultater", "udelad"),
            ("punkt/trivsel/energi", "fase/resultater", "medtag"),
        ),
        (
            ("punkt/trivsel/energi", "fase/gruppearbejde", "minutter", "25"),
            ("punkt/trivsel/energi", "fase/gruppearbejde", "minutter-igen"),
        ),
        (
            ("punkt/trivsel/energi", "fase/gruppearbejde", "bordplan", "par"),
            ("punkt/trivsel/energi", "fase/gruppearbejde", "bordplan", "blandet"),
        ),
        (
            ("punkt/trivsel/energi", "fase/plenum", "plenumform", "prikker"),
            ("punkt/trivsel/energi", "fase/plenum", "plenumform", "kun_det_nye"),
        ),
        (("tag-ind", "emnevalg/ideer"), ("punkt/emnevalg/ideer", "udelad")),
        (("tilfoej", "socialt", "Gåtur", "20", "foerst"), ("punkt/socialt", "udelad")),
        (("version", "trivsel/kort"), ("version", "trivsel/")),
    ],
)
def test_a_change_that_is_taken_back_leaves_nothing(there, back, world):
    """The meeting is the one before, and the programme is the packs' own again."""
    before = started()
    after = told(told(before, world, *there), world, *back)

    assert meeting_of(after, world) == meeting_of(before, world)
    assert after.answers.program is None
    assert after.answers.changes == {}


def test_the_suggestion_changes_nothing(world):
    """To take the minutes that stand there is to leave the pack's own bounds alone."""
    for way in (("punkt/pause", "minutter"), ("punkt/trivsel/energi", "fase/plenum", "minutter")):
        asked = told(started(), world, *way)
        after = told(asked, world, evening.question(asked, world).default)

        assert meeting_of(after, world) == meeting_of(started(), world)


@pytest.mark.parametrize(
    ("way", "wrong", "right"),
    [
        (("punkt/pause", "minutter"), ("0", "mange", "", "-3", "1.5", "9999"), ("12", "12 min")),
        (("punkt/pause", "fast"), ("15.00", "19.30", "25", "snart"), ("17.30", "18", "kl. 18:15")),
        (("punkt/pause", "titel"), ("", "  ", "x" * 81), ("Kaffe",)),
        (("tilfoej", "pause", "Kaffe"), ("0", "ti"), ("10",)),
    ],
)
def test_what_is_typed_is_looked_at(way, wrong, right, world):
    """What cannot be is refused while it is typed, and changes nothing where it is given."""
    asked = told(started(), world, *way)
    check = evening.question(asked, world).check

    assert all(check(text).error for text in wrong)
    assert not any(check(text).error for text in right)
    for text in wrong:
        after = told(asked, world, text)
        assert meeting_of(after, world) == meeting_of(started(), world)
        assert "" not in after.at


def test_every_level_stands_by_itself(world):
    """The way down to a new point: each level is a question of its own, so back is one step up."""
    way = ("tilfoej", "frit_emne", "Nyt fra regionen", "15")
    texts = []
    for depth in range(len(way) + 1):
        at = ("aften", *way[:depth])
        texts.append(evening.question(replace(started(), at=at), world).text)

    assert len(set(texts)) == 5
    found = told(replace(started(), at=("aften", *way)), world, "efter/pause")
    assert names(meeting_of(found, world))[2:5] == ("pause", "frit_emne-2", "trivsel/organisering")


@pytest.mark.parametrize(
    "at",
    [
        ("punkt/borte",),
        ("punkt/borte", "minutter"),
        ("punkt/pause", "fase/plenum"),
        ("punkt/trivsel/energi", "fase/borte", "minutter"),
        ("punkt/trivsel/energi", "fase/plenum", "udelad"),
        ("punkt/trivsel/energi", "minutter"),
        ("tilfoej", "cirkus"),
        ("tilfoej", "pause", "Kaffe", "mange"),
        ("tilfoej", "pause", "Kaffe", "10", "og", "mere"),
        ("vrøvl", "igen"),
    ],
)
def test_a_way_to_what_is_not_there(at, world):
    """It ends at the nearest place that is there, and is answered from there."""
    draft = replace(started(), at=("aften", *at))
    asked = evening.question(draft, world)
    after = evening.answered(draft, world, asked.default)

    assert after is None or after.at[0] == "aften"


def test_no_text_of_a_pack_is_copied(world):
    """A meeting that was changed in every way holds names and numbers of its packs alone."""
    draft = told(started(), world, "version", "trivsel/kort")
    draft = told(draft, world, "tag-ind", "samarbejde/kommunikation")
    draft = told(draft, world, "punkt/pause", "op")
    draft = told(draft, world, "punkt/trivsel/energi", "fase/gruppearbejde", "minutter", "25")
    found = meeting_of(draft, world)

    kept = {"id", "kind", "block", "source", "day", "guests"}
    for point in found.program:
        bare = Point(**{name: getattr(point, name) for name in kept})
        assert point == bare
    assert {name for c in found.changes.values() for _, name in said_by(c)} == {"minutes"}


def test_the_versions_keep_the_clusters_own(world):
    """A short version takes the pack's points out, and leaves the cluster's where they are."""
    draft = told(started(), world, "tilfoej", "måltid", "Suppe", "30", "efter/trivsel/energi")
    pinned = told(draft, world, "punkt/maaltid", "fast", "17.30")
    short = told(pinned, world, "version", "trivsel/kort")

    found = meeting_of(short, world)
    assert "frit_emne" not in names(found)
    assert next(p.pinned for p in found.program if p.id == "maaltid") == 17 * 60 + 30
    back = meeting_of(told(short, world, "version", "trivsel/"), world)
    assert {p.id or p.block: p for p in back.program} == {
        p.id or p.block: p for p in meeting_of(pinned, world).program
    }


def test_a_phase_of_the_whole_version_comes_back(world):
    """What the short version leaves out is taken in with `medtag`, which goes with the version."""
    way = ("punkt/trivsel/organisering", "fase/resultater", "medtag")
    short = told(started(), world, "version", "trivsel/kort")
    more = told(short, world, *way)

    assert meeting_of(more, world).changes == {
        "trivsel/organisering/resultater": Override(handling="medtag")
    }
    again = told(more, world, *way[:2], "udelad")
    assert meeting_of(again, world) == meeting_of(short, world)
    assert meeting_of(told(more, world, "version", "trivsel/"), world).changes == {}


def test_an_optional_block_needs_no_more_than_its_point(world):
    """It lies where its pack has it, without a change and without a warning of one."""
    found = told(started("samarbejde"), world, "tag-ind", "samarbejde/kommunikation")

    meeting = meeting_of(found, world)
    at = names(meeting).index("samarbejde/kommunikation")
    assert names(meeting)[at - 1] == "samarbejde/kolleger"
    assert meeting.changes == {}
    assert not any("bruger ikke" in w for w in plan(meeting, packs()).warnings)


def test_a_block_of_another_pack(world):
    """It brings its pack in with the edition, and no guests; the last to leave takes it out."""
    found = told(started(), world, "tag-ind", "kommunale-tilbud/tilbud")

    meeting = meeting_of(found, world)
    assert meeting.packs["kommunale-tilbud"].edition
    assert meeting.guests == ()
    assert "kommunale-tilbud/henvisning" in ids(replace(found, at=("aften", "tag-ind")), world)
    gone = told(found, world, "punkt/kommunale-tilbud/tilbud", "udelad")
    assert list(meeting_of(gone, world).packs) == ["trivsel"]


def test_plenum_and_handleplan_stay(world):
    """They are never offered to be taken out, and cannot be."""
    meeting = meeting_of(started(), world)
    for address in ("trivsel/energi/plenum", "trivsel/implementering/handleplan"):
        block, _, name = address.rpartition("/")
        at = ("aften", f"punkt/{block}", f"fase/{name}")

        assert "udelad" not in ids(replace(started(), at=at), world)
        with pytest.raises(InputError, match="kan ikke tages ud"):
            phase_edits.without_phase(meeting, packs(), address)


def test_a_second_day_begins_where_one_says(world):
    """A meeting of two days begins with all on the first; the rest of it is moved in one go."""
    day = kits.meeting("trivsel").days[0]
    both = (day, replace(day, date=day.date + timedelta(days=1)))
    draft = started(days=both)

    assert "ingen punkter på dag 2. Læg et punkt på dagen, eller slet den." in above(draft, world)
    found = meeting_of(told(draft, world, "punkt/trivsel/organisering", "dag-herfra/2"), world)
    assert [p.day for p in found.program] == [1, 1, 1, 2, 2, 2, 2]
    back = told(draft, world, "punkt/pause", "dag/2")
    assert names(meeting_of(back, world))[-1] == "pause"
    assert meeting_of(told(back, world, "punkt/pause", "dag/1"), world).days == both


def test_guests_of_a_point(world):
    """Who is there is ticked, and kept in the order of the guests."""
    draft = started("kommunale-tilbud")
    asked = told(draft, world, "punkt/afslutning", "gaester")
    found = told(asked, world, ("regionen", "kommunen"))

    assert [c.ticked for c in evening.question(asked, world).choices] == [False, False]
    last = meeting_of(found, world).program[-1]
    assert last.guests == ("kommunen", "regionen")
    assert not started().answers.guests
    assert "gaester" not in ids(replace(started(), at=("aften", "punkt/pause")), world)


def test_seatings_and_forms_make_whole_kits(world):
    """Whatever is offered for a phase can be laid out as documents."""
    for name, phase in (("energi", "gruppearbejde"), ("energi", "plenum")):
        at = ("aften", "punkt/trivsel/" + name, "fase/" + phase, "bordplan")
        draft = replace(started(), at=at)
        for seating in ids(draft, world):
            made = meeting_of(told(draft, world, seating), world)
            assert kits.prepare(kits.write(made), kits.everything()).kit.documents


def test_a_point_without_a_name_keeps_it_when_it_moves():
    """Two breaks without an id: the one that is moved is the one that is moved back."""
    breaks = [Point(kind="pause", minutes=fixed(n)) for n in (5, 10)]
    block = Point(block="trivsel/energi")
    meeting = kits.meeting("trivsel", program=(breaks[0], block, breaks[1]))

    found = programme_edits.moved(meeting, packs(), "pause-2", -1)
    assert names(found) == ("pause", "pause-2", "trivsel/energi")
    assert programme_edits.with_minutes(found, packs(), "pause-2", 20).program[1].minutes.wish == 20


def test_a_point_whose_frame_is_gone_can_be_left_out(world):
    """A point that its pack has no more is told of, and can be given minutes, or go."""
    answers = answers_of(kits.meeting("trivsel"))
    lost = Point(id="sang", kind="socialt", source="trivsel")
    draft = Draft(
        base="k", answers=replace(answers, program=(*answers.program, lost)), at=("aften",)
    )

    assert "har ikke punktet i sin ramme" in above(draft, world)
    assert "sang" not in names(meeting_of(told(draft, world, "punkt/sang", "udelad"), world))
    assert "har ikke punktet" not in above(told(draft, world, "punkt/sang", "minutter", "5"), world)


def test_what_is_not_there_is_said():
    """Edits of an address that is not there raise a sentence, and nothing else."""
    meeting = kits.meeting("trivsel")
    for edit in (programme_edits.without, programme_edits.with_point, phase_edits.with_phase):
        with pytest.raises(InputError):
            edit(meeting, packs(), "trivsel/borte/plenum")
    for edit in (
        partial(programme_edits.with_minutes, minutes=5),
        partial(programme_edits.with_title, title="Ny"),
    ):
        with pytest.raises(InputError):
            edit(meeting, packs(), "trivsel/energi")
    with pytest.raises(InputError, match="dag 2"):
        programme_edits.moved_to_day(meeting, packs(), "pause", 2)
    with pytest.raises(InputError, match="udgave"):
        programme_edits.with_version(meeting, packs(), "trivsel", "lang")


# --- Any sequence of edits ---------------------------------------------------------------------


@st.composite
def meetings(draw):
    """A meeting of one or two of the real packs on one or two days, perhaps with guests."""
    chosen = draw(st.lists(st.sampled_from(kits.PACKS), min_size=1, max_size=2, unique=True))
    day = kits.meeting("trivsel").days[0]
    days = (day, replace(day, date=day.date + timedelta(days=1)))[: draw(st.integers(1, 2))]
    guests = (None, (Guest(id="gaesten", title="Gæsten"),))[draw(st.integers(0, 1))]
    answers = Answers(id="k7m2q9", days=days, packs={n: PackUse() for n in chosen}, guests=guests)
    return meeting_from(answers, packs())


def edits(draw, meeting, known):
    """One edit of a meeting, of any kind, at an address that is there."""
    own = programme_edits.addresses(meeting, known)
    address = draw(st.sampled_from(own)) if own else "ingen"
    blocks = [a for a in own if "/" in a]
    parts = [p for b in blocks for p in phase_edits.parts_of(meeting, known, b)]
    phase = draw(st.sampled_from(parts)).address if parts else "ingen/fase/her"
    out = [*programme_edits.missing(meeting, known), *programme_edits.elsewhere(meeting, known)]
    number = draw(st.none() | st.integers(1, 90))
    new = Point(kind=draw(st.sampled_from(POINT_KINDS)), minutes=fixed(number or 10))
    guests = [g.id for g in meeting.guests]
    pack = draw(st.sampled_from(list(known)))
    version = draw(st.sampled_from([None, *known[pack].pack.versions]))
    edit = programme_edits
    points = [
        partial(edit.with_minutes, address=address, minutes=number),
        partial(edit.with_title, address=address, title=draw(st.sampled_from([None, "Kaffe"]))),
        partial(edit.with_pin, address=address, clock=draw(st.none() | st.integers(990, 1169))),
        partial(
            edit.with_guests,
            address=address,
            guests=draw(st.sets(st.sampled_from(guests or ["x"]))),
        ),
        partial(edit.moved, address=address, by=draw(st.sampled_from([-1, 1]))),
        partial(edit.moved_to_day, address=address, day=draw(st.integers(1, 3))),
        partial(edit.with_day_from, address=address, day=draw(st.integers(1, 3))),
        partial(edit.without, address=address),
        partial(edit.with_point, address=draw(st.sampled_from(out or ["intet"]))),
        partial(edit.with_own, point=new, after=draw(st.sampled_from([None, *own]))),
        partial(edit.with_version, name=pack, version=version),
    ]
    phases = [
        partial(phase_edits.with_phase_minutes, address=phase, minutes=number),
        partial(phase_edits.with_seating, address=phase, seating=draw(st.sampled_from(SEATINGS))),
        partial(
            phase_edits.with_plenum_form, address=phase, form=draw(st.sampled_from(PLENUM_FORMS))
        ),
        partial(phase_edits.without_phase, address=phase),
        partial(phase_edits.with_phase, address=phase),
        partial(phase_edits.with_block, block=draw(st.sampled_from(blocks or ["ingen/her"]))),
    ]
    return draw(st.sampled_from([*points, *phases]))


@st.composite
def edited(draw):
    """A meeting after any sequence of edits."""
    return after_edits(draw, draw(meetings()), packs())


def after_edits(draw, meeting, known):
    """The meeting after any sequence of edits; one that cannot be leaves it as it was."""
    for _ in range(draw(st.integers(0, 12))):
        try:
            meeting = edits(draw, meeting, known)(meeting, known)
        except InputError:
            continue
    return meeting


def sound(meeting):
    """Whether names are unique, and everything that a point refers to is there."""
    found = names(meeting)
    guests = {g.id for g in meeting.guests}
    return (
        len({n.lower() for n in found}) == len(found)
        and all(set(p.guests) <= guests for p in meeting.program)
        and all(1 <= p.day <= len(meeting.days) for p in meeting.program)
        and all(p.source is None or p.source in meeting.packs for p in meeting.program)
        and all(p.block is None or p.block.split("/")[0] in meeting.packs for p in meeting.program)
    )


@FEW
@given(edited())
def test_any_edits_leave_a_sound_meeting(meeting):
    """Names are unique, references hold, and planning says at most that it cannot be."""
    assert sound(meeting)
    assert all(s.endswith((".", "?")) for s in sentences(meeting))


def sentences(meeting):
    """What planning says of a meeting: that it cannot be, or its warnings."""
    try:
        return plan(meeting, packs()).warnings
    except InputError as error:
        return tuple(p.sentence for p in error.problems)


@FEW
@given(strategies.meetings(), st.data())
def test_meetings_by_hand_can_be_edited(drawn, data):
    """Points without names, impossible times and packs that no list names: all can be edited."""
    meeting, used = drawn
    known = {name: LoadedPack(pack, Path()) for name, pack in used.items()}
    found = after_edits(data.draw, meeting, known)

    there = programme_edits.addresses(found, known)
    assert len({name.lower() for name in there}) == len(there)
    draft = Draft(base="k", answers=answers_of(found), at=("aften",))
    world = World(known, {}, date(2027, 1, 4), str, nobody, lambda _: (), lambda _: "")
    assert found.days == meeting.days
    assert evening.question(draft, world).choices[0].id == "videre"


@FEW
@given(edited())
def test_an_edited_meeting_is_read_as_it_was_written(meeting):
    """What stands in `moede.yaml` is the meeting; as answers it is the same meeting again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "moede.yaml"
        path.write_text(meeting_text(meeting), "utf-8")

        assert read(path, Meeting).value == meeting
    assert meeting_from(answers_of(meeting), packs()) == meeting


@FEW
@given(edited())
def test_up_and_down_is_nothing(meeting):
    """A move up, where there is something above, and down again is the same programme."""
    for address in names(meeting):
        up = programme_edits.moved(meeting, packs(), address, -1)
        if up != meeting:
            assert programme_edits.moved(up, packs(), address, 1) == meeting


@FEW
@given(meetings(), st.data())
def test_out_and_in_is_nothing(meeting, data):
    """A point of the suggested programme that is left out and taken in is where it was."""
    address = data.draw(st.sampled_from(names(meeting)))
    out = programme_edits.without(meeting, packs(), address)

    assert address not in names(out)
    assert address in programme_edits.missing(out, packs())
    assert programme_edits.with_point(out, packs(), address) == meeting


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(kits.PACKS), st.randoms(use_true_random=False))
def test_anyone_may_answer_anything(pack, dice):
    """However one wanders about, every question is whole, and every answer leads somewhere."""
    known = World(packs(), {}, date(2027, 1, 4), str, nobody, lambda _: (), lambda _: "")
    draft = started(pack)
    for _ in range(20):
        asked = evening.question(draft, known)
        here = [c.id for c in asked.choices]
        assert asked.text
        assert len(set(here)) == len(here)
        assert asked.kind in {"text", "many"} or asked.default in here
        assert all(line.strip() for line in [*(c.title for c in asked.choices), *asked.above])
        draft = evening.answered(draft, known, wandered(dice, asked)) or draft
        assert draft.at[0] == "aften"
        assert sound(meeting_of(draft, known))
        assert parse(Draft, plain(draft, defaults=False, written=True)) == draft


def wandered(dice, asked):
    """Some answer to a question, right or wrong."""
    if asked.kind == "text":
        return dice.choice([asked.default, "12", "18.00", "Nyt fra regionen", "", "<"])
    here = [c.id for c in asked.choices]
    return (
        tuple(x for x in here if dice.random() < 0.5) if asked.kind == "many" else dice.choice(here)
    )
