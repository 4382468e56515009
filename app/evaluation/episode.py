"""What came of one episode, whatever the benchmark."""

from __future__ import annotations

from dataclasses import dataclass

# Of a task: its name, and which of its episodes it is (a seed, or the number of a repetition).
Work = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """What came of one episode.

    Attributes:
        seed: which of the task's episodes it is.
        raw: its score, 0 to 1 (MiniWoB++ also gives -1), without a discount for time; 0 where a
            page never came to its end.
        reward: with the discount.
        ended: whether a page came to its end.
        outcome: of the run.
        claimed: the run ended with the word that the task is done.
        answer: that the run gave.
        calls: of models.
        tokens: that models read and wrote.
        dollars: that these cost, as far as their price is known.
        setup: seconds of `seconds` that went by before the run.
        skipped: why it could not be carried out here; counts neither as success nor as failure.
        error: why there is no result; the same.
        judged: what a model judge said, 0 to 1; -1 for nothing. Never part of `raw`.
        folder: of what is kept of it, below that of the results; "" for none.
    """

    task: str
    seed: int
    instruction: str = ""
    raw: float = 0.0
    reward: float = 0.0
    ended: bool = False
    outcome: str = ""
    reason: str = ""
    claimed: bool = False
    answer: str = ""
    steps: int = 0
    seconds: float = 0.0
    setup: float = 0.0
    calls: int = 0
    tokens: int = 0
    dollars: float = 0.0
    skipped: str = ""
    error: str = ""
    judged: float = -1.0
    folder: str = ""

    @property
    def valid(self) -> bool:
        """Whether it has a result."""
        return not self.error and not self.skipped

    @property
    def success(self) -> bool:
        """Whether it was carried out in full."""
        return self.valid and self.raw >= 1

    @property
    def wrong_claim(self) -> bool:
        """Whether the run said that the task is done, and it is not."""
        return self.valid and self.claimed and self.raw < 1
