"""`rights profiles` lists terms in words a person can act on, and tells every mistake at once."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from publishkit.cli.rights import rights
from publishkit.errors import InputError
from publishkit.model.profile import Allowed, CreditTerms, Limits, NotifyTerms, PixelTerms, Profile
from publishkit.model.rights import Channel
from publishkit.rights.profiles import flags_in_words, license_in_words, load_profiles, must_be_read, read_in_words


def run(*arguments: str, workspace: Path):
    return CliRunner().invoke(rights, ["profiles", *arguments, "--workspace", str(workspace)])


def own(workspace: Path, name: str, text: str) -> None:
    folder = workspace / "rights" / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text, "utf-8")


def test_every_profile_is_listed_with_its_conditions(tmp_path: Path) -> None:
    own(tmp_path, "quay", 'id = "quay"\nname = "The Quay"\nterms_checked_on = 2001-01-01\n[limits]\nmax_words = 300\n')
    told = " ".join(run(workspace=tmp_path).stdout.split())
    assert "The Quay · own terms · read 1 January 2001, too long ago: read them again · yours at most 300 words" in told
    assert "Grist · own terms · not read yet whole and unchanged only; not sold separately; no pictures." in told
    assert "Nothing without a contract or a letter: afp," in told


def test_machines_read_one_object_a_line(tmp_path: Path) -> None:
    own(tmp_path, "grist", 'id = "grist"\nname = "Grist"\nterms_checked_on = 2001-01-01\n')
    rows = {row["id"]: row for row in map(json.loads, run("--json", workspace=tmp_path).stdout.splitlines())}
    assert rows["grist"]["origin"] == "workspace"
    assert rows["grist"]["replaces_ours"] is True
    assert rows["grist"]["read_again"] == "2001-06-30"
    assert rows["grist"]["fresh"] is False
    assert rows["global-voices"]["license"] == "CC BY 3.0"
    assert rows["global-voices"]["terms_url"].startswith("https://globalvoices.org/")


def test_a_check_tells_every_mistake_of_every_file(tmp_path: Path) -> None:
    own(
        tmp_path,
        "a",
        'id = "a"\nname = "A"\nhosts = ["https://a.example/"]\nterms_url = "a.example"\n[allow]\npaywal = false\n',
    )
    own(tmp_path, "b", 'id = "b"\nname = "B"\nhosts = ["https://b.example/"]\nlicense_is_default = true\n')
    own(
        tmp_path,
        "c",
        'id = "c"\nname = "C"\n[limits]\nnot_before_days = 9\nnot_after_days = 3\n'
        '[[licenses]]\nlicense_id = "CC-BY-4.0"\nsince = 2025-01-01\nuntil = 2024-01-01\n',
    )
    result = run("--check", workspace=tmp_path)
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_code == 2
    assert [str(problem) for problem in result.exception.problems] == [
        "rights/profiles/a.toml:6: allow.paywal: unknown key (did you mean `paywall`?)",
        "rights/profiles/b.toml:3: hosts: `https://b.example/` is no host (such as example.org or *.example.org)",
        "rights/profiles/b.toml:4: license_is_default: is true and no license is named (add `license_id`)",
        "rights/profiles/c.toml:6: licenses[1]: ends before it begins (swap since and until)",
        "rights/profiles/c.toml:3: limits: may not appear before it may no longer appear (swap the two days)",
    ]


def test_a_check_without_a_mistake_names_what_must_be_read(tmp_path: Path) -> None:
    result = run("--check", workspace=tmp_path)
    told = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert "no mistake found." in told
    assert "propublica" in told
    assert "afp" not in told


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        (Profile(id="x", name="X", allow=Allowed(republication=False)), ("nothing without a contract or a letter",)),
        (
            Profile(
                id="x", name="X", allow=Allowed(channels=(Channel.WEB,), edits="none", abridge=False, translate=False)
            ),
            ("no edits or cuts or translation", "only for the web", "no pictures"),
        ),
        (
            Profile(id="x", name="X", limits=Limits(not_before_days=2, cap_per_month=4), tdm_reserved=True),
            ("not in its first 2 days", "at most 4 a month", "no pictures", "text and data mining reserved"),
        ),
        (
            Profile(
                id="x",
                name="X",
                credit=CreditTerms(required="© X", placement="bottom"),
                pixel=PixelTerms(required_in=(Channel.WEB, Channel.EMAIL)),
                notify=NotifyTerms(when="required", send=("copy",), channels=(Channel.PDF,)),
            ),
            (
                "credit “© X” at the end",
                "a tracking pixel for the web and email",
                "no pictures",
                "send them a copy after PDF",
            ),
        ),
    ],
)
def test_conditions_are_said_in_words(profile: Profile, words: tuple[str, ...]) -> None:
    assert flags_in_words(profile) == words


def test_a_reading_counts_for_as_long_as_the_house_says() -> None:
    """180 days by default: the last of them counts, the next does not."""
    profile = Profile(id="x", name="X", terms_checked_on=date(2026, 1, 1))
    assert read_in_words(profile, date(2026, 6, 30), 180) == "read 1 January 2026"
    assert read_in_words(profile, date(2026, 7, 1), 180) == "read 1 January 2026, too long ago: read them again"
    assert must_be_read(profile, date(2026, 7, 1), 180)
    assert license_in_words(profile) == "own terms"


def test_one_command_takes_terms_over_as_read_today(tmp_path: Path) -> None:
    """A profile that nobody has read clears nothing; the command that says so is the one that mends it."""
    before = load_profiles(tmp_path)["propublica"]
    assert before.terms_checked_on is None
    result = run("adopt", "propublica", "--by", "Jane Doe", workspace=tmp_path)
    assert result.exit_code == 0, result.output
    assert "a tracking pixel for the web" in " ".join(result.stdout.split())
    today = datetime.now(tz=UTC).date()
    after = load_profiles(tmp_path)["propublica"]
    assert after == replace(before, terms_checked_on=today)
    text = (tmp_path / "rights" / "profiles" / "propublica.toml").read_text("utf-8")
    assert text.startswith(f"# ProPublica: compared with its own page on {today} by Jane Doe.\nid =")
    assert "# they" not in text.splitlines()[0]
    assert "# the line they ask for" in text, "comments in the file stay"


def test_terms_are_taken_over_again(tmp_path: Path) -> None:
    """The workspace's own file is read anew, with what was corrected in it, and a head of ours is not piled up."""
    own(tmp_path, "quay", '# Read long ago.\n\nid = "quay"\nname = "The Quay"\nterms_checked_on = 2001-01-01 # told\n')
    for _ in range(2):
        assert run("adopt", "quay", workspace=tmp_path).exit_code == 0
    text = (tmp_path / "rights" / "profiles" / "quay.toml").read_text("utf-8")
    today = datetime.now(tz=UTC).date()
    assert text == (
        f"# The Quay: compared with its own page on {today}.\n"
        f'id = "quay"\nname = "The Quay"\nterms_checked_on = {today} # told\n'
    )


@pytest.mark.parametrize(("name", "told"), [("mongaby", "`mongabay`"), ("ap", "allow nothing"), ("../x", "on file")])
def test_what_cannot_be_taken_over_is_refused(tmp_path: Path, name: str, told: str) -> None:
    """No such terms, or terms that permit nothing."""
    result = run("adopt", name, workspace=tmp_path)
    assert isinstance(result.exception, InputError)
    assert told in str(result.exception.problems[0])
    assert not (tmp_path / "rights").exists()
