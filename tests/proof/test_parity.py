"""Email, web, PDF and EPUB say the same."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.proof.formats.parity import check_parity
from publishkit.proof.reading import BuiltEdition, heads_of


def codes(edition: Edition, files: Mapping[str, Artifact]) -> set[tuple[str, str]]:
    return {
        (finding.code, finding.where.rpartition("-")[2])
        for finding in check_parity(edition, BuiltEdition(files, heads_of(edition)))
    }


def swapped(files: Mapping[str, Artifact], name: str, old: str, new: str) -> Mapping[str, Artifact]:
    data = files[name].data.replace(old.encode(), new.encode())
    assert data != files[name].data
    return {**files, name: replace(files[name], data=data)}


def test_the_real_formats_say_the_same(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    assert codes(handmade, files) == set()


def test_a_missing_format_is_named(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    rest = {name: artifact for name, artifact in files.items() if not name.endswith(".pdf")}
    assert codes(handmade, rest) == {("X001", "pdf")}


def test_a_format_nobody_asked_for_is_named(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    rest = tuple(channel for channel in handmade.issue.outputs if channel is not Channel.PDF)
    fewer = replace(handmade, issue=handmade.issue.model_copy(update={"outputs": rest}))
    assert codes(fewer, files) == {("X001", "w47.pdf")}


def test_a_lost_item_is_named(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    assert ("X002", "email.html") in codes(handmade, swapped(files, "email.html", 'id="a04"', 'id="b04"'))


def test_items_in_another_order_are_named(handmade: Edition, files: Mapping[str, Artifact]) -> None:
    turned = swapped(swapped(files, "email.html", 'id="a04"', 'id="x"'), "email.html", 'id="a03"', 'id="a04"')
    assert ("X003", "email.html") in codes(handmade, swapped(turned, "email.html", 'id="x"', 'id="a03"'))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("The last keeper of Skerry Lamp", "The first keeper of Skerry Lamp", "X004"),
        ("Full text · by permission", "Full text", "X005"),
        ("not covered by any open", "covered by an open", "X005"),
    ],
)
def test_another_title_label_or_credit_is_named(
    old: str, new: str, code: str, handmade: Edition, files: Mapping[str, Artifact]
) -> None:
    assert (code, "keeper.html#a05") in codes(handmade, swapped(files, "web/last-keeper.html", old, new))
