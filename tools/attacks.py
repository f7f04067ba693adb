"""The two tables of the attack suite: what stops each attack, and what each guard is worth.

python tools/attacks.py                    both tables, with the real limits of a sheet
python tools/attacks.py angreb             the attacks alone
python tools/attacks.py vagter [ORD …]     the guards alone, or those whose name has a word
"""  # noqa: INP001 - a script

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import attacks_table as table
from attacks_guards import GUARDS, Guard, without
from helpers_attacks import PATIENT, Attack, Outcome, failing, run

_WIDE = 100


def main(words: Sequence[str]) -> int:
    """Print the tables; the exit code is 1 where an attack gets through, or a guard stops none."""
    what, *some = words or ("alt",)
    bad = 0
    if what in {"alt", "angreb"}:
        os.environ[PATIENT] = "1"
        bad += _attacks()
        del os.environ[PATIENT]
    if what in {"alt", "vagter"}:
        bad += _guards([g for g in GUARDS if not some or any(w in g.name for w in some)])
    return min(bad, 1)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _attacks() -> int:
    outcomes = run(table.ALL)
    _say(f"{'angreb':36} {'række':5} {'kode':>4} {'sek.':>6}  stoppet af")
    bad = 0
    for attack in table.ALL:
        outcome = outcomes[attack.name]
        wrong = failing(attack, outcome)
        bad += bool(wrong)
        said = f"SLAP IGENNEM: {wrong}" if wrong else _sentence(attack, outcome)
        _say(
            f"{attack.name:36} {attack.rows:5} {outcome.code:4} {outcome.seconds:6.1f}  "
            f"{said[:_WIDE]}"
        )
    _say(f"\n{len(table.ALL)} angreb, {bad} slap igennem.\n")
    return bad


def _sentence(attack: Attack, outcome: Outcome) -> str:
    """What refused it, without the place."""
    lines = outcome.said.strip().splitlines()
    line = next((one for one in lines if re.search(attack.says, one)), lines[-1])
    return re.sub(r"^.*?(?:\(pakken ”proeve”\):? |pakke\.yaml:\d+:\d+: |\.zip: )", "", line)


def _guards(guards: Sequence[Guard]) -> int:
    attacks = {attack.name: attack for attack in table.ALL}
    _say(f"{'vagt':46} uden den")
    bad = 0
    for guard in guards:
        chosen = [attacks[name] for name in guard.attacks]
        with without(guard) as source:
            outcomes = run(chosen, source=source)
        through = [f"{a.name} ({_how(a, outcomes[a.name])})" for a in chosen if _fails(a, outcomes)]
        bad += not through
        _say(f"{guard.name:46} {', '.join(through) or 'INTET ANGREB MÆRKER DET'}")
    _say(f"\n{len(guards)} vagter, {bad} uden et angreb, der mærker det.")
    return bad


def _fails(attack: Attack, outcomes: dict[str, Outcome]) -> bool:
    return bool(failing(attack, outcomes[attack.name]))


def _how(attack: Attack, outcome: Outcome) -> str:
    """How it got on without the guard."""
    if outcome.code < 0:
        return "hænger"
    if outcome.code == 1:
        return "nedbrud"
    if any("outside" in harm or "secret" in harm for harm in outcome.harm):
        return "læser udenfor"
    if outcome.code not in attack.codes:
        return f"slipper igennem, kode {outcome.code}"
    return "gør skade" if outcome.harm else "falder på en senere vagt"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
