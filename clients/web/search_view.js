// A question and its papers. Opens on the new ones.
import { forgetSearch, Refused, savedSearches, saveSearch, search, seeSearch } from "./api.js";
import { h, replace } from "./dom.js";
import { facetNames, showFacets } from "./facets.js";
import { marked, markedSnippet } from "./snippet.js";
import { t } from "./texts.js";
import { showCount, showDate } from "./values.js";

const pageSize = 30;
const quick = [["new", "is:new"], ["all", "*"], ["invoices", "type:finance.invoice"], ["contracts", "type:hr.contract"]];
const link = (question) => `#/search?${new URLSearchParams({ q: question })}`;

function chip(name, asked, question, count = 0) {
  return h("a", { href: link(asked), "aria-current": asked === question ? "page" : null }, name,
    count > 0 ? h("span", { class: "badge", title: t("newSince", count) }, showCount(count)) : null);
}

function chips(question, saved) {
  return h("nav", { class: "chips", "aria-label": t("archive") },
    quick.map(([name, asked]) => chip(t(name), asked, question)), saved);
}

function row(hit, question) {
  const fields = hit.fields || {};
  const to = new URLSearchParams({ q: question, ...(hit.page > 1 ? { page: hit.page } : {}) });
  const facts = [t("number", hit.id), showDate(fields.document_date || fields.received), fields.folder, hit.page > 1 ? t("page", hit.page) : null];
  return h("li", {},
    h("a", { href: `#/document/${hit.id}?${to}`, class: "title" }, hit.title ? marked(hit.title, hit.title_matches) : t("untitled")),
    fields.filing === "new" && question !== "is:new" ? h("span", { class: "badge" }, t("isNew")) : null,
    h("p", { class: "facts" }, facts.filter(Boolean).map((fact) => h("span", {}, fact))),
    hit.snippet ? h("p", { class: "snippet" }, markedSnippet(hit.snippet)) : null);
}

function nothing(question) {
  const isInbox = question === "is:new";
  return h("div", { class: "empty" }, h("strong", {}, t(isInbox ? "noNew" : "noHits")), h("p", {}, t(isInbox ? "noNewLead" : "noHitsLead")));
}

// A refused question shows where it went wrong; it is never an empty list.
export function questionError(error, question) {
  const message = error instanceof Refused && error.status ? error.message : t("offline");
  const position = Number(error.errors?.[0]?.params?.position);
  return h("div", { class: "error", role: "alert" }, h("p", {}, message),
    position > 0 && position <= question.length + 1
      ? h("p", { class: "question" }, question.slice(0, position - 1), h("mark", {}, question.slice(position - 1, position) || "▏"), question.slice(position)) : null);
}

const said = (hit) => JSON.stringify([hit.id, hit.title, hit.snippet, hit.fields]);

export function searchView(question) {
  const list = h("ol", { class: "hits" });
  const heading = h("h1", {}, question === "is:new" ? t("newPapers") : question);
  const count = h("p", { class: "count", role: "status" });
  const below = h("div", {});
  const facets = h("div", {});
  const narrow = h("details", { class: "facets", hidden: true, open: matchMedia("(min-width: 64rem)").matches },
    h("summary", {}, t("narrow")), facets);
  const saved = h("span", { class: "saved" });
  const keep = h("span", {});
  const element = h("section", { class: "search" }, chips(question, saved), h("div", { class: "heading" }, heading, count, keep),
    h("div", { class: "found" }, narrow, h("div", {}, list, below)));
  let generation = 0;
  let shown = [];        // what stands here, a text for each hit
  let isAsking = false;

  function told(answer) {
    const total = `${answer.exact === false ? `${t("atLeast")} ` : ""}${t("hits", answer.total, showCount(answer.total))}`;
    count.textContent = answer.took_ms === undefined ? total : `${total} · ${t("took", answer.took_ms)}`;
    if (question === "is:new") document.title = `(${answer.total}) Kontor`;
  }

  async function more(cursor, mine) {
    const answer = await search(question, cursor, pageSize, cursor ? [] : facetNames);
    if (mine !== generation) return;
    if (!cursor) {
      replace(list);
      shown = [];
      await showFacets(facets, answer, question);
    }
    list.append(...answer.hits.map((hit) => row(hit, question)));
    shown.push(...answer.hits.map(said));
    told(answer);
    const suggestion = answer.suggestion
      ? h("p", {}, t("didYouMean"), " ", h("a", { href: link(answer.suggestion) }, answer.suggestion), "?") : null;
    replace(below, answer.total ? null : nothing(question), suggestion,
      answer.next ? h("button", { type: "button", onclick: () => more(answer.next, mine) }, t("more")) : null);
  }

  // The saved searches; whoever looks at one has seen its papers.
  async function showSaved() {
    const all = await savedSearches();
    const own = all.find((each) => each.query === question);
    if (own?.new > 0) await seeSearch(own.id);
    replace(saved, all.map((each) => chip(each.name, each.query, question, each === own ? 0 : each.new)));
    const offer = (name, act) => h("button", { type: "button", class: "quiet", onclick: async () => { await act(); await showSaved(); } }, t(name));
    if (own) replace(keep, offer("forgetSearch", () => forgetSearch(own.id)));
    else if (!quick.some(([, asked]) => asked === question)) replace(keep, offer("saveSearch", save));
  }

  async function save() {
    const name = prompt(t("saveSearchName"), question)?.trim();
    if (name) await saveSearch(name, question).catch((error) => alert(error.message));
  }

  async function load() {
    generation += 1;
    try {
      await more(null, generation);
    } catch (error) {
      if (error.status === 401) throw error;
      replace(list);
      narrow.hidden = true;
      count.textContent = "";
      replace(below, questionError(error, question));
    }
    await showSaved().catch((error) => {
      if (error.status === 401) throw error;  // anything else leaves the answer as it stands
    });
  }

  // Papers that came, went or were read meanwhile appear by themselves, as long as one page is shown; the row that has the
  // focus keeps it.
  async function refresh() {
    if (isAsking || shown.length > pageSize) return;
    isAsking = true;
    const mine = generation;
    try {
      const { hits } = await search(question, null, pageSize);
      if (mine !== generation || hits.map(said).join() === shown.join()) return;
      const focused = document.activeElement?.closest(".hits a")?.getAttribute("href");
      await load();
      if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    } catch (error) {
      if (error.status === 401) throw error;  // anything else the next question of the person tells
    } finally {
      isAsking = false;
    }
  }

  function key(event, isTyping) {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || (isTyping && event.target.id !== "search")) return;
    const links = [...list.querySelectorAll("a.title")];
    const at = links.indexOf(document.activeElement);
    const to = links[event.key === "ArrowDown" ? at + 1 : Math.max(at - 1, 0)];
    if (to) {
      event.preventDefault();
      to.focus();
    }
  }

  return { element, load, key, refresh, papersCame: load };
}
