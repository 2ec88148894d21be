"""What a template says of its words: their language and direction, which words of ours are borrowed, what stays on a line."""

import re
from typing import Literal
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from publishkit.model.credits import Line, Word, plain
from publishkit.rights.credit import fill_text

ISOLATED = re.compile("[\u2066-\u2068][^\u2069]*\u2069")
HYPHENATED = re.compile(r"\b\w{1,30}(?:[-\u2010]\w{1,30}){1,3}\b")


@pass_context
def our(context: Context, words: str, **values: object) -> str:
    """Return words of the interface, their gaps filled; where they are borrowed from another language, marked so.

    In markup they carry `lang` and `dir`; in plain text that runs the other way they are isolated (UAX #9).
    """
    told = fill_text(words, **{name: str(value) for name, value in values.items()}) if values else words
    if not (isinstance(told, Word) and told.lang):
        return told
    if context.eval_ctx.autoescape:
        return Markup("<span{}>{}</span>").format(tongue(told.lang), told)
    edition = context.get("edition")
    return isolated(told) if edition is not None and edition.dir == "rtl" else told


def spoken(line: Line | str) -> Markup:
    """Return the attributes of what holds a credit line, or a word of the interface: the language it is borrowed from.

    A line of one piece, such as somebody's © line, runs as its own letters do.

    >>> from publishkit.model.credits import Span
    >>> spoken((Span(text="Source: ", lang="en"), Span(text="Ada"))), spoken((Span(text="By "), Span(text="Ada")))
    (Markup(' lang="en" dir="ltr"'), Markup(''))
    >>> spoken((Span(text="© 2026 Ada"),))
    Markup(' dir="ltr"')
    """
    if isinstance(line, str):
        return tongue(getattr(line, "lang", ""))
    if borrowed := next((span.lang for span in line if span.lang), ""):
        return tongue(borrowed)
    return Markup(' dir="{}"').format(runs(plain(line))) if len(line) == 1 else Markup("")


def runs(text: str) -> Literal["ltr", "rtl"]:
    r"""Return the direction of a line: that of its first letter which is not isolated (UAX #9, P2); `dir="auto"` no PDF knows.

    >>> runs("© 2026 Ada"), runs("\u05d9\u05dd, Ada"), runs("2026"), runs("\u2068Ada\u2069: \u05d9\u05dd")
    ('ltr', 'rtl', 'ltr', 'rtl')
    """
    own = ISOLATED.sub("", text)
    letters = own if any(map(str.isalpha, own)) else text
    strong = (kind for letter in letters if (kind := bidirectional(letter)) in ("L", "R", "AL"))
    return "ltr" if next(strong, "L") == "L" else "rtl"


def tongue(language: str) -> Markup:
    """Return the attributes of an element whose words are borrowed from *language*; none for ""."""
    if not language:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, _direction(language))


def speech(language: str, around: str) -> Markup:
    """Return the attributes of an element whose words are in *language*, where those around it are in *around*.

    >>> speech("nl", "en"), speech("ar", "en"), speech("en", "en")
    (Markup(' lang="nl"'), Markup(' lang="ar" dir="rtl"'), Markup(''))
    """
    if language == around:
        return Markup("")
    turned = _direction(language) != _direction(around)
    return tongue(language) if turned else Markup(' lang="{}"').format(language)


def _direction(language: str) -> str:
    try:
        return "rtl" if Locale.parse(language, sep="-").text_direction == "rtl" else "ltr"
    except (UnknownLocaleError, ValueError):
        return "ltr"


def isolated(words: str) -> str:
    r"""Return *words* that run from left to right, kept together where all around runs the other way.

    >>> isolated("Contents") == "\u2066Contents\u2069"
    True
    """
    return f"\u2066{words}\u2069"


def whole_words(text: str) -> Markup:
    """Return *text* with hyphenated words kept on one line, for pages of a fixed width.

    Who reads a PDF back takes a hyphen at the end of a line for one the layout put there and drops it: a notice would
    come out changed. Long words, such as addresses, may still break.

    >>> whole_words("a verbal-musical <work>")
    Markup('a <span class="whole">verbal-musical</span> &lt;work&gt;')
    """
    return Markup(HYPHENATED.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped a moment ago
