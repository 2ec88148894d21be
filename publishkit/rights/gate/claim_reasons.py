"""Whether words say where a right comes from: who wrote, ordered, bought, signed or died, and not that it lies about for free."""

import re
from collections.abc import Sequence
from functools import lru_cache

from publishkit.rights.gate.contradiction import Contradiction
from publishkit.rights.gate.status_rules import DIED, FREED, LAW, LIVED, NO_GROUND
from publishkit.rights.ours import LEGAL, fold_name, words_of
from publishkit.words import Folding

FEWEST_WORDS = 3
"""Different words a reason needs besides those that say the status again."""
FEWEST_BESIDE = 2
"""Different words that a reason has besides those which only name a ground: “license contract” says of nothing whose it is."""
FEWEST_LETTERS = 16
FEWEST_SIGNS = 8
"""Of a script that writes no spaces."""
UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0002ffff]"
)
EMPTY = frozenset(
    (
        "own owned ours our mine my it its is that this the a an text picture photo image article piece story work yes no ok okay fine "
        "sure true correct right because claimed claim status public domain licensed license licence open openly free cleared clear allowed "
        "permitted pd cc by sa nc nd here there just so because really eigen eigene eigener eigenes unser unsere unserer unseres "
        "das der die dies ist text bild ja stimmt weil nasze nasz nasza wlasne wlasny jest tak to bo notre nos propre c est oui "
        "parce que texte nuestro nuestra propio es si porque nostro nostra proprio perche nosso nossa sim asdf test testing todo tbd "
        "na none nothing x xx xxx foo bar lorem ipsum"
    ).split()
)
"""Words that only say the status again, in seven languages, and what people type who have no reason."""


def gives_reason(text: str, found: Sequence[Contradiction] = ()) -> bool:
    """Whether *text* says where the right comes from, in three words or more besides the status again and the names *found* holds.

    >>> gives_reason("it is our own text"), gives_reason("Commissioned by us; the Courier took it over in May.")
    (False, True)
    """
    return _gives_reason(text, tuple(one.value for one in found if one.kind not in {"notice", "file"}))


@lru_cache(maxsize=1024)
def _gives_reason(text: str, values: tuple[str, ...]) -> bool:
    others = frozenset(word for value in values for word in words_of(value)) - LEGAL
    if not names_a_source(text, others):
        return False
    folded = fold_name(text)
    if len(UNSPACED.findall(folded)) >= FEWEST_SIGNS:
        return True
    if len({word for word in re.findall(r"\w+", _fold(text)) if not SOURCE.fullmatch(word)}) < FEWEST_BESIDE:
        return False
    known = EMPTY.union(*(words_of(value) for value in values))
    words = {word for word in re.findall(r"[^\W\d_]{2,}", folded) if word not in known}
    return len(words) >= FEWEST_WORDS and sum(map(len, words)) >= FEWEST_LETTERS - len(words)


_fold = Folding(form="NFKD", case="fold", letters=True, marks="dropped", spaces="one")

_SOURCES = (
    # English
    r"wrote|writes|written|commission\w*|ordered (?:by|from|for)|bought|purchas\w*|paid|invoice\w*|employ\w*|hired|work(?:s|ed)? for us"
    r"|on our staff|staff (?:writer|photographer|reporter|member)|freelanc\w*|contract\w*|agreement|licen[cs]\w*|permission|consented"
    r"|(?:allow|permit)(?:s|ed)? us|granted|assign(?:ed|ment)|transferred|(?:gave|gives|given) (?:\w+ ){0,3}us|donated|inherit\w*|bequeath\w*"
    r"|signed|signs|letter|e ?mails?|in writing|(?:author|holder|publisher|photographer|editor|she|he|they) (?:has |have )?(?:agreed|confirmed)"
    r"|took (?:it|this|them|the (?:picture|photo\w*))|taken (?:by|for|over)|photographed|drew|drawn|painted|filmed|made (?:by|for) us"
    r"|produced (?:by|for)|reprint\w*|republish\w*|syndicat\w*|first (?:appeared|published|printed) (?:here|with us|by us|in our)|from us"
    r"|imprint|terms of use|subsidiary|parent company|sister (?:paper|title|company)|same (?:house|publisher|owner)|renamed"
    r"|(?:former|old|pen|maiden|married) name|pseudonym|reverted|expired|lapsed|cc by|creative commons|waive[sd]?"
    r"|our (?:own )?(?:\w+ )?(?:photographer|reporter|correspondent|illustrator|colleague|columnist|intern|volunteer|trainee|member|writer)s?"
    # German
    r"|geschrieben|schrieb\w*|verfass\w+|beauftrag\w*|auftrag\w*|bestellt|gekauft|kauften|erworben|bezahl\w*|honorar\w*|angestellt\w*"
    r"|arbeitet (?:bei|fur) uns|vertrag\w*|vereinbar\w*|lizenz\w*|genehmig\w*|erlaubnis|zustimm\w*|zugestimmt|eingewilligt|einwilligung"
    r"|gestattet|uberlass\w+|ubertrag\w+|abgetreten|eingeraumt|geschenkt|geerbt|unterschr\w+|unterzeichnet|schriftlich|brief vom"
    r"|fotografier\w+|aufgenommen|gezeichnet|gemalt|gefilmt|nachgedruckt|ubernommen|ubernahm|impressum|nutzungsbedingung\w*|umbenannt"
    r"|erloschen|abgelaufen|freigegeben"
    r"|unser\w* (?:\w+ )?(?:fotograf|redakteur|mitarbeiter|autor|kolleg|praktikant|volontar|reporter)\w*"
    # French
    r"|ecrit\w*|redige\w*|commandes?|commandee?s?|acheten?t?|achetee?s?|payee?s?|paye|salariee?s?|employee?s?|pigiste\w*|contrats?|accord"
    r"|licence\w*|autoris\w+|cedee?s?|cession|transferee?s?|signee?s?|signe|lettre|courriel|photographie[er]?\w*|dessinee?s?|dessine"
    r"|prise? par|repris\w*|mentions legales|notre (?:photographe|redact\w+|journaliste|auteur\w*|collegue|stagiaire)"
    # Spanish, Portuguese, Italian
    r"|escrit\w+|escribi\w+|escrev\w+|redactad\w+|redigid\w+|encarg\w+|encomend\w+|comprad\w+|compramos|compro|pagad\w+|pagamos|pagou"
    r"|emplead\w+|empregad\w+|funcionari\w+|contrat\w+|acuerdo|acordo|licenci\w*|licenca\w*|permiso|permissao|autoriza\w+|consenti\w+"
    r"|cedid\w+|cedio|cedeu|cesion|cessao|firmad\w+|firmo|assinad\w+|assinou|carta|correo|fotografi\w+|fotografad\w+|dibuj\w+|desenh\w+"
    r"|reproduj\w+|reproduzi\w+|republic\w+|aviso legal|heredad\w+|(?:nuestr|noss)[oa]s? (?:fotograf|redact|redat|autor|periodista|jornalista)\w*"
    r"|scritt\w+|scrisse|redatt\w+|commissionat\w+|comprat\w+|acquistat\w+|pagat\w+|dipendent\w+|contratt\w+|accordo|licenz\w+|permesso"
    r"|autorizz\w+|consens\w+|cedut\w+|cessione|firmat\w+|lettera|fotografat\w+|scattat\w+|disegnat\w+|ripres\w+|ristampat\w+|ripubblicat\w+"
    r"|nostr[oa] (?:fotograf|redattor|redattric|autor|autric|giornalista)\w*"
    # Polish, Czech
    r"|napisa\w+|zamowi\w+|zamowien\w+|zleci\w+|zlecen\w+|kupi\w+|zakup\w*|zaplac\w+|oplac\w+|zatrudni\w+|pracuje (?:u|dla) nas|umow\w+"
    r"|porozumien\w+|licencj\w+|zgod[ayeo]\w*|pozwoleni\w+|zezwol\w+|przekaza\w+|przenies\w+|odstapi\w+|podpisa\w+|pisemn\w+|list od"
    r"|sfotografowa\w+|narysowa\w+|przedruk\w+|przejel\w+|wygas\w+|nasz\w* (?:redaktor|autor|fotograf|kolega|kolezank|dziennikar|pracowni)\w*"
    r"|napsa\w+|objedna\w+|koupi\w+|zaplati\w+|zamestnan\w+|smlouv\w+|licenc\w+|souhlas\w*|svolen\w+|podepsa\w+"
    # Dutch, Swedish, Danish, Norwegian, Turkish
    r"|geschreven|schreef|opdracht|gekocht|betaald|in dienst|medewerker\w*|overeenkomst|licentie\w*|toestemming|overgedragen|ondertekend"
    r"|gefotografeerd|getekend|overgenomen|herdrukt|skrev\w*|skriv(?:en|et|it)|bestall\w+|bestil\w+|kopte?s?|kobt\w*|betal\w+|anstall\w+|ansatt?e?"
    r"|avtal\w*|aftale\w*|kontrakt\w*|licens\w*|lisens\w*|tillstand|tilladels\w+|tillatels\w+|samtyck\w+|fotografer\w+|yazd\w+|siparis\w*"
    r"|satin al\w+|sozlesme\w*|lisans\w*|izin|izni\w*"
    # Russian, Ukrainian, Greek, Arabic, Hebrew
    r"|написа\w+|заказа\w+|замови\w+|купи\w+|заплат\w+|оплач\w+|сотрудник\w*|працівник\w*|договор\w*|договір|контракт\w*|лиценз\w+|ліценз\w+"
    r"|разреш\w+|дозв\w+|согласи\w+|згод\w+|передал\w*|подписа\w+|підписа\w+|сфотограф\w+|перепечат\w+|передрук\w+|письменн\w+"
    r"|εγραψ\w+|γραμμεν\w+|γραφτηκε|παραγγ\w+|αγορα\w+|πληρω\w+|συμβασ\w+|συμβολαι\w+|αδεια\w*|υπεγραψ\w+"
    r"|\w*كتب\w*|\w*طلب\w*|\w*اشتر\w*|\w*عقد\w*|\w*اذن\w*|\w*ترخيص\w*|\w*موافق\w*|\w*כתב\w*|\w*הזמנ\w*|\w*חוזה|\w*רישיון|\w*אישור|קנינו"
)
SOURCE = re.compile(rf"(?<!\w)(?:{_fold(_SOURCES)})(?!\w)")
UNSPACED_SOURCE = re.compile(
    "書い|書かれ|書きました|執筆|寄稿|依頼|委託|委托|発注|購入|买|買|支払|支付|契約|合同|許諾|許可|承諾|承認|同意|授权|授權|许可|ライセンス|譲渡|转让"
    "|社員|員工|员工|記者|记者|撮影|撮っ|拍摄|拍攝|描い|転載|转载|轉載|署名|撰写|撰寫|写的|寫的|约稿|約稿|死去|没後|去世|逝世"
    "|집필|작성|썼|쓴|의뢰|구입|계약|허락|허가|동의|라이선스|직원|기자|촬영|전재|เขียน|สัญญา|อนุญาต|ซื้อ|จ้าง|ถ่ายภาพ"
)
"""The same in scripts that write no spaces."""
PUBLISHED = re.compile(
    r"\b(?:publish|print|appear|erschien|veroffentlicht|publie|parue?|publicad|pubblicat|wydan|opublikowan|vydan|uitgegeven)\w*\b"
    r".{0,40}?(?<!\d)(?:1\d{3}|20\d\d)(?!\d)"
)
MISSED_FORM = re.compile(r"\b(?:not renewed|never renewed|without (?:a |any )?(?:copyright )?notice)\b")
DENIED = re.compile(
    r"(?:\b(?:no|not|never|without|nobody|none|neither|nothing|cannot|kein\w*|nicht|ohne|niemand|pas|sans|jamais|personne|aucune?|nunca"
    r"|nadie|ningun\w*|senza|non|nessun\w*|sem|nao|ninguem|nie|bez|nikt|zad\w+|brak|geen|niet|zonder|inte|utan|ingen|ikke|uden|sin"
    r"|не|нет|без|никто|ніхто|δεν|χωρις)\b|n['’]t\b)(?: \S+){0,3} ?$"
)
"""Just before a word: it says that there is none."""
UNSURE = re.compile(
    r"\b(?:somewhere|somehow|irgendwo|irgendwie|quelque part|en algun (?:lado|sitio)|da qualche parte|algures|gdzies|jakos|ergens|nagonstans|i (?:believe|think|guess|suppose|assume)|probably|perhaps|maybe|presumably|apparently|supposedly|glaube?|vermut\w+"
    r"|wahrscheinlich|vielleicht|je (?:crois|pense|suppose)|peut[- ]etre|probablement|creo|supongo|quizas?|probablemente|credo|penso|forse"
    r"|acho|talvez|provavelmente|chyba|prawdopodobnie|mysle|wydaje mi|waarschijnlijk|misschien|kanske|наверное|кажется|возможно)\b"
)
WORTHLESS = re.compile(
    r"\b(?:licen[cs]e[- ]?free|lizenzfrei\w*|royalty[- ]free|for free|gratis|kostenlos|gratuit\w*|see above|siehe oben|on the (?:internet|web|net)"
    r"|nobody (?:will )?(?:mind|care|notice)s?|no ?one (?:will )?(?:mind|care|notice)s?|everybody|everyone|fair use|no reason)\b"
)
"""Clauses that say what no right comes from, whatever else they name."""
_COPY = (
    r"newspapers?|papers?|magazines?|journals?|issues?|copy|copies|e-?papers?|paywall|kiosk|newsstand|zeitung(?:en)?|heft\w*|ausgabe|exemplar\w*|magazin\w*"
    r"|numero|journal|kiosque|periodico|revista|ejemplar|quiosco|giornale|rivista|copia|edicola|jornal|gazet\w+|czasopism\w*|egzemplarz\w*|kiosku|krant|tidning\w*"
)
READ_ONLY = re.compile(
    r"\b(?:subscri\w+|abonn\w+|abo|prenumer\w+|suscri\w+|suscrit\w*|assina(?:tura|nte|ntes|mos)|abbonament\w+|membership)\b"
    r"|\b(?:pa(?:y|ys|id)|bought|buy|buys|purchas\w+|gekauft|kauften?|bezahl\w*|achet\w*|paye\w*|compr\w+|pag\w+|acquist\w+|kupi\w+|zaplac\w+|gekocht|betaald|kopt\w*)"
    rf" (?:for |za )?(?:\w+ ){{0,2}}(?:{_COPY})\b|\b(?:die|das|le|la|el|il|o|een|de) (?:\w+ ){{0,1}}(?:{_COPY}) (?:gekauft|bezahlt|abonniert|gekocht|betaald)\b"
)
"""Whoever pays to read a paper has bought a copy of it, and no right."""
FOR_OTHERS = re.compile(
    r"\b(?:for|fur|pour|para|per|dla|voor) (?:(?:the|die|das|den|der|le|la|les|l|el|il|lo|o|a|de|het)\W)?(?P<whom>\w+(?: \w+)?)"
)
PAPERS = frozenset(
    "post times gazette courier herald chronicle tribune guardian observer telegraph kurier gazeta corriere figaro".split()
)
FOR_US = re.compile(
    r"\b(?:us|our|we|uns|unser\w*|wir|nous|notre|nos|nosotros|nuestr\w+|noi|nostr\w+|noss\w+|nas|nam|nasz\w*|ons|onze|wij|oss|var[at]?)\b"
)
_SENTENCES = re.compile(r"[.;!?。！？؛]\s|[。！？]|;|\n")
_CLAUSES = re.compile(
    r"[,:()—–、，]|\s-\s|\b(?:and|but|und|aber|sondern|et|mais|pero|sino|ma|mas|ale|lecz|maar|men|а|но|але)\b"
)
_LETTERS = re.compile(r"[^\W\d_]")
_READ = re.compile(
    r"[a-z\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]"
)


@lru_cache(maxsize=1024)
def names_a_source(text: str, others: frozenset[str] = frozenset()) -> bool:
    """Whether *text* says where a right comes from, for sure and not as something that is missing.

    What was written for one of the *others*, whose words are given, was not written for us.

    >>> names_a_source("Commissioned by us in May"), names_a_source("It is on the internet for free")
    (True, False)
    >>> names_a_source("No contract was needed"), names_a_source("The author is long dead I believe")
    (False, False)
    """
    folded = _fold(text)
    letters = _LETTERS.findall(folded)
    if 2 * sum(1 for one in letters if _READ.match(one)) < len(letters) or UNSPACED_SOURCE.search(text):
        return True
    sentences = [one for one in _SENTENCES.split(folded) if not UNSURE.search(one)]
    clauses = [(one, *(part for part in _CLAUSES.split(one) if " " in part.strip())) for one in sentences]
    return any(_names(clause, others) for parts in clauses for clause in parts)


def _names(clause: str, others: frozenset[str]) -> bool:
    if WORTHLESS.search(clause) or NO_GROUND.search(clause) or READ_ONLY.search(clause):
        return False
    if not FOR_US.search(clause) and any(
        (others | PAPERS).intersection(one["whom"].split()) for one in FOR_OTHERS.finditer(clause)
    ):
        return False
    if MISSED_FORM.search(clause):
        return True
    kinds = (SOURCE, PUBLISHED, DIED, LIVED, LAW, FREED)
    return any(not DENIED.search(clause[: found.start()]) for kind in kinds for found in kind.finditer(clause))
