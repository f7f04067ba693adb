"""`klyngepakke pakke installer`: look at a stranger's pack, and have it on this computer."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from klyngepakke.commands.closing import quoted
from klyngepakke.commands.shared import Parsers, Subparsers, complain, say
from klyngepakke.errors import LeftError, UsageError

if TYPE_CHECKING:
    from klyngepakke.content.pack import Pack
    from klyngepakke.library.installing import Offer, Scruple
    from klyngepakke.plugins import Catalogue

_OLDER: Final = "nedgrader"
_OTHER: Final = "ny-udgiver"
_YES: Final = "ja"
_KB: Final = 1000


def add(family: Subparsers) -> Parsers:
    """Add the command to its family."""
    parser = family.add_parser("installer", help="se en andens pakke, og få den på computeren")
    parser.add_argument(
        "source", metavar="FIL|MAPPE", nargs="?", type=Path, help="zip-filen, eller pakkens mappe"
    )
    with_answers(parser)
    parser.set_defaults(run=run, word="installer")
    yield "pakke installer", parser


def with_answers(parser: argparse.ArgumentParser) -> None:
    """Take the answers that a script gives."""
    parser.add_argument("--ja", action="store_true", help="svar ja, uden at blive spurgt")
    parser.add_argument(
        f"--{_OLDER}",
        dest=_OLDER,
        action="store_true",
        help="ja til en ældre udgave end den, der er her",
    )
    parser.add_argument(
        f"--{_OTHER}",
        dest=_OTHER,
        action="store_true",
        help="ja til en pakke fra en anden udgiver end den, der er her",
    )


def run(found: argparse.Namespace) -> int:
    """Show the pack, ask, and install it."""
    from klyngepakke.plugins import catalogue  # noqa: PLC0415 - reads every pack

    if found.source is None:
        raise UsageError("Skriv også filen, fx ”klyngepakke pakke installer trivsel-2027.1.zip”.")
    install_from(found.source, catalogue(), found)
    return 0


def install_from(source: Path, packs: Catalogue, found: argparse.Namespace) -> None:
    """Show a pack, ask about it, and install it.

    Args:
        source: The zip or the folder.
        packs: What there is now.
        found: The answers of `with_answers`.
    """
    from klyngepakke.library.installing import (  # noqa: PLC0415 - the whole road
        check_place,
        install,
        offered,
        scruples,
    )

    check_place()
    with offered(source) as offer:
        say("\n".join(shown(offer)))
        if not _agreed(scruples(offer, packs), found, _question(offer.pack, packs)):
            print("Intet er ændret.")
            return
        say("\nPrøver pakken: et helt møde bygges, før noget ændres …")
        installed = install(offer, packs)
    pack = installed.pack
    say(f"Pakken ”{pack.title}”, udgave {pack.edition}, er installeret.")
    print("Lav et møde med den: klyngepakke")


def shown(offer: Offer) -> Iterator[str]:
    """What a person should know of a pack before it is installed."""
    pack, files = offer.pack, offer.parcel.files
    size = sum(map(len, files.values())) // _KB + 1
    yield f"{pack.title} ({pack.id}), udgave {pack.edition}"
    yield f"  Udgiver:    {pack.publisher}{f' ({pack.disclaimer})' if pack.disclaimer else ''}"
    yield f"  Licens:     {pack.licence}"
    yield f"  Gennemsyn:  {_review(pack)}"
    yield f"  Formål:     {pack.purpose}"
    yield f"  Egne ark:   {', '.join(sheet.title for sheet in pack.sheets) or 'ingen'}"
    count = "1 fil" if len(files) == 1 else f"{len(files)} filer"
    yield f"  Indhold:    {count}, {size} kB; indeholder ingen kode"
    if offer.parcel.left_out:
        yield f"  Ikke med:   {_names(offer.parcel.left_out)}"


def _review(pack: Pack) -> str:
    approval = pack.approval
    if not approval.role and not approval.date:
        read = "ikke fagligt godkendt"
    else:
        day = f"{approval.date:%d.%m.%Y}" if approval.date else "uden dato"
        read = f"godkendt af {approval.role or 'en uden angivet rolle'}, {day}"
    return f"{read}; læses igen senest {pack.review_by:%d.%m.%Y}" if pack.review_by else read


def _names(names: Iterable[str]) -> str:
    """File names of a stranger's, as they can be printed anywhere."""
    from klyngepakke.content.archive import shown as printable  # noqa: PLC0415 - pydantic

    return ", ".join(map(printable, names))


def _question(new: Pack, packs: Catalogue) -> str:
    """What is asked in the end; another edition that is here now is named."""
    old = packs.packs[new.id].pack if new.id in packs.packs else None
    if old is None or old.edition == new.edition:
        return "Vil du installere pakken?"
    return f"Vil du skifte udgave {old.edition} ud med {new.edition}?"


def _agreed(doubts: tuple[Scruple, ...], found: argparse.Namespace, question: str) -> bool:
    """Whether the person wants the pack, and everything that is odd about it.

    Raises:
        UsageError: Nobody can be asked, or a script has not said yes to all.
        LeftError: The person left.
    """
    said = vars(found)
    unsaid = [scruple for scruple in doubts if not said[scruple.option]]
    print()
    for scruple in doubts:
        complain(scruple.sentence)
    options = [f"--{scruple.option}" for scruple in unsaid]
    if found.ja and unsaid:
        raise UsageError(f"Vil du det alligevel, så skriv også {' og '.join(options)}.")
    wanted = " ".join(["klyngepakke pakke", found.word, quoted(found.source), "--ja", *options])
    questions = [(scruple.question, "Sig kun ja, når du ved hvorfor.") for scruple in unsaid]
    questions.append((question, "Den ligger kun hos dig og kan fjernes igen."))
    return found.ja or all(agree(text, why, wanted) for text, why in questions)


def agree(question: str, why: str, wanted: str) -> bool:
    """Ask a yes-or-no question.

    Args:
        question: What is asked.
        why: What `?` says.
        wanted: The command for a script, told where there is no terminal.

    Raises:
        UsageError: There is no terminal.
        LeftError: The person left.
    """
    from klyngepakke.wizard.prompting import prompter, ready  # noqa: PLC0415 - heavy
    from klyngepakke.wizard.question import Choice, Question  # noqa: PLC0415 - heavy

    if not ready():
        raise UsageError(f"Her er ingen terminal at spørge i. Skriv ”{wanted}” for at sige ja.")
    choices = (Choice("nej", "Nej"), Choice(_YES, "Ja"))
    asked = Question("samtykke", "one", question, why, "nej", choices, first=True)
    try:
        return prompter(print)(asked) == _YES
    except (KeyboardInterrupt, EOFError) as left:
        raise LeftError("\nIntet er ændret.") from left
