"""What the engine costs, beside what the others cost on the same pages, in one run (Linux).

    make benchmark                                          # all of it, on a quiet machine
    .venv/bin/python -m benchmarks.engine --kort            # does it run? nothing is written
    .venv/bin/python -m benchmarks.engine --kun cold,start  # some of it; nothing is written
    .venv/bin/python -m benchmarks.engine --gange 1         # each once, instead of three times

The cold kit and plain WeasyPrint take turns, ours, theirs, ours, and their figures are medians. The
others are measured after them, each scenario by itself, against those same runs: as medians too,
but for the clinics, the series and the memory, which are run once. Processor time is that of all
processes, user and system, and holds on a busy machine; the time that passes holds on a quiet one
alone. What is not there, a rival or an option of ours, is skipped with a word. The
table goes to `docs/maalinger.md`, between its two marks.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import pickle
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from benchmarks import wizard
from benchmarks.inside import changed
from benchmarks.measuring import Cost, Peaks, Run, middle, ran
from benchmarks.rivals import DRIVER, ROOT, Job, Jobs

from klyngepakke.content.example import example
from klyngepakke.content.meeting_file import meeting_text
from klyngepakke.plugins import Catalogue, catalogue
from klyngepakke.printing.fetching import Shelf
from klyngepakke.printing.stylesheet import styles
from klyngepakke.road import Prepared, prepare
from klyngepakke.road.worker import shared

PAGE = ROOT / "docs" / "maalinger.md"
MARKS = ("<!-- make benchmark -->", "<!-- end -->")
_MEGA = 1_000_000


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        pack: Whose example meeting is built.
        number: Participants.
        times: Runs of what takes seconds; what takes less is run more.
        sheets: How many sheets are edited in turn; 0 for all.
        clinics: Sheets that are another for each clinic.
        series: Kits of each series.
        pages: Sheets that the growth of the memory is seen over.
        only: The one kind of sheet that the kit has, besides the print list; "" for all.
    """

    pack: str
    number: int
    times: int
    sheets: int
    clinics: int
    series: tuple[int, ...]
    pages: int
    only: str = ""


FULL = Size("trivsel", 29, 3, 0, 40, (1, 10, 100), 500)
SHORT = Size("trivsel", 3, 1, 1, 1, (1,), 4, only="parkeringsplakat")


@dataclass(frozen=True)
class Row:
    """A line of the table: what, the figure, and what it is to reach, as text."""

    what: str
    ours: str = ""
    theirs: str = ""
    ratio: str = ""
    wanted: str = ""


class Bench:
    """A place to build in, and everything that more than one scenario needs, made when wanted."""

    def __init__(self, place: Path, size: Size) -> None:
        self.place, self.size = place, size
        self._count = 0
        self._packs: Catalogue = catalogue()

    def folder(self, number: int = 0) -> Path:
        """A new folder with the example meeting."""
        self._count += 1
        folder = self.place / f"{self._count}" / "moede"
        folder.mkdir(parents=True)
        meeting = example(self._packs.packs[self.size.pack], number or self.size.number)
        file = folder / "moede.yaml"
        file.write_text(meeting_text(meeting), "utf-8")
        if self.size.only:
            kinds = {d.sheet for d in prepare(folder, self._packs).kit.documents}
            left_out = sorted(kinds - {self.size.only})
            lines = "".join(f"  ark/{kind}: udelad\n" for kind in left_out)
            file.write_text(f"{meeting_text(meeting)}ret:\n{lines}", "utf-8")
        return folder

    def env(self, cache: str) -> dict[str, str]:
        """An environment with a home of its own: what is kept in one cache is in no other."""
        home = self.place / "hjem" / cache
        home.mkdir(parents=True, exist_ok=True)
        named = {"HOME": home, "XDG_CACHE_HOME": home / "c", "XDG_STATE_HOME": home / "s"}
        named |= {"XDG_DATA_HOME": home / "d"}
        known = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"}  # the engine's own
        paths = os.pathsep.join(filter(None, (str(ROOT), known.get("PYTHONPATH"))))
        return known | {name: str(path) for name, path in named.items()} | {"PYTHONPATH": paths}

    def ours(self, *argv: str, cache: str, cores: int = 2) -> Run:
        """A run of the command line."""
        start = [sys.executable, "-m", "klyngepakke"]
        return ran([*start, *argv], env=self.env(cache), cores=cores)

    def module(self, name: str, *argv: str, cache: str = "", cores: int = 2) -> Run:
        """A run of one of the benchmark's own programs."""
        start = [sys.executable, "-m", f"benchmarks.{name}"]
        return ran([*start, *argv], env=self.env(cache), cores=cores)

    def fresh(self) -> str:
        """The name of a cache that is empty."""
        self._count += 1
        return f"tom-{self._count}"

    @cached_property
    def ready(self) -> Prepared:
        """The meeting, planned."""
        return prepare(self.folder(), self._packs)

    @property
    def filters(self):
        """The packs' template filters."""
        return self._packs.filters

    def jobs(self, documents) -> Path:
        """A file with sheets for the others to print."""
        theme = self.ready.theme
        made = [
            Job(
                html=_html(document, theme, self.filters),
                shelf=Shelf(theme, document.pack, document.pictures),
                alone=shared().html(document, theme, filters=self.filters).html,
                forms=document.forms,
            )
            for document in documents
        ]
        fonts = sorted({str(face.file.parent) for face in theme.faces})
        self._count += 1
        file = self.place / f"{self._count}.pickle"
        file.write_bytes(pickle.dumps(Jobs(tuple(made), tuple(styles(theme)), tuple(fonts))))
        return file

    @cached_property
    def kit(self) -> Path:
        """The sheets of the kit, for the others to print; the print list is not among them."""
        return self.jobs(self.ready.kit.documents)

    @cached_property
    def plain_alone(self) -> Cost:
        """What plain WeasyPrint costs on the kit where it is imported already; measured once."""
        return middle(self.naive() for _ in range(self.times))

    @cached_property
    def plain(self) -> Cost:
        """The same and the import."""
        start = [sys.executable, "-c", "import weasyprint"]
        imported = middle(ran(start, env=self.env("")).cost for _ in range(self.times + 1))
        return self.plain_alone + imported

    def naive(self) -> Cost:
        """What one run of plain WeasyPrint costs on the kit."""
        return _told(self.module("rivals", "naive", str(self.kit), cores=1))

    @property
    def times(self) -> int:
        """How often what takes seconds is run."""
        return self.size.times

    @cached_property
    def options(self) -> str:
        """What `byg --help` says."""
        return self.ours("byg", "--help", cache="hjaelp").said


def _html(document, theme, filters) -> str:
    from klyngepakke.printing.templates import render  # noqa: PLC0415 - jinja2

    return render(document, theme, filters)


def cold(bench: Bench) -> Iterator[Row]:
    """The kit from nothing, on one core and on two, and the same pages by the others."""
    turns = [(_cold(bench, 1), bench.naive(), _cold(bench, 2)) for _ in range(bench.times)]
    one, plain, two = zip(*turns, strict=True)
    bench.plain_alone = middle(plain)
    yield _row("cold kit, one core", middle(one), bench.plain, "1.15, stretch 2")
    yield _row("cold kit, two cores", middle(two), bench.plain, "")
    alone = middle(_sheets(bench, bench.ready.kit.documents) for _ in range(bench.times))
    yield _row("its sheets alone, in the workers", alone, bench.plain, "")
    warm = middle(_told(_warm(bench)) for _ in range(bench.times))
    yield Row(
        "cold kit, wall on two cores, imports apart",
        f"{warm.wall:.2f} s wall",
        f"{bench.plain_alone.wall:.2f} s wall",
        _times(bench.plain_alone.wall / warm.wall),
        "1.7, stretch 1.9",
    )
    for name, there in (("chromium", DRIVER), ("typst", find_spec("typst"))):
        if there:
            other = middle(
                _told(bench.module("rivals", name, str(bench.kit))) for _ in range(bench.times)
            )
            yield _row(f"plain WeasyPrint against {name}", bench.plain_alone, other, "")
        else:
            yield Row(f"{name}", "not installed here: skipped")


def _cold(bench: Bench, cores: int) -> Cost:
    many = ["--processer", str(cores)] if "--processer" in bench.options else []
    folder = str(bench.folder())
    return bench.ours("byg", folder, *many, cache=bench.fresh(), cores=cores).cost


def _warm(bench: Bench) -> Run:
    folder = bench.folder()
    bench.folder(3).rename(folder.with_name("lille"))
    return bench.module("inside", "warm", str(folder), cache=bench.fresh())


def unchanged(bench: Bench) -> Iterator[Row]:
    """The command once more where nothing has changed."""
    folder = str(bench.folder())
    bench.ours("byg", folder, cache="samme")
    runs = [bench.ours("byg", folder, cache="samme").cost for _ in range(3 * bench.times)]
    yield _row("unchanged rebuild", middle(runs), bench.plain, "50, stretch 100")


def edited(bench: Bench) -> Iterator[Row]:
    """One character changed in each sheet in turn: in a fresh process, and in one that runs."""
    folder = str(bench.folder())
    bench.ours("byg", folder, cache="rettet")
    names = [document.id for document in bench.ready.kit.documents]
    names = names[-bench.size.sheets :] if bench.size.sheets else names
    runs = [bench.module("inside", "edit", folder, n, cache="rettet").cost for n in names]
    title = "one-character edit, fresh process"
    yield _row(f"{title}, median of {len(names)} sheets", middle(runs), bench.plain, "4, stretch 8")
    dearest = max(zip(runs, names, strict=True))
    yield _row(f"{title}, the dearest: {dearest[1]}", dearest[0], bench.plain, "")
    told = bench.module("inside", "edits", folder, *names, cache="rettet").said
    inside = [Cost(*pair) for pair in json.loads(told.splitlines()[-1])]
    title = "the same in a running process"
    yield _row(title, middle(inside), bench.plain_alone, "20, stretch 50")
    dearest = max(zip(inside, names, strict=True))
    yield _row(f"{title}, the dearest: {dearest[1]}", dearest[0], bench.plain_alone, "")


def clinics(bench: Bench) -> Iterator[Row]:
    """An action plan for each clinic, made out to it."""
    count = bench.size.clinics
    first = next(
        (d for d in bench.ready.kit.documents if d.sheet == "handleplan"),
        bench.ready.kit.documents[-1],
    )
    names = [f"Klinik {number}" for number in range(1, count + 1)]
    made = [replace(first, data=_for(first.data, name)) for name in names]
    ours = _sheets(bench, made)
    plain = _told(bench.module("rivals", "naive", str(bench.jobs(made)), cores=1))
    what = f"{count} per-clinic sheets ({first.id})"
    yield _row(what, ours, plain, "")
    if program := shutil.which(os.environ.get("WEASYMERGE", "weasymerge")):
        yield _row(f"{what}, weasymerge", _merged(bench, program, made[0], names), plain, "")
    else:
        yield Row("weasymerge", "not installed here: skipped")


def _sheets(bench: Bench, documents) -> Cost:
    """What sheets cost in the workers, without all else that a build does."""
    file = bench.place / "ark.pickle"
    file.write_bytes(pickle.dumps((tuple(documents), bench.ready.theme, dict(bench.filters))))
    return _told(bench.module("inside", "clinics", str(file), cache=bench.fresh()))


def _for(data, name: str):
    return changed(data, ("dokument", "titel"), f"s plan for {name}")


def _merged(bench: Bench, program: str, document, names: list[str]) -> Cost:
    """What weasymerge costs on the same sheet: its HTML with a blank for the name."""
    place = bench.place / "flettet"
    place.mkdir()
    html = shared().html(document, bench.ready.theme, filters=bench.filters).html
    raw = html.replace(names[0], "@@NAVN@@").replace("{", "{{ '{' }}")
    (place / "ark.html").write_text(raw.replace("@@NAVN@@", "{{ row['klinik'] }}"), "utf-8")
    with (place / "data.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["klinik"], *([name] for name in names)])
    argv = ["--data", f"{place}/data.csv", "--template", f"{place}/ark.html"]
    return ran(
        [program, *argv, "--output", f"{place}/{{row_number}}.pdf"], env=bench.env("flet")
    ).cost


def series(bench: Bench) -> Iterator[Row]:
    """One meeting for many clusters."""
    known = bench.ours("--help", cache="hjaelp").said
    if "serie" not in known:
        yield Row("series", "no such command yet: skipped")
        return
    for count in bench.size.series:
        wanted = "10, stretch 40" if count == max(bench.size.series) else ""
        yield _row(f"a series of {count}, per kit", _series(bench, count), bench.plain, wanted)
    count = sorted(bench.size.series)[len(bench.size.series) // 2]
    what = f"a series of {count}, each with a day and a place, per kit"
    yield _row(what, _series(bench, count, dated=True), bench.plain, "")


def _series(bench: Bench, count: int, *, dated: bool = False) -> Cost:
    """What each kit of a series costs, for 24 to 34 participants."""
    folder = bench.folder()
    rows = [["navn", "kommune", "antal", *(["dato", "sted"] if dated else [])]]
    for n in range(1, count + 1):
        day = date(2027, 3, 1) + timedelta(days=n)
        when = [day.isoformat(), f"Sundhedshuset, lokale {n}"] if dated else []
        rows.append([f"Klynge {n}", f"Kommune {n}", str(24 + n % 11), *when])
    table = folder.parent / "klynger.csv"
    table.write_text("\n".join(map(";".join, rows)), "utf-8")
    order = folder.parent / "serie.yaml"
    order.write_text("format: 1\nmøde: moede\nklynger: klynger.csv\n", "utf-8")
    return bench.ours("serie", str(order), cache=bench.fresh()).cost.each(count)


def start(bench: Bench) -> Iterator[Row]:
    """What it costs to be asked something, against reading every library."""
    first, everything = wizard.ratio(bench.times)
    helped = middle(bench.ours("--help", cache="hjaelp").cost for _ in range(3 * bench.times))
    for what, cpu in (("--help", helped.cpu), ("the wizard's first question", first)):
        ratio = f"1/{everything / cpu:.1f}"
        yield Row(what, f"{cpu:.2f} s", f"{everything:.2f} s", ratio, "1/3, stretch 1/5")


def memory(bench: Bench) -> Iterator[Row]:
    """The most that each process holds, and how it grows."""
    folder = str(bench.folder())
    program = [sys.executable, "-m", "klyngepakke", "byg", folder]
    with (
        subprocess.Popen(
            program,
            env=bench.env(bench.fresh()),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process,
        Peaks(process.pid) as peaks,
    ):
        process.wait()
    for what, wanted, pids in (
        ("main process", "110 MB", [process.pid]),
        ("each worker", "40 MB", [pid for pid in peaks.found if pid != process.pid]),
    ):
        most = [max(column) / _MEGA for column in zip(*(peaks.found[p] for p in pids), strict=True)]
        shown = f"{most[0]:.0f} MB PSS, {most[1]:.0f} MB RSS" if most else "none"
        yield Row(f"memory, {what}", shown, wanted=wanted)
    grown = json.loads(
        bench.module("inside", "slope", str(bench.size.pages), cache=bench.fresh()).said
    )
    shown = ", ".join(f"{name} {grown[name]:.3f} MB" for name in sorted(grown))
    yield Row(f"memory, slope per sheet over {bench.size.pages}", shown, wanted="< 0.05 MB")


SCENARIOS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "cold": cold,
    "unchanged": unchanged,
    "edited": edited,
    "clinics": clinics,
    "series": series,
    "start": start,
    "memory": memory,
}


def _told(run: Run) -> Cost:
    return Cost(*json.loads(run.said.splitlines()[-1]))


def _row(what: str, ours: Cost, theirs: Cost, wanted: str) -> Row:
    return Row(what, _shown(ours), _shown(theirs), _times(theirs.cpu / ours.cpu), wanted)


def _shown(cost: Cost) -> str:
    return f"{cost.cpu:.2f} s CPU, {cost.wall:.2f} s"


def _times(ratio: float) -> str:
    return f"{ratio:.2f}×" if ratio < 10 else f"{ratio:.0f}×"


def about() -> str:
    """The machine, the day and the versions."""
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    machine = f"{cpu}, {cores} cores, {whole:.0f} GB, {platform.system()}"
    names = ("klyngepakke", "weasyprint", "pydyf", "jinja2", "pikepdf", "typst")
    versions = ", ".join(f"{name} {found}" for name in names if (found := _version(name)))
    day = datetime.now(UTC).date().isoformat()
    return f"{day}. {machine}. Python {platform.python_version()}, {versions}."


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    head = ("", "ours", "plain WeasyPrint, or the other", "ratio", "at least")
    lines = [head, ("---",) * len(head)]
    lines += [(row.what, row.ours, row.theirs, row.ratio, row.wanted) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def write(text: str) -> None:
    """Put a text between the marks of the page."""
    before, _, rest = PAGE.read_text("utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    PAGE.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", "utf-8")


def main() -> None:
    """Measure, print the table, and write it where all of it was measured."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kort", action="store_true", help="little, and once: does it run?")
    parser.add_argument("--kun", default="", help="some scenarios, with commas between")
    parser.add_argument("--gange", type=int, help="runs of each, instead of three")
    parser.add_argument("--serie", type=int, help="kits of the largest series, instead of 100")
    found = parser.parse_args()
    names = found.kun.split(",") if found.kun else list(SCENARIOS)
    begun, rows = time.perf_counter(), list[Row]()
    size = SHORT if found.kort else FULL
    if found.serie:
        size = replace(size, series=(*size.series[:-1], found.serie))
    with tempfile.TemporaryDirectory() as place:
        bench = Bench(Path(place), replace(size, times=found.gange or size.times))
        for name in names:
            for row in SCENARIOS[name](bench):
                rows.append(row)
                print(" | ".join(filter(None, vars(row).values())), flush=True)
    text = f"{about()}\n\n{table(rows)}"
    print(f"\n{text}\n\n{time.perf_counter() - begun:.0f} s")
    if not found.kort and not found.kun:
        write(text)


if __name__ == "__main__":
    main()
