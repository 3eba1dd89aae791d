"""Text → words → terms (folded stems), in English, French and Spanish.

The one place that decides what counts as the same word: BM25, the lexicon and the reader all
compare terms made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from icpc_assistant.types import Language

if TYPE_CHECKING:
    from Stemmer import Stemmer

# A number keeps its thousands together ("1,200", "1 200" with a no-break space); any other run
# of letters and digits is a word, so an elision ("l'ICPC") and a hyphen separate two words.
WORD = re.compile(r"\d{1,3}(?:[,.\u00a0\u202f]\d{3})+(?!\d)|[^\W_]+")
_SNOWBALL = {"en": "english", "fr": "french", "es": "spanish"}

# Function words, folded: they carry grammar, not content. Question words are among them; what
# they ask for is read by the query stage, not matched.
FUNCTION_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(
        """a about above after again against all also am an and any are as at be because been
        before being below between both but by can could did do does doing done down during each
        few for from further had has have having he her here hers herself him himself his how i if
        in into is it its itself just me more most my myself no nor not now of off on once only or
        other our ours out over own s same shall she should so some such t than that the their
        theirs them themselves then there these they this those through to too under until up us
        very was we were what when where which while who whom whose why will with would you your
        yours please tell know there ll re ve d m""".split()
    ),
    "fr": frozenset(
        """a afin ai aie ainsi alors apres as au aucun aussi autre autres aux avaient avait
        avant avec avez avoir avons c ce ceci cela celle celles celui ces cet cette ceux chaque
        chez ci comme comment d dans de depuis des donc dont du elle elles en encore entre es est
        et etaient etait ete etes etre eu eux fait faire fut furent ici il ils j je jusque l la
        laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme
        mes moi mon n ne ni nos notre nous on ont ou par parce pas pendant peu peut plus pour
        pourquoi puis qu quand que quel quelle quelles quels qui quoi quoique s sa sans se selon
        ses si soi soit son sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un
        une vers voici vos votre vous y combien lors dit dire""".split()
    ),
    "es": frozenset(
        """a al algo algun alguna algunas alguno algunos ante antes asi aun aunque bajo bien cada
        como con contra cual cuales cualquier cuando cuanta cuantas cuanto cuantos de del desde
        donde dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta
        estaba estaban estan estar estas este esto estos fue fueron ha haber habia habian han hasta
        hay he hubo la las le les lo los mas me mi mientras mis mucho muy nada ni no nos nosotros
        nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque pues
        que quien quienes se sea segun ser si sido sin sobre solo son su sus tal tambien tan tanto
        te tiene tienen todo todos tu tus un una unas uno unos y ya yo cuya cuyo""".split()
    ),
}


def clean(text: str) -> str:
    """Return text fit to read: NFC, no control, zero-width, bidi or lone surrogate characters.

    Runs of white space become one space. The words themselves are untouched.
    """
    text = text.encode("utf-8", "replace").decode("utf-8")
    kept = (
        " " if ch.isspace() else ch
        for ch in unicodedata.normalize("NFC", text)
        if ch.isspace() or unicodedata.category(ch) not in {"Cc", "Cf", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


# What sets the direction of the characters after it: embeddings, overrides and isolates.
_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


def unturned(text: str) -> str:
    """Return ``text`` without the characters that may turn round whatever stands after it."""
    return text.translate(_TURNING)


def words(text: str) -> list[str]:
    """Return the words of ``text`` in order, as written."""
    return WORD.findall(text)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return ``word`` without case, accents or thousands separators."""
    if word[:1].isdigit():
        word = re.sub(r"[,.\u00a0\u202f]", "", word)
    folded = word.casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def shared_start(one: str, other: str) -> int:
    """Return how many characters two words begin with alike."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@cache
def _stemmer(language: Language) -> Stemmer:
    import Stemmer

    return Stemmer.Stemmer(_SNOWBALL[language])


@lru_cache(maxsize=65536)
def stem(word: str, language: Language) -> str:
    """Return the term ``word`` stands for: its Snowball stem, folded.

    Folding follows stemming, since the French and Spanish stemmers need the accents; a word
    typed without them may still part from its stem, which the caller's other signals bear.
    """
    return fold(_stemmer(language).stemWord(word.casefold()) or word)


def stems(vocabulary: Iterable[str], language: Language) -> dict[str, str]:
    """Return the ``stem`` of every word: for thousands of them, in one call of the stemmer."""
    listed = list(vocabulary)
    found = _stemmer(language).stemWords([word.casefold() for word in listed])
    return {word: fold(term or word) for word, term in zip(listed, found, strict=True)}


# Words that say something, written as small ones but for an accent: "ne", "sur", "du".
_TOLD_BY_ACCENT = frozenset({"né", "sûr", "dû"})


def is_function_word(word: str, language: Language) -> bool:
    """Whether ``word`` carries grammar rather than content."""
    return fold(word) in FUNCTION_WORDS[language] and word.lower() not in _TOLD_BY_ACCENT


def terms(text: str, language: Language) -> list[str]:
    """Return the content terms of ``text`` in order, function words left out."""
    return [stem(word, language) for word in words(text) if not is_function_word(word, language)]
