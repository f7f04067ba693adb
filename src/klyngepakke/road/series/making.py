"""Making one kit of a series: its folder, its sheets, its zip; and knowing when there is nothing to do.

A cluster's folder is a meeting's folder like any other. What a run was cut off in is made again
whole: `serie.json`, which says that a kit is ready and of what it was made, is written last.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import klyngepakke
from klyngepakke import digests
from klyngepakke.content.archive import zipped
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import MEETING_FILE, SCHEMA_FILE
from klyngepakke.content.model import json_schema
from klyngepakke.errors import InputError, KlyngepakkeError, MissingError, Problem
from klyngepakke.files import (
    fingerprint,
    make_folder,
    reading,
    refused,
    rename_file,
    save_aside,
    write_file,
)
from klyngepakke.plugins import Catalogue
from klyngepakke.printing.bundle import CONTENT_FILE, is_whole, last_content
from klyngepakke.road import KEPT, OUTPUT, Built, build, is_kit
from klyngepakke.road.makers import Makers
from klyngepakke.road.ready_kit import Enclosing, ready_kit
from klyngepakke.road.series.common import Common, Reader, common
from klyngepakke.road.series.leftover import is_own
from klyngepakke.road.series.order import AWAY, FAILED, READY, SKIPPED, ZIPS, Made, Order
from klyngepakke.road.worker import shared

STATE_FILE: Final = "serie.json"
_MARK: Final = "# Skrevet af ”klyngepakke serie”: ret i tabellen, ikke her. Sum: "
_DAMAGED: Final = (OSError, ValueError, LookupError, TypeError)


class _EditedError(InputError):
    """Somebody has changed a cluster's own meeting file by hand."""


def make_all(
    orders: Sequence[Order], *, makers: Makers, read: Reader | None = None, anew: bool = False
) -> tuple[Made, ...]:
    """The kits of several orders, one after the other.

    Args:
        orders: What is wanted.
        makers: What makes sheets and files, as a cache that the kits share.
        read: Gives what the orders have in common. Without it that is read once for this call,
            and no longer: a process may live for weeks, and a pack be corrected meanwhile.
        anew: Make also what is ready already.

    Raises:
        MissingError: No sheet can be made on this computer.
    """
    reader = read or cache(common)
    return tuple(_make(order, makers, reader, anew=anew) for order in orders)


def _make(order: Order, makers: Makers, read: Reader, *, anew: bool) -> Made:
    """The kit of an order, unless it is ready already; a mistake in it stops no other.

    Raises:
        MissingError: No sheet can be made on this computer.
    """
    try:
        return _made(order, makers, read, anew=anew)
    except MissingError:
        raise
    except _EditedError as error:
        return replace(failed(order, *map(str, error.problems)), state=SKIPPED)
    except KlyngepakkeError as error:
        return failed(order, *map(str, error.problems))
    except OSError as error:
        return failed(order, *map(str, refused(error).problems))
    except Exception as error:  # noqa: BLE001 - told as a bug, and the others go on
        told = failed(order, f"Her er en fejl i klyngepakke selv ({type(error).__name__}).")
        return replace(told, is_bug=True)


def failed(order: Order, *sentences: str) -> Made:
    """What came of an order that could not be made."""
    return Made(
        order.number, order.cluster, order.folder, FAILED, date=order.date, problems=sentences
    )


def _made(order: Order, makers: Makers, read: Reader, *, anew: bool) -> Made:
    _check_here(order)
    here = read(order.packs)
    known, basis = here.known, _basis(order, here)
    state = _state(order.home)
    is_same = bool(basis) and state.get("grundlag") == basis and not anew
    if is_same and (ready := _ready(order, state)):
        return ready
    files = _written(order, state)
    built = build(order.home, known, html=order.html, maker=makers.sheet, writer=makers.file)
    data = _zip(order, built, makers, known)
    write_file(order.zip, data, private=bool(order.people))
    made = _told(order, built)
    content = fingerprint((built.folder / CONTENT_FILE).read_bytes())
    kept = {"indhold": content, "zip": fingerprint(data), "filer": files}
    _keep(order, made, {"grundlag": basis, **kept})
    return made


def _check_here(order: Order) -> None:
    """See that this computer is one that can make the order as it was meant.

    Raises:
        InputError: It does not see the folders, or has another klyngepakke.
    """
    places = ((order.target, ZIPS), (order.source, MEETING_FILE))
    for folder in (folder for folder, name in places if not (folder / name).exists()):
        raise InputError(
            f"Den maskine, der skulle bygge, kan ikke se {folder}. Mappen skal være der, og alle "
            "maskiner skal se den under det samme navn."
        )
    if order.program != klyngepakke.__version__:
        raise InputError(
            f"Den maskine, der skulle bygge, har klyngepakke {klyngepakke.__version__}, og serien "
            f"er bestilt af {order.program}. Opdatér den ene."
        )


# --- What is ready already ---------------------------------------------------------------------


def lying(order: Order, read: Reader) -> Made | None:
    """The kit of an order that lies there and was made of just this, told without opening it."""
    state = _state(order.home)
    with suppress(*_DAMAGED, KlyngepakkeError):
        basis = _basis(order, read(order.packs))
        is_there = order.zip.is_file() and is_kit(order.home / OUTPUT)
        if basis and state.get("grundlag") == basis and is_there:
            return _said(order, state)
    return None


def _basis(order: Order, here: Common) -> str:
    """The digest of everything that a kit is made of; "" where nobody can vouch for it."""
    if not here.digest:
        return ""
    names = filter(None, (order.people, order.logo))
    own = (digests.file_digest(order.source / name) for name in names)
    return digests.combined(here.digest, *own, order.text, str(order.html))


def _state(home: Path) -> Mapping[str, Any]:
    try:
        state = json.loads((home / STATE_FILE).read_bytes())
    except _DAMAGED:
        return {}
    return state if isinstance(state, dict) else {}


def bring_back(orders: Sequence[Order], read: Reader) -> None:
    """Give clusters that are in the series again their zips back, which an earlier run put away.

    Only where all of a kit is as it is wanted now; it would be built again for the zip alone.
    What cannot be moved stays, and the kit is built.

    Args:
        orders: What is wanted.
        read: Gives what the orders have in common.
    """
    for order in orders:
        away = order.target / AWAY / order.zip.name
        with suppress(*_DAMAGED, KlyngepakkeError):
            if away.is_file() and not order.zip.exists() and is_own(order.target):
                state, basis = _state(order.home), _basis(order, read(order.packs))
                if basis and state.get("grundlag") == basis and _ready(order, state, away):
                    rename_file(away, order.zip)


def _ready(order: Order, state: Mapping[str, Any], file: Path | None = None) -> Made | None:
    """What was made of just this, if all of it lies there untouched; its zip may be elsewhere."""
    try:
        kept = {
            file or order.zip: state["zip"],
            order.home / OUTPUT / CONTENT_FILE: state["indhold"],  # a kit made since is another
            **{order.home / name: digest for name, digest in state["filer"].items()},
        }
        whole = (
            (order.home / MEETING_FILE).read_text("utf-8") == _marked(order.text)
            and all(fingerprint(path.read_bytes()) == was for path, was in kept.items())
            and is_whole(target := order.home / OUTPUT, last_content(target) or {})
        )
        return _said(order, state) if whole else None
    except (*_DAMAGED, KlyngepakkeError):
        return None


def _said(order: Order, state: Mapping[str, Any]) -> Made:
    """What was told of a kit when it was made."""
    said = state["lavet"].items()
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in said}
    return replace(Made(**values), number=order.number, moved=(), is_new=False)


def _keep(order: Order, made: Made, state: Mapping[str, Any]) -> None:
    about = {**state, "lavet": asdict(replace(made, moved=()))}
    text = json.dumps(about, ensure_ascii=False, indent=1) + "\n"
    write_file(order.home / STATE_FILE, text.encode())


# --- The meeting's folder ----------------------------------------------------------------------


def _written(order: Order, state: Mapping[str, Any]) -> dict[str, str]:
    """Write the meeting's own files; the fingerprints of those that are copies."""
    _check_ours(order.home / MEETING_FILE)
    make_folder(order.home)
    before = state.get("filer")
    copies = {}
    for name in filter(None, (order.people, order.logo)):
        known = before.get(name) if isinstance(before, dict) else None
        copies[name] = _copied(order, name, known, private=name == order.people)
    schema = json.dumps(json_schema(Meeting), ensure_ascii=False, indent=1) + "\n"
    write_file(order.home / SCHEMA_FILE, schema.encode())
    write_file(order.home / MEETING_FILE, _marked(order.text).encode())
    return copies


def _copied(order: Order, name: str, known: str | None, *, private: bool) -> str:
    """Copy one of the meeting's files; what somebody has changed here is kept aside first."""
    target = order.home / name
    with reading(order.source / name):
        data = (order.source / name).read_bytes()
    with reading(target):
        there = fingerprint(target.read_bytes()) if target.is_file() else ""
    if there == fingerprint(data):
        return there
    if there and there != known:
        save_aside(target, order.home / KEPT)
    make_folder(target.parent)
    write_file(target, data, private=private)
    return fingerprint(data)


def _marked(text: str) -> str:
    """The meeting file with a line that says whose it is, and tells whether it was changed."""
    first, _, rest = text.partition("\n")
    return f"{first}\n{_MARK}{fingerprint(text.encode())}\n{rest}"


def _check_ours(path: Path) -> None:
    """See that a meeting file is one that a series wrote, and nobody has changed.

    Raises:
        _EditedError: It is somebody's own.
    """
    with reading(path):
        if not path.exists():
            return
        there = path.read_text("utf-8", errors="replace")
    first, _, rest = there.partition("\n")
    _, _, own = rest.partition("\n")
    if there != _marked(f"{first}\n{own}"):
        raise _EditedError(
            Problem(
                "Klyngens egen mødefil er rettet i hånden, så serien har ladet klyngens mappe "
                "være. Skriv rettelsen i tabellen, og slet filen; så bygges klyngen næste gang. "
                "Skal rettelsen kun stå her, så slet klyngens række i tabellen, og byg mappen for "
                "sig med ”klyngepakke byg”.",
                str(path),
            )
        )


# --- What is handed over -----------------------------------------------------------------------


def _zip(order: Order, built: Built, makers: Makers, known: Catalogue) -> bytes:
    """The kit as one file to send, with a letter on top."""
    ready = built.ready
    tables = any(sheet.document.sheet == "bordark" for sheet in built.sheets)
    make_sheet = makers.sheet or shared()
    names = (SCHEMA_FILE, *filter(None, (order.people, order.logo)))
    program = {name: (order.home / name).read_bytes() for name in names}
    files = ready_kit(
        ready,
        built.folder,
        Enclosing(built.files, built.paper, tables=tables),
        lambda letter: make_sheet(letter, ready.theme, filters=known.filters),
        {MEETING_FILE: order.text.encode(), **program},
    )
    return zipped(files, order.folder)


def _told(order: Order, built: Built) -> Made:
    content = last_content(built.folder) or {}
    return Made(
        number=order.number,
        cluster=order.cluster,
        folder=order.folder,
        state=READY,
        date=str(content.get("dato", "")),
        editions={name: about["udgave"] for name, about in content.get("pakker", {}).items()},
        sheets=len(built.sheets),
        pages=sum(sheet.pages for sheet in built.sheets),
        paper=built.paper,
        warnings=built.warnings,
        moved=tuple(path.relative_to(order.target).as_posix() for path in built.moved),
    )
