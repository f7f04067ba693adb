"""The run sheet, agenda, table sheets, action plan, closing sheet, print list and slides."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kits
from helpers_pdf import assert_ua1, field_names, text
from klyngepakke.content.meeting import Cluster, PackUse, Participants
from klyngepakke.content.pack import Step
from klyngepakke.planning.kit import complete
from klyngepakke.planning.planner import plan
from klyngepakke.planning.print_set import Printed, PrintFile, headed, print_file, print_set
from klyngepakke.planning.sheets import (
    afslutningsark,
    bordark,
    dagsorden,
    drejebog,
    evening,
    handleplan,
    printliste,
    shared,
    slides,
)
from klyngepakke.planning.sheets.printliste import Row
from klyngepakke.printing.produce import produce

MODULES = (drejebog, dagsorden, bordark, handleplan, afslutningsark, slides)
GROUP_WORK = "trivsel/energi/gruppearbejde"
FORMS_KNOWN = Participants(number=29, solo=8, partnership=20, employed=1, clinics=15)
FORMS_UNKNOWN = Participants(number=29, clinics=15)


@cache
def planned(pack="trivsel", participants=FORMS_KNOWN, *, answered=False, prompts=()):
    """The plan of a pack's example meeting, with these participants and chosen prompts."""
    meeting = kits.meeting(pack, participants=participants, answered=answered)
    if prompts:
        use = PackUse(prompts={"energi/gruppearbejde": prompts})
        meeting = replace(meeting, packs={pack: use})
    return plan(meeting, kits.everything().packs)


def slot_at(made, address):
    """The slot of that address."""
    return next(s for s in made.programme.slots if s.address == address)


def printed(made, document):
    """The document as paper."""
    return produce(complete(made, document), kits.everything().theme(made.meeting.theme))


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__.rpartition(".")[2])
def test_sheets_are_clean_paper(module):
    """Every sheet is PDF/UA-1, and nothing on it is clipped, empty or doubtful."""
    made = planned()
    for document in module.documents(made):
        sheet = printed(made, document)
        assert_ua1(sheet.pdf)
        assert sheet.notes == ()


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=6).map(
        lambda all_: tuple(Step(minutes=m, text="trin") for m in all_)
    ),
    st.integers(1, 60),
)
def test_the_inner_clock_fills_the_phase(steps, minutes):
    """The steps take all the minutes and at least one each, or there is no clock."""
    found = shared.scaled(steps, minutes)
    if minutes < len(steps):
        assert found == ()
    else:
        assert minutes == sum(s.minutes for s in found)
        assert min(s.minutes for s in found) >= 1


def test_the_inner_clock_is_kept_where_it_fits():
    """Twenty minutes are 2 alone, 12 round, 4 together and 2 for the message."""
    made = planned()
    clock = shared.inner_clock(made, slot_at(made, GROUP_WORK))
    assert [s.minutes for s in clock] == [2, 12, 4, 2]


def test_core_prompts_unless_the_meeting_chose_others():
    """A table gets the core prompts; the meeting's choice goes before them."""
    made, chosen = planned(), planned(prompts=("T4", "T3"))
    core, rest = shared.prompts(made, slot_at(made, GROUP_WORK))
    mine, _ = shared.prompts(chosen, slot_at(chosen, GROUP_WORK))
    assert [p.id for p in core] == ["T1", "T2"]
    assert [p.id for p in rest] == ["T3", "T4", "T5"]
    assert [p.id for p in mine] == ["T4", "T3"]


def test_a_shortened_phase_takes_one_prompt_less():
    """Where the clock has cut a phase, its tables get one prompt fewer."""
    made = planned()
    core, _ = shared.prompts(made, replace(slot_at(made, GROUP_WORK), shortened=True))
    assert [p.id for p in core] == ["T1"]


def test_a_mixed_table_reads_both_variants():
    """The base text leads, and both practice forms have their line beneath it."""
    made = planned()
    prompt = shared.prompts(made, slot_at(made, GROUP_WORK))[0][0]
    data = shared.prompt_data(made, prompt, "")
    assert prompt.text == data["tekst"]
    assert [prompt.solo, prompt.partnership] == [v["tekst"] for v in data["under"]]


def test_a_solo_table_reads_the_task_and_then_what_is_its_own():
    """At a table of solo doctors the task is what is largest; the solo text comes after it."""
    made = planned()
    prompt = shared.prompts(made, slot_at(made, GROUP_WORK))[0][0]
    data = shared.prompt_data(made, prompt, "solo")
    assert prompt.text == data["tekst"]
    assert [prompt.solo] == [v["tekst"] for v in data["under"]]


def test_a_variant_that_says_the_same_is_left_out():
    """”Som fælles” is not printed as if it were a text."""
    made = planned()
    prompt = shared.prompts(made, slot_at(made, GROUP_WORK))[0][0]
    same = replace(prompt, solo="som fælles", partnership=None)
    assert prompt.text == shared.prompt_data(made, same, "solo")["tekst"]
    assert shared.prompt_data(made, same, "")["under"] == []


def test_clinics_and_pairs_of_solo_doctors_have_sheets_of_their_own():
    """In a clinic phase there is one version for clinics and one for pairs of solo doctors."""
    known = {d.id for d in bordark.documents(planned())}
    unknown = {d.id for d in bordark.documents(planned(participants=FORMS_UNKNOWN))}
    assert {"bordark-implementering-solo", "bordark-implementering-kompagniskab"} <= known
    assert "bordark-implementering" in unknown


def test_confidential_prompts_have_no_lines_and_no_slide():
    """What is said in confidence is never asked for in writing, nor shown on the screen."""
    made = planned(prompts=("T4", "T1"))
    page = bordark.documents(made)[0].data["sider"][0]
    shown = str(slides.documents(made)[0].data)
    prompt = next(p for p in made.phase(GROUP_WORK).prompts if p.id == "T4")
    assert [one["linjer"] for one in page["spørgsmål"]] == [0, 3]
    assert prompt.text not in shown


def test_confidential_prompts_are_not_offered_as_extra():
    """”Hvis I har tid” holds no confidential prompt."""
    made = planned()
    pages = [p for d in bordark.documents(made) for p in d.data["sider"]]
    private = {
        p.text
        for b in made.packs[0].pack.blocks
        for f in b.phases
        for p in f.prompts
        if p.confidential
    }
    assert not private & {words for page in pages for words in page["ekstra"]}


def test_each_topic_has_its_page():
    """A phase with a topic at each table has a page a topic, and the next round none of its own."""
    made = planned("professionsetik")
    sheets = [d for d in bordark.documents(made) if d.audience == "emne"]
    topics = made.packs[0].pack.topics
    assert [[t.title for t in topics]] == [[p["titel"] for p in d.data["sider"]] for d in sheets]


def test_the_run_sheet_says_what_to_do_without_answers():
    """Where nobody has answered, the counting comes before the pack's own words."""
    parts = {}
    for answered in (False, True):
        sections = evening.sections(planned(answered=answered), 1)
        row = next(r for s in sections if s["blok"] for r in s["rækker"])
        parts[answered] = [part["over"] for part in row["dele"]]
    assert parts[False] == ["", "Når tallene er talt op:"]
    assert parts[True] == [""]


def test_results_have_a_slide_only_where_there_are_some():
    """Where the survey is answered, each result has a slide to paste it into."""
    with_answers = slides.documents(planned(answered=True))[0].data["billeder"]
    without = slides.documents(planned())[0].data["billeder"]
    assert "tr01" in {s.get("id") for s in with_answers}
    assert "resultat" not in {s["slags"] for s in without}


def test_the_bar_is_to_scale():
    """The parts of the overview's bar fill the room, in proportion to their minutes."""
    bar = drejebog.documents(planned())[0].data["dage"][0]["bjælke"]
    assert sum(float(p["bredde"]) for p in bar["dele"]) == pytest.approx(100, abs=0.1)
    for part in bar["dele"]:
        assert float(part["bredde"]) == pytest.approx(100 * part["minutter"] / 180, abs=0.01)


@pytest.mark.parametrize("end", [1170, 1185, 1200, 1215, 1230, 1260])
def test_no_word_on_the_bar_is_cut(end):
    """However narrow a part is to scale, what stands in it has room, wide letters too."""
    meeting = kits.meeting("trivsel", participants=FORMS_KNOWN)
    made = plan(
        replace(meeting, days=(replace(meeting.days[0], end=end),)), kits.everything().packs
    )
    (document,) = drejebog.documents(made)

    assert printed(made, document).notes == ()


def test_solo_copies_of_the_action_plan_say_i():
    """The solo copy says ”jeg” and has a partner; the clinic's says ”vi” and has none."""
    clinic, solo = handleplan.documents(planned())
    names = {d.id: {f["id"] for f in d.data["felter"]} for d in (clinic, solo)}
    assert "hp_makker" in names[solo.id]
    assert "hp_makker" not in names[clinic.id]
    assert "jeg" in solo.data["titel"]
    assert (clinic.copies, solo.copies) == (7 + 2, 8 + 2)


def test_forms_have_the_questions_ids():
    """The fields of the closing sheet are named by question and option."""
    made = planned()
    names = field_names(printed(made, afslutningsark.documents(made)[0]).pdf)
    assert {"ev1__0", "ev1__10", "ev2__ir", "tre1__5", "ev6", "hjem_makker"} <= set(names)


def test_guests_close_on_a_sheet_of_their_own():
    """Guests answer the questions that are theirs, and participants do not."""
    made = planned("kommunale-tilbud")
    ours, theirs = (str(d.data) for d in afslutningsark.documents(made))
    assert "koe2" in theirs
    assert "koe2" not in ours


def test_questions_of_one_scale_share_a_table():
    """Neighbours with the same answers stand in one table; others stand alone."""
    made = planned()
    groups = afslutningsark.documents(made)[0].data["spørgsmål"]
    assert [len(g["spørgsmål"]) for g in groups] == [1, 5, 1]
    assert [bool(g["matrix"]) for g in groups] == [False, True, False]


def test_the_print_list_counts_the_paper():
    """The sheets in the print set are counted with the list itself; files are only named."""
    made = planned()
    agenda = dagsorden.documents(made)[0]
    rows = [Row(2, agenda, 2), Row(3, replace(agenda, id="slides", title="Slides", copies=0), 9)]
    front = Printed(printliste.document(made, [], [], [], PrintFile((), ())), 1)
    sheets = {p.document.id: p for p in (front, Printed(agenda, 2))}
    file = print_file(headed(print_set(made, [Printed(agenda, 2)]), front), sheets)
    listed = printliste.document(made, rows, [{"nr": 4, "titel": "Indkaldelse"}], ["Se her."], file)
    sheet = printed(made, listed)
    words = text(sheet.pdf)
    assert listed.data["ark_i_alt"] == agenda.copies + 1
    assert [g["titel"] for g in listed.data["grupper"]] == ["Ved døren"]
    assert "3. Slides" in words
    assert "Se her." in words


def test_the_clusters_logo_stands_on_the_agenda():
    """A logo in the meeting's folder is on the agenda, with a text for those who cannot see it."""
    made = replace(kits.meeting("emnevalg", 10), cluster=Cluster(name="Fjordklyngen", logo="l.svg"))
    folder = kits.write(made)
    (folder / "l.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    )
    ready = kits.prepare(folder, kits.everything())
    (agenda,) = [d for d in ready.kit.documents if d.sheet == "dagsorden"]

    sheet = produce(agenda, ready.theme)

    assert 'alt="Logo: Fjordklyngen"' in sheet.html
    assert sheet.notes == ()
    assert_ua1(sheet.pdf)


def test_a_short_phase_has_its_spare_questions_in_the_run_sheet():
    """Ten minutes at a table are too few to read what it will not reach; the facilitator says it."""
    made = planned()
    (slot,) = (
        s for s in made.programme.slots if s.address.endswith("implementering/gruppearbejde")
    )
    assert slot.minutes == 10
    sheets = [d for d in bordark.documents(made) if d.data["adresse"] == slot.address]
    assert [page["ekstra"] for d in sheets for page in d.data["sider"]] == [[], []]
    spoken = [r.get("ekstra") for s in evening.sections(made, 1) for r in s["rækker"]]
    spare = [p.text for p in shared.prompts(made, slot)[1] if not p.confidential]
    assert [spare] == [said for said in spoken if said]


def test_what_is_done_the_same_about_is_told_once():
    """Two rows in a row of ”Hvis tiden skrider” never give the same advice."""
    for pack in kits.PACKS:
        for held in drejebog.documents(planned(pack))[0].data["skrider"]:
            said = [(row["gør"], "over tiden" in row["slut"]) for row in held["råd"]]
            assert all(a != b or a[1] for a, b in pairwise(said)), pack
    late = {
        row["sent"]
        for held in drejebog.documents(planned())[0].data["skrider"]
        for row in held["råd"]
    }
    assert "5–30 minutter" in {text.replace("\N{NO-BREAK SPACE}", " ") for text in late}


def test_a_point_is_named_as_in_a_sentence():
    """”Pausen begynder” where the point has its kind's title, and its own title where it has one."""
    begins = {row["begynder"] for row in drejebog.documents(planned())[0].data["skrider"]}
    assert "Pausen begynder" in begins
    assert not begins & {"Pause begynder", "Afslutning begynder"}

    meeting = kits.meeting("trivsel", participants=FORMS_KNOWN)
    named = tuple(replace(p, title="Suppe") if p.kind == "pause" else p for p in meeting.program)
    made = plan(replace(meeting, program=named), kits.everything().packs)
    begins = {row["begynder"] for row in drejebog.documents(made)[0].data["skrider"]}
    assert "Suppe begynder" in begins
