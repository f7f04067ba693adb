"""The proof: every sheet of every pack in every theme, for few and for many, judged as a reader would.

python tools/proof.py              everything there is; goes on where it was stopped
python tools/proof.py [ORD …]      only what has all the words, as `stor`, `trivsel` or `73`

PDF/UA-1 by the validator, the sheet's own notes, tooltips, reading order and bookmarks. What has
been judged is kept in `proof/`, by what the program, the packs and the themes were then.
"""  # noqa: INP001 - a script

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import kits
from helpers_access import faults
from helpers_pdf import ua1_faults

ROOT: Final = Path(__file__).parents[1]
OUT: Final = ROOT / "proof"
PROCESSES: Final = 2
Finding = dict[str, str]


def main(words: Sequence[str]) -> int:
    """Judge what has not been judged, and print the table; 1 where anything is found."""
    place = OUT / _stamp()
    sheets = place / "ark"
    sheets.mkdir(parents=True, exist_ok=True)
    os.environ[kits.MADE] = str(sheets)
    wanted = [kit for kit in _all() if all(word in kit for word in words)]
    waiting = [kit for kit in wanted if not _file(place, kit).exists()]
    with ProcessPoolExecutor(PROCESSES) as pool:
        for kit in pool.map(_judge, [place] * len(waiting), waiting):
            _say(f"{' '.join(kit)}: {len(_read(place, kit)['found'])} fund")
    return _table({kit: _read(place, kit) for kit in wanted})


def _all() -> list[tuple[str, str, str]]:
    """Theme, pack and number; the sizes of a pack after each other, since they share sheets."""
    return [*product(sorted(kits.everything().themes), kits.PACKS, map(str, kits.SIZES))]


def _stamp() -> str:
    """What the program, the packs, the themes and the tests' judges are, in a few letters."""
    told = hashlib.sha256()
    rooms = (ROOT / "src", ROOT / "packs", ROOT / "themes")
    files = [f for room in rooms for f in room.rglob("*") if f.suffix not in {".pyc", ".pyi"}]
    judges = [*(ROOT / "tests").glob("helpers_*.py"), ROOT / "tests" / "kits.py"]
    for file in sorted(f for f in (*files, *judges) if f.is_file()):
        told.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return told.hexdigest()[:12]


def _file(place: Path, kit: tuple[str, str, str]) -> Path:
    return place / f"{'-'.join(kit)}.json"


def _read(place: Path, kit: tuple[str, str, str]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = json.loads(_file(place, kit).read_text("utf-8"))
    return found


def _judge(place: Path, kit: tuple[str, str, str]) -> tuple[str, str, str]:
    """Build a kit and write down what is found in it."""
    theme, pack, number = kit
    made = kits.built(kits.meeting(pack, int(number), theme=theme))
    told = {
        "sheets": [{"title": s.document.title, "pages": str(s.pages)} for s in made.sheets],
        "found": [finding for sheet in made.sheets for finding in _findings(sheet)],
    }
    part = _file(place, kit).with_suffix(".del")
    part.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    part.replace(_file(place, kit))
    return kit


def _findings(sheet: kits.Sheet) -> Iterator[Finding]:
    kinds = {"PDF/UA": ua1_faults(sheet.pdf), "note": sheet.notes, "adgang": faults(sheet)}
    for kind, told in kinds.items():
        for sentence in told:
            yield {"kind": kind, "sheet": sheet.document.title, "said": sentence}


def _table(results: dict[tuple[str, str, str], dict[str, list[Finding]]]) -> int:
    """One line for each theme and size, and then every finding; how the process ends."""
    _say(f"\n{'udseende':12} {'deltagere':>9} {'mapper':>7} {'ark':>5} {'sider':>6}  fund")
    for theme, number in dict.fromkeys((kit[0], kit[2]) for kit in results):
        some = [r for kit, r in results.items() if (kit[0], kit[2]) == (theme, number)]
        sheets = [sheet for result in some for sheet in result["sheets"]]
        pages, found = sum(int(s["pages"]) for s in sheets), sum(len(r["found"]) for r in some)
        _say(f"{theme:12} {number:>9} {len(some):>7} {len(sheets):>5} {pages:>6}  {found}")
    for kit, result in results.items():
        for one in result["found"]:
            _say(f"{' '.join(kit)}, {one['sheet']}: {one['kind']}: {one['said']}")
    return int(any(result["found"] for result in results.values()))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
