"""What a question asks for: a date, a person, a figure of something, a reason."""

from __future__ import annotations

import re
from typing import Literal

from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Language

Wants = Literal[
    "date", "duration", "figure", "identity", "person", "agent", "organisation", "place", "reason", "manner",
    "yesno", "list", "other",
]  # fmt: skip

# Words for a person by office or part, folded.
_PERSON_EN = (
    "person|people|speakers?|minister|mayor|directors?|experts?|professors?|officials?|officers?"
    "|analysts?|academics?|scholars?|scientists?|researchers?|diplomats?|consul|ambassador"
    "|politicians?|consultants?|representatives?|commissioner|specialists?|guests?|president"
    "|secretary|woman|women|man|men|lady|sociologists?|lawyers?|judges?|members? of|employees?"
    "|staff|volunteers?|colleagues?|moderators?|coordinator|chair|head"
)
_PERSON_FR = (
    "personnes?|ministre|maire|bourgmestre|direct(?:eur|rice)s?|intervenante?s?|expert(?:e|s|es)?"
    "|professeure?s?|universitaires?|chercheu(?:r|se)s?|diplomates?|consule?|ambassadeur"
    "|ambassadrice|consultante?s?|representante?s?|commissaire|specialistes?|presidente?"
    "|conferencier\\w*|sociologues?|juges?|avocate?s?|responsables?|membres?|employe(?:e|s|es)?"
    "|femmes?|hommes?|benevoles?|policiers?|officiers?|analystes?|animat(?:eur|rice)s?"
)
_PERSON_ES = (
    "personas?|ministr[oa]|alcalde(?:sa)?|director(?:a|es|as)?|expert[oa]s?|profesor(?:a|es|as)?"
    "|academic[oa]s?|investigador(?:a|es|as)?|diplomatic[oa]s?|consul|embajador[a]?|consultor[a]?"
    "|representantes?|comisari[oa]|especialistas?|president[ea]|ponentes?|oradora?e?s?|juez|jueza"
    "|abogad[oa]s?|responsables?|miembros?|emplead[oa]s?|mujer(?:es)?|hombres?|analistas?"
    "|funcionari[oa]s?|voluntari[oa]s?|oficial(?:es)?|moderador[a]?"
)

# A word between "which" and its noun: "which other expert", not "what did the expert".
_EN = r"(?!(?:did|do|does|the|was|were|is|are|has|have|had|will|would|can|could|should|made)\b)\w+ "
_ES = r"(?!(?:el|la|los|las|es|fue|son|era)\b)\w+ "

# Over folded text (lower case, no accents). First match wins, so the more particular stand first.
_WANTS: tuple[tuple[Wants, str], ...] = (
    ("reason", r"\bwhy\b|\bwhat (?:is |was |were )?(?:the )?reasons?\b|\bpourquoi\b|\bpor que\b"
               r"|\bpara que\b|\bfor what reason\b"),
    ("duration", r"\bhow long\b|\bhow much longer\b|\bhow many (?:days|weeks|months|years|hours)\b"
                 r"|\bcombien de (?:temps|jours|semaines|mois|annees|ans|heures)\b"
                 r"|\bcuant[oa]s? (?:tiempo|dias|semanas|meses|anos|horas)\b|\bduration\b|\bduree\b"
                 r"|\bduracion\b|\bcuanto (?:ha |habia |va a |iba a )?dur\w+|\bcombien (?:a|avait|va|ont) (?:-t-\w+ )?dur\w+"),
    ("figure", r"\bhow (?:many|much|large|big)\b|\bnumber of\b|\bwhat (?:percentage|share|proportion)\b"
               r"|\bturn-?out\b|\battendance\b|\bhead ?count\b|\bcombien\b|\bnombre d\b|\bnombre de\b"
               r"|\bcuant[oa]s?\b|\b(?:numero|cantidad) de\b|\bquel pourcentage\b|\bquelle (?:part|proportion)\b"
               r"|\bque (?:porcentaje|proporcion)\b"),
    ("date", r"^(?:(?:and|so|but|ok|exactly) )?when\b|\bwhen (?:was|were|is|are|did|do|does|will|has|had"
             r"|would|exactly|s)\b|\band when\b|\bwhen\W*$|\b(?:what|which|on what|in what|in which)(?: was the| is the)?"
             r" (?:exact )?(?:dates?|days?|months?|years?|time)\b"
             r"|\bc['’](?:est|etait) quand\b|^(?:et |mais )?(?:a partir de |depuis )?quand\b|\bquand (?:est|a|ont|etait|s|se|aura|sera|exactement)\b|\bquand\W*$|\b(?:quel|quelle|quels|quelles) (?:est la |etait la )?"
             r"(?:dates?|jours?|mois|annees?)\b|^(?:y |pero )?(?:desde )?cuando\b|\bcuando (?:fue|es|se|sera|era|tuvo|empez|comenz|termin|exactamente)|\b(?:que|cual|cuales)(?: es la| fue la)?"
             r" (?:fechas?|dias?|mes|meses|anos?)\b|^dates?\b|\bdates?$|\bfechas?$"),
    ("place", r"\bwhere\b|\b(?:what|which)(?: was the| is the)? (?:" + _EN + r"){0,2}(?:city|cities|country|countries|place"
              r"|venue|town|location|building|region)\b|\bd?['’]?où\b|^ou\b|\bdans quel(?:le)?s? (?:ville"
              r"|pays|lieu|endroit|batiment)\b|\b(?:quel|quelle)s?(?: est le| est la| etait le)? (?:\w+ ){0,1}(?:villes?"
              r"|pays|lieux?|endroits?)\b|\b[ae]?n?donde\b|\b(?:que|cual|cuales) (?:\w+ ){0,1}(?:ciudad|pais|lugar|sede"
              r"|sitio)(?:es)?\b"
              r"|\ben que (?:ciudad|pais|lugar|sede)\b|^venue\b|\b(?:venue|location|lieu|lugar|sede|host city|ville hote)$"),
    ("identity", r"^who(?: is|['’]s| was| are| were) (?!the\b|your\b|our\b)\w+(?: \w+){0,3}\s*\??$"
                 r"|^qui (?:est|etait|sont) (?!l[ea]s?\b|l['’]|votre\b)\w+(?: \w+){0,3}\s*\??$"
                 r"|^quien(?:es)? (?:es|era|fue|son) (?!el\b|la\b|los\b|las\b)\w+(?: \w+){0,3}\s*\??$"
                 r"|\b(?:role|position|job|title|fonction|poste|cargo|puesto) (?:of|de|does|d['’])"),
    ("agent", r"\bwho(?:se)?\b.{0,25}\b(?:organi[sz]|host|fund|financ|sponsor|run|ran|coordinat|led|lead"
              r"|behind|paid|set up|facilitat|moderat)|\bqui\b.{0,25}\b(?:organis|accueill|financ"
              r"|coordonn|anim|dirig|mene)|\bquien(?:es)?\b.{0,25}\b(?:organiz|acog|financ|coordin|dirig"
              r"|facilit|moder)|\b(?:funded|organi[sz]ed|hosted) by (?:who|whom)\b|\bpar qui\b"
              r"|\bpor quien"),
    ("organisation", r"\b(?:what|which) (?:organi[sz]ations?|partners?|universit|institut|agenc"
                     r"|associations?|compan|bod(?:y|ies)|networks?)|\bquel(?:le)?s?(?: (?:est|sont|etait|etaient) l(?:es|[ae]|.))? ?(?:organis|partenaire"
                     r"|universit|institut|agence|association|reseau)|\bque (?:organizaci|soci|universid"
                     r"|instituci|agencia|asociaci|red)"),
    ("person", rf"\bwho(?:m|se)?\b|\b(?:what|which)(?: of \w+)? (?:{_EN}){{0,2}}(?:{_PERSON_EN})\b(?!['’]s?\b(?! name))"
               rf"|\b(?:{_PERSON_EN})['’]s? name\b"
               rf"|\bname of (?:the|an?|our) (?:\w+ ){{0,2}}(?:{_PERSON_EN})\b|\b(?:his|her) name\b"
               r"|\bqui\b(?! est-ce qu)|\bson nom\b"
               rf"|\b(?:quel(?:le)?s?(?: (?:est|sont|etait|etaient|a ete) (?:l[ea]s?|l.))?"
               r"|nom (?:du|de la|de l.|des)|s['’]appel\w+ (?:les?|la|l.)) ?"
               rf"(?:\w+ ){{0,1}}(?:{_PERSON_FR})\b"
               r"|\bquien(?:es)?\b|\bsu nombre\b"
               r"|\b(?:s['’]appel\w+|nom de) cel(?:ui|le)\b|\bllama\w* (?:that|quien)\b"
               rf"|\bcual(?:es)? (?:es|fue|son|eran?|fueron) (?:el|la|los|las) (?:\w+ )?(?:{_PERSON_ES})\b"
               rf"|\b(?:(?:que|cual) (?:{_ES})?|(?:nombre (?:del|de la|de los)|llama\w* (?:el|la|los|las)) (?:\w+ )?)"
               rf"(?:{_PERSON_ES})\b|^como se llama\w*\W*$"),
    ("list", r"\b(?:list|name|enumerate)\b|\bwhat (?:were|are) the\b|\bwhich\b.{2,30}s\b"
             r"|\bquels\b|\bquelles\b|\bcuales\b|\benumer|\bliste"),
    ("manner", r"\bhow\b|\bcomment\b|\bde quelle (?:facon|maniere)\b|\bcomo\b|\bde que (?:manera|forma)\b"),
    ("yesno", r"^(?:did|does|do|is|are|was|were|has|have|had|can|could|will)\b|^est-ce\b"
              r"|^(?:a|ont|est|etait)-(?:t-)?(?:il|elle|on|ils|elles)\b"),
)  # fmt: skip
_WANTS_COMPILED = [(wants, re.compile(pattern)) for wants, pattern in _WANTS]

# What is counted follows one of these (folded words).
_COUNTING = frozenset(
    "how many|how much|number of|percentage of|share of|combien de|combien d|combien|nombre de"
    "|nombre d|cuantos|cuantas|cuanto|cuanta|numero de|cantidad de".split("|")
)
_VERB = re.compile(r"\w{3,}ed|came|went|took|spoke|met|attend|participate|come", re.IGNORECASE)
_ATTENDANCE = re.compile(
    r"\bturn-?out\b|\battendance\b|\bhead ?count\b|\bafluencia\b|\baffluence\b"
)


# More than one place, over folded text: "which countries?".
_SEVERAL_PLACES = re.compile(
    r"^(?:(?:and|et|y|from|in|to|with|de|d'|dans|en|a|avec|con) )*(?:(?:which|what|quel(?:le)?s"
    r"|cuales) (?:\w+ ){0,2}?|que )(?:countries|cities|towns|places|regions"
    r"|pays|villes|lieux|endroits|paises|ciudades|lugares|regiones|municipios)\b"
)


def asks_for_places(text: str) -> bool:
    """Whether a question is for several places, so that where something was held is no answer."""
    plain = folded(text)
    return bool(_SEVERAL_PLACES.search(plain))


# What a cost, a price or a budget counts.
MONEY = ("money",)
_PRICED = re.compile(
    r"\b(?:budgets?|costs?|prices?|fees?|how much (?:did|does|was|is|money)|couts?|prix|tarifs?"
    r"|coute\w*|combien (?:a |ont )?coute\w*|coutai(?:t|ent)|costos?|costa(?:ron|ban?)|costes?|precios?|presupuestos?|cuesta\w*|costo)\b"
)
# A price is asked for where a word asks for it, or in a few words that name it and do not ask.
_ASKS = re.compile(
    r"\b(?:what|which|how|where|when|combien|quel(?:le)?s?|comment|quand|que|qu|cuant[oa]s?|cual(?:es)?"
    r"|como|cuando|donde)\b|ou est"
)
_ASKS_PRICE = re.compile(
    r"(?:\b(?:how much|combien|cuant[oa]s?)\b[^.;:?!]{0,40}?"
    r"|\b(?:what|which|quel(?:le)?s?|cual(?:es)?|que)\b"
    r"(?: (?:was|is|were|are|did|est|etait|a ete|sont|es|fue|era|son))?"
    r"(?: (?:the|its|their|your|our|le|la|les|son|leur|votre|el|los|las|su|sus))?(?: \w+){0,2}? ?)"
    rf"(?:{_PRICED.pattern})|{_PRICED.pattern}[^.;:?!]{{0,40}}\b(?:how much|combien|cuanto)\b"
    # "What did the trip to Mexico cost?": the verb ends it, however long its subject.
    # Where another verb or a word for "the cost" stands in it, something is said of the cost.
    r"|\bwhat (?:did|does|do|will|would) (?:(?!\b(?:say|find|show|tell|note|mean|conclude|do|about|on)\b)"
    r"[^.;:?!]){1,80}(?<!\bthe)(?<!\bits)(?<!\bof)(?<!\btheir) cost\b(?=\W*(?:$|to\b|in\b))"
    r"|\bqu(?:'|e )(?:a|ont|avait|va)\b[^.;:?!]{0,40} cout(?:e|er)\b"
)
# French "prix" is also what is won.
_PRIZE = re.compile(r"\bprix\b.*\b(?:remis\w*|recu\w*|decern\w+|attribu\w+|gagn\w+)|\blaureat\w*")
_YES_OR_NO = re.compile(r"(?:was|were|is|are|did|do|does|has|have|had|est-ce|fue|hubo|le|la|les)\b")
_PLURAL_PRICE = re.compile(
    r"\b(?:budgets|costs|prices|fees|couts|tarifs|costos|costes|precios|presupuestos)\b"
)


def _asks_price(plain: str) -> bool:
    """Whether folded text asks what something cost or may cost."""
    if not _PRICED.search(plain) or _WHY_HOW.search(plain) or _PRIZE.search(plain):
        return False
    if _ASKS.search(plain):
        return _ASKS_PRICE.search(plain) is not None
    return not (_PLURAL_PRICE.search(plain) or _YES_OR_NO.match(plain))


# What a percentage or a fraction of something counts.
SHARE = ("share",)
_SHARE = re.compile(
    r"\bhow much of\b|\b(?:percentage|proportion|share|fraction) of\b|\bwhat (?:percentage|proportion"
    r"|share|fraction)\b|\bquelle (?:part|proportion|fraction)\b|\b(?:quel )?pourcentage\b"
    r"|\bque (?:parte|proporcion|porcentaje)\b|\bporcentaje\b"
)

_WHY_HOW = re.compile(r"\b(?:why|who|pourquoi|qui|por que|quien(?:es)?)\b")


def wanted(text: str) -> Wants:
    """Return the type of answer that ``text`` asks for."""
    plain = folded(text)
    # The accent alone tells French "où" (where) from "ou" (or).
    if re.search(r"\b(?:où|Où)\b", text):
        return "place"
    if _asks_price(plain):
        return "figure"
    # "Quién" with its accent always asks.
    asking = plain if re.search("quién", text, re.IGNORECASE) else _RELATIVE.sub(_that, plain)
    for wants, pattern in _WANTS_COMPILED:
        if pattern.search(asking):
            return wants
    return "other"


# "Who" that asks nothing: "those who", "ce qui", "a quienes", and any behind a word that asks.
_RELATIVE = re.compile(
    r"(?P<before>\b[^\W_]+[’'-]?|[,;:.!?—–-])?\s*(?P<who>\b(?:who(?:m|se)?|qui|quien(?:es)?)\b)"
)
_RELATED = frozenset(
    "those people person persons anyone anybody everyone everybody someone somebody one ones all "
    "ceux celles celui celle ce personnes personne gens tous quelqu aquellos aquellas personas gente".split()
)
_FRESH = frozenset(
    "and or but so about by with to from for of at on is was are were et ou mais a de par avec pour "
    "chez sur est etait sont c etaient y o pero con por para es era fue son".split()
)
# What opens a question and asks, so that a "who" behind it does not.
_ASKED_BEFORE = re.compile(
    r"^\W*(?:(?:and|but|so|in|on|at|for|et|mais|dans|pour|avec|a|de|y|pero|en|por|para|con)\W+)*"
    r"(?:what(?! about)|which|how(?! to\b| about)|why|where|when(?! (?:we|you|i|they|he|she|it|the)\b)"
    r"|qu'|quel(?:le)?s?|comment|pourquoi|combien|quand|que|cual(?:es)?|como|cuando|donde"
    r"|cuant[oa]s?)(?:\b|(?<='))"
)


def _that(m: re.Match[str]) -> str:
    """Return a relative "who" as "that", anything else as it is."""
    before = (m["before"] or "").rstrip("’'-")
    asked = _ASKED_BEFORE.match(m.string, 0, m.start("who"))
    again = not before or before in _FRESH or not before[-1].isalnum()
    if before in _RELATED or (asked and not again):
        return m.group()[: m.start("who") - m.start()] + "that"
    return m.group()


# What no record of past events answers, over folded text.
_OPINION = re.compile(
    r"\b(?:do|did|would|what) you (?:personally )?(?:think|like|prefer|recommend|believe|feel|agree|enjoy)"
    r"|\bin your (?:opinion|view)\b|\byour (?:favou?rite|opinion|view|take)\b|\bshould (?:we|i|they)\b"
    r"|\b(?:selon|d['’]apres) (?:toi|vous)\b|\b(?:ton|votre) (?:avis|opinion|prefere)"
    r"|\b(?:penses|trouves|preferes)[- ]tu\b|\b(?:pensez|trouvez|preferez)[- ]vous\b|\btu (?:penses|trouves)\b"
    r"|\bdevr(?:ait|aient|ions|ais)[- ](?:on|nous|il|elle|je)\b|\b(?:on|nous) devr(?:ait|ions)\b|\bfaut[- ]il\b"
    r"|\b(?:segun|en) (?:tu|su) opinion\b|\bque (?:piensas|opinas|opina usted|piensa usted)\b"
    r"|\bte (?:parece|parecio|gusta|gusto)\b|\ble parece\b|\b(?:crees|cree usted) que\b"
    r"|\btu (?:opinion|favorit[oa])\b|\bdeberia(?:mos|n)?\b|\b(?:recomiendas|prefieres)\b"
)
# What somebody in the bulletins holds is no opinion of ours.
_OTHERS = re.compile(
    r"\baccording to (?!you\b)|(?<!you )\b(?:say|said|says|argued?|urged?|recommend(?:ed)?)\b.*\bshould\b"
    r"|\bselon (?!vous\b|toi\b)|\bd['’]apres (?!vous\b|toi\b)"
    r"|\bsegun (?!tu\b|su opinion|usted)|\b(?:dijo|dijeron|pidi\w+|recomend(?:o|aron)|sostuv\w+)\b"
    r"|\b(?:a-t-(?:il|elle) (?:dit|declare)|a dit|ont dit|a declare|recommande(?:nt)?)\b"
)
_OF_OURS = re.compile(
    r"\b(?:you|we|i) (?:think|believe|recommend)\b|\bshould (?:we|i)\b|\b(?:penses|trouves)[- ]tu\b"
    r"|\b(?:pensez|trouvez)[- ]vous\b|\bdevr(?:ait|ions)[- ](?:on|nous)\b|\b(?:crees|cree usted) que\b"
    r"|\bdeberiamos\b|\bsegun (?:tu|usted)\b"
)
_FUTURE = re.compile(
    r"\bwill\b|\bgoing to\b|\bnext (?:year|edition|month|week|meeting|conference|event|training|session|summit"
    r"|congress|one|time)\b|\bupcoming\b|\b(?:prochaine?s?|futur(?:e|s|es)?)\b|\bl['’]an(?:nee)? prochaine?\b"
    r"|\b(?:aura|auront|sera|seront|aurons|serons)\b|\bproxim[oa]s?\b|\bfutur[oa]s?\b|\b(?:sera|seran|habra"
    r"|tendra|asistira|participara|organizara|celebrara)\b|\bque viene\b"
)

Beyond = Literal["opinion", "future"]


def beyond(text: str) -> Beyond | None:
    """Return what a question asks that a record of past events does not hold, if anything."""
    plain = folded(text)
    if _OPINION.search(plain) and (_OF_OURS.search(plain) or not _OTHERS.search(plain)):
        return "opinion"
    return "future" if _FUTURE.search(plain) else None


def speaks_of_the_future(text: str) -> bool:
    """Whether a sentence looks ahead, and so may answer a question that does."""
    return bool(_AHEAD.search(folded(text)))


_AHEAD = re.compile(
    _FUTURE.pattern
    + r"|\bplan(?:s|ned|ning)?\b|\bscheduled\b|\bforthcoming\b|\blook(?:s|ing)? forward\b"
    r"|\bexpected\b|\bprevue?s?\b|\bprevist[oa]s?\b|\bplanifi|\bahead\b|\bupcoming\b"
)


def folded(text: str) -> str:
    """Return ``text`` in lower case without accents, white space made single."""
    return " ".join(fold(piece) if piece else piece for piece in text.strip(" ¿¡").split())


def counted_words(text: str, language: Language) -> tuple[str, ...]:
    """Return the words for what a wanted figure should count, at most three."""
    plain = folded(text)
    if _asks_price(plain):
        return MONEY
    if _ATTENDANCE.search(plain):
        return ("participants",)
    if _SHARE.search(plain):
        return SHARE
    tokens = words(text)
    for i, token in enumerate(tokens):
        pair = f"{fold(token)} {fold(tokens[i + 1])}" if i + 1 < len(tokens) else ""
        if pair in _COUNTING or fold(token) in _COUNTING:
            rest = tokens[i + (2 if pair in _COUNTING else 1) :]
            break
    else:
        return ()
    counted: list[str] = []
    for word in rest:
        if is_function_word(word, language) and counted:
            break
        if not is_function_word(word, language):
            counted.append(word)
    # "How many came?" counts people.
    if language == "en" and counted and _VERB.fullmatch(counted[0]):
        return ("people",)
    return tuple(counted[:3])
