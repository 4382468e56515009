"""What the doctor finds, as it finds it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QTableWidgetItem, QWidget

from app.doctor import Check, DoctorReport, Health, run_doctor
from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import Tone, colour
from app.gui.marked import QT_TRANSLATE_NOOP
from app.gui.tables import FactsTable
from app.paths import Paths
from app.settings import load_settings

_NAMES = {
    "System": QT_TRANSLATE_NOOP("Doctor", "System"),
    "Run folder": QT_TRANSLATE_NOOP("Doctor", "Run folder"),
    "Disk space": QT_TRANSLATE_NOOP("Doctor", "Disk space"),
    "Text in pictures": QT_TRANSLATE_NOOP("Doctor", "Text in pictures"),
    "Keyring": QT_TRANSLATE_NOOP("Doctor", "Keyring"),
    "Display": QT_TRANSLATE_NOOP("Doctor", "Display"),
    "This desktop": QT_TRANSLATE_NOOP("Doctor", "This desktop"),
    "Private desktop": QT_TRANSLATE_NOOP("Doctor", "Private desktop"),
    "Browser": QT_TRANSLATE_NOOP("Doctor", "Browser"),
    "Start": QT_TRANSLATE_NOOP("Doctor", "Start of the browser"),
    "Open a page": QT_TRANSLATE_NOOP("Doctor", "Open a page"),
    "Screenshot": QT_TRANSLATE_NOOP("Doctor", "Screenshot"),
    "Click": QT_TRANSLATE_NOOP("Doctor", "Click"),
    "Type and read back": QT_TRANSLATE_NOOP("Doctor", "Type and read back"),
    "Download": QT_TRANSLATE_NOOP("Doctor", "Download"),
}
_HEALTHS = {
    Health.WORKS: (QT_TRANSLATE_NOOP("Doctor", "works"), Tone.GOOD),
    Health.LIMITED: (QT_TRANSLATE_NOOP("Doctor", "in part"), Tone.WAITING),
    Health.FAILS: (QT_TRANSLATE_NOOP("Doctor", "does not work"), Tone.BAD),
}
_HEALTH = 1  # the column that is coloured


class _Stopped(DeskhandError):
    """Nobody wants to know any more."""


class Checkup(QObject):
    """Runs the doctor beside the window; `found` grows meanwhile."""

    def __init__(self, home: Paths, parent: QObject) -> None:
        super().__init__(parent)
        self._home = home
        self._work = Background(self)
        self._wanted = True
        self.under_way = False
        self.found: list[Check] = []

    def begin(self) -> None:
        """Check everything, unless that is under way."""
        if self.under_way:
            return
        self.under_way, self.found = True, []
        found, home = self.found, self._home

        def told(check: Check) -> None:
            if not self._wanted:
                raise _Stopped("it is not wanted any more")
            found.append(check)

        def check() -> DoctorReport:
            browser = load_settings(home.settings).browser_path
            return run_doctor(browser_path=browser, home=home, told=told)

        self._work.ask("doctor", check, self._over, self._over)

    def end(self) -> None:
        """Stop after the check that is under way."""
        self._wanted = False

    def _over(self, _: object) -> None:
        self.under_way = False


class ChecksTable(FactsTable):
    """Checks, how they came out, and what would help."""

    def __init__(self, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        titles = (
            translate("Doctor", "What"),
            translate("Doctor", "How it is"),
            translate("Doctor", "Found, and what would help"),
        )
        super().__init__(translate("Doctor", "Checks"), titles, 2, parent)
        self.setWordWrap(True)

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these; those that are shown already stay."""
        if len(checks) < self.rowCount():
            self.setRowCount(0)
        new = checks[self.rowCount() :]
        for check in new:
            self._add(check)
        if new:
            self.resizeRowsToContents()
            self.scrollToBottom()

    def _add(self, check: Check) -> None:
        translate = QCoreApplication.translate
        word, tone = _HEALTHS[check.health]
        told = "\n".join(part for part in (check.detail, check.remedy) if part)
        name = _NAMES.get(check.name, check.name)
        row = self.rowCount()
        self.setRowCount(row + 1)
        for column, text in enumerate((translate("Doctor", name), translate("Doctor", word), told)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            if column == _HEALTH:
                item.setForeground(colour(tone))
            self.setItem(row, column, item)
