import { type Random, randomOf } from '../random.ts';
import { type ArrivalCurve, arrivalsOf } from './arrival-curve.ts';

// Everything that will happen in the sale of a drill, decided by its seed before it begins.

export const WAITING_ROOMS = ['arrival', 'fair'] as const;
export type WaitingRoom = (typeof WAITING_ROOMS)[number];

export interface SaleDrillOptions {
  /** People who come to the sale. */
  readonly crowd: number;
  /** Units of the sale at the most; there are fewer where the crowd would not be ten times as large. */
  readonly stock: number;
  /** How those who came before the start are put in order; undefined: everybody may order at once. */
  readonly waitingRoom: WaitingRoom | undefined;
  readonly kills: number;
  readonly redisKills: number;
  readonly seed: number;
}

/**
 * plain: asks until there is an answer. double click: sends the order twice or three times at once. hang up: breaks the
 * connection, then asks again. vanish: breaks the connection and is gone. greedy: orders three times, for more than one
 * may have. bot: sends far more than the rate limit allows. second thoughts: cancels. passer-by: buys the same product
 * in the ordinary shop, at its price. In front of a waiting room also: forger: orders with a ticket that was changed.
 * no-show: waits for a turn and does not take it.
 */
export type Manner =
  | 'plain'
  | 'double click'
  | 'hang up'
  | 'vanish'
  | 'greedy'
  | 'bot'
  | 'second thoughts'
  | 'passer-by'
  | 'forger'
  | 'no-show';

export interface SaleShopper {
  readonly customerId: string;
  readonly manner: Manner;
  /** From the start of the sale; before it below 0. */
  readonly arrivesAtMs: number;
  /** Two of them cost more than the sandbox provider lets anybody pay: they come back. */
  readonly quantity: number;
  /** Whether somebody who was told that nothing is left waits for what comes back. */
  readonly staysInLine: boolean;
  /** For those who hang up, vanish or cancel: when. */
  readonly patienceMs: number;
  /** For those who click more than once. */
  readonly clicks: number;
}

export interface RedisKill {
  readonly at: number;
  /** Comes back empty; else with what it had written down, which may be a second old. */
  readonly forgets: boolean;
}

export interface SalePlan {
  readonly productId: string;
  readonly units: number;
  /** Units that are not in the sale: the ordinary shop may sell them, and no more. */
  readonly spare: number;
  readonly perCustomerLimit: number;
  readonly rate: { readonly requests: number; readonly windowMs: number };
  readonly waitingRoom: WaitingRoom | undefined;
  /** How long a turn lasts, where there is a waiting room. */
  readonly turnMs: number;
  readonly curve: ArrivalCurve;
  readonly shoppers: readonly SaleShopper[];
  /** Shares of the span of arrivals, ascending. */
  readonly killsAt: readonly number[];
  readonly redisKills: readonly RedisKill[];
}

const CROWD_FOR_A_UNIT = 10;
const SPARE = 0.1;
const EARLY_MS = 600;
const TURN_MS = 5_000;
const SHORTEST_SPAN_MS = 2_000;
const LONGEST_SPAN_MS = 60_000;
const MS_FOR_EACH = 4;
const BOTS_WITHIN_MS = 50;
const LONGEST_PATIENCE_MS = 25;
const LONGEST_THOUGHT_MS = 600;
const STAYS_IN_LINE = 0.6;
const WANTS_TWO = 0.1;

/** Who is not plain, by share of the crowd. */
const SHARES: readonly (readonly [Manner, number])[] = [
  ['double click', 0.08],
  ['hang up', 0.05],
  ['vanish', 0.02],
  ['greedy', 0.04],
  ['bot', 0.03],
  ['second thoughts', 0.08],
  ['passer-by', 0.03],
];
const SHARES_AT_A_ROOM: typeof SHARES = [...SHARES, ['forger', 0.02], ['no-show', 0.03]];

function unitsFor(crowd: number, stock: number): number {
  return Math.min(stock, Math.ceil(crowd / CROWD_FOR_A_UNIT));
}

/** `drillId` sets product and customers apart from those of every other drill. */
export function planSale(options: SaleDrillOptions, drillId: string): SalePlan {
  const { crowd, stock, waitingRoom, kills, redisKills, seed } = options;
  // Another stream of numbers than that of the ordinary load.
  const random = randomOf(seed ^ 0x5a1e);
  const units = unitsFor(crowd, stock);
  const spanMs = Math.min(LONGEST_SPAN_MS, Math.max(SHORTEST_SPAN_MS, crowd * MS_FOR_EACH));
  const curve = { earlyMs: EARLY_MS, spanMs };
  return {
    productId: `${drillId}-drop`,
    units,
    spare: Math.ceil(units * SPARE),
    perCustomerLimit: 2,
    rate: { requests: 5, windowMs: 1_000 },
    waitingRoom,
    turnMs: TURN_MS,
    curve,
    shoppers: arrivalsOf(crowd, curve, random).map((arrivesAtMs, index) => {
      const nature = natureOf(random, waitingRoom);
      // Bots are there at the first moment.
      const isBot = nature.manner === 'bot';
      return {
        customerId: `${drillId}-fan-${index + 1}`,
        ...nature,
        arrivesAtMs: isBot ? random.integer(BOTS_WITHIN_MS) : arrivesAtMs,
      };
    }),
    killsAt: sharesOf(kills, random),
    redisKills: sharesOf(redisKills, random).map((at) => ({ at, forgets: random.fraction() < 0.5 })),
  };
}

/** Not right at the beginning, and while there is somebody to notice. */
function sharesOf(kills: number, random: Random): readonly number[] {
  return Array.from({ length: kills }, () => 0.02 + 0.8 * random.fraction()).sort((one, other) => one - other);
}

function natureOf(random: Random, waitingRoom: WaitingRoom | undefined) {
  const manner = mannerOf(random, waitingRoom === undefined ? SHARES : SHARES_AT_A_ROOM);
  const wantsTwo = random.fraction() < WANTS_TWO;
  const longestMs = manner === 'second thoughts' ? LONGEST_THOUGHT_MS : LONGEST_PATIENCE_MS;
  return {
    manner,
    quantity: wantsTwo && (manner === 'plain' || manner === 'double click') ? 2 : 1,
    staysInLine: random.fraction() < STAYS_IN_LINE && manner !== 'vanish' && manner !== 'bot',
    patienceMs: 1 + random.integer(longestMs),
    clicks: 2 + random.integer(2),
  };
}

function mannerOf(random: Random, shares: typeof SHARES): Manner {
  let left = random.fraction();
  for (const [manner, share] of shares) {
    left -= share;
    if (left < 0) return manner;
  }
  return 'plain';
}
