"""The front matter of an article is changed key by key; every other line stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError, Problem
from publishkit.workspace.front_matter import dump, numbered_in_head, peek_head, set_head, settle_review
from tests.workspace.test_toml_edit import touched

ARTICLE = """\
---
title: "The crane: a report" # ours
bylines:
  - name: Jo Brandt
    role: author
review:
  - 'bylines: no author was found'
  # about the day
  - 'published: no date was found'
  - 'source_url: the address of the original is missing'

# the place
dateline: Leer
---

review:
  - not in the front matter
"""


def test_a_question_goes_and_the_others_stay() -> None:
    edited = settle_review(ARTICLE, ["bylines: no author was found"], "article.md")
    assert touched(ARTICLE, edited) == (["  - 'bylines: no author was found'"], [])
    every = settle_review(ARTICLE, peek_head(ARTICLE)["review"], "article.md")
    assert "review" not in peek_head(every)
    assert "# the place\ndateline: Leer" in every
    assert every.endswith("review:\n  - not in the front matter\n")


@pytest.mark.parametrize(
    "written",
    ["review: [one, two]", "review:\n- one\n- two", "review: ['one', \"two\"]", "review:\n  - >-\n    one\n  - two"],
)
def test_questions_are_settled_however_they_are_written(written: str) -> None:
    text = f"---\ntitle: A\n{written}\nkicker: K\n---\nB\n"
    assert peek_head(settle_review(text, ["one"], "article.md")) == {"title": "A", "review": ["two"], "kicker": "K"}


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_stay(newline: str, mark: str) -> None:
    text = mark + ARTICLE.replace("\n", newline)
    edited = set_head(text, "source_url", "https://example.org/a", "article.md")
    assert edited.startswith(mark + "---")
    assert edited.count("\n") == edited.count(newline) == text.count("\n") + 1
    assert peek_head(edited)["source_url"] == "https://example.org/a"


def test_a_problem_has_the_line_of_its_key() -> None:
    (found,) = numbered_in_head(
        [Problem(place="article.md: bylines[1].role", message="is wrong")], ARTICLE, "article.md"
    )
    assert ARTICLE.splitlines()[found.line - 1].strip() == "role: author"
    (found,) = numbered_in_head([Problem(place="article.md: dateline", message="is wrong")], ARTICLE, "article.md")
    assert ARTICLE.splitlines()[found.line - 1] == "dateline: Leer"


def test_an_article_without_front_matter_is_told() -> None:
    with pytest.raises(InputError):
        set_head("no head", "title", "A", "article.md")


@given(
    st.dictionaries(
        st.text("abcdef_", min_size=1), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40), min_size=1
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60),
)
def test_any_text_comes_back(head: dict[str, str], value: str) -> None:
    """Colons, quotes, hashes, things that look like numbers: what is set is what is read."""
    text = f"---\n{dump(head)}---\n\nBody.\n"
    key = next(iter(head))
    assert peek_head(set_head(text, key, value, "article.md")) == {**head, key: value}
    assert peek_head(set_head(text, "new_key_of_ours", value, "article.md")) == {**head, "new_key_of_ours": value}
