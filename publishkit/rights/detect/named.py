"""Whose a text is by who is named in it: the author beside a license, the publisher where it is said to have stood first."""

import re

from publishkit.model.statement import Signal
from publishkit.rights.detect.found import Found, evidence
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.detect.notices import origin_named
from publishkit.words import lowered, plain

SIGNED_BY = re.compile(
    r"\W{0,3}(?P<line>(?:©|\(c\)|copyright)[\s©]{0,3}(?:(?:19|20)\d\d,?\s)?(?:by\s)?(?P<name>[^,;|<>()/\d]{3,60}))(?:\s?[,;|/.–—-]\s?|\s)(?:licen[sc]ed? |under |lizenz:? ){0,2}(?P<license>[^©]{2,160})$",
    re.IGNORECASE,
)


def signed_license(found: Found) -> tuple[Signal, str] | None:
    """Return the license that the author of the text signed beside their ©, and that ©: “© Ada Example, CC BY 4.0”.

    A name that no byline has may be a photographer's, whose line stands in an article as well.
    """
    authors = {bare_name(name) for name in found.bylines} - {""}
    for sign in found.signals:
        if sign.kind != "license-words" or sign.where not in {"article", "text", "end"}:
            continue
        match = SIGNED_BY.match(sign.value[:300])
        if match and bare_name(match["name"]) in authors and len(licenses_in(match["license"])) == 1:
            return evidence("license", sign.value, sign.where), " ".join(match["line"].split())
    return None


def is_own_origin(sign: Signal, found: Found) -> bool:
    """Whether a sentence about where a text was first published names nobody but its publisher, or only gives a license.

    “This story is republished under CC BY” is what a publisher says of its own; “republished from X under CC BY” is not.
    """
    if sign.kind != "synd":
        return False
    named = origin_named(sign.value)
    if named is None:
        return bool(licenses_in(sign.value)) and LENT.search(lowered(sign.value)) is None
    return bare_name(named) == bare_name(found.publisher or "")


def bare_name(name: str) -> str:
    """Return *name* as names are compared: small letters, no article."""
    return lowered(plain(name)).strip(" .").removeprefix("the ")


LENT = re.compile(r"\b(?:permission|partnership|courtesy|genehmigung|zgod|from|aus)\b")
