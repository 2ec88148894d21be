"""What every part of the edition needs to know: config, issue, language and its words, and what the gate's decisions ask of an item."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.language import Words, direction, joined, shown_date
from publishkit.model.config import Config
from publishkit.model.decision import Decision
from publishkit.model.edition import Beacon
from publishkit.model.issue import Issue
from publishkit.model.rights import Channel, Status
from publishkit.model.statement import Duty, RightsStatement
from publishkit.rights.credit import FULL_USES, LicenseShown, fill_text, isolated
from publishkit.rights.license import read_license
from publishkit.rights.ours import bears_another


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """The frame in which an edition is put together."""

    config: Config
    issue: Issue
    language: str
    """Of the edition."""
    words: Words

    @property
    def spoken(self) -> str:
        """The language our sentences are in: the edition's, or the one they are borrowed from."""
        return getattr(self.words["credit_licensed"], "lang", "") or self.language

    @property
    def year(self) -> str:
        """Of the edition."""
        return str(self.issue.date.year)

    @property
    def publisher(self) -> str:
        """Our own name as rights holder."""
        return self.config.publication.publisher

    @property
    def own_license(self) -> LicenseShown:
        """What our own texts are under."""
        return license_shown(self.config.publication.license or None, None)

    @property
    def rights_sentence(self) -> str:
        """The sentence for the whole issue; it never says "all rights reserved"."""
        return fill_text(self.words["issue_rights"], year=self.year, publisher=self.publisher)

    def is_theirs(self, statement: RightsStatement) -> bool:
        """Whether a work of ours bears the name of somebody else: theirs is printed, and neither © nor license of ours."""
        return statement.status is Status.OWN and bears_another(statement, self.config.identity)

    def day(self, moment: date | datetime | None) -> str:
        """Return a day as our sentences write it."""
        return shown_date(moment, self.spoken)

    def names(self, names: Sequence[str]) -> str:
        """Return names as our sentences join them."""
        return joined(self.apart(names), self.spoken)

    def listed(self, parts: Sequence[str]) -> str:
        """Return parts as a row of our sentences; empty ones are left out."""
        return self.words["comma"].join(self.apart(filter(None, parts)))

    def apart(self, names: Iterable[str]) -> Sequence[str]:
        """Return each of *names* kept together where it runs another way than our sentences do (UAX #9)."""
        turned = direction(self.spoken) == "rtl"
        return [isolated(name, turned=turned) for name in names]


def license_shown(license_id: str | None, license_uri: str | None) -> LicenseShown:
    """Return the name and canonical address of a license; empty when there is none."""
    if not (license_id or license_uri):
        return LicenseShown(name="", uri="")
    found = read_license(license_uri or license_id)
    return LicenseShown(name=found.name, uri=found.uri or license_uri or "", frees=found.kind == "public_domain")


def statement_license(statement: RightsStatement) -> LicenseShown:
    """Return the license a statement names."""
    return license_shown(statement.license_id, statement.license_uri)


TRACKED: Mapping[str, tuple[Channel, ...]] = {
    "never": (),
    "web": (Channel.WEB,),
    "web+email": (Channel.WEB, Channel.EMAIL),
}
"""`tracking_pixels` -> formats that may load a publisher's counter; PDF and EPUB load nothing, ever."""

Decisions = Mapping[Channel, Decision]


def duties_of(decisions: Decisions, code: str) -> Iterator[Duty]:
    """Yield the duties of that *code*, format by format."""
    for decision in decisions.values():
        yield from (duty for duty in decision.duties if duty.code == code)


def credits_at(item: ClearedItem, *places: str) -> tuple[str, ...]:
    """Return the credits that must stand exactly so in one of *places*; none where nothing is reprinted."""
    if item.entry.use not in FULL_USES:
        return ()
    return _texts(duty for duty in duties_of(item.decisions, "D-CREDIT-EXACT") if placement(duty) in places)


def placement(duty: Duty) -> str:
    """Return where a required credit must stand: `top`, `bottom`, `byline`, else `any`."""
    place = duty.params.get("placement", "any")
    return place if place in {"top", "bottom", "byline"} else "any"


def taglines(item: ClearedItem) -> tuple[str, ...]:
    """Return the publisher's closing paragraphs."""
    return _texts(duties_of(item.decisions, "D-TAGLINE")) if item.entry.use in FULL_USES else ()


def picture_credits(picture: ClearedPicture) -> tuple[str, ...]:
    """Return the credits a picture must carry exactly so."""
    return _texts(duties_of(picture.decisions, "D-CREDIT-EXACT"))


def _texts(duties: Iterator[Duty]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for duty in duties if (text := duty.params.get("text", ""))))


def license_of(decisions: Decisions, statement: RightsStatement) -> LicenseShown:
    """Return the license the gate relied on: the publisher's own where the text names none, else the statement's."""
    for duty in (*duties_of(decisions, "D-LINK-LICENCE"), *duties_of(decisions, "D-CREDIT-COURTESY")):
        if duty.params.get("uri"):
            shown = license_shown(None, duty.params["uri"])
            return LicenseShown(name=duty.params.get("license", ""), uri=duty.params["uri"], frees=shown.frees)
    return statement_license(statement)


def beacons(item: ClearedItem, tracked: Sequence[Channel]) -> tuple[Beacon, ...]:
    """Return the counters to load, each in the formats whose decision asks for it and the house allows."""
    asked: dict[str, list[Channel]] = {}
    for channel, decision in item.decisions.items():
        for duty in decision.duties if item.entry.use in FULL_USES and channel in tracked else ():
            if duty.code == "D-PIXEL" and duty.params.get("url"):
                asked.setdefault(duty.params["url"], []).append(channel)
    return tuple(Beacon(url=url, channels=tuple(dict.fromkeys(channels))) for url, channels in asked.items())


def canonical(item: ClearedItem) -> str:
    """Return the address the item's own page must name as canonical; "" when no publisher asks."""
    for duty in duties_of(item.decisions, "D-CANONICAL"):
        return duty.params.get("url") or item.article.text_rights.source_url or ""
    return ""


def shares_alike(item: ClearedItem) -> bool:
    """Whether our version must carry the license of the original."""
    return item.entry.use in FULL_USES and any(duties_of(item.decisions, "D-SHARE-ALIKE"))


def reserves_tdm(item: ClearedItem) -> bool:
    """Whether the text, or a picture printed with it, comes with a reservation that must be passed on."""
    printed = (picture.decisions for picture in item.pictures if picture.channels)
    return any(any(duties_of(decisions, "D-TDM")) for decisions in (item.decisions, *printed))
