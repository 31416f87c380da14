/** Counts the requests of each second of the clock. */
export function trafficMeter(now: () => Date): (limitPerSecond: number) => boolean {
  let second = 0;
  let count = 0;
  return (limitPerSecond) => {
    const current = Math.floor(now().getTime() / 1000);
    if (current !== second) count = 0;
    second = current;
    count++;
    return count > limitPerSecond;
  };
}
