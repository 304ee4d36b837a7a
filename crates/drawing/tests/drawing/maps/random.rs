//! Random maps, valid by construction.

#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small numbers")]

use std::sync::Arc;

use proptest::prelude::*;
use vsm::Map;
use vsm::model::graph::Graph;
use vsm::model::map::Flow;
use vsm::model::step::{Kind, Step, StepId};

/// A map of up to `most` steps with flows, rework, and names of every kind.
pub(crate) fn any_map(most: usize) -> impl Strategy<Value = Map> {
    (1..=most, 0.0..3.0_f64, 0..6_usize, any::<u64>()).prop_map(|(steps, density, rework, seed)| {
        let mut dice = Dice(seed | 1);
        let mut map = Map::new(dice.words());
        map.starts_with = dice.words();
        map.ends_with = dice.words();
        for at in 0..steps {
            map.steps.push(Arc::new(step(at, &mut dice)));
        }
        let id = |at: usize| StepId::from(format!("s{at}"));
        for to in 1..steps {
            let flows = if dice.below(100) < 8 {
                0
            } else {
                1 + usize::from(dice.chance(density / 3.0)) + usize::from(dice.chance(density / 6.0))
            };
            for _ in 0..flows {
                // Mostly from near before it, sometimes from far.
                let reach = if dice.chance(0.2) { to } else { to.min(4) };
                map.flows.insert(Flow { from: id(to - 1 - dice.below(reach)), to: id(to) });
            }
        }
        let reach = Graph::new(&map).reach();
        for _ in 0..rework * 3 {
            let (from, to) = (dice.below(steps), dice.below(steps));
            if map.rework.len() < rework && reach.leads(to, from) {
                map.rework.insert((id(from), id(to)), (1.0 + dice.below(14) as f64).into());
            }
        }
        map
    })
}

fn step(at: usize, dice: &mut Dice) -> Step {
    let mut step = Step::new(format!("s{at}"), dice.words());
    let time =
        |dice: &mut Dice| dice.chance(0.8).then(|| (dice.below(2_000_000) as u64) * u64::from(dice.chance(0.85)));
    step.wait = time(dice);
    step.work = time(dice);
    if step.wait.is_none() && step.work.is_none() && dice.chance(0.5) {
        step.lead = Some(dice.below(500_000) as u64);
    }
    if dice.chance(0.5) {
        step.team = dice.words();
        step.wait_reason = dice.words();
        step.kind = Some(Kind::ALL[dice.below(Kind::ALL.len())]);
        step.complete_accurate = Some(dice.below(101) as f64);
        step.people = Some(1.0 + dice.below(1000) as f64);
        step.downtime = Some(dice.below(1_000_000) as u64);
        step.queue = Some(dice.below(1_000_000) as f64);
        step.batch = Some(1.0 + dice.below(1_000_000_000) as f64);
        step.every = Some(dice.below(10_000_000) as u64);
        step.automated = Some(dice.chance(0.5));
    }
    step
}

/// A small random number generator, so that one seed makes one map.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn chance(&mut self, share: f64) -> bool {
        (self.next() % 1000) as f64 / 1000.0 < share
    }

    fn words(&mut self) -> String {
        const WORDS: &[&str] = &[
            "Review",
            "Build",
            "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
            "Datenschutzfolgenabschätzung",
            "承認会議を待っている",
            "a",
            "—",
            "Freigabe-/Abnahmeverfahren",
            "выпуск",
            "<b>&\"'</b>",
            "]]>",
            "\u{202e}",
            "🚀🚀",
            "اختبار",
            "e\u{301}",
            "test\ttab\nline",
            "supercalifragilisticexpialidocious",
            "C++",
            "Release-Train-Engineer",
            "ส่งมอบ",
            "\u{a0}",
            "iiii",
        ];
        let count = 1 + self.below(5);
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        let mut text = words.join(" ");
        text.insert(0, 'N'); // never empty
        text
    }
}
