// What the page does beyond asking: marks lead to sources, sources to bulletins, answers are copied,
// chips and choices ask, the conversation is saved. The server sends finished, escaped HTML; nothing
// here builds markup from text.
"use strict";

(() => {
  // The path that all of this is served below: "", or "/assistant".
  const root = new URL(document.currentScript.src).pathname.replace(/\/look\/chat\.js$/, "");
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const word = (name) => find("#words")?.dataset[name] ?? "";
  const glide = (element, block) =>
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  // --- speaking to the server -------------------------------------------------------------------

  function type(box, text) {
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // Everything but a typed question goes through the page's own hidden box and buttons, so that it
  // can only be about this conversation.
  function wire(button, text) {
    type(find("#wire textarea, #wire input"), text);
    setTimeout(() => find(`#${button}`).click(), 50);
  }

  const questionBox = () => find("#question textarea, #question input");
  let asked = ""; // what was asked last, kept until it is answered

  function ask(question) {
    asked = question;
    quiet();
    if (questionBox().value === question) type(questionBox(), "");
    wire("go", question);
  }

  // --- sources and bulletins --------------------------------------------------------------------

  function showSources(turn) {
    for (const section of all("#sources section[data-turn]")) {
      section.hidden = section.dataset.turn !== turn;
    }
    return find(`#sources section[data-turn="${CSS.escape(turn)}"]`);
  }

  function flash(card) {
    card.focus({ preventScroll: true });
    glide(card, "nearest");
    card.classList.remove("flash");
    void card.offsetWidth; // restarts the animation
    card.classList.add("flash");
  }

  async function copy(button, text) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = button.dataset.copied;
    } catch {
      button.textContent = button.dataset.copyFailed;
      const area = document.createElement("textarea");
      area.value = text;
      area.readOnly = true;
      area.rows = 6;
      area.setAttribute("aria-label", button.dataset.copyFailed);
      button.after(area);
      area.select();
    }
    setTimeout(() => (button.textContent = label), 2000);
  }

  function dialog() {
    let made = find("#reader");
    if (!made) {
      made = document.createElement("dialog");
      made.id = "reader";
      const close = document.createElement("button");
      close.type = "button";
      close.className = "close";
      close.addEventListener("click", () => made.close());
      const content = document.createElement("div");
      content.className = "content";
      content.tabIndex = 0; // scrolls by keyboard
      made.append(close, content);
      made.addEventListener("click", (event) => event.target === made && made.close());
      document.body.append(made);
    }
    find(".close", made).textContent = word("close");
    return made;
  }

  async function openBulletin(href) {
    const reader = dialog();
    const content = find(".content", reader);
    content.textContent = word("loading");
    reader.setAttribute("aria-label", word("loading"));
    if (!reader.open) reader.showModal();
    try {
      const reply = await fetch(href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      content.replaceChildren(document.importNode(find("article.bulletin", page), true));
      reader.setAttribute("aria-label", find("h1", content).textContent);
      content.scrollTop = 0;
      const quote = find("#quote", content);
      if (quote) {
        quote.scrollIntoView({ block: "center" });
        quote.focus({ preventScroll: true });
      }
    } catch {
      content.textContent = word("notOpened");
    }
  }

  // --- verdicts ---------------------------------------------------------------------------------

  function send(turn, verdict, comment) {
    wire("judge", JSON.stringify({ turn: Number(turn), verdict, comment }));
  }

  function commentBox(turn, verdict, after) {
    const form = document.createElement("form");
    form.className = "comment";
    const area = document.createElement("textarea");
    area.rows = 2;
    area.maxLength = 2000;
    const asks = word(verdict === "up" ? "commentUp" : "comment");
    area.placeholder = asks;
    area.setAttribute("aria-label", asks);
    const kept = document.createElement("p");
    kept.textContent = word("kept");
    const button = document.createElement("button");
    button.className = "tool";
    button.textContent = word("send");
    form.append(area, kept, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (area.value.trim()) send(turn, verdict, area.value);
      form.remove();
    });
    after.after(form);
    area.focus();
  }

  // The server renders the conversation afresh for each question; what was judged stays pressed.
  const verdicts = new Map();

  function showVerdicts() {
    for (const thumb of all("#conversation .thumb")) {
      const given = verdicts.get(thumb.closest(".turn").dataset.turn);
      const pressed = String(given === thumb.dataset.verdict);
      if (thumb.getAttribute("aria-pressed") !== pressed) thumb.setAttribute("aria-pressed", pressed);
    }
  }

  function judge(button) {
    const tools = button.closest(".tools");
    const turn = button.closest(".turn").dataset.turn;
    const { verdict } = button.dataset;
    if (verdicts.get(turn) === verdict) return;
    verdicts.set(turn, verdict);
    showVerdicts();
    find("form.comment", tools.parentElement)?.remove();
    send(turn, verdict, "");
    commentBox(turn, verdict, tools);
  }

  // --- the conversation to take away ------------------------------------------------------------

  function save(form) {
    const box = find("#saved textarea, #saved input");
    type(box, "");
    wire("save", JSON.stringify({ form, origin: location.origin }));
    let left = 100;
    const waiting = setInterval(() => {
      if (box.value) {
        const { name, type: kind, text } = JSON.parse(box.value);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text], { type: `${kind};charset=utf-8` }));
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      }
      if (box.value || (left -= 1) < 0) clearInterval(waiting);
    }, 100);
  }

  // --- the language -----------------------------------------------------------------------------

  function speak(code) {
    document.cookie = `lang=${code}; path=${root}/; max-age=31536000; samesite=lax`;
    wire("speak", code);
  }

  function follow() {
    const language = word("language");
    if (!language || document.documentElement.lang === language) return;
    const spoken = document.documentElement.dataset.spoken;
    document.documentElement.lang = language;
    document.documentElement.dataset.spoken = language;
    if (spoken) find(`[data-tongue="${language}"]`)?.focus();
  }

  // --- what can go wrong between the page and the server ----------------------------------------

  // ``actions`` are pairs of a label and what a click on it does; ``stays`` until the next question.
  function tell(text, actions = [], stays = "") {
    let alert = find("#alert");
    if (!alert) {
      alert = document.createElement("div");
      alert.id = "alert";
      alert.setAttribute("role", "alert");
      find("#composer").prepend(alert);
    }
    const said = document.createElement("p");
    said.textContent = text;
    const buttons = actions.map(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tool";
      button.textContent = label;
      button.addEventListener("click", act);
      return button;
    });
    alert.replaceChildren(said, ...buttons);
    alert.dataset.stays = stays;
  }

  function quiet(answered = false) {
    if (!lost && !(answered && find("#alert")?.dataset.stays)) find("#alert")?.remove();
  }

  const reach = window.fetch.bind(window);
  let lost = false;

  async function alive() {
    try {
      await reach(`${root}/healthz`, { cache: "no-store" });
      return true;
    } catch {
      return false;
    }
  }

  // Once its connection broke, Gradio's page asks nothing more; a fresh one has to be opened.
  async function offline() {
    if (lost) return;
    lost = true;
    document.body.classList.add("lost");
    const question = asked || questionBox().value;
    if (question && !questionBox().value) type(questionBox(), question);
    tell(word("offline"));
    while (!(await alive())) await new Promise((wake) => setTimeout(wake, 2000));
    const again = question ? [[word("askAgain"), () => reopen(question)]] : [];
    tell(word("backAgain"), [...again, [word("beginAgain"), () => location.assign(`${root}/`)]]);
  }

  async function declined(reply) {
    const limited = reply.status === 429 || reply.status === 503;
    const id = reply.headers.get("x-request-id");
    const report = id && !limited ? ` ${word("report").replace("{id}", id)}` : "";
    const again = [word("askAgain"), () => asked && ask(asked)];
    tell(word(limited ? "busy" : "refused") + report, [again]);
    if (asked && !questionBox().value) type(questionBox(), asked);
  }

  window.fetch = async (input, options) => {
    const address = new URL(input?.url ?? input, location.href);
    const watched = address.pathname.startsWith(`${root}/gradio_api/queue/`);
    // Gradio sends the page's own query along, which may be a question, and a proxy would log it.
    const joins = address.pathname === `${root}/gradio_api/queue/join`;
    if (joins) address.search = "";
    try {
      const reply = await reach(joins && typeof input === "string" ? address : input, options);
      if (watched && !reply.ok) declined(reply);
      return reply;
    } catch (error) {
      if (watched && error.name !== "AbortError") offline();
      throw error;
    }
  };

  // A server that dies while it reads sends nothing at all.
  setInterval(async () => {
    if (find("#conversation .pending") && !lost && !(await alive())) offline();
  }, 3000);
  addEventListener("offline", async () => (await alive()) || offline());

  // --- the address ------------------------------------------------------------------------------

  // The question stands behind the "#": a browser sends that to no server, so no log holds it.
  // A link of the form "/?q=…" asks as well.
  const permalink = (question) => `${root}/#q=${encodeURIComponent(question)}`;
  const asksIn = (part) => new URLSearchParams(part.replace(/^[?#]/, "")).get("q");
  const named = () => asksIn(location.hash) || asksIn(location.search);
  const rename = (address) => history.replaceState(history.state, "", address);
  // Read now: once a question is on the page, the address is that question's.
  const linked = named();
  let started = false;

  function reopen(question) {
    rename(permalink(question));
    location.reload();
  }

  // The server led here, to the page of a language; the address is the same in every language.
  function start() {
    if (started || !find("#go")) return;
    started = true;
    if (find("#conversation .turn")) return;
    rename(linked ? permalink(linked) : `${root}/`);
    if (linked) setTimeout(() => ask(linked), 150);
  }

  // A link that is pasted into the address of an open page loads nothing.
  addEventListener("hashchange", () => named() && ask(named()));

  // --- clicks and keys --------------------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("a, button");
    if (!target || event.defaultPrevented) return;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    if (target.matches("a.cite")) {
      event.preventDefault();
      const turn = target.closest(".turn").dataset.turn;
      const card = showSources(turn) && document.getElementById(target.hash.slice(1));
      if (card) flash(card);
    } else if (target.matches("a[data-bulletin]") && plain) {
      event.preventDefault();
      openBulletin(target.getAttribute("href"));
    } else if (target.matches("a[data-tongue]") && plain) {
      event.preventDefault();
      speak(target.dataset.tongue);
    } else if (target.matches("[data-copy]")) {
      const { copy: text, address } = target.dataset;
      copy(target, address ? `${text} ${location.origin}${root}${address}` : text);
    } else if (target.matches("[data-link]")) {
      copy(target, location.origin + permalink(target.dataset.link));
    } else if (target.matches("[data-ask]")) {
      ask(target.dataset.ask);
    } else if (target.matches("[data-edit]")) {
      type(questionBox(), target.dataset.edit);
      questionBox().focus();
    } else if (target.matches("[data-export]")) {
      save(target.dataset.export);
    } else if (target.matches("[data-verdict]")) {
      judge(target);
    } else if (target.matches("[data-show-sources]")) {
      const section = showSources(target.dataset.showSources);
      if (section) glide(section, "start");
    } else if (target.matches("#new")) {
      quiet();
      wire("clear", "");
    }
  });

  // What is typed is remembered before Gradio takes it, for the case that it gets nowhere.
  document.addEventListener("input", (event) => {
    if (event.target === questionBox() && event.target.value.trim()) asked = event.target.value;
  });

  // --- the conversation as it grows -------------------------------------------------------------

  // The newest question stays in sight, with its answer below it.
  let last = "";
  let first = ""; // the conversation's first question

  function grown() {
    const turns = all("#conversation .turn");
    document.body.classList.toggle("talking", turns.length > 0);
    const newest = turns.at(-1);
    const state = newest ? newest.id + newest.querySelector(".answer")?.className : "";
    if (state !== last) {
      last = state;
      if (newest) {
        newest.scrollIntoView({ block: "start" });
        const began = find(".question p", turns[0]).textContent;
        if (turns[0].dataset.turn === "1" && first && began !== first) {
          tell(word("forgotten"), [], "stays");
        } else if (!find(".pending", newest)) {
          asked = "";
          quiet(true);
        }
        first = turns[0].dataset.turn === "1" ? began : first;
        if (turns.length === 1) rename(permalink(began));
      } else {
        first = "";
        verdicts.clear();
        rename(`${root}/`);
        questionBox()?.focus();
      }
    }
    showVerdicts();
  }

  function changed() {
    grown();
    follow();
    start();
    // Gradio's page is named once for all languages.
    if (word("name") && document.title !== word("name")) document.title = word("name");
  }

  addEventListener("load", () => find("#conversation")?.setAttribute("aria-live", "polite"));
  new MutationObserver(changed).observe(document.body, { childList: true, subtree: true });
  changed(); // the page may have been there before this script
})();
