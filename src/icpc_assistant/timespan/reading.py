"""The words between times: "since", "between … and", "before the Dubai mission"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from icpc_assistant.timespan.atoms import Atom, atoms
from icpc_assistant.timespan.plain import plain
from icpc_assistant.timespan.span import TimeSpan, clamped_day, moved
from icpc_assistant.timespan.vocabulary import ANY_YEAR, MONTH

Resolver = Callable[[str], tuple[date, date] | None]


def read_time(
    text: str, language: str, today: date, when: Resolver | None = None
) -> TimeSpan | None:
    """Return the time that ``text`` speaks of, or ``None``.

    ``when`` gives the first and last day of an event named in words ("the Dubai mission"), for
    "before the Dubai mission"; ``None`` if it knows no such event.
    """
    folded = _with_that_year(plain(text))
    relation = None
    if when:
        relation = _between_events(text, folded, when) or _event_relation(text, folded, when)
    named = atoms(folded[: relation.span[0]] if relation else folded, language, today, asked=True)
    if ANY_YEAR.search(folded):
        named = [replace(a, dated=a.dated and _tells_year(folded, a)) for a in named]
    found = _combined(text, folded, named)
    if relation and found:
        return _both(text, found, relation)
    return relation or found


def _tells_year(folded: str, atom: Atom) -> bool:
    """Whether a quarter, half or season says its year: "the second quarter" is this year's unless
    any would do."""
    said = folded[atom.at : atom.to]
    return atom.precision not in ("quarter", "season") or bool(_NO_QUARTER.search(said))


_NO_QUARTER = re.compile(
    r"\b(?:19|20)\d\d|\b(?:last|this|past|current|next|previous|dernier|passe|prochain|ce(?:tte)?"
    r"|pasad[oa]|este|proxim[oa]|years?|ann?ee|ano)\b"
)
# "Between March 2024 and the end of that year."
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_THAT_YEAR = re.compile(
    r"\b(?:(?:that|the) (?:very )?same year|that year|(?:cette|la) meme annee|cette annee(?:-la)?"
    r"|(?:el|ese|dicho|aquel) mismo ano|(?:ese|dicho|aquel) ano"
    r"|(?<=end of )the year|(?<=fin de )l'annee|(?<=(?:fin|nal) del )ano|(?<=fin de )ano)\b"
)


def _with_that_year(folded: str) -> str:
    """Return a text with "that year" as the year named before it, every character in its place."""
    for m in _THAT_YEAR.finditer(folded):
        named = _YEAR.findall(folded[: m.start()])
        if named:
            said = named[-1].rjust(m.end() - m.start())
            folded = folded[: m.start()] + said + folded[m.end() :]
    return folded


# What stands before a time, by what it makes of it; the longest expression is tried first.
_LEADS: tuple[tuple[str, str], ...] = (
    ("between", r"between|entre"),
    ("after", r"(?:any ?time )?after|later than|following|postdat(?:es?|ed|ing)|apres"
              r"|posterieure?s? a|despues del?|posterior(?:es)? a|a la suite de"),
    ("before", r"(?:any ?time )?before|prior to|predat(?:es?|ed|ing)|earlier than|preceding"
               r"|avant|anterieure?s? a|antes del?|anterior(?:es)? a"),
    ("since", r"since|as of|starting(?: from| in)?|depuis|a (?:partir|compter) d[e'u]|des|desde"
              r"|a partir del?"),
    ("until", r"until|till|up to(?! (?:in|during|over|en)\b)|by|through|no later than"
        r"|jusqu'(?:en|au?|a)|hasta(?: el)?|au plus tard(?: en)?"),
    ("from", r"from|de|du|del|d'"),
)  # fmt: skip
_GAP = (
    r"(?:\s+(?:the|le|la|el|l'|late|the end of|la fin de|fin|el fin de|(?:el )?final del?"
    r"|finales de|mois de|month of|mes de|year|annee|ano|in|en|of|de))*\s*"
)
_LEAD = re.compile(r"\b(?:" + "|".join(f"(?P<{k}>{p})" for k, p in _LEADS) + rf"){_GAP}$")
_RANGE = re.compile(
    rf"\s*(?:-|–|—|to|and|until|till|through|up to|au?|et|al|y|e|hasta|jusqu'(?:en|au?|a)"
    rf"|en){_GAP}$"
)
_UNION = re.compile(
    r"\s*(?:(?:,|and|or|et|ou|y|o|&|as well as|than|que|,\s*(?:and|or|et|ou|y|o))"
    r"(?:\s+(?:in|en|de))?|qu'en)\s*$"
)
_TRAIL = (
    ("since", re.compile(r"\s*,?\s*(?:onwards?|on\b(?!\s+\w)|(?:and|or) later|and beyond"
                         r"|et (?:au-dela|plus tard)|en adelante|y posteriores"
                         r"|(?:and (?:after|since)|et apres|y despues)(?!\s+\w))")),
    ("until", re.compile(r"\s*,?\s*(?:(?:and|or) earlier"
                         r"|(?:and before|or before|et avant|y antes)(?!\s+\w))")),
)  # fmt: skip
_Bound = tuple[date | None, date | None]


def _combined(text: str, folded: str, named: Sequence[Atom]) -> TimeSpan | None:
    """Join the times of a text by the words between them."""
    result: TimeSpan | None = None
    i = 0
    while i < len(named):
        lead = _lead(text, folded, named[i].at)
        group = [named[i]]
        while i + 1 < len(named) and _joins(folded, named[i], named[i + 1], lead, len(group)):
            i += 1
            group.append(named[i])
        span = _grouped(text, folded, group, lead)
        result = span if result is None else _both(text, result, span)
        i += 1
    return result


# "Des deux dernières années" is "of"; "dès" stands before a year or month, accent or none.
_SINCE_DES = re.compile(rf"\d{{4}}|{MONTH}")


def _lead(text: str, folded: str, at: int) -> str | None:
    begins = max(0, at - 60)
    m = _LEAD.search(folded[begins:at])
    if m is None:
        return None
    start, end = (begins + edge for edge in m.span(m.lastgroup or 0))
    if text[start:end].lower() == "des" and not _SINCE_DES.match(folded, at):
        return None
    return m.lastgroup


def _joins(folded: str, one: Atom, other: Atom, lead: str | None, so_far: int) -> bool:
    between = folded[one.to : other.at]
    if lead in (None, "from") and _AND_EVENT.fullmatch(between):
        return True
    if lead in ("between", "from", "since") and so_far == 1:
        return bool(_RANGE.fullmatch(between))
    if lead in ("after", "before", "until"):
        return False
    return bool(_RANGE.fullmatch(between) or _UNION.fullmatch(between))


def _grouped(text: str, folded: str, group: list[Atom], lead: str | None) -> TimeSpan:
    """Return the span of times that belong together."""
    at, to = group[0].at, group[-1].to
    blank = TimeSpan(None, None, text[at:to], (at, to), group[0].precision)
    wrong = next((a.impossible for a in group if a.impossible), None)
    if wrong:
        return replace(blank, impossible=wrong)
    group = _with_years(group)
    if len(group) == 1:
        return _single(blank, folded, group[0], lead)
    between = folded[group[0].to : group[1].at]
    apart = _AND_EVENT.fullmatch(between) is not None
    run = re.search(r"-|–|—|\bto\b|\bau?\b|\bal?\b|until|till|through|hasta|jusqu", between)
    listed = apart or (lead not in ("between", "from", "since") and run is None)
    if not group[0].dated:
        return replace(blank, yearly=_yearly(group[0], group[-1]))
    if listed:
        ranges = tuple((a.first, a.last) for a in group)
        first, last = min(r[0] for r in ranges), max(r[1] for r in ranges)
        return replace(blank, start=first, end=last, ranges=ranges)
    one, other = group[0], group[-1]
    swapped = other.first < one.first and other.last <= one.last  # no "from March 2024 to 2024"
    if swapped:
        one, other = other, one
    return replace(blank, start=one.first, end=max(one.last, other.last), swapped=swapped)


def _with_years(group: list[Atom]) -> list[Atom]:
    """Lend "March" of "between March and June 2024" the year that its neighbour says."""
    dated = [a for a in group if a.dated]
    if not dated or len(dated) == len(group):
        return group
    out = []
    for i, atom in enumerate(group):
        lender = next((a for a in group[i:] if a.dated), dated[-1])
        if not atom.dated:
            year = lender.first.year
            # "from November to February 2024" begins the year before.
            if (atom.first.month, atom.first.day) > (lender.first.month, lender.first.day) and (
                lender.precision == atom.precision and i == 0
            ):
                year -= 1
            shift = year - atom.first.year
            atom = replace(
                atom,
                first=clamped_day(year, atom.first.month, atom.first.day),
                last=clamped_day(atom.last.year + shift, atom.last.month, atom.last.day),
                dated=True,
            )
        out.append(atom)
    return out


def _yearly(one: Atom, other: Atom) -> tuple[int, int, int, int]:
    return one.first.month, one.first.day, other.last.month, other.last.day


def _single(blank: TimeSpan, folded: str, atom: Atom, lead: str | None) -> TimeSpan:
    for relation, pattern in _TRAIL:
        if pattern.match(folded, atom.to):
            lead = relation
    if not atom.dated:
        return replace(blank, yearly=_yearly(atom, atom))
    beyond = {"before": atom.first == date.min, "after": atom.last == date.max}
    if beyond.get(lead or ""):
        return replace(blank, impossible="year")  # the calendar ends there
    start, end = _bounds(lead, atom.first, atom.last)
    precision = "open" if start is None or end is None else atom.precision
    return replace(blank, start=start, end=end, precision=precision)


def _bounds(relation: str | None, first: date, last: date) -> _Bound:
    """Return the first and last day of what stands in ``relation`` to a time."""
    if relation == "before":
        return None, moved(first, -1)
    if relation == "after":
        return moved(last, 1), None
    if relation == "since":
        return first, None
    if relation == "until":
        return None, last
    return first, last


def _both(text: str, one: TimeSpan, other: TimeSpan) -> TimeSpan:
    """Return the time that two restrictions leave; none is left where they contradict."""
    at, to = min(one.span[0], other.span[0]), max(one.span[1], other.span[1])
    starts = [s.start for s in (one, other) if s.start]
    ends = [s.end for s in (one, other) if s.end]
    start, end = max(starts, default=None), min(ends, default=None)
    impossible = one.impossible or other.impossible
    if not impossible and start and end and end < start:
        impossible = "contradiction"
    return TimeSpan(
        start,
        end,
        text[at:to],
        (at, to),
        "open" if start is None or end is None else "day",
        yearly=one.yearly or other.yearly,
        ranges=one.ranges or other.ranges,
        swapped=one.swapped or other.swapped,
        impossible=impossible,
    )


_EVENT = (
    r"mission|mision|conference|conferencia|congress|congres|congreso|summit|sommet|cumbre|seminar"
    r"|seminaire|seminario|session|sesion|seance|training|formation|formacion|capacitacion|meeting"
    r"|reunion|assembl\w+|asamblea|workshop|atelier|taller|forum|foro|visit|visite|visita|trip"
    r"|voyage|viaje|event|evenement|evento|day|journee|jornada|colloqu\w+|coloquio|symposium|show"
    r"|academy|academie|academia|course|cours|curso|exercise|exercice|ejercicio|school|ecole|escuela"
    r"|webinar|webinaire|webinario|festival|gala|ceremony|ceremonie|ceremonia|launch|lancement"
    r"|lanzamiento|presentation|presentacion|round table|table ronde|mesa redonda|camp|campamento"
    r"|exhibition|exposition|exposicion|hearing|audience|audiencia|debate|debat|camp(?:aign|agne)"
    r"|gathering|encounter|rencontre|encuentro|fair|foire|feria|tour|tournee|gira|retreat|retraite"
    r"|retiro|signing|signature|firma|inauguration|inauguracion|opening|roundtable|panel|briefing"
)
# "The exercise of 2017 and the congress of 2018", "the 2017 exercise and the 2018 congress"
_AND_EVENT = re.compile(
    rf"(?P<noun>\s(?:[\w'-]+ ){{0,2}}?(?:{_EVENT}|prize|award)s?)?\s*,?\s+(?:and|or|et|ou|y|e|o|u)"
    r"\s+(?:(?:the|our|le|la|les|el|los|las|notre|nuestr[oa]) ?|l')?(?(noun)\s*|"
    rf"(?:[\w'-]+ ){{0,2}}?(?:{_EVENT}|prize|award|prix|premio)s?\s+(?:in|of|from|de|du|d'|en|del)"
    r"\s*)"
)
_RELATED = re.compile(
    r"\b(?:(?P<before>before|prior to|avant|antes del?)|(?P<after>after|apres|despues del?)"
    r"|(?P<since>since|depuis|desde)|(?P<until>until|up to|jusqu'a|hasta))\s+"
    r"(?P<what>(?:(?:the|our|its|la|les?|el|los|notre|nuestr[oa]|su)\b|l')?\s*"
    # "After lunch at the seminar" tells no time known by the seminar.
    r"(?:(?!\b(?:at|during|in|pendant|lors|dans|durante|en)\b)[^?.!,;])*?"
    rf"\b(?:{_EVENT})\b[^?.!,;]*)"
)  # fmt: skip


_BETWEEN = re.compile(
    rf"\b(?:between|entre)\s+(?P<one>[^?.!,;]{{0,80}}?\b(?:{_EVENT})\b[^?.!,;]{{0,80}}?)\s+"
    rf"(?:and|et|y|e)\s+(?P<other>[^?.!,;]{{0,80}}?\b(?:{_EVENT})\b[^?.!,;]{{0,80}})"
)


def _between_events(text: str, folded: str, when: Resolver) -> TimeSpan | None:
    """Read "between the Dubai mission and the Lima congress": the days that lie between them."""
    m = _BETWEEN.search(folded)
    if m is None:
        return None
    days = [when(text[m.start(side) : m.end(side)].strip()) for side in ("one", "other")]
    known = sorted(span for span in days if span is not None)
    if len(known) < 2:
        return None
    (_, start), (end, _) = known
    span = TimeSpan(None, None, text[m.start() : m.end()].strip(), m.span(), "open")
    if (end - start).days < 2:
        return replace(span, impossible="contradiction")
    return replace(span, start=moved(start, 1), end=moved(end, -1), precision="day")


def _event_relation(text: str, folded: str, when: Resolver) -> TimeSpan | None:
    """Read "before the Dubai mission": a time known by the event it lies before or after."""
    for m in _RELATED.finditer(folded):
        what = text[m.start("what") : m.end("what")].strip()
        if re.match(r"(?:\d{4}|(?:january|february|march|april)\b)", plain(what)):
            continue
        relation = next(k for k in ("before", "after", "since", "until") if m.group(k))
        span = TimeSpan(None, None, text[m.start() : m.end()].strip(), m.span(), "open")
        days = when(what)
        if days is None:
            return replace(span, impossible="event")
        start, end = _bounds(relation, *days)
        return replace(span, start=start, end=end)
    return None
