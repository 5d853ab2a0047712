//! Style is a test. Everything STYLE.md and ARCHITECTURE.md promise that a program can see is read
//! from the source here and fails with file, line and sentence. Each check is a function from files
//! to complaints, and has a test that it complains about a bad sample: a check that cannot fail
//! guards nothing.

#[cfg(test)]
mod arrows;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod size;
#[cfg(test)]
mod source;
#[cfg(test)]
mod sql;
#[cfg(test)]
mod words;
