"""Looks: the themes there are, from distributions and folders, with what they build on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from klyngepakke.content.theme import Theme, read_theme, themes_under
from klyngepakke.errors import KlyngepakkeError
from klyngepakke.plugins.broken import Broken
from klyngepakke.plugins.twins import single


@dataclass(frozen=True)
class Looks:
    """The themes that can be used.

    Attributes:
        themes: By id, everything that each builds on folded in.
        broken: Those that cannot be used, each named.
        notes: Danish sentences on which of two themes was chosen, by their id.
    """

    themes: Mapping[str, Theme]
    broken: tuple[Broken, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def in_folders(folders: Iterable[Path]) -> tuple[list[Theme], tuple[Broken, ...]]:
    """The themes that lie in some folders, or directly below them, and the broken ones."""
    found: list[Theme] = []
    broken: list[Broken] = []
    for folder in folders:
        for one in themes_under(folder):
            try:
                found.append(replace(read_theme(one), origin=str(one)))
            except KlyngepakkeError as error:
                broken.append(Broken(one.name, str(one), tuple(map(str, error.problems))))
    return found, tuple(broken)


def looks(*levels: Iterable[Theme]) -> Looks:
    """Which theme an id means; never a silent pick.

    Args:
        levels: Themes, the highest level first: what the user named, shared folders, installed.
    """
    chosen: dict[str, Theme] = {}
    broken: list[Broken] = []
    notes: dict[str, str] = {}
    for level in levels:
        themes = list(level)
        code = any(theme.code for theme in themes)
        ones, twins = single([(t.origin, t.id, t) for t in themes], "Udseendet", code=code)
        taken = {*chosen, *(b.name for b in broken)}
        broken += [twin for twin in twins if twin.name not in chosen]
        for name, theme in ones.items():
            if name in chosen and name not in notes:
                mine = chosen[name].origin
                notes[name] = f"Udseendet ”{name}” tages fra {mine} i stedet for {theme.origin}."
            elif name not in taken:
                chosen[name] = theme
    whole, loose = _folded(chosen)
    return Looks(whole, (*broken, *loose), notes)


def _folded(themes: Mapping[str, Theme]) -> tuple[dict[str, Theme], tuple[Broken, ...]]:
    """Themes with what they build on folded in; one whose base is not there is broken."""
    whole: dict[str, Theme] = {}
    broken: list[Broken] = []
    for name, own in themes.items():
        theme, seen = own, {name}
        while theme.base in themes and theme.base not in seen:
            seen.add(theme.base)
            theme = theme.on(themes[theme.base])
        if theme.base:
            reason = f"Det bygger på ”{theme.base}”, og det går i ring."
            if theme.base not in seen:
                reason = f"Det bygger på ”{theme.base}”, som ikke findes."
            broken.append(Broken(name, own.origin, (reason,), code=own.code))
        else:
            whole[name] = theme
    return whole, tuple(broken)
