"""The lint: each rule finds its own fault at its own place, and a clean pack has none."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pexpect
import pytest

import kits
from klyngepakke.commands.line import main
from klyngepakke.content.folders import PACK_FILE
from klyngepakke.content.pack import Pack
from klyngepakke.content.reading import read
from klyngepakke.errors import InputError
from klyngepakke.lint import RULES, edition_in, examine, minutes
from klyngepakke.lint.paper import ill_fitting, too_many_pages
from klyngepakke.lint.silencing import USELESS, reason_for
from klyngepakke.lint.subject import Subject
from klyngepakke.lint.words import lix
from klyngepakke.planning import doubts
from klyngepakke.planning.document import Document
from klyngepakke.plugins import catalogue
from klyngepakke.printing.document import Finding, Sheet

ROOT = Path(__file__).parents[1]
TODAY = date(2026, 12, 1)
THIRD = ROOT / "examples" / "klyngepakke-eksempel" / "klyngepakke_eksempel"

CLEAN = """\
id: pauser
titel: Pauser, der bliver holdt
udgave: 1.0
udgiver: Klyngen ved fjorden
kontakt: sekretaer@example.org
gennemses: 2028-01-01
formål: At hver klinik går hjem med én pause, den vil holde fast i.
ramme:
  - {slags: velkomst, minutter: 5}
  - {blok: pausen}
  - {slags: afslutning, minutter: 5}
blokke:
  - id: pausen
    titel: Hvornår holder vi pause?
    faser:
      - form: resultater
        minutter: {mindst: 5, helst: 10, højst: 12}
        spørgsmål: [pa01]
        uden_svar: svarseddel
      - form: gruppearbejde
        minutter: {mindst: 14, helst: 20, højst: 25}
        vælg: 2
        ur:
          - {minutter: 6, tekst: alene}
          - {minutter: 14, tekst: sammen}
        gruppespørgsmål:
          - id: P1
            tekst: Hvornår holdt du sidst en pause?
            solo: Hvem tog telefonen imens?
          - id: P2
            tekst: Hvad ryger først, når der er travlt?
            solo: som fælles
      - form: plenum
        plenumform: kun_det_nye
        minutter: {mindst: 5, helst: 10, højst: 12}
      - form: handleplan
        bordplan: klinik
        minutter: 10
  - id: casen
    titel: Når kalenderen er fuld
    tilvalg: ja
    faser:
      - {form: gruppearbejde, minutter: 10, cases: [C1], vælg_cases: 1, bordplan: klinik}
cases:
  - id: C1
    titel: Den fulde kalender
    tekst: En læge har ikke holdt pause i tre uger.
    spørg: Hvad kan vente til i morgen?
spørgeskema:
  - id: pa01
    skala: hyppig5
    tekst: Hvor ofte holder du en pause?
    gentages: ja
fakta:
  - id: f1
    tekst: I 2023 holdt 40 % af de adspurgte pause.
    kilde: Rapporten om pauser, af Anders Jensen
    kilde_dato: u.d.
    tjekket: 2026-11-01
    gennemses: 2027-11-01
    status: bekræftet
versioner:
  kort:
    titel: Kort
    minutter: 50
    ret:
      pausen/resultater: udelad
"""

LONG = (
    "Lægepraksisudviklingskonsulenten understregede patientsikkerhedsforanstaltningernes betydning"
)
HARD = f"{LONG} for kvalitetssikringsarbejdet, " * 7

# The rule, what is edited in the clean pack, and the text at whose start the advice stands.
BROKEN = [
    ("uden-solo", [("            solo: Hvem tog telefonen imens?\n", "")], "id: P1"),
    ("for-kort-tid", [("mindst: 14", "mindst: 13")], "form: gruppearbejde"),
    (
        "for-kort-tid",
        [
            (
                "        vælg: 2\n",
                "        vælg: 2\n        skæres_som_nr: 1\n        skæres_til: 6\n",
            )
        ],
        "form: gruppearbejde",
    ),
    (
        "for-kort-tid",
        [("        vælg: 2\n", "        vælg: 2\n        cases: [C1]\n        vælg_cases: 1\n")],
        "form: gruppearbejde",
    ),
    (
        "langt-uden-pause",
        [
            (
                "minutter: {mindst: 5, helst: 10, højst: 12}\n        spørgsmål",
                "minutter: {mindst: 40, helst: 46, højst: 50}\n        spørgsmål",
            ),
        ],
        "{slags: velkomst",
    ),
    ("minutter-passer-ikke", [("minutter: 50", "minutter: 45")], "45"),
    (
        "minutter-passer-ikke",
        [("{minutter: 6, tekst: alene}", "{minutter: 5, tekst: alene}")],
        "- {minutter: 5, tekst",
    ),
    (
        "kan-ikke-kortes",
        [
            ("{mindst: 14, helst: 20, højst: 25}", "20"),
            ("{mindst: 5, helst: 10, højst: 12}", "10"),
            (
                "      pausen/resultater: udelad\n",
                "      pausen/resultater: {minutter: {mindst: 2, helst: 10}}\n",
            ),
            ("minutter: 50", "minutter: 60"),
        ],
        "- {slags: velkomst",
    ),
    (
        "blok-uden-plads",
        [
            (
                "cases:\n",
                "  - id: ekstra\n    titel: Mere\n    faser: [{form: runde, minutter: 5}]\ncases:\n",
            )
        ],
        "id: ekstra",
    ),
    (
        "gruppe-uden-spoergsmaal",
        [
            (
                "      - form: plenum\n",
                "      - {form: cases, minutter: 10}\n      - form: plenum\n",
            ),
            ("minutter: 50", "minutter: 60"),
        ],
        "{form: cases",
    ),
    (
        "aldrig-i-plenum",
        [("form: plenum\n        plenumform: kun_det_nye", "form: formalia")],
        "form: gruppearbejde",
    ),
    (
        "teori-uden-case",
        [
            (
                "cases:\n",
                (
                    "  - id: ekstra\n    titel: Mere\n    tilvalg: ja\n"
                    "    faser: [{form: oplæg, minutter: 5}]\ncases:\n"
                ),
            )
        ],
        "{form: oplæg",
    ),
    (
        "samme-plenumform",
        [
            (
                "      - form: handleplan",
                (
                    "      - {form: plenum, id: igen, plenumform: kun_det_nye, "
                    "minutter: {mindst: 4, helst: 5}}\n      - form: handleplan"
                ),
            ),
            ("minutter: 50", "minutter: 55"),
        ],
        "kun_det_nye, minutter",
    ),
    ("uden-handleplan", [("form: handleplan", "form: formalia")], "- {slags: velkomst"),
    (
        "uden-evaluering",
        [("slags: afslutning, minutter: 5", "slags: runde, minutter: 5")],
        "- {slags: velkomst",
    ),
    (
        "uden-evaluering",
        [("slags: afslutning, minutter: 5", "slags: afslutning, minutter: {mindst: 2, helst: 5}")],
        "{slags: afslutning",
    ),
    (
        "paastand-uden-kilde",
        [
            (
                "      - form: handleplan",
                "        sig: Husk, at 70 % aldrig når det.\n      - form: handleplan",
            )
        ],
        "Husk, at",
    ),
    (
        "paastand-uden-kilde",
        [
            (
                "cases:\n  - id",
                "emner:\n  - {id: e1, titel: Ferie, spørgsmål: Hvad gør vi?, regel: Ring først.}\ncases:\n  - id",
            )
        ],
        "Ring først",
    ),
    ("faktum-uden-dato", [("    gennemses: 2027-11-01\n", "")], "id: f1"),
    ("forfalden", [("gennemses: 2027-11-01", "gennemses: 2026-11-30")], "2026-11-30"),
    ("forfalden", [("gennemses: 2028-01-01", "gennemses: 2026-11-30")], "2026-11-30"),
    (
        "graensevaerdi",
        [("Hvem tog telefonen imens?", "Hvem er under 1,8 mmol/l?")],
        "Hvem er under",
    ),
    ("graensevaerdi", [("Hvad kan vente til i morgen?", "Er ≥ 140 for højt?")], "Er ≥"),
    ("ubrugt-spoergsmaal", [("        spørgsmål: [pa01]\n", "")], "id: pa01"),
    (
        "haandsopraekning",
        [
            ("gentages: ja", "følsomt: ja"),
            ("kun_det_nye", "håndsoprækning\n        spørgsmål: [pa01]"),
        ],
        "pa01]\n        minutter",
    ),
    (
        "haandsopraekning",
        [
            ("gentages: ja", "følsomt: ja"),
            (
                "spørgsmål: [pa01]\n        uden_svar: svarseddel",
                "vis_også: [pa01]\n        uden_svar: håndsoprækning",
            ),
        ],
        "pa01]\n        uden_svar",
    ),
    ("minutter-passer-ikke", [("titel: Kort\n", "titel: Kort, 45 minutter\n")], "Kort, 45"),
    (
        "gruppe-uden-spoergsmaal",
        [
            (
                "      - form: plenum\n",
                "      - {form: cases, minutter: 10, cases: [C1]}\n      - form: plenum\n",
            ),
            ("minutter: 50", "minutter: 60"),
        ],
        "{form: cases",
    ),
    (
        "ubrugt-case",
        [("cases: [C1], vælg_cases: 1", "cases: [C1], fortsætter: gruppearbejde")],
        "id: C1",
    ),
    (
        "ubrugt-case",
        [("cases:\n", "cases:\n  - {id: C2, titel: Ferien, tekst: Ingen er der.}\n")],
        "{id: C2",
    ),
    *(
        (
            "haandsopraekning",
            [
                ("skala: hyppig5", scale),
                ("uden_svar: svarseddel", "uden_svar: håndsoprækning"),
            ],
            "pa01]\n        uden_svar",
        )
        for scale in (
            "skala: nrs\n    ender: [slet ikke, fuldt ud]",
            "skala: flere\n    svar: {a: Om formiddagen, b: Om aftenen}",
            "skala: fri",
            "skala: tal\n    fra: 0\n    til_og_med: 9",
        )
    ),
    ("svaer-tekst", [("En læge har ikke holdt pause i tre uger.", HARD)], "Lægepraksis"),
    ("cpr-nummer", [("Hvem tog telefonen imens?", "Spurgte 010190-1234?")], "Spurgte"),
    ("telefonnummer", [("Hvem tog telefonen imens?", "Ringede du på 86 12 34 56?")], "Ringede"),
    ("mailadresse", [("Hvem tog telefonen imens?", "Skrev du til en@example.org?")], "Skrev"),
    ("personnavn", [("Hvem tog telefonen imens?", "Hjalp dr. Xyz dig?")], "Hjalp"),
    ("personnavn", [("Hvem tog telefonen imens?", "Hjalp Karen Xyzsen dig?")], "Hjalp"),
]


def pack_folder(folder, *edits, tail=""):
    """A folder with the clean pack, edited; every edit has something to change."""
    text = CLEAN
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (folder / PACK_FILE).write_text(text + tail, "utf-8")
    return folder


def looked_over(folder, **how):
    """The report on a folder, no sheet laid out."""
    return examine(folder, kits.everything(), today=TODAY, paper=False, **how)


def place(folder, text):
    """Line and column, from 1, of a text's first letter."""
    whole = (folder / PACK_FILE).read_text("utf-8")
    before = whole[: whole.index(text)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def rules(advice):
    """The ids of the rules, in the order they are told."""
    return [a.rule for a in advice]


def test_a_clean_pack_has_neither_errors_nor_advice(tmp_path):
    """What is right is left in peace, its source's author and its own mail address too."""
    report = looked_over(pack_folder(tmp_path))

    assert report.errors == ()
    assert report.advice == ()
    assert report.silenced == ()
    assert report.pack.pack.id == "pauser"


@pytest.mark.parametrize(
    ("rule", "edits", "at"), BROKEN, ids=[f"{i}-{row[0]}" for i, row in enumerate(BROKEN)]
)
def test_each_rule_finds_its_own_fault(tmp_path, rule, edits, at):
    """A pack that breaks one rule gets exactly that advice, at its line and column."""
    report = looked_over(pack_folder(tmp_path, *edits))

    assert report.errors == ()
    assert rules(report.advice) == [rule]
    problem = report.advice[0].problem
    assert (problem.line, problem.column) == place(tmp_path, at)
    assert problem.file.endswith(PACK_FILE)
    assert problem.sentence.endswith(".")


def test_errors_come_with_the_advice(tmp_path):
    """A reference that leads nowhere and a prompt without a solo text are told at once."""
    report = looked_over(
        pack_folder(
            tmp_path,
            ("spørgsmål: [pa01]", "spørgsmål: [pa01, pa02]"),
            ("            solo: Hvem tog telefonen imens?\n", ""),
        )
    )

    assert ["”pa02” findes ikke" in p.sentence for p in report.errors] == [True]
    assert rules(report.advice) == ["uden-solo"]


def test_an_error_hides_no_advice_on_its_line(tmp_path):
    """Two faults that stand on one line of `pakke.yaml` are both told."""
    twin = "          - {id: P1, tekst: Hvad nu?}\n          - id: P2\n"

    report = looked_over(pack_folder(tmp_path, ("          - id: P2\n", twin)))

    assert ["står to gange" in p.sentence for p in report.errors] == [True]
    assert rules(report.advice) == ["uden-solo"]
    assert report.errors[0].line == report.advice[0].problem.line


def test_a_pack_that_cannot_be_read_has_only_errors(tmp_path):
    """Every fault of the file is told, and no rule is asked."""
    report = looked_over(
        pack_folder(
            tmp_path, ("titel: Pauser", "titl: Pauser"), ("minutter: 10\n", "minutter: ti\n")
        )
    )

    assert len(report.errors) == 3  # the misspelt key, the key that is missing, and the minutes
    assert report.advice == ()
    assert report.pack is None


@pytest.mark.parametrize(
    ("edits", "sentence"),
    [
        ([("        uden_svar: svarseddel\n", "")], "Skriv uden_svar"),
        (
            [
                ("uden_svar: svarseddel", "uden_svar: håndsoprækning"),
                ("gentages: ja", "følsomt: ja"),
            ],
            "følsomt og må ikke besvares med håndsoprækning",
        ),
        ([("gentages: ja", "ophav: instrument")], "skal have sin licens"),
        ([("    kilde_dato: u.d.\n", "")], "skal have kilde_dato"),
    ],
)
def test_what_is_an_error_stays_one(tmp_path, edits, sentence):
    """What would harm someone, or print a claim without its source, cannot be silenced."""
    report = looked_over(pack_folder(tmp_path, *edits))

    assert [sentence in p.sentence for p in report.errors] == [True]
    assert report.advice == ()


def test_three_evaluation_questions_are_an_error(tmp_path):
    """A pack has two of its own at most."""
    own = "".join(f"  - {{id: e{n}, skala: enig5, tekst: Det var godt}}\n" for n in range(3))
    report = looked_over(pack_folder(tmp_path, tail=f"evaluering:\n{own}"))

    assert ["højst to egne" in p.sentence for p in report.errors] == [True]


def test_a_version_alone_is_told_as_the_version(tmp_path):
    """What only the short version breaks is told there, with its name."""
    report = looked_over(
        pack_folder(
            tmp_path,
            ("pausen/resultater: udelad\n", "pausen/gruppearbejde: {minutter: 10}\n"),
        )
    )

    assert rules(report.advice) == ["for-kort-tid"]
    assert "Version ”kort”" in report.advice[0].problem.sentence
    assert (report.advice[0].problem.line, report.advice[0].problem.column) == place(
        tmp_path, "{minutter: 10}"
    )


PLENUM = (
    "      - form: plenum\n        plenumform: kun_det_nye\n"
    "        minutter: {mindst: 5, helst: 10, højst: 12}\n"
)
# What looks like a fault and is none: edits of the clean pack that no rule minds.
HONEST = {
    "clinics that work by themselves": [
        ("        vælg: 2\n", "        vælg: 2\n        bordplan: klinik\n"),
        ("form: plenum\n        plenumform: kun_det_nye", "form: formalia"),
    ],
    "talk in confidence": [
        ("          - id: P1\n", "          - id: P1\n            fortroligt: ja\n"),
        ("          - id: P2\n", "          - id: P2\n            fortroligt: ja\n"),
        ("form: plenum\n        plenumform: kun_det_nye", "form: formalia"),
    ],
    "tables that go on with their sheet": [
        (
            PLENUM,
            f"      - {{form: gruppearbejde, id: videre, minutter: 10, fortsætter: gruppearbejde}}\n{PLENUM}",
        ),
        ("minutter: 50", "minutter: 60"),
    ],
    "tables with a topic each": [
        (
            PLENUM,
            f"      - {{form: gruppearbejde, id: emner, minutter: 10, bordplan: emne}}\n{PLENUM}",
        ),
        ("minutter: 50", "minutter: 60"),
        ("cases:\n", "emner: [{id: e1, titel: Ferie, spørgsmål: Hvad gør vi?}]\ncases:\n"),
    ],
    "an optional block": [
        (
            "cases:\n",
            "  - {id: mere, titel: Mere, tilvalg: ja, faser: [{form: runde, minutter: 5}]}\ncases:\n",
        ),
    ],
    "a talk with a case": [
        (
            "      - form: resultater",
            "      - {form: oplæg, minutter: 10}\n      - form: resultater",
        ),
        ("minutter: 50", "minutter: 60"),
    ],
    "a long evening with a break": [
        (
            "{mindst: 5, helst: 10, højst: 12}\n        spørgsmål",
            "{mindst: 30, helst: 46}\n        spørgsmål",
        ),
        (
            "  - {blok: pausen}\n  - {slags: afslutning, minutter: 5}",
            (
                "  - {slags: runde, minutter: {mindst: 5, helst: 20}}\n  - {slags: pause, minutter: 10}\n"
                "  - {blok: pausen}\n  - {slags: afslutning, minutter: 5}"
            ),
        ),
        ("minutter: 50", "minutter: 80"),
    ],
    "group work that is cut to one prompt": [
        ("        vælg: 2\n", "        vælg: 2\n        skæres_som_nr: 1\n        skæres_til: 7\n"),
    ],
    "a role play that has its time": [
        ("        vælg: 2\n", "        vælg: 0\n        cases: [C1]\n        vælg_cases: 1\n"),
        ("{mindst: 14, helst: 20, højst: 25}", "{mindst: 15, helst: 20, højst: 25}"),
        ("    titel: Den fulde kalender\n", "    titel: Den fulde kalender\n    rollespil: ja\n"),
    ],
    "a rule with its fact": [
        (
            "cases:\n  - id",
            "emner:\n  - {id: e1, titel: Ferie, spørgsmål: Hvad gør vi?, regel: Ring til 30 % først., fakta: [f1]}\ncases:\n  - id",
        ),
    ],
    "a claim that is not printed": [
        ("    gennemses: 2027-11-01\n    status: bekræftet", "    status: ikke_bekræftet"),
    ],
    "a share in a case": [("i tre uger.", "i tre uger og 40 % af dagene.")],
    "numbers that are no threshold": [
        (
            "Hvem tog telefonen imens?",
            "Hvad gør du mellem 16.30–16.40, mindst 15 minutter, i 3/4 af ugen?",
        ),
    ],
    "a question of a point": [
        ("        spørgsmål: [pa01]\n", ""),
        ("slags: afslutning, minutter: 5", "slags: afslutning, minutter: 5, spørgsmål: [pa01]"),
    ],
    "a question that is shown if there is time": [
        ("        spørgsmål: [pa01]", "        vis_også: [pa01]")
    ],
    "a show of hands on what is not sensitive": [
        ("kun_det_nye", "håndsoprækning\n        spørgsmål: [pa01]"),
    ],
    "a few hard words": [("En læge har ikke holdt pause i tre uger.", f"{LONG}.")],
    "ten figures that are no birthday": [
        ("Hvem tog telefonen imens?", "Er sagen 999999-1234 lukket?")
    ],
    "who publishes the pack": [("Klyngen ved fjorden", "Karen Xyzsen, 86 12 34 56")],
    "a version with minutes in its title": [("titel: Kort\n", "titel: Kort, 50 minutter\n")],
}


@pytest.mark.parametrize("edits", HONEST.values(), ids=HONEST)
def test_what_is_meant_is_left_in_peace(tmp_path, edits):
    """A rule knows its exceptions."""
    report = looked_over(pack_folder(tmp_path, *edits))

    assert report.errors == ()
    assert report.advice == ()


def test_on_another_day_the_form_is_fresh_again(tmp_path):
    """Two plenums share a form where a night lies between them."""
    edits = [
        (
            "  - {slags: afslutning, minutter: 5}",
            "  - {blok: igen, dag: 2}\n  - {slags: afslutning, minutter: 5, dag: 2}",
        ),
        (
            "cases:\n",
            (
                "  - id: igen\n    titel: Igen\n    faser: [{form: plenum, plenumform: kun_det_nye, "
                "minutter: {mindst: 5, helst: 10}}]\ncases:\n"
            ),
        ),
        ("minutter: 50", "minutter: 60"),
    ]

    assert looked_over(pack_folder(tmp_path, *edits)).advice == ()


def test_a_night_is_a_break(tmp_path):
    """An hour on each of two days is not two hours on end."""
    days = (
        "  - {slags: afslutning, minutter: 5}",
        (
            "  - {slags: runde, minutter: {mindst: 30, helst: 60}, dag: 2}\n"
            "  - {slags: afslutning, minutter: 5, dag: 2}"
        ),
    )

    report = looked_over(pack_folder(tmp_path, days, ("minutter: 50", "minutter: 110")))

    assert report.advice == ()


def test_a_role_play_takes_longer_than_a_case(tmp_path):
    """Fifteen minutes, where ten would do for a case that is only talked over."""
    report = looked_over(
        pack_folder(
            tmp_path,
            ("        vælg: 2\n", "        vælg: 0\n        cases: [C1]\n        vælg_cases: 1\n"),
            (
                "    titel: Den fulde kalender\n",
                "    titel: Den fulde kalender\n    rollespil: ja\n",
            ),
        )
    )

    assert rules(report.advice) == ["for-kort-tid"]


@pytest.mark.parametrize(
    "piece",
    ["a", ".", "..x", "<img ", '<img alt="', "![", "![ ", "1 ", "Aa ", "over 1", "a@a.", " "],
)
def test_hostile_texts_are_read_once(tmp_path, piece):
    """No rule goes over a long text again and again: the whole check ends."""
    long = piece * (400_000 // len(piece)) + "x"
    own_sheet(tmp_path, SLIP)
    for name in ("readme.md", "readme.html"):
        (tmp_path / name).write_text(long, "utf-8")
    text = (
        (tmp_path / PACK_FILE)
        .read_text("utf-8")
        .replace("ved: pausen}", f"ved: pausen, data: {{x: {json.dumps(long)}}}}}")
    )
    (tmp_path / PACK_FILE).write_text(text, "utf-8")

    report = looked_over(tmp_path)

    assert report.pack is not None


def test_group_work_may_be_told_in_the_next_block(tmp_path):
    """A plenum that opens the next block takes up what the tables found."""
    edits = [
        (
            "      - form: plenum\n        plenumform: kun_det_nye\n        minutter: {mindst: 5, helst: 10, højst: 12}\n",
            "",
        ),
        ("  - {slags: afslutning", "  - {blok: samlet}\n  - {slags: afslutning"),
        (
            "  - id: casen\n",
            (
                "  - id: samlet\n    titel: Samlet\n    faser:\n"
                "      - {form: plenum, plenumform: galleri, minutter: {mindst: 5, helst: 10}}\n"
                "  - id: casen\n"
            ),
        ),
    ]

    assert looked_over(pack_folder(tmp_path, *edits)).advice == ()


QUIET = [
    "Ring til {{kontakt_telefon}} mellem 8.00 og 16.30.",
    "Se vejledning nr. 9523 af 19. juni 2019, side 12-14.",
    "Mødet er 2027-03-04 og igen 04.03.2028.",
    "Brug 20270304 som dato og 2027 2028 som år.",
    "Adressen er https://example.org/a/12345678.",
    "Kollegialt Netværk for Læger og Det Nationale Forskningscenter",
    "Lægen og patienten. Læger på vagt. En læge siger nej.",
    "Hvad gør vi i uge 12, 13 og 14?",
    "Ydelse 4292 og diagnosekode K86.",
]


@pytest.mark.parametrize("text", QUIET)
def test_what_only_resembles_a_person_is_left_in_peace(tmp_path, text):
    """Dates, law numbers, links and institutions are no persons and no numbers to one."""
    report = looked_over(
        pack_folder(tmp_path, ("Hvem tog telefonen imens?", json.dumps(text, ensure_ascii=False)))
    )

    assert report.advice == ()


LOUD = [
    ("cpr-nummer", "311299-4321"),
    ("cpr-nummer", "3112994321"),
    ("telefonnummer", "+45 86123456"),
    ("telefonnummer", "8612 3456"),
    ("telefonnummer", "86123456"),
    ("personnavn", "overlæge Xyzel"),
    ("personnavn", "Peter K. Xyzgaard"),
]


@pytest.mark.parametrize(("rule", "text"), LOUD)
def test_what_leads_to_a_person_is_found_in_a_template_too(tmp_path, rule, text):
    """A file beside `pakke.yaml` is read as well; a CPR-like number is not said again."""
    (tmp_path / "readme.md").write_text(f"Først.\n\nTal med {text} om det.\n", "utf-8")

    (advice,) = looked_over(pack_folder(tmp_path)).advice

    assert advice.rule == rule
    assert (Path(advice.problem.file).name, advice.problem.line) == ("readme.md", 3)
    assert (text in advice.problem.sentence) == (rule != "cpr-nummer")


# --- Files -----------------------------------------------------------------------------------


def own_sheet(folder, template):
    """The clean pack with a sheet of its own."""
    (folder / "ark").mkdir()
    (folder / "ark" / "seddel.html").write_text(template, "utf-8")
    sheet = (
        "ark:\n  - {id: seddel, titel: Seddel, skabelon: ark/seddel.html, til: deltager, "
        "ved: pausen}\n"
    )
    return pack_folder(folder, tail=sheet)


SLIP = """\
{% extends "ark.html" %}
{% block indhold %}
<p>En seddel.</p>
{% endblock %}
"""


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("bøger.md", "filnavn-ikke-ascii"),
        ("gammel.html", "ubrugt-fil"),
        ("noter.docx", "fremmed-fil"),
        ("hjaelp.py", "fremmed-fil"),
    ],
)
def test_files_that_do_not_belong(tmp_path, name, rule):
    """A name that does not travel, a file that is left over, and what a pack cannot hold."""
    own_sheet(tmp_path, SLIP)
    if rule == "filnavn-ikke-ascii":
        pack_folder(tmp_path, ("Hvem tog telefonen imens?", f"Har du læst {name}?"))
        (tmp_path / "ark" / "seddel.html").unlink()
        (tmp_path / "ark").rmdir()
    (tmp_path / name).write_text("Noget.", "utf-8")

    (advice,) = looked_over(tmp_path).advice

    assert advice.rule == rule
    assert Path(advice.problem.file).name == name


def test_what_a_folder_may_hold_beside_the_pack(tmp_path):
    """A distribution's own files, a licence, a schema for the editor, and hidden files."""
    own_sheet(tmp_path, SLIP)
    for name in ("__init__.py", "LICENSE", "README.md", ".gitignore"):
        (tmp_path / name).write_text("Noget.", "utf-8")

    report = looked_over(tmp_path)

    assert report.errors == ()
    assert report.advice == ()


def test_a_folder_that_cannot_be_sent_has_errors(tmp_path):
    """A link out of the folder is an error, as when the pack is zipped."""
    pack_folder(tmp_path)
    (tmp_path / "ud.md").symlink_to(ROOT / "README.md")

    report = looked_over(tmp_path)

    assert ["ud.md" in p.sentence for p in report.errors] == [True]


@pytest.mark.parametrize("tag", ['<img src="m.svg">', '<img alt="billede" src="m.svg">'])
def test_a_picture_says_what_it_shows(tmp_path, tag):
    """An alt text that is missing or says nothing is told at its line and column."""
    own_sheet(tmp_path, SLIP.replace("<p>", f"{{% if false %}}{tag}{{% endif %}}\n<p>"))
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><title>M</title></svg>'
    (tmp_path / "m.svg").write_text(picture, "utf-8")

    (advice,) = looked_over(tmp_path).advice

    assert advice.rule == "billede-uden-tekst"
    assert (advice.problem.line, advice.problem.column) == (3, len("{% if false %}") + 1)


def test_a_fault_is_not_told_twice(tmp_path):
    """A picture that stops its sheet is an error, and no advice on the same line."""
    own_sheet(tmp_path, SLIP.replace("<p>", '<img src="m.svg">\n<p>'))
    picture = '<svg xmlns="http://www.w3.org/2000/svg"><title>M</title></svg>'
    (tmp_path / "m.svg").write_text(picture, "utf-8")

    report = looked_over(tmp_path)

    assert ["mangler en billedtekst" in p.sentence for p in report.errors] == [True]
    assert report.advice == ()


# --- Editions --------------------------------------------------------------------------------


REWORDED = ("Hvor ofte holder du en pause?", "Holder du tit en pause?")


@pytest.mark.parametrize("kind", ["folder", "file", "zip"])
def test_a_repeated_question_is_compared_with_the_edition_before(tmp_path, kind):
    """New wording under the old id is told, whether the old edition is a folder or a zip."""
    old, new = tmp_path / "gl", tmp_path / "ny"
    old.mkdir()
    new.mkdir()
    pack_folder(old)
    before = {"folder": old, "file": old / PACK_FILE, "zip": tmp_path / "gl.zip"}[kind]
    if kind == "zip":
        with zipfile.ZipFile(before, "w") as archive:
            archive.write(old / PACK_FILE, PACK_FILE)

    report = looked_over(pack_folder(new, REWORDED), before=edition_in(before))

    (advice,) = report.advice
    assert advice.rule == "aendret-ordlyd"
    assert "udgave 1.0" in advice.problem.sentence
    assert (advice.problem.line, advice.problem.column) == place(new, "id: pa01")
    assert looked_over(old, before=edition_in(before)).advice == ()


def test_an_installed_edition_is_the_one_before(tmp_path):
    """Without one that is named, the pack of the same id in the catalogue is compared with."""
    old, new = tmp_path / "gl", tmp_path / "ny"
    old.mkdir()
    new.mkdir()
    found = catalogue([pack_folder(old)])
    pack_folder(new, REWORDED)

    assert rules(examine(new, found, today=TODAY, paper=False).advice) == ["aendret-ordlyd"]
    assert examine(old, found, today=TODAY, paper=False).advice == ()


def test_a_question_that_is_asked_once_may_be_reworded(tmp_path):
    """Only `gentages` promises the same question again."""
    once = ("    gentages: ja\n", "")
    old, new = tmp_path / "gl", tmp_path / "ny"
    old.mkdir()
    new.mkdir()
    before = edition_in(pack_folder(old, once))

    assert looked_over(pack_folder(new, once, REWORDED), before=before).advice == ()


# --- Silencing -------------------------------------------------------------------------------


NO_SOLO = ("            solo: Hvem tog telefonen imens?\n", "")


@pytest.mark.parametrize("at", ["", "p1", "pausen", "pausen/gruppearbejde", "blokke"])
def test_a_rule_is_silenced_with_a_reason(tmp_path, at):
    """For the whole pack, or at an address that holds the place."""
    where = f"ved: {at}, " if at else ""
    tail = f"undtagelser:\n  - {{regel: uden-solo, {where}fordi: Alle er i kompagniskab.}}\n"

    report = looked_over(pack_folder(tmp_path, NO_SOLO, tail=tail))

    assert report.errors == ()
    assert report.advice == ()
    assert [(a.rule, a.reason) for a in report.silenced] == [
        ("uden-solo", "Alle er i kompagniskab.")
    ]


def test_a_silencing_that_covers_nothing_is_told(tmp_path):
    """One that stands elsewhere leaves the advice, and is told itself."""
    tail = "undtagelser:\n  - {regel: uden-solo, ved: P2, fordi: Fordi.}\n"

    report = looked_over(pack_folder(tmp_path, NO_SOLO, tail=tail))

    assert rules(report.advice) == ["uden-solo", USELESS]
    assert (report.advice[1].problem.line, report.advice[1].problem.column) == place(
        tmp_path, "{regel: uden-solo"
    )


def test_a_silencing_needs_a_reason(tmp_path):
    """Without one it is an error, and nothing else is judged."""
    report = looked_over(pack_folder(tmp_path, tail="undtagelser:\n  - regel: uden-solo\n"))

    assert ["”fordi” mangler" in p.sentence for p in report.errors] == [True]


def test_an_unknown_rule_is_an_error_with_the_nearest_name(tmp_path):
    """A misspelt rule would silence nothing for ever."""
    tail = "undtagelser:\n  - {regel: uden-sol, fordi: Fordi.}\n"

    report = looked_over(pack_folder(tmp_path, tail=tail))

    assert [p.sentence for p in report.errors] == [
        "Reglen ”uden-sol” findes ikke. Mente du ”uden-solo”?"
    ]
    assert report.advice == ()


def test_paper_that_was_not_laid_out_silences_nothing_in_vain(tmp_path):
    """A silencing of a rule about paper is not judged where no sheet was laid out."""
    tail = "undtagelser:\n  - {regel: for-mange-sider, fordi: Fordi.}\n"

    assert looked_over(pack_folder(tmp_path, tail=tail)).advice == ()


@pytest.mark.parametrize(
    ("edits", "rule", "at"),
    [
        ([("gennemses: 2027-11-01", "gennemses: 2026-11-30")], "forfalden", "f1"),
        (
            [("slags: afslutning, minutter: 5", "slags: afslutning, minutter: 2")],
            "uden-evaluering",
            "afslutning",
        ),
        ([("minutter: 50", "minutter: 45")], "minutter-passer-ikke", "versioner/kort"),
        ([("Hvad kan vente til i morgen?", "Er ≥ 140 for højt?")], "graensevaerdi", "C1"),
        (
            [("pausen/resultater: udelad", "pausen/gruppearbejde: {minutter: 10}")],
            "for-kort-tid",
            "pausen/gruppearbejde",
        ),
        (
            [
                ("- {blok: pausen}", "- {slags: runde, minutter: 96}\n  - {blok: pausen}"),
                ("minutter: 50", "minutter: 146"),
            ],
            "langt-uden-pause",
            "velkomst",
        ),
    ],
)
def test_every_place_has_an_address(tmp_path, edits, rule, at):
    """Facts, points, versions, cases and changed phases can each be silenced where they stand."""
    tail = f"undtagelser:\n  - {{regel: {rule}, ved: {at}, fordi: Fordi.}}\n"

    report = looked_over(pack_folder(tmp_path, *edits, tail=tail))

    assert rules(report.silenced) == [rule]
    assert USELESS not in rules(report.advice)


# --- Paper -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cramped(tmp_path_factory):
    """The report on a pack whose own sheet has a box that is too small, its sheets laid out."""
    folder = tmp_path_factory.mktemp("papir")
    small = '<div style="height: 4mm; width: 20mm; overflow: hidden"><p>Et langt ord falder ud'
    own_sheet(folder, SLIP.replace("<p>", f"{small}</p></div>\n<p>"))
    return folder, examine(folder, kits.everything(), today=TODAY)


def test_words_that_are_cut_off_on_paper_are_told(cramped):
    """The example meeting is laid out; what its layout says stands at the sheet's own key."""
    folder, report = cramped

    assert report.errors == ()
    assert set(rules(report.advice)) == {"passer-ikke-paa-arket"}
    assert {(a.problem.line, a.problem.column) for a in report.advice} == {
        place(folder, "{id: seddel")
    }
    assert "Der er ikke plads til" in report.advice[0].problem.sentence


def sheet(kind, pages, **more):
    """A sheet as the layout gives it."""
    document = Document(
        id=f"{kind}-pausen", sheet=kind, title="Ark", template="", copies=1, data={}, **more
    )
    return Sheet(document, pdf=b"", html="", pages=pages)


@pytest.mark.parametrize(
    ("laid", "told"),
    [
        (sheet("bordark", 2, audience="bord"), False),
        (sheet("bordark", 3, audience="bord"), True),
        (sheet("bordark", 4, audience="emne"), False),  # two tables, each with its topic
        (sheet("bordark", 5, audience="emne"), True),
        (sheet("dagsorden", 3, audience="deltager"), True),
        (sheet("drejebog", 9, audience="facilitator"), False),
    ],
)
def test_nobody_reads_page_three(tmp_path, laid, told):
    """Table sheets and agenda take one piece of paper; the run sheet what it needs."""
    topics = (
        "emner:\n  - {id: a, titel: A, spørgsmål: Hvad?}\n  - {id: b, titel: B, spørgsmål: Hvad?}\n"
    )
    folder = pack_folder(tmp_path, tail=topics)
    subject = Subject(read(folder / PACK_FILE, Pack), folder, TODAY, sheets=(laid,))

    hits = list(too_many_pages.find(subject))

    assert [hit.loc for hit in hits] == [("blokke", 0)] * told
    assert all(f"ark/{laid.document.sheet}" in hit.at for hit in hits)


def test_paper_is_silenced_by_the_sheets_name(tmp_path):
    """`ved: ark/dagsorden` covers what the layout says of the agenda."""
    noted = replace(
        sheet("dagsorden", 2, audience="deltager"), findings=(Finding("naesten-tom", 2),)
    )
    tail = "undtagelser:\n  - {regel: passer-ikke-paa-arket, ved: ark/dagsorden, fordi: Fordi.}\n"
    folder = pack_folder(tmp_path, tail=tail)
    subject = Subject(read(folder / PACK_FILE, Pack), folder, TODAY, sheets=(noted,))

    (hit,) = ill_fitting.find(subject)

    assert reason_for(subject.pack, ill_fitting, hit).reason == "Fordi."


@pytest.mark.parametrize(
    "pack", [pytest.param(p, marks=pytest.mark.xdist_group(p)) for p in kits.PACKS]
)
def test_our_packs_pass_on_paper_too(pack):
    """No error, no advice, and whatever is silenced is argued in a sentence."""
    kits.kit(pack)  # the sheets of its example meeting are made once

    report = examine(
        kits.everything().packs[pack].folder, kits.everything(), today=TODAY, maker=kits.once
    )

    assert report.errors == ()
    assert report.advice == ()
    assert [a.rule for a in report.silenced if len(a.reason.split()) < 5] == []


def test_the_third_partys_pack_passes():
    """So does the example of a pack that is its own distribution."""
    report = looked_over(THIRD)

    assert report.errors == ()
    assert report.advice == ()
    assert report.silenced == ()


# --- The rules themselves --------------------------------------------------------------------


def test_every_rule_has_a_pack_that_breaks_it():
    """No rule is without a test of its own."""
    elsewhere = {
        *("aendret-ordlyd", "filnavn-ikke-ascii", "ubrugt-fil", "fremmed-fil"),
        *("billede-uden-tekst", "passer-ikke-paa-arket", "for-mange-sider"),
    }

    assert {row[0] for row in BROKEN} | elsewhere == {rule.id for rule in RULES}
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_why_and_how(rule):
    """An id in ASCII, and whole sentences for the docs."""
    assert re.fullmatch("[a-z]+(-[a-z]+)*", rule.id)
    assert rule.id != USELESS
    assert not rule.title.endswith(".")
    assert rule.reason.endswith(".")
    assert rule.mend.endswith(".")


def test_the_docs_of_the_rules_are_current():
    """`docs/regler.md` is what `make docs` would write."""
    found = importlib.util.spec_from_file_location("regler", ROOT / "tools" / "regler.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)

    assert (ROOT / "docs" / "regler.md").read_text("utf-8") == module.rules()


def test_a_pack_is_warned_where_its_meeting_would_be():
    """The longest sitting is the one that a build warns of."""
    assert minutes._SITTING == doubts._LONGEST_SITTING


@pytest.mark.parametrize(
    ("texts", "number"),
    [
        ([], 0),
        (["Vi går nu. Vi ses."], 2.5),  # five words, two sentences
        (["Arbejdsmiljø er svært."], 3 + 100 / 3),  # one long word of three
        (["Ja", "Nej"], 1),  # each text is a sentence of its own
        (["Sæt: to kryds! Hvorfor?"], 4 / 3 + 100 / 4),
        (["Brug 2,5 timer."], 3),  # a number is a word, its comma no end
    ],
)
def test_lix_is_bjoernssons(texts, number):
    """Words a sentence, and the share of words of more than six letters."""
    assert lix(texts) == pytest.approx(number)


# --- The command -----------------------------------------------------------------------------


def command(capsys, *arguments):
    """Exit code, stdout and stderr of `pakke tjek`."""
    code = main(["pakke", "tjek", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


QUICK = ("--uden-papir", "--dato", "2026-12-01")


def test_the_command_says_that_all_is_well(tmp_path, capsys):
    """A clean pack exits 0, with one line."""
    code, out, err = command(capsys, pack_folder(tmp_path), *QUICK)

    assert code == 0
    assert out == "Pakken ”Pauser, der bliver holdt” er i orden: 2 blokke, udgave 1.0.\n"
    assert err == ""


def test_the_command_tells_advice_where_it_stands(tmp_path, capsys):
    """Advice exits 6; each line begins with file, line and column and ends with the rule."""
    pack_folder(tmp_path, NO_SOLO)
    line, column = place(tmp_path, "id: P1")

    code, out, err = command(capsys, tmp_path / PACK_FILE, *QUICK)

    assert code == 6
    assert "kan bruges. Der er 1 råd." in out
    title, told = err.strip().splitlines()
    assert title == "Et gruppespørgsmål uden tekst til sololægen"
    assert told.startswith(f"{tmp_path / PACK_FILE}:{line}:{column}: ")
    assert told.endswith("[uden-solo]")


def test_the_command_tells_errors_first(tmp_path, capsys):
    """Errors exit 3, and stand before the advice."""
    pack_folder(tmp_path, NO_SOLO, ("spørgsmål: [pa01]", "spørgsmål: [pa01, pa02]"))

    code, out, err = command(capsys, tmp_path, *QUICK)

    assert code == 3
    assert "har 1 fejl og 1 råd. Ret fejlene først." in out
    assert err.index("pa02") < err.index("[uden-solo]")


def test_the_command_says_how_much_more_there_is(tmp_path, capsys):
    """After twenty, the rest is counted."""
    more = "".join(
        f"  - {{id: x{n}, skala: hyppig5, tekst: Hvor ofte er det sådan?}}\n" for n in range(23)
    )
    pack_folder(tmp_path, ("fakta:\n", f"{more}fakta:\n"))

    code, _, err = command(capsys, tmp_path, *QUICK)

    assert code == 6
    assert err.count("[ubrugt-spoergsmaal]") == 20
    assert "Der er 3 råd mere." in err


def test_the_command_says_everything_to_programs(tmp_path, capsys):
    """`--json` has errors, advice and what is silenced, for every folder named."""
    one, other = tmp_path / "en", tmp_path / "to"
    one.mkdir()
    other.mkdir()
    pack_folder(one, NO_SOLO)
    pack_folder(other, NO_SOLO, tail="undtagelser:\n  - {regel: uden-solo, fordi: Fordi.}\n")

    code, out, err = command(capsys, one, other, one / PACK_FILE, "--json", *QUICK)

    told = json.loads(out)
    first, second = told["pakker"]
    assert (code, err, told["udfald"]) == (6, "", 6)
    assert first["pakke"] == {"id": "pauser", "titel": "Pauser, der bliver holdt", "udgave": "1.0"}
    assert [(a["regel"], a["linje"], a["kolonne"]) for a in first["råd"]] == [
        ("uden-solo", *place(one, "id: P1"))
    ]
    assert (second["råd"], second["undtaget"][0]["fordi"]) == ([], "Fordi.")


def test_the_command_compares_with_the_edition_before(tmp_path, capsys):
    """`--foer` names the edition; with several folders nobody knows whose it is."""
    old, new = tmp_path / "gl", tmp_path / "ny"
    old.mkdir()
    new.mkdir()
    pack_folder(old)
    pack_folder(new, REWORDED)

    code, _, err = command(capsys, new, "--foer", old, *QUICK)
    twice, _, complaint = command(capsys, new, old, "--foer", old, *QUICK)

    assert (code, "[aendret-ordlyd]" in err) == (6, True)
    assert (twice, "kun én mappe" in complaint) == (2, True)


def test_who_waits_is_told_what_for(tmp_path):
    """In a terminal the screen is not empty while the sheets are laid out; a pipe is spared."""
    folder = pack_folder(tmp_path, ("titel: Pauser", "titl: Pauser"))
    command = f"{sys.executable} -m klyngepakke pakke tjek {folder}"
    waiting = "Lægger arkene op …"

    assert pexpect.run(command, encoding="utf-8").startswith(waiting)
    assert waiting not in pexpect.run(f"{command} --uden-papir", encoding="utf-8")


def test_the_command_refuses_a_date_that_is_none(tmp_path, capsys):
    """A misspelt date is the command line's fault."""
    code, _, err = command(capsys, pack_folder(tmp_path), "--dato", "i morgen")

    assert code == 2
    assert "er ikke en dato" in err


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_a_pack_file_that_is_a_link_out_of_the_folder_is_not_read(tmp_path):
    """What the link leads to is somebody's own; not a word of it is told."""
    (tmp_path / "ude.yaml").write_text("hemmelig: ord", "utf-8")
    (tmp_path / "pakke").mkdir()
    (tmp_path / "pakke" / PACK_FILE).symlink_to(tmp_path / "ude.yaml")

    errors = examine(tmp_path / "pakke", catalogue(), paper=False).errors

    assert [e.sentence for e in errors] == [
        "Filen er en genvej ud af mappen. Læg selve filen i mappen."
    ]
    with pytest.raises(InputError, match="genvej"):
        edition_in(tmp_path / "pakke")


def test_a_sheet_past_its_limit_has_its_own_exit_code(tmp_path, capsys):
    """What an honest sheet never takes exits 4, as in a build."""
    loops = "{% for a in data.x %}{% for b in data.x %}{% for c in data.x %}{{ data.t }}"
    ends = "{% endfor %}" * 3
    own_sheet(tmp_path, SLIP.replace("<p>", f"{loops}{ends}<p>"))
    text = (tmp_path / PACK_FILE).read_text("utf-8")
    listed = ", ".join(["a"] * 100)
    data = f"ved: pausen, data: {{x: [{listed}], t: {'tekst ' * 40}}}}}"
    (tmp_path / PACK_FILE).write_text(text.replace("ved: pausen}", data), "utf-8")

    code, _, err = command(capsys, tmp_path, *QUICK)

    assert code == 4
    assert "Seddel" in err
