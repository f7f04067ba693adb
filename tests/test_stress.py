"""Every sheet under stress: names of 60 letters, questions of 300, 73 doctors, 20 prompts."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pypdfium2
import pytest

import helpers_stress as stress
import kits
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers, Participants
from klyngepakke.content.model import parse
from klyngepakke.errors import InputError
from klyngepakke.planning.slots import blanks
from klyngepakke.plugins import catalogue
from klyngepakke.printing.document import Sheet
from klyngepakke.road import prepare

pytestmark = pytest.mark.xdist_group("stress")
MM = 72 / 25.4  # points
NAMED = ("bordplan", "navneskilte", "deltagerliste")  # with names, where there is a list
UNNAMED = (
    "drejebog",
    "dagsorden",
    "spoergeskema",
    "brev",
    "bordark",
    "casekort",
    "svarseddel",
    "svaroptaelling",
    "stemmesedler",
    "stemmeoptaelling",
    "handleplan",
    "afslutningsark",
    "bordkort",
    "bordskilte",
    "sedler",
    "parkeringsplakat",
    "siden-sidst",
    "slides",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A catalogue with the pack that asks too much."""
    folder = tmp_path_factory.mktemp("pakker") / "pres"
    folder.mkdir()
    (folder / "pakke.yaml").write_text(stress.pack(), "utf-8")
    return catalogue([folder])


def planned(shelf, *, people="", logo=b"", **changes):
    """The meeting under stress, before it is paper."""
    meeting = meeting_from(parse(Answers, stress.meeting(**changes)), shelf.packs)
    if people:
        meeting = replace(meeting, participants=Participants(file="deltagere.csv"))
    if logo:
        meeting = replace(meeting, cluster=replace(meeting.cluster, logo="logo.png"))
    folder = kits.write(meeting)
    (folder / "deltagere.csv").write_text(people, "utf-8")
    (folder / "logo.png").write_bytes(logo)
    return prepare(folder, shelf)


def sheets(ready, kind) -> list[Sheet]:
    """The sheets of a kind, made."""
    found = [d for d in ready.kit.documents if d.sheet == kind]
    return [kits.once(d, ready.theme, filters={}) for d in found]


@pytest.fixture(scope="module")
def unnamed(shelf):
    """A meeting where nobody is known by name."""
    return planned(shelf)


@pytest.fixture(scope="module")
def named(shelf):
    """A meeting with a list of participants."""
    return planned(shelf, people=stress.participants())


def rects(page):
    """Where each piece of text lies on a page: left, bottom, right, top, in points."""
    text = page.get_textpage()
    return [text.get_rect(n) for n in range(text.count_rects())]


def overlap(one, other):
    """How much of the lower of two pieces of text the other covers, 0 to 1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    lower = min(one[3] - one[1], other[3] - other[1])
    return high / lower if wide > MM and high > 0 and lower > 0 else 0.0


def collisions(sheet):
    """Pages where text lies on text."""
    file = pypdfium2.PdfDocument(sheet.pdf)
    return [
        n
        for n, page in enumerate(file, start=1)
        if any(overlap(a, b) > 0.5 for a, b in combinations(rects(page), 2))
    ]


def assert_calm(made):
    """Sheets that nothing is said of, whose text lies free of other text."""
    assert made
    for sheet in made:
        assert sheet.notes == (), sheet.document.id
        assert collisions(sheet) == [], sheet.document.id


@pytest.mark.parametrize("kind", UNNAMED)
def test_a_sheet_bears_long_names_and_questions(unnamed, kind):
    """Nothing is clipped, lies in the printer's edge or on other text, and no page is nearly empty."""
    assert_calm(sheets(unnamed, kind))


@pytest.mark.parametrize("kind", NAMED)
def test_a_sheet_bears_73_long_names(named, kind):
    """So do the sheets with names on them."""
    assert_calm(sheets(named, kind))


def test_no_sheet_of_the_core_is_forgotten(unnamed, named):
    """What these two meetings print is what is tried here."""
    kinds = {d.sheet for ready in (unnamed, named) for d in ready.kit.documents}

    assert kinds == {*UNNAMED, *NAMED}


def test_many_prompts_break_between_them(unnamed):
    """Twenty prompts are set smaller, over several pages, and each stands with its own lines."""
    (sheet,) = [s for s in sheets(unnamed, "bordark") if s.document.id == "bordark-mange"]
    written = [place for place in sheet.fields if place.id.startswith("T")]
    lowest = max(place.y + place.height for place in written)

    assert len(written) == stress.MANY
    assert sheet.pages > 1
    assert lowest < 297 - 20


def test_one_long_question_stays_large(unnamed):
    """A single question of 300 letters is as large as any, on one page."""
    (sheet,) = [s for s in sheets(unnamed, "bordark") if s.document.id == "bordark-en"]

    assert sheet.pages == 1
    assert sheet.document.data["sider"][0]["trang"] is False


def test_a_slide_has_no_more_prompts_than_can_be_read(unnamed):
    """Of twenty prompts the screen shows the first, and says that the others are on the table."""
    (deck,) = [d for d in unnamed.kit.documents if d.sheet == "slides"]
    address = "pres/mange/gruppearbejde"
    slide = next(s for s in deck.data["billeder"] if s.get("adresse") == address and "linjer" in s)

    assert slide["linjer"][0].startswith("2: ")
    assert slide["linjer"][-1] == "Og 15 spørgsmål mere på bordarket."
    assert len(slide["linjer"]) == 6


def test_an_unfilled_slot_is_a_line_to_write_on(unnamed):
    """Where the cluster has filled in nothing there is a line, and below it what to write."""
    for kind in ("dagsorden", "handleplan", "drejebog"):
        found = sheets(unnamed, kind)
        text = " ".join(page for s in found for page in kits.pages(s))
        asked = {question for s in found for question in blanks(s.document.data)}
        assert asked, kind
        assert "{{" not in text
        assert "[udfyld" not in text
        assert all(question[:12] in text for question in asked), kind


def test_the_overview_names_the_page_of_each_part(unnamed):
    """The run sheet's first page says on which page each point and block begins."""
    (sheet,) = sheets(unnamed, "drejebog")
    texts = kits.pages(sheet)
    rows = sheet.document.data["dage"][0]["rækker"]
    begins = [
        next(n for n, text in enumerate(texts, start=1) if n > 2 and f"{row['start']} til" in text)
        for row in rows
    ]

    overview = texts[0] + texts[1]
    for row, page in zip(rows, begins, strict=True):
        assert f" {row['minutter']} {page}" in overview, row["titel"]


def test_a_bad_logo_is_told(shelf):
    """A logo that is no picture stops the build with its name, and nothing is printed."""
    with pytest.raises(InputError, match=r"logo\.png"):
        planned(shelf, logo=b"ikke et billede")
