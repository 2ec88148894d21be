"""Whatever stands before, around or instead of `<html>`: a page is read or refused in one sentence."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishkit.errors import PublishkitError
from tests.rights.detect.reading import PARAGRAPHS, STORY, Reader

WARNING = "<br />\n<b>Deprecated</b>: Something is deprecated in <b>settings</b> on line <b>520</b><br />\n"
FIGURE = '<figure><img src="pier.jpg"><figcaption>The pier. Photo: Ada Example</figcaption></figure>'
HEAD = "<head><title>The ferry returns</title></head>"
WHOLE = f"<!doctype html><html>{HEAD}<body><h1>The ferry returns</h1>{FIGURE}{STORY}<footer>© 2026 Harbour Gazette</footer></body></html>"
ODD = {
    "words before": f"a warning {WHOLE}",
    "elements before": WARNING + WHOLE,
    "a fragment": f"<h1>The ferry returns</h1>{FIGURE}{STORY}",
    "one element": f"<div>{STORY}</div>",
    "no body": f"<html>{HEAD}{STORY}</html>",
    "no head": f"<html><body>{STORY}</body></html>",
    "two documents": WHOLE + WHOLE,
    "html in html": f"<html><html><html>{STORY}",
    "two bodies": f"<body>{STORY[:200]}</body><body>{FIGURE}{STORY}</body>",
    "text behind": f"</html>{STORY}",
    "a declaration": f"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><body>{STORY}</body></html>",
}


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.mark.parametrize("page", ODD.values(), ids=ODD)
def test_an_odd_page_is_read(reader: Reader, page: str) -> None:
    """As a browser shows it: with its text."""
    assert PARAGRAPHS[1] in reader.read("page.html", page).found.text


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_damaged_page_ends_in_no_traceback(reader: Reader, data: st.DataObject) -> None:
    """Cut off anywhere, tags lost, doubled or moved to the front: what is read stands there, or a sentence says what is wrong."""
    page = data.draw(st.sampled_from([WHOLE, *ODD.values()]))
    parts = page.replace("<", "\0<").split("\0")
    lost = data.draw(st.sets(st.integers(0, max(0, len(parts) - 1)), max_size=8))
    kept = [part for at, part in enumerate(parts) if at not in lost]
    moved = data.draw(st.sampled_from(kept)) if kept else ""
    damaged = (moved + "".join(kept))[data.draw(st.integers(0, 40)) : data.draw(st.integers(40, 3000))]
    text, refusal = _read(reader, damaged or "<p>")
    assert _letters(text) <= _letters(damaged)
    assert len(refusal.splitlines()) <= 1


def _read(reader: Reader, page: str) -> tuple[str, str]:
    """Return the text that is read, or why the page is refused."""
    try:
        return reader.read("page.html", page).found.text, ""
    except PublishkitError as stop:
        return "", str(stop)


def _letters(text: str) -> Counter[str]:
    """Return how often each letter stands in *text*: what is read invents none."""
    return Counter(letter for letter in text if letter.isalpha())
