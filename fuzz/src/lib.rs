//! What the targets share: clients, results that are read and checked as a C program reads them, and the peak of memory.

pub mod clients;
pub mod memory;
pub mod results;
