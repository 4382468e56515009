"""From the wish to show something to the review of it: dialog, bar, recorder, draft."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.record_bar import RecordBar
from app.gui.record_start import RecordDialog
from app.gui.review import ReviewWindow
from app.gui.shell import Shell
from app.recording.folder import Recorded, read_recording
from app.recording.learned import learned_from
from app.recording.recorder import Recorder, thrown_away
from skills.generalise import Learned

_AWAY = 400  # milliseconds in which a window manager takes our windows away


class Recording(QObject):
    """One recording at a time.

    Signals:
        going: whether something is recorded now.
        saved: the name of the skill that was made.

    Args:
        shell: of the window.
    """

    going = Signal(bool)
    saved = Signal(str)

    def __init__(self, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._work: Background | None = None
        self._recorder: Recorder | None = None
        self._bar: RecordBar | None = None

    @property
    def under_way(self) -> bool:
        """Whether something is recorded now."""
        return self._recorder is not None

    def ask(self) -> None:
        """Ask what is shown, and record it."""
        if self.under_way:
            return
        dialog = RecordDialog(self._shell, self._shell.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def accepted() -> None:
            if dialog.recorder is not None:
                self._begin(dialog.recorder)
            elif dialog.chosen is not None:
                self.take_up(dialog.chosen)

        dialog.accepted.connect(accepted)
        dialog.open()

    def take_up(self, folder: Path) -> None:
        """Make a draft of a recording that is there, and review it."""
        self._shell.work.ask(
            "take-up", lambda: read_recording(folder), self._learn, self._nothing_learned
        )

    def end(self) -> None:
        """End what is recorded, and wait until it is on disk."""
        recorder, work = self._recorder, self._work
        if recorder is not None and work is not None:
            recorder.end()
            work.close()
            self._recorder = None
            self._close_bar()

    def _begin(self, recorder: Recorder) -> None:
        """Take our own windows out of the way, then listen."""
        self._recorder = recorder
        self._work = Background(self)
        self._bar = RecordBar(recorder)
        self._bar.ended.connect(recorder.end)
        self.going.emit(True)
        self._shell.window.showMinimized()
        QTimer.singleShot(_AWAY, self._listen)

    def _listen(self) -> None:
        if self._recorder is not None and self._work is not None and self._bar is not None:
            self._work.ask("record", self._recorder.run, self._recorded, self._not_recorded)
            self._bar.place()
            self._bar.show()

    def _recorded(self, recorded: Recorded) -> None:
        self._over()
        self._learn(recorded)

    def _not_recorded(self, failure: DeskhandError) -> None:
        self._over()
        self._warn(self.tr("Nothing was recorded"), str(failure))

    def _over(self) -> None:
        work, self._work, self._recorder = self._work, None, None
        self._close_bar()
        if work is not None:
            work.close()
            work.deleteLater()
        window = self._shell.window
        window.showNormal()
        window.raise_()
        window.activateWindow()
        self.going.emit(False)

    def _close_bar(self) -> None:
        if self._bar is not None:
            bar, self._bar = self._bar, None
            bar.blockSignals(True)
            bar.close()
            bar.deleteLater()

    # What was recorded.

    def _learn(self, recorded: Recorded) -> None:
        library, home = self._shell.starter.store, self._shell.home

        def again(loops: bool) -> Learned:
            return learned_from(recorded, library, home, loops=loops)

        self._shell.work.ask(
            "learn",
            lambda: again(True),
            lambda learned: self._review(recorded, learned, again),
            self._nothing_learned,
        )

    def _review(
        self, recorded: Recorded, learned: Learned, again: Callable[[bool], Learned]
    ) -> None:
        review = ReviewWindow(
            self._shell,
            learned,
            again=again,
            place=recorded.began.environment,
            given_up=self.tr("The recording and what was made of it are deleted for good."),
            parent=self._shell.window,
        )
        review.saved.connect(self.saved)
        review.discarded.connect(
            lambda: self._shell.work.ask(
                "discard", lambda: thrown_away(recorded), lambda _: None, self._nothing_learned
            )
        )
        review.show()
        review.raise_()
        review.activateWindow()

    def _nothing_learned(self, failure: DeskhandError) -> None:
        kept = self.tr("What was recorded is kept; take it up again from the same dialog.")
        self._warn(self.tr("No skill was made"), f"{failure}\n\n{kept}")

    def _warn(self, title: str, text: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, title, text, parent=self._shell.window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()
