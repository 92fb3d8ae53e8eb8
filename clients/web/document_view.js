// One paper: its facts and record to the left, the paper itself to the right. Ctrl+Enter files it and opens the next new one.
import { change, folders, getWithTag, recordTypes, schemaOf, similar } from "./api.js";
import { h, newId, replace } from "./dom.js";
import { RecordForm } from "./record_form.js";
import { labelOf, t } from "./texts.js";
import { readDate, showDate, showSize } from "./values.js";
import { viewer } from "./viewer.js";
import { refreshLedger } from "./ledger.js";

const tagsOf = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);

// Title, folder, date and tags; read() gives only what was changed, so that nobody else's change is undone.
class FactsForm {
  constructor(paper, allFolders) {
    this.paper = paper;
    const list = newId("folders");
    this.controls = {
      title: h("input", { value: paper.title || "", autocomplete: "off" }),
      folder: h("input", { value: paper.folder || "", list, autocomplete: "off" }),
      document_date: h("input", { value: showDate(paper.document_date), inputmode: "text", autocomplete: "off" }),
      tags: h("input", { value: (paper.tags || []).join(", "), placeholder: t("tagsHint"), autocomplete: "off" }),
    };
    const labels = { title: "title", folder: "folder", document_date: "documentDate", tags: "tags" };
    this.errors = {};
    this.element = h("div", { class: "grid" }, Object.entries(this.controls).map(([name, control]) => {
      const id = newId("fact");
      control.id = id;
      control.dataset.pointer = `/${name}`;
      control.setAttribute("aria-describedby", `${id}-error`);
      this.errors[name] = h("p", { class: "error", role: "alert", id: `${id}-error` });
      control.addEventListener("input", () => this.tell(name, ""));
      return h("div", { class: `field ${name}` }, h("label", { for: id }, t(labels[name])), control, this.errors[name]);
    }), h("datalist", { id: list }, allFolders.map((folder) => h("option", { value: folder.path }))));
  }
  tell(name, message) {
    this.errors[name].textContent = message;
    this.controls[name].parentElement.classList.toggle("wrong", Boolean(message));
    this.controls[name].toggleAttribute("aria-invalid", Boolean(message));
  }
  // Null when something in it cannot be read.
  read() {
    const { title, folder, document_date: date, tags } = this.controls;
    const changed = {};
    if (title.value.trim() !== (this.paper.title || "")) changed.title = title.value.trim();
    if (folder.value.trim() !== this.paper.folder) changed.folder = folder.value.trim();
    if (tagsOf(tags.value).join() !== (this.paper.tags || []).join()) changed.tags = tagsOf(tags.value);
    if (date.value.trim() !== showDate(this.paper.document_date)) {
      changed.document_date = date.value.trim() ? readDate(date.value) : null;
      if (date.value.trim() && !changed.document_date) {
        this.tell("document_date", t("badDate"));
        date.focus();
        return null;
      }
    }
    return changed;
  }
  takes(error) {
    const name = error.pointer.replace(/^\//, "").split("/")[0];
    if (!this.controls[name]) return false;
    this.tell(name, error.detail);
    this.controls[name].focus();
    return true;
  }
}

function factList(paper) {
  const facts = [[t("number", paper.id), t(paper.filing === "new" ? "isNew" : "filed")], [t("received"), showDate(paper.received)], [t("fileName"), paper.filename],
    [t("size"), showSize(paper.size)], [t("pages"), paper.pages], [t("source"), paper.source], ["SHA-256", paper.sha256]];
  return h("details", { class: "group" }, h("summary", {}, t("facts")),
    h("dl", {}, facts.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, String(value))])));
}

// Asked for when somebody opens it, and once.
function similarList(paper, question) {
  const list = h("ul", {});
  const element = h("details", { class: "group", ontoggle: async () => {
    if (!element.open || list.children.length) return;
    const { hits } = await similar(paper.id);
    replace(list, hits.length ? hits.map((hit) => h("li", {},
      h("a", { href: `#/document/${hit.id}?${new URLSearchParams({ q: question })}` }, hit.title || t("untitled")))) : h("li", {}, t("noSimilar")));
  } }, h("summary", {}, t("similar")), list);
  return element;
}

// What a person sees and decides on: the rest of a document, what was read from it say, may change while somebody types.
const decidedOn = ({ title, folder, document_date: date, tags, filing, lifecycle, records, versions }) =>
  canonical({ title, folder, date, tags, filing, lifecycle, records, versions });

// Where the errors of a record stand in what `file` is asked.
const recordPointer = "/record/fields";
// The same text for the same fields, in whatever order they come.
const canonical = (fields) => JSON.stringify(fields, (name, value) =>
  (value && typeof value === "object" && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value));
const recordOf = (paper, name) => (paper.records || []).find((record) => record.type === name);

export function documentView(id, to) {
  const side = h("section", { class: "side", "aria-label": t("record") });
  const sheet = h("section", { class: "paper" });
  const element = h("div", { class: "split" }, side, sheet);
  let paper, etag, facts, record, type, saved, says, fileButton;

  const snapshot = () => JSON.stringify([Object.values(facts.controls).map((control) => control.value), type, record ? [...record.element.querySelectorAll("input,select,textarea")].map((control) => control.value) : null]);
  const isDirty = () => Boolean(facts) && snapshot() !== saved;

  function say(message, kind = "error") {
    says.className = kind;
    says.textContent = message;
  }

  async function setType(name, area) {
    type = name;
    record = name ? new RecordForm(await schemaOf(name), recordOf(paper, name)?.fields) : null;
    replace(area, record?.element);
  }

  async function show(next, tag) {
    const [types, all] = await Promise.all([recordTypes(), folders()]);
    paper = next;
    etag = tag;
    facts = new FactsForm(paper, all);
    const area = h("div", {});
    const chooser = h("select", { id: newId("type"), onchange: () => setType(chooser.value, area) }, h("option", { value: "" }, t("noRecord")),
      types.map((one) => h("option", { value: one.name }, labelOf(one.label, one.name))));
    chooser.value = paper.records?.[0]?.type || "";
    chooser.dataset.pointer = "type";
    says = h("p", { role: "status" });
    fileButton = h("button", { type: "submit", class: "main" }, t(paper.filing === "new" ? "file" : "fileAgain"), h("kbd", { "aria-hidden": "true" }, t("fileKeys")));
    await setType(chooser.value, area);
    replace(side, h("form", { onsubmit: (event) => { event.preventDefault(); finish(); } },
      h("div", { class: "fields" },
        h("p", { class: "where" }, h("a", { href: `#/search?${new URLSearchParams({ q: to.question })}` }, `← ${t("back")}`),
          h("span", {}, t("number", paper.id)), paper.filing === "new" ? h("span", { class: "badge" }, t("isNew")) : null),
        facts.element,
        h("div", { class: "field type" }, h("label", { for: chooser.id }, t("recordType")), chooser), area, factList(paper), similarList(paper, to.question)),
      h("div", { class: "actions" }, says, h("button", { type: "button", onclick: () => save() }, t("save")), fileButton)));
    replace(sheet, viewer(paper, to.page));
    saved = snapshot();
    document.title = `${paper.title || t("untitled")} – Kontor`;
  }

  // What was changed: {facts, record}; null when something in it cannot be read, which its field says then.
  function changes() {
    record?.clear();
    const changed = facts.read();
    const fields = record?.read();
    if (record?.goToFirstWrong() || !changed) return null;
    const before = recordOf(paper, type)?.fields || {};
    const isSame = !record || canonical(before) === canonical(fields);
    return { facts: changed, record: isSame ? null : { type, fields } };
  }

  async function putRecord({ type: name, fields }) {
    const before = recordOf(paper, name);
    try {
      await change("PUT", `/api/v1/documents/${id}/records/${name}`, fields, before ? `"${before.revision}"` : null);
    } catch (error) {
      for (const one of error.errors || []) one.pointer = recordPointer + one.pointer;
      throw error;
    }
    ({ body: paper, etag } = await getWithTag(`/api/v1/documents/${id}`));
  }

  function refused(error) {
    if (error.status === 401) throw error;
    if (error.status === 412) {
      say(t("overtaken"));
      says.append(" ", h("button", { type: "button", class: "quiet", onclick: load }, t("reload")));
      return;
    }
    if (!error.status) {
      say(t("offline"));
      return;
    }
    const ofRecord = error.errors.filter(({ pointer }) => pointer.startsWith(recordPointer));
    const homeless = error.errors.filter((one) => !ofRecord.includes(one) && !facts.takes(one));
    if (record && ofRecord.length) record.tell(ofRecord.map((one) => ({ ...one, pointer: one.pointer.slice(recordPointer.length) })));
    say(homeless.length || !error.errors.length ? error.message : t("lookAtFields"));
  }

  // Overtaken in name only: nothing was changed of what stands here. Then the newer ETag is as good.
  async function isStillTheSame() {
    const { body, etag: tag } = await getWithTag(`/api/v1/documents/${id}`);
    if (decidedOn(body) !== decidedOn(paper)) return false;
    paper = body;
    etag = tag;
    return true;
  }

  async function run(work) {
    if (fileButton.disabled) return;
    fileButton.disabled = true;
    say("", "");
    try {
      await work().catch(async (error) => {
        if (error.status !== 412 || !(await isStillTheSame())) throw error;
        await work();
      });
    } catch (error) {
      refused(error);
    } finally {
      fileButton.disabled = false;
    }
  }

  const save = () => run(async () => {
    const changed = changes();
    if (!changed) return;
    if (changed.record) await putRecord(changed.record);
    if (Object.keys(changed.facts).length) await change("PATCH", `/api/v1/documents/${id}`, changed.facts, etag);
    await load();
    say(t("saved"), "good");
  });

  // Facts, record and filing are one change; then the next paper, without loading the page anew.
  const finish = () => (paper.filing !== "new" ? save() : run(async () => {
    const changed = changes();
    if (!changed) return;
    const asked = changed.record ? { ...changed.facts, record: changed.record } : changed.facts;
    const { body } = await change("POST", `/api/v1/documents/${id}/file`, asked, etag);
    saved = snapshot();
    refreshLedger();
    location.hash = body.next ? `#/document/${body.next.id}?${new URLSearchParams({ q: to.question })}` : "#/";
  }));

  async function load() {
    try {
      const { body, etag: tag } = await getWithTag(`/api/v1/documents/${id}`);
      await show(body, tag);
    } catch (error) {
      if (error.status === 401) throw error;
      replace(element, h("div", { class: "error", role: "alert" }, error.status ? error.message : t("offline"), " ", h("a", { href: "#/" }, t("back"))));
    }
  }

  function key(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key === "Enter") finish();
    else if (event.key === "s") save();
    else return;
    event.preventDefault();
  }

  return { element, load, key, isDirty };
}
