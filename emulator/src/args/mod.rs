//! The command line of the program.

mod table;

use convai_emulator::{Options, VoiceEngine};
use lexopt::Arg;
use lexopt::prelude::*;

pub use table::help;

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    Serve(Box<Flags>),
    Help,
    Version,
}

/// The options that were given. `None` and `false` stand for those that were not.
#[derive(Debug, Default)]
pub struct Flags {
    pub port: Option<u16>,
    pub api_key: Option<String>,
    pub auth_token: Option<String>,
    pub voice: Option<VoiceEngine>,
    pub voice_rate: Option<u32>,
    pub latency_ms: Option<u64>,
    pub idle_timeout_ms: Option<u64>,
    pub echo: bool,
    pub journal_entries: Option<usize>,
    /// Seconds.
    pub stop_after: Option<f64>,
    pub until_stdin_closes: bool,
    pub exit_with_parent: bool,
}

impl Flags {
    /// Changes the options to what was given on the command line.
    pub fn apply(&self, options: &mut Options) {
        options.port = self.port.unwrap_or(options.port);
        options.api_key = self.api_key.clone().or(options.api_key.take());
        options.auth_token = self.auth_token.clone().or(options.auth_token.take());
        options.voice = self.voice.unwrap_or(options.voice);
        options.voice_rate = self.voice_rate.unwrap_or(options.voice_rate);
        options.latency_ms = self.latency_ms.unwrap_or(options.latency_ms);
        options.idle_timeout_ms = self.idle_timeout_ms.unwrap_or(options.idle_timeout_ms);
        options.echo |= self.echo;
        options.journal_entries = self.journal_entries.unwrap_or(options.journal_entries);
    }
}

/// Parses the arguments after the program's name. A value follows its option or an equals sign: `--port 80`,
/// `--port=80`.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut flags = Flags::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(message)? {
        let name = match argument {
            Arg::Short('h') => return Ok(Command::Help),
            Arg::Short('V') => return Ok(Command::Version),
            Arg::Long(name) => name.to_owned(),
            other => return Err(message(other.unexpected())),
        };
        match name.as_str() {
            "port" => flags.port = Some(number(&name, &value(&mut parser)?)?),
            "api-key" => flags.api_key = Some(value(&mut parser)?),
            "auth-token" => flags.auth_token = Some(value(&mut parser)?),
            "voice" => {
                let engine = VoiceEngine::parse(&value(&mut parser)?);
                let known = VoiceEngine::NAMES.join(", ");
                flags.voice = Some(engine.ok_or_else(|| format!("--voice must be one of: {known}"))?);
            }
            "voice-rate" => {
                let rate = number(&name, &value(&mut parser)?)?;
                if rate != 0 && !(4_000..=192_000).contains(&rate) {
                    return Err("--voice-rate must be 0, or between 4000 and 192000".to_owned());
                }
                flags.voice_rate = Some(rate);
            }
            "latency-ms" => flags.latency_ms = Some(number(&name, &value(&mut parser)?)?),
            "idle-timeout-ms" => flags.idle_timeout_ms = Some(number(&name, &value(&mut parser)?)?),
            "echo" => flags.echo = true,
            "journal" => flags.journal_entries = Some(number(&name, &value(&mut parser)?)?),
            "stop-after" => {
                let seconds: f64 = number(&name, &value(&mut parser)?)?;
                if !(0.0..=1e9).contains(&seconds) {
                    return Err("--stop-after must be a number of seconds between 0 and 1000000000".to_owned());
                }
                flags.stop_after = Some(seconds);
            }
            "until-stdin-closes" => flags.until_stdin_closes = true,
            "exit-with-parent" if cfg!(unix) => flags.exit_with_parent = true,
            "exit-with-parent" => {
                return Err("--exit-with-parent works on Unix only; use --until-stdin-closes".to_owned());
            }
            "help" => return Ok(Command::Help),
            "version" => return Ok(Command::Version),
            _ => return Err(message(Long(&name).unexpected())),
        }
    }
    Ok(Command::Serve(Box::new(flags)))
}

/// The value of the option that was read last.
fn value(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser.value().and_then(|value| value.string()).map_err(message)
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("--{name} needs a number, and {text} is not a number or out of range"))
}

fn message(error: lexopt::Error) -> String {
    format!("{error}; run with --help for a list of the options")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(arguments: &[&str]) -> Result<Box<Flags>, String> {
        match parse(arguments.iter().map(|argument| (*argument).to_owned()))? {
            Command::Serve(flags) => Ok(flags),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn a_value_may_follow_an_equals_sign() {
        let flags = flags(&["--port=8080", "--voice", "builtin", "--stop-after=1.5"]).expect("options");
        assert_eq!(flags.port, Some(8080));
        assert_eq!(flags.voice, Some(VoiceEngine::Builtin));
        assert_eq!(flags.stop_after, Some(1.5));
    }

    #[test]
    fn options_that_were_not_given_keep_their_values() {
        let mut options = Options { port: 1, latency_ms: 2, echo: true, ..Options::default() };
        flags(&["--port", "3"]).expect("options").apply(&mut options);
        assert_eq!((options.port, options.latency_ms, options.echo), (3, 2, true));
    }

    #[test]
    fn invalid_arguments_are_refused() {
        let wrong: [&[&str]; 8] = [
            &["--port"],
            &["--port", "99999"],
            &["--voice", "opera"],
            &["--colour"],
            &["--stop-after=-1"],
            &["--echo=1"],
            &["-x"],
            &["word"],
        ];
        for arguments in wrong {
            assert!(flags(arguments).is_err(), "{arguments:?}");
        }
    }

    /// A value is given exactly to the options that take one according to the help text.
    #[test]
    fn every_option_of_the_help_is_parsed() {
        for spec in table::specs() {
            let value = match spec.value {
                Some("KEY" | "TOKEN") => Some("a-long-enough-text"),
                Some("ENGINE") => Some("builtin"),
                Some(_) => Some("8000"),
                None => None,
            };
            let arguments = std::iter::once(format!("--{}", spec.long)).chain(value.map(str::to_owned));
            assert!(parse(arguments).is_ok(), "--{} {value:?}", spec.long);
            if let Some(short) = spec.short {
                assert!(parse([format!("-{short}")]).is_ok(), "-{short}");
            }
        }
    }
}
