"""The desk by its requests: who may come in, what each deed writes, what is shown, and what is told when it cannot be."""

import json
import re
import tomllib
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.desks import KEY, open_desk
from tests.support.workspaces import NOTICE, SampleArticle, brief_article, write_workspace

PAGE = f"""<!doctype html><html lang="en"><head><title>The ice house opens again</title></head><body><article>
<h1>The ice house opens again</h1><p class="byline">By Rosa Lind</p>
{"".join(f"<p>On day {n} the doors of the ice house stood open, and the cold that came out was {n} winters old.</p>" for n in range(30, 42))}
</article><footer>© 2026 Harbour Press Ltd. {NOTICE}</footer></body></html>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_workspace(tmp_path / "letter", [SampleArticle(), brief_article()])
    return tmp_path / "letter"


@pytest.fixture
def home(root: Path) -> Iterator[str]:
    """The address of an open desk."""
    with open_desk(root) as address:
        yield address


@pytest.fixture
def client(home: str) -> Iterator[httpx.Client]:
    """An editor's browser, which has come in with the key."""
    with httpx.Client(base_url=home, headers={"origin": home}, timeout=120) as client:
        assert client.get("/", params={"key": KEY}).status_code == 303
        yield client


def issue_of(root: Path) -> str:
    return next(path.name for path in (root / "issues").iterdir())


def do(client: httpx.Client, root: Path, deed: str, **values: Any) -> httpx.Response:
    return client.post(f"/do/{issue_of(root)}/{deed}", json=values)


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "issues" / issue_of(root) / "issue.toml").read_text("utf-8"))


def slugs(root: Path) -> list[str]:
    return [entry["slug"] for section in manifest(root)["section"] for entry in section["article"]]


# --- who may come in --------------------------------------------------------------------------------------------------


def test_without_the_key_nothing_is_shown(home: str) -> None:
    for path in ("/", "/issue/2026-w47", "/changes", "/see/2026-w47/mail/", "/static/desk.js"):
        assert httpx.get(f"{home}{path}").status_code == 403, path
    assert httpx.get(home, params={"key": "another"}).status_code == 403
    name = f"desk-{httpx.URL(home).port}"
    assert httpx.get(home, headers={"cookie": f"{name}=another"}).status_code == 403
    assert httpx.get(home, headers={"cookie": f"{name}={KEY}"}).status_code == 303


def test_the_key_leaves_the_address_and_no_script_can_read_it(home: str) -> None:
    answer = httpx.get(f"{home}/issue/2026-w47", params={"key": KEY})
    assert (answer.status_code, answer.headers["location"]) == (303, "/issue/2026-w47")
    assert {"HttpOnly", "SameSite=strict"} <= set(answer.headers["set-cookie"].split("; "))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:8099"])
def test_a_name_that_was_made_to_lead_here_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/issue/2026-w47", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:8100"},
        {"origin": "null"},
        {"origin": ""},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
    ],
)
def test_another_page_cannot_ask_for_a_deed(client: httpx.Client, root: Path, headers: dict[str, str]) -> None:
    before = manifest(root)
    sent = {"content-type": "application/json", **headers}
    slug = slugs(root)[0]
    answer = client.post(f"/do/{issue_of(root)}/leave-out", content=json.dumps({"article": slug}), headers=sent)
    assert answer.status_code == 403
    assert manifest(root) == before


def test_pages_allow_nothing_from_elsewhere_and_what_is_shown_runs_no_script(client: httpx.Client, root: Path) -> None:
    page = client.get(f"/issue/{issue_of(root)}")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    shown = client.get(f"/see/{issue_of(root)}/mail/").headers["content-security-policy"]
    assert shown.startswith("sandbox allow-same-origin;")
    assert "script-src" not in shown
    assert "allow-scripts" not in shown
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page.text)


def test_more_than_a_page_can_weigh_is_not_read(home: str) -> None:
    url = httpx.URL(home)
    connection = HTTPConnection(url.host, url.port, timeout=60)
    connection.putrequest("POST", "/do/2026-w47/file")
    for name, value in {
        "origin": home,
        "cookie": f"desk-{url.port}={KEY}",
        "content-type": "application/octet-stream",
        "content-length": "60000001",
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    with closing(connection):
        assert connection.getresponse().status == 413


# --- collect, clear, arrange ------------------------------------------------------------------------------------------


def test_what_is_pasted_becomes_an_article_and_says_what_was_found(client: httpx.Client, root: Path) -> None:
    done = do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice").json()
    assert done["article"] == "the-ice-house-opens-again"
    assert "“The ice house opens again” is in the issue." in done["said"]
    page = client.get(f"/issue/{issue_of(root)}", params={"article": done["article"]}).text
    assert "Rosa Lind" in page
    assert "all rights reserved" in page
    assert 'data-deed="brief"' in page
    assert "1 article stops the issue" in re.sub(r"<[^>]+>|\s+", " ", page).replace("  ", " ")


def test_a_brief_is_one_form(client: httpx.Client, root: Path) -> None:
    slug = do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice").json()["article"]
    words = "The old ice house is open to visitors again, for the first time in our memory."
    assert do(client, root, "brief", article=slug, summary=words, by="Jo Brandt").status_code == 200
    entry = next(e for s in manifest(root)["section"] for e in s["article"] if e["slug"] == slug)
    assert (entry["use"], entry["summary"], entry["summary_by"]) == ("brief", words, "Jo Brandt")
    assert "stop the issue" not in client.get(f"/issue/{issue_of(root)}").text
    assert words in client.get(f"/see/{issue_of(root)}/mail/").text.replace("\n", " ")


def test_a_summary_too_near_to_the_original_is_told_while_it_is_written(client: httpx.Client, root: Path) -> None:
    slug = do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice").json()["article"]
    before = manifest(root)

    def stops(summary: str) -> list[str]:
        told = {"article": slug, "summary": summary, "by": "Jo Brandt"}
        found: list[str] = client.post(f"/try/{issue_of(root)}/brief", json=told).json()["stops"]
        return found

    copied = "On day 31 the doors of the ice house stood open, and the cold that came out was 31 winters old. On day 32 the doors stood open."
    assert stops(copied)
    assert stops("The old ice house is open to visitors again, for the first time in our memory.") == []
    assert manifest(root) == before


def test_how_far_the_sending_is_can_be_asked(client: httpx.Client, root: Path) -> None:
    assert do(client, root, "status").json()["letter"] == "Not sent to anybody yet."


def test_what_is_not_cleared_is_not_shown_as_readers_would_see_it(client: httpx.Client, root: Path) -> None:
    slug = do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice").json()["article"]
    for view in ("mail/", "web/", "text/"):
        assert "winters old" not in client.get(f"/see/{issue_of(root)}/{view}").text
    assert f"Not cleared, so not shown: {slug}" in client.get(f"/issue/{issue_of(root)}").text


def test_a_file_that_is_dropped_keeps_its_plain_name_and_leads_nowhere(client: httpx.Client, root: Path) -> None:
    answer = client.post(
        f"/do/{issue_of(root)}/file?name=../../../etc/..%2Fice.html",
        content=PAGE.encode(),
        headers={"content-type": "application/octet-stream"},
    )
    assert answer.json()["article"] == "the-ice-house-opens-again"
    record = (root / "issues" / issue_of(root) / "articles" / answer.json()["article"] / "ingest.json").read_text()
    assert "publishkit-desk-" not in record
    assert "ice.html" in record


def test_the_same_text_again_is_a_question_with_two_answers(client: httpx.Client, root: Path) -> None:
    do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice")
    other = re.sub(r"<p>On day (\d[02468]) .*?</p>", r"<p>Visitor \1 wrote a verse about frost.</p>", PAGE)
    other = other.replace("The ice house opens again", "Cold as it was")
    answer = do(client, root, "collect", text=other, html=True)
    assert answer.status_code == 422
    assert answer.json()["choices"] == {"slug": "cold-as-it-was", "merge": "the-ice-house-opens-again"}
    assert (
        do(client, root, "collect", text=other, html=True, slug="cold-as-it-was").json()["article"] == "cold-as-it-was"
    )
    assert "cold-as-it-was" in slugs(root)


def test_claiming_somebody_elses_page_is_refused_with_the_way_out(client: httpx.Client, root: Path) -> None:
    slug = do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice").json()["article"]
    answer = do(client, root, "own", article=slug)
    assert answer.status_code == 422
    assert "Harbour Press" in answer.json()["problems"][0]["message"]
    assert answer.json()["problems"][0]["hint"]


def test_articles_change_places_and_comments_stay(client: httpx.Client, root: Path) -> None:
    place = root / "issues" / issue_of(root) / "issue.toml"
    place.write_text(f"# our own words\n{place.read_text('utf-8')}", "utf-8")
    first, second = slugs(root)[:2]
    assert do(client, root, "move", article=second, before=first).status_code == 200
    assert slugs(root)[:2] == [second, first]
    assert place.read_text("utf-8").startswith("# our own words\n")
    assert do(client, root, "leave-out", article=second).status_code == 200
    assert slugs(root) == [first]


def test_the_last_deed_is_taken_back_unless_somebody_wrote_since(client: httpx.Client, root: Path) -> None:
    before = (root / "issues" / issue_of(root) / "issue.toml").read_bytes()
    do(client, root, "describe", key="subject", value="The ice house")
    assert manifest(root)["subject"] == "The ice house"
    assert do(client, root, "undo").status_code == 200
    assert (root / "issues" / issue_of(root) / "issue.toml").read_bytes() == before
    do(client, root, "describe", key="subject", value="The ice house")
    place = root / "issues" / issue_of(root) / "issue.toml"
    place.write_text(f"{place.read_text('utf-8')}# a thought\n", "utf-8")
    answer = do(client, root, "undo")
    assert answer.status_code == 422
    assert "changed since by somebody else" in answer.json()["problems"][0]["message"]
    assert place.read_text("utf-8").endswith("# a thought\n")


def test_a_clash_is_shown_and_never_overwritten(client: httpx.Client, root: Path) -> None:
    slug = slugs(root)[0]
    article = root / "issues" / issue_of(root) / "articles" / slug / "article.md"
    title = re.search(r"^title: (.*)$", article.read_text("utf-8"), re.MULTILINE)
    assert title
    was = title[1].strip("\"'")
    article.write_text(article.read_text("utf-8").replace(was, "From the text editor", 1), "utf-8")
    answer = do(client, root, "set", article=slug, key="title", value="From the desk", was=was)
    assert answer.status_code == 422
    assert "From the text editor" in answer.json()["problems"][0]["message"]
    assert "From the text editor" in article.read_text("utf-8")
    again = do(client, root, "set", article=slug, key="title", value="From the desk", was="From the text editor")
    assert again.status_code == 200
    assert "From the desk" in article.read_text("utf-8")


def test_the_letter_that_asks_is_written_and_shown(client: httpx.Client, root: Path) -> None:
    slug = do(client, root, "collect", text=PAGE, html=True, url="https://harbour.example/ice").json()["article"]
    done = do(client, root, "ask", article=slug, to="rights@harbour.example").json()
    assert "The ice house opens again" in done["letter"]
    assert [note for note in done["notes"] if note.endswith(".eml") and (root / note).is_file()]


# --- what is shown ----------------------------------------------------------------------------------------------------


def test_a_file_changed_in_a_text_editor_is_seen(client: httpx.Client, root: Path) -> None:
    slug = slugs(root)[0]
    article = root / "issues" / issue_of(root) / "articles" / slug / "article.md"
    assert "nets hang" not in client.get(f"/see/{issue_of(root)}/mail/").text
    article.write_text(article.read_text("utf-8") + "\nAnd the nets hang in the loft.\n", "utf-8")
    for _ in range(100):
        if "nets hang" in client.get(f"/see/{issue_of(root)}/mail/").text:
            break
    else:
        pytest.fail("the change was not seen")


def test_each_way_of_seeing_a_mail(client: httpx.Client, root: Path) -> None:
    plain, dark, bare, unstyled = (
        client.get(f"/see/{issue_of(root)}/{view}/").text for view in ("mail", "mail-dark", "mail-bare", "mail-plain")
    )
    assert "prefers-color-scheme: dark" in plain
    assert "prefers-color-scheme" not in dark
    assert re.findall(r'<img[^>]+src="([^"]+)"', bare) == ["data:,"] * len(re.findall("<img", plain))
    assert " style=" not in unstyled
    assert "<style" not in unstyled
    for picture in re.findall(r'<img[^>]+src="(/see/[^"]+)"', plain):
        assert client.get(picture).headers["content-type"].startswith("image/")


def test_a_broken_manifest_is_told_and_the_desk_goes_on(client: httpx.Client, root: Path) -> None:
    place = root / "issues" / issue_of(root) / "issue.toml"
    whole = place.read_text("utf-8")
    place.write_text(f"{whole}\n[[section]\n", "utf-8")
    answer = client.get(f"/issue/{issue_of(root)}")
    assert answer.status_code == 422
    assert "is not valid TOML" in answer.text
    assert "Traceback" not in answer.text
    place.write_text(whole, "utf-8")
    assert client.get(f"/issue/{issue_of(root)}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/issue/../../etc", "/issue/none", "/see/none/mail/", "/picture/none/none/1", "/issue/A"]
)
def test_what_is_not_there_is_said_plainly(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {404, 422}
    assert "Traceback" not in answer.text


def test_hostile_words_are_words(client: httpx.Client, root: Path) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    assert do(client, root, "describe", key="title", value=evil).status_code == 200
    assert do(client, root, "set", article=slugs(root)[0], key="title", value=evil).status_code == 200
    page = client.get(f"/issue/{issue_of(root)}", params={"article": slugs(root)[0]}).text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"article": 1}', b'{"nothing": "known"}'])
def test_a_form_that_is_none_is_refused(client: httpx.Client, root: Path, body: bytes) -> None:
    answer = client.post(f"/do/{issue_of(root)}/leave-out", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["problems"]


def test_the_edition_is_built_from_the_desk(client: httpx.Client, root: Path) -> None:
    answer = do(client, root, "build").json()
    assert answer["exit_code"] == 0
    assert (root / "out" / issue_of(root) / "SHA256SUMS").is_file()


def test_it_speaks_german(root: Path) -> None:
    with open_desk(root, language="de") as home, httpx.Client(base_url=home, timeout=120) as client:
        client.get("/", params={"key": KEY})
        page = client.get(f"/issue/{issue_of(root)}").text
    assert '<html lang="de"' in page
    assert "Ausgabe bauen" in page


def test_every_language_has_every_word() -> None:
    folder = Path("publishkit/desk/words")
    english, *others = (tomllib.loads(path.read_text("utf-8")) for path in (folder / "en.toml", folder / "de.toml"))
    for other in others:
        assert other.keys() == english.keys()
