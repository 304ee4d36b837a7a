//! The fields of a page, as a browser sends them.

use std::collections::BTreeMap;

/// Names and values of all fields; of checkboxes only those that are checked.
pub(crate) fn page_fields(page: &str) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for tag in page.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or((tag, ""));
        if tag.starts_with("select ") {
            fields.insert(attribute(tag, "name").unwrap_or_default(), String::new());
        }
    }
    for (at, select) in page.split("<select ").enumerate().skip(1) {
        let (select, _) = select.split_once("</select>").unwrap_or_else(|| panic!("select {at} ends"));
        let options: Vec<&str> = select.split("<option ").skip(1).collect();
        let chosen = options.iter().find(|option| is(option, "selected")).or(options.first());
        let value = chosen.and_then(|option| attribute(option, "value")).unwrap_or_default();
        fields.insert(attribute(select, "name").unwrap_or_default(), value);
    }
    for input in page.split("<input ").skip(1) {
        let Some(name) = attribute(input, "name") else { continue };
        if attribute(input, "type").as_deref() != Some("checkbox") {
            fields.insert(name, attribute(input, "value").unwrap_or_default());
        } else if is(input, "checked") {
            fields.insert(name, "on".to_owned());
        }
    }
    fields
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (tag, _) = tag.split_once('>')?;
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value = rest.split_once('"')?.0;
    Some(
        value
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&"),
    )
}

fn is(tag: &str, name: &str) -> bool {
    tag.split_once('>').is_some_and(|(tag, _)| tag.split(' ').any(|word| word == name))
}
