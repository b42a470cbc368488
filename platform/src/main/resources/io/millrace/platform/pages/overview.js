// What runs, how much flows, and what is wrong.

import { LitElement, html, nothing } from 'lit';
import { link } from './route.js';
import { count, rate, many } from './format.js';
import { state, problem, empty, produce } from './parts.js';
import './chart.js';
import './graph.js';

class Overview extends LitElement {
  static properties = { snap: { attribute: false }, route: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  render() {
    const { snap, route } = this;
    const topics = snap.topics.filter(topic => !topic.internal);
    const failed = snap.connectors.filter(connector => connector.state === 'FAILED');
    const total = topics.reduce((sum, topic) => sum + (topic.rate ?? 0), 0);
    const empties = topics.length === 0 && snap.connectors.length === 0 && snap.jobs.length === 0;
    return html`
      <h1>Overview</h1>
      <div class="tiles">
        ${this.part('Log', snap.log, many(topics.length, 'topic'), link('topics'))}
        ${this.part('Registry', snap.registry, 'schemas by subject', link('subjects'))}
        ${this.part('Connect', snap.connect, many(snap.connectors.length, 'connector'), link('connectors'))}
        <a class="tile" href=${link('pipeline')}><b>Jobs</b><span class="big">${count(snap.jobs.length)}</span>
          <span class="soft">${snap.jobs.map(job => job.state.toLowerCase()).join(', ') || 'none in this process'}</span></a>
        <a class="tile" href=${link('topics')}><b>Arriving</b><span class="big">${rate(total)}</span>
          <span class="soft">records into all topics</span></a>
      </div>
      ${problem(snap.log.error)}
      ${failed.map(connector => html`<p class="problem"><a href=${link('connectors', connector.name)}>${connector.name}</a>
        ${state('FAILED')} ${connector.error}</p>`)}
      ${empties ? empty('Nothing flows yet. Write something:',
        produce(snap)) : html`
        <section><h2>Pipeline</h2><mill-graph .snap=${snap} .route=${route}></mill-graph></section>`}
      <section><h2>Records a second</h2><mill-chart .snap=${snap} series=""></mill-chart></section>`;
  }

  part(name, part, what, href) {
    if (part === null) return html`<div class="tile off"><b>${name}</b><span class="soft">off</span></div>`;
    return html`<a class="tile" href=${href}><b>${name}</b>
      <span class="state ${part.error === null ? 'good' : 'bad'}">${part.error === null ? 'up' : 'down'}</span>
      <span class="soft">${part.error ?? what}</span><span class="soft where">${part.url.startsWith('inprocess:') ? 'in this process' : part.url}</span>${nothing}</a>`;
  }
}

customElements.define('mill-overview', Overview);
