"""YAML as people write it: bytes to plain data with lines, and back. Only here is YAML read.

The event stream is read, never the loader's values: everything stays text, and the typed
model converts. What a person did not mean (a lost `#3`, a repeated key, an invisible
character) is a fault with its line; what a stranger could mean is refused while it streams.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from klyngepakke.content._slips import slip
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import unread

Loc = tuple[str | int, ...]

_BYTES = 1_000_000
_DEPTH = 40
_EVENTS = 50_000
_NEIGHBOURS = 12

_UTF8 = "Åbn filen i et tekstprogram, og gem den som UTF-8."
_QUOTE = "Sæt hele teksten i lige anførselstegn"
_MAYBE_MORE = " Der kan være flere fejl; de kommer frem, når denne er rettet."

# Characters that nobody sees: controls, marks of direction, line breaks other than ours,
# zero-width spaces, halves of characters, characters of one font's own.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff"
    "\ud800-\uf8ff]"
)
_HARD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_HARD_INDENT = re.compile(rf"[ \t]*(?:-[ \t]+)*([{_HARD_SPACES}])")
_HARD_AFTER = re.compile(rf"(?:-|[^\s:]+:)([{_HARD_SPACES}])")
# Inside brackets the loader in Python ends a text at any ?; the one in C does not. A letter
# that no file may hold stands in for it.
_ASKED = re.compile(r"(?<![\s\[{,])\?")
_STAND_IN = "\uf8ff"
_LOST = re.compile(r"\s*(?P<lost>#\S.{0,38})")
_SLOT = re.compile(r"\{\{")
_COLON = re.compile(r"\s*:")
_COMMENT = re.compile(r"(?<!\S)#")


class Fault(NamedTuple):
    """What is wrong at a line and column (both from 1)."""

    line: int
    column: int
    sentence: str


class _Broken(Exception):  # noqa: N818 - caught in this module, never told as it is
    """The file cannot be read any further."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults


@dataclass(frozen=True)
class Tree:
    """A file's plain data, and where each key and value stands.

    Attributes:
        data: None, str, list and dict.
        faults: What is wrong, though the rest could be read.
        values: Line and column, from 1, of each value.
        keys: Line and column, from 1, of each key.
    """

    data: Any
    faults: tuple[Fault, ...]
    values: Mapping[Loc, tuple[int, int]]
    keys: Mapping[Loc, tuple[int, int]]

    def known(self, loc: Loc) -> Loc:
        """The steps of a loc that stand in the file; the others are skipped."""
        found: Loc = ()
        for step in loc:
            found = (*found, step) if (*found, step) in self.values else found
        return found

    def at(self, loc: Loc) -> Any:  # noqa: ANN401 - plain data
        """The data at a loc that stands in the file."""
        data = self.data
        for step in loc:
            data = data[step]
        return data

    def place(self, loc: Loc, *, key: bool = False) -> tuple[int, int]:
        """Line and column, from 1, of the value at a loc, or of its key."""
        known = self.known(loc)
        marks = self.keys if key and known in self.keys else self.values
        return marks.get(known, (1, 1))


def read_tree(path: Path, *, shown_as: str = "", pure: bool = False) -> Tree:
    """Read a YAML file as text, lists and mappings.

    Args:
        path: The file.
        shown_as: The file's name in messages; the path as it is given otherwise.
        pure: Use the loader in Python even where the one in C is there.

    Raises:
        InputError: It is missing, empty, not UTF-8, too big, or not YAML as we take it.
        FileError: The disk or its permissions said no.
    """
    shown = shown_as or str(path)
    return _read(_bytes_of(path, shown), shown, yaml.SafeLoader if pure else _fastest())


def text_tree(text: str, *, shown_as: str = "") -> Tree:
    """The tree of a YAML text that is not in a file yet.

    Raises:
        InputError: It is empty, or not YAML as we take it.
    """
    return _read(text.encode(), shown_as, _fastest())


def _read(raw: bytes, shown: str, loader: Any) -> Tree:  # noqa: ANN401 - as _fastest
    try:
        return _tree(_lines(raw), loader)
    except _Broken as broken:
        found = [Problem(f.sentence, shown, f.line, f.column) for f in broken.faults]
    raise InputError(*found)


def comments(lines: Sequence[str]) -> dict[int, str]:
    """The comments of a text that `text_tree` reads: from the # on, by line from 0."""
    held = _texts("\n".join(lines))
    found: dict[int, str] = {}
    at = 0
    for number, line in enumerate(lines):
        starts = (m.start() for m in _COMMENT.finditer(line))
        outside = (i for i in starts if not any(a <= at + i < b for a, b in held))
        if (start := next(outside, None)) is not None:
            found[number] = line[start:].rstrip()
        at += len(line) + 1
    return found


def _texts(text: str) -> list[tuple[int, int]]:
    """From where to where a # is a part of a text, in quotes or below a `|`."""
    # Only the loader in Python tells where in the file a token ends; see `_ASKED`.
    source = _ASKED.sub(_STAND_IN, text)
    try:
        tokens = [t for t in yaml.scan(source, yaml.SafeLoader) if getattr(t, "style", None)]
    except yaml.YAMLError:
        return []  # the loader in C took it; a # too many does no harm
    return [(_text_start(t, source), t.end_mark.index) for t in tokens]


def _text_start(token: Any, source: str) -> int:  # noqa: ANN401 - a PyYAML token
    """Where a text begins; on the line of its `|` a comment may stand."""
    start: int = token.start_mark.index
    return source.find("\n", start) if token.style in "|>" else start


# --- Bytes to lines ------------------------------------------------------------------------


def _bytes_of(path: Path, shown: str) -> bytes:
    try:
        if path.is_dir():
            raise InputError(Problem("Det er en mappe. Peg på selve filen.", shown))
        if path.exists() and not path.is_file():
            raise InputError(Problem("Det er ikke en almindelig fil.", shown))
        with path.open("rb") as file:
            raw = file.read(_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        folder = path.parent
        where = f" i mappen {folder}" if str(folder) != "." else ""
        sentence = f"Filen {path.name} findes ikke{where}. Se efter, om navnet er stavet rigtigt."
        raise InputError(Problem(sentence, shown)) from None
    except OSError as error:
        raise unread(error, shown) from None
    if len(raw) > _BYTES:
        raise InputError(Problem("Filen er på over 1 MB, og så meget læses ikke.", shown))
    return raw


def _lines(raw: bytes) -> list[str]:
    """Decoded and checked; every kind of line ending is one."""
    text = _decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    faults = [*_unseen(lines), *_tabs(lines), *_hard_indents(lines)]
    if faults:
        *others, last = faults
        raise _Broken(*others, last._replace(sentence=last.sentence + _MAYBE_MORE))
    return lines


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:2]:
        raise _Broken(Fault(1, 1, f"Filen er gemt som UTF-16. {_UTF8}"))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Broken(_undecoded(raw, error.start)) from None


def _undecoded(raw: bytes, at: int) -> Fault:
    before = raw[:at].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line_start = before.rfind(b"\n") + 1
    nearby = raw[max(at - _NEIGHBOURS, at - len(before) + line_start) : at + _NEIGHBOURS]
    # Windows' old character set says what was most likely meant.
    text = re.split(r"[\r\n]", nearby.decode("cp1252", "replace").strip())[0]
    sentence = f"Filen er ikke gemt som UTF-8; det ses ved ”{text}”. {_UTF8}"
    column = len(before[line_start:].decode("utf-8-sig")) + 1
    return Fault(before.count(b"\n") + 1, column, sentence)


def _unseen(lines: Sequence[str]) -> Iterator[Fault]:
    hits = ((n, m) for n, line in enumerate(lines, 1) for m in _UNSEEN.finditer(line))
    return _first_of_each((n, m.start() + 1, _unseen_sentence(m[0])) for n, m in hits)


def _unseen_sentence(char: str) -> str:
    return f"Her står et tegn, der ikke kan trykkes, {_code(char)}. Slet det."


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def _tabs(lines: Sequence[str]) -> Iterator[Fault]:
    sentence = "Her står et tabulatortegn. Brug mellemrum i stedet."
    hits = ((n, line.find("\t") + 1, sentence) for n, line in enumerate(lines, 1) if "\t" in line)
    return _first_of_each(hits)


def _hard_indents(lines: Sequence[str]) -> Iterator[Fault]:
    hits = ((n, m) for n, line in enumerate(lines, 1) if (m := _HARD_INDENT.match(line)))
    return _first_of_each((n, m.start(1) + 1, _hard_sentence(m[1])) for n, m in hits)


def _hard_sentence(char: str) -> str:
    return f"Her står et hårdt mellemrum, {_code(char)}. Skriv et almindeligt mellemrum."


def _first_of_each(hits: Iterable[tuple[int, int, str]]) -> Iterator[Fault]:
    """One fault a sentence, at its first line, with the number of places that follow."""
    found: dict[str, list[tuple[int, int]]] = {}
    for line, column, sentence in hits:
        found.setdefault(sentence, []).append((line, column))
    for sentence, places in found.items():
        count = len(places) - 1
        others = f" Det samme gælder {count} {'sted' if count == 1 else 'steder'} længere nede."
        yield Fault(*places[0], sentence + (others if count else ""))


# --- Lines to a tree -----------------------------------------------------------------------


def _fastest() -> Any:  # noqa: ANN401 - one of PyYAML's loader classes
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _tree(lines: Sequence[str], loader: Any) -> Tree:  # noqa: ANN401 - as _fastest
    text = "\n".join(lines)
    source = _ASKED.sub(_STAND_IN, text) if loader is yaml.SafeLoader else text
    events = _limited(yaml.parse(source, Loader=loader))
    builder = _Builder(events, lines)
    try:
        data = builder.document()
    except _Broken as broken:
        raise _Broken(*builder.faults, *broken.faults) from None
    except yaml.MarkedYAMLError as error:
        at = _at(error.problem_mark or error.context_mark)
        line, column, sentence = slip(lines, *at)
        raise _Broken(*builder.faults, Fault(line, column, sentence + _MAYBE_MORE)) from None
    return Tree(data, tuple(builder.faults), builder.values, builder.keys)


def _limited(events: Iterable[Any]) -> Iterator[Any]:
    """The events, until there are more, or deeper ones, than an honest file has."""
    depth = 0
    for count, event in enumerate(events):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH:
            _stop(event, f"Her er over {_DEPTH} lag inden i hinanden, og så dybt læses ikke.")
        if count > _EVENTS:
            _stop(event, f"Filen har over {_EVENTS} dele, og så mange læses ikke.")
        yield event


def _stop(event: Any, sentence: str) -> NoReturn:  # noqa: ANN401 - a PyYAML event
    raise _Broken(Fault(*_at(event.start_mark), sentence))


def _at(mark: Any) -> tuple[int, int]:  # noqa: ANN401 - a PyYAML mark
    return mark.line + 1, mark.column + 1


@dataclass
class _Builder:
    """Turns events into plain data, noting places and faults on its way."""

    events: Iterator[Any]
    lines: Sequence[str]
    faults: list[Fault] = field(default_factory=list)
    values: dict[Loc, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Loc, tuple[int, int]] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The only document of the stream, which is a mapping."""
        next(self.events)  # the stream's start
        first = next(self.events)
        if isinstance(first, yaml.StreamEndEvent):
            raise _Broken(Fault(1, 1, "Filen er tom."))
        root = next(self.events)
        data = self.node(root, ())
        next(self.events)  # the document's end
        another = next(self.events)
        if not isinstance(another, yaml.StreamEndEvent):
            self.fault(another, "Filen må kun rumme ét dokument. Slet linjen med ---.")
        if data is None:
            raise _Broken(Fault(1, 1, "Filen er tom."))
        if not isinstance(data, dict):
            sentence = "Filen skal være nøgler og værdier, som titel: Trivsel."
            raise _Broken(Fault(*_at(root.start_mark), sentence))
        return data

    def fault(self, event: Any, sentence: str) -> None:  # noqa: ANN401 - a PyYAML event
        self.faults.append(Fault(*_at(event.start_mark), sentence))

    def node(self, event: Any, loc: Loc) -> Any:  # noqa: ANN401 - a PyYAML event
        """What begins with the event: None, str, list or dict."""
        self.values[loc] = _at(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.fault(event, f"Tegnet * kan ikke begynde en tekst. {_QUOTE}.")
            return None
        if event.anchor is not None:
            self.fault(event, f"Tegnet & kan ikke begynde en tekst. {_QUOTE}.")
        if event.tag is not None:
            self.fault(event, f"Tegnet ! kan ikke begynde en tekst. {_QUOTE}.")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(loc)
        self.refuse_slot(event)
        return self.mapping(loc)

    def sequence(self, loc: Loc) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self.node(event, (*loc, len(items))))
            if items[-1] is None and not self.told(event):
                self.fault(event, "Punktet er tomt. Skriv noget, eller slet bindestregen.")
        return items

    def mapping(self, loc: Loc) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self.key(event, loc)
            below = (*loc, name)
            if name in lines:
                at, first = lines[name], name == next(iter(lines))
                lost = first and isinstance(loc[-1] if loc else None, int)
                mend = (
                    f"Mangler der en bindestreg foran ”{name}” her? Ellers slet" if lost else "Slet"
                )
                self.fault(event, f"Nøglen ”{name}” står også på linje {at}. {mend} den ene.")
                if lost:  # what follows is another item's, and no repetition
                    lines.clear()
            line, column = _at(event.start_mark)
            lines.setdefault(name, line)
            self.keys.setdefault(below, (line, column))
            value = next(self.events)
            self.refuse_bare_key(event, value, name)
            entries[name] = self.node(value, below)
        return entries

    def key(self, event: Any, loc: Loc) -> str:  # noqa: ANN401 - a PyYAML event
        if not isinstance(event, yaml.ScalarEvent):
            _stop(event, f"En nøgle skal være et ord. {_QUOTE}, hvis det ikke er en nøgle.")
        name = self.node(event, (*loc, ""))
        del self.values[(*loc, "")]
        if name == "<<" and not event.style:
            self.fault(event, "Nøglen << kan ikke bruges. Skriv nøglerne ud.")
        if not name:
            self.fault(event, "Der mangler en nøgle foran kolonet.")
        return name or ""

    def scalar(self, event: Any) -> str | None:  # noqa: ANN401 - a PyYAML event
        text = unicodedata.normalize("NFC", event.value).replace(_STAND_IN, "?")
        for char in sorted(set(_UNSEEN.findall(text))):
            self.fault(event, _unseen_sentence(char))
        if event.style:
            return text
        self.refuse_lost(event)
        line, column = event.start_mark.line, event.start_mark.column
        hard = _HARD_AFTER.match(text)
        if hard and not self.lines[line][:column].strip(" -"):
            self.fault(event, _hard_sentence(hard[1]))
        return None if text in {"", "~", "null"} else text

    def refuse_lost(self, event: Any) -> None:  # noqa: ANN401 - a PyYAML event
        """` #3` after a text would be a comment, and lost; `# 3` is meant as one."""
        found = self.follows(event.end_mark, _LOST)
        if found:
            self.faults.append(
                Fault(
                    event.end_mark.line + 1,
                    found.start("lost") + 1,
                    f"”{found['lost']}” læses som en kommentar og går tabt. {_QUOTE}; "
                    "er det en kommentar, så skriv et mellemrum efter #.",
                )
            )

    def refuse_slot(self, event: Any) -> None:  # noqa: ANN401 - a PyYAML event
        """`{{navn}}` is a local slot, but to YAML a mapping in a mapping."""
        if self.follows(event.start_mark, _SLOT):
            _stop(event, f"En tekst kan ikke begynde med {{{{ uden videre. {_QUOTE}.")

    def refuse_bare_key(self, event: Any, value: Any, name: str) -> None:  # noqa: ANN401 - PyYAML events
        """`{tekst: Energi, og hvad}`: the comma made a key of what was text."""
        empty = isinstance(value, yaml.ScalarEvent) and not value.style and not value.value
        if name and empty and not self.follows(event.end_mark, _COLON):
            self.fault(
                event,
                f"Efter ”{name[:40]}” mangler et kolon og en værdi. "
                f"Er det en del af teksten foran kommaet? {_QUOTE}.",
            )

    def told(self, event: Any) -> bool:  # noqa: ANN401 - a PyYAML event
        return bool(self.faults) and self.faults[-1].line == event.start_mark.line + 1

    def follows(self, mark: Any, pattern: re.Pattern[str]) -> re.Match[str] | None:  # noqa: ANN401 - a PyYAML mark
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        return pattern.match(line, mark.column)


# --- Data to YAML --------------------------------------------------------------------------

_PLAIN = re.compile(r"[^\W_][^\n\t\"'{}\[\]#\\]*")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def write_yaml(data: Mapping[str, Any]) -> str:
    """The data as a YAML text that `read_tree` reads as the same data.

    Args:
        data: None, text, numbers, lists and mappings; True and False become ja and nej. Keys
            are text of at most 1,000 characters.

    Raises:
        InputError: A text holds a character that our reader refuses.
    """
    return "".join(f"{line}\n" for line in _mapping_lines(data))


def _mapping_lines(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        first, *rest = _value_lines(value)
        key = _one_line(unicodedata.normalize("NFC", name))
        yield f"{key}: {first}".rstrip(" ")
        yield from rest


def _value_lines(value: Any) -> list[str]:  # noqa: ANN401 - plain data
    """What follows a key: the rest of its line, and the lines below it."""
    if isinstance(value, Mapping) and value:
        return ["", *_indented(_mapping_lines(value))]
    if isinstance(value, list | tuple) and value:
        return ["", *_indented(line for item in value for line in _item_lines(item))]
    if isinstance(value, Mapping | list | tuple):
        return ["{}" if isinstance(value, Mapping) else "[]"]
    return _scalar_lines(value)


def _item_lines(item: Any) -> Iterator[str]:  # noqa: ANN401 - plain data
    first, *rest = _value_lines(item)
    if first or not rest:
        yield f"- {first}".rstrip(" ")
        yield from rest
        return
    yield f"- {rest[0][2:]}"
    yield from rest[1:]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" if line else line for line in lines)


def _scalar_lines(value: Any) -> list[str]:  # noqa: ANN401 - plain data
    if value is None:
        return [""]
    if isinstance(value, bool):
        return ["ja" if value else "nej"]
    text = unicodedata.normalize("NFC", str(value))
    if "\n" not in text or not _as_block(text):
        return [_one_line(text)]
    _refuse_unseen(text)
    head = "|" if text.endswith("\n") else "|-"
    return [head, *_indented(text.removesuffix("\n").split("\n"))]


def _as_block(text: str) -> bool:
    """Whether every line stays as it is when written below a `|`."""
    lines = text.removesuffix("\n").split("\n")
    edges = all(line == line.strip() for line in lines)
    return bool(lines[0] and lines[-1]) and edges and "\t" not in text


def _refuse_unseen(text: str) -> None:
    if found := _UNSEEN.search(text):
        code = _code(found[0])
        raise InputError(f"En tekst rummer et tegn, der ikke kan trykkes, {code}. Slet det.")


def _one_line(text: str) -> str:
    _refuse_unseen(text)
    return text if _stands_bare(text) else _quoted(text)


def _stands_bare(text: str) -> bool:
    harmless = _PLAIN.fullmatch(text) and text == text.strip() and text != "null"
    return bool(harmless) and not re.search(r":(?!\S)", text) and not _HARD_AFTER.match(text)


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'
