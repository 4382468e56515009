"""Holds what is written to a grammar, with xgrammar where it is installed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

_KEPT = 16  # compiled grammars; a run needs one or two

_THINKING = "<think>"


class Grammars:
    """Grammars for one model, compiled once each.

    Args:
        tokenizer: of the model.
        size: how many tokens the model can write; more than the tokenizer has, as a rule.
        ends: ids of the tokens that end a reply.

    Raises:
        ImportError: xgrammar is not installed.
    """

    def __init__(self, tokenizer: Any, size: int, ends: Sequence[int]) -> None:
        import xgrammar

        self._xgrammar = xgrammar
        info = xgrammar.TokenizerInfo.from_huggingface(
            tokenizer, vocab_size=size, stop_token_ids=list(ends)
        )
        self._compiler = xgrammar.GrammarCompiler(info)
        self._compiled: dict[str, Any] = {}

    def processor(self, form: Mapping[str, Any], prompt: str) -> Any:
        """What masks the tokens of one reply; good for one `generate`.

        Args:
            form: as `ModelRequest.form`.
            prompt: which may have opened the model's thinking already.

        Raises:
            RuntimeError: it is no form that xgrammar knows.
        """
        if prompt.rstrip().endswith(_THINKING):
            thought = {
                "type": "tag",
                "begin": "",
                "content": {"type": "any_text"},
                "end": "</think>",
            }
            blank = {"type": "regex", "pattern": r"\n{0,2}"}
            form = {"type": "sequence", "elements": [thought, blank, form]}
        text = json.dumps({"type": "structural_tag", "format": form})
        if text not in self._compiled:
            while len(self._compiled) >= _KEPT:
                del self._compiled[next(iter(self._compiled))]
            self._compiled[text] = self._compiler.compile_structural_tag(text)
        return self._xgrammar.contrib.hf.LogitsProcessor(self._compiled[text])
