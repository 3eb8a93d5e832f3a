//! The target `event_streams`; what must hold stands in `targets`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz_targets::event_streams(input);
});
