import { MemoryBroker } from '../../src/broker/memory.ts';
import { AgentwireError } from '../../src/errors.ts';

/** A store that does not answer, until it does. */
export class FailingBroker extends MemoryBroker {
  isFailing = true;

  override async watch(...args: Parameters<MemoryBroker['watch']>) {
    if (this.isFailing) throw new AgentwireError('UNAVAILABLE');
    return super.watch(...args);
  }
}
