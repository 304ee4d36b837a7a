//! The list of ideas as Markdown and CSV.

use serde_json::json;
use vsm::file;

#[test]
fn idea_that_conflicts_with_one_in_progress_says_so() {
    let text = json!({
        "format": "weir-map", "version": 1, "name": "Release",
        "steps": [
            { "id": "build", "name": "Build", "wait": "1d", "work": "4h" },
            { "id": "board", "name": "Board", "wait": "4d", "work": "1h", "every": "2w" },
        ],
        "ideas": [
            { "id": "twice", "title": "Meet twice as often", "step": "board",
              "change": { "type": "change_step", "step": "board", "set": { "wait": "2d" } } },
            { "id": "away", "title": "No board", "status": "trying", "change": { "type": "remove_step", "step": "board" } },
        ],
    });
    let (map, _findings) = file::read(&text).unwrap();
    assert!(exchange::ideas::markdown(&map).contains("Can’t be combined with ideas in progress"));
}
