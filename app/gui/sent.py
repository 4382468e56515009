"""What exactly was sent to models, and what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.look import EDGE, GAP
from app.runs.prompt_text import lines
from app.runs.prompts import read_prompts


@dataclass(frozen=True, slots=True)
class _Call:
    title: str
    text: str


class SentWindow(QDialog):
    """The calls of a run, or of one of its steps.

    Args:
        folder: of the run.
        step: its index; -1 for all.
        work: reads the log.
    """

    def __init__(
        self, folder: Path, step: int, work: Background, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sent to models"))
        self.resize(860, 560)
        self.calls = QListWidget()
        self.calls.setAccessibleName(self.tr("Calls"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("What was sent and answered"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setPlainText(self.tr("Reading…"))
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(self.calls)
        both.addWidget(self.text)
        both.setStretchFactor(0, 1)
        both.setStretchFactor(1, 4)
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(GAP)
        column.addWidget(both, 1)
        column.addWidget(close)
        self._found: list[_Call] = []
        self.calls.currentRowChanged.connect(self._chosen)
        work.ask("sent", lambda: _read(folder, step), self._show, self._failed)

    def _show(self, found: list[_Call]) -> None:
        self._found = found
        self.calls.addItems([each.title for each in found])
        if found:
            self.calls.setCurrentRow(0)
        else:
            self.text.setPlainText(self.tr("Nothing was sent to a model."))

    def _failed(self, failure: DeskhandError) -> None:
        self.text.setPlainText(str(failure))

    def _chosen(self, at: int) -> None:
        if 0 <= at < len(self._found):
            self.text.setPlainText(self._found[at].text)


def _read(folder: Path, step: int) -> list[_Call]:
    """The calls in words; what is as in the call before is not told again."""
    found, before = [], None
    for call in read_prompts(folder):
        if step in (-1, call.step):
            shown = "\n".join(lines(call, before, folder))
            found.append(_Call(f"{call.call}  {call.model}", shown))
            before = call
    return found
