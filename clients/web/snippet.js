// Text with the ranges that matched becomes text nodes and <mark> elements, never markup. Ranges are [begin, end) in Unicode
// characters, which are not always the units that JavaScript counts in.
import { h } from "./dom.js";

export function marked(text, ranges = []) {
  const characters = [...text];
  const parts = [];
  let from = 0;
  for (const [begin, end] of ranges) {
    parts.push(characters.slice(from, begin).join(""), h("mark", {}, characters.slice(begin, end).join("")));
    from = end;
  }
  return [...parts, characters.slice(from).join("")];
}

export const markedSnippet = ({ text, matches, cut_before: cutBefore, cut_after: cutAfter }) =>
  [cutBefore ? "… " : "", ...marked(text, matches), cutAfter ? " …" : ""];
