"""Doubts of a whole plan: what shows only when packs, crowd and clock are seen together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from klyngepakke.content.frame import frame_of
from klyngepakke.content.meeting import Guest, PackUse
from klyngepakke.content.pack import Prompt
from klyngepakke.content.times import kl_text
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared


def plan_doubts(plan: Plan) -> Iterator[str]:
    """Danish sentences on guests who are not there when a pack counts on them, and on solo doctors.

    Args:
        plan: Everything that is computed.
    """
    yield from _guests(plan)
    yield from _solo(plan)


# --- Guests ----------------------------------------------------------------------------------


def _guests(plan: Plan) -> Iterator[str]:
    for run in shared.runs(plan.programme.slots):
        for guest in _expected(plan, run[0]):
            if guest.id not in run[0].guests:
                yield from _missed(plan, guest, run)


def _expected(plan: Plan, slot: Slot) -> tuple[Guest, ...]:
    """The meeting's guests whom the pack of a block wants there."""
    if not slot.block:
        return ()
    pack = plan.pack(slot.address).pack
    version = plan.meeting.packs.get(pack.id, PackUse()).version
    block = plan.block(slot.address).id
    wanted = {g for p in frame_of(pack, version) if p.block == block for g in p.guests}
    return tuple(g for g in plan.meeting.guests if g.id in wanted)


def _missed(plan: Plan, guest: Guest, run: tuple[Slot, ...]) -> Iterator[str]:
    """A guest who has left before a block, or comes after it; one in the house may be fetched."""
    visits = [v for v in plan.programme.visits if v.guest == guest.id]
    if not visits:
        return
    title = shared.block_title(plan, run[0].address)
    advice = "Lad gæsten være med der, eller flyt punktet."
    first, last = visits[0], visits[-1]
    if (last.day, last.leaves) <= (run[0].day, run[0].start):
        leaves = f"{guest.title} går {_at(plan, last.day, last.leaves)}"
        yield f"{leaves}, før ”{title}” begynder {_at(plan, run[0].day, run[0].start)}. {advice}"
    elif (first.day, first.arrives) >= (run[-1].day, run[-1].end):
        comes = f"{guest.title} kommer først {_at(plan, first.day, first.arrives)}"
        yield f"{comes}, når ”{title}” er slut. {advice}"


def _at(plan: Plan, day: int, minutes: int) -> str:
    where = f"dag {day} " if len(plan.programme.days) > 1 else ""
    return f"{where}{kl_text(minutes)}"


# --- Solo doctors ----------------------------------------------------------------------------


def _solo(plan: Plan) -> Iterator[str]:
    """Blocks whose prompts tell practice forms apart, and have nothing for the solo doctors there.

    A prompt without variants serves everyone; only where its pack writes to one form and not to
    the other, or the chosen prompts leave out those that speak to both, is somebody left out.
    """
    if not plan.crowd.solo:
        return
    for run in shared.runs(plan.programme.slots):
        pools = [(s, *shared.prompts(plan, s)) for s in run if s.block and _asked(plan, s)]
        taken = [p for _, chosen, _ in pools for p in chosen]
        others = [p for _, _, rest in pools for p in rest if p.solo]
        if taken and not any(p.solo for p in taken) and (others or _to_others(taken)):
            sentence = (
                f"{shared.block_name(plan, run[0].address)} har ingen spørgsmål til sololæger"
            )
            yield f"{sentence}, og der kommer {plan.crowd.solo}. {_advice(others)}"


def _asked(plan: Plan, slot: Slot) -> bool:
    return bool(plan.phase(slot.address).prompts)


def _to_others(prompts: Iterable[Prompt]) -> bool:
    return any(p.partnership for p in prompts)


def _advice(others: list[Prompt]) -> str:
    if others:
        return f"Vælg et spørgsmål, der også er skrevet til dem, fx {others[0].id}."
    return "Forklar mundtligt, hvordan de skal forstå spørgsmålene, eller vælg en anden blok."
