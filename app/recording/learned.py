"""From a recording to the draft of a skill."""

from __future__ import annotations

import contextlib

from app.errors import RunNotFound, UsageError
from app.learning import learn
from app.library import found
from app.paths import Paths
from app.recording.folder import Recorded, find_recording, read_recording
from app.recording.session import shown_in
from skills.generalise import Learned
from skills.store import Store


def learned_from(
    recorded: Recorded,
    library: Store,
    home: Paths,
    *,
    name: str = "",
    like: str = "",
    loops: bool = True,
) -> Learned:
    """A draft of what a recording shows; it is not in the library yet.

    Args:
        recorded: what was recorded.
        library: with the other skills.
        home: where recordings lie.
        name: of the skill; "" takes one from the instruction.
        like: a skill that this is a second demonstration of: a new version of it.
        loops: whether what was done again and again may become a loop over a table.

    Raises:
        CannotLearn: there is nothing in it that could be done again.
        UsageError: there is no skill to compare it with.
    """
    shown = shown_in(recorded)
    if not like:
        return learn(shown, library, kind="demo", name=name, loops=loops)
    before = found(like, library)
    firsts = []
    for source in before.provenance.source:
        with contextlib.suppress(RunNotFound):
            folder = find_recording(home.recordings, source)
            firsts.append(shown_in(read_recording(folder)))
    if not firsts:
        raise UsageError(f"What {before.name} was learned from is not there any more.")
    return learn(
        firsts[0], library, kind="demo", name=before.name, others=[*firsts[1:], shown], again=True
    )
