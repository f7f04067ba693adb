"""Without PDF: every sheet as one HTML file that prints well from a browser."""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

import kits
from helpers_pdf import page_texts
from klyngepakke.road import build

pytestmark = pytest.mark.xdist_group("trivsel")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # which is small in a container
    "--disable-background-timer-throttling",  # nobody sees the window, and it must not sleep
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)
A4 = {"width": 21.0, "height": 29.7}
PATIENCE = {"script": 15_000, "pageLoad": 60_000}  # milliseconds; a busy machine is slow
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
    return {path.name: path for path in made.folder.glob("*.html")}


def test_every_sheet_is_one_file(pages):
    """Nothing lies beside a file: no address in it leads out, links to read aside."""
    assert len(pages) > 5
    for path in pages.values():
        text = path.read_text("utf-8")
        assert re.findall(r"<link|<script|@import", text) == []
        assert re.findall(r"""(?:src=|url\()(?!["']?(?:data:|#))""", text) == []


def test_no_engine_is_needed():
    """Building HTML imports neither WeasyPrint nor pikepdf."""
    code = (
        "import sys, pathlib, kits\n"
        "from klyngepakke.road import build\n"
        "build(kits.write(kits.meeting('emnevalg', 10)), kits.everything(), html=True)\n"
        "print([m for m in ('weasyprint', 'pikepdf') if m in sys.modules])"
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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with contextlib.ExitStack() as running:
        running.callback(process.wait, timeout=30)
        running.callback(process.terminate)
        yield running.enter_context(browser(functools.partial(asked, f"http://127.0.0.1:{port}")))


@contextlib.contextmanager
def browser(ask):
    """A browser, which asks its driver."""
    wanted = {"goog:chromeOptions": {"args": list(FLAGS)}, "timeouts": PATIENCE}
    prefix = f"/session/{started(ask, {'capabilities': {'alwaysMatch': wanted}})}"
    try:
        yield functools.partial(ask, prefix=prefix)
    finally:
        with contextlib.suppress(OSError):
            ask("", prefix=prefix, method="DELETE")


def asked(base, path, body=None, *, prefix="", method="POST"):
    """What the driver answers; `body` is sent as JSON."""
    request = urllib.request.Request(  # noqa: S310 - the driver on this machine
        f"{base}{prefix}{path}", json.dumps(body or {}).encode(), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - as above
            return json.loads(answer.read())["value"]
    except urllib.error.HTTPError as error:
        raise OSError(f"{path}: {error.read().decode()[:500]}") from error


def started(ask, options):
    """A new session; the driver takes a moment before it listens."""
    for _ in range(100):
        try:
            return ask("/session", options)["sessionId"]
        except urllib.error.URLError:
            time.sleep(0.1)
    return ask("/session", options)["sessionId"]


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
