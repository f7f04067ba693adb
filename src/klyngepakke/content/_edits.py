"""Careful edits of a YAML text: what did not change keeps its lines, comments and all.

The data are compared, not the texts. An entry that changed is written anew; where it is a block
of entries itself, only the ones in it that changed. What is too clever to edit is given up, and
the caller writes the file afresh.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from klyngepakke.content._yaml import Loc, Tree, comments, text_tree, write_yaml
from klyngepakke.files import reading, rewrite_file

Lines = tuple[str, ...]

_BOM = "\ufeff"


class _TooCleverError(Exception):
    """Written in a way that is not edited; the block around it is written anew."""


@dataclass(frozen=True)
class _File:
    """A file's lines, where its data stand in them, and its comments by line from 0."""

    lines: Lines
    tree: Tree
    comments: Mapping[int, str]


@dataclass(frozen=True)
class _Entry:
    """One entry of a block: its own lines, and those above it.

    Attributes:
        free: Comments and blank lines above that belong to no entry.
        lead: The comments right above.
        start: Its first line, from 0.
        end: The line after its last.
        column: Where its key or dash stands, from 0.
    """

    free: Lines
    lead: Lines
    start: int
    end: int
    column: int


def edited(text: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """The text with only what changed rewritten, or None where that cannot be done.

    Args:
        text: A YAML file that our reader reads; a BOM and the line endings are kept.
        old: What it says, as `write_yaml` takes it; what equals its default may be left out.
        new: What it shall say.
    """
    tree = text_tree(text)
    lines = tuple(_unix(text).split("\n"))
    file = _File(lines, tree, comments(lines))
    try:
        made = _mapping(file, (), old, new, range(len(lines)))
    except _TooCleverError:
        return None
    bom = _BOM if text.startswith(_BOM) else ""
    return bom + "\n".join(made).replace("\n", _ending(text))


def lost_comments(old: str, new: str) -> tuple[str, ...]:
    """The comments of one text that the other does not have, in their order."""
    left = Counter(_comments(new))
    lost = []
    for comment in _comments(old):
        left[comment] -= 1
        if left[comment] < 0:
            lost.append(comment)
    return tuple(lost)


def text_of(path: Path) -> str:
    """A file's text as it stands, line endings and BOM too."""
    with reading(path):
        return path.read_bytes().decode()


def replace_text(path: Path, text: str, lost: Sequence[str]) -> Path | None:
    """Write a file anew with its permissions; where comments are lost, the old one is kept.

    Returns:
        The copy of the old file, `moede.gammel.yaml` beside `moede.yaml`, or None.

    Raises:
        FileError: The disk or its permissions said no; the file is as it was.
    """
    kept = _free(path) if lost else None
    rewrite_file(path, text.encode(), kept)
    return kept


def _free(path: Path) -> Path:
    """A name for the old file that no other has yet; one that a killed save left is the same."""
    kept = path.with_name(f"{path.stem}.gammel{path.suffix}")
    number = 2
    while os.path.lexists(kept) and not _holds_the_same(kept, path):
        kept = path.with_name(f"{path.stem}.gammel-{number}{path.suffix}")
        number += 1
    return kept


def _holds_the_same(one: Path, other: Path) -> bool:
    with reading(one):
        ordinary = one.is_file() and not one.is_symlink()
        return ordinary and one.read_bytes() == other.read_bytes()


def _comments(text: str) -> list[str]:
    return [*comments(_unix(text).split("\n")).values()]


def _unix(text: str) -> str:
    return text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")


def _ending(text: str) -> str:
    return next((e for e in ("\r\n", "\r") if e in text), "\n")


# --- A block of keys -----------------------------------------------------------------------


def _mapping(
    file: _File, loc: Loc, old: Mapping[str, Any], new: Mapping[str, Any], span: range
) -> list[str]:
    """The lines of a block mapping that stands in these lines, with the new data."""
    column = _column(file, loc)
    names = _names(file, loc, old, new)
    starts = [_key_line(file, (*loc, name), column) for name in names]
    entries, tail = _entries(file, starts, column, span)
    # What stands above the first key of a file is about the file.
    header = [*entries[0].free, *(() if loc else entries[0].lead)]
    entries[0] = replace(entries[0], free=(), lead=entries[0].lead if loc else ())
    parts: dict[str, list[str]] = {}
    for name, entry in zip(names, entries, strict=True):
        goes = name in old and name not in new
        own = [] if goes else [*entry.lead, *_value(file, (*loc, name), entry, old, new)]
        parts[name] = [*entry.free, *own]
    for name in new:
        if name not in parts:
            parts = _put(parts, name, _indented(write_yaml({name: new[name]}), column), [*new])
    return [*header, *(line for part in parts.values() for line in part), *tail]


def _names(file: _File, loc: Loc, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The keys of the block in the file's order."""
    names = [*file.tree.at(loc)]
    moved = [n for n in old if n in new] != [n for n in new if n in old]
    # What is in the data, but not in the file, stands there in another shape.
    if moved or not set(old) <= set(names):
        raise _TooCleverError
    return names


def _key_line(file: _File, loc: Loc, column: int) -> int:
    line, at = file.tree.keys[loc]
    if at - 1 != column:
        raise _TooCleverError
    return line - 1


def _value(
    file: _File,
    loc: Loc,
    entry: _Entry,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> list[str]:
    """The lines of one key and what stands under it."""
    name = str(loc[-1])
    own = file.lines[entry.start : entry.end]
    if _same(old.get(name), new.get(name)):
        return [*own]
    try:
        below = _block(file, loc, old.get(name), new[name], range(entry.start + 1, entry.end))
    except _TooCleverError:
        return _anew(file, entry, write_yaml({name: new[name]}))
    return [own[0], *below]


def _put(
    parts: Mapping[str, list[str]], name: str, lines: list[str], order: Sequence[str]
) -> dict[str, list[str]]:
    """The parts with one more, after the nearest of those that come before it in the order."""
    before = order[: order.index(name)]
    near = next((n for n in reversed(before) if n in parts), None)
    names = [*parts]
    at = names.index(near) + 1 if near else 0
    return {n: lines if n == name else parts[n] for n in [*names[:at], name, *names[at:]]}


# --- A block of items ----------------------------------------------------------------------


def _sequence(
    file: _File, loc: Loc, old: Sequence[Any], new: Sequence[Any], span: range
) -> list[str]:
    """The lines of a block sequence that stands in these lines, with the new items."""
    column = _column(file, loc)
    starts = [_dash(file, (*loc, i), column) for i in range(len(old))]
    entries, tail = _entries(file, starts, column, span)
    made = [*entries[0].free]
    entries[0] = replace(entries[0], free=())
    pairs = _pairs(old, new)
    for item, at in zip(new, pairs, strict=True):
        if at is None:
            made += _indented(_item_text(item), column)
        else:
            made += [*entries[at].free, *entries[at].lead]
            made += _item(file, (*loc, at), entries[at], old[at], item)
    return [*made, *tail]


def _pairs(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """For each new item the old one that it is, or comes of; each old one once."""
    left = dict(enumerate(old))
    pairs: dict[int, int] = {}
    for alike in (_same, _akin):
        for i, item in enumerate(new):
            found = next((at for at, was in left.items() if alike(was, item)), None)
            if i not in pairs and found is not None:
                pairs[i] = found
                del left[found]
    if len(old) == len(new):
        pairs |= {i: i for i in left if i not in pairs and _nameless(old[i], new[i])}
    return [pairs.get(i) for i in range(len(new))]


def _akin(old: Any, new: Any) -> bool:  # noqa: ANN401 - plain data
    """Whether two items bear the same name."""
    return _called(old) is not None and _called(old) == _called(new)


def _nameless(old: Any, new: Any) -> bool:  # noqa: ANN401 - plain data
    return _called(old) is None and _called(new) is None


def _called(item: Any) -> tuple[str, str] | None:  # noqa: ANN401 - plain data
    names = ("blok", "id", "slags") if isinstance(item, Mapping) else ()
    return next(((name, item[name]) for name in names if name in item), None)


def _item(file: _File, loc: Loc, entry: _Entry, old: Any, new: Any) -> list[str]:  # noqa: ANN401 - plain data
    """The lines of one item, its dash first."""
    own = file.lines[entry.start : entry.end]
    if _same(old, new):
        return [*own]
    dash = entry.column
    bare = own[0][:dash] + " " + own[0][dash + 1 :]
    lines = (*file.lines[: entry.start], bare, *file.lines[entry.start + 1 :])
    span = range(entry.start, entry.end)
    try:
        first, *rest = _block(replace(file, lines=lines), loc, old, new, span)
    except _TooCleverError:
        return _anew(file, entry, _item_text(new))
    # A comment may have become the first line; YAML takes it after the dash as well.
    return [f"{'':{dash}}-{first[dash + 1 :]}", *rest]


def _item_text(item: Any) -> str:  # noqa: ANN401 - plain data
    """The item as a list of its own, its dash in the first column."""
    below = write_yaml({"x": [item]}).split("\n")[1:]
    return "\n".join(line.removeprefix("  ") for line in below)


def _dash(file: _File, loc: Loc, column: int) -> int:
    """The line of an item's dash; what comes after it may begin on a later one."""
    at = file.tree.values[loc][0] - 1
    while file.lines[at][:column].strip() or file.lines[at][column : column + 1] != "-":
        at -= 1
    return at


# --- What both share -----------------------------------------------------------------------


def _block(file: _File, loc: Loc, old: Any, new: Any, span: range) -> list[str]:  # noqa: ANN401 - plain data
    """The lines of what stands at a loc, where it is a block of entries before and after."""
    kind, there = dict if isinstance(old, dict) else list, file.tree.at(loc)
    if not (old and new and all(isinstance(x, kind) for x in (old, new, there))):
        raise _TooCleverError
    if kind is dict:
        return _mapping(file, loc, old, new, span)
    return _sequence(file, loc, old, new, span)


def _column(file: _File, loc: Loc) -> int:
    """The column, from 0, of the block of entries that begins at a loc."""
    line, column = file.tree.values[loc]
    text = file.lines[line - 1]
    if text[: column - 1].strip() or text[column - 1] in "{[":
        raise _TooCleverError
    return column - 1


def _anew(file: _File, entry: _Entry, text: str) -> list[str]:
    """A freshly written entry in the place of the old, with the comment of its first line."""
    lines = _indented(text, entry.column)
    comment = file.comments.get(entry.start)
    return [f"{lines[0]}  {comment}", *lines[1:]] if comment else lines


def _entries(
    file: _File, starts: Sequence[int], column: int, span: range
) -> tuple[list[_Entry], Lines]:
    """The entries that begin on these lines, and what stands below the last."""
    limits = [*starts, span.stop]
    if any(a >= b for a, b in zip([span.start - 1, *starts], limits, strict=True)):
        raise _TooCleverError
    entries, after = [], span.start
    for first, limit in zip(starts, limits[1:], strict=True):
        free, lead = _split(file, after, first)
        after = _last(file, first, limit, column)
        entries.append(_Entry(free, lead, first, after, column))
    return entries, file.lines[after : span.stop]


def _last(file: _File, start: int, limit: int, column: int) -> int:
    """The line after the entry's last; a comment deeper than its first column is its own."""

    def loose(at: int) -> bool:
        line = file.lines[at]
        outside = len(line) - len(line.lstrip()) <= column
        return not line.strip() or (outside and _is_comment(file, at)) or line == "..."

    while limit > start + 1 and loose(limit - 1):
        limit -= 1
    return limit


def _split(file: _File, start: int, end: int) -> tuple[Lines, Lines]:
    """The lines above an entry: those that stand by themselves, and the comments right above."""
    at = end
    while at > start and _is_comment(file, at - 1):
        at -= 1
    return file.lines[start:at], file.lines[at:end]


def _is_comment(file: _File, at: int) -> bool:
    return at in file.comments and file.lines[at].lstrip().startswith("#")


def _same(old: Any, new: Any) -> bool:  # noqa: ANN401 - plain data
    """Whether the data are equal, the order of keys too."""
    return json.dumps(old) == json.dumps(new)


def _indented(text: str, column: int) -> list[str]:
    lines = text.removesuffix("\n").split("\n")
    return [" " * column + line if line else line for line in lines]
