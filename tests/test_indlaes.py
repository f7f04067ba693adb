"""Filled forms read back: what was answered, what is refused, and what nobody may learn."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import stat
import warnings
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import helpers_forms as forms
import helpers_sheet
import kits
from helpers_pdf import field_names, metadata
from klyngepakke.commands.line import main
from klyngepakke.content.spreadsheet import csv_bytes, defused
from klyngepakke.errors import InputError
from klyngepakke.planning.asked import Asked, form_mark
from klyngepakke.planning.kit import kit as planned
from klyngepakke.planning.planner import plan
from klyngepakke.printing import markup, templates
from klyngepakke.printing.pdf.forms import IDENTITY, MOST_BYTES, Filled, read_form
from klyngepakke.printing.produce import produce
from klyngepakke.printing.questions import questions
from klyngepakke.replies.handed_out import Form, HandedOut
from klyngepakke.replies.reply import reply, sentences

pytestmark = pytest.mark.xdist_group("trivsel")

NAME = "Æblegrød-Åse Østergård"  # of nobody; it may be seen in the tables alone
DANISH = f"{NAME} – ”færre møder”, 100 % ja\nog én linje til"
TYPED = f"{NAME}, 100 % ja\nog én linje til"  # all of it on a Danish keyboard
ANSWERS = {
    "bg1__solo": True,
    "tr01__7": True,
    "tr02__ir": True,
    "tr09__administration": True,
    "tr09__andet": True,
    "tr09__andet_tekst": "Telefonen; og døren",
    "tr12": "37,5",
    "tr13": DANISH,
}


@pytest.fixture(scope="module")
def kit():
    """The kit of the example meeting on trivsel."""
    return kits.kit("trivsel", 10)


@pytest.fixture(scope="module")
def blank(kit):
    """The sheets with fields, by the document's id."""
    return {s.document.id: s for s in kit.sheets if s.questions}


@pytest.fixture(scope="module")
def answered(blank):
    """The survey, filled on the screen and saved."""
    return forms.fill(blank["spoergeskema"].pdf, ANSWERS)


@pytest.fixture
def meeting(kit, tmp_path, monkeypatch):
    """The meeting's own folder beside others; the person stands above it."""
    shutil.copytree(kit.folder, tmp_path / "møde", symlinks=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "møde"


@pytest.fixture
def mail(tmp_path):
    """A folder for what comes by mail."""
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


def said(capsys, *words):
    """The exit code, and what was said on the two streams."""
    code = main(["indlaes", *map(str, words)])
    out, err = capsys.readouterr()
    return code, out, err


def rows(path):
    """A table as a spreadsheet reads it: each row by its column's name."""
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def survey(meeting):
    """The rows of the survey's table."""
    return rows(meeting / "svar" / "spoergeskema.csv")


def stored(meeting):
    """What `svar.json` says."""
    return json.loads((meeting / "svar" / "svar.json").read_bytes())


def changed(pdf, change):
    """The file with something in it changed by another program."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        change(file)
        out = io.BytesIO()
        with warnings.catch_warnings(action="ignore"):  # fields that are no longer in the form
            file.save(out)
    return out.getvalue()


def named(file, name):
    """A field of an open file."""
    return next(field for field in file.Root.AcroForm.Fields if name == field.T)


# --- From the screen to the table ----------------------------------------------------------


def test_what_is_filled_in_stands_in_the_table(meeting, mail, answered, capsys):
    """Ticks are codes, numbers numbers and texts texts; what is not answered is empty."""
    (mail / "svar.pdf").write_bytes(answered)

    code, out, err = said(capsys, meeting, mail)

    (row,) = survey(meeting)
    assert (code, err) == (0, "")
    assert "1 udfyldt fil er læst ind" in out
    assert row["bg1"] == "solo"
    assert (row["tr01"], row["tr02"], row["tr03"]) == ("7", "ir", "")
    assert (row["tr09__administration"], row["tr09__it"], row["tr10__kolleger"]) == ("1", "0", "")
    assert (row["tr09__andet_tekst"], row["tr12"]) == ("Telefonen; og døren", "37,5")
    assert (row["tr13"], row["bemærkninger"]) == (DANISH, "")


def test_the_json_has_values_words_and_codes(meeting, mail, answered, capsys):
    """Other programs get raw values, and what each question and answer says."""
    (mail / "svar.pdf").write_bytes(answered)
    said(capsys, meeting, mail)

    (form,) = stored(meeting)["ark"]
    (given_,) = form["besvarelser"]
    asked = {q["id"]: q for q in form["spørgsmål"]}
    assert (form["id"], form["udgave"]) == ("spoergeskema", "trivsel 2027.1")
    assert given_["svar"]["tr09"] == ["administration", "andet"]
    assert (given_["svar"]["tr12"], given_["svar"]["tr13"]) == (37.5, DANISH)
    assert asked["tr02"]["svar"][-1] == {"id": "ir", "tekst": "Ikke relevant"}
    assert asked["tr01"]["svar"][0]["tekst"] == "0 (slet ikke)"
    assert (asked["tr12"]["mindst"], asked["tr12"]["højst"]) == (0, 168)


def test_every_column_is_explained(meeting, mail, answered, capsys):
    """The second table has the words of every question and every answer, in the same order."""
    (mail / "svar.pdf").write_bytes(answered)
    said(capsys, meeting, mail)

    columns = [c for c in survey(meeting)[0] if c not in {"nr", "ark", "bemærkninger"}]
    told = rows(meeting / "svar" / "spoergsmaal.csv")
    assert list(dict.fromkeys(row["kolonne"] for row in told)) == columns
    second = next(r for r in told if (r["kolonne"], r["svar"]) == ("tr02", "2"))
    assert (second["nr"], second["svarets ordlyd"]) == ("5", "Sjældent")
    hours = next(r for r in told if r["kolonne"] == "tr12")
    assert (hours["slags"], hours["svarets ordlyd"]) == ("tal", "et tal, 0–168")


@pytest.mark.parametrize("pack", kits.PACKS)
def test_every_field_of_every_form_belongs_to_a_question(pack):
    """What a sheet can be asked back is exactly its fields, each told with words."""
    known = kits.everything()
    documents = planned(plan(kits.meeting(pack, 10), known.packs)).documents

    for document in (d for d in documents if d.forms):
        html = templates.render(document, known.theme("klinik"), known.filters)
        fields = markup.form_fields(markup.parse(html))
        asked = questions(document, fields)
        names = [name for question in asked for name in question.fields]
        assert sorted(names) == sorted(field.name for field in fields)
        assert all(question.text and question.text != question.id for question in asked)


def test_a_packs_own_sheet_tells_its_questions_in_its_data(tmp_path):
    """The boxes of one question are one column, and one tick is meant where the data say so."""
    answers = [{"id": "ja", "tekst": "Ja"}, {"id": "andet", "tekst": "Noget tredje"}]
    data = {"et": {"id": "a", "tekst": "A?", "svar": answers, "flere": "nej"}}
    data |= {"to": [{"id": "b", "titel": "B?", "svar": answers, "andet": "nej"}]}
    names = ("a__ja", "a__andet", "a__andet_tekst", "b__ja", "b__andet", "c__ja", "d")
    fields = [
        markup.Control(name, "tekst" if name in {"a__andet_tekst", "d"} else "kryds", f"Om {name}")
        for name in names
    ]
    document = helpers_sheet.document(tmp_path, "", data, forms=True)

    codes = (("ja", "Ja"), ("andet", "Noget tredje"))
    assert questions(document, fields) == (
        Asked("a", "en", "A?", codes, other=True),
        Asked("b", "flere", "B?", codes),
        Asked("c__ja", "kryds", "Om c__ja"),
        Asked("d", "tekst", "Om d"),
    )


def test_a_form_says_what_it_is_and_what_it_asked(blank, kit):
    """The file's own information and `indhold.json` agree, and the fields are those asked for."""
    content = json.loads((kit.built.folder / "indhold.json").read_bytes())
    told = {sheet["id"]: sheet for sheet in content["ark"] if "skema" in sheet}

    assert told.keys() == blank.keys()
    for name, sheet in blank.items():
        about = metadata(sheet.pdf)
        assert about["/KlyngepakkeMoede"] == content["møde"]
        assert about["/KlyngepakkeArk"] == name
        assert about["/KlyngepakkeUdgave"] == told[name]["udgave"]
        assert about["/KlyngepakkeSkema"] == told[name]["skema"] == form_mark(sheet.questions)
        fields = [field for question in sheet.questions for field in question.fields]
        assert sorted(fields) == sorted(field_names(sheet.pdf))


@pytest.mark.parametrize("reader", ["pdfium", "poppler"])
@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("spoergeskema", {**ANSWERS, "tr13": TYPED}),
        ("handleplan", {"hp_hvad": TYPED, "hp_hvem": NAME, "hp_hjaelp__kursus": True}),
    ],
)
def test_answers_can_be_seen_on_screen_and_on_paper(blank, tmp_path, reader, name, answers):
    """In two readers that have no code in common, there is ink where something was filled in."""
    sheet = blank[name]
    pages = []
    for state, pdf in (("tomt", sheet.pdf), ("udfyldt", forms.fill(sheet.pdf, answers))):
        folder = tmp_path / state
        folder.mkdir()
        pages.append(forms.in_pdfium(pdf) if reader == "pdfium" else forms.in_poppler(pdf, folder))

    places = {place.id: place for place in sheet.fields}
    for field in answers:
        before, after = (forms.ink(some, places[field]) for some in pages)
        assert after > before + 0.01, field
    untouched = places["tr01__3" if name == "spoergeskema" else "hp_hvordan"]
    assert forms.ink(pages[0], untouched) == pytest.approx(forms.ink(pages[1], untouched), abs=0.01)


def test_a_list_is_read_by_its_values(tmp_path):
    """A pack's own sheet may offer a list; what is not on it is told and left out."""
    body = (
        '<form><select name="valg" title="Hvor?"><option value="">Vælg</option>'
        '<option value="by">I byen</option></select></form>'
    )
    document = helpers_sheet.document(tmp_path, helpers_sheet.page(body), forms=True)
    sheet = produce(document, helpers_sheet.klinik())
    form = Form("a", "a", "A", "1", form_mark(sheet.questions), sheet.questions)
    handed = HandedOut("m", "M", {"a": form})

    def read(pdf):
        filled = read_form(pdf)
        ids = {"moede": "m", "ark": "a", "udgave": "1", "skema": form.mark}
        return reply(handed, Filled(ids, filled.values, filled.faults))

    odd = changed(sheet.pdf, lambda f: named(f, "valg").__setattr__("V", pikepdf.String("x")))
    assert sheet.questions == (Asked("valg", "liste", "Hvor?", (("", "Vælg"), ("by", "I byen"))),)
    assert read(forms.choose(sheet.pdf, "valg", 1)).answers == {"valg": "by"}
    assert read(sheet.pdf).empty
    assert [r.kind for r in read(odd).remarks] == ["ikke_på_listen"]


# --- What is never guessed -----------------------------------------------------------------


def test_two_ticks_where_one_is_meant_are_told_and_not_counted(meeting, mail, blank, capsys):
    """The cell is empty, the remark has both codes, and the message has neither."""
    pdf = forms.fill(
        blank["spoergeskema"].pdf, {"tr01__3": True, "tr01__8": True, "bg2__ejer": True}
    )
    (mail / "svar.pdf").write_bytes(pdf)

    code, _, err = said(capsys, meeting, mail)

    (row,) = survey(meeting)
    assert code == 6
    assert (row["tr01"], row["bg2"]) == ("", "ejer")
    assert row["bemærkninger"] == "tr01 flere_krydser: 3 8"
    assert "Spørgsmål 4 (tr01) har flere krydser, hvor der skal være ét." in err
    assert "3 8" not in err


NUMBER = Asked("n", "tal", "Hvor mange?", least=2, most=80)


@pytest.mark.parametrize(
    ("text", "value"),
    [("2", 2), (" 80 ", 80), ("7,5", 7.5), ("7.25", 7.25), ("007", 7), ("7\n", 7)],
)
def test_a_number_is_read(text, value):
    """Whole numbers and decimals as Danes and programs write them."""
    assert one_answer(NUMBER, text).answers == {"n": value}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("syv", "ikke_et_tal"),
        ("ca. 7", "ikke_et_tal"),
        ("7-8", "ikke_et_tal"),
        ("1.000", "ikke_et_tal"),
        ("٧", "ikke_et_tal"),
        ("=7", "ikke_et_tal"),
        ("81", "uden_for_skalaen"),
        ("1", "uden_for_skalaen"),
        ("9" * 400, "ikke_et_tal"),
    ],
)
def test_what_may_be_another_number_is_not_guessed(text, kind):
    """It is left empty; the table names the question, and the JSON has what was written."""
    found = one_answer(NUMBER, text)

    assert found.answers == {}
    assert [(r.kind, r.written) for r in found.remarks] == [(kind, text)]
    assert not found.empty


def one_answer(question, value):
    """The reply of a form with one question."""
    form = Form("a", "a", "A", "1", "s", (question,))
    ids = {"moede": "m", "ark": "a", "udgave": "1", "skema": "s"}
    return reply(HandedOut("m", "M", {"a": form}), Filled(ids, {question.id: value}, {}))


def test_fields_that_are_gone_or_strange_are_told(blank, meeting, mail, capsys):
    """A question without all its boxes is not read, and a field we never made is named."""

    def change(file):
        fields = file.Root.AcroForm.Fields
        kept = [f for f in fields if f.T not in {"tr01__0", "tr13"}]
        ours = file.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="fremmed", V=NAME))
        odd = file.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=NAME, V=NAME))
        file.Root.AcroForm.Fields = pikepdf.Array([*kept, ours, odd])

    pdf = forms.fill(blank["spoergeskema"].pdf, {"tr01__3": True, "tr02__1": True})
    (mail / "svar.pdf").write_bytes(changed(pdf, change))

    code, out, err = said(capsys, meeting, mail)

    (row,) = survey(meeting)
    assert code == 6
    assert (row["tr01"], row["tr02"]) == ("", "1")
    assert "Spørgsmål 4 (tr01) mangler i filen" in err
    assert "Filen har 2 felter, arket ikke har (fremmed)" in err
    assert NAME not in out + err


def test_letters_are_composed_and_commands_to_a_screen_left_out():
    """What looks the same is the same, however a keyboard or a program wrote it."""
    found = one_answer(Asked("t", "tekst", "Hvad?"), "  A\u030ase\r\nto\x1b[2J\rtre\n ")

    assert found.answers == {"t": "Åse\nto[2J\ntre"}


def test_a_form_without_any_of_its_fields_is_refused():
    """Whatever says that it is our sheet, and has other fields, is none of ours."""
    form = Form("a", "a", "A", "1", "s", (NUMBER,))
    ids = {"moede": "m", "ark": "a", "udgave": "1", "skema": "s"}

    with pytest.raises(InputError, match="Arkets felter er ikke i filen"):
        reply(HandedOut("m", "M", {"a": form}), Filled(ids, {"x": "2"}, {}))


@pytest.mark.parametrize(
    "change",
    [
        lambda f: named(f, "tr01__3").__setattr__("AS", pikepdf.Name.Off),
        lambda f: f.Root.AcroForm.Fields.append(named(f, "tr01__3")),
    ],
    ids=["shown otherwise", "twice"],
)
def test_a_box_that_says_two_things_is_unclear(blank, change):
    """A value that is not what is shown, or a name that stands twice, is no answer."""
    pdf = forms.fill(blank["spoergeskema"].pdf, {"tr01__3": True})

    assert read_form(pdf).values["tr01__3"] is True
    found = read_form(changed(pdf, change))
    assert found.faults == {"tr01__3": "uklart"}
    assert "tr01__3" not in found.values


def test_a_text_that_is_too_long_for_a_cell_is_told(blank):
    """A spreadsheet would cut it off without a word."""

    def write(text):
        return changed(blank["spoergeskema"].pdf, lambda f: named(f, "tr13").__setattr__("V", text))

    assert read_form(write("æ" * 30_000)).values["tr13"] == "æ" * 30_000
    assert read_form(write("æ" * 30_001)).faults == {"tr13": "for_langt"}


# --- What is refused -----------------------------------------------------------------------


def relabelled(pdf, name, value):
    """The file with another identity."""
    return changed(pdf, lambda f: f.docinfo.__setitem__(name, value))


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("/KlyngepakkeMoede=k7m2q9", "Filen er fra et andet møde."),
        ("/KlyngepakkeMoede=", "Filen siger ikke, hvilket møde den hører til."),
        ("/KlyngepakkeUdgave=trivsel 2026.2", "trivsel 2026.2; mødet er nu bygget med trivsel"),
        ("/KlyngepakkeArk=evaluering", "Mødet har ikke arket ”evaluering”."),
        ("/KlyngepakkeArk=afslutningsark", "Arket er ændret, siden filen blev sendt ud."),
        ("/KlyngepakkeSkema=0", "Arket er ændret, siden filen blev sendt ud."),
    ],
)
def test_a_form_of_another_meeting_or_edition_is_refused(
    meeting, answered, capsys, label, sentence
):
    """It is named with why; the others are read and written, and the exit code says look."""
    mail = meeting.with_name("mail")
    mail.mkdir()
    (mail / "rigtig.pdf").write_bytes(answered)
    (mail / "forkert.pdf").write_bytes(relabelled(answered, *label.split("=")))

    code, out, err = said(capsys, meeting, mail)

    assert code == 6
    assert "1 udfyldt fil er læst ind" in out
    assert f"{mail / 'forkert.pdf'}: " in err
    assert sentence in err
    assert len(survey(meeting)) == 1


def flattened(pdf):
    """What printing to a PDF leaves."""

    def change(file):
        del file.Root.AcroForm
        for page in file.pages:
            del page.Annots

    return changed(pdf, change)


def locked(pdf):
    """The same with a password."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def swollen(size):
    """A form whose list of objects weighs little and unpacks to that many bytes."""
    fields = b"[<</T(a)/FT/Tx/V(x)>>]"
    pages = b"<</Type/Pages/Count 1/Kids[<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>]>>"
    listed = b"2 0 <</Type/Catalog/Pages 4 0 R/AcroForm<</Fields%s>>>>" % fields + b" " * size
    packed = zlib.compress(listed, 1)
    about = b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>" % len(packed)
    start = b"%PDF-1.5\n1 0 obj" + about + b"stream\n" + packed + b"\nendstream endobj\n"
    second = len(start).to_bytes(3, "big")
    start += b"4 0 obj" + pages + b"endobj\n"
    about = b"<</Type/XRef/W[1 3 1]/Size 5/Root 2 0 R/Length 25>>"
    at = len(start).to_bytes(3, "big")
    places = b"\0\0\0\0\0\1\0\0\x09\0\2\0\0\1\0\1" + at + b"\0\1" + second + b"\0"
    end = b"3 0 obj" + about + b"stream\n" + places + b"\nendstream endobj\nstartxref\n"
    return start + end + b"%d\n%%%%EOF" % len(start)


def test_a_list_of_objects_is_unpacked_to_a_limit():
    """What an honest form needs is read; sixty megabytes of nothing are not."""
    assert read_form(swollen(1000)).values == {"a": "x"}
    with pytest.raises(InputError, match="beskadiget"):
        read_form(swollen(60_000_000))


def packed_apart(count, filters=1):
    """A form whose every field is in a stream of its own, which unpacks to a megabyte."""
    fields = b"".join(b"%d 0 R " % number for number in range(10, 10 + count))
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]>>>>" % fields,
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
    }
    places = {}
    for number in range(10, 10 + count):
        text = b"%d 0 <</T(a%d)/FT/Tx/V(x)/X<%s>>>" % (number, number, b"0" * 990_000)
        for _ in range(filters):
            text = zlib.compress(text, 1)
        about = b"/N 1/First 5/Filter[%s]" % (b"/FlateDecode" * filters)
        head = b"<</Type/ObjStm%s/Length %d>>stream\n" % (about, len(text))
        objects[number + count] = head + text + b"\nendstream"
        places[number] = b"\2" + (number + count).to_bytes(4, "big")
    data = b"%PDF-1.7\n"
    for number, content in objects.items():
        places[number] = b"\1" + len(data).to_bytes(4, "big")
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = 10 + 2 * count
    table = b"".join(places.get(number, bytes(5)) for number in range(size))
    about = b"<</Type/XRef/W[1 4 0]/Size %d/Root 1 0 R/Length %d>>" % (size, len(table))
    end = b"stream\n%s\nendstream endobj\nstartxref\n%d\n%%%%EOF" % (table, len(data))
    return data + b"9 0 obj" + about + end


def test_many_streams_are_unpacked_to_a_limit():
    """A few are read; hundreds, or one packed twice, would weigh little and cost minutes."""
    assert read_form(packed_apart(3)).values == {"a10": "x", "a11": "x", "a12": "x"}
    with pytest.raises(InputError, match="større, end et udfyldt ark"):
        read_form(packed_apart(300))
    with pytest.raises(InputError):
        read_form(packed_apart(1, filters=2))


@pytest.mark.parametrize("name", [b"/Prev", b"/Pr#65v"])
def test_a_file_that_was_saved_a_hundred_times_is_refused(blank, name):
    """Every list of a file's objects names the one before, and each costs as much as a file."""
    pdf = blank["handleplan"].pdf
    assert read_form(pdf + b"\n%" + b"<<%s 9>>" % name * 90).values
    with pytest.raises(InputError, match="større, end et udfyldt ark"):
        read_form(pdf + b"\n%" + b"<<%s 9>>" % name * 110)


BAD = {
    "empty": (lambda _: b"", "Filen er tom."),
    "word": (lambda _: b"PK\x03\x04" + b"\0" * 99, "Det er en Word-fil, en zip-fil"),
    "old word": (lambda _: b"\xd0\xcf\x11\xe0" + b"\0" * 99, "Det er en Word-fil eller en mail"),
    "photo": (lambda _: b"\xff\xd8\xff\xe0" + b"\0" * 99, "Det er et billede."),
    "text": (lambda _: "Kære klynge".encode(), "Det er ikke en PDF-fil."),
    "cut off": (lambda pdf: pdf[: len(pdf) // 3], "beskadiget"),
    "nonsense": (lambda _: b"%PDF-1.7\n" + os.urandom(999), "beskadiget"),
    "scanned": (flattened, "Filen har ingen felter at læse. Den er nok scannet"),
    "locked": (locked, "Filen er låst med en adgangskode."),
    "huge": (lambda pdf: pdf + b"\0" * MOST_BYTES, "Filen er større, end et udfyldt ark kan være."),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_form_is_told_in_a_sentence(blank, kind):
    """Each is refused with what it is, and what to do about it."""
    make, sentence = BAD[kind]

    with pytest.raises(InputError, match=sentence) as told:
        read_form(make(blank["spoergeskema"].pdf))
    assert len(told.value.problems) == 1


def ring(file):
    """A field that is its own child."""
    field = file.make_indirect(pikepdf.Dictionary(T="a"))
    field.Kids = pikepdf.Array([field])
    file.Root.AcroForm.Fields = pikepdf.Array([field])


def fan(file):
    """A tree with twice as many fields on every level."""
    kids = pikepdf.Array([])
    for _ in range(30):
        field = file.make_indirect(pikepdf.Dictionary(T="a", Kids=kids))
        kids = pikepdf.Array([field, field])
    file.Root.AcroForm.Fields = kids


def crowd(file):
    """More fields than all forms of a meeting have."""
    field = file.make_indirect(pikepdf.Dictionary(T="a", FT=pikepdf.Name.Tx))
    file.Root.AcroForm.Fields = pikepdf.Array([field] * 100_000)


def shared_boxes(file):
    """A hundred fields, each with the same hundred boxes."""
    box = file.make_indirect(pikepdf.Dictionary(AS=pikepdf.Name("/ja")))
    boxes = file.make_indirect(pikepdf.Array([box] * 100))
    kind = pikepdf.Name.Btn
    file.Root.AcroForm.Fields = pikepdf.Array(
        [pikepdf.Dictionary(T=f"a{n}", FT=kind, Kids=boxes) for n in range(100)]
    )


@pytest.mark.parametrize("change", [ring, fan, crowd, shared_boxes])
def test_a_tree_of_fields_without_an_end_is_refused(blank, change):
    """Such a file is none of ours, and is not followed."""
    with pytest.raises(InputError, match="større, end et udfyldt ark"):
        read_form(changed(blank["spoergeskema"].pdf, change))


def sharing(key, value, **rest):
    """Forty fields that share one text."""

    def change(file):
        shared = file.make_indirect(value)
        file.Root.AcroForm.Fields = pikepdf.Array(
            [pikepdf.Dictionary({"/T": f"a{n}", **rest, key: shared}) for n in range(40)]
        )

    return change


def sharing_identity(file):
    """Everything that says which sheet it is, is one long text."""
    shared = file.make_indirect(pikepdf.String("x" * 300_000))
    for name in IDENTITY.values():
        file.docinfo[name] = shared


@pytest.mark.parametrize(
    "change",
    [
        sharing("/V", pikepdf.String("x" * 29_000)),
        sharing("/T", pikepdf.String("x" * 29_000)),
        sharing("/FT", pikepdf.Name("/" + "x" * 29_000)),
        sharing("/AS", pikepdf.Name("/" + "x" * 29_000), **{"/FT": pikepdf.Name.Btn}),
        sharing_identity,
    ],
    ids=["value", "name", "kind", "state", "identity"],
)
def test_more_letters_than_anybody_writes_are_refused(blank, change):
    """A text that many fields share weighs little in the file, and is read every time."""
    with pytest.raises(InputError, match="større, end et udfyldt ark"):
        read_form(changed(blank["handleplan"].pdf, change))


def test_what_stands_under_a_name_that_comes_twice_is_not_read(blank):
    """It is no answer, so its letters are not among those of the file."""

    def change(file):
        field = pikepdf.Dictionary(T="a", FT=pikepdf.Name.Tx, V="x" * 29_000)
        file.Root.AcroForm.Fields = pikepdf.Array([file.make_indirect(field)] * 40)

    found = read_form(changed(blank["handleplan"].pdf, change))
    assert (found.values, found.faults) == ({}, {"a": "uklart"})


@pytest.mark.parametrize(
    "value",
    [pikepdf.Array([1, 2]), pikepdf.Dictionary(A=1), 7, True, pikepdf.Name("/ja")],
    ids=["array", "dictionary", "number", "yes", "name"],
)
def test_a_value_of_a_strange_kind_is_unclear(blank, value):
    """A text field holds a text or nothing."""
    pdf = changed(blank["spoergeskema"].pdf, lambda f: named(f, "tr13").__setattr__("V", value))

    assert read_form(pdf).faults == {"tr13": "uklart"}


@given(st.binary(max_size=400), st.integers(0, 400_000))
def test_a_damaged_form_is_read_or_refused(kit, noise, at):
    """Whatever bytes a mail has changed, the answer is a form or a sentence."""
    pdf = next(s.pdf for s in kit.sheets if s.document.id == "handleplan")
    cut = at % len(pdf)
    with contextlib.suppress(InputError):
        read_form(pdf[:cut] + noise + pdf[cut + len(noise) :])


def test_where_nothing_can_be_read_nothing_is_written(meeting, mail, blank, capsys):
    """Every file is told with its reason, and the exit code is that of a wrong input."""
    (mail / "a.docx").write_bytes(b"PK\x03\x04 Word")
    (mail / "b.pdf").write_bytes(blank["spoergeskema"].pdf)
    os.mkfifo(mail / "c.pdf")

    code, out, err = said(capsys, meeting, mail, mail / "d.pdf")

    assert (code, out) == (3, "")
    assert f"{mail / 'a.docx'}: Det er en Word-fil" in err
    assert f"{mail / 'b.pdf'}: Der er ikke svaret på noget i filen." in err
    assert f"{mail / 'c.pdf'}: Det er ikke en fil." in err
    assert f"{mail / 'd.pdf'}: Kan ikke læses: den findes ikke." in err
    assert err.splitlines()[-1] == "Ingen svar er læst ind, og intet er skrevet."
    assert not (meeting / "svar").exists()


# --- Many files ----------------------------------------------------------------------------


def resaved(pdf):
    """The same form, opened and saved once more."""
    return changed(pdf, lambda _: None)


def test_the_same_reply_twice_is_counted_once(meeting, mail, answered, blank, capsys):
    """A copy, and a file that was saved anew; two with the same few ticks are both counted."""
    ticks = forms.fill(blank["spoergeskema"].pdf, {"tr01__5": True})
    for name, data in {
        "svar (9).pdf": answered,
        "svar (10).pdf": answered,
        "svar (11).pdf": resaved(answered),
        "to 1.pdf": ticks,
        "to 2.pdf": ticks,
        "to 3.pdf": resaved(ticks),
        "tom.pdf": blank["spoergeskema"].pdf,
    }.items():
        (mail / name).write_bytes(data)

    code, out, err = said(capsys, meeting, mail)

    assert code == 6
    assert "3 udfyldte filer er læst ind" in out
    assert [row["tr01"] for row in survey(meeting)].count("5") == 2
    copies = {"svar (10)": "svar (9)", "svar (11)": "svar (9)", "to 2": "to 1"}
    for copy, first in copies.items():
        same = f"{mail / copy}.pdf: Det er det samme svar som {mail / first}.pdf."
        assert f"{same} Det er talt med én gang." in err
    assert f"{mail / 'to 3.pdf'}: De samme krydser som {mail / 'to 1.pdf'}. Begge er talt" in err
    assert f"{mail / 'tom.pdf'}: Der er ikke svaret på noget i filen." in err


def test_each_kind_of_sheet_has_its_table(meeting, mail, blank, answered, capsys):
    """The plans of clinics and of those who are alone stand in one table, under their own ids."""
    (mail / "a.pdf").write_bytes(answered)
    for name in ("handleplan", "handleplan-solo"):
        pdf = forms.fill(blank[name].pdf, {"hp_hvad": f"Pauser i {name}"})
        (mail / f"{name}.pdf").write_bytes(pdf)

    code, _, _ = said(capsys, meeting, mail)

    plans = rows(meeting / "svar" / "handleplan.csv")
    assert code == 0
    assert [(r["ark"], r["hp_hvad"]) for r in plans] == [
        ("handleplan", "Pauser i handleplan"),
        ("handleplan-solo", "Pauser i handleplan-solo"),
    ]
    assert "hp_makker" in plans[0]
    assert len(survey(meeting)) == 1


def test_nobody_can_see_who_sent_what(meeting, mail, answered, blank, capsys):
    """Neither a file's name nor its place among the files is in what is written."""
    other = forms.fill(blank["spoergeskema"].pdf, {"tr01__2": True})
    tables = []
    for first, second in ((answered, other), (other, answered)):
        (mail / "Hanne-Ålykke.pdf").write_bytes(first)
        (mail / "zebra.pdf").write_bytes(second)
        said(capsys, meeting, mail)
        tables.append({p.name: p.read_bytes() for p in (meeting / "svar").iterdir()})

    assert tables[0] == tables[1]
    assert all("Ålykke".encode() not in data for data in tables[0].values())
    assert {stat.S_IMODE(p.stat().st_mode) for p in (meeting / "svar").iterdir()} == {0o600}


def test_what_was_written_is_told_nowhere_else(meeting, mail, blank, capfd, monkeypatch):
    """Not on the screen, not in a file beside, whatever is wrong with the forms."""
    temporary = meeting.parent / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    bad = forms.fill(blank["spoergeskema"].pdf, {"tr12": NAME, "tr13": NAME})
    (mail / "a.pdf").write_bytes(forms.fill(blank["spoergeskema"].pdf, ANSWERS))
    (mail / "b.pdf").write_bytes(bad)
    (mail / "c.pdf").write_bytes(relabelled(bad, "/KlyngepakkeMoede", "andet"))
    (mail / "d.pdf").write_bytes(bad[: len(bad) - 2000])

    code = main(["indlaes", "--debug", str(meeting), str(mail)])

    out, err = capfd.readouterr()
    assert code == 6
    assert "(tr12) skal have et tal" in err
    assert "Østergård" not in out + err
    holding = {
        p.relative_to(meeting.parent).parts[:2]
        for p in meeting.parent.rglob("*")
        if p.is_file() and "Østergård".encode() in p.read_bytes()
    }
    assert holding == {("møde", "svar")}


def test_the_files_are_only_read(meeting, mail, answered, capsys):
    """They lie where they lay, byte for byte, and were not touched."""
    file = mail / "svar.pdf"
    file.write_bytes(answered)
    file.chmod(0o400)
    before = (file.read_bytes(), file.stat().st_mtime_ns, sorted(mail.iterdir()))

    said(capsys, meeting, mail)

    assert (file.read_bytes(), file.stat().st_mtime_ns, sorted(mail.iterdir())) == before


def test_only_what_may_be_an_answer_is_taken_from_a_folder(meeting, mail, answered, capsys):
    """Folders in it, too; not kits, hidden files, or what we write; and each file once."""
    for name in ("1.pdf", "fra Åse/2.pdf", ".skjult.pdf", "til-print/3.pdf", "noter.txt"):
        (mail / name).parent.mkdir(exist_ok=True)
        (mail / name).write_bytes(b"")
    (mail / "fra Åse" / "2.pdf").write_bytes(answered)
    (mail / "1.pdf").unlink()
    (mail / "1.pdf").symlink_to(mail / "fra Åse" / "2.pdf")

    code, _, err = said(capsys, meeting, mail, mail / "fra Åse" / "2.pdf")

    assert (code, err) == (0, "")
    assert len(survey(meeting)) == 1


def test_a_kit_in_another_look_is_no_answer(meeting, mail, answered, capsys):
    """Nothing in it is opened; a folder that only has such a name is read as any other."""
    (mail / "1.pdf").write_bytes(answered)
    shutil.copytree(meeting / "til-print", mail / "til-print-stor")
    (mail / "til-print-igen").mkdir()
    (mail / "til-print-igen" / "2.pdf").write_bytes(b"")

    code, out, err = said(capsys, meeting, mail)

    assert code == 6
    assert "1 udfyldt fil er læst ind" in out
    assert [line for line in err.splitlines() if str(mail) in line] == [
        f"  – {mail / 'til-print-igen' / '2.pdf'}: Filen er tom. Bed om at få den sendt igen."
    ]


def test_a_folder_with_everything_in_it_is_not_read(meeting, mail, capsys):
    """Thousands of files are somebody's whole computer, and no answers."""
    for number in range(2001):
        (mail / str(number)).touch()

    code, _, err = said(capsys, meeting, mail)

    assert code == 3
    assert "Der er mere end 2000 filer i mapperne." in err


# --- The tables on the disk ----------------------------------------------------------------


def test_a_table_that_somebody_has_changed_is_kept(meeting, mail, answered, capsys):
    """It is moved to `gemt`, and that is said; the same reading once more moves nothing."""
    (mail / "svar.pdf").write_bytes(answered)
    said(capsys, meeting, mail)
    code, out, _ = said(capsys, meeting, mail)
    assert (code, "gemt" in out) == (0, False)
    table = meeting / "svar" / "spoergeskema.csv"
    table.write_text("mit arbejde", "utf-8")

    _, out, _ = said(capsys, meeting, mail)

    assert (meeting / "gemt" / "spoergeskema.csv").read_text("utf-8") == "mit arbejde"
    assert f"Den gamle spoergeskema.csv er gemt som {meeting / 'gemt' / 'spoergeskema.csv'}" in out
    assert len(survey(meeting)) == 1


def test_replies_of_the_last_reading_are_never_lost(meeting, mail, answered, blank, capsys):
    """Reading other files keeps the old tables aside; reading all of them again does not."""
    (mail / "1.pdf").write_bytes(answered)
    said(capsys, meeting, mail / "1.pdf")
    (mail / "2.pdf").write_bytes(forms.fill(blank["handleplan"].pdf, {"hp_hvad": "Pauser"}))

    _, out, _ = said(capsys, meeting, mail / "2.pdf")

    assert "1 svar fra sidste indlæsning er ikke med denne gang." in out
    assert sorted(p.name for p in (meeting / "gemt").iterdir()) == [
        "spoergeskema.csv",
        "spoergsmaal.csv",
        "svar.json",
    ]
    assert not (meeting / "svar" / "spoergeskema.csv").exists()
    _, out, _ = said(capsys, meeting, mail)
    assert "ikke med denne gang" not in out
    assert len(survey(meeting)) == 1


def test_a_table_that_is_the_same_anyway_stays(meeting, mail, answered, capsys):
    """Where the record of the last reading is gone, what it wrote is still no work of anybody's."""
    (mail / "svar.pdf").write_bytes(answered)
    said(capsys, meeting, mail)
    (meeting / "svar" / "svar.json").unlink()

    code, out, _ = said(capsys, meeting, mail)

    assert (code, "gemt" in out) == (0, False)
    assert not (meeting / "gemt").exists()


def test_a_table_that_is_a_link_is_left(meeting, mail, answered, capsys):
    """What it leads to is not written over, and the link is not replaced."""
    (mail / "svar.pdf").write_bytes(answered)
    (meeting / "svar").mkdir()
    (meeting / "svar" / "spoergeskema.csv").symlink_to(meeting / "moede.yaml")

    code, _, err = said(capsys, meeting, mail)

    assert code == 5
    assert "spoergeskema.csv er ikke en almindelig fil, så den røres ikke." in err
    assert (meeting / "svar" / "spoergeskema.csv").is_symlink()


def test_the_tables_can_be_written_elsewhere(meeting, mail, answered, tmp_path, capsys):
    """The meeting's folder is then left as it was."""
    (mail / "1.pdf").write_bytes(answered)

    code, _, _ = said(capsys, meeting, mail, "--til", tmp_path / "andet sted" / "æøå")

    assert code == 0
    assert (tmp_path / "andet sted" / "æøå" / "spoergeskema.csv").exists()
    assert not (meeting / "svar").exists()


@pytest.mark.parametrize("place", ["svar", "svar/spoergeskema.csv/x"])
def test_what_lies_in_the_way_is_left(meeting, mail, answered, capsys, place):
    """A file where the folder is to be, or a folder where a table is to be."""
    (mail / "1.pdf").write_bytes(answered)
    way = meeting / place
    way.parent.mkdir(parents=True, exist_ok=True)
    way.write_text("mit", "utf-8")

    code, _, err = said(capsys, meeting, mail)

    assert code == 5
    assert str(meeting / "svar") in err
    assert way.read_text("utf-8") == "mit"


# --- Which meeting -------------------------------------------------------------------------


def test_the_meeting_is_found_from_the_files(meeting, mail, answered, capsys, monkeypatch):
    """From the folder above, from inside, and from anywhere when the files lie in the meeting."""
    (mail / "1.pdf").write_bytes(answered)
    assert said(capsys, "mail")[0] == 0
    assert (meeting / "svar" / "svar.json").exists()

    monkeypatch.chdir(meeting)
    shutil.rmtree(meeting / "svar")
    assert said(capsys, mail / "1.pdf")[0] == 0
    assert (meeting / "svar" / "svar.json").exists()

    monkeypatch.chdir(mail)
    shutil.rmtree(meeting / "svar")
    (meeting / "indkomne").mkdir()
    shutil.move(mail / "1.pdf", meeting / "indkomne" / "1.pdf")
    assert said(capsys, meeting / "indkomne")[0] == 0
    assert (meeting / "svar" / "svar.json").exists()


def test_two_meetings_that_may_be_meant_are_asked_about(meeting, mail, answered, capsys):
    """A copy of the folder has the same id; and a folder that holds no meeting has none."""
    shutil.copytree(meeting, meeting.with_name("kopi"))
    (mail / "1.pdf").write_bytes(answered)

    code, _, err = said(capsys, mail)

    assert code == 2
    assert "Skriv mødets mappe først, fx ”klyngepakke indlaes mit-moede svar”." in err
    assert said(capsys, meeting / "moede.yaml", mail)[0] == 0
    assert said(capsys, meeting, meeting.with_name("kopi"), mail)[0] == 2
    assert said(capsys, meeting)[0] == 2
    assert said(capsys)[0] == 2


def test_a_meeting_that_is_built_in_another_look_alone_is_read(meeting, mail, answered, capsys):
    """It asks the same in large print, also where the meeting is found from the files."""
    (mail / "1.pdf").write_bytes(answered)
    (meeting / "til-print").rename(meeting / "til-print-stor")

    assert said(capsys, meeting, mail)[0] == 0
    assert len(survey(meeting)) == 1
    assert said(capsys, mail)[0] == 0


def test_a_meeting_that_is_not_built_is_told(meeting, mail, answered, capsys):
    """What was asked is written down by the build."""
    (mail / "1.pdf").write_bytes(answered)
    for damage in (
        b"{}",
        b'{"m\xc3\xb8de": "x", "titel": "", "ark": [{"sp\xc3\xb8rgsm\xc3\xa5l": 3}]}',
    ):
        (meeting / "til-print" / "indhold.json").write_bytes(damage)
        code, _, err = said(capsys, meeting, mail)
        assert code == 3
        assert "Mødet skal være bygget, før svar kan læses ind." in err


# --- Spreadsheets --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "=HYPERLINK(1)",
        "+45 12 34",
        " =1",
        "＝1",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r1",
        "\n1",
        "\u200b=1",
        "\xa0+1",
    ],
)
def test_a_cell_that_could_be_a_formula_is_text(text):
    """It gets an apostrophe in front; what it says is all there (P61)."""
    assert defused(text) == f"'{text}"


@given(st.text())
def test_no_cell_begins_as_a_formula_does(text):
    """Whatever is written, the first sign that is seen starts no formula, and nothing is lost."""
    data = csv_bytes([[text, "x"]]).decode("utf-8-sig")
    (row,) = csv.reader(io.StringIO(data, newline=""), delimiter=";")

    assert row[0].removeprefix("'" if row[0] != text else "") == text
    assert row[0].lstrip()[:1] not in {*"=+-@＝＋－＠"} - {""}
    assert row[1] == "x"


def test_a_formula_in_a_form_is_text_in_the_table(meeting, mail, blank, capsys):
    """The table has it defused, the JSON as it was written."""
    formula = '=HYPERLINK("https://example.org";"Klik")'
    pdf = forms.fill(blank["spoergeskema"].pdf, {"tr13": formula, "tr09__andet_tekst": "+45 12"})
    (mail / "1.pdf").write_bytes(pdf)

    assert said(capsys, meeting, mail)[0] == 0

    (row,) = survey(meeting)
    assert (row["tr13"], row["tr09__andet_tekst"]) == (f"'{formula}", "'+45 12")
    (form,) = stored(meeting)["ark"]
    assert form["besvarelser"][0]["svar"]["tr13"] == formula


def test_the_sentences_name_fields_without_a_number_by_their_words(blank):
    """A plan's fields have no numbers on the paper."""
    handed = HandedOut(
        "m", "M", {"h": Form("h", "h", "H", "1", "s", blank["handleplan"].questions)}
    )
    pdf = changed(blank["handleplan"].pdf, lambda f: named(f, "hp_hvem").__setattr__("V", 7))
    filled = read_form(pdf)
    ids = {"moede": "m", "ark": "h", "udgave": "1", "skema": "s"}

    found = reply(handed, Filled(ids, filled.values, filled.faults))

    (sentence,) = sentences(found)
    assert sentence.startswith("”Hvem har ansvaret?” (hp_hvem) er udfyldt, så det ikke kan læses")
