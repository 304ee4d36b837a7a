//! The layouts of the drawing that pages can choose from. The page gets their numbers from here.

use crate::live::DrawingLayout;
use vsm::Map;

/// From top to bottom, for narrow screens.
pub(crate) const VERTICAL: DrawingLayout = 0;
pub(crate) const ONE_ROW: DrawingLayout = 1;
/// As many steps in a row as fit beside the panel on a usual screen. From 2, the number of a layout is that of its columns.
pub(crate) const DEFAULT: DrawingLayout = 4;

const COLUMNS: [DrawingLayout; 15] = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
/// For large maps: each layout in use is rendered for every edit and kept in memory.
const FEW_COLUMNS: [DrawingLayout; 3] = [DEFAULT, 8, 16];
/// The most steps and flows of a map with all layouts.
const MANY: usize = 600;

/// Does a layout exist?
pub(crate) fn is_known(layout: DrawingLayout) -> bool {
    [VERTICAL, ONE_ROW].contains(&layout) || COLUMNS.contains(&layout)
}

/// The layouts in columns that a map can be drawn in.
pub(crate) fn columns(map: &Map) -> &'static [DrawingLayout] {
    if map.steps.len() + map.flows.len() > MANY { &FEW_COLUMNS } else { &COLUMNS }
}

/// The layout that a map is drawn in for a page that wants a given one. A map may have outgrown it.
pub(crate) fn nearest(map: &Map, wanted: DrawingLayout) -> DrawingLayout {
    if [VERTICAL, ONE_ROW].contains(&wanted) {
        return wanted;
    }
    let not_wider = columns(map).iter().rev().find(|columns| **columns <= wanted);
    not_wider.or(columns(map).first()).copied().unwrap_or(DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsm::Step;

    fn map(steps: usize) -> Map {
        let steps = (0..steps).map(|_| std::sync::Arc::new(Step::default())).collect();
        Map { steps, ..Map::default() }
    }

    #[test]
    fn large_maps_have_few_layouts() {
        let (small, large) = (map(600), map(601));
        for layout in (0..=u16::MAX).filter(|layout| is_known(*layout)) {
            assert_eq!(nearest(&small, layout), layout);
            assert!([VERTICAL, ONE_ROW, 4, 8, 16].contains(&nearest(&large, layout)));
        }
        assert_eq!([2, 4, 7, 15, 16].map(|layout| nearest(&large, layout)), [4, 4, 4, 8, 16]);
        assert_eq!([17, u16::MAX].map(|layout| (is_known(layout), nearest(&small, layout))), [(false, 16); 2]);
    }
}
