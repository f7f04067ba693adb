"""Who comes from outside, and which points they are there for."""

from __future__ import annotations

import re
from dataclasses import replace

from klyngepakke.content.frame import completed, frame_of
from klyngepakke.content.meeting import Guest, PackUse
from klyngepakke.content.point import ASCII_LETTERS, Point
from klyngepakke.planning.pieces import point_title
from klyngepakke.wizard.draft import Draft
from klyngepakke.wizard.points import program_of, suggested, with_program
from klyngepakke.wizard.question import Answer, Choice, Question, Verdict
from klyngepakke.wizard.step import ASIDE, EVENING, Step, never, refusal, text_of, ticks_of
from klyngepakke.wizard.world import World

_MORE = "en-mere"
_NAMED = re.compile(r"(?P<title>.+?)(?:,\s*(?P<number>[0-9]{1,2}))?")
_LONGEST_ID = 30


def _guests(draft: Draft, world: World) -> tuple[Guest, ...]:
    """Who comes: those of the answers, else those that the packs invite."""
    given = draft.answers.guests
    return suggested(draft, world).guests if given is None else given


def _invited(draft: Draft, world: World) -> tuple[Guest, ...]:
    """Everyone who may come: the packs' guests, and the cluster's own."""
    packs = suggested(draft.with_answers(guests=None), world).guests
    there = {g.id: g for g in _guests(draft, world)}
    others = tuple(g for g in there.values() if g.id not in {p.id for p in packs})
    return (*(there.get(g.id, g) for g in packs), *others)


def _ask(draft: Draft, world: World) -> Question:
    there = {g.id for g in _guests(draft, world)}
    rows = tuple(Choice(g.id, _line(g), ticked=g.id in there) for g in _invited(draft, world))
    return Question(
        id="gaester",
        kind="many",
        text="Kommer der gæster udefra?",
        help=(
            "Gæsterne får et brev med, hvornår de skal komme og gå, og hvad I beder dem om. "
            "Pakken ved, hvilke punkter dens egne gæster er med på."
        ),
        choices=(*rows, Choice(_MORE, "En gæst, der ikke står her")),
    )


def _line(guest: Guest) -> str:
    return f"{guest.title} ({guest.number})" if guest.number > 1 else guest.title


def _put(draft: Draft, world: World, answer: Answer) -> Draft:
    ticked = ticks_of(answer)
    coming = tuple(g for g in _invited(draft, world) if g.id in ticked)
    same = coming == _guests(draft, world)
    changed = draft if same else _with_guests(draft, world, coming)
    return replace(changed, at=(ASIDE, "gaest-ny")) if _MORE in ticked else changed


def _with_guests(draft: Draft, world: World, coming: tuple[Guest, ...]) -> Draft:
    """The draft with these guests, each pack's guest on the points the pack wants them on."""
    program = draft.answers.program
    standard = suggested(draft.with_answers(guests=None), world).guests
    said = draft.with_answers(guests=None if coming == standard else coming)
    if program is None:
        return said
    before = {g.id for g in _guests(draft, world)}
    names = {g.id for g in coming}
    new = names - before
    points = tuple(
        replace(p, guests=_on(p, _wanted_by_pack(p, world, draft) & new, names)) for p in program
    )
    return with_program(said, world, points)


def _on(point: Point, new: set[str], coming: set[str]) -> tuple[str, ...]:
    kept = tuple(g for g in point.guests if g in coming)
    return (*kept, *sorted(new - set(kept)))


def _wanted_by_pack(point: Point, world: World, draft: Draft) -> set[str]:
    """The guests that a point's own pack has on it."""
    name, _, block = (point.block or f"{point.source}/").partition("/")
    if name not in world.packs:
        return set()
    version = draft.answers.packs.get(name, PackUse()).version
    frame = frame_of(world.packs[name].pack, version)
    same = (f for f in frame if (block and f.block == block) or (not block and f.id == point.id))
    return {g for f in same for g in f.guests}


def _shown(draft: Draft, world: World) -> str:
    return ", ".join(_line(g) for g in _guests(draft, world)) or "ingen"


def _pack_invites(draft: Draft, world: World) -> bool:
    return any(world.packs[n].pack.guests for n in draft.answers.packs if n in world.packs)


GUESTS = Step(
    id="gaester",
    title="Gæster",
    question=_ask,
    put=_put,
    shown=_shown,
    wanted=_pack_invites,
    resets=(EVENING,),
)


# --- One more ------------------------------------------------------------------------------


def _ask_new(draft: Draft, world: World) -> Question:
    del draft, world
    return Question(
        id="gaest-ny",
        kind="text",
        text="Hvem er gæsten, og hvor mange kommer der?",
        help="Skriv fx: Fysioterapeuterne, 2. Titlen står på dagsordenen. Enter uden tekst springer over.",
        check=_new_verdict,
    )


def _new_verdict(text: str) -> Verdict:
    hit = _NAMED.fullmatch(text.strip())
    if not text.strip():
        return Verdict()
    if hit is None or (hit["number"] and not int(hit["number"])):
        return Verdict(error="Skriv hvem, og hvor mange: Fysioterapeuterne, 2.")
    return Verdict(error=refusal(Guest, "titel", hit["title"]))


def _put_new(draft: Draft, world: World, answer: Answer) -> Draft:
    hit = _NAMED.fullmatch(text_of(answer).strip())
    if hit is None:
        return replace(draft, at=())
    taken = {g.id.lower() for g in _invited(draft, world)}
    guest = Guest(
        id=_free(_id(hit["title"]), taken), title=hit["title"], number=int(hit["number"] or 1)
    )
    there = _guests(draft, world)
    said = draft.with_answers(guests=(*there, guest))
    return replace(said, at=(ASIDE, f"gaest-punkter/{guest.id}"))


def _id(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower().translate(ASCII_LETTERS)).strip("-")
    return (words if words[:1].isalpha() else f"gaest-{words}")[:_LONGEST_ID].rstrip("-")


def _free(name: str, taken: set[str]) -> str:
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 99))) if n not in taken)


NEW = Step(
    id="gaest-ny",
    title="En gæst mere",
    question=_ask_new,
    put=_put_new,
    shown=lambda *_: "",
    wanted=never,
    relevant=never,
    resets=(EVENING,),
)


def attending(draft: Draft, world: World) -> tuple[Step, ...]:
    """Which points each guest is there for."""
    if not draft.answers.packs:
        return ()
    return tuple(_points_step(guest) for guest in _guests(draft, world))


def _points_step(guest: Guest) -> Step:
    name = f"gaest-punkter/{guest.id}"

    def ask(draft: Draft, world: World) -> Question:
        rows = _titled(draft, world)
        return Question(
            id=name,
            kind="many",
            text=f"Hvornår er {guest.title} med?",
            help="Gæsten kommer til det første punkt, du vælger, og går efter det sidste.",
            choices=tuple(
                Choice(str(i), title, ticked=guest.id in point.guests)
                for i, (point, title) in enumerate(rows)
            ),
        )

    def put(draft: Draft, world: World, answer: Answer) -> Draft:
        ticked = {int(t) for t in ticks_of(answer) if t.isdigit()}
        points = tuple(
            _attended(p, guest.id, present=i in ticked)
            for i, p in enumerate(program_of(draft, world))
        )
        return with_program(draft, world, points)

    def shown(draft: Draft, world: World) -> str:
        titles = [title for point, title in _titled(draft, world) if guest.id in point.guests]
        return ", ".join(titles) or "ingen punkter endnu"

    return Step(
        id=name,
        title=f"{guest.title} er med",
        question=ask,
        put=put,
        shown=shown,
        wanted=never,
        more=True,
        resets=(EVENING,),
    )


def _attended(point: Point, guest: str, *, present: bool) -> Point:
    if present == (guest in point.guests):
        return point
    others = tuple(g for g in point.guests if g != guest)
    return replace(point, guests=(*others, guest) if present else others)


def _titled(draft: Draft, world: World) -> tuple[tuple[Point, str], ...]:
    """The points as the meeting has them, each with what the agenda calls it."""
    program = program_of(draft, world)
    meeting = replace(suggested(draft, world), program=program)
    packs = [world.packs[n].pack for n in meeting.packs if n in world.packs]
    blocks = {f"{p.id}/{b.id}": b.title for p in packs for b in p.blocks}
    full = completed(meeting, packs)
    titles = (blocks.get(p.block or "", p.block or "") if p.block else point_title(p) for p in full)
    return tuple(zip(program, titles, strict=True))
