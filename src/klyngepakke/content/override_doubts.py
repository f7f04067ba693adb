"""What is wrong with changes to a pack: targets that are gone, keys without meaning, choices."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import fields

from klyngepakke.content.addresses import SHEETS, parts
from klyngepakke.content.mark import mark
from klyngepakke.content.meeting import Meeting, PackUse
from klyngepakke.content.model import nearest
from klyngepakke.content.pack import Override, OwnSheet, Pack, Phase
from klyngepakke.errors import Problem

_ON_SHEETS = ("handling", "copies")


def change_problems(
    pack: Pack, inside: str, change: Override, place: str = ""
) -> Iterable[Problem]:
    """What cannot be done at an address inside a pack: a case that is not there, an exposure.

    Args:
        pack: The pack as it was published.
        inside: The address, relative to the pack.
        change: What is wanted there.
        place: Where in the file the change stands, for the problems.
    """
    cases = tuple(c.id for c in pack.cases)
    for case in change.cases or ():
        if case not in cases:
            sentence = f"Casen ”{case}” findes ikke i pakken.{nearest(case, cases)}"
            yield Problem(sentence, place=f"{place}.cases")
    target = dict(parts(pack)).get(inside)
    if isinstance(target, Phase) and change.unanswered == "håndsoprækning":
        for question in pack.survey:
            if question.sensitive and question.id in target.questions:
                sentence = (
                    f"”{question.id}” er følsomt og må ikke besvares med håndsoprækning. "
                    "Vælg svarseddel."
                )
                yield Problem(sentence, place=f"{place}.uden_svar")


def use_doubts(pack: Pack, use: PackUse) -> Iterable[str]:
    """Danish sentences on what a meeting says of a pack that is not quite this one."""
    if use.edition and use.edition != pack.edition:
        yield (
            f"Mødet er lavet med udgave {use.edition} af pakken ”{pack.title}”, og her er udgave "
            f"{pack.edition}. Læs teksterne igennem, og ret mødets udgave af pakken."
        )
    asked = tuple(slot.id for slot in pack.slots)
    for name in use.slots:
        if name not in asked:
            hint = nearest(name, asked)
            yield f"Pakken ”{pack.title}” spørger ikke om oplysningen ”{name}”.{hint}"


def change_doubts(
    pack: Pack, own: Mapping[str, Override], restored: Container[str] = ()
) -> Iterable[str]:
    """Danish sentences on the meeting's changes of one pack that do nothing, or are out of date.

    Args:
        pack: The pack as it was published.
        own: The changes, by their address inside the pack.
        restored: Addresses that the version leaves out and the meeting takes back.
    """
    there = dict(parts(pack))
    for address, change in own.items():
        where = f"{pack.id}/{address}".rstrip("/")
        if address not in there:
            yield f"Rettelsen af ”{where}” bruges ikke: den adresse findes ikke i pakken."
            continue
        target = there[address]
        if change.basis and not any(m.startswith(change.basis) for m in _marks(target)):
            yield f"”{where}” er ændret i pakken siden din rettelse. Læs den nye tekst."
        yield from _too_many(where, target, change)
        useless = [word for word, name in given(change) if not fits(target, name)]
        if change.handling == "medtag" and not (address in restored or _is_sheet(target)):
            useless.append("medtag")
        if useless:
            yield f"Rettelsen af ”{where}” bruger ikke {', '.join(useless)}; det findes ikke der."


def stray_doubts(meeting: Meeting, packs: tuple[str, ...]) -> Iterable[str]:
    """Danish sentences on changes whose pack the meeting does not use, or of the core's sheets."""
    names = (*packs, SHEETS)
    for address, change in meeting.changes.items():
        head = address.partition("/")[0]
        if head not in names:
            hint = nearest(head, names)
            yield f"Rettelsen af ”{address}” bruges ikke: mødet har ingen pakke ”{head}”.{hint}"
        useless = [word for word, name in given(change) if name not in _ON_SHEETS]
        if head == SHEETS and useless:
            yield f"Rettelsen af ”{address}” bruger ikke {', '.join(useless)}; et ark har det ikke."


def given(change: Override) -> Iterable[tuple[str, str]]:
    """The Danish key and the field's name of everything that an override says."""
    for field in fields(change):
        if field.name != "basis" and getattr(change, field.name) is not None:
            yield str(field.metadata["alias"]), field.name


def fits(target: object, name: str) -> bool:
    """Whether a field of an override has a meaning for what stands at its address."""
    if _is_sheet(target):
        return name in _ON_SHEETS
    return name == "handling" or (name != "copies" and hasattr(target, name))


def _is_sheet(target: object) -> bool:
    return isinstance(target, OwnSheet)


def _marks(target: object) -> tuple[str, ...]:
    """What `grundlag` may be: the hash of all that stands at an address, or of its text."""
    text = getattr(target, "text", None)
    return (mark(target), mark(text)) if isinstance(text, str) else (mark(target),)


def _too_many(where: str, target: object, change: Override) -> Iterable[str]:
    if isinstance(target, Phase) and (change.choose or 0) > len(target.prompts):
        count = len(target.prompts)
        yield f"Rettelsen af ”{where}” vælger {change.choose} spørgsmål, men der er kun {count}."
