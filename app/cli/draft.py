"""A draft of a skill on the terminal: its steps in words, what was guessed, and saving it."""

from __future__ import annotations

from dataclasses import replace

from app.cli.terminal import ask, attended, out, say
from app.learning import keep
from skills.generalise import Learned
from skills.page import render_steps
from skills.review import accepted, made_constant, open_reviews
from skills.skill import Parameter, Skill
from skills.store import Store
from skills.values import needed


def show_draft(learned: Learned, library: Store) -> int:
    """Show a draft, ask about what was guessed, save it, and say how it is run."""
    skill = learned.skill
    out(f"{skill.name}: {skill.description}\n")
    out(render_steps(skill))
    for note in learned.notes:
        say(f"note: {note}")
    skill = reviewed(skill)
    saved = keep(replace(learned, skill=skill), library)
    say(f"Saved as the draft {saved.name}. It asks before whatever cannot be taken back.")
    out(how_to_run(saved))
    for name in learned.secrets:
        say(f"It needs the secret {name}, which is nowhere yet: deskhand keys set {name}")
    return 0


def reviewed(skill: Skill) -> Skill:
    """The skill after each guess was shown; one key answers each."""
    for review in open_reviews(skill):
        if not attended():
            say(f"to be confirmed: {review}")
            continue
        other = "  [c] always the same value" if review.constant else ""
        answer = ask(f"{review}\n  [Enter] yes{other}  [l] later: ").casefold()
        if answer in ("", "y"):
            skill = accepted(skill, review)
        elif answer == "c" and review.constant:
            skill = made_constant(skill, review)
    return skill


def how_to_run(skill: Skill) -> str:
    """The command that runs it."""
    words = [f"deskhand skills run {skill.name}"]
    words += [_option(each) for each in skill.parameters if needed(each)]
    return " ".join(words)


def _option(parameter: Parameter) -> str:
    if parameter.type == "table":
        return "--table FILE.csv"
    value = parameter.example.replace('"', '\\"')
    return f'--with {parameter.name}="{value}"'
