"""From what models.yaml says of a model to a planner, and to a grounder that asks a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from app.engine.planner import Planner
from app.models.config import ModelSetting, make_client
from app.models.pointing import ModelPointer
from app.models.profile import Profile
from app.models.wire import WireClient
from app.planners.model.advice import Advisor
from app.planners.model.escalate import EscalatingPlanner
from app.planners.model.planner import Hints, ModelPlanner
from app.planners.model.view import Fence
from app.safety.vault import Vault
from grounding.by_model import ModelGrounder
from grounding.grounder import Grounder

# Around each client: counts what it costs, writes down what is sent.
Wrap = Callable[[WireClient, ModelSetting, Profile], WireClient]


class ModelSetup:
    """Makes the parts of one run that talk with models.

    Args:
        models: that are set up, by name.
        profiles: the folder of the person's own profiles.
        vault: with the keys.
        wrap: put around each client.
        hints: the skills that may help.
    """

    def __init__(
        self,
        models: Mapping[str, ModelSetting],
        profiles: Path | None,
        vault: Vault,
        wrap: Wrap | None = None,
        hints: Hints | None = None,
    ) -> None:
        self._models = models
        self._profiles = profiles
        self._vault = vault
        self._wrap = wrap
        self._hints = hints

    def planner(self, name: str) -> Planner:
        """The planner for a model, with the stronger one behind it where that is set up.

        Raises:
            UsageError: a profile or a key is missing.
        """
        usual = self._planner(name)
        strong = self._models[name].strong
        return EscalatingPlanner(usual, self._planner(strong)) if strong else usual

    def grounder(self, name: str, usual: Grounder) -> Grounder:
        """The usual grounder, with the model's pointer behind it where one is set up.

        Raises:
            UsageError: a profile or a key is missing.
        """
        pointer = self._models[name].pointer
        if not pointer:
            return usual
        profile = self._pointing(pointer)
        return ModelGrounder(usual, ModelPointer(self._client(pointer, profile), profile))

    def judge(self, name: str) -> tuple[Advisor, Callable[[], None]]:
        """Who judges what this planner did, and what lets go of that model.

        Raises:
            UsageError: a profile or a key is missing.
        """
        who = self._models[name].checker or name
        client = self._client(who, self._models[who].its_profile(self._profiles))
        return Advisor(client, Fence()), client.close

    def client(self, name: str) -> tuple[WireClient, Profile]:
        """A model's client, and how it is spoken to. The caller closes the client.

        Raises:
            UsageError: a profile or a key is missing.
        """
        profile = self._models[name].its_profile(self._profiles)
        return self._client(name, profile), profile

    def _planner(self, name: str) -> ModelPlanner:
        setting = self._models[name]
        profile = setting.its_profile(self._profiles)
        checker = setting.checker
        return ModelPlanner(
            name,
            self._client(name, profile),
            profile,
            habits=setting.habits,
            hints=self._hints,
            checker=(
                self._client(checker, self._models[checker].its_profile(self._profiles))
                if checker
                else None
            ),
        )

    def _pointing(self, name: str) -> Profile:
        return self._models[name].its_profile(self._profiles, "grounding")

    def _client(self, name: str, profile: Profile) -> WireClient:
        setting = self._models[name]
        client = make_client(setting, profile, self._vault)
        return self._wrap(client, setting, profile) if self._wrap is not None else client
