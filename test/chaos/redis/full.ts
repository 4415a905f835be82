import { writeFile } from 'node:fs/promises';
import { afterAll } from 'vitest';
import { markdownTable, textTable } from '../report.ts';
import { inMemoryFaults, syncedFaults } from './alone-faults.ts';
import { clusterFaults } from './cluster-faults.ts';
import { testEach } from './each.ts';
import { full } from './sizes.ts';
import { clusterForAll, startInMemory, startSynced } from './stores.ts';

const tables = [
  testEach(syncedFaults, startSynced, full),
  testEach(inMemoryFaults, startInMemory, full),
  testEach(clusterFaults, clusterForAll(), full),
];

afterAll(async () => {
  const rows = tables.flat();
  process.stdout.write(`${textTable(rows)}\n`);
  await writeFile('chaos.md', `${markdownTable(rows)}\n`);
});
