/** `label_selector`: comma list of requirements on labels, all of which have to hold. */

type Labels = Readonly<Record<string, string>>;

const SET = /^(?<key>[\w./-]+)\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\)$/;
const EQUALITY = /^(?<key>[\w./-]+)\s*(?<operator>!=|==?)\s*(?<values>[\w.-]*)$/;
const EXISTENCE = /^(?<operator>!?)(?<key>[\w./-]+)$/;

/** The test, or `undefined` where the selector makes no sense. */
export function labelSelector(text: string): ((labels: Labels) => boolean) | undefined {
  // Commas inside parentheses separate values, not requirements.
  const requirements = text.split(/,(?![^()]*\))/).map((part) => requirement(part.trim()));
  const tests = requirements.filter((test) => test !== undefined);
  if (tests.length < requirements.length) return undefined;
  return (labels) => tests.every((test) => test(labels));
}

function requirement(text: string): ((labels: Labels) => boolean) | undefined {
  const { key, operator, values } =
    (SET.exec(text) ?? EQUALITY.exec(text) ?? EXISTENCE.exec(text))?.groups ?? {};
  if (key === undefined) return undefined;
  const wanted = values?.split(',').map((value) => value.trim());
  const negative = operator === '!' || operator === '!=' || operator === 'notin';
  return (labels) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const holds = value !== undefined && (wanted === undefined || wanted.includes(value));
    return holds !== negative;
  };
}
