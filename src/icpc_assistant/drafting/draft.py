"""One bulletin of a file → the file text of the corpus, and what a person should check in it."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from icpc_assistant.bulletins import parse_bulletin, write_bulletin
from icpc_assistant.bulletins.faults import shown
from icpc_assistant.cards import EventCard, Occurrence, extract, published_on
from icpc_assistant.drafting.blocks import body_of, one_line
from icpc_assistant.drafting.extract import Extract
from icpc_assistant.drafting.extract import extract as read_source
from icpc_assistant.drafting.split import Article, split
from icpc_assistant.entities import dates
from icpc_assistant.errors import AssistantError, UsageError
from icpc_assistant.query.language import detect_language
from icpc_assistant.terms import FUNCTION_WORDS, fold, words
from icpc_assistant.types import LANGUAGES, Bulletin, Language

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_MARKED = re.compile(r"^(?:start|end|date|language|places|people|organisations):", re.MULTILINE)
_CHECK = "  # check"
_SLUG = 50  # characters
_NAMES = 12  # people or organisations listed; a card's later ones are asides
_GRAMMAR = 0.28  # share of function words below which a text is in none of the languages


@dataclass(frozen=True, slots=True)
class Given:
    """What the person, or the site, says of the bulletins, which wins over what is read.

    ``published`` is the day of publication: it tells the year of a date that leaves it out.
    """

    days: tuple[date, date] | None = None
    date_text: str | None = None
    source: str | None = None
    language: Language | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A bulletin ready to be written, the file's text, and what a person should know of it."""

    bulletin: Bulletin
    text: str
    read: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]


def draft_file(path: Path, given: Given, *, one: bool = False) -> list[Draft]:
    """Return a draft for each bulletin in the file, in its order.

    Raises:
        UsageError: the file cannot be used, or one date was given for several bulletins.
        AssistantError: a parser is missing or did not end.
    """
    if path.suffix.lower() == ".md" and path.is_file() and path.stat().st_size < 1_000_000:
        bulletin, _ = parse_bulletin(path.read_bytes(), path)
        if bulletin is not None:
            raise UsageError(
                f"{shown(str(path))} is a bulletin file already; copy it to the folder bulletins/."
            )
    return draft_extract(read_source(path), shown(str(path)), given, one=one)


def draft_extract(found: Extract, name: str, given: Given, *, one: bool = False) -> list[Draft]:
    """Return a draft for each bulletin in what was read from ``name``, as ``draft_file`` does.

    Raises:
        UsageError: it holds no text below a headline, or one date was given for several bulletins.
    """
    articles = split(found.blocks, one=one)
    articles = [article for article in articles if _has_text(article)]
    if not articles:
        raise UsageError(f"{name} holds a headline and no text; name one with the whole bulletin.")
    if given.date_text and len(articles) > 1:
        raise UsageError(
            f"--date was given, but {name} seems to hold {len(articles)} bulletins; "
            "leave it out, or say with --one that it is a single bulletin."
        )
    return [_draft(article, found, given) for article in articles]


def _has_text(article: Article) -> bool:
    return any(ch.isalnum() for block in article.blocks for ch in block.text)


def given_date(text: str) -> tuple[date, date] | None:
    """Return the days ``--date`` names: a day, month or year, two days with "/", or unknown.

    Raises ``UsageError`` for anything else.
    """
    remedy = "write YYYY-MM-DD, YYYY-MM, YYYY, two days as YYYY-MM-DD/YYYY-MM-DD, or unknown."
    if text == "unknown":
        return None
    first, _, last = text.partition("/")
    days = [_covered(part) for part in ((first, last) if last else (first, first))]
    if days[0] is None or days[1] is None or days[1][1] < days[0][0]:
        raise UsageError(f"--date {shown(text)} is no date; {remedy}")
    return days[0][0], days[1][1]


def _covered(text: str) -> tuple[date, date] | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day and month:
            return date(year, month, day), date(year, month, day)
        last = month or 12
        return date(year, month or 1, 1), date(year, last, calendar.monthrange(year, last)[1])
    except (ValueError, IndexError):
        return None


def _draft(article: Article, found: Extract, given: Given) -> Draft:
    body = body_of(article.blocks)
    language, doubt = _language(body, given)
    title = one_line(article.title)
    bare = Bulletin("draft", title or "?", body, language)
    given = replace(given, published=given.published or published_on(bare))
    card = extract(bare, given.published)
    main = card.main
    when, said, unsure = _when(card, bare, given)
    bulletin = replace(
        bare,
        title=title or "HEADLINE",
        start=when[0] if when else None,
        end=when[1] if when else None,
        source=given.source or found.url,
        places=_places(card),
        people=tuple(person.name for person in card.people[:_NAMES]),
        organisations=tuple(o.name for o in card.organisations[:_NAMES]),
    )
    shape = _shape(given.date_text, main if when and not given.date_text else None)
    bulletin = replace(bulletin, id=_stem(bulletin, shape))
    checks = [*found.notes, *article.doubts, *filter(None, [doubt, unsure])]
    if not bulletin.places:
        checks.append("no place was read from the text")
    read = (
        ("title", bulletin.title),
        ("date", said),
        ("places", _listed(bulletin.places)),
        ("people", _listed(bulletin.people)),
        ("bodies", _listed(bulletin.organisations)),
    )
    return Draft(bulletin, _file_text(bulletin, shape, given), read, tuple(checks))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none read"


def _language(body: str, given: Given) -> tuple[Language, str | None]:
    """Return the language, and a doubt where the text looks like none of those served."""
    if given.language:
        return given.language, None
    sample = body[:20_000]
    language = detect_language(sample)
    said = [fold(word) for word in words(sample)]
    known = sum(word in FUNCTION_WORDS[language] for word in said)
    if known >= _GRAMMAR * len(said):
        return language, None
    return language, (
        f"the language is not clear, and was taken for {language}; "
        f"--language takes {', '.join(LANGUAGES)}"
    )


# --- the date --------------------------------------------------------------------------------


def _when(
    card: EventCard, bulletin: Bulletin, given: Given
) -> tuple[tuple[date, date] | None, str, str | None]:
    """Return the event's days, what is said of them, and a doubt."""
    main = card.main
    if given.date_text:
        return given.days, f"{given.date_text}, as given", None
    if main is None and card.undated:
        told = one_line(card.undated[0].text)
        return (
            None,
            "unknown",
            (f"the text says “{told}” and not when it was published: write the date in"),
        )
    if main is None:
        named = [span.text for span in dates(bulletin.body) if re.search(r"[^\W\d]", span.text)]
        said = f"says “{named[0]}” and not the year" if named else "gives no date"
        return None, "unknown", f"the text {said}: write the date in"
    words_of = bulletin.body[main.start : main.end] if main.start >= 0 else ""
    quoted = f"“{one_line(words_of).rstrip('.,')}”" if words_of else "the text"
    iso = _iso(main)
    if re.search(r"\d{4}", words_of):
        doubt = "" if main.precision == "day" else f"only the {main.precision} is known; "
        unsure = doubt + f"the date was read from {quoted}"
        if main.first == published_on(bulletin):
            doubt = unsure = f"{quoted} may be the day of publication; the text gives no other date"
        return (main.first, main.last), f"{iso}, from {quoted}", unsure if doubt else None
    if given.published:
        told = f"the year {main.first.year}" if main.precision == "day" else iso
        return (
            (main.first, main.last),
            f"{iso}, from {quoted}, published on {given.published.isoformat()}",
            f"{told} is by the day of publication: {quoted} leaves it out",
        )
    if main.precision != "day" or not _year_is_said(main, bulletin):
        return None, "unknown", f"the text says {quoted} and not the year: write the date in"
    return (
        (main.first, main.last),
        f"{iso}, from {quoted}",
        f"the year {main.first.year} was inferred: {quoted} does not say it",
    )


def _year_is_said(main: Occurrence, bulletin: Bulletin) -> bool:
    """Whether the headline, or the sentences around the date, name its year and no other.

    A year from further off is as often that of another event, so it is not taken.
    """
    start = bulletin.body.rfind("\n", 0, main.start) + 1
    end = bulletin.body.find("\n", main.end)
    paragraph = bulletin.body[start : end if end >= 0 else None]
    for text in (bulletin.title, paragraph):
        years = set(re.findall(r"(?<![\d,.])(?:19|20)\d\d(?!\d)", text))
        if years:
            return years == {str(main.first.year)}
    return False


def _iso(main: Occurrence) -> str:
    first, last = main.first, main.last
    for length in (7, 4):  # a whole month, a whole year
        if main.precision != "day" and _covered(first.isoformat()[:length]) == (first, last):
            return first.isoformat()[:length]
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _shape(date_text: str | None, main: Occurrence | None) -> str | None:
    """Return what ``date:`` says where it stands for ``start:`` and ``end:``, else ``None``."""
    if date_text:
        return None if "/" in date_text else date_text
    if main is None:
        return None
    said = _iso(main)
    return None if "/" in said else said


# --- names and the file ----------------------------------------------------------------------


def _places(card: EventCard) -> tuple[str, ...]:
    """Return the cities and countries where the event took place."""
    there = [place for place in card.places if place.role == "event"]
    named = [name for place in there for name in (place.city, place.country) if name]
    return tuple(dict.fromkeys(named))


def _stem(bulletin: Bulletin, shape: str | None) -> str:
    """Return the id: the date and the first words of the headline."""
    day = shape if shape else (bulletin.start.isoformat() if bulletin.start else "undated")
    day = "undated" if day == "unknown" else day
    grammar = FUNCTION_WORDS[bulletin.language]
    folded = [fold(word) for word in words(bulletin.title)]
    kept = [w for w in folded if w.isascii() and w not in grammar] or [
        w for w in folded if w.isascii()
    ]
    slug = ""
    for word in kept:
        if len(slug) + 1 + len(word) > _SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return f"{day}-{slug or 'bulletin'}"


def _file_text(bulletin: Bulletin, shape: str | None, given: Given) -> str:
    """Return the file: what was read by rule carries a mark that the person deletes."""
    text = write_bulletin(bulletin)
    head, fence, body = text.partition("\n---\n")
    if shape and bulletin.start:
        head = re.sub(r"^start: .*\nend: .*$", f"date: {shape}", head, flags=re.MULTILINE)
    sure = {"start", "end", "date"} if given.date_text else set()
    sure |= {"language"} if given.language else set()
    lines = [
        line + _CHECK if _MARKED.match(line) and line.partition(":")[0] not in sure else line
        for line in head.split("\n")
    ]
    marked = "\n".join(lines) + fence + body
    again, _ = parse_bulletin(marked.encode("utf-8"), Path(f"{bulletin.id}.md"))
    return marked if again == bulletin else text  # a mark may never change what the file says


def write_new(target: Path, stem: str, text: str) -> Path:
    """Write a file under the first name in ``target`` that is free, and return its path.

    Raises:
        AssistantError: the folder cannot be written.
    """
    number = 1
    try:
        target.mkdir(parents=True, exist_ok=True)
        while True:
            path = target / f"{stem}{f'-{number}' if number > 1 else ''}.md"
            try:
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    file.write(text)
                return path
            except FileExistsError:
                number += 1
    except OSError as error:
        raise AssistantError(
            f"The bulletins cannot be written to {target} ({error.strerror or error}); "
            "choose a folder that can be written."
        ) from None


# --- the same bulletin twice -----------------------------------------------------------------


def gist(body: str) -> tuple[str, ...]:
    """Return a text's words without case and accents: the same for two layouts of one text."""
    return tuple(fold(unicodedata.normalize("NFC", word)) for word in words(body))


class Known:
    """The bulletins that are there already, to be compared with."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._gists: dict[tuple[str, ...], str] = {}
        for folder in dict.fromkeys(folders):
            for path in sorted(folder.glob("*.md")) if folder.is_dir() else ():
                bulletin, _ = (
                    parse_bulletin(path.read_bytes(), path) if path.is_file() else (None, 0)
                )
                if bulletin is not None:
                    self.add(bulletin, path)

    def add(self, bulletin: Bulletin, path: Path) -> None:
        """Remember a bulletin that now stands in ``path``."""
        self._gists.setdefault(gist(bulletin.body), shown(str(path)))

    def same(self, bulletin: Bulletin) -> str | None:
        """Return where the same text stands already, layout, case and accents apart."""
        return self._gists.get(gist(bulletin.body))

    def near(self, bulletin: Bulletin) -> str | None:
        """Return where nearly the same words stand: an earlier version of it, most likely."""
        mine = set(gist(bulletin.body))
        for theirs, where in self._gists.items():
            both = mine | set(theirs)
            if both and len(mine & set(theirs)) / len(both) > 0.85:
                return where
        return None
