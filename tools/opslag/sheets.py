"""The core's templates: what each is, what it extends, its blocks, and what may be included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.opslag.table import code, table

from klyngepakke.printing.templates import CORE

BASES = ("skelet.html", "ark.html", "kort.html", "skilt.html", "plakat.html", "slide.html")
"""Templates that others extend."""

_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}", re.DOTALL)
_EXTENDS = re.compile(r'\{% extends "([^"]+)" %\}')
_BLOCK = re.compile(r"\{%-? *block (\w+)")
_MEANING = re.compile(r"^     (\w+) {2,}(\S.*?)$", re.MULTILINE)


@dataclass(frozen=True)
class Template:
    """One template of the core.

    Attributes:
        name: As `ark.html`.
        about: What its first comment says of it, in a sentence or two.
        extends: The template that it builds on, or "".
        blocks: The blocks that stand in it, in order.
        meanings: What each block is for, as its comment says.
    """

    name: str
    about: str
    extends: str
    blocks: tuple[str, ...]
    meanings: dict[str, str]


def template(path: Path) -> Template:
    """What a template says of itself."""
    text = path.read_text("utf-8")
    comment = _COMMENT.search(text)
    said = comment[1] if comment else ""
    about = " ".join(said.partition("\n   Blokke:")[0].partition("\n   Data:")[0].split())
    name, _, rest = about.partition(": ")
    about = rest if name.isupper() else about
    extends = _EXTENDS.search(text)
    return Template(
        path.name,
        about[:1].upper() + about[1:],
        extends[1] if extends else "",
        tuple(_BLOCK.findall(text)),
        {n: _shown(what) for n, what in _MEANING.findall(said.partition("Blokke:\n")[2])},
    )


def _shown(text: str) -> str:
    """Text of a template's comment, what is HTML in it as code."""
    return re.sub(r"(<.*>)", r"`\1`", text)


def templates() -> dict[str, Template]:
    """Every sheet of the core by name, base sheets first."""
    found = {path.name: template(path) for path in sorted(CORE.glob("*.html"))}
    return {name: found[name] for name in (*BASES, *(n for n in found if n not in BASES))}


def section() -> Iterator[str]:
    """Base sheets with their blocks, the other sheets, and what may be included."""
    known = templates()
    for name in BASES:
        yield from _base(known[name], known)
    yield "### Programmets øvrige ark\n\n"
    yield (
        "Et udseende kan have sin egen udgave i mappen `ark/`: en skabelon af samme navn, som "
        'begynder med `{% extends "kerne/dagsorden.html" %}` og skriver de blokke om, den vil. '
        "`{{ super() }}` er det, der stod. Blokkene er grundarkets; her er de, arket selv fylder.\n\n"
    )
    yield table(
        ("skabelon", "er", "udvider", "fylder"),
        (_other(t) for name, t in known.items() if name not in BASES),
    )
    yield "### Dele at hente\n\n"
    yield (
        'Hentes med `{% include "felter/felt.html" %}`; [Egne ark](ark.md#felter) viser hvordan. '
        "Felternes navne er ASCII-id’er uden punktum, og hvert står kun én gang på arket.\n\n"
    )
    yield table(("hent", "er"), _parts())


def _base(one: Template, known: dict[str, Template]) -> Iterator[str]:
    yield f"### {one.name}\n\n{one.about}\n\n"
    if one.extends:
        inherited = [b for b in known[one.extends].blocks if b not in one.blocks]
        more = f", med blokkene {', '.join(map(code, inherited))}" if inherited else ""
        yield f"Udvider {code(one.extends)}{more}.\n\n"
    rows = [(code(name), one.meanings[name]) for name in one.blocks if name in one.meanings]
    if rows:
        yield table(("blok", "er"), rows)


def _other(one: Template) -> tuple[str, ...]:
    return code(one.name), one.about, code(one.extends), ", ".join(map(code, one.blocks))


def _parts() -> Iterator[tuple[str, str]]:
    for folder in ("felter", "dele"):
        for path in sorted((CORE / folder).glob("*.html")):
            yield code(f"{folder}/{path.name}"), _included(path)


def _included(path: Path) -> str:
    comment = _COMMENT.search(path.read_text("utf-8"))
    return _shown(" ".join(comment[1].split())) if comment else ""
