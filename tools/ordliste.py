"""Write docs/ordliste.md: every Danish key, the field behind it, and what it means."""  # noqa: INP001 - a script

from __future__ import annotations

import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

from klyngepakke import content

FILE = Path(__file__).parents[1] / "docs" / "ordliste.md"
_HEAD = """# Ordliste

Nøglerne i `pakke.yaml`, `moede.yaml`, `klynge.yaml`, `udseende.yaml` og den fælles `faelles.yaml`, i alfabetisk orden. Den danske nøgle står \
ét sted i koden, på feltet selv; ordlisten er skrevet ud fra den med `make docs`. Ret den ikke i hånden.

| nøgle | i koden | betydning |
| --- | --- | --- |
"""
_DANISH = str.maketrans("æøå", "{|}")


def main() -> None:
    """Write the file."""
    FILE.write_text(glossary(), encoding="utf-8")


def glossary() -> str:
    """The whole file."""
    places = defaultdict[tuple[str, str], list[str]](list)
    for name, danish, doc in _keys():
        places[danish, doc].append(name)
    rows = sorted(places.items(), key=lambda row: (row[0][0].translate(_DANISH), row[1]))
    return _HEAD + "".join(_row(*key, names) for key, names in rows)


def _row(danish: str, doc: str, names: list[str]) -> str:
    code = ", ".join(f"`{name}`" for name in sorted(names))
    return f"| `{danish}` | {code} | {doc} |\n"


def _keys() -> Iterator[tuple[str, str, str]]:
    """Class and field, Danish key and description of every field of every value class."""
    for module in pkgutil.iter_modules(content.__path__, f"{content.__name__}."):
        for found in vars(import_module(module.name)).values():
            if is_dataclass(found) and getattr(found, "__module__", "") == module.name:
                for field in fields(found):
                    if "alias" in field.metadata:
                        name = f"{found.__name__.removeprefix('_')}.{field.name}"  # type: ignore[union-attr]
                        yield name, field.metadata["alias"], field.metadata["description"] or ""


if __name__ == "__main__":
    main()
