"""Templates: plain data and a template in, HTML out; the same allow-list for everybody's.

The sandbox alone is no wall, so three things stand in front of it: only None, str, int, bool,
list and dict reach a template; the parsed tree may hold nothing but what is listed here; and
loops, joined texts and the output are counted.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import itertools
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType, TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    pass_context,
)
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, LoopContext, Undefined, markup_join
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from klyngepakke.content.theme import Theme
from klyngepakke.digests import passed_over
from klyngepakke.errors import InputError, KlyngepakkeError, LimitError, Problem
from klyngepakke.printing import blanks, breaks, helpers
from klyngepakke.printing.document import Document, PackFiles, named
from klyngepakke.printing.fetching import LOGO_URL
from klyngepakke.printing.stylesheet import line_colour

Filters = Mapping[str, Callable[..., Any]]
NO_FILTERS: Filters = MappingProxyType({})

CORE = Path(__file__).parent / "ark"
OUTPUT_LIMIT = 5_000_000  # characters of one sheet's HTML
FILE_LIMIT = 200_000  # characters of one template
TEXT_LIMIT = 100_000  # characters or items that one expression may build
ROUNDS_LIMIT = 100_000  # rounds of all loops of a sheet together
DEPTH_LIMIT = 3  # loops inside loops
TOLD_LIMIT = 20  # mistakes of one template that are told at once

_PACK = "ark/"  # a pack's own templates
_KERNEL = "kerne/"  # the core's, where a theme has replaced them
_MARK = "\N{SECTION SIGN}"  # our own filters' names begin with it; no template can use them
_FETCHED = 20  # rounds that it costs to include a template, or to ask for its parent's block
_BYTES = 4  # that one character may take
# Characters that command a terminal, or turn the letters around; no template needs one.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_rounds: ContextVar[list[int]] = ContextVar("_rounds")
_known_names: ContextVar[tuple[str, ...]] = ContextVar("_known_names", default=())


def render(document: Document, theme: Theme, filters: Filters = NO_FILTERS) -> str:
    """The document's HTML.

    Args:
        document: What is to be printed.
        theme: The theme, whose `ark/` may replace blocks.
        filters: Plugins' filters by name; a name of our own is never taken from us.

    Raises:
        InputError: The template is wrong; says which template and line.
        LimitError: It loops or writes more than an honest one does.
    """
    environment = _environment(theme, document.pack, tuple(filters.items()))
    data = {"udseende": _theme_data(theme), **_plain(document.data)}
    rounds, names = _rounds.set([0]), _known_names.set(tuple(data))
    try:
        _refuse_cycles(environment, document.template)
        return blanks.lined(_limited(environment.get_template(document.template).generate(data)))
    except KlyngepakkeError as error:
        raise _told(document, error) from None
    except MemoryError:
        raise LimitError(f"{named(document)} fylder mere, end hukommelsen rækker.") from None
    except (*_TEMPLATE_FAULTS, *_RUN_FAULTS) as error:
        raise _told(document, error) from error
    finally:
        _rounds.reset(rounds)
        _known_names.reset(names)


def find_lines(
    document: Document, theme: Theme, texts: Iterable[str], filters: Filters = NO_FILTERS
) -> list[tuple[str, int]]:
    """The template and line where each text stands first, or ("", 0): places for later errors."""
    environment = _environment(theme, document.pack, tuple(filters.items()))
    lines: list[tuple[str, str, int]] = []
    for name in _family(environment, document.template):
        source, shown, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
        lines += [(line, shown or name, n) for n, line in enumerate(source.splitlines(), 1)]
    return [next(((file, n) for line, file, n in lines if text in line), ("", 0)) for text in texts]


def _theme_data(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "titel": theme.title,
        "logo": LOGO_URL if theme.logo else None,
        "linjefarve": line_colour(theme),
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """A copy in plain types, as it is set on paper; other types would open a door in the sandbox."""
    if value is None or type(value) in {int, bool}:
        return value
    if type(value) is str:
        return breaks.kept(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not plain data")


def _limited(chunks: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for chunk in chunks:
        length += len(chunk)
        if length > OUTPUT_LIMIT:
            raise LimitError(f"Skabelonen skriver mere end {OUTPUT_LIMIT // 1_000_000} MB.")
        kept.append(chunk)
    return "".join(kept)


@dataclass(frozen=True)
class _Shelf(BaseLoader):
    """Finds a template by name: the pack's under `ark/`, else the theme's, else the core's."""

    theme: Theme
    pack: PackFiles | None

    def get_source(
        self,
        environment: object,  # noqa: ARG002 - jinja's signature
        template: str,
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        path, shown = self._found(template)
        source = _read(path, shown)
        return source, shown, lambda: path.is_file() and _read(path, shown) == source

    def _found(self, name: str) -> tuple[Path, str]:
        for folder, inner, shown in self._candidates(name):
            # A name may be longer than the disk takes, or hold a zero.
            with contextlib.suppress(OSError, ValueError):
                path = Path(os.path.realpath(folder / inner))
                if path.is_relative_to(os.path.realpath(folder)) and path.is_file():
                    return path, f"{shown}/{inner}"
        raise TemplateNotFound(name)

    def _candidates(self, name: str) -> Iterator[tuple[Path, str, str]]:
        parts = name.split("/")
        if "\\" in name or ":" in name or {"", ".", ".."} & set(parts):
            return
        if passed_over(PurePath(name)):
            return
        if name.startswith(_PACK):
            if self.pack:
                yield self.pack.folder, name, self.pack.id
            return
        if not name.startswith(_KERNEL):
            yield from ((folder, f"ark/{name}", self.theme.id) for folder in self.theme.folders)
        yield CORE, name.removeprefix(_KERNEL), "kerne"


def _read(path: Path, shown: str) -> str:
    with path.open("rb") as file:
        raw = file.read(FILE_LIMIT * _BYTES + 1)
    try:
        source = "" if len(raw) > FILE_LIMIT * _BYTES else raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(Problem("Skabelonen er ikke UTF-8. Gem den som UTF-8.", shown)) from None
    if len(source or raw) > FILE_LIMIT:
        raise InputError(Problem(f"Skabelonen er længere end {FILE_LIMIT} tegn.", shown))
    if found := _UNSEEN.search(source):
        line = source.count("\n", 0, found.start()) + 1
        sentence = f"Her står et tegn, der ikke kan trykkes, U+{ord(found[0]):04X}. Slet det."
        raise InputError(Problem(sentence, shown, line))
    return source


@functools.lru_cache(maxsize=32)
def _environment(
    theme: Theme,
    pack: PackFiles | None = None,
    strange: tuple[tuple[str, Callable[..., Any]], ...] = (),
) -> _Environment:
    environment = _Environment(
        loader=_Shelf(theme, pack),
        undefined=_Missing,
        finalize=_written,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.filters = {
        **{name: _guarded(name, helper) for name, helper in strange},
        **{name: environment.filters[name] for name in _JINJA_FILTERS},
        **helpers.filters(pack.id if pack else None),
        f"{_MARK}rounds": _counted,
        f"{_MARK}concat": _concatenated,
        f"{_MARK}fetched": _fetched,
    }
    environment.tests = {name: environment.tests[name] for name in _JINJA_TESTS}
    return environment


def _guarded(name: str, helper: Callable[..., Any]) -> Callable[..., Any]:
    """A plugin's filter, whose faults are told as the template's."""

    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - any filter
        try:
            return helper(*args, **kwargs)
        except KlyngepakkeError:
            raise
        except Exception as error:
            kind = type(error).__name__
            raise TemplateRuntimeError(f"Hjælperen ”{name}” fejlede ({kind}: {error}).") from error

    return call


def _references(environment: _Environment, name: str) -> tuple[str, ...]:
    """What a template extends and includes, as its file is now."""
    source, shown, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
    return _read_references(environment, name, source, shown)


@functools.lru_cache(maxsize=256)
def _read_references(
    environment: _Environment, name: str, source: str, shown: str | None
) -> tuple[str, ...]:
    # Parsing is a third of what a sheet's HTML costs, so each text is parsed for this but once.
    tree = environment._parse(source, name, shown)  # noqa: SLF001 - parse() would hide our problems
    found = [node.template for node in tree.find_all(nodes.Extends)]
    found += [node.template for node in tree.find_all(nodes.Include)]
    return tuple(str(reference.as_const()) for reference in found)


def _family(environment: _Environment, name: str) -> Iterator[str]:
    """The template and everything that it extends or includes, each once."""
    waiting, seen = [name], set[str]()
    while waiting:
        current = waiting.pop(0)
        if current not in seen:
            seen.add(current)
            yield current
            waiting += _references(environment, current)


def _refuse_cycles(
    environment: _Environment, name: str, chain: tuple[str, ...] = (), done: set[str] | None = None
) -> None:
    done = set() if done is None else done
    if name in chain:
        way = " → ".join([*chain[chain.index(name) :], name])
        raise InputError(f"Skabelonerne henter hinanden i ring: {way}.")
    if name in done:
        return
    for reference in _references(environment, name):
        _refuse_cycles(environment, reference, (*chain, name), done)
    done.add(name)


_JINJA_FILTERS = (
    *("capitalize", "default", "e", "first", "int", "last", "length", "list", "lower", "map"),
    *("reject", "rejectattr", "reverse", "select", "selectattr", "sort"),
    *("trim", "unique", "upper"),
)
_JINJA_TESTS = (
    *("!=", "<", "<=", "==", ">", ">=", "defined", "divisibleby", "even", "false", "ge", "gt"),
    *("in", "integer", "le", "lt", "mapping", "ne", "none", "number", "odd", "sequence"),
    *("string", "true", "undefined"),
)
# Helpers that call others by name: which argument says it, and where the name is known; () is
# among the helpers.
_BY_NAME: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "map": (0, ()),
    "select": (0, _JINJA_TESTS),
    "reject": (0, _JINJA_TESTS),
    "selectattr": (1, _JINJA_TESTS),
    "rejectattr": (1, _JINJA_TESTS),
}
_LOOP_NAMES = frozenset(
    [
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "depth",
        "depth0",
        "previtem",
        "nextitem",
    ]
)
_STATEMENTS = (
    *(nodes.Template, nodes.Output, nodes.For, nodes.If, nodes.Assign, nodes.With),
    *(nodes.Block, nodes.Extends, nodes.Include),
)
_EXPRESSIONS = (
    *(nodes.Name, nodes.Const, nodes.TemplateData, nodes.Tuple, nodes.List, nodes.Dict),
    *(nodes.Pair, nodes.Keyword, nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.CondExpr),
    *(nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
    *(nodes.Add, nodes.Sub, nodes.Neg, nodes.Pos, nodes.Concat, nodes.Call),
)
_ALLOWED = frozenset((*_STATEMENTS, *_EXPRESSIONS))
_NAMED = {
    nodes.Mul: "Tegnet ”*”",
    nodes.Pow: "Tegnet ”**”",
    nodes.Mod: "Tegnet ”%”",
    nodes.Div: "Tegnet ”/”",
    nodes.FloorDiv: "Tegnet ”//”",
    nodes.Macro: "”macro”",
    nodes.CallBlock: "”call”",
    nodes.Import: "”import”",
    nodes.FromImport: "”from … import”",
    nodes.FilterBlock: "”filter” som blok",
    nodes.AssignBlock: "”set” som blok",
    nodes.ScopedEvalContextModifier: "”autoescape”",
    nodes.NSRef: "”namespace”",
}


def _refusals(tree: nodes.Template, filters: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Line and sentence of everything in a template that is not on the list."""
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += isinstance(node, nodes.For)
        sentence = _refusal(node, depth) or _unknown_helper(node, filters)
        if sentence:
            yield node.lineno, sentence
        elif not _is_super(node):
            waiting.extend((child, depth) for child in node.iter_child_nodes())


def _refusal(node: nodes.Node, depth: int) -> str:
    if type(node) not in _ALLOWED:
        return f"{_NAMED.get(type(node), 'Det, der står her,')} kan ikke bruges i en skabelon."
    if depth > DEPTH_LIMIT:
        return f"Løkker kan højst ligge {DEPTH_LIMIT} inde i hinanden."
    if isinstance(node, nodes.Call) and not _is_super(node):
        return "Kald kan ikke bruges i en skabelon; kun ”super()”."
    if isinstance(node, nodes.Extends | nodes.Include) and not _is_text(node.template):
        return "Navnet på en skabelon skal stå som tekst i anførselstegn."
    return _private_name(node)


def _unknown_helper(node: nodes.Node, filters: Iterable[str]) -> str:
    if not isinstance(node, nodes.Filter | nodes.Test):
        return ""
    if node.dyn_args or node.dyn_kwargs:
        return "”*” og ”**” kan ikke bruges i en skabelon."
    known = filters if isinstance(node, nodes.Filter) else _JINJA_TESTS
    return _not_known(node.name, known) or _unknown_inner(node, filters)


def _not_known(name: str, known: Iterable[str]) -> str:
    names = [one for one in known if not one.startswith(_MARK)]
    if name in names:
        return ""
    return f"Hjælperen ”{name}” findes ikke.{_nearest(name, names)}"


def _unknown_inner(node: nodes.Filter | nodes.Test, filters: Iterable[str]) -> str:
    """`map("kl")` calls a helper, and `select("odd")` a test, by a name written as a text."""
    at, known = _BY_NAME.get(node.name, (0, None))
    if known is None or len(node.args) <= at:
        return ""
    name = node.args[at]
    if not isinstance(name, nodes.Const) or not isinstance(name.value, str):
        return f"Efter ”{node.name}” skal navnet stå som tekst i anførselstegn."
    return _not_known(name.value, known or filters)


def _private_name(node: nodes.Node) -> str:
    name = ""
    if isinstance(node, nodes.Name):
        name = node.name
    elif isinstance(node, nodes.Getattr):
        name = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        name = str(node.arg.value)
    if name.startswith("_") or name == "self":
        return f"Navnet ”{name}” kan ikke bruges i en skabelon."
    return ""


def _is_text(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def _is_super(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        return False
    extra = (node.args, node.kwargs, node.dyn_args, node.dyn_kwargs)
    return node.node.name == "super" and not any(extra)


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Mente du ”{close[0]}”?" if close else ""


class _Counting(NodeTransformer):
    """Puts a count on all that can repeat itself, and a limit on every joined text."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - jinja's naming
        self.generic_visit(node)
        node.iter = _through(node.iter, f"{_MARK}rounds")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - jinja's naming
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return _through(parts, f"{_MARK}concat")

    def visit_Include(self, node: nodes.Include) -> list[nodes.Node]:  # noqa: N802 - jinja's naming
        counted = _through(nodes.Const("", lineno=node.lineno), f"{_MARK}fetched")
        return [nodes.Output([counted], lineno=node.lineno), node]

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - jinja's naming
        return _through(node, f"{_MARK}fetched")  # only `super()` comes here


def _through(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


class _Missing(StrictUndefined):
    """A key that is not there; says which one was near."""

    @property
    def _undefined_message(self) -> str:
        name, owner = str(self._undefined_name), self._undefined_obj
        known = owner if isinstance(owner, dict) else _known_names.get()
        return f"”{name}” findes ikke.{_nearest(name, known)}"


class _Environment(SandboxedEnvironment):
    """Keys before attributes, and no attributes but a loop's."""

    intercepted_binops = frozenset({"+"})

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        shown = filename or str(name)
        problems = [
            Problem(text, shown, line)
            for line, text in sorted(itertools.islice(_refusals(tree, self.filters), TOLD_LIMIT))
        ]
        if problems:
            raise InputError(*problems)
        return _Counting().visit(tree)  # type: ignore[no-any-return]

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - jinja's signature
        if isinstance(obj, LoopContext) and attribute in _LOOP_NAMES:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - jinja's signature
        if isinstance(obj, Undefined):
            return obj[argument]
        if isinstance(obj, dict) and argument in obj:
            return obj[argument]
        if isinstance(obj, list | tuple) and type(argument) is int and argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401 - jinja's signature
        if isinstance(left, Undefined) or isinstance(right, Undefined):
            return left + right
        if not isinstance(left, int):
            _bounded(len(left) + len(right))
        return super().call_binop(context, operator, left, right)


def _written(value: object) -> object:
    """What may be written on paper: text and numbers; yes and no in Danish; None as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, str | int | Undefined):
        return value
    raise TemplateRuntimeError("En liste kan ikke skrives ud; gå den igennem med ”for”.")


def _counted(items: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever is looped over
    for item in items:
        _go_round(1)
        yield item


@pass_context  # so that jinja never counts it once and for all while it compiles
def _fetched(_: Context, value: Any) -> Any:  # noqa: ANN401 - whatever `super()` gives
    _go_round(_FETCHED)
    return value


def _go_round(count: int) -> None:
    rounds = _rounds.get()
    rounds[0] += count
    if rounds[0] > ROUNDS_LIMIT:
        raise LimitError(
            f"Skabelonens løkker og de skabeloner, den henter, går mere end {ROUNDS_LIMIT} omgange."
        )


def _concatenated(parts: list[Any]) -> str | Markup:
    texts = [_written(part) for part in parts]
    _bounded(sum(len(str(text)) for text in texts))
    return markup_join(texts)


def _bounded(length: int) -> None:
    if length > TEXT_LIMIT:
        raise LimitError(f"Et udtryk i skabelonen bliver længere end {TEXT_LIMIT} tegn.")


_TEMPLATE_FAULTS = (TemplateSyntaxError, TemplateNotFound, TemplateRuntimeError)
_TOO_DEEP = (RecursionError, SyntaxError)  # jinja's reader, and then Python's
_RUN_FAULTS = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, *_TOO_DEEP)


def _told(document: Document, error: Exception) -> KlyngepakkeError:
    kind = LimitError if isinstance(error, LimitError) else InputError
    return kind(*(_named(document, problem) for problem in _problems(error)))


def _named(document: Document, problem: Problem) -> Problem:
    sentence = f"{named(document)}: {problem.sentence}"
    return Problem(sentence, problem.file, problem.line, problem.column, problem.place)


def _problems(error: Exception) -> Iterator[Problem]:
    file, line = _template_line(error.__traceback__)
    if isinstance(error, KlyngepakkeError):
        for problem in error.problems:
            yield problem if problem.file else Problem(problem.sentence, file, line)
    elif isinstance(error, TemplateSyntaxError):
        sentence = f"Skabelonen er skrevet forkert her ({error.message})."
        yield Problem(sentence, error.filename or error.name or "", error.lineno)
    elif isinstance(error, TemplateNotFound):
        yield Problem(f"Skabelonen ”{error.name}” findes ikke.", file, line)
    elif isinstance(error, TemplateRuntimeError):
        yield Problem(error.message or "", file, line)
    elif isinstance(error, _TOO_DEEP):
        yield Problem("Noget i skabelonen ligger for dybt inde i hinanden.", file, line)
    else:
        yield Problem(f"Skabelonen kan ikke udfyldes ({error}).", file, line)


def _template_line(trace: TracebackType | None) -> tuple[str, int]:
    """The innermost frame that belongs to a template; jinja has put its line there."""
    found = ("", 0)
    while trace:
        if "__jinja_exception__" in trace.tb_frame.f_globals:
            found = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found
