//! The target `schema_registration`; what must hold stands in `targets`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    fuzz_targets::schema_registration(input);
});
