"""What every test may ask for."""

from hypothesis import settings

from tests.support.browser import browser
from tests.support.once import shared

__all__ = ["browser", "shared"]

settings.register_profile("untimed", deadline=None)  # how long an example takes says what else the machine is doing
settings.load_profile("untimed")
