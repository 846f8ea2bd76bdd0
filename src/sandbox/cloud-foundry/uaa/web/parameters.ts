import type { StandInRequest } from '../../../kit/message.ts';

const FORM = 'application/x-www-form-urlencoded';

export function isForm({ headers }: StandInRequest): boolean {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() === FORM;
}

/** The parameters of the query and of a form that was posted; where both have one, the query's comes first. */
export function readParameters(request: StandInRequest): URLSearchParams {
  return new URLSearchParams([
    ...new URLSearchParams(request.query),
    ...new URLSearchParams(postedForm(request)),
  ]);
}

/** Whether a parameter has the character NUL in it. */
export function hasNul(request: StandInRequest): boolean {
  return /%00/.test(request.query) || /%00|\0/.test(postedForm(request));
}

function postedForm(request: StandInRequest): string {
  return request.method === 'POST' && isForm(request) ? request.body.toString('utf8') : '';
}
