"""Draft: the pack as it stands on disk, planned for its sample meeting, each sheet with a mark."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from klyngepakke.content.folders import pack_in
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.theme import Theme
from klyngepakke.planning.document import Document, TextFile
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.preview.sample import Wishes, sample

_MOST_FILES: Final = 2000  # a pack has a handful; nobody waits for more to be looked at


@dataclass(frozen=True)
class Draft:
    """One reading of a pack.

    Attributes:
        loaded: The pack.
        theme: How its sheets look.
        documents: Every sheet of the sample meeting, in print order.
        marks: The mark of each, by the document's id.
        texts: The files of plain text, as the invitation.
        warnings: Danish sentences about the sample meeting.
    """

    loaded: LoadedPack
    theme: Theme
    documents: tuple[Document, ...]
    marks: dict[str, str]
    texts: tuple[TextFile, ...]
    warnings: tuple[str, ...]

    def document(self, name: str) -> Document:
        """The document of that id."""
        return next(d for d in self.documents if d.id == name)


def drafted(folder: Path, look: Callable[[str], Theme], wishes: Wishes) -> Draft:
    """Read a pack's folder, and plan its sample meeting.

    Args:
        folder: The folder that holds `pakke.yaml`.
        look: Gives the theme of an id.
        wishes: What the author wants to see it with.

    Raises:
        InputError: The pack is wrong, or the meeting cannot be planned; every problem at once.
    """
    loaded = pack_in(folder)
    theme = look(wishes.theme)
    planned = plan(sample(loaded, wishes), {loaded.pack.id: loaded})
    made = kit(planned)
    marks = {d.id: mark(d, theme) for d in made.documents}
    return Draft(loaded, theme, made.documents, marks, made.texts, made.warnings)


def mark(document: Document, theme: Theme) -> str:
    """A short text that is another as soon as anything that the sheet is made from is another."""
    folders = [*theme.folders, *([theme.logo.parent] if theme.logo else [])]
    folders += [document.pack.folder] if document.pack else []
    return mark_of(repr(document), repr(theme), stamp(folders))


def mark_of(*about: str) -> str:
    """A short text that is another when one of these is."""
    return hashlib.sha256("\0".join(about).encode("utf-8", "replace")).hexdigest()[:20]


def stamp(folders: Iterable[Path]) -> str:
    """A text that is another when a file in the folders has been changed, added or taken away."""
    return repr([seen for folder in folders for seen in _files(folder)])


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    left = _MOST_FILES
    for place, below, names in os.walk(folder):
        below.sort()
        for name in sorted(names)[:left]:
            path = os.path.join(place, name)  # noqa: PTH118 - a Path for each costs more than the look
            try:
                about = os.stat(path, follow_symlinks=False)  # noqa: PTH116 - as above
            except OSError:  # gone between the two looks
                continue
            yield path, about.st_mtime_ns, about.st_size
        left -= len(names)
        if left <= 0:
            return
