"""The one Jinja2 environment: sandboxed, autoescaping by suffix, failing on a missing value.

A theme may come from somebody else, so whatever goes wrong in it is an `InputError` that names the template and the line.
"""

import re
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from publishkit.errors import InputError, Problem
from publishkit.model.edition import Block, Line, Note, plain

UNESCAPED = frozenset({"txt", "css"})
"""Suffixes that are not markup; every other template is escaped."""
HYPHENATED = re.compile(r"\b\w{1,30}(?:[-\u2010]\w{1,30}){1,3}\b")
SWITCH = re.compile(r"\{%[-+]?\s*autoescape\b")
THEME_FAULTS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""What a template can provoke; anything else is a fault of ours and stays a traceback."""

Source = tuple[str, str]
"""Text of a template and the place it was read from, for messages."""


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

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(find),
        autoescape=_is_markup,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    # `safe` would let a theme print foreign text as markup; our own cleaned blocks have their own way out.
    del environment.filters["safe"]
    environment.filters["safe_html"] = safe_html
    environment.filters["plain"] = _plain
    environment.filters["whole_words"] = whole_words
    return environment


def whole_words(text: str) -> Markup:
    """Return *text* with hyphenated words kept on one line, for pages of a fixed width.

    Who reads a PDF back takes a hyphen at the end of a line for one the layout put there and drops it: a notice would
    come out changed. Long words, such as addresses, may still break.

    >>> whole_words("a verbal-musical <work>")
    Markup('a <span class="whole">verbal-musical</span> &lt;work&gt;')
    """
    return Markup(HYPHENATED.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped a moment ago


def render(environment: ImmutableSandboxedEnvironment, name: str, values: Mapping[str, Any]) -> str:
    """Return the template *name* filled with *values*.

    Raises:
        InputError: the theme has no such template, or something in it cannot be done; names the template and line.
    """
    try:
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
        place = _where(cause.__traceback__)
        if not place:
            raise
        hint = "see themes/almanac/README.md for what templates may use"
        raise InputError(Problem(place=place, message=f"{cause}" or type(cause).__name__, hint=hint)) from cause


def safe_html(value: object) -> Markup:
    """Return the markup of a block or note, which `edition/` has cleaned; nothing else is let through unescaped."""
    if not isinstance(value, Block | Note):
        raise TypeError("`safe_html` takes a block or a note: other text is escaped")
    return Markup(value.html)  # noqa: S704 - cleaned by articles/ against an allow-list


def _plain(line: Line) -> str:
    return plain(line)


def _is_markup(name: str | None) -> bool:
    return (name or "").rpartition(".")[2] not in UNESCAPED


def _where(trace: TracebackType | None) -> str:
    """Return `themes/x/templates/web/index.html: line 7`, the innermost template in *trace*; "" when there is none."""
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/templates/" in code.co_filename and not code.co_filename.endswith(".py"):
            place = f"{code.co_filename}: line {trace.tb_lineno}"
        trace = trace.tb_next
    return place
