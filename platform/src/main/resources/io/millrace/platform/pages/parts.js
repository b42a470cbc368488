// Small pieces that several views use.

import { html, nothing } from 'lit';
import { change, go } from './route.js';

export function state(text) {
  const kind = { RUNNING: 'good', FAILED: 'bad', ERROR: 'bad', PENDING_ERROR: 'bad', PAUSED: 'idle', STOPPED: 'idle' };
  return html`<span class="state ${kind[text] ?? 'wait'}">${text.toLowerCase().replaceAll('_', ' ')}</span>`;
}

export function toggle(route, name, label) {
  const on = route.params.get(name) === '1';
  return html`<label class="toggle"><input type="checkbox" name=${name} .checked=${on}
    @change=${e => go(change(route, { [name]: e.target.checked }), true)}> ${label}</label>`;
}

export function search(route, what) {
  return html`<input class="search" type="search" placeholder="search ${what}  ( / )" aria-label="search ${what}"
    .value=${route.params.get('q') ?? ''}
    @input=${e => go(change(route, { q: e.target.value }), true)}
    @keydown=${e => { if (e.key === 'Escape') e.target.blur(); }}>`;
}

export function matches(route, ...texts) {
  const q = (route.params.get('q') ?? '').toLowerCase();
  return q === '' || texts.some(text => text.toLowerCase().includes(q));
}

export function problem(text) {
  return text === null || text === undefined ? nothing : html`<p class="problem" role="alert">${text}</p>`;
}

export function empty(text, hint = null) {
  return html`<div class="empty"><p>${text}</p>${hint === null ? nothing : html`<pre>${hint}</pre>`}</div>`;
}

// How to write to the log, where it can be reached from outside.
export function produce(snap) {
  const where = snap.log.url;
  return where.startsWith('inprocess:') ? null : 'echo hello | ./millrace produce greetings --bootstrap ' + where;
}

// Asks once, and tells what came or why nothing did.
export async function load(path) {
  const answer = await fetch(path, { headers: { Accept: 'application/json' } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message ?? 'HTTP ' + answer.status);
  return body;
}
