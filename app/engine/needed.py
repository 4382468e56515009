"""What only a person can do: log in, enter a one-time code, solve a CAPTCHA.

Judged by the controls that are there, not by a model. A page may pretend to need one of these; the
worst that comes of it is that the person looks at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from actions.trajectory import Task
from perception.element import Element, Visibility
from perception.observation import Observation

Kind = Literal["login", "code", "captcha"]

_CAPTCHA = re.compile(
    r"\bre-?captcha\b|\bhcaptcha\b|\bcaptcha\b|\bturnstile\b|not a robot|kein roboter"
    r"|verif(y|ying) (that )?you are (a )?human|best\w+, dass sie ein mensch",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b(one[- ]time|verification|authenticat\w+|two[- ]factor|2fa|sms|einmal|bestätigungs)"
    r"[- ]*(pass)?(code|password|pin|passwort)\b|\botp\b",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b(log|sign)[- ]?in\b|\banmelden\b|\beinloggen\b|\blogin\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(
    r"\bpass(word|wort|code)|\b(log|sign)[- ]?(in|on)\b|\banmelde|\beinlogg|\bcredential|\bcode\b"
    r"|\bcaptcha",
    re.IGNORECASE,
)
_FORM = 30  # a page with more controls than this has its login on the side


@dataclass(frozen=True, slots=True)
class Needed:
    """What is needed, and how the person is asked for it."""

    kind: Kind
    question: str


def needed(seen: Observation, task: Task) -> Needed | None:
    """What only a person can do before the task can go on; None for nothing.

    A task that speaks of passwords or of logging in, or that was given values, knows how.
    """
    shown = [each for each in seen.elements if each.visibility is Visibility.VISIBLE]
    where = (seen.active.title or seen.active.origin) if seen.active is not None else ""
    at = f" ({where})" if where else ""
    if any(_is_captcha(each) for each in shown):
        return Needed("captcha", f"Only a person can solve the CAPTCHA here{at}.")
    if task.values or _SPOKEN_OF.search(task.text):
        return None
    if any(_is_code(each) for each in shown):
        return Needed("code", f"A one-time code is asked for{at}.")
    if _is_login(shown):
        return Needed("login", f"Somebody has to log in here{at}.")
    return None


def _is_captcha(element: Element) -> bool:
    """Whether it is the box to tick or the frame around it; not a text that speaks of one."""
    if not (element.role in ("iframe", "checkbox") or element.attributes.get("tag") == "iframe"):
        return False
    return _CAPTCHA.search(element.name) is not None


def _is_code(element: Element) -> bool:
    if not element.editable or element.value:
        return False
    told = f"{element.name} {element.description}"
    return (
        element.attributes.get("autocomplete") == "one-time-code" or _CODE.search(told) is not None
    )


def _is_login(shown: list[Element]) -> bool:
    """Whether the page is there to log in: one empty password field, and a button for it."""
    passwords = [each for each in shown if "password" in each.states and not each.value]
    controls = [each for each in shown if each.interactive]
    if len(passwords) != 1 or len(controls) > _FORM:
        return False
    if passwords[0].attributes.get("autocomplete") == "new-password":
        return False
    return any(each.role == "button" and _LOGIN.search(each.name) for each in controls)
