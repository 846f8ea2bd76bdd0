/** Makes a case smaller as long as it stays one of its kind. */
import { shrinkBy } from '../support/shrink.ts';
import type { Answer, Case } from './case.ts';

/** So many smaller ones are tried at most. */
const ATTEMPTS = 60;

export const shrink = shrinkBy(smallerOnes, ATTEMPTS);

function* smallerOnes(found: Case): Generator<Case> {
  // A case that is bytes is kept as it is: every part of it matters to a parser.
  if (found.wire !== undefined) return;
  const { target, headers, body, backend } = found;
  const [path = '', query] = target.split('?');
  if (query !== undefined) {
    yield { ...found, target: path };
    const pairs = query.split('&');
    for (const left of halves(pairs)) yield { ...found, target: `${path}?${left.join('&')}` };
  }
  for (const [index, [name]] of headers.entries()) {
    if (!/^(?:x-request-id|content-type)$/i.test(name))
      yield { ...found, headers: headers.toSpliced(index, 1) };
  }
  for (const smaller of smallerBytes(body)) yield { ...found, body: smaller };
  const answers = backend?.answers ?? [];
  for (const [index, answer] of answers.entries()) {
    const put = (other: Answer | undefined): Case => ({
      ...found,
      backend: { seed: backend?.seed ?? 0, answers: answers.with(index, other) },
    });
    if (answer === undefined) continue;
    yield put(undefined);
    for (const [at] of answer.headers.entries())
      yield put({ ...answer, headers: answer.headers.toSpliced(at, 1) });
    for (const smaller of smallerBytes(answer.body)) yield put({ ...answer, body: smaller });
  }
}

function* smallerBytes(bytes: Buffer | undefined): Generator<Buffer> {
  if (bytes === undefined || bytes.length < 3) return;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    yield bytes.subarray(0, bytes.length >> 1);
    yield bytes.subarray(bytes.length >> 1);
    return;
  }
  try {
    for (const smaller of smallerValues(value)) yield Buffer.from(JSON.stringify(smaller));
  } catch (error) {
    // Nested too deeply to be made smaller member by member.
    if (!(error instanceof RangeError)) throw error;
  }
}

function* smallerValues(value: unknown): Generator<unknown> {
  if (typeof value === 'string' && value.length > 8) yield value.slice(0, value.length >> 1);
  if (Array.isArray(value)) {
    for (const left of halves(value)) yield left;
    if (value.length <= 4) {
      for (const [index, element] of value.entries()) {
        for (const smaller of smallerValues(element)) yield value.with(index, smaller);
      }
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const left of halves(entries)) yield Object.fromEntries(left);
    for (const [name, member] of entries) {
      for (const smaller of smallerValues(member)) yield { ...value, [name]: smaller };
    }
  }
}

function* halves<T>(list: readonly T[]): Generator<readonly T[]> {
  if (list.length > 4) {
    yield list.slice(0, list.length >> 1);
    yield list.slice(list.length >> 1);
  } else for (const [index] of list.entries()) yield list.toSpliced(index, 1);
}
