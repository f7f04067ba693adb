"""The others, on the pages that we print: WeasyPrint plainly used, Chromium, Typst, weasymerge.

    python -m benchmarks.rivals naive|chromium|typst JOBS

Each is a program of its own, which reads the sheets from a file that `benchmarks.engine` wrote,
and ends with one line of JSON: seconds of processor time and seconds that passed, without what
it costs to start.
"""

from __future__ import annotations

import base64
import json
import pickle
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import tinyhtml5
from benchmarks.measuring import Cost, clocked

from klyngepakke.printing.fetching import Shelf
from klyngepakke.printing.stylesheet import Style

ROOT = Path(__file__).parents[1]
DRIVER = shutil.which("chromedriver")


@dataclass(frozen=True)
class Job:
    """A sheet to print: its HTML as we lay it out, what it may fetch, and HTML that needs nothing."""

    html: str
    shelf: Shelf
    alone: str
    forms: bool


@dataclass(frozen=True)
class Jobs:
    """The sheets, the theme's CSS, and the folders of its fonts."""

    sheets: tuple[Job, ...]
    styles: tuple[Style, ...]
    fonts: tuple[str, ...]


def naive(jobs: Jobs) -> Callable[[], object]:
    """WeasyPrint as its own first page shows it: one sheet after the other, everything anew."""
    # Through ours, which has told the engine of the same fonts before it was imported.
    from klyngepakke.printing import layout  # noqa: PLC0415 - is timed without its import

    engine = layout.weasyprint

    class Fetcher(layout.URLFetcher):
        def __init__(self, shelf: Shelf) -> None:
            super().__init__()
            self.shelf = shelf

        def fetch(self, url, headers=None):  # noqa: ARG002 - the engine's signature
            asset = self.shelf.fetch(url)
            return layout.URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})

    def sheet(job: Job) -> bytes:
        fonts, fetcher = layout.FontConfiguration(), Fetcher(job.shelf)
        styles = [
            engine.CSS(string=x.text, base_url=x.url, url_fetcher=fetcher, font_config=fonts)
            for x in jobs.styles
        ]
        page = engine.HTML(string=job.html, base_url=job.shelf.base, url_fetcher=fetcher)
        return page.write_pdf(
            stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", pdf_forms=job.forms
        )

    return lambda: [sheet(job) for job in jobs.sheets]


def chromium(jobs: Jobs) -> Callable[[], object]:
    """A browser without a window, started once, which prints one sheet after the other."""
    sys.path.insert(0, str(ROOT / "tests"))
    from helpers_browser import driving  # noqa: PLC0415 - the tests' own way to a browser

    def work() -> None:
        with tempfile.TemporaryDirectory() as folder, driving() as ask:
            for job in jobs.sheets:
                file = Path(folder, "ark.html")
                file.write_text(job.alone, "utf-8")
                ask("/url", {"url": file.as_uri()})
                assert base64.b64decode(ask("/print", {"background": True})).startswith(b"%PDF")

    return work


def typst(jobs: Jobs) -> Callable[[], object]:
    """Typst on the same words: headings, paragraphs, lists, tables and writing lines."""
    import typst as program  # noqa: PLC0415 - not everybody has it

    texts = [typst_of(job.html).encode() for job in jobs.sheets]
    fonts = program.Fonts(include_system_fonts=False, font_paths=list(jobs.fonts))

    def work() -> None:
        for text in texts:
            assert program.compile(text, font_paths=fonts).startswith(b"%PDF")

    return work


def typst_of(html: str) -> str:
    """The words of a sheet's HTML as Typst."""
    body = tinyhtml5.parse(html, namespace_html_elements=False).find("body")
    head = '#set page("a4", margin: (x: 18mm, y: 20mm), numbering: "1 / 1")\n'
    look = '#set text(font: "Source Sans Pro", size: 11pt, lang: "da")\n'
    return head + look + "\n".join(_blocks(body))


def _blocks(node: ET.Element) -> Iterator[str]:
    for child in node:
        tag = str(child.tag).rpartition("}")[2]  # a drawing has a namespace
        if re.fullmatch("h[1-6]", tag):
            yield f"#heading(level: {tag[1]}, {_quoted(child)})\n"
        elif tag == "table":
            yield _table(child)
        elif tag == "li":
            yield f"#list({_quoted(child)})"
        elif tag == "i" and not _words(child):
            yield "#v(8mm)#line(length: 100%, stroke: .25mm)"
        elif tag in {"svg", "style"}:
            continue
        elif any(x.tag in _BLOCK for x in child.iterfind(".//*")):
            yield from _blocks(child)
        elif _words(child):
            yield f"#par({_quoted(child)})\n"


_BLOCK = frozenset({"h1", "h2", "h3", "h4", "i", "li", "p", "table", "div", "section", "dd"})


def _table(table: ET.Element) -> str:
    rows = [[x for x in row if x.tag in {"td", "th"}] for row in table.iter("tr")]
    wide = max((len(row) for row in rows), default=1)
    cells = [_quoted(cell) for row in rows for cell in row]
    cells += ['""'] * (-len(cells) % wide)
    return f"#table(columns: {wide}, stroke: .2mm, {', '.join(f'[#{c}]' for c in cells)})\n"


def _words(node: ET.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _quoted(node: ET.Element) -> str:
    return json.dumps(_words(node), ensure_ascii=False)


_WORKS = {"naive": naive, "chromium": chromium, "typst": typst}


def main() -> None:
    """Print the cost of one of them as JSON."""
    name, file = sys.argv[1:]
    work = _WORKS[name](pickle.loads(Path(file).read_bytes()))  # noqa: S301 - our own file
    cost: Cost = clocked(work)
    print(json.dumps(cost))


if __name__ == "__main__":
    main()
