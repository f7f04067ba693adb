"""The guard around a plugin's code: it is silent, and whatever it raises is a reason."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator

from klyngepakke.errors import KlyngepakkeError
from klyngepakke.plugins.broken import Broken


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """What a plugin prints belongs to nobody's output."""
    with contextlib.redirect_stdout(io.StringIO()):
        yield


def broken_by(name: str, origin: str, error: BaseException) -> Broken:
    """What is told of a plugin that raised; an interrupt is the person's, and goes on up."""
    if isinstance(error, KeyboardInterrupt):
        raise error
    if isinstance(error, KlyngepakkeError):
        return Broken(name, origin, tuple(str(p) for p in error.problems), code=True)
    said = " ".join(str(error).split())[:200]
    return Broken(name, origin, (f"Fejl i udvidelsen: {type(error).__name__}: {said}.",), code=True)
