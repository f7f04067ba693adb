"""Without PDF: every sheet as one HTML file that prints well from a browser."""

from __future__ import annotations

import base64
import contextlib
import re
import subprocess
import sys

import pytest

import kits
from helpers_browser import DRIVER, driving
from helpers_pdf import page_texts
from klyngepakke.road import build

pytestmark = pytest.mark.xdist_group("trivsel")
A4 = {"width": 21.0, "height": 29.7}
ATTEMPTS = 6
# `fonts.ready` says nothing of a font that no laid-out text has asked for yet: ask by name.
LETTERED = """
const done = arguments[0];
Promise.all([...document.fonts].map(face => face.load())).then(all => done(all.length));
"""
NONE = {"top": 0, "bottom": 0, "left": 0, "right": 0}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """An example meeting built as HTML: its files by name."""
    folder = kits.write(kits.meeting("trivsel", 10), tmp_path_factory.mktemp("html"))
    made = build(folder, kits.everything(), html=True)
    return {path.name: path for path in made.folder.glob("[0-9]*.html")}


def test_every_sheet_is_one_file(pages):
    """Nothing lies beside a file: no address in it leads out, links to read aside."""
    assert len(pages) > 5
    for path in pages.values():
        text = path.read_text("utf-8")
        assert re.findall(r"<link|<script|@import", text) == []
        assert re.findall(r"""(?:src=|url\()(?!["']?(?:data:|#))""", text) == []


def test_the_slides_for_a_browser_are_there_too(pages):
    """Where no PDF can be made, the screen has its slides all the same."""
    (folder,) = {path.parent for path in pages.values()}

    assert "script-src 'sha256-" in (folder / "slides.html").read_text("utf-8")


def test_no_engine_is_needed():
    """Building HTML imports neither WeasyPrint nor pikepdf."""
    code = (
        "import sys, pathlib, kits\n"
        "from klyngepakke.road import build\n"
        "build(kits.write(kits.meeting('emnevalg', 10)), kits.everything(), html=True)\n"
        "print([m for m in ('weasyprint', 'pikepdf') if m in sys.modules])\n"
        "assert 'pptx' in sys.modules, 'no slides for PowerPoint'"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=str(kits.__file__).rpartition("/")[0],
    )

    assert done.stdout.strip() == "[]"


@pytest.fixture(scope="module")
def driver():
    """What drives a real browser, by WebDriver."""
    with driving() as ask:
        yield ask


def printed_by(ask, path):
    """The text of each page that a browser prints.

    The first page in a browser that has just been started may never get its fonts on a busy
    machine; the same page opened once more does.
    """
    for _ in range(ATTEMPTS):
        with contextlib.suppress(OSError):
            ask("/url", {"url": path.as_uri()})
            if ask("/execute/async", {"script": LETTERED, "args": []}):
                break
    return page_texts(base64.b64decode(ask("/print", {"page": A4, "margin": NONE})))


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_a_browser_shows_no_column_of_pages_that_it_cannot_fill(pages, driver):
    """Browsers cannot count to another page: the run sheet's references are left out whole."""
    (path,) = [p for name, p in pages.items() if name[3:].startswith("drejebog")]
    first = " ".join(printed_by(driver, path)[0].split())

    assert "Punkt Min. Slut blev" in first
    assert "”Hvis tiden skrider”." in first


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
@pytest.mark.parametrize("sheet", ["dagsorden", "bordark-energi", "handleplan"])
def test_it_prints_from_a_browser(pages, driver, sheet):
    """A real browser prints the sheet on as many pages, with the same words, as the PDF."""
    (path,) = [p for name, p in pages.items() if name[3:].startswith(sheet)][:1]
    printed = printed_by(driver, path)
    twin = next(s for s in kits.kit("trivsel", 10).sheets if s.document.id == path.stem[3:])
    words = re.findall(r"\w{5,}", kits.pages(twin)[0].partition("klyngemøde")[0])
    missing = [w for w in words if w.lower() not in " ".join(printed).lower()]
    assert len(printed) == len(kits.pages(twin))
    assert len(missing) <= len(words) // 10, printed
