// The pipeline, drawn: boxes laid out by dagre when the shape changes, numbers renewed each second.

import { LitElement, html, svg, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { link, change, go } from './route.js';
import { rate, short, cut } from './format.js';
import { toggle, empty, problem } from './parts.js';
import { model } from './model.js';

const CHAR = 7.1;
const LONGEST = 30;
let dagre;

// A classic script, and large: loaded when a graph is first drawn.
function layouter() {
  dagre ??= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = document.querySelector('mill-app').dataset.dagre;
    script.onload = () => done(globalThis.dagre);
    script.onerror = () => failed(new Error('the layout library did not load'));
    document.head.append(script);
  });
  return dagre;
}

const id = each => each.id;

class Graph extends LitElement {
  static properties = {
    snap: { attribute: false }, route: { attribute: false }, places: { state: true }, failure: { state: true },
  };

  constructor() {
    super();
    this.places = null;
    this.failure = null;
    this.shape = '';
  }

  createRenderRoot() {
    return this;
  }

  willUpdate() {
    const open = new Set((this.route.params.get('open') ?? '').split(',').filter(name => name !== ''));
    this.model = model(this.snap, open, this.route.params.get('internal') === '1');
    const shape = JSON.stringify([
      this.model.nodes.map(node => [node.id, node.group]), this.model.edges.map(edge => [edge.from, edge.to])]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.lay(shape);
    }
  }

  async lay(shape) {
    try {
      const library = await layouter();
      if (shape === this.shape) this.places = { shape, ...place(library, this.model) };
    } catch (e) {
      this.failure = e.message;
    }
  }

  updated() {
    const drawn = this.querySelector('svg.graph');
    // Small graphs keep their size, large ones shrink to the page, but not beyond reading.
    if (drawn !== null) drawn.style.minWidth = Math.min(this.places.width, Math.max(600, this.places.width * 0.55)) + 'px';
  }

  render() {
    const { places } = this;
    if (this.model.nodes.length === 0) return empty('There is nothing to draw yet: no connector, no job.');
    if (places === null) return problem(this.failure) === nothing ? html`<p class="soft">drawing …</p>` : problem(this.failure);
    const lines = new Map();
    for (const edge of this.model.edges) lines.set(edge.from + ' ' + edge.to, edge);
    const nodes = new Map(this.model.nodes.map(node => [node.id, node]));
    const boxes = places.boxes.filter(box => nodes.has(box.id));
    return html`<div class="canvas"><svg class="graph" width=${places.width} height=${places.height}
        viewBox="0 0 ${places.width} ${places.height}" role="img" aria-label="pipeline">
      <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">
        <path d="M0 0 8 4 0 8z"></path></marker></defs>
      ${repeat(boxes.filter(box => nodes.get(box.id).kind === 'group'), id, box => this.group(box, nodes.get(box.id)))}
      ${repeat(places.lines, id, line => this.line(line, lines.get(line.id)))}
      ${repeat(boxes.filter(box => nodes.get(box.id).kind !== 'group'), id, box => this.box(box, nodes.get(box.id)))}
      ${repeat(places.lines, id, line => this.figures(line, lines.get(line.id)))}
    </svg></div>${this.model.more > 0 ? html`<p class="soft">${this.model.more} more are not drawn.</p>` : nothing}`;
  }

  line(line, edge) {
    if (edge === undefined) return nothing;
    const flows = edge.rate !== null && edge.rate > 0;
    const width = flows ? Math.min(5, 1.4 + Math.log10(1 + edge.rate) * 0.6) : 1.4;
    return svg`<path class="edge ${flows ? 'flows' : ''}" d=${line.d} stroke-width=${width.toFixed(1)} marker-end="url(#tip)"></path>`;
  }

  figures(line, edge) {
    if (edge === undefined) return nothing;
    const lag = edge.lag === null || edge.lag === undefined ? '' : 'lag ' + short(edge.lag);
    return svg`<g class="figures" transform="translate(${line.x} ${line.y})" data-edge=${line.id}>
      ${edge.rate === null ? nothing : svg`<text y="-5">${rate(edge.rate)}</text>`}
      ${lag === '' ? nothing : svg`<text class="lag ${edge.lag > 0 ? 'behind' : ''}" y="13">${lag}</text>`}</g>`;
  }

  group(box, node) {
    return svg`<g class="group" transform="translate(${box.x - box.width / 2} ${box.y - box.height / 2})"
        role="button" tabindex="0" @click=${() => this.flip(node.name)} @keydown=${e => this.enter(e, node)}>
      <rect width=${box.width} height=${box.height} rx="10"></rect><text x="10" y="16">− ${node.label}</text></g>`;
  }

  box(box, node) {
    const bad = node.state === 'FAILED' || node.state === 'ERROR';
    const classes = ['node', node.kind, bad ? 'bad' : '', node.role ?? '', node.missing ? 'missing' : ''].join(' ');
    return svg`<g class=${classes} data-node=${node.id} role="link" tabindex="0"
        transform="translate(${box.x - box.width / 2} ${box.y - box.height / 2})"
        @click=${() => this.follow(node)} @keydown=${e => this.enter(e, node)}>
      <title>${node.full ?? node.label}${node.error ? ': ' + node.error : ''}</title>
      <rect class="body" width=${box.width} height=${box.height} rx=${node.kind === 'topic' ? box.height / 2 : 7}></rect>
      ${['source', 'sink', 'job'].includes(node.kind) ? svg`<rect class="mark" width="5" height=${box.height} rx="2"></rect>` : nothing}
      <text class="label" x=${box.width / 2} y=${box.height / 2 - 3}>${node.kind === 'job' ? '+ ' : ''}${cut(node.label, LONGEST)}</text>
      <text class="under" x=${box.width / 2} y=${box.height / 2 + 13}>${under(node)}</text></g>`;
  }

  enter(e, node) {
    if (e.key === 'Enter') this.follow(node);
  }

  follow(node) {
    if (node.kind === 'topic') go(link('topics', node.name));
    else if (node.kind === 'source' || node.kind === 'sink') go(link('connectors', node.name));
    else this.flip(node.name);
  }

  flip(name) {
    const open = new Set((this.route.params.get('open') ?? '').split(',').filter(each => each !== ''));
    if (!open.delete(name)) open.add(name);
    go(change(this.route, { open: [...open].join(',') }));
  }
}

function under(node) {
  switch (node.kind) {
    case 'topic':
      return node.missing ? 'not there yet' : node.rate === null ? 'topic' : 'topic · ' + rate(node.rate);
    case 'job':
      return node.state.toLowerCase().replaceAll('_', ' ') + ' · ' + rate(node.rate);
    case 'step':
      return cut(node.about, LONGEST);
    default:
      return node.state.toLowerCase() + ' · ' + cut(node.about, 22);
  }
}

function place(library, { nodes, edges }) {
  const graph = new library.graphlib.Graph({ compound: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 22, ranksep: 34, edgesep: 16, marginx: 14, marginy: 14 });
  for (const node of nodes) {
    if (node.kind === 'group') graph.setNode(node.id, {});
    else {
      const letters = Math.max(Math.min(node.label.length + 2, LONGEST), Math.min(under(node).length, LONGEST) * 0.9, 12);
      graph.setNode(node.id, { width: Math.round(letters * CHAR + 26), height: 44 });
    }
  }
  for (const node of nodes) {
    if (node.group !== undefined) graph.setParent(node.id, node.group);
  }
  for (const edge of edges) {
    const inner = edge.from.includes('/') && edge.to.includes('/');
    if (edge.from !== edge.to) graph.setEdge(edge.from, edge.to, { width: inner ? 8 : 74, height: 30, labelpos: 'c' });
  }
  library.layout(graph);
  const { width, height } = graph.graph();
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: graph.nodes().map(id => ({ id, ...graph.node(id) })),
    lines: graph.edges().map(edge => {
      const { points, x, y } = graph.edge(edge);
      return { id: edge.v + ' ' + edge.w, d: curve(points), x, y };
    }),
  };
}

// Through the middles of what dagre gives, bent at its points.
function curve(points) {
  const at = point => point.x.toFixed(1) + ' ' + point.y.toFixed(1);
  let d = 'M' + at(points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const next = points[i + 1];
    const middle = i === points.length - 2 ? next : { x: (points[i].x + next.x) / 2, y: (points[i].y + next.y) / 2 };
    d += 'Q' + at(points[i]) + ' ' + at(middle);
  }
  return points.length === 2 ? d + 'L' + at(points[1]) : d;
}

class Pipeline extends LitElement {
  static properties = { snap: { attribute: false }, route: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  render() {
    return html`<h1>Pipeline</h1>
      <div class="bar">${toggle(this.route, 'internal', 'internal topics too')}
        <span class="soft">a job opens into its steps when it is clicked</span></div>
      ${problem(this.snap.log.error)}
      <mill-graph .snap=${this.snap} .route=${this.route}></mill-graph>`;
  }
}

customElements.define('mill-graph', Graph);
customElements.define('mill-pipeline', Pipeline);
