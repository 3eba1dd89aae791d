"""Which of the events just listed: "Which of these were online?", "lesquels étaient en 2025 ?"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icpc_assistant.entities import MONTHS
from icpc_assistant.query.topic import is_verb, topic
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.timespan.plain import plain
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_LONGEST = 8_000  # characters of an answer that are looked at
_HEAD = re.compile(r"\d[\d.,\u202f\u00a0]* (?:events?|evenements?|eventos?)")  # plain
_ENTRY = re.compile(r"\[\d{1,3}\]$")
_LEAD = (
    r"[\s¿¡]*(?:(?:and|so|but|ok|okay|et|mais|donc|alors|y|pero|entonces)\b[\s,]*)*"
    r"(?:(?:(?:can|could) you )?(?:(?:tell me|dis-moi|dites-moi|dime|digame) ))?¿?"
)
_EVENTS = r"(?:events|activities|evenements|activites|rendez-vous|eventos|actividades)\b"
_TWO = r"(?:two|three|four|five|deux|trois|quatre|cinq|dos|tres|cuatro|cinco)\b"
_OF_THEM = (
    rf"(?:(?:of|among|from) (?:all )?(?:(?:these|those)(?: (?:{_TWO}|{_EVENTS}))?|them\b"
    rf"|the (?:above|list|{_TWO}))"
    r"|(?:d'entre|parmi) (?:eux|elles|ceux-(?:ci|la)|celles-(?:ci|la))"
    rf"|(?:(?:de|parmi) ces (?:{_TWO}|{_EVENTS})|des {_TWO})(?:-la)?"
    r"|de (?:ceux|celles)-(?:la|ci)|de (?:la|cette) liste"
    rf"|(?:de|entre) (?:tod[oa]s )?(?:ell[oa]s|(?:es|est)[oa]s(?: (?:{_TWO}|{_EVENTS}))?"
    rf"|l[oa]s {_TWO})\b|de (?:la|esa|esta) lista)"
)
_OPEN = r"(?:,? ?(?:if any|s'il y en a|si hay alguno),?)?"
# A question's own words for which ones, alone or with more than one meant; for one, for several.
_WHICH: dict[Language, tuple[str, str, str]] = {
    "en": (
        rf"(?:(?P<at>in|at|to|for|on|during) )?which(?: (?P<many>ones)\b| one\b)?"
        rf"(?: {_OF_THEM})?{_OPEN}",
        "which event",
        "which events",
    ),
    "fr": (
        r"(?:(?P<at>dans|pour|lors de|pendant|sur|a|de) )?(?:(?:l[ae]|au|du)quel(?:le)?"
        rf"|(?P<many>(?:les|aux|des)quel(?:le)?s))\b(?: {_OF_THEM})?{_OPEN}",
        "quel événement",
        "quels événements",
    ),
    "es": (
        rf"(?:(?P<at>en|a|para|durante|de) )?cual(?P<many>es)?\b(?: {_OF_THEM})?{_OPEN}",
        "qué evento",
        "qué eventos",
    ),
}
_MANY: dict[Language, tuple[str, str]] = {
    "en": (r"how many", "how many events"),
    "fr": (r"combien", "combien d’événements"),
    "es": (r"cuant[oa]s", "cuántos eventos"),
}
# "How many in 2024?", "how many were in Lima?" of the list just given; "how many came?" asks for
# people, and so does "how many were at the congress?".
_PLACED = re.compile(
    r"\s+(?:(?:were|was|are|took place|étaient|ont eu lieu|se sont tenus|fueron|hubo|estuvieron)"
    r"\s+)?"
    r"(?:(?:in|during|en|dans|à|a|au|aux|pendant|durante)\s+(?:(?:19|20)\d\d\b|[A-ZÀ-Þ]\w+"
    rf"|(?i:{'|'.join(MONTHS)})\b)|online\b|en ligne\b|en línea\b)"
)
# "How many?" of the list just given.
_IN_ALL = re.compile(
    r"(?:\s+(?:(?:are|were|is|was) (?:there|that|those|they)|in (?:all|total)|y en a-t-il|y en a"
    r"|en tout|au total|ca fait|hay|hubo|son|fueron|en total))*[\s?!.]*"
)
# "Which event was first?" is read as the first of them.
_WAS_FIRST = re.compile(
    r"(?P<which>which) event (?P<was>was|is|came) (?P<most>first|last|earliest|latest|most recent"
    r"|oldest|newest|largest|biggest|smallest|longest|shortest)(?=\W*$)",
    re.IGNORECASE,
)
_AHEAD = re.compile(rf"{_LEAD}{_OF_THEM}\s*,\s*")
_IS = r"(?:was|were|is|are|est|sont|etai(?:t|ent)|fue|fueron|era|eran|es|son)"
# "Which is the theme of …?": what something is, no event; but "the largest", "la primera".
_WHAT_IT_IS = re.compile(
    rf"\s+{_IS}\s+(?:the|its|their|our|your|le|la|les|l'|son|sa|ses|leurs?|el|los|las|su|sus)\s*+"
    r"(?!(?:\w{2,}est|most|least|first|last|latest|second|third|only|one|ones|plus|moins|premiere?s?"
    r"|dernieres?|derniers?|seule?s?|mas|menos|mayor|menor|mejor|primer[oa]?s?|ultim[oa]s?"
    r"|unic[oa]s?)\b)"
)
_SEVERAL = re.compile(r"\s+(?:were|are|have|had)\b")
_ONE = re.compile(r"\s+(?:was|is|has)\b")
# What tells a list by more than its names, topics and years, which alone are carried over.
_TOLD_OTHERWISE = re.compile(
    r"\b(?:not|no|except|without|before|after|since|until|till|between|more|fewer|less|least|most"
    r"|over|under|last|past|next|recent\w*|ago|this|earlier|later|today|yesterday|now"
    r"|pas|sauf|sans|hors|avant|apres|depuis|jusqu\w*|entre|plus|moins|derniere?s?|prochaine?s?|ce"
    r"|cette|sin|salvo|excepto|antes|despues|desde|hasta|mas|menos|ultim[oa]s?|pasad[oa]s?"
    r"|proxim[oa]s?|hace|este|esta|hoy|ayer)\b|n't\b|\bil y a (?:\d|un|deux|trois)"
    r"|\b(?:conference|congress|congres|congreso|seminar|seminaire|seminario|forum|foro|meeting"
    r"|reunion|workshop|atelier|taller|training|formation|formacion|mission|mision|webinar\w*|summit"
    r"|sommet|cumbre|session|sesion|assembl\w+|asamblea|colloque|jornada|journee)(?:e?s|nes)?\b"
)
_GENERIC = frozenset(
    "event events activity activities list show evenement evenements activite activites liste"
    " evento eventos actividad actividades lista".split()
)


def is_list(answer: str, fewest: int = 2) -> bool:
    """Whether an answer counts and lists events, at least ``fewest``, a marked line each."""
    head, _, rest = answer[:_LONGEST].partition("\n")
    lines = [line.rstrip() for line in rest.splitlines()]
    return bool(_HEAD.fullmatch(plain(head.strip()))) and (
        sum(bool(_ENTRY.search(line)) for line in lines) >= fewest
    )


def asks_for_some(asking: str, language: Language) -> bool:
    """Whether a question may ask for some of several events, listed before."""
    return _asked(asking, language, sure=True) is not None


def asks_how_many(asking: str, language: Language) -> bool:
    """Whether a question is only how many there are: one, perhaps."""
    said = plain(asking)
    m = re.match(rf"{_LEAD}(?:{_MANY[language][0]})", said)
    return bool(m and _IN_ALL.fullmatch(said, m.end()))


def narrowed(asking: str, before: Query, *, sure: bool = True) -> tuple[str, str]:
    """Return a question for some of the events listed, as one for events, and what those were.

    "Which of these were online?" behind "What was on in 2024?", which is ``before``, gives "Which
    events were online?" and "2024"; ("", "") where some of them are not asked for, or where the
    list was told by more than names, topics and years. ``sure`` says that the list was the last
    answer, so that a bare "which" means its events.
    """
    found = _asked(asking, before.language, sure=sure)
    if found is None or _TOLD_OTHERWISE.search(plain(before.text)):
        return "", ""
    start, text = found
    asked = _WAS_FIRST.sub(r"\g<which> was the \g<most> event", _dated(text, before))
    told = {fold(word) for word in words(asked)} | _GENERIC
    if re.search(r"\b(?:19|20)\d\d\b", asked):
        told |= {str(year) for year in before.years}
    opens = "¿" if "¿" in asking[:start] else ""
    return opens + asked[:1].upper() + asked[1:], topic(before, before.text, told)


def _asked(asking: str, language: Language, *, sure: bool) -> tuple[int, str] | None:
    """Return a question for some of them as one for events, and where its own words begin."""
    ahead = _AHEAD.match(plain(asking))
    at = ahead.end() if ahead else 0
    text = asking[at:]
    said = plain(text)
    many, counted = _MANY[language]
    m = re.match(rf"{_LEAD}(?P<said>{many}(?: {_OF_THEM})?)(?!\w)", said)
    explicit = ahead or (m and " " in m["said"].removeprefix("how many"))
    if m and sure and _IN_ALL.fullmatch(said, m.end()):
        return at + m.start("said"), counted + text[m.end("said") :]
    if m and (explicit or (sure and _PLACED.match(text, m.end()))) and _goes_on(text, m, language):
        return at + m.start("said"), counted + text[m.end("said") :]
    which, one, several = _WHICH[language]
    m = re.match(rf"{_LEAD}(?P<said>{which})(?!\w)", said)
    if m is None or not _goes_on(text, m, language):
        return None
    explicit = ahead or re.search(_OF_THEM, m["said"])
    bare = language != "fr" and not m["many"] and not re.search(r" one\b", m["said"])
    if not explicit and (_WHAT_IT_IS.match(said, m.end()) or (bare and not (sure or m["at"]))):
        return None
    plural = m["many"] or (language == "en" and _is_plural(said, m, bool(explicit)))
    return at + m.start("said"), _before(m) + (several if plural else one) + text[m.end("said") :]


def _goes_on(text: str, m: re.Match[str], language: Language) -> bool:
    """Whether what follows the words for which ones is asked of them, and is no noun."""
    rest = re.match(r"\s*(?:n['’])?([^\W_]+)", text[m.end() :])
    if rest is None:
        return False
    word = fold(rest[1])
    done = word in _DO or is_verb(word, language) or _past(word, language)
    if re.search(r"\b(?:which|cual(?:es)?)$", m["said"]):
        return done
    if language == "fr" and word in ("de", "des", "d"):
        return False  # "lesquels de ces pays"
    return done or rest[1][0].isupper() or is_function_word(word, language)


# What a verb may begin with, folded.
_DO = frozenset(
    """was were is are had has have did took would could may might can will should must
    est sont etait etaient a ont avait avaient aura
    fue fueron era eran es son hubo se tuvo tuvieron estuvo estuvieron no""".split()
)


def _past(word: str, language: Language) -> bool:
    """Whether a folded word has the ending of a past tense: "mentioned", "abordaron", "asistio"."""
    if language == "en":
        return word.endswith("ed") or word in ("drew", "dealt", "brought", "came", "spoke", "went")
    return bool(re.search(r"\w{2}(?:aron|ieron|aban|ian)$|\w{3}o$", word)) and language == "es"


def _is_plural(said: str, m: re.Match[str], explicit: bool) -> bool:
    """Whether an English "which" means several, by the verb behind it if it tells."""
    if _SEVERAL.match(said, m.end()):
        return True
    return explicit and not _ONE.match(said, m.end())


def _before(m: re.Match[str]) -> str:
    """Return the preposition in the words for which ones: "à " of "auxquels"."""
    if m["at"]:
        french = "quel" in m["said"]
        return f"{'à' if french and m['at'] == 'a' else m['at']} "
    if re.match(r"(?:au|aux)quel", m["said"]):
        return "à "
    return "de " if re.match(r"(?:du|des)quel", m["said"]) else ""


def _dated(text: str, before: Query) -> str:
    """Return what is asked, with its month's year where that of all events listed is known."""
    months = [
        m
        for m in re.finditer(r"[^\W\d_]+", text)
        if fold(m.group()) in MONTHS and m.group() != "may"  # the verb
    ]
    if len(months) != 1 or len(before.years) != 1 or re.search(r"\b(?:19|20)\d\d\b", text):
        return text
    end = months[0].end()
    return f"{text[:end]}{' de' if before.language == 'es' else ''} {before.years[0]}{text[end:]}"
