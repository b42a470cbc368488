// Where the page is: a path and its parameters, all of it behind the URL's hash.

export function read(hash) {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  const path = mark < 0 ? text : text.slice(0, mark);
  const params = new URLSearchParams(mark < 0 ? '' : text.slice(mark + 1));
  const parts = path.split('/').filter(part => part !== '').map(part => decode(part));
  return { view: parts[0] ?? 'overview', name: parts[1] ?? null, params };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function link(view, name = null, params = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '' && value !== false) {
      query.set(key, value === true ? '1' : value);
    }
  }
  const text = query.toString();
  return '#/' + view + (name === null ? '' : '/' + encodeURIComponent(name)) + (text === '' ? '' : '?' + text);
}

// The same place with some parameters changed.
export function change(route, params) {
  return link(route.view, route.name, { ...Object.fromEntries(route.params), ...params });
}

export function go(hash, replace = false) {
  if (replace) {
    history.replaceState(null, '', hash);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = hash;
  }
}
