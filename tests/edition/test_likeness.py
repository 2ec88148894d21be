"""Body and summary are held against the stored source: the refusal names the place, or the words."""

from pathlib import Path
from typing import Any

import pytest

from publishkit.edition.body import parse_body
from publishkit.press.build import Cleared, clear, read
from publishkit.rights.copies.verbatim import body_sha256
from tests.support.workspaces import SampleArticle, brief_article, write_workspace

BODY = """\
The ferry left the quay at six, as it had done every morning since 1931.

Nobody on board knew that the *pump* had failed during the night.

## What is left

- the ice house
- the net loft

The crew repaired it at sea with a hose borrowed from the galley.
"""
HASH = body_sha256(parse_body(BODY, "a").paragraphs)
HTML = """\
<!doctype html><html><head><title>Ferry</title></head><body><nav><ul><li>News</li></ul></nav><article>
<header><h1>Ferry left with a broken pump</h1></header>
<p>The ferry left the quay at six, as it had done every morning&nbsp;since 1931.</p>
<figure><img src="a.jpg"><figcaption>The quay. Photo: Bo Marl</figcaption></figure>
<p>Nobody on board knew that the <em>pump</em> had failed during the night.</p>
<aside><p>Read also: Harbour dues to double</p></aside>
<h2>What is left</h2><ul><li>the ice house</li><li>the net loft</li></ul>
<p>The crew repaired it at sea with a hose borrowed from the galley.</p></article>
<footer><p>© 2026 The Paper</p></footer></body></html>
"""
PASTE = "Ferry left with a broken pump\nBy Nils Aal\n" + "\n".join(parse_body(BODY, "a").paragraphs) + "\n© The Paper\n"
LETTER = b"From: rights@paper.example\n\nYes.\n"


def cleared(tmp_path: Path, *articles: SampleArticle, **over: Any) -> Cleared:
    return clear(read(write_workspace(tmp_path, list(articles), **over), "2026-w47"))


def article(body: str = BODY, *, source: tuple[str, str] | None = ("page.html", HTML), **rights: Any) -> SampleArticle:
    head = {
        "title": "Ferry",
        "bylines": [{"name": "Nils Aal"}],
        "publisher": {"name": "The Paper"},
        "source_url": "https://paper.example/a",
        "published": "2026-11-01",
    }
    values = {"status": "licensed_open", "license_id": "CC-BY-ND-4.0", **rights}
    files = {f"source/{source[0]}": source[1].encode()} if source else {}
    return SampleArticle(head=head, body=body, rights=values, pictures=[], files=files)


def sentences(found: Cleared) -> set[str]:
    return {reason.sentence for item in found.items for _, one in item.refused for reason in one.reasons}


@pytest.mark.parametrize("source", [("page.html", HTML), ("paste.txt", PASTE), ("in.md", BODY), None])
def test_the_unchanged_text_passes(tmp_path: Path, source: tuple[str, str] | None) -> None:
    assert not cleared(tmp_path, article(source=source, body_sha256=HASH)).refused


@pytest.mark.parametrize("source", [("page.html", HTML), ("paste.txt", PASTE), ("in.md", BODY)])
def test_without_a_hash_the_stored_source_says_whether(tmp_path: Path, source: tuple[str, str]) -> None:
    """Menus, captions and "read also" around the text are no difference; a changed number is one."""
    assert not cleared(tmp_path / "same", article(source=source)).refused
    assert cleared(tmp_path / "changed", article(BODY.replace("1931", "1932"), source=source)).refused


@pytest.mark.parametrize("source", [("page.html", HTML), ("paste.txt", PASTE), ("in.md", BODY)])
def test_one_changed_word_is_named(tmp_path: Path, source: tuple[str, str]) -> None:
    found = cleared(tmp_path, article(BODY.replace("1931", "1932"), source=source, body_sha256=HASH))
    assert sentences(found) == {"The text differs from the stored original at one place: “1931.” became “1932.”."}


def test_several_places_are_counted_and_the_first_is_named(tmp_path: Path) -> None:
    body = BODY.replace("Nobody", "No one").replace("- the ice house\n", "").replace("galley", "kitchen")
    found = cleared(tmp_path, article(body, body_sha256=HASH))
    assert sentences(found) == {
        "The text differs from the stored original at 3 places (first: “Nobody” became “No one”)."
    }


def test_without_a_stored_source_the_refusal_stands_alone(tmp_path: Path) -> None:
    found = cleared(tmp_path, article(source=None, body_sha256="0" * 64))
    assert sentences(found) == {"The text differs from the stored original."}


def test_a_permission_for_the_full_text_is_for_the_text_as_it_is(tmp_path: Path) -> None:
    """What a grant wants unchanged is compared as well."""
    from hashlib import sha256

    grant = {
        "kind": "email",
        "grantor": {"name": "The Paper"},
        "grantor_is_holder": True,
        "granted_on": "2026-11-02",
        "channels": ["email", "web", "pdf", "epub"],
        "evidence": [{"path": "evidence/yes.eml", "sha256": sha256(LETTER).hexdigest()}],
    }
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "yes.eml").write_bytes(LETTER)
    given: dict[str, Any] = {"status": "permission", "license_id": "", "grants": [grant], "body_sha256": HASH}
    assert not cleared(tmp_path, article(**given)).refused
    found = cleared(tmp_path, article(BODY.replace("six", "seven"), **given))
    assert sentences(found) == {"The text differs from the stored original at one place: “six,” became “seven,”."}


def test_a_license_that_allows_changes_does_not_care(tmp_path: Path) -> None:
    changed = article(BODY.replace("1931", "1932"), license_id="CC-BY-4.0", body_sha256=HASH)
    assert not cleared(tmp_path, changed).refused


def test_a_summary_that_repeats_the_source_is_told_its_words(tmp_path: Path) -> None:
    brief = brief_article(summary="In the end the council voted on Tuesday night by nine votes to two to raise them.")
    brief.files["source/paste.txt"] = brief.body.encode()
    assert sentences(cleared(tmp_path, brief)) >= {
        "The summary repeats 12 words in a row from the source: “the council voted on Tuesday night by nine votes to two to”; say it in other words."
    }


def test_quotation_marks_in_a_summary_make_a_quotation(tmp_path: Path) -> None:
    """They hide no copy: what stands in the source counts as quoted, and a quotation has its limits."""
    own = "Skippers say they will fight it in court. " * 12
    alone = brief_article(summary=f"Dues rise: “by nine votes to two”. {own}")
    much = brief_article(summary=f"“{brief_article().body}” {own}", use="quote", quote="to double the dues")
    for brief in (alone, much):
        brief.files["source/paste.txt"] = brief.body.encode()
    assert not cleared(tmp_path / "alone", alone).refused
    assert "The quotation has 130 characters; 120 are allowed." in sentences(cleared(tmp_path / "much", much))


def test_a_publisher_that_reserves_mining_in_its_terms_wants_a_signature(tmp_path: Path) -> None:
    """The profile's reservation counts like the page's own."""
    brief = brief_article(summary_by="")
    brief.rights = {"status": "all_rights_reserved", "profile": "wirtualna-polska"}
    assert (
        "The source reserves text and data mining; a person must write the summary and be named as its author."
        in sentences(cleared(tmp_path, brief))
    )
