import './badge.css';
import type { ReactNode } from 'react';

export type Tone = 'neutral' | 'positive' | 'caution' | 'negative' | 'info';

/** A word of state. The tone never says more than the word does. */
export function Badge({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={`badge badge-${tone}`}>{children}</span>;
}
