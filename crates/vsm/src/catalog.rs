//! What the catalogs of fields and of metrics have in common.

/// Gives each column of a catalog as a method of its enum.
macro_rules! accessors {
    ($enum:ident, $info:ident, $($(#[$doc:meta])+ $column:ident: $type:ty,)+) => {
        impl $enum {
            /// The one with this key. Keys are case-sensitive: `Name` isn't a key.
            #[must_use]
            pub fn from_key(key: &str) -> Option<$enum> {
                $enum::ALL.iter().copied().find(|one| one.key() == key)
            }

            $($(#[$doc])+
            #[must_use]
            pub const fn $column(self) -> $type {
                self.info().$column
            })+
        }
    };
}
