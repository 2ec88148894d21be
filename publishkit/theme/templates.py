"""Templates of a theme run in a sandbox: they know what they are given and each other, and nothing goes on for ever.

A theme may come from a stranger. How long a template may run, and how much it may make of little, is limited: the largest
pages take a second and some megabytes, and what needs a hundred times as much is not a page.
"""

import ctypes
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from types import CodeType, TracebackType
from typing import Any

from jinja2 import (
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
    nodes,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_eval_context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from publishkit.errors import InputError, Problem
from publishkit.model.credits import Line, plain
from publishkit.model.edition import Block, Note
from publishkit.theme.speech import our, runs, speech, spoken, whole_words

Source = tuple[str, str]
"""Text of a template and the place it was read from, for messages."""


# --- filling a template ---------------------------------------------------------------------------------------------------


UNESCAPED = frozenset({"txt", "css"})
"""Suffixes that are not markup; every other template is escaped."""
SWITCH = re.compile(r"\{%[-+]?\s*autoescape\b")
THEME_FAULTS = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
)
"""What a template can provoke; anything else is a fault of ours and stays a traceback."""


MOST_COMPILED = 500


class Compiled(BytecodeCache):
    """Remembers what templates were compiled to, in this process alone: a theme is loaded anew for each edition."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give *bucket* what its very text was compiled to before."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what *bucket* was compiled to."""
        if len(self._kept) >= MOST_COMPILED:
            self._kept.clear()
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


def make_environment(templates: Mapping[str, Source]) -> ImmutableSandboxedEnvironment:
    """Return an environment that knows *templates* (`web/index.html` -> text and place) and nothing else."""

    def find(name: str) -> tuple[str, str, None] | None:
        if name not in templates:
            return None
        text, place = templates[name]
        if found := SWITCH.search(text):
            line = text.count("\n", 0, found.start()) + 1
            raise TemplateSyntaxError("a theme cannot switch escaping off", line, name, place)
        return text, place, None

    environment = LimitedEnvironment(
        loader=FunctionLoader(find),
        autoescape=_is_markup,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_printed,
        auto_reload=False,
        bytecode_cache=COMPILED,
    )
    environment.filters = {name: _limited_filter(made) for name, made in environment.filters.items()}
    environment.filters[CONCATENATED] = _concatenated
    del environment.globals["lipsum"]  # makes text out of a number
    # `safe` would let a theme print foreign text as markup; our own cleaned blocks have their own way out.
    del environment.filters["safe"]
    environment.filters["safe_html"] = safe_html
    environment.filters["opening_html"] = opening_html
    environment.filters["more_html"] = more_html
    environment.filters["plain"] = _plain
    environment.filters["whole_words"] = whole_words
    environment.globals["our"] = our
    environment.globals["speech"] = speech
    environment.globals["spoken"] = spoken
    environment.globals["runs"] = runs
    return environment


def render(environment: ImmutableSandboxedEnvironment, name: str, values: Mapping[str, Any]) -> str:
    """Return the template *name* filled with *values*.

    Raises:
        InputError: the theme has no such template, or something in it cannot be done; names the template and line.
    """
    try:
        with _within(SECONDS):
            return environment.get_template(name).render(values)
    except TemplateNotFound as cause:
        place = _where(cause.__traceback__) or f"theme: templates/{name}"
        message = f"there is no template `{cause.name}`"
        raise InputError(
            Problem(place=place, message=message, hint="a theme may name a `parent` that has it")
        ) from cause
    except TemplateSyntaxError as cause:
        place = f"{cause.filename or cause.name or name}: line {cause.lineno}"
        raise InputError(Problem(place=place, message=f"{cause.message}")) from cause
    except THEME_FAULTS as cause:
        place = _where(cause.__traceback__) or (f"theme: templates/{name}" if isinstance(cause, TooMuchError) else "")
        if not place:
            raise
        hint = "docs/themes.md says what templates may use"
        raise InputError(Problem(place=place, message=f"{cause}" or type(cause).__name__, hint=hint)) from cause


def _where(trace: TracebackType | None) -> str:
    """Return `themes/x/templates/web/index.html: line 7`, the innermost template in *trace*; "" when there is none."""
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/templates/" in code.co_filename and not code.co_filename.endswith(".py") and trace.tb_lineno:
            place = f"{code.co_filename}: line {trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _is_markup(name: str | None) -> bool:
    return (name or "").rpartition(".")[2] not in UNESCAPED


def safe_html(value: object) -> Markup:
    """Return the markup of a block or note, which `edition/` has cleaned; nothing else is let through unescaped."""
    if not isinstance(value, Block | Note):
        raise TypeError("`safe_html` takes a block or a note: other text is escaped")
    return Markup(value.html)  # noqa: S704 - cleaned by capture/ against an allow-list


def opening_html(note: Note) -> Markup:
    """Return the markup of a note's first paragraph, to stand beside its number."""
    return Markup(note.opening)  # noqa: S704 - as above


def more_html(note: Note) -> Markup:
    """Return the blocks of a note after its first paragraph; nothing for a note of one."""
    return Markup(note.more)  # noqa: S704 - as above


def _plain(line: Line) -> str:
    return plain(line)


# --- limits -----------------------------------------------------------------------------------------------------------


SECONDS = 60.0
"""For one template, on a machine that is busy with other things."""
LONGEST = 16_000_000
"""Letters of one text, and members of one list, that a template makes."""
ALTOGETHER = 400_000_000
"""Of everything that one filling of a template makes on its way."""
MOST = 100_000
"""As much a number may be that says how wide, how often, how many."""
CONCATENATED = "_concatenated"
"""The filter that stands for `a ~ b`."""
_WIDTH = re.compile(r"\d{6,}")
_made = threading.local()


class TooMuchError(TemplateError):
    """A template ran too long, or made too much."""


class TooLongError(TooMuchError):
    """A template ran too long."""

    def __init__(self) -> None:
        super().__init__(f"the template did not end within {SECONDS:.0f} seconds")


def _count(size: int) -> None:
    """Let *size* more be made.

    Raises:
        TooMuchError: it is more than one text may be, or all of them together.
    """
    _made.size = getattr(_made, "size", 0) + size
    if size > LONGEST or _made.size > ALTOGETHER:
        raise TooMuchError("the template makes far more text than a page has")


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | bytes | list | tuple | dict) else 0


def _check_numbers(values: Iterable[object]) -> None:
    if any(isinstance(value, int | float) and abs(value) > MOST for value in values):
        raise TooMuchError(f"a number in the template is larger than {MOST:,}")


def _concat(parts: Iterable[str]) -> str:
    """Return *parts* as one text: what a template, a macro or a block prints."""
    kept: list[str] = []
    size = 0
    for part in parts:
        size += len(part)
        if size > LONGEST:
            _count(size)
        kept.append(part)
    _count(size)
    return "".join(kept)


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which nothing grows without end."""

    intercepted_binops = frozenset({"+", "*", "**", "%"})
    concat = staticmethod(_concat)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Return what *left* and *right* come to, unless it would be far too much."""
        if operator == "**":
            _check_numbers((left, right))
            if abs(right) > 64:
                raise TooMuchError("a power in the template is too high")
        elif operator == "*":
            times = next((one for one in (left, right) if isinstance(one, int)), 1)
            _count((_size(left) + _size(right)) * max(times, 0) if _size(left) or _size(right) else 0)
        elif operator == "+":
            _count(_size(left) + _size(right))
        elif isinstance(left, str):
            _check_format(left, right if isinstance(right, tuple) else (right,) if "*" in left else ())
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Return what *obj* returns; a method of a text or a list is not told numbers by which it would grow."""
        owner = getattr(obj, "__self__", None)
        if isinstance(owner, str | bytes | list | tuple | dict):
            name = getattr(obj, "__name__", "")
            if name == "join" and args and not isinstance(args[0], list):
                args = ([*args[0]],)  # counted before it is joined
            _check_growth(name, owner, args, kwargs)
        found = super().call(context, obj, *args, **kwargs)
        if isinstance(owner, str | bytes | list | tuple | dict):
            _count(_size(found))
        return found

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Return what formats in the place of a text's own `format`; None for what is no such method."""
        made = super().wrap_str_format(value)
        if made is None:
            return None

        def limited(*args: Any, **kwargs: Any) -> str:
            _check_format(str(value.__self__), (*args, *kwargs.values()))
            found = made(*args, **kwargs)
            _count(len(found))
            return found

        return limited

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Joined().visit(super()._parse(source, name, filename))
        return tree


class _Joined(NodeTransformer):
    """Puts a filter that counts in the place of `a ~ b`, which the sandbox does not see."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802 - the name of the node
        self.generic_visit(node)
        parts = nodes.List(node.nodes, lineno=node.lineno)
        return nodes.Filter(parts, CONCATENATED, [], [], None, None, lineno=node.lineno)


@pass_eval_context
def _concatenated(context: EvalContext, parts: Sequence[object]) -> str:
    _count(sum(map(_size, parts)))
    return markup_join(parts) if context.autoescape else str_join(parts)


def _check_growth(name: str, owner: object, args: Sequence[object], more: Mapping[str, object]) -> None:
    """Refuse what would make a text or list far longer: widths, and what is put in place of, or between, many."""
    _check_numbers((*args, *more.values()))
    if name == "format" and isinstance(owner, str):
        _check_format(owner, args)
    if name == "expandtabs" and isinstance(owner, str) and args:
        _count(owner.count("\t") * int(str(args[0])))
    if name == "replace" and isinstance(owner, str) and len(args) > 1:
        old, new = str(args[0]), str(args[1])
        _count(len(owner) + (owner.count(old) if old else len(owner) + 1) * len(new))
    if name == "join" and isinstance(owner, str) and args:
        _count(_joined_size(args[0], len(owner)))


def _check_format(form: str, values: Iterable[object]) -> None:
    """Refuse a form that pads: by a width of its own, or by one of *values* (`%*d`, `{:>{width}}`)."""
    if _WIDTH.search(form):
        raise TooMuchError("a format in the template is too wide")
    if "*" in form or re.search(r"\{[^{}]*\{", form):
        _check_numbers(values)


def _printed(value: Any) -> Any:
    """Return what is printed as it is, counted."""
    _count(_size(value))
    return value


def _joined_size(parts: object, between: int) -> int:
    if not isinstance(parts, list | tuple | dict | str):
        return 0
    return sum(map(_size, parts)) + between * len(parts)


def _limited_filter(made: Callable[..., Any]) -> Callable[..., Any]:
    """Return the filter *made*, which is not told numbers by which it would grow, and whose texts are counted."""
    skip = 1 if hasattr(made, "jinja_pass_arg") else 0
    name = made.__name__.removeprefix("do_")

    @wraps(made)
    def limited(*args: Any, **kwargs: Any) -> Any:
        value, rest = (args[skip] if len(args) > skip else None), args[skip + 1 :]
        _check_growth(name, value, rest, kwargs)
        if name == "join" and isinstance(value, Iterable) and not isinstance(value, list | Undefined):
            value = [*value]
            args = (*args[:skip], value, *rest)
        if name == "join":
            _count(_joined_size(value, sum(map(_size, rest))))
        found = made(*args, **kwargs)
        _count(_size(found))
        return found

    return limited


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Let the block run for *seconds*; then it ends with an error, wherever it is.

    A loop that prints nothing never comes back to us, so another thread has to stop it: the interpreter raises the error in
    this one before its next step.

    Raises:
        TooLongError: it took longer.
    """
    me, lock = ctypes.c_ulong(threading.get_ident()), threading.Lock()
    state = {"over": False, "stopped": False}
    raised = ctypes.pythonapi.PyThreadState_SetAsyncExc

    def stop() -> None:
        with lock:
            if not state["over"]:
                state["stopped"] = True
                raised(me, ctypes.py_object(TooLongError))

    watch = threading.Timer(seconds, stop)
    watch.daemon = True
    outer, _made.size = getattr(_made, "size", 0), 0
    watch.start()
    try:
        yield
    except TooLongError:
        raise
    except THEME_FAULTS as cause:  # Jinja fails itself where the interpreter was between two lines
        if state["stopped"]:
            raise TooLongError from cause
        raise
    finally:
        _made.size = outer
        watch.cancel()
        with lock:
            state["over"] = True
            if state["stopped"]:
                raised(me, None)
