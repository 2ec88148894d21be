"""Rules 1-7 and 19-22: what the statement's own status decides; the ground of the public domain; and how a ruling ends."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from math import isnan

from publishkit.model.decision import Outcome
from publishkit.model.rights import Status, WithdrawalKind
from publishkit.model.statement import Duty, RightsStatement, Treatment
from publishkit.rights.gate import duties
from publishkit.rights.gate.case import US, Case, Ground, Ruling, allow, block, brief_only
from publishkit.rights.gate.profile_rules import embargo
from publishkit.rights.license import License, contradicts, read_license
from publishkit.rights.notices.reservation import forbidding_words, only_signed
from publishkit.rights.phrases import holder_name, long_date, territory_list
from publishkit.words import Folding

FREE = frozenset({Status.OWN, Status.PUBLIC_DOMAIN})
"""Statuses whose texts may be rewritten and quoted by anybody."""


def withdrawn(case: Case) -> Ruling | None:
    """Rule 1: what the holder called back is not printed, a corrected text not before the correction is stored."""
    gone = case.statement.withdrawn
    if gone is None:
        return None
    if gone.kind is not WithdrawalKind.CORRECTION:
        return block("R-WITHDRAWN", by=gone.by, date=long_date(gone.on))
    stored = case.statement.input_sha256
    if stored and any(proof.sha256 == stored for proof in gone.evidence):
        return None
    return block("R-WITHDRAWN", corrector=gone.by or "the publisher", date=long_date(gone.on))


def evidence_broken(case: Case) -> Ruling | None:
    """Rule 2: a proof that is missing or was changed proves nothing, and nobody knows what else was changed."""
    statement = case.statement
    if not (statement.evidence or statement.grants or statement.withdrawn):
        return None
    proofs = statement.evidence + tuple(proof for grant in statement.grants for proof in grant.evidence)
    if statement.withdrawn:
        proofs += statement.withdrawn.evidence
    broken = case.unproved(proofs)
    if broken is None:
        return None
    missing = broken.path if broken.path not in case.stored.sha256 else None
    return block("R-EVIDENCE-MISMATCH", missing=missing, path=broken.path)


def conflict(case: Case) -> Ruling | None:
    """Rule 3: signals that contradict each other are for an editor to settle."""
    signals = case.statement.conflict
    if signals:
        return brief_only("R-CONFLICT", list="; ".join(signals))
    named, linked = case.statement.license_id, case.statement.license_uri
    if contradicts(named, linked):
        both = f"the license is named {read_license(named).name}, the link says {read_license(linked).name}"
        return brief_only("R-CONFLICT", list=both)
    return None


def own(_case: Case) -> Ruling:
    """Rule 4: ours."""
    return allow("R-OWN", duties.KEEP_NOTICE)


def public_domain(case: Case) -> Ruling:
    """Rule 5: nobody's, everywhere; a ground is asked for, so that others can check it."""
    if not has_ground(case.statement, case.license):
        return brief_only("R-PD-NO-GROUND", basis=case.statement.basis)
    return allow("R-PD", duties.COURTESY, values={"basis": case.statement.basis or case.license.name})


def us_government(case: Case) -> Ruling:
    """Rule 6: unprotected in the United States, used with credit elsewhere."""
    abroad = () if case.within(US) else (Ground("W-USGOV-ABROAD"),)
    return Ruling(Outcome.ALLOW_FULL, (Ground("R-USGOV"), *abroad), (duties.ATTRIB, duties.NO_ENDORSE))


def us_only(case: Case) -> Ruling:
    """Rule 7: public domain in the United States, so only for editions that stay there."""
    if case.within(US):
        return allow("R-PD-US", duties.COURTESY)
    elsewhere = [code for code in case.edition.territories if code not in US]
    return brief_only("R-PD-US-TERRITORY", territories=territory_list(elsewhere))


def forbidden(case: Case) -> Ruling:
    """Rule 19: agencies forbid even rewriting; no quotation either (see `brief_problems`)."""
    return brief_only("R-FORBIDDEN", holder=holder_name(case.statement.holders))


def all_reserved(case: Case) -> Ruling:
    """Rule 20: all rights reserved; a bare copyright line is said to be no more than it is."""
    if only_signed(case.statement):
        return brief_only("R-ARR", line=case.statement.copyright_line)
    holder = holder_name(case.statement.holders)
    asks = any(forbidding_words(notice.text) for notice in case.statement.notices)
    return brief_only("R-ARR", holder=holder, asking=(holder or "The rights holder") if asks else None)


def orphan(_case: Case) -> Ruling:
    """Rule 21: nobody to ask."""
    return brief_only("R-ORPHAN")


def unknown(case: Case) -> Ruling:
    """Rule 22: nothing was found, or nobody says of what; nothing is assumed."""
    named = case.statement.license_id or case.statement.license_uri
    return brief_only("R-UNKNOWN", license=case.license.name if named and case.license.id else None)


# --- how every ruling ends --------------------------------------------------------------------------------------------


def settle(case: Case, ending: Ruling) -> tuple[Outcome, tuple[Ground, ...], bool]:
    """Return the outcome as it stands for this kind of asset, why, and whether the requested treatment is allowed."""
    outcome, grounds = _outcome(case, ending)
    if outcome is Outcome.BLOCK:
        return outcome, grounds, False
    ok = outcome is Outcome.ALLOW_FULL or case.brieflike
    free = outcome is Outcome.ALLOW_FULL and case.statement.status in FREE
    if case.brieflike and not free:
        problems = tuple(brief_problems(case, outcome))
        return outcome, grounds + problems, ok and not problems
    return outcome, grounds, ok


def owed(case: Case, outcome: Outcome, ending: Ruling) -> tuple[Duty, ...]:
    """Return what is owed: what the rules ask of a full use, what every brief owes, what a reservation asks; each once."""
    if outcome is Outcome.BLOCK:
        return ()
    given = ending.duties if outcome is Outcome.ALLOW_FULL else ()
    if outcome is Outcome.ALLOW_BRIEF or case.brieflike:
        given = (*given, *duties.brief_set(case.statement))
        given = (*given, duties.HUMAN_SUMMARY) if case.reserved else given
    if case.reserved:
        given = (*given, duties.TDM)
    return given if len({duty.code for duty in given}) == len(given) else _each_once(given)


def _each_once(given: tuple[Duty, ...]) -> tuple[Duty, ...]:
    return tuple({(duty.code, *duty.params.items()): duty for duty in given}.values())


def _outcome(case: Case, ending: Ruling) -> tuple[Outcome, tuple[Ground, ...]]:
    """Pictures are cleared or left out; what must wait is not quoted; without an address there is no brief."""
    outcome, grounds = ending.outcome or Outcome.BLOCK, ending.grounds
    if outcome is Outcome.ALLOW_BRIEF and not case.is_text:
        return Outcome.BLOCK, (*grounds, Ground("R-IMAGE-NOT-CLEARED", {"credit": case.statement.credit_line}))
    if outcome is Outcome.ALLOW_BRIEF and (waiting := embargo(case)) and waiting.outcome is Outcome.BLOCK:
        return Outcome.BLOCK, grounds + waiting.grounds
    short = outcome is Outcome.ALLOW_BRIEF or (outcome is Outcome.ALLOW_FULL and case.brieflike)
    if short and not case.statement.source_url:
        return Outcome.BLOCK, (*grounds, Ground("R-NO-SOURCE-URL"))
    return outcome, grounds


def brief_problems(case: Case, outcome: Outcome) -> Iterator[Ground]:
    """Yield what is wrong with our own words: who wrote them, how near they are to the source, what they quote."""
    use, policy = case.use, case.policy
    if use.summary_by == "machine" and case.reserved and case.treatment is not Treatment.LINK_ONLY:
        yield Ground("R-TDM-MACHINE")
    if use.longest_run > policy.near_copy_max_run:
        yield Ground("R-SUMMARY-NEAR-COPY", {"n": use.longest_run, "words": use.repeated})
    elif use.five_gram > policy.near_copy_max_5gram or isnan(use.five_gram):
        share = f"{use.five_gram:.0%}" if use.five_gram <= 1 else None
        yield Ground("R-SUMMARY-NEAR-COPY", {"share": share, "words": use.repeated})
    if case.treatment is Treatment.QUOTE or use.quote_chars:
        yield from _quote_problems(case, outcome)


def _quote_problems(case: Case, outcome: Outcome) -> Iterator[Ground]:
    use, policy, statement = case.use, case.policy, case.statement
    whole = case.profile is None or case.profile.allow.excerpt
    forbidden = statement.no_rewrite or statement.status is Status.NO_REPUBLICATION
    if not whole or (forbidden and outcome is not Outcome.ALLOW_FULL):
        yield Ground("R-QUOTE-NOT-ALLOWED", {"holder": holder_name(statement.holders)})
        return
    if outcome is Outcome.ALLOW_FULL:
        return
    together = max(use.quote_chars, use.quoted_chars_from_source)
    if use.quote_chars > policy.quote_max_chars:
        yield Ground("R-QUOTE-TOO-LONG", {"n": use.quote_chars, "max": policy.quote_max_chars})
    elif together > policy.quote_total_chars_per_source:
        yield Ground("R-QUOTE-TOO-LONG", {"together": together, "max": policy.quote_total_chars_per_source})
    if use.own_chars < policy.own_to_quote_ratio * use.quote_chars:
        yield Ground("R-QUOTE-NO-OWN-TEXT", {"times": _times(policy.own_to_quote_ratio)})


def _times(ratio: float) -> str:
    return {2.0: "two", 3.0: "three", 4.0: "four", 5.0: "five"}.get(ratio, f"{ratio:g}")


# --- the ground on which a work is said to be in the public domain ----------------------------------------------------


TERM = 70
"""Years after the author's death, from the end of the year: Directive 2006/116/EC, article 1; the longest common term."""
TERM_US = 95
"""Years after publication, from the end of the year: 17 USC 304; what an employer owns and what is older has no other term."""
FORMAL = (
    (re.compile(r"\b(?:not|never|no|without) renew(?:ed|al)\b|\brenewal\b"), 1963),
    (re.compile(r"\b(?:without|no|lack of) (?:a |any )?(?:copyright )?notice\b"), 1989),
)
"""Forms that were missed, and the last year in which that made a work free there."""
YEAR = re.compile(r"(?<!\d)(?:1\d{3}|20\d\d)(?!\d)")
DIED = re.compile(
    r"(?:\bdied\b|\bdeath\b|\bdeceased\b|\bd\.|†|\bgestorben\b|\bverstorben\b|\bgest\.|\bzmarl\w{0,2}|\bzm\.|\bmort[eoa]?\b"
    r"|\bdecede\w{0,2}|\bdeces\b|\bfallecid\w|\bfallecio\b|\bmurio\b|\bmuerte\b|\bmorreu\b|\bfalecid\w|\bfaleceu\b|\bmori\b)"
    r".{0,40}?(?<!\d)(?P<year>1\d{3}|20\d\d)(?!\d)"
)
LIVED = re.compile(r"(?<!\d)(?P<born>1\d{3}|20\d\d)\s?[-–—/]\s?(?P<year>1\d{3}|20\d\d)(?!\d)")
"""“(1831-1911)”."""
LAW = re.compile(
    r"§|\b(?:act|acts|law|laws|statute|edict|decree|gesetz\w*|amtlich\w*|ustaw\w+|loi|ley|legge|lei|directive|usc)\b|\b(?:art|article|artikel|articolo|articulo|artigo|artykul\w*) ?\.? ?\d|\b\d+ u\.?s\.?c"
)
FREED = re.compile(r"\b(?:cc ?0|pdm|public domain mark|waive[rd]?|dedicated|dedication|relinquished)\b")
AGE = re.compile(
    r"\b(?:century|centuries|jahrhunderts?|jh|wieku?|siecles?|siglo|secolo|seculo|eeuw|arhundrad\w*|middle ages|antiquity|mittelalter|antike"
    r"|moyen age|edad media|medioevo|sredniowiecz\w*)\b|\b\d{2,4} (?:years|jahren?|ans|anos|anni|lat|jaar|ar)\b"
)
KINDS = re.compile(
    r"\b(?:traditional|folk ?(?:song|tale|lore)s?|folklore|nursery rhyme|proverbs?|volkslied\w*|volksmarchen|chanson traditionnelle|bible|psalms?"
    r"|hymns?|bibel|biblia|koran|quran|torah|sutra|judg?ements?|court (?:decision|ruling|opinion)s?|verdict|urteil\w*|beschluss|verordnung"
    r"|bekanntmachung|wyrok\w*|rozporzadzeni\w+|uchwal\w+|urzedow\w+|jugement|arrete|sentencia|sentenza|sentenca|decreto|constitution|verfassung"
    r"|treaty|parliamentary|hansard|official (?:text|gazette|journal|record|translation)s?|government edicts?|news of the day|tagesneuigkeit\w*"
    r"|nouvelles du jour|patent (?:specification|text|drawing)s?)\b"
)
"""Kinds of works that nobody holds, by their age or by the laws of many countries."""
LATIN = re.compile(r"[a-z]")
UNREAD = 6
"""Letters of another script that may tell why."""
NEW_WORK = re.compile(
    r"\b(?:translat\w+|annotat\w+|critical edition|edited|editor|introduc\w+|foreword|preface|afterword|notes by|comment\w+|illustrat\w+|arrang\w+"
    r"|adapt\w+|abridg\w+|version|ubersetz\w+|kommentiert\w*|herausgegeben|hrsg|vorwort|nachwort|bearbeit\w+|illustrier\w+|tradui\w+|traduc\w+"
    r"|annote\w*|prefac\w+|comment\w+|traduz\w+|anotad\w+|prolog\w+|adaptaci\w+|tradott\w+|commentat\w+|prefazion\w+|curat\w+|tlumacz\w+"
    r"|przekla\w+|przeloz\w+|opracowa\w+|przedmow\w+|vertaald|vertaling|oversatt\w*)\b"
)
"""Who translates, annotates or illustrates an old work makes a new one."""
NO_GROUND = re.compile(
    r"\b(?:found|seen|taken|downloaded|saved|copied|gefunden|trouvee?|encontrad[oa]|trovat[oa]|znalezion\w+)\b.{0,30}\b(?:web|internet|net|google|online|netz|facebook|instagram|pinterest|twitter|sieci)\b"
    r"|\b(?:im netz|im internet|auf google|sur internet|en internet|w internecie)\b|\b(?:free to use|royalty[- ]free|no (?:author|name|credit|watermark)|everybody|everyone|nobody (?:claims|minds|answer\w+)|(?:fair|private) use|we credit|with credit|lizenzfrei|libre de droits)\b"
)
"""Words that say where it was found or that it costs nothing: none of them makes a work free."""
NO_COPYRIGHT = re.compile(r"rightsstatements\.org/(?:vocab|page)/(?:NoC-(?:CR|OKLR|NC)|NKC)/")
"""Statements of libraries that a work is free of copyright; NoC-US is one of the United States only."""
_fold = Folding(form="NFKD", case="fold", letters=True, marks="dropped", spaces="one")


def has_ground(statement: RightsStatement, license: License) -> bool:
    """Whether it is said why the work is nobody's: CC0, the mark, a library's statement, or words with a fact in them.

    >>> from publishkit.rights.license import read_license
    >>> none = read_license(None)
    >>> [has_ground(RightsStatement(basis=basis), none) for basis in ("public domain", "author died 1911", "§ 5 UrhG")]
    [False, True, True]
    """
    if license.kind == "public_domain" or NO_COPYRIGHT.search(statement.rs_uri or ""):
        return True
    return _tells(statement.basis)


@lru_cache(maxsize=1024)
def _tells(basis: str) -> bool:
    words = _fold(basis)
    facts = (YEAR, LAW, FREED, AGE, KINDS)
    if read_license(basis).kind == "public_domain" or any(fact.search(words) for fact in facts):
        return True
    letters = re.findall(r"[^\W\d_]", words)
    # What is written in letters that are not read here may be a ground.
    return len(letters) >= UNREAD and 2 * sum(1 for one in letters if LATIN.match(one)) < len(letters)


def rests_on_age(basis: str) -> bool:
    """Whether the ground is that the work is old, and not a law, a mark or a waiver, which free new works as well."""
    words = _fold(basis)
    return not (FREED.search(words) or LAW.search(words) or read_license(basis).kind == "public_domain")


def doubts_in_us(basis: str, day: date) -> Iterator[str]:
    """Yield what in *basis* cannot make a work free in the United States by *day*, as a clause: it is too new.

    >>> list(doubts_in_us("Published in New York in 2015", date(2026, 1, 1)))
    ['what was published in 2015 is protected to the end of 2110 in the United States']
    >>> list(doubts_in_us("Published in 1950, its copyright was not renewed", date(2026, 1, 1)))
    []
    """
    words = _fold(basis)
    died = [int(found["year"]) for found in (*DIED.finditer(words), *LIVED.finditer(words))]
    said = [int(found[0]) for found in YEAR.finditer(words)]
    if not said or FREED.search(words) or LAW.search(words):
        return
    if died:
        if max(died) + TERM >= day.year:
            yield f"an author who died in {max(died)} is protected to the end of {max(died) + TERM}"
        return
    first = min(said)
    if first + TERM_US >= day.year and not any(form.search(words) and first <= last for form, last in FORMAL):
        yield f"what was published in {first} is protected to the end of {first + TERM_US} in the United States"


def doubts_of_ground(basis: str, day: date) -> Iterator[str]:
    """Yield what in *basis* cannot make a work free by *day*, as a clause: an author who died too late for it."""
    if basis:
        yield from _doubts(basis, day.year)


@lru_cache(maxsize=1024)
def _doubts(basis: str, year: int) -> tuple[str, ...]:
    words = _fold(basis)
    if FREED.search(words) or LAW.search(words):
        return ()
    died = [int(found["year"]) for found in (*DIED.finditer(words), *LIVED.finditer(words))]
    last = max(died, default=None)
    if last is not None:
        until = last + TERM
        if until >= year:
            return (f"an author who died in {last} is protected to the end of {until} in many countries",)
        return tuple(_made_since(words, died, year))
    said = [int(found[0]) for found in YEAR.finditer(words)]
    if said and min(said) + TERM >= year:
        return (f"{min(said)} is not {TERM} years ago",)
    return ()


def _made_since(words: str, died: Sequence[int], year: int) -> Iterator[str]:
    """Yield the year of a translation or an annotated edition that was made later, and may have a holder of its own."""
    made = NEW_WORK.search(words)
    late = (
        [at for found in YEAR.finditer(words) if (at := int(found[0])) not in died and at + TERM >= year]
        if made
        else []
    )
    if made and late:
        yield f"“{made[0]}” of {max(late)} may have a holder of its own"
