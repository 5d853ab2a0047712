//! The front through its own router and a real engine, on both databases. Names of tests end with
//! the rows of docs/security.md they cover.

mod asks;
mod asserts;
mod attacks;
mod codes;
mod conforms;
mod form_posts;
mod house;
mod journey;
mod keys;
mod leaves;
mod people;
mod programs;
mod redirects;
mod refreshes;
mod tokens;
