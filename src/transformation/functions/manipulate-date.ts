/** `manipulateDate`: reads a date, adds to it, writes it in another format. */

import { type Amounts, compileDatePattern, type DatePattern, plus } from '../dates/index.ts';
import { EvaluationError } from '../errors.ts';
import { type FunctionDefinition, failure } from './body.ts';
import type { Parameter, ParameterReader } from './parameters.ts';
import { written } from './source-text.ts';
import type { RunState } from './types.ts';

const UNITS = ['years', 'months', 'days', 'hours', 'minutes', 'seconds'] as const;

export const manipulateDate: FunctionDefinition = {
  name: 'manipulateDate',
  parameters: ['sourceDateFormat', 'targetDateFormat', ...UNITS],
  compile(parameters) {
    const source =
      pattern(parameters, 'sourceDateFormat') ??
      constantPattern(parameters.environment.dateFormat, parameters);
    const target = pattern(parameters, 'targetDateFormat') ?? source;
    const amounts = UNITS.map((unit) => amount(parameters, unit));
    if (parameters.failed || source === undefined || target === undefined) return undefined;
    const addsNothing = amounts.every(({ constant }) => constant === 0);
    return {
      takes: 'text',
      run: (value, state) => {
        try {
          const date = source.get(state).parse(value, state.work);
          const changed = addsNothing ? date : plus(date, amountsOf(amounts, state));
          return written(target.get(state).format(changed, state.work), state);
        } catch (error) {
          throw error instanceof EvaluationError ? failure('manipulateDate', error.message) : error;
        }
      },
    };
  },
};

const EXAMPLE = '"yyyy-MM-dd"';

function pattern(parameters: ParameterReader, key: string): Parameter<DatePattern> | undefined {
  if (parameters.raw(key) === '') return undefined;
  const compiled = parameters.optionalCompiled(key, EXAMPLE, compileDatePattern);
  for (const suspicion of compiled?.constant?.suspicions ?? []) {
    parameters.environment.report({ rule: 'date-letter', severity: 'warning', ...suspicion, key });
  }
  return compiled;
}

/** The pattern of `currentDate` comes from a property of the system. */
function constantPattern(text: string, parameters: ParameterReader): Parameter<DatePattern> | undefined {
  try {
    const constant = compileDatePattern(text);
    return { constant, get: () => constant };
  } catch {
    parameters.invalid(
      'sourceDateFormat',
      `it is left out, and the property ips.date.variable.format (${text}) is no date format`,
      `write for instance "sourceDateFormat": ${EXAMPLE}`,
    );
    return undefined;
  }
}

/** What is left empty counts as zero. */
function amount(parameters: ParameterReader, unit: (typeof UNITS)[number]): Parameter<number> {
  const isEmpty = parameters.raw(unit) === '';
  const given = isEmpty ? undefined : parameters.optionalInteger(unit, Number.MIN_SAFE_INTEGER, '"+3"');
  return given ?? { constant: 0, get: () => 0 };
}

const MAX_AMOUNT = 1_000_000;

function amountsOf(amounts: readonly Parameter<number>[], state: RunState): Amounts {
  const [years = 0, months = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = amounts.map((one) =>
    one.get(state),
  );
  if (Math.max(Math.abs(years), Math.abs(months / 12)) > MAX_AMOUNT) {
    throw new EvaluationError('the date would be out of range');
  }
  return { years, months, days, hours, minutes, seconds };
}
