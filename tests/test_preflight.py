"""Preflight: every check trips on a sheet that has the fault, and not on one that nearly has it."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pikepdf
import pytest
from PIL import Image

import kits
from helpers_sheet import document, klinik, page, plain_theme
from klyngepakke.errors import InputError
from klyngepakke.planning.document import Document
from klyngepakke.printing import preflight
from klyngepakke.printing.document import Sheet
from klyngepakke.printing.findings import SENTENCES, Finding, told
from klyngepakke.printing.pdf import finishing
from klyngepakke.printing.produce import produce

A4 = "<style>@page { size: A4; margin: 20mm }</style>"


@pytest.fixture
def theme(tmp_path):
    """A theme of one font."""
    return plain_theme(tmp_path / "tema")


@pytest.fixture
def made(tmp_path, theme):
    """Produce a sheet from a body."""

    def make(body, data=None, css="", **more):
        template = page(body, f"{A4}<style>{css}</style>")
        return produce(document(tmp_path / "pakke", template, data, **more), theme)

    return make


@pytest.fixture
def found(made):
    """The rules that a body breaks, with what each is about."""

    def look(body, data=None, css="", **more):
        return {(one.rule, one.what) for one in made(body, data, css, **more).findings}

    return look


def rules(found):
    """The rules alone."""
    return {rule for rule, _ in found}


@pytest.fixture
def photo(tmp_path):
    """Make a picture of so many pixels in the pack."""
    folder = tmp_path / "pakke" / "billeder"
    folder.mkdir(parents=True)

    def make(across, down, name="foto.png"):
        Image.new("L", (across, down), 90).save(folder / name)
        return f"billeder/{name}"

    return make


def box(css, words="Ord"):
    """A box with a style of its own."""
    return f"<h1>T</h1><div style='{css}'>{words}</div>"


def table(width, word):
    """A table of two equal cells, one with a word."""
    cells = f"<tr><th>{word}</th><td></td></tr>"
    plain = "<style>th, td { border: 0; background: none }</style>"
    return f"{plain}<table style='table-layout: fixed; width: {width}'>{cells}</table>"


def dark_page(colour):
    """A page of a dark colour, with a word and no foot."""
    bare = "@page { @bottom-right { content: none } } body { background: #444 }"
    return f"<style>{bare}</style><p style='color: {colour}'>Ord</p>"


WIDE = "<p style='border: 1px solid; width: 90mm'>Klyngekoordinatorernes fælles aftale</p>"

# Each row: the rule, a body that breaks it, and one that is just on the right side.
PAIRS = {
    "tekst uden for papiret": (
        "uden-for-papiret",
        box("position: absolute; top: 0; left: 185mm"),
        box("position: absolute; top: 0; left: 170mm; width: 15mm; text-align: right"),
    ),
    "tekst i kanten": (
        "kanten",
        box("position: absolute; top: 0; left: -17mm"),
        box("position: absolute; top: 0; left: -14.8mm"),
    ),
    "ramme i kanten": (
        "kanten",
        box("border: 1px solid; margin-left: -15.5mm"),
        box("border: 1px solid; margin-left: -15mm"),
    ),
    "klippestreg i kanten": (
        "kanten",
        box("border-top: 1px solid; margin: 0 -20mm", ""),
        box("border-top: 1px dashed; margin: 0 -20mm", ""),
    ),
    "flade i kanten": (
        "kanten",
        box("background: #eee; margin-left: -16mm; height: 9mm", ""),
        box("background: #fff; margin-left: -16mm; height: 9mm", ""),
    ),
    "billede i kanten": (
        "kanten",
        box(
            "margin-left: -17mm",
            "<svg viewBox='0 0 1 1' width='9' height='9'><title>M</title></svg>",
        ),
        box(
            "margin-left: -14mm",
            "<svg viewBox='0 0 1 1' width='9' height='9'><title>M</title></svg>",
        ),
    ),
    "ord for bredt til sin celle": (
        "ikke-plads",
        table("20mm", "Klyngekoordinatorerne"),
        table("120mm", "Klyngekoordinatorerne"),
    ),
    "ord under sin ramme": (
        "ikke-plads",
        box("border: 1px solid; height: 10mm; width: 12mm", "en to tre fire fem seks"),
        box("border: 1px solid; height: 30mm; width: 12mm", "en to tre fire fem seks"),
    ),
    "ord, der er skåret af": (
        "ikke-plads",
        box("overflow: hidden; white-space: nowrap; width: 20mm", "Klyngekoordinatorernes aftale"),
        box("overflow: hidden; white-space: nowrap; width: 90mm", "Klyngekoordinatorernes aftale"),
    ),
    "en ramme, der er skåret af": (
        "ikke-plads",
        box("overflow: hidden; width: 20mm", WIDE),
        box("overflow: hidden; width: 99mm", WIDE),
    ),
    "foden i margenen": (
        "ikke-plads",
        "<style>@page { @bottom-left { content: 'Klyngemødet'; width: 5mm } }</style><p>Ord</p>",
        "<style>@page { @bottom-left { content: 'Klyngemødet'; width: 50mm } }</style><p>Ord</p>",
    ),
    "tekst oven i tekst": (
        "oven-i",
        box("margin-top: -12mm"),
        box("margin-top: -6mm"),
    ),
    "for svag tekst": (
        "kontrast",
        box("color: #777777"),
        box("color: #767676"),
    ),
    "tekst på sin egen flade": (
        "kontrast",
        box("background: #444", "<p style='color: #222'>Ord</p>"),
        box("background: #444", "<p style='color: #fff'>Ord</p>"),
    ),
    "tekst på en farvet side": (
        "kontrast",
        dark_page("#222"),
        dark_page("#fff"),
    ),
    "tekst, der er gjort svag": (
        "kontrast",
        box("opacity: .4"),
        box("opacity: .9"),
    ),
    "tekst, der er usynlig i gråt": (
        "kontrast-graa",
        box("color: #333366; background: #00ff00"),
        box("color: #000033; background: #00ff00"),
    ),
    "en tom side": (
        "tom-side",
        "<p>Ord</p><p style='break-before: page'></p><p style='break-before: page'>Ord</p>",
        "<p>Ord</p><p style='break-before: page'>Ord</p>",
    ),
    "en næsten tom side": (
        "naesten-tom",
        "<p>Ord</p><div style='break-before: page; height: 50mm; border: 1px solid'></div>",
        "<p>Ord</p><div style='break-before: page; height: 52mm; border: 1px solid'></div>",
    ),
    "en mørk side": (
        "meget-blaek",
        box("height: 200mm; background: #aaa", ""),
        box("height: 60mm; background: #aaa", ""),
    ),
    "et skævt papir": (
        "papir",
        "<style>@page { size: 200mm 200mm }</style><p>Ord</p>",
        "<style>@page { size: A5 landscape }</style><p>Ord</p>",
    ),
    "CSS, der ikke forstås": (
        "css",
        "<style>p { colour: red }</style><p>Ord</p>",
        "<style>p { color: black }</style><p>Ord</p>",
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_fault_is_found(found, name):
    """The sheet with the fault is told of; the one that nearly has it is not."""
    rule, wrong, right = PAIRS[name]
    assert rule in rules(found(wrong))
    assert rule not in rules(found(right))


def test_every_rule_has_its_test():
    """No sentence without a sheet that brings it up; codes have tests of their own."""
    here = {rule for rule, _, _ in PAIRS.values()} | {"groft-billede"}
    assert here | {"link-mangler", "kodens-rand", "sidetal-flytter"} == set(SENTENCES)


def test_a_screen_has_no_edge(found):
    """Slides are not printed, and may use all of their page, but not more."""
    near = "<style>@page { size: 320mm 180mm }</style>" + box(
        "position: absolute; left: -18mm; top: 0"
    )
    far = "<style>@page { size: 320mm 180mm }</style>" + box(
        "position: absolute; left: -25mm; top: 0"
    )
    slide = {"cards": True}
    assert rules(found(near, **slide)) == {"kanten"}
    assert rules(_on_screen(found, near)) == set()
    assert rules(_on_screen(found, far)) == {"uden-for-papiret"}


def _on_screen(found, body):
    return found(body, cards=True, audience="skærm")


@pytest.mark.parametrize(
    ("style", "pixels", "coarse"),
    [
        ("width: 50.8mm; height: 25.4mm", (299, 150), True),
        ("width: 50.8mm; height: 25.4mm", (300, 150), False),
        ("width: 50.8mm; height: 50.8mm; object-fit: contain", (300, 150), False),
        ("width: 50.8mm; height: 50.8mm; object-fit: cover", (300, 150), True),
        ("width: 25.4mm; height: 12.7mm; transform: scale(2)", (299, 150), True),
    ],
)
def test_a_coarse_picture_is_found(found, photo, style, pixels, coarse):
    """A picture of dots is told of under 150 dpi, as large as it is shown."""
    source = photo(*pixels)
    told = found(f"<h1>T</h1><img alt='Vores model' src='{source}' style='{style}'>")
    assert ("groft-billede" in rules(told)) == coarse
    assert not coarse or any("billedet ”Vores model” (" in what for _, what in told)


def test_a_coarse_background_is_found(found, photo):
    """A picture behind the text is looked at like one in it."""
    style = (
        f"background: url({photo(60, 60)}) no-repeat; width: 40mm; height: 40mm; background-size: "
    )
    assert ("groft-billede", "et baggrundsbillede (51 dpi)") in found(box(style + "30mm", ""))
    assert "groft-billede" not in rules(found(box(style + "10mm", "")))


def test_a_coarse_logo_is_named(tmp_path, theme):
    """The cluster's logo is called that, once for all sheets."""
    logo = tmp_path / "logo.png"
    Image.new("L", (60, 60), 90).save(logo)
    body = "<h1>T</h1><img alt='Klyngen' src='{{ udseende.logo }}' style='width: 40mm'>"
    sheet = produce(document(tmp_path / "pakke", page(body, A4)), theme.adapted(logo=logo))
    (line,) = preflight.doubts([titled(sheet, "Dagsorden"), titled(sheet, "Bordark")])
    assert line.startswith(
        "Dagsorden (side 1) og Bordark (side 1): På papir bliver logoet (38 dpi)"
    )


def titled(sheet, title):
    """The same sheet with another title."""
    return replace(sheet, document=replace(sheet.document, title=title))


def test_text_on_a_picture_is_not_judged(found, photo):
    """Nobody can say how light a picture is behind a word; the rest is judged on its own ground."""
    style = f"background: url({photo(900, 900)}); background-size: 40mm"
    assert "kontrast" not in rules(found(box(style, "<p style='color: #eee'>Ord</p>")))
    inner = "<div style='background: #fff'><p style='color: #eee'>Ord</p></div>"
    assert "kontrast" in rules(found(box(style, inner)))


def test_a_heap_of_words_is_told_of_and_no_more(made):
    """Where everything lies in one place, not every pair of words is named."""
    word = "<p style='position: absolute; top: 30mm; left: 0'>Ord</p>"
    found = made(f"<h1>T</h1>{word * 30}").findings
    assert [one.rule for one in found] == ["oven-i"] * 100


def test_what_is_placed_by_itself_has_no_frame(found):
    """A label that CSS puts beside its box has not burst it."""
    label = "<span style='position: absolute; left: 30mm; top: 0'>Ord</span>"
    assert found(box("border: 1px solid; position: relative; width: 20mm; height: 9mm", label)) == (
        set()
    )


def test_text_for_a_voice_is_not_judged(found):
    """What is transparent is read aloud, and seen by nobody."""
    body = box("margin-top: -12mm; color: transparent; position: relative; left: -19mm")
    assert found(body) == set()


def test_turned_text_is_judged_as_it_lies(found):
    """A word turned a quarter is looked at; one turned askew is no rectangle, and is left alone."""
    turned = "position: absolute; top: 20mm; width: 30mm; transform: rotate({}deg)"
    two = "".join(box(turned.format(90), word) for word in ("Ord", "Ord"))
    assert "oven-i" in rules(found(two))
    assert "oven-i" not in rules(found(two.replace("90deg", "30deg")))
    out = box("position: absolute; top: 0; left: 100mm; width: 240mm; transform: rotate(90deg)")
    assert rules(found(out)) & {"uden-for-papiret", "kanten"}


def loose_font(pdf, where):
    """The file with a font added that it does not hold."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        if where == "page":
            file.pages[0].Resources.Font["/F9"] = font
        elif where == "drawing":
            drawing = file.make_stream(b"")
            drawing.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(F9=file.make_indirect(font))
            )
            file.pages[0].Resources["/XObject"] = pikepdf.Dictionary(X9=drawing)
        else:
            file.Root.AcroForm.DR.Font["/F9"] = file.make_indirect(font)
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


FORM = (
    "<h1>T</h1><form><p><label for='n'>Navn</label> <input id='n' name='n' title='Navn'></p></form>"
)


@pytest.mark.parametrize("where", ["page", "form", "drawing"])
def test_a_font_that_is_not_in_the_file_is_found(made, where):
    """Read from the file: fonts of the page and of its form fields, subset or whole."""
    sheet = made(FORM, forms=True)
    assert finishing.finish(sheet.pdf, sheet.document, {})
    broken = loose_font(sheet.pdf, where)
    with pytest.raises(InputError, match="”Helvetica” ligger ikke i filen"):
        finishing.finish(broken, sheet.document, {})


def test_a_character_missing_in_a_drawing_is_named(made):
    """The engine tells of a character that no font has in SVG text, too."""
    drawing = "<svg viewBox='0 0 99 20'><title>M</title><text y='15'>Sne ☃</text></svg>"
    with pytest.raises(InputError, match=r"U\+2603"):
        made(f"<h1>T</h1>{drawing}")


def test_faults_of_one_kind_are_one_line():
    """Forty faults are told in a line that names some, says how many, and what to do."""
    many = [Finding("ikke-plads", number, f"”ord {number}”") for number in range(1, 41)]
    (line,) = told(("", one) for one in many)
    assert line == (
        "Side 1, 2, 3, 4, 5 og 35 sider mere: Der er ikke plads til ”ord 1”, ”ord 2” og "
        "38 steder mere. Gør teksten kortere, eller giv den mere plads."
    )


def test_the_gravest_comes_first():
    """Lines stand in the order of their gravity, and one sheet's pages together."""
    lines = told(
        [
            ("Dagsorden", Finding("naesten-tom", 3)),
            ("Dagsorden", Finding("kanten", 2, "”b”")),
            ("Drejebog", Finding("kanten", 1, "”a”")),
            ("Dagsorden", Finding("kanten", 1, "”b”")),
        ]
    )
    assert [line.partition(":")[0] for line in lines] == [
        "Dagsorden (side 1 og 2) og Drejebog (side 1)",
        "Dagsorden (side 3)",
    ]


def test_the_ink_of_a_whole_kit_is_weighed():
    """Sheets count as often as they are printed; a kit that is dark as a whole is told of."""
    light, dark = sheet_of(copies=9, ink=(0.02, 0.04)), sheet_of(copies=1, ink=(0.12,))
    assert preflight.mean_ink([light, dark]) == pytest.approx((9 * 0.06 + 0.12) / 19)
    assert preflight.doubts([light, dark]) == ()
    (line,) = preflight.doubts([sheet_of(copies=90, ink=(0.11,)), light])
    assert "Hele mappen bruger meget blæk" in line
    assert preflight.mean_ink([sheet_of(copies=0, ink=(1.0,))]) == 0


def sheet_of(copies, ink):
    """A sheet with so much ink on its pages."""
    document = Document("a", "a", "Ark", "a.html", "bord", copies, {})
    return Sheet(document, b"", "", len(ink), ink=ink)


def test_a_kit_says_what_to_look_at():
    """Our own kits have nothing to look at, and their fonts, ink and pages have been."""
    sheets = kits.kit("trivsel").sheets
    assert preflight.doubts(sheets) == ()
    assert all(len(sheet.ink) == sheet.pages for sheet in sheets)
    assert 0.01 < preflight.mean_ink(sheets) < preflight.MOST_INK


def test_the_own_look_holds_seven_to_one(tmp_path):
    """The theme that comes with klyngepakke is read in poor light, in grey."""
    sheet = produce(document(tmp_path / "pakke", page("<h1>T</h1><p>Ord</p>")), klinik())
    assert sheet.findings == ()


def test_sentences_are_whole():
    """Every line is a Danish sentence or two, and says where something stands or what to do."""
    for rule, sentence in SENTENCES.items():
        assert re.fullmatch(r"[A-ZÆØÅ].+\.", sentence), rule
        assert "—" not in sentence
