"""Greetings and thanks: a human reply, no search."""

from __future__ import annotations

import re
from typing import Literal

from icpc_assistant.query.wants import folded

Smalltalk = Literal["greeting", "thanks"]

# Over folded text (lower case, no accents), marks of punctuation made spaces.
_HELLO = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|coucou|hola|buenas"
    r"|buenos dias|buenas (?:tardes|noches))(?: there| everyone| a tous| a todos)?"
)
_HOW_ARE_YOU = (
    r"(?:how are you(?: doing)?|(?:comment )?ca va|comment allez vous|que tal|como estas"
    r"|como esta usted)"
)
_PRAISE = (
    r"(?:ok(?:ay)?|great|perfect|excellent|super|parfait|perfecto|genial|vale|tres bien|muy bien"
    r"|entendu|entendido|got it|understood|d accord|de acuerdo|c est (?:tout|note|parfait)|no"
    r"|that s (?:all|great|perfect|it)|that is all|eso es todo|nada mas|muy amable|very helpful)"
)
_THANKED = (
    r"(?:(?:many |thank you so |merci |muchas |mil |un grand )?"
    r"(?:thanks?(?: you)?|thx|merci|gracias)"
    r"(?: (?:so|very) much| a lot| beaucoup| bien| mille fois| infiniment)?"
    r"(?: (?:for|pour|por) (?:your |the |votre |ton |l |la |su |tu |todo|tout)\w*)?)"
)
_BYE = (
    r"(?:(?:good ?)?bye|au revoir|adios|a bientot|bonne journee|hasta luego|see you"
    r"|have a (?:nice|good) day)"
)
_GREETING = re.compile(rf"(?:{_HELLO}(?: {_HELLO})?(?: {_HOW_ARE_YOU})?|{_HOW_ARE_YOU})")
_THANKS = re.compile(
    rf"(?:{_PRAISE} )*(?:{_THANKED}|{_PRAISE}|{_BYE})(?: (?:{_PRAISE}|{_THANKED}|{_BYE}))*"
)


def smalltalk(text: str) -> Smalltalk | None:
    """Return the kind of small talk that all of ``text`` is, if it is."""
    plain = " ".join(re.findall(r"\w+", folded(text)))
    if _GREETING.fullmatch(plain):
        return "greeting"
    return "thanks" if _THANKS.fullmatch(plain) else None
