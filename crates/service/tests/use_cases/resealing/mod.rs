//! Sealing everything anew under new data keys: what opens afterwards and what no longer does, whoever
//! dies or writes meanwhile.

mod columns;
mod course;
mod house;
mod meanwhile;
mod refused;
