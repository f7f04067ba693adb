"""Markup: what a sheet's HTML carries, looked at before anything is laid out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from klyngepakke.printing.fetching import Refused, Shelf
from klyngepakke.printing.pictures import local_name, svg_faults

_SCHEMES = ("http://", "https://", "mailto:", "#")
_FORBIDDEN = frozenset(
    [
        "applet",
        "audio",
        "base",
        "embed",
        "frame",
        "frameset",
        "iframe",
        "link",
        "object",
        "portal",
        "script",
        "source",
        "template",
        "track",
        "video",
    ]
)
_CONTROLS = frozenset({"input", "textarea", "select"})
# A dot in a field's name is the PDF's own hierarchy.
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def parse(html: str) -> ET.Element:
    """The HTML as a tree, without the engine."""
    import tinyhtml5  # type: ignore[import-untyped]  # noqa: PLC0415 - only `html_only` needs it

    root: ET.Element = tinyhtml5.parse(html, namespace_html_elements=False)
    return root


def faults(root: ET.Element, shelf: Shelf, *, forms: bool) -> Iterator[tuple[str, str]]:
    """Everything that a sheet's HTML may not hold.

    Yields:
        A Danish sentence, and the text to look for in the template.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    yield from _head_faults(root)
    for node in _elements(root):
        yield from _element_faults(node)
        yield from _link_faults(node)
        yield from _picture_faults(node, shelf)
        if local_name(node) == "svg" and not _inside(node, "svg", parents):
            yield from ((fault, "<svg") for fault in svg_faults(node))
    yield from _id_faults(root)
    if forms:
        yield from _form_faults(root, parents)


def tooltips(root: ET.Element) -> dict[str, str]:
    """What a form field is called when the mouse rests on it, by the field's name."""
    found: dict[str, str] = {}
    for node in controls(root):
        text = node.get("title") or node.get("aria-label")
        if text:
            found[node.get("name", "")] = " ".join(text.split())
    return found


def field_ids(root: ET.Element) -> list[str]:
    """The ids of every place to write or tick, in reading order.

    That is every control, every set of writing lines (class `linjer`), and whatever else has
    the attribute `data-felt`.
    """
    return [node.get("id", "") for node in _elements(root) if node.get("id") and _is_field(node)]


def _is_field(node: ET.Element) -> bool:
    if node.tag in _CONTROLS or node.get("data-felt") is not None:
        return True
    return "linjer" in node.get("class", "").split()


def controls(root: ET.Element) -> Iterator[ET.Element]:
    """The elements that become form fields."""
    for node in _elements(root):
        if node.tag in _CONTROLS and node.get("type") != "hidden":
            yield node


def around(root: ET.Element, sign: str) -> str:
    """The text that a character stands in, shortened; "" when only CSS wrote it."""
    for text in root.itertext():
        at = text.find(sign)
        if at >= 0:
            return " ".join(text[max(at - 20, 0) : at + 20].split())
    return ""


def _elements(root: ET.Element) -> Iterator[ET.Element]:
    return (node for node in root.iter() if isinstance(node.tag, str))


def _inside(node: ET.Element, name: str, parents: dict[ET.Element, ET.Element]) -> bool:
    while node in parents:
        node = parents[node]
        if local_name(node) == name:
            return True
    return False


def _head_faults(root: ET.Element) -> Iterator[tuple[str, str]]:
    title = root.find("head/title")
    if not root.get("lang"):
        yield 'Skabelonen mangler sproget: ”<html lang="da">”.', "<html"
    if title is None or not (title.text or "").strip():
        yield "Skabelonen mangler en titel: ”<title>”.", "<head"


def _element_faults(node: ET.Element) -> Iterator[tuple[str, str]]:
    name = local_name(node)
    if name in _FORBIDDEN:
        yield f"”<{name}>” kan ikke bruges på et ark.", f"<{name}"
    if "attachment" in node.get("rel", "").lower().split():
        yield "Filer kan ikke vedhæftes (”rel=attachment”).", "attachment"
    if node.get("http-equiv"):
        yield "”http-equiv” kan ikke bruges på et ark.", "http-equiv"
    for name in map(str, node.attrib):
        if name.lower().startswith("on"):
            yield f"”{name}” kan ikke bruges på et ark.", name
    if node.tag == "img" and not node.get("alt"):
        src = node.get("src", "")
        yield f"Billedet ”{src}” mangler en billedtekst (”alt”).", src


def _link_faults(node: ET.Element) -> Iterator[tuple[str, str]]:
    for name in ("href", "action", "formaction", "cite"):
        target = node.get(name)
        if target is None or local_name(node) in {"image", "use", "link", "base"}:
            continue
        if not target.strip().lower().startswith(_SCHEMES):
            sentence = (
                f"Linket ”{target[:80]}” skal begynde med https://, http://, mailto: eller #."
            )
            yield sentence, target


def _picture_faults(node: ET.Element, shelf: Shelf) -> Iterator[tuple[str, str]]:
    names = ("src", "poster", "background", "data", "srcset") if local_name(node) != "image" else ()
    for name in names:
        reference = node.get(name)
        if reference is None:
            continue
        try:
            shelf.fetch(urljoin(shelf.base, reference))
        except Refused as refused:
            yield f"”{reference[:80]}” kan ikke bruges: {refused}", reference


def _id_faults(root: ET.Element) -> Iterator[tuple[str, str]]:
    counted = Counter(node.get("id") for node in _elements(root) if node.get("id"))
    for name, count in counted.items():
        if count > 1:
            yield f"Id’et ”{name}” står {count} gange; det skal være ét sted.", str(name)


def _form_faults(
    root: ET.Element, parents: dict[ET.Element, ET.Element]
) -> Iterator[tuple[str, str]]:
    counted = Counter(node.get("name", "") for node in controls(root))
    for name, count in counted.items():
        if not _FIELD.fullmatch(name):
            yield f"Feltets navn ”{name}” må kun have bogstaver, tal, _ og -.", name
        if count > 1:
            yield f"Feltet ”{name}” står {count} gange; hvert felt skal have sit eget navn.", name
    for node in controls(root):
        if node.get("type") == "radio":
            yield "”type=radio” kan ikke læses igen; brug ”checkbox” eller ”select”.", "radio"
        if not _inside(node, "form", parents):
            yield f"Feltet ”{node.get('name', '')}” står uden for ”<form>”.", node.get("name", "")
