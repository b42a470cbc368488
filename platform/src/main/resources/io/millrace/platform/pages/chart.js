// A rate over the last minutes.

import { LitElement } from 'lit';
import uPlot from 'uplot';
import { of } from './history.js';
import { rate } from './format.js';

const LEAST_SECONDS = 120;
const clock = seconds => new Date(seconds * 1000).toLocaleTimeString('en-GB');

class Chart extends LitElement {
  static properties = { snap: { attribute: false }, series: { type: String } };

  constructor() {
    super();
    this.series = '';
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.repaint = () => this.draw();
    this.sizes = new ResizeObserver(() => this.resize());
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.sizes.observe(this);
    this.dark.addEventListener('change', this.repaint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.sizes.disconnect();
    this.dark.removeEventListener('change', this.repaint);
    this.plot?.destroy();
    this.plot = undefined;
  }

  updated(changed) {
    if (this.plot === undefined || changed.has('series')) this.draw();
    else this.plot.setData(of(this.series));
  }

  resize() {
    if (this.plot !== undefined && this.clientWidth > 0) {
      this.plot.setSize({ width: this.clientWidth, height: 150 });
    }
  }

  draw() {
    this.plot?.destroy();
    const colour = name => getComputedStyle(this).getPropertyValue(name).trim();
    const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
    this.plot = new uPlot({
      width: Math.max(this.clientWidth, 200),
      height: 150,
      legend: { show: false },
      cursor: { y: false },
      scales: { x: { range: (plot, min, max) => [Math.min(min, max - LEAST_SECONDS), max] }, y: { range: (plot, min, max) => [0, Math.max(max ?? 0, 1) * 1.1] } },
      axes: [{ ...axis, size: 30, space: 90, values: (plot, ticks) => ticks.map(clock) }, { ...axis, size: 62, values: (plot, ticks) => ticks.map(rate) }],
      series: [{}, { stroke: colour('--topic'), fill: colour('--topic-wash'), width: 2, points: { show: false } }],
    }, of(this.series), this);
  }
}

customElements.define('mill-chart', Chart);
