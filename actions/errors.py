"""What can go wrong with an action.

Two kinds of failure exist. An `ActionError` is the planner's problem: it is told, and the run goes
on. Everything else ends the run with its cause.

    ActionError                  told to the planner
    ├── InvalidAction            the action makes no sense (unknown key, a number out of range)
    ├── ReplyError               a model's reply is no action, or an action cannot be said
    ├── TargetNotFound           nothing fits the target
    ├── TargetAmbiguous          several things fit it about as well: they are listed
    ├── TargetChanged            what was meant is no longer there, or something lies over it
    ├── TargetNotReady           it is there but disabled, read-only or not visible
    ├── ActionTimedOut           it did not happen in time
    ├── ActionRefused            the gate, or the person, said no
    └── PersonStepsIn            the person took over, or said no to an action that was shown

    EnvironmentUnavailable       fatal: it could not be started or it is gone (exit code 4)
    RunCancelled                 fatal: the person stopped the run
"""

from __future__ import annotations

from collections.abc import Sequence


class ActionError(Exception):
    """A failure that the planner is told of.

    The message is written for the planner and for a person: what is wrong and what could be done.
    """


class InvalidAction(ActionError):
    """The action makes no sense as it stands."""


class ReplyError(ActionError):
    """A model's reply holds no valid action, or a dialect has no words for an action.

    The message says what is wrong and how it is written.
    """


class TargetNotFound(ActionError):
    """Nothing fits the target.

    Attributes:
        near: short descriptions of what comes closest, for the message and for suggestions.
    """

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class TargetAmbiguous(ActionError):
    """Several elements fit the target about as well.

    Attributes:
        candidates: refs of the elements, best first.
    """

    def __init__(self, message: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class TargetChanged(ActionError):
    """What was meant is gone, moved to another surface or origin, or lies under something."""


class TargetNotReady(ActionError):
    """The element is there but cannot be operated: disabled, read-only, hidden."""


class ActionTimedOut(ActionError):
    """It did not happen in time."""


class ActionRefused(ActionError):
    """The gate or the person said no.

    Attributes:
        rule: the id of the rule that refused.
    """

    def __init__(self, message: str, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class PersonStepsIn(ActionError):
    """The person took over, or said no to an action that was shown before it happened."""


class EnvironmentUnavailable(Exception):
    """The environment could not be started, or it is gone.

    The message says what to do next.
    """


class RunCancelled(Exception):
    """The run was stopped while something was under way."""
