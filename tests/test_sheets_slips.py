"""Cards, slips, signs, lists and posters: from a meeting on a real pack to what is on the paper."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kits
from helpers_pdf import assert_ua1, field_names
from klyngepakke.content.meeting import MeetingDay, Participants
from klyngepakke.content.pack import Override
from klyngepakke.content.participants import Person
from klyngepakke.planning.kit import complete, kit
from klyngepakke.planning.planner import plan
from klyngepakke.planning.seating import alphabetical, deal
from klyngepakke.planning.sheets import (
    bordkort,
    bordplan,
    casekort,
    deltagerliste,
    plakater,
    sedler,
    skilte,
    svarseddel,
)
from klyngepakke.planning.sheets.slips import stacked
from klyngepakke.printing.produce import produce

MODULES = (casekort, svarseddel, bordkort, bordplan, skilte, deltagerliste, sedler, plakater)
GROUP_WORK = "trivsel/energi/gruppearbejde"


def people(number):
    """So many invented doctors in clinics of three, every fourth alone, and one guest."""
    first = ("Anna", "Bo", "Åse", "Ægidius", "Clara", "Øjvind", "Ditte", "Emil")
    last = ("Prøvesen", "Eksempelgaard", "Testrup")
    doctors = tuple(
        Person(
            name=f"{first[i % 8]} {last[i % 3]} {i + 1}",
            clinic=f"Klinik {i}" if i % 4 == 0 else f"Lægehuset {i // 12}",
            provider=f"{i:06d}",
            practice="solo" if i % 4 == 0 else "kompagniskab",
            role="ejer",
        )
        for i in range(number)
    )
    return (*doctors, Person("Grethe Gæst", "Kommunens forebyggelse", role="gæst"))


@cache
def planned(pack="trivsel", number=29, *, names=False):
    """The plan of a pack's example meeting."""
    return plan(
        kits.meeting(pack, number), kits.everything().packs, people(number) if names else ()
    )


def changed(pack="trivsel", number=29, **fields):
    """The plan of a pack's example meeting with some of its fields replaced."""
    return plan(kits.meeting(pack, number, **fields), kits.everything().packs)


def printed(planned_meeting, document):
    """The document as a sheet."""
    return produce(complete(planned_meeting, document), kits.everything().theme("klinik"))


def sheets(pack="trivsel", number=29, *, names=False):
    """All these sheets of a pack's example meeting, by the document's id."""
    return _sheets(pack, number, names)


@cache
def _sheets(pack, number, names):
    made = planned(pack, number, names=names)
    found = (d for module in MODULES for d in module.documents(made))
    return {d.id: printed(made, d) for d in found}


def words(sheet):
    """Everything on a sheet, in one line."""
    return " ".join(kits.pages(sheet))


def drawn(sheet):
    """The cards of a pile in the order they lie in when the sheets were cut in one stack."""
    cards = sheet.document.data["kort"]
    pages = [cards[at : at + 8] for at in range(0, len(cards), 8)]
    return [page[place] for place in range(8) for page in pages if any(page[place : place + 1])]


# --- Slips in general --------------------------------------------------------------------


@given(st.integers(1, 60), st.sampled_from([2, 4, 8]))
def test_sheets_cut_in_one_stack_lie_in_order(number, each):
    """Place by place, and within a place sheet by sheet, the cards come in order."""
    places = stacked(list(range(number)), each)

    sheets_there = [places[at : at + each] for at in range(0, len(places), each)]
    cut = [sheet[place] for place in range(each) for sheet in sheets_there]

    assert [card for card in cut if card is not None] == list(range(number))


@pytest.mark.parametrize("number", kits.SIZES)
def test_no_sheet_is_clipped_or_nearly_empty(number):
    """Few and many people, with names and without."""
    for names in (False, True):
        for sheet in sheets("samarbejde", number, names=names).values():
            assert sheet.notes == ()


@pytest.mark.parametrize("names", [False, True])
def test_every_sheet_is_accessible(names):
    """PDF/UA-1 by the validator, with names and without."""
    for sheet in sheets("samarbejde", 10, names=names).values():
        assert_ua1(sheet.pdf)


# --- Casekort ----------------------------------------------------------------------------


def case_cards(**override):
    """The case cards of trivsel's first group work, changed so, and their plan."""
    made = changed(changes={GROUP_WORK: Override(**override)})
    return made, casekort.documents(made)


def test_no_case_cards_where_there_is_no_time_for_a_case():
    """A phase that only has a pool of cases prints none of them."""
    assert casekort.documents(planned()) == ()


def test_one_case_lies_twice_on_a_sheet():
    """Six tables and one to spare get seven cards from four sheets, and no case of the pool."""
    made, (document,) = case_cards(choose_cases=1)

    sheet = printed(made, document)

    assert (document.id, document.copies, sheet.pages) == ("casekort-energi", 4, 1)
    assert words(sheet).count("Den fulde kalender") == 2
    assert words(sheet).count("Hvem kan sparre?") == 2
    assert "CASE · BLOK 1 · 10 MINUTTER" in words(sheet).upper()
    assert "Den ene er træt" not in words(sheet)
    assert_ua1(sheet.pdf)


def test_two_cases_share_a_sheet():
    """Every table gets both, so there are as many sheets as tables, and one to spare."""
    made, (document,) = case_cards(choose_cases=2)

    text = words(printed(made, document))

    assert document.copies == 7
    assert (text.count("Den fulde kalender"), text.count("Den ene er træt")) == (1, 1)


def test_a_role_play_says_so():
    """The card of a role play says that it is one, how long it takes and that it is played."""
    address = "iskaemisk-hjertesygdom/aarskontrol/gruppearbejde"
    change = Override(cases=("C3",), choose_cases=1)
    made = changed("iskaemisk-hjertesygdom", changes={address: change})
    (document,) = casekort.documents(made)

    text = words(printed(made, document))

    assert "ROLLESPIL · BLOK 2 · 15 MINUTTER" in text.upper()
    assert "Spil den." in text
    assert "Ikke fagligt godkendt" in text


def test_a_phase_of_cases_gives_a_card_to_each_group_and_its_clock():
    """Ten groups of three, and the steps of the phase on the card."""
    meeting = kits.answered(
        {
            "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "20.30"}],
            "deltagere": {"antal": "29", "solo": "8"},
            "pakker": {"samarbejde": {"version": "kommunikation"}},
        }
    )
    made = plan(meeting, kits.everything().packs)
    document = next(d for d in casekort.documents(made) if "cases" in d.id)

    assert document.id == "casekort-kommunikation-cases"
    assert document.copies == 6  # two cards on each
    assert "første spiller" in words(printed(made, document))


# --- Svarseddel --------------------------------------------------------------------------


def test_a_slip_asks_the_three_questions_of_its_phase():
    """Twice on a sheet; the questions for when there is time are not asked."""
    sheet = sheets()["svarseddel-energi"]
    text = words(sheet)

    assert text.count("Hvor tilfreds er du alt i alt med dit arbejde for tiden?") == 2
    assert text.count("Hvad belaster dig mest?") == 2
    assert "Hvad giver dig mest energi?" not in text
    assert text.count("Skriv ikke navn.") == 2
    assert text.count("Fortryder du: fyld hele feltet ud, og sæt et nyt kryds.") == 2


def test_a_slips_fields_are_named_after_question_and_option():
    """The second slip on the sheet has names of its own."""
    names = field_names(sheets()["svarseddel-energi"].pdf)

    assert {"tr01__0", "tr02__ir", "tr09__administration", "tr09__andet"} <= set(names)
    assert "seddel2__tr09__administration" in names
    assert set(Counter(names).values()) == {1}


def test_there_are_slips_for_everyone_and_a_few_more():
    """29 and a tenth more are 32 slips, two on a sheet, for both phases of results."""
    slips = [d for d in svarseddel.documents(planned()) if d.sheet == "svarseddel"]

    assert [(d.id, d.copies) for d in slips] == [
        ("svarseddel-energi", 16),
        ("svarseddel-organisering", 16),
    ]


def test_no_slips_when_the_survey_is_answered():
    """The answers are at hand then."""
    assert svarseddel.documents(changed(answered=True)) == ()


def test_no_slips_where_hands_are_counted():
    """Only the phases that ask for slips get them."""
    ids = [d.id for d in svarseddel.documents(planned("kommunale-tilbud"))]

    assert ids == ["svarseddel-tilbud", "svaroptaelling-tilbud"]


def test_questions_that_need_more_room_get_a_whole_page():
    """Six questions of many answers are no half sheet: one slip to a page, and none clipped."""
    made = planned()
    loaded = made.packs[0]
    block = loaded.pack.blocks[0]
    phase = replace(block.phases[0], questions=("tr01", "tr02", "tr09", "tr10", "tr11", "tr13"))
    blocks = (replace(block, phases=(phase, *block.phases[1:])), *loaded.pack.blocks[1:])
    changed_pack = replace(loaded, pack=replace(loaded.pack, blocks=blocks))
    more = replace(made, packs=(changed_pack,))

    document = svarseddel.documents(more)[0]
    sheet = printed(more, document)

    assert document.copies == 32
    assert sheet.notes == ()
    assert "seddel2__tr01__0" not in field_names(sheet.pdf)
    assert_ua1(sheet.pdf)


def test_the_count_has_a_place_for_every_answer():
    """Also for ”Andet”, and it tells how the slips are counted."""
    sheet = sheets()["svaroptaelling-energi"]
    text = words(sheet)

    assert (sheet.document.audience, sheet.document.copies, sheet.pages) == ("facilitator", 1, 1)
    for answer in ("Sjældent", "Ikke relevant", "Administration og attester", "Andet"):
        assert answer in text
    assert "Bland sedlerne, tæl op" in text


# --- Bordkort ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", kits.SIZES)
def test_the_piles_are_dealt_over_the_tables(number):
    """Each pile is in the order that the seating deals, behind a card that says whose it is."""
    made = planned("samarbejde", number)
    found = sheets("samarbejde", number)
    seating = made.seatings["samarbejde/klinikken/resultater"]
    piles = {"bordkort-solo": "solo", "bordkort-flere": "others"}

    for name, pile in piles.items():
        cover, *cards = drawn(found[name])
        tables = tuple(int(card["bord"]) for card in cards)
        spare = len(tables) - (made.crowd.solo if pile == "solo" else number - made.crowd.solo)
        assert "Træk et kort." in cover["tekst"]
        assert [card["nr"] for card in cards] == [str(nr + 1) for nr in range(len(cards))]
        assert tables == getattr(deal(seating, made.crowd, spare), pile)
        assert spare > 0


def test_a_card_says_what_to_do_with_it():
    """The table in large letters; a solo doctor has no partner to swap away from."""
    others, solo = (words(sheets()[f"bordkort-{pile}"]) for pile in ("flere", "solo"))

    assert "Bord 6" in others
    assert others.count("Får du samme bord som en kompagnon eller din chef, så byt.") > 20
    assert solo.count("kompagnon") == 1  # on the first card only
    assert solo.count("Er I under fire, så slå jer sammen med nabobordet.") > 8


def test_one_pile_where_nobody_knows_the_practice_forms():
    """All draw from the same."""
    made = changed(participants=Participants(number=29))

    (document,) = bordkort.documents(made)

    assert (document.id, document.audience) == ("bordkort", "dør")


@pytest.mark.parametrize("look", ["klinik", "stor"])
@pytest.mark.parametrize("number", range(1, 10))
def test_a_small_pile_has_no_empty_page(number, look):
    """One to nine cards fill the sheets that they need, and no page after the last is empty."""
    made = planned("trivsel", 16)
    pile, *_ = bordkort.documents(made)
    cards = [card for card in pile.data["kort"] if card][:1] * number
    document = replace(pile, data={"kort": _laid(cards)})

    sheet = produce(complete(made, document), kits.everything().theme(look))

    assert sheet.notes == ()
    assert sheet.pages == -(-number // (4 if look == "stor" else 8))


def _laid(cards):
    """The cards as the sheet lays them."""
    return bordkort._cards(planned("trivsel", 16), "bordkort", "Bordkort", cards).data["kort"]


def test_no_table_cards_for_one_table():
    """Six people sit where there is a chair."""
    assert bordkort.documents(planned("trivsel", 6)) == ()


def test_names_need_no_cards():
    """Where names are known, the plan says who sits where."""
    found = sheets("samarbejde", names=True)

    assert not any(name.startswith("bordkort") for name in found)
    assert "bordplan-blandet" in found


def test_a_card_also_serves_a_later_seating():
    """Solo doctors by themselves after the break: their cards say both tables."""
    change = Override(seating="praksisform")
    made = changed(changes={"trivsel/organisering/gruppearbejde": change})
    solo = bordkort.documents(made)[0]

    _, card, *_ = drawn(printed(made, solo))

    assert card["senere"] == ["Fra kl.\xa017.45, solo for sig: bord 1"]


def test_guests_have_cards_to_every_second_table():
    """One table each, when the tables work, and when they move on."""
    sheet = sheets("kommunale-tilbud")["bordkort-gaester"]
    guests = sum(g.number for g in planned("kommunale-tilbud").meeting.guests)

    assert [card["bord"] for card in sheet.document.data["kort"]] == ["1", "3", "5"][:guests]
    assert words(sheet).count("skift til det næste bord") == guests
    assert sheet.notes == ()
    assert_ua1(sheet.pdf)


# --- Bordplan ----------------------------------------------------------------------------


@pytest.mark.parametrize("number", kits.SIZES)
def test_everybody_is_on_the_plan_once_by_table_and_once_by_name(number):
    """The list from A to Å is in Danish order and gives the table that the person is at."""
    data = sheets("samarbejde", number, names=True)["bordplan-blandet"].document.data
    at = {name: t["titel"] for t in data["borde"] for name in t["navne"]}
    listed = [row["navn"] for row in data["alfabet"]]

    assert sorted(at) == sorted(p.name for p in people(number) if p.role != "gæst")
    assert listed == sorted(at, key=alphabetical)
    assert all(at[row["navn"]] == f"Bord {row['bord']}" for row in data["alfabet"])


def test_topics_move_and_people_do_not():
    """Mixed tables and tables by topic seat the same, so there is one plan for both."""
    made = planned("professionsetik", names=True)
    found = bordplan.documents(made)

    assert [d.id for d in found] == ["bordplan-blandet", "bordplan-klinik"]
    assert all(d.copies == 2 for d in found)
    assert "·" in found[0].data["overlinje"]


def test_a_plan_by_clinic_names_clinics_and_pairs():
    """Nobody has to look up their own clinic, so there is no list from A to Å."""
    text = words(sheets("samarbejde", names=True)["bordplan-klinik"])

    assert "Lægehuset 0" in text
    assert "Makkerpar" in text
    assert "Fra A til Å" not in text


def test_no_plan_without_names():
    """There is nobody to put on it."""
    assert bordplan.documents(planned()) == ()


# --- Skilte ------------------------------------------------------------------------------


def test_every_table_has_a_sign_and_solo_doctors_a_place_to_meet():
    """Six numbers, and signs for the makkerpar of eight solo doctors."""
    sheet = sheets()["bordskilte"]
    signs = sheet.document.data["skilte"]

    assert [s["stort"] for s in signs if s["stort"]] == ["1", "2", "3", "4", "5", "6"]
    assert [s["navn"] for s in signs if s["navn"]] == ["Makkerpar"] * 2
    assert sheet.pages == len(signs)


def test_solo_doctors_tables_have_signs_with_one_to_spare():
    """Where they sit by themselves."""
    change = Override(seating="praksisform")
    made = changed(changes={"trivsel/organisering/gruppearbejde": change})

    signs = skilte.documents(made)[0].data["skilte"]

    assert [s["navn"] for s in signs].count("Sololæger") == 3


def test_topics_have_signs():
    """One for each topic of the pack, since the meeting decides which are used."""
    made = planned("professionsetik")
    document = next(d for d in skilte.documents(made) if d.id == "emneskilte")
    topics = made.packs[0].pack.topics

    sheet = printed(made, document)

    assert sheet.pages == len(topics)
    assert all(topic.title in words(sheet) for topic in topics)
    assert_ua1(sheet.pdf)


def test_name_tags_are_for_everyone_and_fill_their_sheets():
    """Guests too; what is left of the last sheet is blank."""
    sheet = sheets("samarbejde", names=True)["navneskilte"]
    tags = sheet.document.data["skilte"]

    assert [t["navn"] for t in tags if t["navn"]] == sorted(
        (p.name for p in people(29)), key=alphabetical
    )
    assert len(tags) == 32
    assert "Gæst · Kommunens forebyggelse" in words(sheet)


# --- Deltagerliste -----------------------------------------------------------------------


def test_the_list_without_names_has_a_numbered_row_for_each_and_some_to_spare():
    """It also has room for the count, and asks for no CPR number."""
    sheet = sheets()["deltagerliste"]
    rows = sheet.document.data["rækker"]

    assert [row["nr"] for row in rows] == [str(nr + 1) for nr in range(len(rows))]
    assert len(rows) >= 32
    assert not any(row["navn"] for row in rows)
    for heading in ("Ydernummer", "Tilmeldt", "Mødt", "Afbud", "Underskrift", "Til opgørelsen"):
        assert heading in words(sheet)
    assert "Skriv ingen CPR-numre" in words(sheet)


def test_the_list_with_names_gives_what_is_known():
    """Names in Danish order, provider numbers with their zeros, and guests by themselves."""
    sheet = sheets("samarbejde", names=True)["deltagerliste"]
    rows = sheet.document.data["rækker"]
    doctors = [row for row in rows if row["navn"] and row["rolle"] != "Gæst"]

    assert [row["navn"] for row in doctors] == sorted(
        (p.name for p in people(29) if p.role != "gæst"), key=alphabetical
    )
    assert "000028" in words(sheet)
    assert (rows[-1]["nr"], rows[-1]["navn"]) == ("", "Grethe Gæst")


@pytest.mark.parametrize("number", [1, 14, 15, 16, 28, 33])
def test_the_lists_last_page_is_never_nearly_empty(number):
    """However the rows fall."""
    made = planned("trivsel", number)
    (document,) = deltagerliste.documents(made)

    assert printed(made, document).notes == ()


def test_two_days_have_a_list_each():
    """People sign on both days."""
    days = (
        MeetingDay(date=date(2027, 3, 5), start=960, end=1200),
        MeetingDay(date=date(2027, 3, 6), start=540, end=780),
    )
    program = kits.meeting("trivsel").program
    last = replace(program[-1], day=2)
    made = changed(days=days, program=(*program[:-1], last))

    found = deltagerliste.documents(made)

    assert [d.id for d in found] == ["deltagerliste-dag-1", "deltagerliste-dag-2"]
    assert found[1].data["overlinje"] == "lørdag den 6. marts 2027"


# --- Sedler and plakater -----------------------------------------------------------------


def test_slips_for_a_free_topic():
    """Eight on a sheet, for everyone, in the break before."""
    sheet = sheets()["sedler-frit-emne"]

    assert (sheet.document.copies, sheet.pages) == (4, 1)
    assert words(sheet).count("Det vil jeg gerne tale om") == 8
    assert "i pausen" in sheet.document.when
    assert len({place.id for place in sheet.fields}) == 8


def test_no_slips_without_a_free_topic():
    """Where the programme has no such point, nothing is collected."""
    assert sedler.documents(planned("kommunale-tilbud")) == ()


def test_the_parking_poster():
    """One for the wall, wherever tables talk."""
    sheet = sheets()["parkeringsplakat"]

    assert "Det kan vi ikke ændre her" in words(sheet)
    assert sheet.pages == 1
    assert plakater.documents(planned("generalforsamling")) == ()


def test_last_times_agreements_are_on_the_wall():
    """The three marks, and each agreement with boxes of its own."""
    made = changed("samarbejde", since_last=("Fælles frase om henvisning", "Ferieaftale"))
    document = plakater.documents(made)[-1]

    sheet = printed(made, document)

    for text in ("gennemført", "i gang", "droppet", "Fælles frase om henvisning", "Ferieaftale"):
        assert text in words(sheet)
    assert {"aftale_1__gennemfoert", "aftale_2__droppet"} <= {p.id for p in sheet.fields}
    assert sheet.notes == ()


def test_last_time_is_blank_where_nobody_wrote_it_down():
    """Rows to write on; and no poster where the programme does not take it up."""
    sheet = sheets("samarbejde")["siden-sidst"]

    assert len([p for p in sheet.fields if p.id.endswith("__i_gang")]) == 4
    assert "siden-sidst" not in sheets()


@pytest.mark.parametrize("pack", kits.PACKS)
def test_a_card_says_in_its_foot_which_sheet_it_is_of(pack):
    """Cards have no corner for it, as other sheets have, so that their foot ends with it."""
    meeting = kits.meeting(pack)
    for document in kit(plan(meeting, kits.everything().packs)).documents:
        mark = f" · {meeting.id}/{document.id}"
        foot = document.data["dokument"]["fod"]
        assert foot.endswith(mark) == document.cards, document.id
