"""A web of the test's own, and a door to it."""

from collections.abc import Iterator

import pytest

from publishkit.capture.door.door import Door
from tests.support.sites import Sites, World, running


@pytest.fixture
def sites() -> Iterator[Sites]:
    with running() as served:
        yield served


@pytest.fixture
def world(sites: Sites) -> World:
    return World(sites=sites)


@pytest.fixture
def door(world: World) -> Door:
    return world.door()
