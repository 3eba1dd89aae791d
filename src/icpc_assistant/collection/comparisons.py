"""Questions that compare two events: "which came first, A or B?", "entre A et B, lequel …"."""

from __future__ import annotations

import re

from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.collection.extremes import is_measured, measure_of
from icpc_assistant.collection.idle import is_verb
from icpc_assistant.collection.signals import Shape
from icpc_assistant.terms import is_function_word, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import LANGUAGES

_COMPARATIVE = re.compile(
    r"\b(?:first|earlier|later|last|before|after|longer|shorter|larger|bigger|smaller|more"
    r"|fewer|most|newer|older|recent"
    r"|premiere?|d'abord|avant|apres|plus|moins|derniere?|en premier|primero|antes|despues|mas"
    r"|menos|mayor|menor|duro)\b"
)
_COMPARE_HEAD = re.compile(
    r"^(?:and |so |et |y )?(?:which|what|who|where|did|was|were|is|had|has|quel(?:le)?s?|lequel"
    r"|laquelle|qu'est-ce qui|est-ce que|y a-t-il eu|y avait-il|il y (?:a|avait)|on etait|ou"
    r"|c'(?:est|etait)|que|cual|hubo|habia|fue|fueron|es|tuvo|quien|donde|acudi\w+|asisti\w+"
    r"|particip\w+|vino|vinieron|llego|duro|duraron|se alarg\w+|between|entre"
    r"|compare|comparez?|compara|were there)\b"
)
# What a question begins with beside what it asks: "for a slide: where …".
_LED_IN = re.compile(rf"^[^:?¿]{{3,60}}:\s*¿?(?={_COMPARE_HEAD.pattern.removeprefix('^')})")
# What it adds: "…, and how many at each?".
_AT_EACH = re.compile(
    r"\s*,?\s+(?:and|et|y) (?:by |de |a |en )?(?:how many|combien|cuant[oa]s)\b[^,?]{0,40}?"
    r"\b(?:each|both|chacune?|chaque|les deux|cada un[oa]|l[oa]s dos)\W*$"
)
_TO = (
    r"(?:(?:at|to|in|for|from|during|into|a|aux?|al|dans|en|pour|para|lors d[eu]"
    r"|que|de|del|du|des)"
    r" (?:l')?|qu'|a l'|d')"
)
_OR = re.compile(
    rf"(?<=\S)\s*,?\s+(?:or|ou|o|u|vs\.?|versus)\s+{_TO}?(?=\S)"
    r"(?!(?:longer|more|over|less|fewer|shorter|plus|moins|mas|menos)\b)"  # "three days or longer"
)
_ASKS = (
    r"(?:(?:in|at|to|a|en|dans|pour) )?(?:which|who|what|where|l[ae]quel(?:le)?|auquel"
    r"|qu'est-ce qui|quel(?:le)?|qui|ou|cual|quien|que|donde|how)\b"
)
# Two things named first, and then: "… : which one was longer?".
_BETWEEN = re.compile(
    rf"^(?:and |et |y |so )?(?:between|entre) (?P<both>.+?)\s*[,:;]\s*¿?(?={_ASKS})"
)
_AND = re.compile(r"\s+(?:and|et|y|e|or|ou|o|u)\s+")
_WHICH_OF_THEM = re.compile(rf"[,:;–—-]\s*¿?{_ASKS}")
# "C'est A ou B qui est venu d'abord ?"
_CLEFT = re.compile(
    r"^(?:and |so |et |y )?(?:c'(?:est|etait)|est-ce(?: que c'(?:est|etait))?|(?:was|is) it|fue|es"
    r"|ha sido) (?P<one>.+?) (?:or|ou|o|u) (?P<other>.+?) (?=(?:qui|that|which|who|(?:el|la|lo) que"
    r"|quien|ou (?:il|on)|donde)\b)"
)
_INVERTED = re.compile(r"^(?:la|le|l'|les|celle|celui) ?.+?[a-z](?:-t)?-(?:elles?|ils?)\b")
_THAN = re.compile(r"\b(?:than|before|after|que|avant|apres|antes que|despues de|antes de)\b")


def compared(text: str, folded: str) -> Shape | None:
    """Recognise "which came first, A or B?" and "did A have more people than B?"."""
    led, each = _LED_IN.match(folded), _AT_EACH.search(folded)
    if led or each:
        start, end = led.end() if led else 0, each.start() if each else len(text)
        text, folded = text[start:end], folded[start:end]
    if not _COMPARATIVE.search(folded):
        return None
    cleft = _CLEFT.search(folded)
    if cleft:
        return _of_sides(text, folded, cleft.span("one"), cleft.span("other"), cleft.end())
    head = _COMPARE_HEAD.search(folded) or _INVERTED.search(folded)
    if not head or _BETWEEN.search(folded):
        return _compared_first(text, folded)
    splits = list(_OR.finditer(folded))
    than = None if splits or not _asks_yes_or_no(folded) else _than(folded)
    for split in [than] if than else splits:
        before = _bare(text[: split.start()]) if than else text[: split.start()]
        left, right = _side(before), _side(_bare(text[split.end() :]))
        rest = _without(folded, left, right)
        if _is_side(left) and _is_side(right) and is_measured(rest):
            measure, most = measure_of(rest, default="start")
            return Shape("compare", measure=measure, most=most, sides=(left, right))
    return None


# "Compare A and B by number of participants", "comparer le nombre de pays à A et à B".
_COMMAND = re.compile(
    r"^(?:(?:and|so|et|y|please|can you|could you|peux-tu|pouvez-vous|puedes|podrias|me|how (?:do"
    r"|does|did))\s+)*"
    r"(?:(?:compare[zr]?|comparar?|comparame|contrast|(?:a |the |une |la |una )?compar(?:ison"
    r"|aison|acion)"
    r" (?:of|between|de|entre))\s+)(?:entre |between )?"
)
_NUMBER_OF = (
    r"(?:(?:the|le|la|les|l'|el|los) ?)?"
    r"(?:(?:number|nombre|numero|cantidad) (?:of |de |d')(?:the |los |les )?)?"
)
_WHAT = (
    r"(?:participants?|participantes|attendees|asistentes|people|personnes|personas|attendance"
    r"|turnout|affluence"
    r"|asistencia|size|sizes|taille|tamano|countries|pays|paises|length|lengths|duration|duree"
    r"|duracion|dates?"
    r"|fechas?|participation|participacion)"
)
_MEASURED_FIRST = re.compile(
    rf"{_NUMBER_OF}(?P<what>{_WHAT})\s+(?:(?:who|that|which) (?:came|went|attended) )?"
    rf"(?:of|at|in|for|between|to|entre|lors d[eu]|{_TO})\s*(?:the |l'|la |le |les |el )?"
)
_MEASURED_LAST = re.compile(
    r"\s*,?\s+(?:in|by|for|on|with regard to|as to|in terms of|according to|based on"
    r"|en termes d[eu]|en|par|pour"
    r"|selon|quant aux?|en terminos de|en cuanto a|segun|por)\s*(?:la |le |the |el |los |les )?"
    rf"{_NUMBER_OF}(?P<what>{_WHAT})\W*$"
)
_PAIR = re.compile(
    r"\s+(?:(?:se )?compar\w+ (?:with|to|against|a|au|avec|con)|and|with|to|against|vs\.?|versus|et"
    rf"|avec|y|e|con)\s+(?:(?:at|in|to|from|with|of"
    rf"|{_TO})\s*)?"
    r"(?P<same>(?:that|the one|those) (?:of|in|at) (?:the )?|cel(?:le|ui) (?:d[eu]|a|au) (?:la )?"
    r"|(?:la|el) del? )?"
)


_HOW = re.compile(
    r"^(?:(?:and|so|et|y)\s+)*(?:how (?:did|does|do)|en quoi|comment|como) "
    r"(?=.+ (?:se )?compar\w+ (?:with|to|against|a|au|avec|con) )"
)


def side_by_side(text: str, folded: str) -> Shape | None:
    """Recognise two events to be compared where no winner is asked for."""
    m = _COMMAND.search(folded) or _HOW.search(folded)
    if m is None:
        return None
    first, last = _MEASURED_FIRST.match(folded, m.end()), _MEASURED_LAST.search(folded, m.end())
    start, end = first.end() if first else m.end(), last.start() if last else len(folded)
    joints = [j.span() for j in _PAIR.finditer(folded, start, end)]
    named = [j for j in joints if kinds_in(folded[start : j[0]]) and kinds_in(folded[j[1] : end])]
    at = next(iter((*named, *joints)), None)
    if at is None:
        return None
    sides = text[start : at[0]].strip(" ,"), text[at[1] : end].strip(" ,?!.")
    if (joint := _PAIR.search(folded, at[0], at[1])) and joint["same"]:
        # "The Brussels conference and that of Montréal"
        kind = next(iter(kinds_in(sides[0]).values()), (0, 0))
        sides = sides[0], f"{sides[0][slice(*kind)]} {sides[1]}".strip()
    if not all(map(_is_side, sides)):
        return None
    told = first or last
    measure = measure_of(_as_measured(told["what"]), default="people")[0] if told else None
    return Shape("compare", measure=measure, sides=sides, winner=False, sure=True)


def _as_measured(what: str) -> str:
    """Return what is compared in a word that ``measure_of`` knows."""
    if re.match(r"(?:length|dur)", what):
        return "days"
    return "first" if re.match(r"(?:dates?|fechas?)", what) else what


def _compared_first(text: str, folded: str) -> Shape | None:
    """Recognise "A or B: which had more people?"."""
    m = _BETWEEN.search(folded)
    joint = _joint(folded, *m.span("both")) if m else None
    if m and joint:
        start, end = m.span("both")
        return _of_sides(text, folded, (start, joint[0]), (joint[1], end), m.end())
    m = _WHICH_OF_THEM.search(folded)
    split = _OR.search(folded, 0, m.start()) if m else None
    if m is None or split is None:
        return None
    left = re.split(r"[:.?!]\s", text[: split.start()])[-1].strip()
    right = text[split.end() : m.start()].strip(" ,:;–—-")
    if not (_is_side(left) and _is_side(right) and is_measured(folded[m.end() :])):
        return None
    measure, most = measure_of(folded[m.end() :], default="start")
    return Shape("compare", measure=measure, most=most, sides=(left, right))


def _of_sides(
    text: str, folded: str, one: tuple[int, int], other: tuple[int, int], rest: int
) -> Shape:
    """Return the comparison of two parts of a text by what stands from ``rest`` on."""
    measure, most = measure_of(folded[rest:], default="start")
    return Shape(
        "compare", measure=measure, most=most, sides=(text[slice(*one)], text[slice(*other)])
    )


def _joint(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the "and" that joins two things, one within the name of one of them passed over."""
    joints = [m.span() for m in _AND.finditer(folded, start, end)]
    named = [j for j in joints if kinds_in(folded[start : j[0]]) and kinds_in(folded[j[1] : end])]
    return next(iter((*named, *joints)), None)


def _asks_yes_or_no(folded: str) -> bool:
    """Whether a question that joins two events by "than" or "before" asks for a yes or no."""
    return bool(
        re.match(r"(?:did|was|were|is|had|has|est-ce|fue|tuvo)\b", folded)
        or _INVERTED.search(folded)
    )


def _than(folded: str) -> re.Match[str] | None:
    """Return the word that joins the two: "before", or what stands behind "more", "longer"."""
    compared = _COMPARATIVE.search(folded)
    found = _THAN.finditer(folded, compared.start() if compared else 0)
    return next((m for m in found if m.start() > 0), None)


def _side(text: str) -> str:
    """Return the noun phrase nearest to the "or": what follows the last comma or measure."""
    best = next((p for p in reversed(re.split(r"[,:;?]", text)) if p.strip()), "")
    much = _BEFORE_BY_MEASURE.match(plain(best))
    if much:
        best = best[much.end() :]
    elif len(best.split()) > 6:
        best = _BEFORE_SIDE.sub("", best)
    return _AUXILIARY.sub("", best.strip(" ?!.¿¡,"))


_AUXILIARY = re.compile(r"^(?:did|was|were|is|had|has|est-ce que|fue|tuvo)\s+", re.IGNORECASE)


# What is compared of them: "did more people turn up for …", "plus de monde à …", "¿vino antes …".
_BEFORE_BY_MEASURE = re.compile(
    r"(?:(?:[\w'-]+ ){0,5}?(?:more|fewer|less|most|plus|moins|mas|menos) (?:de |d')?"
    rf"(?!(?:el|la|le|the) )[a-z-]+(?: [\w-]+){{0,4}}? {_TO}"
    r"|(?:[\w'-]+ ){0,3}?(?:first|earlier|longer|d'abord|en premier|avant|primero|antes"
    rf"|dur(?:e|o) (?:plus|mas)(?: longtemps| tiempo)?),? (?:{_TO})?)(?=\S)"
)
_BEFORE_SIDE = re.compile(
    r"^.*?\b(?:participants|people|countries|personnes|pays|personas|pa[ií]ses|participantes|first"
    r"|earlier|longer|larger|came|held|before)\b\s*(?:at|in|from|to|à|dans|en|lors de)?\s*"
)


def _bare(side: str) -> str:
    """Return an event's words without what is said of it: "the Turin assembly (was bigger)"."""
    m = _COMPARATIVE.search(plain(side))
    kept = words(side[: m.start()] if m else side)
    while kept and m and (_says_nothing(kept[-1]) or _says_what(kept[-1])):
        kept.pop()
    content = [w for w in kept if not _says_nothing(w)]
    return side[: side.rindex(kept[-1], 0, m.start()) + len(kept[-1])] if m and content else side


_GOES_ON = frozenset("go goes went run runs ran".split())  # "for longer"


def _says_nothing(word: str) -> bool:
    return any(is_function_word(word, language) for language in LANGUAGES)


def _says_what(word: str) -> bool:
    """Whether a word is a verb, or says what is compared ("duré")."""
    measured = measure_of(plain(word), default="any")[0] != "any"
    return (
        measured
        or word.lower() in _GOES_ON
        or any(is_verb(word, language) for language in LANGUAGES)
    )


def _is_side(text: str) -> bool:
    return 1 <= len(text.split()) <= 16 and any(ch.isalpha() for ch in text)


def _without(folded: str, *sides: str) -> str:
    for side in sides:
        folded = folded.replace(plain(side), " ")
    return folded
