// The page: who is logged in, which view the address asks for, and the bar above it.
import { get, logOut, session } from "./api.js";
import { asked, forget, remember } from "./asked.js";
import { compareView } from "./compare_view.js";
import { documentView } from "./document_view.js";
import { h, replace } from "./dom.js";
import { health, refreshHealth } from "./health.js";
import { ledgerLine, refreshLedger } from "./ledger.js";
import { loginView } from "./login_view.js";
import { completing } from "./completion.js";
import { searchView } from "./search_view.js";
import { storiesView } from "./stories.js";
import { language, setLanguage, t } from "./texts.js";
import { acceptDrops, uploadButton } from "./uploads.js";

const page = document.getElementById("page");
let person = null;
let about = null;   // {version, demo}
let view = null;    // what is shown: {element, leave?()}
let shownAt = "";   // its address

// "#/search?q=a" as {name: "search", id: "", question: "a", …}
function route() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, id] = path.split("/");
  const values = new URLSearchParams(query || "");
  return { name: name || "search", id: id || "", question: values.get("q") ?? "is:new", page: Number(values.get("page")) || null,
    fields: (values.get("fields") || "").split(",") };
}

function makeView(to) {
  if (to.name === "document") return documentView(Number(to.id), to);
  if (to.name === "compare") return compareView(to.question, to.fields);
  return searchView(to.question);
}

async function switchLanguage() {
  if (view?.isDirty?.() && !confirm(t("leave"))) return;
  setLanguage(language() === "de" ? "en" : "de");
  await start();
}

function languageButton() {
  return h("button", { type: "button", class: "quiet", lang: language() === "de" ? "en" : "de", onclick: switchLanguage }, t("languageName"));
}

async function leaveSession() {
  await logOut();
  person = null;
  location.hash = "";
  draw();
}

function bar(to) {
  const box = h("input", { id: "search", type: "search", "aria-label": t("search"), placeholder: t("searchHint"), autocomplete: "off",
    spellcheck: "false", value: to.name === "search" && to.question !== "is:new" ? to.question : "" });
  const ask = () => {
    const question = box.value.trim();
    remember(person, question);
    location.hash = question ? `#/search?${new URLSearchParams({ q: question })}` : "#/";
  };
  const completion = completing(box, ask, { asked: () => asked(person), forget: () => forget(person) });
  const submit = (event) => {
    event.preventDefault();
    completion.close();
    ask();
  };
  return h("header", { class: "bar" },
    h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); document.getElementById("main").focus(); } }, t("skip")),
    h("a", { class: "brand", href: "#/" }, h("img", { src: "/web/kontor.svg", alt: "", width: "26", height: "26" }), "Kontor"),
    h("form", { role: "search", onsubmit: submit }, box, h("kbd", { "aria-hidden": "true" }, "/"), completion.list),
    h("nav", {}, uploadButton(), languageButton(), h("button", { type: "button", class: "quiet", onclick: leaveSession }, t("logOut"))));
}

// Only the newest call draws: a slow one that was overtaken must not bring an old view back.
async function draw() {
  if (!person) {
    view = null;
    replace(page, loginView(start, languageButton()));
    page.querySelector("input").focus();
    return;
  }
  const to = route();
  shownAt = location.hash;
  const stories = about.demo && to.name === "search" && to.question === "is:new" ? storiesView(about.demo) : null;
  view = makeView(to);
  const main = h("main", { id: "main", tabindex: "-1", class: to.name }, stories, view.element);
  const { warnings, outside } = health(person);
  replace(page, bar(to), warnings, main, h("footer", {}, ledgerLine(person), outside, h("span", { class: "hint" }, t("shortcuts"))));
  document.title = "Kontor";
  await view.load();
}

async function start() {
  try {
    about ??= await get("/page.json");
    person = await session();
  } catch (refused) {
    replace(page, h("main", { class: "login" }, h("p", { class: "error", role: "alert" }, refused.status ? refused.message : t("offline")),
      h("button", { type: "button", onclick: start }, t("tryAgain"))));
    return;
  }
  await draw();
}

window.addEventListener("hashchange", () => {
  if (location.hash === shownAt) return;
  if (view?.isDirty?.() && !confirm(t("leave"))) {
    history.replaceState(null, "", shownAt || "#/");
    return;
  }
  draw();
});
window.addEventListener("beforeunload", (event) => {
  if (view?.isDirty?.()) event.preventDefault();
});
// A session that ended while the page was open: log in again, then go on where one was.
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason?.status !== 401) return;
  event.preventDefault();
  person = null;
  draw();
});
window.addEventListener("keydown", (event) => {
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    const box = document.getElementById("search");
    box?.focus();
    box?.select();
  } else if (event.key === "Escape" && event.target.id === "search") {
    event.target.blur();
  } else {
    view?.key?.(event, isTyping);
  }
});
// What a scanner or somebody else brings in shows by itself.
const refreshEvery = 2000;  // milliseconds; only while somebody looks
setInterval(() => {
  if (!person || document.visibilityState !== "visible") return;
  refreshLedger();
  view?.refresh?.();
}, refreshEvery);
const healthEvery = 60000;  // milliseconds
setInterval(() => {
  if (person && document.visibilityState === "visible") refreshHealth();
}, healthEvery);
acceptDrops(() => person !== null, () => view?.papersCame?.());
start();
