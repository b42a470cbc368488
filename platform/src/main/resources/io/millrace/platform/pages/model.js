// The graph to draw, from what flows where: jobs as one box, or opened into their steps.

const MOST_NODES = 200;

export function model(snap, open, internal) {
  const nodes = new Map();
  const edges = [];
  const topics = new Map(snap.topics.map(topic => [topic.name, topic]));
  const node = (id, more) => { if (!nodes.has(id)) nodes.set(id, { id, ...more }); };
  const topic = name => node('t:' + name, {
    kind: 'topic', label: name, name, internal: topics.get(name)?.internal ?? false,
    rate: topics.get(name)?.rate ?? null, missing: !topics.has(name),
  });

  for (const connector of snap.connectors) {
    node('c:' + connector.name, {
      kind: connector.sink ? 'sink' : 'source', label: connector.name, name: connector.name, about: connector.plugin,
      state: connector.state, error: connector.error, rate: connector.rate,
    });
  }
  const opened = new Map();
  for (const job of snap.jobs) {
    if (open.has(job.name)) opened.set('j:' + job.name, job);
    else {
      node('j:' + job.name, {
        kind: 'job', label: job.name, name: job.name, about: 'job', state: job.state, rate: job.rate, lag: job.lag,
      });
    }
  }
  const rates = new Map();
  for (const edge of snap.edges) {
    rates.set(edge.from + ' ' + edge.to, edge);
    if (edge.internal && !internal) continue;
    const name = (edge.from.startsWith('t:') ? edge.from : edge.to).slice(2);
    if (opened.has(edge.from) || opened.has(edge.to)) {
      if (name.endsWith('-changelog')) {
        topic(name);
        edges.push({ ...edge, from: stepOf(opened.get(edge.from), name) ?? edge.from });
      }
      continue;
    }
    topic(name);
    edges.push(edge);
  }
  for (const [id, job] of opened) steps(id, job);

  function steps(id, job) {
    const writers = new Map();
    for (const part of job.parts) {
      const group = id + ':' + part.id;
      node(group, { kind: 'group', label: job.name + (part.global ? ' global table' : ' part ' + part.id), name: job.name });
      for (const step of part.steps) {
        node(id + '/' + step.name, {
          kind: 'step', role: step.kind, label: brief(step.name), full: step.name, group, name: job.name,
          about: step.stores.length > 0 ? step.stores.map(brief).join(', ') : step.kind,
        });
        for (const next of step.next) edges.push({ from: id + '/' + step.name, to: id + '/' + next, rate: null, lag: null });
        if (step.kind === 'sink') for (const name of step.topics) writers.set(name, id + '/' + step.name);
      }
    }
    for (const part of job.parts) {
      for (const step of part.steps) {
        for (const name of step.topics) {
          const me = id + '/' + step.name;
          const hidden = !internal && (topics.get(name)?.internal ?? false);
          const known = rates.get(step.kind === 'sink' ? id + ' t:' + name : 't:' + name + ' ' + id);
          const flow = { rate: known?.rate ?? null, lag: known?.lag ?? null };
          if (hidden) {
            // A topic between two parts of the job is a line from one to the other.
            if (step.kind === 'source' && writers.has(name)) edges.push({ from: writers.get(name), to: me, ...flow });
            continue;
          }
          topic(name);
          edges.push(step.kind === 'sink' ? { from: me, to: 't:' + name, ...flow } : { from: 't:' + name, to: me, ...flow });
        }
      }
    }
  }
  const kept = [...nodes.values()].slice(0, MOST_NODES);
  const ids = new Set(kept.map(each => each.id));
  return {
    nodes: kept,
    more: nodes.size - kept.length,
    edges: edges.filter(edge => ids.has(edge.from) && ids.has(edge.to)),
  };
}

// Names that nobody gave: KSTREAM-AGGREGATE-0000000003 is aggregate 3.
function brief(name) {
  const made = /^(?:KSTREAM|KTABLE)-([A-Z-]+?)-?0*(\d+)$/.exec(name);
  return made === null ? name : made[1].toLowerCase().replaceAll('-', ' ').replace('aggregate state store', 'store') + ' ' + made[2];
}

// A store's changelog is written by the step that has the store.
function stepOf(job, topic) {
  if (job === undefined) return null;
  for (const part of job.parts) {
    for (const step of part.steps) {
      if (step.stores.some(store => topic === job.application + '-' + store + '-changelog')) {
        return 'j:' + job.name + '/' + step.name;
      }
    }
  }
  return null;
}
