"""Word for word means the words: spaces and soft hyphens may differ, nothing else."""

import pytest

from publishkit.rights.copies.verbatim import body_sha256, compare_with_page, html_paragraphs

SOURCE = ["Twelve countries signed the “Oslo” accord.", "Three – perhaps four – did not."]


@pytest.mark.parametrize(
    "ours",
    [
        ["Twelve coun\u00adtries signed the “Oslo” accord.", "Three – perhaps four – did not."],
        ["Twelve\u00a0countries  signed\nthe “Oslo” accord. ", "Three – perhaps four – did not."],
        html_paragraphs(
            "<p>Twelve countries<br>signed the <b>“Oslo”</b> accord.</p><p>Three – perhaps four – did not.</p>"
        ),
        ["", "Twelve countries signed the “Oslo” accord.", "Three – perhaps four – did not."],
    ],
)
def test_spaces_breaks_and_soft_hyphens_are_no_change(ours: list[str]) -> None:
    """Soft hyphen, no-break space, line break."""
    assert body_sha256(ours) == body_sha256(SOURCE)
    assert compare_with_page(ours, SOURCE).same


@pytest.mark.parametrize(
    ("first", "difference"),
    [
        ('Twelve countries signed the "Oslo" accord.', '““Oslo”” became “"Oslo"”'),
        ("Twelve countries signed the accord.", "““Oslo”” is missing"),
        ("Thirteen countries signed the “Oslo” accord.", "“Twelve” became “Thirteen”"),
        ("Twelve countries signed the “Oslo” Accord.", "“accord.” became “Accord.”"),
        ("Twelve countries have signed the “Oslo” accord.", "“have” was added"),
    ],
)
def test_a_changed_quote_word_number_or_capital_fails(first: str, difference: str) -> None:
    """Curly quote changed, word dropped, number changed."""
    ours = [first, SOURCE[1]]
    result = compare_with_page(ours, SOURCE)
    assert body_sha256(ours) != body_sha256(SOURCE)
    assert (result.same, result.count) == (False, 1)
    assert str(result.first[0]) == difference


def test_the_first_three_differences_are_told() -> None:
    source = [" ".join(f"w{n}" for n in range(100))]
    ours = [" ".join(f"x{n}" if n in {10, 30, 50, 70} else f"w{n}" for n in range(100))]
    result = compare_with_page(ours, source)
    assert result.count == 4
    assert [str(difference) for difference in result.first] == [f"“w{n}” became “x{n}”" for n in (10, 30, 50)]


def test_paragraphs_that_were_joined_are_a_difference() -> None:
    assert not compare_with_page([" ".join(SOURCE)], SOURCE).same


def test_letters_in_two_forms_are_one_letter() -> None:
    """NFC: é may be one character or two."""
    assert body_sha256(["café"]) == body_sha256(["cafe\u0301"])


def test_what_a_reader_does_not_see_is_no_text() -> None:
    markup = (
        "<head><title>x</title></head><p>One &amp; two</p><script>var a = '<p>no</p>';</script><ul><li>three</li></ul>"
    )
    assert html_paragraphs(markup) == ["One & two", "three"]
