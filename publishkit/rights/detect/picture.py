"""A picture's own rights: its caption and credit, the page's data about it, the data inside of its file. Never the text's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from publishkit.model.rights import (
    AssetKind,
    Confidence,
    CreditOrigin,
    LicenseScope,
    Origin,
    Party,
    Status,
)
from publishkit.model.statement import RightsStatement, Signal
from publishkit.rights.detect.found import RS_STATUS, Detection, evidence, first, web_address
from publishkit.rights.detect.license_words import licenses_in, rights_statement
from publishkit.rights.detect.mining import PROHIBITED, PROTOCOL, detect_tdm
from publishkit.rights.license import License
from publishkit.rights.notices.copyright_line import copyright_name, copyright_year
from publishkit.rights.notices.notice import phrases_in
from publishkit.rights.pictures.credit_line import LICENSED, agencies_in, clean_credit
from publishkit.rights.pictures.origin import lent_by, thanks_in
from publishkit.words import inert

MAX_WORDS = 2_000
MAX_SIGNS = 60
IN_FILE = frozenset({"file"})
RESERVING = ("copyright", "usage-terms", "instructions", "notice", "constraints")
FROM_THE_NET = re.compile(
    r"\b(?:facebook|instagram|twitter|x\.com|tiktok|youtube|telegram|whatsapp|internet|social media|screenshot|screengrab|capture d'écran|zrzut ekranu|captura de pantalla)\b",
    re.IGNORECASE,
)
"""Somebody's picture, taken from where it was shown: it is theirs."""
STOCK = re.compile(
    r"\b(?:stock (?:image|photo|picture)|illustrati(?:ve|on) (?:image|photo|picture)|file (?:photo|image|picture)|symbolbild|symbolfoto|archivbild|zdjęcie ilustracyjne|photo d'illustration|imagen de archivo|foto de archivo|foto d'archivio)\b",
    re.IGNORECASE,
)
SOURCE_TAIL = re.compile(
    r"[ ,/|–-]{0,3}\b(?:via|on|auf|bei|über|sur|su|w|en|@|from)?\s?(?:wikimedia(?: commons)?|wikipedia|flickr(?:\.com)?|unsplash|pixabay|pexels|own work|eigenes werk|travail personnel)\b.{0,40}$",
    re.IGNORECASE,
)
"""Where a free picture was found: no part of the name of who made it."""
ROLES = {
    "illustrator": re.compile(
        r"\b(?:drawings?|illustrations?|paintings?|sketch|cartoons?|artwork|graphics?|infographics?|zeichnung\w{0,2}|grafik|illustration|karikatur|gemälde|skizze|infografik|dessin"
        r"|infographie|dibujo|ilustración|infografía|viñeta|disegno|illustrazione|vignetta|desenho|ilustração|tekening|illustratie|rysunek|rys|ilustracja|kresba|tegning|illustrasjon|teckning|kuvitus|piirros"
        r"|рисунок|иллюстрация|малюнок)\b|イラスト|그림",
        re.IGNORECASE,
    ),
    "photographer": re.compile(
        r"\b(?:photo\w{0,8}|fotos?|fotograf\w{0,3}|fotografía|zdjęci[ae]|fot|foto's|bild|kuva|фото|snímek|valokuva)\b|写真|撮影|사진|摄影|摄|照片", re.IGNORECASE
    ),
}  # fmt: skip
"""Role of a maker -> the words in front of the name."""
NO_RESALE = re.compile(
    r"\b(?:no (?:resale|sales|archive|archives)|mandatory credit|editorial use only|not for (?:sale|publication))\b",
    re.IGNORECASE,
)


def detect_picture(
    credit: str, caption: str = "", uri: str | None = None, *, raw: str = "", signals: Sequence[Signal] = ()
) -> Detection:
    """Return the proposed statement for a picture, and what an editor has to look at.

    >>> detect_picture("Ida Example/AFP").statement.status.value
    'all_rights_reserved'
    """
    credit, caption, raw = credit[:MAX_WORDS], caption[:MAX_WORDS], raw[:MAX_WORDS]
    signals = [replace(one, value=one.value[:MAX_WORDS]) for one in signals[:MAX_SIGNS]]
    licenses, seen = _licenses(credit, caption, raw, uri, signals)
    shown = (_without_license(inert(credit)) if licenses else inert(credit)) or _own_credit(signals)
    agencies = agencies_in(
        " | ".join([shown, *(one.value for one in signals if one.kind in {"credit", "source", "supplier"})])
    )
    negative, reasons = _reserved(shown, caption, raw, agencies, signals)
    line = _copyright_line(raw or credit, signals)
    name = _holder(signals, line)
    rs_uri = next((found for one in signals if (found := rights_statement(one.value))), None)
    status, confidence, conflict = _status(licenses, reasons, negative, rs_uri, signed=line is not None)
    license = licenses[0] if licenses else None
    statement = RightsStatement(
        asset_kind=AssetKind.IMAGE,
        origin=Origin.IMAGE_METADATA if _rests_on_file(seen, credit, signals) else Origin.DETECTED,
        status=status,
        confidence=confidence,
        creators=_creators(signals, raw or credit, shown, agencies, licensed=license is not None),
        holders=(Party(name=name),) if name else (),
        agencies=agencies,
        copyright_line=line,
        copyright_year=copyright_year(line) if line else None,
        credit_line=shown or None,
        credit_origin=CreditOrigin.VERBATIM if shown else CreditOrigin.EDITOR,
        license_id=license.id if license else None,
        license_uri=license.uri if license else None,
        license_applies_to=LicenseScope.THIS if license else LicenseScope.UNKNOWN,
        rs_uri=rs_uri,
        terms_url=_address(signals, "usage", "web-statement"),
        acquire_url=_address(signals, "acquire", "licensor-url"),
        tdm=detect_tdm((), [one for one in signals if one.kind in {"data-mining", *PROTOCOL}]),
        signals=tuple(dict.fromkeys((*seen, *negative, *_lent(raw or credit, caption))))[:8],
        conflict=conflict,
        notes=_notes(credit, caption),
    )
    return Detection(statement=statement, questions=tuple(_questions(statement, credit, signals)))


def _without_license(credit: str) -> str:
    """The credit without the name of its license, which is printed beside it and linked."""
    match = LICENSED.search(credit)
    if match is None:
        return credit
    rest = (
        re.sub(r"^[\w .,()/:-]{0,60}?[\])）],?", "", credit[match.end() :])
        if match.group().lstrip(" ,;|/–—-")[:1] in "[(（"
        else ""
    )
    return " ".join(f"{credit[: match.start()]}, {rest.strip(' ,')}".split()).strip(" ,;|/–—-")


def _creators(
    signals: Sequence[Signal], raw: str, shown: str, agencies: Sequence[Party], *, licensed: bool
) -> tuple[Party, ...]:
    """Who made it: as the page's data or the file say, else, of a licensed picture, the one name in its credit."""
    told = tuple(Party(name=inert(one.value)) for one in signals if one.kind == "creator")[:5]
    if told or not licensed or agencies:
        return told
    name = re.sub(r"^(?:Von|By) ", "", SOURCE_TAIL.sub("", shown)).strip(" ,;|/–—-")
    if (
        not re.search(r"[^\W\d_]{2}", name)
        or len(name.split()) > 5
        or len(name) > 60
        or re.search(r"[:/|©()\[\]]", name)
    ):
        return ()
    return (Party(name=name, role=next((role for role, words in ROLES.items() if words.search(raw)), "")),)


def _licenses(
    credit: str, caption: str, raw: str, uri: str | None, signals: Sequence[Signal]
) -> tuple[tuple[License, ...], tuple[Signal, ...]]:
    """Every different license said of this picture, the strictest first, and where it was said."""
    stated = [
        evidence("license-link", uri or "", "caption"),
        evidence("license-words", f"{raw or credit} {caption}", "caption"),
        *(one for one in signals if one.kind in {"license", "web-statement", "usage-terms", "usage"}),
    ]
    found: dict[License, Signal] = {}
    whole = licenses_in(" ; ".join(one.value for one in stated))
    for one in stated:
        for license in licenses_in(one.value):
            if license in whole:
                found.setdefault(license, one)
    order = sorted(found, key=lambda license: -len(license.elements))
    return tuple(order), tuple(found[license] for license in order)


def _reserved(
    credit: str, caption: str, raw: str, agencies: Sequence[Party], signals: Sequence[Signal]
) -> tuple[tuple[Signal, ...], tuple[str, ...]]:
    """What reserves the picture: signs, and the same in words for a conflict."""
    signs: list[Signal] = []
    if agencies:
        signs.append(evidence("agency", ", ".join(party.name for party in agencies), "credit"))
    for one in (evidence("credit", f"{raw} {caption}", "caption"), *(one for one in signals if one.kind in RESERVING)):
        kinds = {phrase.kind for phrase in phrases_in(one.value)} & {"ARR", "PROHIBIT", "FORBID"}
        if kinds or (one.kind == "instructions" and NO_RESALE.search(one.value)):
            signs.append(evidence("reserved", one.value, one.where))
    if FROM_THE_NET.search(credit):
        signs.append(evidence("from-the-net", credit, "credit"))
    mined = first(signals, "data-mining")
    if mined and PROHIBITED.search(mined.value) and first(signals, "web-statement") and not _open(signals):
        # As Getty's files say it: mining prohibited, and a statement on the web that is no license.
        signs.append(mined)
    return tuple(signs), tuple(dict.fromkeys(_reason(sign) for sign in signs))


def _reason(sign: Signal) -> str:
    words = {"agency": f"the credit names an agency ({sign.value})", "from-the-net": "it was taken from the net"}
    return words.get(sign.kind, "its rights are reserved")


def _open(signals: Sequence[Signal]) -> bool:
    return any(licenses_in(one.value) for one in signals if one.kind in {"license", "web-statement"})


def _status(
    licenses: Sequence[License], reasons: Sequence[str], negative: Sequence[Signal], rs_uri: str | None, *, signed: bool
) -> tuple[Status, Confidence, tuple[str, ...]]:
    several = [f"several licenses: {', '.join(license.name for license in licenses)}"] if len(licenses) > 1 else []
    against = [f"{licenses[0].name}, but {reason}" for reason in reasons] if licenses else []
    if several or against:
        return Status.UNKNOWN, Confidence.LOW, (*several, *against)
    if licenses:
        status = Status.PUBLIC_DOMAIN if licenses[0].kind == "public_domain" else Status.LICENSED_OPEN
        return status, Confidence.HIGH if licenses[0].kind != "incomplete" else Confidence.MEDIUM, ()
    if negative:
        sure = any(sign.kind in {"agency", "reserved", "data-mining"} for sign in negative)
        return Status.ALL_RIGHTS_RESERVED, Confidence.HIGH if sure else Confidence.MEDIUM, ()
    if rs_uri:
        return RS_STATUS[rs_uri.split("/")[-3]], Confidence.LOW, ()
    if signed:
        return Status.ALL_RIGHTS_RESERVED, Confidence.MEDIUM, ()
    return Status.UNKNOWN, Confidence.NONE, ()


def _lent(credit: str, caption: str) -> Iterator[Signal]:
    """Yield the thanks to whoever lent the picture, whole: a credit is kept without its label."""
    if lent_by(credit) is not None:
        yield evidence("courtesy", credit, "credit")
    elif thanks := thanks_in(caption):
        yield evidence("courtesy", thanks, "caption")


def _own_credit(signals: Sequence[Signal]) -> str:
    """The credit the file or the page's data gives, when nothing stands under the picture."""
    found = first(signals, "credit")
    return inert(clean_credit(found.value[:500])) if found else ""


def _copyright_line(raw: str, signals: Sequence[Signal]) -> str | None:
    """The words from the © on, as they stand there, else the file's own copyright notice."""
    if "©" in raw:
        return inert(raw[raw.index("©") :].strip()[:500])
    found = first(signals, "copyright")
    return (
        inert(found.value[:500])
        if found and re.search(r"©|\(c\)|copyright|\d{4}", found.value, re.IGNORECASE)
        else None
    )


def _holder(signals: Sequence[Signal], line: str | None) -> str | None:
    """The owner the file or the page's data names, else the name behind a © of the file."""
    owner = first(signals, "holder", "owner")
    if owner:
        return inert(owner.value[:200])
    own = first(signals, "copyright")
    return copyright_name(line) if own and line else None


def _rests_on_file(seen: Sequence[Signal], credit: str, signals: Sequence[Signal]) -> bool:
    """Whether the conclusion comes from the picture file and not from the page."""
    if seen:
        return seen[0].where in IN_FILE
    return not credit and any(
        one.where in IN_FILE and one.kind in {"credit", "copyright", "web-statement"} for one in signals
    )


def _address(signals: Sequence[Signal], *kinds: str) -> str | None:
    return next(
        (
            address
            for kind in kinds
            for one in signals
            if one.kind == kind and (address := web_address(one.value)) and not licenses_in(address)
        ),
        None,
    )


def _notes(credit: str, caption: str) -> str:
    stock = STOCK.search(f"{caption} {credit}")
    return "Caption says it is a stock picture." if stock else ""


def _questions(statement: RightsStatement, credit: str, signals: Sequence[Signal]) -> Iterator[str]:
    what = f"the picture {statement.credit_line!r}" if statement.credit_line else "a picture without a credit"
    if statement.conflict:
        yield f"rights: {what}: {'; '.join(statement.conflict)}; ask the photographer, or leave it out"
    if statement.status is Status.UNKNOWN and lent_by(credit) is not None:
        yield f"rights: {what}: a courtesy is no license; ask for permission"
    marked = first(signals, "marked")
    if marked and marked.value.lower() == "false" and statement.status is Status.UNKNOWN:
        yield f'rights: {what}: its file says it is in the public domain; find out why before you set status = "public_domain"'
    if statement.rs_uri and statement.status is not Status.ALL_RIGHTS_RESERVED:
        yield f"rights: {what}: read {statement.rs_uri} and confirm the status"
