"""An issue of mail alone: nothing in it leads to pages that nobody makes, and its pictures are made and published."""

import re
import shutil
from pathlib import Path

import pytest

from publishkit.press.build import build_issue
from publishkit.press.verify import verify_published
from tests.support.command import files_of, run
from tests.support.once import build_once
from tests.support.workspaces import BODY, SampleArticle, write_workspace

HOME = "https://quay.example/letter/2026-w47/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Path:
    issue = {"outputs": ["email", "pdf"]}
    return build_once(write_workspace(tmp_path_factory.mktemp("alone"), [SampleArticle()], issue=issue), shared)


def own_addresses(text: str) -> set[str]:
    return set(re.findall(r'https://quay\.example/letter/[^\s"<>]*', text))


def test_a_mail_alone_leads_to_its_pictures_and_to_no_page(built: Path) -> None:
    """Neither a page to read in the browser, nor the article's, nor a place on one, nor a book that no site holds."""
    out = built / "out/2026-w47"
    page = (out / "email.html").read_text("utf-8")
    assert own_addresses(page) == {f"{HOME}images/low-water-01.png", f"{HOME}low-water.html"}
    assert f'href="{HOME}' not in page  # the other one names the text for machines, and leads nobody there
    assert own_addresses((out / "email.txt").read_text("utf-8")) == set()
    assert "Low Water" in page
    assert (out / "email/images/low-water-01.png").is_file()
    message = (out / "email.eml").read_text("utf-8")
    assert "Archived-At" not in message
    assert "X-Publishkit-Rights" not in message


def test_a_mail_with_pages_leads_to_them(tmp_path: Path) -> None:
    root = write_workspace(tmp_path, [SampleArticle()], issue={"outputs": ["email", "web"]})
    build = build_issue(root, "2026-w47", lambda _step: None)
    files = {file.name: file.data.decode("utf-8", "replace") for file in build.artifacts}
    assert f'href="{HOME}low-water.html"' in files["email.html"]
    assert f'href="{HOME}"' in files["email.html"]
    assert f"Archived-At: <{HOME}>" in files["email.eml"]
    assert not [name for name in files if name.startswith("email/")]
    assert not [found for found in build.findings if found.code == "L007"]


@pytest.mark.parametrize("link", ["[more](more.html)", f"[more]({HOME}low-water.html)", f"[the issue]({HOME}#a01)"])
def test_a_link_to_a_page_that_nobody_makes_is_an_error(tmp_path: Path, link: str) -> None:
    root = write_workspace(tmp_path, [SampleArticle(body=f"{BODY}\n{link}\n")], issue={"outputs": ["email"]})
    build = build_issue(root, "2026-w47", lambda _step: None)
    (found, *_) = [found for found in build.findings if found.code == "L007"]
    assert (found.severity, found.where) == ("error", "email.html")
    assert "no output of this issue makes it" in found.message
    assert 'add "web" to `outputs`' in found.hint
    assert build.exit_code == 1


def test_a_link_within_the_text_is_words_where_no_page_holds_its_place(tmp_path: Path) -> None:
    body = f"{BODY}\nSee [above](#what-is-left).\n"
    root = write_workspace(tmp_path, [SampleArticle(body=body)], issue={"outputs": ["email"]})
    build = build_issue(root, "2026-w47", lambda _step: None)
    page = next(file.data.decode() for file in build.artifacts if file.name == "email.html")
    assert "See above." in page
    assert build.exit_code == 0


def test_a_link_to_an_earlier_issue_is_none_of_this_ones(tmp_path: Path) -> None:
    body = f"{BODY}\n[last week](https://quay.example/letter/2026-w46/ebb.html)\n"
    root = write_workspace(tmp_path, [SampleArticle(body=body)], issue={"outputs": ["email"]})
    build = build_issue(root, "2026-w47", lambda _step: None)
    assert not [found for found in build.findings if found.code == "L007"]


def test_its_pictures_are_published_beside_the_pages_of_others_and_stay(built: Path, tmp_path: Path) -> None:
    """Where mail programs fetch them; the next publish, of another issue, leaves them there."""
    root = Path(shutil.copytree(built, tmp_path / "house"))
    www = root / "www"
    ran = run("publish", "2026-w47", "--to", www, cwd=root)
    assert ran.exit_code == 0, ran.stderr
    picture = "2026-w47/images/low-water-01.png"
    assert sorted(name for name in files_of(www) if not name.startswith(".")) == [picture]
    assert verify_published(files_of(www)) == ()
    write_workspace(root, [SampleArticle(slug="ebb")], issue={"outputs": ["web"], "number": 48}, issue_id="2026-w48")
    assert run("build", "2026-w48", cwd=root).exit_code == 0
    assert run("publish", "2026-w48", "--to", www, "--prune", cwd=root).exit_code == 0
    held = files_of(www)
    assert picture in held
    assert "2026-w48/index.html" in held
    assert "2026-w47" not in held["index.html"].decode()
    assert verify_published(held) == ()


def test_a_changed_picture_is_found(built: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(built, tmp_path / "house"))
    assert run("verify", root / "out/2026-w47", cwd=root).exit_code == 0
    (root / "out/2026-w47/email/images/low-water-01.png").write_bytes(b"x")
    assert run("verify", root / "out/2026-w47", cwd=root).exit_code == 4
