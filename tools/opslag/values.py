"""What a template gets: the shape of every document of real example meetings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tools.opslag.table import code, table

from klyngepakke.content.example import example
from klyngepakke.content.frame import meeting_from
from klyngepakke.content.meeting import Answers
from klyngepakke.content.participants import Person
from klyngepakke.content.reading import read
from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document
from klyngepakke.planning.kit import complete, kit
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.planner import plan
from klyngepakke.planning.print_set import Printed, print_file, print_set
from klyngepakke.planning.sheets import aendringer, foelgebrev, kopitabel, printliste, skilleark
from klyngepakke.plugins import catalogue
from klyngepakke.printing.document import Sheet
from klyngepakke.road.paper import row_of

MEETINGS = Path(__file__).parents[2] / "examples" / "moeder"
COMMON = ("dokument", "møde", "pakke")
"""What every document has."""

SAME_AS = {"svarseddel-a4.html": "svarseddel.html"}
"""A template that takes another's data, where there is too much for the other."""

_LONGEST = 28
_PEOPLE = tuple(
    Person(name=f"Læge {letter}", clinic=f"Klinik {letter}", practice="solo", role="ejer")
    for letter in "ABCDEFGHIJKL"
)
Shape = dict[str, "tuple[set[str], str]"]


@cache
def documents() -> tuple[Document, ...]:
    """Every document of the example meetings of the packs that come along, and of our examples."""
    packs = {n: p for n, p in catalogue().packs.items() if p.origin.startswith("klyngepakke ")}
    answers = (read(file, Answers).value for file in sorted(MEETINGS.glob("*.yaml")))
    plans = [
        *(plan(example(p, 29), packs) for p in packs.values()),
        *(plan(meeting_from(one, packs), packs) for one in answers),
        plan(example(next(iter(packs.values())), len(_PEOPLE)), packs, _PEOPLE),
    ]
    made = [document for one in plans for document in kit(one).documents]
    return (*made, *_print_list(plans[0], made))


def _print_list(one: Plan, made: list[Document]) -> tuple[Document, ...]:
    """What is made of finished sheets: the list of them, and what lies between them."""
    shown = [replace(d, copies=max(d.copies, 1)) for d in made[:3]]
    rows = [row_of(n, Sheet(d, b"%PDF", "", 1)) for n, d in enumerate(shown, 2)]
    sheets = {d.id: Printed(d, 1) for d in shown}
    piles = print_set(one, sheets.values())
    file = print_file(piles, sheets)
    text = {"nr": 9, "titel": "Indkaldelse og påmindelser"}
    late = (
        printliste.document(one, rows, [text], ["Se efter."], file),
        skilleark.document(one, piles, sheets),
        kopitabel.document(one, rows, file, 3),
        aendringer.document(one, [aendringer.Again(2, shown[0], 1, "ændret")], file),
        _letter(one),
    )
    return tuple(complete(one, document) for document in late)


def _letter(one: Plan) -> Document:
    folders = ("kan-rettes", "enkelte-ark", "slides.html", "til-programmet/moede.yaml")
    enclosed = foelgebrev.Enclosed("print.pdf", 406, 203, (20, 30), ("dagsorden.docx",), *folders)
    return foelgebrev.document(one, enclosed)


def common() -> str:
    """The table of what every template sees."""
    shape: Shape = {}
    for document in documents():
        _add(shape, "", {name: document.data[name] for name in COMMON})
    return _table({**shape, **_look()})


def _look() -> Shape:
    """What is said of the theme; printing adds it to every document's data."""
    from klyngepakke.printing.templates import _theme_data  # noqa: PLC0415 - jinja2

    theme: Theme = catalogue().theme("klinik")
    shape: Shape = {}
    _add(shape, "udseende", _theme_data(theme))
    return shape


def own_sheets() -> str:
    """The table of what a pack's own sheet sees beyond that."""
    shape: Shape = {}
    for document in documents():
        if document.pack is not None:
            data = {k: v for k, v in document.data.items() if k not in {*COMMON, "data"}}
            _add(shape, "", data)
    shape["data"] = ({"nøgler"}, "")
    return _table(dict(sorted(shape.items(), key=lambda row: row[0] != "data")))


def by_template() -> dict[str, str]:
    """A table for each of the core's templates, beyond what all see."""
    shapes: dict[str, Shape] = defaultdict(dict)
    for document in documents():
        if document.pack is None:
            data = {k: v for k, v in document.data.items() if k not in COMMON}
            _add(shapes[document.template], "", data)
    return {name: _table(shapes[name]) for name in sorted(shapes)}


def _add(shape: Shape, path: str, value: Any) -> None:
    """Put a value's kind, and an example of it, under its path."""
    if path:
        kinds, shown = shape.get(path, (set(), ""))
        shape[path] = (kinds | {_kind(value)}, shown or _example(value))
    if isinstance(value, Mapping):
        for name, one in value.items():
            _add(shape, f"{path}.{name}".removeprefix("."), one)
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, Mapping | list):
                _add_items(shape, path, one)


def _add_items(shape: Shape, path: str, one: Any) -> None:
    if isinstance(one, Mapping):
        for name, inner in one.items():
            _add(shape, f"{path}[].{name}", inner)
    else:
        _add(shape, f"{path}[]", one)


def _kind(value: Any) -> str:
    if value is None:
        return "ingenting"
    if isinstance(value, bool):
        return "ja/nej"
    if isinstance(value, Mapping):
        return "nøgler"
    if isinstance(value, list):
        return "liste"
    return "tal" if isinstance(value, int) else "tekst"


def _example(value: Any) -> str:
    if isinstance(value, list):
        plain = [x for x in value if isinstance(x, str | int) and not isinstance(x, bool)]
        return _example(plain[0]) if plain and len(plain) == len(value) else ""
    if value is None or isinstance(value, Mapping | bool) or value == "":
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _table(shape: Shape) -> str:
    return table(("navn", "er", "fx"), _rows(shape.items()))


def _rows(rows: Iterable[tuple[str, tuple[set[str], str]]]) -> Iterator[tuple[str, ...]]:
    found = dict(rows)
    order = {path: number for number, path in enumerate(found)}

    def place(path: str) -> list[int]:
        """Where a name stands: below what it is a part of."""
        steps = path.replace("[]", "").split(".")
        parts = [path for path in found if path.replace("[]", "").split(".") == steps]
        above = [".".join(steps[:n]) for n in range(1, len(steps))]
        outer = [order[p] for a in above for p in found if p.replace("[]", "") == a]
        return [*outer, order[parts[0]]]

    for path in sorted(found, key=place):
        kinds, shown = found[path]
        said = sorted(kinds, key=lambda kind: (kind == "ingenting", kind))
        yield code(path), " eller ".join(said), shown
