"""Whether a place is only named: another time's or edition's, a plan's, somebody's origin."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from icpc_assistant.cards.kinds import ONE, marked
from icpc_assistant.cards.text import Sentence

# A place behind one of these tells whose something is, not where: "the Canadian Consul in Dubai".
_POSSESSOR = re.compile(
    r"\b(?:consul\w*|consulat\w*|embassy|ambassad\w+|embajad\w+|police|policia|university"
    r"|universite|universidad|government|gouvernement"
    r"|gobierno|minister\w*|ministr\w+|ministere|ministry|mayor\w*|maire|alcald\w+"
    r"|municipalit\w+|office|president\w*|director\w*|directeur|directrice"
    r"|department|prosecutor|procureur\w*|fiscal|professor\w*|professeur\w*|association"
    r"|network|expert\w*|researcher\w*|physician|magistrate|districts?|quartiers?|barrios?"
    r"|partners?|cities|countries|native|born|secretariat|seat|siege|sede|headquarters"
    r"|based|living|officials|hub|chapter|section|division|branch|office|villes|pays|partenaires?"
    r"|ciudades|paises|socios?|base[e]?s?|basad[oa]s?|oficina|bureau)\b(?:\s+\w+){0,2}\s+"
    r"(?:of|in|from|at|de|du|des|d'|del|en|a|au)?\s*(?:the\s+|la\s+|le\s+|el\s+|l')?$"
    r"|\b(?:delegat\w+|representatives?|participants?|people|mayors|representants?|jeunes|forum"
    r"|centre|center|teams?|women|men|charity|equipes?|delegaciones?)\b(?:\s+\w+){0,2}\s+"
    r"(?:of|from|de|du|des|d'|del)\s*(?:the\s+|la\s+|le\s+|el\s+|l')?$"
)
# "brought 300 people from 12 countries to Lund": where they came to.
BROUGHT = re.compile(
    r"\b(?:brought|drew|attracted|welcomed|took|led|attire\w*|amene\w*|conduit|attir\w+|llev\w+"
    r"|atraj\w+|convoc\w+)\b[^.;:]{0,80}\s(?:to|into|a)\s+$"
)
# ", harbour physician in Toamasina": who somebody is.
_APPOSED = re.compile(
    r"[A-ZÀ-Þ][\w’'-]+,\s+(?!.*\b(?:was|were|held|met|took|est|a|fue|se)\b)"
    r"(?:[Ll][ea]\s+|an?\s+|the\s+|une?\s+)?(?:[a-zà-ÿ-]+\s+){1,4}(?:in|at|of|from|à|en|de)\s+$"
)
FAR = re.compile(
    r"\b(?:from|such as|including|like|as in|unlike|similar|earlier|notamment|comme|provenant"
    r"|venus? d|preferee?s? a|preferred to|preferid[oa]s? a|rather than|instead of"
    r"|plutot qu[e']?|au lieu de?|en lugar de|en vez de|originaires? d|procedentes|como|among"
    r"|incluid[oa]s?|compared? with|ya ocurre)\b"
)
UNREAL = re.compile(
    r"\b(?:next|future|following|previous|planned|prepared|considered|expected|replaced|cancelled"
    r"|should|would|could|intends?|hopes?|wants?|prevue?s?|annule\w*|remplac\w+|previst[oa]s?"
    r"|cancelad[oa]s?|will|sera|seront|aura|prochaine?|proxim[oa]|tendra|was founded|founded"
    r"|fonde\w*|nee?|nacio|fundad[oa]|creee?|souhaite\w*|espere|return visit|may be|may also"
    r"|might)\b"
)
_FROM_TO = re.compile(
    r"\b(?:from|de|depuis|desde)\s+[\w'-]+(?:[ -][\w'-]+)?\s+(?:to|a|hasta)\s+(?:la\s+|le\s+)?$"
)
# "called away to Riyadh", "est restée à Berne": where somebody was who was missed.
ABSENT = re.compile(
    r"\b(?:called (?:away|back)|remained|stayed(?: behind)?|rester?|restee?s?|retenue?s?"
    r"|rappelee?s?"
    r"|quedo|quedaron|permanecio|kept|held up|detained|stuck|stranded|grounded|encontrarse"
    r"|encontraba|se trouv\w+|varad[oa]s?|atrapad[oa]s?)\b[^,.;]{0,20}\s"
    r"(?:to|in|at|a|en|aux?)\s+(?:the\s+|la\s+)?$"
)
# Over marked text: "the first academy, in Antwerp, had …": another edition.
_OTHER_EDITION = re.compile(
    r"\b(?:first|previous|last|earlier|premiere?|derniere?|precedente?|primera?|anterior"
    r"|ultim[oa])\s+"
    rf"(?:[a-z]+\s+)?{ONE}(?: precedente?| anterior)?,?\s+(?:(?:held|tenue?|celebrad[oa])\s+)?"
    r"(?:in|at|a|en)\s+$"
)
_PLUPERFECT = re.compile(r"\b(?:had|avait|avaient|etait|habia|habian)\b")
LIVED = re.compile(
    r"\b(?:died|born|based|lives?|lived|buried|grew up|decede\w*|morte?|nee?|habite|basee?"
    r"|murio|fallecio|nacid[oa]|nacio|vive|basad[oa])\b[^,.;]{0,20}$"
)
# "in Ghent, two years earlier": told behind a place or before it.
_AGO = (
    r"(?:(?:\w+\s+){1,3}(?:years?|months?|ans?|mois|anos?|meses)\s+(?:earlier|ago|before"
    r"|previously|plus tot|auparavant|avant|antes|atras)|(?:hace|il y a)\s+(?:\w+\s+){1,2}"
    r"(?:ans?|mois|anos?|meses)"
    r"|last year|the year before|l'an(?:nee)? (?:derni\w+|passee?)"
    r"|el ano (?:pasado|anterior))\b"
)
_AGO_BEHIND = re.compile(r",?\s+" + _AGO)
_AGO_BEFORE = re.compile(_AGO + r"[^.;:]{0,30}$")
_HAD = re.compile(
    r"\b(?:had|avait|avaient|s'etait|s'etaient|habia|habian)\s+(?:\w+\s+){0,3}?"
    r"\w+(?:ed|en|ad[oa]s?|id[oa]s?|ees?|e|is|it|ert|enues?|eld|ought|ew)\b[^.;:]{0,70}$"
)
# Plans without a "will": "evenings follow in Dunedin", "is due to meet in", "next March".
_COMING = re.compile(
    r"\b(?:follows?|(?:is|are|was|were) (?:due|to|set|scheduled|fixed)|est fixee|sont fixees"
    r"|esta fijad[oa]|plans?|planea\w*|projett?ent?|in talks)\b[^.;:]{0,50}$"
)
_COMING_BEHIND = re.compile(
    r"[^.;:]{0,40}\b(?:next (?!to\b|day|morning)\w+|(?:year|month|week|spring|autumn) after next"
    r"|l'an prochain|prochaine?s?|proxim[oa]s?|que viene)\b"
)
# Words that end as no noun of these languages does: "se tiendra", "celebrará".
_FUTURE = re.compile(
    r"\b(?!piedra\b)(?:[a-zà-ÿ]+(?:rá|rán|dra|dront|vra|vront|eront|iront|uront)"
    r"|(?:accueill|organis|début|commenc|déroul|présent|lanc|pass|voyag|visit|poursuiv|install"
    r"|dévoil|publi|prendr|fer|rejoindr|trait|port)(?:era|a)(?<=ra)|(?:ouvr|réun|part|serv|recev)ira|ira"
    r"|aura|sera)\b"
)
# Who somebody is: "nacida en Arequipa y criada en Gotemburgo", "who cooks for children in …".
_LIFE = re.compile(
    r"\b(?:born|raised|grew up|studied|graduated|nacid[oa]|criad[oa]|estudi[oa]|licenciad[oa]|nee|"
    r"grandi|etudie|diplomee?|en poste|worked as|works|employed|vive|trabaja|travaille|habite"
    r"|exerce|enseigne|(?:head|lead|run|teach|manage)(?:e?s)|who \w{4,}s)\b[^.;:]{0,60}$"
)
# "told how couriers in Aarhus …": what somebody tells is seldom of the event.
_RELATED = re.compile(
    r"\b(?:told|explained|described|recalled|recounted|showed|raconte|explique|rappele"
    r"|conto|explico|recordo|relato|describio|decrit)\b(?: \w+){0,4}? (?:how|that|why|comment|que"
    r"|pourquoi|como|por que)\b[^.;:]*$"
)
_MADE = re.compile(
    r"\b(?:developed|built|made|designed|printed|bought|filmed|shot|drawn up|invented|modelled"
    r"|tested|tried|developpee?s?|concue?s?|fabriquee?s?|imprimee?s?|testee?s?|rejetee?s?"
    r"|desarrollad[oa]s?|disenad[oa]s?|fabricad[oa]s?|probad[oa]s?|ensayad[oa]s?)\s+(?:in|at|a|en)\s+$"
)
# "tres más que en San José", "whereas in Medellín it is twelve".
_COMPARED = re.compile(
    r"\b(?:than|against|versus|que|qu'|contre|frente|when|whereas|while|cuando|mientras que"
    r"|alors que?|tandis que?)\s*(?:\d+\s+)?(?:in|at|a|en|au)\s+$"
)
_AWARDED = re.compile(
    r"\b(?:prize|award|medal|trophy|mention|prix|premio|medalla|galardon|trofeo)\b[^.;:]{0,50}\b(?:went"
    r"|goes|given|fue|recay\w+|revient|revenu|decerne\w*|alle)\b[^.;:]{0,40}$"
)
# Over marked text: "a driver disqualified in Tacna", of no event.
_SOMEBODY = re.compile(
    r"\b(?:an?|une?|una)\s+[a-z]+\s+(?!held|tenu|celebrad|organi|realizad)[a-z]+(?:ad[oa]|id[oa]|ed|ee?)"
    r"\s+(?:in|a|en)\s+$"
)
_UNBROKEN = re.compile(r"[;:()–—]")
_QUESTION = re.compile(r"\?\s*$")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of the event when its places are read.

    ``years`` are its years; ``dated`` where the body gives its days; ``countries`` those it is
    already placed in; ``spoken`` where somebody is quoted.
    """

    years: Collection[int]
    dated: Sequence[int]
    spoken: Collection[tuple[int, int]]
    titled: str = ""  # the headline's words, folded, a space at both ends
    towns: Collection[str] = ()  # names that the headline sets the news in, known or not
    elsewhen: Collection[tuple[int, int]] = ()  # sentences that tell of other times


def set_elsewhere(sentence: Sentence, at: int, end: int, setting: Setting) -> bool:
    """Whether a place is one of another year or edition, of plans, of speech, of a journey."""
    before, near = sentence.folded[:at], sentence.folded[:at][-90:]
    here = sentence.start + at
    said = {int(y) for y in re.findall(r"\b(?:19|20)\d\d\b", sentence.folded)}
    if setting.years and said and not said & set(setting.years):
        return True
    if any(s <= here < e for s, e in setting.elsewhen):
        return True
    if _QUESTION.search(sentence.text) or any(s < here < e for s, e in setting.spoken):
        return True
    if _FROM_TO.search(before) and not BROUGHT.search(before):
        return True
    if UNREAL.search(clause_of(before)) or ABSENT.search(near):
        return True
    if told_of_past(sentence, at, end, setting) or (
        _planned(sentence, at, end) and not _dated(sentence, setting)
    ):
        return True
    if any(p.search(before) for p in (_LIFE, _RELATED, _MADE, _COMPARED, _AWARDED)):
        return True
    had = _PLUPERFECT.search(sentence.folded[end:])
    return bool((had and _OTHER_EDITION.search(marked(near))) or _SOMEBODY.search(marked(near)))


def told_of_past(sentence: Sentence, at: int, end: int, setting: Setting) -> bool:
    """Whether a place is that of something years or months before: "in Ghent two years earlier"."""
    before, behind = clause_of(sentence.folded[:at]), sentence.folded[end:]
    if _AGO_BEHIND.match(behind) or _AGO_BEFORE.search(before):
        return True
    if sentence.lead or any(sentence.start <= d < sentence.end for d in setting.dated):
        return False
    return bool(_HAD.search(sentence.folded[:at]))


def _planned(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a place is that of something to come: "se celebrará en …", "follows in …"."""
    if _COMING.search(sentence.folded[:at]) or _COMING_BEHIND.match(sentence.folded[end:]):
        return not sentence.lead
    told = _UNBROKEN.split(sentence.text[:at])[-1]
    led = len(told) < 40 and _UNBROKEN.split(sentence.text[end:])[0]
    return bool(future(sentence.text[:at]) or (led and _FUTURE.search(led)))


def future(before: str) -> bool:
    """Whether the clause before a place or date, as written, is in a future tense."""
    return bool(_FUTURE.search(_UNBROKEN.split(before)[-1][-90:]))


def _dated(sentence: Sentence, setting: Setting) -> bool:
    """Whether a sentence gives the event's own days: what it says is to come is the event."""
    return any(sentence.start <= d < sentence.end for d in setting.dated[:1])


def owned(sentence: Sentence, at: int) -> bool:
    """Whether a place tells whose somebody or something is, or stands in a comparison."""
    before = sentence.folded[:at]
    brought = BROUGHT.search(before)
    owned = _POSSESSOR.search(before) or FAR.search(before[-45:])
    return bool((owned and not brought) or _APPOSED.search(sentence.text[:at]))


def clause_of(before: str) -> str:
    """Return what stands before a place since the last full stop of thought."""
    clause = _UNBROKEN.split(before)[-1]
    # Cut between words: the tail of "one" is no "né".
    return clause if len(clause) <= 60 else clause[-60:].partition(" ")[2]
