"""The task and the steps of a run, as a model is told them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from actions.trajectory import Step, Task
from app.runs.words import in_words
from app.safety.secrets import is_secret_name

_LONGEST_STEP = 600  # characters that are told of one step


def task_told(task: Task) -> str:
    """The task with what belongs to it."""
    lines = [f"The task: {task.text}"]
    if task.values:
        listed = "\n".join(
            f'- {name}: a secret; type it by its name, as {{"secret": "{name}"}}'
            if is_secret_name(name)
            else f"- {name}: {text}"
            for name, text in task.values.items()
        )
        lines.append(f"Values that belong to it:\n{listed}")
    if task.attachments:
        lines.append("Files that belong to it: " + ", ".join(task.attachments))
    if task.schema:
        lines.append(f"Finish with `data`: JSON that keeps to this schema: {task.schema}")
    return "\n\n".join(lines)


def step_told(step: Step) -> str:
    """A step: what was done and what came of it."""
    done = in_words(step.action, step.grounded)
    if step.error:
        came = f"not done: {step.error}"
    elif step.reply:
        came = f"the person says: {step.reply}"
    elif step.change is not None:
        came = str(step.change) or "nothing changed"
    else:
        came = "done"
    note = f" ({step.note})" if step.note else ""
    text = f"{done}: {came}{note}"
    return text if len(text) <= _LONGEST_STEP else text[: _LONGEST_STEP - 1] + "…"


def steps_told(steps: Sequence[Step]) -> str:
    """Steps, a line each."""
    return "\n".join(f"{step.index + 1}. {step_told(step)}" for step in steps)


def folded(steps: Sequence[Step], current: str) -> str:
    """Steps in short: those of a sub-goal that is over are folded into one line (HiAgent, 2024).

    Args:
        steps: in order.
        current: the sub-goal that is pursued now; its steps are told one by one.
    """
    lines = []
    for subgoal, group in groupby(steps, key=lambda step: step.decision.subgoal):
        some = list(group)
        if not subgoal or subgoal == current or len(some) == 1:
            lines.append(steps_told(some))
            continue
        first, last = some[0].index + 1, some[-1]
        lines.append(f"{first}-{last.index + 1}. {subgoal}; at last: {step_told(last)}")
    return "\n".join(lines)


def fruitless(steps: Sequence[Step]) -> int:
    """How many of the last steps failed or changed nothing, one after another."""
    count = 0
    for step in reversed(steps):
        if step.reply or (not step.error and (step.after is None or step.change)):
            break
        count += 1
    return count
