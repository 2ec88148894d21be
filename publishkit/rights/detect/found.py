"""What the readers of a source hand over for detection, and what detection hands back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from publishkit.model.rights import Notice, Status
from publishkit.model.statement import RightsStatement, Signal

MAX_VALUE = 300
"""Characters of a value that are kept as evidence; the whole of it stands in the source."""
MAX_LINES = 4_000
"""Lines of a source that are looked at; the longest real page we tried has 1,500."""

RS_STATUS: Mapping[str, Status] = MappingProxyType(
    {
        "InC": Status.ALL_RIGHTS_RESERVED,
        "InC-OW-EU": Status.ORPHAN,
        "InC-EDU": Status.ALL_RIGHTS_RESERVED,
        "InC-NC": Status.PUBLISHER_TERMS,
        "InC-RUU": Status.ORPHAN,
        "NoC-CR": Status.UNKNOWN,
        "NoC-NC": Status.PUBLISHER_TERMS,
        "NoC-OKLR": Status.UNKNOWN,
        "NoC-US": Status.PUBLIC_DOMAIN_US_ONLY,
        "CNE": Status.UNKNOWN,
        "UND": Status.UNKNOWN,
        "NKC": Status.UNKNOWN,
    }
)
"""Code of rightsstatements.org -> the status it is proposed as."""
CONTRACTS = frozenset({"NoC-CR", "NoC-OKLR"})
"""No copyright, but contracts or other laws: an editor reads them (a conflict)."""
CLEARING = frozenset({Status.PUBLIC_DOMAIN_US_ONLY, Status.PUBLISHER_TERMS})
"""Statuses that open a door: taken from a statement about this work only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One text as captured. Pictures are judged by themselves (`detect.picture`)."""

    notices: tuple[Notice, ...] = ()
    copyright_line: str | None = None
    signed_by: str | None = None
    """Whom the copyright line names; None when it is to be read from the line."""
    publisher: str | None = None
    source_url: str | None = None
    bylines: tuple[str, ...] = ()
    opening: str = ""
    """The first paragraph, where a dateline stands."""
    lines: Sequence[str] = ()
    """The visible lines of the source, without captions."""
    signals: Sequence[Signal] = ()
    """What the page's own data and the site's files say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Detection:
    """A proposal, never a clearance by guess."""

    statement: RightsStatement
    questions: tuple[str, ...] = ()
    """What an editor has to look at, one sentence each."""


def ends_of(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines, of very many only those at both ends: no real page has as many.

    >>> len(ends_of(["x"] * 1_000_000))
    4000
    """
    return lines if len(lines) <= MAX_LINES else (*lines[: MAX_LINES // 2], *lines[-MAX_LINES // 2 :])


def evidence(kind: str, value: str, where: str) -> Signal:
    """Return a sign with its value cut to what an editor needs to find it again."""
    return Signal(kind=kind, value=" ".join(value.split())[:MAX_VALUE], where=where)


def web_address(value: str) -> str | None:
    """Return *value* when it is an address a reader may be sent to, None otherwise.

    >>> web_address("https://example.org/terms"), web_address("javascript:alert(1)")
    ('https://example.org/terms', None)
    """
    text = value.strip()
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= 2_000
    except ValueError:
        return None
    return text if sound and text.isprintable() and not any(char in ' <>"\\' for char in text) else None


def first(signals: Sequence[Signal], *kinds: str) -> Signal | None:
    """Return the first sign of these kinds, in the order of the kinds, that says anything."""
    return next((one for kind in kinds for one in signals if one.kind == kind and one.value.strip()), None)


GOVERNMENT = (".gov", ".mil", ".fed.us")
"""Ends of hosts that only public bodies of the United States are given."""


STATES = frozenset(
    (
        "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt "
        "va wa wv wi wy nyc alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana "
        "iowa kansas kentucky louisiana maine maryland massachusetts mass michigan minnesota mississippi missouri montana nebraska nevada "
        "newhampshire newjersey newmexico newyork northcarolina northdakota ohio oklahoma oregon pennsylvania rhodeisland southcarolina "
        "southdakota tennessee texas utah vermont virginia washington westvirginia wisconsin wyoming"
    ).split()
)
"""Second-level names under .gov of States and cities: their works have a copyright."""
LOCAL = re.compile(
    r"(?:^|-)(?:city|county|town|village|township|state)(?:of|-|$)|(?:city|county|town|village|township)(?:[a-z]{2})?$"
)


def is_government_host(host: str) -> bool:
    """Whether a host is one that only public bodies of the United States are given, and of the federation, as far as its name tells.

    >>> [
    ...     is_government_host(host)
    ...     for host in ("www.noaa.gov", "www.ca.gov", "fresnocounty.gov", "usgs.gov.example.com")
    ... ]
    [True, False, False, False]
    """
    own = host.removesuffix(".gov").rpartition(".")[2]
    return host.endswith(GOVERNMENT) and not (host.endswith(".gov") and (own in STATES or LOCAL.search(own)))


OF_OTHERS = re.compile(
    r"(?:^|\.)(?:gov|govt|gob|gouv|gub|gc|go|mil|gv|admin|government)\.(?!us$)[a-z]{2}$|(?:^|\.)(?:canada\.ca|bund\.de|europa\.eu)$"
)


def is_foreign_government_host(host: str) -> bool:
    """Whether a host is one of another government, or of a State, or only sounds like one of the federation.

    >>> [
    ...     is_foreign_government_host(host)
    ...     for host in ("www.gov.uk", "www.ca.gov", "usgs.gov.example.com", "www.noaa.gov")
    ... ]
    [True, True, True, False]
    """
    if is_government_host(host):
        return False
    return OF_OTHERS.search(host) is not None or host.endswith(".gov") or bool({"gov", "mil"} & {*host.split(".")[:-1]})
