//! Blocks below one another on a page.

use crate::paper::PlacedScene;
use crate::report::context::GAP;
use crate::scene::Scene;

/// Blocks that grow downwards from a point.
pub(super) struct Stack {
    pub(super) placed: Vec<PlacedScene>,
    x: f64,
    pub(super) y: f64,
    pub(super) scale: f64,
}

impl Stack {
    pub(super) fn new((x, y): (f64, f64), scale: f64) -> Stack {
        Stack { placed: Vec::new(), x, y, scale }
    }

    pub(super) fn put(&mut self, scene: Scene) {
        self.place(scene, self.x, self.scale);
    }

    pub(super) fn put_all(&mut self, scenes: impl IntoIterator<Item = Scene>) {
        scenes.into_iter().for_each(|scene| self.put(scene));
    }

    /// Centers the drawing in a width; returns its scale.
    pub(super) fn put_drawing(&mut self, (scene, scale): (Scene, f64), width: f64) -> f64 {
        let x = self.x + (width - scene.width * scale) / 2.0;
        self.place(scene, x, scale);
        scale
    }

    fn place(&mut self, scene: Scene, x: f64, scale: f64) {
        let placed = PlacedScene { scene, x, y: self.y, scale, part: None };
        self.y = placed.bottom() + GAP;
        self.placed.push(placed);
    }
}
