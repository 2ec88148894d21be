"""A real Chromium, one for each worker: the system's own, driven by Playwright."""

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """The browser; skips where there is none, or none that starts."""
    from playwright.sync_api import Error, sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("Chromium is not installed: `publishkit doctor --fix --tests`")
    with sync_playwright() as driver:
        try:
            opened = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        except Error as cause:
            pytest.skip(f"Chromium does not start: {cause}")
        yield opened
        opened.close()
