import { present } from '../../../platform/kernel/assert.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import { LuaScript } from '../../../platform/redis/lua-script.ts';
import { type Redis, RedisUnavailable } from '../../../platform/redis/redis.ts';
import {
  type Deduction,
  type Gate,
  type GateOpening,
  type GateRequest,
  GateUnavailable,
  type GateVerdict,
  type Unsettled,
} from './gate.ts';

// The gate that all hosts share, in Redis or Valkey. Each sale has four keys in one hash slot; a script takes many
// decisions in one call. Times are the server's: hosts whose clocks differ agree on what is an orphan.
//   sale       hash: epoch, remaining, limit
//   taken      hash: order id -> "quantity customer"
//   unsettled  sorted set: order id by the time of its taking, in milliseconds
//   customers  hash: customer id -> units
// None stays for ever: a gate that could not be closed goes by itself, a day after somebody last looked at it. A sale of any
// length is looked at every second by whoever keeps its gate; one that nobody kept for a day is opened anew, as after any loss.

const VERDICTS: readonly GateVerdict[] = ['taken', 'insufficient', 'limit_reached', 'not_found', 'stale'];

/** The time of the server, unless a test has put its own behind the arguments. */
const now = (clock: string): string => `
local now = tonumber(${clock})
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

const KEPT_MS = 24 * 3_600_000;

const keep = (...keys: readonly string[]): string =>
  keys.map((key) => `redis.call('PEXPIRE', ${key}, ${KEPT_MS})`).join('\n');

/** As many as fit on the stack of a call in Lua, several words each. */
const REQUESTS_AT_ONCE = 1_000;

/**
 * ARGV: four for each of REQUESTS_AT_ONCE at most: epoch, order, customer, quantity. Answers a place in VERDICTS for each. Reads
 * what all of them need at once, decides in order, and writes at once: a command costs more than a decision.
 */
export const TAKE = new LuaScript(`
local sale, taken, unsettled, customers = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local requests = math.floor(#ARGV / 4)
local verdicts, orders, people = {}, {}, {}
for request = 1, requests do
  verdicts[request], orders[request], people[request] = 3, ARGV[request * 4 - 2], ARGV[request * 4 - 1]
end
local known = redis.call('HMGET', sale, 'epoch', 'remaining', 'limit')
local epoch, remaining, limit = known[1], tonumber(known[2]), tonumber(known[3])
if not epoch then return verdicts end
local before = redis.call('HMGET', taken, unpack(orders))
local had = redis.call('HMGET', customers, unpack(people))
${now('#ARGV % 4 == 1 and ARGV[#ARGV] or nil')}
local time = string.format('%.0f', now)
local has, units = {}, {}
local deductions, times, size = {}, {}, 0
for request = 1, requests do
  local order, customer, quantity = orders[request], people[request], tonumber(ARGV[request * 4])
  local total = (units[customer] or tonumber(had[request] or 0)) + quantity
  if ARGV[request * 4 - 3] ~= epoch then
    verdicts[request] = 4
  elseif before[request] or has[order] then
    verdicts[request] = 0
  elseif total > limit then
    verdicts[request] = 2
  elseif quantity > remaining then
    verdicts[request] = 1
  else
    verdicts[request] = 0
    remaining = remaining - quantity
    has[order], units[customer] = true, total
    deductions[size + 1], deductions[size + 2] = order, ARGV[request * 4] .. ' ' .. customer
    times[size + 1], times[size + 2] = time, order
    size = size + 2
  end
end
if size > 0 then
  local totals = {}
  for customer, total in pairs(units) do
    totals[#totals + 1] = customer
    totals[#totals + 1] = string.format('%.0f', total)
  end
  redis.call('HSET', taken, unpack(deductions))
  redis.call('ZADD', unsettled, unpack(times))
  redis.call('HSET', customers, unpack(totals))
  redis.call('HSET', sale, 'remaining', remaining)
  ${keep('taken', 'unsettled', 'customers')}
end
return verdicts
`);

/** ARGV: order ids. Answers the units that came back. */
const GIVE_BACK = new LuaScript(`
local sale, taken, unsettled, customers = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local units = 0
for _, order in ipairs(ARGV) do
  local deduction = redis.call('HGET', taken, order)
  if deduction then
    local space = string.find(deduction, ' ', 1, true)
    local quantity, customer = tonumber(string.sub(deduction, 1, space - 1)), string.sub(deduction, space + 1)
    redis.call('HDEL', taken, order)
    redis.call('ZREM', unsettled, order)
    if redis.call('HINCRBY', customers, customer, -quantity) <= 0 then redis.call('HDEL', customers, customer) end
    units = units + quantity
  end
end
if units > 0 then redis.call('HINCRBY', sale, 'remaining', units) end
return units
`);

/**
 * ARGV: age in milliseconds, how many. Answers two for each: order, "quantity customer". Part of every check: the gate is kept
 * from now on.
 */
const UNSETTLED = new LuaScript(`
${keep('KEYS[1]', 'KEYS[2]', 'KEYS[3]', 'KEYS[4]')}
${now('ARGV[3]')}
local orders = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now - tonumber(ARGV[1]), 'LIMIT', 0, ARGV[2])
local found = {}
for at, deduction in ipairs(#orders > 0 and redis.call('HMGET', KEYS[2], unpack(orders)) or {}) do
  found[at * 2 - 1], found[at * 2] = orders[at], deduction or '0'
end
return found
`);

/** Orders of the next epoch, set down beside the present one. ARGV: three for each: order, customer, quantity. */
const PREPARE = new LuaScript(`
for at = 1, #ARGV, 3 do
  redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 2] .. ' ' .. ARGV[at + 1])
  redis.call('HINCRBY', KEYS[2], ARGV[at + 1], ARGV[at + 2])
end
redis.call('PEXPIRE', KEYS[1], 60000)
redis.call('PEXPIRE', KEYS[2], 60000)
return 1
`);

/** Puts what was set down in place of what is there, in one instant. ARGV: epoch, remaining, limit, orders expected. */
const OPEN = new LuaScript(`
local sale, taken, unsettled, customers, next_taken, next_customers = unpack(KEYS)
if tonumber(redis.call('HGET', sale, 'epoch') or 0) >= tonumber(ARGV[1]) then
  redis.call('DEL', next_taken, next_customers)
  return 0
end
if redis.call('HLEN', next_taken) ~= tonumber(ARGV[4]) then return redis.error_reply('the orders set down are not whole') end
redis.call('DEL', sale, taken, unsettled, customers)
if redis.call('EXISTS', next_taken) == 1 then
  redis.call('RENAME', next_taken, taken)
  redis.call('RENAME', next_customers, customers)
end
redis.call('HSET', sale, 'epoch', ARGV[1], 'remaining', ARGV[2], 'limit', ARGV[3])
${keep('sale', 'taken', 'customers')}
return 1
`);

const ORDERS_AT_ONCE = 1_000;

export interface RedisGateOptions {
  readonly prefix?: string;
  /** In place of the server's clock, in milliseconds: for tests, which cannot wait. */
  readonly nowMs?: () => number;
}

export class RedisGate implements Gate {
  readonly #redis: Redis;
  readonly #newId: NewId;
  readonly #prefix: string;
  readonly #nowMs: (() => number) | undefined;

  constructor(redis: Redis, newId: NewId, { prefix = 'holdfast:sale:', nowMs }: RedisGateOptions = {}) {
    this.#redis = redis;
    this.#newId = newId;
    this.#prefix = prefix;
    this.#nowMs = nowMs;
  }

  async open({ saleId, epoch, remaining, perCustomerLimit, orders }: GateOpening): Promise<boolean> {
    // A name of its own for each attempt: two hosts that open the same epoch must not mix what they set down.
    const attempt = `next:${epoch}:${this.#newId()}`;
    const next = ['taken', 'customers'].map((part) => this.#key(saleId, `${attempt}:${part}`));
    for (let at = 0; at < orders.length; at += ORDERS_AT_ONCE) {
      const chunk = orders.slice(at, at + ORDERS_AT_ONCE);
      await this.#run(PREPARE, next, chunk.flatMap(threeOf));
    }
    const values = [epoch, remaining, perCustomerLimit, orders.length];
    return (await this.#run(OPEN, [...this.#keys(saleId), ...next], values)) === 1;
  }

  async take(requests: readonly GateRequest[]): Promise<readonly GateVerdict[]> {
    const verdicts: GateVerdict[] = [];
    const takeOfOne = async ([saleId, places]: [string, readonly number[]]): Promise<void> => {
      const values = places.flatMap((place) => fourOf(requests[place] as GateRequest));
      const answers = (await this.#run(TAKE, this.#keys(saleId), [...values, ...this.#clock()])) as readonly number[];
      for (const [index, place] of places.entries()) {
        verdicts[place] = present(VERDICTS[answers[index] ?? -1], `verdict ${answers[index]} of the gate`);
      }
    };
    await Promise.all(placesBySale(requests).map(takeOfOne));
    return verdicts;
  }

  async settle(saleId: string, orderIds: readonly string[]): Promise<void> {
    if (orderIds.length > 0) await this.#command(['ZREM', this.#key(saleId, 'unsettled'), ...orderIds]);
  }

  async giveBack(saleId: string, orderIds: readonly string[]): Promise<number> {
    if (orderIds.length === 0) return 0;
    return Number(await this.#run(GIVE_BACK, this.#keys(saleId), orderIds));
  }

  async unsettled(saleId: string, ageMs: number, limit: number): Promise<readonly Unsettled[]> {
    const values = [ageMs, limit, ...this.#clock()];
    const found = (await this.#run(UNSETTLED, this.#keys(saleId), values)) as readonly string[];
    return found.flatMap((orderId, at) =>
      at % 2 === 0 ? [{ orderId, quantity: Number.parseInt(found[at + 1] ?? '', 10) }] : [],
    );
  }

  async remaining(saleId: string): Promise<{ readonly epoch: number; readonly remaining: number } | undefined> {
    const sale = await this.#command(['HMGET', this.#key(saleId, 'sale'), 'epoch', 'remaining']);
    const [epoch, remaining] = sale as (string | null)[];
    return epoch === null || epoch === undefined ? undefined : { epoch: Number(epoch), remaining: Number(remaining) };
  }

  async close(saleId: string): Promise<void> {
    await this.#command(['DEL', ...this.#keys(saleId)]);
  }

  #clock(): number[] {
    return this.#nowMs === undefined ? [] : [this.#nowMs()];
  }

  #key(saleId: string, part: string): string {
    return `${this.#prefix}{${saleId}}:${part}`;
  }

  #keys(saleId: string): string[] {
    return ['sale', 'taken', 'unsettled', 'customers'].map((part) => this.#key(saleId, part));
  }

  async #run(script: LuaScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return orUnavailable(this.#redis.run(script, keys, values));
  }

  async #command(words: readonly string[]): Promise<unknown> {
    return orUnavailable(this.#redis.command(words));
  }
}

/** Places of the requests for each sale, as many as one call takes. */
function placesBySale(requests: readonly GateRequest[]): [string, readonly number[]][] {
  const calls: [string, number[]][] = [];
  const open = new Map<string, number[]>();
  for (const [place, { saleId }] of requests.entries()) {
    const known = open.get(saleId);
    if (known !== undefined && known.length < REQUESTS_AT_ONCE) known.push(place);
    else {
      const places = [place];
      open.set(saleId, places);
      calls.push([saleId, places]);
    }
  }
  return calls;
}

function fourOf({ epoch, orderId, customerId, quantity }: GateRequest): (string | number)[] {
  return [epoch, orderId, customerId, quantity];
}

function threeOf({ orderId, customerId, quantity }: Deduction): (string | number)[] {
  return [orderId, customerId, quantity];
}

async function orUnavailable(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof RedisUnavailable) throw new GateUnavailable(error.message, { cause: error });
    throw error;
  }
}
