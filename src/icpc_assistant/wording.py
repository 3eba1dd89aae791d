"""Every sentence the assistant itself says, in English, French and Spanish.

Placeholders are filled with plain text; nothing here is markup.
"""

from __future__ import annotations

from datetime import date, timedelta

from icpc_assistant.types import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": tuple(
        "January February March April May June July August September October November "
        "December".split()
    ),
    "fr": tuple(
        "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre".split()
    ),
    "es": tuple(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre".split()
    ),
}

_PHRASES: dict[str, dict[Language, str]] = {
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
        "fr": "Désolé, je rapporte seulement ce que disent les bulletins ; je n’ai pas d’avis.",
        "es": "Lo siento, solo recojo lo que dicen los boletines; no tengo opiniones.",
    },
    "abstain_future": {
        "en": "Sorry, the bulletins report past events and do not say what comes next.",
        "fr": "Désolé, les bulletins relatent des événements passés et ne disent pas la suite.",
        "es": "Lo siento, los boletines relatan hechos pasados y no dicen qué vendrá después.",
    },
    "abstain_far": {
        "en": "Sorry, the bulletins are not about that; ask me about the events they report.",
        "fr": (
            "Désolé, les bulletins ne traitent pas de cela ; interrogez-moi sur les événements "
            "qu’ils relatent."
        ),
        "es": (
            "Lo siento, los boletines no tratan de eso; pregúnteme por los eventos que relatan."
        ),
    },
    "clarify": {
        "en": "What would you like to know? Name an event, a person, a place or a year.",
        "fr": (
            "Que souhaitez-vous savoir ? Nommez un événement, une personne, un lieu ou une année."
        ),
        "es": "¿Qué desea saber? Nombre un evento, una persona, un lugar o un año.",
    },
    "abstain_unknown": {
        "en": "Sorry, the bulletins do not mention {what}.",
        "fr": "Désolé, les bulletins ne mentionnent pas {what}.",
        "es": "Lo siento, los boletines no mencionan {what}.",
    },
    "abstain_when": {
        "en": "Sorry, the bulletins report nothing of the kind for {what}.",
        "fr": "Désolé, les bulletins ne rapportent rien de tel pour {what}.",
        "es": "Lo siento, los boletines no informan de nada así para {what}.",
    },
    "nearest_one": {
        "en": "The nearest bulletin is “{titles}”.",
        "fr": "Le bulletin le plus proche est « {titles} ».",
        "es": "El boletín más cercano es «{titles}».",
    },
    "nearest_many": {
        "en": "The nearest bulletins are {titles}.",
        "fr": "Les bulletins les plus proches sont {titles}.",
        "es": "Los boletines más cercanos son {titles}.",
    },
    "nearest_said": {
        "en": "What they do say: “{quote}” ({title})",
        "fr": "Ce qu’ils disent : « {quote} » ({title})",
        "es": "Lo que sí dicen: «{quote}» ({title})",
    },
    "corrected": {
        "en": "“{typed}” was read as “{meant}”.",
        "fr": "« {typed} » a été lu comme « {meant} ».",
        "es": "«{typed}» se ha leído como «{meant}».",
    },
    "understood": {
        "en": "Understood as: {question}",
        "fr": "Compris comme : {question}",
        "es": "Entendido como: {question}",
    },
    "greeting": {
        "en": "Hello! Ask me about the events in the ICPC’s bulletins: when, where, who, how many.",
        "fr": "Bonjour ! Posez-moi vos questions sur les événements des bulletins du CIPC : quand, "
        "où, qui, combien.",
        "es": "¡Hola! Pregúnteme por los eventos de los boletines del CIPC: cuándo, dónde, quién, "
        "cuántos.",
    },
    "thanks": {
        "en": "You are welcome. Is there anything else in the bulletins that I can look up?",
        "fr": "Avec plaisir. Puis-je chercher autre chose dans les bulletins ?",
        "es": "Con gusto. ¿Desea que busque algo más en los boletines?",
    },
    "llm_fallback": {
        "en": "The language model gave no answer that could be verified ({reason}); this answer "
        "quotes the bulletins directly.",
        "fr": "Le modèle de langue n’a pas donné de réponse vérifiable ({reason}) ; cette réponse "
        "cite directement les bulletins.",
        "es": "El modelo de lenguaje no dio una respuesta verificable ({reason}); esta respuesta "
        "cita directamente los boletines.",
    },
    "index_notice": {
        "en": "An earlier version of the index is in use: {reason}",
        "fr": "Une version antérieure de l’index est utilisée : {reason}",
        "es": "Se usa una versión anterior del índice: {reason}",
    },
    "days": {
        "en": "{n} days ({dates})",
        "fr": "{n} jours ({dates})",
        "es": "{n} días ({dates})",
    },
    "collection_found": {
        "en": "{scope}: {count}.",
        "fr": "{scope} : {count}.",
        "es": "{scope}: {count}.",
    },
    "collection_compared": {
        "en": "Compared: {count} ({scope}).",
        "fr": "Comparaison : {count} ({scope}).",
        "es": "Comparación: {count} ({scope}).",
    },
    "collection_none": {
        "en": "No bulletin reports that ({scope}).",
        "fr": "Aucun bulletin ne rapporte cela ({scope}).",
        "es": "Ningún boletín informa de eso ({scope}).",
    },
    "collection_all": {
        "en": "All bulletins",
        "fr": "Tous les bulletins",
        "es": "Todos los boletines",
    },
    "collection_impossible_date": {
        "en": "“{text}” is no date in the calendar; please check the day and month.",
        "fr": "« {text} » n’existe pas au calendrier ; vérifiez le jour et le mois.",
        "es": "«{text}» no existe en el calendario; compruebe el día y el mes.",
    },
    "collection_impossible_century": {
        "en": "“{text}” is too wide a time; please give years.",
        "fr": "« {text} » est une période trop large ; indiquez des années.",
        "es": "«{text}» es un periodo demasiado amplio; indique años.",
    },
    "collection_impossible_contradiction": {
        "en": "“{text}” contradicts itself: no day lies in it.",
        "fr": "« {text} » se contredit : aucun jour n’y correspond.",
        "es": "«{text}» se contradice: ningún día cae en él.",
    },
    "collection_impossible_event": {
        "en": "No single bulletin reports the event meant by “{text}”.",
        "fr": "Aucun bulletin précis ne rapporte l’événement visé par « {text} ».",
        "es": "Ningún boletín concreto informa del evento al que se refiere «{text}».",
    },
    "collection_undated": {
        "en": "Bulletins left out because they give no date: {n}.",
        "fr": "Bulletins laissés de côté faute de date : {n}.",
        "es": "Boletines no incluidos por no dar fecha: {n}.",
    },
    "collection_unmeasured": {
        "en": "Bulletins left out because they give no such figure: {n}.",
        "fr": "Bulletins laissés de côté faute de ce chiffre : {n}.",
        "es": "Boletines no incluidos por no dar esa cifra: {n}.",
    },
    "collection_swapped": {
        "en": "The two dates were put in order.",
        "fr": "Les deux dates ont été remises dans l’ordre.",
        "es": "Las dos fechas se han puesto en orden.",
    },
    "collection_organised": {
        "en": "Counted: events organised or coordinated by the ICPC. With those it took part in: "
        "{n}.",
        "fr": "Sont comptés les événements organisés ou coordonnés par le CIPC. Avec ceux auxquels "
        "il a participé : {n}.",
        "es": "Se cuentan los eventos organizados o coordinados por el CIPC. Con aquellos en los "
        "que participó: {n}.",
    },
    "collection_ours": {
        "en": "Counted: events the ICPC organised or took part in. Organised or coordinated by it: "
        "{n}.",
        "fr": "Sont comptés les événements que le CIPC a organisés ou auxquels il a participé. "
        "Organisés ou coordonnés par lui : {n}.",
        "es": "Se cuentan los eventos que el CIPC organizó o en los que participó. Organizados o "
        "coordinados por él: {n}.",
    },
    "collection_more": {
        "en": "{n} more stand in the list of bulletins.",
        "fr": "{n} autres figurent dans la liste des bulletins.",
        "es": "Otros {n} figuran en la lista de boletines.",
    },
    "collection_measured": {
        "en": "{title}: {figure}",
        "fr": "{title} : {figure}",
        "es": "{title}: {figure}",
    },
    "conflict": {
        "en": "The bulletins disagree: {values}.",
        "fr": "Les bulletins se contredisent : {values}.",
        "es": "Los boletines se contradicen: {values}.",
    },
    "clarify_which": {
        "en": "Several events could be meant; which one do you mean?",
        "fr": "Plusieurs événements sont possibles ; duquel s’agit-il ?",
        "es": "Puede tratarse de varios eventos; ¿a cuál se refiere?",
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
    "list_all": {
        "en": "List all events",
        "fr": "Liste de tous les événements",
        "es": "Lista de todos los eventos",
    },
    "from_on": {"en": "from {day} on", "fr": "à partir du {day}", "es": "a partir del {day}"},
    "up_to": {"en": "up to {day}", "fr": "jusqu’au {day}", "es": "hasta el {day}"},
    "any_year": {
        "en": "{days}, any year",
        "fr": "{days}, toutes années",
        "es": "{days}, cualquier año",
    },
    "n_days": {"en": "{n} days", "fr": "{n} jours", "es": "{n} días"},
    "one_day": {"en": "1 day", "fr": "1 jour", "es": "1 día"},
    "outside": {"en": "outside {place}", "fr": "hors de {place}", "es": "fuera de {place}"},
    "at_least": {"en": "at least {n}", "fr": "au moins {n}", "es": "al menos {n}"},
    "no_date": {"en": "no date given", "fr": "sans date", "es": "sin fecha"},
    "quote_open": {"en": "“", "fr": "« ", "es": "«"},
    "quote_close": {"en": "”", "fr": " »", "es": "»"},
}


# What is counted, one and many; the keys are the kinds of event that cards tell apart.
_COUNTED: dict[str, dict[Language, tuple[str, str]]] = {
    key: {"en": en, "fr": fr, "es": es}
    for key, en, fr, es in (
        ("event", ("event", "events"), ("événement", "événements"), ("evento", "eventos")),
        ("bulletin", ("bulletin", "bulletins"), ("bulletin", "bulletins"),
         ("boletín", "boletines")),
        ("conference", ("conference", "conferences"), ("conférence", "conférences"),
         ("conferencia", "conferencias")),
        ("congress", ("congress", "congresses"), ("congrès", "congrès"), ("congreso", "congresos")),
        ("summit", ("summit", "summits"), ("sommet", "sommets"), ("cumbre", "cumbres")),
        ("seminar", ("seminar", "seminars"), ("séminaire", "séminaires"),
         ("seminario", "seminarios")),
        ("forum", ("forum", "forums"), ("forum", "forums"), ("foro", "foros")),
        ("training", ("training", "trainings"), ("formation", "formations"),
         ("formación", "formaciones")),
        ("workshop", ("workshop", "workshops"), ("atelier", "ateliers"), ("taller", "talleres")),
        ("meeting", ("meeting", "meetings"), ("réunion", "réunions"), ("reunión", "reuniones")),
        ("assembly", ("assembly", "assemblies"), ("assemblée", "assemblées"),
         ("asamblea", "asambleas")),
        ("mission", ("mission", "missions"), ("mission", "missions"), ("misión", "misiones")),
        ("session", ("session", "sessions"), ("session", "sessions"), ("sesión", "sesiones")),
        ("day", ("study day", "study days"), ("journée", "journées"), ("jornada", "jornadas")),
        ("fair", ("fair", "fairs"), ("salon", "salons"), ("feria", "ferias")),
        ("panel", ("panel", "panels"), ("table ronde", "tables rondes"),
         ("mesa redonda", "mesas redondas")),
        ("launch", ("launch", "launches"), ("lancement", "lancements"),
         ("lanzamiento", "lanzamientos")),
        ("participant", ("participant", "participants"), ("participant", "participants"),
         ("participante", "participantes")),
        ("person", ("person", "people"), ("personne", "personnes"), ("persona", "personas")),
        ("country", ("country", "countries"), ("pays", "pays"), ("país", "países")),
        ("city", ("city", "cities"), ("ville", "villes"), ("ciudad", "ciudades")),
        ("place", ("place", "places"), ("lieu", "lieux"), ("lugar", "lugares")),
    )
}  # fmt: skip


def say(phrase: str, language: Language, **values: object) -> str:
    """Return a phrase in ``language`` with its placeholders filled."""
    said = _PHRASES[phrase][language].format(**values)
    return _elided(said) if language == "fr" and "month" in values else said


def _elided(text: str) -> str:
    """Return French with "de" elided before the months that begin with a vowel."""
    for name in ("avril", "août", "octobre"):
        text = text.replace(f" de {name}", f" d’{name}")
    return text


def quoted(text: str, language: Language) -> str:
    """Return ``text`` between the language's quotation marks."""
    return say("quote_open", language) + text + say("quote_close", language)


def day(when: date, language: Language) -> str:
    """Return a day as the language writes it: "December 9, 2025", "9 décembre 2025"."""
    month = _MONTHS[language][when.month - 1]
    if language == "en":
        return f"{month} {when.day}, {when.year}"
    number = "1er" if language == "fr" and when.day == 1 else str(when.day)
    if language == "fr":
        return f"{number} {month} {when.year}"
    return f"{number} de {month} de {when.year}"


def days(start: date, end: date | None, language: Language) -> str:
    """Return a range of days as the language writes it, with what they share said once.

    A whole month or year is named as such.
    """
    if end is None or end == start:
        return day(start, language)
    months = _MONTHS[language]
    first, last = months[start.month - 1], months[end.month - 1]
    of = " de " if language == "es" else " "
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if start.year != end.year:
        return f"{day(start, language)} – {day(end, language)}"
    if start.month == end.month and start.day == 1 and (end.day >= 30 or end.month == 2):
        return f"{first}{of}{start.year}"
    if language == "en":
        span = f"{start.day}–{end.day}" if start.month == end.month else None
        return (
            f"{first} {span}, {start.year}"
            if span
            else f"{first} {start.day} – {last} {end.day}, {start.year}"
        )
    if start.month == end.month:
        joint = "au" if language == "fr" else "al"
        return f"{start.day} {joint} {end.day}{of}{last}{of}{start.year}"
    joint = "au" if language == "fr" else "al"
    return f"{start.day}{of}{first} {joint} {end.day}{of}{last}{of}{start.year}"


def when(iso: str, language: Language) -> str:
    """Return an ISO day, or ``first/last``, as ``days`` words it; as given if it is neither."""
    first, _, last = iso.partition("/")
    try:
        return days(date.fromisoformat(first), date.fromisoformat(last) if last else None, language)
    except ValueError:
        return iso


def month(number: int, language: Language) -> str:
    """Return the name of month 1..12."""
    return _MONTHS[language][number - 1]


def month_of(when: date, language: Language) -> str:
    """Return the month of a day with its year: "March 2024", "marzo de 2024"."""
    of = " de " if language == "es" else " "
    return f"{month(when.month, language)}{of}{when.year}"


def joined(items: list[str], language: Language) -> str:
    """Return "a, b and c" in the language."""
    conjunction = {"en": "and", "fr": "et", "es": "y"}[language]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def counted(number: int, noun: str, language: Language) -> str:
    """Return "5 events", "1 événement"; French counts none in the singular."""
    one, many = _COUNTED[noun][language]
    single = number == 1 or (number == 0 and language == "fr")
    return f"{number:,} {one if single else many}".replace(
        ",", "\u202f" if language != "en" else ","
    )


def plural(noun: str, language: Language) -> str:
    """Return the plural of a noun of the table: "participants", "países"."""
    return _COUNTED[noun][language][1]


def period(start: date | None, end: date | None, language: Language) -> str:
    """Return a time as read from a question: "October–December 2025", "from May 1, 2024 on"."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        phrase, limit = ("up_to", end) if start is None else ("from_on", start)
        assert limit is not None
        return say(phrase, language, day=day(limit, language))
    whole = start.day == 1 and (end + timedelta(days=1)).day == 1
    if (
        whole
        and start.year == end.year
        and start.month != end.month
        and ((start.month, end.month) != (1, 12))
    ):
        of = " de " if language == "es" else " "
        first, last = month(start.month, language), month(end.month, language)
        return f"{first}–{last}{of}{start.year}"
    return days(start, end, language)


def yearly(month: int, day: int, last_month: int, last_day: int, language: Language) -> str:
    """Return a time of any year: "October", "March–May", "December 1 – 24"."""
    names = _MONTHS[language]
    whole = day == 1 and last_day >= 28
    if whole and month == last_month:
        return names[month - 1]
    if whole:
        return f"{names[month - 1]}–{names[last_month - 1]}"

    def said(number: int, of: int) -> str:
        if language == "en":
            return f"{names[of - 1]} {number}"
        return f"{number}{' de ' if language == 'es' else ' '}{names[of - 1]}"

    first, last = said(day, month), said(last_day, last_month)
    return first if first == last else f"{first} – {last}"
