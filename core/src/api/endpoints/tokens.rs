//! Auth tokens, which stand in for the API key in a program that is shipped: create, extend, revoke.

use super::replies::{self, Done};
use crate::{
    api::{
        CallOptions, CallResult, Client, Error, PendingCall,
        call_result::FAILED_REPLY_BYTES,
        credential::secret,
        expiry::expires_at_ms,
        json_fields::{Json, Limits},
        json_object::JsonObject,
        secrets::Secrets,
    },
    transport::HttpResponse,
};
use std::time::SystemTime;

/// The name of the token in requests.
const TOKEN: &str = "apiAuthToken";
const TOKEN_FIELDS: [&str; 5] = [TOKEN, "api_auth_token", "authToken", "auth_token", "token"];
const EXPIRY_FIELDS: [&str; 8] =
    ["expirationTime", "expiration_time", "expiresAt", "expires_at", "expiresIn", "expires_in", "expiry", "expires"];

/// How many tokens of one reply are redacted.
const NAMED_TOKENS: usize = 16;

/// An auth token, and when it expires.
#[derive(Default)]
pub struct Token {
    pub token: Option<String>,
    /// The expiry as the service wrote it.
    pub expires: Option<String>,
    /// In milliseconds since 1970.
    pub expires_at_ms: Option<i64>,
}

impl Client {
    pub fn create_token(&self, call: &CallOptions) -> Result<PendingCall<Token>, Error> {
        self.start_json("user/connect", JsonObject::default(), call, read_new_token)
    }

    pub fn extend_token(&self, token: &str, call: &CallOptions) -> Result<PendingCall<Token>, Error> {
        self.start_with_token("user/extend-token", token, call, read_extended_token)
    }

    pub fn revoke_token(&self, token: &str, call: &CallOptions) -> Result<PendingCall<Done>, Error> {
        self.start_with_token("user/revoke-token", token, call, read_revoked_token)
    }

    /// Starts a call about a token, which is a secret of the call.
    fn start_with_token<T: Default + Send + 'static>(
        &self,
        path: &str,
        token: &str,
        call: &CallOptions,
        read: fn(HttpResponse, &Secrets) -> CallResult<T>,
    ) -> Result<PendingCall<T>, Error> {
        let secret = secret(token, "auth token").map_err(|problem| Error::argument("token", problem))?;
        let request = self.json_request(path, JsonObject::of(&[(TOKEN, token.trim())]));
        let mut new = self.new_call(&request.method, &request.url, call);
        new.secrets = new.secrets.with_passed_token(secret);
        self.start_new(new, request, call, read)
    }
}

/// Reads a reply that gives a new token.
pub fn read_new_token(response: HttpResponse, secrets: &Secrets) -> CallResult<Token> {
    let secrets = with_named_tokens(secrets, &response.body);
    replies::read(response, &secrets, Limits::REPLY, "it holds no auth token", |json| {
        Some(token(json)).filter(|token| token.token.is_some())
    })
}

/// Reads a reply that gives a new expiry. It usually does not repeat the token.
pub fn read_extended_token(response: HttpResponse, secrets: &Secrets) -> CallResult<Token> {
    let all = with_named_tokens(secrets, &response.body);
    replies::read(response, &all, Limits::REPLY, "it is not a JSON object", |json| {
        let Token { token, expires, expires_at_ms } = token(json);
        let token = token.or_else(|| secrets.passed_token().map(str::to_owned));
        json.is_object().then_some(Token { token, expires, expires_at_ms })
    })
}

pub fn read_revoked_token(response: HttpResponse, secrets: &Secrets) -> CallResult<Done> {
    let secrets = with_named_tokens(secrets, &response.body);
    replies::read_done(response, &secrets)
}

fn token(json: &Json<'_>) -> Token {
    let expires = json.owned(&EXPIRY_FIELDS);
    Token {
        token: json.owned(&TOKEN_FIELDS).filter(|token| !token.is_empty()),
        expires_at_ms: expires.as_deref().and_then(|text| expires_at_ms(text, SystemTime::now())),
        expires,
    }
}

/// Adds the tokens that a reply names, which must not be shown if it turns out to be a failure. The reply need not be
/// valid JSON.
fn with_named_tokens(secrets: &Secrets, reply: &[u8]) -> Secrets {
    let kept = &reply[..reply.len().min(FAILED_REPLY_BYTES)];
    let name = b"token";
    let ends = kept.windows(name.len()).enumerate().filter(|(_, word)| word.eq_ignore_ascii_case(name));
    let tokens = ends.filter_map(|(at, _)| named_token(&reply[at + name.len()..])).take(NAMED_TOKENS);
    tokens.fold(secrets.clone(), |secrets, token| match secret(&token, "auth token") {
        Ok(token) => secrets.with_named_token(token),
        Err(_) => secrets,
    })
}

/// The value that follows the name of a field.
fn named_token(after_name: &[u8]) -> Option<String> {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\');
    let separator = after_name.iter().position(|byte| !blank(byte))?;
    if !matches!(after_name[separator], b':' | b'=') {
        return None;
    }
    let value = after_name[separator + 1..].iter().skip_while(|byte| blank(byte));
    let is_end = |byte: &u8| !byte.is_ascii_graphic() || matches!(byte, b'"' | b'\'' | b',' | b'}' | b'&' | b'<');
    // Some writers of JSON put a backslash before a slash.
    let token: Vec<u8> = value.take_while(|byte| !is_end(byte)).filter(|byte| **byte != b'\\').copied().collect();
    String::from_utf8(token).ok()
}
