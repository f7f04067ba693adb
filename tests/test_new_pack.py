"""A new pack: what is asked, what is written, and that it is in order from the start."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kits
from helpers_terminal import ENGLISH, Person, said_lines, walk
from klyngepakke.content.example import example
from klyngepakke.content.folders import pack_in
from klyngepakke.content.model import parse
from klyngepakke.errors import FileError, InputError
from klyngepakke.files import make_whole
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.road import build
from klyngepakke.wizard.authoring import Asked, ask_pack
from klyngepakke.wizard.question import BACK
from klyngepakke.writing.distribution import add_distribution
from klyngepakke.writing.new_pack import SHAPES, NewPack, id_from, make_pack, pack_files, title_from


def klyngepakke(folder, *words):
    """Run the program as a reader types it."""
    return subprocess.run(
        [sys.executable, "-m", "klyngepakke", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def contents(folder):
    """Every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- What is written -----------------------------------------------------------------------


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_read_planned_and_says_whose_it_is(shape, tmp_path):
    """A new pack has the answers in it, ninety minutes, and no warning at any size of cluster."""
    new = NewPack(title="Pauser: #1", id="pauser", publisher="Klyngen {nord}", shape=shape)
    loaded = pack_in(make_pack(tmp_path / "pauser", new))
    pack = loaded.pack

    assert (pack.id, pack.title, pack.publisher) == ("pauser", "Pauser: #1", "Klyngen {nord}")
    assert "«" not in (tmp_path / "pauser" / "pakke.yaml").read_text("utf-8")
    for number in (1, 10, 29, 73):
        meeting = example(loaded, number)
        made = kit(plan(meeting, {"pauser": loaded}))
        assert made.warnings == ()
        assert meeting.days[0].end - meeting.days[0].start == 110


def test_a_new_pack_builds_at_once(tmp_path):
    """The shape with a sheet of its own becomes paper, with nothing to look at first."""
    loaded = pack_in(make_pack(tmp_path / "tal", NewPack(title="Tal", shape="data")))
    known = kits.everything()
    known = replace(known, packs={**known.packs, "tal": replace(loaded, origin="mappen tal")})
    folder = kits.write(example(loaded, 10), tmp_path / "moede")

    made = build(folder, known, maker=kits.once)

    assert made.warnings == ()
    assert [s.pages for s in made.sheets if s.document.sheet == "tal"] == [1]


def test_the_file_can_be_read_in_a_small_window():
    """No line of a form is so long that it has to be scrolled, the explanations included."""
    texts = [pack_files(NewPack(shape=shape))["pakke.yaml"].decode() for shape in SHAPES]

    assert max(len(line) for text in texts for line in text.splitlines()) <= 100
    assert all(len(re.findall("(?m)^ *# ", text)) > 20 for text in texts)


def test_an_editor_finds_the_schema(tmp_path):
    """The first line points at a schema that lies there."""
    make_pack(tmp_path / "p", NewPack())
    first = (tmp_path / "p" / "pakke.yaml").read_text("utf-8").splitlines()[0]
    schema = json.loads((tmp_path / "p" / first.partition("$schema=")[2]).read_text("utf-8"))

    assert "ramme" in schema["properties"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Pauser, der bliver holdt", "pauser-der-bliver-holdt"),
        ("Årskontrol på øen", "aarskontrol-paa-oeen"),
        ("Ark", "pakke-ark"),
        ("2027", "pakke-2027"),
        ("…", "pakke"),
        ("Naïve idéer", "naive-ideer"),
    ],
)
def test_an_id_is_made_of_the_title(title, expected):
    """Danish letters are spelt out, and the id is one that a pack can have."""
    assert id_from(title) == expected


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1, max_size=80))
def test_every_title_gives_an_id(title):
    """Whatever the title, the id that is suggested can be used."""
    assert parse(NewPack, {"id": id_from(title)}).name == id_from(title)
    assert len(id_from(title)) <= 50


def test_the_folder_suggests_a_title():
    """What was typed on the command line is not asked for from nothing."""
    assert title_from(Path("mine-pakker/mine-pauser")) == "Mine pauser"
    assert title_from(Path("/")) is None


# --- Whole or not at all -------------------------------------------------------------------


def test_nothing_is_written_over(tmp_path):
    """Where something lies, nothing is touched, and one is told so."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "noter.txt").write_text("mine", "utf-8")

    with pytest.raises(FileError, match="noget i forvejen"):
        make_pack(tmp_path / "p", NewPack())

    assert contents(tmp_path) == {"p/noter.txt": b"mine"}


def test_an_empty_folder_is_filled(tmp_path):
    """A folder that was made in advance and is empty can be used."""
    (tmp_path / "p").mkdir()

    make_pack(tmp_path / "p", NewPack())

    assert "p/pakke.yaml" in contents(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["p"]


def test_a_folder_that_cannot_be_finished_is_not_there(tmp_path):
    """A name that cannot be written stops it, and neither folder nor litter is left."""
    with pytest.raises(FileError):
        make_whole(tmp_path / "p", {"pakke.yaml": b"id: a", "x" * 300: b""})

    assert list(tmp_path.iterdir()) == []


# --- The command ---------------------------------------------------------------------------


def test_answers_come_from_a_file(tmp_path):
    """With --svar nobody is asked, and the next steps can be typed as they are shown."""
    (tmp_path / "svar.yaml").write_text("titel: Pauser\nudgangspunkt: samtale\n", "utf-8")

    done = klyngepakke(tmp_path, "pakke", "ny", "--svar", "svar.yaml")

    assert (done.returncode, done.stderr) == (0, "")
    assert "klyngepakke pakke tjek pauser" in done.stdout
    assert pack_in(tmp_path / "pauser").pack.topics
    assert not ENGLISH.findall(done.stdout)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: X", "Mente du ”titel”?"),
        ("udgangspunkt: spoergeskema", "Mente du ”spørgeskema”?"),
        ("id: Ark", "adresser på ark"),
    ],
)
def test_a_wrong_answer_is_told_the_right_word(text, said, tmp_path):
    """A key or value that is misspelt is told with its line, and nothing is made."""
    (tmp_path / "svar.yaml").write_text(f"{text}\n", "utf-8")

    done = klyngepakke(tmp_path, "pakke", "ny", "p", "--svar", "svar.yaml")

    assert done.returncode == 3
    assert "svar.yaml:1:" in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "p").exists()


def test_where_nobody_can_be_asked_one_is_told_what_to_type(tmp_path):
    """Without a terminal and without answers nothing is made."""
    done = klyngepakke(tmp_path, "pakke", "ny", "p")

    assert done.returncode == 2
    assert "--svar svar.yaml" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_pack_that_is_there_is_left(tmp_path):
    """A second time, one is told that there is a pack, and nothing in it is changed."""
    assert klyngepakke(tmp_path, "pakke", "ny", "p", "--standard").returncode == 0
    before = contents(tmp_path)

    again = klyngepakke(tmp_path, "pakke", "ny", "p", "--standard")

    assert again.returncode == 5
    assert "allerede en pakke" in again.stderr
    assert contents(tmp_path) == before


def test_the_folder_one_stands_in_is_not_replaced(tmp_path):
    """The terminal would be left in a folder that is gone."""
    done = klyngepakke(tmp_path, "pakke", "ny", ".", "--standard")

    assert done.returncode == 5
    assert "den, du står i" in done.stderr
    assert contents(tmp_path) == {}


# --- The questions -------------------------------------------------------------------------


def answering(*answers):
    """Somebody who answers in turn, and what was asked."""
    asked, left = [], [*answers]

    def ask(question):
        asked.append(question)
        return left.pop(0) if left else question.standard

    return ask, asked


def test_enter_all_the_way_gives_the_standard():
    """Who only presses Enter gets what --standard gives."""
    ask, asked = answering()

    made = ask_pack(ask, Asked(NewPack(title="Pauser")), lambda _: "")

    assert pack_files(made.pack) == pack_files(NewPack(title="Pauser"))
    assert made.folder == "pauser"
    assert [q.id for q in asked] == [
        *("titel", "id", "udgiver", "udgangspunkt", "distribution", "mappe"),
    ]
    assert [q.first for q in asked] == [True, False, False, False, False, False]


def test_one_can_go_back_and_a_new_title_has_a_new_id():
    """Back asks the question before with what was answered; the id follows the title."""
    ask, asked = answering("Pauser", BACK, "Telefontid")

    made = ask_pack(ask, Asked(NewPack()), None)

    assert [q.id for q in asked][:4] == ["titel", "id", "titel", "id"]
    assert asked[2].default == "Pauser"
    assert made.pack.name == "telefontid"


def test_a_folder_that_was_named_names_the_pack():
    """The id that is suggested is the folder's, whatever the pack is called."""
    ask, asked = answering("Pårørende i konsultationen")

    begun = Asked(NewPack(title="Paaroerende", id="paaroerende"), named=True)
    made = ask_pack(ask, begun, None)

    assert next(q for q in asked if q.id == "id").default == "paaroerende"
    assert (made.pack.name, made.pack.title) == ("paaroerende", "Pårørende i konsultationen")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("titel", " ", "Skriv en titel"),
        ("id", "på tværs", "Prøv paa-tvaers."),
        ("id", "ark", "Prøv pakke-ark."),
        ("udgiver", "", "hvem der udgiver"),
        ("mappe", "optaget", "er taget"),
        ("mappe", "", "Skriv en mappe"),
    ],
)
def test_what_cannot_stand_is_told_while_it_is_typed(name, text, said):
    """A text that cannot be used is refused with what to write instead."""
    ask, asked = answering()
    ask_pack(ask, Asked(NewPack()), lambda folder: "Den er taget." if folder == "optaget" else "")
    question = next(q for q in asked if q.id == name)

    assert said in question.check(text).error
    assert question.check(question.default).error == ""


@pytest.mark.skipif(sys.platform != "linux", reason="a pseudo-terminal")
def test_a_person_at_a_terminal(tmp_path):
    """Asked in a real terminal, a person gets a pack; who leaves gets none."""
    person = Person(tmp_path / "hjem", tmp_path / "her", ("pakke", "ny", "mine/pauser"))
    asked = walk(person, {"begynde med": ["Klinikkernes"], "udgiver": ["Klyngen ved fjorden"]})
    code = person.ends()
    second = Person(tmp_path / "hjem", tmp_path / "her", ("pakke", "ny", "andre"))
    second.stands()
    left = second.dies("ctrl-c")
    said = said_lines(person.stream)

    assert (code, left) == (0, 130)
    assert person.left_calm
    assert len(asked) == 5
    assert not ENGLISH.findall(said)
    assert "klyngepakke pakke tjek mine/pauser" in said
    pack = pack_in(tmp_path / "her" / "mine" / "pauser").pack
    assert (pack.title, pack.publisher) == ("Pauser", "Klyngen ved fjorden")
    assert [s.id for s in pack.sheets] == ["tal"]
    assert not (tmp_path / "her" / "andre").exists()
    assert "ikke lavet nogen pakke" in said_lines(second.stream)


# --- For pip -------------------------------------------------------------------------------


def test_a_distribution_is_the_same_folder_with_more_around_it(tmp_path):
    """Made at once or added afterwards, the pack's own files are the same bytes."""
    new = NewPack(title="Mine pauser", shape="data")
    own = contents(make_pack(tmp_path / "hver" / "mine-pauser", new))
    whole = make_pack(tmp_path / "samlet", replace(new, distribution=True))

    added = add_distribution(tmp_path / "hver" / "mine-pauser")

    assert whole == tmp_path / "samlet" / "klyngepakke_mine_pauser"
    assert own.items() <= contents(whole).items()
    assert own.items() <= contents(tmp_path / "hver" / "mine-pauser").items()
    assert sorted(path.relative_to(tmp_path / "hver").as_posix() for path in added) == [
        *("README.md", "mine-pauser/__init__.py", "pyproject.toml", "tests/test_pakke.py"),
    ]
    assert add_distribution(tmp_path / "hver") == ()
    assert add_distribution(tmp_path / "samlet") == ()


def test_what_is_there_is_left_as_it_is(tmp_path):
    """A file of the author's own is not written over; only what is missing comes."""
    make_pack(tmp_path / "p" / "pauser", NewPack(title="Pauser"))
    (tmp_path / "p" / "README.md").write_text("min egen", "utf-8")

    added = add_distribution(tmp_path / "p" / "pauser")

    assert (tmp_path / "p" / "README.md").read_text("utf-8") == "min egen"
    assert tmp_path / "p" / "README.md" not in added


def test_files_are_not_put_among_other_things(tmp_path):
    """Where other things lie around the pack, it is first to have a folder of its own."""
    for name in ("pauser", "telefontid"):
        make_pack(tmp_path / name, NewPack(title=name))
    before = contents(tmp_path)

    with pytest.raises(FileError, match="en ny mappe for sig selv"):
        add_distribution(tmp_path / "pauser")
    with pytest.raises(FileError, match="flere pakker"):
        add_distribution(tmp_path)

    assert contents(tmp_path) == before


def test_an_edition_that_pip_cannot_use_is_told(tmp_path):
    """Pip would say it in English, and late."""
    folder = make_pack(tmp_path / "p" / "pauser", NewPack())
    text = (folder / "pakke.yaml").read_text("utf-8")
    (folder / "pakke.yaml").write_text(text.replace("udgave: 1.0", "udgave: foraar"), "utf-8")

    with pytest.raises(InputError, match="med tal og punktum"):
        add_distribution(folder)
