"""Questions that compare two events: "which came first, A or B?", "entre A et B, lequel …"."""

from __future__ import annotations

import re

from icpc_assistant.collection.signals import Shape, measure_of
from icpc_assistant.timespan.plain import plain

_COMPARATIVE = re.compile(
    r"\b(?:first|earlier|later|last|before|after|longer|shorter|larger|bigger|smaller|more"
    r"|fewer|most|newer|older|recent"
    r"|premiere?|d'abord|avant|apres|plus|moins|derniere?|en premier|primero|antes|despues|mas"
    r"|menos|mayor|menor|duro)\b"
)
_COMPARE_HEAD = re.compile(
    r"^(?:and |so |et |y )?(?:which|what|who|did|was|were|is|had|has|quel(?:le)?s?|lequel"
    r"|laquelle|qu'est-ce qui|est-ce que|y a-t-il eu|que|cual|hubo|fue|tuvo|quien|between"
    r"|entre"
    r"|compare|comparez?|compara|were there)\b"
)
_OR = re.compile(
    r"(?<=\S)\s*,?\s+(?:or|ou|o|vs\.?|versus)\s+(?:at |to |in |a |dans |en |lors de |que "
    r"|qu')?(?=\S)"
)

# Two things named first, and then: "… : which one was longer?".
_BETWEEN = re.compile(
    r"^(?:and |et |y )?(?:between|entre)\s+(?P<one>.+?)\s+(?:and|et|y|or|ou"
    r"|o)\s+(?P<other>.+?)"
    r"\s*[,:;]\s*(?:which|who|what|l[ae]quel(?:le)?|qu'est-ce qui|quel(?:le)?|cual|quien|que)\b"
)
_WHICH_OF_THEM = re.compile(
    r"[,:;–—-]\s*(?:which|who|what|l[ae]quel(?:le)?|qu'est-ce qui|quel(?:le)?|cual|quien|que)\b"
)
_THAN = re.compile(r"\b(?:than|before|after|que|avant|apres|antes que|despues de|antes de)\b")


def compared(text: str, folded: str) -> Shape | None:
    """Recognise "which came first, A or B?" and "did A have more people than B?"."""
    if not _COMPARATIVE.search(folded):
        return None
    if not _COMPARE_HEAD.search(folded) or _BETWEEN.search(folded):
        return _compared_first(text, folded)
    splits = list(_OR.finditer(folded))
    if not splits and _asks_yes_or_no(folded):
        splits = list(_THAN.finditer(folded))[:1]
    for split in splits:
        left, right = _side(text[: split.start()]), _side(text[split.end() :])
        if _is_side(left) and _is_side(right):
            measure, most = measure_of(_without(folded, left, right), default="start")
            return Shape("compare", measure=measure, most=most, sides=(left, right))
    return None


def _compared_first(text: str, folded: str) -> Shape | None:
    """Recognise "A or B: which had more people?"."""
    m = _BETWEEN.search(folded)
    if m:
        left, right = text[slice(*m.span("one"))], text[slice(*m.span("other"))]
        measure, most = measure_of(folded[m.end() :], default="start")
        return Shape("compare", measure=measure, most=most, sides=(left, right))
    m = _WHICH_OF_THEM.search(folded)
    split = _OR.search(folded, 0, m.start()) if m else None
    if m is None or split is None:
        return None
    left = re.split(r"[:.?!]\s", text[: split.start()])[-1].strip()
    right = text[split.end() : m.start()].strip(" ,:;–—-")
    if not (_is_side(left) and _is_side(right)):
        return None
    measure, most = measure_of(folded[m.end() :], default="start")
    return Shape("compare", measure=measure, most=most, sides=(left, right))


def _asks_yes_or_no(folded: str) -> bool:
    """Whether a question that joins two events by "than" or "before" opens as yes-or-no."""
    return bool(re.match(r"(?:did|was|were|is|had|has|est-ce|fue|tuvo)\b", folded))


def _side(text: str) -> str:
    """Return the noun phrase nearest to the "or": what follows the last comma or measure."""
    best = next((p for p in reversed(re.split(r"[,:;?]", text)) if p.strip()), "")
    if len(best.split()) > 6:
        best = _BEFORE_SIDE.sub("", best)
    return _AUXILIARY.sub("", best.strip(" ?!.¿¡,"))


_AUXILIARY = re.compile(r"^(?:did|was|were|is|had|has|est-ce que|fue|tuvo)\s+", re.IGNORECASE)


_BEFORE_SIDE = re.compile(
    r"^.*?\b(?:participants|people|countries|personnes|pays|personas|pa[ií]ses|participantes|first"
    r"|earlier|longer|larger|came|held|before)\b\s*(?:at|in|from|to|à|dans|en|lors de)?\s*"
)


def _is_side(text: str) -> bool:
    return 1 <= len(text.split()) <= 16 and any(ch.isalpha() for ch in text)


def _without(folded: str, *sides: str) -> str:
    for side in sides:
        folded = folded.replace(plain(side), " ")
    return folded
