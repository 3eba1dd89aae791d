"""What there was, asked as people talk: "what was on in …?", "on a fait quoi en …?".

As in ``signals``, patterns run over ``plain`` text, those with event nouns over ``marked`` text.
"""

from __future__ import annotations

import re

from icpc_assistant.cards.kinds import MANY, ONE
from icpc_assistant.collection.signals import HELD, SELF, WHAT_ORDER
from icpc_assistant.entities import MONTHS

# A time or place follows, or nothing: no "what was on the agenda".
_THEN = (
    r"(?! \w+ (?:(?:the|this|that|its|le|la|les|cette|el|los|las|este|esta) |l')"
    r"(?!year|month|week|spring|summer|autumn|fall|winter|first|second|last|past|whole|same|annee"
    r"|mois|semaine|ete\b|hiver|automne|premier|second|dernier|ano|mes\b|semana|primer|ultim|segund"
    r"|verano|invierno|otono|primavera))"
    r"(?= (?:in|on|at|during|over|around|between|before|after|since|last|this|that|back|from|by|for"
    r"|throughout|across|abroad|en|a|au|aux|dans|pendant|durant|entre|avant|apres|depuis|durante"
    r"|antes|despues|desde|por|el|la|l'|cette|este|esta)\b|\s*,|\s*$)"
)
_WHEN = (
    rf"(?:{_THEN}|(?= (?:before|after|since|between|avant|apres|depuis|entre|antes|despues|desde)"
    r"\b))"
)
_BEEN = r"(?:fait|eu|organise|tenu|monte|prevu|accompli|realise|mis sur pied)"
_WENT = r"(?:alle|parti|passe|rendu|deplace)e?s?"

_MONTH = "|".join(sorted(name for name in MONTHS if len(name) > 2))
# Read as "which events", where a time or place is told.
WHAT_WAS_ON = re.compile(
    rf"\bwhat (?:all |else )?(?:was|were|is|has been) (?:going )?on{_THEN}"
    rf"|\bwhat (?:all |else )?(?:was|were|has|have) there(?: been)?{_WHEN}"
    rf"|\bwhat (?:all |else )?(?:did|do) {SELF} have(?: (?:going )?on)?{_THEN}"
    rf"|\bwhat (?:all |else )?(?:have|has|had) {SELF} had(?: (?:going )?on)?{_THEN}"
    r"|\b(?:what (?:was|were|is|did \w+ have)|qu'(?:y avait-il|avions-nous|est-ce qu'il y avait)"
    r"|que (?:habia|hubo|teniamos)) (?:on the (?:agenda|calendar|schedule)"
    r"|(?:a l'agenda|au calendrier)|en (?:la agenda|el calendario))"
    r" (?:for|in|of|en|de|del|pour|d')\s?(?:early |late |el |l'|mes de |ano )?"
    rf"(?:{_MONTH}|(?:19|20)\d\d)\b"
    rf"|\b(?:{SELF} (?:a|avons|avez|avait|avions|aviez)|il y (?:a|avait)) (?:deja )?"
    rf"(?:{_BEEN} )?quoi\b(?! (?:de|d'|comme|dans (?:le|la|les|l')|dans l\w+)\b)"
    rf"|\bce qu'il y (?:a eu|avait(?: eu)?|eut){_WHEN}|\blo que (?:hubo|habia|ha habido){_WHEN}"
    rf"|\b(?:il )?s'(?:est|etait) passe quoi\b|\b{SELF} (?:faisait|faisions|faisiez) quoi\b"
    rf"|\bqu'(?:(?:avons|avions)-nous|a-t-on|(?:est-ce qu')?on (?:a|avait)) (?:deja )?eu{_THEN}"
    rf"|\bque faisions-nous\b|\bqu'est-ce que nous (?:avons|avions) eu{_THEN}"
    rf"|\ben que (?:and(?:uv|ab)\w+|estuv\w+|estab\w+|(?:nos|se) met\w+)\b"
    rf"|(?:^|[¿,:] ?|\by )que (?:tuvimos|teniamos|tuvo (?:{SELF})|hemos tenido|montamos"
    rf"|habiamos hecho){_THEN}"
)
# The organisation, called by what it is.
_OUR_HOUSE = (
    r"(?:(?:le|la|notre) |l')(?:reseau|centre|association|organisation|institut|fondation"
    r"|federation|union|ligue|equipe|societe|comite|conseil|coalition|collectif|observatoire)"
)
OURSELVES = re.compile(rf"\b(?:{SELF}|{_OUR_HOUSE})\b")
# "Qu'avait déjà fait le réseau avant … ?"
WHAT_WE_DID = re.compile(rf"\bqu'(?:a|avait) (?:deja )?{HELD} (?:{SELF}|{_OUR_HOUSE})\b")
# "C'était quoi, nos sorties en 2023 ?"
WHAT_WERE_OURS = re.compile(
    rf"\bc'(?:est|etait) quoi\W+(?:deja )?(?:les|nos|vos|tous les|tous nos|toutes (?:les|nos))\s+"
    rf"(?:(?!d[eu]s?\b)[\w'-]+\s+){{0,2}}?(?P<noun>{MANY})\b"
    rf"|\bquoi comme (?:autres? )?(?P<noun2>{MANY})\b"
)
# "Of our events in person, which were not in Lima?"
WHICH_OF_OURS = re.compile(
    r"^(?:(?:and|et|y) )?(?:of|among(?:st)?|parmi|de|d'entre|entre) "
    r"(?:all |tou(?:te)?s |tod[oa]s )?(?:our|the|nos|vos|les|nuestr[oa]s|l[oa]s) (?:[\w'-]+ ){0,2}?"
    rf"(?P<noun>{MANY})\b[^?.;:]{{0,60}}\b(?:which(?: ones)?|lesquel(?:le)?s|cuales)\b"
)
WHERE_WE_WERE = re.compile(
    rf"\bwhere (?:all |else )?(?:were|are) {SELF}{_THEN}"
    rf"|\b{SELF} (?:(?:est|etait|sommes|etions|s'est|se trouvait)(?: {_WENT})?|(?:a|avons) ete"
    rf"|allait|allions) (?:deja )?ou\b"
    rf"|\b(?:a |en |por )?(?:a ?|d)?onde (?:nos |se )?(?:and(?:uv|ab)\w+|hemos andado|movimos"
    rf"|metimos|estabamos|ibamos)\b"
)
# Events to come: "the next event", "événements à venir"; "the next year's events" are none.
TO_COME = re.compile(
    rf"\b(?:next|upcoming|forthcoming|coming|future|prochaine?s?|futur(?:e?s?)|proxim[oa]s?"
    rf"|futur[oa]s?|venider[oa]s?)\s+(?:[\w'-]+\s+)?(?:{MANY}|{ONE})\b"
    r"(?! (?:apres|after|despues)\b)"
    rf"|\b(?:{MANY}|{ONE})\s+(?:a venir|future?s?\b|venider[oa]s?|futur[oa]s?|proxim[oa]s?"
    rf"|por venir|to come|(?:(?:are|is) )?coming up)\b"
)
# "Those that lasted over a day": the length restricts them.
THAT_LASTED = re.compile(
    r"^(?:and |et |y )?(?:only |just |seulement |solo )?(?:those|the ones|ceux|celles|l[oa]s) "
    r"(?:that|which|qui|que) (?:have |had |ont |avaient |han |habian )?"
    r"(?:last|went on|go on|gone on|took|dur)"
)
# A count with nothing named that is counted: "how many does that make in 2023?".
COUNT_OF_THAT = re.compile(
    rf"\bhow many (?:does|did|would) (?:that|this|it|all that) (?:make|come to|add up to)\b"
    rf"|\bhow many (?:have|had|did|do) {SELF} (?:have|had|get|got)(?: up)? (?:to|in)\b"
    rf"|\b(?:ca|cela) (?:nous |vous |en )?(?:fait|faisait) combien"
    rf"(?! d[e']| \w+ (?:de|d')|,? (?:les|des?|d')\b)"
    rf"|\b{SELF} en (?:est|etait|sommes|etions) a combien(?! d[e'])"
    rf"|\bcuant[oa]s (?:van|suman|son en total|llevamos|llevabamos|nos salen)\b"
)
# "What came first and what came after?" tells nothing of how many there are.
FIRST_AND_NEXT = re.compile(
    r"\b(?:what|which)\b.{0,25}\bfirst\b.{0,20}\b(?:and|then)\b.{0,25}\b(?:next|after(?:wards?)?"
    r"|later|second|then|follow\w*|last)\b"
    r"|\bqu\w*\b.{0,25}\b(?:premier|d'abord)\b.{0,12}\b(?:et|puis)\b.{0,30}\b(?:ensuite|apres|suivi|puis"
    r"|second|dernier)\b"
    r"|\bque\b.{0,25}\bprimero\b.{0,5}\by\b.{0,25}\b(?:despues|luego|a continuacion|siguio|segundo"
    r"|ultimo)\b"
)
# What of such a question says in which order, and nothing else.
SEQUENCE = re.compile(
    r"\b(?:first|next|after(?:wards?)?|later|then|second|follow\w*|last|came|premier|d'abord|ensuite"
    r"|apres|puis|suivi|venu\w*|dernier|primero|despues|luego|a continuacion|siguio|segundo|ultimo"
    r"|vin(?:o|ieron))\b"
)
BY_DATE = re.compile(
    rf"\b(?:{WHAT_ORDER}|in (?:date |time )?order(?! to\b)|in order of date|by date|dans l'ordre"
    r"|par (?:ordre de )?date|en orden|por (?:orden de )?fechas?)\b"
)
# A noun for an event only where nothing tells what went out: "la sortie de prison".
_OUTING = (
    r"\b(?:sortie|salida)(?P<many>s?)\b(?! (?:laboral|d[eu]s? |d'|del )"
    r"(?!(?:[\w']+ )?(?:19|20)\d\d|l'annee|cette|ces?\b|este|estos|ano\b|notre|nuestr))"
)
# "Nos rendez-vous européens", and not "vous vous rendez"; "nuestras citas", and not "citas a".
_DATE = (
    r"(?:(?<=\bles )|(?<=\b[nvdc][oe]s )|(?<=\baux )|(?<=\bquels ))(?P<dates>rendez-vous)\b"
    r"|(?<!\bvous )\b(?P<date>rendez-vous)\b"
    r"|(?:(?<=[aeo]s )|(?<=\bde ))(?P<citas>citas)\b|(?:(?<=\bla )|(?<=\buna )|(?<=tra ))cita\b"
)
_LIKE_EVENTS = re.compile(f"{_OUTING}|{_DATE}")
# "Was there really nothing at all that year?"
NOTHING_HELD = re.compile(
    r"\b(?:was|is) there (?:\w+ ){0,2}?(?:nothing|not anything|anything)\b(?: at all)?"
    r"(?= (?:in|on|during|over|that|this|last|from|between)\b|\W*$)"
    r"|\bdid (?:\w+ )?(?:nothing|anything) (?:\w+ ){0,3}?(?:happen|take place|go on)\b"
    rf"|\bdid {SELF} (?:\w+ ){{0,2}}?(?:do|hold|organi[sz]e) (?:nothing|anything)\b"
    r"|\b(?:n')?y a-t-il (?:\w+ )?rien eu\b|\b(?:il )?n'y a (?:\w+ )?rien eu\b"
    r"|\brien ne s'est (?:-il )?passe\b|\bne s'est-il (?:\w+ )?rien passe\b"
    rf"|\bn'(?:avons-nous|a-t-on|a-t-il) (?:\w+ )?rien {HELD}\b"
    rf"|\bno (?:hubo|paso|hicimos|hizo|se {HELD}|organizamos) (?:\w+ )?nada\b"
)
# "The last thing we took part in", "le dernier truc auquel on a participé": the last event.
LAST_THING = re.compile(
    r"\b(?:the (?:very )?)?(?P<which>(?:first|last|latest|most recent) thing"
    r"|(?:premiere?|derniere?) (?:truc|chose)(?: en date)?"
    r"|(?:primera|ultima) cosa|lo (?:primero|ultimo))"
    rf" (?:(?:that|which|in which|que|qu'|auquel|a laquelle|a quoi|en (?:lo|la) que)\s*)*"
    rf"(?:{SELF} (?:(?:a|avons|avez|ont|have|had|ever) )*{HELD}\b"
    rf"|(?:(?:hemos|ha|se) )?{HELD}\b)"
)


def said_as_events(folded: str) -> tuple[str, list[tuple[int, int]]]:
    """Return ``plain`` text with an event's noun, as long as they, for words that stand for
    events of any kind, and where these are."""
    met = list(_LIKE_EVENTS.finditer(folded))
    for m in met:
        if m["many"] is not None:
            noun = f"evento{m['many']}"
        elif m["dates"] or m["date"]:
            noun = f"initiative{'s' if m['dates'] else ' '}"
        else:
            noun = "actos" if m["citas"] else "acto"
        folded = folded[: m.start()] + noun + folded[m.end() :]
    return folded, [m.span() for m in met]
