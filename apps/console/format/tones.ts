import type { Tone } from '../../web/design/badge.tsx';

// Colours of states. What is under way is blue, what waits for a person is red, what has ended well is green.

const ORDER_TONES: Readonly<Record<string, Tone>> = {
  PENDING: 'info',
  RESERVED: 'info',
  CANCELLED: 'neutral',
  REFUNDED: 'caution',
};

export function orderTone(status: string): Tone {
  return ORDER_TONES[status] ?? 'positive';
}

const SAGA_TONES: Readonly<Record<string, Tone>> = {
  in_progress: 'info',
  completed: 'positive',
  compensating: 'caution',
  compensated: 'caution',
  failed: 'negative',
  parked: 'negative',
};

/** Of a saga or of one of its steps. */
export function sagaTone(status: string): Tone {
  return SAGA_TONES[status] ?? 'neutral';
}

/** "in_progress" as people write it: "in progress". */
export function wordsOf(code: string): string {
  return code.replaceAll('_', ' ');
}
