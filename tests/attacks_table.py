"""The table of attacks: each with its rows in the table of faults, and what stops it."""

from __future__ import annotations

import zipfile
from dataclasses import replace

import attacks_made as made
from helpers_attacks import Attack

INSTALL = ("pakke", "installer", "{pakke}/a.zip", "--ja")
FROM_WORD = ("pakke", "fra-word", "{pakke}/a.docx", "{rod}/ny")
INSTALL_FOLDER = ("pakke", "installer", "{pakke}", "--ja")


TEMPLATES = (
    Attack("skabelon-class", "P36", "Navnet ”__class__” kan ikke bruges"),
    Attack("skabelon-class-noegle", "P36", "Navnet ”__class__” kan ikke bruges"),
    Attack("skabelon-metode", "P36", "”upper” findes ikke"),
    Attack("skabelon-class-sammensat", "P36", "findes ikke"),
    Attack("skabelon-attr", "P36", "Hjælperen ”attr” findes ikke"),
    Attack("skabelon-map-attr", "P36", "Hjælperen ”attr” findes ikke"),
    Attack("skabelon-map-attribut", "P36", "findes ikke"),
    Attack("skabelon-format", "P36", "Kald kan ikke bruges"),
    Attack("skabelon-format-filter", "P36", "Hjælperen ”format” findes ikke"),
    Attack("skabelon-self", "P36", "Navnet ”_TemplateReference__context”"),
    Attack("skabelon-cycler", "P36", "Kald kan ikke bruges"),
    Attack("skabelon-lipsum", "P36", "Kald kan ikke bruges"),
    Attack("skabelon-makro", "P36", "macro"),
    Attack("skabelon-import", "P36", "import"),
    Attack("skabelon-namespace", "P36", "namespace|Kald"),
    Attack("skabelon-loop-kald", "P36", "Kald kan ikke bruges"),
    Attack("skabelon-eget-filter", "P36", "Skabelonen er skrevet forkert|findes ikke"),
    Attack("skabelon-map-eget-filter", "P36", "”§rounds” findes ikke"),
    Attack("skabelon-autoescape-fra", "P37", "Det, der står her, kan ikke bruges"),
    Attack("skabelon-safe", "P37", "safe"),
    Attack("skabelon-gange", "P38", "Tegnet ”\\*”"),
    Attack("skabelon-procent", "P38", "Tegnet ”%”"),
    Attack("skabelon-loekker", "P38", "omgange", (4,)),
    Attack("skabelon-dybe-loekker", "P38", "højst ligge 3"),
    Attack("skabelon-fordobling", "P38", "længere end", (4,)),
    Attack("skabelon-sum", "P38", "længere end", (4,)),
    Attack("skabelon-tal-i-det-uendelige", "P38", "kan ikke udfyldes"),
    Attack("skabelon-dyb-parentes", "P38", "for dybt inde i hinanden"),
    Attack("skabelon-dybe-hvis", "P38", "for dybt inde i hinanden"),
    Attack("skabelon-mange-minus", "P38", "for dybt inde i hinanden"),
    Attack("skabelon-lang-kaede", "P38", "for dybt inde i hinanden"),
    Attack("skabelon-include-bombe", "P38", "omgange", (4,)),
    Attack("skabelon-super-bombe", "P38", "omgange", (4,)),
    Attack("skabelon-include-op", "P39", "findes ikke"),
    Attack("skabelon-include-punktum", "P39", "”ark/./del.html” findes ikke"),
    Attack("skabelon-include-fuld-sti", "P39", "findes ikke"),
    Attack("skabelon-include-beregnet", "P39", "anførselstegn"),
    Attack("skabelon-include-liste", "P39", "anførselstegn"),
    Attack("skabelon-include-nul", "P39", "findes ikke|kan ikke udfyldes"),
    Attack("skabelon-henter-sig-selv", "P39", "i ring"),
    Attack("skabelon-ring", "P39", "i ring"),
    Attack("skabelon-50-mb", "P40", "5 MB", (4,)),
    Attack("skabelon-latin1", "P34", "ikke UTF-8"),
    Attack("skabelon-styretegn", "P17", "U\\+001B"),
    Attack("skabelon-styretegn-som-kode", "P17", "findes ikke i skrifttyperne"),
    Attack("skabelon-mange-fejl", "P34", "skal begynde med"),
    Attack("skabelon-mange-ukendte", "P34", "findes ikke"),
    Attack("skabelon-100-hvis", "P38", "for dybt inde i hinanden"),
    Attack("skabelon-langt-navn", "P39", "findes ikke"),
    Attack("skabelon-select-navn", "P36", "navnet stå som tekst"),
)

YAML = (
    Attack("yaml-aliasbombe", "P18", "Tegnet &"),
    Attack("yaml-alias-ring", "P19", "Tegnet &"),
    Attack("yaml-python", "P22", "Tegnet !"),
    Attack("yaml-flet", "P22", "Nøglen <<"),
    Attack("yaml-to-dokumenter", "P22", "ét dokument"),
    Attack("yaml-styretegn", "P17", "U\\+001B"),
    Attack("yaml-retning", "P17", "U\\+202E"),
    Attack("yaml-skabelon-op", "P39", "filnavn"),
    Attack("yaml-skabelon-fuld-sti", "P39", "filnavn"),
    Attack("yaml-skabelon-andet", "P39", "findes ikke"),
    Attack("yaml-stort-tal", "P28", "helt tal"),
    Attack("yaml-id", "P02", "et id"),
    Attack("yaml-ark-id", "P02", "et id"),
    Attack("yaml-udgave-tekst", "P08", "udgave"),
    Attack("yaml-lange-id", "P02", "et id"),
)

CSS = (
    Attack("html-3000-div", "P49b", "kan ikke sættes op"),
    Attack("css-import", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-import-fil", "P41", "egen mappe"),
    Attack("css-import-kodet", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-baggrund", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-baggrund-inline", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-content", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-list-style", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-border-image", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-var-url", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-attr-url", "P42", "kan ikke sættes op"),
    Attack("css-font-face", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-font-face-fil", "P41", "egen mappe"),
    Attack("css-font-face-egen", "P48", "kan ikke bruges"),
    Attack("css-font-local", "P48", "cannot be loaded"),
    Attack("css-farveprofil", "P42", "kan ikke bruges: Der hentes aldrig noget"),
    Attack("css-skrift-1e9", "P49b", "kan ikke sættes op|mere"),
    Attack("css-lang-selektor", "P49b", "kan ikke sættes op"),
    Attack("css-side-5-m", "P49", "så stort papir findes ikke"),
    Attack("css-side-1-km", "P49", "så stort papir findes ikke"),
    Attack("css-ugyldig-adresse", "P41", "kan ikke bruges|kan ikke sættes op|forstås"),
)

SVG = (
    Attack("svg-doctype", "P44", "DOCTYPE"),
    Attack("svg-xxe", "P44", "DOCTYPE"),
    Attack("svg-latter", "P44", "DOCTYPE"),
    Attack("svg-utf16-doctype", "P44", "DOCTYPE|skrevet forkert"),
    Attack("svg-image", "P45", "”<image>”"),
    Attack("svg-feimage", "P45", "”<feimage>”"),
    Attack("svg-foreignobject", "P45", "”<foreignobject>”"),
    Attack("svg-script", "P45", "”<script>”"),
    Attack("svg-haendelse", "P45", "onload"),
    Attack("svg-use-ude", "P45", "henter"),
    Attack("svg-use-net", "P45", "henter"),
    Attack("svg-use-bombe", "P45", "<use>"),
    Attack("svg-use-bombe-tvillinger", "P45", "<use>"),
    Attack("svg-use-mange", "P45", "dele"),
    Attack("svg-style-import", "P45", "må ikke hente"),
    Attack("svg-style-import-kodet", "P45", "må ikke hente"),
    Attack("svg-style-font", "P45", "må ikke hente"),
    Attack("svg-style-attribut", "P45", "henter"),
    Attack("svg-filter-net", "P45", "henter"),
    Attack("svg-xml-base", "P45", "henter"),
    Attack("svg-animation", "P45", "”<set>”"),
    Attack("svg-stylesheet-pi", "P45", "henter et stilark"),
    Attack("svg-maerke-bombe", "P45", "mere end 20000 dele"),
    Attack("svg-ring", "P45", "henter sig selv"),
    Attack("svg-ingen-svg", "P44", "ikke en SVG"),
    Attack("svg-tom", "P47", "tom"),
    Attack("svg-dyb", "P44", "inde i hinanden"),
    Attack("svg-i-arket-use", "P45", "henter"),
)

HEAVY = (
    Attack("skabelon-map-markdown", "P38", "blev stoppet", (4,)),
    Attack("tung-hukommelse", "P49", "blev stoppet, fordi det brugte|hukommelsen rækker", (4,)),
    Attack("tung-colspan", "P49", "blev stoppet", (4,)),
    Attack("tung-flex", "P49", "blev stoppet", (4,)),
    Attack("tung-var", "P49", "blev stoppet", (4,)),
    Attack("tung-fodnoter", "P49", "blev stoppet", (4,)),
    Attack("tung-lille-side", "P49", "blev stoppet", (4,)),
)

PAGES = (
    Attack("billede-fil", "P41", "egen mappe"),
    Attack("billede-op", "P41", "ud af mappen|egen mappe"),
    Attack("billede-op-kodet", "P41", "ud af mappen eller er skrevet"),
    Attack("billede-op-kodet-skraastreg", "P41", "ud af mappen"),
    Attack("billede-fuld-sti", "P41", "egen mappe|ud af mappen"),
    Attack("billede-dobbelt-skraastreg", "P41", "egen mappe|ud af mappen|nettet"),
    Attack("billede-fra-anden-pakke", "P41", "egen mappe"),
    Attack("billede-omvendt-skraastreg", "P41", "ud af mappen|egen mappe|findes ikke"),
    Attack("billede-fra-nettet", "P42", "aldrig noget fra nettet"),
    Attack("billede-fra-nettet-uden-skema", "P42", "aldrig noget fra nettet"),
    Attack("billede-ftp", "P42", "aldrig noget fra nettet"),
    Attack("billede-srcset", "P42", "kan ikke bruges"),
    Attack("billede-data-svg", "P46", "data:"),
    Attack("billede-mangler", "P48", "findes ikke"),
    Attack("billede-pakkens-yaml", "P41", "Kun billeder"),
    Attack("body-background", "P42", "kan ikke bruges"),
    Attack("link-stylesheet", "P42", "<link>"),
    Attack("link-icon", "P42", "<link>"),
    Attack("base-href", "P42", "<base>"),
    Attack("meta-refresh", "P42", "http-equiv"),
    Attack("script", "P42", "<script>"),
    Attack("haendelse", "P42", "onerror"),
    Attack("iframe", "P42", "<iframe>"),
    Attack("object", "P42", "<object>"),
    Attack("embed", "P42", "<embed>"),
    Attack("video", "P42", "<video>"),
    Attack("form-action", "P51", "”action”"),
    Attack("formaction", "P51", "”formaction”"),
    Attack("ping", "P42", "”ping”"),
    Attack("noscript-mutation", "P42", "<noscript>"),
    Attack("kommentar-mutation", "P42", "aldrig noget fra nettet"),
    Attack("xmp-mutation", "P42", "<xmp>"),
    Attack("vedhaeftet-a", "P43", "vedhæftes"),
    Attack("vedhaeftet-a-net", "P43", "vedhæftes"),
    Attack("vedhaeftet-link", "P43", "vedhæftes"),
    Attack("link-javascript", "P51", "skal begynde med"),
    Attack("link-fil", "P51", "skal begynde med"),
    Attack("link-data", "P51", "skal begynde med"),
    Attack("link-i-svg", "P51", "”<a>”"),
    Attack("qr-javascript", "P51", "QR-kode"),
    Attack("qr-tel", "P51", "QR-kode"),
    Attack("math-link", "P51", "<math>|skal begynde med"),
    Attack("felt-navn", "P49b", "Feltets navn"),
    Attack("tekst-javascript-link", "P51", "skal begynde med"),
    Attack("tekst-fil-link", "P51", "skal begynde med"),
    Attack("tekst-billede", "P42", "aldrig noget fra nettet"),
    Attack("billede-ugyldig-adresse", "P41", "ingen adresse"),
    Attack("billede-langt-navn", "P41", "kan ikke læses"),
)
# What can be seen in the page is told at its line in the template, before any layout.
PAGES = tuple(replace(a, says=f"proeve.html:\\d+: .*(?:{a.says})") for a in PAGES)

PAGES = (*PAGES, Attack("link-javascript-skjult", "P51", "”java script:alert"))

FILES = (
    Attack("pakke-er-en-genvej", "P41", "genvej ud af mappen", make=made.link("pakke.yaml", "@/hemmelig.yaml")),
    Attack("pakke-er-en-genvej-i-ring", "P41", "kan ikke|findes ikke|genvej|ligger ingen", make=made.link("pakke.yaml", "pakke.yaml")),
    Attack("skabelon-er-en-genvej", "P39", "findes ikke", make=made.link("ark/proeve.html", "@/hemmelig.html")),
    Attack("skabelon-er-en-genvej-i-ring", "P39", "findes ikke", make=made.link("ark/proeve.html", "proeve.html")),
    Attack("skabelonmappe-er-en-genvej", "P39", "findes ikke", make=made.linked_folder("ark", "proeve.html")),
    Attack("skabelon-er-et-roer", "P53", "findes ikke", make=made.pipe("ark/proeve.html")),
    Attack("skabelon-er-en-enhed", "P53", "findes ikke", make=made.link("ark/proeve.html", "/dev/zero")),
    Attack("skabelon-paa-1-gb", "P40", "længere end 200000 tegn", make=made.sparse("ark/proeve.html", 1_000_000_000)),
    Attack("pakke-er-et-roer", "P53", "almindelig fil|ligger ingen pakke", make=made.pipe("pakke.yaml")),
    Attack("pakke-paa-10-mb", "P21", "over 1 MB", make=made.large_yaml),
    Attack("billede-er-en-genvej", "P41", "ud af mappen", make=lambda p, o: (made.picture(bytes)(p, o), made.link("billeder/a.png", "@/hemmelig.png")(p, o))),
    Attack("billede-er-et-roer", "P53", "findes ikke", make=lambda p, o: (made.picture(bytes)(p, o), made.pipe("billeder/a.png")(p, o))),
    Attack("billede-paa-144-megapixel", "P47", "12000 × 12000 punkter", make=made.picture(lambda: made.png(12_000, 12_000))),
    Attack("billede-paa-50-mb", "P47", "større end 10 MB", make=lambda p, o: (made.picture(bytes)(p, o), made.sparse("billeder/a.png", 50_000_000)(p, o))),
    Attack("billede-tekstbombe", "P47", "beskadiget", make=made.picture(made.text_bomb)),
    Attack("billede-afkortet", "P47", "beskadiget", make=made.picture(lambda: made.png(90, 90)[:70])),
    Attack("foto-afkortet", "P47", "beskadiget", make=made.picture(made.jpeg_with_damage, "billeder/a.jpg")),
    Attack("billede-er-eps", "P47", "ikke PNG, som navnet siger", make=made.picture(lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n")),
    Attack("billede-er-tomt", "P47", "Filen er tom", make=made.picture(bytes)),
)  # fmt: skip

MANY = (
    Attack("mange-blokke", "P33", "Her står 62, og der er plads til 60", make=made.many("blokke:\n", "  - {id: b#, titel: B, faser: [{form: refleksion, minutter: 5}]}\n", 61)),
    Attack("mange-faser", "P33", "der er plads til 60", make=made.many("    faser:\n", "      - {id: f#, form: refleksion, minutter: 5}\n", 6000)),
    Attack("mange-punkter", "P33", "der er plads til 60", make=made.many("ramme:\n", "  - {slags: pause, minutter: 5}\n", 6000)),
    Attack("mange-ark", "P33", "der er plads til 60", make=made.many("ark:\n", "  - {id: a#, titel: A, til: bord, skabelon: ark/proeve.html}\n", 3000)),
    Attack("mange-gruppespoergsmaal", "P33", "der er plads til 300", make=made.many("gruppespørgsmål:\n", "          - {id: G#, tekst: Et spørgsmål}\n", 6000)),
    Attack("mange-forkerte-navne", "P24", "Der er 80 fejl mere", make=made.many("vælg: 1\n", "        vis_også: [" + ", ".join(f"q{i}" for i in range(5000)) + "]\n", 1)),
    Attack("mange-ukendte-noegler", "P24", "Ukendt nøgle ”nøgl0”", make=made.many("titel: Prøvepakken\n", "nøgl#: x\n", 20_000)),
    Attack("mange-parenteser", "P20", "lag inden i hinanden", make=made.many("titel: Prøvepakken\n", "formål: " + "[" * 100_000 + "\n", 1)),
)  # fmt: skip

ZIPS = (
    Attack("zip-op", "P52", "peger ud af mappen", words=INSTALL, make=made.zip_of(("proeve/../../op.txt", b"x"))),
    Attack("zip-fuld-sti", "P52", "peger ud af mappen", words=INSTALL, make=made.zip_of(("/tmp/fuld.txt", b"x"))),  # noqa: S108 - not ours
    Attack("zip-omvendt-skraastreg", "P52", "peger ud af mappen", words=INSTALL, make=made.zip_of(("proeve\\..\\..\\op.txt", b"x"))),
    Attack("zip-drev", "P52", "peger ud af mappen", words=INSTALL, make=made.zip_of(("C:/drev.txt", b"x"))),
    Attack("zip-genvej", "P53", "genvej eller en enhed", words=INSTALL, make=made.zip_with(made.LINK, b"/etc/passwd")),
    Attack("zip-roer", "P53", "genvej eller en enhed", words=INSTALL, make=made.zip_with(made.PIPE)),
    Attack("zip-enhed", "P53", "genvej eller en enhed", words=INSTALL, make=made.zip_with(made.DEVICE)),
    Attack("zip-bombe", "P54", "mere end 40 MB", words=INSTALL, make=made.zip_bomb),
    Attack("zip-der-lyver", "P54", "beskadiget|mere end", words=INSTALL, make=made.zip_that_lies),
    Attack("zip-20000-filer", "P54", "mere end 1000 filer", words=INSTALL, make=made.zip_of_many),
    Attack("zip-store-og-smaa", "P55", "samme navn", words=INSTALL, make=made.zip_of(("proeve/PAKKE.yaml", b"x"))),
    Attack("zip-nfc-og-nfd", "P55", "samme navn|står begge", words=INSTALL, make=made.zip_of(("proeve/\u00e5.txt", b"x"), ("proeve/a\u030a.txt", b"x"))),
    Attack("zip-to-gange", "P55", "står begge", words=INSTALL, make=made.zip_of(("proeve/pakke.yaml", b"x"))),
    Attack("zip-aux", "P56", "kan ikke hedde sådan i Windows", words=INSTALL, make=made.zip_of(("proeve/aux.yaml", b"x"))),
    Attack("zip-com1", "P56", "kan ikke hedde sådan i Windows", words=INSTALL, make=made.zip_of(("proeve/COM\u00b9.md", b"x"))),
    Attack("zip-punktum-sidst", "P56", "kan ikke hedde sådan i Windows", words=INSTALL, make=made.zip_of(("proeve/a.txt.", b"x"))),
    Attack("zip-strøm", "P56", "kan ikke hedde sådan i Windows", words=INSTALL, make=made.zip_of(("proeve/a:b", b"x"))),
    Attack("zip-styretegn-i-navnet", "P56", "usynlige tegn", words=INSTALL, make=made.zip_of(("proeve/\x1b[2J.txt", b"x"))),
    Attack("zip-python", "P57", "er kode", words=INSTALL, make=made.zip_of(("proeve/__init__.py", b"print(1)"))),
    Attack("zip-program", "P57", "er kode", words=INSTALL, make=made.zip_of(("proeve/a.exe", b"MZ"))),
    Attack("zip-i-zip", "P57", "pakket fil", words=INSTALL, make=made.zip_of(("proeve/b.zip", b"PK\x03\x04"))),
    Attack("zip-i-zip-forklaedt", "P57", "pakket fil", words=INSTALL, make=made.zip_of(("proeve/billeder/b.svg", b"PK\x03\x04"))),
    Attack("zip-afkortet", "P58", "beskadiget", words=INSTALL, make=made.zip_that_is_cut),
    Attack("zip-forkert-sum", "P58", "beskadiget", words=INSTALL, make=made.zip_with_wrong_sum),
    Attack("zip-laast", "P58", "adgangskode", words=INSTALL, make=made.zip_that_is_locked),
    Attack("zip-der-ingen-er", "P58", "ikke en zip-fil", words=INSTALL, make=made.no_zip),
    Attack("zip-pakket-saert", "P58", "pakket på en måde", words=INSTALL, make=made.zip_of((_bzip2 := zipfile.ZipInfo("proeve/a.txt"), b"x"))),
    Attack("zip-aendret-undervejs", "P58", "er ændret, siden", words=INSTALL, make=made.zip_changed_on_the_way),
    Attack("mappe-med-python", "P57", "er kode", words=INSTALL_FOLDER, make=made.sparse("__init__.py", 9)),
    Attack("mappe-med-genvej", "P53", "genvej eller en enhed", words=INSTALL_FOLDER, make=made.link("billeder/a.svg", "@/hemmelig.svg")),
    Attack("mappe-med-roer", "P53", "genvej eller en enhed", words=INSTALL_FOLDER, make=made.pipe("billeder/a.svg")),
)  # fmt: skip
_bzip2.compress_type = zipfile.ZIP_BZIP2

WORDS = (
    Attack("word-xxe", "P44", "rummer en DTD", words=FROM_WORD, make=made.word_with_entity),
    Attack("word-latter", "P18", "rummer en DTD", words=FROM_WORD, make=made.word_with_laughs),
    Attack("word-bombe", "P54", "fylder det mere end 60 MB", words=FROM_WORD, make=made.word_bomb),
    Attack("word-med-makroer", "P57", "kan rumme makroer", words=("pakke", "fra-word", "{pakke}/a.docm", "{rod}/ny"), make=made.word_with_macros),
)  # fmt: skip

HTML = tuple(
    Attack(name, "P42", says, words=("byg", "{møde}", "--pakker", "{pakke}", "--html"))
    for name, says in (
        ("select-mutation", "aldrig noget fra nettet"),
        ("link-skjult-for-laeseren", "”link” kan ikke bruges"),
    )
)
# A limit ends the worker: without the engine it is back at once.
TEMPLATES = tuple(
    replace(a, words=(*a.words, "--html")) if a.codes == (4,) else a for a in TEMPLATES
)
QUICK = (*TEMPLATES, *YAML, *CSS, *SVG, *PAGES, *MANY, *FILES, *ZIPS, *WORDS, *HTML)
QUICK = tuple(sorted(QUICK, key=lambda attack: attack.words[-1] == "--html"))
ALL = (*QUICK, *HEAVY)
SUITE = (*QUICK, *(a for a in HEAVY if a.name in {"tung-var", "tung-hukommelse"}))
