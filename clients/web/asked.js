// What a person asked lately, the newest first. Kept in this browser alone: nobody else, and no log, needs to know of it.
const most = 20;
const place = (person) => `kontor.asked.${person.id}`;

export function asked(person) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(person)) ?? "[]");
    return Array.isArray(kept) ? kept.filter((question) => typeof question === "string").slice(0, most) : [];
  } catch {
    return [];  // a browser that keeps nothing, or something else under our name
  }
}

export function remember(person, question) {
  if (!question) return;
  try {
    localStorage.setItem(place(person), JSON.stringify([question, ...asked(person).filter((other) => other !== question)].slice(0, most)));
  } catch {
    // A browser that keeps nothing.
  }
}

export function forget(person) {
  try {
    localStorage.removeItem(place(person));
  } catch {
    // A browser that keeps nothing has forgotten it.
  }
}
