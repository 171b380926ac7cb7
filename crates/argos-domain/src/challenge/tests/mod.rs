//! The judge, held against people and tricks made of numbers.

pub mod head;
mod judge;
mod person;
