import type { SourceFile } from '../repository.ts';
import type { HouseRule } from './rule.ts';

// Rules on what stands where.

const README_LINES_AT_MOST = 30;
const MIGRATION = /^(?<folder>.*\/migrations(?:\/[^/]+)?)\/(?<file>[^/]+)$/;
const MIGRATION_NAME = /^(?<number>\d{4})\.do\.[a-z0-9]+(?:-[a-z0-9]+)*\.sql$/;

export const TREE_RULES: readonly HouseRule[] = [
  { name: 'a module has its door, its wiring, a short README and its migrations', broken: incompleteModules },
  { name: 'migrations go forward, one number at a time', broken: wrongMigrations },
  { name: 'a decision has a number of its own', broken: wrongDecisions },
  { name: 'a metric has a line in docs/metrics.md', broken: untoldMetrics },
  { name: 'an alert asks for metrics that there are', broken: blindAlerts },
  { name: 'the lock file knows the packages of every platform', broken: missingFromLock },
];

function incompleteModules(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const modules = new Set(files.map((file) => /^modules\/[^/]+(?=\/)/.exec(file.path)?.[0] ?? '').filter(Boolean));
  return [...modules].flatMap((module) => {
    const missing = ['contract.ts', 'module.ts', 'README.md'].filter((name) => !byPath.has(`${module}/${name}`));
    const migrated = files.some((file) => file.path.startsWith(`${module}/migrations/`));
    const lines = (byPath.get(`${module}/README.md`)?.text ?? '').split('\n').length - 1;
    return [
      ...[...missing, ...(migrated ? [] : ['migrations/'])].map((name) => `${module} has no ${name}`),
      ...(lines > README_LINES_AT_MOST
        ? [`${module}/README.md has ${lines} lines; ${README_LINES_AT_MOST} must do`]
        : []),
    ];
  });
}

function wrongMigrations(files: readonly SourceFile[]): readonly string[] {
  const expected = new Map<string, number>();
  const byOrder = files.map((file) => file.path).sort();
  return byOrder.flatMap((path) => {
    const { folder, file } = MIGRATION.exec(path)?.groups ?? {};
    if (folder === undefined || file === undefined) {
      return /^(?:modules|processes|views|platform)\/.*\.sql$/.test(path)
        ? [`${path}: a file of SQL is a migration; put it into migrations/`]
        : [];
    }
    const number = MIGRATION_NAME.exec(file)?.groups?.number;
    if (number === undefined) return [`${path}: name it NNNN.do.what-it-does.sql; there is no way back but forward`];

    const next = (expected.get(folder) ?? 0) + 1;
    expected.set(folder, next);
    return Number(number) === next ? [] : [`${path}: the next number in ${folder} is ${String(next).padStart(4, '0')}`];
  });
}

const DECISION = /^docs\/decisions\/(?<number>\d{4})-[a-z0-9-]+\.md$/;

/** Branches that are written at once take the same number. */
function wrongDecisions(files: readonly SourceFile[]): readonly string[] {
  const taken = new Map<string, string>();
  return files.flatMap(({ path, text }) => {
    const number = DECISION.exec(path)?.groups?.number;
    if (number === undefined) {
      return path.startsWith('docs/decisions/') ? [`${path}: name it NNNN-what-was-decided.md`] : [];
    }
    const other = taken.get(number);
    taken.set(number, path);
    if (other !== undefined) return [`${path} has the number of ${other}`];
    const title = new RegExp(`^# ${Number(number)}\\. `);
    return title.test(text) ? [] : [`${path}: its title begins with "# ${Number(number)}. "`];
  });
}

const METRIC = /'holdfast_(?<name>[a-z_]+)'/g;

/** Whoever looks at a graph looks there for what it says. */
function untoldMetrics(files: readonly SourceFile[]): readonly string[] {
  const told = files.find(({ path }) => path === 'docs/metrics.md')?.text ?? '';
  const code = files.filter(({ path }) => /^(?:apps|gateway|modules)\/.*(?<!\.test)\.ts$/.test(path));
  return code.flatMap(({ path, text }) =>
    [...text.matchAll(METRIC)]
      .map(({ groups }) => groups?.name ?? '')
      .filter((name) => !told.includes(`\`${name}\``))
      .map((name) => `${path}: docs/metrics.md does not say what ${name} is`),
  );
}

const ALERTED = /\bholdfast_(?<name>[a-z_]+)/g;

/** An alert on a metric that nobody tells never fires. */
function blindAlerts(files: readonly SourceFile[]): readonly string[] {
  const code = files.filter(({ path }) => /^(?:apps|gateway|modules)\/.*(?<!\.test)\.ts$/.test(path));
  const there = new Set(code.flatMap(({ text }) => [...text.matchAll(METRIC)].map(({ groups }) => groups?.name)));
  const alerts = files.filter(({ path }) => path === 'deploy/alerts.yaml');
  if (alerts.length === 0) return ['deploy/alerts.yaml is missing'];
  return alerts.flatMap(({ path, text }) =>
    [...text.matchAll(ALERTED)]
      .map(({ groups }) => groups?.name ?? '')
      .filter((name) => !there.has(name) && !there.has(name.replace(/_(?:bucket|sum|count)$/, '')))
      .map((name) => `${path}: nothing tells holdfast_${name}`),
  );
}

interface LockFile {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

/**
 * npm ci of npm 11 refuses a lock file that lacks an optional package, be it for another platform. npm install leaves
 * out, without a word, those that the registry it asks does not have.
 */
function missingFromLock(files: readonly SourceFile[]): readonly string[] {
  const lock = files.find((file) => file.path === 'package-lock.json');
  if (lock === undefined) return ['package-lock.json is missing: npm ci installs nothing without it'];

  const { packages } = JSON.parse(lock.text) as LockFile;
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages))
      .map(
        (name) => `package-lock.json lacks ${name}, which ${path} asks for: run npm install against a full registry`,
      ),
  );
}
