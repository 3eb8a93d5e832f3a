//! The target `header_values`; what must hold stands in `targets`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz_targets::header_values(input);
});
