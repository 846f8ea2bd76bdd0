/** Weeks as Java counts them for English: they begin on Sunday, and the one with the first of January is week 1. */
import { type DateTime, type Day, dateOfEpochDay, dayOfWeek, epochDay } from './calendar.ts';

/** 1 is Sunday. */
export function localWeekday(date: DateTime): number {
  return (dayOfWeek(date) % 7) + 1;
}

/** @param weekday 1 is Monday */
export function localOfWeekday(weekday: number): number {
  return (weekday % 7) + 1;
}

/** The year that the Saturday of the week is in. */
export function weekYear(date: Day): number {
  return dateOfEpochDay(startOfWeek(dayNumber(date)) + 6).year;
}

export function weekOfYear(date: Day): number {
  return weeksBetween(startOfWeekYear(weekYear(date)), dayNumber(date)) + 1;
}

export function weekOfMonth(date: Day): number {
  return weeksBetween(startOfWeek(epochDay(date.year, date.month, 1)), dayNumber(date)) + 1;
}

/** @param weekday 1 is Sunday; a week that the year does not have becomes its last */
export function dateOfWeek(year: number, week: number, weekday: number): Day {
  const start = startOfWeekYear(year);
  const weeks = weeksBetween(start, startOfWeekYear(year + 1));
  return dateOfEpochDay(start + 7 * (Math.min(week, weeks) - 1) + weekday - 1);
}

/** @param week 1 is that of the first day; others may lead into another month */
export function dateOfWeekInMonth(year: number, month: number, week: number, weekday: number): Day {
  return dateOfEpochDay(startOfWeek(epochDay(year, month, 1)) + 7 * (week - 1) + weekday - 1);
}

function dayNumber({ year, month, day }: Day): number {
  return epochDay(year, month, day);
}

/** 1970-01-01 was a Thursday. */
function startOfWeek(days: number): number {
  return Math.floor((days + 4) / 7) * 7 - 4;
}

function startOfWeekYear(year: number): number {
  return startOfWeek(epochDay(year, 1, 1));
}

function weeksBetween(start: number, days: number): number {
  return Math.floor((days - start) / 7);
}
