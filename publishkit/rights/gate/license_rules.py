"""Rules 12-18: open licenses, Creative Commons above all; asked in this order, about openly licensed works only."""

from publishkit.model.decision import EditionContext, IntendedUse, Outcome, PublisherType
from publishkit.rights.gate import duties
from publishkit.rights.gate.case import Case, Ground, Ruling, allow, brief_only
from publishkit.rights.license import License
from publishkit.rights.phrases import TREATMENTS, and_list


def open_license(case: Case) -> Ruling | None:
    """Rule 12: CC0 and the Public Domain Mark ask nothing; a few other licenses ask for credit and link."""
    if case.license.kind == "public_domain":
        return allow("R-PD", duties.courtesy(case), values={"basis": case.statement.basis or case.license.name})
    if case.license.kind != "open":
        return None
    if refused := _no_place_for_license(case):
        return refused
    link, alike = duties.link_source(case.statement), (duties.share_alike(case),) if _shares_alike(case) else ()
    owed = (duties.ATTRIB, link, duties.link_license(case), duties.NO_ENDORSE, *alike, *duties.changes(case))
    return Ruling(Outcome.ALLOW_FULL, (Ground("R-OPEN-OTHER", {"license": case.license.name}),), owed)


def license_named(case: Case) -> Ruling | None:
    """Rule 13: a license that is incomplete, withdrawn or unknown clears nothing; after it, all is Creative Commons."""
    license = case.license
    if license.kind == "cc":
        return None
    if license.kind == "incomplete":
        return brief_only("R-CC-INCOMPLETE", written=_dated(license))
    if license.kind == "retired":
        return brief_only("R-CC-RETIRED", id=license.id)
    recognized = license.name if license.kind == "recognized" else None
    return brief_only("R-LICENCE-UNKNOWN", recognized=recognized, text=license.id)


def _dated(license: License) -> str | None:
    """Return what is written when it names elements and a version, and still is no license that exists."""
    return license.id if license.elements and any(sign.isdigit() for sign in license.id) else None


def no_drm(case: Case) -> Ruling | None:
    """Rule 14: no Creative Commons license suffers copy protection (4.0 section 2(a)(5)(C))."""
    return brief_only("R-CC-DRM", license=case.license.name) if case.edition.drm else None


def noncommercial(case: Case) -> Ruling | None:
    """Rule 15: NC stops at money, unless the publisher itself waives it; an unclear publisher is never waived."""
    if "NC" not in case.license.elements:
        return None
    causes, name = commercial_causes(case.edition), case.license.name
    if causes and not _waived(case):
        return brief_only("R-CC-NC-COMMERCIAL", license=name, causes=and_list(causes))
    # Were the waiver to reach publishers who do not say what they are, adding advertisements would clear a text that
    # is refused without them. A person who takes no money is not commercial, whatever their trade.
    if case.edition.publisher_type == PublisherType.UNKNOWN:
        return brief_only("R-CC-NC-UNCLEAR", license=name)
    return Ruling(grounds=(Ground("R-NC-WAIVED", {"publisher": case.publisher}),)) if causes else None


def no_derivatives(case: Case) -> Ruling | None:
    """Rule 16: ND means word for word; other formats are no change (4.0 section 2(a)(4))."""
    if "ND" not in case.license.elements:
        return None
    if case.adapts:
        return brief_only("R-CC-ND-ADAPTATION", license=case.license.name, treatment=TREATMENTS[case.treatment])
    if not case.whole_text:
        return None
    if case.verbatim is False:
        return brief_only("R-VERBATIM-FAILED", **differences(case.use))
    return Ruling(duties=(duties.VERBATIM,))


def share_alike(case: Case) -> Ruling | None:
    """Rule 17: an adapted SA item carries the same license; every adaptation says what was changed."""
    if not case.adapts:
        return None
    if not _shares_alike(case):
        return Ruling(duties=duties.changes(case))
    return _no_place_for_license(case) or Ruling(duties=(duties.share_alike(case), *duties.changes(case)))


def _shares_alike(case: Case) -> bool:
    return case.adapts and "SA" in case.license.elements


def _no_place_for_license(case: Case) -> Ruling | None:
    if not _shares_alike(case) or case.edition.item_license_display:
        return None
    return brief_only("R-CC-SA-ITEM-LICENCE", license=case.license.name)


def creative_commons(case: Case) -> Ruling:
    """Rule 18: all conditions of the license are met."""
    nameless = () if case.statement.creators else (Ground("W-NO-CREATOR", {"publisher": case.publisher}),)
    unproved = unchecked(case) if "ND" in case.license.elements and case.whole_text else ()
    grounds = (Ground("R-CC-OK", {"license": case.license.name}), *nameless, *unproved)
    return Ruling(Outcome.ALLOW_FULL, grounds, duties.cc_set(case))


def unchecked(case: Case) -> tuple[Ground, ...]:
    """Return what is said of a text that must stay unchanged and could be compared with nothing."""
    return (Ground("W-VERBATIM-UNCHECKED"),) if case.verbatim is None else ()


def differences(use: IntendedUse) -> dict[str, object]:
    """Return what the verbatim check found, as its sentence names it."""
    count = use.difference_count
    return {"one": "one" if count == 1 else None, "n": count or None, "diff": use.first_difference}


def commercial_causes(edition: EditionContext) -> list[str]:
    """Return what makes the edition commercial, as a sentence names it."""
    causes = {
        "a price": edition.price != 0,
        "a paywall": edition.paywall,
        "advertising": edition.ads or edition.ads_against_item,
        "sponsors": edition.sponsors,
        "a for-profit publisher": edition.publisher_type is PublisherType.FORPROFIT,
    }
    return [cause for cause, hit in causes.items() if hit]


def _waived(case: Case) -> bool:
    waiver, edition = case.profile.allow.nc_override if case.profile else "", case.edition
    if waiver == "ads_ok":
        return not (edition.price != 0 or edition.paywall or edition.sponsors)
    return waiver == "news_outlets" and edition.news_outlet
