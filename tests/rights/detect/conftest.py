"""A reader of small pages of our own."""

from pathlib import Path

import pytest

from tests.rights.detect.reading import Reader


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)
