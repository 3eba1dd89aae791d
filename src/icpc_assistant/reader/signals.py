"""What a question and a sentence have in common: the signals the extractive reader weighs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from icpc_assistant.cards.geography import territories_named
from icpc_assistant.entities import MONTHS, PER_CENT, Span, is_role, spans
from icpc_assistant.lexicon import lexicon
from icpc_assistant.query import MONEY, SHARE, Query, Wants, asks_for_places
from icpc_assistant.reader.figures import values
from icpc_assistant.terms import fold, is_function_word, stem, terms, words
from icpc_assistant.types import LANGUAGES, Bulletin, Language


@dataclass(frozen=True, slots=True)
class Term:
    """One content word of a question: how it may be met in a text, and how much that is worth.

    ``stems`` are its own and, for a question in French or Spanish, those of its English glosses;
    ``concepts`` the meanings it shares with other words; ``weight`` its rarity in the corpus;
    ``name`` whether it names something; ``known`` whether the corpus has any of its stems.
    """

    word: str
    stems: frozenset[str]
    concepts: frozenset[int]
    weight: float
    name: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Words:
    """A text's folded words, stems and concepts, for matching."""

    folded: frozenset[str]
    stems: frozenset[str]
    concepts: frozenset[int]


@lru_cache(maxsize=20000)
def words_of(text: str, language: Language) -> Words:
    """Return the words of ``text`` as they are matched."""
    tokens = words(text)
    stems = [stem(token, language) for token in tokens]
    return Words(
        frozenset(fold(t) for t in tokens),
        frozenset(stems),
        lexicon().concepts(stems, language),
    )


@lru_cache(maxsize=20000)
def spans_of(text: str) -> tuple[Span, ...]:
    """Return the typed spans of ``text``."""
    return tuple(spans(text))


_CARRIED = 0.3  # weight of a word carried over from the question before


def lies_in(codes: Iterable[str]) -> Words:
    """Return what countries and regions are met by where a text does not name them."""
    return Words(frozenset(), frozenset(f"territory:{code}" for code in codes), frozenset())


def terms_of(
    query: Query, idf: Callable[[str], float], heard: Set[str] = frozenset()
) -> tuple[Term, ...]:
    """Return the content words of the query; ``idf`` gives the rarity of a stem in the corpus.

    ``heard`` are stems known from elsewhere, such as the questions written beside the bulletins.
    """
    unheard = idf("")  # what a stem that no passage holds weighs
    tokens = words(query.text)
    language = query.language
    stems = [stem(token, language) for token in tokens]
    known = lexicon()
    table = known.by_stems[language]
    concepts: list[set[int]] = [set() for _ in tokens]
    for i in range(len(tokens)):
        for n in range(1, 5):
            for concept in table.get(tuple(stems[i : i + n]), ()) if i + n <= len(tokens) else ():
                for j in range(i, i + n):
                    concepts[j].add(concept)
    names = {fold(name) for name in query.names}
    territories = territories_named(tokens, language) if names else {}
    found: dict[str, Term] = {}
    for at, (token, term, meanings) in enumerate(zip(tokens, stems, concepts, strict=True)):
        if is_function_word(token, language) or fold(token) in found:
            continue
        # A name keeps its spelling in every language, and no language's stem of it.
        forms = {stem(token, lang) for lang in LANGUAGES} if fold(token) in names else {term}
        if language != "en":
            forms.add(stem(token, "en"))
            for concept in meanings:
                for form in known.forms[concept]["en"][:1]:
                    forms.update(terms(form, "en"))
        if fold(token) in names:
            forms |= lies_in(territories.get(at, ())).stems
        idf_of = min(idf(form) for form in forms)
        # What the question before was about helps to find; what this one asks decides.
        weight = idf_of * (_CARRIED if fold(token) in query.carried else 1.0)
        known_as = {f for c in meanings for form in known.forms[c]["en"] for f in terms(form, "en")}
        found[fold(token)] = Term(
            token,
            frozenset(forms),
            frozenset(meanings),
            weight,
            fold(token) in names,
            unheard > idf_of
            or bool((forms | known_as) & heard)
            or any(idf(form) < unheard for form in known_as),
        )
    return tuple(found.values())


def met(term: Term, text: Words) -> float:
    """Return how far ``term`` is met in ``text``: 1 the same word, .7 the same meaning, else 0."""
    if fold(term.word) in text.folded or term.stems & text.stems:
        return 1.0
    if term.concepts & text.concepts:
        return 1.0 if term.name else 0.7
    return 0.0


class Matches:
    """How far each term of a query is met in a text; every text is looked at once a query."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._terms = terms
        # By identity, which is quicker to look up than the sets' hash; the text is kept alive.
        self._met: dict[int, tuple[Words, tuple[float, ...]]] = {}

    def of(self, text: Words) -> tuple[float, ...]:
        """Return how far each term is met in ``text`` (see ``met``)."""
        found = self._met.get(id(text))
        if found is None:
            found = text, tuple(met(term, text) for term in self._terms)
            self._met[id(text)] = found
        return found[1]

    def coverage(self, wanted: Sequence[int], *texts: Words) -> float:
        """Return the share of the weight of the terms ``wanted`` that is met in any of ``texts``.

        ``wanted`` are places among the terms; 0..1, and 1 if there are none.
        """
        rows = [self.of(text) for text in texts]
        whole = part = 0.0
        for i in wanted:
            weight = self._terms[i].weight
            whole += weight
            part += weight * max([row[i] for row in rows])
        return part / whole if whole else 1.0


def numbers_met(query: Query, text: str, language: Language) -> float:
    """Return the share of the query's numbers, years and days apart, that ``text`` names too.

    1 where the query has none: "over ten years" is not met by "a three-year period".
    """
    asked = _numbers_asked(query.text, query.language)
    if not asked:
        return 1.0
    return len(asked & numbers_of(text, language)) / len(asked)


@lru_cache(maxsize=256)
def _numbers_asked(text: str, language: Language) -> frozenset[str]:
    dated = " ".join(s.text for s in spans_of(text) if s.kind == "date")
    asked = values(text, language) - values(dated, language)
    return frozenset(v for v in asked if not re.fullmatch(r"(?:19|20)\d\d", v))


@lru_cache(maxsize=2000)
def numbers_of(text: str, language: Language) -> frozenset[str]:
    """Return the values of all numbers of ``text``."""
    return values(text, language)


# Words for whoever takes part; a figure that counts any of them answers "how many people".
_PEOPLE = frozenset(
    stem(word, language)
    for language, listed in (
        ("en", "people person participant attendee delegate guest visitor member expert "
               "professional practitioner student researcher resident local citizen individual "
               "spectator representative official officer speaker youth women men"),
        ("fr", "personne participant participante invité visiteur délégué membre expert "
               "professionnel étudiant chercheur habitant citoyen individu représentant gens "
               "intervenant jeune femme homme"),
        ("es", "persona participante asistente invitado visitante delegado miembro experto "
               "profesional estudiante investigador habitante ciudadano individuo representante "
               "gente ponente joven mujer hombre"),
    )
    for word in listed.split()
)  # fmt: skip
_GENERIC_PEOPLE = frozenset(
    fold(word)
    for word in "people person persons folk folks crowd participants participant attendees "
    "visitors attendance turnout guests personnes personne gens monde foule public "
    "participantes personas persona gente asistentes publico".split()
)
_TIME_UNITS = frozenset(
    "day days week weeks month months year years hour hours jour jours semaine semaines mois an "
    "ans annee annees heure heures dia dias semana semanas mes meses ano anos hora horas".split()
)


CURRENCY = re.compile(r"[$€£]|\b(?:dollar|euro|peso|pound|franc|livre)", re.IGNORECASE)


def _noun_phrase(counts: str, language: Language) -> list[str]:
    """Return the words a figure counts: "1,200 participants from nine countries" are no countries.

    At most four, up to the first function word.
    """
    after = words(counts)[:4]
    for at, word in enumerate(after):
        if at and is_function_word(word, language):
            return after[:at]
    return after


def counts_wanted(query: Query, span: Span, language: Language) -> float:
    """Return how well a figure counts what the query asks: 1 the same thing, 0 something else."""
    if not query.counted:
        return 0.5
    if query.counted == MONEY:
        return float(bool(CURRENCY.search(f"{span.text} {span.counts}")))
    if query.counted == SHARE:
        return float(span.value is None or bool(PER_CENT.search(span.text)))
    after = _noun_phrase(span.counts, language)
    if fold(query.counted[0]) in _GENERIC_PEOPLE:
        first = {stem(word, language) for word in after[:2]}
        return 1.0 if first & _PEOPLE else 0.0
    here = words_of(" ".join(after), language)
    # The head noun comes first ("combien de villes …"); English may put an adjective before it.
    for word in query.counted[: 2 if query.language == "en" else 1]:
        if re.search(r"(?:ed|ing)$", word) and word != query.counted[0]:
            break
        asked = words_of(word, query.language)
        if asked.stems & here.stems or asked.concepts & here.concepts:
            return 1.0
    return 0.0


def type_match(query: Query, sentence: str, bulletin: Bulletin) -> float:
    """Return how well the sentence holds the type of answer wanted: 1 yes, 0 no, .5 any will do."""
    found = spans_of(sentence)
    wants: Wants = query.wants
    asked = {fold(name) for name in query.names} | query.told
    if wants == "identity":
        return 1.0 if identity(query, sentence) else 0.0
    if wants == "date":
        return 1.0 if any(s.kind == "date" and tells_a_date(query, s) for s in found) else 0.0
    if wants == "figure":
        figures = [s for s in found if s.kind == "figure"]
        return max((counts_wanted(query, s, bulletin.language) for s in figures), default=0.0)
    if wants == "duration":
        timed = any(
            s.kind == "figure" and {fold(w) for w in words(s.counts)[:2]} & _TIME_UNITS
            for s in found
        )
        several = any(s.kind == "date" and len(words(s.text)) > 3 for s in found)
        return 1.0 if timed else 0.5 if several else 0.0
    if wants == "person":
        people = [s for s in found if s.kind == "person" and not asked & _folded(s.text)]
        return 1.0 if people else 0.3 if any(s.kind != "figure" for s in found) else 0.0
    if wants in ("agent", "organisation"):
        named = [
            s
            for s in found
            if s.kind in ("organisation", "person", "name") and not _folded(s.text) <= asked
        ]
        return 1.0 if named else 0.0
    if wants == "place":
        if asks_for_places(query.asking or query.text):
            told = {s.text for s in found if s.kind in ("place", "name")}
            return 1.0 if len(told) > 1 else 0.0
        return 1.0 if places(query, sentence) else 0.0
    return 0.5


def tells_a_date(query: Query, span: Span) -> bool:
    """Whether a date says more than the question does: "2024" is no answer to "when in 2024?"."""
    for word in words(span.text):
        month = MONTHS.get(fold(word))
        if month is not None:
            new = month not in query.months
        elif word.isdigit() and len(word) == 4:
            new = int(word) not in query.years
        else:
            new = word[0].isdigit()
        if new:
            return True
    return False


def _folded(text: str) -> set[str]:
    return {fold(word) for word in words(text)}


# "Ada Okonkwo, Director of Studies at the Institute," and "the consul, Ada Okonkwo".
_ROLE_BEHIND = re.compile(r"^(?:\s*\([^()]{1,40}\))?,\s+(?P<role>[^,.;:()]{4,160})")
_ROLE_BEFORE = re.compile(
    r"(?P<role>\b(?:[A-ZÀ-Þ][\w’'-]*)(?:[\s-]+(?:of|for|the|de|du|des|la|del|and|et|y|[A-ZÀ-Þ][\w’'-]*))*),?\s+$"
)


def identity(query: Query, sentence: str) -> str | None:
    """Return what a sentence says someone is: the role behind or before the name asked about."""
    asked = _full_names(query)
    for span in spans_of(sentence):
        if span.kind in ("figure", "date") or not _named(span.text, asked):
            continue
        behind = _ROLE_BEHIND.match(sentence[span.end :])
        if behind and is_role(behind.group("role")):
            return behind.group("role").strip()
        before = _ROLE_BEFORE.search(sentence[: span.start])
        if before and is_role(before.group("role")):
            return before.group("role").strip()
    return None


def _full_names(query: Query) -> list[frozenset[str]]:
    """Return the names of a question as it writes them, whole: words side by side are one name."""
    names = {fold(name) for name in query.names}
    runs: list[set[str]] = [set()]
    for word in words(query.text):
        if fold(word) in names:
            runs[-1].add(fold(word))
        elif runs[-1]:
            runs.append(set())
    return [frozenset(run) for run in runs if run]


def _named(text: str, asked: Sequence[frozenset[str]]) -> bool:
    """Whether a name is one asked about or a part of it; who shares a surname is somebody else."""
    own = _folded(text)
    return any(name <= own or own <= name or len(own & name) > 1 for name in asked)


_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|à|au|aux|en|dans|headquarters of|siège de|sede de)"
    r"\s+(?:the\s+|la\s+|le\s+|el\s+|l[’'])?$",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:held|took place|takes? place|hosted|located|based|organi[sz]ed|gathered|met|tenue?s?"
    r"|lieu|organisée?s?|accueillie?s?|celebr\w+|lugar|realiz\w+|organiz\w+)\b[^.;]*$"
)
_TAKING_PART = re.compile(
    r"\b(?:part|particip\w+|interest\w*|speciali\w+|experts?|working|engaged)"
    r"\s+(?:in|at|à|au|en)\s+(?:the\s+|la\s+|le\s+|el\s+)?$"
)


def places(query: Query, sentence: str) -> list[Span]:
    """Return the names a sentence gives as places ("in Lima", "at the Hall"), new to the query.

    An event one takes part in and a name with a year in it are no places.
    """
    asked = {fold(w) for w in words(query.text)}
    found = [
        span
        for span in spans_of(sentence)
        if span.kind in ("place", "organisation", "name", "person")
        and _PLACE_BEFORE.search(sentence[: span.start])
        and not _TAKING_PART.search(sentence[: span.start])
        and not any(ch.isdigit() for ch in span.text)
        and not {fold(w) for w in words(span.text)} <= asked
    ]
    return sorted(found, key=lambda span: -_placeness(span, sentence))


def _placeness(span: Span, sentence: str) -> float:
    """Say how surely a name after a preposition is where something happened."""
    before = sentence[max(0, span.start - 60) : span.start]
    held = 2.0 if _HELD.search(before) else 0.0
    by_kind = {"place": 1.0, "organisation": 0.5}.get(span.kind, 0.0)
    # "Prevention in Juvenile Justice": the preposition stands inside a title.
    inside = re.search(r"\b[A-Z]\w+\s+(?:in|at|en|dans)\s+$", before)
    return held + by_kind - (1.5 if inside and span.kind in ("name", "person") else 0.0)
