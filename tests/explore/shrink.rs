//! A script that fails is made smaller, as long as it still fails.

use super::script::{Instruction, Script};

impl Script {
    /// A script from which nothing can be taken without `fails` saying no.
    pub(crate) fn shrunk(&self, fails: impl Fn(&Self) -> bool) -> Self {
        let mut small = self.clone();
        while let Some(smaller) = small.smaller().into_iter().find(&fails) {
            small = smaller;
        }
        small
    }

    /// This script without one process that forks nobody, or without one instruction.
    fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let last = self.processes.len() - 1;
        if last > 0 {
            let mut less = self.clone();
            less.processes.pop();
            for process in &mut less.processes {
                process.retain(|it| !it.names_process(last));
            }
            all.push(less);
        }
        for (process, instructions) in self.processes.iter().enumerate() {
            for (place, instruction) in instructions.iter().enumerate() {
                if !matches!(instruction, Instruction::Fork(_)) {
                    let mut less = self.clone();
                    less.processes[process].remove(place);
                    all.push(less);
                }
            }
        }
        all
    }
}

impl Instruction {
    fn names_process(self, number: usize) -> bool {
        matches!(
            self,
            Self::Fork(it)
                | Self::Wait(it)
                | Self::Poll(it, _)
                | Self::Kill(it)
                | Self::Terminate(it)
                if it == number
        )
    }
}
