//! Every page, and the doors of the pages.

mod draws;
