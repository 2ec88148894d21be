"""What the gate's decisions ask of an item's wording and of its pages, read off their duties."""

from collections.abc import Iterator, Mapping, Sequence

from publishkit.edition.clear import ClearedItem, ClearedPicture
from publishkit.edition.house import statement_license
from publishkit.model.decision import Decision
from publishkit.model.edition import Beacon
from publishkit.model.rights import Channel
from publishkit.model.statement import Duty, RightsStatement
from publishkit.rights.credit import FULL_USES, LicenseShown

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
            return LicenseShown(name=duty.params.get("license", ""), uri=duty.params["uri"])
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
