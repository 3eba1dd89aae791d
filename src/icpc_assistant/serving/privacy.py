"""/robots.txt, and /privacy: what this server keeps, as its settings stand."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from icpc_assistant.chat.language import CHAT_PATHS
from icpc_assistant.chat.pages import View, plain_page
from icpc_assistant.chat.viewing import page_reply, view_of
from icpc_assistant.types import Language

if TYPE_CHECKING:
    from icpc_assistant.config import Settings

_SAID: dict[str, dict[Language, str]] = {
    "heading": {
        "en": "What is kept about you",
        "fr": "Ce qui est conservé à votre sujet",
        "es": "Qué se guarda sobre usted",
    },
    "nothing": {
        "en": "The server keeps the questions and answers of a conversation in its memory while "
        "its page is open, and for up to an hour after the page was closed; then they are gone. "
        "Nobody is profiled or followed, and nothing is fetched from other sites.",
        "fr": "Le serveur garde en mémoire les questions et les réponses d’une conversation tant "
        "que sa page est ouverte, et jusqu’à une heure après sa fermeture ; elles disparaissent "
        "ensuite. Personne n’est profilé ni suivi, et rien n’est chargé depuis d’autres sites.",
        "es": "El servidor guarda en memoria las preguntas y las respuestas de una conversación "
        "mientras su página está abierta y hasta una hora después de cerrarla; luego desaparecen. "
        "No se perfila ni se sigue a nadie, y no se carga nada de otros sitios.",
    },
    "feedback": {
        "en": "If you press a thumb up or down, the conversation up to that answer, your rating "
        "and your comment are kept, without your name or address, to make the assistant better. "
        "Do not write anything personal in a comment.",
        "fr": "Si vous appuyez sur un pouce levé ou baissé, la conversation jusqu’à cette réponse, "
        "votre avis et votre commentaire sont conservés, sans votre nom ni votre adresse, afin "
        "d’améliorer l’assistant. N’écrivez rien de personnel dans un commentaire.",
        "es": "Si pulsa un pulgar arriba o abajo, se guardan la conversación hasta esa respuesta, "
        "su valoración y su comentario, sin su nombre ni su dirección, para mejorar el asistente. "
        "No escriba nada personal en un comentario.",
    },
    "no_feedback": {
        "en": "No feedback is kept.",
        "fr": "Aucun avis n’est conservé.",
        "es": "No se guarda ninguna valoración.",
    },
    "questions": {
        "en": "The server’s log holds the text of the questions, without names or addresses.",
        "fr": "Le journal du serveur contient le texte des questions, sans nom ni adresse.",
        "es": "El registro del servidor contiene el texto de las preguntas, sin nombres ni "
        "direcciones.",
    },
    "no_questions": {
        "en": "The server’s log holds neither questions nor addresses. Your address is held in "
        "memory for a few minutes, only to limit how often one address may ask.",
        "fr": "Le journal du serveur ne contient ni questions ni adresses. Votre adresse est "
        "conservée quelques minutes en mémoire, seulement pour limiter la fréquence des questions.",
        "es": "El registro del servidor no contiene ni preguntas ni direcciones. Su dirección se "
        "conserva unos minutos en memoria, solo para limitar la frecuencia de las preguntas.",
    },
    "proxy": {
        "en": "Where another server stands in front of this one, as a proxy, it may keep a log of "
        "its own, with addresses; ask whoever operates this site. No question stands in it, unless "
        "you open a link that holds one before its “#”.",
        "fr": "Si un autre serveur est placé devant celui-ci (un proxy), il peut tenir son propre "
        "journal, avec les adresses ; adressez-vous à l’exploitant de ce site. Aucune question n’y "
        "figure, sauf si vous ouvrez un lien qui en contient une avant son « # ».",
        "es": "Si delante de este servidor hay otro (un proxy), este puede llevar su propio "
        "registro, con direcciones; consulte a quien opera este sitio. No contiene preguntas, "
        "salvo que abra un enlace que contenga una antes de su «#».",
    },
    "language": {
        "en": "If you choose a language, a cookie keeps your choice for a year; it holds nothing "
        "else.",
        "fr": "Si vous choisissez une langue, un cookie retient ce choix pendant un an ; il ne "
        "contient rien d’autre.",
        "es": "Si elige un idioma, una cookie conserva su elección durante un año; no contiene "
        "nada más.",
    },
    "session": {
        "en": "A second cookie keeps you signed in, for twelve hours at most; it serves nothing "
        "else.",
        "fr": "Un second cookie maintient votre session ouverte, douze heures au plus ; il ne "
        "sert à rien d’autre.",
        "es": "Una segunda cookie mantiene su sesión abierta, doce horas como máximo; no sirve "
        "para nada más.",
    },
    "no_session": {
        "en": "No other cookies are set.",
        "fr": "Aucun autre cookie n’est déposé.",
        "es": "No se usan otras cookies.",
    },
    "llm": {
        "en": "Each question, with passages of the bulletins, is sent to the language model that "
        "the operator of this server chose ({model}).",
        "fr": "Chaque question, avec des passages des bulletins, est envoyée au modèle de langue "
        "choisi par l’exploitant de ce serveur ({model}).",
        "es": "Cada pregunta, con pasajes de los boletines, se envía al modelo de lenguaje elegido "
        "por quien opera este servidor ({model}).",
    },
    "no_llm": {
        "en": "Questions are answered on this server and sent nowhere.",
        "fr": "Les questions sont traitées sur ce serveur et ne sont envoyées nulle part.",
        "es": "Las preguntas se responden en este servidor y no se envían a ninguna parte.",
    },
    "here": {
        "en": "Questions are answered on this server.",
        "fr": "Les questions sont traitées sur ce serveur.",
        "es": "Las preguntas se responden en este servidor.",
    },
    "vectors": {
        "en": "To find passages, numbers computed from each question, not its words, are sent to "
        "the vector database (Chroma) that the operator of this server chose.",
        "fr": "Pour trouver des passages, des nombres calculés à partir de chaque question, et non "
        "ses mots, sont envoyés à la base de données vectorielle (Chroma) choisie par l’exploitant "
        "de ce serveur.",
        "es": "Para encontrar pasajes, se envían números calculados a partir de cada pregunta, no "
        "sus palabras, a la base de datos vectorial (Chroma) elegida por quien opera este "
        "servidor.",
    },
}


def add_privacy(app: FastAPI, settings: Settings) -> None:
    """Add /privacy."""

    @app.get("/privacy", include_in_schema=False)
    async def privacy(request: Request) -> HTMLResponse:
        view = view_of(request)
        return page_reply(_page(settings, view), view)


def add_robots(app: FastAPI, root_path: str) -> None:
    """Add /robots.txt: the pages may be looked through, but no machine asks questions.

    A link of the form "/?q=…" asks as soon as it is opened. Only robots that are led to this file
    by the site's own /robots.txt see it below a path.
    """
    kept = ["/api/", "/gradio_api/", "/?q=", *(f"{path}?q=" for path in CHAT_PATHS)]
    text = "".join(f"Disallow: {root_path}{path}\n" for path in kept)

    @app.get("/robots.txt", include_in_schema=False)
    async def robots() -> PlainTextResponse:
        return PlainTextResponse(f"User-agent: *\n{text}")


def _page(settings: Settings, view: View) -> str:
    answering = "llm" if settings.llm != "none" else "here" if settings.chroma_url else "no_llm"
    told = [
        "nothing",
        answering,
        *(["vectors"] if settings.chroma_url else []),
        "feedback" if settings.feedback else "no_feedback",
        "questions" if settings.log_questions else "no_questions",
        "proxy",
        "language",
        "session" if settings.users_file else "no_session",
    ]
    model = f"{settings.llm} {settings.llm_model}".strip()
    text = "".join(
        f"<p>{escape(_SAID[name][view.language].replace('{model}', model))}</p>" for name in told
    )
    article = f'<link rel="stylesheet" href="/look/plain.css"><div class="notice">{text}</div>'
    return plain_page(_SAID["heading"][view.language], article, view)
