"""One value of a TOML file changes, and not a byte besides."""

import difflib
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError
from publishkit.workspace.toml.edit import (
    changed,
    insert_element,
    remove,
    set_value,
    with_changes,
    write_key,
    write_value,
)
from publishkit.workspace.toml.layout import lay_out, path_of

ROOT = Path(__file__).resolve().parents[2]
FILES = [ROOT / "publishkit.toml", *sorted(ROOT.glob("issues/**/*.toml")), *sorted(ROOT.glob("themes/*/theme.toml"))]
HARD = """\
# A manifest with everything a person may write.
number = 1 # first
"quoted key" = 'a literal # no comment'
when = 2026-11-20 10:00:00
article = [
  # the lead
  { slug = "a", use = "full" }, # of a
  { slug = "b", note = '''
no ] bracket { counts "here"
''' },
  # the last
  { slug = "c" }
]
dotted.one = 1
dotted.two = [1, 2,3 , ]

[[section]]
title = \"\"\"
three quotes ""\"\"\"

  [section.sub]
  a = {b = {c = "d"}, e=[]}

# about the second
[[section]]
  title = "Two"
"""


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield every single value of a tree with its path."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not isinstance(value, dict | list):
        yield path, value
    for key, inner in pairs:
        yield from leaves(inner, (*path, key))


def touched(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came, as `git diff` counts them."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_value_of_our_own_files_is_found_and_can_be_set(file: Path) -> None:
    """What stands at a spot is the value; setting it changes that value alone."""
    text = file.read_bytes().decode()
    tree = tomllib.loads(text)
    for path, value in list(leaves(tree))[:60]:
        spot = lay_out(text).find(path)
        assert spot is not None, path
        assert tomllib.loads(f"x = {text[spot.value : spot.end]}")["x"] == value
        assert tomllib.loads(set_value(text, path, "new")) == with_changes(tree, {path: "new"})


def test_hard_toml_is_read_as_tomllib_reads_it() -> None:
    """Comments in lists, inline tables, literals with brackets, dotted keys, dates with a space."""
    tree = tomllib.loads(HARD)
    for path, value in leaves(tree):
        spot = lay_out(HARD).find(path)
        assert spot is not None, path
        assert tomllib.loads(f"x = {HARD[spot.value : spot.end]}")["x"] == value
        if isinstance(path[-1], str):
            gone = tomllib.loads(remove(HARD, path))
            assert list(leaves(gone)) == [pair for pair in leaves(tree) if pair[0] != path]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_line_of_difference(newline: str) -> None:
    """A value that is there changes its line, a new one adds a line; comments, order and line ends stay."""
    text = HARD.replace("\n", newline)
    assert touched(text, set_value(text, ("number",), 2)) == (["number = 1 # first"], ["number = 2 # first"])
    edited = set_value(text, ("section", 1, "intro"), "Why")
    assert touched(text, edited) == ([], ['intro = "Why"'])
    assert edited.count("\n") == edited.count(newline) == text.count("\n") + 1


def test_an_element_goes_with_its_comments_and_the_others_keep_theirs() -> None:
    gone, came = touched(HARD, remove(HARD, ("article", 0)))
    assert (gone, came) == (["  # the lead", '  { slug = "a", use = "full" }, # of a'], [])
    gone, came = touched(HARD, remove(HARD, ("article", 2)))
    assert (gone, came) == (["  # the last", '  { slug = "c" }'], [])


def test_an_element_is_put_on_a_line_of_its_own_where_others_are() -> None:
    assert touched(HARD, insert_element(HARD, ("article",), 1, '{ slug = "x" }')) == ([], ['  { slug = "x" },'])
    assert insert_element("a = [1]\n", ("a",), 1, "2") == "a = [1, 2]\n"
    assert insert_element("a = []\n", ("a",), 0, "2") == "a = [2]\n"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("", ("text", "status"), '[text]\nstatus = "own"\n'),
        ("# mine", ("text", "status"), '# mine\n\n[text]\nstatus = "own"\n'),
        ("[text]", ("text", "status"), '[text]\nstatus = "own"\n'),
        ('[text]\nnotes = "x"', ("text", "status"), '[text]\nnotes = "x"\nstatus = "own"\n'),
        ("text = { a = 1 }\n", ("text", "status"), 'text = { a = 1, status = "own" }\n'),
        ("text = {}\n", ("text", "status"), 'text = { status = "own" }\n'),
        ("text.a = 1\n", ("text", "status"), 'text.a = 1\ntext.status = "own"\n'),
        (
            '[[picture]]\nfile = "a"\n\n# of b\n[[picture]]\nfile = "b"\n',
            ("picture", 0, "rights", "status"),
            '[[picture]]\nfile = "a"\n\n[picture.rights]\nstatus = "own"\n\n# of b\n[[picture]]\nfile = "b"\n',
        ),
        (
            'picture = [{ file = "a" }, { file = "b" }]\n',
            ("picture", 1, "rights", "status"),
            'picture = [{ file = "a" }, { file = "b", rights = { status = "own" } }]\n',
        ),
    ],
)
def test_a_new_key_goes_where_a_person_would_write_it(text: str, path: tuple[str | int, ...], expected: str) -> None:
    assert set_value(text, path, "own") == expected


def test_what_cannot_be_changed_alone_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(InputError, match=r"issue\.toml: is written so that the entry cannot be changed alone"):
        changed("a = 1\n", "a = 2\nb = 1\n", {"a": 2}, "issue.toml", "the entry")


def test_a_message_path_leads_to_its_line() -> None:
    """`section[2].title` is on the line where it stands; what is missing has the line of its table."""
    layout = lay_out(HARD)
    lines = HARD.splitlines()
    assert lines[layout.line(path_of("section[2].title")) - 1] == '  title = "Two"'
    assert lines[layout.line(path_of("section[2].article")) - 1] == "[[section]]"
    assert lines[layout.line(path_of("article[2].note")) - 1].startswith('  { slug = "b"')
    assert layout.line(path_of("nothing")) == 0


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
VALUE = st.recursive(
    st.one_of(TEXT, st.booleans(), st.integers(-(10**9), 10**9)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT.filter(bool), inner, max_size=3)),
    max_leaves=6,
)


@given(st.dictionaries(TEXT.filter(bool), VALUE, min_size=1, max_size=4), TEXT.filter(bool), VALUE, st.booleans())
def test_any_key_of_any_table_can_be_set_and_taken_out(
    table: dict[str, object], key: str, value: object, inline: bool
) -> None:
    """Hostile names and values: what reads back is what was said, whichever way the table was written."""
    if inline:
        text = f"t = {write_value(table)}\n"
    else:
        text = "# head\n[t]\n" + "".join(f"{write_key(k)} = {write_value(v)} # c\n" for k, v in table.items())
    tree = tomllib.loads(text)
    edited = set_value(text, ("t", key), value)
    assert tomllib.loads(edited) == with_changes(tree, {("t", key): value})
    gone = remove(edited, ("t", key))
    assert tomllib.loads(gone).get("t", {}) == {k: v for k, v in tree["t"].items() if k != key}
