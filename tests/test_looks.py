"""Looks: large print is large, the sparing one spares, and a cluster's colour and logo are seen."""

from __future__ import annotations

import colorsys
import ctypes
import io
from contextlib import nullcontext
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

import helpers_sheet
import helpers_wizard
import kits
from klyngepakke.content.colour import ENOUGH, SEEN, contrast, darkened, grey, refusal, understood
from klyngepakke.content.example import example
from klyngepakke.content.meeting import Cluster
from klyngepakke.errors import InputError
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.printing import ink, legibility
from klyngepakke.printing.logo import doubts
from klyngepakke.printing.pictures import BadPicture
from klyngepakke.printing.produce import produce
from klyngepakke.road import Wishes, build, prepare
from klyngepakke.wizard import colours
from klyngepakke.wizard.steps.extras import COLOUR
from klyngepakke.wizard.steps.sheets import THEME

pytestmark = pytest.mark.xdist_group("generalforsamling")  # where other looks' kits are made

OURS = ("klinik", "stor", "blaek")
FORMS, CARDS = "professionsetik", "iskaemisk-hjertesygdom"
LARGE, LEAST, FOOT = 18.0, 14.0, 11.0  # points: text, text on cards and in the heads of forms
BLADE = 0.035  # of the paper that is printed

hex_colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@cache
def documents(pack, number=10):
    """The documents of a pack's example meeting."""
    known = kits.everything().packs[pack]
    return kit(plan(example(known, number), {pack: known})).documents


@cache
def sheet(pack, kind, theme):
    """The first sheet of a kind in a look."""
    known = kits.everything()
    document = next(d for d in documents(pack) if d.sheet == kind)
    return kits.once(document, known.theme(theme), filters=known.filters)


@cache
def whole(pack, theme):
    """Every sheet of a small meeting in a look."""
    known = kits.everything()
    return tuple(
        kits.once(document, known.theme(theme), filters=known.filters)
        for document in documents(pack)
    )


def sizes(pdf):
    """The size in points of every letter, page by page, with how far up the paper it stands."""
    file = pypdfium2.PdfDocument(pdf)
    found, matrix = [], pdfium.FS_MATRIX()
    for page in file:
        text = page.get_textpage()
        for at in range(text.count_chars()):
            if text.get_text_range(at, 1).strip():
                pdfium.FPDFText_GetMatrix(text.raw, at, ctypes.byref(matrix))
                size = abs(matrix.d) * pdfium.FPDFText_GetFontSize(text.raw, at)
                found.append((round(size, 1), matrix.f / 72 * 25.4, page.get_height() / 72 * 25.4))
    file.close()
    return found


def in_text(pdf, below=24.0, above=12.0):
    """The sizes of what stands neither in the foot nor over the top, in mm of margin."""
    return {size for size, up, high in sizes(pdf) if below < up < high - above}


def filled(pdf):
    """Whether there is a square of 5 mm without a white spot anywhere."""
    file = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=100 / 72, grayscale=True).to_pil() for page in file]
    file.close()
    white = (page.point(lambda level: 255 if level >= 250 else 0) for page in pages)
    return any(page.filter(ImageFilter.BoxBlur(10)).getextrema()[0] == 0 for page in white)


def mean_ink(sheets):
    """The share of the paper that is ink, as the kit is printed."""
    sides = [
        (share, s.document.copies)
        for s in sheets
        if s.document.copies
        for share in ink.shown(s.pdf)[0]
    ]
    return sum(share * copies for share, copies in sides) / sum(copies for _, copies in sides)


# --- The three looks -----------------------------------------------------------------------


def test_there_are_three_looks_and_each_says_whom_it_is_for():
    """Every look of ours has a title and half a line that tells it from the others."""
    themes = kits.everything().themes

    assert set(OURS) <= set(themes)
    assert len({themes[name].about for name in OURS}) == len(OURS)


@pytest.mark.parametrize("kind", ["dagsorden", "bordark", "spoergeskema", "handleplan"])
def test_large_print_is_large(kind):
    """What a participant reads is 18 points or more, and nothing is said of the pages."""
    made = sheet(FORMS, kind, "stor")

    assert min(in_text(made.pdf)) >= LARGE
    assert made.notes == ()


@pytest.mark.parametrize("kind", ["casekort", "rollekort", "bordkort"])
def test_large_cards_are_as_large_as_they_can_be(kind):
    """Cards have 14 points or more above their foot, and nothing that does not fit."""
    made = sheet(FORMS if kind == "bordkort" else CARDS, kind, "stor")
    foot = {size for size, _, _ in sizes(made.pdf) if size < LEAST}

    assert max(size for size, _, _ in sizes(made.pdf)) >= LARGE
    assert foot <= {10.0, FOOT}
    assert made.notes == ()


@pytest.mark.parametrize("kind", ["slides"])
def test_slides_are_large_already(kind):
    """The slides of large print say the same on as many pages as the usual ones."""
    large, usual = (sheet(FORMS, kind, name) for name in ("stor", "klinik"))

    assert large.pages == usual.pages
    assert max(in_text(large.pdf)) == max(in_text(usual.pdf))


def test_large_print_breaks_no_word():
    """No line ends inside a word."""
    for made in whole("generalforsamling", "stor"):
        file = pypdfium2.PdfDocument(made.pdf)
        text = "".join(page.get_textpage().get_text_range() for page in file)
        file.close()
        assert "\ufffe" not in text


def slanted(pdf):
    """The slanted fonts of a file."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        found = [item for item in file.objects if isinstance(item, pikepdf.Dictionary)]
        names = [str(item.get("/BaseFont", "")) for item in found if item.get("/Type") == "/Font"]
    assert names
    return {name for name in names if "Ital" in name or "Obl" in name}


def test_large_print_has_no_italics(tmp_path):
    """What other looks write slanted stands upright: on our sheets, and where a pack stresses."""
    known = kits.everything()
    stressed = helpers_sheet.page(
        "<h1>Prøve</h1><p>Det er <em>ikke</em> <cite>skrå</cite> skrift.</p>"
    )
    document = helpers_sheet.document(tmp_path, stressed)
    usual, large = (
        produce(document, known.theme(name), filters=known.filters).pdf
        for name in ("klinik", "stor")
    )

    assert slanted(usual)
    assert not slanted(large)
    assert not any(slanted(made.pdf) for made in whole("generalforsamling", "stor"))


def test_large_print_has_larger_boxes_and_keeps_the_fields():
    """The boxes are 6 mm with their lines, and the same fields are asked for as usually."""
    large, usual = (sheet(FORMS, "spoergeskema", n) for n in ("stor", "klinik"))
    boxes = [p for p in large.fields if "__" in p.id and p.width < 10]

    assert boxes
    assert {(round(p.width, 1), round(p.height, 1)) for p in boxes} == {(5.4, 5.4)}
    assert {p.id for p in large.fields} == {p.id for p in usual.fields}


def test_the_sparing_look_spares_ink():
    """A kit's mean is under 3.5 % of the paper, and under that of the usual look."""
    spared, usual = (mean_ink(whole("generalforsamling", name)) for name in ("blaek", "klinik"))

    assert spared <= BLADE
    assert spared < usual


def test_the_sparing_look_fills_nothing():
    """There is no filled area on any sheet; the usual look has some, so that it would be seen."""
    assert not any(filled(made.pdf) for made in whole("generalforsamling", "blaek"))
    assert not filled(sheet("trivsel", "dagsorden", "blaek").pdf)
    assert not filled(sheet("iskaemisk-hjertesygdom", "drejebog", "blaek").pdf)
    assert filled(sheet("trivsel", "dagsorden", "klinik").pdf)


@pytest.mark.parametrize("name", OURS)
def test_every_look_can_be_read_in_a_grey_copy(name):
    """Of no sheet of a kit is it said that its text is too pale, in colour or in grey."""
    for made in whole("generalforsamling", name):
        assert not [note for note in made.notes if "kontrast" in note.lower()]


@pytest.mark.parametrize("name", OURS)
def test_text_of_every_look_stands_out_more_than_it_must(name, monkeypatch):
    """Every text stands 7 to 1 against its ground, in colour and in grey; 4.5 would do."""
    known, pairs, judge = kits.everything(), set(), legibility._contrast

    def judged(colour, ground):
        pairs.add((legibility._hex(colour), legibility._hex(ground)))
        return judge(colour, ground)

    monkeypatch.setattr(legibility, "_contrast", judged)
    for document in documents("generalforsamling"):
        if document.sheet in {"dagsorden", "slides"}:
            produce(document, known.theme(name), filters=known.filters)

    assert len(pairs) > 1
    for colour, ground in pairs:
        assert contrast(colour, ground) >= ENOUGH
        assert contrast(grey(colour), grey(ground)) >= ENOUGH


# --- The cluster's colour ------------------------------------------------------------------


@given(hex_colours)
def test_the_offered_colour_is_legible_in_every_look(colour):
    """It keeps its hue, reads on paper and in grey, and its lines are seen on every surface."""
    offered = darkened(colour)
    surfaces = ("#ffffff", "#eff4f4", "#f8f3e8")

    assert min(contrast(offered), contrast(grey(offered))) >= ENOUGH
    assert all(contrast(offered, ground) >= SEEN for ground in surfaces)
    assert not refusal(offered)
    hue = [colorsys.rgb_to_hsv(*bytes.fromhex(c[1:])) for c in (colour, offered)]
    if hue[1][1] > 0.2 and hue[1][2] > 60:
        away = abs(hue[0][0] - hue[1][0])
        assert min(away, 1 - away) < 0.03


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#0b5a68", "#0b5a68"),
        ("#0B5A68", "#0b5a68"),
        ("0b5a68", "#0b5a68"),
        ("#0b5", "#00bb55"),
        ("rgb(11, 90, 104)", "#0b5a68"),
        ("RGB(11 90 104)", "#0b5a68"),
        ("rgb(11,90,256)", ""),
        ("mørkegrøn", ""),
        ("#0b5a6", ""),
        ("", ""),
    ],
)
def test_colours_are_understood_as_people_write_them(text, found):
    """Large letters, no sign before, three figures and rgb() all mean a colour; a name does not."""
    assert understood(text) == found


def test_a_colour_that_is_none_is_told_how_it_is_written(tmp_path):
    """A name of a colour in the meeting's file is told with its line and an example."""
    meeting = replace(kits.meeting("emnevalg", 10), cluster=Cluster(colour="#0b5a68"))
    folder = kits.write(meeting, tmp_path / "m")
    file = folder / "moede.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("#0b5a68", "mørkegrøn"), "utf-8")

    with pytest.raises(InputError, match="”mørkegrøn” er ikke en farve") as error:
        prepare(folder, kits.everything())

    assert error.value.problems[0].line
    assert "#0b5a68" in str(error.value)


def test_the_wizard_offers_a_legible_colour_instead():
    """A pale colour is asked about at once, and yes takes the darker one; a dark one is taken."""
    said = colours.verdict("#ffcc00")

    assert f"Brug {darkened('#ffcc00')} i stedet" in said.doubt
    assert not said.error
    assert colours.chosen("#ffcc00") == darkened("#ffcc00")
    assert colours.verdict("0B5A68").doubt == ""
    assert colours.chosen("0B5A68") == "#0b5a68"
    assert colours.verdict("grøn").error


def test_the_wizard_asks_for_colour_and_look():
    """A colour is kept and taken away again, and the looks are listed with whom they are for."""
    there = helpers_wizard.world()
    draft = helpers_wizard.start(there)

    pale = COLOUR.put(draft, there, "#ffcc00")
    assert pale.answers.cluster.colour == darkened("#ffcc00")
    assert COLOUR.put(pale, there, "").answers.cluster is None

    choices = THEME.question(draft, there).choices
    assert choices[0].id == "klinik"
    assert "Stor skrift: 18 punkt, til dem, der ser dårligt" in [c.title for c in choices]
    assert THEME.shown(draft.with_answers(theme="stor"), there) == "Stor skrift"


# --- The cluster's logo --------------------------------------------------------------------


def picture(size=(600, 300), ground="white", dot="#0b5a68", mode="RGB"):
    """A logo: a dot on a ground."""
    image, side = Image.new(mode, size, ground), min(size)
    ImageDraw.Draw(image).ellipse((side // 8, side // 8, side - side // 8, side - side // 8), dot)
    return image


BAD_LOGOS = {
    "hvid": (picture(ground=(0, 0, 0, 0), dot="#ffffff", mode="RGBA"), "så lyst"),
    "tom": (Image.new("RGBA", (300, 200)), "så lyst"),
    "moerk": (picture(ground="#0a1440", dot="#ffffff"), "mørk baggrund"),
    "bred": (picture((4000, 60)), "mindre aflangt"),
    "smal": (picture((40, 3000)), "mindre aflangt"),
}


@pytest.mark.parametrize("name", BAD_LOGOS)
def test_a_logo_that_will_not_look_well_is_told(tmp_path, name):
    """A logo for a dark ground, on one, or drawn out to a line, is told before it is printed."""
    image, says = BAD_LOGOS[name]
    meeting = replace(kits.meeting("emnevalg", 10), cluster=Cluster(logo="logo.png"))
    folder = kits.write(meeting, tmp_path / "m")
    image.save(folder / "logo.png")

    told = [w for w in prepare(folder, kits.everything()).kit.warnings if "logo.png" in w]

    assert len(told) == 1
    assert says in told[0]


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">{}</svg>'


@pytest.mark.parametrize(
    ("inner", "pale"),
    [
        ('<circle r="4" fill="#fff"/>', True),
        ('<g fill="white"><circle r="4"/><path d="M0 0h9"/></g>', True),
        ('<circle r="4" style="fill: #f4f4f4"/>', True),
        ('<style>.a { fill: #fff }</style><circle class="a" r="4"/>', True),
        ('<circle r="4"/>', False),
        ('<g fill="white"><circle r="4"/><circle r="2" fill="#0b5a68"/></g>', False),
        ('<circle r="4" fill="none" stroke="#000"/>', False),
        ('<circle r="4" fill="darkgreen"/>', False),
    ],
)
def test_a_white_drawing_is_told_too(tmp_path, inner, pale):
    """An SVG of nothing but white is not seen on paper; one with any dark part is."""
    file = tmp_path / "logo.svg"
    file.write_text(SVG.format(inner), "utf-8")

    assert any("så lyst" in said for said in doubts(file)) == pale


@pytest.mark.parametrize(
    ("box", "good"),
    [
        ("0 0 20 10", True),
        (" -10,-5 , 20,\n10 ", True),
        ("0 0 1e3 5E+2", True),
        ("0 0 1..5 4", False),
        ("0 0 20", False),
        ("0 0 20 10 5", False),
        ("0 0 -20 10", False),
        ("0 0 20 0", False),
        ("0 0 1e999 10", False),
        ("nan 0 20 10", False),
        ("", False),
    ],
)
def test_a_drawing_whose_size_is_none_is_refused(tmp_path, box, good):
    """Four numbers as SVG writes them are a size; what is no number, or no area, is refused."""
    file = tmp_path / "logo.svg"
    file.write_text(SVG.format('<circle r="4"/>').replace("0 0 20 10", box), "utf-8")

    with nullcontext() if good else pytest.raises(BadPicture, match="viewBox"):
        assert not [*doubts(file)]


def test_good_logos_are_said_nothing_of(tmp_path):
    """An ordinary logo, in three kinds of file, and in a printer's colours, is simply used."""
    for name, image in (
        ("logo.png", picture()),
        ("logo.jpg", picture()),
        ("cmyk.jpg", picture().convert("CMYK")),
    ):
        image.save(tmp_path / name)
        assert list(doubts(tmp_path / name)) == []


def test_a_logo_in_a_printers_colours_has_its_own_on_paper(tmp_path):
    """A CMYK picture is not turned into its negative."""
    known = kits.everything()
    meeting = replace(kits.meeting("emnevalg", 10), cluster=Cluster(logo="logo.jpg"))
    folder = kits.write(meeting, tmp_path / "m")
    picture().convert("CMYK").save(folder / "logo.jpg")
    ready = prepare(folder, known)
    document = next(d for d in ready.kit.documents if d.sheet == "dagsorden")

    made = kits.once(document, ready.theme, filters=known.filters)

    seen = ink.picture(made.pdf, 1, 100).convert("RGB").getpixel((111, 95))
    assert max(abs(a - b) for a, b in zip(seen, (11, 90, 104), strict=True)) < 40


# --- Some of a kit in another look ---------------------------------------------------------


def test_a_meeting_is_built_in_another_look_beside_its_own(tmp_path):
    """`byg --udseende` makes a folder of its own; a look that is not there is told."""
    known = kits.everything()
    folder = kits.write(kits.meeting("generalforsamling", 10), tmp_path / "m")

    made = build(folder, known, maker=kits.once, wishes=Wishes(theme="blaek"))

    assert made.folder == folder / "til-print-blaek"
    assert (made.folder / "indhold.json").is_file()
    assert not (folder / "til-print").exists()
    with pytest.raises(InputError, match=r"^Udseendet ”blæk” findes ikke.*udseende liste"):
        build(folder, known, maker=kits.once, wishes=Wishes(theme="blæk"))
