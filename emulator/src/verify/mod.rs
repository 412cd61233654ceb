//! `convai-emulator verify`: sends the samples of the service's documentation to a service, and says field by field what differs
//! from what is believed of it.

mod belief;
mod call;
mod sample;

use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use tokio::sync::watch;

use crate::upstream::{BaseUrl, HttpClient};
use call::{NotSent, Reply, Service};
use sample::{Key, Sample, Values};

/// The environment variable with the key of the service.
const KEY_VARIABLE: &str = "CONVAI_API_KEY";

const STORY: &str = "Raymond Reddington is a main character in the NBC series The Blacklist. Reddington is a criminal \
    mastermind, making it to #4 and later to #1 on the FBI's Ten Most Wanted Fugitives, who suddenly turns himself in after \
    20+ years of evading the FBI.";
const NEW_STORY: &str = "Raymond Reddington is a highly intelligent, highly driven individual. As he puts it, “I’m a criminal. \
    Criminals are notorious liars. Everything about me is a lie.” That’s probably true, actually, but who knows for sure.";

/// What `verify` was asked for.
#[derive(Debug)]
pub struct VerifyOptions {
    pub upstream: BaseUrl,
    /// Do not ask before the first call.
    pub yes: bool,
}

/// How a verification ended. The numbers are exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verified {
    AsBelieved = 0,
    Differs = 1,
    NotRun = 2,
}

/// Verifies a service, and prints what is found.
pub fn verify(options: &VerifyOptions) -> Verified {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(|error| error.to_string()).and_then(|runtime| {
        let mut run = prepare(options)?;
        runtime.block_on(run.complete())
    });
    outcome.unwrap_or_else(|problem| {
        complain(&problem);
        Verified::NotRun
    })
}

/// What was made and is not deleted yet, the oldest first.
type Made = Arc<Mutex<Vec<String>>>;

struct Run {
    service: Service,
    samples: Vec<Sample>,
    values: Values,
    made: Made,
    as_believed: usize,
    different: usize,
}

fn prepare(options: &VerifyOptions) -> Result<Run, String> {
    let samples = sample::all()?;
    let key = std::env::var(KEY_VARIABLE).unwrap_or_default().trim().to_owned();
    let key = match key.is_empty() {
        false => key,
        true if options.upstream.is_loopback() => "a-key-for-verify".to_owned(),
        true => return Err(format!("{KEY_VARIABLE} is not set; set it to the key of your account")),
    };
    announce(&options.upstream, &samples);
    if !options.yes && !confirmed() {
        return Err("nothing was sent; answer y, or pass --yes".to_owned());
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    // The service may already have characters with the names of the samples.
    let values = [
        ("name", format!("Raymond Reddington {now}")),
        ("story", STORY.to_owned()),
        ("new story", NEW_STORY.to_owned()),
        ("unknown", "00000000-0000-0000-0000-000000000000".to_owned()),
    ];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let service = Service { url: options.upstream.clone(), key, client: HttpClient::default() };
    Ok(Run { service, samples, values, made: Made::default(), as_believed: 0, different: 0 })
}

/// Says what the calls cost.
fn announce(upstream: &BaseUrl, samples: &[Sample]) {
    let kind = |of: &str| -> (usize, usize) {
        let count = |list: fn(&Sample) -> &Vec<String>| {
            samples.iter().flat_map(list).filter(|what| what.split(' ').next() == Some(of)).count()
        };
        (count(|sample| &sample.made), count(|sample| &sample.deleted))
    };
    let kinds = ["character", "token", "section", "trigger"].map(|of| (of, kind(of)));
    let left: usize = kinds.iter().map(|(_, (made, deleted))| made - deleted).sum();
    let turns = samples.iter().filter(|sample| sample.path.ends_with("/getResponse") && sample.key == Key::Own).count();
    let made: Vec<String> =
        kinds.iter().map(|(of, (made, _))| format!("{made} {of}{}", if *made == 1 { "" } else { "s" })).collect();
    say(&format!(
        "This makes {} calls to {upstream} with your key, and {turns} of them are turns with a character, which count against your \
         quota.\nIt makes {}, and deletes all of them.",
        samples.len() + left,
        made.join(", ")
    ));
}

fn confirmed() -> bool {
    let _ = write!(io::stdout(), "Continue? [y/N] ").and_then(|()| io::stdout().flush());
    let mut answer = String::new();
    let _ = io::stdin().lock().read_line(&mut answer);
    if !io::stdin().is_terminal() {
        say("");
    }
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

impl Run {
    async fn complete(&mut self) -> Result<Verified, String> {
        let interrupted = interruptions(self.made.clone());
        let sent = self.send_all(&interrupted).await;
        let deleted = self.delete_all().await;
        say(&format!(
            "{} of {} samples are answered as believed, {} differ, {} were not checked",
            self.as_believed,
            self.samples.len(),
            self.different,
            self.samples.len() - self.as_believed - self.different
        ));
        sent?;
        Ok(match (deleted, self.different) {
            (false, _) => Verified::NotRun,
            (true, 0) => Verified::AsBelieved,
            (true, _) => Verified::Differs,
        })
    }

    /// Sends all samples. A call that runs is completed also after Ctrl-C, because it may have made something.
    async fn send_all(&mut self, interrupted: &watch::Receiver<bool>) -> Result<(), String> {
        for sample in self.samples.clone() {
            if *interrupted.borrow() {
                return Err("stopped by a signal".to_owned());
            }
            let reply = match self.service.send(&sample, &self.values).await {
                Ok(reply) => reply,
                Err(NotSent::Needs(value)) => {
                    self.report("unchecked", &sample, &[format!("it needs the {value} of an earlier reply")]);
                    continue;
                }
                Err(NotSent::Unreachable(problem)) => {
                    return Err(format!("{} cannot be reached: {problem}", self.service.url));
                }
            };
            self.keep(&sample, &reply);
            if matches!(reply.status, 401 | 402 | 403 | 429) && sample.key == Key::Own && sample.status != reply.status
            {
                if !self.values.contains_key("character") {
                    let start = self.masked(&reply.start());
                    return Err(format!(
                        "the service refuses the key: status {}: {start}; check {KEY_VARIABLE}",
                        reply.status
                    ));
                }
                if let Some(plan) = &sample.plan {
                    let why = format!("status {}; the page asks for the plan {plan}", reply.status);
                    self.report("unchecked", &sample, &[why]);
                    continue;
                }
            }
            match reply.differences(&sample, &self.values) {
                Ok(found) if found.is_empty() => self.report("ok", &sample, &[]),
                Ok(found) => self.report("DIFFERS", &sample, &found),
                Err(value) => self.report("unchecked", &sample, &[format!("it needs the {value} of an earlier reply")]),
            }
        }
        Ok(())
    }

    /// Remembers the values of a reply, and what was made and deleted.
    fn keep(&mut self, sample: &Sample, reply: &Reply) {
        if !(200..300).contains(&reply.status) {
            return;
        }
        let body = reply.json().unwrap_or_default();
        for (name, path) in &sample.keep {
            if let Some(value) = belief::text_at(&body, path) {
                self.values.insert(name.clone(), value);
            }
        }
        let filled = |list: &[String]| -> Vec<String> {
            list.iter().filter_map(|what| sample::fill(what, &self.values, str::to_owned).ok()).collect()
        };
        let (made, deleted) = (filled(&sample.made), filled(&sample.deleted));
        let mut all = lock(&self.made);
        all.extend(made);
        all.retain(|what| !deleted.contains(what));
    }

    /// Deletes what is left, the newest first. Returns whether nothing is left.
    async fn delete_all(&mut self) -> bool {
        let mut complete = true;
        loop {
            let Some(what) = lock(&self.made).last().cloned() else { return complete };
            let words: Vec<&str> = what.split(' ').collect();
            let (path, body) = match words[..] {
                ["character", id] => ("/character/delete", json!({ "charID": id })),
                ["token", token] => ("/user/revoke-token", json!({ "apiAuthToken": token })),
                ["section", character, id] => {
                    ("/character/narrative/delete-section", json!({ "character_id": character, "section_id": id }))
                }
                [_, character, id] => {
                    ("/character/narrative/delete-trigger", json!({ "character_id": character, "trigger_id": id }))
                }
                _ => ("", json!({})),
            };
            let problem = match self.service.post(path, &body).await {
                Ok(reply) if (200..300).contains(&reply.status) => None,
                Ok(reply) => Some(format!("status {}: {}", reply.status, reply.start())),
                Err(problem) => Some(problem),
            };
            if let Some(problem) = problem {
                complete = false;
                let shown = if what.starts_with("token ") { "a token, which expires by itself," } else { &what };
                let problem = self.masked(&problem);
                say(&format!("LEFT      {shown} could not be deleted: {problem}; delete it by hand"));
            }
            lock(&self.made).pop();
        }
    }

    fn report(&mut self, verdict: &str, sample: &Sample, lines: &[String]) {
        match verdict {
            "ok" => self.as_believed += 1,
            "DIFFERS" => self.different += 1,
            _ => {}
        }
        say(&format!("{verdict:10}{}: {}", sample.page, sample.shows));
        for line in lines {
            say(&format!("          {}", self.masked(line)));
        }
    }

    /// The text without the key and the token.
    fn masked(&self, text: &str) -> String {
        let token = self.values.get("token").map(String::as_str);
        [Some(self.service.key.as_str()), token].into_iter().flatten().fold(text.to_owned(), |mut text, secret| {
            crate::redact::redact_text(&mut text, secret);
            text
        })
    }
}

/// Prints a line. If nobody reads it any more, for example because `head` has ended, what was made is still deleted.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn complain(problem: &str) {
    let _ = writeln!(io::stderr(), "convai-emulator: {problem}");
}

fn lock(made: &Made) -> std::sync::MutexGuard<'_, Vec<String>> {
    made.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Becomes true at Ctrl-C, or when the process is asked to end. The second time, the process exits at once and says what is
/// left.
fn interruptions(made: Made) -> watch::Receiver<bool> {
    let (send, receive) = watch::channel(false);
    tokio::spawn(async move {
        loop {
            if signalled().await.is_err() {
                return std::future::pending().await;
            }
            if send.send_replace(true) {
                let left = lock(&made).join(", ");
                complain(&format!("stopped; not deleted: {left}"));
                std::process::exit(Verified::NotRun as i32);
            }
            complain("stopping; what was made is deleted");
        }
    });
    receive
}

#[cfg(unix)]
async fn signalled() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signalled() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
