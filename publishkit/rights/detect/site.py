"""What a site says about machines outside of its pages: headers, robots.txt, tdmrep.json; each handed over as a value."""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import evidence

MAX_FILE = 500_000
"""Characters of a file that are read (robots.txt: RFC 9309 asks for 500 KiB)."""
MAX_RULES = 5_000
MACHINES = frozenset(
    "gptbot ccbot claudebot anthropic-ai google-extended applebot-extended amazonbot facebookbot meta-externalagent omgilibot omgili "
    "bytespider perplexitybot cohere-ai diffbot timpibot".split()
)
"""Crawlers that gather texts for training or answering."""
RSL = "application/rsl+xml"
LINK = re.compile(r"<(?P<url>[^<>]{1,2000})>(?P<params>[^<>,]{0,500})")


def read_headers(headers: Mapping[str, str]) -> tuple[Signal, ...]:
    """Return what the response's headers say.

    >>> [(one.kind, one.value) for one in read_headers({"TDM-Reservation": "1"})]
    [('tdm-reservation', '1')]
    """
    low = {name.lower(): value for name, value in headers.items()}
    names = {
        "tdm-reservation": "tdm-reservation",
        "tdm-policy": "tdm-policy",
        "x-robots-tag": "robots",
        "content-signal": "content-signal",
    }
    found = [evidence(kind, low[name], "header") for name, kind in names.items() if low.get(name, "").strip()]
    for match in LINK.finditer(low.get("link", "")[:MAX_FILE]):
        if re.search(r"rel=\"?license\b", match["params"], re.IGNORECASE):
            kind = "rsl" if RSL in match["params"].lower() else "license-link"
            found.append(evidence(kind, match["url"], "head" if kind == "license-link" else "header"))
    return tuple(found)


def read_tdmrep(text: str, address: str) -> tuple[Signal, ...]:
    """Return what `/.well-known/tdmrep.json` says about *address*: the first rule whose location fits.

    >>> rules = '[{"location": "/free/*", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]'
    >>> [one.value for one in read_tdmrep(rules, "https://example.org/news/1")]
    ['1']
    """
    try:
        rules = json.loads(text[:MAX_FILE])
    except (ValueError, RecursionError):
        return ()
    path = _path(address)
    for rule in rules[:MAX_RULES] if isinstance(rules, list) else ():
        if isinstance(rule, dict) and isinstance(rule.get("location"), str) and fits(rule["location"], path):
            pairs = [(kind, rule.get(kind)) for kind in ("tdm-reservation", "tdm-policy")]
            return tuple(
                evidence(kind, str(value), "tdmrep.json") for kind, value in pairs if isinstance(value, str | int)
            )
    return ()


def read_robots(text: str, address: str) -> tuple[Signal, ...]:
    """Return what `robots.txt` says about mining: content signals, an RSL license, crawlers of models shut out."""
    return tuple(dict.fromkeys(_robots(text[:MAX_FILE], _path(address))))


def fits(location: str, path: str) -> bool:
    """Whether a path fits a rule with `*` and a closing `$`, in time linear in both.

    >>> fits("/a/*.jpg$", "/a/b/c.jpg"), fits("/a", "/b")
    (True, False)
    """
    whole = location.endswith("$")
    head, *rest = location.removesuffix("$").split("*")
    if not path.startswith(head):
        return False
    at = len(head)
    if not rest:
        return at == len(path) or not whole
    *inner, last = rest
    for part in inner:
        at = path.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return path.endswith(last) and len(path) - len(last) >= at if whole else path.find(last, at) >= 0


def _path(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _robots(text: str, path: str) -> Iterator[Signal]:
    agents: set[str] = set()
    opened = False
    for line in text.splitlines()[:MAX_RULES]:
        name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match name.lower():
            case "user-agent":
                agents = {value.lower()} if opened else agents | {value.lower()}
                opened = False
            case "license":
                yield evidence("rsl", value, "robots.txt")
            case "content-signal" | "content-usage":
                opened = True
                if not agents or "*" in agents or agents & MACHINES:
                    yield evidence(
                        "content-signal", value.split(" ", 1)[-1] if value.startswith("/") else value, "robots.txt"
                    )
            case "disallow" | "allow" as rule:
                opened = True
                shut = rule == "disallow" and value and fits(value, path)
                yield from (
                    evidence("robots-agent", agent, "robots.txt") for agent in sorted(agents & MACHINES) if shut
                )
            case _:
                continue
