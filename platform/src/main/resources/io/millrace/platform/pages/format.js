// Numbers and times for people.

const exact = new Intl.NumberFormat('en');

export function count(n) {
  return n === null || n === undefined ? '–' : exact.format(n);
}

// Three digits at most, so that nothing jumps.
export function short(n) {
  if (n === null || n === undefined) return '–';
  for (const [size, unit] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (n >= size) return trim(n / size) + unit;
  }
  return trim(n);
}

function trim(n) {
  if (n >= 99.95) return String(Math.round(n));
  const text = n.toFixed(1);
  return text.endsWith('.0') ? text.slice(0, -2) : text;
}

export function rate(r) {
  return r === null || r === undefined ? '–' : short(r) + '/s';
}

export function bytes(n) {
  if (n < 1024) return n + ' B';
  return n < 1 << 20 ? trim(n / 1024) + ' KiB' : trim(n / (1 << 20)) + ' MiB';
}

export function time(ms) {
  if (ms < 0) return 'no time';
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? String(ms) : at.toISOString().replace('T', ' ').replace('Z', '');
}

export function many(n, one, more = one + 's') {
  return count(n) + ' ' + (n === 1 ? one : more);
}

export function cut(text, most) {
  return text.length <= most ? text : text.slice(0, most - 1) + '…';
}
