import { UserError } from '../core/user-error.js';
import { partnerModules } from '../generated/partners.js';
import type { Lane } from './lane.js';

/** How many lanes there can be, and for how long. */
export interface LaneLimits {
  /** How many lanes there can be, the default one included. */
  readonly maxLanes: number;
  /** A lane that has had no request for so long is deleted; the default one never is. */
  readonly idleMs: number;
  /** Called with a lane that was deleted. */
  readonly onDrop: (lane: Lane) => void;
}

/** The lanes that exist, by name and by caller. */
export interface LaneRegistry {
  /** @throws UserError when there are too many lanes, or already one of this name. */
  checkRoom(name: string): void;
  /** @throws UserError as `checkRoom` does, and when its credentials belong to another lane. */
  add(lane: Lane): Lane;
  get(name: string): Lane;
  /** @throws UserError when a lane was deleted, or had no request for too long; otherwise it is not idle. */
  checkAlive(lane: Lane): void;
  list(): readonly Lane[];
  remove(name: string): void;
  /** The lane of a caller; the default one when the caller belongs to none. */
  of(partner: string, caller: () => string): Lane;
}

interface Kept {
  readonly lane: Lane;
  lastUsedMs: number;
}

const callerKey = (partner: string, caller: string) => `${partner}\n${caller}`;

/** The callers that a lane's credentials stand for. */
function callersOf({ credentials }: Lane): readonly string[] {
  return partnerModules.map(({ contract: { name }, caller: { credential } }) =>
    callerKey(name, credentials[name]?.[credential] ?? ''),
  );
}

/** The lanes by name and by caller. Idle ones are dropped when they are looked at: no timer keeps a process alive. */
function createIndex(first: Lane, { idleMs, onDrop }: LaneLimits) {
  const byName = new Map<string, Kept>();
  const byCaller = new Map<string, Kept>();
  const isIdle = ({ lane, lastUsedMs }: Kept) => lane !== first && performance.now() - lastUsedMs > idleMs;
  const drop = ({ lane }: Kept): void => {
    byName.delete(lane.name);
    for (const caller of callersOf(lane)) byCaller.delete(caller);
    onDrop(lane);
  };
  return {
    drop,
    keep: (lane: Lane): Lane => {
      const kept = { lane, lastUsedMs: performance.now() };
      byName.set(lane.name, kept);
      for (const caller of callersOf(lane)) byCaller.set(caller, kept);
      return lane;
    },
    current: (): ReadonlyMap<string, Kept> => {
      for (const kept of byName.values()) if (isIdle(kept)) drop(kept);
      return byName;
    },
    hasCaller: (caller: string) => byCaller.has(caller),
    of: (partner: string, caller: () => string): Lane => {
      const kept = byName.size === 1 ? undefined : byCaller.get(callerKey(partner, caller()));
      return kept && !isIdle(kept) ? use(kept) : first;
    },
  };
}

function use(kept: Kept): Lane {
  kept.lastUsedMs = performance.now();
  return kept.lane;
}

/** Starts with the default lane, which cannot be deleted. */
export function createLaneRegistry(first: Lane, limits: LaneLimits): LaneRegistry {
  const { maxLanes } = limits;
  const { keep, drop, current, hasCaller, of } = createIndex(first, limits);
  const find = (name: string): Kept => {
    const lanes = current();
    const found = lanes.get(name);
    if (found) return found;
    const names = [...lanes.keys()].join(', ');
    throw new UserError(`there is no lane ${name.slice(0, 64)}; the lanes are ${names}`, 'lane', {
      code: 'unknown-lane',
    });
  };
  const checkRoom = (name: string): void => {
    const lanes = current();
    const taken = `there is already a lane ${name}; delete it, or use another name`;
    if (lanes.has(name)) throw new UserError(taken, 'name', { code: 'name-taken' });
    const full = `there are already ${maxLanes} lanes; delete one first`;
    if (lanes.size >= maxLanes) throw new UserError(full, undefined, { code: 'too-many' });
  };
  keep(first);
  return {
    checkRoom,
    add: (lane) => {
      checkRoom(lane.name);
      const taken = callersOf(lane).find(hasCaller);
      if (taken === undefined) return keep(lane);
      const [partner] = taken.split('\n', 1);
      const used = `the credentials of ${partner} belong to another lane; use others`;
      throw new UserError(used, 'credentials', { code: 'name-taken' });
    },
    get: (name) => use(find(name)),
    checkAlive: (lane) => {
      if (use(find(lane.name)) === lane) return;
      const message = `the lane ${lane.name} was deleted; another one has its name now`;
      throw new UserError(message, 'lane', { code: 'unknown-lane' });
    },
    list: () => [...current().values()].map(({ lane }) => lane),
    remove: (name) => {
      const kept = find(name);
      const message = 'the default lane cannot be deleted; reset it instead';
      if (kept.lane === first) throw new UserError(message, 'lane', { code: 'default-lane' });
      drop(kept);
    },
    of,
  };
}
