"""A permission is added to a file a person owns: their comments, their order, their spelling stay."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishkit.errors import InputError
from publishkit.model.article import Picture, RightsFile
from publishkit.model.rights import Channel, Evidence, Party, Status
from publishkit.model.statement import GrantKind, PermissionGrant, PermissionRequest, RightsStatement
from publishkit.words import is_blank
from publishkit.workspace.evidence import evidence_name, free_request, place_evidence, write_evidence
from publishkit.workspace.permission_record import edited_rights, headers, record_grant, record_request
from publishkit.workspace.rights_file import values_of, write_rights
from publishkit.workspace.toml.parse import parse_toml

FILE = '''\
# Rights of the dues article.
[text]
status = "all_rights_reserved"   # own | public_domain
holders = [
  { name = "Harbour Press Ltd" },   # asked on Monday
]
notes = """
[[picture]]
# not a header, a note
"""
# telephone: ask for Jane

[text.tdm]
state = "reserved"

# The photograph; somebody else's.
[[picture]]
file = "images/01.png"   # the vote
caption = "# no comment"

[picture.rights]
status = "unknown"

[[picture]]
file = "images/02.png"
'''


def grant(sha: str = "ab", name: str = "Jane “J” \\ Roe", **keys: object) -> PermissionGrant:
    return PermissionGrant(
        kind=GrantKind.EMAIL,
        grantor=Party(name=name),
        granted_on=date(2026, 11, 18),
        channels=(Channel.EMAIL, Channel.WEB),
        evidence=(Evidence(path="issues/2026-w47/evidence/letter.eml", sha256=sha, media_type="message/rfc822"),),
        **keys,  # type: ignore[arg-type]
    )


def test_a_grant_goes_to_the_end_of_the_text_and_every_line_stays() -> None:
    edited = record_grant(FILE, grant())
    lines = FILE.replace('"all_rights_reserved"', '"permission"').splitlines()
    kept = iter(edited.splitlines())
    assert all(line in kept for line in lines)
    assert '\nstate = "reserved"\n\n[[text.grants]]\nkind = "email"\n' in edited
    assert edited.endswith(FILE[FILE.index("# The photograph") :])
    assert parse_toml(edited.encode(), RightsFile, "rights.toml").text.grants == (grant(),)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_a_file_keeps_its_mark_and_its_line_ends(tmp_path, mark: bytes, end: bytes) -> None:
    (tmp_path / "rights.toml").write_bytes(mark + FILE.encode().replace(b"\n", end))
    data = edited_rights(tmp_path, "rights.toml", lambda text: record_grant(text, grant()))
    assert data.startswith((mark + b"# ", mark + b"["))
    assert data.count(b"\n") == data.count(end) > FILE.count("\n")
    assert data.count(b"\xef\xbb\xbf") == (1 if mark else 0)


def test_a_picture_gets_its_own() -> None:
    """The first has a table of rights, the second none yet."""
    first, second = record_grant(FILE, grant(), picture=0), record_grant(FILE, grant(), picture=1)
    for edited, number in ((first, 0), (second, 1)):
        pictures = parse_toml(edited.encode(), RightsFile, "rights.toml").picture
        assert pictures[number].rights.status is Status.PERMISSION
        assert pictures[number].rights.grants == (grant(),)
        assert pictures[1 - number].rights.grants == ()
    assert '\n\n[[picture]]\nfile = "images/02.png"\n' in first
    assert second.startswith(FILE)


def test_a_record_is_corrected_where_it_stands() -> None:
    """A second run of the command mends the record; the editor's comments in it stay."""
    once = record_grant(FILE, grant()).replace('kind = "email"', 'kind = "email" # by telephone first')
    assert record_grant(once, grant(), replaces=0) == once
    again = record_grant(once, grant(grantor_is_holder=True), replaces=0)
    assert "# by telephone first" in again
    assert parse_toml(again.encode(), RightsFile, "rights.toml").text.grants == (grant(grantor_is_holder=True),)
    other = record_grant(again, grant("cd"))
    assert len(tomllib.loads(other)["text"]["grants"]) == 2


def test_whoever_forbade_rewriting_still_does() -> None:
    """A permission that ends, or was only spoken, must not leave more than there was before it."""
    edited = record_grant('[text]\nstatus = "no_republication" # AP\nholders = [{ name = "AP" }]\n', grant())
    assert edited.startswith('[text]\nno_rewrite = true\nstatus = "permission" # AP\n')
    assert parse_toml(edited.encode(), RightsFile, "x").text.no_rewrite


def test_a_request_is_added_and_the_status_stays() -> None:
    asked = PermissionRequest(asked_on=date(2026, 11, 20), to="rights@press.example", path="issues/x/letter.txt")
    edited = record_request(record_request(FILE, asked), asked)
    text = parse_toml(edited.encode(), RightsFile, "rights.toml").text
    assert (text.status, text.requests) == (Status.ALL_RIGHTS_RESERVED, (asked, asked))
    assert "# telephone: ask for Jane\n" in edited


SHAPES = {
    "empty": "",
    "only comments": "# nothing known\n",
    "one line": 'text = { status = "unknown" }\n',
    "dotted": 'text.status = "unknown"\n',
    "short list": '[text]\nstatus = "permission" # asked\ngrants = [{ kind = "verbal", grantor = { name = "Bo" }, granted_on = 2026-11-01, channels = ["web"] }]\n',
    "out of order": '[text]\nstatus = "unknown"\n[[picture]]\nfile = "a.png"\n[text.tdm]\nstate = "reserved"\n',
    "pictures first": '[[picture]]\nfile = "a.png"\n\n[text]\nholders = [{ name = "A" }]\n',
    "no line end": '[text]\nstatus = "unknown"',
    "windows": '[text]\r\nstatus = "unknown"\r\n\r\n# photo\r\n[[picture]]\r\nfile = "a.png"\r\n',
    "spaces": '[ text ]   # ours\nstatus="unknown"\n[ text . tdm ]\nstate="reserved"\n',
    "nested lists": '[text]\nconflict = [\n"a",\n"[text.b]",\n]\nnotices = []\n',
}


@pytest.mark.parametrize("shape", SHAPES)
def test_however_the_file_is_written_nothing_else_changes(shape: str) -> None:
    text = SHAPES[shape]
    before, after = tomllib.loads(text), tomllib.loads(record_grant(text, grant()))
    wanted = {**before.get("text", {}), "status": "permission"}
    wanted["grants"] = [*wanted.get("grants", []), values_of(grant())]
    assert after == {**before, "text": wanted}


def test_pictures_in_short_form_are_written_out() -> None:
    edited = record_grant('picture = [{ file = "a.png" }, { file = "b.png" }]\n', grant(), picture=1)
    found = parse_toml(edited.encode(), RightsFile, "rights.toml").picture
    assert [picture.rights.status for picture in found] == [Status.UNKNOWN, Status.PERMISSION]


def test_a_broken_file_is_a_sentence() -> None:
    with pytest.raises(InputError, match="is not valid TOML"):
        record_grant("[text", grant())


PRINTED = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=80).filter(
    lambda text: not (text.strip() and is_blank(text))
)
"""What files may hold; a text of which nobody sees anything is refused."""


@given(PRINTED, PRINTED, PRINTED)
def test_odd_words_come_back_as_they_were(name: str, note: str, caption: str) -> None:
    rights = RightsFile(
        text=RightsStatement(notes=note, status=Status.UNKNOWN), picture=(Picture(file="a.png", caption=caption),)
    )
    given_by = grant(name=name, credit=note or None)
    for number in (None, 0):
        found = parse_toml(record_grant(write_rights(rights), given_by, picture=number).encode(), RightsFile, "x")
        statement = found.text if number is None else found.picture[0].rights
        assert statement.grants == (given_by,)
        assert (found.text.notes, found.picture[0].caption) == (note, caption)


def test_headers_in_strings_lists_and_comments_are_none() -> None:
    text = FILE + "# [text.no]\nx = '''\n[no]\n''''\ny = [\n[1],\n[2]\n]\nz = \"[no]\"\n[ last . one ] # yes\n"
    assert [header.name for header in headers(text)] == [
        *("text", "text.tdm", "picture", "picture.rights", "picture", "last.one")
    ]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("letter.eml", "letter.eml"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Jane\\Re  Zgoda.EML", "re-zgoda.eml"),
        ("\u202egnp.pdf", "gnp.pdf"),
        ("-rf.pdf", "rf.pdf"),
        ("....pdf", "letter.pdf"),
        ("nul.txt", "letter-nul.txt"),
        ("x" * 300 + ".pdf", "x" * 60 + ".pdf"),
        ("許可.pdf", "letter.pdf"),
    ],
)
def test_a_strangers_file_name_is_made_safe(name: str, safe: str) -> None:
    assert evidence_name(name) == safe


def test_a_proof_is_never_overwritten_and_kept_once(tmp_path) -> None:
    first, there = place_evidence(tmp_path, "2026-w47", "letter.eml", b"one")
    assert (first, there) == ("issues/2026-w47/evidence/letter.eml", False)
    write_evidence(tmp_path, first, b"one")
    assert (tmp_path / first).stat().st_mode & 0o777 == 0o600
    assert place_evidence(tmp_path, "2026-w47", "letter.eml", b"one") == (first, True)
    second, there = place_evidence(tmp_path, "2026-w47", "Letter.EML", b"two")
    assert (second, there) == ("issues/2026-w47/evidence/letter-2.eml", False)
    with pytest.raises(InputError, match="cannot be written"):
        write_evidence(tmp_path, first, b"two")
    assert (tmp_path / first).read_bytes() == b"one"


def test_no_proof_is_written_through_a_link(tmp_path) -> None:
    """The gate refuses proofs behind links; so nothing is put there."""
    outside, issue = tmp_path / "outside", tmp_path / "w/issues/2026-w47"
    outside.mkdir()
    issue.mkdir(parents=True)
    (issue / "evidence").symlink_to(outside)
    with pytest.raises(InputError, match="is a link"):
        place_evidence(tmp_path / "w", "2026-w47", "letter.eml", b"x")
    with pytest.raises(InputError, match="is a link"):
        write_evidence(tmp_path / "w", "issues/2026-w47/evidence/letter.eml", b"x")


def test_letters_are_numbered(tmp_path) -> None:
    assert free_request(tmp_path, "dues") == "dues-1"
    (tmp_path / "dues-1.eml").touch()
    assert free_request(tmp_path, "dues") == "dues-2"
