"""A manifest is edited as a person would: every line that nobody asked about stays."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError
from publishkit.workspace.manifest import (
    Spot,
    find_entry,
    find_section,
    insert_entry,
    parse_manifest,
    rename_entry,
    set_entry,
    take_out,
    without_cover,
    without_empty,
)
from tests.workspace.test_toml_edit import touched

ISSUE = """\
# The harbour issue
number = 1   # first

[cover]
article = "b"
picture = "images/01.jpg"

[[section]]
title = "World"  # abroad

# the lead
[[section.article]]
slug = "a"
use = "full"   # keep me

[[section.article]]
slug = "b"

# --- at home ---
[[section]]
title = "Home"

[[section.article]]
slug = "c"
note = '''
[[section.article]]
'''
"""
INLINE = """\
number = 1
section = [
  { title = "World", article = [{ slug = "a" }, { slug = "b", use = "link" }] }, # abroad
  # at home
  { title = "Home", article = [{ slug = "c" }] },
]
"""


def slugs(text: str) -> list[list[str]]:
    """Return the slugs of each section."""
    return [[entry["slug"] for entry in section.get("article", [])] for section in tomllib.loads(text)["section"]]


def at(text: str, slug: str) -> tuple[str | int, ...]:
    """Return where an entry stands."""
    found = find_entry(parse_manifest(text, "issue.toml"), slug)
    assert found
    return found


def test_a_brief_is_two_lines_more() -> None:
    """`use` changes on its line, its comment stays; the summary is added below."""
    edited = set_entry(ISSUE, at(ISSUE, "a"), {"use": "brief", "summary": "Ours.", "summary_by": "Jo"})
    assert touched(ISSUE, edited) == (
        ['use = "full"   # keep me'],
        ['use = "brief"   # keep me', 'summary = "Ours."', 'summary_by = "Jo"'],
    )


@pytest.mark.parametrize("text", [ISSUE, INLINE])
def test_an_entry_moves_with_its_comment_and_the_rest_stays(text: str) -> None:
    left = take_out(text, at(text, "a"))
    moved = insert_entry(left.text, Spot(section=1, place=0), left.entry, source=left.source)
    assert slugs(moved) == [["b"], ["a", "c"]]
    gone, came = touched(text, moved)
    if text is ISSUE:
        assert sorted(line for line in gone if line) == sorted(line for line in came if line)
        assert moved.index("# the lead") > moved.index('title = "Home"')


def test_an_entry_moves_from_one_way_of_writing_to_another() -> None:
    left = take_out(INLINE, at(INLINE, "b"))
    assert slugs(
        insert_entry(ISSUE.replace('"b"', '"x"'), Spot(section=0, place=1), left.entry, source=left.source)
    ) == [
        ["a", "b", "x"],
        ["c"],
    ]
    left = take_out(ISSUE, at(ISSUE, "c"))
    assert slugs(
        insert_entry(INLINE.replace('"c"', '"x"'), Spot(section=1, place=1), left.entry, source=left.source)
    ) == [
        ["a", "b"],
        ["x", "c"],
    ]


@pytest.mark.parametrize("text", [ISSUE, INLINE])
def test_what_is_taken_out_takes_an_empty_section_and_its_cover_along(text: str) -> None:
    left = take_out(text, at(text, "c")).text
    tidy, told = without_empty(left, 1)
    assert slugs(tidy) == [["a", "b"]]
    assert "“Home” is empty now" in told
    assert without_empty(tidy, 0) == (tidy, "")
    covered, told = without_cover(tidy, "b")
    assert "cover" not in tomllib.loads(covered)
    assert ("[cover] was taken out" in told) == (text is ISSUE)


def test_a_slug_changes_on_the_cover_too() -> None:
    edited = rename_entry(ISSUE, at(ISSUE, "b"), "boats")
    assert touched(ISSUE, edited) == (['article = "b"', 'slug = "b"'], ['article = "boats"', 'slug = "boats"'])


def test_a_section_is_known_by_its_title_and_a_slip_is_asked_about() -> None:
    tree = parse_manifest(ISSUE, "issue.toml")
    assert (find_section(tree, "home", "issue.toml"), find_section(tree, "Sport", "issue.toml")) == (1, None)
    with pytest.raises(InputError, match="did you mean “World”"):
        find_section(tree, "Wrold", "issue.toml")


@pytest.mark.parametrize("text", ["number = [", "section = 3", "section = [1]", '[[section]]\narticle = "x"\n'])
def test_a_manifest_that_is_none_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InputError, match=r"issue\.toml"):
        parse_manifest(text, "issue.toml")


SLUG = st.text("abcdef", min_size=1, max_size=4)


@given(st.lists(st.lists(SLUG, min_size=1, max_size=4), min_size=1, max_size=4), st.data())
def test_moving_keeps_every_article_and_every_comment(sections: list[list[str]], data: st.DataObject) -> None:
    """Whatever moves where: the entries are the same, in the order asked for, and each keeps its comment."""
    names = [f"{slug}-{s}-{a}" for s, section in enumerate(sections) for a, slug in enumerate(section)]
    parts = iter(names)
    lines = []
    for section in sections:
        lines += ["[[section]]", 'title = "T"', ""]
        for _ in section:
            slug = next(parts)
            lines += data.draw(st.sampled_from([[], [f"# about {slug}"], ["", f"# about {slug}"]]))
            lines += ["[[section.article]]", f'slug = "{slug}" # it', *data.draw(st.sampled_from([[], [""]]))]
    text = "\n".join(lines) + data.draw(st.sampled_from(["", "\n", "\n\n"]))
    slug = data.draw(st.sampled_from(names))
    left = take_out(text, at(text, slug))
    target = data.draw(st.integers(0, len(sections) - 1))
    place = data.draw(st.integers(0, len(slugs(left.text)[target])))
    moved = insert_entry(left.text, Spot(section=target, place=place), left.entry, source=left.source)
    wanted = slugs(left.text)
    wanted[target].insert(place, slug)
    assert slugs(moved) == wanted
    assert sorted(line for line in moved.splitlines() if line) == sorted(line for line in text.splitlines() if line)
