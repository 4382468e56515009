"""Real pages, read by the real reader in a real browser, once for all tests here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from perception.geometry import Box
from perception.observation import Observation, Surface
from perception.page import PageReader
from perception.screenshot import Screenshot

# The folder is no package (pytest imports by path), so its helper module is made findable here.
sys.path.insert(0, str(Path(__file__).parent))

PAGES = Path(__file__).parent / "pages"
Observe = Callable[[str], Observation]


@pytest.fixture(scope="session")
def observe(browser: Browser) -> Observe:
    """Observes one of the pages in `pages/`, with its picture."""

    @cache
    def read(name: str) -> Observation:
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        try:
            page.goto((PAGES / f"{name}.html").as_uri())
            reading = PageReader(page, "t1").read(whole=True)
            picture = page.screenshot(scale="css")
        finally:
            page.close()
        box = Box(0, 0, *reading.viewport.size)
        return Observation(
            screenshot=Screenshot(picture, reading.viewport.size),
            viewport=reading.viewport,
            surfaces=(Surface(ref="t1", box=box, active=True, title=reading.title),),
            elements=reading.elements,
            complete=reading.complete,
        )

    return read
