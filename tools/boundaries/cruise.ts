import { readFileSync } from 'node:fs';
import swc, { type ParseOptions } from '@swc/core';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { RULES } from './rules.ts';

// Reads the imports of a tree and holds them against the rules. What it does not see it does not judge: so it also
// answers which files it read, and which imports a plain reading of the text finds that it missed.

export interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

export interface Cruised {
  readonly filesRead: readonly string[];
  readonly violations: readonly Violation[];
  /** Imports in the text that the parser passed over, as "file: specifier". */
  readonly missed: readonly string[];
}

// dependency-cruiser 17 hands every file to swc as TypeScript without JSX, and has no option for it. It asks swc by this
// very object; where one day it does not, a page is a syntax error again, and the test of the house fails.
const { parseFileSync } = swc;
Object.assign(swc, {
  parseFileSync: (path: string, options: ParseOptions) =>
    parseFileSync(path, path.endsWith('.tsx') ? { ...options, syntax: 'typescript', tsx: true } : options),
});

/** Reads every TypeScript file under the folders, which are paths from the base. */
export async function cruiseTree(base: string, folders: readonly string[]): Promise<Cruised> {
  const { output } = await cruise(
    [...folders],
    {
      baseDir: base,
      // The compiler has no API for other tools since version 7; swc is the parser that reads TypeScript without it.
      parser: 'swc',
      validate: true,
      ruleSet: RULES,
      doNotFollow: { path: 'node_modules' },
      exclude: { path: '^tools/planted/[^/]+/' },
    },
    { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types', 'default'] },
  );
  if (typeof output === 'string') throw new Error(`dependency-cruiser answered text, not a result: ${output}`);
  const modules = output.modules.filter((module) => /\.tsx?$/.test(module.source) && module.followable !== false);
  const sources = modules.filter((module) => !module.source.includes('node_modules/') && !module.couldNotResolve);
  return {
    filesRead: sources.map((module) => module.source),
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    missed: sources.flatMap((module) => missedImports(base, module)),
  };
}

const IMPORTS = [
  /^(?:import|export)\b[^;'"]*?\bfrom\s+['"]([^'"]+)['"]/gm,
  /^import\s+['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
];

function missedImports(base: string, module: ICruiseResult['modules'][number]): readonly string[] {
  const seen = new Set(module.dependencies.map((dependency) => bare(dependency.module)));
  const text = readFileSync(`${base}/${module.source}`, 'utf8');
  const written = IMPORTS.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
  return written.filter((specifier) => !seen.has(bare(specifier))).map((specifier) => `${module.source}: ${specifier}`);
}

function bare(specifier: string): string {
  return specifier.replace(/^node:/, '');
}
