"""Permission rules in words that a person can check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from app.engine.events import Effect
from app.safety.permissions import TASK_SCOPE, Rule

Say = Callable[[str], str]  # turns a phrase of `PHRASES` into the person's language

_EFFECTS = {
    Effect.ALLOW: "Allow {what}",
    Effect.ASK: "Ask before {what}",
    Effect.DENY: "Forbid {what}",
}
_RISKS = {
    "read": "looking",
    "edit": "changes that can be taken back",
    "commit": "what cannot be taken back",
    "submit": "sending forms",
    "send": "sending messages",
    "pay": "paying",
    "delete": "deleting",
    "overwrite": "overwriting",
    "install": "installing",
    "grant": "giving rights",
}
_KINDS = {
    "click": "clicking",
    "move": "pointing",
    "drag": "dragging",
    "mousedown": "holding a mouse button",
    "mouseup": "letting a mouse button go",
    "scroll": "scrolling",
    "type": "typing",
    "press": "pressing keys",
    "hold": "holding keys",
    "setvalue": "setting values",
    "select": "choosing",
    "upload": "giving files",
    "open": "opening",
    "navigate": "going back and forth",
    "answerdialog": "answering dialogs",
    "window": "moving windows",
    "wait": "waiting",
}
_ANYTHING, _AND, _OR = "anything", "{first} and {last}", "{first} or {last}"
_AIMED = "{what} on {target}"
_WHERE = "{what} in {places}"
_WITH = "{what} with {arguments}"
_HERE = "the places of the task"
_EVERYWHERE = "any place"
_NAMED = "{role} named {name}"
_CONTROL = "a control"

KINDS: Mapping[str, str] = _KINDS  # of actions
RISKS: Mapping[str, str] = _RISKS

# All that can be said, for whoever translates.
PHRASES = (
    *_EFFECTS.values(),
    *_RISKS.values(),
    *_KINDS.values(),
    _ANYTHING,
    _AND,
    _OR,
    _AIMED,
    _WHERE,
    _WITH,
    _HERE,
    _EVERYWHERE,
    _NAMED,
    _CONTROL,
)


def rule_in_words(rule: Rule, say: Say = str) -> str:
    """A rule as a sentence: "Ask before paying in https://shop.example.com".

    Args:
        rule: to be told.
        say: translates a phrase.
    """
    what = _what(rule, say)
    if rule.roles or rule.name is not None or rule.states:
        what = say(_AIMED).format(what=what, target=_target(rule, say))
    if rule.arguments:
        told = [f"{name}: {pattern.pattern}" for name, pattern in rule.arguments]
        what = say(_WITH).format(what=what, arguments=_listed(told, _AND, say))
    places = [_place(each, say) for each in rule.origins] + sorted(rule.applications)
    if places:
        what = say(_WHERE).format(what=what, places=_listed(places, _OR, say))
    return say(_EFFECTS[rule.effect]).format(what=what)


def _what(rule: Rule, say: Say) -> str:
    risks = [say(_RISKS.get(each, each)) for each in sorted(rule.risks)]
    kinds = [say(_KINDS.get(each, each)) for each in sorted(rule.kinds)]
    if kinds and risks:
        return f"{_listed(kinds, _OR, say)} ({_listed(risks, _OR, say)})"
    return _listed(kinds or risks, _OR, say) or say(_ANYTHING)


def _target(rule: Rule, say: Say) -> str:
    role = _listed([*sorted(rule.roles)], _OR, say) or say(_CONTROL)
    if rule.states:
        role += f" ({', '.join(sorted(rule.states))})"
    if rule.name is None:
        return role
    return say(_NAMED).format(role=role, name=f"“{rule.name.pattern}”")


def _place(origin: str, say: Say) -> str:
    if origin == TASK_SCOPE:
        return say(_HERE)
    return say(_EVERYWHERE) if origin == "*" else origin.removeprefix("app://")


def _listed(words: Iterable[str], joint: str, say: Say) -> str:
    """Words with commas, and the joint before the last."""
    listed = list(words)
    if len(listed) < 2:
        return "".join(listed)
    return say(joint).format(first=", ".join(listed[:-1]), last=listed[-1])
