// The calls of the server. The session is a cookie that scripts cannot read; what changes something also carries the CSRF value.
import { language } from "./texts.js";

let csrf = "";

// What the server refused: `problem` is its application/problem+json, or a stand-in when there was no answer at all.
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
  get errors() {
    return this.problem.errors || [];
  }
}

export function headers(more = {}) {
  return { Accept: "application/json", "Accept-Language": language(), "X-CSRF-Token": csrf, ...more };
}

export async function problemOf(status, text) {
  try {
    return JSON.parse(text);
  } catch {
    return { code: "page.no_answer", detail: `HTTP ${status}` };
  }
}

async function send(method, path, body, more) {
  const options = { method, headers: headers(more), credentials: "same-origin" };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refused(0, { code: "page.offline" });
  }
  const text = await answer.text();
  if (!answer.ok) throw new Refused(answer.status, await problemOf(answer.status, text));
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  return { body: isJson && text ? JSON.parse(text) : text, etag: answer.headers.get("ETag") };
}

export async function get(path) {
  return (await send("GET", path)).body;
}
export const getWithTag = (path) => send("GET", path);
export const change = (method, path, body, etag) => send(method, path, body, etag ? { "If-Match": etag } : {});

export async function logIn(user, password) {
  csrf = (await send("POST", "/api/v1/session", { user, password })).body.csrf;
}
// Who is logged in; null when nobody is.
export async function session() {
  try {
    const found = await get("/api/v1/session");
    csrf = found.csrf;
    return found;
  } catch (refused) {
    if (refused.status === 401) return null;
    throw refused;
  }
}
export async function logOut() {
  await send("DELETE", "/api/v1/session");
  csrf = "";
}

export const search = (question, cursor, limit, facets = []) =>
  get(`/api/v1/search?${new URLSearchParams({ q: question, limit, ...(cursor ? { cursor } : {}),
    ...(facets.length ? { facets: facets.join(",") } : {}) })}`);
export const complete = async (question) => (await get(`/api/v1/search/complete?${new URLSearchParams({ q: question })}`)).items;

export const similar = (id) => get(`/api/v1/documents/${id}/similar`);

export const savedSearches = async () => (await get("/api/v1/saved-searches")).items;
export const saveSearch = (name, query) => change("POST", "/api/v1/saved-searches", { name, query });
export const seeSearch = (id) => change("POST", `/api/v1/saved-searches/${id}/seen`);
export const forgetSearch = (id) => change("DELETE", `/api/v1/saved-searches/${id}`);

export const recordTypes = async () => (await get("/api/v1/record-types?limit=500")).items;

const schemas = new Map();
// The schema of a record type; asked once while the page is open.
export async function schemaOf(type) {
  if (!schemas.has(type)) schemas.set(type, (await get(`/api/v1/record-types/${encodeURIComponent(type)}`)).schema);
  return schemas.get(type);
}
export const folders = async () => (await get("/api/v1/folders?limit=500")).items;
