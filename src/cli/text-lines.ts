import type { DeliveredEvent } from '../client/delivered.ts';
import { TEXT_WIDTH } from './event-line.ts';
import { oneLine } from './one-line.ts';

/** An event whose text takes more than a line, as one for each; any other as it is. */
export function inLines(event: DeliveredEvent): readonly DeliveredEvent[] {
  if (event.__typename !== 'MessageDelta' && event.__typename !== 'AgentThinking') return [event];
  return wrapped(event.text).map((text) => ({ ...event, text }));
}

/** As much as fits, to the end of a word where there is one. */
const LINE = new RegExp(`.{1,${TEXT_WIDTH}}(?!\\S)|.{1,${TEXT_WIDTH}}`, 'gsu');

/** The lines of a text that say something, each as wide as a line may be. */
function wrapped(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => oneLine(line).match(LINE) ?? [])
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A text as it is, but for what would speak to the terminal. */
export function plainText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/(?![\n\t])\p{Cc}/gu, oneLine);
}
