"""A model planner is told of the skills that fit, and runs one."""

from __future__ import annotations

from pathlib import Path

import pytest
from model_server.listed import list_model
from model_server.makers import act
from model_server.server import ModelServer
from model_server.talk import Say, Seen
from sample_skills import change_contact

from actions.trajectory import Outcome
from app.demo.server import DemoSite
from app.launch import LaunchOptions, launch
from app.paths import Paths
from app.settings import Settings
from app.where import Where
from skills.load import parse
from skills.store import Store

NAME = "demo-change-contact"
ARGUMENTS = {"contact": "Chen Wei", "phone": "+49 9", "city": "Bremen"}


def test_a_skill_that_fits_is_told_and_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = Paths.within(tmp_path)

    def brain(seen: Seen) -> Say:
        if seen.turns == 0:
            assert f"{NAME}(contact, phone, city): Change the phone number" in seen.conversation
            return Say(uses=(act(action="run_skill", name=NAME, arguments=ARGUMENTS),))
        assert "+49 9" in seen.text
        return Say(uses=(act(action="finish", answer="Changed", success=True),))

    with DemoSite() as site, ModelServer(brain) as server:
        Store(paths.skills).put(parse(change_contact(site.url)))
        list_model(tmp_path, server.address, monkeypatch, habits={"check": False})
        options = LaunchOptions(
            task="Change the phone number of Chen Wei to +49 9 and the city to Bremen",
            where=Where(url=site.url, headless=True), planner="tested", yes=True, commits=True,
        )  # fmt: skip
        handle = launch(options, paths, Settings()).handle
        finished = handle.result(100)
        handle.join(20)
        assert server.rejected == []
        contact = site.state.contact("Chen Wei")
    assert (contact.phone, contact.city) == ("+49 9", "Bremen"), finished.reason
    assert finished.outcome in (Outcome.DONE_VERIFIED, Outcome.DONE_UNVERIFIED)
