/** English names in dates, as Java's locale data (CLDR) has them. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;
export const QUARTERS = ['1st quarter', '2nd quarter', '3rd quarter', '4th quarter'] as const;
export const HALF_DAYS = ['AM', 'PM'] as const;
const PARTS_OF_DAY = ['in the morning', 'in the afternoon', 'in the evening', 'at night'] as const;
export const DAY_PERIODS = ['midnight', 'noon', ...PARTS_OF_DAY] as const;
export const NARROW_DAY_PERIODS = ['mi', 'n', ...PARTS_OF_DAY] as const;

/** Full, three letters, one letter. */
export function abbreviated(names: readonly string[], style: 'full' | 'short' | 'narrow'): readonly string[] {
  if (style === 'full') return names;
  return names.map((name) => name.slice(0, style === 'short' ? 3 : 1));
}
