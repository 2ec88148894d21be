"""Further cases of the rules, each reasoned from the rule's own words: the edges of every limit."""

from typing import Any

from tests.rights.truth_table import (
    ARR,
    BRIEF,
    CC,
    CONVERSATION,
    FOR_PROFIT,
    GRIST,
    IMAGE,
    PERMISSION,
    PROPUBLICA,
    RESERVED,
    SEED,
    Row,
    block,
    brief,
    full,
    licensed,
)

BY, ND = licensed("CC-BY-4.0"), licensed("CC-BY-ND-4.0")
NC, SA = licensed("CC-BY-NC-4.0"), licensed("CC-BY-SA-4.0")
ALONE: dict[str, Any] = {"publisher_type": "individual"}
KFF = licensed("CC-BY-NC-ND-4.0", profile="kff-health-news")
DIALOGUE = licensed("CC-BY-NC-ND-4.0", profile="dialogue-earth")
CITY: dict[str, Any] = {"status": "publisher_terms", "profile": "city-desk-abq"}
OPEN = licensed("CC-BY-NC-4.0", profile="opendemocracy")
GRANTED = ("D-ATTRIB", "D-KEEP-NOTICE", "D-LINK-SOURCE", "D-VERBATIM")
OPEN_OWED = ("D-ATTRIB", "D-LINK-SOURCE", "D-LINK-LICENCE", "D-NO-ENDORSE")
WAITING = {**DIALOGUE, "first_published": "2024-11-21"}
CC_BY = {"license_id": "CC-BY-4.0"}
GRIST_OWED = ("D-CREDIT-EXACT", "D-LINK-SOURCE", "D-VERBATIM", "D-NO-IMAGES", "D-NO-SALE")


def shortened(name: str) -> dict[str, Any]:
    return {"statement": licensed(name), "asked": "web/abridged"}


def granted(name: str, *more: str, grant: dict[str, Any], **given: Any) -> Row:
    duties = (*GRANTED, *more)
    return full(name, *duties, reasons=("R-GRANT-OK",), **{"statement": PERMISSION, "grant": grant, **given})


def denied(name: str, *reasons: str, grant: dict[str, Any], **given: Any) -> Row:
    return brief(name, *reasons, **{"statement": PERMISSION, "grant": grant, **given})


FURTHER = (
    # --- permissions: the day itself, the place, the purpose
    granted("last day, web", "D-EXPIRE", grant={"valid_until": "2024-11-22"}),
    granted("last day, PDF", grant={"valid_until": "2024-11-22"}, asked="pdf/full_verbatim"),
    granted("first day", grant={"valid_from": "2024-11-22"}),
    denied("the day before", "R-GRANT-NOT-YET", grant={"valid_from": "2024-11-23"}),
    denied("withdrawn today", "R-GRANT-EXPIRED", grant={"withdrawn_on": "2024-11-22"}),
    denied(
        "ended and another format",
        *("R-GRANT-EXPIRED", "R-GRANT-CHANNEL"),
        grant={"valid_until": "2024-11-21", "channels": ["email"]},
    ),
    denied(
        "verbal, and only a brief",
        "R-GRANT-NO-EVIDENCE",
        "R-GRANT-TREATMENT",
        grant={"kind": "verbal"},
        asked="email/brief",
        ok=True,
    ),
    brief("permission without one", "R-GRANT-MISSING", statement=PERMISSION),
    denied(
        "somebody else's permission",
        "R-GRANT-WRONG-HOLDER",
        grant={"grantor_is_holder": False},
        statement={**PERMISSION, "holders": [{"name": "Other Press"}]},
    ),
    denied("nobody is known to hold the rights", "R-GRANT-WRONG-HOLDER", grant={"grantor_is_holder": False}),
    granted(
        "an agent of the holder",
        grant={"grantor_is_holder": True},
        statement={**PERMISSION, "holders": [{"name": "Other Press"}]},
    ),
    granted("one country of two", grant={"territories": ["DE", "PL"]}, edition={"territories": ["PL"]}),
    denied(
        "one country too many",
        "R-GRANT-TERRITORY",
        grant={"territories": ["PL"]},
        edition={"territories": ["PL", "FR"]},
    ),
    denied("advertising", "R-GRANT-COMMERCIAL", grant={}, edition={"ads": True}),
    denied("publisher not known", "R-GRANT-COMMERCIAL", grant={}, edition={"publisher_type": "unknown"}),
    denied("paywall", "R-GRANT-PAYWALL", grant={"commercial": True}, edition={"paywall": True}),
    denied("one word too many", "R-GRANT-WORDS", grant={"max_words": 599}),
    granted("all its words", grant={"max_words": 600}),
    denied("translated", "R-GRANT-TREATMENT", grant={}, asked="web/translated", instead=("full_verbatim", "brief")),
    # --- non-commercial
    full("NC, somebody on their own, no money", *CC, statement=NC, edition={"publisher_type": "individual"}),
    brief("NC, publisher not known", "R-CC-NC-UNCLEAR", statement=NC, edition={"publisher_type": "unknown"}),
    *(
        brief(f"NC, somebody on their own, {name}", "R-CC-NC-COMMERCIAL", statement=NC, edition=ALONE | money)
        for name, money in (("ads", {"ads": True}), ("sponsors", {"sponsors": True}), ("a price", {"price": 1}))
    ),
    granted("somebody on their own", grant={}, edition=ALONE),
    denied("somebody on their own, with a price", "R-GRANT-COMMERCIAL", grant={}, edition={**ALONE, "price": 2}),
    brief("NC, for profit", "R-CC-NC-COMMERCIAL", statement=NC, edition=FOR_PROFIT),
    brief("NC, paywall", "R-CC-NC-COMMERCIAL", statement=NC, edition={"paywall": True}),
    brief("NC, a price of a cent", "R-CC-NC-COMMERCIAL", statement=NC, edition={"price": "0.01"}),
    brief(
        "ads are waived, sponsors are not",
        "R-CC-NC-COMMERCIAL",
        statement=PROPUBLICA,
        edition={"sponsors": True},
        asked="pdf/full_verbatim",
    ),
    brief(
        "waived for news outlets only", "R-CC-NC-COMMERCIAL", statement=KFF, edition={"price": 2, "news_outlet": False}
    ),
    full("nothing to waive", *CC, "D-VERBATIM", "D-TAGLINE", "D-KEEP-LINKS", "D-NO-IMAGES", statement=KFF),
    # --- no derivatives, share alike
    brief(
        "ND, edited", "R-CC-ND-ADAPTATION", statement=ND, asked="web/full_edited", instead=("full_verbatim", "brief")
    ),
    block(
        "ND picture, cropped",
        "R-CC-ND-ADAPTATION",
        "R-IMAGE-NOT-CLEARED",
        statement={**ND, **IMAGE},
        asked="web/image_cropped",
        instead=("image", "image_resized"),
    ),
    full("ND picture, resized", *CC, statement={**ND, **IMAGE}, asked="web/image_resized", most="image"),
    full("ND, a brief", *CC, *BRIEF, statement=ND, asked="web/brief"),
    full("SA, whole, beside others", *CC, statement=SA, edition={"item_licence_display": False}),
    brief(
        "SA, shortened, no license shown",
        "R-CC-SA-ITEM-LICENCE",
        statement=SA,
        asked="web/abridged",
        edition={"item_licence_display": False},
        instead=("full_verbatim", "brief"),
    ),
    full(
        "SA picture, cropped",
        *(*CC, "D-SHARE-ALIKE", "D-INDICATE-CHANGES"),
        statement={**SA, **IMAGE},
        asked="web/image_cropped",
        most="image",
    ),
    # --- days counted from the first publication, in UTC
    full(
        "embargo over",
        *(*CC, "D-VERBATIM", "D-NO-IMAGES", "D-REPORT"),
        statement={**DIALOGUE, "first_published": "2024-11-20"},
    ),
    full(
        "embargo over by the sun of London",
        *(*CC, "D-VERBATIM", "D-NO-IMAGES", "D-REPORT"),
        statement={**DIALOGUE, "first_published": "2024-11-21T01:30:00+05:00"},
    ),
    block(
        "embargo by the sun of London",
        "R-EMBARGO",
        statement={**DIALOGUE, "first_published": "2024-11-20T23:30:00-05:00"},
        instead=("brief",),
    ),
    brief("embargo, a brief", "R-EMBARGO", statement=WAITING, asked="web/brief", ok=True),
    brief("embargo, a link", "R-EMBARGO", statement=WAITING, asked="web/link_only", ok=True),
    block("embargo, a quotation", "R-EMBARGO", statement=WAITING, asked="web/quote", instead=("brief",)),
    block(
        "embargo, a brief that quotes",
        "R-EMBARGO",
        statement=WAITING,
        asked="web/brief",
        use={"quote_chars": 80, "own_chars": 400},
        instead=("link_only",),
    ),
    # --- other open licenses
    *(
        full(f"{name}, shortened", *OPEN_OWED, "D-INDICATE-CHANGES", reasons=("R-OPEN-OTHER",), **shortened(name))
        for name in ("OGL-UK-1.0", "OGL-UK-2.0", "etalab-1.0", "etalab-2.0", "DL-DE-BY-2.0", "NLOD-1.0")
    ),
    *(
        brief(f"{name}, sold", "R-CC-NC-COMMERCIAL", statement=licensed(name), edition={"price": 2})
        for name in (
            "Creative Commons Namensnennung - Keine kommerzielle Nutzung 3.0 Deutschland",
            "Licencia Creative Commons Reconocimiento-NoComercial-SinObraDerivada 3.0 España",
            "Creative Commons Uznanie autorstwa-Użycie niekomercyjne 4.0 Międzynarodowe",
        )
    ),
    full("zero", "D-CREDIT-COURTESY", reasons=("R-PD",), **shortened("DL-DE-ZERO-2.0")),
    full("Free Art, whole", *OPEN_OWED, reasons=("R-OPEN-OTHER",), statement=licensed("LAL-1.3")),
    full(
        "Free Art, shortened",
        *(*OPEN_OWED, "D-SHARE-ALIKE", "D-INDICATE-CHANGES"),
        reasons=("R-OPEN-OTHER",),
        **shortened("LAL-1.3"),
    ),
    brief(
        "Free Art, shortened, no license shown",
        "R-CC-SA-ITEM-LICENCE",
        **shortened("LAL-1.2"),
        edition={"item_licence_display": False},
        instead=("full_verbatim", "brief"),
    ),
    brief("GFDL: its whole text must travel", "R-LICENCE-UNKNOWN", statement=licensed("GFDL-1.3")),
    # --- a permission beside a license
    full("a failed permission hides no license", *CC, statement={**PERMISSION, **CC_BY}, grant={"kind": "verbal"}),
    full("no permission was needed", *CC, statement={**PERMISSION, **CC_BY}),
    granted("a permission beside a license", statement={**PERMISSION, **CC_BY}, grant={}),
    denied(
        "neither permission nor license",
        *("R-GRANT-EXPIRED", "R-CC-NC-COMMERCIAL"),
        statement={**PERMISSION, "license_id": "CC-BY-NC-4.0"},
        grant={"valid_until": "2024-11-21", "commercial": True, "ads": True},
        edition={"ads": True},
    ),
    full(
        "ninetieth day",
        *("D-CREDIT-EXACT", "D-LINK-SOURCE", "D-VERBATIM", "D-EXPIRE"),
        reasons=("R-TERMS-OK",),
        statement={**CITY, "first_published": "2024-08-24"},
    ),
    brief("ninety-first day", "R-WINDOW-CLOSED", statement={**CITY, "first_published": "2024-08-23"}),
    # --- the publisher's terms
    full("read 180 days ago", *GRIST_OWED, reasons=("R-TERMS-OK",), statement=GRIST, edition={"date": "2025-04-30"}),
    brief("read 181 days ago", "R-TERMS-STALE", statement=GRIST, edition={"date": "2025-05-01"}),
    brief("cap used up", "R-CAP-REACHED", statement=OPEN, use={"used_from_source_this_month": 2}),
    brief("terms nobody filed", "R-TERMS-UNKNOWN", statement={"status": "publisher_terms", "profile": "no-such"}),
    brief("no terms named", "R-TERMS-UNKNOWN", statement={"status": "publisher_terms"}),
    brief("pixel refused, a brief", "R-PIXEL-REFUSED", statement=CONVERSATION, asked="web/brief", ok=True),
    # --- text and data mining, quotations, near copies
    brief(
        "a program's summary",
        *("R-ARR", "R-TDM-MACHINE"),
        statement=RESERVED,
        asked="web/brief",
        use={"summary_by": "machine"},
        duties=SEED,
        instead=("link_only",),
    ),
    brief(
        "a program's summary, nothing reserved",
        "R-ARR",
        statement=ARR,
        asked="web/brief",
        use={"summary_by": "machine"},
        ok=True,
    ),
    full("reserved, and licensed", *CC, "D-TDM", statement={**BY, "tdm": {"state": "reserved"}}),
    brief(
        "120 characters", "R-ARR", statement=ARR, asked="web/quote", use={"quote_chars": 120, "own_chars": 360}, ok=True
    ),
    brief(
        "121",
        "R-ARR",
        "R-QUOTE-TOO-LONG",
        statement=ARR,
        asked="web/quote",
        use={"quote_chars": 121, "own_chars": 999},
        instead=("link_only",),
    ),
    brief(
        "own words short by one",
        "R-ARR",
        "R-QUOTE-NO-OWN-TEXT",
        statement=ARR,
        asked="web/quote",
        use={"quote_chars": 120, "own_chars": 359},
        instead=("link_only",),
    ),
    brief(
        "quoted too much in all",
        *("R-ARR", "R-QUOTE-TOO-LONG"),
        statement=ARR,
        asked="web/quote",
        use={"quote_chars": 100, "own_chars": 999, "quoted_chars_from_source": 241},
        instead=("link_only",),
    ),
    brief(
        "no quotation at all",
        *("R-FORBIDDEN", "R-QUOTE-NOT-ALLOWED"),
        statement={"status": "no_republication"},
        asked="web/quote",
        use={"quote_chars": 10, "own_chars": 999},
        instead=("link_only",),
    ),
    brief("eight words in a row", "R-UNKNOWN", asked="web/brief", use={"longest_run": 8, "five_gram": 0.15}, ok=True),
    brief(
        "nine words in a row",
        "R-UNKNOWN",
        "R-SUMMARY-NEAR-COPY",
        asked="web/brief",
        use={"longest_run": 9},
        instead=("link_only",),
    ),
    # --- what stands above every status
    brief("conflict beats ours", "R-CONFLICT", statement={"status": "own", "conflict": ["footer: © Agency"]}),
    brief("conflict, a brief", "R-CONFLICT", statement={**BY, "conflict": ["a", "b"]}, asked="web/brief", ok=True),
    block(
        "withdrawn, a link",
        "R-WITHDRAWN",
        statement={**BY, "withdrawn": {"kind": "takedown", "on": "2024-11-22", "by": "Example Times"}},
        asked="web/link_only",
    ),
    block("a brief without address", "R-UNKNOWN", "R-NO-SOURCE-URL", statement={"source_url": None}, asked="web/brief"),
    full("the full text without address", *CC, statement={**BY, "source_url": None}),
    full("nobody named", *CC, reasons=("R-CC-OK", "W-NO-CREATOR"), statement={**BY, "creators": []}),
    full(
        "US government, at home",
        *("D-ATTRIB", "D-NO-ENDORSE"),
        reasons=("R-USGOV",),
        statement={"status": "us_government_work"},
        edition={"territories": ["US"]},
    ),
    full(
        "US public domain, at home",
        "D-CREDIT-COURTESY",
        reasons=("R-PD-US",),
        statement={"status": "public_domain_us_only"},
        edition={"territories": ["US"]},
    ),
    brief(
        "US public domain, abroad as well",
        "R-PD-US-TERRITORY",
        statement={"status": "public_domain_us_only"},
        edition={"territories": ["US", "CA"]},
    ),
    # --- licenses that are none
    brief("4.0 has no ports", "R-CC-INCOMPLETE", statement=licensed("CC-BY-4.0-DE")),
    brief("retired", "R-CC-RETIRED", statement=licensed("https://creativecommons.org/licenses/nd/1.0/")),
    brief("not in the table", "R-LICENCE-UNKNOWN", statement=licensed("Beerware-42")),
    full(
        "Public Domain Mark",
        "D-CREDIT-COURTESY",
        reasons=("R-PD",),
        statement=licensed("CC-PDM-1.0"),
        edition={"drm": True},
    ),
)
