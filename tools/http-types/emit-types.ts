// TypeScript from the OpenAPI document: what the pages know of the HTTP API. It reads the part of JSON Schema that our
// document is written in, and throws at anything else rather than guess.

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const HEAD = `// Made from the OpenAPI document by \`npm run http-types\`; \`npm run check\` says when it is out of date.
`;

/** The text of a module with an interface for each named schema, and \`Operations\` by method and path. */
export function emitTypes({ paths, components }: OpenApi): string {
  const named = Object.entries(components.schemas).map(
    ([name, schema]) => `export interface ${name} ${typeOf(schema)}\n`,
  );
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => `  readonly '${method.toUpperCase()} ${path}': ${operationOf(operation)};\n`,
    ),
  );
  const problem = 'export type ProblemDocument = Problem & Readonly<Record<string, unknown>>;\n';
  return [HEAD, ...named, problem, `export interface Operations {\n${operations.join('')}}\n`].join('\n');
}

function operationOf({ parameters = [], requestBody, responses }: Operation): string {
  const body = requestBody?.content['application/json']?.schema;
  const success = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const answers = success.map(([, { content = {} }]) => answerOf(content));
  const members = [
    ...['path', 'query'].flatMap((place) => {
      const fields = parametersIn(parameters, place);
      return fields === undefined ? [] : [`readonly ${place}: ${fields}`];
    }),
    ...(body === undefined ? [] : [`readonly body: ${typeOf(body)}`]),
    `readonly answer: ${[...new Set(answers)].join(' | ')}`,
  ];
  return `{ ${members.join('; ')} }`;
}

/** What is not JSON is read as it comes, as text or as a stream. */
function answerOf(content: Content): string {
  const json = content['application/json'];
  return json === undefined ? 'undefined' : typeOf(json.schema);
}

function parametersIn(parameters: readonly Parameter[], place: string): string | undefined {
  const fields = parameters.filter((parameter) => parameter.in === place);
  if (fields.length === 0) return undefined;
  const members = fields.map(({ name, required, schema }) => member(name, required === true, schema));
  return `{ ${members.join('; ')} }`;
}

/** @throws TypeError at a schema that it cannot read. */
export function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(' | ');
  const { type } = schema;
  if (typeof type === 'object') return type.map((each) => typeOf({ ...schema, type: each })).join(' | ');
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case 'object':
      return objectOf(schema);
    case undefined:
      // A schema that says nothing allows anything.
      if (Object.keys(schema).every((key) => key === 'description')) return 'unknown';
  }
  throw new TypeError(`a schema that cannot be written as a type: ${JSON.stringify(schema)}`);
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const members = Object.entries(properties).map(([name, schema]) => member(name, required.includes(name), schema));
  if (members.length > 0) return `{ ${members.join('; ')} }`;
  if (typeof additionalProperties === 'object') return `Readonly<Record<string, ${typeOf(additionalProperties)}>>`;
  return 'Readonly<Record<string, unknown>>';
}

function member(name: string, required: boolean, schema: Schema): string {
  const key = /^[a-z_][a-z0-9_]*$/i.test(name) ? name : JSON.stringify(name);
  // A caller may pass what it does not have: it is then left out.
  return `readonly ${key}${required ? '' : '?'}: ${typeOf(schema)}${required ? '' : ' | undefined'}`;
}
