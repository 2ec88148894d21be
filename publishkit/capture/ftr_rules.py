"""Rules written for full-text RSS (`ftr-site-config`, text files of the user's) as rules of ours."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from publishkit.capture.site_rules import compile_selector
from publishkit.model.site import Host

FIELDS = {
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
    field = FIELDS.get(name)
    if field is None:
        return None
    selector = value if value.startswith(("/", "(")) else f"({value})"  # theirs are XPath, ours are where they begin so
    try:
        compile_selector(selector)
    except ValueError:
        return None
    return field, selector
