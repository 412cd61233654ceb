//! The endpoints: their paths and methods, and how each reports a missing or invalid API key.

use hyper::Method;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Create,
    Update,
    Get,
    Delete,
    Clone,
    GetResponse,
    CharacterList,
    Voices,
    Languages,
    Connect,
    ExtendToken,
    RevokeToken,
    ChatList,
    ChatDetails,
    ChatDelete,
    Usage,
    Starters,
    Backstory,
    Speech,
    ToggleNarrative,
    CreateSection,
    EditSection,
    DeleteSection,
    GetSection,
    ListSections,
    CurrentSection,
    CreateTrigger,
    UpdateTrigger,
    DeleteTrigger,
    GetTrigger,
    ListTriggers,
}

/// All endpoints with their paths.
const PATHS: &[(Endpoint, &str)] = &[
    (Endpoint::Create, "/character/create"),
    (Endpoint::Update, "/character/update"),
    (Endpoint::Get, "/character/get"),
    (Endpoint::Delete, "/character/delete"),
    (Endpoint::Clone, "/user/clone_character"),
    (Endpoint::GetResponse, "/character/getResponse"),
    (Endpoint::CharacterList, "/character/list"),
    (Endpoint::Voices, "/tts/get_available_voices"),
    (Endpoint::Languages, "/tts/get_available_languages"),
    (Endpoint::Connect, "/user/connect"),
    (Endpoint::ExtendToken, "/user/extend-token"),
    (Endpoint::RevokeToken, "/user/revoke-token"),
    (Endpoint::ChatList, "/character/chatHistory/list"),
    (Endpoint::ChatDetails, "/character/chatHistory/details"),
    (Endpoint::ChatDelete, "/character/chatHistory/delete"),
    (Endpoint::Usage, "/user/user-api-usage"),
    (Endpoint::Starters, "/character/generate-starter-conversation"),
    (Endpoint::Backstory, "/character/generate-backstory"),
    (Endpoint::Speech, "/tts"),
    (Endpoint::ToggleNarrative, "/character/toggle-is-narrative-driven"),
    (Endpoint::CreateSection, "/character/narrative/create-section"),
    (Endpoint::EditSection, "/character/narrative/edit-section"),
    (Endpoint::DeleteSection, "/character/narrative/delete-section"),
    (Endpoint::GetSection, "/character/narrative/get-section"),
    (Endpoint::ListSections, "/character/narrative/list-sections"),
    (Endpoint::CurrentSection, "/character/narrative/get-current-section"),
    (Endpoint::CreateTrigger, "/character/narrative/create-trigger"),
    (Endpoint::UpdateTrigger, "/character/narrative/update-trigger"),
    (Endpoint::DeleteTrigger, "/character/narrative/delete-trigger"),
    (Endpoint::GetTrigger, "/character/narrative/get-trigger"),
    (Endpoint::ListTriggers, "/character/narrative/list-triggers"),
];

impl Endpoint {
    /// All paths, for messages.
    pub fn paths() -> String {
        PATHS.iter().map(|(_, path)| *path).collect::<Vec<_>>().join(", ")
    }

    /// The endpoint with this path, which must not end in a slash.
    pub fn from_path(path: &str) -> Option<Self> {
        PATHS.iter().find(|(_, known)| *known == path).map(|(endpoint, _)| *endpoint)
    }

    pub fn method(self) -> Method {
        match self {
            Self::Voices | Self::Languages => Method::GET,
            _ => Method::POST,
        }
    }

    /// Whether its requests name a character.
    pub fn names_character(self) -> bool {
        use Endpoint::{
            Backstory, CharacterList, Connect, Create, ExtendToken, Languages, RevokeToken, Speech, Usage, Voices,
        };
        !matches!(
            self,
            Create
                | CharacterList
                | Voices
                | Languages
                | Connect
                | ExtendToken
                | RevokeToken
                | Usage
                | Backstory
                | Speech
        )
    }

    /// Whether every response that is no error is a stream.
    pub fn always_streams(self) -> bool {
        matches!(self, Self::Starters | Self::Backstory)
    }

    /// The JSON key under which this endpoint reports an invalid API key.
    pub fn auth_error_key(self) -> &'static str {
        match self {
            Self::Create | Self::Update => "API_ERROR",
            _ => "ERROR",
        }
    }

    /// The documented status and text for a request without an API key.
    pub fn missing_key(self) -> (u16, &'static str) {
        match self {
            Self::CharacterList | Self::Voices | Self::Languages => (400, "API key not found"),
            _ => (401, "api_key not found."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_and_each_endpoint_is_listed_once() {
        for (index, (endpoint, path)) in PATHS.iter().enumerate() {
            assert!(!path.ends_with('/'), "{path}");
            let others = &PATHS[..index];
            assert!(others.iter().all(|(other, known)| other != endpoint && known != path), "{path}");
        }
    }
}
