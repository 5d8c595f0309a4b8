//! Counting bytes that something holds for. It is asked of every byte of every file, so it counts in small groups, each
//! in a byte, which the compiler turns into code for many bytes at once.

/// So many fit a group, whose count is a byte.
const GROUP: usize = 255;

/// How many bytes of a text something holds for.
#[inline]
pub(crate) fn tally(bytes: &[u8], holds: impl Fn(u8) -> bool) -> usize {
    let count = |group: &[u8]| usize::from(group.iter().map(|byte| u8::from(holds(*byte))).sum::<u8>());
    bytes.chunks(GROUP).map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_add_up() {
        for len in [0, 1, 254, 255, 256, 511, 100_000] {
            let bytes: Vec<u8> = (0..len).map(|at: usize| (at % 3) as u8).collect();
            assert_eq!(tally(&bytes, |byte| byte == 0), len.div_ceil(3), "{len}");
        }
    }
}
