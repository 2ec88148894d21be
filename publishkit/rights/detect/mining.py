"""Text and data mining: what a site tells machines outside of its pages, and what all signs together reserve."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from publishkit.model.rights import Notice, TdmReservation, TdmScope, TdmSignal, TdmState
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import evidence, web_address
from publishkit.rights.notices.notice import MAX_NOTICE, phrases_of

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

PROTOCOL = frozenset({"tdm-reservation", "tdm-policy"})
"""Signs of the TDM Reservation Protocol."""
PRECEDENCE = ("meta", "header", "tdmrep.json")
"""TDM Reservation Protocol: the page before the header before the site's file; silence never resets."""
ROBOTS = re.compile(r"(?<![\w-])no(?:(?:image)?ai|ml)(?![\w-])", re.IGNORECASE)
ARTIFICIAL = re.compile(
    r"intelligen|\bAI\b|\bKI\b|\bML\b|machine learning|noai|noml|GENAI|AIML|ai-|AI学習|生成AI|AI\s?학습", re.IGNORECASE
)
PROHIBITED = re.compile(r"DMI-PROHIBITED[A-Z-]{0,60}$")
ALLOWED = re.compile(r"DMI-ALLOWED$")
MINING = re.compile(
    r"regardless of the method[^.]{0,400}?\)|[^.,;]{0,200}?(?:mining|intelligen|exploration|eksplorac|2019/790|§ ?44 ?b|26\(?3)[^.;]{0,200}", re.IGNORECASE
)  # fmt: skip
"""The part of a notice that speaks of mining."""


def detect_tdm(notices: Sequence[Notice], signals: Sequence[Signal]) -> TdmReservation:
    """Return the reservation; a sign that reserves is believed from anywhere, one that frees only where none reserves."""
    protocol = _protocol(signals)
    seen = [*_of_notices(notices), *([protocol] if protocol else []), *(sign for one in signals for sign in _read(one))]
    reserved = [sign for sign in seen if not _frees(sign)]
    if not seen:
        return TdmReservation()
    images_only = all(sign.kind == "robots" and "noimageai" in sign.value.lower() for sign in reserved)
    training = _content_signal(signals, "ai-train")
    using = _content_signal(signals, "ai-input") or _content_signal(signals, "ai")
    artificial = (
        "deny" if any(ARTIFICIAL.search(sign.value) and sign.kind != "content-signal" for sign in reserved) else None
    )
    return TdmReservation(
        state=TdmState.RESERVED if reserved else TdmState.NOT_RESERVED,
        policy_url=_policy(signals, protocol) if reserved else None,
        scope=TdmScope.IMAGE if reserved and images_only else TdmScope.ALL,
        signals=tuple(dict.fromkeys(seen)),
        ai_training=artificial or training,
        ai_input=artificial or using,
    )


def _mining_clause(text: str) -> str:
    """Return the part of a notice that speaks of mining, for the record; the notice itself is kept whole beside it."""
    match = MINING.search(text[:MAX_NOTICE])
    return match.group().strip()[:400] if match else text[:200]


def _frees(sign: TdmSignal) -> bool:
    return (
        (sign.kind == "tdm-reservation" and sign.value == "0")
        or bool(ALLOWED.search(sign.value))
        or sign.value == "ai-train=yes"
    )


def _of_notices(notices: Sequence[Notice]) -> Iterator[TdmSignal]:
    for notice in notices:
        if any(phrase.kind == "TDM" for phrase in phrases_of(notice)):
            yield TdmSignal(kind="notice", value=_mining_clause(notice.text), where=str(notice.where))


def _protocol(signals: Sequence[Signal]) -> TdmSignal | None:
    """The protocol's value with the highest precedence; any value but 0 and 1 is an error and means nothing."""
    stated = [one for one in signals if one.kind == "tdm-reservation" and one.value.strip() in {"0", "1"}]
    chosen = min(stated, key=lambda one: PRECEDENCE.index(one.where) if one.where in PRECEDENCE else 0, default=None)
    return TdmSignal(kind=chosen.kind, value=chosen.value.strip(), where=chosen.where) if chosen else None


def _read(signal: Signal) -> Iterator[TdmSignal]:
    """Yield what another kind of sign says about mining."""
    value = " ".join(signal.value.split())[:300]
    sign = TdmSignal(kind=signal.kind, value=value, where=signal.where)
    match signal.kind:
        case "robots" if ROBOTS.search(value):
            yield sign
        case "robots-agent" | "rsl":
            yield sign
        case "content-signal":
            for name, word in _pairs(value).items():
                if name in {"ai-train", "ai-input", "ai"} and (word == "no" or name == "ai-train"):
                    yield TdmSignal(kind=signal.kind, value=f"{name}={word}", where=signal.where)
        case "data-mining" if PROHIBITED.search(value) or ALLOWED.search(value):
            yield sign
        case _:
            return


def _pairs(value: str) -> Mapping[str, str]:
    """The words of a Content-Signal: "search=yes, ai-train=no"; ones we do not know are left out."""
    parts = (part.partition("=") for part in value.lower().split(","))
    return {name.strip(): word.strip() for name, _, word in parts if word.strip() in {"yes", "no"}}


def _content_signal(signals: Sequence[Signal], name: str) -> str | None:
    words = [_pairs(one.value).get(name) for one in signals if one.kind == "content-signal"]
    if "no" in words:
        return "deny"
    return "allow" if "yes" in words else None


def _policy(signals: Sequence[Signal], protocol: TdmSignal | None) -> str | None:
    """The policy beside the reservation that counts; a policy beside a 0 is ignored, an RSL file is one, too."""
    where = protocol.where if protocol and protocol.value == "1" else None
    named = [one for one in signals if one.kind == "tdm-policy" and (where is None or one.where == where)]
    linked = [one for one in signals if one.kind == "rsl"]
    return next((address for one in (*named, *linked) if (address := web_address(one.value))), None)


# --- the site's files: headers, tdmrep.json, robots.txt ---------------------------------------------------------------


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
