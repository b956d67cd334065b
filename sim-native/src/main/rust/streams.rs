//! Streams of random numbers: xoshiro256++ (Blackman and Vigna, ACM Transactions on Mathematical Software 47, 2021), and the SHA-256 that gives each its first state.

use crate::strict;

/// One stream, while it is drawn from.
#[derive(Clone, Copy, Default, PartialEq)]
pub(crate) struct Stream([u64; 4]);

impl Stream {
    /// Before a stream is first drawn from; no state of this generator is zero.
    pub(crate) fn has_begun(&self) -> bool {
        self.0 != [0; 4]
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// In (0, 1): the middle of one of 2⁵² equal steps, so that its logarithm is finite.
    pub(crate) fn unit(&mut self) -> f64 {
        const UNIT: f64 = 1.0 / (1u64 << 52) as f64;
        // By way of a signed number, from which the processor converts in one step.
        ((self.next() >> 12) as i64 as f64 + 0.5) * UNIT
    }

    /// Uniform in 0 … `n` − 1.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(n)) >> 64) as u64
    }

    /// Poisson by Knuth's product of uniforms; `limit` is exp(−λ).
    pub(crate) fn poisson(&mut self, limit: f64) -> usize {
        let mut count = 0;
        let mut product = self.unit();
        while product > limit {
            count += 1;
            product *= self.unit();
        }
        count
    }

    pub(crate) fn exponential(&mut self, mean: f64) -> f64 {
        -mean * strict::log(self.unit())
    }

    /// The first whose running sum exceeds the target; the last with a weight if rounding leaves none.
    pub(crate) fn choice(&mut self, weights: &[f64], total: f64) -> usize {
        let target = self.unit() * total;
        let mut sum = 0.0;
        let mut last = 0;
        for (i, &weight) in weights.iter().enumerate() {
            sum += weight;
            if sum > target {
                return i;
            }
            if weight > 0.0 {
                last = i;
            }
        }
        last
    }
}

/// What a stream is drawn for, in the order in which its name has it.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Count,
    Amount,
    Receiver,
    Deadline,
    Priority,
}

impl Purpose {
    pub(crate) const ALL: usize = 5;

    fn label(self) -> &'static [u8] {
        match self {
            Self::Count => b"count",
            Self::Amount => b"amount",
            Self::Receiver => b"receiver",
            Self::Deadline => b"deadline",
            Self::Priority => b"priority",
        }
    }
}

/// The first states of streams: SHA-256 of their names, read as four big-endian numbers. A name is "rtgsim-stream-1", 0, the seed as u64, the agent's id in
/// UTF-8, 0, the place of the flow in the agent's list as u32, and the purpose in ASCII.
pub(crate) struct Seeds {
    pub(crate) seed: u64,
    pub(crate) ids: Vec<u8>,
    /// Where the id of each agent begins in `ids`, and the last ends.
    pub(crate) id_from: Vec<i32>,
}

impl Seeds {
    pub(crate) fn first(&self, agent: usize, flow: u32, purpose: Purpose) -> Stream {
        let mut hash = Sha256::new();
        hash.add(b"rtgsim-stream-1\0");
        hash.add(&self.seed.to_be_bytes());
        hash.add(&self.ids[self.id_from[agent] as usize..self.id_from[agent + 1] as usize]);
        hash.add(&[0]);
        hash.add(&flow.to_be_bytes());
        hash.add(purpose.label());
        let words = hash.finish();
        Stream(std::array::from_fn(|i| u64::from(words[2 * i]) << 32 | u64::from(words[2 * i + 1])))
    }
}

/// SHA-256 (FIPS 180-4), of short texts.
struct Sha256 {
    state: [u32; 8],
    block: [u8; 64],
    /// Bytes taken so far; those of the last block that is not full are in `block`.
    bytes: usize,
}

impl Sha256 {
    fn new() -> Self {
        let state = [
            0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
        ];
        Self { state, block: [0; 64], bytes: 0 }
    }

    fn add(&mut self, text: &[u8]) {
        for &byte in text {
            self.block[self.bytes % 64] = byte;
            self.bytes += 1;
            if self.bytes % 64 == 0 {
                self.compress();
            }
        }
    }

    fn finish(mut self) -> [u32; 8] {
        let bits = (self.bytes as u64 * 8).to_be_bytes();
        self.add(&[0x80]);
        while self.bytes % 64 != 56 {
            self.add(&[0]);
        }
        self.add(&bits);
        self.state
    }

    fn compress(&mut self) {
        let mut w = [0u32; 64];
        for (word, bytes) in w.iter_mut().zip(self.block.chunks_exact(4)) {
            *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        for i in 16..64 {
            let s0 = w[i - 15].rotate_right(7) ^ w[i - 15].rotate_right(18) ^ (w[i - 15] >> 3);
            let s1 = w[i - 2].rotate_right(17) ^ w[i - 2].rotate_right(19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.state;
        for i in 0..64 {
            let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let t1 = h.wrapping_add(s1).wrapping_add((e & f) ^ (!e & g)).wrapping_add(ROUNDS[i]).wrapping_add(w[i]);
            let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(t1), c, b, a, t1.wrapping_add(t2));
        }
        for (word, by) in self.state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(by);
        }
    }
}

const ROUNDS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &[u8]) -> String {
        let mut hash = Sha256::new();
        hash.add(text);
        hash.finish().iter().map(|word| format!("{word:08x}")).collect()
    }

    #[test]
    fn the_hash_is_that_of_the_standard() {
        assert_eq!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hex(b""));
        assert_eq!("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(b"abc"));
        assert_eq!(
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            hex(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        );
    }
}
