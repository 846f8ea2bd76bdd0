/** Makes what was found smaller as long as it stays one of its kind. */

/** @param fails whether one is still of its kind; what depends on chance is tried more than once there */
export type Shrink<Found> = (found: Found, fails: (smaller: Found) => Promise<boolean>) => Promise<Found>;

/**
 * @param smallerOnes those that are tried instead of one; the first that is of its kind is gone on with
 * @param attempts so many are tried at most
 */
export function shrinkBy<Found>(
  smallerOnes: (found: Found) => Iterable<Found>,
  attempts: number,
): Shrink<Found> {
  return async (found, fails) => {
    let smallest = found;
    let left = attempts;
    for (let again = true; again && left > 0; ) {
      again = false;
      for (const smaller of smallerOnes(smallest)) {
        if (left === 0) break;
        left -= 1;
        if (!(await fails(smaller))) continue;
        smallest = smaller;
        again = true;
        break;
      }
    }
    return smallest;
  };
}
