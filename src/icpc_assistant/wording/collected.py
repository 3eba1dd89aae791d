"""What is said of ranked, grouped, added up, compared and missing things: by name and language."""

from __future__ import annotations

from icpc_assistant.types import Language

COLLECTED: dict[str, dict[Language, str]] = {
    "collection_ranked": {
        "en": "Compared: {count} ({scope}), {order}.",
        "fr": "Comparaison : {count} ({scope}), {order}.",
        "es": "Comparación: {count} ({scope}), {order}.",
    },
    "most_people": {
        "en": "most people first",
        "fr": "par nombre décroissant de personnes",
        "es": "de más a menos personas",
    },
    "least_people": {
        "en": "fewest people first",
        "fr": "par nombre croissant de personnes",
        "es": "de menos a más personas",
    },
    "most_countries": {
        "en": "most countries first",
        "fr": "par nombre décroissant de pays",
        "es": "de más a menos países",
    },
    "least_countries": {
        "en": "fewest countries first",
        "fr": "par nombre croissant de pays",
        "es": "de menos a más países",
    },
    "most_places": {
        "en": "most cities first",
        "fr": "par nombre décroissant de villes",
        "es": "de más a menos ciudades",
    },
    "least_places": {
        "en": "fewest cities first",
        "fr": "par nombre croissant de villes",
        "es": "de menos a más ciudades",
    },
    "most_cost": {
        "en": "dearest first",
        "fr": "du plus cher au moins cher",
        "es": "del más caro al más barato",
    },
    "least_cost": {
        "en": "cheapest first",
        "fr": "du moins cher au plus cher",
        "es": "del más barato al más caro",
    },
    "collection_other_money": {
        "en": "Not compared, since what they cost is told in other currencies: {titles}.",
        "fr": "Non comparés, car leur coût est donné dans d’autres monnaies : {titles}.",
        "es": "No comparados, porque su coste se da en otras monedas: {titles}.",
    },
    "most_days": {
        "en": "longest first",
        "fr": "du plus long au plus court",
        "es": "del más largo al más corto",
    },
    "least_days": {
        "en": "shortest first",
        "fr": "du plus court au plus long",
        "es": "del más corto al más largo",
    },
    "most_start": {
        "en": "latest first",
        "fr": "du plus récent au plus ancien",
        "es": "del más reciente al más antiguo",
    },
    "least_start": {
        "en": "earliest first",
        "fr": "du plus ancien au plus récent",
        "es": "del más antiguo al más reciente",
    },
    "collection_no_sum": {
        "en": "{scope}: the figures of each event do not add up to a number of countries, since"
        " one "
        "country may have come to several.",
        "fr": "{scope} : les chiffres de chaque événement ne s’additionnent pas en un nombre de"
        " pays, "
        "car un même pays a pu venir plusieurs fois.",
        "es": "{scope}: las cifras de cada evento no suman un número de países, pues un mismo país "
        "pudo acudir a varios.",
    },
    "collection_partly": {
        "en": "Left out, because their figure counts the listeners of one talk: {titles}.",
        "fr": "Laissés de côté, car leur chiffre compte l’auditoire d’une seule intervention :"
        " {titles}.",
        "es": "No incluidos, porque su cifra cuenta el público de una sola intervención: {titles}.",
    },
    "collection_share": {
        "en": "{percent}% ({part} of {whole})",
        "fr": "{percent} % ({part} sur {whole})",
        "es": "{percent} % ({part} de {whole})",
    },
    "collection_in_several": {
        "en": "An event that belongs to several is counted in each.",
        "fr": "Un événement qui relève de plusieurs est compté dans chacun.",
        "es": "Un evento que pertenece a varios se cuenta en cada uno.",
    },
    "collection_ungrouped": {
        "en": "In none of them, because the bulletin does not say: {n}.",
        "fr": "Dans aucun, faute d’indication dans le bulletin : {n}.",
        "es": "En ninguno, porque el boletín no lo indica: {n}.",
    },
    "collection_imprecise": {
        "en": "Known by its month or year alone, so it may not fall within that time: {titles}.",
        "fr": "Daté seulement du mois ou de l’année, donc peut-être hors de cette période :"
        " {titles}.",
        "es": "Solo se conoce su mes o año, así que quizá no caiga en ese tiempo: {titles}.",
    },
    "collection_one_event": {
        "en": "Two bulletins or more seem to tell of the same event, and each is counted:"
        " {titles}.",
        "fr": "Plusieurs bulletins semblent relater le même événement, et chacun est compté :"
        " {titles}.",
        "es": "Varios boletines parecen informar del mismo evento, y se cuenta cada uno: {titles}.",
    },
    "no_figure": {"en": "no figure given", "fr": "aucun chiffre donné", "es": "sin cifra"},
    "lacking_place": {
        "en": "no place given",
        "fr": "sans lieu indiqué",
        "es": "sin lugar indicado",
    },
    "lacking_date": {"en": "no date given", "fr": "sans date indiquée", "es": "sin fecha indicada"},
    "lacking_people": {
        "en": "no number of participants given",
        "fr": "sans nombre de participants indiqué",
        "es": "sin número de participantes indicado",
    },
    "none_lacking": {
        "en": "There is no such event ({scope}).",
        "fr": "Il n’y a aucun événement de ce genre ({scope}).",
        "es": "No hay ningún evento así ({scope}).",
    },
    "collection_no_meeting": {
        "en": "No bulletin mentions such a meeting; events of every kind are counted.",
        "fr": "Aucun bulletin ne mentionne une telle réunion ; les événements de tout type sont "
        "comptés.",
        "es": "Ningún boletín menciona una reunión así; se cuentan eventos de todo tipo.",
    },
    "collection_online": {
        "en": "Events held online are among them: {n}.",
        "fr": "Événements tenus en ligne, comptés : {n}.",
        "es": "Eventos celebrados en línea, contados: {n}.",
    },
    "collection_not_online": {
        "en": "Events held online, not counted: {n}.",
        "fr": "Événements tenus en ligne, non comptés : {n}.",
        "es": "Eventos celebrados en línea, no contados: {n}.",
    },
    "collection_near": {
        "en": "No bulletin says “{topic}” in so many words; these come nearest in meaning.",
        "fr": "Aucun bulletin ne dit « {topic} » en ces termes ; voici les plus proches par le "
        "sens.",
        "es": "Ningún boletín dice «{topic}» con esas palabras; estos son los más cercanos por su "
        "sentido.",
    },
    "collection_total": {
        "en": "{figure} in all, at {count}",
        "fr": "{figure} au total, pour {count}",
        "es": "{figure} en total, en {count}",
    },
    "collection_mean": {
        "en": "{figure} on average, at {count}",
        "fr": "{figure} en moyenne, pour {count}",
        "es": "{figure} de media, en {count}",
    },
    "collection_added": {
        "en": "{scope}: the figures that the bulletins give, added up; who came twice is counted "
        "twice.",
        "fr": "{scope} : les chiffres que donnent les bulletins, additionnés ; qui est venu deux "
        "fois est compté deux fois.",
        "es": "{scope}: las cifras que dan los boletines, sumadas; quien vino dos veces se cuenta "
        "dos veces.",
    },
}
