// Runs a script's steps one after the other, and tells each as a line of JSON: {"step": …, "error"?: …}, or {"told": …}.
const http = require('http');

const say = (line) => process.stdout.write(JSON.stringify(line) + '\n');

async function step(name, body) {
  try {
    await body();
    say({ step: name });
  } catch (e) {
    say({ step: name, error: String((e && e.stack) || e) });
  }
}

// The error that a call ends with.
async function refusal(call) {
  try {
    await call;
  } catch (e) {
    return e;
  }
  throw new Error('it was taken');
}

// Stands before the registry and counts what is asked: {url, count(method, path), close()}.
async function counting(registry) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(request.method + ' ' + request.url.split('?')[0]);
    const options = { method: request.method, headers: request.headers };
    const onward = http.request(registry + request.url, options, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: 'http://127.0.0.1:' + server.address().port,
    count: (method, path) => asked.filter((each) => each === method + ' ' + path).length,
    close: () => server.close(),
  };
}

async function types(registry) {
  return (await (await fetch(registry + '/schemas/types')).json());
}

function run(main) {
  main().then(() => process.exit(0), (e) => { console.error(e); process.exit(1); });
}

module.exports = { counting, refusal, run, say, step, types };
