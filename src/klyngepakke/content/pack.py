"""A pack: one topic's content, as `pakke.yaml` says it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from klyngepakke.content.editions import REQUIRES
from klyngepakke.content.model import (
    Address,
    Code,
    Count,
    Day,
    Edition,
    FileName,
    Id,
    Line,
    Minutes,
    MinutesNumber,
    Plain,
    Positive,
    Text,
    Url,
    YesNo,
    choice,
    key,
    listed,
    scalar_as,
    value,
)
from klyngepakke.content.point import ASCII_LETTERS, Point, Seating

PHASE_FORMS: Final = (
    "oplæg",
    "resultater",
    "refleksion",
    "gruppearbejde",
    "cases",
    "plenum",
    "demo",
    "runde",
    "formalia",
    "afstemning",
    "handleplan",
)
PLENUM_FORMS: Final = (
    "kun_det_nye",
    "galleri",
    "to_borde",
    "håndsoprækning",
    "runde",
    "prikker",
)
SCALE_KINDS: Final = ("en", "flere", "nrs", "tal", "fri")
SLOT_KINDS: Final = ("tekst", "tal", "dato", "link", "valg")
AUDIENCES: Final = (
    *("deltager", "bord", "klinik", "solo"),
    *("facilitator", "gæst", "emne", "par"),
)
BOX_PLACES: Final = ("dagsorden", "handleplan", "drejebog", "afslutningsark")


@value
class Approval:
    """Who has read the content as a doctor, and when. Both empty: nobody has."""

    role: Line | None = key(
        "rolle", default=None, doc="Rolle, fx ”praktiserende læge”. Intet navn."
    )
    date: Day | None = key("dato", default=None, doc="Hvornår.")


@value
class Fact:
    """A claim with its source. Printed only when `status` is confirmed, or local and filled in."""

    id: Id = key("id", doc="Faktummets navn.")
    text: Text = key("tekst", doc="Påstanden, som den trykkes.")
    source: Line | None = key("kilde", default=None, doc="Hvem der siger det.")
    url: Url | None = key("kilde_url", default=None, doc="Hvor det står.")
    source_date: Line | None = key(
        "kilde_dato", default=None, doc="Kildens egen dato; ”u.d.”, når den ingen har."
    )
    checked: Day | None = key("tjekket", default=None, doc="Hvornår vi læste kilden.")
    review_by: Day | None = key("gennemses", default=None, doc="Hvornår den skal læses igen.")
    status: Annotated[str, choice("bekræftet", "lokal", "ikke_bekræftet")] = key(
        "status", doc="Kun det bekræftede trykkes; det lokale udfyldes af klyngen."
    )
    shown: Annotated[tuple[Line, ...], listed] = key(
        "på", default=(), doc="Ark eller emner, hvor den trykkes; drejebogen har dem alle."
    )


@value
class Scale:
    """Shared answer options. Codes are the stored values: 1–5, `ir` for not relevant."""

    kind: Annotated[str, choice(*SCALE_KINDS)] = key("slags", doc="Ét svar, flere, tal, tekst.")
    options: dict[Code, Line] = key("svar", default_factory=dict, doc="Kode: tekst.")


@value
class Question:
    """A survey or evaluation question. Its identity is the id and the hash of wording and scale."""

    id: Id = key("id", doc="Spørgsmålets navn, fx tr01.")
    scale: Id = key("skala", doc="En fælles skala, eller en, flere, nrs, tal, fri.")
    text: Line = key("tekst", doc="Spørgsmålet.")
    options: dict[Code, Line] = key("svar", default_factory=dict, doc="Egne svar: kode: tekst.")
    other: YesNo = key("andet", default=False, doc="Et svar ”Andet” med linje at skrive på.")
    ends: tuple[Line, ...] = key("ender", default=(), doc="Endepunkterne på 0–10, to tekster.")
    least: Count | None = key("fra", default=None, doc="Mindste tal.")
    most: Count | None = key("til_og_med", default=None, doc="Største tal.")
    repeated: YesNo = key("gentages", default=False, doc="Stilles igen, så svar kan sammenlignes.")
    sensitive: YesNo = key("følsomt", default=False, doc="Aldrig håndsoprækning.")
    audience: Annotated[str, choice("deltager", "gæst")] = key(
        "til", default="deltager", doc="Hvem der spørges."
    )
    large_only: YesNo = key("kun_store", default=False, doc="Kun i klynger på 60 eller flere.")
    origin: Annotated[str, choice("egen", "instrument")] = key(
        "ophav", default="egen", doc="Egen tekst, eller fra et instrument med licens."
    )
    licence: Line | None = key("licens", default=None, doc="Instrumentets licens.")
    source: Line | None = key("kilde", default=None, doc="Instrumentets kilde.")


@value
class Prompt:
    """One question to a table. Variants are None where the base text serves."""

    id: Id = key("id", doc="Spørgsmålets navn, fx T1.")
    text: Text = key("tekst", doc="Spørgsmålet til alle.")
    solo: Text | None = key("solo", default=None, doc="Til den, der er alene i sin klinik.")
    partnership: Text | None = key("kompagniskab", default=None, doc="Til flere læger sammen.")
    employed: Text | None = key("ansat", default=None, doc="Til ansatte læger.")
    core: YesNo = key("kerne", default=False, doc="Bruges, når ingen har valgt.")
    confidential: YesNo = key("fortroligt", default=False, doc="I par, uden linjer, ikke i plenum.")


@value
class Case:
    """A short story to talk over; a role play takes 15 minutes, another case 10."""

    id: Id = key("id", doc="Casens navn, fx C1.")
    title: Line = key("titel", doc="Titlen.")
    text: Text = key("tekst", doc="Historien.")
    ask: Annotated[tuple[Text, ...], listed] = key("spørg", default=(), doc="Spørgsmålene til den.")
    practice: Annotated[str, choice("alle", "solo", "kompagniskab")] = key(
        "praksisform", default="alle", doc="Hvem den handler om."
    )
    role_play: YesNo = key("rollespil", default=False, doc="Spilles; 15 minutter.")


@value
class Step:
    """One step of a table's inner clock."""

    minutes: MinutesNumber = key("minutter", doc="Hvor længe.")
    text: Line = key("tekst", doc="Hvad bordet gør, fx ”alene”.")


@value
class Phase:
    """A part of a block with minutes, seating and what the facilitator says and does.

    A phase with `cut` and no `cut_to` may be dropped when time is short; with `cut_to` it shrinks
    to that many minutes, and group work then takes one prompt fewer. Plenum and handleplan
    are never dropped.
    """

    form: Annotated[str, choice(*PHASE_FORMS)] = key("form", doc="Hvad der sker.")
    id: Id | None = key("id", default=None, doc="Navn i adresser; ellers formens navn.")
    title: Line | None = key("titel", default=None, doc="Fasens egen titel.")
    minutes: Minutes = key("minutter", doc="Hvor længe, i minutter.")
    seating: Seating = key("bordplan", default="blandet", doc="Hvem der sidder sammen.")
    guests_apart: YesNo = key(
        "gæster_hvert_andet_bord", default=False, doc="Én gæst ved hvert andet bord."
    )
    guests_move: YesNo = key("gæster_skifter", default=False, doc="Gæsterne skifter bord halvvejs.")
    plenum_form: Annotated[str, choice(*PLENUM_FORMS)] | None = key(
        "plenumform", default=None, doc="Hvordan bordene fortæller."
    )
    choose: Count | None = key("vælg", default=None, doc="Hvor mange spørgsmål bordet får.")
    prompts: tuple[Prompt, ...] = key("gruppespørgsmål", default=(), doc="Puljen af spørgsmål.")
    choose_cases: Count = key("vælg_cases", default=0, doc="Hvor mange cases bordet får.")
    cases: Annotated[tuple[Id, ...], listed] = key(
        "cases", default=(), doc="Cases, fasen kan bruge; de første er valgt."
    )
    questions: Annotated[tuple[Id, ...], listed] = key(
        "spørgsmål", default=(), doc="Spørgeskemaspørgsmål, der vises."
    )
    also: Annotated[tuple[Id, ...], listed] = key(
        "vis_også", default=(), doc="Vises, hvis der er tid."
    )
    unanswered: Annotated[str, choice("svarseddel", "håndsoprækning", "spring_over")] | None = key(
        "uden_svar", default=None, doc="Hvad der sker, når ingen har svaret."
    )
    continues: Id | None = key(
        "fortsætter", default=None, doc="Fasen, hvis ark arbejdes videre på."
    )
    clock: tuple[Step, ...] = key("ur", default=(), doc="Bordets indre ur; ellers regnes det ud.")
    say: Annotated[tuple[Text, ...], listed] = key("sig", default=(), doc="Det, du siger.")
    do: Annotated[tuple[Text, ...], listed] = key("gør", default=(), doc="Det, du gør.")
    text: Text | None = key("tekst", default=None, doc="Oplæggets tekst til facilitatoren.")
    caveat: Text | None = key("forbehold", default=None, doc="Forbehold ved de data, der vises.")
    slides: YesNo = key("på_skærm", default=True, doc="Om fasen får en side på skærmen.")
    vote: Address | None = key("afstemning_om", default=None, doc="Det, der stemmes om.")
    cut: Positive | None = key("skæres_som_nr", default=None, doc="Rækkefølgen, der skæres i.")
    cut_to: MinutesNumber | None = key("skæres_til", default=None, doc="Minutter, når skåret.")
    stretch: YesNo = key("stræk", default=False, doc="Må vare længere end ønsket.")

    @property
    def name(self) -> str:
        """The phase's part of an address: its id, else its form in ASCII."""
        return self.id or self.form.translate(ASCII_LETTERS)


@value
class Block:
    """A numbered part of a pack."""

    id: Id = key("id", doc="Blokkens navn i adresser.")
    title: Line = key("titel", doc="Titlen; gerne et spørgsmål.")
    aim: Text | None = key("mål", default=None, doc="Hvad blokken skal give.")
    optional: YesNo = key("tilvalg", default=False, doc="Er kun med, når mødet vælger den.")
    phases: tuple[Phase, ...] = key("faser", doc="Faserne i rækkefølge.")
    listen_for: Text | None = key("lyt_efter", default=None, doc="Det lytter du efter.")
    if_stuck: Text | None = key("går_i_stå", default=None, doc="Hvis bordet går i stå.")
    bridge: Text | None = key("bro", default=None, doc="Bro til næste blok.")


@value
class Topic:
    """One topic of a phase with a topic per table (`bordplan: emne`)."""

    id: Id = key("id", doc="Emnets navn.")
    title: Line = key("titel", doc="Titlen.")
    ask: Text = key("spørgsmål", doc="Spørgsmålet til bordet.")
    rule: Text | None = key(
        "regel", default=None, doc="Reglen, når der er en; ikke til forhandling."
    )
    facts: Annotated[tuple[Id, ...], listed] = key(
        "fakta", default=(), doc="Fakta, der er reglens kilde."
    )
    local: Text | None = key("lokalt", default=None, doc="Det, klyngen selv slår op og skriver.")
    cases: Annotated[tuple[Id, ...], listed] = key("cases", default=(), doc="Cases til emnet.")
    questions: Annotated[tuple[Id, ...], listed] = key(
        "tal", default=(), doc="Spørgeskemaspørgsmål, hvis tal hører til emnet."
    )
    clinical: YesNo = key("klinisk", default=False, doc="Skal læses af en læge, før det trykkes.")


@value
class ActionExample:
    """One example of an action plan."""

    what: Line = key("hvad", doc="Hvad.")
    how: Line = key("hvordan", doc="Hvordan.")
    who: Line = key("hvem", doc="Hvem.")
    when: Line = key("hvornår", doc="Hvornår.")
    sign: Line | None = key("tegn", default=None, doc="Tegn eller tal.")


@value
class ActionField:
    """A field of the action plan; lines are writing lines 8 mm apart."""

    id: Id = key("id", doc="Feltets navn.")
    title: Line = key("titel", doc="Det, der står over feltet.")
    solo: Line | None = key("solo", default=None, doc="Det samme til den, der er alene.")
    hint: Line | None = key("hjælpetekst", default=None, doc="Et par ord efter titlen.")
    lines: Positive = key("linjer", default=1, doc="Antal linjer.")
    half: YesNo = key("halv", default=False, doc="Halv bredde; to ved siden af hinanden.")
    required: YesNo = key("skal", default=False, doc="Skal udfyldes.")


@value
class ActionPlan:
    """The pack's own part of the action plan."""

    examples: tuple[ActionExample, ...] = key("eksempler", default=(), doc="Eksempler.")
    fields: tuple[ActionField, ...] = key("felter", default=(), doc="Felter ud over de fælles.")
    sections: tuple[Line, ...] = key("dele", default=(), doc="Fx Ledelse, Struktur, Kultur.")
    note: Text | None = key("note", default=None, doc="En linje i margenen.")


@value
class Agreement:
    """The cluster's agreement sheet and the rule it is decided by."""

    rule: Text = key("regel", doc="Beslutningsreglen, som den trykkes.")
    notes: Annotated[tuple[Text, ...], listed] = key("noter", default=(), doc="Mere at vide.")


@value
class Pitfall:
    """Something that goes wrong, and what the facilitator does."""

    title: Line = key("titel", doc="Det, der sker.")
    text: Text = key("tekst", doc="Det, du gør.")
    block: Id | None = key("blok", default=None, doc="Blokken, den hører til; ellers hele mødet.")


@value
class Box:
    """A framed text on sheets of the core."""

    id: Id = key("id", doc="Boksens navn.")
    title: Line = key("titel", doc="Titlen.")
    text: Text = key("tekst", doc="Teksten.")
    shown: Annotated[tuple[Annotated[str, choice(*BOX_PLACES)], ...], listed] = key(
        "på", doc="Arkene, den trykkes på."
    )
    url: Url | None = key("link", default=None, doc="Hvor man læser mere.")


@value
class Tool:
    """A tool or reference that clinics may use afterwards."""

    id: Id = key("id", doc="Værktøjets navn.")
    title: Line = key("titel", doc="Titlen.")
    owner: Line = key("ejer", doc="Hvem der udgiver det.")
    url: Url | None = key("adresse", default=None, doc="Hvor det findes.")
    date: Line | None = key("dato", default=None, doc="Udgivet, eller hvornår adressen er tjekket.")
    use: Line | None = key("bruges_til", default=None, doc="Hvad det kan.")
    help: YesNo = key("hjælp", default=False, doc="Er et kryds under ”Hjælp, vi vil bruge”.")


@value
class LocalSlot:
    """Something only the cluster knows; `{{id}}` in a text."""

    id: Id = key("id", doc="Navnet mellem klammerne.")
    ask: Line = key("spørgsmål", doc="Det, facilitatoren bliver spurgt om.")
    help: Line | None = key("hjælp", default=None, doc="Hvor svaret findes.")
    otherwise: Line | None = key(
        "ellers", default=None, doc="Ord, der kan siges midt i en sætning, når ingen har svaret."
    )
    kind: Annotated[str, choice(*SLOT_KINDS)] = key(
        "slags", default="tekst", doc="Hvad der kan svares."
    )
    options: Annotated[tuple[Line, ...], listed] = key(
        "valg", default=(), doc="Svarene, når slags er valg; mindst to."
    )


@value
class GuestBrief:
    """A kind of guest that the pack invites, and what it asks of them."""

    id: Id = key("id", doc="Gæstens navn i adresser.")
    title: Line = key("titel", doc="Hvem gæsten er.")
    number: Positive = key("antal", default=1, doc="Hvor mange, når mødet ikke siger andet.")
    asked: Annotated[tuple[Text, ...], listed] = key(
        "beder_om", default=(), doc="Det, vi beder om."
    )
    helps: Annotated[tuple[Text, ...], listed] = key(
        "hjælper_os", default=(), doc="Det, vi har brug for at få at vide."
    )


@value
class OwnSheet:
    """A sheet of the pack's own: a template beside `pakke.yaml`, extending a base sheet."""

    id: Id = key("id", doc="Arkets navn; ark/id i adresser.")
    title: Line = key("titel", doc="Titlen på arket og printlisten.")
    template: FileName = key("skabelon", doc="Filen, fx ark/makkerkort.html.")
    audience: Annotated[str, choice(*AUDIENCES)] = key("til", doc="Hvem der får arket.")
    at: Address | None = key("ved", default=None, doc="Blokken eller fasen, det bruges ved.")
    copies: Positive | None = key("antal", default=None, doc="Fast antal; ellers ét til hver.")
    filled: YesNo = key("udfyldes", default=False, doc="Har felter, der kan udfyldes på skærmen.")
    two_sided: YesNo = key("tosidet", default=False, doc="Trykkes på begge sider af papiret.")
    cards: YesNo = key("kort", default=False, doc="Kort eller sedler, der klippes.")
    clinical: YesNo = key("klinisk", default=False, doc="Skal læses af en læge, før det trykkes.")
    included: YesNo = key("udskrives", default=True, doc="Er med i udskriften uden at blive valgt.")
    questions: Annotated[tuple[Id, ...], listed] = key(
        "spørgsmål", default=(), doc="Spørgsmål, arket viser."
    )
    data: Plain = key("data", default_factory=dict, doc="Frie data til skabelonen.")


@value
class Override:
    """A change at an address: `udelad`, `medtag`, or new values. None means unchanged."""

    handling: Annotated[str, choice("udelad", "medtag")] | None = key(
        "handling", default=None, doc="Udelad, eller medtag det, der ellers ikke er med."
    )
    minutes: Minutes | None = key("minutter", default=None, doc="Andre minutter.")
    choose: Count | None = key("vælg", default=None, doc="Et andet antal spørgsmål.")
    choose_cases: Count | None = key("vælg_cases", default=None, doc="Et andet antal cases.")
    cases: Annotated[tuple[Id, ...], listed] | None = key("cases", default=None, doc="Andre cases.")
    seating: Seating | None = key("bordplan", default=None, doc="En anden bordplan.")
    plenum_form: Annotated[str, choice(*PLENUM_FORMS)] | None = key(
        "plenumform", default=None, doc="En anden plenumform."
    )
    unanswered: Annotated[str, choice("svarseddel", "håndsoprækning", "spring_over")] | None = key(
        "uden_svar", default=None, doc="Noget andet, når ingen har svaret."
    )
    title: Line | None = key("titel", default=None, doc="En anden titel.")
    text: Text | None = key("tekst", default=None, doc="En anden tekst.")
    solo: Text | None = key("solo", default=None, doc="En anden tekst til den, der er alene.")
    partnership: Text | None = key("kompagniskab", default=None, doc="En anden tekst til flere.")
    employed: Text | None = key("ansat", default=None, doc="En anden tekst til ansatte læger.")
    copies: Count | None = key("antal", default=None, doc="Et andet antal eksemplarer.")
    basis: Code | None = key("grundlag", default=None, doc="Aftryk af den tekst, der er rettet.")


Change = Annotated[Override, scalar_as("handling")]


@value
class Version:
    """A named set of overrides, with its own frame; addresses are relative to the pack."""

    title: Line = key("titel", doc="Hvad udgaven kaldes.")
    minutes: MinutesNumber = key("minutter", doc="Samlet tid uden reserve.")
    frame: tuple[Point, ...] = key("ramme", default=(), doc="Rammen i denne udgave.")
    changes: dict[Address, Change] = key("ret", default_factory=dict, doc="Ændringerne.")


@value
class Exemption:
    """A rule of the check that the pack breaks on purpose, and why; no rule is known here."""

    rule: Id = key("regel", doc="Reglens id, fx uden-solo; de står i docs/regler.md.")
    at: Line | None = key(
        "ved", default=None, doc="Adressen, arket eller filen; ellers gælder det hele pakken."
    )
    reason: Text = key("fordi", doc="Hvorfor pakken gør det alligevel.")


@value
class Links:
    """The pack owner's own addresses."""

    evaluation: Url | None = key("evaluering", default=None, doc="Svar til pakkens ejer.")
    home: Url | None = key("hjemmeside", default=None, doc="Pakkens side.")


@value
class Pack:
    """One topic's content. Addresses inside a pack are relative to it."""

    format: Annotated[str, choice("1")] = key("format", default="1", doc="Filens udgave: 1.")
    requires: Edition | None = key(
        REQUIRES, default=None, doc="Den ældste klyngepakke, der kan bruge pakken, fx 0.2."
    )
    id: Id = key("id", doc="Pakkens navn, fx trivsel.")
    title: Line = key("titel", doc="Titlen, som lægerne ser den.")
    edition: Edition = key("udgave", doc="Fx 2027.1.")
    publisher: Line = key("udgiver", doc="Hvem der udgiver pakken.")
    disclaimer: Line | None = key("bemærk", default=None, doc="Fx ”ikke en KiAP-pakke”.")
    licence: Line = key("licens", default="CC BY 4.0", doc="Licensen på indholdet.")
    contact: Line | None = key("kontakt", default=None, doc="Hvor man skriver til udgiveren.")
    approval: Approval = key(
        "faglig_godkendelse", default_factory=Approval, doc="Lægens gennemsyn."
    )
    review_by: Day | None = key("gennemses", default=None, doc="Hvornår den læses igen.")
    exemplary: YesNo = key(
        "eksempel", default=False, doc="Er pakken i eksemplet, når ingen nævner en anden."
    )
    clinical: YesNo = key("klinisk", default=False, doc="Hele pakken er klinisk.")
    purpose: Text = key("formål", doc="Formålet i én sætning.")
    goals: tuple[Text, ...] = key("læringsmål", default=(), doc="Deltageren kan …")
    scope: Text | None = key("afgrænsning", default=None, doc="Det, pakken ikke handler om.")
    follows: Id | None = key("følger", default=None, doc="Pakken, denne bygger videre på.")
    frame: tuple[Point, ...] = key("ramme", doc="Punkter, der foreslås omkring blokkene.")
    blocks: tuple[Block, ...] = key("blokke", doc="Blokkene.")
    cases: tuple[Case, ...] = key("cases", default=(), doc="Casene.")
    topics: tuple[Topic, ...] = key("emner", default=(), doc="Emner til emneborde.")
    survey: tuple[Question, ...] = key("spørgeskema", default=(), doc="Spørgsmål før mødet.")
    evaluation: tuple[Question, ...] = key("evaluering", default=(), doc="Pakkens egne, højst to.")
    action_plan: ActionPlan = key("handleplan", default_factory=ActionPlan, doc="Handleplanen.")
    agreement: Agreement | None = key("aftale", default=None, doc="Klyngens fælles aftale.")
    facts: tuple[Fact, ...] = key("fakta", default=(), doc="Påstande med kilde.")
    pitfalls: tuple[Pitfall, ...] = key("faldgruber", default=(), doc="Faldgruber.")
    boxes: tuple[Box, ...] = key("bokse", default=(), doc="Bokse på de faste ark.")
    tools: tuple[Tool, ...] = key("værktøjer", default=(), doc="Værktøjer og henvisninger.")
    materials: tuple[Line, ...] = key("materialer", default=(), doc="Ud over standarden.")
    preparation: tuple[Text, ...] = key("forberedelse", default=(), doc="Det, der gøres før mødet.")
    slots: tuple[LocalSlot, ...] = key("oplysninger", default=(), doc="Det, klyngen udfylder.")
    guests: tuple[GuestBrief, ...] = key("gæster", default=(), doc="Gæster, pakken inviterer.")
    sheets: tuple[OwnSheet, ...] = key("ark", default=(), doc="Pakkens egne ark.")
    versions: dict[Id, Version] = key("versioner", default_factory=dict, doc="Fx kort.")
    links: Links = key("links", default_factory=Links, doc="Udgiverens egne links.")
    exemptions: tuple[Exemption, ...] = key(
        "undtagelser", default=(), doc="Regler, pakken bryder med vilje, hver med sin grund."
    )


@dataclass(frozen=True)
class LoadedPack:
    """A pack together with the folder it was read from and where it came from.

    Attributes:
        pack: The content.
        folder: The folder that holds `pakke.yaml`, templates and pictures.
        origin: For people: a distribution with version, or the folder's path.
        code: True when it came from an installed distribution.
    """

    pack: Pack
    folder: Path
    origin: str = ""
    code: bool = False
