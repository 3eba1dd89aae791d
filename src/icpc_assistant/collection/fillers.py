"""Words that a question could do without: "actually", "en tout", "hasta ahora", "ponme …"."""

from __future__ import annotations

import re

from icpc_assistant.collection.idle import is_idle, is_ordinary
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

# How sure somebody is, how much of all is meant, up to when: said of any events whatever.
_FILLERS = (
    r"mise?s? sur pied|please|por favor|s'il (?:vous|te) plait|gracias|merci|thanks(?: a lot)?"
    r"|thank you"
    r"|actually|really|altogether|entirely|honestly|basically|roughly|approximately|overall"
    r"|exactly|precisely|anywhere|somewhere|again(?!st)"
    r"|in (?:total|fact|the end(?! of\b))|in all(?! \w)"
    r"|all (?:in all|told|together)|on the whole(?=,|$)|(?:the |a )?(?:whole|entire)(?: of)?(?! of)"
    r"|more or less|give or take|(?:thus|so) far|(?<!up )to date|(?:up )?(?:to|until|till) now"
    r"|on (?:our|your) behalf|for (?:us|you)(?= *$)"
    r"|en tout(?: et pour tout)?(?! (?:cas|temps|lieu|genre|point))|au total|vraiment|reellement"
    r"|effectivement|exactement|precisement|environ|a peu pres|plus ou moins|en gros|grosso modo"
    r"|(?<=sur )l'ensemble d[eu]s?|(?<=pendant )l'ensemble d[eu]s?|(?<=dans )l'ensemble d[eu]s?"
    r"|(?<=durant )l'ensemble d[eu]s?"
    r"|jusqu'(?:ici|alors|a (?:present|maintenant|ce jour))|a ce jour|encore une fois|au juste"
    r"|en fin de compte|en fait|quelque part|tout compris|pour (?:nous|vous)(?= *$)"
    r"|en total|en conjunto(?! con)|enter[oa]s?"
    r"|realmente|verdaderamente|en realidad|de verdad|exactamente|precisamente"
    r"|aproximadamente|mas o menos|hasta (?:ahora|hoy|la fecha|el momento|este momento)"
    r"|a dia de hoy|otra vez|de nuevo|en (?:algun|ningun) (?:sitio|lugar)|a fin de cuentas"
    r"|por nosotros|en nuestro nombre"
    r"|la-dessus|a ce (?:sujet|propos)(?= *$)|sur (?:le|ce) sujet(?= *$)|al respecto"
    r"|sobre (?:eso|ello|el tema|ese tema)(?= *$)|on (?:that|the|this) (?:subject|topic)(?= *$)"
)
_FILLER = re.compile(rf"(?:(?<=\s)|^)(?:{_FILLERS})(?![\w'’-])(?:\s*,)?")
# "How many countries in total?" asks for nothing else.
_COUNTRIES = re.compile(r"\b(?:countries|nations|pays|paises)\b")
_IN_ALL = re.compile(
    r"(?:altogether|overall|in (?:total|all)|all told|au total|en tout|en (?:total|conjunto))\b"
)
# "Who went to Lima for us?" asks for ours.
_FOR_US = re.compile(r"on our behalf|for us\b|pour nous\b|por nosotros|en nuestro nombre")
_WHO = re.compile(r"(?:(?:and|so|et|y) )?(?:who|qui|quien(?:es)?)\b")
# "Ponme …", "sácanos …", "ressors-moi …": what somebody is told to do, at the head of a request.
_TOLD = re.compile(
    r"^(?:(?:and|so|et|y|bon|bueno|ok|please|por favor|s'il (?:te|vous) plait)\W+)*"
    r"(?P<told>[a-z]+-(?:les?-|la-)?(?:moi|nous)\b|(?P<verb>[a-z]{2,}?)(?:me|nos)(?:l[oa]s?)?\b)"
)
_IRREGULAR = frozenset("di saca saque pon ponga ponte dese tira envia manda echa".split())


def without_fillers(text: str) -> str:
    """Return a question without the words that restrict nothing and ask nothing.

    A word written as a name ("the Really Useful Group") stays.
    """
    out, at, folded = [], 0, plain(text)
    for m in _FILLER.finditer(folded):
        if _IN_ALL.match(m.group()) and _COUNTRIES.search(folded):
            continue
        if _FOR_US.match(m.group()) and _WHO.match(folded.lstrip("¿ ")):
            continue
        named = text[m.start()].isupper() and m.start() > 0 and not text.isupper()
        if named or not (text[: m.start()] + text[m.end() :]).strip():
            continue
        out.append(text[at : m.start()])
        at = m.end()
    if not out:
        return text
    left = " ".join("".join((*out, text[at:])).split())
    return re.sub(r"\s+(?=[,.)])", "", left).strip(" ,")


def told(text: str, language: Language) -> tuple[int, int] | None:
    """Return where a question opens with an order to the assistant, or ``None``."""
    m = _TOLD.match(plain(text))
    if m is None:
        return None
    verb = m["verb"]
    if verb is None:
        return m.span("told")
    ordinary = is_idle(verb, language) or is_ordinary(verb, language) or verb in _IRREGULAR
    return m.span("told") if language == "es" and ordinary else None
