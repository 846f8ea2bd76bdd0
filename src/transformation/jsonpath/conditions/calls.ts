/** SAP's functions in conditions. */
import type { Json } from '../../types.ts';
import { ownMember } from '../names.ts';
import { plain } from '../read/functions.ts';
import { type Run, textSteps } from '../read/run.ts';
import type { Predicate } from '../read/step.ts';
import { readsElement } from '../syntax/analyse.ts';
import type { ConditionCall, PathExpression } from '../types.ts';
import { type ConditionContext, readerOf } from './context.ts';
import { isEmailAddress } from './email.ts';
import { textOfNumber } from './values.ts';

const GROUP_EXTENSION = 'urn:ietf:params:scim:schemas:extension:sap:2.0:Group';
/** Property that names the application of `isApplicationSpecificGroup`. */
export const APPLICATION_ID = 'ips.application.id';

export function compileCall(call: ConditionCall, context: ConditionContext): Predicate {
  const holds = compileOne(call, context);
  return context.repeated && !readsElement(call)
    ? (run, item) => run.remember(call, () => holds(run, item))
    : holds;
}

function compileOne(call: ConditionCall, context: ConditionContext): Predicate {
  switch (call.name) {
    case 'isValidEmail':
      return allTexts(call, context, isEmailAddress);
    case 'isApplicationSpecificGroup': {
      const application = property(context, APPLICATION_ID);
      return (run) => application !== undefined && groupMember(run, 'applicationId') === application;
    }
    case 'isRegularGroup':
      return (run) =>
        isMissing(groupMember(run, 'supportedOperations')) || isMissing(groupMember(run, 'applicationId'));
    case 'isAttributeWithOptionalPrefix': {
      const prefix = property(context, call.property ?? '');
      if (prefix === undefined) return () => true;
      const missing = isAbsent(call, context);
      const starts = allTexts(call, context, (text) => text.startsWith(prefix));
      return (run, item) => missing(run, item) || starts(run, item);
    }
    case 'isAttributeWithMandatoryPrefix': {
      const prefix = property(context, call.property ?? '');
      return prefix === undefined ? () => false : allTexts(call, context, (text) => text.startsWith(prefix));
    }
  }
}

/** A property without a value counts as missing. */
function property({ properties }: ConditionContext, name: string): string | undefined {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return value === '' ? undefined : value;
}

function groupMember(run: Run, name: string): Json | undefined {
  const extension = ownMember(run.root, GROUP_EXTENSION);
  return extension === undefined ? undefined : ownMember(extension, name);
}

function isMissing(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

function valueReader(
  { path }: ConditionCall,
  context: ConditionContext,
): (run: Run, item: Json) => Json | undefined {
  const argument: PathExpression = path ?? { root: '@', steps: [] };
  const reader = readerOf(argument, context, false);
  return (run, item) => {
    const value = reader.read(run, argument.root === '$' ? run.root : item);
    return value === undefined ? undefined : plain(value);
  };
}

function isAbsent(call: ConditionCall, context: ConditionContext): Predicate {
  const read = valueReader(call, context);
  return (run, item) => {
    const value = read(run, item);
    return isMissing(value) || (Array.isArray(value) && value.length === 0);
  };
}

/** Whether there is a value, and all values satisfy `accepts`: a list has a value for each element. */
function allTexts(
  call: ConditionCall,
  context: ConditionContext,
  accepts: (text: string) => boolean,
): Predicate {
  const read = valueReader(call, context);
  return (run, item) => {
    const value = read(run, item);
    if (!Array.isArray(value)) {
      if (typeof value === 'string') run.work.spend(value.length >> 2);
      return acceptsValue(value, accepts);
    }
    for (const element of value) {
      run.count(typeof element === 'string' ? 1 + textSteps(element) : 1);
      if (typeof element === 'string') run.work.spend(element.length >> 2);
    }
    return value.length > 0 && value.every((element) => acceptsValue(element, accepts));
  };
}

function acceptsValue(value: Json | undefined, accepts: (text: string) => boolean): boolean {
  if (typeof value === 'string') return accepts(value);
  if (typeof value === 'number') return accepts(textOfNumber(value));
  return typeof value === 'boolean' && accepts(String(value));
}
