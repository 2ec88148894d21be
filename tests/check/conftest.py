"""The hand-made edition, rendered once by the real renderers."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from publishkit.model.artifact import Artifact
from publishkit.model.edition import Edition
from publishkit.model.rights import Channel
from publishkit.render.formats import render
from publishkit.theme.load import load_theme
from tests.support.editions import make_edition


@pytest.fixture(scope="session")
def made() -> Edition:
    return make_edition()


@pytest.fixture(scope="session")
def files(made: Edition) -> Mapping[str, Artifact]:
    """Every file of every format, as the renderers make them."""
    theme = load_theme("almanac")
    artifacts = (artifact for channel in Channel for artifact in render(channel, made, theme))
    return MappingProxyType({artifact.name: artifact for artifact in artifacts})
