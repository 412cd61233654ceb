//! What the targets share: results as a C program reads them, checked as it would have to trust them; and how much
//! memory was taken.

pub mod clients;
pub mod memory;
pub mod results;
