//! Images in, measurements out: everything the AI sees and measures.
//!
//! Synchronous and CPU-bound; it does no I/O beyond loading model files, knows no policy and decides nothing.
//! Start at [`Vision`], which holds one worker's models and turns image bytes into readings.

pub mod engine;
