"""The keys of every file that people write, class by class, from the fields themselves."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from tools.opslag.table import code, link, table

from klyngepakke.content import model
from klyngepakke.content.cluster_file import ClusterFile
from klyngepakke.content.common import Common
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.pack import Pack
from klyngepakke.content.series_file import SeriesFile
from klyngepakke.content.sources_file import SourcesFile
from klyngepakke.content.theme import ThemeFile
from klyngepakke.writing.new_pack import NewPack
from klyngepakke.writing.new_theme import NewTheme

FILES = {
    "pakke.yaml": (
        Pack,
        "En pakke. [Til dig, der skriver en pakke](pakkeforfatter.md) siger, hvad nøglerne er til.",
    ),
    "moede.yaml": (
        Meeting,
        "Et møde. En fil med svar til `ny --svar` har de samme nøgler, og alle kan udelades. [Mødets fil, nøgle for nøgle](facilitator.md#mødets-fil-nøgle-for-nøgle).",
    ),
    "klynge.yaml": (ClusterFile, "Det, en klynge plejer. Den ligger ved siden af møderne."),
    "udseende.yaml": (ThemeFile, "Et udseende. [Sådan laver man et](pakkeforfatter.md#udseende)."),
    "serie.yaml": (SeriesFile, "En serie. [Samme møde til mange klynger](serie.md)."),
    "kilder.yaml": (SourcesFile, "Fælles mapper med pakker."),
    "Svar til pakke ny": (NewPack, "En fil til `pakke ny --svar`."),
    "Svar til udseende ny": (NewTheme, "En fil til `udseende ny --svar`."),
    "faelles.yaml": (
        Common,
        "Det, alle pakker deler. Den følger med klyngepakke, og en pakke kan ikke lave den om.",
    ),
}
"""Every file, with what holds it and what it is."""

_LEAVES = {
    "tekst": model.Text,
    "en linje": model.Line,
    "id": model.Id,
    "kode": model.Code,
    "adresse": model.Address,
    "ja/nej": model.YesNo,
    "tal": model.Count,
    "tal fra 1": model.Positive,
    "minutter": model.MinutesNumber,
    "klokkeslæt": model.Clock,
    "dato": model.Day,
    "internetadresse": model.Url,
    "farve": model.Colour,
    "udgave": model.Edition,
    "filnavn": model.FileName,
    "frit": model.Plain,
    "tal, eller mindst, helst og højst": model.Minutes,
}


def sections() -> Iterator[str]:
    """A section a file, and below it one for each kind of thing in it; each kind stands once."""
    told: dict[type[Any], str] = {}
    for name, (type_, about) in FILES.items():
        yield f"### {name}\n\n{about}\n\n"
        waiting: list[tuple[str, type[Any]]] = [("", type_)]
        told.setdefault(type_, name)
        while waiting:
            path, current = waiting.pop(0)
            inner = [
                (_joined(path, f), kind) for f in fields(current) for kind in _kinds(current, f)
            ]
            for below, kind in inner:
                if kind not in told:
                    told[kind] = f"{name}: {below}"
                    waiting.append((below, kind))
            if path:
                yield f"#### {name}: {path}\n\n"
            yield table(
                ("nøgle", "skrives som", "betydning", "i koden"),
                (_row(current, field, told) for field in fields(current)),
            )


def _row(owner: type[Any], field: Field[Any], told: dict[type[Any], str]) -> tuple[str, ...]:
    danish = code(field.metadata["alias"])
    key = danish if _optional(field) else f"**{danish}**"
    hint = get_type_hints(owner, include_extras=True)[field.name]
    written = _written(hint, told)
    written += _default(field, written)
    place = f"{owner.__name__.removeprefix('_')}.{field.name}"
    return key, written, field.metadata["description"] or "", code(place)


def _joined(path: str, field: Field[Any]) -> str:
    return f"{path}.{field.metadata['alias']}".removeprefix(".")


def _optional(field: Field[Any]) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def _default(field: Field[Any], written: str) -> str:
    plain = field.default
    if isinstance(plain, bool):
        return f" ({'ja' if plain else 'nej'})"
    return f" ({plain})" if isinstance(plain, str | int) and plain not in {"", written} else ""


def _written(hint: Any, told: dict[type[Any], str]) -> str:
    """How a value is written, in a word or two."""
    for name, leaf in _LEAVES.items():
        if hint is leaf or hint == leaf:
            return name
    if hint is type(None):
        return ""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        words = [x.schema["enum"] for x in inner[1:] if "enum" in getattr(x, "schema", {})]
        return ", ".join(words[0]) if words else _written(inner[0], told)
    if origin is tuple:
        return f"liste: {_written(inner[0], told)}"
    if origin is dict:
        return f"{_written(inner[0], told)}: {_written(inner[1], told)}"
    if origin in {Union, types.UnionType}:
        return " eller ".join(filter(None, (_written(x, told) for x in inner)))
    if origin is Literal:
        return ", ".join(map(str, inner))
    return link("nøgler", told[hint]) if _has_keys(hint) else "frit"


def _kinds(owner: type[Any], field: Field[Any]) -> Iterator[type[Any]]:
    """The kinds of things with keys of their own that may stand under a field."""
    yield from _in_hint(get_type_hints(owner, include_extras=True)[field.name])


def _in_hint(hint: Any) -> Iterator[type[Any]]:
    if _has_keys(hint):
        yield hint
    for inner in get_args(hint):
        yield from _in_hint(inner)


def _has_keys(hint: Any) -> bool:
    return is_dataclass(hint) and all("alias" in f.metadata for f in fields(hint))
