"""The wording of drafted questions, in English, French and Spanish: every table in one place.

Placeholders: ``{event}`` is the event with its article ("le congrès d'Oslo"), ``{of_event}`` and
``{at_event}`` the same behind "of" and "at" ("du congrès d'Oslo", "lors du congrès d'Oslo"); others
are what the fact is about. A template that names no placeholder of the event needs none. Questions
are written as a keyboard types them: straight apostrophes, ordinary spaces.
"""

from __future__ import annotations

from typing import NamedTuple

from icpc_assistant.types import Language


class Noun(NamedTuple):
    """A noun for a kind of event, its gender in French and Spanish; whether one travels to it."""

    en: str
    fr: str
    fr_feminine: bool
    es: str
    es_feminine: bool
    travelled: bool = False


EVENT = Noun("event", "événement", False, "evento", False)
NOUNS: dict[str, Noun] = {
    "conference": Noun("conference", "conférence", True, "conferencia", True),
    "congress": Noun("congress", "congrès", False, "congreso", False),
    "summit": Noun("summit", "sommet", False, "cumbre", True),
    "seminar": Noun("seminar", "séminaire", False, "seminario", False),
    "forum": Noun("forum", "forum", False, "foro", False),
    "training": Noun("training", "formation", True, "formación", True),
    "workshop": Noun("workshop", "atelier", False, "taller", False),
    "meeting": Noun("meeting", "rencontre", True, "encuentro", False),
    "assembly": Noun("assembly", "assemblée", True, "asamblea", True),
    "mission": Noun("mission", "mission", True, "misión", True, travelled=True),
    "session": Noun("session", "session", True, "sesión", True),
    "day": Noun("study day", "journée", True, "jornada", True),
    "fair": Noun("fair", "salon", False, "feria", True),
    "panel": Noun("panel", "table ronde", True, "mesa redonda", True),
    "launch": Noun("launch", "lancement", False, "lanzamiento", False),
    "webinar": Noun("webinar", "webinaire", False, "webinario", False),
    "study visit": Noun("study visit", "visite d'étude", True, "visita de estudio", True),
    "academy": Noun("academy", "académie", True, "academia", True),
    "exercise": Noun("exercise", "exercice", False, "ejercicio", False),
    "campaign": Noun("campaign", "campagne", True, "campaña", True),
    "ceremony": Noun("ceremony", "cérémonie", True, "ceremonia", True),
}

Wordings = dict[Language, tuple[str, ...]]

# By what a fact tells. The first wording of each is used before the second of any.
TEMPLATES: dict[str, Wordings] = {
    "about": {
        "en": ("What is the bulletin “{title}” about?", "What happened {at_event}?"),
        "fr": ("De quoi parle le bulletin « {title} » ?", "Que s'est-il passé {at_event} ?"),
        "es": ("¿De qué trata el boletín «{title}»?", "¿Qué pasó {at_event}?"),
    },
    "when": {
        "en": ("When did {event} take place?", "On what date was {event} held?"),
        "fr": ("Quand a eu lieu {event} ?", "À quelle date a eu lieu {event} ?"),
        "es": ("¿Cuándo tuvo lugar {event}?", "¿En qué fecha se celebró {event}?"),
    },
    "when_days": {
        "en": ("When did {event} take place?", "What were the dates {of_event}?"),
        "fr": ("Quand a eu lieu {event} ?", "Quelles étaient les dates {of_event} ?"),
        "es": ("¿Cuándo tuvo lugar {event}?", "¿Cuáles fueron las fechas {of_event}?"),
    },
    "length": {
        "en": ("How long did {event} last?", "How many {counts} did {event} last?"),
        "fr": ("Combien de temps a duré {event} ?", "Combien {de_counts} a duré {event} ?"),
        "es": ("¿Cuánto tiempo duró {event}?", "¿{how_many} {counts} duró {event}?"),
    },
    "since": {
        "en": ("Since when {clause}?",),
        "fr": ("Depuis quand {clause} ?",),
        "es": ("¿Desde cuándo {clause}?",),
    },
    "city": {
        "en": ("Where did {event} take place?", "In which city was {event} held?"),
        "fr": ("Où a eu lieu {event} ?", "Dans quelle ville a eu lieu {event} ?"),
        "es": ("¿Dónde tuvo lugar {event}?", "¿En qué ciudad se celebró {event}?"),
    },
    "country": {
        "en": ("In which country did {event} take place?",),
        "fr": ("Dans quel pays a eu lieu {event} ?",),
        "es": ("¿En qué país tuvo lugar {event}?",),
    },
    "venue": {
        "en": ("Where exactly was {event} held?", "In which building did {event} take place?"),
        "fr": ("Où exactement a eu lieu {event} ?", "Quel lieu a accueilli {event} ?"),
        "es": ("¿En qué lugar exacto se celebró {event}?", "¿Qué lugar acogió {event}?"),
    },
    "person": {
        "en": ("Who is {name}?", "What is the position of {name}?"),
        "fr": ("Qui est {name} ?", "Quelle fonction exerce {name} ?"),
        "es": ("¿Quién es {name}?", "¿Qué cargo ocupa {name}?"),
    },
    "role": {
        "en": ("Who is the {role}?",),
        "fr": ("Qui exerce la fonction {de_role} ?",),
        "es": ("¿Quién ocupa el cargo de {role}?",),
    },
    "said": {
        "en": ("What did {name} say?", "What did {name} talk about {at_event}?"),
        "fr": ("Qu'a dit {name} ?", "De quoi a parlé {name} {at_event} ?"),
        "es": ("¿Qué dijo {name}?", "¿De qué habló {name} {at_event}?"),
    },
    "presented": {
        "en": ("What did {name} present?", "What was the talk by {name} about?"),
        "fr": ("Qu'a présenté {name} ?", "Sur quoi portait l'intervention {de_name} ?"),
        "es": ("¿Qué presentó {name}?", "¿De qué trató la intervención de {name}?"),
    },
    "led": {
        "en": ("What did {name} lead?",),
        "fr": ("Qu'a animé {name} ?",),
        "es": ("¿Qué dirigió {name}?",),
    },
    "did": {
        "en": ("What did {name} do {at_event}?",),
        "fr": ("Qu'a fait {name} {at_event} ?",),
        "es": ("¿Qué hizo {name} {at_event}?",),
    },
    "opened": {
        "en": ("Who opened {event}?",),
        "fr": ("Qui a ouvert {event} ?",),
        "es": ("¿Quién inauguró {event}?",),
    },
    "who": {
        "en": ("Who {clause}?",),
        "fr": ("Qui {clause} ?",),
        "es": ("¿Quién {clause}?",),
    },
    "which_body": {
        "en": ("Which organisation {clause}?",),
        "fr": ("Quel organisme {clause} ?",),
        "es": ("¿Qué organismo {clause}?",),
    },
    "organiser": {
        "en": ("Who organised {event}?",),
        "fr": ("Qui a organisé {event} ?",),
        "es": ("¿Quién organizó {event}?",),
    },
    "partners": {
        "en": ("With which partners was {event} organised?", "Who were the partners {of_event}?"),
        "fr": ("Avec quels partenaires a-t-on organisé {event} ?",
               "Qui étaient les partenaires {of_event} ?"),
        "es": ("¿Con qué socios se organizó {event}?", "¿Quiénes fueron los socios {of_event}?"),
    },
    "acronym": {
        "en": ("What does {acronym} stand for?",),
        "fr": ("Que signifie le sigle {acronym} ?",),
        "es": ("¿Qué significa la sigla {acronym}?",),
    },
    "attended": {
        "en": ("How many {counts} took part in {event}?",
               "How many {counts} were there {at_event}?"),
        "fr": ("Combien {de_counts} ont participé {to_event} ?",
               "Combien {de_counts} y avait-il {at_event} ?"),
        "es": ("¿{how_many} {counts} participaron {at_event}?",
               "¿{how_many} {counts} hubo {at_event}?"),
    },
    "counted": {
        "en": ("How many {counts} were there?",),
        "fr": ("Combien {de_counts} y avait-il ?",),
        "es": ("¿{how_many} {counts} había?",),
    },
    "how_many": {
        "en": ("How many {clause}?",),
        "fr": ("Combien {de_clause} ?",),
        "es": ("¿{how_many} {clause}?",),
    },
    "theme": {
        "en": ("What was the theme {of_event}?", "What was the topic {of_event}?"),
        "fr": ("Quel était le thème {of_event} ?",),
        "es": ("¿Cuál fue el tema {of_event}?", "¿Cuál fue el lema {of_event}?"),
    },
    "heading": {
        "en": ("What are the {heading}?",),
        "fr": (),  # "quels" or "quelles": the gender of a heading is not known
        "es": (),
    },
    "section": {
        "en": ("What does the section “{heading}” say?",),
        "fr": ("Que dit la section « {heading} » ?",),
        "es": ("¿Qué dice la sección «{heading}»?",),
    },
    "day": {
        "en": ("On which day was it that {clause}?",),
        "fr": ("Quel jour est-ce que {clause} ?",),
        "es": ("¿Qué día fue cuando {clause}?",),
    },
    "funded": {
        "en": ("Who funded {event}?", "Who gave financial support {to_event}?"),
        "fr": ("Qui a financé {event} ?", "Quel organisme a soutenu financièrement {event} ?"),
        "es": ("¿Quién financió {event}?", "¿Qué organismo apoyó económicamente {event}?"),
    },
    "decided": {
        "en": ("What was decided {at_event}?", "What did the participants agree on {at_event}?"),
        "fr": ("Qu'a-t-on décidé {at_event} ?",
               "Sur quoi les participants se sont-ils mis d'accord ?"),
        "es": ("¿Qué se decidió {at_event}?", "¿Qué acordaron los participantes {at_event}?"),
    },
    "recommended": {
        "en": ("What was recommended {at_event}?",),
        "fr": ("Qu'a-t-on recommandé {at_event} ?",),
        "es": ("¿Qué se recomendó {at_event}?",),
    },
    "next": {
        "en": ("When and where will the next edition {of_event} be held?",
               "What comes after {event}?"),
        "fr": ("Quand et où aura lieu la prochaine édition {of_event} ?",
               "Que se passera-t-il après {event} ?"),
        "es": ("¿Cuándo y dónde será la próxima edición {of_event}?",
               "¿Qué vendrá después {of_event}?"),
    },
    "elected": {
        "en": ("Who was elected {at_event}?",),
        "fr": ("Qui a été élu {at_event} ?",),
        "es": ("¿Quién fue elegido {at_event}?",),
    },
    "prize": {
        "en": ("Who received a prize {at_event}?",),
        "fr": ("Qui a reçu un prix {at_event} ?",),
        "es": ("¿Quién recibió un premio {at_event}?",),
    },
    "published": {
        "en": ("What will be published after {event}?",),
        "fr": ("Que publiera-t-on après {event} ?",),
        "es": ("¿Qué se publicará después {of_event}?",),
    },
    "language": {
        "en": ("In which languages was {event} held?",),
        "fr": ("En quelles langues a-t-on travaillé {at_event} ?",),
        "es": ("¿En qué idiomas se trabajó {at_event}?",),
    },
}  # fmt: skip
