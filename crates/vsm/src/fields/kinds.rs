//! The kind of a step, recognized by the words of its name.
//!
//! ```
//! use vsm::fields::kinds::guess;
//! use vsm::model::step::Kind;
//! assert_eq!(guess("Merge and build"), Some(Kind::Build));
//! assert_eq!(guess("Deploy to the test system"), Some(Kind::Deploy));
//! assert_eq!(guess("Release planning"), None);
//! ```

use crate::model::step::Kind;

/// Words that show a kind. A star stands for any ending, or for any beginning, as in German compounds.
#[rustfmt::skip]
const WORDS: &[(Kind, &[&str])] = &[
    (Kind::Verify, &["smoke*", "verify*", "verifi*", "monitor*", "watch*", "observe", "überwach*", "beobacht*", "nachkontrolle"]),
    (Kind::Approval, &["approv*", "sign-off*", "signoff", "board", "cab", "authori*", "go-no-go", "gate", "*freigabe", "freigeben", "genehmig*", "abnahme"]),
    (Kind::Migrate, &["migrat*", "*migration", "migrieren", "schema"]),
    (Kind::Deploy, &[
        "deploy*", "redeploy*", "rollout*", "roll-out*", "roll", "rolling", "canary", "install*", "publish*", "ship", "shipping", "go-live", "golive",
        "ausroll*", "ausliefer*", "*auslieferung", "bereitstell*", "*deployment",
    ]),
    (Kind::Test, &[
        "test", "tests", "testing", "tested", "retest*", "uat", "qa", "e2e", "regression*", "scan", "scans", "scanning", "acceptance", "pentest*",
        "*-test", "*-tests", "integrationstest*", "abnahmetest*", "akzeptanztest*", "systemtest*", "komponententest*", "lasttest*", "sicherheitstest*", "modultest*", "testen", "prüf*", "*prüfung",
    ]),
    (Kind::Review, &["review*", "inspect*", "audit*", "walkthrough", "*review", "durchsicht", "begutacht*"]),
    (Kind::Build, &["build*", "rebuild*", "compil*", "packag*", "bundl*", "assembl*", "*build", "bauen", "kompil*", "paketier*"]),
];

/// Words that show a kind if no other word does.
const WEAK: &[(Kind, &[&str])] = &[(Kind::Deploy, &["release", "window", "upgrade", "wartungsfenster"])];

/// Words that make something else of the words beside them: a release that is planned isn’t deployed.
#[rustfmt::skip]
const OTHERWISE: &[&str] = &[
    "plan*", "notes", "note", "prepar*", "request*", "write", "writing", "schedul*", "announc*", "setup", "fix*", "planung", "*antrag", "vorbereit*",
];

/// Words between the parts of a name; the first part that shows a kind decides.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "and", "or", "of", "for", "to", "in", "into", "on", "with", "by", "before", "after", "from", "und", "oder", "von", "für", "zu", "zum", "zur", "im",
    "auf", "mit", "vor", "nach", "durch",
];

/// The kind that the words of a name show; `None` if they show none.
pub fn guess(name: &str) -> Option<Kind> {
    let name = name.to_lowercase().replace("sign off", "sign-off").replace("go/no-go", "go-no-go");
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace())
        // A sign between two words divides them as a word does.
        .flat_map(|word| word.split_inclusive(|c: char| !c.is_alphanumeric() && c != '-'))
        .flat_map(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            [Some(bare), (bare.len() < word.len()).then_some("and")]
        })
        .flatten()
        .filter(|word| !word.is_empty())
        .collect();
    let parts =
        || words.split(|word| BETWEEN.contains(word)).filter(|part| !part.iter().any(|word| fits(word, OTHERWISE)));
    // The last word of a part says what it is: a deployment test is a test.
    let by = |kinds: &[(Kind, &[&str])]| {
        let kind = |word: &&str| kinds.iter().find(|(_, patterns)| fits(word, patterns)).map(|(kind, _)| *kind);
        parts().find_map(|part| {
            // A smoke test is a test of what is deployed.
            let is_verified = part.iter().any(|word| kind(word) == Some(Kind::Verify));
            if is_verified { Some(Kind::Verify) } else { part.iter().rev().find_map(kind) }
        })
    };
    by(WORDS).or_else(|| by(WEAK))
}

/// Whether a step creates what later steps check, or checks what is in use already, by its name.
pub(crate) fn produces_or_verifies(name: &str) -> bool {
    matches!(guess(name), Some(Kind::Build | Kind::Deploy | Kind::Migrate | Kind::Verify))
}

fn fits(word: &str, patterns: &[&str]) -> bool {
    let fits = |pattern: &&str| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => word.ends_with(end),
        (_, Some(start)) => word.starts_with(start),
        _ => word == *pattern,
    };
    patterns.iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_recognized_by_words() {
        for (name, kind) in [
            ("Deploy", Kind::Deploy),
            ("Deployment", Kind::Deploy),
            ("Deploy to the test system", Kind::Deploy),
            ("Roll out, node by node", Kind::Deploy),
            ("Maintenance window", Kind::Deploy),
            ("Approval", Kind::Approval),
            ("Change board", Kind::Approval),
            ("CAB", Kind::Approval),
            ("Approval for deployment", Kind::Approval),
            ("Release approval", Kind::Approval),
            ("Sign off", Kind::Approval),
            ("Go/no-go", Kind::Approval),
            ("Testing", Kind::Test),
            ("Manual regression", Kind::Test),
            ("Security scan", Kind::Test),
            ("Deployment test", Kind::Test),
            ("Acceptance test (UAT)", Kind::Test),
            ("QA", Kind::Test),
            ("Merge and build", Kind::Build),
            ("Build & test", Kind::Build),
            ("Release build", Kind::Build),
            ("Package/sign", Kind::Build),
            ("Code review", Kind::Review),
            ("Review and merge to trunk", Kind::Review),
            ("Peer reviews", Kind::Review),
            ("Smoke test", Kind::Verify),
            ("Verify in production", Kind::Verify),
            ("Automatic verification", Kind::Verify),
            ("Database migration", Kind::Migrate),
            ("Migrate the database", Kind::Migrate),
            ("Freigabe", Kind::Approval),
            ("Genehmigung durch den Betrieb", Kind::Approval),
            ("Regressionstest", Kind::Test),
            ("E2E-Tests", Kind::Test),
            ("Code-Review", Kind::Review),
            ("Datenbankmigration", Kind::Migrate),
            ("Ausrollen", Kind::Deploy),
            ("Bereitstellung", Kind::Deploy),
            ("Kompilieren und Paketieren", Kind::Build),
        ] {
            assert_eq!(guess(name), Some(kind), "{name}");
        }
        #[rustfmt::skip]
        let plain = [
            "", "Merge", "Code freeze", "Change request", "Release notes", "Release planning", "Test planning", "Environment setup", "Backup", "Translate notes",
            "Merge latest", "Greatest and fastest", "Shipment papers?", "Planung", "日本語",
        ];
        for name in plain {
            assert_eq!(guess(name), None, "{name}");
        }
    }
}
