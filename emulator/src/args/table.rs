//! The table of all options, from which the help text is made.

/// The widest line of the help text.
const WIDTH: usize = 100;
/// The column in which descriptions begin.
const COLUMN: usize = 27;

/// One option of the command line.
pub struct Spec {
    /// Without the dashes.
    pub long: &'static str,
    pub short: Option<char>,
    /// The name of the option's value in the help text. `None` for an option without a value.
    pub value: Option<&'static str>,
    pub help: &'static str,
}

const fn flag(long: &'static str, help: &'static str) -> Spec {
    Spec { long, short: None, value: None, help }
}

const fn valued(long: &'static str, value: &'static str, help: &'static str) -> Spec {
    Spec { long, short: None, value: Some(value), help }
}

/// The options in the order of the help text, by heading.
pub const SECTIONS: &[(&str, &[Spec])] = &[
    (
        "Configuration",
        &[valued(
            "config",
            "FILE",
            "read settings and characters from this file, such as npc.toml; options win over it",
        )],
    ),
    (
        "Connections",
        &[
            valued(
                "listen",
                "ADDRESS",
                "listen on this IP address, 0.0.0.0 for all; default 127.0.0.1; for any other, an API key is required, and \
                generated and printed if there is none",
            ),
            valued("port", "N", "listen on this port; default 0: any free port"),
            valued(
                "tls",
                "FILE",
                "serve HTTPS; FILE is the certificate of the authority that clients must trust, and is generated if it \
                does not exist",
            ),
            valued(
                "idle-timeout-ms",
                "N",
                "close a connection when the next bytes of a request do not arrive within N milliseconds; default 60000",
            ),
        ],
    ),
    (
        "Access",
        &[
            valued(
                "api-key",
                "KEY",
                "accept only this API key, of at least 8 characters; default: any key except bad-key",
            ),
            valued(
                "auth-token",
                "TOKEN",
                "also accept this API-AUTH-TOKEN, of at least 8 characters; default: only the tokens of /user/connect",
            ),
            valued("token-lifetime-ms", "N", "tokens of /user/connect are valid for N milliseconds; default 3600000"),
        ],
    ),
    (
        "Replies",
        &[
            valued("voice", "ENGINE", "auto, builtin or espeak; default auto: espeak-ng if installed, else builtin"),
            valued(
                "voice-rate",
                "HZ",
                "sample rate of spoken replies, 4000 to 192000; default 0: the rate of the voice",
            ),
            valued(
                "voice-command",
                "COMMAND",
                "let a program speak: text is its input, a WAV file its output; double quotes hold words together",
            ),
            valued("latency-ms", "N", "wait N milliseconds before each response, or MIN..MAX at random; default 0"),
            valued("seed", "N", "the seed of random waits; default 0"),
            flag("echo", "reply with exactly the text that was received"),
            flag("loose", "tolerate requests that the documentation does not allow; name the reason in the reply"),
            flag("check-voices", "refuse a voiceType that is not in the list of voices"),
            valued(
                "unmatched",
                "POLICY",
                "what answers a turn that no script fits: brain (the backstory) or fail (404); default brain",
            ),
        ],
    ),
    (
        "Brain",
        &[
            valued(
                "brain-url",
                "URL",
                "let a server with a language model write the replies: where it understands OpenAI's API, such as \
                http://127.0.0.1:8080/v1; its key is the value of CONVAI_EMULATOR_BRAIN_KEY in the environment",
            ),
            valued("brain-model", "NAME", "the model of that server"),
            valued("brain-timeout-ms", "N", "a reply of a server may take N milliseconds; default 60000"),
        ],
    ),
    (
        "Ears",
        &[
            valued(
                "ears",
                "ENGINE",
                "how words in recordings are known: listed (only those of [[recording]]), pocketsphinx, or auto: \
                pocketsphinx if installed; default listed",
            ),
            valued(
                "ears-command",
                "COMMAND",
                "let a program write down what is said: a WAV file of 16000 Hz is its input, the words are its output",
            ),
            valued(
                "command-timeout-ms",
                "N",
                "the programs of --voice-command and --ears-command may take N milliseconds; default 60000",
            ),
        ],
    ),
    (
        "Worlds",
        &[
            valued(
                "worlds",
                "SCOPE",
                "shared: all API keys see the same characters and sessions; per-key: each key has its own; default shared",
            ),
            valued("state", "FILE", "keep characters and sessions in this file; default: in memory"),
        ],
    ),
    (
        "Recordings",
        &[
            valued(
                "record",
                "FILE",
                "pass requests on to the service at --upstream, and record the exchanges in this new file",
            ),
            valued("upstream", "URL", "the service to record, such as https://api.convai.com"),
            valued("replay", "FILE", "answer from the recording in this file"),
            valued(
                "replay-match",
                "MATCH",
                "what answers a request that was not recorded: strict (an error) or nearest; default strict",
            ),
        ],
    ),
    ("Journal", &[valued("journal", "N", "keep the newest N requests in the journal; default 1000")]),
    (
        "Exit",
        &[
            valued("stop-after", "SECONDS", "exit after this time"),
            flag("until-stdin-closes", "exit when standard input is closed"),
            flag("exit-with-parent", "exit when the parent process has exited"),
        ],
    ),
    (
        "Information",
        &[
            Spec { short: Some('h'), ..flag("help", "print this help") },
            Spec { short: Some('V'), ..flag("version", "print the version") },
        ],
    ),
];

/// All options, without the headings.
#[cfg(test)]
pub fn specs() -> impl Iterator<Item = &'static Spec> {
    SECTIONS.iter().flat_map(|(_, specs)| *specs)
}

/// The text that `--help` prints.
pub fn help() -> String {
    let mut text = "convai-emulator: a local emulator of the Convai character REST API\n\n\
        Usage: convai-emulator [OPTIONS]\n       \
        convai-emulator verify --upstream URL [--yes]\n\n\
        verify sends the samples of the documentation to a service, says what differs from them, and\n\
        deletes what it made. The environment variable CONVAI_API_KEY has the key. --yes does not ask\n\
        before the first call.\n"
        .to_owned();
    for (heading, specs) in SECTIONS {
        text.push_str(&format!("\n{heading}\n"));
        for spec in *specs {
            let mut left = spec.short.map_or("  ".to_owned(), |short| format!("  -{short}, "));
            left.push_str(&format!("--{}", spec.long));
            left.extend(spec.value.iter().map(|value| format!(" {value}")));
            append_row(&mut text, &left, spec.help);
        }
    }
    text.push_str("\nThe first line on standard output is: convai-emulator listening on http://ADDRESS:PORT\n");
    text
}

/// Appends an option and its description, which is wrapped.
fn append_row(text: &mut String, left: &str, description: &str) {
    let mut line = format!("{left:COLUMN$}");
    if left.len() >= COLUMN {
        text.push_str(&format!("{left}\n"));
        line = " ".repeat(COLUMN);
    }
    for word in description.split_whitespace() {
        if line.len() + 1 + word.len() > WIDTH {
            text.push_str(&format!("{}\n", line.trim_end()));
            line = " ".repeat(COLUMN);
        }
        if !line.ends_with(' ') {
            line.push(' ');
        }
        line.push_str(word);
    }
    text.push_str(&format!("{line}\n"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_names_every_option_once_and_fits_its_width() {
        let help = help();
        for spec in specs() {
            let name = format!("--{}", spec.long);
            let value = spec.value.map(|value| format!(" {value}")).unwrap_or_default();
            let rows = help.lines().filter(|line| line.contains(&format!("{name}{value} ")) && line.starts_with("  "));
            assert_eq!(rows.filter(|line| line.trim_start().starts_with('-')).count(), 1, "{name}\n{help}");
            assert!(!spec.help.is_empty() && !spec.help.ends_with('.'), "{name}: {}", spec.help);
        }
        assert!(help.lines().all(|line| line.len() <= WIDTH && line == line.trim_end()), "{help}");
    }

    /// The table of README.md holds the same options as the help text.
    #[test]
    fn the_readme_names_every_option_and_no_other() {
        let readme = include_str!("../../README.md");
        let (_, section) = readme.split_once("## Command-line options").expect("the section");
        let section = section.split("\n## ").next().unwrap_or_default();
        let documented: Vec<&str> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `"))
            .filter_map(|row| row.split_once("--")?.1.split(['`', ' ']).next())
            .collect();
        let known: Vec<&str> = specs().map(|spec| spec.long).collect();
        assert_eq!(documented, known);
    }
}
