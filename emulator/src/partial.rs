//! Settings of which some are given: by the command line, by npc.toml, or by a request.

use serde::{Deserialize, Deserializer};

/// Defines a struct whose fields are all optional and that refuses unknown fields. `over` puts its values over those of
/// another one.
macro_rules! partial {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, serde::Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields, default)]
        pub struct $name { $($(#[$field_meta])* pub $field: Option<$type>,)* }

        impl $name {
            /// The values that were given here, and those of `base` for the others.
            pub fn over(self, base: Self) -> Self {
                Self { $($field: self.$field.or(base.$field),)* }
            }
        }
    };
}

pub(crate) use partial;

/// Reads a value for which `null` means something else than a missing field.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
