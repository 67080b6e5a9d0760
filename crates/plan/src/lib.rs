//! The pure planner: what a sync will do, and why.
