"""The keys: what each does to a text or a list, and what is made of what was typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from questionary import Choice
    from questionary.prompts.common import InquirerControl

Act = Literal["given", "back", "help", "again"]
"""What the person did with a question; `again` shows it once more as it is now."""

BACK_ROW: Final = "<"
"""The id of the last line of a list, ”← Tilbage”; no choice has it."""

# Zero-width spaces come along when one copies from the web, and mean nothing.
_NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff]")
# What no file of ours may hold: controls, marks of direction, halves of characters.
_STRANGE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2061-\u2069\ufff9-\uffff\ud800-\uf8ff]"
)


def tidy(typed: str) -> str:
    """A typed or pasted text as one line: single spaces, whole letters, nothing at the ends."""
    # Where the terminal is said to know ASCII only, æ arrives as two halves.
    whole = typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(unicodedata.normalize("NFC", _NOTHING.sub("", whole)).split())


def refusal(text: str) -> str:
    """Why a tidy text cannot be given, whatever is asked: "" or a sentence."""
    found = _STRANGE.search(text)
    if not found:
        return ""
    code = f"U+{ord(found[0]):04X}"
    return f"Der er et styretegn i teksten ({code}), som ikke kan ses. Slet det, og skriv igen."


def matches(query: str, *texts: str) -> bool:
    """Whether every word of the query stands somewhere in the texts."""
    where = unicodedata.normalize("NFC", " ".join(texts)).casefold()
    return all(word in where for word in unicodedata.normalize("NFC", query).casefold().split())


def _rank(query: str, title: str) -> int:
    """How well a title is found: where a word of it begins so, before where it stands inside."""
    sought = unicodedata.normalize("NFC", query).casefold().split()
    words = unicodedata.normalize("NFC", title).casefold().split()
    if all(any(word.startswith(part) for word in words) for part in sought):
        return 0
    return 1 if matches(query, title) else 2


@dataclass
class Listing:
    """A list while it is shown: the library's control, and what is searched for."""

    control: InquirerControl
    rows: tuple[Choice, ...]
    query: str = ""

    @property
    def pointed(self) -> Choice | None:
        """The line pointed at; None where nothing is found."""
        return self.control.choices[self.control.pointed_at] if self.control.choices else None

    def point(self, place: int) -> None:
        """Point at a line; at the nearest one there is."""
        self.control.pointed_at = max(0, min(place, len(self.control.choices) - 1))

    def step(self, by: int) -> None:
        """Point a line further on; from the last one to the first."""
        self.point((self.control.pointed_at + by) % max(1, len(self.control.choices)))

    def narrow(self, query: str) -> None:
        """Show only the lines that a query finds, by their titles first; the way back is no find."""
        self.query = query.lstrip()
        found = [
            row
            for row in self.rows
            if not self.query
            or (
                row.value != BACK_ROW
                and matches(self.query, str(row.title), row.description or "", str(row.value))
            )
        ]
        self.control.choices = sorted(found, key=lambda row: _rank(self.query, str(row.title)))
        self.point(0)

    def tick(self) -> None:
        """Tick the line pointed at, or take the tick away."""
        ticked, row = self.control.selected_options, self.pointed
        if row is None or row.value == BACK_ROW:
            return
        if row.value in ticked:
            ticked.remove(row.value)
        else:
            ticked.append(row.value)


def bind_ways_out(keys: KeyBindings) -> None:
    """Ctrl-C and the signal leave; F1 and Esc explain and go back, in a text and in a list."""

    @keys.add("c-c", eager=True)
    @keys.add("<sigint>", eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @keys.add("f1", eager=True)
    def _(event: KeyPressEvent) -> None:
        event.app.exit(result="help")

    @keys.add("escape", eager=True)
    def _(event: KeyPressEvent) -> None:
        # Alt with a letter, and keys nobody knows, arrive as Esc with more right behind it.
        waiting = event.key_processor.input_queue
        if waiting:
            waiting.clear()
        else:
            event.app.exit(result="back")


def bind_text(
    keys: KeyBindings, buffer: Buffer, untouched: Callable[[], bool], may_give: Callable[[], bool]
) -> None:
    """The keys of a text.

    Args:
        keys: Where they are bound.
        buffer: Holds the text.
        untouched: Whether the text is as it was; `<` and `?` are then no letters.
        may_give: Whether the text can be given; called when Enter is pressed.
    """

    def letter_or(letter: str, act: Act) -> None:
        @keys.add(letter, eager=True)
        def _(event: KeyPressEvent) -> None:
            if untouched():
                event.app.exit(result=act)
            else:
                buffer.insert_text(letter)

    replacing = _bind_suggestion(keys, buffer, untouched)
    letter_or("<", "back")
    letter_or("?", "help")
    _bind_edits(keys, buffer, untouched, replacing)

    @keys.add("enter", eager=True)
    @keys.add("c-j", eager=True)
    def _(event: KeyPressEvent) -> None:
        # More keys in the same breath: a paste with line breaks, in a terminal that does not
        # say that it is one. Its lines become one text instead of answers to what comes next.
        if event.key_processor.input_queue:
            buffer.insert_text(" ")
        elif may_give():
            event.app.exit(result="given")


def _bind_suggestion(
    keys: KeyBindings, buffer: Buffer, untouched: Callable[[], bool]
) -> Callable[[str], None]:
    """What is typed or pasted takes the suggestion's place; who moves into it edits it instead.

    Returns:
        Puts a text in, in the suggestion's place where it still stands there.
    """
    from prompt_toolkit.filters import Condition  # noqa: PLC0415 - heavy

    moved = False

    def stands() -> bool:
        return not moved and bool(buffer.text) and untouched()

    def move(_: object) -> None:
        nonlocal moved
        moved = True

    def put(text: str) -> None:
        if stands() and text.strip():
            buffer.text = ""
        buffer.insert_text(text)

    buffer.on_cursor_position_changed += move
    for key in ("right", "end", "c-e"):  # they do not move at the end of the text
        keys.add(key, filter=Condition(stands))(move)

    # Not eager, or no key that means something would get past.
    @keys.add("<any>", filter=Condition(stands))
    def _(event: KeyPressEvent) -> None:
        put(event.data)

    return put


def _bind_edits(
    keys: KeyBindings,
    buffer: Buffer,
    untouched: Callable[[], bool],
    put: Callable[[str], None],
) -> None:
    """What is typed or pasted stays one line; Ctrl-D leaves while there is nothing to delete."""

    @keys.add("tab", eager=True)
    def _(_event: KeyPressEvent) -> None:
        buffer.insert_text(" ")

    @keys.add("<bracketed-paste>", eager=True)
    def _(event: KeyPressEvent) -> None:
        put(re.sub(r"\s+", " ", event.data))

    @keys.add("c-d", eager=True)
    def _(event: KeyPressEvent) -> None:
        if untouched():
            event.app.exit(exception=EOFError)
        else:
            buffer.delete()


def bind_list(keys: KeyBindings, listing: Listing, *, many: bool, search: bool) -> None:
    """The keys of a list; with `search` letters narrow it, with `many` space ticks."""

    def act(key: str, does: Callable[[KeyPressEvent], Any]) -> None:
        keys.add(key, eager=True)(does)

    def page(event: KeyPressEvent) -> int:
        return max(1, event.app.output.get_size().rows - 4)

    def give(event: KeyPressEvent) -> None:
        # As in a text: no pasted line break chooses for anyone.
        if listing.pointed and not event.key_processor.input_queue:
            event.app.exit(result="back" if listing.pointed.value == BACK_ROW else "given")

    def typed(event: KeyPressEvent) -> None:
        letters = tidy(event.data) if len(event.data) > 1 else event.data
        if search and letters.isprintable():
            listing.narrow(listing.query + letters)
        elif many and letters == " ":
            listing.tick()
        elif letters in "123456789" and not search:
            listing.point(int(letters) - 1)

    act("up", lambda _: listing.step(-1))
    act("down", lambda _: listing.step(1))
    act("home", lambda _: listing.point(0))
    act("end", lambda _: listing.point(len(listing.rows)))
    act("pageup", lambda event: listing.point(listing.control.pointed_at - page(event)))
    act("pagedown", lambda event: listing.point(listing.control.pointed_at + page(event)))
    act("enter", give)
    act("c-j", give)
    act("<", lambda event: event.app.exit(result="back"))
    act("?", lambda event: event.app.exit(result="help"))
    act("c-d", lambda event: event.app.exit(exception=EOFError))
    act("<any>", typed)
    act("<bracketed-paste>", typed if search else lambda _: None)
    act("backspace", lambda _: listing.narrow(listing.query[:-1]) if listing.query else None)
