//! Who makes an edit.

/// Who makes an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The id of its row: the log refers to it.
    pub id: String,
    /// What people see.
    pub name: String,
}

impl Actor {
    /// Whoever sits at the machine; its row is made by the first migration.
    #[must_use]
    pub fn solo() -> Actor {
        Actor { id: "00000000-0000-7000-8000-000000000002".to_owned(), name: "This computer".to_owned() }
    }
}
