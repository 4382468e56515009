"""A grounding model as `grounding.by_model.Pointer`."""

from __future__ import annotations

from actions.context import RunContext
from actions.errors import ReplyError, TargetNotFound
from app.models.errors import ModelError
from app.models.pictures import pictured
from app.models.profile import Profile
from app.models.wire import ModelRequest, Text, UserTurn, WireClient
from perception.geometry import Box, Point
from perception.observation import Observation


class ModelPointer:
    """Asks one grounding model.

    Args:
        client: to it.
        profile: of its family; its purpose is grounding.
    """

    def __init__(self, client: WireClient, profile: Profile) -> None:
        self._client = client
        self._profile = profile

    def point(
        self, description: str, observation: Observation, region: Box | None, context: RunContext
    ) -> Point | None:
        """Where it is; see `grounding.by_model.Pointer`."""
        picture, frame = pictured(observation, self._profile, region=region)
        request = ModelRequest(
            system="",
            turns=(UserTurn(parts=(picture, Text(self._profile.asked(description, frame)))),),
            max_tokens=self._profile.limits.reply_tokens,
        )
        try:
            reply = self._client.complete(request, context)
        except ModelError as failure:
            raise TargetNotFound(f"the grounding model cannot be asked: {failure}") from failure
        try:
            return self._profile.pointing.read(reply.text, frame)
        except ReplyError:
            return None

    def close(self) -> None:
        """Let go of the model."""
        self._client.close()
