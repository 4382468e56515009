"""First steps: what works on this machine, a sample task, perhaps a model. Nothing is needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.doctor import Check, Health
from app.gui.about import what_leaves
from app.gui.checks import ChecksTable, Checkup
from app.gui.first_start_offer import seen
from app.gui.look import EDGE, GAP
from app.gui.settings_form import heading, paragraph
from app.gui.shell import Shell
from app.paths import Paths

if TYPE_CHECKING:  # it takes long to import, and the window is to open at once
    from app.launch import Launched

_LOOK = 100  # milliseconds between looks at what was found
_SIZE = (720, 520)
_SANDBOX, _BROWSER = "Private desktop", "Browser"  # as the doctor calls them


def show_first_steps(shell: Shell) -> None:
    """Open the first steps; the window can be used beside them."""
    for open_one in shell.window.findChildren(FirstStart):
        open_one.raise_()
        open_one.activateWindow()
        return
    FirstStart(shell, shell.window).show()


class FirstStart(QDialog):
    """Four short pages; each can be left out."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("First steps"))
        self.resize(*_SIZE)
        self.pages = QStackedWidget()
        self.checkup = Checkup(shell.home, self)
        self.checks = ChecksTable()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(self.tr("Progress"))
        self.sum = QLabel()
        self.sum.setWordWrap(True)
        self.again = QPushButton(self.tr("Check &again"))
        self.browser = QRadioButton(
            self.tr(
                "In a b&rowser: change a contact in a small shop that runs on this machine only"
            )
        )
        self.desktop = QRadioButton(
            self.tr("On a &private desktop: write a few words in a text editor and save them")
        )
        self.browser.setChecked(True)
        self.begin = QPushButton(self.tr("&Start the sample task"))
        self.model = QPushButton(self.tr("Add a &model…"))
        self.skip = QPushButton(self.tr("S&kip"))
        self.back = QPushButton(self.tr("&Back"))
        self.on = QPushButton(self.tr("&Next"))
        self._lay_out()
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK)
        self._clock.timeout.connect(self._look)
        self.again.clicked.connect(self._check)
        self.begin.clicked.connect(self._begin)
        self.model.clicked.connect(self._add_model)
        self.skip.clicked.connect(self.close)
        self.back.clicked.connect(lambda: self._turn_to(self.pages.currentIndex() - 1))
        self.on.clicked.connect(self._go_on)
        self._turn_to(0)

    def _lay_out(self) -> None:
        self._add_page(
            self.tr("Welcome to Deskhand"),
            self.tr(
                "Say what you want done, and watch it happen in a browser, on a desktop of its own "
                "beside yours, or on this one. Show it something once, and it can do it again.\n\n"
                "It asks before it does what cannot be taken back, and you can stop it at any time."
            ),
            (heading(self.tr("What leaves this machine")), paragraph(what_leaves())),
        )
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.sum, 1)
        row.addWidget(self.again)
        self._add_page(
            self.tr("What works on this machine"),
            self.tr("Everything is tried out for real. This takes about half a minute."),
            (self.checks, self.progress, row),
        )
        start = QHBoxLayout()
        start.addWidget(self.begin)
        start.addStretch(1)
        self._add_page(
            self.tr("A sample task"),
            self.tr(
                "It needs no key and no model. You see each step in the window; before something "
                "is saved you are asked."
            ),
            (self.browser, self.desktop, start),
        )
        add = QHBoxLayout()
        add.addWidget(self.model)
        add.addStretch(1)
        self._add_page(
            self.tr("A model, if you like"),
            self.tr(
                "Without one, Deskhand carries out what is said step by step, and skills. With a "
                "model, at a server or on this machine, it finds the steps itself. You can add one "
                "at any time in the settings.\n\n"
                "The first steps are found again in the menu Help."
            ),
            (add,),
        )
        foot = QHBoxLayout()
        foot.setSpacing(GAP)
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.on)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)

    def _add_page(self, title: str, text: str, parts: Sequence[QWidget | QHBoxLayout]) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading(title))
        column.addWidget(paragraph(text))
        for part in parts:
            if isinstance(part, QHBoxLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, 1 if part is self.checks else 0)
        if self.checks not in parts:
            column.addStretch(1)
        self.pages.addWidget(page)

    # Going through the pages.

    def _turn_to(self, at: int) -> None:
        self.pages.setCurrentIndex(at)
        last = at == self.pages.count() - 1
        self.back.setEnabled(at > 0)
        self.skip.setVisible(not last)
        self.on.setText(self.tr("&Done") if last else self.tr("&Next"))
        self.on.setDefault(True)
        self.on.setFocus()
        if at == 1 and not self.checkup.found:
            self._check()
        elif at == 2:
            self._offer_what_works()

    def _go_on(self) -> None:
        if self.pages.currentIndex() == self.pages.count() - 1:
            self.close()
        else:
            self._turn_to(self.pages.currentIndex() + 1)

    def _check(self) -> None:
        self.again.setEnabled(False)
        self.progress.show()
        self.sum.clear()
        self.checks.show_checks(())
        self.checkup.begin()
        self._clock.start()

    def _look(self) -> None:
        """Show what was found so far."""
        found = self.checkup.found
        self.checks.show_checks(found)
        if self.checkup.under_way:
            return
        self._clock.stop()
        self.progress.hide()
        self.again.setEnabled(True)
        bad = [each for each in found if each.health is Health.FAILS]
        limited = [each for each in found if each.health is Health.LIMITED]
        if bad:
            text = self.tr(
                "%n thing(s) do not work; beside each stands what would help.", "", len(bad)
            )
        elif limited:
            text = self.tr(
                "What is needed works; %n thing(s) only in part, which stands beside them.",
                "",
                len(limited),
            )
        else:
            text = self.tr("Everything works.")
        self.sum.setText(text)

    def _offer_what_works(self) -> None:
        """Offer only what was not found to be missing."""
        broken = {each.name for each in self.checkup.found if _is_missing(each)}
        self.browser.setEnabled(_BROWSER not in broken)
        self.desktop.setEnabled(_SANDBOX not in broken)
        if not self.browser.isEnabled() and self.desktop.isEnabled():
            self.desktop.setChecked(True)
        self.begin.setEnabled(self.browser.isEnabled() or self.desktop.isEnabled())

    def _begin(self) -> None:
        begin = partial(_sample, self._shell.home, self.desktop.isChecked())
        self.close()
        self._shell.watch(begin)

    def _add_model(self) -> None:
        from app.gui.settings_page import SettingsPage

        self._shell.go("settings")
        page = self._shell.page("settings", SettingsPage)
        page.turn_to(page.models)
        page.models.add.click()

    def done(self, result: int) -> None:
        """It was seen; it is not offered again by itself."""
        seen()
        self.checkup.end()
        super().done(result)


def _is_missing(check: Check) -> bool:
    """Whether a place to work in is not there; a private desktop is never more than limited."""
    return check.health is Health.FAILS or (
        check.name == _SANDBOX and check.health is not Health.WORKS
    )


def _sample(home: Paths, on_desktop: bool) -> Launched:
    from app.demo.offer import browser_sample, desktop_sample

    sample: Callable[[Paths], Launched] = desktop_sample if on_desktop else browser_sample
    return sample(home)
