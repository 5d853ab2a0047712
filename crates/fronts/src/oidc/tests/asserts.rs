//! asserts
