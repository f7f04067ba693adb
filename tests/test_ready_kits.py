"""Ready kits: finished folders for those who have no program, made by `make mapper`."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

import helpers_pdf
from kits import PACKS, everything, once

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools import mapper

from klyngepakke.content.meeting import Cluster, MeetingLinks
from klyngepakke.content.meeting_file import MEETING_FILE, SCHEMA_FILE, SCHEMA_LINE
from klyngepakke.planning.dates import LINE
from klyngepakke.planning.kit import complete, kit
from klyngepakke.planning.planner import plan
from klyngepakke.planning.sheets import foelgebrev
from klyngepakke.printing.produce import html_only
from klyngepakke.road.ready_kit import LETTER, SHOW

SMALLEST = "emnevalg"
DATED = r"(?:man|tirs|ons|tors|fre|lør|søn)dag den [0-9]|[0-9]{4}-[0-9]{2}-[0-9]{2}"
INVENTED = ("Klyngen i eksemplet", "Eksempelkøbing", "Kulturhuset", "example.org", "None")


@pytest.fixture(scope="module")
def ready():
    """The finished kit of the smallest pack."""
    (made,) = mapper.kits(everything(), SMALLEST, (20,), once)
    return made


@pytest.fixture(scope="module")
def unpacked(ready):
    """What lies in its zip, as one who unpacks it finds it."""
    with zipfile.ZipFile(io.BytesIO(ready.data)) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_kit_is_one_folder_with_the_letter_first(unpacked):
    """One folder, ASCII names, and the letter sorts before all that lies in it."""
    top = f"klyngepakke-{SMALLEST}-20/"
    names = [name.removeprefix(top) for name in unpacked]

    assert all(name.startswith(top) and name.isascii() for name in unpacked)
    assert min(names) == f"{LETTER}.pdf"
    assert {"print.pdf", "kan-rettes/dagsorden.docx", "SHA256SUMS"} <= set(names)
    assert "enkelte-ark/01-printliste.pdf" in names
    assert "indhold.json" not in " ".join(names)


def test_the_meeting_can_be_built_anew(ready, unpacked):
    """It has an id of its own, says its number, and lies beside the schema that it names."""
    inside = {n.rpartition("/")[2]: x for n, x in unpacked.items() if "/til-programmet/" in n}
    said = inside[MEETING_FILE].decode()

    assert said.startswith(SCHEMA_LINE.format(SCHEMA_FILE))
    assert f"\nid: faerdig-{SMALLEST}-20\n" in said
    assert "$defs" in json.loads(inside[SCHEMA_FILE])
    assert "så giv også mødet sit eget id" in helpers_pdf.text(ready.files[f"{LETTER}.pdf"])


def test_the_readme_names_all_that_lies_in_a_kit(unpacked):
    """Every file and folder at its top; slides only where the meeting has them."""
    told = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    named = set(re.findall(r"^- `([^`]+)`: ", told.partition("## Skal du")[0], re.MULTILINE))
    there = {name.split("/")[1] for name in unpacked}

    assert there <= named
    assert named - there <= {SHOW}


def test_the_letter_says_what_to_do(ready):
    """What to print, what to fill in, what to change, for how many, and what is not approved."""
    said = helpers_pdf.text(ready.files[f"{LETTER}.pdf"])
    pages = len(pypdfium2.PdfDocument(ready.files["print.pdf"]))

    assert "Udskriv én fil: print.pdf." in said
    assert f"Filen har {pages} sider og bliver til {ready.paper} ark." in said
    assert "så tag den næste størrelse, 30; er I fx 24, er det den" in said
    assert "Ingen læge har godkendt ”Valg af emner” endnu." in said
    assert "dagsorden.docx" in said
    named = re.findall(r"[a-z-]+\.(?:pdf|docx|pptx|html)", said)
    assert named
    assert all(any(file.endswith(name) for file in ready.files) for name in named)


def test_the_sheets_have_lines_and_no_invented_facts(ready):
    """Date and place are written by hand; nothing of the example is left."""
    agenda = next(n for n in ready.files if n.endswith("-dagsorden.pdf"))
    assert helpers_pdf.text(ready.files[agenda]).count(LINE) == 3
    for name, data in ready.files.items():
        if name.endswith(".pdf"):
            said = helpers_pdf.text(data)
            assert not re.search(DATED, said), name
            assert not [word for word in INVENTED if word in said], name


@pytest.mark.parametrize("pack", PACKS)
def test_no_kit_says_what_nobody_knows(pack):
    """In every pack, before it is laid out: no date, no place, no link of the example's."""
    made = kit(plan(mapper.meeting(everything().packs[pack], 30), everything().packs))
    told = json.dumps([d.data for d in made.documents], ensure_ascii=False)
    told += "".join(t.text for t in made.texts)

    assert not re.search(DATED, told)
    assert not [word for word in INVENTED if word in told]
    assert not [d.id for d in made.documents if d.data.get("qr")]


def test_a_kit_is_the_same_bytes_again(ready):
    """Another run, with the sheets made in the worker's process, gives the same zip."""
    (again,) = mapper.kits(everything(), SMALLEST, (20,))

    assert {n for n in again.files if again.files[n] != ready.files[n]} == set()
    assert again.data == ready.data


@pytest.mark.parametrize(("number", "next_size"), [(20, 30), (30, 40), (40, 0)])
def test_the_letter_names_the_next_size(number, next_size):
    """The nearest above; after the largest there is none, and the letter says what to copy."""
    made = plan(mapper.meeting(everything().packs["trivsel"], number), everything().packs)
    enclosed = foelgebrev.Enclosed("", 1, 1, mapper.NUMBERS, (), "", "", "", "")

    assert foelgebrev.document(made, enclosed).data["større"] == next_size


def test_the_letter_names_only_sheets_that_are_there():
    """A general assembly has no tables, so that nobody is sent to look for their sheets."""
    made = plan(mapper.meeting(everything().packs["generalforsamling"], 40), everything().packs)
    enclosed = foelgebrev.Enclosed(
        "print.pdf", 2, 1, mapper.NUMBERS, (), "", "", "", "", tables=False
    )
    letter = complete(made, foelgebrev.document(made, enclosed))
    known = everything()
    said = helpers_pdf.text(once(letter, known.theme("klinik"), filters=known.filters).pdf)

    assert "er der 44 til 40. Er I flere end det, så udskriv flere af det" in said
    assert "bord" not in said


def test_the_overview_opens_in_notepad():
    """A mark for UTF-8, line ends of Windows, and a line for each kit."""
    made = mapper.overview(["klyngepakke-trivsel-20.zip: Trivsel", "klyngepakke-trivsel-30.zip"])

    assert made.startswith(b"\xef\xbb\xbf")
    assert made.count(b"\r\n") == made.count(b"\n") == 5
    assert "Færdige mapper".encode() in made


def letter(pack, **changes):
    """What the letter says of a meeting of 31 in a series, with all that a kit has beside it."""
    undated = mapper.meeting(everything().packs[pack], 31)
    made = plan(replace(undated, cluster=Cluster(name="Klynge Syd"), **changes), everything().packs)
    enclosed = foelgebrev.Enclosed(
        *("print.pdf", 230, 115, (), ("indkaldelse.docx", "drejebog.docx", "dagsorden.docx")),
        *("kan-rettes", "enkelte-ark", SHOW, "til-programmet/moede.yaml"),
        sheets=[document.sheet for document in kit(made).documents],
    )
    return complete(made, foelgebrev.document(made, enclosed))


@pytest.mark.parametrize("pack", PACKS)
def test_the_letter_is_one_page(pack):
    """In the look that most have: whoever sends a hundred of them will see them printed."""
    days = mapper.meeting(everything().packs[pack], 31).days
    known = everything()

    made = letter(pack, days=[replace(day, date=date(2026, 12, 1)) for day in days])

    assert once(made, known.theme("klinik"), filters=known.filters).pages == 1


def test_the_letter_says_days_where_the_meeting_has_one():
    """And weeks where it has none; a pack that is good until then needs no new edition."""
    day = mapper.meeting(everything().packs["trivsel"], 31).days[0]
    dated = letter("trivsel", days=(replace(day, date=date(2027, 3, 9)),)).data
    undated = letter("trivsel").data

    assert (dated["indkald"], dated["holdbarhed"]) == ("senest tirsdag den 16. februar 2027", [])
    assert undated["indkald"] == "3 uger før mødet"
    assert undated["holdbarhed"][0].startswith("Holder I mødet efter den 1. november 2027")
    assert dated["ekstra"] == 35


def test_the_letter_says_what_is_on_paper_and_where():
    """Only sheets that are there have lines, and only forms without a link are on paper."""
    of_topics, of_well_being = letter("emnevalg").data, letter("trivsel").data
    linked = letter("trivsel", links=MeetingLinks(evaluation="https://example.org/e")).data

    assert of_topics["linjerne_er_på"] == "dagsordenen, drejebogen og deltagerlisten"
    assert of_well_being["linjerne_er_på"].startswith("spørgeskemaet, dagsordenen, ")
    assert of_well_being["på_papir"] == ("spørgeskema (enkelte-ark) og evaluering (afslutningsark)")
    assert linked["på_papir"] == "spørgeskema (enkelte-ark)"


@pytest.mark.parametrize(
    ("sheets", "files", "told"),
    [
        (
            ("dagsorden",),
            ("dagsorden.docx",),
            "på dagsordenen. Eller ret og udskriv dagsorden.docx.",
        ),
        (("drejebog",), ("drejebog.docx",), "på drejebogen."),
        ((), ("indkaldelse.docx",), ""),
    ],
)
def test_the_letter_sends_nobody_to_lines_that_are_not_there(sheets, files, told):
    """A meeting may leave out every sheet that has lines, and the agenda too."""
    made = plan(mapper.meeting(everything().packs["emnevalg"], 31), everything().packs)
    enclosed = foelgebrev.Enclosed(
        *("print.pdf", 2, 1, (), files, "kan-rettes", "enkelte-ark", "", "moede.yaml"),
        sheets=sheets,
    )
    known = everything()
    letter = complete(made, foelgebrev.document(made, enclosed))
    html = html_only(letter, known.theme("klinik"), filters=known.filters)
    (said,) = re.findall(r"på linjerne</strong> (.*?)</li>", html) or [""]

    assert re.sub("<.*?>", "", said) == told
