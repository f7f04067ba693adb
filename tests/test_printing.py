"""Printing: real PDFs, read back; and everything that a sheet may not reach for."""

from __future__ import annotations

import hashlib
import io
import os
import socket
import subprocess
import sys
import threading

import pikepdf
import pytest
from PIL import Image

from helpers_pdf import (
    assert_ua1,
    attachments,
    field_names,
    fields,
    fonts,
    metadata,
    page_count,
    text,
)
from helpers_sheet import document, klinik, page, plain_theme
from klyngepakke.content.theme import read_theme
from klyngepakke.errors import InputError
from klyngepakke.printing import ink, qr
from klyngepakke.printing.produce import html_only, produce

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


@pytest.fixture
def theme(tmp_path):
    """A theme of one font."""
    return plain_theme(tmp_path / "tema")


@pytest.fixture
def made(tmp_path, theme):
    """Produce a sheet from a body; pictures lie in the pack before."""

    def make(body, data=None, head="", **more):
        made = document(tmp_path / "pakke", page(body, head), data, **more)
        return produce(made, theme)

    return make


@pytest.fixture
def refused(made):
    """Produce a sheet that must be refused, and give what was told."""

    def make(body, data=None, head="", **more):
        with pytest.raises(InputError) as error:
            made(body, data, head, **more)
        sentences = "\n".join(str(problem) for problem in error.value.problems)
        assert "Prøvearket" in sentences
        assert "prøvepakke" in sentences
        return sentences

    return make


@pytest.fixture
def pack(tmp_path):
    """The pack's folder, with a good picture in it."""
    pictures = tmp_path / "pakke" / "billeder"
    pictures.mkdir(parents=True)
    (pictures / "model.svg").write_text(SVG, encoding="utf-8")
    Image.new("L", (40, 30), 128).save(pictures / "foto.png")
    Image.new("RGB", (40, 30), "white").save(pictures / "foto.jpg")
    return tmp_path / "pakke"


FORM = """
<h1>Spørgeskema</h1>
<form>
<p><label for="navn">Navn</label> <input id="navn" name="navn" title="Dit navn"></p>
<p><label for="ord">Med egne ord</label> <textarea id="ord" name="ord" title="Med egne ord"></textarea></p>
<p><input type="checkbox" id="tr09__lav" name="tr09__lav" title="Energi: lav">
<label for="tr09__lav">lav</label></p>
<p><label for="s">Hvor ofte</label>
<select id="s" name="s" title="Hvor ofte"><option value="a">aldrig</option><option value="b">ofte</option></select></p>
</form>
<p><span id="kryds1" data-felt style="display: inline-block; width: 4.3mm; height: 4.3mm"></span> x</p>
"""


def test_a_sheet_is_a_tagged_pdf_with_its_own_fonts(made):
    """What comes out is PDF/UA-1, with the text, the theme's fonts and nothing to complain of."""
    sheet = made("<h1>Hvad giver energi?</h1>{{ t | markdown }}", {"t": "Blåbærgrød ☐ ≥ 3\n\n- a"})
    assert_ua1(sheet.pdf)
    assert "Blåbærgrød ☐ ≥ 3" in text(sheet.pdf)
    assert fonts(sheet.pdf) == {"Source-Sans-Pro"}
    assert sheet.fonts == ("Source Sans Pro",)
    assert sheet.pages == page_count(sheet.pdf) == 1
    assert sheet.notes == ()


def test_markdown_tables_and_pictures_are_accessible(made, pack):
    """A table and a picture from markdown keep the sheet PDF/UA-1."""
    body = "<h1>T</h1>{{ t | markdown }}<img alt='Et foto' src='billeder/foto.png'>"
    data = {"t": "| a | b |\n|---|---|\n| 1 | 2 |\n\n![Modellen](billeder/model.svg)"}
    assert (pack / "billeder" / "model.svg").exists()
    assert_ua1(made(body, data).pdf)


def test_the_file_says_what_it_is(made):
    """Title, language, meeting, sheet and edition stand in the file; no date does."""
    data = {"dokument": {"moede": "k7m2q9", "ark": "bordark-energi", "udgave": "2027.1"}}
    found = metadata(made("<h1>T</h1>", data).pdf)
    assert found["/Title"] == "Prøve"
    assert found["/Lang"] == "da"
    assert found["/KlyngepakkeMoede"] == "k7m2q9"
    assert found["/KlyngepakkeArk"] == "bordark-energi"
    assert found["/KlyngepakkeUdgave"] == "2027.1"
    assert not any("Date" in key for key in found)


def test_a_form_has_named_fields_with_tooltips_and_places(made):
    """Every field keeps its name, says what it is for, and is found on the paper in mm."""
    sheet = made(FORM, forms=True)
    assert_ua1(sheet.pdf)
    assert field_names(sheet.pdf) == ["navn", "ord", "tr09__lav", "s"]
    assert fields(sheet.pdf)["tr09__lav"]["/TU"] == "Energi: lav"
    places = {place.id: place for place in sheet.fields}
    assert list(places) == ["navn", "ord", "tr09__lav", "s", "kryds1"]
    assert places["kryds1"].width == pytest.approx(4.3, abs=0.03)
    assert all(0 < place.x < 210 and 0 < place.y < 297 for place in sheet.fields)
    assert "Felt" in sheet.fonts


def test_the_same_sheet_without_a_form_keeps_its_places(made):
    """A place to write is known on paper too."""
    body = FORM + "<div class='linjer' id='budskab' style='height: 16mm'></div>"
    places = {place.id: place for place in made(body).fields}
    assert "kryds1" in places
    assert places["budskab"].height == pytest.approx(16, abs=0.1)
    assert field_names(made(FORM).pdf) == []


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        ('<input name="a.b" id="a">', "må kun have bogstaver"),
        ('<input name="a" id="a"><input name="a" id="b">', "står 2 gange"),
        ('<input name="a" id="a"><input name="b" id="a">', "Id’et ”a” står 2 gange"),
        ('<input type="radio" name="a" id="a">', "radio"),
    ],
)
def test_bad_fields_are_refused(refused, control, sentence):
    """Names with a dot, names and ids used twice, and radio buttons are refused."""
    assert sentence in refused(f"<form>{control}</form>", forms=True)


def test_a_field_outside_a_form_is_refused(refused):
    """A field outside its form would be lost in silence."""
    assert "uden for" in refused('<input name="a" id="a">', forms=True)


def test_a_code_is_read_back_from_the_paper(made):
    """A QR code stands on the page with a title and decodes from the finished file."""
    sheet = made("<h1>T</h1>{{ u | qr }}", {"u": "https://example.org/evaluering"})
    assert_ua1(sheet.pdf)
    assert qr.decode(ink.picture(sheet.pdf, 1, 150)) == ["https://example.org/evaluering"]


def test_a_code_that_is_too_small_is_refused(refused):
    """A code that an office printer would smear is an error, not a surprise."""
    body = "<h1>T</h1>{{ u | qr }}<style>.qr { width: 5mm; height: 5mm }</style>"
    link = "https://example.org/" + "a" * 100
    assert "prikkerne i den mindre end 0,5 mm" in refused(body, {"u": link})


def test_a_code_is_only_made_of_a_link(refused):
    """Anything but a link is refused in its template line."""
    assert "prøve.html:4: " in refused("{{ 'hej' | qr }}")


def test_a_finished_file_is_packed(made):
    """Every stream but the metadata is compressed, and small objects lie together in one."""
    sheet = made("<h1>T</h1>" + "<p>Tekst, der fylder lidt.</p>" * 9)
    with pikepdf.open(io.BytesIO(sheet.pdf)) as file:
        streams = [item for item in file.objects if isinstance(item, pikepdf.Stream)]
        plain = [item for item in streams if "/Filter" not in item]
        assert [item.get("/Type") for item in plain] == ["/Metadata"]
    assert b"/ObjStm" in sheet.pdf


def test_the_same_input_gives_the_same_bytes(made, tmp_path):
    """Twice here, and once in another process with another hash seed."""
    body = FORM + "{{ 'https://example.org' | qr }}"
    first, second = made(body, forms=True).pdf, made(body, forms=True).pdf
    script = (
        "import sys; from pathlib import Path; import hashlib\n"
        "from helpers_sheet import document, page, plain_theme\n"
        "from klyngepakke.printing.produce import produce\n"
        "folder, body = Path(sys.argv[1]), sys.argv[2]\n"
        "theme = plain_theme(folder / 'tema')\n"
        "sheet = produce(document(folder / 'pakke', page(body), forms=True), theme)\n"
        "print(hashlib.sha256(sheet.pdf).hexdigest())"
    )
    path = os.pathsep.join(part for part in sys.path if part)
    other = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path), body],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert first == second
    assert other.stdout.strip() == hashlib.sha256(first).hexdigest()
    assert other.stderr == ""


def test_a_missing_character_is_named(refused):
    """A character that no font has is told with its code and its neighbours."""
    told = refused("<h1>T</h1><p>Godt vejr ☃ i dag</p>")
    assert "Tegnet ”☃” (U+2603) findes ikke i skrifttyperne: ”Godt vejr ☃ i dag”." in told


def test_a_character_from_css_is_named_too(refused):
    """CSS that writes an unknown character is caught as well."""
    assert "U+2603" in refused("<p>x</p>", head="<style>p::after { content: '☃' }</style>")


def test_a_nearly_empty_last_page_is_noted(made):
    """Two lines on a page of their own are a fault, but not on cards."""
    body = "<h1>T</h1><p style='break-before: page'>To linjer.</p>"
    assert any("næsten tom" in note for note in made(body).notes)
    assert made(body, cards=True).notes == ()


@pytest.mark.parametrize(
    "style",
    [
        "position: absolute; left: 180mm; width: 40mm",
        "white-space: nowrap; width: 20mm; overflow: hidden",
        "height: 3mm; overflow: hidden; width: 20mm",
    ],
)
def test_a_clipped_word_is_noted(made, style):
    """What leaves the printable paper, or the box that cuts it off, is named."""
    word = "Klyngekoordinatorernes fælles aftale om henvisninger"
    notes = made(f"<h1>T</h1><div style='{style}'>{word}</div>").notes
    assert any("Klyngekoordinator" in note for note in notes)


def test_a_dark_page_is_noted(made):
    """A page that drinks ink is told of."""
    body = "<h1>T</h1><div style='height: 120mm; background: #222'></div>"
    assert any("meget blæk" in note for note in made(body).notes)


def test_html_only_stands_alone(tmp_path, theme, pack):
    """Without the engine: one file with fonts, CSS and pictures inside."""
    body = "<h1>T</h1><img alt='x' src='billeder/model.svg'><p>a &amp; b &lt; c</p>"
    body += "<style>h1 { background: url(billeder/foto.png) }</style>"
    body += "<p style='background: url(billeder/foto.jpg)'>x</p>"
    html = html_only(document(pack, page(body)), theme)
    assert "pakke.invalid" not in html
    assert html.count("data:image/svg+xml;base64,") == 1
    assert "data:font/ttf;base64," in html
    assert html.count("data:image/png;base64,") == html.count("data:image/jpeg;base64,") == 1
    assert "a &amp; b &lt; c" in html
    assert (tmp_path / "tema").exists()


def test_html_only_needs_no_engine(tmp_path):
    """The engine is not even imported for an HTML-only sheet."""
    script = (
        "import sys; from pathlib import Path\n"
        "from helpers_sheet import document, page, plain_theme\n"
        "from klyngepakke.printing.produce import html_only\n"
        "folder = Path(sys.argv[1])\n"
        "html_only(document(folder / 'p', page('<h1>T</h1>')), plain_theme(folder / 't'))\n"
        "print('weasyprint' in sys.modules, 'pikepdf' in sys.modules)"
    )
    path = os.pathsep.join(part for part in sys.path if part)
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False False"


def test_p41_files_outside_the_pack_are_refused(refused, tmp_path, pack):
    """P41: neither a file address, nor a path, nor a link leads out of the pack."""
    (tmp_path / "hemmelig.svg").write_text(SVG, encoding="utf-8")
    (pack / "billeder" / "ud.svg").symlink_to(tmp_path / "hemmelig.svg")
    sources = (
        (tmp_path / "hemmelig.svg").as_uri(),
        "../hemmelig.svg",
        "billeder/../../hemmelig.svg",
        "%2e%2e/hemmelig.svg",
        "billeder/%2e%2e/%2e%2e/hemmelig.svg",
        "billeder\\..\\..\\hemmelig.svg",
        "/etc/hostname",
        "//etc/hostname.png",
        "billeder/ud.svg",
        "pakke.yaml",
    )
    for source in sources:
        told = refused(f"<h1>T</h1>\n<img alt='x' src='{source}'>")
        assert "prøve.html:5: " in told
        assert source[:80] in told


@pytest.fixture
def listener():
    """A local server's address, and the connections it got."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)
    got: list[object] = []
    done = threading.Event()

    def listen():
        while not done.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            got.append(connection)
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", got
    done.set()
    thread.join()
    server.close()


@pytest.mark.parametrize("scheme", ["http", "https", "ftp"])
def test_p42_nothing_comes_from_the_net(refused, listener, scheme):
    """P42: pictures, CSS, fonts and inline styles never open a connection."""
    address, got = listener
    url = f"{scheme}://{address}/x"
    assert "kan ikke bruges" in refused(f"<img alt='x' src='{url}.png'>")
    assert "kan ikke bruges" in refused(f"<p style='background: url({url}.png)'>x</p>")
    assert "kan ikke bruges" in refused("<p>x</p>", head=f"<style>@import url({url}.css);</style>")
    font = f"@font-face {{ font-family: X; src: url({url}.ttf) }} p {{ font-family: X }}"
    assert "kan ikke bruges" in refused("<p>x</p>", head=f"<style>{font}</style>")
    assert "kan ikke bruges" in refused(
        "<p>x</p>", head=f"<link rel='stylesheet' href='{url}.css'>"
    )
    assert "kan ikke bruges" in refused(
        f"<svg viewBox='0 0 1 1'><title>x</title><image href='{url}.png'/></svg>"
    )
    assert got == []


@pytest.mark.parametrize(
    "tag",
    [
        "<link rel='attachment' href='ark/prøve.html'>",
        "<a rel='attachment' href='https://example.org/'>x</a>",
        "<a rel='Nofollow ATTACHMENT' href='#x'>x</a>",
    ],
)
def test_p43_nothing_is_attached(refused, made, tag):
    """P43: attachments are refused, and a good sheet has none."""
    assert refused(f"<h1 id='x'>T</h1>{tag}")
    assert attachments(made("<h1>T</h1>").pdf) == []


USE_BOMB = "".join(
    f'<g id="a{i}"><use href="#a{i - 1}"/><use href="#a{i - 1}"/></g>' for i in range(1, 12)
)


@pytest.mark.parametrize(
    ("inside", "sentence"),
    [
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "DOCTYPE"),
        ('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]><svg>&a;</svg>', "DOCTYPE"),
        ('<svg><image href="foto.png"/></svg>', "image"),
        ('<svg viewBox="0 0 1..5 4"/>', "viewBox=”0 0 1..5 4”"),
        ('<svg viewBox="0 0 5"/>', "fire tal"),
        ('<svg viewBox="0 0 0 4"/>', "fire tal"),
        ('<svg viewBox="0 0 4 nan"/>', "fire tal"),
        ('<svg><symbol viewBox="0 0 1e999 4"/></svg>', "fire tal"),
        ('<svg><rect fill-opacity="halvt"/></svg>', "er ikke et tal"),
        (
            '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="x.svg#a"/></svg>',
            "x.svg",
        ),
        (f'<svg><g id="a0"/>{USE_BOMB}<use href="#a11"/></svg>', "use"),
        ("<svg><style>@import url(http://127.0.0.1/x.css);</style></svg>", "style"),
        ('<svg><rect style="fill: url(http://127.0.0.1/x)"/></svg>', "rummer"),
        ("<svg><rect fill=\"url( 'file:///x' )\"/></svg>", "rummer"),
        ("<svg><script>x</script></svg>", "script"),
        ('<svg onload="x"/>', "onload"),
        ("<svg><foreignObject/></svg>", "foreignobject"),
        ('<svg><image href="data:image/svg+xml,%3Csvg/%3E"/></svg>', "image"),
        ("<svg><rect></svg>", "skrevet forkert"),
        ("<html/>", "ikke en SVG"),
    ],
)
def test_p44_to_p46_svg_files_stay_inside_themselves(refused, pack, inside, sentence):
    """P44, P45, P46: entities, nested pictures, copies of copies and imports are refused."""
    (pack / "billeder" / "x.svg").write_text(inside, encoding="utf-8")
    assert sentence in refused("<h1>T</h1><img alt='x' src='billeder/x.svg'>")


def test_p45_an_svg_in_the_page_is_looked_at_too(refused):
    """P45: what an SVG file may not do, an SVG in the page may not either."""
    bomb = f"<svg viewBox='0 0 1 1'><title>x</title><g id='a0'></g>{USE_BOMB}</svg>"
    assert "use" in refused(f"<h1>T</h1>{bomb}")
    assert "pakkens" in refused("<h1>T</h1><p style='background: url(../x.png)'>x</p>").lower()


def test_p46_data_addresses_are_refused(refused):
    """P46: a picture inside an address is refused."""
    assert "data:" in refused("<img alt='x' src='data:image/png;base64,AAAA'>")


def damaged_pictures(folder):
    """Pictures that are not what they say, by name, and what is told of each."""
    good = io.BytesIO()
    Image.effect_noise((400, 300), 50).save(good, "PNG")
    huge = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(huge, "PNG")
    files = {
        "stor.png": (huge.getvalue(), "megapixel"),
        "afkortet.png": (good.getvalue()[:200], "beskadiget"),
        "eps.png": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "ikke PNG"),
        "tom.png": (b"", "tom"),
        "png.jpg": (good.getvalue(), "ikke JPEG"),
        "fed.png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 10_000_001, "10 MB"),
    }
    for name, (data, _) in files.items():
        (folder / name).write_bytes(data)
    return {name: sentence for name, (_, sentence) in files.items()}


def test_p47_damaged_and_huge_pictures_are_refused(refused, pack):
    """P47: each is named with the reason."""
    for name, sentence in damaged_pictures(pack / "billeder").items():
        told = refused(f"<h1>T</h1><img alt='x' src='billeder/{name}'>")
        assert sentence in told
        assert name in told


def test_p48_a_missing_picture_is_no_silent_hole(refused):
    """P48: a missing picture, in HTML, in markdown and in CSS, is an error."""
    assert "findes ikke" in refused("<img alt='x' src='billeder/væk.png'>")
    assert "findes ikke" in refused("{{ t | markdown }}", {"t": "![x](billeder/v.png)"})
    assert "findes ikke" in refused("<p style='background: url(billeder/v.png)'>x</p>")


def test_p48_a_missing_font_is_no_silent_hole(tmp_path):
    """P48: a font that CSS names and nobody brings is an error of the theme."""
    css = '@font-face { font-family: X; src: url("fonts/væk.ttf") }'
    theme = plain_theme(tmp_path / "tema", css)
    with pytest.raises(InputError, match=r"tema\.css.*væk\.ttf.*findes ikke"):
        produce(document(tmp_path / "pakke", page("<h1>T</h1>")), theme)


LONG_SELECTOR = "div " * 400 + "{ color: red }"


@pytest.mark.parametrize(
    "body",
    [
        "<p style='font-size: 1e9px'>x</p>",
        "<div>" * 3000 + "x",
        f"<style>{LONG_SELECTOR}</style><p>x</p>",
    ],
)
def test_p49b_what_the_engine_chokes_on_is_told_in_danish(refused, body):
    """P49b: a raw error of the engine becomes a sentence that names the sheet."""
    assert "kan ikke sættes op" in refused(body)


def test_p48_html_only_has_no_silent_hole(tmp_path):
    """P48: what CSS draws on and nobody brings is an error without the engine too."""
    theme = plain_theme(tmp_path / "tema", "p { background: url(ingen.png) }")
    with pytest.raises(InputError, match="findes ikke"):
        html_only(document(tmp_path / "pakke", page("<p>x</p>")), theme)


def test_p49b_a_theme_is_named_too(tmp_path):
    """P49b: a theme's CSS that the engine chokes on names the theme and the file."""
    theme = plain_theme(tmp_path / "tema", LONG_SELECTOR)
    with pytest.raises(InputError, match=r"”Enkelt”, tema\.css, kan ikke sættes op"):
        produce(document(tmp_path / "pakke", page("<h1>T</h1>")), theme)


def test_p50_unknown_css_is_noted_with_its_line(tmp_path):
    """P50: CSS that is not understood is skipped, and named with file, line and column."""
    theme = plain_theme(tmp_path / "tema", "p { colour: red }\nh1 { color: }\n")
    (note,) = produce(document(tmp_path / "pakke", page("<h1>T</h1>")), theme).notes
    assert "sprunget over: tema.css:2:5 ”p { colour: red }” og tema.css:3:" in note


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "file:///etc/hostname",
        "data:text/html,x",
        "ark/x.html",
        " JaVa\tscript:x",
    ],
)
def test_p51_links_lead_to_the_web_only(refused, target):
    """P51: other schemes are refused in HTML and in markdown."""
    assert "skal begynde med" in refused(f"<a href='{target}'>x</a>")
    if " " not in target:
        assert "skal begynde med" in refused("{{ t | markdown }}", {"t": f"[x]({target})"})


def test_good_links_survive(made):
    """Web, mail and links within the sheet are fine."""
    links = "".join(
        f"<p><a href='{target}'>x</a></p>"
        for target in ("https://example.org", "mailto:navn@example.org", "#maal")
    )
    assert_ua1(made(f"<h1 id='maal'>T</h1>{links}").pdf)


def test_a_link_to_nowhere_is_refused(refused):
    """A dead link within the sheet is an error, not a log line."""
    assert "”#væk”" in refused("<h1>T</h1><a href='#væk'>x</a>")


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("<html><head><title>x</title></head><body>x</body></html>", "mangler sproget"),
        ("<html lang='da'><body>x</body></html>", "mangler en titel"),
        (page("<img src='x.png'>"), "billedtekst"),
        (page("<script>x</script>"), "”<script>”"),
        (page("<p onclick='x'>x</p>"), "”onclick”"),
        (page("<iframe src='x'></iframe>"), "”<iframe>”"),
        (page("x", "<base href='https://example.org/'>"), "”<base>”"),
        (page("x", "<meta http-equiv='refresh' content='0'>"), "”http-equiv”"),
    ],
)
def test_markup_that_no_sheet_needs_is_refused(tmp_path, theme, template, sentence):
    """What would not be accessible, or is there to do something else than print, is told."""
    with pytest.raises(InputError, match=sentence):
        produce(document(tmp_path / "pakke", template), theme)


def test_a_theme_can_be_nothing_but_variables(tmp_path):
    """A theme of two lines builds on another and changes one colour."""
    base = klinik()
    (tmp_path / "udseende.yaml").write_text(
        'id: hav\ntitel: Hav\nbygger_på: klinik\nvariabler: {farve: "#003366"}\n', encoding="utf-8"
    )
    theme = read_theme(tmp_path).on(base)
    assert dict(theme.variables)["farve"] == "#003366"
    assert theme.faces == base.faces
    assert theme.styles == base.styles
    assert dict(theme.adapted(colour="#112233").variables)["farve"] == "#112233"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("stil: [ingen.css]", "findes ikke"),
        ("skrifttyper: [{navn: X, fil: ingen.ttf}]", "findes ikke"),
        ('variabler: {farve: "red; } body { color: blue"}', "kan ikke være en værdi"),
        ('variabler: {farve: "url(x)"}', "kan ikke være en værdi"),
        ('variabler: {"Farve!": "red"}', "navnet på en variabel"),
    ],
)
def test_a_wrong_theme_is_told_with_its_line(tmp_path, line, sentence):
    """What is missing or could break out of a variable is named where it stands."""
    (tmp_path / "udseende.yaml").write_text(f"id: x\ntitel: X\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as error:
        read_theme(tmp_path)
    assert error.value.problems[0].line == 3


def test_the_own_theme_is_silent(tmp_path):
    """The theme that comes with klyngepakke has no CSS that the engine does not know."""
    made = document(tmp_path / "pakke", page("<h1>T</h1><p><em>kursiv</em> <b>fed</b></p>"))
    sheet = produce(made, klinik())
    assert_ua1(sheet.pdf)
    assert sheet.notes == ()


def test_a_logo_is_drawn(tmp_path, theme):
    """A cluster's logo comes from outside the theme and is drawn where a template asks."""
    logo = tmp_path / "logo.svg"
    logo.write_text(SVG, encoding="utf-8")
    body = "<h1>T</h1>{% if udseende.logo %}<img alt='Logo' src='{{ udseende.logo }}'>{% endif %}"
    made = document(tmp_path / "pakke", page(body))
    assert "<img" in produce(made, theme.adapted(logo=logo)).html
    assert "<img" not in produce(made, theme).html
