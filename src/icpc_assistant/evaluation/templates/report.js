// Narrow the list of questions. Without this script the page shows them all.
(() => {
  const form = document.getElementById("filters");
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const cases = Array.from(document.querySelectorAll(".case"), (element) => ({
    element,
    outcomes: element.dataset.outcome.split(" "),
    text: fold(
      element.id.slice(2) + " " +
      Array.from(element.querySelectorAll(".asked, .said"), (part) => part.textContent).join(" ")
    ),
  }));

  const narrow = () => {
    const chosen = Object.fromEntries(new FormData(form));
    const words = fold(chosen.words).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { element, outcomes, text } of cases) {
      const fits =
        (!chosen.outcome || outcomes.includes(chosen.outcome)) &&
        ["lang", "kind", "style", "split"].every((name) => !chosen[name] || element.dataset[name] === chosen[name]) &&
        words.every((word) => text.includes(word));
      element.hidden = !fits;
      shown += fits;
    }
    document.getElementById("shown").textContent = `${shown} of ${cases.length}`;
    document.getElementById("none").hidden = shown > 0;
  };

  const widen = () => {
    form.reset();
    narrow();
  };

  // A link to a question opens it, whatever the filters hide.
  const follow = () => {
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!named || !named.classList.contains("case")) return;
    if (named.hidden) widen();
    named.open = true;
    named.scrollIntoView();
  };

  // A slice's name lists its questions.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-set]");
    if (!link) return;
    const [name, value] = link.dataset.set.split("=");
    form.reset();
    if (form.elements[name]) form.elements[name].value = value;
    narrow();
  });

  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", follow);
  form.hidden = false;
  narrow();
  follow();
})();
