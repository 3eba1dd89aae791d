"""Where a sentence names an institution: by the noun at its head, or by what is said beside it.

English writes every word of such a name with a capital; French and Spanish often only the first,
or none but the proper part: "Agence provinciale", "bibliothèque communale de Lyon".
"""

from __future__ import annotations

import re
from functools import cache

from icpc_assistant.cards.bodies import names_of_body
from icpc_assistant.cards.geography import country_of_people, key_of
from icpc_assistant.entities import abbreviates
from icpc_assistant.terms import fold, is_function_word
from icpc_assistant.types import LANGUAGES, Language

# Nouns that name institutions, folded, in the singular; plurals are made below.
_HEADS: dict[Language, str] = {
    "en": "university institute ministry department centre center association union council"
    " committee forum federation network police government agency organization organisation"
    " foundation commission office bureau company society board bank school college laboratory"
    " observatory municipality nation secretariat alliance coalition partnership hospital museum"
    " library fund trust court clinic academy polytechnic cooperative co-operative league house"
    " hall theatre theater residence watch service authority chamber church embassy consulate"
    " brigade club exchange circle guild archive conservatory orchestra parliament senate corps"
    " confederation consortium syndicate faculty prison collective movement gallery directorate"
    " inspectorate tribunal registry treasury mosque cathedral relief corporation cooperation"
    " factory task-force taskforce fellowship chapter workshop lab press radio council"
    " institution campus gendarmerie constabulary congress group centre station",
    "fr": "universite institut ministere departement centre association union conseil comite forum"
    " federation reseau police gouvernement agence organisation fondation commission bureau"
    " societe banque ecole college laboratoire observatoire municipalite secretariat alliance"
    " coalition hopital musee bibliotheque mediatheque clinique fonds tribunal cour academie"
    " cooperative ligue maison theatre residence service autorite chambre eglise ambassade"
    " consulat brigade club cercle archives conservatoire parlement senat confederation consortium"
    " syndicat faculte prison collectif mouvement galerie direction inspection lycee mairie"
    " prefecture mutuelle caisse regie ordre compagnie compagnons cite citadelle palais province"
    " region communaute gendarmerie haras cooperation croix delegation hotel-de-ville office"
    " cinematheque archeveche couvent abbaye mosquee cathedrale groupement regroupement table"
    " entraide secours radio institution rectorat amicale fraternelle confrerie refuge foyer"
    " chancellerie douane armee",
    "es": "universidad instituto ministerio departamento centro asociacion union consejo comite"
    " foro federacion red policia gobierno agencia organizacion fundacion comision oficina"
    " sociedad banco escuela colegio laboratorio observatorio municipalidad secretariado"
    " secretaria alianza coalicion hospital museo biblioteca mediateca clinica fondo tribunal"
    " corte academia cooperativa liga casa teatro residencia servicio autoridad camara iglesia"
    " embajada consulado brigada club circulo archivo conservatorio orquesta parlamento senado"
    " confederacion consorcio sindicato facultad carcel colectivo movimiento galeria direccion"
    " inspeccion instituto ayuntamiento alcaldia gobernacion prefectura diputacion consejeria"
    " mutua caja palacio convento cabildo concejalia junta fiscalia defensoria intendencia"
    " monasterio catedral mezquita hermandad cofradia mancomunidad guardia corporacion plataforma"
    " mesa bomberos patronato radio politecnico ateneo empresa refugio albergue"
    " cancilleria aduana ejercito",
}
# The name of a text, a prize or a street holds an institution's noun now and then.
NO_HOUSE = re.compile(
    r"\b(?:declaration|award|prize|pledge|charter|act|agreement|treaty|protocol|plan|strategy"
    r"|report|street|road|square|avenue|day|week|(?<!of )law|bill|convention|compact"
    r"|manifesto|session"
    r"|declaracion|premio|compromiso|carta|acuerdo|plan|estrategia|informe|calle|plaza|ley|jornadas?"
    r"|prix|charte|accord|pacte|rapport|rue|place|loi|journees?)$"
    r"|^(?:declaration|declaracion|prix|premio|charte|carta|compromiso|pacte|pacto|rue|calle)\b"
)
_CALENDAR = re.compile(
    r"\s+(?:on|in|the|le|el|en|du|del|of)\s+(?:\w+day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b.*$"
)
_CALENDAR_LEAD = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|September|October|November|December)(?P<year> \d{4})?,?\s+(?P<the>the\s+)?"
    r"(?=[A-ZÀ-Þ])"
)
_TAIL_LINK = (
    r"(?:(?:de la|de los|de las|de|du|des|del|pour la|pour le|pour les|pour|para la|para el|para"
    r"|por la|en|et de la|et des|et|y la|y el|y)\s+|(?:de l|pour l|et l|d)[’'])"
)
_VERB = re.compile(
    r".*(?:ó|aron|ieron|aba|aban|ía|ían|ará|arán|erá|erán|irá|irán|ait|aient|èrent|era|eront|iront"
    r"|issent|issait)|.*(?:ée?s?|ad[oa]s?|id[oa]s?)|venue?s?|née?|issue?s?|tenue?s?|réunie?s?"
)
# Institutions that are called by a common noun, without a capital, and a proper name behind it.
_COMMON = re.compile(
    r"hopital|hospital|clinique|clinica|bibliotheque|biblioteca|mediatheque|mediateca|musee|museo"
    r"|ambassade|embajada|consulat|consulado|ecole|escuela|lycee|college|colegio|universite"
    r"|universidad|prison|carcel|police|policia|gendarmerie|mairie|ayuntamiento"
    r"|alcaldia|prefecture|prefectura|tribunal|theatre|teatro|couvent|convento|monasterio|abbaye"
    r"|municipalite|municipalidad|conservatoire|conservatorio|institut|instituto|ministere"
    r"|ministerio|observatoire|observatorio|eglise|iglesia|cathedrale|catedral|refuge|refugio|foyer"
    r"|albergue|academie|academia|brigade|brigada|oficina|bureau|cancilleria|chancellerie"
)
_KIND_EN = (
    r"(?:associations?|charity|charities|company|operator|co-?operative|foundation|firm|ngo|agency"
    r"|supplier|start-up|organi[sz]ation|non-profit|collective|newspaper|insurer|coalition|brewer"
    r"|guild|publisher|manufacturer|retailer|broadcaster|consultancy|think tank|nonprofit)"
)
_KIND_FR = (
    r"(?:association|fondation|entreprise|societe|cooperative|ong|collectif|operateur|compagnie"
    r"|mutuelle|assureur|syndicat|start-up|editeur|cabinet|exploitant|transporteur|fournisseur"
    r"|troupe|revue|plateforme)"
)
_KIND_ES = (
    r"(?:asociacion|fundacion|empresa|cooperativa|ong|aseguradora|compania|colectivo|operadora"
    r"|sindicato|editorial|consultora|constructora|plataforma|entidad|firma|organizacion|revista)"
)
# "the hardware cooperative Northern Hands", "la asociación de hosteleros Zaragoza Abierta".
_KIND_BEFORE = re.compile(
    rf"\b(?:{_KIND_EN}|(?:{_KIND_FR}|{_KIND_ES})(?: (?:de |d'|des )?[a-z]+){{0,2}}),?\s+[“«\"]?\s?$"
)
# "Cruz" alone is a surname.
_CROSS = re.compile(r"\bcruz(?= (?:roja|verde|azul|blanca)\b)")
# "Agrivanta, a seed company": what somebody is called behind the name.
_KIND_BEHIND = re.compile(
    rf",\s+(?:an?|une?|una|(?P<the>the|la|el|le|l'))\s*(?:[\w'-]+\s+){{0,3}}?"
    rf"(?:{_KIND_EN}|{_KIND_FR}|{_KIND_ES}|network|reseau|red|school|institute|trust|fund)\b(?!')"
    r"(?(the)(?=\s*(?:[,.;]|(?:of|de|du|des|del|that|which|who|qui|que|for|pour|para|in)\b|d')))"
)
# What only somebody with means or a roof does.
_BACKED = re.compile(
    r"\b(?:(?:co-?)?(?:funded|financed|sponsored|organi[sz]ed|hosted|convened)|paid for|met|lent"
    r"|donated|provided|supplied|arranged|supported|backed|financee?s?|organisee?s?|soutenue?s?"
    r"|finance|fournie?s?|financiad[oa]s?|organizad[oa]s?|patrocinad[oa]s?|convocad[oa]s?) "
    r"(?:jointly |in part |largely |entirely )?(?:by|par|por) (?:the |la |le |les |el |los |l')?$"
    r"|\b(?:support|help|funding|money|backing|grant|grants|equipment|fonds|soutien|appui"
    r"|apoyo|ayuda|patrocinio|fondos)(?: came)? (?:of|from|de|du|del)"
    r" (?:the |la |le |les |el |l')?$"
)
# "l'ABC, l'Alliance des bibliothèques de campagne".
ACRONYM_LED = re.compile(r"\b([A-ZÀ-Þ]{2,10}),\s+(?:l[’']|(?:la|le|les|el|los|las|the)\s+)$")
_UNITED = re.compile(r"\b(?:UN|ONU)[ -][A-ZÀ-Þ][\w-]+")
# Bodies that a country or a trade has one of; each by what it is for.
_LOWER_BODY = re.compile(
    r"\b(?:the|le|la|les|el|al|del|du|au|l'|d'un) ?"
    r"(?P<body>(?:ministry|chamber) of [a-z]+|(?:(?!its|this)[a-z]+s)['’]"
    r" (?:federation|union|guild)"
    r"|(?:ministere|syndicat|chambre) (?:de la |des |du |de l')[a-z]+|chambre de [a-z]+"
    r"|(?:ministerio|sindicato|defensoria|consejeria|camara)"
    r" (?:de la|de los|de las|del|de) (?!la |los |las )[a-z]+)\b"
)
# "police béninoise", "cancillería francesa": a country's service, without a capital.
_STATE = re.compile(
    r"police|policia|gendarmerie|ambassade|embajada|consulat|consulado|cancilleria|chancellerie"
    r"|armee|ejercito|douane|aduana"
)
_ACRONYM = re.compile(r"\s*\([A-ZÀ-Þ][\w&.-]{1,11}\)")
# A long name in lower case up to its acronym: "Réseau des villes pour la santé des jeunes (RVS)".
_SPELT_OUT = re.compile(
    r"(?P<rest>(?:\s+(?!(?:a|ont|est|sont|qui|que|ha|han|es|son|fue)\s)[a-zà-ÿ][\w’'-]*){1,16})"
    r"(?=\s+\([A-ZÀ-Þ]{2,11}\))"
)
# "Association francophone et ibérique des musées et archives pour la lecture".
_JOINED_ADJECTIVE = re.compile(
    r"\s+(?:et|y)\s+[a-zà-ÿ][\w-]+\s+(?:de|des|du|del|pour|para)\s+(?:l[ae]s?\s+)?[a-zà-ÿ]"
)
_GOES_ON = re.compile(r"\s+(?:sans|sous|contre|sin|contra)\s+[a-zà-ÿ][\w-]+")


@cache
def _heads() -> frozenset[str]:
    found = {word for words in _HEADS.values() for word in words.split()}
    plurals = {w[:-1] + "ies" if w.endswith("y") else w + "s" for w in found}
    return frozenset(found | plurals)


@cache
def _heads_of(language: Language) -> re.Pattern[str]:
    words = "|".join(_HEADS[language].split())
    words += f"|{_CROSS.pattern}" if language == "es" else ""
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")


def is_house_noun(word: str, language: Language) -> bool:
    """Whether a folded word names a sort of institution: "network", "institut"."""
    return word in _HEADS[language].split()


def is_institution(name: str) -> bool:
    """Whether a name holds a noun of institutions and is no text's, prize's or street's."""
    folded = [fold(w) for w in re.findall(r"[^\W\d_]+", name)]
    if NO_HOUSE.search(" ".join(folded)):
        return False
    return any(word in _heads() for word in folded) or bool(_CROSS.search(" ".join(folded)))


def is_head(word: str) -> bool:
    """Whether a word is a noun of institutions."""
    return fold(word) in _heads()


def is_house(word: str) -> bool:
    """Whether a folded word, or what it is the plural of, names bodies: "centros", "hospitales"."""
    # "Officers" are no office.
    return any(map(is_head, (word, word[:-1], word[:-2] if word.endswith("es") else word)))


def named_by_context(text: str, folded: str, start: int, end: int) -> bool:
    """Whether the words beside a name say that it is an organisation's."""
    return (
        _kind_before(text, folded, start)
        or bool(_KIND_BEHIND.match(folded[end : end + 90]))
        or bool(_BACKED.search(folded[max(0, start - 90) : start]))
    )


def _kind_before(text: str, folded: str, start: int) -> bool:
    """Whether a common noun stands before the name: "the charity …", not "the Charity Smith, …"."""
    m = _KIND_BEFORE.search(folded[:start])
    return bool(m) and text[m.start() : m.end()].islower()  # type: ignore[union-attr]


def name_end(text: str, end: int, folded: str, start: int) -> int:
    """Return where a name ends that may go on in lower case: "Rivières sans entraves"."""
    more = _GOES_ON.match(text, end)
    return more.end() if more and _kind_before(text, folded, start) else end


def calendar_lead(text: str, start: int, stop: int) -> int:
    """Return how much of a name that opens with a day or month is no name: "3 March the Union"."""
    m = _CALENDAR_LEAD.match(text, start, stop)
    if not m:
        return 0
    dated = (
        m.group("year")
        or m.group("the")
        or re.search(r"(?:\d(?:st|nd|rd|th)?|\b[Oo]n) $", text[:start])
    )
    return m.end() - start if dated else 0


def without_calendar(name: str) -> str:
    """Return a name without a day that runs on behind it: "Federation on Saturday"."""
    return _CALENDAR.sub("", name)


_ENGLISH_LOWER = re.compile(
    r"\b(?:municipality|embassy|diocese|prefecture|parish|government|consulate|university"
    r"|fire (?:service|brigade)|(?:city|town|county|regional|district) council|port authority) of"
    r" (?:the )?[A-ZÀ-Þ][\w’'-]+(?:\s+[A-ZÀ-Þ][\w’'-]+)*"
    r"|(?<![.!?] )(?<!^)\b[A-ZÀ-Þ][\w’'-]+(?:\s+[A-ZÀ-Þ][\w’'-]+)*\s+(?:[a-z]+\s+)?"
    r"(?:centre|center|hospital|museum|library|prison|school|college|clinic|court|theatre"
    r"|police|embassy|consulate|helpline|hotline|shelter|federation"
    r"|(?:fire|ambulance) (?:service|brigade)|(?:city|town|county) council|(?<=[a-zà-ÿ] )council"
    r"|parishes of (?:the )?[A-ZÀ-Þ][\w’'-]+)"
    r"\b(?!\s+(?:chiefs?|forces?|cars?|cell|stations?|work|[a-z]+ers?|[a-z]+ors?|yard|[a-z]*staff)\b)"
)
# "a Canadian hospital" is called so by nobody.
DEMONYM = re.compile(
    r"(?:[A-Z][a-z]+(?:ian|ean|ese|ish|can)|French|Dutch|Swiss|Greek|Czech|Thai|Lutheran"
    r"|Catholic|Orthodox|Methodist)"
)
_ANY_HOUSE = re.compile(
    rf"{DEMONYM.pattern}\s+(?:[a-z]+\s+)?"
    r"(?!police|embassy|consulate|parishes|federation)[a-z]+"
)
_SOME = re.compile(r"\b(?:un|une|una|an?)\s+$", re.IGNORECASE)
# "the Nordic Community of River Schools".
_COMMUNITY = re.compile(
    r"(?:\b(?!The\b)[A-ZÀ-Þ][\w’'-]+\s+)*\b(?:Community|Communities) of (?:the )?[A-ZÀ-Þ][\w’'-]+"
    r"(?:\s+(?:(?:of|for|and)\s+)?[A-ZÀ-Þ][\w’'-]+)*"
)
_FOREIGN = re.compile(
    r"\b(?P<head>[A-ZÀ-Þ][a-zà-ÿ]+)\s+(?:de la |de los |de las |de l’|de l'|d’|d'|des? |du |del "
    r"|pour |para )(?:[\w’'-]+\s+){1,12}\([A-ZÀ-Þ][\w&.-]{1,11}\)"
)


def phrases(text: str, folded: str, language: Language) -> list[tuple[int, int]]:
    """Return where names of institutions stand that run on in lower case."""
    if language == "en":
        named = (*_ENGLISH_LOWER.finditer(text), *_COMMUNITY.finditer(text))
        own = (m.span() for m in named if not _ANY_HOUSE.fullmatch(m.group()))
        return [*own, *_borrowed(text), *_bodies(text, folded)]
    found = _bodies(text, folded)
    at = -1
    for m in _heads_of(language).finditer(folded):
        if m.start() < at:
            continue
        capital = text[m.start()].isupper()
        common = _COMMON.fullmatch(m.group()) and not _SOME.search(text[: m.start()])
        if not capital and not common:
            continue
        end, proper, count = _phrase(text, m.end(), language)
        long = _SPELT_OUT.match(text, end) if capital else None
        end = long.end("rest") if long else end
        end = _after_acronym(text, m.start(), end) if capital else end
        spelt = _ACRONYM.match(text, end) or ACRONYM_LED.search(text[: m.start()])
        sure = capital and (spelt or (m.start() > 0 and count > 1))
        end = end if sure else proper
        if end == m.end() and common and _STATE.fullmatch(m.group()):
            adjective = re.match(r"\s+([a-zà-ÿ]+)", text[end:])
            end += adjective.end() if adjective and is_nationality(adjective.group(1)) else 0
        if end > m.end():
            closed = _ACRONYM.match(text, end) if sure else None
            end = closed.end() if closed else end
            found.append((m.start(), end))
            at = end
    return found


def _after_acronym(text: str, start: int, end: int) -> int:
    """Return where a name ends that stands between commas behind its acronym."""
    led = ACRONYM_LED.search(text[:start])
    rest = re.match(r"[^,.;:()\n]{1,90}(?=,)", text[end:]) if led else None
    whole = text[start : end + rest.end()] if rest else ""
    return start + len(whole) if led and whole and abbreviates(led.group(1), whole) else end


def _bodies(text: str, folded: str) -> list[tuple[int, int]]:
    """Return where bodies stand that no capital tells: "UN Women", "the ministry of health"."""
    united = (m.span() for m in _UNITED.finditer(text) if names_of_body(key_of(m.group())))
    return [*united, *(m.span("body") for m in _LOWER_BODY.finditer(folded))]


def _borrowed(text: str) -> list[tuple[int, int]]:
    """Return where an English text calls institutions by French or Spanish names, up to their
    acronyms: "the Conseil pour la lecture en ville (CLV)"."""
    return [m.span() for m in _FOREIGN.finditer(text) if is_head(m.group("head"))]


def is_nationality(word: str) -> bool:
    """Whether a word is what the people of a country are called: "béninoise", "francesa"."""
    return any(country_of_people(word, language) for language in LANGUAGES)


def _phrase(text: str, at: int, language: Language) -> tuple[int, int, int]:
    """Return where the name ends whose head noun ends at ``at``, its last capital, its words.

    Behind the noun stand adjectives, then complements with theirs.
    """
    end = proper = at
    count = 0
    while count < 12:
        m = re.match(rf"\s+(?P<link>(?:{_TAIL_LINK})*)(?P<word>[^\W\d_][\w-]*)", text[end:])
        if not m:
            break
        word, link = m.group("word"), m.group("link")
        if not word[0].isupper() and (
            is_function_word(word, language)
            or (_VERB.fullmatch(word) and not link)
            or (re.match(r"(?:et|y|en)\b", link) and not _JOINED_ADJECTIVE.match(text, end))
            or text[end + m.end() :].startswith(("’", "'"))
        ):
            break
        joined = re.match(r"(?:et|y)\b", link) and is_head(word)
        if joined and (word[0].isupper() or not _JOINED_ADJECTIVE.match(text, end)):
            break
        end += m.end()
        count += 1
        if word[0].isupper():
            proper = end
    return end, proper, count
