"""The pool: as many workers as there are sheets wanted at once, and the sheets of a kit in order."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

import kits
from helpers_sheet import document, page, plain_theme
from klyngepakke.commands.line import main
from klyngepakke.errors import InputError
from klyngepakke.printing.document import File, Sheet
from klyngepakke.road import OUTPUT, batch, build, line_of, worker
from klyngepakke.road.nursery import Forked, nursery
from klyngepakke.road.worker import Pool, Worker, shared

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="forks")


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    """A theme of one font."""
    return plain_theme(tmp_path_factory.mktemp("tema"))


@pytest.fixture(scope="module")
def pool():
    """A pool of two."""
    with Pool(2) as made:
        yield made


def honest(folder):
    """A sheet that costs nothing."""
    return document(folder / "god", page("<p>Her er alt godt.</p>"))


def processes(pool):
    """The processes of a pool's workers, by number."""
    return {one._running.process.pid for one in pool._workers if one._running}


def in_threads(works):
    """Do several things at once, and wait for them all."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- The pool ----------------------------------------------------------------------------


def test_the_second_worker_comes_with_the_second_sheet(tmp_path, theme, pool):
    """Sheets that are asked for one after the other have one process; at once, one each."""
    for _ in range(2):
        pool.html(honest(tmp_path), theme)
    assert len(processes(pool)) == 1

    slow = document(tmp_path / "langsom", page("{{ 0.5 | sov }}"))
    filters = {"sov": time.sleep}
    in_threads([lambda: pool.html(slow, theme, filters=filters)] * 3)

    assert len(processes(pool)) == 2


def test_a_pool_begins_none_before_it_is_asked():
    """A pool that is made, and closed, has begun no process."""
    with Pool(2) as made:
        assert not made._workers


def test_a_worker_is_replaced_before_it_is_large(tmp_path, theme, monkeypatch):
    """What the system's libraries keep of every sheet does not grow without end."""
    monkeypatch.setattr(worker, "_SHEETS", 2)
    with Worker() as one:
        seen = []
        for _ in range(5):
            one.html(honest(tmp_path), theme)
            seen.append(one._running.process.pid)

    assert seen[0] == seen[1] != seen[2] == seen[3] != seen[4]


def test_the_limits_of_a_pool_are_its_workers(tmp_path, theme, pool):
    """Limits that are set later hold for the workers that are there."""
    pool.html(honest(tmp_path), theme)
    pool.limits = limits = worker.Limits(cpu=3, wall=30, memory=100_000_000)

    pool.html(honest(tmp_path), theme)

    assert limits in {one.limits for one in pool._workers}
    pool.limits = worker.LIMITS


def test_the_whole_kit_has_the_same_bytes():
    """Made in two workers, the longest sheet first, a kit is what it is made one by one."""
    alone = kits.kit("emnevalg", 10)
    said = []
    folder = kits.write(alone.prepared.plan.meeting)

    with Pool(2) as pool:
        made = build(folder, kits.everything(), said.append, maker=pool)
        assert len(processes(pool)) == 2

    assert made.sheets == alone.sheets
    assert contents(folder) == contents(alone.folder)
    assert said == [line_of(sheet) for sheet in (*made.sheets[1:], made.sheets[0])]


def contents(folder):
    """Every file of a meeting's kit."""
    kit = folder / OUTPUT
    return {str(p.relative_to(kit)): p.read_bytes() for p in kit.rglob("*") if p.is_file()}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_fork_of_the_program_has_workers_of_its_own(tmp_path, theme):
    """A process that a library forks from this one never speaks to this one's workers."""
    shared().html(honest(tmp_path), theme)
    pid = os.fork()
    if not pid:
        os._exit(shared.cache_info().currsize + nursery.cache_info().currsize)

    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


# --- The nursery -------------------------------------------------------------------------


@LINUX
def test_workers_are_forks_of_one_that_is_warm(tmp_path, theme):
    """The nursery is the parent of every worker that makes PDF, and has one thread."""
    with Worker() as one, Worker() as other:
        one(honest(tmp_path), theme)
        other(honest(tmp_path), theme)
        warm = nursery()._running[0].pid

        assert {parent(w._running.process.pid) for w in (one, other)} == {warm}
        assert len(list(Path(f"/proc/{warm}/task").iterdir())) == 1


def parent(pid):
    """The number of a process's parent."""
    return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[1])


@LINUX
def test_a_nursery_that_dies_is_not_missed(tmp_path, theme):
    """Its workers go on; the next is another's."""
    with Worker() as one, Worker() as other:
        one(honest(tmp_path), theme)
        before = one._running.process
        dead = nursery()._running[0]
        dead.kill()
        dead.wait()

        assert one(honest(tmp_path), theme).pages == 1
        assert one._running.process is before
        assert other(honest(tmp_path), theme).pages == 1
        assert parent(other._running.process.pid) not in {dead.pid, os.getpid()}
        before.kill()
        assert before.wait() == -9


@LINUX
def test_without_a_nursery_a_worker_begins_by_itself(tmp_path, theme, monkeypatch):
    """Where nothing can be forked, the sheet is the same."""
    with Worker() as forked:
        sheet = forked(honest(tmp_path), theme)
        assert isinstance(forked._running.process, Forked)
    monkeypatch.setattr(nursery(), "_possible", False)

    with Worker() as alone:
        assert alone(honest(tmp_path), theme) == sheet
        assert not isinstance(alone._running.process, Forked)


@LINUX
def test_a_nursery_that_cannot_fork_says_so(tmp_path, monkeypatch):
    """One that has more than one thread, as of a newer library, is asked once."""
    nursery().close()
    monkeypatch.setattr("klyngepakke.road.nursery.begun", _without_engine)

    assert nursery().fork(str(tmp_path)) is None
    assert not nursery()._possible

    nursery().close()
    monkeypatch.setattr(nursery(), "_possible", True)


def _without_engine(module, about="", **streams):
    """A nursery that cannot read the engine."""
    from klyngepakke.workshop import processes

    spoilt = "import sys; sys.modules['weasyprint'] = None\n"
    kept, processes._PROGRAM = processes._PROGRAM, spoilt + processes._PROGRAM
    try:
        return processes.begun(module, about, **streams)
    finally:
        processes._PROGRAM = kept


def test_a_process_hears_no_signal_that_the_program_answers():
    """Whatever ends the program on any system, its processes are ended by it, and clean up."""
    from klyngepakke.commands import signals
    from klyngepakke.workshop import processes

    assert [name for name in signals._NAMES if repr(name) not in processes._PROGRAM] == []


def test_a_program_that_ends_begins_no_process(tmp_path):
    """A sheet that a thread still wants then is no reason to start, and to be waited for."""
    program = f"""
        import atexit, sys
        from pathlib import Path
        from helpers_sheet import document, page, plain_theme
        from klyngepakke.errors import MissingError

        def late():
            try:
                shared().html(document(here, page("x")), plain_theme(here / "t"))
            except MissingError:
                print("for sent")

        atexit.register(late)
        from klyngepakke.road.worker import shared
        here = Path({str(tmp_path)!r})
        late()
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert done.stdout == "for sent\n"


# --- The batch ---------------------------------------------------------------------------


def documents(tmp_path, *lengths):
    """Documents that say more or less, named by their number."""
    one = document(tmp_path, "")
    return [replace(one, title=str(k), data={"x": "x" * n}) for k, n in enumerate(lengths)]


def titles(sheets):
    """What the sheets are called."""
    return [sheet.document.title for sheet in sheets]


def test_the_longest_is_begun_first_and_the_order_is_the_kits(tmp_path):
    """Sheets come in the order of their documents, whichever is begun first."""
    begun = []

    def make(one):
        begun.append(one.title)
        return Sheet(one, b"", "", 0)

    made = list(batch.made(make, documents(tmp_path, 5, 1000, 70, 200), 2))

    assert titles(made) == ["0", "1", "2", "3"]
    assert begun[0] == "1"
    assert sorted(begun) == ["0", "1", "2", "3"]


def test_one_at_a_time_is_one_after_the_other(tmp_path):
    """A maker that makes one at a time is called in this thread, in the order of the kit."""
    seen = []

    def make(one):
        seen.append((one.title, threading.current_thread()))
        return Sheet(one, b"", "", 0)

    made = batch.made(make, documents(tmp_path, 1, 2), 1)

    assert next(made).document.title == "0"
    assert seen == [("0", threading.main_thread())]


def test_a_failure_is_that_of_the_first_that_fails(tmp_path):
    """However they are begun: those before it are given, it is raised, those after are not begun."""
    begun, given = [], []

    def make(one):
        begun.append(one.title)
        if one.title in {"1", "3"}:
            raise InputError(f"Ark {one.title}.")
        return Sheet(one, b"", "", 0)

    with pytest.raises(InputError, match="Ark 1"):
        given.extend(batch.made(make, documents(tmp_path, 50, 20, 3, 4000, 1, 1, 1), 2))

    assert titles(given) == ["0"]
    assert begun[0] == "3"
    assert not {"4", "5", "6"} & set(begun)


def test_who_leaves_in_the_middle_has_nothing_more_made(tmp_path):
    """What is not begun when nobody waits for it any longer is not begun at all."""
    begun, go_on = [], threading.Event()

    def make(one):
        begun.append(one.title)
        if one.title != "0":
            go_on.wait(10)
        return Sheet(one, b"", "", 0)

    made = batch.made(make, documents(tmp_path, 9000, 300, 30, 3), 2)
    next(made)
    made.close()
    go_on.set()
    time.sleep(0.1)

    assert "3" not in begun


def test_two_works_are_done_at_once():
    """Each waits for what the other does; both are given, in order."""
    begun, met = threading.Event(), threading.Event()

    def one():
        begun.set()
        return met.wait(10), threading.current_thread() is threading.main_thread()

    def other():
        assert begun.wait(10)
        met.set()
        return threading.current_thread() is threading.main_thread()

    assert batch.both(one, other, 2) == ((True, False), True)


def test_two_works_are_one_after_the_other_where_one_is_made_at_a_time():
    """In this thread, in order, and the second not at all where the first fails."""
    done = []

    def note(name):
        done.append((name, threading.current_thread()))
        if name == "c":
            raise InputError("Nej.")

    batch.both(lambda: note("a"), lambda: note("b"), 1)
    with pytest.raises(InputError):
        batch.both(lambda: note("c"), lambda: note("d"), 1)

    assert done == [(name, threading.main_thread()) for name in "abc"]


@pytest.mark.parametrize("slow", ["en", "to"])
def test_of_two_failures_the_first_works_is_told(slow):
    """Whichever fails first, what is told is what is told when they are done one by one."""

    def fail(name):
        if name == slow:
            time.sleep(0.1)
        raise InputError(f"Arbejde {name}.")

    with pytest.raises(InputError, match="Arbejde en"):
        batch.both(lambda: fail("en"), lambda: fail("to"), 2)
    with pytest.raises(InputError, match="Arbejde to"):
        batch.both(lambda: 1, lambda: fail("to"), 2)
    with pytest.raises(InputError, match="Arbejde en"):
        batch.both(lambda: fail("en"), lambda: 2, 2)


def test_who_interrupts_one_work_waits_for_no_other():
    """Ctrl-C while files are written: the sheet that is being made is not waited for."""
    ended, go_on = [], threading.Event()

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch.both(lambda: ended.append(go_on.wait(2)), interrupted, 2)
    assert not ended
    go_on.set()


def test_the_files_beside_are_made_while_the_print_list_is(tmp_path):
    """Word, PowerPoint and the browser's slides do not wait for the last sheet."""
    begun, seen = threading.Event(), []

    class Slow:
        at_once = 2

        def __call__(self, one, _theme, **_filters):
            if one.id == "printliste":
                seen.append(begun.wait(10))
            return Sheet(one, b"", "<p>", 0)

    def writer(_job):
        begun.set()
        return File("fil.txt", "Fil", b"")

    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "m")
    build(folder, kits.everything(), html=True, maker=Slow(), writer=writer)

    assert seen == [True]


def test_the_dividers_are_made_while_the_print_list_is(tmp_path):
    """Each begins before the other is finished, and the print file has both."""
    begun = {kind: threading.Event() for kind in ("skilleark", "printliste")}
    alone, met = threading.Lock(), []

    class Two:
        at_once = 2

        def __call__(self, one, theme, *, filters):
            if one.sheet in begun:
                begun[one.sheet].set()
                met.append(all(event.wait(20) for event in begun.values()))
            with alone:  # the engine is in this process here
                return kits.once(one, theme, filters=filters)

    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "m")
    build(folder, kits.everything(), maker=Two())

    assert all(met)
    assert len(met) >= 2


# --- The option --------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["0", "-1", "to", "2.5", "", "²", "9" * 5000])
def test_a_wrong_number_of_processes_is_told(tmp_path, capsys, given):
    """It is a whole number from 1."""
    assert main(["byg", str(tmp_path), "--processer", given]) == 2
    assert "helt tal fra 1" in capsys.readouterr().err


def test_the_number_of_processes_is_the_pools(tmp_path, capsys, monkeypatch):
    """The pool that all share has as many; without the option, as many as there are cores, at most 4."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(9), raising=False)
    worker.shared.cache_clear()
    try:
        assert shared().at_once == 4
        folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "m")

        assert main(["byg", str(folder), "--html", "--processer", "1"]) in {0, 6}
        assert shared().at_once == 1
        assert len(shared()._workers) == 1
    finally:
        shared().close()
        worker.shared.cache_clear()
    capsys.readouterr()
