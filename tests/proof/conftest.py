"""Two editions, each made once: one from a workspace that owes everything, one by hand and rendered by the real renderers."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.formats import render
from publishkit.theme.load import load_theme
from tests.proof.every_duty import Made, make
from tests.support.editions import make_edition


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The edition of a small real workspace, built, with ways to break its files."""
    return make(tmp_path_factory.mktemp("every-duty"))


@pytest.fixture(scope="session")
def handmade() -> Edition:
    """An edition that was never a workspace: every value written out."""
    return make_edition()


@pytest.fixture(scope="session")
def files(handmade: Edition) -> Mapping[str, Artifact]:
    """Every file of every format of the handmade edition, as the renderers make them."""
    theme = load_theme("almanac")
    artifacts = (artifact for channel in Channel for artifact in render(channel, handmade, theme))
    return MappingProxyType({artifact.name: artifact for artifact in artifacts})
