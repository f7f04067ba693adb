"""Reading the sheets: the words of a pack's own sheets, and what its versions change."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from klyngepakke.content.addresses import marks
from klyngepakke.content.model import plain
from klyngepakke.content.pack import OwnSheet, Pack, Version
from klyngepakke.files import reading
from klyngepakke.writing.prose import Paragraph, Piece, Run, said
from klyngepakke.writing.reading_meeting import programme
from klyngepakke.writing.reading_pieces import bullets, described

_SWITCHES: Final = ("ja", "nej")
_JINJA: Final = re.compile(r"{%.*?%}|{#.*?#}|{{.*?}}", re.DOTALL)
_QUOTED: Final = re.compile(r"""(["'])(.*?)\1""", re.DOTALL)
# Of the texts in a template's code, as felt("navn", "Dit navn"), those that are no names.
_WORDED: Final = re.compile(r"[^{}<>/]*\w [^{}<>/]*|[A-ZÆØÅ][^{}<>/.]*")
_CODE: Final = re.compile(
    r"<(style|script)\b.*?</\1>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE
)


def sheet_text(sheet: OwnSheet, pack: Pack, folder: Path) -> Iterator[Piece]:
    """Every text on a sheet of the pack's own: its data, and the words of its template."""
    names = {*marks(pack), *_SWITCHES}
    yield said(f"Ark: {sheet.title}", level=1)
    yield described(("Id", f"ark/{sheet.id}"), ("Til", sheet.audience), ("Bruges ved", sheet.at))
    yield from bullets(text for text in _strings(sheet.data) if text not in names)
    words = _template_words(folder / sheet.template)
    if words:
        yield Paragraph((Run("Ord i skabelonen: ", bold=True), Run(" · ".join(words))))


def _strings(data: Any) -> Iterator[str]:  # noqa: ANN401 - plain data
    """Every text in plain data that is more than a name."""
    if isinstance(data, dict):
        yield from (t for key, value in data.items() if key != "id" for t in _strings(value))
    elif isinstance(data, list):
        yield from (text for value in data for text in _strings(value))
    elif isinstance(data, str) and data.strip() and not data.isdigit():
        yield data


def _template_words(path: Path) -> tuple[str, ...]:
    """What stands in a template between its tags and its code."""
    with reading(path):
        text = path.read_text("utf-8", "replace")
    code = (part for part in _JINJA.findall(text) if not part.startswith("{#"))
    quoted = (hit[2] for part in code for hit in _QUOTED.finditer(part))
    inside = (words for words in quoted if _WORDED.fullmatch(words))
    pieces = (*_CODE.sub("\n", _JINJA.sub("\n", text)).split("\n"), *inside)
    words = (" ".join(html.unescape(piece).split()) for piece in pieces)
    return tuple(dict.fromkeys(w for w in words if re.search(r"\w{2}", w)))


def version_text(name: str, version: Version, pack: Pack) -> Iterator[Piece]:
    """A version of the pack: its programme, and what is otherwise in it."""
    yield said(f"Version: {version.title}", level=1)
    yield described(("Id", name), ("Minutter i alt", str(version.minutes)))
    yield from programme(version.frame, "Program i denne version", pack, level=2)
    changes = [
        (address, _change(plain(change, defaults=False, written=True)))
        for address, change in version.changes.items()
    ]
    if changes:
        yield said("Ændringer i denne version", level=2)
        yield described(*changes)


def _change(data: dict[str, Any]) -> str:
    """A change in words: `udelades`, or each thing that is otherwise."""
    words = {"udelad": "udelades", "medtag": "tages med"}
    parts = (
        words.get(str(value), str(value))
        if key == "handling"
        else f"{key.replace('_', ' ')}: {_shown(value)}"
        for key, value in data.items()
    )
    return " · ".join(parts)


def _shown(value: Any) -> str:  # noqa: ANN401 - plain data
    if isinstance(value, dict):
        return "–".join(str(part) for part in value.values())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value).replace("_", " ")
