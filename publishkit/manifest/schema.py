"""JSON Schema of every file a person writes, for their editor."""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from publishkit.model.article import FrontMatter, RightsFile
from publishkit.model.config import Config
from publishkit.model.issue import Issue

FILES: Mapping[str, tuple[type[Any], str]] = {
    "config": (Config, "publishkit.toml"),
    "issue": (Issue, "issue.toml"),
    "article": (FrontMatter, "front matter of article.md"),
    "rights": (RightsFile, "rights.toml"),
}
"""Name on the command line -> (value, file)."""


def json_schema(name: str) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the file called *name* in `FILES`."""
    kind, file = FILES[name]
    schema = TypeAdapter(kind).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": file}
