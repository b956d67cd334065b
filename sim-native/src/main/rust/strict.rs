//! Logarithm, exponential and cosine, bit for bit as `StrictMath` of Java gives them, since arrivals must be the same on every engine and machine.
//!
//! `StrictMath` is by its definition the C library fdlibm 5.3; these are the algorithms of its `e_log.c`, `e_exp.c`, `s_cos.c`, `k_cos.c`, `k_sin.c` and
//! `e_rem_pio2.c` for the arguments that draws have. Of fdlibm: Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun
//! Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.

/// The high word.
fn high(x: f64) -> i32 {
    (x.to_bits() >> 32) as i32
}

fn with_high(x: f64, high: i32) -> f64 {
    f64::from_bits(x.to_bits() & 0xffff_ffff | (high as u32 as u64) << 32)
}

const fn bits(of: u64) -> f64 {
    f64::from_bits(of)
}

const LN2_HIGH: f64 = bits(0x3fe6_2e42_fee0_0000);
const LN2_LOW: f64 = bits(0x3dea_39ef_3579_3c76);

/// The natural logarithm of a number in (0, 1], as draws of a unit are; none of them is subnormal.
pub(crate) fn log(x: f64) -> f64 {
    const L1: f64 = bits(0x3fe5_5555_5555_5593);
    const L2: f64 = bits(0x3fd9_9999_9997_fa04);
    const L3: f64 = bits(0x3fd2_4924_9422_9359);
    const L4: f64 = bits(0x3fcc_71c5_1d8e_78af);
    const L5: f64 = bits(0x3fc7_4664_96cb_03de);
    const L6: f64 = bits(0x3fc3_9a09_d078_c69f);
    const L7: f64 = bits(0x3fc2_f112_df3e_5244);
    let mantissa = high(x) & 0x000f_ffff;
    let upper_half = (mantissa + 0x95f64) & 0x0010_0000;
    let f = with_high(x, mantissa | (upper_half ^ 0x3ff0_0000)) - 1.0;
    // As in the original, but not left out where it is 0: then what is added is 0, and what is subtracted changes the sign alone.
    let exponent = f64::from((high(x) >> 20) - 1023 + (upper_half >> 20));
    if (0x000f_ffff & (2 + mantissa)) < 3 {
        if f == 0.0 {
            return exponent * LN2_HIGH + exponent * LN2_LOW;
        }
        let r = f * f * (0.5 - 0.33333333333333333 * f);
        return exponent * LN2_HIGH - ((r - exponent * LN2_LOW) - f);
    }
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let r = z * (L1 + w * (L3 + w * (L5 + w * L7))) + w * (L2 + w * (L4 + w * L6));
    let rest = if ((mantissa - 0x6147a) | (0x6b851 - mantissa)) > 0 {
        let half = 0.5 * f * f;
        half - (s * (half + r) + exponent * LN2_LOW)
    } else {
        s * (f - r) - exponent * LN2_LOW
    };
    exponent * LN2_HIGH - (rest - f)
}

/// e to a power.
pub(crate) fn exp(power: f64) -> f64 {
    const BEYOND: f64 = bits(0x4086_2e42_fefa_39ef);
    const BELOW: f64 = bits(0xc087_4910_d52d_3051);
    const INVERSE_LN2: f64 = bits(0x3ff7_1547_652b_82fe);
    const P1: f64 = bits(0x3fc5_5555_5555_553e);
    const P2: f64 = bits(0xbf66_c16c_16be_bd93);
    const P3: f64 = bits(0x3f11_566a_af25_de2c);
    const P4: f64 = bits(0xbebb_bd41_c5d2_6bf1);
    const P5: f64 = bits(0x3e66_3769_72be_a4d0);
    let sign = f64::from(high(power) >> 31 | 1);
    let size = high(power) & i32::MAX;
    if size >= 0x4086_2e42 {
        if power.is_nan() {
            return power;
        }
        if power > BEYOND {
            return f64::INFINITY;
        }
        if power < BELOW {
            return 0.0;
        }
    }
    let mut x = power;
    let (mut upper, mut lower, mut k) = (0.0, 0.0, 0);
    if size > 0x3fd6_2e42 {
        if size < 0x3ff0_a2b2 {
            upper = x - sign * LN2_HIGH;
            lower = sign * LN2_LOW;
            k = sign as i32;
        } else {
            k = (INVERSE_LN2 * x + sign * 0.5) as i32;
            upper = x - f64::from(k) * LN2_HIGH;
            lower = f64::from(k) * LN2_LOW;
        }
        x = upper - lower;
    } else if size < 0x3e30_0000 {
        return 1.0 + x;
    }
    let t = x * x;
    let c = x - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
    if k == 0 {
        return 1.0 - ((x * c) / (c - 2.0) - x);
    }
    let y = 1.0 - ((lower - (x * c) / (2.0 - c)) - upper);
    if k >= -1021 {
        with_high(y, high(y).wrapping_add(k << 20))
    } else {
        with_high(y, high(y) + ((k + 1000) << 20)) * bits(0x0170_0000_0000_0000)
    }
}

/// The cosine of an angle from 0 to a full turn.
pub(crate) fn cos(x: f64) -> f64 {
    /// The high words of π/2, π, 3π/2 and 2π: arguments this near cancel in the first step of the reduction.
    const HIGH_OF_HALF_PIS: [i32; 4] = [0x3ff9_21fb, 0x4009_21fb, 0x4012_d97c, 0x4019_21fb];
    const TWO_OVER_PI: f64 = bits(0x3fe4_5f30_6dc9_c883);
    // π/2 in three parts of 33 bits each, and what each leaves.
    const HALF_PI_1: f64 = bits(0x3ff9_21fb_5440_0000);
    const HALF_PI_1_REST: f64 = bits(0x3dd0_b461_1a62_6331);
    const HALF_PI_2: f64 = bits(0x3dd0_b461_1a60_0000);
    const HALF_PI_2_REST: f64 = bits(0x3ba3_198a_2e03_7073);
    const HALF_PI_3: f64 = bits(0x3ba3_198a_2e00_0000);
    const HALF_PI_3_REST: f64 = bits(0x397b_839a_2520_49c1);
    let word = high(x);
    if word <= 0x3fe9_21fb {
        return cosine_near_zero(x, 0.0);
    }
    // x is n half πs and y + tail, y within a quarter π.
    let n;
    let y;
    let tail;
    if word < 0x4002_d97c {
        n = 1;
        let mut z = x - HALF_PI_1;
        let mut rest = HALF_PI_1_REST;
        if word == HIGH_OF_HALF_PIS[0] {
            z -= HALF_PI_2;
            rest = HALF_PI_2_REST;
        }
        y = z - rest;
        tail = (z - y) - rest;
    } else {
        n = (x * TWO_OVER_PI + 0.5) as usize;
        let times = n as f64;
        let mut r = x - times * HALF_PI_1;
        let mut w = times * HALF_PI_1_REST;
        let mut near = r - w;
        if word == HIGH_OF_HALF_PIS[n - 1] && bits_lost(word, near) > 16 {
            let t = r;
            w = times * HALF_PI_2;
            r = t - w;
            w = times * HALF_PI_2_REST - ((t - r) - w);
            near = r - w;
            if bits_lost(word, near) > 49 {
                let t = r;
                w = times * HALF_PI_3;
                r = t - w;
                w = times * HALF_PI_3_REST - ((t - r) - w);
                near = r - w;
            }
        }
        y = near;
        tail = (r - y) - w;
    }
    match n & 3 {
        0 => cosine_near_zero(y, tail),
        1 => -sine_near_zero(y, tail),
        2 => -cosine_near_zero(y, tail),
        _ => sine_near_zero(y, tail),
    }
}

/// By how many powers of two `y` is less than what it was subtracted from.
fn bits_lost(high_before: i32, y: f64) -> i32 {
    (high_before >> 20) - ((high(y) >> 20) & 0x7ff)
}

/// The cosine of x + y, x within a quarter π and y its tail.
fn cosine_near_zero(x: f64, y: f64) -> f64 {
    const C1: f64 = bits(0x3fa5_5555_5555_554c);
    const C2: f64 = bits(0xbf56_c16c_16c1_5177);
    const C3: f64 = bits(0x3efa_01a0_19cb_1590);
    const C4: f64 = bits(0xbe92_7e4f_809c_52ad);
    const C5: f64 = bits(0x3e21_ee9e_bdb4_b1c4);
    const C6: f64 = bits(0xbda8_fae9_be88_38d4);
    let size = high(x) & i32::MAX;
    if size < 0x3e40_0000 {
        return 1.0;
    }
    let z = x * x;
    let r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
    if size < 0x3fd3_3333 {
        return 1.0 - (0.5 * z - (z * r - x * y));
    }
    let quarter = if size > 0x3fe9_0000 { 0.28125 } else { with_high(0.0, size - 0x0020_0000) };
    (1.0 - quarter) - ((0.5 * z - quarter) - (z * r - x * y))
}

/// The sine of x + y, x within a quarter π and y its tail.
fn sine_near_zero(x: f64, y: f64) -> f64 {
    const S1: f64 = bits(0xbfc5_5555_5555_5549);
    const S2: f64 = bits(0x3f81_1111_1110_f8a6);
    const S3: f64 = bits(0xbf2a_01a0_19c1_61d5);
    const S4: f64 = bits(0x3ec7_1de3_57b1_fe7d);
    const S5: f64 = bits(0xbe5a_e5e6_8a2b_9ceb);
    const S6: f64 = bits(0x3de5_d93a_5acf_d57c);
    if high(x) & i32::MAX < 0x3e40_0000 {
        return x;
    }
    let z = x * x;
    let v = z * x;
    let r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
    x - ((z * (0.5 * y - v * r) - y) - v * S1)
}
