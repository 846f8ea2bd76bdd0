/** Operations that do not look at the signal are no longer waited for, some moments after it. */

/** Milliseconds; less than the request itself gives to whoever works for it (scim/deadline.ts). */
const LAST_WORDS = 150;

/**
 * @param onLeft told when nobody waits any longer
 * @throws the reason of the signal, then; whatever the work does
 */
export function withinTime<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  onLeft: () => void,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const leave = () => {
      onLeft();
      reject(signal.reason);
    };
    const onAbort = () => {
      timer = setTimeout(leave, LAST_WORDS);
    };
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(end);
  });
}
