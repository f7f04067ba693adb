"""How long a save takes to be seen in the live preview, as a ratio to making that sheet alone.

    .venv/bin/python benchmarks/preview.py [pack] [participants]

From the moment the file is saved until the sheet that is looked at has been fetched anew; and
from then until its paper is there. The ratio holds on a noisy machine, the seconds do not.
"""

from __future__ import annotations

import http.client
import json
import shutil
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from klyngepakke.content.pack import LoadedPack
from klyngepakke.planning.kit import kit
from klyngepakke.planning.planner import plan
from klyngepakke.plugins import Catalogue, catalogue
from klyngepakke.preview import Wishes, open_preview
from klyngepakke.preview.sample import sample
from klyngepakke.road.worker import shared

_TIMES = 9
_SHEET = "bordark"


def asked(address: str, path: str) -> bytes:
    """What the preview answers."""
    at = urlsplit(address)
    with closing(http.client.HTTPConnection(at.hostname or "", at.port, timeout=60)) as line:
        line.request("GET", at.path + path)
        return line.getresponse().read()


def seconds_until(true) -> float:
    """Seconds until something is true."""
    start = time.perf_counter()
    while not true():
        time.sleep(0.03)
    return time.perf_counter() - start


def sheets(address: str) -> list[dict]:
    """What the page knows of the sheets."""
    return json.loads(asked(address, "tilstand"))["sheets"]


def saved(file: Path, address: str, sheet: str, word: str, number: int) -> tuple[float, float]:
    """Save the pack with another word in it: seconds until it is on the screen, and on paper."""
    new = f"{word}{number}"
    before = f"{word}{number - 1}" if number else word
    file.write_text(file.read_text("utf-8").replace(before, new), "utf-8")
    seen = seconds_until(lambda: new.encode() in asked(address, f"ark/{sheet}/html"))
    on_paper = seconds_until(
        lambda: any(s["id"] == sheet and not s["late"] for s in sheets(address))
    )
    return seen, seen + on_paper


def alone(loaded: LoadedPack, known: Catalogue, wishes: Wishes, sheet: str) -> float:
    """Seconds that the sheet's HTML takes by itself."""
    documents = kit(plan(sample(loaded, wishes), {loaded.pack.id: loaded})).documents
    document = next(d for d in documents if d.id == sheet)
    start = time.perf_counter()
    shared().html(document, known.theme(wishes.theme))
    return time.perf_counter() - start


def main() -> None:
    """Print the medians, and the longest."""
    given = sys.argv[1:]
    pack, number = [*given, *("trivsel", "29")[len(given) :]][:2]
    known, wishes = catalogue(), Wishes(number=int(number))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / pack
        shutil.copytree(known.packs[pack].folder, folder)
        with open_preview(folder, known, wishes) as address:
            seconds_until(lambda: (s := sheets(address)) and not any(x["waits"] for x in s))
            sheet = next(s["id"] for s in sheets(address) if s["id"].startswith(_SHEET))
            asked(address, f"ark/{sheet}/html")
            prompts = [
                p for b in known.packs[pack].pack.blocks for f in b.phases for p in f.prompts
            ]
            html = asked(address, f"ark/{sheet}/html").decode()
            word = next(p.text[:12] for p in prompts if p.text[:12] in html)
            rows = [saved(folder / "pakke.yaml", address, sheet, word, n) for n in range(_TIMES)]
        loaded = LoadedPack(known.packs[pack].pack, folder, origin="")
        alone(loaded, known, wishes, sheet)
        base = median(alone(loaded, known, wishes, sheet) for _ in range(_TIMES))
    for title, column in (("on the screen", 0), ("on paper", 1)):
        spent = sorted(row[column] for row in rows)
        print(
            f"{title:<15} median {median(spent):5.2f} s, longest {spent[-1]:5.2f} s, "
            f"{median(spent) / base:5.1f} x the sheet's HTML alone ({base:.2f} s)"
        )


if __name__ == "__main__":
    main()
