import { Notice } from '../../web/design/states.tsx';
import type { PlacingState } from './use-placing.ts';

/** What becomes of an order that is being placed, while that takes longer than a moment; and why it was refused. */
export function PlacingNotice({ placing }: { readonly placing: PlacingState }) {
  if (placing.kind === 'refused') {
    return (
      <Notice tone="negative" urgent>
        {placing.sentence}
      </Notice>
    );
  }
  if (placing.kind === 'idle') return null;
  return (
    <Notice tone={placing.hold === undefined ? 'info' : 'caution'}>
      <strong>{HEADLINES[placing.hold ?? 'none']}</strong>
      <span>
        We keep asking, and your order is placed once, however often we do. You can stay here, or come back to this page
        later.
      </span>
    </Notice>
  );
}

const HEADLINES = {
  none: 'We are placing your order.',
  unreachable: 'We cannot reach the shop right now.',
  busy: 'The shop is very busy right now.',
} as const;
