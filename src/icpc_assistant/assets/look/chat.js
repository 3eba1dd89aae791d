// What the page does beyond asking: marks lead to sources, sources to bulletins, answers are copied.
// The server sends finished, escaped HTML; nothing here builds markup from text.
"use strict";

(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const word = (name) => find("#words")?.dataset[name] ?? "";
  const glide = (element, block) =>
    element.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

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

  async function copy(button) {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    } catch {
      button.textContent = button.dataset.copyFailed;
      const area = document.createElement("textarea");
      area.value = button.dataset.copy;
      area.readOnly = true;
      area.rows = 6;
      button.after(area);
      area.select();
    }
    setTimeout(() => (button.textContent = label), 2000);
  }

  function dialog() {
    let made = find("#reader");
    if (made) return made;
    made = document.createElement("dialog");
    made.id = "reader";
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = word("close");
    close.addEventListener("click", () => made.close());
    const content = document.createElement("div");
    content.className = "content";
    made.append(close, content);
    made.addEventListener("click", (event) => event.target === made && made.close());
    document.body.append(made);
    return made;
  }

  async function openBulletin(href) {
    const reader = dialog();
    const content = find(".content", reader);
    content.textContent = word("loading");
    if (!reader.open) reader.showModal();
    try {
      const reply = await fetch(href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await reply.text(), "text/html");
      content.replaceChildren(document.importNode(find("article.bulletin", page), true));
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

  // A verdict goes to the server through the page's own hidden box, so that it can only be about
  // an answer of this conversation.
  function send(turn, verdict, comment) {
    const box = find("#verdict textarea, #verdict input");
    box.value = JSON.stringify({ turn: Number(turn), verdict, comment });
    box.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => find("#judge").click(), 50);
  }

  function commentBox(turn, after) {
    const form = document.createElement("form");
    form.className = "comment";
    const area = document.createElement("textarea");
    area.rows = 2;
    area.maxLength = 2000;
    area.placeholder = word("comment");
    area.setAttribute("aria-label", word("comment"));
    const kept = document.createElement("p");
    kept.textContent = word("kept");
    const button = document.createElement("button");
    button.className = "tool";
    button.textContent = word("send");
    form.append(area, kept, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (area.value.trim()) send(turn, "down", area.value);
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
    if (verdicts.get(turn) === button.dataset.verdict) return;
    verdicts.set(turn, button.dataset.verdict);
    showVerdicts();
    find("form.comment", tools.parentElement)?.remove();
    send(turn, button.dataset.verdict, "");
    if (button.dataset.verdict === "down") commentBox(turn, tools);
  }

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
    } else if (target.matches("[data-copy]")) {
      copy(target);
    } else if (target.matches("[data-verdict]")) {
      judge(target);
    } else if (target.matches("[data-show-sources]")) {
      const section = showSources(target.dataset.showSources);
      if (section) glide(section, "start");
    }
  });

  // The newest question stays in sight, with its answer below it.
  let last = "";
  const watch = new MutationObserver(() => {
    const turns = all("#conversation .turn");
    document.body.classList.toggle("talking", turns.length > 0);
    const newest = turns.at(-1);
    const state = newest ? newest.id + newest.querySelector(".answer")?.className : "";
    if (newest && state !== last) newest.scrollIntoView({ block: "start" });
    if (!newest && last) {
      verdicts.clear();
      find("#question textarea")?.focus();
    }
    showVerdicts();
    last = state;
  });
  addEventListener("load", () => find("#conversation")?.setAttribute("aria-live", "polite"));
  watch.observe(document.body, { childList: true, subtree: true });
})();
