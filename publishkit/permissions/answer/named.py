"""A letter in the third person: "Harbour Gazette Ltd grants Quay Press permission" says "we grant you permission"."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from publishkit.permissions.answer.meaning import Meaning, Term, read_words
from publishkit.permissions.answer.terms import Asked

UNSEEN = "\u2063"
"""Folding drops it, so that a pronoun with some of it behind is read as the pronoun, and shown as the name again."""


def read_named(own: str, aside: str, asked: Asked, *, linked: bool) -> Meaning:
    """Return what the *own* words of a letter say, its house and ours taken for "we" and "you"; quoted as they stand."""
    names = dict(_names(asked, own))
    meaning = read_words(_replaced(own, names), aside, linked=linked)
    return _as_written(meaning, names) if names else meaning


def _names(asked: Asked, own: str) -> Iterator[tuple[str, str]]:
    """Yield the names that stand in the letter, the longest first, each with its pronoun."""
    told = [(name.rstrip("."), "we") for name in asked.holders] + [(name, "you") for name in asked.us]
    number = 0
    for name, pronoun in sorted(dict(told).items(), key=lambda one: -len(one[0])):
        for written in dict.fromkeys(
            re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", own, re.IGNORECASE) if name else ()
        ):
            number += 1
            yield written, f"{pronoun}{UNSEEN * number}"


def _replaced(own: str, names: Mapping[str, str]) -> str:
    """Put pronouns where a name acts or is given something: before "grants", behind "grant"; elsewhere a name is a name."""
    text = own
    for name, pronoun in names.items():
        said = re.escape(name)
        if pronoun.startswith("we"):
            text = re.sub(
                rf"(?<!\w){said}(?=,? (?:(?:hereby|herewith|gladly|happily|also|alone) )*{_ACTS})", pronoun, text
            )
        else:
            text = re.sub(rf"(?P<verb>{_GIVES} (?:the )?){said}(?!\w)", rf"\g<verb>{pronoun}", text)
    return text


_ACTS = r"(?:grants?|gives?|permits?|allows?|authori[sz]es?|agrees?|consents?|approves?|holds?|owns?|controls?)\b"
_GIVES = r"\b(?:grants?|gives?|permits?|allows?|authori[sz]es?|(?:granted|given) to)"


def _as_written(meaning: Meaning, names: Mapping[str, str]) -> Meaning:
    def back(text: str) -> str:
        for name, pronoun in sorted(names.items(), key=lambda one: -len(one[1])):
            text = text.replace(pronoun, name)
        return text

    def told(terms: Mapping[str, Term]) -> Mapping[str, Term]:
        return MappingProxyType({key: replace(term, words=back(term.words)) for key, term in terms.items()})

    return replace(
        meaning,
        words=back(meaning.words),
        yes=tuple(map(back, meaning.yes)),
        no=tuple(map(back, meaning.no)),
        terms=told(meaning.terms),
        excluded=told(meaning.excluded),
    )
