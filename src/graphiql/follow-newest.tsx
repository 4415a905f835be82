import { useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';

/** How far from the end counts as the end: half a line. */
const END_PX = 10;

type Editor = NonNullable<ReturnType<typeof useResponseEditor>>;

const useResponseEditor = () => useGraphiQL(({ responseEditor }) => responseEditor);

/** Keeps the newest of a subscription's events in view, and the beginning of any other response. */
export function FollowNewest() {
  const editor = useResponseEditor();
  const isSubscribed = useGraphiQL(({ subscription }) => subscription !== null);
  useEffect(() => {
    if (editor !== undefined) return isSubscribed ? followEnd(editor) : keepToBeginning(editor);
  }, [editor, isSubscribed]);
  return null;
}

/** Unless somebody scrolls up to read, until they are back at the end. */
function followEnd(editor: Editor): () => void {
  let isFollowing = true;
  const scrolling = editor.onDidScrollChange(
    ({ scrollTop, scrollHeight, scrollTopChanged, scrollHeightChanged }) => {
      if (!scrollTopChanged || scrollHeightChanged) return;
      isFollowing = scrollTop + editor.getLayoutInfo().height >= scrollHeight - END_PX;
    },
  );
  const growing = editor.onDidContentSizeChange(() => {
    if (isFollowing) editor.setScrollTop(editor.getScrollHeight());
  });
  return () => {
    scrolling.dispose();
    growing.dispose();
  };
}

/** The editor would go back to where it was scrolled to in an earlier, longer text. */
function keepToBeginning(editor: Editor): () => void {
  const changing = editor.onDidChangeModelContent(() => editor.setScrollTop(0));
  return () => changing.dispose();
}
