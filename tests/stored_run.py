"""A small invented run folder to score: three bulletins, every kind of question, made-up systems."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]

BULLETINS = [
    {
        "id": "2031-05-04-lisbon",
        "title": "Lisbon forum",
        "date": "2031-05-04",
        "language": "en",
        "body": "The forum opened in Lisbon on May 4, 2031. It drew 1,200 people. Ana Prata chaired.",
    },
    {
        "id": "2032-02-10-oslo",
        "title": "Oslo workshop",
        "date": "2032-02-10",
        "language": "en",
        "body": "The workshop met in Oslo on February 10, 2032. Nine cities took part.",
    },
    {
        "id": "2032-09-01-quito",
        "title": "Quito mission",
        "date": "2032-09-01",
        "language": "en",
        "body": "A mission went to Quito. Nobody spoke of Oslo.",
    },
]
BODIES = {b["id"]: b["body"] for b in BULLETINS}
IDS = {b["title"]: b["id"] for b in BULLETINS}

OPENED = "The forum opened in Lisbon on May 4, 2031."
DREW = "It drew 1,200 people."
CHAIRED = "Ana Prata chaired."
MET = "The workshop met in Oslo on February 10, 2032."
NINE = "Nine cities took part."
WENT = "A mission went to Quito."


def turn(question: str, answers=(), evidence=(), bulletins=(), **more: Any) -> Json:
    return {
        "question": question,
        "answerable": bool(answers or bulletins),
        "answers": [list(forms) for forms in answers],
        "evidence": list(evidence),
        "bulletins": list(bulletins),
        "min_share": 1.0,
        **more,
    }


def item(item_id: str, kind: str, *turns: Json, lang: str = "en", **more: Any) -> Json:
    line = {"id": item_id, "lang": lang, "kind": kind, "style": "plain", "split": "dev"}
    return {**line, **more, "turns": list(turns)}


ITEMS: list[Json] = [
    item("where", "factual", turn("Where was the forum?", [["Lisbon"]], [OPENED], ["Lisbon forum"])),
    item(
        "quand",
        "factual",
        turn("Quand ?", [["May 4", "4 mai"]], [OPENED], ["Lisbon forum"]),
        lang="fr",
    ),
    item(
        "who-and-how-many",
        "factual",
        turn(
            "Who chaired the forum, and how many came?",
            [["Ana Prata"], ["1,200", "1200"]],
            [CHAIRED, DREW],
            ["Lisbon forum"],
        ),
        split="test",
    ),
    item(
        "talk",
        "conversation",
        turn("Where did the workshop meet?", [["Oslo"]], [MET], ["Oslo workshop"]),
        turn("How many cities?", [["nine", "9"]], [NINE], ["Oslo workshop"]),
        turn("Thanks!", smalltalk=True),
    ),
    item("near", "near_miss", turn("What did it cost?", bulletins=["Oslo workshop"], answerable=False)),
    item(
        "false",
        "false_premise",
        turn("Why did the forum open in Rome?", (), [OPENED], ["Lisbon forum"], answerable=False),
    ),
    item("off", "off_topic", turn("What is a quark?")),
    item(
        "list",
        "collection",
        turn(
            "Which events were in 2032?",
            [["Oslo workshop"], ["Quito mission"]],
            [MET, WENT],
            ["Oslo workshop", "Quito mission"],
        ),
        operation="list_time",
    ),
    item(
        "count",
        "collection",
        turn(
            "How many events were in 2032?",
            [["2", "two"]],
            [MET, WENT],
            ["Oslo workshop", "Quito mission"],
        ),
        operation="count",
    ),
    item(
        "most",
        "collection",
        turn("Which drew most?", [["1,200"]], [DREW], ["Lisbon forum"]),
        operation="superlative",
    ),
    item(
        "none",
        "collection",
        turn("Which events were in Mali?", answerable=True, empty=True),
        operation="list_place",
    ),
]  # fmt: skip


def cited(number: int, quote: str, bulletin_id: str | None = None) -> Json:
    """A citation of a quote at its place."""
    found = bulletin_id or next(i for i, body in BODIES.items() if quote in body)
    start = BODIES[found].index(quote)
    return {
        "number": number,
        "bulletin_id": found,
        "title": next(b["title"] for b in BULLETINS if b["id"] == found),
        "date": None,
        "passage_id": f"{found}#0",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }


def answer(status: str = "answered", text: str = "", *quotes: str, **more: Any) -> Json:
    """An answer: each quote is a statement of its own that cites itself."""
    citations = [cited(n, quote) for n, quote in enumerate(quotes, 1)]
    ids = dict.fromkeys(c["bulletin_id"] for c in citations)
    return {
        "question": "q",
        "standalone_question": "q",
        "language": "en",
        "status": status,
        "text": text,
        "short_answer": None,
        "statements": [{"text": q, "citations": [n]} for n, q in enumerate(quotes, 1)],
        "citations": citations,
        "bulletins": [
            {"id": b["id"], "title": b["title"], "date": b["date"]}
            for b in BULLETINS
            if b["id"] in ids
        ],
        "confidence": 0.0,
        "retrieved": [],
        "notices": [],
        "timings_ms": {"read": 2.0, "total": 4.0},
        **more,
    }


def oracle(line: Json, t: Json) -> Json:
    """The right answer, read off the gold."""
    if t.get("smalltalk"):
        return answer("smalltalk", "You are welcome.", language=line["lang"])
    if not t["answerable"] or t.get("empty"):
        return answer("abstained", "The bulletins do not say.", language=line["lang"])
    short = ", ".join(forms[0] for forms in t["answers"])
    return answer(
        "answered", short, *t["evidence"], short_answer=short, language=line["lang"], confidence=1.0
    )


def empty(line: Json, t: Json) -> Json:
    """What a system says that always abstains."""
    return answer("abstained", "I cannot say.", language=line["lang"])


def parrot(line: Json, t: Json) -> Json:
    """What a system says that answers everything with the same sentence."""
    return answer("answered", OPENED, OPENED, confidence=0.5)


def ranked(*quotes: str) -> list[list[Any]]:
    """A stage's ranking: these quotes, best first."""
    places = [cited(1, quote) for quote in quotes]
    return [[p["bulletin_id"], p["start"], p["end"], 9.0 - n] for n, p in enumerate(places)]


def write_run(
    folder: Path,
    system=oracle,
    items: list[Json] = ITEMS,
    stages: dict[tuple[str, int], Json] | None = None,
    change: dict[tuple[str, int], Json] | None = None,
    drop: tuple[str, ...] = (),
) -> Path:
    """Write a run of ``system`` over ``items``.

    ``change`` replaces single answers, by (id, turn); items of ``drop`` get no answer at all.
    """
    folder.mkdir(parents=True)
    items = copy.deepcopy(items)
    answers = [
        {
            "id": i["id"],
            "turns": [
                (change or {}).get((i["id"], n)) or system(i, t) for n, t in enumerate(i["turns"])
            ],
        }
        for i in items
        if i["id"] not in drop
    ]
    manifest = {"format": 1, "system": system.__name__, "set": "invented", "set_digest": "0"}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    write_lines(folder / "questions.jsonl", items)
    write_lines(folder / "bulletins.jsonl", BULLETINS)
    write_lines(folder / "answers.jsonl", answers)
    if stages is not None:
        rows = [{"id": i, "turn": n, "stages": s} for (i, n), s in stages.items()]
        write_lines(folder / "stages.jsonl", rows)
    return folder


def write_lines(path: Path, rows: list[Json]) -> None:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
