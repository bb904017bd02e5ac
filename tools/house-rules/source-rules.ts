import type { SourceFile } from '../repository.ts';
import { fileRule, type HouseRule, isTypeScript, isWritten, patternRule, withoutComments } from './rule.ts';

// Rules on the text of single files. What Biome can say, Biome says; these are the rules it has no word for. Some
// patterns are spelled roundabout ("[D]") so that a rule does not find itself.

const LINES_AT_MOST = 400;

/** Casts through `unknown` that are justified where they stand, by file. A cast that goes must go from here too. */
export const DOUBLE_CASTS_ALLOWED: ReadonlyMap<string, number> = new Map([
  // A contract binds its methods and events under their own names, which no type can follow through a loop.
  ['platform/rpc/contract.ts', 1],
  // A protobuf message is read as data, field by field, by its description.
  ['platform/rpc/plain.ts', 1],
]);

export const SOURCE_RULES: readonly HouseRule[] = [
  fileRule('a file has at most 400 lines', isWritten, ({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > LINES_AT_MOST ? [`${path} has ${lines} lines: split it at its seam`] : [];
  }),
  fileRule('file names are kebab-case', isWritten, ({ path }) =>
    path.split('/').every((part) => /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*$/.test(part))
      ? []
      : [`${path}: write folder and file names in kebab-case`],
  ),
  fileRule('a file is named after what it holds', isWritten, ({ path }) =>
    /(?:^|[/.-])(?:utils?|helpers?|managers?|commons?)(?:[/.-]|$)/.test(path)
      ? [`${path}: name it after its main export; "utils", "helpers", "manager" and "common" name nothing`]
      : [],
  ),
  patternRule(
    'nothing is cast to any',
    isTypeScript,
    /\bas\s+any\b/g,
    'a cast to any switches the compiler off; parse the value or type it',
    withoutComments,
  ),
  { name: 'a cast through unknown is counted', broken: uncountedDoubleCasts },
  patternRule(
    'every test runs',
    isTypeScript,
    /\b(?:it|test|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b|\b(?:fit|fdescribe|xit|xdescribe)\(/g,
    'a test that is focused, skipped or to be written tests nothing; finish it or delete it',
    withoutComments,
  ),
  patternRule(
    'nothing is left for later',
    (path) => isWritten(path) || path.endsWith('.md'),
    /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/g,
    'do it now, or open an issue',
  ),
  patternRule(
    'no comment is a banner',
    isWritten,
    /^[ \t]*(?:\/\/|\/\*|#|--)[ \t]*[-=*#~_/]{3,}/gm,
    'a banner asks for a file of its own; comments are sentences',
  ),
  patternRule(
    'no error is swallowed',
    isTypeScript,
    /\bcatch\s*(?:\([^)]*\))?\s*\{\s*\}|\.catch\(\s*(?:async\s*)?\(?\w*\)?\s*=>\s*\{\s*\}\s*\)/g,
    'a catch handles the error, answers for it, or is not there; a comment alone does nothing',
    withoutComments,
  ),
  patternRule(
    'money is never a float',
    (path) => isTypeScript(path) && !/^(?:platform\/kernel\/money\.ts$|bench\/|tools\/|e2e\/)/.test(path),
    /\bparseFloat\(|\.toFixed\(/g,
    'read and write amounts with platform/kernel/money.ts; round other numbers with Math.round',
    withoutComments,
  ),
  patternRule(
    'the text names no workplace',
    (path) => !path.startsWith('contracts/gen/'),
    /(?<![\w.@-])\/(?:work|root)\/|"resolved":\s*"[^"]*\bregistry\.|^\s*registry\s*=/gm,
    "a path or a registry of one machine means nothing on the reader's",
  ),
];

function uncountedDoubleCasts(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => isTypeScript(file.path))
    .flatMap(({ path, text }) => {
      const found = [...withoutComments(text).matchAll(/\bas\s+unknown\s+as\b/g)].length;
      const allowed = DOUBLE_CASTS_ALLOWED.get(path) ?? 0;
      if (found === allowed) return [];
      return [
        `${path} casts through unknown ${found} times where ${allowed} are justified: type the value, or justify it`,
      ];
    });
}
