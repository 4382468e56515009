"""What every dialect does: read a model's reply into actions, and write actions as a reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from actions.action import Action
from actions.coordinates import Frame
from actions.schema import reply_schema
from app.models.wire import Reply, Tool

ACT = "act"  # our own function beside a native tool: it takes what the native tool cannot say


class Support(StrEnum):
    """How a dialect says an action."""

    NATIVE = "native"  # with one word of its own
    EMULATED = "emulated"  # with several, which together mean exactly the action
    FUNCTION = "own function"  # through `act`, in Deskhand's own dialect
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a reply means.

    Attributes:
        actions: in order; at least one.
        sources: for each action the id of the call that it came from (the last one, where several
            calls make one action); "" for text. Calls without an action, as one that only moves
            the pointer before a press, want a result all the same.
        thought: why.
        subgoal: what part of the task this serves.
        note: what the model wants to remember.
        plain: the reply was text where a call was expected, and its text was taken for the answer.
    """

    actions: tuple[Action, ...]
    sources: tuple[str, ...]
    thought: str = ""
    subgoal: str = ""
    note: str = ""
    plain: bool = False


class Dialect(Protocol):
    """Reads and writes replies of one family of models."""

    @property
    def name(self) -> str:
        """What profiles call it."""

    @property
    def functions(self) -> bool:
        """Whether `act` is to be offered to the model beside what is native."""

    def native_tools(self, frame: Frame) -> tuple[Mapping[str, Any], ...]:
        """Entries for the protocol's own tools; empty where the dialect is text."""

    def parse(self, reply: Reply, frame: Frame) -> Understood:
        """The actions of a reply.

        Args:
            reply: what the model said, from a `WireClient`.
            frame: of the picture that the model was sent last.

        Raises:
            ReplyError: it holds no valid action. Whatever the model wrote, nothing else is raised
                and nothing is evaluated.
        """

    def serialise(self, actions: Sequence[Action], frame: Frame, thought: str = "") -> Reply:
        """A reply that says these actions, as `parse` reads it.

        Raises:
            ReplyError: the dialect has no words for one of them; the message says what to do.
        """

    def support(self, action: Action, frame: Frame) -> Support:
        """How the dialect says an action."""


def act_tool(names: Sequence[str] | None = None, limits: tuple[float, float] | None = None) -> Tool:
    """Our own function, for the list of tools.

    Args:
        names: the actions that it takes; all by default.
        limits: the largest x and y, as `Frame.limits` gives them.
    """
    return Tool(
        name=ACT,
        description=(
            "Do things that the computer tool cannot say, and whatever aims at an element: prefer "
            "a ref from the list of elements to a point of the picture. Also ends the task "
            "(finish, give_up) and asks the person (ask)."
        ),
        parameters=reply_schema(names, limits),
    )
