"""Bordark: what lies on a table in a phase, one sheet for each kind of table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from klyngepakke.content.pack import Case, Phase, Prompt, Topic
from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data

_TABLE_FORMS = ("gruppearbejde", "cases")
_ALONE = "refleksion"
_NAMES: Mapping[str, str] = {"solo": "sololæger", "kompagniskab": "flere læger"}
_CLINIC_NAMES: Mapping[str, str] = {"solo": "makkerpar", "kompagniskab": "klinikker"}
_LINES = 3  # at least, under each prompt; they grow to fill the page
_MESSAGE_LINES = 2
_ROOM = 205  # mm of a page for questions in large letters; title, message and margins have the rest
_SPARE_PROMPTS = 3
_SHORT = 10  # minutes; a table has no time to read what it will not reach, so the run sheet has it


@dataclass(frozen=True)
class _Size:
    """Letters of a line, and its height in mm: the question's, and the variants' beneath it."""

    letters: int
    line: float
    small_letters: int
    small_line: float


_LARGE = _Size(38, 8.2, 64, 6.2)
_SMALL = _Size(52, 6.2, 70, 5.7)


def documents(plan: Plan) -> tuple[Document, ...]:
    """The table sheets of every phase that has prompts or topics, in order of the clock.

    A phase that goes on with another's sheet has none of its own.
    """
    return tuple(
        d for slot in plan.programme.slots if shared.is_block(slot) for d in _of(plan, slot)
    )


@dataclass(frozen=True)
class _Version:
    """A sheet for tables of one practice form: "" carries both variants."""

    form: str
    copies: int
    audience: str


def _of(plan: Plan, slot: Slot) -> Iterator[Document]:
    phase = plan.phase(slot.address)
    chosen, _ = shared.prompts(plan, slot)
    if phase.continues or not chosen:
        return
    if phase.form == _ALONE:
        version = _Version("", shared.spare(plan.crowd.number), "deltager")
        yield _document(plan, slot, version, [_page(plan, slot, "")])
    elif phase.form in _TABLE_FORMS and phase.seating == "emne":
        # Which topics are worked on is decided at the meeting, so each has its page.
        pages: list[Plain] = [_page(plan, slot, "", t) for t in plan.pack(slot.address).pack.topics]
        yield _document(plan, slot, _Version("", 1, "emne"), pages)
    elif phase.form in _TABLE_FORMS:
        tables = plan.seatings[slot.address].tables
        for form, number in shared.table_forms(plan, tables).items():
            version = _Version(form, number + 1, "bord")
            yield _document(plan, slot, version, [_page(plan, slot, form)])


def _document(plan: Plan, slot: Slot, version: _Version, pages: list[Plain]) -> Document:
    form = version.form
    title = f"Bordark {shared.block_number(plan, slot.address)}: {_heading(plan, slot)}"
    return Document(
        id=_id(plan, slot, form),
        sheet="bordark",
        title=f"{title}, {_names(plan, slot)[form]}" if form else title,
        template="bordark.html",
        audience=version.audience,
        copies=version.copies,
        data={
            "pakke": slot.address.partition("/")[0],
            "adresse": slot.address,
            "form": form,
            "sider": pages,
        },
        when=kl_text(slot.start),
        note=_print_note(version),
    )


def _id(plan: Plan, slot: Slot, form: str) -> str:
    """`bordark-energi`, `bordark-implementering-solo`; pack and phase only where they tell apart."""
    pack, block, phase = slot.address.split("/")
    parts = ["bordark", pack] if len(plan.packs) > 1 else ["bordark"]
    parts.append(block)
    if phase != "gruppearbejde":
        parts.append(phase)
    return "-".join([*parts, form] if form else parts)


def _names(plan: Plan, slot: Slot) -> Mapping[str, str]:
    return _CLINIC_NAMES if plan.phase(slot.address).seating == "klinik" else _NAMES


def _print_note(version: _Version) -> str:
    if version.audience == "emne":
        return "ét ark til hvert emne; brug dem, der blev valgt"
    return "til sololægernes borde" if version.form == "solo" else ""


def _heading(plan: Plan, slot: Slot) -> str:
    """The block's title, unless the phase has one of its own."""
    return plan.phase(slot.address).title or plan.block(slot.address).title


def _page(plan: Plan, slot: Slot, form: str, topic: Topic | None = None) -> Data:
    phase = plan.phase(slot.address)
    chosen, rest = shared.prompts(plan, slot)
    asked = [_asked(plan, p, form, number, topic) for number, p in enumerate(chosen, start=1)]
    extra = [] if slot.minutes <= _SHORT else spare_prompts(rest)
    return {
        "overlinje": _over(plan, slot, form),
        "titel": topic.title if topic else _heading(plan, slot),
        "emne": {"spørgsmål": topic.ask} if topic else None,
        "minutter": slot.minutes,
        "klokken": shared.slot_clock(slot),
        "hvem": _who(plan, phase, form),
        "roller": [*plan.common.roles] if _is_table(phase) else [],
        "bord": _is_table(phase) and phase.seating != "emne",
        "ur": shared.clock_data(plan, slot),
        "fortroligt": plan.common.confidential if phase.form != _ALONE else "",
        "spørgsmål": [*asked],
        "trang": _height(asked, extra, _LARGE) > _ROOM,
        "flere_sider": _height(asked, extra, _SMALL) > _ROOM,
        "cases": [_case(c) for c in shared.chosen_cases(plan, slot)],
        "ekstra": [*extra],
        "budskab": _message(plan, slot) if phase.form != _ALONE else None,
    }


def spare_prompts(rest: Iterable[Prompt]) -> list[str]:
    """What a table may take up when it is done before time; nothing confidential."""
    return [p.text for p in rest if not p.confidential][:_SPARE_PROMPTS]


def spoken_prompts(plan: Plan, slot: Slot) -> list[str]:
    """What the facilitator gives a table that is done in a phase too short to print it."""
    phase = plan.phase(slot.address)
    if phase.continues or phase.form not in _TABLE_FORMS or slot.minutes > _SHORT:
        return []
    return spare_prompts(shared.prompts(plan, slot)[1])


def _asked(plan: Plan, prompt: Prompt, form: str, number: int, topic: Topic | None) -> Data:
    data = shared.prompt_data(plan, prompt, form)
    where = f"{topic.id}__{prompt.id}" if topic else prompt.id
    return {**data, "nr": number, "felt": where, "linjer": 0 if prompt.confidential else _LINES}


def _height(asked: Iterable[Data], extra: Iterable[str], size: _Size) -> float:
    """About how many mm of a page the questions take, with the least room to write in."""
    return sum(_question(data, size) for data in asked) + sum(_lines(t, 80) * 5.2 for t in extra)


def _question(asked: Data, size: _Size) -> float:
    below = asked["under"] if isinstance(asked["under"], list) else []
    texts = [f"{b['til']} {b['tekst']}" for b in below if isinstance(b, dict)]
    variants = sum(_lines(text, size.small_letters) * size.small_line for text in texts)
    room = 8 * asked["linjer"] if isinstance(asked["linjer"], int) else 0
    return _lines(str(asked["tekst"]), size.letters) * size.line + variants + room + 6


def _lines(text: str, letters: int) -> int:
    return ceil(len(text) / letters)


def _over(plan: Plan, slot: Slot, form: str) -> str:
    """`Blok 3 · Gruppearbejde · makkerpar`: two versions are told apart by their first line."""
    phase = plan.phase(slot.address)
    name = plan.common.phases[phase.form].title
    parts = (shared.block_name(plan, slot.address), name, _names(plan, slot).get(form, ""))
    return " · ".join(part for part in parts if part)


def _who(plan: Plan, phase: Phase, form: str) -> str:
    if phase.form == _ALONE:
        return plan.common.phases[_ALONE].short or ""
    if phase.seating == "klinik":
        return {"solo": "Makkerpar", "kompagniskab": "Klinikken sammen"}.get(form, "Klinikvis")
    return "Solo for sig" if form == "solo" else shared.seating_name(plan, phase)


def _case(case: Case) -> Data:
    return {"titel": case.title, "rollespil": case.role_play}


def _is_table(phase: Phase) -> bool:
    """Whether people of several clinics sit at a table that needs a chair and a writer."""
    return phase.form != _ALONE and phase.seating in {"blandet", "praksisform", "emne"}


def _message(plan: Plan, slot: Slot) -> Data | None:
    """What goes on from the table: one message to the plenum, or the change to the action plan."""
    day = [s for s in plan.programme.slots if s.block == slot.block and s.day == slot.day]
    later = [s for s in day if s.start >= slot.end and s.kind in {"plenum", "handleplan"}]
    if not later:
        return None
    following = later[0]
    if following.kind == "handleplan":
        title, how = "Det vælger vi", "skriv det på handleplanen"
    else:
        form = plan.phase(following.address).plenum_form
        title = shared.text(plan, "budskab")
        how = (plan.common.plenums[form].short or "") if form else ""
    note = ", ".join(x for x in (kl_text(following.start), how) if x)
    return {"titel": title, "note": note, "linjer": _MESSAGE_LINES}
