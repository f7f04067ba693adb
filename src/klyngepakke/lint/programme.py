"""Rules about how the evening is put together: from question to plenum to plan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from klyngepakke.content.pack import Block, Phase
from klyngepakke.lint.minutes import GROUPS
from klyngepakke.lint.rule import Hit, in_shapes, rule
from klyngepakke.lint.shape import Part, Shape
from klyngepakke.lint.subject import Subject

_TOLD = ("plenum", "runde")
_THEORY = ("oplæg", "demo")
_CLOSING = "afslutning"
_ON_PAPER = 3  # minutes that the common evaluation takes


@rule(
    "blok-uden-plads",
    title="En blok, der aldrig kommer på programmet",
    reason="Mødet følger rammen. En blok, som hverken rammen eller en version nævner, ser ingen.",
    mend="Skriv ”- blok: …” i rammen, eller ”tilvalg: ja” på blokken, så mødet selv kan vælge den.",
)
def homeless_block(subject: Subject) -> Iterator[Hit]:
    """Blocks that are in no frame, and that are not optional."""
    frames = (subject.pack.frame, *(v.frame for v in subject.pack.versions.values()))
    named = {point.block for frame in frames for point in frame}
    for i, block in enumerate(subject.pack.blocks):
        if block.id not in named and not block.optional:
            yield Hit(
                ("blokke", i),
                f"Blokken ”{block.id}” står ikke i rammen. Skriv ”- blok: {block.id}” i den, eller "
                "”tilvalg: ja” på blokken.",
            )


@rule(
    "gruppe-uden-spoergsmaal",
    title="Gruppearbejde uden spørgsmål",
    reason="Et bord uden et spørgsmål på papir taler om det, den første kommer i tanke om.",
    mend="Skriv ”gruppespørgsmål” eller ”cases” med ”vælg_cases”, eller ”fortsætter”, hvis bordet "
    "arbejder videre på et ark, det har.",
)
def no_question(subject: Subject) -> Iterator[Hit]:
    """Group work that gives the table nothing to talk about."""
    for loc, _, phase in subject.phases():
        if phase.form in GROUPS and not _has_question(subject, phase):
            yield Hit(
                loc,
                f"”{phase.name}” giver ikke bordet noget at tale om. Skriv ”gruppespørgsmål”, eller "
                "”cases” med ”vælg_cases”.",
            )


def _has_question(subject: Subject, phase: Phase) -> bool:
    topics = phase.seating == "emne" and subject.pack.topics
    chosen = phase.prompts and phase.choose != 0
    cases = phase.cases and phase.choose_cases
    return bool(chosen or cases or topics or phase.continues)


@rule(
    "ubrugt-case",
    title="En case, der aldrig kommer på bordet",
    reason="Et casekort lægges kun op, når fasen siger, hvor mange bordet får. Ellers står casen i "
    "pakken, uden at nogen får den at se.",
    mend="Skriv casens id i en fases ”cases”, og ”vælg_cases: 1” i fasen; eller slet casen. Er det "
    "meningen, at mødet selv vælger casen til, så skriv det i ”undtagelser”.",
)
def unused_case(subject: Subject) -> Iterator[Hit]:
    """Cases that no phase gives its tables or lets the meeting choose among, and no topic names."""
    used = _cases_used(subject)
    named = {c for _, _, phase in subject.phases() for c in phase.cases}
    for i, case in enumerate(subject.pack.cases):
        if case.id not in used:
            where = "i fasen" if case.id in named else f"og ”cases: [{case.id}]” i en fase"
            yield Hit(
                ("cases", i),
                f"Casen ”{case.id}” kommer aldrig på bordet. Skriv ”vælg_cases: 1” {where}, eller "
                "slet den.",
            )


def _cases_used(subject: Subject) -> set[str]:
    """Cases of topics, and of phases that give some, as the pack or a version has them."""
    packs = (subject.pack, *(shape.pack for shape in subject.shapes))
    phases = (p for pack in packs for block in pack.blocks for p in block.phases)
    used = {name for phase in phases if phase.choose_cases for name in phase.cases}
    return used | {name for topic in subject.pack.topics for name in topic.cases}


@rule(
    "aldrig-i-plenum",
    title="Gruppearbejde, der aldrig kommer frem",
    reason="Det, et bord når frem til, er tabt for de andre, når ingen samler op; og næste gang "
    "anstrenger bordet sig mindre.",
    mend="Læg et plenum eller en runde efter i samme blok. Arbejder klinikkerne hver for sig, så "
    "skriv ”bordplan: klinik”.",
)
def never_told(subject: Subject) -> Iterator[Hit]:
    """Group work at mixed tables that no plenum takes up; confidential talk is left out."""
    for loc, block, phase in subject.phases():
        if _to_be_told(phase) and not _is_told(subject, block, phase):
            yield Hit(
                loc,
                f"Det, bordene når frem til i ”{block.id}/{phase.name}”, kommer aldrig i plenum. "
                "Læg et plenum efter, eller skriv ”bordplan: klinik”, hvis klinikkerne arbejder "
                "hver for sig.",
            )


def _is_told(subject: Subject, block: Block, phase: Phase) -> bool:
    """Whether a plenum follows in the block, or in the next ones before tables work again."""
    blocks = subject.pack.blocks
    own = block.phases[block.phases.index(phase) + 1 :]
    next_ones = (p for b in blocks[blocks.index(block) + 1 :] for p in b.phases)
    before_more = takewhile(lambda p: p.form not in GROUPS, next_ones)
    return any(p.form in _TOLD for p in (*own, *before_more))


def _to_be_told(phase: Phase) -> bool:
    confidential = phase.prompts and all(p.confidential for p in phase.prompts)
    return phase.form in GROUPS and phase.seating != "klinik" and not confidential


@rule(
    "teori-uden-case",
    title="Oplæg uden noget at prøve det på",
    reason="Et oplæg uden en case bliver for teoretisk: man går hjem uden at have prøvet det på en "
    "patient eller en hverdag.",
    mend="Læg en case eller et gruppespørgsmål i samme blok.",
)
def only_theory(subject: Subject) -> Iterator[Hit]:
    """Blocks with a talk and nothing to try it on."""
    for loc, block, phase in subject.phases():
        if phase.form in _THEORY and not _is_tried(block):
            yield Hit(
                loc,
                f"Blokken ”{block.id}” har et oplæg, men hverken case eller gruppespørgsmål. Læg "
                "noget ind, der kan prøves på en hverdag.",
            )


def _is_tried(block: Block) -> bool:
    return any(p.prompts or p.cases or p.seating == "emne" for p in block.phases)


@rule(
    "samme-plenumform",
    title="Samme plenumform to gange",
    reason="Anden gang ved alle, hvad der kommer, og de siger mindre.",
    mend="Giv det ene plenum en anden ”plenumform”.",
)
def same_plenum(subject: Subject) -> Iterator[Hit]:
    """Two plenums of one day that share a form."""
    yield from in_shapes(subject, _same_plenum)


def _same_plenum(shape: Shape) -> Iterator[Hit]:
    seen: dict[tuple[int, str], Part] = {}
    for part in shape.parts:
        form = part.phase.plenum_form if part.phase else None
        if part.kind != "plenum" or not form:
            continue
        first = seen.setdefault((part.day, form), part)
        if first is not part:
            yield Hit(
                (*part.loc, "plenumform"),
                f"{shape.named}{first.label} og {part.label} har begge plenumformen ”{form}”. Giv "
                "det ene en anden.",
            )


@rule(
    "uden-handleplan",
    title="Et møde uden handleplan",
    reason="Det, der ikke bliver skrevet ned med en dato og et navn, er væk mandag morgen.",
    mend="Læg en fase med ”form: handleplan” i den sidste blok, gerne med ”bordplan: klinik”.",
)
def no_plan(subject: Subject) -> Iterator[Hit]:
    """Programmes in which nobody writes a plan."""
    yield from in_shapes(subject, _planless)


def _planless(shape: Shape) -> Iterator[Hit]:
    if not any(part.kind == "handleplan" for part in shape.parts):
        yield Hit(
            shape.loc,
            f"{shape.named}Ingen skriver en handleplan. Læg en fase med ”form: handleplan” i den "
            "sidste blok.",
        )


@rule(
    "uden-evaluering",
    title="Et møde uden tid til evaluering",
    reason="Evalueringen er fælles for alle pakker og ligger på afslutningsarket. Den tager tre "
    "minutter på papir, og uden et punkt at udfylde den på kommer den ikke ind.",
    mend="Afslut rammen med ”- slags: afslutning” på mindst tre minutter.",
)
def no_evaluation(subject: Subject) -> Iterator[Hit]:
    """Programmes without a closing in which the common evaluation can be filled in."""
    yield from in_shapes(subject, _unevaluated)


def _unevaluated(shape: Shape) -> Iterator[Hit]:
    closing = [part for part in shape.parts if part.kind == _CLOSING]
    if not any(part.minutes.least >= _ON_PAPER for part in closing):
        short = f"har under {_ON_PAPER} minutter til" if closing else "har ingen afslutning med"
        yield Hit(
            closing[0].loc if closing else shape.loc,
            f"{shape.named}Programmet {short} evaluering. Slut med ”slags: afslutning” på mindst "
            f"{_ON_PAPER} minutter.",
        )
