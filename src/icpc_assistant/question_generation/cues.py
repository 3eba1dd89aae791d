"""Words by which a sentence shows what it tells, in English, French and Spanish.

All are regular expressions; unless said otherwise, over ``timespan.plain`` text.
"""

from __future__ import annotations

from icpc_assistant.types import Language

# What a sentence tells when it holds these words; every event noun is a run of one capital letter
# here (``cards.kinds.marked``).
FACETS: dict[str, str] = {
    "funded": r"(?:co-?)?(?:funded|financed|sponsored) by\b|financial support|received (?:funding"
    r"|support) from|financ\w+ par\b|soutenue? par|appui financier"
    r"|financiad[oa]s? por|apoyo (?:economico|financiero)|patrocin\w+|fondos de\b",
    "decided": r"\b(?:adopted|agreed (?:to|on|that)|decided to|unanimously|resolved to"
    r"|signed (?:a|the|an)"
    r"|voted to|ont (?:adopte|decide|signe|convenu)|a (?:adopte|decide de)|unanimite"
    r"|aprob(?:o|aron)|acord(?:o|aron)|decidi(?:o|eron)|firm(?:o|aron)|unanimidad)\b",
    "recommended": r"\b(?:recommend\w*|recommand\w*|recomend\w*)\b",
    "next": r"\b(?:next|prochaine?|proxim[oa])\s+(?:\w+\s+)?(?:[OQE]+|edition|edicion)\b"
    r"|\b\w+(?:th|ieme) [OQE]+ (?:will|se tiendra|aura lieu)|(?:se retrouver\w+|meet again)\b",
    "elected": r"\b(?:(?<!newly )elected(?! (?:official|council|repres|member|mayor))"
    r"|(?:a|ont|est|sont|ete) elue?s?|elegid[oa]s?|eligi(?:o|eron))\b",
    "prize": r"\b(?:prize|award|medal|prix|medaille|premio|galardon|medalla)\b",
    "published": r"\b(?:will be published|to be published|sera publiee?|seront publie\w+|publiera"
    r"|se publicara\w?|publicara)\b",
    "language": r"\b(?:interpret(?:ation|ers?)|simultaneous|traduction simultanee|interpretes?"
    r"|traduccion simultanea)\b",
}
THEME = (
    r"(?:theme of which was|(?:under the|on the) (?:theme|slogan|motto)(?: of)?|theme was"
    r"|theme retenu|sous le theme|avait pour theme|bajo el (?:lema|tema)|con el lema|cuyo lema fue"
    r"|(?P<titled>titled|entitled|intitulee?|titulad[oa]))\s*:?,?\s*(?:de\s+)?[“‘«\"*_]+\s?"
    r"(?P<theme>[^”»\"*_]{5,140}?)[.,]?\s?(?:[”»\"*_]|'(?!\w))"
)
PARTNERS = (
    r"\b(?:in (?:partnership|collaboration|cooperation) with|jointly with|together with"
    r"|en (?:partenariat|collaboration|cooperation) avec|organise\w* avec|conjointement avec"
    r"|en (?:colaboracion|cooperacion|alianza) con|junto (?:a|con))\s+"
)
# Ways in which a person appears, over ``plain`` text; the first that matches is asked about.
APPEARANCES: dict[str, str] = {
    "presented": r"\b(?:present(?:ed|s)|spoke (?:about|of|on)|describ\w+|explain\w+|showed|gave a"
    r"|a (?:presente|decrit|explique|expose|raconte|montre|detaille)|present[oae]|explic[oa]"
    r"|describio|relato|expuso|conto|mostro)\b",
    "led": r"\b(?:led by|leads?|moderated|chaired|animee? par|a anime|dirigee? par"
    r"|dirigi(?:o|do|da)|a cargo de|moder(?:o|ad[oa]))\b",
    "said": r"\b(?:said|recalled|stressed|told|warned|argued|noted|added|remarked|declared"
    r"|a (?:dit|rappele|souligne|declare|affirme|ajoute|estime|insiste)|a-t-(?:il|elle)"
    r"|dijo|recordo|subrayo|afirmo|declaro|advirtio|senalo|resumio|insistio)\b",
}
OPENING = (
    r"\b(?:opened the|opening the|gave the opening|a ouvert|en ouverture|ouvrant|inauguro|abrio"
    r"|al inaugurar|al abrir|welcomed the participants)\b"
)
# Nouns of those who take part, folded stems; "how many of them came" is asked about the event.
ATTENDING = (
    r"^(?:participa|delega|delegu|attend|people|person|member|membre|miembro|countr|pays|pais"
    r"|visit|guest|invit|profession|profesion|representa|represen|expert|speaker|student|etudia"
    r"|estudia|volunte|voluntari|benevol|cit(?:y|ies)|ville|ciudad|municip|organi[sz]a|asistent"
    r"|elus?$|trainee|officer|agent|researcher|chercheu|investigad|inscrit|inscrito|universit"
    r"|universid|network|reseau|associa|asocia|partner|partenaire|socio|librar|bibliothe)"
)
SPANS_OF_TIME = (
    r"^(?:days?|weeks?|months?|hours?|jours?|semaines?|mois|heures?|dias?|semanas?|meses|horas?"
    r"|jornadas?|journees?)$"
)

# Of those who are counted, over ``plain`` text: that they came.
CAME = (
    r"\b(?:took part|attended|gathered|brought together|participated|participants|welcomed"
    r"|registered|ont (?:participe|pris part|assiste|repondu)|a (?:reuni|accueilli|rassemble)"
    r"|reunis?|venue?s|inscrits|participaron|asistieron|acudieron|reuni(?:o|eron)|convoco|congrego)\b"
)
# The verb that opens what somebody did, behind the name. No plural: "who" wants one person.
PREDICATE: dict[Language, str] = {
    "en": r"(?:(?:also|then|later|\w+ly)\s+)?(?:(?:has|had|was|is)\s+\w+|\w{2,}ed|gave|told"
    r"|took|led|spoke"
    r"|drew|won|made|said|showed|brought|set|put|wrote|held|ran|began|met|found|built|taught"
    r"|heads|leads|chairs|succeeds|coordinates|runs)\b",
    "fr": r"(?:(?:n'|l'|les |leur |lui |en |y )?(?:a|avait)|(?:s')?(?:est|était)|préside|dirige"
    r"|succède|anime|coordonne)\s",
    "es": r"(?:(?:se|le|les|lo|la|no)\s+)?(?:\w{2,}ó|fue|dijo|expuso|hizo|puso|dio|tuvo"
    r"|condujo|trajo"
    r"|propuso|dirige|preside|coordina)\b",
}
# A finite verb of several, for "how many of them did it".
FINITE: dict[Language, str] = {
    "en": r"\b(?:\w{2,}ed|were|are|had|have|took|came|met|gave|made|will|spoke|went|won|left)\b",
    "fr": r"\b(?:ont|sont|étaient|avaient|seront|auront|se sont)\b",
    "es": r"\b(?:\w{2,}(?:aron|ieron|eron)|son|eran|han|habían|serán|están)\b",
}
# The verbs among these that no noun, adjective or participle looks like.
HELD_BY_MANY: dict[Language, str] = {
    "en": "were|are|had|have|took|came|met|gave|will|spoke|went|won|voted|joined",
    "fr": "ont|sont|étaient|avaient|seront|auront|se sont",
    "es": r"\w{2,}(?:aron|ieron)|son|eran|han|habían|serán|están",
}
# A sentence that opens with "since", up to what has been so since then.
SINCE: dict[Language, str] = {
    "en": r"Since (?P<date>[^,]{3,30}), (?P<subject>[^,;.]{3,60}?) (?P<verb>has|have|had) "
    r"(?P<rest>[^;.]{8,120})",
    "fr": r"Depuis (?P<date>[^,]{3,30}), (?P<clause>[^;.]{12,140})",
    "es": r"Desde (?P<date>[^,]{3,30}), (?P<clause>[^;.]{12,140})",
}
