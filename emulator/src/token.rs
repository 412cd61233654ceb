//! The form of the tokens that `/user/connect` gives: `eyJhbGciOiJub25lIn0.<user>.<32 digits>`. Clients treat a token as
//! opaque. The emulator finds the user in it, whose world knows whether the token is valid.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The header of a JSON web token without a signature.
const HEADER: &str = "eyJhbGciOiJub25lIn0";

/// A new token of a user. It is random, so that nobody can guess the token of another.
pub fn generate(user: &str) -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{HEADER}.{}.{digits}", URL_SAFE_NO_PAD.encode(user)))
}

/// The user whom a token names, also if the token is not valid. `None` for any other text.
pub fn user(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let (header, user, digits) = (parts.next()?, parts.next()?, parts.next()?);
    if header != HEADER || digits.len() != 32 || parts.next().is_some() {
        return None;
    }
    let user = String::from_utf8(URL_SAFE_NO_PAD.decode(user).ok()?).ok()?;
    Some(user).filter(|user| user.starts_with("user-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_user_and_is_never_the_same() {
        let (first, second) = (generate("user-1").expect("random"), generate("user-1").expect("random"));
        assert_ne!(first, second);
        assert_eq!((user(&first).as_deref(), user(&second).as_deref()), (Some("user-1"), Some("user-1")));
        for other in ["", "any-key", "a.b.c", &first[..first.len() - 1], &format!("{first}.x")] {
            assert_eq!(user(other), None, "{other}");
        }
    }
}
