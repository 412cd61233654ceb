//! The command line.

use crate::options::{Options, VoiceEngine};

pub const HELP: &str = "\
convai-emulator: a local stand-in for the Convai character REST API

Usage: convai-emulator [OPTIONS]

  --port N               listen on this port of 127.0.0.1 (0, the default: any free one)
  --api-key KEY          accept only this API key (default: any key but bad-key)
  --auth-token TOKEN     accept only this API-AUTH-TOKEN (default: any but bad-token; none with --api-key)
  --voice ENGINE         auto (espeak-ng where installed, the default), builtin or espeak
  --voice-rate HZ        sample rate of the replies (0, the default: the voice's own)
  --latency-ms N         wait this long before each answer
  --echo                 answer with exactly the text that was received
  --journal N            keep the newest N requests (default 1000)
  --stop-after SECONDS   end after this time
  --until-stdin-closes   end when the standard input is closed
  --exit-with-parent     end when the process that started this one has ended (Unix)
  --help, --version

The first line on the standard output is: convai-emulator listening on http://127.0.0.1:PORT
";

/// What the command line asks for.
#[derive(Debug)]
pub enum Command {
    Serve(Box<Serve>),
    Help,
    Version,
}

#[derive(Debug, Default)]
pub struct Serve {
    pub options: Options,
    pub stop_after: Option<f64>,
    pub until_stdin_closes: bool,
    pub exit_with_parent: bool,
}

/// Reads the arguments without the program's name. Both `--port 80` and `--port=80` are understood.
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
                    .ok_or_else(|| format!("--voice has to be one of: {}", VoiceEngine::NAMES.join(", ")))?;
            }
            "--voice-rate" => {
                options.voice_rate = number(&name, &value()?)?;
                if options.voice_rate != 0 && !(4_000..=192_000).contains(&options.voice_rate) {
                    return Err("--voice-rate has to be 0, or from 4000 to 192000".to_owned());
                }
            }
            "--latency-ms" => options.latency_ms = number(&name, &value()?)?,
            "--echo" => options.echo = true,
            "--journal" => options.journal_entries = number(&name, &value()?)?,
            "--stop-after" => {
                let seconds: f64 = number(&name, &value()?)?;
                if !(0.0..=1e9).contains(&seconds) {
                    return Err("--stop-after has to be a number of seconds".to_owned());
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
            _ => return Err(format!("there is no option {name}; see --help")),
        }
    }
    Ok(Command::Serve(Box::new(serve)))
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{name} needs a number in its range, not {text}"))
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
    fn values_may_be_attached() {
        let serve = serve(&["--port=8080", "--voice", "builtin", "--stop-after=1.5"]).expect("options");
        assert_eq!(serve.options.port, 8080);
        assert_eq!(serve.options.voice, VoiceEngine::Builtin);
        assert_eq!(serve.stop_after, Some(1.5));
    }

    #[test]
    fn mistakes_are_explained() {
        for wrong in [&["--port"][..], &["--port", "99999"], &["--voice", "opera"], &["--colour"], &["--stop-after=-1"]]
        {
            assert!(serve(wrong).is_err(), "{wrong:?}");
        }
    }
}
