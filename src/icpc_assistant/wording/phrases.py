"""The sentences and phrases themselves, by name and language."""

from __future__ import annotations

from icpc_assistant.types import Language

PHRASES: dict[str, dict[Language, str]] = {
    "abstain": {
        "en": "Sorry, the bulletins do not say that.",
        "fr": "Désolé, les bulletins ne le précisent pas.",
        "es": "Lo siento, los boletines no lo precisan.",
    },
    "abstain_figure": {
        "en": "Sorry, the bulletins give no such figure.",
        "fr": "Désolé, les bulletins ne donnent pas ce chiffre.",
        "es": "Lo siento, los boletines no dan esa cifra.",
    },
    "abstain_opinion": {
        "en": "Sorry, I only report what the bulletins say; I hold no opinions.",
        "fr": "Désolé, je rapporte seulement ce que disent les bulletins ; je n’ai pas d’opinion.",
        "es": "Lo siento, solo transmito lo que dicen los boletines; no tengo opiniones.",
    },
    "abstain_future": {
        "en": "Sorry, the bulletins report past events and do not say what comes next.",
        "fr": "Désolé, les bulletins relatent des événements passés et ne disent rien de la suite.",
        "es": "Lo siento, los boletines relatan hechos pasados y no dicen qué vendrá después.",
    },
    "abstain_far": {
        "en": "Sorry, the bulletins do not cover that; ask me about the events they report.",
        "fr": (
            "Désolé, les bulletins n’abordent pas ce sujet ; interrogez-moi sur les événements "
            "qu’ils relatent."
        ),
        "es": (
            "Lo siento, los boletines no tratan ese tema; pregúnteme por los eventos que relatan."
        ),
    },
    "clarify": {
        "en": "What would you like to know? Name an event, a person, a place or a year.",
        "fr": (
            "Que souhaitez-vous savoir ? Indiquez un événement, une personne, un lieu ou une année."
        ),
        "es": "¿Qué desea saber? Indique un evento, una persona, un lugar o un año.",
    },
    "language": {
        "en": "Ask your question in English, and I answer in English; the bulletins are quoted as "
        "they are written.",
        "fr": "Posez votre question en français, et je répondrai en français ; les bulletins sont "
        "cités tels qu’ils sont écrits.",
        "es": "Haga su pregunta en español y responderé en español; los boletines se citan tal "
        "como están escritos.",
    },
    "language_none": {
        "en": "I answer in English, French and Spanish: ask in one of them.",
        "fr": "Je réponds en anglais, en français et en espagnol : posez votre question dans "
        "l’une de ces langues.",
        "es": "Respondo en inglés, francés y español: pregunte en una de ellas.",
    },
    "abstain_unknown": {
        "en": "Sorry, the bulletins do not mention {what}.",
        "fr": "Désolé, les bulletins ne mentionnent pas {what}.",
        "es": "Lo siento, los boletines no mencionan {what}.",
    },
    "abstain_open_when": {
        "en": "Sorry, the bulletins report nothing of the kind {what}.",
        "fr": "Désolé, les bulletins ne rapportent rien de tel {what}.",
        "es": "Lo siento, los boletines no informan de nada parecido {what}.",
    },
    "abstain_when": {
        "en": "Sorry, the bulletins report nothing of the kind for {what}.",
        "fr": "Désolé, les bulletins ne rapportent rien de tel pour {what}.",
        "es": "Lo siento, los boletines no informan de nada parecido en {what}.",
    },
    "nearest_one": {
        "en": "The nearest bulletin is “{titles}”.",
        "fr": "Le bulletin le plus proche est « {titles} ».",
        "es": "El boletín más cercano es «{titles}».",
    },
    "nearest_many": {
        "en": "The nearest bulletins are {titles}.",
        "fr": "Les bulletins les plus proches sont {titles}.",
        "es": "Los boletines más cercanos son {titles}.",
    },
    "nearest_said": {
        "en": "What they do say: “{quote}” ({title})",
        "fr": "Voici ce qu’ils disent : « {quote} » ({title})",
        "es": "Lo que sí dicen: «{quote}» ({title})",
    },
    "abstain_unsure": {
        "en": "Sorry, I found no sure answer in the bulletins.",
        "fr": "Désolé, je n’ai pas trouvé de réponse certaine dans les bulletins.",
        "es": "Lo siento, no encontré ninguna respuesta segura en los boletines.",
    },
    "part_declined": {
        "en": "“{part}” – {said}",
        "fr": "« {part} » – {said}",
        "es": "«{part}» – {said}",
    },
    "correction_date": {
        "en": "The bulletin {title} dates it to {said}, not {stated}.",
        "fr": "Le bulletin {title} donne la date suivante : {said}, et non {stated}.",
        "es": "El boletín {title} da esta fecha: {said}, y no {stated}.",
    },
    "correction_place": {
        "en": "According to the bulletin {title}, it was in {said}, not in {stated}.",
        "fr": "Selon le bulletin {title}, le lieu est {said}, et non {stated}.",
        "es": "Según el boletín {title}, el lugar es {said}, y no {stated}.",
    },
    "correction_figure": {
        "en": "The bulletin {title} says {said}, not {stated}.",
        "fr": "Le bulletin {title} indique {said}, et non {stated}.",
        "es": "El boletín {title} indica {said}, y no {stated}.",
    },
    "version_en": {
        "en": "The bulletin “{title}” is quoted from its English version.",
        "fr": "Le bulletin « {title} » est cité dans sa version anglaise.",
        "es": "El boletín «{title}» se cita en su versión en inglés.",
    },
    "version_fr": {
        "en": "The bulletin “{title}” is quoted from its French version.",
        "fr": "Le bulletin « {title} » est cité dans sa version française.",
        "es": "El boletín «{title}» se cita en su versión en francés.",
    },
    "version_es": {
        "en": "The bulletin “{title}” is quoted from its Spanish version.",
        "fr": "Le bulletin « {title} » est cité dans sa version espagnole.",
        "es": "El boletín «{title}» se cita en su versión en español.",
    },
    "corrected": {
        "en": "“{typed}” was read as “{meant}”.",
        "fr": "« {typed} » a été compris comme « {meant} ».",
        "es": "«{typed}» se interpretó como «{meant}».",
    },
    "understood": {
        "en": "Understood as: {question}",
        "fr": "Question interprétée ainsi : {question}",
        "es": "Pregunta interpretada así: {question}",
    },
    "greeting": {
        "en": "Hello! Ask me about the events that the bulletins report: when, where, who, how "
        "many.",
        "fr": "Bonjour ! Posez-moi vos questions sur les événements que relatent les bulletins : "
        "quand, où, qui, combien.",
        "es": "¡Hola! Pregúnteme por los eventos que relatan los boletines: cuándo, dónde, quién, "
        "cuántos.",
    },
    "help": {
        "en": "I look things up in {known} and show the sentence that proves each answer. Ask me "
        "when or where an event was, who took part, how many people came, or for all events of a "
        "year, a place, a person or a topic. What the bulletins do not say, I do not know.",
        "fr": "Je cherche dans {known} et je montre la phrase qui prouve chaque réponse. Demandez-"
        "moi quand ou où un événement a eu lieu, qui y a participé, combien de personnes sont "
        "venues, ou tous les événements d’une année, d’un lieu, d’une personne ou d’un thème. Ce "
        "que les bulletins ne disent pas, je ne le sais pas.",
        "es": "Busco en {known} y muestro la frase que prueba cada respuesta. Pregúnteme cuándo o "
        "dónde fue un evento, quién participó, cuántas personas acudieron, o por todos los eventos "
        "de un año, un lugar, una persona o un tema. Lo que los boletines no dicen, no lo sé.",
    },
    "thanks": {
        "en": "You are welcome. Is there anything else I can look up in the bulletins?",
        "fr": "Avec plaisir. Puis-je chercher autre chose dans les bulletins ?",
        "es": "Con gusto. ¿Desea que busque algo más en los boletines?",
    },
    "llm_fallback": {
        "en": "The language model gave no answer that could be verified ({reason}); this answer "
        "quotes the bulletins directly.",
        "fr": "Le modèle de langue n’a pas donné de réponse vérifiable ({reason}) ; cette réponse "
        "cite directement les bulletins.",
        "es": "El modelo de lenguaje no dio una respuesta verificable ({reason}); esta respuesta "
        "cita directamente los boletines.",
    },
    "llm_unset": {
        "en": "it is not set up",
        "fr": "il n’est pas configuré",
        "es": "no está configurado",
    },
    "llm_slow": {
        "en": "it took too long",
        "fr": "il a mis trop de temps",
        "es": "tardó demasiado",
    },
    "llm_away": {
        "en": "it cannot be reached",
        "fr": "il est injoignable",
        "es": "no se puede acceder a él",
    },
    "llm_refused": {
        "en": "it refused the request",
        "fr": "il a refusé la demande",
        "es": "rechazó la petición",
    },
    "llm_failed": {"en": "it failed", "fr": "il est en panne", "es": "falló"},
    "llm_rubbish": {
        "en": "its reply cannot be read",
        "fr": "sa réponse est illisible",
        "es": "su respuesta no se puede leer",
    },
    "llm_unverified": {
        "en": "nothing it wrote stands in the bulletins",
        "fr": "rien de ce qu’il a écrit ne figure dans les bulletins",
        "es": "nada de lo que escribió figura en los boletines",
    },
    "index_notice": {
        "en": "The index needs care: {reason}",
        "fr": "L’index demande une intervention : {reason}",
        "es": "El índice necesita atención: {reason}",
    },
    "days": {
        "en": "{n} days ({dates})",
        "fr": "{n} jours ({dates})",
        "es": "{n} días ({dates})",
    },
    "collection_found": {
        "en": "{scope}: {count}.",
        "fr": "{scope} : {count}.",
        "es": "{scope}: {count}.",
    },
    "collection_compared": {
        "en": "Compared: {count} ({scope}).",
        "fr": "Comparaison : {count} ({scope}).",
        "es": "Comparación: {count} ({scope}).",
    },
    "collection_none": {
        "en": "No bulletin reports that ({scope}).",
        "fr": "Aucun bulletin n’en fait état ({scope}).",
        "es": "Ningún boletín informa de eso ({scope}).",
    },
    "collection_all": {
        "en": "All bulletins",
        "fr": "Tous les bulletins",
        "es": "Todos los boletines",
    },
    "collection_impossible_date": {
        "en": "“{text}” is no date in the calendar; please check the day and month.",
        "fr": "« {text} » n’existe pas dans le calendrier ; vérifiez le jour et le mois.",
        "es": "«{text}» no existe en el calendario; verifique el día y el mes.",
    },
    "collection_impossible_year": {
        "en": "No bulletin reports that ({text}).",
        "fr": "Aucun bulletin n’en fait état ({text}).",
        "es": "Ningún boletín informa de eso ({text}).",
    },
    "collection_impossible_unread": {
        "en": "“{text}” was not understood; please give the dates.",
        "fr": "« {text} » n’a pas été compris ; indiquez les dates.",
        "es": "«{text}» no se entendió; indique las fechas.",
    },
    "collection_impossible_century": {
        "en": "“{text}” is too long a period; please give the years.",
        "fr": "« {text} » est une période trop longue ; indiquez les années.",
        "es": "«{text}» es un periodo demasiado largo; indique los años.",
    },
    "collection_impossible_contradiction": {
        "en": "“{text}” contradicts itself: no day fits it.",
        "fr": "« {text} » est contradictoire : aucun jour n’y correspond.",
        "es": "«{text}» es contradictorio: ningún día cumple esas condiciones.",
    },
    "collection_impossible_event": {
        "en": "No single bulletin reports the event meant by “{text}”.",
        "fr": "Aucun bulletin en particulier ne relate l’événement désigné par « {text} ».",
        "es": "Ningún boletín en particular informa del evento al que se refiere «{text}».",
    },
    "collection_undated": {
        "en": "Bulletins left out because they give no date: {n}.",
        "fr": "Bulletins laissés de côté faute de date : {n}.",
        "es": "Boletines no incluidos por no indicar fecha: {n}.",
    },
    "collection_unplaced": {
        "en": "Bulletins left out because they give no place: {n}.",
        "fr": "Bulletins laissés de côté faute de lieu : {n}.",
        "es": "Boletines no incluidos por no indicar lugar: {n}.",
    },
    "collection_published": {
        "en": "The dates are those of the events; the bulletins give none of their publication.",
        "fr": "Les dates sont celles des événements ; les bulletins ne disent pas quand ils ont "
        "été publiés.",
        "es": "Las fechas son las de los eventos; los boletines no dicen cuándo se publicaron.",
    },
    "collection_apart": {
        "en": "No bulletin reports an event that was in {places} at once.",
        "fr": "Aucun bulletin ne relate d’événement tenu à la fois à {places}.",
        "es": "Ningún boletín informa de un evento celebrado a la vez en {places}.",
    },
    "collection_nobody": {
        "en": "The bulletins name nobody from {what} there.",
        "fr": "Les bulletins n’y nomment personne de {what}.",
        "es": "Los boletines no nombran allí a nadie de {what}.",
    },
    "collection_unmeasured": {
        "en": "Bulletins left out because they give no such figure: {n}.",
        "fr": "Bulletins laissés de côté faute de donner ce chiffre : {n}.",
        "es": "Boletines no incluidos por no dar esa cifra: {n}.",
    },
    "office_as_of": {
        "en": "As of {day}, the newest bulletin that says so.",
        "fr": "Au {day}, selon le bulletin le plus récent qui le dit.",
        "es": "A {day}, según el boletín más reciente que lo dice.",
    },
    "about_so_many": {"en": "about {figure}", "fr": "environ {figure}", "es": "unos {figure}"},
    "collection_swapped": {
        "en": "The two dates were put in order.",
        "fr": "Les deux dates ont été remises dans l’ordre.",
        "es": "Las dos fechas se pusieron en orden.",
    },
    "icpc": {"en": "the ICPC", "fr": "le CIPC", "es": "el CIPC"},
    "collection_organised": {
        "en": "Counted: events organised or coordinated by {own}. With those it took part in: {n}.",
        "fr": "Sont comptés les événements organisés ou coordonnés par {own}. Avec ceux auxquels "
        "il a participé : {n}.",
        "es": "Se cuentan los eventos organizados o coordinados por {own}. Con aquellos en los "
        "que participó: {n}.",
    },
    "collection_ours": {
        "en": "Counted: events {own} organised or took part in. Organised or coordinated by it: "
        "{n}.",
        "fr": "Sont comptés les événements que {own} a organisés ou auxquels il a participé. "
        "Organisés ou coordonnés par lui : {n}.",
        "es": "Se cuentan los eventos que {own} organizó o en los que participó. Organizados o "
        "coordinados por él: {n}.",
    },
    "collection_more": {
        "en": "Also in the list of bulletins: {n} more.",
        "fr": "Également dans la liste des bulletins : {n} de plus.",
        "es": "También en la lista de boletines: {n} más.",
    },
    "names_more": {
        "en": "This list is incomplete: {n} more.",
        "fr": "Cette liste est incomplète : il y en a {n} de plus.",
        "es": "Esta lista está incompleta: hay {n} más.",
    },
    "collection_none_of_ours": {
        "en": "The bulletins name nobody of ours there.",
        "fr": "Les bulletins n’y nomment aucun des nôtres.",
        "es": "Los boletines no nombran allí a nadie de los nuestros.",
    },
    "collection_tied": {
        "en": "{count} tie at {figure}",
        "fr": "{count} à égalité : {figure}",
        "es": "{count} en empate: {figure}",
    },
    "collection_seldom": {
        "en": "The bulletins show nothing of the kind ({scope}).",
        "fr": "Les bulletins ne montrent rien de tel ({scope}).",
        "es": "Los boletines no muestran nada así ({scope}).",
    },
    "counted_person": {
        "en": "Only people whom the bulletins name are counted.",
        "fr": "Seules les personnes nommées dans les bulletins sont comptées.",
        "es": "Solo se cuentan las personas que nombran los boletines.",
    },
    "counted_organisation": {
        "en": "Only organisations named as organisers of these events are counted.",
        "fr": "Seules les organisations nommées comme organisatrices de ces événements sont "
        "comptées.",
        "es": "Solo se cuentan las organizaciones que figuran como organizadoras de estos eventos.",
    },
    "written_en": {"en": "in English", "fr": "en anglais", "es": "en inglés"},
    "written_fr": {"en": "in French", "fr": "en français", "es": "en francés"},
    "written_es": {"en": "in Spanish", "fr": "en espagnol", "es": "en español"},
    "collection_measured": {
        "en": "{title}: {figure}",
        "fr": "{title} : {figure}",
        "es": "{title}: {figure}",
    },
    "conflict": {
        "en": "The bulletins disagree: {values}.",
        "fr": "Les bulletins se contredisent : {values}.",
        "es": "Los boletines se contradicen: {values}.",
    },
    "clarify_which": {
        "en": "Several events could be meant; which one do you mean?",
        "fr": "Plusieurs événements sont possibles ; duquel s’agit-il ?",
        "es": "Puede tratarse de varios eventos; ¿a cuál se refiere?",
    },
    "clarify_event": {
        "en": "Which event do you mean? Name it, or say where or when it was.",
        "fr": "De quel événement s’agit-il ? Nommez-le, ou dites où ou quand il a eu lieu.",
        "es": "¿A qué evento se refiere? Nómbrelo, o diga dónde o cuándo fue.",
    },
    "event_in_of": {
        "en": "{event} in {city} in {month}",
        "fr": "{event} de {month} ({city})",
        "es": "{event} de {month} ({city})",
    },
    "event_of": {
        "en": "{event} of {month}",
        "fr": "{event} de {month}",
        "es": "{event} de {month}",
    },
    "online": {"en": "online", "fr": "en ligne", "es": "en línea"},
    "abstain_no_place": {
        "en": "Sorry, the bulletin {title} does not say where this took place.",
        "fr": "Désolé, le bulletin {title} ne dit pas où cela a eu lieu.",
        "es": "Lo siento, el boletín {title} no dice dónde tuvo lugar.",
    },
    "abstain_no_countries": {
        "en": "Sorry, the bulletin {title} does not say which countries.",
        "fr": "Désolé, le bulletin {title} ne dit pas quels pays.",
        "es": "Lo siento, el boletín {title} no dice qué países.",
    },
    "told_about": {
        "en": "Tell me about {event}",
        "fr": "Parle-moi de {event}",
        "es": "Háblame de {event}",
    },
    "asked_about": {
        "en": "About {event}: {asked}",
        "fr": "À propos de {event} : {asked}",
        "es": "Sobre {event}: {asked}",
    },
    "list_all": {
        "en": "List all events",
        "fr": "Liste de tous les événements",
        "es": "Lista de todos los eventos",
    },
    "from_on": {"en": "from {day} on", "fr": "à partir du {day}", "es": "a partir del {day}"},
    "up_to": {"en": "up to {day}", "fr": "jusqu’au {day}", "es": "hasta el {day}"},
    "any_year": {
        "en": "{days}, any year",
        "fr": "{days}, toutes années confondues",
        "es": "{days} de cualquier año",
    },
    "n_days": {"en": "{n} days", "fr": "{n} jours", "es": "{n} días"},
    "one_day": {"en": "1 day", "fr": "1 jour", "es": "1 día"},
    "outside": {"en": "outside {place}", "fr": "hors {place}", "es": "fuera de {place}"},
    "except": {"en": "except {what}", "fr": "sauf {what}", "es": "excepto {what}"},
    "unread": {
        "en": "“{words}” was not understood; nothing was left out because of it.",
        "fr": "« {words} » n’a pas été compris ; rien n’a été écarté pour autant.",
        "es": "«{words}» no se entendió; no se excluyó nada por ello.",
    },
    "at_least": {"en": "at least {n}", "fr": "au moins {n}", "es": "al menos {n}"},
    "at_most": {"en": "at most {n}", "fr": "au plus {n}", "es": "como máximo {n}"},
    "no_date": {"en": "no date given", "fr": "sans date", "es": "sin fecha"},
    "quote_open": {"en": "“", "fr": "« ", "es": "«"},
    "quote_close": {"en": "”", "fr": " »", "es": "»"},
}
