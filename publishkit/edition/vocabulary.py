"""Words a workspace supplies for a language (`labels/<language>.toml`): read and checked, and as a file to translate.

A file may hold a part of the words; the others are borrowed, and a finding names them.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from babel import Locale, UnknownLocaleError

from publishkit.edition.words import FALLBACK, Vocabulary, Words, fallbacks, flat, shipped
from publishkit.errors import InputError, Problem
from publishkit.model.artifact import Finding
from publishkit.rights.credit import GAP, GROUP

FOLDER = "labels"
FORMS = ("zero", "one", "two", "few", "many", "other")
"""Plural categories of CLDR; `other` is every language's."""
ROOM = 4
"""How many times as long as the English a translation may be, and 60 characters more: a button is no paragraph."""
MARKUP = re.compile(r"[<>\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|&\w+;|://")
"""Tags, entities, line breaks, addresses, and characters that turn the direction of what follows."""


def read_vocabulary(files: Mapping[str, bytes]) -> Vocabulary:
    """Return the words of every language; *files* is name (`nl.toml`) -> bytes of the workspace's label files.

    Raises:
        InputError: a file is wrong; carries every problem of all of them, each with its line.
    """
    problems: list[Problem] = []
    supplied: dict[str, Words] = {}
    for name, data in sorted(files.items()):
        place, tag = f"{FOLDER}/{name}", name.removesuffix(".toml")
        found = list(_check_tag(tag, place))
        words: Words = {}
        if not found:
            words, found = _parse(data, place)
        problems += found
        supplied[fallbacks(tag)[0]] = words
    if problems:
        raise InputError(*problems)
    return Vocabulary(supplied=supplied)


def _check_tag(tag: str, place: str) -> Iterator[Problem]:
    try:
        Locale.parse(fallbacks(tag)[0], sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        hint = "languages have names like nl, pt-BR, zh-Hant, and so have the files with their words"
        yield Problem(place=place, message=f"“{tag}” is no language", hint=hint)


def check_language(tag: str) -> None:
    """Refuse what is no language tag.

    Raises:
        InputError: *tag* is none.
    """
    if problems := tuple(_check_tag(tag, "")):
        raise InputError(*problems)


def _parse(data: bytes, place: str) -> tuple[Words, list[Problem]]:
    try:
        text = data.decode("utf-8-sig")
        tree = tomllib.loads(text)
    except UnicodeDecodeError:
        return {}, [Problem(place=place, message="is not UTF-8", hint="save the file again as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        hint = 'write `key = "words"`, a line each'
        return {}, [Problem(place=place, message=f"cannot be read: {error}", hint=hint)]
    words: dict[str, str] = {}
    problems: list[Problem] = []
    for key, value in tree.items():
        found = list(_check_key(key, value))
        problems += [Problem(place=f"{place}, line {_line(text, key)}: {key}", message=m, hint=h) for m, h in found]
        if not found:
            words |= flat({key: {"other": value} if isinstance(value, str) and _counts(key) else value})
    return words, problems


Fault = tuple[str, str]
"""A sentence and a hint."""


def _check_key(key: str, value: object) -> Iterator[Fault]:
    known = {name.partition(".")[0] for name in shipped(FALLBACK)}
    if key not in known:
        near = get_close_matches(key, known, 1)
        yield "unknown key", f"did you mean `{near[0]}`?" if near else "`publishkit labels` lists the keys"
    elif isinstance(value, str):
        yield from _check_words(value, shipped(FALLBACK).get(key) or shipped(FALLBACK)[f"{key}.other"])
    elif not (_counts(key) and isinstance(value, Mapping) and all(isinstance(form, str) for form in value.values())):
        yield "is not a text", f'write `{key} = "…"`'
    else:
        yield from _check_forms(key, value)


def _counts(key: str) -> bool:
    return f"{key}.other" in shipped(FALLBACK)


def _check_forms(key: str, forms: Mapping[str, str]) -> Iterator[Fault]:
    for form in forms:
        if form not in FORMS:
            yield f"`{form}` is no form for a number", f"the forms are {', '.join(FORMS)}"
    if "other" not in forms:
        yield "has no `other`", f'add `{key}.other = "…"`: the form for every number that has no other'
    for form, words in forms.items():
        yield from _check_words(words, shipped(FALLBACK)[f"{key}.other"], counts=form != "other")


def _check_words(words: str, english: str, *, counts: bool = False) -> Iterator[Fault]:
    """Yield what is wrong with *words* for the sentence *english*; a form of its own may leave its {count} out."""
    wanted, written = set(GAP.findall(english)), set(GAP.findall(words))
    like = f"the English is “{english}”"
    for gap in sorted(wanted - written - ({"count"} if counts else set())):
        yield f"lacks {{{gap}}}", like
    for gap in sorted(written - wanted):
        yield f"holds {{{gap}}}, which nobody fills", like
    outside = set(GAP.findall(GROUP.sub("", words)))
    for gap in sorted(outside - set(GAP.findall(GROUP.sub("", english))) & wanted):
        yield f"{{{gap}}} is not always known and stands outside of [ ]", f"{like}: a group vanishes with what it holds"
    if re.search(r"[\[\]{}]", GROUP.sub("", GAP.sub("", words))) or any("[" in g for g in GROUP.findall(words)):
        yield "has brackets that do not close, or stand in one another", like
    if not words.strip() or (words != words.strip() and english == english.strip()):
        yield "is empty, or begins or ends with a space", like
    if MARKUP.search(words):
        yield "holds markup, an address, a line break or a control character", "plain words only"
    if len(words) > ROOM * len(english) + 60:
        yield f"has {len(words)} characters; {ROOM * len(english) + 60} are room enough", like


def _line(text: str, key: str) -> int:
    """Return the line *key* stands in, counted from 1."""
    wanted = re.compile(rf"""\s*(?:\[\s*)?["']?{re.escape(key)}["']?\s*[.=\]]""")
    return next((number for number, line in enumerate(text.splitlines(), 1) if wanted.match(line)), 1)


# --- what an editor should know, and the file to translate ------------------------------------------------------------

NAMED = 8
"""Keys a finding names."""


def borrowed_words(vocabulary: Vocabulary, language: str) -> Iterator[Finding]:
    """R024: words of the interface that are printed in another language than the edition's."""
    missing = vocabulary.missing(language)
    if not missing:
        return
    some = "one" if len(missing) == 1 else "all" if len(missing) == len(shipped(FALLBACK)) else str(len(missing))
    named = ", ".join(missing[:NAMED]) + (f" and {len(missing) - NAMED} more" if len(missing) > NAMED else "")
    yield Finding(
        code="R024",
        severity="warning",
        where=f"{FOLDER}/{fallbacks(language)[0]}.toml",
        message=f"“{language}” lacks {some} of the words around the texts; printed in English, and marked so: {named}",
        hint=f"`publishkit labels {language} > {FOLDER}/{fallbacks(language)[0]}.toml` writes a file to translate",
    )


def label_file(vocabulary: Vocabulary, language: str) -> str:
    """Return a file with every word for *language*: those it has, and as comments the English ones it lacks."""
    words = vocabulary.of(language)
    lines = [
        f"# Words around the texts of an edition in “{language}”. Save as {FOLDER}/{fallbacks(language)[0]}.toml.",
        "# Take the # away and translate. {braces} are filled by the program and stay as they are;",
        "# a [group] vanishes when a value in it is not known, with the comma that belongs to it.",
        "",
    ]
    for base in dict.fromkeys(key.partition(".")[0] for key in shipped(FALLBACK)):
        lines += _entries(base, words)
    return "\n".join(lines) + "\n"


def _entries(base: str, words: Words) -> Sequence[str]:
    named = {key: word for key, word in words.items() if key.partition(".")[0] == base}
    return [f"{'# ' if getattr(word, 'lang', '') else ''}{key} = {_quoted(word)}" for key, word in named.items()]


def _quoted(word: str) -> str:
    return '"{}"'.format(word.replace("\\", "\\\\").replace('"', '\\"'))
