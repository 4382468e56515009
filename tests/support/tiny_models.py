"""Tiny vision-language models with random weights, saved as the real ones are.

    python tests/support/tiny_models.py FOLDER

makes FOLDER/qwen2.5-vl and FOLDER/qwen3-vl. It runs in a process of its own, because torch is slow
to import and stays in memory.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

# The template of the real models, for what Deskhand says: texts, pictures, three roles.
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.content is string %}{{ message.content }}{% else %}"
    "{% for part in message.content %}{% if part.type == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}{% endfor %}"
    "{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
WORDS = [
    '{"name": "computer_use", "arguments": {"action": "left_click", "coordinate": [250, 250]}}',
    '{"thought": "a button", "actions": [{"action": "click", "target": [12, 34]}]}',
    "Find the button Save in the picture and click on it; then wait until the window is closed.",
    "0 1 2 3 4 5 6 7 8 9 10 11 12 100 250 500 750 1000 true false null",
]


def save_tokenizer(folder: Path) -> dict[str, int]:
    """A byte-level tokenizer of some hundred tokens; the ids of the special ones."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        special_tokens=SPECIAL,
        show_progress=False,
    )
    tokenizer.train_from_iterator(WORDS, trainer)
    # As in the real ones: tokens of their own, which are text all the same.
    tokenizer.add_tokens(
        [AddedToken(each, special=False) for each in ("<tool_call>", "</tool_call>")]
    )
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>"
    )
    wrapped.chat_template = TEMPLATE
    wrapped.save_pretrained(folder)
    ids = {name: int(wrapped.convert_tokens_to_ids(name)) for name in SPECIAL}
    return {**ids, "size": len(wrapped)}


def save_processor(folder: Path, patch: int, kind: str) -> None:
    """The settings of the image processor, in the file where the real models have them."""
    settings = {
        "image_processor_type": "Qwen2VLImageProcessor",
        "processor_class": kind,
        "patch_size": patch,
        "temporal_patch_size": 2,
        "merge_size": 2,
        "size": {"shortest_edge": 3136, "longest_edge": 12845056},
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(settings))


def build(folder: Path, third: bool) -> None:
    """One model: Qwen3-VL or Qwen2.5-VL."""
    import torch
    from transformers import AutoConfig, AutoModelForImageTextToText

    folder.mkdir(parents=True)
    ids = save_tokenizer(folder)
    text = {
        "vocab_size": ids["size"],
        "hidden_size": 64,
        "intermediate_size": 128,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 32_768,
        "eos_token_id": ids["<|im_end|>"],
        "pad_token_id": ids["<|endoftext|>"],
        "bos_token_id": ids["<|endoftext|>"],
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 10_000.0,
            "mrope_section": [4, 2, 2] if third else [2, 3, 3],
            **({"mrope_interleaved": True} if third else {}),
        },
        **({"head_dim": 16} if third else {}),
    }
    vision = {
        "depth": 2,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_heads": 2,
        "patch_size": 16 if third else 14,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "out_hidden_size": 64,
        **(
            {"deepstack_visual_indexes": [0, 1], "num_position_embeddings": 256}
            if third
            else {"window_size": 112, "fullatt_block_indexes": [1]}
        ),
    }
    config = AutoConfig.for_model(
        "qwen3_vl" if third else "qwen2_5_vl",
        text_config=text,
        vision_config=vision,
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )
    torch.manual_seed(7)
    model = AutoModelForImageTextToText.from_config(config)
    model.generation_config.eos_token_id = ids["<|im_end|>"]
    model.generation_config.pad_token_id = ids["<|endoftext|>"]
    model.save_pretrained(folder)
    save_processor(
        folder, vision["patch_size"], "Qwen3VLProcessor" if third else "Qwen2_5_VLProcessor"
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]) / "qwen2.5-vl", third=False)
    build(Path(sys.argv[1]) / "qwen3-vl", third=True)
