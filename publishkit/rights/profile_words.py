"""A publisher's terms in plain words, as `rights profiles` lists them; read off the same file the gate reads."""

from collections.abc import Iterator, Mapping
from datetime import date

from publishkit.model.profile import EVERY_CHANNEL, Profile
from publishkit.model.rights import Channel, Status
from publishkit.rights.license import statement_license
from publishkit.rights.phrases import CHANNELS, and_list, long_date
from publishkit.rights.terms import is_fresh

PLACES = {"top": "at the top", "bottom": "at the end", "byline": "in the byline", "any": "beside the text"}
SENT = {
    "link": "send them the address",
    "copy": "send them a copy",
    "circulation": "tell them how many readers it reached",
}
PUBLISHERS = {"nonprofit": "non-profit publications", "news_outlet": "news outlets"}


def license_in_words(profile: Profile) -> str:
    """Return the license the publisher gives; "own terms" where there is none."""
    if profile.status is Status.US_GOVERNMENT_WORK:
        return "United States government work"
    if profile.licenses:
        names = dict.fromkeys(statement_license(row.license_id, row.license_uri).name for row in profile.licenses)
        return f"{' or '.join(names)}, by day and edition"
    if not (profile.license_id or profile.license_uri):
        return "own terms" if profile.allow.republication else "none"
    name = statement_license(profile.license_id, profile.license_uri).name
    return name if profile.license_is_default else f"{name}, mostly; each text says its own"


def proposal_in_words(profile: Profile) -> tuple[str, str]:
    """Return what an editor is told of terms a page seems to be under, and what can be done."""
    told = f"the page seems to be from {profile.name}, whose terms are on file ({license_in_words(profile)})"
    return told, f'if they cover this one, add `profile = "{profile.id}"` to its rights'


def must_be_read(profile: Profile, today: date, max_age_days: int) -> bool:
    """Whether the terms clear nothing until somebody reads them (again); a refusal needs no reading."""
    depends = profile.allow.republication and profile.status is not Status.US_GOVERNMENT_WORK
    return depends and not is_fresh(profile, today, max_age_days)


def read_in_words(profile: Profile, today: date, max_age_days: int) -> str:
    """Return when the terms were read, and whether that still counts."""
    read = long_date(profile.terms_checked_on)
    if read is None:
        return "not read yet"
    return f"read {read}" if is_fresh(profile, today, max_age_days) else f"read {read}, too long ago: read them again"


def flags_in_words(profile: Profile) -> tuple[str, ...]:
    """Return every condition of the terms, each as a short phrase; what is simply allowed is not mentioned.

    >>> flags_in_words(Profile(id="x", name="X"))
    ('no pictures',)
    """
    if not profile.allow.republication:
        return ("nothing without a contract or a letter", *_mining(profile))
    parts = (_credit, _changes, _circumstances, _limits, _pixel, _pictures, _news, _mining)
    return tuple(phrase for part in parts for phrase in part(profile))


def _credit(profile: Profile) -> Iterator[str]:
    credit = profile.credit
    if credit.required:
        yield f"credit “{credit.required}” {PLACES[credit.placement]}"
    if credit.tagline:
        yield "a closing paragraph at the end"
    if credit.logo == "required":
        yield "the logo"
    if credit.keep_links:
        yield "all links stay"
    if credit.canonical:
        yield "the web page names the original as canonical"


def _changes(profile: Profile) -> Iterator[str]:
    allowed = profile.allow
    refused = {
        "edits": allowed.edits == "none",
        "cuts": not allowed.abridge,
        "translation": not allowed.translate,
        "quotations": not allowed.excerpt,
    }
    if allowed.full_only:
        yield "whole and unchanged only" if allowed.edits != "relative-time-place-style" else "whole only"
        refused = {"quotations": not allowed.excerpt}
    if allowed.edits == "relative-time-place-style":
        yield "nothing but time, place and style may be adjusted"
    if words := [word for word, hit in refused.items() if hit]:
        yield f"no {' or '.join(words)}"


def _circumstances(profile: Profile) -> Iterator[str]:
    allowed = profile.allow
    if "any" not in allowed.publisher_types:
        yield f"only {and_list([PUBLISHERS[kind] for kind in allowed.publisher_types if kind != 'any'])}"
    if allowed.nc_override == "ads_ok":
        yield "advertising is fine in spite of a non-commercial license"
    if allowed.nc_override == "news_outlets":
        yield "any news outlet, in spite of a non-commercial license"
    if allowed.channels != EVERY_CHANNEL:
        yield f"only for {_formats(allowed.channels)}" if allowed.channels else "in none of our formats in full"
    refused: Mapping[str, bool] = {
        "no price and no paywall": not allowed.paywall,
        "no registration wall": not allowed.registration_wall,
        "no advertising": not allowed.ads,
        "no advertising sold against it": not allowed.ads_against_item,
        "no sponsors": not allowed.sponsors,
        "not sold separately": not allowed.resale,
        "picked by a person": not allowed.automated_selection,
    }
    yield from (phrase for phrase, hit in refused.items() if hit)


def _limits(profile: Profile) -> Iterator[str]:
    limits = profile.limits
    if limits.not_before_days:
        yield f"not in its first {limits.not_before_days} days"
    if limits.not_after_days:
        yield f"for {limits.not_after_days} days only"
    if limits.cap_per_month:
        yield f"at most {limits.cap_per_month} a month"
    if limits.max_words:
        yield f"at most {limits.max_words} words"


def _pixel(profile: Profile) -> Iterator[str]:
    if profile.pixel.required_in:
        waived = ", waived in writing" if profile.pixel.waiver else ""
        yield f"a tracking pixel for {_formats(profile.pixel.required_in)}{waived}"


def _pictures(profile: Profile) -> Iterator[str]:
    if profile.images.default != "same_license":
        yield "no pictures" if profile.images.default == "excluded" else "no pictures but its own"


def _news(profile: Profile) -> Iterator[str]:
    told = profile.notify
    if told.when == "required":
        where = "" if told.channels == EVERY_CHANNEL else f" after {_formats(told.channels)}"
        yield f"{and_list([SENT[what] for what in told.send or ('link',)])}{where}"


def _mining(profile: Profile) -> Iterator[str]:
    if profile.tdm_reserved:
        yield "text and data mining reserved"


def _formats(channels: tuple[Channel, ...]) -> str:
    return and_list([CHANNELS[channel] for channel in channels])
