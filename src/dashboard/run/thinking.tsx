import { memo, useState } from 'react';
import { formatDuration } from '../shared/format.ts';
import { thinkingNames } from './names.ts';
import { ShowEarlier } from './show-earlier.tsx';
import type { TextBlock } from './trace.ts';
import { useNewest } from './use-newest.ts';

interface ThinkingProps {
  readonly texts: readonly TextBlock[];
  readonly hasEnded: boolean;
}

/** The agent's thinking, folded away. */
export const Thinking = memo(function Thinking({ texts, hasEnded }: ThinkingProps) {
  const [isOpen, setIsOpen] = useState(false);
  const blocks = texts.filter(({ thinkingKind }) => thinkingKind !== null);
  return (
    <section className="panel detail-section" aria-labelledby="detail-thinking">
      <h2 id="detail-thinking">Thinking</h2>
      {blocks.length === 0 ? (
        <p className="muted">{hasEnded ? 'None.' : 'None so far.'}</p>
      ) : (
        <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
          <summary className="detail-summary">
            {blocks.length === 1 ? '1 block' : `${blocks.length} blocks`}
          </summary>
          {isOpen && <Blocks blocks={blocks} />}
        </details>
      )}
    </section>
  );
});

function Blocks({ blocks }: { readonly blocks: readonly TextBlock[] }) {
  const { shown, hiddenCount, showMore } = useNewest(blocks);
  return (
    <>
      <ShowEarlier count={hiddenCount} what="blocks" onShow={showMore} />
      <ol className="detail-list">
        {shown.map((block) => (
          <Block key={block.key} block={block} />
        ))}
      </ol>
    </>
  );
}

const Block = memo(function Block({ block }: { readonly block: TextBlock }) {
  const { thinkingKind, text, startedAt, endedAt } = block;
  return (
    <li className="detail-block">
      <h3 className="detail-block-kind">
        {thinkingKind !== null && thinkingNames[thinkingKind]}
        <span className="muted"> {formatDuration(endedAt - startedAt)}</span>
      </h3>
      <p className="detail-text" dir="auto">
        {text}
      </p>
    </li>
  );
});
