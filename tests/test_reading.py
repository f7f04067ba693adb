"""The reader of packs and meetings: every slip is told, with its line, in Danish.

Rows of the table of faults stand as P01, P02 … in the docstrings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from klyngepakke.content import _yaml
from klyngepakke.content.model import (
    KEY,
    Address,
    Clock,
    Colour,
    Day,
    Edition,
    FileName,
    Line,
    Minutes,
    Misfit,
    Plain,
    Positive,
    Text,
    Url,
    YesNo,
    choice,
    json_schema,
    key,
    listed,
    parse,
    plain,
    scalar_as,
    value,
)
from klyngepakke.content.reading import Read, read, told, typed, write_yaml
from klyngepakke.errors import FileError, InputError, Problem

ZOO = Path(__file__).parent / "zoo"


@value
class Phase:
    """A phase of a toy pack."""

    form: Annotated[str, choice("plenum", "gruppearbejde", "refleksion")] = key("form")
    minutes: Minutes | None = key("minutter", default=None, doc="Hvor længe fasen varer.")
    prompts: Annotated[tuple[Line, ...], listed] = key("spørgsmål", default=())


@value
class Change:
    """A local change in a toy meeting."""

    text: Text | None = key("tekst", default=None)
    copies: Positive | None = key("antal", default=None)


@value
class Toy:
    """A toy file with one key of each kind."""

    title: Line = key("titel", doc="Titlen på forsiden.")
    text: Text | None = key("tekst", default=None)
    start: Clock | None = key("start", default=None)
    day: Day | None = key("dato", default=None)
    active: YesNo = key("aktiv", default=False)
    edition: Edition | None = key("udgave", default=None)
    place: Line | None = key("sted", default=None)
    colour: Colour | None = key("farve", default=None)
    link: Url | None = key("link", default=None)
    logo: FileName | None = key("logo", default=None)
    programme: tuple[Clock, ...] = key("program", default=())
    phases: tuple[Phase, ...] = key("faser", default=())
    changes: dict[Address, Annotated[Change, scalar_as("tekst")]] = key("ret", default_factory=dict)
    data: Plain = key("data", default_factory=dict)


@pytest.fixture(params=[False, True], ids=["hurtig", "ren"])
def load(request, tmp_path):
    """Read a text, bytes or a file with the loader in C and with the one in Python."""

    def loaded(source: str | bytes | Path, type_: type[Any] = Toy) -> Read[Any]:
        path = source if isinstance(source, Path) else tmp_path / "pakke.yaml"
        if not isinstance(source, Path):
            path.write_bytes(source.encode() if isinstance(source, str) else source)
        tree = _yaml.read_tree(path, shown_as=path.name, pure=request.param)
        return typed(tree, type_, path=path, shown_as=path.name)

    return loaded


@pytest.fixture
def problems(load):
    """The problems of a file that cannot be read."""

    def found(source: str | bytes | Path, type_: type[Any] = Toy) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as caught:
            load(source, type_)
        assert caught.value.exit_code == 3
        return caught.value.problems

    return found


def at(problem: Problem) -> tuple[int, int]:
    """Where a problem stands."""
    return problem.line, problem.column


# --- The file ------------------------------------------------------------------------------


def test_missing_file_names_folder_and_file(tmp_path, problems):
    """A file that is not there is named together with its folder (P01)."""
    (problem,) = problems(tmp_path / "pakke.yaml")
    assert "pakke.yaml findes ikke" in problem.sentence
    assert str(tmp_path) in problem.sentence


@pytest.mark.parametrize("name", ["tom.yaml", "kun-kommentarer.yaml"])
def test_empty_file(problems, name):
    """A file that is empty, or holds comments only, is said to be so (P01)."""
    (problem,) = problems(ZOO / name)
    assert str(problem) == f"{name}:1:1: Filen er tom."


def test_folder_is_not_a_file(tmp_path, problems):
    """A folder in the file's place is told (P01)."""
    (problem,) = problems(tmp_path)
    assert "mappe" in problem.sentence


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_pipe_is_not_a_file(tmp_path, problems):
    """A named pipe is refused before it can block the program."""
    os.mkfifo(tmp_path / "pakke.yaml")
    (problem,) = problems(tmp_path / "pakke.yaml")
    assert "almindelig fil" in problem.sentence


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_unreadable_file(tmp_path, load):
    """A file that the user may not read is an error of the disk, with its own exit code."""
    path = tmp_path / "pakke.yaml"
    path.write_text("titel: a\n")
    path.chmod(0)
    with pytest.raises(FileError) as caught:
        load(path)
    assert caught.value.exit_code == 5


def test_name_with_nul(tmp_path, problems):
    """A file name that no system can hold is a missing file."""
    (problem,) = problems(tmp_path / "a\0b")
    assert "findes ikke" in problem.sentence


@pytest.mark.parametrize("text", ["- a\n- b\n", "bare en tekst\n", "12\n"])
def test_top_level_is_keys_and_values(problems, text):
    """A list or a text at the top is refused at line 1 (P02)."""
    (problem,) = problems(text)
    assert problem.line == 1
    assert "skal være nøgler og værdier" in problem.sentence


def test_latin_1(problems):
    """A file that is not UTF-8 is told with line, neighbour text and what to do (P14)."""
    (problem,) = problems(ZOO / "latin1.yaml")
    assert at(problem) == (2, 28)
    assert "arbejdsglæde" in problem.sentence
    assert "gem den som UTF-8" in problem.sentence


@pytest.mark.parametrize("name", ["utf16.yaml", "utf16-uden-bom.yaml"])
def test_utf_16(problems, name):
    """A file in UTF-16 is told what it is and what to do (P15)."""
    (problem,) = problems(ZOO / name)
    assert "UTF-16" in problem.sentence
    assert "gem den som UTF-8" in problem.sentence


@pytest.mark.parametrize("name", ["bom-crlf.yaml", "cr.yaml", "nfd.yaml"])
def test_line_endings_and_marks(load, name):
    """A byte order mark, other line endings and split letters read as the plain file (P16)."""
    assert load(ZOO / name).value == load(ZOO / "lf.yaml").value
    assert load(ZOO / "lf.yaml").value.text == "Første linje\nAnden linje"


# --- Characters ----------------------------------------------------------------------------


def test_unseen_characters_raw(problems):
    """NUL, ESC, U+202E and U+2028 are refused with number and line (P17)."""
    found = problems(ZOO / "usynlige.yaml")
    assert [p.line for p in found] == [1, 2, 3, 4]
    for code, problem in zip(["U+0000", "U+001B", "U+202E", "U+2028"], found, strict=True):
        assert code in problem.sentence


def test_unseen_characters_as_escapes(problems):
    """The same characters are refused when they are written as escapes (P17)."""
    found = problems(ZOO / "usynlige-som-koder.yaml")
    assert [p.line for p in found] == [1, 2, 3, 4]
    for code, problem in zip(["U+0000", "U+001B", "U+202E", "U+2028"], found, strict=True):
        assert code in problem.sentence


def test_tabs(problems):
    """A tab is refused with its line, and the others are counted (P12)."""
    (problem,) = problems(ZOO / "tabulator.yaml")
    assert at(problem) == (3, 1)
    assert "mellemrum" in problem.sentence
    assert "1 sted længere nede" in problem.sentence


def test_tab_after_colon(problems):
    """A tab after a colon is refused, too (P12)."""
    (problem,) = problems("titel:\tTrivsel\n")
    assert at(problem) == (1, 7)
    assert "mellemrum" in problem.sentence


def test_hard_space_indent(problems):
    """A hard space as indentation is named (P13)."""
    (problem,) = problems(ZOO / "haardt-mellemrum.yaml")
    assert at(problem) == (3, 1)
    assert "U+00A0" in problem.sentence


@pytest.mark.parametrize("text", ["titel:\u00a0Trivsel\n", "titel: a\nprogram:\n  -\u00a016.30\n"])
def test_hard_space_after_key_or_dash(problems, text):
    """A hard space where YAML wants a plain one is named, too (P13)."""
    assert "U+00A0" in problems(text)[0].sentence


def test_hard_space_in_text(load):
    """A hard space in a text is meant."""
    assert load("titel: 10\u00a0minutter\n").value.title == "10\u00a0minutter"


# --- Slips ---------------------------------------------------------------------------------


def test_duplicate_key_names_both_lines(problems):
    """A key that stands twice is told with both lines (P03)."""
    (problem,) = problems("titel: a\nstart: 16.30\ntitel: b\n")
    assert at(problem) == (3, 1)
    assert "linje 1" in problem.sentence


def test_duplicate_key_in_two_spellings(problems):
    """The same letters, whole and split, are the same key (P03)."""
    (problem,) = problems("titel: x\ndata:\n  \u00e5: 1\n  a\u030a: 2\n")
    assert problem.line == 4
    assert "linje 3" in problem.sentence


@pytest.mark.parametrize("text", ["titel: Spørgsmål #3\n", "titel: a\nfarve: #0b5a68\n"])
def test_lost_comment(problems, text):
    """A # that would lose text is told (P10)."""
    (problem,) = problems(text)
    assert "#" in problem.sentence
    assert "læses som en kommentar og går tabt" in problem.sentence


def test_comment_is_a_comment(load):
    """A # followed by a space is a comment, and one inside quotes or a word is text."""
    found = load('# først\ntitel: a # en kommentar\ntekst: "b #3"\nsted: c#3\n').value
    assert (found.title, found.text, found.place) == ("a", "b #3", "c#3")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("titel: Gruppearbejde: del 1\n", (1, 21)),
        ("titel: a\nfaser:\n  - form: plenum\n    spørgsmål: Hvad nu: hvis\n", (4, 23)),
        ("titel: a\ntekst: ”Hvad: nu”\n", (2, 13)),
    ],
)
def test_unquoted_colon(problems, text, place):
    """A colon in a text is told at its place: use quotes (P11)."""
    (problem,) = problems(text)
    assert at(problem) == place
    assert "kolon" in problem.sentence
    assert "anførselstegn" in problem.sentence


def test_colon_in_list_item(problems):
    """A list point with a colon reads as a key; the model tells about quotes (P11)."""
    (problem,) = problems("titel: a\nfaser:\n  - form: plenum\n    spørgsmål:\n      - Hvad: nu\n")
    assert at(problem) == (5, 9)
    assert "anførselstegn" in problem.sentence


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('titel: a\ntekst: "Hej\nsted: b\n', (2, 8)),
        ('titel: "Hej\ntekst: "Hallo"\nsted: b\n', (1, 8)),
        ("titel: 'Hej\ntekst: b\n", (1, 8)),
        ('titel: a\nfaser:\n  - spørgsmål: "Hej\n  - form: plenum\n', (3, 16)),
    ],
)
def test_unclosed_quote(problems, text, place):
    """A quote that is not closed is told where it opens (P23)."""
    (problem,) = problems(text)
    assert at(problem) == place
    assert "bliver ikke lukket" in problem.sentence


def test_quotes_inside_block_text(problems):
    """Quotes in a text below | are no open quotes; the real slip is told (P23)."""
    (problem,) = problems('tekst: |\n  "Hej\n  der\ntitel: a: b\n')
    assert at(problem) == (4, 9)


def test_quote_over_several_lines(load):
    """A quoted text may run over several lines."""
    assert load('titel: "en\n  to"\n').value.title == "en to"


@pytest.mark.parametrize(
    "text",
    ["titel: {{sted}} inviterer\n", "data: {a: Ring til {{nummer}}}\ntitel: a\n"],
)
def test_local_slot_needs_quotes(problems, text):
    """A bare {{slot}} is told in its own words."""
    (problem,) = problems(text)
    assert "{{" in problem.sentence
    assert "anførselstegn" in problem.sentence


def test_local_slot_inside_text(load):
    """A {{slot}} later in a text, or in quotes, is text."""
    found = load('titel: Ring til {{sted}}\ntekst: "{{sted}} inviterer"\n').value
    assert (found.title, found.text) == ("Ring til {{sted}}", "{{sted}} inviterer")


@pytest.mark.parametrize(
    "start",
    ["%-vis", "@navn", "`kode`", "*vigtigt*", "**fed** x", ">50 år", "|x", "- nej", "]", ",x"],
)
def test_text_that_begins_with_a_sign(problems, start):
    """A text that begins with one of YAML's signs is told to be quoted, at its place."""
    (problem,) = problems(f"titel: a\ntekst: {start}\n")
    assert at(problem) == (2, 8)
    assert "anførselstegn" in problem.sentence


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("titel:Trivsel\nsted: b\n", (1, 6), "mellemrum"),
        ("sted: b\ntitel:Trivsel\ntekst: c\n", (2, 6), "mellemrum"),
        ("titel Trivsel\nsted: b\n", (1, 1), "kolon"),
        ('titel: "citat" og mere\n', (1, 16), "enkelte anførselstegn"),
        ('titel: "C:\\Users"\n', (1, 11), "skråstreg"),
        ("titel: [1] ifølge\n", (1, 12), "arentes"),
        ("data: {a: b, c\ntitel: d\n", (1, 7), "arentes"),
        ("data: {a: Hvad: nu}\ntitel: d\n", (1, 15), "arentes"),
        ("data:\n  a: 1\n b: 2\n", (3, 2), "passer ikke"),
        ("titel: a\n  sted: b\n", (2, 7), "passer ikke"),
    ],
)
def test_other_slips(problems, text, place, word):
    """The other common slips are told at their place, in both loaders alike."""
    (problem,) = problems(text)
    assert at(problem) == place
    assert word in problem.sentence


def test_a_lost_dash_is_no_repeated_key(problems):
    """Items that run together are told once each, and no advice loses one of them (P24)."""
    found = problems(
        "titel: a\nfaser:\n  - form: plenum\n    spørgsmål: b\n    form: runde\n    spørgsmål: c\n"
        "    form: pause\n"
    )

    assert [at(one) for one in found] == [(5, 5), (7, 5)]
    assert "på linje 3. Mangler der en bindestreg foran ”form” her?" in found[0].sentence
    assert "på linje 5." in found[1].sentence


@pytest.mark.parametrize("text", ["titel: a: b\n", "titel:\ta\n"])
def test_what_stops_the_reading_may_hide_more(problems, text):
    """A person who mends it is prepared for the next one."""
    (problem,) = problems(text)
    assert problem.sentence.endswith("de kommer frem, når denne er rettet.")


def test_comma_in_flow_text(problems):
    """A comma that makes a key of the rest of a text is told."""
    (problem,) = problems("titel: a\ndata: {tekst: Hvad giver energi, og hvad tager?}\n")
    assert at(problem) == (2, 34)
    assert "og hvad tager?" in problem.sentence
    assert "anførselstegn" in problem.sentence


def test_null_list_item(problems):
    """An empty list point is told at its line (P26)."""
    commented = problems("titel: a\nprogram:\n  - 16.30\n  - #a\n")
    empty = problems("titel: a\nprogram:\n  - 16.30\n  -\n")
    assert [p.line for p in commented] == [4]
    assert [p.line for p in empty] == [4]
    assert "tomt" in empty[0].sentence


# --- What a stranger could send --------------------------------------------------------------


def test_alias_bomb(problems):
    """Anchors and aliases are refused as they stream by (P18)."""
    found = problems(ZOO / "aliasbombe.yaml")
    assert found[0].line == 1
    assert "&" in found[0].sentence


def test_recursive_alias(problems):
    """A list that holds itself is refused (P19)."""
    found = problems(ZOO / "rekursiv.yaml")
    assert [p.line for p in found] == [1, 2]


class Counted:
    """Events that count how many of them were asked for."""

    def __init__(self, text: str) -> None:
        self.events = yaml.parse(text, Loader=yaml.SafeLoader)
        self.seen = 0

    def __iter__(self):
        for event in self.events:
            self.seen += 1
            yield event


def test_deep_nesting_stops_early():
    """A hundred thousand brackets are refused at the forty-first (P20)."""
    counted = Counted("[" * 100_000)
    with pytest.raises(_yaml._Broken):
        list(_yaml._limited(counted))
    assert counted.seen == 2 + 41


def test_deep_nesting(problems):
    """Too many layers are told, and nothing crashes (P20)."""
    (problem,) = problems("[" * 100_000)
    assert "40 lag" in problem.sentence


def test_too_many_parts(tmp_path):
    """More parts than an honest file has are refused while they stream by."""
    path = tmp_path / "pakke.yaml"
    path.write_text("titel: a\ndata: [" + "a," * 60_000 + "]\n", encoding="utf-8")
    with pytest.raises(InputError, match="50000 dele"):
        read(path, Toy)


def test_big_file_is_not_read(tmp_path, problems):
    """A file of 10 MB is refused by its size (P21)."""
    path = tmp_path / "pakke.yaml"
    path.write_bytes(b"titel: a\n" * 1_200_000)
    (problem,) = problems(path)
    assert "1 MB" in problem.sentence


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!str", "!egen", "!<tag:yaml.org,2002:str>"]
)
def test_tags(problems, tmp_path, tag):
    """A tag is refused and nothing is run (P22)."""
    found = problems(f"titel: {tag} 'touch {tmp_path / 'ramt'}'\n")
    assert found[0].line == 1
    assert "!" in found[0].sentence
    assert not (tmp_path / "ramt").exists()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("titel: a\n---\ntitel: b\n", "ét dokument"),
        ("titel: a\ndata:\n  <<: {b: c}\n", "<<"),
        ("titel: a\ndata:\n  ? [b]\n  : c\n", "nøgle"),
        ('titel: a\ndata: {"": c}\n', "nøgle"),
    ],
)
def test_other_yaml(problems, text, word):
    """More documents, merge keys, lists as keys and keys without a name are refused."""
    assert word in problems(text)[0].sentence


# --- Values ----------------------------------------------------------------------------------


def test_clock_times(load):
    """Clock times in all their forms are times, and sort as such (P04, P05)."""
    found = load("titel: a\nstart: 12:30\nprogram: [19.30, 9.30, 09:00, 18:05]\n").value
    assert found.start == 750
    assert sorted(found.programme) == [540, 570, 1085, 1170]


@pytest.mark.parametrize("text", ["24:00", "9:60", "kl. 19", "7pm", "١٩:٣٠"])
def test_not_a_clock_time(problems, text):
    """What is no clock time is told with its line and an example of the right form (P06)."""
    (problem,) = problems(f"titel: a\nstart: {text}\n")
    assert at(problem) == (2, 8)
    assert "16.30" in problem.sentence


@pytest.mark.parametrize(
    ("text", "yes"), [("ja", True), ("nej", False), ("true", True), ("False", False)]
)
def test_yes_and_no(load, text, yes):
    """Yes and no are ja and nej; true and false are taken, too (P07)."""
    assert load(f"titel: a\naktiv: {text}\n").value.active is yes


@pytest.mark.parametrize("text", ["no", "on", "yes", "y", "1"])
def test_other_words_for_yes(problems, text):
    """Other words are told to be ja or nej (P07)."""
    (problem,) = problems(f"titel: a\naktiv: {text}\n")
    assert "Skriv ja eller nej" in problem.sentence


def test_editions_are_text(load):
    """1.10 is another edition than 1.1 (P08)."""
    editions = [load(f"titel: a\nudgave: {x}\n").value.edition for x in ("1.10", "1.1")]
    assert editions == ["1.10", "1.1"]


def test_leading_zeros(load):
    """Numbers that are names keep their zeros (P09)."""
    found = load("titel: a\ndata: {postnr: 0900, ydernr: 012345}\n").value
    assert found.data == {"postnr": "0900", "ydernr": "012345"}


@pytest.mark.parametrize("text", ["2026-02-30", "30/11-26"])
def test_not_a_day(problems, text):
    """A day that is none is told with its line and the forms that are taken (P27)."""
    (problem,) = problems(f"titel: a\ndato: {text}\n")
    assert at(problem) == (2, 7)
    for form in ("2027-03-04", "4/3-2027", "4. marts 2027"):
        assert form in problem.sentence


def test_days(load):
    """A day may be written in three ways."""
    for text in ("2027-03-04", "4/3-2027", "4. marts 2027"):
        assert load(f"titel: a\ndato: {text}\n").value.day == date(2027, 3, 4)


@pytest.mark.parametrize("text", ["0", "-5", "−5", "2.5", "1e9", "٣", "5 min", "1441", "9" * 5000])
def test_not_minutes(problems, text):
    """Minutes are a whole number in one day; a wrong one is told briefly, at its line (P28, P29)."""
    (problem,) = problems(f"titel: a\nfaser:\n  - form: plenum\n    minutter: {text}\n")
    assert at(problem) == (4, 15)
    assert problem.place == "faser[1].minutter"
    assert "helt tal fra 1 til 1440" in problem.sentence
    assert len(problem.sentence) < 200


def test_minutes(load):
    """A number is a fixed time; in a mapping what is absent equals what is wished."""
    found = load(
        "titel: a\nfaser:\n"
        "  - {form: plenum, minutter: 15}\n"
        "  - {form: plenum, minutter: {helst: 15, højst: 20}}\n"
        "  - {form: plenum, minutter: {mindst: 5, helst: 15}}\n"
    ).value
    assert [
        Minutes(least=15, wish=15, most=15),
        Minutes(least=15, wish=15, most=20),
        Minutes(least=5, wish=15, most=15),
    ] == [p.minutes for p in found.phases]


def test_minutes_must_rise(problems):
    """Bounds on the wrong side of the wish are told once."""
    (problem,) = problems("titel: a\nfaser: [{form: plenum, minutter: {mindst: 20, helst: 15}}]\n")
    assert problem.place == "faser[1].minutter"
    assert "mindst (20)" in problem.sentence


def test_wrong_wish_is_told_once(problems):
    """A wish that is no number is one problem, though the bounds are taken from it."""
    (problem,) = problems("titel: a\nfaser: [{form: plenum, minutter: {helst: lidt}}]\n")
    assert problem.place == "faser[1].minutter.helst"


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ("farve: blå", "farve"),
        ("link: ftp://eksempel.dk/x", "https://"),
        ("link: javascript:alert(1)", "https://"),
        ("link: 'https://'", "https://"),
        ("logo: ../hemmelig.svg", "filnavn"),
        ("logo: /etc/passwd", "filnavn"),
        ("logo: 'C:\\logo.svg'", "filnavn"),
        ("logo: aux.svg", "filnavn"),
        ("logo: smørrebrød.svg", "filnavn"),
        ("sted: {a: b}", "en tekst"),
        ("sted: [a]", "en liste"),
        ("tekst: '  '", "mangler en tekst"),
        ("tekst: '" + "a" * 20_001 + "'", "20001 tegn"),
        ("sted: '" + "a" * 301 + "'", "301 tegn"),
        ('sted: "a\\nb"', "én linje"),
        ("udgave: 'ny udgave'", "udgave"),
        ("faser: a", "en liste"),
        ("faser: [a]", "nøgler og værdier"),
        ("ret: a", "nøgler og værdier"),
        ("ret: {a.b: c}", "adresse"),
        ("ret: {a/b/c/d: c}", "adresse"),
    ],
)
def test_wrong_values(problems, entry, word):
    """Each kind of value tells in Danish what should stand there, at its line."""
    (problem,) = problems(f"titel: a\n{entry}\n")
    assert problem.line == 2
    assert word in problem.sentence


def test_right_values(load):
    """Colours, links, file names and addresses are kept as they are written."""
    found = load(
        'titel: a\nfarve: "#0b5a68"\nlink: https://eksempel.dk/å?a=1\nlogo: billeder/logo.svg\n'
        "ret: {trivsel/T5: udelad, ark/casekort: {antal: 4}}\n"
    ).value
    assert found.colour == "#0b5a68"
    assert found.link == "https://eksempel.dk/å?a=1"
    assert found.logo == "billeder/logo.svg"
    assert found.changes == {"trivsel/T5": Change(text="udelad"), "ark/casekort": Change(copies=4)}


@pytest.mark.parametrize("text", ["Hvad nu?", "Hvad nu? Og så", "https://eksempel.dk/?a=1"])
def test_questions_inside_brackets(load, text):
    """A question needs no quotes inside brackets, in neither loader."""
    found = load(f"data: {{a: {text}, b: [{text}]}}\ntitel: Hvad?\n").value
    assert found.data == {"a": text, "b": [text]}
    assert found.title == "Hvad?"


def test_one_item_for_a_list(load):
    """A list may be written as its only item."""
    found = load("titel: a\nfaser: [{form: plenum, spørgsmål: Hvad nu?}]\n").value
    assert found.phases[0].prompts == ("Hvad nu?",)


# --- Keys and places -------------------------------------------------------------------------


def test_unknown_key(problems):
    """An unknown key is told at the key, with the nearest right one (P24)."""
    (problem,) = problems("titel: a\nprogam: [16.30]\n")
    assert str(problem) == "pakke.yaml:2:1: progam: Ukendt nøgle ”progam”. Mente du ”program”?"


def test_unknown_key_far_down(problems):
    """The nearest right key is found at any depth, and else all keys are listed (P24)."""
    near, far = problems("titel: a\nfaser:\n  - form: plenum\n    minuter: 5\n    xyz: 1\n")
    assert near.place == "faser[1].minuter"
    assert "”minutter”" in near.sentence
    assert "form, minutter, spørgsmål" in far.sentence


def test_unknown_key_below_an_address(problems):
    """The keys below an address are known, too (P24)."""
    (problem,) = problems("titel: a\nret:\n  trivsel/T5: {antl: 3}\n")
    assert at(problem) == (3, 16)
    assert "”antal”" in problem.sentence


def test_wrong_choice(problems):
    """A misspelt word is told the nearest right one, and all of them."""
    (problem,) = problems("titel: a\nfaser: [{form: plenumm}]\n")
    assert "Mente du ”plenum”?" in problem.sentence
    assert "gruppearbejde" in problem.sentence


def test_missing_keys_all_at_once(problems):
    """All missing keys are told at once, where their mapping begins (P25)."""
    found = problems("sted: a\nfaser:\n  - minutter: 5\n  - minutter: 6\n")
    assert [p.place for p in found] == ["titel", "faser[1].form", "faser[2].form"]
    assert all("mangler" in p.sentence for p in found)
    assert [at(p) for p in found] == [(1, 1), (3, 5), (4, 5)]


def test_all_problems_at_once(problems):
    """Slips and wrong values of a file are told together, in the order of the file."""
    found = problems("titel: a #3\nstart: 25.00\nstart: 16.30\naktiv: måske\nukendt: x\n")
    assert [p.line for p in found] == [1, 3, 4, 5]


def test_a_slip_is_not_told_twice(problems):
    """What a slip did to its line is not told by the model, too."""
    (problem,) = problems("titel: a\nfaser:\n  - {form: plenum, spørgsmål: Hvad, nu}\n")
    assert "”nu”" in problem.sentence


def test_at_most_twenty(problems):
    """After twenty problems it is said how many more there are."""
    found = problems("titel: a\n" + "".join(f"x{n}: 1\n" for n in range(25)))
    assert len(found) == 21
    assert "5 fejl mere" in found[-1].sentence


def test_places_for_later_checks(load):
    """A check after reading tells its problem with line, column and a place counting from 1."""
    found = load("titel: a\nfaser:\n  - form: plenum\n  - form: refleksion\n")
    problem = found.problem(("faser", 1, "form"), "Den findes ikke.")
    assert str(problem) == "pakke.yaml:4:11: faser[2].form: Den findes ikke."
    assert at(found.problem(("faser", 1, "form", KEY), "x")) == (4, 5)
    assert at(found.problem(("faser", 1, "minutter"), "x")) == (4, 5)
    assert at(found.problem((), "x")) == (1, 1)


def test_read_names_the_file_as_given(tmp_path):
    """A file is named in messages as the caller asks, or by its path."""
    path = tmp_path / "møde 1.yaml"
    path.write_text("titel: a\n", encoding="utf-8")
    assert read(path, Toy).value == Toy(title="a")
    assert read(path, Toy).problem((), "x").file == str(path)
    assert read(path, Toy, shown_as="møde 1.yaml").problem((), "x").file == "møde 1.yaml"


def test_told_sorts_by_file_and_line():
    """Problems are told in the order of their files and lines."""
    shuffled = [Problem("c", "b", 1), Problem("b", "a", 10), Problem("a", "a", 9)]
    assert [p.sentence for p in told(shuffled)] == ["a", "b", "c"]


# --- The model without a file ------------------------------------------------------------------


def test_misfit_of_a_class():
    """A class may tell in Danish that its values do not fit each other."""
    with pytest.raises(Misfit):
        Minutes(least=3, wish=2, most=1)


def test_parse_without_a_file():
    """Plain data that never was a file is read the same way, without lines."""
    assert parse(Toy, {"titel": "a", "start": "16.30"}).start == 990
    with pytest.raises(InputError) as caught:
        parse(Toy, {"faser": [{}]})
    assert [p.place for p in caught.value.problems] == ["titel", "faser[1].form"]


FULL = Toy(
    title="Trivsel",
    text="En linje\n\nog en til",
    start=990,
    day=date(2027, 3, 4),
    active=True,
    edition="1.10",
    phases=(Phase(form="plenum", minutes=Minutes(least=15, wish=15, most=15)),),
    changes={"trivsel/T5": Change(copies=4)},
    data={"postnr": "0900"},
)


def test_plain_for_templates():
    """A template gets booleans, clock times and dates as text, and always three bounds."""
    data = plain(FULL)
    assert json.loads(json.dumps(data)) == data
    assert data["aktiv"] is True
    assert data["start"] == "16.30"
    assert data["dato"] == "2027-03-04"
    assert data["sted"] is None
    assert data["faser"][0]["minutter"] == {"mindst": 15, "helst": 15, "højst": 15}


def test_plain_for_files(load):
    """A file gets ja and nej, fixed minutes as a number, no defaults, and reads back the same."""
    data = plain(FULL, defaults=False, written=True)
    assert data["aktiv"] == "ja"
    assert data["faser"] == [{"form": "plenum", "minutter": 15}]
    assert "sted" not in data
    assert load(write_yaml(data)).value == FULL


def test_schema_for_editors():
    """The schema refuses unknown keys, and takes what YAML makes of times, numbers and words."""
    schema = json_schema(Toy)
    keys = schema["properties"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["titel"]
    assert keys["titel"]["description"] == "Titlen på forsiden."
    assert {"type": ["string", "number"]} in keys["start"]["anyOf"]
    assert keys["aktiv"]["enum"] == ["ja", "nej", True, False]
    phase = schema["$defs"]["Phase"]
    assert phase["properties"]["form"]["enum"] == ["plenum", "gruppearbejde", "refleksion"]
    assert "toy" not in json.dumps(schema)


def test_pydantic_waits():
    """Importing the model and the reader does not import pydantic."""
    code = "import sys, klyngepakke.content.reading; print('pydantic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


# --- Writing -----------------------------------------------------------------------------------

REFUSED = _yaml._UNSEEN
texts = (
    st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\r")
        | st.sampled_from(" \n:#-'\"{}\t\u00a0")
    )
    .filter(lambda x: not REFUSED.search(x))
    .map(lambda x: _yaml.unicodedata.normalize("NFC", x))
)
names = texts.filter(lambda x: 0 < len(x) < 200)
values = st.recursive(
    texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(names, inner | st.none(), max_size=4)
    ),
    max_leaves=12,
)


@given(data=st.dictionaries(names, values | st.none(), min_size=1, max_size=5), pure=st.booleans())
def test_written_files_read_back(tmp_path_factory, data, pure):
    """What is written reads back as the same data, whatever the texts hold."""
    path = tmp_path_factory.mktemp("skrevet") / "moede.yaml"
    path.write_text(write_yaml(data), encoding="utf-8", newline="\n")
    tree = _yaml.read_tree(path, pure=pure)
    assert tree.faults == ()
    assert tree.data == data


def test_written_form():
    """A written file is readable: blocks, few quotes, long texts below a |."""
    data = {
        "titel": "Trivsel og arbejdsglæde",
        "dato": "2027-03-04",
        "farve": "#0b5a68",
        "sted": "Kulturhuset: sal 2",
        "antal": 29,
        "aktiv": True,
        "tomt": None,
        "gæster": [],
        "tekst": "En linje\n\nog en til",
        "program": [{"id": "velkomst", "minutter": 10}, {"blok": "trivsel/energi"}, "a"],
    }
    assert write_yaml(data) == (
        "titel: Trivsel og arbejdsglæde\n"
        "dato: 2027-03-04\n"
        'farve: "#0b5a68"\n'
        'sted: "Kulturhuset: sal 2"\n'
        "antal: 29\n"
        "aktiv: ja\n"
        "tomt:\n"
        "gæster: []\n"
        "tekst: |-\n"
        "  En linje\n"
        "\n"
        "  og en til\n"
        "program:\n"
        "  - id: velkomst\n"
        "    minutter: 10\n"
        "  - blok: trivsel/energi\n"
        "  - a\n"
    )


def test_unseen_characters_are_not_written():
    """A text that could not be read back is not written."""
    with pytest.raises(InputError, match=r"U\+202E"):
        write_yaml({"titel": "a\u202eb"})


@given(
    text=st.lists(
        st.sampled_from([*" \n:#-'\"{}[],?&*!|>%@~ab\\", "\n  ", "a: ", "- ", " #b", "{{", "---"])
    )
)
def test_no_text_crashes(tmp_path_factory, text):
    """Whatever the signs of a file, both loaders read it, or tell what is wrong with it."""
    path = tmp_path_factory.mktemp("vrøvl") / "pakke.yaml"
    path.write_text("".join(text), encoding="utf-8")
    for pure in (False, True):
        data, problems_told = outcome(path, pure=pure)
        assert isinstance(data, dict) != bool(problems_told)
        assert all(p.line and p.column and p.sentence for p in problems_told)


def outcome(path: Path, *, pure: bool) -> tuple[Any, tuple[Problem, ...]]:
    """The data of a file, or what is wrong with it."""
    try:
        return _yaml.read_tree(path, pure=pure).data, ()
    except InputError as error:
        return None, error.problems
