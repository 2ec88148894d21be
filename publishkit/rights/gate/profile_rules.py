"""Rules 9-11: what the publisher's own terms say; where license and terms differ, the stricter one wins."""

from collections.abc import Callable, Iterator, Mapping

from publishkit.model.decision import Outcome, PublisherType
from publishkit.model.profile import Profile
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import Duty, Treatment
from publishkit.rights.gate import duties
from publishkit.rights.gate.case import Case, Ground, Ruling, allow, block, brief_only, name_key
from publishkit.rights.gate.license_rules import differences, unchecked
from publishkit.rights.phrases import CHANNELS, TREATMENTS, and_list, long_date
from publishkit.rights.terms import closing_day, is_fresh, opening_day

Condition = Callable[[Case, Profile], Ruling | None]

OUR_PIXELS: Mapping[str, tuple[Channel, ...]] = {
    "never": (),
    "web": (Channel.WEB,),
    "web+email": (Channel.WEB, Channel.EMAIL),
}
"""`tracking_pixels` of the house -> where it lets a publisher count readers."""


# --- what the terms owe -----------------------------------------------------------------------------------------------


def profile_duties(case: Case, profile: Profile) -> tuple[Duty, ...]:
    """Return every duty the terms add to a use they allow."""
    return (*_credit(case, profile), *_circumstances(case, profile), *_news(case, profile))


def _credit(case: Case, profile: Profile) -> Iterator[Duty]:
    terms = profile.credit
    if terms.required:
        yield duties.exact_credit(case)
    if terms.tagline:
        yield Duty(code="D-TAGLINE", params={"text": terms.tagline})
    if terms.logo == "required":
        yield duties.plain("D-LOGO")
    if terms.keep_links:
        yield duties.plain("D-KEEP-LINKS")
    if terms.canonical and case.edition.channel in duties.DUTIES["D-CANONICAL"].formats:
        yield Duty(code="D-CANONICAL", params={"url": case.statement.source_url or ""})


def _circumstances(case: Case, profile: Profile) -> Iterator[Duty]:
    if case.is_text and profile.images.default == "excluded":
        yield duties.plain("D-NO-IMAGES")
    if not profile.allow.resale:
        yield duties.plain("D-NO-SALE")
    if not profile.allow.ads_against_item:
        yield duties.plain("D-NO-ADS-AGAINST")
    if profile.pixel.url and case.edition.channel in profile.pixel.required_in and not profile.pixel.waiver:
        yield Duty(code="D-PIXEL", params={"url": profile.pixel.url})


def _news(case: Case, profile: Profile) -> Iterator[Duty]:
    told = profile.notify
    if told.when == "required" and case.edition.channel in told.channels:
        sent = [what for what in told.send if what != "circulation"]
        if sent or not told.send:
            yield Duty(code="D-NOTIFY", params={"to": told.to, "what": ", ".join(sent) or "link"})
        if "circulation" in told.send:
            yield Duty(code="D-REPORT", params={"to": told.to, "what": "circulation"})
    if last := closing_day(case.statement, profile):
        yield Duty(code="D-EXPIRE", params={"date": last.isoformat()})


# --- what the terms ask -----------------------------------------------------------------------------------------------


def partner_content(case: Case) -> Ruling | None:
    """Rule 9: what a site took over from somebody else is not the site's to license."""
    if not case.statement.partner_content:
        return None
    return brief_only("R-PARTNER-CONTENT", name=and_list([party.name for party in case.statement.agencies]))


def publisher_conditions(case: Case) -> Ruling | None:
    """Rule 10: every condition of the publisher's terms, in order; when all are met, what the terms owe is added."""
    profile = case.profile
    if profile is None:
        named = case.statement.profile
        unread = named or case.statement.status is Status.PUBLISHER_TERMS
        return brief_only("R-TERMS-UNKNOWN", named=named, publisher=case.publisher) if unread else None
    for condition in CONDITIONS:
        if (ruling := condition(case, profile)) is not None:
            return ruling
    return Ruling(duties=profile_duties(case, profile), valid_until=closing_day(case.statement, profile))


def publisher_changes(case: Case) -> Ruling | None:
    """Rule 10 once more, of another treatment: the only conditions that look at what is done with the text."""
    profile = case.profile
    return (embargo(case) or _full_only(case, profile) or _edits(case, profile)) if profile else None


def publisher_terms(case: Case) -> Ruling | None:
    """Rule 11: terms without a license, all conditions met."""
    profile = case.profile
    if profile is None:
        return None
    owed = (duties.exact_credit(case), duties.link_source(case.statement), *duties.changes(case))
    if case.whole_text and case.verbatim is False:
        return brief_only("R-VERBATIM-FAILED", **differences(case.use))
    values = {"publisher": profile.name, "date": long_date(profile.terms_checked_on)}
    if not case.whole_text:
        return allow("R-TERMS-OK", *owed, values=values)
    return Ruling(Outcome.ALLOW_FULL, (Ground("R-TERMS-OK", values), *unchecked(case)), (*owed, duties.VERBATIM))


def embargo(case: Case) -> Ruling | None:
    """Whether the publisher wants days to pass first; a link and our own words about a published text need not wait."""
    profile = case.profile
    if profile is None or not profile.limits.not_before_days:
        return None
    opens = opening_day(case.statement, profile)
    if opens and case.edition.date >= opens:
        return None
    values = {"date": long_date(opens), "days": profile.limits.not_before_days, "publisher": profile.name}
    own_words = case.treatment in (Treatment.BRIEF, Treatment.LINK_ONLY) and not case.use.quote_chars
    return brief_only("R-EMBARGO", **values) if own_words else block("R-EMBARGO", **values)


def _contract(_case: Case, profile: Profile) -> Ruling | None:
    return None if profile.allow.republication else brief_only("R-FORBIDDEN", holder=profile.name)


def _stale(case: Case, profile: Profile) -> Ruling | None:
    if is_fresh(profile, case.edition.date, case.policy.terms_max_age_days):
        return None
    read = long_date(profile.terms_checked_on)
    return brief_only("R-TERMS-STALE", date=read, publisher=profile.name, profile=profile.id)


def _embargo(case: Case, _profile: Profile) -> Ruling | None:
    return embargo(case)


def _window(case: Case, profile: Profile) -> Ruling | None:
    if not profile.limits.not_after_days:
        return None
    last = closing_day(case.statement, profile)
    if last and case.edition.date <= last:
        return None
    days, publisher = profile.limits.not_after_days, profile.name
    return brief_only("R-WINDOW-CLOSED", date=long_date(last), days=days, publisher=publisher)


def _publisher_type(case: Case, profile: Profile) -> Ruling | None:
    asked, edition = profile.allow.publisher_types, case.edition
    nonprofit = "nonprofit" in asked and edition.publisher_type is PublisherType.NONPROFIT
    outlet = "news_outlet" in asked and edition.news_outlet
    if "any" in asked or nonprofit or outlet:
        return None
    code = "R-NEWS-OUTLETS-ONLY" if "news_outlet" in asked else "R-NONPROFIT-ONLY"
    return brief_only(code, publisher=profile.name)


def _paywall(case: Case, profile: Profile) -> Ruling | None:
    edition, allowed = case.edition, profile.allow
    walls = {
        "a paywall": edition.paywall and not allowed.paywall,
        "a price": edition.price != 0 and not allowed.paywall,
        "a registration": edition.registration_wall and not allowed.registration_wall,
    }
    wall = next((name for name, hit in walls.items() if hit), None)
    return brief_only("R-PAYWALL", publisher=profile.name, wall=wall) if wall else None


def _cap(case: Case, profile: Profile) -> Ruling | None:
    cap, used = profile.limits.cap_per_month, case.use.used_from_source_this_month
    if not cap or used < cap:
        return None
    return brief_only("R-CAP-REACHED", one="1" if cap == 1 else None, n=used, max=cap, publisher=profile.name)


def _selection(case: Case, profile: Profile) -> Ruling | None:
    if profile.allow.automated_selection or not case.use.automated_selection:
        return None
    return brief_only("R-AUTO-SELECTION", publisher=profile.name)


def _pixel(case: Case, profile: Profile) -> Ruling | None:
    channel, waiver = case.edition.channel, profile.pixel.waiver
    if channel not in profile.pixel.required_in or channel in OUR_PIXELS[case.policy.tracking_pixels]:
        return None
    if waiver and case.unproved(waiver) is None:
        return None
    return brief_only("R-PIXEL-REFUSED", publisher=profile.name, channel=CHANNELS[channel])


def _full_only(case: Case, profile: Profile) -> Ruling | None:
    return brief_only("R-TERMS-FULL-ONLY", publisher=profile.name) if profile.allow.full_only and case.adapts else None


def _edits(case: Case, profile: Profile) -> Ruling | None:
    allowed, asked = profile.allow, case.treatment
    refused = (
        (asked is Treatment.FULL_EDITED and allowed.edits != "any")
        or (asked is Treatment.TRANSLATED and not allowed.translate)
        or (asked is Treatment.ABRIDGED and not allowed.abridge)
    )
    if not refused:
        return None
    return brief_only("R-TERMS-EDITS", publisher=profile.name, treatment=TREATMENTS[case.treatment])


def _channel(case: Case, profile: Profile) -> Ruling | None:
    channel = case.edition.channel
    if channel in profile.allow.channels:
        return None
    return brief_only("R-TERMS-CHANNEL", publisher=profile.name, channel=CHANNELS[channel])


def _ads(case: Case, profile: Profile) -> Ruling | None:
    edition, allowed = case.edition, profile.allow
    if not (edition.ads or edition.ads_against_item or edition.sponsors):
        return None
    causes = {
        "advertising": edition.ads and not allowed.ads,
        "advertising sold against the text": edition.ads_against_item and not allowed.ads_against_item,
        "sponsors": edition.sponsors and not allowed.sponsors,
    }
    refused = [cause for cause, hit in causes.items() if hit]
    return brief_only("R-TERMS-ADS", publisher=profile.name, causes=and_list(refused)) if refused else None


def _words(case: Case, profile: Profile) -> Ruling | None:
    most, words = profile.limits.max_words, case.use.words
    return brief_only("R-TERMS-WORDS", publisher=profile.name, max=most, n=words) if most and words > most else None


def _pictures(case: Case, profile: Profile) -> Ruling | None:
    terms = profile.images.default
    if case.is_text or terms == "same_license":
        return None
    if terms == "own_only" and name_key(profile.name) in {name_key(party.name) for party in case.statement.holders}:
        return None
    return brief_only("R-TERMS-IMAGES", publisher=profile.name)


CONDITIONS: tuple[Condition, ...] = (
    _contract,
    _stale,
    _embargo,
    _window,
    _publisher_type,
    _paywall,
    _cap,
    _selection,
    _pixel,
    _full_only,
    _edits,
    _channel,
    _ads,
    _words,
    _pictures,
)
"""After the one that leaves nothing to ask, nine in the order of the specification; the rest a profile can set as well."""
