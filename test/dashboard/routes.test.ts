import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { routeOf, runPath } from '../../src/dashboard/shared/routes.ts';

describe('routeOf', () => {
  test('the root is the list of runs', () => {
    expect(routeOf('/')).toEqual({ page: 'runs' });
  });

  test('any run id comes back from its path', () => {
    const ids = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 256 })
      .filter((id) => id.isWellFormed());
    fc.assert(
      fc.property(ids, (id) => {
        expect(routeOf(runPath(id))).toEqual({ page: 'run', id });
      }),
    );
  });

  test('an id is decoded once', () => {
    expect(routeOf('/runs/a%2Fb%2520c')).toEqual({ page: 'run', id: 'a/b%20c' });
  });

  test.each(['/runs', '/runs/', '/runs/a/b', '/runs/%', '/nowhere', '/RUNS/a'])('%s is no page', (path) => {
    expect(routeOf(path)).toEqual({ page: 'not found' });
  });
});
