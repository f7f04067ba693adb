"""Links: whether the links of a kit still lead somewhere. The only thing that asks the network.

It is asked when a person wants it (`byg --tjek-links`), and told nothing but the address itself.
Links come from packs, and packs from strangers, who could have this computer knock on doors
inside its own network. So only public addresses are asked; the meeting's own links may lie
anywhere. A redirection to another domain is told of and not followed.
"""

from __future__ import annotations

import errno
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection, HTTPException
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from klyngepakke.planning.document import Plain
from klyngepakke.printing.document import Sheet
from klyngepakke.road.prepared import Prepared

LIMIT: Final = 10.0
"""Seconds that one link has, all its redirections with it."""

MOST: Final = 100
"""Links that are asked; the rest are told of."""

_AT_ONCE: Final = 6
_HOPS: Final = 5
_HREF: Final = re.compile(r'\b(?:href|data-qr)="(https?://[^"]+)"', re.IGNORECASE)
_IN_TEXT: Final = re.compile(r"https?://[^\s<>\"”]+", re.IGNORECASE)
_UNREACHED: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_CARRIERS: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
"""What ends in an IPv4 address: NAT64's own, and those once called compatible."""

_OK: Final = range(200, 300)
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_OFFLINE: Final = (
    "Linkene er ikke tjekket, for ingen af dem kunne nås. Er computeren på nettet? "
    "Mappen er lavet færdig uden."
)


@dataclass(frozen=True)
class Link:
    """An address, where it was found first, and whether it is the meeting's own."""

    url: str
    where: str
    own: bool = False


@dataclass(frozen=True)
class _Answer:
    """What is said of a link, "" where all is well; and whether the network was there."""

    said: str
    reached: bool = True


class _Misled(ValueError):  # noqa: N818 - becomes a sentence at once
    """A redirection to something that is no address."""


class _Refused(Exception):  # noqa: N818 - becomes a sentence at once
    """An address that is not asked."""


_TROUBLES: Final = (
    (_Refused, "ligger på et lokalt netværk og er ikke spurgt. Kun mødets egne links må det."),
    (socket.gaierror, "findes ikke: Ingen kender det navn. Se, om det er stavet rigtigt."),
    (TimeoutError, f"svarede ikke inden for {LIMIT:.0f} sekunder. Prøv det i en browser."),
    (ssl.SSLError, "har intet gyldigt certifikat. Prøv det i en browser."),
    ((OSError, HTTPException), "svarer ikke. Prøv det i en browser."),
    (_Misled, "sender videre til noget, der ikke er en adresse. Prøv det i en browser."),
    (ValueError, "er ikke skrevet som en adresse. Ret det."),
)
"""What is said of a link that gave no answer; the narrower kinds first."""


def links(ready: Prepared, sheets: Iterable[Sheet]) -> tuple[Link, ...]:
    """Every link of a kit, once: the meeting's own, and those that stand on its sheets."""
    own = (ready.plan.meeting.links.survey, ready.plan.meeting.links.evaluation)
    found = {url: Link(url, "Mødets eget link", own=True) for url in own if url}
    for sheet in sheets:
        for url in _on_sheet(sheet):
            found.setdefault(url, Link(url, sheet.document.title))
    for loaded in ready.plan.packs:
        if home := loaded.pack.links.evaluation:  # printed without its https://
            found.setdefault(home, Link(home, f"Pakken ”{loaded.pack.title}”"))
    return tuple(found.values())


def doubts(asked: Iterable[Link]) -> tuple[str, ...]:
    """Ask every link, and tell of those that lead nowhere, or somewhere else.

    Args:
        asked: The links; at most `MOST` are asked, some at a time.

    Returns:
        A Danish line for each link that one should look at.
    """
    every = tuple(asked)
    first = every[:MOST]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = tuple(pool.map(_answer, first))
    if answers and not any(answer.reached for answer in answers):
        return (_OFFLINE,)
    said = [
        f"{link.where}: {answer.said}"
        for link, answer in zip(first, answers, strict=True)
        if answer.said
    ]
    left = len(every) - len(first)
    return (*said, *([f"{left} links er ikke tjekket; der spørges højst {MOST}."] if left else ()))


def _on_sheet(sheet: Sheet) -> Iterator[str]:
    yield from (unescape(url) for url in _HREF.findall(sheet.html))
    for text in _texts(sheet.document.data):
        yield from (url.rstrip(".,;:!?)") for url in _IN_TEXT.findall(text))


def _texts(data: Plain) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)


def _answer(link: Link) -> _Answer:
    """Ask one link; whatever goes wrong is a sentence."""
    until = time.monotonic() + LIMIT
    try:
        return _Answer(_followed(link, until))
    except (OSError, HTTPException, ValueError, _Refused) as error:
        said = next(said for known, said in _TROUBLES if isinstance(error, known))
        lost = isinstance(error, socket.gaierror) or getattr(error, "errno", 0) in _UNREACHED
        return _Answer(f"{link.url} {said}", reached=not lost)


def _followed(link: Link, until: float) -> str:
    """What is said of a link once its redirections inside its own domain are followed."""
    url = link.url
    for _ in range(_HOPS):
        status, target = _status(url, until, own=link.own)
        if status not in _MOVED or not target:
            return _said(link.url, status)
        url, host = _next(url, target)
        if _domain(url) != _domain(link.url):
            return f"{link.url} sender videre til {host}. Se, om det er den rigtige side."
    return f"{link.url} sender videre i ring. Prøv det i en browser."


def _next(url: str, target: str) -> tuple[str, str]:
    """The address that one is sent on to, and its host."""
    try:
        found = urljoin(url, target)
        split = _web(found)
        return found, str(split.hostname)
    except ValueError:
        raise _Misled(target) from None


def _web(url: str) -> SplitResult:
    """An address on the web in its parts; a ValueError where it is none."""
    split = urlsplit(url)
    if split.scheme not in {"http", "https"} or not split.hostname or split.port == 0:
        raise ValueError(url)
    split.hostname.encode("idna")  # which refuses what is no name
    return split


def _said(url: str, status: int) -> str:
    if status in _OK:
        return ""
    if status in _GONE:
        return f"{url} findes ikke mere ({status}). Find det nye link, eller tag det ud."
    return f"{url} viser ikke siden ({status}). Prøv det i en browser."


def _domain(url: str) -> str:
    """What two addresses of one owner share: the last two names; an IP address as it stands."""
    host = (urlsplit(url).hostname or "").lower()
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    return ".".join(host.split(".")[-2:])


def _status(url: str, until: float, *, own: bool) -> tuple[int, str]:
    """The status, and where it redirects to; GET where a server does not like HEAD."""
    split = _web(url)
    for method in ("HEAD", "GET"):
        status, target = _request(method, split, until, own=own)
        if status in _OK or status in _MOVED:
            break
    return status, target


def _request(method: str, url: SplitResult, until: float, *, own: bool) -> tuple[int, str]:
    with closing(_Connection(url, until, own=own)) as connection:
        alarm = threading.Timer(max(until - time.monotonic(), 0), connection.hang_up)
        alarm.daemon = True
        alarm.start()
        path = quote(url.path or "/", safe="/%:@!$&'()*+,;=~-._")
        query = f"?{quote(url.query, safe='/%:@!$&()*+,;=~-._?')}" if url.query else ""
        try:
            connection.request(method, path + query, headers={"User-Agent": "klyngepakke"})
            answer = connection.getresponse()
        except (OSError, HTTPException):
            if connection.hung_up:
                raise TimeoutError from None
            raise
        finally:
            alarm.cancel()
        return answer.status, answer.getheader("Location", "")


class _Connection(HTTPConnection):
    """A connection to the very address that was looked up and found to be public.

    urllib and the clients built on it look a name up once more when they connect, and another
    address can be behind it by then; `http.client` lets us connect ourselves.
    """

    def __init__(self, url: SplitResult, until: float, *, own: bool) -> None:
        self._secure = url.scheme == "https"
        host = str(url.hostname).encode("idna").decode()
        self.default_port = 443 if self._secure else 80  # which a Host does not name
        super().__init__(host, url.port or self.default_port)
        self._until, self._own = until, own
        self.hung_up = False

    def connect(self) -> None:
        """Look the name up, look at what came, and connect to that."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if not self._own and not all(map(_is_public, addresses)):
            raise _Refused
        self.sock = self._reached(addresses)
        if self._secure:
            self.sock = secured = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            secured.settimeout(self._left())
            secured.do_handshake()  # in `sock` by now, so that it can be hung up on

    def hang_up(self) -> None:
        """End the talk from another thread, whatever the other side is doing."""
        self.hung_up = True
        sock = self.sock
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(
                    sock, socket.SHUT_RDWR
                )  # TLS's own would take its state away

    def _left(self) -> float:
        """Seconds until the time is up, and never none."""
        return max(self._until - time.monotonic(), 0.01)

    def _reached(self, addresses: list[str]) -> socket.socket:
        """The first address that takes the call; the last one's error where none does."""
        for number, address in enumerate(addresses, 1):
            try:
                return socket.create_connection((address, self.port), timeout=self._left())
            except OSError:
                if number == len(addresses):
                    raise
        raise OSError(errno.EHOSTUNREACH, self.host)


def _is_public(address: str) -> bool:
    """Whether an address belongs to the open network, and to nobody's own."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = found if isinstance(found, ipaddress.IPv4Address) else _inner(found)
    return bool(inner.is_global and not inner.is_multicast)


def _inner(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address that one leads to, where it leads to one."""
    if any(found in network for network in _CARRIERS):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found
