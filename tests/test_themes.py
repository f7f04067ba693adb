"""Themes: made from a few answers, looked over by rules, shown, and kept inside their folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import helpers_pdf
import kits
from klyngepakke.commands.line import main
from klyngepakke.content.colour import ENOUGH, contrast, grey, ink, tint
from klyngepakke.content.model import json_schema
from klyngepakke.content.reading import read
from klyngepakke.content.theme import ThemeFile, read_theme
from klyngepakke.errors import FileError, InputError
from klyngepakke.lint.stylesheets import addresses, colour, refusal, used, variables
from klyngepakke.lint.theme_paper import on_paper, sample
from klyngepakke.lint.themes import THEME_RULES, examine_theme, with_base
from klyngepakke.plugins import catalogue
from klyngepakke.printing.produce import html_only, produce
from klyngepakke.printing.stylesheet import base_variables
from klyngepakke.road import build, prepare
from klyngepakke.wizard.question import BACK
from klyngepakke.wizard.theming import AskedTheme, ask_theme
from klyngepakke.writing.new_theme import NewTheme, make_theme

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "udseender" / "fjorden"
KLINIK = ROOT / "themes" / "klyngepakke_klinik"
STOR, BLAEK = (ROOT / "themes" / f"klyngepakke_{name}" for name in ("stor", "blaek"))
SANS = KLINIK / "fonts" / "SourceSansPro-Regular.ttf"
SERIF_ITALIC = KLINIK / "fonts" / "SourceSerifPro-It.ttf"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><circle cx="5" cy="5" r="4"/></svg>'
HEAD = "id: vores\ntitel: Vores\nbygger_på: klinik\n"


def theme(folder, text="", *, head=HEAD, **files):
    """A theme's folder; files are named with `__` for a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "udseende.yaml").write_text(head + text, "utf-8")
    for name, data in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def found(folder):
    """What the check says without laying anything out: rule, line and sentence, errors first."""
    report = examine_theme(folder, kits.everything(), paper=False)
    errors = [("", p.line, p.sentence) for p in report.errors]
    return errors + [(a.rule, a.problem.line, a.problem.sentence) for a in report.advice]


def one(folder):
    """The only thing that the check says."""
    told = found(folder)
    assert len(told) == 1, told
    return told[0]


def document(kind):
    """A document of the example meeting."""
    return next(d for d in documents() if d.sheet == kind)


@cache
def documents():
    """Those of the example meeting."""
    return sample(kits.everything().pack("trivsel"))


# --- The check ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "folder", [KLINIK, STOR, BLAEK, EXAMPLE], ids=["klinik", "stor", "blaek", "fjorden"]
)
def test_our_own_themes_have_nothing_to_mend(folder):
    """The theme that comes along, and the example, break no rule."""
    assert found(folder) == []


COLOURS = {
    "ukendt-variabel": ('frave: "#000000"', "", "Mente du ”farve”?"),
    "ikke-en-farve": ('farve: "#0b5a6"', "", "er ikke en hel farve"),
    "kontrast": ('daempet: "#999999"', "", 'er 2,8:1, og 4,5:1 er det mindste. Prøv "#595959"'),
    "svag-kontrast": ('farve: "#707070"', "svag-kontrast", "sigt efter 7:1"),
    "svage-linjer": ('linjefarve: "#dddddd"', "svage-linjer", "kopi af en kopi"),
    "moerk-flade": ('flade: "#e8e8e8"', "moerk-flade", "bruger 9\N{NO-BREAK SPACE}% blæk"),
    "skrift-mangler": ("skrift: Sorce Sans Pro", "", "Mente du ”Source Sans Pro”?"),
}


@pytest.mark.parametrize(("line", "rule", "says"), COLOURS.values(), ids=COLOURS)
def test_a_variable_that_does_not_work_is_told_with_its_line(tmp_path, line, rule, says):
    """Each wrong variable is told alone, where it stands, with how to mend it."""
    told = one(theme(tmp_path / "u", f"variabler:\n  {line}\n"))

    assert told[:2] == (rule, 5)
    assert says in told[2]


def test_text_on_a_tinted_box_is_judged_on_the_box(tmp_path):
    """Text that can be read on paper, but not on the theme's own box, is told at the box."""
    told = found(theme(tmp_path / "u", 'variabler:\n  flade: "#777777"\n'))

    assert [rule for rule, _, _ in told] == ["", "", "moerk-flade"]
    assert "”tekst” kan ikke læses på ”flade”" in told[0][2]
    assert "Gør teksten mørkere eller fladen lysere." in told[0][2]


def test_a_colour_is_judged_in_a_grey_copy_too(tmp_path):
    """A box that is light in colour and darker in grey is judged as it is copied."""
    text = 'variabler:\n  tekst: "#4a4a4a"\n  flade: "#ffff00"\n'

    told = {sentence for rule, _, sentence in found(theme(tmp_path / "u", text)) if rule}

    assert contrast("#4a4a4a", "#ffff00") > ENOUGH > contrast("#4a4a4a", grey("#ffff00"))
    assert any("”tekst” er svær at læse på ”flade” i en grå kopi" in s for s in told)


def test_css_that_sets_what_is_set_again_later_is_told(tmp_path):
    """A variable in the theme's CSS that its base sets in the end has no effect."""
    folder = theme(tmp_path / "u", "stil: [u.css]\n", u__css="\n:root { --farve: #222222; }")

    rule, line, sentence = one(folder)

    assert (rule, line) == ("", 2)
    assert "”--farve” har ingen virkning her" in sentence


OUTSIDE = [
    '@import "https://example.org/x.css";',
    '@import url("//example.org/x.css");',
    "p { background: url(https://example.org/x.png) }",
    "p { background: u\\72l(https://example.org/x.png) }",
    "p { background: url(../x.png) }",
    "p { background: url(/x.png) }",
    "p { background: url(data:image/png;base64,AAAA) }",
    'p { background-image: image-set("https://example.org/x.png" 1x) }',
    "p { content: url(mangler.svg) }",
    '@media print { @font-face { font-family: X; src: url("file:///x.ttf") } }',
]


@pytest.mark.parametrize("css", OUTSIDE)
def test_css_that_reaches_outside_is_told_with_its_line(tmp_path, css):
    """Whatever a style asks for that is not in the theme's folder is an error at its line."""
    told = one(theme(tmp_path / "u", "stil: [u.css]\n", u__css=f"p {{ color: #000 }}\n{css}\n"))

    assert told[:2] == ("", 2)
    assert "kan ikke bruges" in told[2]


@pytest.mark.parametrize(
    "css",
    ["a{" * 20_000, ":root{--a:" + "(" * 30_000 + "}", "@media x{" * 3000, "a" * 200_001],
    ids=["rules", "value", "media", "long"],
)
def test_css_that_is_deeper_or_longer_than_anybody_writes_is_refused(tmp_path, css):
    """Brackets without end are told in a sentence, before anything is made of them."""
    told = one(theme(tmp_path / "u", "stil: [u.css]\n", u__css=css))

    assert "inde i hinanden" in told[2] or "der er plads til" in told[2]


@given(st.text(alphabet="{}()[]:;,-@\\\"'/*! #.var(--url)import\n") | st.text())
@settings(deadline=None, max_examples=200)
def test_any_css_is_read_without_a_fault(css):
    """Whatever stands in a stylesheet, it is read: variables, what is used, what is fetched."""
    if not refusal(css):
        list(variables(css))
        used(css)
        list(addresses(css))
        colour(css, {"a": css})


def test_a_picture_in_the_folder_may_be_used(tmp_path):
    """CSS may draw on what lies in the theme's own folder."""
    css = "p { background: url(l.svg) }"

    assert found(theme(tmp_path / "u", "stil: [u.css]\n", u__css=css, l__svg=SVG)) == []


LOGOS = {
    "no-picture": ("l.svg", "<html/>", "", "ikke en SVG"),
    "not-allowed": ("l.gif", "GIF89a", "", "Brug SVG, PNG eller JPEG"),
    "no-viewbox": ("l.svg", SVG.replace("viewBox", "x"), "logo", "viewBox"),
    "text": ("l.svg", SVG.replace("<circle", "<text>A</text><circle"), "logo", "kurver"),
    "long": ("l.svg", SVG.replace("0 0 20 10", "0 0 200 10"), "logo", "33 × 2 mm"),
}


@pytest.mark.parametrize(("name", "data", "rule", "says"), LOGOS.values(), ids=LOGOS)
def test_a_logo_that_will_not_print_well_is_told(tmp_path, name, data, rule, says):
    """Each logo that is no picture, or comes out badly, is told at its key."""
    folder = theme(tmp_path / "u", f"logo: {name}\n", **{name.replace(".", "__"): data})

    told = one(folder)

    assert told[:2] == (rule, 4)
    assert says in told[2]


@pytest.mark.parametrize(
    ("size", "colour", "says"),
    [((90, 60), "#222222", "kornet"), ((600, 400), "#f4f4f4", "så lyst")],
)
def test_a_logo_of_dots_is_measured(tmp_path, size, colour, says):
    """A picture with too few dots, or one made for a dark ground, is told."""
    folder = theme(tmp_path / "u", "logo: l.png\n")
    Image.new("RGB", size, colour).save(folder / "l.png")

    rule, _, sentence = one(folder)

    assert rule == "logo"
    assert says in sentence


def with_font(folder, source, change=None, *, entry="", licence=True):
    """A theme with one font file, perhaps changed, in its own folder."""
    line = f"skrifttyper:\n  - {{navn: Source Sans Pro, fil: s.ttf{entry}}}\n"
    theme(folder, line)
    shutil.copy(source, folder / "s.ttf")
    if licence:
        (folder / "OFL.txt").write_text("Licensen.\n")
    if change is not None:
        file = TTFont(folder / "s.ttf")
        change(file)
        file.save(folder / "s.ttf")
    return folder


def unequal_digits(file):
    """Make the digit 1 narrow."""
    file["hmtx"][file.getBestCmap()[ord("1")]] = (100, 0)


def not_to_be_embedded(file):
    """Say that the font may not be put into a file."""
    file["OS/2"].fsType = 2


def test_a_whole_font_with_its_licence_is_fine(tmp_path):
    """A font that has everything is nothing to tell of."""
    assert found(with_font(tmp_path / "u", SANS)) == []


FONTS = {
    "weight": (SANS, None, ", vægt: 700", "skriftsnit", "Skriv ”vægt: 400”"),
    "slant": (SERIF_ITALIC, None, "", "skriftsnit", "kursiv: ja"),
    "digits": (SANS, unequal_digits, "", "tabeltal", "ikke lige brede"),
    "embedding": (SANS, not_to_be_embedded, "", "skriftlicens", "ikke må lægges i en PDF"),
}


@pytest.mark.parametrize("case", FONTS.values(), ids=FONTS)
def test_a_font_that_is_not_what_it_should_be_is_told(tmp_path, case):
    """Wrong weight or slant, digits of unequal width, and a font that may not be shared."""
    source, change, entry, rule, says = case

    told = found(with_font(tmp_path / "u", source, change, entry=entry))

    assert any(r == rule and line == 5 and says in sentence for r, line, sentence in told), told


def test_a_font_without_its_licence_is_told(tmp_path):
    """A font file is brought along with the text that says it may be."""
    rule, line, sentence = one(with_font(tmp_path / "u", SANS, licence=False))

    assert (rule, line) == ("skriftlicens", 5)
    assert "mangler dens licens" in sentence


def test_a_font_that_is_no_font_is_told(tmp_path):
    """A file that only has a font's name is an error, not a traceback."""
    folder = with_font(tmp_path / "u", SANS)
    (folder / "s.ttf").write_bytes(SANS.read_bytes()[:5000])

    rule, line, sentence = found(folder)[0]

    assert (rule, line) == ("", 5)
    assert "kan ikke læses" in sentence


def test_a_font_that_stands_for_more_than_there_is_is_refused(tmp_path):
    """A few bytes that unfold into every number there is are told as a damaged font, at once."""
    groups = struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", 0, 0xFFFFFFFE, 1)
    table = DefaultTable("cmap")
    table.data = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups

    def bomb(file):
        file["cmap"] = table

    told = found(with_font(tmp_path / "u", SANS, bomb))

    assert told[0][:2] == ("", 5)
    assert "kan ikke læses" in told[0][2]


def test_a_packed_font_is_refused(tmp_path):
    """A font for the web, which unfolds when it is read, is not a TTF or OTF file."""
    folder = with_font(tmp_path / "u", SANS)
    (folder / "s.ttf").write_bytes(b"wOFF" + SANS.read_bytes()[4:])

    assert "Brug en hel TTF- eller OTF-fil" in found(folder)[0][2]


def alone(folder, source):
    """A theme of one font that builds on none."""
    text = (
        "skrifttyper:\n  - {navn: Ene, fil: s.ttf}\n"
        "variabler:\n  skrift: Ene\n  skrift-overskrift: Ene\n"
    )
    shutil.copy(source, theme(folder, text, head="id: vores\ntitel: Vores\n") / "s.ttf")
    (folder / "OFL.txt").write_text("Licensen.\n")
    return folder


def test_missing_weights_and_slants_are_told(tmp_path):
    """A family of one cut lacks the bold and the italic that the sheets are set in."""
    said = [sentence for _, _, sentence in found(alone(tmp_path / "u", SANS))]

    assert sum("mangler et halvfedt snit" in sentence for sentence in said) == 2
    assert sum("mangler et kursivt snit" in sentence for sentence in said) == 1


def test_signs_that_no_font_has_are_an_error(tmp_path):
    """What the sheets write must be in one of the fonts; the signs are named."""
    told = found(alone(tmp_path / "u", SERIF_ITALIC))

    assert any(rule == "" and "Ingen af skrifterne har ”☐” ”☑” ”✓” ”→”" in s for rule, _, s in told)


def test_signs_that_another_font_has_are_advice(tmp_path):
    """A font of one's own that lacks a sign borrows it from the base, and that is said."""
    folder = with_font(tmp_path / "u", SERIF_ITALIC)
    text = (folder / "udseende.yaml").read_text("utf-8").replace("Source Sans Pro", "Egen")
    (folder / "udseende.yaml").write_text(text + "variabler:\n  skrift: Egen\n", "utf-8")

    assert any(
        rule == "tegn" and "De bliver sat med en anden skrift" in s for rule, _, s in found(folder)
    )


def test_a_sheet_with_other_pages_is_told(tmp_path):
    """Larger letters break a sheet onto another page; the sheet and both counts are named."""
    folder = theme(tmp_path / "u", "variabler:\n  grad: 15pt\n")
    known = kits.everything()
    some = (document("handleplan"),)

    told = list(on_paper(with_base(folder, known), known.theme("klinik"), some, known, kits.once))

    pages = [t.problem.sentence for t in told if t.rule == "sidetal"]
    assert len(pages) == 1
    assert "2 sider med ”Klinik”" in pages[0]


def test_css_that_is_not_understood_is_told_at_its_line(tmp_path):
    """The layout's own complaint comes back as advice with file, line and column, once."""
    folder = theme(tmp_path / "u", "stil: [u.css]\n", u__css="\np { colour: red }\n")
    known = kits.everything()
    some = (document("handleplan"), document("dagsorden"))

    told = list(on_paper(with_base(folder, known), None, some, known, produce))

    css = {(t.problem.file, t.problem.line) for t in told if t.rule == "css-ukendt"}
    assert css == {("u.css", 2)}


def test_a_sheet_that_cannot_be_made_is_an_error(tmp_path):
    """A template of the theme that is wrong is told with its name and line, and once."""
    folder = theme(tmp_path / "u")
    (folder / "ark").mkdir()
    (folder / "ark" / "ark.html").write_text("{% extends 'kerne/ark.html' %}\n{{ findes.ikke }}")
    (folder / "ark" / "handleplan.html").write_text(
        "{% extends 'kerne/handleplan.html' %}\n{% block krop %}{{ findes.ikke }}{% endblock %}"
    )
    known = kits.everything()
    some = (document("handleplan"), document("handleplan"))

    told = list(on_paper(with_base(folder, known), None, some, known, produce))

    assert [(t.rule, t.error, t.problem.line) for t in told] == [("ark", True, 2)]


def test_the_sample_is_every_sheet_of_the_example_meeting():
    """What is laid out is what a build of the example meeting makes, the print list left out."""
    prepared = prepare(kits.write(kits.meeting("trivsel")), kits.everything())

    assert {d.id for d in documents()} == {d.id for d in prepared.kit.documents}


def test_every_rule_is_told_what_it_is():
    """Each rule that can be told of has its sentence, and no other has."""
    sources = "".join(p.read_text("utf-8") for p in (ROOT / "src/klyngepakke/lint").glob("theme*"))
    names = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', sources))

    assert set(THEME_RULES) <= names
    assert all(sentence.endswith(".") for sentence in THEME_RULES.values())


def test_the_check_on_the_command_line(tmp_path, capsys):
    """Errors give 3, advice 6, nothing 0; the same as JSON for programs."""
    bad = theme(tmp_path / "bad", 'variabler:\n  frave: "#000000"\n')
    fair = theme(tmp_path / "fair", 'variabler:\n  linjefarve: "#dddddd"\n')
    good = theme(tmp_path / "good")

    codes = [main(["udseende", "tjek", str(f), "--uden-papir"]) for f in (bad, fair, good)]
    told = capsys.readouterr()
    assert main(["udseende", "tjek", str(bad), "--uden-papir", "--json"]) == 3
    as_json = json.loads(capsys.readouterr().out)

    assert codes == [3, 6, 0]
    assert "udseende.yaml:5:10: variabler.frave: Ingen ark bruger" in told.err
    assert "[svage-linjer]" in told.err
    assert told.out.splitlines()[-1] == "Udseendet ”Vores” er i orden."
    assert as_json["fejl"][0]["linje"] == 5


def test_templates_and_blocks_that_nothing_uses_are_told(tmp_path):
    """A misspelt template or block would do nothing, and is told with the nearest right name."""
    folder = theme(tmp_path / "u")
    (folder / "ark").mkdir()
    (folder / "ark" / "handlepln.html").write_text("{% extends 'kerne/handleplan.html' %}")
    (folder / "ark" / "brev.html").write_text(
        "{% extends 'kerne/brev.html' %}\n{% block margen %}{% endblock %}\n"
        "{% block indhodl %}{% include 'min.html' %}{% endblock %}"
    )
    (folder / "ark" / "min.html").write_text("<p>Vores egen del.</p>")
    (tmp_path / "fremmed.html").write_text("{% block hemmelig %}{% endblock %}")
    (folder / "ark" / "bordark.html").symlink_to(tmp_path / "fremmed.html")
    (folder / "ark" / "ring.html").symlink_to("ring.html")

    told = found(folder)

    assert [(rule, line) for rule, line, _ in told] == [("", 3), ("", 0)]
    assert "Mente du ”indhold”?" in told[0][2]
    assert "Mente du ”handleplan.html”?" in told[1][2]


# --- A new theme -------------------------------------------------------------------------


@pytest.fixture
def answers(tmp_path):
    """A folder with a logo, a font with its licence, and a file of answers that names them."""
    folder = tmp_path / "svar"
    folder.mkdir()
    (folder / "mit logo.svg").write_text(SVG)
    shutil.copytree(KLINIK / "fonts", folder / "skrift")
    (folder / "svar.yaml").write_text(
        'titel: Enheden ved Åen\nfarve: "#5c2751"\nlogo: mit logo.svg\nskrifter: skrift\n', "utf-8"
    )
    return folder / "svar.yaml"


def test_a_new_theme_passes_its_own_check(tmp_path, answers):
    """From a file of answers to a folder with logo, fonts and licences that has no faults."""
    assert main(["udseende", "ny", str(tmp_path / "ny"), "--svar", str(answers)]) == 0

    made = read_theme(tmp_path / "ny")
    names = {p.relative_to(tmp_path / "ny").as_posix() for p in (tmp_path / "ny").rglob("*.*")}
    assert found(tmp_path / "ny") == []
    assert (made.id, made.title, made.base) == ("enheden-ved-aaen", "Enheden ved Åen", "klinik")
    assert dict(made.variables)["farve"] == "#5c2751"
    assert {"logo.svg", "udseende.skema.json", "fonts/OFL-SourceSansPro.txt"} <= names


def test_a_new_theme_is_on_the_paper_at_once(tmp_path, answers):
    """The agenda has the logo and the colour, and the sheet is tagged and readable as ever."""
    make_theme(tmp_path / "ny", read(answers, NewTheme).value, answers.parent)
    look = catalogue([tmp_path / "ny"]).theme("enheden-ved-aaen")

    sheet = produce(document("dagsorden"), look)

    assert 'src="https://pakke.invalid/udseende/logo"' in sheet.html
    assert sheet.notes == ()
    helpers_pdf.assert_ua1(sheet.pdf)


def test_a_new_theme_explains_every_variable(tmp_path):
    """Each variable that an organisation may set stands in the file with what it is for."""
    make_theme(tmp_path / "ny", NewTheme(), tmp_path)

    text = (tmp_path / "ny" / "udseende.yaml").read_text("utf-8")
    explained = [v.name for v in base_variables() if f"{v.name}: " in text]
    assert len(explained) == 10
    loosened = text.replace("  # grad: 11pt", "  grad: 12pt").replace("  # linje:", "  linje:")
    (tmp_path / "ny" / "udseende.yaml").write_text(loosened, "utf-8")
    assert dict(read_theme(tmp_path / "ny").variables)["grad"] == "12pt"
    schema = json.loads((tmp_path / "ny" / "udseende.skema.json").read_text("utf-8"))
    assert schema == json_schema(ThemeFile)


REFUSED = {
    "pale": ('farve: "#ff8080"', "Prøv "),
    "no-colour": ("farve: blå", "ikke en farve"),
    "taken-id": ("id: klinik", "Kald det noget andet"),
    "no-logo": ("logo: mangler.svg", "findes ikke"),
    "bad-logo": ("logo: svar.yaml", "Brug SVG, PNG eller JPEG"),
    "no-fonts": ("skrifter: [svar.yaml]", "ingen skriftfiler"),
    "unknown": ("fave: x", "Mente du ”farve”?"),
}


@pytest.mark.parametrize(("line", "says"), REFUSED.values(), ids=REFUSED)
def test_a_new_theme_that_cannot_be_made_leaves_nothing(tmp_path, capsys, line, says):
    """A wrong answer is told in a sentence, and no folder is begun."""
    (tmp_path / "svar.yaml").write_text(f"titel: X\n{line}\n", "utf-8")

    code = main(["udseende", "ny", str(tmp_path / "ny"), "--svar", str(tmp_path / "svar.yaml")])

    assert code in {3, 5}
    assert says in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["svar.yaml"]


def test_a_new_theme_is_never_made_over_something(tmp_path):
    """A folder with something in it is left as it is."""
    (tmp_path / "noter.txt").write_text("mine")

    with pytest.raises(FileError):
        make_theme(tmp_path, NewTheme(), tmp_path)
    assert main(["udseende", "ny", str(tmp_path), "--standard"]) == 5
    assert [p.name for p in tmp_path.iterdir()] == ["noter.txt"]


def scripted(*answers):
    """Someone who answers in that order, and the ids that were asked."""
    asked, left = [], list(answers)

    def ask(question):
        asked.append(question.id)
        return left.pop(0)

    return ask, asked


def test_a_theme_is_asked_for_in_five_questions_with_a_way_back(tmp_path):
    """Title, colour, logo, font and folder; to go back asks the one before once more."""
    ask, asked = scripted("Vores", BACK, "Fjorden", "5C2751", "", "", "f")

    made = ask_theme(ask, AskedTheme(NewTheme()), lambda _: "", tmp_path)

    assert asked == ["titel", "farve", "titel", "farve", "logo", "skrifter", "mappe"]
    assert made == AskedTheme(NewTheme(title="Fjorden", colour="#5c2751"), "f")


def test_wrong_answers_are_told_while_they_are_typed(tmp_path):
    """A pale colour, a taken name, a missing logo and an empty folder of fonts are refused."""
    verdicts = {}

    def ask(question):
        typed = {"titel": "Klinik", "farve": "#ff8080", "logo": "x.svg", "skrifter": "."}
        verdict = question.check(typed[question.id])
        verdicts[question.id] = verdict.error or verdict.doubt
        return question.default

    ask_theme(ask, AskedTheme(NewTheme()), None, tmp_path)

    assert "Kald det noget andet" in verdicts["titel"]
    assert verdicts["farve"].startswith("Brug #")
    assert "findes ikke" in verdicts["logo"]
    assert "ingen skriftfiler" in verdicts["skrifter"]


def test_without_a_terminal_one_is_told_what_to_type(capsys):
    """Nobody to ask: the file of answers and --standard are named."""
    assert main(["udseende", "ny"]) == 2
    assert "--svar" in capsys.readouterr().err


def test_a_theme_for_pip_is_found_when_it_is_installed(tmp_path):
    """The same folder with five lines and a project around it is a theme among the installed."""
    make_theme(tmp_path / "p", NewTheme(title="Havn", distribution=True), tmp_path)
    project = tomllib.loads((tmp_path / "p" / "pyproject.toml").read_text("utf-8"))
    [(name, package)] = project["project"]["entry-points"]["klyngepakke"].items()
    info = tmp_path / "p" / "klyngepakke_havn-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: klyngepakke-havn\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[klyngepakke]\n{name} = {package}\n")

    done = subprocess.run(
        [sys.executable, "-m", "klyngepakke", "udseende", "liste", "--json"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(tmp_path / "p"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )

    themes = {t["id"]: t for t in json.loads(done.stdout)}
    assert themes["havn"]["oprindelse"] == "klyngepakke-havn 1"
    assert themes["havn"]["kode"] is True
    assert themes["havn"]["bygger_på"] == ["klinik"]


# --- Finding and showing -----------------------------------------------------------------


def test_themes_are_found_in_folders_beside_packs(tmp_path, capsys):
    """A folder of themes is named as a folder of packs is; a broken one is named and left out."""
    theme(tmp_path / "en")
    theme(tmp_path / "to", head="id: to\ntitel: To\nbygger_på: vores\n")
    theme(tmp_path / "tre", head="id: tre\ntitel: Tre\nbygger_på: findes-ikke\n")
    theme(tmp_path / "fire", head="titel: Uden id\n")

    known = catalogue([tmp_path])
    assert main(["udseende", "liste", "--pakker", str(tmp_path)]) == 0

    listed = capsys.readouterr().out
    assert known.themes["to"].built_on == ("vores", "klinik")
    assert known.theme("to").origin == str(tmp_path / "to")
    assert "tre" not in known.themes
    assert "bygger på vores" in listed
    assert "Det bygger på ”findes-ikke”, som ikke findes." in listed
    assert "Nøglen ”id” mangler." in listed


def test_a_folder_with_neither_packs_nor_themes_is_told(tmp_path):
    """An empty folder named by `--pakker` is a mistake."""
    with pytest.raises(InputError, match="ingen pakke"):
        catalogue([tmp_path])


def test_a_theme_in_a_folder_wins_over_an_installed_one_and_it_is_said(tmp_path):
    """A user's own `klinik` is used, and every build that uses it says so."""
    theme(tmp_path / "k", head="id: klinik\ntitel: Min klinik\n")

    known = catalogue([tmp_path / "k"])

    assert known.theme("klinik").title == "Min klinik"
    assert known.doubts([], "klinik") == (
        f"Udseendet ”klinik” tages fra {tmp_path / 'k'} i stedet for klyngepakke 0.1.0.",
    )
    assert known.doubts([], "vores") == ()


def test_themes_lie_in_shared_folders_too(tmp_path, monkeypatch):
    """An organisation's shared folder gives its theme to everybody, and a named folder wins."""
    theme(tmp_path / "f" / "vores")
    theme(tmp_path / "egen", head="id: vores\ntitel: Min egen\nbygger_på: klinik\n")
    monkeypatch.setenv("KLYNGEPAKKE_PAKKER", str(tmp_path / "f"))

    assert catalogue().theme("vores").origin == str(tmp_path / "f" / "vores")
    known = catalogue([tmp_path / "egen"])
    assert known.theme("vores").title == "Min egen"
    assert "i stedet for" in known.look_notes["vores"]


@pytest.mark.skipif(os.name != "posix", reason="links")
@pytest.mark.parametrize(
    ("name", "target", "said"),
    [
        ("ring.css", "ring.css", "findes ikke i udseendets mappe"),
        ("ring.css", "/etc/hostname", "genvej ud af udseendets mappe"),
        ("udseende.yaml", "../ude.yaml", "genvej ud af mappen"),
    ],
)
def test_a_theme_with_a_strange_link_stops_nothing_else(tmp_path, monkeypatch, name, target, said):
    """It is named and left out, wherever the link leads, and the other themes are there."""
    folder = theme(tmp_path / "f" / "vores", "stil: [ring.css]\n")
    if (folder / name).exists():
        (folder / name).replace(tmp_path / "f" / "ude.yaml")
    (folder / name).symlink_to(target)
    monkeypatch.setenv("KLYNGEPAKKE_PAKKER", str(tmp_path / "f"))

    known = catalogue()

    assert "klinik" in known.themes
    assert "vores" not in known.themes
    assert said in str(known.broken[0])


def test_two_themes_with_one_id_are_both_named_and_neither_is_used(tmp_path):
    """Of two themes in the folders nobody picks one in silence."""
    for name in ("en", "to"):
        theme(tmp_path / name)

    known = catalogue([tmp_path])

    assert "vores" not in known.themes
    assert [b.origin for b in known.broken] == [f"{tmp_path / 'en'} og {tmp_path / 'to'}"]


def test_a_theme_is_shown_as_a_meeting_built_beside_it(tmp_path, capsys, monkeypatch):
    """The sample lies beside the theme, has its colour, and is built again where it lies."""
    monkeypatch.chdir(tmp_path)
    folder = theme(tmp_path / "vores", 'variabler:\n  farve: "#5c2751"\n')

    code = main(["udseende", "vis", str(folder), "--pakke", "generalforsamling"])

    kit = tmp_path / "vores-proeve" / "til-print"
    assert code in {0, 6}
    assert str(kit) in capsys.readouterr().out
    assert json.loads((kit / "indhold.json").read_text("utf-8"))["udseende"]["id"] == "vores"
    assert list(kit.glob("*-drejebog.pdf"))

    other = tmp_path / "vores-proeve" / "moede.yaml"
    other.write_text(other.read_text("utf-8").replace("udseende: vores", "udseende: klinik"))
    assert main(["udseende", "vis", str(folder), "--pakke", "generalforsamling"]) == 5
    assert "ligger der et andet møde" in capsys.readouterr().err


def test_a_theme_is_shown_live_in_the_browser_until_it_is_stopped(tmp_path):
    """The preview of packs shows the theme at an address of this computer's, and ends in order."""
    folder = theme(tmp_path / "vores", 'variabler:\n  farve: "#5c2751"\n')
    started = subprocess.Popen(
        [sys.executable, "-m", "klyngepakke", "udseende", "vis", str(folder), "--levende"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "DISPLAY": "", "WAYLAND_DISPLAY": ""},
    )
    with started:
        said = started.stdout.readline()
        started.send_signal(signal.SIGINT)
        rest = started.stdout.read()

    assert "http://127.0.0.1:" in said
    assert "stoppet" in rest
    assert started.returncode == 0


def test_a_theme_that_is_not_there_is_told_with_the_nearest(capsys):
    """A misspelt id is told the right one, and no word at all what to type."""
    assert main(["udseende", "vis", "klinikk"]) == 3
    assert "Mente du ”klinik”?" in capsys.readouterr().err
    assert main(["udseende", "vis"]) == 2


# --- Kept inside -------------------------------------------------------------------------


def test_the_colour_of_lines_is_the_themes_in_pictures_too(tmp_path):
    """Lines that are drawn as a picture have the colour that the theme gives lines."""
    folder = theme(tmp_path / "u", 'variabler:\n  linjefarve: "#445566"\n')

    html = html_only(document("bordark"), with_base(folder, kits.everything()))

    assert 'stroke="#445566"' in html
    assert "#66757a" not in html.partition("</style>")[2]


@pytest.mark.parametrize(
    "name", ["logo: l.svg", "stil: [l.svg]", "skrifttyper: [{navn: X, fil: l.svg}]"]
)
def test_a_file_that_is_a_way_out_of_the_folder_is_refused(tmp_path, name):
    """A logo, a style or a font that is a link out of the folder is refused at its line."""
    (tmp_path / "hemmelig.svg").write_text(SVG)
    folder = theme(tmp_path / "u", f"{name}\n")
    (folder / "l.svg").symlink_to(tmp_path / "hemmelig.svg")

    with pytest.raises(InputError) as error:
        read_theme(folder)

    assert [p.line for p in error.value.problems] == [4]
    assert "genvej ud af udseendets mappe" in str(error.value)


FETCHING = [c.replace("p {", ".ark {") for c in OUTSIDE if ".org" in c or "../" in c]


@pytest.mark.parametrize("css", [c for c in FETCHING if "image-set" not in c])
def test_a_theme_that_fetches_is_refused_on_paper(tmp_path, css):
    """No sheet is made with a style that reaches out; the sentence says why."""
    folder = theme(tmp_path / "u", "stil: [u.css]\n", u__css=css)

    with pytest.raises(InputError, match=r"kan ikke bruges|hentes aldrig"):
        produce(document("handleplan"), with_base(folder, kits.everything()))


@pytest.mark.parametrize("css", FETCHING)
def test_a_theme_that_fetches_gets_nothing_in_a_browser(tmp_path, css):
    """As HTML it is refused, or the page forbids the browser to fetch anything."""
    folder = theme(tmp_path / "u", "stil: [u.css]\n", u__css=css)

    try:
        html = html_only(document("handleplan"), with_base(folder, kits.everything()))
    except InputError:
        return
    assert "content=\"default-src 'none'; img-src data:;" in html.partition("<style>")[0]


def test_a_meeting_with_a_refused_theme_keeps_its_old_kit(tmp_path):
    """A hostile theme is named with its reason, and nothing is written."""
    theme(tmp_path / "u", "stil: [u.css]\n", u__css='@import "https://example.org/x.css";')
    meeting = kits.write(replace(kits.meeting("generalforsamling"), theme="vores"), tmp_path / "m")

    with pytest.raises(InputError, match="hentes aldrig noget fra nettet"):
        build(meeting, catalogue([tmp_path / "u"]), maker=produce)
    assert not (meeting / "til-print").exists()


def test_colours_are_reckoned_as_printers_do():
    """Contrast, grey, ink and tint of colours that are known."""
    assert round(contrast("#767676"), 2) == 4.54
    assert grey("#ff0000") == "#4c4c4c"
    assert ink("#ffffff") == 0
    assert tint("#000000", 0.5) == "#808080"
    assert contrast("#0b5a68") > ENOUGH
