"""When two names are one person's."""

from __future__ import annotations

import re

from icpc_assistant.terms import fold, words

_PARTICLES = frozenset("van von der den de del la le el al ben bin da di du dos ould abi".split())


def same_person(one: str, other: str) -> bool:
    """Whether two names can be one person's: the shorter's words stand in the longer's, in order.

    A surname alone is the person's whose last names hold it; two first names never meet.
    """
    short, long = sorted(([fold(w) for w in words(n)] for n in (one, other)), key=len)
    if len(short) > 1 and not re.search(r"\s", min(one.strip(), other.strip(), key=len)):
        return long[-len(short) :] == short  # "Ms Ndour-Kane" is Aïssatou Ndour-Kane
    if len(short) == 1:
        return short[0] in long[1:] or short == long
    if short[0] in _PARTICLES:  # "Ms Van Loo" is Marieke Van Loo
        return long[-len(short) :] == short
    rest = iter(long)
    return short[0] == long[0] and all(w in rest for w in short)
