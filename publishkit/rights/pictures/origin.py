"""Whose a picture is without anybody having said ©: an agency's way of naming its files, and thanks to whoever lent it."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from publishkit.model.statement import Signal
from publishkit.words import plain

LONGEST = 300
"""Characters of a name or a credit that are read."""

_ANY = r"[\w.-]*"
AGENCY_FILES = tuple(
    (name, re.compile(words, re.IGNORECASE))
    for name, words in (
        ("Getty Images", rf"getty(?:[-_ ]?images?)?[-_ ]?\d{_ANY}|gettyimages{_ANY}"),
        ("iStock", rf"istock(?:photo)?[-_ ]?\d{_ANY}"),
        ("AP", r"ap[-_ ]?\d{8,20}\w{0,3}(?:[-_]\w+)*|ap(?:[-_]photo)?[-_]\d{6,}\w*"),
        ("AFP", rf"afp[-_ ]{_ANY}|000[-_][0-9a-z]*\d[0-9a-z]*[a-z][0-9a-z]*(?:[-_]\w+)*"),
        ("dpa", rf"dpa[-_ ]{_ANY}|urn[-_]?newsml[-_]dpa{_ANY}|dpa-?\d{_ANY}"),
        ("Reuters", rf"reuters[-_ ]?{_ANY}|rt[sx][0-9a-z]{{4,7}}(?:[-_]\w+)*|{_ANY}rtrmadp{_ANY}|\d{{4}}-?\d\d-?\d\dt\d+z_\w+"),
        ("EPA", rf"epa[-_ ]?\d{{6,}}{_ANY}"),
        ("Shutterstock", rf"shutterstock[-_ ]?{_ANY}"),
        ("Alamy", rf"alamy[-_ ]?{_ANY}|{_ANY}[-_]alamy"),
        ("Adobe Stock", rf"adobe[-_ ]?stock[-_ ]?{_ANY}"),
        ("Depositphotos", rf"deposit[-_ ]?photos?[-_ ]?{_ANY}"),
        ("imago", rf"imago[-_ ]?(?:images?)?[-_ ]?\d{_ANY}"),
        ("picture alliance", rf"picture[-_ ]?alliance[-_ ]?{_ANY}"),
        ("PA Images", r"(?:press[-_ ]?association|pa)[-_]\d{6,}\w*"),
        ("PAP", r"pap[-_]?\d{6,}\w*"),
        ("ZUMA", rf"zuma[-_]?\d{_ANY}|zuma(?:press|wire)?[-_]\w+"),
        ("SIPA", r"sipa(?:press|usa)?[-_ ]?\d\w*"),
        ("Keystone", r"keystone[-_]\d\w*"),
        ("Dreamstime", rf"dreamstime{_ANY}"),
        ("123RF", rf"123rf{_ANY}|\d+[-_]123rf"),
    )
)  # fmt: skip
"""Agency -> how it names the files it sends out: matched against the whole name, without its ending."""

SUPPLIER = "supplier"
"""Kind of the sign that a file's name is."""


def supplied_by(*names: str | None) -> tuple[Signal, ...]:
    """Return the agencies whose way of naming files these names follow, as signs of whose the picture is.

    >>> supplied_by("photos/AP24010820434600.jpg", None)[0].value
    'AP (the file was called AP24010820434600.jpg)'
    """
    found = ((agency_of_file(name), name or "") for name in names)
    told = (f"{agency} (the file was called {_last(name)})" for agency, name in found if agency)
    return tuple(Signal(kind=SUPPLIER, value=value, where="file-name") for value in dict.fromkeys(told))


def _last(name: str) -> str:
    return PurePosixPath(name.partition("?")[0].replace("\\", "/")).name[:80]


_OF = r"(?: (?:of|from|by|von|vom|der|des|durch|de|du|des|d'|del|della|dell'|di|do|da|dos|przez|od|van|av|af|från|fra|od))?"
COURTESY = re.compile(
    rf"\b(?:courtesy|handout|hand-?out|supplied|provided|furnished|made available|on loan|reproduced by (?:kind )?permission|(?:used )?(?:with|by) (?:kind |the )?permission"
    r"|mit (?:freundlicher )?(?:genehmigung|erlaubnis)|zur verfügung gestellt|bereitgestellt|leihgabe"
    r"|(?:avec l'|par )?aimable autorisation|avec (?:l'autorisation|la permission)|fournie?s?|mise?s? à disposition"
    r"|cortesía|con (?:el )?permiso|con autorización|cedid[oa]s?|facilitad[oa]s?"
    r"|(?:per )?gentile concessione|cortesia|su concessione|con (?:il )?permesso|fornit[ae]"
    r"|com (?:a )?(?:permissão|autorização)|gentilmente cedid[oa]"
    r"|dzięki uprzejmości|za zgodą|udostępni\w+|użyczon\w+|materiały prasowe|mat\. ?pras"
    r"|met (?:toestemming|dank aan)|beschikbaar gesteld|med (?:tillstånd|tillåtelse)|tillhandahåll\w+|se svolením|s (?:laskavým )?svolením|poskytl\w*|med tilladelse|venligst udlånt)"
    rf"(?![\w]){_OF} ?(?P<name>[^.;|()\n]{{0,80}})"
    r"|(?P<ja>[^\s、。（）()]{1,30})(?:提供|の許可)|提供[:：]\s?(?P<lent>[^\s、。（）()]{1,30})",
    re.IGNORECASE,
)  # fmt: skip
"""Thanks to somebody who lent the picture, in the languages that detection reads, and their name."""


def agency_of_file(name: str | None) -> str | None:
    """Return the agency whose way of naming files *name* follows, a path or an address; None for any other name.

    >>> agency_of_file("https://paper.example/i/gettyimages-1234567-2048x2048.jpg?w=800")
    'Getty Images'
    >>> agency_of_file("AP24010820434600.jpg"), agency_of_file("images/apple-harvest.jpg"), agency_of_file(None)
    ('AP', None, None)
    """
    if not name:
        return None
    try:
        path = unquote(urlsplit(name).path if "://" in name else name)
    except ValueError:
        return None
    stem = PurePosixPath(path.replace("\\", "/")).stem[:LONGEST]
    return next((agency for agency, words in AGENCY_FILES if words.fullmatch(stem)), None)


_LABEL = re.compile(
    r"(?:(?:photo\w*|images?|pictures?|pics?|fotos?|fotografía|bild(?:er)?|abdruck|zdjęci[ae]|fot\.?|imagen|immagine|imagem|crédits?|credits?|used|reproduced|reprinted|printed|shown|publié\w*|all|both|rights)[\s:,./|-]*){0,3}",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:^|(?<=[.!?…»”\"')\]])\s|[(\[–—|])(?P<tail>(?:[^.!?…()\[\]|–—]|\.(?=\w)|(?<=\b\w)\.|(?<=\bSt)\.){4,160})[.)\]\s]*$"
)


def thanks_in(caption: str) -> str | None:
    """Return the thanks that end a caption, as they stand there; None where the caption only tells a story.

    >>> thanks_in("Boats at noon. Photo courtesy of the Harbour Museum.")
    'Photo courtesy of the Harbour Museum'
    >>> thanks_in("The bridge was provided by the town in 1911.") is None
    True
    """
    found = _TAIL.search(caption[-LONGEST:])
    words = plain(found["tail"]).strip() if found else ""
    lead = _LABEL.match(words)
    return words if lead and COURTESY.match(words[lead.end() :]) else None


def lent_by(credit: str) -> str | None:
    """Return whom a credit thanks for the picture, "" when it thanks nobody by name; None when it is no thanks.

    >>> lent_by("Photo courtesy of the Harbour Museum"), lent_by("Zdjęcie dzięki uprzejmości Muzeum Portu")
    ('the Harbour Museum', 'Muzeum Portu')
    >>> lent_by("Photo: Ada Example") is None
    True
    """
    found = COURTESY.search(plain(credit[:LONGEST]))
    if found is None:
        return None
    return (found["name"] or found["ja"] or found["lent"] or "").strip(" ,:–—-/©")
