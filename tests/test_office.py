"""What coordinators paste into and change: Word and PowerPoint files, read back and opened."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import pptx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from PIL import Image

import kits
from klyngepakke.content.meeting import Cluster
from klyngepakke.content.pack import Override
from klyngepakke.office.editable import FOLDER, files
from klyngepakke.office.look import look_of
from klyngepakke.office.slides.deck import deck
from klyngepakke.office.slides.frames import BODY, END, PROGRAMME, SIZE, fitting
from klyngepakke.office.word import invitation, survey, writer
from klyngepakke.office.word.parts import Page
from klyngepakke.printing.bundle import bundle, own_files, write_bundle
from klyngepakke.printing.document import File
from klyngepakke.printing.passages import BULLET, NUMBER, Grid, Passage, Run, passages, runs
from klyngepakke.road import prepare

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WORD = ("drejebog", "dagsorden", "spoergeskema", "handleplan", "handleplan-solo")
SENTENCE = "Hvad gør I, når en patient ringer for tredje gang på en uge, og ingen har tid? "


@cache
def ready(pack="trivsel", number=29):
    """A pack's example meeting, planned; nothing is laid out."""
    return prepare(kits.write(kits.meeting(pack, number)), kits.everything())


@cache
def made(pack="trivsel", number=29):
    """The office files of a pack's example meeting, by name."""
    known = ready(pack, number)
    return {file.name: file for file in files(known.plan, known.kit, known.theme)}


def of(meeting):
    """The office files of a meeting, by name without folder."""
    known = prepare(kits.write(meeting), kits.everything())
    found = files(known.plan, known.kit, known.theme)
    return {file.name.removeprefix(f"{FOLDER}/"): file.data for file in found}


@cache
def word(name, pack="trivsel"):
    """One of the Word files, as python-docx reads it."""
    return docx.Document(io.BytesIO(made(pack)[f"{FOLDER}/{name}.docx"].data))


@cache
def show(pack="trivsel"):
    """The presentation, as python-pptx reads it."""
    return pptx.Presentation(io.BytesIO(made(pack)[f"{FOLDER}/slides.pptx"].data))


def sheet(name, pack="trivsel"):
    """The same sheet on paper."""
    known = ready(pack)
    document = next(d for d in known.kit.documents if d.id == name)
    return kits.once(document, known.theme, filters=kits.everything().filters)


def said(document):
    """Every text of a Word file in its order, those in tables, too, blanks folded."""
    lines = []
    for element in document.element.body.iter(f"{W}p"):
        parts = [t.text or "" for t in element.iter(f"{W}t", f"{W}tab", f"{W}br")]
        lines.append(" ".join(" ".join(parts).split()))
    return "\n".join(lines)


def styled(document):
    """The name of every paragraph's style, those in tables, too."""
    names = {s.style_id: s.name for s in document.styles}
    for element in document.element.body.iter(f"{W}p"):
        style = element.find(f"{W}pPr/{W}pStyle")
        yield names[style.get(f"{W}val")] if style is not None else "Normal"


def parts(data):
    """The parts of an office file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- Which files there are ------------------------------------------------------------------


@pytest.mark.parametrize("pack", kits.PACKS)
def test_every_sheet_that_is_changed_has_its_file(pack):
    """Each sheet of the five kinds that a kit has is there once under its own name, and no other."""
    kinds = {"drejebog", "dagsorden", "spoergeskema", "handleplan"}
    wanted = {f"{d.id}.docx" for d in ready(pack).kit.documents if d.sheet in kinds}

    assert set(made(pack)) == {
        f"{FOLDER}/{name}" for name in {*wanted, "indkaldelse.docx", "slides.pptx"}
    }
    assert all(file.title.endswith(("(Word)", "(PowerPoint)")) for file in made(pack).values())
    assert {file.pages for file in made(pack).values()} == {0}


def test_a_sheet_that_is_left_out_has_no_file():
    """What the meeting leaves out on paper is left out for Word; slides without a run sheet are mute."""
    out = {f"ark/{name}": Override(handling="udelad") for name in ("drejebog", "spoergeskema")}
    found = of(kits.meeting("trivsel", changes=out))

    assert "drejebog.docx" not in found
    assert "spoergeskema.docx" not in found
    assert "dagsorden.docx" in found
    assert not any(
        s.has_notes_slide for s in pptx.Presentation(io.BytesIO(found["slides.pptx"])).slides
    )


def test_they_lie_in_a_folder_of_their_own_and_one_that_was_changed_is_kept(tmp_path):
    """A file that somebody wrote in is moved before it is replaced; marks of open files are not."""
    target, kept = tmp_path / "til-print", tmp_path / "gemt"
    one = bundle(
        (), (), {}, [File(f"{FOLDER}/a.docx", "A", b"1"), File(f"{FOLDER}/b.docx", "B", b"2")]
    )
    write_bundle(one, target, kept)
    assert own_files(target) == ()

    (target / FOLDER / "a.docx").write_bytes(b"mine")
    (target / FOLDER / "~$b.docx").write_bytes(b"")
    (target / FOLDER / ".~lock.b.docx#").write_bytes(b"")
    moved = write_bundle(one, target, kept)

    assert moved == (kept / "a.docx",)
    assert moved[0].read_bytes() == b"mine"
    assert (target / FOLDER / "a.docx").read_bytes() == b"1"


# --- What the Word files say ----------------------------------------------------------------


@pytest.mark.parametrize("name", WORD)
def test_word_says_what_the_paper_says(name):
    """Every word of the sheet on paper stands in its Word file; the bar of the evening is not there."""
    foot = " ".join(p.text for p in word(name).sections[0].footer.paragraphs)
    text = f"{said(word(name))} {foot}".lower().replace("-", "")
    paper = re.findall(r"[a-zæøåé]{4,}", " ".join(kits.pages(sheet(name))).lower())

    assert {one for one in paper if one not in text} <= {"reserve"}


def test_the_invitation_and_its_reminders_are_on_a_page_each():
    """Each mail has its name, its day, its subject, and the text file's words."""
    letter = word("indkaldelse")
    text = ready().kit.texts[0].text

    names = [p for p in letter.paragraphs if p.style.name == "Heading 1"]
    assert [p.text for p in names] == [
        "Indkaldelse",
        "Påmindelse om spørgeskemaet",
        "Påmindelse om mødet",
    ]
    assert [bool(p.paragraph_format.page_break_before) for p in names] == [False, True, True]
    for line in text.splitlines():
        if line.strip("-") and not line.isupper() and ", sendes " not in line:
            folded = " ".join(
                line.removeprefix("- ").replace("Emne: ", "").replace("Vedhæft: ", "").split()
            )
            assert folded in said(letter), line


def test_the_lines_of_a_mail_keep_their_order():
    """Bullets stay between the lines they stand between, and nothing empty stands before them."""
    text = "INDKALDELSE, sendes nu\nEmne: x\n\nFør:\n- a\n- b\nefter\nog mere\n\n- alene"
    letter = writer.new(Page("x", ("x",), "x"), look_of(ready().theme))

    invitation.write(letter, text)

    names = [p.text for p in letter.paragraphs]
    last = letter.paragraphs[names.index("Før:") :]
    assert [(p.style.name, p.text) for p in last] == [
        ("Normal", "Før:"),
        ("List Bullet", "a"),
        ("List Bullet", "b"),
        ("Normal", "efter\nog mere"),
        ("List Bullet", "alene"),
    ]


def test_survey_boxes_are_the_fields_of_the_paper_and_can_be_ticked():
    """Each box is a control to click, named as the field on paper, and empty."""
    boxes = word("spoergeskema").element.body.findall(f".//{W}sdt")
    on_paper = re.findall(r'<input type="checkbox" id="([^"]+)"', sheet("spoergeskema").html)

    assert [b.find(f"{W}sdtPr/{W}tag").get(f"{W}val") for b in boxes] == on_paper
    assert {b.find(f"{W}sdtPr/{W14}checkbox/{W14}checked").get(f"{W14}val") for b in boxes} == {"0"}
    assert {b.find(f".//{W}t").text for b in boxes} == {"☐"}


def test_questions_count_themselves_as_on_paper():
    """The numbers that Word gives the questions are those that the paper has."""
    names = [n for n in styled(word("spoergeskema")) if n.startswith("Spørgsmål")]
    data = next(d.data for d in ready().kit.documents if d.id == "spoergeskema")
    numbers = [q["nr"] for part in data["dele"] for g in part["grupper"] for q in g["spørgsmål"]]

    assert numbers == [str(n) for n in range(1, len(names) + 1)]


def test_each_numbered_list_begins_at_one():
    """The questions on the table are counted anew for each phase."""
    known = word("drejebog")
    lists = [p._p.pPr.numPr.numId.val for p in known.paragraphs if p.style.name == "List Number 2"]
    begun = {
        n.numId
        for n in known.part.numbering_part.element.num_lst
        if n.findall(f".//{W}startOverride")
    }

    assert len(set(lists)) > 1
    assert set(lists) <= begun


# --- How the Word files are made ------------------------------------------------------------


@pytest.mark.parametrize("name", [*WORD, "indkaldelse"])
def test_word_files_have_real_styles_and_headings(name):
    """Every paragraph has a style of a name, and headings are those that Word's navigation shows."""
    names = set(styled(word(name)))

    assert names <= {s.name for s in word(name).styles}
    assert names & {"Title", "Heading 1"}
    assert "Normal" not in {
        p.style.name
        for t in word(name).tables
        for r in t.rows
        for c in r.cells
        for p in c.paragraphs
        if p.text
    }


def test_what_is_said_and_what_is_done_look_apart():
    """The run sheet has a style for each, and a heading with the clock for each phase."""
    names = list(styled(word("drejebog")))
    clocks = [p.text for p in word("drejebog").paragraphs if p.style.name == "Klokken"]

    assert names.count("Sig højt") > 20
    assert names.count("Gør") > 20
    assert any(text.startswith("16.40\tResultater") for text in clocks)
    style = word("drejebog").styles["Klokken"]
    assert style.base_style.name == "Heading 2"


@pytest.mark.parametrize("name", WORD)
def test_rows_stay_whole_and_names_of_columns_stand_on_each_page(name):
    """No row is split; a table that says it has a row of names repeats it."""
    for table in word(name).tables:
        rows = [row._tr.trPr for row in table.rows]
        assert all(len(row.findall(qn("w:cantSplit"))) == 1 for row in rows)
        head = table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        assert [len(row.findall(qn("w:tblHeader"))) for row in rows] == [int(head)] + [0] * (
            len(rows) - 1
        )
        assert table._tbl.getnext().tag == qn("w:p")  # two in a row would be one


@pytest.mark.parametrize("name", [*WORD, "indkaldelse"])
def test_word_files_are_danish_a4_and_name_no_person(name):
    """Language, paper and margins are set; the properties have a title and neither person nor clock."""
    document = word(name)
    section = document.sections[0]
    language = document.styles.element.find(f".//{W}rPrDefault/{W}rPr/{W}lang").get(f"{W}val")
    core = document.core_properties

    assert language == "da-DK"
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (20, 17)
    assert (core.author, core.language, core.last_modified_by) == ("klyngepakke", "da-DK", "")
    assert core.title
    assert (core.created, core.modified) == (None, None)


def test_the_foot_says_what_it_is_and_counts_its_pages():
    """Sheet, meeting, edition and the page's number stand at the foot, as on paper."""
    foot = word("handleplan").sections[0].footer
    fields = [f.get(f"{W}instr").strip() for f in foot._element.iter(f"{W}fldSimple")]
    text = "".join(t.text for t in foot._element.iter(f"{W}t"))

    assert fields == ["PAGE", "NUMPAGES"]
    for known in (
        "Handleplan",
        "klyngemøde torsdag den 4. marts 2027",
        "2027.1",
        "eksempel/handleplan",
    ):
        assert known in text


def test_what_is_missing_stands_out():
    """What nobody has filled in is marked, and not by its colour alone."""
    document = writer.new(Page("Prøve", ("Prøve",), "m/p"), look_of(ready().theme))
    writer.paragraph(document, "Normal", "Ring til [udfyld: telefon] før ti.")
    found = [(r.text, r.style.name) for r in document.paragraphs[0].runs]

    assert ("[udfyld: telefon]", "Udfyld") in found
    assert found[0] == ("Ring til ", "Default Paragraph Font")


def test_links_lead_somewhere_and_only_to_the_web():
    """An address in a text can be clicked; one that is no address of the web is words alone."""
    document = writer.new(Page("Prøve", ("Prøve",), "m/p"), look_of(ready().theme))
    writer.paragraph(document, "Normal", "Svar på https://example.org/s/7k2.")
    writer.paragraph(document, "Normal", Run("her", link="file:///etc/passwd"))
    targets = [r.target_ref for r in document.part.rels.values() if r.is_external]

    assert targets == ["https://example.org/s/7k2"]
    assert [p.text for p in document.paragraphs] == ["Svar på https://example.org/s/7k2.", "her"]


# The order in which Word wants the pieces of a look; it refuses files that have another.
_ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore numPr pBdr shd tabs spacing ind jc outlineLvl rPr",
    "rPr": "rStyle rFonts b i caps color spacing sz szCs u shd lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW tcBorders shd",
    "sdtPr": "rPr alias tag checkbox",
    "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr tblStylePr",
    "sectPr": "headerReference footerReference pgSz pgMar",
}


@pytest.mark.parametrize("name", [*WORD, "indkaldelse"])
def test_the_pieces_of_every_look_stand_in_words_order(name):
    """The parts are XML in the order of Word's schema."""
    from lxml import etree

    for part, data in parts(made()[f"{FOLDER}/{name}.docx"].data).items():
        if not part.startswith("word/") or not part.endswith(".xml"):
            continue
        for element in etree.fromstring(data).iter():
            order = _ORDERS.get(etree.QName(element).localname, "").split()
            places = [order.index(etree.QName(c).localname) for c in element] if order else []
            assert all(a <= b for a, b in pairwise(places)), (part, etree.tostring(element)[:300])


# --- The slides -----------------------------------------------------------------------------


def test_slides_stand_in_layouts_and_nowhere_else():
    """16:9, one master, five layouts; everything on a slide is a placeholder of its layout."""
    known = show()
    titles = [s.shapes.title.text_frame.text for s in known.slides]
    data = next(d.data for d in ready().kit.documents if d.id == "slides")

    assert (known.slide_width, known.slide_height) == (12192000, 6858000)
    assert b"4x3" not in parts(made()[f"{FOLDER}/slides.pptx"].data)["ppt/presentation.xml"]
    assert len(known.slide_masters) == 1
    assert [x.name for x in known.slide_layouts] == [
        "Forside",
        "Vi er her",
        "Opgave",
        "Resultat",
        "Beslutninger",
    ]
    assert titles == [s["titel"] for s in data["billeder"]]
    assert {s.slide_layout.name for s in known.slides} == {
        "Forside",
        "Vi er her",
        "Opgave",
        "Beslutninger",
    }
    for slide in known.slides:
        assert all(shape.is_placeholder for shape in slide.shapes)
        kinds = {p.placeholder_format.type for p in slide.placeholders}
        assert {"SLIDE_NUMBER", "FOOTER"} <= {k.name for k in kinds}


def test_slides_are_danish_in_our_colour_and_fonts():
    """Every text says that it is Danish; the theme has the one colour and two fonts."""
    found = parts(made()[f"{FOLDER}/slides.pptx"].data)
    theme = found["ppt/theme/theme1.xml"].decode()
    texts = [
        d.decode() for n, d in found.items() if n.startswith(("ppt/slides/s", "ppt/notesSlides/n"))
    ]

    assert b"en-US" not in found["ppt/presentation.xml"]
    assert f'val="{look_of(ready().theme).colour}"' in theme
    assert 'latin typeface="Cambria"' in theme
    assert 'latin typeface="Calibri"' in theme
    for text in texts:
        assert len(re.findall(r"<a:r>", text)) == len(re.findall(r'<a:r><a:rPr lang="da-DK"', text))


def test_the_programme_says_where_we_are_in_words():
    """One line of each programme says so, and another on each slide of the programme."""
    slides = [s for s in show().slides if s.slide_layout.name == "Vi er her"]
    marked = []
    for slide in slides:
        lines = [p.text for p in slide.placeholders[1].text_frame.paragraphs]
        marked += [n for n, line in enumerate(lines) if "vi er her" in line]

    assert marked == list(range(len(slides)))


def test_the_notes_are_what_the_run_sheet_says():
    """Everything that is said aloud in the evening is in the notes, in order, once."""
    data = next(d.data for d in ready().kit.documents if d.id == "drejebog")
    rows = [r for day in data["dage"] for part in day["forløb"] for r in part["rækker"]]
    aloud = [s for r in rows for step in r["dele"] for s in step["sig"]]
    notes = [s.notes_slide.notes_text_frame.text for s in show().slides if s.has_notes_slide]

    found = [
        line.removeprefix("Sig: ")
        for n in notes
        for line in n.split("\n")
        if line.startswith("Sig: ")
    ]
    assert found == aloud
    assert [re.match(r"\d\d\.\d\d–", note) is not None for note in notes] == [True] * len(notes)


def test_a_task_is_with_its_own_words():
    """The notes of each task begin with its own clock, though the programme is shown just before."""
    tasks = [s for s in show().slides if s.slide_layout.name == "Opgave"]
    ends = [s.placeholders[11].text_frame.text for s in tasks]
    notes = [s.notes_slide.notes_text_frame.text.split("\n")[0] for s in tasks]

    assert notes[0] == "16.55–17.15 · Gruppearbejde"
    for end, note in zip(ends, notes, strict=True):
        clock = re.search(r"\d\d\.\d\d", end)
        assert f"–{clock[0]} " in note


def test_letters_grow_smaller_before_they_run_over():
    """Twenty long questions are set smaller than one; one short one has its full size."""
    assert fitting(["Kort spørgsmål?"], BODY, 36) == 36
    assert fitting([SENTENCE * 5], BODY, 36) < 36
    assert fitting([SENTENCE * 5] * 4, BODY, 36) < fitting([SENTENCE * 5], BODY, 36)


# --- Texts as values ------------------------------------------------------------------------


def test_lines_keep_their_emphasis_and_links():
    """Bold, italic and links of a line are runs; what is no Markdown is as it stands."""
    assert runs("Ring **nu** til *os* [her](https://x.dk)") == (
        Run("Ring "),
        Run("nu", bold=True),
        Run(" til "),
        Run("os", italic=True),
        Run(" "),
        Run("her", link="https://x.dk"),
    )
    assert runs("2 < 3 & <b>4</b>") == (Run("2 < 3 & <b>4</b>"),)
    assert runs(None) == ()


def test_paragraphs_lists_and_tables_keep_their_order():
    """A text is passages and tables, and an item of a list says of which kind."""
    found = passages("Først\n\n- a\n- b\n\n1. c\n\n| X | Y |\n|---|---|\n| 1 | |\n")

    assert found == (
        Passage((Run("Først"),)),
        Passage((Run("a"),), BULLET),
        Passage((Run("b"),), BULLET),
        Passage((Run("c"),), NUMBER),
        Grid((((Run("X"),), (Run("Y"),)), ((Run("1"),), ()))),
    )


def test_a_text_of_a_pack_is_styled_piece_by_piece():
    """Lists in a pack's text become Word's lists, and each numbered one begins at 1."""
    document = writer.new(Page("Prøve", ("Prøve",), "m/p"), look_of(ready().theme))
    writer.prose(document, "Først\n\n1. a\n2. b\n\nSå\n\n1. c\n\n- d\n\n| X |\n|---|\n| 1 |\n")
    names = [p.style.name for p in document.paragraphs]
    lists = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]

    assert names[:6] == [
        "Normal",
        "List Number",
        "List Number",
        "Normal",
        "List Number",
        "List Bullet",
    ]
    assert lists[0] == lists[1] != lists[2]
    assert [c.text for r in document.tables[0].rows for c in r.cells] == ["X", "1"]


def test_a_table_too_wide_for_word_becomes_lines():
    """Word refuses more than 63 columns: a table that no page can hold is read as lines."""
    document = writer.new(Page("P", ("P",), "m/p"), look_of(ready().theme))
    writer.prose(document, f"|{'a|' * 80}\n|{'-|' * 80}\n|{'1|' * 80}")

    assert document.tables == []
    assert [p.text.count("·") for p in document.paragraphs] == [79, 79]


# --- Looks ----------------------------------------------------------------------------------


def png(size=(400, 100)):
    """A picture as PNG."""
    data = io.BytesIO()
    Image.new("RGB", size, "#0b5a68").save(data, "PNG")
    return data.getvalue()


def test_the_clusters_colour_and_logo_are_used(tmp_path):
    """Headings are in the cluster's colour; its logo is there with words for who cannot see it."""
    folder = kits.write(
        kits.meeting("trivsel", cluster=Cluster(name="Klyngen", logo="logo.png", colour="#6b2a5b")),
        tmp_path,
    )
    (folder / "logo.png").write_bytes(png())
    known = prepare(folder, kits.everything())
    found = {f.name: f.data for f in files(known.plan, known.kit, known.theme)}
    agenda = docx.Document(io.BytesIO(found[f"{FOLDER}/dagsorden.docx"]))
    first = pptx.Presentation(io.BytesIO(found[f"{FOLDER}/slides.pptx"])).slides[0]

    assert str(agenda.styles["Heading 1"].font.color.rgb) == "6B2A5B"
    described = [
        p.get("descr") for p in agenda.sections[0].header._element.iter() if p.tag.endswith("docPr")
    ]
    assert described == ["Logo: Klyngen"]
    pictures = [s for s in first.shapes if not s.is_placeholder]
    assert [p._element.nvPicPr.cNvPr.get("descr") for p in pictures] == ["Logo: Klyngen"]
    assert pictures[0].width / pictures[0].height == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGBA", "P"])
@pytest.mark.parametrize("size", [(8000, 40), (1, 600)])
def test_odd_logos_stop_nothing(mode, size):
    """A logo for a printing house, very wide or very narrow, gives files that open."""
    data = io.BytesIO()
    Image.new(mode, size).save(data, "JPEG" if mode == "CMYK" else "PNG")
    look = replace(look_of(ready().theme), logo=data.getvalue())
    document = writer.new(Page("P", ("P",), "m/p"), look)
    writer.put_logo(document, look, "Logo")
    slides = deck(
        [{"slags": "titel", "titel": "T", "regler": []}],
        [""],
        look,
        {"titel": "T", "fod": "F", "klynge": "K"},
    )

    assert docx.Document(io.BytesIO(writer.saved(document, "P")))
    shapes = pptx.Presentation(io.BytesIO(slides)).slides[0].shapes
    assert all(s.width > 0 and s.height > 0 for s in shapes)


def test_large_letters_have_room():
    """In a theme of large letters the clock's column is wider, and no answers stand in a row."""
    large = replace(look_of(ready().theme), size=18.0)
    usual, roomy = (
        writer.new(Page("P", ("P",), "m/p"), look) for look in (look_of(ready().theme), large)
    )
    data = next(d.data for d in ready().kit.documents if d.id == "spoergeskema")
    for document, look in ((usual, look_of(ready().theme)), (roomy, large)):
        survey.write(document, data, "Spørgeskema", look)
    inset = [d.styles["Body Text Indent"].paragraph_format.left_indent.mm for d in (usual, roomy)]

    assert inset[1] > 1.5 * inset[0]
    assert max(len(t.columns) for t in usual.tables) > 5
    assert {len(t.columns) for t in roomy.tables} == {1, 11}  # the eleven of the number scale
    assert [len(d.element.body.findall(f".//{W}sdt")) for d in (usual, roomy)] == [
        len(word("spoergeskema").element.body.findall(f".//{W}sdt"))
    ] * 2


def test_a_logo_in_svg_is_left_out(tmp_path):
    """Not every Word shows SVG: the file is made without the logo."""
    folder = kits.write(
        kits.meeting("trivsel", cluster=Cluster(name="Klyngen", logo="logo.svg")), tmp_path
    )
    (folder / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="10"><rect width="40" height="10"/></svg>'
    )

    assert look_of(prepare(folder, kits.everything()).theme).logo is None


# --- Stress ---------------------------------------------------------------------------------


def longer(data):
    """The data with every sentence said three times over."""
    if isinstance(data, str):
        return " ".join([data] * 3) if " " in data else data
    if isinstance(data, list):
        return [longer(one) for one in data]
    if isinstance(data, dict):
        return {name: longer(one) for name, one in data.items()}
    return data


@pytest.mark.parametrize("pack", ["samarbejde", "generalforsamling"])
def test_long_texts_and_odd_letters_stop_nothing(pack):
    """73 participants, a cluster of 60 letters, every text three times as long: files that open."""
    cluster = Cluster(name="Klyngen for almen praksis i Nørre-Sønderøster-Vesterkøbing omegn")
    meeting = kits.meeting(pack, 73, cluster=cluster, title="En & <to> ”tre” " * 7)
    known = prepare(kits.write(meeting), kits.everything())
    strange = tuple(replace(d, data=longer(d.data)) for d in known.kit.documents)
    found = files(known.plan, replace(known.kit, documents=strange), known.theme)

    for file in found:
        reader = pptx.Presentation if file.name.endswith("pptx") else docx.Document
        assert reader(io.BytesIO(file.data))


def test_letters_that_xml_cannot_have_are_left_out():
    """A control character that came in with a paste is gone, and the rest stands."""
    document = writer.new(Page("Prø\x0cve", ("Prø\x0bve",), "m/p"), look_of(ready().theme))
    writer.paragraph(document, "Normal", "Før\x0c og \x00efter")
    slide = {"slags": "titel", "titel": "Prø\x0bve", "regler": ["Ét\x00"]}
    data = deck(
        [slide], ["Sig\x0c det"], look_of(ready().theme), {"titel": "T", "fod": "F", "klynge": "K"}
    )

    assert (
        docx.Document(io.BytesIO(writer.saved(document, "P"))).paragraphs[0].text == "Før og efter"
    )
    assert pptx.Presentation(io.BytesIO(data)).slides[0].shapes.title.text_frame.text == "Prøve"


# --- The same bytes -------------------------------------------------------------------------

_PRINTED = """
import hashlib, json, sys
from pathlib import Path
from klyngepakke.office.editable import files
from klyngepakke.plugins import catalogue
from klyngepakke.printing.passages import BULLET, NUMBER, Grid, Passage, Run, passages, runs
from klyngepakke.road import prepare
known = prepare(Path(sys.argv[1]), catalogue())
print(json.dumps({f.name: hashlib.sha256(f.data).hexdigest() for f in files(known.plan, known.kit, known.theme)}))
"""


def test_the_same_meeting_gives_the_same_bytes(tmp_path):
    """Another process, in another time zone, with another order of hashes, writes the same files."""
    folder = kits.write(kits.meeting("trivsel"), tmp_path)
    other = {**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", _PRINTED, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env=other,
    )

    assert json.loads(done.stdout) == {
        name: hashlib.sha256(file.data).hexdigest() for name, file in made().items()
    }


def test_a_zip_of_ours_has_no_clock():
    """Every part is of 1980 and not pressed, since presses differ between computers."""
    for file in made().values():
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_STORED}


# --- Opened by an office program ------------------------------------------------------------


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """All files of a kit as LibreOffice prints them, by name; one run for all."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this computer: tools/system-packages --test")
    folder = tmp_path_factory.mktemp("kontor")
    for file in made().values():
        (folder / Path(file.name).name).write_bytes(file.data)
    (folder / "fuld.pptx").write_bytes(crowded())
    names = sorted(path.name for path in folder.iterdir())
    own = f"-env:UserInstallation=file://{folder}/profil"
    order = [office, own, "--headless", "--convert-to", "pdf", *names]
    # The engine points at its own fonts alone; an office program has those of the computer.
    about = {name: text for name, text in os.environ.items() if name != "FONTCONFIG_FILE"}
    done = subprocess.run(order, cwd=folder, capture_output=True, check=False, env=about)
    assert done.returncode == 0, done
    found = {}
    for path in folder.glob("*.pdf"):
        file = pypdfium2.PdfDocument(path.read_bytes())
        found[path.stem] = [" ".join(p.get_textpage().get_text_range().split()) for p in file]
        file.close()
    return {**found, "fulde": lowest(folder / "fuld.pdf")}


def crowded():
    """A presentation of what no slide is meant for: six long questions, and fourteen long titles."""
    rows = [{"tid": "16.30–16.40", "titel": SENTENCE, "her": n == 3} for n in range(14)]
    task = {
        "slags": "spørgsmål",
        "overlinje": "Blok 1 · Gruppearbejde",
        "titel": "Organisering, uddelegering og grænser " * 3,
        "linjer": [SENTENCE * 2] * 6,
        "slut": "kl. 17.15",
        "hvem": "Blandede borde",
    }
    agenda = {"slags": "vi_er_her", "overlinje": "", "titel": "Vi er her", "rækker": rows}
    about = {"titel": "T", "fod": "Foden", "klynge": "K"}
    return deck([task, agenda], ["", ""], look_of(ready().theme), about)


def lowest(path):
    """How far up from the bottom the text of each slide ends, in mm, the end and the foot left out."""
    file = pypdfium2.PdfDocument(path.read_bytes())
    ends = []
    for page in file:
        text = page.get_textpage()
        places = [text.get_rect(n) for n in range(text.count_rects())]
        kept = [
            p
            for p in places
            if not re.search("Slut kl|Foden|^[12]$", text.get_text_bounded(*p).strip())
        ]
        ends.append(min(bottom for _, bottom, _, _ in kept) * 25.4 / 72)
    file.close()
    return ends


def test_crowded_slides_stay_in_their_frames(opened):
    """Six long questions end above the line with the time; fourteen long titles above the foot."""
    task, agenda = opened["fulde"]

    assert task > SIZE[1] - END.y - 2
    assert agenda > SIZE[1] - PROGRAMME.y - PROGRAMME.height - 2


def test_an_office_program_opens_every_file(opened):
    """Each file becomes pages: as many as on paper or fewer, and a slide is a page."""
    assert set(opened) == {*WORD, "indkaldelse", "slides", "fuld", "fulde"}
    assert len(opened["slides"]) == len(show().slides)
    assert {len(opened[name]) for name in ("handleplan", "handleplan-solo", "dagsorden")} == {2}
    assert len(opened["spoergeskema"]) <= sheet("spoergeskema").pages
    assert len(opened["indkaldelse"]) == 3
    assert all(page for name in WORD for page in opened[name])


def test_the_pages_say_which_they_are(opened):
    """The number of the page is counted, and stands with the meeting at its foot."""
    for name in WORD:
        pages = opened[name]
        for number, page in enumerate(pages, start=1):
            assert f"side {number} af {len(pages)}" in page
            assert "klyngemøde torsdag den 4. marts 2027" in page


def test_questions_are_numbered_and_boxes_are_there_when_opened(opened):
    """What Word counts by itself is counted, and boxes are drawn."""
    text = " ".join(opened["spoergeskema"])

    assert re.search(r"\b4 Hvor tilfreds er du", text)
    assert text.count("☐") == len(word("spoergeskema").element.body.findall(f".//{W}sdt"))
