"""Where our text differs from the page it was taken from, whatever else stands on that page."""

import time

import pytest

from publishkit.rights.copies.verbatim import compare_with_page

ARTICLE = [
    "The ferry left the quay at six, as it had done every morning since 1931.",
    "Nobody on board knew that the pump had failed during the night.",
    "The crew repaired it at sea with a hose borrowed from the galley.",
    "What is left",
    "On Wednesday the ship will sail again, the company said.",
]
BEFORE = ["Menu", "News", "Weather", "Ferry left with a broken pump"]
AFTER = ["Read more", "What is left of the harbour", "© 2026 The Paper", "News"]
PAGE = [*BEFORE, *ARTICLE, *AFTER]


def differences(ours: list[str], page: list[str] = PAGE) -> list[str]:
    found = compare_with_page(ours, page)
    assert found.same is (found.count == 0)
    return [str(difference) for difference in found.first]


def changed(number: int, old: str, new: str) -> list[str]:
    return [text.replace(old, new) if n == number else text for n, text in enumerate(ARTICLE)]


def test_what_stands_around_the_article_is_no_difference() -> None:
    assert differences(ARTICLE) == []


def test_spaces_and_soft_hyphens_are_no_difference() -> None:
    """What is normalized for the hash is normalized here."""
    assert differences([text.replace("morning", "mor\u00adning").replace(" ", "\u00a0 ") for text in ARTICLE]) == []


@pytest.mark.parametrize(
    ("ours", "told"),
    [
        (changed(0, "1931", "1932"), ["“1931.” became “1932.”"]),
        (changed(1, "Nobody", "No one"), ["“Nobody” became “No one”"]),
        (changed(2, " borrowed", ""), ["“borrowed” is missing"]),
        (changed(4, "Wednesday", "Wednesday evening"), ["“evening” was added"]),
        ([*ARTICLE[:2], *ARTICLE[3:]], ["“The crew repaired it at sea with a …” is missing"]),
        (
            [*ARTICLE[:2], "Nothing like it was seen before.", *ARTICLE[2:]],
            ["“Nothing like it was seen before.” was added"],
        ),
    ],
)
def test_the_first_difference_is_named(ours: list[str], told: list[str]) -> None:
    """A word, a number, a paragraph; each told once."""
    assert differences(ours) == told


def test_every_place_counts_and_three_are_named() -> None:
    ours = [text.replace("the", "THE") for text in ARTICLE]
    found = compare_with_page(ours, PAGE)
    assert found.count == sum(text.count("the") for text in ARTICLE) == 6
    assert len(found.first) == 3


def test_paragraphs_in_another_order_are_a_difference() -> None:
    assert differences([ARTICLE[0], ARTICLE[2], ARTICLE[1], *ARTICLE[3:]]) == [
        "“The crew repaired it at sea with a …” stands in another place"
    ]


def test_a_line_of_the_article_in_the_footer_hides_nothing() -> None:
    """A subhead that stands again far below does not make all between look dropped."""
    assert differences(ARTICLE, [*PAGE, "What is left"]) == []
    without = [text for text in PAGE if text != "What is left"]
    assert differences(ARTICLE, [*without, "What is left"]) == ["“What is left” stands in another place"]


def test_a_text_that_is_not_on_the_page_is_all_difference() -> None:
    found = compare_with_page(["Something else.", "Altogether new."], PAGE)
    assert (found.same, found.count) == (False, 2)
    assert not compare_with_page(ARTICLE, []).same


@pytest.mark.parametrize(
    ("ours", "page"),
    [
        (["x"] * 20_000, ["x"] * 20_000),
        ([f"a{n} b c" for n in range(5_000)], [f"a{n} b d" for n in range(5_000)]),
        (["word " * 20_000], ["word other " * 20_000]),
        (["same line"] * 5_000 + ["end"], ["end", *["same line"] * 5_000]),
        (["x" * 1_000_000], ["x" * 999_999]),
    ],
)
def test_hostile_pages_take_no_longer_than_others(ours: list[str], page: list[str]) -> None:
    """A changed paragraph is found by rare words, not by trying every other one; a rewritten one is not aligned."""
    started = time.process_time()
    found = compare_with_page(ours, page)
    assert time.process_time() - started < 5
    assert all(len(str(difference)) < 1000 for difference in found.first)
