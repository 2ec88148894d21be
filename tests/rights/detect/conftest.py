"""A reader of small pages of our own, and the shared corpus."""

from pathlib import Path

import pytest

from tests.rights.detect.reading import Reader

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


@pytest.fixture
def corpus() -> Path:
    """The shared corpus; its texts are their publishers' and never enter this repository."""
    if not CORPUS.is_dir():
        pytest.skip("../shared/corpus is not on this machine")
    return CORPUS
