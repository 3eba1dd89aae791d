"""Whether the words around an organisation say that it organised the event."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from icpc_assistant.cards.card import Field, Organisation
from icpc_assistant.cards.geography import key_of
from icpc_assistant.cards.institutions import is_head, is_institution
from icpc_assistant.cards.kinds import ONE_EVENT, marked
from icpc_assistant.cards.text import Sentence

_THE = r"(?:(?:its|our|ses|sus|the|la|le|les|el|los|las)\s+|l')?"
# Passive: who follows "by" set the event up.
_BY = re.compile(
    r"\b(?:(?:co-?)?(?:organi[sz]ed|hosted|coordinated|convened|devised|run|staged|launched"
    r"|arranged|put together)"
    r"|(?:co)?organisee?s?|coordonnee?s?|animee?s?|convoquee?s?|lancee?s?|(?:co)?organizad[oa]s?"
    r"|coordinad[oa]s?|convocad[oa]s?|impulsad[oa]s?|lanzad[oa]s?|(?:is|was|been) held"
    r"|se celebra)\s+(?:[\w-]+\s+){0,8}?(?:by|par|por)\s+"
    rf"{_THE}(?:[a-z]+ (?:and|et|y) |[a-z]+, |[a-z-]+ ){{0,3}}$"
)
# Over marked text: "a training of three weeks given by".
_GIVEN_BY = re.compile(
    rf"{ONE_EVENT}\b[^.;]{{0,40}}?\b(?:given|offered|proposed|sent|mounted|donnee?|proposee?"
    rf"|offerte?|impartid[oa]|ofrecid[oa]) (?:by|par|por)\s+{_THE}$"
)
_AT_CALL = re.compile(
    r"\b(?:at the (?:invitation|initiative|call) of|on the initiative of|a l'(?:invitation"
    r"|initiative|appel) d[eu]s?|a l'(?:invitation|initiative) d'|(?:por|a) (?:iniciativa"
    r"|invitacion) del?|convocatoria del?|(?:the )?hosts? (?:was|were),?|la anfitriona fue"
    rf"|el anfitrion fue)\s*{_THE}$"
)
# A meal or a concert beside the event has hosts of its own, and so has another edition.
_BESIDE = re.compile(
    r"\b(?:dinner|lunch|breakfast|reception|concert|party|banquet|diner|dejeuner|repas|cena"
    r"|almuerzo"
    r"|recepcion|comida|concierto|(?:first|previous|last|next|earlier|other|another)"
    r" (?:edition|one|meeting|conference|congress)|(?:margins|sidelines) of|en marge d[eu]"
    r"|al margen de|edition precedente|precedente edition"
    r"|edicion anterior|anterior edicion|proxima edicion|prochaine edition)\b[^.;]{0,80}$"
)
_NOT_OURS = re.compile(r"\b(?:will|would|sera|seront|aura|tendra|should|plans? to|previst[oa])\b")
_ADVERB = r"(?:(?:also|jointly|together|recently|then|once again|egalement|ensuite|tambien) )?"
_SETS_UP = (
    r"(?:organi[sz]ed|co-?organi[sz]ed|hosted|co-?hosted|coordinated|convened|held|ran"
    r"|brought together|gathered|staged|put on|launched|trained"
    r"|organises?|organis(?:e|ait|aient)|coorganis\w+|accueilli\w*|tenu|reuni\w*|rassembl\w+"
    r"|convoque|lance|inaugure|consacre"
    r"|organizo|organizaron|coorganiz\w+|acogio|coordino|celebro|celebraron|reunio|reunieron"
    r"|convoco|convocaron|lanzo|inauguro|impartio|llevo a cabo|realizo)"
)
_INTO = r"^\s*(?:\([^)]*\))?\s*(?:,\s[^,.;]{3,110},\s*)?"
_AUX = r"(?:has |have |had |a |ont |ha |han |avait )?(?:just )?"
_DOES = re.compile(rf"{_INTO}{_ADVERB}{_AUX}{_ADVERB}{_SETS_UP}\b(?! (?:by|par|por|in)\b)")
_INVITES = re.compile(rf"{_INTO}{_AUX}(?:invited|invite|invito)\b(?! (?:by|to|par|por)\b)")
# Further down only what says that this very event was set up counts.
_DOES_THIS = re.compile(
    rf"{_INTO},?\s*(?:which |qui |que )?{_ADVERB}{_AUX}(?:(?:co-?)?organi[sz]ed|(?:co-?)?hosted"
    r"|convened|ran|organise|accueilli|organisait|coorganisait|organizo|acogio|convoco)\s+"
    rf"(?:the|this|these|la|le|cette|ces?|cet|el|esta|este)\s+(?:\w+\s+){{0,2}}?{ONE_EVENT}\b"
)
# Over marked text: "has finished its annual workshop", "a consacré son 42e congrès".
_HOLDS_ITS = re.compile(
    rf"{_INTO}(?:[a-z]|\()[^.;,]{{0,90}}?\b(?:its|son|sa|ses|sus?)\s+"
    r"(?:(?!(?:in|at|of|on|for|with|to|an?|and|from|de|en|par|et|y)\b)[\w-]+\s+){0,4}?"
    rf"(?:{ONE_EVENT}|report|survey|study|toolkit|manual|handbook|guide|rapport"
    r"|etude|manuel|enquete|informe|estudio|encuesta|guia)\b"
)
_TAKES_PART = re.compile(
    rf"{_INTO},?\s*{_AUX}(?:took part|participa\w+|attend\w*|was invited|were invited|joined"
    r"|was present|a pris part|a assiste|asistio|asistieron|acudio|sent|envoye)\b"
)
_OF_SOMEBODY = re.compile(
    r"(?<!members )(?<!board )(?<!team )(?<!secretariat )(?<!office )(?<!branch )(?<!section )"
    r"(?<!membres )(?<!miembros )(?<!equipe )(?<!equipo )\b(?:of|at|du|del?|de la|de l'|d'|from)\s+"
    r"(?:the\s+)?$"
)
_EVENT_OF = re.compile(rf"{ONE_EVENT}\s+(?:of|de|du|des|del|d')\s*{_THE}$")
_WITH = re.compile(
    r"(?:\b(?:co-?)?(?:organi[sz]ed|hosted|convened|organis\w+|organiz\w+)\b[^.,;]{0,60}?\b"
    r"(?<!meeting )(?<!talks )(?<!reunion )(?<!rencontre )(?<!encuentro )(?:with|avec|con)"
    r"|\b(?:run|ran|held|tenue?s?|realizad[oa]s?|celebrad[oa]s?|devised|launched)\b[^.;]{0,60}?\b"
    r"(?:jointly|together|in (?:partnership|cooperation|collaboration)|conjointement"
    r"|en (?:partenariat|collaboration|cooperation|colaboracion|cooperacion|alianza)|junto"
    rf"|conjuntamente) (?:with|avec|con))\s+{_THE}(?:[a-z-]+ ){{0,2}}$"
)
# What joins the name of one organiser to the next one's.
_ALSO = re.compile(
    r"\s*(?:\([^)]*\))?,?\s*(?:and|et|y|e|with|together with|jointly with|avec|con|junto con"
    r"|ainsi que"
    r"|in (?:partnership|cooperation|collaboration) with|en (?:partenariat|collaboration) avec"
    rf"|en (?:colaboracion|alianza) con)\s+(?:by |par |por )?{_THE}(?:[a-z-]+ ){{0,2}}"
)
_BOTH = re.compile(rf"\s*(?:\([^)]*\))?,?\s*(?:and|et|y|e)\s+{_THE}")
# Over marked text: "the federation's ninth congress", "l'assemblée de la fédération".
_HOUSES_EVENT = re.compile(
    rf"\bthe (?P<head>[a-z]+)'s\s+(?:[\w-]+\s+){{0,4}}?{ONE_EVENT}\b"
    rf"|{ONE_EVENT}\s+(?:\w+\s+)?(?:of the|du|de la|de l'|del)\s*(?P<owner>[a-z]+)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NAMED_AFTER = re.compile(
    r"\b(?:(?P<bare>of|de)|of the|de la|du|del|de l[’'])\s*(?P<house>[A-ZÀ-Þ].+)$"
)


def organises(sentence: Sentence, start: int, end: int, years: Collection[int]) -> bool:
    """Whether a sentence says that who it names at ``start`` to ``end`` organised the event."""
    before, behind = sentence.folded[:start], sentence.folded[end:]
    # A year behind a comma dates something else: "the Bank, which joined in 2016".
    told = {int(y) for y in _YEAR.findall(before + behind.partition(",")[0])}
    if (years and told and not told & set(years)) or _BESIDE.search(before):
        return False
    if _NOT_OURS.search(before[-40:]) or _TAKES_PART.match(behind):
        return False
    if _GIVEN_BY.search(marked(before[-120:])) or _BY.search(before):
        return True
    if _AT_CALL.search(before) or _WITH.search(before):
        return True
    if _DOES_THIS.match(marked(behind[:160])):
        return True
    if sentence.lead and _EVENT_OF.search(marked(before[-60:])):
        return True
    # Further down, "held its assembly" tells of something beside the event. "The director of the
    # Trust, …": what follows, the director did.
    if not sentence.lead or _OF_SOMEBODY.search(before):
        return False
    return bool(
        _DOES.match(behind) or _INVITES.match(behind) or _HOLDS_ITS.match(marked(behind[:160]))
    )


def with_partners(sentence: Sentence, found: Sequence[Organisation]) -> list[Organisation]:
    """Make who is named together with an organiser in a sentence one too: "by A and the B"."""
    acronyms = {o.acronym for o in found if o.name != o.acronym}
    out = [o for o in found if o.name not in acronyms]
    for i in range(1, len(out)):
        one, other = out[i - 1], out[i]
        gap = sentence.folded[one.end - sentence.start : other.start - sentence.start]
        if one.part == "organiser" and _ALSO.fullmatch(gap):
            out[i] = replace(other, part="organiser")
    for i in range(len(out) - 1, 0, -1):
        one, other = out[i - 1], out[i]
        gap = sentence.folded[one.end - sentence.start : other.start - sentence.start]
        if other.part == "organiser" and _BOTH.fullmatch(gap):
            out[i - 1] = replace(one, part="organiser")
    return out


def by_common_noun(
    sentences: Sequence[Sentence], found: Sequence[Organisation]
) -> list[Organisation]:
    """Make an organiser of whom the lead calls by a common noun: "the federation's congress"."""
    said = set()
    for sentence in sentences:
        if sentence.lead:
            for m in _HOUSES_EVENT.finditer(marked(sentence.folded)):
                said.add(sentence.folded[slice(*m.span("head" if m.group("head") else "owner"))])
    out = list(found)
    for word in said:
        at = next((i for i, o in enumerate(out) if word in key_of(o.name).split()), None)
        if at is not None and is_head(word):
            out[at] = replace(out[at], part="organiser")
    return out


def namesakes(found: Sequence[Organisation], name: Field | None) -> tuple[Organisation, ...]:
    """Make organisers of whose name the event bears: "the General Assembly of XYZ", "XYZ Forum"."""
    if name is None:
        return tuple(found)
    said = f" {key_of(name.text)} "
    out = []
    known = False
    for one in found:
        forms = {key_of(one.name), key_of(one.acronym)} - {""}
        own = any(f" {form} " in said for form in forms)
        known = known or own
        out.append(replace(one, part="organiser") if own else one)
    m = _NAMED_AFTER.search(name.text)
    if m and not known:
        house, start = m.group("house"), name.start + m.start("house")
        acronym = house if re.fullmatch(r"[A-ZÀ-Þ][A-ZÀ-Þ&.-]{1,10}", house) else ""
        named = is_institution(house) and not m.group("bare") and not _YEAR.search(house)
        if acronym or named:
            out.append(Organisation(house, acronym, start, start + len(house), "organiser"))
    return tuple(sorted(out, key=lambda o: o.start))
