"""Every code in the source has an explanation, and every explanation a code."""

import re
from pathlib import Path

import pytest

import publishkit
from publishkit.errors import InputError
from publishkit.proof.codes import catalog, explain, meanings

SOURCE = Path(next(iter(publishkit.__path__)))

FINDING = re.compile(r"""["']([RALEPBWXC]\d{3})["']""")
REASON = re.compile(r"""["']([RWD]-[A-Z]+(?:-[A-Z]+)*)["']""")

PREFIXES = {"R-QUOTE", "R-SUMMARY", "R-TDM"}
"""Beginnings of codes, for `startswith`."""


def used() -> set[str]:
    texts = [path.read_text("utf-8") for path in sorted(SOURCE.rglob("*.py")) + sorted(SOURCE.rglob("profiles/*.toml"))]
    return {code for text in texts for pattern in (FINDING, REASON) for code in pattern.findall(text)} - PREFIXES


def test_every_code_used_has_an_explanation() -> None:
    assert sorted(used() - set(catalog())) == []


def test_every_explanation_is_of_a_code_used() -> None:
    """A code that is no longer used is retired in the changelog, not left here."""
    assert sorted(set(catalog()) - used()) == []


@pytest.mark.parametrize("code", sorted(catalog()))
def test_an_explanation_is_plain_sentences(code: str) -> None:
    entry = catalog()[code]
    for text in (entry.means, entry.mend):
        assert text[0].isupper() or text.startswith(("`", "publishkit"))
        assert text.endswith(".")
        assert "TODO" not in text
        assert "  " not in text


def test_small_letters_will_do() -> None:
    assert explain("r102").code == "R102"
    assert meanings()["R102"] == explain("R102").means


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean R-ARR"):
        explain("R-AR")
