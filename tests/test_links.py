"""Links: asked only when somebody wants it, one line each, and never inside one's own network."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

import pytest

import kits
from klyngepakke.content.meeting import MeetingLinks
from klyngepakke.planning.document import Document
from klyngepakke.printing.document import Sheet
from klyngepakke.road import Wishes, build, links
from klyngepakke.road.links import Link, doubts

PAGES = {
    "/fin": (200, ""),
    "/væk": (404, ""),
    "/borte": (410, ""),
    "/lukket": (403, ""),
    "/brudt": (500, ""),
    "/flyttet": (301, "/fin"),
    "/flyttet-væk": (302, "/v%C3%A6k"),
    "/ring": (302, "/ring"),
    "/ud": (302, "https://example.org/andet"),
    "/ind": (302, "http://localhost:{port}/fin"),
    "/uden-mål": (302, ""),
    "/skæv": (302, "http://[::1"),
    "/skæv-port": (302, "http://127.0.0.1:x/"),
    "/skævt-navn": (302, "http://a..b/"),
}


class _Page(BaseHTTPRequestHandler):
    """A page as `PAGES` says; some like no HEAD, and one takes its time."""

    def do_HEAD(self):
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        if self.path == "/kun-get":
            self._answer(405, "")
        else:
            self.do_GET(told=True)

    def do_GET(self, *, told=False):
        if not told:
            self.server.asked.append((self.command, self.path, dict(self.headers)))
        if self.path == "/tavs":
            time.sleep(60)
        if self.path == "/dryp":
            while True:
                self.wfile.write(b"H")
                time.sleep(0.05)
        status, target = PAGES.get(unquote(self.path.partition("?")[0]), (200, ""))
        self._answer(status, target.format(port=self.server.server_port))

    def _answer(self, status, target):
        self.send_response(status)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    """A server that is hung up on, and does not complain."""

    daemon_threads = True

    def handle_error(self, *_):
        """Whoever asked has gone."""


@pytest.fixture(scope="module")
def server():
    """A server of this computer's own, and everything that it is asked."""
    with _Server(("127.0.0.1", 0), _Page) as made:
        made.asked = []
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture
def address(server):
    """The server's address; it forgets what it was asked."""
    server.asked.clear()
    return f"http://127.0.0.1:{server.server_port}"


def told(url, *, own=True):
    """What is said of one link, beside one that is fine."""
    return doubts([Link(url, "Her", own=own)])


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("/fin", None),
        ("/fin?a=1&b=æ", None),
        ("/kun-get", None),
        ("/flyttet", None),
        ("/uden-mål", "viser ikke siden (302)"),
        ("/væk", "findes ikke mere (404)"),
        ("/borte", "findes ikke mere (410)"),
        ("/flyttet-væk", "findes ikke mere (404)"),
        ("/lukket", "viser ikke siden (403)"),
        ("/brudt", "viser ikke siden (500)"),
        ("/ring", "sender videre i ring"),
        ("/ud", "sender videre til example.org"),
        ("/ind", "sender videre til localhost"),
        ("/skæv", "sender videre til noget, der ikke er en adresse. Prøv"),
        ("/skæv-port", "sender videre til noget, der ikke er en adresse. Prøv"),
        ("/skævt-navn", "sender videre til noget, der ikke er en adresse. Prøv"),
    ],
)
def test_a_link_is_asked(address, page, sentence):
    """A page that is there says nothing; one that is gone, or elsewhere, is a line."""
    lines = told(address + page)
    if sentence is None:
        assert lines == ()
    else:
        (line,) = lines
        assert line.startswith(f"Her: {address}{page} {sentence}")
        assert line.endswith(".")


def test_head_comes_first_and_says_nothing_of_us(address, server):
    """No more is asked than is needed, and nothing is told but the address."""
    told(f"{address}/fin")
    told(f"{address}/kun-get")
    assert [(method, path) for method, path, _ in server.asked] == [
        ("HEAD", "/fin"),
        ("HEAD", "/kun-get"),
        ("GET", "/kun-get"),
    ]
    assert set(server.asked[0][2]) == {"Host", "Accept-Encoding", "User-Agent"}


@pytest.mark.parametrize("page", ["/tavs", "/dryp"])
def test_a_link_has_its_time(address, page, monkeypatch):
    """A server that is silent, and one that drips a letter now and then, are both hung up on."""
    monkeypatch.setattr(links, "LIMIT", 0.5)
    (line,) = told(address + page)
    assert "svarede ikke inden for" in line


def tried(connection):
    """Connect, and hang up whatever comes of it."""
    with closing(connection), suppress(OSError):
        connection.connect()


def test_a_handshake_is_hung_up_on_too():
    """Who takes the call and then says nothing in TLS is hung up on as any other."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = urlsplit(f"https://127.0.0.1:{silent.getsockname()[1]}/")
        made = links._Connection(url, time.monotonic() + 300, own=True)
        asking = threading.Thread(target=tried, args=(made,), daemon=True)
        asking.start()
        caller, _ = silent.accept()
        caller.recv(1)  # the handshake has begun
        made.hang_up()
        asking.join(30)
        caller.close()
    assert not asking.is_alive()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_usual_port_is_not_named(scheme):
    """A server is asked for by its name alone, as browsers ask."""
    ours, theirs = socket.socketpair()
    made = links._Connection(urlsplit(f"{scheme}://example.dk/"), time.monotonic(), own=True)
    made.sock = ours
    made.request("HEAD", "/")
    with ours, theirs:
        assert b"\r\nHost: example.dk\r\n" in theirs.recv(1000)


def test_nobody_at_home():
    """A refused connection is a line; the network is there."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (line,) = told(f"http://127.0.0.1:{port}/")
    assert "svarer ikke" in line


def test_a_certificate_that_is_none(address):
    """A server that speaks no TLS behind https:// is told of."""
    (line,) = told(address.replace("http:", "https:"))
    assert "certifikat" in line


def test_no_network_is_one_sentence():
    """Where no name is known, forty links are one line, and nothing crashes."""
    many = [Link(f"https://a{n}.invalid/", "Her") for n in range(40)]
    (line,) = doubts(many)
    assert line.startswith("Linkene er ikke tjekket, for ingen af dem kunne nås.")


def test_a_name_that_nobody_knows(address):
    """Among links that work, a name that is gone is a line of its own."""
    (line,) = doubts([Link(f"{address}/fin", "A", own=True), Link("https://b.invalid/", "B")])
    assert line.startswith("B: https://b.invalid/ findes ikke: Ingen kender det navn.")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "192.168.1.1",
             "169.254.169.254", "[::]", "[fe80::1]", "[2002:7f00:1::]", "224.0.0.1",
             "[64:ff9b::7f00:1]", "[::7f00:1]"]
)  # fmt: skip
def test_a_packs_link_asks_nobody_inside(server, host):
    """A stranger's pack cannot make this computer knock on doors in its own network."""
    server.asked.clear()
    (line,) = told(f"http://{host}:{server.server_port}/fin", own=False)
    assert "ligger på et lokalt netværk og er ikke spurgt" in line
    assert server.asked == []


@pytest.mark.parametrize(
    "url", ["http://[::1", "http://a:b/", "http://", "http://a b/", "ftp://a/"]
)
def test_what_is_no_address(url):
    """An address that is misspelt is told of, and stops nothing."""
    (line,) = told(url)
    assert line.startswith(f"Her: {url} ")


def test_only_so_many_are_asked(address, server, monkeypatch):
    """Past a limit the rest are counted."""
    monkeypatch.setattr(links, "MOST", 3)
    many = [Link(f"{address}/fin?{n}", "Her", own=True) for n in range(5)]
    assert doubts(many) == ("2 links er ikke tjekket; der spørges højst 3.",)
    assert len(server.asked) == 3


def test_links_are_found_once(address):
    """The meeting's own, those of codes and references, and those in words; each once."""
    own = MeetingLinks(survey=f"{address}/fin", evaluation=f"{address}/væk")
    ready = kits.prepare(kits.write(kits.meeting("trivsel", links=own)), kits.everything())
    html = f'<a href="https://a.example/?x=1&amp;y=2">a</a><svg data-qr="{address}/fin"></svg>'
    data = {"kilder": [{"link": "https://b.example/side"}, "Se https://c.example/d. Og mere."]}
    document = Document("d", "d", "Dagsorden", "d.html", "deltager", 1, data)
    found = links.links(ready, [Sheet(document, b"", html, 1)])
    assert [link.url for link in found if link.own] == [f"{address}/fin", f"{address}/væk"]
    assert [link.url for link in found if link.where == "Dagsorden"] == [
        "https://a.example/?x=1&y=2",
        "https://b.example/side",
        "https://c.example/d",
    ]


@pytest.fixture(scope="module")
def meeting(server):
    """A meeting's folder, whose own links lead to the server; packs' links are left out."""
    at = f"http://127.0.0.1:{server.server_port}"
    own = MeetingLinks(survey=f"{at}/fin", evaluation=f"{at}/væk")
    return kits.write(kits.meeting("emnevalg", 10, links=own))


def bare(document, theme, *, filters):
    """A sheet that is not laid out."""
    del theme, filters
    return Sheet(document, b"", "", 0)


def test_only_who_wants_it_asks(meeting, server, monkeypatch):
    """A build opens no connection; the same build with the wish says which link is dead."""
    monkeypatch.setattr(links, "MOST", 2)  # the meeting's own come first; the open net is not ours
    server.asked.clear()
    silent = build(meeting, kits.everything(), maker=bare)
    assert server.asked == []
    asked = build(meeting, kits.everything(), maker=bare, wishes=Wishes(check_links=True))
    assert {path for _, path, _ in server.asked} == {"/fin", "/v%C3%A6k"}
    more = [line for line in asked.warnings if line not in silent.warnings]
    assert any("/væk findes ikke mere (404)" in line for line in more)
    assert silent.folder == asked.folder


def test_what_asks_is_not_even_read(meeting):
    """Without the wish, the module that asks the network is never imported."""
    script = (
        "import sys; from pathlib import Path\n"
        "from klyngepakke.plugins import catalogue; from klyngepakke.road import prepare\n"
        "prepare(Path(sys.argv[1]), catalogue())\n"
        "print('klyngepakke.road.links' in sys.modules)"
    )
    run = [sys.executable, "-c", script, str(meeting)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
