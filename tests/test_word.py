"""Packs from Word: what an author writes comes out as it was meant, or is told of."""

from __future__ import annotations

import dataclasses
import html
import importlib.util
import io
import re
import socket
import struct
import threading
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kits
from helpers_word import (
    KIND,
    PACKAGE_RELATIONS,
    TYPES,
    R,
    W,
    document,
    p,
    parts,
    relations,
    styles,
    tbl,
    tc,
    zipped,
)
from klyngepakke.commands.line import main
from klyngepakke.content.folders import pack_in
from klyngepakke.content.model import plain
from klyngepakke.content.pack import (
    Approval,
    Block,
    Case,
    Fact,
    Pack,
    Phase,
    Prompt,
    Question,
    Tool,
)
from klyngepakke.content.point import Point
from klyngepakke.errors import InputError
from klyngepakke.lint import examine
from klyngepakke.printing.markdown import block as printed
from klyngepakke.writing import guidance
from klyngepakke.writing._word import read_word
from klyngepakke.writing.approval import approval, write_approval
from klyngepakke.writing.fields import fields_of
from klyngepakke.writing.form import form_of, pack_paper
from klyngepakke.writing.from_word import new_pack_folder, pack_from_word
from klyngepakke.writing.prose import Paragraph, clean, markdown, paragraphs, said
from klyngepakke.writing.to_word import word_bytes
from klyngepakke.writing.word_parts import Paper

FORM_TYPES = (Block, Case, Fact, Pack, Phase, Point, Prompt, Question, Tool)
ROOT = Path(__file__).parents[1]


def saved(folder, data, name="pakke.docx"):
    """Save a Word file, or the XML of a body."""
    path = folder / name
    path.write_bytes(zipped(parts(data)) if isinstance(data, str) else data)
    return path


def expressible(pack):
    """What of a pack the form can say; hard spaces are common ones in Word."""
    said_plainly = dataclasses.replace(pack, sheets=(), versions={}, exemptions=())
    return plain_spaces(plain(said_plainly, written=True))


def plain_spaces(data):
    """The same data with common spaces."""
    if isinstance(data, dict):
        return {key: plain_spaces(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain_spaces(value) for value in data]
    return data.replace("\N{NO-BREAK SPACE}", " ") if isinstance(data, str) else data


ABOUT = (
    p("Pauser", "Titel")
    + p("Om pakken", "Heading1")
    + tbl(("Udgiver", "Klyngen ved fjorden"), ("Udgave", "1.1"))
)
PURPOSE = p("Formål", "Heading1") + p("At hver klinik går hjem med én pause.")
PROGRAM = p("Program", "Heading1") + tbl(
    ("Punkt", "Minutter", "Det sker"),
    ("Velkomst", "5", ""),
    ("Blok 1", "", ""),
    ("Afslutning", "5", ""),
)
PROMPTS = tbl(("Id", "Fælles", "Solo", "Flere læger"), ("P1", "Hvad?", "Alene?", "Sammen?"))
BLOCK = (
    p("Blok 1: Pausen", "Heading1")
    + p("Gruppearbejde", "Heading2")
    + tbl(("Minutter", "15"), ("Vælg", "1"))
    + PROMPTS
)
WHOLE = ABOUT + PURPOSE + PROGRAM + BLOCK


def read_back(folder, body):
    """What is made of a body, with its remarks as place and sentence."""
    made = pack_from_word(saved(folder, body))
    return made.pack, [(r.place, r.sentence) for r in made.remarks]


def refused(folder, data, name="pakke.docx"):
    """The sentences that a Word file is refused with."""
    with pytest.raises(InputError) as error:
        pack_from_word(saved(folder, data, name))
    assert error.value.exit_code == 3
    return [": ".join(filter(None, (x.place, x.sentence))) for x in error.value.problems]


# --- There and back ------------------------------------------------------------------------


@pytest.mark.parametrize("name", kits.PACKS)
def test_a_pack_written_in_the_form_comes_back_the_same(name, tmp_path):
    """Pack to Word to pack: all that the form can say is the same, and nothing is in doubt."""
    pack = kits.everything().packs[name].pack
    pack = dataclasses.replace(pack, sheets=(), versions={}, exemptions=())
    path = saved(tmp_path, word_bytes(form_of(pack), pack_paper(pack)))

    made = pack_from_word(path)

    assert plain(made.pack, written=True) == expressible(pack)
    assert made.remarks == ()


def test_the_folder_says_what_was_read(tmp_path):
    """The folder that is made is read as the same pack, and looked over without a remark."""
    pack = pack_in(ROOT / "tools" / "word-eksempel").pack
    path = saved(tmp_path, word_bytes(form_of(pack), pack_paper(pack)))

    assert main(["pakke", "fra-word", str(path), str(tmp_path / "mine" / "ny")]) == 0
    assert pack_in(tmp_path / "mine" / "ny").pack == pack
    report = examine(
        tmp_path / "mine" / "ny", kits.everything(), today=date(2027, 1, 15), paper=False
    )
    assert (report.errors, report.advice) == ((), ())


def test_the_file_is_made_to_be_read(tmp_path):
    """Parts have a line on what they are; minutes and ids stand on one line."""
    text = pack_from_word(saved(tmp_path, WHOLE.replace(">15<", ">10–15–20<"))).text

    assert "# Punkterne omkring blokkene" in text
    assert "minutter: {mindst: 10, helst: 15, højst: 20}" in text


def words(text):
    """A text as a person sees it: no markup, one kind of quotes and spaces."""
    return " ".join(clean(re.sub(r"<[^>]*>", "", text)).split())


def on_paper(text):
    """What is printed of a pack's text, on one line."""
    return bare(html.unescape(re.sub("<[^>]*>", "", str(printed(text)))))


def bare(text):
    """A text on one line, the bullet before it left out."""
    return " ".join(text.split()).lstrip("•·‣▪–- ")


WORD_TEXT = st.text(
    st.one_of(
        st.sampled_from("abc ÆØå*_[]()<>&#`~|\\-+.:1\"'”–{}!§%\N{NO-BREAK SPACE}\N{SOFT HYPHEN}"),
        st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")),
    ),
    max_size=60,
)


@settings(max_examples=150, deadline=None)
@given(WORD_TEXT)
def test_what_is_typed_in_a_cell_is_what_is_printed(text):
    """Whatever stands in a prompt's cell, the sheet prints it as it was typed."""
    typed = said(clean(text))

    assert on_paper(markdown([typed])) == bare(typed.text)


@settings(max_examples=40, deadline=None)
@given(WORD_TEXT.filter(lambda t: clean(t).strip() and clean(t).strip() not in "-–—☐"))
def test_what_is_typed_in_a_prompt_comes_out_in_the_pack(tmp_path_factory, text):
    """Through a real Word file, a prompt's text is the same in the pack, as it is printed."""
    folder = tmp_path_factory.mktemp("ord")
    legal = re.sub("[\ufffe\uffff]", "", text)
    made, _ = read_back(folder, WHOLE.replace(">Hvad?<", f">{html.escape(legal)}<"))
    prompt = made.blocks[0].phases[0].prompts[0]

    assert on_paper(prompt.text) == bare(said(clean(legal)).text)


def test_a_text_without_signs_is_not_touched():
    """Common Danish text has no backslash in the pack."""
    text = (
        "Er pauserne skemalagt? Hvad ryger først (kl. 12.30), 2 * 3 gange om ugen: 50 % af tiden?"
    )

    assert markdown([said(text)]) == text


@pytest.mark.parametrize(
    "text",
    [
        "Vælg det, der er **vigtigst**, og det, der er *lettest*.",
        "Læs [vejledningen](https://example.org/a) først.",
        "Først dette.\n\n- et\n- to\n\nSå dette.",
        "1. et\n2. to",
        "2\\. plads",
    ],
)
def test_the_markdown_of_packs_goes_there_and_back(text):
    """Bold, italics, links, lists and what is escaped stay as they are."""
    assert markdown(paragraphs(text)) == text


def test_what_is_written_in_the_column_of_guidance_is_told(tmp_path):
    """The form's own guidance there is silent; an author's words are said to be left out."""
    own = fields_of(Phase).key("vælg")
    rows = (
        ("Felt", "Skriv her", "Vejledning"),
        ("Minutter", "15", "Tyve, hvis der er tid"),
        ("Vælg", "1", guidance.guide_to(own)),
    )
    _, remarks = read_back(
        tmp_path, WHOLE.replace(tbl(("Minutter", "15"), ("Vælg", "1")), tbl(*rows))
    )

    assert remarks == [
        (
            "Blok 1, overskriften ”Gruppearbejde”, tabel 1, række 2, ”Minutter”",
            "Der står noget i kolonnen ”Vejledning”, ”Tyve, hvis der er tid”. Det er ikke taget med. Skriv det i ”Skriv her”.",
        )
    ]


@pytest.mark.parametrize(
    "written",
    [
        "slet ikke · fuldt ud",
        "slet ikke / fuldt ud",
        "slet ikke – fuldt ud",
        "0 = slet ikke, 10 = fuldt ud",
        "0: slet ikke; 10: fuldt ud",
        "slet ikke\nfuldt ud",
    ],
)
def test_the_ends_of_a_scale_may_stand_as_its_answers(written, tmp_path):
    """The form has no column for them, and a scale from 0 to 10 has no other answers."""
    lines = "".join(p(line) for line in written.split("\n"))
    asked = tbl(("Id", "Spørgsmål", "Skala", "Svar"), ("s1", "Hvor meget?", "0–10", "SVAR"))
    body = WHOLE + p("Spørgeskema", "Heading1") + asked.replace(p("SVAR"), lines)
    pack, remarks = read_back(tmp_path, body)

    assert (pack.survey[0].ends, pack.survey[0].options) == (("slet ikke", "fuldt ud"), {})
    assert remarks == []


def test_a_message_says_which_block_it_is_about(tmp_path):
    """Every block has its Gruppearbejde; the number tells them apart, and no other heading has it."""
    second = BLOCK.replace("Blok 1: Pausen", "Blok 2: Telefonen").replace(">P1<", ">P2<")
    body = WHOLE + second.replace("Solo", "Sollo") + p("Fakta", "Heading1") + p("Løst")
    _, remarks = read_back(tmp_path, body)

    assert [place for place, _ in remarks] == [
        "Blok 2, overskriften ”Gruppearbejde”, tabel 2, række 1",
        "Blok 2, overskriften ”Gruppearbejde”, tabel 2, række 1",
        "Overskriften ”Fakta”",
    ]


def test_the_number_of_a_block_is_the_one_in_its_heading(tmp_path):
    """A block that is not filled in does not move the numbers of those that follow."""
    body = ABOUT + PURPOSE + PROGRAM.replace("Blok 1", "Pausen")
    body += p("Blok 1:", "Heading1") + BLOCK.replace("Blok 1", "Blok 2").replace("Solo", "Sollo")
    _, remarks = read_back(tmp_path, body)

    assert any(place.startswith("Blok 2, overskriften") for place, _ in remarks)


def test_a_heading_of_ones_own_is_not_taken_for_the_chapter_above(tmp_path):
    """With a table that the chapter cannot read, the heading itself is told of."""
    own = p("Til den, der laver kaffe", "Heading1") + tbl(("Farve", "Form"), ("rød", "rund"))
    _, remarks = read_back(tmp_path, WHOLE + CASES + own)

    assert remarks == [
        (
            "Overskriften ”Til den, der laver kaffe”",
            "Overskriften kendes ikke her. Det, der står under den, er ikke taget med.",
        )
    ]


def test_ids_may_be_joined_by_og(tmp_path):
    """What is written as a sentence is a list."""
    pack, _ = read_back(
        tmp_path,
        WHOLE.replace(
            tbl(("Minutter", "15"), ("Vælg", "1")),
            tbl(("Minutter", "15"), ("Vælg", "1"), ("Cases", "C1 og C2")),
        )
        + CASES,
    )

    assert pack.blocks[0].phases[0].cases == ("C1", "C2")


@pytest.mark.parametrize(
    ("before", "after", "last"),
    [
        (">P1<", ">P 1<", "Ret fejlen. Der kan være flere; de kommer frem, når det er rettet."),
        (">Blok 1<", ">Blok 7<", "Ret fejlen."),
        (">1.1<", "><", None),
    ],
)
def test_a_refusal_ends_with_what_became_of_the_folder(before, after, last, tmp_path):
    """The last line says that no folder was made, and how many of the lines are errors."""
    body = WHOLE.replace(before, after)
    if last is None:
        body = body.replace("Klyngen ved fjorden", "").replace(
            "At hver klinik går hjem med én pause.", ""
        )
        last = "Ret de 2 fejl øverst; resten er kun til eftersyn."

    assert refused(tmp_path, body)[-1] == f"Der er ikke lavet nogen mappe. {last}"


def test_the_words_to_choose_from_are_the_forms(tmp_path):
    """A word of two parts has a space in Word, in what is said of it too."""
    body = WHOLE.replace(tc("Vælg") + tc("1"), tc("Uden svar") + tc("intet"))

    assert any(
        "Vælg mellem: svarseddel, håndsoprækning, spring over." in told
        for told in refused(tmp_path, body)
    )


def test_the_last_line_stands_with_the_signature():
    """What is signed for is never alone on a page: every row and the gap are kept with it."""
    made = docx.Document(io.BytesIO(doctors("trivsel")))
    last = made.tables[-1]

    assert made.paragraphs[-1].text.startswith("Gælder trivsel")
    assert made.paragraphs[-2].paragraph_format.keep_with_next
    assert all(
        x.paragraph_format.keep_with_next
        for row in last.rows
        for one in row.cells
        for x in one.paragraphs
    )


CASES = p("Cases", "Heading1") + tbl(
    ("Id", "Titel", "Historie", "Spørg"), ("C1", "En", "To", "Tre"), ("C2", "En", "To", "Tre")
)


@pytest.mark.parametrize(
    ("rows", "number", "told"),
    [
        ((("Cases", "C1"),), 1, []),
        ((("Cases", "C1, C2"),), 2, ["Der står ikke, hvor mange af de 2 cases bordet får."]),
        ((("Cases", "C1, C2"), ("Vælg cases", "1")), 1, []),
        ((("Cases", "C1, C2"), ("Vælg cases", "0")), 0, []),
    ],
)
def test_a_case_that_is_named_comes_to_the_table(rows, number, told, tmp_path):
    """Cases without a number are all of them; that is said where there are several."""
    body = WHOLE.replace(
        tbl(("Minutter", "15"), ("Vælg", "1")), tbl(("Minutter", "15"), ("Vælg", "1"), *rows)
    )
    pack, remarks = read_back(tmp_path, body + CASES)

    assert pack.blocks[0].phases[0].choose_cases == number
    assert [sentence.partition(" Der er")[0] for _, sentence in remarks] == told


def test_the_shipped_example_brings_its_case_to_the_table():
    """The example that authors copy from gives the table its case."""
    (_, example) = shipped()[1]
    made = docx.Document(io.BytesIO(example))
    rows = [[c.text for c in row.cells] for table in made.tables for row in table.rows]

    assert ["Cases", "C1"] in rows
    assert ["Vælg cases", "1"] in rows


# --- As people write ----------------------------------------------------------------------


def test_a_small_pack_is_read(tmp_path):
    """The smallest document with all that must be there gives a pack without a remark."""
    pack, remarks = read_back(tmp_path, WHOLE)

    assert (pack.id, pack.title, pack.publisher) == ("pauser", "Pauser", "Klyngen ved fjorden")
    assert pack.blocks[0].phases[0].prompts[0] == Prompt(
        id="P1", text="Hvad?", solo="Alene?", partnership="Sammen?"
    )
    assert remarks == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Formål", "1. FORMÅL:"),
        ("Formål", "2.3 formål"),
        ("Fælles", "faelles tekst"),
        ("Flere læger", "Kompagniskab"),
        ("Minutter", "min."),
        (">15<", ">15 min<"),
        ("Blok 1: Pausen", "Blok: Pausen"),
        ("Gruppearbejde", "GRUPPEARBEJDE:"),
        ("Om pakken", "om\N{NO-BREAK SPACE}pak\N{SOFT HYPHEN}ken"),
        (">Blok 1<", ">Blok: Pausen<"),
        (">Blok 1<", ">pausen<"),
        ("Velkomst", "velkomst"),
        ('"Heading1"', '"Overskrift1"'),
        ("Hvad?", "Hvad? "),
    ],
)
def test_the_same_written_otherwise_is_the_same(before, after, tmp_path):
    """Case, numbers, colons, æ as ae, hard spaces and Word in Danish make no difference."""
    assert before in WHOLE
    expected, _ = read_back(tmp_path, WHOLE)

    assert read_back(tmp_path, WHOLE.replace(before, after)) == (expected, [])


def test_headings_are_known_by_their_style(tmp_path):
    """A style's own name, the one that it builds on, and its place in the outline are known."""
    own = styles(
        '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style>',
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="Min"/><w:basedOn w:val="a1"/></w:style>',
        '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="Anden"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>',
    )
    body = WHOLE.replace('"Heading1"', '"b"').replace('"Heading2"', '"c"')
    path = saved(tmp_path, zipped(parts(body, **{"word/styles.xml": own})))

    assert pack_from_word(path).remarks == ()


@pytest.mark.parametrize(("bases", "level"), [(40, 1), (60, None)])
def test_styles_are_not_followed_without_end(bases, level, tmp_path):
    """Thousands of styles in a row, walked for each of thousands of paragraphs, take no hour."""
    own = styles(
        *(
            f'<w:style w:styleId="s{n}"><w:name w:val="Min {n}"/><w:basedOn w:val="s{n + 1}"/></w:style>'
            for n in range(bases)
        ),
        f'<w:style w:styleId="s{bases}"><w:name w:val="heading 1"/></w:style>',
    )
    path = saved(tmp_path, zipped(parts(p("Formål", "s0"), **{"word/styles.xml": own})))

    (piece,) = read_word(path).pieces

    assert piece.level == level


def test_a_heading_made_in_bold_is_read_and_told(tmp_path):
    """A known heading that is only bold is taken for one, and that is said."""
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Formål</w:t></w:r></w:p>"
    _, remarks = read_back(tmp_path, WHOLE.replace(p("Formål", "Heading1"), bold))

    assert remarks == [
        ("Overskriften ”Formål”", "Den er skrevet med fed og er læst som en overskrift.")
    ]


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("15", (15, 15, 15)),
        ("ca. 15 min.", (15, 15, 15)),
        ("8–15–18", (8, 15, 18)),
        ("8 - 15 - 18 minutter", (8, 15, 18)),
        ("mindst 8, helst 15, højst 18 min", (8, 15, 18)),
    ],
)
def test_minutes_are_read_as_people_write_them(written, bounds, tmp_path):
    """One number, or three of them, in several ways."""
    pack, remarks = read_back(tmp_path, WHOLE.replace(">15<", f">{written}<"))
    minutes = pack.blocks[0].phases[0].minutes

    assert (minutes.least, minutes.wish, minutes.most) == bounds
    assert remarks == []


def test_two_numbers_of_minutes_are_told_as_a_doubt(tmp_path):
    """15-20 min says least and most; the middle that is written is said."""
    pack, remarks = read_back(tmp_path, WHOLE.replace(">15<", ">15-20 min<"))
    minutes = pack.blocks[0].phases[0].minutes

    assert (minutes.least, minutes.wish, minutes.most) == (15, 18, 20)
    assert remarks[0][0] == "Blok 1, overskriften ”Gruppearbejde”, tabel 1, række 1, ”Minutter”"
    assert "Der er skrevet 18." in remarks[0][1]


def test_tracked_changes_are_read_as_accepted(tmp_path):
    """What was inserted is there and what was deleted is not; comments are only counted."""
    changed = (
        '<w:ins w:id="1"><w:r><w:t>Hvem</w:t></w:r></w:ins><w:del w:id="2"><w:r>'
        "<w:delText>Hvad</w:delText></w:r></w:del><w:r><w:t>?</w:t></w:r>"
        '<w:r><w:commentReference w:id="0"/></w:r>'
    )
    body = WHOLE.replace('<w:r><w:t xml:space="preserve">Hvad?</w:t></w:r>', changed)
    comments = f'<w:comments xmlns:w="{W}"><w:comment w:id="0"/></w:comments>'
    path = saved(tmp_path, zipped(parts(body, **{"word/comments.xml": comments})))

    made = pack_from_word(path)

    assert made.pack.blocks[0].phases[0].prompts[0].text == "Hvem?"
    assert [r.sentence for r in made.remarks] == [
        "Filen har 1 kommentar. De er ikke taget med.",
        "Filen har sporede ændringer. Det indsatte er med, og det slettede er ikke.",
    ]


def test_deleted_rows_and_paragraph_marks_are_gone(tmp_path):
    """A row deleted with tracking is not read; paragraphs joined by it are one."""
    gone = "<w:tr><w:trPr><w:del/></w:trPr>" + tc("P9") + tc("x") + "</w:tr></w:tbl>"
    first = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>At hver </w:t></w:r></w:p>"
    body = WHOLE.replace(PROMPTS, PROMPTS.replace("</w:tbl>", gone)).replace(
        p("At hver klinik går hjem med én pause."), first + p("klinik holder pause.")
    )
    pack, _ = read_back(tmp_path, body)

    assert [x.id for x in pack.blocks[0].phases[0].prompts] == ["P1"]
    assert pack.purpose == "At hver klinik holder pause."


def test_looks_become_markdown(tmp_path):
    """Bold, italics, a link and bullets in a cell are a pack's Markdown."""
    rich = (
        "<w:tc><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Hvad</w:t></w:r><w:r><w:t> er </w:t></w:r>"
        "<w:r><w:rPr><w:i/></w:rPr><w:t>let</w:t></w:r><w:r><w:t>? Se </w:t></w:r>"
        '<w:hyperlink r:id="x"><w:r><w:t>her</w:t></w:r></w:hyperlink></w:p>'
        '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>et</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>•  to</w:t></w:r></w:p></w:tc>"
    )
    link = f'<Relationship Id="x" Type="{R}/hyperlink" Target="https://example.org/" TargetMode="External"/>'
    made = parts(
        WHOLE.replace(tc("Hvad?"), rich), **{"word/_rels/document.xml.rels": relations(link)}
    )

    pack = pack_from_word(saved(tmp_path, zipped(made))).pack

    assert pack.blocks[0].phases[0].prompts[0].text == (
        "**Hvad** er *let*? Se [her](https://example.org/)\n\n- et\n- to"
    )


def test_merged_cells_count_in_each_place_and_are_told(tmp_path):
    """One cell for solo and several doctors is both; a row of one cell is not taken."""
    wide = tc("Ens?", '<w:gridSpan w:val="2"/>')
    row = "<w:tr>" + tc("P2") + tc("Fælles?") + wide + "</w:tr>"
    note = "<w:tr>" + tc("Husk dette", '<w:gridSpan w:val="4"/>') + "</w:tr>"
    body = WHOLE.replace(PROMPTS, PROMPTS.replace("</w:tbl>", row + note + "</w:tbl>"))
    pack, remarks = read_back(tmp_path, body)
    prompt = pack.blocks[0].phases[0].prompts[1]

    assert (prompt.solo, prompt.partnership) == ("Ens?", "Ens?")
    assert remarks == [
        (
            "Blok 1, overskriften ”Gruppearbejde”, tabel 2, række 3, ”Flere læger”",
            "Cellen er flettet. ”Ens?” er brugt i hver af dem.",
        ),
        (
            "Blok 1, overskriften ”Gruppearbejde”, tabel 2, række 4",
            "Rækken er én celle på tværs. ”Husk dette” er ikke taget med.",
        ),
    ]


def test_everything_that_was_not_understood_is_told_at_once(tmp_path):
    """Headings, columns, rows, pictures and text out of place, each by heading, table and row."""
    picture = "<w:r><w:drawing/></w:r>"
    box = "<w:r><w:pict><w:txbxContent/></w:pict></w:r>"
    body = (
        WHOLE.replace(">Solo<", ">Sollo<").replace(">1.1<", "><").replace(">Udgave<", ">Udgve<")
        + p("Casess", "Heading1")
        + p("Noget tekst")
        + p("Fakta", "Heading1")
        + p("Løs tekst", inside=picture + box)
        + tbl(("Farve", "Form"), ("rød", "rund"))
        + p("Cases", "Heading1")
        + tbl(("Titel", "Historie", "Spørg"), ("En", "To", "Tre"), ("", "", ""))
        + p("Versioner", "Heading1")
    )
    _, remarks = read_back(tmp_path, body)

    assert remarks == [
        (
            "Overskriften ”Om pakken”, tabel 1, række 2",
            "”Udgve” kendes ikke og er ikke taget med. Mente du ”Udgave”?",
        ),
        (
            "Blok 1, overskriften ”Gruppearbejde”, tabel 2, række 1",
            "Kolonnen ”Sollo” kendes ikke og er ikke taget med. Mente du ”Solo”?",
        ),
        ("Blok 1, overskriften ”Gruppearbejde”, tabel 2, række 1", "Kolonnen ”Solo” mangler."),
        (
            "Overskriften ”Casess”",
            "Overskriften kendes ikke her. Mente du ”Cases”? Det, der står under den, er ikke taget med.",
        ),
        ("Overskriften ”Fakta”", "Her er et billede. Det er ikke taget med."),
        ("Overskriften ”Fakta”", "Her er en tekstboks. Det er ikke taget med."),
        ("Overskriften ”Fakta”", "Teksten ”Løs tekst” er ikke taget med."),
        (
            "Overskriften ”Fakta”, tabel 1",
            "Tabellens øverste række er ikke forstået, og tabellen er ikke taget med. Her kan stå: Id, Påstand, Kilde, Kilde url, Kilde dato, Tjekket …",
        ),
        ("Overskriften ”Cases”, tabel 1, række 2", "Der står intet id; den har fået ”C1”."),
        (
            "Overskriften ”Versioner”",
            "Versioner kan ikke skrives i Word. Skriv dem i pakke.yaml bagefter.",
        ),
        ("Overskriften ”Om pakken”", "Der står ingen udgave; den er sat til 1.0."),
    ]


def test_what_stands_in_the_way_is_told_at_once_and_nothing_is_made(tmp_path, capsys):
    """What a pack must have and lacks, and what is wrong, come together; no folder is made."""
    body = (
        WHOLE.replace("Klyngen ved fjorden", "")
        .replace(">15<", ">en halv time<")
        .replace(">P1<", ">P 1<")
        .replace(">Blok 1<", ">Blok 7<")
    )
    path = saved(tmp_path, body)

    assert main(["pakke", "fra-word", str(path), str(tmp_path / "ny")]) == 3
    told = capsys.readouterr().err

    assert not (tmp_path / "ny").exists()
    for part in (
        "Overskriften ”Om pakken”: ”Udgiver” mangler.",
        "Blok 1, overskriften ”Gruppearbejde”, tabel 1, række 1, ”Minutter”: Skriv et helt tal",
        "Blok 1, overskriften ”Gruppearbejde”, tabel 2, række 2, ”Id”: ”P 1” er ikke et id.",
        "Overskriften ”Program”, tabel 1, række 3: ”Blok 7” er hverken et punkt eller en blok.",
    ):
        assert part in told


def test_a_document_that_is_no_pack_is_told_of_the_form(tmp_path):
    """A letter gives one answer that leads on: the form, and how to get it."""
    told = "\n".join(refused(tmp_path, p("Kære alle") + p("Vi ses.")))

    assert "klyngepakke pakke fra-word --skabelon" in told


def test_content_as_it_is_written_today_is_read(tmp_path):
    """One table of prompts for all blocks, with id and block in one column, goes to its blocks."""
    pooled = p("2.3 Gruppespørgsmål", "Heading1") + tbl(
        ("id, blok", "Fælles tekst", "Solo", "Kompagniskab"),
        ("T1, 1", "Hvad?", "Alene?", "Sammen?"),
        ("T2, 7", "Hvor?", "", ""),
    )
    pack, remarks = read_back(tmp_path, WHOLE.replace(PROMPTS, "") + pooled)

    assert [x.id for x in pack.blocks[0].phases[0].prompts] == ["T1"]
    assert (
        remarks[-1][1] == "Der er intet gruppearbejde i blokken ”7”. Spørgsmålet er ikke taget med."
    )


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ("<w:r><w:footnoteReference/></w:r>", "en fodnote"),
        ("<w:r><w:endnoteReference/></w:r>", "en slutnote"),
        ('<w:r><w:sym w:char="F0B7"/></w:r>', "et tegn fra en symbolskrift"),
        ("<w:r><w:object/></w:r>", "et billede"),
        (
            '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"/>',
            "en formel",
        ),
    ],
)
def test_what_cannot_be_taken_along_is_told_where_it_stood(inside, sentence, tmp_path):
    """A note, a sign, a drawing, a formula in a cell: the row and the column are said."""
    filled = tc("", inside=p("Hvad?", inside=inside))
    pack, remarks = read_back(tmp_path, WHOLE.replace(tc("Hvad?"), filled))

    assert pack.blocks[0].phases[0].prompts[0].text == "Hvad?"
    assert remarks == [
        (
            "Blok 1, overskriften ”Gruppearbejde”, tabel 2, række 2, ”Fælles”",
            f"Her er {sentence}. Det er ikke taget med.",
        )
    ]


def test_a_table_in_a_cell_is_told(tmp_path):
    """What stands beside it in the cell is read."""
    filled = tc("", inside=tbl(("x",)) + p("Hvad?"))
    pack, remarks = read_back(tmp_path, WHOLE.replace(tc("Hvad?"), filled))

    assert pack.blocks[0].phases[0].prompts[0].text == "Hvad?"
    assert [r[1] for r in remarks] == ["Her er en tabel inde i tabellen. Det er ikke taget med."]


def test_hidden_text_and_headers_are_told(tmp_path):
    """Text that is hidden, and text at the head of the page, is no part of the pack."""
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hemmeligt</w:t></w:r>"
    header = f'<w:hdr xmlns:w="{W}">{p("Udkast")}</w:hdr>'
    made = parts(
        WHOLE.replace(p("Hvad?"), p("Hvad?", inside=hidden)), **{"word/header1.xml": header}
    )
    found = pack_from_word(saved(tmp_path, zipped(made)))

    assert found.pack.blocks[0].phases[0].prompts[0].text == "Hvad?"
    assert [r.sentence for r in found.remarks] == [
        "Filen har skjult tekst. Den er ikke taget med.",
        "Teksten i sidehovedet er ikke taget med.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("<w:tr>" + tc("P1"), "<w:tr>" + tc("P1") + tc("x") * 4, "flere celler end"),
        (tc("Solo"), tc("Fælles"), "Den står to gange. ”Alene?” er ikke taget med."),
        (tc("Vælg") + tc("1"), tc("Vælg") + tc("1") + tc("x"), "Kun de to første kolonner"),
        (tc("Vælg") + tc("1"), tc("Minutter") + tc("20"), "”Minutter” står to gange."),
        (tc("Vælg") + tc("1"), tc("Vaelger") + tc("1"), "”Vaelger” kendes ikke"),
        (p("Gruppearbejde", "Heading2"), p("x") + p("Gruppearbejde", "Heading2"), "Teksten ”x”"),
        (p("Formål", "Heading1"), p("Formål", "Heading1") + tbl(("a", "b")), "Her skal stå tekst."),
        (tc("Blok 1") + tc(""), tc("Blok 1") + tc("40"), "En blok har sine minutter fra faserne."),
        (tc("Velkomst") + tc("5"), tc("Velkomst") + tc(""), "der er skrevet 5–10–12"),
        (BLOCK, BLOCK + p("Plenum", "Heading2"), "Fasen er ikke udfyldt"),
        (BLOCK, BLOCK + p("Blok 2:", "Heading1"), "Blokken er ikke udfyldt"),
        ("Gruppearbejde<", "Gruppearbejde, 20 min<", "Det står allerede et andet sted"),
        (
            PURPOSE,
            PURPOSE + p("Pakken", "Heading1") + tbl(("Udgave", "2.0"), ("Id", "x")),
            "Det første er brugt.",
        ),
        (PROGRAM, "", "Her er intet program"),
        ("Titel", "Heading1", "Den er læst som pakkens titel."),
    ],
)
def test_what_is_in_doubt_is_told(before, after, sentence, tmp_path):
    """Each kind of doubt gives a pack, and a sentence that says what was done."""
    assert before in WHOLE
    _, remarks = read_back(tmp_path, WHOLE.replace(before, after, 1))

    assert any(sentence in told for _, told in remarks)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("Blok 1: Pausen", "Blok 1:", "Blokken har ingen titel."),
        (BLOCK, p("Blok 1: Pausen", "Heading1"), "Blokken har ingen faser."),
        (BLOCK, "", "Her er ingen blok."),
        (tc("Minutter") + tc("15"), tc("Stræk") + tc("nej"), "”Minutter” mangler."),
        (tc("Velkomst"), tc(""), "Rækken siger ikke, hvilket punkt det er."),
        ("At hver klinik går hjem med én pause.", "", "Formålet mangler."),
        (p("Pauser", "Titel"), "", "Pakkens titel mangler."),
        (tc("Hvad?"), tc(""), "”Fælles” mangler."),
    ],
)
def test_what_must_be_there_is_asked_for(before, after, sentence, tmp_path):
    """Each thing that a pack cannot do without stops it, with a sentence that asks for it."""
    assert before in WHOLE

    assert any(sentence in told for told in refused(tmp_path, WHOLE.replace(before, after, 1)))


def test_a_table_of_one_example_may_stand_on_its_side(tmp_path):
    """Captions down the side serve in every table, also where one of them is Hvad."""
    example = tbl(("Hvad", "Pause"), ("Hvordan", "Sammen"), ("Hvem", "Alle"), ("Hvornår", "Mandag"))
    pack, remarks = read_back(tmp_path, WHOLE + p("Handleplan", "Heading1") + example)

    assert [x.what for x in pack.action_plan.examples] == ["Pause"]
    assert remarks == []


def test_a_phase_is_known_at_the_blocks_own_level(tmp_path):
    """With every heading at one level, a phase is a phase where nothing else is meant."""
    expected, _ = read_back(tmp_path, WHOLE)

    assert read_back(tmp_path, WHOLE.replace('"Heading2"', '"Heading1"')) == (expected, [])


def test_a_table_of_contents_is_not_read(tmp_path):
    """What Word lists of the document's headings is neither text nor headings."""
    contents = p("Indhold", "TOCHeading") + p("Formål\t3", "TOC1")
    names = styles(
        '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>',
        '<w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/>'
        '<w:basedOn w:val="Heading1"/></w:style>',
    )
    made = parts(ABOUT + contents + PURPOSE + PROGRAM + BLOCK, **{"word/styles.xml": names})

    assert pack_from_word(saved(tmp_path, zipped(made))).remarks == ()


@pytest.mark.parametrize(
    ("written", "scale"),
    [("Enig 5", "enig5"), ("ét svar", "en"), ("0–10", "nrs"), ("Fritekst", "fri")],
)
def test_scales_are_known_as_people_write_them(written, scale, tmp_path):
    """A scale's name may have a capital, a space, or the words for it."""
    asked = tbl(
        ("Id", "Spørgsmål", "Skala", "Svar", "Ender"),
        ("s1", "Hvad?", written, "ja · nej", "lidt · meget"),
    )
    pack, remarks = read_back(tmp_path, WHOLE + p("Spørgeskema", "Heading1") + asked)

    assert (pack.survey[0].scale, pack.survey[0].ends) == (scale, ("lidt", "meget"))
    assert pack.survey[0].options == {"ja": "ja", "nej": "nej"}
    assert remarks == []


def test_phases_may_be_rows_of_one_table(tmp_path):
    """A block's phases in a table, with the prompts under the phase's own heading."""
    table = tbl(
        ("Fase", "Minutter", "Bordplan", "Plenumform"),
        ("Gruppearbejde", "15", "Blandet", ""),
        ("Plenum", "5", "plenum", "Kun det nye"),
    )
    body = WHOLE.replace(
        p("Gruppearbejde", "Heading2") + tbl(("Minutter", "15"), ("Vælg", "1")),
        table + p("Gruppearbejde", "Heading2"),
    )
    pack, remarks = read_back(tmp_path, body)

    assert [(x.form, x.minutes.wish) for x in pack.blocks[0].phases] == [
        ("gruppearbejde", 15),
        ("plenum", 5),
    ]
    assert [x.id for x in pack.blocks[0].phases[0].prompts] == ["P1"]
    assert remarks == []


HEADINGS = st.sampled_from(
    [
        *(name for names in guidance.HEADINGS.values() for name in names[:1]),
        *("Blok 1: Hvad?", "Blok:", "Blok 2", "Gruppearbejde", "Plenum (5-10 min)", "Oplæg: Nyt"),
        *("Handleplan", "Resultater", "Cases", "Versioner", "Noget andet"),
    ]
)
CELLS = st.sampled_from(
    [
        *("", "-", "x", "ja", "T1", "C1, C2", "15 min", "5-10", "8–15–18", "Blok 1", "Velkomst"),
        *("Pause", "Gruppearbejde", "plenum", "Hvad? *så*", "bekræftet", "en", "nrs", "a: A · B"),
        *("2 min alene", "https://example.org", "2027-01-15", "kun det nye", "Blok 9", "{{x}}"),
    ]
)
CAPTIONS = st.sampled_from(
    sorted({f.shown for type_ in FORM_TYPES for f in fields_of(type_).fields} | {"Sollo", ""})
)


@st.composite
def bodies(draw):
    """Headings and tables as nobody wrote them, of words that mean something."""
    made = [draw(st.sampled_from([WHOLE, WHOLE, p("Titel", "Titel"), ""]))]
    for _ in range(draw(st.integers(1, 8))):
        made.append(p(draw(HEADINGS), draw(st.sampled_from(["Heading1", "Heading2"]))))
        if draw(st.booleans()):
            made.append(p(draw(CELLS)))
        for _ in range(draw(st.integers(0, 2))):
            wide = draw(st.integers(1, 6))
            head = tuple(draw(CAPTIONS) for _ in range(wide))
            rows = [tuple(draw(CELLS) for _ in range(wide)) for _ in range(draw(st.integers(0, 3)))]
            down = draw(st.booleans())
            made.append(tbl(*zip(head, *rows, strict=True)) if down else tbl(head, *rows))
    return "".join(made)


@settings(max_examples=50, deadline=None)
@given(bodies())
def test_any_mixture_is_a_pack_or_is_told(tmp_path_factory, body):
    """Whatever stands under whatever, there is a pack that reads back the same, or sentences."""
    folder = tmp_path_factory.mktemp("ord")
    try:
        made = pack_from_word(saved(folder, body))
    except InputError:
        return
    new_pack_folder(folder / "ny", made)
    assert pack_in(folder / "ny").pack == made.pack


def rows_of_the_guide():
    """The headings of docs/word.md, each with the captions of its tables."""
    guide = (ROOT / "docs" / "word.md").read_text("utf-8")
    told = guide.partition("## Skabelonens overskrifter")[2].partition("\n## ")[0]
    for names, what in re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", told, re.MULTILINE):
        listed = re.search(r"tabel[^:;]*: ([^;.]*)", what)
        captions = listed[1].replace("*", "").strip().split(" · ") if listed else []
        for name in names.replace("*", "").split(", "):
            if name not in {"overskrift", "---", "Blok 1: titel", "Det", "kun klyngen ved"}:
                yield pytest.param(name, captions, id=name)


@pytest.mark.parametrize(("name", "captions"), [*rows_of_the_guide()])
def test_the_guides_headings_and_captions_are_those_that_are_read(name, captions, tmp_path):
    """Each heading in the guide means something, and so does each caption of its tables."""
    table = tbl(tuple(captions), ("",) * len(captions)) if captions else p("x")
    _, remarks = read_back(tmp_path, WHOLE + p(name, "Heading1") + table)

    assert guidance.key_of(name)
    assert [told for _, told in remarks if "kendes ikke" in told or "ikke forstået" in told] == []


# --- Word files that do harm ----------------------------------------------------------------


def bomb():
    """A part that is 1 GB when it is unpacked."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts(WHOLE).items():
            archive.writestr(name, text)
        with archive.open("word/media/image1.png", "w", force_zip64=True) as file:
            for _ in range(100):
                file.write(bytes(1_000_000))
    return made.getvalue()


def lying():
    """A listing that says of the document that it is 10 bytes."""
    data = zipped(parts(WHOLE + p("x" * 5000)))
    at = data.index(b"PK\x01\x02", data.rindex(b"word/document.xml") - 60)
    return data[: at + 24] + struct.pack("<I", 10) + data[at + 28 :]


def locked():
    """An entry that says it is encrypted."""
    data = bytearray(zipped(parts(WHOLE)))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(sign)
        data[at + offset] |= 1
    return bytes(data)


DTD = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = (
    "<!DOCTYPE l ["
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
    + "]>"
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def with_document(text):
    """A Word file whose document part is this."""
    return zipped(parts(WHOLE) | {"word/document.xml": text})


HOSTILE = {
    "not a zip": (b"Hej", "Det er ikke et Word-dokument."),
    "empty": (b"", "ikke"),
    "half a zip": (zipped(parts(WHOLE))[:700], "beskadiget"),
    "another zip": (zipped({"a.txt": "x"}), "Det er ikke et Word-dokument."),
    "a spreadsheet": (
        zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<x/>"}),
        "Det er ikke et Word-dokument.",
    ),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "adgangskode"),
    "locked": (locked(), "låst med en adgangskode"),
    "bomb": (bomb(), "60 MB"),
    "lying size": (lying(), "beskadiget"),
    "many entries": (
        zipped({**parts(WHOLE), **{f"word/x{n}.xml": "" for n in range(2100)}}),
        "mere end 2000 filer",
    ),
    "slip": (zipped({**parts(WHOLE), "../../ud.xml": "x"}), "peger ud af mappen"),
    "absolute": (zipped({**parts(WHOLE), "/etc/x": "x"}), "peger ud af mappen"),
    "twins": (zipped({**parts(WHOLE), "word/Document.xml": "x"}), "det samme navn"),
    "XXE": (with_document(HEAD + DTD + document(p("&x;"))), "DTD"),
    "laughs": (
        with_document(
            HEAD + LAUGHS + document(p("").replace("<w:p>", "<w:p><w:r><w:t>&a8;</w:t></w:r>"))
        ),
        "DTD",
    ),
    "DTD in the styles": (zipped(parts(WHOLE) | {"word/styles.xml": HEAD + DTD + styles()}), "DTD"),
    "DTD in a part of another name": (
        zipped(parts(WHOLE) | {"customXml/x.bin": HEAD + DTD + "<a/>"}),
        "DTD",
    ),
    "DTD behind a mark in a part of another name": (
        zipped(parts(WHOLE) | {"customXml/x.bin": "\ufeff" + HEAD + DTD + "<a/>"}),
        "DTD",
    ),
    "DTD behind spaces in a part of another name": (
        zipped(parts(WHOLE) | {"customXml/x.bin": " " * 300 + DTD + "<a/>"}),
        "DTD",
    ),
    "DTD in UTF-16 in a part of another name": (
        zipped(parts(WHOLE) | {"customXml/x.bin": (DTD + "<a/>").encode("utf-16")}),
        "beskadiget",
    ),
    "DTD in UTF-16": (
        with_document((HEAD.replace("UTF-8", "UTF-16") + DTD + document("")).encode("utf-16")),
        "beskadiget",
    ),
    "DTD in UTF-7": (
        with_document(
            '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-' + document("")
        ),
        "beskadiget",
    ),
    "broken XML": (with_document(HEAD + "<w:document"), "beskadiget"),
    "deep XML": (
        with_document(HEAD + document("<w:sdt>" * 5000 + "</w:sdt>" * 5000)),
        "beskadiget",
    ),
    "a million paragraphs": (
        with_document(HEAD + document("<w:p/>" * 1_000_000)),
        "længere, end en klyngepakke",
    ),
    "a part that is too long": (
        with_document(HEAD + document(f"<!--{'x' * 13_000_000}-->")),
        "længere, end en klyngepakke",
    ),
    "macros": (zipped({**parts(WHOLE), "word/vbaProject.bin": "x"}), "makroer"),
    "macros by type": (
        zipped(
            parts(WHOLE)
            | {
                "[Content_Types].xml": TYPES.replace(
                    f"{KIND}.document.main+xml",
                    "application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            }
        ),
        "makroer",
    ),
    "strict": (
        with_document(
            HEAD + document(p("x")).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
        ),
        "Strict",
    ),
    "no document": (
        zipped(
            {"[Content_Types].xml": TYPES, "_rels/.rels": PACKAGE_RELATIONS, "word/x.xml": "<a/>"}
        ),
        "beskadiget",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_word_file_is_refused_with_a_sentence(name, tmp_path, capsys):
    """Each is refused with a Danish sentence and exit code 3, and nothing is written."""
    data, sentence = HOSTILE[name]
    path = saved(tmp_path, data)

    assert main(["pakke", "fra-word", str(path), str(tmp_path / "ny")]) == 3
    told = capsys.readouterr().err

    assert sentence in told
    assert "Traceback" not in told
    assert [x.name for x in tmp_path.iterdir()] == ["pakke.docx"]


@pytest.mark.parametrize(
    ("name", "start", "sentence"),
    [
        ("pakke.doc", b"\xd0\xcf\x11\xe0", "Words gamle format (.doc)"),
        ("pakke.doc", b"PK", "Words gamle format (.doc)"),
        ("pakke.docm", b"PK", "makroer (.docm)"),
        ("pakke.odt", b"Hej", "ikke et Word-dokument"),
    ],
)
def test_other_kinds_of_file_are_named_with_what_to_do(name, start, sentence, tmp_path):
    """A .doc and a .docm are told apart, and how to save them otherwise is said."""
    (told,) = refused(tmp_path, start + bytes(40), name)

    assert sentence in told
    assert "Gem som" in told


def test_a_file_that_is_too_large_is_told_before_it_is_read(tmp_path):
    """More than 20 MB is not opened, and what to do is said."""
    path = saved(tmp_path, zipped(parts(WHOLE)))
    with path.open("r+b") as file:
        file.truncate(20_000_001)

    with pytest.raises(InputError, match="over 20 MB"):
        pack_from_word(path)


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path, capsys):
    """Neither is opened, and both are said."""
    assert main(["pakke", "fra-word", str(tmp_path / "ingen.docx")]) == 3
    assert "findes ikke" in capsys.readouterr().err
    assert main(["pakke", "fra-word", str(tmp_path)]) == 3
    assert "ikke en fil" in capsys.readouterr().err


def test_a_merged_cell_is_never_wider_than_word_makes_them(tmp_path):
    """A cell that says it is 9,999 columns wide does not fill the memory."""
    row = "<w:tr>" + tc("x", '<w:gridSpan w:val="9999"/>') + "</w:tr>"
    table = read_word(saved(tmp_path, f"<w:tbl>{row}</w:tbl>")).pieces[0]

    assert len(table.rows[0]) == 63


def test_only_addresses_on_the_web_become_links(tmp_path):
    """A link to a file, or to a script, is the text alone."""
    run = "<w:r><w:t>Hvad?</w:t></w:r>"
    for target in ("file:///C:/x", "javascript:x", "//x/y"):
        link = (
            f'<Relationship Id="x" Type="{R}/hyperlink" Target="{target}" TargetMode="External"/>'
        )
        body = WHOLE.replace(p("Hvad?"), f'<w:p><w:hyperlink r:id="x">{run}</w:hyperlink></w:p>')
        made = parts(body, **{"word/_rels/document.xml.rels": relations(link)})
        pack = pack_from_word(saved(tmp_path, zipped(made))).pack
        assert pack.blocks[0].phases[0].prompts[0].text == "Hvad?"


@pytest.fixture
def listener():
    """A socket that counts who calls."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        done = threading.Event()

        def wait():
            while not done.is_set():
                try:
                    server.accept()[0].close()
                    calls.append(1)
                except TimeoutError:
                    continue

        thread = threading.Thread(target=wait)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x", calls
        done.set()
        thread.join()


def test_nothing_outside_the_file_is_fetched(tmp_path, listener):
    """Templates, pictures and styles that lie elsewhere are not asked for."""
    address, calls = listener
    more = tuple(
        f'<Relationship Id="x{n}" Type="{R}/{kind}" Target="{address}" TargetMode="External"/>'
        for n, kind in enumerate(
            ("attachedTemplate", "image", "settings", "oleObject", "hyperlink")
        )
    )
    body = WHOLE + '<w:p><w:r><w:drawing><a xmlns="x" r:link="x1"/></w:drawing></w:r></w:p>'
    made = parts(body, **{"word/_rels/document.xml.rels": relations(*more)})

    assert pack_from_word(saved(tmp_path, zipped(made))).pack.id == "pauser"
    assert calls == []


# --- The form and the doctor's text ---------------------------------------------------------


def shipped():
    """The shipped files as the tool makes them now."""
    found = importlib.util.spec_from_file_location("word_tool", ROOT / "tools" / "word.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return tuple(module.word_files())


def test_the_shipped_files_are_current():
    """The form and the example are, byte for byte, what `make docs` would write."""
    assert [path.name for path, data in shipped() if path.read_bytes() != data] == []


def test_the_form_is_handed_out_once(tmp_path, capsys, monkeypatch):
    """Both files are written, the example is a pack, and what is there is never written over."""
    monkeypatch.chdir(tmp_path)
    assert main(["pakke", "fra-word", "--skabelon", "ord"]) == 0
    assert main(["pakke", "fra-word", "ord/eksempel.docx"]) == 0
    assert pack_in(tmp_path / "personalemoeder").pack.publisher == "Klyngen ved fjorden"
    assert main(["pakke", "fra-word", "ord/eksempel.docx"]) == 5
    assert main(["pakke", "fra-word", "--skabelon", "ord"]) == 5
    told = capsys.readouterr().err
    assert told.count("findes allerede") == 2
    assert "eller slet den først" in told


def test_the_empty_form_says_what_to_write(tmp_path):
    """None of its own hints is read as content; what is missing is told."""
    form = next(data for path, data in shipped() if path.name == "skabelon.docx")
    told = "\n".join(refused(tmp_path, form))

    assert "Pakkens titel mangler" in told
    assert "Blokken er ikke udfyldt" in told
    assert "Teksten" not in told
    assert "kendes ikke" not in told


def test_a_form_that_is_filled_in_by_a_person_is_read(tmp_path):
    """Written into the empty form with another program, the least that is needed gives a pack."""
    made = docx.Document(io.BytesIO(next(data for _, data in shipped())))
    made.paragraphs[0].runs[0].text = "Vores pauser"
    tables = made.tables
    tables[0].rows[3].cells[1].text = "Klyngen ved fjorden"
    next(x for x in made.paragraphs if x.text.startswith("Formålet i")).insert_paragraph_before(
        "At holde pause."
    )
    for number in (3, 5):
        tables[1].rows[number].cells[1].text = ""
    heading = next(x for x in made.paragraphs if x.text == "Blok 1:")
    heading.add_run(" Pausen")
    work = next(
        t
        for t in tables
        if t.rows[0].cells[0].text == "Felt" and "Vælg" in [r.cells[0].text for r in t.rows]
    )
    work.rows[1].cells[1].text = "10-15-20"
    prompts = next(t for t in tables if t.rows[0].cells[1].text == "Fælles")
    for cell, text in zip(
        prompts.rows[1].cells, ("P1", "Hvad?", "Alene?", "Sammen?", "", "x", ""), strict=True
    ):
        cell.text = text
    frame = tables[1]
    frame._tbl.remove(frame.rows[4]._tr)
    path = tmp_path / "udfyldt.docx"
    made.save(path)

    pack = pack_from_word(path).pack

    assert (pack.title, pack.purpose, pack.id) == (
        "Vores pauser",
        "At holde pause.",
        "vores-pauser",
    )
    assert [x.form for x in pack.blocks[0].phases] == ["gruppearbejde"]
    assert pack.blocks[0].phases[0].prompts[0].core


def paragraphs_of(pieces):
    """Every paragraph of a prose, those in tables too."""
    for piece in pieces:
        if isinstance(piece, Paragraph):
            yield piece
        else:
            yield from (x for row in piece.rows for one in row for x in one.paragraphs)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("24. december holder vi lukket.", ["24. december holder vi lukket."]),
        ("Vi ses den\n15. januar igen.", ["Vi ses den 15. januar igen."]),
        ("1. maj ses vi.", ["1. maj ses vi."]),
        ("Først:\n\n1. et\n2. to", ["Først:", "1. et", "2. to"]),
        ("1. et\n\n2. to", ["1. et", "2. to"]),
        ("3. a\n4. b", ["3. a", "4. b"]),
    ],
)
def test_the_doctor_reads_the_numbers_that_are_printed(text, read):
    """A date or a number at the beginning of a text is not counted anew, whatever field it is."""
    pack = pack_in(ROOT / "tools" / "word-eksempel")
    block = pack.pack.blocks[0]
    phase = dataclasses.replace(block.phases[0], say=(text,), caveat=text)
    block = dataclasses.replace(block, phases=(phase, *block.phases[1:]))
    changed = dataclasses.replace(
        pack.pack, purpose=text, review_by=date(2028, 1, 15), blocks=(block, *pack.pack.blocks[1:])
    )
    said_ = list(paragraphs_of(approval(dataclasses.replace(pack, pack=changed))))

    assert [x.text for x in said_].count("15. januar 2028") == 1
    assert "1." not in {x.mark for x in said_}
    for line in read:
        assert [x.text for x in said_].count(line) == 3


@cache
def doctors(name):
    """The doctor's text of an installed pack, as Word has it."""
    return word_bytes(approval(kits.everything().packs[name]), Paper("Titel", "Fod"))


def everything_said(data):
    """Every text in plain data that is more than a name."""
    if isinstance(data, dict):
        yield from (t for value in data.values() for t in everything_said(value))
    elif isinstance(data, list):
        yield from (t for value in data for t in everything_said(value))
    elif isinstance(data, str) and " " in data:
        yield data


@pytest.mark.parametrize(
    "name", ["trivsel", "professionsetik", "kommunale-tilbud", "generalforsamling"]
)
def test_the_doctor_reads_everything(name, tmp_path):
    """Every text of the pack, its own sheets' too, stands in the Word file, and every id."""
    pack = kits.everything().packs[name].pack
    document_ = docx.Document(saved(tmp_path, doctors(name)))
    texts = [t.text or "" for t in document_.element.body.iter(f"{{{W}}}t")]
    there = words(" ".join(texts)).replace(" ", "")

    told = plain(dataclasses.replace(pack, exemptions=()))
    bare = (re.sub(r"[*]{1,2}|\[([^\]]*)\]\([^)]*\)", r"\1", t) for t in everything_said(told))
    missing = [t for t in bare if words(t.replace("\n- ", " ")).replace(" ", "") not in there]
    ids = [x.id for x in (*pack.cases, *pack.survey, *pack.facts, *pack.boxes, *pack.topics)]

    assert missing == []
    assert [x for x in ids if x not in texts and not any(f"({x})" in t for t in texts)] == []


def test_the_doctor_reads_the_words_of_a_template(tmp_path):
    """Words between a template's tags and inside its code are read; its code is not."""
    sheet = "ark: [{id: kort, titel: Kort, skabelon: kort.html, til: deltager}]\n"
    text = (ROOT / "tools" / "word-eksempel" / "pakke.yaml").read_text("utf-8")
    (tmp_path / "pakke.yaml").write_text(text + sheet, "utf-8")
    (tmp_path / "kort.html").write_text(
        '{% extends "kort.html" %}<style>p {color: red}</style>{# En note #}'
        "<p>Husk dine <b>briller</b></p>{{ felt('navn', 'Skriv dit navn') ~ ' til ' ~ x }}",
        "utf-8",
    )
    path = write_approval(pack_in(tmp_path), tmp_path / "a.docx")
    said_ = [x.text for x in read_word(path).pieces if isinstance(x, Paragraph)]

    assert "Ord i skabelonen: Husk dine · briller · Skriv dit navn · til" in said_


def test_the_doctors_file_is_made_for_word(tmp_path):
    """A4, Danish, headings for the navigation, rows that repeat, page numbers, a line to sign."""
    path = saved(tmp_path, doctors("trivsel"))
    made = docx.Document(path)
    section = made.sections[0]
    xml = {n: zipfile.ZipFile(path).read(n).decode() for n in zipfile.ZipFile(path).namelist()}

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 'w:lang w:val="da-DK"' in xml["word/styles.xml"]
    assert {x.style.name for x in made.paragraphs if "Heading" in x.style.name} == {
        "Heading 1",
        "Heading 2",
    }
    assert "<w:tblHeader/>" in xml["word/document.xml"]
    assert "PAGE" in xml["word/footer1.xml"]
    assert "Navn (kun her på papiret)" in xml["word/document.xml"]
    assert "Ikke fagligt godkendt" in xml["word/document.xml"]
    assert not any("dcterms" in text for text in xml.values())


def test_no_table_is_wider_than_its_page():
    """Columns together are as wide as the text, on both kinds of page."""
    pack = pack_in(ROOT / "tools" / "word-eksempel").pack
    for data in (doctors("trivsel"), word_bytes(form_of(pack), pack_paper(pack))):
        made = docx.Document(io.BytesIO(data))
        section = made.sections[0]
        room = (section.page_width - section.left_margin - section.right_margin) // 635
        for table in made.tables:
            grid = [int(c.get(f"{{{W}}}w")) for c in table._tbl.iter(f"{{{W}}}gridCol")]
            assert room - 20 <= sum(grid) <= room
            assert {len(row.cells) for row in table.rows} == {len(grid)}


def test_the_same_pack_gives_the_same_bytes():
    """No clock and no chance is in a Word file."""
    loaded = kits.everything().packs["trivsel"]

    assert word_bytes(approval(loaded), Paper("Titel", "Fod")) == doctors("trivsel")
    with zipfile.ZipFile(io.BytesIO(doctors("trivsel"))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_changed_since_it_was_approved_is_told(tmp_path):
    """Beside an approved edition, what is changed, new and gone is named by its id."""
    loaded = kits.everything().packs["trivsel"]
    before = dataclasses.replace(
        loaded.pack,
        edition="2026.1",
        approval=Approval(role="praktiserende læge", date=date(2027, 1, 15)),
        cases=(
            dataclasses.replace(loaded.pack.cases[0], text="Anden tekst."),
            *loaded.pack.cases[2:],
        ),
        facts=(*loaded.pack.facts, dataclasses.replace(loaded.pack.facts[0], id="ft9")),
    )
    path = write_approval(loaded, tmp_path / "a.docx", before)
    said_ = [x.text for x in read_word(path).pieces if isinstance(x, Paragraph)]

    assert "Siden den godkendte udgave 2026.1" in said_
    assert {"Ændret: C1", "Nyt: C2", "Taget ud: ft9"} <= set(said_)
    unapproved = dataclasses.replace(before, approval=Approval())
    path = write_approval(loaded, tmp_path / "b.docx", unapproved)
    assert "Siden den" not in " ".join(
        x.text for x in read_word(path).pieces if isinstance(x, Paragraph)
    )


def test_the_doctors_file_is_written_for_ids_and_folders(tmp_path, capsys, monkeypatch):
    """An id, a folder and its file serve; a file that is there may hold a doctor's words."""
    monkeypatch.chdir(tmp_path)
    folder = str(ROOT / "tools" / "word-eksempel")

    assert main(["pakke", "til-gennemlaesning", "trivsel"]) == 0
    assert main(["pakke", "til-gennemlaesning", folder, "a.docx"]) == 0
    assert main(["pakke", "til-gennemlaesning", f"{folder}/pakke.yaml", "b.docx"]) == 0
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
    assert main(["pakke", "til-gennemlaesning", "trivsel"]) == 5
    assert main(["pakke", "til-gennemlaesning", "trivsl"]) == 3
    assert main(["pakke", "til-gennemlaesning", "trivsel", "a.pdf"]) == 2
    assert main(["pakke", "til-gennemlaesning"]) == 2
    assert main(["pakke", "fra-word"]) == 2
    assert "Mente du ”trivsel”?" in capsys.readouterr().err
