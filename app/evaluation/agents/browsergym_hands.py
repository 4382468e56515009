"""Our actions as BrowserGym's high-level actions: calls of its functions, with literals only."""

from __future__ import annotations

from actions.action import (
    Click,
    Drag,
    GroundedAction,
    Hold,
    MouseDown,
    MouseUp,
    Move,
    Navigate,
    Open,
    Press,
    Scroll,
    SecretRef,
    Select,
    SetValue,
    Type,
    Upload,
)
from actions.environment import Capabilities, SecretResolver
from actions.environments.machine_code import literal
from actions.errors import InvalidAction
from actions.keys import parse
from actions.target import Grounding
from app.evaluation.agents.seeing import NO_HOME
from perception.element import Element
from perception.geometry import Point
from perception.observation import Observation

# What agents ask BrowserGym for: pages are clicked by element and by place, tabs are changed.
SUBSETS = ("chat", "infeas", "bid", "coord", "nav", "tab")

_ACTIONS = frozenset(
    {"Click", "Move", "Drag", "MouseDown", "MouseUp", "Scroll", "Type", "Press", "Hold", "SetValue"}
    | {"Select", "Upload", "Open", "Navigate", "Wait"}
)
_LINE = 40  # pixels
_PAGE = 600
_NAVIGATED = {"back": "go_back()", "forward": "go_forward()", "reload": "keyboard_press('F5')"}


class PageHands:
    """Writes actions down for BrowserGym. Implements `turned.Hands`."""

    @property
    def capabilities(self) -> Capabilities:
        """What BrowserGym can do."""
        return Capabilities(
            actions=_ACTIONS,
            opens=frozenset({"url"}),
            rereads=False,
            private=True,
            home=NO_HOME,
        )

    @property
    def wait(self) -> str:
        """What it takes for waiting."""
        return "noop(2000)"

    @property
    def selects(self) -> bool:
        """It chooses from lists at once."""
        return True

    def reaches(self, element: Element) -> bool:
        """It scrolls to what it knows by its id."""
        return bool(element.attributes.get("bid")) and "disabled" not in element.states

    def write(
        self, grounded: GroundedAction, seen: Observation, secrets: SecretResolver | None
    ) -> tuple[str, ...]:
        """What carries out an action.

        Raises:
            InvalidAction: it has no such action.
        """
        return ("\n".join(self._calls(grounded, seen)),)

    def _calls(self, grounded: GroundedAction, seen: Observation) -> list[str]:
        action = grounded.action
        match action:
            case Click():
                return [_click(action, _one(grounded))]
            case Move():
                bid = _bid(_one(grounded))
                return [f"hover({bid})" if bid else f"mouse_move({_xy(_one(grounded))})"]
            case Drag():
                return _drag(grounded)
            case MouseDown() | MouseUp():
                how = "down" if isinstance(action, MouseDown) else "up"
                return [f"mouse_{how}({_xy(_one(grounded))}, {literal(action.button)})"]
            case Scroll():
                return _scroll(action, grounded)
            case Type():
                return _type(action, grounded.grounding)
            case Press():
                return _press(action, grounded.grounding)
            case Hold():
                names = [n for chord in parse(action.keys) for n in (*chord.modifiers, chord.key)]
                downs = [f"keyboard_down({literal(name)})" for name in names]
                ups = [f"keyboard_up({literal(name)})" for name in reversed(names)]
                return [*downs, f"noop({round(min(action.seconds, 60) * 1000)})", *ups]
            case SetValue():
                return _set(action, _one(grounded))
            case Select():
                options = ", ".join(literal(each) for each in action.options)
                return [f"select_option({_needed(_one(grounded))}, [{options}])"]
            case Upload():
                paths = ", ".join(literal(each) for each in action.paths)
                return [f"upload_file({_needed(_one(grounded))}, [{paths}])"]
            case Open(kind="url"):
                before = ["new_tab()"] if action.new_surface else []
                return [*before, f"goto({literal(action.what)})"]
            case Navigate(how="activate" | "close"):
                return _tab(action, seen)
            case Navigate():
                return [_NAVIGATED[action.how]]
            case _:
                raise InvalidAction(f"BrowserGym has no {type(action).__name__} for pages")


def _one(grounded: GroundedAction) -> Grounding:
    if grounded.grounding is None:
        raise InvalidAction("the action aims at nothing")
    return grounded.grounding


def _bid(grounding: Grounding) -> str:
    """The element's id as a literal; "" where a bare place is meant, or it has none."""
    element: Element | None = grounding.element
    if element is None or grounding.bare:
        return ""
    bid = element.attributes.get("bid", "")
    return literal(bid) if bid else ""


def _needed(grounding: Grounding) -> str:
    bid = _bid(grounding)
    if not bid:
        raise InvalidAction("name the element: BrowserGym knows it by its id only")
    return bid


def _at(grounding: Grounding) -> Point:
    element = grounding.element
    if element is not None and not grounding.bare and element.click_point is not None:
        return element.click_point
    return grounding.point


def _xy(grounding: Grounding) -> str:
    point = _at(grounding)
    return f"{point.x:.1f}, {point.y:.1f}"


def _click(action: Click, grounding: Grounding) -> str:
    bid, button = _bid(grounding), literal(action.button)
    if bid and action.count <= 2:
        name = "dblclick" if action.count == 2 else "click"
        held = ", ".join(literal(each) for each in action.modifiers)
        return f"{name}({bid}, {button}, [{held}])"
    name = "mouse_dblclick" if action.count == 2 else "mouse_click"
    calls = [f"{name}({_xy(grounding)}, {button})"] * (action.count if action.count > 2 else 1)
    downs = [f"keyboard_down({literal(each)})" for each in action.modifiers]
    ups = [f"keyboard_up({literal(each)})" for each in reversed(action.modifiers)]
    return "\n".join([*downs, *calls, *ups])


def _drag(grounded: GroundedAction) -> list[str]:
    places = list(grounded.groundings)
    bids = [_bid(each) for each in places]
    if len(places) == 2 and all(bids):
        return [f"drag_and_drop({bids[0]}, {bids[1]})"]
    first, *rest = places
    moves = [f"mouse_move({_xy(each)})" for each in rest]
    return [f"mouse_down({_xy(first)})", *moves, f"mouse_up({_xy(rest[-1])})"]


def _scroll(action: Scroll, grounded: GroundedAction) -> list[str]:
    unit = {"line": _LINE, "page": _PAGE, "pixel": 1}[action.unit]
    there = [f"mouse_move({_xy(grounded.grounding)})"] if grounded.grounding is not None else []
    return [*there, f"scroll({action.dx * unit:.0f}, {action.dy * unit:.0f})"]


def _type(action: Type, grounding: Grounding | None) -> list[str]:
    if isinstance(action.text, SecretRef):
        raise InvalidAction("BrowserGym writes down all that is typed: no secret goes through it")
    calls = []
    bid = _bid(grounding) if grounding is not None else ""
    if bid and action.clear:
        calls.append(f"fill({bid}, {literal(action.text)})")
    else:
        if bid:
            calls.append(f"focus({bid})")
        elif grounding is not None:
            calls.append(f"mouse_click({_xy(grounding)})")
            calls += ["keyboard_press('Control+a')"] if action.clear else []
        calls.append(f"keyboard_type({literal(action.text)})")
    if action.submit:
        calls.append(f"press({bid}, 'Enter')" if bid else "keyboard_press('Enter')")
    return calls


def _press(action: Press, grounding: Grounding | None) -> list[str]:
    bid = _bid(grounding) if grounding is not None else ""
    calls = []
    for chord in parse(action.keys):
        name = literal(str(chord))
        calls.append(f"press({bid}, {name})" if bid else f"keyboard_press({name})")
    return calls * action.repeat


def _set(action: SetValue, grounding: Grounding) -> list[str]:
    bid = _needed(grounding)
    if action.value in ("true", "false"):
        return [f"{'check' if action.value == 'true' else 'uncheck'}({bid})"]
    role = grounding.element.role if grounding.element is not None else ""
    if role in ("combobox", "listbox"):
        return [f"select_option({bid}, {literal(action.value)})"]
    return [f"fill({bid}, {literal(action.value)})"]


def _tab(action: Navigate, seen: Observation) -> list[str]:
    if not action.surface:
        return ["tab_close()"] if action.how == "close" else ["noop(100)"]
    if seen.surface(action.surface) is None:
        raise InvalidAction(f"there is no tab {action.surface}")
    shown = [f"tab_focus({int(action.surface[1:])})"]
    return [*shown, "tab_close()"] if action.how == "close" else shown
