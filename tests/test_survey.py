"""The survey: one for the meeting, each question once, and never two under one name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kits import answered, everything, meeting
from klyngepakke.content.pack import Question
from klyngepakke.errors import InputError
from klyngepakke.planning.planner import plan
from klyngepakke.planning.survey import identity, merged, survey

DAY = {"dato": "2027-03-04", "start": "16.30", "slut": "21.30"}


def planned(pack, number=29, **changes):
    """The plan of a pack's example meeting."""
    return plan(meeting(pack, number, **changes), everything().packs)


def both(known=None, **more):
    """The plan of a meeting on trivsel and the pack that follows it."""
    answers = {"dage": [DAY], "pakker": {"trivsel": {}, "samarbejde": {}}, **more}
    return plan(answered(answers), known or everything().packs)


def ids(found):
    """The ids of a survey's questions, in order."""
    return [q.id for q in found.questions]


def question(name="q1", **fields):
    """A question with what is not said filled in."""
    return Question(**{"id": name, "scale": "enig5", "text": "Det går godt", **fields})


def test_questions_come_in_the_order_of_the_programme():
    """The sections follow the blocks, and what the closing uses comes last."""
    found = survey(planned("trivsel"))

    assert [s.address for s in found.sections] == [
        "trivsel/energi",
        "trivsel/organisering",
        "trivsel/implementering",
        "afslutning",
    ]
    assert ids(found)[:5] == ["tr01", "tr02", "tr09", "tr10", "tr12"]
    assert sorted(ids(found)) == [f"tr{n:02}" for n in range(1, 15)]


def test_two_packs_share_a_question_that_both_ask_alike():
    """A question that two packs ask word for word is asked once, and both blocks use it."""
    found = survey(both())

    assert ids(found).count("tr01") == 1
    assert found.uses["tr01"] == ("trivsel/energi", "samarbejde/klinikken")
    assert len(ids(found)) == len(set(ids(found)))


def test_background_is_asked_once_and_the_telling_one_only_of_many():
    """Years in practice single people out, so they are asked from 60 participants on."""
    assert [q.id for q in survey(planned("trivsel", 59)).background] == ["bg1", "bg2", "bg3"]
    assert [q.id for q in survey(planned("trivsel", 60)).background][-1] == "bg4"
    assert len(survey(both()).background) == 3


def test_a_block_that_is_not_on_the_programme_asks_nothing():
    """The question of a block that the meeting did not choose is left out, until it chooses it."""
    assert "sa07" not in ids(survey(planned("samarbejde")))

    version = {"pakker": {"samarbejde": {"version": "kommunikation"}}}
    assert "sa07" in ids(survey(plan(answered({"dage": [DAY], **version}), everything().packs)))


def test_a_question_that_nothing_uses_is_asked_last():
    """A pack's question is never lost because no phase names it."""
    loaded = everything().packs["trivsel"]
    pack = replace(loaded.pack, survey=(question("forladt"), *loaded.pack.survey))
    known = {"trivsel": replace(loaded, pack=pack)}

    found = survey(plan(meeting("trivsel"), known))

    assert ids(found)[-1] == "forladt"
    assert found.sections[-1].address == ""


def test_guests_are_asked_their_own():
    """A question to the guests is in their survey alone, without background."""
    loaded = everything().packs["kommunale-tilbud"]
    own = question("gaest1", audience="gæst")
    pack = replace(loaded.pack, survey=(*loaded.pack.survey, own))
    made = plan(meeting("kommunale-tilbud"), {pack.id: replace(loaded, pack=pack)})

    assert ids(survey(made, "gæst")) == ["gaest1"]
    assert survey(made, "gæst").background == ()
    assert "gaest1" not in ids(survey(made))


def test_one_name_for_two_questions_is_an_error_that_names_both_packs():
    """Other words under a name that another pack has stop the build, each name told once."""
    loaded = everything().packs["samarbejde"]
    changed = [
        replace(q, text="Er du glad?") if q.id in {"tr01", "tr02"} else q
        for q in loaded.pack.survey
    ]
    known = {**everything().packs}
    known["samarbejde"] = replace(loaded, pack=replace(loaded.pack, survey=tuple(changed)))

    with pytest.raises(InputError) as error:
        survey(both(known))

    first, second = (p.sentence for p in error.value.problems)
    assert "Pakkerne ”trivsel” og ”samarbejde” har begge spørgsmålet ”tr01”" in first
    assert "skriv ”samarbejde/tr01: udelad” under ret" in first
    assert "”tr02”" in second


def test_the_advice_of_that_error_works():
    """Leaving the question out of one pack, as the error says, makes the survey whole again."""
    loaded = everything().packs["samarbejde"]
    changed = [replace(q, text="Er du glad?") if q.id == "tr01" else q for q in loaded.pack.survey]
    known = {**everything().packs}
    known["samarbejde"] = replace(loaded, pack=replace(loaded.pack, survey=tuple(changed)))

    assert "tr01" in ids(survey(both(known, ret={"samarbejde/tr01": "udelad"})))


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Det går skidt"},
        {"scale": "grad5"},
        {"options": {"ja": "Ja"}},
        {"other": True},
        {"ends": ("lidt", "meget")},
        {"most": 10},
    ],
)
def test_whatever_a_respondent_reads_tells_questions_apart(change):
    """Wording and scale are a question's identity, down to the ends of its line."""
    with pytest.raises(InputError):
        merged([("a", [question()]), ("b", [question(**change)])])


def test_what_only_the_facilitator_sees_does_not_tell_questions_apart():
    """Marks on a question and the case of its name are no part of its identity."""
    other = question("Q1", repeated=True, sensitive=True, source="her")

    assert identity(question()) == identity(other)
    assert merged([("a", [question()]), ("b", [other])]) == (question(),)
