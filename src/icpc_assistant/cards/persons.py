"""Whether what a figure counts are people: by the noun, in three languages."""

from __future__ import annotations

import re
from functools import lru_cache

from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

# Folded, in the plural, as figures count them.
_NOUNS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        "people persons men women children boys girls adults teenagers teens youngsters youths"
        " youth infants toddlers babies schoolchildren pupils students undergraduates graduates"
        " scholars apprentices cadets recruits novices residents locals neighbours citizens"
        " inhabitants parents mothers fathers grandparents grandmothers"
        " grandfathers grandchildren grandsons sons daughters brothers sisters relatives widows"
        " orphans couples friends colleagues companions guests hosts delegates participants"
        " attendants assistants consultants accountants migrants immigrants merchants servants"
        " peasants tenants applicants entrants informants combatants celebrants enthusiasts"
        " activists candidates members representatives executives officials professionals"
        " individuals amateurs experts actors stakeholders agents clerks guards stewards wardens"
        " caretakers captains chiefs heads mayors councillors ministers deputies senators"
        " judges magistrates prosecutors lawyers advocates notaries jurors police constables"
        " officers detectives sergeants soldiers veterans troops coastguards firefighters"
        " paramedics medics doctors nurses midwives physicians surgeons patients therapists"
        " pharmacists coaches referees athletes sportsmen players champions fans cyclists drivers"
        " mechanics pilots crews crew staff personnel workforce folk townspeople craftspeople"
        " tradespeople salespeople spokespeople laypeople monks nuns priests pastors imams rabbis"
        " bishops clergy deans rectors professors teachers tutors mentors academics critics poets"
        " artists authors writers editors journalists reporters architects analysts chemists"
        " archivists cooks chefs cleaners porters dockers divers sailors skippers fishermen"
        " growers farmers herders shepherds gardeners weavers carvers potters tailors smiths"
        " volunteers interns fellows trainees attendees employees refugees detainees inmates"
        " convicts prisoners offenders exiles survivors witnesses strangers newcomers elders"
        " seniors juniors pensioners retirees pedestrians specialists heroes thieves deaf blind"
        " spies allies users vips ombudsmen bystanders onlookers campers hikers walkers pilgrims"
        " kids lads lasses influencers gamers entrepreneurs restaurateurs"
        " connoisseurs saboteurs chauffeurs conservateurs passengers commuters mourners"
        " settlers villagers islanders dwellers citizens nationals natives aliens foreigners"
        " technicians politicians musicians historians librarians guardians civilians physicists"
        " prizewinners medallists lifeguards casualties".split()
    ),
    "fr": frozenset(
        "personnes gens hommes femmes enfants garcons filles adolescents adolescentes ados jeunes"
        " adultes aines ainees seniors retraites retraitees eleves etudiants etudiantes ecoliers"
        " ecolieres lyceens lyceennes collegiens collegiennes stagiaires apprentis apprenties"
        " doctorants doctorantes diplomes diplomees boursiers boursieres parents meres peres"
        " grands-parents grands-meres freres soeurs cousins veuves orphelins amis amies voisins"
        " voisines riverains riveraines citoyens citoyennes villageois villageoises locataires"
        " participants participantes presents presentes delegues deleguees invites invitees"
        " inscrits inscrites convives membres adherents adherentes representants representantes"
        " intervenants intervenantes orateurs oratrices exposants exposantes assistants"
        " assistantes enseignants enseignantes soignants soignantes etrangers militants"
        " militantes benevoles volontaires commercants commercantes fabricants negociants"
        " figurants figurantes migrants migrantes habitants habitantes dirigeants dirigeantes"
        " exploitants gerants survivants combattants passants agents cadres chefs elus elues"
        " maires bourgmestres deputes deputees senateurs ministres prefets juges magistrats"
        " magistrates procureurs avocats avocates notaires greffiers jures policiers policieres"
        " gendarmes soldats militaires pompiers pompieres sapeurs-pompiers sapeurs secouristes"
        " sauveteurs sauveteuses gardes medecins sages-femmes infirmiers infirmieres patients"
        " pharmaciens psychologues sociologues anthropologues archeologues geologues urbanistes"
        " interpretes architectes experts expertes specialistes professionnels professionnelles"
        " professeurs professeures maitres maitresses instituteurs institutrices animateurs"
        " animatrices educateurs educatrices artistes artisans artisanes paysans paysannes"
        " bergers bergeres eleveurs pecheurs marins matelots capitaines pilotes chauffeurs"
        " conducteurs conductrices convoyeurs cyclistes pietons voyageurs usagers salaries"
        " salariees employes employees ouvriers ouvrieres techniciens techniciennes permanents"
        " permanentes detenus detenues prisonniers refugies refugiees rescapes temoins victimes"
        " pretres pasteurs moines religieuses imams eveques sourds sourdes aveugles arbitres"
        " joueurs joueuses champions entraineurs supporters spectateurs spectatrices visiteurs"
        " visiteuses auditeurs auditrices internautes collegues camarades congressistes"
        " festivaliers campeurs randonneurs pelerins novices cadets recrues moniteurs monitrices"
        " formateurs formatrices mediateurs mediatrices chercheurs chercheuses journalistes"
        " auteurs autrices ecrivains poetes acteurs actrices partenaires responsables stagiaires"
        " titulaires locaux ressortissants ressortissantes compatriotes entrepreneurs conseillers"
        " conseilleres gardiens gardiennes parlementaires presidents presidentes vice-presidents"
        " residents residentes"
        " ecoutants ecoutantes macons maconnes tresoriers tresorieres petits-enfants"
        " boulangers horlogers bouchers charpentiers".split()
    ),
    "es": frozenset(
        "personas gente hombres mujeres ninos ninas chicos chicas muchachos muchachas jovenes"
        " adolescentes adultos adultas mayores menores ancianos ancianas jubilados jubiladas"
        " alumnos alumnas estudiantes escolares becarios becarias egresados egresadas graduados"
        " graduadas aprendices padres madres abuelos abuelas hijos hijas hermanos hermanas nietos"
        " nietas familiares viudas huerfanos amigos amigas vecinos vecinas ciudadanos ciudadanas"
        " aldeanos pobladores pobladoras residentes habitantes participantes asistentes delegados"
        " delegadas invitados invitadas inscritos inscritas comensales miembros socios socias"
        " afiliados afiliadas representantes ponentes expositores expositoras docentes maestros"
        " maestras profesores profesoras catedraticos educadores educadoras monitores monitoras"
        " formadores formadoras instructores instructoras voluntarios voluntarias militantes"
        " activistas comerciantes vendedores vendedoras migrantes dirigentes agentes oficiales"
        " guardias guardas jefes jefas lideres lideresas alcaldes alcaldesas concejales diputados"
        " diputadas senadores ministros jueces juezas magistrados magistradas fiscales abogados"
        " abogadas notarios policias militares soldados bomberos bomberas brigadistas rescatistas"
        " socorristas medicos medicas doctores doctoras enfermeros enfermeras parteras matronas"
        " pacientes psicologos psicologas sociologos sociologas antropologos antropologas"
        " arqueologos arqueologas geologos biologos urbanistas interpretes traductores arquitectos"
        " arquitectas ingenieros ingenieras expertos expertas especialistas profesionales tecnicos"
        " tecnicas cientificos cientificas investigadores investigadoras artistas artesanos"
        " artesanas campesinos campesinas agricultores pastores pastoras ganaderos pescadores"
        " pescadoras marineros patrones pilotos choferes conductores conductoras ciclistas peatones"
        " viajeros viajeras pasajeros usuarios usuarias trabajadores trabajadoras empleados"
        " empleadas funcionarios funcionarias obreros obreras internos internas reclusos reclusas"
        " presos presas refugiados refugiadas testigos sobrevivientes supervivientes victimas"
        " sacerdotes monjas pastores imanes obispos sordos sordas ciegos arbitros jugadores"
        " jugadoras campeones entrenadores hinchas espectadores espectadoras visitantes oyentes"
        " internautas conectados conectadas colegas companeros companeras congresistas acampantes"
        " peregrinos cadetes reclutas musicos musicas poetas autores autoras escritores escritoras"
        " actores actrices responsables titulares locales nacionales extranjeros compatriotas"
        " cuidadores cuidadoras cocineros cocineras vigilantes gestores gestoras encuestadores"
        " mediadores mediadoras empresarios empresarias acompanantes"
        " asalariados asalariadas ayudantes bibliotecarios bibliotecarias doctorandos doctorandas"
        " mecanicos mecanicas topografos guias custodios enviados enviadas presidentes"
        " presidentas".split()
    ),
}
# Endings of those who do something, where the noun is none of these.
_ENDS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:[a-z]{3,}(?:ers|ors|eers|ists|ians|naires|ologists|crats|smiths|wrights|mates|wives)"
        r"|[a-z]*(?:men|women|people|children|folk))"
    ),
    "fr": re.compile(
        r"[a-z-]{3,}(?:eurs|euses|trices|istes|logues|iciens|iciennes|niers|nieres|naires|crates)"
    ),
    "es": re.compile(
        r"[a-z]{3,}(?:[dts]ores|[dts]oras|istas|logos|logas|eros|eras|narios|narias|cratas)"
    ),
}
_THINGS = frozenset(
    # en
    "papers letters numbers quarters posters banners computers containers adapters helicopters"
    " chambers centers meters liters orders offers dinners answers matters disasters chapters"
    " registers clusters shelters shutters stickers tankers towers trailers trackers trawlers"
    " printers scanners servers routers boilers heaters freezers burners chargers filters barriers"
    " layers borders boulders fingers flowers showers rivers covers folders drawers lockers"
    " counters cylinders tenders ladders feathers hammers blisters lanterns cellars"
    " encounters glaciers summers winters thalers wheelers masters pillars"
    " seminars webinars cameras dollars calendars bazaars guitars charters semesters"
    " monitors sensors projectors generators reactors refrigerators indicators transformers"
    " recorders loggers doors floors mirrors errors sectors factors corridors motors tractors"
    " rotors vectors detectors colors flavors hectares harbors anchors horrors rumors"
    " transfers remainders reminders hangers burgers trousers slippers jumpers sweaters sneakers"
    " lists wrists fists mists twists hoists acres questionnaires planters others"
    " powers uniforms timers buffers controllers tigers spiders beavers oysters otters"
    " acronyms specimens omens regimens abdomens stamens ladders mowers rollers"
    " washers dryers cookers coolers lighters crackers wipers plasters skyscrapers trimesters"
    # fr
    " ordinateurs extincteurs moteurs projecteurs capteurs secteurs couleurs valeurs fleurs"
    " ascenseurs conteneurs tracteurs compteurs indicateurs radiateurs serveurs erreurs longueurs"
    " hauteurs lueurs odeurs plusieurs facteurs vecteurs refrigerateurs aspirateurs congelateurs"
    " detecteurs ventilateurs adaptateurs generateurs honneurs ailleurs pleurs matrices cicatrices"
    " listes pistes dialogues catalogues prologues epilogues decennaires questionnaires"
    " itineraires inventaires paniers greniers deniers derniers premiers dernieres premieres"
    " manieres lanieres bannieres pepinieres centenaires anniversaires seminaires dictionnaires"
    " sanctuaires webinaires"
    # es
    " colores motores sectores errores computadores ascensores tractores sensores proyectores"
    " generadores contadores transformadores indicadores refrigeradores extintores anteriores"
    " posteriores valores interiores exteriores detectores factores ordenadores"
    " computadoras impresoras lavadoras emisoras horas lavadoras listas pistas vistas revistas"
    " entrevistas dialogos catalogos decalogos prologos epilogos numeros tableros letreros"
    " astilleros primeros terceros primeras terceras ceros enteros eneros febreros maneras banderas"
    " fronteras escaleras carreteras aceras esferas carteras maderas cucharas laderas praderas"
    " sombreros fregaderos miradores comedores calendarios horarios escenarios"
    " cuestionarios seminarios diccionarios aniversarios ".split()
)


@lru_cache(maxsize=4096)
def are_people(counts: str, language: Language) -> bool:
    """Whether the noun of what a figure counts is one of people: "bénévoles", "lorry drivers"."""
    heads = [part.split() for part in re.split(r",| (?:and|et|y|e) ", plain(counts))]
    return any(_is_person(_head(words, language), language) for words in heads if words)


def _head(words: list[str], language: Language) -> str:
    """Return the noun of a phrase: the last word in English, else the first."""
    if language == "en":
        of = words.index("of") if "of" in words else len(words)
        return words[max(of - 1, 0)]
    rest = [w for w in words if w not in _BEFORE] or words
    return rest[0]


# What stands before a noun that French and Spanish else begin with.
_BEFORE = frozenset(
    "jeunes autres anciens anciennes nouveaux nouvelles petits petites grands grandes hauts hautes"
    " futurs futures premiers premieres derniers dernieres simples differents differentes"
    " otros otras nuevos nuevas antiguos antiguas futuros futuras primeros primeras ultimos ultimas"
    " altos altas grandes pequenos pequenas distintos distintas".split()
)


def _is_person(noun: str, language: Language) -> bool:
    if noun in _NOUNS[language]:
        return True
    return noun not in _THINGS and _ENDS[language].fullmatch(noun) is not None
