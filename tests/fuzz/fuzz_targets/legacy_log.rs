//! The target `legacy_log`; what must hold stands in `targets`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz_targets::legacy_log(input);
});
