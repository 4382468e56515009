"""Workers that play episodes: processes of this machine, each with a bench of its own."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from actions.errors import EnvironmentUnavailable
from app.evaluation.episode import Episode, Work

logger = logging.getLogger(__name__)

TRIES = 2  # times that an episode is given to a worker before it counts as what killed them
_PATIENCE = 10.0  # seconds that a worker has to end by itself
_DIED = "the worker process died"


class Bench(Protocol):
    """Plays one episode after the other."""

    def play(self, task: str, seed: int) -> Episode:
        """Play one; whatever goes wrong is in the episode."""

    def close(self) -> None:
        """Let go of what it holds. Idempotent."""


class Maker(Protocol):
    """Makes benches, in whatever process or machine they are needed; it can be pickled."""

    def make(self) -> Bench:
        """A bench.

        Raises:
            EnvironmentUnavailable: what it needs is not here.
        """

    def settings(self) -> Mapping[str, Any]:
        """What makes two evaluations comparable, as JSON."""


class Crew(Protocol):
    """Plays episodes side by side."""

    def play(self, work: Sequence[Work], maker: Maker) -> Iterator[Episode]:
        """The episodes as they end, each once.

        Raises:
            EnvironmentUnavailable: no bench can be made.
        """


class LocalCrew:
    """Processes of this machine. One that dies is replaced, and its episode played again.

    Args:
        workers: how many.
        limit: seconds that an episode may take before its worker is given up; 0 for no limit.
    """

    def __init__(self, workers: int = 1, *, limit: float = 0.0) -> None:
        self._count = workers
        self._limit = limit

    def play(self, work: Sequence[Work], maker: Maker) -> Iterator[Episode]:
        """See `Crew.play`."""
        left: deque[Work] = deque(work)
        tries: dict[Work, int] = {}
        workers: list[_Worker] = []
        try:
            while left or any(each.busy for each in workers):
                while left and len(workers) < self._count:
                    workers.append(_Worker(maker))
                for worker in workers:
                    if left and not worker.busy:
                        worker.give(left.popleft())
                for worker in _ready(workers, self._limit):
                    given = worker.work
                    assert given is not None
                    episode = worker.take()
                    if episode is not None:
                        yield episode
                        continue
                    workers.remove(worker)
                    logger.warning("%s: %s", worker.fate, given)
                    tries[given] = tries.get(given, 0) + 1
                    if tries[given] < TRIES and worker.fate == _DIED:
                        left.append(given)
                    else:
                        yield Episode(task=given[0], seed=given[1], error=worker.fate)
        finally:
            for worker in workers:
                worker.end()


class _Worker:
    """A process, what it is working on, and why it no longer works."""

    def __init__(self, maker: Maker) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_live, args=(maker, theirs), daemon=False)
        self.process.start()
        theirs.close()
        self.work: Work | None = None
        self.given_at = 0.0
        self.fate = _DIED

    @property
    def busy(self) -> bool:
        return self.work is not None

    def give(self, work: Work) -> None:
        self.work, self.given_at = work, time.monotonic()
        try:
            self.pipe.send(work)
        except OSError:
            logger.debug("the worker died before it was given anything")  # `take` sees it

    def take(self) -> Episode | None:
        """The episode that it has played; None if it died or took too long.

        Raises:
            EnvironmentUnavailable: it could make no bench.
        """
        self.work = None
        try:
            if not self.pipe.poll():
                raise EOFError
            said = self.pipe.recv()
        except (EOFError, OSError):
            self.end()
            return None
        if isinstance(said, Episode):
            return said
        raise EnvironmentUnavailable(said)

    def end(self) -> None:
        """End it, by force if it works on something."""
        if not self.busy and self.process.is_alive():
            try:
                self.pipe.send(None)
                self.process.join(_PATIENCE)
            except OSError:
                logger.debug("the worker has ended already")
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.pipe.close()


def _ready(workers: Sequence[_Worker], limit: float) -> list[_Worker]:
    """Wait until some workers have an answer, have died or took too long; those."""
    busy = [each for each in workers if each.busy]
    waiting: dict[Any, _Worker] = {}
    for each in busy:
        waiting[each.pipe] = each
        waiting[each.process.sentinel] = each
    ready = {id(waiting[each]): waiting[each] for each in wait(list(waiting), timeout=1.0)}
    for each in busy:
        if limit and time.monotonic() - each.given_at > limit and id(each) not in ready:
            each.fate = f"it took longer than {limit:g} s"
            each.process.kill()
            each.process.join()
            ready[id(each)] = each
    return list(ready.values())


def _live(maker: Maker, pipe: Connection) -> None:
    """A worker's life: a bench, episodes, the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # side by side, more threads only get in the way
    bench: Bench | None = None
    try:
        while True:
            work: Work | None = pipe.recv()
            if work is None:
                return
            try:
                bench = bench or maker.make()
            except EnvironmentUnavailable as failure:
                pipe.send(str(failure))
                return
            pipe.send(bench.play(*work))
    except (EOFError, OSError):
        return  # the parent is gone
    finally:
        if bench is not None:
            bench.close()
