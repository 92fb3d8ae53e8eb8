// Files dropped anywhere or chosen by the button: a card for each, from waiting to found, which stays while one moves on.
import { get, headers, problemOf } from "./api.js";
import { h, replace } from "./dom.js";
import { refreshLedger } from "./ledger.js";
import { t } from "./texts.js";

const atOnce = 3;  // uploads; the server allows eight of one person
const waiting = [];
let running = 0;
let papersCame = () => {};

class Card {
  constructor(file) {
    this.file = file;
    this.state = h("span", { class: "state" }, t("queued"));
    this.bar = h("progress", { max: "100", value: "0", "aria-label": file.name });
    this.actions = h("span", {});
    this.element = h("li", {}, h("span", { class: "name", title: file.name }, file.name), this.state, this.bar, this.actions);
  }
  show(state, kind, ...actions) {
    this.state.textContent = state;
    this.element.className = kind;
    this.bar.hidden = kind === "done" || kind === "failed";
    replace(this.actions, ...actions);
  }
}

function send(card) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();  // fetch tells nothing about the progress of what it sends
    request.open("POST", `/api/v1/documents?${new URLSearchParams({ filename: card.file.name })}`);
    for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", card.file.type || "application/octet-stream");
    request.upload.onprogress = (event) => {
      if (!event.lengthComputable) return;
      card.bar.value = (event.loaded / event.total) * 100;
      card.state.textContent = t("sending", Math.floor((event.loaded / event.total) * 100));
    };
    request.onerror = () => reject(new Error(t("offline")));
    request.onload = async () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText));
      else reject(new Error((await problemOf(request.status, request.responseText)).detail));
    };
    request.send(card.file);
  });
}

async function take(card) {
  try {
    const paper = await send(card);
    const link = h("a", { href: `#/document/${paper.id}` }, t("number", paper.id));
    if (paper.duplicate) {
      card.show(t("duplicateOf"), "done", link);
    } else {
      card.show(t("readingIt"), "reading", link);
      card.bar.removeAttribute("value");
      await get(`/api/v1/documents/${paper.id}?wait=indexed&timeout=30`);
      card.show(t("done"), "done", link);
    }
    papersCame();
  } catch (error) {
    card.show(`${t("failed")}: ${error.message}`, "failed", h("button", { type: "button", onclick: () => enqueue(card) }, t("tryAgain")));
  }
  refreshLedger();
}

async function next() {
  if (running >= atOnce || !waiting.length) return;
  running += 1;
  await take(waiting.shift());
  running -= 1;
  next();
}

function enqueue(card) {
  card.show(t("queued"), "queued");
  waiting.push(card);
  next();
}

function addFiles(files) {
  const area = document.getElementById("uploads");
  if (!area.firstChild) {
    area.append(h("button", { type: "button", class: "quiet close", "aria-label": t("close"), onclick: () => replace(area) }, "×"), h("ul", {}));
  }
  for (const file of files) {
    const card = new Card(file);
    area.querySelector("ul").prepend(card.element);
    enqueue(card);
  }
}

export function uploadButton() {
  const chooser = h("input", { type: "file", multiple: true, id: "files", class: "hidden", tabindex: "-1", "aria-hidden": "true",
    onchange: () => { addFiles([...chooser.files]); chooser.value = ""; } });
  return [chooser, h("button", { type: "button", onclick: () => chooser.click() }, t("upload"))];
}

// The whole window takes files. Entering a child leaves its parent, so the depth is counted.
export function acceptDrops(isAllowed, whenPapersCame) {
  papersCame = whenPapersCame;
  const veil = h("div", { class: "veil", hidden: true });
  document.body.append(veil);
  let depth = 0;
  const show = (isShown) => {
    replace(veil, h("div", {}, h("strong", {}, t("dropHere")), h("span", {}, t("dropLead"))));
    veil.hidden = !isShown;
  };
  const hasFiles = (event) => isAllowed() && event.dataTransfer?.types.includes("Files");
  window.addEventListener("dragenter", (event) => {
    if (!hasFiles(event)) return;
    depth += 1;
    show(true);
  });
  window.addEventListener("dragleave", (event) => {
    if (!hasFiles(event)) return;
    depth = Math.max(0, depth - 1);
    if (!depth) show(false);
  });
  window.addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  window.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    addFiles([...event.dataTransfer.files]);
  });
}
