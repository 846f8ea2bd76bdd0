/** What of a process is resident, looked at again and again while something goes on. */
import { residentMegabytes } from '../requests/process/resources.ts';

/** Milliseconds between two looks. */
const LOOKS = 50;

export interface Resident {
  /** Megabytes when it began, and the most of all looks. */
  readonly before: number;
  readonly most: number;
}

export async function residentDuring(pid: number, work: () => Promise<void>): Promise<Resident> {
  const before = residentMegabytes(pid);
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, residentMegabytes(pid));
  }, LOOKS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return { before, most };
}
