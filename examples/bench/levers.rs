//! Suggestions and the savings of ideas: each change is tried on the map.

use std::sync::Arc;
use std::time::Instant;

use vsm::improve::countermeasures::matching_practices;
use vsm::improve::idea_savings::idea_savings;
use vsm::improve::levers::levers;
use vsm::model::idea::Idea;

use crate::table::Table;
use crate::{median, sample};

/// Measures levers and countermeasures of 200 steps, then the same steps with 100 ideas.
pub(crate) fn measure(table: &mut Table) {
    let mut map = sample::map(200);
    for step in &mut map.steps {
        Arc::make_mut(step).automated = Some(false);
    }
    let found = levers(&map);
    let timed = |work: &dyn Fn() -> usize| {
        let all = (0..41).map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        });
        median(all.collect())
    };
    let many = format!("{} levers of 200 steps, with countermeasures", found.len());
    table.at_most(&many, "ms", timed(&|| levers(&map).len() + matching_practices(&map).len()), 50.0);
    for (at, lever) in found.into_iter().take(100).enumerate() {
        let mut idea = Idea::new(format!("i{at}"), lever.title);
        idea.change = Some(Arc::new(lever.change));
        map.ideas.insert(idea.id.clone(), Arc::new(idea));
    }
    table.at_most("100 ideas of 200 steps, alone and on top", "ms", timed(&|| idea_savings(&map).len()), 50.0);
}
