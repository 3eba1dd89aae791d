"""Questions for a figure over several events: how many people came in all, how many on average."""

from __future__ import annotations

import re
from typing import NamedTuple

from icpc_assistant.cards.kinds import MANY, kinds_in, marked
from icpc_assistant.collection.signals import Shape

_WHO = (
    r"(?:participants?|people|persons|attendees|visitors|personnes|personas|participantes"
    r"|asistentes)"
)
_TURNOUT = r"(?:attendance|turnout|affluence|asistencia|afluencia)"
_MEAN = (
    r"(?:average|on average|(?:mean|typical) (?=number|attendance|turnout)|en moyenne"
    r"|nombre moyen|affluence moyenne|moyenne (?=d)|en promedio|promedio|de media"
    r"|media (?=de )|(?:numero|asistencia) (?:medi[oa]|promedio))"
)
_NUMBER = (
    r"(?:how many|combien (?:de |d')|cuant[oa]s|(?:number|nombre|numero)(?: total| moyen| medio)?"
    r" (?:of |de |d'))"
)
# What may stand between the people and the events they came to: nothing but their coming.
_CAME = (
    r"(?:(?:in all|in total|came|come|went|attended|attend|have|has|had|took part|taken part"
    r"|participated|participate|showed up|turned up|were|was|did|there|at|in|to|of|for|per|across"
    r"|ont|participe|participent|assiste|assistent|suivi|pris part|sont|venue?s?|allee?s?|avaient"
    r"|presente?s?|au total|a|aux|au|dans|de|pour|par|y a-t-il eu|il y a eu|asistieron|asisten"
    r"|participaron|acudieron|fueron|hubo|han|asistido|participado|en total|en|por)\s+)*"
)
_ALL = (
    r"(?:our|all(?: of)?(?: the| our)?|the|those|these|nos|tou(?:s|tes) (?:les|nos)|les|ces|des"
    r"|l'ensemble (?:de nos|des)|nuestr[oa]s|tod[oa]s (?:l[oa]s|nuestr[oa]s)|l[oa]s|es[oa]s)"
)
_OVER = re.compile(
    rf"\b(?P<count>(?:{_NUMBER}\s*{_WHO}|{_TURNOUT})\s+{_CAME}{_ALL})\s+(?:[\w'-]+\s+){{0,2}}?"
    rf"(?P<noun>{MANY})\b"
)
_TOTAL = re.compile(
    rf"\b(?P<count>total (?:number of )?(?:{_WHO}|{_TURNOUT})"
    rf"|(?:(?:nombre|numero) )?total (?:de |d'){_WHO}|{_TURNOUT} totale?)\b"
)
_MEANS = re.compile(rf"\b{_MEAN}")
_OF_MEANS = re.compile(
    rf"\b(?P<count>{_MEAN}\s*(?:number of |de |d'|des )?(?:{_WHO}|{_TURNOUT})|{_NUMBER}\s*{_WHO}"
    rf"|{_TURNOUT} (?:moyenne|media|promedio))\b"
)


_COUNTRIES = re.compile(
    rf"\b(?P<count>{_NUMBER}\s*(?:(?:different|distinct|various)\s+|differents\s+)?(?:countries"
    rf"|nations|pays"
    r"|paises)(?: (?:differents|distintos|diferentes))?)\b"
)
_REPRESENTED = re.compile(
    r"\b(?:represented|took part|taken part|participat\w+|attended|sent|came|participants (?:come"
    r"|came) from"
    r"|representes?|participe\w*|venus?|presents?|representad[oa]s|participaron|asistieron"
    r"|acudieron"
    r"|enviaron)\b"
)
_ALTOGETHER = (
    r"(?:in total|in all|altogether|overall|all told|total|au total|en tout|en total|en conjunto)"
)
_IN_ALL = re.compile(rf"\b{_ALTOGETHER}\b")
_AT_ALL = re.compile(rf"\b{_ALL}\s+(?:[\w'-]+\s+){{0,2}}?(?P<noun>{MANY})\b")


# "How many people came to the Lima workshop and the one in Oslo together?"
_THE = r"(?:the|our|les?|la|el|l[oa]s|notre|nuestr[oa]) |l'"
_AT = r"(?:to|at|in|for|a|en|de|du|dans)"
_TOGETHER = (
    rf"(?:together|combined|put together|between them|{_ALTOGETHER}|ensemble|reunis|a eux deux"
    r"|juntos|juntas|entre los dos|entre ambos|sumados)"
)
_HAD = (
    r"(?:did|ont (?:reuni|attire|rassemble|compte|accueilli)|tuvieron|reunieron|congregaron"
    r"|juntaron|sumaron)"
)
_SUMMED = re.compile(
    rf"\b{_NUMBER}\s*{_WHO}\b.{{0,40}}?\b(?:{_AT} (?:{_THE})?|aux? |al |{_HAD} (?:{_THE})?)"
    rf"(?P<one>[^,;]+?) (?:and|et|y|e) (?:{_AT} |aux? |al )?(?:{_THE})?(?P<other>[^,;]+?)"
    r"(?: (?:have|had|draw|attract|gather|bring|get|see))?"
    rf",? {_TOGETHER}\W*$"
)


# "Adding up the Lima workshop and the Oslo one, how many …", "si j'additionne A et B"
_ADDS = (
    r"(?:(?:add|sum)(?:ing|s|ed)?(?: up| together)?|combin(?:e|es|ed|ing)"
    r"|(?:put|putting) together|additionn(?:e|es|ez|ons|er|ant)"
    r"|cumul(?:e|es|ez|ons|er|ant)|somm(?:e|es|ez|ons|er|ant)|sum(?:o|a|as|amos|ar|ando|aramos|e)"
    r"|junt(?:o|a|as|amos|ar|ando))"
)
_BETWEEN = r"(?:between|entre)"
_ADDED = re.compile(
    rf"\b(?:(?P<adds>{_ADDS})|{_BETWEEN})\s+"
    rf"(?:(?:the |les |l[oa]s )?(?:two|deux|dos)\b[^,:;]{{0,40}}[,:] )?"
    rf"(?:{_THE})?(?P<one>[^,;?]+?) (?:and|et|y|e|plus|mas|with|avec|con)"
    rf" (?:{_THE})?(?P<other>[^,;?]+?)(?: {_TOGETHER})?(?=\W*(?:$|[,;?]))"
)
_PEOPLE = re.compile(rf"\b(?:{_WHO}|{_TURNOUT})\b")


def summed(text: str, folded: str) -> Shape | None:
    """Recognise "how many people came to the Lima workshop and the Oslo one in all?", in a text
    that still has its "in all", and "if I add A and B, how many people …?"."""
    m = _SUMMED.search(folded)
    if m is None and _PEOPLE.search(folded):
        m = _ADDED.search(folded)
        if m is not None and not _adds_up(m, folded):
            return None
    if m is None or not any(kinds_in(m[side]) for side in ("one", "other")):
        return None
    sides = text[slice(*m.span("one"))], text[slice(*m.span("other"))]
    return Shape("total", measure="people", sides=sides, sure=True)


_SEVERAL = re.compile(r"\b(?:our|all|nos|tou(?:te)?s|nuestr[oa]s|tod[oa]s)\b")


def _adds_up(m: re.Match[str], folded: str) -> bool:
    """Whether two events are added: no "events between A and B", no "our workshops and fairs"."""
    if _SEVERAL.search(f"{m['one']} {m['other']}"):
        return False
    if m["adds"]:
        return True
    before = marked(folded[: m.start()])
    return bool(re.search(rf"\b{_TOGETHER}\b", folded) and not re.search(rf"\b{MANY}\b", before))


class Totalled(NamedTuple):
    """Whether a mean is asked for, where the events' noun stands if there is one, and the
    characters that only ask; whether countries are counted, not people."""

    mean: bool
    noun: tuple[int, int] | None
    said: tuple[tuple[int, int], ...]
    countries: bool = False


def totalled(folded: str, marked: str) -> Totalled | None:
    """Recognise a question for the people at all of several events, in all or on average.

    ``folded`` is ``plain`` text, ``marked`` the same with the events' nouns marked.
    """
    means = _MEANS.search(folded)
    m = _OVER.search(marked) or (_OF_MEANS if means else _TOTAL).search(folded)
    if m is None:
        return _countries(folded, marked)
    said = [n.span() for n in (means,) if n]
    noun = m.span("noun") if "noun" in m.groupdict() else None
    return Totalled(means is not None, noun, (*said, m.span("count")))


def _countries(folded: str, marked: str) -> Totalled | None:
    """Recognise "how many countries were represented at our events?", "combien de pays en
    tout ?"."""
    m, events = _COUNTRIES.search(folded), _AT_ALL.search(marked)
    if m is None:
        return None
    came, whole = _REPRESENTED.search(folded), _IN_ALL.search(folded)
    bare = whole and not re.sub(r"[\W_]", "", folded[m.end() : whole.start()])
    if not (bare or (came and (whole or events))):
        return None
    said = [m.span(), *(found.span() for found in (came, whole) if found)]
    return Totalled(False, events.span("noun") if events else None, tuple(said), countries=True)
