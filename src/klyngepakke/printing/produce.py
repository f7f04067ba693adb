"""Produce: the one path from a document and a theme to a sheet, whoever wrote them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from xml.etree import ElementTree as ET

from klyngepakke.content.theme import Theme
from klyngepakke.errors import InputError, Problem
from klyngepakke.planning.asked import form_mark
from klyngepakke.printing import ink, markup, preflight, standalone, templates
from klyngepakke.printing.document import Document, Sheet, named
from klyngepakke.printing.fetching import Refused, Shelf
from klyngepakke.printing.questions import questions
from klyngepakke.printing.templates import NO_FILTERS, Filters


def produce(document: Document, theme: Theme, *, filters: Filters = NO_FILTERS) -> Sheet:
    """Make a sheet: markdown, template, layout, finishing. Writes no file.

    Args:
        document: What is to be printed.
        theme: How it looks.
        filters: Plugins' template filters, by name.

    Raises:
        InputError: The template, its data, its pictures or its characters are wrong; names
            the sheet and its pack.
        LimitError: The template or the sheet is larger than an honest one.
    """
    # The engine costs a second to import, and is not there on every computer.
    from klyngepakke.printing import layout  # noqa: PLC0415
    from klyngepakke.printing.pdf import finishing  # noqa: PLC0415

    html = templates.render(document, theme, filters)
    parsed = layout.parse(html, document, theme)
    _check(parsed.root, document, theme, filters)
    laid = layout.lay_out(parsed, document, theme)
    asked = questions(document, markup.form_fields(parsed.root)) if document.forms else ()
    pdf = finishing.finish(laid.pdf, document, laid.tooltips, form_mark(asked) if asked else "")
    shares, picture = ink.shown(pdf)
    return Sheet(
        document=document,
        pdf=pdf,
        html=html,
        pages=laid.pages,
        fields=laid.fields,
        fonts=laid.fonts,
        questions=asked,
        findings=(*laid.findings, *preflight.looked_at(document, pdf, laid.codes, shares)),
        ink=shares,
        picture=picture,
    )


def html_only(
    document: Document,
    theme: Theme,
    *,
    filters: Filters = NO_FILTERS,
    gathered: Callable[[str, Shelf], str] = standalone.gathered,
) -> str:
    """The sheet as one HTML file that needs nothing beside it and prints from a browser.

    Args:
        document: What is to be printed.
        theme: How it looks.
        filters: Plugins' template filters, by name.
        gathered: Puts what the page needs into it, once it is found to hold nothing else.

    Raises:
        InputError: As `produce`, but for what only the layout can see.
        LimitError: The template writes more than an honest one does.
    """
    html = templates.render(document, theme, filters)
    _check(markup.parse(html), document, theme, filters)
    try:
        return gathered(html, Shelf(theme, document.pack, document.pictures))
    except Refused as refused:
        sentence = f"{named(document)}, udseendet ”{theme.title}”: {refused}"
        raise InputError(sentence) from None


def _check(root: ET.Element, document: Document, theme: Theme, filters: Filters) -> None:
    shelf = Shelf(theme, document.pack, document.pictures)
    found = list(islice(markup.faults(root, shelf, forms=document.forms), templates.TOLD_LIMIT))
    if found:
        places = templates.find_lines(document, theme, (text for _, text in found), filters)
        sheet = named(document)
        raise InputError(
            *(
                Problem(f"{sheet}: {sentence}", file, line)
                for (sentence, _), (file, line) in zip(found, places, strict=True)
            )
        )
