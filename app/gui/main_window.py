"""The window of Deskhand."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QTabWidget, QVBoxLayout, QWidget

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.hot_key import HotKey
from app.gui.notices import Notices
from app.gui.pages import MenuSpec, PageSpec, menu_entries, pages
from app.gui.run_bar import RunBar
from app.gui.session import RunSession
from app.gui.shell import Leaving, Refreshed, Shell
from app.gui.starting import Starter
from app.gui.task_page import TaskPage
from app.gui.tray import Tray
from app.settings import load_settings

_FRAME = 24  # pixels that a window manager may put around a window


class MainWindow(QMainWindow):
    """Holds the pages; keeps its size and place."""

    def __init__(self, starter: Starter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = Background(self)
        self.session = RunSession(self)
        self.shell = Shell(starter, self._work, self.session, self)
        self._specs = pages()
        self._made: dict[str, QWidget] = {}
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(self.tr("Pages"))
        self._holders: list[QVBoxLayout] = []
        for spec in self._specs:
            holder = QWidget()
            self._holders.append(QVBoxLayout(holder))
            self._holders[-1].setContentsMargins(0, 0, 0, 0)
            self.tabs.addTab(holder, spec.title)
        self.setObjectName("window")
        self.setWindowTitle("Deskhand")
        self.bar = RunBar(self.session)
        self.tray = Tray(self.session, self.bar, self)
        self.notices = Notices(self.session, self.tray, self)
        self.hot_key = HotKey(self.session, starter.home, self)
        self._hold()
        room = self.screen().availableSize()
        self.resize(min(1180, room.width() - _FRAME), min(760, room.height() - 2 * _FRAME))
        self._add_menus(menu_entries())
        geometry = QSettings().value("window/geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.tabs.currentChanged.connect(self._came_into_view)
        self._came_into_view(0)
        self.bar.take_over.connect(self._take_over)
        self.tray.show_wanted.connect(self._come_forward)
        self.task.needed.connect(self.notices.needed)
        self.shell.settings_changed.connect(self._take_keys)
        self._take_keys()
        self.session.began.connect(self._tell_title)
        self.session.ended.connect(self._tell_title)

    def _hold(self) -> None:
        """The pages, and under all of them what the run is doing and how to stop it."""
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.bar)
        self.setCentralWidget(middle)

    # What pages ask for, through the shell.

    def widget(self) -> QWidget:
        """This window."""
        return self

    def page(self, key: str) -> QWidget:
        """A page by its key, made if need be."""
        if key not in self._made:
            at, spec = self._spec(key)
            page = spec.make(self.shell)
            self._holders[at].addWidget(page)
            self._made[key] = page
        return self._made[key]

    def go(self, key: str) -> None:
        """Show a page."""
        at, _ = self._spec(key)
        self.tabs.setCurrentIndex(at)

    @property
    def task(self) -> TaskPage:
        """The page on which tasks are given and watched."""
        return self.shell.page("task", TaskPage)

    def run_skill(self, name: str, values: Mapping[str, str]) -> None:
        """Run a skill where the task page says."""
        self.go("task")
        self.task.order(self.task.box.order(name, name, values))

    def _take_keys(self) -> None:
        """The keys as they are set now; the old ones while the file has faults."""
        with contextlib.suppress(DeskhandError):
            self.bar.set_keys(load_settings(self.shell.home.settings))

    def _come_forward(self) -> None:
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def _tell_title(self) -> None:
        title = self.session.title if self.session.running else ""
        self.setWindowTitle(f"{title[:80]} – Deskhand" if title else "Deskhand")

    def _take_over(self) -> None:
        self.go("task")
        self.task.taking.toggle()

    # Tabs and menus.

    def _spec(self, key: str) -> tuple[int, PageSpec]:
        for at, spec in enumerate(self._specs):
            if spec.key == key:
                return at, spec
        raise KeyError(key)

    def _came_into_view(self, at: int) -> None:
        page = self.page(self._specs[at].key)
        if isinstance(page, Refreshed):
            page.refresh()

    def _add_menus(self, entries: tuple[MenuSpec, ...]) -> None:
        menus: dict[str, QMenu] = {}
        for entry in entries:
            if entry.menu not in menus:
                menus[entry.menu] = self.menuBar().addMenu(entry.menu)
                if len(menus) == 1:
                    view = self.menuBar().addMenu(self.tr("&View"))
            menus[entry.menu].addAction(self._entry(entry))
        for at, spec in enumerate(self._specs):
            go = partial(_go, spec.key)
            entry = MenuSpec(menu="", title=spec.title, do=go, keys=f"Ctrl+{at + 1}")
            view.addAction(self._entry(entry))

    def _entry(self, entry: MenuSpec) -> QAction:
        action = QAction(entry.title, self)
        if entry.keys:
            action.setShortcut(QKeySequence(entry.keys))
        action.triggered.connect(lambda _=False: entry.do(self.shell))
        return action

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  as Qt calls it
        """Ask the pages; end what goes on in them, and keep the window's place."""
        leaving = [page for page in self._made.values() if isinstance(page, Leaving)]
        if not all(page.may_close() for page in leaving):
            event.ignore()
            return
        for page in leaving:
            page.end()
        self.session.end()
        self.hot_key.close()
        self.notices.close()
        self.tray.icon.hide()
        self._work.close()
        QSettings().setValue("window/geometry", self.saveGeometry())
        super().closeEvent(event)


def _go(key: str, shell: Shell) -> None:
    shell.go(key)
