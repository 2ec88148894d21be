"""Clearing an article without opening a file."""

import difflib
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publishkit.errors import InputError, RightsError
from publishkit.press.clearing.audit import overview
from publishkit.press.clearing.claims import Claim
from publishkit.press.clearing.set_keys import parse_setting, set_keys
from publishkit.press.clearing.state_rights import Confirmation, Own, confirm, state_own
from publishkit.press.status import issue_status
from publishkit.workspace.front_matter import peek_head
from publishkit.workspace.load import load_issue
from tests.rights.detect.reading import STORY
from tests.support.command import files_of, run
from tests.support.workspaces import SampleArticle, brief_article, png, write_workspace
from tests.workspace.test_toml_edit import touched

ISSUE = "2026-w47"
BY = "https://creativecommons.org/licenses/by/4.0/"
EVERY_ARTICLE = "The imprint says that every article of this paper is under it, ours included."
OURS = f"issues/{ISSUE}/articles/low-water"
THEIRS = f"issues/{ISSUE}/articles/harbour-dues"
RIGHTS = """\
# what `add` wrote
[text]
origin = "detected" # by the machine
input_sha256 = "00"

# our photographer's
[[picture]]
file = "images/01.png"
alt = "Boats at a quay."

[picture.rights]
origin = "detected"
"""
REVIEW = [
    "bylines: no author was found",
    "source_url: the address of the original is missing; add it (or run again with --url)",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A report nothing is known of, and a page of somebody else's."""
    write_workspace(tmp_path, [SampleArticle(head={"title": "Low Water", "review": REVIEW}), brief_article()])
    (tmp_path / OURS / "rights.toml").write_text(RIGHTS, "utf-8")
    return tmp_path


def statements(root: Path, folder: str) -> list[dict[str, object]]:
    """Return the statement of the text and of each picture as they stand."""
    tree = tomllib.loads((root / folder / "rights.toml").read_text("utf-8-sig"))
    return [tree.get("text", {}), *(picture.get("rights", {}) for picture in tree.get("picture", []))]


def standing(root: Path, slug: str) -> tuple[str, str]:
    """Return whether a text is cleared, and the command to type next."""
    found = issue_status(root, ISSUE).of(slug)
    assert found
    return found.text, found.next


def test_one_command_clears_our_own_report_with_its_pictures(root: Path) -> None:
    """Two lines of rights.toml each for text and picture; the questions that no report of ours has are settled."""
    assert standing(root, "low-water") == ("not cleared", "publishkit rights own low-water --pictures")
    edited = state_own(root, ISSUE, "low", Own(pictures=True), write=True)
    text = (root / OURS / "rights.toml").read_text("utf-8")
    assert touched(RIGHTS, text) == (
        ['origin = "detected" # by the machine', 'origin = "detected"'],
        ['status = "own"', 'origin = "editor" # by the machine', 'status = "own"', 'origin = "editor"'],
    )
    assert [one.sentence for one in edited.said][:2] == ["the text is ours", "images/01.png is ours"]
    assert peek_head((root / OURS / "article.md").read_text("utf-8"))["review"] == REVIEW[:1]
    found = issue_status(root, ISSUE).of("low-water")
    assert found
    assert (found.text, found.pictures_cleared) == ("cleared", 1)


def test_a_picture_the_article_shows_and_nobody_listed_is_listed(root: Path) -> None:
    (root / OURS / "rights.toml").unlink()
    state_own(root, ISSUE, "low", Own(pictures=True), write=True)
    assert [one["status"] for one in statements(root, OURS)] == ["own", "own"]
    assert load_issue(root, ISSUE).articles["low-water"].pictures[0].file == "images/01.png"


def test_own_is_no_lazy_flag(root: Path) -> None:
    """Somebody else's page: what speaks against it is said, nothing is written, and words settle it."""
    before = files_of(root)
    with pytest.raises(RightsError) as stop:
        state_own(root, ISSUE, "harbour", Own(pictures=True), write=True)
    told = str(stop.value)
    assert "does not look like ours" in told
    assert "Harbour Press" in told
    assert 'publishkit rights own harbour-dues --by "NAME" --because "…"' in told
    assert {name: data for name, data in files_of(root).items() if ".publishkit" not in name} == before
    because = "Commissioned by us in May; the Harbour Press reprinted it."
    state_own(root, ISSUE, "harbour", Own(by="Owen Pascall", because=because), write=True)
    stated = statements(root, THEIRS)[0]
    assert (stated["status"], stated["claimed_by"], stated["because"]) == ("own", "Owen Pascall", because)


def test_a_picture_of_others_in_our_report_stays_theirs(root: Path) -> None:
    """`--pictures` claims ours and names the one that is not."""
    text = RIGHTS + 'credit_line = "Photo: Dan Reed / AFP"\nagencies = [{ name = "AFP" }]\n'
    (root / OURS / "rights.toml").write_text(text, "utf-8")
    edited = state_own(root, ISSUE, "low", Own(pictures=True), write=True)
    assert [one.get("status") for one in statements(root, OURS)] == ["own", None]
    assert any("images/01.png stays as it is: " in one.sentence and "AFP" in one.sentence for one in edited.said)
    with pytest.raises(RightsError, match=r"images/01\.png does not look like ours"):
        state_own(root, ISSUE, "low", Own(files=("01",)), write=True)


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ('caption = "Boats at noon. Photo: Tom Hale/Reuters"', False),
        ('caption = "Boats at the quay. (AP Photo/Jane Roe)"', False),
        ('caption = "Boats © Coast Pictures"', False),
        ('alt = "Boats | Foto: dpa"', False),
        ('caption = "Boats. Photo: Ada Example"', True),
        ('caption = "Boats lie at the Reuters building."', True),
        ('caption = "Boats © Quay Readers"', True),
    ],
)
def test_a_caption_that_credits_others_speaks_against_ours(root: Path, line: str, ours: bool) -> None:
    text = RIGHTS.replace('alt = "Boats at a quay."', line if line.startswith("alt") else f'alt = "Boats"\n{line}')
    (root / OURS / "rights.toml").write_text(text, "utf-8")
    state_own(root, ISSUE, "low", Own(pictures=True), write=True)
    found = issue_status(root, ISSUE).of("low-water")
    assert found
    assert (found.text, found.pictures_cleared) == ("cleared", int(ours))


def test_a_reason_that_nobody_stands_for_is_refused() -> None:
    with pytest.raises(InputError, match="--by: is missing"):
        Own(because="We paid for it.")
    with pytest.raises(InputError, match="--by: is missing"):
        Confirmation(because=EVERY_ARTICLE)


LOOKED = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
NAMED = {"reviewed_by": "Jo Brandt", "reviewed_at": LOOKED}


@pytest.mark.parametrize("command", ["own", "set"])
def test_a_name_alone_says_who_looked(root: Path, command: str) -> None:
    """A plain report needs no reason: the name and the moment stand beside its status, nothing is claimed against anything."""
    if command == "own":
        edited = state_own(root, ISSUE, "low", Own(pictures=True, by=" Jo Brandt ", at=LOOKED), write=True)
        assert "the text is ours, says Jo Brandt" in [one.sentence for one in edited.said]
    else:
        status, claim = [parse_setting("status=own")], Claim(by="Jo Brandt", at=LOOKED)
        set_keys(root, ISSUE, "low", status, picture=None, claim=claim, write=True)
    stated = statements(root, OURS)[0]
    assert {key: stated[key] for key in NAMED} == NAMED
    assert not {"claimed_by", "because"} & stated.keys()
    assert standing(root, "low-water")[0] == "cleared"


def test_a_name_alone_settles_no_contradiction(root: Path) -> None:
    """The refusal has the command to type, with the name that was given."""
    before = files_of(root)
    with pytest.raises(RightsError) as stop:
        state_own(root, ISSUE, "harbour", Own(by="Owen Pascall"), write=True)
    assert "publishkit rights own harbour-dues --by 'Owen Pascall' --because \"…\"" in str(stop.value)
    assert files_of(root) == before


def licensed(root: Path, scope: str, **more: str) -> None:
    """Let a license be found beside our report, which stood at an address that is not ours."""
    license = {"license_id": "CC-BY-4.0", "license_uri": BY, "license_applies_to": scope, **more}
    lines = "".join(f'{key} = "{value}"\n' for key, value in license.items())
    (root / OURS / "rights.toml").write_text(RIGHTS.replace('input_sha256 = "00"\n', lines), "utf-8")
    set_keys(root, ISSUE, "low", [parse_setting("source_url=https://tide.example/a")], picture=None, write=True)


def test_confirming_takes_what_detection_proposes(root: Path) -> None:
    """A license of the text becomes its status, and every question is settled; who looked is on record."""
    licensed(root, "this")
    assert standing(root, "low-water") == ("not cleared", "publishkit rights confirm low-water")
    confirm(root, ISSUE, "low", Confirmation(by="Jo Brandt"), write=True)
    stated = statements(root, OURS)[0]
    assert (stated["status"], stated["license_applies_to"], stated["origin"]) == ("licensed_open", "this", "editor")
    assert stated["reviewed_by"] == "Jo Brandt"
    assert "claimed_by" not in stated
    assert "review" not in peek_head((root / OURS / "article.md").read_text("utf-8"))
    assert standing(root, "low-water")[0] == "cleared"


def test_a_license_of_the_whole_site_is_confirmed_in_words(root: Path) -> None:
    """Status says which command, the command says why not and what to add, and that clears; words stand on record."""
    licensed(root, "site")
    way_out = 'publishkit rights confirm low-water --by "NAME" --because "…"'
    assert standing(root, "low-water") == ("not cleared", way_out)
    before = files_of(root)
    with pytest.raises(RightsError) as stop:
        confirm(root, ISSUE, "low", Confirmation(by="Jo Brandt"), write=True)
    assert "found for the whole site and not said of this text" in str(stop.value)
    assert way_out in str(stop.value)
    assert files_of(root) == before
    confirm(root, ISSUE, "low", Confirmation(by="Jo Brandt", because=EVERY_ARTICLE), write=True)
    stated = statements(root, OURS)[0]
    assert (stated["status"], stated["license_applies_to"]) == ("licensed_open", "site"), "what was found stays so"
    assert (stated["claimed_by"], stated["because"]) == ("Jo Brandt", EVERY_ARTICLE)
    assert stated["claimed_against"] == ["scope: site"]
    assert standing(root, "low-water")[0] == "cleared"


@pytest.mark.parametrize(
    ("line", "asked"),
    [("", True), ("© 2026 The Quay", True), ("© 2026 Quay Readers", True), ("© 2026 The Courier", False)],
)
def test_whose_it_is_is_asked_where_the_gate_finds_nothing_against_ours(root: Path, line: str, asked: bool) -> None:
    """Status, table and refused build ask the same question, and by the same evidence that `rights own` is held against."""
    stated = f'copyright_line = "{line}"\n' if line else ""
    (root / OURS / "rights.toml").write_text(RIGHTS.replace('input_sha256 = "00"\n', stated), "utf-8")
    own = "publishkit rights own low-water --pictures"
    assert (standing(root, "low-water")[1] == own) is asked
    assert (own in overview(root, ISSUE, "low-water").rows[0].hint) is asked
    assert ("is it yours?" in run("build", "-C", root).stdout) is asked
    if asked:
        state_own(root, ISSUE, "low", Own(), write=True)
    else:
        with pytest.raises(RightsError, match="The Courier"):
            state_own(root, ISSUE, "low", Own(), write=True)


@pytest.mark.parametrize(
    ("by", "because", "told"),
    [
        ("Jo Brandt", "it is ok", "does not say where the right comes from"),
        ("Jo Brandt", "I am sure nobody will mind this", "does not say where the right comes from"),
        ("Editorial Team", "Commissioned by us in May and paid in full.", "`claimed_by` names no person"),
    ],
)
def test_words_that_give_no_reason_are_no_way_out(root: Path, by: str, because: str, told: str) -> None:
    """Refused before anything is written, by every command that takes a claim: nobody reads first that it is ours."""
    licensed(root, "site")
    before = files_of(root)
    with pytest.raises(RightsError, match=told):
        confirm(root, ISSUE, "low", Confirmation(by=by, because=because), write=True)
    with pytest.raises(RightsError, match=told):
        state_own(root, ISSUE, "harbour", Own(by=by, because=because), write=True)
    status, claim = [parse_setting("status=licensed_open")], Claim(by=by, because=because)
    with pytest.raises(RightsError, match=told):
        set_keys(root, ISSUE, "low", status, picture=None, claim=claim, write=True)
    assert files_of(root) == before
    assert standing(root, "low-water")[0] == "not cleared"


def test_the_questions_about_a_brief_are_settled_and_its_status_stays(root: Path) -> None:
    """A summary needs no license: nobody has to claim one."""
    (root / THEIRS / "rights.toml").write_text(
        f'[text]\norigin = "detected"\nlicense_uri = "{BY}"\nlicense_applies_to = "site"\n', "utf-8"
    )
    edited = confirm(root, ISSUE, "harbour", Confirmation(by="Jo Brandt"), write=True)
    assert any(one.sentence.startswith("the text stays as it is: ") for one in edited.said)
    assert "status" not in statements(root, THEIRS)[0]


def test_a_key_that_is_set_is_weighed_and_one_command_settles_it(root: Path) -> None:
    """What an editor sets by hand is written, what speaks against it is said with the way out; so for a picture."""
    licensed(root, "site")
    edited = set_keys(root, ISSUE, "low", [parse_setting("status=licensed_open")], picture=None, write=True)
    assert any('publishkit rights set low-water --by "NAME" --because "…"' in one.sentence for one in edited.said)
    assert statements(root, OURS)[0]["status"] == "licensed_open"
    set_keys(root, ISSUE, "low", [], picture=None, claim=Claim(by="Jo Brandt", because=EVERY_ARTICLE), write=True)
    assert statements(root, OURS)[0]["claimed_against"] == ["scope: site"]
    assert standing(root, "low-water")[0] == "cleared"
    words = [parse_setting(word) for word in ("status=own", "agencies=AFP")]
    edited = set_keys(root, ISSUE, "low", words, picture="01", write=True)
    way_out = 'publishkit rights set low-water images/01.png --by "NAME" --because "…"'
    assert any(way_out in one.sentence for one in edited.said)
    claim = Claim(by="Jo Brandt", because="Our photographer works for the agency on other days.")
    set_keys(root, ISSUE, "low", [], picture="01", claim=claim, write=True)
    assert statements(root, OURS)[1]["claimed_against"] == ["agency: AFP", "article: tide.example"]


def test_more_that_is_found_later_asks_again(root: Path) -> None:
    """A claim made by command names what it answered, with no build before."""
    because = "Commissioned by us in May; the Harbour Press reprinted it."
    set_keys(root, ISSUE, "harbour", [parse_setting("use=full")], picture=None, write=True)
    state_own(root, ISSUE, "harbour", Own(by="Owen Pascall", because=because), write=True)
    marks = statements(root, THEIRS)[0]["claimed_against"]
    assert isinstance(marks, list)
    assert "holder: Harbour Press Ltd" in marks
    assert standing(root, "harbour-dues")[0] == "cleared"
    set_keys(root, ISSUE, "harbour", [parse_setting("agencies=AFP")], picture=None, write=True)
    assert standing(root, "harbour-dues")[0] == "not cleared"
    again = Claim(by="Owen Pascall", because="Commissioned in May; AFP and the Harbour Press took it over from us.")
    set_keys(root, ISSUE, "harbour", [], picture=None, claim=again, write=True)
    assert standing(root, "harbour-dues")[0] == "cleared"


def page_of(tmp_path: Path, license: str, url: str = "https://tide.example/ferry", *, footer: str = "") -> Path:
    """Return a workspace with a page of somebody else's, added with *license* as its last paragraph."""
    write_workspace(tmp_path / "w")
    page = f"<html><head><title>The ferry returns</title></head><body><article><h1>The ferry returns</h1>{STORY}<p>{license}</p></article>"
    (tmp_path / "page.html").write_text(f"{page}<footer><p>{footer}</p></footer></body></html>", "utf-8")
    added = run("add", tmp_path / "page.html", "--url", url, "-C", tmp_path / "w")
    assert added.exit_code == 0, added.stderr
    return tmp_path / "w"


def test_a_waiver_of_this_article_is_its_license(tmp_path: Path) -> None:
    """What is given stands in front of “this article” there: nobody has to be asked."""
    zero = '<a rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/">CC0 1.0</a>'
    waived = f"To the extent possible under law, Gale Abbott has waived all copyright and related rights to this article ({zero})."
    root = page_of(tmp_path, waived)
    assert not any("may be meant for" in line for line in asked(root))
    assert standing(root, "the-ferry-returns")[0] == "cleared"


def test_a_page_of_the_us_government_is_confirmed_as_its_work(tmp_path: Path) -> None:
    """One command, with no terms to read first; it is what the next step says."""
    root = page_of(tmp_path, "Information on this site is in the public domain.", "https://www.noaa.gov/ferry")
    assert standing(root, "the-ferry-returns") == ("not cleared", "publishkit rights confirm the-ferry")
    assert any("`publishkit rights confirm ARTICLE`" in line for line in asked(root))
    assert run("rights", "confirm", "ferry", "--by", "Jo Brandt", "-C", root).exit_code == 0
    assert standing(root, "the-ferry-returns")[0] == "cleared"


def test_the_refused_build_offers_the_way_that_clears(tmp_path: Path) -> None:
    """First what may clear it; the license that was found is named, and the article by its own name."""
    root = page_of(
        tmp_path, "", footer=f'This work is licensed under a <a rel="license" href="{BY}">CC BY 4.0 License</a>.'
    )
    told = " ".join(run("build", "-C", root, env={"COLUMNS": "250"}).stdout.split())
    assert "CC BY 4.0 was found, and" in told
    assert "– if what was found covers" in told
    assert "ARTICLE" not in told


def test_a_license_of_something_else_is_named_and_not_confirmed(tmp_path: Path) -> None:
    """The question has the command that clears it; confirming what is not on file says so, and the question stays."""
    root = page_of(
        tmp_path,
        f'The county holds its scans, by its own account, <a href="{BY}">CC BY 4.0</a> for all of the boxes at Leith.',
    )
    (question,) = (line for line in asked(root) if "may be meant for" in line)
    assert "publishkit rights set ARTICLE status=licensed_open license_uri=" in question
    words = ("--by", "Jo Brandt", "--because", "Gale Abbott says in her letter that it is CC BY.")
    refused = run("rights", "confirm", "ferry", *words, "-C", root)
    assert refused.exit_code == 3
    assert "publishkit rights set the-ferry-returns status=licensed_open" in refused.stderr
    run("rights", "confirm", "ferry", "-C", root)
    assert question in asked(root)
    assert run("rights", "set", "ferry", "status=licensed_open", f"license_uri={BY}", *words, "-C", root).exit_code == 0
    assert standing(root, "the-ferry-returns")[0] == "cleared"
    assert question not in asked(root)


def test_a_page_under_its_sites_license_is_cleared_as_the_question_says(tmp_path: Path) -> None:
    """From the page to a text that may be printed: the words beside the question are the command that clears it."""
    write_workspace(tmp_path / "w")
    footer = f'<footer><p>This work is licensed under a <a rel="license" href="{BY}">Creative Commons Attribution 4.0 License</a>.</p>'
    page = f"<html><head><title>The ferry returns</title></head><body><article><h1>The ferry returns</h1>{STORY}</article>{footer}</footer></body></html>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    added = run("add", tmp_path / "page.html", "--url", "https://tide.example/ferry", "-C", tmp_path / "w")
    assert added.exit_code == 0, added.stderr
    (question,) = (line for line in asked(tmp_path / "w") if "may be meant for the site" in line)
    assert 'publishkit rights confirm ARTICLE --by "NAME" --because "…"' in question
    refused = run("rights", "confirm", "ferry", "-C", tmp_path / "w")
    assert refused.exit_code == 3
    assert '--by "NAME" --because "…"' in refused.stderr
    done = run("rights", "confirm", "ferry", "--by", "Jo Brandt", "--because", EVERY_ARTICLE, "-C", tmp_path / "w")
    assert done.exit_code == 0, done.stderr
    assert standing(tmp_path / "w", "the-ferry-returns")[0] == "cleared"


def asked(root: Path) -> list[str]:
    """Return what `add` asked about the ferry."""
    text = (root / f"issues/{ISSUE}/articles/the-ferry-returns/article.md").read_text("utf-8")
    return [str(line) for line in peek_head(text).get("review") or ()]


def test_a_contradiction_is_not_confirmed(root: Path) -> None:
    (root / OURS / "rights.toml").write_text('[text]\nconflict = ["CC BY 4.0 and a notice that reserves"]\n', "utf-8")
    with pytest.raises(RightsError, match=r"contradicts itself: CC BY 4\.0"):
        confirm(root, ISSUE, "low", Confirmation(), write=True)


def test_nothing_found_is_nothing_confirmed(root: Path) -> None:
    """Unknown stays unknown: the questions go, the status does not come from nowhere."""
    edited = confirm(root, ISSUE, "low", Confirmation(), write=True)
    assert "status" not in statements(root, OURS)[0]
    assert any("publishkit rights ask low-water" in one.sentence for one in edited.said)


@pytest.mark.parametrize(
    ("words", "place", "line"),
    [
        ("status=public_domain", f"{OURS}/rights.toml", 'status = "public_domain"'),
        (
            "holders=Ada Quill; Bo Marl",
            f"{OURS}/rights.toml",
            'holders = [{ name = "Ada Quill" }, { name = "Bo Marl" }]',
        ),
        ("tdm.state=reserved", f"{OURS}/rights.toml", 'state = "reserved"'),
        ("no_rewrite=yes", f"{OURS}/rights.toml", "no_rewrite = true"),
        ("copyright_year=2026", f"{OURS}/rights.toml", "copyright_year = 2026"),
        ("review_due=2027-01-31", f"{OURS}/rights.toml", "review_due = 2027-01-31"),
        ("source_url=https://a.example/b", f"{OURS}/article.md", "source_url: https://a.example/b"),
        ("bylines=Ada Quill", f"{OURS}/article.md", "  - name: Ada Quill"),
        ("published=2026-11-19", f"{OURS}/article.md", "published: 2026-11-19"),
        ("use=link", f"issues/{ISSUE}/issue.toml", 'use = "link"'),
        ("pictures=no", f"issues/{ISSUE}/issue.toml", "pictures = false"),
    ],
)
def test_a_key_is_set_where_it_stands(root: Path, words: str, place: str, line: str) -> None:
    """Rights, front matter or manifest: the editor need not know, and one line (or two) is added."""
    before = (root / place).read_text("utf-8")
    set_keys(root, ISSUE, "low", [parse_setting(words)], picture=None, write=True)
    after = (root / place).read_text("utf-8")
    assert line in touched(before, after)[1]
    load_issue(root, ISSUE)


def test_an_answer_settles_its_question(root: Path) -> None:
    edited = set_keys(root, ISSUE, "low", [parse_setting("bylines=Ada Quill")], picture=None, write=True)
    assert peek_head((root / OURS / "article.md").read_text("utf-8"))["review"] == REVIEW[1:]
    assert edited.said[-1].sentence == f"settled “{REVIEW[0]}”"


def test_a_key_of_a_picture_is_set_and_taken_out(root: Path) -> None:
    for words in ("alt=Seven boats.", "status=own", "alt="):
        set_keys(root, ISSUE, "low", [parse_setting(words)], picture="01.png", write=True)
    tree = tomllib.loads((root / OURS / "rights.toml").read_text("utf-8"))["picture"][0]
    assert "alt" not in tree
    assert (tree["rights"]["status"], tree["rights"]["origin"]) == ("own", "editor")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("source_url=nonsense", "source_url: 'nonsense' is not a web address"),
        ("license_uri=by/4.0", "license_uri: 'by/4.0' is not a web address"),
        ("language=Deutsch", "language: "),
        ("status=ours", 'text.status: "ours" is not a choice (did you mean "own"?)'),
        ("licence_id=x", "text.licence_id: unknown key (did you mean `license_id`?)"),
        ("copyright_year=soon", "text.copyright_year: must be a whole number"),
        ("published=2026-13-40", 'published: "2026-13-40" is not a date'),
        ("use=breif", 'use: "breif" is not a choice (did you mean "brief"?)'),
        ("notes=a\x1bb", "holds the control character U+001B"),
    ],
)
def test_what_is_set_is_read_as_the_file_is(root: Path, words: str, told: str) -> None:
    """A value that cannot be stands nowhere; the nearest one is offered."""
    before = files_of(root)
    with pytest.raises(InputError) as stop:
        set_keys(root, ISSUE, "low", [parse_setting(words)], picture=None, write=True)
    assert told in str(stop.value)
    assert {name: data for name, data in files_of(root).items() if ".publishkit" not in name} == before


def test_a_wrong_value_is_put_right_by_the_command_that_status_shows(root: Path) -> None:
    """editor/02 by command: one wrong value among others, and the next command mends it."""
    (root / OURS / "rights.toml").write_text(
        RIGHTS.replace("[text]\n", '[text]\nstatus = "ours"\nlicence = "x"\n'), "utf-8"
    )
    assert standing(root, "low-water") == ("cannot be read", "publishkit rights set low-water status=own")
    set_keys(root, ISSUE, "low", [parse_setting("status=own")], picture=None, write=True)
    assert statements(root, OURS)[0]["status"] == "own"


def test_add_takes_our_report_and_a_brief_in_one_command_each(root: Path, tmp_path: Path) -> None:
    """Own report with a picture: one command, cleared. A page as a brief: one command, cleared."""
    (root / "crane.md").write_text(
        "# The crane\n\n*Our own report.*\n\nBy Jo Brandt\n\nIt has not turned since Tuesday.\n\n![The crane](crane.png)\n",
        "utf-8",
    )
    (root / "crane.png").write_bytes(png("#445566", seed=3))
    ran = run("add", "--own", "crane.md", cwd=root)
    assert (ran.exit_code, standing(root, "the-crane")) == (0, ("cleared", ""))
    page = (
        "<html><head><title>Dues</title><link rel=canonical href=https://p.example/d></head><body><article><h1>Dues go up"
        "</h1><p>The council voted on Tuesday night by nine votes to two to double the dues.</p></article>© Harbour Press</body></html>"
    )
    (root / "dues.html").write_text(page, "utf-8")
    ran = run("add", "dues.html", "--summary", "Boats pay more from spring.", "--by", "Jo Brandt", cwd=root)
    entry = load_issue(root, ISSUE).issue.entries[-1]
    assert (ran.exit_code, standing(root, entry.slug)[0]) == (0, "cleared")
    assert (entry.use, entry.summary, entry.summary_by) == ("brief", "Boats pay more from spring.", "Jo Brandt")


def test_five_questions_end_in_the_same_edits(root: Path) -> None:
    """Answers piped in: ours, with its pictures; the same file as by `rights own`."""
    other = write_workspace(
        root / "other", [SampleArticle(head={"title": "Low Water", "review": REVIEW}), brief_article()]
    )
    (other / OURS / "rights.toml").write_text(RIGHTS, "utf-8")
    ran = run("rights", "ask", "low", cwd=root, stdin=b"ours\n1\n")
    assert ran.exit_code == 0, ran.stderr
    state_own(other, ISSUE, "low", Own(pictures=True), write=True)
    asked, stated = ((one / OURS / "rights.toml").read_text("utf-8") for one in (root, other))
    assert not list(difflib.unified_diff(asked.splitlines(), stated.splitlines()))


def test_a_brief_comes_of_questions_too(root: Path) -> None:
    ran = run("rights", "ask", "1", cwd=root, stdin="2\n4\nZwei Sätze von uns.\nJo Brandt\n".encode())
    assert ran.exit_code == 0, ran.stderr
    entry = load_issue(root, ISSUE).issue.entries[0]
    assert (entry.use, entry.summary, entry.summary_by) == ("brief", "Zwei Sätze von uns.", "Jo Brandt")


def test_without_answers_the_questions_end(root: Path) -> None:
    """No terminal and nothing piped in: a line with exit 2, not a program that waits."""
    ran = run("rights", "ask", "1", cwd=root, stdin=b"")
    assert ran.exit_code == 2
    assert ran.stderr.startswith("publishkit: rights ask: no answer to: Whose is “Low Water”?")


def test_how_the_mail_shows_an_article_is_set_by_command(root: Path) -> None:
    set_keys(root, ISSUE, "harbour", [parse_setting("mail=teaser")], picture=None, write=True)
    assert 'mail = "teaser"' in (root / "issues" / ISSUE / "issue.toml").read_text("utf-8")
    with pytest.raises(InputError, match="mail"):
        set_keys(root, ISSUE, "harbour", [parse_setting("mail=half")], picture=None, write=True)
