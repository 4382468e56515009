"""The environment: the thing that is observed and acted on.

Every environment passes `tests/contracts/test_environment.py`. All methods are synchronous and may
be called from one thread only; `actions.environments.host` gives an environment a thread of its
own and a proxy that may be called from any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from actions.action import GroundedAction
from actions.context import RunContext
from actions.target import Grounding
from perception.element import Element
from perception.observation import Observation
from perception.predicate import Predicate
from perception.screenshot import Screenshot

SecretResolver = Callable[[str], str]  # name of a secret -> its value; raises KeyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an environment can do.

    Attributes:
        actions: class names of the environment actions that it carries out ("Click", "Type").
        opens: what `Open` takes.
        rereads: whether `read(fresh=True)` can read the data anew.
        private: whether acting leaves the person's own pointer and focus alone.
        home: the home folder of the programs in it: relative paths and ~ count from there. None:
            of this process.
    """

    actions: frozenset[str]
    opens: frozenset[Literal["url", "app", "file"]]
    rereads: bool
    private: bool
    home: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What is at a grounded target right now, read immediately before an event.

    Attributes:
        surface: the surface at the point; "" if none.
        origin: its origin now.
        element: the live element of the target, with box and click point of now; None when gone.
        hit: whether an event at `element.click_point` would reach the element (or its label, or a
            part of it) and nothing else.
        obstacle: a short description of what lies over it, when `hit` is False.
    """

    surface: str
    origin: str
    element: Element | None
    hit: bool
    obstacle: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What executing an action brought that no observation shows.

    Attributes:
        note: a sentence for the log ("typed through the keyboard: the field took no value").
        files: paths of files that came to be (downloads).
    """

    note: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An independent second reading of the state.

    Attributes:
        observation: what was read.
        method: "reloaded" (the data was loaded anew), "read back" (the live surface was read a
            second time through another channel).
        fresh: whether the data itself was loaded anew; durable claims need that.
        reason: why it is not fresh, where it was asked to be ("the page has unsaved data").
    """

    observation: Observation
    method: str
    fresh: bool
    reason: str = ""


class Environment(Protocol):
    """The thing observed and acted on."""

    @property
    def name(self) -> str:
        """What `--in` calls it."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """Perceive.

        Args:
            context: of the run.
            whole: read the whole page, not only what is in view.
            screenshot: take a picture too.

        Raises:
            EnvironmentUnavailable: it is gone.
            RunCancelled: the run was stopped.
        """

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """Wait until the active surface is stable; whether it became so within `limit` seconds.

        Args:
            context: of the run.
            limit: seconds.
            until: what is waited for: once it holds, and nothing is known to be under way, no
                longer rest is waited for. Surfaces that cannot tell wait for rest.
        """

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What is at this target right now. Scrolls a target that is out of view into view."""

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Carry out an action that the gate let pass.

        Raises:
            ActionError: it could not be done; nothing or part of it happened, as the message says.
            EnvironmentUnavailable: the environment is gone.
            RunCancelled: the run was stopped.
        """

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """Read the state a second time, independently of `observe`.

        A surface with unsaved or posted data is never loaded again for it; then, and when `fresh`
        is False, the live surface is read back through another channel.

        Args:
            context: of the run.
            fresh: load the data anew where that is safe.
            url: where to read; "" means the active surface.
        """

    def frame(self) -> Screenshot | None:
        """A picture for the live view, cheap; None if there is none now."""

    def close(self) -> None:
        """Let go of everything. Idempotent."""
