"""Late: what is put on a sheet when it is laid out already."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image

import kits
from klyngepakke.planning.wishes import NO_WISHES
from klyngepakke.printing.pdf import late
from klyngepakke.road.paper import on_paper


def _png(*size, level=40):
    """A small picture with a palette, as a thumbnail is one."""
    image = Image.new("L", size, 255)
    image.paste(level, (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _points(png):
    image = Image.open(BytesIO(png)).convert("L")
    return image.size, image.tobytes()


def _shown(pdf):
    """The size and the points of every picture of a file."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        found = [
            item.get_bitmap().to_pil().convert("L")
            for page in file
            for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        ]
        return [(image.size, image.tobytes()) for image in found]
    finally:
        file.close()


def _holding(*pngs):
    """A file that holds grey pictures, as an engine writes them."""
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(200, 200))
        shown = {}
        for number, png in enumerate(pngs):
            (width, height), points = _points(png)
            item = file.make_stream(points)
            about = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}
            for name, value in about.items():
                item[name] = pikepdf.Name(value)
            item.Width, item.Height, item.BitsPerComponent = width, height, 8
            shown[f"/i{number}"] = item
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(shown))
        content = " ".join(f"q 50 0 0 50 0 {60 * n} cm {name} Do Q" for n, name in enumerate(shown))
        page.obj.Contents = file.make_stream(content.encode())
        out = BytesIO()
        file.save(out)
    return out.getvalue()


# --- Pictures ---------------------------------------------------------------------------------


def test_a_picture_takes_the_place_of_its_stand_in():
    """Each its own, of whatever size; a picture that nobody stands in for is left alone."""
    pictures = {"02.png": _png(127, 180), "03.png": _png(180, 101, level=90), "04.png": _png(5, 7)}
    other = _png(60, 60, level=200)

    pdf = _holding(*(late.stand_in(name, picture) for name, picture in pictures.items()), other)

    assert _shown(late.pictured(pdf, pictures)) == [*map(_points, (*pictures.values(), other))]


def test_what_is_put_in_gives_the_same_file_each_time():
    """No hour and no number of chance."""
    pdf = _holding(late.stand_in("02.png", _png(127, 180)))
    first, second = (late.pictured(pdf, {"02.png": _png(127, 180)}) for _ in range(2))
    assert first == second


def _grey():
    out = BytesIO()
    Image.new("L", (127, 180), 255).save(out, "PNG")
    return out.getvalue()


BAD = {
    "that is not there": lambda: ("03.png", _png(127, 180)),
    "of another size": lambda: ("02.png", _png(180, 127)),
    "without a palette": lambda: ("02.png", _grey()),
    "that is none": lambda: ("02.png", b"%PDF-1.7"),
    "that is cut off": lambda: ("02.png", _png(127, 180)[:30]),
}


@pytest.mark.parametrize("what", BAD)
def test_a_picture_that_does_not_fit_is_not_put_in(what):
    """Better none than the wrong one: whoever asks has it laid out."""
    pdf = _holding(late.stand_in("02.png", _png(127, 180)))
    with pytest.raises(ValueError, match=r"stand-in|picture"):
        late.pictured(pdf, dict([BAD[what]()]))


def test_a_stand_in_is_no_larger_than_a_thumbnail():
    """What says that it is a million points wide comes from a broken process, and costs nothing."""
    header = struct.pack(">IIBBBBB", 1_000_000, 1_000_000, 4, 3, 0, 0, 0)
    bomb = _png(5, 7)[:16] + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    for picture in (bomb, b"", b"%PDF-1.7"):
        assert _points(late.stand_in("02.png", picture))[0] == (1, 1)


# --- The print list ---------------------------------------------------------------------------


def _list(kit, sheets, make):
    ready = kit.prepared
    paper = on_paper(ready, sheets, (), make, NO_WISHES)
    return paper.sheets[0]


def _maker(kit, asked):
    def make(document):
        asked.append(document)
        return kits.once(document, kit.prepared.theme, filters=kits.everything().filters)

    return make


def test_the_list_shows_every_sheet_that_is_printed():
    """The pictures on paper are the sheets' own first pages."""
    first, *sheets = kits.kit("trivsel").sheets
    wanted = [_points(s.picture) for s in sheets if s.document.copies]

    assert sorted(_shown(first.pdf)) == sorted(wanted)


def test_the_list_is_the_same_document_whatever_the_sheets_look_like():
    """So it is found again when a letter of another sheet is changed; its pictures are new."""
    kit, asked = kits.kit("trivsel"), []
    _, *sheets = kit.sheets
    other = [replace(s, picture=_png(*_points(s.picture)[0])) for s in sheets]

    first = _list(kit, sheets, _maker(kit, asked))
    before = [d for d in asked if d.id == "printliste"]
    second = _list(kit, other, _maker(kit, asked))

    assert [d for d in asked if d.id == "printliste"] == [*before, *before]
    printed = [s for s in other if s.document.copies]
    assert sorted(_shown(second.pdf)) == sorted(_points(s.picture) for s in printed)
    assert second.html == first.html


def test_a_list_that_holds_no_stand_in_is_laid_out_with_its_pictures():
    """An engine that packs pictures in another way costs time, and nothing else."""
    kit = kits.kit("trivsel")
    _, *sheets = kit.sheets
    own = {s.picture for s in sheets}

    def make(document):
        sheet = kits.once(document, kit.prepared.theme, filters=kits.everything().filters)
        with_them = set(document.pictures.values()) & own
        if document.id == "printliste":
            return replace(sheet, pdf=b"%PDF with them" if with_them else _holding())
        return sheet

    assert _list(kit, sheets, make).pdf == b"%PDF with them"
