"""The real program in a real terminal: asked, killed, gone on with, resized, pasted into."""

from __future__ import annotations

import json
import re
import signal
import stat
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest

import kits
from helpers_terminal import (
    CLEAR,
    ENGLISH,
    ENTER,
    PROGRAM,
    Person,
    environment_of,
    following,
    plain,
    said_lines,
    walk,
)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="a pseudo-terminal, and XDG folders"
)

MENU, EVENING, REVIEW = "Hvad vil du?", "Passer aftenen?", "Er alt i orden?"
SAVE, OPEN, GO_ON = "Gem uden at bygge", "Åbn et møde", "Fortsæt"
DAY = date.today() + timedelta(days=(3 - date.today().weekday()) % 7 + 56)  # noqa: DTZ011 - the person's day
SAID = f"{DAY.day}/{DAY.month}-{DAY.year}"
LEFT = "Dine svar er gemt. Skriv ”klyngepakke”, og vælg ”Fortsæt”, så er du her igen."


@pytest.fixture
def place(tmp_path_factory):
    """A folder with a short name, without English words."""
    return tmp_path_factory.mktemp("m")


@pytest.fixture
def at(place):
    """Sits people down at terminals; what each of them saw is Danish, and no traceback."""
    people = []

    def sit(*words, here="klynge", home="hjem", **how):
        people.append(Person(place / home, place / here, words, **how))
        return people[-1]

    sit.people = people
    yield sit
    for person in people:
        person.gone()
    for person in people:
        said = said_lines(person.stream).replace(str(place), "")
        assert not ENGLISH.findall(said), said


def meeting_in(place):
    """The one meeting that lies below, as its file says, without its id."""
    (file,) = place.glob("klynge/*/moede.yaml")
    return without_id(file)


def without_id(file):
    """A meeting's file without its id."""
    text, found = re.subn(r"^id: .*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    assert found == 1
    return text


def klyngepakke(place, *words, here="klynge", **how):
    """The program without a terminal."""
    (place / here).mkdir(exist_ok=True)
    return subprocess.run(
        [PROGRAM, *words],
        cwd=place / here,
        env=environment_of(place / "hjem"),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        **how,
    )


def drafts_in(place):
    """The drafts that are kept."""
    return sorted((place / "hjem" / "state" / "klyngepakke" / "kladder").iterdir())


# --- The whole path ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pack", [pytest.param(p, marks=pytest.mark.xdist_group(p)) for p in kits.PACKS]
)
def test_the_whole_path(at, place, pack):
    """From the menu to the meeting's file; the same as of the same answers without questions."""
    title = kits.everything().packs[pack].pack.title
    person = at()
    answers = {"handle om": [title], "dag mødes": [SAID], "Hvor mødes": ["Salen"], REVIEW: [SAVE]}
    asked = walk(person, answers | {"Har du dem nu": ["Senere"]})

    assert person.ends() == 0
    assert person.left_calm
    assert asked[0] == MENU
    assert asked[-2:] == [f"{EVENING} Vælg et punkt for at ændre det.", REVIEW]
    assert len(asked) <= 12 + (any("gæster" in text for text in asked))
    assert len(asked) == len(set(asked))
    assert not drafts_in(place)
    made = meeting_in(place)
    (place / "svar.yaml").write_text(
        f"pakker: {{{pack}: {{}}}}\ndeltagere: {{antal: 29}}\n" + days_of(made), "utf-8"
    )
    for number, words in enumerate(
        (["--svar", "../svar.yaml"], ["--standard", "--svar", "../svar.yaml"])
    ):
        (place / str(number)).mkdir()
        done = klyngepakke(place, "ny", "m", *words, here=str(number))
        assert done.returncode == 0, done.stderr
        assert without_id(place / str(number) / "m" / "moede.yaml") == made


def days_of(made):
    """The days as the file has them."""
    return re.search(r"^dage:\n(?:[ -].*\n)+", made, re.MULTILINE)[0]


@pytest.mark.xdist_group("emnevalg")
def test_to_the_finished_folder(at, place):
    """The meeting is built, and one is told what there is and how to do it again."""
    person = at()
    asked = walk(person, {"handle om": ["emner"], "Hvor mødes": ["Salen"], "alene": ["8"]})

    assert person.ends() in {0, 6}
    assert asked[-1] == "Hvad nu?"
    folder = next(place.glob("klynge/*/moede.yaml")).parent
    said = said_lines(person.stream)
    papers = re.search(r"I alt (\d+) ark papir\. Udskriv print\.pdf", said)
    assert int(papers[1]) > 10
    assert len(list((folder / "til-print").glob("*.pdf"))) > 5
    assert f"Byg igen med: klyngepakke byg {folder.name}" in said

    second = at()
    asked = walk(second, {"handle om": ["Samarbejde"], REVIEW: [SAVE]})
    assert second.ends() == 0
    assert len(asked) <= 6
    assert len(list(place.glob("klynge/*/moede.yaml"))) == 2


# --- Left, and gone on with ----------------------------------------------------------------

LONG_WAY = {
    "Hvad hedder": ["Klyngen ved Ådalen"],
    "dag mødes": [SAID],
    "Hvor mødes": ["Salen", "Den store sal"],
    "Hvor mange læger": ["29 fra 15 klinikker", "28 fra 15 klinikker"],
    "alene": ["8"],
    "Spiser I": ["Ja"],
    "Har du dem": ["Ja"],
    EVENING: ["Velkomst", "Det er godt"],
    "Hvad skal der ske": ["Minutter"],
    "Hvor mange minutter": ["12"],
    REVIEW: ["Sted", "Deltagere", "Mere", SAVE],
    "Hvad vil du ændre": ["Ordstyrer"],
    "ordstyrer": ["formanden"],
}
"""What is answered on a way through all kinds of questions, and down into the evening and the
review; the rest is as suggested."""


PLAIN_WAY = {"dag mødes": [SAID], REVIEW: [SAVE]}


def undisturbed(place, way):
    """The meeting of a way that nobody leaves, and how many questions it has."""
    person = Person(place / "hjem", place / "klynge")
    asked = walk(person, way)
    assert person.ends() == 0
    return meeting_in(place), len(asked)


def ways(way, *names):
    """One test for some ways to leave, each in a group of its own."""
    return pytest.param(
        way, names, id="-".join(names), marks=pytest.mark.xdist_group(f"left-{names[0]}")
    )


@pytest.mark.parametrize(
    ("way", "hows"),
    [
        ways(LONG_WAY, "kill"),
        ways(PLAIN_WAY | {"Spiser I": ["Ja"]}, "ctrl-c"),
        ways(PLAIN_WAY, "ctrl-d", "term", "window"),
    ],
)
def test_left_at_every_question(at, place, tmp_path_factory, way, hows):
    """Whoever leaves, or is made to leave, comes back to the very same question."""
    left = {words: [*given] for words, given in way.items()}
    person, count = at(), 0
    assert person.stands().text == MENU
    leave(person, hows[0], "Farvel.")
    person = at()
    person.give(person.stands())
    while (question := person.stands()) is not None:
        seen = person.question()
        leave(person, hows[count % len(hows)], LEFT if count else "Farvel.")
        person = at()
        menu = person.stands()
        # Before the first answer there is nothing to go on with.
        assert (menu.text, person.pointed()[:7]) == (MENU, GO_ON if count else "Lav et ")
        person.give(menu)
        assert person.stands() == question
        assert person.question() == seen
        person.give(question, following(left, question))
        count += 1

    assert person.ends() == 0
    meeting, questions = undisturbed(tmp_path_factory.mktemp("m"), way)
    assert count == questions - 1
    assert meeting_in(place) == meeting
    assert not drafts_in(place)


def leave(person, how, sentence):
    """Leave a question; the terminal is as before, and one is told how to go on."""
    code = person.dies(how)
    assert code == (-signal.SIGKILL if how == "kill" else 130)
    if how not in {"kill", "window"}:
        assert person.left_calm
        assert not person.screen.pastes
        assert sentence in plain(person.stream).replace("fortsæt ", "")


def test_killed_while_the_meeting_is_written(at, place):
    """Its folder is there, and its draft as well: it is the same meeting, and is made once."""
    person = at()
    while (question := person.stands()).text != REVIEW:
        person.give(question)
    (draft,) = drafts_in(place)
    kept = draft.read_text("utf-8")
    person.give(question, SAVE)
    assert person.stands() is None
    file = next(place.glob("klynge/*/moede.yaml"))
    made = file.read_bytes()
    file.parent.with_name("klynge.yaml").unlink()
    draft.write_text(f"{kept.rstrip()}\n  - gem\n", "utf-8")
    draft.chmod(0o600)
    person = at()
    assert walk(person, {}) == [MENU]

    assert person.ends() == 0
    assert file.read_bytes() == made
    assert [f.name for f in file.parent.parent.iterdir() if f != file.parent] == ["klynge.yaml"]
    assert not drafts_in(place)


def test_what_takes_the_folder_is_not_written_over(at, place):
    """Where the meeting cannot be made, one comes back to the review and gives another name."""
    person = at("ny", "maj")
    while (question := person.stands()).text != REVIEW:
        person.give(question)
    own = place / "klynge" / "maj" / "noter.txt"
    own.parent.mkdir()
    own.write_text("mine", "utf-8")
    person.give(question, SAVE)
    assert person.stands() is None
    assert person.ends() == 5
    assert LEFT in plain(person.stream)

    person = at()
    asked = walk(
        person, {REVIEW: ["Mere", SAVE], "Hvad vil du ændre": ["Mappe"], "mappe hedde": ["juni"]}
    )
    assert person.ends() == 0
    assert asked[1] == REVIEW
    assert [f.name for f in own.parent.iterdir()] == ["noter.txt"]
    assert (place / "klynge" / "juni" / "moede.yaml").exists()


def _gone(person, seconds):
    """Whether the program ends within so many seconds."""
    end = time.monotonic() + seconds
    while person.child.isalive() and time.monotonic() < end:
        time.sleep(0.1)
    return not person.child.isalive()


def test_left_while_the_sheets_are_made(at, place):
    """The meeting is there, and one is told how its sheets are made."""
    person = at("ny", "maj")
    while (question := person.stands()).text != REVIEW:
        person.give(question)
    person.give(question)
    person.sees("Drejebog")
    # A library that calls back from C may swallow the first.
    for _ in range(10):
        person.press("\x03")
        if _gone(person, 3):
            break

    assert person.ends() == 130
    assert "Lav dem med: klyngepakke byg maj" in plain(person.stream)
    assert (place / "klynge" / "maj" / "moede.yaml").exists()
    assert not (place / "klynge" / "maj" / "til-print").exists()


@pytest.mark.parametrize("signals", [(15, 15, 15), (1, 15), (15, 1, 1)])
def test_a_window_that_closes_says_so_twice(at, signals):
    """Several signals in a row are one."""
    person = at()
    person.give(person.stands())
    person.give(person.stands())
    person.stands()
    for number in signals:
        person.child.kill(number)

    assert person.ends() == 130
    assert person.left_calm
    assert LEFT in plain(person.stream)


# --- Lines ----------------------------------------------------------------------------------

FILE = "til de andre klynger i vores by.zip"


@pytest.mark.parametrize(
    "words",
    [
        ("pakke", "liste"),
        ("pakke", "ny", "mine/pauser-i-praksis", "--standard"),
        ("udseende", "ny", "mine/klyngerne-ved-fjorden", "--standard"),
        ("pakke", "zip", str(kits.everything().packs["trivsel"].folder), FILE),
        ("byg", "--html", "maj"),
    ],
    ids=lambda words: "-".join(words[:2]),
)
def test_lines_break_between_words(at, place, words):
    """In a narrow window no word, path or command is cut; in a file every line is whole."""
    for here in ("her", "der"):
        if words[0] == "byg":
            assert klyngepakke(place, "eksempel", "maj", here=here).returncode == 0
    written = klyngepakke(place, *words, here="her").stdout.replace(f"{place}/her", f"{place}/der")
    person = at(*words, here="der", columns=44, variables={"COLUMNS": ""})

    assert person.ends() in {0, 6}
    said = said_lines(person.stream).partition("Se efter, før")[0]
    said = said.removeprefix("Læser mødet og laver arkene …")  # in a terminal alone
    kept = re.findall(r"(?:klyngepakke (?:byg|eksempel|pakke|udseende)|pip install) .*", written)
    assert said.split() == written.split()
    assert max(map(len, written.splitlines())) > person.columns
    assert all(any(command in line for line in said.splitlines()) for command in kept)
    for line in said.splitlines():
        assert len(line) < person.columns or line.strip() in {*kept, *written.split()}, line


def test_the_greeting_says_when_the_mark_explains(at):
    """`?` is heard at once, but where a terminal can do nothing it waits for Enter."""
    for term, at_once in (("xterm-256color", True), ("dumb", False)):
        person = at(variables={"TERM": term})
        person.stands()

        assert ("? forklarer spørgsmålet med det samme, uden Enter." in plain(person.stream)) == (
            at_once
        )


# --- A meeting that is made ----------------------------------------------------------------

COMMENT = "# ring til pedellen\n"


@pytest.fixture
def made(place):
    """The folder of a meeting with what a person wrote into its file."""
    (place / "svar.yaml").write_text(
        f"pakker: {{emnevalg: {{}}}}\ndeltagere: {{antal: 29}}\n"
        f"dage: [{{dato: {DAY}, start: 16.30, slut: 18.30, sted: Salen}}]\n",
        "utf-8",
    )
    assert klyngepakke(place, "ny", "maj", "--svar", "../svar.yaml").returncode == 0
    file = place / "klynge" / "maj" / "moede.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("deltagere:\n", f"{COMMENT}deltagere:\n"), "utf-8")
    return file


def opened(person, answers):
    """From the menu to the review of the meeting one stands in, and on."""
    return walk(person, {MENU: [OPEN], **answers})


def test_a_change_is_in_the_file_at_once(at, made):
    """Killed at the review right after: 26 come, and the comment stands where it stood."""
    before = made.read_text("utf-8")
    person = at(here="klynge/maj")
    for answer in (OPEN, None, "Deltagere", "26"):
        person.give(person.stands(), answer)
    person.stands()
    assert person.dies("kill") == -signal.SIGKILL

    assert made.read_text("utf-8") == before.replace("antal: 29", "antal: 26")
    assert not list(made.parent.glob("*gammel*"))

    person = at(here="andet")  # it is among the recent ones, wherever one is
    menu = person.stands()
    assert GO_ON not in " ".join(person.screen.lines)
    person.give(menu, OPEN)
    person.stands()
    assert "Valg af emner" in person.pointed()
    person.press(ENTER)
    assert person.stands().text == REVIEW
    person.sees("26 læger")
    leave(person, "ctrl-c", f"Alt er gemt i {made.parent}.")


def test_a_comment_that_must_go_is_kept_beside(at, made):
    """Where its line goes away, the old file is kept and named."""
    text = made.read_text("utf-8").replace("sted: Salen", "sted: Salen # nøglen er hos pedellen")
    made.write_text(text, "utf-8")
    person = at(here="klynge/maj")
    opened(person, {REVIEW: ["Sted", "Luk"], "Hvor mødes": [""]})

    assert person.ends() == 0
    assert "sted:" not in made.read_text("utf-8")
    assert COMMENT in made.read_text("utf-8")
    kept = made.with_name("moede.gammel.yaml")
    assert kept.read_text("utf-8") == text
    assert str(kept) in said_lines(person.stream).replace("\n", "")


def test_a_meeting_that_cannot_be_read_is_left_alone(at, made):
    """It says what is wrong and where, and nothing is written."""
    made.write_text(broken := made.read_text("utf-8").replace("antal: 29", "antal: mange"), "utf-8")
    person = at(here="klynge/maj")
    opened(person, {})

    assert person.ends() == 3
    assert "moede.yaml:" in plain(person.stream)
    assert made.read_text("utf-8") == broken


# --- All kinds of terminals ----------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("ny",), ("ny", "m")])
def test_without_a_terminal(place, words):
    """Nobody is asked where nobody can answer; the way without questions is named."""
    done = klyngepakke(place, *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert "--svar" in done.stderr
    assert not list((place / "klynge").iterdir())


def test_output_into_a_pipe(at):
    """A terminal to type at alone is not enough."""
    person = at("-c", f"{PROGRAM} | cat; exit ${{PIPESTATUS[0]}}", program="bash")

    assert person.ends() == 2
    assert "--svar" in plain(person.stream)


def test_forty_columns_and_twelve_rows(at, place):
    """The whole path in a small window: the question and what is pointed at are always seen."""
    person = at(columns=40, rows=12)
    while (question := person.stands()) is not None:
        shown = person.question()
        assert question.text.split()[0] in " ".join(person.screen.lines)
        assert question.kind == "text" or person.pointed()
        assert len(shown) >= 2
        person.give(question, {REVIEW: SAVE}.get(question.text))

    assert person.ends() == 0
    assert meeting_in(place)


def test_the_window_is_resized_under_a_question(at, place):
    """The same question stands in the new window, and what was typed is still there."""
    person = at()
    question = person.stands()
    for columns, rows in ((40, 12), (132, 50), (30, 8), (80, 24)):
        assert person.resize(columns, rows).text == question.text
        assert "Lav et nyt møde" in person.pointed()
    person.give(question)
    person.stands()
    person.press(CLEAR + "Klyngen ved åen")
    person.sees("> Klyngen ved åen")
    assert person.resize(30, 8).text == "Hvad hedder klyngen?"
    person.sees("> Klyngen ved åen")
    person.press(ENTER)
    walk(person, {REVIEW: [SAVE]})

    assert person.ends() == 0
    assert "navn: Klyngen ved åen" in meeting_in(place)


def test_pasted_lines_are_one_answer(at, place):
    """Line breaks in what is pasted answer no question."""
    person = at()
    walk(
        person,
        {"Hvor mødes": ["\x1b[200~Kulturhuset,\r\nsal 2\n\tvest\n\x1b[201~"], REVIEW: [SAVE]},
    )

    assert person.ends() == 0
    assert "    sted: Kulturhuset, sal 2 vest\n" in meeting_in(place)


def test_a_dumb_terminal_leads_all_the_way(at, place):
    """Line by line, without one control character, to the same file."""
    answers = {"Hvor mødes": ["Salen"], "dag mødes": [SAID], "handle om": ["emner"], REVIEW: [SAVE]}
    person = at(variables={"TERM": "dumb"})
    walk(person, answers)
    assert person.ends() == 0
    assert b"\x1b" not in person.stream
    dumb = meeting_in(place)

    person = at(here="andet/klynge")
    walk(person, answers)
    assert person.ends() == 0
    assert without_id(next(place.glob("andet/klynge/*/moede.yaml"))) == dumb


def test_no_colour(at):
    """With NO_COLOR there is bold, and no colour."""
    for variables, coloured in (({"NO_COLOR": "1"}, False), ({}, True)):
        person = at(variables=variables)
        person.give(person.stands())
        person.give(person.stands())
        person.stands()
        leave(person, "ctrl-c", LEFT)
        codes = {
            c for found in re.findall(rb"\x1b\[([\d;]*)m", person.stream) for c in found.split(b";")
        }
        assert (codes <= {b"", b"0", b"1", b"39", b"49"}) is not coloured


@pytest.mark.parametrize(
    "variables", [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}]
)
def test_the_c_locale_is_readable(at, place, variables):
    """Danish letters are written, or spelt; what is typed in Danish arrives."""
    person = at(variables=variables | {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
    walk(person, {"klyngen?": ["Klyngen på Ærø"], "Er alt i orden": [SAVE]})

    assert person.ends() == 0
    said = plain(person.stream)
    assert "\ufffd" not in said
    assert "?rsm" not in said
    assert "navn: Klyngen på Ærø" in meeting_in(place)


# --- Participants --------------------------------------------------------------------------

CANARY = "Quintilia"


def everything_below(folder, but=()):
    """What the names and the contents of all files below a folder say, bar some files."""
    files = [f for f in folder.rglob("*") if f not in but]
    return b"\n".join(
        str(f).encode() + b"\n" + (f.read_bytes() if f.is_file() else b"") for f in files
    )


def test_names_stay_in_the_meetings_folder(at, place):
    """The columns are shown before they are believed; the names are nowhere but in one file."""
    source = place / "lister" / "fra-excel.csv"
    source.parent.mkdir()
    source.write_text(
        f"Navn;Klinik;Praksisform\n{CANARY} Zoologov;Lægehuset;solo\nAnker Prøvesen;Huset;kompagniskab\n",
        "utf-8",
    )
    person = at()
    answers = {"Hvor mange læger": [str(source)], REVIEW: [SAVE]}
    left = {words: [*given] for words, given in answers.items()}
    while (question := person.stands()) is not None:
        if question.text == "Er det den rigtige liste?":
            said = " ".join(" ".join(person.screen.lines).split())
            assert "2 deltagere. Der bruges: Navn, Klinik, Praksisform. Praksisform:" in said
            leave(person, "kill", "")
            person = at()
            person.give(person.stands())
            assert person.stands() == question
        person.give(question, following(left, question))

    assert person.ends() == 0
    copy = next(place.glob("klynge/*/moede.yaml")).with_name("fra-excel.csv")
    assert copy.read_bytes() == source.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert "fil: fra-excel.csv" in meeting_in(place)
    assert CANARY.encode() not in everything_below(place, but=(copy, source))
    assert not [p for p in at.people if CANARY.encode() in p.stream]


def test_a_list_that_cannot_be_read_is_told_while_typing(at, place):
    """A file that is not there, is broken or is a folder: a sentence, and one goes on."""
    (place / "klynge").mkdir()
    (place / "klynge" / "tom.csv").write_text("", "utf-8")
    (place / "klynge" / "falsk.xlsx").write_bytes(b"PK\x03\x04" + bytes(90))
    (place / "klynge" / "mappe.csv").mkdir()
    person = at()
    while "Hvor mange læger" not in (question := person.stands()).text:
        person.give(question)
    for name in ("findes-ikke.csv", "tom.csv", "falsk.xlsx", "mappe.csv", "/findes/ikke.csv"):
        person.press(CLEAR + name)
        person.sees(f"> {name}")
        person.press(ENTER)
        person.until(lambda: any(line.startswith("! ") for line in person.screen.lines))
        assert person.question()[0].startswith(question.text[:30])
        person.press(CLEAR)
        person.until(lambda: not any("csv" in line or "xlsx" in line for line in person.question()))
    person.press("29")
    person.press(ENTER)
    walk(person, {REVIEW: [SAVE]})

    assert person.ends() == 0
    assert "  antal: 29\n" in meeting_in(place)


# --- What lies in the state folder ---------------------------------------------------------


@pytest.fixture
def drafted(at, place):
    """A draft of a meeting whose cluster has a name."""
    person = at()
    person.give(person.stands())
    person.give(person.stands(), "Klyngen ved åen")
    person.stands()
    leave(person, "ctrl-c", LEFT)
    (draft,) = drafts_in(place)
    return draft


def test_a_draft_is_open_in_one_window(at, drafted):
    """The second window says so, and the first one goes on."""
    first, second = at(), at()
    first.give(first.stands())
    question = first.stands()
    second.give(second.stands())

    assert second.stands() is None
    assert second.ends() == 75
    assert "Mødet er åbent i et andet vindue." in plain(second.stream)
    first.give(question)
    assert first.stands() is not None
    leave(first, "ctrl-c", LEFT)
    assert drafted.exists()


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("navn: Klyngen ved åen", "navn: [", "Kladden er gemt som"),
        ("format: 1", "format: 2", "Kladden er gemt af en anden udgave af klyngepakke end denne."),
    ],
)
def test_a_draft_that_cannot_be_read_is_kept(at, drafted, before, after, words):
    """Damaged or from a newer version: it is put aside, and the next start works."""
    text = drafted.read_text("utf-8")
    assert before in text
    drafted.write_text(text.replace(before, after), "utf-8")
    person = at()

    assert person.stands() is None
    assert person.ends() == 3
    assert words in plain(person.stream)
    aside = drafted.with_name(drafted.name + ".skadet")
    assert aside.read_text("utf-8") == text.replace(before, after)
    person = at()
    assert person.stands().text == MENU
    assert GO_ON not in " ".join(person.screen.lines)
    leave(person, "ctrl-c", "Farvel.")
    assert aside.exists()


def test_without_a_place_for_answers_nothing_is_asked(at, place):
    """It is said before the first question."""
    (place / "hjem").mkdir()
    (place / "hjem" / "state").write_text("", "utf-8")
    person = at()

    assert person.stands() is None
    assert person.ends() == 5
    assert "så der bliver ikke spurgt om noget" in plain(person.stream)


# --- What is imported ----------------------------------------------------------------------

HEAVY = ("weasyprint", "pikepdf", "openpyxl", "docx", "pypdfium2", "zxingcpp")
WHO_ASKS = """
import sys
from pathlib import Path
import klyngepakke.commands.start as start
from klyngepakke.commands import making
from klyngepakke.wizard.review import REVIEW
seen = {}
def ask(question):
    seen[question.id] = sorted({m.partition('.')[0] for m in sys.modules})
    if question.id == REVIEW:
        raise KeyboardInterrupt
    return question.standard
import contextlib
@contextlib.contextmanager
def asking():
    with making.leaving('Farvel.'):
        yield ask
start.asking = asking
try:
    start.run()
except making.LeftError:
    pass
import json
print(json.dumps(seen))
"""


def test_nothing_heavy_is_imported_to_ask(place):
    """From the menu to the review, what makes paper is left alone."""
    (place / "klynge").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", WHO_ASKS],
        cwd=place / "klynge",
        env=environment_of(place / "hjem"),
        capture_output=True,
        check=True,
    )
    seen = json.loads(done.stdout.splitlines()[-1])

    assert {"start", "pakke", "aften", "gennemsyn"} <= set(seen)
    for modules in seen.values():
        assert not {*HEAVY} & {*modules}
