// What a row of the list shows of an event, in words; the same for the eye and for a screen reader.

import type { EventRow, Detail } from '../api.ts';
import { count, money, signedMoney, tick, type Whole } from './format.ts';

/** Who is party to it, in the order of the flow of money where there is one. */
export function parties(event: EventRow): { from: string; to: string | null; others: number } | null {
  const { sender_id: sender, receiver_id: receiver, agents } = event.details;
  if (typeof sender === 'string' && typeof receiver === 'string') return { from: sender, to: receiver, others: 0 };
  if (Array.isArray(agents)) {
    const [first, second] = agents as string[];
    return { from: first ?? '', to: second ?? null, others: Math.max(0, agents.length - 2) };
  }
  return event.agent_id === null ? null : { from: event.agent_id, to: null, others: 0 };
}

/** The event's own amount: of the transaction, the collateral, all transactions of an offset, the total of a cost, what a day left unsettled. */
export function amountOf(event: EventRow): Whole | null {
  const details = event.details;
  switch (event.event_type) {
    case 'LsmBilateralOffset':
      return (BigInt(amount(details, 'amount_a')) + BigInt(amount(details, 'amount_b'))).toString();
    case 'LsmCycleSettlement':
      return amount(details, 'total_value');
    case 'CostAccrual':
      return amount(details, 'total');
    case 'EndOfDay':
      return amount(details, 'unsettled_value');
    default:
      return details['amount'] === undefined ? null : amount(details, 'amount');
  }
}

function amount(details: EventRow['details'], name: string): Whole {
  const value = details[name];
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new Error(`an event has no ${name}: ${JSON.stringify(details)}`);
}

/** What is particular about it, in a few words. */
export function note(event: EventRow): string {
  const d = event.details;
  const text = (name: string) => words(String(d[name]));
  switch (event.event_type) {
    case 'Arrival':
      return `due by tick ${tick(d['deadline_tick'] as number)}, priority ${d['priority']}${d['origin'] === 'generated' ? '' : `, ${text('origin')}`}`;
    case 'PolicySubmit':
      return d['rtgs_priority'] === 'normal' ? 'normal' : text('rtgs_priority');
    case 'PolicyHold':
      return d['withdrawn'] === true ? 'withdrawn' : text('reason') + (d['until_tick'] === undefined ? '' : ` until tick ${tick(d['until_tick'] as number)}`);
    case 'PolicyDrop':
    case 'CollateralPost':
    case 'CollateralWithdraw':
      return text('reason');
    case 'PolicySplit':
      return `into ${d['num_splits']} parts`;
    case 'Settlement':
      return `${text('origin')}${Number(d['waited_ticks']) > 0 ? `, waited ${count(Number(d['waited_ticks']), 'tick')}` : ''}`;
    case 'QueuedRtgs':
      return `${text('cause')}${d['cause'] === 'order' ? '' : `, short by ${money(d['shortfall'] as Whole)}`}`;
    case 'LsmBilateralOffset':
      return `${count(listLength(d['tx_ids']), 'transaction')}${d['at_entry'] === true ? ', at entry' : ''}`;
    case 'LsmCycleSettlement':
      return `${text('method')}, ${count(listLength(d['tx_ids']), 'transaction')}`;
    case 'CostAccrual':
      return costNote(d);
    case 'EndOfDay':
      return `day ${d['day']}, ${count(Number(d['unsettled_count']), 'transaction')} unsettled`;
    default:
      return '';
  }
}

const COST_COMPONENTS = ['overdraft', 'delay', 'collateral', 'liquidity', 'deadline_penalty', 'split_friction', 'eod_penalty'] as const;

function costNote(details: EventRow['details']): string {
  return COST_COMPONENTS.filter((name) => Number(details[name]) !== 0)
    .map(words)
    .join(', ');
}

function listLength(value: Detail | undefined): number {
  return Array.isArray(value) ? value.length : 0;
}

/** `bilateral_limit` → `bilateral limit`. */
export function words(name: string): string {
  return name.replaceAll('_', ' ');
}

const MONEY = new Set([
  'amount',
  'amount_a',
  'amount_b',
  'new_total',
  'shortfall',
  'liquidity_used',
  'total_value',
  'unsettled_value',
  'total_penalties',
  'total',
  'amounts',
  ...COST_COMPONENTS,
]);

/** One value of the details as text: its name says what kind of number it is. */
export function detailText(name: string, value: Whole | string | boolean): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (name === 'net_positions') return signedMoney(value);
  if (MONEY.has(name)) return money(value);
  if (typeof value === 'number') return tick(value);
  return value;
}
