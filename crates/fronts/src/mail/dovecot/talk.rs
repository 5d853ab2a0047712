//! One connection of a mail server as a machine without I/O: bytes go in, checks to be made come
//! out, answers go in, bytes come out. Exchanges run beside one another and are answered in the
//! order their answers come, each by its number.

use super::line::{self, LINE_MOST, Line, escape};
use crate::mail::{
    Caller, Verdict,
    sasl::{self, Exchange, Mechanism, Proof, Turn},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    collections::{HashMap, hash_map::Entry},
    fmt::Write as _,
    mem,
};
use zeroize::Zeroize;

/// Exchanges of one connection that may be open at once; more are told to come back.
pub const OPEN_MOST: usize = 4096;
/// Room for an answer, in bytes.
const ANSWER: usize = 256;

/// Why a connection is closed without more words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A line of more than 8 KiB.
    TooLong,
    /// A word without what belongs to it, or an answer to what was not asked.
    Unclear,
    /// Not the first major version, or none.
    Version,
    /// A number that is in use.
    Number,
}

/// What is said to a client before it says anything.
#[derive(Clone, Debug)]
pub struct Hello {
    /// Number of our process, and of this connection within it.
    pub process: u32,
    pub connection: u32,
    /// 128 bits in hexadecimal.
    pub cookie: String,
    /// For the error of OAUTHBEARER: where a program finds how to get a token (RFC 7628 §3.2.2).
    pub discovery: String,
}

/// A check to be made.
#[derive(Debug)]
pub struct Ask {
    pub ticket: Ticket,
    pub proof: Proof,
    pub caller: Caller,
}

/// Which exchange an answer belongs to. A number can be used again after it was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    id: u32,
    serial: u64,
}

pub struct Talk {
    input: Vec<u8>,
    /// Bytes of `input` that were read, and that were looked through for the end of a line.
    read: usize,
    searched: usize,
    output: Vec<u8>,
    open: HashMap<u32, Open>,
    serial: u64,
    greeted: Greeted,
    closing: bool,
    discovery: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Greeted {
    No,
    Version,
    Whole,
}

struct Open {
    serial: u64,
    step: Step,
    /// It was there already when the clock last struck.
    old: bool,
}

enum Step {
    /// The program has to say more.
    Waits { exchange: Exchange, caller: Caller },
    /// Somebody finds out.
    Checked { name: Option<String>, mechanism: Mechanism },
    /// The program was told why its token is not good, and has to say that it read it.
    Told { end: Vec<u8> },
}

impl Talk {
    pub fn new(hello: Hello) -> Self {
        let mut output = String::from("VERSION\t1\t2\n");
        for mechanism in Mechanism::ALL {
            let plain = if mechanism.bears() { "" } else { "\tplaintext" };
            // Writing to a string cannot fail.
            let _ = writeln!(output, "MECH\t{}{plain}", mechanism.name());
        }
        let Hello { process, connection, cookie, discovery } = hello;
        let _ = write!(output, "SPID\t{process}\nCUID\t{connection}\nCOOKIE\t{cookie}\nDONE\n");
        Self {
            input: Vec::new(),
            read: 0,
            searched: 0,
            output: output.into_bytes(),
            open: HashMap::new(),
            serial: 0,
            greeted: Greeted::No,
            closing: false,
            discovery,
        }
    }

    /// Where bytes of the client are added at the end. What was read is wiped first.
    pub fn input(&mut self) -> &mut Vec<u8> {
        if self.read > 0 {
            if let Some(read) = self.input.get_mut(..self.read) {
                read.zeroize();
            }
            self.input.drain(..self.read);
            self.searched -= self.read;
            self.read = 0;
        }
        &mut self.input
    }

    /// Bytes for the client. Whoever wrote them clears it.
    pub fn output(&mut self) -> &mut Vec<u8> {
        &mut self.output
    }

    /// Whether the client has said who it is.
    pub fn greeted(&self) -> bool {
        self.greeted == Greeted::Whole
    }

    /// Whether nothing is going on.
    pub fn idle(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether the connection ends once the output is written.
    pub fn closing(&self) -> bool {
        self.closing
    }

    /// The next check to be made; nothing if more bytes are needed.
    ///
    /// # Errors
    /// The client does not speak this protocol; what was answered so far still holds.
    pub fn question(&mut self) -> Result<Option<Ask>, Broken> {
        while !self.closing {
            let unread = self.input.get(self.searched..).unwrap_or_default();
            let Some(at) = unread.iter().position(|byte| *byte == b'\n') else {
                self.searched = self.input.len();
                let too_long = self.searched - self.read > LINE_MOST;
                return if too_long { Err(Broken::TooLong) } else { Ok(None) };
            };
            let (start, end) = (self.read, self.searched + at);
            (self.read, self.searched) = (end + 1, end + 1);
            if end - start > LINE_MOST {
                return Err(Broken::TooLong);
            }
            // Lent to the line while the rest of us changes.
            let input = mem::take(&mut self.input);
            let ask = self.take(input.get(start..end).unwrap_or_default());
            self.input = input;
            if let Some(ask) = ask? {
                return Ok(Some(ask));
            }
        }
        Ok(None)
    }

    fn take(&mut self, line: &[u8]) -> Result<Option<Ask>, Broken> {
        match (line::parse(line).ok_or(Broken::Unclear)?, self.greeted) {
            (Line::Version { major: 1, .. }, Greeted::No) => self.greeted = Greeted::Version,
            (Line::Version { .. }, _) | (_, Greeted::No) => return Err(Broken::Version),
            (Line::Cpid, Greeted::Version) => self.greeted = Greeted::Whole,
            (Line::Auth { id, mechanism, caller, response }, Greeted::Whole) => {
                return self.begin(id, mechanism, caller, response);
            }
            (Line::Cont { id, data }, Greeted::Whole) => return self.go_on(id, data),
            (Line::Cancel { id }, Greeted::Whole) => drop(self.open.remove(&id)),
            (Line::Unknown, _) => {}
            (..) => return Err(Broken::Unclear),
        }
        Ok(None)
    }

    fn begin(
        &mut self,
        id: u32,
        mechanism: &str,
        caller: Caller,
        response: Option<&[u8]>,
    ) -> Result<Option<Ask>, Broken> {
        if self.open.contains_key(&id) {
            return Err(Broken::Number);
        }
        let Some(mechanism) = Mechanism::parse(mechanism) else {
            self.fail(id, None, &Verdict::Bad);
            return Ok(None);
        };
        if self.open.len() >= OPEN_MOST {
            self.fail(id, None, &Verdict::Outage);
            return Ok(None);
        }
        Ok(self.turn(id, mechanism, caller, sasl::begin(mechanism, response)))
    }

    fn go_on(&mut self, id: u32, data: &[u8]) -> Result<Option<Ask>, Broken> {
        // One that is too late, after it was given up, is no mistake of the client.
        let Entry::Occupied(open) = self.open.entry(id) else { return Ok(None) };
        if matches!(open.get().step, Step::Checked { .. }) {
            return Err(Broken::Unclear);
        }
        match open.remove().step {
            Step::Waits { exchange, caller } => {
                let mechanism = exchange.mechanism();
                Ok(self.turn(id, mechanism, caller, exchange.go_on(data)))
            }
            Step::Told { end } => {
                self.output.extend_from_slice(&end);
                Ok(None)
            }
            Step::Checked { .. } => Err(Broken::Unclear),
        }
    }

    fn turn(&mut self, id: u32, mechanism: Mechanism, caller: Caller, turn: Turn) -> Option<Ask> {
        match turn {
            Turn::Ask(exchange, challenge) => {
                // Writing to a vector cannot fail.
                let _ = std::io::Write::write_fmt(
                    &mut self.output,
                    format_args!("CONT\t{id}\t{challenge}\n"),
                );
                self.keep(id, Step::Waits { exchange, caller });
                None
            }
            Turn::Done(proof) => {
                let name = match &proof {
                    Proof::Password { name, .. } => Some(name.clone()),
                    Proof::Token { name, .. } => name.clone(),
                };
                let serial = self.keep(id, Step::Checked { name, mechanism });
                Some(Ask { ticket: Ticket { id, serial }, proof, caller })
            }
            Turn::Bad => {
                self.fail(id, None, &Verdict::Bad);
                None
            }
        }
    }

    fn keep(&mut self, id: u32, step: Step) -> u64 {
        self.serial += 1;
        self.open.insert(id, Open { serial: self.serial, step, old: false });
        self.serial
    }

    /// What came of a check. One that was given up meanwhile is not answered.
    pub fn answered(&mut self, ticket: Ticket, verdict: &Verdict) {
        let Ticket { id, serial } = ticket;
        let Entry::Occupied(open) = self.open.entry(id) else { return };
        if open.get().serial != serial {
            return;
        }
        let Step::Checked { name, mechanism } = open.remove().step else { return };
        match verdict {
            Verdict::Open { user } => {
                let _ =
                    std::io::Write::write_fmt(&mut self.output, format_args!("OK\t{id}\tuser="));
                escape(&mut self.output, user.as_bytes());
                self.output.push(b'\n');
            }
            Verdict::Refused { .. } if mechanism.bears() => {
                self.tell(id, mechanism);
                let mut end = Vec::with_capacity(ANSWER);
                failure(&mut end, id, name.as_deref(), verdict);
                self.keep(id, Step::Told { end });
            }
            other => self.fail(id, name.as_deref(), other),
        }
    }

    /// Says in a challenge why a token is not good (RFC 7628 §3.2.2).
    fn tell(&mut self, id: u32, mechanism: Mechanism) {
        let error = match mechanism {
            Mechanism::OauthBearer => serde_json::json!({
                "status": "invalid_token",
                "scope": "mail",
                "openid-configuration": self.discovery,
            }),
            _ => serde_json::json!({ "status": "401", "schemes": "bearer", "scope": "mail" }),
        };
        let coded = STANDARD.encode(error.to_string());
        let _ = std::io::Write::write_fmt(&mut self.output, format_args!("CONT\t{id}\t{coded}\n"));
    }

    /// Postfix and Radicale take `temp` for a wrong password. They ask for one program at a time,
    /// and a connection that is lost they tell as 454 and as 500, which is what an outage is
    /// (ML-3). Whoever has more under way is told, so that only this one has to come back.
    fn fail(&mut self, id: u32, name: Option<&str>, verdict: &Verdict) {
        if *verdict == Verdict::Outage && self.open.is_empty() {
            self.closing = true;
            return;
        }
        failure(&mut self.output, id, name, verdict);
    }

    /// The clock struck: exchanges that wait for their program since the last time are over. What
    /// is being checked is not the program's fault and stays.
    pub fn strike(&mut self) {
        let mut late = Vec::new();
        for (id, open) in &mut self.open {
            if mem::replace(&mut open.old, true) && !matches!(open.step, Step::Checked { .. }) {
                late.push(*id);
            }
        }
        for id in late {
            match self.open.remove(&id).map(|open| open.step) {
                Some(Step::Told { end }) => self.output.extend_from_slice(&end),
                _ => self.fail(id, None, &Verdict::Bad),
            }
        }
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.input.zeroize();
    }
}

/// A line of `FAIL`: what people see stands in `reason`; an outage is marked as one in both ways
/// there are.
fn failure(into: &mut Vec<u8>, id: u32, name: Option<&str>, verdict: &Verdict) {
    let _ = std::io::Write::write_fmt(into, format_args!("FAIL\t{id}"));
    if let Some(name) = name {
        into.extend_from_slice(b"\tuser=");
        escape(into, name.as_bytes());
    }
    match verdict {
        Verdict::Outage => into.extend_from_slice(b"\ttemp\tcode=temp_fail"),
        Verdict::Refused { reason } => {
            into.extend_from_slice(b"\treason=");
            escape(into, reason.as_bytes());
        }
        Verdict::Open { .. } | Verdict::Bad => {}
    }
    into.push(b'\n');
}
