"""A meeting without a date or a place: lines to write on, and what is counted, said in weeks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from kits import everything, meeting
from klyngepakke.content.meeting import Cancelling, Cluster, Meeting, MeetingDay
from klyngepakke.content.model import parse
from klyngepakke.errors import InputError
from klyngepakke.planning.dates import LINE, before_text, is_before
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan

SPAN = {"start": 16 * 60 + 30, "end": 19 * 60 + 30}


def undated(**changes):
    """The example meeting, before anyone has said when and where."""
    days = (MeetingDay(**SPAN),)
    changed = {"cluster": Cluster(), "cancelling": Cancelling(), "next_meeting": None, **changes}
    return meeting("trivsel", 20, **{"days": days, **changed})


def planned(made):
    """The plan of a meeting."""
    return plan(made, everything().packs)


def data(made, kind):
    """What a sheet's template sees."""
    return next(d for d in kit(planned(made)).documents if d.sheet == kind).data


def test_a_day_needs_no_date():
    """A file may leave the date out, or leave it empty."""
    for said in ({}, {"dato": None}):
        answers = {"start": "16.30", "slut": "19.30", **said}
        found = parse(Meeting, {"id": "m", "titel": "Et møde", "dage": [answers]})
        assert found.days[0].date is None


def test_the_sheets_have_a_line_for_what_nobody_has_said():
    """Cluster, date and place are written by hand; clock times stay."""
    agenda = data(undated(), "dagsorden")

    assert agenda["overlinje"] == f"Dagsorden · klynge: {LINE}"
    assert agenda["hvornår"] == [
        {
            "dato": f"Dato: {LINE}",
            "tid": "16.30–19.00",
            "senest": "19.30",
            "sted": f"Sted: {LINE}",
        }
    ]
    assert data(undated(), "deltagerliste")["overlinje"] == f"Dato: {LINE}"
    assert data(undated(), "drejebog")["sted"] == [LINE]


def test_what_is_counted_from_the_date_is_said_in_weeks():
    """The checklist, and the last day to answer."""
    sheet = data(undated(), "drejebog")

    assert [line["dato"] for line in sheet["huskeliste"]][:4] == [
        "6 uger før mødet",
        "4 uger før mødet",
        "3 uger før mødet",
        "2 uger før mødet",
    ]
    assert [line["dato"] for line in sheet["huskeliste"]][-2:] == [
        "dagen før mødet",
        "på mødets dag",
    ]
    assert data(undated(), "spoergeskema")["senest"] == f"4 dage før mødet: {LINE}"


def test_the_invitation_of_a_meeting_without_a_date():
    """It says when each mail is sent, and where the date goes."""
    said = kit(planned(undated())).texts[0].text

    assert said.startswith("INDKALDELSE, sendes 3 uger før mødet\n")
    assert "Emne: Klyngemøde [udfyld: datoen] kl. 16.30: Trivsel og arbejdsglæde\n" in said
    assert "Tid: [udfyld: datoen] kl. 16.30–19.00; vi slutter senest kl. 19.30\n" in said
    assert "senest 4 dage før mødet: " in said


def test_no_sheet_has_an_empty_date():
    """Nothing that a template prints is left with a hole or with a word of the program's."""
    for document in kit(planned(undated())).documents:
        told = json.dumps(document.data, ensure_ascii=False)
        assert "None" not in told
        assert "klyngemøde den" not in told
        assert document.data["møde"]["dato"] == f"Dato: {LINE}"
        assert document.data["møde"]["har_dato"] is False


def test_several_days_have_a_line_each():
    """Two days without dates are told apart by their number."""
    program = undated().program
    half = tuple(replace(p, day=1 if i < 4 else 2) for i, p in enumerate(program))
    made = undated(days=(MeetingDay(**SPAN), MeetingDay(**SPAN)), program=half)

    assert [d["dato"] for d in data(made, "dagsorden")["hvornår"]] == [
        f"Dag 1: {LINE}",
        f"Dag 2: {LINE}",
    ]
    assert [d["titel"] for d in data(made, "dagsorden")["dage"]] == ["Dag\xa01", "Dag\xa02"]


@pytest.mark.parametrize("missing", [0, 1])
def test_either_every_day_has_a_date_or_none(missing):
    """Half a meeting without a date is a mistake, told at the day it is about."""
    days = [MeetingDay(date=date(2027, 3, 4 + i), **SPAN) for i in range(2)]
    days[missing] = MeetingDay(**SPAN)
    program = tuple(replace(p, day=1 if i < 4 else 2) for i, p in enumerate(undated().program))
    with pytest.raises(InputError) as error:
        planned(undated(days=tuple(days), program=program))

    (problem,) = error.value.problems
    assert problem.place == f"dage[{missing + 1}]"
    assert f"Dag {missing + 1} har ingen dato" in problem.sentence


def test_what_expires_is_told_and_not_judged():
    """Without a date nothing is too old; it is said until when the pack may be used."""
    first, second = planned(undated()).warnings[:2]

    assert first == "Mødet har ingen dato. Skriv den på arkene, hvor der er en linje til den."
    assert second.startswith("Holder I mødet efter den 1. november 2027, så spørg først udgiveren")


def test_a_date_is_counted_back_as_before():
    """With a date the days are dates, and a last date is compared with them."""
    made = planned(meeting("trivsel", 20))

    assert before_text(made, 21) == "torsdag den 11. februar 2027"
    assert before_text(made, 21, weekday=False) == "11. februar 2027"
    assert is_before(date(2027, 2, 10), made, 21)
    assert not is_before(date(2027, 2, 10), planned(undated()), 21)
