"""Floors under what is detected: on annotated pages of our own, and on real ones where they are at hand."""

from pathlib import Path

import pytest

from tests.rights.detect.measure import Share, measure, read, read_truth, sources

HERE = Path(__file__).parent
REAL = next(iter(Path(__file__).parents[4].glob("*/corpus")), None)
"""Pages of real publishers, which never enter this repository; `annotations.toml` is what a reader finds in them."""
EVERY = 8
"""One page in eight, and every one with a license or a reservation of mining."""


def shares(paths: list[Path], annotations: Path) -> dict[str, Share]:
    return {one.name: one for one in measure(read(paths), read_truth(annotations))}


def test_all_that_our_own_pages_say_is_found() -> None:
    pages = HERE / "pages"
    found = shares(sources(pages), pages / "annotations.toml")
    assert set(found) == {"license", "tdm", "holder", "status", "picture"}
    assert {name: (one.missed, one.false) for name, one in found.items()} == dict.fromkeys(found, ((), ()))


@pytest.mark.skipif(REAL is None, reason="no folder of annotated pages is beside this repository")
def test_real_pages() -> None:
    """Of licenses at least 90 % and at most 1 % false, of holders at least 90 %, of reservations all."""
    assert REAL is not None
    truth = read_truth(HERE / "annotations.toml")
    always = {*truth["license"], *truth["tdm"]}
    paths = [path for at, path in enumerate(sources(REAL)) if at % EVERY == 0 or path.name in always]
    found = shares(paths, HERE / "annotations.toml")
    assert found["license"].found >= 0.9
    assert len(found["license"].false) <= 0.01 * found["license"].others
    assert found["holder"].found >= 0.9
    assert (found["tdm"].missed, found["tdm"].false) == ((), ())
