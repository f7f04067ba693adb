"""Workshop: makes what is shown, off the page's own time: HTML at once, paper and advice after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Condition, Thread
from typing import Final, TypeVar

from klyngepakke.content.theme import Theme
from klyngepakke.errors import KlyngepakkeError, Problem
from klyngepakke.lint.report import Report
from klyngepakke.planning.document import Document
from klyngepakke.preview.draft import Draft
from klyngepakke.preview.sample import Wishes
from klyngepakke.preview.state import (
    Html,
    Paper,
    State,
    View,
    changed,
    redrafted,
    wanting,
    with_fault,
    with_html,
    with_paper,
)

T = TypeVar("T")

_QUIET: Final = 1.0  # seconds without a change before advice is asked for

_NOT, _WORDS, _PAPER = range(3)  # how much the lint has looked at


@dataclass(frozen=True)
class Tools:
    """What the workshop makes things with; each may raise a `KlyngepakkeError`.

    Attributes:
        read: Reads the pack, and plans its sample meeting.
        html: A sheet's standalone HTML.
        paper: A sheet as it is printed; its mark is the workshop's to give.
        examine: What the lint says of the pack as it stands; True if it may lay out the sheets.
    """

    read: Callable[[Wishes], Draft]
    html: Callable[[Document, Theme], bytes]
    paper: Callable[[Document, Theme], Paper]
    examine: Callable[[bool], Report]


class Workshop:
    """Three benches with a thread each, and the state that they work on together."""

    def __init__(self, tools: Tools, wishes: Wishes) -> None:
        self._tools = tools
        self._state = State(wishes)
        self._news = Condition()
        self._shown = ""
        self._unread = True
        self._asked = _NOT
        self._closed = False
        self._threads = [
            Thread(target=self._at_work, args=bench, name=f"forhaandsvis-{bench[0].__name__}")
            for bench in (
                (self._make_html, self._wants_html),
                (self._make_paper, self._wants_paper),
                (self._ask_advice, self._wants_advice),
            )
        ]
        for thread in self._threads:
            thread.start()

    @property
    def state(self) -> State:
        """What is shown now."""
        return self._state

    @property
    def closed(self) -> bool:
        """Nothing more is made."""
        return self._closed

    def wait(self, number: int, seconds: float) -> State:
        """The state as soon as it is another than that of a number, or when the time has gone."""
        with self._news:
            self._news.wait_for(lambda: self._closed or self._state.number != number, seconds)
            return self._state

    def reread(self) -> None:
        """Something was saved."""
        with self._news:
            self._unread, self._asked = True, _NOT
            self._news.notify_all()

    def wish(self, wishes: Wishes) -> None:
        """The author wants to see it in another way."""
        with self._news:
            self._unread = True
            self._put(lambda state: replace(state, wishes=wishes))

    def look_at(self, name: str) -> None:
        """The sheet of that id is made before the others from now on."""
        self._shown = name

    def leave(self) -> None:
        """Begin nothing more, and let go of everyone who waits."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def close(self) -> None:
        """Leave the work, and wait until every bench is left."""
        self.leave()
        for thread in self._threads:
            thread.join()

    def _put(self, change: Callable[[State], State]) -> None:
        with self._news:
            self._state = replace(change(self._state), number=self._state.number + 1)
            self._news.notify_all()

    def _at_work(self, work: Callable[[], None], wanted: Callable[[], object]) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._closed or wanted())
                if self._closed:
                    return
            work()

    def _wants_html(self) -> bool:
        return self._unread or self._next(self._state, "wants_html") is not None

    def _make_html(self) -> None:
        if self._unread:
            self._read()
            return
        state = self._state
        view = self._next(state, "wants_html")
        if view is None or state.draft is None:
            return
        document, theme = state.draft.document(view.id), state.draft.theme
        made = _tried(lambda: self._tools.html(document, theme))
        if isinstance(made, bytes):
            html = Html(view.mark, made)
            self._change(view, lambda now: with_html(now, html))
        else:
            self._change(view, lambda now: with_fault(now, view.mark, made))

    def _read(self) -> None:
        self._unread = False
        wishes = self._state.wishes
        made = _tried(lambda: self._tools.read(wishes))
        if isinstance(made, Draft):
            clock = f"{datetime.now():%H.%M.%S}"  # noqa: DTZ005 - as on the author's own clock
            self._put(lambda state: redrafted(state, made, clock))
        else:
            self._put(lambda state: replace(state, problems=made))

    def _wants_paper(self) -> bool:
        return not self._unread and self._next(self._state, "wants_paper") is not None

    def _make_paper(self) -> None:
        state = self._state
        view = self._next(state, "wants_paper")
        if view is None or state.draft is None:
            return
        document, theme = state.draft.document(view.id), state.draft.theme
        made = _tried(lambda: self._tools.paper(document, theme))
        if isinstance(made, Paper):
            paper = replace(made, mark=view.mark)
            self._change(view, lambda now: with_paper(now, paper))
        else:
            self._change(view, lambda now: with_fault(now, view.mark, made))

    def _wants_advice(self) -> bool:
        """Advice on the words at once, on the paper when that is made anyway."""
        ready = not self._unread and self._state.draft is not None
        return ready and (
            self._asked == _NOT or (self._asked == _WORDS and not self._wants_paper())
        )

    def _ask_advice(self) -> None:
        with self._news:
            if self._news.wait_for(lambda: self._closed or self._unread, _QUIET):
                return
            self._asked += 1
        made = _tried(lambda: self._tools.examine(self._asked == _PAPER))
        if isinstance(made, Report):
            self._put(lambda state: replace(state, report=made))

    def _next(self, state: State, wish: str) -> View | None:
        return wanting(state.views, wish, self._shown)

    def _change(self, view: View, change: Callable[[View], View]) -> None:
        """Change a sheet as it is now; one that went in the meantime is forgotten."""
        self._put(lambda state: changed(state, view.id, change))


def _tried(make: Callable[[], T]) -> T | tuple[Problem, ...]:
    """What was made, or what is wrong: a bench goes on whatever happens at it."""
    try:
        return make()
    except KlyngepakkeError as error:
        return error.problems
    except Exception as error:  # noqa: BLE001 - a bug of ours is told on the page, too
        said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return (Problem(f"Her er en fejl i klyngepakke selv ({said}). Gem filen igen."),)
