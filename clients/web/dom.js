// Elements from values. Whatever comes from a paper, a name or an answer becomes a text node here and nothing else: there is
// no way from a string to markup in this page.

// h("a", {class: "x", href: "#/", onclick: f}, "text", otherElement, null)
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "value") element.value = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

let last = 0;
export function newId(prefix) {
  return `${prefix}-${++last}`;
}
