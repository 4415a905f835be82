import { inMemoryFaults, syncedFaults } from './alone-faults.ts';
import { testEach } from './each.ts';
import { short } from './sizes.ts';
import { startInMemory, startSynced } from './stores.ts';

testEach(syncedFaults, startSynced, short);
testEach(inMemoryFaults, startInMemory, short);
