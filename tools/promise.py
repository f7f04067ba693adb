"""The promise of format 1: every key and every choice there is, in `docs/skema/format-1.json`.

The file only grows. What stands in it may neither go away nor become required; a test holds it.
"""  # noqa: INP001 - a script

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from klyngepakke.content.cluster_file import ClusterFile
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.model import json_schema
from klyngepakke.content.pack import Pack
from klyngepakke.content.series_file import SeriesFile
from klyngepakke.content.sources_file import SourcesFile
from klyngepakke.content.theme import ThemeFile

FILE = Path(__file__).parents[1] / "docs" / "skema" / "format-1.json"
_TYPES = {
    "pakke.yaml": Pack,
    "moede.yaml": Meeting,
    "klynge.yaml": ClusterFile,
    "udseende.yaml": ThemeFile,
    "serie.yaml": SeriesFile,
    "kilder.yaml": SourcesFile,
}


def promise() -> dict[str, dict[str, Any]]:
    """What each file may say: by the path of keys, whether it is required, and the choices."""
    return {name: dict(sorted(_keys(json_schema(type_)))) for name, type_ in _TYPES.items()}


def broken(old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]) -> list[str]:
    """What the new promise no longer holds of the old one."""
    found = []
    for file, keys in old.items():
        for path, was in keys.items():
            now = new.get(file, {}).get(path)
            if now is None:
                found.append(f"{file}: {path} is gone")
            elif now["required"] and not was["required"]:
                found.append(f"{file}: {path} has become required")
            elif lost := set(was["choices"]) - set(now["choices"] or was["choices"]):
                found.append(f"{file}: {path} can no longer be {', '.join(sorted(lost))}")
        found += [
            f"{file}: {path} is new and required"
            for path, now in new.get(file, {}).items()
            if path not in keys and now["required"] and _around(path) in {"", *keys}
        ]
    return found


def text(promised: dict[str, dict[str, Any]]) -> str:
    """The promise as a file, a line for each key."""
    files = []
    for name, keys in promised.items():
        lines = [f"  {_json(path)}: {_json(what)}" for path, what in keys.items()]
        files.append(f" {_json(name)}: {{\n" + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(files) + "\n}\n"


def _json(what: object) -> str:
    return json.dumps(what, ensure_ascii=False)


def _around(path: str) -> str:
    """The key that a key stands below, or "" at the top of the file."""
    return path.rpartition(".")[0].replace(".*", "").removesuffix("[]")


def _keys(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from _below(schema, "", schema.get("$defs", {}))


def _below(node: Any, path: str, types: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401 - a piece of JSON Schema
    if not isinstance(node, dict):
        return
    if "$ref" in node:
        yield from _below(types[node["$ref"].rpartition("/")[2]], path, types)
    for name, value in node.get("properties", {}).items():
        inside = f"{path}.{name}".lstrip(".")
        required = name in node.get("required", [])
        yield inside, {"required": required, "choices": sorted(set(_choices(value, types)))}
        yield from _below(value, inside, types)
    for part in ("items", "additionalProperties"):
        yield from _below(node.get(part), f"{path}{'[]' if part == 'items' else '.*'}", types)
    for one in node.get("anyOf", []):
        yield from _below(one, path, types)
    for one in node.get("patternProperties", {}).values():
        yield from _below(one, f"{path}.*", types)


def _choices(node: Any, types: dict[str, Any]) -> Iterator[str]:  # noqa: ANN401 - as _below
    if isinstance(node, dict):
        yield from map(str, node.get("enum", []))
        if "$ref" in node:
            yield from _choices(types[node["$ref"].rpartition("/")[2]], types)
        yield from (c for one in node.get("anyOf", []) for c in _choices(one, types))
        yield from _choices(node.get("items"), types)


if __name__ == "__main__":
    if FILE.exists() and (lost := broken(json.loads(FILE.read_text("utf-8")), promise())):
        raise SystemExit("Format 1 only grows:\n" + "\n".join(lost))
    FILE.write_text(text(promise()), "utf-8")
