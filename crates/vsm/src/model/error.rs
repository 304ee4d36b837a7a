//! Why something was refused, as a sentence for the person who asked for it.

/// A refusal: nothing has changed, and here is why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ValidationError {
    /// A short word that programs can rely on, such as `circle` or `too_long`.
    pub code: &'static str,
    /// A sentence that names the place and says what would be right.
    pub message: String,
    /// The field at fault: `wait` in an edit or a form, `steps[3].wait` in a file.
    pub field: Option<String>,
}

impl ValidationError {
    /// A refusal that belongs to no field.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        ValidationError { code, message: message.into(), field: None }
    }

    /// The same refusal, told at a field.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same refusal, its field found inside a larger place: `wait` within `steps[3]` is `steps[3].wait`.
    #[must_use]
    pub fn within(mut self, place: &str) -> Self {
        self.field = Some(match self.field {
            Some(field) => format!("{place}.{field}"),
            None => place.to_owned(),
        });
        self
    }
}
