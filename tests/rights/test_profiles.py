"""Publishers' terms are read strictly, and found by the host of a page."""

from pathlib import Path

import pytest

from publishkit.errors import InputError
from publishkit.rights.profiles import load_profiles, profile_for
from tests.rights.base_case import fixture_profiles


def write(workspace: Path, name: str, text: str) -> Path:
    folder = workspace / "rights" / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return workspace


def test_the_nine_fixtures_are_read() -> None:
    assert len(fixture_profiles()) >= 9
    assert fixture_profiles()["propublica"].allow.nc_override == "ads_ok"


def test_a_workspace_without_profiles_has_the_shipped_ones(tmp_path: Path) -> None:
    assert set(load_profiles(tmp_path)) <= set(fixture_profiles())


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    """Each with its file and key, and the nearest known key."""
    write(tmp_path, "a.toml", 'id = "a"\nname = "A"\nlicence_id = "CC-BY-4.0"\n[limits]\nmax_words = "many"\n')
    write(tmp_path, "b.toml", 'id = "c"\nname = "B"\n[credit]\nrequired = "By {autors}"\n')
    with pytest.raises(InputError) as stop:
        load_profiles(tmp_path)
    told = "\n".join(sorted(str(problem) for problem in stop.value.problems))
    assert told == (
        "rights/profiles/a.toml:3: licence_id: unknown key (did you mean `license_id`?)\n"
        'rights/profiles/a.toml:5: limits.max_words: must be a whole number, not "many" (write it without quotes)\n'
        "rights/profiles/b.toml:1: id: `c` is not the file's name (they must agree)\n"
        "rights/profiles/b.toml:4: credit.required: unknown placeholder `{autors}` "
        "(known here: accessed, author, authors, date, date_long, holder, publisher, title, url, year)"
    )


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ('license_id = "CC-BY"', 3, "license_id: `CC-BY` names no complete license"),
        ("[limits]\ncap_per_month = -1", 4, "limits.cap_per_month: is below zero"),
        ('[exclude]\ntext_patterns = ["("]', 4, "exclude.text_patterns[1]: is no regular expression"),
        ('[allow]\nnc_override = "all"', 4, "allow.nc_override"),
        ('terms_checked_on = "yesterday"', 3, "terms_checked_on"),
    ],
)
def test_terms_that_make_no_sense_are_refused(tmp_path: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(InputError) as stop:
        load_profiles(write(tmp_path, "a.toml", f'id = "a"\nname = "A"\n{text}\n'))
    assert f"rights/profiles/a.toml:{line}: {told}" in str(stop.value)


@pytest.mark.parametrize(
    ("url", "profile"),
    [
        ("https://globalvoices.org/2024/11/18/x/", "global-voices"),
        ("https://fr.globalvoices.org/2024/11/18/x/", "global-voices"),
        ("https://www.propublica.org/article/x", "propublica"),
        ("https://notpropublica.org/", None),
        ("https://propublica.org.evil.example/", None),
        ("https://[broken", None),
        (None, None),
    ],
)
def test_a_page_leads_to_its_publishers_terms(url: str | None, profile: str | None) -> None:
    found = profile_for(url, fixture_profiles())
    assert (found.id if found else None) == profile
