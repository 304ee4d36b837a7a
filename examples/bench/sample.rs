//! Generated maps of any size, and the same boxes and texts as Graphviz input.

use std::fmt::Write;
use std::sync::Arc;

use vsm::model::map::Flow;
use vsm::model::step::{Kind, Step};
use vsm::{Map, WorkingCalendar};

const WORDS: [&str; 8] =
    ["Review", "Build", "Integration test", "Approve", "Migrate the database", "Deploy", "Verify", "Announce"];
const TEAMS: [&str; 5] = ["Development", "Quality", "Operations", "Database", "Change board"];

/// A map with a number of steps: a chain in which every seventh step has a parallel one, with some rework.
pub(crate) fn map(steps: u32) -> Map {
    let mut map = Map::new(format!("A process of {steps} steps"));
    let id = |at: u32| format!("s{at}");
    for number in 0..steps {
        let at = number as usize;
        let mut step = Step::new(id(number), format!("{} {}", WORDS[at % WORDS.len()], at + 1));
        TEAMS[at / 3 % TEAMS.len()].clone_into(&mut step.team);
        step.kind = Some(Kind::ALL[at % Kind::ALL.len()]);
        step.wait = Some((u64::from(number) * 7919 % 50 + 1) * 1800);
        step.work = Some((u64::from(number) * 104_729 % 20 + 1) * 900);
        step.complete_accurate = Some(f64::from(80 + number % 20));
        step.people = Some(f64::from(number % 4 + 1));
        step.wait_reason = if at.is_multiple_of(3) { "weekly board".to_owned() } else { String::new() };
        map.steps.push(Arc::new(step));
    }
    let is_beside = |at: u32| at % 7 == 3;
    for at in 1..steps {
        let connect = |map: &mut Map, from: u32| {
            map.flows.insert(Flow { from: id(from).as_str().into(), to: id(at).as_str().into() });
        };
        match at {
            _ if is_beside(at) && at >= 2 => connect(&mut map, at - 2),
            _ if is_beside(at - 1) && at >= 2 => {
                connect(&mut map, at - 1);
                connect(&mut map, at - 2);
            }
            _ => connect(&mut map, at - 1),
        }
    }
    for at in (10..steps).step_by(25) {
        map.rework.insert((id(at).as_str().into(), id(at - 5).as_str().into()), 10.0.into());
    }
    map
}

/// The same map as a Graphviz graph: a box with the same texts per step, and an arrow with the wait time per flow.
pub(crate) fn dot(map: &Map) -> String {
    let clock = WorkingCalendar::WORKING;
    let mut dot = String::from("digraph {\nrankdir=LR; node [shape=box, fontname=\"DejaVu Sans\", fontsize=12];\n");
    for step in &map.steps {
        let (work, ca) = (step.work.unwrap_or(0), step.complete_accurate.unwrap_or(0.0));
        let _ = writeln!(
            dot,
            "\"{}\" [label=\"{}\\n{}\\nWork {}\\n%C/A {ca} %\\nPeople {}\"];",
            step.id,
            step.name,
            step.team,
            clock.print(work),
            step.people.unwrap_or(1.0)
        );
    }
    for flow in &map.flows {
        let to = map.step(&flow.to);
        let wait = to.and_then(|step| step.wait).unwrap_or(0);
        let reason = to.map_or("", |step| step.wait_reason.as_str());
        let _ = writeln!(dot, "\"{}\" -> \"{}\" [label=\"{}\\n{reason}\"];", flow.from, flow.to, clock.print(wait));
    }
    for ((from, to), sent_back) in &map.rework {
        let _ = writeln!(
            dot,
            "\"{from}\" -> \"{to}\" [style=dashed, constraint=false, label=\"{} % back\"];",
            sent_back.share
        );
    }
    dot.push_str("}\n");
    dot
}
