"""What build proved and publish wrote is what `verify` and `verify --site` accept; a leak is found by each of them."""

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import tomlkit

from publishkit.edition.records.proof_record import parse_proof
from publishkit.edition.records.record_json import canonical
from publishkit.press.build import press_issue
from publishkit.press.publish import PublishOrder, publish_site
from publishkit.press.verify import verify_edition, verify_folder, verify_published, verify_site
from publishkit.rights.copies.traces import old_traces
from publishkit.workspace.folder import slugify
from publishkit.workspace.load import load_config
from tests.proof.mutations.hand import sealed_again, summed_again
from tests.proof.test_harmless_editions import BODY, NOTICE, TITLE, errors, licensed, news, notices, ours, page
from tests.support.command import files_of
from tests.support.workspaces import SampleArticle, write_workspace

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUOTE = BODY[0][23:110]
WORDS = " ".join(["We say no more of it here, and ask you to read it there."] * 6)


def press(root: Path, name: str, day: date, *articles: SampleArticle) -> None:
    issue = {"date": tomlkit.date(day.isoformat()), "outputs": ["email", "web"], "number": int(name[-2:])}
    write_workspace(root, list(articles), issue=issue, issue_id=name)
    made = press_issue(root, name, lambda _: None, NOW)
    assert made.exit_code == 0, errors(made)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two editions: a page as brief, link and quotation, its title its address; a week later the same text, licensed."""
    root = tmp_path_factory.mktemp("letter")
    noticed = page(*BODY, NOTICE)
    press(
        root,
        "2026-w46",
        date(2026, 11, 13),
        ours("A quiet week."),
        news(noticed, slug=slugify(TITLE), rights=notices(NOTICE)),
        news(slug="linked", entry={"use": "link"}),
        news(slug="quoted", entry={"use": "quote", "summary": "", "quote": QUOTE, "note": WORDS}),
        licensed(BODY[1], slug="rungs", entry={"use": "link"}),
    )
    press(root, "2026-w47", date(2026, 11, 20), licensed(BODY[1], slug="rungs", head={"title": TITLE}))
    return root


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("www")
    order = PublishOrder(ids=("2026-w46", "2026-w47"), to=str(folder))
    publish_site(root, load_config(root), order, clock=lambda: NOW, tell=lambda _: None)
    return folder


@pytest.mark.parametrize("name", ["2026-w46", "2026-w47"])
def test_verify_accepts_what_was_built(root: Path, name: str) -> None:
    assert verify_edition(root / "out" / name).findings == ()


def test_verify_site_accepts_what_was_published(site: Path) -> None:
    """A text that one edition links to and another prints stands in the feeds by right."""
    assert verify_site(site).findings == ()


@pytest.mark.parametrize("name", ["feeds/articles.json", "index.html", "search/index.json", "2026-w46/index.html"])
def test_verify_site_finds_a_leak_anywhere(site: Path, tmp_path: Path, name: str) -> None:
    """A sentence that no edition prints, in a list, a page, the search or a record."""
    files = files_of(site)
    data = files[name]
    changed = (
        json.dumps([json.loads(data), BODY[0]]).encode() if name.endswith(".json") else data + f"<p>{BODY[0]}".encode()
    )
    found = {finding.code for finding in verify_published({**files, name: changed})}
    assert "R114" in found


@pytest.mark.parametrize("name", ["rights.json", "edition.json", "texts.json", "build.json", "email.eml"])
def test_verify_finds_a_leak_in_every_record(root: Path, name: str) -> None:
    """Also where every record has the digest of the changed file, and in a header of the mail."""
    files = files_of(root / "out/2026-w46")
    if name == "email.eml":
        files[name] = f"X-Note: {BODY[0]}\n".encode() + files[name]
    else:
        files[name] = canonical({**json.loads(files[name]), "extra": BODY[0]})
    assert _codes(sealed_again(files)) == {"R114"}
    by_proof = set() if name == "build.json" else {"R134"}  # which is made after the proof, and names itself nowhere
    assert _codes(summed_again(files)) == {"R114", *by_proof}


FIRST_FORM = ("schema", "edition", "passed", "items", "duties", "withheld", "faults")


def test_a_proof_of_the_first_form_is_still_read(root: Path) -> None:
    """Its traces are of words, and it does not say what may be said: what is owed may be. It names no files."""
    files = files_of(root / "out/2026-w46")
    record = parse_proof(files["proof.json"])
    marks = tuple(old_traces("\n".join((TITLE, "Quayside Courier", BODY[1], NOTICE))))
    old = replace(
        record,
        schema="publishkit-proof/1",
        withheld=tuple(replace(item, shingles=marks if item.shingles else ()) for item in record.withheld),
    )
    files["proof.json"] = canonical({name: value for name, value in asdict(old).items() if name in FIRST_FORM})
    assert _codes(sealed_again(files)) == set()
    files["web/index.html"] = files["web/index.html"].replace(b"</main>", f"<p>{BODY[1]}</p></main>".encode(), 1)
    assert _codes(sealed_again(files)) == {"R114"}


def _codes(files: dict[str, bytes]) -> set[str]:
    found, _ = verify_folder(files, named="2026-w46")
    return {finding.code for finding in found}
