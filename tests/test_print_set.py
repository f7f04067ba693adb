"""The print set: every copy in its pile, every page in its place, and the stack as it is printed."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import count
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kits
from helpers_pdf import assert_ua1, page_count, page_texts
from klyngepakke.commands.closing import told
from klyngepakke.commands.line import main
from klyngepakke.errors import InputError
from klyngepakke.planning import print_labels
from klyngepakke.planning.document import Document
from klyngepakke.planning.kit import complete
from klyngepakke.planning.print_set import (
    PLACES,
    Lot,
    Pile,
    Printed,
    booklet,
    chosen,
    clock,
    divided,
    headed,
    leaves,
    originals,
    print_file,
    print_set,
    sides,
)
from klyngepakke.planning.seating import seat
from klyngepakke.planning.sheets import skilleark
from klyngepakke.printing.produce import produce
from klyngepakke.road import Wishes, build
from klyngepakke.road.paper import on_paper

BUNKE = re.compile("BUNKE [0-9]+ AF", re.IGNORECASE)
AUDIENCES = (
    *("facilitator", "deltager", "bord", "klinik", "solo", "gæst", "dør", "emne", "par", "skærm"),
)
WHENS = ("", "ved døren", "til sidst", "kl. 16.55", "17.45–18.05", "kl. 18.15, på bordene")


@cache
def prepared(pack="trivsel", number=29):
    """A meeting that is planned, and not yet paper."""
    return kits.prepare(kits.write(kits.meeting(pack, number)), kits.everything())


def sheet(name="ark", pages=1, **words):
    """A finished sheet."""
    document = Document(
        id=name, sheet=name, title=name, template="", audience="deltager", copies=1, data={}
    )
    return Printed(replace(document, **words), pages)


sheets = st.lists(
    st.builds(
        lambda pages, audience, copies, when, cards, two_sided: sheet(
            "x",
            pages,
            audience=audience,
            copies=copies,
            when=when,
            cards=cards,
            two_sided=two_sided,
        ),
        st.integers(1, 5),
        st.sampled_from(AUDIENCES),
        st.integers(0, 40),
        st.sampled_from(WHENS),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
).map(
    lambda found: [
        replace(one, document=replace(one.document, id=f"ark-{number}"))
        for number, one in enumerate(found)
    ]
)


def counted(piles):
    """How often each page of each sheet is printed."""
    return Counter(
        {
            (name, page): sum(
                lot.copies
                for pile in piles
                for lot in pile.lots
                if lot.sheet == name and page in lot.pages
            )
            for name, page in {
                (lot.sheet, p) for pile in piles for lot in pile.lots for p in lot.pages
            }
        }
    )


def wanted(found):
    """How often each page of each sheet is to be printed."""
    return Counter(
        {
            (s.document.id, page): s.document.copies
            for s in found
            for page in range(1, s.pages + 1)
            if s.document.copies
        }
    )


# --- Piles ------------------------------------------------------------------------------------


@given(sheets)
def test_every_copy_lies_in_one_pile(found):
    """Whatever the sheets, each page of each copy is printed exactly once."""
    piles = print_set(prepared().plan, found)

    assert counted(piles) == wanted(found)
    assert len({pile.id for pile in piles}) == len(piles)


@given(sheets)
def test_piles_come_by_place_and_sheets_by_the_clock(found):
    """The piles follow the places, and in a pile what is used first lies first."""
    plan = prepared().plan
    documents = {s.document.id: s.document for s in found}
    piles = print_set(plan, found)

    order = [list(PLACES).index(pile.place) for pile in piles]
    assert order == sorted(order)
    for pile in piles:
        clocks = [clock(plan, documents[lot.sheet]) or (0, 0) for lot in pile.lots]
        assert clocks == sorted(clocks)


@pytest.mark.parametrize("number", kits.SIZES)
def test_each_table_gets_its_own_sheets_once(number):
    """A pile for every table: its sign, then one of each table sheet in the order of the clock."""
    ready = prepared("trivsel", number)
    tables = len(ready.plan.seatings["trivsel/energi/gruppearbejde"].tables)
    printed = [
        Printed(d, len(d.data["skilte"]) if d.sheet == "bordskilte" else 1)
        for d in ready.kit.documents
    ]

    whole = print_set(ready.plan, printed)
    piles = [p for p in whole if p.place == "bord"]

    assert counted(whole) == wanted(printed)
    assert [p.title for p in piles] == [
        *(f"Bord {n}" for n in range(1, tables + 1)),
        "Ekstra til bordene",
    ]
    for at, pile in enumerate(piles[:-1], start=1):
        assert pile.lots == (
            Lot("bordskilte", (at,)),
            Lot("bordark-energi", (1,)),
            Lot("bordark-organisering", (1,)),
        )
    assert [lot.copies for lot in piles[-1].lots] == [1, 1]


def test_sheets_for_other_groups_lie_together_by_the_clock():
    """Clinics and makkerpar get theirs from a pile of that time, and it says how."""
    ready = prepared()
    piles = print_set(ready.plan, [Printed(d, 1) for d in ready.kit.documents])
    (pile,) = [p for p in piles if p.place == "gruppe"]
    documents = {d.id: d for d in ready.kit.documents}

    assert pile.title == "Til grupperne, kl.\N{NO-BREAK SPACE}18.15"
    assert [skilleark.handing(ready.plan, documents[lot.sheet]) for lot in pile.lots] == [
        "ét til hver klinik",
        "ét til hvert makkerpar",
    ]


def test_slips_with_a_page_each_are_not_cut():
    """In large print a slip fills its page, and nobody is told to cut it in two."""
    ready = prepared()
    (slip,) = [d for d in ready.kit.documents if d.id == "svarseddel-energi"]

    assert skilleark.handing(ready.plan, slip, 1) == "to på et ark; klip langs stregerne"
    assert skilleark.handing(ready.plan, slip, 2) == "én på hvert ark; skal ikke klippes"


def test_solo_tables_get_the_solo_sheet():
    """Where solo doctors sit by themselves, each table gets the sheet of its practice form."""
    plan = prepared().plan
    address = "trivsel/energi/gruppearbejde"
    seated = seat("praksisform", plan.crowd, 0)
    plan = replace(plan, seatings={**plan.seatings, address: seated})
    solo = [t.number for t in seated.tables if t.form == "solo"]
    forms = {"solo": len(solo), "kompagniskab": len(seated.tables) - len(solo)}
    found = [
        sheet(f, audience="bord", copies=n + 1, data={"adresse": address, "form": f})
        for f, n in forms.items()
    ]

    piles = print_set(plan, found)

    for pile in piles[:-1]:
        own = "solo" if int(pile.id.removeprefix("bord-")) in solo else "kompagniskab"
        assert [lot.sheet for lot in pile.lots] == [own]
    assert {lot.sheet: lot.copies for lot in piles[-1].lots} == {"solo": 1, "kompagniskab": 1}


@given(sheets, st.integers(0, 3))
def test_only_some_copies_are_chosen(found, fewer):
    """What is to be printed again is there as often as asked for, in the same order."""
    piles = print_set(prepared().plan, found)
    asked = {s.document.id: max(0, s.document.copies - fewer) for s in found[::2]}

    again = chosen(piles, asked)

    assert counted(again) == wanted(
        [replace(s, document=replace(s.document, copies=asked[s.document.id])) for s in found[::2]]
    )
    names = [lot.sheet for pile in piles for lot in pile.lots]
    kept = [lot.sheet for pile in again for lot in pile.lots]
    rest = iter(names)
    assert all(name in rest for name in kept)


@given(sheets)
def test_originals_are_one_of_each(found):
    """For the copier each sheet is there once, whole."""
    printed = {s.document.id: s for s in found}
    (pile,) = originals(print_set(prepared().plan, found), printed)

    assert sorted(lot.sheet for lot in pile.lots) == sorted(
        s.document.id for s in found if s.document.copies
    )
    assert all(lot.pages == tuple(range(1, printed[lot.sheet].pages + 1)) for lot in pile.lots)
    assert {lot.copies for lot in pile.lots} <= {1}


# --- Pages ------------------------------------------------------------------------------------


@given(sheets, st.booleans())
def test_no_copy_begins_on_anothers_back(found, single):
    """Every copy begins on a front; one-sided pages have nothing behind them; nothing is lost."""
    printed = {s.document.id: s for s in found}
    piles = print_set(prepared().plan, found)
    made = print_file(piles, printed, single=single)

    total = sum(
        s.document.copies * (s.pages if single or not s.document.two_sided else -(-s.pages // 2))
        for s in found
    )
    assert made.leaves == total
    assert Counter((s.sheet, s.page) for s in made.sides if s.page) == wanted(found)
    if single:
        assert all(side.page for side in made.sides)
        return
    copies = [(s.pile, s.lot, s.copy) for s in made.sides]
    for at, side in enumerate(made.sides):
        starts = at == 0 or copies[at] != copies[at - 1]
        assert not (starts and at % 2)
        if not printed[side.sheet].document.two_sided:
            assert bool(side.page) == (at % 2 == 0)


def test_a_card_has_its_back_behind_it():
    """Cards on both sides keep front and back on one leaf."""
    lots = (Lot("kort", (1, 2, 3, 4)), Lot("ark", (1,), 2))
    piles = (Pile("a", "saks", "Klip", lots),)

    made = sides(piles, {"kort": True, "ark": False})

    assert [s.page for s in made] == [1, 2, 3, 4, 1, 0, 1, 0]
    assert leaves(made) == 4


def test_a_divider_lies_on_each_pile_but_the_first():
    """The list lies on the first pile; the dividers' pages go to the others in turn."""
    front = sheet("printliste", 2, audience="facilitator", two_sided=True)
    piles = divided(
        headed(print_set(prepared().plan, [sheet("a"), sheet("b", audience="gæst")]), front)
    )

    assert [(p.title, p.lots[0]) for p in piles] == [
        ("Til dig, der leder mødet", Lot("printliste", (1, 2))),
        ("Til deltagerne", Lot("skilleark", (1,))),
        ("Til gæsterne", Lot("skilleark", (2,))),
    ]


@pytest.mark.parametrize("pages", range(1, 14))
def test_a_booklet_reads_from_the_first_page(pages):
    """Folded sheet in sheet, the pages of a booklet follow each other, empty ones last."""
    order = booklet(pages)
    fronts, backs = order[::2], order[1::2]
    # From the outermost leaf inwards to the right, and back out to the left.
    right = [
        page for front, back in zip(fronts, backs, strict=True) for page in (front[1], back[0])
    ]
    left = [
        page
        for front, back in zip(reversed(fronts), reversed(backs), strict=True)
        for page in (back[1], front[0])
    ]

    assert len(order) == 2 * -(-pages // 4)
    read = [*right, *left]
    assert read == [*range(1, pages + 1), *[0] * (len(read) - pages)]


# --- The file ---------------------------------------------------------------------------------


def file_of(made, name="print.pdf"):
    """One of the further files of a build, or None."""
    return next((f for f in made.files if f.name == name), None)


def labels(pdf):
    """The label of every page."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return [page.label for page in file.pages]


EACH = [
    pytest.param(pack, number, id=f"{pack}-{number}", marks=pytest.mark.xdist_group(pack))
    for pack, number in kits.EACH
]


@pytest.mark.parametrize(("pack", "number"), EACH)
def test_the_file_has_as_many_pages_as_the_list_says(pack, number):
    """Pages and paper of print.pdf are what the print list says, on one sheet of paper itself."""
    made = kits.kit(pack, number)
    data = file_of(made.built).data
    listed = made.sheets[0]
    said = " ".join(kits.pages(listed))

    assert page_count(data) == file_of(made.built).pages == 2 * made.built.paper
    assert f"{made.built.paper} ark papir i alt" in said
    assert f"print.pdf har {2 * made.built.paper} sider" in said
    assert listed.pages <= 2


@pytest.mark.xdist_group("trivsel")
def test_the_stack_is_what_the_kit_asks_for():
    """Read back from the file: each sheet as often as it has copies, where the list says."""
    made = kits.kit("trivsel")
    texts = page_texts(file_of(made.built).data)
    listed = made.sheets[0].document

    for one in made.sheets:
        document = one.document
        if document.copies and one.pages == 1:
            (text,) = page_texts(one.pdf)
            assert texts.count(text) == document.copies, document.id
    groups = {g["titel"]: g for g in listed.data["grupper"]}
    (pile,) = [p for p in groups if p.startswith("Til grupperne")]
    first, last = map(int, groups[pile]["sider"].split("–"))
    assert {g["note"] for g in groups.values()} == {
        "",
        "bunke 1, med denne liste øverst",
        "en bunke til hvert bord",
    }
    assert groups["Til dig, der leder mødet"]["note"].startswith("bunke 1")
    assert pile == "Til grupperne, kl.\N{NO-BREAK SPACE}18.15"
    assert pile.replace("\N{NO-BREAK SPACE}", " ") in texts[first - 1].replace("\xa0", " ")
    rows = {r["titel"]: r for g in groups.values() for r in g["rækker"]}
    first, last = map(int, rows["Afslutningsark"]["sider"].split("–"))
    assert "Hvordan var mødet?" in texts[first - 1]
    assert texts[last - 2] == texts[first - 1]
    assert texts[last - 1] == ""
    assert "Hvordan var mødet?" not in texts[first - 3] + texts[last]


@pytest.mark.xdist_group("trivsel")
def test_the_file_says_what_its_pages_are():
    """Labels, bookmarks, the way to print it, and nothing that only a screen can use."""
    data = file_of(kits.kit("trivsel").built).data
    found = labels(data)

    assert found[0] == "til dig, der leder mødet · printliste, side 1"
    assert found.index("bord 3") + 4 == found.index("bord 3 · bordark 1")
    assert found[found.index("bord 3") + 1] == "bord 3, tom bagside"
    with pikepdf.open(io.BytesIO(data)) as file:
        outline = {i.title: [c.title for c in i.children] for i in file.open_outline().root}
        wishes = file.Root.ViewerPreferences
        assert "/AcroForm" not in file.Root
        assert not any("/Annots" in page.obj for page in file.pages)
        assert (wishes.Duplex, wishes.PrintScaling) == ("/DuplexFlipLongEdge", "/None")
    assert [*outline][:3] == ["Til dig, der leder mødet", "Klip og fold", "Ved døren"]
    assert outline["Ved døren"] == ["Dagsorden (32 stk.)", "Deltagerliste"]
    assert [title.partition(":")[0] for title in outline["Bord 6"]] == [
        "Bordskilte",
        "Bordark 1",
        "Bordark 2",
    ]


@pytest.mark.xdist_group("trivsel")
def test_boxes_to_tick_stand_on_the_paper_without_the_form():
    """The page is drawn alike with and without form fields, so nothing is lost on paper."""
    made = kits.kit("trivsel")
    (survey,) = made.of("afslutningsark")
    found = labels(file_of(made.built).data).index("til deltagerne · afslutningsark 1 af 32")

    def picture(pdf, page):
        file = pypdfium2.PdfDocument(pdf)
        try:
            return file[page].render(scale=1, grayscale=True, may_draw_forms=False).to_pil()
        finally:
            file.close()

    assert picture(survey.pdf, 0).tobytes() == picture(file_of(made.built).data, found).tobytes()


@pytest.mark.xdist_group("trivsel")
def test_copies_share_what_they_can():
    """32 copies of a sheet take hardly more room than one."""
    made = kits.kit("trivsel")
    single = sum(len(s.pdf) for s in made.sheets if s.document.copies)

    assert len(file_of(made.built).data) < single


@pytest.mark.parametrize("look", ["klinik", "stor"])
def test_the_dividers_are_clean_paper(look):
    """A page for each pile, PDF/UA-1, with the table's number in large letters."""
    ready = prepared()
    printed = {d.id: Printed(d, 1) for d in ready.kit.documents}
    piles = headed(print_set(ready.plan, printed.values()))
    document = skilleark.document(ready.plan, piles, printed)
    made = produce(complete(ready.plan, document), kits.everything().theme(look))
    texts = kits.pages(made)

    assert made.notes == ()
    assert made.pages == len(piles) - 1
    assert_ua1(made.pdf)
    (table,) = [t for t in texts if "Bord 3" in t]
    assert "16.55 Bordark 1: Hvad giver og tager energi?" in table
    assert "16.40 Svarseddel, blok 1 på bordene · to på et ark" in texts[0]
    assert not re.search("side [0-9]+ af [0-9]+", " ".join(texts))


@pytest.mark.parametrize("pack", ["professionsetik", "kommunale-tilbud"])
def test_a_long_divider_in_large_print_is_one_page(pack):
    """Each pile has one page: a second would lie on the next pile as its divider."""
    ready = prepared(pack)
    printed = {d.id: Printed(d, 1) for d in ready.kit.documents}
    piles = headed([p for p in print_set(ready.plan, printed.values()) if p.place == "saks"])
    document = skilleark.document(ready.plan, piles, printed)

    made = produce(complete(ready.plan, document), kits.everything().theme("stor"))

    assert len(piles) == 2
    assert (made.pages, made.notes) == (1, ())


def cut(*whens):
    """The page of the divider for what is cut, sheets with those times in the pile."""
    ready = prepared()
    found = [sheet(f"ark-{n}", when=when, cards=True) for n, when in enumerate(whens)]
    piles = headed(print_set(ready.plan, found))
    document = skilleark.document(ready.plan, piles, {s.document.id: s for s in found})
    return document.data["sider"][0]


@pytest.mark.parametrize(
    ("whens", "places", "then"),
    [
        (
            ("kl. 16.40, på bordene", "18.15–18.40"),
            ["på bordene", ""],
            "arkene, hvor der står et sted, og del de andre ud på klokkeslættet.",
        ),
        (("før kl. 16.30, på bordene",), ["på bordene"], "hvert ark, hvor der står."),
        (("18.15–18.40",), [""], "Del derefter arkene ud på klokkeslættet."),
        (("ved døren",), ["ved døren"], "hvert ark, hvor der står."),
    ],
)
def test_what_is_cut_says_where_it_goes(whens, places, then):
    """The place stands at each sheet that has one, and none is promised for the others."""
    page = cut(*whens)

    assert [row["sted"] for row in page["rækker"]] == places
    assert all(row["tid"] or row["sted"] for row in page["rækker"])
    assert page["tekst"].endswith(then)


# --- As the person at the printer wishes ------------------------------------------------------


@cache
def wished(**wishes):
    """A small meeting, built as wished."""
    folder = kits.write(kits.meeting("emnevalg", 10))
    return build(folder, kits.everything(), maker=kits.once, wishes=Wishes(**wishes))


@pytest.mark.xdist_group("emnevalg")
def test_on_one_side_nothing_is_padded():
    """`--enkeltsidet`: no empty page, as many leaves as pages, and the viewer is told."""
    made = wished(single_sided=True)
    data = file_of(made).data

    assert page_count(data) == made.paper
    assert all(page_texts(data))
    with pikepdf.open(io.BytesIO(data)) as file:
        assert file.Root.ViewerPreferences.Duplex == "/Simplex"
    said = " ".join(kits.pages(made.sheets[0]))
    assert f"{made.paper} ark papir i alt print.pdf har {made.paper} sider" in said
    assert "Udskriv print.pdf ensidet" in said


def headings(made):
    """The places on the print list, each with the numbers of its sheets."""
    groups = made.sheets[0].document.data["grupper"]
    return [(g["titel"], sorted(row["nr"] for row in g["rækker"])) for g in groups]


@pytest.mark.xdist_group("emnevalg")
def test_for_the_copier_there_is_one_of_each():
    """`--uden-kopier`: a table of counts first, then each sheet once, and no dividers."""
    made = wished(one_of_each=True)
    texts = page_texts(file_of(made).data)
    printed = [s for s in made.sheets if s.document.copies]
    table = texts[0]

    assert "KOPITABEL" in table
    for one in printed:
        own = page_texts(one.pdf)
        assert texts.count(own[0]) == own.count(own[0])
        if one is not made.sheets[0]:
            assert one.document.title in table
    assert BUNKE.search(" ".join(texts)) is None
    whole = wished()
    dividers = sum(bool(BUNKE.search(t)) for t in page_texts(file_of(whole).data))
    assert dividers
    assert made.paper == whole.paper - dividers - 1  # the list is no original
    assert headings(made) == headings(whole)
    assert len(headings(made)) > 1
    assert f"{made.paper} ark papir, når alt er kopieret" in table
    assert f"{made.paper} ark papir, når alt er kopieret" in " ".join(kits.pages(made.sheets[0]))


@pytest.mark.xdist_group("emnevalg")
def test_for_a_copier_of_one_side_nothing_is_two_sided():
    """`--uden-kopier --enkeltsidet`: the table, the list and the total speak of one side alone."""
    made = wished(one_of_each=True, single_sided=True)
    table = page_texts(file_of(made).data)[0]
    pages = sum(s.pages * s.document.copies for s in made.sheets[1:])

    assert "KOPITABEL" in table
    assert "tosidet" not in table.lower()
    assert "ensidet" in table
    assert f"{pages} ark papir, når alt er kopieret" in table
    assert made.paper == pages


@pytest.mark.xdist_group("emnevalg")
def test_the_run_sheet_as_a_booklet():
    """`--haefte`: two pages on each side of A4 across, in the order in which it folds."""
    made = wished(booklet=True)
    file = file_of(made, "drejebog-haefte.pdf")
    (run_sheet,) = [s for s in made.sheets if s.document.id == "drejebog"]
    texts, own = page_texts(file.data), page_texts(run_sheet.pdf)

    assert len(texts) == len(booklet(run_sheet.pages)) == file.pages
    for text, pair in zip(texts, booklet(run_sheet.pages), strict=True):
        for page in pair:
            assert not page or own[page - 1][:60] in text
    with pikepdf.open(io.BytesIO(file.data)) as opened:
        assert opened.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert {(round(p.mediabox[2]), round(p.mediabox[3])) for p in opened.pages} == {(842, 595)}
    assert "Skriften er 71 % så stor" in " ".join(kits.pages(made.sheets[0]))


@pytest.mark.xdist_group("emnevalg")
def test_without_dividers():
    """`ark/skilleark: udelad` leaves them out, and nobody warns of it."""
    answers = {
        "dage": [{"dato": "2027-03-04", "start": "16.30", "slut": "18.00"}],
        "pakker": {"emnevalg": {}},
        "ret": {"ark/skilleark": "udelad"},
    }
    meeting = replace(kits.meeting("emnevalg", 10), changes=kits.answered(answers).changes)
    made = kits.built(meeting).built

    assert not any(BUNKE.search(t) for t in page_texts(file_of(made).data))
    assert made.warnings == ()
    assert page_count(file_of(made).data) == 2 * made.paper


def test_without_the_engine_there_is_no_print_file():
    """As HTML the sheets are listed by place, and nothing is put together."""
    folder = kits.write(kits.meeting("emnevalg", 10))
    made = build(folder, kits.everything(), html=True)

    assert file_of(made) is None
    assert made.paper == 0
    assert "Til deltagerne" in made.sheets[0].html
    assert "ark papir" not in made.sheets[0].html


# --- After a change ---------------------------------------------------------------------------


@pytest.mark.xdist_group("emnevalg")
def test_after_a_change_there_is_a_file_of_what_is_printed_again(tmp_path):
    """The new list first, then only what is changed or missing; a build of the same removes it."""
    catalogue = kits.everything()

    def built(number):
        kits.write(kits.meeting("emnevalg", number), tmp_path)
        return build(tmp_path, catalogue, maker=kits.once)

    first = built(10)
    assert file_of(first, "print-aendringer.pdf") is None

    more = built(12)
    file = file_of(more, "print-aendringer.pdf")
    texts = [t for t in page_texts(file.data) if t]
    copies = {s.document.id: s.document.copies for s in more.sheets}
    agenda = next(s for s in more.sheets if s.document.id == "dagsorden")
    before = next(s for s in first.sheets if s.document.id == "dagsorden").document.copies
    assert texts[0].startswith("ÆNDRINGER")
    assert "Dagsorden Læg dem til dem, I har." in texts[0]
    assert "Printliste Tag de gamle ud, og læg de nye i." in texts[0]
    assert "1 Til dig, der leder mødet 3–4" in texts[0]
    assert "1 Klip og fold " in texts[0]
    assert texts[1] == page_texts(more.sheets[0].pdf)[0]
    assert agenda.pdf == next(s for s in first.sheets if s.document.id == "dagsorden").pdf
    assert texts.count(page_texts(agenda.pdf)[0]) == copies["dagsorden"] - before > 0
    assert file.pages == page_count(file.data) < file_of(more).pages
    dividers = [t for t in texts if t.startswith("ÆNDRINGER, BUNKE")]
    assert len(dividers) == int(re.search(r"BUNKE 2 AF (\d+)", dividers[0])[1]) - 1
    assert all("Læg arkene i den bunke, der hedder det samme." in t for t in dividers)

    paper = file.pages // 2
    assert (
        "Det, der skal udskrives igen, ligger samlet i print-aendringer.pdf: "
        f"{paper} ark papir, en liste over dem øverst."
    ) in list(told(more, tmp_path))

    again = built(12)
    assert file_of(again, "print-aendringer.pdf") is None
    assert not (tmp_path / "til-print" / "print-aendringer.pdf").exists()
    assert again.moved == more.moved == ()
    assert file_of(again) == file_of(more)


def test_a_divider_of_two_pages_stops_the_build(tmp_path):
    """Else each pile after it would get another's divider."""
    kits.write(kits.meeting("emnevalg", 10), tmp_path)

    def overfull(document, theme, *, filters):
        sheet = kits.once(document, theme, filters=filters)
        return replace(sheet, pages=sheet.pages + (document.sheet == "skilleark"))

    with pytest.raises(InputError, match="skilleark fylder mere end én side i udseendet ”Klinik”"):
        build(tmp_path, kits.everything(), maker=overfull)


def test_a_list_that_does_not_come_to_rest_says_so():
    """Its page numbers may be wrong: whoever prints is told, and a list that rests says nothing."""
    made = kits.kit("emnevalg")
    rounds = count()

    def restless(document):
        sheet = kits.once(document, made.prepared.theme, filters={})
        return (
            replace(sheet, pages=2 - next(rounds) % 2) if document.sheet == "printliste" else sheet
        )

    def notes(make):
        paper = on_paper(made.prepared, made.sheets[1:], (), make, Wishes(single_sided=True))
        return " ".join(paper.sheets[0].notes)

    assert "Listens egne sider flytter" in notes(restless)
    assert "Listens egne sider" not in " ".join(made.sheets[0].notes)


@pytest.mark.parametrize("wish", ["single_sided", "one_of_each", "booklet"])
@pytest.mark.xdist_group("emnevalg")
def test_another_way_of_printing_is_no_change_of_a_sheet(tmp_path, wish):
    """Who has not printed the last change is told to print it all, not the list alone."""
    catalogue = kits.everything()

    def built(number, **wishes):
        kits.write(kits.meeting("emnevalg", number), tmp_path)
        return build(tmp_path, catalogue, maker=kits.once, wishes=Wishes(**wishes))

    built(10)
    other = built(10, **{wish: True})
    lines = list(told(other, tmp_path))

    assert (other.changes.changed, other.changes.relaid) == ((), True)
    assert (
        "Udskriften er lagt anderledes end sidst. Har du ikke nået at udskrive siden din sidste "
        "ændring, så udskriv hele print.pdf."
    ) in lines
    assert not [line for line in lines if "01-printliste" in line or "ark er ændret" in line]

    both = built(12)
    files = [c.file for c in (*both.changes.changed, *both.changes.more)]
    assert files
    assert "01-printliste.pdf" not in files
    assert page_texts(file_of(both, "print-aendringer.pdf").data)[0].startswith("ÆNDRINGER")


# --- Labels -----------------------------------------------------------------------------------


@given(sheets)
def test_every_page_has_a_label_and_every_lot_a_bookmark(found):
    """As many labels as pages; bookmarks lead to the first page of what they name."""
    printed = {s.document.id: s for s in found}
    made = print_file(print_set(prepared().plan, found), printed)
    documents = {name: s.document for name, s in printed.items()}

    marks = print_labels.bookmarks(made, documents)

    assert len(print_labels.labels(made, documents)) == len(made.sides)
    assert [m.title for m in marks] == [pile.title for pile in made.piles]
    for mark, pile in zip(marks, made.piles, strict=True):
        assert len(mark.below) == len(pile.lots)
        for below, lot in zip(mark.below, pile.lots, strict=True):
            side = made.sides[below.page - 1]
            assert (side.sheet, side.page, side.copy) == (lot.sheet, lot.pages[0], 1)


# --- What is typed and said -------------------------------------------------------------------


@pytest.mark.xdist_group("emnevalg")
def test_the_closing_lines_name_what_to_print():
    """The file, the paper and the way; the command that builds again asks for the same."""
    folder = Path("moede")

    first, *_, last = told(wished(), folder)
    assert first == (
        f"I alt {wished().paper} ark papir. Udskriv print.pdf på begge sider; "
        "printlisten ligger øverst."
    )
    assert last == "Byg igen med: klyngepakke byg moede"
    first, *_, last = told(wished(single_sided=True), folder)
    assert first.endswith("Udskriv print.pdf ensidet; printlisten ligger øverst.")
    assert last.endswith("byg moede --enkeltsidet")
    first, *_, last = told(wished(one_of_each=True), folder)
    assert "når alt er kopieret" in first
    assert last.endswith("byg moede --uden-kopier")
    _, second, *_ = told(wished(booklet=True), folder)
    assert second == (
        "Udskriv også drejebog-haefte.pdf: på begge sider, vendt på den korte kant, og fold."
    )
    _, second, *_ = told(wished(booklet=True, single_sided=True), folder)
    assert "de lige på bagsiden" in second
    *_, last = told(wished(booklet=True, theme="stor"), folder)
    assert last.endswith("byg moede --haefte --udseende stor")


def test_the_options_are_taken(tmp_path, capsys):
    """`byg` takes all three; the files are there."""
    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "m")
    kits.warm(folder)

    main(["byg", str(folder), "--enkeltsidet", "--uden-kopier", "--haefte"])

    said = capsys.readouterr().out
    names = {file.name for file in (folder / "til-print").iterdir()}
    assert {"print.pdf", "drejebog-haefte.pdf"} <= names
    assert "--enkeltsidet --uden-kopier --haefte" in said.splitlines()[-1]
