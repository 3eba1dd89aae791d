"""The shapes of questions over the whole collection, in English, French and Spanish.

All patterns run over ``plain`` text (lower case, no accents, every character at its place), in
which the organisation's own names are runs of W (``own.MARK``); those that speak of event nouns
over ``kinds.marked`` text, where a noun is a run of another capital.
Precision stands first: a question about one named event belongs to retrieval.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from icpc_assistant.cards.kinds import MANY, MANY_DOCUMENTS, MANY_WHOLE, ONE, ONE_WHOLE
from icpc_assistant.collection.request import (
    Asked,
    Lacking,
    Measure,
    Often,
    Operation,
    Side,
)
from icpc_assistant.entities import MONTHS


class _Lazy:
    """A large pattern, compiled when a text first holds one of its hints."""

    def __init__(self, pattern: str, hints: str) -> None:
        self._pattern = pattern
        self._hints = hints.split("|")

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match in ``text``."""
        if not any(hint in text for hint in self._hints):
            return None
        return self._compiled.search(text)


SELF = (
    r"(?:W+|we|us|you|vous|nous|on|nosotros|(?:the|our) (?:organi[sz]ation|team)"
    r"|notre (?:equipe|organisation)|nuestr[oa] (?:equipo|organizacion))"
)
_MANY, _ONE, _WHOLE_ONE = MANY, ONE, ONE_WHOLE
_WHICH = r"(?:which|what|quels?|quelles?|que|cuales?|cual)"
# Words between "which" and its noun: describing words, never a verb or a pronoun.
_NOT_DESCRIBING = (
    r"(?!(?:do|does|did|is|are|was|were|has|have|had|can|will|should|would|the|this|these|that"
    r"|those"
    r"|a|an|it|they|he|she|we|you|to|at|in|on|for|from|by|with|ont|sont|etait|etaient|est|a|se|les"
    r"|le|la|l|dans|lors|pour|sur|au|aux|du|son|fue|fueron|hubo|hay|ha|han|el|los|las|en|durante"
    r"|para|por|sobre|and|or|et|ou|y|o|kind|kinds|type|types|sort|topics?|themes?|temas?|many|much"
    r"|participated|took|attended)\b)"
)
_GAP = (
    rf"(?:\s+(?:of|de|d')\s*(?:the|our|your|all|les|nos|los|las|nuestros|nuestras)?"
    rf"|(?:\s+{_NOT_DESCRIBING}[\w'-]+)){{0,4}}?\s*"
)
_OF_THE = (
    r"(?:(?:of|among|from|de|d'|parmi|entre)?\s*(?:all |toutes? |tous |todos |todas )?"
    r"(?:the |our |your |these |those |les |des |nos |ces |los |las |nuestr[oa]s |estos |estas )?)"
)
_ALL = (
    r"(?:all|every|any|each|the full list of|(?:the )?complete list of|tou(?:te)?s|todos|todas"
    r"|l'ensemble d[eu]s?|la liste (?:complete )?des|la lista (?:completa )?de)"
)
_SHOW = (
    r"(?:list|show(?: me)?|give(?: me| us)?|name|enumerate|tell me(?: about)?|find(?: me)?"
    r"|summari[sz]e"
    r"|i(?:'d| would) like|i (?:want|need)|get(?: me)?|display|liste[rz]?(?:[- ]moi)?"
    r"|donne[rz]?(?:[- ]moi)?|montre[rz]?(?:[- ]moi)?|enumere[rz]?|cite[rz]?(?:[- ]moi)?|nomme[rz]?"
    r"|indique[rz]?(?:[- ]moi)?"
    r"|fais[- ]moi|faites[- ]moi|lista[r]?|enumera[r]?|muestra(?:me)?|muestre(?:me)?|da(?:me)?|deme"
    r"|dime|diga(?:me)?|nombra[r]?|menciona|cita|recap|recapitulate|overview of)"
)
# What else somebody is told to do with a list: less is made of it than of the words above.
_ORDER = (
    r"(?:(?:ressor[st]|ressortez|sor[st]|sortez|(?:re)?trouve[zs]?|rappelle[zs]?|rappelez"
    r"|remonte[zs]?"
    r"|prepare[zs]?|envoie[zs]?|envoyez|passe[zs]?|dresse[zs]?|fais|faites|dis|dites"
    r"|recapitule[zs]?"
    r"|rassemble[zs]?|recense[zs]?|resume[zs]?|raconte[zs]?)-(?:moi|nous)|(?:pon|saca|busca|pasa"
    r"|trae|haz|prepara|recuerda|recupera|cuenta|manda"
    r"|envia|ensena|encuentra|enumera|lista|nombra|di)(?:me|nos)(?:l[oa]s?)?|pull (?:up|out)"
    r"|dig (?:out|up)|(?:run|go|walk|take) (?:me |us )?through|(?:bring|look) up|rundown of|fetch"
    r"|pick out|round up|remind me of)"
)
# "Hubo" asks, unless it tells of something known: "vi que hubo …", "en 2019 hubo … y quisiera".
_ASKING = (
    r"(?:^|[¿?.!;,] ?|(?<!que )(?<!donde )\b)(?!.*\b(?:quisiera|quiero|dijeron|dijo|decidi\w+)\b)"
)
_DO = (
    r"(?:do|done|up to|attend(?:ed)?|organi[sz]ed?|participate[d]?(?: in)?"
    r"|take(?:n)? part(?: in)?|join(?:ed)?|host(?:ed)?|hold|held)"
)
_HAPPENED = (
    r"(?:happened|took place|has happened|was (?:held|organi[sz]ed|going on)|went on|occurred"
    r"|s'est[- ](?:il )?passe|(?:a|ont) eu lieu|est arrive|paso|sucedio|ocurrio|tuvo lugar|hubo)"
)
_GO = (
    r"(?:go|gone|travel(?:led|ed)?|been|visit(?:ed)?|work(?:ed)?|present|active|represented"
    r"|take part|taken part|speak|spoken|appear(?:ed)?|present(?:ed)?|lectured?|turn(?:ed)? up)"
)
# What an organisation does with events, said of it in the past.
HELD = (
    r"(?:put(?: together| on)|set up|held?|hold|ran|run|organi[sz]ed?|staged?|arranged?|hosted?"
    r"|convened?|attend(?:ed)?|join(?:ed)?|take(?:n)? part|took part|participated?|d(?:o|id|one)"
    r"|been up to"
    r"|organise\w*|tenue?s?|mis(?:es?)? (?:sur pied|en place)|monte\w*|fait\w*|realise\w*|anime\w*"
    r"|accueilli\w*|participe\w*|pris part"
    r"|organiz\w+|celebr\w+|mont(?:o|amos|ado)|hecho|hizo|hicimos|realiz\w+|llev\w+ a cabo|tenido"
    r"|puesto en marcha|puso en marcha|particip\w+|acogi\w+)"
)

TIMELINE = re.compile(
    r"\b(?:time-?line|chronolog\w*|cronolog\w*|chronological order|linea (?:de|del) tiempo"
    r"|(?:oldest|earliest|newest|latest) first|du plus (?:ancien|recent) au plus (?:recent|ancien)"
    r"|de(?:l)? mas (?:antiguo|reciente) a(?:l)? mas (?:reciente|antiguo)"
    r"|frise (?:chronologique)?|ligne du temps|orden cronologico|ordre chronologique)\b"
)
WHAT_ORDER = r"(?:in (?:what|which) order|dans quel ordre|en que orden)"
IN_ORDER = re.compile(
    rf"^\W*(?:and |et |y )?{WHAT_ORDER}(?:\W+(?!(?:of|at|d[eu]s?|del|en)\b)[\w'-]+){{0,5}}?"
    rf"\W+{MANY_WHOLE}\b|\b{MANY_WHOLE}\b.*\b{WHAT_ORDER}\b"
    rf"|\b(?:in(?:to)? (?:date |time )?order(?! to\b)|in order of date|by date|dans l'ordre"
    rf"|par (?:ordre de )?date"
    rf"|en orden|por (?:orden de )?fecha)\b.*\b{MANY}\b"
    rf"|(?<!at )(?<!of )(?<!des )(?<!aux )\b(?:{MANY}|{ONE})\b.*"
    rf"\b(?:in(?:to)? (?:date |time )?order(?! to\b)|by date|dans l'ordre"
    rf"|par (?:ordre de )?date|por (?:orden de )?fecha)\b"
)
COUNT = _Lazy(
    rf"\b(?:how many|number of|combien (?:de |d')|combien d|nombre (?:de |d')|[ckq]uant[oa]s"
    rf"|numero de|cantidad de|count(?: of)?|in how many|total (?:of|de))\s*{_OF_THE}\s*"
    rf"(?:{_NOT_DESCRIBING}[\w'-]+\s+){{0,3}}?"
    rf"(?P<noun>{_MANY}|(?<=combien d'){_ONE}|(?<=combien de ){_ONE})\b",
    "how many|number|combien|nombre|uant|numero|cantidad|count|total",
)
COUNT_TIMES = re.compile(
    rf"\b(?:how many times|how often|combien de fois|cuantas ve[cz]es)\b.*(?:\b{SELF}\b|\b{_GO}\b"
    rf"|all|va\b|fue\b|fuimos|hemos|estuv\w+|viaj\w+|particip)"
)
HOW_OFTEN = re.compile(r"\b(?:how many times|how often|combien de fois|cuantas ve[cz]es)\b")
WHICH_HOUSES = re.compile(
    r"^(?:and |et |y )?(?:which|what|quel(?:le)?s|que|cuales) "
    r"(?:partner |other |autres? |otr[oa]s )?"
    r"(?:organi[sz]ations|institutions|partners|organismes|organisations|partenaires"
    r"|organizaciones|instituciones|socios)\b"
)
# Those beside us, where "which organisations organised our events" counts ourselves in.
PARTNERS = re.compile(
    r"\b(?:partner\w*|partenaires?|socios?|with|avec|con|collabor\w*|colabor\w*|cooper\w*)\b"
)
REPRESENTED = re.compile(r"\brepresent\w*")

LIST_MANY = _Lazy(
    rf"\b{_WHICH}\b{_GAP}(?P<noun>{_MANY})\b"
    rf"|\b{_SHOW}\b.{{0,60}}?\b(?P<noun2>{_MANY})\b"
    rf"|\b{_ORDER}(?: (?!of\b|for\b|at\b|who\b|what\b|d[eu]s?\b|del\b|para\b|sobre\b)\w+){{0,3}}?"
    r" (?:the|our|all|les|nos|tou(?:te)?s|l[oa]s|nuestr[oa]s|tod[oa]s)"
    rf"\s+(?:(?!d[eu]s?\b|of\b)[\w'-]+\s+){{0,2}}?(?P<noun16>{_MANY})\b"
    rf"|\b{_ALL}\s+(?:of )?(?:the |our |les |nos |los "
    rf"|las )?(?:[\w'-]+\s+){{0,2}}?(?P<noun3>{_MANY})\b"
    rf"|\b(?:every|each|any|chaque|cada)\s+(?:[\w'-]+\s+){{0,2}}?(?P<noun4>{_ONE})\b"
    rf"|\b(?:were|are|have) (?:there|we had)\s*(?:been )?(?:any "
    rf"|some )?(?:[\w'-]+\s+){{0,2}}?(?P<noun5>{_MANY})\b"
    rf"|^(?:the |les |los |las |all (?:the |our )?|tous les |toutes les |tod[oa]s l[oa]s )?"
    rf"(?P<noun15>{_MANY}) (?:ou|where|in which|that|which|dans lesquel\w+|auxquel\w+|donde"
    rf"|en (?:los|las) (?:que|cuales))\b"
    rf"|\b(?:was|is) there (?:ever )?(?:any|an?)\s+(?:[\w'-]+\s+){{0,2}}?(?P<noun12>{_ONE})\b"
    rf"|\by a-t-il eu (?:une? |quelque )(?:[\w'-]+\s+){{0,2}}?(?P<noun13>{_ONE})\b"
    rf"|{_ASKING}(?:hubo|ha habido) (?:algun[oa]? |una? )(?:[\w'-]+\s+){{0,2}}?(?P<noun14>{_ONE})\b"
    rf"|\b(?:y a-t-il(?: eu)?|y avait-il|il y a(?: eu)?)\s+(?:des |d'"
    rf"|eu des )(?:[\w'-]+\s+){{0,2}}?(?P<noun6>{_MANY})\b"
    rf"|{_ASKING}(?:hay|hubo|habia)\s+(?:algun[oa]s? )?(?:[\w'-]+\s+){{0,2}}?(?P<noun7>{_MANY})\b"
    rf"|\bdid {SELF} (?:hold|organi[sz]e|attend|have|run|host|do|take part in"
    rf"|participate in) (?:any |some )?(?:[\w'-]+\s+){{0,2}}?(?P<noun8>{_MANY})\b"
    rf"|\bwhat (?:were|are|have been) (?:the|our|your"
    rf"|all the)\s+(?:[\w'-]+\s+){{0,3}}?(?P<noun9>{_MANY})\b"
    rf"|\b(?:quels|quelles) (?:ont ete|sont|etaient|furent) (?:les|nos|vos|tous les"
    rf"|toutes les)\s+(?:[\w'-]+\s+){{0,2}}?(?P<noun10>{_MANY})\b"
    rf"|\bcuales (?:fueron|son|han sido|eran) (?:los|las|nuestr[oa]s|todos los"
    rf"|todas las)\s+(?:[\w'-]+\s+){{0,2}}?(?P<noun11>{_MANY})\b",
    "M|N|D|every|each|any|chaque|cada|there|a-t-il|hubo|habido",
)
LIST_ONE = re.compile(
    rf"^(?:and |so |et |y |in |at |a |en |dans |during )?(?:which|what|quel(?:le)?|que"
    rf"|cual)\b(?:\s+{_NOT_DESCRIBING}[\w'-]+){{0,4}}?\s+(?P<noun>{_WHOLE_ONE})\b"
)
# "What events led to …", "what activities does the foundation support?": no list of ours.
OTHERWISE = re.compile(
    rf"\b(?:{_MANY})\s+(?:that |which |qui |que )?(?:led|lead|prompted|caused|triggered"
    rf"|gave rise|ont (?:conduit|mene)|llevaron|motivaron|provocaron)\b"
    rf"|\b{_WHICH}\s+(?:[\w'-]+\s+){{0,2}}?(?:{_MANY})\s+(?:does|do)\s+(?!{SELF}\b|you\b|they\b)"
    rf"|\b{MANY_DOCUMENTS} did\b"
)
EVERYTHING = re.compile(
    r"\b(?:(?:all|tout|todo) (?:our|notre|nuestro) (?:work|collaborations?|travail|trabajo)"
    r"|everything|anything|all the things"
    r"|all (?:that (?:we|you|was|has|happened|there)|we know|you have|the news)|tout ce qu[ie']"
    r"|tout sur|tout a|todo lo que|todo sobre|todo en|toda la informacion)\b"
    # "A summary of 2025": of a time, no text.
    r"|\b(?:summary|overview|recap|review|round-?up|resume|bilan|apercu|recapitulatif|resumen"
    r"|balance"
    r"|repaso|recuento) (?:of |for |de |del |d'|pour )(?:the |all of |l'|el |la |le |lo de )*"
    r"(?=(?:19|20)\d\d\b|(?:year|annee|ano|month|mois|mes|last|past)\b"
    rf"|(?:{'|'.join(name for name in MONTHS if len(name) > 3)})\b|(?:may|mai) (?:19|20)\d\d)"
)
WHAT_DID = _Lazy(
    rf"\bwhat (?:did|have|has|were|was|else did)\s+(?:\w+\s+){{1,3}}?(?:been )?(?:doing|{_DO})\b"
    rf"|\bwhat (?:all |else )?(?:did |has |have |had )?{SELF} (?:(?:already|ever|also"
    rf"|all) )?{HELD}\b"
    rf"|\bwhat (?:has been|have been|was|were) {HELD}\b|\bce qui (?:a eu lieu|s'est (?:passe|tenu"
    rf"|deroule))\b|\bqu'est-ce qui a ete {HELD}\b|(?:\blo "
    rf"|^(?:y )?(?:en )?)que se (?:ha )?{HELD}\b"
    rf"|\blo que (?:paso|tuvo lugar|ocurrio|sucedio|hubo)\b"
    rf"|\b(?:ce )?qu(?:e |')(?:est-ce que )?{SELF} (?:a|avons|avez|avait|avions|aviez"
    rf"|ont) (?:deja )?{HELD}\b"
    rf"|\bqu'(?:avons-nous|avez-vous|avions-nous|a-t-on|avait-on) (?:deja )?{HELD}\b"
    rf"|(?:\blo |^(?:y )?(?:en )?)que (?:{SELF} )?(?:ya )?(?:(?:ha|han|hemos|habeis|habia"
    rf"|habiamos) )?{HELD}\b"
    rf"|\bwhat (?:else |all )?{_HAPPENED}\b|\bqu'est-ce qu[ie'] ?{_HAPPENED}"
    rf"|\bqu'est-ce que {SELF} a(?:vons)? (?:fait|organise)\b"
    rf"|\bqu'est-ce qui {_HAPPENED}"
    rf"|(?<!vi )(?<!se )(?<!creo )(?<!dice )(?<!dicen )(?<!contaron )(?<!escuche )\bque {_HAPPENED}"
    rf"|\bque s'est-il passe\b|\bqu'(?:avons-nous|a) ?(?:fait|organise|{SELF[3:-1]})\b"
    rf"|\bque? (?:a-t-(?:on|il) fait|avons-nous fait|faisait)\b|\bqu'a (?:fait"
    rf"|organise) (?:{SELF[3:-1]})\b|\bqu'a-t-(?:on|il) (?:fait|organise)\b"
    rf"|\bque (?:mas )?(?:hizo|hicieron|hicisteis|hicimos|hemos hecho|ha hecho|organizo|organizamos"
    r"|se hizo|hacia)\b"
    rf"|\ben que (?:participo|participamos|ha participado|hemos participado)\b"
    rf"|\ba quoi {SELF} a(?:-t-il)? (?:participe|pris part)\b"
    rf"|\ba quoi (?:a |avons-nous |W+ a-t-il )(?:\w+ )?(?:participe|pris part)\b",
    "what|que|qui|qu'|quoi",
)
WHERE_GO = _Lazy(
    rf"\bwhere (?:all |else )?(?:did|have|has|was|were|do|does)\s+(?:\w+\s+){{1,3}}?{_GO}\b"
    rf"|\b(?:which|what|in which|to which) (?:country|city|place)\s+(?:did"
    rf"|have|has|was|were)\s+(?:\w+\s+){{1,3}}?{_GO}\b"
    rf"|\bou\b.{{0,12}}\b(?:sommes-nous|est-on|etions-nous|avons-nous (?:ete|travaille|voyage)"
    rf"|est (?:alle|parti)|s'est (?:rendu"
    rf"|deplace)|W+ (?:est|s'est|etait)).{{0,25}}"
    rf"|\bou (?:a-t-on (?:entendu|vu|croise|rencontre)|(?:a|est) (?:parle|intervenu|particip)\w*)\b"
    rf"|\bou .{{3,40}} (?:a-t|est)-(?:il|elle) (?:parle|intervenu|particip|(?:re)?present|alle)\w*"
    rf"|\b(?:dans |en )?quel(?:le)? (?:pays|ville)\b.{{0,25}}\b(?:sommes-nous|visite|alle|rendu"
    rf"|travaille)"
    rf"|\b(?:a |en |por )?(?:a ?|d)?onde\s+(?:hemos|fuimos|viajo|viajamos|estuvo|estuvimos"
    rf"|trabajamos|fue W+|ha (?:estado|ido|viajado|trabajado|hablado|intervenido|participado"
    rf"|representado)|(?:hablo|intervino|participo|expuso|represento) [a-z]+ [a-z]+)\b",
    "where|countr|cit|place|ou|onde|pays|ville",
)
# "Have we ever been in Asia?"
BEEN_IN = re.compile(
    rf"^(?:and |so )?(?:have|has|had|did|were|was) {SELF} (?:ever |already )?(?:been|go(?:ne)?"
    rf"|work(?:ed)?"
    rf"|travel(?:l?ed)?|visit(?:ed)?|present|active)\b"
    rf"|^(?:et )?(?:avons-nous|sommes-nous|est-on|a-t-on|W+ (?:a|est)-t-il|W+ (?:a"
    rf"|est)) (?:deja )?(?:ete\b|alle"
    rf"|travaille|intervenu|rendu)"
    rf"|^(?:y )?(?:hemos|(?:ha (?:{SELF})|{SELF} ha)) (?:estado|ido|viajado|trabajado)\b"
)
# "Have we done anything on drones?"
ANY_HELD = re.compile(
    rf"\b(?:have|has|had|did) {SELF} (?:ever |already )?{HELD} (?:anything|something)\b"
    rf"|\b(?:avons-nous|avez-vous|a-t-on|W+ a-t-il|W+ a-t-elle|{SELF} (?:a|avons|avez)) (?:deja )?"
    rf"{HELD} quelque chose\b|\bquelque chose (?:s'est-il|a-t-il(?: ete)?) (?:eu lieu|{HELD})\b"
    rf"|\b(?:hemos|habeis|(?:ha|han) (?:{SELF})|{SELF} ha) {HELD} algo\b"
)
WHO_MET = _Lazy(
    rf"\bwho(?:m)? (?:all |else )?(?:did|have|has) (?:\w+\s+){{1,3}}?(?:meet|met"
    rf"|work(?:ed)? with|partner(?:ed)? with|collaborate[d]? with)\b"
    rf"|\bwho (?:has |have )?represent(?:ed|s) (?:{SELF})\b"
    rf"|\bqui (?:a |avons-nous )?(?:nous a |represente|rencontre|a-t-(?:on|il|elle) rencontre)"
    rf"|\bqui (?:nous )?(?:a )?represent\w+"
    rf"|\bavec qui (?:avons-nous|W+ a-t-il|a-t-on) (?:travaille|collabore)"
    rf"|\ba quien(?:es)? (?:conoc\w+|vi(?:mos|o)|encontr\w+|se reuni\w+)"
    rf"|\bcon quien(?:es)? (?:nos reunimos|se reunio|(?:hemos )?(?:trabaj|colabor)\w+)"
    rf"|\bquien(?:es)? (?:nos )?(?:represento|han? representado|representan?)\b",
    "who|qui",
)
# "Who has represented us?": at any time.
EVER = re.compile(
    r"^who(?:m)? (?:has|have)\b|\bnous a\b|\bavons-nous\b|\bnos ha\b|\bhemos\b|\bha (?:represent)"
)

_EXTREME = (
    r"\bthe (?:most|largest|biggest|longest|highest|greatest|fewest|earliest|first|last|smallest"
    r"|shortest|oldest|newest|latest)\b(?! (?:quarter|half|semester|week|month|days?)\b)"
    r"|\blongest\b|\bmost (?:people|participants|countries)\b|\bcosts? (?:the )?(?:most|least)\b"
    r"|\b(?:came|was held|took place) (?:first|last)\b|\ble (?:plus|moins)\b|\bla plus\b"
    r"|\bmas (?:participantes|personas|paises|gente|tiempo|ciudades|largo|larga)\b|\bprimero\b"
    r"|\b(?:duro|costo) (?:mas|menos)\b|\bmayor (?:numero|cantidad)\b|\ben (?:premier|dernier)\b"
    r"|\bmenos (?:participantes|personas|paises)\b|\b(?:el|la) (?:mas|menos|mayor|menor)\b"
)
_MOST = (
    r"largest|biggest|greatest|most (?:attended|important|popular|well[- ]attended)"
    r"|best[- ]attended|longest|most recent|latest|newest|(?:most|least) expensive|cheapest"
    r"|smallest|shortest|oldest|earliest|first|last|least attended"
)
_PLUS = (
    r"(?:plus|moins) (?:grande?|importante?|longue?|long|recente?|ancienne?|ancien|courte?"
    r"|petite?|tardive?|frequente?e?|suivie?|chere?|couteu(?:x|se)|onereu(?:x|se))"
)
_MAS = (
    r"(?:mas|menos) (?:grande|largo|larga|reciente|antigu[oa]|cort[oa]|pequen[oa]"
    r"|concurrid[oa]|numeros[oa]|multitudinari[oa]|car[oa]|barat[oa]|costos[oa])"
)
SUPERLATIVE = _Lazy(
    rf"\b(?:the |our |your |its |my )?(?:very )?(?P<sup>{_MOST})\s+(?:(?:of (?:the|our"
    rf"|all) )?(?:(?!day|people|person|name|time)[\w-]+\s+){{0,2}}?(?P<noun>{_WHOLE_ONE}|events"
    rf"|{_MANY}))\b"
    rf"|\b(?:l[ea]s? |l'|notre |nos )?(?P<sup2>{_PLUS}|premiere?"
    rf"|derniere?)\s+(?P<noun2>{_WHOLE_ONE})\b"
    rf"|\b(?:l[ea] |l'|notre )?(?P<noun3>{_WHOLE_ONE})\s+(?:(?!qui|que|est"
    rf"|sont)\w+\s+){{0,2}}?(?:l[ea] )?(?P<sup3>{_PLUS}|(?:premier|dernier)e?\b)"
    rf"|\b(?:el |la |nuestr[oa] )?(?P<sup4>primer[oa]?|ultim[oa]|mayor"
    rf"|menor)\s+(?P<noun4>{_WHOLE_ONE})\b"
    rf"|\b(?:el |la )?(?P<noun5>{_WHOLE_ONE})\s+(?:(?!que|es|fue)\w+\s+){{0,2}}?(?P<sup5>{_MAS})\b"
    rf"|\b(?:{_WHICH}|lequel|laquelle)\b"
    rf"(?:\s+of (?:all )?(?:the|our|those|these)|\s+de (?:todos |todas )?(?:los|las|nuestr[oa]s)"
    rf"|\s+(?:de toutes les|de tous les|de nos|des))?"
    rf"(?:\s+(?:of (?:the|our) )?{_NOT_DESCRIBING}[\w'-]+){{0,3}}?\s+(?P<noun6>{_ONE}|{_MANY})\b.*?"
    rf"(?P<sup6>{_EXTREME})"
    rf"|\b(?P<noun8>{_WHOLE_ONE}|{_MANY}) (?:with|avec|con)\s+"
    rf"(?P<sup9>(?:the )?(?:most|fewest)|(?:the )?(?:largest|smallest|highest|lowest) number of"
    rf"|le (?:plus|moins)|(?:la )?(?:mayor|menor) (?:numero|cantidad)"
    rf"|(?:mas|menos)(?! de\b| que\b))\b"
    rf"|\b(?:of|among|de|parmi|entre)\b.{{0,30}}?(?P<noun7>{_MANY}|things|choses|cosas)\b.*?"
    rf"\b(?:which(?: one)?|l[ae]quel(?:le)?|cual)\b.*?(?P<sup8>{_EXTREME})"
    rf"|^(?:and )?(?:which|what|quel(?:le)?|cual) (?:one )?(?:was|is|were|est|a ete|etait|fue"
    rf"|es|era) (?:the |l[ea] |el |la )?(?P<sup7>largest|biggest|longest|most recent|latest"
    rf"|earliest|oldest|first|smallest|shortest|{_PLUS}|{_MAS})\W*(?:in \d{{4}}|one"
    rf"|en \d{{4}})?\W*$"
    # "And the biggest of those?", with what it is asked of in brackets.
    rf"|^(?:(?:and|but|et|mais|y|pero) )?(?:the |l[ea]s? |l'|el |los |las )?"
    rf"(?:(?:second|third|2nd|3rd) )?(?P<sup10>largest|biggest|greatest|best[- ]attended"
    rf"|longest|smallest|shortest|most (?:attended|recent)|least attended|newest|oldest|latest"
    rf"|{_PLUS}|{_MAS})(?: ones?)?"
    rf"(?: (?:of|among|d'entre|de|entre|parmi) (?:all|those|these|them|eux|elles|ceux|celles|tous"
    rf"|toutes|ellos|ellas|es[oa]s|est[oa]s|todos|todas)(?:-la|-ci)?)?\W*(?:\([^()]*\))?\W*$",
    "est|most|first|last|plus|moins|mas|menos|premier|dernier|primer|ultim|mayor|menor",
)
# "What's new?": the last event there was.
NEWS = re.compile(
    r"(?:what(?:'s| is) (?:new|the latest)(?: news)?|(?:any|latest|the latest) news|quoi de neuf"
    r"|(?:quelles sont )?les dernieres nouvelles|du nouveau|que hay de nuevo|(?:hay )?novedades"
    r"|(?:las )?ultimas (?:noticias|novedades)|dernieres nouvelles)"
)
# What was next, and what asks for any event.
RIGHT_AFTER = re.compile(
    r"\b(?P<how>right|just|directly|immediately|straight|juste|immediatement|directement|justo"
    r"|inmediatamente) (?:(?:after|apres|despues)|(?P<before>before|avant|antes))\b"
)
ANY_EVENT = re.compile(
    rf"\b(?:{_WHICH})\b.{{0,30}}(?:\b{_ONE}\b|\b{_MANY}\b)|\bwhat (?:came|happened|was|took place"
    rf"|did {SELF} do)\b|\bqu'(?:est-ce qui|y a-t-il|avons-nous fait)"
    r"|\bque (?:vino|hubo|paso|hicimos|se hizo)\b"
)
# A time told by an event: "before the Lima mission".
TIMED = re.compile(
    r"\b(?:before|after|since|until|prior to|avant|apres|depuis|antes del?|despues del?|desde"
    r"|hasta)\s|\b(?:between|entre) (?:(?:the|our|la|le|les|el|l[oa]s|notre|nuestr[oa])\b|l')"
    r"(?=.+ (?:and|et|y|e) )"
)
IN_TIME = re.compile(
    r"(?:the )?(?:first|last|second|premiere?|derniere?|primer[oa]?|ultim[oa]|latest|newest"
    r"|earliest|oldest|most recent)"
)
# "Ada Okonkwo talks", "interventions de Bo Lind".
_TALK = (
    r"(?:talks?|appearances?|speech(?:es)?|interventions?|presentations?|contributions?|discours"
    r"|exposes|intervenciones|ponencias|charlas|participaciones)"
)
TALKS = re.compile(
    rf"^(?:the |les |los |las )?(?:(?P<first>{_TALK}) (?:of|by|from|de|d')\s?.+"
    rf"|.+ (?P<last>{_TALK}))$"
)
THROUGH = re.compile(r"\b(?:walk|take|talk|run) (?:me|us) through\b")
# A whole sentence, no list of keywords.
SENTENCE = re.compile(
    r"^(?:how|why|what|when|who|comment|pourquoi|que|quoi|como|por|are|is|do|does|can|should)\b"
    r"|\b(?:is|are|was|were|est|sont|es|son)\b"
)

# One event, spoken of as a known thing: "during the congress", "au séminaire", "of River Day".
_DEFINITE = (
    r"(?:the|this|that|these|its|his|her|their|le|la|les|cette|cet|ce|l'|son|sa|leur|el"
    r"|esta?e?|esa?e?|su|aquel(?:la)?)"
)
_THINGS = (
    rf"(?:{_ONE}|project|study|programme|program|projet|etude|proyecto|estudio|programa"
    rf"|proceedings|actes|actas)"
)
CONTAINER = re.compile(
    rf"\b(?:at|during|in|of|for|from|to|with|by|about|on|attend(?:ed|ing)?|join(?:ed)?|pendant"
    rf"|durant|lors de|dans|a|de|pour|sur|avec|en|durante|para|con|sobre|asisti\w+ a"
    rf"|particip\w+ (?:in|a|en)|took part in)\s+"
    rf"{_DEFINITE}\s*(?:(?!or\b|ou\b|and\b|largest|biggest|longest|first|last|most|latest"
    rf"|earliest|plus\b|premier|dernier|ultim"
    rf"|primer)[\w'’.&-]+\s+){{0,6}}?(?P<what>{_THINGS})\b"
    rf"|\b(?:au|du|al|del)\s+(?:(?!or\b|ou\b|premier|dernier|ultim"
    rf"|primer)[\w'’.&-]+\s+){{0,5}}?(?P<what2>{_THINGS})\b"
)
# One event as the doer: "did the conference include", "comptait la conférence".
SUBJECT = re.compile(
    rf"\b(?:did|does|do|was|were|has|had|have|compt\w+|inclu\w+|compren\w+|contenait|avait|tuvo"
    rf"|tenia|incluyo|comprendio|abarco|figur\w+)\s+"
    rf"(?:the|this|that|la|le|l'|el|est[ea]|cette|ce"
    rf"|cet)\b\s*(?:[\w'-]+\s+){{0,2}}?(?:{_ONE})\b(?! (?:19|20)\d\d)"
    rf"|\b(?:la|le|l')\s?(?:{_WHOLE_ONE})\s+(?:\w+\s+)?(?:a|avait|comptait"
    rf"|comprenait)(?:-t-(?:il|elle))\b"
)
# The same with a name: "at River Day", "in the First International Congress on …".
NAMED = re.compile(
    r"(?:\b(?:at|during|in|of|for|from|to|attend(?:ed)?|à|au|du|de|lors de|pendant|en|durante"
    r"|del?|al|the|la|le|el|l['’])\s+|['’])"
    r"(?:(?:the|la|le|el|l['’])\s*)?(?:[A-ZÀ-Þ“\"«\d][\w’'.&”“-]*[,\s]+(?:(?:of|on|the|and|de"
    r"|la|des|du|del|on|sur|&)\s+){0,2}){1,7}?(?:[A-ZÀ-Þ][\w’'-]*)"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the wording of a question asks for, before its filters are read."""

    operation: Operation
    noun: str = "event"
    asked: Asked = "event"
    measure: Measure | None = None
    most: bool = True
    sides: tuple[str, str] | None = None
    needs: str = ""  # what must be there too: "filter", "when-or-where"
    single: bool = False
    said: tuple[tuple[int, int], ...] = ()  # characters that only ask, and restrict nothing
    side: Side | None = None  # of the people asked for, where it is known
    learned: bool = False  # whether only the model takes the question for one of the collection
    sure: bool = False  # whether its words leave no doubt, whatever the model makes of them
    best: int = 1  # of those ranked, how many are wanted; 0 for all
    winner: bool = True  # whether one of two events compared is asked for
    periods: tuple[tuple[int, int], ...] = ()  # where those held against each other stand
    grouped: bool = False  # whether the events are counted by what is asked
    share_of: int = 0  # where the events end of which a share is asked for
    lacking: Lacking | None = None  # what the events wanted do not tell
    often: Often | None = None  # in how many of the events what is asked for must be
    named: bool = False  # whether whoever a bulletin names counts, not organisers alone
