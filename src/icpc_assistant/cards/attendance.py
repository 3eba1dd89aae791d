"""How many people came to an event: which of a bulletin's figures of people tells it.

Who took part is told by a verb ("drew 284 volunteers"), by its noun ("612 delegates"), or by
standing where the event is introduced. Who was asked, applied, voted, or came another year is
nobody who came.
"""

from __future__ import annotations

import math
import re

from icpc_assistant.cards.card import EventCard, Figure
from icpc_assistant.cards.kinds import kinds_in
from icpc_assistant.cards.numbers import numbers
from icpc_assistant.cards.persons import are_people
from icpc_assistant.timespan.plain import plain
from icpc_assistant.timespan.vocabulary import MAY_VERB
from icpc_assistant.types import Bulletin

# Who came, before who listened to one of the talks or was one of a few.
CAME = re.compile(
    r"\b(?:participants?|participantes|attendees|asistentes|delegates|delegados|delegadas"
    r"|delegue(?:e)?s|congressistes|congresistas)\b"
)
# A figure of any of these nouns tells who came where nothing else does.
_ANYBODY = re.compile(
    r"\b(?:people|persons?|professionals|practitioners|experts|guests|students|locals|visitors"
    r"|actors|stakeholders|spectators|personnes|professionnels|intervenants|etudiants|personas"
    r"|profesionales|expertos|estudiantes|visitantes|invites|invitados|trainees|stagiaires"
    r"|presents|visiteurs|spectateurs|espectadores|inscrits|inscritos)\b"
)
# No figure of whom some say nothing but that they wanted to come, or what befell them.
_NOBODY = re.compile(
    r"\b(?:applicants|candidates?|candidatas?|candidatos?|candidats|aspirants|aspirantes"
    r"|solicitantes|respondents|voters|electeurs|electores|votantes|inhabitants|habitants"
    r"|habitantes|victims|victimes|victimas|casualties|suspects|subscribers|readers|listeners"
    r"|auditeurs|lecteurs|oyentes|lectores|finalists?|finalistes|finalistas|sinistres"
    r"|households|homeless|patients|pacientes|passants|passengers)\b"
)
_BEFORE_IT = (
    r"\s+(?:the |these |those |les |ces |los |las |estos |estas |some |about |around |almost "
    r"|nearly |more than |over |up to |as many as |close to |no fewer than "
    r"|quelque |environ |pres de |plus de |unos |unas |cerca de |mas de |casi |a |d'|de )*"
    r"(?:\w+ (?:et|and|y) )?$"
)
_TOGETHER = re.compile(
    r"\b(?:brought together|brings together|gathered|gathers|drew|draws|attracted|welcomed"
    r"|attended by|joined by|followed by|watched by|was heard by|assembled|hosted|trained|enrolled"
    r"|packed with|crowd of|audience of|in front of|before|in the presence of|participated"
    r"|participaron|participan|asistieron|acudieron|reunio|reune|congrego|atrajo|convoco"
    r"|acogio|formo|capacito|ante|en presencia de|reunid[oa]s?"
    r"|(?:a|ont|avait) (?:\w+ )?(?:reuni|rassemble|accueilli|attire|forme|convie)"
    r"|(?:accueillait|reunissait|rassemblait|reunit|rassemble|accueille)"
    r"|(?:reuni|rassemble|suivie?|accueilli)s?(?: par)?"
    r"|ont (?:participe|assiste|suivi)|devant|en presence d[e']|s'y sont retrouve\w+"
    r"|for|pour|para|with|avec|con)" + _BEFORE_IT
)
_WEAKLY = re.compile(r"\b(?:for|pour|para|with|avec|con|before|ante)" + _BEFORE_IT)
_FOLLOWED = re.compile(
    r"\W*(?:[\w'-]+\W+){0,4}?(?:followed|listened|heard|watched"
    r"|(?:ont|avaient)(?: \w+)? suivi|siguieron|escucharon)\b"
)
_VERBS = (
    r"(?:took part|take part|takes part|attended|participated|gathered|came|turned (?:up|out)"
    r"|met|assembled|travelled|connected|logged (?:in|on)|joined|were trained|were present"
    r"|were in the (?:hall|room|audience)|enrolled|filled|packed|sat (?:down|at|in)|spent"
    r"|completed|graduated"
    r"|(?:ont|avaient|auront)(?: \w+)? (?:participe|assiste|pris part|pris place|fait le"
    r" (?:voyage|deplacement)|repondu)"
    r"|(?:sont|etaient|se sont|s'y sont|s'etaient) (?:\w+ )?(?:venue?s|reunie?s|retrouvee?s"
    r"|rassemblee?s|presse?e?s|presente?s|forme?e?s|rendu\w*|deplacee?s|connectee?s)"
    r"|participaron|asistieron|acudieron|se reunieron|se dieron cita|se congregaron|llegaron"
    r"|viajaron|se conectaron|se inscribieron|tomaron parte|llenaron|estuvieron)"
)
# "Las 26 mujeres que del 19 al 23 de mayo participaron en el taller"
_WHO_CAME = re.compile(
    r"\W*(?:[\w'-]+\W+){0,8}?(?:(?:que|qui|who)\b[^.;:]{0,45}?\s)?\b" + _VERBS + r"\b"
)
# Who they were may be told in any noun, where so many came from so many countries.
_FROM = re.compile(
    r"[^.;:]{0,60}?\b(?:from|in|of|de|du|d'|en|dans)\s*(?:\w+ ){0,2}?(?:\d+|[a-z-]+)"
    r" (?:\w+ )?(?:countries|pays|paises|nations|nationalit\w+|nacionalidades|states|etats|estados"
    r"|provinces|provincias|regions|regiones|departements|departamentos|cities|villes|ciudades"
    r"|towns|municipalit\w+|municipios|communes|comunas|districts|prefectures)\b"
)
PART_OF = re.compile(
    r"\b(?:including|among them|among whom|of whom|of them|dont|parmi (?:eux|lesquels|elles)"
    r"|parmi|incluid[oa]s|entre ellos|entre ellas|de los cuales|de las cuales|plus|outre|ademas de"
    r"|as well as|besides)\W+(?:[\w,]+\W+){0,2}$"
)
# Who was heard, asked, chosen, or helped is no audience.
_HEARD = re.compile(
    r"\b(?:heard|interviewed|asked|shortlisted|hired|appointed|elected|employs?|employed|surveyed"
    r"|questioned|polled|studied|monitored|visited|met|rescued|saved|evacuated|treated|vaccinated"
    r"|arrested|killed|injured|lost|fined|expelled|examined|supported|helped|counted|recorded"
    r"|followed|following|among|serves|feeds|houses|owes|represents|ha(?:s|ve|d)|counts"
    r"|interviews? with|conversations? with|survey of|questionnaire to|answers? (?:of|from)"
    r"|(?:sample|cohort) of|(?:replies|responses) from"
    r"|(?:chosen|selected|picked) from|out of|from among|instead of|against|than"
    r"|compared (?:to|with)|(?:school|village|town|city|staff|team|crew|jury|panel|delegation"
    r"|group|class) of"
    r"|auditionne|entendu|interroge|recrute|nomme|emploie|compte|nourrit|soigne|sauve|evacue"
    r"|arrete|interrogeant|examine|rencontre|(?:menee? )?aupres d[e']|(?:a|ont|avaient?) suivi"
    r"|(?:echantillon|cohorte|equipe|jury|delegation|groupe|classe|ecole|villes?|bourg"
    r"|quartier) d[e']|enquete (?:sur|aupres d)"
    r"|(?:entretiens?|entretenue?s?) avec|(?:(?:choisie?s?|selectionnee?s?) )?parmi|sur|contre|que"
    r"|au lieu d[e']"
    r"|represente|entrevist\w+|contrat\w+|emplea|elig\w+|trabajo a"
    r"|(?:examino|visito|conocio|reviso) a|encuest\w+|entre (?:los|las|mas)"
    r"|(?:(?:elegid|seleccionad)[oa]s? )?entre|frente a|en vez de|contra|rescat\w+|salv\w+"
    r"|atend\w+|alberga|tienen?|cuentan? con"
    r"|(?:equipo|escuela|pueblo|ciudad|barrio|jurado|delegacion|grupo) de)"
    r"\s*(?:the |its |their |his |her |les |ses |leurs? |los |las |sus? |a |some |about |at least "
    r"|au moins |al menos |d'|de )*$"
)
# Somebody who speaks to participants has an audience; to eleven farmers, an interview.
_SPOKE = re.compile(
    r"\b(?:(?:spoke|talked) (?:to|with)|(?:converso|hablo) con)\s*(?:the |los |las |some |about )*$"
)
_OF_SOMEBODY = re.compile(
    r"\b(?:its|their|his|her|ses|leurs|nos|our|sus|nuestr[oa]s|each|chaque|cada|every|per|par)\s+$"
)
# "It now has 163 members in 48 countries"
_MEMBERSHIP = re.compile(
    r"\b(?:has|have|had|counts|compte|comptait|tiene|cuenta con)\b[^,;:]{0,25}$"
)
_MEMBERS = re.compile(r"\b(?:members|membres|miembros)\b")
# "31 mayors, 12 judges and 66 residents": each is a part of those there.
_ENUMERATED = re.compile(r"(?:,| and| et| y)\s+\d")
# More of them, beside those who are counted elsewhere.
_MORE = re.compile(r"\b(?:further|another|additional|otr[oa]s|autres)\s*$")
_NOT_YET = re.compile(
    rf"\b(?:will|would|could|should|{MAY_VERB}|might|is to|are to|plans?|planned|expected|hopes?"
    r"|next|prochaine?s?|proxim[oa]s?|sera|seront|aura|auront|devra|devront|pourra|pourront|seran"
    r"|podran?|deberan?|esperan?|esperaban?|prevue?s?|attendu[es]*|previst[oa]s?)\b"
)
_EACH_DAY = re.compile(
    r"[^.;:,]{0,40}\b(?:each|every|an?|per|chaque|par|cada|al|por)\s(?:day|evening|night|week"
    r"|month|year|morning|jour|soir|nuit|semaine|mois|an|annee|dia|noche|tarde|semana|mes|ano)\b"
)
_BEFALL = re.compile(
    r"\W*(?:\w+\W+){0,3}?(?:applied|had applied|died|were (?:killed|injured|hurt|arrested"
    r"|interviewed|surveyed|shortlisted|asked|elected|treated|followed)|lost their|voted|treated"
    r"|lives?|inhabit|vivent|habitent|viven|residen"
    r"|ont (?:postule|vote|perdu|repondu au questionnaire)|sont mort\w*|suivie?s depuis"
    r"|(?:ont ete|etaient|furent) (?:tue|blesse|interroge|arrete|elu)\w*|interrogee?s"
    r"|murieron|fallecieron|votaron|se postularon"
    r"|fueron (?:entrevistad|detenid|herid|elegid)\w*|entrevistad[oa]s|encuestad[oa]s)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# "Offered a presentation to nearly 200 people"
_LISTENED = re.compile(
    r"\b(?:present(?:ation|ed|e|acion|o)|talk|speech|lectur\w*|keynote|address(?:ed)?|spoke"
    r"|speaking|expose"
    r"|discours|(?:prise|pris) (?:de|la) parole|ponencia|charla|discurso|conferencia|conference"
    r"|intervention|intervencion|intervenue?|intervino|hablo)\b[^.;:]{0,60}?"
    r"\b(?:to|before|in front of|for|devant|a|ante|frente a)\s+(?:an audience of |un public de "
    r"|un auditoire de"
    r" |un publico de )?(?:[a-z]+ (?:than )?){0,3}$"
    r"|\b(?:audience|listeners|auditoire|public|auditorio|publico) (?:of|de|d'"
    r"|de plus de)\s*(?:[a-z]+ ){0,3}$"
)
# Of all parts together, before each by itself.
_IN_ALL = re.compile(
    r"\b(?:in (?:all|total)|all told|altogether|(?:a|the) total of|au total|en tout|un total d[e']"
    r"|en total)\W+(?:\w+\W+){0,2}$"
)
_TOOK_PART = re.compile(
    r"\W*(?:\w+\W+){0,4}?(?:trained|attend\w*|took part|came|gathered|present|formee?s?"
    r"|particip\w+|assist\w+|venue?s?|reunie?s?|formad[oa]s|asist\w+|acud\w+|capacitad[oa]s)\b"
)
# Who went on a mission: "the four experts sent by …".
_SENT = re.compile(
    r"\W*(?:\w+ ){0,2}?(?:sent|dispatched|depechee?s|envoyee?s|missionnee?s|enviad[oa]s"
    r"|destacad[oa]s)\b"
)
_MISSIONS = frozenset({"mission", "visit"})
_FIRST_TIME = re.compile(r"\b(?:the first|la premiere|le premier|la primera|el primer)\b")
_ANY_KIND = frozenset({"meeting", "event", "bulletin"})  # what any event may be called
_TALKS = frozenset({"webinar", "session", "panel", "launch", "day", "workshop"})
_FEW = 10  # fewer people than this, of some sort, are no figure of who came
_LEAD = 700  # characters in which an event is introduced
_FIRST = 300  # characters in which its first sentence stands
_ENOUGH = 2.5
_STOP = re.compile(r"[.!?…](?=\s)|\n")


def who_came(card: EventCard, bulletin: Bulletin) -> Figure | None:
    """Return the figure that tells how many people came; ``None`` where none does."""
    weighed = [(w, f) for f in card.counted if (w := _weight(f, card, bulletin)) >= _ENOUGH]
    told = max(
        weighed, key=lambda one: (not of_a_part(one[1], card, bulletin), one[0]), default=None
    )
    return told[1] if told else None


def of_a_part(figure: Figure, card: EventCard, bulletin: Bulletin) -> bool:
    """Whether a figure counts who came to one part of an event that is more than that.

    The listeners of a talk, unless they are called participants; those of an evening, or of
    another event told of far down.
    """
    kinds = set(card.kinds)
    if CAME.search(plain(figure.counts)):
        return False
    body = bulletin.body
    if kinds - _TALKS and _LISTENED.search(plain(body[max(0, figure.start - 100) : figure.start])):
        return True
    before, behind = _around(figure, body)
    told = set(kinds_in(before)) | set(kinds_in(behind[:60]))
    return figure.start >= _LEAD and bool(told) and told.isdisjoint(kinds | _ANY_KIND)


def _weight(figure: Figure, card: EventCard, bulletin: Bulletin) -> float:
    """Return how plainly a figure tells who came: nothing where it counts others."""
    if not are_people(figure.counts, bulletin.language):
        return 0.0
    before, behind = _around(figure, bulletin.body)
    counted = plain(figure.counts)
    came = bool(CAME.search(counted))
    took_part = bool(_WHO_CAME.match(behind))
    drawn = bool(_TOGETHER.search(before))
    weakly = drawn and bool(_WEAKLY.search(before))
    sent = bool(_SENT.match(behind)) and not _MISSIONS.isdisjoint(card.kinds)
    titled = _in_title(figure, card, bulletin)
    told = took_part or (drawn and not weakly) or sent or titled
    opens = figure.start == len(before) and not before.strip(" *\"'«“")
    if _of_others(figure, card, before, behind, told=told):
        return 0.0
    if figure.value < _FEW and not (came or told or opens):
        return 0.0
    weight = 2.0 * (took_part + (drawn and not weakly) + sent + titled + came)
    weight += 1.0 * (opens + (figure.start < _LEAD)) + 1.5 * bool(_FROM.match(behind))
    weight += (1.0 if figure.start < _LEAD else 0.5) * weakly
    weight += 0.5 * (bool(_ANYBODY.search(counted)) + (figure.start < _FIRST))
    weight += 1.0 * bool(_FOLLOWED.match(behind))
    weight += 3.0 * bool(_IN_ALL.search(before) and _TOOK_PART.match(behind))
    weight -= 1.5 * bool(_FIRST_TIME.search(before))
    return weight + min(math.log10(figure.value), 4) / 2


def _in_title(figure: Figure, card: EventCard, bulletin: Bulletin) -> bool:
    """Whether the headline gives the number: "Forty-eight detectives learn …"."""
    title = plain(card.title)
    return figure.value >= _FEW and any(
        n.value == figure.value for n in numbers(title, bulletin.language)
    )


def _around(figure: Figure, body: str) -> tuple[str, str]:
    """Return what stands before and behind a figure in its sentence, folded."""
    before = _STOP.split(body[max(0, figure.start - 160) : figure.start])[-1]
    behind = _STOP.split(body[figure.end : figure.end + 160])[0]
    return plain(before), plain(behind)


def _of_others(figure: Figure, card: EventCard, before: str, behind: str, *, told: bool) -> bool:
    """Whether a figure is of some of those there, or of people who were not."""
    counted = plain(figure.counts)
    if _NOBODY.search(counted) or PART_OF.search(before) or _HEARD.search(before):
        return True
    if _SPOKE.search(before) and not CAME.search(counted):
        return True
    if _BEFALL.match(behind) or (not told and _OF_SOMEBODY.search(before)):
        return True
    if _ENUMERATED.match(behind.partition(counted)[2]):
        return True
    if _MEMBERS.search(counted) and _MEMBERSHIP.search(before):
        return True
    if _NOT_YET.search(before[-60:]) or _EACH_DAY.match(behind) or _MORE.search(before):
        return True
    main = card.main
    years = {main.first.year, main.last.year} if main else set()
    said = {int(y) for y in _YEAR.findall(before + behind[:40])}
    return bool(years and said and not said & years)
