// The frame: where the page is, what it knows, and the keys.

import { LitElement, html, nothing } from 'lit';
import { read, link, go } from './route.js';
import { remember } from './history.js';
import './overview.js';
import './graph.js';
import './topics.js';
import './connectors.js';
import './subjects.js';

const VIEWS = [
  ['overview', 'o', 'Overview'],
  ['pipeline', 'p', 'Pipeline'],
  ['topics', 't', 'Topics'],
  ['connectors', 'c', 'Connectors'],
  ['subjects', 's', 'Subjects'],
];

class App extends LitElement {
  static properties = { snap: { state: true }, route: { state: true }, lost: { state: true } };

  constructor() {
    super();
    this.snap = null;
    this.lost = false;
    this.route = read(location.hash);
    this.leader = 0;
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('hashchange', () => { this.route = read(location.hash); });
    addEventListener('keydown', e => this.key(e));
    // A page that nobody sees asks for nothing.
    document.addEventListener('visibilitychange', () => this.listen(!document.hidden));
    this.listen(true);
  }

  listen(on) {
    this.events?.close();
    this.events = undefined;
    if (!on) return;
    this.events = new EventSource('/api/live');
    this.events.onmessage = e => {
      this.snap = JSON.parse(e.data);
      remember(this.snap);
      this.lost = false;
    };
    this.events.onerror = () => { this.lost = true; };
  }

  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.matches?.('input:not([type=checkbox]), textarea, select')) return;
    if (e.key === '/') {
      const field = this.querySelector('.search');
      if (field !== null) {
        e.preventDefault();
        field.focus();
        field.select();
      }
    } else if (e.key === 'g') {
      this.leader = e.timeStamp;
    } else if (this.leader > 0 && e.timeStamp - this.leader < 1500) {
      this.leader = 0;
      const view = VIEWS.find(([, key]) => key === e.key);
      if (view !== undefined) go(link(view[0]));
    }
  }

  render() {
    const { view } = this.route;
    return html`
      <header>
        <a class="brand" href=${link('overview')}><img src="/app/icon.svg" alt="" width="22" height="22"> Millrace</a>
        <nav>${VIEWS.map(([name, key, label]) => html`
          <a href=${link(name)} class=${name === view ? 'here' : ''} title="g ${key}">${label}</a>`)}</nav>
        <span class="live ${this.lost ? 'bad' : this.snap === null ? 'wait' : 'good'}">${
          this.lost ? 'no answer' : this.snap === null ? 'asking' : 'live'}</span>
      </header>
      <main>${this.snap === null ? html`<p class="soft">asking …</p>` : this.body(view)}</main>
      <footer class="soft"><kbd>/</kbd> search ${VIEWS.map(([name, key]) => html`<kbd>g</kbd> <kbd>${key}</kbd> ${name} `)}
        <span>read-only</span></footer>`;
  }

  body(view) {
    const { snap, route } = this;
    switch (view) {
      case 'overview':
        return html`<mill-overview .snap=${snap} .route=${route}></mill-overview>`;
      case 'pipeline':
        return html`<mill-pipeline .snap=${snap} .route=${route}></mill-pipeline>`;
      case 'topics':
        return route.name === null
          ? html`<mill-topics .snap=${snap} .route=${route}></mill-topics>`
          : html`<mill-topic .snap=${snap} .route=${route} .name=${route.name}></mill-topic>`;
      case 'connectors':
        return html`<mill-connectors .snap=${snap} .route=${route}></mill-connectors>`;
      case 'subjects':
        return route.name === null
          ? html`<mill-subjects .snap=${snap} .route=${route}></mill-subjects>`
          : html`<mill-subject .snap=${snap} .route=${route} .name=${route.name}></mill-subject>`;
      default:
        return html`<p>There is no such view: ${view}.</p>${nothing}`;
    }
  }
}

customElements.define('mill-app', App);
