/** One dry run: every request that it leads to, in order; reads are sent, writes are answered here. */
import type { DryRun, DryRunAnswer, DryRunRequest } from '../../connectors/dry-run.ts';
import { parseKeepingDigits } from '../../scim/exact-json.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonText } from '../../scim/json.ts';
import { isCredentialName, maskSecrets, secretTexts } from '../../transformation/index.ts';
import { jsonAnswer, lastSegment, madeUpAnswer } from './made-up-answer.ts';

/** A request to the backend, for people; secrets are masked. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Absent: none. Text where it is no JSON. */
  readonly body?: JsonValue | undefined;
  /** `false`: it would change something, or is about what does not exist yet, and stayed here. */
  readonly sent: boolean;
  /** Status of the answer; of a request that was not sent, the one that the proxy went on with. */
  readonly status?: number | undefined;
  /** Why there was no answer, or that it was changed to what it would be after the writes before it. */
  readonly note?: string | undefined;
}

type Draft = { -readonly [Key in keyof RecordedRequest]: RecordedRequest[Key] };

const MASK = '***';
/** The UAA has memberships as resources below their group. */
const MEMBERSHIP = /\/members(?:\/[^/]*)?$/;
/** Headers are named like the properties that set them; the mask of the system does not find short ones. */
const HEADER_PROPERTY_PREFIX = 'ips.http.header.';

export class Recording implements DryRun {
  readonly #requests: Draft[] = [];
  /** Answers to reads of one entity, by the URL without the query. */
  readonly #read = new Map<string, Buffer>();
  /** What writes would have made, by the URL. */
  readonly #made = new Map<string, JsonObject>();
  /** What writes would have changed in a way that is not known, by the URL. */
  readonly #changed = new Set<string>();
  #created = 0;
  readonly #secrets: Set<string>;
  /** Ids of what writes would have deleted. */
  readonly #gone = new Set<string>();

  /** @param secrets texts that are hidden in all bodies, and those that are found in them; they may grow */
  constructor(secrets = new Set<string>()) {
    this.#secrets = secrets;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  /** Texts that the bodies have as secrets. */
  get secrets(): readonly string[] {
    return [...this.#secrets];
  }

  async read(request: DryRunRequest, send: () => Promise<DryRunAnswer>): Promise<DryRunAnswer> {
    const resource = withoutQuery(request.url);
    const made = this.#made.get(resource);
    const draft = this.#record(request, made === undefined);
    if (made !== undefined) {
      draft.status = 200;
      draft.note = 'it would be there by then';
      return jsonAnswer(200, made);
    }
    let answer: DryRunAnswer;
    try {
      answer = await send();
    } catch (error) {
      draft.note = error instanceof Error ? error.message : String(error);
      throw error;
    }
    draft.status = answer.status;
    if (answer.status === 200) this.#read.set(resource, answer.body);
    if (this.#changed.has(resource)) draft.note = 'shows it as it is now: the change was not made';
    const later = this.#afterwards(resource, answer);
    if (later !== answer) draft.note = 'what would be gone by then was left out of the answer';
    return later;
  }

  write(request: DryRunRequest): DryRunAnswer {
    const draft = this.#record(request, false);
    const resource = withoutQuery(request.url);
    const { pathname } = new URL(resource);
    const { answer, entity } = madeUpAnswer(request.method, pathname, objectOf(request.body), {
      before: objectOf(this.#read.get(resource)?.toString()),
      number: this.#created + 1,
    });
    draft.status = answer.status;
    if (request.method === 'POST') this.#created += 1;
    const isMembership = MEMBERSHIP.test(resource);
    if (isMembership || request.method === 'PATCH') this.#changed.add(resource.replace(MEMBERSHIP, ''));
    if (request.method === 'DELETE') this.#gone.add(lastSegment(pathname));
    if (entity !== undefined) {
      const isNew = request.method === 'POST';
      this.#made.set(isNew ? `${resource}/${jsonText(entity['id'])}` : resource, entity);
    }
    return answer;
  }

  #record({ method, url, headers, body, mask }: DryRunRequest, sent: boolean): Draft {
    const shown = Object.entries(headers).map(([name, value]) => [
      name,
      isCredentialName(`${HEADER_PROPERTY_PREFIX}${name}`) ? MASK : mask(value),
    ]);
    const draft: Draft = { method, url, headers: Object.fromEntries(shown), sent };
    if (body !== undefined) draft.body = this.#shown(body);
    this.#requests.push(draft);
    return draft;
  }

  #shown(text: string): JsonValue {
    const body = parsed(text);
    if (body === undefined) return maskSecrets(text, this.secrets) as string;
    for (const secret of secretTexts(body)) this.#secrets.add(secret);
    return maskSecrets(body, this.secrets) as JsonValue;
  }

  /** The answer as it would be after the deletions before it. */
  #afterwards(resource: string, answer: DryRunAnswer): DryRunAnswer {
    if (this.#gone.size === 0 || answer.status !== 200) return answer;
    if (this.#gone.has(lastSegment(new URL(resource).pathname))) return jsonAnswer(404, {});
    const body = objectOf(answer.body.toString());
    const { resources } = body ?? {};
    if (!Array.isArray(resources)) return answer;
    const left = resources.filter((row) => !(isJsonObject(row) && this.#gone.has(String(row['guid']))));
    const without = resources.length - left.length;
    if (without === 0) return answer;
    // Cloud Controller's lists; none of SCIM is read behind a deletion.
    const { pagination } = body ?? {};
    const total = isJsonObject(pagination) ? Number(pagination['total_results']) - without : 0;
    return jsonAnswer(200, {
      ...body,
      resources: left,
      pagination: { ...(isJsonObject(pagination) ? pagination : {}), total_results: total },
    });
  }
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function objectOf(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  const value = parsed(text);
  return isJsonObject(value) ? value : undefined;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return parseKeepingDigits(text);
  } catch {
    return undefined;
  }
}
