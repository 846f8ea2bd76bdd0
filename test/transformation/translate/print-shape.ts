/** Shapes as short texts: `{ emails: [{ value: copy of emails.value }] }`. */
import type { ValueShape } from '../../../src/transformation/index.ts';

export function printShape(shape: ValueShape): string {
  const inside = shape.list ? `[${printOne(shape)}]` : printOne(shape);
  return inside;
}

function printOne({ whole, origins, scalars, members, isNothing }: ValueShape): string {
  if (isNothing) return 'nothing';
  const named = [...members.values()].map(({ name, shape }) => `${name}: ${printShape(shape)}`);
  return [
    ...(whole
      ? [origins.length === 0 ? 'anything' : `copy of ${origins.map((names) => names.join('.') || '$')}`]
      : []),
    ...[...scalars].toSorted(),
    ...(named.length > 0 ? [`{ ${named.join(', ')} }`] : []),
  ].join(' | ');
}
