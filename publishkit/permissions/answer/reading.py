"""A letter read: whether it permits, in which words, on which terms; or what stands in the way, and the way out.

Whatever is doubtful permits nothing by itself. Some letters never do (a refusal, an auto-reply, a notice that a mail was
not delivered); others do once an editor has named the words that permit, and those words stand in the letter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Literal

from publishkit.permissions.answer.about import other_house, other_work, read_named
from publishkit.permissions.answer.form import FormAnswer, our_templates, our_words, read_form
from publishkit.permissions.answer.letter import Letter, read_pdf_words
from publishkit.permissions.answer.mail import Mail, Version, decode_bytes
from publishkit.permissions.answer.meaning import Meaning, Term, folded, permits, says_no
from publishkit.permissions.answer.obstacles import OBSTACLES, Obstacle
from publishkit.permissions.answer.passages import Line, Passages, part_passages
from publishkit.permissions.answer.phrases import phrases
from publishkit.permissions.answer.signature import signature_of, without_signature
from publishkit.permissions.answer.terms import Asked, FormTerms, asked_terms, form_terms
from publishkit.permissions.mail_head import MailHead, safe_text
from publishkit.permissions.request_letter import TOKEN, tokens_in
from publishkit.rights.phrases import visible
from publishkit.words import TURNING

Answer = Literal["yes", "no", "doubt"]

SHORT = 4
"""Words of a line by which it is known to be ours."""
_PASSED_ON = re.compile(r"^\s*(?:fwd?|wg|tr|rv|i|pd|enc|doorst)\s*:", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What a letter says."""

    answer: Answer
    head: MailHead
    """Of the mail that permits: of the one attached where a colleague passed it on."""
    obstacles: tuple[Obstacle, ...] = ()
    """What stands in the way, the weightiest first; () for a yes."""
    yes: tuple[str, ...] = ()
    """The words that permit, as they stand."""
    no: tuple[str, ...] = ()
    own: str = ""
    """All words of the writer's own, form and quotations left out."""
    aside: str = ""
    """The signature, where a line marks it as such."""
    terms: Mapping[str, Term] = field(default_factory=dict)
    excluded: Mapping[str, Term] = field(default_factory=dict)
    form: bool = False
    """Whether the answer form was filled in."""
    unreadable: bool = False
    """Whether no program can read its words: a scan, an encrypted mail."""
    all_words: str = ""
    """Where an editor's words must stand."""

    @property
    def firm(self) -> bool:
        """Whether no word of an editor changes it."""
        return any(obstacle.firm for obstacle in self.obstacles)


NO_WORD = re.compile(r"\S{1000,}")
LONGEST = 300_000
"""Characters of a letter that is read; what is longer is kept as evidence, and a person reads it."""


def tokens_of(letter: Letter) -> tuple[str, ...]:
    """Return the tokens of our requests that a letter carries: in its subject, in what it answers, in its words."""
    mails = _all_mails(letter.mail)
    heads = " ".join(f"{mail.subject} {mail.answers}" for mail in mails)
    words = [version.text for version in letter.versions]
    words += [version.text for mail in mails for version in mail.versions]
    return tokens_in(heads) or tokens_in("\n".join(words)[:1_000_000])


def _all_mails(mail: Mail | None) -> list[Mail]:
    waiting, found = [mail] if mail else [], []
    while waiting:
        one = waiting.pop(0)
        found.append(one)
        waiting += one.attached
    return found


def _is_a_letter(version: Version) -> bool:
    """Whether there are words, and no more than anybody writes or quotes in a letter."""
    return bool(version.text.strip()) and len(_words(version)) <= LONGEST


def _words(version: Version) -> str:
    """What a letter says, without what nobody wrote: a file within its text, or damage."""
    return NO_WORD.sub(" ", version.text)


def read_answer(letter: Letter, asked: Asked) -> Reading:
    """Return what *letter* says in answer to what was *asked*."""
    mail, kinds = _answering_mail(letter.mail, asked)
    head = mail.head if mail else letter.head
    versions = mail.versions if mail else letter.versions
    readings = [_read_version(version, mail, letter, asked) for version in versions if _is_a_letter(version)]
    attached = _attached_form(mail, asked)
    kinds += _kinds_of_mail(mail, asked) if mail else []
    if not readings and not attached:
        locked = bool(mail and mail.locked)
        why = "locked" if locked else "unreadable"
        return Reading(answer="doubt", head=head, unreadable=True, obstacles=_obstacles([*kinds, (why, "")], asked))
    first = next((one for one in readings if one.speaks), readings[0] if readings else _Read())
    kinds += _kinds(first, readings, attached, mail)
    if first.form is None and not first.meaning.kind and (words := _other_part(first.meaning, asked)):
        kinds.append(("limit", words))
    if words := other_work(first.own, mail.subject if mail else "", asked):
        kinds.append(("other_work", words))
    if first.form is None and (words := other_house(first.own, asked)):
        kinds.append(("other_house", words))
    told = _terms(first, attached, asked)
    obstacles = _obstacles(kinds, asked)
    refused = any(obstacle.code in {"no", "form_no"} for obstacle in obstacles)
    return Reading(
        answer="yes" if not obstacles else "no" if refused else "doubt",
        head=head,
        obstacles=obstacles,
        yes=first.meaning.yes or tuple(term.words for key, term in told.items() if key == "permission"),
        no=first.meaning.no,
        own=first.own,
        aside=first.aside,
        terms=told,
        excluded=first.meaning.excluded,
        form=bool(first.form or attached),
        all_words="\n".join([first.own, *first.form_lines, *(words for one in attached for words in one.form_lines)]),
    )


@dataclass(kw_only=True, slots=True)
class _Read:
    """One version of the letter, read."""

    own: str = ""
    aside: str = ""
    meaning: Meaning = field(default_factory=Meaning)
    form: FormTerms | None = None
    form_lines: tuple[str, ...] = ()
    twice: bool = False
    forwarded: bool = False
    quotes: bool = False
    """Whether earlier mails or our own words stand in it."""
    unseen: str = ""

    @property
    def speaks(self) -> bool:
        """Whether its writer says anything."""
        return bool(self.form or any(character.isalnum() for character in self.own))


def _read_version(version: Version, mail: Mail | None, letter: Letter, asked: Asked) -> _Read:
    passages = part_passages(_words(version))
    copies, used = read_form(passages.lines)
    rest = [line for number, line in enumerate(passages.lines) if number not in used]
    theirs = [line for line in rest if not (line.role == "own" and _is_ours(line.text, asked))]
    own, aside = _text(theirs, "own"), _text(theirs, "aside")
    linked = _is_linked(own, mail, letter, asked, mine_too=len(theirs) < len(rest) or bool(used))
    forms = [form_terms(copy, asked.terms) for copy in _different(copies)]
    return _Read(
        own=own,
        aside=aside,
        meaning=read_named(_unsigned(rest, theirs), without_signature(aside, whole=True), asked, linked=linked),
        form=forms[-1] if forms else None,
        form_lines=tuple(line for copy in copies for line in copy.words.values()),
        twice=len(forms) > 1,
        forwarded=passages.forwarded,
        quotes=_quotes(passages, theirs, rest),
        unseen=version.unseen,
    )


def _quotes(passages: Passages, theirs: Sequence[Line], rest: Sequence[Line]) -> bool:
    return len(theirs) < len(rest) or any(line.role == "quoted" and line.text.strip() for line in passages.lines)


def _text(lines: Iterable[Line], role: str) -> str:
    return "\n".join(line.text for line in lines if line.role == role).strip()


def _unsigned(rest: Sequence[Line], theirs: Sequence[Line]) -> str:
    """Return the writer's own words without the signature, which is known by the lines around it."""
    written = [line for line in rest if line.role == "own"]
    signed = signature_of([line.text for line in written])
    kept = {id(line) for number, line in enumerate(written) if number not in signed}
    return _text((line for line in theirs if id(line) in kept), "own")


def _different(copies: Sequence[FormAnswer]) -> list[FormAnswer]:
    found: list[FormAnswer] = []
    for copy in copies:
        if all(copy.same != other.same for other in found):
            found.append(copy)
    return found


def _is_ours(line: str, asked: Asked) -> bool:
    """Return whether a line that nothing marks as quoted is our own question, sent back."""
    said = _told_apart(line)
    if not said or said in _lines_of(asked.text) or (len(said.split()) > 1 and said in our_words()):
        return True
    if len(said.split()) < SHORT:
        return False
    threes = _threes(said)
    if any(template.fullmatch(said) for template in our_templates()):
        return True
    return said in _whole(asked.text) or 2 * sum(three in _our_threes() for three in threes) > len(threes)


def _threes(said: str) -> list[tuple[str, ...]]:
    """Return every three neighbouring words: gaps and line ends leave most of them as they are."""
    words = re.findall(r"\w+", said)
    return list(zip(words, words[1:], words[2:], strict=False))


@cache
def _our_threes() -> frozenset[tuple[str, ...]]:
    return frozenset(three for piece in our_words() for three in _threes(piece))


@lru_cache(maxsize=4)
def _lines_of(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(_told_apart, text.splitlines())))


@lru_cache(maxsize=4)
def _whole(text: str) -> str:
    return _told_apart(" ".join(text.split()))


def _told_apart(text: str) -> str:
    """Return *text* folded, without tokens: a letter differs from another in them alone."""
    return " ".join(TOKEN.sub(" ", folded(text)).split()).strip(" .:-()")


def _is_linked(own: str, mail: Mail | None, letter: Letter, asked: Asked, *, mine_too: bool) -> bool:
    """Return whether something shows what the letter answers."""
    if asked.known or mine_too or not letter.is_mail or mail is None or "pk.request." in mail.answers:
        return True
    subject = folded(mail.subject)
    said = f"{subject} {folded(own)}"
    words = {word for name in asked.names for word in re.findall(r"[^\W_]{4,}", folded(name))}
    return any(word in said for word in words) or any(piece in subject for piece in our_words(SHORT))


# --- whose letter it is -----------------------------------------------------------------------------------------------


def _answering_mail(mail: Mail | None, asked: Asked) -> tuple[Mail | None, list[tuple[str, str]]]:
    """Return the mail that answers: the attached one where a colleague, or nobody, passes it on whole."""
    if mail is None or len(mail.attached) != 1 or mail.nature == "bounce":
        return mail, []
    inner = mail.attached[0]
    if asked.owns(inner.head.address):
        return mail, []  # our own question, attached to its answer
    outer = mail.head.address
    if not outer or asked.owns(outer):
        return inner, []
    if _words_of(mail) and not _PASSED_ON.match(mail.subject):
        return mail, []
    same = outer.lower() == inner.head.address.lower()
    return inner, [] if same else [("forward", f"{safe_text(mail.head.name)} <{outer}>".strip())]


def _words_of(mail: Mail) -> bool:
    own = (part_passages(version.text).text("own") for version in mail.versions)
    return any(permits(line) or says_no(line) for text in own for line in text.splitlines())


def _kinds_of_mail(mail: Mail, asked: Asked) -> list[tuple[str, str]]:
    subject = folded(mail.subject)
    kinds: list[tuple[str, str]] = []
    if asked.owns(mail.head.address):
        kinds.append(("own", mail.head.address))
    if mail.nature == "bounce" or _says(phrases().bounce_subject, subject):
        kinds.append(("bounce", mail.sign or mail.subject))
    if mail.nature == "automatic" or (_says(phrases().away_subject, subject)):
        kinds.append(("automatic", mail.sign or safe_text(mail.subject)))
    if mail.nature == "list":
        kinds.append(("robot" if asked.known else "list", mail.sign))
    if mail.soft_sign:
        kinds.append(("robot", mail.soft_sign))
    return kinds


def _says(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _kinds(
    first: _Read, readings: Sequence[_Read], attached: Sequence[_Read], mail: Mail | None
) -> Iterator[tuple[str, str]] | list[tuple[str, str]]:
    """Return the obstacles in the words, the weightiest first."""
    forms = [one.form for one in (first, *attached) if one.form]
    filled = any(form.answer for form in forms)
    kinds: list[tuple[str, str]] = []
    passed_on = first.forwarded or bool(mail and _PASSED_ON.match(mail.subject))
    if passed_on and not filled and first.meaning.kind != "no":
        kinds.append(("forwarded" if first.meaning.yes else "forward", _sender(mail)))
    if not first.speaks and not filled:
        return [*kinds, ("silent" if first.quotes else "empty", "")]
    kinds += [("form_no", form.terms["permission"].words) for form in forms if form.answer == "no"]
    kinds += _kinds_of_words(first.meaning, filled=bool(forms))
    kinds += [doubt for form in forms for doubt in form.doubts]
    if first.twice or len({form.answer for form in forms}) > 1:
        kinds.append(("form_twice", ""))
    kinds += _kinds_of_others(first, readings)
    return kinds


def _other_part(meaning: Meaning, asked: Asked) -> str:
    """Return the words that permit something else than is wanted: a picture for the text, or the text for a picture."""
    for_pictures = meaning.names_pictures and not meaning.names_text
    for_text = meaning.names_text and not meaning.names_pictures
    other = (asked.text_wanted and for_pictures) or (asked.pictures_wanted and for_text)
    return " ".join(meaning.yes) if other else ""


def _kinds_of_words(meaning: Meaning, *, filled: bool) -> Iterator[tuple[str, str]]:
    """Yield what the writer's words object; beside a filled form they need not say yes."""
    if meaning.kind in {"unknown", "unlinked", "fyi"} and filled:
        return
    if meaning.kind == "no" and filled:
        yield "mixed", meaning.words
    elif meaning.kind:
        yield meaning.kind, meaning.words


def _kinds_of_others(first: _Read, readings: Sequence[_Read]) -> Iterator[tuple[str, str]]:
    """Yield what another version of the same mail says, and words that are hidden in it."""
    for other in readings:
        no = other.meaning.no or ((other.meaning.words,) if other.meaning.kind in {"limit", "refer", "pay"} else ())
        if other is not first and no and not first.meaning.kind:
            yield "versions", no[0]
    if turned := next((line for line in first.own.splitlines() if TURNING.search(line)), ""):
        yield "hidden", visible(turned)
    hidden = " ".join(one.unseen for one in readings)
    if hidden and (words := next((part for part in re.split(r"(?<=[.!?])\s", hidden) if says_no(part)), "")):
        yield "hidden", words


def _sender(mail: Mail | None) -> str:
    return safe_text(f"{mail.head.name} <{mail.head.address}>" if mail and mail.head.address else "")


def _attached_form(mail: Mail | None, asked: Asked) -> list[_Read]:
    """Return the answer form that came as a file: a letter signed on paper, a text file."""
    found = []
    for name, data in mail.files if mail else ():
        version = read_pdf_words(data) if name.lower().endswith(".pdf") else Version(text=decode_bytes(data))
        copies, _ = read_form(part_passages(version.text).lines)
        for copy in copies:
            words = tuple(copy.words.values())
            found.append(_Read(form=form_terms(copy, asked.terms), form_lines=words))
    return found


def _terms(first: _Read, attached: Sequence[_Read], asked: Asked) -> Mapping[str, Term]:
    """Return the terms: those of the form; else what was asked, agreed to by a plain yes; over both, what the words name."""
    form = first.form or next((one.form for one in attached if one.form), None)
    meaning = first.meaning
    if form:
        terms = dict(form.terms)
    elif meaning.yes:
        terms = {
            "permission": Term(value=True, words=" ".join(meaning.yes)),
            **asked_terms(asked.terms, meaning.yes[0]),
        }
    else:
        terms = {}
    for key, term in meaning.terms.items():
        known = terms.get(key)
        if known is None or known.source == "request":
            terms[key] = term
    return terms


def _obstacles(kinds: Iterable[tuple[str, str]], asked: Asked) -> tuple[Obstacle, ...]:
    found = [OBSTACLES[code].told(words, next(iter(asked.names), "")) for code, words in dict.fromkeys(kinds)]
    return tuple(sorted(found, key=lambda one: not one.firm))


# --- an editor's word -------------------------------------------------------------------------------------------------


def confirmed(reading: Reading, says: str) -> Reading:
    """Return the reading of a doubtful letter with the words *says*, copied from it by an editor, taken as what permits.

    The words must stand in the letter, and not in a sentence that says no; what no program can read is believed.
    """
    wanted = folded(" ".join(says.split()))
    quoted = Term(value=True, words=safe_text(says, 500), source="editor" if reading.unreadable else "letter")
    if reading.firm or reading.answer == "yes":
        return reading
    code = ""
    if len(wanted) < 2:
        code = "says_empty"
    elif says_no(says):
        code = "says_no"
    elif not reading.unreadable:
        code = _stands(reading, wanted)
    if code:
        return replace(reading, obstacles=(OBSTACLES[code].told(quoted.words),))
    terms = {**reading.terms, "permission": quoted}
    return replace(reading, answer="yes", obstacles=(), yes=(quoted.words,), terms=terms)


def _stands(reading: Reading, wanted: str) -> str:
    """Return why the *wanted* words do not permit; "" when they do."""
    if not re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded(" ".join(reading.all_words.split()))):
        return "says_missing"
    around = [no for no in reading.no if wanted in folded(no)]
    if around:
        return "says_no"
    return "says_too_little" if reading.no and not permits(wanted) else ""
