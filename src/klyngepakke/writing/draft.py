"""Draft: the plain data of a pack while it is read from Word, and where each part stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from klyngepakke.content.model import Loc
from klyngepakke.errors import Problem
from klyngepakke.writing.fields import Field, Fields, code_of, fields_of, folded, free
from klyngepakke.writing.guidance import block_named
from klyngepakke.writing.sections import Place, Record, Remarks

_CHOICES: Final = "Vælg mellem: "
_PREFIXES: Final = {"cases": "C", "spørgeskema": "s", "evaluering": "e", "fakta": "f"}


@dataclass
class Draft:
    """Plain data under its Danish keys, made a record at a time.

    Attributes:
        notes: What was not understood on the way.
        data: The data.
        origins: Where in Word the value at each loc was read.
    """

    notes: Remarks
    data: dict[str, Any] = field(default_factory=dict)
    origins: dict[Loc, Place] = field(default_factory=dict)

    def problem(self, loc: Loc, sentence: str) -> Problem:
        """A problem at the place in Word that a loc was read from."""
        known = next((loc[:n] for n in range(len(loc), 0, -1) if loc[:n] in self.origins), ())
        place = str(self.origins[known]) if known else ""
        said, words, choices = sentence.partition(_CHOICES)
        # In Word a word of two parts has a space, as the form shows it.
        return Problem(f"{said}{words}{choices.replace('_', ' ')}", self.notes.file, place=place)

    def put(self, record: Record, loc: Loc, into: dict[str, Any]) -> None:
        """Write a record's values into a mapping that stands at the loc; what is there stays."""
        for path, value in record.values.items():
            before = _at(into, path)
            if before is not None and before != value:
                sentence = "Det står allerede et andet sted med noget andet. Det første er brugt."
                self.notes.remark(record.columns[path], sentence)
                continue
            _put(into, path, value)
            self.origins[(*loc, *path)] = record.columns[path]

    def merge(self, key: str, record: Record) -> None:
        """Write a record into the mapping under a key of the pack."""
        self.origins.setdefault((key,), record.place)
        self.put(record, (key,), self.data.setdefault(key, {}))

    def add(self, loc: Loc, type_: type[Any], record: Record) -> None:
        """Write a record as the last item of a list of the pack's.

        Args:
            loc: The keys that lead to the list; it is made where it is not there.
            type_: The class of its items.
            record: What the item says.
        """
        several = self._list(loc)
        made: dict[str, Any] = {}
        at = (*loc, len(several))
        self.put(record, at, made)
        self.origins[at] = record.place
        several.append(made)
        kind = fields_of(type_)
        if any(f.path == ("id",) and f.needed for f in kind.fields) and "id" not in made:
            self._name(made, several, record.place, str(loc[-1]))
        self.lacking(made, kind, record.place)

    def _list(self, loc: Loc) -> list[dict[str, Any]]:
        held: Any = self.data
        for step in loc[:-1]:
            held = held[step] if isinstance(step, int) else held.setdefault(step, {})
        found: list[dict[str, Any]] = held.setdefault(loc[-1], [])
        return found

    def _name(
        self, made: dict[str, Any], several: Sequence[dict[str, Any]], place: Place, key: str
    ) -> None:
        """Give an id to what has none: from its title, or the next number."""
        taken = {str(one["id"]).lower() for one in several if "id" in one}
        if "titel" in made and key not in _PREFIXES:
            made["id"] = free(code_of(str(made["titel"])), taken)
            return
        start = _PREFIXES.get(key, "G")
        numbers = (f"{start}{n}" for n in range(1, len(taken) + 2))
        made["id"] = next(n for n in numbers if n.lower() not in taken)
        self.notes.remark(place, f"Der står intet id; den har fået ”{made['id']}”.")

    def lacking(self, made: dict[str, Any], kind: Fields, place: Place) -> None:
        """Tell what something must have and lacks, and put a stand-in there."""
        for one in kind.fields:
            if one.needed and one.path[0] not in made:
                self.notes.fault(place, f"”{one.shown}” mangler.")
                made[one.path[0]] = _stand_in(one)

    def block_number(self, said: str) -> int | None:
        """The index of the block that a text names: by number, title or id."""
        blocks = self.data.get("blokke", [])
        number, title = block_named(said) or ("", said.strip())
        if title.isdigit():
            number, title = title, ""
        for index, block in enumerate(blocks):
            names = {folded(str(block.get(key, ""))) for key in ("id", "titel")}
            if title and folded(title) in names:
                return index
        return int(number) - 1 if number and 0 < int(number) <= len(blocks) else None


def _at(data: Mapping[str, Any], path: Sequence[str]) -> Any:  # noqa: ANN401 - plain data
    found: Any = data
    for key in path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> None:  # noqa: ANN401 - plain data
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value


def _stand_in(one: Field) -> Any:  # noqa: ANN401 - plain data
    """Something in place of what is missing and told, so that the rest can be judged."""
    if one.words:
        return [one.words[0]] if one.kind == "choices" else one.words[0]
    return "1" if one.kind in {"minutes", "number"} else "fri" if one.path == ("skala",) else "?"
