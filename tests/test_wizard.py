"""The wizard's core: whatever way a person takes through the questions, the meeting is the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kits
from helpers_wizard import TODAY, change, finish, start, world
from klyngepakke.content.cluster_file import cluster_of
from klyngepakke.content.example import example
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, PackUse
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.content.model import parse, plain
from klyngepakke.content.reading import read
from klyngepakke.wizard._keys import refusal as refusal_of_keys
from klyngepakke.wizard.draft import Draft, answers_of, meeting_of
from klyngepakke.wizard.flow import answered, back, begun, next_question, reopened
from klyngepakke.wizard.review import BUILD, MORE, REVIEW
from klyngepakke.wizard.steps import steps
from klyngepakke.wizard.steps.packs import as_usual

PACKS = sorted(kits.everything().packs)
TEXTS = {
    "klynge": ("Klyngen ved fjorden", "Ø-klyngen"),
    "dato": ("4/3-2027", "5. marts 2027", "20/5-2027"),
    "tid": ("16.30–19.30", "15.00–19.00", "16-20"),
    "sted": ("", "Kulturhuset, sal 2"),
    "antal": ("29", "10 fra 5 klinikker", "73", "ved ikke"),
    "alene": ("3", "0", "ved ikke", "5"),
    "spisetid": ("18.00–18.45", "17.30–18.00"),
    "siden-sidst": ("", "Vi ringer til hinanden; mandagsmøde"),
    "titel": ("Vores egen titel",),
    "kommune": ("Eksempelkøbing", ""),
    "naeste-moede": ("til juni",),
    "ordstyrer": ("formanden", ""),
}


def a_text(question):
    """Something a person might type there, and that is taken."""
    fixed = [t for t in TEXTS.get(question.id, ("", "et svar")) if not question.check(t).error]
    return st.sampled_from([*fixed, question.default])


def an_answer(question):
    """Anything that can be answered there; the evening and the review are left as they are."""
    if question.id in {"aften", REVIEW}:
        return st.just(question.default)
    if question.kind == "text":
        return a_text(question)
    ids = [c.id for c in question.choices]
    if question.kind == "one":
        return st.sampled_from(ids)
    ids = [i for i in ids if i != "en-mere"]
    return st.sets(st.sampled_from(ids)).map(lambda s: tuple(i for i in ids if i in s))


def answers_in(data, told):
    """A person who always answers the same to the same question."""

    def choose(question):
        if question.id not in told:
            told[question.id] = data.draw(an_answer(question), label=question.id)
        return told[question.id] if _fits(question, told[question.id]) else question.standard

    return choose


def _fits(question, answer):
    if question.kind == "text":
        return not question.check(answer).error
    there = {c.id for c in question.choices}
    return {answer} <= there if question.kind == "one" else set(answer) <= there


@pytest.mark.parametrize("pack", PACKS)
def test_a_first_meeting_is_a_dozen_questions(pack):
    """With what is suggested, a first meeting is at most twelve questions, the menu among them."""
    there = world()

    def choose(question):
        return {"pakke": pack}.get(
            question.id, "senere" if "senere" in _ids(question) else question.standard
        )

    _, asked = finish(start(there), there, choose)

    guests = "gaester" in asked
    assert len(asked) + 1 <= 12 + guests
    assert len(asked) == len(set(asked))


def _ids(question):
    return [c.id for c in question.choices]


@pytest.mark.parametrize("pack", PACKS)
def test_a_second_meeting_is_half_of_it(pack):
    """What the cluster's file knows is not asked again, even where little was answered."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"sted": "Salen"}.get(q.id, q.standard))
    first = meeting_of(draft, there)
    later = first.days[0].date + timedelta(days=1)
    taught = replace(
        there,
        today=later,
        cluster=cluster_of(first, None),
        used={"trivsel": first.days[0].date},
    )

    draft, asked = finish(start(taught), taught, lambda q: pack if q.id == "pakke" else q.standard)

    new = pack != "trivsel" and bool(there.packs[pack].pack.slots)
    assert "siden-sidst" in asked
    assert len(asked) + 1 <= 6 + new + ("gaester" in asked)
    second = meeting_of(draft, taught)
    assert second.days[0].place == "Salen"
    assert second.participants == first.participants
    assert second.cluster == first.cluster


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_way_leads_to_the_same_meeting(data):
    """Going back, answering otherwise and changing one's mind leave nothing behind."""
    there = world()
    final = {"pakke": data.draw(st.sampled_from(PACKS))}
    straight, _ = finish(start(there), there, answers_in(data, final))
    draft = start(there)
    for _ in range(data.draw(st.integers(0, 25))):
        draft = _wander(data, draft, there)

    draft = _settled(draft, there, answers_in(data, final))

    assert meeting_of(draft, there) == meeting_of(straight, there)


def _wander(data, draft, there):
    """One step of a person who does not know what they want."""
    question = next_question(draft, there)
    if question is None or (not question.first and data.draw(st.booleans())):
        return back(draft, there)
    return answered(draft, there, data.draw(an_answer(question), label=f"? {question.id}"))


def _settled(draft, there, choose):
    """Back to the beginning, and then straight on."""
    for _ in range(100):
        question = next_question(draft, there)
        if question is not None and question.first:
            break
        draft = back(draft, there)
    return finish(draft, there, choose)[0]


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_change_from_the_review_is_the_same_as_having_said_so(data):
    """Any one answer changed at the end makes the meeting that it would have made at once."""
    there = world()
    told = {"pakke": data.draw(st.sampled_from(PACKS))}
    draft, asked = finish(start(there), there, answers_in(data, told))
    names = [
        a for a in asked if a not in {"aften", REVIEW, "pakke"} and "/" not in a and a != "spisetid"
    ]
    name = data.draw(st.sampled_from(names))
    other = {k: v for k, v in told.items() if k != name}
    choose = answers_in(data, other)
    straight, _ = finish(start(there), there, choose)

    at_review = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    changed = change(at_review, there, name, choose)

    assert meeting_of(changed, there) == meeting_of(straight, there)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_taking_what_is_suggested_again_changes_nothing(data):
    """Every step suggests what was answered, so that Enter leaves it as it is."""
    there = world()
    draft, _ = finish(start(there), there, answers_in(data, {}))
    for step in steps(draft, there):
        question = step.question(draft, there)
        again = step.put(draft, there, question.standard)
        assert again.answers == draft.answers, step.id
        assert not question.text.startswith(" ")
        assert question.help.endswith("."), step.id


@pytest.mark.parametrize("pack", PACKS)
def test_a_meeting_read_back_is_the_same_meeting(pack, tmp_path):
    """From the first complete file on, the answers are read from it, and make it again."""
    there = world()
    for meeting in (example(there.packs[pack], 29), _made(pack, there)):
        path = tmp_path / "moede.yaml"
        path.write_text(meeting_text(meeting), "utf-8")
        answers = answers_of(read(path, type(meeting)).value)
        assert meeting_from(answers, there.packs) == meeting


def _made(pack, there):
    draft, _ = finish(
        start(there), there, lambda q: {"pakke": pack, "spiser": "ja"}.get(q.id, q.standard)
    )
    return meeting_of(draft, there)


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_draft_is_kept_whole(data, tmp_path_factory):
    """What is written after an answer is read back as the very same draft."""
    from klyngepakke.content.model import plain
    from klyngepakke.content.reading import write_yaml

    there = world()
    draft = start(there)
    path = tmp_path_factory.mktemp("kladde") / "kladde.yaml"
    for _ in range(data.draw(st.integers(0, 20))):
        draft = _wander(data, draft, there)
    path.write_text(write_yaml(plain(draft, defaults=False, written=True)), "utf-8")

    assert read(path, Draft).value == draft


@pytest.mark.parametrize("pack", PACKS)
def test_an_old_meeting_opens_at_its_review(pack):
    """A meeting that is made asks nothing but what one wants to change."""
    there = world()
    meeting = example(there.packs[pack], 29)
    draft = reopened(answers_of(meeting), there, "/klyngen", "foraar", None)

    question = next_question(draft, there, made=True)

    assert question.id == REVIEW
    assert meeting_of(draft, there) == meeting
    changed = change(draft, there, "antal", lambda q: "26" if q.id == "antal" else q.standard)
    assert meeting_of(changed, there).participants.number == 26
    assert meeting_of(changed, there).program == meeting.program


def test_only_what_depends_on_it_is_asked_again():
    """Another number asks who is alone only where the old answer cannot be true any more."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"alene": "8"}.get(q.id, q.standard))
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    asked = []

    def choose(number):
        def told(question):
            asked.append(question.id)
            return {"antal": number, "alene": "2"}.get(question.id, question.standard)

        return told

    change(draft, there, "antal", choose("26"))
    assert asked == ["antal"]
    asked.clear()
    change(draft, there, "antal", choose("5"))
    assert asked == ["antal", "alene"]


@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_back_goes_back(data):
    """From any question, back leads to one that was asked before it, or to the first."""
    there = world()
    draft, seen = start(there), []
    for _ in range(data.draw(st.integers(1, 30))):
        question = next_question(draft, there)
        if question is None:
            break
        seen.append((question.id, question.text))
        draft = answered(draft, there, data.draw(an_answer(question), label=question.id))
    while not (draft.at == () and draft.done == ()):
        before = draft
        draft = back(draft, there)
        question = next_question(draft, there)
        assert len(draft.done) < len(before.done) or len(draft.at) < len(before.at)
        assert question.first or question.id in {s for s, _ in seen}


def test_back_from_what_is_asked_aside():
    """A guest that is put in by hand, and the list that is refused, lead back to their question."""
    there = world()
    draft, _ = finish(start(there), there)
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    asked = answered(draft, there, "gaester")
    new = answered(asked, there, ("en-mere",))
    assert next_question(new, there).id == "gaest-ny"
    named = answered(new, there, "Fysioterapeuterne, 2")
    assert next_question(named, there).id == "gaest-punkter/fysioterapeuterne"
    coming = answered(named, there, ("1",))
    assert meeting_of(coming, there).guests[0].number == 2
    assert next_question(back(new, there), there).id != "gaest-ny"

    counted = replace(start(there), done=())
    while next_question(counted, there).id != "antal":
        counted = answered(counted, there, next_question(counted, there).standard)
    listed = answered(counted, there, "liste.csv")
    assert next_question(listed, there).id == "deltagerfil"
    refused = answered(listed, there, "nej")
    assert next_question(refused, there).id == "antal"
    assert next_question(back(refused, there), there).id == "antal"


def test_a_pack_that_is_chosen_again_is_asked_about_again():
    """What one pack asked for is not taken for answered when one comes back to it."""
    there = world()

    def choose(pack):
        return lambda q: {"pakke": pack, "oplysninger/emnevalg": "nu"}.get(q.id, q.standard)

    draft, _ = finish(start(there), there, choose("emnevalg"))
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    other = change(draft, there, "pakke", choose("trivsel"))
    asked = []
    change(other, there, "pakke", lambda q: asked.append(q.id) or choose("emnevalg")(q))

    assert "oplysninger/emnevalg/antal_emner" in asked


def test_a_fixed_time_belongs_to_its_day():
    """Points that move to another day with a new date lose the clock time they were fixed at."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"spiser": "ja"}.get(q.id, q.standard))
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    two = change(
        draft, there, "dato", lambda q: {"dato": "5. og 6. marts 2027"}.get(q.id, q.standard)
    )
    assert [d.date.day for d in meeting_of(two, there).days] == [5, 6]
    assert {p.day for p in meeting_of(two, there).program} == {1, 2}
    asked = []
    one = change(
        two, there, "dato", lambda q: asked.append(q.id) or {"dato": "5/3"}.get(q.id, q.standard)
    )
    assert "aften" in asked
    assert {p.day for p in meeting_of(one, there).program} == {1}
    again = []
    change(
        one,
        there,
        "dato",
        lambda q: again.append(q.id) or {"dato": "5. og 6. marts"}.get(q.id, q.standard),
    )
    assert "tid/2" in again


def test_the_hours_are_changed_from_the_evening():
    """Where the evening does not fit, the room's hours can be changed there, and one stays there."""
    there = world()
    draft = start(there)
    while next_question(draft, there).id != "aften":
        question = next_question(draft, there)
        draft = answered(draft, there, {"spiser": "ja"}.get(question.id, question.standard))
    assert "tid" in _ids(next_question(draft, there))

    asked = answered(draft, there, "tid")
    assert next_question(asked, there).id == "tid"
    assert next_question(back(asked, there), there).id == "aften"
    longer = answered(asked, there, "16.30–21.00")

    question = next_question(longer, there)
    assert question.id == "aften"
    assert "tid" not in _ids(question)
    assert meeting_of(longer, there).days[0].end == 21 * 60
    assert next_question(answered(longer, there, "videre"), there).id == REVIEW


def test_a_meal_outside_the_room_is_asked_for_again():
    """Other hours ask when one eats, where the old time is not within them."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"spiser": "ja"}.get(q.id, q.standard))
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    asked = []

    def choose(span):
        return lambda q: asked.append(q.id) or {"tid": span}.get(q.id, q.standard)

    later = change(draft, there, "tid", choose("16.30–20.00"))
    assert "spisetid" not in asked
    earlier = change(later, there, "tid", choose("12.00–15.00"))
    assert "spisetid" in asked
    (meal,) = (p for p in meeting_of(earlier, there).program if p.kind == "måltid")
    assert 12 * 60 <= meal.pinned <= 15 * 60 - meal.minutes.wish


def test_an_evening_that_cannot_be_is_not_built():
    """Where the plan does not hold, building leads to the evening, and no sheets are listed."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"spiser": "ja"}.get(q.id, q.standard))
    program = tuple(
        replace(p, pinned=12 * 60) if p.kind == "afslutning" else p
        for p in meeting_of(draft, there).program
    )
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    draft = draft.with_answers(program=program)

    question = next_question(draft, there)
    assert "ark" not in _ids(question)
    assert next_question(answered(draft, there, BUILD), there).id == "aften"


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_taken_can_be_kept(data):
    """A text that no check refuses can be written down and read back."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"pakke": "emnevalg"}.get(q.id, q.standard))
    texts = [s for s in steps(draft, there) if s.question(draft, there).kind == "text"]
    step = data.draw(st.sampled_from(texts), label="step")
    odd = st.one_of(
        st.text(max_size=12),
        st.sampled_from(["x" * 400, "Fys, 00", "a, 1/1-1850", "31 og 1/1-0001"]),
    )
    text = " ".join(data.draw(odd).split())
    if refusal_of_keys(text) or step.question(draft, there).check(text).error:
        return

    changed = step.put(draft, there, text)

    kept = parse(Draft, plain(changed, defaults=False, written=True))
    assert kept == changed, step.id


@pytest.mark.parametrize(
    "name", ["Lægeliste.xlsx", "deltagere (2).xlsx", "a&b.csv", ":/", "moede.yaml/../moede.yaml"]
)
def test_a_list_may_be_called_anything(name):
    """The draft that knows it can be gone on with another day."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"pakke": "emnevalg"}.get(q.id, q.standard))

    step = next(s for s in steps(draft, there) if s.id == "antal")
    changed = step.put(draft, there, name)

    assert parse(Draft, plain(changed, defaults=False, written=True)) == changed
    assert changed.people.endswith(name.rpartition("/")[2])


@pytest.mark.parametrize(
    ("days", "made", "told"),
    [
        (20, False, ["! Indkaldelsen skulle være sendt 21. november 2026."]),
        (21, False, []),
        (20, True, []),
        (-1, False, ["! Lørdag den 21. november 2026 er forbi."]),
    ],
)
def test_the_review_says_that_time_is_short(days, made, told):
    """An invitation that should have gone out; not where the meeting is made, and it may have."""
    there = world()
    meeting = example(there.packs["trivsel"], 29)
    answers = answers_of(meeting)
    day = replace(answers.days[0], date=there.today + timedelta(days))
    draft = reopened(replace(answers, days=(day,)), there, "/klyngen", "foraar", None)

    question = next_question(draft, there, made=made)

    assert question.id == REVIEW
    assert [line for line in question.above if line.startswith("!")] == told


def test_the_second_page_of_the_review_leads_back():
    """From ”Mere” one answer is changed, and back goes up one page at a time."""
    there = world()
    draft, _ = finish(start(there), there)
    draft = replace(draft, done=tuple(d for d in draft.done if d != BUILD))
    more = answered(draft, there, MORE)
    title = answered(more, there, "titel")

    assert next_question(title, there).id == "titel"
    assert back(title, there) == more
    assert back(more, there) == draft
    assert meeting_of(answered(title, there, "Ny titel"), there).title == "Ny titel"


def test_the_clusters_file_fills_in():
    """The cluster's standing points come into a new meeting by themselves."""
    there = world()
    draft, _ = finish(start(there), there, lambda q: {"spiser": "ja"}.get(q.id, q.standard))
    taught = replace(there, cluster=cluster_of(meeting_of(draft, there), None))

    second, asked = finish(start(taught), taught)

    assert "spiser" not in asked
    assert [p.kind for p in meeting_of(second, taught).program].count("måltid") == 1


def test_answers_that_name_their_pack_get_the_clusters_points():
    """A pack that is named beforehand comes with the standing points and what was asked before."""
    there = world()
    draft, _ = finish(
        start(there),
        there,
        lambda q: {"spiser": "ja", "oplysninger/trivsel/kontakt_telefon": "12"}.get(
            q.id, q.standard
        ),
    )
    taught = replace(there, cluster=cluster_of(meeting_of(draft, there), None))
    named = start(taught).with_answers(packs={"trivsel": PackUse(version="kort")})

    usual = as_usual(named, taught)

    assert usual.answers.packs["trivsel"].slots == {"kontakt_telefon": "12"}
    assert [p.kind for p in usual.answers.program].count("måltid") == 1
    assert as_usual(named, there) == named


def test_nothing_is_known_of_an_empty_world():
    """A draft that is just begun holds its id and nothing else."""
    assert begun(world(), "/klyngen", id_="abc234").answers == Answers(id="abc234")
    assert world().today == TODAY
