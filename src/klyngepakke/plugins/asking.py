"""Asking the plugins: one at a time, and what each gives is looked at inside the guard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from klyngepakke.errors import InputError
from klyngepakke.planning.document import Document
from klyngepakke.plugins.broken import Broken
from klyngepakke.plugins.finding import Plugin
from klyngepakke.plugins.guard import broken_by, quiet

_ID = re.compile("[A-Za-z][A-Za-z0-9_-]*")


def asked(
    plugins: Iterable[Plugin],
    hook: str,
    type_: type[Any],
    *,
    unpack: Callable[[Any], Iterable[Any]] = iter,
    wrong: Callable[[Any], str] = lambda _: "",
    **arguments: object,
) -> tuple[list[tuple[Plugin, Any]], tuple[Broken, ...]]:
    """Ask one plugin at a time; what it returns is materialised inside the guard."""
    made: list[tuple[Plugin, Any]] = []
    broken: list[Broken] = []
    for plugin in plugins:
        try:
            with quiet():
                given = getattr(plugin.manager.hook, hook)(**arguments)
                values = [value for got in given for value in unpack(got)]
            strangers = [v for v in values if not isinstance(v, type_)]
            if strangers:
                kind = type(strangers[0]).__name__
                raise TypeError(f"{hook} gav {kind}, men skal give {type_.__name__}")  # noqa: TRY301 - told like any other fault of the plugin
            for sentence in filter(None, map(wrong, values)):
                raise InputError(sentence)  # noqa: TRY301 - told like any other fault of the plugin
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(broken_by(plugin.name, plugin.origin, error))
        else:
            made += [(plugin, value) for value in values]
    return made, tuple(broken)


def wrong_document(document: Document) -> str:
    """Why a plugin's document cannot be used, or ""."""
    if not _ID.fullmatch(document.id):
        return f"Dokumentets id ”{document.id}” kan ikke stå i et filnavn: brug a-z, tal, - og _."
    if not _is_plain(document.data):
        return f"Dokumentet ”{document.id}” har andet end tekst, tal, lister og nøgler i sine data."
    return ""


def _is_plain(data: object) -> bool:
    if isinstance(data, dict):
        return all(isinstance(name, str) and _is_plain(one) for name, one in data.items())
    if isinstance(data, list):
        return all(map(_is_plain, data))
    return data is None or type(data) in {str, int, bool}


def wrong_filter(pair: tuple[object, object]) -> str:
    """Why a plugin's filter cannot be used, or ""."""
    name, helper = pair
    return "" if isinstance(name, str) and callable(helper) else f"”{name}” er ingen hjælper."
