"""What a style does to a page besides hiding: words in another order, pictures changed, links that cannot be followed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from lxml import etree

from publishkit.proof.read.css import Declaration, Rule, plain_css, read_sheet, read_style

LOOKS = frozenset(
    "filter clip clip-path mask mask-image object-fit object-position object-view-box mix-blend-mode transform scale "
    "rotate content opacity image-orientation".split()
)
"""What changes how a picture looks, or which part of it is seen."""
PLAIN = frozenset(
    {"none", "initial", "unset", "normal", "auto", "contain", "fill", "scale-down", "inherit", "1", "100%", "50% 50%"}
)
LEAST = 4
"""Pieces that make a sentence when they are read in another order."""
_BACKWARDS = re.compile(r"-reverse|(?:float|direction)\s*:\s*(?:right|rtl)", re.IGNORECASE)


def _rules(sheets: Iterable[str], names: frozenset[str]) -> Iterator[Rule]:
    for css in sheets:
        for rule in read_sheet(css).rules:
            if any(_name(one) in names for one in rule.declarations):
                yield rule


def _name(one: Declaration) -> str:
    return one.name.removeprefix("-webkit-")


def _styled(
    root: etree._Element, sheets: Sequence[str], names: frozenset[str]
) -> Iterator[tuple[etree._Element, Declaration]]:
    """Yield every element with each declaration of *names* that its own attribute or a rule makes for it."""
    for element in root.xpath("//*[@style]"):
        yield from ((element, one) for one in read_style(element.get("style", "")) if _name(one) in names)
    for rule in _rules(sheets, names):
        said = [one for one in rule.declarations if _name(one) in names]
        yield from ((element, one) for element in rule.elements(root) for one in said)


def changed_looks(root: etree._Element, sheets: Sequence[str]) -> str:
    """Return how styles change the look of the page's pictures: "filter: grayscale(1)"; "" when they do not."""
    if root.find(".//img") is None:
        return ""
    found = {
        f"{_name(one)}: {one.value.lower()}"
        for element, one in _styled(root, sheets, LOOKS)
        if one.value.lower().strip() not in PLAIN and (element.tag == "img" or element.find(".//img") is not None)
    }
    return "; ".join(sorted(found))


def untouchable(root: etree._Element, sheets: Sequence[str]) -> frozenset[etree._Element]:
    """Return the links that no pointer reaches: `pointer-events: none`, or inside something `inert`."""
    told: dict[etree._Element, bool] = dict.fromkeys(root.xpath("//*[@inert]"), True)
    for element, one in _styled(root, sheets, frozenset({"pointer-events"})):
        told[element] = one.value.lower().strip() == "none"
    if not any(told.values()):
        return frozenset()
    links = root.iter("a")
    return frozenset(
        link for link in links if next((told[one] for one in (link, *link.iterancestors()) if one in told), False)
    )


def read_otherwise(root: etree._Element, sheets: Sequence[str]) -> Iterator[str]:
    """Yield the words of a page in the order in which styles lay them out, and without what stands over them."""
    if root.find(".//rt") is not None:
        yield "".join(_without(root, frozenset({"rt", "rp"})))
        yield " ".join("".join(map(str, mark.itertext())) for mark in root.iter("rt"))
    styles = [plain_css(css) for css in chain(sheets, map(str, root.xpath("//@style")))]
    if any(_BACKWARDS.search(css) for css in styles):
        yield from (
            " ".join(reversed(pieces)) for pieces in map(_pieces, root.iter(etree.Element)) if len(pieces) >= LEAST
        )
    orders = {element: one.value for element, one in _styled(root, sheets, frozenset({"order"}))}
    for parent in dict.fromkeys(element.getparent() for element in orders):
        if parent is not None and len(parent) >= LEAST:
            inside = sorted(parent.iterchildren(etree.Element), key=lambda element: _number(orders.get(element, "0")))
            yield " ".join("".join(map(str, element.itertext())) for element in inside)


def _pieces(parent: etree._Element) -> list[str]:
    return ["".join(map(str, element.itertext())) for element in parent.iterchildren(etree.Element)]


def _without(element: etree._Element, tags: frozenset[str]) -> Iterator[str]:
    """Yield the words of an element but for what stands in *tags*."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child.tag not in tags:
            yield from _without(child, tags)
        yield child.tail or ""


def _number(value: str) -> float:
    found = re.match(r"\s*(-?\d+)", value)
    return float(found[1]) if found else 0.0
