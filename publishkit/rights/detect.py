"""What a captured page says about the rights in it: proposals for an editor, never a clearance by guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from publishkit.model.rights import (
    AssetKind,
    Confidence,
    CreditOrigin,
    LicenseScope,
    Notice,
    Origin,
    Party,
    Status,
    TdmReservation,
    TdmSignal,
    TdmState,
)
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit_line import agencies_in
from publishkit.rights.notice import copyright_name, fold, phrases_in
from publishkit.rights.notice_patterns import COPYRIGHT, HOLDERS

CC_URI = re.compile(
    r"(?:https?:)?//(?:www\.)?creativecommons\.org/(?:licenses/(?P<elements>by(?:-nc)?(?:-nd|-sa)?)/(?P<version>[1-4]\.\d)"
    r"(?:/(?P<port>igo|[a-z]{2}))?|publicdomain/(?P<pd>zero|mark)/1\.0)(?:/(?:deed|legalcode)(?:\.[A-Za-z_-]+)?)?/?$",
    re.IGNORECASE,
)


class Signal(Protocol):
    """A machine-readable sign on the page (`articles/signals.py` reads them)."""

    @property
    def kind(self) -> str:
        """`license`, `license-link`, `holder`, `notice`, `usage`, `acquire`, `tdm-reservation`, `tdm-policy`, `robots`."""

    @property
    def value(self) -> str:
        """As it stands there."""

    @property
    def where(self) -> str:
        """Where it stood ("json-ld", "meta", "head")."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What the readers of a source hand over for detection."""

    notices: tuple[Notice, ...] = ()
    copyright_line: str | None = None
    publisher: str | None = None
    source_url: str | None = None
    published: date | datetime | None = None
    signals: Sequence[Signal] = ()


def detect_text(found: Found) -> RightsStatement:
    """Return the proposed statement for a text."""
    signals = found.signals
    notices = found.notices
    statement = RightsStatement(
        origin=Origin.DETECTED,
        holders=tuple(Party(name=name) for name in _holders(found)),
        copyright_year=_year(found.copyright_line),
        copyright_line=found.copyright_line,
        notices=notices,
        terms_url=_first(signals, "usage"),
        acquire_url=_first(signals, "acquire"),
        tdm=detect_tdm(notices, signals),
        notes=_notes(notices),
    )
    return _with_conflict(_with_status(statement, found), signals)


def detect_picture(credit: str, caption: str = "", uri: str | None = None) -> RightsStatement:
    """Return the proposed statement for a picture: its own credit and license, never the text's."""
    agencies = agencies_in(credit)
    code = license_id(uri) if uri else None
    statement = RightsStatement(
        asset_kind=AssetKind.IMAGE,
        origin=Origin.DETECTED,
        agencies=agencies,
        credit_line=credit or None,
        credit_origin=CreditOrigin.VERBATIM if credit else CreditOrigin.EDITOR,
        title=None,
        notes="Caption says it is a stock picture."
        if re.search(r"\bstock (?:image|photo)\b", caption, re.IGNORECASE)
        else "",
    )
    if code:
        return replace(
            statement,
            status=Status.LICENSED_OPEN,
            confidence=Confidence.MEDIUM,
            license_id=code,
            license_uri=uri,
            license_applies_to=LicenseScope.THIS,
        )
    if agencies:
        return replace(statement, status=Status.ALL_RIGHTS_RESERVED, confidence=Confidence.HIGH)
    return statement


def detect_tdm(notices: Sequence[Notice], signals: Sequence[Signal]) -> TdmReservation:
    """Return the reservation of text and data mining: words of a notice, meta values, robots words."""
    seen = [
        TdmSignal(kind="notice", value=_clause(notice.text), where=str(notice.where))
        for notice in notices
        if any(phrase.kind == "TDM" for line in notice.text.splitlines() for phrase in phrases_in(line))
    ]
    meta = next((signal for signal in signals if signal.kind == "tdm-reservation"), None)
    if meta is not None and meta.value.strip() in {"0", "1"}:
        seen.append(TdmSignal(kind=meta.kind, value=meta.value.strip(), where=meta.where))
    robots = [
        signal
        for signal in signals
        if signal.kind == "robots" and re.search(r"\bno(?:image)?ai\b", signal.value, re.IGNORECASE)
    ]
    seen += [TdmSignal(kind="robots", value=signal.value, where=signal.where) for signal in robots]
    reserved = any(signal.value != "0" for signal in seen)
    states = {True: TdmState.RESERVED, False: TdmState.NOT_RESERVED if seen else TdmState.UNSET}
    artificial = reserved and any(re.search(r"artificial intelligence|\bAI\b|noai", signal.value) for signal in seen)
    return TdmReservation(
        state=states[reserved],
        policy_url=_first(signals, "tdm-policy"),
        signals=tuple(seen),
        ai_training="deny" if artificial else None,
        ai_input="deny" if artificial else None,
    )


def license_id(uri: str) -> str | None:
    """Return the id of a Creative Commons address, None for any other; the whole element list is read.

    >>> license_id("https://creativecommons.org/licenses/by-nc-nd/4.0/")
    'CC-BY-NC-ND-4.0'
    >>> license_id("https://example.org/licenses/by/4.0/") is None
    True
    """
    match = CC_URI.match(uri.strip())
    if match is None:
        return None
    if match["pd"]:
        return "CC0-1.0" if match["pd"].lower() == "zero" else "CC-PDM-1.0"
    parts = ["CC", match["elements"].upper(), match["version"], *([match["port"].upper()] if match["port"] else [])]
    return "-".join(parts)


def _with_status(statement: RightsStatement, found: Found) -> RightsStatement:
    own = _license(found.signals, "license")
    if own:
        code, uri = own
        return _licensed(statement, code, uri, LicenseScope.THIS, Confidence.HIGH)
    if statement.notices:
        return replace(statement, status=Status.ALL_RIGHTS_RESERVED, confidence=Confidence.HIGH)
    site = _license(found.signals, "license-link")
    if site:
        # A license on a site's template may mean the site: an editor confirms (`license_applies_to`).
        code, uri = site
        return _licensed(statement, code, uri, LicenseScope.SITE, Confidence.LOW)
    if statement.copyright_line or statement.terms_url or statement.acquire_url:
        return replace(statement, status=Status.ALL_RIGHTS_RESERVED, confidence=Confidence.MEDIUM)
    return statement


def _licensed(
    statement: RightsStatement, code: str, uri: str, scope: LicenseScope, confidence: Confidence
) -> RightsStatement:
    status = Status.PUBLIC_DOMAIN if code in {"CC0-1.0", "CC-PDM-1.0"} else Status.LICENSED_OPEN
    return replace(
        statement, status=status, confidence=confidence, license_id=code, license_uri=uri, license_applies_to=scope
    )


def _with_conflict(statement: RightsStatement, signals: Sequence[Signal]) -> RightsStatement:
    """Two different licenses, or a license beside the words "all rights reserved", are for an editor."""
    if statement.license_id is None:
        return statement
    named = {license_id(signal.value) for signal in signals if signal.kind in {"license", "license-link"}} - {None}
    reasons = [f"several licenses: {', '.join(sorted(map(str, named)))}"] if len(named) > 1 else []
    if statement.notices and statement.license_applies_to is LicenseScope.THIS:
        reasons.append(f"{statement.license_id} and a notice that reserves all rights")
    return replace(statement, conflict=tuple(reasons))


def _license(signals: Sequence[Signal], kind: str) -> tuple[str, str] | None:
    for signal in signals:
        code = license_id(signal.value) if signal.kind == kind else None
        if code:
            return code, signal.value.strip()
    return None


def _holders(found: Found) -> tuple[str, ...]:
    """Who owns it: named in the notice, else by the page's data, else in the copyright line."""
    for notice in found.notices:
        for pattern in HOLDERS:
            match = pattern.search(fold(notice.text))
            if match:
                start, end = match.span("h")
                return (notice.text[start:end].strip(),)
    named = _first(found.signals, "holder")
    if named:
        return (named,)
    name = copyright_name(found.copyright_line) if found.copyright_line else None
    return (name,) if name else ()


def _year(line: str | None) -> int | None:
    match = COPYRIGHT.search(fold(line)) if line else None
    year = re.search(r"(?:19|20)\d\d", (match["year"] or "") if match else "")
    return int(year.group()) if year else None


def _first(signals: Sequence[Signal], kind: str) -> str | None:
    return next((signal.value.strip() for signal in signals if signal.kind == kind and signal.value.strip()), None)


def _clause(text: str) -> str:
    """The sentence part that speaks of mining, for the record; the notice itself is kept whole beside it."""
    match = re.search(
        r"regardless of the method[^.]*\)|[^.,;]*(?:mining|intelligen|exploration|eksplorac)[^.;]*", text, re.IGNORECASE
    )
    return match.group().strip()[:400] if match else text[:200]


def _notes(notices: Sequence[Notice]) -> str:
    """Exceptions and lost links a notice speaks of: facts to know, no license."""
    notes = []
    for notice in notices:
        exception = re.search(r"[^.]*\b(?:does not|do not) apply\b[^.]*\.", notice.text, re.IGNORECASE)
        if exception:
            notes.append(f"The notice names exceptions (no license): {exception.group().strip()}")
        if re.search(r"\b(?:can be found|available)\s+here\b", fold(notice.text).replace("  ", " "), re.IGNORECASE):
            notes.append(
                'The notice points to a page ("here") whose link was lost; look for the terms and fill terms_url.'
            )
    return "\n".join(notes)
