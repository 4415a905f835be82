interface ShowEarlierProps {
  readonly count: number;
  readonly what: string;
  readonly onShow: () => void;
}

/** A button above a list of which only the newest are shown; nothing where all are. */
export function ShowEarlier({ count, what, onShow }: ShowEarlierProps) {
  if (count === 0) return null;
  return (
    <button type="button" className="button button-quiet" onClick={onShow}>
      Show earlier {what} ({count} more)
    </button>
  );
}
