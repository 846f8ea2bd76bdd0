/** `compositeId`: value + separator + a second id. */
import type { FunctionDefinition } from './body.ts';
import { missingPath, textOrPath, written } from './source-text.ts';
import { unwrap } from './unwrap.ts';

export const compositeId: FunctionDefinition = {
  name: 'compositeId',
  parameters: ['separator', 'subId'],
  compile(parameters) {
    const separator = parameters.optionalText('separator', '":"') ?? { constant: ':', get: () => ':' };
    const subId = textOrPath(parameters, 'subId', '"$.loginId"');
    if (subId === undefined) {
      if (!parameters.failed) parameters.missing('subId', 'write for instance "subId": "$.loginId"');
      return undefined;
    }
    const ending =
      separator.constant === undefined ? undefined : subId.constant && separator.constant + subId.constant;
    return {
      takes: 'text',
      run: (value, state) => {
        const second = subId.get(state);
        return second === undefined ? undefined : written(value + separator.get(state) + second, state);
      },
      nothing: missingPath(parameters, { subId }),
      ...(ending === undefined ? {} : { invert: (output, isExact) => unwrap(output, '', ending, isExact) }),
    };
  },
};
