"""How hard an action is to take back, judged by what it is done to.

A commit is what leaves the machine or cannot simply be undone: submit, send, pay, delete,
overwrite, install, grant. The judgement is deterministic: kind of action, role and name of the
element (by a lexicon in several languages), method of the form, keys. A page can give its controls
false names; what protects against that is that forms sent by POST are commits whatever they are
called.

On a desktop a line typed into a terminal is judged as the command that it is, a change in a program
that sets the system up is a commit, and so is closing a window that holds unsaved data. Enter in a
field of a window counts as its gravest button.

Enter in a text field of a form sends the form, and so does a line feed typed there: it counts as
what pressing the form's button would. Sending a GET form is a look-up if the field, the button or
the form is named like one; the method alone proves nothing, as scripts send forms their own way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple, assert_never

import yaml

from actions.action import (
    AnswerDialog,
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
    Select,
    SetValue,
    Type,
    Upload,
    Wait,
    Window,
)
from actions.errors import InvalidAction
from actions.keys import Chord, parse
from app.engine.events import Risk
from app.safety.programs import is_settings, is_terminal
from app.safety.shell import always_asked, judge_line, typed_line
from perception.element import TEXT_ROLES, Element
from perception.geometry import Box
from perception.observation import Observation, Surface, SurfaceKind

# Roles that are only opened, focused or looked at by a click.
_READ_ROLES = TEXT_ROLES | {"tab", "treeitem", "heading", "columnheader", "scrollbar", "separator"}
_CHOICE_ROLES = frozenset(
    {"checkbox", "radio", "switch", "option", "slider", "menuitemcheckbox", "menuitemradio"}
)
_SETTERS = _CHOICE_ROLES | {"combobox", "listbox", "spinbutton"}  # what they hold counts at once
_TURNED_BY_WHEEL = frozenset({"slider", "spinbutton", "combobox"})
_PRESSED_BY_ENTER = frozenset({"button", "link", "menuitem", "treeitem", "tab"})
_READING_KEYS = frozenset(
    {"ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Tab"}
    | {"Escape", "F1", "F3", "F5", "F6", "F11", "F12", "Control", "Shift", "Alt", "Meta"}
)
_RISKS = (Risk.READ, Risk.EDIT, Risk.COMMIT)
_COMMIT_CATEGORIES = ("pay", "delete", "send", "grant", "install", "overwrite", "submit")


class Judgement(NamedTuple):
    """What an action risks.

    Attributes:
        risk: read, edit or commit.
        category: what a commit does ("pay", "delete", …), or "".
        reason: for people.
        always: it is asked for in every mode.
    """

    risk: Risk
    category: str = ""
    reason: str = ""
    always: bool = False


READ = Judgement(Risk.READ)
EDIT = Judgement(Risk.EDIT)


def judge(grounded: GroundedAction, observation: Observation) -> Judgement:
    """What the action risks, as far as the observation tells."""
    action = grounded.action
    aimed = _aimed(grounded, observation)
    match action:
        case Scroll():
            turns = aimed is not None and aimed.role in _TURNED_BY_WHEEL
            return (_setting(grounded, observation) or READ) if turns else READ
        case Move() | Wait():
            return READ
        case Click(button="right"):
            return READ
        case Click() | MouseUp():
            if aimed is not None and aimed.role in _CHOICE_ROLES | {"spinbutton"}:
                return _setting(grounded, observation) or _pressing(aimed, observation)
            return _pressing(aimed, observation)
        case MouseDown():
            return _changed(aimed, grounded, observation)
        case Drag():
            dropped = [spot.element for spot in grounded.groundings[-1:] if spot.element]
            named = (_named(spot, links=False) for spot in dropped)
            return _max(_changed(aimed, grounded, observation), *named)
        case Type(text=text, submit=submit):
            field = aimed or _focused(observation)
            if _in_terminal(field, grounded, observation):
                return _commands(text, submit) if isinstance(text, str) else EDIT
            breaks = isinstance(text, str) and bool(re.search(r"[\r\n]", text.rstrip(" ")))
            if submit or (breaks and not (field and "multiline" in field.states)):
                return _max(
                    EDIT, _enter(field, observation), _changed(field, grounded, observation)
                )
            return _changed(field, grounded, observation)
        case Press(keys=keys):
            focus = aimed or _focused(observation)
            if _in_terminal(focus, grounded, observation):
                return _terminal_keys(keys, focus)
            return _keyed(keys, focus, grounded, observation)
        case Hold(keys=keys):
            return _keyed(keys, _focused(observation), grounded, observation)
        case SetValue() | Select():
            return _setting(grounded, observation) or EDIT
        case Upload():
            return EDIT
        case Open(kind=kind):
            return EDIT if kind == "app" else READ
        case Navigate(how=how):
            return EDIT if how == "close" else READ
        case AnswerDialog():
            return _dialog(action, observation)
        case Window(how=how, surface=ref):
            return _closing(observation.surface(ref)) if how == "close" else READ
        case _:
            assert_never(action)


def category(name: str, *, short: bool = False) -> str:
    """What a control with this name does, by the lexicon: "pay", "delete", … or "".

    Args:
        name: as perceived.
        short: only where the name begins so; for links, whose texts are often about a thing.

    >>> category("Send message"), category("Löschen"), category("Next")
    ('send', 'delete', '')
    >>> category("Payment options", short=True)
    ''
    """
    folded = _fold(name)
    return next((kind for kind in _COMMIT_CATEGORIES if _says(folded, kind, short=short)), "")


def is_lookup(name: str) -> bool:
    """Whether a control with this name only looks something up ("Search", "Filter")."""
    return _says(_fold(name), "search")


def _aimed(grounded: GroundedAction, observation: Observation) -> Element | None:
    """The control that would react: the target, or the nearest enclosing one that is operable."""
    grounding = grounded.grounding
    if grounding is None:
        return None
    element = grounding.element
    if element is None:
        inside = [e for e in observation.elements if Box.__contains__(e.box, grounding.point)]
        if not inside:
            return None
        element = min(inside, key=lambda e: (not e.interactive, e.box.area))
    if element.interactive:
        return element
    return next((each for each in observation.ancestors(element) if each.interactive), element)


def _focused(observation: Observation) -> Element | None:
    return observation.by_ref.get(observation.focused) if observation.focused else None


def _pressing(element: Element | None, observation: Observation) -> Judgement:
    """What a click on the element does."""
    if element is None:
        return EDIT
    if element.attributes.get("dialog") or element.source == "dialog":
        accept = element.attributes.get("dialog", "") not in ("cancel", "dismiss")
        return _dialog(AnswerDialog(accept=accept), observation)
    if element.role in _CHOICE_ROLES:
        return EDIT
    if element.role in _READ_ROLES:
        return READ
    if element.role == "link" and _leads_on(element):
        return _named(element, links=True, otherwise=READ)
    return _max(_named(element, links=False), _sending(element, observation))


# Windows.

_UNSAVED = re.compile(r"^\s*[*•●]|[*•●]\s*(?:$|[-–—(\[])|[(\[](?:modified|unsaved)[)\]]", re.I)


def _surface_of(grounded: GroundedAction, observation: Observation) -> Surface | None:
    grounding = grounded.grounding
    return observation.surface(grounding.surface) if grounding is not None else observation.active


def _closing(surface: Surface | None) -> Judgement:
    """What closing a window does: what is not saved in it is lost, unless it asks."""
    if surface is not None and _UNSAVED.search(surface.title):
        return Judgement(Risk.COMMIT, "delete", f'"{surface.title}" holds unsaved data')
    return EDIT


def _setting(grounded: GroundedAction, observation: Observation) -> Judgement | None:
    """What changing a control does where it sets the system up; None elsewhere."""
    surface = _surface_of(grounded, observation)
    if surface is None or surface.kind is not SurfaceKind.WINDOW:
        return None
    if not is_settings(surface.application, surface.title):
        return None
    return Judgement(Risk.COMMIT, "submit", "this changes a setting of the system")


def _changed(
    element: Element | None, grounded: GroundedAction, observation: Observation
) -> Judgement:
    """What giving a control another value by keys or by dragging does."""
    if element is not None and element.role in _SETTERS:
        return _setting(grounded, observation) or EDIT
    return EDIT


def _keyed(
    keys: str, focus: Element | None, grounded: GroundedAction, observation: Observation
) -> Judgement:
    """What keys do, those that move a slider of the system's settings among them."""
    judged = _keys(keys, focus, observation)
    if judged.risk is Risk.EDIT:
        return _max(judged, _changed(focus, grounded, observation))
    return judged


def _in_terminal(
    element: Element | None, grounded: GroundedAction, observation: Observation
) -> bool:
    """Whether what is typed there is run by a shell."""
    if element is not None and element.attributes.get("terminal") == "true":
        return True
    surface = _surface_of(grounded, observation)
    if surface is None or not is_terminal(surface.application):
        return False
    # Terminals have other fields as well: of their search, of their preferences.
    return element is None or element.role not in ("textbox", "searchbox", "combobox", "button")


def _commands(text: str, submit: bool) -> Judgement:
    """What typing this into a terminal does: every line but an open last one is run."""
    lines = re.split(r"[\r\n]", text)
    run = [line for line in (lines if submit else lines[:-1]) if line.strip()]
    return max((_command(line) for line in run), key=_weight, default=EDIT)


def _command(line: str) -> Judgement:
    risk = judge_line(line)
    if risk.reads:
        return EDIT
    return Judgement(
        Risk.COMMIT, risk.category, f"{risk.reason}: {line[:80]}", always_asked(risk.category)
    )


def _terminal_keys(keys: str, focus: Element | None) -> Judgement:
    """What keys do in a terminal: Enter runs the line, a paste may run several."""
    try:
        chords = parse(keys)
    except InvalidAction:
        return EDIT
    worst = EDIT
    for chord in chords:
        modifiers, key = set(chord.modifiers), chord.key.casefold()
        runs = key in ("enter", "numpadenter") or (
            "Control" in modifiers and key in ("m", "j", "o")
        )
        if runs:
            line = typed_line((focus.value or focus.name) if focus is not None else "")
            unknown = Judgement(Risk.COMMIT, "submit", "this runs what was typed")
            worst = _max(worst, _command(line) if line else unknown)
        elif (key == "v" and "Control" in modifiers) or (key == "insert" and "Shift" in modifiers):
            worst = _max(worst, Judgement(Risk.COMMIT, "submit", "a paste may run commands"))
    return worst


def _window_enter(field: Element, observation: Observation) -> Judgement | None:
    """What Enter in a window's field does: what its gravest button would; None in a page."""
    surface = observation.surface(field.surface)
    if surface is None or surface.kind is not SurfaceKind.WINDOW:
        return None
    enclosing = tuple(observation.ancestors(field))
    if any(each.role == "document" and each.attributes.get("url") for each in enclosing):
        return None
    dialog = next((each for each in enclosing if each.role in ("dialog", "alertdialog")), None)
    around = observation.within(dialog) if dialog is not None else observation.elements
    buttons = [
        each
        for each in around
        if each.role == "button" and each.surface == field.surface and "disabled" not in each.states
    ]
    return max((_named(each, links=False) for each in buttons), key=_weight, default=EDIT)


def _leads_on(link: Element) -> bool:
    """Whether a link goes somewhere, rather than running a script."""
    href = link.attributes.get("href", "").strip().casefold()
    return bool(href) and not href.startswith(("javascript:", "#"))


def _named(element: Element, *, links: bool, otherwise: Judgement = EDIT) -> Judgement:
    for name in (element.name, element.description):
        kind = category(name, short=links)
        # A link called "Create contact" leads to a form; one called "Delete" may well delete.
        if kind and not (links and kind in ("submit", "overwrite")):
            return Judgement(Risk.COMMIT, kind, f'"{name}" sounds like it would {kind}')
    return otherwise


def _sending(button: Element, observation: Observation) -> Judgement:
    """What a button does by sending its form."""
    attributes = button.attributes
    if button.role not in ("button", "generic", "image", "img") or not attributes.get("form"):
        return EDIT
    kind = attributes.get("type", "submit").casefold()
    if kind not in ("submit", "image", ""):
        return EDIT
    if attributes.get("method", "").casefold() not in ("post", "dialog") and (
        _says(_fold(button.name), "search") or _looks_up(attributes["form"], observation)
    ):
        return EDIT
    if attributes.get("method", "").casefold() == "dialog":
        return EDIT
    return Judgement(Risk.COMMIT, "submit", "this sends a form")


def _looks_up(form: str, observation: Observation) -> bool:
    """Whether the form with this id is a search: it has a search box, or is named like one."""
    members = [each for each in observation.elements if each.attributes.get("form") == form]
    fields = [each for each in members if each.role in TEXT_ROLES]
    buttons = [each for each in members if each.role == "button"]
    if any(each.attributes.get("method", "").casefold() == "post" for each in members):
        return False
    if any(each.role == "searchbox" for each in fields):
        return True
    named = (*buttons, *(fields if len(fields) == 1 else ()))
    return any(_says(_fold(f"{each.name} {each.description}"), "search") for each in named)


def _enter(field: Element | None, observation: Observation) -> Judgement:
    """What Enter does in this field, or where the focus is."""
    if field is None:
        if any(each.role in TEXT_ROLES for each in observation.elements):
            return Judgement(Risk.COMMIT, "submit", "Enter may send a form: the focus is unknown")
        return EDIT
    if field.role in _PRESSED_BY_ENTER:
        return _pressing(field, observation)
    if "multiline" in field.states or field.role not in TEXT_ROLES or "expanded" in field.states:
        return EDIT
    if (judged := _window_enter(field, observation)) is not None:
        return judged
    form = field.attributes.get("form", "")
    if (
        form
        and field.attributes.get("method", "").casefold() != "post"
        and (field.role == "searchbox" or _looks_up(form, observation))
    ):
        return EDIT
    if not form and (field.role == "searchbox" or _says(_fold(field.name), "search")):
        return EDIT
    return Judgement(Risk.COMMIT, "submit", "Enter here sends what was typed")


def _keys(keys: str, focus: Element | None, observation: Observation) -> Judgement:
    try:
        chords = parse(keys)
    except InvalidAction:
        return EDIT  # the environment will say that there is no such key
    return max((_chord(chord, focus, observation) for chord in chords), key=_weight, default=EDIT)


def _chord(chord: Chord, focus: Element | None, observation: Observation) -> Judgement:
    """What one chord does."""
    key, modifiers = chord.key, set(chord.modifiers)
    commanding = bool(modifiers & {"Control", "Meta"})
    if key in ("Enter", "NumpadEnter"):
        if commanding:
            return Judgement(Risk.COMMIT, "send", "Control+Enter sends in many programs")
        return EDIT if "Shift" in modifiers and focus is None else _enter(focus, observation)
    if key == "Space" and focus is not None and focus.role in _PRESSED_BY_ENTER:
        return _pressing(focus, observation)
    if key == "Delete" and (focus is None or not focus.editable):
        return Judgement(Risk.COMMIT, "delete", "Delete removes what is selected")
    if commanding and key.casefold() == "s":
        return Judgement(Risk.COMMIT, "overwrite", "Control+S saves")
    if commanding and key.casefold() in ("a", "c", "f", "l", "t"):
        return READ
    if key in _READING_KEYS:
        moves_value = focus is not None and focus.role in (_CHOICE_ROLES | {"combobox", "listbox"})
        return EDIT if moves_value and key.startswith(("Arrow", "Home", "End", "Page")) else READ
    return EDIT


def _dialog(action: AnswerDialog, observation: Observation) -> Judgement:
    """What answering the waiting dialog does."""
    waiting = [d for d in observation.dialogs if not action.surface or d.surface == action.surface]
    if not action.accept or not waiting:
        return READ if waiting else EDIT
    dialog = waiting[-1]
    if kind := category(dialog.message):
        return Judgement(Risk.COMMIT, kind, f'it says yes to "{dialog.message[:80]}"')
    if dialog.kind == "confirm":
        return Judgement(Risk.COMMIT, "submit", f'it says yes to "{dialog.message[:80]}"')
    return READ if dialog.kind == "alert" else EDIT


def _max(*judgements: Judgement) -> Judgement:
    return max(judgements, key=_weight)


def _weight(judgement: Judgement) -> int:
    return _RISKS.index(judgement.risk)


def heavier(one: Risk, other: Risk) -> bool:
    """Whether `one` risks more than `other`."""
    return _RISKS.index(one) > _RISKS.index(other)


# The lexicon.


@cache
def _lexicon() -> Mapping[str, tuple[tuple[str, ...], frozenset[str]]]:
    """Category -> phrases, and whole names."""
    text = resources.files("resources").joinpath("risk_words.yaml").read_text("utf-8")
    loaded: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(text)
    found = {}
    for kind, languages in loaded.items():
        phrases = [phrase for words in languages.values() for phrase in words]
        whole = frozenset(_fold(phrase[1:]) for phrase in phrases if phrase.startswith("="))
        found[kind] = (tuple(_fold(p) for p in phrases if not p.startswith("=")), whole)
    return found


def _says(folded: str, kind: str, *, short: bool = False) -> bool:
    """Whether a folded name says so: a phrase of the lexicon as whole words.

    Long names (a card, a whole row) and, if `short`, all names must begin with the phrase.
    """
    phrases, whole = _lexicon()[kind]
    if folded in whole:
        return True
    at_start = short or folded.count(" ") > 6
    padded = f" {folded} "
    for phrase in phrases:
        if _spaceless(phrase):
            if phrase in folded:
                return True
        elif padded.startswith(f" {phrase} ") if at_start else f" {phrase} " in padded:
            return True
    return False


def _spaceless(phrase: str) -> bool:
    return any("\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3" for sign in phrase)


def _fold(text: str) -> str:
    """Words only, case folded, compatibility forms unified, invisible signs dropped."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(
        sign if sign.isalnum() or unicodedata.category(sign) == "Mn" else " "
        for sign in plain
        if unicodedata.category(sign) != "Cf"
    )
    return " ".join(kept.split())
