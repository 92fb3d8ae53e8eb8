// What an administrator must not overlook: warnings of the server above the page, and how old the last checkpoint out of the house is.
import { get } from "./api.js";
import { h, replace } from "./dom.js";
import { t } from "./texts.js";

const day = 24 * 60 * 60;  // seconds

async function fill(warnings, outside) {
  const ready = await get("/readyz").catch((refused) => refused.problem);  // 503 says why
  replace(warnings, [...ready.problems, ...ready.warnings].map((name) => h("p", { class: `warning ${name}` }, t("warnings")[name] ?? name)));
  const age = ready.checkpoint_outside_age_seconds;
  replace(outside, t("checkpointOutside"), " ", h("b", {}, age === null ? t("none") : t("daysAgo")(Math.floor(age / day))));
}

let shown = null;

// Who is no administrator can do nothing about it.
export function health(person) {
  shown = person.administrator ? { warnings: h("div", { class: "warnings", role: "status" }), outside: h("p", { id: "outside" }) } : null;
  refreshHealth();
  return shown ?? {};
}

export function refreshHealth() {
  if (shown) fill(shown.warnings, shown.outside).catch(() => {});
}
