"""Goes through every page and dialog of the window and tells what is wrong with how it looks.

Run it in a process of its own: `window_audit.py HOME LANGUAGE APPEARANCE WIDTHxHEIGHT [FOLDER]`.
It prints one problem a line; with a FOLDER, it puts a picture of each screen there.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSlider,
    QSplitterHandle,
    QTabBar,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from app.gui.live_view import LiveView, Mode

_CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QSlider,
    QTextEdit,
)
_NOT_NAMED = (QScrollBar, QSplitterHandle)
_SLACK = 1  # pixels
_MOST_STOPS = 120


class Audit:
    """Collects what is wrong."""

    def __init__(self, folder: Path | None) -> None:
        self.problems: list[str] = []
        self.screens = 0
        self._folder = folder

    def screen(self, name: str, top: QWidget) -> None:
        """Look at a window as it is now."""
        self.screens += 1
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            top.grab().save(str(self._folder / f"{name}.png"))
        shown = [each for each in top.findChildren(QWidget) if self._shown(each, top)]
        for widget in shown:
            for problem in (*_cut(widget), *_outside(widget, top), *_nameless(widget)):
                self.problems.append(f"{name}: {_said(widget)} {problem}")
        bars = [each for each in shown if isinstance(each, QMenuBar)]
        menus = [action.text() for bar in bars for action in bar.actions()]
        letters = _same_letters(menus, shown)
        for problem in (*_overlapping(shown), *letters, *_order(top, shown), *_round(top, shown)):
            self.problems.append(f"{name}: {problem}")

    @staticmethod
    def _shown(widget: QWidget, top: QWidget) -> bool:
        return (
            widget.isVisible() and widget.window() is top and not widget.visibleRegion().isEmpty()
        )


def _said(widget: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")
    words = text() if callable(text) else ""
    name = widget.accessibleName() or str(words)[:60]
    return f"{type(widget).__name__} {name!r}"


def _cut(widget: QWidget) -> Iterator[str]:
    """Words that do not fit."""
    if isinstance(widget, QLabel) and widget.wordWrap() and widget.text():
        needed = widget.heightForWidth(widget.width())
        if needed > widget.height() + _SLACK:
            yield f"is cut: {widget.height()} of {needed} pixels high"
        return
    ignores = widget.sizePolicy().horizontalPolicy() is widget.sizePolicy().Policy.Ignored
    if isinstance(widget, QLabel) and widget.text() and not ignores:
        needed = widget.sizeHint()
    elif isinstance(widget, QAbstractButton) and widget.text():
        needed = widget.minimumSizeHint() if isinstance(widget, QPushButton) else widget.sizeHint()
    elif isinstance(widget, QComboBox):
        metrics = widget.fontMetrics()
        room = widget.width() - 30  # arrow and frame
        if metrics.horizontalAdvance(widget.currentText()) > room + _SLACK:
            yield f"is cut: {widget.currentText()!r} in {widget.width()} pixels"
        return
    elif isinstance(widget, QLineEdit) and not widget.text():
        wide = widget.fontMetrics().horizontalAdvance(widget.placeholderText())
        if wide > widget.width() - 8:
            yield f"is cut: {widget.placeholderText()!r} in {widget.width()} pixels"
        return
    elif isinstance(widget, QTabBar):
        hidden = [each for each in widget.findChildren(QAbstractButton) if each.isVisible()]
        if hidden:
            yield "does not show all tabs"
        return
    else:
        return
    if needed.width() > widget.width() + _SLACK or needed.height() > widget.height() + _SLACK:
        yield f"is cut: {widget.width()}x{widget.height()} of {needed.width()}x{needed.height()}"


def _outside(widget: QWidget, top: QWidget) -> Iterator[str]:
    """Controls that reach out of the window, and cannot be scrolled to."""
    if not isinstance(widget, (*_CONTROLS, QLabel)):
        return
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, QAbstractScrollArea):
            return
        parent = parent.parentWidget()
    place = QRect(widget.mapTo(top, widget.rect().topLeft()), widget.size())
    if not top.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(place):
        yield "reaches out of the window"


def _nameless(widget: QWidget) -> Iterator[str]:
    """Controls that say nothing to those who cannot see them."""
    if not isinstance(widget, _CONTROLS) or isinstance(widget, _NOT_NAMED):
        return
    inside = widget.parentWidget()
    if isinstance(widget, QLineEdit) and isinstance(inside, QComboBox | QAbstractSpinBox):
        return
    face = QAccessible.queryAccessibleInterface(widget)
    if face is None or face.role() in (QAccessible.Role.NoRole, QAccessible.Role.Client):
        yield "has no role"
        return
    labels = [
        other.text(QAccessible.Text.Name)
        for other, relation in face.relations()
        if relation & QAccessible.RelationFlag.Label and other is not None
    ]
    if not (widget.accessibleName() or face.text(QAccessible.Text.Name) or any(labels)):
        yield "has no name"
    if isinstance(widget, QComboBox) and not (any(labels) or widget.accessibleName()):
        yield "has no name but its value"


def _overlapping(shown: list[QWidget]) -> Iterator[str]:
    """Controls beside each other that lie upon each other."""
    families: dict[int, list[QWidget]] = defaultdict(list)
    for widget in shown:
        if isinstance(widget, (*_CONTROLS, QLabel)) and widget.parentWidget() is not None:
            families[id(widget.parentWidget())].append(widget)
    for family in families.values():
        for at, one in enumerate(family):
            for other in family[at + 1 :]:
                both = one.geometry().intersected(other.geometry())
                inside = isinstance(one.parentWidget(), QLineEdit | QComboBox | QTabBar)
                if both.width() > _SLACK and both.height() > _SLACK and not inside:
                    yield f"{_said(one)} lies upon {_said(other)}"


def _same_letters(menus: list[str], shown: list[QWidget]) -> Iterator[str]:
    """Letters that go to several controls of a window."""
    buttons = [each.text() for each in shown if isinstance(each, QAbstractButton)]
    labels = [each for each in shown if isinstance(each, QLabel)]
    named = [each.text() for each in labels if each.buddy() is not None]
    known: dict[str, str] = {}
    for text in (*menus, *buttons, *named):
        found = re.search(r"&(\w)", text.replace("&&", ""))
        if found is None:
            continue
        letter = found[1].casefold()
        if letter in known:
            yield f"Alt+{letter.upper()} goes to {known[letter]!r} and to {text!r}"
        known[letter] = text


def _order(top: QWidget, shown: list[QWidget]) -> Iterator[str]:
    """Controls that Tab does not come to, and those of a row that it comes to backwards."""
    chain, widget = [], top.nextInFocusChain()
    for _ in range(5000):
        if widget is None or widget is top:
            break
        chain.append(widget)
        widget = widget.nextInFocusChain()
    places = {id(each): at for at, each in enumerate(chain)}
    focusable = [
        each
        for each in shown
        if isinstance(each, _CONTROLS) and each.focusPolicy().value & 1 and each.isEnabled()
    ]
    for widget in focusable:
        if id(widget) not in places and id(widget.focusProxy()) not in places:
            yield f"Tab does not come to {_said(widget)}"
    rows: dict[tuple[int, int], list[QWidget]] = defaultdict(list)
    for widget in focusable:
        if id(widget) in places:
            rows[id(widget.parentWidget()), widget.geometry().center().y() // 12].append(widget)
    for row in rows.values():
        row.sort(key=lambda each: each.x())
        for one, other in pairwise(row):
            if places[id(one)] > places[id(other)]:
                yield f"Tab comes to {_said(other)} before {_said(one)}, left of it"


def _round(top: QWidget, shown: list[QWidget]) -> Iterator[str]:
    """Controls that keep the Tab key for themselves, or that it does not come to."""
    top.activateWindow()
    end = time.monotonic() + 5
    while QApplication.activeWindow() is not top and time.monotonic() < end:
        pump(0.02)
    wanted = [
        each
        for each in shown
        if isinstance(each, QAbstractButton | QComboBox)
        and not isinstance(each, QRadioButton)  # arrows go from one of a group to the next
        and each.isEnabled()
        and each.focusPolicy().value & 1
    ]
    if len(wanted) < 2:
        return
    wanted[0].setFocus()
    visited: list[QWidget] = []
    for _ in range(_MOST_STOPS):
        before = QApplication.focusWidget()
        if before is None or before in visited:
            break
        visited.append(before)
        QTest.keyClick(before, Qt.Key.Key_Tab)
        QApplication.processEvents()
        if isinstance(before, LiveView) and before.mode is Mode.HANDS:
            return  # all keys but one go to the environment
        if QApplication.focusWidget() is before:
            yield f"Tab does not leave {_said(before)}"
            return
    for missed in (each for each in wanted if isValid(each) and each not in visited):
        yield f"pressing Tab does not come to {_said(missed)}"


def pump(seconds: float) -> None:
    """Let the window work."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)


def main() -> int:
    """Go through everything."""
    home, language, appearance, size, *rest = sys.argv[1:]
    os.environ["DESKHAND_HOME"] = home
    wide, high = (int(side) for side in size.split("x"))
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Deskhand")
    application.setOrganizationName("Deskhand")

    from window_screens import screens

    from app.gui import application as started
    from app.gui.main_window import MainWindow
    from app.gui.starting import Starter
    from app.paths import paths
    from app.settings import load_settings, set_setting

    set_setting(paths().settings, "language", language)
    set_setting(paths().settings, "appearance", appearance)
    settings = load_settings(paths().settings)
    for prepare in started._PREPARE:
        prepare(application, paths(), settings)
    window = MainWindow(Starter(paths(), settings))
    window.resize(wide, high)
    window.show()
    pump(0.3)
    audit = Audit(Path(rest[0]) if rest else None)
    if window.width() > wide or window.height() > high:
        audit.problems.append(f"the window needs {window.width()}x{window.height()}")
    for name, top in screens(window):
        audit.screen(name, top)
    window.close()
    for problem in audit.problems:
        print(problem)  # noqa: T201  it is what the program is for
    print(f"{audit.screens} screens")  # noqa: T201
    return 0


if __name__ == "__main__":
    ended = main()
    sys.stdout.flush()
    # Windows that were never closed by a person are let go of in an order that Qt does not like.
    os._exit(ended)
