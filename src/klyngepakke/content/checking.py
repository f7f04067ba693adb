"""What a pack's keys must agree on: names are unique, references lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from klyngepakke.content.addresses import SHEETS
from klyngepakke.content.common import common
from klyngepakke.content.model import Loc, nearest
from klyngepakke.content.override_doubts import change_doubts, change_problems
from klyngepakke.content.pack import SCALE_KINDS, Pack, Phase, Question
from klyngepakke.content.point import Point
from klyngepakke.content.reading import Read
from klyngepakke.errors import Problem

_SHORTEN_ONLY = ("plenum", "handleplan")
_OWN_EVALUATION = 2
_BLOCKS, _ITEMS = 60, 300  # of one kind: several times what the largest honest pack has
_MOST = 100  # problems that are looked for; nobody mends more at once
_Found = Iterator[tuple[Loc, str]]

_FEWEST_CHOICES = 2


def pack_problems(found: Read[Pack], folder: Path) -> tuple[Problem, ...]:
    """Everything in a pack that its types cannot see, in the order of the file.

    Args:
        found: The pack as read, with its places.
        folder: Where its templates must lie.
    """
    pack = found.value
    checks = (
        _sizes(pack),
        _twins(pack),
        _references(pack),
        _phases(pack),
        _frame(pack, pack.frame, ("ramme",)),
        _versions(pack),
        _questions(pack),
        _facts(pack),
        _slots(pack),
        _files(pack, folder),
    )
    every = ((loc, sentence) for check in checks for loc, sentence in check)
    return tuple(found.problem(loc, sentence) for loc, sentence in islice(every, _MOST))


def _sizes(pack: Pack) -> _Found:
    """Far more than an evening has room for would only keep the computer busy."""
    counted: list[tuple[Loc, int, int]] = [
        (("blokke",), len(pack.blocks), _BLOCKS),
        (("ramme",), len(pack.frame), _BLOCKS),
        (("ark",), len(pack.sheets), _BLOCKS),
        (("spørgeskema",), len(pack.survey), _ITEMS),
        (("cases",), len(pack.cases), _ITEMS),
        (("emner",), len(pack.topics), _ITEMS),
        (("versioner",), len(pack.versions), _BLOCKS),
    ]
    counted += [
        (("versioner", name, "ramme"), len(one.frame), _BLOCKS)
        for name, one in pack.versions.items()
    ]
    for i, block in enumerate(pack.blocks):
        counted.append((("blokke", i, "faser"), len(block.phases), _BLOCKS))
        counted += [
            (("blokke", i, "faser", j, "gruppespørgsmål"), len(phase.prompts), _ITEMS)
            for j, phase in enumerate(block.phases)
        ]
    for loc, count, most in counted:
        if count > most:
            yield loc, f"Her står {count}, og der er plads til {most}. Del pakken i flere."


def _named(pack: Pack) -> Iterator[tuple[Loc, str]]:
    """Every id of the pack's one namespace, with its place."""
    groups: tuple[tuple[str, Sequence[object]], ...] = (
        ("blokke", pack.blocks),
        ("cases", pack.cases),
        ("emner", pack.topics),
        ("spørgeskema", pack.survey),
        ("evaluering", pack.evaluation),
        ("fakta", pack.facts),
        ("bokse", pack.boxes),
        ("værktøjer", pack.tools),
    )
    for name, group in groups:
        for i, one in enumerate(group):
            yield (name, i, "id"), one.id  # type: ignore[attr-defined]
    for loc, phase in _all_phases(pack):
        for i, prompt in enumerate(phase.prompts):
            yield (*loc, "gruppespørgsmål", i, "id"), prompt.id


def _all_phases(pack: Pack) -> Iterator[tuple[Loc, Phase]]:
    for i, block in enumerate(pack.blocks):
        for j, phase in enumerate(block.phases):
            yield ("blokke", i, "faser", j), phase


def _repeated(names: Iterable[tuple[Loc, str]], what: str) -> _Found:
    seen: set[str] = set()
    for loc, name in names:
        if name.lower() in seen:
            yield loc, f"{what} ”{name}” står to gange. Giv den ene et andet navn."
        seen.add(name.lower())


def _twins(pack: Pack) -> _Found:
    if pack.id.lower() == SHEETS:
        yield ("id",), f"En pakke kan ikke hedde ”{pack.id}”: adresser på ark begynder sådan."
    yield from _repeated(_named(pack), "Navnet")
    yield from _repeated(((("ark", i, "id"), s.id) for i, s in enumerate(pack.sheets)), "Arket")
    yield from _repeated(
        ((("oplysninger", i, "id"), s.id) for i, s in enumerate(pack.slots)), "Oplysningen"
    )
    for i, block in enumerate(pack.blocks):
        names = (
            (("blokke", i, "faser", j, "id" if p.id else "form"), p.name)
            for j, p in enumerate(block.phases)
        )
        yield from _repeated(names, "Fasen")
    shared = {q.id for q in (*common().background, *common().evaluation)}
    for word, group in (("spørgeskema", pack.survey), ("evaluering", pack.evaluation)):
        for i, question in enumerate(group):
            if question.id in shared:
                yield (
                    (word, i, "id"),
                    f"”{question.id}” er et fælles spørgsmål; giv dit et andet navn.",
                )


def _missing(loc: Loc, name: str, known: Iterable[str], what: str) -> _Found:
    names = tuple(known)
    if name not in names:
        yield loc, f"{what} ”{name}” findes ikke i pakken.{nearest(name, names)}"


def _references(pack: Pack) -> _Found:
    known = {
        "Spørgsmålet": [q.id for q in (*pack.survey, *pack.evaluation)],
        "Casen": [c.id for c in pack.cases],
        "Faktummet": [f.id for f in pack.facts],
        "Blokken": [b.id for b in pack.blocks],
        "Stedet": _places(pack),
    }
    for loc, name, what in _referring(pack):
        yield from _missing(loc, name, known[what], what)


def _referring(pack: Pack) -> Iterator[tuple[Loc, str, str]]:
    """Every name that should lead somewhere, its place, and what it should lead to."""
    for loc, phase in _all_phases(pack):
        yield from _listed(loc, "spørgsmål", phase.questions, "Spørgsmålet")
        yield from _listed(loc, "vis_også", phase.also, "Spørgsmålet")
        yield from _listed(loc, "cases", phase.cases, "Casen")
    for i, topic in enumerate(pack.topics):
        yield from _listed(("emner", i), "cases", topic.cases, "Casen")
        yield from _listed(("emner", i), "fakta", topic.facts, "Faktummet")
        yield from _listed(("emner", i), "tal", topic.questions, "Spørgsmålet")
    for i, pitfall in enumerate(pack.pitfalls):
        if pitfall.block:
            yield ("faldgruber", i, "blok"), pitfall.block, "Blokken"
    for i, sheet in enumerate(pack.sheets):
        if sheet.at:
            yield ("ark", i, "ved"), sheet.at, "Stedet"
        yield from _listed(("ark", i), "spørgsmål", sheet.questions, "Spørgsmålet")


def _listed(loc: Loc, word: str, names: Sequence[str], what: str) -> Iterator[tuple[Loc, str, str]]:
    for i, name in enumerate(names):
        yield (*loc, word, i), name, what


def _places(pack: Pack) -> list[str]:
    """Where a sheet of the pack's own can be used: blocks, phases, and points of the frame."""
    phases = [f"{b.id}/{p.name}" for b in pack.blocks for p in b.phases]
    points = [p.id or p.kind or "" for p in pack.frame if not p.block]
    return [b.id for b in pack.blocks] + phases + points


def _phases(pack: Pack) -> _Found:
    for loc, phase in _all_phases(pack):
        if phase.form in _SHORTEN_ONLY and phase.cut and not phase.cut_to:
            yield (
                (*loc, "skæres_som_nr"),
                "Plenum og handleplan udelades aldrig. Skriv skæres_til, så de kan blive kortere.",
            )
        if phase.form == "plenum" and not phase.plenum_form:
            yield loc, "Et plenum skal have en plenumform, fx kun_det_nye eller galleri."
        if phase.form == "resultater" and not phase.unanswered:
            yield loc, "Skriv uden_svar: hvad sker der, når ingen har svaret på forhånd?"
        if (phase.choose or 0) > len(phase.prompts):
            yield (*loc, "vælg"), f"Der er kun {len(phase.prompts)} spørgsmål at vælge imellem."
        if phase.choose_cases > len(phase.cases):
            yield (*loc, "vælg_cases"), f"Der er kun {len(phase.cases)} cases at vælge imellem."
        yield from _exposed(pack, loc, phase)


def _exposed(pack: Pack, loc: Loc, phase: Phase) -> _Found:
    """A show of hands on a sensitive question exposes people."""
    if phase.unanswered == "håndsoprækning":
        for question in pack.survey:
            if question.sensitive and question.id in phase.questions:
                yield (
                    (*loc, "uden_svar"),
                    (
                        f"”{question.id}” er følsomt og må ikke besvares med håndsoprækning. "
                        "Vælg svarseddel."
                    ),
                )


def _frame(pack: Pack, frame: Sequence[Point], loc: Loc) -> _Found:
    blocks = [b.id for b in pack.blocks]
    guests = [g.id for g in pack.guests]
    for i, point in enumerate(frame):
        if (point.kind is None) == (point.block is None):
            yield (*loc, i), "Et punkt skal have enten slags eller blok, ikke begge og ikke ingen."
        if point.block:
            yield from _missing((*loc, i, "blok"), point.block, blocks, "Blokken")
            for word, given in (
                ("minutter", point.minutes),
                ("skæres_som_nr", point.cut),
                ("skæres_til", point.cut_to),
            ):
                if given is not None:
                    yield (*loc, i, word), f"En blok har ikke {word}; skriv det på dens faser."
        elif point.minutes is None:
            yield (*loc, i), "Nøglen ”minutter” mangler."
        for j, name in enumerate(point.guests):
            yield from _missing((*loc, i, "gæster", j), name, guests, "Gæsten")
        for j, name in enumerate(point.questions):
            asked = (q.id for q in pack.survey)
            yield from _missing((*loc, i, "spørgsmål", j), name, asked, "Spørgsmålet")


def _versions(pack: Pack) -> _Found:
    known = addresses(pack)
    for name, version in pack.versions.items():
        loc = ("versioner", name)
        yield from _frame(pack, version.frame, (*loc, "ramme"))
        for address, change in version.changes.items():
            at = (*loc, "ret", address)
            yield from _missing(at, address, known, "Adressen")
            if address in known:
                told = change_problems(pack, address, change)
                yield from ((at, p.sentence) for p in told)
                yield from ((at, s) for s in change_doubts(pack, {address: change}))


def addresses(pack: Pack) -> tuple[str, ...]:
    """Every address inside the pack that an override can aim at, relative to it."""
    phases = (f"{b.id}/{p.name}" for b in pack.blocks for p in b.phases)
    sheets = (f"ark/{s.id}" for s in pack.sheets)
    return (*(name for _, name in _named(pack)), *phases, *sheets)


def _questions(pack: Pack) -> _Found:
    for word, group in (("spørgeskema", pack.survey), ("evaluering", pack.evaluation)):
        for i, question in enumerate(group):
            yield from _question(question, (word, i))
    own = [q for q in pack.evaluation if q.audience == "deltager"]
    if len(own) > _OWN_EVALUATION:
        yield ("evaluering",), "En pakke kan have højst to egne evalueringsspørgsmål."


def _question(question: Question, loc: Loc) -> _Found:
    known = (*SCALE_KINDS, *common().scales)
    yield from _missing((*loc, "skala"), question.scale, known, "Skalaen")
    if question.scale in {"en", "flere"} and not question.options:
        yield loc, "Skriv svarmulighederne under svar."
    if question.scale == "nrs" and len(question.ends) != 2:  # noqa: PLR2004 - a line has two ends
        yield loc, "Skriv de to endepunkter for 0 og 10 under ender."
    if question.scale == "tal" and (question.least is None or question.most is None):
        yield loc, "Skriv det mindste og det største tal under fra og til_og_med."
    if question.origin == "instrument" and not question.licence:
        yield loc, "Et spørgsmål fra et instrument skal have sin licens."


def _facts(pack: Pack) -> _Found:
    for i, fact in enumerate(pack.facts):
        lacking = [
            word
            for word, given in (
                ("kilde", fact.source),
                ("kilde_dato", fact.source_date),
                ("tjekket", fact.checked),
            )
            if not given
        ]
        if fact.status == "bekræftet" and lacking:
            yield (
                ("fakta", i),
                f"Et bekræftet faktum skal have {' og '.join(lacking)}; ellers trykkes det ikke.",
            )


def _slots(pack: Pack) -> _Found:
    """A question to the cluster with answers to choose from has some, and no other has."""
    for i, slot in enumerate(pack.slots):
        if slot.kind == "valg" and len(slot.options) < _FEWEST_CHOICES:
            yield (
                ("oplysninger", i, "slags"),
                "Skriv mindst to svar under valg: [det ene, det andet].",
            )
        elif slot.options and slot.kind != "valg":
            yield ("oplysninger", i, "valg"), "Skriv slags: valg, når der er svar at vælge imellem."


def _files(pack: Pack, folder: Path) -> _Found:
    for i, sheet in enumerate(pack.sheets):
        if not (folder / sheet.template).is_file():
            yield ("ark", i, "skabelon"), f"Filen ”{sheet.template}” findes ikke i pakkens mappe."
