"""What a question leaves out: "except in December", "hors du Canada", "sin las conferencias"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from icpc_assistant.cards.kinds import nouns_in
from icpc_assistant.collection.request import Wanted
from icpc_assistant.timespan import TimeSpan, interpret_time
from icpc_assistant.types import FilterKind, Language

Named = Callable[[str, int], tuple[FilterKind, Wanted] | None]
_LONGEST = 9  # words in the longest name looked for
# After ``weak`` words only a time or a name is left out: "cities without violence" is a topic.
_EXCEPT = re.compile(
    r"\b(?:(?P<strong>except(?:ing)?(?: for)?|apart from|aside from|excluding|other than|but not"
    r"|(?:leaving|setting|putting) (?:aside|out)|leaving(?= .{3,30} aside\b)"
    r"|outside(?: of)?|sauf|excepte|hormis|hors(?= d)|en dehors(?= d)|a part(?! \w+ egale)"
    r"|a l'exception(?= d)|ailleurs(?= qu)|excepto|salvo|exceptuando|a excepcion(?= d)|fuera(?= de)"
    r"|mise?s? a part|abstraction faite(?= d)|en excluant|(?:en )?laissant de cote"
    r"|dejando (?:aparte|fuera|de lado)|dejando(?= .{3,30} (?:aparte|fuera|de lado)\b)"
    r"|aparte(?= de)|quitando|excluyendo|descontando"
    r"|menos(?= (?:en|el|los|las|la)\b))"
    r"|(?P<weak>without|(?:not|\w+n't)(?: (?:held|organi[sz]ed|tak(?:e|en|ing) place))?"
    r"(?= (?:in|on|during|counting|including|online|on-line|virtual\w*|remote\w*)\b)"
    r"(?: (?:counting|including))?"
    r"|sans(?: compter)?(?!-)"
    r"|pas(?: (?:eu lieu|ete|tenu\w*|(?:ete )?(?:organise|deroule)\w*))?(?= (?:en|au|aux|a|dans)\b)"
    r"|sin(?: contar)?"
    r"|no(?: (?:fueron|fue|eran|era|estuvieron|han sido|tuvieron lugar|se \w+r[oa]n"
    r"|se (?:han?|hayan?) \w+do))?(?= en\b)))\b"
    r"(?P<tie>(?:\s+(?:for|in|on|at|during|those|from|of|with|the|month|en|au|aux|a|dans|de|du|des"
    r"|le|la|les|ceux|celles|mois|avec|el|los|las|del|al|mes|durante|que|con)\b(?!')"
    r"|\s*(?:qu'|d'|l'))*\s*)"
)
_AND = re.compile(
    r"\s*(?:,|and|or|nor|et|ou|ni|y|o|e)\s+(?:in |the |en |au |aux |a |le |la |les |el |los |las )*"
)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What ``text[start:end]`` leaves out: a time, a name, a kind of event, or nothing known.

    ``joined``: it follows the one before by an "and".
    """

    start: int
    end: int
    filter: FilterKind | None = None
    time: TimeSpan | None = None
    wanted: Wanted | None = None
    kind: str = ""
    joined: bool = False


def exclusions(
    text: str, folded: str, language: Language, today: date, named: Named
) -> list[Exclusion]:
    """Return what a question leaves out, in its order; ``named`` knows the collection's names."""
    found: list[Exclusion] = []
    for m in _EXCEPT.finditer(folded):
        # "Doctors Without Borders" is a name.
        if m.start() and text[m.start()].isupper() and not text.isupper():
            continue
        if found and m.start() < found[-1].end:
            continue
        time = _time(text, m, language, today)
        if time is not None:
            found.append(Exclusion(m.start(), time.span[1], "time", time))
            continue
        names = list(_names(text, m.start(), m.end(), named))
        found += names or _otherwise(text, folded, m)
    return found


def begins_with_exclusion(folded: str) -> bool:
    """Whether ``plain`` text opens by leaving something out."""
    return _EXCEPT.match(folded) is not None


def _stop(text: str, at: int) -> int:
    end = re.search(r"[,;:?!()]", text[at:])
    return at + end.start() if end else len(text)


def _time(text: str, m: re.Match[str], language: Language, today: date) -> TimeSpan | None:
    """Return the time that stands right behind the words that leave it out."""
    from_, stop = m.end("strong") if m["strong"] else m.end("weak"), _stop(text, m.end())
    time = interpret_time(" " * from_ + text[from_:stop], language, today)
    return time if time is not None and time.span[0] <= m.end() else None


def _names(text: str, start: int, at: int, named: Named) -> Iterator[Exclusion]:
    """Yield the names that stand there, joined by "and"."""
    joined = False
    while True:
        tokens = [at + t.end() for t in re.finditer(r"[^\W_]+", text[at:])][:_LONGEST]
        for n in range(len(tokens), 0, -1):
            found = named(text[at : tokens[n - 1]], n)
            if found is not None:
                break
        else:
            return
        yield Exclusion(start, tokens[n - 1], found[0], wanted=found[1], joined=joined)
        joint = _AND.match(text, tokens[n - 1])
        if joint is None:
            return
        joined, start, at = True, joint.end(), joint.end()


def _otherwise(text: str, folded: str, m: re.Match[str]) -> Iterator[Exclusion]:
    """Yield the kind of event left out, or what could not be read."""
    stop = _stop(text, m.end())
    rest = folded[m.end() : stop]
    noun = next(iter(nouns_in(rest)), None)
    if noun is not None and noun[0] == 0 and not rest[noun[1] :].strip():
        if noun[3] not in ("event", "bulletin"):
            yield Exclusion(m.start(), m.end() + noun[1], "topic", kind=noun[3])
    elif m["strong"] and rest.strip():
        yield Exclusion(m.start(), stop)
