"""Installing: a pack from a zip or a folder becomes this person's, once it is proven to build."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from klyngepakke.content.archive import Listed, listing_faults, refuse
from klyngepakke.content.editions import is_newer
from klyngepakke.content.example import example
from klyngepakke.content.folders import PACK_FILE, pack_in
from klyngepakke.content.meeting_file import write_meeting
from klyngepakke.content.pack import LoadedPack, Pack
from klyngepakke.content.parcel import Parcel, received
from klyngepakke.errors import BusyError, InputError, LimitError, Problem
from klyngepakke.files import (
    check_writable,
    drop_folder,
    locked,
    make_folder,
    recover,
    swap_in,
)
from klyngepakke.places import pack_folder
from klyngepakke.plugins import Catalogue
from klyngepakke.plugins.shelf import RECEIPT, origin_of
from klyngepakke.printing.engine import missing
from klyngepakke.road import Maker, build

_TRIED: Final = 6  # participants of the meeting that proves a pack: few sheets, but of every kind
_DOWNGRADE: Final = "nedgrader"
_PUBLISHER: Final = "ny-udgiver"


@dataclass(frozen=True)
class Offer:
    """A pack that may be installed, unpacked to be looked at.

    Attributes:
        source: The zip or the folder that it came in.
        parcel: Its files.
        loaded: The pack, in a folder that is soon gone.
    """

    source: Path
    parcel: Parcel
    loaded: LoadedPack

    @property
    def pack(self) -> Pack:
        """The content."""
        return self.loaded.pack


@dataclass(frozen=True)
class Scruple:
    """A reason to ask once more before a pack is installed.

    Attributes:
        option: The option that answers yes, without dashes.
        sentence: What is the matter.
        question: What is asked.
    """

    option: str
    sentence: str
    question: str


@contextmanager
def offered(source: Path) -> Iterator[Offer]:
    """A stranger's pack, judged by its listing and read; it lies in a folder of its own meanwhile.

    Raises:
        InputError: As `parcel.received`; and everything that is wrong with the pack.
        FileError: The disk or its permissions said no.
    """
    parcel = received(source)
    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as made:
        folder = Path(made) / "pakke"
        swap_in(folder, parcel.files)
        try:
            loaded = replace(pack_in(folder), origin=str(source))
        except InputError as error:
            raise InputError(*(_of_source(p, folder, source) for p in error.problems)) from error
        refuse(source, listing_faults([Listed(loaded.pack.id)]))
        yield Offer(source, parcel, loaded)


def scruples(offer: Offer, catalogue: Catalogue) -> tuple[Scruple, ...]:
    """What the pack would do to the one of the same id that is used now.

    Raises:
        InputError: A pack is there whose id differs in large and small letters alone.
    """
    new = offer.pack
    for name in catalogue.packs:
        if name.lower() == new.id.lower() and name != new.id:
            sentence = f"Pakken hedder ”{new.id}”, og her er en, der hedder ”{name}”. "
            raise InputError(Problem(sentence + "De kan ikke begge være her.", str(offer.source)))
    old = catalogue.packs[new.id].pack if new.id in catalogue.packs else None
    if old is None:
        return ()
    found = []
    if old.publisher != new.publisher:
        sentence = f"Pakken ”{new.id}” er her fra {old.publisher}; denne er fra {new.publisher}."
        found.append(Scruple(_PUBLISHER, sentence, "Vil du skifte til en anden udgiver?"))
    if is_newer(old.edition, new.edition):
        sentence = f"Pakken ”{new.id}” er her i udgave {old.edition}; denne er {new.edition}."
        found.append(Scruple(_DOWNGRADE, sentence, "Vil du have den ældre udgave?"))
    return tuple(found)


def check_place() -> None:
    """See that packs can be installed for this person.

    Raises:
        FileError: The place cannot be written.
    """
    check_writable(pack_folder())


def install(offer: Offer, catalogue: Catalogue, maker: Maker | None = None) -> LoadedPack:
    """Install a pack for this person. The one that was there stands until this is proven.

    Args:
        offer: The pack.
        catalogue: What there is besides.
        maker: What stands around `produce`, as for `road.build`.

    Returns:
        The pack as it lies now.

    Raises:
        InputError: No meeting can be built with it.
        LimitError: A sheet of it is larger than an honest one.
        FileError: The place cannot be written; what was there stands.
        BusyError: Another window is installing.
    """
    with _held() as home:
        _prove(offer, catalogue, maker)
        target = home / offer.pack.id
        recover(target)
        swap_in(target, {**offer.parcel.files, RECEIPT: _receipt(offer.source)})
    return replace(pack_in(target), origin=origin_of(target))


def remove(name: str) -> None:
    """Remove a pack that the person has installed.

    Raises:
        InputError: None of that id is installed.
        FileError: The disk or its permissions said no.
        BusyError: Another window is installing.
    """
    if not is_installed(name):
        raise InputError(f"Du har ikke installeret nogen pakke ”{name}”.")
    with _held() as home:
        recover(home / name)
        drop_folder(home / name)


def is_installed(name: str) -> bool:
    """Whether the person has installed a pack of that id."""
    folder = pack_folder() / name
    return Path(name).name == name and (folder / PACK_FILE).is_file()


@contextmanager
def _held() -> Iterator[Path]:
    home = pack_folder()
    make_folder(home)
    try:
        with locked(home):
            yield home
    except BusyError:
        sentence = "Et andet vindue er ved at installere en pakke. Vent, til det er færdigt."
        raise BusyError(sentence) from None


def _prove(offer: Offer, catalogue: Catalogue, maker: Maker | None) -> None:
    """Build a whole meeting with the pack, and throw it away."""
    packs = {**catalogue.packs, offer.pack.id: offer.loaded}
    with tempfile.TemporaryDirectory(prefix="klyngepakke-") as made:
        folder = Path(made)
        write_meeting(folder, example(offer.loaded, _TRIED))
        try:
            build(folder, replace(catalogue, packs=packs), html=bool(missing()), maker=maker)
        except (InputError, LimitError) as error:
            unfit = "Et møde med pakken kan ikke bygges, så den er ikke installeret."
            problems = (_of_source(p, folder, offer.source) for p in error.problems)
            raise type(error)(Problem(unfit, str(offer.source)), *problems) from error


def _of_source(problem: Problem, folder: Path, source: Path) -> Problem:
    """A problem of the folder that is soon gone, with the name of what the person has."""
    name = problem.file.replace(str(folder), str(source))
    return replace(problem, file=name)


def _receipt(source: Path) -> bytes:
    return (json.dumps({"fra": source.resolve().name}, ensure_ascii=False) + "\n").encode()
