"""What tests of several rooms share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from actions.environments.find_browser import find_browser
from actions.environments.private_desktop import PrivateDesktop

# The default suite tries the same examples each time; the long runs look for new ones.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("new", print_blob=True, deadline=None)


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what all tests share.

    What is gathered from this machine is gathered once for all tests, of all their processes.
    """
    settings.load_profile("same" if "not campaign" in config.option.markexpr else "new")
    if "DESKHAND_CACHE" not in os.environ:
        os.environ["DESKHAND_CACHE"] = folder = tempfile.mkdtemp(prefix="deskhand-cache-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A bare browser. Only one Playwright can live on a thread, so all tests share this one."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(find_browser()), args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desktop() -> Iterator[PrivateDesktop]:
    """A private desktop that the tests of a file share: close the windows that you open."""
    with PrivateDesktop.start() as started:
        yield started


@pytest.fixture
def pictures(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a test keeps its pictures: below DESKHAND_PICTURES, else among its own files."""
    wanted = os.environ.get("DESKHAND_PICTURES", "")
    return Path(wanted).absolute() / request.path.stem if wanted else tmp_path / "pictures"
