//! Choices in forms: the steps and teams of a map, and steps that are common in release processes.

use crate::live::Snapshot;
use vsm::Map;

/// The steps in table order: ids, and row numbers with names.
pub(crate) fn step_choices(snapshot: &Snapshot) -> Vec<(&str, String)> {
    let steps = snapshot.graph().order.iter().filter_map(|&at| snapshot.map.steps.get(at));
    steps.enumerate().map(|(row, step)| (&*step.id, format!("{}. {}", row + 1, step.name))).collect()
}

/// The teams, sorted.
pub(crate) fn team_choices(map: &Map) -> Vec<&str> {
    let mut teams: Vec<&str> = map.steps.iter().map(|s| s.team.as_str()).filter(|team| !team.is_empty()).collect();
    teams.sort_unstable();
    teams.dedup();
    teams
}

/// Suggested names and kinds. They have no times, because only the team knows those.
pub(crate) const COMMON_STEPS: &[(&str, &str)] = &[
    ("Code review", "review"),
    ("Merge", "task"),
    ("Build", "build"),
    ("Package", "build"),
    ("Unit tests", "test"),
    ("Integration test", "test"),
    ("Regression test", "test"),
    ("Performance test", "test"),
    ("Security scan", "test"),
    ("Acceptance test (UAT)", "test"),
    ("Exploratory test", "test"),
    ("Security review", "review"),
    ("Change request", "task"),
    ("Change board", "approval"),
    ("Release approval", "approval"),
    ("Release notes", "task"),
    ("Release planning", "task"),
    ("Freeze", "task"),
    ("Environment setup", "task"),
    ("Deploy to test", "deploy"),
    ("Deploy to staging", "deploy"),
    ("Backup", "task"),
    ("Database migration", "migrate"),
    ("Maintenance window", "deploy"),
    ("Deploy to production", "deploy"),
    ("Canary", "deploy"),
    ("Rolling upgrade", "deploy"),
    ("Smoke test", "verify"),
    ("Verify in production", "verify"),
    ("Announce", "task"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use vsm::model::step::Kind;

    #[test]
    fn common_steps_have_known_kinds() {
        for (name, kind) in COMMON_STEPS {
            assert!(Kind::ALL.iter().any(|known| known.as_str() == *kind), "{name}: {kind}");
            // A step that is typed gets the same kind as one that is chosen.
            let guessed = vsm::fields::kinds::guess(name).unwrap_or(Kind::Task);
            assert_eq!(guessed.as_str(), *kind, "{name}");
        }
    }
}
