"""Rule 3a: a status is weighed against what speaks against it; a person's own words settle it, and a second person where asked.

A claim is complete when `claimed_by` names a person and `because` says where the right comes from, in words besides the status
and the names that stand there anyway.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from publishkit.model.decision import NOBODY, Identity, Outcome
from publishkit.model.rights import Status
from publishkit.rights.gate.against_license import against_free_use, against_license, against_public_domain
from publishkit.rights.gate.against_own import against_own, sounds_like_a_house
from publishkit.rights.gate.case import Case, Ground, Ruling
from publishkit.rights.gate.claim_reasons import gives_reason
from publishkit.rights.gate.contradiction import Contradiction, Found, cut, said_against
from publishkit.rights.notices.copyright_line import copyright_name
from publishkit.rights.ours import LEGAL, fold_name, words_of

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
    by, because = is_claimant(statement.claimed_by, case.us, found), gives_reason(statement.because, found)
    if not (by and because):
        name = cut(statement.claimed_by or "") if by else None
        return (Ground("R-CLAIM-INCOMPLETE", {"by": name, "reason": cut(statement.because) if because else None}),)
    faults = []
    answered = frozenset(statement.claimed_against) or _answered_before(case)
    fresh = [one for one in found if one.mark not in answered] if answered else []
    if fresh:
        faults.append(Ground("R-CLAIM-OUTDATED", {"by": cut(statement.claimed_by or ""), "new": said_against(fresh)}))
    if case.policy.two_people and not _is_second(case, found):
        same = cut(statement.approved_by or "") if is_claimant(statement.approved_by, case.us, found) else None
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


def _is_second(case: Case, found: Sequence[Contradiction]) -> bool:
    first, second = case.statement.claimed_by or "", case.statement.approved_by or ""
    return is_claimant(second, case.us, found) and sorted(words_of(first)) != sorted(words_of(second))


ROLES = frozenset(
    (
        "me myself i we us user somebody someone anybody everybody everyone unknown nn jemand irgendwer quelqu un alguien alguem qualcuno ktos "
        "intern interns trainee volunteer freelancer reporter journalist correspondent photographer ceo cto cfo coo president test tester "
        "testing dummy sample example ai ki bot robot machine computer program chatgpt gpt openai claude anthropic gemini copilot llama "
        "mistral grok deepseek llm user nobody none someone anonymous anon x xx xxx na tbd todo own ours yes ok the chief senior junior deputy "
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
        "verlag zeitung blatt bote presse editions editorial ediciones edizioni wydawnictwo gazeta kurier tygodnik room house club cooperative "
        "coop collective trust union studio studios theatre museum library school church parish council charity network group"
    ).split()
)
"""Words of what a house is called, and no person."""


FORMS = frozenset(
    "inc ltd limited llc llp plc corp corporation company gmbh mbh sarl asbl vzw pty pvt cic cio foundation stiftung".split()
)
"""Forms of bodies that no person is called."""
ARTICLE = re.compile(r"(?:the|der|die|das)\s", re.IGNORECASE)
NAMES = frozenset({"holder", "publisher", "agency", "terms", "permission", "article", "copyright line"})
"""Kinds of what speaks against a status that name somebody."""


def is_claimant(name: str | None, us: Identity, found: Sequence[Contradiction]) -> bool:
    """Whether *name* can be that of a person who stands for a status against *found*: nobody's whose the work is said to be."""
    if not is_person(name, us):
        return False
    words = words_of(name or "")
    return _is_of_us(words, us) or not any(_is_called(words, other) for other in _named(found))


def _named(found: Sequence[Contradiction]) -> Iterator[str]:
    """Yield the names that speak against a status."""
    for one in found:
        if one.kind in NAMES:
            yield (copyright_name(one.value) or one.value) if one.kind == "copyright line" else one.value


def _is_called(words: tuple[str, ...], house: str) -> bool:
    """Whether *words* are no more than the name of a house, or a part of it: a person may bear a right under their own name."""
    other = words_of(house)
    mine, body = [word for word in words if word not in LEGAL], [word for word in other if word not in LEGAL]
    return set(mine) <= set(body) and (len(body) < len(other) or sounds_like_a_house(house))


def is_person(name: str | None, us: Identity = NOBODY) -> bool:
    """Whether *name* can be a person's: letters, no office, no team, no program, and not the name of a house.

    >>> (
    ...     is_person("Owen Pascall"),
    ...     is_person("the editor"),
    ...     is_person("Editorial Team"),
    ...     is_person("x"),
    ...     is_person("N. N."),
    ... )
    (True, False, False, False, False)
    """
    words = words_of(name or "")
    if words and _is_of_us(words, us):
        return True
    left = [word for word in words if word not in ROLES]
    house = any(words_of(one) == words for one in us.names) and not _is_persons(words, us, name or "")
    together = "".join(words) in ROLES or bool((BODIES | FORMS).intersection(words))
    spelled = any(len(word) > 1 or not word.isascii() for word in left)
    return spelled and sum(map(len, left)) >= 2 and not (together or house or "@" in (name or ""))


def _is_of_us(words: tuple[str, ...], us: Identity) -> bool:
    return any(words_of(one) == words for one in us.people)


def _is_persons(words: tuple[str, ...], us: Identity, name: str) -> bool:
    """Whether a name of the house is that of a person in it: two or three words, none of which another of its names or a house has."""
    others = [set(other) for one in us.names if (other := words_of(one)) != words]
    shared = any(other.intersection(words) for other in others) or bool(ARTICLE.match(name))
    return (
        bool(others)
        and not us.people
        and 2 <= len(words) <= 3
        and not shared
        and not (HOUSES | LEGAL).intersection(words)
    )
