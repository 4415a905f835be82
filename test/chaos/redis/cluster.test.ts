import { clusterFaults } from './cluster-faults.ts';
import { testEach } from './each.ts';
import { short } from './sizes.ts';
import { clusterForAll } from './stores.ts';

testEach(clusterFaults, clusterForAll(), short);
