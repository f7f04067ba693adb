"""The whole page, part by part, with a list of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.opslag import helpers, keys, program, sheets, values
from tools.opslag.table import link

FILE = Path(__file__).parents[2] / "docs" / "opslag.md"

_HEAD = """# Opslag

Alt, der kan skrives, og alt, en skabelon kan bruge. Siden er skrevet ud af koden med `make docs`; ret den ikke i hånden. Hvad tingene er til, står i vejledningerne: [en pakke](pakkeforfatter.md), [et møde](facilitator.md), [egne ark](ark.md), [et udseende](pakkeforfatter.md#udseende).

"""
_KEYS = """En **fed** nøgle skal stå; de andre kan udelades, og i parentes står, hvad der så gælder. *nøgler* er en tabel for sig. I koden hedder det samme felt noget på engelsk; det står i sidste spalte.

"""
_SHEETS = """En skabelon begynder med `{% extends "ark.html" %}` og fylder blokkene: `{% block indhold %}…{% endblock %}`. Pakkens egne ark udvider et grundark; hvordan, står i [Egne ark](ark.md).

"""
_VALUES = """Kun tekst, tal, ja/nej, lister og nøgler; ingenting er `None`. `rækker[].titel` er `titel` i hver af `rækker`. Nøgler kan mangle, hvor de ikke er til; prøv med `is defined`. Eksemplerne er fra de møder, pakkerne selv viser frem.

"""


def page() -> str:
    """The page as it is now."""
    parts = [(heading, text) for heading, text in _parts()]
    contents = " · ".join(link(heading, heading) for heading, _ in parts)
    body = "".join(f"## {heading}\n\n{text}" for heading, text in parts)
    return f"{_HEAD}Indhold: {contents}\n\n{body}".rstrip("\n") + "\n"


def _parts() -> Iterator[tuple[str, str]]:
    yield "Kommandoer", _COMMANDS + program.commands()
    yield "Slutkoder", program.exits()
    yield "Nøgler", _KEYS + _files() + "".join(keys.sections())
    yield "Grundark og blokke", _SHEETS + "".join(sheets.section())
    yield "Det, en skabelon ser", _VALUES + _seen()
    yield "Filtre", helpers.section()
    yield "Variabler", _VARIABLES + program.look_variables()
    yield "Tjek af udseender", _RULES + program.look_rules()
    yield "Kroge", _HOOKS + program.hooks()


_COMMANDS = """`--hjaelp` efter en kommando viser det samme i terminalen. `--pakker MAPPE` er en mappe med flere pakker og udseender; den kan skrives flere gange, efter de kommandoer, hvor den er nævnt.

"""
_VARIABLES = """Skrives under `variabler` i `udseende.yaml`, uden streger foran, eller i CSS som `--farve`.

"""
_RULES = """`klyngepakke udseende tjek` ser efter dette. Reglerne for pakker står i [Regler](regler.md).

"""
_HOOKS = """Til pakker med kode. Hver krog har et eksempel i udviklerens vejledning.

"""


def _files() -> str:
    return " · ".join(link(name, name) for name in keys.FILES) + "\n\n"


def _seen() -> str:
    shapes = values.by_template()
    links = " · ".join(link(name.removesuffix(".html"), f"Data til {name}") for name in shapes)
    parts = [
        f"Programmets egne ark: {links}\n\n",
        "### Alle ark\n\n",
        values.common(),
        "### En pakkes eget ark\n\n",
        values.own_sheets(),
    ]
    for name, shape in shapes.items():
        same = [other for other, source in values.SAME_AS.items() if source == name]
        heading = f"Data til {name}"
        also = f"Også `{same[0]}`.\n\n" if same else ""
        parts += [f"### {heading}\n\n", also, shape]
    return "".join(parts)
