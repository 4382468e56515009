"""From what a person did, event by event, to steps as a run has them.

Typing becomes one action with the value that the field held in the end; a press and a release
become a click, a double click or a drag; what was chosen, set, given away and opened becomes the
action that means it. What was only on the way (moves, scrolls, clicks that only took the focus) is
told by `skills.tidy`, which goes over runs and recordings alike. Pure: the same events give the
same steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from actions.action import AnswerDialog, Navigate, Open, Press, Window
from actions.trajectory import Outcome, Task, Trajectory
from perception.events import (
    DialogAnswered,
    Elsewhere,
    FileArrived,
    FilesChosen,
    InputEvent,
    KeyPressed,
    Marked,
    Pasted,
    PointerPressed,
    PointerReleased,
    PointerRested,
    Scrolled,
    Snapshot,
    SurfaceActivated,
    SurfaceClosed,
    ValueChanged,
    Went,
)
from perception.observation import Notice, Surface, SurfaceKind
from skills.demonstration import Demonstration, Hint
from skills.recorded import Judge, Recorded, acted_on
from skills.reduce_keys import Keyboard
from skills.reduce_pointer import Pointer
from skills.reduce_values import Values
from skills.typed import is_field

_SWITCHES = frozenset({"Alt+Tab", "Alt+Shift+Tab", "Alt+Escape", "Meta+Tab", "Meta+Shift+Tab"})
_CONSEQUENCE = 3.0  # seconds within which a window opens or closes because of what was done


def reduce(
    events: Iterable[InputEvent], task: Task, *, judge: Judge | None = None, source: str = ""
) -> Demonstration:
    """What was done, as steps.

    Args:
        events: in their order.
        task: what the person says that it is for.
        judge: what an action risks; without one, all can be taken back.
        source: id of the recording.
    """
    reducer = Reducer(judge)
    for event in events:
        reducer.hear(event)
    return reducer.demonstration(task, source)


class Reducer:
    """Reduces events as they come.

    Args:
        judge: what an action risks; without one, all can be taken back.
    """

    def __init__(self, judge: Judge | None = None) -> None:
        self.recorded = Recorded(judge or (lambda grounded, seen: "edit"))
        self._keyboard = Keyboard(self.recorded)
        self._pointer = Pointer(self.recorded)
        self._values = Values(self.recorded, self._keyboard, self._pointer)
        self._paused = False

    def demonstration(self, task: Task, source: str = "") -> Demonstration:
        """What was done; nothing comes any more."""
        self._end()
        steps = tuple(self.recorded.steps)
        return Demonstration(
            trajectory=Trajectory(task=task, steps=steps, outcome=Outcome.DONE_UNVERIFIED),
            hints={index: tuple(hints) for index, hints in self.recorded.hints.items()},
            notes=tuple(dict.fromkeys(self.recorded.notes)),
            source=source,
        )

    def hear(self, event: InputEvent) -> None:
        """The next event."""
        if isinstance(event, Snapshot):
            self.recorded.see(event.observation)
        elif isinstance(event, Marked):
            self._marked(event)
        elif not self._paused:
            if not isinstance(event, Pasted):
                told = isinstance(event, ValueChanged) and is_field(event.element)
                self._keyboard.paste_missed(into_field=told)
            self._heard(event)

    def _heard(self, event: InputEvent) -> None:
        match event:
            case PointerPressed():
                self._keyboard.flush()
                self._pointer.press(event)
            case PointerReleased():
                self._pointer.release(event)
            case PointerRested():
                if self._keyboard.typing is None:
                    self._pointer.rest(event)
            case Scrolled():
                self._keyboard.flush()
                self._pointer.scroll(event)
            case KeyPressed():
                self._keyboard.press(event)
            case Pasted():
                self._keyboard.paste(event)
            case ValueChanged():
                self._values.change(event)
            case FilesChosen():
                self._values.files(event)
            case FileArrived(path=path):
                name = path.rpartition("/")[2]
                self.recorded.notice(Notice(kind="download", text=name, path=path))
            case DialogAnswered(accept=accept, text=text):
                self._keyboard.flush()
                self.recorded.add(AnswerDialog(accept=accept, text=text), event.at)
            case Went():
                self._went(event)
            case SurfaceActivated() | SurfaceClosed():
                self._surface(event)
            case Elsewhere():
                self.recorded.notes.append("something was done where recording is not allowed")
            case Snapshot() | Marked():
                return
            case _:
                assert_never(event)

    def _end(self) -> None:
        self._keyboard.paste_missed(into_field=False)
        self._pointer.release_missed()
        self._keyboard.flush()
        self.recorded.close_last()

    def _went(self, event: Went) -> None:
        if event.how == "followed":
            return
        self._keyboard.flush()
        if event.how == "typed":
            self.recorded.add(Open(what=event.where, new_surface=event.new), event.at)
        elif event.how == "started":
            self.recorded.add(Open(what=event.where, kind="app"), event.at)
        else:
            self.recorded.add(Navigate(how=event.how), event.at)

    def _surface(self, event: SurfaceActivated | SurfaceClosed) -> None:
        """Another window or tab, or one less, unless that is what the last step led to."""
        self._keyboard.flush()
        surface = self.recorded.now.surface(event.surface)
        recorded = self.recorded
        follows = bool(recorded.steps) and event.at - recorded.at <= _CONSEQUENCE
        follows = follows and not self._left_page(event, surface)
        if follows and isinstance(event, SurfaceActivated) and self._switched(surface):
            recorded.drop_last()  # which window comes next by that key differs from time to time
            follows = False
        if surface is None or follows:
            return
        page = surface.kind is SurfaceKind.PAGE
        if isinstance(event, SurfaceClosed):
            close = (
                Navigate(how="close", surface=surface.ref)
                if page
                else Window(how="close", surface=surface.ref)
            )
            recorded.add(close, event.at)
        elif not surface.active:
            go = (
                Navigate(how="activate", surface=surface.ref)
                if page
                else Window(how="focus", surface=surface.ref)
            )
            recorded.add(go, event.at)

    def _switched(self, surface: Surface | None) -> bool:
        """Whether the last step was a key that goes through the windows, and led to this one."""
        last = self.recorded.last
        return (
            surface is not None
            and last is not None
            and isinstance(last.action, Press)
            and last.action.keys in _SWITCHES
        )

    def _left_page(self, event: SurfaceActivated | SurfaceClosed, surface: Surface | None) -> bool:
        """Whether a window of another program was gone to from a page, which leads to none."""
        last = self.recorded.last
        acted = acted_on(last) if last is not None else None
        if last is None or acted is None or surface is None:
            return False
        page = last.observation.surface(acted.surface)
        return (
            isinstance(event, SurfaceActivated)
            and page is not None
            and page.kind is SurfaceKind.PAGE
            and surface.kind is SurfaceKind.WINDOW
            and surface.application != page.application
        )

    def _marked(self, event: Marked) -> None:
        match event.kind:
            case "pause":
                self._keyboard.flush()
                self._paused = True
            case "resume":
                self._paused = False
            case "undo":
                self._settle()
                if self.recorded.steps:
                    self.recorded.drop_last()
            case "parameter" | "wait" | "check":
                self._settle()
                last = self.recorded.last
                hint = Hint(
                    kind=event.kind,
                    note=event.note,
                    element=self.recorded.resolved(event.element),
                    observation=self.recorded.now,
                )
                index = last.index if last is not None else -1
                self.recorded.hints.setdefault(index, []).append(hint)
            case _:
                assert_never(event.kind)

    def _settle(self) -> None:
        """End what is under way: what the person says is about it."""
        self._pointer.release_missed()
        self._keyboard.flush()
