//! What the query of a map page selects: a step or an arrow of the drawing, a metric, a list in the drawer. Links work
//! without scripts; with scripts, the page does the same without a request.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::http::Uri;
use vsm::{Map, Step};

use crate::web::page::urls;

/// A list in the drawer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tab {
    #[default]
    Steps,
    Suggestions,
    Ideas,
    Checks,
}

impl Tab {
    pub(crate) const ALL: &'static [Tab] = &[Tab::Steps, Tab::Suggestions, Tab::Ideas, Tab::Checks];

    /// Its name in addresses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tab::Steps => "steps",
            Tab::Suggestions => "suggestions",
            Tab::Ideas => "ideas",
            Tab::Checks => "checks",
        }
    }

    pub(crate) fn label(self) -> &'static str {
        match self {
            Tab::Steps => "Steps",
            Tab::Suggestions => "Suggestions",
            Tab::Ideas => "Ideas",
            Tab::Checks => "Checks",
        }
    }
}

/// What the side panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) enum Selection<'m> {
    #[default]
    Nothing,
    Step(&'m Step),
    Flow {
        from: &'m Step,
        to: &'m Step,
    },
    Rework {
        from: &'m Step,
        to: &'m Step,
    },
    Metrics,
}

#[derive(Debug, Default)]
pub(crate) struct View<'m> {
    pub(crate) selection: Selection<'m>,
    /// The field of the selected step that has the focus.
    pub(crate) field: Option<String>,
    /// The metric whose calculation is asked for.
    pub(crate) metric: Option<String>,
    pub(crate) tab: Tab,
    /// Was a list asked for? On small screens, the drawer is closed otherwise.
    is_list_chosen: bool,
}

type Pairs = BTreeMap<String, String>;

fn pairs(query: &str) -> Pairs {
    let uri = format!("/?{query}").parse::<Uri>().unwrap_or_default();
    let pairs: Vec<(String, String)> = Query::try_from_uri(&uri).map(|Query(pairs)| pairs).unwrap_or_default();
    pairs.into_iter().collect()
}

impl<'m> View<'m> {
    /// Unknown keys and steps that don't exist are ignored.
    pub(crate) fn from_query(query: &str, map: &'m Map) -> View<'m> {
        let pairs = pairs(query);
        let step = |key: &str| pairs.get(key).and_then(|id| map.step(id));
        let arrow = |key: &str| {
            let (from, to) = urls::arrow_ends(pairs.get(key)?)?;
            Some((map.step(&from)?, map.step(&to)?))
        };
        // An arrow from the start or to the end of the scope belongs to its step.
        let end = |key: &str| {
            let (from, to) = urls::arrow_ends(pairs.get(key)?)?;
            (from.is_empty() != to.is_empty()).then_some(())?;
            map.step(if from.is_empty() { &to } else { &from })
        };
        let selection = match () {
            () if let Some(step) = step("step").or_else(|| step("wait")).filter(|_| !pairs.contains_key("panel")) => {
                Selection::Step(step)
            }
            () if let Some((from, to)) = arrow("flow") => Selection::Flow { from, to },
            () if let Some(step) = end("flow") => Selection::Step(step),
            () if let Some((from, to)) = arrow("rework") => Selection::Rework { from, to },
            () if pairs.contains_key("explain") => Selection::Metrics,
            () => Selection::Nothing,
        };
        let chosen = pairs.get("panel").and_then(|name| Tab::ALL.iter().find(|tab| tab.name() == name));
        View {
            selection,
            field: if step("wait").is_some() { Some("wait".to_owned()) } else { pairs.get("field").cloned() },
            metric: pairs.get("explain").cloned(),
            tab: chosen.copied().unwrap_or_default(),
            is_list_chosen: chosen.is_some(),
        }
    }

    pub(crate) fn has_selection(&self) -> bool {
        self.selection != Selection::Nothing
    }

    /// The name of the view of the panel that shows the selection.
    pub(crate) fn panel(&self) -> &'static str {
        match self.selection {
            Selection::Nothing => "nothing",
            Selection::Step(_) => "step",
            Selection::Flow { .. } | Selection::Rework { .. } => "arrow",
            Selection::Metrics => "metrics",
        }
    }

    pub(crate) fn step(&self) -> Option<&'m Step> {
        match self.selection {
            Selection::Step(step) => Some(step),
            _ => None,
        }
    }

    pub(crate) fn is_drawer_open(&self) -> bool {
        self.is_list_chosen
    }

    /// `open` if a list was asked for; else it depends on the size of the screen.
    pub(crate) fn drawer(&self) -> &'static str {
        if self.is_list_chosen { "open" } else { "auto" }
    }
}

/// The page that the query of a link in the drawing stands for without scripts, which open it as a dialog.
pub(crate) fn redirect(query: &str, id: &str) -> Option<String> {
    (pairs(query).get("dialog")? == "settings").then(|| urls::map_edit(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use vsm::samples;

    fn map() -> Map {
        samples::ALL.first().and_then(|sample| sample.map().ok()).unwrap()
    }

    #[test]
    fn query_selects_what_it_names() {
        let map = map();
        let [a, b] = [&*map.steps[0], &*map.steps[1]];
        let view = |query: String| View::from_query(&query, &map);
        assert_eq!(view(format!("step={}&field=work", a.id)).selection, Selection::Step(a));
        assert_eq!(view(format!("wait={}", a.id)).field.as_deref(), Some("wait"));
        assert_eq!(view(format!("flow={}~{}", a.id, b.id)).selection, Selection::Flow { from: a, to: b });
        assert_eq!(view(format!("flow=~{}", a.id)).selection, Selection::Step(a));
        assert_eq!(view(format!("rework={}~{}", b.id, a.id)).selection, Selection::Rework { from: b, to: a });
        assert_eq!(view("explain=lead".to_owned()).selection, Selection::Metrics);
        let ideas = view(format!("panel=ideas&step={}", a.id));
        assert_eq!((ideas.selection, ideas.tab, ideas.drawer()), (Selection::Nothing, Tab::Ideas, "open"));
    }

    #[test]
    fn what_does_not_exist_is_ignored() {
        let map = map();
        for query in ["", "step=nowhere", "flow=a~b", "panel=other", "%zz", "undone=1"] {
            let view = View::from_query(query, &map);
            assert_eq!((view.selection, view.drawer()), (Selection::Nothing, "auto"), "{query}");
        }
    }
}
