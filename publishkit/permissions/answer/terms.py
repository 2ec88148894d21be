"""What we asked, and on which terms the answer form permits it: measured by what our letter asked for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from publishkit.capture.dates import find_date
from publishkit.model.rights import Channel
from publishkit.model.statement import AskedTerms, Treatment
from publishkit.permissions.answer.form import FormAnswer, folded
from publishkit.permissions.answer.meaning import Term
from publishkit.permissions.answer.phrases import read_countries
from publishkit.permissions.mail_head import safe_text
from publishkit.words import Folding

FREEMAIL = frozenset(
    """gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com yahoo.de yahoo.fr yahoo.it yahoo.es icloud.com me.com
    gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.de posteo.de mailbox.org proton.me protonmail.com orange.fr
    free.fr laposte.net wanadoo.fr libero.it tiscali.it virgilio.it wp.pl o2.pl onet.pl interia.pl sapo.pt uol.com.br bol.com.br
    terra.com.br aol.com fastmail.com zoho.com""".split()
)
"""Domains in which an address says nothing of a house."""
_address_key = Folding(form="NFC", case="fold")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What is known of us and of our question."""

    addresses: frozenset[str] = frozenset()
    """Our own mail addresses."""
    names: tuple[str, ...] = ()
    """Of the work: title and slug, by which a letter without a token shows what it is about."""
    works: tuple[str, ...] = ()
    """The addresses of the work."""
    others: tuple[str, ...] = ()
    """Names that stand in such letters and name no work: ours, the publisher's, the holder's, the author's."""
    us: tuple[str, ...] = ()
    """Our names: who writes that they permit it to one of them, permits it to us."""
    holders: tuple[str, ...] = ()
    """The holder's names: who writes that the holder permits it, says "we"."""
    sites: tuple[str, ...] = ()
    """Our own pages: where it is to appear."""
    terms: AskedTerms | None = None
    """What the request asked for; None when the letter answers none that we know."""
    text: str = ""
    """Of the request as it was written."""
    text_wanted: bool = True
    """Whether the letter is to permit the text; so with pictures."""
    pictures_wanted: bool = False
    known: bool = False
    """Whether the letter carries the token of one of our requests."""

    @property
    def domains(self) -> frozenset[str]:
        """Our own domains; one that gives addresses to everybody is nobody's."""
        domains = {address.rpartition("@")[2].lower() for address in self.addresses}
        return frozenset(domain for domain in domains if domain and domain not in FREEMAIL)

    def owns(self, address: str) -> bool:
        """Return whether *address* is one of ours."""
        domain = address.rpartition("@")[2].lower()
        ours = any(domain == own or domain.endswith(f".{own}") for own in self.domains)
        return bool(address) and (_address_key(address) in set(map(_address_key, self.addresses)) or ours)


# --- the terms --------------------------------------------------------------------------------------------------------


TREATMENTS = {
    "form_unchanged": Treatment.FULL_VERBATIM,
    "form_edited": Treatment.FULL_EDITED,
    "form_abridged": Treatment.ABRIDGED,
    "form_translated": Treatment.TRANSLATED,
}
MONEY = {"form_commercial": "commercial", "form_ads": "ads", "form_sponsors": "sponsors", "form_paywall": "paywall"}
NOTHING = frozenset(
    "none no nothing keine kein keiner nein nichts aucune aucun non rien ninguna ninguno nessuna nessuno niente brak nie zadne nenhuma nenhum nao n/a na - -- / x".split()
)
"""What people write where they have nothing to add, folded."""
REQUEST_KEYS = (
    *("channels", "treatments", "territories", "languages", "valid_until"),
    *("commercial", "paywall", "ads", "sponsors", "max_issues"),
)


@dataclass(kw_only=True, slots=True)
class FormTerms:
    """What the form permits."""

    answer: str = ""
    """"yes", "no", or "" when its first question is open."""
    terms: dict[str, Term] = field(default_factory=dict)
    doubts: list[tuple[str, str]] = field(default_factory=list)
    """Kind of doubt and the words it is about."""


def form_terms(form: FormAnswer, asked: AskedTerms | None) -> FormTerms:
    """Return what the filled *form* permits; a plain yes permits what was *asked*."""
    found = FormTerms()
    first = form.chosen("form_permit")
    found.doubts += [("form_unclear", line) for line in form.unclear]
    if len(set(first)) > 1 and "form_no" in first:
        found.doubts.append(("form_twice", form.words.get("form_no", "")))
    elif first:
        found.answer = "no" if "form_no" in first else "yes"
        line = form.words[first[0]]
        found.terms["permission"] = Term(value=True, words=line, source="form")
        if "form_all" in first:
            found.terms |= asked_terms(asked, line)
    else:
        found.doubts.append(("form_open", ""))
    # Who marks "all of it" and formats as well permits these formats; of the two the narrower holds.
    found.terms |= dict(_marked(form, found.terms, asked))
    found.terms |= dict(_written(form, found))
    if found.answer == "yes" and "form_some" in first:
        found.doubts += [("form_nothing", form.words[key]) for key in _left_open(form, found.terms)]
    return found


def _left_open(form: FormAnswer, known: Mapping[str, Term]) -> Iterator[str]:
    """Yield the questions without which "only what is marked" permits nothing; open, they count as no."""
    needed = {"form_formats": "channels", "form_text": "treatments", "form_countries": "territories"}
    for question, key in needed.items():
        if question in form.words and key not in known:
            yield question
    ended = "valid_until" in known or "form_no_end" in form.chosen("form_until")
    if "form_until" in form.words and not ended:
        yield "form_until"


def asked_terms(asked: AskedTerms | None, words: str) -> Mapping[str, Term]:
    """Return every term of what we asked for, permitted by *words* that agree to it as it is."""
    if asked is None:
        return {}
    values = {key: getattr(asked, key) for key in REQUEST_KEYS}
    return {key: Term(value=value, words=words, source="request") for key, value in values.items() if value}


def _marked(form: FormAnswer, known: Mapping[str, Term], asked: AskedTerms | None) -> Iterator[tuple[str, Term]]:
    def term(*keys: str, value: object) -> Term:
        lines = " · ".join(dict.fromkeys(form.words[key] for key in keys if key in form.words))
        return Term(value=value, words=lines, source="form")

    formats = form.chosen("form_formats", [channel.value for channel in asked.channels] if asked else ())
    if formats:
        wider = known.get("channels")
        kept = [Channel(key) for key in formats]
        yield "channels", term(*formats, value=tuple(one for one in kept if not wider or one in _tuple(wider)))
    texts = form.chosen("form_text")
    if texts:
        yield "treatments", term(*texts, value=tuple(TREATMENTS[key] for key in texts))
    pictures = form.chosen("form_pictures", ())
    if pictures or ("form_pictures" in form.words and "form_some" in form.chosen("form_permit")):
        yield "pictures", term(*pictures, value=tuple(int(key.partition(":")[2]) for key in pictures if ":" in key))
    if "form_everywhere" in form.marked.get("form_countries", ()):
        yield "territories", term("form_everywhere", value=("WORLD",))
    money = form.marked.get("form_money", [])
    for key in money:
        if key in MONEY:
            yield MONEY[key], term(key, value=True)
    if "form_noncommercial" in money and len(money) == 1:
        yield "commercial", term("form_noncommercial", value=False)
    if "form_rights_yes" in form.chosen("form_rights"):
        yield "holder", term("form_rights", "form_rights_yes", value=True)


def _tuple(term: Term) -> tuple[object, ...]:
    return term.value if isinstance(term.value, tuple) else ()


def _written(form: FormAnswer, found: FormTerms) -> Iterator[tuple[str, Term]]:
    """Yield what was written behind the colons; what cannot be read for certain is a doubt."""
    said = {key: safe_text(words, 500) for key, words in form.filled.items() if folded(words) not in NOTHING}

    def term(key: str, value: object) -> Term:
        return Term(value=value, words=form.words.get(key, said[key]), source="form")

    if words := said.get("form_until_day"):
        day = read_day(words, form.languages)
        if day:
            yield "valid_until", term("form_until_day", day)
        else:
            found.doubts.append(("form_unclear", form.words["form_until_day"]))
    if words := said.get("form_countries_named"):
        codes = read_countries(words)
        if codes:
            yield "territories", term("form_countries_named", codes)
        else:
            found.doubts.append(("form_unclear", form.words["form_countries_named"]))
    if words := said.get("form_credit_own"):
        yield "credit", term("form_credit_own", words.strip('"“”„«»'))
    if words := said.get("form_conditions"):
        found.terms["conditions"] = term("form_conditions", words)
        found.doubts.append(("form_conditions", words))
    if "form_rights_no" in said or "form_rights_no" in form.marked.get("form_rights", ()):
        found.doubts.append(("refer", form.words["form_rights_no"]))
    if words := said.get("form_name"):
        yield "grantor", term("form_name", re.split(r"[,;\d]", words)[0].strip())


def read_day(words: str, languages: set[str] | frozenset[str] = frozenset()) -> date | None:
    """Return the day somebody wrote, the day before the month where the form asked so; None for what may be two days.

    >>> read_day("31.12.2027"), read_day("31 décembre 2027"), read_day("next year")
    (datetime.date(2027, 12, 31), datetime.date(2027, 12, 31), None)
    """
    for language in (*sorted(languages), None):
        if found := find_date(words, language):
            return date(found.value.year, found.value.month, found.value.day)
    return None
