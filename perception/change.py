"""What changed between two observations, for people and planners."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The difference between two observations.

    Attributes:
        lines: one sentence each, most telling first: 'the address is now /contacts/7',
            'appeared: alert "Saved"', 'textbox "Email": "" -> "a@b.c"'. Empty if nothing changed.
        appeared: refs of elements only in the later one.
        gone: refs of elements only in the earlier one.
        altered: refs of elements whose name, value or states differ.
        moved_on: whether the place (surface, URL, `place_key`) is another one.
    """

    lines: tuple[str, ...] = ()
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    moved_on: bool = False

    def __bool__(self) -> bool:
        return bool(self.lines)

    def __str__(self) -> str:
        return "; ".join(self.lines) if self.lines else "nothing changed"
