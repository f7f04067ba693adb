"""Pictures: PNG, JPEG and SVG that are what they say, and no larger than an honest one."""

from __future__ import annotations

import io
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET

MIME = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
BYTES_LIMIT = 10_000_000
PIXELS_LIMIT = 20_000_000

_MAGIC = {"image/png": (b"\x89PNG\r\n\x1a\n", "PNG"), "image/jpeg": (b"\xff\xd8\xff", "JPEG")}
# What draws on something else than itself, or on more than it holds.
_SVG_FORBIDDEN = frozenset(
    [
        "a",
        "animate",
        "animatemotion",
        "animatetransform",
        "discard",
        "feimage",
        "foreignobject",
        "iframe",
        "image",
        "script",
        "set",
        "audio",
        "video",
    ]
)
# Numbers that the engine stumbles over where they are none; it passes over others.
_OPACITIES = frozenset({"opacity", "fill-opacity", "stroke-opacity", "stop-opacity"})
_BOX_SIDES = 4
_GRADIENTS = frozenset({"lineargradient", "radialgradient"})  # colours, not parts
_SVG_NODES = 20_000
_SVG_DEPTH = 200
# A backslash writes any letter of CSS by its number.
_OUTWARD = re.compile(r"url\(\s*+['\"]?+\s*+(?!#)|@import|expression\(|\\", re.IGNORECASE)
_INWARD = re.compile(r"url\(\s*['\"]?\s*#([^'\")\s]+)")


class BadPicture(Exception):  # noqa: N818 - said to a person as a problem
    """Why a picture is not used: a Danish sentence."""


def checked(path: Path) -> bytes:
    """The picture's bytes.

    Raises:
        BadPicture: It is empty, damaged, too large, something else than its name says, or an
            SVG that reaches outside itself.
    """
    if path.stat().st_size > BYTES_LIMIT:
        raise BadPicture(f"Filen er større end {BYTES_LIMIT // 1_000_000} MB.")
    data = path.read_bytes()
    if not data:
        raise BadPicture("Filen er tom.")
    mime = MIME[path.suffix.lower()]
    if mime == MIME[".svg"]:
        _check_svg_file(data)
    else:
        _check_raster(data, mime)
    return data


def svg_faults(root: ET.Element) -> Iterator[str]:
    """What an SVG, in a file or in a page, may not do; a Danish sentence each."""
    if _too_deep(root):
        yield f"SVG’en har dele, der ligger mere end {_SVG_DEPTH} inde i hinanden."
        return
    for node in root.iter():
        name = local_name(node)
        if name in _SVG_FORBIDDEN:
            yield f"”<{name}>” kan ikke bruges i en SVG."
        if name == "style" and _OUTWARD.search(node.text or ""):
            yield "”<style>” i en SVG må ikke hente noget."
        yield from _outward(node)
        yield from _no_number(node)
    yield from _too_much(root)


def _too_deep(root: ET.Element) -> bool:
    level, depth = [root], 0
    while level and depth <= _SVG_DEPTH:
        level, depth = [child for node in level for child in node], depth + 1
    return bool(level)


def _too_much(root: ET.Element) -> Iterator[str]:
    """Parts that are drawn by way of others: they can grow without end, and without measure."""
    named: dict[str, list[ET.Element]] = {}
    for node in root.iter():
        named.setdefault(node.get("id", ""), []).append(node)
    using = _with_use(root)
    if any(target in using for use in root.iter() for target in _copied(use, named)):
        yield "”<use>” kan ikke hente noget, der selv har ”<use>”."
        return
    try:
        count = _Drawn(named).count(root)
    except RecursionError:
        yield "SVG’en henter dele, der henter sig selv."
        return
    if count > _SVG_NODES:
        yield f"SVG’en har mere end {_SVG_NODES} dele."


def _with_use(root: ET.Element) -> set[ET.Element]:
    """Every part that is a `<use>` or has one in it."""
    above = {child: parent for parent in root.iter() for child in parent}
    found: set[ET.Element] = set()
    for node in (n for n in root.iter() if local_name(n) == "use"):
        at: ET.Element | None = node
        while at is not None and at not in found:
            found.add(at)
            at = above.get(at)
    return found


def _copied(node: ET.Element, named: dict[str, list[ET.Element]]) -> list[ET.Element]:
    return named.get(_href(node)[1:], []) if local_name(node) == "use" else []


class _Drawn:
    """How many parts are drawn when one is, with everything that it refers to."""

    def __init__(self, named: dict[str, list[ET.Element]]) -> None:
        self._named = named
        self._known: dict[ET.Element, int] = {}

    def count(self, node: ET.Element) -> int:
        """The number; raises RecursionError where a part leads back to itself."""
        if node not in self._known:
            inner = (self.count(part) for part in (*node, *self._targets(node)))
            self._known[node] = 1 + sum(inner)
        return self._known[node]

    def _targets(self, node: ET.Element) -> Iterator[ET.Element]:
        names = [_href(node)[1:]] if _href(node) else []
        for text in node.attrib.values():
            names += _INWARD.findall(text)
        for name in dict.fromkeys(names):
            found = self._named.get(name, ())
            yield from (target for target in found if local_name(target) not in _GRADIENTS)


def _href(use: ET.Element) -> str:
    return next((text for name, text in use.attrib.items() if _local(name) == "href"), "")


def _outward(node: ET.Element) -> Iterator[str]:
    for name, text in node.attrib.items():
        local = _local(name)
        if local.startswith("on"):
            yield f"”{local}” kan ikke bruges i en SVG."
        elif local == "base" or (
            (local in {"href", "src"} and not text.startswith("#")) or _OUTWARD.search(text)
        ):
            yield f"SVG’en henter ”{text[:60]}”; den må kun bruge det, den selv rummer."


def _no_number(node: ET.Element) -> Iterator[str]:
    for name, text in node.attrib.items():
        local = _local(name)
        if local == "viewbox" and not _is_box(text):
            yield (
                f"Billedets udsnit, viewBox=”{text[:60]}”, kan ikke læses. Skriv fire tal, "
                "x, y, bredde og højde, fx ”0 0 100 50”, eller gem SVG’en igen fra tegneprogrammet."
            )
        if local in _OPACITIES and _number(text.strip().removesuffix("%")) is None:
            yield f"{local}=”{text[:60]}” i SVG’en er ikke et tal. Skriv et tal fra 0 til 1."


def _is_box(text: str) -> bool:
    """Whether a picture's window is four numbers, and has a width and a height."""
    numbers = [_number(word) for word in text.replace(",", " ").split()]
    if len(numbers) != _BOX_SIDES or None in numbers:
        return False
    return all(number is not None and number > 0 for number in numbers[2:])


def _number(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def local_name(node: ET.Element) -> str:
    """An element's name without its namespace, in lower case; "" for a comment."""
    return _local(node.tag) if isinstance(node.tag, str) else ""


def _local(name: object) -> str:
    return str(name).rpartition("}")[2].rpartition(":")[2].lower()


class _NoDoctype(ET.TreeBuilder):
    def doctype(self, *_: object) -> NoReturn:
        raise BadPicture("SVG’en har en DOCTYPE. Gem den uden.")

    def pi(self, target: str, text: str | None = None) -> ET.Element:
        if target == "xml-stylesheet":
            raise BadPicture("SVG’en henter et stilark; den må kun bruge det, den selv rummer.")
        return super().pi(target, text)


def _check_svg_file(data: bytes) -> None:
    parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - the doctype, and so every entity, is refused
    try:
        parser.feed(data)
        root = parser.close()
    except ET.ParseError as error:
        raise BadPicture(f"SVG’en er skrevet forkert i linje {error.position[0]}.") from None
    except (LookupError, ValueError):
        raise BadPicture(
            "SVG’en er skrevet med tegn, der ikke kendes. Gem den som UTF-8."
        ) from None
    if local_name(root) != "svg":
        raise BadPicture("Filen er ikke en SVG.")
    for fault in svg_faults(root):
        raise BadPicture(fault)


def _check_raster(data: bytes, mime: str) -> None:
    from PIL import Image  # noqa: PLC0415 - few sheets have one

    magic, form = _MAGIC[mime]
    if not data.startswith(magic):
        raise BadPicture(f"Filen er ikke {form}, som navnet siger.")
    try:
        with _strict(), Image.open(io.BytesIO(data), formats=[form]) as image:
            size = image.width, image.height
            if image.width * image.height <= PIXELS_LIMIT:
                image.load()
    except Image.DecompressionBombError:
        raise BadPicture(f"Billedet er større end {PIXELS_LIMIT // 1_000_000} megapixel.") from None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file makes its reader stumble in many ways
        raise BadPicture("Billedet er beskadiget og kan ikke vises.") from None
    if size[0] * size[1] > PIXELS_LIMIT:
        raise BadPicture(_too_large(*size))


@contextmanager
def _strict() -> Iterator[None]:
    """Half a picture is an error here, which the layout engine turns off for everybody."""
    from PIL import ImageFile  # noqa: PLC0415 - few sheets have one

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_large(width: int, height: int) -> str:
    limit = PIXELS_LIMIT // 1_000_000
    return f"Billedet er {width} × {height} punkter; det må højst være {limit} megapixel."
