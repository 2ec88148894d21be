"""Who can stand for a status: a person, and no office, team or house, least of all the one whose the work is said to be."""

import re
from collections.abc import Iterator, Sequence

from publishkit.model.decision import NOBODY, Identity
from publishkit.rights.gate.against_own import sounds_like_a_house
from publishkit.rights.gate.contradiction import Contradiction
from publishkit.rights.notices.copyright_line import copyright_name
from publishkit.rights.ours import LEGAL, fold_name, words_of

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
