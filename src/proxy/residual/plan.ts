/**
 * Which part of a filter the backend is asked, and which the proxy does itself. What the backend can do as a whole, it does;
 * else the parts of the outermost `and` that it can do make it read less.
 */
import { ScimError } from '../../scim/errors.ts';
import type { Filter } from '../../scim/filter-ast.ts';
import { allOf, pathsIn } from '../../scim/filter-tree.ts';
import type { ProxiedEntity } from '../entity.ts';
import { type TranslatedFilter, translateFilter } from '../filter.ts';
import { RESIDUAL_LIMIT_PROPERTY } from '../properties.ts';

/** Parts that are joined for the backend; each is tried with those before it. */
const MOST_JOINED = 16;

export interface FilterPlan {
  /** In the backend's names; absent: it gives all. */
  readonly pushed: Filter | undefined;
  /** In the client's names, for what clients see; absent: the backend has done it all. */
  readonly rest: Filter | undefined;
}

/**
 * `nothing`: no entity can match.
 *
 * @throws ScimError 400 `invalidFilter` where the backend would have to do what it cannot
 */
export function planFilter(entity: ProxiedEntity, filter: Filter | undefined): FilterPlan | 'nothing' {
  if (filter === undefined) return { pushed: undefined, rest: undefined };
  const { residualLimit } = entity.settings;
  let whole: TranslatedFilter;
  try {
    whole = translated(entity, filter);
  } catch (error) {
    if (!isRefusedFilter(error)) throw error;
    if (residualLimit === undefined) throw withAdvice(error);
    return split(entity, filter);
  }
  if (whole === 'nothing') return whole;
  // Without the property, the connector itself says what is possible.
  if (residualLimit === undefined || canFilter(entity, whole)) return { pushed: whole, rest: undefined };
  return split(entity, filter);
}

/** Of a filter that only the backend could refuse: nothing of it is sure. */
export function withoutBackend(filter: Filter): FilterPlan {
  return { pushed: undefined, rest: filter };
}

function split(entity: ProxiedEntity, filter: Filter): FilterPlan | 'nothing' {
  const pushed: Filter[] = [];
  const rest: Filter[] = [];
  for (const part of filter.kind === 'and' ? filter.operands : [filter]) {
    const backend = translatedOrNot(entity, part);
    if (backend === 'nothing') return 'nothing';
    const isEnough = backend === undefined || pushed.length === MOST_JOINED;
    const together = isEnough ? undefined : allOf(...pushed, backend);
    if (backend !== undefined && together !== undefined && isSurelyDone(entity, backend, together))
      pushed.push(backend);
    else rest.push(part);
  }
  return { pushed: allOf(...pushed), rest: allOf(...rest) };
}

/** Places in lists (`emails[0].value`) are found by connectors that look through what is found anywhere: they do not join. */
function isSurelyDone({ connector }: ProxiedEntity, part: Filter, together: Filter): boolean {
  return connector.canFilter?.(together) === true && pathsIn(part).every(({ index }) => index === undefined);
}

function canFilter({ connector }: ProxiedEntity, filter: Filter): boolean {
  return connector.canFilter?.(filter) !== false;
}

function translated(entity: ProxiedEntity, filter: Filter): TranslatedFilter {
  return translateFilter(filter, {
    entityType: entity.read.entityType,
    read: entity.read,
    isStrict: entity.settings.residualLimit !== undefined,
    targetId: (id) => (entity.write === undefined ? id : entity.write.targetId(id, 'read')),
  });
}

function translatedOrNot(entity: ProxiedEntity, filter: Filter): TranslatedFilter | undefined {
  try {
    return translated(entity, filter);
  } catch (error) {
    if (isRefusedFilter(error)) return undefined;
    throw error;
  }
}

export function isRefusedFilter(error: unknown): error is ScimError {
  return error instanceof ScimError && error.status === 400 && error.scimType === 'invalidFilter';
}

/** The same refusal, with the way out. */
export function withAdvice(refused: ScimError): ScimError {
  const detail = `${refused.message} Or let the proxy look through the entities itself: the property ${RESIDUAL_LIMIT_PROPERTY} of the system says how many at most.`;
  return new ScimError(400, detail, { scimType: 'invalidFilter', cause: refused });
}
