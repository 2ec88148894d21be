"""Small pages and texts of the kinds that were read wrongly once: each is read word by word as it is right.

The inputs lie in `cases/`, most of them six paragraphs with one thing between them; `§1-3` in a body here means the first three.
"""

import json
import re
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from publishkit.capture.page.saved_page import read_page
from publishkit.errors import InputError
from publishkit.press.add import Added, Wanted, look_at_source
from publishkit.press.adding.propose_rights import readers
from tests.capture.case_table import READ, Case
from tests.capture.conftest import Ran

CASES = Path(__file__).parent / "cases"
PARAGRAPHS = (
    "The harbour council met on Tuesday evening to settle a quarrel that had lasted for most of the winter, and nobody in the room expected it to be short.",
    "Fishermen from the northern quay had asked for two more berths, while the sailing club wanted to keep the same water free for its summer school and its boats.",
    "A third group, the people who simply walk there on Sundays, had sent no delegate, though everybody who spoke claimed to be speaking on their behalf that night.",
    "After three hours the chair proposed a trial year, with the berths let by the month and the school given first choice of the dates between May and September.",
    "The vote was closer than the minutes admit. Two members left before the count, and one of them said later that she had misread the clock above the door.",
    "In the end the berths will be painted in April, and the harbour master has promised to publish how often each of them was really used during the year.",
)
USUAL = frozenset(
    {
        "By Ada Example",
        "3 March 2026",
        "Home News Sport",
        "The quarrel over two berths",
        "© 2026 Harbour Post Ltd. All rights reserved.",
    }
)
"""What is left out of every page of them."""
OF_EVERY_TEXT = ("pictures: ", "source_url: ", "publisher: ", "bylines: ", "published: no ")
"""What is asked about any text that has no such thing."""


def look(name: str) -> Added:
    return look_at_source(None, str(CASES / name), BytesIO(), Wanted())


def shortened(body: str) -> str:
    """The body with the six paragraphs as numbers."""
    for number, paragraph in enumerate(PARAGRAPHS, 1):
        body = re.sub(rf"^{re.escape(paragraph)}$", f"§{number}", body, flags=re.MULTILINE)
    run = re.compile(r"§(\d)(?:-\d)?\n\n§(?:\d-)?(\d)$", re.MULTILINE)
    while run.search(body):
        body = run.sub(r"§\1-\2", body)
    return body.strip()


def as_case(right: str, added: Added) -> Case:
    found, told = added.taken.found, added.as_json("")
    return Case(
        right=right,
        body=shortened(added.taken.body),
        title=found.title,
        kicker=found.kicker,
        deck=found.deck,
        people=tuple((one.name, one.role) for one in found.bylines),
        published=str(told["published"]) if told["published"] else None,
        modified=str(told["modified"]) if told["modified"] else None,
        publisher=found.publisher,
        language=found.language or "",
        pictures=tuple((one.src, one.caption, one.credit) for one in found.pictures),
        truncated=found.truncated,
        left=tuple(one.text for one in found.dropped if one.text not in USUAL),
        asked=tuple(line for line in found.review if not line.startswith(OF_EVERY_TEXT)),
    )


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_it_is_right(name: str) -> None:
    assert as_case(READ[name].right, look(name)) == READ[name]


REFUSED = {"61-captcha-404.html": "is a wall that asks whether you are human, not an article", "62-feed-as-html.html": "is a feed of articles (1), not an article"}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_article_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=re.escape(REFUSED[name])):
        look(name)


def test_every_input_has_its_row() -> None:
    both = {"52-same-canonical-overwrites-home1.html", "52-same-canonical-overwrites-home2.html", "53-merge-body-whole-v1.html", "53-merge-body-whole-v2.html"}  # fmt: skip
    assert {one.name for one in CASES.iterdir()} == {*READ, *REFUSED, *both}


def test_one_bad_source_leaves_the_others(run_add: Callable[..., Ran]) -> None:
    """51: a fragment, a wall, a page: each is told for itself."""
    names = ("51-fragment-crash.html", "61-captcha-404.html", "01-poem-br.html")
    ran = run_add("--dry-run", "--json", *(CASES / name for name in names))
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert ["error" in one for one in told] == [False, True, False]
    assert "Traceback" not in ran.out + ran.err


def test_two_stories_under_the_address_of_the_home_page_stay_two(run_add: Callable[..., Ran], workspace: Path) -> None:
    """52: the second never takes the place of the first."""
    first, second = (CASES / f"52-same-canonical-overwrites-home{n}.html" for n in (1, 2))
    assert run_add(first).code == 0
    run_add(second)
    articles = workspace / "issues" / "2026-w47" / "articles"
    text = (articles / "first-story-with-home-canonical" / "article.md").read_text()
    assert PARAGRAPHS[0] in text and "Second story" not in text


def test_a_corrected_source_comes_in_and_what_both_changed_stays_open(
    run_add: Callable[..., Ran], workspace: Path
) -> None:
    """53: paragraph by paragraph; a clash shows both wordings, and is told again until it is settled."""
    first, second = (CASES / f"53-merge-body-whole-v{n}.html" for n in (1, 2))
    assert run_add(first).code == 0
    article = workspace / "issues" / "2026-w47" / "articles" / "merge-test-article" / "article.md"
    ours = PARAGRAPHS[3].replace("three hours", "four hours")
    mine = article.read_text().replace(PARAGRAPHS[3], ours).replace("in the room expected", "there expected")
    article.write_text(mine)
    for _ in range(2):
        ran = run_add(second)
        merged, told = article.read_text(), " ".join((ran.out + ran.err).split())
        assert "Correction: the trial lasts two years" in merged and "A sixth sentence was added" in merged
        assert ours in merged and "in there expected" not in merged and "nobody there expected" in merged
        assert "four hours the chair" in told and "trial of two years" in told


def test_reading_takes_time_in_proportion_to_the_page() -> None:
    """54: a page of 1 MB took a minute once."""
    page = (CASES / "50-adjacent-div-br.html").read_text()
    more = "".join(f"<p>{number} {PARAGRAPHS[number % 6]}</p>" for number in range(6_000))
    began = time.process_time()
    found = read_page(page.replace("</article>", f"{more}</article>"), readers())
    assert len(found.blocks) > 6_000
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "odd",
    ["".join(f"<p><font color='#{n:06x}'>" for n in range(600)), f"<script>var x = '{'<div>' * 1_100}'</script>", "<p>" + "&lt;div " * 1_200 + "</p>", "<i>" * 900],
)  # fmt: skip
def test_what_only_looks_deep_is_read(odd: str) -> None:
    """55: elements that are never closed, and tags in a script or in the text."""
    page = (CASES / "12-dropcap.html").read_text()
    words = re.sub(r"[*\s]+", " ", read_page(page.replace("<article>", f"<article>{odd}"), readers()).text)
    assert all(paragraph in words for paragraph in PARAGRAPHS)
