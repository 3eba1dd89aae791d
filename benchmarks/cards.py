"""Questions about the whole collection, answered from the event cards, over 10,000 bulletins; and
how fast one core reads such cards.

The bulletins are made from a dozen sentences each, with a town, a day, a host and figures of their
own, so that every question has something to find; no vector is made, for none is asked.
"""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from pathlib import Path

from measuring import Table, ms, percentiles

BULLETINS, QUICK = 10_000, 1_000
READ = 300  # bulletins whose cards are read against the clock
AIM_MS, AIM_CARDS = 150, 50
TOWNS = (
    "Lyon, France", "Turin, Italy", "Cork, Ireland", "Riga, Latvia", "Quito, Ecuador",
    "Nairobi, Kenya", "Lima, Peru", "Ghent, Belgium", "Osaka, Japan", "Montreal, Canada",
)  # fmt: skip
KINDS = ("conference", "seminar", "workshop", "forum", "training", "congress")
FIRST = ("Ada", "Bo", "Carla", "Dan", "Eve", "Fay", "Gus", "Ines", "Jon", "Mia")
LAST = ("Okonkwo", "Lind", "Ruiz", "Moss", "Katz", "Oda", "Poe", "Fen", "Sand", "Roy")
QUESTIONS = (
    "How many conferences were held in 2021?",
    "Which events took place in France?",
    "List the seminars of March 2022.",
    "Which event had the most participants?",
    "Combien de formations ont eu lieu au Pérou en 2023 ?",
    "Quels congrès ont eu lieu en Italie ?",
    "¿Qué talleres se celebraron en Lima en 2022?",
    "¿Cuántos foros hubo en 2020?",
    "In which events did Ada Okonkwo take part?",
    "What were the last three events in Canada?",
)


def measure(folder: Path, *, quick: bool) -> Table:
    from icpc_assistant.cards import extract

    wanted = QUICK if quick else BULLETINS
    made = list(bulletins(wanted))
    started = time.perf_counter()
    for bulletin in made[:READ]:
        extract(bulletin)
    a_second = READ / (time.perf_counter() - started)
    asked, first = answered(made, 3 if quick else 10)
    half, most = percentiles(asked)
    table = Table(
        f"Collection questions answered from the cards of {wanted:,} bulletins "
        f"(aims: p95 at most {AIM_MS} ms, {AIM_CARDS} cards a second and core)",
        ("what", "measured"),
    )
    table.rows += [
        ("answer p50 / p95", f"{ms(half)} / {ms(most)}"),
        ("the first answer of a process", ms(first)),
        ("cards read a second, one core", f"{a_second:.0f}"),
    ]
    return table


def answered(made: list, repeats: int) -> tuple[list[float], float]:
    """Return the seconds of every answer, and those of the first, which reads what is kept."""
    from icpc_assistant.cards import extract
    from icpc_assistant.collection import Catalogue, told_by_cards
    from icpc_assistant.query import interpret

    catalogue = Catalogue.of(map(extract, made), {b.id: b for b in made})
    passage_at = _passages(made)
    times = []
    for _ in range(repeats + 1):
        for question in QUESTIONS:
            started = time.perf_counter()
            found = told_by_cards(interpret(question), catalogue, passage_at, date(2025, 6, 1))
            times.append(time.perf_counter() - started)
            assert found is not None, question
    return times[len(QUESTIONS) :], times[0]


def _passages(made: list):
    """Return the passage at a character of a bulletin, as an index gives it; cut when asked for."""
    from functools import cache

    from icpc_assistant.chunking import chunk

    by_id = {b.id: b for b in made}

    @cache
    def of(bulletin_id: str):
        return list(chunk(by_id[bulletin_id]))

    def passage_at(bulletin_id: str, start: int, end: int):
        inside = (p for p in of(bulletin_id) if p.start <= start and end <= p.end)
        return next(inside, None)

    return passage_at


def bulletins(wanted: int):
    """Yield the bulletins, the same every time."""
    from icpc_assistant.types import Bulletin

    rng = random.Random(11)
    for i in range(wanted):
        day = date(2015, 1, 1) + timedelta(days=rng.randrange(3652))
        kind, town = rng.choice(KINDS), rng.choice(TOWNS)
        people = [f"{rng.choice(FIRST)} {rng.choice(LAST)}" for _ in range(3)]
        guests, lands, rooms = rng.randrange(20, 2000), rng.randrange(2, 60), rng.randrange(2, 30)
        body = (
            f"On {day:%B} {day.day}, {day.year}, the Network of Street Lanterns (NSL) held the "
            f"{kind} on lamps of district {i} in {town}. It brought together {guests} participants "
            f"from {lands} countries.\n\n{people[0]}, director of the NSL, opened it. "
            f"{people[1]}, president of the Guild of Glass, spoke on the lamps of old streets, and "
            f"{people[2]}, professor at the University of Riga, showed {rooms} lamps.\n\n"
            "## What comes next\n\nThe guests walked through the town at night and counted the "
            "lamps that were out. The Guild of Glass will publish the map in spring.\n"
        )
        title = f"The {kind} on lamps of district {i} in {town.split(',')[0]}"
        yield Bulletin(f"{day.isoformat()}-b{i:05}", title, body, "en", day, day)
