// Shows a paper: PDF in the browser's own viewer, pictures, and the text that was read from it.
import { change, get } from "./api.js";
import { h, newId, replace } from "./dom.js";
import { pageArticle, readPage } from "./page_text.js";
import { t } from "./texts.js";

const contentOf = (paper) => `/api/v1/documents/${paper.id}/content`;
// Made of a scan, with the words that were recognised on it.
const searchableOf = (paper) => `/api/v1/documents/${paper.id}/searchable.pdf`;
const isPdf = (paper) => paper.media_type === "application/pdf";
const isPicture = (paper) => /^image\/(png|jpeg|gif|webp)$/.test(paper.media_type || "");
// What a browser does not show by itself, and the server draws page by page.
const isDrawn = (paper) => /^image\/(tiff|bmp|x-ms-bmp|x-portable-[a-z]+)$/.test(paper.media_type || "");

// What lies in the paper: attachments, entries of an archive. A click shows the text from there on.
function partList(paper, area) {
  const rows = (paper.parts || []).map((part, at) => {
    const name = part.name || t("unnamedPart");
    const isRead = part.state === "done" || part.state === "none";
    return h("li", { class: `depth-${Math.min(part.depth, 4)}` },
      part.pages ? h("button", { type: "button", class: "quiet", onclick: () => { area.replaceChildren(); morePages(paper, area, part.first_page); } }, name) : h("span", {}, name),
      isRead ? null : h("span", { class: "badge" }, t(`part_${part.state}`)),
      h("a", { href: `/api/v1/documents/${paper.id}/parts/${at + 1}/content`, download: "", "aria-label": `${t("download")}: ${name}`, title: t("download") }, "↓"));
  });
  return rows.length ? h("nav", { class: "parts", "aria-label": t("parts") }, h("h2", {}, t("parts")), h("ul", {}, rows)) : null;
}

// The innermost part that a page belongs to.
function partOf(paper, page) {
  return (paper.parts || []).filter((part) => part.pages && page >= part.first_page && page < part.first_page + part.pages).at(-1);
}

function heading(paper, page) {
  const part = partOf(paper, page);
  const name = part && (part.name || t("unnamedPart"));
  if (!part && paper.pages <= 1) return null;
  return h("h2", {}, part ? (part.pages > 1 ? `${name}, ${t("page", page - part.first_page + 1)}` : name) : t("page", page));
}

// The password goes to the server for this one reading and is kept nowhere.
function unlockForm(paper, place) {
  const id = newId("password");
  const password = h("input", { id, type: "password", autocomplete: "off", required: true });
  const says = h("p", { role: "status" }, paper.state.reason === "extract.wrong_password" ? t("wrongPassword") : null);
  return h("form", {
    class: "unlock",
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await change("POST", `/api/v1/documents/${paper.id}/unlock`, { password: password.value });
        replace(place, h("p", { class: "empty" }, t("reading")));
        Object.assign(paper, await get(`/api/v1/documents/${paper.id}?wait=indexed&timeout=60`));
        await textPages(paper, place);
      } catch (error) {
        if (error.status === 401) throw error;
        says.textContent = error.message;
      }
    },
  }, h("p", {}, t("encryptedLead")), h("label", { for: id }, t("password")), password, h("button", { type: "submit", class: "main" }, t("unlock")), says);
}

async function textPages(paper, place) {
  if (paper.state?.text === "encrypted") {
    replace(place, unlockForm(paper, place));
    return;
  }
  const isPending = paper.state?.text === "pending";
  const notice = isPending ? h("p", { class: "empty" }, t("reading")) : null;
  if (isPending && !paper.pages) {
    replace(place, notice);
    return;
  }
  // Of a long scan some pages are there before the others.
  const area = h("div", {});
  replace(place, notice, partList(paper, area), area);
  await morePages(paper, area, 1);
  // What nobody could read, a person may write down.
  if (!area.querySelector("pre")) replace(area, h("p", { class: "empty" }, t("noText")), pageArticle(paper, 1, null, ""));
}

// A few pages at a time: a paper may have hundreds.
const pagesAtOnce = 10;

async function morePages(paper, area, first) {
  const last = Math.min(first + pagesAtOnce - 1, paper.pages || 1);
  for (let page = first; page <= last; page += 1) {
    const text = await readPage(paper, page);
    if (text.trim()) area.append(pageArticle(paper, page, heading(paper, page), text));
  }
  if (last < (paper.pages || 1)) {
    const button = h("button", { type: "button", onclick: () => { button.remove(); morePages(paper, area, last + 1); } }, t("more"));
    area.append(button);
  }
}

function original(paper, page) {
  if (isPdf(paper)) return h("iframe", { src: `${contentOf(paper)}#page=${page || 1}&navpanes=0&view=FitH`, title: paper.title || t("paper") });
  if (isPicture(paper)) return h("img", { src: contentOf(paper), alt: paper.title || paper.filename });
  if (isDrawn(paper)) {
    return h("div", { class: "pages" }, Array.from({ length: paper.pages || 1 }, (_, at) =>
      h("img", { src: `/api/v1/documents/${paper.id}/pages/${at + 1}.png`, alt: t("page", at + 1), loading: "lazy" })));
  }
  return h("p", { class: "empty" }, t("noView"));
}

export function viewer(paper, page) {
  const area = h("div", { class: "sheet" });
  const tabs = [["paper", isPdf(paper) || isPicture(paper) || isDrawn(paper)], ["text", true]].filter(([, isThere]) => isThere).map(([name]) => name);
  const buttons = tabs.map((name) => h("button", { type: "button", role: "tab", onclick: () => show(name) }, t(name)));
  function show(name) {
    buttons.forEach((button, at) => button.setAttribute("aria-selected", String(tabs[at] === name)));
    area.className = `sheet ${name}`;
    // A place of its own each time: pages that come late find theirs gone, and do no harm.
    const place = h("div", {});
    replace(area, name === "text" ? place : original(paper, page));
    if (name === "text") textPages(paper, place);
  }
  show(tabs[0]);
  return h("div", { class: "viewer" },
    h("div", { class: "tabs", role: "tablist" }, buttons,
      h("a", { href: contentOf(paper), download: paper.filename || "" }, t("download")),
      paper.searchable ? h("a", { href: searchableOf(paper), download: "" }, t("searchablePdf")) : null), area);
}
