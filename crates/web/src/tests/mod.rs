//! Every page in every state and language, and the doors of the pages.

mod doors;
mod draws;
mod for_person;
mod forms;
mod messages;
mod programs;
mod pseudo;
mod words;
