"""Server: the page and what it shows, on this computer alone and for those who know the address.

Three things keep strangers out: it listens on the loopback address only, every request carries
a token in its path, and the `Host` header must be ours, so that no name on the net can be made
to point here. What is shown comes from memory; no path of a request is ever looked up on disk.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import socket
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from string import Template
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from klyngepakke.errors import KlyngepakkeError
from klyngepakke.preview.desk import Desk

LOCAL: Final = "127.0.0.1"
_SIDE: Final = Path(__file__).parent / "side"
_NAMES: Final = (LOCAL, "localhost")
_LONGEST: Final = 1000  # bytes that the page ever sends
_BREATH: Final = 4.0  # seconds between signs of life
_PATIENCE: Final = 10.0  # seconds for a request to be sent

_PAGE_RULES: Final = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A sheet may draw itself, and nothing else: no script, no form, nothing from anywhere.
_SHEET_RULES: Final = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_REST_RULES: Final = "default-src 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Answer:
    """What is sent back.

    Attributes:
        data: The bytes.
        mime: Their type.
        rules: The content security policy.
        status: The HTTP status.
        name: The file's name, where it may be kept.
    """

    data: bytes = b""
    mime: str = "text/plain; charset=utf-8"
    rules: str = _REST_RULES
    status: HTTPStatus = HTTPStatus.OK
    name: str = ""


class Server(ThreadingHTTPServer):
    """Listens at a random port of this computer."""

    daemon_threads = False  # closing waits until the last request is answered
    allow_reuse_address = False  # on Windows another program could take the port over

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        self._open: set[socket.socket] = set()
        super().__init__((LOCAL, 0), _Handler)

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{LOCAL}:{self.server_port}/{self.token}/"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What the `Host` header may be."""
        return tuple(f"{name}:{self.server_port}" for name in _NAMES)

    def server_bind(self) -> None:
        """Take the port, without the library's question to the net about our name."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOCAL, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """Remember who is being answered."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the library's
        """Forget who has been."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's
        """A browser that went in the middle of an answer is no fault."""

    def close(self) -> None:
        """Answer nobody any more, and wait until every thread is done."""
        self.shutdown()
        for request in tuple(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RD)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout: ClassVar[float] = _PATIENCE

    def do_GET(self) -> None:
        """Show the page, or a part of it."""
        if self._admitted():
            below = urlsplit(self.path).path.split("/")[2:]
            if below == ["haendelser"]:
                self._tell()
            else:
                self._send(self._found(below))

    def do_POST(self) -> None:
        """Take what the author has chosen."""
        if not self._admitted():
            return
        if urlsplit(self.path).path.split("/")[2:] != ["valg"] or not self._is_our_page():
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _LONGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        try:
            self.server.desk.wish(json.loads(self.rfile.read(int(length))))
        except KlyngepakkeError as error:
            self._send(Answer(str(error).encode(), status=HTTPStatus.BAD_REQUEST))
        except (ValueError, TypeError, KeyError):
            self._refuse(HTTPStatus.BAD_REQUEST)
        else:
            self._send(Answer(status=HTTPStatus.NO_CONTENT))

    def _admitted(self) -> bool:
        """Whether the request comes by our name and with our token; it is answered if not."""
        token = self.path[1:].partition("/")[0]
        if self.headers.get_all("Host", []) not in [[host] for host in self.server.hosts]:
            self._refuse(HTTPStatus.FORBIDDEN)
        elif not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            return True
        return False

    def _is_our_page(self) -> bool:
        """Whether it was our own page that sent this, as far as the browser tells."""
        ours = {f"http://{host}" for host in self.server.hosts}
        return self.headers.get("Origin") in ours and (
            self.headers.get("Content-Type") == "application/json"
        )

    def _found(self, below: list[str]) -> Answer:
        desk = self.server.desk
        if below == [""]:
            return self._page()
        if below == ["tilstand"]:
            return Answer(desk.told().encode(), "application/json; charset=utf-8")
        if below in (["side.js"], ["side.css"]):
            mime = {"js": "text/javascript", "css": "text/css"}[below[0].rpartition(".")[2]]
            return Answer((_SIDE / below[0]).read_bytes(), f"{mime}; charset=utf-8")
        if len(below) == len(["ark", "id", "del"]) and below[0] == "ark":
            return _of_sheet(desk, *below[1:])
        return Answer(status=HTTPStatus.NOT_FOUND)

    def _page(self) -> Answer:
        nonce = secrets.token_urlsafe(16)
        page = Template((_SIDE / "side.html").read_text("utf-8")).substitute(nonce=nonce)
        rules = _PAGE_RULES.format(nonce=nonce)
        return Answer(page.encode(), "text/html; charset=utf-8", rules)

    def _tell(self) -> None:
        """Send every new state as it comes, until the browser or the program goes."""
        self._head(Answer(mime="text/event-stream"))
        number = -1
        with contextlib.suppress(OSError):
            while not self.server.desk.closed:
                before, (number, told) = number, self.server.desk.next(number, _BREATH)
                news = f"data: {told}\n\n" if number != before else "event: puls\ndata:\n\n"
                self.wfile.write(news.encode())
                self.wfile.flush()

    def _send(self, answer: Answer) -> None:
        self._head(answer)
        with contextlib.suppress(OSError):
            self.wfile.write(answer.data)

    def _head(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        if answer.mime != "text/event-stream" and answer.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("Content-Type", answer.mime)
        self.send_header("Content-Security-Policy", answer.rules)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-DNS-Prefetch-Control", "off")
        self.send_header("Cache-Control", "no-store")
        if answer.name:
            self.send_header("Content-Disposition", f'inline; filename="{answer.name}"')
        self.end_headers()

    def _refuse(self, status: HTTPStatus) -> None:
        self._send(Answer(status=status))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the library refuses by itself is refused as the rest: with a number and no words."""
        del message, explain
        with contextlib.suppress(OSError):
            self._refuse(HTTPStatus(code))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Requests are nobody's news."""


def _of_sheet(desk: Desk, name: str, part: str) -> Answer:
    """A part of a sheet: `html`, `pdf`, or a page's number and `.png`."""
    if part == "html" and (html := desk.html(name)) is not None:
        return Answer(html, "text/html; charset=utf-8", _SHEET_RULES)
    if part == "pdf" and (pdf := desk.pdf(name)) is not None:
        return Answer(pdf, "application/pdf", name=f"{name}.pdf")
    number, _, kind = part.partition(".")
    if kind == "png" and number.isdecimal() and len(number) < len("1000"):
        picture = desk.picture(name, int(number))
        if picture is not None:
            return Answer(picture, "image/png")
    return Answer(status=HTTPStatus.NOT_FOUND)
