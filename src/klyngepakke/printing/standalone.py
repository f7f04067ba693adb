"""Standalone: a sheet's HTML with its CSS, fonts and pictures inside it."""

from __future__ import annotations

import base64
import functools
import re
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

from klyngepakke.printing import markup
from klyngepakke.printing.fetching import Asset, Refused, Shelf, theme_url
from klyngepakke.printing.stylesheet import styles

_URL = re.compile(r"""url\(\s*(["']?)(?!data:|#)([^"')]+)\1\s*\)""")

# Nothing else of CSS fetches without `url(`; an escape may spell it, and no honest rule has one.
_IMPORT = re.compile(r"@(?:import\b|[\w-]*\\)", re.IGNORECASE)

# Whatever a browser makes of a page that our own reader did not: it may run nothing, fetch
# nothing and send nothing. It stands first, where no comment of a template's can hide it.
_POLICY = (
    "<!doctype html>\n"
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "img-src data:; font-src data:; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'\">\n"
)
_FOOT = re.compile(r'<p class="fod[^"]*">(.*?)</p>', re.DOTALL)
_MARK = re.compile(r'data-kending="([^"]*)"')
_BROWSER = """\
.fod, .sidetal { display: none; }
textarea { resize: none; }
@page {
  @bottom-left { content: %(left)s; white-space: pre; font: 8pt/1.3 var(--skrift); }
  @bottom-right {
    content: "side " counter(page) " af " counter(pages) "\\A " %(right)s;
    font: 8pt/1.3 var(--skrift);
  }
}
"""


def gathered(html: str, shelf: Shelf) -> str:
    """One file that needs nothing beside it.

    Args:
        html: The sheet's HTML; its pictures have been found on the shelf before.
        shelf: Where its pictures, fonts and CSS come from.

    Raises:
        Refused: The page holds something that a sheet may not, where only some readers see it,
            or reaches for something that is not on the shelf.
    """
    text = pictured(html, shelf)
    head, found, rest = text.partition("</head>")
    return f"{_POLICY}{head}<style>\n{_css(shelf)}\n{_foot(text)}</style>\n{found}{rest}"


def pictured(html: str, shelf: Shelf) -> str:
    """The same HTML with its pictures inside it.

    Raises:
        Refused: As `gathered`.
    """
    page = _Pictures(shelf)
    page.feed(html)
    page.close()
    return "".join(page.parts)


def font_url(shelf: Shelf, path: Path) -> str:
    """A font file of the theme's as an address that holds it."""
    return _data_url(shelf.fetch(theme_url(shelf.theme, path)))


def _foot(html: str) -> str:
    """The running foot as browsers know it: they have margin boxes, and no running elements."""
    told = _FOOT.search(html)
    lines = (" ".join(unescape(x).split()) for x in told[1].split("<br>")) if told else ()
    mark = _MARK.search(html)
    left = _quoted("\\A ".join(_escaped(line) for line in lines))
    right = _quoted(_escaped(unescape(mark[1])) if mark else "")
    return _BROWSER % {"left": left, "right": right}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("<", "\\3c ")


def _quoted(text: str) -> str:
    return f'"{text}"'


def _css(shelf: Shelf) -> str:
    parts = []
    for style in styles(shelf.theme, lambda path: font_url(shelf, path)):
        inlined = functools.partial(_inlined, shelf, style.url)
        parts.append(_URL.sub(inlined, style.text))
    # The one text that could end the element early.
    return "\n".join(parts).replace("</", "<\\/")


def _inlined(shelf: Shelf, base: str, found: re.Match[str]) -> str:
    return f'url("{_data_url(shelf.fetch(urljoin(base, found[2])))}")'


def _data_url(asset: Asset) -> str:
    return f"data:{asset.mime};base64,{base64.b64encode(asset.data).decode('ascii')}"


class _Pictures(HTMLParser):
    """Copies HTML word for word, but for the addresses of pictures."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(convert_charrefs=False)
        self._shelf = shelf
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Copy a tag; one that draws on a file is written anew with the file in it."""
        # This reader sees what stands where the layout's saw nothing, as browsers may.
        for word in (w for w in (tag, *(name for name, _ in attrs)) if markup.is_refused(w)):
            raise Refused(f"”{markup.shown(word)}” kan ikke bruges på et ark.")
        inside = {name: self._inside(name, text or "") for name, text in attrs}
        if inside == {name: text or "" for name, text in attrs}:
            self.parts.append(self.get_starttag_text() or "")
            return
        words = "".join(f' {name}="{escape(text)}"' for name, text in inside.items())
        self.parts.append(f"<{tag}{words}>")

    def _inside(self, name: str, text: str) -> str:
        if name == "src":
            return _data_url(self._shelf.fetch(urljoin(self._shelf.base, text)))
        return self._css(text) if name == "style" else text

    def _css(self, text: str) -> str:
        if _IMPORT.search(text):
            raise Refused("”@import” kan ikke bruges på et ark; skriv CSS’en i skabelonen.")
        return _URL.sub(functools.partial(_inlined, self._shelf, self._shelf.base), text)

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        """Copy an end tag."""
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Copy text, or the CSS of a `<style>`."""
        self.parts.append(self._css(data) if self.cdata_elem == "style" else data)

    def handle_entityref(self, name: str) -> None:
        """Copy a named character."""
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """Copy a numbered character."""
        self.parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """Copy a comment."""
        self.parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Copy the doctype."""
        self.parts.append(f"<!{decl}>")
