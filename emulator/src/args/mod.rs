//! The command line of the program.

mod table;

use std::path::PathBuf;

use convai_emulator::{
    BaseUrl, CommandLine, Config, ConfigError, EarsEngine, Latency, ReplayMatch, Secret, TokenLifetime, Unmatched,
    VerifyOptions, VoiceEngine, VoiceRate, WorldScope, is_stop_time,
};
use lexopt::Arg;
use lexopt::prelude::*;

pub use table::help;

/// What the command line asks for.
pub enum Command {
    Serve(Box<Flags>),
    Verify(VerifyOptions),
    Help,
    Version,
}

/// The options that were given.
#[derive(Default)]
pub struct Flags {
    /// The configuration file, over which the other options win.
    pub config: Option<PathBuf>,
    pub given: Config,
}

impl Flags {
    /// The options of the command line and of the configuration file.
    pub fn merged(self) -> Result<Config, ConfigError> {
        let Some(path) = &self.config else {
            return Ok(self.given);
        };
        let file = Config::read(path)?;
        Ok(self.given.over(file))
    }
}

/// Parses the arguments after the program's name. A value follows its option or an equals sign: `--port 80`,
/// `--port=80`.
pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Command, String> {
    let mut flags = Flags::default();
    let mut arguments = arguments.into_iter().peekable();
    if arguments.next_if(|first| first == "verify").is_some() {
        return parse_verify(lexopt::Parser::from_args(arguments));
    }
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next().map_err(message)? {
        let name = match argument {
            Arg::Short('h') => return Ok(Command::Help),
            Arg::Short('V') => return Ok(Command::Version),
            Arg::Long(name) => name.to_owned(),
            other => return Err(message(other.unexpected())),
        };
        let (server, settings) = (&mut flags.given.server, &mut flags.given.settings);
        match name.as_str() {
            "config" => flags.config = Some(value(&mut parser)?.into()),
            "listen" => {
                let address = value(&mut parser)?;
                let parsed =
                    address.parse().map_err(|_| format!("--listen needs an IP address, and {address} is none"))?;
                server.listen = Some(parsed);
            }
            "tls" => server.tls = Some(value(&mut parser)?.into()),
            "port" => server.port = Some(number(&name, &value(&mut parser)?)?),
            "api-key" => server.api_key = Some(Secret(value(&mut parser)?)),
            "auth-token" => server.auth_token = Some(Secret(value(&mut parser)?)),
            "token-lifetime-ms" => {
                let lifetime = TokenLifetime::new(number(&name, &value(&mut parser)?)?);
                settings.token_lifetime_ms =
                    Some(lifetime.ok_or("--token-lifetime-ms must be a number from 1 to 31536000000")?);
            }
            "voice" => {
                let engine = VoiceEngine::parse(&value(&mut parser)?);
                settings.voice = Some(engine.ok_or_else(|| one_of(&name, &VoiceEngine::NAMES))?);
            }
            "ears" => {
                let engine = EarsEngine::parse(&value(&mut parser)?);
                settings.ears = Some(engine.ok_or_else(|| one_of(&name, &EarsEngine::NAMES))?);
            }
            "voice-rate" => {
                let rate = VoiceRate::new(number(&name, &value(&mut parser)?)?);
                settings.voice_rate = Some(rate.ok_or("--voice-rate must be 0, or between 4000 and 192000")?);
            }
            "latency-ms" => {
                let latency = Latency::parse(&value(&mut parser)?);
                settings.latency_ms = Some(latency.ok_or("--latency-ms must be a number, or MIN..MAX")?);
            }
            "idle-timeout-ms" => server.idle_timeout_ms = Some(number(&name, &value(&mut parser)?)?),
            "seed" => settings.seed = Some(number(&name, &value(&mut parser)?)?),
            "echo" => settings.echo = Some(true),
            "loose" => settings.loose = Some(true),
            "check-voices" => settings.check_voices = Some(true),
            "unmatched" => {
                let policy = Unmatched::parse(&value(&mut parser)?);
                settings.unmatched = Some(policy.ok_or_else(|| one_of(&name, &Unmatched::NAMES))?);
            }
            "brain-url" => {
                let url = BaseUrl::parse(&value(&mut parser)?);
                server.brain_url = Some(url.map_err(|problem| format!("--brain-url: {problem}"))?);
            }
            "brain-model" => server.brain_model = Some(value(&mut parser)?),
            "brain-timeout-ms" => server.brain_timeout_ms = Some(number(&name, &value(&mut parser)?)?),
            "voice-command" => server.voice_command = Some(command(&name, &value(&mut parser)?)?),
            "ears-command" => server.ears_command = Some(command(&name, &value(&mut parser)?)?),
            "command-timeout-ms" => server.command_timeout_ms = Some(number(&name, &value(&mut parser)?)?),
            "worlds" => {
                let scope = WorldScope::parse(&value(&mut parser)?);
                server.worlds = Some(scope.ok_or_else(|| one_of(&name, &WorldScope::NAMES))?);
            }
            "record" => server.record = Some(value(&mut parser)?.into()),
            "upstream" => server.upstream = Some(base_url(&value(&mut parser)?)?),
            "replay" => server.replay = Some(value(&mut parser)?.into()),
            "replay-match" => {
                let matching = ReplayMatch::parse(&value(&mut parser)?);
                server.replay_match = Some(matching.ok_or_else(|| one_of(&name, &ReplayMatch::NAMES))?);
            }
            "state" => server.state = Some(value(&mut parser)?.into()),
            "journal" => server.journal = Some(number(&name, &value(&mut parser)?)?),
            "stop-after" => {
                let seconds: f64 = number(&name, &value(&mut parser)?)?;
                if !is_stop_time(seconds) {
                    return Err("--stop-after must be a number of seconds between 0 and 1000000000".to_owned());
                }
                server.stop_after = Some(seconds);
            }
            "until-stdin-closes" => server.until_stdin_closes = Some(true),
            "exit-with-parent" => server.exit_with_parent = Some(true),
            "help" => return Ok(Command::Help),
            "version" => return Ok(Command::Version),
            _ => return Err(message(Long(&name).unexpected())),
        }
    }
    Ok(Command::Serve(Box::new(flags)))
}

/// Parses what follows `verify`.
fn parse_verify(mut parser: lexopt::Parser) -> Result<Command, String> {
    let (mut upstream, mut yes) = (None, false);
    while let Some(argument) = parser.next().map_err(message)? {
        match argument {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("upstream") => upstream = Some(base_url(&value(&mut parser)?)?),
            Long("yes") => yes = true,
            other => return Err(message(other.unexpected())),
        }
    }
    let upstream = upstream.ok_or("verify needs --upstream: the URL of the service, such as https://api.convai.com")?;
    Ok(Command::Verify(VerifyOptions { upstream, yes }))
}

fn base_url(text: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(text).map_err(|problem| format!("--upstream: {problem}"))
}

fn command(name: &str, text: &str) -> Result<CommandLine, String> {
    CommandLine::parse(text).map_err(|problem| format!("--{name}: {problem}"))
}

/// The value of the option that was read last.
fn value(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser.value().and_then(|value| value.string()).map_err(message)
}

fn one_of(name: &str, known: &[&str]) -> String {
    format!("--{name} must be one of: {}", known.join(", "))
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
            _ => Err("no flags".to_owned()),
        }
    }

    #[test]
    fn a_value_may_follow_an_equals_sign() {
        let flags = flags(&["--port=8080", "--voice", "builtin", "--stop-after=1.5"]).expect("options");
        let Config { server, settings, .. } = flags.given;
        assert_eq!((server.port, server.stop_after), (Some(8080), Some(1.5)));
        assert_eq!(settings.voice, Some(VoiceEngine::Builtin));
    }

    #[test]
    fn options_win_over_the_file_and_the_others_keep_its_values() {
        let text = "[server]\nport = 1\njournal = 7\n[settings]\necho = true\nlatency_ms = 2\n";
        let file = Config::parse("npc.toml".as_ref(), text).expect("a configuration");
        let given = flags(&["--port", "3", "--latency-ms", "5..9"]).expect("options").given;
        let Config { server, settings, .. } = given.over(file);
        assert_eq!((server.port, server.journal, settings.echo), (Some(3), Some(7), Some(true)));
        assert_eq!(settings.latency_ms, Latency::parse("5..9"));
    }

    #[test]
    fn invalid_arguments_are_refused() {
        let wrong: [&[&str]; 15] = [
            &["verify"],
            &["verify", "--upstream", "nowhere"],
            &["verify", "--upstream", "http://127.0.0.1:1", "--port", "1"],
            &["--yes"],
            &["--port"],
            &["--port", "99999"],
            &["--voice", "opera"],
            &["--ears", "big"],
            &["--voice-command", ""],
            &["--ears-command", "\"listen"],
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
                Some("ENGINE") => Some("auto"),
                Some("ADDRESS") => Some("0.0.0.0"),
                Some("SCOPE") => Some("per-key"),
                Some("URL") => Some("http://127.0.0.1:1"),
                Some("MATCH") => Some("nearest"),
                Some("POLICY") => Some("fail"),
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
