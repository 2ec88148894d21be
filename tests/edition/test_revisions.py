"""`revisions.toml`: what it may say, what stays in it, and what the edition makes of it."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from publishkit.edition.assemble import correction_findings
from publishkit.edition.issue_rights import load_issue_rights
from publishkit.errors import InputError
from publishkit.model.issue import Entry, Issue, Recalled, Revision, Section, Superseded
from publishkit.model.rights import Channel
from publishkit.permissions.due import expired
from publishkit.publish.recall import FormerEdition, files_holding, recalled_paths
from publishkit.publish.targets.plan import Plan, prunable
from publishkit.workspace.load import load_issue
from publishkit.workspace.revisions import continue_revisions, parse_revisions
from tests.support.workspaces import SampleArticle, write_workspace

DAY = date(2026, 11, 24)
ISSUE = Issue(
    number=47,
    date=date(2026, 11, 20),
    section=(Section(title="News", article=(Entry(slug="tides"), Entry(slug="dues"))),),
)
CORRECTED = Revision(number=2, date=DAY, kind="correction", article="tides", note="It was two metres, not three.")


def text_of(*entries: Revision) -> str:
    return continue_revisions("", revisions=entries, superseded=[], recalled=[])


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as stop:
        parse_revisions(text.encode(), "revisions.toml", ISSUE)
    return [str(problem) for problem in stop.value.problems]


def test_entries_are_appended_and_comments_stay() -> None:
    """What a person wrote between two revisions is there after the next one."""
    first = text_of(CORRECTED).replace("note =", "# checked with the harbour master\nnote =")
    book = Superseded(revision=1, file="the-quay-2026-w47.pdf", date=DAY, sha256="0" * 64)
    kept = continue_revisions(first, revisions=[], superseded=[book], recalled=[])
    gone = Revision(number=3, date=DAY, kind="retraction", article="tides", title="Tides", note="All of it was wrong.")
    recalled = Recalled(file="the-quay-2026-w47.pdf", date=DAY, sha256="0" * 64)
    last = continue_revisions(kept, revisions=[gone], superseded=[], recalled=[recalled], drop_superseded=True)
    assert "# checked with the harbour master" in last
    found = parse_revisions(last.encode(), "revisions.toml", ISSUE)
    assert [entry.number for entry in found.revision] == [2, 3]
    assert (found.superseded, found.recalled) == ((), (recalled,))
    assert found.number == 3
    assert found.standing == (gone,), "what was put right in an article that is gone is no longer said"


def test_every_disorder_is_named() -> None:
    """A jump in the count, a day too early, an unknown article, a second retraction: all at once, each with its place."""
    told = "\n".join(
        problems_of(
            text_of(
                CORRECTED.model_copy(update={"number": 3, "date": date(2026, 11, 1)}),
                Revision(number=4, date=DAY, kind="retraction", article="dues", note="Called back."),
                Revision(number=5, date=DAY, kind="correction", article="dues", note="Too late."),
                Revision(number=5, date=DAY, kind="correction", article="nobody", picture="images/1.png", note="?"),
            )
        )
    )
    for expected in (
        "revision[1].number: 3 does not follow 1",
        "revision[1].date: 2026-11-01 lies before 2026-11-20",
        "revision[3]: `dues` was retracted before",
        "revision[4].article: the issue has no article `nobody`",
        "revision[4].picture: only a retraction names a picture",
    ):
        assert expected in told


def test_a_misspelled_key_is_named() -> None:
    told = problems_of(text_of(CORRECTED).replace("article =", "artcle ="))
    assert any("did you mean `article`?" in line for line in told)


def test_a_letter_that_went_out_is_not_made_again(tmp_path: Path) -> None:
    """Readers have it; the web, PDF and EPUB are made again."""
    root = write_workspace(tmp_path)
    entry = CORRECTED.model_copy(update={"article": "low-water", "mailed": True})
    planned = load_issue(root, "2026-w47", {"issues/2026-w47/revisions.toml": text_of(entry).encode()})
    assert Channel.EMAIL not in planned.issue.outputs
    assert planned.has_letter


def test_a_kept_book_that_was_changed_is_refused(tmp_path: Path) -> None:
    """Checksums of superseded books are published; another file under their name would be a lie."""
    root = write_workspace(tmp_path)
    entry = CORRECTED.model_copy(update={"article": "low-water"})
    book = Superseded(revision=1, file="a.pdf", date=DAY, sha256="0" * 64)
    text = continue_revisions("", revisions=[entry], superseded=[book], recalled=[])
    files = {"issues/2026-w47/revisions.toml": text.encode(), "issues/2026-w47/superseded/a.pdf": b"%PDF"}
    with pytest.raises(InputError, match=r"superseded/a\.pdf: is not the file that was published"):
        load_issue(root, "2026-w47", files)


def test_silent_changes_are_found() -> None:
    """C001 nothing changed behind the notice, C002 something changed without one."""
    before = {"issues/i/articles/tides/article.md": "1", "issues/i/articles/dues/article.md": "1"}
    now = before | {"issues/i/articles/dues/article.md": "2"}
    found = list(correction_findings("i", {"tides"}, before, now))
    assert [(f.code, f.where) for f in found] == [
        ("C001", "issues/i/articles/tides/article.md"),
        ("C002", "issues/i/articles/dues"),
    ]


def test_everything_that_holds_an_article_is_recalled() -> None:
    """All books, kept ones too, and the article's pictures; not those of an article whose name begins alike."""
    names = (
        "a.pdf",
        "a.epub",
        "superseded/b.pdf",
        "web/images/low-01.png",
        "web/images/low-water-01.png",
        "web/x.html",
    )
    former = FormerEdition(revision=2, files=dict.fromkeys(names, b""), inputs={})
    assert files_holding(former, "low") == ("a.epub", "a.pdf", "superseded/b.pdf", "web/images/low-01.png")
    assert "web/images/low-01.png" not in files_holding(former, "low", [2])


def test_recalled_files_leave_a_target_unasked() -> None:
    """Without --prune, and even where a pattern keeps files; what only grew old stays."""
    plan = Plan(
        send=(),
        same={},
        former=("i/images/low-01.png", "i/images/old.png", "search/2026/9.json"),
        foreign=("a.pdf", "mine.pdf", "search/theirs.json"),
    )
    recalled = ("a.pdf", "i/images/low-01.png", "search/*")
    assert prunable(plan, prune=False, keep=("*.pdf",), recalled=recalled) == (
        "i/images/low-01.png",
        "search/2026/9.json",
        "a.pdf",
    )
    assert recalled_paths([]) == ()


def test_a_permission_that_ended_and_a_text_called_back_are_found(tmp_path: Path) -> None:
    """A permission until the 23rd is over on the 24th, not on the 23rd; what was called back is over at once."""
    letter = tmp_path / "evidence"
    letter.mkdir()
    (letter / "mail.txt").write_text("Yes, until the 23rd.")
    digest = sha256(b"Yes, until the 23rd.").hexdigest()
    source = {
        "publisher": {"name": "Harbour Press"},
        "source_url": "https://press.example/x",
        "published": "2026-11-01",
    }
    grant = {
        "grantor": {"name": "Harbour Press"},
        "kind": "email",
        "granted_on": date(2026, 11, 2),
        "valid_until": date(2026, 11, 23),
        "channels": ["web"],
        "treatments": ["full_verbatim", "full_edited"],
        "evidence": [{"path": "evidence/mail.txt", "sha256": digest}],
    }
    ended = SampleArticle(
        slug="lamps",
        head={"title": "Lamps", **source},
        body="A light that nobody needed.",
        rights={"status": "permission", "holders": [{"name": "Harbour Press"}], "grants": [grant]},
        pictures=[],
        files={},
    )
    back = SampleArticle(
        slug="dues",
        head={"title": "Dues", **source},
        body="Dues rise.",
        rights={"status": "own", "withdrawn": {"kind": "takedown", "on": date(2026, 11, 22), "by": "Harbour Press"}},
        pictures=[],
        files={},
    )
    root = write_workspace(tmp_path, [ended, back], issue={"outputs": ["web"]})
    rights = load_issue_rights(load_issue(root, "2026-w47"))
    assert [one.article for one in expired(rights, date(2026, 11, 21))] == []
    assert [one.article for one in expired(rights, date(2026, 11, 23))] == ["dues"]
    assert [(one.article, one.note) for one in expired(rights, date(2026, 11, 24))] == [
        ("lamps", "The permission to show it has ended."),
        ("dues", "Its rights holder called it back."),
    ]
