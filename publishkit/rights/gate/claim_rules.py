"""Rule 3a: a status is weighed against what speaks against it; a person's own words settle it, and a second person where asked.

A claim is complete when `claimed_by` names a person and `because` says where the right comes from, in words besides the status
and the names that stand there anyway.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from publishkit.model.decision import NOBODY, Identity, Outcome
from publishkit.model.rights import Status
from publishkit.rights.gate.against_license import against_free_use, against_license, against_public_domain
from publishkit.rights.gate.against_own import against_own
from publishkit.rights.gate.case import Case, Ground, Ruling
from publishkit.rights.gate.contradiction import Contradiction, Found, cut, said_against
from publishkit.rights.gate.status_rules import DIED, FREED, LAW, LIVED, NO_GROUND
from publishkit.rights.ours import LEGAL, fold_name, words_of
from publishkit.words import Folding

WEIGHED: Mapping[Status, Callable[[Case], Found]] = MappingProxyType(
    {
        Status.OWN: against_own,
        Status.PUBLIC_DOMAIN: against_public_domain,
        Status.LICENSED_OPEN: against_license,
        Status.PERMISSION: against_license,
        Status.US_GOVERNMENT_WORK: against_free_use,
        Status.PUBLIC_DOMAIN_US_ONLY: against_free_use,
        Status.PUBLISHER_TERMS: against_free_use,
    }
)
"""Statuses that clear -> what is looked for; a permission is weighed where a license beside it would clear instead."""

STATED: Mapping[Status, str] = MappingProxyType(
    {
        Status.OWN: "our own",
        Status.PUBLIC_DOMAIN: "public domain",
        Status.LICENSED_OPEN: "openly licensed",
        Status.PERMISSION: "openly licensed",
        Status.US_GOVERNMENT_WORK: "a work of the United States government",
        Status.PUBLIC_DOMAIN_US_ONLY: "public domain in the United States",
        Status.PUBLISHER_TERMS: "allowed by the publisher's terms",
    }
)

FEWEST_WORDS = 3
"""Different words a reason needs besides those that say the status again."""
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
ROLES = frozenset(
    (
        "me myself i we us user nobody none someone anonymous anon x xx xxx na tbd todo own ours yes ok the chief senior junior deputy "
        "acting general head assistant managing executive news picture photo art web online digital press legal rights copy "
        "editor editors theeditor sub subeditor staff admin administrator publisher author writer webmaster owner boss manager board "
        "chef chefin chefredakteur chefredakteurin redakteur redakteurin herausgeber herausgeberin verlag verlagsleitung leitung "
        "redacteur redactrice editeur editrice directeur directrice redactor redactora director directora editora redattore redattrice "
        "direttore direttrice redator redatora diretor diretora redaktor redaktorka wydawca wydawnictwo naczelny naczelna in of and und et y e i"
    ).split()
)
"""Words for whoever holds an office; a name that is made of nothing else names nobody."""
BODIES = frozenset(
    (
        "team teams desk desks newsroom department dept office committee collective group crew editorial redaktion chefredaktion "
        "bildredaktion abteilung vorstand gremium kollektiv redaction equipe service redaccion equipo redazione redacao redakcja redakcji "
        "zespol dzial kolegium redactie redaktionen"
    ).split()
) | frozenset(map(fold_name, ("редакция", "редакція", "編集部", "編集局", "编辑部", "編輯部", "편집부")))
"""Words for several people together: none of them can be asked."""
HOUSES = BODIES | frozenset(
    (
        "press media news letter letters newsletter post times journal review magazine gazette courier herald chronicle tribune echo "
        "digest daily weekly monthly quarterly publishing publications books readers society association institute foundation verein "
        "verlag zeitung blatt bote presse editions editorial ediciones edizioni wydawnictwo gazeta kurier tygodnik room house club"
    ).split()
)
"""Words of what a house is called, and no person."""


def contradicted(case: Case) -> Ruling | None:
    """Rule 3a: what speaks against the status limits the use to a brief, until a person settles it in words."""
    found = contradictions(case)
    if not found:
        return None
    statement, stated = case.statement, STATED[case.statement.status]
    against, marks = said_against(found), tuple(one.mark for one in found)
    faults = claim_faults(case, found)
    if not faults:
        values = {
            "by": cut(statement.claimed_by or ""),
            "because": cut(statement.because).rstrip("."),
            "approved": cut(statement.approved_by or "") if case.policy.two_people or statement.approved_by else None,
            "stated": stated,
            "against": against,
            "marks": marks,
        }
        return Ruling(grounds=(Ground("R-CLAIMED", values),))
    ground = Ground("R-CLAIM-CONTRADICTED", {"stated": stated, "against": against, "marks": marks})
    return Ruling(Outcome.ALLOW_BRIEF, (ground, *(faults if _is_begun(case) else ())))


def contradictions(case: Case) -> tuple[Contradiction, ...]:
    """Return what speaks against the statement's status, each once, the gravest first; () for one that clears nothing."""
    weigh = WEIGHED.get(case.statement.status)
    if weigh is None:
        return ()
    found: dict[tuple[str, str], Contradiction] = {}
    for one in weigh(case):
        found.setdefault((one.kind, fold_name(one.value)), one)
    return tuple(found.values())


def marks_against(case: Case, grounds: Sequence[Ground]) -> tuple[str, ...]:
    """Return the marks of what speaks against the status, as the reasons carry them; of an unknown one, against its being ours."""
    if case.statement.status is Status.UNKNOWN:
        return tuple(dict.fromkeys(one.mark for one in against_own(case)))
    found = (ground.values.get("marks") for ground in grounds)
    return next((marks for marks in found if isinstance(marks, tuple)), ())


def claim_faults(case: Case, found: Sequence[Contradiction]) -> tuple[Ground, ...]:
    """Return what a claim still lacks to settle *found*; () when it settles all of it."""
    statement = case.statement
    by, because = is_person(statement.claimed_by, case.us), gives_reason(statement.because, found)
    if not (by and because):
        name = cut(statement.claimed_by or "") if by else None
        return (Ground("R-CLAIM-INCOMPLETE", {"by": name, "reason": cut(statement.because) if because else None}),)
    faults = []
    answered = frozenset(statement.claimed_against) or _answered_before(case)
    fresh = [one for one in found if one.mark not in answered] if answered else []
    if fresh:
        faults.append(Ground("R-CLAIM-OUTDATED", {"by": cut(statement.claimed_by or ""), "new": said_against(fresh)}))
    if case.policy.two_people and not _is_second(case):
        same = cut(statement.approved_by or "") if is_person(statement.approved_by, case.us) else None
        faults.append(Ground("R-CLAIM-SECOND-PERSON", {"same": same}))
    return tuple(faults)


def _answered_before(case: Case) -> frozenset[str]:
    """Return what the very same claim answered in the last build; of a claim that was worded anew nothing is known."""
    statement, recorded = case.statement, case.background.recorded
    if recorded is None or (recorded.by, recorded.because) != (statement.claimed_by, statement.because):
        return frozenset()
    return frozenset(recorded.against)


def _is_begun(case: Case) -> bool:
    """Whether somebody began to claim it, so that what is missing is worth a sentence."""
    statement = case.statement
    return bool((statement.claimed_by or "").strip() or statement.because.strip())


def _is_second(case: Case) -> bool:
    first, second = case.statement.claimed_by or "", case.statement.approved_by or ""
    return is_person(second, case.us) and sorted(words_of(first)) != sorted(words_of(second))


def is_person(name: str | None, us: Identity = NOBODY) -> bool:
    """Whether *name* can be a person's: letters, no office, no team, and not the name of the house itself.

    >>> is_person("Owen Pascall"), is_person("the editor"), is_person("Editorial Team"), is_person("x")
    (True, False, False, False)
    """
    words = words_of(name or "")
    if words and any(words_of(one) == words for one in us.people):
        return True
    left = [word for word in words if word not in ROLES]
    house = any(words_of(one) == words for one in us.names) and not _is_persons(words, us)
    together = "".join(words) in ROLES or bool(BODIES.intersection(words))
    return sum(map(len, left)) >= 2 and not (together or house)


def _is_persons(words: tuple[str, ...], us: Identity) -> bool:
    """Whether a name of the house is that of a person in it: two or three words, none of which another of its names or a house has."""
    others = [set(other) for one in us.names if (other := words_of(one)) != words]
    shared = any(other.intersection(words) for other in others)
    return bool(others) and 2 <= len(words) <= 3 and not shared and not (HOUSES | LEGAL).intersection(words)


def gives_reason(text: str, found: Sequence[Contradiction] = ()) -> bool:
    """Whether *text* says where the right comes from, in three words or more besides the status again and the names *found* holds.

    >>> gives_reason("it is our own text"), gives_reason("Commissioned by us; the Courier took it over in May.")
    (False, True)
    """
    return _gives_reason(text, tuple(one.value for one in found if one.kind not in {"notice", "file"}))


@lru_cache(maxsize=1024)
def _gives_reason(text: str, values: tuple[str, ...]) -> bool:
    if not names_a_source(text):
        return False
    folded = fold_name(text)
    if len(UNSPACED.findall(folded)) >= FEWEST_SIGNS:
        return True
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
    r"\b(?:i (?:believe|think|guess|suppose|assume)|probably|perhaps|maybe|presumably|apparently|supposedly|glaube?|vermut\w+"
    r"|wahrscheinlich|vielleicht|je (?:crois|pense|suppose)|peut[- ]etre|probablement|creo|supongo|quizas?|probablemente|credo|penso|forse"
    r"|acho|talvez|provavelmente|chyba|prawdopodobnie|mysle|wydaje mi|waarschijnlijk|misschien|kanske|наверное|кажется|возможно)\b"
)
WORTHLESS = re.compile(
    r"\b(?:licen[cs]e[- ]?free|lizenzfrei\w*|royalty[- ]free|for free|gratis|kostenlos|gratuit\w*|see above|siehe oben|on the (?:internet|web|net)"
    r"|nobody (?:will )?(?:mind|care|notice)s?|no ?one (?:will )?(?:mind|care|notice)s?|everybody|everyone|fair use|no reason)\b"
)
"""Clauses that say what no right comes from, whatever else they name."""
_SENTENCES = re.compile(r"[.;!?。！？؛]\s|[。！？]|;|\n")
_CLAUSES = re.compile(
    r"[,:()—–、，]|\s-\s|\b(?:and|but|und|aber|sondern|et|mais|pero|sino|ma|mas|ale|lecz|maar|men|а|но|але)\b"
)
_LETTERS = re.compile(r"[^\W\d_]")
_READ = re.compile(
    r"[a-z\u0370-\u03ff\u0400-\u052f\u0590-\u05ff\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u1100-\u11ff]"
)


@lru_cache(maxsize=1024)
def names_a_source(text: str) -> bool:
    """Whether *text* says where a right comes from, for sure and not as something that is missing.

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
    return any(_names(clause) for one in sentences for clause in (one, *_CLAUSES.split(one)))


def _names(clause: str) -> bool:
    if WORTHLESS.search(clause) or NO_GROUND.search(clause):
        return False
    if MISSED_FORM.search(clause):
        return True
    kinds = (SOURCE, PUBLISHED, DIED, LIVED, LAW, FREED)
    return any(not DENIED.search(clause[: found.start()]) for kind in kinds for found in kind.finditer(clause))
