"""What fits what is being typed, in a list under the field.

It lies in the window itself: what a window of its own shows under a field (`QCompleter`) is not in
the tree that screen readers, and Deskhand itself, read.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView

from app.gui.look import GAP
from app.gui.starting import Offer

_OFFER = Qt.ItemDataRole.UserRole
_MOST = 12  # lines that are shown at once
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OffersList(QListView):
    """Shown while something fits; the field keeps the keyboard.

    Signals:
        taken: the `Offer` that the person wants.

    Args:
        field: that is typed into.
    """

    taken = Signal(object)

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self._items = QStandardItemModel(self)
        self.setModel(self._items)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setAutoFillBackground(True)
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(self._take)
        field.installEventFilter(self)
        self.hide()

    def offer(self, offers: Sequence[tuple[str, Offer]]) -> None:
        """Offer these, each with what is shown of it, if the person is still typing."""
        self._items.clear()
        high = self.fontMetrics().height() + GAP
        for text, each in offers:
            item = QStandardItem(text)
            item.setSizeHint(QSize(0, high))  # as wide as the list: what is longer is elided
            item.setToolTip(text)
            item.setData(each, _OFFER)
            self._items.appendRow(item)
        if offers and self._field.hasFocus():
            self._stand_below()
            self.show()
            self.raise_()
        else:
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  as Qt calls it
        """Arrows choose, Enter takes what is chosen, Escape wants none of them."""
        if watched is not self._field or not self.isVisible():
            return False
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.hide()
        elif event.type() in (QEvent.Type.Move, QEvent.Type.Resize):
            self._stand_below()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._heeds(Qt.Key(event.key()))
        return False

    def _heeds(self, key: Qt.Key) -> bool:
        """Whether a key is for the list and not for the field."""
        now = self.currentIndex()
        if key in _MOVES:
            # From no line the arrows come to the first and to the last one; past those, to none.
            lines = self._items.rowCount() + 1
            row = (now.row() + 1 + _MOVES[key]) % lines - 1
            self.clearSelection()
            self.setCurrentIndex(self._items.index(row, 0))
            return True
        if key in _TAKES and now.isValid():
            self._take(now)
            return True
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        return False

    def _take(self, index: QModelIndex) -> None:
        offer = index.data(_OFFER)
        self.hide()
        self.taken.emit(offer)

    def _stand_below(self) -> None:
        window, field = self._field.window(), self._field
        if self.parentWidget() is not window:
            self.setParent(window)
        lines = min(self._items.rowCount(), _MOST)
        high = lines * self.sizeHintForRow(0) + 2 * self.frameWidth()
        below = field.mapTo(window, QPoint(0, field.height()))
        room = window.height() - below.y()
        self.setGeometry(below.x(), below.y(), field.width(), min(high, room))
