"""State: everything that the page shows at one moment, and how one moment follows another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from html import escape

from klyngepakke.errors import Problem
from klyngepakke.lint.report import Report
from klyngepakke.planning.document import Document, TextFile
from klyngepakke.preview.draft import Draft, mark_of
from klyngepakke.preview.sample import Wishes


@dataclass(frozen=True)
class Html:
    """A sheet as a browser shows it, and the mark of what it was made from."""

    mark: str
    data: bytes


@dataclass(frozen=True)
class Paper:
    """A sheet as it is printed.

    Attributes:
        mark: Of what it was made from.
        pdf: The PDF.
        pages: How many it has.
        notes: Danish sentences on what is doubtful about it.
    """

    mark: str
    pdf: bytes
    pages: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class View:
    """One sheet, as far as it is made.

    Attributes:
        id: The document's.
        title: The document's.
        mark: Of what it is to be made from now.
        html: The last that could be made; an old one where its mark is another.
        paper: The same on paper.
        is_text: It is a file of plain text, and never becomes paper.
        tried: The mark at which it could not be made, and `problems` says why.
        problems: What was wrong then.
    """

    id: str
    title: str
    mark: str
    html: Html | None = None
    paper: Paper | None = None
    is_text: bool = False
    tried: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def wants_html(self) -> bool:
        """The HTML is an old one, and nobody knows that it cannot be made."""
        return _is_old(self.html, self.mark) and self.tried != self.mark

    @property
    def wants_paper(self) -> bool:
        """The HTML is there, and the paper is an old one that may be made."""
        waits = self.is_text or _is_old(self.html, self.mark) or self.tried == self.mark
        return not waits and _is_old(self.paper, self.mark)


@dataclass(frozen=True)
class State:
    """What the page shows.

    Attributes:
        wishes: What the author has chosen to see the pack with.
        draft: The last reading that could be planned; None before the first.
        views: Its sheets in print order.
        problems: Why the pack as it stands now cannot be read or planned; the sheets are then old.
        report: What the lint says; None until it has looked.
        read: The clock time of the last reading that could be planned, as 16.30.05.
        number: Grows by one with each moment.
    """

    wishes: Wishes
    draft: Draft | None = None
    views: tuple[View, ...] = ()
    problems: tuple[Problem, ...] = ()
    report: Report | None = None
    read: str = ""
    number: int = 0

    def view(self, name: str) -> View | None:
        """The sheet of that id."""
        return next((v for v in self.views if v.id == name), None)


def redrafted(state: State, draft: Draft, clock: str) -> State:
    """The pack was read again; what is already made stays until it is made anew."""
    before = {view.id: view for view in state.views}
    views = (
        *(_carried(before.get(d.id), d, draft.marks[d.id]) for d in draft.documents),
        *map(_text, draft.texts),
    )
    return replace(state, draft=draft, views=views, problems=(), read=clock)


def changed(state: State, name: str, change: Callable[[View], View]) -> State:
    """One sheet came out, or did not; one that is no longer there is forgotten."""
    views = tuple(change(view) if view.id == name else view for view in state.views)
    return replace(state, views=views)


def with_html(view: View, made: Html) -> View:
    """The sheet with new HTML; what was wrong with it before is mended."""
    return replace(view, html=made, problems=())


def with_paper(view: View, made: Paper) -> View:
    """The sheet with new paper; what was wrong with that before is mended."""
    late = made.mark != view.mark
    return replace(view, paper=made, problems=view.problems if late else ())


def with_fault(view: View, mark: str, problems: tuple[Problem, ...]) -> View:
    """The sheet could not be made; what was made before it stays."""
    return replace(view, tried=mark, problems=problems)


def wanting(views: Iterable[View], wish: str, shown: str) -> View | None:
    """The next sheet to make, the one that is looked at first.

    Args:
        views: All sheets.
        wish: `wants_html` or `wants_paper`.
        shown: The id of the sheet that is looked at.
    """
    waiting = [view for view in views if getattr(view, wish)]
    return next((v for v in waiting if v.id == shown), next(iter(waiting), None))


def _is_old(made: Html | Paper | None, mark: str) -> bool:
    return made is None or made.mark != mark


def _carried(before: View | None, document: Document, mark: str) -> View:
    """What is made of a sheet so far; what could not be made is tried again at every reading."""
    if before is None:
        return View(document.id, document.title, mark)
    return replace(before, title=document.title, mark=mark, tried="")


def _text(text: TextFile) -> View:
    """A file of plain text needs nothing made: it is shown as it is."""
    page = (
        f'<!doctype html>\n<html lang="da"><head><title>{escape(text.title)}</title>'
        "<style>pre { font: 11pt/1.5 monospace; white-space: pre-wrap; }</style></head>"
        f"<body><pre>{escape(text.text)}</pre></body></html>"
    )
    mark = mark_of(text.text)
    return View(text.id, text.title, mark, html=Html(mark, page.encode()), is_text=True)
