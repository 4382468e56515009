"""Sample tasks for somebody who has just begun: they need no key and leave nothing behind."""

from __future__ import annotations

from app.demo.sample import TASK, begin
from app.demo.server import DemoSite
from app.engine.events import RunFinished
from app.launch import Launched, LaunchOptions, launch
from app.paths import Paths
from app.settings import load_settings
from app.where import Where

DESKTOP_TASK = (
    'Open the text editor, type "Hello from Deskhand" and save it as hello.txt in Documents'
)


def browser_sample(home: Paths) -> Launched:
    """Change an entry of a small shop that runs on this machine for as long as the run does.

    Raises:
        UsageError: the settings or permissions cannot be understood.
        StorageError: the run's folder cannot be written to.
    """
    site = DemoSite().start()

    def end(_finished: RunFinished, _environment: object) -> None:
        site.stop()

    options = LaunchOptions(task=TASK, where=Where(url=begin(site), headless=True), attended=True)
    try:
        return launch(options, home, load_settings(home.settings), examine=end)
    except BaseException:
        site.stop()
        raise


def desktop_sample(home: Paths) -> Launched:
    """Write a few words in an editor on a private desktop.

    Raises:
        UsageError: the settings or permissions cannot be understood.
        StorageError: the run's folder cannot be written to.
    """
    options = LaunchOptions(task=DESKTOP_TASK, where=Where(environment="sandbox"), attended=True)
    return launch(options, home, load_settings(home.settings))
