//! The six endpoints: their paths, and how each reports an invalid API key.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    Create,
    Update,
    Get,
    Delete,
    Clone,
    GetResponse,
}

impl Endpoint {
    /// All paths, for messages.
    pub const PATHS: &str = "/character/create, /character/update, /character/get, /character/delete, \
        /user/clone_character, /character/getResponse";

    /// The endpoint with this path, which must not end in a slash.
    pub fn from_path(path: &str) -> Option<Self> {
        match path {
            "/character/create" => Some(Self::Create),
            "/character/update" => Some(Self::Update),
            "/character/get" => Some(Self::Get),
            "/character/delete" => Some(Self::Delete),
            "/user/clone_character" => Some(Self::Clone),
            "/character/getResponse" => Some(Self::GetResponse),
            _ => None,
        }
    }

    /// The JSON key under which this endpoint reports an invalid API key.
    pub fn auth_error_key(self) -> &'static str {
        match self {
            Self::Create | Self::Update => "API_ERROR",
            _ => "ERROR",
        }
    }
}
