// The text of one page, and the form in which a person corrects what was read wrongly.
import { change, get, getWithTag } from "./api.js";
import { h, newId, replace } from "./dom.js";
import { t } from "./texts.js";

const textOf = (paper, page) => `/api/v1/documents/${paper.id}/text?page=${page}`;

// The text of a page; empty when nothing was read of it.
export async function readPage(paper, page) {
  try {
    return await get(textOf(paper, page));
  } catch (refused) {
    if (refused.status !== 404) throw refused;
    return "";
  }
}

function show(paper, page, place, title, text) {
  const correction = (paper.corrections || []).find((one) => one.page === page);
  const buttons = [h("button", { type: "button", class: "quiet", onclick: () => edit(paper, page, place, title, text) }, t("correctText"))];
  if (correction) {
    buttons.push(h("button", { type: "button", class: "quiet", onclick: () => send(paper, page, place, title, "DELETE") }, t("takeBack")));
  }
  replace(place, title, correction ? h("span", { class: "badge" }, t("corrected")) : null, h("pre", {}, text),
    paper.lifecycle === "active" ? h("p", { class: "tools" }, buttons) : null);
}

function edit(paper, page, place, title, text) {
  const id = newId("text");
  const lines = text.split("\n").length;
  const words = h("textarea", { id, rows: Math.max(4, Math.min(lines + 1, 30)), spellcheck: "true" });
  words.value = text;
  const says = h("p", { role: "status" });
  replace(place, title, h("form", {
    class: "correct",
    onsubmit: (event) => {
      event.preventDefault();
      send(paper, page, place, title, "PUT", words.value, says);
    },
  }, h("label", { for: id }, t("correctLead")), words, says, h("p", { class: "tools" },
    h("button", { type: "submit", class: "main" }, t("save")),
    h("button", { type: "button", onclick: () => show(paper, page, place, title, text) }, t("cancel")))));
  words.focus();
}

// What the server refuses is said where the person stands, and nothing typed is lost.
async function send(paper, page, place, title, method, text, says) {
  try {
    await change(method, textOf(paper, page), method === "PUT" ? { text } : undefined);
  } catch (error) {
    if (error.status === 401 || !says) throw error;
    says.textContent = error.message;
    return;
  }
  Object.assign(paper, (await getWithTag(`/api/v1/documents/${paper.id}`)).body);
  show(paper, page, place, title, await readPage(paper, page));
}

// An article with the text and its button; `title` may be nothing.
export function pageArticle(paper, page, title, text) {
  const place = h("article", { "data-page": page });
  show(paper, page, place, title, text);
  return place;
}
