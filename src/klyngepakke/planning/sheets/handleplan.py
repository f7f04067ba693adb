"""Handleplan: one change, written once; for clinics, and for those who are alone in theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from klyngepakke.content.pack import ActionField, LoadedPack, Pack
from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

_SPARE = 2
_PARTNER = "makker"  # the common field that only those who are alone have
_SIGN = "tegn"  # the last common field that is written at the meeting; those after it wait
_OTHER = "andet"
_ROOMY = 6  # lines more for each follow-up field that has the back to itself


def documents(plan: Plan) -> tuple[Document, ...]:
    """The action plan of each pack that has one in the programme, in one version or two."""
    return tuple(d for p in plan.packs for d in _of(plan, p))


def _of(plan: Plan, loaded: LoadedPack) -> Iterable[Document]:
    slots = [s for s in plan.programme.slots if s.address.startswith(f"{loaded.pack.id}/")]
    slot = next((s for s in slots if s.kind == "handleplan"), None)
    if slot is None:
        return
    crowd = plan.crowd
    if crowd.unknown:
        yield _document(plan, slot, "", crowd.clinics)
        return
    if crowd.clinics > crowd.solo:
        yield _document(plan, slot, "klinik", crowd.clinics - crowd.solo)
    if crowd.solo:
        yield _document(plan, slot, "solo", crowd.solo)


def _document(plan: Plan, slot: Slot, form: str, number: int) -> Document:
    pack = plan.pack(slot.address).pack
    several = len(plan.packs) > 1
    name = f"Handleplan: {pack.title}" if several else "Handleplan"
    parts = ["handleplan", pack.id] if several else ["handleplan"]
    return Document(
        id="-".join([*parts, "solo"] if form == "solo" else parts),
        sheet="handleplan",
        title=f"{name}, solo" if form == "solo" else name,
        template="handleplan.html",
        audience="klinik",
        copies=number + _SPARE,
        data=_data(plan, slot, pack, form),
        forms=True,
        two_sided=True,
        when=kl_text(slot.start),
        note="én til hver sololæge" if form == "solo" else "én til hver klinik",
    )


def _data(plan: Plan, slot: Slot, pack: Pack, form: str) -> Data:
    solo = form == "solo"
    chosen, _ = shared.prompts(plan, slot) if plan.phase(slot.address).prompts else ((), ())
    return {
        "pakke": pack.id,
        "overlinje": f"{shared.block_name(plan, slot.address)} · Handleplan",
        "titel": shared.text(plan, "handleplan_solo" if solo else "handleplan"),
        "solo": solo,
        "klokken": shared.slot_clock(slot),
        "minutter": slot.minutes,
        "spørgsmål": [shared.prompt_data(plan, p, _table(form)) for p in chosen],
        "note": pack.action_plan.note or "",
        "gem": shared.text(plan, "gem_planen"),
        "felter": _fields(_front(plan, pack, form, roomy=not chosen), form),
        "senere": _fields(_later(plan, roomy=not _back(plan, pack)), form),
        "dele": _sections(pack),
        "hjælp": _help(plan, pack, solo=solo),
        "strimmel": shared.text(plan, "strimmel_solo" if solo else "strimmel"),
        "riv_af": shared.text(plan, "riv_af"),
        "eksempler": _examples(pack),
        "bokse": shared.boxes(plan, "handleplan"),
        "hjælpeboks": shared.help_box(plan),
    }


def _back(plan: Plan, pack: Pack) -> bool:
    """Whether something of the pack's or the cluster's own stands on the back."""
    boxes = shared.boxes(plan, "handleplan")
    return bool(pack.action_plan.examples or boxes or shared.help_box(plan))


def _table(form: str) -> str:
    return {"klinik": "kompagniskab"}.get(form, form)


def _sections(pack: Pack) -> Data | None:
    """The parts that a pack sorts changes in, as boxes to tick."""
    if not pack.action_plan.sections:
        return None
    answers: list[Plain] = [
        {"id": str(n), "tekst": title} for n, title in enumerate(pack.action_plan.sections, start=1)
    ]
    return {"id": "hp_del", "titel": "Det handler om", "svar": answers, "spalter": 3}


def _help(plan: Plan, pack: Pack, *, solo: bool) -> Data:
    offered = {k: v for k, v in plan.common.help_options.items() if k != _OTHER}
    offered |= {t.id: t.title for t in pack.tools if t.help}
    return {
        "id": "hp_hjaelp",
        "titel": shared.text(plan, "hjælp_solo" if solo else "hjælp"),
        "svar": [{"id": k, "tekst": v} for k, v in offered.items()],
        "andet": _OTHER in plan.common.help_options,
        "spalter": 2 if any(len(v) > 16 for v in offered.values()) else 3,  # noqa: PLR2004 - letters that fit a third
    }


def _examples(pack: Pack) -> list[Plain]:
    return [
        {"hvad": e.what, "hvordan": e.how, "hvem": e.who, "hvornår": e.when, "tegn": e.sign or ""}
        for e in pack.action_plan.examples
    ]


# --- Fields ------------------------------------------------------------------------------


def _front(plan: Plan, pack: Pack, form: str, *, roomy: bool) -> list[ActionField]:
    """What is written at the meeting; where nothing else needs the page, a line more for each."""
    own = pack.action_plan.fields
    fields = [*_at_once(plan, form), *own]
    if not roomy or own or pack.action_plan.sections:
        return fields
    return [replace(f, lines=f.lines + 1) if f.lines > 1 else f for f in fields]


def _at_once(plan: Plan, form: str) -> list[ActionField]:
    """The common fields for the front; a clinic of several doctors has no partner elsewhere."""
    fields = plan.common.action_fields[: _waits_from(plan)]
    return [f for f in fields if form != "klinik" or f.id != _PARTNER]


def _later(plan: Plan, *, roomy: bool) -> list[ActionField]:
    """The common fields for the back, written at the follow-up; large where they are alone."""
    fields = plan.common.action_fields[_waits_from(plan) :]
    return [replace(f, half=False, lines=f.lines + _ROOMY) if roomy else f for f in fields]


def _waits_from(plan: Plan) -> int:
    names = [f.id for f in plan.common.action_fields]
    return names.index(_SIGN) + 1 if _SIGN in names else len(names)


def _fields(fields: list[ActionField], form: str) -> list[Plain]:
    """Fields as the template takes them; halves stand two and two."""
    return [_field(f, form, place) for f, place in _paired(fields)]


def _paired(fields: list[ActionField]) -> list[tuple[ActionField, str]]:
    """Each field with its place: hel, venstre or hoejre; a half that is alone pulls the next up."""
    waiting, placed = list(fields), list[tuple[ActionField, str]]()
    while waiting:
        field = waiting.pop(0)
        partner = next((f for f in waiting if f.half), None)
        if not field.half or partner is None:
            placed.append((field, "hel"))
            continue
        waiting.remove(partner)
        placed += [(field, "venstre"), (partner, "hoejre")]
    return placed


def _field(field: ActionField, form: str, place: str) -> Data:
    hint = field.hint or ""
    alone = form == "solo"
    return {
        "id": f"hp_{field.id}",
        "titel": (field.solo if alone else None) or field.title,
        "hjælpetekst": "" if alone and field.id == _PARTNER else hint,
        "linjer": field.lines,
        "halv": place != "hel",
        "anden": place == "hoejre",
    }
