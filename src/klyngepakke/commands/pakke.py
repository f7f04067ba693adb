"""`klyngepakke pakke liste|vis|tjek`: the packs there are, and one of them."""

from __future__ import annotations

import argparse
import json
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import Parsers, Subparsers, folder_of, with_folder, with_packs
from klyngepakke.errors import UsageError

if TYPE_CHECKING:
    from klyngepakke.content.pack import Block, LoadedPack, Pack
    from klyngepakke.plugins import Catalogue

_WIDEST = 88


def add(commands: Subparsers) -> Parsers:
    """Add the family to the line."""
    family = commands.add_parser("pakke", help="se pakkerne: liste, vis, tjek")
    below = family.add_subparsers(title="Kommandoer", metavar="liste|vis|tjek")
    listing = below.add_parser("liste", help="alle pakker på denne computer")
    listing.add_argument("--json", action="store_true", help="som JSON til andre programmer")
    with_packs(listing)
    listing.set_defaults(run=list_packs)
    showing = below.add_parser("vis", help="én pakke: formål, blokke, spørgsmål")
    showing.add_argument("id", metavar="ID", nargs="?", help="pakkens id, fx trivsel")
    with_packs(showing)
    showing.set_defaults(run=show)
    checking = below.add_parser("tjek", help="se, om en pakkes mappe er i orden")
    with_folder(checking, "pakkens mappe, hvor pakke.yaml ligger")
    checking.set_defaults(run=lambda found: check(folder_of(found, "pakke tjek")))
    yield from (("pakke liste", listing), ("pakke vis", showing), ("pakke tjek", checking))


def list_packs(found: argparse.Namespace) -> int:
    """Every pack, and the broken ones with the reason."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    packs = catalogue(found.packs)
    if found.json:
        print(json.dumps(_as_json(packs), ensure_ascii=False, indent=1))
        return 0
    for loaded in packs.packs.values():
        print("\n".join(_entry(loaded)))
    for note in packs.notes.values():
        print(note)
    for broken in packs.broken:
        print(f"Kan ikke bruges: {broken}")
    return 0


def _entry(loaded: LoadedPack) -> Iterator[str]:
    pack = loaded.pack
    review = f", ses efter {pack.review_by:%d.%m.%Y}" if pack.review_by else ""
    follows = f", følger {pack.follows}" if pack.follows else ""
    yield f"{pack.id:<24} {pack.title}"
    yield f"{'':<24} udgave {pack.edition}{review}{follows}"
    yield f"{'':<24} {pack.publisher}; fra {loaded.origin}"


def _as_json(packs: Catalogue) -> dict[str, object]:
    return {
        "pakker": [
            {
                "id": p.pack.id,
                "titel": p.pack.title,
                "udgave": p.pack.edition,
                "udgiver": p.pack.publisher,
                "oprindelse": p.origin,
                "kode": p.code,
                "gennemses": p.pack.review_by.isoformat() if p.pack.review_by else None,
                "følger": p.pack.follows,
            }
            for p in packs.packs.values()
        ],
        "ubrugelige": [
            {"navn": b.name, "oprindelse": b.origin, "grunde": list(b.reasons)}
            for b in packs.broken
        ],
    }


def show(found: argparse.Namespace) -> int:
    """One pack, readable in the terminal."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    if not found.id:
        raise UsageError("Skriv også pakkens id, fx ”klyngepakke pakke vis trivsel”.")
    for line in _description(catalogue(found.packs).pack(found.id).pack):
        print(line)
    return 0


def _description(pack: Pack) -> Iterator[str]:
    yield f"{pack.title} ({pack.id} {pack.edition})"
    yield f"{pack.publisher}{f', {pack.disclaimer}' if pack.disclaimer else ''}. {pack.licence}."
    yield ""
    yield from _wrapped(pack.purpose)
    if pack.scope:
        yield from _wrapped(pack.scope)
    if pack.goals:
        yield ""
        yield "Deltageren kan"
        for goal in pack.goals:
            yield from _wrapped(goal, "  – ")
    for number, block in enumerate(pack.blocks, start=1):
        yield ""
        optional = ", tilvalg" if block.optional else ""
        yield f"Blok {number}: {block.title} ({pack.id}/{block.id}{optional})"
        yield from _phases(pack, block)
    yield from _ids("Cases", ((c.id, c.title) for c in pack.cases))
    yield from _ids("Emner", ((t.id, t.title) for t in pack.topics))
    yield from _ids("Pakken spørger om", ((s.id, s.ask) for s in pack.slots))
    if pack.versions:
        yield ""
    for name, version in pack.versions.items():
        yield f"Findes også som ”{name}”: {version.title}, {version.minutes} minutter."
    reached = [x for x in (pack.contact, pack.links.home) if x]
    if reached:
        yield ""
        yield f"Kontakt: {', '.join(reached)}"


def _phases(pack: Pack, block: Block) -> Iterator[str]:
    for phase in block.phases:
        title = phase.title or phase.form.capitalize()
        yield f"  {phase.minutes.wish:>3} min  {title} ({pack.id}/{block.id}/{phase.name})"
        for prompt in phase.prompts:
            mark = "*" if prompt.core else " "
            yield from _wrapped(prompt.text, f"         {mark} {prompt.id:<4} ")


def _ids(title: str, items: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A heading and a line for each id, where there are any."""
    lines = [line for name, text in items for line in _wrapped(text, f"  {name}: ")]
    if lines:
        yield from ("", title, *lines)


def _wrapped(text: str, start: str = "") -> list[str]:
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    return textwrap.wrap(text, width, initial_indent=start, subsequent_indent=" " * len(start))


def check(folder: Path) -> int:
    """Check a pack's folder: keys, references, and its own templates."""
    from klyngepakke.content.folders import pack_in  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack
    from klyngepakke.road import rehearse  # noqa: PLC0415 - jinja2 and more

    loaded = pack_in(folder)
    rehearse(loaded, catalogue())
    pack = loaded.pack
    blocks = "blok" if len(pack.blocks) == 1 else "blokke"
    print(f"Pakken ”{pack.title}” er i orden: {len(pack.blocks)} {blocks}, udgave {pack.edition}.")
    return 0
