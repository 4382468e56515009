"""The action space: one tagged union for every environment, planner and wire protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actions.target import Grounding, Target
from perception.geometry import Box
from perception.predicate import Predicate

Button = Literal["left", "middle", "right"]
Modifier = Literal["Control", "Shift", "Alt", "Meta"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRef:
    """The name of a secret in the vault. Resolved inside `Environment.execute`, nowhere else."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """Press and release a mouse button on the target."""

    target: Target
    button: Button = "left"
    count: int = 1
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Move the pointer onto the target (hover)."""

    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Drag:
    """Press at the first target of the path, move along it, release at the last."""

    path: tuple[Target, ...]
    button: Button = "left"
    modifiers: tuple[Modifier, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MouseDown:
    """Press a mouse button on the target and keep it pressed."""

    target: Target
    button: Button = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class MouseUp:
    """Release a mouse button over the target."""

    target: Target
    button: Button = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scroll:
    """Scroll what lies under the target, or the active surface.

    `dx` and `dy` count lines (about 40 pixels), pages or environment pixels; positive is right
    and down.
    """

    target: Target | None = None
    dx: float = 0
    dy: float = 0
    unit: Literal["line", "page", "pixel"] = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """Type text into the target, or where the focus is.

    Attributes:
        clear: replace what is there instead of adding to it.
        submit: press Enter afterwards.
    """

    text: str | SecretRef
    into: Target | None = None
    clear: bool = True
    submit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Press a key or a chord, as in "Enter", "Control+a", on the target or where the focus is."""

    keys: str
    target: Target | None = None
    repeat: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Hold a key or a chord down for some seconds."""

    keys: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetValue:
    """Give a control (slider, date, colour, checkbox, spin button) a value directly.

    Text as in `Element.value`; "true" and "false" for what can be checked.
    """

    target: Target
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """Choose options of a select, a list box or a combo box by their text; all given ones."""

    target: Target
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Give files to a file input, or to the element that opens a file chooser."""

    target: Target
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Open a URL, an application or a file.

    Attributes:
        what: an address, the application's name or kind ("Mousepad", "text editor"), or a path
            (relative ones and ~ count from the environment's home folder).
        application: the one to open a URL or file with, as in `what`; "" for the usual one.
    """

    what: str
    kind: Literal["url", "app", "file"] = "url"
    new_surface: bool = False
    application: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigate:
    """Go back, forward or reload; bring a tab or a page to the front, or close it.

    `surface` is a `Surface.ref` for "activate" and "close"; "" means the active one.
    """

    how: Literal["back", "forward", "reload", "activate", "close"]
    surface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDialog:
    """Answer the dialog that waits: accept (OK) or dismiss (Cancel), with text for a prompt."""

    accept: bool
    text: str = ""
    surface: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Do something with a window, or show a virtual desktop.

    Attributes:
        surface: the window; any for "show_desktop".
        box: in environment pixels, for "move" and "resize".
        desktop: for "to_desktop" and "show_desktop", counted from 0.
    """

    surface: str
    how: Literal[
        "focus",
        "move",
        "resize",
        "minimize",
        "maximize",
        "restore",
        "close",
        "to_desktop",
        "show_desktop",
    ]
    box: Box | None = None
    desktop: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Wait for some seconds, or until a predicate holds but no longer than that."""

    seconds: float = 1.0
    until: Predicate | None = None


EnvironmentAction = (
    Click
    | Move
    | Drag
    | MouseDown
    | MouseUp
    | Scroll
    | Type
    | Press
    | Hold
    | SetValue
    | Select
    | Upload
    | Open
    | Navigate
    | AnswerDialog
    | Window
    | Wait
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zoom:
    """Look closer: the whole page (no region), or a region of the screen, for the next decision."""

    region: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSkill:
    """Carry out a skill with these arguments."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask the person something; `options` are refs or texts to choose from."""

    question: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Something that is true if the task is done, and that can be checked.

    Attributes:
        predicate: what must hold.
        durable: it must still hold when the data is read anew (page loaded again, file read
            again), as what was saved, sent or deleted must; False for what only lives on the
            surface, as a ticked box that was not submitted.
        url: where to read a durable claim; "" means where the run ended.
    """

    predicate: Predicate
    durable: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The planner holds the task to be ended.

    Attributes:
        answer: what the person asked for, or a sentence on what was done.
        success: False when the task turned out to be impossible.
        claims: what can be checked; without any the outcome is "done, unverified".
        data: a structured answer (JSON), where the task has a schema.
        unclaimed: what was done that no claim speaks of; the outcome is then "done, unverified"
            at best.
    """

    answer: str = ""
    success: bool = True
    claims: tuple[Claim, ...] = ()
    data: str = ""
    unclaimed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """The planner knows no way on."""

    reason: str


ControlAction = Zoom | RunSkill | Ask | Finish | GiveUp
Action = EnvironmentAction | ControlAction


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundedAction:
    """An action with its targets found, ready for the gate and the environment.

    Attributes:
        groundings: one for the action's target, several for a drag's path, none where the action
            aims at nothing.
    """

    action: EnvironmentAction
    groundings: tuple[Grounding, ...] = ()

    @property
    def grounding(self) -> Grounding | None:
        """The (first) target."""
        return self.groundings[0] if self.groundings else None


def targets(action: Action) -> tuple[Target, ...]:
    """The targets of an action, in order."""
    match action:
        case Click() | Move() | MouseDown() | MouseUp() | SetValue() | Select() | Upload():
            return (action.target,)
        case Drag():
            return action.path
        case Scroll() | Press():
            return (action.target,) if action.target is not None else ()
        case Type():
            return (action.into,) if action.into is not None else ()
        case _:
            return ()
