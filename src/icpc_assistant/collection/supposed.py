"""What a question only supposes of whom it names: "Ada Okonkwo, from Ghana I think, …"."""

from __future__ import annotations

import re
from dataclasses import replace

from icpc_assistant.collection.reading import Reading
from icpc_assistant.collection.request import Request

_HEDGE = (
    r"(?:i (?:think|believe|guess|suppose|reckon|seem to recall)|if i(?:'m| am) not mistaken"
    r"|if i remember (?:right(?:ly)?|well|correctly)|or so i (?:think|believe)|maybe|perhaps"
    r"|probably|possibly|presumably|supposedly|apparently"
    r"|je (?:crois|pense|suppose|dirais)|il me semble|me semble-t-il|si je me souviens bien"
    r"|si je ne (?:me trompe|m'abuse)(?: pas)?|sauf erreur(?: de ma part)?|peut-etre|sans doute"
    r"|probablement|apparemment"
    r"|(?:yo )?(?:creo|pienso|supongo|diria)|me parece|si no (?:me equivoco|recuerdo mal)"
    r"|si mal no recuerdo|quizas?|tal vez|a lo mejor|probablemente|al parecer)"
)
_IS = (
    r"(?:(?:that|que|qu'(?:il|elle)|he|she|they)\s*)?"
    r"(?:(?:is|was|comes?|came|est|etait|vient|venait|es|era|sea|viene|venia)\s+)?"
)
_OF = r"(?:from|of|de|du|des|d'|del|an?|une?|un)(?:\s+|(?<='))"
_WHAT = r"(?:(?!(?:which|what|who|quel|qui|que|cual|quien)\w*\b)[^,;:()?!.]){2,40}?"
_END = r"\s*(?=[,;:()?!.]|$)"
_SUPPOSED = re.compile(
    rf"[,(]?\s*\b{_HEDGE},?\s+{_IS}{_OF}{_WHAT}{_END}|[,(]?\s*(?<![\w'])(?:from|de|du|des|d'|del)"
    rf"(?:\s+|(?<=')){_WHAT},?\s*\b{_HEDGE}{_END}"
)
_NAME_BEFORE = re.compile(r"[^\W\d_]+\s+[A-ZÀ-Þ][\w’'-]+$")


def without_supposed(request: Request, reading: Reading) -> Request:
    """Restrict a question by nothing that it only supposes of somebody named right before."""
    people = {end for _, end in reading.stretches_of("person")}
    unread = []
    for m in _SUPPOSED.finditer(reading.folded):
        before = reading.text[: m.start()].rstrip()
        if len(before) in people or _NAME_BEFORE.search(before):
            reading.spend(*m.span())
            unread.append(reading.text[slice(*m.span())].strip(" ,("))
    return replace(request, unread=(*request.unread, *unread))
