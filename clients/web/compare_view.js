// Two papers side by side, with their records: what differs is marked. The question says which two.
import { get, schemaOf, search } from "./api.js";
import { h, replace } from "./dom.js";
import { questionError } from "./search_view.js";
import { labelOf, t } from "./texts.js";
import { showDate, showDecimal } from "./values.js";
import { viewer } from "./viewer.js";

function shown(value, schema) {
  const kind = schema["x-kontor-kind"];
  if (kind === "date") return showDate(value);
  if (kind === "amount") return showDecimal(value, 2);
  if (kind === "choice") return labelOf(schema["x-kontor-choices"]?.[value], value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

// The fields that both records have; parts and lists stay on the paper.
async function table(left, right, named) {
  const [one, two] = [left.records?.[0], right.records?.[0]];
  if (!one || !two || one.type !== two.type) return null;
  const schema = await schemaOf(one.type);
  const rows = Object.entries(schema.properties)
    .filter(([name, field]) => !["part", "list"].includes(field["x-kontor-kind"]) && (one.fields[name] ?? two.fields[name]) !== undefined)
    .sort(([, a], [, b]) => (a["x-kontor-order"] ?? 9999) - (b["x-kontor-order"] ?? 9999))
    .map(([name, field]) => {
      const values = [one.fields[name], two.fields[name]].map((value) => (value === undefined ? "–" : shown(value, field)));
      return { name, label: labelOf(field["x-kontor-label"], name), values, differs: values[0] !== values[1], isNamed: named.includes(name) };
    });
  // What it is about stands on top, then what differs.
  rows.sort((a, b) => b.isNamed - a.isNamed || b.differs - a.differs);
  const cell = (value, differs) => h("td", {}, differs ? h("mark", {}, value) : value);
  return h("table", { class: "differences" }, h("tbody", {}, rows.map(({ name, label, values, differs, isNamed }) =>
    h("tr", { "data-field": name, class: `${differs ? "differs" : ""} ${isNamed ? "named" : ""}` }, cell(values[0], differs), h("th", { scope: "row" }, label), cell(values[1], differs)))));
}

const side = (paper) => h("article", {}, h("h2", {}, h("a", { href: `#/document/${paper.id}` }, paper.title || t("untitled"))),
  h("p", { class: "facts" }, h("span", {}, t("number", paper.id)), h("span", {}, showDate(paper.document_date || paper.received)), h("span", {}, paper.folder)),
  viewer(paper));

// `named`: the fields it is about.
export function compareView(question, named) {
  const area = h("div", {});
  const element = h("section", {}, h("div", { class: "heading" }, h("h1", {}, t("compare")),
    h("p", { class: "count" }, h("a", { href: `#/search?${new URLSearchParams({ q: question })}` }, question))), area);
  async function load() {
    try {
      const { hits } = await search(question, null, 2);
      if (hits.length < 2) {
        replace(area, h("p", { class: "empty" }, t("compareNone")));
        return;
      }
      // The older one first: what was agreed, then what came.
      const papers = (await Promise.all(hits.map((hit) => get(`/api/v1/documents/${hit.id}`)))).sort((a, b) =>
        (a.document_date || a.received).localeCompare(b.document_date || b.received) || a.id - b.id);
      replace(area, await table(papers[0], papers[1], named), h("div", { class: "pair" }, papers.map(side)));
    } catch (error) {
      if (error.status === 401) throw error;
      replace(area, questionError(error, question));
    }
  }
  return { element, load };
}
