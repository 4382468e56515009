"""How fast a local model answers here, and what Deskhand's worker process adds to it.

    python tests/bench/local_model.py [--size tiny,3b,7b] [--device cuda] [--tokens 64]

No weights can be had everywhere, so the model is built with random ones, at the true dimensions of
Qwen2.5-VL-3B or -7B (or tiny): what it writes is noise, how long it takes is not. Asked is one
picture with a short task, as a planner would; the reply is held to the dialect's grammar, and not.
The peer is `generate` of transformers in a process of its own, on the same folder, the same picture
and the same number of tokens.
"""

from __future__ import annotations

import argparse
import base64
import io
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

TASK = "Task: press Save."
SIZES = {
    "tiny": {"hidden": 64, "layers": 2, "heads": 4, "keys": 2, "inner": 128, "words": 0},
    "3b": {"hidden": 2048, "layers": 36, "heads": 16, "keys": 2, "inner": 11008, "words": 151_936},
    "7b": {"hidden": 3584, "layers": 28, "heads": 28, "keys": 4, "inner": 18944, "words": 152_064},
}


def build(folder: Path, size: str, device: str) -> None:
    """Save a model of this size with random weights, in bfloat16."""
    import torch
    from tiny_models import save_processor, save_tokenizer
    from transformers import AutoConfig, AutoModelForImageTextToText

    folder.mkdir(parents=True)
    ids = save_tokenizer(folder)
    of = SIZES[size]
    deep = of["hidden"] // of["heads"] // 8
    small = size == "tiny"
    config = AutoConfig.for_model(
        "qwen2_5_vl",
        text_config={
            "vocab_size": of["words"] or ids["size"],
            "hidden_size": of["hidden"],
            "intermediate_size": of["inner"],
            "num_hidden_layers": of["layers"],
            "num_attention_heads": of["heads"],
            "num_key_value_heads": of["keys"],
            "max_position_embeddings": 32_768,
            "eos_token_id": ids["<|im_end|>"],
            "pad_token_id": ids["<|endoftext|>"],
            "bos_token_id": ids["<|endoftext|>"],
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 1_000_000.0,
                "mrope_section": [2 * deep // 2, 3 * deep // 2, 3 * deep // 2],
            },
        },
        vision_config={
            "depth": 2 if small else 32,
            "hidden_size": 32 if small else 1280,
            "intermediate_size": 64 if small else 3420,
            "num_heads": 2 if small else 16,
            "patch_size": 14,
            "spatial_merge_size": 2,
            "temporal_patch_size": 2,
            "out_hidden_size": of["hidden"],
            "window_size": 112,
            "fullatt_block_indexes": [1] if small else [7, 15, 23, 31],
        },
        image_token_id=ids["<|image_pad|>"],
        video_token_id=ids["<|video_pad|>"],
        vision_start_token_id=ids["<|vision_start|>"],
        vision_end_token_id=ids["<|vision_end|>"],
    )
    torch.manual_seed(7)
    torch.set_default_dtype(torch.bfloat16)
    with torch.device(device):
        model = AutoModelForImageTextToText.from_config(config)
    model.generation_config.eos_token_id = ids["<|im_end|>"]
    model.generation_config.pad_token_id = ids["<|endoftext|>"]
    model.save_pretrained(folder)
    save_processor(folder, 14, "Qwen2_5_VLProcessor")


def picture(width: int, height: int) -> bytes:
    """Something like a screen: noise in boxes."""
    from PIL import Image

    image = Image.new("RGB", (width, height), "white")
    for row in range(0, height - 60, 90):
        image.paste(Image.effect_noise((width // 2, 40), 60).convert("RGB"), (40, row))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def ours(folder: Path, device: str, tokens: int, pictures: list[bytes], rounds: int) -> None:
    """Measure the worker process, as a planner uses it."""
    from PIL import Image

    from actions.context import RunContext
    from app.models.dialects.forms import reply_form
    from app.models.local.client import local_client
    from app.models.profile import shipped_profiles
    from app.models.wire import ModelRequest, Picture, Text, UserTurn
    from perception.geometry import Size, Viewport

    profile = shipped_profiles()["qwen2.5-vl"]
    client = local_client("bench", "bench", profile, weights=str(folder), device=device, dtype="")
    try:
        began = time.monotonic()
        client.load(RunContext())
        tell("ours: process started and model loaded", time.monotonic() - began)
        for data in pictures:
            size = Size(*Image.open(io.BytesIO(data)).size)
            frame = profile.frame(Viewport(size=size), size)
            sent = Picture(data=data, size=size)
            for held in (False, True):
                form = reply_form(profile.dialect, frame) if held else None
                asked = ModelRequest(
                    turns=(UserTurn(parts=(Text(TASK), sent)),),
                    system="",
                    max_tokens=tokens,
                    form=form,
                )
                taken = []
                for _ in range(rounds + 1):
                    began = time.monotonic()
                    reply = client.complete(asked, RunContext())
                    taken.append(time.monotonic() - began)
                tell(
                    f"ours: {size.width:g}x{size.height:g}, {'held' if held else 'free'}, "
                    f"{reply.usage.input} tokens read, {reply.usage.output} written",
                    statistics.median(taken[1:]),
                    first=taken[0],
                )
    finally:
        client.close()


def peer(folder: Path, device: str, tokens: int, pictures: list[bytes], rounds: int) -> None:
    """Measure plain transformers."""
    import torch
    from PIL import Image
    from transformers import AutoImageProcessor, AutoModelForImageTextToText, AutoTokenizer

    began = time.monotonic()
    model = AutoModelForImageTextToText.from_pretrained(folder, dtype="auto").to(device)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    eyes = AutoImageProcessor.from_pretrained(folder)
    tell("peer: model loaded", time.monotonic() - began)
    for data in pictures:
        taken = []
        for _ in range(rounds + 1):
            began = time.monotonic()
            image = Image.open(io.BytesIO(base64.b64decode(base64.b64encode(data)))).convert("RGB")
            seen = eyes(images=[image], return_tensors="pt")
            count = int(seen["image_grid_thw"][0].prod()) // 4
            text = (
                f"<|im_start|>user\n{TASK}<|vision_start|>{'<|image_pad|>' * count}"
                "<|vision_end|><|im_end|>\n<|im_start|>assistant\n"
            )
            given: dict[str, Any] = {**tokenizer(text, return_tensors="pt"), **seen}
            given.pop("token_type_ids", None)
            ids = given["input_ids"]
            given["mm_token_type_ids"] = (
                ids == tokenizer.convert_tokens_to_ids("<|image_pad|>")
            ).int()
            given = {
                name: value.to(device, model.dtype)
                if value.is_floating_point()
                else value.to(device)
                for name, value in given.items()
            }
            with torch.inference_mode():
                out = model.generate(
                    **given, max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False
                )
            taken.append(time.monotonic() - began)
        written = out.shape[1] - given["input_ids"].shape[1]
        tell(
            f"peer: {image.width}x{image.height}, free, {given['input_ids'].shape[1]} tokens read, "
            f"{written} written",
            statistics.median(taken[1:]),
            first=taken[0],
        )


def tell(what: str, seconds: float, first: float | None = None) -> None:
    more = f" (the first {first:.2f} s)" if first is not None else ""
    sys.stdout.write(f"{what}: {seconds:.2f} s{more}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--size", default="tiny")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=("build", "peer"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    # As profiles send a screen of 1280x720 and one of 1920x1080.
    pictures = [picture(1288, 728), picture(1932, 1092)]
    if options.only == "build":
        build(options.folder, options.size, options.device)
        return
    if options.only == "peer":
        peer(options.folder, options.device, options.tokens, pictures, options.rounds)
        return
    for size in options.size.split(","):
        home = Path(tempfile.mkdtemp(prefix="local-model-"))
        try:
            sys.stdout.write(f"# {size} on {options.device}, {options.tokens} tokens\n")
            sys.stdout.flush()
            # In processes of their own: each has the device to itself.
            command = [
                sys.executable, __file__, "--size", size, "--device", options.device,
                "--tokens", str(options.tokens), "--rounds", str(options.rounds),
                "--folder", str(home / size),
            ]  # fmt: skip
            subprocess.run([*command, "--only", "build"], check=True)
            subprocess.run([*command, "--only", "peer"], check=True)
            ours(home / size, options.device, options.tokens, pictures, options.rounds)
        finally:
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
