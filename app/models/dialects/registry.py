"""All dialects by name."""

from __future__ import annotations

from collections.abc import Mapping

from app.models.dialects.anthropic import COMPUTER_20250124, COMPUTER_20251124, TOOLSET
from app.models.dialects.computer_13 import COMPUTER_13
from app.models.dialects.gemini import GEMINI, GEMINI_2_5
from app.models.dialects.glm import GLM
from app.models.dialects.interface import Dialect
from app.models.dialects.openai import COMPUTER, PREVIEW
from app.models.dialects.own import OWN, OWN_TEXT
from app.models.dialects.pyautogui_text import OPENCUA
from app.models.dialects.qwen import QWEN_2_5, QWEN_3, QWEN_3_XML
from app.models.dialects.uitars import DOUBAO, SEED, UITARS, UITARS_1_5

_ALL: tuple[Dialect, ...] = (
    OWN,
    OWN_TEXT,
    TOOLSET,
    COMPUTER_20251124,
    COMPUTER_20250124,
    COMPUTER,
    PREVIEW,
    GEMINI,
    GEMINI_2_5,
    UITARS,
    UITARS_1_5,
    DOUBAO,
    SEED,
    QWEN_2_5,
    QWEN_3,
    QWEN_3_XML,
    OPENCUA,
    COMPUTER_13,
    GLM,
)

DIALECTS: Mapping[str, Dialect] = {dialect.name: dialect for dialect in _ALL}
