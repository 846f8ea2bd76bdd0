/** What a newcomer sees: lines to paste, that work as they are. */
import type { Demo } from './start-demo.ts';

const USER = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"jdoe","name":{"givenName":"Jane","familyName":"Doe"},"emails":[{"value":"jane.doe@example.com","primary":true}]}`;

export function welcome({ ready }: Demo): string {
  const curl = (request: string) => `  curl -s -u demo-client:demo-secret ${request}`;
  const body = `-H 'Content-Type: application/scim+json' -d '${USER}'`;
  const sections = Object.entries(ready.systems).map(([id, { type, url }]) =>
    [
      `${type} (system ${id})`,
      curl(`'${url}/Users?count=2'`),
      curl(`'${url}/Users?filter=userName%20eq%20%22jdoe%22'`),
      curl(`'${url}/Groups?count=2'`),
      curl(`-X POST '${url}/Users' ${body}`),
      `  in a browser, with the same user and secret: ${url}/openapi`,
    ].join('\n'),
  );
  const sandboxes = Object.entries(ready.sandbox).map(
    ([name, url]) => `  ${name}: curl -s '${url}/__sandbox/requests'`,
  );
  return [
    `ipsproxy is serving at ${ready.proxy}, with made-up backends beside it. Paste into another terminal:`,
    ...sections,
    `What reached the backends (docs/demo.md: how to make them fail):\n${sandboxes.join('\n')}`,
    'Stop with Ctrl+C.',
  ].join('\n\n');
}
