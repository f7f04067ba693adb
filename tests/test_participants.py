"""Participant files as Danish Excel writes them, and everything that can be wrong with them."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from string import ascii_uppercase
from types import MappingProxyType
from xml.sax.saxutils import escape

import pytest

from klyngepakke.content.participants import (
    MOST_PEOPLE,
    Person,
    adopt,
    columns,
    misspelt,
    read_participants,
)
from klyngepakke.errors import InputError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Gemt" sheetId="1" state="hidden" r:id="rId1"/>'
    '<sheet name="Deltagere" sheetId="2" r:id="rId2"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    "</Relationships>"
)
ROOT = (
    f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
HEAD = "navn;klinik;ydernummer;praksisform;rolle\r\n"
ROWS = "Åse Bæk;Lægerne Øst;012345;kompagniskab;ejer\r\nBo Dam;Lægehuset Æblet;054321;solo;ejer\r\n"
PEOPLE = (
    Person("Åse Bæk", "Lægerne Øst", "012345", "kompagniskab", "ejer"),
    Person("Bo Dam", "Lægehuset Æblet", "054321", "solo", "ejer"),
)


def people(path):
    """The people of a participant file."""
    return read_participants(path).people


def csv_file(folder: Path, content: str | bytes) -> Path:
    """A participant file of this text or these bytes."""
    path = folder / "deltagere.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def cell_xml(reference: str, value: object) -> str:
    """One cell as a workbook stores it: numbers as numbers, the rest as text."""
    if isinstance(value, int):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def xlsx_file(
    folder: Path, cells: dict[str, object], hidden: dict[str, object] = MappingProxyType({})
) -> Path:
    """A workbook with these cells in its visible sheet, behind a hidden one."""
    path = folder / "deltagere.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("_rels/.rels", ROOT)
        book.writestr("xl/workbook.xml", WORKBOOK)
        book.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        for number, sheet in enumerate((hidden, cells), start=1):
            rows: dict[str, str] = {}
            for reference, value in sheet.items():
                row = reference.lstrip(ascii_uppercase)
                rows[row] = rows.get(row, "") + cell_xml(reference, value)
            data = "".join(f'<row r="{row}">{xml}</row>' for row, xml in rows.items())
            book.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>',
            )
    return path


def table(*rows: list[object]) -> dict[str, object]:
    """Rows as cells, from A1 on."""
    return {
        f"{ascii_uppercase[column]}{number}": value
        for number, row in enumerate(rows, start=1)
        for column, value in enumerate(row)
    }


def problems(path: Path) -> list[str]:
    """What is wrong with the file, as a person sees it."""
    with pytest.raises(InputError) as caught:
        people(path)
    return [str(problem) for problem in caught.value.problems]


def only(path: Path) -> str:
    """The one thing that is wrong with the file."""
    (problem,) = problems(path)
    return problem


# --- What is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_every_csv_that_excel_writes_gives_the_same_people(tmp_path, encoding, delimiter, newline):
    """Delimiter, encoding, byte order mark and line ends make no difference."""
    text = (HEAD + ROWS).replace(";", delimiter).replace("\r\n", newline)
    assert people(csv_file(tmp_path, text.encode(encoding))) == PEOPLE


def test_a_sep_line_is_followed_and_counted(tmp_path):
    """`sep=,` on the first line sets the delimiter, and row numbers still are the file's."""
    assert len(people(csv_file(tmp_path, "sep=,\r\nnavn,klinik\r\nA;B,C\r\n"))) == 1
    assert ":3:3: rolle:" in only(csv_file(tmp_path, "sep=,\nnavn,klinik,rolle\nA,B,chef\n"))


def test_columns_are_found_by_name(tmp_path):
    """Case, order, spaces and blank lines around the table make no difference."""
    text = ";;\n ROLLE ;x;Navn\n;;\n\nejer;1;Åse\n;;\n"
    assert (Person("Åse", role="ejer"),) == people(csv_file(tmp_path, text))


def test_unknown_columns_are_listed(tmp_path):
    """A column of another name is passed over, and said to be."""
    found = read_participants(csv_file(tmp_path, "navn;Telefon;mail\nÅse;12345678;a@example.org\n"))
    assert found.ignored == ("Telefon", "mail")
    assert found.people == (Person("Åse"),)


def test_a_workbook_gives_the_same_people(tmp_path):
    """XLSX reads as CSV does, from the first sheet that is not hidden."""
    rows = [line.split(";") for line in (HEAD + ROWS).split("\r\n") if line]
    assert people(xlsx_file(tmp_path, table(*rows), {"A1": "Udkast"})) == PEOPLE


def test_a_provider_number_keeps_its_zeros(tmp_path):
    """A number cell gets back the zeros that the sheet showed; text is kept as written."""
    rows = table(["navn", "ydernummer"], ["A", 12345], ["B", "001"], ["C"])
    path = xlsx_file(tmp_path, rows)
    assert [p.provider for p in people(path)] == ["012345", "001", ""]
    path = csv_file(tmp_path, "navn;ydernummer\nA;012345\n")
    assert people(path)[0].provider == "012345"


@pytest.mark.parametrize(
    ("word", "practice"),
    [
        ("solo", "solo"),
        ("Enkeltmandspraksis", "solo"),
        ("samarbejdspraksis", "solo"),
        ("KOMPAGNISKAB", "kompagniskab"),
        ("kompagniskabspraksis", "kompagniskab"),
        ("delepraksis", "kompagniskab"),
        ("ved ikke", ""),
        ("", ""),
    ],
)
def test_practice_forms_have_many_names(tmp_path, word, practice):
    """Each accepted word means solo, kompagniskab, or not known."""
    path = csv_file(tmp_path, f"navn;praksisform\nA;{word}\n")
    assert people(path)[0].practice == practice


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("http://example.org")',
        "+45 12345678",
        "<script>alert(1)</script>",
        "{{7*7}}",
        'Bo "Bob" Dam',
        "Å" * 300,
        "D'Angelo, Anne-Marie",
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_names_are_literal_text(tmp_path, name, kind):
    """What looks like a formula, markup or a template is a name and nothing else."""
    if kind == "csv":
        quoted = name.replace('"', '""')
        path = csv_file(tmp_path, f'navn;klinik\n"{quoted}";K\n')
    else:
        path = xlsx_file(tmp_path, table(["navn", "klinik"], [name, "K"]))
    assert people(path) == (Person(name, "K"),)


def test_decomposed_letters_become_one(tmp_path):
    """A name from a Mac is the same name."""
    assert people(csv_file(tmp_path, "navn\nA\u030ase\n"))[0].name == "Åse"


# --- What is wrong with the file --------------------------------------------------------------


def test_a_missing_file_is_named(tmp_path):
    """A file that is not there is named, and so is a folder."""
    assert "”deltagere.csv” findes ikke" in only(tmp_path / "deltagere.csv")
    assert "findes ikke" in only(tmp_path)


@pytest.mark.parametrize("content", ["", "\ufeff", "\r\n;;;\r\n"])
def test_an_empty_file_says_so(tmp_path, content):
    """No bytes, no text and no cells are the same to a person."""
    assert "Filen er tom" in only(csv_file(tmp_path, content))


def test_an_empty_workbook_says_so(tmp_path):
    """A workbook without a cell is empty too."""
    assert "Filen er tom" in only(xlsx_file(tmp_path, {}))


def test_headings_alone_are_not_enough(tmp_path):
    """A table without rows names nobody."""
    assert "ingen deltagere" in only(csv_file(tmp_path, HEAD))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_kindly(tmp_path, encoding):
    """Excel's "Unicode-tekst" is told how to be saved."""
    message = only(csv_file(tmp_path, (HEAD + ROWS).encode(encoding)))
    assert "UTF-16" in message
    assert "CSV UTF-8" in message


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_other_alphabets_are_not_guessed(tmp_path, encoding):
    """Text from MS-DOS or an old Mac is refused rather than printed wrong."""
    message = only(csv_file(tmp_path, "navn\nGrønbæk Skår\n".encode(encoding)))
    assert message.startswith("deltagere.csv:2: Filens æ, ø og å")


def test_a_damaged_workbook_is_told_what_to_do(tmp_path):
    """Half a zip file gives one sentence."""
    assert "beskadiget" in only(csv_file(tmp_path, b"PK\x03\x04 no zip"))


def test_an_old_or_locked_workbook_is_told_what_to_do(tmp_path):
    """XLS and workbooks with a password are of a kind of their own."""
    message = only(csv_file(tmp_path, b"\xd0\xcf\x11\xe0" + b"\0" * 600))
    assert "adgangskode" in message


def test_a_workbook_that_unpacks_for_ever_is_refused(tmp_path):
    """Fifty megabytes of nothing pack to a few thousand bytes."""
    path = xlsx_file(tmp_path, {"A1": "navn"})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.png", bytes(50_000_001))
    assert "pakker for stort ud" in only(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path):
    """Any other zip file is not read as one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        book.writestr("word/document.xml", "<x/>")
    assert "ikke en Excel-projektmappe" in only(csv_file(tmp_path, packed.getvalue()))


def test_a_cell_at_the_far_corner_is_refused(tmp_path):
    """One stray cell would make the reader lay out seventeen billion."""
    assert "Ctrl+End" in only(xlsx_file(tmp_path, {"A1": "navn", "XFD1048576": "x"}))


def test_a_file_of_six_megabytes_is_refused(tmp_path):
    """No participant list is that long."""
    assert "over 5 MB" in only(csv_file(tmp_path, HEAD + "x" * 6_000_000))


def test_an_open_quote_is_named_by_its_row(tmp_path):
    """A quote that swallows the rest is found where it begins."""
    assert only(csv_file(tmp_path, 'navn;klinik\nA;B\n"C;D\nE;F\n')).startswith("deltagere.csv:3: ")


def test_too_many_people(tmp_path):
    """Two hundred fit, one more does not."""
    rows = [f"Læge {n}\n" for n in range(MOST_PEOPLE + 1)]
    assert len(people(csv_file(tmp_path, "navn\n" + "".join(rows[1:])))) == MOST_PEOPLE
    assert only(csv_file(tmp_path, "navn\n" + "".join(rows))).startswith("deltagere.csv:202: ")


# --- What is wrong with the rows --------------------------------------------------------------


def test_without_a_heading_for_names_nothing_is_guessed(tmp_path):
    """A file without headings is told so, and its first name is not repeated."""
    message = only(csv_file(tmp_path, ROWS))
    assert message.startswith("deltagere.csv:1: Kolonnen ”navn” mangler")
    assert "Åse" not in message


def test_a_heading_twice_is_named(tmp_path):
    """Which of two columns of one name is meant cannot be known."""
    assert only(csv_file(tmp_path, "navn;x;Navn\nA;B;C\n")).startswith("deltagere.csv:1:3: ")


def test_all_problems_come_at_once_with_row_and_column(tmp_path):
    """Every problem has its row as the sheet shows it, its column and the heading."""
    text = "navn;rolle;praksisform\n\nÅse;chef;solo\n;ejer;solo\nBo;ejer;stor\n"
    found = [problem.split(": ")[:2] for problem in problems(csv_file(tmp_path, text))]
    assert found == [
        ["deltagere.csv:3:2", "rolle"],
        ["deltagere.csv:4:1", "navn"],
        ["deltagere.csv:5:3", "praksisform"],
    ]


def test_rows_of_a_workbook_are_counted_as_it_shows_them(tmp_path):
    """Blank rows count, also above the headings."""
    path = xlsx_file(tmp_path, {"B2": "navn", "C2": "rolle", "B4": "Åse", "C4": "chef"})
    assert only(path).startswith("deltagere.xlsx, række 4, kolonne C: rolle: ")


@pytest.mark.parametrize("character", ["\u202e", "\x1b", "\u2028", "\u2066", "\n"])
def test_characters_that_cannot_be_printed_are_named(tmp_path, character):
    """A control or direction character is named by number, in a cell and in a heading."""
    message = only(csv_file(tmp_path, f'navn\n"Å{character}se"\n'))
    assert message.startswith(f"deltagere.csv:2:1: navn: Tegnet U+{ord(character):04X}")
    assert "se”" not in message
    assert only(csv_file(tmp_path, f'navn;"a{character}b"\nA;B\n')).startswith("deltagere.csv:1:2:")


def test_pictures_in_names_stop_no_evening(tmp_path):
    """What no font has is left out and told by number; wide letters become usual ones (P62)."""
    found = read_participants(csv_file(tmp_path, "navn\nÅse 👩🏽\u200d⚕️ B\n＝1 Bo 😀\nCo\n"))
    assert [person.name for person in found.people] == ["Åse B", "=1 Bo", "Co"]
    (told,) = misspelt(found)
    assert told.startswith("Billedtegn i deltagerlisten (U+1F469, U+1F3FD, U+200D, U+2695, U+FE0F,")
    assert told.isascii() or not any(ord(sign) > 0x2000 for sign in told)
    assert only(csv_file(tmp_path, "navn\n😀\n")).startswith("deltagere.csv:2:1: navn: Navnet")


def test_a_name_of_301_letters_is_too_long(tmp_path):
    """Three hundred letters are literal text; more are a mistake."""
    assert "301 tegn" in only(csv_file(tmp_path, "navn\n" + "x" * 301))


@pytest.mark.parametrize(
    "cell", ["010203-1234", "0102031234", "010203 1234", "123456-7890", "(010203–1234)"]
)
@pytest.mark.parametrize("heading", ["klinik", "telefon"])
def test_a_cpr_number_is_refused(tmp_path, cell, heading):
    """A CPR number is refused in any column, used or not, and not repeated."""
    message = only(csv_file(tmp_path, f"navn;{heading}\nA;\nB;{cell}\nC;{cell}\n"))
    assert message.startswith("deltagere.csv:3:2: ")
    assert "CPR" in message
    assert "1234" not in message


def test_a_cpr_number_as_a_number_is_refused(tmp_path):
    """A workbook's number cell has lost the leading zero."""
    assert "CPR" in only(xlsx_file(tmp_path, table(["navn", "nr"], ["A", 102031234])))


def test_a_cpr_column_is_refused_by_its_name(tmp_path):
    """The heading is enough."""
    assert "CPR" in only(csv_file(tmp_path, "navn;CPR-nr\nA;\n"))


def test_phone_numbers_are_not_cpr_numbers(tmp_path):
    """Neither with Denmark's 45 nor without."""
    text = "navn;telefon\nA;4512345678\nB;+45 12 34 56 78\nC;12345678\nD;004512345678\n"
    assert len(people(csv_file(tmp_path, text))) == 4


def test_a_person_twice_names_both_rows(tmp_path):
    """Same name and clinic, whatever the case; the name is not repeated."""
    message = only(csv_file(tmp_path, "navn;klinik\nÅse;Øst\nBo;Øst\nåse;ØST\nÅse;Vest\n"))
    assert message.startswith("deltagere.csv:4:1: ")
    assert "række 2" in message
    assert "se;" not in message.lower()


def test_no_value_is_repeated(tmp_path):
    """A shifted column puts names where roles should be; they stay out of the messages."""
    text = "rolle;praksisform;navn\nKanarie Fugl;Kanarie Fugl;\n"
    assert not any("Kanarie" in problem for problem in problems(csv_file(tmp_path, text)))


def test_a_workbook_is_read_only_when_it_is_one():
    """CSV needs no workbook reader."""
    code = (
        "import sys, klyngepakke.content.participants;"
        "sys.exit('python_calamine' in sys.modules or 'pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- Before it is believed, and into the meeting's folder ------------------------------------


def test_a_file_is_shown_before_it_is_believed(tmp_path):
    """Which columns are used, how many of each kind, and nobody's name."""
    extra = "Cai Eg;Lægerne Øst;;;ansat\r\n"
    text = HEAD.upper().replace("KLINIK", "Klinikk").replace("ROLLE", "ROLLE;Mail") + ROWS + extra

    found = columns(csv_file(tmp_path, text))

    assert found.known == (
        ("NAVN", "navn"),
        ("YDERNUMMER", "ydernummer"),
        ("PRAKSISFORM", "praksisform"),
        ("ROLLE", "rolle"),
    )
    assert found.unknown == ("Klinikk", "Mail")
    assert found.lines() == (
        "3 deltagere.",
        "Der bruges: NAVN, YDERNUMMER, PRAKSISFORM, ROLLE.",
        "Praksisform: 1 kompagniskab, 1 solo, 1 ikke oplyst.",
        "Rolle: 2 ejer, 1 ansat.",
        "Der bruges ikke: Klinikk (mente du ”klinik”?), Mail.",
        "Står ikke i filen: klinik.",
    )


def test_a_wide_file_is_shown_in_six_short_lines(tmp_path):
    """Many columns that are not ours, with long headings."""
    head = "navn;" + ";".join(f"Spørgsmål {n}: {'hvad ' * 40}" for n in range(30))
    lines = columns(csv_file(tmp_path, f"{head}\r\nÅse Bæk\r\n")).lines()

    assert lines[0] == "1 deltager."
    assert len(lines) <= 6
    assert max(map(len, lines)) < 240
    assert "og 24 til" in lines[2]
    assert "Åse" not in "".join(lines)


def test_columns_says_what_is_wrong_as_the_reading_does(tmp_path):
    """The same sentences with the same places."""
    path = csv_file(tmp_path, "klinik;rolle\r\nØst;chef\r\n")

    with pytest.raises(InputError) as shown:
        columns(path)
    with pytest.raises(InputError) as read:
        read_participants(path)

    assert shown.value.problems == read.value.problems


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("klynge nord.csv", "klynge nord.csv"),
        ("forår æøå.csv", "deltagere.csv"),
        (" liste.csv", "liste.csv"),
        ("aux.csv", "deltagere.csv"),
    ],
)
def test_a_file_is_copied_into_the_meetings_folder(tmp_path, name, kept):
    """For the owner alone, under a name that a meeting file can hold; the original stays."""
    source, folder = tmp_path / name, tmp_path / "moede"
    folder.mkdir()
    source.write_text(HEAD + ROWS, "utf-8")
    source.chmod(0o644)

    assert adopt(source, folder) == kept
    assert (folder / kept).read_bytes() == source.read_bytes()
    assert (folder / kept).stat().st_mode & 0o777 == 0o600
    assert source.stat().st_mode & 0o777 == 0o644


def test_a_workbook_keeps_its_kind(tmp_path):
    """An XLSX file whose name cannot be used is still one."""
    source = tmp_path / "årets liste.xlsx"
    source.write_bytes(b"PK\x03\x04")
    (tmp_path / "moede").mkdir()

    assert adopt(source, tmp_path / "moede") == "deltagere.xlsx"


@pytest.mark.parametrize(("name", "kept"), [("a.csv", "a.csv"), ("å.csv", "deltagere.csv")])
def test_a_file_that_lies_there_is_made_private(tmp_path, name, kept):
    """It is not copied unless its name cannot be used, and then both are the owner's alone."""
    (tmp_path / name).write_text(HEAD + ROWS, "utf-8")
    (tmp_path / name).chmod(0o644)

    assert adopt(tmp_path / name, tmp_path) == kept
    assert {p.name for p in tmp_path.iterdir()} == {name, kept}
    assert {p.stat().st_mode & 0o777 for p in tmp_path.iterdir()} == {0o600}


def test_another_file_of_the_name_is_never_written_over(tmp_path):
    """The new list gets a number; to take it in once more makes no third."""
    folder = tmp_path / "moede"
    folder.mkdir()
    (folder / "deltagere.csv").write_text("mine egne noter")
    source = csv_file(tmp_path, HEAD + ROWS)

    assert adopt(source, folder) == "deltagere-2.csv"
    (folder / "deltagere-2.csv").chmod(0o644)
    assert adopt(source, folder) == "deltagere-2.csv"
    assert (folder / "deltagere-2.csv").stat().st_mode & 0o777 == 0o600
    assert (folder / "deltagere.csv").read_text() == "mine egne noter"
    assert len(list(folder.iterdir())) == 2
