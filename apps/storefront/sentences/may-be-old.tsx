import { askAgainMs } from '../../web/api/api.ts';
import { Notice } from '../../web/design/states.tsx';
import { problemSentence } from './problem-sentence.ts';

/** Over what is shown, where the newest try to ask for it again came to nothing. */
export function MayBeOld({ failure }: { readonly failure: unknown }) {
  const why = askAgainMs(failure) === undefined ? problemSentence(failure) : 'The connection is lost.';
  return <Notice tone="caution">{why} What you see may be old.</Notice>;
}
