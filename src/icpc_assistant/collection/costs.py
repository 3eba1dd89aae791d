"""What an event cost, by the sums of money that its bulletin ties to the event's own cost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from icpc_assistant.cards.card import Figure
from icpc_assistant.cards.kinds import MANY, ONE, marked
from icpc_assistant.collection.entry import Entry, Measured
from icpc_assistant.timespan.plain import plain
from icpc_assistant.timespan.vocabulary import MAY_VERB

_TOTAL = r"(?:(?:total|whole|overall|final|entire) )?"
# What ties a sum to a cost, before it. The past, for a thing that "costs" so much is no event.
_COST = (
    r"(?P<verb>\bcost(?=\s)|\b(?:has|had|have|will have) cost\b|\b(?:a|aura|avait|ont) coute\b"
    r"|\bcosto\b|\bcostaron\b|\bha(?:bia|bra|n)? costado\b|\bcoutait\b)"
    rf"|(?P<noun>\b{_TOTAL}(?:cost|costs|bill|budget|expenditure|price tag)"
    r"|\b(?:cout|budget|facture|addition|depense)(?: totale?| globale?| finale?)?\b"
    r"|\b(?:coste|costo|presupuesto|factura|gasto|importe)(?: total| global| final)?\b)"
)
_TIED = re.compile(rf"(?:{_COST})(?P<between>[^.;:!?\d$€£¥]{{0,45}}:?\s?)$")
# Whose cost it is, where the noun says: "the cost of the congress", "el presupuesto del taller".
_OF = re.compile(
    r"\s*(?:of|for|de|du|des|del|d'|para|pour)\s*(?:the |la |le |les |l'|el |l[oa]s )?"
)
_EVENT = re.compile(rf"(?:[\w'-]+ ){{0,2}}?(?:{ONE}|{MANY})\b")
_NAMED = re.compile(rf"\b(?:{ONE}|{MANY})\b")
_PRONOUN = re.compile(
    r"^\W*(?:(?:in all|all told|altogether|overall|en tout|au total|en total|en conjunto"
    r"|finally|finalement|finalmente),?\s*)?"
    r"(?:it|this|that|everything|the whole|(?:the|la|le|l')?\s?(?:event|ensemble|tout)|il|elle|cela"
    r"|ca|le tout|todo(?: ello)?|el conjunto|el total)?\s*$"
)
_ITS = re.compile(r"\b(?:its|their|his|her|son|leur|sa|su|sus)\s+$")
_OTHER = re.compile(
    rf"\b(?:would|could|should|{MAY_VERB}|might|expected|planned|estimated|originally|instead|aurait"
    r"|devait|prevue?|estimee?|costaria|podria|deberia|previst[oa]|estimad[oa]|previous|last year"
    r"|precedente?|anterior|pasad[oa]|next|prochaine?|proxim[oa]|cancelled|annulee?|cancelad[oa]"
    r"|not|never|pas|jamais|nunca|half|moitie|mitad)\b"
)
_EACH = re.compile(
    r"\s*(?:[a-z]+ ){0,2}?(?:each|apiece|per|an? (?:year|head|person|day|night|week|month|season"
    r"|piece)|yearly|annually|par (?:an|mois|jour|nuit|personne|tete)|la nuit|l'unite|chacune?"
    r"|l'an|por (?:persona|cabeza|ano|noche|dia|mes)|al (?:ano|mes|dia)|cada (?:un[oa]|ano)"
    r"|la noche|anuales|annuels?)\b"
)
_BREAK = re.compile(r"[.;!?]\s|\n|,\s")

_CURRENCIES = (
    ("euro", r"€|eur|euros?"),
    ("pound", r"£|gbp|pounds?.*|livres sterling|libras esterlinas"),
    ("dollar", r"\$|us\s?\$?|cad|usd|dollars?|dolares"),
    ("franc", r"chf"),
)
_HARD = frozenset({"euro", "pound", "dollar"})
_APART = 1.6  # no two of these were ever worth more than so much of one another since 2000


def cost_of(entry: Entry) -> Measured | None:
    """Return what an event cost, or ``None`` where its bulletin does not say."""
    body = entry.bulletin.body
    told = [f for f in entry.card.figures if f.kind == "money" and _is_cost(f, body)]
    if not told:
        return None
    most = max(told, key=lambda f: f.value)
    unit = re.match(r"\s+(?:de |d['’])?", body[most.end :])
    end = most.end + unit.end() + len(most.counts) if unit else most.end
    named = body[most.start : end].endswith(most.counts)
    text = " ".join(body[most.start : end if named else most.end].split())
    return Measured(most.value, text, most.counts, most.start, most.end)


def _is_cost(figure: Figure, body: str) -> bool:
    """Whether a sum is the cost of the event itself."""
    before = plain(body[max(0, figure.start - 160) : figure.start])
    behind = plain(body[figure.end : figure.end + 60])
    tied = _TIED.search(before)
    if tied is None or _EACH.match(_behind_currency(behind, figure)):
        return False
    clause = _BREAK.split(before[: tied.start()])[-1]
    if _OTHER.search(clause) or _OTHER.search(tied["between"]):
        return False
    if tied["noun"]:
        of = _OF.match(tied["between"])
        if of is not None and of.group().strip():
            return _EVENT.match(marked(tied["between"]), of.end()) is not None
        return _ITS.search(clause) is None
    return bool(_NAMED.search(marked(clause)) or _PRONOUN.match(clause))


def _behind_currency(behind: str, figure: Figure) -> str:
    counts = plain(figure.counts)
    at = behind.find(counts)
    return behind[at + len(counts) :] if 0 <= at <= 4 else behind


def currency_of(cost: Measured) -> str:
    """Return what currency a sum is in, all its words and signs alike."""
    said = plain(cost.counts).strip()
    known = (name for name, words in _CURRENCIES if re.fullmatch(words, said))
    return next(known, said.removesuffix("s"))


def surely_more(one: Measured, other: Measured) -> bool:
    """Whether a sum is more than another whatever their currencies were worth."""
    if currency_of(one) == currency_of(other):
        return one.value > other.value
    if {currency_of(one), currency_of(other)} <= _HARD:
        return one.value > _APART * other.value
    return False


def compared_money(costs: Sequence[Measured]) -> frozenset[str]:
    """Return the currencies in which sums can be held against each other: euros, pounds and
    dollars, or the one that most are in."""
    counted = Counter(map(currency_of, costs))
    hard = _HARD & counted.keys()
    return hard or frozenset(name for name, _ in counted.most_common(1))


def unbeaten(costs: Sequence[Measured], *, most: bool) -> list[bool]:
    """Return of each of several sums whether it may be the most, or the least, of all."""
    return [
        not any(surely_more(o, one) if most else surely_more(one, o) for o in costs)
        for one in costs
    ]
