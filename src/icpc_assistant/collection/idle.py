"""Words that restrict nothing in a question over the collection: they ask, list or say "held"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from icpc_assistant.cards.kinds import is_event_noun
from icpc_assistant.lexicon import lexicon
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.types import LANGUAGES, Language

_IDLE = frozenset(
    """
        many much since between before after until during while along order sorted sort by
        date dated take took taken place hold held happen happened occur occurred attend
        attended attending participate participated participation part join joined organise
        organised organize organized organising host hosted run ran celebrate bring brought
        together list show give name find enumerate tell timeline chronology chronological
        all every everything anything complete full overview summary bulletin bulletins
        record records year years month time times dates day days week weeks period event
        events activity activities largest biggest longest shortest smallest recent latest
        newest oldest earliest first last previous next number total count most fewest
        people participants countries participant country city cities places devoted dealt
        dealing focus focused focusing concern concerned concerning relate related relating
        linked connection connected regarding cover covered covering mention mentions
        mentioned mentioning talk talks talking about involve involved involving include
        included including subject topic theme collection far ever main overall need know
        want like please going gone went go visit visited travel travelled meet met work
        worked represent represented representing present see saw profile short writing
        write report reported reports according based lasted long longer more less three two
        four five six seven eight nine ten one least attendance audience done made make s us
        our my abroad were was been other else various different kind type collaboration
        collaborated collaborate partnership partner partnered conducted carried lieu tenu
        tenus tenue tenues tenir deroule deroules deroulee deroulees passe participe
        participes assiste pris prise prendre organises organisee organisees mene menees
        menes liste donne montre fais faites faire chronologie ordre chronologique toutes
        tous evenements activites annee annees mois jour jours semaine plus grand grande
        longue recente ancien ancienne premier premiere dernier derniere nombre pays villes
        ville personnes consacre consacres consacrees consacree porte portant porter portent
        concerne concernant lie lies liees liee relatif relatifs parle parlent parlant
        mentionne mentionnent sujet traite traitent alle alles allee rendu rendus visite
        voyage rencontre represente representes reuni reunissent rassemble dure duree
        longtemps selon apres avant depuis existe existent propos rapport lister principal
        principales principaux lugar tuvo tuvieron tener celebro celebraron celebrado
        celebrar realizo realizaron realizado participo participaron participado participar
        asistio asistieron organizo organizaron organizado organizados hubo hay hizo hicimos
        hecho hacer lista muestra dame dime cronologia orden cronologico todas todos eventos
        actividades ano anos mes meses dia dias semana largo larga reciente antiguo antigua
        primer primero primera ultimo ultima numero paises ciudades participantes personas
        dedicado dedicados dedicadas relacionado relacionados relacionadas vinculado hablan
        habla hablar mencionan menciona tema trato trataron tratan tratado sobre estuvo
        estuvieron fue fueron viajo fuimos visitamos representa represento reunio reunieron
        duro duraron segun conto antes despues desde entre hasta incluyo incluyeron estubo
        colaboracion colaboro hemos estado estuvimos ido viajado visitado
        conozca quisiera cuales cuantos cuantas quantos quantas kuantos kuantas
        appear appears appeared appearing feature features featured figure figures figured
        exist exists existed look looking search check tells told speak speaks
        figure figurent figurer figurait retrouve retrouvent retrouver retrouvons apparait
        apparaissent apparaitre apparu cherche cherchons chercher recherche veux voulons
        voudrais voudrions aimerais aimerions voir savoir besoin trouve trouvent trouver
        sommes etes avons avez etions serait faudrait faut haz hazme haga alli ahi alla
        eu eue eus eues altogether juste traitant travail travaille travailler
        envoyer dites disposez ensemble rundown
        anduvimos andabamos anduvo andaba andado estabamos ibamos movimos metimos llevamos
        quiero queremos ver busco buscamos buscar necesito necesitamos saber conocer
        encuentro encuentra encuentran encontrar aparece aparecen aparecer aparecio figura
        figuran figurar ocurrio ocurrieron paso pasaron traten trate trabajo trabajar
        trabajado enviar digame digan gran monto montaron montado montamos
        montar escala echelle scale bilan resumen resume recap recapitulatif review balance repaso
        recuento apercu published publie publiee publies publiees publico publicaron publicado
        publicados publicada publicadas
        prior predate predates predated postdate postdates anterieur anterieure anterieurs
        anterieures posterieur posterieure posterieurs posterieures anterior anteriores
        posterior posteriores
    """.split()
)
# The same by what a word means, in whatever language.
_IDLE_MEANINGS = _IDLE | frozenset(
    """
        different distinct joint together often frequently various several ever already again just
        include begin start end put thing things something colleague
    """.split()
)
# Spanish nouns and adjectives that look like infinitives, as their French counterparts do.
_NO_VERBS = frozenset(
    """
        taller hogar alquiler collar lider mar lugar mujer bar regular particular familiar
        singular par altar azar pilar pesar placer cuartel dolor amanecer atardecer
    """.split()
)
_STEMS = {language: frozenset(stem(w, language) for w in _IDLE) for language in LANGUAGES}


def is_idle(word: str, language: Language) -> bool:
    """Whether ``word`` says nothing of which events are meant."""
    folded = fold(word)
    if is_function_word(word, language) or is_function_word(word, "en"):
        return True
    if len(folded) < 3 or folded.isdigit() or is_event_noun(folded):
        return True
    if folded in _IDLE or stem(word, language) in _STEMS[language]:
        return True
    return _means_nothing(word, language) or _misspelt(folded)


@lru_cache(maxsize=4096)
def _means_nothing(word: str, language: Language) -> bool:
    """Whether all that a word may mean is idle, in whatever language ("distintas", "souvent")."""
    known = lexicon()
    meanings = [known.forms[c]["en"] for c in known.of_word(stem(word, language), language)]
    return bool(meanings) and all(forms and forms[0] in _IDLE_MEANINGS for forms in meanings)


@lru_cache(maxsize=4096)
def is_verb(word: str, language: Language) -> bool:
    """Whether a word is a verb more often than not: what its concepts are called in French and
    Spanish are infinitives.

    Not so one that is itself the word of something else, and of a verb by its stem alone
    ("radicalisation").
    """
    known = lexicon()
    stems = tuple(stem(part, language) for part in words(word))
    found = [known.forms[c] for c in known.by_stems[language].get(stems, ())]
    verb = [_infinitives(forms["fr"], forms["es"]) for forms in found]
    if 2 * sum(verb) < len(found) or not found:
        return False
    exact = [fold(word) in {fold(form) for form in forms[language]} for forms in found]
    of_others = any(e and not v for e, v in zip(exact, verb, strict=True))
    return not of_others or any(e and v for e, v in zip(exact, verb, strict=True))


def _infinitives(french: Sequence[str], spanish: Sequence[str]) -> bool:
    if not french or not spanish:
        return False
    fr = re.sub(r"^(?:se |s['’])", "", french[0]).split()[0]
    es = fold(spanish[0].split()[0]).removesuffix("se")
    verbs = re.search(r"(?:er|ir|re)$", fr) and re.search(r"[aei]r$", es)
    # "Militaire", "militar".
    return bool(verbs) and es not in _NO_VERBS and not (fr.endswith("aire") and es.endswith("ar"))


def is_ordinary(word: str, language: Language) -> bool:
    """Whether ``word`` is an ordinary word of the language, no name."""
    known = lexicon()
    return known.is_common(word, language) and not known.names(word, language)


@lru_cache(maxsize=4096)
def _misspelt(folded: str) -> bool:
    """Whether a word no language knows is an idle one with a slip ("estubo", "hapened")."""
    from rapidfuzz.distance import OSA

    if len(folded) < 5 or any(lexicon().knows(folded, language) for language in LANGUAGES):
        return False
    return any(
        abs(len(w) - len(folded)) <= 1 and OSA.distance(folded, w, score_cutoff=1) == 1
        for w in _IDLE
        if len(w) > 4
    )
