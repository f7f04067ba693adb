"""A person at a terminal for the tests: a screen, and someone who finds the questions on it."""

from __future__ import annotations

import codecs
import os
import re
import sys
import termios
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pexpect

PROGRAM = Path(sys.executable).parent / "klyngepakke"
DOWN, ENTER, CLEAR = "\x1b[B", "\r", "\x15"
PATIENCE = 60
# What ends the heading of every question; the greeting's own words end otherwise.
_HINT = rb"\?(?:\s|\x1b\[[\d;]*m)+(?:forklarer|hj(?:\xc3\xa6|ae)lp)[,)]"
_STANDS = re.compile(_HINT + rb".*?\x1b\[\?7h", re.DOTALL)
_STANDS_DUMB = re.compile(_HINT + rb".*?\n> $", re.DOTALL)
_TOKEN = re.compile(r"\x1b\[([\d;?]*)([@-~])|\x1b[^\[]|[^\x1b]+")
_KINDS = (("mellemrum", "many"), ("(skriv", "search"), ("(pil", "one"), ("(?", "text"))
_KINDS_DUMB = (("Skriv numre", "many"), ("Skriv et nummer", "search"), ("Skriv linjens", "one"))
_UNSET = ("NO_COLOR", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING", "DISPLAY")

ENGLISH = re.compile(
    r"\b(?:the|your|you|with|this|that|and|or not|please|press|keys|arrow|select|choose|done|yes"
    r"|answers?|cancell?ed|invalid|warning|error|exception|traceback|failed|unable|usage|options"
    r"|positional|arguments?|expected|required|unrecognized|show|toggle|invert|too small|search"
    r"|abort|aborted|exit|file|folder|default|none|true|false)\b|\(y/n|y/n\)",
    re.IGNORECASE,
)


class Screen:
    """What stands on a terminal: as much of one as our program asks for."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _ in range(rows)]
        self.row = self.column = 0
        self.wraps = self.cursor = True
        self.pastes = False
        self._rest = ""

    @property
    def lines(self) -> list[str]:
        """The lines, without blanks at their ends."""
        return ["".join(row).rstrip() for row in self.cells]

    def feed(self, text: str) -> None:
        """Show what the program wrote."""
        text, at = self._rest + text, 0
        while found := _TOKEN.match(text, at):
            at = found.end()
            if found[2]:
                self._control(found[1], found[2])
            elif not found[0].startswith("\x1b"):
                for char in found[0]:
                    self._put(char)
        self._rest = text[at:]

    def _put(self, char: str) -> None:
        if char == "\r":
            self.column = 0
        elif char == "\n":
            self._down()
        elif char == "\b":
            self.column = max(0, self.column - 1)
        elif char >= " ":
            if self.column >= self.columns and self.wraps:
                self._put("\r")
                self._down()
            self.column = min(self.column, self.columns - 1)
            self.cells[self.row][self.column] = char
            self.column += 1

    def _down(self) -> None:
        self.row += 1
        if self.row == self.rows:
            self.row -= 1
            self.cells = [*self.cells[1:], [" "] * self.columns]

    def _control(self, given: str, what: str) -> None:
        number = int(given) if given.isdecimal() else 0
        if what in "AB":
            self.row = max(0, min(self.rows - 1, self.row + (number or 1) * (what == "B" or -1)))
        elif what in "CD":
            by = (number or 1) * (what == "C" or -1)
            self.column = max(0, min(self.columns - 1, min(self.column, self.columns - 1) + by))
        elif what in "JK":
            self.cells[self.row][self.column :] = [" "] * max(0, self.columns - self.column)
            for row in range(self.row + 1, self.rows) if what == "J" else ():
                self.cells[row] = [" "] * self.columns
        elif given == "?7":
            self.wraps = what == "h"
        elif given == "?25":
            self.cursor = what == "h"
        elif given == "?2004":
            self.pastes = what == "h"

    def resized(self, columns: int, rows: int) -> None:
        """Another size, with what was there."""
        gone = max(0, self.row - rows + 1)
        kept = self.cells[gone : gone + rows]
        kept += [[" "] * columns for _ in range(rows - len(kept))]
        self.cells = [(row + [" "] * columns)[:columns] for row in kept]
        self.row, self.columns, self.rows = self.row - gone, columns, rows


@dataclass(frozen=True)
class Asked:
    """A question as it was found on the screen: `kind` is one, search, many or text."""

    text: str
    kind: str


@dataclass
class Person:
    """Someone at a pseudo-terminal of their own, who waits for each question.

    Attributes:
        home: Their home; the state folder lies in it.
        here: Where the program is started.
        words: What stands after `klyngepakke`.
        columns: How wide the window is.
        rows: How high it is.
        variables: What their environment has besides.
        program: What is started.
    """

    home: Path
    here: Path
    words: tuple[str, ...] = ()
    columns: int = 80
    rows: int = 24
    variables: dict[str, str] = field(default_factory=dict)
    program: str = str(PROGRAM)
    stream: bytes = b""

    def __post_init__(self) -> None:
        self.here.mkdir(parents=True, exist_ok=True)
        environment = environment_of(self.home) | {"TERM": "xterm-256color"} | self.variables
        self.dumb = environment["TERM"] == "dumb"
        self.child = pexpect.spawn(
            self.program,
            list(self.words),
            env=environment,
            cwd=str(self.here),
            dimensions=(self.rows, self.columns),
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None
        self.child.delayafterclose = self.child.ptyproc.delayafterclose = 0.01
        self.calm = termios.tcgetattr(self.child.child_fd)
        self.screen = Screen(self.columns, self.rows)
        self.mark = 0
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode

    # What is seen

    def stands(self) -> Asked | None:
        """Wait until the next question stands there; None where the program ends instead."""
        pattern = _STANDS_DUMB if self.dumb else _STANDS
        begin = self.mark
        while not (found := pattern.search(self.stream, begin)):
            if not self._reads():
                return None
        self.mark = found.end()
        return self._asked(begin, found)

    def _asked(self, begin: int, found: re.Match[bytes]) -> Asked:
        if self.dumb:
            said = plain(self.stream[begin : found.end()])
            kind = next((k for mark, k in _KINDS_DUMB if mark in said), "text")
            return Asked(said, kind)
        start = self.stream.rindex(b"\x1b[J", 0, found.start())
        head = re.match(rb"\S*\s", self.stream[found.start() :])
        end = found.start() + (head.end() if head else 0)
        heading = plain(self.stream[start : found.start()] + self.stream[found.start() : end])
        text, bracket, hint = heading.rpartition(" (")
        kind = next(k for mark, k in _KINDS if mark in bracket + hint)
        return Asked(text, kind)

    def question(self) -> list[str]:
        """The question on the screen, from its heading down."""
        lines = self.screen.lines
        head = max(i for i, line in enumerate(lines) if re.search(r"forklarer|hj(?:æ|ae)lp", line))
        return [line for line in lines[head:] if line]

    def pointed(self) -> str:
        """The line of the list that is pointed at."""
        return next((line[3:] for line in self.screen.lines if line[:3] in {" » ", " > "}), "")

    def until(self, true) -> None:
        """Read until something is true of the screen."""
        while not true():
            assert self._reads(), plain(self.stream)

    def sees(self, words: str) -> None:
        """Wait until some words stand on the screen."""
        self.until(lambda: words in " ".join(" ".join(self.screen.lines).split()))

    def _reads(self, patience: int = PATIENCE) -> bool:
        """Read some more; False at the end."""
        try:
            more = self.child.read_nonblocking(1 << 16, patience)
        except pexpect.EOF:
            return False
        self.stream += more
        self.screen.feed(self._decode(more))
        return True

    # What is done

    def press(self, keys: str) -> None:
        """Press keys."""
        self.child.send(keys.encode())

    def give(self, question: Asked, answer: str | None = None) -> None:
        """Answer: what is suggested, a text, or the line of a list that has these words."""
        if answer is None:
            self.press("\n" if self.dumb else ENTER)
        elif self.dumb:
            rows = re.findall(r"^ *(\d+)  (?:\[.\] )?(.*)$", said_lines(self.stream), re.MULTILINE)
            number = next((n for n, row in reversed(rows) if answer in row), None)
            self.press((answer if question.kind == "text" else number or answer) + "\n")
        elif question.kind == "text":
            self.press(CLEAR + answer)
            self.press(ENTER)
        else:
            self.point(answer, search=question.kind == "search")
            self.press(ENTER)

    def point(self, words: str, *, search: bool = False) -> None:
        """Point at the line that has these words."""
        if search:
            self.press(words)
            self.sees(f"{words}_")
            self.until(lambda: words.casefold() in self.pointed().casefold())
        for _ in range(80):
            if words.casefold() in self.pointed().casefold():
                return
            before = self.pointed()
            self.press(DOWN)
            self.until(lambda before=before: self.pointed() not in {"", before})
        raise AssertionError(words)

    def resize(self, columns: int, rows: int) -> Asked | None:
        """Drag the window to another size, and wait for the question in it."""
        self.screen.resized(columns, rows)
        self.child.setwinsize(rows, columns)
        return self.stands()

    # The end

    def ends(self) -> int:
        """Wait for the end; the exit code, or less than nothing for the signal that killed."""
        while self._reads():
            pass
        self.left_calm = calm(self.child.child_fd, self.calm) and self.screen.cursor
        self.child.wait()
        status = self.child.exitstatus
        return -self.child.signalstatus if status is None else status

    def dies(self, how: str) -> int:
        """Leave in one of five ways; the exit code."""
        if how == "window":
            return self._closes_window()
        if how.startswith("ctrl"):
            self._insists({"ctrl-c": "\x03", "ctrl-d": "\x04"}[how])
        else:
            self.child.kill({"kill": 9, "term": 15}[how])
        return self.ends()

    def _insists(self, key: str) -> None:
        """Press a key, and once more where a library's callback lost it, as a person does."""
        self.press(key)
        try:
            while self._reads(20):
                pass
        except pexpect.TIMEOUT:
            self.press(key)

    def _closes_window(self) -> int:
        self.child.ptyproc.fileobj.close()
        code = os.waitstatus_to_exitcode(os.waitpid(self.child.pid, 0)[1])
        for gone in (self.child, self.child.ptyproc):
            gone.closed = gone.terminated = True
        return code

    def gone(self) -> None:
        """End the program, however far it is."""
        with suppress(OSError, pexpect.ExceptionPexpect):
            if not self.child.closed:
                self.child.close(force=True)


def walk(person: Person, answers: dict[str, list[str]]) -> list[str]:
    """Answer what is asked until the program ends; the questions.

    Args:
        person: Who answers.
        answers: By some words of the question, what is answered the first time it is asked, the
            second time …; after that, and to every other question, what is suggested.
    """
    left = {words: [*given] for words, given in answers.items()}
    asked = []
    while (question := person.stands()) is not None:
        asked.append(question.text)
        person.give(question, following(left, question))
        assert len(asked) < 80, asked
    return asked


def following(left: dict[str, list[str]], question: Asked) -> str | None:
    """The next of the answers to a question."""
    waiting = next((given for words, given in left.items() if words in question.text), None)
    return waiting.pop(0) if waiting else None


def environment_of(home: Path) -> dict[str, str]:
    """The environment of a person with an empty home of their own."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if k not in _UNSET}
    own = {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "TMPDIR": str(home / "tmp")}
    (home / "tmp").mkdir(exist_ok=True)
    return {**kept, **own, "LANG": "C.UTF-8"}


def calm(terminal: int, before: list) -> bool:
    """Whether a terminal is as it was: lines are edited, keys are echoed."""
    return termios.tcgetattr(terminal)[:4] == before[:4]


def said_lines(stream: bytes) -> str:
    """What was written, line by line, without what steers the screen."""
    text = stream.decode("utf-8", "replace").replace("\r", "")
    return re.sub(r"\x1b(?:\[[\d;?]*[@-~]|[^\[])", "", text)


def plain(stream: bytes) -> str:
    """What was written, blanks folded."""
    return " ".join(said_lines(stream).split())
