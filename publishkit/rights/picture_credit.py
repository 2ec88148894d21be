"""What stands under a picture: its caption, its credit, its license. Each once, whoever wrote it into which of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publishkit.model.article import Picture
from publishkit.model.credits import Line, Span
from publishkit.model.rights import CreditOrigin, Status
from publishkit.model.statement import RightsStatement
from publishkit.rights.credit import LicenseShown, fill
from publishkit.rights.gate.case import name_key
from publishkit.rights.license import read_license
from publishkit.rights.pictures.credit_line import split_credit

EDGES = " \t\n\r\u00a0,;:|/·•–—-"
"""Marks that part names; at the end or the beginning of a credit they part nothing."""
ABBREVIATED = frozenset("bros co corp inc jr llc ltd sr st".split())
"""Words whose full stop is their own."""
LONGEST = 160
"""Characters of a credit that stands at the end of a caption."""
_ELEMENTS = r"(?:CC|Creative Commons)[ \-\u00a0]?(?:0|BY|Zero|Attribution)(?:[ \-](?:NC|ND|SA)){0,2}"
NAMED_LICENSE = re.compile(
    rf"(?:\b(?:licensed )?under )?{_ELEMENTS}(?:[ \-]\d\.\d)?(?:[ \-](?:International|Unported|Generic|[A-Z]{{2,3}}))?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureWords:
    """Caption and credit of a picture, told apart."""

    caption: str
    name: str
    """Who is credited, in the words of the statement or else of the caption; "" when nobody is known."""


def picture_words(picture: Picture, license: LicenseShown, house: str) -> PictureWords:
    """Return what stands under *picture*; a credit that ends its caption is taken out of it, for it is printed as a credit.

    Our own picture is credited to our *house* when nobody is named.
    """
    caption, told = _told_apart(picture.caption)
    name = _named(picture.rights, license)
    if told and (name or picture.rights.status is not Status.OWN):
        told = _without_license(told, license)
        if not name or name_key(told).endswith(name_key(name)) or name_key(name).endswith(name_key(told)):
            return PictureWords(caption=caption, name=max(name, told, key=len))
    return PictureWords(caption=picture.caption, name=name or (house if picture.rights.status is Status.OWN else ""))


def picture_credit(
    words: PictureWords,
    statement: RightsStatement,
    license: LicenseShown,
    labels: Mapping[str, str],
    exact: Sequence[str] = (),
) -> Line:
    """Return the credit under a picture: what must stand *exact*, else who is named; and the license, linked, once."""
    given = " / ".join(exact) or words.name or labels["picture_unnamed"]
    source = statement.source_url or ""
    linked = Span(text=license.name, href=license.uri, kind="license")
    if license.name and (place := _same_license(license).search(given)):
        before, after = given[: place.start()], given[place.end() :]
        spans = (
            Span(text=before, href=source, kind="author"),
            Span(text=place[0], href=license.uri, kind="license"),
            Span(text=after),
        )
        return tuple(span for span in spans if span.text)
    return fill(labels["picture_licensed"], {"credit": Span(text=given, href=source, kind="author"), "license": linked})


def _told_apart(caption: str) -> tuple[str, str]:
    """Return *caption* without the credit that ends it, and that credit; "" when it ends in none."""
    if found := split_credit(caption):
        return found.caption, found.raw.strip("()[] ")
    # A last sentence that names a license is a credit, whatever it calls the picture.
    license = [found.end() for found in NAMED_LICENSE.finditer(caption)]
    if not license or len(caption) - license[-1] > 2:
        return caption, ""
    start = max((found.end() for found in re.finditer(r"[.!?…»”’\"')\]]\s+", caption[: license[-1]])), default=0)
    tail = caption[start:].strip("()[] ")
    return (caption[:start].strip(), tail) if len(tail) <= LONGEST and ("," in tail or ":" in tail) else (caption, "")


def _named(statement: RightsStatement, license: LicenseShown) -> str:
    line = statement.credit_line or ""
    required = statement.credit_origin is CreditOrigin.HOLDER_REQUIRED
    given = line.strip(EDGES) if required else _without_license(line, license)
    return given or " / ".join(_names(statement))


def _names(statement: RightsStatement) -> Iterator[str]:
    """Yield the makers and the first holder, nobody twice."""
    named: dict[str, str] = {}
    for party in (*statement.creators, *statement.holders[:1]):
        named.setdefault(name_key(party.name), party.name)
    yield from filter(None, named.values())


def _without_license(credit: str, license: LicenseShown) -> str:
    """Return *credit* without marks at its edges and without the license that ends it, which is printed with its link."""
    kept = credit.strip(EDGES)
    found = [one for one in NAMED_LICENSE.finditer(kept) if len(kept) - one.end() <= 2]
    if found and _is_same(found[-1][0], license):
        kept = kept[: found[-1].start()].rstrip(EDGES + "([")
    last = kept.rpartition(" ")[2].removesuffix(".")
    abbreviated = len(last) < 2 or "." in last or last.casefold() in ABBREVIATED
    return kept if abbreviated else kept.removesuffix(".")


def _is_same(written: str, license: LicenseShown) -> bool:
    """Whether *written* can be the license: the same elements, and its version where one is written."""
    asked, known = (
        read_license(re.sub(r"(?i)^(?:licensed )?under ", "", written)),
        read_license(license.uri or license.name),
    )
    return bool(license.name) and asked.elements == known.elements and asked.version in ("", known.version)


def _same_license(license: LicenseShown) -> re.Pattern[str]:
    return re.compile(r"[ \-\u00a0]".join(map(re.escape, re.split(r"[ -]", license.name))), re.IGNORECASE)
