/** `active` and SAP's `status` say the same thing twice (API description: they have to agree). */
import { invalidValue } from '../failure.ts';

export interface Activation {
  readonly active: boolean;
  readonly status: string;
}

/**
 * What is not given follows from the other; neither given: inactive (recorded).
 *
 * @throws {Failure} 400 `invalidValue` when they contradict each other
 */
export function resolveActivation(active: boolean | undefined, status: string | undefined): Activation {
  const effective = status ?? (active === true ? 'active' : 'inactive');
  if (active !== undefined && active !== (effective === 'active')) {
    throw invalidValue(
      `The values of 'active' (${active}) and 'status' (${effective}) contradict each other.`,
    );
  }
  return { active: effective === 'active', status: effective };
}
