"""What a sentence written by an LLM may say, given the quotes it cites: a guard in code.

A quote that is really in the bulletin does not make the sentence beside it true. So every figure,
date and name of the sentence must be found in what it cites, and most of its other words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from icpc_assistant.entities import MONTHS, dates
from icpc_assistant.lexicon import lexicon
from icpc_assistant.reader import Quote
from icpc_assistant.reader.figures import numbers, values
from icpc_assistant.terms import FUNCTION_WORDS, fold, is_function_word, shared_start, stem, words
from icpc_assistant.types import LANGUAGES, Bulletin, Language

# Shares of a sentence's content words that its sources must hold, from 400 pairs of independent
# human translations of one news sentence (NTREX-128). In one language 95 pairs of 100 share at
# least .33 (French) and .40 (Spanish); from English, .25 (French) and .31 (Spanish). Of unrelated
# sentences, 95 of 100 share at most .17.
SHARE_SAME_LANGUAGE = 0.35
SHARE_TRANSLATED = 0.25

_TOKEN = re.compile(r"[^\W_]+")
_LINK = re.compile(r"https?://|www\.|\S+@\S+\.\w|\]\(", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|[.!?:;—–]\s|[\n•])[\s\"'“”‘’«»(¿¡]*\Z")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
# Folded. "No," that opens a Spanish or English answer is no denial of what follows.
_DENIALS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:not|never|nobody|none|neither|nor|nothing|without|cannot)\b|n['’]t\b"),
    "fr": re.compile(r"\b(?:pas|jamais|aucune?s?|ni|sans|rien|nulle?s?)\b"),
    "es": re.compile(r"\b(?:no(?!,)|nunca|jamas|ningun(?:[oa]s?)?|sin|tampoco|nada|nadie)\b"),
}
_HONORIFICS = frozenset("mr mrs ms miss dr prof m mme mlle sr sra srta".split())
_SHORTEST_COGNATE = 5
_COGNATE_SHARE = 0.6
_ABBREVIATED = frozenset("jan feb mar apr jun jul aug sept oct nov dec".split())


@dataclass(frozen=True, slots=True)
class Said:
    """The words of some texts as they are compared: folded, stemmed, and by lexicon concept."""

    folded: frozenset[str]
    stems: frozenset[str]
    concepts: frozenset[int]

    @classmethod
    def of(cls, sources: Iterable[tuple[str, Language]]) -> Said:
        """Collect the words of texts, each with the language it is in."""
        folded: set[str] = set()
        stems: set[str] = set()
        concepts: set[int] = set()
        for text, language in sources:
            tokens = words(_undotted(text))
            stemmed = [stem(token, language) for token in tokens]
            folded.update(fold(token) for token in tokens)
            stems.update(stemmed)
            concepts |= lexicon().concepts(stemmed, language)
        return cls(frozenset(folded), frozenset(stems), frozenset(concepts))

    def holds(self, word: str, language: Language) -> bool:
        """Whether the word, an inflection of it, or its like in another language is among them."""
        term = stem(word, language)
        return (
            fold(word) in self.folded
            or term in self.stems
            or not self.concepts.isdisjoint(lexicon().of_word(term, language))
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sentence may lean on.

    ``figures`` are canonical numbers ("1200", "3.5"); ``days`` (days and years) and ``months``
    may be said in a date only. ``common`` are words met in lower case, which a capital at the
    start of a sentence does not make names; ``pairs`` are words met side by side, in the cited
    bulletins. ``acronyms`` (the letters of each, sorted) and ``foreign_names`` are for a sentence
    in another language, which may turn or spell them its own way. Only where ``denies`` may a
    sentence deny anything. ``share`` of its content words must be ``said``.
    """

    text: str
    said: Said
    figures: frozenset[str]
    days: frozenset[str]
    months: frozenset[int]
    common: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    acronyms: frozenset[str]
    foreign_names: frozenset[str]
    denies: bool
    share: float


def ground(
    quotes: Sequence[Quote],
    question: str,
    language: Language,
    bulletins: Mapping[str, Bulletin],
) -> Ground:
    """Collect what ``quotes`` allow: their own words, and the headline and date of their bulletin.

    The question's words and figures count where the bulletin itself has them: a question may
    suppose what never happened, and its own words must not come back as an answer.
    """
    cited = [bulletins[name] for name in dict.fromkeys(q.passage.bulletin_id for q in quotes)]
    sources = [(bulletin.title, bulletin.language) for bulletin in cited]
    for quote in quotes:
        bulletin = bulletins[quote.passage.bulletin_id]
        sources.append((bulletin.body[quote.start : quote.end], bulletin.language))
    denies = any(_denies(source, lang) for source, lang in sources)
    bodies = [(f"{bulletin.title}\n{bulletin.body}", bulletin.language) for bulletin in cited]
    sources.append((_granted(question, language, bodies), language))
    text = "\n".join(source for source, _ in sources)
    figures = frozenset[str]().union(*(values(source, lang) for source, lang in sources))
    days, months = _days_of(cited)
    translated = any(bulletin.language != language for bulletin in cited)
    return Ground(
        text=text,
        said=Said.of(sources),
        figures=figures,
        days=figures | days,
        months=frozenset(_months(text)) | months,
        common=frozenset(w for body, _ in bodies for w in words(body) if w.islower()),
        pairs=frozenset(pair for body, _ in bodies for pair in pairwise(map(fold, words(body)))),
        acronyms=_acronyms(text) if translated else frozenset(),
        foreign_names=_capitalised(text) if translated else frozenset(),
        denies=denies,
        share=SHARE_TRANSLATED if translated else SHARE_SAME_LANGUAGE,
    )


def unsupported(text: str, language: Language, ground: Ground) -> str | None:
    """Return why ``text`` may not be said on this ground, or ``None`` where it may.

    The reason is a few words for a log or a test, not for a reader of answers.
    """
    link = _LINK.search(text)
    if link and link.group().casefold() not in ground.text.casefold():
        return "a link is in no quote"
    undated = text
    for span in dates(text):
        if not (
            values(span.text, language) <= ground.days and set(_months(span.text)) <= ground.months
        ):
            return f"the date {span.text!r} is in no quote"
        undated = undated[: span.start] + " " * len(span.text) + undated[span.end :]
    for figure in numbers(undated, language):
        if figure.values.isdisjoint(ground.figures):
            return f"the figure {figure.text!r} is in no quote"
    for name in _unheld_names(undated, language, ground):
        return f"the name {name!r} is in no quote"
    if _denies(text, language) and not ground.denies:
        return "it denies what no quote denies"
    held = share_held(undated, language, ground)
    return f"only {held:.0%} of its words are in its quotes" if held < ground.share else None


def share_held(text: str, language: Language, ground: Ground) -> float:
    """Return the share (0..1) of the content words of ``text`` that the ground holds."""
    content = [w for w in words(text) if not is_function_word(w, language) and not w[0].isdigit()]
    if not content:
        return 1.0
    return sum(ground.said.holds(word, language) for word in content) / len(content)


def speaks(text: str, language: Language, most: int = 1) -> bool:
    """Whether ``text`` is not plainly in another language, told by its function words.

    Another may have ``most`` of them more.
    """
    folded = [fold(word) for word in words(text)]
    counts = {lang: sum(w in FUNCTION_WORDS[lang] for w in folded) for lang in LANGUAGES}
    return counts[language] >= max(counts.values()) - most


def _denies(text: str, language: Language) -> bool:
    return bool(_DENIALS[language].search(" ".join(fold(piece) for piece in text.split())))


def _granted(question: str, language: Language, bodies: Sequence[tuple[str, Language]]) -> str:
    """The words of the question that the cited bulletins have too, in order."""
    known = Said.of(bodies)
    figures = frozenset[str]().union(*(values(body, lang) for body, lang in bodies))
    acronyms = frozenset[str]().union(*(_acronyms(body) for body, _ in bodies))
    granted = [
        word
        for word in words(question)
        if not word[0].isdigit()
        and (
            known.holds(word, language) or (_is_acronym(word) and "".join(sorted(word)) in acronyms)
        )
    ]
    granted += [n.text for n in numbers(question, language) if not n.values.isdisjoint(figures)]
    return "; ".join(granted)  # apart, so that two numbers never read as one


def _unheld_names(text: str, language: Language, ground: Ground) -> Iterator[str]:
    """Every capitalised word that names something the ground does not hold."""
    text = _undotted(text)
    tokens = list(_TOKEN.finditer(text))
    for token, after in zip_longest(tokens, tokens[1:]):
        word = token.group()
        acronym = _is_acronym(word)
        if not word[0].isupper() or fold(word) in _HONORIFICS:
            continue
        if is_function_word(word, language) and not acronym:
            continue
        opens = not acronym and _OPENS.search(text, 0, token.start())
        if not (
            ground.said.holds(word, language)
            or (opens and _ordinary(word, language, ground))
            or (acronym and "".join(sorted(word)) in ground.acronyms)
            or (after and _forename(word, after.group(), language, ground))
            or any(_cognate(fold(word), name) for name in ground.foreign_names)
            or _translated(text, token.start(), language, ground)
        ):
            yield word


def _forename(word: str, surname: str, language: Language, ground: Ground) -> bool:
    """Whether a name in the quote is given the word that stands before it in the bulletin."""
    return (
        surname[0].isupper()
        and ground.said.holds(surname, language)
        and (fold(word), fold(surname)) in ground.pairs
    )


def _cognate(one: str, other: str) -> bool:
    """Whether two names are likely one, spelt in two languages: "Californie", "California"."""
    return shared_start(one, other) >= max(
        _SHORTEST_COGNATE, _COGNATE_SHARE * max(len(one), len(other))
    )


def _undotted(text: str) -> str:
    """ "U.S." is the acronym "US"."""
    return _DOTTED.sub(lambda m: m.group().replace(".", "") + " ", text)


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _capitalised(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words(text) if word[0].isupper())


def _acronyms(text: str) -> frozenset[str]:
    return frozenset("".join(sorted(word)) for word in words(text) if _is_acronym(word))


def _ordinary(word: str, language: Language, ground: Ground) -> bool:
    """Whether a word that opens a sentence would be written small inside one."""
    return (
        word.lower() in ground.common
        or is_function_word(f"{word}e", language)  # elided: "Lorsqu'elle"
        or any(
            form[0].islower() and stem(form, language) == stem(word, language)
            for concept in lexicon().of_word(stem(word, language), language)
            for form in lexicon().forms[concept][language]
        )
    )


def _translated(text: str, at: int, language: Language, ground: Ground) -> bool:
    """Whether the word belongs to an expression that the ground has in another language.

    "Unis" is in no English text, but "États-Unis" is in one that has "United States".
    """
    before = _TOKEN.findall(text[max(0, at - 60) : at])[-3:]
    near = before + _TOKEN.findall(text[at : at + 80])[:4]
    stems = [stem(word, language) for word in near]
    table = lexicon().by_stems[language]
    return any(
        not ground.said.concepts.isdisjoint(table.get(tuple(stems[start:end]), ()))
        for start in range(len(before) + 1)
        for end in range(max(len(before) + 1, start + 2), len(stems) + 1)
    )


def _months(text: str) -> Iterator[int]:
    """The months named in ``text``; a short form needs its capital ("Mar.", not "mar")."""
    for word in words(text):
        folded = fold(word)
        if folded in MONTHS and (word[0].isupper() or folded not in _ABBREVIATED):
            yield MONTHS[folded]


def _days_of(bulletins: Sequence[Bulletin]) -> tuple[frozenset[str], frozenset[int]]:
    """Day and year numbers, and months, of the bulletins' own dates."""
    known = [day for b in bulletins for day in (b.start, b.end) if day is not None]
    numbers = {str(day.day) for day in known} | {str(day.year) for day in known}
    return frozenset(numbers), frozenset(day.month for day in known)
