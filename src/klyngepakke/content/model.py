"""The typed model of what people write: Danish keys on frozen values, Danish sentences.

Content types are `@value` classes whose fields are made with `key`. Every YAML scalar
arrives here as text; the leaf types below (`Line`, `Clock`, `YesNo` …) turn it into
Python values, or say in Danish what should stand there instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast, dataclass_transform
from urllib.parse import urlsplit

from klyngepakke.content import colour
from klyngepakke.content.times import (
    CLOCK_FORMS,
    DAY_FORMS,
    clock_from,
    clock_text,
    day_from,
    day_wrong,
)
from klyngepakke.errors import InputError, Problem

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter
    from pydantic_core import CoreSchema, ErrorDetails

T = TypeVar("T")
Loc = tuple[str | int, ...]

_TEXT_LIMIT = 20_000
_LINE_LIMIT = 300
_DAY_MINUTES = 1440
_SHOWN = 40
_COMPARED = 300  # words that one is compared with, to find the nearest
_BEGUN = 3  # letters that say which name is begun
_EXPLAINED = 100  # mistakes of a file that are told with the nearest right word


class Misfit(ValueError):  # noqa: N818 - said to a person as a problem, not raised to one
    """A value that does not fit; its text is a Danish whole sentence.

    Raise it from the `__post_init__` of a `@value` class: the reader adds file and line.
    """


# --- Values and keys ---------------------------------------------------------------------


def key(
    danish: str,
    *,
    default: Any = MISSING,  # noqa: ANN401 - as dataclasses.field
    default_factory: Any = MISSING,  # noqa: ANN401 - as dataclasses.field
    doc: str = "",
) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A field of a `@value` class, under the Danish word that stands in the file.

    Args:
        danish: The key in YAML, in templates and in every message.
        default: The value where the key is absent; without one the key is required.
        default_factory: Makes the default, where it is mutable.
        doc: One Danish sentence on what to write, shown by editors and in the reference.
    """
    metadata = {"alias": danish, "description": doc or None}
    return field(default=default, default_factory=default_factory, metadata=metadata)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(key, field))
def value(cls: type[T]) -> type[T]:
    """Make the class a frozen, keyword-only dataclass that refuses unknown keys."""
    made = dataclass(kw_only=True, frozen=True, slots=True)(cls)
    made.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[attr-defined]
    return made


# --- Leaves ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)  # typing hashes annotations; a schema has no hash
class Leaf:
    """How one kind of text becomes a value, and back.

    Attributes:
        convert: From what stands in the file; raises `Misfit`.
        schema: What an editor is told, as JSON Schema.
        plain: The value as templates see it.
        written: The value as it is written in a file.
    """

    convert: Callable[[Any], Any]
    schema: Mapping[str, Any]
    plain: Callable[[Any], Any] = str
    written: Callable[[Any], Any] = str

    def __get_pydantic_core_schema__(self, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401 - any source type
        from pydantic_core import core_schema  # noqa: PLC0415 - costs 30 ms and more

        def dumped(x: Any, info: core_schema.SerializationInfo) -> Any:  # noqa: ANN401 - any leaf
            return (self.written if info.context else self.plain)(x)

        return core_schema.no_info_plain_validator_function(
            self.convert,
            serialization=core_schema.plain_serializer_function_ser_schema(
                dumped, info_arg=True, when_used="unless-none"
            ),
        )

    def __get_pydantic_json_schema__(
        self, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)


def _clipped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _SHOWN else one_line[:_SHOWN] + "…"


def _text(raw: Any, wanted: str = "en tekst") -> str:  # noqa: ANN401 - whatever stands there
    if raw is None or raw == "":
        raise Misfit(f"Her mangler {wanted}.")
    if isinstance(raw, dict):
        raise Misfit(
            f"Her skal stå {wanted}, men der står nøgler og værdier. "
            "Er der et kolon i teksten, så sæt den i lige anførselstegn."
        )
    if isinstance(raw, list):
        raise Misfit(f"Her skal stå {wanted}, men der står en liste.")
    text = unicodedata.normalize("NFC", str(raw)).strip()
    if not text:
        raise Misfit(f"Her mangler {wanted}.")
    return text


def _to_text(raw: Any) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw)
    if len(text) > _TEXT_LIMIT:
        raise Misfit(f"Teksten er på {len(text)} tegn; der er plads til {_TEXT_LIMIT}.")
    return text


def _to_line(raw: Any) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw)
    if "\n" in text:
        raise Misfit("Teksten skal stå på én linje.")
    if len(text) > _LINE_LIMIT:
        raise Misfit(f"Teksten er på {len(text)} tegn; der er plads til {_LINE_LIMIT}.")
    return text


def _to_form(raw: Any, *, pattern: re.Pattern[str], wanted: str, rule: str) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw, wanted)
    if not pattern.fullmatch(text):
        raise Misfit(f"”{_clipped(text)}” er ikke {wanted}. {rule}")
    return text


def _form(pattern: str, wanted: str, rule: str) -> Leaf:
    convert = partial(_to_form, pattern=re.compile(pattern), wanted=wanted, rule=rule)
    return Leaf(convert, {"type": "string", "pattern": f"^(?:{pattern})$"})


def _to_colour(raw: Any) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw, "en farve")
    if found := colour.understood(text):
        return found
    raise Misfit(
        f"”{_clipped(text)}” er ikke en farve, som programmet kan læse. Skriv den som # og seks "
        'tegn i anførselstegn, for eksempel "#0b5a68"; den står i jeres designmanual som HEX.'
    )


_YES_NO = {"ja": True, "nej": False, "true": True, "false": False}


def _to_yes_no(raw: Any) -> bool:  # noqa: ANN401 - whatever stands there
    if isinstance(raw, bool):
        return raw
    text = _text(raw, "ja eller nej")
    if text.lower() not in _YES_NO:
        raise Misfit(f"Skriv ja eller nej; her står ”{_clipped(text)}”.")
    return _YES_NO[text.lower()]


def _to_whole(raw: Any, *, least: int, most: int, example: int) -> int:  # noqa: ANN401 - whatever stands there
    text = _text(raw, f"et helt tal, for eksempel {example}")
    if not re.fullmatch("[0-9]{1,6}", text) or not least <= int(text) <= most:
        raise Misfit(
            f"Skriv et helt tal fra {least} til {most}, for eksempel {example}; "
            f"her står ”{_clipped(text)}”."
        )
    return int(text)


def _whole(least: int, most: int, example: int) -> Leaf:
    convert = partial(_to_whole, least=least, most=most, example=example)
    return Leaf(convert, {"type": "integer", "minimum": least, "maximum": most}, int, int)


def _to_clock(raw: Any) -> int:  # noqa: ANN401 - whatever stands there
    if isinstance(raw, float):  # a spreadsheet's cell; a text file's are texts
        number = f"{raw:g}".replace(".", ",")
        raise Misfit(
            f"Her står tallet {number}, som kan være flere klokkeslæt. Skriv {CLOCK_FORMS}, "
            "og sæt kolonnen til tekst."
        )
    text = _text(raw, f"et klokkeslæt, for eksempel {CLOCK_FORMS}")
    minutes = clock_from(text)
    if minutes is None:
        raise Misfit(
            f"”{_clipped(text)}” er ikke et klokkeslæt. Skriv det som {CLOCK_FORMS}, "
            "fra 0.00 til 23.59."
        )
    return minutes


def _to_day(raw: Any) -> date:  # noqa: ANN401 - whatever stands there
    text = _text(raw, f"en dato, for eksempel {DAY_FORMS}")
    day = day_from(text)
    if day is None:
        misread = f"”{_clipped(text)}” kan læses forkert. Skriv den som {DAY_FORMS}."
        raise Misfit(day_wrong(_clipped(text)) or misread)
    return day


def _to_url(raw: Any) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw, "en internetadresse")
    try:
        parts = urlsplit(text)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        right = False
    if not right or re.search(r'[\s"<>\\]', text) or len(text) > 2000:  # noqa: PLR2004 - what browsers take
        raise Misfit(
            f"”{_clipped(text)}” er ikke en internetadresse. "
            "Skriv hele adressen; den begynder med https:// eller http://."
        )
    return text


_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_FILE_PART = re.compile(r"[A-Za-z0-9_.-](?:[A-Za-z0-9_. -]*[A-Za-z0-9_-])?")


def _to_file_name(raw: Any) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw, "et filnavn")
    for part in text.split("/"):
        if not _FILE_PART.fullmatch(part) or part in {".", ".."} or _RESERVED.fullmatch(part):
            raise Misfit(
                f"”{_clipped(text)}” kan ikke bruges som filnavn. Skriv navnet ud fra mappen, "
                "som i billeder/model.svg: bogstaver a-z, tal, punktum, bindestreg og /, "
                "uden æ, ø, å og uden ”..”."
            )
    return text


def nearest(word: str, words: Sequence[str]) -> str:
    """A Danish question with the word that was probably meant, or nothing.

    `Mente du ”program”?`, with a space in front, so that it can follow any sentence.
    """
    if len(words) > _COMPARED:
        words = sorted(words, key=lambda w: abs(len(w) - len(word)))[:_COMPARED]
    lowered = {w.lower(): w for w in words}
    found = get_close_matches(word.lower(), lowered, n=1, cutoff=0.6)
    if not found and len(word) >= _BEGUN:  # somebody wrote the first word of a long name
        found = [low for low in lowered if low.startswith(word.lower())][:1]
    return f" Mente du ”{lowered[found[0]]}”?" if found else ""


def _to_choice(raw: Any, *, words: tuple[str, ...]) -> str:  # noqa: ANN401 - whatever stands there
    text = _text(raw, "et af ordene " + ", ".join(words))
    if text not in words:
        raise Misfit(
            f"”{_clipped(text)}” kan ikke stå her.{nearest(text, words)} "
            f"Vælg mellem: {', '.join(words)}."
        )
    return text


def choice(*words: str) -> Leaf:
    """One of these words and no other; a misspelt one is told the nearest right word.

    It annotates a string: `Annotated[str, choice("kort", "lang")]`.
    """
    return Leaf(partial(_to_choice, words=words), {"type": "string", "enum": list(words)})


_ID = "[A-Za-z][A-Za-z0-9_-]*"
_ID_RULE = "Begynd med et bogstav, og brug kun a-z, tal, bindestreg og understreg (ae, oe, aa)."

Text = Annotated[str, Leaf(_to_text, {"type": ["string", "number"]})]
Line = Annotated[str, Leaf(_to_line, {"type": ["string", "number"]})]
Id = Annotated[str, _form(_ID, "et id", _ID_RULE)]
Code = Annotated[
    str,
    _form(
        "[A-Za-z0-9][A-Za-z0-9_-]*",
        "en kode",
        "Brug kun a-z, tal, bindestreg og understreg.",
    ),
]
Address = Annotated[
    str,
    _form(
        f"{_ID}(?:/{_ID}){{0,2}}",
        "en adresse",
        "Skriv et til tre id'er med / imellem, som trivsel/energi/plenum.",
    ),
]
YesNo = Annotated[
    bool,
    Leaf(
        _to_yes_no,
        {"enum": ["ja", "nej", True, False]},
        bool,
        lambda yes: "ja" if yes else "nej",
    ),
]
Count = Annotated[int, _whole(0, 999_999, 4)]
Positive = Annotated[int, _whole(1, 999_999, 4)]
MinutesNumber = Annotated[int, _whole(1, _DAY_MINUTES, 15)]
Clock = Annotated[int, Leaf(_to_clock, {"type": ["string", "number"]}, clock_text, clock_text)]
Day = Annotated[date, Leaf(_to_day, {"type": "string"}, date.isoformat, date.isoformat)]
Url = Annotated[str, Leaf(_to_url, {"type": "string", "pattern": "^https?://"})]
Colour = Annotated[
    str,
    Leaf(
        _to_colour,
        {
            "type": ["string", "number"],
            "pattern": r"^(?:#?(?:[0-9a-fA-F]{3}){1,2}|[rR][gG][bB]\(.*\))$",
        },
    ),
]
Edition = Annotated[
    str,
    Leaf(
        _form(
            "[0-9A-Za-z][0-9A-Za-z.+-]{0,29}", "en udgave", "Skriv for eksempel 2027.1 eller 1.0."
        ).convert,
        {"type": ["string", "number"]},
    ),
]
FileName = Annotated[str, Leaf(_to_file_name, {"type": "string"})]


def _to_plain(raw: Any) -> Any:  # noqa: ANN401 - whatever stands there
    if isinstance(raw, dict):
        return {str(k): _to_plain(v) for k, v in raw.items()}
    return [_to_plain(x) for x in raw] if isinstance(raw, list) else raw


def _as_is(raw: Any) -> Any:  # noqa: ANN401 - whatever stands there
    return raw


Plain = Annotated[Any, Leaf(_to_plain, {}, _as_is, _as_is)]
"""Free data of a pack's own sheet: text, lists and mappings, handed on as they stand."""


# --- A scalar where a mapping or a list may stand ------------------------------------------


@dataclass(frozen=True, eq=False)  # typing hashes annotations; a schema has no hash
class _Before:
    """Reshape what stands in the file, then read it as the type it annotates."""

    reshape: Callable[[Any], Any]
    also: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self,
        source: Any,  # noqa: ANN401 - any source type
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415 - costs 30 ms and more

        return core_schema.no_info_before_validator_function(self.reshape, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [dict(self.also), handler(schema)]}


_SCALAR = {"type": ["string", "number", "boolean"]}


def _under(raw: Any, *, danish: str) -> Any:  # noqa: ANN401 - whatever stands there
    return {danish: raw} if isinstance(raw, str | int) else raw


def scalar_as(danish: str) -> _Before:
    """Let a mapping be written as the scalar under one of its keys.

    With `Annotated[Change, scalar_as("tekst")]`, `T5: ny tekst` means `T5: {tekst: ny tekst}`.
    The node's kind decides, so that a mistake is told once.
    """
    return _Before(partial(_under, danish=danish), _SCALAR)


def _as_list(raw: Any) -> Any:  # noqa: ANN401 - whatever stands there
    return raw if raw is None or isinstance(raw, list | tuple) else [raw]


listed = _Before(_as_list, {})
"""A list that may be written as its only item: `Annotated[tuple[Id, ...], listed]`."""


@value
class _Bounds:
    """What stands in the file; `Minutes` is made of it."""

    least: MinutesNumber = key("mindst", doc="Det korteste, der giver mening, i minutter.")
    wish: MinutesNumber = key("helst", doc="Den ønskede tid i minutter.")
    most: MinutesNumber = key("højst", doc="Det længste, der giver mening, i minutter.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Minutes:
    """How long something lasts, in whole minutes; a fixed time has all three equal.

    In a file a number is a fixed time, and in a mapping what is absent equals `helst`.
    """

    least: int
    wish: int
    most: int

    def __post_init__(self) -> None:
        if not self.least <= self.wish <= self.most:
            raise Misfit(
                f"mindst ({self.least}), helst ({self.wish}) og højst ({self.most}) "
                "skal stige: mindst må ikke være større end helst, og helst ikke større end højst."
            )

    # A class with a schema of its own and fields of its own would be found by its fields the
    # second time a type uses it, past the reshaping; so the fields are another class's.
    @classmethod
    def __get_pydantic_core_schema__(
        cls,
        _: Any,  # noqa: ANN401 - any source type
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        from pydantic_core import core_schema  # noqa: PLC0415 - costs 30 ms and more

        bounds = core_schema.no_info_after_validator_function(
            lambda b: cls(least=b.least, wish=b.wish, most=b.most), handler.generate_schema(_Bounds)
        )
        return core_schema.no_info_before_validator_function(
            _spread,
            bounds,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _minutes_dumped, info_arg=True
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, _: CoreSchema, __: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number = {"type": "integer", "minimum": 1, "maximum": _DAY_MINUTES}
        bounds = {
            f.metadata["alias"]: {**number, "description": f.metadata["description"]}
            for f in fields(_Bounds)
        }
        mapping = {
            "type": "object",
            "properties": bounds,
            "required": ["helst"],
            "additionalProperties": False,
        }
        return {"anyOf": [number, mapping]}


def _spread(raw: Any) -> Any:  # noqa: ANN401 - whatever stands there
    if isinstance(raw, str | int) or raw is None:
        number = _to_whole(raw, least=1, most=_DAY_MINUTES, example=15)
        return {"mindst": number, "helst": number, "højst": number}
    if not isinstance(raw, dict) or "helst" not in raw:
        return raw
    try:
        wish = _to_whole(raw["helst"], least=1, most=_DAY_MINUTES, example=15)
    except Misfit:
        wish = 1  # the field `helst` tells of it, once
    return {"mindst": wish, "højst": wish, **raw}


def _minutes_dumped(minutes: Minutes, info: Any) -> Any:  # noqa: ANN401 - pydantic's
    if info.context and minutes.least == minutes.wish == minutes.most:
        return minutes.wish
    return {"mindst": minutes.least, "helst": minutes.wish, "højst": minutes.most}


# --- The whole file ------------------------------------------------------------------------

KEY = "[key]"
"""The last step of a loc that means the key itself, not what stands under it."""


def parse(
    type_: type[T],
    data: Any,  # noqa: ANN401 - None, str, int, bool, list and dict
    *,
    problem: Callable[[Loc, str], Problem] | None = None,
) -> T:
    """Read plain data as the type, or tell everything that is wrong with it.

    Args:
        type_: A `@value` class.
        data: What stands in the file, under its Danish keys.
        problem: Makes a problem from a loc (keys, indexes from 0, and perhaps `KEY`) and a
            sentence; it knows the file's lines.

    Raises:
        InputError: One problem for each mistake.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - costs 30 ms and more

    try:
        return cast("T", _adapter(type_).validate_python(data, by_alias=True))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=True)
    told = problem or _placed
    sentences = (_told(type_, one, brief=n >= _EXPLAINED) for n, one in enumerate(found))
    raise InputError(*dict.fromkeys(told(*at) for at in sentences)) from None


def json_schema(type_: type[Any]) -> dict[str, Any]:
    """What an editor needs to help with the file: keys, Danish descriptions and choices."""
    return cast("dict[str, Any]", _danish_only(_schema(type_)))


def plain(
    value: Any,  # noqa: ANN401 - any @value
    *,
    defaults: bool = True,
    written: bool = False,
) -> dict[str, Any]:
    """The value as None, str, int, bool, list and dict, under its Danish keys.

    Args:
        value: An instance of a `@value` class.
        defaults: Whether to give what equals its default, too.
        written: Give what stands in a file (`ja`, a number for fixed minutes), not what a
            template wants (True, always three bounds).
    """
    dumped = _adapter(type(value)).dump_python(
        value,
        mode="json",
        by_alias=True,
        exclude_defaults=not defaults,
        context={"written": True} if written else None,
    )
    return cast("dict[str, Any]", dumped)


def place_text(loc: Loc) -> str:
    """A loc as a person reads it, counting from 1: `blokke[1].faser[2].minutter`."""
    steps = (f"[{x + 1}]" if isinstance(x, int) else f".{x}" for x in loc if x != KEY)
    return "".join(steps).removeprefix(".")


def _placed(loc: Loc, sentence: str) -> Problem:
    return Problem(sentence, place=place_text(loc))


@cache
def _made_adapter(type_: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - any type
    from pydantic import TypeAdapter  # noqa: PLC0415 - costs 30 ms and more

    return TypeAdapter(type_)


def _adapter(type_: Any) -> TypeAdapter[Any]:  # noqa: ANN401 - mypy holds type[T] unhashable
    return _made_adapter(type_)


@cache
def _made_schema(type_: Any) -> dict[str, Any]:  # noqa: ANN401 - any type
    return _adapter(type_).json_schema(by_alias=True)


def _schema(type_: Any) -> dict[str, Any]:  # noqa: ANN401 - as _adapter
    return _made_schema(type_)


def _told(type_: type[Any], error: ErrorDetails, *, brief: bool) -> tuple[Loc, str]:
    kind, loc = error["type"], error["loc"]
    if kind == "unexpected_keyword_argument":
        known = () if brief else _known_keys(type_, loc[:-1])
        return (*loc, KEY), _unknown(str(loc[-1]), known)
    if kind == "value_error" and isinstance(misfit := error["ctx"]["error"], Misfit):
        return loc, str(misfit)
    if kind == "missing":
        return loc, f"Nøglen ”{loc[-1]}” mangler."
    wanted = _WANTED.get(kind, "noget andet")
    return loc, f"Her skal stå {wanted}, men der står {_kind_of(error['input'])}."


_WANTED = {
    "dataclass_type": "nøgler og værdier",
    "dict_type": "nøgler og værdier",
    "tuple_type": "en liste, hvor hvert punkt begynder med en bindestreg",
    "list_type": "en liste, hvor hvert punkt begynder med en bindestreg",
    "string_type": "en tekst",
    "int_type": "et helt tal",
    "int_parsing": "et helt tal",
    "bool_type": "ja eller nej",
    "bool_parsing": "ja eller nej",
}


def _kind_of(raw: Any) -> str:  # noqa: ANN401 - whatever stands there
    if raw is None:
        return "ingenting"
    if isinstance(raw, dict):
        return "nøgler og værdier"
    return "en liste" if isinstance(raw, list) else f"”{_clipped(str(raw))}”"


def _unknown(word: str, known: Sequence[str]) -> str:
    question = nearest(word, known)
    if not question and known:
        question = f" Her kan stå: {', '.join(known)}."
    return f"Ukendt nøgle ”{_clipped(word)}”.{question}"


def _known_keys(type_: type[Any], loc: Loc) -> list[str]:
    schema = _schema(type_)
    nodes = _alternatives(schema, schema)
    for step in loc:
        nodes = [n for node in nodes for n in _under_step(node, step, schema)]
    return list(dict.fromkeys(name for node in nodes for name in node.get("properties", ())))


def _under_step(
    node: dict[str, Any], step: str | int, schema: dict[str, Any]
) -> list[dict[str, Any]]:
    if isinstance(step, int):
        inner = [node["items"]] if "items" in node else []
    elif step in node.get("properties", {}):
        inner = [node["properties"][step]]
    else:
        free = node.get("additionalProperties")
        inner = [
            *node.get("patternProperties", {}).values(),
            *([free] if isinstance(free, dict) else []),
        ]
    return [found for one in inner for found in _alternatives(one, schema)]


def _alternatives(node: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in node:
        return _alternatives(schema["$defs"][node["$ref"].rpartition("/")[2]], schema)
    inner = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    return [node, *(found for one in inner for found in _alternatives(one, schema))]


def _danish_only(node: Any, *, names: bool = False) -> Any:  # noqa: ANN401 - any JSON
    """Drop titles, which only repeat the key, and the descriptions taken from docstrings."""
    if isinstance(node, list):
        return [_danish_only(x) for x in node]
    if not isinstance(node, dict):
        return node
    english = set() if names else {"title"}
    if not names and "properties" in node:
        english.add("description")
    return {
        k: _danish_only(v, names=not names and k in {"properties", "$defs"})
        for k, v in node.items()
        if k not in english
    }
