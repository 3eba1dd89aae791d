"""Questions for people by whose they are: our own who went somewhere ("who travelled to Lima for
us?"), those of an organisation whom we met ("quién del Gremio conocimos")."""

from __future__ import annotations

import re

from icpc_assistant.cards.kinds import MANY, ONE
from icpc_assistant.collection.signals import SELF

Span = tuple[int, int]

_NO_EVENT = rf"(?!\w|\W*(?:\w+\s+)?(?:{MANY}|{ONE}))"  # "speakers at ICPC conferences"
_AND = r"^(?:(?:and|so|et|alors|y|pues) )?"
_WHO = rf"{_AND}(?:who(?:m)?|qui|(?:a |con )?quien(?:es)?)\b"
_PEOPLE = (
    r"(?:people|persons?|colleagues?|members?|staff|speakers?|personnes?|gens|collegues?|membres?"
    r"|personas?|gente|colegas?|miembros?|companer[oa]s?)"
)
_OUR_PEOPLE = re.compile(
    rf"{_WHO} (?:(?:from|at|of|in|de chez|chez|dans|de|du|d'|del|en) ?(?:W+|us|ours|nous"
    r"|nosotr[oa]s|(?:our|notre|nuestr[oa]) (?:team|staff|side|end|office|organi[sz]ation"
    r"|equipe|cote|bureau|organisation|equipo|lado|oficina|organizacion))|de l[oa]s nuestr[oa]s"
    r"|des notres|parmi nous|entre nosotr[oa]s)(?!\w)"
    rf"|{_AND}(?:(?:which|what|quel(?:le)?s?|que) )?{_PEOPLE} (?:from|of|at|de|du|d'|del) ?W+"
    rf"{_NO_EVENT}|{_AND}(?:which|what|who) of (?:us|ours|our (?:own )?{_PEOPLE})\b"
    rf"|{_AND}(?:l[ae]quel(?:le)?s?|qui) d'entre nous\b"
    rf"|{_AND}(?:cual|quien)(?:es)? de nosotr[oa]s\b"
    rf"|{_AND}(?:quel(?:le)?s?|lesquel(?:le)?s) (?:de )?nos {_PEOPLE}\b"
    rf"|{_AND}(?:que|cuales de) nuestr[oa]s {_PEOPLE}\b"
)
_FOR_US = re.compile(
    r"\b(?:(?:on|in) our (?:behalf|name)|on behalf of (?:us|W+)|for (?:us|W+)|from our (?:side|team"
    r"|end|staff)|as our (?:delegates?|representatives?|envoys?|spokes\w+)"
    r"|de notre (?:part|cote|equipe)|en notre nom|pour (?:nous|notre compte"
    r"|W+)|au nom (?:de |d'|du )?(?:nous|W+)|por (?:nosotr[oa]s|nuestra parte|W+|parte (?:nuestra"
    r"|del? W+))|de nuestra parte|de nuestro (?:lado|equipo)|en (?:nuestro nombre"
    r"|nombre (?:nuestro|del? W+)))(?!\w)"
)
_WAS_THERE = re.compile(
    r"\b(?:travel\w*|went|go|gone|flew|flown|been|was|were|there|attend\w*|t[ao]+ke?n? part"
    r"|participat\w*|sp[eo]+ke?n?|present\w*|represent\w*|join\w*|visit\w*|turned up|sent|alle?e?s?"
    r"|partie?s?|rendue?s?|assist\w+|particip\w+|pris part|intervenu\w*|parle|etait|etaient|ete"
    r"|voyage\w*|deplace\w*|envoy\w+|viaj\w+|fue|fueron|ido|estuv\w+|estado|asisti\w+|habl\w+"
    r"|intervin\w+|intervenido|acudi\w+|desplaz\w+|enviad\w+)\b"
)
_MET = (
    r"(?:me[et]t?|seen?|saw|talk(?:ed)?|sp[eo]+ke?n?|work(?:ed)?|know|knew|deal|dealt|come across"
    r"|(?:deja )?(?:rencontre|vue?|parle|travaille|croise|discute|echange|collabore)\w*)"
)
_CONOCIMOS = (
    r"(?:(?:nos |se )?(?:(?:hemos|ha) )?(?:cono\w+|vimos|vist[oa]|encontr\w+|reun\w+|habl\w+"
    r"|trabaj\w+|colabor\w+|trat\w+|coincid\w+))"
)
_OF = r"(?:from|at|of|with|in|de|du|des|d'|chez|au|aux|a|del|en)"
_MET_OF = re.compile(
    rf"^(?:(?:and|so|et|alors|y|pues|with|avec|a|con) )*(?:who(?:m)?|(?:which|what) people|anyone"
    rf"|qui|quelles? personnes?|quien(?:es)?|que personas?) {_OF}(?: |(?<=')).+?"
    rf"(?:\b(?:did|have|has|had|do) {SELF}\b.*\b{_MET}|\b(?:avons-nous|a-t-on|{SELF} (?:a|avons|ai)"
    rf"(?:-t-(?:il|elle))?)\b.*\b{_MET}|\b{_CONOCIMOS})\b"
    rf"|^(?:who are |quels sont |qui sont |quienes son |(?:do|have) we (?:have |any )*"
    r"|avons-nous des |tenemos )?(?:our |nos |nuestr[oa]s )?(?:contacts?|contactos?|interlocut\w+"
    rf"|counterparts?) {_OF}\b"
)


def our_people(folded: str) -> tuple[Span, ...]:
    """Return the words of ``plain`` text, our names marked, that ask who of us was somewhere;
    none where nothing asks so."""
    there, us = _WAS_THERE.search(folded), _OUR_PEOPLE.match(folded)
    who, for_us = re.match(_WHO, folded), _FOR_US.search(folded)
    if there is None or not (us or (who and for_us)):
        return ()
    return tuple(m.span() for m in (there, us, who, for_us) if m)


def met_of_house(folded: str) -> bool:
    """Whether ``plain`` text asks whom of somebody else's we met, whoever that is."""
    return _MET_OF.match(folded) is not None
