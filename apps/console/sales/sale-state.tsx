import { Badge, type Tone } from '../../web/design/badge.tsx';
import type { Sale } from '../../web/gen/http-types.ts';

const STATES: Readonly<Record<string, readonly [name: string, tone: Tone]>> = {
  scheduled: ['Scheduled', 'info'],
  open: ['Open', 'positive'],
  paused: ['Paused', 'caution'],
  sold_out: ['Sold out', 'neutral'],
  closed: ['Closed', 'neutral'],
};

export function SaleState({ state, draining }: Pick<Sale, 'state' | 'draining'>) {
  if (draining) return <Badge tone="caution">Draining</Badge>;
  const [name, tone] = STATES[state] ?? [state, 'neutral'];
  return <Badge tone={tone}>{name}</Badge>;
}
