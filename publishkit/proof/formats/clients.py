"""What of a finished mail the mail programs of its readers do not know, weighed by what is lost with it.

What they know is data of caniemail (`caniemail/ORIGIN.md`); what is lost is a table of ours (`clients.toml`).
"""

import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from lxml import etree, html

from publishkit.model.artifact import Finding, Level
from publishkit.proof.formats.client_uses import Use, uses
from publishkit.proof.formats.markup import finding

Grade = Literal["destructive", "layout", "enhancement"]
HERE = Path(__file__).parent
DEAD = frozenset({"gmail.mobile-webmail", "outlook.windows-mail"})
"""Programs that nobody has any more: Gmail's pages for telephones of 2020, and Mail of Windows 10 (ended in 2024)."""
CODES: Mapping[Grade, str] = {"destructive": "E040", "layout": "E041", "enhancement": "E042"}
LONGEST = 30
"""Letters of a word for which a line on a telephone has room."""
CELLS = frozenset({"td", "th"})
WHOLE = re.compile(r"(?:whole|entire) (?:inline )?(?:`[\w<>-]+` )?(?:tag|attribute|block|rule|declaration|property)")
"""A note that says what else is lost."""
NO_PARTS = re.compile(r"depends? on browser|^Supports the vendor", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row of `clients.toml`."""

    grade: Grade
    lost: str
    mend: str


ADDED = Row(grade="enhancement", lost="nothing that is needed: it adds to the looks", mend="leave it, or leave it out")


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads((HERE / "caniemail/features.json").read_text("utf-8"))
    return read


def features() -> tuple[str, ...]:
    """Return the names of all features of the data."""
    return tuple(_data()["features"])


def programs(families: Sequence[str]) -> tuple[str, ...]:
    """Return the mail programs of *families* that are alive: `gmail.ios`.

    >>> programs(["apple-mail", "outlook"])
    ('apple-mail.ios', 'apple-mail.macos', 'outlook.android', 'outlook.ios', 'outlook.macos', 'outlook.outlook-com', 'outlook.windows')
    """
    return tuple(name for name in _data()["programs"] if name.partition(".")[0] in families and name not in DEAD)


def unknown_to(feature: str, among: Sequence[str]) -> tuple[str, ...]:
    """Return those *among* programs that do not know *feature* at all."""
    lacking = _data()["features"].get(feature, {}).get("no", "").split()
    return tuple(name for name in among if name in lacking)


def notes_of(feature: str, program: str) -> tuple[str, ...]:
    """Return what *program* does not know of *feature*; () when it knows all of it, or nothing."""
    known = _data()["features"].get(feature, {})
    numbers = known.get("partly", {}).get(program, "").split()
    return tuple(known["notes"].get(number, "") for number in numbers)


def named(among: Sequence[str]) -> str:
    """Return the names of programs as people know them.

    >>> named(["outlook.ios", "outlook.windows", "yahoo.ios"])
    'Outlook (iOS, Windows), Yahoo! Mail (iOS)'
    """
    data = _data()
    grouped: dict[str, list[str]] = defaultdict(list)
    for name in among:
        family, _, platform = name.partition(".")
        grouped[family].append(data["platforms"].get(platform, platform))
    return ", ".join(f"{data['families'][family]} ({', '.join(on)})" for family, on in grouped.items())


@cache
def _rows() -> tuple[tuple[str, ...], tuple[tuple[tuple[str, ...], Row], ...]]:
    table = tomllib.loads((HERE / "clients.toml").read_text("utf-8"))
    rows = [
        (tuple(row["features"]), Row(grade=row["grade"], lost=row["lost"], mend=row["mend"])) for row in table["row"]
    ]
    return tuple(table["adds"]), tuple(rows)


@cache
def row_of(feature: str) -> Row | None:
    """Return what is lost with *feature*; None when it is there to add something only."""
    adds, rows = _rows()
    row = next((row for names, row in rows if any(fnmatchcase(feature, name) for name in names)), None)
    return row or (None if any(fnmatchcase(feature, name) for name in adds) else ADDED)


# --- where a note speaks of a use, and where nothing is lost ---------------------------------------------------------


class Page:
    """A finished mail, and what of it holds without CSS."""

    def __init__(self, root: html.HtmlElement) -> None:
        self.root = root

    @cached_property
    def word_margins(self) -> frozenset[str]:
        """Elements that the sheet in a comment for Word gives a margin at the side."""
        sheets = "".join(comment.text or "" for comment in self.root.iter(etree.Comment))
        rules = re.findall(r"([^{}<>]+)\{([^{}]*)\}", sheets)
        return frozenset(name.strip() for names, body in rules if "margin" in body for name in names.split(","))

    def in_ghost(self, element: html.HtmlElement) -> bool:
        """Return whether a table for Word with a width stands around *element*."""
        for up in (element, *element.iterancestors()):
            opened = sum(
                ("width:" in (one.text or "")) * (one.text or "").count("<table") - (one.text or "").count("</table")
                for one in up.itersiblings(etree.Comment, preceding=True)
            )
            if opened > 0:
                return True
        return False


def long_words(element: html.HtmlElement) -> Iterator[str]:
    """Yield the runs of letters in *element* that are too long for a telephone and have no place to break.

    >>> list(
    ...     long_words(html.fragment_fromstring("<p>" + "a" * 20 + "<b>" + "a" * 20 + "</b> " + "a<wbr>" * 40 + "</p>"))
    ... )
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']
    """
    text = "".join(_broken(element))
    yield from re.findall(r"[^\s\u200b\u00ad\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef/?&=-]{%d,}" % (LONGEST + 1), text)


def _broken(element: html.HtmlElement) -> Iterator[str]:
    parted = element.tag in (
        "wbr",
        "br",
        "td",
        "th",
        "p",
        "div",
        "li",
        "img",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "blockquote",
    )
    yield " " if parted else ""
    if isinstance(element.tag, str) and element.tag != "style":
        yield element.text or ""
        for inner in element:
            yield from _broken(inner)
            yield inner.tail or ""
    yield " " if parted else ""


Speaks = Callable[[Use], bool]


def _tag(*names: str) -> Speaks:
    return lambda use: use.element.tag in names


def _says(pattern: str) -> Speaks:
    return lambda use: re.search(pattern, use.value) is not None


def _never(_use: Use) -> bool:
    return False


def _without_commas(use: Use) -> bool:
    return any("," not in inside for inside in re.findall(r"rgba?\(([^)]*)", use.value))


NOTES: tuple[tuple[str, str, Speaks], ...] = (
    ("css-background", "`background-color` values", _says(r"url\(|gradient")),
    ("css-background*", "multiple values", _says(r",[^()]*(?:url\(|gradient)")),
    ("css-background", "shorthand for `background-size`", _says(r"/")),
    ("css-border", "bigger than 8px", _says(r"\b(?:9|\d{2,})px")),
    ("css-border", "Unreliable", _tag("p", "div")),
    ("css-border-radius", "slash", _says(r"/")),
    ("css-direction", "entire email", _never),
    ("css-display", "does not inherit", _never),
    ("css-display", "Only supports `display:none`", _says(r"^(?!none|block$|inline$|table)")),
    ("css-display", "", _says(r"flex|grid|flow|contents|initial|revert|unset")),
    ("css-display-none", "nested", lambda use: "mso-hide" not in use.beside and use.element.find(".//table") is not None),
    ("css-display-none", "`<img>`", lambda use: use.element.tag == "img" and not _not_for_word(use.element)),
    ("css-float", "Logical", _says("inline")),
    ("css-font-size", "`rem`", _says("rem")),
    ("css-font-size", "`relative`", _says("%|smaller|larger")),
    ("css-font-weight", "number", _says(r"\d")),
    ("css-height", "", lambda use: use.value != "auto" and use.element.tag in ("body", "div", "p", "span")),
    ("css-letter-spacing", "negative", _says(r"^-(?:[2-9]|\d{2,})")),
    ("css-letter-spacing", "`em`", _says(r"\dr?em")),
    ("css-line-height", "`em` and `px`", _says(r"\d(?:px|em)")),
    ("css-line-height", "`normal`", _says("normal")),
    ("css-list-style", "", _says(r"url\(")),
    ("css-margin", "Negative", _says(r"(?:^|\s)-\d*\.?\d")),
    ("css-margin", "`<span>`", lambda use: use.element.tag in ("span", "body") and use.value.strip("0px ") != ""),
    ("css-margin", "`background-color`", lambda use: "background-color" in use.beside and use.value.strip("0px ") != ""),
    ("css-margin", "`auto`", _says("auto")),
    ("css-max-width", "on `<table>`", lambda use: use.element.tag != "table"),
    ("css-overflow", "`overflow-block`", _never),
    ("css-overflow", "Cannot scroll", _says("auto|scroll")),
    ("css-padding", "table cells", lambda use: use.element.tag not in CELLS and _at_the_side(use)),
    ("css-padding", "Vertical", _never),
    ("css-position", "", _says("absolute|fixed|sticky|relative")),
    ("css-rgb*", "hitespace", _without_commas),
    ("css-rgb", "Alpha", _says(r"rgb\([^)]*(?:,[^)]*){3}")),
    ("css-text-align", "Flow-relative", _says("start|end")),
    ("css-text-align", "match-parent", _says("match-parent")),
    ("css-text-decoration", "multiple", _says(r"\S\s+\S")),
    ("css-text-decoration", "overline", _says("overline")),
    ("css-text-indent", "egative", _says("-")),
    ("css-text-transform", "`lowercase`", _says("lowercase")),
    ("css-width", "", lambda use: use.element.tag in ("body", "div", "img", "p", "span")),
    ("css-word-break", "Supported but", _never),
    ("css-white-space", "`pre`", _says("pre")),
    ("html-align", "`<table>`", lambda use: use.element.tag == "table" and use.value in ("left", "right")),
    ("html-dir", "anchor", _tag("a")),
    ("html-dir", "entire email", _never),
    ("html-dir", "", lambda use: use.element.tag in (*CELLS, "table") and "direction" not in (use.element.get("style") or "")),
    ("html-lists", "`reversed`", lambda use: use.element.get("reversed") is not None),
    ("html-lists", "`value`", lambda use: use.element.tag == "li" and use.element.get("value") is not None),
    ("html-[wh]*", "Percentage", lambda use: use.element.tag == "img" and "%" in use.value),
    ("html-[wh]*", "120 dpi", lambda use: use.element.tag == "table" and "%" not in use.value and "width" not in (use.element.get("style") or "")),
    ("image-gif", "", _never),
    ("image-webp", "", _never),
)  # fmt: skip
"""(feature, words of the note, whether it speaks of a use). A note that no row knows speaks of every use."""


def _at_the_side(use: Use) -> bool:
    """Return whether a padding has a value at the left or the right."""
    sides = use.value.split()
    if "-" in use.name:
        return use.name.endswith(("left", "right")) and use.value.strip("0px ") != ""
    of_sides = {1: sides, 2: sides[1:], 3: sides[1:2], 4: sides[1::2]}.get(len(sides), sides)
    return any(side.strip("0px") for side in of_sides)


def _not_for_word(element: html.HtmlElement) -> bool:
    return any("[if !mso]" in (one.text or "") for one in element.itersiblings(etree.Comment, preceding=True))


HELD: tuple[tuple[str, Callable[[Use, Page], bool]], ...] = (
    ("css-*", lambda use, _: use.beside.get("display") == "none" and not use.feature.startswith("css-display")),
    ("css-background*", lambda use, _: "background-color" in use.beside or use.element.get("bgcolor") is not None),
    ("css-*-gradient", lambda use, _: "background-color" in use.beside or use.element.get("bgcolor") is not None),
    ("css-float", lambda use, _: use.element.get("align") is not None),
    ("css-margin", lambda use, page: "auto" in use.value and page.in_ghost(use.element)),
    ("css-m*-width", lambda use, page: page.in_ghost(use.element) or (use.element.get("width") or "").isdecimal()),
    ("css-m*-width", lambda use, _: use.value in ("100%", "none", "0")),
    ("css-padding", lambda use, page: str(use.element.tag) in page.word_margins),
    ("css-width", lambda use, _: use.value in ("100%", "auto") and use.element.tag != "img"),
    ("css-width", lambda use, page: (use.element.get("width") or "").isdecimal() or page.in_ghost(use.element)),
    ("css-height", lambda use, _: use.value in ("auto", "100%")),
    ("css-overflow", lambda use, _: use.value == "visible"),
    ("css-white-space*", lambda use, _: not re.search(r"\S[^\S\u00a0]*\n[^\S\u00a0]*\S", "".join(use.element.itertext()))),
    ("css-word-break", lambda use, _: use.value in ("normal", "keep-all") or not any(long_words(use.element))),
    ("css-*-wrap", lambda use, _: use.value == "normal" or not any(long_words(use.element))),
    ("html-wbr", lambda use, _: _breaks_anyway(use.element)),
    ("html-semantics", lambda use, _: use.element.tag in ("mark", "time")),
    ("html-lists", lambda use, _: use.element.tag in ("dl", "dt", "dd")),
)  # fmt: skip
"""(feature, whether nothing is lost with a use of it, because something else holds)."""


def _breaks_anyway(element: html.HtmlElement) -> bool:
    """Return whether a style lets words break where `<wbr>` is not known."""
    return any("break-word" in (up.get("style") or "") for up in element.iterancestors())


# --- findings ---------------------------------------------------------------------------------------------------------


def client_findings(
    root: html.HtmlElement, families: Sequence[str], at: Callable[[html.HtmlElement], str]
) -> Iterator[Finding]:
    """Yield a finding for each feature that programs of *families* do not know and with which something is lost.

    *at* says where an element stands.
    """
    page, wanted = Page(root), programs(families)
    found: dict[tuple[str, Grade], list[tuple[Use, Sequence[str], Sequence[str]]]] = defaultdict(list)
    for use in uses(root, features()):
        if (row := row_of(use.feature)) is not None and (weighed := _weighed(use, row, page, wanted)):
            grade, lacking, partly = weighed
            found[use.feature, grade].append((use, lacking, partly))
    for (feature, grade), places in found.items():
        yield _told(feature, grade, places, at)


def is_lacked(use: Use, program: str) -> bool:
    """Return whether *program* does not know what *use* relies on, at all or in the part that it uses."""
    return bool(unknown_to(use.feature, [program])) or any(
        _speaks(use, note) for note in notes_of(use.feature, program)
    )


def _weighed(
    use: Use, row: Row, page: Page, wanted: Sequence[str]
) -> tuple[Grade, tuple[str, ...], tuple[str, ...]] | None:
    """Return how grave a use is, the programs that do not know it and those that know it in part; None when nothing is lost."""
    if use.feature == "error" or use.value == "nested":
        return "destructive", tuple(wanted), ()
    lacking = unknown_to(use.feature, wanted)
    spoken = {name: [note for note in notes_of(use.feature, name) if _speaks(use, note)] for name in wanted}
    partly = tuple(name for name, notes in spoken.items() if notes)
    wrecked = tuple(name for name, notes in spoken.items() if any(WHOLE.search(note) for note in notes))
    if wrecked or (row.grade == "destructive" and (lacking or partly) and not _is_plain_color(use)):
        return "destructive", lacking, wrecked or partly
    if use.is_second or any(fnmatchcase(use.feature, name) and held(use, page) for name, held in HELD):
        return None
    grade = "enhancement" if use.in_sheet or row.grade == "destructive" else row.grade
    if grade == "enhancement":
        return (grade, lacking, ()) if lacking else None
    return (grade, lacking, partly) if lacking or partly else None


def _is_plain_color(use: Use) -> bool:
    """Return whether it is `rgb()` or `rgba()` as it was always written, which costs the color alone."""
    return use.feature in ("css-rgb", "css-rgba") and not _without_commas(use)


def _speaks(use: Use, note: str) -> bool:
    if NO_PARTS.search(note):
        return False
    known = [speaks for name, words, speaks in NOTES if fnmatchcase(use.feature, name) and words in note]
    return known[0](use) if known else True


def _told(
    feature: str,
    grade: Grade,
    places: Sequence[tuple[Use, Sequence[str], Sequence[str]]],
    at: Callable[[html.HtmlElement], str],
) -> Finding:
    first, lacking, partly = places[0]
    row = row_of(feature) or ADDED
    level: Level = {"destructive": "error", "layout": "error" if lacking else "warning", "enhancement": "info"}[grade]  # type: ignore[assignment]
    who = [f"unknown to {named(lacking)}"] if lacking else []
    who += [f"known in part to {named(partly)}"] if partly else []
    times = f" ({len(places)} places)" if len(places) > 1 else ""
    lost = ADDED.lost if grade == "enhancement" else row.lost
    return finding(
        CODES[grade], level, at(first.element), f"`{first.shown}`{times} is {'; '.join(who)}: {lost}", row.mend
    )
