/* ICPC Assistant, for other sites:
     <script src="https://…/embed.js" data-lang="fr" data-key="…" async></script>
   data-lang: en, fr or es; else the page's own language. data-key: an API key, where the server
   wants one; whoever sees the page can read it. No cookies, nothing stored, no other host. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || window.icpcAssistant) return;
  window.icpcAssistant = true;
  const server = script.src.replace(/\/embed\.js(?:[?#].*)?$/, "");

  const WORDS = {
    en: {
      open: "Ask the ICPC bulletins", close: "Close", label: "Your question", ask: "Ask",
      hint: "Answers quote the bulletins word for word.", wait: "Looking…",
      failed: "The answer did not arrive; try again in a moment.", read: "Read the bulletin",
      choices: "Did you mean",
      busy: "Many questions are being asked right now; wait a little and ask again.",
      refused: "The question was not accepted; put it more briefly, or in other words.",
    },
    fr: {
      open: "Interroger les bulletins du CIPC", close: "Fermer", label: "Votre question",
      ask: "Envoyer", hint: "Les réponses citent les bulletins mot pour mot.", wait: "Recherche…",
      failed: "La réponse n’est pas arrivée ; réessayez dans un instant.",
      read: "Lire le bulletin", choices: "Vouliez-vous dire",
      busy: "Beaucoup de questions arrivent en ce moment ; patientez un peu, puis reposez la vôtre.",
      refused: "La question n’a pas été acceptée ; posez-la plus brièvement ou autrement.",
    },
    es: {
      open: "Consultar los boletines del CIPC", close: "Cerrar", label: "Su pregunta",
      ask: "Preguntar", hint: "Las respuestas citan los boletines palabra por palabra.",
      wait: "Buscando…", failed: "La respuesta no llegó; inténtelo de nuevo en un momento.",
      read: "Leer el boletín", choices: "Quizá quería preguntar",
      busy: "Hay muchas preguntas en este momento; espere un poco y vuelva a preguntar.",
      refused: "No se aceptó la pregunta; hágala más breve o con otras palabras.",
    },
  };
  const wanted = (script.dataset.lang || document.documentElement.lang || navigator.language || "en")
    .slice(0, 2).toLowerCase();
  const lang = WORDS[wanted] ? wanted : "en";
  const words = WORDS[lang];

  const STYLE = `
    :host { all: initial; }
    * { box-sizing: border-box; font: inherit; color: inherit; }
    .root { --paper:#fffdf9; --ink:#1c2b2d; --soft:#55676a; --line:#e0d8ca; --accent:#0d5a64;
      --on:#fff; --mark:#fbf1d8; position: fixed; right: 1rem; bottom: 1rem; z-index: 2147483000;
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: var(--ink); }
    @media (prefers-color-scheme: dark) { .root { --paper:#182528; --ink:#e8e4da; --soft:#a3b1b1;
      --line:#2c3d40; --accent:#7cc7c4; --on:#0b2023; --mark:#2d2818; } }
    button { border: 0; border-radius: 999px; padding: .6rem 1.1rem; cursor: pointer;
      background: var(--accent); color: var(--on); font-weight: 600; }
    button.close { background: none; color: var(--soft); padding: .2rem .6rem; }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .panel { display: flex; flex-direction: column; width: min(24rem, calc(100vw - 2rem));
      height: min(32rem, calc(100vh - 2rem)); border: 1px solid var(--line); border-radius: 12px;
      background: var(--paper); box-shadow: 0 8px 30px rgb(0 0 0 / 18%); overflow: hidden; }
    .panel[hidden], .launch[hidden] { display: none; }
    header { display: flex; justify-content: space-between; align-items: center;
      padding: .7rem .6rem .7rem 1rem; border-bottom: 1px solid var(--line); }
    h2 { margin: 0; font-size: 1rem; font-weight: 600; }
    .talk { flex: 1; overflow-y: auto; padding: 1rem; overflow-wrap: anywhere; }
    .talk p { margin: 0 0 .6rem; } .hint, .busy { color: var(--soft); }
    .asked { font-weight: 600; } .short { font-size: 1.1rem; font-weight: 600; }
    blockquote { margin: 0 0 .7rem; padding: .4rem .8rem; border-left: 3px solid var(--accent);
      background: var(--mark); } blockquote p { margin: 0 0 .3rem; }
    cite { display: block; font-size: .85rem; color: var(--soft); } a { color: var(--accent); }
    ul { margin: 0; padding: 0; list-style: none; } li { margin: 0 0 .5rem; }
    li button { border: 1px solid var(--line); background: none; color: var(--accent);
      text-align: left; }
    form { display: flex; gap: .5rem; padding: .7rem; border-top: 1px solid var(--line); }
    input { flex: 1; min-width: 0; padding: .5rem .8rem; border: 1px solid var(--line);
      border-radius: 999px; background: transparent; }`;

  // Text is only ever set as text: nothing that was asked or answered becomes markup.
  const make = (tag, given = {}, ...inside) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) {
      if (name === "text") node.textContent = value;
      else node.setAttribute(name, value);
    }
    node.append(...inside);
    return node;
  };

  // A bulletin may hold what turns round the words after its own; only its quote keeps that.
  const still = (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "");

  const host = make("div");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  shadow.adoptedStyleSheets = [sheet];

  const launch = make("button", { class: "launch", type: "button", text: words.open,
    "aria-expanded": "false", "aria-controls": "panel" });
  const close = make("button", { class: "close", type: "button", text: "✕",
    "aria-label": words.close });
  const talk = make("div", { class: "talk", role: "log", "aria-live": "polite", tabindex: "0",
    "aria-label": words.open }, make("p", { class: "hint", text: words.hint }));
  const box = make("input", { type: "text", name: "question", maxlength: "2000",
    autocomplete: "off", "aria-label": words.label, placeholder: words.label });
  const form = make("form", {}, box, make("button", { type: "submit", text: words.ask }));
  const panel = make("section", { class: "panel", id: "panel", role: "dialog", hidden: "",
    "aria-label": words.open },
    make("header", {}, make("h2", { text: words.open }), close), talk, form);
  shadow.append(make("div", { class: "root", lang }, launch, panel));

  const show = (open) => {
    panel.hidden = !open;
    launch.hidden = open;
    launch.setAttribute("aria-expanded", String(open));
    (open ? box : launch).focus();
  };
  launch.addEventListener("click", () => show(true));
  close.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show(false);
  });

  const history = [];
  let busy = false;

  const page = (citation) => {
    const at = `?start=${citation.start}&end=${citation.end}#quote`;
    return `${server}/bulletins/${encodeURIComponent(citation.bulletin_id)}${at}`;
  };
  const quoted = (citation) => make("blockquote", {},
    make("p", { text: citation.quote }),
    make("cite", {}, make("bdi", { dir: "ltr", text: still(citation.title) }), " · ",
      make("a", { href: page(citation), target: "_blank", rel: "noopener", text: words.read })));

  const offered = (choice) => {
    const button = make("button", { type: "button", text: still(choice) });
    button.addEventListener("click", () => put(choice));
    return make("li", {}, button);
  };

  const answered = (answer) => {
    const node = make("div", { class: "answer", lang: answer.language });
    const said = (text, given = {}) => node.append(make("p", { ...given, text: still(text) }));
    if (answer.short_answer) said(answer.short_answer, { class: "short" });
    if (answer.citations.length) {
      const quotes = new Set(answer.citations.map((c) => c.quote.replace(/\s+/g, " ").trim()));
      for (const { text } of answer.statements) if (!quotes.has(text.trim())) said(text);
    } else said(answer.text);
    for (const notice of answer.notices) said(notice, { class: "hint" });
    for (const citation of answer.citations) node.append(quoted(citation));
    if (answer.choices.length) {
      node.append(make("ul", { "aria-label": words.choices }, ...answer.choices.map(offered)));
    }
    return node;
  };

  const ask = async (question) => {
    const headers = { "content-type": "application/json" };
    if (script.dataset.key) headers.authorization = `Bearer ${script.dataset.key}`;
    const reply = await fetch(`${server}/api/ask`, {
      method: "POST", headers, credentials: "omit", referrerPolicy: "no-referrer",
      body: JSON.stringify({ question, history: history.slice(-10) }),
    });
    if (!reply.ok) {
      const why = { 429: words.busy, 503: words.busy, 413: words.refused, 422: words.refused };
      return make("p", { role: "alert", text: why[reply.status] || words.failed });
    }
    const body = await reply.json();
    history.push({ question, answer: body.text.slice(0, 4000) });
    return answered(body);
  };

  const put = async (question) => {
    if (!question || busy) return;
    busy = true;
    const waiting = make("p", { class: "busy", text: words.wait });
    const asked = make("p", { class: "asked", text: question });
    talk.append(asked, waiting);
    waiting.scrollIntoView({ block: "end" });
    let shown;
    try {
      shown = await ask(question);
    } catch {
      shown = make("p", { role: "alert", text: words.failed });
    }
    waiting.replaceWith(shown);
    asked.scrollIntoView({ block: "start" });
    busy = false;
    box.focus();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const question = box.value.trim();
    if (!busy) box.value = "";
    put(question);
  });

  const add = () => document.body.append(host);
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
})();
