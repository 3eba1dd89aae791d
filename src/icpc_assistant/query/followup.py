"""A follow-up question → one that stands on its own, with what the last turns were about."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from icpc_assistant import wording
from icpc_assistant.entities import spans
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query.topic import is_noun, topic
from icpc_assistant.query.wants import folded, wanted
from icpc_assistant.terms import fold, is_function_word, stem, words
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_THERE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:they|it|them|their|its|there|those)\b|\b(?:then|that)\W*$"
        r"|\b(?:that|this|the same) (?:one|event|day|conference|congress|meeting|mission|session"
        r"|seminar|training|summit|study|trip|visit)\b"
    ),
    "fr": re.compile(
        r"\b(?:elles?|ils|celui-ci|celle-ci|la-bas|cela)\b"
        r"|(?<!y a-t-)(?<!est-ce qu')\bil\b(?! y a)|\by (?:a-t-|etai|ont|avai|particip|assist|eu)"
        r"|(?<!il )(?<!n')(?<!qu')(?<!^)\by (?:a|est|sont) (?!une?\b|que\b|de\b)"
        r"\w+(?:e|ee?s?|is|it|us?)\b|\beux\b"
        r"|\b(?:cet|cette|ce(?! qu(?:'on|e nous|e vous)\b)|son|sa|ses|leurs?) \w+|\bqui l'"
    ),
    "es": re.compile(
        r"\b(?:ellos|ellas|alli|alla|ahi|eso)\b"
        r"|\b(?:ese|esa|este|esta|su|sus|dich[oa]) \w+"
        r"|\b(?:quien(?:es)?|que|cuando|donde|como) l[aeo]s? \w+"
    ),
}
_SOMEBODY: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:he|she|him|her|his|(?:that|this) person)\b"),
    "fr": re.compile(
        r"(?<!y a-t-)(?<!est-ce qu')\bil\b(?! (?:y a|etait une)\b)|\b(?:elle|lui)\b"
        r"|\b(?:son|sa|ses) \w+|\bcette personne\b"
    ),
    "es": re.compile(
        r"\b(?:ella|el)\b(?= (?:fue|hizo|dijo|present|habl|en |promet|tambien)|\W*$)|\bella\b"
        r"|\b(?:su|sus) \w+|\bes[ae] persona\b"
    ),
}
# "Ce thème le touche-t-il ?": the pronoun is the subject that stands in front.
_SUBJECT_SAID_AGAIN = re.compile(
    r"\b(?:ce|cet|cette|ces|les?|la|l'|une?|son|sa|ses) ?\w+(?: \w+){1,5}-(?:t-)?(?:ils?|elles?)\b"
)
_GOES_ON = re.compile(r"^(?:and|but|et|mais|y|pero)\b[\s,]*")
_SAME_YEAR = re.compile(
    r"\b(?:that|the) (?:very )?same year\b|\b(?:that|in the same) year\b|\bcette (?:meme )?annee\b"
    r"|\bla meme annee\b|\b(?:ese|el|aquel) (?:mismo )?ano\b|\bmismo ano\b"
)
_SAME_MONTH = re.compile(
    r"\b(?:that|the) (?:very )?same month\b|\bthat month\b|\bce (?:meme )?mois\b|\ble meme mois\b"
    r"|\b(?:ese|aquel) (?:mismo )?mes\b|\bmismo mes\b"
)
_ON_THE_NTH = re.compile(
    r"\b(?:on |by |until )?the (?P<en>[12]?\d|3[01])(?:st|nd|rd|th)\b(?! (?:edition|session"
    r"|congress|conference|annual|international|of|forum|meeting|summit|century|\w+ edition))"
    r"|\ble (?P<fr>[12]?\d|3[01])(?:er)?(?=\W*$|[ ,](?:au|dans|a|en|qui|que|et|matin|apres)\b)"
    r"|\bel (?:dia )?(?P<es>[12]?\d|3[01])(?=\W*$|[ ,](?:por|en|al|a|y|que)\b)"
)
# Questions for other events than the one followed.
_EVENTS = re.compile(
    r"\b(?:events|activities|conferences|congresses|meetings|trainings|workshops|missions|seminars"
    r"|forums|bulletins|evenements|activites|formations|reunions|ateliers|seminaires|colloques"
    r"|eventos|actividades|conferencias|congresos|reuniones|formaciones|talleres|seminarios|foros"
    r"|misiones|boletines)\b|\b(?:another|(?:une? )?autre|otr[oa]) (?:event|conference|evenement"
    r"|conferencia|evento|congress|congres|congreso)\b"
)
_ELSE = re.compile(
    r"\b(?:who|what|anyone|anybody|someone|which|where)(?:m)? (?:\w+ )?else\b"
    r"|\bqu(?:i|oi|e|els?|elles?) d['’]autres?\b"
    r"|\bd['’]autres (?:personnes|intervenant|orateur|noms|gens)\w*"
    r"|\b(?:quien(?:es)?|que|alguien|con quien) mas\b"
    r"|\b(?:other|more) (?:people|speakers?|names|participants|guests)\b"
    r"|\botr[oa]s (?:personas|ponentes|oradores|nombres)\b"
)
# What of such a question says so: "what else", "quoi d'autre", "qué más".
_OTHERS_TOLD = re.compile(
    r"(?<=\bwhat) else\b|(?<=\bquoi) d['’]autres?\b|(?<=\bqu[eé]) m[aá]s\b|\bd['’]autre(?= en )"
    r"|\b(?:other|more)\s+(?=events)|\bd['’]autres?\s+(?=[eé]v[eé]nements)|\botr[oa]s\s+(?=eventos)",
    re.IGNORECASE,
)
_BESIDE_SOMEBODY = re.compile(
    r"\b(?:who|qui|quien(?:es)?)\b.*\b(?:accompan\w+|accompagn\w+|acompan\w+"
    r"|(?:with (?:her|him|them)|avec (?:elle|lui|eux)|con (?:ella|el|ellos))(?=\W*$))"
)
_WHICH_OF_ALL = re.compile(
    r"events?|evenements?|eventos?|actos?|activit\w+|actividad\w*|\w+est|most|least|first|last|recent\w*"
    r"|plus|moins|premiere?|derniere?|grande?|petite?|longue?|long|mas|menos|mayor|menor|primer[oa]?"
    r"|ultim[oa]|larg[oa]|reciente|pequen[oa]|ancien(?:ne)?|antigu[oa]"
)
_NAMES_SOMEBODY = frozenset({"person", "agent", "organisation"})
_FEW = 5  # content words of a question that may lean on the event followed without saying so


@dataclass(frozen=True)
class Followed:
    """The one event that the last answer was about.

    ``name`` is what a reader would call it, ``full_name`` as its bulletin has it; ``stems`` and
    ``concepts`` are those of all that its bulletin says, ``people`` those whom it names;
    ``answer`` is the text of the answer that quoted it. ``said`` are the words with which a
    question picks it from a list just given, "" for none; ``asked`` is what was asked of another
    item before, and ``listed`` says that the event is one of that list, however it was picked;
    ``bulletin`` is the id of its bulletin, and ``told`` what the answers before the last said
    where others were asked for one after the other; ``only`` says that no other event is
    spoken of anywhere in the words of the question.
    """

    name: str
    full_name: str
    language: Language
    first: date | None = None
    last: date | None = None
    stems: frozenset[str] = frozenset()
    concepts: frozenset[int] = frozenset()
    people: tuple[str, ...] = ()
    answer: str = ""
    said: str = ""
    asked: str = ""
    listed: bool = False
    bulletin: str = ""
    told: str = ""
    only: bool = False

    def tells_of(self, word: str, language: Language) -> bool:
        """Whether its bulletin has a word, or another for the same thing."""
        own = stem(word, language)
        if {own, stem(word, self.language)} & self.stems:
            return True
        return bool(set(lexicon().of_word(own, language)) & self.concepts)


@dataclass(frozen=True)
class Carried:
    """What a follow-up leaves out: ``text`` to put in brackets behind it ("" if nothing).

    ``event`` tells whether the event followed is among it.
    """

    text: str = ""
    event: bool = False

    @property
    def words(self) -> frozenset[str]:
        """The folded words."""
        return frozenset(fold(word) for word in words(self.text))


def carried_over(
    text: str,
    language: Language,
    names: Collection[str],
    before: Query | None,
    followed: Followed | None,
    *,
    alone: bool = False,
    corrects: bool = False,
) -> Carried:
    """Return what the question ``text`` leaves out, having just spoken of ``before``.

    Nothing where it stands on its own; ``alone`` says that it speaks of something else, and
    takes over a year or a month at most, ``corrects`` that it is asked instead of the one before.
    """
    if before is None:
        return Carried()
    plain = folded(text)
    when = _when(plain, language, before, followed)
    elsewhere = followed is None or _names_another(text, language, names, followed)
    if followed is not None and followed.said:
        somebody = _SOMEBODY[language].search(_SUBJECT_SAID_AGAIN.sub("", plain))
        told = when or _told_when(text, language, followed)
        person = _person(before, followed) if somebody else ""
        return Carried(_joined([person, followed.name, told]), event=True)
    within = followed is not None and (
        (followed.only and not elsewhere)
        or (not (elsewhere or names) and _within(text, language, followed))
    )
    if corrects and followed is not None and not elsewhere and _asks_little(plain, text, language):
        told = when or _told_when(text, language, followed)
        return Carried(_joined([followed.name, told]), event=True)
    if alone or not _leans(plain, text, language, within):
        return Carried(when if alone or _refers_to_time(plain) else "")
    somebody = _SOMEBODY[language].search(_SUBJECT_SAID_AGAIN.sub("", plain))
    person = _person(before, followed) if somebody else ""
    matter = "" if before.event and followed else _matter(text, before)
    both = person if person and names and elsewhere else _joined([matter, person])
    if followed is None or _EVENTS.search(plain) or (elsewhere and (person or names)):
        return Carried(_joined([both, when]))
    if (
        matter
        and not (followed.listed or only_which(matter, language))
        and not _ELSE.search(plain)
        and not _says_much(text, language)
    ):
        return Carried(_joined([both, when]), event=True)
    told = when or _day_of(before) or _told_when(text, language, followed)
    people = [person] if person else _at(followed, _people(before))
    return Carried(_joined([*people, followed.name, told]), event=True)


def with_event(before: Query, followed: Followed | None) -> Carried:
    """Return what the question ``before`` left out, for one that asks it of somebody else."""
    if followed is None:
        return Carried(before.matter)
    told = _told_when(before.asking, before.language, followed)
    return Carried(_joined([followed.name, told]), event=True)


def only_which(said: str, language: Language) -> bool:
    """Whether words only say which of all events is meant: "largest event", "and the last?"."""
    telling = [w for w in words(said) if not is_function_word(w, language)]
    return bool(telling) and all(_WHICH_OF_ALL.fullmatch(fold(word)) for word in telling)


def _asks_little(plain: str, text: str, language: Language) -> bool:
    """Whether a question asks something in few words, and not for events."""
    content = [w for w in words(text) if not is_function_word(w, language)]
    return wanted(text) != "other" and len(content) <= _FEW and not _EVENTS.search(plain)


def _says_much(text: str, language: Language) -> bool:
    """Whether a question says what it asks of an event, so that only the event is left out."""
    content = [w for w in words(text) if not is_function_word(w, language)]
    return len(content) > 1


def told_before(text: str, followed: Followed | None) -> frozenset[str]:
    """Return the folded words that the last answers said, where it is asked who or what else.

    Whoever accompanied somebody is not the one whom the headline names.
    """
    if followed is None:
        return frozenset()
    if asks_for_others(text):
        said = f"{followed.told} {followed.answer} {followed.full_name}"
    elif _BESIDE_SOMEBODY.search(folded(text)):
        said = followed.full_name
    else:
        return frozenset()
    return frozenset(fold(word) for word in words(said))


def asks_for_others(text: str) -> bool:
    """Whether a question is for others than those told: "who else?"."""
    return bool(_ELSE.search(folded(text)))


def _joined(parts: list[str]) -> str:
    said = ""
    for part in parts:
        if part and part not in said:
            said = f"{said}, {part}" if said else part
    return said


def first_said(text: str, *, others: bool = False) -> str:
    """Return a question as the first of a conversation, without the "and" that it goes on with.

    With ``others`` also without the word for others than those told: "what else".
    """
    m = re.match(r"[\s¿]*(?:and|but|so|et|mais|y|pero)\b[\s,]*", text, re.IGNORECASE)
    rest = text[m.end() :] if m and words(text[m.end() :]) else text
    if others:
        rest = _OTHERS_TOLD.sub("", rest, count=1)
    rest = rest.lstrip("¿ ")
    return ("¿" if "¿" in text else "") + rest[:1].upper() + rest[1:]


def points_back(text: str, language: Language) -> bool:
    """Whether a word of a question stands for something said before: "and", "there", "he"."""
    plain = folded(text)
    return bool(_GOES_ON.match(plain)) or _refers_to_time(plain) or stands_for(plain, language)


def stands_for(plain: str, language: Language) -> bool:
    """Whether a word of folded text stands for a thing, a place or somebody said before."""
    return any(pattern.search(plain) for pattern in (_ELSE, _THERE[language], _SOMEBODY[language]))


def speaks_of_events(plain: str) -> bool:
    """Whether folded text speaks of events as such: "which missions"."""
    return bool(_EVENTS.search(plain))


def _leans(plain: str, text: str, language: Language, within: bool) -> bool:
    """Whether a question cannot be understood without the one before it."""
    content = [w for w in words(text) if not is_function_word(w, language)]
    if len(content) <= 1 or points_back(text, language):
        return True
    return within and len(content) <= _FEW and not _EVENTS.search(plain)


def _names_another(
    text: str, language: Language, names: Collection[str], followed: Followed
) -> bool:
    """Whether a question names something, or a year, that the bulletin followed does not have."""
    years = set(re.findall(r"\b(?:19|20)\d\d\b", text))
    if followed.first is not None and years - {str(followed.first.year)}:
        return True
    return not all(followed.tells_of(name, language) for name in names)


def _within(text: str, language: Language, followed: Followed) -> bool:
    """Whether what a question speaks of is found in the bulletin followed.

    Not so its verbs: what happened is often said in other words.
    """
    return all(
        followed.tells_of(word, language)
        for word in words(text)
        if not is_function_word(word, language)
        and not word[0].isdigit()
        and is_noun(word, language)
    )


def _refers_to_time(plain: str) -> bool:
    return bool(_SAME_YEAR.search(plain) or _SAME_MONTH.search(plain))


def _when(plain: str, language: Language, before: Query, followed: Followed | None) -> str:
    """Return the day, month or year that a question says only by pointing back at it."""
    day = followed.first if followed else None
    if _SAME_MONTH.search(plain):
        return wording.month_of(day, language) if day else ""
    if _SAME_YEAR.search(plain):
        return str(day.year) if day else " ".join(map(str, before.years[-1:]))
    nth = _ON_THE_NTH.search(plain)
    if nth and followed and day:
        number = int(nth["en"] or nth["fr"] or nth["es"])
        found = _day_within(number, day, followed.last or day)
        return wording.day(found, language) if found else ""
    return ""


def _day_within(number: int, first: date, last: date) -> date | None:
    """Return the day of the month ``number`` of an event, or that of its first month."""
    for ahead in range(min((last - first).days, 366) + 1):
        if (day := first + timedelta(ahead)).day == number:
            return day
    for month in (first, last):
        try:
            return month.replace(day=number)
        except ValueError:
            continue
    return None


def _told_when(text: str, language: Language, followed: Followed) -> str:
    """Return the event's month, but where its date is asked for or its name has its year."""
    if followed.first is None or wanted(text) in ("date", "duration"):
        return ""
    if str(followed.first.year) in followed.name:
        return ""
    return wording.month_of(followed.first, language)


def _person(before: Query, followed: Followed | None) -> str:
    """Return who was last spoken of: whom the last answer named, else the question before it."""
    head, *rest = (followed.answer if followed else "").split("\n")
    others = _ELSE.search(folded(before.asking))  # whom one hears of beside the one spoken of
    if followed and rest and before.wants in _NAMES_SOMEBODY and not others:
        for said in (head, *rest):
            named = {fold(word) for word in words(said)}
            found = [p for p in followed.people if {fold(w) for w in words(p)} <= named]
            if len(found) == 1:
                return found[0]
    return "".join(_people(before)[-1:])


def _people(before: Query) -> list[str]:
    """Return the people whom the question before names."""
    return list(dict.fromkeys(s.text for s in spans(before.text) if s.kind == "person"))


def _at(followed: Followed, people: list[str]) -> list[str]:
    """Return those of some people whom the bulletin followed names too."""
    known = {fold(word) for name in followed.people for word in words(name)}
    return [name for name in people if {fold(word) for word in words(name)} & known]


def _day_of(before: Query) -> str:
    """Return the day that the question before names, if it names one with its month and year."""
    found = (s.text for s in spans(before.text) if s.kind == "date")
    return next((said for said in found if re.search(r"\b\d{1,2}\b.*\d{4}", said)), "")


def _matter(text: str, before: Query) -> str:
    """Return what the question before was about, but for the words said again.

    A chain of follow-ups is about what its first question was about.
    """
    if before.event:
        return before.matter  # the name of an event, as it stands
    said = {fold(w) for w in words(text)}
    # "And in 2023?" replaces the year it follows.
    if re.search(r"\b(?:19|20)\d\d\b", text):
        said |= {str(year) for year in before.years}
    return topic(before, before.matter or before.text, said)
