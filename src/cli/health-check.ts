/**
 * The health check of the image, which has to do without shell and curl: asks the URL that it is given, else `/healthz` where
 * `HOST` and `PORT` say. Ends with 0, or with 1 and the reason on standard error. Loads nothing, as it runs every few seconds.
 */
// As in server/http/node-http.ts, which is not imported: nothing is.
const { get } = process.getBuiltinModule('node:http');

/** Milliseconds. */
const TIMEOUT = 3000;

const { HOST = '0.0.0.0', PORT = 8080 } = process.env;
/** Where one asks a server that listens on all addresses. */
const LOOPBACK: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };
const host = LOOPBACK[HOST] ?? HOST;
const place = `${host.includes(':') ? `[${host}]` : host}:${PORT}/healthz`;
const [, , url] = process.argv;

if (url === undefined) askProxy('http');
else ask(url, (status) => status === 200 || fail(url, `status ${status}`));

/** What the configuration says is not known here, so the answers have to tell. */
function askProxy(protocol: 'http' | 'https'): void {
  const ownUrl = `${protocol}://${place}`;
  ask(ownUrl, (status) => {
    // With server.management, /healthz is elsewhere, and whoever says so lives.
    if (status === 200 || status === 404) return;
    // A port of TLS says in plain HTTP what it is.
    if (status === 400 && protocol === 'http') askProxy('https');
    else fail(ownUrl, `status ${status}`);
  });
}

function ask(target: string, answered: (status: number | undefined) => void): void {
  const isTls = target.startsWith('https:');
  const send = isTls ? process.getBuiltinModule('node:https').get : get;
  // Its certificate is that of another name than the one of this machine.
  send(target, { timeout: TIMEOUT, ...(isTls ? { rejectUnauthorized: false } : {}) }, (response) => {
    response.resume();
    answered(response.statusCode);
  })
    .on('timeout', () => fail(target, `no answer within ${TIMEOUT} ms`))
    .on('error', ({ message }) => fail(target, message));
}

function fail(target: string, reason: string): never {
  process.stderr.write(`${target}: ${reason}\n`);
  process.exit(1);
}
