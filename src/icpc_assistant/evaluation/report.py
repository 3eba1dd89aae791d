"""A scored run → one self-contained HTML page, or a Markdown summary.

The page asks no host for anything: its style, script and charts are inside it, and a content
security policy forbids the rest. Every text of a question, an answer or a bulletin reaches it
through jinja2's autoescape.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from icpc_assistant.errors import AssistantError
from icpc_assistant.evaluation import charts
from icpc_assistant.evaluation.beside import WORSE_UP, Beside
from icpc_assistant.evaluation.cases import Case
from icpc_assistant.evaluation.measures import RETRIEVAL
from icpc_assistant.evaluation.scored import Json, ScoredRun

if TYPE_CHECKING:
    from jinja2 import Environment

FEW = 10  # turns below which a slice is too small to read anything from, and greyed
_LISTED = 1_500  # questions listed on a page at most; what is wrong comes first beyond that
_SUMMARISED = 40  # turns that are not right, named in the Markdown summary

# (measure, what it says), grouped as they are read; what a run lacks is left out.
GROUPS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Answers",
        (
            ("right", "answered right with evidence, or rightly declined"),
            ("answered", "turns given an answer"),
            ("items_found", "required items found in the answer"),
            ("exact_match", "required items of which the short answer gives an accepted form"),
            ("token_f1", "words shared with the best accepted form"),
            ("figures_exact", "numbers and dates found exactly"),
            ("language_ok", "answered in the question's language"),
        ),
    ),
    (
        "Citations",
        (
            ("cited_first", "the first citation overlaps the evidence"),
            ("cited_any", "any citation overlaps the evidence"),
            ("citation_precision", "citations that overlap the evidence"),
            ("citation_recall", "statements so supported"),
            ("citation_f1", "harmonic mean of the two"),
            ("verbatim", "quotes that stand in their bulletin, character for character"),
        ),
    ),
    (
        "Declining",
        (
            ("false_answer", "answered, though the bulletins do not say"),
            ("false_refusal", "declined, though the bulletins say"),
        ),
    ),
    (
        "Collection",
        (
            ("set_precision", "listed bulletins that belong"),
            ("set_recall", "bulletins that belong and are listed"),
            ("set_exact", "the list is exactly right"),
            ("count_exact", "the count is exactly right"),
        ),
    ),
)
_FIGURES = (
    ("right", "right"),
    ("items_found", "items found"),
    ("cited_first", "first citation on evidence"),
    ("false_answer", "false answers"),
    ("false_refusal", "false refusals"),
    ("verbatim", "quotes verbatim"),
)
_DIMENSIONS = {
    "lang": "Language",
    "kind": "Kind",
    "style": "Style",
    "answerable": "Answerable",
    "operation": "Operation",
    "turn": "Turn of the conversation",
    "split": "Split",
}
_FILTERS = ("lang", "kind", "style", "split")


def write_report(run: Path, output: Path, against: Path | None = None) -> None:
    """Write the report of ``run`` to ``output``, beside the run ``against`` where one is given.

    Raises:
        UsageError: a folder is no run, or the two runs asked different questions.
        AssistantError: the page cannot be written.
    """
    scored = ScoredRun.read(run)
    beside = Beside.read(scored, against) if against is not None else None
    page = _html(scored, beside)
    try:
        output.write_text(page, "utf-8")
    except OSError as error:
        raise AssistantError(
            f"The report cannot be written to {output} ({error.strerror or error}); "
            "choose a place that can be written, with room."
        ) from None


def markdown_summary(run: Path, against: Path | None = None) -> str:
    """Return the run in brief as Markdown: headline, measures, slices, and what went wrong.

    Beside the run ``against``, where one is given: the differences, and what was won and lost.

    Raises:
        UsageError: a folder is no run, or the two runs asked different questions.
    """
    scored = ScoredRun.read(run)
    beside = Beside.read(scored, against) if against is not None else None
    turns = [(case, t) for case in (beside.cases if beside else scored.cases) for t in case.turns]
    template = _environment().get_template("summary.md")
    return template.render(
        beside=beside,
        wrong=[(case, turn) for case, turn in turns if turn.reason],
        changed=sorted((p for p in turns if p[1].change), key=lambda p: p[1].change),
        most=_SUMMARISED,
        confidence=scored.aggregates.get("confidence") or {},
        times=scored.aggregates.get("time") or {},
        **_numbers(scored),
    )


def _html(scored: ScoredRun, beside: Beside | None) -> str:
    from markupsafe import Markup

    cases = beside.cases if beside else scored.cases
    listed = cases
    if len(cases) > _LISTED:
        listed = sorted(cases, key=lambda case: case.outcome != "wrong")[:_LISTED]
    style = _product("tokens.css") + _asset("report.css")
    script = _asset("report.js")
    # Our own files: no text of a run is in them, and autoescape would spoil them.
    inline = {"style": Markup(style), "script": Markup(script)}
    icon = base64.b64encode(_product("icon.svg").encode()).decode()
    template = _environment().get_template("report.html")
    return template.render(
        **inline,
        style_hash=_hash(style),
        script_hash=_hash(script),
        icon=icon,
        beside=beside,
        figures=_figures(scored),
        plots=_plots(scored, beside),
        abstention=_abstention(scored),
        cases=listed,
        left_out=len(cases) - len(listed),
        filters=_filters(listed),
        counts=_counts(listed),
        **_numbers(scored),
    )


def _numbers(scored: ScoredRun) -> dict[str, Any]:
    """Return what the page and the summary both show."""
    return {
        "run": scored,
        "few": FEW,
        "retrieval": RETRIEVAL,
        "worse_up": WORSE_UP,
        "right": scored.measures.get("right"),
        "groups": _groups(scored.measures),
        "ranking": _ranking(scored),
        "slices": _slices(scored),
    }


def _figures(scored: ScoredRun) -> list[tuple[str, Json, bool]]:
    """Return the few numbers shown large: (label, value, whether less is better)."""
    found = ((label, scored.measures.get(name), name in WORSE_UP) for name, label in _FIGURES)
    return [(label, value, less) for label, value, less in found if value]


def _groups(measures: dict[str, Json]) -> list[tuple[str, list[tuple[str, str, Json]]]]:
    """Return the measures found, grouped: (group, [(measure, what it says, value)])."""
    found = [
        (group, [(name, says, measures[name]) for name, says in listed if name in measures])
        for group, listed in GROUPS
    ]
    known = {name for _, listed in GROUPS for name, _ in listed}
    others = [
        (name, "", value)
        for name, value in measures.items()
        if name not in known and name.partition(".")[2] not in RETRIEVAL
    ]
    return [(group, rows) for group, rows in [*found, ("Others", others)] if rows]


def _ranking(scored: ScoredRun) -> list[tuple[str, list[Json | None]]]:
    """Return a row a stage: the retrieval measures in the order of ``RETRIEVAL``."""
    rows = [
        (stage, [scored.measures.get(f"{stage}.{name}") for name in RETRIEVAL])
        for stage in scored.stored.stages
    ]
    return [(stage, values) for stage, values in rows if any(values)]


def _slices(scored: ScoredRun) -> list[tuple[str, str, list[charts.Bar]]]:
    """Return the bars of ``right`` by dimension: (name, title, bars)."""
    bars = charts.bars(scored.aggregates.get("slices") or {}, "right", FEW)
    order = [*(d for d in _DIMENSIONS if d in bars), *sorted(bars.keys() - _DIMENSIONS.keys())]
    return [(d, _DIMENSIONS.get(d, d.capitalize()), bars[d]) for d in order]


def _plots(scored: ScoredRun, beside: Beside | None) -> dict[str, charts.Plot | None]:
    runs = [scored, *([beside.other] if beside else [])]
    curves = [run.aggregates.get("curves") or {} for run in runs]
    risks = [c["risk_coverage"] for c in curves if c.get("risk_coverage")]
    known = scored.aggregates.get("abstention") or {}
    shipped = known.get("coverage"), known.get("risk")
    bins = curves[0].get("reliability")
    return {
        "risk": charts.risk_coverage(risks, shipped) if curves[0].get("risk_coverage") else None,
        "reliability": charts.reliability(bins) if bins else None,
    }


def _abstention(scored: ScoredRun) -> list[tuple[str, list[tuple[str, float]]]]:
    """Return how well the system knows what it cannot answer: (label, [(name, value)])."""
    known = scored.aggregates.get("abstention") or {}
    prefix = "false_answers_"
    by_kind = [(k.removeprefix(prefix), v) for k, v in known.items() if k.startswith(prefix)]
    lines: list[tuple[str, list[tuple[str, float | None]]]] = [
        ("By confidence", _by_confidence(scored)),
        ("As shipped", [(name, known.get(name)) for name in ("coverage", "risk")]),
        ("False answers", by_kind),
    ]
    kept = [(label, [(n, v) for n, v in pairs if v is not None]) for label, pairs in lines]
    return [(label, pairs) for label, pairs in kept if pairs]


def _by_confidence(scored: ScoredRun) -> list[tuple[str, float | None]]:
    """Return AUROC, by kind of unanswerable turn too, and AURC, as (name and interval, value)."""
    found = scored.aggregates.get("confidence") or {}
    return [
        (f"{name} ({_share(value['low'])}–{_share(value['high'])})", value["mean"])
        for name, value in found.items()
    ]


def _filters(cases: Sequence[Case]) -> list[tuple[str, str, list[str]]]:
    """Return what the list can be narrowed by, as (attribute, label, values)."""
    found = [(name, sorted({getattr(case, name) for case in cases} - {""})) for name in _FILTERS]
    return [(name, _DIMENSIONS[name], values) for name, values in found if len(values) > 1]


def _counts(cases: Sequence[Case]) -> dict[str, int]:
    """Return how many questions there are of each outcome and of each change."""
    counts: Counter[str] = Counter(all=len(cases))
    for case in cases:
        counts.update((case.outcome, *case.changes))
    return dict(counts)


# --- turning values into text ------------------------------------------------------------------


def _share(value: float | None) -> str:
    """Return a measure's value as it is read in tables: two decimals."""
    return "–" if value is None else f"{value:.2f}"


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}".replace("-", "−")


def _chance(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _markdown(text: object) -> str:
    """Return text as Markdown shows it literally, on one line."""
    one_line = " ".join(str(text).split())
    return re.sub(r"([\\`*{}\[\]<>#|~&]|(?<!\w)_|_(?!\w))", r"\\\1", one_line)


def _moment(iso: str) -> str:
    """Return an ISO time to the minute; what is none, as it is."""
    found = re.match(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)[\d:.]*(Z|\+00:00)?$", iso)
    return f"{found[1]} {found[2]}{' UTC' if found[3] else ''}" if found else iso


def _setting(value: Any) -> str:
    """Return a value of the manifest as text; empty settings are left out."""
    if isinstance(value, dict):
        given = [(name, v) for name, v in value.items() if v not in ("", None)]
        return ", ".join(f"{name} {_setting(v)}" for name, v in given)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=PackageLoader("icpc_assistant.evaluation", "templates"),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "share": _share,
        "signed": _signed,
        "md": _markdown,
        "chance": _chance,
        "setting": _setting,
        "moment": _moment,
    }
    return environment


def _asset(name: str) -> str:
    return (files("icpc_assistant.evaluation") / "templates" / name).read_text("utf-8")


def _product(name: str) -> str:
    return (files("icpc_assistant") / "assets" / "look" / name).read_text("utf-8")


def _hash(text: str) -> str:
    """Return the source expression that lets a policy allow exactly this inline text."""
    return "sha256-" + base64.b64encode(sha256(text.encode()).digest()).decode()
