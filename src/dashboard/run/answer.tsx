import { memo, useMemo, useRef } from 'react';
import type { Message } from '../../client/index.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { JsonBlock } from './json-block.tsx';
import { piecesOf } from './json-text.ts';
import { ScrollBox } from './scroll-box.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';

interface AnswerProps {
  readonly messages: readonly Message[];
  readonly finalText: string | null;
  /** The answer as data; null where there is none. */
  readonly output: unknown;
  /** Whether the agent is at work, so that more may come at any moment. */
  readonly isBeingWritten: boolean;
  readonly hasEnded: boolean;
}

/** The messages to the user as they come, as plain text: whatever they hold, none of it is ever markup. */
export const Answer = memo(function Answer({
  messages,
  finalText,
  output,
  isBeingWritten,
  hasEnded,
}: AnswerProps) {
  const box = useRef<HTMLDivElement>(null);
  const texts = textsOf(messages, finalText);
  useStickToEnd(box, texts, isBeingWritten);
  return (
    <section className="panel detail-section" aria-labelledby="detail-answer">
      <div className="detail-section-bar">
        <h2 id="detail-answer">Answer</h2>
        {texts.length > 0 && <CopyButton text={texts.join('\n\n')} label="answer" />}
      </div>
      <p role="status" className="visually-hidden">
        {announcementOf(texts.length > 0, hasEnded)}
      </p>
      {texts.length === 0 && output == null && (
        <p className="muted">{hasEnded ? 'The run ended without an answer.' : 'No answer yet.'}</p>
      )}
      {texts.length > 0 && (
        <ScrollBox ref={box} className="detail-answer" label="Text of the answer">
          {texts.map((text, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages are only ever added at the end
            <AnswerText key={index} text={text} />
          ))}
        </ScrollBox>
      )}
      {output != null && <JsonBlock label="Answer as data" value={output} />}
    </section>
  );
});

/** What the worker gives as the answer at the end mostly is the last message once more. */
function textsOf(messages: readonly Message[], finalText: string | null): readonly string[] {
  const texts = messages.map(({ text }) => text);
  return finalText === null || texts.at(-1) === finalText ? texts : [...texts, finalText];
}

/** Readers that speak would read a streaming text over and over: they are told that it comes, and that it is there. */
function announcementOf(hasText: boolean, hasEnded: boolean): string {
  if (!hasText) return '';
  return hasEnded ? 'The answer is complete.' : 'The answer is being written.';
}

/** A text that grows lays out only its last piece anew. */
const PIECE_LENGTH = 2048;

const AnswerText = memo(function AnswerText({ text }: { readonly text: string }) {
  const pieces = useMemo(() => piecesOf(text, PIECE_LENGTH), [text]);
  return (
    <div className="detail-answer-text" dir="auto">
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
        <Piece key={index} text={piece} />
      ))}
    </div>
  );
});

const Piece = memo(function Piece({ text }: { readonly text: string }) {
  return <div className="detail-text">{text === '' ? '\n' : text}</div>;
});
