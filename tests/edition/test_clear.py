"""The gate as an editor meets it: a workspace in, decisions and wording out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publishkit.edition.assemble import assemble
from publishkit.edition.clear import ClearedItem
from publishkit.edition.issue_rights import note_findings
from publishkit.edition.items import draw_pictures
from publishkit.model.credits import plain
from publishkit.model.edition import Edition
from publishkit.model.issue import OUTPUTS
from publishkit.model.rights import Channel
from publishkit.press.build import Cleared, clear, read
from tests.support.workspaces import NOTICE, SampleArticle, brief_article, write_workspace

SOURCE = {"source_url": "https://paper.example/a", "publisher": {"name": "The Paper"}, "published": "2026-11-01"}


def cleared(tmp_path: Path, *articles: SampleArticle, **over: Any) -> Cleared:
    return clear(read(write_workspace(tmp_path, list(articles), **over), "2026-w47"))


def edition(found: Cleared) -> Edition:
    return assemble(found.planned, found.items, draw_pictures(found.items))


def codes(item: ClearedItem) -> set[str]:
    return {reason.code for decision in item.decisions.values() for reason in decision.reasons}


def outside(status: str = "licensed_open", **rights: Any) -> SampleArticle:
    """Return somebody else's article with their statement."""
    head = {"title": "Eels", "bylines": [{"name": "Nils Aal"}], **SOURCE}
    return SampleArticle(head=head, rights={"status": status, **rights})


def cc(license_id: str, **rights: Any) -> SampleArticle:
    return outside("licensed_open", license_id=license_id, **rights)


def test_the_full_text_of_a_reserved_page_is_refused_in_every_format(tmp_path: Path) -> None:
    """Each format is decided; each refusal says what would be allowed instead."""
    (item,) = cleared(tmp_path, brief_article(use="full")).refused
    assert [channel for channel, _ in item.refused] == list(OUTPUTS)
    assert codes(item) == {"R-ARR"}
    assert all("brief" in decision.alternatives for _, decision in item.refused)


def test_a_brief_by_a_person_passes(tmp_path: Path) -> None:
    assert not cleared(tmp_path, brief_article()).refused


def test_a_brief_nobody_signed_is_refused_where_mining_is_reserved(tmp_path: Path) -> None:
    """The source reserves text and data mining: a person must write the summary, and say who."""
    (item,) = cleared(tmp_path, brief_article(summary_by="")).refused
    assert "R-TDM-MACHINE" in codes(item)


def test_a_summary_that_repeats_the_source_is_refused(tmp_path: Path) -> None:
    article = brief_article(
        summary="The council voted on Tuesday night by nine votes to two to double the dues that boats pay."
    )
    article.files["source/paste.txt"] = article.body.encode()
    (item,) = cleared(tmp_path, article).refused
    assert "R-SUMMARY-NEAR-COPY" in codes(item)


def test_a_long_quotation_is_refused(tmp_path: Path) -> None:
    article = brief_article(use="quote", quote="nine votes to two " * 12, summary="Own. " * 400)
    (item,) = cleared(tmp_path, article).refused
    assert "R-QUOTE-TOO-LONG" in codes(item)


def test_no_rights_file_clears_nothing(tmp_path: Path) -> None:
    (item,) = cleared(tmp_path, outside("unknown")).refused
    assert codes(item) == {"R-UNKNOWN"}


@pytest.mark.parametrize(("use", "ok"), [("full", True), ("abridged", False), ("translated", False)])
def test_no_derivatives_allows_the_whole_text_only(tmp_path: Path, use: str, ok: bool) -> None:
    article = cc("CC-BY-ND-4.0")
    article.entry = {"use": use, "changes": "Shortened.", "translated_from": "de"}
    assert (not cleared(tmp_path, article).refused) is ok


def test_a_changed_word_in_a_no_derivatives_text_is_refused(tmp_path: Path) -> None:
    """The text is compared with what was captured."""
    article = cc("CC-BY-ND-4.0", body_sha256="0" * 64)
    (item,) = cleared(tmp_path, article).refused
    assert codes(item) == {"R-VERBATIM-FAILED"}


def test_noncommercial_depends_on_the_edition(tmp_path: Path) -> None:
    """The same text: allowed to a free non-profit letter, refused to one with a sponsor."""
    assert not cleared(tmp_path / "free", cc("CC-BY-NC-4.0")).refused
    sold = cleared(tmp_path / "sponsored", cc("CC-BY-NC-4.0"), config={"edition": {"sponsors": True}})
    assert codes(sold.refused[0]) == {"R-CC-NC-COMMERCIAL"}


def test_the_house_rule_prints_a_brief_instead_and_says_so(tmp_path: Path) -> None:
    """on_not_cleared = "brief": the editor's summary is used, and a finding names the item."""
    found = cleared(tmp_path, brief_article(use="full"), config={"rights": {"on_not_cleared": "brief"}})
    assert not found.refused
    assert found.items[0].entry.use == "brief"
    assert "R002" in [finding.code for finding in note_findings(found.items)]


def test_a_picture_without_clearance_is_left_out_and_named(tmp_path: Path) -> None:
    """The text's license never spreads to its pictures."""
    article = cc("CC-BY-4.0")
    article.pictures[0]["rights"] = {"status": "unknown", "credit_line": "Foto: Somebody"}
    found = cleared(tmp_path, article)
    assert not found.refused
    made = edition(found)
    assert made.pictures(Channel.PDF) == ()
    assert made.credits.entries[0].omitted == ("One picture of the original is not shown here (Foto: Somebody).",)
    assert [f.code for f in note_findings(found.items)] == ["R021", "R001"]
    assert {withheld.asset_id for withheld in made.withheld} == {"low-water#img1"}


def test_a_brief_shows_no_picture_even_a_cleared_one(tmp_path: Path) -> None:
    article = brief_article()
    article.pictures[0]["rights"] = {"status": "own"}
    assert edition(cleared(tmp_path, article)).pictures(Channel.WEB) == ()


def test_the_notice_is_owed_in_every_format(tmp_path: Path) -> None:
    """Byte for byte, on the credits page of each."""
    made = edition(cleared(tmp_path, brief_article()))
    owed = {o.channel for o in made.owed if o.duty == "D-KEEP-NOTICE" and NOTICE in o.strings}
    assert owed == set(OUTPUTS)
    assert made.credits.entries[0].notices[0].text == NOTICE


def test_a_withheld_text_leaves_traces_to_look_for(tmp_path: Path) -> None:
    made = edition(cleared(tmp_path, brief_article()))
    text = next(w for w in made.withheld if w.asset_id == "harbour-dues#text")
    assert text.shingles
    assert text.channels == OUTPUTS


def test_a_license_is_credited_with_title_author_source_and_license(tmp_path: Path) -> None:
    """TASL, the source behind the title; nothing is claimed of a text that was compared with nothing."""
    item = edition(cleared(tmp_path, cc("CC-BY-SA-4.0"))).items[0]
    assert item.credit.label == "Full text · CC BY-SA 4.0"
    assert plain(item.credit.lines[0]) == "“Eels” by Nils Aal, The Paper, 1 November 2026. Licensed under CC BY-SA 4.0."
    links = {span.kind: span.href for span in item.credit.lines[0] if span.href}
    assert links == {"title": "https://paper.example/a", "license": "https://creativecommons.org/licenses/by-sa/4.0/"}


def test_a_license_beside_a_permission_that_is_missing_is_what_readers_see(tmp_path: Path) -> None:
    """What the license cleared is credited with it, whatever else rights.toml hoped for."""
    found = cleared(tmp_path, outside("permission", license_id="CC-BY-4.0"))
    assert not found.refused
    (item,) = edition(found).items
    assert "CC BY 4.0" in item.credit.label
    assert any("Licensed under CC BY 4.0" in plain(line) for line in item.credit.lines)


def test_credits_follow_the_language_of_the_edition(tmp_path: Path) -> None:
    """Names and titles are never translated, the words around them are."""
    found = cleared(tmp_path, cc("CC-BY-4.0"), issue={"language": "pl"})
    line = plain(edition(found).items[0].credit.lines[0])
    assert line == "„Eels”, Nils Aal, The Paper, 1 listopada 2026. Na licencji CC BY 4.0."


def test_an_own_text_says_whose_it_is(tmp_path: Path) -> None:
    item = edition(cleared(tmp_path, SampleArticle())).items[0]
    assert plain(item.credit.lines[0]) == "“Low Water” by Ada Quill. © 2026 Quay Readers."


def test_a_required_credit_is_printed_exactly(tmp_path: Path) -> None:
    """A permission with its own credit line: that line, then ours."""
    evidence = tmp_path / "issues/2026-w47/evidence/letter.eml"
    evidence.parent.mkdir(parents=True)
    evidence.write_text("You may.", "utf-8")
    from hashlib import sha256

    grant = {
        "kind": "email",
        "grantor": {"name": "The Paper"},
        "grantor_is_holder": True,
        "granted_on": "2026-11-02",
        "channels": ["email", "web", "pdf", "epub"],
        "credit": "© The Paper, by kind permission",
        "evidence": [
            {"path": "issues/2026-w47/evidence/letter.eml", "sha256": sha256(b"You may.").hexdigest()},
        ],
    }
    found = cleared(tmp_path, outside("permission", grants=[grant], holders=[{"name": "The Paper"}]))
    assert not found.refused, codes(found.items[0])
    item = edition(found).items[0]
    assert plain(item.credit.lines[0]) == "© The Paper, by kind permission"
    assert item.credit.label == "Full text · by permission"
    evidence.write_text("You may not.", "utf-8")
    again = clear(read(tmp_path, "2026-w47"))
    assert codes(again.refused[0]) == {"R-EVIDENCE-MISMATCH"}


def test_review_questions_and_missing_alternative_texts_are_findings(tmp_path: Path) -> None:
    article = SampleArticle()
    article.head["review"] = ["Who took the picture?"]
    article.pictures[0] |= {"alt": "", "caption": ""}
    findings = list(note_findings(cleared(tmp_path, article).items))
    assert {finding.code: finding.severity for finding in findings} == {"A001": "warning", "A004": "error"}
    assert "publishkit rights set low-water images/01.png alt=" in next(
        one.hint for one in findings if one.code == "A004"
    )


def test_a_caption_says_what_a_picture_shows(tmp_path: Path) -> None:
    article = SampleArticle()
    article.pictures[0] |= {"alt": "", "caption": "Boats at the quay."}
    found = cleared(tmp_path, article)
    assert [one.picture.alt for one in found.items[0].pictures] == ["Boats at the quay."]
    assert "A004" not in {finding.code for finding in note_findings(found.items)}


def test_a_picture_within_a_line_is_an_error(tmp_path: Path) -> None:
    """There is no place for its credit, so it cannot be printed, and must not vanish silently."""
    article = SampleArticle(body="See ![x](images/01.png) here.")
    found = [finding.code for finding in note_findings(cleared(tmp_path, article).items)]
    assert found == ["A002", "A003"]


def test_hostile_words_are_escaped_in_a_summary(tmp_path: Path) -> None:
    made = edition(cleared(tmp_path, brief_article(summary="Dues <script>alert(1)</script> & more.")))
    assert made.items[0].blocks[0].html == "<p>Dues &lt;script&gt;alert(1)&lt;/script&gt; &amp; more.</p>"


def test_the_same_issue_gives_the_same_edition(tmp_path: Path) -> None:
    found = cleared(tmp_path, SampleArticle(), brief_article())
    assert edition(found) == edition(replace(found))


def test_a_picture_that_stands_nowhere_owes_nothing(tmp_path: Path) -> None:
    """It is listed, cleared and not printed; on the cover or in the text it owes its credit."""
    duties = edition(cleared(tmp_path / "none", SampleArticle(body="The harbour wakes at four."))).owed
    assert not [duty for duty in duties if duty.asset_id == "low-water#img1"]
    cover = {"cover": {"article": "low-water", "picture": "images/01.png"}}
    for root, found in (("text", SampleArticle()), ("cover", SampleArticle(body="The harbour wakes at four."))):
        duties = edition(cleared(tmp_path / root, found, issue=cover if root == "cover" else {})).owed
        assert {duty.channel for duty in duties if duty.asset_id == "low-water#img1"} == set(OUTPUTS)
