"""What pages and menu entries may ask of the window that holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.gui.bridge import Background
from app.gui.session import Job, RunSession
from app.gui.starting import Starter
from app.paths import Paths

if TYPE_CHECKING:
    from app.launch import Launched

P = TypeVar("P", bound=QWidget)


@runtime_checkable
class Refreshed(Protocol):
    """A page that reads anew what it shows whenever it comes into view."""

    def refresh(self) -> None:
        """Read anew; must not block: slow work goes to `Shell.work`."""


@runtime_checkable
class Leaving(Protocol):
    """A page that has something to say or to end when the window is closed."""

    def may_close(self) -> bool:
        """Whether the window may be closed now; may ask the person."""

    def end(self) -> None:
        """End what goes on in it; the window is closed."""


class Shell(QObject):
    """The window as its pages see it.

    Signals:
        runs_changed: a run began, ended, or was deleted.
        skills_changed: the library is another.
        settings_changed: a file of settings was written.

    Args:
        starter: begins runs, and knows where things lie.
        work: does what takes long.
        session: holds the runs of the window.
        window: that holds the pages.
    """

    runs_changed = Signal()
    skills_changed = Signal()
    settings_changed = Signal()

    def __init__(
        self, starter: Starter, work: Background, session: RunSession, window: Window
    ) -> None:
        super().__init__()
        self.session = session
        self.starter = starter
        self.work = work
        self._window = window

    @property
    def home(self) -> Paths:
        """Where things lie."""
        return self.starter.home

    @property
    def window(self) -> QWidget:
        """The parent for dialogs."""
        return self._window.widget()

    def page(self, key: str, kind: type[P]) -> P:
        """A page; it is made if nobody has looked at it yet.

        Args:
            key: as `app.gui.pages` calls it.
            kind: its class.
        """
        found = self._window.page(key)
        assert isinstance(found, kind)
        return found

    def go(self, key: str) -> None:
        """Show a page."""
        self._window.go(key)

    def watch(self, begin: Callable[[], Launched], title: str = "") -> None:
        """Begin a run, or let it wait its turn, and show it on the task page.

        Args:
            begin: starts it; called on another thread, and may raise a `DeskhandError`.
            title: what it is, in words.
        """
        self.go("task")
        self.session.order(Job(title, lambda _place: begin()))

    def run_skill(self, name: str, values: Mapping[str, str]) -> None:
        """Run a skill with values where the task page says."""
        self._window.run_skill(name, values)

    def close(self) -> None:
        """Close the window, as the person would."""
        self._window.widget().close()


class Window(Protocol):
    """What `Shell` needs of the main window."""

    def widget(self) -> QWidget:
        """The window itself."""

    def page(self, key: str) -> QWidget:
        """A page by its key, made if need be."""

    def go(self, key: str) -> None:
        """Show a page."""

    def run_skill(self, name: str, values: Mapping[str, str]) -> None:
        """Run a skill on the task page."""
