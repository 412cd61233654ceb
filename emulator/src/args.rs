//! The command line of the program.

use convai_emulator::{Options, VoiceEngine};

pub const HELP: &str = "\
convai-emulator: a local emulator of the Convai character REST API

Usage: convai-emulator [OPTIONS]

  --port N               listen on this port of 127.0.0.1 (default 0: any free port)
  --api-key KEY          accept only this API key (default: any key except bad-key)
  --auth-token TOKEN     accept only this API-AUTH-TOKEN (default: any token except bad-token;
                         with --api-key: no token)
  --voice ENGINE         auto (default: espeak-ng if installed, else builtin), builtin or espeak
  --voice-rate HZ        sample rate of spoken replies, 4000 to 192000 (default 0: the voice's own)
  --latency-ms N         wait N milliseconds before each response
  --echo                 reply with exactly the text that was received
  --journal N            keep the newest N requests in the journal (default 1000)
  --stop-after SECONDS   exit after this time
  --until-stdin-closes   exit when standard input is closed
  --exit-with-parent     exit when the parent process has exited (Unix only)
  -h, --help             print this help
  -V, --version          print the version

The first line on standard output is: convai-emulator listening on http://127.0.0.1:PORT
";

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    Serve(Box<Serve>),
    Help,
    Version,
}

/// The emulator's options, and when the program exits.
#[derive(Debug, Default)]
pub struct Serve {
    pub options: Options,
    /// Seconds.
    pub stop_after: Option<f64>,
    pub until_stdin_closes: bool,
    pub exit_with_parent: bool,
}

/// Parses the arguments after the program's name. A value follows its option or an equals sign: `--port 80`,
/// `--port=80`.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut serve = Serve::default();
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || attached.clone().or_else(|| arguments.next()).ok_or_else(|| format!("{name} needs a value"));
        let options = &mut serve.options;
        match name.as_str() {
            "--port" => options.port = number(&name, &value()?)?,
            "--api-key" => options.api_key = Some(value()?),
            "--auth-token" => options.auth_token = Some(value()?),
            "--voice" => {
                let engine = value()?;
                options.voice = VoiceEngine::parse(&engine)
                    .ok_or_else(|| format!("--voice must be one of: {}", VoiceEngine::NAMES.join(", ")))?;
            }
            "--voice-rate" => {
                options.voice_rate = number(&name, &value()?)?;
                if options.voice_rate != 0 && !(4_000..=192_000).contains(&options.voice_rate) {
                    return Err("--voice-rate must be 0, or between 4000 and 192000".to_owned());
                }
            }
            "--latency-ms" => options.latency_ms = number(&name, &value()?)?,
            "--echo" => options.echo = true,
            "--journal" => options.journal_entries = number(&name, &value()?)?,
            "--stop-after" => {
                let seconds: f64 = number(&name, &value()?)?;
                if !(0.0..=1e9).contains(&seconds) {
                    return Err("--stop-after must be a number of seconds between 0 and 1000000000".to_owned());
                }
                serve.stop_after = Some(seconds);
            }
            "--until-stdin-closes" => serve.until_stdin_closes = true,
            "--exit-with-parent" if cfg!(unix) => serve.exit_with_parent = true,
            "--exit-with-parent" => {
                return Err("--exit-with-parent works on Unix only; use --until-stdin-closes".to_owned());
            }
            "--help" | "-h" => return Ok(Command::Help),
            "--version" | "-V" => return Ok(Command::Version),
            _ => return Err(format!("unknown option {name}; run with --help for a list")),
        }
    }
    Ok(Command::Serve(Box::new(serve)))
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} needs a number, and {text} is not a number or out of range"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serve(arguments: &[&str]) -> Result<Box<Serve>, String> {
        match parse(arguments.iter().map(|argument| (*argument).to_owned()))? {
            Command::Serve(serve) => Ok(serve),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn a_value_may_follow_an_equals_sign() {
        let serve = serve(&["--port=8080", "--voice", "builtin", "--stop-after=1.5"]).expect("options");
        assert_eq!(serve.options.port, 8080);
        assert_eq!(serve.options.voice, VoiceEngine::Builtin);
        assert_eq!(serve.stop_after, Some(1.5));
    }

    #[test]
    fn invalid_arguments_are_refused() {
        for wrong in [&["--port"][..], &["--port", "99999"], &["--voice", "opera"], &["--colour"], &["--stop-after=-1"]]
        {
            assert!(serve(wrong).is_err(), "{wrong:?}");
        }
    }
}
