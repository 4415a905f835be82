import { describe, expect, test } from 'vitest';
import { parseAck, parseStore } from '../src/config-store.ts';

const local = { isCluster: false, tls: false, nodes: [{ host: 'localhost', port: 6379 }] };

describe('a store', () => {
  test.each([
    ['redis://localhost', local],
    ['redis://localhost/', local],
    ['redis://10.0.0.1:7000/3', { ...local, nodes: [{ host: '10.0.0.1', port: 7000 }], database: 3 }],
    ['rediss://[::1]:7000', { ...local, tls: true, nodes: [{ host: '::1', port: 7000 }] }],
    ['redis://:p%40ss%2Fword@localhost', { ...local, password: 'p@ss/word' }],
    ['rediss://worker:secret@localhost', { ...local, tls: true, username: 'worker', password: 'secret' }],
    [
      'redis-cluster://worker:secret@a:7000,b,[::1]:7002',
      {
        isCluster: true,
        tls: false,
        nodes: [
          { host: 'a', port: 7000 },
          { host: 'b', port: 6379 },
          { host: '::1', port: 7002 },
        ],
        username: 'worker',
        password: 'secret',
      },
    ],
    ['rediss-cluster://a:7000', { isCluster: true, tls: true, nodes: [{ host: 'a', port: 7000 }] }],
  ])('%s', (text, address) => {
    expect(parseStore(text)).toEqual({ kind: 'redis', address });
  });

  test.each([
    'redis:',
    'redis://',
    'redis://:hunter2@',
    'redis://:hunter2@host:0',
    'redis://:hunter2@host:65536',
    'redis://:hunter2@host:port',
    'redis://:hunter2@a,b',
    'redis://:hunter2@host/db',
    'redis://:hunter2%@host',
    'redis-cluster://:hunter2@a:7000,',
    'redis-cluster://:hunter2@a:7000/1',
    'valkey://:hunter2@host',
  ])('is none, and no password is repeated: %s', (text) => {
    expect(() => parseStore(text)).toThrow(/^must (?!.*hunter2)/);
  });
});

describe('an ack mode', () => {
  const stores = { memory: 'memory:', sqlite: 'sqlite:a.db', redis: 'redis://a' } as const;
  test.each([
    ['memory', '', 'none'],
    ['sqlite', '', 'fsynced'],
    ['redis', '', 'replicated'],
    ['redis', 'fsynced', 'fsynced'],
    ['redis', 'none', 'none'],
  ] as const)('of %s, with %j, is %s', (kind, text, mode) => {
    expect(parseAck(text, parseStore(stores[kind]))).toBe(mode);
  });

  test('is one that the store has', () => {
    expect(() => parseAck('replicated', parseStore(stores.sqlite))).toThrow(
      'must be one of fsynced, none with this store',
    );
  });
});
