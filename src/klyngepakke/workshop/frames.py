"""What the road, its workers and their nursery say to each other: pickled values.

Through a pipe each has its length before; the nursery's socket keeps them apart itself.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document
from klyngepakke.workshop.limits import Limits

if TYPE_CHECKING:  # jinja2
    from klyngepakke.printing.templates import Filters

TOO_LONG: Final = 124
"""The exit code of a worker that stops itself because of the time."""
TOO_MUCH: Final = 125
"""The exit code of a worker that stops itself because of its memory."""
MOST: Final = 100_000
"""Bytes that one message to or from the nursery may have."""

PDF: Final = "pdf"
"""The sheet, finished."""
PAGE: Final = "html"
"""The sheet as HTML that stands alone."""
TEXT: Final = "skabelon"
"""What the template writes, and no more."""

_LENGTH: Final = struct.Struct(">Q")


@dataclass(frozen=True)
class Ready:
    """Asks the worker to read what it needs, before any clock runs.

    Attributes:
        pdf: The layout engine, too.
        filters: The plugins' filters that the sheets may use.
    """

    pdf: bool
    filters: Filters


@dataclass(frozen=True)
class Make:
    """Asks the worker for a sheet.

    Attributes:
        document: What is to be printed.
        theme: How it looks.
        what: `PDF`, `PAGE` or `TEXT`.
        folder: The folder that relative paths are relative to.
        limits: What it may cost.
    """

    document: Document
    theme: Theme
    what: str
    folder: str
    limits: Limits


@dataclass(frozen=True)
class Done:
    """The worker's answer: the sheet, or None to `Ready`."""

    value: object


@dataclass(frozen=True)
class Raised:
    """The worker's answer where something was raised: the error, and its traceback as text."""

    error: Exception
    trace: str


@dataclass(frozen=True)
class Fork:
    """Asks the nursery for a worker; two ends of pipes come along: its requests, its answers.

    Attributes:
        temporary: A folder for its temporary files, which goes with it.
        paths: Where it imports from.
    """

    temporary: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class HowEnded:
    """Asks the nursery how a worker ended that is no more."""

    pid: int


def packed(value: object) -> bytes:
    """A value as it goes through the pipe, its length first."""
    data = pickle.dumps(value)
    return _LENGTH.pack(len(data)) + data


def message(value: object) -> bytes:
    """A value as it goes through the nursery's socket."""
    return pickle.dumps(value)


def unpacked(data: bytes) -> object:
    """The value behind the bytes of a frame, or of a message."""
    return pickle.loads(data)  # noqa: S301 - both ends are this program


def frame(stream: BinaryIO) -> bytes:
    """The next frame of a pipe.

    Raises:
        EOFError: The other end is gone.
    """
    return _exactly(stream, _LENGTH.unpack(_exactly(stream, _LENGTH.size))[0])


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
