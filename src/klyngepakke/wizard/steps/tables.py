"""Which questions the tables get, and how many there is time for."""

from __future__ import annotations

from dataclasses import replace

from klyngepakke.content.meeting import PackUse
from klyngepakke.content.pack import Override, Phase, Prompt
from klyngepakke.content.times import minutes_text
from klyngepakke.errors import KlyngepakkeError
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.planner import plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets.shared import block_number, prompts
from klyngepakke.wizard.draft import Draft, meeting_of
from klyngepakke.wizard.question import Answer, Choice, Question
from klyngepakke.wizard.step import EVENING, Step, never, ticks_of
from klyngepakke.wizard.steps.packs import plain_words
from klyngepakke.wizard.world import World

_SHOWN = 4


def planned(draft: Draft, world: World) -> Plan | None:
    """The plan of the answers; None where they cannot all hold, which the evening says."""
    try:
        people = world.people(draft.people).people if draft.people else ()
        return plan(meeting_of(draft, world), world.packs, people)
    except KlyngepakkeError:
        return None


def steps(draft: Draft, world: World) -> tuple[Step, ...]:
    """One step for each phase whose tables get questions from a pool."""
    made = planned(draft, world) if draft.answers.packs and draft.answers.days else None
    if made is None:
        return ()
    return tuple(_step(made, slot) for slot in made.programme.slots if _has_pool(made, slot))


def _has_pool(made: Plan, slot: Slot) -> bool:
    return bool(slot.block) and len(made.phase(slot.address).prompts) > 1


def _step(made: Plan, slot: Slot) -> Step:
    name = f"spoergsmaal/{slot.address}"
    phase = made.phase(slot.address)
    block = made.block(slot.address)

    def ask(draft: Draft, world: World) -> Question:
        del draft, world
        chosen = {p.id for p in prompts(made, slot)[0]}
        return Question(
            id=name,
            kind="many",
            text="Hvilke spørgsmål skal bordene have?",
            help=(
                "Kernespørgsmålene er valgt. De andre står nederst på arket under ”Hvis I har "
                "tid”. Vælger du flere, bliver der mindre tid til hvert."
            ),
            choices=tuple(
                Choice(p.id, f"{p.id}: {plain_words(p.text)}", _note(p), p.id in chosen)
                for p in phase.prompts
            ),
            above=(f"{block.title} · {minutes_text(slot.minutes)}", _pace(slot, phase)),
        )

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        return _put(draft, world, slot.address, ticks_of(answer))

    return Step(
        id=name,
        title=f"Spørgsmål i blok {block_number(made, slot.address)}",
        question=ask,
        put=put,
        shown=lambda *_: ", ".join(p.id for p in prompts(made, slot)[0]),
        wanted=never,
        resets=(EVENING,),
    )


def _note(prompt: Prompt) -> str:
    """What the line cannot hold: the question whole, and whom it has a wording for."""
    variants = (
        ("solo", prompt.solo),
        ("kompagniskab", prompt.partnership),
        ("ansat", prompt.employed),
    )
    own = [name for name, text in variants if text]
    extra = f" Har egen tekst til {', '.join(own)}." if own else ""
    quiet = " Fortroligt: tales igennem to og to." if prompt.confidential else ""
    return f"{plain_words(prompt.text)}{extra}{quiet}"


def _pace(slot: Slot, phase: Phase) -> str:
    counts = range(1, min(len(phase.prompts), _SHOWN) + 1)
    each = (f"{n} spørgsmål: {max(1, slot.minutes // n)} min til hvert" for n in counts)
    return " · ".join(each)


def _put(draft: Draft, world: World, address: str, ticked: tuple[str, ...]) -> Draft:
    """The draft with that choice; the pack's own choice is not written."""
    name, _, inside = address.partition("/")
    use = draft.answers.packs.get(name, PackUse())
    others = {a: p for a, p in use.prompts.items() if a != inside}
    changed = draft.answers.changes
    bare = _with(draft, name, replace(use, prompts=others), _chosen_count(changed, address, None))
    made = planned(bare, world)
    slot = next((s for s in made.programme.slots if s.address == address), None) if made else None
    if made is None or slot is None:
        return draft
    if not ticked or ticked == tuple(p.id for p in prompts(made, slot)[0]):
        return bare
    phase = made.phase(address)
    count = len(ticked) if phase.choose is not None and len(ticked) != phase.choose else None
    chosen = replace(use, prompts={**others, inside: ticked})
    return _with(draft, name, chosen, _chosen_count(changed, address, count))


def _with(draft: Draft, name: str, use: PackUse, changes: dict[str, Override]) -> Draft:
    return draft.with_answers(packs={**draft.answers.packs, name: use}, changes=changes)


def _chosen_count(
    changes: dict[str, Override], address: str, count: int | None
) -> dict[str, Override]:
    """The changes with another number of questions at the address, or with the pack's own."""
    changed = replace(changes.get(address, Override()), choose=count)
    rest = {a: c for a, c in changes.items() if a != address}
    return rest if changed == Override() else {**rest, address: changed}
