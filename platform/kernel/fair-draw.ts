import { assert } from './assert.ts';

// A draw that anybody can repeat: with one seed the numbers from 0 to size - 1 change places, each number to exactly one.
// A balanced Feistel network (Luby and Rackoff, "How to construct pseudorandom permutations", 1988) over the next power
// of four, walked along its cycle until it comes back below `size` (Black and Rogaway, "Ciphers with arbitrary finite
// domains", 2002). The rounds mix with the finaliser of MurmurHash3, keyed by one word of the seed each. It promises an
// even draw to whoever does not know the seed; it is no cipher, and hides nothing once places and seed are told.

const ROUNDS = 8;
/** A seed: 32 bytes in hexadecimal digits, a word for each round. */
const SEED = /^[0-9a-f]{64}$/;
/** Halves of fewer bits have too few networks to be drawn evenly from. */
const FEWEST_BITS = 4;

export function isDrawSeed(seed: string): boolean {
  return SEED.test(seed);
}

/**
 * The place, from 0, of somebody who came as number `sequence`, from 0. The first `early` are drawn by the seed; an empty
 * seed leaves everybody in order of arrival, as it does those who came later.
 */
export function drawnPosition(sequence: number, early: number, seed: string): number {
  return seed === '' || sequence >= early ? sequence : permuted(sequence, early, seed);
}

/** Where the seed's permutation of 0 to size - 1 puts a number. `size` is at most 2^30. */
export function permuted(number: number, size: number, seed: string): number {
  assert(number >= 0 && number < size && size <= 2 ** 30, `${number} is not below ${size}`);
  assert(isDrawSeed(seed), 'a draw needs a seed of 64 hexadecimal digits');
  const keys = wordsOf(seed);
  const bits = Math.max(FEWEST_BITS, Math.ceil(Math.log2(size) / 2));
  let at = number;
  // A cycle that began below `size` comes back below it: at most one lap, four steps on average from 256 on.
  do at = shuffled(at, bits, keys);
  while (at >= size);
  return at;
}

function wordsOf(seed: string): number[] {
  return Array.from({ length: ROUNDS }, (_, round) => {
    const word = Number.parseInt(seed.slice(round * 8, round * 8 + 8), 16);
    // Told apart by the golden ratio: a seed that repeats itself does not make a network that undoes itself.
    return word ^ Math.imul(round, 0x9e3779b9);
  });
}

function shuffled(value: number, bits: number, keys: readonly number[]): number {
  const mask = 2 ** bits - 1;
  let left = value >>> bits;
  let right = value & mask;
  for (const key of keys) [left, right] = [right, left ^ (mixed(right ^ key) & mask)];
  return left * 2 ** bits + right;
}

/** fmix32 of MurmurHash3 (Austin Appleby, public domain). */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
