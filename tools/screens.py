"""Write the documentation's screens: the program as it stands in a terminal of 80 × 24."""  # noqa: INP001 - a script

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "facilitator.md")
COLUMNS, ROWS = 80, 24
PATIENCE = 240  # seconds until the next question has to stand there
PROGRAM = (sys.executable, "-m", "klyngepakke")
HERE = "/home/dig/klynge"  # what the pages call the folder in which the screens are made

_HINT = re.compile(r"\((?:piletaster|mellemrum|skriv|\?) ")  # stands after every question
_GLANCE, _REST = 0.05, 0.3  # seconds between two looks
_MARKED = re.compile(r"(<!-- skærm: (\w+) -->\n).*?(<!-- slut -->\n)", re.DOTALL)

# What is answered to each question: nothing takes what is suggested, » chooses a line. Whether
# the day is the right one is only asked from some year on.
_FIRST: Final = {
    "Hvad vil du?": "",
    "Hvad hedder klyngen?": "Klyngen ved fjorden",
    "Hvad skal mødet handle om?": "",
    "Hvilken dag mødes I?": "4/3-2027",
    "Skal det være den dag?": "» Ja",
    "Er det rigtigt?": "» Ja",
    "Fra og til hvornår har I lokalet?": "16.30–19.45",
    "Hvor mødes I?": "Kulturhuset, sal 2",
    "Hvor mange læger kommer, og fra hvor mange klinikker?": "29 fra 15 klinikker",
    "Hvor mange af dem er alene i deres klinik?": "8",
    "Spiser I undervejs?": "» Ja",
    "Fra og til hvornår spiser I?": "",
    "Hvilket telefonnummer har Kollegialt Netværk for Læger?": "",
}
_FEWER: Final = {
    "Hvad vil du?": "» Åbn et møde",
    "Hvilket møde?": "» Et møde i en anden mappe",
    "Hvilken mappe ligger mødet i?": "2027-06-03-generalforsamling",
    "Hvor mange læger kommer, og fra hvor mange klinikker?": "26",
}
# Slides take the longest to make, and are not what the screen is about.
_MEETING: Final = """\
id: k7m2q9
titel: Generalforsamling
klynge: {navn: Klyngen ved fjorden}
dage:
  - {dato: 2027-06-03, start: 16.30, slut: 17.30, sted: "Kulturhuset, sal 2"}
deltagere: {antal: 29, solo: 8}
pakker:
  generalforsamling: {}
program:
  - {slags: velkomst, fra: generalforsamling}
  - {blok: generalforsamling/aaret}
  - {blok: generalforsamling/beslutninger}
  - {slags: afslutning, fra: generalforsamling}
ret:
  ark/slides: udelad
"""


def main() -> None:
    """Make every screen anew, and put each where it belongs."""
    screens = {**first_meeting(), **rebuilt()}
    for page in PAGES:
        page.write_text(with_screens(page.read_text("utf-8"), screens), "utf-8")


# --- The screens ---------------------------------------------------------------------------


def first_meeting() -> Mapping[str, str]:
    """A cluster's first meeting: which pack, the evening, and the review."""
    with _folder() as folder, _terminal(folder) as terminal:
        pack, evening, review = "Hvad skal mødet handle om?", "Passer aftenen?", "Er alt"
        terminal.answer(_FIRST, pack)
        screens = {"pakke": terminal.screen(pack)}
        terminal.answer(_FIRST, evening)
        screens["aften"] = terminal.screen("Aftenen ·")
        terminal.answer({evening: ""}, review)
        return {**screens, "gennemsyn": terminal.screen(review)}


def rebuilt() -> Mapping[str, str]:
    """The end, where a meeting is built again after three have cancelled."""
    with _folder() as folder:
        name = _FEWER["Hvilken mappe ligger mødet i?"]
        (folder / name).mkdir()
        (folder / name / "moede.yaml").write_text(_MEETING, "utf-8")
        _run(folder, "byg", name)
        with _terminal(folder) as terminal:
            terminal.answer(_FEWER, "Er alt")
            terminal.answer({"Er alt": "» Deltagere"}, "Hvor mange læger kommer")
            terminal.answer(_FEWER, "Er alt")
            terminal.answer({"Er alt": "» Byg mødemappen"}, "Hvad nu?")
            return {"slut": terminal.screen("I alt ").replace(str(folder), HERE)}


def _run(folder: Path, *words: str) -> None:
    line = [*PROGRAM, *words]
    env = _environment(folder)
    subprocess.run(line, cwd=folder, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder whose path is as short everywhere, so that lines break where they did."""
    with tempfile.TemporaryDirectory(prefix="kp-", dir="/tmp") as folder:
        yield Path(folder)


def _environment(folder: Path) -> Mapping[str, str]:
    """Where programs are; else the same everywhere, and nothing of the person's own is touched."""
    found = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {
        **found,
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / ".state"),
        "TMUX_TMPDIR": str(folder),
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
    }


# --- On a page -----------------------------------------------------------------------------


def with_screens(text: str, screens: Mapping[str, str]) -> str:
    """A page with the screens that it shows, between its marks."""

    def block(found: re.Match[str]) -> str:
        return f"{found[1]}```text\n{screens[found[2]]}\n```\n{found[3]}"

    return _MARKED.sub(block, text)


def shown(text: str) -> Mapping[str, str]:
    """The screens of a page by name, as they stand there."""
    return {
        found[2]: found[0].partition("```text\n")[2].partition("\n```")[0]
        for found in _MARKED.finditer(text)
    }


# --- A terminal ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Terminal:
    """The program in a terminal of its own, and a hand that answers."""

    env: Mapping[str, str]

    def tmux(self, *words: str) -> str:
        """What tmux says to a command."""
        done = subprocess.run(  # noqa: S603 - a terminal of our own
            ["tmux", "-u", "-f", os.devnull, *words],  # noqa: S607 - it is where it is installed
            env=self.env,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return done.stdout

    def text(self) -> str:
        """What stands there, without blanks at the ends of the lines."""
        lines = self.tmux("capture-pane", "-p").split("\n")
        return "\n".join(line.rstrip() for line in lines).rstrip()

    def answer(self, answers: Mapping[str, str], until: str) -> None:
        """Answer one question after another, until one that is left standing.

        Args:
            answers: By how the question begins.
            until: How the one begins that is not answered.
        """
        last = ""
        while (question := self._next((*answers, until), last)) != until:
            self._give(answers[question])
            last = question

    def screen(self, start: str) -> str:
        """What stands there when it has come to rest, from the last line that begins so."""
        before, now = "", self.text()
        while before != now:
            time.sleep(_REST)
            before, now = now, self.text()
        lines = now.split("\n")
        first = max(i for i, line in enumerate(lines) if line.startswith(start))
        return "\n".join(lines[first:])

    def _next(self, questions: Collection[str], last: str) -> str:
        """The question that stands there, as soon as it is one of these and not the last one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = self.text()
            found = [q for q in questions if q != last and _stands(text, q)]
            if found:
                return found[0]
            time.sleep(_GLANCE)
        raise TimeoutError(self.text())

    def _give(self, answer: str) -> None:
        if answer.startswith("»"):
            self._point(answer)
        elif answer:
            self.tmux("send-keys", "C-a", "C-k")
            self.tmux("send-keys", "-l", answer)
        self.tmux("send-keys", "Enter")

    def _point(self, line: str) -> None:
        for _ in range(ROWS):
            if f"\n {line}" in self.text():
                return
            self.tmux("send-keys", "Down")
            time.sleep(_GLANCE)
        raise LookupError(self.text())


def _stands(text: str, question: str) -> bool:
    """Whether the last thing that is asked begins so; what is answered stands behind a dot."""
    flat = " ".join(text.split())
    hints = [found.start() for found in _HINT.finditer(flat)]
    at = flat.rfind(question, 0, hints[-1]) if hints else -1
    return at >= 0 and "· " not in flat[max(0, at - 2) : hints[-1]]


@contextmanager
def _terminal(folder: Path) -> Iterator[_Terminal]:
    """Start the program in a folder; it goes when this is left."""
    size = ("-x", str(COLUMNS), "-y", str(ROWS))
    terminal = _Terminal(_environment(folder))
    terminal.tmux("new-session", "-d", *size, "-c", str(folder), *PROGRAM)
    try:
        yield terminal
    finally:
        terminal.tmux("kill-server")


if __name__ == "__main__":
    main()
