"""The drop-in agent for OSWorld's runner (`lib_run_single.run_single_example`).

    from app.evaluation.agents.osworld import OSWorldAgent
    agent = OSWorldAgent(planner="builtin", action_space="pyautogui")

It never raises: a fault of ours becomes FAIL, or WAIT, with the reason in the response and the log,
because an exception would leave the runner without a result.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.evaluation.agents.conducted import AgentOptions, Conducted, Step
from app.evaluation.agents.hands import ActionSpace, DesktopHands, Handed
from app.evaluation.agents.relay import Relay
from app.evaluation.agents.seeing import Brought, DesktopEyes
from app.evaluation.agents.turned import Turned
from perception.fusion_options import PixelOptions
from perception.geometry import Size

PIXELS = PixelOptions()  # how pictures are read unless another way is wanted
_SPACES = ("pyautogui", "computer_13")
_MOST_WAITS = 5  # that a planner which is late gets before the episode is given up


class OSWorldAgent:
    """Implements what OSWorld's runners ask of an agent: `reset` and `predict`.

    Args:
        planner: "builtin", "script:FILE", or the name of a model of models.yaml.
        action_space: "pyautogui" or "computer_13".
        observation_type: what the runner brings; kept for its own file names, not needed.
        screen_size: of the screen that is clicked on; None: as large as its pictures.
        windows: whether the machine runs Windows.
        pixels: how pictures are read where the tree tells nothing; None: never.
        options: more; `planner` above goes before that of these.
    """

    def __init__(
        self,
        planner: str = "builtin",
        *,
        action_space: ActionSpace = "pyautogui",
        observation_type: str = "screenshot_a11y_tree",
        screen_size: tuple[int, int] | None = None,
        windows: bool = False,
        pixels: PixelOptions | None = PIXELS,
        options: AgentOptions | None = None,
    ) -> None:
        if action_space not in _SPACES:
            raise ValueError(f"{action_space!r} is none of {', '.join(_SPACES)}")
        base = options or AgentOptions()
        self.options = base if base.make_planner is not None else replace(base, planner=planner)
        self.action_space = action_space
        self.observation_type = observation_type
        self._screen = Size(*screen_size) if screen_size is not None else None
        self._windows = windows
        self._pixels = pixels
        self._logger: logging.Logger = logging.getLogger(__name__)
        self._episode: Conducted[Brought, Handed] | None = None
        self._last: tuple[str, list[Handed]] | None = None  # what ended the episode
        self._waits = 0

    def reset(self, _logger: Any = None, vm_ip: str | None = None, **_: Any) -> None:
        """Begin a new episode; the one before is ended.

        Args:
            _logger: the runner's; told what ours is told.
            vm_ip: of its machine; not needed, because nothing is asked of it directly.
        """
        del vm_ip
        if isinstance(_logger, logging.Logger):
            self._logger = _logger
        episode, self._episode = self._episode, None
        self._last, self._waits = None, 0
        if episode is not None:
            try:
                episode.stop()
            except Exception:  # the runner must get its next task whatever the last one left
                self._logger.exception("Deskhand: the last episode did not end cleanly")

    def predict(self, instruction: str, obs: Mapping[str, Any]) -> tuple[str, list[Handed]]:
        """What to do next.

        Args:
            instruction: the task, in words.
            obs: what the runner sees: "screenshot", "accessibility_tree", "terminal".

        Returns:
            What was thought, and a list of actions: code, `computer_13` dictionaries, or one of
            the strings WAIT, DONE, FAIL.
        """
        if self._last is not None:
            return self._last
        try:
            step = self._step(instruction, obs)
        except Exception as failure:  # any fault of ours ends this episode, not the campaign
            self._logger.exception("Deskhand: a fault of its own")
            return self._end(f"Deskhand failed: {type(failure).__name__}: {failure}", "FAIL")
        if step.ended is not None:
            said = "\n".join(filter(None, [step.said, step.ended.said]))
            return self._end(said, "FAIL" if step.ended.infeasible else "DONE")
        if step.late:
            self._waits += 1
            said = f"{step.said}\nno decision within {self.options.patience:g} seconds".strip()
            self._logger.warning("Deskhand: %s", said)
            return self._end(said, "FAIL") if self._waits > _MOST_WAITS else (said, ["WAIT"])
        self._waits = 0
        self._logger.info("Deskhand: %s -> %s", step.said, step.actions)
        return step.said, list(step.actions)

    def close(self) -> None:
        """End what is under way."""
        self.reset()

    def _end(self, said: str, how: str) -> tuple[str, list[Handed]]:
        self._logger.info("Deskhand: %s: %s", how, said)
        self._last = said, [how]
        return self._last

    def _step(self, instruction: str, obs: Mapping[str, Any]) -> Step[Handed]:
        if self._episode is None:
            self._episode = self._begun(instruction)
        return self._episode.step(Brought.of(obs))

    def _begun(self, instruction: str) -> Conducted[Brought, Handed]:
        relay: Relay[Brought, Handed] = Relay()
        episode = Conducted(
            instruction=instruction,
            relay=relay,
            make_environment=lambda: Turned(
                relay,
                DesktopEyes(self._screen, self._pixels),
                DesktopHands(self.action_space, windows=self._windows),
            ),
            options=self.options,
        )
        episode.start()
        return episode
