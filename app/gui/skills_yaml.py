"""An editor for the text of a skill: lines with numbers, and what is wrong with each told."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.gui.look import GAP, Tone, colour
from app.gui.skills_told import Told
from skills.load import SkillError, parse
from skills.skill import Skill
from skills.yaml_tree import Fault

_RESTS = 350  # milliseconds without a key, after which the text is read
_LINE = Qt.ItemDataRole.UserRole


class _Numbers(QWidget):
    """The numbers of the lines, beside them."""

    def __init__(self, editor: YamlText) -> None:
        super().__init__(editor)
        self._editor = editor

    def sizeHint(self) -> QSize:  # noqa: N802  as Qt calls it
        """Wide enough for the last number."""
        return QSize(self._editor.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  as Qt calls it
        """Draw them."""
        self._editor.draw_numbers(self, event)


class YamlText(QPlainTextEdit):
    """The text, with numbered lines and those that are wrong marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wrong: frozenset[int] = frozenset()
        self._numbers = _Numbers(self)
        self.setAccessibleName(self.tr("Text of the skill"))
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(True)
        self.blockCountChanged.connect(lambda _: self._make_room())
        self.updateRequest.connect(self._scrolled)
        self._make_room()

    def set_wrong(self, lines: Sequence[int]) -> None:
        """Mark these lines, from 1."""
        self._wrong = frozenset(lines)
        marks = []
        back = QColor(colour(Tone.BAD))
        back.setAlpha(40)
        for line in self._wrong:
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(back)
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            block = self.document().findBlockByNumber(line - 1)
            mark.cursor = QTextCursor(block if block.isValid() else self.document().lastBlock())
            marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    def go_to(self, line: int) -> None:
        """Put the cursor into a line, from 1."""
        block = self.document().findBlockByNumber(max(line - 1, 0))
        self.setTextCursor(QTextCursor(block))
        self.centerCursor()
        self.setFocus()

    def numbers_width(self) -> int:
        """Of the column of numbers, in device-independent pixels."""
        digits = max(len(str(self.blockCount())), 2)
        return 2 * GAP + self.fontMetrics().horizontalAdvance("9" * digits)

    def draw_numbers(self, area: QWidget, event: QPaintEvent) -> None:
        """Draw the numbers of the lines that are shown."""
        painter = QPainter(area)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.AlternateBase))
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        high = self.fontMetrics().height()
        while block.isValid() and top <= event.rect().bottom():
            number = block.blockNumber() + 1
            painter.setPen(colour(Tone.BAD if number in self._wrong else Tone.QUIET))
            place = QRect(0, round(top), area.width() - GAP, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(number))
            top += self.blockBoundingRect(block).height()
            block = block.next()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  as Qt calls it
        """Keep the numbers as high as the text."""
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(
            QRect(inside.left(), inside.top(), self.numbers_width(), inside.height())
        )

    def _make_room(self) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)

    def _scrolled(self, area: QRect, down: int) -> None:
        if down:
            self._numbers.scroll(0, down)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())


class YamlEditor(QWidget):
    """The text and what is wrong with it.

    Signals:
        checked: the skill that the text is now; None if it is none.
    """

    checked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = YamlText()
        self.verdict = Told()
        self.faults = QListWidget()
        self.faults.setAccessibleName(self.tr("What is wrong"))
        self.faults.setMaximumHeight(110)
        self.faults.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.text, 1)
        column.addWidget(self.verdict)
        column.addWidget(self.faults)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_RESTS)
        self._rest.timeout.connect(self._check)
        self.text.textChanged.connect(self._rest.start)
        self.faults.itemActivated.connect(self._go)
        self.faults.itemClicked.connect(self._go)

    def set_text(self, text: str) -> None:
        """Show a text; what was typed before can be undone no more."""
        if text != self.text.toPlainText():
            self.text.setPlainText(text)
        self._check()

    def _check(self) -> None:
        self._rest.stop()
        skill: Skill | None = None
        faults: Sequence[Fault] = ()
        try:
            skill = parse(self.text.toPlainText())
        except SkillError as failure:
            faults = failure.faults
        self.faults.clear()
        for fault in faults:
            item = QListWidgetItem(str(fault))
            item.setData(_LINE, fault.place.line)
            self.faults.addItem(item)
        self.faults.setVisible(bool(faults))
        self.text.set_wrong([each.place.line for each in faults])
        good = skill is not None
        self.verdict.say(
            self.tr("Nothing is wrong with it.")
            if good
            else self.tr("%n thing(s) wrong with it:", "", len(faults)),
            Tone.GOOD if good else Tone.BAD,
        )
        self.checked.emit(skill)

    def _go(self, item: QListWidgetItem) -> None:
        self.text.go_to(int(item.data(_LINE)))
