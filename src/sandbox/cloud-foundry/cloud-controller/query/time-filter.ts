/** `created_ats` and `updated_ats`: equality with any of a list, or `[lt]`, `[lte]`, `[gt]`, `[gte]` of one moment. */

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

const RELATIONS: Readonly<Record<string, (second: number, wanted: number) => boolean>> = {
  lt: (second, wanted) => second < wanted,
  lte: (second, wanted) => second <= wanted,
  gt: (second, wanted) => second > wanted,
  gte: (second, wanted) => second >= wanted,
};

/** @param moment milliseconds since the epoch */
export type TimeTest = (moment: number) => boolean;

/**
 * @param relation what stands in brackets behind the parameter's name
 * @returns the test, or what is wrong
 */
export function timeFilter(
  label: string,
  relation: string | undefined,
  values: readonly string[],
): TimeTest | { readonly problem: string } {
  if (!values.every((value) => TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value)))) {
    return {
      problem: `${label} has an invalid timestamp format. Timestamps should be formatted as 'YYYY-MM-DDThh:mm:ssZ'`,
    };
  }
  const seconds = values.map((value) => Date.parse(value) / 1000);
  if (relation === undefined) return (moment) => seconds.includes(Math.floor(moment / 1000));
  const holds = Object.hasOwn(RELATIONS, relation) ? RELATIONS[relation] : undefined;
  if (holds === undefined) return { problem: `${label} Invalid relational operator: '${relation}'` };
  const [wanted] = seconds;
  if (wanted === undefined || seconds.length > 1) {
    return { problem: `${label} only accepts one value when using a relational operator` };
  }
  return (moment) => holds(Math.floor(moment / 1000), wanted);
}
