"""Survey, agreement, letters and votes: what stands on the paper, and what can be filled in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from helpers_pdf import assert_ua1, field_names, fields, page_texts, text
from kits import PACKS, answered, everything, meeting
from klyngepakke.content.meeting import Cancelling, Guest, MeetingLinks, PackUse, Roles
from klyngepakke.content.model import Minutes
from klyngepakke.content.point import Point, Vote
from klyngepakke.content.times import clock_text
from klyngepakke.planning.kit import complete, kit
from klyngepakke.planning.planner import plan
from klyngepakke.planning.sheets import aftaleark, brev, indkaldelse, spoergeskema, stemmesedler
from klyngepakke.planning.topics import chosen, topic_slot
from klyngepakke.planning.votes import votes
from klyngepakke.printing.produce import produce

PROPOSALS = ("Næste internat er i marts", "Alle klinikker lægger den samme sætning på hjemmesiden")
LONG = "Kontingentet sættes op, så klyngen kan betale mad og en ekstern facilitator. " * 2


@cache
def planned(pack, number=29):
    """The plan of a pack's example meeting."""
    return plan(meeting(pack, number), everything().packs)


def changed(pack, number=29, **changes):
    """The plan of the example meeting with some of its decisions replaced."""
    return plan(meeting(pack, number, **changes), everything().packs)


def printed(made, documents):
    """The sheets of some documents, each PDF/UA-1 and without a doubt about it."""
    theme = everything().themes["klinik"]
    sheets = [produce(complete(made, d), theme, filters=everything().filters) for d in documents]
    for sheet in sheets:
        assert_ua1(sheet.pdf)
        assert sheet.notes == ()
        assert {name for name, field in fields(sheet.pdf).items() if not field["/TU"]} == set()
    return sheets


def plain(pdf):
    """The text of a file, hard spaces and hyphens at line ends folded."""
    return text(pdf).replace("\xa0", " ").replace("\ufffe", "").replace("\xad", "")


# --- Spørgeskema ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def form():
    """The survey of the example meeting on trivsel."""
    made = planned("trivsel")
    return printed(made, spoergeskema.documents(made))[0]


def test_the_survey_is_a_file_and_not_in_the_print_set(form):
    """It is made to be sent, so nothing of it is printed until someone asks for it."""
    assert form.document.copies == 0
    assert form.document.forms


def test_a_field_is_named_by_question_and_option(form):
    """Every answer that the pack offers is a field by that name, on paper and on screen."""
    names = field_names(form.pdf)

    assert {"tr09__administration", "tr09__andet", "tr09__andet_tekst", "tr01__0", "tr01__10"} <= {
        *names
    }
    assert {"tr02__ir", "tr12", "tr13", "bg1__solo_delt"} <= {*names}
    assert "bg4__aar_0_5" not in names
    assert len(names) == len(set(names))
    assert {*names} <= {place.id for place in form.fields}


def test_boxes_can_be_ticked_with_a_pen(form):
    """Boxes are 4 to 4.5 mm square, and 12 mm from centre to centre in a row."""
    kinds = {name: field["/FT"] for name, field in fields(form.pdf).items()}
    boxes = [p for p in form.fields if kinds[p.id] == "/Btn"]
    rows: dict[tuple[int, float], list[float]] = {}
    for box in boxes:
        # A place is inside the line around the box, which is 0.3 mm wide.
        assert (box.width + 0.6, box.height + 0.6) == pytest.approx((4.3, 4.3), abs=0.1)
        rows.setdefault((box.page, round(box.y)), []).append(box.x)

    gaps = [right - left for row in rows.values() for left, right in pairwise(sorted(row))]
    assert min(gaps) >= 11.9


def test_the_survey_says_how_and_until_when(form):
    """Link in readable text, last day, how to correct a tick, and what anonymous means."""
    said = plain(form.pdf)

    assert "example.org/s/7k2" in said
    assert 'data-qr="https://example.org/s/7k2"' in form.html
    assert "Søndag den 28. februar 2027" in said
    assert "Fortryder du: fyld hele feltet ud, og sæt et nyt kryds." in said
    assert "Ingen gruppe på færre end fem svar vises" in said
    assert "Blok 2: Organisering, uddelegering og grænser" in said


def test_without_a_link_there_is_no_code():
    """A cluster without a form of its own gets the paper alone."""
    made = changed("trivsel", links=MeetingLinks())
    document = spoergeskema.documents(made)[0]

    assert document.data["qr"] == ""
    assert "telefonen" not in plain(printed(made, [document])[0].pdf)


def test_a_question_that_two_blocks_use_says_so():
    """Numbers run through the whole form, and a note names the other block."""
    days = [{"dato": "2027-03-04", "start": "16.30", "slut": "21.30"}]
    two = answered({"dage": days, "pakker": {"trivsel": {}, "samarbejde": {}}})
    made = plan(two, everything().packs)

    said = plain(printed(made, spoergeskema.documents(made))[0].pdf)

    assert "Spørgsmål 4 bruges også i blok 4." in said


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_with_questions_has_one_survey(pack):
    """The survey of each pack is laid out without a doubt; a pack without questions has none."""
    made = planned(pack, 73)
    asks = bool(everything().packs[pack].pack.survey)

    assert len(printed(made, spoergeskema.documents(made))) == asks


def test_guests_have_a_form_of_their_own():
    """Their questions stand on a file for them, without background and anonymity."""
    loaded = everything().packs["kommunale-tilbud"]
    own = replace(loaded.pack.survey[-1], id="gaest1", audience="gæst", text="Hvad savner I?")
    pack = replace(loaded.pack, survey=(*loaded.pack.survey, own))
    made = plan(meeting("kommunale-tilbud"), {pack.id: replace(loaded, pack=pack)})

    ours, theirs = printed(made, spoergeskema.documents(made))

    assert theirs.document.audience == "gæst"
    assert field_names(theirs.pdf) == ["gaest1"]
    assert "anonyme" not in plain(theirs.pdf)
    assert "gaest1" not in field_names(ours.pdf)
    assert "Spørgsmål til gæsten" in plain(printed(made, brev.documents(made)[:1])[0].pdf)


# --- Aftaleark -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def agreement():
    """The agreement sheets of the example meeting on professionsetik."""
    made = planned("professionsetik")
    return printed(made, aftaleark.documents(made))


def test_each_topic_has_its_page(agreement):
    """One page a topic, four at most, and a bare sheet for each, should others be chosen."""
    topics, bare = agreement
    pages = page_texts(topics.pdf)

    assert (topics.pages, bare.pages, bare.document.copies) == (4, 1, 4)
    assert "Vederlagsfri fysioterapi" in pages[0]
    assert "Afhængighedsskabende medicin" in pages[1]
    assert "emne__titel" in field_names(bare.pdf)


@pytest.mark.parametrize(("number", "topics"), [(10, 2), (73, 4)])
def test_there_are_never_more_topics_than_tables(number, topics):
    """A small cluster works on as many topics as it has tables."""
    made = planned("professionsetik", number)
    slot = topic_slot(made, made.packs[0].pack)

    assert len(chosen(made, slot.address)) == topics
    assert len(aftaleark.documents(made)[0].data["sider"]) == topics


def test_a_rule_is_printed_with_source_and_date(agreement):
    """What cannot be agreed away says who says so, and when it was read."""
    first = page_texts(agreement[0].pdf)[0]

    assert "Regel, ikke til forhandling" in first
    assert "Kilde: Sundhedsstyrelsen, sst.dk" in first
    assert "23. november 2022, læst 21. november 2026" in first


def test_a_rule_without_a_confirmed_source_is_not_printed():
    """Then there are lines to write the rule on, with its source."""
    loaded = everything().packs["professionsetik"]
    doubted = tuple(replace(f, status="ikke_bekræftet") for f in loaded.pack.facts)
    known = {"professionsetik": replace(loaded, pack=replace(loaded.pack, facts=doubted))}
    made = plan(meeting("professionsetik"), known)

    sheet = printed(made, aftaleark.documents(made)[:1])[0]

    assert "svært fysisk handicap" not in plain(sheet.pdf)
    assert "fysioterapi__regel" in field_names(sheet.pdf)


def test_everything_that_is_agreed_has_a_field(agreement):
    """What, from when, until when, who, whom to tell, and how many were for it."""
    names = field_names(agreement[0].pdf)
    wanted = ["aftale", "frit", "fra", "til", "ansvarlig", "orienteres", "for", "imod", "blanke"]

    assert {f"medicin__{name}" for name in (*wanted, "mindretal")} <= {*names}
    assert len(names) == len(set(names))
    place = next(p for p in agreement[0].fields if p.id == "medicin__aftale")
    assert place.height == pytest.approx(24, abs=0.3)


def test_the_rule_of_decision_is_on_every_page(agreement):
    """How it is decided stands where it is decided."""
    for page in page_texts(agreement[0].pdf):
        assert "To tredjedele af de afgivne" in page


def test_every_topic_of_the_pack_fits_its_page():
    """Whichever topics a cluster keeps, each has one page."""
    topics = everything().packs["professionsetik"].pack.topics
    for kept in topics[4:8], topics[8:]:
        left_out = {f"professionsetik/{t.id}": "udelad" for t in topics if t not in kept}
        made = plan(
            answered(
                {
                    "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "19.30"}],
                    "deltagere": {"antal": 29},
                    "pakker": {"professionsetik": {}},
                    "ret": left_out,
                }
            ),
            everything().packs,
        )

        assert printed(made, aftaleark.documents(made)[:1])[0].pages == len(kept)


@pytest.mark.parametrize("pack", ["trivsel", "generalforsamling"])
def test_no_agreement_no_sheet(pack):
    """A pack without an agreement and topics has no agreement sheet."""
    assert aftaleark.documents(planned(pack)) == ()


# --- Brev til gæsten -----------------------------------------------------------------------


def test_each_guest_has_a_letter_of_one_side():
    """It says who we are, when to come and go, what we ask, and what helps us."""
    made = planned("kommunale-tilbud")
    sheets = printed(made, brev.documents(made))

    assert [s.document.id for s in sheets] == ["brev-kommunen", "brev-regionen"]
    for sheet, guest in zip(sheets, made.meeting.guests, strict=True):
        said = plain(sheet.pdf)
        visit = next(v for v in made.programme.visits if v.guest == guest.id)
        assert sheet.pages == 1
        assert f"Kom kl. {clock_text(visit.arrives)}" in said
        assert f"Gå kl. {clock_text(visit.leaves)}" in said
        assert "Vi er 29 læger fra omkring 15 klinikker. 8 af os er alene i vores klinik." in said
        assert "Sig, hvad I ikke tilbyder." in said
        assert "Jeres katalog med dato, gerne en uge før mødet." in said


def test_the_talk_has_the_minutes_that_it_has_on_the_clock():
    """Whoever holds a talk reads when it begins, and how long it may be."""
    made = planned("kommunale-tilbud")
    talk = next(s for s in made.programme.slots if s.kind == "oplæg")

    said = brev.documents(made)[0].data["oplæg"]

    assert [row["tid"] for row in said] == [f"{clock_text(talk.start)}–{clock_text(talk.end)}"]
    assert said[0]["minutter"] == f"{talk.minutes}\xa0minutter"


def test_a_guest_of_the_clusters_own_is_told_the_rules():
    """Where no pack asks anything, the rules of the meeting do; without a time it is agreed."""
    guests = (Guest(id="taler", title="Oplægsholderen"), Guest(id="senere", title="Måske"))
    program = meeting("trivsel").program
    there = tuple(
        replace(p, guests=("taler",)) if p.block == "trivsel/energi" else p for p in program
    )
    made = changed("trivsel", guests=guests, program=there, roles=Roles(facilitator="Kvaliteten"))

    taler, senere = (plain(s.pdf) for s in printed(made, brev.documents(made)))

    assert "Ingen har patent på at gøre det rigtige." in taler
    assert "Kvaliteten, Klyngen i eksemplet" in taler
    assert "Tiden aftaler vi." in senere


def test_a_clinic_count_that_someone_counted_is_not_about():
    """Only an estimate is called one, and who is alone is told only where it is known."""
    made = planned("trivsel")
    counted = replace(made, crowd=replace(made.crowd, estimated=False, solo=0))

    assert brev.who_we_are(counted) == "Vi er 29 læger fra 15 klinikker."


# --- Afstemning ----------------------------------------------------------------------------


def voting(number=29, vote=None):
    """The plan of a meeting on trivsel with a vote before its closing."""
    found = vote or Vote(proposals=PROPOSALS, quorum="Når mindst halvdelen er mødt.")
    five = Minutes(least=5, wish=5, most=5)
    program = meeting("trivsel", number).program
    point = Point(id="stem", kind="afstemning", minutes=five, vote=found)
    return changed("trivsel", number, program=(*program[:-1], point, *program[-1:]))


@pytest.mark.parametrize(("number", "copies"), [(10, 2), (29, 4), (73, 11)])
def test_there_are_slips_for_everybody_and_some_to_spare(number, copies):
    """Eight slips a sheet, one sheet a vote, so copies are counted in sheets."""
    slips, count = stemmesedler.documents(voting(number))

    assert slips.copies == copies
    assert slips.copies * 8 >= number * 1.1
    assert len(slips.data["afstemninger"]) == len(PROPOSALS)
    assert count.copies == 1


def test_the_vote_is_numbered_and_never_the_slip():
    """All eight slips of a sheet say the same, and the sheets differ in the vote alone."""
    made = voting()
    sheet = printed(made, stemmesedler.documents(made)[:1])[0]
    pages = page_texts(sheet.pdf)

    assert sheet.pages == 2
    for number, page in enumerate(pages, start=1):
        assert page.count(f"Afstemning {number}") == 8
        assert page.count(PROPOSALS[number - 1].split()[0]) == 8
        assert page.count("For Imod Blank") == 8
        assert page.count("Skriv ikke navn") == 8
    assert sheet.fields == ()


def test_a_long_proposal_is_read_out_and_not_squeezed_onto_a_slip():
    """The slip then has the number alone; the chair's form has every word."""
    made = voting(vote=Vote(proposals=(LONG.strip(),)))
    slips, count = (plain(s.pdf) for s in printed(made, stemmesedler.documents(made)))

    assert "Kontingentet" not in slips
    assert LONG.strip() in count


def test_the_chair_counts_twice_by_the_rule():
    """Rule and quorum stand as the meeting wrote them, and every number has its field."""
    made = voting()
    sheet = printed(made, stemmesedler.documents(made)[1:])[0]
    said, names = plain(sheet.pdf), field_names(sheet.pdf)

    assert said.count("Simpelt flertal af de afgivne stemmer. Blanke tæller ikke.") == 2
    assert said.count("Når mindst halvdelen er mødt.") == 2
    for vote in ("afstemning1", "afstemning2"):
        counts = {f"{vote}__{n}{time}" for n in ("for", "imod", "blanke", "ialt") for time in "12"}
        others = {f"{vote}__{n}" for n in ("moedte", "afgivne", "vedtaget", "forkastet")}
        assert counts | others <= {*names}
    assert len(names) == len(set(names))


def test_what_the_statutes_say_is_filled_in_or_left_to_write():
    """A pack's vote takes rule and proposal from what the cluster wrote; else there are lines."""
    empty = planned("generalforsamling")
    filled = changed(
        "generalforsamling",
        packs={
            "generalforsamling": PackUse(
                slots={"forslag": "Vi mødes fire gange", "stemmeregel": "Flertal af de mødte"}
            )
        },
    )

    assert [(b.proposal, b.rule) for b in votes(empty)] == [("", "")]
    assert [(b.proposal, b.rule) for b in votes(filled)] == [
        ("Vi mødes fire gange", "Flertal af de mødte")
    ]
    slips, count = printed(empty, stemmesedler.documents(empty))
    assert "Stemmeseddel" in plain(slips.pdf)
    assert "Afstemning 1" not in plain(slips.pdf)
    assert {"afstemning1__forslag", "afstemning1__regel"} <= {*field_names(count.pdf)}
    assert {"afstemning2__forslag", "afstemning2__for1"} <= {*field_names(count.pdf)}
    assert "Vi stemmer om:\n- Vi mødes fire gange" in indkaldelse.texts(filled)[0].text


def test_a_phase_can_vote_on_the_topics_that_were_worked_on():
    """A phase that names the topic tables has one vote a topic, by the pack's own rule."""
    loaded = everything().packs["professionsetik"]
    blocks = tuple(
        replace(
            b,
            phases=tuple(
                replace(p, vote="harmonisering/runde-1") if p.form == "plenum" else p
                for p in b.phases
            ),
        )
        if b.id == "harmonisering"
        else b
        for b in loaded.pack.blocks
    )
    known = {"professionsetik": replace(loaded, pack=replace(loaded.pack, blocks=blocks))}

    found = votes(plan(meeting("professionsetik"), known))

    assert [b.number for b in found] == [1, 2, 3, 4]
    assert found[0].proposal == "Vederlagsfri fysioterapi"
    assert found[0].rule.startswith("To tredjedele")


@pytest.mark.parametrize("pack", ["trivsel", "kommunale-tilbud", "emnevalg"])
def test_a_meeting_that_does_not_vote_has_no_slips(pack):
    """Slips and count form come with a vote, and only then."""
    assert stemmesedler.documents(planned(pack)) == ()


# --- Indkaldelse ---------------------------------------------------------------------------


def invitation(made):
    """The text file as the kit writes it."""
    return next(t.text for t in kit(made).texts if t.id == "indkaldelse")


def test_the_invitation_can_be_pasted():
    """Subject, when, where, what to bring, survey and last date stand in plain paragraphs."""
    said = invitation(planned("trivsel"))

    assert "Emne: Klyngemøde 4. marts 2027 kl. 16.30: Trivsel og arbejdsglæde\n" in said
    assert "Tid: torsdag den 4. marts 2027 kl. 16.30–19.00; vi slutter senest kl. 19.30\n" in said
    assert "Sted: Kulturhuset, sal 2\n" in said
    assert "senest søndag den 28. februar 2027: https://example.org/s/7k2\n" in said
    assert "Tag med: din kalender, så handleplanen kan få en dato." in said
    assert "meld afbud til klyngens sekretær senest torsdag den 25. februar 2027." in said
    assert "\xa0" not in said


def test_mails_are_dated_back_from_the_meeting():
    """Three weeks, two weeks and three days before, as the checklist says."""
    said = invitation(planned("trivsel"))

    assert "INDKALDELSE, sendes torsdag den 11. februar 2027" in said
    assert "PÅMINDELSE OM SPØRGESKEMAET, sendes torsdag den 18. februar 2027" in said
    assert "PÅMINDELSE OM MØDET, sendes mandag den 1. marts 2027" in said


def test_a_reminder_never_asks_for_what_is_past():
    """After the last date at no cost, the reminder asks for word at once instead."""
    last = invitation(planned("trivsel")).split("PÅMINDELSE OM MØDET")[1]

    assert "senest torsdag den 25. februar" not in last
    assert "så skriv til klyngens sekretær med det samme" in last


def test_what_the_meeting_does_not_say_is_asked_for():
    """An empty place is seen before the mail is sent."""
    days = tuple(replace(d, place=None) for d in meeting("trivsel").days)
    made = changed("trivsel", days=days, links=MeetingLinks(), cancelling=Cancelling())
    said = invitation(made)

    assert "Sted: [udfyld: stedet]" in said
    assert "[udfyld: link til spørgeskemaet]" in said
    assert "[udfyld: sidste frist]" in said
    assert "[udfyld: hvem der tager imod afbud]" in said


def test_a_survey_that_is_answered_is_not_asked_for_again():
    """With the answers at hand, neither mail nor reminder speaks of the survey."""
    assert "spørgeskema" not in invitation(changed("trivsel", answered=True)).lower()


def test_sheets_that_are_filled_in_at_home_go_out_with_the_invitation():
    """A clinic's data sheet is attached, and asked for again at the meeting."""
    said = invitation(planned("iskaemisk-hjertesygdom"))

    assert "Vedhæft: Spørgeskema og Dataark\n" in said
    assert "Tag med: arket ”Dataark”, udfyldt hjemme, og din kalender" in said


def test_guests_and_meals_are_told():
    """Who comes from outside, and when there is food, on each day where there are several."""
    days = [
        {"dato": "2027-03-05", "start": "15.00", "slut": "21.30"},
        {"dato": "2027-03-06", "start": "9.00", "slut": "14.00"},
    ]
    program = [
        {"slags": "velkomst", "minutter": 10},
        {"blok": "kommunale-tilbud/tilbud", "gæster": ["kommunen"]},
        {"slags": "måltid", "minutter": 60, "kl": "18.00"},
        {"blok": "kommunale-tilbud/henvisning", "dag": 2},
        {"slags": "måltid", "id": "frokost", "minutter": 45, "kl": "12.00", "dag": 2},
        {"slags": "afslutning", "minutter": 10, "dag": 2},
    ]
    guests = [{"id": "kommunen", "titel": "Kommunens forebyggelse"}]
    answers = {
        "dage": days,
        "pakker": {"kommunale-tilbud": {}},
        "gæster": guests,
        "program": program,
    }
    said = invitation(plan(answered(answers), everything().packs))

    assert "Gæster: Kommunens forebyggelse." in said
    assert (
        "Vi spiser fredag den 5. marts 2027 kl. 18.00 og lørdag den 6. marts 2027 kl. 12.00."
        in said
    )
