/**
 * What a proxy costs that knows nothing of SCIM: Fastify and undici, one comparison of credentials, no log. Bodies go through as
 * the bytes that they are (`bytes`), or are parsed and serialised (`parse`), which is the least that one has to do
 * that transforms them. JavaScript, so that memory and start are those of Node.js without a compiler.
 *
 * Usage: PORT=… node pass-through.mjs bytes|parse BACKEND AUTHORIZATION
 */
import Fastify from 'fastify';
import { Pool } from 'undici';

const [, , mode, backend, authorization] = process.argv;
const pool = new Pool(backend, { connections: 64, pipelining: 1 });
const app = Fastify({ logger: false });

app.removeAllContentTypeParsers();
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.get('/readyz', async () => 'ready');
app.all('/*', async (request, reply) => {
  if (request.headers.authorization !== authorization) return reply.code(401).send();
  const sent = request.body?.length ? request.body : null;
  const answer = await pool.request({
    method: request.method,
    path: request.raw.url,
    headers: { 'content-type': 'application/scim+json', accept: 'application/scim+json' },
    body: sent !== null && mode === 'parse' ? JSON.stringify(JSON.parse(sent.toString())) : sent,
  });
  reply.code(answer.statusCode);
  if (answer.statusCode === 204) {
    await answer.body.dump();
    return reply.send();
  }
  reply.header('content-type', 'application/scim+json');
  if (mode === 'bytes') return reply.send(Buffer.from(await answer.body.arrayBuffer()));
  return reply.send(JSON.stringify(JSON.parse(await answer.body.text())));
});

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
