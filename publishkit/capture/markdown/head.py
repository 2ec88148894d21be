"""What stands before a Markdown text: front matter in YAML, TOML or JSON, or a title block; and what its keys mean."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, Event

from publishkit.capture.bylines import parse_byline, split_house, split_names
from publishkit.capture.dates import find_date, parse_moment
from publishkit.capture.extracted import Moment
from publishkit.model.article import Byline

MAX_HEAD = 64_000
"""Characters; a front matter is a page at the most."""
DEEPEST = 20
"""Lists and tables within each other."""
Head = Mapping[str, object]

NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline", "subject"),
    "kicker": ("kicker", "category", "section", "primary_tag"),
    "deck": ("deck", "subtitle", "custom_excerpt", "standfirst", "lede", "description", "summary", "excerpt"),
    "published": ("published", "date", "published_at", "date_published", "publish_date", "post_date", "pub_date", "published_date"),
    "modified": ("modified", "updated", "lastmod", "date_updated", "updated_at", "date_modified", "last_modified_at", "modification_date"),
    "publisher": ("publisher", "site", "publication", "source"),
    "language": ("language", "lang", "locale"),
    "source_url": ("source_url", "url", "link", "permalink", "absolute_url", "post_url", "web_url", "clipped_from"),
    "canonical_url": ("canonical_url", "canonical", "original_url"),
    "bylines": ("bylines", "byline", "authors", "author", "primary_author", "creator", "by"),
    "license": ("license", "licence", "license_url"),
    "copyright": ("copyright", "rights"),
    "dateline": ("dateline",),
    "origin_line": ("origin_line",),
    "picture": ("feature_image", "featured_image", "cover_image", "hero_image", "cover", "image", "og_image", "banner", "thumbnail"),
    "picture_alt": ("feature_image_alt", "image_alt", "cover_alt", "featured_image_alt"),
    "picture_caption": ("feature_image_caption", "image_caption", "cover_caption", "featured_image_caption"),
    "picture_credit": ("image_credit", "photo_credit", "feature_image_credit"),
}  # fmt: skip
"""Our key, and what others call it; the first one that says something counts."""
WITHIN = ("params", "header", "metadata")
"""Tables of a front matter in which the same keys may stand."""
SILENT = frozenset({"", "null", "none", "~", "[]", "{}"})
"""Values that say nothing."""


# --- parted from the text ---------------------------------------------------------------------------------------------


YAML_HEAD = re.compile(
    r"\A---[ \t]*\n(?P<head>(?![ \t]*\n).*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
EMPTY_HEAD = re.compile(r"\A---[ \t]*\n(?:[ \t]*\n){0,9}---[ \t]*(?:\n|\Z)")
YAML_BEGUN = re.compile(r"\A---[ \t]*\n(?:#[^\n]*\n)*[\w\"'-]{1,60}[ \t]*:(?:[ \t]|\n)")
TOML_HEAD = re.compile(r"\A\+\+\+[ \t]*\n(?P<head>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
JSON_BEGUN = re.compile(r"\A\{\s{0,99}\"[^\"\n]{1,60}\"\s{0,9}:")
TITLE_BLOCK = re.compile(r"\A(?:%(?:[ \t][^\n]*)?\n(?:[ \t]+[^\n]*\n)*){1,3}")


def split_head(text: str) -> tuple[Head, str]:
    """Return front matter and body of a text whose lines end in a line feed alone.

    Raises:
        ValueError: the front matter cannot be read; the line is named where it is known.
    """
    if text.startswith("---"):
        return _of_yaml(text)
    if text.startswith("+++"):
        return _of_toml(text)
    if JSON_BEGUN.match(text):
        return _of_json(text)
    if block := TITLE_BLOCK.match(f"{text}\n"):
        return _of_title_block(block[0]), text[block.end() :].lstrip("\n")
    return {}, text


def _of_yaml(text: str) -> tuple[Head, str]:
    if empty := EMPTY_HEAD.match(text):
        return {}, text[empty.end() :].lstrip("\n")
    match = YAML_HEAD.match(text)
    if match is None:
        if YAML_BEGUN.match(text):
            raise ValueError("its front matter does not end: line 1 opens it, and no line with --- alone closes it")
        return {}, text
    head = _limited(match["head"])
    # Every value stays as it is written: 12:30 and `no` are words, and 1.10 is not 1.1.
    yaml = YAML(typ="base", pure=True)
    try:
        _refuse(yaml.parse(head))
        data = yaml.load(head)
    except (YAMLError, RecursionError, TypeError, AttributeError) as cause:
        mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
        raise ValueError(f"its front matter is no YAML{_line(mark.line) if mark else ''}") from cause
    return _checked(data), text[match.end() :].lstrip("\n")


def _refuse(events: Iterable[Event]) -> None:
    """Stop at the first alias (a few lines of them grow without end) and at the first level that is too deep."""
    depth = 0
    for event in events:
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent):
            raise ValueError(f"its front matter uses YAML aliases{_line(event.start_mark.line)}")  # noqa: TRY004  the file is wrong
        if depth > DEEPEST:
            raise ValueError(f"its front matter is nested too deeply{_line(event.start_mark.line)}")


def _line(number: int) -> str:
    """Where, in lines of the file: the front matter begins on its second one."""
    return f" (line {number + 2})"


def _of_toml(text: str) -> tuple[Head, str]:
    match = TOML_HEAD.match(text)
    if match is None:
        raise ValueError("its front matter does not end: line 1 opens it, and no line with +++ alone closes it")
    try:
        data = tomllib.loads(_limited(match["head"]))
    except (tomllib.TOMLDecodeError, RecursionError) as cause:
        where = re.search(r"line (\d+)", str(cause))
        last = match["head"].count("\n") - 1
        raise ValueError(f"its front matter is no TOML{_line(int(where[1]) - 1 if where else last)}") from cause
    return _checked(data), text[match.end() :].lstrip("\n")


def _of_json(text: str) -> tuple[Head, str]:
    try:
        data, end = json.JSONDecoder(strict=False).raw_decode(text[:MAX_HEAD])
    except json.JSONDecodeError as cause:
        raise ValueError(f"its front matter is no JSON (line {cause.lineno})") from cause
    except RecursionError as cause:
        raise ValueError("its front matter is nested too deeply") from cause
    return _checked(data), text[end:].lstrip("\n")


def _of_title_block(block: str) -> Head:
    """What Pandoc's title block says: title, authors, date, each after a percent sign."""
    fields = [re.sub(r"\n[ \t]+", "\n", part).strip() for part in re.split(r"^%", block, flags=re.MULTILINE)[1:]]
    title, authors, day = (*fields, "", "", "")[:3]
    return {
        "title": " ".join(title.split("\n")),
        "author": [one for one in re.split(r"\s*[;\n]\s*", authors) if one],
        "date": day,
    }


def _limited(head: str) -> str:
    if len(head) > MAX_HEAD:
        raise ValueError("its front matter is too long")
    return head


def _checked(data: object) -> Head:
    if data is None or data == "":
        return {}
    if not isinstance(data, dict):
        raise ValueError("its front matter is no list of keys and values (line 2)")  # noqa: TRY004  the file is wrong, not the caller
    return {str(key): value for key, value in data.items()}


# --- read -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What a front matter says, by our names."""

    values: Mapping[str, object] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    """Keys nobody took over, as they are written."""

    def text(self, name: str) -> str:
        """Return a value as one line; "" when there is none."""
        return as_text(self.values.get(name))

    def web(self, name: str) -> str | None:
        """Return a value that is a web address."""
        text = self.text(name)
        return text if re.match(r"https?://[^\s/]+$|https?://[^\s/]+/\S*$", text) else None

    @property
    def publisher_url(self) -> str | None:
        """Return the address that stands with the publisher's name."""
        told = self.values.get("publisher")
        url = as_text(told.get("url")) if isinstance(told, dict) else ""
        return url if re.match(r"https?://[^\s/]+\S*$", url) else None

    def moment(self, name: str) -> Moment | None:
        """Return a value that is a day or a minute, also in words; None when it is none or can be read in two ways."""
        return as_moment(self.values.get(name))

    def people(self) -> tuple[Byline, ...]:
        """Return who made the text."""
        return as_bylines(self.values.get("bylines"))


def read_head(head: Head) -> Known:
    """Return what *head* says by our names, and which of its keys nobody knows."""
    flat = dict(_flat(head))
    by_name: dict[str, str] = {}
    for key in flat:
        by_name.setdefault(_folded(key.rpartition(".")[2]), key)
    values: dict[str, object] = {}
    taken: set[str] = set()
    for ours, names in NAMES.items():
        keys = [by_name[folded] for folded in map(_folded, names) if folded in by_name]
        told = [key for key in keys if _says(flat[key])]
        if told:
            values[ours] = flat[told[0]]
        # A description beside a subtitle is not printed, and that is told.
        taken.update(told[:1])
        taken.update(other for other in told[1:] if flat[other] == flat[told[0]])
    values |= {
        name: value for name, value in _of_picture(values.get("picture")) if name not in values or name == "picture"
    }
    return Known(values=values, unread=tuple(key for key in flat if key not in taken and _says(flat[key])))


def _flat(head: Head) -> Iterator[tuple[str, object]]:
    """The keys of the head, and those of the tables in which themes keep theirs (`params.author`)."""
    for key, value in head.items():
        if key.lower() in WITHIN and isinstance(value, dict):
            yield from ((f"{key}.{inner}", one) for inner, one in value.items())
        else:
            yield key, value


def _folded(key: str) -> str:
    """A key without what others write differently: publishDate, publish-date, publish_date."""
    return re.sub(r"[-_ ]", "", key).lower()


def _says(value: object) -> bool:
    return not (value is None or value in ([], {}) or (isinstance(value, str) and value.strip().lower() in SILENT))


def _of_picture(value: object) -> Iterator[tuple[str, object]]:
    """What a picture given as a table (`cover: {image: …, caption: …}`) says of itself."""
    if isinstance(value, list) and value:
        value = value[0]
        yield "picture", value
    if isinstance(value, dict):
        keys = {_folded(str(key)): inner for key, inner in value.items()}
        sources = (keys.get(name) for name in ("image", "src", "url", "path", "feature", "teaser"))
        yield "picture", next((source for source in sources if source), "")
        yield from ((f"picture_{name}", keys[name]) for name in ("alt", "caption", "credit") if name in keys)


def as_text(value: object) -> str:
    """Return a scalar as one line; of a table its name, of anything else ""."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = " ".join(str(value).split("\n")).strip()
    return "" if text.lower() in SILENT else text


def as_moment(value: object) -> Moment | None:
    """Return a day or minute, in ISO 8601 or in words; None when it is none or can be read in two ways.

    >>> as_moment("3 March 2026"), as_moment("03/04/2026")
    (datetime.date(2026, 3, 3), None)
    """
    if isinstance(value, date | datetime):
        return value
    text = as_text(value)
    if exact := parse_moment(text):
        return exact
    found = find_date(text)
    return found.value if found and not found.ambiguous and found.end - found.start >= len(text) // 2 else None


ROLES = frozenset({"author", "agency", "translator", "photographer", "illustrator", "editor"})


def as_bylines(value: object) -> tuple[Byline, ...]:
    """Return the people a value names: one, several, with or without a role."""
    people: list[Byline] = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            people += _of_table(one)
        elif isinstance(one, str) and one.strip():
            people += _named(one)
    return tuple(
        {person.name: person for person in reversed(people)}[name]
        for name in dict.fromkeys(person.name for person in people)
    )


def _of_table(table: Mapping[str, object]) -> Iterator[Byline]:
    name = as_text(table.get("name")) or as_text(table.get("full_name"))
    role = table.get("role")
    url = as_text(table.get("url")) or as_text(table.get("website"))
    if name:
        yield Byline.model_validate(
            {
                "name": name,
                "role": role if role in ROLES else "author",
                "affiliation": as_text(table.get("affiliation")),
                "url": url if re.match(r"https?://[^\s/]+\S*$", url) else None,
            }
        )


def _named(text: str) -> Sequence[Byline]:
    text = re.sub(r"^\[\[(?:[^\]|]{0,99}\|)?([^\]|]{1,99})\]\]$", r"\1", " ".join(text.split()))
    parts = [part for part in re.split(r"\s*;\s*", text) if part]
    if len(parts) > 1:
        return [one for part in parts for one in _named(part)]
    return parse_byline(text) or split_names(split_house(f"by {text}")[0][3:]) or (Byline(name=text),)
