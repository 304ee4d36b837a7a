//! Steps that many release processes have: offered while a name is typed. Only what is usual is said of them, their kind;
//! their times are for the people to say.

pub(crate) const COMMON: &[(&str, &str)] = &[
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
    fn every_kind_is_one() {
        for (name, kind) in COMMON {
            assert!(Kind::ALL.iter().any(|known| known.as_str() == *kind), "{name}: {kind}");
        }
    }
}
