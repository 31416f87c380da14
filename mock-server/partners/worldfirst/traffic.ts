/** Counts requests per second; the returned function counts one and says whether the limit is exceeded. */
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
