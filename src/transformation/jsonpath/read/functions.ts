/** Functions of paths, such as `$.emails.length()`, oddities included. */
import { EvaluationError } from '../../errors.ts';
import type { Json } from '../../types.ts';
import { javaText } from '../java-text.ts';
import type { Run } from './run.ts';
import { KeySet, NoSuchElement, NotApplicable } from './signals.ts';
import { type ArgumentValues, isObject, type PathValue } from './step.ts';

/** @returns `undefined` when an argument finds nothing */
export type PathFunction = (model: PathValue, args: ArgumentValues) => PathValue | undefined;

/** Functions that give a double in Java: where its text matters, 6 is `6.0`. */
const DOUBLES: ReadonlySet<string> = new Set(['avg', 'sum', 'min', 'max', 'stddev']);

export function givesDouble(name: string): boolean {
  return DOUBLES.has(name);
}

const FUNCTIONS: Readonly<Record<string, PathFunction>> = {
  sum: aggregation((numbers) => numbers.reduce((sum, number) => sum + number, 0)),
  avg: aggregation((numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length),
  min: aggregation((numbers) =>
    numbers.reduce((least, number) => (number < least ? number : least), Number.MAX_VALUE),
  ),
  // Of negative numbers only it is the smallest positive double: a bug of the library, kept.
  max: aggregation((numbers) =>
    numbers.reduce((most, number) => (number > most ? number : most), Number.MIN_VALUE),
  ),
  stddev: aggregation((numbers) => {
    const count = numbers.length;
    const sum = numbers.reduce((total, number) => total + number, 0);
    const squares = numbers.reduce((total, number) => total + number * number, 0);
    return Math.sqrt(squares / count - (sum * sum) / count / count);
  }),
  length,
  size: length,
  keys: (model) => (isObject(model) ? new KeySet(Object.keys(model)) : null),
  append: (model, { values }) => (Array.isArray(model) ? [...model, ...values.map(plain)] : model),
  concat: (model, { values }) => {
    const own = Array.isArray(model) ? model.filter((element) => typeof element === 'string') : [];
    return own.concat(values.flatMap(texts)).join('');
  },
  first: (model) => elementAt(list(model), 0),
  last: (model) => elementAt(list(model), -1),
  index: (model, { values }) => {
    const elements = list(model);
    const [position] = values.flatMap(numbersOf);
    if (position === undefined) throw new NoSuchElement("'index' needs a number");
    return elementAt(elements, position | 0);
  },
};

export const PATH_FUNCTIONS: ReadonlySet<string> = new Set(Object.keys(FUNCTIONS));

/** @throws NotApplicable for an unknown name */
export function pathFunction(name: string): PathFunction {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (found === undefined) throw new NotApplicable(`there is no path function '${name}'`);
  return found;
}

/** Work that the function does for its model. */
export function countModel(run: Run, model: PathValue): void {
  if (Array.isArray(model)) run.count(model.length);
  else if (isObject(model)) {
    const { length } = Object.keys(model);
    run.count(length);
    run.work.listNames(length);
  }
}

function aggregation(compute: (numbers: readonly number[]) => number): PathFunction {
  return (model, { values }) => {
    const numbers = (Array.isArray(model) ? numbersOf(model) : []).concat(values.flatMap(numbersOf));
    if (numbers.length === 0)
      throw new EvaluationError('a path function for numbers was called on a list without any');
    return compute(numbers);
  };
}

/** Of text it is null. */
function length(model: PathValue, { values, ofModel }: ArgumentValues): PathValue | undefined {
  if (values.length > 0) {
    const inner = ofModel();
    if (inner === undefined) return undefined;
    if (Array.isArray(inner)) return inner.length;
  }
  if (Array.isArray(model)) return model.length;
  return isObject(model) ? Object.keys(model).length : null;
}

function list(model: PathValue): readonly Json[] {
  if (!Array.isArray(model))
    throw new EvaluationError('a path function for lists was called on something else');
  return model;
}

function elementAt(elements: readonly Json[], position: number): Json {
  // From the end the library never reaches the first element.
  if (position < 0 && elements.length + position <= 0) {
    throw new EvaluationError(`position ${position} is not in a list of ${elements.length}`);
  }
  const element = elements[position < 0 ? elements.length + position : position];
  if (element === undefined)
    throw new NoSuchElement(`position ${position} is not in a list of ${elements.length}`);
  return element;
}

export function plain(value: PathValue): Json {
  return value instanceof KeySet ? [...value.keys] : value;
}

function numbersOf(value: PathValue): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((element) => typeof element === 'number') : [];
}

function texts(value: PathValue): string[] {
  if (value instanceof KeySet) return [`[${value.keys.join(', ')}]`];
  const values = Array.isArray(value) ? value : [value];
  return values.filter((element) => element !== null).map(javaText);
}
