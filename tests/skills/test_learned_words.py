"""The small parts of learning, by their examples."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest

from skills import names, postconditions, slots, spellings


@pytest.mark.parametrize("module", [names, postconditions, slots, spellings])
def test_examples(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
