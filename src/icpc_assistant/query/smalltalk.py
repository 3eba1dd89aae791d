"""Greetings, thanks and questions about the assistant itself: a human reply, no search."""

from __future__ import annotations

import re
from typing import Literal

from icpc_assistant.query.wants import folded
from icpc_assistant.types import Language

Smalltalk = Literal["greeting", "thanks", "help", "language", "language_none"]

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
    r"(?:ok(?:ay)?|right|great|perfect|excellent|super|parfait|perfecto|genial|vale|tres bien"
    r"|muy bien"
    r"|entendu|entendido|got it|understood|d accord|de acuerdo|c est (?:tout|note|parfait)|no"
    r"|that s (?:all|great|perfect|it)|that is all|eso es todo|nada mas|muy amable"
    r"|(?:(?:very|super|so|really|most) )?(?:helpful|useful|cool|kind)|nice(?= \w)"
    r"|awesome|brilliant|lovely|amazing|wonderful|sweet|good stuff|nice one"
    r"|(?:very )?good|all good|perf|gotcha"
    r"|(?:that was|that s) (?:all|it|everything|very helpful|super helpful|really helpful)"
    r"|(?:that s )?(?:all|everything) i (?:needed|wanted)(?: to know)?|you re (?:the best|a star)"
    r"|nickel|top|genial(?:e)?|impec(?:cable)?|ca marche|ca roule|super utile|tres utile|bravo"
    r"|(?:c est |c etait )?(?:tout|top|super|nickel|genial|note|bon|parfait)"
    r"|(?:c etait|ce sera) tout|tres gentil|trop bien"
    r"|(?:muy |super )?(?:util|bueno|buena|bien)|estupendo|fenomenal|guay|listo|buenisimo"
    r"|(?:eso |y )?(?:eso )?era todo|que bien|excelente|barbaro|de lujo)"
)
# That nothing more is needed: "that'll do", "ça me suffit", "con eso me vale".
_ENOUGH = (
    r"(?:(?:ok )?(?:(?:and )?that|this|it) (?:ll|will|would) (?:do|be (?:all|it|enough|plenty"
    r"|fine))"
    r"(?: (?:for )?(?:me|us|now|today|the moment))*"
    r"|(?:that s|this is|that is) (?:enough|plenty|fine|sufficient|exactly it|just it)"
    r"(?: for (?:me|us|now|today))*"
    r"|(?:(?:that s|that is|that was|it s|and that s) )?(?:all|everything|just what"
    r"|exactly what|what)"
    r" (?:(?:that )?i|we) (?:(?:was|were) (?:after|looking for)|(?:needed|wanted"
    r"|need)(?: to know)?)"
    r"|i (?:ve )?(?:now )?(?:have|got) (?:all|everything|what)(?: that)? i (?:need(?:ed)?|wanted)"
    r"|(?:i have )?(?:no (?:more|further|other) questions?|nothing (?:else|more))(?: for (?:now"
    r"|today))?"
    r"|(?:avec )?(?:ca|cela) (?:me |nous )?(?:suffit|suffira|va|ira|convient|fera l affaire)"
    r"(?: (?:tres bien|largement|amplement|bien|comme ca|pour (?:moi|nous|l instant|aujourd hui)))*"
    r"|(?:(?:c est|c etait|voila) )?(?:bien |exactement |juste )?tout ce (?:qu il (?:me"
    r"|nous) fallait"
    r"|que je (?:voulais|cherchais)(?: savoir)?|dont j avais besoin)"
    r"|(?:c est|c etait) (?:bien |exactement |juste )?ce (?:qu il (?:me|nous) fallait"
    r"|que je (?:voulais|cherchais)(?: savoir)?|dont j avais besoin)"
    r"|(?:maintenant )?j ai (?:tout )?ce qu il (?:me|nous) (?:faut|fallait)"
    r"|(?:je n ai )?(?:pas d autres?|plus (?:de|d autres?)|aucune autre) questions?"
    r"|rien d autre|c est bon(?: pour moi)?"
    r"|(?:y )?(?:con )?(?:eso|esto)(?: ya)? (?:me |nos )?(?:basta|vale|sirve|llega|alcanza"
    r"|es suficiente|es todo|tengo (?:bastante|suficiente))(?: (?:por (?:ahora|hoy)"
    r"|perfectamente))?"
    r"|(?:me|nos) (?:vale|sirve|basta)(?: (?:asi|con (?:eso|esto)|de mucho))?"
    r"|(?:(?:eso|esto) (?:es|era) )?(?:justo )?(?:todo )?lo que (?:necesitaba|queria"
    r"|buscaba)(?: saber)?"
    r"|ya (?:tengo|esta|lo tengo)(?: (?:todo )?(?:lo que (?:necesitaba|queria|buscaba)|todo))?"
    r"|(?:ya )?no (?:necesito|quiero|tengo) (?:saber )?(?:nada mas|mas preguntas|otras preguntas)"
    r"|(?:ninguna|no hay) (?:otra pregunta|mas preguntas)|sin mas preguntas|suficiente)"
)
_THANKED = (
    r"(?:(?:many |so many |thank you so |merci |muchas |muchisimas |mil |(?:un )?grand )"
    r"?(?:thanks?(?: (?:you|u))?|thx|thnx|thks|tks|ty(?:sm|vm)?|ta|cheers|merci|mercii+|mci|mrc"
    r"|gracias|grax|graxs|grcs|grcias)"
    r"(?: (?:so|very) much| a (?:lot|bunch|ton|million)| loads| heaps| tons| again| mate| all"
    r"| beaucoup| bcp| bien| mille fois| infiniment| encore| a (?:toi|vous|tous)| de nuevo"
    r"| otra vez| totales| mil){0,2}"
    r"(?: (?:for|pour|por) (?:your |the |votre |ton |l |la |su |tu |todo|tout)\w*)?)"
)
_BYE = (
    r"(?:(?:good ?)?bye|au revoir|adios|a bientot|bonne journee|hasta luego|see you"
    r"|have a (?:nice|good) day)"
)
_HELP = re.compile(
    rf"(?:{_HELLO} )?(?:(?:and|so|ok|et|y|bon|bueno|alors) )?(?:"
    r"what (?:all )?(?:can|could|may|should) (?:i|we|one) ask(?: (?:you|here|this|it))?(?: about)?"
    r"|what (?:kinds?|sorts?|types?) of (?:questions?|things?) (?:can|could|may) (?:i|we) ask"
    r"(?: you)?"
    r"|what (?:can|could) you (?:do|tell me|answer|help(?: me)? with)(?: for me)?"
    r"|what do you (?:do|know)(?: about)?|what (?:are|is) you(?:r name)?|who are you"
    r"|what (?:is|s) this (?:page|site|website|tool|app|assistant|bot|thing)(?: for| about)?"
    r"|how (?:do you work|do i use (?:this|you|it))"
    r"|(?:please |can you |could you |i need )?(?:some )?help(?: me)?(?: please)?"
    r"|are you (?:a |an )?(?:real )?(?:ro)?(?:bot|human|ai|person|chatgpt|machine)"
    r"|(?:give|show) me (?:(?:an|some) )?example questions?|introduce yourself"
    r"|i (?:do not|don t) know what to ask(?: you)?|what should i ask"
    r"|qui (?:es tu|etes vous)|tu es qui|vous etes qui"
    r"|que (?:sais|peux) tu(?: faire)?|que (?:savez|pouvez) vous(?: faire)?"
    r"|qu est ce que (?:tu|vous) (?:sais|savez|peux|pouvez)(?: faire)?"
    r"|(?:tu|vous) (?:sais|savez|peux|pouvez) faire quoi"
    r"|que puis je (?:te |vous )?demander|qu est ce que je peux (?:te |vous )?demander"
    r"|(?:quelles|quel type de|quel genre de) questions (?:puis je|peut on|est ce que je peux)"
    r"(?: vous| te)? poser|comment tu marches"
    r"|aidez? moi|aide|de l aide|a quoi (?:(?:sers|serves) tu|servez vous|(?:ca|cela) sert)"
    r"|(?:es tu|etes vous|tu es|vous etes) (?:un |une )?(?:robot|humain|ia|machine|personne)"
    r"|c est quoi (?:ce|cet|cette) (?:site|truc|outil|page|assistant)|presentez vous"
    r"|quien (?:eres|es usted)|que (?:eres|puedes hacer|sabes(?: hacer)?|puede hacer)"
    r"|que (?:te |le |os )?(?:puedo|podemos) preguntar(?:te|le|os)?|que haces"
    r"|que (?:tipo|clase) de preguntas (?:te |le )?puedo hacer(?:te|le)?"
    r"|como (?:funcionas|te uso)|ayuda(?:me)?|necesito ayuda"
    r"|para que sirves|eres (?:un |una )?(?:robot|bot|humano|humana|persona|ia)"
    r")(?: please| stp| svp| s il (?:te|vous) plait| por favor)?"
)
# The same, unless something has been spoken of that it may be asked of.
_HELP_AT_FIRST = re.compile(
    r"what (?:is|s) this(?: for| about)?|how does (?:this|it) work"
    r"|(?:give|show) me (?:an )?examples?|comment (?:ca|cela) (?:marche|fonctionne)|c est quoi"
    r"|como funciona(?: esto)?|para que es esto|que es esto"
)
_GREETING = re.compile(rf"(?:{_HELLO}(?: {_HELLO})?(?: {_HOW_ARE_YOU})?|{_HOW_ARE_YOU})")
_TONGUES: dict[Language, str] = {
    "en": "english|anglais|ingles|englisch|inglese",
    "fr": "french|francais|frances|franzosisch|francese",
    "es": "spanish|espagnol|espanol|castellano|spanisch|spagnolo",
}
_OTHERS = (
    "german|deutsch|allemand|aleman|italian|italiano|italien|portuguese|portugues|portugais"
    "|arabic|arabe|chinese|chinois|chino|russian|russe|ruso|dutch|neerlandais|neerlandes|catalan"
)
# "In French, please", "¿puede responder en inglés?": nothing but the language of the answer.
_TONGUE = re.compile(
    r"(?:(?:and|et|y|ok|now|maintenant|ahora|please|svp|stp) )*"
    r"(?:(?:can|could|would) you |(?:peux tu|pouvez vous|pourriez vous|puedes|puede|podria) )?"
    r"(?:(?:please )?(?:answer|say|repeat|translate|write|tell me)|(?:re)?dis(?: le)?(?: moi)?"
    r"|repond(?:s|re|ez)|repete[rz]?|tradui[st](?:re|ez)?|dites le|responde[r]?|responda"
    r"|dime(?:lo)?|diga(?:lo)?|repite|tradu(?:ce|cir|zca)|contesta[r]?)?"
    r"(?: (?:it|that|this|ca|cela|eso|lo|me|the answer|la reponse|la respuesta|again|the same"
    r"|la meme chose|lo mismo))* ?(?:in|en|auf|into|au|al|dans|a)(?: (?:l |le |la |el ))? ?"
    rf"(?P<which>{'|'.join(_TONGUES.values())}|{_OTHERS})"
    r"(?: (?:please|thanks|thank you|s il (?:te|vous) plait|svp|stp|merci|por favor|gracias|bitte"
    r"|per favore|instead|version|now))*"
)
_LONGEST = 200  # characters of small talk; who says more is asking


def _alternatives(group: str) -> list[str]:
    """Return what stands between the outermost bars of ``(?:a|b|…)``."""
    found, depth, start = [], 0, 3
    for at in range(3, len(group) - 1):
        depth += {"(": 1, ")": -1}.get(group[at], 0)
        if group[at] == "|" and not depth:
            found.append(group[start:at])
            start = at + 1
    return [*found, group[start:-1]]


_PHRASES = tuple(
    re.compile(rf"(?:{phrase})(?: |$)")
    for phrase in (_THANKED, *(p for of in (_PRAISE, _ENOUGH, _BYE) for p in _alternatives(of)))
)


def smalltalk(text: str, *, begins: bool = False) -> Smalltalk | None:
    """Return the kind of small talk that all of ``text`` is, if it is.

    ``begins`` says that nothing has been said before.
    """
    plain = " ".join(re.findall(r"\w+", folded(text)))
    if len(plain) > _LONGEST:
        return None
    if _GREETING.fullmatch(plain):
        return "greeting"
    if m := _TONGUE.fullmatch(plain):
        return "language" if _spoken(m["which"]) else "language_none"
    if _HELP.fullmatch(plain) or (begins and _HELP_AT_FIRST.fullmatch(plain)):
        return "help"
    return "thanks" if plain and _all_thanks(plain) else None


def language_wanted(text: str) -> Language | None:
    """Return the language that a question wants to be answered in, where it says no more."""
    m = _TONGUE.fullmatch(" ".join(re.findall(r"\w+", folded(text[:_LONGEST]))))
    return _spoken(m["which"]) if m else None


def _spoken(tongue: str) -> Language | None:
    return next((of for of, names in _TONGUES.items() if re.fullmatch(names, tongue)), None)


def _all_thanks(plain: str) -> bool:
    """Whether words are thanks, praise and goodbyes only, one after the other.

    Every place that a phrase can end is looked at once: as one pattern, "super super …" would be
    tried in more ways than there is time for.
    """
    reached = {0}
    for at in range(len(plain)):
        if at in reached:
            reached |= {m.end() for phrase in _PHRASES if (m := phrase.match(plain, at))}
    return len(plain) in reached
