"""What a publisher's terms do to an edition: the license they give is the one that is printed, a monthly cap is kept."""

import json
from pathlib import Path

import pytest
import tomlkit

from tests.support.command import run
from tests.support.workspaces import SampleArticle, png, write_workspace

TERMS = """\
id = "estuary"
name = "Estuary Papers"
hosts = ["estuary.example"]
license_id = "CC-BY-ND-4.0"
license_is_default = true
terms_url = "https://estuary.example/republish"
terms_checked_on = 2026-11-01
[limits]
cap_per_month = 1
[images]
default = "same_license"
"""
CC_BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/"


def theirs(slug: str) -> SampleArticle:
    """An article that names the publisher's terms and no license of its own."""
    return SampleArticle(
        slug=slug,
        head={
            "title": f"Of {slug}",
            "bylines": [{"name": "Mara Lind"}],
            "publisher": {"name": "Estuary Papers"},
            "published": "2026-11-05",
            "source_url": f"https://estuary.example/{slug}",
        },
        body="The tide was late, and the clocks were later.\n\n![Boats.](images/01.png)",
        rights={"status": "licensed_open", "profile": "estuary"},
        pictures=[
            {
                "file": "images/01.png",
                "alt": "Boats.",
                "rights": {"status": "licensed_open", "profile": "estuary", "creators": [{"name": "Bo Marl"}]},
            }
        ],
        files={"images/01.png": png()},
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two issues of one November, the first one built."""
    root = tmp_path_factory.mktemp("workspace")
    (root / "rights" / "profiles").mkdir(parents=True)
    (root / "rights" / "profiles" / "estuary.toml").write_text(TERMS, "utf-8")
    for number, day, slug in ((46, "2026-11-13", "clocks"), (47, "2026-11-20", "tides")):
        dated = {"number": number, "date": tomlkit.parse(f"d = {day}")["d"], "outputs": ["web"]}
        write_workspace(root, [theirs(slug)], issue=dated, issue_id=f"2026-w{number}")
    done = run("build", "2026-w46", "-C", root)
    assert done.exit_code == 0, done.stdout + done.stderr
    return root


def test_the_license_the_terms_give_is_credited_linked_and_recorded(built: Path) -> None:
    """Neither text nor picture names a license; the gate relied on the publisher's."""
    (out,) = [path.parent for path in (built / "out").rglob("rights.json")]
    page = next((out / "web").glob("clocks.html")).read_text("utf-8")
    assert page.count(f'href="{CC_BY_ND}"') >= 2
    assert page.count("CC BY-ND 4.0") >= 2
    records = {record["asset"]: record for record in json.loads((out / "rights.json").read_text("utf-8"))["items"]}
    assert records["clocks#text"]["license_uri"] == CC_BY_ND
    picture = records["clocks#img1"]
    assert (picture["status"], picture["license_uri"]) == ("licensed_open", CC_BY_ND)


def test_the_same_license_stands_in_the_table_and_in_the_report(built: Path) -> None:
    shown = [
        json.loads(line)
        for line in run("rights", "show", "-C", built, "--issue", "2026-w46", "--json").stdout.splitlines()
    ]
    assert [row["license"] for row in shown] == ["CC BY-ND 4.0", "CC BY-ND 4.0"]
    told = json.loads(run("rights", "report", "2026-w46", "-C", built, "--json").stdout)
    assert [asset["license_uri"] for asset in told["articles"][0]["assets"]] == [CC_BY_ND, CC_BY_ND]


def test_a_monthly_cap_counts_the_editions_before(built: Path) -> None:
    """The first issue is built again at will; the second one finds the month used up."""
    assert run("build", "2026-w46", "-C", built).exit_code == 0
    assert run("build", "2026-w47", "-C", built).exit_code == 3
    shown = run("rights", "show", "tides", "-C", built, "--issue", "2026-w47", "--json").stdout
    assert json.loads(shown.splitlines()[0])["reasons"][0].startswith(
        "1 item a month from Estuary Papers is allowed and used already"
    )


def test_a_text_taken_out_of_the_earlier_edition_makes_room(built: Path) -> None:
    manifest = built / "issues" / "2026-w46" / "issue.toml"
    before = manifest.read_text("utf-8")
    manifest.write_text(before.replace('"clocks"', '"other"'), "utf-8")
    shown = run("rights", "show", "-C", built, "--issue", "2026-w47", "--json").stdout
    manifest.write_text(before, "utf-8")
    assert json.loads(shown.splitlines()[0])["cleared"] == ["web"]
