"""An inflected French or Spanish word → what a dictionary may have it under."""

from __future__ import annotations

import re
from functools import lru_cache

from icpc_assistant.types import Language

# Regular inflections that the stemmer leaves, or cuts to another word's stem: an ending and what
# the dictionary has in its place, the likelier first (a plural before a verb).
_INFLECTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "fr": (
        (r"aux$", "al ail au"), (r"[sx]$", ","), (r"enne(s?)$", "en"), (r"elle(s?)$", "el"),
        (r"euse(s?)$", "eur eux"), (r"trice(s?)$", "teur"), (r"ive(s?)$", "if"),
        (r"ère(s?)$", "er"), (r"(?<=[^é])e(s?)$", ","), (r"ée$", "é"), (r"ées$", "é"),
        (r"ée?s?$", "er"), (r"issent$|issait$|issaient$|issant$", "ir"),
        (r"ll(e|ent|era|eront)$", "ler"), (r"tt(e|ent|era|eront)$", "ter"),
        (r"i(e|ent|era|eront)$", "yer"), (r"e?ai(t|ent)$", "er re ir"),
        (r"ent$", "er re ir"), (r"er(a|ont|ait|aient)$", "er"), (r"ir(a|ont|ait|aient)$", "ir"),
        (r"r(a|ont|ait|aient)$", "re"), (r"e?ant$", "er re ir"), (r"ie?s?$|it$|irent$", "ir re"),
        (r"ue?s?$", "re ir oir"), (r"es?$", "er"), (r"e?a$|èrent$", "er"), (r"s?ons$|ez$", "er"),
    ),
    "es": (
        (r"(?<=[aeiouáéó])s$", ","), (r"ces$", "z"), (r"es$", ","), (r"iones$", "ión"),
        (r"anes$", "án"), (r"eses$", "és"), (r"as?$", "o"), (r"oras?$", "or"),
        (r"(?<=r)(se|me|te|le|lo|la|nos|les|los|las)$", ","),
        (r"(a|an|as|o|amos|é|ó|aste|aron|aba|aban|ar[áé]|arán|aría|arían|ad[oa]s?|ando|ara|aran"
         r"|ase|asen)$", "ar"),
        (r"(e|en|es|emos|ió|ieron|ía|ían|er[áé]|erán|ería|erían|id[oa]s?|iendo|iera|ieran)$",
         "er ir"),
        (r"(imos|ir[áé]|irán|iría|irían)$", "ir"), (r"y(e|en|ó|eron|endo|era)$", "ir er"),
        (r"qu(e|é|en)$", "car"), (r"gu(e|é|en)$", "gar"), (r"c(e|é|en)$", "zar"), (r"en?$", "ar"),
        (r"z(ca|can|co)$", "cer cir"), (r"j(a|an|o)$", "ger gir"), (r"(a|an|o)$", "er ir"),
    ),
}  # fmt: skip
# A stem's vowel under stress, and in the infinitive.
_STRESSED = ((r"ie(?=[^aeiou]+$)", "e"), (r"ue(?=[^aeiou]+$)", "o"), (r"ue(?=[^aeiou]+$)", "u"),
             (r"i(?=[^aeiou]+$)", "e"), (r"u(?=[^aeiou]+$)", "o"))  # fmt: skip


@lru_cache(maxsize=4096)
def headwords(word: str, source: Language) -> dict[str, int]:
    """Return what a dictionary may have for an inflected word → its rank, likeliest 0."""
    found: list[str] = []
    for pattern, endings in _INFLECTIONS.get(source, ()):
        root = re.sub(rf"(?:{pattern})", "", word)
        if root == word or len(root) < 2:
            continue
        for ending in endings.replace(",", " ").split(" "):
            found.append(root + ending)
            if source == "es" and ending in {"ar", "er", "ir"}:
                stems = [re.sub(old, new, root) for old, new in _STRESSED]
                found += [one + ending for one in [root, *stems]]
                found += [one + ending + "se" for one in [root, *stems]]
    return {headword: n for n, headword in enumerate(dict.fromkeys(found)) if headword != word}
