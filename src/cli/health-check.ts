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
const [, , url = `http://${host.includes(':') ? `[${host}]` : host}:${PORT}/healthz`] = process.argv;

get(url, { timeout: TIMEOUT }, (response) => {
  response.resume();
  if (response.statusCode !== 200) fail(`status ${response.statusCode}`);
})
  .on('timeout', () => fail(`no answer within ${TIMEOUT} ms`))
  .on('error', ({ message }) => fail(message));

function fail(reason: string): never {
  process.stderr.write(`${url}: ${reason}\n`);
  process.exit(1);
}
