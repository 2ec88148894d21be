"""What a captured page says about the rights in its text: proposals for an editor, never a clearance by guess."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from publishkit.model.rights import Confidence, LicenseScope, Origin, Party, Status
from publishkit.model.statement import RightsStatement, Signal
from publishkit.rights.detect.claims import Claim, claims_of
from publishkit.rights.detect.found import (
    CLEARING,
    CONTRACTS,
    RS_STATUS,
    Detection,
    Found,
    evidence,
    first,
    is_government_host,
    web_address,
)
from publishkit.rights.detect.license_words import UNSPECIFIED, is_told_by, licenses_in, rights_statement
from publishkit.rights.detect.mining import detect_tdm
from publishkit.rights.detect.named import is_own_origin, signed_license
from publishkit.rights.detect.notices import (
    copyright_of,
    holder_of,
    notes_of,
    origin_named,
    phrases_in_lines,
    questions_of,
    reserving,
)
from publishkit.rights.license import License
from publishkit.rights.notices.copyright_line import copyright_name, copyright_year
from publishkit.rights.pictures.credit_line import AGENCIES
from publishkit.rights.proposal import CLEARING as CONFIRMED
from publishkit.rights.proposal import confirm_command, set_license_command
from publishkit.words import aligned, inert

NEWS = (
    *AGENCIES, "The Associated Press", "REUTERS", "Deutsche Presse-Agentur", "Press Association", "Polska Agencja Prasowa", "Europapress",
    "Agencia EFE", "Agência Lusa", "Agenzia ANSA", "Xinhua News Agency", "Kyodo News", "Yonhap News Agency", "Canadian Press", "The Canadian Press",
    "SDA", "AFP", "dpa-infocom", "dpa-AFX", "dts Nachrichtenagentur", "epd", "KNA", "SID", "IANS", "PTI", "ANI", "Ukrinform", "Interfax",
)  # fmt: skip
_NAMES = "|".join(re.escape(name) for name in sorted(set(NEWS), key=len, reverse=True))

DATELINE = re.compile(
    rf"^[^\W\d_a-z][^()\n]{{1,60}}\((?P<a>{_NAMES})(?:[/,][^()]{{1,30}})?\) ?[-:.]|^\((?P<b>{_NAMES})\) ?[-:.]?|^(?P<c>{_NAMES}) ?[-:] "
)
"""WARSAW (PAP) - …; (AP) - …; capitals count, so that "TT" and "PA" are no words. One run, bounded."""
BYLINE = re.compile(rf"(?:^|[,/|] ?| (?:and|with|und|mit|via|i|et|y) |[(])(?P<a>{_NAMES})(?=$|[,/|)]| (?:and|und|with|mit|i|et|y|via|staff|news) )", re.IGNORECASE)  # fmt: skip
SHORT_NAMES = frozenset({"ap", "pa", "tt", "apa", "ani", "sid", "sda", "pap", "efe", "stt", "anp", "mti"})

RESERVES = frozenset({"arr", "prohibit", "forbid"})
MAX_SIGNALS = 8
ASKED = {"NC": "non-commercial use only", "ND": "an unchanged text"}
"""Element of a license -> what it asks for, in words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """Everything found, by kind, before it is weighed."""

    claims: tuple[Claim, ...]
    reserved: tuple[Signal, ...]
    """Words of notices that reserve all rights or forbid copying."""
    agencies: tuple[Party, ...]
    agency_signs: tuple[Signal, ...]
    phrases: tuple[Signal, ...]
    rs_uri: str | None
    rs_here: bool
    """The statement stands in the article or its data, not in the site's template."""

    @property
    def own(self) -> tuple[Claim, ...]:
        """Licenses of this text, the strictest first."""
        own = _distinct([claim for claim in self.claims if claim.scope is LicenseScope.THIS])
        return tuple(sorted(own, key=lambda claim: -len(claim.license.elements)))

    @property
    def elsewhere(self) -> tuple[Claim, ...]:
        """Licenses that may be the site's."""
        return _distinct([claim for claim in self.claims if claim.scope is not LicenseScope.THIS])


@dataclass(frozen=True, kw_only=True, slots=True)
class Conclusion:
    """What follows from the evidence."""

    status: Status = Status.UNKNOWN
    confidence: Confidence = Confidence.NONE
    claim: Claim | None = None
    signals: tuple[Signal, ...] = ()
    conflict: tuple[str, ...] = ()


def detect_text(found: Found) -> Detection:
    """Return the proposed statement for a text, and what an editor has to look at."""
    seen = _gather(found)
    conclusion = _conclude(seen, found)
    author = signed_license(found)
    line = (author[1] if author else None) or found.copyright_line or copyright_of(found.notices)
    claim = conclusion.claim
    partner = first(seen.phrases, "synd")
    statement = RightsStatement(
        origin=Origin.DETECTED,
        status=conclusion.status,
        confidence=conclusion.confidence,
        holders=tuple(Party(name=name) for name in _holders(found, seen)),
        agencies=seen.agencies,
        copyright_year=copyright_year(line) if line else None,
        copyright_line=inert(line) if line else None,
        notices=found.notices,
        license_id=claim.license.id if claim else None,
        license_uri=claim.license.uri if claim else None,
        license_applies_to=claim.scope if claim else LicenseScope.UNKNOWN,
        rs_uri=seen.rs_uri,
        terms_url=_terms(found.signals),
        acquire_url=_address(found.signals, "acquire"),
        tdm=detect_tdm(found.notices, found.signals),
        partner_content=partner is not None,
        signals=tuple(dict.fromkeys(conclusion.signals))[:MAX_SIGNALS],
        conflict=conclusion.conflict,
        notes=notes_of(found.notices),
    )
    return Detection(statement=statement, questions=tuple(_questions(found, seen, conclusion)))


def _gather(found: Found) -> Gathered:
    agencies, signs = agencies_of_text(found.bylines, found.opening)
    statements = [
        (one, uri) for one in found.signals if one.where != "caption" and (uri := rights_statement(one.value))
    ]
    here = [uri for one, uri in statements if one.kind == "license" or one.where == "article"]
    return Gathered(
        claims=claims_of((*found.signals, *(author[:1] if (author := signed_license(found)) else ()))),
        reserved=tuple(one for one in reserving(found.notices) if one.kind in RESERVES),
        agencies=agencies,
        agency_signs=signs,
        phrases=tuple(one for one in phrases_in_lines(found.lines) if not is_own_origin(one, found)),
        rs_uri=next(iter((*here, *(uri for _, uri in statements))), None),
        rs_here=bool(here),
    )


def _conclude(seen: Gathered, found: Found) -> Conclusion:
    """Weigh the evidence: contradictions first, then what reserves, then what licenses, then what is only likely."""
    negative = (*seen.reserved, *seen.agency_signs)
    conflict = tuple(_conflicts(seen))
    own = seen.own[0] if seen.own else None
    if conflict:
        signals = (*(claim.signal for claim in seen.claims), *negative)
        return Conclusion(confidence=Confidence.LOW, claim=own or _site_claim(seen), signals=signals, conflict=conflict)
    if any(sign.kind == "forbid" for sign in seen.reserved):
        return Conclusion(status=Status.NO_REPUBLICATION, confidence=Confidence.HIGH, signals=negative)
    if negative:
        return Conclusion(status=Status.ALL_RIGHTS_RESERVED, confidence=Confidence.HIGH, signals=negative)
    if own:
        status = Status.PUBLIC_DOMAIN if own.license.kind == "public_domain" else Status.LICENSED_OPEN
        return Conclusion(status=status, confidence=own.confidence, claim=own, signals=(own.signal,))
    return _likely(seen, found)


def _likely(seen: Gathered, found: Found) -> Conclusion:
    """What nothing says outright: a statement, a site's license, an invitation, a bare ©."""
    if seen.rs_uri:
        status = RS_STATUS[seen.rs_uri.split("/")[-3]]
        if seen.rs_here or status not in CLEARING:
            return Conclusion(
                status=status, confidence=Confidence.LOW, signals=(evidence("rights-statement", seen.rs_uri, "page"),)
            )
    site = _site_claim(seen)
    invited = first(seen.phrases, "republish", "pd", "usgov")
    if site or invited:
        signs = (*((site.signal,) if site else ()), *((invited,) if invited else ()))
        return Conclusion(confidence=Confidence.LOW, claim=site, signals=signs)
    if found.copyright_line:
        sign = evidence("copyright", found.copyright_line, "page")
        return Conclusion(status=Status.ALL_RIGHTS_RESERVED, confidence=Confidence.MEDIUM, signals=(sign,))
    stated = first(found.signals, "usage", "acquire", "notice", "holder", "copyright") or _foreign_license(
        found.signals
    )
    if stated is not None:
        proof = evidence(stated.kind, stated.value, stated.where)
        return Conclusion(status=Status.ALL_RIGHTS_RESERVED, confidence=Confidence.MEDIUM, signals=(proof,))
    return Conclusion()


def _distinct(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims without those that only say less of the same license."""
    return tuple(one for one in claims if not any(is_told_by(one.license, other.license) for other in claims))


def _conflicts(seen: Gathered) -> Iterator[str]:
    """Yield what cannot both be true of this text."""
    own = {claim.license.id: claim for claim in seen.own}
    if len(own) > 1:
        yield f"several licenses: {', '.join(sorted(_called(claim.license) for claim in own.values()))}"
    for claim in own.values():
        for element in claim.words:
            yield f"the license is {_called(claim.license)}, the words beside it ask for {ASKED[element]}"
    for claim in tuple(own.values())[:1]:
        if seen.reserved:
            yield f"{_called(claim.license)} and a notice that reserves all rights"
        if seen.agencies:
            yield f"{_called(claim.license)}, but the byline names an agency ({', '.join(party.name for party in seen.agencies)})"
    if not own:
        yield from _conflicts_of_site(seen)
    if seen.rs_uri and seen.rs_uri.split("/")[-3] in CONTRACTS:
        yield f"no copyright, but other restrictions apply: read {seen.rs_uri}"


def _conflicts_of_site(seen: Gathered) -> Iterator[str]:
    """The site's license beside its own footer, or beside another in the same sentence: neither holds silently."""
    site = _site_claim(seen)
    if site is None or site.scope is not LicenseScope.SITE:
        return
    if seen.reserved:
        yield f"the site offers {_called(site.license)}, and a notice on the page reserves all rights"
    if site.beside:
        yield f"several licenses in one sentence: {', '.join(sorted(_called(one) for one in (site.license, *site.beside)))}"


def _called(license: License) -> str:
    return "a Creative Commons license that does not say which" if license.id == UNSPECIFIED else license.name


def _site_claim(seen: Gathered) -> Claim | None:
    """The site's license: of those that a sentence or a marked link gives, else of the marks, when there is just one.

    What stands in prose is its subject. Of several in one sentence it is the strictest.
    """
    sites = [claim for claim in seen.elsewhere if claim.scope is LicenseScope.SITE]
    lines = [claim for claim in seen.elsewhere if claim.scope is LicenseScope.UNKNOWN and _is_own_line(claim)]
    spoken = [claim for claim in sites if claim.explicit and claim.license.id != UNSPECIFIED]
    for group in (spoken, [claim for claim in sites if claim.explicit], sites, lines):
        one = {claim.license for claim in group} | {other for claim in group for other in claim.beside}
        strictest = max(group, key=lambda claim: len(claim.license.elements), default=None)
        if strictest is not None and one <= {strictest.license, *strictest.beside}:
            return strictest
        if group and group is not lines:
            return None
    return None


def _is_own_line(claim: Claim) -> bool:
    """A short line outside of the article, or one in it that says "License:"."""
    words = len(claim.signal.value.split())
    return words <= 25 if claim.signal.where in {"text", "page"} else claim.explicit and words <= 8


def _holders(found: Found, seen: Gathered) -> tuple[str, ...]:
    """Return the holder: the first publisher, whose consent is needed, who signs or is to be named, else the publisher."""
    partner = first(seen.phrases, "synd")
    origin = origin_named(partner.value) if partner else None
    line = found.copyright_line or copyright_of(found.notices)
    stated = found.signed_by or (copyright_name(line) if line else None)
    named = first(found.signals, "holder", "rights-holder")
    author = signed_license(found)
    name = (
        origin
        or (copyright_name(author[1]) if author else None)
        or holder_of(found.notices)
        or stated
        or (named.value if named else None)
        or _signed(found.signals)
    )
    name = name or _attributed(found.signals)
    if name is None and (found.notices or found.copyright_line):
        name = found.publisher
    return (inert(name).strip()[:200],) if name and name.strip() else ()


def _attributed(signals: Sequence[Signal]) -> str | None:
    """Whom the page asks to be named beside its license, when it is one."""
    names = {one.value for one in signals if one.kind == "attribution" and one.where != "caption"}
    return names.pop() if len(names) == 1 else None


def _signed(signals: Sequence[Signal]) -> str | None:
    """Whom the copyright notice of the page's data names."""
    notice = first(signals, "notice", "copyright")
    if notice is None:
        return None
    return copyright_name(notice.value) or copyright_name(f"© {notice.value}")


def _terms(signals: Sequence[Signal]) -> str | None:
    """The page with the terms; a "license" that is an address of the publisher's own is one."""
    foreign = _foreign_license(signals)
    return _address(signals, "usage") or (web_address(foreign.value) if foreign else None)


def _foreign_license(signals: Sequence[Signal]) -> Signal | None:
    return next(
        (
            one
            for one in signals
            if one.kind == "license"
            and web_address(one.value)
            and not licenses_in(one.value)
            and not rights_statement(one.value)
        ),
        None,
    )


def _address(signals: Sequence[Signal], kind: str) -> str | None:
    return next((address for one in signals if one.kind == kind and (address := web_address(one.value))), None)


def _questions(found: Found, seen: Gathered, conclusion: Conclusion) -> Iterator[str]:
    """Yield what an editor has to look at, each with what to do."""
    yield from questions_of(found.notices)
    if conclusion.conflict:
        yield f"rights: {'; '.join(conclusion.conflict)}; `publishkit rights ask ARTICLE` finds out which holds"
    elif not seen.own and seen.elsewhere and conclusion.status is Status.UNKNOWN:
        claim = conclusion.claim or seen.elsewhere[0]
        what = "the site or only a part of it" if claim.scope is LicenseScope.SITE else "this article or something else"
        told = (
            f"rights: {_called(claim.license)} ({claim.signal.where}) may be meant for {what}; if it covers this text, "
        )
        stands = conclusion.claim is not None and conclusion.claim.license.kind in CONFIRMED
        named = f"name it: `{set_license_command('ARTICLE')}`"
        yield told + (f"a person says why: `{confirm_command('ARTICLE')}`" if stands else named)
    yield from _hints(found, seen, conclusion)


def _hints(found: Found, seen: Gathered, conclusion: Conclusion) -> Iterator[str]:
    if first(seen.phrases, "republish") and not seen.own and not conclusion.conflict:
        yield "rights: the page invites to republish; read the publisher's terms, and use or add a profile (`publishkit rights profiles`)"
    if first(seen.phrases, "pd") and not seen.own:
        yield "rights: the page speaks of the public domain; if the text itself is in it, set status and basis"
    if (host := _is_government(found.source_url)) or first(seen.phrases, "usgov"):
        command = (
            "publishkit rights confirm ARTICLE" if host else "publishkit rights set ARTICLE status=us_government_work"
        )
        yield f"rights: this may be a work of the United States government; if its own staff wrote it: `{command}`"
    origin = first(seen.phrases, "synd")
    if origin:
        yield f"rights: the text first appeared elsewhere ({origin.value[:120]}); ask whoever published it first"
    if seen.rs_uri and RS_STATUS[seen.rs_uri.split("/")[-3]] is not Status.ALL_RIGHTS_RESERVED:
        yield f"rights: read {seen.rs_uri} and confirm the status"


def _is_government(address: str | None) -> bool:
    try:
        host = urlsplit(address or "").hostname or ""
    except ValueError:
        return False
    return is_government_host(host)


# --- agencies ---------------------------------------------------------------------------------------------------------


def agencies_of_text(bylines: Sequence[str], opening: str) -> tuple[tuple[Party, ...], tuple[Signal, ...]]:
    """Return the agencies, and where they stood.

    >>> [party.name for party in agencies_of_text(["Ada Example", "Reuters"], "")[0]]
    ['Reuters']
    >>> agencies_of_text([], "Reuters recently reported that it rained.")[0]
    ()
    """
    found: dict[str, Signal] = {}
    for line in bylines:
        for match in BYLINE.finditer(aligned(line[:200])):
            name = match["a"]
            if name.lower() not in SHORT_NAMES or name.isupper():
                found.setdefault(name, evidence("agency", line, "byline"))
    dateline = DATELINE.match(aligned(opening[:300]).strip())
    if dateline:
        name = dateline["a"] or dateline["b"] or dateline["c"]
        found.setdefault(name, evidence("agency", dateline.group(), "dateline"))
    return tuple(Party(name=name, role="agency") for name in found), tuple(found.values())
