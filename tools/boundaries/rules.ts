import type { IFlattenedRuleSet, IForbiddenRuleType } from 'dependency-cruiser';
import { ROOMS, type Room } from './rooms.ts';

// The rooms as rules of dependency-cruiser: two a room, because a test may import a little more than what it tests.

const TEST_SUPPORT = '(?:^|/)testing/';
const TEST = '\\.test\\.tsx?$';
const TEST_CODE = `${TEST}|${TEST_SUPPORT}`;
const TEST_PACKAGES = '(?:^|/)node_modules/(?:vitest|fast-check)/';

function packageTypes(room: Room): ('npm' | 'npm-dev')[] {
  if (room.packages === 'none') return [];
  return room.packages === 'all' ? ['npm', 'npm-dev'] : ['npm'];
}

function roomRules(room: Room): IForbiddenRuleType[] {
  const dependencyTypesNot = [...packageTypes(room), ...(room.node ? (['core'] as const) : [])];
  const ownModule = room.files.startsWith('^modules/') ? ['^modules/$1/'] : [];
  const testsMayImport = [
    ...room.mayImport,
    ...(room.testsMayImport ?? []),
    ...ownModule,
    '^platform/testing/',
    TEST_PACKAGES,
  ];
  return [
    {
      name: room.name,
      severity: 'error',
      from: { path: room.files, pathNot: TEST_CODE },
      to: { pathNot: [...room.mayImport], dependencyTypesNot },
    },
    {
      name: `${room.name}-tests`,
      severity: 'error',
      // In the room and test code: the look-ahead is the only way to put two conditions on one path.
      from: { path: room.files.replace('^', `^(?=.*(?:${TEST}|/testing/))`) },
      to: { pathNot: testsMayImport, dependencyTypesNot },
    },
  ];
}

export const RULES: IFlattenedRuleSet = {
  forbidden: [
    ...ROOMS.flatMap(roomRules),
    {
      name: 'test-support-in-production',
      severity: 'error',
      from: { pathNot: `${TEST_CODE}|^e2e/` },
      to: { path: TEST_SUPPORT, pathNot: '(?:^|/)node_modules/' },
    },
    { name: 'imports-a-test', severity: 'error', from: {}, to: { path: TEST } },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'circular', severity: 'error', from: {}, to: { circular: true } },
  ],
};
