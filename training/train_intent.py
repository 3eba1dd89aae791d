"""Train the reader of questions: ``python training/train_intent.py [--rounds N] [--work FOLDER]``.

Base: the pinned all-MiniLM-L6-v2, its word vectors frozen; a head for each thing that a question
asks for and one for the slot of every token, cross-entropy each (Chen, Zhuo and Wang 2019). AdamW,
linear warm-up and decay, the mean of the weights over the second half. Deterministic from its seed
on one machine. Writes ``src/icpc_assistant/intent/intent.safetensors`` and prints the sha256 that
``intent/__init__.py`` pins.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch.nn.functional import cross_entropy

from icpc_assistant.encoder import default_weights, file_sha256
from icpc_assistant.intent import ADAPTER, HEADS, MAX_TOKENS
from icpc_assistant.intent.network import IntentNetwork
from intents import IGNORED, Example, about_one, lines, marked

SEED = 20261130
BATCH = 32
RATE = 3e-4
WARM = 60  # steps
MEAN_FROM = 0.5
_WEIGHTS = {"operation": 1.0, "asked": 0.5, "measure": 0.5, "end": 0.3}


def encode(example: Example, tokenizer) -> tuple:
    """Return the tokens of a question, its classes, and the slot of each token and whether it is
    left out, ``IGNORED`` for none."""
    tokens = tokenizer.encode(example.text)
    slots, left_out = [], []
    for first, last in tokens.offsets:
        if example.slots is None or last <= first:
            found = (IGNORED, IGNORED)
        else:
            held = ((n, int(out)) for start, end, n, out in example.slots if start <= first < end)
            found = next(held, (0, 0))
        slots.append(found[0])
        left_out.append(found[1])
    return tokens.ids, example.heads, slots, left_out


def batches(examples: Sequence[Example], tokenizer, seed: int) -> list[list[tuple]]:
    """Return the examples in batches of like length, in a seeded order."""
    chance = random.Random(seed)
    rows = [encode(example, tokenizer) for example in examples]
    chance.shuffle(rows)
    rows.sort(key=lambda row: len(row[0]) // 4)
    found = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
    chance.shuffle(found)
    return found


def loss_of(model: IntentNetwork, batch: Sequence[tuple]) -> torch.Tensor:
    """Return the loss of one batch: every head's, and the slots'."""
    width = max(len(ids) for ids, *_ in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    slots = torch.full_like(ids, IGNORED)
    left_out = slots.clone()
    for i, (tokens, _, marks, out) in enumerate(batch):
        ids[i, : len(tokens)] = torch.tensor(tokens)
        mask[i, : len(tokens)] = 1
        slots[i, : len(marks)] = torch.tensor(marks)
        left_out[i, : len(out)] = torch.tensor(out)
    *heads, places, outside = model(ids, mask)
    loss = torch.zeros(())
    for k, (name, judged) in enumerate(zip(HEADS, heads, strict=True)):
        wanted = torch.tensor([row[1][k] for row in batch])
        if bool((wanted != IGNORED).any()):
            loss = loss + _WEIGHTS[name] * cross_entropy(judged, wanted, ignore_index=IGNORED)
    if bool((slots != IGNORED).any()):
        loss = loss + cross_entropy(places.flatten(0, 1), slots.flatten(), ignore_index=IGNORED)
        loss = loss + cross_entropy(outside.flatten(0, 1), left_out.flatten(), ignore_index=IGNORED)
    return loss


def train(examples: Sequence[Example], model: IntentNetwork) -> IntentNetwork:
    """Train over the examples once; return the mean of the later weights."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    steps = batches(examples, tokenizer, SEED)
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in model.bert.parameters() if p.requires_grad], "lr": RATE},
            {"params": list(model.heads.parameters()), "lr": 5 * RATE},
        ],
        weight_decay=0.01,
    )

    def rate(step: int) -> float:
        return min(1.0, (step + 1) / WARM) * (1 - step / len(steps))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    averaged = torch.optim.swa_utils.AveragedModel(model)
    model.train()
    mean = 0.0
    print(f"{len(examples)} examples, {len(steps)} steps", flush=True)
    for step, batch in enumerate(steps, 1):
        loss = loss_of(model, batch)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
        if step >= MEAN_FROM * len(steps) and step % 10 == 0:
            averaged.update_parameters(model)
        if step % 50 == 0:
            print(f"{time.strftime('%H:%M:%S')} step {step} loss {mean:.3f}", flush=True)
    return averaged.module


def main() -> None:
    """Train and write the adapter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=8, help="examples of each marked line")
    parser.add_argument("--others", type=int, default=8000, help="questions about one event")
    parser.add_argument("--rank", type=int, default=32, help="of the adapter")
    parser.add_argument("--output", type=Path, default=ADAPTER)
    options = parser.parse_args()
    torch.manual_seed(SEED)
    examples = [
        *marked(options.rounds, SEED, lines()),
        *about_one(options.others, SEED),
    ]
    model = train(examples, IntentNetwork.from_base(dropout=0.1))
    save_file(model.adapter(options.rank), str(options.output))
    print(f"{options.output}: {options.output.stat().st_size / 2**20:.1f} MiB, ", end="")
    print(f'ADAPTER_SHA256 = "{file_sha256(options.output)}"')


if __name__ == "__main__":
    main()
