"""The worker: every sheet in a process of its own, which is stopped, told of, and replaced."""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

import kits
from helpers_sheet import document, page, plain_theme
from klyngepakke.commands.line import main
from klyngepakke.content.example import example
from klyngepakke.errors import InputError, LimitError, MissingError, Problem
from klyngepakke.plugins import catalogue
from klyngepakke.printing.produce import html_only, produce
from klyngepakke.road import OUTPUT, build, prepare
from klyngepakke.road.worker import Worker, shared
from klyngepakke.workshop.limits import LIMITS, Limits

EXAMPLE = Path(__file__).parents[1] / "examples" / "klyngepakke-eksempel" / "klyngepakke_eksempel"
TESTS = Path(__file__).parent
LOW = Limits(cpu=2, wall=60, memory=120_000_000)
UNIX = pytest.mark.skipif(os.name != "posix", reason="signals")

WIDE = page('<table><tr><td colspan="1000000">x</td></tr></table>')
"""Makes the engine lay out a million columns."""
LAUGHS = "html { --v0: x; "
LAUGHS += " ".join(f"--v{n}: {f'var(--v{n - 1}) ' * 10};" for n in range(1, 9))
LAUGHS += "} p::before { content: var(--v8) }"
"""CSS variables that become a hundred million words."""


@pytest.fixture(scope="module")
def low():
    """A worker that stops a sheet soon."""
    with Worker(LOW) as worker:
        yield worker


@pytest.fixture(scope="module")
def theme(tmp_path_factory):
    """A theme of one font."""
    return plain_theme(tmp_path_factory.mktemp("tema"))


def honest(folder):
    """A sheet that costs nothing."""
    return document(folder / "god", page("<p>Her er alt godt.</p>"))


def test_a_sheet_is_the_same():
    """The worker's sheet is the one that `produce` makes in this process, to the last byte."""
    ready = prepare(kits.write(kits.meeting("emnevalg", 10)), kits.everything())
    (one,) = [d for d in ready.kit.documents if d.id == "afslutningsark"]

    sheet = shared()(one, ready.theme, filters=kits.everything().filters)

    assert sheet == produce(one, ready.theme, filters=kits.everything().filters)
    assert sheet.fields


def test_html_is_the_same(tmp_path, theme):
    """HTML comes from the worker, too, and is what `html_only` gives."""
    one = honest(tmp_path)

    sheet = shared().html(one, theme)

    assert sheet.html == html_only(one, theme)
    assert (sheet.pdf, sheet.pages) == (b"", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_html_needs_no_engine(tmp_path, theme):
    """A worker that makes HTML alone has not opened the libraries that PDF needs."""
    with Worker() as worker:
        worker.html(honest(tmp_path), theme)

        opened = Path(f"/proc/{worker._running.process.pid}/maps").read_text("utf-8")

    assert "pango" not in opened
    assert "python" in opened


@pytest.mark.parametrize(
    ("template", "css"),
    [
        pytest.param(WIDE, "", id="colspan"),
        pytest.param(page("<p>x</p>"), LAUGHS, id="laughs"),
        pytest.param(page("x<br>" * 30_000), "", id="pages"),
        pytest.param(
            page("{% for a in l %}{% for b in l %}{{ a }}{% endfor %}{% endfor %}"), "", id="loops"
        ),
        pytest.param(page("{% for a in l %}{{ lang }}{% endfor %}"), "", id="output"),
    ],
)
def test_a_sheet_past_its_limits_is_named(tmp_path, theme, low, template, css):
    """Whatever costs too much is stopped, told with sheet and pack, and the next sheet is made."""
    data = {"l": ["x"] * 400, "lang": "x" * 90_000}
    look = plain_theme(tmp_path / "t", css)

    with pytest.raises(LimitError, match=r"Arket ”Prøvearket” [(]pakken ”prøvepakke”[)]") as told:
        low(document(tmp_path / "p", template, data), look)

    assert told.value.exit_code == 4
    assert len(told.value.problems) == 1
    assert low(honest(tmp_path), theme).pages == 1


@pytest.mark.parametrize("watched", [False, True], ids=["system", "watch"])
@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(cpu=1, wall=240, memory=LIMITS.memory), "mere end 1 sekunder"),
        (Limits(cpu=60, wall=240, memory=10_000_000), "hukommelse"),
    ],
    ids=["time", "memory"],
)
def test_both_ways_of_holding_a_limit(tmp_path, theme, limits, sentence, watched):
    """The system's limits stop a sheet, and so does the worker's own look at itself."""
    held = Limits(limits.cpu, limits.wall, limits.memory, watched=watched)
    own = b"x" * 400_000_000  # what this process holds is none of the worker's

    with Worker() as worker:
        worker(honest(tmp_path), theme)  # the fonts are read before memory is short
        worker.limits = held
        with pytest.raises(LimitError, match=sentence):
            worker(document(tmp_path, WIDE), theme)

    assert own


def test_a_sheet_that_speaks_for_a_pack_names_it(tmp_path, low):
    """A template of the core's, filled by a pack, is told with the pack's name."""
    one = document(tmp_path, WIDE, {"pakke": {"id": "trivsel"}})
    (tmp_path / "t" / "ark").mkdir(parents=True)
    (tmp_path / "t" / "ark" / "plakat.html").write_text(WIDE, "utf-8")
    core = type(one)(**{**vars(one), "pack": None, "template": "plakat.html"})

    with pytest.raises(LimitError, match=r"Arket ”Prøvearket” [(]pakken ”trivsel”[)] "):
        low(core, plain_theme(tmp_path / "t"))


def test_the_old_kit_stands(tmp_path, low):
    """A build that a sheet stops leaves the old kit byte for byte, and no litter beside it."""
    pack = tmp_path / "pakke"
    shutil.copytree(EXAMPLE, pack, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    found = catalogue([pack])
    folder = kits.write(example(found.packs["telefontid"], 10), tmp_path / "møde")
    build(folder, found, html=True)
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    (pack / "ark" / "opkaldsliste.html").write_text(WIDE, "utf-8")

    def make(document, theme, *, filters):
        return (low if document.pack else low.html)(document, theme, filters=filters)

    with pytest.raises(LimitError, match=r"pakken ”telefontid”"):
        build(folder, found, maker=make)

    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_the_command_says_4(tmp_path, capsys):
    """Building such a pack at the command line gives exit 4, and one sentence."""
    pack = tmp_path / "pakke"
    shutil.copytree(EXAMPLE, pack, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    loop = "{% for a in tal %}{% for b in tal %}{% for c in tal %}x{% endfor %}{% endfor %}{% endfor %}"
    (pack / "ark" / "opkaldsliste.html").write_text(
        page("{% set tal = [" + "1," * 99 + "] %}" + loop), "utf-8"
    )
    folder = kits.write(example(catalogue([pack]).packs["telefontid"], 10), tmp_path / "m")

    code = main(["byg", str(folder), "--html", "--pakker", str(pack)])

    assert code == 4
    assert "omgange" in capsys.readouterr().err
    assert not (folder / OUTPUT).exists()


def test_errors_come_back_whole(tmp_path, theme):
    """A mistake has its type, file and line, and for --debug where in the worker it was raised."""
    one = document(tmp_path, page("{{ navm }}"), {"navn": "x"})
    with pytest.raises(InputError) as inside:
        produce(one, theme)

    with pytest.raises(InputError) as outside:
        shared()(one, theme)

    assert outside.value.problems == inside.value.problems
    assert outside.value.problems[0].line == 4
    assert "in render" in str(outside.value.__cause__)


def test_errors_can_be_sent():
    """Every error a person meets is the same on the other side of a pipe."""
    problem = Problem("Sætning.", "pakke.yaml", 3, 4, "blokke[1]")
    for kind in (InputError, LimitError, MissingError):
        error = pickle.loads(pickle.dumps(kind(problem, "To.")))  # noqa: S301 - made in the line itself

        assert type(error) is kind
        assert error.problems == (problem, Problem("To."))


def test_paths_are_the_parents_own(tmp_path, theme, monkeypatch):
    """A folder named from where one stands is found, though one has gone since the worker began."""
    with Worker(LOW) as worker:
        worker(honest(tmp_path), theme)
        (tmp_path / "et").mkdir()
        monkeypatch.chdir(tmp_path / "et")

        assert worker(honest(Path("to")), theme).pages == 1


def test_no_code_of_the_folder_one_stands_in_is_run(tmp_path, theme, monkeypatch):
    """A stranger's folder may hold a file named as one of Python's own modules."""
    for name in ("signal", "subprocess", "docx"):
        (tmp_path / f"{name}.py").write_text("open('kørt', 'w').close()", "utf-8")
    monkeypatch.chdir(tmp_path)

    with Worker(LOW) as worker:
        assert worker(honest(tmp_path), theme).pages == 1

    assert not (tmp_path / "kørt").exists()


def test_nothing_temporary_is_left(tmp_path, theme, monkeypatch):
    """The worker's temporary files go with it, also when it is stopped in the middle."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()

    with Worker(LOW) as worker:
        worker(honest(tmp_path), theme)
        assert list((tmp_path / "temp").iterdir())
        with pytest.raises(LimitError):
            worker(document(tmp_path, WIDE), theme)
        assert not list((tmp_path / "temp").iterdir())
        worker(honest(tmp_path), theme)

    assert not list((tmp_path / "temp").iterdir())


def test_a_worker_that_hangs_up_is_not_waited_for(tmp_path, theme):
    """A plugin's filter that closes every pipe and sleeps stops its own sheet alone."""
    filters = {"luk": os.closerange, "sov": time.sleep}
    one = document(tmp_path, page("{{ 3 | luk(64) }}{{ 3600 | sov }}"))
    with Worker(LOW) as worker:
        with pytest.raises(LimitError, match=r"”Prøvearket” .* gik ned"):
            worker(one, theme, filters=filters)

        assert worker(honest(tmp_path), theme).pages == 1


@UNIX
def test_a_worker_that_dies_is_told_and_replaced(tmp_path, theme):
    """Killed in the middle of a sheet, it is told by the sheet's name; the next sheet is made."""
    with Worker() as worker:
        worker(honest(tmp_path), theme)
        pid = worker._running.process.pid
        killer = threading.Timer(1, os.kill, (pid, signal.SIGKILL))
        killer.start()

        with pytest.raises(LimitError, match=r"”Prøvearket” .* gik ned [(]signal 9[)]"):
            worker(document(tmp_path, WIDE), theme)

        assert worker(honest(tmp_path), theme).pages == 1


@UNIX
def test_a_worker_that_died_between_sheets_is_not_missed(tmp_path, theme):
    """One that was ended while nothing was made is replaced without a word."""
    with Worker() as worker:
        worker(honest(tmp_path), theme)
        process = worker._running.process
        process.kill()
        process.wait()

        assert worker(honest(tmp_path), theme).pages == 1


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit")
def test_an_interrupt_and_a_core_file_are_not_the_workers(tmp_path, theme):
    """The worker lets Ctrl-C be its parent's, and leaves no core file with names in it."""
    with Worker() as worker:
        worker.html(honest(tmp_path), theme)
        process = worker._running.process
        os.kill(process.pid, signal.SIGINT)

        assert worker.html(honest(tmp_path), theme).html
        assert worker._running.process is process
        assert resource.prlimit(process.pid, resource.RLIMIT_CORE) == (0, 0)


def test_the_guide_says_what_the_limits_are():
    """The developer's guide has the numbers that the program has."""
    guide = (TESTS.parent / "docs" / "developer.md").read_text("utf-8")
    numbers = (f"{LIMITS.cpu} s", f"{LIMITS.wall} s", f"{LIMITS.memory // 1_000_000} MB")

    assert all(f"| {number} |" in guide for number in numbers)


def script(folder, body):
    """A program that has a worker and prints its process id, then does what is given."""
    file = folder / "program.py"
    file.write_text(
        textwrap.dedent(
            """
            import sys, pathlib, threading
            from helpers_sheet import document, page, plain_theme
            from klyngepakke.road.worker import shared
            here = pathlib.Path(__file__).parent
            theme = plain_theme(here / "tema")
            shared()(document(here / "god", page("<p>x</p>")), theme)
            print(shared()._workers[0]._running.process.pid, flush=True)
            """
        )
        + textwrap.dedent(body),
        "utf-8",
    )
    return subprocess.Popen(
        [sys.executable, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]),
            "TMPDIR": str(folder),
        },
    )


def gone(pid, patience=15):
    """True as soon as there is no such process, or only its name in a table."""
    for _ in range(patience * 10):
        try:
            state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def descendants(pid):
    """The process ids of a process's children, and of theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        with contextlib.suppress(OSError):
            for child in map(int, (task / "children").read_text("ascii").split()):
                found += [child, *descendants(child)]
    return found


WORK = f"""
shared()(document(here / "ond", {WIDE!r}), theme)
"""
IDLE = "sys.stdin.read(); threading.Event().wait()"


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
@pytest.mark.parametrize("body", [WORK, IDLE], ids=["busy", "idle"])
def test_no_worker_outlives_its_parent(tmp_path, body):
    """A parent that is killed takes its worker along, busy or idle, and its temporary files."""
    with script(tmp_path, body) as parent:
        worker = int(parent.stdout.readline())
        time.sleep(0.5)
        parent.kill()

        assert gone(worker)
    assert list(tmp_path.glob("klyngepakke-*")) == []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_an_interrupt_ends_both(tmp_path):
    """Ctrl-C in the middle of a build gives 130, one line, no half kit and no process."""
    folder = kits.write(kits.meeting("emnevalg", 10), tmp_path / "m")
    command = [sys.executable, "-m", "klyngepakke", "byg", str(folder)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)},
    ) as program:
        program.stdout.readline()
        processes = descendants(program.pid)
        os.killpg(program.pid, signal.SIGINT)
        _, said = program.communicate(timeout=60)

    assert program.returncode in {130, -signal.SIGINT}  # a shell sees 130 both times
    assert said.strip() == "Afbrudt. Intet er halvt skrevet."
    assert processes
    assert all(gone(pid) for pid in processes)
    assert not (folder / OUTPUT).exists()
    assert list(tmp_path.glob("klyngepakke-*")) == []


def test_a_program_of_ones_own_needs_no_guard(tmp_path):
    """A script that makes sheets at its top level does so once, and ends in good order."""
    with script(tmp_path, 'print("slut")') as program:
        said, wrong = program.communicate(timeout=60)

    worker, *rest = said.split()
    assert rest == ["slut"]
    assert not Path(f"/proc/{worker}").exists()
    assert wrong == ""
    assert list(tmp_path.glob("klyngepakke-*")) == []
