"""Finding packs and themes, each by itself, so that one that breaks is named and left out."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import Any, TypeVar

import pluggy

from klyngepakke import hookspecs
from klyngepakke.content.folders import pack_in, packs_under
from klyngepakke.content.model import nearest
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError, KlyngepakkeError, Problem
from klyngepakke.planning.document import Document
from klyngepakke.planning.plan import Plan

Filters = Mapping[str, Callable[..., object]]
T = TypeVar("T")
_OURS = "klyngepakke"
_ID = re.compile("[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Broken:
    """A plugin or a pack that could not be used, and why.

    Attributes:
        name: The entry point's, the folder's or the pack's name.
        origin: Distribution and version, or the folder.
        reasons: Danish sentences.
        code: True where a distribution failed, so that nobody knows all that it would have given.
    """

    name: str
    origin: str
    reasons: tuple[str, ...]
    code: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({self.origin}): {' '.join(self.reasons)}"


@dataclass(frozen=True)
class Catalogue:
    """Everything that is installed: packs and themes by id, and what is broken.

    Attributes:
        packs: The packs that can be used.
        themes: The themes that can be used.
        filters: Filters for templates.
        broken: What could not be used, each named.
        notes: Danish sentences on which of two packs was chosen, by the pack's id.
        plugins: The plugins that were loaded, for `documents`.
    """

    packs: Mapping[str, LoadedPack]
    themes: Mapping[str, Theme]
    filters: Filters = field(default_factory=dict)
    broken: tuple[Broken, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[_Plugin, ...] = ()

    def pack(self, name: str) -> LoadedPack:
        """The pack of that id.

        Raises:
            InputError: There is none; the nearest right name is said, and what is broken.
        """
        if name in self.packs:
            return self.packs[name]
        raise InputError(self._absent("Pakken", name, self.packs))

    def theme(self, name: str) -> Theme:
        """The theme of that id.

        Raises:
            InputError: There is none; the nearest right name is said, and what is broken.
        """
        if name in self.themes:
            return self.themes[name]
        raise InputError(Problem(self._absent("Udseendet", name, self.themes), place="udseende"))

    def _absent(self, what: str, name: str, there: Iterable[str]) -> str:
        """That something is not there, and why, when it may be one of the broken ones."""
        named = [b for b in self.broken if b.name == name] or self.broken
        reasons = (f"Kan ikke bruges: {b}" for b in named)
        return " ".join((f"{what} ”{name}” findes ikke.{nearest(name, tuple(there))}", *reasons))

    def doubts(self, packs: Iterable[str]) -> tuple[str, ...]:
        """What to know before a build with these packs: choices made, and plugins that failed."""
        notes = (self.notes[name] for name in packs if name in self.notes)
        return (*notes, *(told(b) for b in self.broken if b.code))

    def documents(self, plan: Plan) -> tuple[tuple[Document, ...], tuple[Broken, ...]]:
        """The documents that plugins add for a plan, and the plugins that failed."""
        made, broken = _asked(
            self.plugins, "klyngepakke_documents", Document, wrong=_wrong_document, plan=plan
        )
        return tuple(d for _, d in made), broken


def told(broken: Broken) -> str:
    """What is said of a plugin that failed, when something is built without it."""
    return f"Udvidelsen {broken} Den bliver ikke brugt."


@dataclass(frozen=True)
class _Plugin:
    """One entry point that was loaded."""

    name: str
    origin: str
    ours: bool
    manager: pluggy.PluginManager


def catalogue(folders: Iterable[Path] = ()) -> Catalogue:
    """Find everything that is installed, and the data packs of some folders.

    Args:
        folders: Folders named by the user; a pack there wins over an installed one.
    """
    plugins, broken = _loaded()
    packs, bad_packs = _asked(plugins, "klyngepakke_packs", LoadedPack)
    themes, bad_themes = _asked(plugins, "klyngepakke_themes", Theme)
    filters, bad_filters = _asked(
        plugins, "klyngepakke_filters", tuple, unpack=dict.items, wrong=_wrong_filter
    )
    own, bad_own = _in_folders(folders)
    installed = [
        (replace(pack, origin=plugin.origin, code=not plugin.ours), plugin.ours)
        for plugin, pack in packs
    ]
    chosen, twins, notes = _chosen(installed, own)
    looks, bad_looks = _folded([(plugin.origin, theme) for plugin, theme in themes])
    helpers: dict[str, Callable[..., object]]
    helpers, bad_helpers = _single([(p.origin, *pair) for p, pair in filters], "Hjælperen")
    return Catalogue(
        packs=chosen,
        themes=looks,
        filters=helpers,
        broken=(
            *(*broken, *bad_packs, *bad_themes, *bad_filters, *bad_own),
            *(*twins, *bad_looks, *bad_helpers),
        ),
        notes=notes,
        plugins=plugins,
    )


def _entry_points() -> Iterator[tuple[EntryPoint, Distribution]]:
    seen: set[tuple[str, str]] = set()
    for distribution in distributions():
        for point in distribution.entry_points.select(group=hookspecs.GROUP):
            key = (distribution.metadata["Name"], point.name)
            if key not in seen:
                seen.add(key)
                yield point, distribution


def _loaded() -> tuple[tuple[_Plugin, ...], tuple[Broken, ...]]:
    plugins: list[_Plugin] = []
    broken: list[Broken] = []
    found = sorted(_entry_points(), key=lambda pair: (pair[1].metadata["Name"], pair[0].name))
    for point, distribution in found:
        name = distribution.metadata["Name"]
        origin = f"{name} {distribution.version}"
        try:
            with _quiet():
                manager = _manager(point)
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(_broken(point.name, origin, error))
        else:
            plugins.append(_Plugin(point.name, origin, name == _OURS, manager))
    return tuple(plugins), tuple(broken)


def _manager(point: EntryPoint) -> pluggy.PluginManager:
    """A manager with this one plugin, its hooks checked for misspelling."""
    manager = pluggy.PluginManager(hookspecs.GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(point.load(), name=point.name)
    manager.check_pending()
    return manager


def _asked(
    plugins: Iterable[_Plugin],
    hook: str,
    type_: type[Any],
    *,
    unpack: Callable[[Any], Iterable[Any]] = iter,
    wrong: Callable[[Any], str] = lambda _: "",
    **arguments: object,
) -> tuple[list[tuple[_Plugin, Any]], tuple[Broken, ...]]:
    """Ask one plugin at a time; what it returns is materialised inside the guard."""
    made: list[tuple[_Plugin, Any]] = []
    broken: list[Broken] = []
    for plugin in plugins:
        try:
            with _quiet():
                given = getattr(plugin.manager.hook, hook)(**arguments)
                values = [value for got in given for value in unpack(got)]
            strangers = [v for v in values if not isinstance(v, type_)]
            if strangers:
                kind = type(strangers[0]).__name__
                raise TypeError(f"{hook} gav {kind}, men skal give {type_.__name__}")  # noqa: TRY301 - told like any other fault of the plugin
            for sentence in filter(None, map(wrong, values)):
                raise InputError(sentence)  # noqa: TRY301 - told like any other fault of the plugin
        except BaseException as error:  # noqa: BLE001 - a plugin may do anything, sys.exit() too
            broken.append(_broken(plugin.name, plugin.origin, error))
        else:
            made += [(plugin, value) for value in values]
    return made, tuple(broken)


def _wrong_document(document: Document) -> str:
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


def _wrong_filter(pair: tuple[object, object]) -> str:
    name, helper = pair
    return "" if isinstance(name, str) and callable(helper) else f"”{name}” er ingen hjælper."


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What a plugin prints belongs to nobody's output."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def _broken(name: str, origin: str, error: BaseException) -> Broken:
    if isinstance(error, KeyboardInterrupt):
        raise error
    if isinstance(error, KlyngepakkeError):
        return Broken(name, origin, tuple(str(p) for p in error.problems), code=True)
    said = " ".join(str(error).split())[:200]
    return Broken(name, origin, (f"Fejl i udvidelsen: {type(error).__name__}: {said}.",), code=True)


def _in_folders(folders: Iterable[Path]) -> tuple[list[LoadedPack], tuple[Broken, ...]]:
    found: list[LoadedPack] = []
    broken: list[Broken] = []
    for folder in folders:
        below = packs_under(folder)
        if not below:
            raise InputError(
                f"{folder}: Her ligger ingen pakke. En pakke er en mappe med filen pakke.yaml."
            )
        for one in below:
            try:
                found.append(replace(pack_in(one), origin=str(one)))
            except InputError as error:
                broken.append(Broken(one.name, str(one), tuple(map(str, error.problems))))
    return found, tuple(broken)


def _chosen(
    installed: list[tuple[LoadedPack, bool]], own: list[LoadedPack]
) -> tuple[dict[str, LoadedPack], tuple[Broken, ...], dict[str, str]]:
    """Which pack an id means: the user's folder, then what is installed; never a silent pick."""
    packs: dict[str, LoadedPack] = {}
    twins: list[Broken] = []
    notes: dict[str, str] = {}
    ids = dict.fromkeys([p.pack.id for p, _ in installed] + [p.pack.id for p in own])
    for name in ids:
        mine = [p for p in own if p.pack.id == name]
        theirs = [(p, ours) for p, ours in installed if p.pack.id == name]
        level = mine or _newest([p for p, _ in theirs], [p for p, ours in theirs if ours])
        if len(level) > 1:
            origins = " og ".join(p.origin for p in level)
            twins.append(Broken(name, origins, (f"To pakker har id'et ”{name}”. Fjern den ene.",)))
            continue
        packs[name] = level[0]
        others = [p.origin for p, _ in theirs if p is not level[0]]
        if others:
            notes[name] = f"Pakken ”{name}” tages fra {level[0].origin} i stedet for {others[0]}."
    return packs, tuple(twins), notes


def _single(
    given: Iterable[tuple[str, str, T]], what: str
) -> tuple[dict[str, T], tuple[Broken, ...]]:
    """Values by name; of a name that is given twice, none is used, and both origins are said."""
    found: dict[str, list[tuple[str, T]]] = {}
    for origin, name, one in given:
        found.setdefault(name, []).append((origin, one))
    twins = tuple(
        Broken(
            name,
            " og ".join(origin for origin, _ in several),
            (f"{what} ”{name}” er der to af. Fjern den ene.",),
            code=True,
        )
        for name, several in found.items()
        if len(several) > 1
    )
    return {name: ones[0][1] for name, ones in found.items() if len(ones) == 1}, twins


def _folded(given: list[tuple[str, Theme]]) -> tuple[dict[str, Theme], tuple[Broken, ...]]:
    """Themes with what they build on folded in; one whose base is not there is broken."""
    themes, twins = _single([(origin, theme.id, theme) for origin, theme in given], "Udseendet")
    origins = {theme.id: origin for origin, theme in given}
    whole: dict[str, Theme] = {}
    broken = list(twins)
    for name, own in themes.items():
        theme, seen = own, {name}
        while theme.base in themes and theme.base not in seen:
            seen.add(theme.base)
            theme = theme.on(themes[theme.base])
        if theme.base:
            reason = f"Det bygger på ”{theme.base}”, og det går i ring."
            if theme.base not in seen:
                reason = f"Det bygger på ”{theme.base}”, som ikke findes."
            broken.append(Broken(name, origins[name], (reason,), code=True))
        else:
            whole[name] = theme
    return whole, tuple(broken)


def _newest(installed: list[LoadedPack], bundled: list[LoadedPack]) -> list[LoadedPack]:
    """An installed newer edition from the same publisher wins over a bundled one."""
    strangers = [p for p in installed if p not in bundled]
    if len(strangers) == 1 and len(bundled) == 1:
        new, old = strangers[0].pack, bundled[0].pack
        if new.publisher == old.publisher and _edition(new.edition) > _edition(old.edition):
            return strangers
    return installed


def _edition(text: str) -> tuple[tuple[int, str], ...]:
    parts = text.replace("-", ".").split(".")
    return tuple((int(p), "") if p.isdigit() else (0, p) for p in parts)
