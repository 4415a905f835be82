import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SqliteBroker } from '../../src/broker/sqlite/sqlite.ts';
import { temporaryFolder } from '../support/folders.ts';
import { brokerConformance } from './conformance.ts';

brokerConformance('SQLite', {
  isPersistent: true,
  open: async ({ retention }) => {
    const path = join(await temporaryFolder(), 'events.db');
    let broker = await SqliteBroker.open({ path, retention });
    return {
      broker,
      dispose: () => broker.close(),
      reopen: async () => {
        broker = await SqliteBroker.open({ path, retention });
        return broker;
      },
      // The store's thread has a clock of its own. That time passes is to it that all it has grows older.
      age: (ms) => {
        const database = new DatabaseSync(path, { timeout: 5000 });
        database.exec(`
          BEGIN IMMEDIATE;
          UPDATE publications SET stored_at = stored_at - ${ms};
          UPDATE runs SET stored_at = stored_at - ${ms};
          UPDATE revocations SET expires_at = expires_at - ${ms};
          COMMIT;
        `);
        database.close();
      },
    };
  },
});
