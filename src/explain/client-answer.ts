/** What the client gets, or would get: an answer or an error, in one shape. */
import type { ProxyResponse } from '../proxy/types.ts';
import { ScimError } from '../scim/errors.ts';
import type { JsonObject } from '../scim/json.ts';
import { maskSecrets, secretTexts } from '../transformation/index.ts';

export interface ClientAnswer {
  readonly status: number;
  readonly location?: string | undefined;
  /** The entity's version, without quotes. */
  readonly version?: string | undefined;
  /** As in the `X-IPSProxy-Warning` headers; empty without. */
  readonly warnings: readonly string[];
  /** The resource, the list, or the SCIM error. */
  readonly body?: JsonObject | undefined;
}

/** @throws what is no `ScimError`: that is a defect, and no answer */
export async function answerOf(work: () => Promise<ProxyResponse>): Promise<ClientAnswer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ScimError)) throw error;
    return { status: error.status, warnings: [], body: error.toBody() };
  }
}

/** For people. @param secrets texts that were written as secrets, and that the backend may have elsewhere, too */
export function maskedAnswer(answer: ClientAnswer, secrets: readonly string[]): ClientAnswer {
  const { body } = answer;
  if (body === undefined) return answer;
  return { ...answer, body: maskSecrets(body, [...secrets, ...secretTexts(body)]) as JsonObject };
}

/** Of an answer that is an error: its sentence. */
export function detailOf({ body }: ClientAnswer): string | undefined {
  const detail = body?.['detail'];
  return typeof detail === 'string' ? detail : undefined;
}
