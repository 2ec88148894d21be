"""What speaks against a license of a work, against its being nobody's, and against other ways in which it would be free."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from publishkit.model.rights import LicenseScope, Status, TdmState
from publishkit.model.statement import RightsStatement, Signal
from publishkit.rights.detect.claims import NONCOMMERCIAL
from publishkit.rights.detect.found import is_foreign_government_host, is_government_host
from publishkit.rights.detect.license_words import licenses_in
from publishkit.rights.gate.case import Case
from publishkit.rights.gate.contradiction import (
    RESERVING_FIELDS,
    RESERVING_SIGNS,
    Contradiction,
    Found,
    agencies,
    copyright_stated,
    cut,
    field_reserves,
    in_file,
    mining_reserved,
    named_agencies,
    noticed,
    on_own_site,
    readings,
    recalled,
)
from publishkit.rights.gate.license_rules import commercial_causes
from publishkit.rights.gate.status_rules import (
    TERM,
    TERM_US,
    YEAR,
    doubts_in_us,
    doubts_of_ground,
    has_ground,
    rests_on_age,
)
from publishkit.rights.license import License, read_license, statement_license
from publishkit.rights.notices.reservation import SENTENCE, forbidding_words, reserving_words, withheld_by
from publishkit.rights.ours import fold_name, words_of
from publishkit.rights.phrases import and_list, day_of, long_date
from publishkit.rights.pictures.credit_line import agencies_in, is_agency
from publishkit.rights.terms import LICENSE_SIGNS, closeness, read_address, speaks_of
from publishkit.words import plain

SUPPLIERS = frozenset({"credit", "source", "supplier", "caption"})
NOBODYS = (read_license("CC0-1.0"), read_license("CC-PDM-1.0"))
OPENED = frozenset({Status.LICENSED_OPEN, Status.PUBLIC_DOMAIN})
"""What detection proposes where a license is said of this very work."""


def against_license(case: Case) -> Found:
    """Yield what reserves it all the same, whose it is besides, and that the license was said of something else."""
    beside = case.background
    yield from _named(case, case.statement)
    yield from _scope(case, case.statement)
    if beside.proposed:
        yield from recalled(_named(case, beside.proposed))
        yield from _read_otherwise(case, beside.proposed, from_page=beside.from_page)
    for signal in beside.signals:
        yield from _license_in_file(case.license, signal)
    yield from _terms_of_another(case)


def against_public_domain(case: Case) -> Found:
    """Yield whoever still holds a work that is said to be nobody's; one that a mark or waiver frees is weighed as licensed."""
    if case.license.kind == "public_domain":
        yield from against_license(case)
        return
    beside = case.background
    yield from _held(case, case.statement)
    if beside.proposed:
        yield from recalled(_held(case, beside.proposed))
        yield from _conflicts(beside.proposed)
        yield from _too_new(case, beside.proposed)
    for signal in beside.signals:
        names = signal.kind in {"copyright", "owner", "licensor"} or bool(
            signal.kind in SUPPLIERS and agencies_in(signal.value)
        )
        if names or (signal.kind in RESERVING_FIELDS and field_reserves(signal.value)):
            yield in_file(signal)
    if "/vocab/InC" in (case.statement.rs_uri or ""):
        yield Contradiction("statement", case.statement.rs_uri or "", "rightsstatements.org calls it in copyright")
    for doubt in doubts_of_ground(case.statement.basis, case.edition.date):
        yield Contradiction("ground", case.statement.basis, doubt)
    if any(told.tdm.state is TdmState.RESERVED for told in readings(case)):
        yield mining_reserved()


def against_free_use(case: Case) -> Found:
    """Yield what speaks against a government's work, a work that is free in one country, or a publisher's own terms."""
    named = FREE_USES.get(case.statement.status, _named)
    yield from named(case, case.statement)
    if case.background.proposed:
        yield from recalled(named(case, case.background.proposed))
    if case.statement.status is Status.PUBLIC_DOMAIN_US_ONLY:
        yield from _too_new_at_home(case)
    for signal in case.background.signals:
        if signal.kind in SUPPLIERS and agencies_in(signal.value):
            yield in_file(signal)
    yield from _terms_of_another(case)


# --- what is reserved, and by whom ------------------------------------------------------------------------------------


def _named(case: Case, told: RightsStatement) -> Found:
    yield from _reserved(case, told)
    yield from _strange_agencies(case, told)


def _reserved(case: Case, told: RightsStatement) -> Found:
    for notice in told.notices:
        if (line := withheld_by(notice.text)) and not licenses_in(notice.text):
            yield noticed(notice.text, line)
        elif case.license.kind == "cc" and (asked := _asks_for_no_money(case, notice.text)):
            yield noticed(notice.text, asked)
    line = told.copyright_line
    if line and reserving_words(line) and not licenses_in(line):
        yield copyright_stated(line)
    if told.signals and not any(
        one.notices for one in readings(case)
    ):  # the words were seen; the notice they stood in was taken out
        for sign in told.signals:
            if sign.kind in RESERVING_SIGNS:
                yield noticed(sign.value, sign.value)


def _asks_for_no_money(case: Case, notice: str) -> str | None:
    """Return the sentence of a notice that excludes commercial use, where the edition makes money and the license is silent."""
    if "NC" in case.license.elements or not commercial_causes(case.edition):
        return None
    return next((one for one in SENTENCE.split(notice) if NONCOMMERCIAL.search(plain(one))), None)


def _strange_agencies(case: Case, told: RightsStatement) -> Found:
    """Yield agencies that do not hold the work themselves: what a site took from them is not the site's to license."""
    lenders = tuple(party for party in told.holders if is_agency(party.name) and not on_own_site(told))
    if not (named := (*named_agencies(told), *lenders)):
        return
    holders = [party.name for party in (*told.holders, *((told.publisher,) if told.publisher else ()))]
    holders = [name for name in holders if name not in {party.name for party in lenders}]
    known = {words_of(name) for name in (*holders, case.profile.name if case.profile else "")}
    yield from agencies(named, lambda name: words_of(name) in known)


def _held(case: Case, told: RightsStatement) -> Found:
    """Yield who holds it, in words or by a license."""
    for party in told.holders:
        yield Contradiction("holder", party.name, f"the rights holder is {cut(party.name)}")
    yield from _reserved(case, told)
    if told.copyright_line:
        yield copyright_stated(told.copyright_line)
    elif told.copyright_year and told.copyright_year + TERM >= case.edition.date.year:
        yield Contradiction("year", str(told.copyright_year), f"its copyright is said to be of {told.copyright_year}")
    yield from _strange_agencies(case, told)
    license = statement_license(told.license_id, told.license_uri)
    if license.id and license.kind != "public_domain":
        clause = f"{cut(license.name)} was found, and what is nobody's has no license"
        yield Contradiction("license", license.name, clause)
    for sign in told.signals:
        if sign.kind in LICENSE_SIGNS and not any(speaks_of(one, sign.value) for one in NOBODYS):
            yield Contradiction("license", sign.value, f"a license was read (“{cut(sign.value)}”)")


def _too_new(case: Case, proposed: RightsStatement) -> Found:
    """Yield the day on which the page itself says that it first appeared, where the work is said to be free by its age."""
    first = day_of(proposed.first_published)
    if first and first.year + TERM >= case.edition.date.year and rests_on_age(case.statement.basis):
        yield Contradiction("published", first.isoformat(), f"its page says it was published on {long_date(first)}")


def _too_new_at_home(case: Case) -> Found:
    """Yield the year or day by which a work cannot be free in the United States yet, where it is said to be free by its age."""
    basis, proposed = case.statement.basis, case.background.proposed
    if case.background.of_workspace and not (
        has_ground(case.statement, case.license) or "NoC-US" in (case.statement.rs_uri or "")
    ):
        yield Contradiction("ground", basis or "none", "nothing says why it is free there (`basis`)")
    for doubt in doubts_in_us(basis, case.edition.date):
        yield Contradiction("ground", basis, doubt)
    first = day_of(proposed.first_published) if proposed else None
    if first and first.year + TERM_US >= case.edition.date.year and rests_on_age(basis):
        clause = f"its page says it was published on {long_date(first)}"
        yield Contradiction("published", first.isoformat(), clause, read_once=True)


OTHER_AGENCIES = re.compile(r"(?<!\w)(?:ESA|ESO|JAXA|CNES|DLR|CSA|Roscosmos|ISRO|CNSA)(?!\w)")
"""Bodies of other governments that make pictures together with ours."""


def _of_government(case: Case, told: RightsStatement) -> Found:
    """Yield whoever claims a right in what has no copyright at home, and whoever else it comes from.

    Where it comes from counts as it does for a work of our own: by itself for a workspace, which knows the page, and
    elsewhere where a publisher is named whose site it is, or nobody. Whoever names the body that made it has said why it stands
    there; but not on a page of another government.
    """
    for party in told.holders:
        if not is_of_government(party.name):
            yield Contradiction("holder", party.name, f"the rights holder is {cut(party.name)}")
    yield from _named(case, told)
    if told.copyright_line:
        yield copyright_stated(told.copyright_line)
    if OTHER_AGENCIES.search(told.credit_line or ""):
        yield Contradiction("credit", told.credit_line or "", f"its credit is “{cut(told.credit_line or '')}”")
    host, publisher = read_address(told.source_url).host, told.publisher.name if told.publisher else ""
    names = (*(party.name for party in (*told.holders, *told.creators)), told.credit_line or "")
    named = any(is_of_government(name) for name in names) or any(sign.kind == "usgov" for sign in told.signals)
    elsewhere = is_foreign_government_host(host)
    known = case.background.of_workspace or on_own_site(told) or not (publisher or told.creators)
    if host and (elsewhere or (known and not (named or is_government_host(host)))):
        if publisher and not is_of_government(publisher):
            yield Contradiction("publisher", publisher, f"it first appeared in {cut(publisher)}")
        yield Contradiction("host", host, f"it comes from {cut(host)}")
    elif not (host or named or publisher or told.creators):
        yield Contradiction("maker", "nobody", "nothing names the body that made it")


def _free_at_home(case: Case, told: RightsStatement) -> Found:
    """Yield what makes a work too new to be free in the United States, by its copyright line and its year."""
    yield from _named(case, told)
    line, today = told.copyright_line, case.edition.date.year
    years = [int(year) for year in YEAR.findall(line or "")]
    if line and years and max(years) + TERM_US >= today and not reserving_words(line):
        yield copyright_stated(line)
    elif told.copyright_year and told.copyright_year + TERM_US >= today:
        yield Contradiction("year", str(told.copyright_year), f"its copyright is said to be of {told.copyright_year}")


def _against_terms(case: Case, told: RightsStatement) -> Found:
    """Yield agencies, and a notice on the page that forbids what the terms are said to allow; that they reserve the rest is no wonder."""
    yield from _strange_agencies(case, told)
    for notice in told.notices:
        if (line := forbidding_words(notice.text)) and not (licenses_in(notice.text) or LENDS.search(notice.text)):
            yield noticed(notice.text, line)


LENDS = re.compile(
    r"\b(?:creative commons|free of charge|free to republish|you (?:may|can|are free)|we encourage|welcome to)\b",
    re.IGNORECASE,
)
"""A notice that speaks of being printed again says on what terms."""
FREE_USES: Mapping[Status, Callable[[Case, RightsStatement], Found]] = MappingProxyType(
    {
        Status.PUBLISHER_TERMS: _against_terms,
        Status.US_GOVERNMENT_WORK: _of_government,
        Status.PUBLIC_DOMAIN_US_ONLY: _free_at_home,
    }
)


# --- of what the license was said -------------------------------------------------------------------------------------


def _scope(case: Case, told: RightsStatement) -> Found:
    scope, named = told.license_applies_to, cut(case.license.name) or "the license"
    if scope is LicenseScope.SITE and not _terms_give(case):
        work = "text" if case.is_text else "picture"
        yield Contradiction("scope", scope, f"{named} was found for the whole site and not said of this {work}")
    elif scope is LicenseScope.OTHER:
        yield Contradiction("scope", scope, f"{named} was found for something else on the page")
    elif scope is (LicenseScope.IMAGE if case.is_text else LicenseScope.TEXT):
        yield Contradiction("scope", scope, f"{named} was given to {'pictures' if case.is_text else 'texts'} only")


def _terms_give(case: Case) -> bool:
    """Whether the publisher's terms on file give the very license that is named."""
    profile = case.profile
    if profile is None:
        return False
    given = [
        (profile.license_id, profile.license_uri),
        *((one.license_id, one.license_uri) for one in profile.licenses),
    ]
    return any(statement_license(name, address).id == case.license.id for name, address in given)


def _read_otherwise(case: Case, proposed: RightsStatement, *, from_page: bool) -> Found:
    """Yield where the statement leaves what was read when the work was added."""
    read = statement_license(proposed.license_id, proposed.license_uri)
    yield from _conflicts(proposed)
    if read.id and not _is_no_wider(case.license, read):
        yield Contradiction("license", read.name, f"{cut(read.name)} was read when it was added")
    elif read.id:
        yield from _scope(case, proposed)
        if proposed.status not in OPENED and proposed.license_applies_to is LicenseScope.UNKNOWN:
            clause = f"{cut(read.name)} was read when it was added and not said of this work"
            yield Contradiction("scope", "unknown", clause)
    elif from_page and not _has_source(case.statement, proposed) and not _terms_give(case):
        yield Contradiction("read", "no license", "the page it was added from names no license")


def _conflicts(proposed: RightsStatement) -> Found:
    for signals in proposed.conflict:
        yield Contradiction("conflict", signals, f"it was not clear when it was added ({cut(signals)})")


def _is_no_wider(now: License, read: License) -> bool:
    """Whether the license named now allows nothing that the one that was read does not."""
    both = now.kind == read.kind == "cc"
    return now.id == read.id or (both and set(now.elements) >= set(read.elements) and not _frees_changes(now, read))


def _frees_changes(now: License, read: License) -> bool:
    """ND and SA never stand together, and neither is the stricter."""
    return "SA" in read.elements and "SA" not in now.elements


def _has_source(statement: RightsStatement, proposed: RightsStatement) -> bool:
    """Whether the editor says where the license stands: terms, a stored proof, or the page of the picture itself."""
    terms = statement.terms_url not in (None, proposed.terms_url)
    page = statement.asset_kind != "text" and statement.source_url not in (None, proposed.source_url)
    return terms or page or bool(statement.evidence)


def _license_in_file(license: License, signal: Signal) -> Found:
    value = signal.value
    if signal.kind in SUPPLIERS and (named := agencies_in(value)):
        place = "its caption" if signal.where == "caption" else "the picture file"
        yield Contradiction("file", value, f"{place} names {and_list([one.name for one in named])}")
    elif signal.kind in {"license", "web-statement", "usage-terms"} and (found := licenses_in(value)):
        if not any(_is_no_wider(license, one) for one in found):
            yield Contradiction("file", value, f"the picture file names {found[0].name}")
    elif (signal.kind in RESERVING_FIELDS or signal.kind == "copyright") and field_reserves(value):
        yield in_file(signal)


def _terms_of_another(case: Case) -> Found:
    """Yield a publisher whose terms are named for a page that is not its own; a workspace knows the page."""
    profile, address = case.profile, case.statement.source_url
    if not case.background.of_workspace or profile is None or not profile.hosts or not address:
        return
    page = read_address(address)
    if page.host and not closeness(page, profile.hosts):
        clause = f"it comes from {cut(page.host)}, and the terms named are those of {cut(profile.name)}"
        yield Contradiction("host", page.host, clause)


BODIES = frozenset(
    (
        "nasa noaa nih cdc usgs epa usda nist nps fda usaf usn uscg usmc nsf doe dod doj dot hhs hud gpo gao ftc fcc fema faa "
        "usfws fws blm usfs nws nnsa darpa usaid uspto bls irs"
    ).split()
)
"""Short names that are a body's whole name."""
KINDS = re.compile(
    r"\b(?:government|department|dept|congress|senate|house of representatives|army|navy|air force|marine corps|coast guard|space force"
    r"|geological survey|forest service|fish and wildlife service|census bureau|supreme court|embassy|environmental protection agency"
    r"|administration|commission|printing office|publishing office|attorney|botanic garden|patent and trademark office)\b"
)
OF_THE_UNION = re.compile(r"\b(?:united states|u ?s a?|us|usa)\b")
NAMED = re.compile(
    r"\b(?:national (?:aeronautics and space|oceanic and atmospheric|archives and records) administration|national park service"
    r"|national institutes? of health|national weather service|national science foundation|library of congress|the white house"
    r"|centers for disease control(?: and prevention)?|environmental protection agency|federal register|census bureau|geological survey"
    r"|national institute of standards and technology|food and drug administration|fish and wildlife service|bureau of land management"
    r"|federal emergency management agency|federal bureau of investigation|federal aviation administration"
    r"|federal communications commission|federal trade commission|bureau of labor statistics)\b"
)
"""Names that say no country and still are of no other."""


def is_of_government(name: str) -> bool:
    """Whether *name* is a federal body's.

    >>> (
    ...     is_of_government("NASA"),
    ...     is_of_government("U.S. Department of Commerce"),
    ...     is_of_government("U.S. News & World Report"),
    ... )
    (True, True, False)
    """
    words = words_of(name)
    parts = [part for part in re.split(r"[/,;()]|\s[-–—|]\s", name) if part.strip()]
    if len(parts) > 1:
        return all(map(is_of_government, parts))
    told = " ".join(re.findall(r"[^\W_]+", fold_name(name)))
    alone = bool(words) and set(words) - {"us", "u", "s"} <= BODIES and bool(set(words) & BODIES)
    return alone or bool(NAMED.search(told)) or bool(OF_THE_UNION.search(told) and KINDS.search(told))
