"""Faults at every call that writes: the old or the new, never half, no litter, nothing lost."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from helpers_faults import BROKEN, FOR_GOOD, ONCE, SYSTEMS, Count, Loop, Work
from helpers_series import SeriesLoop, cheap
from klyngepakke.content.meeting import Answers, Cluster, Meeting, MeetingDay
from klyngepakke.content.meeting_file import read_meeting, save_meeting, write_meeting
from klyngepakke.content.model import Minutes
from klyngepakke.content.point import Point
from klyngepakke.files import (
    drop_folder,
    locked,
    make_whole,
    mend,
    recover,
    swap_in,
)
from klyngepakke.planning.document import Document
from klyngepakke.printing.bundle import bundle, write_bundle
from klyngepakke.printing.document import Sheet
from klyngepakke.replies.keeping import keep as keep_tables
from klyngepakke.road import KITS
from klyngepakke.road.store import Store
from klyngepakke.wizard import keeping
from klyngepakke.wizard.draft import Draft

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and killed"),
]
FULL = next(kind for kind in ONCE if kind.name == "ENOSPC")
LEFT = next(kind for kind in ONCE if kind.name == "Ctrl-C efter")
TOTAL = Count()


@pytest.fixture(scope="module", autouse=True)
def _total():
    """The count for those who want it: `pytest -s tests/test_faults.py`."""
    yield
    print(f"\nI alt {TOTAL}")  # noqa: T201 - what is asked for


# --- The works -----------------------------------------------------------------------------


def a_bundle(*texts):
    """A bundle of sheets whose bytes are the texts."""
    sheets = [
        Sheet(Document(f"ark{n}", "ark", "Ark", "ark.html", "bord", 1, {}), text.encode(), "", 1)
        for n, text in enumerate(texts)
    ]
    return bundle(sheets, [], {"møde": "m"})


def built(folder, made):
    """What a build does when its sheets are made."""
    with locked(folder):
        recover(folder / "til-print")
        write_bundle(made, folder / "til-print", folder / "gemt")


def with_a_kit(folder):
    """A meeting with a kit in which a form is filled in, and something of one's own."""
    (folder / "moede.yaml").write_text("format: 1\n")
    built(folder, a_bundle("et", "to"))
    (folder / "til-print" / "01-ark0.pdf").write_bytes(b"udfyldt")
    (folder / "til-print" / "noter.txt").write_bytes(b"mine")


def with_forms_kept(folder):
    """The same, after an evening whose forms are in gemt already."""
    with_a_kit(folder)
    (folder / "gemt").mkdir()
    (folder / "gemt" / "01-ark0.pdf").write_bytes(b"fra sidst")


PACK = {"pakke.yaml": b"id: egen\n", "ark/tal.html": b"<p>", ".kvittering.json": b"{}"}


def installed(folder):
    """What an installation does when its pack is proven."""
    with locked(folder):
        recover(folder / "egen")
        swap_in(folder / "egen", PACK)


def with_a_pack(folder):
    """A pack's last edition, and another pack."""
    swap_in(folder / "anden", {"pakke.yaml": b"id: anden\n"})
    swap_in(folder / "egen", {"pakke.yaml": b"id: egen\nudgave: 1\n", "billeder/a.svg": b"<svg/>"})


def removed(folder):
    """What `pakke fjern` does; twice is once."""
    with locked(folder):
        recover(folder / "egen")
        if (folder / "egen").exists():
            drop_folder(folder / "egen")


DAY = MeetingDay(date=date(2027, 3, 4), start=990, end=1170, place="Salen")


def a_meeting(title, *points):
    """A meeting of some points."""
    program = tuple(
        Point(id=p, kind="frit_emne", title=p, minutes=Minutes(least=10, wish=10, most=10))
        for p in points
    )
    return Meeting(
        id="abc234", title=title, cluster=Cluster(name="Nord"), days=(DAY,), program=program
    )


def with_comments(folder):
    """A meeting in whose file a person wrote, for a few eyes only."""
    write_meeting(folder, a_meeting("Før", "et", "to"))
    file = folder / "moede.yaml"
    file.write_text(file.read_text("utf-8") + "# et\n", "utf-8")
    text = file.read_text("utf-8").replace("  - id: to", "  # husk kaffe\n  - id: to")
    file.write_text(text, "utf-8")
    file.chmod(0o640)


def saved(folder):
    """What the wizard does with an answer that takes a commented point away."""
    mend(folder, KITS)
    if read_meeting(folder).value.title == "Før":
        save_meeting(folder, a_meeting("Efter", "et"))


def drafted(folder):
    """What the wizard does with an answer to a meeting that has no file yet."""
    with state_in(folder):
        keeping.drafts()
        keeping.keep(Draft(base="/m", answers=Answers(id="abc234", title="Efter")))


def with_a_draft(folder):
    """An answer that was given before."""
    with state_in(folder):
        keeping.keep(Draft(base="/m", answers=Answers(id="abc234", title="Før")))


def state_in(folder):
    """The user's state folder, moved there."""
    moved = pytest.MonkeyPatch.context()
    moved.__enter__().setenv("XDG_STATE_HOME", str(folder))
    return _Closing(moved)


class _Closing:
    def __init__(self, moved):
        self._moved = moved

    def __enter__(self):
        return self

    def __exit__(self, *told):
        self._moved.__exit__(*told)


TABLES = {"energi.csv": b"1;2\n", "svar.json": b'{"lavet_af": "klyngepakke", "filer": {}}'}


def read_in(folder):
    """What `indlaes` does when the forms are read."""
    with locked(folder):
        keep_tables(folder / "svar", TABLES, folder / "gemt")


def with_tables(folder):
    """Tables of the last reading, one of them worked on since."""
    (folder / "svar").mkdir()
    (folder / "svar" / "energi.csv").write_bytes(b"regnet videre paa")
    (folder / "svar" / "svar.json").write_bytes(b'{"lavet_af": "klyngepakke", "filer": {}} ')


def cached(folder):
    """What the cache does with a sheet."""
    Store(folder / "ark", b"n" * 32).put("0" * 64, b"et ark")


WORKS = {
    "byg": Work(with_a_kit, lambda f: built(f, a_bundle("tre"))),
    "byg med gemt": Work(with_forms_kept, lambda f: built(f, a_bundle("tre"))),
    "byg første gang": Work(lambda _: None, lambda f: built(f, a_bundle("et"))),
    "installer": Work(with_a_pack, installed),
    "fjern": Work(with_a_pack, removed),
    "ny pakke": Work(lambda _: None, lambda f: (f / "p").exists() or make_whole(f / "p", PACK)),
    "guide": Work(with_comments, saved, first=("moede.gammel.yaml",)),
    "kladde": Work(with_a_draft, drafted),
    "indlaes": Work(with_tables, read_in, in_parts=True),
    "cache": Work(lambda f: (f / "ark").mkdir(0o700), cached, silent=True),
}
CASES = [
    *((name, "ombytning") for name in WORKS),
    ("byg", "to skridt"),
    ("byg med gemt", "uden links"),
    ("installer", "to skridt"),
]


def loop(name, system, place):
    """The loop of a work on a disk; what it counts goes into the sum."""
    made = Loop(WORKS[name], place, SYSTEMS[system])
    made.count = TOTAL
    return made


# --- The loops -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "system"), CASES)
def test_whatever_fails_it_is_the_old_or_the_new(name, system, tmp_path):
    """Each call fails once in each way: a sentence and the old, or the new; and no litter."""
    made = loop(name, system, tmp_path)
    before = TOTAL.faults.total()

    for kind in ONCE:
        made.once(kind)

    assert TOTAL.faults.total() - before > 20


@pytest.mark.parametrize(("name", "system"), CASES)
def test_a_disk_that_stays_full_or_away(name, system, tmp_path):
    """From each call on: what is on the disk is whole, and the next start clears up."""
    made = loop(name, system, tmp_path)

    for kind in FOR_GOOD:
        made.once(kind)


@pytest.mark.parametrize(
    ("name", "system"),
    [("byg", "ombytning"), ("byg", "to skridt"), ("guide", "ombytning"), ("indlaes", "uden links")],
)
def test_a_second_fault_while_the_first_is_cleared_up(name, system, tmp_path):
    """Nothing of a person's own is lost, and the next build makes the new."""
    made = loop(name, system, tmp_path)

    made.twice(BROKEN, BROKEN, step=3)
    made.twice(FULL, LEFT, step=5)


@pytest.mark.parametrize(("name", "system"), CASES)
def test_killed_at_every_call(name, system, tmp_path):
    """What is opened next puts right what was left."""
    made = loop(name, system, tmp_path)

    made.killed(mended(name))


def mended(name):
    """What the next start does in that folder."""
    if name in ("byg", "byg med gemt", "byg første gang"):
        return lambda folder: mend(folder, KITS)
    return {
        "kladde": _drafts,
        "indlaes": lambda folder: (mend(folder, KITS), mend(folder / "svar")),
        "cache": lambda folder: mend(folder / "ark"),
    }.get(name, mend)


def _drafts(folder):
    with state_in(folder):
        keeping.drafts()


# --- A whole series ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def series(tmp_path_factory):
    """A series of two clusters, one of which had a kit before."""
    with cheap():
        yield SeriesLoop(tmp_path_factory.mktemp("serie"), TOTAL)


def test_whatever_fails_each_cluster_of_a_series_has_a_whole_kit_or_none(series):
    """All of `klyngepakke serie`, the ways to fail by turns; the next run makes the same bytes."""
    for turn, at in enumerate(range(1, series.calls + 1, 6)):
        series.fails(ONCE[turn % len(ONCE)], at)

    assert series.calls > 200


def test_a_series_that_is_killed_is_mended_by_the_next_run(series):
    """Early, late, and in the midst of each cluster."""
    for at in range(5, series.calls + 1, 30):
        series.killed(at)
