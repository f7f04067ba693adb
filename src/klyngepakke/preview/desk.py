"""Desk: what the page may ask for, and the workshop's state as the page reads it."""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

from klyngepakke.errors import Problem
from klyngepakke.preview.excerpt import excerpt
from klyngepakke.preview.sample import MOST, PRACTICES, Wishes
from klyngepakke.preview.state import State, View
from klyngepakke.preview.workshop import Workshop
from klyngepakke.printing import ink

_DPI: Final = 120
_KEPT: Final = 64  # pictures of pages that are kept
_TOP: Final = "</head>"
# On a screen there is no paper around the text, and what is measured in mm may be too wide;
# what is to go under the margin's column as well is wider than its box, and is let be.
_AIR: Final = """\
<style>@media screen {
html { background: #fff; overflow: hidden; }
body { padding: 6mm; }
body :where(:not(.bred)) { max-width: 100%; }
}</style>
"""


class Desk:
    """Answers the page's questions, without making anything itself but pictures of pages."""

    def __init__(self, workshop: Workshop, folders: Sequence[Path], themes: dict[str, str]) -> None:
        """Answer for a workshop.

        Args:
            workshop: What makes everything.
            folders: The pack's folder, and that of a theme where one is being written.
            themes: The titles of the themes that may be chosen, by their ids.
        """
        self._workshop = workshop
        self._folders = tuple(folders)
        self._themes = themes
        self._one_at_a_time = Lock()  # the library that draws pages is not made for threads
        self._drawn = functools.lru_cache(maxsize=_KEPT)(_drawn)

    @property
    def closed(self) -> bool:
        """Nothing more is told."""
        return self._workshop.closed

    def wish(self, chosen: dict[str, Any]) -> None:
        """Take what the author has chosen on the page.

        Raises:
            InputError: It cannot be had.
            TypeError, ValueError, KeyError: It is not what our page sends.
        """
        theme, practice, number = chosen["theme"], chosen["practice"], chosen["number"]
        if theme not in self._themes or not isinstance(number, int):
            raise ValueError(theme)
        self._workshop.wish(Wishes(theme, practice, number))

    def next(self, number: int, seconds: float) -> tuple[int, str]:
        """The number and text of the state after that of a number, as soon as there is one."""
        state = self._workshop.wait(number, seconds)
        return state.number, self._text(state)

    def told(self) -> str:
        """The state now, as JSON."""
        return self._text(self._workshop.state)

    def html(self, name: str) -> bytes | None:
        """A sheet's HTML with air around it; it is the one that is looked at from now on."""
        view = self._workshop.state.view(name)
        if view is None or view.html is None:
            return None
        self._workshop.look_at(name)
        head, found, rest = view.html.data.partition(_TOP.encode())
        return b"".join((head, _AIR.encode(), found, rest))

    def pdf(self, name: str) -> bytes | None:
        """A sheet's PDF."""
        view = self._workshop.state.view(name)
        return view.paper.pdf if view and view.paper else None

    def picture(self, name: str, page: int) -> bytes | None:
        """A page of a sheet, counted from 1, as PNG."""
        view = self._workshop.state.view(name)
        if view is None or view.paper is None or not 1 <= page <= view.paper.pages:
            return None
        with self._one_at_a_time:
            return self._drawn(view.paper.pdf, page)

    def _text(self, state: State) -> str:
        return json.dumps(self._plain(state), ensure_ascii=False)

    def _plain(self, state: State) -> dict[str, Any]:
        pack = state.draft.loaded.pack if state.draft else None
        told = functools.partial(_problem, places=self._places(state))
        return {
            "number": state.number,
            "title": pack.title if pack else "",
            "edition": pack.edition if pack else "",
            "theme": state.wishes.theme,
            "practice": state.wishes.practice,
            "people": state.wishes.number,
            "most": MOST,
            "themes": self._themes,
            "practices": PRACTICES,
            "read": state.read,
            "problems": [told(p) for p in state.problems],
            "warnings": list(state.draft.warnings) if state.draft else [],
            "sheets": [_sheet(state, view, told) for view in state.views],
            "advice": _advice(state, told),
        }

    def _places(self, state: State) -> list[tuple[str, Path]]:
        """The folders that a problem may be in, by the ids that messages call them."""
        places = [("", folder) for folder in self._folders]
        if state.draft:
            pack, theme = state.draft.loaded, state.draft.theme
            places += [(pack.pack.id, pack.folder), *((theme.id, f) for f in theme.folders)]
        return places


def _sheet(state: State, view: View, told: Callable[[Problem], dict[str, Any]]) -> dict[str, Any]:
    document = None if view.is_text or not state.draft else state.draft.document(view.id)
    return {
        "id": view.id,
        "title": view.title,
        "copies": document.copies if document else 0,
        "audience": document.audience if document else "",
        "when": document.when if document else "",
        "text": view.is_text,
        "html": view.html.mark if view.html else "",
        "paper": view.paper.mark if view.paper else "",
        "pages": view.paper.pages if view.paper else 0,
        "ready": view.html is not None and view.html.mark == view.mark,
        "waits": view.wants_html or view.wants_paper,
        "late": view.paper is not None and view.paper.mark != view.mark,
        "notes": list(view.paper.notes) if view.paper else [],
        "problems": [told(p) for p in view.problems],
    }


def _advice(state: State, told: Callable[[Problem], dict[str, Any]]) -> list[dict[str, Any]] | None:
    """What the lint says, but for the errors that are told already."""
    if state.report is None:
        return None
    problems = (*state.problems, *(p for view in state.views for p in view.problems))
    known = {p.sentence for p in problems}
    errors = [p for p in state.report.errors if p.sentence not in known]
    return [
        *({"rule": ""} | told(p) for p in errors),
        *({"rule": a.rule} | told(a.problem) for a in state.report.advice),
    ]


def _problem(problem: Problem, *, places: list[tuple[str, Path]]) -> dict[str, Any]:
    where = excerpt(problem, places)
    return {
        "sentence": problem.sentence,
        "file": where.file,
        "line": problem.line,
        "column": problem.column,
        "place": problem.place,
        "lines": where.lines,
    }


def _drawn(pdf: bytes, page: int) -> bytes:
    made = io.BytesIO()
    ink.picture(pdf, page, _DPI).save(made, "PNG", compress_level=3)
    return made.getvalue()
