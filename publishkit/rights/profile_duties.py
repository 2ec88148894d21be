"""What a publisher's terms owe, read off its profile."""

from collections.abc import Iterator

from publishkit.model.profile import Profile
from publishkit.model.rights import Channel
from publishkit.model.statement import Duty
from publishkit.rights import duties
from publishkit.rights.case import Case
from publishkit.rights.window import closing_day


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
    if terms.canonical and case.edition.channel is Channel.WEB:
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
