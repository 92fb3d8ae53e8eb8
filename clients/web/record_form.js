// The form of a record, made from its type's schema: labels, order and groups come from its annotations, and a field is shown
// by its kind. What is typed in German becomes what the archive keeps: dates ISO, amounts decimal strings.
import { h, newId, replace } from "./dom.js";
import { labelOf, t } from "./texts.js";
import { readDate, readDecimal, showDate, showDecimal } from "./values.js";

const decimals = ["amount", "decimal", "percent"];
const byOrder = (properties) => Object.entries(properties).sort(([, a], [, b]) => (a["x-kontor-order"] ?? 9999) - (b["x-kontor-order"] ?? 9999));
const errorBelow = (id) => h("p", { class: "error", id: `${id}-error`, role: "alert" });

// Text in a box, read and shown by kind.
const kinds = {
  date: { show: showDate, read: readDate, error: "badDate", mode: "text", hint: "TT.MM.JJ" },
  integer: { show: (value) => String(value), read: (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : null), error: "badInteger", mode: "numeric" },
};
for (const kind of decimals) {
  kinds[kind] = { show: (value) => showDecimal(value, kind === "amount" ? 2 : 0), read: readDecimal, error: "badDecimal", mode: "decimal" };
}
const plain = { show: (value) => value, read: (text) => text.trim(), mode: "text" };

// A field has: element, read() → value or undefined, told(error) → shown there, isEmpty().
class Field {
  constructor(pointer, schema, name) {
    this.pointer = pointer;
    this.label = labelOf(schema["x-kontor-label"], name);
    this.id = newId("field");
    this.error = errorBelow(this.id);
  }
  wrap(control, kind) {
    control.id = this.id;
    control.setAttribute("aria-describedby", `${this.id}-error`);
    control.dataset.pointer = this.pointer;
    control.addEventListener("input", () => this.tell(""));
    this.control = control;
    this.element = h("div", { class: `field ${kind}` }, h("label", { for: this.id }, this.label), control, this.error);
  }
  tell(message) {
    this.error.textContent = message;
    this.control.toggleAttribute("aria-invalid", Boolean(message));
    this.element.classList.toggle("wrong", Boolean(message));
  }
  tellAt(pointer, message) {
    if (pointer !== this.pointer) return false;
    this.tell(message);
    return true;
  }
  focus() {
    this.control.focus();
  }
  clear() {
    this.tell("");
  }
  firstWrong() {
    return this.error.textContent ? this : null;
  }
}

class TextField extends Field {
  constructor(pointer, schema, name, value) {
    super(pointer, schema, name);
    const kind = schema["x-kontor-kind"];
    this.reader = kinds[kind] || plain;
    const shown = value === undefined || value === null ? "" : this.reader.show(value);
    const control = kind === "note" ? h("textarea", { rows: "3" })
      : h("input", { type: "text", inputmode: this.reader.mode, autocomplete: "off", spellcheck: "false", maxlength: schema.maxLength });
    control.value = shown;
    this.shown = shown;
    this.given = value;
    // A value that was read is shown the way it was understood.
    control.addEventListener("change", () => {
      const read = control.value.trim() ? this.reader.read(control.value) : undefined;
      if (read !== undefined && read !== null) control.value = this.reader.show(read);
    });
    this.wrap(control, kind);
  }
  isEmpty() {
    return !this.control.value.trim();
  }
  // Untouched text keeps its value as it was, digit for digit. What cannot be read goes to the server as it stands, so that
  // nothing typed is dropped; the field says so meanwhile.
  read() {
    if (this.isEmpty()) return undefined;
    if (this.control.value === this.shown && this.given !== undefined) return this.given;
    const read = this.reader.read(this.control.value);
    if (read !== null) return read;
    this.tell(t(this.reader.error));
    return this.control.value;
  }
}

class ChoiceField extends Field {
  constructor(pointer, schema, name, value) {
    super(pointer, schema, name);
    const labels = schema["x-kontor-choices"] || {};
    const control = h("select", {}, h("option", { value: "" }, "–"),
      (schema.enum || []).map((choice) => h("option", { value: choice }, labelOf(labels[choice], choice))));
    control.value = value ?? "";
    this.wrap(control, "choice");
  }
  isEmpty() {
    return !this.control.value;
  }
  read() {
    return this.control.value || undefined;
  }
}

class FlagField extends Field {
  constructor(pointer, schema, name, value) {
    super(pointer, schema, name);
    const control = h("select", {}, h("option", { value: "" }, "–"), h("option", { value: "true" }, t("yes")), h("option", { value: "false" }, t("no")));
    control.value = value === undefined ? "" : String(value);
    this.wrap(control, "choice");
  }
  isEmpty() {
    return !this.control.value;
  }
  read() {
    return this.control.value ? this.control.value === "true" : undefined;
  }
}

// Fields inside a field: an object.
class PartField {
  constructor(pointer, schema, name, value = {}) {
    this.pointer = pointer;
    this.fields = byOrder(schema.properties || {}).map(([key, inner]) => [key, makeField(`${pointer}/${key}`, inner, key, value[key])]);
    this.error = errorBelow(newId("part"));
    const label = labelOf(schema["x-kontor-label"], name);
    this.element = h("fieldset", { class: "part" }, label ? h("legend", {}, label) : null, this.fields.map(([, field]) => field.element), this.error);
  }
  isEmpty() {
    return this.fields.every(([, field]) => field.isEmpty());
  }
  read() {
    const values = this.fields.map(([key, field]) => [key, field.read()]).filter(([, value]) => value !== undefined);
    return values.length ? Object.fromEntries(values) : undefined;
  }
  tellAt(pointer, message) {
    if (this.fields.some(([, field]) => field.tellAt(pointer, message))) return true;
    if (pointer !== this.pointer) return false;
    this.error.textContent = message;
    return true;
  }
  clear() {
    this.error.textContent = "";
    for (const [, field] of this.fields) field.clear();
  }
  firstWrong() {
    return this.fields.map(([, field]) => field.firstWrong()).find(Boolean) || null;
  }
}

class ListField {
  constructor(pointer, schema, name, values = []) {
    this.pointer = pointer;
    this.schema = schema;
    this.rows = [];
    this.list = h("div", { class: "rows" });
    this.error = errorBelow(newId("list"));
    this.element = h("fieldset", { class: "list" }, h("legend", {}, labelOf(schema["x-kontor-label"], name)), this.list, this.error,
      h("button", { type: "button", class: "quiet", onclick: () => this.add().fields[0]?.[1].control?.focus() }, `+ ${t("addRow")}`));
    for (const value of values) this.add(value);
  }
  add(value) {
    const row = new PartField(`${this.pointer}/${this.rows.length}`, this.schema.items, "", value);
    row.element.append(h("button", { type: "button", class: "quiet remove", "aria-label": t("removeRow"), title: t("removeRow"), onclick: () => this.remove(row) }, "×"));
    this.rows.push(row);
    this.list.append(row.element);
    return row;
  }
  // The rows behind it move up, and with them their pointers: made anew from what they say.
  remove(row) {
    const kept = this.rows.filter((other) => other !== row).map((other) => other.read() || {});
    this.rows = [];
    replace(this.list);
    for (const value of kept) this.add(value);
    this.list.dispatchEvent(new Event("input", { bubbles: true }));
  }
  isEmpty() {
    return this.rows.every((row) => row.isEmpty());
  }
  read() {
    const rows = this.rows.map((row) => row.read() ?? {});
    return rows.length ? rows : undefined;
  }
  tellAt(pointer, message) {
    if (this.rows.some((row) => row.tellAt(pointer, message))) return true;
    if (pointer !== this.pointer) return false;
    this.error.textContent = message;
    return true;
  }
  clear() {
    this.error.textContent = "";
    for (const row of this.rows) row.clear();
  }
  firstWrong() {
    return this.rows.map((row) => row.firstWrong()).find(Boolean) || null;
  }
}

function makeField(pointer, schema, name, value) {
  const kind = schema["x-kontor-kind"];
  if (kind === "part") return new PartField(pointer, schema, name, value);
  if (kind === "list") return new ListField(pointer, schema, name, value);
  if (kind === "choice") return new ChoiceField(pointer, schema, name, value);
  if (kind === "flag") return new FlagField(pointer, schema, name, value);
  return new TextField(pointer, schema, name, value);
}

// The first groups stand open, the others when they hold something or an error is in them.
const groupsOpen = 4;

function groupsOf(schema, fields) {
  const named = [...(schema["x-kontor-groups"] || []), { name: undefined, label: null }];
  return named.map(({ name, label }, at) => {
    const inside = fields.filter(([, , group]) => group === name);
    if (!inside.length) return null;
    return h("details", { class: "group", open: at < groupsOpen || inside.some(([, field]) => !field.isEmpty()) },
      h("summary", {}, labelOf(label, t("moreFields"))), h("div", { class: "grid" }, inside.map(([, field]) => field.element)));
  });
}

export class RecordForm {
  constructor(schema, values = {}) {
    const known = new Set((schema["x-kontor-groups"] || []).map((group) => group.name));
    this.fields = byOrder(schema.properties).map(([key, inner]) => {
      const group = known.has(inner["x-kontor-group"]) ? inner["x-kontor-group"] : undefined;
      return [key, makeField(`/${key}`, inner, key, values[key]), group];
    });
    this.rest = h("p", { class: "error", role: "alert" });
    this.element = h("div", { class: "record" }, groupsOf(schema, this.fields), this.rest);
  }
  read() {
    return Object.fromEntries(this.fields.map(([key, field]) => [key, field.read()]).filter(([, value]) => value !== undefined));
  }
  clear() {
    this.rest.textContent = "";
    for (const [, field] of this.fields) field.clear();
  }
  // Each error beside its field; what belongs to no field stands below. Goes to the first.
  tell(errors) {
    const homeless = errors.filter(({ pointer, detail }) => !this.fields.some(([, field]) => field.tellAt(pointer, detail)));
    this.rest.textContent = homeless.map(({ detail }) => detail).join(" ");
    this.goToFirstWrong();
  }
  goToFirstWrong() {
    const wrong = this.fields.map(([, field]) => field.firstWrong()).find(Boolean);
    if (!wrong) return false;
    for (let outer = wrong.element.closest("details"); outer; outer = outer.parentElement.closest("details")) outer.open = true;
    wrong.focus();
    return true;
  }
}
