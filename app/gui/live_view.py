"""What the environment shows, with what is about to be acted on; and the person's hands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QImage,
    QInputMethodEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.engine.hands import element_at
from app.engine.hold import ByHand
from app.gui import live_hands
from app.gui.look import Tone, colour
from app.gui.picture import Picture, decoded
from perception.element import Element, Visibility
from perception.geometry import Box, Point, Viewport
from perception.observation import Observation
from perception.screenshot import Screenshot

_DRAG = 6  # pixels of this widget that a pointer moves before it is a drag


class Mode(Enum):
    """What the pointer does.

    WATCH: nothing. PICK: chooses an element. HANDS: works in the environment.
    """

    WATCH = auto()
    PICK = auto()
    HANDS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A frame around an element.

    Attributes:
        box: in environment pixels.
        label: what is done to it; "" for none.
        next: it comes next, and can be dragged onto another element; others are drawn thinner.
    """

    box: Box
    label: str = ""
    next: bool = False


class LiveView(QLabel):
    """The last picture, as large as fits, and the targets of the action that comes next.

    Signals:
        picked: an `Element` that was chosen in mode PICK, or that an outline was dragged onto.
        cancelled: choosing was given up.
        did: something that the person does in mode HANDS, as `ByHand`.
        leave: the person wants out of mode HANDS.
    """

    picked = Signal(object)
    cancelled = Signal()
    did = Signal(object)
    leave = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPixmap(QPixmap(1, 1))  # a label with a picture is an image to assistive technology
        self.setAccessibleName(self.tr("Live view"))
        self.setMinimumSize(320, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._image: QImage | None = None
        self._scaled: QPixmap | None = None
        self._digest = ""
        self._viewport: Viewport | None = None
        self._seen: Observation | None = None
        self._outlines: tuple[Outline, ...] = ()
        self._mode = Mode.WATCH
        self._hovered: Element | None = None
        self._pressed: QPointF | None = None
        self._dragging: QPointF | None = None
        self._again = False
        self._hint = self.tr("Here you see what Deskhand sees.")

    # What is shown.

    @property
    def mode(self) -> Mode:
        """What the pointer does."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Let the pointer do something else."""
        self._mode, self._hovered, self._pressed, self._dragging = mode, None, None, None
        watching = mode is Mode.WATCH
        self.setMouseTracking(not watching or any(each.next for each in self._outlines))
        policy = Qt.FocusPolicy.NoFocus if watching else Qt.FocusPolicy.StrongFocus
        self.setFocusPolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, mode is Mode.HANDS)
        self.setCursor(
            Qt.CursorShape.CrossCursor if mode is Mode.PICK else Qt.CursorShape.ArrowCursor
        )
        if not watching:
            self.setFocus()
        self.update()

    def show_picture(self, shot: Screenshot, viewport: Viewport | None = None) -> None:
        """Show a screenshot; what it is of, for targets."""
        if shot.digest == self._digest:
            self._viewport = viewport or self._viewport
            self.update()
        elif (picture := decoded(shot, viewport)) is not None:
            self.set_picture(picture)

    def set_picture(self, picture: Picture) -> None:
        """Show a picture that is decoded already."""
        self._viewport = picture.viewport or self._viewport
        if picture.digest != self._digest:
            self._image, self._digest, self._scaled = picture.image, picture.digest, None
        self.update()

    def show_targets(self, boxes: Sequence[Box]) -> None:
        """Mark what is acted on next, in environment pixels; nothing if there is nothing."""
        self.show_outlines([Outline(box=box) for box in boxes])

    def show_outlines(self, outlines: Sequence[Outline]) -> None:
        """Mark elements; one that comes next can be dragged onto another."""
        self._outlines = tuple(outlines)
        if self._mode is Mode.WATCH:
            self.setMouseTracking(any(each.next for each in outlines))
        self.update()

    def set_seen(self, seen: Observation | None) -> None:
        """The elements that can be chosen."""
        self._seen, self._hovered = seen, None

    def clear(self, hint: str = "") -> None:
        """Show words instead."""
        self._image, self._scaled, self._digest, self._hint = None, None, "", hint
        self._outlines, self._seen, self._hovered = (), None, None
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802  as Qt calls it
        """What looks well."""
        return QSize(720, 460)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  as Qt calls it
        """Draw the picture and the marks."""
        painter = QPainter(self)
        ground = self.palette().color(QPalette.ColorRole.Window).darker(106)
        painter.fillRect(self.rect(), ground)
        if self._image is None:
            painter.setPen(colour(Tone.QUIET))
            room = self.rect().adjusted(24, 24, -24, -24)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self._hint)
            return
        area = self._area()
        painter.drawPixmap(area.topLeft(), self._fitted(area))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for outline in self._outlines:
            wide = 3 if outline.next or not outline.label else 1.5
            self._frame(painter, outline.box, outline.label, Tone.MARK, wide)
        if self._hovered is not None:
            self._frame(painter, self._hovered.box, self._hovered.described(), Tone.WAITING, 2)
        if self._dragging is not None and self._pressed is not None:
            painter.setPen(QPen(colour(Tone.WAITING), 2, Qt.PenStyle.DashLine))
            painter.drawLine(self._pressed, self._dragging)
        if self._mode is Mode.HANDS:
            painter.setPen(QPen(colour(Tone.WAITING), 3))
            painter.drawRect(area.adjusted(1.5, 1.5, -1.5, -1.5))

    def _frame(self, painter: QPainter, box: Box, label: str, tone: Tone, wide: float) -> None:
        around = self._placed(box).adjusted(-4, -4, 4, 4)
        painter.setPen(QPen(colour(tone), wide))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(around, 4, 4)
        if not label:
            return
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, self.width() * 0.6)
        size = QRectF(0, 0, metrics.horizontalAdvance(shown) + 12, metrics.height() + 4)
        above = around.top() - size.height() - 2
        size.moveTo(
            max(min(around.left(), self.width() - size.width()), 0),
            above if above >= 0 else min(around.bottom() + 2, self.height() - size.height()),
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tone))
        painter.drawRoundedRect(size, 4, 4)
        painter.setPen(self.palette().color(QPalette.ColorRole.Base))
        painter.drawText(size, Qt.AlignmentFlag.AlignCenter, shown)

    def _fitted(self, area: QRectF) -> QPixmap:
        """The picture in the size in which it is drawn, in pixels of the screen."""
        assert self._image is not None
        ratio = self.devicePixelRatioF()
        size = (area.size() * ratio).toSize()
        if self._scaled is None or self._scaled.size() != size:
            self._scaled = QPixmap.fromImage(
                self._image.scaled(
                    size,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    # Where things are.

    def _area(self) -> QRectF:
        """Where the picture is drawn."""
        assert self._image is not None
        wide, high = self._image.width(), self._image.height()
        shrink = min(self.width() / wide, self.height() / high)
        across, down = round(wide * shrink), round(high * shrink)
        return QRectF((self.width() - across) // 2, (self.height() - down) // 2, across, down)

    def _placed(self, box: Box) -> QRectF:
        """A box of the environment in pixels of this widget."""
        if self._viewport is None or self._image is None:
            return QRectF()
        area = self._area()
        size = self._viewport.size
        across, down = area.width() / size.width, area.height() / size.height
        corner = Point(box.x - self._viewport.origin.x, box.y - self._viewport.origin.y)
        return QRectF(
            area.x() + corner.x * across,
            area.y() + corner.y * down,
            box.width * across,
            box.height * down,
        )

    def point_at(self, place: QPointF) -> Point | None:
        """A place of this widget in environment pixels; None outside of the picture."""
        if self._image is None or self._viewport is None:
            return None
        area = self._area()
        if not area.contains(place):
            return None
        size, origin = self._viewport.size, self._viewport.origin
        return Point(
            origin.x + (place.x() - area.x()) * size.width / area.width(),
            origin.y + (place.y() - area.y()) * size.height / area.height(),
        )

    def _element(self, place: QPointF) -> Element | None:
        point = self.point_at(place)
        if point is None or self._seen is None:
            return None
        return element_at(self._seen, point)

    def _next_outline(self, place: QPointF) -> bool:
        """Whether the outline that can be dragged is there."""
        return any(
            each.next and self._placed(each.box).adjusted(-6, -6, 6, 6).contains(place)
            for each in self._outlines
        )

    # Mouse and keyboard.

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  as Qt calls it
        """A press; what it means is known when the button is let go."""
        place = event.position()
        if self._mode is Mode.WATCH and not self._next_outline(place):
            event.ignore()
            return
        self._pressed, self._again = place, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802  as Qt calls it
        """The second press of a double-click."""
        self.mousePressEvent(event)
        self._again = True

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  as Qt calls it
        """Hovering, or dragging an outline."""
        place = event.position()
        if self._mode is Mode.HANDS:
            return
        if self._mode is Mode.WATCH:
            over = self._next_outline(place) or self._pressed is not None
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor)
            if self._pressed is None:
                return
            self._dragging = place
        hovered = self._element(place)
        if hovered is not self._hovered or self._dragging is not None:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  as Qt calls it
        """A click or the end of a drag."""
        begin, end = self._pressed, event.position()
        self._pressed = self._dragging = None
        self.update()
        if begin is None:
            event.ignore()
            return
        moved = (end - begin).manhattanLength() > _DRAG
        if self._mode is Mode.HANDS:
            self._by_hand(event, begin, end, moved=moved)
        elif moved or self._mode is Mode.PICK:
            chosen, self._hovered = self._element(end), None
            if chosen is not None:
                self.picked.emit(chosen)

    def _by_hand(self, event: QMouseEvent, begin: QPointF, end: QPointF, *, moved: bool) -> None:
        start, stop = self.point_at(begin), self.point_at(end)
        if start is None or stop is None:
            return
        if moved:
            self._do(live_hands.dragged(event, start, stop))
        else:
            self._do(live_hands.clicked(event, stop, again=self._again))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802  as Qt calls it
        """The wheel scrolls in the environment while it is the person's."""
        point = self.point_at(event.position())
        if self._mode is not Mode.HANDS or point is None:
            event.ignore()
            return
        self._do(live_hands.scrolled(event, point))

    def event(self, event: QEvent) -> bool:
        """While the environment is the person's, all keys go there, Tab and shortcuts too."""
        hands = self._mode is Mode.HANDS
        if hands and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if hands and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  as Qt calls it
        """A key: for the environment, or to choose an element with the arrows."""
        if self._mode is Mode.HANDS:
            escape = event.key() == Qt.Key.Key_Escape
            if escape and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.leave.emit()
            else:
                self._do(live_hands.pressed(event))
        elif self._mode is Mode.PICK:
            self._choose(event)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802  as Qt calls it
        """Text from an input method."""
        if self._mode is Mode.HANDS and event.commitString():
            self._do(live_hands.typed(event.commitString()))
        event.accept()

    def _choose(self, event: QKeyEvent) -> None:
        """Choose by keyboard: the arrows go through the controls, Enter takes one."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._hovered is not None:
                self.picked.emit(self._hovered)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._go_on(1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._go_on(-1)
        else:
            super().keyPressEvent(event)

    def _go_on(self, by: int) -> None:
        """To the next control, in the order of the page."""
        seen = self._seen.elements if self._seen is not None else ()
        controls = [
            each for each in seen if each.interactive and each.visibility is Visibility.VISIBLE
        ]
        if not controls:
            return
        at = controls.index(self._hovered) if self._hovered in controls else -1 if by > 0 else 0
        self._hovered = controls[(at + by) % len(controls)]
        self.setAccessibleDescription(self._hovered.described())
        self.update()

    def _do(self, deed: ByHand | None) -> None:
        if deed is not None:
            self.did.emit(deed)
