"""The pages of people, organisations and places: all of a kind, and everything about one."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote as url_quote

from icpc_assistant.cards.geography import key_of
from icpc_assistant.chat.labels import counted, label
from icpc_assistant.chat.pages import View, page_html, paged, pagination_html
from icpc_assistant.chat.reading import inline_html
from icpc_assistant.chat.references import FindBulletin, date_html, proof_url, question_url
from icpc_assistant.collection.directory import KINDS, Directory, Entity, EntityKind, Mention
from icpc_assistant.terms import unturned
from icpc_assistant.types import Bulletin
from icpc_assistant.wording import set_apart

_PAGE = 120  # names, or bulletins, of one page
_FORMS = 8  # other ways a name is written that are shown


class Addresses:
    """Which entity stands at which address: "/people/ada-okonkwo".

    Two names that fold alike are told apart by a number, in the directory's order.
    """

    def __init__(self, directory: Directory) -> None:
        self._at: dict[tuple[str, str], Entity] = {}
        for entity in directory.entities():
            plain = re.sub(r"\W+", "-", key_of(entity.name)).strip("-") or "name"
            slug, more = plain, 2
            while (entity.kind, slug) in self._at:
                slug, more = f"{plain}-{more}", more + 1
            self._at[entity.kind, slug] = entity

    def find(self, kind: str, slug: str) -> Entity | None:
        """Return the entity at an address."""
        return self._at.get((kind, slug))

    def listed(self) -> list[tuple[str, Entity]]:
        """Return every entity with its address, in the directory's order."""
        return [(f"/{kind}/{url_quote(slug)}", e) for (kind, slug), e in self._at.items()]


def entities_page(
    directory: Directory, addresses: Addresses, kind: EntityKind, name: str, page: int, view: View
) -> str:
    """Return the page of all entities of a kind whose name holds ``name`` ("" for all).

    Raises:
        UsageError: the name holds no letter or digit.
    """
    wanted = {id(e) for e in directory.entities(kind, name or None)}
    found = [(at, e) for at, e in addresses.listed() if id(e) in wanted]
    here, at, pages = paged(found, page, _PAGE)
    rows = "".join(_entity_row(*f, view) for f in here)
    listed = f'<ul class="names">{rows}</ul>' if rows else ""
    main = (
        f'<div class="lead"><h1>{view.label("names_title")}</h1></div>{_tabs(kind, view)}'
        f'<p class="sub">{view.label(f"{kind}_lead")}</p>{_form(kind, name, view)}'
        f'<p class="total" role="status">{escape(counted("names", len(found), view.language))}</p>'
        + (listed or f'<p class="none">{view.label("no_names")}</p>')
        + pagination_html(view, f"/{kind}", at, pages)
    )
    return page_html(view, label(kind, view.language), main, "names")


def _tabs(kind: EntityKind, view: View) -> str:
    links = "".join(f'<a href="/{k}"{_current(k == kind)}>{view.label(k)}</a>' for k in KINDS)
    return f'<nav class="tabs" aria-label="{view.label("kinds")}">{links}</nav>'


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


def _form(kind: EntityKind, name: str, view: View) -> str:
    reset = f'<a class="reset" href="/{kind}">{view.label("reset")}</a>' if name else ""
    return (
        f'<form class="filters" action="/{kind}" method="get" role="search">'
        f'<label class="field">{view.label("name_part")}<input type="search" name="name" '
        f'maxlength="200" value="{escape(name)}"></label>'
        f"<button>{view.label('show')}</button>{reset}</form>"
    )


def _entity_row(address: str, entity: Entity, view: View) -> str:
    known = entity.acronym or (entity.roles[0] if entity.roles else "")
    extra = f' <span class="extra">{inline_html(_short(known))}</span>' if known else ""
    count = escape(counted("in_bulletins", len(entity.bulletins), view.language))
    return (
        f'<li><a href="{escape(address)}">{inline_html(entity.name)}</a>{extra}'
        f' <span class="count">{count}</span></li>'
    )


def _short(text: str, limit: int = 70) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def entity_page(entity: Entity, find: FindBulletin, path: str, page: int, view: View) -> str:
    """Return the page of one entity: how it is called, and its bulletins by date, quoted."""
    mentions = entity.bulletins
    listed, at, pages = paged(mentions, page, _PAGE)
    rows = "".join(_mention(m, entity.kind, find(m.bulletin_id), view) for m in listed)
    ask = question_url(label("tell_me", view.language, name=entity.name))
    shown = f"{entity.name} ({entity.acronym})" if entity.acronym else entity.name
    main = (
        f'<p class="crumb"><a href="/{entity.kind}">{view.label(entity.kind)}</a></p>'
        f'<div class="lead"><h1>{escape(shown)}</h1>{_known(entity, view)}</div>'
        f'<p class="total">{escape(counted("found_bulletins", len(mentions), view.language))} · '
        f'<a href="{escape(ask)}">{view.label("ask_about", name=unturned(entity.name))}</a></p>'
        f'<ol class="events">{rows}</ol>{pagination_html(view, path, at, pages)}'
    )
    return page_html(view, entity.name, main, "names")


def _known(entity: Entity, view: View) -> str:
    forms = ", ".join(entity.forms[:_FORMS]) + (" …" if len(entity.forms) > _FORMS else "")
    roles = set_apart([" ".join(role.split()) for role in entity.roles[:_FORMS]], view.language)
    lines = [
        view.label("roles", roles=unturned(roles)) if roles else "",
        view.label("also", forms=unturned(forms)) if forms else "",
    ]
    return "".join(f"<p>{line}</p>" for line in lines if line)


def _mention(mention: Mention, kind: EntityKind, bulletin: Bulletin | None, view: View) -> str:
    written = f' lang="{bulletin.language}"' if bulletin else ""
    proof = mention.proof
    address = escape(proof_url(mention.bulletin_id, proof))
    if kind == "people":  # in the bulletin's own words
        role = f"<span{written}>{inline_html(' '.join(mention.role.split()))}</span>"
    else:
        role = view.label(f"role_{mention.role}")
    said = f' <span class="where">{role}</span>' if mention.role else ""
    quote = f"<blockquote{written}>{escape(proof.quote)}</blockquote>" if proof else ""
    return (
        f'<li class="event"><p class="when">{date_html(mention.date, view.language)}{said}</p>'
        f'<p class="title"><a href="{address}"{written}>{escape(mention.title)}</a></p>{quote}</li>'
    )
