"""`klyngepakke pakke liste|vis|tjek`: the packs there are, and one of them."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from klyngepakke.commands.shared import Parsers, Subparsers, folder_of, with_folder, with_packs
from klyngepakke.errors import UsageError

if TYPE_CHECKING:
    from klyngepakke.content.pack import LoadedPack
    from klyngepakke.plugins import Catalogue


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
    from klyngepakke.content.portrait import WIDEST, portrait  # noqa: PLC0415 - pydantic
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    if not found.id:
        raise UsageError("Skriv også pakkens id, fx ”klyngepakke pakke vis trivsel”.")
    width = min(WIDEST, shutil.get_terminal_size().columns)
    for line in portrait(catalogue(found.packs).pack(found.id).pack, width):
        print(line)
    return 0


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
