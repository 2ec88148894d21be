"""`article.md` as text: a YAML head a person can edit, and the CommonMark body below it."""

import io
import re
from collections.abc import Mapping
from datetime import date, datetime

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from publishkit.articles.extracted import Extracted
from publishkit.model.article import FrontMatter, Publisher

FENCE = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<head>.*?)^---[ \t]*\r?$\n?(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
MISREAD = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|[-+]?[\d_.,:]+|[-+]?\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?|0[xob][\da-f]+|\.inf|\.nan|\d{4}-\d\d?-\d\d?.*"
)
"""Words that some YAML reader takes for something else than text."""

Head = Mapping[str, object]


def front_matter(found: Extracted) -> FrontMatter:
    """Return the front matter of an article; what is unknown stays away."""
    return FrontMatter(
        title=found.title,
        kicker=found.kicker,
        deck=found.deck,
        bylines=found.bylines,
        dateline=found.dateline,
        published=found.published,
        modified=found.modified,
        publisher=Publisher(name=found.publisher, url=found.publisher_url) if found.publisher else None,
        language=found.language,
        source_url=found.source_url,
        canonical_url=found.canonical_url,
        origin_line=found.origin_line,
        review=found.review,
    )


def head_values(head: FrontMatter) -> dict[str, object]:
    """Return the keys that are set, as plain values in their order; moments as ISO 8601, to the minute."""
    values = head.model_dump(exclude_defaults=True, exclude_none=True)
    return {key: _plain(value) for key, value in values.items()}


def write_article(head: Head, body: str) -> str:
    r"""Return the text of `article.md`.

    >>> print(write_article({"title": "Low water"}, "Tides turn.\n"), end="")
    ---
    title: Low water
    ---
    <BLANKLINE>
    Tides turn.
    """
    return f"---\n{_dump(dict(head))}---\n\n{body.strip(chr(10))}\n"


def split_article(text: str) -> tuple[dict[str, object], str]:
    """Return head (plain values) and body of an `article.md`.

    Raises:
        ValueError: it has no front matter that can be read.
    """
    match = FENCE.match(text)
    if match is None:
        raise ValueError("article.md has no front matter")
    data = YAML(typ="safe", pure=True).load(match["head"])
    if not isinstance(data, dict):
        raise ValueError("the front matter of article.md holds no keys")  # noqa: TRY004  the file is wrong, not the caller
    return {str(key): _plain(value) for key, value in data.items()}, match["body"].strip("\n") + "\n"


def update_article(text: str, changes: Mapping[str, object], body: str | None) -> str:
    """Return *text* with these keys set (None takes one out) and the body replaced; comments and order stay."""
    match = FENCE.match(text)
    if match is None:
        raise ValueError("article.md has no front matter")
    head = match["head"]
    if changes:
        yaml = _yaml()
        data = yaml.load(head)
        for key, value in changes.items():
            if value is None:
                data.pop(key, None)
            else:
                data[key] = _quoted(value)
        stream = io.StringIO()
        yaml.dump(data, stream)
        head = stream.getvalue()
    whole = match["body"].strip("\n") if body is None else body.strip("\n")
    return f"---\n{head}---\n\n{whole}\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _dump(values: Mapping[str, object]) -> str:
    stream = io.StringIO()
    _yaml().dump(_quoted(values), stream)
    return stream.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _quoted(value: object) -> object:
    """Texts that a YAML reader could take for a number, a date or a truth get quotes; our own moments do not."""
    if isinstance(value, Mapping):
        return {
            key: _moment(item) if key in {"published", "modified"} else _quoted(item) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_quoted(item) for item in value]
    if isinstance(value, str) and (MISREAD.fullmatch(value) or not value.isprintable()):
        return DoubleQuotedScalarString(value)
    return value


def _moment(value: object) -> object:
    """A day is written without quotes; a minute is text to YAML anyway."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return date.fromisoformat(value)
    return value
