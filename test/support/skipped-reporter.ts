/** Names whatever was skipped, at the end of a run: nobody misses what nobody speaks of. */
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

export default class SkippedReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    // With `-t`, all others are skipped, and nobody wants to know.
    if (this.#vitest?.config.testNamePattern !== undefined) return;
    const skipped = modules.flatMap((module) =>
      skippedIn(module).map((name) => `  ${module.relativeModuleId}: ${name}\n`),
    );
    if (skipped.length > 0) process.stdout.write(`\nSkipped:\n${skipped.join('')}`);
  }
}

/** A suite that is skipped as a whole is named once. */
function skippedIn(parent: TestModule | TestSuite): string[] {
  return [...parent.children].flatMap((child): string[] => {
    if (isSkipped(child)) return [child.fullName];
    return child.type === 'suite' ? skippedIn(child) : [];
  });
}

function isSkipped(child: TestCase | TestSuite): boolean {
  return (child.type === 'suite' ? child.state() : child.result().state) === 'skipped';
}
