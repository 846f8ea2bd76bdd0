/** Decimal numbers of any length, as `java.math.BigDecimal` reads, compares and prints them. */

const INT_MAX = 2 ** 31 - 1;
const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,10}))?$/;

/** Up to so many digits each decimal has a double of its own, within the exponents of doubles. */
const EXACT_DIGITS = 15;
const EXACT_EXPONENT = 290;

export class Decimal {
  readonly negative: boolean;
  /** Without leading zeros; empty for zero. */
  readonly digits: string;
  /** The value is `digits` × 10^-scale. */
  readonly scale: number;
  /** The nearest double. */
  readonly value: number;
  /** Whether `value` stands for no other decimal of that few digits, so that doubles can be compared instead. */
  readonly exact: boolean;

  constructor(negative: boolean, digits: string, scale: number, value: number) {
    this.negative = negative;
    this.digits = digits;
    this.scale = scale;
    this.value = value;
    this.exact = digits.length <= EXACT_DIGITS && Math.abs(scale) + digits.length < EXACT_EXPONENT;
  }
}

/** `undefined` for what BigDecimal's constructor refuses. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = SYNTAX.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const power = Number(exponent);
  const scale = fraction.length - power;
  if (Math.abs(power) > INT_MAX || Math.abs(scale) > INT_MAX) return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  return new Decimal(sign === '-' && digits !== '', digits, scale, Number(text));
}

/** Negative, zero or positive, like a comparator. */
export function compareDecimals(left: Decimal, right: Decimal): number {
  if (left.exact && right.exact) return left.value - right.value;
  const sign = signum(left);
  if (sign !== signum(right)) return sign - signum(right);
  return sign * compareMagnitudes(left, right);
}

function signum({ negative, digits }: Decimal): number {
  if (digits === '') return 0;
  return negative ? -1 : 1;
}

function compareMagnitudes(left: Decimal, right: Decimal): number {
  const exponents = left.digits.length - left.scale - (right.digits.length - right.scale);
  if (exponents !== 0) return exponents;
  const length = Math.max(left.digits.length, right.digits.length);
  const leftDigits = left.digits.padEnd(length, '0');
  const rightDigits = right.digits.padEnd(length, '0');
  if (leftDigits === rightDigits) return 0;
  return leftDigits < rightDigits ? -1 : 1;
}

/** `BigDecimal.toString`: plain for small exponents, else with `E`. */
export function printDecimal({ negative, digits, scale }: Decimal): string {
  const unscaled = digits === '' ? '0' : digits;
  const sign = negative ? '-' : '';
  if (scale === 0) return sign + unscaled;
  const exponent = unscaled.length - 1 - scale;
  if (scale > 0 && exponent >= -6) {
    const padded = unscaled.padStart(scale + 1, '0');
    return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
  }
  const mantissa = unscaled.length === 1 ? unscaled : `${unscaled.charAt(0)}.${unscaled.slice(1)}`;
  if (exponent === 0) return sign + mantissa;
  return `${sign}${mantissa}E${exponent > 0 ? '+' : ''}${exponent}`;
}

/** `Double.toString`: at least one digit behind the point, `E` from 10^7 on and below 10^-3. */
export function javaDouble(value: number): string {
  const [mantissa = '', exponentText = '0'] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0.0`;
  if (exponent < -3 || exponent >= 7)
    return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** A double as BigDecimal reads its text. */
export function decimalOfDouble(value: number): Decimal {
  return parseDecimal(javaDouble(value)) ?? ZERO;
}

/** A number of a document: JavaScript cannot tell 5.0 from 5, so what has no fraction counts as an integer. */
export function decimalOf(value: number): Decimal {
  return parseDecimal(numberDecimalText(value)) ?? ZERO;
}

const ZERO = new Decimal(false, '', 0, 0);

function numberDecimalText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : javaDouble(value);
}

/** The text of a document's number where text is needed. */
export function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  return printDecimal(decimalOf(value));
}
