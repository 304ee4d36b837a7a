//! What a snapshot keeps of what was rendered from it.

use std::sync::{Arc, Mutex, PoisonError};

/// Cells by key, bounded in their number and in the bytes of their content: the oldest are dropped first. The lock is
/// not held while a cell is filled, so that no one waits for a key that is of no concern to them.
pub(crate) struct Rendered<K, C> {
    cells: Mutex<Vec<(K, Arc<C>)>>,
}

/// A cell that is filled once.
pub(crate) trait Cell: Default {
    /// The size of its content; 0 while it is empty.
    fn bytes(&self) -> usize;
}

impl<K, C> Default for Rendered<K, C> {
    fn default() -> Rendered<K, C> {
        Rendered { cells: Mutex::default() }
    }
}

impl<K: PartialEq, C: Cell> Rendered<K, C> {
    const MAX_CELLS: usize = 64;
    /// Twice the largest drawing, about.
    const MAX_BYTES: usize = 16 * 1024 * 1024;

    /// The cell of a key, empty at first.
    pub(crate) fn cell(&self, key: K) -> Arc<C> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = cells.iter().find(|(other, _)| *other == key) {
            return Arc::clone(cell);
        }
        let cell = Arc::<C>::default();
        cells.push((key, Arc::clone(&cell)));
        if cells.len() > Self::MAX_CELLS {
            cells.remove(0);
        }
        cell
    }

    /// Drops the oldest cells while there are too many bytes; called after a cell was filled. The newest one stays.
    pub(crate) fn trim(&self) {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes: usize = cells.iter().map(|(_, cell)| cell.bytes()).sum();
        while bytes > Self::MAX_BYTES && cells.len() > 1 {
            let (_, oldest) = cells.remove(0);
            bytes -= oldest.bytes();
        }
    }

    pub(crate) fn clear(&self) {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::OnceLock;

    type Size = OnceLock<usize>;

    impl Cell for Size {
        fn bytes(&self) -> usize {
            self.get().copied().unwrap_or(0)
        }
    }

    #[test]
    fn oldest_cells_are_dropped_first() {
        let rendered = Rendered::<u8, Size>::default();
        for key in 0..5 {
            rendered.cell(key).get_or_init(|| 5 * 1024 * 1024);
            rendered.trim();
        }
        let kept = |key| rendered.cell(key).get().is_some();
        assert_eq!([4, 3, 2, 1, 0].map(kept), [true, true, true, false, false]);
        rendered.cell(9).get_or_init(|| usize::MAX / 2);
        rendered.trim();
        assert!(kept(9) && !kept(4), "one that is too large alone is kept until the next");
        for key in 10..=200 {
            rendered.cell(key);
        }
        assert!(!kept(9), "their number is bounded too");
    }
}
