import { describe, expect, it } from 'vitest';
import type { HouseRule } from './house-rules/rule.ts';
import { DOUBLE_CASTS_ALLOWED, SOURCE_RULES } from './house-rules/source-rules.ts';
import { TREE_RULES } from './house-rules/tree-rules.ts';
import { PLANTED } from './planted/house-rules.ts';
import { listFiles, readSource } from './repository.ts';

// The rules of the house, each held against the house and against a planted violation: a rule that finds nothing must
// be known to find something.

const TEXT = /\.(?:tsx?|js|mjs|json|md|sql|proto|ya?ml|css|html|sh|svg)$|^\.[a-z]+$|^\.ci\/|^(?:LICENSE|Dockerfile)$/;
const files = listFiles()
  .filter((path) => TEXT.test(path))
  .map(readSource);

const RULES: readonly HouseRule[] = [...SOURCE_RULES, ...TREE_RULES];

describe.each(RULES.map((rule) => [rule.name, rule] as const))('%s', (_name, rule) => {
  const planted = PLANTED[rule.name];

  it('in the whole house', () => expect(rule.broken(files)).toEqual([]));

  it('is seen to be broken, wherever it is', () => {
    expect(planted?.broken.length).toBeGreaterThan(0);
    expect(planted?.broken.filter((tree) => rule.broken(tree).length === 0)).toEqual([]);
  });

  it('lets pass what only looks alike', () => {
    expect(planted?.innocent.length).toBeGreaterThan(0);
    expect(rule.broken(planted?.innocent ?? [])).toEqual([]);
  });
});

it('reads the house at all', () => {
  expect(files.length).toBeGreaterThan(80);
});

it('justifies no cast of a file that is gone', () => {
  const paths = new Set(files.map((file) => file.path));
  expect([...DOUBLE_CASTS_ALLOWED.keys()].filter((path) => !paths.has(path))).toEqual([]);
});
