//! Parses cells that refer to other steps: `then` and `rework`. Steps are referred to by name if that is
//! unambiguous, otherwise by id; a name with a `;` is in quotation marks.

use std::collections::{BTreeSet, HashMap};

use crate::table::cells::clip;
use crate::table::formula_escape::{defuse, unescape};
use vsm::Map;
use vsm::model::duration::{WorkingCalendar, is_unknown};
use vsm::model::map::SentBack;
use vsm::model::number::{DecimalSign, read_percent};

/// The separators between two steps in one cell.
const BETWEEN: &[char] = &[';', '|', '\n'];

/// What may stand before the name of a step.
const BEFORE_NAME: &[&str] = &["after ", "back to ", "to ", "->", "→", "=>", "⇒", "<-", "←"];

/// Signs between a share and where it goes.
const ARROWS: &[&str] = &["→", "->", "=>", "⇒", "➔", "↩", "←"];

/// The names and ids by which a file refers to steps.
#[derive(Debug, Default)]
pub(crate) struct Names {
    ids: HashMap<String, usize>,
    /// By name in lower case; `None` if several steps share it.
    named: HashMap<String, Option<usize>>,
    /// By the number that a table gives them; `None` if several share it.
    numbered: HashMap<String, Option<usize>>,
}

impl Names {
    /// The names of steps, given as (id, name) in order.
    pub(crate) fn new<'a>(steps: impl Iterator<Item = (&'a str, &'a str)>) -> Names {
        let mut all = Names::default();
        for (at, (id, name)) in steps.enumerate() {
            all.ids.insert(id.to_owned(), at);
            all.named.entry(name.to_lowercase()).and_modify(|known| *known = None).or_insert(Some(at));
        }
        all
    }

    /// The names of the steps of a map.
    pub(crate) fn of_map(map: &Map) -> Names {
        Names::new(map.steps.iter().map(|step| (step.id.as_str(), step.name.as_str())))
    }

    /// Adds the numbers of the steps, in order: those of a table, else those in their names, else they are counted.
    pub(super) fn add_numbers<'c>(
        &mut self,
        given: impl Iterator<Item = &'c str>,
        names: impl Iterator<Item = &'c str>,
    ) {
        let mut given: Vec<&str> = given.collect();
        let rows = given.len();
        let is_counted = given.iter().all(|number| number.is_empty());
        if is_counted {
            given = names.map(label).collect::<Option<_>>().unwrap_or_default();
        }
        // Letters leave the row numbers free.
        let are_numbers = given.iter().any(|label| label.starts_with(|c: char| c.is_ascii_digit()));
        let counted = if is_counted && !are_numbers { rows } else { 0 };
        let labels = given.into_iter().map(|label| label.trim_end_matches(['.', ')']).to_lowercase()).enumerate();
        for (at, number) in labels.chain((0..counted).map(|at| (at, (at + 1).to_string()))) {
            self.numbered.entry(number).and_modify(|known| *known = None).or_insert(Some(at));
        }
    }

    /// A share in a cell.
    pub(super) fn share(cell: &str, sign: DecimalSign) -> Result<Option<f64>, String> {
        read_percent(cell, sign, false).map(|reading| reading.value)
    }

    /// The unambiguous reference to a step: its name if it is unique, otherwise its id.
    pub(crate) fn call<'a>(&self, at: usize, id: &'a str, name: &'a str) -> &'a str {
        let clear = self.named.get(&name.to_lowercase()) == Some(&Some(at)) && !self.ids.contains_key(name);
        if clear { name } else { id }
    }

    /// The step that a text refers to, also as `after Build`, or the reason why there is none.
    fn find(&self, text: &str) -> Result<usize, String> {
        let lower = text.to_lowercase();
        let by_name = || self.named.get(&lower).copied();
        let by_number = || self.numbered.get(lower.trim_start_matches('#').trim_end_matches(['.', ')'])).copied();
        let after = || {
            let name = BEFORE_NAME.iter().find_map(|before| lower.strip_prefix(before))?.trim_start();
            self.named.get(name).or_else(|| self.numbered.get(name)).copied()
        };
        match self.ids.get(text).copied().map(Some).or_else(by_name).or_else(by_number).or_else(after) {
            Some(Some(at)) => Ok(at),
            Some(None) => Err(format!("Several steps are named “{}”. Use an id.", clip(text))),
            None => Err(format!("No step is named “{}”.", clip(text))),
        }
    }

    /// The step that a link refers to: `3`, `3FS` as in project plans, where the next step begins when this one is done.
    fn link(&self, item: &str) -> Result<usize, String> {
        let why = match self.find(item) {
            Ok(at) => return Ok(at),
            Err(why) => why,
        };
        let digits = item.bytes().take_while(u8::is_ascii_digit).count();
        let (Some(number), Some(link)) = (item.get(..digits), item.get(digits..)) else { return Err(why) };
        let Some(kind) = link.trim_start().get(..2).map(str::to_ascii_uppercase).filter(|_| digits > 0) else {
            return Err(why);
        };
        let lag = link.trim_start().get(2..).unwrap_or_default().trim();
        match kind.as_str() {
            // The end to the beginning, in English and German plans.
            "FS" | "EA" if lag.is_empty() => self.find(number),
            "FS" | "EA" if lag.starts_with(['+', '-', '−']) => {
                Err(format!("“{}” has a lag. Enter {number} here, and the lag as a wait time.", clip(item)))
            }
            "SS" | "FF" | "SF" | "AA" | "EE" | "AE" if lag.is_empty() || lag.starts_with(['+', '-', '−']) => {
                Err(format!(
                    "“{}” doesn’t link the end of a step to the beginning of another. Enter the step that comes before.",
                    clip(item)
                ))
            }
            _ => Err(why),
        }
    }

    /// The only step that a cell refers to.
    pub(super) fn one(&self, cell: &str) -> Result<usize, String> {
        self.find(cell.trim())
    }

    /// The steps that a cell refers to; none for “?” and the like, unless a step has that name.
    pub(super) fn steps(&self, cell: &str) -> Result<Vec<usize>, String> {
        if cell.is_empty() {
            return Ok(Vec::new());
        }
        match self.find(cell) {
            Ok(only) => return Ok(vec![only]),
            Err(_) if is_unknown(cell) || is_none(cell) => return Ok(Vec::new()),
            Err(_) => {}
        }
        let found: Result<Vec<_>, _> = items(cell).map(|item| self.link(&unquoted(item))).collect();
        // Names often contain commas, so commas separate steps only if nothing else makes sense.
        found.or_else(|why| {
            cell.split([',', '&', '+']).map(|item| self.link(item.trim())).collect::<Result<_, _>>().map_err(|_| why)
        })
    }

    /// The rework arrows in a cell: `Develop: 20; Design: 5 % after 1h`, `Develop (20%)`, `20% to Develop`.
    pub(super) fn rework(
        &self,
        cell: &str,
        sign: DecimalSign,
        clock: &WorkingCalendar,
    ) -> Result<Vec<(usize, SentBack)>, String> {
        if is_unknown(cell) {
            return Ok(Vec::new());
        }
        items(cell).map(|item| self.arrow(item, sign, clock)).collect()
    }

    /// One rework arrow, with its wait if that follows: `Develop: 20% after 1h`.
    fn arrow(&self, item: &str, sign: DecimalSign, clock: &WorkingCalendar) -> Result<(usize, SentBack), String> {
        let with_wait = item.rsplit_once(" after ");
        if let Some((Ok((to, share)), wait)) =
            with_wait.map(|(arrow, wait)| (self.one_arrow(arrow.trim_end(), sign), wait))
        {
            let wait = clock.parse_written(wait)?;
            return Ok((to, SentBack { share, wait: Some(wait) }));
        }
        self.one_arrow(item, sign).map(|(to, share)| (to, share.into()))
    }

    /// A rework arrow without a wait. The colon is tried first, since exports use it: `50% to go: 20`.
    fn one_arrow(&self, item: &str, sign: DecimalSign) -> Result<(usize, f64), String> {
        let mut why = format!("“{}” has no target or share. Use a format like “Develop: 20%”.", clip(item));
        let in_brackets = item.strip_suffix(')').and_then(|item| item.rsplit_once('('));
        // `20% to Develop`, `20 % go back to Develop`.
        let share_first = item.split_once('%').and_then(|(share, rest)| Some((rest.split_once("to ")?, share)));
        let share_first = share_first.or_else(|| {
            let (share, rest) = item.split_once('%')?;
            Some((ARROWS.iter().find_map(|arrow| rest.split_once(arrow))?, share))
        });
        let share_first = share_first.and_then(|((verb, step), share)| {
            const VERBS: &[&str] =
                &["", "back", "go", "goes", "go back", "goes back", "sent", "sent back", "return", "returns"];
            VERBS.contains(&verb.trim().to_lowercase().as_str()).then_some((step, share))
        });
        // `Develop 20 %`: the percent sign makes the number a share.
        let behind = item.strip_suffix('%').and_then(|item| item.trim_end().rsplit_once(char::is_whitespace));
        for (step, share) in [item.rsplit_once(':'), in_brackets, share_first, behind].into_iter().flatten() {
            let found = self.find(&unquoted(step.trim())).and_then(|to| {
                let share = Names::share(share.trim(), sign)?;
                share
                    .map(|share| (to, share))
                    .ok_or_else(|| "Enter the share of items that go back, such as 20%.".to_owned())
            });
            match found {
                Ok(arrow) => return Ok(arrow),
                Err(sentence) => why = sentence,
            }
        }
        Err(why)
    }
}

/// The letter or number at the start of a name: `A` in `A Plan`, `2b` in `2b. Test`.
fn label(name: &str) -> Option<&str> {
    const MAX_LABEL: usize = 3;
    let (label, rest) = name.split_once([' ', '.', ')', ':'])?;
    let has_digit = label.contains(|c: char| c.is_ascii_digit());
    let is_letter = label.len() == 1 && label.bytes().all(|b| b.is_ascii_uppercase());
    let is_label =
        label.len() <= MAX_LABEL && label.bytes().all(|b| b.is_ascii_alphanumeric()) && (is_letter || has_digit);
    (is_label && !rest.trim().is_empty()).then_some(label)
}

/// The `then` cell of a step.
pub(crate) fn write_then(names: &Names, map: &Map, next: &[usize]) -> String {
    let targets: Vec<_> = next.iter().map(|&at| (at, String::new())).collect();
    write(names, map, &targets, |cell| same(names.steps(cell).ok(), next))
}

/// The `rework` cell of a step: the steps it sends items back to, with percentages.
pub(crate) fn write_rework(names: &Names, map: &Map, from: &str) -> String {
    let arrows = map.rework.iter().filter(|((sender, _), _)| sender.as_str() == from);
    let arrows: Vec<_> = arrows.filter_map(|((_, to), sent_back)| Some((map.index_of(to)?, *sent_back))).collect();
    let text = |sent_back: &SentBack| match sent_back.wait {
        Some(_) => format!(": {}", sent_back.text(&map.clock)),
        None => format!(": {}", sent_back.share),
    };
    let targets: Vec<_> = arrows.iter().map(|(at, sent_back)| (*at, text(sent_back))).collect();
    write(names, map, &targets, |cell| same(names.rework(cell, DecimalSign::Point, &map.clock).ok(), &arrows))
}

/// A cell that refers to steps, each with a suffix: by name if that is read back correctly, otherwise by
/// id, and at worst with every id in quotation marks.
fn write(names: &Names, map: &Map, targets: &[(usize, String)], means_it: impl Fn(&str) -> bool) -> String {
    let joined = |call: &dyn Fn(usize, &str, &str) -> String| {
        let items = targets.iter().filter_map(|(at, more)| {
            let step = map.steps.get(*at)?;
            Some(call(*at, &step.id, &step.name) + more)
        });
        items.collect::<Vec<_>>().join("; ")
    };
    let by_name = joined(&|at, id, name| quoted_if_needed(names.call(at, id, name)));
    if means_it(&unescape(&defuse(&by_name))) {
        return by_name;
    }
    let ids = joined(&|_, id, _| quoted_if_needed(id));
    if means_it(&unescape(&defuse(&ids))) { ids } else { joined(&|_, id, _| quoted(id)) }
}

/// Whether a path of flows leads from one step to another. A step leads to itself.
pub(crate) fn leads(flows: &BTreeSet<(usize, usize)>, from: usize, to: usize) -> bool {
    let mut seen = BTreeSet::from([from]);
    let mut next = vec![from];
    while let Some(at) = next.pop() {
        if at == to {
            return true;
        }
        next.extend(flows.range((at, 0)..=(at, usize::MAX)).map(|(_, to)| *to).filter(|to| seen.insert(*to)));
    }
    false
}

/// Whether the parsed values are the written ones, in any order.
fn same<T: PartialEq>(read: Option<Vec<T>>, meant: &[T]) -> bool {
    read.is_some_and(|read| read.len() == meant.len() && meant.iter().all(|one| read.contains(one)))
}

fn quoted_if_needed(called: &str) -> String {
    let plain = !called.is_empty() && !called.contains(BETWEEN) && !called.contains('"') && called.trim() == called;
    if plain { called.to_owned() } else { quoted(called) }
}

fn quoted(called: &str) -> String {
    format!("\"{}\"", called.replace('"', "\"\""))
}

/// Words for no other step.
fn is_none(cell: &str) -> bool {
    [
        "none", "no", "nothing", "start", "begin", "end", "keine", "aucun", "ninguno", "nessuno", "geen", "brak",
        "nenhum", "无", "なし", "없음",
    ]
    .contains(&cell.to_lowercase().as_str())
}

/// The parts of a cell, split at separators outside of quotation marks.
fn items(cell: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let parts = cell.split(move |c: char| {
        quoted ^= c == '"';
        !quoted && BETWEEN.contains(&c)
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

fn unquoted(item: &str) -> String {
    match item.strip_prefix('"').and_then(|item| item.strip_suffix('"')) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => item.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::new(
            [("a", "Build, sign"), ("b", "Test"), ("c", "test"), ("d", "Ship; \"now\""), ("e", "Ship")].into_iter(),
        )
    }

    /// The shares in a cell, without waits.
    fn shares(names: &Names, cell: &str) -> Result<Vec<(usize, f64)>, String> {
        let arrows = names.rework(cell, DecimalSign::Point, &WorkingCalendar::WORKING)?;
        Ok(arrows.into_iter().map(|(to, sent_back)| (to, sent_back.share)).collect())
    }

    #[test]
    fn rework_may_have_a_wait() {
        let names = names();
        let read = |cell| names.rework(cell, DecimalSign::Point, &WorkingCalendar::WORKING);
        for cell in ["Ship: 20% after 1h", "Ship (20%) after 60 min", "20% to Ship after 1h", "Ship 20 % after 1h"] {
            let [(to, SentBack { share, wait })] = read(cell).unwrap().try_into().unwrap();
            assert_eq!((to, share, wait.map(|wait| wait.seconds)), (4, 20.0, Some(3600)), "{cell}");
        }
        let two = read("Ship: 20 after 2d; b: 5%").unwrap();
        assert_eq!(two.iter().map(|(_, sent_back)| sent_back.wait.is_some()).collect::<Vec<_>>(), [true, false]);
        assert!(read("Ship: 20% after lunch").is_err());
    }

    #[test]
    fn steps_are_found_by_name_or_id() {
        let names = names();
        assert_eq!(names.steps("Build, sign"), Ok(vec![0]));
        assert_eq!(names.steps("build, SIGN; b|e"), Ok(vec![0, 1, 4]));
        assert_eq!(names.steps("a, e"), Ok(vec![0, 4]));
        assert_eq!(names.steps("\"Ship; \"\"now\"\"\"; Ship"), Ok(vec![3, 4]));
        assert!(names.steps("Test").unwrap_err().starts_with("Several steps"));
        assert_eq!(names.steps("Nowhere").unwrap_err(), "No step is named “Nowhere”.");
    }

    #[test]
    fn links_of_project_plans_are_read() {
        let mut names = names();
        names.add_numbers(["1", "2", "3", "4", "5"].into_iter(), std::iter::empty());
        assert_eq!(names.steps("2FS"), Ok(vec![1]));
        assert_eq!(names.steps("2FS; 3 FS"), Ok(vec![1, 2]));
        assert_eq!(names.steps("2EA,4"), Ok(vec![1, 3]));
        for (cell, part) in [
            ("2FS+1d", "has a lag. Enter 2 here"),
            ("3SS", "doesn’t link the end"),
            ("3FF-2 days", "doesn’t link the end"),
            ("9FS", "No step is named “9”."),
            ("2XX", "No step is named “2XX”."),
        ] {
            let sentence = names.steps(cell).unwrap_err();
            assert!(sentence.contains(part), "{cell}: {sentence}");
        }
    }

    #[test]
    fn rework_is_read_with_its_share() {
        let names = names();
        assert_eq!(shares(&names, "Ship: 20; b: 2.5 %"), Ok(vec![(4, 20.0), (1, 2.5)]));
        assert_eq!(shares(&names, "20% to Ship"), Ok(vec![(4, 20.0)]));
        assert_eq!(shares(&names, "Ship (20 %)"), Ok(vec![(4, 20.0)]));
        assert_eq!(shares(&names, "20% back to Ship"), Ok(vec![(4, 20.0)]));
        assert_eq!(shares(&names, "-> Ship (20 %)"), Ok(vec![(4, 20.0)]));
        assert_eq!(shares(&names, "back to Ship: 20%"), Ok(vec![(4, 20.0)]));
        assert_eq!(shares(&names, "Ship 20%; b 5 %"), Ok(vec![(4, 20.0), (1, 5.0)]));
        let odd = Names::new([("a", "50% to go"), ("b", "Ship (2)"), ("c", "-")].into_iter());
        assert_eq!(shares(&odd, "50% to go: 20; Ship (2): 5%"), Ok(vec![(0, 20.0), (1, 5.0)]));
        assert_eq!(shares(&odd, "3% to 50% to go; Ship (2) (4)"), Ok(vec![(0, 3.0), (1, 4.0)]));
        assert_eq!((shares(&odd, "-"), odd.steps("-"), odd.steps("?")), (Ok(vec![]), Ok(vec![2]), Ok(vec![])));
        assert!(shares(&names, "20 %").unwrap_err().contains("no target or share"));
        assert!(shares(&names, "Ship: lots").unwrap_err().contains("isn’t a number"));
    }
}
