import { describe, expect, it } from 'vitest';
import { money, readTx, readWhole, shortMoney, signedMoney, utcStamp, whole } from '../../src/model/format.ts';

const thin = (text: string) => text.replaceAll(' ', '\u202f');

describe('whole numbers', () => {
  it('are grouped by three from the right', () => {
    expect([0, 7, 999, 1000, 1234567].map(whole)).toEqual(['0', '7', '999', '1 000', '1 234 567'].map(thin));
  });
  it('keep every digit beyond 2^53, where the API gives a text', () => {
    expect(money('9007199254740993')).toBe(thin('9 007 199 254 740 993'));
  });
  it('have a minus that lines up with digits', () => {
    expect(money(-1500)).toBe('\u2212' + thin('1 500'));
    expect([5, 0, -5].map(signedMoney)).toEqual(['+5', '0', '\u22125']);
  });
  it('refuse what is none, so that nothing missing is shown as zero', () => {
    expect(() => whole(1.5)).toThrow('not a whole number: 1.5');
    expect(() => whole('')).toThrow();
    expect(() => whole(NaN)).toThrow();
  });
  it('are short on an axis', () => {
    expect([999, 9999, 10_000, 1_250_000, -3_000_000_000].map(shortMoney)).toEqual(['999', '9999', '10 k', '1.3 M', '\u22123 bn'].map(thin));
  });
});

describe('what is typed', () => {
  it('is read as a number with groups of any kind', () => {
    expect(['1 000', '1_000', '1\u202f000', ' -5 ', '007'].map(readWhole)).toEqual(['1000', '1000', '1000', '-5', '7']);
  });
  it('is no number otherwise', () => {
    expect(['', '1.5', '1,5', 'x', '1e3', '--1'].map(readWhole)).toEqual([null, null, null, null, null, null]);
  });
  it('is read as a transaction by its number or its id', () => {
    expect(['42', 'tx_42', 'TX_00000042', '123456789'].map(readTx)).toEqual(['tx_00000042', 'tx_00000042', 'tx_00000042', 'tx_123456789']);
    expect(readTx('tx_')).toBeNull();
  });
});

it('a time in the name of a file sorts and has no character that a file system refuses', () => {
  expect(utcStamp(new Date(Date.UTC(2026, 10, 20, 13, 5, 2)))).toBe('20261120T130502Z');
});
