"""Floors under what is read from annotated pages of real publishers, where they are at hand."""

import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from publishkit.capture.extracted import Extracted
from publishkit.capture.page.saved_page import read_page
from publishkit.capture.paste.pasted import read_pasted
from publishkit.press.adding.propose_rights import readers

EVERY = 6
"""One page in six: enough to notice a fall, fast enough for every run."""


def key(text: object) -> str:
    return re.sub(r"\W+", "", str(text or "")).lower()


def share(found: dict[str, Extracted], truth: dict, right: Callable[[Extracted, dict], bool]) -> float:
    return sum(right(one, truth[name]) for name, one in found.items()) / len(found)


def names(truth: dict) -> set[str]:
    return {key(name) for name in truth["authors"]}


@pytest.fixture
def truth(corpus: Path) -> dict:
    loaded: dict = json.loads((corpus / "pages" / "truth.json").read_text("utf-8"))
    return loaded


def test_saved_pages(corpus: Path, truth: dict) -> None:
    paths = sorted((corpus / "pages").glob("*.html.gz"))[::EVERY]
    found = {
        path.name.removesuffix(".html.gz"): read_page(
            gzip.decompress(path.read_bytes()).decode("utf-8", "replace"), readers()
        )
        for path in paths
    }
    assert share(found, truth, lambda one, true: key(one.title) == key(true["title"])) >= 0.7
    assert share(found, truth, lambda one, true: {key(b.name) for b in one.bylines} == names(true)) >= 0.7
    assert share(found, truth, lambda one, true: one.published is not None) >= 0.9
    credited = {name: one for name, one in found.items() if any(image["credit"] for image in truth[name]["images"])}
    assert share(credited, truth, lambda one, _: any(picture.credit for picture in one.pictures)) >= 0.8


def test_pasted_pages(corpus: Path, truth: dict) -> None:
    paths = sorted((corpus / "pasted").glob("*.txt"))
    found = {path.stem: read_pasted(path.read_bytes().decode("utf-8"), readers()) for path in paths}
    assert share(found, truth, lambda one, true: key(one.title) == key(true["title"])) >= 0.8
    assert share(found, truth, lambda one, true: {key(b.name) for b in one.bylines} == names(true)) >= 0.85
    assert share(found, truth, lambda one, true: str(one.published)[:10] == true["published"][:10]) >= 0.8
    credited = {name: one for name, one in found.items() if any(image["credit"] for image in truth[name]["images"])}
    assert share(credited, truth, lambda one, _: any(picture.credit for picture in one.pictures)) >= 0.8
