"""A question of which only what is new was said: "And in Turin?", "No, I meant the assembly"."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from icpc_assistant.entities import MONTHS
from icpc_assistant.query.wants import folded, wanted
from icpc_assistant.terms import fold, is_function_word, words
from icpc_assistant.types import Language

_LEADS = re.compile(
    r"^[\s¿]*(?:(?:and|but|et|mais|y|pero|no|non)\b[\s,]*)?"
    r"(?:(?:what|how) about|et pour|qu'en est-il (?:de|pour)|y para)?\b\s*",
    re.IGNORECASE,
)
_PLACED = r"(?:in|at|to|from|à|a|au|aux|en|dans|pour|para|for)"
_AT = re.compile(rf"{_PLACED}\b\s*(?:the |la |le |les |el |los |l['’])?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_IN_YEAR = re.compile(r" (?:in|en) (?:19|20)\d\d\b")
# What shows that a question says what it asks, or does (folded).
ASKS = re.compile(
    r"\b(?:who|whom|whose|what|when|where|which|how|why|did|was|were|is|are|has|have|had|do|does"
    r"|can|will|qui|que|quoi|quand|ou|quel(?:le)?s?|combien|comment|pourquoi|est|etait|ont|sont"
    r"|il|elle|ils|elles|on|c'etait|y a|quien(?:es)?|cuando|donde|cual(?:es)?|cuant[oa]s?|como"
    r"|fue|fueron|hubo|es|son|era|hizo|va)\b"
)
_ARTICLE = re.compile(
    r"(?:[Tt]he|[Tt]hat|[Ll]e|[Ll]a|[Ll]es|[Ee]l|[Ll]os|[Ll]as|[Uu]n|[Uu]ne|[Uu]na)\b|[Ll]['’]"
)
# An article, with the preposition that it may be one word with.
_DETERMINED = re.compile(
    r"(?<![\w'’-])(?:(?:the|le|la|les|el|los|las|au|aux|du|des|al|del)\s+|l['’])", re.IGNORECASE
)
_JOINED = {"au": "à ", "aux": "à ", "du": "de ", "des": "de ", "al": "a ", "del": "de "}
_CONTRACTED = (
    (r"\bà le (?=\w)", "au "), (r"\bà les (?=\w)", "aux "), (r"\bde le (?=\w)", "du "),
    (r"\bde les (?=\w)", "des "), (r"\ba el (?=\w)", "al "), (r"\bde el (?=\w)", "del "),
)  # fmt: skip
_CHAIN = re.compile(
    r"\s+(?:(?:of|de)\s+(?:(?:the|la|las|los|les)\s+|l['’])?|d['’]|(?:du|des|del)\s+)(?=[a-zà-ÿ])"
)
_AUXILIARY = r"did|does|do|can|will|was|were|is|are|has|have|had"
_PARTICIPLE = r"\w\wed|held|won|built|paid|given|made|shown|sold|set|led|run|begun|taken|written"
_PAST = re.compile(r"\w+(?:ó|aron|ieron)")  # "¿Quién la abrió?"
# Where a noun with its adjectives ends (folded).
_BOUNDS = frozenset(
    """of in on at for with about by from to during after before against between and or that who
    which whose whom when where did does do can will was were is are has have had
    a au aux du des de d en dans sur pour avec par chez contre apres avant pendant et ou que qui
    ont est sont etait etaient fut avait aura s se y o con sobre por para del al entre sin desde
    ha han es son era fue fueron the le la les el los las""".split()
)
_PLACING = frozenset(
    "in at on during en a au aux dans de d du des del le la les el los las the l".split()
)
_EVENT = re.compile(
    r"\b(?:congress|conference|seminar|forum|meeting|summit|workshop|training|session|festival"
    r"|fair|exhibition|mission|study visit|ceremony|congres|conference|colloque|seminaire"
    r"|reunion|sommet|atelier|formation|seance|foire|salon|exposition|assemblee|assembly|ceremonie"
    r"|congreso|conferencia|seminario|foro|reunion|cumbre|taller|formacion|sesion|feria"
    r"|exposicion|asamblea|mision|ceremonia|symposium|simposio|jornadas?|event|evenement|evento)e?s?\b"
)
# Who is counted: "How many people", and of whom else one may have asked.
_COUNTED = re.compile(
    r"(how many|combien|cu[aá]nt[oa]s)(\s+(?:de\s+|d['’])?)([^\W\d_]+)", re.IGNORECASE
)
_HUMAN = re.compile(
    r"(?:(?:the|les|las|los) )?(?:women|men|children|girls|boys|students|speakers|delegates"
    r"|countries|experts|visitors|femmes|hommes|enfants|filles|etudiants|intervenants|delegues|pays"
    r"|visiteurs|mujeres|hombres|ninos|ninas|estudiantes|ponentes|delegados|paises|expertos|visitantes)"
)
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w-]*)*")
_LANGUAGES = frozenset(
    """english french spanish german italian portuguese anglais francais espagnol allemand italien
    portugais ingles frances espanol aleman italiano portugues""".split()
)
_MOST = 8  # words


def completed(
    text: str, names: Collection[str], asked: str, language: Language, *, one: bool = False
) -> str:
    """Return the question ``asked`` before with the one thing that ``text`` says in its place.

    ``names`` are the words that name something, of both. "" where ``text`` says more or less than
    a name, a place or a time. ``one`` says that one event was asked about: its year goes with its
    place.
    """
    new = _LEADS.sub("", text, count=1).strip(" ?!.")
    if not new or len(words(new)) > _MOST or ASKS.search(folded(new)) or not words(asked):
        return ""
    content = [w for w in words(new) if not is_function_word(w, language)]
    named = {fold(name) for name in names}
    strange = [w for w in content if not _names(w, named)]
    if not content or (strange and (len(strange) == len(content) or not _AT.match(new))):
        return ""
    if _LANGUAGES.intersection(fold(w) for w in content):
        return ""
    if all(_dated(w) for w in content):  # a month or a figure stands for no place
        return _with_year(asked, content[-1]) if len(content) == 1 else ""
    old = _replaced(new, asked, named) if not strange else None
    if old is not None:
        before, after = asked[: old[0]], asked[old[1] :]
        if one or any(_YEAR.fullmatch(w) for w in content):
            before, after = _IN_YEAR.sub("", before), _IN_YEAR.sub("", after)
        return before + new + after
    if any(_names(w, named) and not _dated(w) for w in words(asked)):
        return ""  # which of its names is meant to go cannot be told
    at = _AT.match(new)
    return _with(asked, new) if at and _kind(at) == "in" else ""


class _Thing(NamedTuple):
    """A stretch of a question that names or tells something, behind its article.

    ``joined`` is the preposition that its article is one word with; ``sure`` tells whether its
    end is known.
    """

    start: int
    end: int
    joined: str
    named: bool
    event: bool
    sure: bool = True


def put_right(text: str, asked: str) -> str:
    """Return the question ``asked`` before with what it should have been about.

    "" where ``text`` is no such thing, or where it cannot be told what it stands for.
    """
    new = with_its_article(text.strip(" ¿?!."))
    if ASKS.search(folded(new)) or wanted(new) != "other" or not words(asked):
        return ""
    if not new or len(words(new)) > _MOST:
        return ""
    opens, lead = "¿" if "¿" in asked else "", _LEADS.sub("", asked, count=1)
    lead = lead[:1].upper() + lead[1:]
    if all(_dated(w) for w in words(new)):
        return opens + with_year if (with_year := _with_year(lead, new)) else ""
    counted = _COUNTED.match(lead)
    if counted and (_HUMAN.fullmatch(folded(new)) or not (_ARTICLE.match(new) or _capital(new))):
        return opens + _counting(lead, counted, _ARTICLE.sub("", new, count=1).strip())
    if not _ARTICLE.match(new):
        return opens + said if (said := _name_for(new, lead)) else ""
    found = _meant(new, lead, counted=bool(counted))
    return opens + _in_place(new, lead, found) if found else ""


def with_its_article(new: str) -> str:
    """Return what was meant without the preposition in front: "du congrès" → "le congrès"."""
    m = re.match(r"(du|des|aux?|al|del)\s+|d['’]", new, re.IGNORECASE)
    if not m:
        return new[:1].lower() + new[1:] if _ARTICLE.match(new) else new
    own = {"du": "le ", "au": "le ", "des": "les ", "aux": "les ", "al": "el ", "del": "el "}
    return own.get((m[1] or "").lower(), "") + new[m.end() :]


def _counting(lead: str, counted: re.Match[str], new: str) -> str:
    many = counted[1]
    if fold(many).startswith("cuant"):
        many = many[:-2] + ("os" if re.search(r"(?:os|hombres)$", fold(new)) else "as")
    return many + counted[2] + new + lead[counted.end() :]


def _name_for(new: str, lead: str) -> str:
    """Return a question with its one name replaced by another that has no article either."""
    at = _AT.match(new)
    if not _capital(new[at.end() :] if at else new):
        return ""
    names = [m for m in _NAME.finditer(lead) if m.start() and not _dated(m.group())]
    if len(names) != 1:
        return ""
    start, end = names[0].span()
    placed = _before_place(lead, start)
    if at:
        same = placed and _kind(placed) == _kind(at)
        return lead[: placed.start()] + new + lead[end:] if placed and same else ""
    if re.search(r"\b(?:the|el|la|le)\s$|l['’]$", lead[:start], re.IGNORECASE):
        return ""
    if placed and len(words(new)) > 1:
        return ""
    return lead[:start] + new + lead[end:]


def _meant(new: str, lead: str, *, counted: bool) -> _Thing | None:
    """Return the one thing of a question that another of its kind was said for."""
    things = things_of(lead)
    if _EVENT.search(folded(new)):
        pool = [t for t in things if t.event]
    elif _capital(_ARTICLE.sub("", new, count=1).strip()):
        pool = [t for t in things if t.named]
        others = (m for m in _NAME.finditer(lead) if m.start() and not _dated(m.group()))
        if not pool and all(_before_place(lead, m.start()) for m in others):
            pool = things
    else:
        pool = [t for t in things if not t.named]
        pool = [] if counted else pool
    if len(pool) != 1 or not pool[0].sure:
        return None
    found = pool[0]
    chained = re.match(r"\s+(?:of|de|d['’]|du|des|del)\s*[^\W\d_]", lead[found.end :])
    if chained and not found.named and lead[found.end :][chained.end() - 1].islower():
        if re.match(r"\s+(?:of the|de la|de l['’])\s*[A-Z]", lead[found.end :]):
            return found
        return None
    return found


def things_of(lead: str) -> list[_Thing]:
    """Return what a question names or tells behind an article."""
    things: list[_Thing] = []
    for m in _DETERMINED.finditer(lead):
        if things and m.start() < things[-1].end:
            continue
        ends = _ends(lead, m.end())
        if not ends or _PAST.fullmatch(lead[m.end() : ends[0]].strip()):
            continue
        auxiliary = re.search(rf"\b(?:{_AUXILIARY})\s+$", lead[: m.start()], re.IGNORECASE)
        end = _subject_end(lead, ends, auxiliary[0].strip().lower()) if auxiliary else ends[-1]
        sure, end = end > 0, end or ends[-1]
        noun = lead[m.end() : end].strip()
        event = bool(_EVENT.search(folded(noun)))
        while event and (chain := _CHAIN.match(lead, end)):
            end = (_ends(lead, chain.end()) or [end])[-1]
            if end < chain.end():
                return []
        joined = _JOINED.get(fold(m.group().strip()), "")
        named = _capital(noun) or bool(re.search(r"\b[A-Z]{2,}\b", noun))
        things.append(_Thing(m.start(), end, joined, named, event, sure))
    return things


def _ends(lead: str, at: int) -> list[int]:
    """Return where each word of a noun with its adjectives ends, from ``at`` on."""
    ends = []
    while m := re.compile(r"\s*([^\W_]+(?:[-'’][^\W_]+)*)").match(lead, at):
        small = fold(m[1]) in _BOUNDS and not (len(m[1]) > 1 and m[1].isupper())
        if small or re.search(r"-(?:t-)?(?:ils?|elles?|on)$|['’]", m[1]):
            break
        at = m.end()
        ends.append(at)
    return ends


def _subject_end(lead: str, ends: list[int], auxiliary: str) -> int:
    """Return where the subject behind an English auxiliary ends; 0 where it cannot be told."""
    tail = lead[ends[-1] :].strip(" ?!.")
    if auxiliary not in ("did", "does", "do", "can", "will"):
        verb = len(ends) > 1 and re.search(rf"(?:{_PARTICIPLE})$", lead[: ends[-1]])
        return ends[-2] if verb else ends[-1]
    if len(ends) == 1:
        return ends[0] if tail else 0
    if not tail or is_placing(tail):
        return 0 if lead[: ends[-1]].endswith(("ly", "early", "there")) else ends[-2]
    head, _, last = tail.rpartition(" ")
    if last.islower() and is_placing(head):
        return ends[-1]
    # "did the minister say about the law": what follows is no place, and a verb must stand.
    return (
        ends[-2]
        if re.match(r"(?:about|on|against|for|with|to)\b", tail) and (len(ends) == 2)
        else 0
    )


def is_placing(tail: str) -> bool:
    """Whether some words only say where or when."""
    said = words(tail)
    placed = [w for w in said if fold(w) not in _PLACING]
    return bool(placed) and all(_dated(w) or w[:1].isupper() for w in placed)


def _in_place(new: str, lead: str, old: _Thing) -> str:
    """Return a question with one thing in place of another, and without its place and date."""
    before, end = lead[: old.start] + old.joined, re.search(r"\s*[?!.]*\s*$", lead)
    tail = lead[old.end : end.start() if end else len(lead)]
    is_it = re.search(r"\b(?:est|etait|es|era|fue|is|was)\s+$", folded(before) + " ")
    own = is_it and re.match(r"\s+(?:of|de|d['’]|du|del)\b", tail)
    tail = "" if is_placing(tail) and not own else tail
    said = before + new
    for written, short in _CONTRACTED:
        said = re.sub(written, short, said)
    return said + tail + (end.group() if end else "")


_ELSE = re.compile(
    r"[\s¿]*(?:(?:and|but|et|mais|y|pero)\b[\s,]*)?(?:(?P<en>who|what|where) else"
    r"|(?P<fr>qui|quoi|où) d['’]autre|(?P<es>qui[eé]n(?:es)?|qu[eé]|d[oó]nde) m[aá]s"
    r"|(?P<somebody>alguien m[aá]s|anyone else))[\s?!.]*",
    re.IGNORECASE,
)
# The word that a question asks with; in French, what is asked by "que" takes no "d'autre".
_ASKED: dict[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:who|whom|whose|what|when|where|which|how|why|did|was|were|is|are)\b"),
    "fr": re.compile(r"\b(?:qui|quoi|quand|où|quel(?:le)?s?|combien|comment|pourquoi|que|qu)\b"),
    "es": re.compile(
        r"\b(?:por qu[eé]|qui[eé]n(?:es)?|qué|cu[aá]ndo|d[oó]nde|cu[aá]l(?:es)?|cu[aá]nt[oa]s?"
        r"|c[oó]mo)\b|^¿?que\b"
    ),
}
# What follows "what" where it stands alone, and asks for no thing of a kind ("What city …").
_OF_NO_KIND = re.compile(
    r"\s(?:did|does|do|was|were|is|are|has|have|had|can|will|happened|took place|came"
    r"|dij|hizo|hic|hubo|fue|se\b|les?\b|es\b|son\b|era|est[aá]|tuvo|hay|ha\b|han\b|prop"
    r"|\w+(?:ó|aron|ieron)\b)"
)


def who_else(text: str, asked: str) -> str:
    """Return the question ``asked`` before as one for others: "Who else spoke?"

    "" where ``text`` does not ask so, or asks with another word than that question.
    """
    m = _ELSE.fullmatch(text)
    if m is None:
        return ""
    english = m["somebody"] and m["somebody"].lower().startswith("any")
    language = "en" if english else "es" if m["somebody"] else str(m.lastgroup)
    word = ("who" if english else "quien") if m["somebody"] else fold(m[language])
    first = _ASKED[language].search(asked.replace("¿", " ").strip().lower())
    found = re.search(rf"\b{first.group().lstrip('¿')}\b", asked, re.IGNORECASE) if first else None
    if found is None or _bare(found.group()) != _bare(word):
        return ""
    after = asked[found.end() :]
    if re.match(r"['’]", after) or re.search(r"\b(?:else|d['’]autres?|m[aá]s)\b", after[:10]):
        return ""
    if _bare(word) in ("what", "que") and not _OF_NO_KIND.match(after.lower()):
        return ""
    more = {"en": " else", "fr": " d’autre", "es": " más"}[language]
    return asked[: found.end()] + more + after


def _bare(word: str) -> str:
    return fold(word).removesuffix("es") if fold(word) == "quienes" else fold(word)


def _capital(text: str) -> bool:
    return text[:1].isupper()


def _before_place(asked: str, start: int) -> re.Match[str] | None:
    """Return the preposition of a place in front of a name."""
    return re.search(rf"\b{_AT.pattern}$", asked[:start], re.IGNORECASE)


def _kind(placed: re.Match[str]) -> str:
    """Return what a preposition says of a place: where, where from, where to or for what."""
    said = words(placed.group())[0].lower()
    kinds = {"to": "to", "a": "to", "from": "from", "for": "for", "pour": "for", "para": "for"}
    return kinds.get(said, "in")


def _names(word: str, named: Collection[str]) -> bool:
    return fold(word) in named or _dated(word)


def _dated(word: str) -> bool:
    return word.isdigit() or fold(word) in MONTHS


def _with_year(asked: str, year: str) -> str:
    found = list(_YEAR.finditer(asked))
    if len(found) == 1 and _YEAR.fullmatch(year):
        return asked[: found[0].start()] + year + asked[found[0].end() :]
    return ""


def _replaced(new: str, asked: str, named: Collection[str]) -> tuple[int, int] | None:
    """Return where ``asked`` has the name that a new one stands for: a place for a place."""
    at = _AT.match(new)
    runs = []
    for m in re.finditer(r"[^\W_]+(?:[ -][^\W_]+)*", asked):
        runs += [run for run in _runs(m, named) if not _dated(asked[run[0] : run[1]])]
    found = []
    for start, end in runs:
        before = _before_place(asked, start)
        if at and before and _kind(before) == _kind(at):
            found.append((before.start(), end))
        elif not at and not before:
            found.append((_from_article(new, asked, start), end))
    if not found and not at and len(runs) == 1 and len(words(new)) == 1:
        return runs[0]  # "How about Porto?"
    return found[-1] if len(found) == 1 else None


def _from_article(new: str, asked: str, start: int) -> int:
    """Return where a name starts, with its article if what stands for it brings its own."""
    m = re.search(r"\b(?:(?:the|la|le|les|el|los|las)\s+|l['’])$", asked[:start], re.IGNORECASE)
    return m.start() if m and _ARTICLE.match(new) else start


def _runs(m: re.Match[str], named: Collection[str]) -> list[tuple[int, int]]:
    """Return the stretches of neighbouring words that name something."""
    runs: list[tuple[int, int]] = []
    for word in re.finditer(r"[^\W_]+", m.group()):
        if fold(word.group()) not in named:
            continue
        start, end = m.start() + word.start(), m.start() + word.end()
        if runs and start - runs[-1][1] == 1:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((start, end))
    return runs


def _with(asked: str, new: str) -> str:
    """Return a question with some words at its end."""
    m = re.search(r"\s*[?!.]*\s*$", asked)
    at = m.start() if m else len(asked)
    return f"{asked[:at]} {new}{asked[at:]}"
