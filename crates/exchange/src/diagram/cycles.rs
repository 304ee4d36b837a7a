//! Which arrows of a diagram lead back: flows have no cycles.

/// The arrows that lead back, by their positions in `arrows`. `may` names those that a label marks as ways
/// back; they lead back only if they close a cycle. Of the others, an arrow leads back if it arrives at a
/// step from which its own step was reached, along the arrows in their order, from the `starts`.
pub(super) fn back(arrows: &[(usize, usize)], may: &[bool], steps: usize, starts: &[usize]) -> Vec<bool> {
    let is_marked = |at: usize| may.get(at).copied().unwrap_or_default();
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); steps];
    let mut is_led_to = vec![false; steps];
    for (at, (from, to)) in arrows.iter().enumerate().filter(|(at, _)| !is_marked(*at)) {
        if let (Some(out), Some(led)) = (out.get_mut(*from), is_led_to.get_mut(*to)) {
            out.push((*to, at));
            *led = true;
        }
    }
    let mut back = vec![false; arrows.len()];
    let firsts = (0..steps).filter(|step| is_led_to.get(*step) == Some(&false));
    let mut seen = vec![Seen::Never; steps];
    for root in starts.iter().copied().chain(firsts).chain(0..steps) {
        visit(root, &out, &mut seen, &mut back);
    }
    for steps in &mut out {
        steps.retain(|(_, at)| back.get(*at) == Some(&false));
    }
    for (at, (from, to)) in arrows.iter().enumerate().filter(|(at, _)| is_marked(*at)) {
        if leads(&out, *to, *from) {
            if let Some(back) = back.get_mut(at) {
                *back = true;
            }
        } else if let Some(out) = out.get_mut(*from) {
            out.push((*to, at));
        }
    }
    back
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Never,
    /// On the way that is being followed.
    Now,
    Before,
}

/// Follows all arrows from a step, without recursion.
fn visit(root: usize, out: &[Vec<(usize, usize)>], seen: &mut [Seen], back: &mut [bool]) {
    if seen.get(root) != Some(&Seen::Never) {
        return;
    }
    let mut way = vec![(root, 0)];
    if let Some(seen) = seen.get_mut(root) {
        *seen = Seen::Now;
    }
    while let Some((step, next)) = way.last_mut() {
        let arrow = out.get(*step).and_then(|out| out.get(*next));
        let Some((to, at)) = arrow else {
            if let Some(seen) = seen.get_mut(*step) {
                *seen = Seen::Before;
            }
            way.pop();
            continue;
        };
        *next += 1;
        match seen.get_mut(*to) {
            Some(seen @ Seen::Never) => {
                *seen = Seen::Now;
                way.push((*to, 0));
            }
            Some(Seen::Now) => {
                if let Some(back) = back.get_mut(*at) {
                    *back = true;
                }
            }
            _ => {}
        }
    }
}

fn leads(out: &[Vec<(usize, usize)>], from: usize, to: usize) -> bool {
    let mut seen = vec![false; out.len()];
    let mut next = vec![from];
    while let Some(step) = next.pop() {
        if step == to {
            return true;
        }
        for (to, _) in out.get(step).into_iter().flatten() {
            if let Some(seen @ false) = seen.get_mut(*to) {
                *seen = true;
                next.push(*to);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_that_close_a_cycle_lead_back() {
        for (arrows, marked, expected) in [
            (vec![(0, 1), (1, 2), (2, 1)], vec![], vec![2]),
            (vec![(2, 1), (0, 1), (1, 2)], vec![], vec![0]),
            (vec![(0, 1), (1, 0)], vec![], vec![1]),
            (vec![(0, 0), (0, 1)], vec![], vec![0]),
            // The marked arrow is the way back, although it is reached first.
            (vec![(0, 3), (3, 1), (1, 3)], vec![1], vec![1]),
            // A marked arrow that closes no cycle leads forward.
            (vec![(0, 1), (1, 2)], vec![1], vec![]),
        ] {
            let may: Vec<bool> = (0..arrows.len()).map(|at| marked.contains(&at)).collect();
            let back = back(&arrows, &may, 4, &[]);
            let found: Vec<usize> = (0..arrows.len()).filter(|at| back[*at]).collect();
            assert_eq!(found, expected, "{arrows:?}");
        }
    }
}
