const MOMENT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `22 November 2026 at 17:00 UTC`; what is no date is shown as it stands. */
export function moment(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? iso : `${MOMENT.format(new Date(iso))} UTC`;
}

/** `22 November 2026` */
export function day(iso: string): string {
  return Number.isNaN(Date.parse(iso)) ? iso : DAY.format(new Date(iso));
}
