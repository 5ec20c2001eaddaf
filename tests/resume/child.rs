//! The child process that the tests start repeatedly: this test binary with a single test.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use ffnn::train::Checkpoint;
use ffnn::{Optimizer, TrainError};

use super::everything::disturbed;
use super::optimizers::{Work, with_optimizer};

/// Environment variables with its instructions.
const FILE: &str = "FFNN_RESUME_FILE";
const OPTIMIZER: &str = "FFNN_RESUME_OPTIMIZER";
const ABORT: &str = "FFNN_RESUME_ABORT";
const STEPS: &str = "FFNN_RESUME_STEPS";

/// One run of the program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child<'a> {
    /// The checkpoint.
    pub(super) file: &'a Path,
    /// The name of the optimizer.
    pub(super) optimizer: &'a str,
    /// The epoch after which it exits abruptly, before its checkpoint is written.
    pub(super) abort: Option<u64>,
    /// Number of steps between checkpoints.
    pub(super) every_steps: Option<u64>,
}

impl Child<'_> {
    pub(super) fn command(&self) -> Command {
        self.prepare(Command::new(executable()))
    }

    /// Runs it in a shell, after the command `before`.
    pub(super) fn command_after(&self, before: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{before} exec \"$0\" \"$@\"")]).arg(executable());
        self.prepare(command)
    }

    fn prepare(&self, mut command: Command) -> Command {
        command.args(["--exact", "child::program", "--ignored", "--nocapture"]);
        command.env(FILE, self.file).env(OPTIMIZER, self.optimizer).env_remove(ABORT).env_remove(STEPS);
        for (name, number) in [(ABORT, self.abort), (STEPS, self.every_steps)] {
            if let Some(number) = number {
                command.env(name, number.to_string());
            }
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Its result if it finished, or why it did not.
    pub(super) fn outcome(&self) -> Option<String> {
        fs::read_to_string(outcome_file(self.file)).ok()
    }
}

fn executable() -> PathBuf {
    env::current_exe().expect("this program has a path")
}

fn outcome_file(file: &Path) -> PathBuf {
    file.with_extension("outcome")
}

/// An empty folder of this name.
pub(super) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("resume-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
#[ignore = "it is the program that the other tests start"]
fn program() {
    let Some(file) = env::var_os(FILE).map(PathBuf::from) else { return };
    let number = |name| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let (abort, every_steps) = (number(ABORT), number(STEPS));
    let optimizer = env::var(OPTIMIZER).expect("an optimizer");
    let checkpoint = Checkpoint { every_steps, ..Checkpoint::new(&file) };
    let outcome = with_optimizer(&optimizer, Program { checkpoint, abort });
    fs::write(outcome_file(&file), outcome.unwrap_or_else(|error| error.to_string())).expect("a file");
}

struct Program {
    checkpoint: Checkpoint,
    abort: Option<u64>,
}

impl Work for Program {
    type Output = Result<String, TrainError>;

    fn with<O: Optimizer>(self, optimizer: O) -> Result<String, TrainError> {
        disturbed(optimizer, self.checkpoint, |epoch| {
            if Some(epoch) == self.abort {
                std::process::abort();
            }
        })
    }
}
