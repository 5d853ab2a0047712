//! Beside the code.
