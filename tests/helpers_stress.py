"""A pack and a meeting that ask too much of every sheet: long names, long questions, many."""

from __future__ import annotations

import json

NAME = "Lægehuset Nordvestre Overdrevsbakkes kompagniskab ved Kærmosen"
"""A name of 60 letters."""

QUESTION = (
    "Når en patient med flere kroniske sygdomme kommer til årskontrol og også har et nyt problem "
    "med, som hverken du eller patienten havde regnet med, hvad gør du så først, hvad lader du "
    "vente, hvem i klinikken kunne have taget noget af det på forhånd, og hvordan siger du det, så "
    "patienten går glad hjem?"
)
"""A question of 300 letters."""

MANY = 20  # prompts of one phase


def pack(id_: str = "pres") -> str:
    """`pakke.yaml` of the pack, every slot of it asked for and none given a default."""
    return json.dumps(_pack(id_), ensure_ascii=False, indent=1)


def meeting(id_: str = "pres", **changes: object) -> dict[str, object]:
    """Answers for 73 doctors of 14 clinics, two guests, and names of 60 letters."""
    made: dict[str, object] = {
        "titel": NAME,
        "klynge": {"navn": NAME, "kommune": NAME, "hjælp": {"navn": NAME, "tekst": QUESTION}},
        "dage": [{"dato": "2027-03-04", "start": "14.00", "slut": "20.30", "sted": NAME}],
        "deltagere": {"antal": 73, "solo": 6, "kompagniskab": 60, "ansat": 7, "klinikker": 14},
        "gæster": [{"id": "kommunen", "titel": NAME, "antal": 2}],
        "roller": dict.fromkeys(("facilitator", "ordstyrer", "referent", "tidtager"), NAME),
        "links": {
            "spørgeskema": "https://example.org/sporgeskema/" + "lang-" * 8 + "adresse",
            "evaluering": "https://example.org/evaluering/" + "lang-" * 8 + "adresse",
        },
        "næste_møde": f"torsdag den 3. juni 2027 kl. 16.30 i {NAME}",
        "siden_sidst": [QUESTION, NAME],
        "pakker": {id_: {}},
        "program": [
            {"slags": "velkomst", "fra": id_},
            {"slags": "opfølgning", "id": "sidst", "minutter": 10},
            {"blok": f"{id_}/en"},
            {"slags": "pause", "fra": id_, "gæster": ["kommunen"]},
            {"blok": f"{id_}/mange", "gæster": ["kommunen"]},
            {"id": "valg", "slags": "afstemning", "minutter": 15, "titel": NAME,
             "afstemning": {"forslag": [QUESTION, NAME, "Kort"], "beslutningsdygtig": NAME}},
            {"id": "frit", "slags": "frit_emne", "minutter": 10, "titel": NAME, "tekst": QUESTION},
            {"blok": f"{id_}/plan"},
            {"slags": "afslutning", "fra": id_},
        ],
    }  # fmt: skip
    return {**made, **changes}


def participants() -> str:
    """`deltagere.csv`: 73 doctors of 14 clinics, every name of 60 letters."""
    forms = ("solo", *["kompagniskab"] * 13)
    rows = [f"{n:02} {NAME[3:]};{n % 14:02} {NAME[3:]};{forms[n % 14]};12{n:04}" for n in range(73)]
    return "\n".join(["navn;klinik;praksisform;ydernummer", *rows]) + "\n"


def _pack(id_: str) -> dict[str, object]:
    return {
        "id": id_,
        "titel": NAME,
        "udgave": "2027.1",
        "udgiver": NAME,
        "licens": "CC BY 4.0",
        "formål": QUESTION,
        "læringsmål": [QUESTION, NAME],
        "afgrænsning": QUESTION,
        "faglig_godkendelse": {},
        "oplysninger": [
            {"id": "telefon", "spørgsmål": "Hvilket telefonnummer har de?"},
            {"id": "sted", "spørgsmål": "Hvor mødes I?"},
        ],
        "ramme": [
            {"slags": "velkomst", "minutter": 10, "tekst": QUESTION},
            {"blok": "en"},
            {"slags": "pause", "minutter": 10},
            {"blok": "mange"},
            {"blok": "plan"},
            {"slags": "afslutning", "minutter": 10},
        ],
        "blokke": [_one(), _many(), _plan()],
        "cases": [
            {"id": f"C{n}", "titel": NAME, "tekst": f"{QUESTION} {QUESTION}",
             "spørg": [QUESTION, "Hvad gør du?"], "rollespil": "ja"} for n in (1, 2)
        ],
        "spørgeskema": [
            {"id": "sp01", "skala": "nrs", "tekst": QUESTION, "ender": ["slet ikke", "fuldt ud"]},
            {"id": "sp02", "skala": "hyppig5", "tekst": QUESTION},
            {"id": "sp03", "skala": "flere", "tekst": QUESTION, "andet": "ja",
             "svar": {f"s{n}": f"{NAME} {n}" for n in range(8)}},
            {"id": "sp04", "skala": "fri", "tekst": QUESTION},
        ],
        "bokse": [
            {"id": "hjaelp", "titel": NAME, "tekst": f"{QUESTION} Ring {{{{telefon}}}}.",
             "på": ["dagsorden", "handleplan", "drejebog", "afslutningsark"]}
        ],
        "handleplan": {
            "eksempler": [
                dict.fromkeys(("hvad", "hvordan", "hvem", "hvornår", "tegn"), NAME)
            ] * 3,
        },
        "faldgruber": [{"titel": NAME, "tekst": QUESTION}],
        "forberedelse": [f"{QUESTION} Mød op {{{{sted}}}}."],
    }  # fmt: skip


def _prompt(number: int, text: str = QUESTION) -> dict[str, object]:
    return {
        "id": f"T{number}",
        "kerne": "ja",
        "tekst": text,
        "solo": text.replace("klinikken", "huset"),
        "kompagniskab": text.replace("klinikken", "fællesskabet"),
    }


def _one() -> dict[str, object]:
    return {
        "id": "en",
        "titel": NAME,
        "mål": QUESTION,
        "lyt_efter": QUESTION,
        "går_i_stå": QUESTION,
        "bro": QUESTION,
        "faser": [
            {"form": "resultater", "minutter": 15, "spørgsmål": ["sp01", "sp02", "sp03"],
             "uden_svar": "svarseddel", "forbehold": QUESTION, "sig": [QUESTION], "gør": [NAME]},
            {"form": "gruppearbejde", "minutter": 20, "vælg": 1, "gruppespørgsmål": [_prompt(1)]},
            {"form": "plenum", "minutter": 10, "plenumform": "kun_det_nye"},
        ],
    }  # fmt: skip


def _many() -> dict[str, object]:
    pool = [_prompt(n, f"{n}: {NAME}?") for n in range(2, 2 + MANY)]
    return {
        "id": "mange",
        "titel": NAME,
        "faser": [
            {"form": "gruppearbejde", "minutter": 90, "vælg": MANY, "gruppespørgsmål": pool},
            {"form": "cases", "minutter": 30, "cases": ["C1", "C2"], "vælg_cases": 2},
            {"form": "plenum", "minutter": 10, "plenumform": "galleri"},
        ],
    }


def _plan() -> dict[str, object]:
    return {
        "id": "plan",
        "titel": NAME,
        "faser": [
            {"form": "gruppearbejde", "minutter": 15, "bordplan": "klinik", "vælg": 1,
             "gruppespørgsmål": [_prompt(99)]},
            {"form": "handleplan", "minutter": 15, "bordplan": "klinik"},
        ],
    }  # fmt: skip
