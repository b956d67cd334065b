// The one place that writes money, ticks and counts.

/** A whole number as the API gives it: a string where a double would round it. */
export type Whole = number | string;

const GROUP = '\u202f';
const MINUS = '\u2212';

/** `-1234567` → `−1 234 567`, exact at any size. */
export function whole(value: Whole): string {
  const text = typeof value === 'number' ? wholeText(value) : value;
  if (!/^-?\d+$/.test(text)) throw new Error(`not a whole number: ${text}`);
  const negative = text.startsWith('-');
  const digits = (negative ? text.slice(1) : text).replace(/\B(?=(\d{3})+$)/g, GROUP);
  return negative ? MINUS + digits : digits;
}

function wholeText(value: number): string {
  if (!Number.isInteger(value)) throw new Error(`not a whole number: ${value}`);
  return BigInt(value).toString();
}

/** Money in minor units, as everywhere in rtgsim: the figure of the log, the API and the exports, only grouped. */
export function money(value: Whole): string {
  return whole(value);
}

/** Money with a sign in front also where it is positive. */
export function signedMoney(value: Whole): string {
  const text = whole(value);
  return text === '0' || text.startsWith(MINUS) ? text : '+' + text;
}

/** Axis labels have little room: `1.2 M`, `350 k`. */
export function shortMoney(value: number): string {
  const size = Math.abs(value);
  const [unit, name] = size >= 1e12 ? [1e12, 'tn'] : size >= 1e9 ? [1e9, 'bn'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  const scaled = value / unit;
  const digits = Math.abs(scaled) >= 100 || unit === 1 ? 0 : 1;
  return scaled.toFixed(digits).replace(/\.0$/, '').replace('-', MINUS) + (name ? GROUP + name : '');
}

export function tick(value: number): string {
  return whole(value);
}

export function count(value: number, one: string, many = one + 's'): string {
  return `${whole(value)} ${value === 1 ? one : many}`;
}

/** `2026-01-05T09:30:00.25` → `09:30:00.25`: the simulated time of day. */
export function timeOfDay(timestamp: string): string {
  return timestamp.slice(11);
}

export function percent(share: number): string {
  return (100 * share).toFixed(1) + GROUP + '%';
}

/** `20261120T130502Z`: UTC, sortable, without a character that a file system refuses. */
export function utcStamp(now: Date): string {
  return now.toISOString().slice(0, 19).replace(/[-:]/g, '') + 'Z';
}

/** What someone typed for a whole number: groups by space or underscore are read, anything else is null. */
export function readWhole(text: string): string | null {
  const bare = text.trim().replace(/[\s_\u202f\u00a0]/g, '').replace(MINUS, '-');
  return /^-?\d{1,19}$/.test(bare) ? BigInt(bare).toString() : null;
}

/** `42` and `tx_42` mean `tx_00000042`. */
export function readTx(text: string): string | null {
  const match = /^(?:tx_)?(\d{1,10})$/i.exec(text.trim());
  return match ? 'tx_' + match[1]!.replace(/^0+(?=\d)/, '').padStart(8, '0') : null;
}
