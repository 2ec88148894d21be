"""Licenses as claims about a work: this article, the site, or unknown; only a claim about this article can clear it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publishkit.model.rights import Confidence, LicenseScope
from publishkit.model.statement import Signal
from publishkit.rights.detect.found import evidence
from publishkit.rights.detect.license_words import licenses_in, without_licenses
from publishkit.rights.license import License
from publishkit.words import plain

I = re.IGNORECASE  # noqa: E741  the tables below are easier to read with the short name

# Alternations of fixed words, `\w{0,n}` bounded: linear.
THIS = re.compile(
    r"\b(?:th(?:is|e following)(?: is an?)? (?:(?:open[- ]access|peer[- ]reviewed|original|republished|free) )?(?:article|paper|story|stories|text|post|piece|report|essay|entry|work|interview|translation|column|blog ?post|review|page|document|publication|item|content)"
    r"|die(?:ser|se|ses|sem|sen) (?:\w{1,20} )?(?:artikel|text|beitrag|werk|bericht|interview|inhalt|seite|aufsatz|essay)s?|der (?:artikel|text|beitrag) (?:ist|steht|wird|wurde)"
    r"|(?:ten|tego|niniejsz\w{1,3}) (?:artykuł|tekst|utwór|wpis|materiał)\w{0,3}|(?:artykuł|tekst|utwór) (?:jest )?(?:dostępny|udostępni\w+|objęty)"
    r"|cet(?:te)? (?:article|œuvre|oeuvre|publication|page)|ce (?:texte|billet|document|contenu)"
    r"|est[ea] (?:artículo|texto|obra|nota|reportaje|publicación|artigo|trabalho)|quest[oa'] ?(?:articolo|testo|opera|contenuto)"
    r"|dit (?:artikel|werk|stuk)|deze (?:tekst|pagina)|den här (?:artikeln|texten)|denna (?:artikel|text)|detta verk|(?:texten|artikeln) (?:är|får)"
    r"|эт(?:а|от|у) (?:статья|текст|статью)|ця стаття|この(?:記事|作品|文章))",
    I,
)
WORK_ONLY = re.compile(r"\b(?:this (?:work|page|content|document)|die(?:ses|se) (?:werk|seite)|cette (?:œuvre|oeuvre|page)|esta obra|quest'?a? ?opera|dit werk|detta verk)\b", I)  # fmt: skip
"""Templates say "this work" and mean the site."""
SITE = re.compile(
    r"\b(?:(?:our|all|most|the) (?:\w{1,15} )?(?:articles|stories|contents?|texts|work|journalism|reporting|material)|this (?:web)?site|site contents?|contents? (?:on|of|from|is|are)|texts? (?:is|are) available"
    r"|(?:except|unless|where) (?:where )?otherwise|soweit nicht anders|wenn nicht anders|sofern nicht anders|inhalte\w{0,2}|unsere \w{1,15}|alle (?:artikel|texte|beiträge)|treści|nasze \w{1,15}|o ile nie|wszystkie \w{1,15}"
    r"|sauf (?:mention|indication)|(?:les|nos) (?:contenus|articles|textes)|salvo (?:\w{1,15} )?(?:indicaci|que|diversa|menção|donde)|(?:los|nuestros|todos los) (?:contenidos|artículos|textos)"
    r"|(?:i|nostri|tutti i) (?:contenuti|articoli|testi)|(?:os|nossos) (?:conteúdos|artigos|textos)|conteúdo|tenzij anders|onze \w{1,15}|alle inhoud|innehållet|våra \w{1,15})\b",
    I,
)
PICTURE = re.compile(
    r"\b(?:photo\w{0,8}|images?|pictures?|illustrations?|graphics?|icons?|logos?|videos?|cover|thumbnail|maps?|charts?|fotos?|fotografi\w{1,3}|bild(?:er|es|quelle|nachweis|rechte)?|grafik\w{0,2}|titelbild\w{0,2}|zdjęci\w{1,2}|fot\.?|rysun\w{1,3}"
    r"|imágenes|imagen|imagens|imagem|immagin[ei]|dessins?|afbeelding\w{0,2}|bilden|fotografía|музыка|фото|写真|画像|wikimedia|flickr|unsplash|pixabay)\b",
    I,
)
DATA = re.compile(r"\b(?:contains \w{1,12} (?:\w{1,12} )?information|(?:meta)?data(?:sets?|bases?)?|metadaten|datensatz|code|software|css|themes?|templates?|fonts?|wordpress|music|audio|podcast|sounds?|slides?)\b", I)  # fmt: skip
OTHERS = re.compile(f"{PICTURE.pattern}|{DATA.pattern}", I)
GIVES = re.compile(
    r"\b(?:licen[sc]ed|lizen[sz]iert\w{0,2}|licencjonowan\w{1,2}|(?:re-?)?publish(?:ed)?|released|available|shared|distributed|reused?|reproduced|waived"
    r"|veröffentlicht|steht|stehen|erscheint|freigegeben|weiterverbreitet|verbreitet|übernommen|nachgedruckt|kopiert|lizenziert"
    r"|dostępn\w{1,2}|udostępni\w{1,5}|opublikowan\w{1,2}|publiée?s?|mise?s? à disposition|sous licence|publicad[oa]s?|disponibles?|está|bajo licencia"
    r"|rilasciat[oa]|distribuit[oa]|pubblicat[oa]|disponível|gepubliceerd|beschikbaar|van toepassing|publicerad|licensiera[dt]|(?:is|are|ist) (?:now )?under|under (?:a|the|an)|unter (?:der|einer)|na licencji|na warunkach)\b"
    r"|^\W{0,4}(?:licen[sc]e|lizenz|licencja|licencia|licenza|licença|licentie|licens) ?:|ライセンス|лицензи|ліцензі",
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
    r"|nicht[- ]kommerziell\w{0,2}|keine kommerzielle|niekomercyjn\w{1,3}|non commercial\w{0,2}|pas d'utilisation commerciale|no comercial\w{0,3}|sin fines (?:de lucro|comerciales)|não comercia\w{1,2}|niet-?commercieel)\b",
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
    r"(?<=[.!?;|•·])\s+(?=[^\d\s])|[\s,/–-]{1,4}(?=(?:text|photos?|images?|pictures?|illustrations?|fotos?|bild(?:er)?|grafik|zdjęci[ae]|imágenes|imagens|immagini|foto's|bilder|data|tekst|texte|texto|testo) ?:)",
    I,
)
"""Where one statement ends: a sentence, an item of a list, a label."""
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


def claims_of(signals: Sequence[Signal]) -> tuple[Claim, ...]:
    """Return what is claimed about the text; what is about a picture or data claims nothing for it."""
    return tuple(claim for signal in signals for claim in _claims(signal))


def _claims(signal: Signal) -> Iterator[Claim]:
    match signal.kind:
        case "license":
            yield from _all(signal, signal.value, LicenseScope.THIS, Confidence.HIGH)
        case "license-link" if signal.where == "article":
            yield from _all(signal, signal.value, LicenseScope.THIS, Confidence.HIGH)
        case "license-link" if signal.where in {"head", "meta", "page", "json-ld"}:
            yield from _all(signal, signal.value, LicenseScope.SITE, Confidence.LOW)
        case "license-words" if signal.where not in {"caption", "comment"}:
            yield from _spoken(signal)
        case _:
            return


def _all(signal: Signal, text: str, scope: LicenseScope, confidence: Confidence) -> Iterator[Claim]:
    for license in licenses_in(text):
        yield Claim(
            license=license,
            scope=scope,
            confidence=confidence,
            signal=evidence(signal.kind, text, signal.where),
            words=_asks_more(license, text),
        )


def _spoken(signal: Signal) -> Iterator[Claim]:
    """Read a line sentence by sentence: one may speak of the text, the next of its pictures."""
    before = ""
    for sentence in SENTENCE.split(signal.value):
        licenses = licenses_in(sentence)
        around = f"{before} {sentence}" if PRONOUN.match(sentence) else sentence
        before = sentence
        if not licenses:
            continue
        scope, confidence = _scope(plain(without_licenses(around)), signal.where)
        if scope is not None:
            for license in licenses:
                yield Claim(
                    license=license,
                    scope=scope,
                    confidence=confidence,
                    signal=evidence("license-words", sentence, signal.where),
                    words=_asks_more(license, signal.value),
                )


def _scope(words: str, where: str) -> tuple[LicenseScope | None, Confidence]:
    """What a sentence around a license is about; None when it is not about the text."""
    this = THIS.search(words) is not None
    if NEGATED.search(words) or (not this and _is_of_others(words)):
        return None, Confidence.NONE
    if this and GIVES.search(words) and not (where in FOOT and WORK_ONLY.search(words)):
        return LicenseScope.THIS, Confidence.MEDIUM if where in FOOT else Confidence.HIGH
    if where in FOOT or SITE.search(words):
        return LicenseScope.SITE, Confidence.LOW
    if LABEL.match(words) and where in {"article", "page", "text"}:
        return LicenseScope.THIS, Confidence.HIGH if where == "article" else Confidence.MEDIUM
    if where == "article" and GIVES.search(words) and len(words.split()) <= 12:
        return LicenseScope.THIS, Confidence.MEDIUM
    return LicenseScope.UNKNOWN, Confidence.LOW


def _is_of_others(words: str) -> bool:
    """Whether pictures, data or code are licensed there, and no texts."""
    return METADATA.search(words) is not None or (not TEXTS.search(words) and OTHERS.search(words) is not None)


def _asks_more(license: License, text: str) -> tuple[str, ...]:
    """Elements the words ask for beside a license that has them not: "non-commercial" beside CC BY."""
    if license.kind != "cc":
        return ()
    rest = plain(text)
    asked = {"NC": NONCOMMERCIAL.search(rest), "ND": UNCHANGED.search(rest)}
    return tuple(element for element, asks in asked.items() if asks and element not in license.elements)
