"""What the program itself offers: commands, exit codes, hooks, variables, and the themes' rules."""

from __future__ import annotations

import argparse
import inspect
from collections.abc import Iterator

from tools.opslag.table import anchor, code, table

from klyngepakke import errors, hookspecs
from klyngepakke.commands import line
from klyngepakke.commands.shared import LOOK_FIRST
from klyngepakke.lint.stylesheets import variables
from klyngepakke.lint.themes import THEME_RULES
from klyngepakke.plugins import catalogue
from klyngepakke.printing.stylesheet import base_variables, styles

EXITS = {
    "UsageError": "kommandoen er skrevet forkert, eller der er ingen terminal at spørge i",
    "InputError": "der er en fejl i en pakke, et udseende, et møde eller en liste",
    "LimitError": "et ark tager mere tid, hukommelse eller plads, end et ark må",
    "FileError": "der kan ikke læses eller skrives",
    "MissingError": "der mangler noget på computeren; se ”klyngepakke klar”",
    "BusyError": "et andet vindue er ved at bygge samme sted",
    "LeftError": "du gik, før det var færdigt",
}
"""What each kind of error means, by its name."""

PACKS = "`--pakker MAPPE`"
"""The option that many commands have, and that is told of once."""

HOOKS = {
    "klyngepakke_packs": "pakker",
    "klyngepakke_themes": "udseender",
    "klyngepakke_documents": "ark ud over programmets og pakkernes egne",
    "klyngepakke_filters": "filtre til skabeloner",
}
"""What each hook gives."""


def commands() -> str:
    """Every command with its options, as the help has them."""
    return "".join(
        part for name, parser in line._parser()[1].items() for part in _command(name, parser)
    )


def _command(name: str, parser: argparse.ArgumentParser) -> Iterator[str]:
    words = [a for a in parser._actions if not a.option_strings]
    typed = " ".join(["klyngepakke", name, *map(_word, words)])
    options = {
        _option(a): str(a.help)
        for a in parser._actions
        if a.option_strings and a.help != argparse.SUPPRESS and "--help" not in a.option_strings
    }
    shared = " Også `--pakker`." if options.pop(PACKS, None) else ""
    about = _about(name)
    end = "" if about.endswith("?") else "."
    yield f"**{code(typed)}** {about[0].upper()}{about[1:]}{end}{shared}\n\n"
    lines = "".join(f"- {option}: {about}\n" for option, about in options.items())
    yield f"{lines}\n" if lines else ""


def _about(name: str) -> str:
    """The one line that the program's own help has for a command."""
    parser: argparse.ArgumentParser = line._parser()[0]
    for word in name.split():
        below = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
        about = next(c.help for c in below._choices_actions if c.dest == word)
        parser = below.choices[word]
    return str(about)


def _word(action: argparse.Action) -> str:
    name = action.metavar if isinstance(action.metavar, str) else action.dest
    return f"{name} …" if action.nargs == "*" else str(name)


def _option(action: argparse.Action) -> str:
    name = next(o for o in action.option_strings if o.startswith("--"))
    return code(f"{name} {action.metavar}" if action.metavar else name)


def exits() -> str:
    """Every exit code."""
    kinds = {
        one.__name__: one.exit_code
        for one in vars(errors).values()
        if inspect.isclass(one) and issubclass(one, errors.KlyngepakkeError)
        if one is not errors.KlyngepakkeError
    }
    rows = {0: "alt er, som det skal være", 1: "der er en fejl i klyngepakke selv"}
    rows[LOOK_FIRST] = "det er gjort, men der er noget at se efter først"
    rows |= {number: EXITS[name] for name, number in kinds.items()}
    return table(("kode", "betyder"), ((str(n), rows[n]) for n in sorted(rows)))


def hooks() -> str:
    """Every hook, with where it is shown."""
    rows = []
    for name, function in vars(hookspecs).items():
        if hasattr(function, f"{hookspecs.GROUP}_spec"):
            heading = f"{name}({', '.join(inspect.signature(function).parameters)})"
            rows.append((f"[{code(heading)}](developer.md#{anchor(heading)})", HOOKS[name]))
    return table(("krog", "giver"), rows)


def look_variables() -> str:
    """Every variable of a theme, as Klinik has it."""
    klinik = catalogue().theme("klinik")
    now = {spot.name: spot.text for style in styles(klinik) for spot in variables(style.text)}
    return table(
        ("variabel", "i Klinik", "er"),
        ((code(v.name), code(now[v.name]), v.meaning) for v in base_variables()),
    )


def look_rules() -> str:
    """What `udseende tjek` looks for."""
    return table(("regel", "ser efter"), ((code(n), what) for n, what in THEME_RULES.items()))
