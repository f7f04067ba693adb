"""Doubts of a whole plan: guests who have left, and blocks without a word to the solo doctor."""

from __future__ import annotations

from dataclasses import replace

import pytest

import kits
from klyngepakke.content.meeting import PackUse, Participants
from klyngepakke.planning.planner import plan


def warnings(meeting, packs=None):
    """What is warned of, unbreakable blanks as blanks."""
    found = plan(meeting, packs or kits.everything().packs).warnings
    return tuple(w.replace("\N{NO-BREAK SPACE}", " ") for w in found)


def with_guests(meeting, **guests):
    """The meeting with other guests on some blocks; `__` stands for the address's slash."""
    named = {name.replace("__", "/").replace("_", "-"): there for name, there in guests.items()}
    points = (replace(p, guests=named.get(p.block, p.guests)) for p in meeting.program)
    return replace(meeting, program=tuple(points))


@pytest.fixture
def municipal():
    """A meeting whose guests the pack wants in its first two blocks."""
    return kits.meeting("kommunale-tilbud")


def test_a_guest_who_leaves_before_their_block(municipal):
    """The pack counts on the guest in a block that begins when the guest has gone."""
    found = with_guests(municipal, kommunale_tilbud__henvisning=("regionen",))

    (sentence,) = warnings(found)

    assert sentence == (
        "Kommunens forebyggelse går kl. 17.30, før ”Blok 2: Hvordan henviser vi, og hvad holder os "
        "tilbage?” begynder kl. 17.40. Lad gæsten være med der, eller flyt punktet."
    )


def test_a_guest_who_comes_after_their_block(municipal):
    """The pack counts on the guest in a block that is over when the guest comes."""
    found = with_guests(municipal, kommunale_tilbud__tilbud=("regionen",))

    assert [w.partition(",")[0] for w in warnings(found)] == [
        "Kommunens forebyggelse kommer først kl. 17.40"
    ]


def test_a_guest_in_the_house_is_not_missed(municipal):
    """A guest who is there before and after a block may be fetched to it; nothing is said."""
    last = ("kommunen", "regionen")
    found = with_guests(
        municipal, kommunale_tilbud__henvisning=("regionen",), kommunale_tilbud__implementering=last
    )

    assert warnings(found) == ()


def test_the_day_is_said_where_there_are_several(municipal):
    """A guest of the first day is missed on the second."""
    day = municipal.days[0]
    two = replace(municipal, days=(day, replace(day, date=day.date.replace(day=day.date.day + 1))))
    moved = [replace(p, day=1 if i < 3 else 2) for i, p in enumerate(two.program)]
    found = with_guests(
        replace(two, program=tuple(moved)), kommunale_tilbud__henvisning=("regionen",)
    )

    assert any("går dag 1 kl. " in w and "begynder dag 2 kl. " in w for w in warnings(found))


def mute(pack, *, pool, choose=1):
    """The pack, its first block's prompts as given: each (solo, partnership)."""
    block = pack.pack.blocks[0]
    phase = next(p for p in block.phases if p.prompts)
    model = phase.prompts[0]
    prompts = tuple(
        replace(model, id=f"P{i}", core=i == 1, solo=solo, partnership=both)
        for i, (solo, both) in enumerate(pool, start=1)
    )
    new = replace(phase, prompts=prompts, choose=choose)
    phases = tuple(new if p is phase else p for p in block.phases)
    blocks = (replace(block, phases=phases), *pack.pack.blocks[1:])
    return {pack.pack.id: replace(pack, pack=replace(pack.pack, blocks=blocks))}


@pytest.mark.parametrize(
    ("pool", "advice"),
    [
        ([(None, "Til flere"), ("Til dig", None)], "Vælg et spørgsmål"),
        ([(None, None), ("Til dig", None)], "Vælg et spørgsmål"),
        ([(None, "Til flere")], "Forklar mundtligt"),
    ],
)
def test_no_question_to_solo_doctors(pool, advice):
    """A block whose chosen prompts leave the solo doctors out is told by its number."""
    packs = mute(kits.everything().packs["trivsel"], pool=pool)

    (found,) = warnings(kits.meeting("trivsel"), packs)

    assert found.startswith("Blok 1 har ingen spørgsmål til sololæger, og der kommer 8. " + advice)


@pytest.mark.parametrize(
    "pool", [[(None, None)], [("Til dig", "Til flere")], [("som fælles", None)]]
)
def test_prompts_for_everyone_are_for_solo_doctors(pool):
    """A prompt without variants, and one that says `som fælles`, serve the solo doctor as well."""
    packs = mute(kits.everything().packs["trivsel"], pool=pool)

    assert warnings(kits.meeting("trivsel"), packs) == ()


def test_without_solo_doctors_nobody_is_left_out():
    """Where nobody is alone, or nobody knows, prompts to partnerships are enough."""
    packs = mute(kits.everything().packs["trivsel"], pool=[(None, "Til flere")])
    for said in (Participants(number=20, solo=0), Participants(number=20)):
        meeting = kits.meeting("trivsel", participants=said)

        assert warnings(meeting, packs) == ()


def test_the_chosen_prompts_count():
    """The meeting's own choice of a prompt that speaks to solo doctors answers the doubt."""
    packs = mute(kits.everything().packs["trivsel"], pool=[(None, "Til flere"), ("Til dig", None)])
    meeting = kits.meeting("trivsel")
    use = PackUse(
        edition=meeting.packs["trivsel"].edition, prompts={"energi/gruppearbejde": ("P2",)}
    )

    assert warnings(replace(meeting, packs={"trivsel": use}), packs) == ()


@pytest.mark.parametrize("name", kits.PACKS)
def test_the_packs_are_beyond_doubt(name):
    """No example meeting of the packs that come along is warned of."""
    assert warnings(kits.meeting(name)) == ()
