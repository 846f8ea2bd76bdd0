/** The text of a new configuration file: JSON with comments, ready to edit. */
import type { PropertyFact } from '../../config/property-facts.ts';
import { CERTIFICATE_FILES } from '../../connectors/http/way/names.ts';
import type { InitAnswers } from './answers.ts';
import { questionsFor } from './questions.ts';

/** A variable of the environment that the configuration refers to. */
export interface Variable {
  readonly name: string;
  /** What it is, as a sentence. */
  readonly description: string;
}

/** Ids like these tell nobody anything. */
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const SCHEMA_FILE = 'ipsproxy.schema.json';

/** Paths as they stand in the configuration, relative to it. */
export function transformationFiles({ id }: InitAnswers): { readonly read: string; readonly write: string } {
  return { read: `transformations/${id}/read.json`, write: `transformations/${id}/write.json` };
}

/** All variables, those of the backend's credentials first. */
export function variablesOf(answers: InitAnswers): Variable[] {
  const { definition, user, secretHash } = answers;
  const backend = questionsFor(definition).credentials.map(({ name, description }) => ({
    name: backendVariable(answers, name),
    description,
  }));
  const client = { name: variableName(user, 'secret'), description: `Secret of ${user}, or its hash.` };
  return secretHash === undefined ? [...backend, client] : backend;
}

/** Of a property of the system. */
function backendVariable({ definition, id }: InitAnswers, property: string): string {
  return variableName(UUID.test(id) ? definition.type : id, property);
}

/** `IAS_TEST_PASSWORD` */
function variableName(owner: string, name: string): string {
  const joined = `${owner}_${name}`.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
  return /^[A-Z]/.test(joined) ? joined : `IPSPROXY_${joined.replace(/^_/, '')}`;
}

export function configurationText(answers: InitAnswers): string {
  const { definition, id, name, properties, user, secretHash } = answers;
  const { asked, credentials, constant, optional } = questionsFor(definition);
  const variables = variablesOf(answers);
  const reference = (index: number) => `{ "env": ${JSON.stringify(variables[index]?.name)} }`;
  const secret = secretHash === undefined ? reference(variables.length - 1) : JSON.stringify(secretHash);
  const files = transformationFiles(answers);
  const isGiven = (fact: PropertyFact) => Object.hasOwn(properties, fact.name);
  const others = Object.keys(properties).filter((key) => !asked.some((fact) => fact.name === key));
  const entries = [
    ...constant
      .filter((fact) => !isGiven(fact))
      .map((fact) => [entry(fact.name, quote(fact.default ?? fact.choices[0] ?? ''))]),
    ...asked.map((fact) => [...comment(fact), entry(fact.name, quote(properties[fact.name] ?? ''))]),
    ...credentials.map((fact, index) => [...comment(fact), entry(fact.name, reference(index))]),
    ...others.map((key) => [entry(key, quote(properties[key] ?? ''))]),
  ];
  const commented = optional
    .filter((fact) => !isGiven(fact))
    .flatMap((fact) => [...comment(fact), `// ${entry(fact.name, placeholder(fact, answers))},`]);
  const body = [
    ...entries.flatMap((lines, index) => {
      const last = lines.at(-1) ?? '';
      return [
        ...lines.slice(0, -1),
        index === entries.length - 1 && commented.length === 0 ? last : `${last},`,
      ];
    }),
    ...(commented.length === 0
      ? []
      : [
          '',
          '// What else there is, with its default where there is one; take away the slashes to set it:',
          ...commented,
        ]),
  ];
  return `// Configuration of ipsproxy. docs/configuration.md explains every key.
{
  "$schema": "./${SCHEMA_FILE}",
  "server": {
    // 0.0.0.0 to be reached from other machines; let a router in front of it do TLS.
    "host": "127.0.0.1",
    "port": 8080,
    // Under which URL clients reach the proxy, where that is another one; Location and meta.location begin with it.
    // "externalUrl": "https://ipsproxy.example.com",
  },
  "technicalUsers": [
    {
      // Who may call: user name and secret that the client gets. A hash is made by: ipsproxy secret hash
      "id": ${JSON.stringify(user)},
      "secrets": [${secret}],
      "systems": [${JSON.stringify(id)}],
    },
  ],
  "systems": [
    {
      "id": ${JSON.stringify(id)},
      "type": ${JSON.stringify(definition.type)},
      "name": ${JSON.stringify(name)},
      // Copies of the defaults, to be changed. Without these lines the defaults count, and get better with new versions.
      "transformations": {
        "read": ${JSON.stringify(files.read)},
        "write": ${JSON.stringify(files.write)},
      },
      // As in SAP Identity Provisioning; names are case-sensitive.
      "properties": {
${body.map((line) => (line === '' ? '' : `        ${line}`)).join('\n')}
      },
    },
  ],
}
`;
}

/** What is refused in clear is referred to. */
function placeholder({ name, credential, default: value = '' }: PropertyFact, answers: InitAnswers): string {
  if (CERTIFICATE_FILES.has(name)) return '{ "file": "" }';
  if (!credential) return quote(value);
  return `{ "env": ${JSON.stringify(backendVariable(answers, name))} }`;
}

function entry(name: string, value: string): string {
  return `${JSON.stringify(name)}: ${value}`;
}

/** Numbers and flags as they are usually written. */
function quote(value: string): string {
  return /^(?:true|false|0|[1-9]\d{0,14})$/.test(value) ? value : JSON.stringify(value);
}

function comment({ description, unit, choices, range, defaultText }: PropertyFact): string[] {
  const values = choices.length > 1 ? ` One of ${choices.join(', ')}.` : '';
  const bounds =
    range === undefined ? '' : ` ${range[0]} to ${range[1]}${unit === undefined ? '' : ` ${unit}`}.`;
  const fallback = defaultText === undefined ? '' : ` Default: ${defaultText}.`;
  return wrap(`${description}${values}${bounds}${fallback}`).map((line) => `// ${line}`);
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 100) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
