// What a question can go on with, below the search box while one types: a combobox (WAI-ARIA 1.2, list autocomplete). Nothing
// is chosen by itself: without an arrow key or a click the box keeps what was typed.
import { complete } from "./api.js";
import { h, newId, replace } from "./dom.js";
import { t } from "./texts.js";

const pause = 120;  // milliseconds without a key before it is asked

// `memory`: what was asked lately, shown by the down arrow in an empty box, and how it is forgotten.
export function completing(box, ask, memory) {
  const list = h("ul", { id: newId("completions"), role: "listbox", class: "completions", "aria-label": t("completions"), hidden: true });
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    box.setAttribute(name, value);
  }
  let offered = [];
  let chosen = -1;
  let timer = 0;
  let generation = 0;

  function close() {
    clearTimeout(timer);
    generation += 1;
    offered = [];
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    chosen = at;
    [...list.children].forEach((item, number) => item.setAttribute("aria-selected", number === at));
    if (at < 0) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", list.children[at].id);
  }

  // A field wants a value, so one goes on typing; everything else is asked.
  function take(item) {
    box.value = item.q;
    close();
    box.focus();
    if (item.kind === "forget") memory.forget();
    else if (item.kind === "field") offer();
    else ask();
  }

  function show(items) {
    offered = items;
    replace(list, offered.map((item) => h("li", { id: newId("completion"), role: "option", "aria-selected": "false", class: item.kind,
      onmousedown: (event) => { event.preventDefault(); take(item); } }, item.text ?? item.q)));
    choose(-1);
    list.hidden = offered.length === 0;
    box.setAttribute("aria-expanded", String(offered.length > 0));
  }

  async function offer() {
    const mine = ++generation;
    const question = box.value;
    const items = question.trim() ? await complete(question) : [];
    if (mine !== generation || box.value !== question || document.activeElement !== box) return;
    show(items.filter((item) => item.q !== question));
  }

  function offerAsked() {
    clearTimeout(timer);
    generation += 1;
    const items = memory.asked().map((q) => ({ kind: "asked", q }));
    show(items.length ? [...items, { kind: "forget", q: "", text: t("forgetAsked") }] : []);
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => offer().catch((error) => {
      close();
      if (error.status === 401) throw error;  // anything else the question itself will tell
    }), pause);
  });
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (!offered.length && !(event.key === "ArrowDown" && !box.value.trim())) return;
    if (!offered.length) offerAsked();
    else if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") choose(chosen + 1 < offered.length ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? offered.length - 1 : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) take(offered[chosen]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return { list, close };
}
