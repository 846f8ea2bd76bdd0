import { describe, expect, it } from 'vitest';
import { askedRows } from '../../../src/connectors/cloud-foundry/cloud-controller/asked-rows.ts';
import { commaList } from '../../../src/connectors/cloud-foundry/cloud-controller/cloud-controller.ts';

const role = (more: object = {}) => ({
  guid: 'r1',
  type: 'space_developer',
  relationships: {
    user: { data: { guid: 'u,1' } },
    organization: { data: null },
    space: { data: { guid: 'S1' } },
  },
  ...more,
});

describe('a row', () => {
  it.each([
    [{}, true],
    [{ include: 'user', names: 'x' }, true],
    [{ types: 'space_developer' }, true],
    [{ types: 'space_manager,space_developer' }, true],
    [{ types: 'space_manager' }, false],
    [{ user_guids: commaList(['u,1', 'u2']) }, true],
    [{ user_guids: 'u,1' }, false],
    [{ user_guids: '100%,u%2C1' }, true],
    [{ space_guids: 's1' }, true],
    [{ space_guids: 's2' }, false],
    [{ organization_guids: 'o1' }, false],
    [{ guids: 'r1', types: 'space_developer', user_guids: commaList(['u,1']) }, true],
    [{ guids: 'r2', types: 'space_developer' }, false],
  ])('is asked for by %j: %j', (query, expected) => {
    expect(askedRows(query)(role())).toBe(expected);
  });

  it('that does not say whose it is, is nobody’s', () => {
    expect(askedRows({ user_guids: 'u1' })(role({ relationships: {} }))).toBe(false);
    expect(askedRows({ guids: 'r1' })({})).toBe(false);
  });
});
