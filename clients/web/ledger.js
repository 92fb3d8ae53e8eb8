// The ledger's line of the day: every file that was offered has an end, or waits.
import { get } from "./api.js";
import { h, replace } from "./dom.js";
import { t } from "./texts.js";
import { showCount } from "./values.js";

const ends = ["stored", "duplicate", "refused", "withdrawn", "waiting"];
const part = (name, number) => h("span", { class: `end ${name}${number ? "" : " none"}` }, h("b", {}, showCount(number)), ` ${t(name)}`);

async function fill(element) {
  const { counts } = await get("/api/v1/intake?day=today&limit=1");
  const offered = ends.reduce((sum, end) => sum + counts[end], 0);
  replace(element, h("span", { class: "name" }, t("ledger")), part("offered", offered), h("span", { class: "sign" }, "="),
    ends.map((end, at) => [at ? h("span", { class: "sign" }, "+") : null, part(end, counts[end])]));
}

let shown = null;

// Who is no administrator does not see the ledger.
export function ledgerLine(person) {
  shown = person.administrator ? h("p", { class: "ledger", id: "ledger" }) : null;
  refreshLedger();
  return shown;
}

export function refreshLedger() {
  if (shown) fill(shown).catch(() => {});
}
