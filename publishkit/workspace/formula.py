"""Formulas: the TeX an author writes between dollars, as MathML for pages and books, and in words for mail and voices."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from publishkit.words import lowered_signs, raised_signs

MATHML = "http://www.w3.org/1998/Math/MathML"
LONGEST = 5_000
"""Characters of one formula."""
LIMITS = frozenset(("lim", "max", "min", "sup", "inf", "lim sup", "lim inf", "limsup", "liminf", "argmax", "argmin"))
"""Words under which stands what they run to."""
DEEPEST = 60
"""Brackets within brackets."""
KIDS: Mapping[str, int] = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
}  # fmt: skip
"""Elements that have so many parts, neither more nor fewer (MathML Core, 3)."""
KNOWN = (
    frozenset("math mrow mi mn mo mtext mspace mstyle msqrt mpadded mphantom menclose mtable mtr mtd".split())
    | KIDS.keys()
)
KEPT = frozenset(
    """display mathvariant stretchy fence form accent accentunder largeop movablelimits lspace rspace minsize maxsize
    symmetric linethickness width height depth columnalign rowalign displaystyle scriptlevel separator""".split()
)
"""Attributes that shape a formula; what leads elsewhere or runs is none of them."""
TIGHT = frozenset("()[]{}|‖⟨⟩⌊⌋⌈⌉!.′″‴,;:/ \u2061\u2062\u2063")
"""Signs in words without spaces around them."""
BEFORE = frozenset("(,;:[{=<>≤≥+-−±·×∈→")
"""After these a plus or minus is a sign and no sum."""


class FormulaError(ValueError):
    """A formula is no TeX we can set; the message names what it is about."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Formula:
    """One formula."""

    markup: str
    """`<math …>`, well-formed, with its words as `alttext`."""
    words: str
    """`a² + b² = c²`"""
    letters: str
    """What a reader of the page's text finds: every sign, in order."""


@lru_cache(maxsize=1024)
def parse_formula(tex: str, *, block: bool = False) -> Formula:
    r"""Return a formula of TeX.

    >>> parse_formula(r"x^2 \leq \frac{1}{3}").words
    'x² ≤ 1/3'

    Raises:
        FormulaError: a command is unknown, or brackets and parts are missing.
    """
    from latex2mathml.converter import convert

    if len(tex) > LONGEST or _depth(tex) > DEEPEST:
        raise FormulaError("is too long, or too deep")
    try:
        made = convert(tex.strip(), display="block" if block else "inline")
        root = etree.fromstring(made, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    # The converter's errors have no common root: it fails by whatever it meets first.
    except (
        etree.XMLSyntaxError,
        RecursionError,
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        AssertionError,
    ) as cause:
        raise FormulaError("is no TeX that can be set") from cause
    except Exception as cause:
        if type(cause).__module__.startswith("latex2mathml"):
            raise FormulaError("is no TeX that can be set") from cause
        raise
    _check(root)
    if block:
        _limits(root)
    words = " ".join(_say(root).split())
    root.set("alttext", words)
    letters = "".join(map(str, root.itertext()))
    return Formula(markup=_without_prefix(root), words=words, letters=letters)


def _depth(tex: str) -> int:
    deep = deepest = 0
    for sign in tex:
        deep += (sign == "{") - (sign == "}")
        deepest = max(deepest, deep)
    return deepest


def _check(root: etree._Element) -> None:
    """Take away what shapes nothing.

    Raises:
        FormulaError: a command is unknown, or an element lacks a part.
    """
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name not in KNOWN:
            raise FormulaError(f"has a part that cannot be set ({name})")
        if unknown := re.search(r"\\[A-Za-z]+|\\.", element.text or ""):
            raise FormulaError(f"has the command {unknown[0]}, which is unknown")
        if foreign := next((letter for letter in element.text or "" if not _is_set(letter)), ""):
            raise FormulaError(f"has a letter that no font for formulas has: {foreign}")
        if name in KIDS and len(element) != KIDS[name]:
            raise FormulaError("lacks a part: a fraction, root, index or exponent is not whole")
        for key in list(map(str, element.attrib)):
            if key not in KEPT:
                del element.attrib[key]


def _limits(root: etree._Element) -> None:
    """Put what a limit runs to under its word, as a formula of its own has it."""
    for element in root.iter(f"{{{MATHML}}}msub"):
        if (element[0].text or "").strip() in LIMITS:
            element.tag = f"{{{MATHML}}}munder"


def _is_set(letter: str) -> bool:
    """Whether fonts for formulas have a letter: those of Latin, Greek and Cyrillic, and the signs of mathematics."""
    return not letter.isalpha() or unicodedata.name(letter, "").startswith(
        (
            "LATIN ",
            "GREEK ",
            "CYRILLIC ",
            "MATHEMATICAL ",
            "DOUBLE-STRUCK",
            "SCRIPT ",
            "BLACK-LETTER",
            "PLANCK",
            "ALEF",
            "BET ",
            "GIMEL",
            "DALET",
            "INFORMATION",
            "MODIFIER",
            "ANGSTROM",
            "KELVIN",
            "OHM",
        )
    )


def _without_prefix(root: etree._Element) -> str:
    return etree.tostring(root, encoding="unicode")


# --- in words ---------------------------------------------------------------------------------------------------------


def _say(element: etree._Element) -> str:
    return WORDS.get(etree.QName(element).localname, _row)(element)


def _row(element: etree._Element) -> str:
    said = ""
    for child in element:
        part = _say(child)
        if etree.QName(child).localname == "mo":
            sign = part.strip()
            bare = said.rstrip()
            part = sign if sign in TIGHT or (sign in "+-−±" and (not bare or bare[-1] in BEFORE)) else f" {sign} "
            part = f"{sign} " if sign in ",;" else part
        elif (said and part and _is_word(child) and said[-1].isalnum()) or (
            said and part[:1].isalnum() and _ends_in_word(child.getprevious())
        ):
            part = f" {part}"
        said += part
    return said


def _is_word(element: etree._Element) -> bool:
    """Whether this is a name of several letters: sin, lim, max."""
    return etree.QName(element).localname in ("mi", "mo", "mtext") and len((element.text or "").strip()) > 1


def _ends_in_word(element: etree._Element | None) -> bool:
    return element is not None and _is_word(element)


def _text(element: etree._Element) -> str:
    return element.text or ""


def _grouped(element: etree._Element) -> str:
    said = _say(element).strip()
    return said if len(said) == 1 or said.isalnum() or (said[:1] == "√" and " " not in said) else f"({said})"


def _fraction(element: etree._Element) -> str:
    return f"{_grouped(element[0])}/{_grouped(element[1])}"


def _power(base: str, raised: str) -> str:
    signs = raised_signs(raised)
    if all(sign in "′″‴*∗" for sign in raised):
        return f"{base}{raised}"
    return f"{base}{signs}" if signs != raised else f"{base}^{raised if len(raised) == 1 else f'({raised})'}"


def _index(base: str, lowered: str) -> str:
    signs = lowered_signs(lowered)
    return f"{base}{signs}" if signs != lowered else f"{base}_{lowered if len(lowered) == 1 else f'({lowered})'}"


def _parts(element: etree._Element) -> list[str]:
    return [_say(child).strip() for child in element]


def _sup(element: etree._Element) -> str:
    base, raised = _parts(element)
    return _power(base, raised)


def _sub(element: etree._Element) -> str:
    base, lowered = _parts(element)
    return f"{_index(base, lowered)}{' ' if len(base) > 1 else ''}"


def _sub_sup(element: etree._Element) -> str:
    base, lowered, raised = _parts(element)
    said = _power(_index(base, lowered), raised)
    return f"{said} " if not base.isalnum() or len(base) > 1 else said


def _over(element: etree._Element) -> str:
    base, above = _parts(element)
    marks = {"^": "\u0302", "ˆ": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "‾": "\u0304", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308", "―": "\u0304", "_": "\u0304"}  # fmt: skip
    return f"{base}{marks[above]}" if above in marks and len(base) == 1 else _power(base, above)


def _root(element: etree._Element) -> str:
    if etree.QName(element).localname == "mroot":
        which = _say(element[1]).strip()
        return f"{raised_signs(which)}√{_grouped(element[0])}"
    inner = _row(element).strip()
    return f"√{inner}" if len(inner) == 1 or inner.isalnum() else f"√({inner})"


def _table(element: etree._Element) -> str:
    rows = ([_say(cell).strip() for cell in row] for row in element)
    return "; ".join(", ".join(filter(None, row)) for row in rows)


WORDS: Mapping[str, Callable[[etree._Element], str]] = {
    **dict.fromkeys(("mi", "mn", "mo", "mtext"), _text),
    "mspace": lambda _: " ",
    "mphantom": lambda _: "",
    "mfrac": _fraction,
    "msup": _sup,
    "msub": _sub,
    "msubsup": _sub_sup,
    "munderover": _sub_sup,
    "munder": _sub,
    "mover": _over,
    "msqrt": _root,
    "mroot": _root,
    "mtable": _table,
}
