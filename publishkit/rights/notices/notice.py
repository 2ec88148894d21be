"""Rights notices in running text: where they stand, verbatim, with their offsets."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from publishkit.model.rights import Notice, NoticeWhere
from publishkit.rights.notices.copyright_line import Line, lines_of
from publishkit.rights.notices.copyright_words import COPYRIGHT
from publishkit.rights.notices.phrase import Phrase, Phrases, phrase
from publishkit.rights.notices.reserved_words import RESERVED_IN
from publishkit.words import aligned, lowered, plain

EDGE = 0.15
"""A notice stands in the first or last part of a page; in the middle it is somebody's subject."""
MAX_LINE = 5_000
"""Characters of one line that are searched."""
MAX_NOTICE = 20_000
"""Characters of a notice that are kept; the longest real one we know has 2,000, and it is printed in full."""

# --- the phrases, language by language --------------------------------------------------------------------------------

I = re.IGNORECASE  # noqa: E741  the tables below are easier to read with the short name

RESERVED = Phrases(
    (
        phrase("ARR", "en", r"all rights? (?:are )?reserved|all rights? reserved\w*"),
        phrase(
            "ARR",
            "en",
            r"no part of (?:this|the) (?:publication|article|site|website|content|material)",
            80,
            "(?:may|can) be",
        ),
        phrase(
            "ARR",
            "pl",
            r"(?:wszelkie|wszystkie) prawa zastrzeżone|zastrzega(?:m|my|ją)? (?:sobie )?(?:wszelkie|wszystkie) prawa",
        ),
        phrase("ARR", "de", "alle rechte vorbehalten"),
        phrase("ARR", "fr", "tous (?:les )?droits (?:sont )?réservés"),
        phrase("ARR", "fr", "tous droits de reproduction", 40, "réservés"),
        phrase("ARR", "es", "(?:todos los )?derechos reservados|reservados todos los derechos"),
        phrase("ARR", "it", "tutti i diritti (?:sono )?riservati|riproduzione riservata"),
        phrase("ARR", "pt", "todos os direitos(?: estão)? reservados"),
        phrase("ARR", "nl", "alle rechten (?:zijn )?voorbehouden"),
        phrase("ARR", "cs", "všechna práva (?:jsou )?vyhrazena"),
        phrase("ARR", "sk", "všetky práva (?:sú )?vyhradené"),
        phrase("ARR", "uk", "(?:усі|всі) права (?:захищен[оі]|застережен[оі])"),
        phrase("ARR", "ru", "все права (?:защищены|сохранены)"),
        phrase("ARR", "fi", "kaikki oikeudet pidätetään"),
        phrase("ARR", "sv", "(?:alla|med ensam)\\s?rätt(?:igheter)? (?:förbeh(?:ålls|ållna|ållen)|reserverade)"),
        phrase("ARR", "da", "alle rettigheder forbehold(?:es|t)"),
        phrase("ARR", "no", "alle rettigheter (?:reservert|forbeholdt)"),
        phrase("ARR", "hu", "minden jog fenntartva"),
        phrase("ARR", "ro", "toate drepturile (?:sunt )?rezervate"),
        phrase("ARR", "tr", "tüm hakları saklıdır"),
        phrase("ARR", "sw", "haki zote zimehifadhiwa"),
        phrase("ARR", "ja", "無断(?:での)?(?:転載|複製|引用|使用|掲載)|転載を?禁(?:じ|止)|全著作権所有"),
        phrase("ARR", "ko", r"무단\s?(?:전재|복제|배포|도용)"),
        *(phrase("ARR", language, pattern) for language, pattern in RESERVED_IN.items()),
        phrase("ARR", "zh", "版权所有|版權所有|保留所有权利|未经(?:授权|许可)"),
    )
)

_COPYING = (
    r"re-?publication|reproductions?|redistribution|copying|rewriting|reprint(?:s|ing)?|duplication|retransmission"
)
_ASK = "consent|permission|authori[sz]ation|approval"

PROHIBITED = Phrases((
    phrase(
        "PROHIBIT", "en", rf"{_COPYING}|downloading|storage|distribution|use", 900, "requires?|subject to|without", 80,
        "prior|express|explicit|written|advance", 60, _ASK,
    ),
    phrase("PROHIBIT", "en", _COPYING, 200, "prohibited|forbidden|not (?:allowed|permitted)"),
    phrase("PROHIBIT", "en", "use|distribution", 200, "(?:strictly|expressly) (?:prohibited|forbidden|not (?:allowed|permitted))"),
    phrase(
        "PROHIBIT", "pl", r"pobieranie|zwielokrotnianie|kopiowanie|rozpowszechnianie|przedruk\w*|powielanie|przechowywanie|wykorzyst\w+",
        900, "wymaga|bez", 80, "zgody",
    ),
    phrase("PROHIBIT", "pl", r"kopiowanie|przedruk\w*|powielanie|rozpowszechnianie|publikowanie", 200, "zabronion[eay]|zakazan[eay]"),
    phrase(
        "PROHIBIT", "de", "nachdruck|vervielfältigung(?:en)?|weiterverbreitung|verbreitung|wiedergabe|(?:weiter)?verwendung|nutzung", 400,
        "nur mit|ohne|bedarf|bedürfen", 80, "genehmigung|zustimmung|erlaubnis|einwilligung",
    ),
    phrase(
        "PROHIBIT", "de", "nachdruck|vervielfältigung|(?:weiter)?verwendung|reproduktion|weiterverbreitung", 300,
        "verboten|untersagt|genehmigungspflichtig|nicht gestattet|nicht erlaubt",
    ),
    phrase(
        "PROHIBIT", "fr", "reproductions?|représentation|rediffusion|diffusion|utilisation", 400,
        "interdite?s?|prohibée?s?|sans (?:l')?(?:autorisation|accord)|sans autorisation|soumise à",
    ),
    phrase("PROHIBIT", "es", "prohibid[ao]s?", 60, "reproducción|copia|distribución|difusión|uso"),
    phrase("PROHIBIT", "es", "reproducción|copia|distribución|difusión", 200, "sin (?:la )?(?:previa |expresa )?(?:previa |expresa )?(?:autorización|consentimiento)"),
    phrase("PROHIBIT", "it", "vietat[ao]", 80, "riproduzione|copia|diffusione|utilizzo"),
    phrase("PROHIBIT", "it", "riproduzione", 80, "vietata|senza (?:\\w+ )?(?:autorizzazione|consenso)"),
    phrase("PROHIBIT", "pt", "proibid[ao]s?|interdit[ao]s?", 60, "reprodução|cópia|divulgação|utilização"),
    phrase("PROHIBIT", "pt", "reprodução", 80, "proibida|interdita|sem (?:\\w+ )?autorização"),
    phrase(
        "PROHIBIT", "nl", "overname|overgenomen|overnemen|verveelvoudig\\w+|openbaar gemaakt|gekopieerd|gereproduceerd|reproductie|herpublicatie",
        200, "zonder", 80, "toestemming",
    ),
    phrase("PROHIBIT", "sv", "kopiering|återgivning|mångfaldigande|eftertryck|återpublicering|spridning", 200, "utan", 80, "tillstånd|medgivande|samtycke"),
    phrase("PROHIBIT", "sv", "eftertryck|mångfaldigande|kopiering", 60, "förbju\\w+"),
    phrase("PROHIBIT", "cs", "publikování|šíření|užití|kopírování", 300, "bez", 60, "souhlasu"),
    phrase("PROHIBIT", "uk", r"передрук\w*|копіювання|відтворення|розповсюдження", 200, r"заборонен\w+|без письмов\w+|без дозволу"),
    phrase("PROHIBIT", "ru", r"перепечатк\w+|копировани\w+|воспроизведени\w+|распространени\w+", 200, r"запрещен\w*|без (?:письменного )?(?:разрешения|согласия)"),
))  # fmt: skip

MODAL = Phrases((
    phrase(
        "PROHIBIT", "en", "(?:may|must|can)(?: ?not|n't) be", 60,
        "(?:re)?published|reproduced|copied|redistributed|rewritten|broadcast|(?:re)?transmitted|stored|reprinted",
    ),
    phrase("FORBID", "en", "(?:may|must|can)(?: ?not|n't) be", 40, "published", 30, "broadcast", 60, "rewritten|redistributed"),
))  # fmt: skip
"""Anything may not be published: these count only in a line that names a work. The second is the agencies' own: not even
rewriting is allowed."""

MINING = Phrases((
    phrase("TDM", "en", r"text[ -](?:and|&)[ -]data[ -]mining|tdm|text mining|data mining|data scraping|web scraping"),
    phrase("TDM", "en", r"machine learning or artificial intelligence|method of exploration|artificial intelligence programs?"),
    phrase(
        "TDM", "en", r"train|trains|training|develop|developing|development", 30,
        "ai|artificial intelligence|machine learning|(?:large )?language models?|llms?",
    ),
    phrase("TDM", "en", "ai[ -]training|ai[ -](?:models?|systems?)"),
    phrase("TDM", "pl", r"eksploracj\w+ tekst\w+ i danych|maszynow\w+ uczeni\w+|uczeni\w+ maszynow\w+|art\. ?26\W?[³3]?"),
    phrase("TDM", "de", r"text[- ]*(?:und|&)[- ]?data[- ]?mining\w*|§ ?44 ?b|44b urhg|nutzungsvorbehalt|ki-trainings?|training von ki\w*"),
    phrase("TDM", "fr", r"fouille de textes et de données|l\. ?122-5-3|moissonnage"),
    phrase("TDM", "es", r"minería de (?:textos? y (?:de )?)?datos"),
    phrase("TDM", "es", r"art(?:ículo|\.)? ?67(?:\.3)?", 40, "24/2021"),
    phrase("TDM", "it", r"estrazione di testo e (?:di )?dati|70-?quater"),
    phrase("TDM", "pt", r"(?:prospeção|mineração) de textos? e (?:de )?dados"),
    phrase("TDM", "nl", r"tekst- en datamining|datamining"),
    phrase("TDM", "sv", r"text- och datautvinning"),
    phrase("TDM", "da", "tekst- og datamining"),
    phrase("TDM", "no", "tekst- og datautvinning"),
    phrase("TDM", "cs", r"vytěžování textů a dat|vytěžování dat"),
    phrase("TDM", "fi", r"tekstin- ja tiedonlouhin\w+"),
    phrase("TDM", "hu", r"szöveg- és adatbányász\w+"),
    phrase("TDM", "ja", "ai学習|機械学習|生成ai|情報解析"),
    phrase("TDM", "ko", r"ai\s?학습|인공지능\s?학습|데이터 ?마이닝"),
    phrase("TDM", "xx", "2019/790"),
))  # fmt: skip

TRAINING = Phrases((
    phrase("TDM", "en", "crawl|crawling|scrape|scraping|harvest|harvesting|extraction|ingest|ingestion|train|training", 100, r"machine learning|ai|artificial intelligence|large language models?|llms?"),
    phrase("TDM", "pl", r"trenowan\w{1,4}|uczeni\w{1,3}|szkoleni\w{1,3}", 60, r"sztuczn\w+ inteligencj\w+|ai|modeli językowych"),
    phrase("TDM", "de", r"trainieren|trainings?|auslesen|crawlen", 60, r"ki|ki-\w+|künstliche[nr]? intelligenz|sprachmodelle?n?"),
    phrase("TDM", "fr", r"entraîner|entraînement|apprentissage", 60, r"intelligences? artificielles?|ia|modèles? de langage"),
    phrase("TDM", "es", r"entrenar|entrenamiento", 60, r"inteligencia artificial|ia|modelos? de lenguaje"),
    phrase("TDM", "it", r"addestrare|addestramento", 60, r"intelligenza artificiale|ia|modelli linguistici"),
    phrase("TDM", "pt", r"treinar|treinamento|treino", 60, r"inteligência artificial|ia|modelos? de linguagem"),
    phrase("TDM", "nl", r"trainen|training", 60, r"ai|ai-\w+|kunstmatige intelligentie|taalmodellen"),
    phrase("TDM", "sv", r"träna|träning", 60, r"ai|ai-\w+|artificiell intelligens|språkmodeller"),
))  # fmt: skip
"""Of models; they count in a line about a work of which something is refused, for news speaks of training all day."""

TOPICS = Phrases(
    (
        phrase("TDM", "en", "artificial intelligence|machine learning|large language models?"),
        phrase("TDM", "pl", r"sztuczn\w+ inteligencj\w+"),
        phrase("TDM", "de", "künstliche[nr]? intelligenz"),
        phrase("TDM", "fr", "intelligence artificielle"),
        phrase("TDM", "es", "inteligencia artificial"),
        phrase("TDM", "it", "intelligenza artificiale"),
        phrase("TDM", "pt", "inteligência artificial"),
    )
)
"""Words that are everywhere in news: they count only in a line that is a notice already."""

PHRASES = Phrases(RESERVED + PROHIBITED)

RESERVES = re.compile(
    r"\b(?:reserv\w+|prohibit\w*|forbid\w*|not permitted|opt(?:s|ed)?[- ]out|zastrze\w+|zabrani\w+|wymaga\w*|vorbeh\w*|behalten"
    r"|untersagt|verboten|réserv\w+|interdit\w*|s'oppose\w*|reserva\w*|prohíb\w+|prohibid\w+|riserva\w*|vieta\w*|proib\w+"
    r"|voorbeh\w*|behouden|förbehåll\w*|verboden|behält|widersprech\w*|widersprich\w*|oppon\w+|oppos\w+|opon\w+|vyhraz\w*|forbehold\w*"
    r"|not (?:allowed|authori[sz]ed)|nicht (?:gestattet|erlaubt|zulässig)|nie wyraża\w*|sprzeciw\w*|niedozwol\w+|niet toegestaan|inte tillåt\w+|förbju\w+"
    r"|ikke (?:tilladt|tillatt)|forbudt|zakáz\w+)\b|禁|금지",
    I,
)

REFUSES = re.compile(
    r"\b(?:(?:may|must|can|do|is|are) ?not|requires?|without|dürfen nicht|darf nicht|nie (?:zezwala\w*|wolno)|mag niet|får inte|sans|sin|senza|sem"
    r"|non (?:è )?(?:consentit|autorizzat|permess)\w*|no (?:se )?(?:permite|autoriza)\w*|não (?:é )?(?:permit|autoriz)\w+)\b",
    I,
)
"""Weaker words: beside a term of art, and in a line about a work."""

WORK = re.compile(
    r"©|\b(?:copyright|materials?|contents?|articles?|stor(?:y|ies)|(?:web)?sites?|pages?|publications?|works?|texts?|photo\w*|reports?"
    r"|(?:any|no) part|inhalt\w*|artikel\w*|beitr\w+|texte?n?|angebot\w*|(?:web)?seiten|treści|artykuł\w*|materiał\w*|serwis\w*|contenus?|textes?|contenidos?"
    r"|contenut[oi]|conteúdos?|inhoud|innehåll\w*)\b|記事|コンテンツ|기사|콘텐츠",
    I,
)
"""What a notice speaks of; "the results may not be published" speaks of something else."""

BOILERPLATE = re.compile(
    r"\bcookies?\b|\bciasteczk\w*|\bgdpr\b|\byour (?:comments?|posts?|submissions?)\b|\bcomment(?:ing|s)? (?:policy|rules|guidelines)\b"
    r"|\bby (?:posting|submitting|signing up|subscribing)\b|\bnewsletters?\b|\bcommunity (?:rules|guidelines)\b|\bkommentar\w*\b|\bcommentaires?\b",
    I,
)
"""Cookie banners, comment rules, newsletters: they speak of consent and reproduction, but not of this text."""


# --- where notices stand ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def phrases_in(line: str) -> tuple[Phrase, ...]:
    """Return the notice phrases a line holds; text and data mining counts only beside a reservation.

    >>> [phrase.kind for phrase in phrases_in("All rights reserved, also for text and data mining.")]
    ['ARR', 'TDM']
    """
    text = plain(line[:MAX_LINE])
    low = lowered(text)
    hits, modal = PHRASES.found(low), MODAL.found(low)
    mining, training = MINING.found(low), TRAINING.found(low)
    if not (hits or modal or mining or training):
        return ()
    work = WORK.search(text) is not None
    hits += modal if work else []
    if BOILERPLATE.search(text) and not any(hit.kind == "ARR" for hit in hits):
        return ()
    reserves = bool(hits or RESERVES.search(text)) or (work and bool(REFUSES.search(text)))
    reserved = [*mining, *(training if work else ())] if reserves else []
    topics = TOPICS.found(low) if hits else []
    return (*hits, *reserved, *topics)


def find_notices(text: str, where: NoticeWhere = NoticeWhere.INPUT) -> tuple[Notice, ...]:
    r"""Return the notices of *text* verbatim, with offsets: neighbouring notice lines are one notice.

    >>> [notice.text for notice in find_notices("A story.\n\n© 2024 Example. All rights reserved.")]
    ['© 2024 Example. All rights reserved.']
    """
    lines = lines_of(text)
    signed = {at for at, line in enumerate(lines) if len(line.text) < 300 and COPYRIGHT.match(aligned(line.text))}
    hits = [_stands_apart(at, lines, len(text), signed) and bool(phrases_in(one.text)) for at, one in enumerate(lines)]
    return tuple(_notice(text, run, where) for run in _runs(lines, hits))


def phrases_of(notice: Notice) -> tuple[Phrase, ...]:
    """Return the phrases that make it a notice."""
    return tuple(phrase for line in notice.text.splitlines() for phrase in phrases_in(line))


def _stands_apart(index: int, lines: Sequence[Line], total: int, signed: Collection[int]) -> bool:
    """Tell whether a line stands where notices stand: at an edge, or beside a copyright line."""
    line = lines[index]
    if line.end <= EDGE * total and len(line.text) < 400:
        return True
    if line.start >= (1 - EDGE) * total or index == len(lines) - 1:
        return True
    return line.start > total / 2 and any(near in signed for near in range(index - 2, index + 3))


def _runs(lines: Sequence[Line], hits: Sequence[bool]) -> Iterator[tuple[Line, Line]]:
    """Yield first and last line of each notice; lines of separators between two notice lines belong to it."""
    first: int | None = None
    last = 0
    for index, line in enumerate(lines):
        if hits[index]:
            first, last = (index if first is None else first), index
        elif first is not None and not line.blank:
            yield lines[first], lines[last]
            first = None
    if first is not None:
        yield lines[first], lines[last]


def _notice(text: str, run: tuple[Line, Line], where: NoticeWhere) -> Notice:
    start, end = run[0].start, min(run[1].end, run[0].start + MAX_NOTICE)
    verbatim = text[start:end]
    languages = {phrase.language for line in verbatim.splitlines() for phrase in phrases_in(line)} - {"xx"}
    return Notice(
        text=verbatim,
        sha256=sha256(verbatim.encode()).hexdigest(),
        lang=languages.pop() if len(languages) == 1 else "und",
        where=where,
        start=start,
        end=end,
    )
