pub mod limits;
pub mod parts;
