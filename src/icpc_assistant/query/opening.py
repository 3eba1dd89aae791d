"""What people say before they ask: interjections, and that they now speak of something else."""

from __future__ import annotations

import re
from typing import NamedTuple

from icpc_assistant.terms import fold

_SUBJECT = r"(?:subject|topic|matter|note)"
# Over folded text. Whoever says one of these leaves what was spoken of before.
_CHANGES = (
    rf"(?:(?:on|to) )?(?:(?:an?|one|now (?:for )?an?) )?(?:very |totally |completely )?"
    rf"(?:(?:another|other|new) {_SUBJECT}"
    rf"|(?:different|separate|unrelated) (?:{_SUBJECT}|question|thing))(?: now| please| entirely)?"
    rf"|(?:(?:let us|let's|to|i(?: would|'d) like to|can we) )?(?:chang(?:e|ing)|switch(?:ing)?) "
    rf"(?:of |to |the |my )*(?:a )?(?:different |another |new )?{_SUBJECT}s?|change of {_SUBJECT}"
    r"|moving on(?: to something else)?|something (?:completely |totally |quite |else )?"
    r"(?:different|else)(?: now| entirely)?|unrelated(?:ly)?|on something else"
    r"|(?:une )?tout(?:e)? autre (?:chose|question)|(?:sur )?(?:un )?(?:tout )?autre sujet"
    r"|(?:pour )?chang(?:eons|er|eant|ement|ons) (?:complete?ment )?de (?:sujet|theme)"
    r"|(?:ca n'a )?rien a voir(?: mais)?|(?:une )?question differente"
    r"|passons a autre chose|dans un (?:tout )?autre registre"
    r"|(?:un )?otro (?:tema|asunto)|(?:una )?(?:pregunta|cosa) distinta"
    r"|(?:voy a |vamos a |para )?cambi(?:ando|o|ar|emos|amos) de (?:tema|asunto|tercio)"
    r"|nada que ver(?: pero)?|pasando a otr[oa] (?:tema|cosa)|tema nuevo"
)
# Whoever says one of these may go on with what was spoken of, or not.
_ASIDES = (
    r"by the way|btw|incidentally|while (?:i'm|we're|i am|we are) at it|also|one more thing"
    r"|au fait|a propos(?! d[eu'])|sinon|d'ailleurs|par ailleurs|tant que j'y suis"
    r"|encore une (?:question|chose)"
    r"|por cierto|a proposito(?! de)|de paso|una cosa mas|una pregunta mas"
)
# So may whoever announces one more question, where a mark parts it from the question.
_ANNOUNCES = (
    r"(?:i have )?(?:now )?(?:just )?(?:an? |one )?"
    r"(?:another|other|new|further|more) (?:quick |small |little )?(?:question|thing)(?: please)?"
    r"|(?:j'ai )?(?:une )?(?:autre (?:chose|question)|nouvelle question|question suivante)"
    r"|(?:tengo )?(?:una )?(?:otra (?:cosa|pregunta|cuestion)|nueva pregunta)(?: mas)?"
)
_INTERJECTIONS = (
    r"ok(?:ay)?|oh|ah|aha|eh|hm+|um+|well|so|right|great|good|fine|perfect|nice|thanks?(?: you)?"
    r"|thank you(?: (?:very|so) much)?|i see|got it|sorry|hey|hi|hello|please|interesting|then|now"
    r"|d'accord|bon|bien|tres bien|ben|euh|alors|donc|parfait|super|merci(?: beaucoup)?|pardon"
    r"|desole[e]?|entendu|bonjour|salut|interessant"
    r"|vale|bueno|pues|entonces|perfecto|genial|(?:muchas )?gracias|perdon|perdona|perdone"
    r"|disculp[ae]|lo siento|entendido|de acuerdo|claro|muy bien|hola|ya veo|interesante"
)
_JOINED = r"(?= (?:(?:du|des|aux?|al|del) |[dl]'))"  # a preposition that stays with what follows
# Whoever says one of these speaks no more of somebody, or of something.
_DISMISSES = (
    r"(?:forget|never mind|leave|ignore) (?:about )?(?:him|her|them|that|it)"
    r"|oublie[zs]?(?:-(?:le|la|les|lui|ca)| (?:ca|cela))|laisse[zs]?(?:-(?:le|la))? tomber"
    r"|olvid(?:a|e)(?:l[oae]s?|te de (?:el|ella|ellos|eso)| eso)|deja eso"
)
# Whoever says one of these was understood wrongly, and puts it right.
_CORRECTS = (
    r"(?:no+ |non |not that |pas ca |mais non )*(?:sorry |perdona |perdon |pardon |desole[e]? )?"
    rf"(?:(?:{_DISMISSES}) (?:what )?)?"
    r"(?:i (?:actually )?(?:meant|mean)(?: to (?:ask|say))?(?: about)?"
    r"|i was (?:asking|talking) about"
    rf"|je (?:voulais|veux) (?:dire|parler(?: de|{_JOINED}))"
    rf"|je (?:parlais|pensais)(?: de| a|{_JOINED})"
    rf"|(?:yo )?me (?:referia|refiero)(?: a|{_JOINED})|(?:yo )?(?:queria|quise|quiero) decir"
    rf"|(?:yo )?(?:hablaba|preguntaba)(?: de| por|{_JOINED}))"
)
_DISMISSED = (
    r"(?:no+ |non |mais non )*(?:sorry |perdona |perdon |pardon |desole[e]? )?"
    rf"(?:{_DISMISSES})"
)
_LOOKED_AT = 200  # characters: what leads to a question is short
_STOP = r"\s*(?:[,.;:!?…–—-]+\s*|\s+|$)"


def _compiled(words: str, stop: str = _STOP) -> re.Pattern[str]:
    return re.compile(rf"[\s¿¡]*(?:{words})\b{stop}".replace(" ", r"[\s,]+"))


_ASKS = (
    r"[¿¡]|(?:who|what|when|where|which|how|why|did|was|were|is|are|qui|que|qu'|quoi|quand|ou|quel"
    r"|combien|comment|pourquoi|c'|quien|cuando|donde|cual|cuant|como|por que)"
)
# A word of several uses ("so far", "also", "bien que") is taken off where a mark parts it.
_APART = r"\s*(?:[,.;:!…–—-]+\s*)+"
_CHANGE = _compiled(
    rf"(?:(?:and|but|et|mais|y|pero) )?(?:{_CHANGES})", r"\s*(?:[,.;:!?…–—-]+\s*|$)"
)
_ANNOUNCED = _compiled(rf"(?:(?:and|but|et|mais|y|pero) )?(?:{_ANNOUNCES})", _APART)
_ASIDE = _compiled(rf"(?:(?:and|but|et|mais|y|pero) )?(?:{_ASIDES})", _STOP)
_INTERJECTION = _compiled(rf"(?:(?:{_INTERJECTIONS}) )?(?:{_INTERJECTIONS})", _APART)
_THEN = _compiled(r"entonces|alors|so|ah|oh", rf"\s*,?\s*(?={_ASKS})")
_CORRECTION = _compiled(_CORRECTS)
_DISMISSAL = _compiled(_DISMISSED, _APART)


class Opening(NamedTuple):
    """A question without what was said before it, and what that was."""

    rest: str
    changes: bool = False
    corrects: bool = False


def opening(text: str) -> Opening:
    """Take off what only leads to a question; all of ``text`` where nothing else is left."""
    rest, changes, corrects = text, False, False
    while True:
        plain = _folded(rest[:_LOOKED_AT])
        change = _CHANGE.match(plain)
        corrected = _CORRECTION.match(plain) or _DISMISSAL.match(plain)
        m = change or corrected or _INTERJECTION.match(plain) or _ASIDE.match(plain)
        m = m or _ANNOUNCED.match(plain) or _THEN.match(plain)
        if m is None or not re.search(r"\w", rest[m.end() :]):
            return Opening(rest, changes, corrects)
        changes = changes or change is not None
        corrects = corrects or corrected is not None
        left = rest[m.end() :]
        if corrected and not re.match(rf"[\s¿]*{_ASKS}", _folded(left)):
            rest = left.lstrip(" ,;:.")  # a capital would make a name of it
        else:
            rest = _opened(left, "¿" if rest[: m.end()].strip().endswith("¿") else "")


def changes_subject(text: str) -> bool:
    """Whether a question says that it leaves what was spoken of before."""
    return opening(text).changes


def _opened(text: str, mark: str) -> str:
    """Return what is left of a question, written as a question is."""
    text = text.lstrip(" ,;:.")
    if text[:1] in "¿¡":
        return text[0] + text[1:2].upper() + text[2:]
    mark = mark or ("¿" if "?" in text and re.match(_SPANISH, _folded(text)) else "")
    return mark + text[:1].upper() + text[1:]


_SPANISH = r"(?:para )?(?:que|quien(?:es)?|cuando|donde|cual(?:es)?|cuant[oa]s?|como)\b"


def _folded(text: str) -> str:
    """Return ``text`` folded, every character in its place."""
    kept = (fold(ch) for ch in text.replace("’", "'"))
    return "".join(f if len(f) == 1 else "x" for f in kept)
