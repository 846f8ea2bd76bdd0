/** What `/metrics` says, read. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^(\w+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

export class Scrape {
  readonly text: string;
  readonly series: readonly Series[];

  constructor(text: string) {
    this.text = text;
    this.series = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = LINE.exec(line) ?? [];
      if (name === undefined) return [];
      const pairs = [...labels.matchAll(LABEL)].map(([, label = '', text = '']) => [label, text]);
      return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
    });
  }

  /** Of all series with these labels, and maybe others, together; `undefined`: there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    const found = this.series.filter(
      (each) =>
        each.name === name && Object.entries(labels).every(([label, text]) => each.labels[label] === text),
    );
    return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
  }

  /** What a label says, each value once. */
  values(label: string): Set<string> {
    return new Set(this.series.flatMap(({ labels }) => labels[label] ?? []));
  }
}

/** @param url of the proxy, or of its management */
export async function scrape(url: string | undefined): Promise<Scrape> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(text);
  return new Scrape(text);
}
