// Dates and amounts as people write them, and as the archive keeps them: 2025-03-01, "1234.56".
// Reading answers null when the text is no such value; the caller keeps the text as it stands then.
import { language } from "./texts.js";

const pad = (number) => String(number).padStart(2, "0");

function isoOf(year, month, day) {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1000 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${year}-${pad(month)}-${pad(day)}`;
}

// Two digits mean the years 1970 to 2069.
const fullYear = (text) => (text.length === 2 ? (Number(text) < 70 ? 2000 : 1900) + Number(text) : Number(text));

// "1.3.25", "01.03.2025", "1.3." (this year), "010325", "2025-03-01", "1/3/2025".
export function readDate(text, today = new Date()) {
  const given = text.trim();
  let match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(given);
  if (match) return isoOf(Number(match[1]), Number(match[2]), Number(match[3]));
  match = /^(\d{1,2})[./](\d{1,2})(?:[./](\d{2}|\d{4})?)?$/.exec(given) || /^(\d{2})(\d{2})(\d{2}|\d{4})$/.exec(given);
  if (!match) return null;
  return isoOf(match[3] ? fullYear(match[3]) : today.getFullYear(), Number(match[2]), Number(match[1]));
}

// "1.234,56", "1234,5", "1,234.56", "-12", "1 234,56 €" as "1234.56". With one kind of mark only, the language decides
// whether three digits after it are thousands.
export function readDecimal(text) {
  const given = text.trim().replace(/[\s'€]|EUR/g, "").replace(/^[−–]/, "-");
  const match = /^([+-]?)(\d[\d.,]*)$/.exec(given);
  if (!match) return null;
  const digits = match[2];
  const marks = new Set(digits.replace(/\d/g, ""));
  const ours = language() === "de" ? "," : ".";
  let decimal = "";
  if (marks.size === 2) {
    decimal = digits.lastIndexOf(",") > digits.lastIndexOf(".") ? "," : ".";
  } else if (marks.size === 1) {
    const [mark] = marks;
    const grouped = new RegExp(`^\\d{1,3}(\\${mark}\\d{3})+$`).test(digits);
    decimal = mark === ours || !grouped ? mark : "";
  }
  const [whole, fraction, extra] = decimal ? digits.split(decimal) : [digits];
  if (extra !== undefined || (fraction !== undefined && !/^\d+$/.test(fraction))) return null;
  const groups = whole.split(/[.,]/);
  if (groups.slice(1).some((group) => group.length !== 3)) return null;
  const plain = groups.join("").replace(/^0+(?=\d)/, "");
  return (match[1] === "-" ? "-" : "") + plain + (fraction ? `.${fraction}` : "");
}

export function showDate(iso) {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso || "");
  if (!match) return iso || "";
  return language() === "de" ? `${match[3]}.${match[2]}.${match[1]}` : match[0];
}

export function showDecimal(value, places = 0) {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value ?? "");
  if (!match) return value ?? "";
  const [group, point] = language() === "de" ? [".", ","] : [",", "."];
  const whole = match[2].replace(/\B(?=(\d{3})+$)/g, group);
  const fraction = (match[3] || "").padEnd(places, "0");
  return match[1] + whole + (fraction ? point + fraction : "");
}

export const showSize = (bytes) => {
  const units = ["B", "KB", "MB", "GB"];
  let at = 0;
  while (bytes >= 1000 && at < 3) {
    bytes /= 1000;
    at += 1;
  }
  return `${bytes.toLocaleString(language(), { maximumFractionDigits: at ? 1 : 0 })} ${units[at]}`;
};

export const showCount = (number) => number.toLocaleString(language());
