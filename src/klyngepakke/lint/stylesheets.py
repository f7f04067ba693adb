"""Stylesheets as text: the variables they set, and the files they ask for, with their lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import tinycss2  # type: ignore[import-untyped]
import tinycss2.color4  # type: ignore[import-untyped]

Rgb = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

MOST_SIGNS: Final = 200_000
DEEPEST: Final = 50
"""Brackets inside brackets: what a person writes has five or six."""

_ROOTS: Final = frozenset({":root", "html"})
_TURNS: Final = 10  # variables that name variables that name variables


@dataclass(frozen=True)
class Spot:
    """A text in a stylesheet: a variable's value, or the address of a file.

    Attributes:
        name: The variable without its two dashes; "" for an address.
        text: What stands there.
        line: From 1.
        column: From 1.
    """

    name: str
    text: str
    line: int
    column: int


def refusal(css: str) -> str:
    """Why a stylesheet is not looked into: it is larger or deeper than anybody writes; or ""."""
    if len(css) > MOST_SIGNS:
        return f"Stilarket er på {len(css)} tegn; der er plads til {MOST_SIGNS}."
    depth = 0
    for sign in css:
        depth = max(0, depth + (sign in "{([") - (sign in "})]"))
        if depth > DEEPEST:
            return f"Stilarket har dele, der ligger mere end {DEEPEST} inde i hinanden."
    return ""


def variables(css: str) -> Iterator[Spot]:
    """Every custom property that is set for the whole sheet, in order."""
    for selector, declaration in _declarations(_rules(css)):
        if selector in _ROOTS and declaration.name.startswith("--"):
            text = tinycss2.serialize(declaration.value).strip()
            line, column = declaration.source_line, declaration.source_column
            yield Spot(declaration.name[2:], text, line, column)


def used(css: str) -> frozenset[str]:
    """The names of every custom property that is asked for with `var()`."""
    asked = (_first(node) for node in _nodes(_rules(css)) if _is_function(node, "var"))
    return frozenset(name[2:] for name in asked if name.startswith("--"))


def addresses(css: str) -> Iterator[Spot]:
    """Everything that is fetched where the stylesheet is used: `url()`, `@import` and the like."""
    for node in _nodes(_rules(css)):
        for inner in _asking(node):
            yield Spot("", inner.value, inner.source_line, inner.source_column)


def colour(text: str, known: Mapping[str, str]) -> Rgb | None:
    """The colour that a value means; None where it is none, or is seen through.

    Args:
        text: A value, as `#0b5a68`, `darkgreen` or `var(--farve)`.
        known: What each variable is set to.
    """
    for _ in range(_TURNS):
        named = used(f"x{{y:{text}}}")
        if len(named) != 1 or not text.startswith("var("):
            break
        text = known.get(next(iter(named)), "")
    found = tinycss2.color4.parse_color(text)
    if found is None or found == "currentcolor" or found.alpha < 1:
        return None
    red, green, blue = found.to("srgb").coordinates
    return red, green, blue


def _rules(css: str) -> list[Any]:
    found: list[Any] = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return found


def _declarations(rules: list[Any], around: str = "") -> Iterator[tuple[str, Any]]:
    """Each declaration with the selector that it stands under."""
    for rule in rules:
        if rule.type == "declaration":
            yield around, rule
        elif rule.type in {"qualified-rule", "at-rule"} and rule.content is not None:
            own = tinycss2.serialize(rule.prelude).strip()
            inner = tinycss2.parse_blocks_contents(rule.content, skip_comments=True)
            yield from _declarations(inner, own if rule.type == "qualified-rule" else around)


def _nodes(nodes: list[Any]) -> Iterator[Any]:
    """Every rule and every part of a value, from the outside in."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        for name in ("content", "prelude", "arguments", "value"):
            inner = getattr(node, name, None)
            if isinstance(inner, list):
                waiting.extend(reversed(inner))


def _asking(node: Any) -> Iterator[Any]:  # noqa: ANN401 - a node of the parser
    if node.type == "url":
        yield node
    elif node.type == "at-rule" and node.lower_at_keyword == "import":
        yield from (inner for inner in node.prelude if inner.type == "string")
    elif any(_is_function(node, name) for name in ("url", "src", "image", "image-set")):
        yield from (inner for inner in node.arguments if inner.type == "string")


def _is_function(node: Any, name: str) -> bool:  # noqa: ANN401 - a node of the parser
    return node.type == "function" and node.lower_name in {name, f"-webkit-{name}"}


def _first(function: Any) -> str:  # noqa: ANN401 - a node of the parser
    words = [node.value for node in function.arguments if node.type == "ident"]
    return words[0] if words else ""
