//! Inputs made of the seeds by chance, the same ones for the same number to begin with.

/// Bytes of the longest input.
const MAX_BYTES: usize = 4096;
/// Changes to one input.
const MAX_CHANGES: usize = 6;

/// Makes inputs out of seeds, without a look at what they reach.
#[derive(Debug)]
pub struct Mutator {
    seeds: Vec<Vec<u8>>,
    state: u64,
}

impl Mutator {
    /// Makes one that begins with `number`; there is at least one seed.
    pub fn new(seeds: Vec<Vec<u8>>, number: u64) -> Self {
        assert!(!seeds.is_empty(), "inputs are made of seeds");
        Mutator { seeds, state: number }
    }

    /// The next input.
    pub fn input(&mut self) -> Vec<u8> {
        let at = self.below(self.seeds.len());
        let mut input = self.seeds[at].clone();
        for _ in 0..=self.below(MAX_CHANGES) {
            self.change(&mut input);
        }
        input.truncate(MAX_BYTES);
        input
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let end = (at + self.below(9)).min(input.len());
        match self.below(7) {
            0 => input.splice(at..at, [self.byte()]).for_each(drop),
            1 => input.splice(at..end, []).for_each(drop),
            2 => input.splice(at..at, input[at..end].to_vec()).for_each(drop),
            3 => input.truncate(at),
            4 => {
                let piece = self.piece();
                let end = if self.below(2) == 0 { at } else { (at + piece.len()).min(input.len()) };
                input.splice(at..end, piece).for_each(drop);
            }
            kind if at < input.len() => {
                let byte = self.byte();
                input[at] = if kind == 5 { byte } else { input[at] ^ 1 << (byte % 8) };
            }
            _ => {}
        }
    }

    /// A byte; those at the borders of what means something come more often.
    fn byte(&mut self) -> u8 {
        const BORDERS: &[u8] = b"\0\x01\x1f \"'/09:=@AZ[\\]_az{}\x7f\x80\xc2\xff\n\r\t";
        let any = self.next();
        if any & 0x100 == 0 { any.to_le_bytes()[0] } else { BORDERS[self.below(BORDERS.len())] }
    }

    /// A piece of any seed.
    fn piece(&mut self) -> Vec<u8> {
        let at = self.below(self.seeds.len());
        let (from, length) = (self.below(self.seeds[at].len() + 1), self.below(33));
        self.seeds[at][from..].iter().take(length).copied().collect()
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).expect("it is below a usize")
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn inputs(number: u64) -> Vec<Vec<u8>> {
        let mut mutator = Mutator::new(vec![b"one seed".to_vec(), b"another".to_vec()], number);
        (0..1000).map(|_| mutator.input()).collect()
    }

    #[test]
    fn inputs_are_many_and_come_again_for_the_same_number() {
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        assert!(inputs(1).into_iter().collect::<HashSet<_>>().len() > 700);
    }
}
