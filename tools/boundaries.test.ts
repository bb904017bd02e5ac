import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cruised, cruiseTree } from './boundaries/cruise.ts';
import { ROOM_FOLDERS, ROOMS, roomsOf } from './boundaries/rooms.ts';
import { listFiles, ROOT } from './repository.ts';

// Who may import whom. The planted tree under tools/planted/boundaries breaks every rule at least once; the first line
// of each of its files says which rules it breaks, and a file without such a line breaks none.

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PLANTED = `${ROOT}/tools/planted/boundaries`;

function typeScriptFiles(): readonly string[] {
  return listFiles().filter((path) => /\.tsx?$/.test(path) && ROOM_FOLDERS.includes(path.split('/')[0] ?? ''));
}

describe('the house', () => {
  const files = typeScriptFiles();
  let house: Cruised;
  beforeAll(async () => {
    house = await cruiseTree(ROOT, [...new Set(files.map((path) => path.split('/')[0] ?? ''))]);
  });

  it('imports only what the rooms allow', () => {
    expect(house.violations.map(({ rule, from, to }) => `${from} may not import ${to} (${rule})`)).toEqual([]);
  });

  it('was read, every file of it', () => {
    const read = new Set(house.filesRead);
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((path) => !read.has(path))).toEqual([]);
  });

  it('was read, every import of it', () => {
    expect(house.missed).toEqual([]);
  });

  it('keeps every file in exactly one room', () => {
    expect(files.filter((path) => roomsOf(path).length !== 1)).toEqual([]);
  });
});

describe('the planted house', () => {
  let planted: Cruised;
  beforeAll(async () => {
    planted = await cruiseTree(PLANTED, [...ROOM_FOLDERS]);
  });

  it('is reported file by file, each by the rule that it breaks', () => {
    const expected = planted.filesRead.flatMap((path) => brokenBy(path).map((rule) => `${path}: ${rule}`));
    const reported = planted.violations.map(({ from, rule }) => `${from}: ${rule}`);
    expect(reported.sort()).toEqual(expected.sort());
  });

  it('breaks every rule that there is', () => {
    const broken = new Set(planted.violations.map((violation) => violation.rule));
    expect(ROOMS.map((room) => room.name).filter((room) => !broken.has(room) && !broken.has(`${room}-tests`))).toEqual(
      [],
    );
    expect([...broken]).toEqual(
      expect.arrayContaining(['circular', 'imports-a-test', 'test-support-in-production', 'unresolvable']),
    );
  });

  it('has a file in no room, which is noticed', () => {
    expect(roomsOf('modules/order/prices.ts')).toEqual([]);
    expect(roomsOf('platform/kernel/money.ts')).toEqual(['kernel']);
  });

  it('has an import inside a type, which is noticed although the parser passes over it', async () => {
    const { missed } = await cruiseTree(`${ROOT}/tools/planted/unread-import`, ['platform', 'modules']);
    expect(missed).toEqual(['platform/saga/inline-import-type.ts: ../../modules/order/contract.ts']);
  });
});

function brokenBy(path: string): readonly string[] {
  const rules = /^\/\/ breaks: (.+)$/m.exec(readFileSync(`${PLANTED}/${path}`, 'utf8'))?.[1];
  return rules === undefined ? [] : rules.split(', ');
}
