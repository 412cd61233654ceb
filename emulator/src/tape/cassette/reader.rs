//! Reads a cassette. An error names the line.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::{Body, Exchange, Header, Response, VERSION, audio, audio_folder};

/// Why a cassette cannot be used, and where.
#[derive(Debug)]
pub struct CassetteError {
    path: PathBuf,
    /// The line and the column, if the problem has a place.
    place: Option<(usize, usize)>,
    message: String,
}

impl fmt::Display for CassetteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match self.place {
            Some((line, 0)) => write!(f, ":{line}")?,
            Some((line, column)) => write!(f, ":{line}:{column}")?,
            None => {}
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for CassetteError {}

/// An exchange with its files read.
pub struct Recorded {
    /// The line in the cassette.
    pub line: usize,
    pub exchange: Exchange,
    pub request_body: Bytes,
    /// The bytes of the files of a form, in the order of `exchange.request.files`.
    pub files: Vec<Bytes>,
    pub response_body: Bytes,
}

/// A cassette that was read.
pub struct Cassette {
    pub path: PathBuf,
    /// In the order of their numbers.
    pub exchanges: Vec<Recorded>,
}

impl Cassette {
    pub fn read(path: &Path) -> Result<Self, CassetteError> {
        let error = |place, message: String| CassetteError { path: path.to_owned(), place, message };
        let bytes = fs::read(path).map_err(|problem| error(None, format!("the cassette cannot be read: {problem}")))?;
        let text = String::from_utf8(bytes).map_err(|problem| {
            let line = problem.as_bytes()[..problem.utf8_error().valid_up_to()].split(|byte| *byte == b'\n').count();
            error(Some((line, 0)), "this is not UTF-8; is it a cassette?".to_owned())
        })?;
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let (_, first) = lines.next().unwrap_or((1, ""));
        let header: Header = serde_json::from_str(first).map_err(|problem| {
            error(
                Some((1, problem.column())),
                format!("the first line does not name the version of a cassette: {problem}"),
            )
        })?;
        if header.convai_cassette != VERSION {
            let message = format!(
                "the cassette has version {}, and this emulator reads version {VERSION}; record it anew, or use the \
                 emulator that recorded it",
                header.convai_cassette
            );
            return Err(error(Some((1, 0)), message));
        }
        let last = text.lines().count();
        let folder = audio_folder(path);
        let mut exchanges = Vec::new();
        let mut numbers = BTreeSet::new();
        for (line, text_of_line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let exchange: Exchange = serde_json::from_str(text_of_line).map_err(|problem| {
                let advice = match line == last && !text.ends_with('\n') {
                    true => "; the line is incomplete: delete it, the emulator was stopped while it wrote it",
                    false => "",
                };
                error(Some((line, problem.column())), format!("this is not an exchange: {problem}{advice}"))
            })?;
            if !numbers.insert(exchange.number) {
                let message =
                    format!("the number {} occurs for the second time; each exchange has its own", exchange.number);
                return Err(error(Some((line, 0)), message));
            }
            let recorded = with_files(&folder, line, exchange).map_err(|message| error(Some((line, 0)), message))?;
            exchanges.push(recorded);
        }
        exchanges.sort_by_key(|recorded| recorded.exchange.number);
        Ok(Self { path: path.to_owned(), exchanges })
    }
}

/// Reads the files that an exchange names.
fn with_files(folder: &Path, line: usize, exchange: Exchange) -> Result<Recorded, String> {
    let load = |name: &str| {
        let plain = Path::new(name).file_name().is_some_and(|file| file == name);
        if !plain {
            return Err(format!("{name} must be the name of a file in {}, without a folder", folder.display()));
        }
        let path = folder.join(name);
        fs::read(&path).map_err(|problem| format!("the file {} cannot be read: {problem}", path.display()))
    };
    let request_body = bytes_of(&exchange.request.body, load)?;
    let response_body = bytes_of(&exchange.response.body, load)?;
    let files = exchange.request.files.iter().map(|file| load(&file.file).map(Bytes::from));
    let files = files.collect::<Result<_, _>>()?;
    if !(100..=999).contains(&exchange.response.status) {
        return Err(format!("{} is no HTTP status", exchange.response.status));
    }
    Ok(Recorded { line, exchange, request_body, files, response_body })
}

fn bytes_of(body: &Body, load: impl Fn(&str) -> Result<Vec<u8>, String>) -> Result<Bytes, String> {
    let text = body.json.as_ref().map(|json| json.get()).or(body.text.as_deref());
    match (text, &body.file) {
        (Some(_), Some(_)) => Err("a body has either text or a file".to_owned()),
        (Some(text), None) => Ok(audio::put_back(text, load)?.into()),
        (None, Some(name)) => load(name).map(Bytes::from),
        (None, None) => Ok(Bytes::new()),
    }
}

impl Response {
    /// The pieces of a stream with their times, in milliseconds. What the recorded lengths do not cover belongs to the last
    /// piece: a text that was masked or edited has another length.
    pub fn split(&self, body: &Bytes) -> Vec<(u64, Bytes)> {
        let mut rest = body.clone();
        let mut pieces = Vec::new();
        for (index, (at, length)) in self.pieces.iter().enumerate() {
            let last = index + 1 == self.pieces.len();
            let length = if last { rest.len() } else { (*length).min(rest.len()) };
            let piece = rest.split_to(length);
            if !piece.is_empty() {
                pieces.push((*at, piece));
            }
        }
        pieces
    }
}
