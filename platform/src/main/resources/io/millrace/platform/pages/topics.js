// Topics, and one of them with its partitions and latest records.

import { LitElement, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { link, change, go } from './route.js';
import { count, rate, bytes, time } from './format.js';
import { search, toggle, matches, problem, empty, load, produce } from './parts.js';
import './chart.js';

class Topics extends LitElement {
  static properties = { snap: { attribute: false }, route: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  render() {
    const { snap, route } = this;
    const internal = route.params.get('internal') === '1';
    const all = snap.topics.filter(topic => internal || !topic.internal);
    const shown = all.filter(topic => matches(route, topic.name));
    return html`
      <h1>Topics</h1>
      <div class="bar">${search(route, 'topics')} ${toggle(route, 'internal', 'internal ones too')}
        <span class="soft">${count(shown.length)} of ${count(all.length + snap.moreTopics)}</span></div>
      ${problem(snap.log.error)}
      ${all.length === 0 ? empty('There are no topics. Write to one:',
        produce(snap)) : html`
      <table><thead><tr><th>topic</th><th class="n">partitions</th><th class="n">records</th><th class="n">arriving</th></tr></thead>
        <tbody>${shown.map(topic => html`<tr>
          <td><a href=${link('topics', topic.name)}>${topic.name}</a></td>
          <td class="n">${count(topic.partitions)}</td><td class="n">${count(topic.records)}</td>
          <td class="n">${rate(topic.rate)}</td></tr>`)}</tbody></table>`}
      ${snap.moreTopics > 0 ? html`<p class="soft">${count(snap.moreTopics)} more are not shown.</p>` : nothing}`;
  }
}

class Topic extends LitElement {
  static properties = {
    snap: { attribute: false }, route: { attribute: false }, name: { type: String },
    data: { state: true }, failure: { state: true },
  };

  constructor() {
    super();
    this.forget();
  }

  createRenderRoot() {
    return this;
  }

  forget() {
    this.data = null;
    this.failure = null;
    this.seen = null;
    this.asking = false;
  }

  willUpdate(changed) {
    if (changed.has('name')) this.forget();
    const now = this.snap.topics.find(topic => topic.name === this.name)?.records ?? -1;
    if (now !== this.seen && !this.asking && !this.held()) {
      this.seen = now;
      this.ask();
    }
  }

  held() {
    return this.route.params.get('hold') === '1' && this.data !== null;
  }

  async ask() {
    const name = this.name;
    this.asking = true;
    try {
      const data = await load('/api/topics/' + encodeURIComponent(name));
      if (name === this.name && !this.held()) {
        this.data = data;
        this.failure = null;
      }
    } catch (e) {
      if (name === this.name) this.failure = e.message;
    }
    if (name === this.name) this.asking = false;
  }

  render() {
    const { data, route } = this;
    const now = this.snap.topics.find(topic => topic.name === this.name);
    return html`
      <h1><a href=${link('topics')}>Topics</a> / ${this.name}</h1>
      ${problem(this.failure)}
      <p class="soft">${now === undefined ? nothing : html`${count(now.records)} records, ${rate(now.rate)}`}
        ${this.flows()}</p>
      <mill-chart .snap=${this.snap} .series=${this.name}></mill-chart>
      ${data === null ? nothing : html`
        <section><h2>Latest records</h2>
          <div class="bar">${search(route, 'these records')} ${toggle(route, 'hold', 'hold')}</div>
          ${this.records()}</section>
        <section class="columns"><div><h2>Partitions</h2>${this.partitions()}</div>
          <div><h2>Configs</h2>${this.configs()}</div></section>`}`;
  }

  flows() {
    const me = 't:' + this.name;
    return this.snap.edges.filter(edge => edge.from === me || edge.to === me).map(edge => {
      const other = edge.from === me ? edge.to : edge.from;
      const href = other.startsWith('c:') ? link('connectors', other.slice(2)) : link('pipeline', null, { open: other.slice(2) });
      return html` <a class="chip" href=${href}>${edge.from === me ? 'to' : 'from'} ${other.slice(2)}</a>`;
    });
  }

  records() {
    const { data, route } = this;
    if (data.secret) return empty('These records are not shown: connectors’ configs may hold passwords.');
    if (data.records.length === 0) return empty('No records yet.');
    const open = route.params.get('r');
    const shown = data.records.filter(row => matches(route, row.key.text, row.value.text));
    return html`<table class="records"><thead><tr><th>time (UTC)</th><th class="n">partition</th><th class="n">offset</th><th>key</th><th>value</th></tr></thead>
      <tbody>${repeat(shown, idOf, row => {
        const id = idOf(row);
        return html`<tr class="record ${id === open ? 'here' : ''}" tabindex="0"
            @click=${() => this.open(id === open ? null : id)}
            @keydown=${e => { if (e.key === 'Enter') this.open(id === open ? null : id); }}>
          <td class="time">${time(row.timestamp)}</td><td class="n">${row.partition}</td><td class="n">${row.offset}</td>
          <td class="data">${line(row.key)}</td><td class="data">${line(row.value)}</td></tr>
          ${id === open ? html`<tr class="whole"><td colspan="5">${whole('key', row.key)}${whole('value', row.value)}
            ${row.headers.map(header => whole('header ' + header.name, header.value))}</td></tr>` : nothing}`;
      })}</tbody></table>`;
  }

  open(id) {
    // Who reads one does not want it to be pushed away by the next.
    if (String(getSelection()) === '') go(change(this.route, id === null ? { r: null } : { r: id, hold: true }), true);
  }

  partitions() {
    const { data } = this;
    return html`<table><thead><tr><th class="n">partition</th><th class="n">leader</th><th class="n">first</th><th class="n">next</th><th class="n">records</th></tr></thead>
      <tbody>${data.partitions.map(partition => html`<tr><td class="n">${partition.partition}</td><td class="n">${partition.leader}</td>
        <td class="n">${count(partition.start)}</td><td class="n">${count(partition.end)}</td>
        <td class="n">${count(partition.end - partition.start)}</td></tr>`)}</tbody></table>
      ${data.morePartitions > 0 ? html`<p class="soft">${count(data.morePartitions)} more are not shown.</p>` : nothing}`;
  }

  configs() {
    return html`<table><tbody>${Object.entries(this.data.configs).map(([name, value]) => html`
      <tr><td>${name}</td><td class="data">${value}</td></tr>`)}</tbody></table>`;
  }
}

const idOf = row => row.partition + '-' + row.offset;

function line(data) {
  if (data.kind === 'null') return html`<i class="soft">null</i>`;
  return html`<span title=${data.kind}>${data.text.slice(0, 200)}${data.cut || data.text.length > 200 ? ' …' : ''}</span>${
    data.note === null ? nothing : html` <i class="soft">${data.note}</i>`}`;
}

function whole(what, data) {
  return html`<h3>${what} <span class="soft">${data.kind}, ${bytes(data.sizeInBytes)}${
    data.schemaId === null ? '' : ', schema id ' + data.schemaId}${data.cut ? ', cut' : ''}${
    data.note === null ? '' : ', ' + data.note}</span></h3><pre>${pretty(data)}</pre>`;
}

function pretty(data) {
  // Of large numbers JavaScript would lose the last digits.
  if ((data.kind === 'avro' || data.kind === 'json') && !/\d{16}/.test(data.text)) {
    try {
      return JSON.stringify(JSON.parse(data.text), null, 2);
    } catch {
      return data.text;
    }
  }
  return data.text;
}

customElements.define('mill-topics', Topics);
customElements.define('mill-topic', Topic);
