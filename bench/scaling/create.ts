/** A user that is created, as the bytes of a request; ASCII only. */

export const CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' } as const;
export const AUTHORIZATION = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;

export function post(number: number): string {
  const userName = `load${number}@example.com`;
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName,
    name: { givenName: 'Ada', familyName: `Vale ${number}` },
    displayName: `Ada Vale ${number}`,
    emails: [{ value: userName, type: 'work', primary: true }],
    active: true,
  });
  return [
    'POST /ipsproxy/api/v1/scim/scim/Users HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: ${AUTHORIZATION}`,
    'Content-Type: application/scim+json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
}
