"""What every test may ask for."""

from tests.support.once import shared

__all__ = ["shared"]
