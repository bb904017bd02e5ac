import type { SourceFile } from '../repository.ts';

/** A rule of the house: judges the tree as a whole and answers one sentence for each thing that breaks it. */
export interface HouseRule {
  readonly name: string;
  broken(files: readonly SourceFile[]): readonly string[];
}

/** A rule that judges each file by itself. `judges` says which files it is for; findings say what is wrong and where. */
export function fileRule(
  name: string,
  judges: (path: string) => boolean,
  findings: (file: SourceFile) => readonly string[],
): HouseRule {
  return { name, broken: (files) => files.filter((file) => judges(file.path)).flatMap(findings) };
}

/** A rule against a pattern: reports the line of each match, with the reason why the pattern is not wanted. */
export function patternRule(
  name: string,
  judges: (path: string) => boolean,
  pattern: RegExp,
  advice: string,
  read: (text: string) => string = (text) => text,
): HouseRule {
  return fileRule(name, judges, (file) => {
    const text = read(file.text);
    return [...text.matchAll(pattern)].map((match) => `${file.path}:${lineAt(text, match.index)}: ${advice}`);
  });
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** The text with its comments blanked out, line for line, so that prose is not taken for code. */
export function withoutComments(text: string): string {
  const blocks = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  return blocks.replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Written by a program from a contract or a document. */
function isGenerated(path: string): boolean {
  return path.startsWith('contracts/gen/') || path.startsWith('apps/web/gen/');
}

export function isTypeScript(path: string): boolean {
  return /\.tsx?$/.test(path) && !isGenerated(path);
}

/** Code and configuration with comments: what people write, and no generated file. */
export function isWritten(path: string): boolean {
  return isTypeScript(path) || /\.(?:sql|proto|css|html|ya?ml|sh)$/.test(path) || path === '.ci/run';
}
