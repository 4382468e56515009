"""Lists of words, written as people write them."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text.

    >>> words("red green")
    ('red', 'green')
    """
    return tuple(text.split())
