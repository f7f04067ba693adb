"""Finding packs and themes, each by itself, so that one that breaks is named and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from klyngepakke.content.folders import like_pack, pack_in, packs_under
from klyngepakke.content.model import nearest
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.theme import Theme, themes_under
from klyngepakke.errors import InputError, KlyngepakkeError, Problem
from klyngepakke.planning.document import Document
from klyngepakke.planning.plan import Plan
from klyngepakke.plugins import asking, looks, shelf
from klyngepakke.plugins.broken import Broken, told
from klyngepakke.plugins.choosing import chosen
from klyngepakke.plugins.filters import filters_of
from klyngepakke.plugins.finding import Plugin, loaded
from klyngepakke.plugins.twins import single

__all__ = ["Broken", "Catalogue", "Filters", "catalogue", "told"]

Filters = Mapping[str, Callable[..., object]]


@dataclass(frozen=True)
class Catalogue:
    """Everything that is installed: packs and themes by id, and what is broken.

    Attributes:
        packs: The packs that can be used.
        themes: The themes that can be used.
        filters: Filters for templates.
        broken: What could not be used, each named.
        notes: Danish sentences on which of two packs was chosen, by the pack's id.
        look_notes: The same of themes, by the theme's id.
        plugins: The plugins that were loaded, for `documents`.
    """

    packs: Mapping[str, LoadedPack]
    themes: Mapping[str, Theme]
    filters: Filters = field(default_factory=dict)
    broken: tuple[Broken, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    look_notes: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[Plugin, ...] = ()

    def pack(self, name: str) -> LoadedPack:
        """The pack of that id.

        Raises:
            InputError: There is none; the nearest right name is said, and what is broken.
        """
        if name in self.packs:
            return self.packs[name]
        raise InputError(self._absent("Pakken", name, like_pack(name, self.packs)))

    def theme(self, name: str) -> Theme:
        """The theme of that id.

        Raises:
            InputError: There is none; the nearest right name is said, and what is broken.
        """
        if name in self.themes:
            return self.themes[name]
        raise InputError(
            Problem(
                self._absent("Udseendet", name, nearest(name, tuple(self.themes))), place="udseende"
            )
        )

    @property
    def is_open(self) -> bool:
        """Whether strangers' code writes sheets: nobody knows beforehand all that it reads.

        It may ask any file of the computer, or the clock. So a kit made beside it is never taken
        for unchanged.
        """
        return any(map(asking.writes, self.plugins))

    def _absent(self, what: str, name: str, hint: str) -> str:
        """That something is not there, and why, when it may be one of the broken ones."""
        named = [b for b in self.broken if b.name == name] or self.broken
        reasons = (f"Kan ikke bruges: {b}" for b in named)
        return " ".join((f"{what} ”{name}” findes ikke.{hint}", *reasons))

    def doubts(self, packs: Iterable[str], theme: str = "") -> tuple[str, ...]:
        """What to know before a build with these packs: choices made, and plugins that failed."""
        notes = [self.notes[name] for name in packs if name in self.notes]
        notes += [self.look_notes[theme]] if theme in self.look_notes else []
        return (*notes, *(told(b) for b in self.broken if b.code))

    def documents(self, plan: Plan) -> tuple[tuple[Document, ...], tuple[Broken, ...]]:
        """The documents that plugins add for a plan, and the plugins that failed."""
        made, broken = asking.documents(self.plugins, plan)
        return tuple(d for _, d in made), broken


def catalogue(folders: Iterable[Path] = ()) -> Catalogue:
    """Find everything that is installed, and the data packs and themes of some folders.

    Of two packs with one id, a folder that is named wins over what the person has installed,
    that over a shared folder, and that over distributions.

    Args:
        folders: Folders named by the user; what lies there wins over what is installed.
    """
    folders = tuple(folders)
    plugins, broken = loaded()
    packs, bad_packs = asking.packs(plugins)
    themes, bad_themes = asking.themes(plugins)
    own_themes, bad_own_themes = looks.in_folders(folders)
    filters, bad_filters = filters_of(plugins)
    own, bad_own = _in_folders(folders)
    mine, bad_mine = shelf.installed()
    shares, absent = shelf.shared()
    given_packs = [replace(pack, origin=p.origin, code=not p.ours) for p, pack in packs]
    picked = chosen(
        (own, mine, [pack for share in shares for pack in share.packs]),
        [pack for pack in given_packs if pack.code],
        [pack for pack in given_packs if not pack.code],
    )
    given = [replace(theme, origin=p.origin, code=not p.ours) for p, theme in themes]
    lent = [theme for share in shares for theme in share.themes]
    seen = looks.looks(own_themes, lent, given)
    helpers: Filters
    helpers, bad_helpers = single([(p.origin, f.name, f) for p, f in filters], "Hjælperen")
    return Catalogue(
        packs=picked.packs,
        themes=seen.themes,
        filters=helpers,
        broken=(
            *(*broken, *bad_packs, *bad_themes, *bad_filters, *bad_own, *bad_own_themes),
            *(*bad_mine, *absent, *(b for share in shares for b in share.broken)),
            *(*picked.twins, *seen.broken, *bad_helpers),
        ),
        notes=picked.notes,
        look_notes=seen.notes,
        plugins=plugins,
    )


def _in_folders(folders: Iterable[Path]) -> tuple[list[LoadedPack], tuple[Broken, ...]]:
    found: list[LoadedPack] = []
    broken: list[Broken] = []
    for folder in folders:
        below = packs_under(folder)
        if not below and not themes_under(folder):
            raise InputError(
                f"{folder}: Her ligger ingen pakke. En pakke er en mappe med filen pakke.yaml."
            )
        for one in below:
            try:
                found.append(replace(pack_in(one), origin=str(one)))
            except KlyngepakkeError as error:
                broken.append(Broken(one.name, str(one), tuple(map(str, error.problems))))
    return found, tuple(broken)
