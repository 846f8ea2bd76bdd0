/** The shape of the audit log in the configuration file. */
import { z } from 'zod';
import { reference } from './property-schema.ts';
import { flag } from './schema-parts.ts';

const AUDIT_ERROR =
  'an object that says where the lines go: {"file": "audit.jsonl"} or {"stdout": true}, and not both';
const FILE_ERROR = 'the path of a file, e.g. "/var/log/ipsproxy/audit.jsonl"';

export const auditSchema = z
  .strictObject(
    {
      file: z
        .string({ error: FILE_ERROR })
        .min(1, { error: FILE_ERROR })
        .optional()
        .describe('A file of its own, relative to the configuration file; lines are added to what is there.'),
      stdout: flag('true: among the lines of the log, each with "log": "audit" in front.'),
      chain: flag(
        'true: each line has a number and the hash of the line before, so that nobody can change, take out or add lines unseen.',
      ),
      key: reference()
        .optional()
        .describe('Private key (Ed25519, PEM) that signs the chain, so that nobody can make it anew.'),
    },
    { error: AUDIT_ERROR },
  )
  .refine(({ file, stdout }) => (file === undefined) === stdout, { error: AUDIT_ERROR })
  .optional()
  .describe('Who changed what, and who was not let: one line for each such request.');
export type AuditEntry = NonNullable<z.output<typeof auditSchema>>;
