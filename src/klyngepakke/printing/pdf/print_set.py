"""The print set on paper: finished sheets put together into one file for the printer."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pikepdf

from klyngepakke.planning.print_labels import Bookmark
from klyngepakke.planning.print_set import Side

_KEPT: Final = ("/MediaBox", "/CropBox", "/Resources", "/Contents", "/Rotate", "/Group")
_A4: Final = (595.2756, 841.8898)
_SMALLER: Final = _A4[0] / _A4[1]  # A4 to A5
LONG_EDGE: Final = "/DuplexFlipLongEdge"
SHORT_EDGE: Final = "/DuplexFlipShortEdge"
ONE_SIDE: Final = "/Simplex"


@dataclass(frozen=True)
class Cover:
    """What a print file says of itself.

    Attributes:
        title: Danish.
        duplex: How a viewer sets the printer: `LONG_EDGE`, `SHORT_EDGE` or `ONE_SIDE`.
        labels: What each page is called.
        bookmarks: The outline.
    """

    title: str
    duplex: str
    labels: Sequence[str] = ()
    bookmarks: Sequence[Bookmark] = ()


def put_together(sources: Mapping[str, bytes], sides: Iterable[Side], cover: Cover) -> bytes:
    """One file with every side in order; the same input gives the same bytes.

    Copies of a page share its contents, fonts and pictures. Form fields, links and tags are left
    out: they are for the screen, and the sheets' own files have them.

    Args:
        sources: The sheets' PDF files by the documents' ids.
        sides: What is printed after what.
        cover: What the file says of itself.
    """
    out = pikepdf.new()
    masters = _masters(out, sources)
    size = pikepdf.Array([0, 0, *_A4])
    pages = []
    for side in sides:
        if side.page:
            page = masters[side.sheet, side.page]
            size = page.MediaBox
            pages.append(out.make_indirect(pikepdf.Dictionary(page)))
        else:
            empty = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=size)
            pages.append(out.make_indirect(empty))
    for page in pages:
        out.pages.append(pikepdf.Page(page))
    return _saved(out, cover)


def imposed(pdf: bytes, order: Iterable[tuple[int, int]], cover: Cover) -> bytes:
    """Two pages of A4 beside each other on each side of A4 across, as a booklet is printed.

    Args:
        pdf: A finished sheet.
        order: Left and right page of each side; 0 is empty.
        cover: What the file says of itself.
    """
    out = pikepdf.new()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        forms = [out.copy_foreign(page.as_form_xobject()) for page in file.pages]
    width, height = _A4[1], _A4[0]
    for pair in order:
        there = {f"/P{at}": forms[page - 1] for at, page in enumerate(pair) if page}
        drawn = (
            f"q {_SMALLER:.5f} 0 0 {_SMALLER:.5f} {int(name[2:]) * width / 2:.3f} 0 cm {name} Do Q"
            for name in there
        )
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, width, height],
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(there)),
            Contents=out.make_stream("\n".join(drawn).encode()),
        )
        out.pages.append(pikepdf.Page(out.make_indirect(page)))
    return _saved(out, cover)


def _masters(out: pikepdf.Pdf, sources: Mapping[str, bytes]) -> dict[tuple[str, int], Any]:
    """Every page of every sheet, as far as a printer needs it."""
    found: dict[tuple[str, int], Any] = {}
    for name, data in sources.items():
        with pikepdf.open(io.BytesIO(data)) as file:
            for number, page in enumerate(file.pages, start=1):
                bare = file.make_indirect(_bare(file, page))
                found[name, number] = out.copy_foreign(bare)
    return found


def _bare(file: pikepdf.Pdf, page: pikepdf.Page) -> pikepdf.Dictionary:
    kept = {key: page.obj[key] for key in _KEPT if key in page.obj}
    resources = kept.get("/Resources")
    if resources is not None and not resources.is_indirect:
        kept["/Resources"] = file.make_indirect(resources)
    return pikepdf.Dictionary({"/Type": pikepdf.Name.Page, **kept})


def _saved(out: pikepdf.Pdf, cover: Cover) -> bytes:
    out.docinfo["/Title"] = cover.title
    out.Root.Lang = pikepdf.String("da")
    out.Root.ViewerPreferences = pikepdf.Dictionary(
        {
            "/DisplayDocTitle": True,
            "/Duplex": pikepdf.Name(cover.duplex),
            "/PrintScaling": pikepdf.Name("/None"),
        }
    )
    if cover.labels:
        numbers: list[Any] = []
        for at, label in enumerate(cover.labels):
            numbers += [at, pikepdf.Dictionary(P=pikepdf.String(label))]
        out.Root.PageLabels = pikepdf.Dictionary(Nums=pikepdf.Array(numbers))
    with out.open_outline() as outline:
        outline.root.extend(_item(mark) for mark in cover.bookmarks)
    target = io.BytesIO()
    out.save(
        target,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()


def _item(mark: Bookmark) -> pikepdf.OutlineItem:
    item = pikepdf.OutlineItem(mark.title, mark.page - 1)
    item.children.extend(_item(one) for one in mark.below)
    return item
