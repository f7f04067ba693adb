"""The world around a draft: what there is to choose from, and what is known beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from klyngepakke.content.cluster_file import ClusterFile
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.participants import ParticipantList
from klyngepakke.content.theme import Theme


@dataclass(frozen=True)
class World:
    """Everything that questions depend on besides the answers.

    Attributes:
        packs: The packs that can be used, by id.
        themes: The looks that can be used, by id.
        today: What day it is.
        path: The absolute path of what was typed; raises `InputError` for what can be none.
        people: Reads a participant file by its path; raises `InputError` or `FileError`.
        columns: Says of a participant file how it is read, in Danish lines without a name.
        free: Whether a folder of that name may be used for the meeting: "" or why not.
        cluster: What is known of the cluster (`klynge.yaml`), or None.
        used: When the cluster last used a pack, by the pack's id.
    """

    packs: Mapping[str, LoadedPack]
    themes: Mapping[str, Theme]
    today: date
    path: Callable[[str], str]
    people: Callable[[str], ParticipantList]
    columns: Callable[[str], tuple[str, ...]]
    free: Callable[[str], str]
    cluster: ClusterFile | None = None
    used: Mapping[str, date] = field(default_factory=dict)
