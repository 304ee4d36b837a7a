//! The error of invalid edits and files, as a sentence for the person who sent them.

/// An error: nothing was changed, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ValidationError {
    /// A stable code for programs, such as `circle` or `too_long`.
    pub code: &'static str,
    /// A sentence that names the place and the rule.
    pub message: String,
    /// The field at fault: `wait` in an edit or a form, `steps[3].wait` in a file.
    pub field: Option<String>,
}

impl ValidationError {
    /// An error that belongs to no field.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        ValidationError { code, message: message.into(), field: None }
    }

    /// The same error at a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same error with its field inside a larger place: `wait` within `steps[3]` is `steps[3].wait`.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.field = Some(match self.field {
            Some(field) => format!("{place}.{field}"),
            None => place.to_owned(),
        });
        self
    }
}
