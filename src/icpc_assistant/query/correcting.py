"""Whoever asked for somebody and says which one was meant: "No, the man from the police"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icpc_assistant.query.ellipsis import with_its_article
from icpc_assistant.query.followup import Followed
from icpc_assistant.query.wants import folded, wanted
from icpc_assistant.terms import words

if TYPE_CHECKING:
    from icpc_assistant.query.interpretation import Query

_SOMEBODY = frozenset({"person", "agent", "identity", "organisation"})
_MOST = 10  # words that say which one
_NO = re.compile(
    r"[\s¿¡]*(?:no+|non|nope)\b[\s,;.:!–—-]+(?:(?:sorry|pardon|perd[oó]n)[\s,]+)?", re.IGNORECASE
)
# Over folded text. A pronoun may stand for an event as well.
_THAT = re.compile(
    r"(?:the|that) (?:other )?ones? (?:from|of|with|who|that) .|the other one$"
    r"|cel(?:ui|le)(?:-la)? (?:de |du |des |d'|qui |avec )."
    r"|(?:el|la) (?:de|del|que) ."
)
_SOMEONE = re.compile(
    r"(?:the|that) (?:other |young |old )?(?:man|men|woman|women|guy|guys|lady|gentleman|person"
    r"|people|colleague|officer|expert|speaker|professor|representative|delegate|girl|boy)\b"
    r"|(?:l'(?:homme|experte?|agente?)|(?:le|la) (?:femme|monsieur|dame|type|gars|mec|personne"
    r"|collegue|policiere?|professeure?|chercheu[rs]e?|representante?|fille))\b"
    r"|(?:el|la) (?:hombre|mujer|senora?|tipo|chic[oa]|persona|colega|policia|expert[oa]|profesora?"
    r"|representante|delegad[oa])\b"
)


def says_no(text: str) -> str:
    """Return what a question says behind the "No," that it opens with; "" where it does not."""
    m = _NO.match(text)
    return text[m.end() :] if m else ""


def with_the_one_meant(text: str, before: Query, followed: Followed | None) -> str:
    """Return the question before with who was meant: "Who did we send, the man from the police?".

    "" where it asked for nobody, or where ``text`` asks something or tells of no person.
    """
    meant = with_its_article(text.strip(" ¿?!.,"))
    if before.wants not in _SOMEBODY or "?" in text or len(words(meant)) > _MOST:
        return ""
    if wanted(meant) not in ("other", before.wants):
        return ""
    if not _SOMEONE.match(folded(meant)):
        names = [w for w in words(meant)[1:] if w[0].isupper()]
        known = followed is not None and all(followed.tells_of(w, before.language) for w in names)
        if not _THAT.match(folded(meant)) or (names and not known):
            return ""  # "the one from Lima" may be another event
    end = re.search(r"\s*[?!.]*\s*$", before.asking)
    at = end.start() if end else len(before.asking)
    return f"{before.asking[:at]}, {meant}{before.asking[at:]}"
