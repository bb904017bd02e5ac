import { Badge } from '../../web/design/badge.tsx';
import type { Hold } from '../../web/gen/http-types.ts';
import { formatDuration, formatTime } from '../format/time.ts';

interface HoldStateProps {
  readonly hold: Pick<Hold, 'status' | 'expires_at'>;
  readonly nowMs: number;
}

/** How it ended, or how long it still lasts. */
export function HoldState({ hold, nowMs }: HoldStateProps) {
  if (hold.status === 'confirmed') return <Badge tone="positive">Sold</Badge>;
  if (hold.status === 'released') return <Badge>Given back</Badge>;
  const leftMs = new Date(hold.expires_at).getTime() - nowMs;
  if (leftMs <= 0) return <Badge tone="caution">Overdue</Badge>;
  return (
    <span className="numeric" title={formatTime(hold.expires_at)}>
      {formatDuration(leftMs - (leftMs % 1_000))}
    </span>
  );
}
