"""Late: what is put on a sheet when it is laid out already."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

import kits
from klyngepakke.errors import InputError
from klyngepakke.planning.wishes import NO_WISHES
from klyngepakke.printing import templates
from klyngepakke.printing.document import File, Job, PackFiles, Sheet, written
from klyngepakke.printing.findings import Finding
from klyngepakke.printing.pdf import late
from klyngepakke.printing.pdf.line import written as written_on
from klyngepakke.printing.unwritten import Unwritten
from klyngepakke.road import prepare
from klyngepakke.road.cache import Cached
from klyngepakke.road.further import MAKERS
from klyngepakke.road.late import AT_THE_LINE, LETTERS, Late, common, is_late, lettered, named
from klyngepakke.road.paper import on_paper
from klyngepakke.road.store import Store


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


def _chunked(width, height, data, bits=8):
    """A PNG file with a palette, of whatever it says."""

    def chunk(kind, said):
        return struct.pack(">I4s", len(said), kind) + said + struct.pack(">I", zlib.crc32(said))

    header = struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", bytes(6)), (b"IDAT", data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


ODD = {
    "not packed": lambda: _chunked(10, 10, b"odd bytes"),
    "cut off": lambda: _chunked(10, 10, zlib.compress(bytes(110))[:-8]),
    "too long": lambda: _chunked(10, 10, zlib.compress(bytes(50_000_000))),
    "too large": lambda: _chunked(600, 10, zlib.compress(bytes(6010))),
    "told in no way": lambda: _chunked(10, 10, zlib.compress(b"\x09" * 110)),
    "of no depth": lambda: _chunked(10, 10, zlib.compress(bytes(10)), 0),
    "too heavy": lambda: _png(10, 10) + bytes(2_000_000),
}


@pytest.mark.parametrize("what", ODD)
def test_a_picture_of_odd_bytes_is_known_as_one(what):
    """It comes from a process that may be broken: no crash, and no giant."""
    assert late.blanked(_chunked(10, 10, zlib.compress(bytes(110))), (0.5, 0.3, 1, 0.4))
    with pytest.raises(Unwritten):
        late.blanked(ODD[what](), (0.5, 0.3, 1, 0.4))


@pytest.mark.parametrize("area", [(0.5, 0.3, 1, 1), (0, -1, 1, 0), (0, 0.3, float("nan"), 0.4)])
def test_a_part_that_is_not_in_the_picture_is_not_emptied(area):
    """There is no row below it to go on from."""
    with pytest.raises(Unwritten):
        late.blanked(_png(10, 10), area)


def test_a_picture_that_says_it_is_a_giant_is_no_stand_in():
    """Packed in a few bytes; it is left alone, and never unpacked."""
    giant = BytesIO()
    with pikepdf.open(BytesIO(_holding(late.stand_in("02.png", _png(127, 180))))) as file:
        for item in (o for o in file.objects if isinstance(o, pikepdf.Stream)):
            if item.get("/Subtype") == "/Image":
                item.write(zlib.compress(bytes(50_000_000)), filter=pikepdf.Name("/FlateDecode"))
        file.save(giant)
    with pytest.raises(Unwritten, match="not in the file"):
        late.pictured(giant.getvalue(), {"02.png": _png(127, 180)})


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7"])
def test_a_file_that_is_none_has_no_pictures_put_in(pdf):
    """The list is laid out with them instead."""
    with pytest.raises(Unwritten):
        late.pictured(pdf, {"02.png": _png(127, 180)})


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


# --- The line that names the cluster ----------------------------------------------------------

CLUSTER = "Klyngen i eksemplet"


@cache
def _ready(look="", cluster=CLUSTER):
    meeting = kits.meeting("trivsel")
    named = replace(meeting, cluster=replace(meeting.cluster, name=cluster))
    return prepare(kits.write(named), kits.everything(), look)


def _document(ready, kind):
    return next(d for d in ready.kit.documents if d.id == kind)


def _made(maker, ready, kind):
    return maker(_document(ready, kind), ready.theme, filters=kits.everything().filters)


class Maker:
    """Makes sheets as the engine does, and remembers what it was asked for."""

    def __init__(self, change=lambda sheet: sheet):
        self.asked = []
        self.texts = []
        self._change = change

    def __call__(self, document, theme, *, filters):
        """The sheet of a document."""
        self.asked.append(document.data.get("overlinje"))
        return self._change(kits.once(document, theme, filters=filters))

    def text(self, document, theme, *, filters):
        """The HTML alone, as a worker's."""
        self.texts.append(document.id)
        html = templates.render(document, theme, filters)
        return replace(kits.once(document, theme, filters=filters), html=html)


def _page(pdf, number=0):
    file = pypdfium2.PdfDocument(pdf)
    try:
        return file[number].render(scale=100 / 72).to_pil().convert("L")
    finally:
        file.close()


def _dark(image):
    return sum(count * (255 - level) for level, count in enumerate(image.histogram()))


def _end(image, top, bottom):
    """How far to the right a line goes."""
    return ImageChops.invert(image.crop((0, top, image.width, bottom))).getbbox()[2]


LINES = {
    "in capitals, spaced": ("", "dagsorden", CLUSTER),
    "on a form": ("", "spoergeskema", CLUSTER),
    "on a slide": ("", "slides", CLUSTER),
    "in large print, with wide blanks": ("stor", "dagsorden", CLUSTER),
    "with what HTML has signs for": ("", "dagsorden", "Nørre & Øst-Årup/Syd (2)"),
}


@pytest.mark.parametrize("what", LINES)
def test_what_is_written_later_is_what_would_be_laid_out(what):
    """The same words in the same place; but for kerning, the same picture."""
    look, kind, cluster = LINES[what]
    ready, maker = _ready(look, cluster), Maker()

    made, plain = _made(Late(maker), ready, kind), _made(kits.once, ready, kind)

    assert maker.asked == [LETTERS]
    assert replace(made, pdf=plain.pdf, picture=plain.picture, ink=plain.ink) == plain
    assert kits.pages(made) == kits.pages(plain)
    assert made.ink == pytest.approx(plain.ink, abs=0.004)
    for number in range(made.pages):
        found, wanted = _page(made.pdf, number), _page(plain.pdf, number)
        differs = ImageChops.difference(found, wanted).getbbox()
        if number or differs is None:
            assert differs is None
            continue
        _, top, right, bottom = differs
        assert bottom - top < 30  # one line
        assert _dark(found.crop(differs)) == pytest.approx(_dark(wanted.crop(differs)), rel=0.04)
        assert _dark(found.crop((right, top, found.width, bottom))) == 0
        assert _end(found, top, bottom) == pytest.approx(_end(wanted, top, bottom), abs=4)


def test_the_field_that_measures_the_line_is_not_painted():
    """It is nearly nothing to see, and would still be found by whoever looks for faint colours."""
    made = _made(Late(Maker()), _ready(), "dagsorden")
    with pikepdf.open(BytesIO(made.pdf)) as file:
        drawn = file.pages[0].obj.Contents.read_bytes()
    assert re.search(rb"0\.996078 0\.003922 rg[-\d.\s]+re\s+W\s+n[-\d.\s]+re\s+n\s", drawn)


def test_the_small_picture_has_a_line_of_the_words_length():
    """Nobody can read it there; but it must not run over the margin."""
    made, plain = (_made(m, _ready(), "dagsorden") for m in (Late(Maker()), kits.once))
    found, wanted = (Image.open(BytesIO(s.picture)).convert("L") for s in (made, plain))

    # The two have not quite the same sixteen greys.
    differs = ImageChops.difference(found, wanted).point(lambda level: 255 * (level > 64))
    _, top, right, bottom = differs.getbbox()
    assert bottom - top <= 4
    assert right < found.width * 0.75


def test_a_part_of_a_picture_is_emptied_and_no_more():
    """As the page is above it, and however the rows are packed."""
    image = Image.linear_gradient("L").resize((90, 128)).quantize(16)
    image.paste(0, (30, 40, 70, 50))
    out = BytesIO()
    image.save(out, "PNG", optimize=True)

    (size, found), (_, was) = (
        _points(late.blanked(out.getvalue(), (0.5, 0.3, 1, 0.4))),
        _points(out.getvalue()),
    )

    assert size == (90, 128)
    rows = [(found[y * 90 : y * 90 + 90], was[y * 90 : y * 90 + 90]) for y in range(128)]
    above = rows[37][1]
    assert all(a == b for y, (a, b) in enumerate(rows) if not 38 <= y < 52)
    assert all(a == b[:45] + above[45:] for a, b in rows[38:52])


def test_two_clusters_share_a_layout(tmp_path):
    """The name is all that differs, so the second cluster's sheet is found in the cache."""
    maker = Maker()
    make = Late(Cached(maker, Store(tmp_path, bytes(32)), "omkring"))

    sheets = [_made(make, _ready("", name), "dagsorden") for name in ("Klynge 1", "Klynge 2")]
    again = _made(make, _ready("", "Klynge 1"), "dagsorden")

    assert maker.asked == [LETTERS]
    assert again == sheets[0] == _made(Late(kits.once), _ready("", "Klynge 1"), "dagsorden")
    for name, sheet in zip(("KLYNGE 1", "KLYNGE 2"), sheets, strict=True):
        assert kits.pages(sheet)[0].startswith(f"DAGSORDEN · {name} ")


@pytest.mark.parametrize("pack", kits.PACKS)
def test_the_templates_say_the_line_once_and_nothing_of_it(pack):
    """What is written later is what the template would have said, whatever it is."""
    ready = prepare(kits.write(kits.meeting(pack)), kits.everything())
    documents = [d for d in ready.kit.documents if is_late(d, ready.theme)]

    assert {"drejebog", "dagsorden"} <= {d.id for d in documents}
    for document in documents:
        html = templates.render(lettered(document), ready.theme)
        said = html.replace(LETTERS.replace("&", "&amp;"), document.data["overlinje"])
        assert said.replace(" data-senere", "") == templates.render(document, ready.theme)


def _renamed(name):
    return lambda document: replace(
        document,
        data={
            **document.data,
            "overlinje": f"Dagsorden · {name}",
            "møde": {**document.data["møde"], "klynge": name},
        },
    )


@pytest.mark.parametrize("pack", kits.PACKS)
def test_the_templates_ask_for_nothing_that_a_cluster_has_alone(pack):
    """So the cache knows a sheet that is alike in two clusters without writing it."""
    ready = prepare(kits.write(kits.meeting(pack)), kits.everything())
    for document in (d for d in ready.kit.documents if d.pack is None):
        known = common(document, ready.theme)
        assert known != document
        assert templates.render(known, ready.theme) == templates.render(document, ready.theme)


def test_a_sheet_that_is_alike_in_two_clusters_is_known_without_its_html(tmp_path):
    """And is each cluster's own sheet all the same."""
    maker = Maker()
    make = Late(Cached(maker, Store(tmp_path, bytes(32)), "omkring"))
    clusters = [_ready("", name) for name in ("Klynge 1", "Klynge 2")]

    sheets = [_made(make, ready, "parkeringsplakat") for ready in clusters]

    assert len(maker.asked) == 1
    assert maker.texts == []
    assert [s.document for s in sheets] == [_document(r, "parkeringsplakat") for r in clusters]
    assert sheets[0] == _made(kits.once, clusters[0], "parkeringsplakat")


@pytest.mark.parametrize("what", ["a pack's own", "with a logo", "with templates of the look's"])
def test_a_template_that_may_ask_for_the_cluster_is_told_of_it(tmp_path, what):
    """Nobody knows what it says, so it is given everything."""
    document, theme = _document(_ready(), "dagsorden"), _ready().theme
    (tmp_path / "ark").mkdir()
    changed = {
        "a pack's own": (replace(document, pack=PackFiles("te", tmp_path)), theme),
        "with a logo": (document, replace(theme, logo=tmp_path / "logo.svg")),
        "with templates of the look's": (document, replace(theme, folders=(tmp_path,))),
    }
    assert common(document, theme) != document
    assert common(*changed[what]) == changed[what][0]


NOT_LATER = {
    "a letter that is none of ours": _renamed("Klyngen i Šumava"),
    "a sign of HTML": _renamed("Klyngen <i>"),
    "two blanks": _renamed("Klyngen  i"),
    "what may not be parted": _renamed("Klyngen kl. 16.30"),
    "no name": _renamed(""),
    "another's name": lambda d: replace(d, data={**d.data, "overlinje": "Dagsorden · Andre"}),
    "no line": lambda d: replace(d, data={n: v for n, v in d.data.items() if n != "overlinje"}),
    "a pack's own sheet": lambda d: replace(d, pack=PackFiles("te", d.pack)),
}


@pytest.mark.parametrize("what", NOT_LATER)
def test_what_cannot_be_written_later_is_laid_out(what):
    """Told by the document, before anything is made of it."""
    document, theme = _document(_ready(), "dagsorden"), _ready().theme
    assert is_late(document, theme)
    assert not is_late(NOT_LATER[what](document), theme)


LOOKS = {
    "h1 { color: red } .overlinje { color: red; font-size: 9pt }": True,
    "@page { @top-right { text-align: right } }": True,
    ".overlinje::before { content: 'x' }": False,
    ".overlinje { /* ; */ text-decoration: underline }": False,
    "header { display: flex }": False,
    ".overlinje { text-transform: capitalize }": False,
    ".ark { text-align: center; h2 { color: red } }": False,
    "@media print { body { text-indent: 1em } }": False,
    "@import 'mere.css';": False,
    '@charset "utf-8"; @font-face { src: url("a;b.ttf") } h1::after { content: "/" }': True,
    "@media print { .tekst { hyphens: manual } h1 { display: flex } }": True,
    "p + p { margin-top: 2mm } .kort p, .note::before { line-height: 1.4 }": True,
    ".ark p:first-child { bookmark-level: 2; bookmark-label: content() }": False,
    "header { string-set: kending content() }": False,
    "BODY { TEXT-ALIGN: right }": False,
    "P.Overlinje { Display: Inline }": False,
    ".overlinje { text-align: right": False,
    ".overlinje { float: right": False,
    ".x::after{content:'/*'} .overlinje{float:right} .y::after{content:'*/'}": False,
    "h1 { color: red } /* .overlinje { color: red }": False,
    "h1::after { content: 'x } .overlinje { float: right }": False,
    ".ark p:first-child { display:inline-block; border-bottom:1pt solid }": False,
    "p::after { content:' ·' }": False,
    "h1, .ark > :first-child:after { content:' ·' }": False,
    ".x, :is(.overlinje, h2) { float: right }": False,
    "[class=overlinje] { position: absolute }": False,
    "* { padding: 1mm }": False,
    ".dagsorden { display: flex }": False,
    "h1 { & + p, .overlinje { float: right } }": False,
    r".overl\69nje { float: right }": False,
    "h1 { background: url(a{b) } .overlinje { float: right }": False,
    "h1 { --x: (; } .overlinje { color: red } ) }": False,
    "@layer a { .overlinje { color: red } }": False,
    ".overlinje { text-transform: var(--x) }": False,
    "h1::after { content: '/*' }": False,
    "h1 { bookmark-label: content() }": False,
    "a::after { content: target-text(attr(href)) }": False,
    "p::after { color: red }": False,
    "h1:is( { color: red }": False,
    ".overlinje:is(.x .note) { float: right }": False,
    "@counter-style x { color: red }": False,
}


@pytest.mark.parametrize("css", LOOKS)
def test_a_look_that_does_more_with_the_line_has_it_laid_out(tmp_path, css):
    """What moves, hides or adorns it would be made for the letters, and not for the words."""
    document, theme = _document(_ready(), "dagsorden"), _ready().theme
    path = tmp_path / "eget.css"
    path.write_text(css, "utf-8")
    assert is_late(document, replace(theme, styles=(*theme.styles, path))) is LOOKS[css]


def test_a_look_with_a_template_of_its_own_has_it_laid_out(tmp_path):
    """Nobody knows what it does with the line."""
    document, theme = _document(_ready(), "dagsorden"), _ready().theme
    look = replace(theme, folders=(tmp_path, *theme.folders))
    assert is_late(document, look)
    (tmp_path / "ark").mkdir()
    (tmp_path / "ark/skelet.html").write_text('{% extends "kerne/skelet.html" %}', "utf-8")
    assert not is_late(document, look)


PARTS = {
    '<p style="color: red">{{ spg.tekst }}</p>{% include "felter/felt.html" %}': True,
    "{{ dokument.overlinje | length }}": False,
    "<style>p { float: right }</style>": False,
    '{% include "andet.html" %}': False,
    '{% extends "andet.html" %}': False,
}


@pytest.mark.parametrize("text", PARTS)
def test_a_look_with_a_part_of_its_own_that_speaks_of_the_line_has_it_laid_out(tmp_path, text):
    """Any sheet may include it."""
    document, theme = _document(_ready(), "dagsorden"), _ready().theme
    (tmp_path / "ark/dele").mkdir(parents=True)
    (tmp_path / "ark/dele/logo.html").write_text(text, "utf-8")
    look = replace(theme, folders=(tmp_path, *theme.folders))
    assert is_late(document, look) is PARTS[text]


@pytest.mark.parametrize("look", ["klinik", "stor", "blaek"])
def test_the_looks_that_there_are_leave_the_line_what_it_is(look):
    """So their sheets are shared by the clusters of a series."""
    ready = _ready(look)
    found = {d.id for d in ready.kit.documents if is_late(d, ready.theme)}
    assert found == {"drejebog", "dagsorden", "spoergeskema", "slides"}


class Around(HTMLParser):
    """Finds the elements that the line stands in, and their classes."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.found = set()

    def handle_starttag(self, tag, attrs):
        """Remember what is open."""
        if tag not in {"meta", "br", "img", "input", "link"}:
            classes = (dict(attrs).get("class") or "").split()
            self.open.append((tag, *(f".{name}" for name in classes)))

    def handle_endtag(self, tag):
        """Forget it."""
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        """The line is in all of it."""
        if LETTERS in data:
            self.found |= {name for names in self.open for name in names}


def test_what_the_line_stands_in_is_what_a_look_is_judged_by():
    """An element or a class too few, and a look that moves the line would not be seen."""
    ready = _ready()
    for document in (d for d in ready.kit.documents if is_late(d, ready.theme)):
        around = Around()
        around.feed(templates.render(lettered(document), ready.theme))
        assert {".overlinje", "body"} <= around.found <= AT_THE_LINE


def _unless(words, error):
    def change(sheet):
        if sheet.document.data.get("overlinje") != words:
            raise error
        return sheet

    return change


def _told(rule, what):
    return lambda sheet: replace(sheet, findings=(*sheet.findings, Finding(rule, 1, what)))


def _only_letters(change):
    return lambda sheet: change(sheet) if LETTERS in sheet.document.data["overlinje"] else sheet


INSTEAD = {
    "a font without a letter": _unless(f"Dagsorden · {CLUSTER}", InputError("Tegnet findes ikke")),
    "a line that is pale": _only_letters(_told("kontrast", f"”{LETTERS.upper()[:40]}…”")),
    "a line that is said twice": _only_letters(lambda s: replace(s, html=s.html * 2)),
    "a file that is drawn otherwise": _only_letters(lambda s: replace(s, pdf=_holding())),
    "a file that is none": _only_letters(lambda s: replace(s, pdf=b"%PDF-1.7")),
}


@pytest.mark.parametrize("what", INSTEAD)
def test_a_sheet_that_cannot_be_written_on_is_laid_out(what):
    """The ordinary way, with whatever there is to say of the words themselves."""
    maker = Maker(INSTEAD[what])

    made = _made(Late(maker), _ready(), "dagsorden")

    assert maker.asked == [LETTERS, f"Dagsorden · {CLUSTER}"]
    assert made == _made(kits.once, _ready(), "dagsorden")


def test_a_name_that_has_no_room_is_laid_out():
    """On two lines, and whatever is below goes down."""
    name = "Klyngen af praksis i Nørre Sundby, Øster Hornum og Vester Hassing med de syv øer"
    ready, maker = _ready("", name), Maker()

    made = _made(Late(maker), ready, "dagsorden")

    assert maker.asked == [LETTERS, f"Dagsorden · {name}"]
    assert made == _made(kits.once, ready, "dagsorden")


def test_what_is_wrong_with_a_sheet_is_told():
    """Once, and of the words that were meant."""
    error = InputError("Skabelonen er forkert.")
    with pytest.raises(InputError, match="Skabelonen er forkert"):
        _made(Late(Maker(_unless("", error))), _ready(), "dagsorden")


def test_words_are_written_with_the_letters_there_are():
    """One that the line has not is no place to stop half way."""
    sheet = kits.once(lettered(_document(_ready(), "dagsorden")), _ready().theme, filters={})
    with pytest.raises(ValueError, match="another way"):
        written_on(sheet.pdf, LETTERS, "Š")


def _added(change):
    """A sheet's file with something more in it."""

    def changed(sheet):
        with pikepdf.open(BytesIO(sheet.pdf)) as file:
            change(file)
            out = BytesIO()
            file.save(out)
        return replace(sheet, pdf=out.getvalue())

    return changed


def _titled(text):
    def change(file):
        with file.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(text, 0))

    return change


def _said_aloud(text):
    def change(file):
        page = file.pages[0].obj
        said = f"/Span <</ActualText <feff{text.encode('utf-16-be').hex()}>>> BDC EMC ".encode()
        page.Contents = file.make_stream(said + page.Contents.read_bytes())

    return change


def _kept_in(where):
    def change(file):
        file.Root[where] = pikepdf.Array([pikepdf.Dictionary(Alt=pikepdf.String(LETTERS))])

    return change


def _of_wide_letters(file):
    for font in file.pages[0].obj.Resources.Font.values():
        font.DescendantFonts[0].W = pikepdf.Array([0, 10**12, 500])


def _drawn_with(before):
    def change(file):
        page = file.pages[0].obj
        page.Contents = file.make_stream(before + page.Contents.read_bytes())

    return change


FIELD = b"0.003922 0.996078 0.003922 rg "
STRANGE = {
    "in the outline": _titled(f"1 {LETTERS}"),
    "in the outline, in capitals": _titled(LETTERS.upper()),
    "in what is read aloud": _said_aloud(LETTERS),
    "in another object": _kept_in("/Odd"),
    "of a giant": _drawn_with(b" " * 5_000_000),
    "with blanks without an end": _drawn_with((FIELD + b" " * 200_000) * 2 + FIELD + b"x "),
    "with numbers without an end": _drawn_with(FIELD + b"1 " * 200_000),
}


@pytest.mark.parametrize("what", list(STRANGE)[:5])
def test_a_file_that_says_the_letters_elsewhere_is_not_written_on(what):
    """They would be there still, and be read."""
    sheet = kits.once(lettered(_document(_ready(), "dagsorden")), _ready().theme, filters={})
    assert written_on(sheet.pdf, LETTERS, "Ark").pdf
    with pytest.raises(Unwritten, match=r"another place|larger"):
        written_on(_added(STRANGE[what])(sheet).pdf, LETTERS, "Ark")


@pytest.mark.parametrize("what", list(STRANGE)[5:])
def test_a_file_of_blanks_is_read_at_once(what):
    """Each sign is looked at a few times, and not once for each of the others."""
    sheet = kits.once(lettered(_document(_ready(), "dagsorden")), _ready().theme, filters={})
    assert written_on(_added(STRANGE[what])(sheet).pdf, LETTERS, "Ark").pdf


def test_a_font_of_more_letters_than_there_are_is_not_counted():
    """They would be kept one by one."""
    sheet = kits.once(lettered(_document(_ready(), "dagsorden")), _ready().theme, filters={})
    assert written_on(_added(_of_wide_letters)(sheet).pdf, LETTERS, "Ark").pdf


# --- The files beside the sheets --------------------------------------------------------------


def _jobs(ready):
    sheets = tuple(Sheet(d, b"", "", 0) for d in ready.kit.documents)
    return [job for make in MAKERS for job in make(ready, sheets, NO_WISHES)]


@cache
def _files(cluster):
    return [written(job) for job in _jobs(_ready("", cluster))]


CLUSTERS = (
    "Klynge 1",
    "Nørre & Øst",
    "Før",  # as the line itself begins
    "Klyngen af praksis i byerne ved den lange fjord og på øerne i den",
)


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_a_file_is_the_same_as_if_it_knew_the_name(cluster):
    """Word, PowerPoint and the browser; byte for byte."""
    jobs = _jobs(_ready("", cluster))
    assert [named(job, cluster) for job in jobs] == _files(cluster)


def test_clusters_share_their_files():
    """What is made of two clusters is the same; but for the letter, which is about the one."""
    asked = [[], []]
    for known, name in zip(asked, ("Klynge 1", "Klynge 2"), strict=True):
        for job in _jobs(_ready("", name)):
            named(job, name, lambda job, to=known: to.append(job) or File("a", "b", b""))

    same = [one.make.__name__ for one, other in zip(*asked, strict=True) if one == other]
    assert sorted(same) == ["_deck", "_show", *["_word_file"] * 5]


def _echo(said):
    return File("a.html", "A", said.encode())


@pytest.mark.parametrize("name", ["", "A & B", "<b>", "Š", "a  b", "kl. 16", "http://a", "a" * 41])
def test_a_name_that_is_not_written_alike_everywhere_is_known_from_the_start(name):
    """No mark is made for it; the job is done as it is."""
    job = Job(_echo, ("klynge",))
    done = []
    named(job, name, lambda one: done.append(one) or _echo(""))
    document = _document(_ready(), "dagsorden")
    named(Job(_echo, (document,)), name, lambda one: done.append(one) or _echo(""))
    assert done == [job, Job(_echo, (document,))]
