// Subjects and the text of their versions.

import { LitElement, html, nothing } from 'lit';
import { link, change } from './route.js';
import { count } from './format.js';
import { search, matches, problem, empty, load } from './parts.js';

const REFRESH_MS = 5000;

// Asks again now and then while it is shown.
class Asking extends LitElement {
  static properties = {
    snap: { attribute: false }, route: { attribute: false }, name: { type: String },
    data: { state: true }, failure: { state: true },
  };

  constructor() {
    super();
    this.data = null;
    this.failure = null;
    this.asked = 0;
  }

  createRenderRoot() {
    return this;
  }

  willUpdate(changed) {
    if (changed.has('name')) {
      this.data = null;
      this.asked = 0;
    }
    if (this.snap.registry !== null && performance.now() - this.asked > REFRESH_MS || this.asked === 0) this.ask();
  }

  async ask() {
    this.asked = performance.now();
    const name = this.name;
    try {
      const data = await load(this.path());
      if (name === this.name) {
        this.data = data;
        this.failure = null;
      }
    } catch (e) {
      if (name === this.name) this.failure = e.message;
    }
  }
}

class Subjects extends Asking {
  path() {
    return '/api/subjects';
  }

  willUpdate(changed) {
    if (this.snap.registry !== null) super.willUpdate(changed);
  }

  render() {
    const { snap, route, data } = this;
    if (snap.registry === null) return html`<h1>Subjects</h1>${empty('This node runs no schema registry.')}`;
    const shown = (data?.subjects ?? []).filter(subject => matches(route, subject.name));
    return html`
      <h1>Subjects</h1>
      <div class="bar">${search(route, 'subjects')}${data === null ? nothing : html`
        <span class="soft">${count(shown.length)} of ${count(data.subjects.length + data.more)}</span>`}</div>
      ${problem(this.failure)}
      ${data === null ? nothing : data.subjects.length === 0
        ? empty('There are no subjects. Register a schema:', './millrace schema register my-topic-value my-schema.avsc') : html`
        <table><thead><tr><th>subject</th><th>versions</th></tr></thead><tbody>
        ${shown.map(subject => html`<tr><td><a href=${link('subjects', subject.name)}>${subject.name}</a></td>
          <td>${(subject.versions ?? []).map(version => html`
            <a class="chip" href=${link('subjects', subject.name, { v: version })}>${version}</a> `)}</td></tr>`)}
        </tbody></table>`}`;
  }
}

class Subject extends Asking {
  path() {
    return '/api/subjects/' + encodeURIComponent(this.name);
  }

  render() {
    const { data, route } = this;
    const chosen = data?.versions.find(version => String(version.version) === route.params.get('v')) ?? data?.versions[0];
    return html`
      <h1><a href=${link('subjects')}>Subjects</a> / ${this.name}</h1>
      ${problem(this.failure)}
      ${data === null || chosen === undefined ? nothing : html`
        <p class="soft">compatibility ${data.compatibility ?? 'unknown'}${data.more > 0 ? `, ${data.more} older versions` : ''}</p>
        <div class="bar">${data.versions.map(version => html`
          <a class="chip ${version === chosen ? 'here' : ''}" href=${change(route, { v: version.version })}>version ${version.version}</a>`)}</div>
        <p class="soft">${chosen.type}, schema id ${chosen.id}</p>
        <pre class="schema">${pretty(chosen.schema)}</pre>`}`;
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

customElements.define('mill-subjects', Subjects);
customElements.define('mill-subject', Subject);
