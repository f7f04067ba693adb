"""The prompts: questions answered by real keys, through a pipe and in a pseudo-terminal."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import threading
import time

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from klyngepakke.content import _yaml
from klyngepakke.wizard._keys import matches, refusal, tidy
from klyngepakke.wizard.prompting import _Screen, prompter
from klyngepakke.wizard.question import BACK, Choice, Question, Verdict

UP, DOWN, HOME, END, PAGE_DOWN = "\x1b[A", "\x1b[B", "\x1b[H", "\x1b[F", "\x1b[6~"
ENTER, ESC, F1, CLEAR, BACKSPACE = "\r", "\x1b", "\x1bOP", "\x15", "\x7f"
END = "\x1b[F"
HELP = "Stedet står på dagsordenen."
ENGLISH = re.compile(
    r"use |arrow|\bdone\b|select|type|filter|cancel|invalid|description|answer|warning|toggle"
    r"|invert|too small|move|search|\byes\b|\(y/n",
    re.IGNORECASE,
)


# --- Keys through a pipe -----------------------------------------------------------------


class Terminal(DummyOutput):
    """A screen of a known size that shows nothing."""

    def get_size(self):
        """The size of the usual terminal."""
        return Size(rows=24, columns=80)


def waited(until, seconds=10):
    """Whether something came true in time."""
    end = time.monotonic() + seconds
    while not (true := until()) and time.monotonic() < end:
        time.sleep(0.002)
    return true


def feed(session, pipe, screens):
    """Send keys to one screen after the other, each burst when the one before it is read."""
    seen = []

    def stands_there():
        app = session.app
        return app and app not in seen and app.is_running and app.render_counter

    for keys in screens:
        waited(stands_there)
        seen.append(session.app)
        for burst in keys:
            waited(lambda: not select.select([pipe.fileno()], [], [], 0)[0])
            pipe.send_text(burst)
    if not waited(lambda: not session.app or session.app.is_done):
        pipe.close()  # nobody waits for ever


def asked(monkeypatch, question, *screens):
    """What was answered, and what was said; each screen is given its keys, burst by burst."""
    monkeypatch.setenv("TERM", "xterm-256color")
    said = []
    with create_pipe_input() as pipe, create_app_session(pipe, Terminal()) as session:
        feeder = threading.Thread(target=feed, args=(session, pipe, screens), daemon=True)
        feeder.start()
        answer = prompter(said.append)(question)
        feeder.join()
    return answer, said


def thought(text):
    """An opinion of each kind."""
    return {
        "": Verdict(error="Skriv, hvor I mødes."),
        "tvivl": Verdict(doubt="Er det rigtigt?", note="Det er set før."),
    }.get(text, Verdict())


def place(**changes):
    """A question for a text."""
    given = {"default": "Kulturhuset", "check": thought, **changes}
    return Question("sted", "text", "Hvor mødes I?", HELP, **given)


def lines(kind="one", count=4, **changes):
    """A question with a list."""
    words = ("trivsel", "ærlighed", "ØKONOMI", "Åbenhed")
    choices = tuple(
        Choice(f"c{n}", words[n] if n < len(words) else f"linje {n}", f"Note {n}", ticked=n == 1)
        for n in range(count)
    )
    return Question("valg", kind, "Hvad vælger I?", HELP, choices=choices, **changes)


@pytest.mark.parametrize(
    ("screens", "answer"),
    [
        ([[ENTER]], "Kulturhuset"),
        ([["Salen", ENTER]], "Salen"),
        ([[END, ", sal 2", ENTER]], "Kulturhuset, sal 2"),
        ([["\x1b[C", ", sal 2", ENTER]], "Kulturhuset, sal 2"),
        ([["\x1b[D", "x", ENTER]], "Kulturhusext"),
        ([[BACKSPACE, "s", ENTER]], "Kulturhuses"),
        ([["\x1b[200~Salen\x1b[201~", ENTER]], "Salen"),
        ([[" ", ENTER]], "Kulturhuset"),
        ([[CLEAR, "A\u030arhus  Ø \t", ENTER]], "Århus Ø"),
        ([["<"]], BACK),
        ([[CLEAR, "<"]], BACK),
        ([[ESC]], BACK),
        ([["x", ESC]], BACK),
        ([[F1 + "zzz" + ENTER], [ENTER]], "Kulturhuset"),
        ([[END, "x", "<y", ENTER]], "Kulturhusetx<y"),
        ([["x", "<y", ENTER]], "x<y"),
        ([[CLEAR, "a\x1bb", "b", ENTER]], "ab"),
        ([[END, "xy\x1b[D\x1b[DZ", ENTER]], "KulturhusetZxy"),
        ([[CLEAR, "\x1b[200~Kulturhuset,\r\nsal\t2\n\x1b[201~", ENTER]], "Kulturhuset, sal 2"),
        ([[CLEAR, "Kulturhuset,\rsal 2\rvest\r"]], "Kulturhuset, sal 2 vest"),
        ([[CLEAR, "a\u200bb\ufeff", ENTER]], "ab"),
        ([[CLEAR, "x", BACKSPACE, ENTER, "Salen", ENTER]], "Salen"),
        ([[CLEAR, "\x1b[200~a\x00b\x1b[201~", ENTER, BACKSPACE * 2, ENTER]], "a"),
        ([[CLEAR, "\x1b[200~a\u202eb\x1b[201~", ENTER, BACKSPACE * 2, ENTER]], "a"),
    ],
)
def test_a_text_is_typed(monkeypatch, screens, answer):
    """Typed, pasted, taken or left: what is given is one tidy line."""
    assert asked(monkeypatch, place(), *screens)[0] == answer


@pytest.mark.parametrize(("mark", "screens"), [("<", []), ("?", [[ENTER]])])
def test_a_mark_alone_is_no_answer(monkeypatch, mark, screens):
    """`<` and `?` that came into a changed text mean the same when they are all there is."""
    typed = [CLEAR, "x" + mark, "\x1b[D", BACKSPACE, ENTER]
    answer, said = asked(monkeypatch, place(), typed, *screens)

    assert answer == (BACK if mark == "<" else "Kulturhuset")
    assert any(HELP in line for line in said) == (mark == "?")


def test_help_keeps_what_is_typed(monkeypatch):
    """F1 explains in the midst of a text, `?` where nothing is typed."""
    answer, said = asked(monkeypatch, place(), ["?"], [END, ", sal", F1], [" 2", ENTER])

    assert answer == "Kulturhuset, sal 2"
    assert said == [f"  {HELP}", f"  {HELP}", "· Hvor mødes I? Kulturhuset, sal 2"]


def test_doubt_is_asked_about(monkeypatch):
    """No, which is suggested, goes back to the text as it was typed; yes gives it, and the note."""
    no, yes = [ENTER], [DOWN, ENTER]
    answer, said = asked(monkeypatch, place(), [CLEAR, "tvivl", ENTER], no, [ENTER], ["?"], yes)

    assert answer == "tvivl"
    assert said == [f"  {HELP}", "· Hvor mødes I? tvivl", "  Det er set før."]


def test_going_back_from_a_doubt_is_no(monkeypatch):
    """Esc and `<` in the doubt lead to the text."""
    for key in (ESC, "<"):
        typed = [CLEAR, "tvivl", ENTER]
        answer, _ = asked(monkeypatch, place(), typed, [key], [CLEAR, "nej", ENTER])
        assert answer == "nej"


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ([ENTER], "c2"),
        ([DOWN, ENTER], "c3"),
        ([UP, UP, ENTER], "c0"),
        ([HOME, ENTER], "c0"),
        ([END, UP, ENTER], "c8"),
        ([END, ENTER], BACK),
        ([END, DOWN, ENTER], "c0"),
        ([HOME, PAGE_DOWN, PAGE_DOWN, UP, ENTER], "c8"),
        (["4", ENTER], "c3"),
        (["jkæai", ENTER], "c2"),
        (["\x1b[200~a\rb\r\x1b[201~", ENTER], "c2"),
        (["a\rb\r"], "c2"),
        (["<"], BACK),
        ([ESC], BACK),
    ],
)
def test_a_line_is_chosen(monkeypatch, keys, answer):
    """Arrows, pages, ends and digits point; Enter chooses."""
    assert asked(monkeypatch, lines(count=9, default="c2"), keys)[0] == answer


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        (["ØK", ENTER], "c2"),
        (["å", ENTER], "c3"),
        (["a\u030a", ENTER], "c3"),
        (["note 1", ENTER], "c1"),
        (["triq", ENTER, BACKSPACE, ENTER], "c0"),
        (["tri", BACKSPACE * 5, END, UP, ENTER], "c3"),
        (["\x1b[200~ær\x1b[201~", ENTER], "c1"),
        (["tri<"], BACK),
    ],
)
def test_typing_narrows_a_list(monkeypatch, keys, answer):
    """Letters search, Danish ones too; where nothing is found, nothing is given."""
    assert asked(monkeypatch, lines(search=True), keys)[0] == answer


def test_help_keeps_search_and_pointer(monkeypatch):
    """After the help the list is as it was left."""
    answer, said = asked(monkeypatch, lines(search=True), ["e", DOWN, "?"], [BACKSPACE, ENTER])
    assert (answer, said[0]) == ("c0", f"  {HELP}")

    answer, _ = asked(monkeypatch, lines(search=True), ["note", DOWN, DOWN, F1], [ENTER])
    assert answer == "c2"


@pytest.mark.parametrize(
    ("screens", "answer", "echo"),
    [
        ([[ENTER]], ("c1",), "ærlighed"),
        ([[" ", DOWN, DOWN, " ", ENTER]], ("c0", "c1", "c2"), "trivsel, ærlighed, ØKONOMI"),
        ([[DOWN, " ", ENTER]], (), "intet valgt"),
        ([[" ", "?"], [ENTER]], ("c0", "c1"), "trivsel, ærlighed"),
        ([["a", "i", ENTER]], ("c1",), "ærlighed"),
        ([[END, " ", UP, ENTER]], ("c1",), "ærlighed"),
    ],
)
def test_lines_are_ticked(monkeypatch, screens, answer, echo):
    """Space ticks; the answer has the order of the lines, and is echoed."""
    given, said = asked(monkeypatch, lines("many"), *screens)

    assert given == answer
    assert said[-1] == f"· Hvad vælger I? {echo}"


def test_the_first_question_has_nothing_before_it(monkeypatch):
    """Back is answered with a note, and the list has no line for it."""
    answer, said = asked(monkeypatch, lines(first=True), ["<"], [ESC], [UP, ENTER])

    assert answer == "c3"
    assert sum("første spørgsmål" in line for line in said) == 2


def test_what_stands_above_is_said_once(monkeypatch):
    """The lines above are said before the question, broken at words, and not again after help."""
    above = ("  Aftenen " + "lang " * 20, "Reserve 30 minutter")
    _, said = asked(monkeypatch, lines(above=above), ["?"], [ENTER])

    assert said[:2] == ["  Aftenen" + " lang" * 14, " " + " lang" * 6]
    assert said[2:] == [above[1], f"  {HELP}", "· Hvad vælger I? trivsel"]


@pytest.mark.parametrize("question", [place(), lines(), lines("many")], ids=["text", "one", "many"])
@pytest.mark.parametrize(("key", "error"), [("\x03", KeyboardInterrupt), ("\x04", EOFError)])
def test_leaving_goes_out(monkeypatch, question, key, error):
    """Ctrl-C and Ctrl-D are for the caller."""
    with pytest.raises(error):
        asked(monkeypatch, question, [key])


def test_ctrl_d_deletes_in_a_changed_text(monkeypatch):
    """In a text that is changed, Ctrl-D is an editing key."""
    assert asked(monkeypatch, place(), [END, "xy\x1b[D\x04", ENTER])[0] == "Kulturhusetx"


def test_a_closed_input_ends(monkeypatch):
    """Nobody is there any more."""
    monkeypatch.setenv("TERM", "xterm-256color")
    with create_pipe_input() as pipe, create_app_session(pipe, Terminal()):
        pipe.close()
        with pytest.raises(EOFError):
            prompter(lambda _: None)(place())


# --- Text without a terminal -------------------------------------------------------------


@given(st.text())
def test_a_tidy_text_stays_as_it_is(text):
    """Tidying twice is tidying once, and what no file may hold is refused."""
    once = tidy(text)

    assert tidy(once) == once
    assert bool(refusal(once)) == bool(_yaml._UNSEEN.search(once))


@given(st.text(), st.integers(5, 90), st.sampled_from(["ascii", "latin-1", "utf-8"]))
def test_everything_can_be_written(text, columns, encoding):
    """Whatever the terminal can write, the line fits it."""
    screen = _Screen(columns, 12, encoding)

    screen.clipped(text).encode(encoding, "surrogatepass")
    for line in screen.wrapped(text):
        assert len(line) <= max(10, columns)
        line.encode(encoding, "surrogatepass")


def test_danish_is_readable_in_ascii():
    """Letters and marks have their nearest spelling."""
    spelt = _Screen(80, 24, "ascii").spelt("Æblegrød på ”Ågården” – »kl. 16.30« → mål · …")

    assert spelt == 'Aeblegroed paa "Aagaarden" - >kl. 16.30< > maal - ...'
    assert _Screen(80, 24, "latin-1").spelt("ærlig – »ja«") == "ærlig - »ja«"


def test_what_begins_so_is_found_first(monkeypatch):
    """A word's beginning goes before the middle of another, and titles before notes."""
    rows = (
        Choice("c1", "Generalforsamling", ""),
        Choice("c2", "Trivsel", "Følger samarbejde"),
        Choice("c3", "Om samarbejde", ""),
    )
    question = Question("p", "one", "Hvilken?", HELP, choices=rows, search=True)

    assert asked(monkeypatch, question, ["sam", ENTER])[0] == "c3"
    assert asked(monkeypatch, question, ["sam", DOWN, ENTER])[0] == "c1"
    assert asked(monkeypatch, question, ["sam", DOWN, DOWN, ENTER])[0] == "c2"


def test_every_word_is_searched_for():
    """The words of a query may stand anywhere, in any case."""
    assert matches("økon års", "Årsmøde", "Klyngens ØKONOMI")
    assert not matches("økon x", "Klyngens ØKONOMI")


def test_prompts_cost_nothing_until_they_ask():
    """The module imports no library."""
    code = (
        "import sys, klyngepakke.wizard.prompting as p; p.prompter(print)\n"
        "sys.exit('questionary' in sys.modules or 'prompt_toolkit' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- A real terminal ---------------------------------------------------------------------

PROGRAM = f"""
from klyngepakke.wizard.prompting import prompter, ready
from klyngepakke.wizard.question import BACK, Choice, Question, Verdict
def thought(text):
    return Verdict(error="Skriv, hvor I mødes.") if not text else Verdict(note="Så ved vi det.")
valg = tuple(Choice(f"c{{n}}", f"Punkt {{n}}: »æøå« – en linje, der er lang nok til at blive for lang",
                    "Sådan er det punkt.") for n in range(30))
questions = (
    Question("menu", "one", "Hvad vil du gøre?", {HELP!r}, choices=valg[:2], first=True),
    Question("sted", "text", "Hvor mødes I?", {HELP!r}, default="Kulturhuset", check=thought),
    Question("pakke", "one", "Hvilken pakke?", {HELP!r}, choices=valg, search=True),
    Question("spor", "many", "Hvilke spørgsmål?", {HELP!r}, choices=valg),
)
place, ask = 0, prompter(print)
assert ready()
try:
    while place < len(questions):
        answer = ask(questions[place])
        place += -1 if answer is BACK else 1
        print("=", ascii(answer), flush=True)
except (KeyboardInterrupt, EOFError) as end:
    print("=", type(end).__name__, flush=True)
"""
# The same in ASCII, so that it arrives whole wherever it is sent.
CODE = PROGRAM.encode("ascii", "backslashreplace").decode("ascii")


class Person:
    """Someone at a pseudo-terminal, who sends keys when the question stands there."""

    def __init__(self, columns=80, rows=24, **variables):
        kept = {
            k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "LC_ALL", "PYTHONUTF8"}
        }
        env = {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", **variables}
        self.child = pexpect.spawn(
            sys.executable, ["-c", CODE], env=env, dimensions=(rows, columns), timeout=15
        )
        self.seen = b""

    def sees(self, text):
        """Wait until a text stands on the screen."""
        self.child.expect_exact(text)
        self.seen += self.child.before + self.child.after

    def sends(self, keys):
        """Press keys."""
        self.child.send(keys)

    def ends(self):
        """Everything that was on the screen."""
        self.child.expect(pexpect.EOF)
        return (self.seen + self.child.before).decode("utf-8")


def text_of(screen):
    """A screen's text without its control sequences."""
    return re.sub(r"\x1b(\[[0-9;?]*[A-Za-z]|[=>])", "", screen)


def test_every_word_is_danish():
    """Through all kinds of questions, with help, errors, search and a raw paste."""
    person = Person()
    person.sees("Hvad vil du")
    person.sends("?")
    person.sees("dagsordenen")
    person.sees("Hvad vil du")
    person.sends(ENTER)
    person.sees("= 'c0'")
    person.sees("Hvor m")
    person.sends(CLEAR + ENTER)
    person.sees("Skriv, hvor")
    person.sends("sal 1\rsal 2\rsal 3\r")
    person.sees("= 'sal 1 sal 2 sal 3'")
    person.sees("Hvilken pakke")
    person.sends("zzz")
    person.sees("Intet passer")
    person.sends(ESC)
    person.sees("= Back()")
    person.sees("Hvor m")
    person.sends(ENTER)
    person.sees("Hvilken pakke")
    person.sends("punkt 29")
    person.sees("29")
    person.sends(ENTER)
    person.sees("= 'c29'")
    person.sees("Hvilke sp")
    person.sends(" \x1b[B ")
    person.sends(ENTER)
    person.sees("= ('c0', 'c1')")
    screen = person.ends()

    assert not ENGLISH.search(text_of(screen))
    assert "\x1b[6n" not in screen  # asking where the cursor is
    assert re.search(r"\x1b\[[\d;]*36[\d;]*m", screen)  # the accent
    assert "38;" not in screen  # and no colour of the library's
    assert re.search(r"\x1b\[\d*A[^\r\n]*\x1b\[J[^\r\n]*· Hvad vil", screen)  # the list is gone
    assert "· Hvor mødes I? sal 1 sal 2 sal 3" in screen


def test_forty_columns_without_colour():
    """In a small window nothing is coloured, every line fits, and the pointer is seen."""
    person = Person(40, 12, NO_COLOR="1")
    person.sees("Hvad vil du")
    person.sends(ENTER)
    person.sees("Hvor m")
    person.child.setwinsize(12, 30)
    person.sends(ENTER)
    person.sees("= 'Kulturhuset'")
    person.child.setwinsize(12, 40)
    person.sees("Hvilken pakke")
    person.sends(END + UP)
    person.sees("Punkt 29")
    person.sends(ENTER)
    person.sees("= 'c29'")
    person.sees("Hvilke sp")
    person.sends("\x03")
    person.sees("= KeyboardInterrupt")
    screen = person.ends()

    assert not ENGLISH.search(text_of(screen))
    colours = {c for codes in re.findall(r"\x1b\[([\d;]*)m", screen) for c in codes.split(";")}
    assert colours <= {"", "0", "1", "39", "49"}  # bold, and the terminal's own colours
    said = re.findall("· [^\r]*", text_of(screen))
    assert len(said) == 3
    assert all(len(line) <= 40 for line in said)


def test_a_dumb_terminal_is_asked_line_by_line():
    """Numbers and words instead of keys; not one control sequence."""
    person = Person(TERM="dumb")
    for question, line in (
        ("Hvad vil du", "<"),
        ("intet at g", "2"),
        ("Kulturhuset", "?"),
        ("dagsordenen", "\x1b[31m"),
        ("styretegn", "Salen <"),
        ("= 'Salen <'", "<"),
        ("Hvor m", ""),
        ("= 'Kulturhuset'", "findes ikke"),
        ("Intet passer", "punkt 29"),
        ("for 1.", "1"),
        ("= 'c29'", "2 4"),
        ("[x]", "99"),
        ("fra 1 til 30", "2 1"),
        ("[x]", ""),
    ):
        person.sees(question)
        person.sees("> ")
        person.sends(line + "\n")
    person.sees("= ('c0', 'c3')")
    screen = person.ends()

    assert not ENGLISH.search(screen)
    assert "\x1b" not in screen


def test_ascii_is_enough():
    """Where the terminal can write ASCII only, everything is spelt in it."""
    person = Person(LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    person.sees("Hvad vil du goere?")
    person.sends(ENTER)
    person.sees("Hvor moedes I?")
    person.sends(CLEAR + "Åen" + ENTER)
    person.sees("= '\\xc5en'")
    person.sees("Hvilken pakke")
    person.sends(ENTER)
    person.sees("Hvilke spoergsmaal?")
    person.sends("\x04")
    person.sees("= EOFError")

    assert person.ends().isascii()


def test_any_letter_arrives_where_ascii_is_expected():
    """Line by line, too, a letter that is not expected is read and not tripped over."""
    person = Person(TERM="dumb", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    for question, line in (("Hvad vil du", ""), ("Kulturhuset", "Åen")):
        person.sees(question)
        person.sees("> ")
        person.sends(line + "\n")
    person.sees("= '\\xc5en'")
    person.sends("\x03")


def test_esc_is_felt_at_once(monkeypatch):
    """Nobody waits half a second to go back."""
    took = []
    for _ in range(4):
        began = time.monotonic()
        assert asked(monkeypatch, lines(), [ESC])[0] == BACK
        took.append(time.monotonic() - began)

    assert min(took) < 0.4


def test_what_is_typed_too_early_answers_nothing():
    """Line breaks that came before the question stood there are thrown away."""
    person = Person()
    person.sends("a\rb\rc\r\r")
    person.sees("Hvad vil du")
    person.sends("\x03")
    person.sees("= KeyboardInterrupt")

    assert "= 'c0'" not in person.ends()


def test_a_signal_is_ctrl_c():
    """An interrupt from outside ends a list as Ctrl-C does."""
    person = Person()
    person.sees("Hvad vil du")
    person.child.kill(signal.SIGINT)
    person.sees("= KeyboardInterrupt")
    person.ends()
