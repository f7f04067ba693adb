"""The live preview: the page in a real browser, what keeps strangers out, and how it ends."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from helpers_browser import DRIVER, driving
from klyngepakke.errors import InputError, Problem
from klyngepakke.plugins import catalogue
from klyngepakke.preview import Wishes, open_preview
from klyngepakke.preview.desk import Desk
from klyngepakke.preview.draft import drafted
from klyngepakke.preview.excerpt import excerpt
from klyngepakke.preview.making import Makers
from klyngepakke.preview.server import Server
from klyngepakke.preview.state import Paper
from klyngepakke.preview.watching import watch
from klyngepakke.preview.workshop import Tools, Workshop

pytestmark = pytest.mark.xdist_group("preview")
PATIENCE = 60  # seconds; only a fault takes so long
ATTEMPTS = 6
PACK = """\
id: pauser
titel: Pauser, der bliver holdt
udgave: 1.0
udgiver: Klyngen ved fjorden
formål: At hver klinik går hjem med én pause.
ramme:
  - {slags: velkomst, minutter: 5}
  - {blok: pausen}
  - {slags: afslutning, minutter: 5}
blokke:
  - id: pausen
    titel: Hvornår holder vi pause?
    faser:
      - form: gruppearbejde
        minutter: {mindst: 14, helst: 20, højst: 25}
        vælg: 1
        gruppespørgsmål:
          - id: P1
            kerne: ja
            tekst: Hvornår holdt du sidst en pause?
            solo: Hvem tog telefonen imens?
            kompagniskab: Holdt I den samtidig?
      - {form: plenum, plenumform: kun_det_nye, bordplan: plenum, minutter: 10}
ark:
  - {id: makkerkort, titel: Makkerkort, skabelon: ark/makkerkort.html, til: deltager, data: {hilsen: God tur}}
"""
CARD = """\
{% extends "plakat.html" %}
{% block indhold %}<p>{{ data.hilsen }}</p>{% endblock %}
"""
THEME = "id: fjord\ntitel: Fjorden\nbygger_på: klinik\nvariabler: {farve: '#123456'}\n"
TABLE_SHEET = "bordark-pausen"


def write_pack(folder, text=PACK, card=CARD):
    """A small pack with a sheet of its own."""
    (folder / "ark").mkdir(parents=True, exist_ok=True)
    (folder / "ark" / "makkerkort.html").write_text(card, "utf-8")
    (folder / "pakke.yaml").write_text(text, "utf-8")
    return folder


def save(file, old, new):
    """Save a file as many editors do: a new one takes the place of the old."""
    fresh = file.with_name(f".{file.name}.ny")
    text = file.read_text("utf-8")
    assert old in text
    fresh.write_text(text.replace(old, new), "utf-8")
    fresh.replace(file)


@pytest.fixture(scope="module")
def known():
    """Everything that is installed."""
    return catalogue()


@pytest.fixture(scope="module")
def look(tmp_path_factory):
    """A theme that is being written."""
    folder = tmp_path_factory.mktemp("udseender") / "fjord"
    folder.mkdir()
    (folder / "udseende.yaml").write_text(THEME, "utf-8")
    return folder


@pytest.fixture(scope="module")
def shown(tmp_path_factory, known, look):
    """A pack that is shown: its folder, and the address."""
    folder = write_pack(tmp_path_factory.mktemp("forhaandsvist") / "pauser")
    with open_preview(folder, known, Wishes(number=12), theme=look) as address:
        yield folder, address


@pytest.fixture(scope="module")
def driver():
    """What drives a real browser."""
    with driving() as ask:
        yield ask


def asked(address, path="", *, method="GET", body=None, **headers):
    """What the program answers: the status, the headers and the body."""
    at = urlsplit(address)
    connection = http.client.HTTPConnection(at.hostname, at.port, timeout=PATIENCE)
    sent = {name.replace("_", "-"): text for name, text in headers.items()}
    with contextlib.closing(connection):
        connection.request(method, path or at.path, body, {"Host": at.netloc} | sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


def state(address):
    """What the page is told."""
    return json.loads(asked(address, f"{urlsplit(address).path}tilstand")[2])


def choose(address, theme="klinik"):
    """Choose as the page does."""
    at = urlsplit(address)
    wishes = {"theme": theme, "practice": "blandet", "number": 12}
    sent = {"Origin": f"http://{at.netloc}", "Content_Type": "application/json"}
    assert (
        asked(address, f"{at.path}valg", method="POST", body=json.dumps(wishes), **sent)[0] == 204
    )


def until(true, why=""):
    """Wait until something is true; what it gave."""
    for _ in range(PATIENCE * 10):
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(why or true)


def ready(address):
    """The state when every sheet's HTML is made."""
    return until(
        lambda: (s := state(address))["sheets"] and all(x["ready"] for x in s["sheets"]) and s
    )


# --- What keeps strangers out --------------------------------------------------------------


def test_only_the_token_opens(shown):
    """Without the token, or with one that is nearly right, nothing is there."""
    _, address = shown
    right = urlsplit(address).path
    assert len(right) > 30
    assert asked(address)[0] == 200
    for path in (
        "/",
        "/favicon.ico",
        right[:-2] + "/",
        right.upper(),
        f"/x{right}",
        "//",
        "/..;" + right,
    ):
        assert asked(address, path)[0] == 404, path


@pytest.mark.parametrize(
    "host",
    ["", "example.org", "127.0.0.1", "127.0.0.1:1", "localhost.example.org", "127.0.0.1.:PORT"],
)
def test_only_our_own_name_is_answered(shown, host):
    """A name on the net that is made to point to this computer reaches nothing."""
    _, address = shown
    port = str(urlsplit(address).port)

    assert asked(address, Host=host.replace("PORT", port))[0] == 403
    assert asked(address, Host=f"localhost:{port}")[0] == 200


def test_it_listens_on_this_computer_alone(shown):
    """Another address of the same machine is not answered."""
    _, address = shown
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", urlsplit(address).port), timeout=5)


def test_it_asks_nobody_for_its_name_and_keeps_its_port():
    """Its name is not one that was looked up, and no other program can listen at its port."""
    with Server(None) as server:
        name = server.server_name
        shared = server.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)

    assert name == "127.0.0.1"
    assert not shared


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "HEAD", "PATCH", "TRACE"])
def test_other_methods_are_refused(shown, method):
    """Only GET and POST are known, and no other page is ever let in."""
    status, headers, body = asked(shown[1], method=method)

    assert status == 501
    assert body == b""
    assert not [name for name in headers if name.lower().startswith("access-control")]


def test_nothing_is_looked_up_on_disk(shown):
    """A path that leads to a file leads nowhere."""
    folder, address = shown
    ready(address)
    top = urlsplit(address).path
    for path in (
        "../../etc/passwd",
        "pakke.yaml",
        f"ark/{folder}/html",
        "ark/..%2f..%2fpakke.yaml/html",
        "ark/drejebog/0.png",
        "ark/drejebog/9999.png",
        "ark/drejebog",
        "side.py",
        "side/side.js",
    ):
        assert asked(address, top + path)[0] == 404, path


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 204),
        ({"Origin": "http://example.org"}, 403),
        ({"Origin": None}, 403),
        ({"Content_Type": "text/plain"}, 403),
        ({"body": b"x" * 2000}, 413),
        ({"body": b"[]"}, 400),
        ({"body": b'{"theme": "klinik", "practice": "solo", "number": 0}'}, 400),
        ({"body": b'{"theme": "../x", "practice": "solo", "number": 9}'}, 400),
    ],
)
def test_only_our_own_page_may_choose(shown, change, status):
    """What is chosen comes from our page, is small, and is something that can be had."""
    _, address = shown
    at = urlsplit(address)
    sent = {
        "body": b'{"theme": "klinik", "practice": "blandet", "number": 12}',
        "Origin": f"http://{at.netloc}",
        "Content_Type": "application/json",
    }
    sent = {name: value for name, value in (sent | change).items() if value is not None}

    assert asked(address, f"{at.path}valg", method="POST", **sent)[0] == status


def test_the_page_and_its_sheets_may_do_little(shown):
    """Scripts run by nonce on the page and never on a sheet; nothing is fetched from elsewhere."""
    _, address = shown
    ready(address)
    page = asked(address)
    sheet = asked(address, f"{urlsplit(address).path}ark/{TABLE_SHEET}/html")
    rules = page[1]["Content-Security-Policy"]
    nonce = re.search(r"script-src 'nonce-([\w-]+)';", rules)[1]

    assert f'<script src="side.js" nonce="{nonce}"'.encode() in page[2]
    assert asked(address)[1]["Content-Security-Policy"] != rules
    assert sheet[1]["Content-Security-Policy"].startswith(
        "sandbox allow-same-origin; default-src 'none';"
    )
    assert "script-src" not in sheet[1]["Content-Security-Policy"]
    for _, headers, _ in (page, sheet):
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Server"] is None


# --- What is made again ----------------------------------------------------------------------


def test_only_what_has_changed_is_made_again(known, tmp_path):
    """A text that stands on two sheets makes those two again; the others stay as they are."""
    folder = write_pack(tmp_path)
    makers = Makers(known.filters)
    made = []

    def html(document, theme):
        made.append(document.id)
        return makers.html(document, theme)

    def paper(*_):
        raise InputError("Her laves der ikke papir.")

    tools = Tools(lambda wishes: drafted(folder, known.theme, wishes), html, paper, lambda _: None)
    with contextlib.ExitStack() as running:
        running.callback(makers.leave)
        workshop = Workshop(tools, Wishes(number=12))
        running.callback(workshop.close)
        done = lambda: (s := workshop.state).views and not any(v.wants_html for v in s.views)  # noqa: E731
        until(done)
        first, made[:] = list(made), []

        save(folder / "pakke.yaml", "God tur", "God vind")
        workshop.reread()
        until(lambda: made and done())
        only = list(made)

        made[:] = []
        (folder / "ark" / "makkerkort.html").write_text(CARD.replace("<p>", "<p>Kære, "), "utf-8")
        workshop.reread()
        until(lambda: made and done())

    assert len(first) > 5
    assert only == ["makkerkort"]
    assert made == ["makkerkort"]


def test_a_fault_of_one_sheet_stops_no_other(shown):
    """A template that is wrong is told with its line; the other sheets are new, the old one stays."""
    folder, address = shown
    card, top = folder / "ark" / "makkerkort.html", urlsplit(address).path
    ready(address)
    save(card, "data.hilsen", "data.hilse")
    told = until(lambda: [s for s in state(address)["sheets"] if s["problems"]])
    save(folder / "pakke.yaml", "sidst en pause", "sidst en lang pause")
    page = f"{top}ark/{TABLE_SHEET}/html"
    until(lambda: b"en lang pause" in asked(address, page)[2])
    old = asked(address, f"{top}ark/makkerkort/html")[2]
    save(folder / "pakke.yaml", "sidst en lang pause", "sidst en pause")
    save(card, "data.hilse", "data.hilsen")

    (sheet,), problem = told, told[0]["problems"][0]
    assert (sheet["id"], problem["file"], problem["line"]) == (
        "makkerkort",
        "ark/makkerkort.html",
        2,
    )
    assert dict(problem["lines"])[2] == "{% block indhold %}<p>{{ data.hilse }}</p>{% endblock %}"
    assert b"God tur" in old


def test_the_paper_comes_after(shown):
    """Each page is there as a picture, and the whole as PDF; a page that is not there is not."""
    _, address = shown
    top = urlsplit(address).path
    asked(address, f"{top}ark/makkerkort/html")  # what is looked at is made first
    card = until(
        lambda: next(
            (s for s in state(address)["sheets"] if s["id"] == "makkerkort" and s["paper"]), None
        )
    )

    assert card["pages"] == 1
    assert asked(address, f"{top}ark/makkerkort/1.png")[2].startswith(b"\x89PNG")
    assert asked(address, f"{top}ark/makkerkort/2.png")[0] == 404
    assert asked(address, f"{top}ark/makkerkort/pdf")[2].startswith(b"%PDF")


def test_the_lint_is_asked(shown):
    """What the lint advises stands beside the sheets, with the lines it is about."""
    advice = until(lambda: state(shown[1])["advice"])

    assert advice[0]["rule"]
    assert any(a["lines"] for a in advice)


def test_a_theme_that_is_written_is_read_again(shown, look):
    """A theme's folder can be shown, and a variable that is saved is seen on the sheets."""
    _, address = shown
    page = f"{urlsplit(address).path}ark/{TABLE_SHEET}/html"
    choose(address, theme="fjord")
    until(lambda: b"#123456" in asked(address, page)[2])
    save(look / "udseende.yaml", "#123456", "#654321")
    until(lambda: b"#654321" in asked(address, page)[2])
    save(look / "udseende.yaml", "#654321", "#123456")
    choose(address)


# --- Excerpts ---------------------------------------------------------------------------------


def test_an_excerpt_shows_what_is_hidden(tmp_path):
    """The lines around the fault, with the signs that nobody sees made visible."""
    (tmp_path / "pakke.yaml").write_text("a\nb\n\tc\u202ed\ne\nf\n", "utf-8")
    for name in (str(tmp_path / "pakke.yaml"), "pauser/pakke.yaml"):
        found = excerpt(Problem("Fejl.", name, 3, 1), [("pauser", tmp_path)])

        assert found.file == "pakke.yaml"
        assert found.lines == ((1, "a"), (2, "b"), (3, "⇥c�d"), (4, "e"))


def test_an_excerpt_never_leaves_the_folder(tmp_path):
    """A file elsewhere is not shown, neither by its path nor through a link."""
    (tmp_path / "hemmeligt.txt").write_text("hemmeligt", "utf-8")
    pack = tmp_path / "pauser"
    pack.mkdir()
    (pack / "pakke.yaml").symlink_to(tmp_path / "hemmeligt.txt")
    (pack / "ring.html").symlink_to("ring.html")
    for name in (
        "pakke.yaml",
        "../hemmeligt.txt",
        str(tmp_path / "hemmeligt.txt"),
        "/dev/zero",
        "x\0",
        "ring.html",
    ):
        assert excerpt(Problem("Fejl.", name, 1), [("", pack)]).lines == ()


# --- Watching ---------------------------------------------------------------------------------


@contextlib.contextmanager
def watched(folder):
    """A folder that is watched: how many changes were told so far."""
    told, stop = [], threading.Event()
    thread = threading.Thread(target=watch, args=([folder], lambda: told.append(1), stop))
    thread.start()
    time.sleep(0.3)
    try:
        yield told
    finally:
        stop.set()
        thread.join()


def test_every_way_of_saving_is_seen(tmp_path):
    """Written in place, renamed over, a new file, one that goes, a folder that goes and comes."""
    folder = tmp_path / "pauser"
    file = write_pack(folder) / "pakke.yaml"
    with watched(folder) as told:
        for change in (
            lambda: file.write_text("a: 1", "utf-8"),
            lambda: save(file, "1", "22"),
            lambda: (folder / "ark" / "ny.html").write_text("ny", "utf-8"),
            (folder / "ark" / "ny.html").unlink,
            lambda: folder.rename(tmp_path / "vaek"),
            lambda: (tmp_path / "vaek").rename(folder),
            lambda: file.write_text("a: 333", "utf-8"),
        ):
            told.clear()
            change()
            until(lambda: told, change)


def test_it_sees_without_watches():
    """Where the system has no more watches to give, the files are looked at instead."""
    if subprocess.run(["unshare", "-U", "-r", "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine does not let the test take its watches away")
    code = (
        "import pathlib, tempfile, time, test_preview as t\n"
        "folder = pathlib.Path(tempfile.mkdtemp())\n"
        "with t.watched(folder) as told:\n"
        "    (folder / 'a').write_text('a')\n"
        "    t.until(lambda: told)\n"
        "print('set')"
    )
    none = 'echo 0 > /proc/sys/user/max_inotify_watches && exec "$@"'
    done = subprocess.run(
        ["unshare", "-U", "-r", "sh", "-c", none, "sh", sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent,
    )
    assert (done.stdout, done.returncode) == ("set\n", 0), done.stderr


# --- The command ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_in_good_order(tmp_path, number):
    """One line says where and how to stop; stopped in the middle of its work, it leaves nothing."""
    write_pack(tmp_path)
    running = subprocess.Popen(
        [sys.executable, "-m", "klyngepakke", "pakke", "forhaandsvis", str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={k: v for k, v in os.environ.items() if k not in {"BROWSER", "DISPLAY"}},
    )
    line = running.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+/[\w-]+/", line)[0]
    until(lambda: state(address)["sheets"])
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    running.send_signal(number)
    out, err = running.communicate(timeout=PATIENCE)

    assert line.endswith("stop med Ctrl-C.\n")
    assert (running.returncode, out, err) == (0, "\nForhåndsvisningen er stoppet.\n", "")
    assert [child for child in children if Path(f"/proc/{child}").exists()] == []
    assert children


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Skriv også mappen"),
        (["findes-ikke"], 2, "findes ikke"),
        (["MAPPE", "--deltagere", "0"], 2, "fra 1 til 200"),
        (["MAPPE", "--udseende", "klinikk"], 3, "Mente du ”klinik”"),
    ],
)
def test_what_cannot_be_shown_is_told(tmp_path, capsys, words, code, said):
    """A wrong word on the command line is one Danish sentence."""
    from klyngepakke.commands.line import main

    words = [str(tmp_path) if word == "MAPPE" else word for word in words]

    assert main(["pakke", "forhaandsvis", *words]) == code
    assert said in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="a browser that is a shell script")
def test_the_browser_is_opened_by_no_code_of_the_folder(tmp_path, monkeypatch):
    """A stranger's pack may hold a file named as the module that opens the browser."""
    from klyngepakke.commands.pakke.forhaandsvis import _open

    (tmp_path / "webbrowser.py").write_text("open('kørt', 'w').close()", "utf-8")
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{tmp_path}/vist"\n', "utf-8")
    browser.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BROWSER", f"{browser} %s")

    opening = _open("http://127.0.0.1:1/x/")

    assert opening is not None
    opening.wait(PATIENCE)
    assert (tmp_path / "vist").read_text("utf-8").startswith("http://127.0.0.1:1/x/")
    assert not (tmp_path / "kørt").exists()


# --- In a browser -----------------------------------------------------------------------------


def opened(ask, address, ark=""):
    """The page in the browser. A browser that was just started may not get all of a first page."""
    said = []
    for _ in range(ATTEMPTS):
        try:
            ask("/url", {"url": f"{address}?{time.monotonic()}#{ark}"})
            for _ in range(150):
                if js(ask, "return document.querySelectorAll('#ark a').length"):
                    return
                time.sleep(0.1)
            said.append(js(ask, "return document.documentElement.outerHTML.slice(0, 500)"))
        except OSError as error:
            said.append(str(error))
            time.sleep(2)
    raise AssertionError(f"the page did not come: {said}")


def js(ask, code, *arguments):
    """What a script on the page returns."""
    return ask("/execute/sync", {"script": code, "args": list(arguments)})


SHEET = "document.querySelector('#rude iframe:not(.kommer)')?.contentDocument"
LISTED = (
    "return [...document.querySelectorAll('#ark a > span:first-child')].map(e => e.textContent)"
)


def sheet_text(ask):
    """What the frame with the sheet says."""
    return js(ask, f"return {SHEET}?.body.innerText ?? ''")


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_what_is_saved_is_seen(shown, driver):
    """All sheets are listed; a text that is saved comes by itself; a fault is told and goes again."""
    folder, address = shown
    file = folder / "pakke.yaml"
    titles = [s["title"] for s in ready(address)["sheets"]]
    opened(driver, address, TABLE_SHEET)

    assert js(driver, LISTED) == titles
    until(lambda: "sidst en pause" in sheet_text(driver))
    js(driver, "window.samme = true")

    save(file, "sidst en pause", "sidst en rigtig pause")
    until(lambda: "sidst en rigtig pause" in sheet_text(driver))

    save(file, "vælg: 1", "vaelg: 1")
    until(lambda: js(driver, "return !document.getElementById('fejl').hidden"))
    told = js(driver, "return document.getElementById('fejl').innerText")
    marked = js(driver, "return document.querySelector('#fejl .uddrag .her').textContent")
    line = 1 + PACK[: PACK.index("vælg")].count("\n")
    assert "Mente du ”vælg”?" in told
    assert marked == f"{line}        vaelg: 1"
    assert js(driver, "return !document.getElementById('gammelt').hidden")
    assert "sidst en rigtig pause" in sheet_text(driver)

    save(file, "vaelg: 1", "vælg: 1")
    until(lambda: js(driver, "return document.getElementById('fejl').hidden"))
    assert js(driver, "return document.getElementById('gammelt').hidden")
    assert js(driver, "return window.samme") is True
    save(file, "sidst en rigtig pause", "sidst en pause")


CHOOSE = """
const field = document.getElementById(arguments[0]);
field.value = arguments[1];
field.dispatchEvent(new Event("change", {bubbles: true}));
"""
COLOUR = f"""
const page = {SHEET};
return page && page.defaultView.getComputedStyle(page.documentElement).getPropertyValue('--farve').trim();
"""


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_what_is_chosen_is_seen(shown, driver):
    """Theme, practice form and number of participants each change the sheet that is looked at."""
    _, address = shown
    opened(driver, address, TABLE_SHEET)
    until(lambda: "Hvem tog telefonen imens?" in sheet_text(driver))

    js(driver, CHOOSE, "praksis", "kompagniskab")
    until(lambda: "Hvem tog telefonen imens?" not in sheet_text(driver))
    js(driver, CHOOSE, "udseende", "fjord")
    until(lambda: js(driver, COLOUR) == "#123456")
    js(driver, "location.hash = 'drejebog'")
    until(lambda: "12\ndeltagere" in sheet_text(driver))
    js(driver, CHOOSE, "antal", "44")
    until(lambda: "44\ndeltagere" in sheet_text(driver))
    choose(address)


@contextlib.contextmanager
def listening():
    """A socket that nobody should call, and who did."""
    calls = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                with contextlib.suppress(OSError):
                    caller, at = server.accept()
                    calls.append(at)  # whatever it wants, it has left the page
                    caller.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield server.getsockname()[1], calls
        finally:
            stop.set()
            thread.join()


HOSTILE = """\
<!doctype html><html lang="da"><head><title>x</title>
<meta http-equiv="refresh" content="0; url=AT/meta">
<link rel="stylesheet" href="AT/link"><link rel="prefetch" href="AT/prefetch">
<style>@import "AT/import"; @font-face {font-family: f; src: url(AT/font)}
body {font-family: f; background: url(AT/css)}</style>
<script src="AT/script"></script><script>parent.ramt = true; fetch("AT/fetch")</script></head>
<body onload="parent.ramt = true">Her er arket.
<img src="AT/img" onerror="parent.ramt = true" alt="x"><svg><image href="AT/svg"/></svg>
<object data="AT/object"></object><embed src="AT/embed">
<video src="AT/video" autoplay></video><form action="AT/form"><button>x</button></form>
</body></html>
"""


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_a_sheet_can_neither_run_nor_fetch(known, driver, tmp_path):
    """Had every check before let it through, the browser would still fetch and run nothing."""
    folder = write_pack(tmp_path)
    with listening() as (port, calls), contextlib.ExitStack() as running:
        html = HOSTILE.replace("AT", f"http://127.0.0.1:{port}").encode()
        tools = Tools(
            lambda wishes: drafted(folder, known.theme, wishes),
            lambda *_: html,
            lambda *_: Paper("", b"", 0),
            lambda _: None,
        )
        workshop = Workshop(tools, Wishes(number=12))
        running.callback(workshop.close)
        server = Server(Desk(workshop, [folder], {}))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.callback(thread.join)
        running.callback(server.close)
        running.callback(workshop.leave)
        opened(driver, server.address)
        until(lambda: "Her er arket." in sheet_text(driver))
        js(
            driver,
            "document.querySelector('#rude iframe').contentDocument.querySelector('button').click()",
        )
        time.sleep(1)

        assert "Her er arket." in sheet_text(driver)
        assert js(driver, "return window.ramt ?? null") is None
    assert calls == []


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_a_hostile_pack_is_shown_as_it_is_written(shown, driver):
    """Tags in a pack's texts are text, a template that fetches is told, and nobody is called."""
    folder, address = shown
    pack, card = folder / "pakke.yaml", folder / "ark" / "makkerkort.html"
    with listening() as (port, calls):
        there = f"http://127.0.0.1:{port}/x.png"
        title = f"<img src={there} onerror=document.title=1>"
        save(pack, "Pauser, der bliver holdt", title)
        save(card, "<p>", f'<script src="{there}"></script><img src="{there}" alt="x"><p>')
        opened(driver, address, "dagsorden")
        until(lambda: title in sheet_text(driver))
        until(lambda: there in js(driver, "return document.getElementById('fejl').innerText"))
        told = js(driver, "return document.getElementById('fejl').innerText")
        sources = js(driver, "return [...document.images].map(i => new URL(i.src).origin)")

        assert js(driver, "return document.getElementById('titel').textContent") == title
        assert "”<script>” kan ikke bruges" in told
        assert set(sources) <= {address[: address.index("/", 8)]}
    write_pack(folder)
    assert calls == []


TIMES = f"""
const page = {SHEET};
const ends = (found) => {{
  const box = page?.querySelector(found)?.getBoundingClientRect();
  return box ? [box.left, box.right] : null;
}};
const times = [...(page?.querySelectorAll(".bjaelke > .tid") ?? [])].map((e) => e.getBoundingClientRect());
return [ends(".bjaelke"), ends("table.program"), times.map((box) => [box.left, box.right])];
"""


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_the_evening_is_as_wide_in_a_narrow_pane_as_on_paper(shown, driver):
    """The bar reaches as far as the programme below it, and none of its times lies on another."""
    _, address = shown
    before = driver("/window/rect", method="GET")
    driver("/window/rect", {"width": 1280, "height": 900})
    opened(driver, address, "drejebog")
    until(lambda: js(driver, TIMES)[0])
    bar, programme, times = js(driver, TIMES)
    driver("/window/rect", {key: before[key] for key in ("width", "height")})

    assert bar[0] < programme[0] - 50
    assert abs(bar[1] - programme[1]) < 2
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(times))


@pytest.mark.skipif(DRIVER is None, reason="no browser here; `make test` installs one")
def test_nothing_is_called_wrong_or_right_before_it_is_known(shown, driver):
    """The number that is on its way is no mistake; a pack with a fault is not said to be good."""
    folder, address = shown
    source = asked(address)[2].decode()
    field = re.search(r"<input id=\"antal\"[^>]*>", source)[0]
    empty = "return document.getElementById('raad-tomt').textContent"
    opened(driver, address, TABLE_SHEET)
    js(driver, f"document.body.insertAdjacentHTML('beforeend', `{field.replace('antal', 'x')}`)")

    assert js(driver, "return document.getElementById('x').matches(':valid')")
    assert js(driver, "return document.getElementById('antal').required")
    save(folder / "pakke.yaml", "vælg: 1", "vaelg: 1")
    until(lambda: js(driver, "return !document.getElementById('fejl').hidden"))
    assert js(driver, empty) == "Rådene kommer, når pakken er rettet."
    save(folder / "pakke.yaml", "vaelg: 1", "vælg: 1")
    until(lambda: js(driver, "return document.getElementById('fejl').hidden"))
    until(lambda: js(driver, empty) != "Rådene kommer, når pakken er rettet.")
