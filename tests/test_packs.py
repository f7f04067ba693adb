"""The bundled packs: what their tables promise, held as literal text."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path

import pytest

from klyngepakke.content.addresses import parts
from klyngepakke.content.folders import pack_in

FOLDERS = {
    path.name.removeprefix("klyngepakke_").replace("_", "-"): path
    for path in (Path(__file__).parents[1] / "packs").glob("klyngepakke_*")
}
HANDS = "håndsoprækning"
SAME = "som fælles"
NEVER_DROPPED = {"plenum", "handleplan"}

# Block and its minutes; then its phases: name, wished minutes, seating or plenum form, what
# happens without answers: questions; questions for when there is time; prompts of the core;
# prompts of the pool; cases.
TABLES = {
    "trivsel": """
        energi 45
          resultater 15 blandet svarseddel: tr01 tr02 tr09; også tr10 tr12
          gruppearbejde 20 blandet: kerne T1 T2; pulje T3 T4 T5; cases C1 C2
          plenum 10 kun_det_nye
        organisering 40
          resultater 10 blandet svarseddel: tr03 tr06 tr07; også tr04 tr08
          gruppearbejde 20 blandet: kerne T6 T8; pulje T7 T9 T10; cases C3 C4 C5
          plenum 10 galleri
        implementering 25
          gruppearbejde 10 klinik: tr05 tr11 tr13; kerne T11; pulje T12
          handleplan 10 klinik
          plenum 5 to_borde
    """,
    "samarbejde": """
        klinikken 40
          resultater 10 blandet svarseddel: sa01 sa03 sa12; også sa02 sa04 sa06 sa11 tr01 tr02
          gruppearbejde 20 blandet: kerne F1 F3; pulje F2 F4 F5 F6 F7; cases C1 C3 C5
          plenum 10 kun_det_nye
        kolleger 40
          resultater 10 blandet svarseddel: sa08 sa09 sa10; også sa05 tr05
          gruppearbejde 20 blandet: kerne F8 F9; pulje F10 F11; cases C2 C4
          plenum 10 galleri
        kommunikation 30
          oplaeg 8 plenum: sa07
          cases 17 trio: cases C6 C1 C2 C3 C4 C5
          plenum 5 håndsoprækning
        implementering 25
          gruppearbejde 10 klinik: sa13; kerne F12
          handleplan 10 klinik
          plenum 5 to_borde
    """,
    "kommunale-tilbud": """
        tilbud 55
          refleksion 5 blandet: kerne K1
          resultater 10 blandet svarseddel: ko01 ko03 ko05; også ko02 ko10 ko12
          oplaeg 20 plenum: ko13
          gruppearbejde 12 blandet: kerne K2; pulje K3 K4; cases C2 C5
          plenum 8 kun_det_nye
        henvisning 50
          resultater 5 blandet håndsoprækning: ko04 ko06 ko07; også ko08 ko09 ko11
          gruppearbejde 25 blandet: kerne K5 K6; pulje K7 K8 K9 K10 K11; cases C1 C3 C4 C6
          plenum 10 galleri
          aftaleliste 10 runde: ko14
        implementering 20
          gruppearbejde 12 klinik: kerne K12
          handleplan 8 klinik
    """,
    "iskaemisk-hjertesygdom": """
        overblik 45
          resultater 15 blandet svarseddel: ih01 ih02 ih03
          gruppearbejde 20 blandet: kerne H1 H2; pulje H3 H4; cases C2
          plenum 10 kun_det_nye
        aarskontrol 45
          oplaeg 10 plenum: ih04 ih05 ih10 ih06 ih08 ih09 ih13 ih14
          gruppearbejde 25 blandet: kerne H5 H6; pulje H7 H8 H9 H10; cases C4 C3 C7
          plenum 10 to_borde
        overgange 35
          gruppearbejde 10 blandet: ih07 ih11 ih12; kerne H11; pulje H12; cases C1 C5 C6
          handleplan 15 klinik: kerne H13
          plenum 10 håndsoprækning
    """,
    "professionsetik": """
        etik 40
          resultater 10 blandet svarseddel: et01 et02 et03; også et10 et11 et12
          gruppearbejde 20 blandet: kerne E1 E2; pulje E3 E4 E5 E6 E7; cases C5 C6 C8
          plenum 10 kun_det_nye
        harmonisering 55
          resultater 5 blandet håndsoprækning: et05; også et04 et06 et07 et08 et13
          runde-1 15 emne: kerne E8 E9; pulje E10; cases C1 C2 C3 C4 C7
          runde-2 15 emne
          plenum 20 håndsoprækning
        aftaler 20
          gruppearbejde 8 klinik: et09; kerne E11; pulje E12
          handleplan 12 klinik
    """,
    "generalforsamling": """
        aaret 17
          ordstyrer 2 plenum
          referent 2 plenum
          regnskab 5 plenum
          beretning 8 plenum
        beslutninger 20
          valg 7 plenum
          temaer 6 plenum
          afstemning 7 plenum
    """,
    "emnevalg": """
        ideer 20
          alene 5 blandet
          bord 15 blandet: kerne V1 V2; pulje V3 V4
        valget 40
          galleri 15 galleri
          prikker 10 prikker
          rangliste 5 plenum
          beslutning 10 håndsoprækning
    """,
}

# The frame's points and the blocks that are not left to choice, breaks among them.
EVENINGS = {
    "trivsel": 150,
    "samarbejde": 150,
    "kommunale-tilbud": 150,
    "iskaemisk-hjertesygdom": 150,
    "professionsetik": 150,
    "generalforsamling": 45,
    "emnevalg": 73,
}
VERSIONS = {
    ("trivsel", "kort"): 90,
    ("samarbejde", "walk_and_talk"): 158,
    ("samarbejde", "kommunikation"): 180,
}

CONFIDENTIAL = {"trivsel": "T4 T5 T9", "professionsetik": "E6 E7"}

SENSITIVE = {
    "trivsel": {f"tr{number:02}" for number in range(1, 15)},
    "samarbejde": {"sa03", "tr01", "tr02", "tr05"},
    "professionsetik": {"et03", "et10", "et11"},
}

# What meetings, filled-in forms and other packs may point at, beside what the tables name.
IDS = {
    "trivsel": """
        C1 C2 C3 C4 C5 tr14 tre1 tre2 ft1 ft2 ft3 ft4 ft5 stoette
        kollegialt_netvaerk dpq cbi ark/makkerkort {kontakt_telefon} kort
    """,
    "samarbejde": """
        C1 C2 C3 C4 C5 C6 sae1 sae2
        ark/ledelsesark ark/netvaerkstegning ark/returkort ark/traeningskort
        walk_and_talk kommunikation
    """,
    "kommunale-tilbud": """
        C1 C2 C3 C4 C5 C6 koe1 koe2 koe3 kf1 kf2 kf3 kf4 kf5 kf6 kf7 kf8 kf9 kf10 kf11 kf12
        systemvejledning katalog besoeg kvalitetsstandarder henvisningsraad
        ark/tilbudsoversigt ark/mangelskema ark/aftaleliste ark/er-det-rigtigt
        {myndighed} {oplaegsholder} {katalog_dato} {oversigt_adresse} {kontakt_telefon}
        kommunen regionen
    """,
    "iskaemisk-hjertesygdom": """
        C1 C2 C3 C4 C5 C6 C7 ihe1 ihe2
        fh1 fh1b fh2 fh3 fh4 fh5 fh6 fh6b fh7 fh8 fh9 fh10 fh11 fh12 fh13 fh14
        nbv nbv_appendix dsam_hjerte esc_ccs nkr dhrd
        ark/dataark ark/valgt-vejledning ark/rollekort ark/rollefordeling
        {valgt_vejledning} {vejledning_udgave} {vejledning_dato} {maal_ldl} {maal_blodtryk}
        {fraviges} {faglig_ansvarlig} udgangstal maaltal maaledato
    """,
    "professionsetik": """
        C1 C2 C3 C4 C5 C6 C7 C8 ete1 ete2
        fysioterapi medicin bleer ernaering parkeringskort psykolog henvisning passanter ferie frit
        pf-principper pf-kollegiale-regler pf-pejlemaerker pf-professionsetik pf-fysioterapi
        pf-varig pf-medicin pf-fravigelse pf-ernaering pf-ordination pf-parkeringskort
        pf-stedfortraeder pf-bleer pf-boern pf-overenskomst pf-lande pf-ydelser
        pv-principper pv-kollegiale-regler pv-pejlemaerker pv-professionsetik pv-fysioterapi
        pv-medicin pv-ernaering pv-attest pv-sundhedsloven
        ark/harmoniseringskort ark/linkark
        {bleer_kriterier} {kontakt_ppr} {kontakt_familieafdeling} {kontakt_civilsamfund}
    """,
    "generalforsamling": """
        gfe1 ark/beslutningsreferat ark/valgsedler
        {stemmeret} {beslutningsdygtig} {stemmeregel} {poster} {temaer} {forslag}
    """,
    "emnevalg": """
        eve1 ark/ideark ark/emneark ark/prikinstruks ark/rangliste {antal_emner} {stemmeregel}
    """,
}


@cache
def pack(name):
    """A bundled pack."""
    return pack_in(FOLDERS[name]).pack


def phases(name):
    """Every phase of a pack with its address."""
    return [(f"{b.id}/{p.name}", p) for b in pack(name).blocks for p in b.phases]


def words(title, ids):
    """`kerne T1 T2`, or nothing."""
    return [" ".join([title, *ids]).strip()] if ids else []


def row(phase):
    """A phase as a row of the table."""
    head = [phase.name, str(phase.minutes.wish), phase.plenum_form or phase.seating]
    told = [
        *words("", phase.questions),
        *words("også", phase.also),
        *words("kerne", [p.id for p in phase.prompts if p.core]),
        *words("pulje", [p.id for p in phase.prompts if not p.core]),
        *words("cases", phase.cases),
    ]
    line = " ".join([*head, phase.unanswered or ""]).strip()
    return f"{line}: {'; '.join(told)}" if told else line


def table(name):
    """A pack's blocks and phases as its table."""
    for block in pack(name).blocks:
        yield f"{block.id} {sum(p.minutes.wish for p in block.phases)}"
        yield from map(row, block.phases)


def lasts(name, version=None):
    """Wished minutes from the first point of the frame to the last."""
    made = pack(name).versions[version] if version else None
    changes = made.changes if made else {}
    blocks = {b.id: b for b in pack(name).blocks}
    total = 0
    for point in (made and made.frame) or pack(name).frame:
        if point.kind:
            total += point.minutes.wish
            continue
        for phase in blocks[point.block].phases:
            change = changes.get(f"{point.block}/{phase.name}")
            if change is None or change.handling != "udelad":
                total += ((change and change.minutes) or phase.minutes).wish
    return total


def ids(name):
    """Every id of a pack that the tables do not name already; a slot's in braces."""
    one = pack(name)
    in_table = {word.strip(":;") for line in table(name) for word in line.split()}
    free = [address for address, _ in parts(one) if "/" not in address or "ark/" in address]
    named = [*one.guests, *one.action_plan.fields]
    slots = ["{" + slot.id + "}" for slot in one.slots]
    # A case is named by the tables of the phases that may use it, and has an id of its own.
    kept = [i for i in free if i not in in_table or i in {c.id for c in one.cases}]
    return sorted({*kept, *(n.id for n in named), *slots, *one.versions})


def texts(value):
    """Every text inside a plain value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def test_all_bundled_packs_are_held_here():
    """A pack that is added to the repository gets its table here too."""
    assert set(TABLES) == set(IDS) == set(EVENINGS) == set(FOLDERS)


@pytest.mark.parametrize("name", TABLES)
def test_blocks_keep_their_table(name):
    """Minutes, seating, questions, prompts and cases stand where the table has them."""
    assert [line.strip() for line in TABLES[name].strip().splitlines()] == list(table(name))


@pytest.mark.parametrize(("name", "minutes"), EVENINGS.items())
def test_the_frame_adds_up(name, minutes):
    """The suggested evening lasts as long as the pack says."""
    assert minutes == lasts(name)


@pytest.mark.parametrize(("address", "minutes"), VERSIONS.items())
def test_versions_add_up(address, minutes):
    """A version lasts as long as its title promises."""
    assert minutes == lasts(*address) == pack(address[0]).versions[address[1]].minutes


def test_every_version_is_counted():
    """No version of a pack goes without a literal length."""
    assert set(VERSIONS) == {(name, version) for name in TABLES for version in pack(name).versions}


@pytest.mark.parametrize("name", TABLES)
def test_each_survey_question_is_used_once(name):
    """A question is shown in one phase, or taken up by one point of the frame, and no more."""
    shown = [q for _, phase in phases(name) for q in (*phase.questions, *phase.also)]
    shown += [q for point in pack(name).frame for q in point.questions]
    assert sorted(q.id for q in pack(name).survey) == sorted(shown)


@pytest.mark.parametrize("name", TABLES)
def test_the_core_is_what_a_table_gets(name):
    """Where nobody has chosen, the prompts of the core are exactly as many as the phase takes."""
    wrong = {
        address: (phase.choose, sum(p.core for p in phase.prompts))
        for address, phase in phases(name)
        if (phase.choose or 0) != sum(p.core for p in phase.prompts)
    }
    assert wrong == {}


@pytest.mark.parametrize("name", TABLES)
def test_every_prompt_has_a_text_for_both_forms_of_practice(name):
    """A doctor alone and a partnership get a text of their own, or are told that it is the same."""
    missing = [
        prompt.id
        for _, phase in phases(name)
        for prompt in phase.prompts
        if not (prompt.solo and prompt.partnership)
    ]
    assert missing == []


@pytest.mark.parametrize("name", TABLES)
def test_the_same_text_is_not_written_twice(name):
    """A variant that says what the prompt says is written `som fælles`."""
    doubled = [
        prompt.id
        for _, phase in phases(name)
        for prompt in phase.prompts
        for variant in (prompt.solo, prompt.partnership, prompt.employed)
        if variant and variant != SAME and variant == prompt.text
    ]
    assert doubled == []


@pytest.mark.parametrize("name", TABLES)
def test_every_block_has_a_prompt_for_a_doctor_alone(name):
    """Where a block has prompts, one of its core has a text for the doctor who is alone."""
    lacking = [
        block.id
        for block in pack(name).blocks
        if any(phase.prompts for phase in block.phases)
        and not any(
            prompt.core and prompt.solo != SAME
            for phase in block.phases
            for prompt in phase.prompts
        )
    ]
    assert lacking == []


@pytest.mark.parametrize("name", TABLES)
def test_confidential_prompts_are_those_agreed_on(name):
    """What is said in pairs stays so, and is never what a table gets unasked."""
    found = [p for _, phase in phases(name) for p in phase.prompts if p.confidential]
    assert CONFIDENTIAL.get(name, "").split() == [p.id for p in found]
    assert not any(p.core for p in found)


@pytest.mark.parametrize("name", TABLES)
def test_there_is_time_for_what_is_chosen(name):
    """At its shortest, group work has 7 minutes a prompt and 10 a case; cases alone have 15."""
    short = [
        address
        for address, phase in phases(name)
        if phase.form in {"gruppearbejde", "cases"}
        and phase.minutes.least
        < 7 * (phase.choose or 0) + (15 if phase.form == "cases" else 10) * phase.choose_cases
    ]
    assert short == []


@pytest.mark.parametrize("name", TABLES)
def test_minutes_have_bounds(name):
    """What lasts more than five minutes can give some up."""
    spans = [(address, phase.minutes) for address, phase in phases(name)]
    spans += [(point.kind, point.minutes) for point in pack(name).frame if point.kind]
    stiff = [
        where for where, minutes in spans if minutes.wish > 5 and minutes.least == minutes.wish
    ]
    assert stiff == []
    assert all(m.least <= m.wish <= m.most for _, m in spans)


@pytest.mark.parametrize("name", TABLES)
def test_plenum_and_action_plan_are_never_dropped(name):
    """Plenum and handleplan shrink when time is short, in every version of a pack."""
    guarded = {a: phase for a, phase in phases(name) if phase.form in NEVER_DROPPED}
    assert [a for a, phase in guarded.items() if phase.cut and not phase.cut_to] == []
    for version in pack(name).versions.values():
        left_out = {a for a, change in version.changes.items() if change.handling == "udelad"}
        assert not left_out & set(guarded)


@pytest.mark.parametrize("name", TABLES)
def test_results_are_cut_before_talk(name):
    """Within a block, results go before group work, and group work before plenum."""
    for block in pack(name).blocks:
        before = 0
        for form in ("resultater", "gruppearbejde", "plenum"):
            cuts = [p.cut for p in block.phases if p.form == form and p.cut]
            assert all(cut > before for cut in cuts), block.id
            before = max([before, *cuts])


@pytest.mark.parametrize("name", TABLES)
def test_sensitive_questions_are_those_agreed_on(name):
    """Wellbeing, safety and illness are sensitive; nothing loses that mark unseen."""
    assert SENSITIVE.get(name, set()) == {q.id for q in pack(name).survey if q.sensitive}


@pytest.mark.parametrize("name", TABLES)
def test_nobody_raises_a_hand_on_a_sensitive_question(name):
    """No phase asks for hands where one of its questions is sensitive, in any version."""
    hidden = {q.id for q in pack(name).survey if q.sensitive}
    changes = [c for v in pack(name).versions.values() for c in v.changes.items()]
    for address, phase in phases(name):
        ways = {phase.unanswered, phase.plenum_form}
        ways |= {w for a, c in changes if a == address for w in (c.unanswered, c.plenum_form)}
        assert HANDS not in ways or not hidden & {*phase.questions, *phase.also}, address


@pytest.mark.parametrize("name", TABLES)
def test_unverified_facts_are_printed_nowhere(name):
    """What nobody has confirmed is pointed at by nothing, and stands in no other text."""
    doubted = [f for f in pack(name).facts if f.status == "ikke_bekræftet"]
    rest = asdict(pack(name))
    rest["facts"] = [f for f in rest["facts"] if f["status"] != "ikke_bekræftet"]
    said = list(texts(rest))
    for fact in doubted:
        assert fact.shown == ()
        assert fact.id not in said
        assert not [text for text in said if fact.text in text or fact.text.rstrip(".") in text]


@pytest.mark.parametrize("name", TABLES)
def test_facts_are_pointed_at_by_their_names(name):
    """A topic's rule, or a sheet that prints a fact, names one that there is."""
    known = {f.id for f in pack(name).facts}
    assert {fact for topic in pack(name).topics for fact in topic.facts} <= known
    assert {f for s in pack(name).sheets for f in s.data.get("fakta", ())} <= known


@pytest.mark.parametrize("name", TABLES)
def test_ids_are_stable(name):
    """No id goes or changes: meetings, filled-in forms and other packs point at them."""
    assert sorted(IDS[name].split()) == ids(name)


@pytest.mark.parametrize("name", TABLES)
def test_a_pack_says_whose_it_is(name):
    """Publisher, disclaimer and licence are printed, and no doctor has approved it yet."""
    one = pack(name)
    assert one.publisher == "klyngepakke"
    assert one.disclaimer == "ikke en KiAP-pakke"
    assert one.licence == "CC BY 4.0"
    assert (one.approval.role, one.approval.date) == (None, None)


def test_a_pack_has_no_python_but_the_five_lines():
    """The packs' modules are one module, but for the line that says which pack it is."""
    bodies = {
        name: ast.dump(ast.Module(ast.parse((path / "__init__.py").read_text("utf-8")).body[1:]))
        for name, path in FOLDERS.items()
    }
    assert len(set(bodies.values())) == 1
    assert [p for path in FOLDERS.values() for p in path.rglob("*.py") if p.parent != path] == []


def test_what_trivsel_asked_is_asked_again():
    """The follow-up asks three questions as trivsel did, so that before and now compare."""
    before = {q.id: q for q in pack("trivsel").survey}
    now = {q.id: q for q in pack("samarbejde").survey if q.id.startswith("tr")}
    assert {name: before[name] for name in ("tr01", "tr02", "tr05")} == now
    assert pack("samarbejde").follows == "trivsel"


def test_a_number_that_may_be_true_is_not_left_out():
    """What is read back is within the bounds, so these hold the busiest doctor's answer."""
    most = {
        "et12": 300,
        "ih03": 100,  # per cent
        "ko02": 200,
        "sa11": 600,
        "tr12": 168,  # the hours of a week
    }
    asked = [q for name in FOLDERS for q in pack(name).survey if q.scale == "tal"]
    assert {q.id: (q.least, q.most) for q in asked} == {name: (0, n) for name, n in most.items()}


@pytest.mark.parametrize("name", FOLDERS)
def test_no_participant_reads_the_name_of_a_question(name):
    """A survey shows numbers; its questions' names are for the pack's author and the answers."""
    made = pack(name)
    names = {q.id for q in (*made.survey, *made.evaluation)}
    told = json.dumps([asdict(made.action_plan), *map(asdict, made.cases)], default=str)
    assert not names & {*re.findall(r"\w+", told)}
