"""Short words for scripts: what a person's hands do, as actions.

A script is a list of actions. Each aims by accessible name and role, waits for what it needs, and
goes through the gate and the environment as any planner's actions do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.action import (
    Action,
    Click,
    Drag,
    Finish,
    GiveUp,
    Modifier,
    Open,
    Press,
    Select,
    SetValue,
    Type,
    Wait,
)
from actions.target import Description, PointOn, Target
from actions.trajectory import Decision, History, Task
from app.planners.scripted import ScriptedPlanner
from perception.observation import Observation
from perception.predicate import AnyOf, Exists, FileExists, Predicate, Text, WindowTitle

Script = list[Action]

_PATIENCE = 60.0  # seconds that something may take to appear on a busy machine


def script(*parts: Action | Iterable[Action]) -> Script:
    """One list of actions from single ones and from pieces."""
    found: Script = []
    for part in parts:
        if isinstance(part, Iterable):
            found += part
        else:
            found.append(part)
    return found


def named(name: str, role: str = "") -> Description:
    """An element by its accessible name; `role` is one in ARIA words."""
    return Description(text=name, role=role)


def app(name: str) -> Script:
    """Start a program."""
    return [Open(what=name, kind="app")]


def file(path: str, application: str = "") -> Script:
    """Open a file below home with its usual program, or with another."""
    return [Open(what=path, kind="file", application=application)]


def click(name: str, role: str = "") -> Script:
    """Click an element."""
    return [Click(target=named(name, role))]


def double(name: str, role: str = "") -> Script:
    """Click an element twice."""
    return [Click(target=named(name, role), count=2)]


def right(name: str, role: str = "") -> Script:
    """Open the context menu of an element."""
    return [Click(target=named(name, role), button="right")]


def also(name: str, role: str = "", key: Modifier = "Control") -> Script:
    """Click another element as well, with a key held."""
    return [Click(target=named(name, role), modifiers=(key,))]


def at(x: float, y: float, count: int = 1) -> Script:
    """Click a place on the screen, where nothing has a name."""
    return [Click(target=PointOn(x=x, y=y), count=count)]


def drag(start: tuple[float, float], end: tuple[float, float]) -> Script:
    """Drag between two places on the screen."""
    path: tuple[Target, ...] = tuple(PointOn(x=x, y=y) for x, y in (start, end))
    return [Drag(path=path)]


def menu(*names: str, last: str = "menuitem") -> Script:
    """Open a menu of the menu bar, and choose in it and in its submenus; `last`: a role."""
    roles = ["menuitem"] * (len(names) - 1) + [last]
    parts = [
        script(there(name, role) if number else (), click(name, role))
        for number, (name, role) in enumerate(zip(names, roles, strict=True))
    ]
    return script(*parts)


def press(*keys: str) -> Script:
    """Press keys or chords one after the other, where the focus is."""
    return [Press(keys=each) for each in keys]


def times(keys: str, repeat: int) -> Script:
    """Press a key or a chord several times."""
    return [Press(keys=keys, repeat=repeat)]


def write(text: str) -> Script:
    """Type where the focus is."""
    return [Type(text=text, clear=False)]


def fill(name: str, text: str, role: str = "") -> Script:
    """Type into a field instead of what is there."""
    return [Type(text=text, into=named(name, role))]


def add(name: str, text: str, role: str = "") -> Script:
    """Type into a field behind what is there."""
    return [Type(text=text, into=named(name, role), clear=False)]


def choose(name: str, option: str, role: str = "combobox") -> Script:
    """Choose from a drop-down list."""
    return [Select(target=named(name, role), options=(option,))]


def put(name: str, value: str, role: str = "") -> Script:
    """Give a control a value; "true" and "false" for what is ticked."""
    return [SetValue(target=named(name, role), value=value)]


def save_as(path: str, *, asks: bool = False) -> Script:
    """Give a file dialog a path, press Enter, and wait for the file.

    Args:
        path: of the file.
        asks: the program asks for more before it writes: there is nothing to wait for yet.
    """
    written = () if asks else until(FileExists(path=path))
    named_so = script(press("Control+a"), write(path), press("Enter"))
    return script(there("Name:", "textbox"), named_so, written)


def keep_format(button: str) -> Script:
    """Tell LibreOffice that another format than its own is meant."""
    return script(there(button, "button"), click(button, "button"))


def until(predicate: Predicate) -> Script:
    """Wait for something to be so."""
    return [Wait(seconds=_PATIENCE, until=predicate)]


def pause(seconds: float) -> Script:
    """Give a program time where nothing tells that it is ready."""
    return [Wait(seconds=seconds)]


def window(title: str) -> Script:
    """Wait for a window with this title; `*` stands for anything."""
    return until(WindowTitle(pattern=title))


def shown(*texts: str) -> Script:
    """Wait until one of some texts is shown."""
    return until(AnyOf(predicates=tuple(Text(text=text) for text in texts)))


def there(name: str, role: str = "") -> Script:
    """Wait for an element."""
    return until(Exists(role=role, name=name))


def file_exists(path: str) -> Script:
    """Wait for a file below home."""
    return until(FileExists(path=f"~/{path}"))


def done(answer: str = "") -> Script:
    """Say that the task is done."""
    return [Finish(answer=answer)]


def impossible(reason: str) -> Script:
    """Say that it cannot be done."""
    return [GiveUp(reason=reason)]


def player(actions: Sequence[Action]) -> ScriptedPlanner:
    """A planner that plays a script, and gives up where a step fails: a script never limps on."""
    left = list(actions)

    def play(_: Task, __: Observation, history: History) -> Decision | Action:
        failed = history.steps[-1].error if history.steps else ""
        if failed:
            return GiveUp(reason=f"a step of the script failed: {failed}")
        return left.pop(0) if left else GiveUp(reason="the script is at its end")

    return ScriptedPlanner(play, name="script")
