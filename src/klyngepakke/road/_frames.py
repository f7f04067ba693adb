"""What the road and its worker say to each other: pickled values, each with its length before."""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import BinaryIO, Final

from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document
from klyngepakke.plugins import Filters
from klyngepakke.road.limits import Limits

TOO_LONG: Final = 124
"""The exit code of a worker that stops itself because of the time."""
TOO_MUCH: Final = 125
"""The exit code of a worker that stops itself because of its memory."""

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
        pdf: False makes the HTML alone.
        folder: The folder that relative paths are relative to.
        limits: What it may cost.
    """

    document: Document
    theme: Theme
    pdf: bool
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


def packed(value: object) -> bytes:
    """A value as it goes through the pipe, its length first."""
    data = pickle.dumps(value)
    return _LENGTH.pack(len(data)) + data


def unpacked(data: bytes) -> object:
    """The value behind the bytes of a frame."""
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
