"""The filters: what each does, and an example that is worked out when the page is written."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from tools.opslag.table import code, table

from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document, PackFiles
from klyngepakke.plugins import catalogue
from klyngepakke.printing import helpers, templates

OURS = {
    "kl": ("minutter efter midnat som klokkeslæt", "{{ 990 | kl }}"),
    "span": ("fra og til", "{{ 990 | span(1000) }}"),
    "minutter": ("et tal som minutter", "{{ 10 | minutter }}"),
    "dato": ("en dato med ugedag", '{{ "2027-03-04" | dato }}'),
    "dato_kort": ("en dato uden ugedag", '{{ "2027-03-04" | dato_kort }}'),
    "inline": ("fed, kursiv og links i en linje", '{{ "Tag **arket**" | inline }}'),
    "markdown": ("afsnit, lister og billeder", '{{ "- en\\n- to" | markdown }}'),
    "join": ("en liste som én tekst", '{{ ["a", "b"] | join(", ") }}'),
    "batch": (
        "en liste delt i lister",
        "{% for to in [1, 2, 3] | batch(2) %}({{ to | join }}){% endfor %}",
    ),
    "op_til": ("1, 2, 3 … til løkker", '{{ 3 | op_til | join(" ") }}'),
    "billede": ("adressen på et billede i pakken", '{{ "billeder/model.svg" | billede }}'),
    "qr": ("en QR-kode (SVG); linket skal også stå som tekst", ""),
}
"""What each filter of our own does, and how it is used; the QR code is too long to show."""

JINJA = {
    "capitalize": ("stort begyndelsesbogstav", '{{ "første punkt" | capitalize }}'),
    "default": ("en anden værdi, når navnet ikke findes", '{{ mangler | default("intet") }}'),
    "e": ("sikker tekst; sker af sig selv", '{{ "<b>" | e }}'),
    "first": ("den første", "{{ [3, 1, 2] | first }}"),
    "int": ("et helt tal", '{{ "7" | int + 1 }}'),
    "last": ("den sidste", "{{ [3, 1, 2] | last }}"),
    "length": ("hvor mange", "{{ [3, 1, 2] | length }}"),
    "list": ("en liste", '{{ "abc" | list | join("-") }}'),
    "lower": ("små bogstaver", '{{ "ÆØÅ" | lower }}'),
    "map": ("én nøgle fra hver", '{{ [{"id": "a"}, {"id": "b"}] | map(attribute="id") | join }}'),
    "reject": ("uden dem, prøven passer på", '{{ [1, 2, 3] | reject("odd") | join }}'),
    "rejectattr": (
        "uden dem, hvor nøglen er sat",
        '{{ [{"id": "a", "ja": true}, {"id": "b", "ja": false}] | rejectattr("ja") | map(attribute="id") | join }}',
    ),
    "reverse": ("bagfra", "{{ [1, 2, 3] | reverse | join }}"),
    "select": ("kun dem, prøven passer på", '{{ [1, 2, 3] | select("odd") | join }}'),
    "selectattr": (
        "kun dem, hvor nøglen er sat",
        '{{ [{"id": "a", "ja": true}, {"id": "b", "ja": false}] | selectattr("ja") | map(attribute="id") | join }}',
    ),
    "sort": ("i orden", "{{ [3, 1, 2] | sort | join }}"),
    "trim": ("uden blanke i enderne", '{{ " a " | trim }}'),
    "unique": ("hver kun én gang", "{{ [1, 1, 2] | unique | join }}"),
    "upper": ("store bogstaver", '{{ "æøå" | upper }}'),
}
"""What each of Jinja's filters that may be used does."""


def section() -> str:
    """Both tables, and the tests that may stand after `is`."""
    tests = ", ".join(code(name) for name in templates._JINJA_TESTS)
    return (
        "Skrives efter en lodret streg: `{{ tid | kl }}`. Andre filtre end disse kan ikke bruges.\n\n"
        f"{_table(OURS)}"
        "Og disse af Jinjas egne:\n\n"
        f"{_table(JINJA)}"
        f"Efter `is` kan stå: {tests}.\n\n"
    )


def _table(rows: dict[str, tuple[str, str]]) -> str:
    return table(
        ("filter", "gør", "skrevet", "giver"),
        (
            (code(name), what, code(used) if used else "", code(given) if used else "")
            for name, (what, used) in rows.items()
            for given in [rendered(used)]
        ),
    )


def rendered(text: str) -> str:
    """What a line of a template becomes on paper."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ark").mkdir()
        (Path(folder) / "ark" / "linje.html").write_text(text, "utf-8")
        document = Document(
            id="linje",
            sheet="linje",
            title="Linje",
            template="ark/linje.html",
            audience="deltager",
            copies=1,
            data={},
            pack=PackFiles("trivsel", Path(folder)),
        )
        return templates.render(document, _klinik()).strip()


@cache
def _klinik() -> Theme:
    return catalogue().theme("klinik")


def names() -> tuple[set[str], set[str]]:
    """The filters that there are: our own, and Jinja's."""
    return set(helpers.filters(None)), set(templates._JINJA_FILTERS)
