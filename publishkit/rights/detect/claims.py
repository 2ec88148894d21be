"""Licenses as claims about a work: this article, the site, or unknown; only a claim about this article can clear it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.model.rights import Confidence, LicenseScope
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import evidence
from publishkit.rights.detect.license_words import UNSPECIFIED, licenses_in, says_nothing, without_licenses
from publishkit.rights.license import License
from publishkit.words import plain

I = re.IGNORECASE  # noqa: E741  the tables below are easier to read with the short name

# Alternations of fixed words, `\w{0,n}` bounded: linear.
THIS = re.compile(
    r"\b(?:th(?:is|e following)(?: is an?)? (?:(?:open[- ]access|peer[- ]reviewed|original|republished|free) )?(?:article|paper|story|stories|text|post|piece|report|essay|entry|work|interview|translation|column|blog ?post|review|page|document|publication|item|content)"
    r"|die(?:ser|se|ses|sem|sen) (?:\w{1,20} )?(?:artikel|text|beitrag|werk|bericht|interview|inhalt|seite|aufsatz|essay|arbeit|veröffentlichung)e?s?|der (?:artikel|text|beitrag) (?:ist|steht|wird|wurde)"
    r"|(?:ten|tego|niniejsz\w{1,3}) (?:artykuł|tekst|utwór|wpis|materiał)\w{0,3}|(?:artykuł|tekst|utwór) (?:jest )?(?:dostępny|udostępni\w+|objęty)"
    r"|cet(?:te)? (?:article|œuvre|oeuvre|publication|page)|ce (?:texte|billet|document|contenu)"
    r"|est[ea] (?:artículo|texto|obra|nota|reportaje|publicación|artigo|trabalho)|quest[oa'] ?(?:articolo|testo|opera|contenuto)"
    r"|dit (?:artikel|werk|stuk)|deze (?:tekst|pagina)|den här (?:artikeln|texten)|denna (?:artikel|text)|detta verk|(?:texten|artikeln) (?:är|får)"
    r"|эт(?:а|от|у|о) (?:статья|текст|статью|произведение)|(?:ця|цей) (?:стаття|робота|текст|матеріал)|tento (?:článek|text|příspěvek)|toto dílo|det(?:te|ta|här) (?:værket?|verket|verk)|denne (?:artikkel\w*|artikel|teksten?)"
    r"|tämä (?:artikkeli|teos|teksti)|aquesta obra|aquest (?:article|text)|bu (?:makale|yazı|eser)|この(?:記事|作品|文章)|本(?:文|作品|文章|站文章)|이 (?:기사|저작물|글))",
    I,
)
WAIVED = re.compile(
    rf"(?<!not )(?:waive[sd]?|dedicate[sd]?|relinquish(?:e[sd])?|surrendered|abandoned)\b[^.;]{{0,90}}?\b(?:to|in) (?:the (?:text|words|contents?) of )?(?:{THIS.pattern})",
    I,
)
"""“Has waived all copyright and related rights to this article”: what is given stands in front of it."""
WORK_ONLY = re.compile(r"\b(?:this (?:work|page|contents?|document|publication)|die(?:ses|se|ser) (?:\w{1,20} )?(?:werks?|seite|arbeit|inhalte?s?)|niniejsz\w{1,3} utw\w{1,4}|cette (?:œuvre|oeuvre|page)|ce (?:contenu|document)|est[ae] (?:obra|trabalho|publicación)|quest'?[ao]? ?(?:opera|contenuto)|dit werk|deze pagina|detta verk|toto dílo|aquesta obra|tämä teos|bu eser|это произведение)\b|この作品|本作品|이 저작물", I)  # fmt: skip
"""Templates say "this work" and mean the site."""
SITE = re.compile(
    r"\b(?:(?:our|all|most|the) (?:\w{1,15} )?(?:articles|stories|posts|contents?|texts|work|journalism|reporting|material)|th(?:is|e) (?:web ?site|site|blog|wiki)|site contents?|(?:original|user|community)? ?contents? (?:on|of|from|in|is|are|available|licensed)|user contributions|texts? (?:is|are) available"
    r"|die(?:se[rs]?|sem) (?:blogs?|website|webseite|seiten|internetseite|homepage|weblogs?|wikis?|auftritts?)|inhalte\w{0,2}|der inhalt|unsere \w{1,15}|all(?:e|er) (?:\w{1,20} )?(?:artikel|texte|beiträge|inhalte|posts|eigenbeiträge)|texte auf|treści|nasze \w{1,15}|wszystkie \w{1,15}|ten (?:blog|serwis|portal)"
    r"|(?:les|nos|tous les|toutes les) (?:contenus|articles|textes|publications)|ce (?:site|blog|wiki)|(?:los|nuestros|todos los|estos) (?:contenidos|artículos|textos)|contenidos?|este (?:sitio|blog|site)"
    r"|(?:i|nostri|tutti i) (?:contenuti|articoli|testi)|questo (?:sito|blog)|(?:os|nossos) (?:conteúdos|artigos|textos)|conteúdos?|onze \w{1,15}|alle inhoud|deze (?:site|website|blog)|innehållet|våra \w{1,15}|den här (?:sajten|bloggen|webbplatsen)|denna (?:webbplats|blogg|sida)"
    r"|obsah|tento web|tyto stránky|sisältö|indholdet|innholdet|denne (?:nettside\w*|hjemmeside\w*)|el contingut|els continguts|содержание|материалы|вміст|матеріали)\b|本站|本网站|本網站|当サイト|サイトのコンテンツ",
    I,
)
HEDGED = re.compile(
    r"\b(?:(?:except|unless|where) (?:where )?(?:\w{1,12} )?otherwise|(?:except|unless) (?:where|as) (?:noted|stated|marked|indicated)|unless (?:the|an?) \w{1,15} (?:says|states)|(?:soweit|wenn|sofern|falls|so) (?:es |dies )?nicht (?:ausdrücklich )?anders|es sei denn|sofern keine andere"
    r"|o ile nie|chyba że|sauf (?:mention|indication|avis|contraire)|salvo (?:\w{1,15} )?(?:indicaci\w{1,3}|que|diversa|menção|donde|dove|altrimenti|em contrário|indicação)|excepto|dove non|ove non|eccetto|exceto|tenzij|om (?:inte|ej) annat|med mindre|ellei|není-li|pokud není|hvis ikke|si no s'indica|если не|якщо не|特に(?:断り|記載)|除非)",
    I,
)
"""“Unless otherwise noted”: for this very text something else may be noted."""
PICTURE = re.compile(
    r"\b(?:photo\w{0,8}|images?|pictures?|illustrations?|graphics?|icons?|logos?|videos?|cover|thumbnail|maps?|charts?|fotos?|fotografi\w{1,3}|bild(?:er|es|quelle|nachweis|rechte)?|grafik\w{0,2}|titelbild\w{0,2}|zdjęci\w{1,2}|fot\.?|rysun\w{1,3}"
    r"|imágenes|imagen|imagens|imagem|immagin[ei]|dessins?|afbeelding\w{0,2}|bilden|fotografía|музыка|фото|写真|画像|wikimedia|flickr|unsplash|pixabay)\b",
    I,
)
DATA = re.compile(r"\b(?:contains \w{1,12} (?:\w{1,12} )?information|(?:meta)?data(?:sets?|bases?)?|(?:\w{2,12})?daten(?:sätze|satz)?|datensatz|dati|données|datos|dados|gegevens|dane|danych|uppgifter|adatok|код|данные|дані|code|source ?code|quell(?:code|text)|software|css|themes?|templates?|fonts?|wordpress|music|audio|podcast|sounds?|slides?)\b", I)  # fmt: skip
OTHERS = re.compile(f"{PICTURE.pattern}|{DATA.pattern}", I)
GIVES = re.compile(
    r"\b(?:licen[sc]ed|lizen[sz]iert\w{0,2}|licencjonowan\w{1,2}|(?:re-?)?publish(?:ed)?|released|available|shared|distributed|reused?|reproduced|waived"
    r"|veröffentlicht|steht|stehen|erscheint|freigegeben|unterlieg\w{1,3}|weiterverbreitet|verbreitet|übernommen|nachgedruckt|kopiert|lizenziert"
    r"|dostępn\w{1,2}|udostępni\w{1,5}|opublikowan\w{1,2}|publiée?s?|mise?s? à disposition|sous licence|publicad[oa]s?|se (?:publica|distribuye|ofrece)n?|disponibles?|está|bajo licencia"
    r"|rilasciat[oaie]|distribuit[oaie]|pubblicat[oaie]|disponível|gepubliceerd|beschikbaar|va(?:lt|llen) onder|van toepassing|publicerad|licensiera[dt]|(?:is|are|ist) (?:now )?under|under (?:a|the|an)|unter (?:der|einer|folgender)|na licencji|na warunkach|sotto licenza|sob (?:a |uma )?licença|onder (?:een|de)|under (?:en|licens)|dostupn\w{1,3}|licencov\w{1,5}|lisensiert|lisensoitu|llicència|lisans\w{0,4})\b"
    r"|ライセンス|提供されて|доступн|распростран|поширю|采用|採用|授权|授權|лицензи|ліцензі|라이선스|이용",
    I,
)
"""Words that give the license to something; a bare name may stand under a picture."""
TEXTS = re.compile(
    r"\b(?:articles|stories|texts|contents?|texte|artikel|beiträge|inhalte|treści|teksty|artykuły|textes|contenus|textos|artículos|contenidos|testi|articoli|contenuti|conteúdos?|teksten)\b",
    I,
)
METADATA = re.compile(r"\bmeta-?dat\w{1,5}\b", I)
NONCOMMERCIAL = re.compile(
    r"\b(?:non-? ?commercial|not? (?:be used )?(?:for )?(?:any )?commercial|(?:not permit|prohibits?|excludes?|without|exclud(?:ing|es)) (?:\w{1,12} ){0,2}commercial|commercial (?:use|exploitation|reuse|purposes?) (?:is |are )?(?:not|prohibited|forbidden|requires)"
    r"|nicht[- ]?kommerziell\w{0,2}|keine kommerzielle|niekomercyjn\w{1,3}|non commercial\w{0,2}|pas d'utilisation commerciale|no comercial\w{0,3}|sin fines (?:de lucro|comerciales)|não comercia\w{1,2}|niet-?commercieel)\b",
    I,
)
UNCHANGED = re.compile(r"\b(?:no derivatives?|may not be (?:altered|edited|modified|changed)|keine bearbeitung\w{0,2}|bez utworów zależnych|unverändert)\b", I)  # fmt: skip
LABEL = re.compile(
    r"\W{0,4}(?:text|article|story|words|tekst|artykuł|artikel|beitrag|texte|texto|artículo|testo|articolo|artigo|artikeln)(?: [\w ]{0,20})? ?:",
    I,
)
"""“Text: CC BY 4.0”, beside “Photos: …”."""
NEGATED = re.compile(
    r"\b(?:is|are|was)(?:n't| not| no longer) (?:\w{1,15} ){0,2}(?:under|licensed|available|covered|published|released)|nicht (?:\w{1,15} ){0,2}(?:unter|lizenziert|frei)|nie jest"
    r"|n'est p(?:as|lus)|no está|ya no|non è|não está|niet (?:\w{1,15} ){0,2}(?:onder|beschikbaar)\b",
    I,
)
"""“Is not under a license”: nothing is given."""
SENTENCE = re.compile(
    r"(?<=[.!?;|•·])(?<!\b[^\W\d_]\.)\s+(?=[^\d\s])|(?<=。)|[\s,/–-]{1,4}(?=(?:text|photos?|images?|pictures?|illustrations?|fotos?|bild(?:er)?|grafik|zdjęci[ae]|imágenes|imagens|immagini|foto's|bilder|data|tekst|texte|texto|testo) ?:)",
    I,
)
"""Where one statement ends: a sentence, an item of a list, a label; the dot of an initial ends none."""
ITEM = re.compile(r"\s[-–—|·•/]{1,2}\s|[,;|·•]\s")
"""What parts the items of a line that says nothing in sentences: date, category, permanent link, license."""
CREDITED = re.compile(
    r"\b(?:photo\w{0,8}|images?|pictures?|illustrations?|fotos?|bild\w{0,10}|\w{2,12}bild|grafik\w{0,2}|zdjęci\w{1,2}|fot\.|imagen|imagem|immagine|foto's|afbeelding|video|musi[ck]|icons?|cover|logo)(?: \w{1,12}){0,3}\s?(?::|by\b|von\b|©|\(c\)|/|courtesy)"
    r"|flickr|wikimedia|unsplash|pixabay|pexels|©[^|©]{2,60}\s?/\s?\w",
    I,
)
"""A picture's credit in front of a bare license."""
ADDED = re.compile(
    r"(?P<first>\w{3,30}) (?:und|and|et|y|e|i|en|och|og|sowie|&) (?:(?:die|the|les|las|los|le|gli|de|alle|all) )?$", I
)
LICENSE_LABEL = re.compile(r"\W{0,4}(?:licen[sc]e|lizenz|licencja|licencia|licenza|licença|licentie|licens|lisens|llicència|lisans|лицензия|ліцензія|許諾|라이선스)\W{1,4}$", I)  # fmt: skip
"""“License: CC BY 4.0”, on a line of its own."""
QUOTED = re.compile(r"[\"“„«']\s?$")
WITHIN = re.compile(
    r"\b(?:in|within|about|on|from|with|to|im|über|für|aus|von|zu|mit|dans|sur|avec|en|sobre|con|nel|nella|su|per|w|o|dla|no|na|neste|em|voor|over|i|om|for|like|see|cite"
    r"|unlike|not|but|beside|besides|than|as|contrary to|als|gegensatz zu|contrairement à|a diferencia de|a differenza d[ie]|(?:ao )?contrário de|tegenstelling tot|od|niż|till skillnad från)\s(?:the |der |dem |den )?$",
    I,
)
"""What stands in front of “this article” when something in it, or something about it, is spoken of."""
PART_OF = re.compile(r"\b(?:of|der|des|de|di|do|da|van|av)\s$", I)
WORDS_OF = re.compile(r"\b(?:text|contents?|words|inhalte?|texte|testo|texto|tekst|текст|contenu|contenido|contenuto|conteúdo|inhoud|innehållet|treść)\s(?:of|der|des|de|di|do|da|van|av)\s$", I)  # fmt: skip
BORROWED = re.compile(
    r"\b(?:uses?|using|contains?|includes?|material from|based on|adapted from|derived from|which|that|whose|reprinted|basiert|verwendet|enthält|stammt|stammen|nutzt|utilise|contient|basé|usa|contiene|basado|wykorzystuje|zawiera|bygger|gebruikt|bevat)\b",
    I,
)
"""Between “this article” and the license: what is licensed is something the article took."""
OPENING = 40
"""Characters within which a sentence without a subject gives the license: “Published under …”."""
TITLED = re.compile(
    r"\w .{0,3}\b(?:by|von|par|por|di|door|autora?|od|av|af) .{2,80}? (?:is|est|está|è|ist|jest|podléhá|is)\b",
    re.IGNORECASE,
)
"""“Low Water by Ada Example is licensed under …”, as the license chooser writes it."""
FEW = 6
"""Words beside a license that is marked as such, in which nothing else has room."""
ARTICLE_WORDS = re.compile(
    r"(?:article|story|text|post|piece|essay|column|entry|interview|content|artikel|beitrag|texte?|artykuł\w{0,2}|tekst|wpis|article|billet|artículo|texto|articolo|testo|artigo"
    r"|the|der|die|das|dieser|dieses|le|la|el|il|lo|l|o|de|het|it|this|these|they|he|she|we|es|er|sie|ce|ceci|se|si"
    r"|is|are|was|has|have|been|be|being|will|may|can|now|also|all|both|here|hereby|herewith|just|only|originally|first|freely|free|kindly|re|licen[sc]e|licensed|made|being|to|for|you|our|your"
    r"|je|jsou|är|er|on|są|ist|sind|wird|wurde|hier|frei|zuerst|est|sont|été|mis|mise|está|ha|sido|è|stato|viene|foi|is|wordt|jest|został\w?|are|published|released|distributed|reproduced|shared|posted|issued|text|words|copyright|copyleft"
    r"|©|\d+|and|und|et|y|e|i|en|och|by|von|par|por|per|da|door)\Z",
    I,
)
"""Words in front of what gives the license that name nothing else which could be licensed."""
REACH = 90
"""Characters between “this article” and what gives it away."""
PRONOUN = re.compile(r"(?:it|er|es|sie|il|elle|jest|está|è) ", I)

FOOT = frozenset({"footer", "aside", "nav"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One license, for one scope, with the place it was read."""

    license: License
    scope: LicenseScope
    confidence: Confidence
    signal: Signal
    words: tuple[str, ...] = ()
    """What the words beside it ask for and the license does not: "NC", "ND"."""
    explicit: bool = False
    """A sentence gives it to something, or a link says that it is meant as the license."""
    beside: tuple[License, ...] = ()
    """Other licenses that the same sentence names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How one sentence about licenses was understood."""

    scope: LicenseScope | None
    """None when it is not about the text."""
    confidence: Confidence = Confidence.LOW
    explicit: bool = False
    bare: bool = False
    """It only names the license: a mark, a button."""


NOT_THE_TEXT = Reading(scope=None)


def claims_of(signals: Sequence[Signal]) -> tuple[Claim, ...]:
    """Return what is claimed about the text; what is about a picture or data claims nothing for it."""
    return tuple(dict.fromkeys((*_stated(signals), *_spoken(signals))))


def _stated(signals: Sequence[Signal]) -> Iterator[Claim]:
    """What the page's data and its head say, and links in the page that stand in no line."""
    lines = "\n".join(one.value for one in signals if one.kind == "license-words")
    for one in signals:
        if one.kind == "license":
            yield from _all(one, LicenseScope.THIS, Confidence.HIGH)
        elif one.kind == "license-link" and one.where in {"head", "meta", "json-ld"}:
            yield from _all(one, LicenseScope.SITE, Confidence.LOW)
        elif one.kind == "license-link" and one.where == "article" and f"<{one.value[:500]}>" not in lines:
            yield from _all(one, LicenseScope.THIS, Confidence.HIGH)


def _all(signal: Signal, scope: LicenseScope, confidence: Confidence) -> Iterator[Claim]:
    for license in licenses_in(signal.value):
        if license.id != UNSPECIFIED:
            yield Claim(
                license=license, scope=scope, confidence=confidence, words=_asks_more(license, signal.value), explicit=True,
                signal=evidence(signal.kind, signal.value, signal.where),
            )  # fmt: skip


def _spoken(signals: Sequence[Signal]) -> Iterator[Claim]:
    """Read the lines of the page; a button beside a sentence about pictures means what the sentence says."""
    meant = frozenset(f"<{one.value[:500]}>" for one in signals if one.kind == "license-link")
    read: list[tuple[Reading, Claim | None, tuple[License, ...]]] = []
    for signal in signals:
        if signal.kind == "license-words" and signal.where not in {"caption", "comment"}:
            read += _sentences(signal, meant)
    given = {license for reading, _, licenses in read if reading.scope and not reading.bare for license in licenses}
    taken = {license for reading, _, licenses in read if not reading.scope and not reading.bare for license in licenses}
    for reading, claim, _ in read:
        if claim is not None and not (reading.bare and claim.license in taken - given):
            yield claim


def _sentences(signal: Signal, meant: frozenset[str]) -> Iterator[tuple[Reading, Claim | None, tuple[License, ...]]]:
    """Read a line sentence by sentence: one may speak of the text, the next of its pictures."""
    before = ""
    for sentence in SENTENCE.split(signal.value):
        licenses = licenses_in(sentence)
        around = f"{before} {sentence}" if PRONOUN.match(sentence) else sentence
        linked = any(mark in sentence for mark in meant)
        if licenses:
            reading = _understood(around, signal, before, linked=linked)
            yield from _claimed(reading, licenses, sentence, signal, linked=linked)
        before = f"{before} {sentence}"[-400:]


def _claimed(
    reading: Reading, licenses: tuple[License, ...], sentence: str, signal: Signal, *, linked: bool
) -> Iterator[tuple[Reading, Claim | None, tuple[License, ...]]]:
    if reading.scope is None:
        yield reading, None, licenses
        return
    whole = chosen(licenses)
    for license in whole:
        if license.id == UNSPECIFIED and not (
            reading.explicit and (linked or reading.scope is not LicenseScope.UNKNOWN)
        ):
            continue
        claim = Claim(
            license=license, scope=reading.scope, confidence=reading.confidence, explicit=reading.explicit,
            signal=evidence("license-words", sentence, signal.where), words=_asks_more(license, signal.value),
            beside=tuple(one for one in whole if one is not license),
        )  # fmt: skip
        yield reading, claim, licenses


def chosen(licenses: Sequence[License]) -> tuple[License, ...]:
    """Return the licenses among which a reader has no choice: beside Creative Commons, the GNU one need not be taken."""
    commons = [one for one in licenses if one.kind == "cc"]
    return tuple(one for one in licenses if not (commons and one.id.startswith("GFDL")))


def _understood(sentence: str, signal: Signal, before: str, *, linked: bool) -> Reading:
    """What a sentence around a license is about; *before* is what stands in front of it in its line."""
    words = plain(without_licenses(sentence)).strip()
    if NEGATED.search(words):
        return NOT_THE_TEXT
    if not LABEL.match(words) and not GIVES.search(words) and (mark := _mark(sentence, before, words)) is not None:
        named = LICENSE_LABEL.match(words) is not None
        return _marked(signal.where, linked=linked, named=named) if mark else NOT_THE_TEXT
    this = _speaks_of_this(words) or WAIVED.search(plain(sentence)) is not None
    if not this and _is_of_others(words):
        return NOT_THE_TEXT
    return _given(words, signal.where, before, this=this, linked=linked)


def _given(words: str, where: str, before: str, *, this: bool, linked: bool) -> Reading:
    """To what a sentence that is not about pictures or data gives the license: this text, the site, or it does not say."""
    gives = GIVES.search(words)
    inside = where in {"article", "text"}
    own = this and (inside or not WORK_ONLY.search(words))
    hedged = HEDGED.search(words) is not None and not (own and inside and not WORK_ONLY.search(words))
    if own and not hedged:
        return Reading(
            scope=LicenseScope.THIS, confidence=Confidence.HIGH if inside else Confidence.MEDIUM, explicit=True
        )
    if hedged or this or where in FOOT or SITE.search(words):
        return Reading(scope=LicenseScope.SITE, explicit=gives is not None or linked)
    subjectless = _names_nothing(words[: gives.start()]) if gives else len(words.split()) <= FEW
    if linked:
        named = subjectless or _names_this(words) or TITLED.search(words) is not None
        return _marked(where, linked=True) if named else Reading(scope=LicenseScope.UNKNOWN, explicit=True)
    opens = gives is not None and gives.start() < OPENING and subjectless and not BORROWED.search(words)
    short = where == "article" and opens and len(words.split()) <= 12 and not CREDITED.search(f"{before} {words}")
    if short or (LABEL.match(words) and where in {"article", "page", "text"}):
        sure = Confidence.HIGH if where == "article" and not short else Confidence.MEDIUM
        return Reading(scope=LicenseScope.THIS, confidence=sure, explicit=True)
    return Reading(scope=LicenseScope.UNKNOWN, explicit=gives is not None)


def _names_this(words: str) -> bool:
    """Whether “this article” is spoken of, and not what is in it or other than it."""
    leads = (words[max(0, match.start() - 60) : match.start()] for match in THIS.finditer(words))
    return any(not (WITHIN.search(lead) or PART_OF.search(lead) or _is_of_others(lead)) for lead in leads)


def _names_nothing(lead: str) -> bool:
    """Whether what stands before the giving word leaves open what is licensed, or calls it the article.

    >>> [_names_nothing(lead) for lead in ("It is", "", "The article is", "The report is", "The museum's collection")]
    [True, True, True, False, False]
    """
    return all(ARTICLE_WORDS.match(word) for word in re.findall(r"[^\W_]+|©", lead))


def _mark(sentence: str, before: str, words: str) -> bool | None:
    """Whether the license only stands there: True as a mark of its own, False behind a picture's credit, None in words."""
    if says_nothing(words):
        return not CREDITED.search(plain(before))
    items = ITEM.split(sentence)
    at = next((at for at, item in enumerate(items) if licenses_in(item)), None)
    if len(items) < 2 or at is None or not says_nothing(without_licenses(items[at])):
        return None
    return not CREDITED.search(plain(f"{before} {' | '.join(items[:at])}"))


def _marked(where: str, *, linked: bool, named: bool = False) -> Reading:
    """A mark: in the article it is the article's if its link says so, at the foot or beside it may be the site's."""
    if linked and where == "article":
        return Reading(scope=LicenseScope.THIS, confidence=Confidence.HIGH, explicit=True, bare=True)
    if linked or where in FOOT:
        return Reading(scope=LicenseScope.SITE, explicit=linked, bare=True)
    return Reading(scope=LicenseScope.UNKNOWN, explicit=named, bare=True)


def _speaks_of_this(words: str) -> bool:
    """Whether the sentence gives “this article” away, and not what is in it, about it, or taken over by it."""
    for match in THIS.finditer(words):
        lead = words[max(0, match.start() - 60) : match.start()]
        rest = words[match.start() : match.end() + REACH]
        gives = GIVES.search(rest)
        if gives is None or WITHIN.search(lead) or QUOTED.search(lead) or _is_of_others(lead):
            continue
        if PART_OF.search(lead) and not WORDS_OF.search(lead):
            continue
        if not BORROWED.search(rest[: gives.start()]):
            return True
    return False


def _is_of_others(words: str) -> bool:
    """Whether pictures, data or code are licensed there, and no texts."""
    if METADATA.search(words):
        return True
    match = OTHERS.search(words)
    return match is not None and not TEXTS.search(words) and not _is_added(words[: match.start()])


def _is_added(lead: str) -> bool:
    """“Lesson plans and pictures”: they come after something that is no picture."""
    match = ADDED.search(lead)
    return match is not None and not OTHERS.search(match["first"]) and not CREDITED.search(lead)


def _asks_more(license: License, text: str) -> tuple[str, ...]:
    """Elements the words ask for beside a license that has them not: "non-commercial" beside CC BY."""
    if license.kind != "cc":
        return ()
    rest = plain(text)
    asked = {"NC": NONCOMMERCIAL.search(rest), "ND": UNCHANGED.search(rest)}
    return tuple(element for element, asks in asked.items() if asks and element not in license.elements)
