// Connectors, failed ones first, with their tasks.

import { LitElement, html, nothing } from 'lit';
import { link } from './route.js';
import { count, rate } from './format.js';
import { search, matches, state, problem, empty } from './parts.js';

class Connectors extends LitElement {
  static properties = { snap: { attribute: false }, route: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  render() {
    const { snap, route } = this;
    if (snap.connect === null) return html`<h1>Connectors</h1>${empty('This node runs no connect worker.')}`;
    const shown = snap.connectors.filter(connector =>
      (route.name === null || connector.name === route.name)
      && matches(route, connector.name, connector.plugin, connector.state, connector.error ?? ''));
    return html`
      <h1>${route.name === null ? 'Connectors' : html`<a href=${link('connectors')}>Connectors</a> / ${route.name}`}</h1>
      <div class="bar">${search(route, 'connectors')}<span class="soft">${count(shown.length)} of ${count(snap.connectors.length)}</span></div>
      ${problem(snap.connect.error)}
      ${snap.connectors.length === 0 && snap.connect.error === null
        ? empty('There are no connectors. Create one:', './millrace connector create my-connector.json') : nothing}
      ${shown.map(connector => this.card(connector))}`;
  }

  card(connector) {
    const topics = this.snap.edges
      .filter(edge => edge.from === 'c:' + connector.name || edge.to === 'c:' + connector.name)
      .map(edge => (edge.from.startsWith('t:') ? edge.from : edge.to).slice(2));
    return html`<article class="card ${connector.sink ? 'sink' : 'source'}" data-connector=${connector.name}>
      <h2>${state(connector.state)} <a href=${link('connectors', connector.name)}>${connector.name}</a>
        <span class="soft">${connector.sink ? 'sink' : 'source'}, ${connector.plugin}</span></h2>
      ${problem(connector.error)}
      <p class="soft">${rate(connector.rate)}${connector.lag === null ? nothing : html`, lag ${count(connector.lag)}`}
        ${topics.map(topic => html` <a class="chip" href=${link('topics', topic)}>${topic}</a>`)}</p>
      <table><thead><tr><th>task</th><th>state</th><th>error</th></tr></thead>
        <tbody>${connector.tasks.map(task => html`<tr><td>${task.id}</td><td>${state(task.state)}</td>
          <td class="error">${task.error ?? ''}</td></tr>`)}
        ${connector.tasks.length === 0 ? html`<tr><td colspan="3" class="soft">no tasks</td></tr>` : nothing}</tbody></table>
    </article>`;
  }
}

customElements.define('mill-connectors', Connectors);
