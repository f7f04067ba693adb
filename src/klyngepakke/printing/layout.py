"""Layout: HTML and a theme's CSS in, pages out; whatever the engine complains of is an error."""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import logging
import os
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError, LimitError, Problem
from klyngepakke.printing import c_types, fonts, markup, pages
from klyngepakke.printing.document import Document, Finding, Place, named
from klyngepakke.printing.fetching import ROOT, Refused, Shelf
from klyngepakke.printing.stylesheet import BASE, Style, styles

# Set before the engine is imported: it then knows no fonts but those a theme brings.
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
with warnings.catch_warnings(action="ignore"):  # "No fonts configured": that is the point
    import weasyprint  # type: ignore[import-untyped]
    from weasyprint.css.counters import CounterStyle  # type: ignore[import-untyped]
    from weasyprint.text.ffi import ffi  # type: ignore[import-untyped]
    from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Laid:
    """A laid-out document.

    Attributes:
        pdf: The engine's PDF, unfinished and not compressed.
        pages: How many pages it has.
        fields: Where every field lies.
        codes: Every QR code: its link, and where it lies.
        fonts: The font families used, sorted.
        tooltips: What each form field is called, by its name.
        findings: What is doubtful about the CSS and the pages.
    """

    pdf: bytes
    pages: int
    fields: tuple[Place, ...]
    codes: tuple[Place, ...]
    fonts: tuple[str, ...]
    tooltips: dict[str, str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Parsed:
    """A sheet's HTML as a tree, ready to be looked at and laid out."""

    root: ET.Element
    html: Any  # the engine's own
    fetcher: _Fetcher


def get_ready() -> None:
    """Do once what a process' first sheet, and the first of every fork of it, would wait for."""
    c_types.prepare(ffi)


def parse(html: str, document: Document, theme: Theme) -> Parsed:
    """Read the HTML as the engine will.

    Raises:
        InputError: It cannot be read.
    """
    fetcher = _Fetcher(Shelf(theme, document.pack, document.pictures))
    with _engine_faults(named(document)):
        page = weasyprint.HTML(string=html, base_url=fetcher.shelf.base, url_fetcher=fetcher)
    return Parsed(page.etree_element, page, fetcher)


def lay_out(parsed: Parsed, document: Document, theme: Theme) -> Laid:
    """Lay a sheet out with the theme's CSS.

    Raises:
        InputError: A picture or a character is missing, or the engine complains of anything
            else than CSS it does not know.
        LimitError: The sheet does not fit in memory.
    """
    press = _press(theme, _stamp(theme))
    with _listening() as records, _engine_faults(named(document), parsed.fetcher):
        rendered, pdf = _rendered(parsed.html, press, forms=document.forms)
    skipped, faults = _sorted_out(records, Style("skabelonen", "", ""), parsed.root)
    _refuse(named(document), parsed.fetcher.refusals or faults)
    _refuse(named(document), _foreign_fonts(rendered, theme) or pages.too_large(rendered.pages))
    seen = [pages.look(number, page, document) for number, page in enumerate(rendered.pages, 1)]
    return Laid(
        pdf=pdf,
        pages=len(rendered.pages),
        fields=tuple(_fields(rendered, markup.field_ids(parsed.root))),
        codes=tuple(code for page in seen for code in page.codes),
        fonts=tuple(sorted({font.family for font in rendered.fonts.values()})),
        tooltips=markup.tooltips(parsed.root),
        findings=(
            *(Finding("css", what=rule) for rule in (*press.skipped, *skipped)),
            *pages.findings(seen, document),
        ),
    )


class _Fetcher(URLFetcher):  # type: ignore[misc]  # the engine is untyped
    """Gives the engine what is on the shelf, and remembers what it was refused.

    The engine swallows a refusal inside a picture or a font, so the list is read afterwards.
    """

    def __init__(self, shelf: Shelf) -> None:
        # The parent's own start would make handlers that can open connections and files.
        self.shelf = shelf
        self.refusals: list[str] = []
        self._fail_on_errors = False

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002 - the engine's signature
        """What is behind an address; raises where there is nothing for us."""
        try:
            asset = self.shelf.fetch(url)
        except Refused as refused:
            shown = markup.shown(unquote(url.removeprefix(ROOT)))
            self.refusals.append(f"”{shown}” kan ikke bruges: {refused}")
            raise
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.mime})


@dataclass(frozen=True)
class _Press:
    """A theme's CSS and fonts, read once and used for every sheet of a process."""

    fonts: Any
    counters: Any
    sheets: tuple[Any, ...]
    skipped: tuple[str, ...]


@functools.lru_cache(maxsize=4)
def _press(theme: Theme, _changed: tuple[int, ...]) -> _Press:
    fonts, counters = FontConfiguration(), CounterStyle()
    sheets, skipped = [], list[str]()
    for style in styles(theme):
        fetcher = _Fetcher(Shelf(theme))
        what = f"Udseendet ”{theme.title}”, {style.name},"
        with _listening() as records, _engine_faults(what):
            sheet = weasyprint.CSS(
                string=style.text,
                base_url=style.url,
                url_fetcher=fetcher,
                font_config=fonts,
                counter_style=counters,
            )
        told, faults = _sorted_out(records, style)
        _refuse(what.removesuffix(","), fetcher.refusals or faults)
        sheets.append(sheet)
        skipped += told
    return _Press(fonts, counters, tuple(sheets), tuple(skipped))


# The engine's font files lie in a folder of its own, which goes when the last press goes.
atexit.register(_press.cache_clear)


def _stamp(theme: Theme) -> tuple[int, ...]:
    """When the theme's files last changed: an edited theme is read again."""
    files = (BASE, *theme.styles, *(face.file for face in theme.faces))
    return tuple(path.stat().st_mtime_ns for path in files)


def _rendered(page: Any, press: _Press, *, forms: bool) -> tuple[Any, bytes]:  # noqa: ANN401 - the engine is untyped
    options = {"pdf_variant": "pdf/ua-1", "pdf_forms": forms}
    rendered = page.render(
        font_config=press.fonts,
        counter_style=press.counters,
        stylesheets=list(press.sheets),
        **options,
    )
    # The finishing packs it, at half the cost of the engine's own level 9, and 1 % larger.
    return rendered, rendered.write_pdf(uncompressed_pdf=True, **options)


@contextlib.contextmanager
def _engine_faults(what: str, fetcher: _Fetcher | None = None) -> Iterator[None]:
    """Turn whatever the engine raises into an error that names the sheet or the theme."""
    try:
        yield
    except MemoryError:
        raise LimitError(f"{what} fylder mere, end hukommelsen rækker.") from None
    except Exception as error:
        _refuse(what, fetcher.refusals if fetcher else ())
        raise InputError(
            f"{what} kan ikke sættes op ({type(error).__name__}). Se efter meget "
            "store tal i CSS’en, meget lange selektorer og dele, der ligger dybt inde i hinanden."
        ) from error


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@contextlib.contextmanager
def _listening() -> Iterator[list[logging.LogRecord]]:
    """Everything that the engine complains of meanwhile."""
    ear = _Ear()
    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    for logger in loggers:
        logger.addHandler(ear)
    try:
        yield ear.records
    finally:
        for logger in loggers:
            logger.removeHandler(ear)


def _sorted_out(
    records: Iterable[logging.LogRecord], style: Style, root: ET.Element | None = None
) -> tuple[list[str], list[str]]:
    """The complaints as CSS that is skipped, and faults: everything else."""
    skipped, faults = list[str](), list[str]()
    for record in records:
        at = _css_place(record)
        if at and record.levelno == logging.WARNING:
            skipped.append(_skipped(style, *at))
        else:
            faults.append(_fault(record, root))
    return list(dict.fromkeys(skipped)), list(dict.fromkeys(faults))


def _css_place(record: logging.LogRecord) -> tuple[int, int] | None:
    """Line and column, which every complaint about CSS carries side by side."""
    args = record.args if isinstance(record.args, tuple) else ()
    for line, column in itertools.pairwise(args):
        if isinstance(line, int) and isinstance(column, int):
            return line, column
    return None


def _skipped(style: Style, line: int, column: int) -> str:
    lines = style.text.splitlines()
    shown = f" ”{lines[line - 1].strip()[:80]}”" if line <= len(lines) else ""
    return f"{style.name}:{line}:{column}{shown}"


def _fault(record: logging.LogRecord, root: ET.Element | None) -> str:
    args = record.args if isinstance(record.args, tuple) else ()
    match args:
        case (str(sign), int(number)) if record.module == "text":
            text = markup.around(root, sign) if root is not None else ""
            where = f": ”{text}”" if text else ""
            return f"Tegnet ”{sign}” (U+{number:04X}) findes ikke i skrifttyperne{where}."
        case (str(name),) if record.module == "anchors":
            return f"Linket ”#{name}” peger på noget, der ikke er på arket."
    return f"Der er noget galt med opsætningen ({record.getMessage()})."


def _foreign_fonts(rendered: Any, theme: Theme) -> list[str]:  # noqa: ANN401 - the engine is untyped
    known = fonts.families(theme)
    return [
        f"Skriften ”{font.family}” følger ikke med udseendet ”{theme.title}”."
        for font in rendered.fonts.values()
        if font.family not in known
    ]


def _fields(rendered: Any, wanted: list[str]) -> Iterator[Place]:  # noqa: ANN401 - the engine is untyped
    for number, page in enumerate(rendered.pages, 1):
        for name in wanted:
            if name in page.anchors:
                yield pages.place(name, number, page.anchors[name])


def _refuse(what: str, faults: Iterable[str]) -> None:
    problems = [Problem(f"{what}: {fault}") for fault in dict.fromkeys(faults)]
    if problems:
        raise InputError(*problems)
