"""Markup: what a sheet's HTML carries, looked at before anything is laid out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
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
        "math",
        # What is inside these is text to one reader and elements to another.
        "noembed",
        "noframes",
        "noscript",
        "object",
        "plaintext",
        "portal",
        "script",
        "source",
        "template",
        "track",
        "video",
        "xmp",
    ]
)
# What sends something somewhere when the page is shown in a browser.
_SENDING = frozenset({"action", "formaction", "http-equiv", "manifest", "ping"})
_SOURCES = frozenset({"background", "data", "poster", "src", "srcset"})
_CONTROLS = frozenset({"input", "textarea", "select"})
# A dot in a field's name is the PDF's own hierarchy.
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_XLINK = "{http://www.w3.org/1999/xlink}href"
_SHOWN = 80  # letters of a stranger's text in a message


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
    fetched: dict[str, str] = {}
    for node in _elements(root):
        yield from _element_faults(node)
        yield from _link_faults(node)
        yield from _picture_faults(node, shelf, fetched)
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


@dataclass(frozen=True)
class Control:
    """An element that becomes a form field.

    Attributes:
        name: The field's.
        kind: `kryds`, `tekst`, or `liste` where one answer of several is chosen.
        title: What it is called, as in the tooltip.
        options: Of a list, each value and what is shown for it.
    """

    name: str
    kind: str
    title: str
    options: tuple[tuple[str, str], ...] = ()


def form_fields(root: ET.Element) -> tuple[Control, ...]:
    """Every form field that the sheet has, in reading order."""
    titles = tooltips(root)
    return tuple(
        Control(name, _kind(node), titles.get(name, name), tuple(_options(node)))
        for node in controls(root)
        if (name := node.get("name", ""))
    )


def _kind(node: ET.Element) -> str:
    if node.tag == "select":
        return "liste"
    return "kryds" if node.get("type") == "checkbox" else "tekst"


def _options(node: ET.Element) -> Iterator[tuple[str, str]]:
    for option in node.iter("option"):
        text = " ".join("".join(option.itertext()).split())
        yield option.get("value", ""), text


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
    for attribute in map(str, node.attrib):
        if _is_active(attribute.lower()):
            yield f"”{shown(attribute)}” kan ikke bruges på et ark.", attribute
    if node.tag == "img" and not node.get("alt"):
        src = node.get("src", "")
        yield f"Billedet ”{shown(src)}” mangler en billedtekst (”alt”).", src


def is_refused(word: str) -> bool:
    """Whether an element or an attribute of that name, in lower case, may not be on a sheet."""
    return word in _FORBIDDEN or _is_active(word)


def _is_active(attribute: str) -> bool:
    return attribute.startswith("on") or attribute in _SENDING


def shown(text: str) -> str:
    """What a message shows of a stranger's text: one line of it, and not much."""
    return " ".join(text.split())[:_SHOWN]


def _link_faults(node: ET.Element) -> Iterator[tuple[str, str]]:
    if local_name(node) in {"image", "use", "link", "base"}:
        return
    for name in ("href", "cite", _XLINK):
        target = node.get(name)
        if target is not None and not target.strip().lower().startswith(_SCHEMES):
            sentence = (
                f"Linket ”{shown(target)}” skal begynde med https://, http://, mailto: eller #."
            )
            yield sentence, target


def _picture_faults(
    node: ET.Element, shelf: Shelf, fetched: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """What cannot be shown; `fetched` remembers the answers, so that each is looked at once."""
    names = _SOURCES & node.attrib.keys() if local_name(node) != "image" else ()
    for reference in (node.get(name, "") for name in sorted(names)):
        if reference not in fetched:
            fetched[reference] = _refusal(shelf, reference)
        if fetched[reference]:
            yield f"”{shown(reference)}” kan ikke bruges: {fetched[reference]}", reference


def _refusal(shelf: Shelf, reference: str) -> str:
    try:
        address = urljoin(shelf.base, reference)
    except ValueError:
        return "Det er ingen adresse."
    try:
        shelf.fetch(address)
    except Refused as refused:
        return str(refused)
    return ""


def _id_faults(root: ET.Element) -> Iterator[tuple[str, str]]:
    counted = Counter(node.get("id") for node in _elements(root) if node.get("id"))
    for name, count in counted.items():
        if count > 1:
            yield (
                f"Id’et ”{shown(str(name))}” står {count} gange; det skal være ét sted.",
                str(name),
            )


def _form_faults(
    root: ET.Element, parents: dict[ET.Element, ET.Element]
) -> Iterator[tuple[str, str]]:
    counted = Counter(node.get("name", "") for node in controls(root))
    for name, count in counted.items():
        if not _FIELD.fullmatch(name):
            yield f"Feltets navn ”{shown(name)}” må kun have bogstaver, tal, _ og -.", name
        if count > 1:
            sentence = (
                f"Feltet ”{shown(name)}” står {count} gange; hvert felt skal have sit eget navn."
            )
            yield sentence, name
    for node in controls(root):
        if node.get("type") == "radio":
            yield "”type=radio” kan ikke læses igen; brug ”checkbox” eller ”select”.", "radio"
        if not _inside(node, "form", parents):
            name = node.get("name", "")
            yield f"Feltet ”{shown(name)}” står uden for ”<form>”.", name
