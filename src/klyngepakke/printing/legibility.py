"""Legibility: text against its ground, in colour and in grey, and pictures fine enough to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from klyngepakke.content.colour import READABLE, contrast, grey
from klyngepakke.printing.boxes import Leaf, Rgb, mixed, rgba
from klyngepakke.printing.fetching import LOGO_URL
from klyngepakke.printing.findings import quoted

COARSE: Final = 150
"""Dots per inch below which a picture is seen to be one of dots."""


def faults(found: list[Leaf]) -> Iterator[tuple[str, str]]:
    """What cannot be read on paper, or hardly.

    Yields:
        The rule, and what it is about.
    """
    for leaf in found:
        if leaf.kind == "text":
            yield from _weak(leaf)
        yield from (("groft-billede", what) for what in _coarse(leaf))


def picture_name(leaf: Leaf) -> str:
    """What a sentence calls a picture: the logo, or what is said of it to those who cannot see."""
    element = leaf.box.element
    said = ("", "") if element is None else (element.get("src", ""), element.get("alt", ""))
    if said[0] == LOGO_URL:
        return "logoet"
    return f"billedet {quoted(said[1])}" if said[1] else "et billede"


def _weak(leaf: Leaf) -> Iterator[tuple[str, str]]:
    if leaf.ground is None:  # a picture, of any colour
        return
    colour = mixed(rgba(leaf.box.style["color"]), leaf.ground, leaf.opacity)
    rule, number = _contrast(colour or leaf.ground, leaf.ground)
    if rule:
        shown = f"{number:.1f}".replace(".", ",")
        yield rule, f"{quoted(leaf.text)} ({shown}:1)"


@lru_cache(maxsize=256)
def _contrast(colour: Rgb, ground: Rgb) -> tuple[str, float]:
    """The rule that two colours break, or "", and their contrast."""
    here, there = _hex(colour), _hex(ground)
    if (found := contrast(here, there)) < READABLE:
        return "kontrast", found
    found = contrast(grey(here), grey(there))
    return ("kontrast-graa" if found < READABLE else ""), found


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(x * 255):02x}" for x in colour)


def _coarse(leaf: Leaf) -> Iterator[str]:
    """Pictures of dots, in the page or behind it, that have too few."""
    if leaf.kind == "picture":
        size = (leaf.box.width, leaf.box.height)
        dots = _density(leaf.box.replacement, size, leaf.box.style["object_fit"]) / leaf.scale
        if dots < COARSE:
            yield f"{picture_name(leaf)} ({dots:.0f} dpi)"
    elif leaf.kind == "surface":
        for layer in leaf.box.background.layers:
            if layer.image is not None:
                dots = _density(layer.image, layer.size, "fill") / leaf.scale
                if dots < COARSE:
                    yield f"et baggrundsbillede ({dots:.0f} dpi)"


def _density(image: Any, size: tuple[float, float], fit: str) -> float:  # noqa: ANN401 - an engine's image
    """Dots per inch of an image drawn in a size in CSS px; a drawing has as many as there are."""
    if not hasattr(image, "image_data") or not all(size):
        return float("inf")
    across, down = 96 * image.width / size[0], 96 * image.height / size[1]
    if fit in {"fill", "cover"}:
        return float(min(across, down))
    whole = max(across, down)
    return float({"contain": whole, "scale-down": max(whole, 96)}.get(fit, 96))
