"""The prompts: a question is put to the person at the terminal, and the answer comes back.

Where keys arrive one by one, questionary asks, and every word on the screen is ours. Where the
terminal can do nothing (`TERM=dumb`), the same questions are asked line by line.
"""

from __future__ import annotations

import errno
import io
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from klyngepakke.wizard._keys import (
    BACK_ROW,
    Act,
    Listing,
    bind_list,
    bind_text,
    bind_ways_out,
    matches,
    refusal,
    tidy,
)
from klyngepakke.wizard.question import BACK, Answer, Ask, Back, Choice, Question, Verdict

if TYPE_CHECKING:
    from prompt_toolkit import Application
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.layout import AnyContainer

Say = Callable[[str], None]

_NARROW: Final = 60
_MEASURE: Final = 90  # columns; longer lines are hard to read
_ESCAPE_SECONDS: Final = 0.05  # how long Esc waits for the rest of an arrow key

_SPELT: Final = {"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa", "…": "..."} | (
    dict(zip("”“„’‘–—−»«→←·×", '"""\'\'---><><-x', strict=True))
)
_STYLE: Final = [
    ("question", "bold"),
    ("pointer", "bold ansicyan"),
    ("highlighted", "bold"),
    ("error", "bold"),
]
_HOW: Final = {  # in full, and where there are few columns
    "one": ("(piletaster vælger, Enter går videre, ? forklarer)", "(pile, Enter, ? hjælp)"),
    "many": ("(mellemrum vælger, Enter går videre, ? forklarer)", "(mellemrum, Enter, ? hjælp)"),
    "search": ("(skriv for at søge, Enter går videre, ? forklarer)", "(skriv, Enter, ? hjælp)"),
}
_TYPED: Final = {
    "one": "Skriv linjens nummer, eller tryk Enter for {at}.",
    "many": "Skriv numre for at sætte eller fjerne krydser. Enter går videre.",
    "search": "Skriv et nummer eller et ord at søge efter, eller tryk Enter for {at}.",
}
_MARKS: Final[dict[str, Act]] = {"<": "back", "?": "help"}
_NOTHING: Final = "Intet passer. Slet et bogstav."
_FIRST: Final = "Det er det første spørgsmål, så der er intet at gå tilbage til."
_YES_NO: Final = (Choice("nej", "Nej, jeg vil rette det"), Choice("ja", "Ja"))


def ready() -> bool:
    """Whether there is a person at a terminal to ask."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def by_keys() -> bool:
    """Whether a question hears every key; else it hears a line, at Enter."""
    from prompt_toolkit.utils import is_dumb_terminal  # noqa: PLC0415 - heavy

    return not is_dumb_terminal()


def interrupt() -> None:
    """End the question that is being asked as Ctrl-C does; for the handler of a signal.

    Raises:
        KeyboardInterrupt: Nothing is being asked key by key.
    """
    from prompt_toolkit.application import get_app_or_none  # noqa: PLC0415 - heavy

    app = get_app_or_none()
    if app is None or app.loop is None or app.is_done:
        raise KeyboardInterrupt

    def leave() -> None:
        if not app.is_done:  # a window that closes may signal twice
            app.exit(exception=KeyboardInterrupt())

    # The loop waits for keys; only a call from outside wakes it, and it must mend the terminal.
    app.loop.call_soon_threadsafe(leave)


def prompter(say: Say) -> Ask:
    """A function that puts questions to the person at the terminal.

    Args:
        say: Shows one line that stays on the screen: help, what was answered.

    Returns:
        `ask(question)`, which gives the answer or `BACK`. Ctrl-C goes out as
        `KeyboardInterrupt`, Ctrl-D and a closed input as `EOFError`.
    """

    def ask(question: Question) -> Answer | Back:
        with _terminal():
            return _Asking(question, say, _by_keys if by_keys() else _by_line).outcome()

    return ask


@contextmanager
def _terminal() -> Iterator[None]:
    """Take a terminal that is gone, and can neither be read nor written, for the end of its input.

    Raises:
        EOFError: It is gone.
    """
    try:
        yield
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        raise EOFError from error


# --- The screen --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Screen:
    """How much there is room for, in columns and rows, and which letters can be written."""

    columns: int
    rows: int
    encoding: str

    def spelt(self, text: str) -> str:
        """The text in letters that can be written here."""
        return "".join(char if self._can(char) else self._near(char) for char in text)

    def _can(self, char: str) -> bool:
        with suppress(UnicodeEncodeError):
            return bool(char.encode(self.encoding))
        return False

    def _near(self, char: str) -> str:
        plain = _SPELT.get(char) or unicodedata.normalize("NFKD", char)
        return "".join(c for c in plain if self._can(c)) or "?"

    def clipped(self, text: str, taken: int = 0) -> str:
        """As much of one line as there is room for beside what is taken."""
        from prompt_toolkit.utils import get_cwidth  # noqa: PLC0415 - heavy

        whole, end, room = self.spelt(text), self.spelt("…"), self.columns - taken
        if get_cwidth(whole) <= room:
            return whole
        while whole and get_cwidth(whole + end) > room:
            whole = whole[:-1]
        return whole.rstrip() + end

    def wrapped(self, text: str, start: str = "  ", then: str = "  ") -> list[str]:
        """The text in lines that break between words."""
        return textwrap.wrap(
            " ".join(self.spelt(text).split()),
            max(10, min(_MEASURE, self.columns - 1)),
            initial_indent=self.spelt(start),
            subsequent_indent=then,
            break_on_hyphens=False,
        )


def _screen() -> _Screen:
    from prompt_toolkit.application import get_app_session  # noqa: PLC0415 - heavy

    output = get_app_session().output
    size = output.get_size()
    return _Screen(size.columns, size.rows, output.encoding() or "ascii")


# --- One question ------------------------------------------------------------------------


@dataclass(frozen=True)
class _State:
    """What is typed, pointed at, ticked and searched for; kept while help is read."""

    text: str
    at: str
    ticked: tuple[str, ...]
    query: str = ""


Show = Callable[[Question, _State, Say], tuple[Act, _State]]


def _begun(question: Question) -> _State:
    ids = [choice.id for choice in question.choices]
    at = question.default if question.default in ids else (ids or [""])[0]
    return _State(question.default, at, tuple(c.id for c in question.choices if c.ticked))


def _verdict(question: Question, text: str) -> Verdict:
    refused = refusal(text)
    return Verdict(error=refused) if refused else question.check(text)


@dataclass(frozen=True)
class _Asking:
    """A question on its way to an answer."""

    question: Question
    say: Say
    show: Show

    def outcome(self) -> Answer | Back:
        """The answer, or the wish to go back; help is given on the way."""
        for line in self.question.above:
            self._lay(line)
        state = _begun(self.question)
        while True:
            act, state = self.shown(self.question, state)
            if act == "back" and not self.question.first:
                return BACK
            if act == "back":
                self.tell(_FIRST)
            elif act == "given" and (given := self.given(state)) is not None:
                return given

    def shown(self, question: Question, state: _State) -> tuple[Act, _State]:
        """Show the question until something other than help is wanted."""
        while True:
            _forget_typed_ahead()
            act, state = self.show(question, state, self.say)
            if act != "help":
                return act, state
            self.tell(question.help)

    def given(self, state: _State) -> Answer | None:
        """The answer, told in the scrollback; None where it has to be asked once more."""
        if self.question.kind == "text":
            verdict = self.question.check(state.text)
            if verdict.doubt and not self.sure(verdict.doubt):
                return None
            self.echo(state.text)
            if verdict.note:
                self.tell(verdict.note)
            return state.text
        chosen = state.ticked if self.question.kind == "many" else (state.at,)
        titles = [choice.title for choice in self.question.choices if choice.id in chosen]
        if self.question.kind == "one":
            self.say(_screen().clipped(f"· {self.question.text} {' '.join(titles[0].split())}"))
        else:
            self.echo(", ".join(titles) or "intet valgt")
        return state.ticked if self.question.kind == "many" else state.at

    def sure(self, doubt: str) -> bool:
        """Whether the person stands by a text there is doubt about; to go back is no."""
        id_, help_ = self.question.id, self.question.help
        asked = Question(id_, "one", doubt, help_, default="nej", choices=_YES_NO, first=True)
        act: Act = "again"
        while act == "again":
            act, state = self.shown(asked, _begun(asked))
        return act == "given" and state.at == "ja"

    def _lay(self, line: str) -> None:
        """Say a line as it stands; one that is too long goes on below where its words begin."""
        screen = _screen()
        if screen.clipped(line) == screen.spelt(line):
            self.say(screen.spelt(line))
            return
        begins = " " * (len(line) - len(line.lstrip(" ")))
        for part in screen.wrapped(line, begins, begins):
            self.say(part)

    def echo(self, answer: str) -> None:
        """Say what was asked and answered, so that the scrollback tells the story."""
        self.tell(f"{self.question.text} {answer}", "· ")

    def tell(self, text: str, start: str = "  ") -> None:
        """Say a text of any length."""
        for line in _screen().wrapped(text, start):
            self.say(line)


def _forget_typed_ahead() -> None:
    """Throw away what was typed before the question stood there.

    A paste with line breaks would else answer the questions that follow, one a line. Who types
    ahead loses a few keys, and sees that they are not there.
    """
    from prompt_toolkit.application import get_app_session  # noqa: PLC0415 - heavy
    from prompt_toolkit.input.typeahead import clear_typeahead  # noqa: PLC0415 - heavy

    source = get_app_session().input
    clear_typeahead(source)
    try:
        import termios  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    with suppress(termios.error, OSError, NotImplementedError):  # a pipe has no such queue
        termios.tcflush(source.fileno(), termios.TCIFLUSH)


# --- Key by key --------------------------------------------------------------------------


def _by_keys(question: Question, state: _State, say: Say) -> tuple[Act, _State]:
    del say
    return (_type if question.kind == "text" else _choose)(question, state)


def _type(question: Question, state: _State) -> tuple[Act, _State]:
    """Have a text typed."""
    import questionary  # noqa: PLC0415 - heavy
    from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings  # noqa: PLC0415 - heavy
    from prompt_toolkit.layout import BufferControl, Window  # noqa: PLC0415 - heavy

    prompt = questionary.text("", default=state.text)
    app, buffer = prompt.application, prompt.application.current_buffer
    tried = False

    def untouched() -> bool:
        return tidy(buffer.text) in {"", tidy(question.default)}

    def may_give() -> bool:
        nonlocal tried
        tried = True
        text = tidy(buffer.text)
        return text in _MARKS or not _verdict(question, text).error

    def thought() -> StyleAndTextTuples:
        verdict = _verdict(question, tidy(buffer.text))
        if verdict.error and (tried or not untouched()):
            return _lines("class:error", _screen().wrapped(verdict.error, "! "))
        return _lines("", _screen().wrapped(verdict.note))

    field = Window(
        BufferControl(buffer),
        wrap_lines=True,
        dont_extend_height=True,
        get_line_prefix=lambda _line, wrap: "  " if wrap else "> ",
    )
    keys = KeyBindings()
    bind_ways_out(keys)
    bind_text(keys, buffer, untouched, may_give)
    theirs = app.key_bindings
    _dress(app, [_heading(question, "text"), field, _told(thought)], keys)
    app.key_bindings = merge_key_bindings([theirs, keys] if theirs else [keys])
    act = prompt.unsafe_ask()
    text = tidy(buffer.text)
    if act == "given" and text in _MARKS:
        return _MARKS[text], _begun(question)
    return act, replace(state, text=text)


def _choose(question: Question, state: _State) -> tuple[Act, _State]:
    """Have one line chosen, or any number ticked."""
    from prompt_toolkit.key_binding import KeyBindings  # noqa: PLC0415 - heavy
    from prompt_toolkit.layout import Dimension, ScrollOffsets, Window  # noqa: PLC0415 - heavy

    many, search = question.kind == "many", question.search and question.kind == "one"
    prompt, listing = _listed(question, state)
    listing.control.text = lambda: _rows(listing, many=many)

    def position() -> str:
        count, fits = len(listing.control.choices), _screen().rows - 4
        return f"  {listing.control.pointed_at + 1}/{count}" if count > fits else ""

    def note() -> StyleAndTextTuples:
        row = listing.pointed
        return _lines("", _screen().wrapped((row.description or "") if row else _NOTHING)[:3])

    def sought() -> StyleAndTextTuples:
        return [("", _screen().clipped(f"Søg: {listing.query}_{position()}"))] if search else []

    field = Window(
        listing.control,
        height=lambda: Dimension(
            min=min(3, len(listing.control.choices)), preferred=len(listing.control.choices)
        ),
        dont_extend_height=True,
        always_hide_cursor=True,
        scroll_offsets=ScrollOffsets(top=1, bottom=1),
    )
    keys = KeyBindings()
    bind_ways_out(keys)
    bind_list(keys, listing, many=many, search=search)
    top = _heading(question, "search" if search else question.kind, str if search else position)
    _dress(prompt.application, [top, _told(sought), field, _told(note)], keys)
    act = prompt.unsafe_ask()
    return act, _left(listing, state)


def _listed(question: Question, state: _State) -> tuple[Any, Listing]:
    """The library's prompt for a list, and the list in it, as the state has it."""
    import questionary  # noqa: PLC0415 - heavy
    from questionary.prompts.common import InquirerControl  # noqa: PLC0415 - heavy

    rows = [
        questionary.Choice(c.title, c.id, checked=c.id in state.ticked, description=c.note)
        for c in question.choices
    ]
    if not question.first:
        rows.append(questionary.Choice("← Tilbage", BACK_ROW))
    at = next(row for row in rows if row.value == state.at)
    if question.kind == "many":
        prompt = questionary.checkbox("", rows, initial_choice=at)
    else:
        prompt = questionary.select("", rows, default=at, use_jk_keys=False)
    windows = prompt.application.layout.find_all_windows()
    control = next(w.content for w in windows if isinstance(w.content, InquirerControl))
    listing = Listing(control, tuple(rows))
    if state.query:
        listing.narrow(state.query)
        listing.point(control.choices.index(at) if at in control.choices else 0)
    return prompt, listing


def _left(listing: Listing, before: _State) -> _State:
    """How the person left a list; what is ticked stands in the order of the lines."""
    selected = listing.control.selected_options
    ticked = tuple(str(row.value) for row in listing.rows if row.value in selected)
    at = str(listing.pointed.value) if listing.pointed else before.at
    return replace(before, at=at, ticked=ticked, query=listing.query)


def _rows(listing: Listing, *, many: bool) -> StyleAndTextTuples:
    """The lines of a list, each clipped to the screen, the one pointed at in bold."""
    screen, shown = _screen(), []
    for row in listing.control.choices:
        here = row is listing.pointed
        mark = screen.spelt(" » " if here else "   ")
        box = "[x] " if row.value in listing.control.selected_options else "[ ] "
        box = box if many and row.value != BACK_ROW else ""
        title = box + screen.clipped(str(row.title), len(mark + box) + 1)
        shown += [("class:pointer" if here else "", mark)]
        shown += [("[SetCursorPosition]", "")] if here else []
        shown += [("class:highlighted" if here else "", title + "\n")]
    return [*shown[:-1], (shown[-1][0], shown[-1][1].rstrip("\n"))] if shown else []


def _ways(question: Question) -> tuple[str, str]:
    """How to get help and go back, where nothing else on the screen says it."""
    if question.first:
        return "(? forklarer)", "(? hjælp)"
    return "(? forklarer, < går tilbage)", "(? hjælp, < tilbage)"


def _lines(style: str, lines: list[str]) -> StyleAndTextTuples:
    return [(style, "\n".join(lines))] if lines else []


def _heading(question: Question, kind: str, more: Callable[[], str] = str) -> AnyContainer:
    """The question in bold, with how to answer it, broken anew when the window is resized."""

    def shown() -> StyleAndTextTuples:
        screen = _screen()
        narrow = screen.columns <= _NARROW
        how = (_ways(question) if kind == "text" else _HOW[kind])[narrow] + more()
        whole = "\n".join(screen.wrapped(f"{question.text} {how}", "", ""))
        bold = len(" ".join(screen.spelt(question.text).split()))  # a break stands for a space
        return [("class:question", whole[:bold]), ("", whole[bold:])]

    return _told(shown)


def _told(shown: Callable[[], StyleAndTextTuples]) -> AnyContainer:
    """Some lines of text that take no room when there are none."""
    from prompt_toolkit.filters import Condition  # noqa: PLC0415 - heavy
    from prompt_toolkit.layout import (  # noqa: PLC0415 - heavy
        ConditionalContainer,
        FormattedTextControl,
        Window,
    )

    window = Window(FormattedTextControl(shown), dont_extend_height=True, wrap_lines=True)
    return ConditionalContainer(window, Condition(lambda: bool(shown())))


def _dress(app: Application[Any], parts: list[AnyContainer], keys: KeyBindings) -> None:
    """Give a prompt of the library our words, keys and colours."""
    from prompt_toolkit.layout import HSplit, Layout, VerticalAlign, Window  # noqa: PLC0415 - heavy
    from prompt_toolkit.renderer import CPR_Support  # noqa: PLC0415 - heavy
    from prompt_toolkit.styles import Style  # noqa: PLC0415 - heavy

    # Where the window is a few rows high, the library would say so in English.
    app.layout = Layout(HSplit(parts, window_too_small=Window(), align=VerticalAlign.TOP))
    app.key_bindings = keys
    app.style = Style(_STYLE)
    app.erase_when_done = True
    app.ttimeoutlen = _ESCAPE_SECONDS
    # Not asked where the cursor is: the answer can end up in a text, and terminals that give
    # none are waited for, and told of in English.
    app.renderer.cpr_support = CPR_Support.NOT_SUPPORTED


# --- Line by line ------------------------------------------------------------------------


def _by_line(question: Question, state: _State, say: Say) -> tuple[Act, _State]:
    return (_read_text if question.kind == "text" else _read_numbers)(question, state, say)


def _read(say: Say, *lines: str) -> str:
    """Show some lines and read one."""
    for line in lines:
        for part in _screen().wrapped(line, "", ""):
            say(part)
    if isinstance(sys.stdin, io.TextIOWrapper):  # no letter of any keyboard ends in a traceback
        sys.stdin.reconfigure(errors="surrogateescape")
    return tidy(input("> "))


def _read_text(question: Question, state: _State, say: Say) -> tuple[Act, _State]:
    """Have a text written; Enter alone takes what is suggested."""
    none = " En bindestreg (-) svarer intet." if not question.check("").error else ""
    offer = [f"Enter alene svarer: {state.text}.{none}"] if state.text else []
    typed = _read(say, f"{question.text} {_ways(question)[0]}", *offer)
    if typed in _MARKS:
        return _MARKS[typed], state
    text = "" if typed == "-" and offer and none else typed or state.text
    if error := _verdict(question, text).error:
        return _complain(say, error, state)
    return "given", replace(state, text=text)


def _read_numbers(question: Question, state: _State, say: Say) -> tuple[Act, _State]:
    """Have a line chosen by its number, or numbers ticked; words narrow a list with `search`."""
    many, search = question.kind == "many", question.search and question.kind == "one"
    found = [c for c in question.choices if matches(state.query, c.title, c.note)]
    ids = [choice.id for choice in found]
    at = ids.index(state.at) if state.at in ids else 0
    say(_screen().clipped(question.text))
    for number, choice in enumerate(found, 1):
        box = ("[x] " if choice.id in state.ticked else "[ ] ") if many else ""
        say(_screen().clipped(f"{number:>3}  {box}{choice.title}"))
    hint = _TYPED["search" if search else question.kind].format(at=at + 1)
    typed = _read(say, hint, _ways(question)[0])
    if typed in _MARKS:
        return _MARKS[typed], state
    if not typed:
        return "given", replace(state, at=ids[at])
    numbers = [int(word) - 1 for word in typed.split() if word.isdecimal()]
    meant = [ids[n] for n in numbers if 0 <= n < len(ids)]
    if len(meant) == len(typed.split()) and (many or len(meant) == 1):
        return (
            ("again", _toggled(question, state, meant))
            if many
            else ("given", replace(state, at=meant[0]))
        )
    if not search:
        return _complain(say, f"Skriv et tal fra 1 til {len(ids)}.", state)
    if not any(matches(typed, c.title, c.note) for c in question.choices):
        return _complain(say, f"Intet passer på ”{typed}”.", replace(state, query=""))
    return "again", replace(state, query=typed)


def _toggled(question: Question, state: _State, meant: list[str]) -> _State:
    """The ticks after some were set and some taken away, in the order of the lines."""
    ids = [choice.id for choice in question.choices]
    return replace(state, ticked=tuple(i for i in ids if (i in state.ticked) != (i in meant)))


def _complain(say: Say, text: str, state: _State) -> tuple[Act, _State]:
    """Say what is wrong, and ask again."""
    for line in _screen().wrapped(text, "! "):
        say(line)
    return "again", state
