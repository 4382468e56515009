"""The line that offers the first steps to somebody who has just begun."""

from __future__ import annotations

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QToolBar

from app.gui.banner import Banner
from app.gui.look import Tone
from app.gui.shell import Shell

_SEEN = "first_steps/seen"


def seen() -> None:
    """They were seen, or are not wanted: nobody is asked again."""
    QSettings().setValue(_SEEN, 1)


def offer(window: QMainWindow, shell: Shell) -> None:
    """Somebody who starts Deskhand for the first time is offered the first steps, in one line."""
    if QSettings().value(_SEEN) is not None:
        return
    bar = QToolBar(QApplication.translate("FirstStart", "First steps"), window)
    bar.setMovable(False)
    bar.setFloatable(False)
    bar.toggleViewAction().setVisible(False)

    def begin() -> None:
        from app.gui.first_start import show_first_steps

        close()
        show_first_steps(shell)

    def close() -> None:
        seen()
        bar.hide()
        bar.deleteLater()

    bar.addWidget(
        Banner(
            QApplication.translate(
                "FirstStart",
                "New here? See what works on this machine, and watch a sample task.",
            ),
            (
                (QApplication.translate("FirstStart", "First steps…"), begin),
                (QApplication.translate("FirstStart", "Not now"), close),
            ),
            tone=Tone.MARK,
        )
    )
    window.addToolBar(Qt.ToolBarArea.TopToolBarArea, bar)
