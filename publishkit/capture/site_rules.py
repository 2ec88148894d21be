"""The rules a workspace has for sites: read strictly, and looked up by the address of a page."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from publishkit.disk import read_file
from publishkit.errors import InputError, Problem
from publishkit.model.site import Host, Selectors, Site, Sites
from publishkit.workspace.folder import told_unreadable
from publishkit.workspace.toml.parse import numbered, parse_toml

FOLDER = "sites"
FIELDS = tuple(name for name in Site.model_fields if name != "host")
LONGEST = 500
"""Characters of a selector."""
Found = HtmlElement | str
Select = Callable[[HtmlElement], Sequence[Found]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRules:
    """The rules for one page."""

    host: str
    selectors: Mapping[str, Sequence[tuple[str, Select]]]
    """Field -> each selector as written, and what finds by it."""

    def first(self, field: str, tree: HtmlElement) -> tuple[str, Sequence[Found]]:
        """Return the first selector of *field* that finds something, and what it finds; ("", ()) when none does."""
        for written, select in self.selectors.get(field, ()):
            if found := select(tree):
                return written, found
        return "", ()

    def every(self, field: str, tree: HtmlElement) -> Iterator[HtmlElement]:
        """Yield the elements that any selector of *field* finds, each once, in the order of the page."""
        found = {one for _, select in self.selectors.get(field, ()) for one in select(tree) if not isinstance(one, str)}
        yield from (element for element in tree.iter() if element in found)


def load_sites(root: Path) -> tuple[SiteRules, ...]:
    """Return the rules in `sites/*.toml` of the workspace *root*.

    Raises:
        InputError: any of them is wrong; carries every problem of every file.
    """
    problems: list[Problem] = []
    rules: list[SiteRules] = []
    for path in sorted((root / FOLDER).glob("*.toml")) if (root / FOLDER).is_dir() else ():
        place = f"{FOLDER}/{path.name}"
        try:
            with told_unreadable(root, place):
                data = read_file(path)
            sites = parse_toml(data, Sites, place).site
            problems += numbered(_mistakes(sites, place), data.decode("utf-8", "replace"), place)
        except InputError as stop:
            problems += stop.problems
            continue
        rules += [compiled(site) for site in sites] if not problems else []
    if problems:
        raise InputError(*problems)
    return tuple(rules)


def _mistakes(sites: Sequence[Site], place: str) -> Iterator[Problem]:
    for number, site in enumerate(sites, 1):
        for field in FIELDS:
            for selector in listed(getattr(site, field)):
                try:
                    compile_selector(selector)
                except ValueError as cause:
                    message = f"`{selector[:80]}` is no selector: {cause}"
                    hint = "CSS such as `h1.headline`, or XPath that begins with `/` or `(`"
                    yield Problem(place=f"{place}: site[{number}].{field}", message=message, hint=hint)


def compiled(site: Site) -> SiteRules:
    """Return the rules of a site, ready to be used; its selectors were looked at before."""
    selectors = {field: tuple((one, compile_selector(one)) for one in listed(getattr(site, field))) for field in FIELDS}
    return SiteRules(host=site.host, selectors={field: found for field, found in selectors.items() if found})


def listed(selectors: Selectors) -> tuple[str, ...]:
    """Return the selectors of a field, whichever way they are written."""
    return (selectors,) if isinstance(selectors, str) else selectors


def compile_selector(selector: str) -> Select:
    """Return what finds by a selector, in the order of the page.

    >>> from lxml.html import fromstring
    >>> [one.text for one in compile_selector("p.a")(fromstring("<div><p class=a>x</p></div>"))]
    ['x']

    Raises:
        ValueError: it is none.
    """
    if not selector.strip() or len(selector) > LONGEST:
        raise ValueError("it is empty" if not selector.strip() else f"it has more than {LONGEST} characters")
    try:
        find = etree.XPath(selector) if selector.lstrip().startswith(("/", "(")) else CSSSelector(selector)
    except (etree.XPathSyntaxError, SelectorError) as cause:
        raise ValueError(str(cause) or "it cannot be read") from cause

    def select(tree: HtmlElement) -> Sequence[Found]:
        try:
            found = find(tree)
        except etree.XPathError:  # a function or a prefix that nobody defined
            return ()
        if isinstance(found, str):
            return (found,) if found.strip() else ()
        listed = found if isinstance(found, list) else []
        return [one for one in listed if isinstance(one, HtmlElement) or (isinstance(one, str) and one.strip())]

    return select


def rules_for(address: str | None, sites: Sequence[SiteRules]) -> SiteRules | None:
    """Return the rules for the page at *address*: those of the nearest host."""
    host = host_of(address or "")
    fits = [one for one in sites if host == one.host or host.endswith(f".{one.host}")]
    return max(fits, key=lambda one: len(one.host), default=None)


def host_of(address: str) -> str:
    """Return the host in an address; "" when it has none.

    >>> host_of("https://WWW.example.org/a")
    'www.example.org'
    """
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


FTR_FIELDS = {
    "title": "title",
    "body": "body",
    "author": "bylines",
    "date": "published",
    "strip": "strip",
    "next_page_link": "next_page",
    "single_page_link": "single_page",
}
"""Their name of a field -> ours."""
LINE = re.compile(r"(?P<name>[a-z_]+)(?:\([^)]*\))?\s*:\s*(?P<value>.*)", re.IGNORECASE)
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
PART = re.compile(r"[\w-]{1,100}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """The rules of one file."""

    host: Host
    selectors: dict[str, list[str]]
    """Field -> selectors in their order."""
    passed_over: tuple[str, ...] = ()
    """Lines that say something of their program, or that cannot be used."""


def read_ftr(name: str, text: str) -> Imported:
    """Return the rules in a file called *name*: `example.org.txt`, or `.example.org.txt` for all hosts of a site.

    Raises:
        ValueError: its name is no host.
    """
    host = PurePath(name.replace("\\", "/")).name.removesuffix(".txt").lstrip(".").lower().removeprefix("www.")
    if len(host) > 200 or not NAME.fullmatch(host):
        raise ValueError("its name is no host: example.org.txt")
    selectors: dict[str, list[str]] = {}
    passed: list[str] = []
    for line in (one.strip() for one in text.splitlines()):
        found = LINE.fullmatch(line)
        if not line or line.startswith("#"):
            continue
        rule = _rule(found["name"].lower(), found["value"].strip()) if found else None
        if rule:
            selectors.setdefault(rule[0], []).append(rule[1])
        elif not line.lower().startswith("test_url"):
            passed.append(line)
    return Imported(host=host, selectors=selectors, passed_over=tuple(passed))


def _rule(name: str, value: str) -> tuple[str, str] | None:
    if name == "strip_id_or_class":
        part = value.strip("\"'")
        return ("strip", f'[class~="{part}"], [id="{part}"]') if PART.fullmatch(part) else None
    field = FTR_FIELDS.get(name)
    if field is None:
        return None
    selector = value if value.startswith(("/", "(")) else f"({value})"  # theirs are XPath, ours are where they begin so
    try:
        compile_selector(selector)
    except ValueError:
        return None
    return field, selector
