"""Credit lines of pictures: the label cut off, the names kept, the agencies known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from publishkit.model.rights import Party
from publishkit.words import inert

MAX_CREDIT = 1_500

MAX_LABELS = 8
"""Labels and signs in front of a credit, one behind the other: "Foto: © ..."."""

LABELS = (
    r"images? (?:source|credits?|courtesy(?: of)?|by)|pictures? credits?|photo(?:graph(?:er|y|s)?)?s?"
    r"(?: by| credits?| courtesy(?: of)?| illustration)?|pictures?|pics?|image|illustrations?|graphics?|courtesy(?: of)?|credits?"
    r"|drawings?|paintings?|sketch(?:es)?|cartoons?|maps?|charts?|infographics?|screenshots?|screen ?grab|stills?|rendering|artwork|diagram|engraving|design|video"
    r"|fot\.|foto'?s?(?:graf(?:ia|ía|ie|o|í)?)?(?: von| de| di)?|bild(?:er|quelle|nachweis|rechte)?|grafik|zeichnung(?:en)?|karte|skizze|gemälde|karikatur|infografik|fotomontage|abbildung|quelle"
    r"|kuvat?|kuvateksti|kuvitus|piirros|kartta|grafiikka|źródło(?: zdjęci?a?)?|rysunek|rys\.|ilustracja|mapa|grafika|zrzut ekranu|wykres"
    r"|zdjęci[ea]|crédits?(?: photos?)?|photo ?graphie|dessin|carte|infographie|capture d'écran|photomontage|créditos?|dibujo|ilustración|mapa|gráfico|infografía|viñeta|captura(?: de pantalla)?|crediti?|disegno|illustrazione|mappa|grafica|vignetta|infografica"
    r"|desenho|ilustração|charge|infográfico|reprodução|imagen|immagine|imagem|fuente|fonte|source|zdroj|kresba|ilustrace|obrázek|snímek|tekening|illustratie|kaart|beeld|afbeelding|bron|tegning|illustrasjon|kart|kilde|teckning|karta|källa|bildkälla|lähde"
    r"|фото(?:графия)?|иллюстрация|рисунок|карта|джерело|малюнок|источник|写真|撮影|提供|図|イラスト|地図|出典|画像|사진|출처|그림|지도|图片?|摄影?|来源|供图|圖|來源|fotó|rajz|térkép|fotoğraf|çizim|harita|kaynak|nuotr\.?|ljósm(?:ynd)?\.?|ảnh|billede|bilde|collage|montage|copyright"
    r"|摄影者?|攝影者?|攝|照片|相片|供稿|資料照片|资料图片|撮影者|写真提供|画像提供|촬영|사진제공|تصوير|بعدسة|عدسة|الصورة|صور[ةه]?|المصدر|مصدر الصورة|عکس(?:اس)?|تصویر|ماخذ|צילום|צילם|צילמה|תמונה|קרדיט"
    r"|(?:फ़|फ़|फ)ोटो(?: साभार)?|तस्वीर|छायाचित्र|छायाकार|चित्र|साभार|छवि|स्रोत|ছবি|আলোকচিত্র|படம்|புகைப்படம்|ఫోటో|ఫొటో|ಚಿತ್ರ|ഫോട്ടോ|ચિત્ર|તસવીર|ਤਸਵੀਰ|ඡායාරූපය|ภาพ(?:ถ่าย|โดย)?|ที่มา|φωτ(?:ο|ογραφία|ογράφος)|πηγή|снимка|светлина|слика|ფოტო|լուսանկար"
)
AGENCIES = tuple(
    (
        "AP|Associated Press|Reuters|REUTERS|AFP|Agence France-Presse|dpa|DPA|ddp|epd|KNA|PAP|EFE|ANSA|Lusa"
        "|EPA-EFE|EPA|TASS|Xinhua|KCNA|KNS|Kyodo|Yonhap|Ukrinform|IANS|PTI|ANI|ČTK|MTI|APA|AAP|Keystone-SDA"
        "|Keystone|Belga|ANP|TT|NTB|Ritzau|STT|Getty Images|Getty|iStockphoto|iStock|Shutterstock|Alamy"
        "|Adobe Stock|Depositphotos|Dreamstime|123RF|East News|NurPhoto|ZUMA|SIPA|Abaca|Imago|IMAGO|imago|picture alliance"
        "|Picture Alliance|picture-alliance|Anadolu|UPI|PA Media|PA Wire|PA Images|PA|Bloomberg|Agencja Wyborcza"
        "|Agencja Gazeta|LaPresse|Europa Press|Hans Lucas|MaxPPP|Bridgeman|Magnum|Scanpix|Lehtikuva|Cuartoscuro"
        "|연합뉴스|뉴시스|뉴스1|共同"
    ).split("|")
)
"""As they write themselves; two-letter ones count only with their capitals."""

_KNOWN = frozenset(AGENCIES)
OTHER_SOURCES = ("Unsplash", "Supplied", "Handout")
"""They end a caption like an agency does, and are none: a handout or a free picture reserves nothing by itself."""


def _either(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


# Every pattern below runs on a line of at most 1,500 characters (`split_credit`), with repetitions that are bounded or
# end at a character they cannot match.
_AGENCY = _either(AGENCIES)
_SOURCE = _either((*AGENCIES, *OTHER_SOURCES))
_TAIL = rf"(?:{_SOURCE})(?: Photo)?(?:\s{{0,9}}/\s{{0,9}}[^.()]{{2,40}})?(?: via (?:{_SOURCE}))?"
_MARK = r"(?:[:：﹕/／|=＝]|(?i:\bby\b))"
_STRONG = (
    r"(?:images?|photos?|photographs?|pictures?|pics?|fotos?|fotografía|fotograf|bild(?:er|quelle)?|symbol(?:foto|bild)|archiv(?:foto|bild)|grafik"
    r"|quelle|crédits?(?: photo)?|źródło|фото|写真|撮影者?|写真提供|사진(?:\s?출처)?|출처|摄影|攝影|攝|摄|供图|供圖|照片|تصوير|عدسة|الصورة|عکس|تصویر|צילום|(?:फ़|फ़|फ)ोटो(?: साभार)?|तस्वीर|छायाचित्र|साभार|ছবি|படம்|ఫోటో|ภาพ|φωτο(?:γραφία)?|kuva|foto'?s|drawing|illustrations?|artwork|zeichnung|karikatur|infografik|dessin|dibujo|ilustración|disegno"
    r"|illustrazione|desenho|ilustração|tekening|illustratie|rysunek|ilustracja|kresba|ilustrace|tegning|illustrasjon|teckning|zdjęcie|credits?|screenshot)"
)
LABELLED = re.compile(
    rf"^\s{{0,9}}[(\[（]?\s{{0,9}}(?:{LABELS})\s{{0,9}}(?:[:：﹕/|=＝]|\bby\b|(?<=\.)\s|(?=©)|(?<=copyright)\s)\s{{0,9}}(?P<c>.{{2,200}}?)\s{{0,9}}[\]）]?\s{{0,9}}$",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(
    rf"[(\[（]\s{{0,9}}(?:(?i:{LABELS})(?:\s?출처)?\s{{0,9}}{_MARK}\s{{0,9}}(?P<c>[^()（）\[\]]{{2,90}})"
    rf"|(?P<d>[^()（）\[\]/]{{2,50}}/[^()（）\[\]]{{2,50}}|{_TAIL}))\s{{0,9}}[)\]）]\s{{0,9}}$"
)
AFTER_SENTENCE = re.compile(
    rf"(?:(?<=[.!?…»”\"'）。！？؟।۔」』])|(?<=[.!?…]['\"”»]))\s{{0,9}}[-–—|]?\s{{0,9}}(?:(?i:{LABELS})\s{{0,9}}{_MARK}\s{{0,9}}(?P<c>[^.]{{2,90}}(?:\.[^.]{{0,20}})?)"
    rf"|(?P<d>(?:[^.!?/|]{{2,60}}(?:\s{{0,9}}[/|]\s{{0,9}}| via ))?{_TAIL}))\s{{0,9}}$"
)
AFTER_LABEL = re.compile(
    rf"(?:^|[\s|–—،、，。；;,-])(?i:{_STRONG})\s{{0,9}}[:：﹕=＝]\s{{0,9}}(?P<c>[^:：＝]{{2,90}})$"
)
COURTESY = re.compile(
    r"(?:^|[\s|–—,;:-]|(?<=[.!?…»”)]))(?P<r>(?i:(?:images?|photos?|photographs?|pictures?|illustrations?|maps?)\s)?(?i:courtesy(?:\s(?:of|by))?)\s(?P<c>(?:the\s)?[^\W\d_a-zß-ÿ][^.!?:]{2,90}))\.?$"
)
"""“… Image courtesy of the Salt Museum.”"""
TAKEN_BY = re.compile(
    r"(?:^|[,;|–—-]\s?|(?<=[.!?…»”)])\s?)(?P<r>(?i:(?:photo(?:graph(?:ed)?)?s?|pictures?|images?|illustrat(?:ions?|ed)|drawings?)\s(?:taken\s)?by)\s"
    r"(?P<c>[^\W\d_a-zß-ÿ][\w.'’-]{0,40}(?:\s(?:(?:van|von|de|der|den|di|da|del|la|le|al|bin|and|&|for)\s){0,3}[^\W\d_a-zß-ÿ][\w.'’-]{0,40}){1,5}))\.?$"
)
"""“My bucket, photo by Ada Example”."""
SIGNED = re.compile(r"(?:©|\([cC]\))\s{0,9}(?P<c>[^©]{2,140})\s{0,9}$")
SLASHED = re.compile(
    rf"^\s{{0,9}}(?:[^.!?/|]{{2,60}}\s{{0,9}}[/|,]\s{{0,9}})?{_TAIL}(?:\s{{0,9}}[/|,]\s{{0,9}}[^.!?]{{2,60}})?\s{{0,9}}$"
)
TWO_NAMES = re.compile(
    r"^\s{0,9}[^\W\d_a-zß-ÿ][\w.&'’-]{0,60}(?: [\w.&'’-]{1,60}){0,2}/[^\W\d_a-zß-ÿ][\w.&'’-]{0,60}(?: [^\W\d_a-zß-ÿ][\w.&'’-]{0,60}){0,2}\s{0,9}$"
)
"""A line of two short names parted by a slash: "Lichtgut/Ada Example"."""
TRIM = re.compile(
    rf"^(?:(?:{LABELS})\s{{0,9}}(?:[:：﹕=＝|]|/(?!\w)|\bby\b|(?<=\.)\s)\s{{0,9}}|(?:courtesy(?: of)?|photos? courtesy(?: of)?|fot\.|copyright|crédit|photo(?:graph)? by)\s{{1,9}}"
    rf"|[©\s|/–—(\[（-]{{1,20}}(?!\w{{1,60}}\))|\([cC]\)\s{{0,9}})",
    re.IGNORECASE,
)


OF_SOURCE = re.compile(rf"^\s{{0,9}}(?![^\n]{{0,60}}[.!?] )[^\W\d_a-zß-ÿ][\w.'’ -]{{2,50}} via (?:{_SOURCE})\s{{0,9}}$")
"""“Ada Example via Getty Images”."""
LICENSED = re.compile(
    r"[\s,;|/–—-]{0,3}[\[(（]?\s?(?:(?:licen[sc]e[ds]?|lizenz|licencja|licencia|licenza|licença|sous licence|unter)\s?:?\s?)?"
    r"(?:(?<![\w-])CC[ -]?(?:BY|0|zero)(?![a-zà-ÿ])|creative commons|public domain|gemeinfrei|domaine public|dominio público|domena publiczna|GFDL\b)",
    re.IGNORECASE,
)
"""Where the license begins that stands behind a credit: “Drawing: Ada Example, CC BY 4.0”."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CreditLine:
    """A line read as (caption and) credit."""

    credit: str
    """Without label and sign."""
    raw: str
    """The part of the line that is the credit, verbatim."""
    caption: str = ""
    """What stood before it."""


def read_credit(line: str) -> CreditLine | None:
    r"""Return the credit a whole line holds, None when it is no credit line.

    >>> read_credit("Images source: ©\u00a0East News | KCNA via KNS").credit
    'East News | KCNA via KNS'
    >>> read_credit("Reuters recently reported that it rained.") is None
    True
    """
    if len(line) > 220:
        return None
    if licensed := _licensed(line):
        return licensed if not licensed.caption else None
    match = LABELLED.match(line)
    if match and not _is_prose(match["c"]):
        return CreditLine(credit=clean_credit(match["c"]), raw=line.strip())
    if (
        SLASHED.match(line)
        or (8 <= len(line.strip()) <= 60 and TWO_NAMES.match(line))
        or OF_SOURCE.match(line)
        or (line.lstrip().startswith("©") and not re.search(r"\b(?:19|20)\d\d\b", line))
    ):
        return CreditLine(credit=clean_credit(line), raw=line.strip())
    return None


def split_credit(caption: str) -> CreditLine | None:
    """Return caption and credit of a caption that ends in its credit, None when it does not.

    >>> split_credit("The bridge at noon. Foto: Ada Example/dpa")
    CreditLine(credit='Ada Example/dpa', raw='Foto: Ada Example/dpa', caption='The bridge at noon.')
    """
    if len(caption) > MAX_CREDIT:
        return None
    return _licensed(caption) or _tail(caption)


def _licensed(line: str) -> CreditLine | None:
    """The credit in front of a license; the license stays in what is verbatim, and is no part of a name."""
    match = LICENSED.search(line)
    if match is None or not match.start():
        return None
    head = line[: match.start()]
    found = _tail(head)
    if found is None and (labelled := LABELLED.match(head)) and not _is_prose(labelled["c"]):
        found = CreditLine(credit=clean_credit(labelled["c"]), raw=head.strip())
    if found is None or not found.credit:
        return None
    start = line.find(found.raw) if found.raw else -1
    return replace(found, raw=line[start:].strip()) if start >= 0 else None


def _tail(caption: str) -> CreditLine | None:
    for pattern in (IN_BRACKETS, AFTER_SENTENCE, AFTER_LABEL, SIGNED, COURTESY, TAKEN_BY):
        match = pattern.search(caption)
        if match:
            groups = match.groupdict()
            credit = clean_credit(groups.get("c") or groups.get("d") or "")
            if credit and not _is_prose(credit):
                start = match.start("r") if groups.get("r") else match.start()
                raw = caption[start:].strip().lstrip(" ،、，。；;,")
                return CreditLine(credit=credit, raw=raw, caption=caption[:start].rstrip(" –-|/(\u00a0،、，；;,"))
    return None


def clean_credit(raw: str) -> str:
    """Return a credit without its label and © sign; names and their separators stay as written.

    Characters that turn round the direction of reading go: they would turn round what is printed after them.

    >>> clean_credit("Foto: © Ada Example / dpa")
    'Ada Example / dpa'
    """
    text = re.sub(r"\s+", " ", inert(raw[:MAX_CREDIT])).strip()
    for _ in range(MAX_LABELS):
        text, taken = TRIM.subn("", text, count=1)
        if not taken:
            break
    text = text.strip(" |–—-").lstrip(",;:.)")
    for opening, closing in ("()", "[]", "（）"):
        if text.endswith(closing) and text.count(closing) > text.count(opening):
            text = text[:-1].rstrip()
    return text.removesuffix("撮影")


def agencies_in(credit: str) -> tuple[Party, ...]:
    """Return the agencies a credit names, in order.

    >>> [party.name for party in agencies_in("East News | KCNA via KNS")]
    ['East News', 'KCNA', 'KNS']
    """
    found = []
    for match in re.finditer(rf"(?<!\w)(?:{_AGENCY})(?!\w)", credit[:MAX_CREDIT]):
        if match.group() not in found:
            found.append(match.group())
    return tuple(Party(name=name, role="agency") for name in found)


def is_agency(name: str) -> bool:
    """Whether *name* is an agency's and nothing else, a pair of brackets and "Photo" aside.

    >>> [is_agency(name) for name in ("AFP", "(AP Photo)", "Ada Keystone", "")]
    [True, True, False, False]
    """
    return name.strip(" ()").removesuffix(" Photo") in _KNOWN


def _is_prose(text: str) -> bool:
    """A sentence is no credit: "Picture: the town woke to snow and nobody had salt."."""
    words = text.split()
    lower = sum(word[:1].islower() for word in words)
    return len(words) > 6 and lower > len(words) / 2
