"""Files a person owns are edited, not rewritten; notices survive byte for byte."""

import tomllib
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError
from publishkit.model.article import Picture, RightsFile
from publishkit.model.rights import Notice, Party, Status, TdmReservation, TdmSignal, TdmState
from publishkit.model.statement import RightsStatement
from publishkit.workspace.manifest import append_entry
from publishkit.workspace.rights_file import (
    read_rights_values,
    rights_values,
    update_rights,
    values_of,
    write_rights,
)
from publishkit.workspace.toml.parse import json_schema, parse_toml, refuse_tree

ISSUE = """\
# The harbour issue
number = 1   # first
date = 2026-11-20

[[section]]
title = "World"  # abroad

[[section.article]]
slug = "first"
use = "full"
note = "Why"   # keep me

[[section]]
title = "Home"

[[section.article]]
slug = "second"
"""


def notice(text: str) -> Notice:
    return Notice(text=text, sha256=sha256(text.encode()).hexdigest(), lang="en", start=3, end=3 + len(text))


def statement(*texts: str) -> RightsStatement:
    return RightsStatement(
        status=Status.ALL_RIGHTS_RESERVED,
        holders=(Party(name="Gazette “Holdings”"), Party(name="Bo", role="agency", aliases=("B", "Bo N."))),
        notices=tuple(map(notice, texts)),
        tdm=TdmReservation(state=TdmState.RESERVED, signals=(TdmSignal(kind="meta", value="1", where="head"),)),
    )


def test_an_entry_goes_to_the_end_of_its_section_and_comments_stay() -> None:
    edited = append_entry(ISSUE, "third", section="World", use="brief")
    data = tomllib.loads(edited)
    assert [[entry["slug"] for entry in section["article"]] for section in data["section"]] == [
        ["first", "third"],
        ["second"],
    ]
    for line in ISSUE.splitlines():
        assert line in edited.splitlines()
    assert 'slug = "third"\nuse = "brief"\n\n[[section]]\ntitle = "Home"' in edited


def test_the_last_section_is_the_default_and_a_new_one_is_made_when_asked() -> None:
    assert append_entry(ISSUE, "third").endswith('[[section.article]]\nslug = "third"\nuse = "full"\n')
    assert tomllib.loads(append_entry(ISSUE, "third", section="Sport"))["section"][2] == {
        "title": "Sport",
        "article": [{"slug": "third", "use": "full"}],
    }
    assert tomllib.loads(append_entry("number = 1\n# [[section]]\n", "a"))["section"] == [
        {"title": "Articles", "article": [{"slug": "a", "use": "full"}]}
    ]


def test_an_entry_is_never_added_twice() -> None:
    assert append_entry(ISSUE, "second", section="World") == ISSUE


def test_many_entries_one_after_another() -> None:
    text = ISSUE
    for number in range(5):
        text = append_entry(text, f"a{number}", section="World")
    assert [entry["slug"] for entry in tomllib.loads(text)["section"][0]["article"]] == [
        "first",
        "a0",
        "a1",
        "a2",
        "a3",
        "a4",
    ]


def test_a_broken_manifest_is_a_sentence() -> None:
    with pytest.raises(InputError, match="is not valid TOML"):
        append_entry("number = = 1", "a")


PRINTED = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


def is_let_in(text: str) -> bool:
    """Whether a file of a workspace may hold *text*: some can be seen by nobody, some turn round what follows."""
    try:
        refuse_tree([text], "rights.toml")
    except InputError:
        return False
    return True


ODD = st.text(alphabet=st.one_of(PRINTED, st.sampled_from("\t\n\r\x85")), min_size=1, max_size=300).filter(is_let_in)


@given(
    st.lists(
        st.one_of(
            ODD, st.sampled_from(["a\u00a0b\r\nc", '"""', "'''", "\\u0041", "\u2028\u0085", " x ", "\n", "#", "\\"])
        ),
        max_size=4,
    )
)
def test_odd_notices_come_back_byte_for_byte(texts: list[str]) -> None:
    """Typos, no-break spaces, quotes, odd line ends: what was read is what is stored."""
    rights = RightsFile(
        text=statement(*texts), picture=(Picture(file="", caption=texts[0] if texts else "", rights=statement(*texts)),)
    )
    assert parse_toml(write_rights(rights).encode(), RightsFile, "rights.toml") == rights


def test_only_what_is_known_is_written() -> None:
    written = write_rights(RightsFile(text=RightsStatement(status=Status.OWN)))
    assert tomllib.loads(written) == {"text": {"status": "own"}}
    assert written.startswith("# Rights of the text")


def test_a_changed_notice_is_caught() -> None:
    broken = replace(notice("All rights reserved."), sha256="0" * 64)
    with pytest.raises(ValueError, match="byte for byte"):
        write_rights(RightsFile(text=RightsStatement(notices=(broken,))))


def test_updating_keeps_comments_and_order() -> None:
    text = write_rights(RightsFile(text=statement("All rights reserved.")))
    text = text.replace("[text]\n", "[text]\n# asked on Monday\n")
    edited = update_rights(
        text, {"status": "own", "holders": None, "basis": "ours", "picture": [{"file": "", "caption": "Mud"}]}
    )
    data = tomllib.loads(edited)
    assert "# asked on Monday" in edited
    assert (data["text"]["status"], data["text"]["basis"], data["picture"]) == (
        "own",
        "ours",
        [{"file": "", "caption": "Mud"}],
    )
    assert "holders" not in data["text"] and data["text"]["notices"][0]["text"] == "All rights reserved."


def test_what_is_compared_is_what_is_read() -> None:
    rights = RightsFile(text=statement("No copying."), picture=(Picture(file="images/01.jpg", rights=statement("x")),))
    assert read_rights_values(write_rights(rights)) == rights_values(rights)


CLAIM = {
    "claimed_by": "Owen Pascall",
    "because": "Written for us; the “Courier” took it over a week later.",
    "approved_by": "Marit Ashdown",
    "claimed_against": ["holder Courier Press", "notice 359984dc"],
}


def test_a_claim_is_written_and_read_for_text_and_picture() -> None:
    """Who says that it is ours, why, and who agrees comes back as it was written."""
    text = write_rights(RightsFile(text=statement("No copying."), picture=(Picture(file="", caption="Mud"),)))
    pictures = [{"file": "", "caption": "Mud", "rights": {"status": "own", **CLAIM}}]
    edited = update_rights(text, {"status": "own", **CLAIM, "picture": pictures})
    read = parse_toml(edited.encode(), RightsFile, "rights.toml")
    for found in (read.text, read.picture[0].rights):
        assert {key: values_of(found)[key] for key in CLAIM} == CLAIM
    assert parse_toml(write_rights(read).encode(), RightsFile, "rights.toml") == read
    rights = json_schema("rights")["$defs"]["RightsStatement"]["properties"]
    assert rights.keys() >= CLAIM.keys()
