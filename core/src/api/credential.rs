//! The credential of a client: an API key, or an auth token in its place. It is checked here, and sent in one header.

use super::{Error, Status};
use crate::transport::HeaderText;
use std::borrow::Cow;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    ApiKey,
    AuthToken,
}

/// What authenticates a request.
#[derive(Clone)]
pub struct Credential {
    kind: CredentialKind,
    secret: HeaderText,
}

impl CredentialKind {
    /// The name of the header that carries the credential.
    fn header(self) -> &'static str {
        match self {
            Self::ApiKey => "convai-api-key",
            Self::AuthToken => "api-auth-token",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::ApiKey => "API key",
            Self::AuthToken => "auth token",
        }
    }
}

impl Credential {
    /// Exactly one of a key and a token. A blank one counts as missing: programs pass an unset variable as "". `prefix`
    /// stands before the names of the arguments in an error.
    pub fn new(api_key: Option<&str>, auth_token: Option<&str>, prefix: &str) -> Result<Self, Error> {
        let given = |text: Option<&'_ str>| text.is_some_and(|text| !text.trim().is_empty());
        let (key_name, token_name) = (format!("{prefix}api_key"), format!("{prefix}auth_token"));
        let (kind, text, argument) = match (given(api_key), given(auth_token)) {
            (true, false) => (CredentialKind::ApiKey, api_key, key_name),
            (false, true) => (CredentialKind::AuthToken, auth_token, token_name),
            (false, false) => {
                let message = format!(
                    "the API key is empty: copy it from the service's dashboard into `{key_name}`, or set \
                     `{token_name}` to a token that your server created"
                );
                return Err(Error::new(Status::ApiKey, message).about(key_name));
            }
            (true, true) => {
                let message = format!("both `{key_name}` and `{token_name}` are set: set only one of them");
                return Err(Error::new(Status::ApiKey, message).about(token_name));
            }
        };
        let secret = secret(text.unwrap_or_default(), kind.name())
            .map_err(|problem| Error::new(Status::ApiKey, problem).about(argument))?;
        Ok(Self { kind, secret })
    }

    pub fn kind(&self) -> CredentialKind {
        self.kind
    }

    /// The name and the value of the header.
    pub fn header(&self) -> (&'static str, HeaderText) {
        (self.kind.header(), self.secret.clone())
    }

    pub(super) fn secret(&self) -> &HeaderText {
        &self.secret
    }
}

/// A key or a token without the white space at its ends, or what is wrong with it. The message does not quote it.
pub(super) fn secret(text: &str, name: &str) -> Result<HeaderText, Cow<'static, str>> {
    let text = text.trim();
    if text.is_empty() {
        return Err(format!("the {name} is empty: copy it again").into());
    }
    if let Some(at) = text.bytes().position(|byte| !byte.is_ascii_graphic()) {
        return Err(format!(
            "the {name} holds a space, a line break or another invalid character at byte {at}: copy it again"
        )
        .into());
    }
    let text = HeaderText::new(text).ok_or_else(|| format!("the {name} cannot be sent: copy it again"))?;
    Ok(text.sensitive())
}
