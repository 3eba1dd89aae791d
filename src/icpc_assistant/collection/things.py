"""Questions that ask for the places, people, organisations, months or years of the events.

"How many countries have we worked in?", "quels partenaires …", "¿cuál fue el mes con más eventos?":
what is asked for, what counts or lists it, and the verb that ties it to the events. As in
``signals``, patterns with event nouns run over ``marked`` text, those with verbs over ``plain``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from icpc_assistant.cards.geography import key_of, territories
from icpc_assistant.cards.institutions import is_house
from icpc_assistant.cards.kinds import MANY, MANY_DOCUMENTS, ONE
from icpc_assistant.collection.clauses import before_brackets
from icpc_assistant.collection.request import Asked
from icpc_assistant.entities import MONTHS
from icpc_assistant.timespan.vocabulary import SEASON

Span = tuple[int, int]

# Each noun for many and for one.
_NOUNS: dict[Asked, tuple[str, str]] = {
    "continent": (
        "continents|continentes|regions of the world|parts of the world|regions du monde"
        "|regiones del mundo|partes del mundo",
        "continent|continente",
    ),
    "country": ("countries|nations|pays|paises", "country|nation|pais"),
    "city": ("cities|towns|villes|ciudades", "city|town|ville|ciudad"),
    "venue": ("venues|salles|sedes", "venue|salle|sede"),
    "place": (
        "places|locations|destinations|lieux|endroits|lugares|sitios|destinos",
        "place|location|destination|lieu|endroit|lugar|sitio|destino",
    ),
    "person": ("people|persons|personnes|gens|personas", "person|personne|persona"),
    "organisation": (
        "organi[sz]ations|institutions|agencies|partners|organismes|partenaires|agences"
        "|organizaciones|instituciones|socios|entidades|organismos",
        "organi[sz]ation|institution|partner|organisme|partenaire|organizacion|institucion|socio",
    ),
    "year": ("years|annees|anos", "year|annee|ano"),
    "month": ("months|mois|meses", "month|mes"),
}
_PLACES: frozenset[Asked] = frozenset({"continent", "country", "city", "venue", "place"})
_TIMES: frozenset[Asked] = frozenset({"year", "month"})


def _nouns(number: int) -> str:
    return "|".join(f"(?P<{asked}>{forms[number]})" for asked, forms in _NOUNS.items())


_COUNTED = (
    r"(?:how many|(?:the )?number of|combien (?:de |d')|(?:le )?nombre (?:de |d')|cuant[oa]s"
    r"|(?:el )?numero de)"
)
_OTHER = (
    r"(?:(?:different|distinct|various|foreign|other|partner|main|of (?:the|our)|differente?s"
    r"|autres|divers(?:es)?|principaux|principales|distint[oa]s|diferentes|otr[oa]s)\s+){0,2}"
    # What follows the noun in French and Spanish.
    r"(?P<region>(?:(?:latin|south|north|central|east|west|southern|northern|eastern|western)[ -])?"
    r"(?:african|european|asian|american|caribbean|arab|nordic|scandinavian|mediterranean|pacific"
    r"|balkan|baltic)\s+)?"
)
_LISTED = (
    r"(?:(?:which|what|quel(?:le)?s|que|cuales)"
    r"(?:\s+(?:are|were|have been|sont|ont ete|etaient|son|fueron|han sido)"
    r"\s+(?:all )?(?:the|les|tous les|toutes les|los|las|todos los|todas las|our|nos|nuestr[oa]s))?"
    r"|(?:list|show|name|give|tell|liste|donne|montre|cite|enumere|lista|muestra|dame|dime|enumera)"
    r"\w*\b[^?.]{0,30}?\b(?:the|all|les|los|las)"
    r"|^(?:(?:all |tou(?:te)?s |tod[oa]s )?(?:the|les|los|las) )?)"
)
_ASKED = re.compile(
    rf"(?<!from )(?<!de )(?<!desde )\b(?:(?P<counted>{_COUNTED})|{_LISTED})\s*{_OTHER}"
    rf"(?:{_nouns(0)})\b"
)
# "Which universities …", "quels centres ou maisons …": told by what sort of house they are.
_SORT = re.compile(
    rf"(?<!from )(?<!de )(?<!desde )\b(?P<asks>(?P<counted>{_COUNTED})|{_LISTED})\s*"
    r"(?:(?!of\b|d[eu]s?\b|our\b|nos\b)[a-z'-]+\s+){0,2}?(?P<house>[a-z-]+s)\b"
)
_NAMED = re.compile(
    r"\b(?:(?:are|were|is|get|gets|have been|been)\s+(?:mentioned|named|cited|quoted)"
    r"|(?:appear\w*|come up|turn up|crop up)|(?:sont|ont ete|etaient)\s+(?:mentionne\w*|nomme\w*"
    r"|cite\w*)|apparai\w+|figurent|(?:se|son|han sido|fueron)\s+(?:menciona\w*|nombra\w*|cita\w*)"
    r"|aparec\w+|figuran)\b"
    r"(?:\s+(?:in|dans|en) (?:(?:our|the|your|les|nos|vos|l[oa]s|nuestr[oa]s) )?"
    rf"{MANY_DOCUMENTS})?"
)
_SET_UP = re.compile(
    r"\b(?:(?:co-?)?host(?:ed)?|(?:co-?)?organi[sz]ed?|welcomed|(?:ont |a )?(?:accueilli\w*"
    r"|(?:co-?)?organise\w*|recu)|(?:han )?(?:acogido|coorganizado|organizado|recibido)"
    r"|acogieron|(?:co)?organizaron|recibieron)\b(?:\s+(?:or|and|ou|et|o|y)\b)?"
)
# "…, and for which event?": the answer tells it with each.
_AND_WHICH = re.compile(
    r",?\s*\b(?:and|et|y|e) (?:(?:about|for|at|in|on|with|de|d'|a propos d[eu]|au sujet d[eu]|pour"
    r"|dans|a|en|lors d[eu]|a proposito de|con|para|sobre)\s*)?"
    r"(?:(?:which|what|quel(?:le)?s?|que|cual(?:es)?)"
    rf"(?:\s+(?:{MANY}|{ONE}|occasions?|ocasion(?:es)?))?|when|quand|cuando)(?:\s+for)?\W*$"
)
# The organisation itself, as the one that acts or is acted with.
_US = re.compile(
    rf"\b(?:W+|we|us|nous|nosotros|a-t-on|est-on"
    rf"|on (?:a|est|etait)|avons|avions|sommes|etions|hemos|estamos|tenemos|\w{{2,}}(?:amos|imos)"
    rf"|nos (?:han?|reun\w+|represent\w+|visit\w+)|(?:the|our) (?:organi[sz]ation|team)"
    rf"|our (?:people|staff|colleagues|delegates|members)"
    rf"|notre (?:equipe|organisation)|nuestr[oa] (?:equipo|organizacion)"
    rf"|(?:our|nos|nuestr[oa]s)\s+(?P<told>[\w'-]+\s+)?{MANY})(?!\w)"
)
_EVENTS = re.compile(rf"\b{MANY}\b|\b(?:an?|any|une?|algun) {ONE}\b")
_HELD = re.compile(
    r"\b(?:held|hold|took place|take place|taken place|happen(?:ed)?|organi[sz]ed?|host(?:ed|s)?"
    r"|welcom\w+|were there|there (?:were|have been)|eu lieu|deroul\w+|tenue?s?|accueill\w+"
    r"|organise\w*|y a-t-il(?: eu)?|y avait-il|y a(?:vait)?(?: eu)?|celebr\w+|hubo|ha habido"
    r"|tuvieron lugar|tenido lugar|organizar\w+|organizado|acog\w+|recib\w+)\b"
)
# To be somewhere.
_BEEN = re.compile(
    r"\b(?:go|gone|went|been|travel\w*|visit\w*|work(?:ed|ing)?|present|active|operat\w+"
    r"|gather\w*|conven\w+|get together|got together|turn(?:ed)? up"
    r"|interven\w*|participat\w+|took part|take[n]? part|attend\w*|met|meet|run|ran"
    r"|(?:were|are) (?:W+|we)|d[io]d? (?:W+|we) do|all(?:e|ee|es|ees)"
    r"|travaill\w+|ete"
    r"|rendue?s?|deplace\w*|voyag\w+|particip\w+|mene\w*|reuni\w*|agi|actifs?|presents?"
    r"|sommes-nous|etions-nous|ido|estado|estuvimos|estuvo|viaj\w+|trabaj\w+|fuimos|presentes"
    r"|activos|recorrid\w+|desplazad\w+|actu\w+)\b"
)
# "The countries visited", as ``recognise`` writes "les pays visités" too.
_VISITED = re.compile(r"\s+(?:that were )?visit(?:ed|dd?|ees?|ad[oa]s)\b")
NO_EVENTS = re.compile(
    rf"\b(?:no|without(?: any)?|not (?:have|had)(?: any)?|aucune?|pas d[e']|sans|sin|ningun[oa]?)"
    rf" (?:(?:de |des |of (?:the|our) )?(?:{MANY}|{ONE}))\b"
)
_WITH = re.compile(
    r"\b(?:with|avec|con)\s*$|\b(?:work\w*|collaborat\w*|partner\w*|travaill\w+) (?:with|avec)\b"
)
_MET = re.compile(
    r"\b(?:represent\w*|met|meet|work(?:ed)? with|rencontr\w+|travaille\w* avec|avec"
    r"|conoc\w+|encontr\w+|reun\w+|trabaj\w+ con|con)\b"
)
_TOGETHER = re.compile(
    r"\b(?:work(?:ed|ing)?|with|partner(?:ed)?|collabor\w+|cooperat\w+|organi[sz]ed?|met|meet"
    r"|do we have|have we had|travaill\w+|cooper\w+|organise\w*|rencontr\w+|avons-nous(?! \w)"
    r"|trabaj\w+|colabor\w+|reun\w+|organizad\w*|tenemos)\b"
)
_PARTNERS = re.compile(r"(?<=our )partners\b|(?<=nos )partenaires\b|(?<=nuestros )socios\b")

_MOST = (
    rf"busiest|most (?:active|visited|often|frequently|frequented)"
    rf"|(?:visit\w+|appear\w*|(?:show|come|turn)s? up|featured?s?|named|mentioned) (?:the )?most"
    rf"(?: often)?|(?:apparai\w+|revien\w+|figure|cite\w*|nomme\w*|mentionne\w*) le plus"
    rf"|(?:aparec\w+|sale|se repite|figura|mencionad[oa]) mas(?! {MANY})"
    rf"|(?:the )?most\s+(?:of (?:the|our) )?{MANY}|(?:highest|largest|greatest) number of {MANY}"
    rf"|plus (?:charge|actif|active|souvent|visite|frequente|rempli)e?s?"
    rf"|plus (?:grand nombre )?(?:de |d')\s*(?:nos )?{MANY}"
    rf"|mas (?:activ|cargad|ocupad|visitad|movid|frecuent|intens)\w*|mas (?:a menudo|veces)"
    rf"|mas {MANY}|mayor (?:numero|cantidad) de {MANY}"
)
_FEWEST = (
    rf"quietest|least (?:active|visited|often)|fewest {MANY}|(?:lowest|smallest) number of {MANY}"
    rf"|moins (?:charge|actif|active|souvent|visite|frequente)e?s?|moins (?:de |d')\s*{MANY}"
    rf"|menos (?:activ|cargad|visitad|frecuent)\w*|menos {MANY}|menor (?:numero|cantidad) de {MANY}"
)
_EXTREME = re.compile(rf"\b(?:(?P<most>{_MOST})|(?P<fewest>{_FEWEST}))\b")
# "Were there more events in 2021 or in 2022?"
_YEAR = r"(?:19|20)\d\d\b"
_MORE_IN_A_YEAR = re.compile(
    rf"\b(?P<more>(?:more|plus (?:de |d')|mas|(?P<fewer>fewer|less|moins (?:de |d')|menos))"
    rf")\s*(?P<noun>{MANY})\b.*\b{_YEAR}\W+(?:(?:or|ou|o|than|que)\b(?: (?:in|en))?|qu'en) {_YEAR}"
)
# "More events in Canada or in Mexico?"
_MORE_SOMEWHERE = re.compile(
    rf"\b(?P<more>(?:more|plus (?:de |d')|mas|(?P<fewer>fewer|less|moins (?:de |d')|menos))"
    rf")\s*(?P<noun>{MANY})\b.*?\b(?:in|at|en|aux?|a|dans)\s+(?:the |la |le |el |l')?"
    r"(?P<one>[\w' -]{3,30}?)\s+(?P<or>(?:or|ou|o|than|que|qu')\s*)"
    r"(?:(?:in|at|en|aux?|a|dans)\s+)?(?:the |la |le |el |l')?(?P<other>[\w' -]{3,30})$"
)
# What stands on either side of "or" and is no place.
_NO_PLACE = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}|{SEASON}|half|quarter|semest\w+|trimest\w+|years?|months?|annees?|mois|anos?"
    r"|mes(?:es)?|weeks?|semaines?|semanas?|person|people|line|ligne|linea|\d+)\b"
)
# "Who took part in the most events?"
_WHO_MOST = re.compile(
    r"^(?:and |et |y )?(?:who|qui|quien(?:es)?|which (?:people|persons?|speakers?)"
    r"|quelles? personnes?|que personas?)\b(?P<did>.{0,60}?)\b"
    rf"(?:(?P<most>(?:the )?most(?: of (?:the|our))?|(?:the )?(?:highest|largest"
    rf"|greatest) number of"
    r"|(?:le )?plus (?:grand nombre )?(?:de |d')\s*(?:nos )?|(?:el )?mayor (?:numero|cantidad) de"
    r"|mas)"
    r"|(?P<fewest>(?:the )?fewest|(?:le )?moins (?:de |d')|menos))\s*"
    rf"(?P<noun>{MANY})\b"
)
# Who organised or paid for them is no person at them.
_BESIDE_BEING_THERE = re.compile(
    r"\b(?:organi[sz]\w*|host\w*|fund\w*|financ\w*|sponsor\w*|coordin\w*|accueill\w*|acog\w*|with"
    r"|avec"
    r"|con)\b"
)
EITHER = re.compile(
    "|".join(f"\\b(?P<{asked}>{many}|{one})\\b" for asked, (many, one) in _NOUNS.items())
)
_HAD = re.compile(
    r"\b(?:had|has|saw|seen|drew|counted|compt\w+|connu|vu|reuni\w*|concentr\w+|registr\w+|tuvo"
    r"|ha (?:tenido|habido)|conto)\b"
)
_OPENS = re.compile(
    r"(?:(?:apart from|aside from|besides|other than|except(?: for)?|hormis|a part|en dehors d[eu]"
    r"|outre|aparte d[eu]l?|ademas de|fuera de) [^,]{2,40},\W*)?"
    r"(?:(?:and|so|et|y|in|at|en|dans|a)\s+)*(?:which|what|quel|cual|que\b|the\b|our\b|le\b|la\b"
    r"|notre\b|el\b|nuestr|give|tell|show|name|donne|dis|montre|dame|dime|busiest|most)"
)


@dataclass(frozen=True, slots=True)
class Things:
    """What is asked for, and ``said``: the words that ask, which restrict nothing."""

    asked: Asked
    said: tuple[Span, ...]
    counted: bool = False
    most: bool = True
    sure: bool = False  # whether its words leave no doubt
    named: bool = False  # whether whoever a bulletin names counts, not organisers alone
    noun: Span | None = None  # of the events counted, where it may tell their kind


def asked_for(folded: str, marked: str) -> Things | None:
    """Return what a question counts or lists beside the events themselves, or ``None``."""
    end = before_brackets(folded)
    folded, marked = folded[:end], marked[:end]
    for m in _ASKED.finditer(folded):
        asked, at = _of(m), m.end()
        tie = _tie(m, folded, marked)
        if tie is not None:
            found = [*tie.finditer(folded, at), *_US.finditer(marked, at)]
            said = _around(m.span(), m.span("region"))
            told = [span for n in found for span in _around(n.span(), _told(n))]
            besides = [n.span() for n in _AND_WHICH.finditer(marked, at)]
            return Things(asked, (*said, *told, *besides), m["counted"] is not None)
    return _sorts_asked_for(folded, marked)


def _sorts_asked_for(folded: str, marked: str) -> Things | None:
    """Return that organisations of a sort are asked for: "which universities are mentioned?"."""
    m = _SORT.search(folded)
    if m is None or not is_house(m["house"]):
        return None
    named, set_up = _NAMED.search(marked, m.end()), _SET_UP.search(folded, m.end())
    of_ours = _EVENTS.search(marked, m.end()) if set_up else None
    if not named and not of_ours:
        return None
    ties = [n.span() for p in (_NAMED, _US, _AND_WHICH) for n in p.finditer(marked, m.end())]
    ties += [n.span() for n in _SET_UP.finditer(folded, m.end())]
    return Things(
        "organisation", (m.span("asks"), *ties), m["counted"] is not None, named=named is not None
    )


def _around(whole: Span, part: Span) -> tuple[Span, ...]:
    """Return a span without the part that restricts, if there is one."""
    return (whole,) if part[0] < 0 else ((whole[0], part[0]), (part[1], whole[1]))


def _told(m: re.Match[str]) -> Span:
    """Return where "our online events" says which: that restricts them."""
    return m.span("told") if m.groupdict().get("told") else (-1, -1)


def _tie(m: re.Match[str], folded: str, marked: str) -> re.Pattern[str] | None:
    """Return the verbs that say what the events have to do with the thing asked for, if any."""
    asked, before, rest = _of(m), folded[: m.start()], folded[m.end() :]
    us, events = _US.search(marked, m.end()), _EVENTS.search(marked, m.end())
    if asked in _PLACES:
        if _WITH.search(before) or _WITH.search(rest):
            return None
        if (us and _BEEN.search(rest)) or _VISITED.match(rest):
            return _BEEN
        return _HELD if (us or events) and _HELD.search(rest) else None
    if asked in _TIMES:
        # "How many years have we worked …" asks how long.
        if m["counted"] and not re.search(r"\b(?:in|en|dans)\s+$", before):
            return None
        return _BEEN if events or (us and _BEEN.search(rest)) else None
    if asked == "person":
        met = _MET.search(rest) or re.search(r"\b(?:with|avec|con)\s+$", before)
        return _MET if us and met else None
    together = us and (_TOGETHER.search(rest) or re.search(r"\b(?:with|avec|con)\s+$", before))
    return _TOGETHER if together or _PARTNERS.search(m.group()) else None


def busiest(folded: str, marked: str) -> Things | None:
    """Return what a question like "which month had the most events?" asks for, or ``None``."""
    of_two = _MORE_IN_A_YEAR.search(marked)
    if of_two is not None:
        ties = [m.span() for p in (_BEEN, _HELD, _HAD) for m in p.finditer(folded)]
        said = (of_two.span("more"), *ties)
        return Things("year", said, most=of_two["fewer"] is None, noun=of_two.span("noun"))
    of_two = _MORE_SOMEWHERE.search(marked)
    if of_two is not None and not _NO_PLACE.search(f"{of_two['one']} {of_two['other']}"):
        countries = [key_of(of_two[side]) in territories() for side in ("one", "other")]
        place: Asked = "country" if all(countries) else "place" if any(countries) else "city"
        ties = [m.span() for p in (_BEEN, _HELD, _HAD) for m in p.finditer(folded)]
        said = (of_two.span("more"), *ties)
        most = of_two["fewer"] is None
        return Things(place, said, most=most, noun=of_two.span("noun"), sure=True)
    who = _WHO_MOST.search(marked)
    if who is not None and not _BESIDE_BEING_THERE.search(who["did"]):
        said = ((who.start(), who.start("noun")),)
        return Things(
            "person", said, most=who["most"] is not None, noun=who.span("noun"), sure=True
        )
    extreme = _EXTREME.search(marked)
    if extreme is None or not _OPENS.match(marked):
        return None
    noun = EITHER.search(folded)
    if noun is None:
        return None
    asked = _of(noun)
    most = extreme["most"] is not None
    if asked in _TIMES and not most:
        return None  # a month without events is the quietest, and no bulletin tells of it
    ties = [m.span() for p in (_BEEN, _HELD, _TOGETHER, _HAD) for m in p.finditer(folded)]
    return Things(asked, (noun.span(), extreme.span(), *ties), most=most)


def _of(m: re.Match[str]) -> Asked:
    """Return which noun a pattern met."""
    return next(asked for asked in get_args(Asked) if m.groupdict().get(asked))


def sort_of_place(folded: str) -> Asked:
    """Return whether countries or cities are asked for, or either."""
    if re.search(r"\b(?:countries|country|pays|paises|pais)\b", folded):
        return "country"
    return "city" if re.search(r"\b(?:cit(?:y|ies)|villes?|ciudad(?:es)?)\b", folded) else "place"
