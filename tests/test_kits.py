"""Whole kits, answers in and paper out: every pack, few and many, read back from the PDF."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

import kits
from helpers_pdf import assert_ua1, field_names, fonts
from klyngepakke.content.times import clock_text
from klyngepakke.files import fingerprint
from klyngepakke.planning.sheets import shared

BUNDLED = ("SourceSansPro", "SourceSerifPro", "Source-Sans-Pro", "Source-Serif-Pro", "Felt")
EACH = [
    pytest.param(pack, number, id=f"{pack}-{number}", marks=pytest.mark.xdist_group(pack))
    for pack, number in kits.EACH
]
each_kit = pytest.mark.parametrize(("pack", "number"), EACH)
each_pack = pytest.mark.parametrize(
    "pack", [pytest.param(p, marks=pytest.mark.xdist_group(p)) for p in kits.PACKS]
)


@each_kit
def test_a_kit_is_built_without_a_doubt(pack, number):
    """Nothing lies outside its box, no page is nearly empty, nothing is warned of."""
    made = kits.kit(pack, number)

    assert made.built.warnings == ()
    assert all(sheet.notes == () for sheet in made.sheets)


@each_pack
def test_no_page_of_the_run_sheet_is_nearly_empty(pack):
    """The evening follows what stands before it, and no page has a few lines alone."""
    (sheet,) = (s for s in kits.kit(pack).sheets if s.document.sheet == "drejebog")
    *pages, _ = kits.pages(sheet)

    assert min(len(page.split()) for page in pages) > 80


@each_pack
def test_every_sheet_is_accessible(pack):
    """Every sheet is PDF/UA-1 by the validator."""
    for sheet in kits.kit(pack).sheets:
        assert_ua1(sheet.pdf)


@each_pack
def test_only_bundled_fonts_are_embedded(pack):
    """No sheet has a font that is not the theme's."""
    for sheet in kits.kit(pack).sheets:
        strangers = {f for f in fonts(sheet.pdf) if not f.startswith(BUNDLED)}
        assert strangers == set(), sheet.document.title


@each_kit
def test_the_folder_is_what_its_content_file_says(pack, number):
    """Files, copies, pages, fingerprints and fields in indhold.json are those of the files."""
    made = kits.kit(pack, number)
    content = json.loads((made.built.folder / "indhold.json").read_bytes())
    folder = made.built.folder
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}

    assert files == {
        "indhold.json",
        *(entry["fil"] for entry in content["ark"]),
        *(entry["fil"] for entry in content["tekster"]),
        *(entry["fil"] for entry in content["andre_filer"]),
    }
    for entry, sheet in zip(content["ark"], made.sheets, strict=True):
        data = (made.built.folder / entry["fil"]).read_bytes()
        assert entry["sha256"] == fingerprint(data)
        assert entry["sider"] == len(kits.pages(sheet))
        assert entry["antal"] == sheet.document.copies
        assert {f["id"] for f in entry["felter"]} >= set(field_names(data))
        assert all(f["bredde"] > 0 and f["højde"] > 0 for f in entry["felter"])


@each_kit
def test_the_print_list_counts_all_paper(pack, number):
    """The print list says as many sheets of paper as its rows add up to, itself included."""
    made = kits.kit(pack, number)

    assert f"{made.built.paper} ark papir i alt" in made.text("printliste")


@each_pack
def test_the_content_file_knows_the_packs(pack):
    """Edition, origin and a hash for each address of every pack are written down."""
    content = json.loads((kits.kit(pack).built.folder / "indhold.json").read_bytes())
    known = content["pakker"][pack]

    assert known["udgave"] == kits.everything().packs[pack].pack.edition
    assert known["oprindelse"].startswith("klyngepakke ")
    assert len(known["adresser"]) > 5


@each_kit
def test_clock_times_agree_on_all_sheets(pack, number):
    """The agenda and the run sheet have every time of the programme; tables have their own."""
    made = kits.kit(pack, number)
    plan = made.prepared.plan
    run_sheet, agenda = made.text("drejebog"), made.text("dagsorden")

    for slot in plan.programme.slots:
        assert clock_text(slot.start) in run_sheet
    for run in shared.runs(plan.programme.slots):
        assert clock_text(run[0].start) in agenda
    for slot in plan.programme.slots:
        spans = f"{clock_text(slot.start)}–{clock_text(slot.end)}"
        for sheet in made.of("bordark"):
            if sheet.document.data.get("adresse") == slot.address:
                assert spans in " ".join(kits.pages(sheet))


def test_clock_times_on_slides_are_the_programmes():
    """Every clock time on a slide is one of the programme's."""
    made = kits.kit("trivsel")
    slots = made.prepared.plan.programme.slots
    days = made.prepared.plan.programme.days
    known = {clock_text(t) for s in slots for t in (s.start, s.end)}
    known |= {clock_text(t) for d in days for t in (d.start, d.end)}

    shown = set(re.findall(r"\b\d{1,2}\.\d{2}\b", made.text("slides")))

    assert shown
    assert shown - known <= {"16.30"}  # the next meeting's


@each_pack
def test_no_prompt_is_broken_across_pages(pack):
    """Each prompt of a table sheet stands whole on one page."""
    made = kits.kit(pack)
    for sheet in made.of("bordark"):
        texts = kits.pages(sheet)
        for prompt in _prompts(sheet.document.data):
            words = " ".join(re.sub(r"[*]", "", prompt).replace("\xa0", " ").split())
            assert any(words in page for page in texts), words


def _prompts(data):
    for page in data["sider"]:
        yield from (one["tekst"] for one in page["spørgsmål"])


@each_kit
def test_table_sheets_are_one_page_each(pack, number):
    """A table sheet is one side of A4 for each table it lies on."""
    for sheet in kits.kit(pack, number).of("bordark"):
        assert len(kits.pages(sheet)) == len(sheet.document.data["sider"])


@each_pack
def test_every_sheet_says_what_it_is(pack):
    """Each page has the sheet's title, the meeting's date and its number at the foot."""
    made = kits.kit(pack)
    for sheet in made.sheets:
        if not sheet.document.cards and sheet.document.sheet not in {"slides", "bordskilte"}:
            texts = kits.pages(sheet)
            for number, text in enumerate(texts, start=1):
                assert f"side {number} af {len(texts)}" in text, sheet.document.title


@each_pack
def test_no_empty_slot_is_an_empty_string(pack):
    """No sheet shows the marks of a slot, or of what nobody has answered."""
    for sheet in kits.kit(pack).sheets:
        text = " ".join(kits.pages(sheet))
        assert "{{" not in text
        assert "[udfyld" not in text, sheet.document.title


def test_unverified_facts_are_never_printed():
    """A fact that nobody has confirmed is on no sheet."""
    for pack in kits.PACKS:
        made = kits.kit(pack)
        everything = " ".join(" ".join(kits.pages(s)) for s in made.sheets)
        for fact in kits.everything().packs[pack].pack.facts:
            if fact.status != "bekræftet":
                assert fact.text not in everything, fact.id


@each_pack
def test_solo_doctors_have_their_variant(pack):
    """Where a prompt has a solo text, it stands on a table sheet."""
    made = kits.kit(pack)
    text = made.text("bordark").replace("- ", "")
    for sheet in made.of("bordark"):
        for page in sheet.document.data["sider"]:
            for one in page["spørgsmål"]:
                for variant in one.get("under", []):
                    words = re.sub(r"[*]", "", variant["tekst"]).replace("\xa0", " ")
                    assert " ".join(words.split())[:40] in text


# --- Other evenings -------------------------------------------------------------------------


def small(name):
    """An example's meeting for ten doctors: what is unusual about it is not how many come."""
    found = kits.example_meeting(name)
    return replace(found, participants=kits.meeting("trivsel", 10).participants)


@pytest.fixture(scope="module")
def with_guests():
    """An evening with guests from outside."""
    return kits.built(small("gaester"))


@pytest.mark.xdist_group("kommunale-tilbud")
def test_guests_get_their_own_sheets(with_guests):
    """A guest's letter says when to come and when to go, by the programme."""
    letters = with_guests.of("brev")
    visits = {v.guest: v for v in with_guests.prepared.plan.programme.visits}

    assert letters
    for letter in letters:
        text = " ".join(kits.pages(letter))
        visit = next(v for g, v in visits.items() if letter.document.id.endswith(g))
        assert clock_text(visit.arrives) in text
        assert clock_text(visit.leaves) in text


@pytest.mark.xdist_group("kommunale-tilbud")
def test_filled_slots_stand_on_paper(with_guests):
    """What the cluster wrote stands where the pack left room for it."""
    assert "Kommunens forebyggelse" in with_guests.text("dagsorden")


@pytest.mark.xdist_group("generalforsamling")
def test_general_assembly_and_pack_in_one_evening():
    """The assembly comes first, with ballots; then the pack; one welcome, one closing sheet."""
    made = kits.built(small("generalforsamling-og-trivsel"))
    blocks = list(dict.fromkeys(s.block for s in made.prepared.plan.programme.slots if s.block))

    assert [b.split("/")[0] for b in blocks] == [
        "generalforsamling",
        "generalforsamling",
        "trivsel",
        "trivsel",
        "trivsel",
    ]
    assert len(made.of("afslutningsark")) == 1
    assert len(made.of("drejebog")) == 1
    assert made.of("stemmesedler")
    assert made.built.warnings == ()


@pytest.mark.xdist_group("samarbejde")
def test_an_internat_of_two_days():
    """Two days, two packs, dinner at a fixed time, own points around them."""
    made = kits.built(small("internat"))
    slots = made.prepared.plan.programme.slots
    dinner = next(s for s in slots if s.address == "middag")

    assert (dinner.day, clock_text(dinner.start)) == (1, "18.00")
    assert {s.day for s in slots} == {1, 2}
    assert "lørdag den 6. marts 2027" in made.text("dagsorden").lower()
    assert made.built.warnings == ()


def test_the_short_version():
    """The short version keeps plenum and action plan, and fits a shorter evening."""
    answers = {
        "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "18.15"}],
        "deltagere": {"antal": "29"},
        "pakker": {"trivsel": {"version": "kort"}},
    }
    folder = kits.write(kits.answered(answers))
    programme = kits.prepare(folder, kits.everything()).plan.programme
    kinds = [s.kind for s in programme.slots]

    assert kinds.count("plenum") == 3
    assert "handleplan" in kinds
    assert programme.cuts == ()


@pytest.mark.xdist_group("emnevalg")
def test_the_same_data_under_another_id_builds_the_same_pages(tmp_path):
    """A copy of a bundled pack's data as a loose folder, under another id, builds the same."""
    source = kits.everything().packs["emnevalg"].folder
    folder = tmp_path / "afskrift"
    (folder / "ark").mkdir(parents=True)
    for file in source.rglob("*"):
        if file.suffix in {".yaml", ".html"}:
            text = file.read_text("utf-8").replace("id: emnevalg\n", "id: afskrift\n")
            (folder / file.relative_to(source)).write_text(text, "utf-8")
    packs = kits.catalogue([folder])
    made = kits.meeting("emnevalg", 10)
    copy = kits.example(packs.packs["afskrift"], 10)
    where = kits.write(copy, tmp_path / "m")

    other = kits.build(where, packs)

    original = kits.kit("emnevalg", 10)
    assert made == original.prepared.plan.meeting or made.id == copy.id
    for mine, theirs in zip(other.sheets, original.sheets, strict=True):
        assert mine.document.title == theirs.document.title
        assert [t.replace("afskrift", "emnevalg") for t in kits.pages(mine)] == list(
            kits.pages(theirs)
        )


@pytest.mark.xdist_group("trivsel")
def test_overrides_reach_the_paper():
    """A sheet is left out, another has other copies, a prompt has other words."""
    meeting = kits.meeting("trivsel", 10)
    answers = kits.answered(
        {
            "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "19.30"}],
            "pakker": {"trivsel": {}},
            "ret": {
                "ark/makkerkort": "udelad",
                "ark/handleplan": {"antal": "3"},
                "trivsel/T1": {"tekst": "Hvad fik dig til at smile i går?"},
            },
        }
    )

    made = kits.built(replace(meeting, changes=answers.changes))

    assert made.of("makkerkort") == []
    assert {s.document.copies for s in made.of("handleplan")} == {3}
    assert "Hvad fik dig til at smile i går?" in made.text("bordark")
