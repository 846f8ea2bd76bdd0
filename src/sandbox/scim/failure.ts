/** Errors as RFC 7644 §3.12 has them. */
import type { StandInAnswer } from '../kit/message.ts';

export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

export class Failure extends Error {
  readonly status: number;
  readonly scimType: ScimType | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    detail: string,
    scimType?: ScimType,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.scimType = scimType;
    this.headers = headers;
  }
}

/** 400 of this kind. */
export const refused = (scimType: ScimType, detail: string): Failure => new Failure(400, detail, scimType);

export function errorAnswer({ status, message, scimType, headers }: Failure): StandInAnswer {
  return {
    status,
    headers: { 'content-type': 'application/scim+json', ...headers },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
      detail: message,
    }),
  };
}
