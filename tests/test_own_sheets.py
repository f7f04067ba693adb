"""A pack's own sheets: for whom, how many, and what the print list says of them."""

from __future__ import annotations

import pytest

import kits
from klyngepakke.content.meeting import Participants
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.planning.sheets.slips import CUT


def own(pack, **counts):
    """The documents of a pack's own sheets, by id."""
    meeting = kits.meeting(pack, participants=Participants(**counts))
    made = kit(plan(meeting, kits.everything().packs))
    return {d.id: d for d in made.documents if d.pack}


@pytest.mark.parametrize(
    ("counts", "cards"),
    [
        ({"number": 29, "solo": 8, "partnership": 20, "employed": 1, "clinics": 15}, 8 + 2),
        ({"number": 29, "solo": 1, "partnership": 28, "clinics": 11}, 1 + 2),
        ({"number": 29, "clinics": 15}, 15 + 2),
    ],
)
def test_a_sheet_for_solo_doctors_is_for_each_of_them(counts, cards):
    """And two to spare; where nobody knows who is alone, there is one for each clinic."""
    document = own("trivsel", **counts)["makkerkort"]

    assert document.data["antal"] == cards
    assert document.note == f"{CUT}; én til hver sololæge"


def test_a_sheet_for_solo_doctors_is_not_made_where_there_are_none():
    """Nobody looks for a partner in a cluster of partnerships alone."""
    assert "makkerkort" not in own("trivsel", number=29, solo=0, partnership=29, clinics=10)


@pytest.mark.parametrize("pack", kits.PACKS)
def test_what_is_cut_says_so(pack):
    """Own cards and slips stand in the print list with the same words as the common ones."""
    sheets = {s.id: s for s in kits.everything().packs[pack].pack.sheets}
    for document in own(pack, number=29, clinics=15).values():
        assert (CUT in document.note) == sheets[document.sheet].cards, document.id
