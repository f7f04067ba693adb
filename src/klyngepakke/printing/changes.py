"""Changes: what a bundle has that the last one had not, so that only that is printed again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Final

from klyngepakke.planning.sheets.printliste import ID as PRINT_LIST

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./+-]{0,199}")
_SHOWN: Final = 12


@dataclass(frozen=True)
class _Entry:
    """A file of a bundle; a text is one of which no copies are printed."""

    file: str
    title: str
    copies: int
    fingerprint: str


@dataclass(frozen=True)
class Change:
    """One file that is not as it was.

    Attributes:
        file: What it is called now; where it is gone, what it was called.
        title: Danish, as the print list has it.
        before: How many copies the last print list asked for; 0 where it was not to be printed.
        copies: How many this one asks for.
    """

    file: str
    title: str
    before: int
    copies: int


@dataclass(frozen=True)
class Changes:
    """What is to be done with the paper of the last bundle, each in print order.

    Attributes:
        kept: How many sheets were to be printed then and are now, changed or not.
        changed: They are printed again.
        new: They were not to be printed before.
        more: They are as they were, but more copies are needed.
        fewer: They are as they were, and there are copies to spare.
        gone: They are not to be printed any more.
        files: New or changed, but never printed, as slides and texts.
        print_list: The print list, where it differs and that says nothing of any other sheet:
            it is the only one, or the set is printed in another way. It is not in `changed`.
        relaid: The set is printed in another way, as on one side of the paper.
    """

    kept: int = 0
    changed: tuple[Change, ...] = ()
    new: tuple[Change, ...] = ()
    more: tuple[Change, ...] = ()
    fewer: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()
    files: tuple[Change, ...] = ()
    print_list: Change | None = None
    relaid: bool = False


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes | None:
    """Compare two bundles by what their `indhold.json` says.

    Sheets are told apart by id, since their numbers move when a sheet comes or goes. Builds of the
    same input are the same bytes, so a fingerprint says whether one has changed.

    Args:
        old: Of the last bundle, as it lies on the disk.
        new: Of this one.

    Returns:
        None where they cannot be compared: another meeting, HTML then and PDF now, or an old file
        that does not say what is needed.
    """
    try:
        before, now = _entries(old), _entries(new)
        alike = old["møde"] == new["møde"] and _kinds(old) == _kinds(new)
        if not alike:
            return None
        # A kit from before this was written down is taken for one that was printed alike.
        relaid = old.get("udskrift", new.get("udskrift")) != new.get("udskrift")
        return _set_apart(_compared(before, now), now, relaid=relaid)
    except (LookupError, TypeError, ValueError):
        return None


def _entries(content: Mapping[str, Any]) -> Mapping[str, _Entry]:
    """Every file by its document's id, in print order."""
    texts = [{**text, "antal": 0} for text in content["tekster"]]
    return {entry["id"]: _entry(entry) for entry in (*content["ark"], *texts)}


def _entry(entry: Mapping[str, Any]) -> _Entry:
    if not isinstance(entry["antal"], int):
        raise TypeError
    return _Entry(str(entry["fil"]), str(entry["titel"]), entry["antal"], entry["sha256"])


def _kinds(content: Mapping[str, Any]) -> set[str]:
    """`.pdf` or `.html`: the same sheet has another fingerprint as the other."""
    return {PurePath(entry["fil"]).suffix for entry in content["ark"]}


def _compared(old: Mapping[str, _Entry], new: Mapping[str, _Entry]) -> Changes:
    found: dict[str, list[Change]] = {}
    for id_, entry in {**new, **{i: e for i, e in old.items() if i not in new}}.items():
        before, now = old.get(id_), new.get(id_)
        copies = before.copies if before else 0, now.copies if now else 0
        same = before is not None and before.fingerprint == entry.fingerprint
        change = Change(entry.file, entry.title, *copies)
        found.setdefault(_kind(change, same=same, there=now is not None), []).append(change)
    kept = sum(len(found.get(kind, ())) for kind in ("same", "changed", "more", "fewer"))
    told: dict[str, Any] = {k: tuple(v) for k, v in found.items() if k not in {"same", "nothing"}}
    return Changes(kept, **told)


def _set_apart(found: Changes, new: Mapping[str, _Entry], *, relaid: bool) -> Changes:
    """The print list by itself, where it differs for no other sheet's sake."""
    others = tuple(c for c in found.changed if c.file != new[PRINT_LIST].file)
    if others == found.changed or (others and not relaid):
        return found
    (own,) = set(found.changed) - set(others)
    return replace(found, kept=found.kept - 1, changed=others, print_list=own, relaid=relaid)


def _kind(change: Change, *, same: bool, there: bool) -> str:
    """Which of the lists of `Changes` a file belongs in, or one that is told nowhere."""
    if not change.before and not change.copies:
        return "files" if there and not same else "nothing"
    if not change.before:
        return "new"
    if not change.copies:
        return "gone"
    if not same:
        return "changed"
    if change.before == change.copies:
        return "same"
    return "more" if change.copies > change.before else "fewer"


# --- Editions ------------------------------------------------------------------------------


def edition_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """What other editions of the packs have changed since the last bundle: Danish sentences.

    Args:
        old: What `indhold.json` says of the last bundle, as it lies on the disk.
        new: What it says of this one.
    """
    try:
        before = {name: _edition(pack) for name, pack in old["pakker"].items()}
        now = {name: _edition(pack) for name, pack in new["pakker"].items()}
    except (LookupError, TypeError, ValueError, AttributeError):
        return ()
    return tuple(
        f"Pakken ”{name}” er nu udgave {edition} (sidst blev mødet bygget med "
        f"{before[name][0]}): {_differences(before[name][1], marks)}."
        for name, (edition, marks) in now.items()
        if name in before and before[name][0] != edition
    )


def _edition(pack: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """A pack's edition and its hash by address; anyone may have written in an old file."""
    if not all(_NAME.fullmatch(name) for name in (pack["udgave"], *pack["adresser"])):
        raise ValueError
    return pack["udgave"], pack["adresser"]


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    parts = (
        ("ændret", [a for a in new if a in old and old[a] != new[a]]),
        ("ny", [a for a in new if a not in old]),
        ("væk", [a for a in old if a not in new]),
    )
    said = (f"{_some(addresses)} er {what}" for what, addresses in parts if addresses)
    return "; ".join(said) or "ingen tekster er ændret"


def _some(addresses: list[str]) -> str:
    more = len(addresses) - _SHOWN
    return ", ".join(addresses[:_SHOWN]) + (f" og {more} andre steder" if more > 0 else "")
