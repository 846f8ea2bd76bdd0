/** What is known wherever there is a request. */
import type { RuntimeHolder } from './runtime.ts';

declare module 'fastify' {
  interface FastifyInstance {
    runtime: RuntimeHolder;
  }
}
