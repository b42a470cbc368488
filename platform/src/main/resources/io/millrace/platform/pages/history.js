// What was seen of the rates since the page was opened: there is nothing to look up in later.

const MOST = 600;
const at = [];
const series = new Map();

export const TOTAL = '';

export function remember(snap) {
  at.push(snap.at / 1000);
  let total = null;
  const seen = new Set([TOTAL]);
  for (const topic of snap.topics) {
    if (!topic.internal && topic.rate !== null) total = (total ?? 0) + topic.rate;
    note(topic.name, topic.rate);
    seen.add(topic.name);
  }
  note(TOTAL, total);
  for (const name of series.keys()) {
    if (!seen.has(name)) series.delete(name);
  }
  if (at.length > MOST) {
    at.shift();
    for (const values of series.values()) values.shift();
  }
}

function note(name, value) {
  let values = series.get(name);
  if (values === undefined) {
    values = new Array(at.length - 1).fill(null);
    series.set(name, values);
  }
  values.push(value);
}

export function of(name) {
  return [at.slice(), (series.get(name) ?? new Array(at.length).fill(null)).slice()];
}
