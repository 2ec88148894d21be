"""Phrases looked for together: only those that may stand in a text are tried, and none that stands in it is left out."""

import pytest

from publishkit.rights.notices.phrase import Phrases, phrase

HELD = Phrases(
    [
        phrase("ARR", "en", "all rights reserved"),
        phrase("ARR", "de", "alle rechte vorbehalten"),
        phrase("NO", "en", r"(?:may|must) not be (?:copied|reprinted)"),
    ]
)


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("© 2026 harbour post, all rights reserved", ["ARR en"]),
        ("alle rechte vorbehalten · all rights reserved", ["ARR en", "ARR de"]),
        ("this text must not be reprinted", ["NO en"]),
        ("low water at the quay", []),
        ("", []),
    ],
)
def test_those_that_stand_in_a_text_are_found_in_their_order(text: str, languages: list[str]) -> None:
    assert [f"{one.kind} {one.language}" for one in HELD.found(text)] == languages


@pytest.mark.parametrize(
    "text", ["all rights reserved", "alle rechte vorbehalten", "may not be copied", "must not be reprinted, it says"]
)
def test_whatever_matches_is_likely(text: str) -> None:
    """To look for stems first leaves out nothing that the patterns find."""
    assert [one for one in HELD if one.find(text)] == HELD.found(text)
    assert set(HELD.found(text)) <= set(HELD.likely(text))


def test_what_shares_no_telling_part_is_not_tried() -> None:
    assert HELD.likely("the rights of way along the quay") == []
