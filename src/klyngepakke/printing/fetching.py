"""Fetching: the only files a sheet may draw on; everything else is refused with a reason.

Addresses look like `https://pakke.invalid/pakke/trivsel/billeder/model.svg`, so that no file
name of this computer ever stands in a PDF, and nothing can be reached by accident.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from klyngepakke.content.theme import Theme
from klyngepakke.digests import passed_over
from klyngepakke.planning.document import PackFiles
from klyngepakke.printing.pictures import MIME, BadPicture, checked

ROOT = "https://pakke.invalid/"
LOGO_URL = f"{ROOT}udseende/logo"

_FONTS = {".ttf": "font/ttf", ".otf": "font/otf"}
_BYTES_LIMIT = 20_000_000  # of a font, or of CSS
_PICTURES = frozenset(MIME)


class Refused(Exception):  # noqa: N818 - said to a person as a problem
    """Something that is not fetched; its text is a Danish sentence that says why."""


@dataclass(frozen=True)
class Asset:
    """What a fetch gives: the bytes and their type."""

    mime: str
    data: bytes


@dataclass(frozen=True)
class Shelf:
    """Everything that one sheet may fetch: its theme's files, its pack's pictures, its own."""

    theme: Theme
    pack: PackFiles | None = None
    drawn: Mapping[str, bytes] = field(default_factory=dict)  # PNG, by name

    @property
    def base(self) -> str:
        """What relative addresses in the sheet's HTML are relative to."""
        return pack_url(self.pack.id, "") if self.pack else f"{ROOT}ark/"

    def fetch(self, url: str) -> Asset:
        """The bytes behind an address.

        Raises:
            Refused: It is not on this shelf, or is not what it says it is.
        """
        room, *rest = _parts(url)
        if room == "udseende" and rest == ["logo"] and self.theme.logo:
            return _picture(self.theme.logo)
        if room == "udseende" and len(rest) > 1 and rest[0].isdecimal():
            return self._of_theme(int(rest[0]), rest[1:])
        if room == "pakke" and self.pack and rest[:1] == [self.pack.id]:
            return _picture(_inside(self.pack.folder, rest[1:]))
        if room == "ark" and not self.pack and rest[:1] == ["billeder"]:
            return self._drawn("/".join(rest[1:]))
        raise Refused("Kun billeder i pakkens egen mappe kan bruges.")

    def _drawn(self, name: str) -> Asset:
        if name not in self.drawn:
            raise Refused("Filen findes ikke.")
        return Asset(MIME[".png"], self.drawn[name])

    def _of_theme(self, number: int, parts: list[str]) -> Asset:
        if number >= len(self.theme.folders):
            raise Refused("Kun filer i udseendets egen mappe kan bruges.")
        path = _inside(self.theme.folders[number], parts)
        suffix = path.suffix.lower()
        if suffix in _FONTS or suffix == ".css":
            return Asset(_FONTS.get(suffix, "text/css"), _bytes(path))
        return _picture(path)


def pack_url(pack: str, name: str) -> str:
    """The address of a file in a pack."""
    return f"{ROOT}pakke/{quote(pack)}/{quote(name)}"


def theme_url(theme: Theme, path: Path) -> str:
    """The address of a theme's file."""
    for number, folder in enumerate(theme.folders):
        if path.is_relative_to(folder):
            return f"{ROOT}udseende/{number}/{quote(path.relative_to(folder).as_posix())}"
    raise ValueError(f"{path} is no file of the theme")


def _parts(url: str) -> list[str]:
    if url.startswith("data:"):
        raise Refused("Indlejrede filer (data:) kan ikke bruges; læg billedet i mappen.")
    try:
        split = urlsplit(url)
    except ValueError:
        raise Refused("Det er ingen adresse.") from None
    if not url.startswith(ROOT):
        if split.scheme in {"http", "https", "ftp"}:
            raise Refused("Der hentes aldrig noget fra nettet; læg billedet i mappen.")
        raise Refused("Kun billeder i pakkens egen mappe kan bruges.")
    parts = unquote(split.path).removeprefix("/").split("/")
    if split.query or any(_is_odd(part) for part in parts):
        raise Refused("Stien peger ud af mappen eller er skrevet forkert.")
    return parts


def _is_odd(part: str) -> bool:
    return part in {"", ".", ".."} or any(sign in part for sign in "\\:\0")


def _inside(folder: Path, parts: list[str]) -> Path:
    with _told():
        # Links in a ring make `resolve` stumble.
        path = Path(os.path.realpath(folder.joinpath(*parts)))
        if not path.is_relative_to(os.path.realpath(folder)):
            raise Refused("Stien peger ud af mappen.")
        if passed_over(path.relative_to(os.path.realpath(folder))):
            raise Refused(
                "Filer fra skjulte systemmapper kan ikke bruges; læg filen et andet sted."
            )
        if not path.is_file():
            raise Refused("Filen findes ikke.")
    return path


@contextmanager
def _told() -> Iterator[None]:
    """Tell what the disk says as a reason not to fetch."""
    try:
        yield
    except OSError:
        raise Refused("Filen kan ikke læses.") from None


def _bytes(path: Path) -> bytes:
    with _told():
        if path.stat().st_size > _BYTES_LIMIT:
            raise Refused(f"Filen er større end {_BYTES_LIMIT // 1_000_000} MB.")
        return path.read_bytes()


def _picture(path: Path) -> Asset:
    suffix = path.suffix.lower()
    if suffix not in _PICTURES:
        raise Refused("Kun billeder kan bruges: SVG, PNG og JPEG.")
    try:
        with _told():
            return Asset(MIME[suffix], checked(path))
    except BadPicture as bad:
        raise Refused(str(bad)) from None
