"""Scores, comparisons and gate results as tables for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from icpc_assistant.evaluation.beir import Row
    from icpc_assistant.evaluation.compare import Changed, Comparison, Difference
    from icpc_assistant.evaluation.gate import GateResult, Turned
    from icpc_assistant.evaluation.languages import Agreement, Asked
    from icpc_assistant.evaluation.rewrites import Compared
from icpc_assistant.terms import clean

FEW = 10  # questions below which a mean says little; such rows are dimmed
_WIDTH = 120  # where the output is no terminal
_HEADLINES = ("right", "items_found", "cited_first", "false_answer", "false_refusal")
_CONFIDENCE = (
    "How well confidence parts answerable from unanswerable; of AURC, over all, less is better"
)
_SHOWN = 20  # questions won or lost that are shown


def console() -> Console:
    """Return where tables go: standard output, as wide as its terminal."""
    return Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False, soft_wrap=False)


def scores(aggregates: Mapping[str, Any], out: Console) -> None:
    """Print a run's aggregates: every measure, then the headline ones by slice."""
    overall = aggregates["overall"]
    table = _table(_of(aggregates), "measure", "mean", "95 % interval", "n", out=out)
    for name, found in overall.items():
        table.add_row(name, *_interval(found), str(found["n"]), style=_dim(found))
    out.print(table)
    headlines = [name for name in _HEADLINES if name in overall]
    # Short enough for five measures beside the longest slice's name, in 100 columns.
    heads = [name.replace("_", "\n") for name in headlines]
    table = _table(f"By slice: mean · n, 95 % interval; dim below {FEW}", "slice", *heads, out=out)
    for name, measures in aggregates["slices"].items():
        table.add_row(escape(name), *(_cell(measures.get(h)) for h in headlines))
    out.print(table)
    table = _table(_CONFIDENCE, "", "value", "95 % interval", "n", out=out)
    for name, found in aggregates["confidence"].items():
        table.add_row(name, *_interval(found), str(found["n"]), style=_dim(found))
    out.print(table)
    table = _table("Abstention, and time in ms", "", "", out=out)
    for name, share in aggregates["abstention"].items():
        if name not in ("auroc", "aurc"):
            table.add_row(name, _share(share))
    table.add_row("quotes word for word", _share(aggregates["verbatim"]))
    for stage, spent in aggregates["time"].items():
        table.add_row(f"{stage} p50 / p95", f"{spent['p50']:.1f} / {spent['p95']:.1f}")
    out.print(table)


def comparison(found: Comparison, out: Console, most: int = _SHOWN) -> None:
    """Print run B against run A: measures, `right` by slice, the questions won and lost."""
    out.print(f"A: {escape(str(found.run_a))}\nB: {escape(str(found.run_b))}", soft_wrap=True)
    _differences(f"{found.turns} turns", found.overall, out)
    by_slice = {n: m["right"] for n, m in found.slices.items() if "right" in m}
    _differences("`right` by slice", by_slice, out)
    _differences(f"{_CONFIDENCE} (n: unanswerable; of AURC, all)", found.confidence, out)
    for word, changed in (("Lost", found.lost), ("Won", found.won)):
        _changed(f"{word}: {len(changed)}", changed, out, most)


def _differences(title: str, differences: Mapping[str, Difference], out: Console) -> None:
    table = _table(title, "", "A", "B", "B - A", "95 % interval", "p", "p (Holm)", "n", out=out)
    for name, d in differences.items():
        sure = d.low > 0 or d.high < 0
        table.add_row(
            escape(name),
            f"{d.mean_a:.3f}",
            f"{d.mean_b:.3f}",
            f"{d.difference:+.3f}",
            f"{d.low:+.3f} to {d.high:+.3f}",
            f"{d.p:.3f}",
            "–" if d.p_holm is None else f"{d.p_holm:.3f}",
            str(d.n),
            style="bold" if sure else "dim" if d.n < FEW else "",
        )
    out.print(table)


def _shown(text: str) -> str:
    """Return a text fit for a cell: no markup, and nothing that a terminal obeys."""
    return escape("\n".join(map(clean, text.splitlines())))


def _changed(title: str, changed: Sequence[Changed], out: Console, most: int) -> None:
    if not changed:
        out.print(f"{title}\n")
        return
    table = _table(title, "question", "A said", "B said", out=out, lines=True)
    for turn in changed[:most]:
        asked = f"{turn.id}#{turn.turn} ({turn.kind})\n{turn.question}"
        table.add_row(*(_shown(t) for t in (asked, _said(turn.answer_a), _said(turn.answer_b))))
    out.print(table)
    _more(len(changed) - most, out)


def gate(result: GateResult, out: Console, most: int = _SHOWN) -> None:
    """Print what the gate found: the measures against the baseline, the questions won and lost.

    Of every other measure that fails, the turns that got worse on it are listed too.
    """
    turns = f"{result.turns} of {result.of}" if result.turns < result.of else f"{result.turns}"
    title = f"{turns} turns of the baseline (A) and this run (B)"
    _differences(title, result.differences, out)
    for word, turned in (("Lost", result.lost), ("Won", result.won)):
        if turned:
            _turned(f"{word}: {len(turned)}", turned, out, most)
    for name, turned in result.worse.items():
        # What `right` lost stands under "Lost".
        if turned and name != "right":
            _turned(f"Worse on {name}: {len(turned)}", turned, out, most, name)
    out.print(f"{len(result.lost)} questions lost, {len(result.won)} won.")
    for failure in result.failures:
        out.print(escape(f"- {failure}"), soft_wrap=True)


def _turned(title: str, turned: Sequence[Turned], out: Console, most: int, by: str = "") -> None:
    """Print what was said before and now; ``by`` names the measure whose values stand beside."""
    table = _table(title, "question", "before", "now", out=out, lines=True)
    for turn in turned[:most]:
        asked = f"{turn.id}#{turn.turn} ({turn.kind})\n{turn.question}"
        said = [str(turn.reply_before), str(turn.reply)]
        if by:
            values = (turn.before[by], turn.after[by])
            said = [f"{_share(v)} {text}" for v, text in zip(values, said, strict=True)]
        table.add_row(*(_shown(text) for text in (asked, *said)))
    out.print(table)
    _more(len(turned) - most, out)


def languages(found: Agreement, out: Console, *, differing: bool = False) -> None:
    """Print how far a question's languages agree; if ``differing``, which of dev do not."""
    title = (
        f"{len(found.questions)} questions, each in several languages: which bulletins came back"
    )
    table = _table(title, "measure", "mean", "95 % interval", "n", out=out)
    for name, interval in found.overall.items():
        shown = interval._asdict()
        table.add_row(name, *_interval(shown), str(interval.n), style=_dim(shown))
    out.print(table)
    heads = ("pairs_equal", "jaccard", "all_equal", "exact", "all_exact")
    title = f"By slice: mean · n, 95 % interval; dim below {FEW}"
    table = _table(title, "slice", *(head.replace("_", "\n") for head in heads), out=out)
    for name, means in found.slices.items():
        table.add_row(escape(name), *(_cell(means[head]._asdict()) for head in heads))
    out.print(table)
    if differing:
        _differing([one for one in found.questions if one.differs and one.split != "test"], out)


def _differing(asked: Sequence[Asked], out: Console) -> None:
    if not asked:
        out.print("Differing: 0")
        return
    table = _table(f"Differing: {len(asked)}", "question", "wanted", "came", out=out, lines=True)
    for one in asked:
        wanted = "\n".join(sorted(one.wanted)) or "(none)"
        for lang, came in one.came.items():
            said = "(no answer)" if came.bulletins is None else "\n".join(sorted(came.bulletins))
            cells = (f"{one.same} ({lang})\n{came.question}", wanted, said or "(none)")
            table.add_row(*(_shown(cell) for cell in cells))
    out.print(table)


def rewrites(found: Compared, out: Console, *, differing: bool = False) -> None:
    """Print what retrieval makes of the bare follow-up, our rewrite and a person's.

    With ``differing``, also for which follow-ups of dev a person's rewrite finds more.
    """
    first = next(iter(found.gaps.values()))
    title = (
        f"{first.n} follow-ups of {first.conversations} conversations: the bare turn, our rewrite, "
        "a person's; of that gap, what ours closes"
    )
    columns = ("measure", "bare", "ours", "person", "closed", "95 % interval", "n")
    table = _table(title, *columns, out=out)
    for name, gap in found.gaps.items():
        closed = _interval(gap.closed._asdict()) if gap.closed else ("–", "–")
        means = (f"{mean:.3f}" for mean in (gap.bare, gap.ours, gap.person))
        table.add_row(name, *means, *closed, str(gap.n), style="dim" if gap.n < FEW else "")
    out.print(table)
    if not differing:
        return
    title = f"Found less than by a person's rewrite (nDCG@10): {len(found.behind)}"
    table = _table(title, "question", "ours", "person", out=out, lines=True)
    for one in found.behind:
        asked = f"{one.id}#{one.turn}\n{one.question}"
        forms = zip(one.found, (one.ours, one.person), strict=True)
        said = (f"{value:.3f} {text}" for value, text in forms)
        table.add_row(*(_shown(cell) for cell in (asked, *said)))
    out.print(table)


def beir(
    rows: Sequence[Row], title: str, out: Console, made: str = "", *, markdown: bool = False
) -> None:
    """Print systems × measures, and below how they were ``made``.

    With ``markdown`` as a table and a sentence to paste into a document.
    """
    names = list(rows[0].measures)
    head = ["system", "ranking", *names, "ms", "n"]
    cells = [
        [
            row.system,
            row.stage or "–",
            *(_share(row.measures[name]) for name in names),
            "–" if row.ms is None else f"{row.ms:.1f}",
            str(row.questions),
        ]
        for row in rows
    ]
    if markdown:
        lines = [head, ["---"] * 2 + ["--:"] * (len(head) - 2), *cells]
        text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
        out.print(f"{title}\n\n{text}\n\n{made}", markup=False, soft_wrap=True)
        return
    table = _table(title, *head, out=out)
    for line in cells:
        table.add_row(*line)
    out.print(table)
    out.print(made, markup=False, soft_wrap=True)


def _table(title: str, *columns: str, out: Console, lines: bool = False) -> Table:
    """Print the title, which may be wider than the table, and return the table to fill."""
    out.print(title, markup=False, soft_wrap=True)
    table = Table(show_lines=lines, show_header=any(columns))
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 or lines else "right")
    return table


def _of(aggregates: Mapping[str, Any]) -> str:
    said = f"{aggregates.get('system', 'run')}: {aggregates.get('turns', 0)} turns"
    missing = aggregates.get("missing", 0)
    return f"{said}, {missing} not answered (they take the worst score)" if missing else said


def _interval(found: Mapping[str, Any]) -> tuple[str, str]:
    return f"{found['mean']:.3f}", f"{found['low']:.3f}–{found['high']:.3f}"


def _cell(found: Mapping[str, Any] | None) -> Text:
    """Return a measure of a slice in two short lines, dim by its own number of turns."""
    if found is None:
        return Text("–")
    said = f"{found['mean']:.2f} · {found['n']}\n{found['low']:.2f}–{found['high']:.2f}"
    return Text(said, style=_dim(found))


def _dim(found: Mapping[str, Any]) -> str:
    return "dim" if found["n"] < FEW else ""


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _said(answer: Mapping[str, Any] | None) -> str:
    return "(nothing)" if answer is None else f"{answer['status']}: {answer['text']}"


def _more(number: int, out: Console) -> None:
    if number > 0:
        out.print(f"… and {number} more.")
