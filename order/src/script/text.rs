//! A script as text, in the form of an order: the name of a process, and below it, two blanks
//! further in, a step a line.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use super::{Role, Script, Step};
use crate::ParseError;
use crate::words::Told;
use crate::words::parts::Mistake;

impl FromStr for Script {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let lines = || (1..).zip(text.lines()).filter(|(_, line)| !line.is_empty());
        let mut names: Vec<&str> = Vec::new();
        for (number, name) in lines().filter(|(_, line)| !line.starts_with("  ")) {
            if name.trim() != name {
                return Err(wrong(number, 1, &Mistake::Margin { of: "a step" }));
            }
            if names.contains(&name) {
                return Err(wrong(number, 1, &Mistake::ThereAlready(name)));
            }
            names.push(name);
        }
        let mut script = Self { roles: Vec::new() };
        for (number, line) in lines() {
            let Some(step) = line.strip_prefix("  ") else {
                let role = Role { name: line.to_owned(), steps: Vec::new() };
                script.roles.push(role);
                continue;
            };
            let what = Mistake::NoProcess { of: "a step" };
            let last = script.roles.last_mut();
            let role = last.ok_or_else(|| wrong(number, 1, &what))?;
            let step = step_in(step, &names);
            role.steps.push(step.map_err(|what| wrong(number, 3, &what))?);
        }
        script.is_sound()?;
        Ok(script)
    }
}

fn wrong(line: usize, column: usize, mistake: &Mistake<'_>) -> ParseError {
    ParseError { line, column, message: Told::of(mistake) }
}

fn step_in<'a>(step: &'a str, names: &[&str]) -> Result<Step, Mistake<'a>> {
    if let Some(line) = step.strip_prefix('|') {
        return Ok(Step::Print(line.strip_prefix(' ').unwrap_or(line).to_owned()));
    }
    let (verb, name) = step.split_once(' ').unwrap_or((step, ""));
    let process = || {
        let place = names.iter().position(|it| *it == name);
        place.ok_or(Mistake::NoSuchProcess(name))
    };
    Ok(match (verb, name) {
        ("lock", "") => Step::Lock,
        ("unlock", "") => Step::Unlock,
        ("start", _) => Step::Start(process()?),
        ("join", _) => Step::Join(process()?),
        ("poll", _) => Step::Poll(process()?),
        ("send", _) => Step::Send(process()?),
        ("receive", _) => Step::Receive(process()?),
        _ => return Err(Mistake::NoStep),
    })
}

impl Script {
    /// That every process but main is started once, that only its parent waits for it or asks
    /// about it, and that nobody lets go of a lock that it does not have.
    fn is_sound(&self) -> Result<(), ParseError> {
        let fault = |mistake: Mistake<'_>| Err(wrong(1, 1, &mistake));
        if self.roles.is_empty() {
            return fault(Mistake::Nobody);
        }
        for (place, role) in self.roles.iter().enumerate() {
            let steps = self.roles.iter().flat_map(|it| &it.steps);
            let starts = steps.filter(|step| **step == Step::Start(place)).count();
            let name = &role.name;
            match (place, starts) {
                (0, 0) | (1.., 1) => {}
                (0, _) => return fault(Mistake::RunsFromTheBeginning(name)),
                (_, 0) => return fault(Mistake::NeverStarted(name)),
                _ => return fault(Mistake::StartedTwice(name)),
            }
            self.is_sound_in(role).or_else(fault)?;
        }
        Ok(())
    }

    fn is_sound_in<'a>(&'a self, role: &'a Role) -> Result<(), Mistake<'a>> {
        let (name, mut has_lock) = (&role.name, false);
        for (done, step) in role.steps.iter().enumerate() {
            match step {
                Step::Lock => has_lock = true,
                Step::Unlock if !has_lock => {
                    return Err(Mistake::NotLocked(name));
                }
                Step::Unlock => has_lock = false,
                Step::Join(other) | Step::Poll(other)
                    if !role.steps[..done].contains(&Step::Start(*other)) =>
                {
                    let other = &self.roles[*other].name;
                    return Err(Mistake::NotStarted(name, other));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

impl Display for Script {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (place, role) in self.roles.iter().enumerate() {
            if place > 0 {
                writeln!(f)?;
            }
            writeln!(f, "{}", role.name)?;
            for step in &role.steps {
                writeln!(f, "  {}", self.step(step))?;
            }
        }
        Ok(())
    }
}

impl Script {
    /// `join ada`
    pub fn step(&self, step: &Step) -> String {
        let name = |process: &usize| &self.roles[*process].name;
        match step {
            Step::Print(line) => format!("| {line}"),
            Step::Start(other) => format!("start {}", name(other)),
            Step::Join(other) => format!("join {}", name(other)),
            Step::Poll(other) => format!("poll {}", name(other)),
            Step::Lock => "lock".to_owned(),
            Step::Unlock => "unlock".to_owned(),
            Step::Send(to) => format!("send {}", name(to)),
            Step::Receive(from) => format!("receive {}", name(from)),
        }
    }
}
