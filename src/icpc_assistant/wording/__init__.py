"""Every sentence the assistant itself says, in English, French and Spanish.

Placeholders are filled with plain text; nothing here is markup.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from icpc_assistant.errors import LLMError
from icpc_assistant.types import Bulletin, Language
from icpc_assistant.wording.collected import COLLECTED
from icpc_assistant.wording.phrases import PHRASES as _GENERAL

PHRASES = _GENERAL | COLLECTED

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
        ("training", ("training course", "training courses"), ("formation", "formations"),
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
        ("webinar", ("webinar", "webinars"), ("webinaire", "webinaires"),
         ("webinario", "webinarios")),
        ("study visit", ("study visit", "study visits"), ("visite d’étude", "visites d’étude"),
         ("visita de estudio", "visitas de estudio")),
        ("academy", ("academy", "academies"), ("académie", "académies"),
         ("academia", "academias")),
        ("exercise", ("exercise", "exercises"), ("exercice", "exercices"),
         ("ejercicio", "ejercicios")),
        ("campaign", ("campaign", "campaigns"), ("campagne", "campagnes"),
         ("campaña", "campañas")),
        ("ceremony", ("ceremony", "ceremonies"), ("cérémonie", "cérémonies"),
         ("ceremonia", "ceremonias")),
        ("participant", ("participant", "participants"), ("participant", "participants"),
         ("participante", "participantes")),
        ("person", ("person", "people"), ("personne", "personnes"), ("persona", "personas")),
        ("continent", ("continent", "continents"), ("continent", "continents"),
         ("continente", "continentes")),
        ("country", ("country", "countries"), ("pays", "pays"), ("país", "países")),
        ("city", ("city", "cities"), ("ville", "villes"), ("ciudad", "ciudades")),
        ("place", ("place", "places"), ("lieu", "lieux"), ("lugar", "lugares")),
        ("venue", ("venue", "venues"), ("lieu", "lieux"), ("sede", "sedes")),
        ("organisation", ("organisation", "organisations"), ("organisation", "organisations"),
         ("organización", "organizaciones")),
        ("year", ("year", "years"), ("année", "années"), ("año", "años")),
        ("month", ("month", "months"), ("mois", "mois"), ("mes", "meses")),
    )
}  # fmt: skip

_AND: dict[Language, str] = {"en": "and", "fr": "et", "es": "y"}
_NOR: dict[Language, str] = {"en": "or", "fr": "ni", "es": "ni"}
# Spanish "y" is "e" before the sound of i ("Francia e Italia"), but not before "hielo" or "Iowa".
_SOUNDS_LIKE_Y = re.compile(r"\W*h?[ií](?![aeoáéó])", re.IGNORECASE)


def say(phrase: str, language: Language, **values: object) -> str:
    """Return a phrase in ``language`` with its placeholders filled."""
    said = PHRASES[phrase][language].format(**values)
    return _elided(said) if language == "fr" and "month" in values else said


def _elided(text: str) -> str:
    """Return French with "de" elided before the months that begin with a vowel."""
    for name in ("avril", "août", "octobre"):
        text = text.replace(f" de {name}", f" d’{name}")
    return text


def quoted(text: str, language: Language) -> str:
    """Return ``text`` between the language's quotation marks."""
    return say("quote_open", language) + text + say("quote_close", language)


def foreign(written: str | None, spoken: Language, reader: Language) -> str:
    """Return " (in English)" for words ``written`` in another language than ``spoken``, else ""."""
    if written is None or written == spoken:
        return ""
    return f" ({say(f'written_{written}', reader)})"


def day(when: date, language: Language) -> str:
    """Return a day as the language writes it: "December 9, 2025", "9 décembre 2025"."""
    month = _MONTHS[language][when.month - 1]
    if language == "en":
        return f"{month} {when.day}, {when.year}"
    of = " de " if language == "es" else " "
    return f"{_nth(when.day, language)}{of}{month}{of}{when.year}"


def _nth(day: int, language: Language) -> str:
    """Return the day of a month in digits; French has an ordinal for the first."""
    return "1er" if language == "fr" and day == 1 else str(day)


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
    if start.month == end.month and start.day == 1 and _ends_month(end):
        return f"{first}{of}{start.year}"
    if language == "en":
        span = f"{start.day}–{end.day}" if start.month == end.month else None
        return (
            f"{first} {span}, {start.year}"
            if span
            else f"{first} {start.day} – {last} {end.day}, {start.year}"
        )
    joint = "au" if language == "fr" else "al"
    begins = _nth(start.day, language)
    if start.month != end.month:
        begins += f"{of}{first}"
    return f"{begins} {joint} {_nth(end.day, language)}{of}{last}{of}{start.year}"


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


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


def joined(items: Sequence[str], language: Language, *, denied: bool = False) -> str:
    """Return "a, b and c" in the language; behind a "not", "a, b or c"."""
    if len(items) < 2:
        return "".join(items)
    conjunction = (_NOR if denied else _AND)[language]
    if conjunction == "y" and _SOUNDS_LIKE_Y.match(items[-1]):
        conjunction = "e"
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def set_apart(items: Sequence[str], language: Language) -> str:
    """Return "a; b", for items that may hold commas."""
    return ("\u202f; " if language == "fr" else "; ").join(items)


def number(count: int, language: Language) -> str:
    """Return a count as the language writes it: "1,200", "1 200"; Spanish "1200", "12 000"."""
    if language == "es" and abs(count) < 10_000:
        return str(count)
    return f"{count:,}".replace(",", "," if language == "en" else "\u202f")


def llm_failure(error: LLMError, language: Language) -> str:
    """Return why an LLM gave no answer: with the remedy in English, the cause in French, Spanish.

    The whole sentence is for whoever runs the server, and stands in its log.
    """
    if language == "en":
        return str(error).rstrip(".")
    return say(f"llm_{error.why}", language)


def counted(count: int, noun: str, language: Language) -> str:
    """Return "5 events", "1 événement"; French counts none in the singular."""
    one, many = _COUNTED[noun][language]
    single = count == 1 or (count == 0 and language == "fr")
    return f"{number(count, language)} {one if single else many}"


def plural(noun: str, language: Language) -> str:
    """Return the plural of a noun of the table: "participants", "países"."""
    return _COUNTED[noun][language][1]


def known(bulletins: Sequence[Bulletin], language: Language) -> str:
    """Return how many bulletins there are, with the years they span: "10 bulletins (2022–2025)"."""
    said = counted(len(bulletins), "bulletin", language)
    years = sorted({b.start.year for b in bulletins if b.start is not None})
    span = "–".join(map(str, dict.fromkeys((years[0], years[-1])))) if years else ""
    return f"{said} ({span})" if span else said


def period(start: date | None, end: date | None, language: Language) -> str:
    """Return a time as read from a question: "October–December 2025", "from May 1, 2024 on"."""
    if start is None and end is None:
        return ""
    if start is None or end is None:
        phrase, limit = ("up_to", end) if start is None else ("from_on", start)
        assert limit is not None
        return say(phrase, language, day=day(limit, language))
    whole = start.day == 1 and _ends_month(end)
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
    whole = day == 1 and last_day >= monthrange(2023, last_month)[1]  # of a common year
    if whole and month == last_month:
        return names[month - 1]
    if whole:
        return f"{names[month - 1]}–{names[last_month - 1]}"

    def said(number: int, of: int) -> str:
        if language == "en":
            return f"{names[of - 1]} {number}"
        return f"{_nth(number, language)}{' de ' if language == 'es' else ' '}{names[of - 1]}"

    first, last = said(day, month), said(last_day, last_month)
    return first if first == last else f"{first} – {last}"
