// Who may import whom: the table of the design as data, one entry a row. It is an allow-list: what a row does not name
// is an error. Paths are regular expressions over paths from the root; `$1` is the name of the importer's own module,
// process or view.

/** A kind of place for code, and what code there may import. */
export interface Room {
  /** Also the name of the rule that reports a forbidden import. */
  readonly name: string;
  readonly files: string;
  readonly mayImport: readonly string[];
  /** What the room's tests and test support may import besides, files and packages alike. */
  readonly testsMayImport?: readonly string[];
  /** `shipped`: packages of `dependencies`. `all`: development packages too. */
  readonly packages: 'none' | 'shipped' | 'all';
  readonly node: boolean;
}

const KERNEL = '^platform/kernel/';
const PLATFORM = '^platform/';
const CONTRACTS = '^contracts/';
const MODULE_DOORS = '^modules/[^/]+/contract\\.ts$';
const DOORS = [MODULE_DOORS, '^(?:processes|views)/[^/]+/door\\.ts$'];
const OWN_MODULE = '^modules/$1/';
const COMPOSABLE = [...DOORS, '^modules/[^/]+/module\\.ts$', '^(?:processes|views|gateway)/', PLATFORM];

/** The packages of a page, whatever they are needed for: they are built into it. */
const UPLOT = '(?:^|/)node_modules/uplot/';
const CSV = '(?:^|/)node_modules/csv-(?:parse|stringify)/';
const REACT = '(?:^|/)node_modules/(?:@types/)?(?:react|react-dom)/';

const pure = { packages: 'none', node: false } as const;
const connected = { packages: 'shipped', node: true } as const;
const development = { packages: 'all', node: true } as const;

export const ROOMS: readonly Room[] = [
  { name: 'kernel', files: KERNEL, mayImport: [KERNEL], ...pure },
  { name: 'platform', files: '^platform/(?!kernel/|rpc/)', mayImport: [PLATFORM], ...connected },
  // What travels between two hosts is a contract as well, and the only one that belongs to the platform.
  { name: 'platform-rpc', files: '^platform/rpc/', mayImport: [PLATFORM, '^contracts/gen/rpc/'], ...connected },
  { name: 'contracts', files: CONTRACTS, mayImport: [CONTRACTS], packages: 'shipped', node: false },

  {
    name: 'module-door',
    files: '^modules/([^/]+)/contract\\.ts$',
    mayImport: ['^contracts/gen/', '^platform/rpc/'],
    ...pure,
  },
  { name: 'module-domain', files: '^modules/([^/]+)/domain/', mayImport: ['^modules/$1/domain/', KERNEL], ...pure },
  {
    // Tables, and what commands and queries have in common to say of their rows.
    name: 'module-tables',
    files: '^modules/([^/]+)/(?:tables|[a-z-]+-rows)\\.ts$',
    mayImport: [OWN_MODULE, PLATFORM],
    ...pure,
  },
  {
    name: 'module-decisions',
    files: '^modules/([^/]+)/(?:commands|queries|projections)/',
    mayImport: [OWN_MODULE, CONTRACTS, PLATFORM],
    ...pure,
  },
  {
    // A test beside module.ts tests the module as a whole and needs what the wiring needs.
    name: 'module-wiring',
    files: '^modules/([^/]+)/(?:adapters/|module\\.ts$|[^/]+\\.test\\.ts$)',
    mayImport: [OWN_MODULE, CONTRACTS, PLATFORM],
    ...connected,
  },
  {
    name: 'module-testing',
    files: '^modules/([^/]+)/testing/',
    mayImport: [OWN_MODULE, CONTRACTS, PLATFORM],
    packages: 'all',
    node: false,
  },

  {
    name: 'process',
    files: '^processes/([^/]+)/',
    mayImport: ['^processes/$1/', MODULE_DOORS, CONTRACTS, PLATFORM],
    ...pure,
  },
  { name: 'view', files: '^views/([^/]+)/', mayImport: ['^views/$1/', MODULE_DOORS, CONTRACTS, PLATFORM], ...pure },
  {
    name: 'gateway',
    files: '^gateway/',
    mayImport: ['^gateway/', ...DOORS, CONTRACTS, PLATFORM],
    // Its OpenAPI document is linted as clients' tools would lint it.
    testsMayImport: ['(?:^|/)node_modules/@redocly/openapi-core/'],
    ...connected,
  },

  {
    name: 'host',
    files: '^apps/host/',
    mayImport: ['^apps/host/', ...COMPOSABLE],
    // Only the host knows every module, so it is here that random commands of all of them are tried.
    // Its AsyncAPI document is held against the schema that AsyncAPI publishes.
    testsMayImport: ['^modules/[^/]+/testing/field-values\\.ts$', '(?:^|/)node_modules/(?:ajv|@asyncapi/specs)/'],
    ...connected,
  },
  {
    // What a file in the columns of the Online Retail data set says. Read on the command line and in a browser.
    name: 'online-retail',
    files: '^apps/online-retail/',
    mayImport: ['^apps/online-retail/', KERNEL, CSV],
    ...pure,
  },
  {
    name: 'cli',
    files: '^apps/cli/',
    mayImport: ['^apps/(?:cli|host|online-retail)/', '^simulation/', ...COMPOSABLE],
    ...connected,
  },
  { name: 'simulation', files: '^simulation/', mayImport: ['^simulation/', ...COMPOSABLE], ...connected },
  // The design system knows nothing of the shop, and the pages know it by its HTTP API alone: by the types generated
  // from the API's document, and the client that is typed with them.
  { name: 'design', files: '^apps/web/design/', mayImport: ['^apps/web/design/', REACT], ...pure },
  { name: 'web', files: '^apps/web/(?!design/)', mayImport: ['^apps/web/', REACT], ...pure },
  {
    name: 'pages',
    files: '^apps/(console|storefront)/',
    // Charts are drawn by a library that does nothing else; a file is read and written as the command line does it.
    mayImport: ['^apps/$1/', '^apps/web/', '^apps/online-retail/', REACT, UPLOT, CSV],
    ...pure,
  },

  // What is measured by itself, without the host around it, is named.
  {
    name: 'bench',
    files: '^bench/',
    mayImport: [
      '^bench/',
      '^apps/',
      '^processes/sale/gate/',
      '^modules/inventory/(?:contract|module|commands/reserve-stock)\\.ts$',
      PLATFORM,
      CONTRACTS,
    ],
    ...development,
  },
  { name: 'e2e', files: '^e2e/', mayImport: ['^e2e/', '^apps/', PLATFORM, CONTRACTS], ...development },
  {
    name: 'tools',
    files: '^tools/',
    mayImport: ['^tools/', PLATFORM],
    // The types of the HTTP API are held against its document.
    testsMayImport: ['^gateway/testing/fake-shop\\.ts$'],
    ...development,
  },
];

/** The top-level folders that the rooms are in. */
export const ROOM_FOLDERS = [...new Set(ROOMS.map((room) => room.files.replace(/^\^([a-z0-9]+)\/.*$/, '$1')))];

/** Names of the rooms that claim a file. A file of a well-kept house has exactly one. */
export function roomsOf(path: string): readonly string[] {
  return ROOMS.filter((room) => new RegExp(room.files).test(path)).map((room) => room.name);
}
