import type { Tone } from '../../web/design/badge.tsx';
import type { Sale } from '../../web/gen/http-types.ts';

type State = Pick<Sale, 'state' | 'draining'>;

/** How a sale stands, in words. */
export function tellSale({ state, draining }: State): { readonly word: string; readonly tone: Tone } {
  if (draining && state === 'open') return { word: 'Closing', tone: 'caution' };
  return WORDS[state] ?? { word: state, tone: 'neutral' };
}

const WORDS: Readonly<Record<string, { readonly word: string; readonly tone: Tone }>> = {
  scheduled: { word: 'Coming up', tone: 'info' },
  open: { word: 'Open', tone: 'positive' },
  paused: { word: 'Paused', tone: 'caution' },
  sold_out: { word: 'Sold out', tone: 'negative' },
  closed: { word: 'Over', tone: 'neutral' },
};

/** Time that is left, as people read it. */
export function formatLeft(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1_000));
  const parts = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  const [days = 0, hours = 0, minutes = 0] = parts;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return `${minutes}:${String(seconds % 60).padStart(2, '0')}`;
}

export interface Place {
  readonly state: string;
  readonly sequence: number;
  readonly position: number | null;
  readonly estimated_wait_seconds: number | null;
  readonly turn_ends_at: string | null;
}

/** Where somebody stands in the waiting room, as a sentence. */
export function tellPlace({ state, position, estimated_wait_seconds: waitSeconds }: Place): string {
  switch (state) {
    case 'admitted':
      return 'It is your turn. You can order now.';
    case 'turn_lost':
      return 'Your turn has passed, and the place was given to somebody else.';
    case 'used':
      return 'You have ordered with your place.';
    case 'sold_out':
      return 'Everything is sold. Stay here: units may come back when somebody does not pay.';
    case 'closed':
      return 'The sale is over.';
  }
  if (position === null) return 'You have a place. The order of places is drawn when the sale begins.';
  const wait = waitSeconds === null || waitSeconds < 1 ? '' : `, in about ${formatLeft(waitSeconds * 1_000)}`;
  return `You are number ${position.toLocaleString('en-GB')}${wait}.`;
}
