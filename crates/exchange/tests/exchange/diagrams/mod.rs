//! Diagrams of other programs; shared by their tests: what a map holds, in words.

mod bpmn;
mod drawio;
mod mermaid;

use exchange::Format;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use vsm::{Map, StepId};

/// The map of a diagram in this format, and its warnings as lines.
pub(crate) fn read(text: &str, format: Format) -> (Map, String) {
    assert_eq!(Format::from_content(text.as_bytes()), format, "{text}");
    let (map, findings) = exchange::read("Theirs", text.as_bytes()).unwrap();
    let sentences: Vec<&str> = findings.iter().map(|finding| finding.sentence.as_str()).collect();
    (map, sentences.join("\n"))
}

/// The names of the steps.
pub(crate) fn names(map: &Map) -> Vec<&str> {
    map.steps.iter().map(|step| step.name.as_str()).collect()
}

/// The flows as “A > B”, then the rework as “B > A 20%”.
pub(crate) fn arrows(map: &Map) -> Vec<String> {
    let name = |id: &StepId| map.step(id).unwrap().name.clone();
    let mut flows: Vec<(usize, usize, String)> = map
        .flows
        .iter()
        .map(|flow| {
            let at = |id| map.index_of(id).unwrap();
            (at(&flow.from), at(&flow.to), format!("{} > {}", name(&flow.from), name(&flow.to)))
        })
        .collect();
    flows.sort();
    let rework = map.rework.iter().map(|((from, to), back)| format!("{} > {} {}%", name(from), name(to), back.share));
    let mut rework: Vec<String> = rework.collect();
    rework.sort();
    flows.into_iter().map(|(.., text)| text).chain(rework).collect()
}

/// Places in a text, each with how much of it is cut and a short text like `inserted` that takes its place.
type Cuts = Vec<(usize, usize, String)>;

pub(crate) fn cuts(inserted: &'static str) -> impl Strategy<Value = Cuts> {
    proptest::collection::vec((any::<usize>(), 0_usize..40, inserted), 1..6)
}

/// A damaged diagram is read, or refused with a message.
pub(crate) fn is_read_or_refused(text: &str, cuts: Cuts) -> Result<(), TestCaseError> {
    let mut text = text.to_owned();
    for (at, length, new) in cuts {
        let from = text.floor_char_boundary(at % text.len().max(1));
        let to = text.floor_char_boundary((from + length).min(text.len()));
        text.replace_range(from..to.max(from), &new);
    }
    if let Err(error) = exchange::read("x", text.as_bytes()) {
        prop_assert!(!error.message.is_empty());
    }
    Ok(())
}
