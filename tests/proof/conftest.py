"""One edition that owes everything, built once."""

import pytest

from tests.proof.every_duty import Made, make


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("every-duty"))
