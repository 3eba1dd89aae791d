"""Sums of money and stretches of time: what a number measures beside what it counts."""

from __future__ import annotations

import re

from icpc_assistant.cards.numbers import Number
from icpc_assistant.cards.text import Sentence

# Folded. A word that is as often no money ("livres", "couronnes") needs its other half.
_CURRENCY = re.compile(
    r"(?:(?:us|canadian|australian|american|swiss|norwegian|swedish|danish|czech) )?"
    r"(?:de |d')?(?P<name>euros?|dollars?|dolares|pounds?(?: sterling)?|livres sterling"
    r"|libras esterlinas|francs?|francos|pesos|kronor|kroner|koruny?|zlotys?|roubles?|rubles?"
    r"|rublos|rupees|roupies|rupias|shillings|nairas?|cedis|dirhams?|dinars?|dinares|reais"
    r"|reales|lempiras|quetzales|guaranies|bolivianos|colones|soles|yens?|yenes|yuans?|rands?"
    r"|forints?|eur|usd|cad|gbp|chf)\b(?! (?:coins?|notes?|shops?))"
)
_SYMBOL_BEFORE = re.compile(r"(?:[$€£¥]|\b(?:us|cad|usd|eur|gbp|chf))\s*$")
_SYMBOL_BEHIND = re.compile(r"\s*[$€£¥]")
# "The mission cost 23,000 euros, of which 15,000 came from …": what stands behind no noun.
_BARE = re.compile(
    r"\s*(?:(?:de (?:moins|plus)|mas|menos|more|less|and|et|y|came|went|from|of it|venaient"
    r"|provenant|vinieron)\b)"
)
_LEAST = 100  # of what goes without its currency's name
_TIME = re.compile(
    r"\s*(?:more |full |whole |long |autres? |otr[oa]s )?(?P<unit>minut(?:es|os)|hours|heures"
    r"|horas|seconds|secondes|segundos|days|jours|dias|weeks|semaines|semanas|nights|nuits"
    r"|noches|months|mois|meses|years|ans|annees|anos)\b"
)
_YEARS = re.compile(r"years|ans|annees|anos")
_HOURS = re.compile(r"heures|horas")
# "Aino, 16", "doña Eufemia, hoy de 79 años", "les moins de 25 ans".
_AGED = re.compile(
    r"(?:(?:[,(]|\b(?:aged?|edad de|agee?s? de|d'?|de|a|a los|tenia|tiene|avait|turn(?:ed|s)"
    r"|cumpli\w+|(?:les|aux|des|los|of|for) (?:moins|plus) de|under|over|\d+ (?:to|a|et|y|and)"
    r"|\d+ ?[–-]))\s*)$"
)
_LASTED = re.compile(
    r"\b(?:(?:retard|essai|duree?|delai|peine|total|retraso|periodo|plazo|after|historia|travail"
    r"|moyenne|mandat|trabajo|esfuerzos|negociaciones|fruto|fruit|bout|plus|pres|mas|cerca"
    r"|alrededor|lapso) (?:de|d))\s+$"
)
_O_CLOCK = re.compile(
    r"\b(?:a|vers|entre|des|jusqu'a|avant|apres|et|ou|de|las|h(?: \d\d)?|h \d\d a)\s+$"
)
_OF_THE_DAY = re.compile(
    r"\s*(?:\d|trente|precises|du (?:matin|soir)|de l'apres-midi|de la (?:manana|tarde|noche)"
    r"|de la madrugada)"
)
_AWAY = re.compile(r"\s*(?:away|from|old|a pied|a pie)\b")
_AS_LONG = re.compile(r"\b(?:moins|plus|pres|menos|mas|cerca|essai|retard|retraso|total) de\s+$")
_EACH_TIME = re.compile(r"\b(?:tou(?:te)?s les|every|cada|chaque)\s+$")


def money(sentence: Sentence, number: Number, known: str) -> tuple[int, int, str] | None:
    """Return where a sum begins and its number ends in a sentence, and its currency's word or sign.

    ``known`` is the currency of a sum that stands before in the sentence, if any: it is also that
    of a number that counts nothing.
    """
    before, behind = sentence.folded[: number.start], sentence.folded[number.end :]
    named = re.match(r"[ \u00a0\u202f]+", behind)
    m = _CURRENCY.match(behind, named.end()) if named else None
    if m:
        start, end = number.end + m.start("name"), number.end + m.end("name")
        return number.start, number.end, sentence.text[start:end]
    if sign := _SYMBOL_BEFORE.search(before):
        said = sentence.text[sign.start() : sign.end()].strip()
        return sign.start(), number.end, said
    if sign := _SYMBOL_BEHIND.match(behind):
        return number.start, number.end, sign.group().strip()
    if known and number.value >= _LEAST and number.value % 5 == 0 and _BARE.match(behind):
        return number.start, number.end, known
    return None


def stretch(sentence: Sentence, number: Number) -> str:
    """Return the unit of time that a number measures, where it is no age and no time of day."""
    before, behind = sentence.folded[: number.start], sentence.folded[number.end :]
    m = _TIME.match(behind)
    if not m or _EACH_TIME.search(before):
        return ""
    unit = m.group("unit")
    aged = _YEARS.fullmatch(unit) and _AGED.search(before) and not _LASTED.search(before)
    after = behind[m.end() :]
    clock = _O_CLOCK.search(before) and not _AS_LONG.search(before)
    of_day = _HOURS.fullmatch(unit) and (clock or _OF_THE_DAY.match(after))
    if aged or of_day or _AWAY.match(after):
        return ""
    return sentence.text[number.end + m.start("unit") : number.end + m.end("unit")]
