//! What the catalogs of fields and of metrics have in common.

/// Gives each column of a catalog as a method of its enum, and the whole catalog as JSON.
macro_rules! accessors {
    ($enum:ident, $info:ident { $($column:ident: $type:ty),+ $(,)? }) => {
        impl $enum {
            /// The one with this key. Keys are case-sensitive: `Name` isn't a key.
            pub fn from_key(key: &str) -> Option<$enum> {
                $enum::ALL.iter().copied().find(|one| one.key() == key)
            }

            /// The rows of the catalog by their keys.
            pub(crate) fn rows() -> serde_json::Map<String, serde_json::Value> {
                let row = |one: &$enum| (one.key().to_owned(), serde_json::to_value(one.info()).unwrap_or_default());
                $enum::ALL.iter().map(row).collect()
            }

            $(#[doc = concat!("See [`", stringify!($info), "::", stringify!($column), "`].")]
            pub const fn $column(self) -> $type {
                self.info().$column
            })+
        }
    };
}
