//! Between two columns: where flows change lanes, each vertical segment on a track of its own.

/// How flows cross from the lanes left of it to the lanes right of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Routing {
    /// Lane on the left, lane on the right, track (`None` for a straight one). Sorted, each pair once.
    crossings: Vec<(usize, usize, Option<usize>)>,
    /// How many tracks there are.
    pub(crate) tracks: usize,
}

/// Flows that share a vertical segment: all from one lane, or all to one lane.
struct Route {
    /// Left lanes and right lanes.
    left: Vec<usize>,
    right: Vec<usize>,
    top: usize,
    bottom: usize,
    track: Option<usize>,
}

impl Routing {
    /// A channel for pairs of lanes.
    pub(crate) fn new(mut pairs: Vec<(usize, usize)>) -> Routing {
        pairs.sort_unstable();
        pairs.dedup();
        let bends = pairs.iter().filter(|(left, right)| left != right).count();
        if bends == 0 {
            return Routing { crossings: pairs.into_iter().map(|(l, r)| (l, r, None)).collect(), tracks: 0 };
        }
        let lanes = pairs.iter().map(|&(l, r)| l.max(r)).max().unwrap_or(0) + 1;
        let (mut leaves, mut arrives) = (vec![0_usize; lanes], vec![0_usize; lanes]);
        for &(left, right) in pairs.iter().filter(|(l, r)| l != r) {
            leaves[left] += 1;
            arrives[right] += 1;
        }
        let mut routes: Vec<Route> = Vec::new();
        let (mut by_left, mut by_right) = (vec![usize::MAX; lanes], vec![usize::MAX; lanes]);
        let mut route_of = Vec::with_capacity(pairs.len());
        for &(left, right) in &pairs {
            if left == right {
                route_of.push(usize::MAX);
                continue;
            }
            let joins = leaves[left] == 1 && arrives[right] > 1;
            let slot = if joins { &mut by_right[right] } else { &mut by_left[left] };
            if *slot == usize::MAX {
                *slot = routes.len();
                routes.push(Route { left: vec![], right: vec![], top: usize::MAX, bottom: 0, track: None });
            }
            let route = &mut routes[*slot];
            route.left.push(left);
            route.right.push(right);
            route.top = route.top.min(left.min(right));
            route.bottom = route.bottom.max(left.max(right));
            route_of.push(*slot);
        }
        let tracks = assign(&mut routes, lanes);
        let track = |route: usize| routes.get(route).and_then(|route| route.track);
        let crossings = pairs.iter().zip(route_of).map(|(&(l, r), route)| (l, r, track(route))).collect();
        Routing { crossings, tracks }
    }

    /// The track on which a flow changes between these lanes; `None` if it runs straight.
    pub(crate) fn track(&self, left: usize, right: usize) -> Option<usize> {
        let found = self.crossings.binary_search_by_key(&(left, right), |&(l, r, _)| (l, r));
        found.ok().and_then(|at| self.crossings[at].2)
    }
}

/// Assigns a track to each route, from left to right, and returns the number of tracks.
///
/// A flow leaves its lane before another one joins that lane, so that the two don't overlap; unless the
/// flows require both orders. Vertical segments that would touch have different tracks.
fn assign(routes: &mut [Route], lanes: usize) -> usize {
    // Downwards the lowest first, upwards the uppermost first: that avoids crossings.
    let mut order: Vec<usize> = (0..routes.len()).collect();
    order.sort_by_key(|&n| {
        let route = &routes[n];
        let down = route.right.iter().any(|right| *right > route.left[0]);
        if down { (0, usize::MAX - route.left[0]) } else { (1, route.left[0]) }
    });
    let (mut leaving, mut joining) = (vec![Vec::new(); lanes], vec![Vec::new(); lanes]);
    for &n in &order {
        routes[n].left.iter().for_each(|&lane| leaving[lane].push(n));
        routes[n].right.iter().for_each(|&lane| joining[lane].push(n));
    }
    let mut waits_for = vec![0_usize; routes.len()];
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); routes.len()];
    for lane in 0..lanes {
        for &a in &leaving[lane] {
            for &b in joining[lane].iter().filter(|&&b| b != a) {
                before[a].push(b);
                waits_for[b] += 1;
            }
        }
    }
    let mut least = vec![0_usize; routes.len()];
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut left = order;
    while !left.is_empty() {
        // In a cycle of waiting routes, the first goes first.
        let at = left.iter().position(|&n| waits_for[n] == 0).unwrap_or(0);
        let n = left.remove(at);
        let (top, bottom) = (routes[n].top, routes[n].bottom);
        let free = |track: &Vec<(usize, usize)>| track.iter().all(|&(t, b)| b < top || bottom < t);
        let track = (least[n]..taken.len()).find(|&t| free(&taken[t])).unwrap_or(taken.len().max(least[n]));
        while taken.len() <= track {
            taken.push(Vec::new());
        }
        taken[track].push((top, bottom));
        routes[n].track = Some(track);
        for &later in &before[n] {
            least[later] = least[later].max(track + 1);
            waits_for[later] = waits_for[later].saturating_sub(1);
        }
    }
    taken.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fork_and_join_share_their_tracks() {
        let fork = Routing::new(vec![(0, 0), (0, 1), (0, 2)]);
        assert_eq!((fork.tracks, fork.track(0, 0)), (1, None));
        assert_eq!(fork.track(0, 1), fork.track(0, 2));
        let join = Routing::new(vec![(0, 0), (1, 0), (2, 0)]);
        assert_eq!(join.track(1, 0), join.track(2, 0));
    }

    #[test]
    fn leaving_flow_turns_off_before_a_joining_flow() {
        let both = Routing::new(vec![(0, 1), (2, 0)]);
        assert!(both.track(0, 1) < both.track(2, 0));
    }
}
