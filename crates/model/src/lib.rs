//! The words Keyferry speaks in: names, values, rules. No I/O.
