import type { SourceFile } from '../repository.ts';

// For each rule of the house: trees that break it, and one that looks like it and does not. This folder is read by no
// guard but the tests that plant it.

type Tree = readonly SourceFile[];

export interface Planted {
  readonly broken: readonly Tree[];
  readonly innocent: Tree;
}

// Put together here, so that not even this file names one.
const WORKPLACE = ['', 'work'].join('/');
const HOME = ['', 'root'].join('/');

function file(path: string, text = ''): SourceFile {
  return { path, text };
}

/** A tree for each file. */
function alone(...files: readonly SourceFile[]): readonly Tree[] {
  return files.map((single) => [single]);
}

function code(...texts: readonly string[]): Tree {
  return texts.map((text, index) => file(`platform/saga/planted-${index}.ts`, text));
}

/** A lock file with one package that is built for two platforms, and with the given packages beside it. */
function lockFile(...installed: readonly string[]): Tree {
  const swift = { version: '1.0.0', optionalDependencies: { 'swift-darwin': '1.0.0', 'swift-linux': '1.0.0' } };
  const others = installed.map((path) => [path, { version: '1.0.0' }]);
  const packages = Object.fromEntries([['node_modules/swift', swift], ...others]);
  return [file('package-lock.json', JSON.stringify({ packages }))];
}

function metric(name: string): SourceFile {
  return file('apps/host/metrics.ts', `new Counter({ name: '${name}' })`);
}

function wholeModule(): Tree {
  return [
    file('modules/gift/contract.ts'),
    file('modules/gift/module.ts'),
    file('modules/gift/README.md', 'Gifts.\n'),
    file('modules/gift/migrations/0001.do.create-gifts.sql'),
  ];
}

export const PLANTED: Readonly<Record<string, Planted>> = {
  'a file has at most 400 lines': {
    broken: alone(
      file('platform/saga/saga.ts', '\n'.repeat(401)),
      file('contracts/order/v1/order.proto', '\n'.repeat(500)),
      file('apps/storefront/cart/cart-page.tsx', '\n'.repeat(401)),
      file('apps/web/design/base.css', '\n'.repeat(401)),
    ),
    innocent: [
      file('platform/saga/saga.ts', '\n'.repeat(400)),
      file('contracts/gen/order/v1/order_pb.ts', '\n'.repeat(900)),
      file('apps/web/gen/http-types.ts', '\n'.repeat(900)),
      file('package-lock.json', '\n'.repeat(900)),
    ],
  },
  'file names are kebab-case': {
    broken: alone(
      ...['placeOrder.ts', 'place_order.ts', 'PlaceOrder.test.ts', 'Orders/place.ts'].map((name) =>
        file(`modules/order/${name}`),
      ),
    ),
    innocent: [
      file('modules/order/place-order.pg.test.ts'),
      file('contracts/gen/order/v1/order_pb.ts'),
      file('README.md'),
    ],
  },
  'a file is named after what it holds': {
    broken: alone(
      ...[
        'platform/utils.ts',
        'platform/sql-helpers.ts',
        'platform/common/x.ts',
        'platform/saga-manager.ts',
        'platform/util.test.ts',
      ].map((path) => file(path)),
    ),
    innocent: [file('platform/saga/uncommon-case.ts'), file('modules/inventory/domain/management.ts')],
  },
  'nothing is cast to any': {
    broken: alone(...code('const a = b as any;', 'const a = (b as\n  any).c;')),
    innocent: code('// as good as any other\nconst a = 1;', '/* as any */ const a = 1;'),
  },
  'a cast through unknown is counted': {
    broken: alone(...code('const a = b as unknown as Order;')),
    innocent: code('const a = b as unknown;', '// as unknown as it gets\nconst a = 1;'),
  },
  'every test runs': {
    broken: alone(
      ...code(
        "it.only('x', f);",
        "describe.skip('x', f);",
        "test.todo('x');",
        "it.concurrent.skip('x', f);",
        "xit('x', f);",
      ),
    ),
    innocent: code(
      "it.each([1])('only', f);",
      'const rest = list.skip(2);',
      "it.skipIf(broker === undefined)('x', f);",
    ),
  },
  'nothing is left for later': {
    broken: alone(...code('// TODO: the rest', '/* FIXME */'), file('docs/guide.md', 'TODO')),
    innocent: code("const status = 'to do';", 'const TODOS = 1;'),
  },
  'no comment is a banner': {
    broken: alone(
      ...code('// ------------------', '  // ==== Part two ====', '/*******', '//////////'),
      file('a/migrations/0001.do.a.sql', '-- -----\n'),
      file('.ci/run', '#########\n'),
    ),
    innocent: code('// A sentence - with a dash.', '/** What it does. */', 'const a = b; // --- no'),
  },
  'no error is swallowed': {
    broken: alone(
      ...code('try { a(); } catch {}', 'try { a(); } catch (error) {\n  // it is gone\n}', 'a().catch(() => {});'),
    ),
    innocent: code('try { a(); } catch (error) { report(error); }', 'a().catch((error) => report(error));'),
  },
  'money is never a float': {
    broken: alone(
      file('gateway/routes/orders.ts', 'const amount = parseFloat(text);'),
      file('apps/storefront/cart/cart-page.tsx', '<p>{price.toFixed(2)}</p>'),
      file('apps/cli/import.ts', 'amount.toFixed(2)'),
      file('modules/pricing/domain/price.ts', 'Number.parseFloat(text)'),
    ),
    innocent: [file('platform/kernel/money.ts', 'value.toFixed(2)'), file('bench/ratio.ts', 'ratio.toFixed(2)')],
  },
  'the text names no workplace': {
    broken: alone(
      file('docs/guide.md', `See ${WORKPLACE}/main/README.md.`),
      file('.npmrc', 'registry=https://example.org/'),
      file('package-lock.json', '"resolved": "https://registry.example.org/pg/-/pg-8.0.0.tgz"'),
      ...code(`const path = '${HOME}/.npm/x';`),
    ),
    innocent: [
      file('docs/guide.md', 'See docs/work/plan.md and https://example.org/work/in/progress.'),
      ...code("const url = '/homepage/';"),
    ],
  },
  'a module has its door, its wiring, a short README and its migrations': {
    broken: [
      ...['contract.ts', 'module.ts', 'README.md', 'migrations/'].map((missing) =>
        wholeModule().filter(({ path }) => !path.includes(missing)),
      ),
      wholeModule().map(({ path, text }) => file(path, text.repeat(31))),
    ],
    innocent: wholeModule(),
  },
  'a metric has a line in docs/metrics.md': {
    broken: [
      [metric('holdfast_sales'), file('docs/metrics.md', '`sales_total`, sales')],
      [metric('holdfast_sales')],
    ],
    innocent: [
      metric('holdfast_sales'),
      file('apps/host/metrics.test.ts', "name: 'holdfast_planted'"),
      file('docs/metrics.md', '| `sales` | sale |'),
    ],
  },
  'an alert asks for metrics that there are': {
    broken: [
      [metric('holdfast_sales'), file('deploy/alerts.yaml', 'expr: sum(holdfast_sale) > 1')],
      [file('deploy/alerts.yaml', 'expr: rate(holdfast_sales_bucket[5m]) > 1')],
      [metric('holdfast_sales')],
    ],
    innocent: [metric('holdfast_sales'), file('deploy/alerts.yaml', 'expr: rate(holdfast_sales_bucket[5m]) > 1')],
  },
  'the lock file knows the packages of every platform': {
    broken: [[], lockFile('node_modules/other'), lockFile('node_modules/swift-linux')],
    innocent: lockFile('node_modules/swift-linux', 'node_modules/swift/node_modules/swift-darwin'),
  },
  'a decision has a number of its own': {
    broken: [
      [
        file('docs/decisions/0028-pages.md', '# 28. Pages\n'),
        file('docs/decisions/0028-operators.md', '# 28. Operators\n'),
      ],
      [file('docs/decisions/0029-operators.md', '# 28. Operators\n')],
      [file('docs/decisions/operators.md', '# 29. Operators\n')],
    ],
    innocent: [
      file('docs/decisions/0028-pages.md', '# 28. Pages\n'),
      file('docs/decisions/0029-operators.md', '# 29. Operators\n'),
      file('docs/operations.md', '# Operations\n'),
    ],
  },
  'migrations go forward, one number at a time': {
    broken: [
      ['0001.undo.create.sql'],
      ['0002.do.create.sql'],
      ['0001.do.create.sql', '0001.do.create-again.sql'],
      ['0001.do.create.sql', '0003.do.add-index.sql'],
      ['1.do.create.sql'],
      ['0001.do.Create_Table.sql'],
      ['0001.do.create.js'],
      ['broker/0002.do.create.sql'],
      ['../schema.sql'],
    ].map((names) =>
      names.map((name) => file(name.startsWith('..') ? 'modules/a/schema.sql' : `modules/a/migrations/${name}`)),
    ),
    innocent: [
      'modules/a/migrations/0001.do.create.sql',
      'modules/a/migrations/0002.do.add-index.sql',
      'views/b/migrations/0001.do.create.sql',
      'platform/messaging/migrations/broker/0001.do.create.sql',
    ].map((path) => file(path)),
  },
};
