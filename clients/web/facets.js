// By what the found papers differ: each value with how many there are, as a link that narrows the question to it.
import { recordTypes } from "./api.js";
import { h, replace } from "./dom.js";
import { language, t } from "./texts.js";
import { showCount } from "./values.js";

export const facetNames = ["type", "folder", "partner", "year", "tag", "language", "media_type", "amount"];
const shownAtFirst = 6;

const hasAlternatives = /(^|\s)(OR|ODER)(\s|$)/;
export function narrowed(question, condition) {
  if (question === "*") return condition;
  return `${hasAlternatives.test(question) ? `(${question})` : question} ${condition}`;
}

function showAmount(band) {
  const [low, high] = band.split("..").map((end) => (end ? showCount(Number(end)) : ""));
  if (!low) return t("amountBelow", high);
  return high ? t("amountBetween", low, high) : t("amountFrom", low);
}

function showLanguage(code) {
  try {
    return new Intl.DisplayNames([language()], { type: "language" }).of(code);
  } catch {
    return code;
  }
}

const shown = { amount: showAmount, language: showLanguage };

async function typeLabels() {
  const types = await recordTypes();
  return new Map(types.map((type) => [type.name, type.label?.[language()]]));
}

function group(name, values, question, show) {
  const items = values.map((value) => {
    const text = [h("span", {}, show(value.value)), h("span", { class: "number" }, showCount(value.count))];
    return h("li", {}, value.query ? h("a", { href: `#/search?${new URLSearchParams({ q: narrowed(question, value.query) })}` }, text)
      : h("p", {}, text));
  });
  const list = h("ul", {}, items.slice(0, shownAtFirst));
  const rest = items.slice(shownAtFirst);
  const more = rest.length ? h("button", { type: "button", class: "quiet", onclick: () => { list.append(...rest); more.remove(); } },
    t("moreValues", rest.length)) : null;
  return h("section", {}, h("h2", {}, t(`facet_${name}`)), list, more);
}

// A value that all papers have narrows nothing; a group of such is left out.
const tells = (values, total) => values.some((value) => value.count < total);

export async function showFacets(element, answer, question) {
  const told = facetNames.filter((name) => tells(answer.facets[name] ?? [], answer.total));
  const labels = told.includes("type") ? await typeLabels() : new Map();
  const show = (name) => shown[name] ?? ((value) => (name === "type" ? labels.get(value) : null) ?? value);
  replace(element, told.map((name) =>
    group(name, answer.facets[name].filter((value) => value.count < answer.total), question, show(name))));
  element.closest("details").hidden = told.length === 0;
}
