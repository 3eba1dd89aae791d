"""Train the reader: ``python training/train_reader.py STAGE [--data DATA] [--work FOLDER]``.

Stages, in this order: ``public`` (public question sets, from DATA), ``invented`` (the invented
bulletins of this folder, beside some of the public ones), ``adapter`` (the weights' difference
from the base model, as a low-rank adapter of half precision, into the package). ``ids`` prints the
ids of SQuAD's questions about the articles trained on, for ``eval beir --leave-out``.

Base: the pinned all-MiniLM-L6-v2, its word vectors frozen. Three heads: two judgements of the pair
(relevant, answered: binary cross-entropy) and the answer's start and end among the tokens, the
first token standing for "none" (Devlin et al. 2019, section 4.3). AdamW (Loshchilov and Hutter
2019), linear warm-up and decay. Deterministic from its seed on one machine; a run that was
stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn.functional import binary_cross_entropy_with_logits as judged_wrong
from torch.nn.functional import cross_entropy

from bulletin_examples import alone, falsified, invented, known
from examples import Example, public, trained_ids
from icpc_assistant.crossencoder import ADAPTER
from icpc_assistant.crossencoder.network import CrossEncoder
from icpc_assistant.encoder import default_weights, file_sha256
from mining import mined

SEED = 20261124
BATCH = 24
POOL = 40  # batches whose examples are sorted by length together
EVERY = 100  # steps between two checkpoints
RATES = {"public": (2e-4, 0.35), "invented": (1.2e-4, 0.0)}  # at the top, and what is left of it
DROPOUT = 0.1  # Srivastava et al. 2014; without it the reader learns its examples by heart
MEAN_FROM = 0.5  # of the steps; the weights kept are the mean from there on (Izmailov et al. 2018)
MEAN_EVERY = 10
MOST_STEPS = {"public": 5000, "invented": 5000}  # a stage ends there, whatever is left of its plan
TOKENS = 224


def load_tokenizer():
    """Return the base model's tokenizer; of a pair too long, the passage is cut."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(default_weights() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS, strategy="only_second")
    return tokenizer


def batches(examples: Sequence[Example], tokenizer, seed: int) -> list[list]:
    """Return the examples as batches of tokenised pairs of like length, in a seeded order."""
    chance = random.Random(seed)
    order = list(examples)
    chance.shuffle(order)
    found = []
    for at in range(0, len(order), POOL * BATCH):
        part = [encode(example, tokenizer) for example in order[at : at + POOL * BATCH]]
        part.sort(key=lambda row: len(row[0].ids))
        groups = [part[i : i + BATCH] for i in range(0, len(part), BATCH)]
        chance.shuffle(groups)
        found += groups
    return found


def encode(example: Example, tokenizer) -> tuple:
    """Return the tokenised pair, its two judgements, and the answer's first and last token."""
    tokens = tokenizer.encode(example.question, example.passage)
    first = last = 0
    if example.answered:
        inside = [
            i
            for i, (kind, (a, b)) in enumerate(zip(tokens.type_ids, tokens.offsets, strict=True))
            if kind == 1 and b > a and a < example.end and b > example.start
        ]
        first, last = (inside[0], inside[-1]) if inside else (-100, -100)
    return tokens, float(example.relevant), float(example.answered), first, last


def loss_of(model: CrossEncoder, batch: Sequence[tuple], *, half: bool = False) -> torch.Tensor:
    """Return the loss of one batch; ``half`` multiplies in bfloat16, weights stay as they are."""
    width = max(len(row[0].ids) for row in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    for i, (tokens, *_) in enumerate(batch):
        n = len(tokens.ids)
        ids[i, :n], types[i, :n] = torch.tensor(tokens.ids), torch.tensor(tokens.type_ids)
        mask[i, :n] = 1
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        judged, places = model(ids, mask, types)
    judged, places = judged.float(), places.float()
    wanted = torch.tensor([row[1:3] for row in batch])
    places = places.masked_fill(mask.unsqueeze(-1) == 0, -1e4)
    starts = cross_entropy(places[..., 0], torch.tensor([row[3] for row in batch]))
    ends = cross_entropy(places[..., 1], torch.tensor([row[4] for row in batch]))
    relevant = judged_wrong(judged[:, 0], wanted[:, 0])
    answered = judged_wrong(judged[:, 1], wanted[:, 1])
    return 0.3 * relevant + answered + 0.4 * (starts + ends)


def train(
    stage: str, examples: Sequence[Example], work: Path, start: Path | None, *, half: bool = False
) -> None:
    """Train over the examples once, from ``start`` or the base; checkpoints under ``work``.

    ``start`` is a checkpoint of another stage, or an adapter; ``half`` as in ``loss_of``.
    """
    torch.manual_seed(SEED)
    tokenizer = load_tokenizer()
    model = CrossEncoder.from_base(dropout=DROPOUT)
    if start == ADAPTER:
        model.apply_adapter(load_file(str(start)))
    elif start is not None:
        model.load_state_dict(trained(start))
    peak, left = RATES[stage]
    body = [p for p in model.bert.parameters() if p.requires_grad]
    groups = [
        {"params": body, "lr": peak},
        {"params": list(model.heads.parameters()), "lr": 5 * peak},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = batches(examples, tokenizer, SEED)

    def rate(step: int) -> float:
        warm = min(1.0, (step + 1) / 100)
        return warm * (left + (1 - left) * (1 - step / len(steps)))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rate)
    averaged = torch.optim.swa_utils.AveragedModel(model)
    path = work / f"{stage}.pt"
    done = 0
    if path.exists():
        kept = torch.load(path, weights_only=True)
        model.load_state_dict(kept["model"])
        averaged.load_state_dict(kept["averaged"])
        optimizer.load_state_dict(kept["optimizer"])
        schedule.load_state_dict(kept["schedule"])
        done = kept["done"]
    print(f"{stage}: {len(examples)} examples, {len(steps)} steps, {done} done", flush=True)
    ahead = steps[done : MOST_STEPS[stage]]
    for step, mean in _steps(model, optimizer, schedule, ahead, done, half):
        if step >= MEAN_FROM * len(steps) and step % MEAN_EVERY == 0:
            averaged.update_parameters(model)
        if step % EVERY == 0 or step == len(steps):
            state = {
                "model": model.state_dict(),
                "averaged": averaged.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "done": step,
            }
            torch.save(state, path.with_suffix(".part"))
            path.with_suffix(".part").replace(path)
            print(f"{time.strftime('%H:%M:%S')} step {step} loss {mean:.3f}", flush=True)


def _steps(model, optimizer, schedule, ahead, done, half) -> Iterator[tuple[int, float]]:
    model.train()
    mean = math.nan
    for step, batch in enumerate(ahead, done):
        loss = loss_of(model, batch, half=half)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean = loss.item() if math.isnan(mean) else 0.98 * mean + 0.02 * loss.item()
        yield step + 1, mean


def trained(checkpoint: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a checkpoint: the mean of the last steps, once there is one."""
    kept = torch.load(checkpoint, weights_only=True)
    averaged = kept["averaged"]
    if not averaged.pop("n_averaged"):
        return kept["model"]
    return {name.removeprefix("module."): weight for name, weight in averaged.items()}


def rounds(
    examples_of: Callable[[int], list[Example]], number: float, seed: int = SEED
) -> list[Example]:
    """Return the examples of ``number`` rounds, each with a seed of its own; the last in part."""
    found: list[Example] = []
    for n in range(math.ceil(number)):
        own = examples_of(seed + n)
        share = min(1.0, number - n)
        found += random.Random(seed + n).sample(own, int(share * len(own)))
    return found


def write_adapter(checkpoint: Path, rank: int, *, mean: bool = False) -> None:
    """Write the package's adapter from a checkpoint, and print its sha256, which is pinned.

    ``mean`` takes the mean of its weights and those of the adapter there is (Wortsman et al. 2022).
    """
    model = CrossEncoder.from_base()
    weights = trained(checkpoint)
    if mean:
        before = CrossEncoder.from_adapter(ADAPTER).state_dict()
        weights = {name: (weight + before[name]) / 2 for name, weight in weights.items()}
    model.load_state_dict(weights)
    save_file(model.adapter(rank), str(ADAPTER))
    print(f"{ADAPTER}: {ADAPTER.stat().st_size / 2**20:.1f} MiB, ADAPTER_SHA256 = ", end="")
    print(f'"{file_sha256(ADAPTER)}"')


def about_bulletins(options: argparse.Namespace) -> list[Example]:
    """Return the examples of questions about bulletins that the options ask for."""
    seed = options.seed
    own = rounds(invented, options.rounds or 1.5, seed)
    if options.known:
        own += rounds(known, options.known, seed)
    if options.false:
        own += rounds(falsified, options.false, seed)
    if options.alone:
        own += rounds(alone, options.alone, seed)
    if options.mined:
        own += mined(seed + 11, options.mined)
    if fresh := tuple(options.fresh or ()):
        own += invented(seed + 7, only=fresh)
        own += alone(seed + 7, only=fresh) if options.alone else []
        own += mined(seed + 12, 1.0, only=fresh) if options.mined else []
    return own


def main() -> None:
    """Run one stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stage", choices=("public", "invented", "adapter", "ids"))
    parser.add_argument("--data", type=Path, help="folder of the public sets, BEIR layout")
    parser.add_argument("--work", type=Path, default=Path("runs/reader"))
    parser.add_argument("--rounds", type=float, help="over the stage's own examples [2, 1.5]")
    parser.add_argument("--rank", type=int, default=64, help="of the adapter")
    parser.add_argument("--onward", action="store_true", help="start from the package's adapter")
    parser.add_argument("--mean", action="store_true", help="adapter: halfway from the package's")
    parser.add_argument(
        "--fresh",
        nargs="*",
        help="invented: ids' beginnings of questions taken once more, all, in each kind of example",
    )
    parser.add_argument("--known", type=float, help="invented: rounds over corpus/questions, too")
    parser.add_argument("--false", type=float, help="invented: rounds of false premises, too")
    parser.add_argument("--mined", type=float, help="invented: share of hard negatives, too")
    parser.add_argument(
        "--public", type=float, help="invented: public ones as a share of its own [1/6]"
    )
    parser.add_argument(
        "--half", action="store_true", help="multiply in bfloat16: half the time where the CPU can"
    )
    parser.add_argument("--alone", type=float, help="invented: rounds of single sentences, too")
    parser.add_argument(
        "--seed", type=int, default=SEED, help="of the choice of examples: another, for another run"
    )
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.stage == "ids":
        print("\n".join(trained_ids(options.data)))
    elif options.stage == "adapter":
        write_adapter(options.work / "invented.pt", options.rank, mean=options.mean)
    elif options.stage == "public":
        rounds_wanted = options.rounds or 2.0
        shown = rounds(lambda seed: public(options.data, seed), rounds_wanted, options.seed)
        start = ADAPTER if options.onward else None
        train("public", shown, options.work, start, half=options.half)
    else:
        own = about_bulletins(options)
        others = public(options.data, options.seed + 9)
        share = int(len(own) * (options.public or 1 / 6))
        beside = random.Random(options.seed).sample(others, min(share, len(others)))
        start = ADAPTER if options.onward else options.work / "public.pt"
        train("invented", [*own, *beside], options.work, start, half=options.half)


if __name__ == "__main__":
    main()
