"""Workers on a Ray cluster: each an actor with a bench of its own. The only door to ray.

An actor takes the cores and the memory that one episode needs, so Ray places it where these are
free. An actor or a whole machine that dies costs the episodes that it had in hand: these are given
to others. The tasks go to the machines as an archive, and what an episode has written comes back
as one with its result, so no disk is shared.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import tarfile
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from actions.errors import EnvironmentUnavailable
from app.errors import UsageError
from app.evaluation.crew import Bench, Maker
from app.evaluation.episode import Episode, Work

logger = logging.getLogger(__name__)

LOCAL = "local"  # a cluster of this machine alone, for as long as the evaluation lasts

CORES = 1.0  # of an episode on a desktop: measured, see docs/scale.md
MEMORY = 3 << 29  # bytes of one, with a browser open
_START = 120.0  # seconds that the first actor may take to be placed and started
_LOST = 4  # times that an actor or its machine may be lost under an episode


@dataclass(frozen=True, slots=True, kw_only=True)
class RayCrew:
    """Actors on a Ray cluster.

    Attributes:
        address: of the cluster; "auto" for the one of this machine, `LOCAL` for one of our own.
        workers: actors at most; as many as are placed play.
        limit: seconds that an episode may take; 0 for no limit.
        cores: that Ray reserves for an actor.
        memory: bytes that it reserves.
        resources: of machines that an actor may be placed on, as Ray calls them.
    """

    address: str = LOCAL
    workers: int = 1
    limit: float = 0.0
    cores: float = CORES
    memory: int = MEMORY
    resources: Mapping[str, float] | None = None

    def play(self, work: Sequence[Work], maker: Maker) -> Iterator[Episode]:
        """See `Crew.play`."""
        ray = _ray()
        ours = not ray.is_initialized()
        if ours:
            _connect(ray, self.address)
        try:
            yield from _Play(ray, self, maker).all(work)
        finally:
            if ours:
                ray.shutdown()


class _Play:
    """One evaluation on a cluster.

    An actor is given work only when it has been placed and says that it is there: after a machine
    is lost there may be room for fewer, and nothing may wait for one that never comes.
    """

    def __init__(self, ray: Any, crew: RayCrew, maker: Maker) -> None:
        self._ray, self._crew = ray, crew
        tasks = getattr(maker, "tasks", None)
        self._maker = ray.put(maker)
        self._tasks = ray.put(_packed(Path(tasks)) if tasks is not None else b"")
        self._results = getattr(maker, "results", None)
        self._starting: dict[Any, Any] = {}  # its word that it is there -> actor
        self._idle: list[Any] = []
        self._busy: dict[Any, tuple[Any, Work, float]] = {}  # answer -> actor, work, since

    def all(self, work: Sequence[Work]) -> Iterator[Episode]:
        """All episodes, each once."""
        left = deque(work)
        lost: dict[Work, int] = {}
        try:
            while left or self._busy:
                self._staff(len(left))
                while left and self._idle:
                    actor, given = self._idle.pop(), left.popleft()
                    answer = actor.play.remote(*given)
                    self._busy[answer] = (actor, given, time.monotonic())
                for answer in self._ended():
                    actor, given, since = self._busy.pop(answer)
                    late = self._is_late(since)
                    episode = self._taken(answer, given, since, late=late)
                    if episode is not None:
                        if late:
                            self._ray.kill(actor)
                        else:
                            self._idle.append(actor)
                        yield episode
                        continue
                    self._ray.kill(actor)
                    lost[given] = lost.get(given, 0) + 1
                    if lost[given] < _LOST:
                        left.append(given)
                    else:
                        yield Episode(task=given[0], seed=given[1], error="its worker was lost")
        finally:
            for actor in (*self._starting.values(), *(each[0] for each in self._busy.values())):
                self._ray.kill(actor)
            for actor in self._idle:
                actor.close.remote()

    def _staff(self, left: int) -> None:
        """Have as many actors as are wanted and needed, and take in those that are there.

        Raises:
            EnvironmentUnavailable: the cluster has no room for even one.
        """
        wanted = min(self._crew.workers, left + len(self._busy))
        have = len(self._starting) + len(self._idle) + len(self._busy)
        for _ in range(wanted - have):
            actor = self._actor()
            self._starting[actor.there.remote()] = actor
        alone = not self._idle and not self._busy
        if not self._starting:
            return
        words = list(self._starting)
        there, _ = self._ray.wait(words, num_returns=1, timeout=_START if alone else 0)
        if alone and not there:
            raise EnvironmentUnavailable(
                f"the cluster has no room for a worker with {self._crew.cores:g} cores and "
                f"{self._crew.memory >> 20} MiB"
            )
        for word in there:
            actor = self._starting.pop(word)
            try:
                self._ray.get(word)
            except self._ray.exceptions.RayActorError as failure:
                logger.warning("a worker was lost while it started: %s", failure)
            else:
                self._idle.append(actor)

    def _ended(self) -> list[Any]:
        """Wait a moment for answers; those that are there, and those that are too late."""
        if not self._busy:
            return []
        waiting = [*self._busy, *self._starting]
        done, _ = self._ray.wait(waiting, num_returns=1, timeout=1.0)
        late = [each for each, (_, _, since) in self._busy.items() if self._is_late(since)]
        return list(dict.fromkeys([*(each for each in done if each in self._busy), *late]))

    def _is_late(self, since: float) -> bool:
        return bool(self._crew.limit) and time.monotonic() - since > self._crew.limit

    def _actor(self) -> Any:
        crew = self._crew
        kind = self._ray.remote(
            num_cpus=crew.cores,
            memory=crew.memory,
            resources=dict(crew.resources or {}),
            max_restarts=0,
        )(_Player)
        return kind.remote(self._maker, self._tasks)

    def _taken(self, answer: Any, given: Work, since: float, *, late: bool) -> Episode | None:
        """The episode of an answer; None if its actor was lost.

        Raises:
            EnvironmentUnavailable: no bench can be made.
        """
        if late:
            passed = time.monotonic() - since
            return Episode(
                task=given[0],
                seed=given[1],
                seconds=passed,
                error=f"it took longer than {passed:.0f} s",
            )
        try:
            episode, archive = self._ray.get(answer)
        except self._ray.exceptions.RayActorError as failure:
            logger.warning("a worker was lost with %s: %s", given, failure)
            return None
        except self._ray.exceptions.RayTaskError as failure:
            cause = failure.cause
            if isinstance(cause, EnvironmentUnavailable):
                raise EnvironmentUnavailable(str(cause)) from failure
            return Episode(task=given[0], seed=given[1], error=f"{type(cause).__name__}: {cause}")
        if archive and self._results is not None:
            _unpack(archive, Path(self._results))
        assert isinstance(episode, Episode)
        return episode


class _Player:
    """The actor: a bench in a process of the cluster, with folders of its own.

    Args:
        maker: of the bench; its tasks and results are other folders here.
        tasks: an archive of the folder of the tasks; empty where there is none.
    """

    def __init__(self, maker: Maker, tasks: bytes) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="deskhand-worker-")
        self._results = Path(self._folder.name) / "results"
        self._results.mkdir()
        if tasks:
            folder = Path(self._folder.name) / "tasks"
            _unpack(tasks, folder)
            maker = replace(maker, tasks=folder)  # type: ignore[type-var]  # a dataclass with it
        if hasattr(maker, "results"):
            maker = replace(maker, results=self._results)  # type: ignore[type-var]  # likewise
        self._maker = maker
        self._bench: Bench | None = None

    def there(self) -> bool:
        """That it was placed and has started."""
        return True

    def play(self, task: str, seed: int) -> tuple[Episode, bytes]:
        """Play an episode; it, and what it has written."""
        self._bench = self._bench or self._maker.make()
        episode = self._bench.play(task, seed)
        if not episode.folder:
            return episode, b""
        archive = _packed(self._results, episode.folder)
        shutil.rmtree(self._results / episode.folder)
        return episode, archive

    def close(self) -> None:
        """Let go of the bench, and end."""
        if self._bench is not None:
            self._bench.close()
        self._folder.cleanup()
        _ray().actor.exit_actor()


def _packed(folder: Path, name: str = ".") -> bytes:
    """An archive of what is below a folder."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz", compresslevel=1) as archive:
        archive.add(folder / name, arcname=name)
    return held.getvalue()


def _unpack(data: bytes, results: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        archive.extractall(results, filter="data")


def _connect(ray: Any, address: str) -> None:
    """Join a cluster, or begin one.

    Raises:
        EnvironmentUnavailable: there is none at the address.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        if address == LOCAL:
            ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
        else:
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except Exception as failure:  # Ray raises bare ones, as when a node is slow
        raise EnvironmentUnavailable(f"no Ray cluster at {address}: {failure}") from failure


def _ray() -> Any:
    """The library.

    Raises:
        UsageError: it is not installed.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as failure:
        raise UsageError("--ray needs Ray: install Deskhand with the extra ray.") from failure
    return ray
