"""Whether the words around a place say that the event, or a part of it, took place there."""

from __future__ import annotations

import re

from icpc_assistant.cards.elsewhere import (
    ABSENT,
    FAR,
    LIVED,
    UNREAL,
    Setting,
    clause_of,
    owned,
    set_elsewhere,
)
from icpc_assistant.cards.kinds import nouns_in
from icpc_assistant.cards.text import Sentence

_ARTICLE = r"(?:the\s+|la\s+|le\s+|el\s+|les\s+|los\s+|l')?"
_TOWN = r"(?:(?:city|town|ville|ciudad|municipality|village|capital|capitale) (?:of|de|d')\s*)?"
LOCATIVE = re.compile(
    r"(?:\b(?:in|at|near|around|outside|downtown|en|dans|aux?|a)\s+" + _ARTICLE + _TOWN + r")$"
)
_TOWARDS = re.compile(r"\b(?:to|at|in|on|into|for|a|aux?|en|dans|vers|hacia)\s+" + _ARTICLE + "$")
MOTION = re.compile(
    r"\b(?:mission|visit|trip|travel\w*|tour|went|came|voyage|deplacement|visite|rend\w*"
    r"|mision|viaje|visita|viaj\w+|moved|crossed|drove|sailed|flew|headed|journeyed|continued"
    r"|arrived|returned|gone|took (?:\w+ ){1,9}|deplac\w+|poursuivi\w*|rejoin\w+|gagne|transport\w+"
    r"|arriv\w+|traslad\w+|desplaz\w+|subieron|bajaron|lleg\w+|acudieron)\s+"
    r"(?:[a-z-]+\s+){0,2}?(?:to|in|into|at|a|au|aux|en|dans|vers|hasta|hacia)\s+(?:the\s+|la\s+"
    r"|le\s+"
    r"|l'|los\s+)?(?:[a-z]\w+\s+(?:of|de|d'|and|et|y)\s*)?(?:[a-z]\w+\s+(?:and|et|y)\s+)?$"
    r"|\b(?:visited|visits|toured|visito|visitaron|visite|visita|visitent|recorri\w+|parcouru"
    r"|visitaient)\s+(?:a\s+|la\s+|le\s+|the\s+)?$"
)
_HOSTS = re.compile(
    r"(?:\s+\w+)?\s+(?:hosted|welcomed|acogio|fue sede|a accueilli|accueillait|recibio|reunio"
    r"|gathered|brought together)\b"
)
_HELD = (
    r"\b(?:held|took place|takes place|hosted|organi[sz]ed|gathered|met|meeting|tenue?s?"
    r"|deroulee?s?"
    r"|eu lieu|organisee?s?|reuni\w*|accueilli\w*|celebr\w+|tuvo lugar|realiz\w+|organizad[oa]"
    r"|reunieron|acheve\w*|ouvert\w*|clos\w*|closed|opened|ended|inaugur\w+|conclu\w+|convened"
    r"|worked|trabaj\w+|travaill\w+|spent|passe)"
)
_HELD_IN = re.compile(
    _HELD + r"(?:,?\s+[a-z]+){0,4}?,?\s+(?:in|at|a|en)\s+(?:the\s+|la\s+|le\s+|el\s+)?$"
)
# "tenue à la salle des fêtes de Trélazé", "in the old stock exchange of Lille".
_HALL = (
    r"\b(?:at|in|inside|outside|on|a|aux?|en|dans|sur)\s+(?:the|la|le|el|l'|les|los)?\s*(?:[a-z'-]+\s+){0,2}?"
    r"(?:halls?|rooms?|library|centre|center|headquarters|campus|theatre|auditorium|museum|school"
    r"|hospital|barracks|square|stadium|mill|church|cathedral|castle|courthouse|station|market|abbey"
    r"|port|harbour|exchange|factory|salle|mairie|siege|locaux|bibliotheque|musee|ecole|hopital|palais"
    r"|chateau|hotel|gymnase|stade|lycee|college|caserne|citadelle|gare|halles?|marche|eglise|douane"
    r"|prison|usine|refectoire|place|sede|salon|biblioteca|museo|ayuntamiento|universidad|universite"
    r"|university|escuela|teatro|centro|palacio|auditorio|casa|maison|plaza|libreria|iglesia|catedral"
    r"|castillo|estacion|mercado|estadio|coliseo|cuartel|pabellon|convento|colegio|fabrica|puerto"
    r"|gimnasio|cine|cinema|parque)\b"
)
_HALL_OF = re.compile(
    _HELD + r"\b[^.;:]{0,80}?" + _HALL + r"\s+(?:[a-z'-]+\s+){0,4}?(?:of|de|d'|in|at|a)\s*$"
)
_IN_HALL = re.compile(_HALL + r"(?:\s+[a-z0-9'-]+){0,5}?,?\s+(?:of|de|d'|in|at|a|en)\s*$")
_AT = re.compile(_HELD + r"\b.{0,120}$")
_OPENS = re.compile(r"^(?:then\s+)?(?:in|at|a|en)\s+(?:the\s+|la\s+)?" + _TOWN + "$")
_PAST = re.compile(
    r"(?:ed|ait|aient|ont|aron|ieron|\ba [a-z]+e|took|spent|found|met|told|saw|went|held)\b"
)
_SEATED = re.compile(r"(?!\w+day )\b[A-ZÀ-Þ][\w’'-]+\s+(?:\([^)]*\)\s+)?(?:in|at|à|en|of|de)\s+$")
# "filled the student quarter of Ghent": the town that an event took over.
_TOOK_OVER = re.compile(
    r"\b(?:filled|took over|occupied|returned to|came to|turned|moved through|animated|investi\w*"
    r"|rempli\w*|anime\w*|envahi\w*|occupe\w*|lleno|llenaron|ocupo|ocuparon|tomo|recorrio)\s+"
    r"(?:the|la|le|les|el|los|las)\s+(?:[a-z'-]+\s+){0,3}?(?:quarters?|streets?|centre|center"
    r"|squares?"
    r"|halls?|parks?|riverside|waterfront|harbour|port|campus|stadium|market|rues?|quartiers?"
    r"|places?"
    r"|halles?|parcs?|calles?|barrios?|plazas?|centro|parques?|salles?|salas?)\s+"
    r"(?:of|in|de|du|d'|del|a)\s*$"
)


def took_place(sentence: Sentence, at: int, end: int, setting: Setting, *, city: bool) -> bool:
    """Whether the event took place where ``sentence.text[at:end]`` names."""
    before, behind = sentence.folded[:at], sentence.folded[end:]
    if set_elsewhere(sentence, at, end, setting):
        return False
    near = before[-90:]
    if city and sentence.lead and _TOOK_OVER.search(near):
        return True
    if dateline(sentence, at, end) or (city and at < 12 and _HOSTS.match(behind)):
        return True
    if city and sentence.lead and re.match(r"\s+(?:hosted|acogio|a accueilli)\b", behind):
        return True
    if sentence.heading:
        return False
    if told_there(sentence, at, setting) or _HALL_OF.search(before):
        return True
    if _in_hall(sentence, at, setting) and city:
        return True
    if owned(sentence, at):
        return False
    # "the School of Law in Seoul": where an institution is, unless something was held there.
    if _SEATED.search(sentence.text[:at]) and not held_near(sentence, at):
        return False
    told = sentence.lead or sentence.held or eventful(sentence) or held_near(sentence, at)
    return told and bool(LOCATIVE.search(before))


def _in_hall(sentence: Sentence, at: int, setting: Setting) -> bool:
    """Whether a sentence that tells of the event names a house of the place: "en la plaza de …"."""
    if not _IN_HALL.search(sentence.folded[:at]) or LIVED.search(sentence.folded[:at]):
        return False
    return sentence.lead or any(sentence.start <= d < sentence.end for d in setting.dated[:1])


def told_there(sentence: Sentence, at: int, setting: Setting) -> bool:
    """Whether the words before a place need no gazetteer to make it one of the event's."""
    before = sentence.folded[:at]
    if UNREAL.search(clause_of(before)) or ABSENT.search(before[-90:]):
        return False
    if any(s < sentence.start + at < e for s, e in setting.spoken):
        return False
    if MOTION.search(before) or _HELD_IN.search(before):
        return True
    if _OPENS.match(before) and not sentence.heading:
        return bool(_PAST.search(sentence.folded))
    on_day = any(sentence.start <= d < sentence.end for d in setting.dated)
    seated = _SEATED.search(sentence.text[:at]) and not eventful(sentence)
    return on_day and bool(_TOWARDS.search(before)) and not seated and not owned(sentence, at)


def opens_there(sentence: Sentence, at: int, setting: Setting) -> bool:
    """Whether a lead that tells of no other place puts its news here: "House of X in Dundee"."""
    before = sentence.folded[:at]
    said = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", sentence.folded)}
    return (
        sentence.lead
        and bool(LOCATIVE.search(before) or _HALL_OF.search(before))
        and not (setting.years and said and not said & set(setting.years))
        and not any(s < sentence.start + at < e for s, e in setting.spoken)
        and not UNREAL.search(clause_of(before))
        and not (FAR.search(before[-45:]) or ABSENT.search(before) or LIVED.search(before))
    )


def hall_of(before: str) -> bool:
    """Whether a town's name must follow: "held in the town hall of …"."""
    return bool(_HALL_OF.search(before) or _TOOK_OVER.search(before[-90:]))


def eventful(sentence: Sentence) -> bool:
    """Whether a sentence speaks of an event: a meeting, a visit."""
    # "The Tampere academy" is a house as often as an event.
    return any(kind not in {"bulletin", "academy"} for *_, kind in nouns_in(sentence.folded))


def held_near(sentence: Sentence, at: int) -> bool:
    """Whether something is said to be held before a place, with a venue perhaps between."""
    return bool(_AT.search(sentence.folded[:at]))


_DATELINE = re.compile(
    r"\s*[,(–—-][^.]{0,40}?[–—-]\s|\s*[–—-]\s|,\s*[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+)?\.\s*$"
)


def dateline(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a place is where a news item is dated from: "OSLO, 3 March – …", "Lima, Perú. …"."""
    behind = sentence.text[end:]
    return at == 0 and sentence.lead and _DATELINE.match(behind) is not None
