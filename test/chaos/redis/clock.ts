// Preloaded into a node (`--import`): its clock goes as many milliseconds ahead as its environment says.
const aheadMs = Number(process.env.CHAOS_CLOCK_AHEAD_MS);
const now = Date.now;
const shifted = () => now() + aheadMs;

globalThis.Date = new Proxy(Date, {
  get: (date, name) => (name === 'now' ? shifted : Reflect.get(date, name)),
  construct: (date, args) => new date(...((args.length === 0 ? [shifted()] : args) as [number])),
  apply: (date) => new date(shifted()).toString(),
});
