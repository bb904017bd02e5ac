import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Generator } from '../world/generator.ts';
import type { Owner, Scheduler } from '../world/scheduler.ts';

/** Relays and consumers are woken; they look by themselves in case a wake was lost with a host. */
export const POLL_MS = 2_000;

/** A host's clock: true time and how far the host is off. Its timers are events of the world. */
export function hostClock(scheduler: Scheduler, owner: Owner & { readonly skewMs: number }): Clock {
  return {
    nowMs: () => scheduler.nowMs + owner.skewMs,
    after: (delayMs, task) => scheduler.after(delayMs, owner, `timer ${delayMs}`, task),
  };
}

/** UUIDs version 7 by that clock, with the generator's bits. */
export function hostIds(clock: Clock, generator: Generator): NewId {
  return () => {
    const time = clock.nowMs().toString(16).padStart(12, '0');
    const [first, second, third] = [generator.bits(), generator.bits(), generator.bits()];
    const random = `${hex(first)}${hex(second)}${hex(third)}`;
    const variant = '89ab'[first & 3];
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(3, 6)}-${random.slice(6, 18)}`;
  };
}

/** 32 hex digits, not all zero. */
export function traceIdFrom(generator: Generator): string {
  return [generator.bits(), generator.bits(), generator.bits(), generator.bits() | 1].map((bits) => hex(bits)).join('');
}

function hex(bits: number): string {
  return (bits >>> 0).toString(16).padStart(8, '0');
}
