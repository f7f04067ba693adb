"""The whole build, as one short function: a meeting's folder in, a mødemappe out.

Every sheet is made in a process of its own, under a clock and a memory limit: `road.worker`.
It is a `Maker`, and stands around `printing.produce`; nothing else knows of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import klyngepakke
from klyngepakke.content.addresses import marks
from klyngepakke.content.colour import refusal
from klyngepakke.content.example import example
from klyngepakke.content.meeting import Meeting
from klyngepakke.content.meeting_file import MEETING_FILE, located, read_meeting
from klyngepakke.content.overrides import pack_names
from klyngepakke.content.pack import LoadedPack
from klyngepakke.content.participants import ParticipantList, misspelt, read_participants
from klyngepakke.content.reading import Read
from klyngepakke.content.theme import Theme
from klyngepakke.content.times import short_date_text
from klyngepakke.errors import InputError, Problem
from klyngepakke.files import check_closed, locked, reading, recover
from klyngepakke.planning.document import Document, Kit
from klyngepakke.planning.kit import kit
from klyngepakke.planning.plan import Plan
from klyngepakke.planning.planner import plan
from klyngepakke.planning.wishes import NO_WISHES, OUTPUT, Wishes
from klyngepakke.plugins import Catalogue, Filters, told
from klyngepakke.printing import logo as logos
from klyngepakke.printing.bundle import (
    CONTENT_FILE,
    Bundle,
    bundle,
    last_content,
    own_files,
    write_bundle,
)
from klyngepakke.printing.changes import Changes, changes, edition_changes
from klyngepakke.printing.document import File, Sheet, written
from klyngepakke.printing.fetching import LOGO_URL, Refused, Shelf
from klyngepakke.printing.preflight import doubts
from klyngepakke.road import batch
from klyngepakke.road.further import Writer, further
from klyngepakke.road.late import Late
from klyngepakke.road.paper import Paper, changes_file, on_paper, print_files
from klyngepakke.road.prepared import Prepared
from klyngepakke.road.worker import shared
from klyngepakke.unchanged import SEAL, Seen, sealed

__all__ = [
    "OUTPUT",
    "Built",
    "Maker",
    "Prepared",
    "Say",
    "Wishes",
    "build",
    "decided",
    "is_kit",
    "kits",
    "prepare",
    "rehearse",
]

KITS: Final = f"{OUTPUT}*"
KEPT: Final = "gemt"
_REHEARSED: Final = 29  # the size of an average cluster
Say = Callable[[str], None]


class Maker(Protocol):
    """Makes a sheet as `printing.produce.produce` does: itself, a worker, a cache around either.

    One that several threads may call says by `at_once` how many sheets it makes at the same
    time. One with `start(*, pdf)` is told by it that sheets will soon be wanted.
    """

    def __call__(self, document: Document, theme: Theme, *, filters: Filters) -> Sheet:
        """The sheet of a document."""


def _silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Built:
    """What a build made.

    Attributes:
        folder: Where the files lie.
        ready: The meeting as it was planned.
        sheets: Every sheet, the print list first.
        moved: Files of the user's own that were moved to `gemt/`, where they are now.
        warnings: Danish sentences to read before printing.
        paper: Sheets of paper when everything is printed, and copied, as the print list says.
        files: What was made besides the sheets, as the file that prints everything.
        changes: What is not as in the kit that lay there; None where none lay there, or one that
            cannot be compared.
        wishes: What the person at the printer asked for.
    """

    folder: Path
    ready: Prepared
    sheets: tuple[Sheet, ...]
    moved: tuple[Path, ...]
    warnings: tuple[str, ...]
    paper: int
    files: tuple[File, ...] = ()
    changes: Changes | None = None
    wishes: Wishes = NO_WISHES

    @property
    def html(self) -> bool:
        """Whether the sheets are HTML, on a computer that cannot make PDF."""
        return not self.sheets[0].pdf


def is_kit(folder: Path) -> bool:
    """Whether a folder is one that a build writes: `til-print`, or as `til-print-stor` beside it.

    What has a look's name after it is ours if it has an `indhold.json`; the user may have a
    `til-print-hos-naboen` of their own.
    """
    if folder.name == OUTPUT:
        return True
    return folder.name.startswith(f"{OUTPUT}-") and (folder / CONTENT_FILE).is_file()


def kits(folder: Path) -> tuple[Path, ...]:
    """The kits in a meeting's folder, the one in the meeting's own look first."""
    return tuple(path for path in sorted(folder.glob(f"{OUTPUT}*")) if is_kit(path))


def prepare(folder: Path, catalogue: Catalogue, theme: str = "") -> Prepared:
    """Read a meeting and plan it; nothing is written.

    Args:
        folder: The folder that holds `moede.yaml`.
        catalogue: The packs and themes there are.
        theme: A look to use instead of the meeting's own; "" for its own.

    Raises:
        InputError: Everything that is wrong, each with its line in `moede.yaml`.
    """
    found = read_meeting(folder)
    if theme:
        _check_named(theme, catalogue)
    try:
        people, planned, look = decided(found, catalogue, theme)
        extra, broken = catalogue.documents(planned)
        made = kit(planned, extra)
    except InputError as error:
        raise located(found, error) from error
    packs = pack_names(planned.meeting)
    passing = (*catalogue.doubts(packs, look.id), *(told(b) for b in broken))
    warnings = (*made.warnings, *misspelt(people), *passing, *_logo_doubts(found), *_late(found))
    return Prepared(found, planned, Kit(made.documents, made.texts, warnings), look, passing)


def decided(
    found: Read[Meeting], catalogue: Catalogue, theme: str = ""
) -> tuple[ParticipantList, Plan, Theme]:
    """Who comes to a meeting, what follows from its decisions, and its look.

    Raises:
        InputError: What is wrong; problems of the meeting carry their place in it, and no line.
    """
    people = _people(found)
    planned = plan(found.value, _packs(found.value, catalogue), people.people)
    return people, planned, _theme(found, catalogue, theme)


def build(
    folder: Path,
    catalogue: Catalogue,
    say: Say = _silent,
    *,
    html: bool = False,
    maker: Maker | None = None,
    writer: Writer = written,
    wishes: Wishes = NO_WISHES,
    before: Seen | None = None,
) -> Built:
    """Build the whole mødemappe of a meeting's folder.

    Args:
        folder: The folder that holds `moede.yaml`.
        catalogue: The packs and themes there are.
        say: Told one Danish line for each sheet as it is finished.
        html: Write self-contained HTML files, on a computer that cannot make PDF.
        maker: What makes the sheets, as a cache; `road.worker.shared()` without one.
        writer: What makes the files beside them, as a cache.
        wishes: What the person at the printer asks for.
        before: What there was to make it from, seen before the catalogue was read; without it
            nobody can tell the next time that nothing has changed.

    Raises:
        InputError: The meeting, a pack or a sheet is wrong; nothing is written.
        LimitError: A sheet takes more than an honest one; nothing is written.
        MissingError: The process that makes the sheets cannot be started.
        FileError: The folder cannot be written; the old kit stands.
        BusyError: Another build is writing there.
    """
    _start(maker or shared(), html=html)  # it reads the engine while the meeting is read
    ready = prepare(folder, catalogue, wishes.theme)
    target = folder / wishes.output
    with locked(folder):
        recover(target)
        own_files(target)  # a folder that cannot be replaced is told before the sheets are made
        check_closed(target)
        make = _made_by(ready, catalogue, maker, html=html)
        at_once = _at_once(maker or shared())
        paper, files = _all_made(ready, make, writer, wishes, at_once=at_once, say=say)
        about, last = _about(ready, paper, catalogue.packs, wishes), last_content(target)
        made = bundle(paper.sheets, ready.kit.texts, about, files)
        since = changes(last, made.content) if last else None
        if again := changes_file(ready, paper, since, make, wishes):
            files = (*files, *again)
            made = bundle(paper.sheets, ready.kit.texts, about, files)
        seen = None if catalogue.is_open else before
        moved = write_bundle(_sealed(made, seen, ready), target, folder / KEPT)
    # Not on the paper: what a build says of the last one is no part of the same input.
    warnings = (
        *edition_changes(last or {}, made.content),
        *about["advarsler"],
        *(_dead_links(ready, paper.sheets, say) if wishes.check_links else ()),
    )
    return Built(target, ready, paper.sheets, moved, warnings, paper.leaves, files, since, wishes)


def rehearse(loaded: LoadedPack, catalogue: Catalogue) -> None:
    """Write the pack's own sheets for its example meeting, as HTML that is thrown away.

    Raises:
        InputError: A template is wrong or asks for something that is not there.
        LimitError: A sheet takes more than an honest one.
        MissingError: The process that makes the sheets cannot be started.
    """
    meeting = example(loaded, _REHEARSED)
    theme = catalogue.theme(meeting.theme)
    planned = plan(meeting, {loaded.pack.id: loaded})
    for document in kit(planned).documents:
        if document.pack is not None:
            shared().html(document, theme, filters=catalogue.filters)


def _made_by(
    ready: Prepared, catalogue: Catalogue, maker: Maker | None, *, html: bool
) -> Callable[[Document], Sheet]:
    plain = maker or (shared().html if html else shared())
    make = plain if html else Late(plain)
    meeting = ready.plan.meeting
    return lambda document: _owned(make(document, ready.theme, filters=catalogue.filters), meeting)


def _owned(sheet: Sheet, meeting: Meeting) -> Sheet:
    """The sheet as the meeting's own, so that a filled form of a series finds the right one."""
    if not (meeting.series and sheet.document.forms and sheet.pdf):
        return sheet
    # pikepdf costs a moment to import, and only a series needs it here.
    from klyngepakke.printing.pdf.forms import belonging_to  # noqa: PLC0415

    return replace(sheet, pdf=belonging_to(sheet.pdf, meeting.id))


def _start(maker: Maker, *, html: bool) -> None:
    if start := getattr(maker, "start", None):
        start(pdf=not html)


def _at_once(maker: Maker) -> int:
    number: int = getattr(maker, "at_once", 1)
    return number


def _all_made(
    ready: Prepared,
    make: Callable[[Document], Sheet],
    writer: Writer,
    wishes: Wishes,
    *,
    at_once: int,
    say: Say,
) -> tuple[Paper, tuple[File, ...]]:
    """Every sheet in the order of the kit, what lies around them, and the files beside them.

    The files need no sheet that is finished, but this process has nothing else to do while a
    worker makes the print list; during the others, all the cores are busy.
    """
    made = []
    for sheet in batch.made(make, ready.kit.documents, at_once):
        say(line_of(sheet))
        made.append(sheet)
    sheets = tuple(made)
    doubtful = _warnings(ready, sheets)
    paper, beside = batch.both(
        lambda: on_paper(ready, sheets, doubtful, make, wishes, at_once=at_once),
        lambda: further(ready, sheets, wishes, writer),
        at_once,
    )
    say(line_of(paper.sheets[0]))
    return paper, (*print_files(paper, wishes), *beside)


def line_of(sheet: Sheet) -> str:
    """What is said of a sheet when it is finished."""
    copies, pages = sheet.document.copies, sheet.pages
    side = "side" if pages == 1 else "sider"
    size = f"{pages} {side}" if pages else "HTML"
    printed = (
        f"udskrives {copies} gange" if copies > 1 else "udskrives én gang" if copies else "kun fil"
    )
    return f"{sheet.document.title}: {size}, {printed}"


def _packs(meeting: Meeting, catalogue: Catalogue) -> Mapping[str, LoadedPack]:
    """The packs there are; those that are wanted and not there are told at once, with reasons."""
    problems: list[Problem] = []
    for name in pack_names(meeting):
        try:
            catalogue.pack(name)
        except InputError as error:
            place = f"pakker.{name}"
            problems += [Problem(p.sentence, place=place) for p in error.problems]
    if problems:
        raise InputError(*problems)
    return catalogue.packs


def _people(found: Read[Meeting]) -> ParticipantList:
    name = found.value.participants.file
    return read_participants(found.path.parent / name) if name else ParticipantList(())


def _theme(found: Read[Meeting], catalogue: Catalogue, other: str = "") -> Theme:
    cluster = found.value.cluster
    logo = found.path.parent / cluster.logo if cluster.logo else None
    if cluster.colour and (pale := refusal(cluster.colour)):
        raise InputError(Problem(pale, place="klynge.farve"))
    theme = catalogue.theme(other or found.value.theme).adapted(colour=cluster.colour, logo=logo)
    if logo is not None:
        _check_logo(theme, logo)
    return theme


def _check_named(theme: str, catalogue: Catalogue) -> None:
    """A look that was asked for on the line and is not there is no mistake in the file."""
    try:
        catalogue.theme(theme)
    except InputError as error:
        hint = "Se dem, der er, med ”klyngepakke udseende liste”."
        raise InputError(*(f"{p.sentence} {hint}" for p in error.problems)) from None


def _check_logo(theme: Theme, logo: Path) -> None:
    with reading(logo):
        if not logo.is_file():
            sentence = f"Billedet ”{logo.name}” findes ikke i mødets mappe."
            raise InputError(Problem(sentence, place="klynge.logo"))
        try:
            Shelf(theme).fetch(LOGO_URL)
        except Refused as refused:
            sentence = f"”{logo.name}” kan ikke bruges som logo. {refused}"
            raise InputError(Problem(sentence, place="klynge.logo")) from None


def _logo_doubts(found: Read[Meeting]) -> Iterator[str]:
    """What will not look well about the cluster's own logo."""
    if name := found.value.cluster.logo:
        yield from (f"{name}: {said}" for said in logos.doubts(found.path.parent / name))


def _late(found: Read[Meeting]) -> Iterator[str]:
    """A last day for cancelling after the meeting has begun makes nonsense of its invitation."""
    first, latest = found.value.days[0].date, found.value.cancelling.latest
    if first and latest and latest > first:
        line = found.problem(("afbud", "senest"), "").line
        yield (
            f"{MEETING_FILE}:{line}: afbud.senest er {short_date_text(latest)}, efter mødet "
            f"{short_date_text(first)}. Ret den ene dato, før indkaldelsen sendes."
        )


def _sealed(made: Bundle, before: Seen | None, ready: Prepared) -> Bundle:
    """The bundle, sealed where the same would be made, and said of it, of the same the next time."""
    meeting = ready.found.value
    read = (meeting.participants.file, meeting.cluster.logo)
    return made if ready.passing else sealed(made, before, read)


def _about(
    ready: Prepared, paper: Paper, known: Mapping[str, LoadedPack], wishes: Wishes
) -> dict[str, Any]:
    """What `indhold.json` says of the meeting, its packs as they were published, the way of print."""
    return {
        SEAL: "",
        "møde": ready.plan.meeting.id,
        "titel": ready.plan.meeting.title,
        "klynge": ready.plan.meeting.cluster.name,
        "dato": str(ready.plan.meeting.days[0].date or ""),
        "klyngepakke": klyngepakke.__version__,
        "udseende": {"id": ready.theme.id, "udgave": ready.theme.edition},
        "udskrift": {
            "enkeltsidet": wishes.single_sided,
            "uden_kopier": wishes.one_of_each,
            "hæfte": wishes.booklet,
        },
        "papir": paper.leaves,
        "advarsler": _warnings(ready, (*paper.sheets, *paper.beside)),
        "pakker": {
            p.pack.id: {
                "udgave": p.pack.edition,
                "oprindelse": _origin(p),
                "adresser": marks(known[p.pack.id].pack),
            }
            for p in ready.plan.packs
        },
    }


def _origin(loaded: LoadedPack) -> str:
    """Where a pack came from, without the place of its folder: a build is the same anywhere."""
    in_folder = loaded.origin == str(loaded.folder)
    return f"mappen {loaded.folder.name}" if in_folder else loaded.origin


def _warnings(ready: Prepared, sheets: tuple[Sheet, ...]) -> tuple[str, ...]:
    return (*ready.kit.warnings, *doubts(sheets))


def _dead_links(ready: Prepared, sheets: tuple[Sheet, ...], say: Say) -> tuple[str, ...]:
    # What asks the network is not even read before somebody wants it.
    from klyngepakke.road import links  # noqa: PLC0415

    found = links.links(ready, sheets)
    count = f"{len(found)} link{'s' if len(found) > 1 else ''}" if found else "ingen links"
    say(f"Spørger nettet: Her er {count}.")
    return links.doubts(found)
