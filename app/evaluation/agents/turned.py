"""The environment of a run inside somebody else's runner: it sees and acts once a step.

What the run executes is handed to the runner; what it observes is what the runner brings after
that. Nothing can be looked at in between.
"""

from __future__ import annotations

import time
from typing import Generic, Protocol, TypeVar

from actions.action import Click, GroundedAction, Select, Wait
from actions.context import RunContext
from actions.environment import Capabilities, Effect, Probe, Reading, SecretResolver
from actions.errors import ActionTimedOut, EnvironmentUnavailable, TargetNotFound
from actions.target import ElementRef, Grounding
from app.evaluation.agents.relay import Relay
from perception.element import Element
from perception.observation import Observation
from perception.predicate import Predicate, described, holds
from perception.screenshot import Screenshot

T = TypeVar("T")
A = TypeVar("A")
T_contra = TypeVar("T_contra", contravariant=True)
A_co = TypeVar("A_co", covariant=True)

_MOST_WAITS = 10  # that one `Wait` costs; a runner counts each as a step
_WAITED = 2.0  # seconds that a runner's wait lasts at least


class Eyes(Protocol[T_contra]):
    """Makes observations of what a runner brings. Used by one thread."""

    def see(
        self, brought: T_contra, context: RunContext, *, whole: bool, screenshot: bool
    ) -> Observation:
        """What was brought, as an observation.

        Raises:
            EnvironmentUnavailable: it is none.
        """

    def close(self) -> None:
        """Let go of everything."""


class Hands(Protocol[A_co]):
    """Writes actions down as a runner takes them."""

    @property
    def capabilities(self) -> Capabilities:
        """What the runner can do."""

    @property
    def wait(self) -> A_co:
        """What the runner takes for waiting about two seconds."""

    @property
    def selects(self) -> bool:
        """Whether choosing from a list is one action; else it is done by clicks."""

    def reaches(self, element: Element) -> bool:
        """Whether the runner brings an element into view by itself."""

    def write(
        self, grounded: GroundedAction, seen: Observation, secrets: SecretResolver | None
    ) -> tuple[A_co, ...]:
        """What carries out an action.

        Raises:
            ActionError: the runner cannot do it.
        """


class Turned(Generic[T, A]):
    """Implements `Environment` over a runner.

    Args:
        relay: where runner and run meet.
        eyes: make observations of what it brings.
        hands: write down what it is handed.
    """

    def __init__(self, relay: Relay[T, A], eyes: Eyes[T], hands: Hands[A]) -> None:
        self._relay = relay
        self._eyes = eyes
        self._hands = hands
        self._closed = False

    @property
    def name(self) -> str:
        """What `--in` would call it."""
        return "runner"

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._hands.capabilities

    def observe(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = True
    ) -> Observation:
        """What the runner brings next; see `Environment.observe`."""
        return self._see(context, whole=whole, screenshot=screenshot)

    def settle(
        self, context: RunContext, *, limit: float = 3.0, until: Predicate | None = None
    ) -> bool:
        """The runner has its own pause after each action."""
        context.check()
        return True

    def probe(self, grounding: Grounding, context: RunContext) -> Probe:
        """What was at this target when the runner looked last."""
        seen = self._see(context)
        if grounding.bare or grounding.element is None:
            there = _innermost(seen, grounding)
            over = next((s for s in seen.surfaces if s.box.contains(grounding.point)), None)
            ref = there.surface if there is not None else over.ref if over is not None else ""
            return Probe(surface=ref, origin=_origin(seen, ref), element=there, hit=bool(ref))
        origin = _origin(seen, grounding.surface)
        now = seen.by_ref.get(grounding.element.ref)
        if now is None:
            return Probe(surface=grounding.surface, origin=origin, element=None, hit=False)
        hit = now.click_point is not None or self._hands.reaches(now)
        why = "" if hit else "it is not in view: scroll to it first"
        return Probe(surface=now.surface, origin=origin, element=now, hit=hit, obstacle=why)

    def execute(
        self, action: GroundedAction, context: RunContext, *, secrets: SecretResolver | None = None
    ) -> Effect:
        """Hand an action to the runner; see `Environment.execute`."""
        match action.action:
            case Wait():
                self._wait(action.action, context)
            case Select() if not self._hands.selects:
                self._select(action.action, action, context)
            case _:
                self._relay.hand(self._hands.write(action, self._see(context), secrets), context)
        return Effect()

    def read(self, context: RunContext, *, fresh: bool, url: str = "") -> Reading:
        """What the runner brought last: nothing can be loaded anew in between."""
        reason = "the runner's machine is looked at once a step" if fresh else ""
        seen = self._see(context, whole=True)
        return Reading(observation=seen, method="read back", fresh=False, reason=reason)

    def frame(self) -> Screenshot | None:
        """The runner has its own pictures."""
        return None

    def close(self) -> None:
        """End the run's part."""
        if not self._closed:
            self._closed = True
            self._relay.end()
            self._eyes.close()

    def _see(
        self, context: RunContext, *, whole: bool = False, screenshot: bool = False
    ) -> Observation:
        if self._closed:
            raise EnvironmentUnavailable("the episode is over")
        brought = self._relay.look(context)
        return self._eyes.see(brought, context, whole=whole, screenshot=screenshot)

    def _wait(self, action: Wait, context: RunContext) -> None:
        """Wait by the runner's own WAIT, once for each two seconds."""
        times = min(max(round(action.seconds / _WAITED), 1), _MOST_WAITS)
        end = time.monotonic() + action.seconds
        for _ in range(times):
            if action.until is not None and holds(action.until, self._see(context)):
                return
            if action.until is None and time.monotonic() >= end:
                return
            self._relay.hand((self._hands.wait,), context)
        if action.until is not None and not holds(action.until, self._see(context)):
            raise ActionTimedOut(
                f"{times} waits are over, and it is not so that {described(action.until)}"
            )

    def _select(self, action: Select, grounded: GroundedAction, context: RunContext) -> None:
        """Choose options by clicks: of a combo box in two steps."""
        grounding = grounded.grounding
        element = grounding.element if grounding is not None else None
        if element is None or grounding is None:
            raise TargetNotFound("there is nothing to choose from at that point")
        if element.role == "combobox":
            opened = GroundedAction(action=Click(target=action.target), groundings=(grounding,))
            self._relay.hand(self._hands.write(opened, self._see(context), None), context)
        for wanted in action.options:
            seen = self._see(context)
            option = _option(seen, element, wanted)
            click = GroundedAction(
                action=Click(target=ElementRef(ref=option.ref)),
                groundings=(
                    Grounding(
                        target=ElementRef(ref=option.ref),
                        element=option,
                        surface=option.surface,
                        point=option.click_point or option.box.center,
                    ),
                ),
            )
            self._relay.hand(self._hands.write(click, seen, None), context)


_OPTIONS = frozenset({"option", "menuitem", "listitem", "menuitemradio", "cell", "gridcell"})


def _option(seen: Observation, element: Element, wanted: str) -> Element:
    """The option of that name that can be clicked; of a list the one in it.

    Raises:
        TargetNotFound: there is none.
    """
    inside = {each.ref for each in seen.within(element)}
    shown = [e for e in seen.elements if e.click_point is not None and e.ref != element.ref]
    options = [e for e in shown if e.role in _OPTIONS or e.ref in inside or e.source == "pixels"]
    fitting = [each for each in options if each.name.strip() == wanted.strip()]
    if not fitting:
        near = ", ".join(each.name for each in options[:12]) or "none that can be read"
        raise TargetNotFound(f"{element.described()} has no option {wanted!r}: {near}")
    return min(fitting, key=lambda each: (each.ref not in inside, each.source == "pixels"))


def _origin(seen: Observation, ref: str) -> str:
    surface = seen.surface(ref)
    return surface.origin if surface is not None else ""


def _innermost(seen: Observation, grounding: Grounding) -> Element | None:
    here = [
        each
        for each in seen.elements
        if each.click_point is not None and each.box.contains(grounding.point)
    ]
    return min(here, key=lambda each: each.box.area, default=None)
