"""Aftaleark: the cluster's own agreement on one topic, with the rule it cannot agree away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from klyngepakke.content.pack import Agreement, LoadedPack, Pack, Topic
from klyngepakke.content.times import kl_text
from klyngepakke.planning.document import Document, Plain
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.programme import Slot
from klyngepakke.planning.sheets import shared
from klyngepakke.planning.sheets.shared import Data
from klyngepakke.planning.topics import chosen, topic_slot


def documents(plan: Plan) -> tuple[Document, ...]:
    """For each pack with an agreement and topic tables: its topics' sheets, and a bare one.

    Which topics are worked on is often decided at the meeting, so there is a bare sheet for
    each table as well.
    """
    return tuple(d for loaded in plan.packs for d in _of(plan, loaded))


def _of(plan: Plan, loaded: LoadedPack) -> Iterator[Document]:
    pack = loaded.pack
    slot = topic_slot(plan, pack)
    if pack.agreement is None or slot is None:
        return
    topics = chosen(plan, slot.address)
    pages: list[Plain] = [_page(plan, pack, pack.agreement, slot, t) for t in topics]
    bare: list[Plain] = [_page(plan, pack, pack.agreement, slot, None)]
    suffix = f"-{pack.id}" if len(plan.packs) > 1 else ""
    yield _document(pack, slot, f"aftaleark{suffix}", pages)
    yield replace(
        _document(pack, slot, f"aftaleark-tomt{suffix}", bare),
        title="Aftaleark uden emne",
        copies=len(topics),
        note="til de emner, I vælger på mødet",
    )


def _document(pack: Pack, slot: Slot, name: str, pages: list[Plain]) -> Document:
    return Document(
        id=name,
        sheet="aftaleark",
        title="Aftaleark",
        template="aftaleark.html",
        audience="emne",
        copies=1,
        data={"pakke": pack.id, "sider": pages},
        forms=True,
        when=kl_text(slot.start),
        note="ét ark til hvert emne; vælger I andre emner, så brug de tomme aftaleark",
    )


def _page(plan: Plan, pack: Pack, agreement: Agreement, slot: Slot, topic: Topic | None) -> Data:
    return {
        "id": topic.id if topic else "emne",
        "overlinje": f"{shared.block_name(plan, slot.address)} · Klyngens aftale",
        "titel": topic.title if topic else "",
        "spørgsmål": topic.ask if topic else "",
        "regel": _rule(pack, topic) if topic else None,
        "lokalt": topic.local if topic else "",
        "beslutning": agreement.rule,
        "noter": [*agreement.notes],
    }


def _rule(pack: Pack, topic: Topic) -> Data | None:
    """The rule with its sources; a rule whose facts may not be printed is not printed either."""
    facts = {f.id: f for f in pack.facts}
    printed = [facts[name] for name in topic.facts if facts[name].status == "bekræftet"]
    if not topic.rule or len(printed) < len(topic.facts):
        return None
    sources: list[Plain] = [shared.fact_data(f)["kilde"] for f in printed]
    return {"tekst": topic.rule, "kilder": sources}
