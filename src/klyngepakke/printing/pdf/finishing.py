"""Finishing: what the engine leaves undone in a PDF: field names, metadata, an id, compression."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pikepdf

from klyngepakke.errors import InputError, Problem
from klyngepakke.printing.document import Document, named
from klyngepakke.printing.pdf.embedding import loose
from klyngepakke.printing.pdf.forms import IDENTITY

# The whole-embedded field font maps a glyph to the byte order mark, which PDF/UA forbids; a
# zero-width space says the same to whoever copies the text.
_BYTE_ORDER_MARK = re.compile(rb"(<[0-9a-f]+>) <feff>", re.IGNORECASE)
_ZERO_WIDTH_SPACE = rb"\1 <200b>"
_IN_LISTS = ("/L", "/LI", "/Caption")  # all that PDF/UA allows right inside a list
_ACTIONS = ("/URI", "/GoTo")
_SCHEMES = ("http://", "https://", "mailto:")


def finish(pdf: bytes, document: Document, tooltips: Mapping[str, str], form: str = "") -> bytes:
    """The finished file: the same input gives the same bytes.

    Args:
        pdf: The engine's PDF.
        document: Its `dokument` data (moede, ark, udgave) become the file's identity.
        tooltips: What each form field is called, by its name.
        form: The hash of what its form asks, or "".

    Raises:
        InputError: The file carries an attachment, or something that a reader would do, or
            lacks a font.
    """
    with pikepdf.open(io.BytesIO(pdf)) as file:
        problems = [Problem(f"{named(document)}: {sentence}") for sentence in _faults(file)]
        if problems:
            raise InputError(*problems)
        _name_fields(file, tooltips)
        _order_fields(file)
        _mend_fonts(file)
        _mend_lists(file)
        _keep_appearances(file)
        _identify(file, document, form)
        out = io.BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        file.save(out, deterministic_id=True, compress_streams=True, object_stream_mode=packed)
    return out.getvalue()


def _faults(file: pikepdf.Pdf) -> list[str]:
    """What may not be in a file, however the HTML and the CSS brought it there."""
    found = []
    if len(file.attachments) or "/AF" in file.Root:
        found.append("Filer kan ikke vedhæftes et ark.")
    if {"/OpenAction", "/AA"} & set(file.Root.keys()):
        found.append("Et ark kan ikke gøre noget, når det åbnes.")
    found += filter(None, (_action_fault(item) for page in file.pages for item in _acting(page)))
    found += (
        f"Skriften ”{name}” ligger ikke i filen, så en anden computer viser en anden. "
        "Brug en af udseendets egne skrifter."
        for name in loose(file)
    )
    return list(dict.fromkeys(found))


def _acting(page: pikepdf.Page) -> Iterator[Any]:
    yield from page.obj.get("/Annots", ())


def _action_fault(annotation: Any) -> str:  # noqa: ANN401 - pikepdf's object
    action = annotation.get("/A")
    if annotation.get("/Subtype") == "/FileAttachment":
        return "Filer kan ikke vedhæftes et ark."
    if "/AA" in annotation or (action is not None and action.get("/S") not in _ACTIONS):
        return "Et ark kan ikke gøre andet end at åbne et link."
    link = str(action.get("/URI", "https://")) if action is not None else "https://"
    if link.lower().startswith(_SCHEMES):
        return ""
    return f"Linket ”{link[:80]}” skal begynde med https://, http://, mailto: eller #."


def _name_fields(file: pikepdf.Pdf, tooltips: Mapping[str, str]) -> None:
    for field in _fields(file):
        text = tooltips.get(str(field.get("/T", "")))
        if text:
            field["/TU"] = text


def _fields(file: pikepdf.Pdf) -> Iterator[Any]:
    form = file.Root.get("/AcroForm")
    yield from form.Fields if form is not None else ()


def _order_fields(file: pikepdf.Pdf) -> None:
    """Let the tabulator go as the text is read; the engine begins a page with what is at its foot."""
    if next(_fields(file), None) is None:
        return
    read = {item.objgen: at for at, item in enumerate(_read(file.Root.StructTreeRoot))}
    _sort(file.Root.AcroForm.Fields, read)
    for page in file.pages:
        _sort(page.obj.get("/Annots", pikepdf.Array()), read)


def _read(element: Any) -> Iterator[Any]:  # noqa: ANN401 - pikepdf's object
    """The fields and links below an element of the structure, in the order they are read in."""
    children = element.get("/K", ())
    for child in children if isinstance(children, pikepdf.Array) else (children,):
        if isinstance(child, pikepdf.Dictionary):
            if "/Obj" in child:
                yield child.Obj
            else:
                yield from _read(child)


def _sort(items: Any, order: Mapping[tuple[int, int], int]) -> None:  # noqa: ANN401 - pikepdf's object
    found = [*items]
    wanted = sorted(found, key=lambda item: order.get(item.objgen, len(order)))
    for at, item in enumerate(wanted):
        if item.objgen != found[at].objgen:
            items[at] = item


def _mend_fonts(file: pikepdf.Pdf) -> None:
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
            text = item.ToUnicode.read_bytes()
            item.ToUnicode.write(_BYTE_ORDER_MARK.sub(_ZERO_WIDTH_SPACE, text))


def _keep_appearances(file: pikepdf.Pdf) -> None:
    """Let every reader show the ticks that the file itself brings.

    Told to draw all fields anew, poppler leaves a ticked box empty, on the screen and on paper.
    """
    form = file.Root.get("/AcroForm")
    if form is not None and "/NeedAppearances" in form:
        del form["/NeedAppearances"]


def _mend_lists(file: pikepdf.Pdf) -> None:
    """Put blanks between terms that a theme sets on one line into list items of their own."""
    for item in file.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/L" and "/P" in item:
            for at, child in enumerate(item.K):
                if child.get("/S") not in _IN_LISTS:
                    item.K[at] = _list_item(file, item, child)


def _list_item(file: pikepdf.Pdf, of: Any, child: Any) -> Any:  # noqa: ANN401 - pikepdf's objects
    part = {"/Type": pikepdf.Name("/StructElem"), "/Pg": child.Pg}
    entry = file.make_indirect(pikepdf.Dictionary({**part, "/S": pikepdf.Name("/LI"), "/P": of}))
    body = file.make_indirect(
        pikepdf.Dictionary({**part, "/S": pikepdf.Name("/LBody"), "/P": entry})
    )
    entry.K, body.K, child.P = pikepdf.Array([body]), pikepdf.Array([child]), body
    return entry


def _identify(file: pikepdf.Pdf, document: Document, form: str) -> None:
    about = document.data.get("dokument")
    known = {**about, "skema": form} if isinstance(about, dict) else {"skema": form}
    for key, name in IDENTITY.items():
        if known.get(key):
            file.docinfo[name] = str(known[key])
