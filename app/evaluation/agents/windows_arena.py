"""The drop-in agent for WindowsAgentArena, whose runners want four values of a prediction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.evaluation.agents.conducted import AgentOptions
from app.evaluation.agents.hands import Handed
from app.evaluation.agents.osworld import PIXELS, OSWorldAgent
from perception.fusion_options import PixelOptions


class WindowsArenaAgent:
    """Implements what WindowsAgentArena's runners ask of an agent.

    Args:
        planner: as of `OSWorldAgent`.
        pixels: as of `OSWorldAgent`.
        screen_size: as of `OSWorldAgent`.
        options: as of `OSWorldAgent`.
    """

    action_space = "pyautogui"

    def __init__(
        self,
        planner: str = "builtin",
        *,
        screen_size: tuple[int, int] | None = None,
        pixels: PixelOptions | None = PIXELS,
        options: AgentOptions | None = None,
    ) -> None:
        self._inside = OSWorldAgent(
            planner, screen_size=screen_size, windows=True, pixels=pixels, options=options
        )

    def reset(self, *args: Any, **kwargs: Any) -> None:
        """Begin a new episode."""
        self._inside.reset(*args, **kwargs)

    def predict(
        self, instruction: str, obs: Mapping[str, Any]
    ) -> tuple[str, list[Handed], dict[str, Any], dict[str, Any]]:
        """What to do next: response, actions, what to log, and changes of the arena's computer."""
        said, actions = self._inside.predict(instruction, obs)
        return said, actions, {"plan_result": said}, {}

    def close(self) -> None:
        """End what is under way."""
        self._inside.close()
