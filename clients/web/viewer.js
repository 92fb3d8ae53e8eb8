// Shows a paper: PDF in the browser's own viewer, pictures, and the text that was read from it.
import { get } from "./api.js";
import { h, replace } from "./dom.js";
import { t } from "./texts.js";

const contentOf = (paper) => `/api/v1/documents/${paper.id}/content`;
const isPdf = (paper) => paper.media_type === "application/pdf";
const isPicture = (paper) => /^image\/(png|jpeg|gif|webp)$/.test(paper.media_type || "");

async function textPages(paper, area) {
  if (paper.state?.text === "pending") {
    replace(area, h("p", { class: "empty" }, t("reading")));
    return;
  }
  const pages = [];
  try {
    for (let page = 1; page <= (paper.pages || 1); page += 1) pages.push(await get(`/api/v1/documents/${paper.id}/text?page=${page}`));
  } catch (refused) {
    if (refused.status !== 404) throw refused;
  }
  if (!pages.some((page) => page.trim())) replace(area, h("p", { class: "empty" }, t("noText")));
  else replace(area, pages.map((page, at) => h("article", {}, pages.length > 1 ? h("h2", {}, t("page", at + 1)) : null, h("pre", {}, page))));
}

function original(paper, page) {
  if (isPdf(paper)) return h("iframe", { src: `${contentOf(paper)}#page=${page || 1}&navpanes=0&view=FitH`, title: paper.title || t("paper") });
  if (isPicture(paper)) return h("img", { src: contentOf(paper), alt: paper.title || paper.filename });
  return h("p", { class: "empty" }, t("noView"));
}

export function viewer(paper, page) {
  const area = h("div", { class: "sheet" });
  const tabs = [["paper", isPdf(paper) || isPicture(paper)], ["text", true]].filter(([, isThere]) => isThere).map(([name]) => name);
  const buttons = tabs.map((name) => h("button", { type: "button", role: "tab", onclick: () => show(name) }, t(name)));
  function show(name) {
    buttons.forEach((button, at) => button.setAttribute("aria-selected", String(tabs[at] === name)));
    area.className = `sheet ${name}`;
    if (name === "text") textPages(paper, replace(area));
    else replace(area, original(paper, page));
  }
  show(tabs[0]);
  return h("div", { class: "viewer" },
    h("div", { class: "tabs", role: "tablist" }, buttons, h("a", { href: contentOf(paper), download: paper.filename || "" }, t("download"))), area);
}
