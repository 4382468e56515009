"""A run from its first step to its last: the picture, what was aimed at, and why."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QSlider,
    QSplitter,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DeskhandError
from app.gui.bridge import Background
from app.gui.live_view import LiveView
from app.gui.look import GAP
from app.gui.picture import Picture, decoded
from app.gui.runs_steps import StepPainter, StepsModel
from app.gui.tinted import tinted
from app.gui.words import duration, word
from app.runs.feedback import Feedback, Opinion
from app.runs.play import Playback, Played

_PACE = 1200  # milliseconds that a step is shown while it plays
_LINES = 5  # of what is told of a step
_SHORT = 0.05  # seconds that are not worth a word


class RunPlayer(QWidget):
    """Plays a run; Left and Right go from step to step.

    Signals:
        feedback: the person said something of the run: a `Feedback`.

    Args:
        work: decodes the pictures.
    """

    feedback = Signal(object)

    def __init__(self, work: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._run: Playback | None = None
        self._said = Feedback()
        self.live = LiveView()
        self.model = StepsModel(self)
        self.steps = QListView()
        self.steps.setModel(self.model)
        self.steps.setItemDelegate(StepPainter(self.steps))
        self.steps.setAccessibleName(self.tr("Steps of the run"))
        self.steps.setUniformItemSizes(True)
        self.steps.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.place = QLabel()
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self.place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.about = QPlainTextEdit()
        self.about.setReadOnly(True)
        self.about.setTabChangesFocus(True)
        self.about.setAccessibleName(self.tr("About this step"))
        self.about.setMaximumHeight(self.fontMetrics().lineSpacing() * _LINES + 2 * GAP)
        self._clock = QTimer(self)
        self._clock.setInterval(_PACE)
        self._make_controls()
        self._make_feedback()
        self._lay_out()
        self.steps.selectionModel().currentChanged.connect(self._step_chosen)
        self._clock.timeout.connect(self._play_on)
        self.show_nothing("")

    def _make_controls(self) -> None:
        icons = QStyle.StandardPixmap
        self._icons: dict[QToolButton, QStyle.StandardPixmap] = {}
        self.first = self._button(self.tr("First step"), icons.SP_MediaSkipBackward, "Home")
        self.back = self._button(self.tr("Step back"), icons.SP_MediaSeekBackward, "Left")
        self.play = self._button(self.tr("Play"), icons.SP_MediaPlay, "")
        self.play.setCheckable(True)
        self.on = self._button(self.tr("Step forward"), icons.SP_MediaSeekForward, "Right")
        self.last = self._button(self.tr("Last step"), icons.SP_MediaSkipForward, "End")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("Step"))
        self.slider.setPageStep(5)
        self.count = QLabel()
        self.slider.valueChanged.connect(self.go_to)
        self.first.clicked.connect(lambda: self.go_to(0))
        self.last.clicked.connect(lambda: self.go_to(self.model.rowCount() - 1))
        self.back.clicked.connect(lambda: self.go_to(self._at - 1))
        self.on.clicked.connect(lambda: self.go_to(self._at + 1))
        self.play.toggled.connect(self._play)

    def _button(self, name: str, icon: QStyle.StandardPixmap, key: str) -> QToolButton:
        made = QToolButton()
        made.setIcon(tinted(icon, self))
        self._icons[made] = icon
        made.setAccessibleName(name)
        shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(f"{name} ({shown})" if key else name)
        made.setAutoRaise(True)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  as Qt calls it
        """Follow the colours of the system."""
        if event.type() == QEvent.Type.PaletteChange:
            for button, icon in self._icons.items():
                button.setIcon(tinted(icon, self))
        super().changeEvent(event)

    def listen(self, page: QWidget) -> None:
        """Take Left and Right wherever in a page the focus is, unless a field wants them."""
        for key, button in (("Left", self.back), ("Right", self.on)):
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(button.click)

    def _make_feedback(self) -> None:
        self.good, self.bad = QToolButton(), QToolButton()
        self.good.setText(self.tr("&Yes"))
        self.bad.setText(self.tr("&No"))
        self.good.setAccessibleName(self.tr("It did what I wanted"))
        self.bad.setAccessibleName(self.tr("It did not do what I wanted"))
        for button, opinion in ((self.good, Opinion.GOOD), (self.bad, Opinion.BAD)):
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _=False, opinion=opinion: self._judge(opinion))
        self.note = QLineEdit()
        self.note.setPlaceholderText(self.tr("A note on this run"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.editingFinished.connect(self._noted)

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self.place)
        column.addWidget(self.live, 1)
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for button in (self.first, self.back, self.play, self.on, self.last):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        row.addWidget(self.count)
        row.addSpacing(GAP)
        column.addLayout(row)
        right = QWidget()
        other = QVBoxLayout(right)
        other.setContentsMargins(0, 0, 0, 0)
        other.setSpacing(GAP // 2)
        other.addWidget(self.steps, 1)
        other.addWidget(self.about)
        judged = QHBoxLayout()
        judged.setSpacing(GAP // 2)
        judged.addWidget(QLabel(self.tr("As you wanted?")))
        judged.addWidget(self.good)
        judged.addWidget(self.bad)
        judged.addWidget(self.note, 1)
        other.addLayout(judged)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.setChildrenCollapsible(False)
        both.addWidget(left)
        both.addWidget(right)
        both.setStretchFactor(0, 3)
        both.setStretchFactor(1, 2)
        both.setSizes([3000, 2000])  # shares
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(both)

    # What is shown.

    def show_nothing(self, hint: str) -> None:
        """Words instead of a run."""
        self._run = None
        self.play.setChecked(False)
        self._set_steps(())
        self.live.clear(hint)
        self.place.clear()
        self.about.clear()
        self._show_feedback(Feedback())

    def show_run(self, run: Playback, said: Feedback) -> None:
        """Play a run, from its first step."""
        self._run = run
        self.play.setChecked(False)
        self._set_steps(run.steps)
        self._show_feedback(said)
        if run.steps:
            self.go_to(0)
        else:
            self.live.clear(self.tr("Nothing was done in this run."))
            self.about.setPlainText(run.said)

    def _set_steps(self, steps: Sequence[Played]) -> None:
        self.model.set_steps(steps)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(len(steps) - 1, 0))
        for each in (self.slider, self.play, self.steps):
            each.setEnabled(bool(steps))
        self._enable()

    @property
    def _at(self) -> int:
        """The row that is shown; -1 for none."""
        return self.steps.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Show a step, if there is one in this row."""
        if 0 <= row < self.model.rowCount():
            self.steps.setCurrentIndex(self.model.index(row))

    def _step_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        self._enable()
        if not now.isValid():
            return
        step = self.model.step(now.row())
        with QSignalBlocker(self.slider):
            self.slider.setValue(now.row())
        self.place.setText(step.place)
        self.place.setToolTip(step.place)
        self.about.setPlainText("\n".join(self._told(step)))
        self.live.show_targets(step.targets)
        shot, viewport = step.picture, step.viewport
        if shot is None or viewport is None:
            self.live.clear(self.tr("There is no picture of this step."))
            return
        self._work.ask(
            "picture", lambda: decoded(shot, viewport), self._show_picture, self._no_picture
        )

    def _show_picture(self, picture: Picture | None) -> None:
        if picture is None:
            self.live.clear(self.tr("The picture of this step is gone."))
        elif self._run is not None:
            self.live.set_picture(picture)

    def _no_picture(self, failure: DeskhandError) -> None:
        self.live.clear(str(failure))

    def _told(self, step: Played) -> list[str]:
        """All that is known of a step, a line for each."""
        lines = [self.model.title(step)]
        if not step.number and self._run is not None:
            lines += [part for part in (word(self._run.outcome), self._run.said) if part]
        if step.thought:
            lines.append(self.tr("Thought: %1").replace("%1", step.thought))
        if step.change:
            lines.append(self.tr("Change: %1").replace("%1", step.change))
        if step.error:
            lines.append(self.tr("Failed: %1").replace("%1", step.error))
        if step.number:
            times = ", ".join(
                f"{name} {duration(seconds)}"
                for name, seconds in self._times(step)
                if seconds >= _SHORT
            )
            lines.append(self.tr("Time: %1").replace("%1", times or duration(step.seconds)))
        if step.spent:
            lines.append(str(step.spent))
        return lines

    def _times(self, step: Played) -> tuple[tuple[str, float], ...]:
        timing = step.timing
        return (
            (self.tr("looking"), timing.perceive),
            (self.tr("thinking"), timing.decide),
            (self.tr("finding"), timing.ground),
            (self.tr("asking"), timing.gate),
            (self.tr("acting"), timing.act),
            (self.tr("waiting"), timing.settle),
        )

    def _enable(self) -> None:
        at, count = self._at, self.model.rowCount()
        for button in (self.first, self.back):
            button.setEnabled(at > 0)
        for button in (self.on, self.last):
            button.setEnabled(at < count - 1)
        self.count.setText(f"{at + 1} / {count}" if count else "")

    # Playing.

    def _play(self, playing: bool) -> None:
        icon = (
            QStyle.StandardPixmap.SP_MediaPause if playing else QStyle.StandardPixmap.SP_MediaPlay
        )
        self._icons[self.play] = icon
        self.play.setIcon(tinted(icon, self))
        self.play.setAccessibleName(self.tr("Pause") if playing else self.tr("Play"))
        self.play.setToolTip(self.play.accessibleName())
        if not playing:
            self._clock.stop()
            return
        if self._at == self.model.rowCount() - 1:
            self.go_to(0)
        self._clock.start()

    def _play_on(self) -> None:
        if self._at >= self.model.rowCount() - 1:
            self.play.setChecked(False)
        else:
            self.go_to(self._at + 1)

    # What the person thinks of it.

    def _show_feedback(self, said: Feedback) -> None:
        self._said = said
        for button, opinion in ((self.good, Opinion.GOOD), (self.bad, Opinion.BAD)):
            with QSignalBlocker(button):
                button.setChecked(said.opinion is opinion)
        self.note.setText(said.note)
        for each in (self.good, self.bad, self.note):
            each.setEnabled(self._run is not None)

    def _judge(self, opinion: Opinion) -> None:
        taken_back = self._said.opinion is opinion
        self._say(Feedback(opinion=Opinion.NONE if taken_back else opinion, note=self._said.note))

    def _noted(self) -> None:
        self._say(Feedback(opinion=self._said.opinion, note=self.note.text().strip()))

    def _say(self, said: Feedback) -> None:
        if self._run is not None and said != self._said:
            self._show_feedback(said)
            self.feedback.emit(said)
