const clock = new Intl.DateTimeFormat(undefined, {
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** The local time of day of an instant in milliseconds since 1970, to the millisecond: `14:03:09.120`. */
export function exactClock(instant: number): string {
  return clock.format(instant);
}

/** Milliseconds as seconds, to the millisecond: `4.120 s`. */
export function exactSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
