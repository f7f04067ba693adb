"""Which pack, and what the pack wants to know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from klyngepakke.content.frame import frame_of
from klyngepakke.content.local_slots import misfit
from klyngepakke.content.meeting import PackUse
from klyngepakke.content.pack import Approval, LocalSlot, Pack, Topic
from klyngepakke.content.point import Point
from klyngepakke.content.times import short_date_text
from klyngepakke.wizard import understood
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.points import around, own, suggested
from klyngepakke.wizard.question import Answer, Choice, Question, Verdict
from klyngepakke.wizard.step import EVENING, Step, never, refusal, text_of, ticks_of
from klyngepakke.wizard.world import World

_NOW, _LATER = "nu", "senere"
_UNKNOWN = "ved ikke"
_OF_A_PACK = ("oplysninger/", "gaest-punkter/")
_FEW = 2
_MARKUP = re.compile(r"[*_`]{1,2}(?=\S)|(?<=\S)[*_`]{1,2}")


# --- Which pack ----------------------------------------------------------------------------


def _ask_pack(draft: Draft, world: World) -> Question:
    return Question(
        id="pakke",
        kind="one",
        text="Hvad skal mødet handle om?",
        help=(
            "En pakke er et emne med spørgsmål, øvelser og ark. Skriv et par bogstaver for at "
            "søge. Du kan tage blokke fra flere pakker med, når du ser aftenen."
        ),
        default=_pack_default(draft, world),
        choices=tuple(
            Choice(
                name, f"{loaded.pack.title} · {_length(loaded.pack)} min", _note(loaded.pack, world)
            )
            for name, loaded in world.packs.items()
        ),
        search=True,
    )


def _pack_default(draft: Draft, world: World) -> str:
    """The one that is chosen; else one that was not used before, the exemplary pack first."""
    chosen = next(iter(draft.answers.packs), "")
    if chosen in world.packs:
        return chosen
    ranked = sorted(
        world.packs.values(),
        key=lambda p: (
            p.pack.id in world.used,
            p.pack.follows not in world.used,
            not p.pack.exemplary,
        ),
    )
    return ranked[0].pack.id if ranked else ""


def _length(pack: Pack) -> int:
    """How long the pack would like to last with its frame, in minutes."""
    blocks = {b.id: sum(p.minutes.wish for p in b.phases) for b in pack.blocks}
    return sum(_wish(point, blocks) for point in frame_of(pack))


def _wish(point: Point, blocks: Mapping[str, int]) -> int:
    return blocks[point.block] if point.block else point.minutes.wish if point.minutes else 0


def _note(pack: Pack, world: World) -> str:
    """The pack in a few lines: its purpose, its edition, and what the cluster did before."""
    used = world.used.get(pack.id)
    followed = world.packs.get(pack.follows or "")
    parts = (
        f"Udgave {pack.edition}",
        f"læses igen senest {short_date_text(pack.review_by)}" if pack.review_by else "",
        f"følger ”{followed.pack.title}”" if followed else "",
        f"{'sidst brugt' if used < world.today else 'planlagt'} {short_date_text(used)}"
        if used
        else "",
    )
    return f"{plain_words(pack.purpose)} {', '.join(p for p in parts if p)}."


def plain_words(text: str) -> str:
    """A text of a pack on one line, without its marks for bold and italics."""
    return " ".join(_MARKUP.sub("", text).split())


def _put_pack(draft: Draft, world: World, answer: Answer) -> Draft:
    """The draft about another pack; what is the cluster's own stays."""
    name = text_of(answer)
    if name not in world.packs or name == next(iter(draft.answers.packs), ""):
        return draft
    old = [world.packs[n].pack for n in draft.answers.packs if n in world.packs]
    standing = world.cluster.standing if world.cluster else ()
    points = own(draft.answers.program or ()) if draft.answers.packs else standing
    invited = {g.id for pack in old for g in pack.guests}
    guests = tuple(g for g in draft.answers.guests or () if g.id not in invited)
    done = tuple(d for d in draft.done if d != "gaester" and not d.startswith(_OF_A_PACK))
    bare = replace(draft, done=done).with_answers(
        packs={name: PackUse(slots=_known_slots(world, name))},
        program=None,
        guests=None,
        changes={a: c for a, c in draft.answers.changes.items() if a.startswith("ark/")},
        title=draft.answers.title if _is_own_title(draft, old) else None,
    )
    if guests:
        bare = bare.with_answers(guests=(*suggested(bare, world).guests, *guests))
    names = {g.id for g in guests}
    mine = (replace(p, guests=tuple(g for g in p.guests if g in names)) for p in points)
    return around(bare, world, mine)


def _known_slots(world: World, name: str) -> dict[str, str]:
    """What the cluster's file knows of what a pack asks for."""
    known = world.cluster.slots.get(name, {}) if world.cluster else {}
    asked = {s.id for s in world.packs[name].pack.slots}
    return {slot: text for slot, text in known.items() if slot in asked}


def as_usual(draft: Draft, world: World) -> Draft:
    """Answers that name their packs, with what the cluster's file adds to any meeting."""
    if world.cluster is None or not draft.answers.packs or draft.answers.program is not None:
        return draft
    packs = {
        name: replace(use, slots=_known_slots(world, name) | use.slots)
        for name, use in draft.answers.packs.items()
        if name in world.packs
    }
    known = draft.with_answers(packs={**draft.answers.packs, **packs})
    return around(known, world, world.cluster.standing)


def _is_own_title(draft: Draft, packs: Iterable[Pack]) -> bool:
    return draft.answers.title != " og ".join(p.title for p in packs)


def _shown_pack(draft: Draft, world: World) -> str:
    return " og ".join(p.title for p in _chosen(draft, world))


def _chosen(draft: Draft, world: World) -> tuple[Pack, ...]:
    """The packs of the meeting, those its programme takes blocks from included."""
    named = (p.block.partition("/")[0] for p in draft.answers.program or () if p.block)
    names = dict.fromkeys((*draft.answers.packs, *named))
    return tuple(world.packs[name].pack for name in names if name in world.packs)


PACK = Step(
    id="pakke",
    title="Pakke",
    question=_ask_pack,
    put=_put_pack,
    shown=_shown_pack,
    resets=(EVENING,),
)


# --- What the pack wants to know -----------------------------------------------------------


def _use(draft: Draft, pack: str) -> PackUse:
    return draft.answers.packs.get(pack, PackUse())


def _with_use(draft: Draft, pack: str, use: PackUse) -> Draft:
    return draft.with_answers(packs={**draft.answers.packs, pack: use})


def slots(draft: Draft, world: World) -> tuple[Step, ...]:
    """What the packs ask for; several are asked for only where the person has them at hand."""
    found: list[Step] = []
    for pack in _chosen(draft, world):
        if len(pack.slots) >= _FEW:
            found.append(_gate(pack))
        found += [_slot_step(pack, slot) for slot in pack.slots]
    return tuple(found)


def _gate(pack: Pack) -> Step:
    name = f"oplysninger/{pack.id}"

    def ask(draft: Draft, world: World) -> Question:
        del world
        return Question(
            id=name,
            kind="one",
            text=f"Pakken har brug for {len(pack.slots)} oplysninger. Har du dem nu?",
            help=(
                "Det er oplysninger, som kun klyngen har, fx et telefonnummer eller den vejledning, "
                "I følger. Udfylder du dem ikke, trykkes der en linje at skrive på."
            ),
            default=_NOW if _use(draft, pack.id).slots else _LATER,
            choices=(
                Choice(_NOW, "Ja, spørg mig nu"),
                Choice(_LATER, "Senere; der trykkes linjer at skrive på"),
            ),
            above=tuple(f"– {slot.ask}" for slot in pack.slots),
        )

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        names = tuple(_slot_name(pack, slot) for slot in pack.slots)
        others = tuple(d for d in draft.done if d not in names)
        if text_of(answer) == _NOW:
            return replace(draft, done=others)
        use = _use(draft, pack.id)
        known = {s.id for s in pack.slots if _in_file(world, pack, s)}
        kept = {name: text for name, text in use.slots.items() if name in known}
        bare = _with_use(draft, pack.id, replace(use, slots=kept)) if kept != use.slots else draft
        return replace(bare, done=(*others, *names))

    return Step(
        id=name,
        title="Oplysninger",
        question=ask,
        put=put,
        shown=lambda draft, _: _known(draft, pack),
        wanted=lambda _, world: not _is_known(world, pack, *pack.slots),
        relevant=never,
    )


def _known(draft: Draft, pack: Pack) -> str:
    return f"{len(_use(draft, pack.id).slots)} af {len(pack.slots)}"


def _is_known(world: World, pack: Pack, *slots_: LocalSlot) -> bool:
    """Whether the cluster's file has the answers, or the cluster was asked before and had none."""
    return pack.id in world.used or all(_in_file(world, pack, slot) for slot in slots_)


def _in_file(world: World, pack: Pack, slot: LocalSlot) -> bool:
    return world.cluster is not None and slot.id in world.cluster.slots.get(pack.id, {})


def _slot_name(pack: Pack, slot: LocalSlot) -> str:
    return f"oplysninger/{pack.id}/{slot.id}"


def _slot_step(pack: Pack, slot: LocalSlot) -> Step:
    name = _slot_name(pack, slot)

    def ask(draft: Draft, world: World) -> Question:
        now = _use(draft, pack.id).slots.get(slot.id, "")
        return _slot_question(slot, name, now, world.today)

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        use = _use(draft, pack.id)
        said = {k: v for k, v in use.slots.items() if k != slot.id}
        if text := _slot_text(slot, text_of(answer), world.today):
            order = [s.id for s in pack.slots]
            said = dict(sorted({**said, slot.id: text}.items(), key=lambda kv: order.index(kv[0])))
        return _with_use(draft, pack.id, replace(use, slots=said))

    return Step(
        id=name,
        title=slot.ask.rstrip("?"),
        question=ask,
        put=put,
        shown=lambda draft, _: _use(draft, pack.id).slots.get(slot.id, "(en linje at skrive på)"),
        wanted=lambda _, world: not _is_known(world, pack, slot),
    )


def _slot_question(slot: LocalSlot, name: str, now: str, today: date) -> Question:
    blank = "Ved du det ikke, så tryk Enter; så trykkes en linje at skrive på."
    help_ = f"{slot.help or 'Det er noget, kun klyngen ved.'} {blank}"
    if slot.options:
        rows = (*(Choice(o, o) for o in slot.options), Choice(_UNKNOWN, "Ved ikke"))
        return Question(
            id=name, kind="one", text=slot.ask, help=help_, default=now or _UNKNOWN, choices=rows
        )

    def check(text: str) -> Verdict:
        said = _slot_text(slot, text, today)
        wrong = misfit(slot, said) or refusal(PackUse, "oplysninger", {slot.id: said})
        return Verdict(error=wrong if said else "", note=said if said != text.strip() else "")

    return Question(id=name, kind="text", text=slot.ask, help=help_, default=now, check=check)


def _slot_text(slot: LocalSlot, text: str, today: date) -> str:
    """The answer as it is printed: a day in words, all else as it is typed."""
    said = "" if understood.unknown(text) else text.strip()
    day = understood.day(said, today) if slot.kind == "dato" else None
    return short_date_text(day) if day else said


# --- Who has read it -----------------------------------------------------------------------


def reviewed(draft: Draft, world: World) -> tuple[Step, ...]:
    """Whether a doctor in the cluster has read the pack; one step a pack."""
    return tuple(_reviewed_step(pack) for pack in _chosen(draft, world))


def _reviewed_step(pack: Pack) -> Step:
    name = f"gennemgaaet/{pack.id}"

    def ask(draft: Draft, world: World) -> Question:
        return Question(
            id=name,
            kind="text",
            text=f"Har en læge i klyngen læst ”{pack.title}”? Rolle og dato:",
            help=(
                "Skriv fx: praktiserende læge, 12/1-2027. Så står der på arkene, at pakken er "
                "gennemgået lokalt. Skriv ikke et navn. Er den ikke læst, så tryk Enter."
            ),
            default=_approval_text(_use(draft, pack.id).reviewed),
            check=lambda text: _approval_verdict(text, world.today),
        )

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        found = _approval(text_of(answer), world.today) or Approval()
        return _with_use(draft, pack.id, replace(_use(draft, pack.id), reviewed=found))

    return Step(
        id=name,
        title="Læst af en læge",
        question=ask,
        put=put,
        shown=lambda draft, _: _approval_text(_use(draft, pack.id).reviewed) or "nej",
        wanted=never,
    )


def _approval(text: str, today: date) -> Approval | None:
    role, _, when = text.rpartition(",")
    day = understood.day(when, today) if role.strip() else None
    return Approval(role=role.strip(), date=day) if day else None


def _approval_text(approval: Approval) -> str:
    if not approval.role or not approval.date:
        return ""
    return f"{approval.role}, {approval.date.day}/{approval.date.month}-{approval.date.year}"


def _approval_verdict(text: str, today: date) -> Verdict:
    if not text.strip():
        return Verdict()
    found = _approval(text, today)
    if found is None or found.date is None:
        return Verdict(
            error="Skriv rolle og dato med komma imellem: praktiserende læge, 12/1-2027."
        )
    wrong = refusal(Approval, "rolle", found.role)
    return Verdict(error=wrong, note=f"{found.role}, {short_date_text(found.date)}")


# --- Its topics ----------------------------------------------------------------------------


def topics(draft: Draft, world: World) -> tuple[Step, ...]:
    """Which topics the tables work on, in packs that have them."""
    return tuple(_topics_step(pack) for pack in _chosen(draft, world) if pack.topics)


def _topics_step(pack: Pack) -> Step:
    name = f"emner/{pack.id}"

    def ask(draft: Draft, world: World) -> Question:
        del world
        chosen = _use(draft, pack.id).topics
        return Question(
            id=name,
            kind="many",
            text="Hvilke emner skal bordene arbejde med?",
            help="Ét emne til hvert bord. Vælger du ingen, ligger alle emner klar på bordene.",
            choices=tuple(
                Choice(t.id, t.title, plain_words(t.ask), t.id in chosen) for t in pack.topics
            ),
        )

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        del world
        use = _use(draft, pack.id)
        ticked = ticks_of(answer)
        kept = tuple(t for t in use.topics if t in ticked)
        new = tuple(t for t in ticked if t not in kept)
        return _with_use(draft, pack.id, replace(use, topics=(*kept, *new)))

    return Step(
        id=name,
        title="Emner",
        question=ask,
        put=put,
        shown=lambda draft, _: _topics_text(pack.topics, _use(draft, pack.id).topics),
        wanted=never,
    )


def _topics_text(topics_: tuple[Topic, ...], chosen: tuple[str, ...]) -> str:
    titles = [t.title for t in topics_ if t.id in chosen]
    return ", ".join(titles) or "alle ligger klar"
