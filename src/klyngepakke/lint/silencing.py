"""Silencing: what a pack breaks on purpose (`undtagelser`), and whether it still does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from klyngepakke.content.model import Loc, nearest
from klyngepakke.content.pack import Exemption, Pack
from klyngepakke.content.point import point_ids
from klyngepakke.lint.rule import Hit, Rule

USELESS = "undtagelse-uden-virkning"


def unknown_rules(pack: Pack, rules: Sequence[Rule]) -> Iterator[tuple[Loc, str]]:
    """Silencings of rules that there are not."""
    names = tuple(r.id for r in rules)
    for i, one in enumerate(pack.exemptions):
        if one.rule not in names:
            yield (
                ("undtagelser", i, "regel"),
                f"Reglen ”{one.rule}” findes ikke.{nearest(one.rule, names)}",
            )


def reason_for(pack: Pack, rule: Rule, hit: Hit) -> Exemption | None:
    """The silencing that covers a hit, the narrowest first."""
    names = {name.lower() for name in (*addresses(pack, hit.loc), *hit.at)}
    covering = [
        one
        for one in pack.exemptions
        if one.rule == rule.id and (one.at is None or one.at.lower() in names)
    ]
    return next(iter(sorted(covering, key=lambda one: one.at is None)), None)


def useless(
    pack: Pack, covering: Sequence[Exemption], rules: Sequence[Rule]
) -> Iterator[tuple[Loc, str]]:
    """Silencings that cover nothing, of the rules that were looked at."""
    for i, one in enumerate(pack.exemptions):
        if one not in covering and any(r.id == one.rule for r in rules):
            where = f" ved ”{one.at}”" if one.at else ""
            told = f"Undtagelsen fra ”{one.rule}”{where} dækker ingenting. Ret ”ved”"
            yield ("undtagelser", i), f"{told}, eller slet undtagelsen."


def addresses(pack: Pack, loc: Loc) -> Iterator[str]:
    """Every name that `ved` may use for a place: its key, its block, its phase, its prompt."""
    if not loc:
        return
    top = str(loc[0])
    yield top
    if top == "blokke":
        yield from _in_block(pack, loc)
    elif top == "versioner" and len(loc) > 1:
        version = str(loc[1])
        yield f"versioner/{version}"
        if loc[2:3] == ("ret",):
            yield from map(str, loc[3:4])
        elif loc[2:3] == ("ramme",) and len(loc) > 3:  # noqa: PLR2004 - version, frame, point
            yield point_ids(pack.versions[version].frame)[int(loc[3])]
    elif len(loc) > 1 and isinstance(loc[1], int):
        yield from _in_group(pack, top, loc[1])


def _in_block(pack: Pack, loc: Loc) -> Iterator[str]:
    if len(loc) < 2:  # noqa: PLR2004 - the list itself has no block
        return
    block = pack.blocks[int(loc[1])]
    yield block.id
    if loc[2:3] == ("faser",) and len(loc) > 3:  # noqa: PLR2004 - block, phases, phase
        phase = block.phases[int(loc[3])]
        yield f"{block.id}/{phase.name}"
        if loc[4:5] == ("gruppespørgsmål",) and len(loc) > 5:  # noqa: PLR2004 - and prompt
            yield phase.prompts[int(loc[5])].id


def _in_group(pack: Pack, top: str, number: int) -> Iterator[str]:
    groups: dict[str, Sequence[object]] = {
        "cases": pack.cases,
        "emner": pack.topics,
        "spørgeskema": pack.survey,
        "evaluering": pack.evaluation,
        "fakta": pack.facts,
        "bokse": pack.boxes,
        "værktøjer": pack.tools,
        "oplysninger": pack.slots,
        "gæster": pack.guests,
    }
    if top == "ramme":
        yield point_ids(pack.frame)[number]
    elif top == "ark":
        yield f"ark/{pack.sheets[number].id}"
    elif top in groups:
        yield groups[top][number].id  # type: ignore[attr-defined]
