"""Look: what the checks of a theme see: its file, its styles, and every variable with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from klyngepakke.content.reading import Read
from klyngepakke.content.theme import Theme, ThemeFile
from klyngepakke.errors import InputError, Problem
from klyngepakke.lint.stylesheets import Spot, refusal, variables
from klyngepakke.printing.stylesheet import Style, styles


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong or doubtful about a theme.

    Attributes:
        rule: The rule's id.
        problem: Where, and a Danish sentence that says how to mend it.
        error: Whether it must be mended before the theme is used.
    """

    rule: str
    problem: Problem
    error: bool = False


@dataclass(frozen=True)
class Setting:
    """A variable that the theme itself sets: its value, and where."""

    name: str
    text: str
    at: Problem

    def told(self, sentence: str) -> Problem:
        """A problem at this place."""
        return Problem(sentence, self.at.file, self.at.line, self.at.column, self.at.place)


@dataclass(frozen=True)
class Look:
    """A theme under the lint.

    Attributes:
        found: `udseende.yaml` as read, with the place of every value.
        theme: The theme, what it builds on folded in.
    """

    found: Read[ThemeFile]
    theme: Theme

    @property
    def folder(self) -> Path:
        """Where the theme lies."""
        return self.found.path.parent

    @cached_property
    def sheets(self) -> tuple[tuple[Style, bool], ...]:
        """All CSS in the order it applies, and whether it is the theme's own.

        Raises:
            InputError: A style is not UTF-8, or is larger or deeper than anybody writes.
        """
        own = {self.folder / name for name in self.found.value.styles}
        names = [None, None, *self.theme.styles, None]  # fonts, core, styles, variables
        found = tuple(
            (style, path in own) for style, path in zip(styles(self.theme), names, strict=True)
        )
        for style, _ in found:
            if sentence := refusal(style.text):
                raise InputError(Problem(sentence, self.shown(style)))
        return found

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What every variable is in the end."""
        return {spot.name: spot.text for style, _ in self.sheets for spot in variables(style.text)}

    @cached_property
    def own(self) -> Mapping[str, Setting]:
        """The variables that the theme itself sets; `udseende.yaml` has the last word."""
        in_css = {name: setting for setting in self.in_styles() for name in [setting.name]}
        return in_css | {
            name: Setting(name, text, self.found.problem(("variabler", name), ""))
            for name, text in self.found.value.variables.items()
        }

    def in_styles(self) -> Iterator[Setting]:
        """The variables that the theme's own CSS sets."""
        for style, own in self.sheets:
            for spot in variables(style.text) if own else ():
                yield Setting(spot.name, spot.text, self.at(style, spot))

    def at(self, style: Style, spot: Spot, sentence: str = "") -> Problem:
        """A problem at a place in one of the theme's own styles."""
        return Problem(sentence, self.shown(style), spot.line, spot.column)

    def shown(self, style: Style) -> str:
        """A style's file as the user knows it."""
        named = [x for x in self.found.value.styles if Path(x).name == style.name]
        return str(Path(self.found.shown_as).parent / (named[0] if named else style.name))
