"""The guards against strangers' packs, and how each is taken away to see what it is worth.

A guard is a place in the source and what stands there when it is gone. The attacks named are
those that must no longer be refused as they should: they get through, or fall to a later guard
with another sentence. `tools/attacks.py` shows it for all of them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"


@dataclass(frozen=True)
class Guard:
    """One guard.

    Attributes:
        name: What it refuses.
        file: Where it stands, below `src/klyngepakke`.
        here: What stands there, exactly once.
        gone: What stands there without it.
        attacks: Those that it refuses.
        also: File, text and what stands there without it, where two guards do the same.
    """

    name: str
    file: str
    here: str
    gone: str
    attacks: tuple[str, ...]
    also: tuple[str, str, str] | None = None

    @property
    def places(self) -> tuple[tuple[str, str, str], ...]:
        """Every file, with the text in it and what stands there without the guard."""
        return ((self.file, self.here, self.gone), *([self.also] if self.also else []))


def found(guard: Guard) -> set[int]:
    """How often the guard's texts stand in their files: once, as long as the table is right."""
    folder = SOURCE / "klyngepakke"
    return {(folder / file).read_text("utf-8").count(here) for file, here, _ in guard.places}


@contextmanager
def without(guard: Guard) -> Iterator[Path]:
    """A copy of `src` in which the guard is taken away."""
    with tempfile.TemporaryDirectory(prefix="uden-") as folder:
        copy = Path(folder) / "src"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        for file, here, gone in guard.places:
            path = copy / "klyngepakke" / file
            path.write_text(path.read_text("utf-8").replace(here, gone), "utf-8")
        yield copy


_TEMPLATES, _MARKUP = "printing/templates.py", "printing/markup.py"
_FETCHING, _PICTURES, _LAYOUT = "printing/fetching.py", "printing/pictures.py", "printing/layout.py"
_YAML, _ARCHIVE, _PARCEL = "content/_yaml.py", "content/archive.py", "content/parcel.py"

GUARDS = (
    # --- Templates
    Guard("kun det tilladte i skabelonens træ", _TEMPLATES, "if type(node) not in _ALLOWED:", "if False:", ("skabelon-autoescape-fra", "skabelon-gange", "skabelon-procent", "skabelon-makro", "skabelon-import", "skabelon-namespace")),
    Guard("kun kendte hjælpere", _TEMPLATES, '    if name in names:\n        return ""', '    return ""', ("skabelon-attr", "skabelon-map-eget-filter", "skabelon-format-filter", "skabelon-safe")),
    Guard("kun få af motorens hjælpere er der", _TEMPLATES, "**{name: environment.filters[name] for name in _JINJA_FILTERS},", "**environment.filters,", ("skabelon-safe", "skabelon-attr", "skabelon-map-attr", "skabelon-format-filter")),
    Guard("ingen kald", _TEMPLATES, "if isinstance(node, nodes.Call) and not _is_super(node):", "if False:", ("skabelon-format", "skabelon-cycler", "skabelon-lipsum", "skabelon-loop-kald")),
    Guard("ingen navne med _", _TEMPLATES, 'if name.startswith("_") or name == "self":', "if False:", ("skabelon-class", "skabelon-class-noegle", "skabelon-self")),
    Guard("noegler og ikke egenskaber", _TEMPLATES, "        return self.undefined(obj=obj, name=argument)", "        return super().getitem(obj, argument)", ("skabelon-metode", "skabelon-class-sammensat")),
    Guard("hjælpere ved navn er skrevet ud", _TEMPLATES, "if not isinstance(name, nodes.Const) or not isinstance(name.value, str):", 'if not isinstance(name, nodes.Const):\n        return ""\n    if False:', ("skabelon-select-navn",)),
    Guard("løkkerne tælles", _TEMPLATES, "    if rounds[0] > ROUNDS_LIMIT:", "    if False:", ("skabelon-loekker", "skabelon-include-bombe", "skabelon-super-bombe")),
    Guard("skabeloner, der hentes, tælles", _TEMPLATES, "    _go_round(_FETCHED)", "    pass", ("skabelon-include-bombe", "skabelon-super-bombe")),
    Guard("løkker ligger højst tre dybt", _TEMPLATES, "if depth > DEPTH_LIMIT:", "if False:", ("skabelon-dybe-loekker",)),
    Guard("tekster bliver ikke uden ende", _TEMPLATES, "    if length > TEXT_LIMIT:", "    if False:", ("skabelon-fordobling", "skabelon-sum")),
    Guard("arket bliver ikke uden ende", _TEMPLATES, "        if length > OUTPUT_LIMIT:", "        if False:", ("skabelon-50-mb",)),
    Guard("skabeloner ligger i pakken", _TEMPLATES, "if path.is_relative_to(os.path.realpath(folder)) and path.is_file():", "if path.is_file():", ("skabelon-er-en-genvej", "skabelonmappe-er-en-genvej")),
    Guard("skabelonens navn er enkelt", _TEMPLATES, 'if "\\\\" in name or ":" in name or {"", ".", ".."} & set(parts):', "if False:", ("skabelon-include-punktum",)),
    Guard("skabelonens navn er skrevet ud", _TEMPLATES, "if isinstance(node, nodes.Extends | nodes.Include) and not _is_text(node.template):", "if False:", ("skabelon-include-beregnet", "skabelon-include-liste")),
    Guard("skabeloner henter ikke hinanden i ring", _TEMPLATES, "    if name in chain:", "    if False:", ("skabelon-henter-sig-selv", "skabelon-ring")),
    Guard("skabelonens længde", _TEMPLATES, "    if len(source or raw) > FILE_LIMIT:", "    if False:", ("skabelon-paa-1-gb",)),
    Guard("ingen styretegn i skabeloner", _TEMPLATES, "    if found := _UNSEEN.search(source):", "    if found := None:", ("skabelon-styretegn",)),
    Guard("for dybt er en fejl og ikke et nedbrud", _TEMPLATES, "_RUN_FAULTS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, *_TOO_DEEP)", "_RUN_FAULTS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)", ("skabelon-100-hvis", "skabelon-dyb-parentes", "skabelon-mange-minus")),
    Guard("beskeder styrer ikke terminalen", "errors.py", 'return _UNSEEN.sub("\\N{REPLACEMENT CHARACTER}", text)', "return text", ("skabelon-styretegn-som-kode",)),
    # --- Pages
    Guard("ingen dele, der henter eller kører", _MARKUP, "    if name in _FORBIDDEN:", "    if False:", ("script", "noscript-mutation", "link-icon", "base-href", "xmp-mutation")),
    Guard("ingen hændelser og ingen afsendelse", _MARKUP, "        if _is_active(attribute.lower()):", "        if False:", ("haendelse", "form-action", "formaction", "ping", "meta-refresh")),
    Guard("intet vedhæftes", _MARKUP, 'if "attachment" in node.get("rel", "").lower().split():', "if False:", ("vedhaeftet-a-net",)),
    Guard("links er til nettet eller til post", _MARKUP, "        if target is not None and not target.strip().lower().startswith(_SCHEMES):", "        if False:", ("link-javascript", "link-fil", "link-data", "tekst-javascript-link")),
    Guard("billeder slås op, før arket sættes op", _MARKUP, "        if fetched[reference]:", "        if False:", ("billede-fra-nettet", "billede-srcset", "body-background", "billede-op-kodet")),
    Guard("SVG i arket ses efter", _MARKUP, '            yield from ((fault, "<svg") for fault in svg_faults(node))', "            pass", ("svg-i-arket-use",)),
    Guard("felters navne", _MARKUP, "        if not _FIELD.fullmatch(name):", "        if False:", ("felt-navn",)),
    Guard("QR-koder er links", "printing/qr.py", "    if not url.startswith(_SCHEMES):", "    if False:", ("qr-javascript", "qr-tel")),
    Guard("HTML-filen ses efter som en browser ser den", "printing/standalone.py", "for word in (w for w in (tag, *(name for name, _ in attrs)) if markup.is_refused(w)):", "for word in ():", ("link-skjult-for-laeseren",)),
    # --- Fetching and pictures
    Guard("filer ligger i pakken", _FETCHING, "        if not path.is_relative_to(os.path.realpath(folder)):", "        if False:", ("billede-er-en-genvej",)),
    Guard("stier er enkle", _FETCHING, "    if split.query or any(_is_odd(part) for part in parts):", "    if False:", ("billede-op-kodet", "billede-op-kodet-skraastreg")),
    Guard("intet fra nettet", _FETCHING, '        if split.scheme in {"http", "https", "ftp"}:', "        if False:", ("billede-fra-nettet", "css-import", "css-font-face")),
    Guard("kun billeder", _FETCHING, "    if suffix not in _PICTURES:", '    if suffix not in _PICTURES:\n        return Asset("image/svg+xml", path.read_bytes())\n    if False:', ("billede-pakkens-yaml",)),
    Guard("kun almindelige filer", _FETCHING, "        if not path.is_file():", "        if False:", ("billede-er-et-roer", "billede-mangler")),
    Guard("det, der blev nægtet, er en fejl", _LAYOUT, "    _refuse(named(document), parsed.fetcher.refusals or faults)", "    _refuse(named(document), faults)", ("css-import", "css-baggrund")),
    Guard("det, motoren klager over, er en fejl", _LAYOUT, "            faults.append(_fault(record, root))", "            pass", ("css-font-local", "skabelon-styretegn-som-kode")),
    Guard("motorens egne nedbrud er en fejl", _LAYOUT, "    except Exception as error:", "    except ZeroDivisionError as error:", ("css-lang-selektor", "html-3000-div", "css-attr-url")),
    Guard("papir, der findes", _LAYOUT, " or pages.too_large(rendered.pages))", ")", ("css-side-5-m",)),
    Guard("dele, en SVG ikke må have", _PICTURES, "        if name in _SVG_FORBIDDEN:", "        if False:", ("svg-script", "svg-foreignobject", "svg-animation")),
    Guard("en SVG henter ikke", _PICTURES, '            (local in {"href", "src"} and not text.startswith("#")) or _OUTWARD.search(text)', "            False", ("svg-use-ude", "svg-use-net", "svg-style-attribut", "svg-filter-net")),
    Guard("en SVG’s stil henter ikke", _PICTURES, '        if name == "style" and _OUTWARD.search(node.text or ""):', "        if False:", ("svg-style-import", "svg-style-import-kodet", "svg-style-font")),
    Guard("hændelser i en SVG", _PICTURES, '        if local.startswith("on"):', "        if False:", ("svg-haendelse",)),
    Guard("use i use", _PICTURES, "    if any(target in using for use in root.iter() for target in _copied(use, named)):", "    if False:", ("svg-use-bombe", "svg-use-bombe-tvillinger")),
    Guard("hvor meget en SVG tegner", _PICTURES, "    if count > _SVG_NODES:", "    if False:", ("svg-use-mange", "svg-maerke-bombe")),
    Guard("dele, der henter sig selv", _PICTURES, "    except RecursionError:", "    except ZeroDivisionError:", ("svg-ring",)),
    Guard("hvor dybt en SVG ligger", _PICTURES, "    if _too_deep(root):", "    if False:", ("svg-dyb",)),
    Guard("ingen DOCTYPE", _PICTURES, '        raise BadPicture("SVG’en har en DOCTYPE. Gem den uden.")', "        return None", ("svg-doctype", "svg-xxe", "svg-latter")),
    Guard("intet stilark udefra", _PICTURES, '        if target == "xml-stylesheet":', "        if False:", ("svg-stylesheet-pi",)),
    Guard("billedets størrelse på disken", _PICTURES, "    if path.stat().st_size > BYTES_LIMIT:", "    if False:", ("billede-paa-50-mb",)),
    Guard("billedets størrelse i punkter", _PICTURES, "    if size[0] * size[1] > PIXELS_LIMIT:", "    if False:", ("billede-paa-144-megapixel",)),
    Guard("et billede er det, navnet siger", _PICTURES, "    if not data.startswith(magic):", "    if False:", ("billede-er-eps",)),
    Guard("et helt billede", _PICTURES, "                image.load()", "                pass", ("billede-afkortet", "foto-afkortet")),
    # --- Text
    Guard("ingen &", _YAML, "        if event.anchor is not None:", "        if False:", ("yaml-aliasbombe", "yaml-alias-ring")),
    Guard("ingen !", _YAML, "        if event.tag is not None:", "        if False:", ("yaml-python",)),
    Guard("ingen <<", _YAML, '        if name == "<<" and not event.style:', "        if False:", ("yaml-flet",)),
    Guard("ét dokument", _YAML, "        if not isinstance(another, yaml.StreamEndEvent):", "        if False:", ("yaml-to-dokumenter",)),
    Guard("usynlige tegn", _YAML, "        for char in sorted(set(_UNSEEN.findall(text))):", "        for char in ():", ("yaml-styretegn",)),
    Guard("hvor dybt", _YAML, "        if depth > _DEPTH:", "        if False:", ("mange-parenteser",)),
    Guard("hvor stor en fil", _YAML, "    if len(raw) > _BYTES:", "    if False:", ("pakke-paa-10-mb",)),
    Guard("hvor meget i en pakke", "content/checking.py", "        if count > most:", "        if False:", ("mange-blokke", "mange-gruppespoergsmaal")),
    Guard("hvor mange fejl der ledes efter", "content/checking.py", "in islice(every, _MOST))", "in every)", ("mange-forkerte-navne",)),
    Guard("pakke.yaml ligger i pakken", "content/folders.py", "        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder)):", "        if False:", ("pakke-er-en-genvej",)),
    Guard("filnavne bliver i mappen", "content/model.py", 'if not _FILE_PART.fullmatch(part) or part in {".", ".."} or _RESERVED.fullmatch(part):', "if False:", ("yaml-skabelon-op", "yaml-skabelon-fuld-sti")),
    Guard("ingen DTD i Word", "writing/_word.py", "            yield _DTD", "            yield from ()", ("word-xxe", "word-latter")),
    # --- Zips and folders
    Guard("navne i en zip bliver i mappen", _ARCHIVE, '    elif "\\\\" in name or _DRIVE.match(name) or {"", ".", ".."} & set(parts):', "    elif False:", ("zip-op", "zip-fuld-sti", "zip-omvendt-skraastreg", "zip-drev")),
    Guard("usynlige tegn i navne", _ARCHIVE, "    if any(unicodedata.category(sign) in _UNSEEN for sign in name):", "    if False:", ("zip-styretegn-i-navnet",)),
    Guard("navne, som Windows ikke kan have", _ARCHIVE, '    elif _FORBIDDEN.search(name) or any(p[-1] in ". " or _RESERVED.fullmatch(p) for p in parts):', "    elif False:", ("zip-aux", "zip-com1", "zip-punktum-sidst", "zip-strøm")),
    Guard("kun filer og mapper", _ARCHIVE, "        if stat.S_IFMT(line.mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:", "        if False:", ("zip-genvej", "zip-roer", "zip-enhed", "mappe-med-genvej")),
    Guard("hvor meget en zip fylder", _ARCHIVE, "    if sum(line.size for line in lines) > limits.size:", "    if False:", ("zip-bombe",)),
    Guard("to navne, der er ét", _ARCHIVE, "    yield from _twins(line.name for line in lines)", "    yield from ()", ("zip-store-og-smaa", "zip-nfc-og-nfd", "zip-to-gange")),
    Guard("ingen adgangskode", _ARCHIVE, "        if info.flag_bits & _ENCRYPTED:", "        if False:", ("zip-laast",)),
    Guard("almindelig pakning", _ARCHIVE, "        elif info.compress_type not in _SIMPLE:", "        elif False:", ("zip-pakket-saert",)),
    Guard("ingen kode", _PARCEL, '    if _CODE.fullmatch(name) or (data.startswith(_WINDOWS) and b"\\0" in data[:64]):', "    if False:", ("zip-python", "zip-program", "mappe-med-python")),
    Guard("intet, der er pakket igen", _PARCEL, "    elif _ARCHIVE.fullmatch(name) or data.startswith(_MAGIC):", "    elif False:", ("zip-i-zip", "zip-i-zip-forklaedt")),
    Guard("zip-filens summer", _PARCEL, "    if sums is not None:", "    if False:", ("zip-aendret-undervejs",)),
    # --- The worker
    Guard("arkets ure, det indre og det ydre", "workshop/worker.py", "held.enter_context(_held(resource.RLIMIT_CPU, used + limits.cpu))", "pass", ("tung-var",), ("road/_running.py", "                if waited > wall:", "                if False:")),
    Guard("arkets hukommelse", "workshop/worker.py", "held.enter_context(_held(resource.RLIMIT_AS, _size() + limits.memory))", "pass", ("tung-hukommelse",)),
)  # fmt: skip
