"""Every sentence the assistant itself says, in English, French and Spanish.

Placeholders are filled with plain text; nothing here is markup.
"""

from __future__ import annotations

from datetime import date

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
    "quote_open": {"en": "“", "fr": "« ", "es": "«"},
    "quote_close": {"en": "”", "fr": " »", "es": "»"},
}


def say(phrase: str, language: Language, **values: object) -> str:
    """Return a phrase in ``language`` with its placeholders filled."""
    return _PHRASES[phrase][language].format(**values)


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


def joined(items: list[str], language: Language) -> str:
    """Return "a, b and c" in the language."""
    conjunction = {"en": "and", "fr": "et", "es": "y"}[language]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
