/** Whom all targets let in. */
export const CLIENT = { id: 'bench-client', secret: 'bench-secret' } as const;

/** Value of the header. */
export const AUTHORIZATION = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`;
