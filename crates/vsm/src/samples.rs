//! Example maps.

use crate::file;
use crate::model::error::ValidationError;
use crate::model::map::Map;

/// An example to start from.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// Its id in URLs.
    pub slug: &'static str,
    /// The name of the map.
    pub name: &'static str,
    /// The example that it is a future state of, if it is one.
    pub from: Option<&'static str>,
    /// What it shows, in a sentence.
    pub teaches: &'static str,
    /// The map file.
    pub text: &'static str,
}

/// Every example, in display order.
pub const ALL: &[Sample] = &[
    Sample {
        slug: "monthly",
        name: "Monthly release with a maintenance window",
        from: None,
        teaches: "Five weeks of lead time and five hours of downtime for one week of work. The time goes into the \
                  monthly window, the weekly board and manual regression tests.",
        text: include_str!("samples/monthly.json"),
    },
    Sample {
        slug: "rolling",
        name: "Rolling release, no downtime",
        from: Some("monthly"),
        teaches: "The same team’s future state, which it reached with rolling upgrades, decoupled migrations and \
                  automated checks. A day instead of weeks, without downtime.",
        text: include_str!("samples/rolling.json"),
    },
    Sample {
        slug: "dora",
        name: "DORA’s published map",
        from: None,
        teaches: "The worked example from DORA’s “Visibility of work in the value stream”: 9.6 weeks of lead time, \
                  7 days of work.",
        text: include_str!("samples/dora.json"),
    },
];

impl Sample {
    /// The example with this slug.
    pub fn find(slug: &str) -> Option<&'static Sample> {
        ALL.iter().find(|sample| sample.slug == slug)
    }

    /// The related examples, including this one; the current state first.
    pub fn family(&self) -> impl Iterator<Item = &'static Sample> + use<> {
        let today = self.from.unwrap_or(self.slug);
        ALL.iter().filter(move |sample| sample.slug == today || sample.from == Some(today))
    }

    /// The map.
    ///
    /// # Errors
    /// Never for the examples here, as a test verifies.
    pub fn map(&self) -> Result<Map, ValidationError> {
        file::read_text(self.text).map(|(map, _)| map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Metrics;

    #[test]
    fn every_example_is_a_valid_map_with_its_name() {
        for sample in ALL {
            let (map, findings) = file::read_text(sample.text).unwrap();
            assert_eq!(map.name, sample.name);
            assert!(findings.is_empty(), "{findings:?}");
            for appraisal in crate::improve::idea_savings::idea_savings(&map) {
                assert_eq!(appraisal.unfit, None, "{}", appraisal.idea.title);
            }
        }
    }

    #[test]
    fn monthly_example_has_downtime_and_rolling_example_has_none() {
        let [monthly, rolling] = ["monthly", "rolling"].map(|slug| Sample::find(slug).unwrap().map().unwrap());
        let (before, after) = (Metrics::new(&monthly), Metrics::new(&rolling));
        assert_eq!(before.downtime_seconds, Some(5 * 3600));
        assert_eq!(after.downtime_seconds, Some(0));
        assert!(before.lead_seconds > after.lead_seconds.map(|lead| lead * 10));
        assert_eq!(before.bottleneck.unwrap().step.as_str(), "stop");
        assert!(before.handoffs > after.handoffs);
        // The same steps have the same ids, by which the two are compared.
        assert_eq!(rolling.steps.iter().filter(|step| monthly.step(&step.id).is_some()).count(), rolling.steps.len());
        assert_eq!(monthly.steps.len(), 12);
        assert!(!before.at_least && !after.at_least);
    }
}
