// The five stories of the demo, each one link (the third has three). Shown only where the server says that this is the demo.
import { h } from "./dom.js";
import { language } from "./texts.js";

const ask = (view, question, more) => `#/${view}?${new URLSearchParams({ q: question, ...more })}`;

const stories = ({ drop }) => [
  {
    de: ["Deutsch suchen", "»mietvertrag« findet auch Mietverträge und des Mietvertrages, »müller« auch Mueller, »strasse« auch Straße."],
    en: ["Search in German", "“mietvertrag” also finds Mietverträge and des Mietvertrages, “müller” also Mueller, “strasse” also Straße."],
    links: [{ de: "Mietvertrag", en: "Mietvertrag", href: ask("search", "mietvertrag") }],
  },
  {
    de: ["Ein Ordner, der ablegt", "Kopieren, zusehen: die Dokumente erscheinen von selbst, und unten geht die Zeile des Tages auf."],
    en: ["A folder that files", "Copy and watch: the documents appear by themselves, and the line of the day below adds up."],
    links: [{ de: "Heute eingegangen", en: "Received today", href: ask("search", "received:today in:Inbox") }],
    commands: [`cp config/demo/drop/* ${drop}`],
  },
  {
    de: ["Was nicht zusammenpasst", "Je zwei Dokumente nebeneinander."],
    en: ["What does not fit", "Two documents side by side."],
    links: [
      { de: "Rechnung über der Bestellung", en: "Invoice above its order", href: ask("compare", "title:\"MB-20418\" OR title:\"Bestellung 4500-1187\"") },
      { de: "Rechnung doppelt", en: "Invoice twice", href: ask("compare", "number:RE-2291", { fields: "number,gross_total" }) },
      { de: "Neue IBAN", en: "New IBAN", href: ask("compare", "seller:nordwind", { fields: "iban" }) },
    ],
  },
  {
    de: ["Fragen an die Fachdaten", "Eingangsrechnungen über 1.000 Euro, die noch offen sind."],
    en: ["Asking the records", "Incoming invoices above 1,000 euros that are still open."],
    links: [{ de: "Über 1.000 Euro", en: "Above 1,000 euros", href: ask("search", "type:finance.invoice gross_total>1000 payment_state:open") }],
  },
  {
    de: ["Ein Prüfpaket, das sich selbst beweist", "Ausgeben, prüfen, einen Betrag fälschen samt Prüfsummen, noch einmal prüfen: es fällt auf."],
    en: ["A package that proves itself", "Export, verify, forge an amount and its checksums, verify again: it is caught."],
    links: [{ de: "Was ausgegeben wird", en: "What is exported", href: ask("search", "type:finance.invoice number:RE-2291") }],
    commands: ["PATH=$PWD/build/release/bin:$PATH", `kontor login ${location.origin} --user admin --password-file var-demo.password`,
      "kontor export --query 'type:finance.invoice number:RE-2291' -o paket.zip", "kontor-verify paket.zip", "config/demo/tamper paket.zip", "kontor-verify paket.zip"],
  },
];

function story(one, at) {
  const [title, lead] = one[language()];
  return h("li", { id: `story-${at + 1}` }, h("h2", {}, title), h("p", {}, lead),
    one.commands ? h("pre", {}, one.commands.join("\n")) : null,
    h("p", { class: "links" }, one.links.map((link) => h("a", { href: link.href }, link[language()]))));
}

export function storiesView(demo) {
  const title = { de: "Fünf Geschichten zum Ausprobieren", en: "Five stories to try" }[language()];
  return h("details", { class: "stories", open: true }, h("summary", {}, title), h("ol", {}, stories(demo).map(story)));
}
