"""Asking the plugins: one at a time, and what each gives is looked at inside the guard."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError
from klyngepakke.planning.document import Document, PackFiles
from klyngepakke.planning.plan import Plan
from klyngepakke.plugins.broken import Broken
from klyngepakke.plugins.finding import Plugin
from klyngepakke.plugins.guard import broken_by, guarded

Given = tuple[list[tuple[Plugin, Any]], tuple[Broken, ...]]
MOST: Final = 1000
"""How many things one hook of one plugin may give."""

_ID: Final = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_TEXTS: Final = ("title", "template", "sheet", "audience", "when", "note")


def packs(plugins: Iterable[Plugin]) -> Given:
    """The packs that plugins give, and the plugins that failed."""
    return _asked(plugins, "klyngepakke_packs", LoadedPack, wrong=_wrong_pack)


def themes(plugins: Iterable[Plugin]) -> Given:
    """The themes that plugins give, and the plugins that failed."""
    return _asked(plugins, "klyngepakke_themes", Theme, wrong=_wrong_theme)


def documents(plugins: Iterable[Plugin], plan: Plan) -> Given:
    """The documents that plugins give for a plan, and the plugins that failed."""
    return _asked(plugins, "klyngepakke_documents", Document, wrong=_wrong_document, plan=plan)


def filters(plugins: Iterable[Plugin]) -> Given:
    """The filters that plugins give, as name and callable, and the plugins that failed."""
    return _asked(plugins, "klyngepakke_filters", tuple, unpack=_pairs, wrong=_wrong_filter)


def writes(plugin: Plugin) -> bool:
    """Whether a stranger's plugin writes sheets, or parts of them, of whatever it may read."""
    hooks = plugin.manager.hook
    asked = (hooks.klyngepakke_documents, hooks.klyngepakke_filters)
    return not plugin.ours and any(hook.get_hookimpls() for hook in asked)


def _asked(
    plugins: Iterable[Plugin],
    hook: str,
    type_: type[Any],
    *,
    unpack: Callable[[Any], Iterable[Any]] = iter,
    wrong: Callable[[Any], str],
    **arguments: object,
) -> Given:
    """Ask one plugin at a time; what it returns is materialised inside the guard."""
    made: list[tuple[Plugin, Any]] = []
    broken: list[Broken] = []

    def values(plugin: Plugin) -> list[Any]:
        caller = getattr(plugin.manager.hook, hook)
        given = caller(**arguments)
        if not given and caller.get_hookimpls():
            raise TypeError(f"{hook} gav ingenting, men skal give en liste, om så en tom")
        found = list(itertools.islice(unpack(given[0]), MOST + 1)) if given else []
        if len(found) > MOST:
            raise ValueError(f"{hook} gav mere end {MOST} ting")
        for one in found:
            if not isinstance(one, type_):
                kind = type(one).__name__
                raise TypeError(f"{hook} gav {kind}, men skal give {type_.__name__}")
            if sentence := wrong(one):
                raise InputError(sentence)
        return found

    for plugin in plugins:
        try:
            found = guarded(lambda one=plugin: values(one), ours=plugin.ours)  # type: ignore[misc]
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(broken_by(plugin.name, plugin.origin, error))
        else:
            made += [(plugin, value) for value in found]
    return made, tuple(broken)


def _pairs(given: object) -> Iterable[tuple[object, object]]:
    if not isinstance(given, Mapping):
        raise TypeError(f"klyngepakke_filters gav {type(given).__name__}, men skal give dict")
    return given.items()


def _wrong_pack(loaded: LoadedPack) -> str:
    if isinstance(loaded.pack, Pack) and _is_id(loaded.pack.id) and isinstance(loaded.folder, Path):
        return ""
    return "Pakken er ikke læst med load_pack."


def _wrong_theme(theme: Theme) -> str:
    return "" if _is_id(theme.id) else "Udseendet er ikke læst med load_theme."


def _wrong_document(document: Document) -> str:
    if not _is_id(document.id):
        return f"Dokumentets id ”{document.id}” kan ikke stå i et filnavn: brug a-z, tal, - og _."
    if not isinstance(document.data, dict) or not _is_plain(document.data):
        return f"Dokumentet ”{document.id}” har andet end tekst, tal, lister og nøgler i sine data."
    texts = all(isinstance(getattr(document, name), str) for name in _TEXTS)
    counted = type(document.copies) is int and document.copies >= 0
    files = document.pack is None or (
        isinstance(document.pack, PackFiles)
        and _is_id(document.pack.id)
        and isinstance(document.pack.folder, Path)
    )
    if texts and counted and files:
        return ""
    fields = ", ".join(f.name for f in dataclasses.fields(document))
    return f"Dokumentet ”{document.id}” har felter af forkert slags. Felterne er: {fields}."


def _is_id(text: object) -> bool:
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def _is_plain(data: object) -> bool:
    if isinstance(data, dict):
        return all(isinstance(name, str) and _is_plain(one) for name, one in data.items())
    if isinstance(data, list):
        return all(map(_is_plain, data))
    return data is None or type(data) in {str, int, bool}


def _wrong_filter(pair: tuple[object, object]) -> str:
    name, helper = pair
    return "" if isinstance(name, str) and callable(helper) else f"”{name}” er ingen hjælper."
