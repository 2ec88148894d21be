"""The words of rights notices, by kind and language.

Bounded by line, not by sentence: legal notices are full of "e.g.". All match on folded text (`notice.fold`).
"""

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["ARR", "PROHIBIT", "TDM"]
I = re.IGNORECASE  # noqa: E741  the table below is easier to read with the short name


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """One phrase that makes a line a notice."""

    kind: Kind
    language: str
    """BCP 47; "xx" for phrases of every language."""
    pattern: re.Pattern[str]


def _table(kind: Kind, rows: tuple[tuple[str, str], ...]) -> tuple[Phrase, ...]:
    return tuple(Phrase(kind=kind, language=language, pattern=re.compile(source, I)) for language, source in rows)


RESERVED = _table(
    "ARR",
    (
        ("en", r"\ball rights (?:are )?reserved\b"),
        (
            "en",
            r"\bno part of (?:this|the) (?:publication|article|site|website|content|material)\b.{0,80}\b(?:may|can) be\b",
        ),
        (
            "pl",
            r"\b(?:wszelkie|wszystkie) prawa zastrzeżone\b|\bzastrzega(?:m|my|ją)? (?:sobie )?(?:wszelkie|wszystkie) prawa\b",
        ),
        ("de", r"\balle rechte vorbehalten\b"),
        ("fr", r"\btous (?:les )?droits (?:sont )?réservés\b|\btous droits de reproduction.{0,40}réservés\b"),
        ("es", r"\b(?:todos los )?derechos reservados\b|\breservados todos los derechos\b"),
        ("it", r"\btutti i diritti (?:sono )?riservati\b|\briproduzione riservata\b"),
        ("pt", r"\btodos os direitos(?: estão)? reservados\b"),
        ("nl", r"\balle rechten voorbehouden\b"),
        ("cs", r"\bvšechna práva vyhrazena\b"),
        ("uk", r"\b(?:усі|всі) права захищен[оі]\b"),
        ("ru", r"\bвсе права защищены\b"),
        ("fi", r"\bkaikki oikeudet pidätetään\b"),
        ("sv", r"\balla rättigheter (?:förbehålln\w+|reserverade)\b"),
        ("ja", r"無断転載"),
        ("ko", r"무단\s?전재"),
    ),
)

PROHIBITED = _table(
    "PROHIBIT",
    (
        (
            "en",
            (
                r"\b(?:re-?publication|reproduction|redistribution|copying|downloading|storage|use)\b[^\n]{0,900}?"
                r"\b(?:requires?|subject to|without)\b[^\n]{0,80}?\b(?:prior|express|explicit|written|advance)\b[^\n]{0,60}?"
                r"\b(?:consent|permission|authori[sz]ation|approval)\b"
            ),
        ),
        (
            "en",
            (
                r"\b(?:may|must|can)(?:not| not) be (?:\w+,? (?:or )?){0,6}"
                r"(?:published|reproduced|copied|republished|redistributed|rewritten|broadcast|transmitted|stored)\b"
            ),
        ),
        (
            "en",
            (
                r"\b(?:re-?publication|reproduction|redistribution|copying|use|distribution|rewriting)\b[^\n]{0,200}?"
                r"\b(?:is|are)? ?(?:strictly |expressly )(?:prohibited|forbidden|not (?:allowed|permitted))\b"
            ),
        ),
        (
            "pl",
            (
                r"\b(?:pobieranie|zwielokrotnianie|kopiowanie|rozpowszechnianie|przedruk\w*|powielanie|przechowywanie|wykorzyst\w+)\b"
                r"[^\n]{0,900}?\b(?:wymaga|bez)\b[^\n]{0,80}?\bzgody\b"
            ),
        ),
        (
            "de",
            (
                r"\b(?:nachdruck|vervielfältigung|weiterverbreitung|verbreitung|wiedergabe|weiterverwendung|nutzung)\b[^\n]{0,400}?"
                r"\b(?:nur mit|ohne|bedarf|bedürfen)\b[^\n]{0,80}?\b(?:genehmigung|zustimmung|erlaubnis|einwilligung)\b"
            ),
        ),
        (
            "de",
            (
                r"\b(?:nachdruck|vervielfältigung|(?:weiter)?verwendung|reproduktion)\b[^\n]{0,300}?"
                r"\b(?:verboten|untersagt|genehmigungspflichtig|nicht gestattet)\b"
            ),
        ),
        (
            "fr",
            (
                r"\b(?:reproduction|représentation|rediffusion|diffusion|utilisation)\b[^\n]{0,400}?"
                r"\b(?:interdite?s?|prohibée?s?|sans (?:l')?(?:autorisation|accord)|soumise à)\b"
            ),
        ),
        (
            "es",
            (
                r"\b(?:prohibid[ao]s?|queda (?:\w+ )?prohibid[ao])\b[^\n]{0,60}?\b(?:reproducción|copia|distribución|difusión|uso)\b"
                r"|\bsin (?:la )?(?:previa |expresa )*(?:autorización|consentimiento)\b"
            ),
        ),
        (
            "it",
            (
                r"\b(?:vietat[ao]|è vietat[ao])\b[^\n]{0,80}?\b(?:riproduzione|copia|diffusione|utilizzo)\b"
                r"|\briproduzione\b[^\n]{0,80}?\b(?:vietata|senza (?:\w+ )?(?:autorizzazione|consenso))\b"
            ),
        ),
        (
            "pt",
            (
                r"\b(?:é |expressamente )?(?:proibid[ao]|interdit[ao])\b[^\n]{0,60}?\b(?:reprodução|cópia|divulgação|utilização)\b"
                r"|\breprodução\b[^\n]{0,80}?\b(?:proibida|interdita|sem autorização)\b"
            ),
        ),
        ("cs", r"\b(?:publikování|šíření|užití)\b[^\n]{0,300}?\bbez\b[^\n]{0,60}?\bsouhlasu\b"),
    ),
)

MINING = _table(
    "TDM",
    (
        (
            "en",
            (
                r"\btext[ -]and[ -]data[ -]mining\b|\bdata mining\b|\bmachine learning or artificial intelligence\b"
                r"|\b(?:train(?:ing)?|develop\w*) (?:of )?(?:any )?(?:ai|artificial intelligence|machine learning|large language)\b"
            ),
        ),
        ("en", r"\bmethod of exploration\b|\bartificial intelligence programs?\b"),
        (
            "pl",
            (
                r"\beksploracj\w+ tekst\w+ i danych\b|\bmaszynow\w+ uczeni\w+\b|\buczeni\w+ maszynow\w+\b|\bsztuczn\w+ inteligencj\w+\b"
                r"|\bart\. ?26(?:\(3\)|³|3)"
            ),
        ),
        (
            "de",
            r"\btext[- ]?(?:und|&)[- ]?data[- ]?mining\w*\b|§ ?44 ?b\b|\bnutzungsvorbehalt\b|\bkünstliche[nr]? intelligenz\b",
        ),
        ("fr", r"\bfouille de textes et de données\b|\bL\. ?122-5-3\b|\bintelligence artificielle\b|\bmoissonnage\b"),
        (
            "es",
            r"\bminería de (?:textos? y (?:de )?)?datos\b|\bart(?:ículo|\.)? ?67\.?3?\b[^.]{0,40}24/2021|\binteligencia artificial\b",
        ),
        ("it", r"\bestrazione di testo e (?:di )?dati\b|\b70-?quater\b|\bintelligenza artificiale\b"),
        ("pt", r"\b(?:prospeção|mineração) de textos? e (?:de )?dados\b|\binteligência artificial\b"),
        ("xx", r"\b2019/790\b"),
    ),
)

PHRASES = RESERVED + PROHIBITED + MINING

RESERVES = re.compile(
    r"\b(?:reserv\w+|prohibit\w*|forbid\w*|not permitted|opt(?:s|ed)?[- ]out|zastrze\w+|zabrani\w+|wymaga\w*|vorbehalt\w*|behalten"
    r"|untersagt|verboten|réserv\w+|interdit\w*|s'oppose\w*|reserva\w*|prohíb\w+|prohibid\w+|riserva\w*|vieta\w*|proib\w+)\b",
    I,
)

COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)\s*(?:©\s*)?(?P<year>(?:19|20)\d\d(?:\s*[-,]\s*(?:19|20)\d\d)?)?[ ,]*(?:by\s+)?(?P<name>[^\n|·•;]{2,80})?",
    I,
)

HOLDERS = tuple(
    re.compile(source, I)
    for source in (
        r"\b(?:prior|explicit|written|express)[\w ,]{0,40}(?:consent|permission|authori[sz]ation)\s+(?:from|of|by)\s+(?P<h>[^,.;\n]{2,90})",
        r"\bzgody\s+(?P<h>(?-i:[A-ZŻŹĆŁŚÓ])[^,.;\n]{2,90})",
        r"\b(?:genehmigung|zustimmung|erlaubnis)\s+(?:von|der|des)\s+(?P<h>[^,.;\n]{2,90})",
        r"\b(?:autorisation|accord)\b[^.]{0,30}\s(?:de|du|des)\s+(?P<h>(?-i:[A-ZÉ])[^,.;\n]{2,90})",
        r"\b(?:autorización|consentimiento)\b[^.]{0,30}\sde\s+(?P<h>(?-i:[A-ZÁÉ])[^,.;\n]{2,90})",
    )
)
