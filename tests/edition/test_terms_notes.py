"""What an editor is told of publishers' terms: a proposal where none are named, a doubt where the text itself says so."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from publishkit.cli.rights import rights
from publishkit.edition.issue_rights import note_findings
from publishkit.model.artifact import Finding
from publishkit.press.build import clear, read
from tests.support.workspaces import SampleArticle, write_workspace

BODY = "The tide turned at six.\n\nThis post was originally published on Eels Weekly.\n"


def post(body: str = BODY, **rights: Any) -> SampleArticle:
    head = {
        "title": "Eels",
        "bylines": [{"name": "Nils Aal"}],
        "publisher": {"name": "Global Voices"},
        "published": "2026-11-01",
        "source_url": "https://fr.globalvoices.org/2026/11/01/1/",
    }
    return SampleArticle(slug="eels", head=head, body=body, rights={"status": "licensed_open", **rights}, pictures=[])


def findings(tmp_path: Path, article: SampleArticle) -> list[Finding]:
    return [
        one
        for one in note_findings(clear(read(write_workspace(tmp_path, [article]), "2026-w47")).items)
        if one.code in {"R004", "R005"}
    ]


def test_terms_on_file_are_proposed_and_not_applied(tmp_path: Path) -> None:
    """R004 is an information; the text stays refused until the editor names the terms."""
    found = findings(tmp_path, post())
    assert [(one.code, one.severity) for one in found] == [("R004", "info")]
    assert found[0].where == "issues/2026-w47/articles/eels/rights.toml: text"
    assert found[0].message == "the page seems to be from Global Voices, whose terms are on file (CC BY 3.0)"
    assert found[0].hint == 'if they cover this one, add `profile = "global-voices"` to its rights'
    assert clear(read(tmp_path, "2026-w47")).refused


def test_rights_show_proposes_them_too(tmp_path: Path) -> None:
    write_workspace(tmp_path, [post()])
    told = CliRunner().invoke(rights, ["show", "--workspace", str(tmp_path)]).stdout
    assert "eels#text: the page seems to be from Global Voices, whose terms are on file (CC BY 3.0); if they" in told
    row = json.loads(CliRunner().invoke(rights, ["show", "--json", "--workspace", str(tmp_path)]).stdout)
    assert row["proposed"] == "global-voices"


def test_a_text_that_says_it_is_a_partners_raises_a_doubt(tmp_path: Path) -> None:
    """Global Voices' posts of partners are excluded."""
    (found,) = findings(tmp_path / "named", post(profile="global-voices"))
    assert (found.code, found.severity) == ("R005", "warning")
    assert (
        found.message
        == "the text says “originally published on”, and the terms of Global Voices do not cover such texts"
    )
    assert findings(tmp_path / "settled", post(profile="global-voices", partner_content=True)) == []
    assert findings(tmp_path / "own", post("The tide turned at six.\n", profile="global-voices")) == []
