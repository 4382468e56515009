"""A recording from its start to its end, however it is steered: from the terminal or the window."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

from actions.trajectory import Task
from app.paths import Paths, ensure_folder
from app.recording.folder import RecordingBegan, begin
from app.recording.known import known_secrets
from app.recording.open import allowed_in, open_source
from app.recording.session import Session
from app.settings import load_settings
from app.where import Where


@contextlib.contextmanager
def recording(task: Task, where: Where, allow: Sequence[str], home: Paths) -> Iterator[Session]:
    """Open what is recorded and listen to it; it is ended, and all let go of, when it is left.

    `Session.end` gives what was recorded, also afterwards.

    Args:
        task: what the person says that it is for.
        where: it is recorded.
        allow: origins and programs that may be recorded, beside where it begins.
        home: where things lie.

    Raises:
        UsageError: nothing may be recorded, or something makes no sense.
        EnvironmentUnavailable: it cannot be opened, or not be listened to.
        StorageError: the recording's folder cannot be written to.
    """
    allowed = allowed_in(where, tuple(allow))
    settings = load_settings(home.settings)
    secrets = known_secrets()
    identity, folder = begin(ensure_folder(home.recordings), task)
    opened = open_source(where, settings, allowed, folder)
    try:
        began = RecordingBegan(
            id=identity,
            task=replace(task, url=where.url),
            environment=where.environment,
            allowed=allowed,
            home=str(opened.home or ""),
        )
        session = Session(opened.source, folder, began, secrets)
        try:
            yield session
        finally:
            session.end()
    finally:
        opened.close()
