"""What the run sheet lists to bring and to do, held against the kit it lies in."""

from __future__ import annotations

from dataclasses import replace

import pytest

import kits
from klyngepakke.content.common import common
from klyngepakke.content.pack import Override
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan


def made(pack, number=29, **changes):
    """The kit of a pack's example meeting."""
    return kit(plan(kits.meeting(pack, number, **changes), kits.everything().packs))


def told(found, name):
    """What the run sheet of a kit says under that key."""
    return next(d for d in found.documents if d.sheet == "drejebog").data[name]


def standing_for(document, brought):
    """The lines that stand for a sheet: the common one, or one that begins with its name."""
    usual = {m.text for m in common().materials if document.sheet in m.sheets}
    names = (*usual, document.title)
    return [line for line in brought if any(line.lower().startswith(n.lower()) for n in names)]


@pytest.mark.parametrize("pack", kits.PACKS)
@pytest.mark.parametrize("answered", [False, True])
def test_the_box_holds_the_kit_and_no_more(pack, answered):
    """Every printed sheet stands once in the list, and nothing in it is a sheet that is not there."""
    found = made(pack, answered=answered)
    brought = told(found, "materialer")
    printed = {d.sheet for d in found.documents if d.copies}

    assert len(set(brought)) == len(brought)
    for document in found.documents:
        if document.sheet in printed - {"brev"}:
            assert standing_for(document, brought), document.title
    for line in common().materials:
        if line.sheets and not printed & set(line.sheets):
            assert not [b for b in brought if b.startswith(line.text)], line.text
    for sheet in kits.everything().packs[pack].pack.sheets:
        if sheet.id not in printed:
            assert not [b for b in brought if b.startswith(sheet.title)], sheet.title


def test_a_meeting_without_tables_is_not_told_of_them():
    """A general assembly has no table sheets, no survey and no parking poster to see to."""
    found = made("generalforsamling")
    said = " ".join(
        (*told(found, "materialer"), *(line["tekst"] for line in told(found, "huskeliste")))
    )

    for word in (
        "ordark",
        "ordkort",
        "ordskilt",
        "arkeringsplakat",
        "spørgeskema",
        "Solotjek",
        "cases",
    ):
        assert word not in said
    assert "Stemmesedler, klippet" in said
    assert "Beslutningsreferat" in said


def test_results_are_brought_when_they_are_there():
    """Slips to answer on before, and a sheet of results once the survey has been answered."""
    without = told(made("trivsel"), "materialer")
    answered = told(made("trivsel", answered=True), "materialer")

    assert ("Svarsedler og optælling" in without, "Resultatark" in without) == (True, False)
    assert ("Svarsedler og optælling" in answered, "Resultatark" in answered) == (False, True)


def test_what_the_meeting_leaves_out_or_takes_with_it_is_listed_so():
    """The list follows the meeting's own choice of sheets."""
    meeting = kits.meeting("generalforsamling")
    changes = {
        "ark/afslutningsark": Override(handling="udelad"),
        "generalforsamling/ark/valgsedler": Override(handling="medtag"),
    }
    found = kit(plan(replace(meeting, changes=changes), kits.everything().packs))

    assert "Afslutningsark" not in told(found, "materialer")
    assert "Valgsedler" in told(found, "materialer")


@pytest.mark.parametrize("pack", kits.PACKS)
def test_each_day_before_is_said_once(pack):
    """A line for a meeting with a sheet and one for a meeting without it never stand together."""
    lines = told(made(pack), "huskeliste")
    dates = [line["dato"] for line in lines if not line["tekst"].startswith(("Luk", "Lad én"))]

    assert len(set(dates)) == len(dates)
    assert sum("Lad en læge i klyngen læse pakken" in line["tekst"] for line in lines) == 1
    assert sum("Send indkaldelsen" in line["tekst"] for line in lines) == 1
    assert sum("Vær der en time før" in line["tekst"] for line in lines) == 1
