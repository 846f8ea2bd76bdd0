/**
 * The health check of the image, which has to do without shell and curl: asks `/healthz` where `HOST` and `PORT` say, and ends
 * with 0, or with 1 and the reason on standard error. Loads nothing, as it runs every few seconds.
 */
import { get } from 'node:http';

/** Milliseconds. */
const TIMEOUT = 3000;
const PORT = 8080;

const { HOST, PORT: port = PORT } = process.env;
const host = HOST === undefined || HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST;

get({ host, port, path: '/healthz', timeout: TIMEOUT }, (response) => {
  response.resume();
  if (response.statusCode !== 200) fail(`status ${response.statusCode}`);
})
  .on('timeout', () => fail(`no answer within ${TIMEOUT} ms`))
  .on('error', ({ message }) => fail(message));

function fail(reason: string): never {
  process.stderr.write(`http://${host}:${port}/healthz: ${reason}\n`);
  process.exit(1);
}
