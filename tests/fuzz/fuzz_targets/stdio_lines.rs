//! The target `stdio_lines`; what must hold stands in `targets`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz_targets::stdio_lines(input);
});
