"""Settling: what can only be said of a draft when all of it is read."""

from __future__ import annotations

import re
from typing import Any, Final

from klyngepakke.content.common import common
from klyngepakke.content.model import Loc, nearest
from klyngepakke.content.pack import Phase
from klyngepakke.content.point import POINT_KINDS
from klyngepakke.writing.draft import Draft
from klyngepakke.writing.fields import code_of, fields_of, free
from klyngepakke.writing.guidance import ABOUT
from klyngepakke.writing.sections import Place, cut

_STAND_IN: Final = {"slags": POINT_KINDS[0], "minutter": "10"}
_BETWEEN: Final = re.compile(r"\s*/\s*|\s+[–—-]\s+|\s*,\s*10\s*[=:]\s*")
_NO_BLOCK: Final = (
    "Her er ingen blok. Skriv en overskrift, der begynder med ”Blok 1:”, eller begynd med "
    "skabelonen; den får du med ”klyngepakke pakke fra-word --skabelon MAPPE”."
)


def settle(draft: Draft) -> None:
    """Name the blocks, follow what points at them, and see to what every pack must have."""
    _blocks(draft)
    for index, point in enumerate(draft.data.get("ramme", [])):
        _point(draft, index, point)
    for pitfall in draft.data.get("faldgruber", []):
        _follow(draft, pitfall)
    for key in ("spørgeskema", "evaluering"):
        for index, question in enumerate(draft.data.get(key, [])):
            _ends(draft, (key, index), question)
    _whole(draft)


def _ends(draft: Draft, at: Loc, question: dict[str, Any]) -> None:
    """The two ends of 0–10 may stand where the answers do; that scale has none of its own."""
    if question.get("skala") != "nrs" or "ender" in question:
        return
    said = list(question.get("svar", {}).values())
    ends = _BETWEEN.split(said[0]) if len(said) == 1 else said
    if len(ends) == 2:  # noqa: PLR2004 - a line has two ends
        question["ender"] = ends
        del question["svar"]
        draft.origins[(*at, "ender")] = draft.origins[(*at, "svar")]


def _blocks(draft: Draft) -> None:
    """Titles, ids from the titles, and phases with all that they must have."""
    taken: list[str] = []
    for index, block in enumerate(draft.data.get("blokke", [])):
        place = draft.origins[("blokke", index)]
        if "titel" not in block:
            draft.notes.fault(place, "Blokken har ingen titel. Skriv den efter kolonet.")
            block["titel"] = "?"
        block.setdefault("id", free(code_of(str(block["titel"])), taken))
        taken.append(str(block["id"]))
        if not block["faser"]:
            sentence = "Blokken har ingen faser. Lav en overskrift til hver, fx Gruppearbejde."
            draft.notes.fault(place, sentence)
        for number, phase in enumerate(block["faser"]):
            at: Loc = ("blokke", index, "faser", number)
            draft.lacking(phase, fields_of(Phase), draft.origins[at])
            _cases(draft, at, phase)


def _cases(draft: Draft, at: Loc, phase: dict[str, Any]) -> None:
    """Cases that are named and not counted all come to the table."""
    if not phase.get("cases") or "vælg_cases" in phase:
        return
    number = len(phase["cases"])
    phase["vælg_cases"] = str(number)
    if number > 1:
        sentence = (
            f"Der står ikke, hvor mange af de {number} cases bordet får. Der er skrevet {number}. "
            "Skriv tallet ud for ”Vælg cases”, hvis det skal være andet."
        )
        draft.notes.remark(draft.origins[(*at, "cases")], sentence)


def _follow(draft: Draft, one: dict[str, Any]) -> bool:
    """Put the id of a block where it is named otherwise; whether it is a block at all."""
    number = draft.block_number(str(one.get("blok", "")))
    if "blok" in one and number is not None:
        one["blok"] = draft.data["blokke"][number]["id"]
    return number is not None


def _point(draft: Draft, index: int, point: dict[str, Any]) -> None:
    """A point is of a known kind or a block; a block has its minutes from its phases."""
    place = draft.origins[("ramme", index)]
    if "slags" in point:
        if "minutter" not in point:
            _usual_minutes(draft, point, place)
    elif "blok" not in point:
        draft.notes.fault(place, "Rækken siger ikke, hvilket punkt det er.")
        point |= _STAND_IN
    elif not _follow(draft, point):
        said = str(point.pop("blok"))
        titles = [str(block["titel"]) for block in draft.data.get("blokke", [])]
        hint = nearest(said, [*POINT_KINDS, *titles])
        draft.notes.fault(place, f"”{cut(said)}” er hverken et punkt eller en blok.{hint}")
        point |= _STAND_IN
    elif "minutter" in point:
        draft.notes.remark(place, "En blok har sine minutter fra faserne. Tallet er ikke brugt.")
        del point["minutter"]


def _usual_minutes(draft: Draft, point: dict[str, Any], place: Place) -> None:
    """Give a point the minutes that its kind usually has, and say so."""
    manner = common().points.get(point["slags"])
    if manner is None or manner.minutes is None:
        draft.notes.fault(place, "”Minutter” mangler.")
        point["minutter"] = _STAND_IN["minutter"]
        return
    usual = manner.minutes
    bounds = {"mindst": usual.least, "helst": usual.wish, "højst": usual.most}
    point["minutter"] = {name: str(number) for name, number in bounds.items()}
    shown = "–".join(map(str, bounds.values()))
    draft.notes.remark(place, f"Der står ingen minutter; der er skrevet {shown}, som det plejer.")


def _whole(draft: Draft) -> None:
    """What the whole pack must have: asked for, or given and told."""
    data, notes = draft.data, draft.notes
    for key, place, sentence in (
        ("titel", None, "Pakkens titel mangler. Skriv den øverst med typografien Titel."),
        ("udgiver", Place(ABOUT), "”Udgiver” mangler."),
        ("formål", Place("Formål"), "Formålet mangler. Skriv det i én sætning."),
    ):
        if key not in data:
            notes.fault(place, sentence)
            data[key] = "?"
    data.setdefault("id", code_of(str(data["titel"])))
    if "udgave" not in data:
        notes.remark(Place(ABOUT), "Der står ingen udgave; den er sat til 1.0.")
        data["udgave"] = "1.0"
    if not data.get("blokke"):
        notes.fault(None, _NO_BLOCK)
        data["blokke"] = []
    if "ramme" not in data:
        sentence = "Her er intet program; blokkene er sat mellem velkomst og afslutning."
        notes.remark(None, sentence)
        blocks = ({"blok": block["id"]} for block in data["blokke"])
        data["ramme"] = [_STAND_IN, *blocks, {**_STAND_IN, "slags": POINT_KINDS[-1]}]
