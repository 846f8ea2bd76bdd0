/** What compiling a transformation needs, shared by all its mappings. */
import { ExpressionError } from '../errors.ts';
import type { FindingCollector, Problem } from '../findings.ts';
import { compileCondition, parseCondition } from '../jsonpath/index.ts';
import { reporter } from '../parse/read-model.ts';
import type { SourceNode } from '../parse/source.ts';
import type { Direction, Properties } from '../types.ts';
import { constantResult } from './conditions.ts';
import type { ConditionPart } from './parts.ts';
import { sqlOperatorProblem } from './sql-operators.ts';
import { strangeCharacterProblem } from './strange-characters.ts';
import { unquotedUrnProblem } from './unquoted-urn.ts';

export interface CompileEnvironment {
  readonly direction: Direction;
  readonly properties: Properties;
  readonly findings: FindingCollector;
  /** Pattern of the variable `currentDate`. */
  readonly dateFormat: string;
  /** What failures call the file. */
  readonly file?: string | undefined;
}

/** `tx/write.json:40`, for failures; a line has to do where nobody knows the file. */
export function placeOf({ file }: CompileEnvironment, line: number): string {
  return file === undefined ? `line ${line}` : `${file}:${line}`;
}

/** Compiles the texts of one mapping or entity type and reports what is wrong at its place. */
export class TextCompiler {
  readonly environment: CompileEnvironment;
  readonly #report: ReturnType<typeof reporter>;

  /** @param ignored what is wrong is no reason not to load the rest */
  constructor(environment: CompileEnvironment, ignored: boolean) {
    this.environment = environment;
    this.#report = reporter(environment.findings, ignored);
  }

  report(problem: Problem, node: SourceNode): void {
    this.#report(problem, node.offset);
  }

  condition(text: string | undefined, node: SourceNode | undefined): ConditionPart | undefined {
    if (text === undefined || node === undefined) return undefined;
    return this.attempt('condition', text, node, () => {
      const tree = parseCondition(text);
      const compiled = compileCondition(text, { properties: this.environment.properties });
      return { tree, compiled, constant: constantResult(tree, compiled) };
    });
  }

  /** Runs `compile` and turns an error of the expression into a finding. */
  attempt<Result>(
    what: 'condition' | 'path',
    text: string,
    node: SourceNode,
    compile: () => Result,
  ): Result | undefined {
    let result: Result;
    try {
      result = compile();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      if (this.#reportStrange(what, text, node, 'error')) return undefined;
      const problem =
        unquotedUrnProblem(what, text) ??
        (what === 'condition' ? sqlOperatorProblem(text) : undefined) ??
        expressionProblem(what, error);
      this.#report(problem, positionIn(node, error.position));
      return undefined;
    }
    this.#reportStrange(what, text, node, 'warning');
    return result;
  }

  #reportStrange(
    what: 'condition' | 'path',
    text: string,
    node: SourceNode,
    severity: 'error' | 'warning',
  ): boolean {
    const found = strangeCharacterProblem(what, text, severity);
    if (found === undefined) return false;
    const { position, ...problem } = found;
    this.#report(problem, positionIn(node, position));
    return true;
  }
}

function expressionProblem(what: 'condition' | 'path', error: ExpressionError): Problem {
  return {
    rule: what === 'condition' ? 'invalid-condition' : 'invalid-path',
    severity: 'error',
    message: `this ${what} cannot be used: ${error.message}`,
    fix:
      error.fix ??
      (what === 'condition'
        ? "write it like $.userName EMPTY false, or $.userType == 'employee'"
        : "write it like $.name.familyName, $.emails[0].value or $['urn:…:User']['attribute']"),
  };
}

/** Where in the text something inside of a string is; escape sequences and parameters shift it. */
function positionIn(node: SourceNode, position: number): number {
  return node.verbatim ? node.offset + 1 + position : node.offset;
}
