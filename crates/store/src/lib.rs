//! The database: one SQL path for SQLite and PostgreSQL, one repository per aggregate.
