//! Words around times and numbers, in several languages, and how they are found: `about`, `at most`, `per item`.

/// The most characters of a text that is quoted in an error.
pub(super) const MAX_QUOTED: usize = 40;

/// Words for “I don’t know”.
#[rustfmt::skip]
const UNKNOWN: &[&str] = &[
    "", "?", "??", "???", "-", "--", "---", "–", "—", "−", "...", "..", "…", "∞", "unknown", "not known", "unclear", "n/a", "na", "n.a.", "n/k", "nk", "tbd", "tbc",
    "tba", "t.b.d.", "to be defined", "to be determined", "to be confirmed", "varies", "vary", "varied", "variable", "various", "depends", "it depends",
    "don't know", "don’t know", "dont know", "not measured", "not applicable", "no data", "not available", "infinite", "infinity", "n.a", "undefined", "null", "#n/a", "nan",
    "unbekannt", "unklar", "k.a.", "k. a.", "k/a", "keine angabe", "offen", "variabel", "verschieden", "variiert", "nicht bekannt",
    "inconnu", "inconnue", "ça dépend", "à définir", "à déterminer", "nc", "n.c.", "s/o",
    "desconocido", "desconocida", "se desconoce", "n/d", "nd", "s/d", "varía", "varia", "depende", "por definir", "no aplica",
    "desconhecido", "desconhecida", "a definir", "não se aplica",
    "sconosciuto", "sconosciuta", "ignoto", "variabile", "dipende", "da definire",
    "onbekend", "varieert", "wisselend", "n.v.t.", "nvt",
    "nieznane", "nieznany", "nieznana", "brak danych", "b/d", "bd.", "zmienne", "zależy", "różnie",
    "neznámé", "neznáme", "neznámy", "nevím", "neviem",
    "tidak diketahui", "belum tahu", "okänt", "okänd", "ukendt", "ukjent", "неизвестно",
    "未知", "不明", "未定", "待定", "不详", "不詳", "不确定", "不確定", "未測定", "変動", "알수없음", "알 수 없음", "미정", "불명", "모름",
];

/// Words for no time at all.
#[rustfmt::skip]
const NOTHING: &[&str] = &[
    "none", "zero", "nothing", "nil", "no wait", "no waiting", "no waiting time", "no wait time", "no delay", "no queue", "not any", "immediate", "immediately",
    "instant", "instantly", "instantaneous", "at once", "right away", "straight away",
    "keine", "keiner", "kein", "null zeit", "sofort", "keine wartezeit", "unmittelbar", "aucun", "aucune", "immédiat", "immédiate", "immédiatement", "instantané",
    "ninguno", "ninguna", "inmediato", "inmediata", "nenhum", "nenhuma", "imediato", "imediata", "nessuno", "nessuna", "immediato", "immediata",
    "geen", "onmiddellijk", "brak", "natychmiast", "od razu", "žádný", "žádné", "žiadny", "žiadne", "ihned", "okamžite", "ingen", "inga", "omedelbart", "straks",
    "tidak ada", "langsung", "无", "無", "没有", "沒有", "立即", "なし", "即時", "없음", "즉시",
];

/// What may stand before a value that isn't exact.
#[rustfmt::skip]
const ABOUT: &[&str] = &[
    "~", "≈", "∼", "≃", "～", "±", "+/-", "ø", "about", "around", "approximately", "approx.", "approx", "roughly", "circa", "ca.", "ca", "c.", "usually", "typically", "typical",
    "typ.", "normally", "on average", "average", "avg.", "avg", "mean", "median", "estimated", "est.", "est", "some", "etwa", "ungefähr", "rund", "zirka", "durchschnittlich",
    "im schnitt", "meist", "geschätzt", "environ", "env.", "à peu près", "en moyenne", "aproximadamente", "aprox.", "aprox", "alrededor de", "unos", "unas", "en promedio",
    "cerca de", "em média", "circa", "mediamente", "ongeveer", "gemiddeld", "około", "ok.", "ok", "średnio", "přibližně", "približne", "asi", "cca.", "cca", "sekitar",
    "kira-kira", "ungefär", "cirka", "omkring", "約", "约", "大约", "大約", "平均", "およそ", "약", "평균",
];

/// What may stand before the longest possible time.
#[rustfmt::skip]
const AT_MOST: &[&str] = &[
    "<=", "=<", "≤", "⩽", "<", "up to", "at most", "no more than", "not more than", "no longer than", "less than", "fewer than", "maximum of", "maximum", "maximal",
    "max.", "max", "under", "below", "within", "bis zu", "höchstens", "weniger als", "unter", "bis", "jusqu'à", "jusqu’à", "au plus", "moins de", "moins d'", "moins d’", "hasta", "como máximo",
    "máximo", "máx.", "máx", "menos de", "até", "no máximo", "fino a", "al massimo", "massimo", "meno di", "tot", "maximaal", "hooguit", "minder dan", "do",
    "maks.", "maks", "maksymalnie", "co najwyżej", "najwyżej", "mniej niż", "max", "nejvýše", "najviac", "méně než", "menej ako", "maksimal", "kurang dari", "högst", "upp till",
    "op til", "maksimum", "最多", "最大", "少于", "少於", "不到", "不超过", "不超過", "최대",
];

/// What may stand before the shortest possible time.
#[rustfmt::skip]
const AT_LEAST: &[&str] = &[
    ">=", "=>", "≥", "⩾", ">", "at least", "no less than", "not less than", "more than", "longer than", "minimum of", "minimum", "minimal", "min.", "min", "over", "above",
    "mindestens", "mind.", "mehr als", "über", "ab", "au moins", "plus de", "plus d'", "plus d’", "al menos", "por lo menos", "más de", "mínimo", "mín.", "mín", "pelo menos", "no mínimo", "mais de",
    "almeno", "più di", "oltre", "minimo", "minstens", "minimaal", "meer dan", "co najmniej", "przynajmniej", "ponad", "więcej niż", "alespoň", "aspoň", "nejméně", "více než", "viac ako",
    "minimal", "lebih dari", "minst", "mindst", "mer än", "mere end", "至少", "最少", "最低", "超过", "超過", "최소",
];

/// What may stand behind a value that isn't exact, or that is per item as every time of a step is: none of it has to
/// be kept.
#[rustfmt::skip]
const EMPTY_WORDS: &[&str] = &[
    "?", "on average", "in average", "average", "averaged", "avg.", "avg", "approximately", "approx.", "approx", "about", "circa", "ca.", "ca", "roughly", "or so", "typically",
    "typical", "typ.", "usually", "normally", "mean", "median", "estimated", "estimate", "est.", "est", "each", "apiece",
    "im schnitt", "im durchschnitt", "durchschnittlich", "ungefähr", "etwa", "geschätzt", "en moyenne", "environ", "en promedio", "aproximadamente", "aprox.", "aprox", "em média",
    "in media", "gemiddeld", "ongeveer", "średnio", "około", "v průměru", "priemerne", "rata-rata", "左右", "くらい", "ぐらい", "ほど", "程度", "정도",
];

/// Words between a time and what it is for: `8 hours per story`.
#[rustfmt::skip]
const PER: &[&str] = &["/", "per", "for each", "for every", "for one", "for a", "an", "a", "pro", "je", "par", "por", "per", "na", "za"];

/// Things that flow through a map one by one.
#[rustfmt::skip]
const ITEMS: &[&str] = &[
    "item", "story", "user story", "ticket", "issue", "change", "change request", "release", "deployment", "deploy", "pr", "pull request", "mr", "merge request", "unit", "piece", "pc", "part",
    "feature", "task", "order", "case", "request", "job", "run", "build", "bug", "defect", "hotfix", "commit", "card", "document", "application", "claim", "invoice", "patient", "customer",
    "product", "stück", "stk", "element", "vorgang", "auftrag", "aufgabe", "änderung", "antrag", "élément", "pièce", "demande", "historia", "tarea", "unidad", "pieza", "solicitud",
    "peça", "tarefa", "unità", "pezzo", "stuk", "taak", "sztukę", "sztuka", "zadanie", "kus",
];

/// What may stand behind a value that is the lowest one.
#[rustfmt::skip]
const OR_MORE: &[&str] = &[
    "+", "or more", "or longer", "and more", "and up", "upwards", "at least", "minimum", "min.", "min", "oder mehr", "und mehr", "mindestens", "ou plus", "o más", "ou mais",
    "o più", "of meer", "lub więcej", "a více", "a viac", "以上", "이상",
];

/// What may stand behind a value that is the highest one.
#[rustfmt::skip]
const OR_LESS: &[&str] = &[
    "or less", "or fewer", "at most", "at the most", "maximum", "max.", "max", "tops", "oder weniger", "höchstens", "maximal", "ou moins", "o menos", "ou menos", "o meno", "of minder",
    "lub mniej", "以内", "以內", "以下", "未満", "未满", "이하", "이내", "미만",
];

/// Articles, which are the number one before a unit: `an hour`.
#[rustfmt::skip]
pub(super) const ARTICLES: &[&str] = &[
    "a", "an", "ein", "eine", "einen", "einem", "einer", "un", "une", "una", "um", "uma", "uno", "een", "en", "ett", "et", "jeden", "jedna", "jedno",
];

/// What stands between the ends of a range, or before a negative number.
pub(super) const DASHES: [char; 4] = ['–', '—', '-', '−'];

/// Whether the text stands for “I don’t know”.
pub fn is_unknown(text: &str) -> bool {
    is_one_of(text, UNKNOWN)
}

/// Whether the text says that its value isn’t exact: `~3 h`, `about 2 days`.
pub fn is_approximate(text: &str) -> bool {
    let text = text.trim();
    without_about(text).len() < text.len() && text.contains(char::is_numeric)
}

/// Whether the text stands for no time, or for none of something.
pub(super) fn is_nothing(text: &str) -> bool {
    is_one_of(text, NOTHING)
}

fn is_one_of(text: &str, words: &[&str]) -> bool {
    let text = text.trim();
    // No word is longer, and none begins with a digit: most texts are told apart without a copy.
    text.len() <= 24
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && words.contains(&text.trim_end_matches('!').to_lowercase().as_str())
}

/// Most texts do: none of the words that may stand before a value has to be looked for.
fn begins_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// What a text says about the value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// It is near it.
    About,
    /// It is the highest one.
    AtMost,
    /// It is the lowest one.
    AtLeast,
}

/// The text behind `about` and the like.
pub(super) fn without_about(mut text: &str) -> &str {
    while !begins_with_digit(text)
        && let Some(rest) = after_any(text, ABOUT)
    {
        text = rest.strip_prefix(':').map_or(rest, str::trim_start);
    }
    text
}

/// What stands before a value, and the text behind it.
pub(super) fn leading_bound(text: &str) -> (Option<Bound>, &str) {
    if begins_with_digit(text) {
        return (None, text);
    }
    if let Some(rest) = after_any(text, AT_MOST) {
        return (Some(Bound::AtMost), rest);
    }
    match after_any(text, AT_LEAST) {
        Some(rest) => (Some(Bound::AtLeast), rest),
        None => (None, text),
    }
}

/// What stands behind a value, and the text behind that. Words that say nothing are dropped.
pub(super) fn trailing_bound(text: &str) -> (Option<Bound>, &str) {
    let mut bound = None;
    let mut rest = text;
    loop {
        let start = rest.trim_start();
        if start.is_empty() {
            return (bound, start);
        }
        // `3 days each way`
        let is_phrase = |after: &&str| {
            let each = start.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("each"));
            !(each && after.trim_start().starts_with(char::is_alphabetic))
        };
        if let Some(after) = strip_any(start, EMPTY_WORDS).filter(is_phrase).or_else(|| after_per_item(start)) {
            rest = after;
        } else if let Some(after) = strip_any(start, OR_MORE) {
            (bound, rest) = (Some(Bound::AtLeast), after);
        } else if let Some(after) = strip_any(start, OR_LESS) {
            (bound, rest) = (Some(Bound::AtMost), after);
        } else if let Some((inside, after)) = bracketed(start)
            && strip_any(inside, EMPTY_WORDS)
                .or_else(|| after_per_item(inside))
                .is_some_and(|rest| rest.trim().is_empty())
        {
            rest = after;
        } else {
            return (bound, rest);
        }
    }
}

/// The text behind `per item`.
fn after_per_item(text: &str) -> Option<&str> {
    let thing = strip_any(text, PER)?.trim_start();
    let thing = ARTICLES.iter().find_map(|article| thing.strip_prefix(article)?.strip_prefix(' ')).unwrap_or(thing);
    strip_any(thing, ITEMS)
}

/// What is inside the brackets at the start of a text, and the text behind them. A bracket may stay open at the end.
pub(super) fn bracketed(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix(['(', '['])?;
    let end = inside.find([')', ']']).unwrap_or(inside.len());
    let (inside, after) = inside.split_at_checked(end)?;
    Some((inside.trim(), after.strip_prefix([')', ']']).unwrap_or(after)))
}

/// A value without the pictures around it, and without the raised digit behind it that refers to a footnote: `⏱ 10 min`,
/// `2 h¹`. A picture alone stays.
pub(super) fn without_marks(text: &str) -> &str {
    let is_picture = |c: char| matches!(c, '\u{231a}'..='\u{23ff}' | '\u{25a0}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}' | '\u{200d}' | '\u{1f000}'..='\u{1faff}');
    let plain = text.trim_matches(|c: char| is_picture(c) || c.is_whitespace());
    if plain.is_empty() {
        return text;
    }
    let unmarked = plain.trim_end_matches(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹', '⁰']);
    if unmarked.ends_with(|c: char| c.is_alphabetic() || matches!(c, '%' | '.' | ')')) { unmarked } else { plain }
}

/// The words that are left over: without the signs and brackets around them.
pub(super) fn left_over(text: &str) -> String {
    let text = text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '.' | '=' | '!' | '*')
    });
    match bracketed(text) {
        Some((inside, after)) if after.trim().is_empty() => inside.to_owned(),
        _ => text.to_owned(),
    }
}

/// The letters at the start of a text, and the rest.
pub(super) fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len()))
}

/// Whether it belongs to a script that is written without spaces.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// The text behind one of these words or signs, whatever its case. A word has to end where it ends, and something has
/// to follow.
pub(super) fn after_any<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    strip_any(text, words).map(str::trim_start).filter(|rest| !rest.is_empty())
}

/// Like [`after_any`], also at the end of a text. Takes the longest of the words.
pub(super) fn strip_any<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    // Most texts begin with a digit, and hardly any of the words.
    let first = text.chars().next()?.to_lowercase().next()?;
    let found = words.iter().filter(|word| word.starts_with(first)).filter_map(|word| {
        let (start, rest) = text.split_at_checked(word.len())?;
        if start != *word && start.to_lowercase() != *word {
            return None;
        }
        let last = word.chars().next_back()?;
        let ends = !last.is_alphabetic() || is_wide(last) || !rest.starts_with(char::is_alphabetic);
        ends.then_some(rest)
    });
    found.min_by_key(|rest| rest.len())
}
