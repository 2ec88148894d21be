"""The truth table of the gate, row by row: a statement, a use, and everything the decision must say."""

from dataclasses import dataclass, field
from typing import Any

BRIEF = ("D-LINK-SOURCE", "D-ATTRIB-BRIEF", "D-OWN-WORDS")
SEED = (*BRIEF, "D-HUMAN-SUMMARY", "D-TDM")
CC = ("D-ATTRIB", "D-LINK-SOURCE", "D-LINK-LICENCE", "D-KEEP-NOTICE", "D-NO-ENDORSE", "D-NO-EXTRA-TERMS")

ARR: dict[str, Any] = {"status": "all_rights_reserved"}
RESERVED: dict[str, Any] = {**ARR, "tdm": {"state": "reserved"}}
IMAGE: dict[str, Any] = {"asset_kind": "image"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case: what differs from the base values, and what must come out."""

    name: str
    statement: dict[str, Any] = field(default_factory=dict)
    asked: str = "web/full_verbatim"
    edition: dict[str, Any] = field(default_factory=dict)
    use: dict[str, Any] = field(default_factory=dict)
    grant: dict[str, Any] | None = None
    policy: dict[str, Any] = field(default_factory=dict)
    stale: bool = False
    evidence_broken: bool = False
    outcome: str
    ok: bool
    reasons: tuple[str, ...]
    duties: tuple[str, ...]
    most: str | None
    """`max_treatment`: the greatest use that is allowed."""
    instead: tuple[str, ...] = ()
    """`alternatives`: what is offered, greatest first, to whoever asked for more than is allowed."""


def licensed(name: str, **more: Any) -> dict[str, Any]:
    return {"status": "licensed_open", "license_id": name, **more}


def full(
    name: str, *duties: str, reasons: tuple[str, ...] = ("R-CC-OK",), most: str = "full_verbatim", **given: Any
) -> Row:
    """Allowed as asked for, and the work unchanged always is."""
    return Row(name=name, outcome="ALLOW_FULL", ok=True, reasons=reasons, duties=duties, most=most, **given)


def brief(
    name: str,
    *reasons: str,
    duties: tuple[str, ...] = BRIEF,
    ok: bool = False,
    instead: tuple[str, ...] = ("brief",),
    most: str = "",
    **given: Any,
) -> Row:
    """At most a brief of what was asked for; where that is not what was asked for, *instead* is offered."""
    row: dict[str, Any] = {"most": most or instead[0], "instead": () if ok else instead, **given}
    return Row(name=name, outcome="ALLOW_BRIEF", ok=ok, reasons=reasons, duties=duties, **row)


def block(name: str, *reasons: str, instead: tuple[str, ...] = (), **given: Any) -> Row:
    """Nothing of what was asked for."""
    most = instead[0] if instead else None
    return Row(name=name, outcome="BLOCK", ok=False, reasons=reasons, duties=(), most=most, instead=instead, **given)


PROPUBLICA = licensed("CC-BY-NC-ND-3.0-US", profile="propublica")
CONVERSATION = licensed("CC-BY-ND-4.0", profile="the-conversation-us")
GRIST: dict[str, Any] = {"status": "publisher_terms", "profile": "grist"}
PERMISSION: dict[str, Any] = {"status": "permission"}
FOR_PROFIT = {"publisher_type": "forprofit"}

ROWS = (
    block("T01", "R-ARR", "R-NO-SOURCE-URL", statement={**RESERVED, "source_url": None}),
    brief("T02", "R-ARR", statement=RESERVED, duties=SEED),
    brief("T03", "R-ARR", statement=RESERVED, asked="email/brief", duties=SEED, ok=True),
    brief(
        "T05",
        "R-ARR",
        statement=RESERVED,
        asked="web/link_only",
        use={"summary_by": "machine"},
        duties=SEED,
        ok=True,
        most="link_only",
    ),
    brief(
        "T06",
        "R-ARR",
        statement=RESERVED,
        asked="web/brief",
        use={"quote_chars": 110, "own_chars": 440},
        duties=SEED,
        ok=True,
    ),
    brief(
        "T07",
        *("R-ARR", "R-QUOTE-TOO-LONG"),
        statement=RESERVED,
        asked="web/brief",
        use={"quote_chars": 260, "own_chars": 1040},
        duties=SEED,
        instead=("link_only",),
    ),
    block("T09", "R-ARR", "R-IMAGE-NOT-CLEARED", statement={**ARR, **IMAGE}, asked="pdf/image"),
    brief("T10", "R-UNKNOWN"),
    block("T11", "R-UNKNOWN", "R-IMAGE-NOT-CLEARED", statement=IMAGE, asked="web/image"),
    brief("T12", "R-ARR", statement=ARR, asked="epub/full_verbatim"),
    brief("T13", "R-FORBIDDEN", statement={"status": "no_republication"}),
    brief("T15", "R-FORBIDDEN", statement={"status": "no_republication"}, asked="web/brief", ok=True),
    full("T16", "D-KEEP-NOTICE", reasons=("R-OWN",), statement={"status": "own"}, edition={"price": 5, "ads": True}),
    full(
        "T17",
        "D-CREDIT-COURTESY",
        reasons=("R-PD",),
        statement=licensed("CC0-1.0"),
        asked="pdf/translated",
        edition={"price": 3},
    ),
    full("T18", *CC, statement=licensed("CC-BY-4.0"), edition={"price": 3, "sponsors": True}),
    full("T19", *CC, "D-INDICATE-CHANGES", statement=licensed("CC-BY-4.0"), asked="web/abridged"),
    brief("T20", "R-CC-DRM", statement=licensed("CC-BY-4.0"), asked="epub/full_verbatim", edition={"drm": True}),
    full("T21", *CC, statement=licensed("CC-BY-SA-4.0")),
    full("T22", *CC, "D-SHARE-ALIKE", "D-INDICATE-CHANGES", statement=licensed("CC-BY-SA-4.0"), asked="web/translated"),
    full("T24", *CC, "D-VERBATIM", statement=licensed("CC-BY-ND-4.0"), edition={"ads": True, **FOR_PROFIT}),
    brief(
        "T25",
        "R-CC-ND-ADAPTATION",
        statement=licensed("CC-BY-ND-4.0"),
        asked="web/translated",
        instead=("full_verbatim", "brief"),
    ),
    brief(
        "T26",
        "R-CC-ND-ADAPTATION",
        statement=licensed("CC-BY-ND-4.0"),
        asked="web/abridged",
        instead=("full_verbatim", "brief"),
    ),
    brief("T27", "R-VERBATIM-FAILED", statement=licensed("CC-BY-ND-4.0"), use={"verbatim": False}),
    full("T28", *CC, statement=licensed("CC-BY-NC-4.0")),
    brief("T29", "R-CC-NC-COMMERCIAL", statement=licensed("CC-BY-NC-4.0"), edition={"sponsors": True}),
    brief("T30", "R-CC-NC-COMMERCIAL", statement=licensed("CC-BY-NC-4.0"), edition={"price": 2}),
    brief("T32", "R-PIXEL-REFUSED", statement=PROPUBLICA, edition={"ads": True, **FOR_PROFIT}),
    full(
        "T33",
        *(*CC, "D-VERBATIM", "D-CREDIT-EXACT", "D-KEEP-LINKS", "D-NO-IMAGES"),
        reasons=("R-NC-WAIVED", "R-CC-OK"),
        statement=PROPUBLICA,
        edition={"ads": True, **FOR_PROFIT},
        policy={"tracking_pixels": "web+email"},
    ),
    brief(
        "T34",
        "R-AUTO-SELECTION",
        statement=PROPUBLICA,
        use={"automated_selection": True},
        policy={"tracking_pixels": "web+email"},
    ),
    full(
        "T35",
        *(*CC, "D-VERBATIM", "D-TAGLINE", "D-KEEP-LINKS", "D-NO-IMAGES"),
        reasons=("R-NC-WAIVED", "R-CC-OK"),
        statement=licensed("CC-BY-NC-ND-4.0", profile="kff-health-news"),
        edition={"price": 2, **FOR_PROFIT},
    ),
    brief("T37", "R-PIXEL-REFUSED", statement=CONVERSATION, asked="email/full_verbatim"),
    full(
        "T38",
        *(*CC, "D-VERBATIM", "D-CREDIT-EXACT", "D-NO-IMAGES", "D-NO-SALE"),
        statement=CONVERSATION,
        asked="pdf/full_verbatim",
    ),
    brief("T39", "R-PAYWALL", statement=licensed("CC-BY-ND-4.0", profile="mongabay"), edition={"paywall": True}),
    full("T40", *CC, "D-CREDIT-EXACT", "D-NO-IMAGES", statement=licensed("CC-BY-3.0", profile="global-voices")),
    brief(
        "T41",
        "R-PARTNER-CONTENT",
        statement=licensed("CC-BY-3.0", profile="global-voices", partner_content=True),
    ),
    brief("T42", "R-NONPROFIT-ONLY", statement=licensed("CC-BY-NC-4.0", profile="opendemocracy"), edition=FOR_PROFIT),
    block(
        "T44",
        "R-EMBARGO",
        statement=licensed("CC-BY-NC-ND-4.0", profile="dialogue-earth", first_published="2024-11-21"),
        instead=("brief",),
    ),
    brief("T46", "R-TERMS-FULL-ONLY", statement=GRIST, asked="web/abridged", instead=("full_verbatim", "brief")),
    full(
        "T47",
        *("D-CREDIT-EXACT", "D-LINK-SOURCE", "D-VERBATIM", "D-NO-IMAGES", "D-NO-SALE"),
        reasons=("R-TERMS-OK",),
        statement=GRIST,
        edition={"ads": True},
    ),
    brief("T48", "R-TERMS-STALE", statement=GRIST, stale=True),
    brief("T49", "R-CC-INCOMPLETE", statement=licensed("CC-UNSPECIFIED")),
    brief(
        "T50", "R-CONFLICT", statement=licensed("CC-BY-2.5", conflict=["rel=license: CC BY", "text: no commercial use"])
    ),
    full(
        "T51",
        *("D-ATTRIB", "D-NO-ENDORSE"),
        reasons=("R-USGOV", "W-USGOV-ABROAD"),
        statement={"status": "us_government_work"},
    ),
    brief("T52", "R-PD-US-TERRITORY", statement={"status": "public_domain_us_only"}),
    full(
        "T54",
        *("D-ATTRIB", "D-LINK-SOURCE", "D-LINK-LICENCE", "D-NO-ENDORSE"),
        reasons=("R-OPEN-OTHER",),
        statement=licensed("OGL-UK-3.0"),
        edition={"price": 1},
    ),
    full(
        "T55",
        *("D-CREDIT-EXACT", "D-KEEP-NOTICE", "D-LINK-SOURCE", "D-VERBATIM"),
        reasons=("R-GRANT-OK",),
        statement=PERMISSION,
        grant={"commercial": True, "credit": "x"},
        asked="pdf/full_verbatim",
        edition={"price": 1},
    ),
    brief(
        "T56",
        "R-GRANT-CHANNEL",
        statement=PERMISSION,
        grant={"channels": ["email", "web"]},
        asked="epub/full_verbatim",
    ),
    brief("T57", "R-GRANT-EXPIRED", statement=PERMISSION, grant={"valid_until": "2024-11-21"}),
    brief("T59", "R-GRANT-NO-EVIDENCE", statement=PERMISSION, grant={"kind": "verbal"}),
    brief("T61", "R-GRANT-TERRITORY", statement=PERMISSION, grant={"territories": ["DE", "PL"]}),
    block("T63", "R-EVIDENCE-MISMATCH", statement=PERMISSION, grant={}, evidence_broken=True),
    block(
        "T64",
        "R-WITHDRAWN",
        statement={**PERMISSION, "withdrawn": {"kind": "kill", "on": "2024-11-20", "by": "Example Agency"}},
        grant={},
    ),
    full("T65", *CC, statement={**licensed("CC-BY-SA-4.0"), **IMAGE}, asked="web/image_resized", most="image"),
    block(
        "T67",
        *("R-CC-NC-COMMERCIAL", "R-IMAGE-NOT-CLEARED"),
        statement={**licensed("CC-BY-NC-2.0"), **IMAGE},
        asked="web/image",
        edition={"sponsors": True},
    ),
    block("T68", "R-ARR", "R-IMAGE-NOT-CLEARED", statement={**ARR, **IMAGE}, asked="web/image"),
    block("T69", "R-ORPHAN", "R-IMAGE-NOT-CLEARED", statement={"status": "orphan", **IMAGE}, asked="web/image"),
)

BASE_STATEMENT: dict[str, Any] = {
    "title": "Example",
    "creators": [{"name": "Jane Doe"}],
    "source_url": "https://example.org/a",
    "first_published": "2024-11-18",
}
BASE_EDITION: dict[str, Any] = {"date": "2024-11-22", "publisher_type": "nonprofit", "news_outlet": True}
BASE_GRANT: dict[str, Any] = {
    "kind": "email",
    "grantor": {"name": "Example Times"},
    "grantor_is_holder": True,
    "granted_on": "2024-11-20",
    "channels": ["email", "web", "pdf", "epub"],
}


def request(row: Row, evidence: dict[str, Any]) -> dict[str, Any]:
    """Return the row as a line of `rights decide`."""
    channel, treatment = row.asked.split("/")
    statement = {**BASE_STATEMENT, **row.statement}
    if row.grant is not None:
        statement["grants"] = [{**BASE_GRANT, "evidence": [evidence], **row.grant}]
    edition = {**BASE_EDITION, "channel": channel, **row.edition}
    line: dict[str, Any] = {
        "statement": statement,
        "use": {"edition": edition, "treatment": treatment, "words": 600, **row.use},
    }
    return {**line, "policy": row.policy} if row.policy else line
