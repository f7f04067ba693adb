"""Rehearsal: the example meeting of a pack, its sheets laid out, every fault at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from klyngepakke.content.example import example
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.reading import Read
from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError, LimitError, MissingError, Problem
from klyngepakke.lint.paper import place_of
from klyngepakke.lint.subject import texts_in
from klyngepakke.planning.document import Document
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.plugins import Catalogue, Filters
from klyngepakke.printing.document import Sheet
from klyngepakke.road import Maker
from klyngepakke.road.worker import shared

_PARTICIPANTS = 29  # the size of an average cluster
_TELLING = 30  # letters from which a text is the pack's own words
_UNMEASURED = "Papiret er ikke målt, for her kan der ikke laves PDF."


@dataclass(frozen=True)
class Rehearsed:
    """What came of laying a pack out.

    Attributes:
        sheets: Every sheet that carries the pack's own words.
        faults: What stopped a sheet, or the meeting itself.
        notes: Danish sentences on what could not be measured.
        too_large: Whether a sheet took more than an honest one.
    """

    sheets: tuple[Sheet, ...] = ()
    faults: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    too_large: bool = False


def rehearsed(
    found: Read[Pack],
    loaded: LoadedPack,
    catalogue: Catalogue,
    maker: Maker | None = None,
    *,
    paper: bool = True,
) -> Rehearsed:
    """Make the sheets of a pack's example meeting.

    Args:
        found: The pack as read, for the places of faults.
        loaded: The same pack.
        catalogue: Where the theme and the filters are.
        maker: Makes the sheets, as a cache; the worker that all share without one.
        paper: Lay out every sheet that carries the pack's words; otherwise only its own
            templates are filled in.

    Raises:
        InputError: The theme is not there.
    """
    meeting = example(loaded, _PARTICIPANTS)
    theme = catalogue.theme(meeting.theme)
    try:
        documents = kit(plan(meeting, {loaded.pack.id: loaded})).documents
    except InputError as error:
        return Rehearsed(faults=tuple(_placed(found, p, None) for p in error.problems))
    words = _words(found)
    wanted = [d for d in documents if d.pack or (paper and _carries(d.data, words))]
    make = (maker or shared()) if paper else shared().html
    try:
        made = [_made(found, make, d, theme, catalogue.filters) for d in wanted]
    except MissingError as error:
        if not paper:
            return Rehearsed(notes=tuple(p.sentence for p in error.problems))
        without = rehearsed(found, loaded, catalogue, paper=False)
        return replace(without, notes=(_UNMEASURED, *(p.sentence for p in error.problems)))
    return Rehearsed(
        sheets=tuple(sheet for one in made if paper for sheet in one.sheets),
        faults=tuple(dict.fromkeys(fault for one in made for fault in one.faults)),
        too_large=any(one.too_large for one in made),
    )


def _made(
    found: Read[Pack], make: Maker, document: Document, theme: Theme, filters: Filters
) -> Rehearsed:
    """One sheet, or why it could not be made."""
    try:
        return Rehearsed(sheets=(make(document, theme, filters=filters),))
    except (InputError, LimitError) as error:
        faults = tuple(_placed(found, p, document) for p in error.problems)
        return Rehearsed(faults=faults, too_large=isinstance(error, LimitError))


def _placed(found: Read[Pack], problem: Problem, document: Document | None) -> Problem:
    """A fault in a template is told by the file's path; one without a file, where the pack says it."""
    if problem.file:
        name = problem.file.removeprefix(f"{found.value.id}/")
        path = found.path.parent / name
        return replace(problem, file=str(path)) if path.is_file() else problem
    loc = place_of(found.value, document) if document else ()
    return found.problem(loc, problem.sentence)


def _words(found: Read[Pack]) -> tuple[str, ...]:
    """The texts of a pack that are long enough to be its own."""
    return tuple(t for _, t in texts_in(found.tree.data) if len(t) >= _TELLING)


def _carries(data: object, words: tuple[str, ...]) -> bool:
    """Whether a document prints any of the pack's own texts."""
    said = {text for _, text in texts_in(data)}
    return any(word in said for word in words)
