"""Which declarations take the text of an element from readers' eyes.

Each property that can do so has a test of its values; a value that cannot be worked out counts against a property that
is there to take something away, and for one that every page uses.
"""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from publishkit.proof.read.css import Declaration, read_style

Names = Mapping[str, frozenset[str]]
"""Custom property -> every value it has anywhere."""
SMALLEST = 3.0
"""Pixels of a letter nobody can read."""
FAINT = 0.1
"""Opacity under which nothing is seen."""
FAR = 1000.0
"""Pixels away from where a reader looks; to the left and above, where no page goes, a tenth of it."""
NO_ROOM = 8.0
"""Pixels of a box in which no line of text has room."""
NARROW = 33.0
"""Pixels of a box in which no word has room."""
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z%]*)")
_UNITS: Mapping[str, float] = {
    "": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78, "q": 0.945, "em": 16.0, "rem": 16.0,
    "ex": 8.0, "ch": 8.0, "lh": 20.0, "rlh": 20.0, "cap": 11.0, "ic": 16.0,
}  # fmt: skip
_OF_SCREEN = re.compile(r"[sld]?v(?:w|h|i|b|min|max)|cq(?:w|h|i|b|min|max)")
_WIDE, _SMALL = 10.0, 3.2
"""Pixels of a hundredth of a screen: a large one's, when something is moved away; a telephone's, when it is sized."""
_ARITHMETIC: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_FUNCTION = re.compile(r"([a-z-]+[xyzd]?3?d?)\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
_NOTHING = frozenset({"none", "initial", "unset", "revert", "revert-layer", "auto", "normal", "inherit", ""})


def hides(declarations: str | Iterable[Declaration], names: Names | None = None) -> bool:
    """Return whether *declarations* take the text of an element away; *names* are the custom properties of the page.

    >>> hides("color: red; opacity: 0.01"), hides("height: 0; overflow: hidden"), hides("height: 0; margin: 0 -10px")
    (True, True, False)
    >>> hides("transform: rotate(-3deg) scale(.9)"), hides("transform: rotateX(90deg)"), hides("scale: calc(1 - 1)")
    (False, True, True)
    """
    declared = read_style(declarations) if isinstance(declarations, str) else tuple(declarations)
    told = [(one.name, value) for one in declared for value in spelled(one.value, names or {})]
    if any(name in _TESTS and _TESTS[name](value) for name, value in told):
        return True
    return any(
        value.split()[0] in {"hidden", "clip", "scroll", "auto"}
        for name, value in told
        if name.startswith("overflow") and value
    ) and any(map(_is_cut, told))


def spelled(value: str, names: Names) -> Iterator[str]:
    """Yield *value* in small letters with its custom properties written out, once for each value they have."""
    waiting, seen = [value.lower()], set[str]()
    while waiting and len(seen) < 64:
        text = waiting.pop()
        found = _VAR.search(text)
        if text in seen:
            continue
        seen.add(text)
        if found is None:
            yield text
        else:
            known = names.get(found[1], frozenset()) or frozenset({(found[2] or "").strip()})
            waiting += [text[: found.start()] + one.lower() + text[found.end() :] for one in known]


# --- values -----------------------------------------------------------------------------------------------------------


def pixels(value: str, *, of: float = 16.0, screen: float = _SMALL) -> float | None:
    """Return a length in pixels, None for what is none; a percentage is one of *of*, a hundredth of the screen *screen*.

    >>> pixels("1.5em"), pixels("calc(10px * 2)"), pixels("clamp(1rem, 4vw, 3rem)"), pixels("auto")
    (24.0, 20.0, 16.0, None)
    """
    text = value.strip()
    if found := _NUMBER.fullmatch(text):
        return _in_pixels(found, of, screen)
    function = _FUNCTION.fullmatch(text)
    if function is None:
        return None
    word, inside = function[1], function[2]
    if word == "calc":
        return _worked_out(inside, of, screen)
    parts = [pixels(part, of=of, screen=screen) for part in inside.split(",")]
    parts = [
        _worked_out(raw, of, screen) if part is None else part
        for part, raw in zip(parts, inside.split(","), strict=True)
    ]
    known = [part for part in parts if part is not None]
    if word not in {"min", "max", "clamp"} or len(known) != len(parts):
        return None
    if word == "clamp" and len(known) == 3:
        return max(known[0], min(known[1], known[2]))
    return min(known) if word == "min" else max(known)


def _in_pixels(found: re.Match[str], of: float, screen: float) -> float | None:
    number, unit = float(found[1]), found[2]
    if unit == "%":
        return number * of / 100
    if _OF_SCREEN.fullmatch(unit):
        return number * screen
    return number * _UNITS[unit] if unit in _UNITS else None


def _worked_out(text: str, of: float, screen: float) -> float | None:
    """Return what an expression of lengths comes to."""
    numbers = _NUMBER.sub(lambda found: repr(_in_pixels(found, of, screen) or 0.0), text.replace("calc", "").strip())
    try:
        return _sum(ast.parse(numbers, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError):
        return None


def _sum(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_sum(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _sum(inner)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](_sum(left), _sum(right))
    raise ValueError("no sum of numbers")


def _share(value: str) -> float | None:
    """Return a share of one: `.5`, `50%`."""
    return pixels(value, of=1.0)


def _parts(value: str) -> list[str]:
    """Return the values of a shorthand; those in parentheses are one."""
    return re.findall(r"[^\s(),/]*\([^()]*(?:\([^()]*\)[^()]*)*\)|[^\s,/]+", value)


# --- what each property may do ----------------------------------------------------------------------------------------


def _words(*words: str) -> Callable[[str], bool]:
    return lambda value: value.split("!")[0].strip() in words


def _faint(value: str) -> bool:
    if value in _NOTHING:
        return False
    share = _share(value)
    return share is None or share < FAINT


def _tiny(value: str) -> bool:
    size = pixels(value)
    return size is not None and size < SMALLEST


def _tiny_font(value: str) -> bool:
    """The size stands in `font` before the slash, or where there is none before the family."""
    sizes = [
        size
        for part in _parts(value.replace("/", " / "))
        if not part.isdigit() or part == "0"
        for size in [pixels(part)]
        if size is not None
    ]
    return bool(sizes) and sizes[0] < SMALLEST


def _blank(value: str) -> bool:
    return bool(re.search(r"blank|invisible|redact|barcode|wingdings|flow block", value))


def _filtered(value: str) -> bool:
    for name, inside in _FUNCTION.findall(value):
        share = _share(inside.strip() or "1")
        if name in {"opacity", "brightness", "contrast"} and (share is None or share < FAINT):
            return True
        if name == "blur" and (pixels(inside or "0") or 0.0) >= 2:
            return True
    return "url(" in value


def _anything(value: str) -> bool:
    return value.split("!", maxsplit=1)[0].strip() not in _NOTHING


def _clipped(value: str) -> bool:
    """`clip-path`: all but a little of the edges is cut off, or nobody can say."""
    if value in _NOTHING or re.fullmatch(r"(?:margin|border|padding|content|fill|stroke|view)-box", value):
        return False
    found = _FUNCTION.search(value)
    name, inside = (found[1], found[2]) if found else ("", "")
    edges = [pixels(part, of=100.0) for part in _parts(inside.partition("round")[0])]
    if name == "inset":
        known = [edge for edge in edges if edge is not None]
        return len(known) != len(edges) or any(edge >= 40 for edge in known)
    if name == "polygon":
        return inside.count("100%") < 2
    radius = pixels(_parts(inside)[0], of=100.0) if inside.strip() else 50.0
    return name not in {"circle", "ellipse"} or radius is None or radius < 20


def _moved(value: str) -> bool:
    """`transform`: made too small, turned on its edge, or moved far away."""
    return any(_turned(name, _parts(inside)) for name, inside in _FUNCTION.findall(value))


def _turned(name: str, parts: list[str]) -> bool:
    numbers = [pixels(part, of=1.0) for part in parts]
    if name.startswith("scale"):
        return any(
            number is None or abs(number) < 0.15 for number in numbers[: 1 if name in {"scalex", "scaley"} else 2]
        )
    if name in {"matrix", "matrix3d"}:
        if len(numbers) not in {6, 16} or None in numbers:
            return True
        a, b, c, d = (float(numbers[n] or 0.0) for n in ((0, 1, 2, 3) if name == "matrix" else (0, 1, 4, 5)))
        moves = numbers[4:6] if name == "matrix" else numbers[12:14]
        return abs(a * d - b * c) < 0.02 or any(abs(move or 0.0) >= FAR / 2 for move in moves)
    if name.startswith("translate"):
        return any(_far(part, of=100.0, reach=100.0) for part in parts[:2])
    if name in {"rotatex", "rotatey", "rotate3d", "skew", "skewx", "skewy"}:
        return any(_on_edge(part) for part in parts)
    return False


def _on_edge(angle: str) -> bool:
    found = re.fullmatch(r"([+-]?[\d.]+)(deg|grad|rad|turn)", angle)
    if not found:
        return False
    degrees = float(found[1]) * {"deg": 1.0, "grad": 0.9, "rad": 57.3, "turn": 360.0}[found[2]]
    return 80 < abs(degrees) % 180 < 100


def _far(part: str, *, of: float = 320.0, reach: float = 480.0) -> bool:
    """Return whether a length leads off every page; a percentage is one of *of* and leads off from *reach* on."""
    if part.endswith("%"):
        share = pixels(part, of=of)
        return share is not None and abs(share) >= reach
    if _OF_SCREEN.search(part):
        found = _NUMBER.fullmatch(part)
        return found is None or abs(float(found[1])) >= 90
    length = pixels(part, screen=_WIDE)
    return length is not None and (length <= -FAR / 10 or length >= FAR)


def _placed(value: str) -> bool:
    return any(map(_far, _parts(value)))


def _indented(value: str) -> bool:
    return any(_far(part, of=100.0, reach=50.0) or abs(pixels(part) or 0.0) >= FAR / 10 for part in _parts(value))


def _rotated(value: str) -> bool:
    axis, *angle = value.split()
    return axis in {"x", "y"} and any(map(_on_edge, angle))


def _shrunk(value: str) -> bool:
    return value not in _NOTHING and any(number is None or abs(number) < 0.15 for number in map(_share, _parts(value)))


def _drawn_together(value: str) -> bool:
    length = pixels(value)
    return length is not None and length <= -3


def _behind(value: str) -> bool:
    number = pixels(value)
    return number is not None and number < 0


def _is_cut(told: tuple[str, str]) -> bool:
    """Return whether a box that shows nothing beyond its edges has no room for text."""
    name, value = told
    size = pixels(value, of=320.0)
    if size is None:
        return name == "text-overflow" and value not in _NOTHING
    if re.fullmatch(r"(?:max-)?(?:height|block-size)|line-height", name):
        return size < NO_ROOM if name != "line-height" or not value.replace(".", "").isdigit() else float(value) < 0.3
    return bool(re.fullmatch(r"(?:max-)?(?:width|inline-size)", name)) and size < NARROW


_TESTS: Mapping[str, Callable[[str], bool]] = {
    "bottom": _placed,
    "clip": lambda value: value not in _NOTHING,
    "clip-path": _clipped,
    "content-visibility": _words("hidden"),
    "display": _words("none"),
    "filter": _filtered,
    "font": _tiny_font,
    "font-family": _blank,
    "font-size": _tiny,
    "left": _placed,
    "letter-spacing": _drawn_together,
    "line-clamp": _anything,
    "mask": _anything,
    "mask-border": _anything,
    "mask-image": _anything,
    "max-block-size": lambda value: pixels(value) == 0,
    "max-height": lambda value: pixels(value) == 0,
    "max-inline-size": lambda value: pixels(value) == 0,
    "max-width": lambda value: pixels(value) == 0,
    "mix-blend-mode": _words("screen", "lighten", "color-dodge", "difference", "exclusion"),
    "mso-hide": _words("all"),
    "opacity": _faint,
    "right": _placed,
    "rotate": _rotated,
    "scale": _shrunk,
    "text-indent": _indented,
    "text-security": _anything,
    "top": _placed,
    "transform": _moved,
    "translate": lambda value: _moved(f"translate({','.join(_parts(value))})"),
    "unicode-bidi": _words("bidi-override", "isolate-override"),
    "visibility": _words("hidden", "collapse"),
    "word-spacing": lambda value: (pixels(value) or 0.0) <= -32,
    "z-index": _behind,
    "zoom": lambda value: value not in _NOTHING and (_share(value) is None or (_share(value) or 0.0) < 0.3),
    **{f"margin{side}": _placed for side in ("", "-left", "-right", "-top", "-bottom", "-inline", "-inline-start", "-inline-end", "-block", "-block-start", "-block-end")},
    **{f"inset{side}": _placed for side in ("", "-inline", "-inline-start", "-inline-end", "-block", "-block-start", "-block-end")},
}  # fmt: skip
_TESTS = {**_TESTS, **{f"-webkit-{name}": test for name, test in _TESTS.items()}}
