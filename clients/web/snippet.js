// A snippet is plain text with the ranges that matched; it becomes text nodes and <mark> elements, never markup.
import { h } from "./dom.js";

export function marked({ text, matches = [], cut_before: cutBefore, cut_after: cutAfter }) {
  const parts = [cutBefore ? "… " : ""];
  let from = 0;
  for (const { begin, end } of matches) {
    parts.push(text.slice(from, begin), h("mark", {}, text.slice(begin, end)));
    from = end;
  }
  return [...parts, text.slice(from), cutAfter ? " …" : ""];
}
