import { type NotificationCode, NotificationError, type ReceivedNotification } from '../core/notification.js';

/** One header of a notification; blank when it is missing or there more than once. */
export function headerOf({ headers }: ReceivedNotification, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? '';
  const found = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  const value = found.length === 1 ? found[0]?.[1] : undefined;
  return typeof value === 'string' ? value.trim() : '';
}

export const refuseNotification = (code: NotificationCode, message: string): NotificationError =>
  new NotificationError({ code, message });

/** Refuses a notification that is too old or too new; a replay is told by its time alone. */
export function checkWindow(sentMs: number | undefined, now: Date, windowSeconds: number | undefined): void {
  if (windowSeconds === undefined) return;
  if (sentMs !== undefined && Math.abs(now.getTime() - sentMs) <= windowSeconds * 1000) return;
  throw refuseNotification(
    'TIME_OUT_OF_WINDOW',
    `the notification is more than ${windowSeconds} seconds off the clock`,
  );
}

/** The bytes of a notification. */
export const rawBytes = ({ rawBody }: ReceivedNotification): Buffer =>
  typeof rawBody === 'string' ? Buffer.from(rawBody) : Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.length);
