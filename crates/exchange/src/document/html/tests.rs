use super::*;
use crate::table::sheet::MergedCells;

fn one(html: &str) -> RawSheet {
    let mut all = tables(html).unwrap();
    assert_eq!(all.len(), 1, "{html}");
    all.remove(0)
}

fn rows(sheet: &RawSheet) -> Vec<String> {
    sheet.rows.iter().map(|row| format!("{} {}", row.number, row.cells.join("·"))).collect()
}

#[test]
fn tables_of_every_source_are_read() {
    let excel = "Version:1.0\r\nStartHTML:0000000105\r\nEndHTML:0000000500\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\
        <head><style><!--td {padding:0}--></style></head><body><table border=0 style='border-collapse:\r\n collapse'>\
        <!--StartFragment--><col width=64><tr height=20 style='height:15.0pt'><td height=20 class=xl65>Step</td>\
        <td>PT</td></tr><tr><td>Build\r\n  it</td><td align=right x:num=\"5\">5&nbsp;min</td></tr>\
        <![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=64></td></tr><![endif]>\
        <!--EndFragment--></table></body></html>";
    let sheets = "<meta charset='utf-8'><google-sheets-html-origin><style type=\"text/css\"></style><table><colgroup>\
        <col width=\"100\"/></colgroup><tbody><tr><td data-sheets-value=\"{&quot;1&quot;:2}\">Step</td><td>PT</td></tr>\
        <tr><td>Build it</td><td>5 min</td></tr></tbody></table>";
    let confluence = "<table class=\"confluenceTable\"><thead><tr><th><p>Step</p></th><th><strong>PT</strong></th></tr></thead>\
        <tbody><tr><td><p>Build <a title=x>it</a></p></td><td><p><span>5</span> min<br/></p></td></tr></tbody></table>";
    let libre_office = "<body><table><tr><td><b>Step</b><td>PT<tr><td>Build it<td sdval=\"5\">5 min</table>";
    let unclosed = "<TABLE><TR><TH>Step<TH>PT<TR><TD>Build <i>it<TD>5 min";
    for html in [excel, sheets, confluence, libre_office, unclosed] {
        assert!(has_table(html), "{html}");
        assert_eq!(rows(&one(html)), ["1 Step·PT", "2 Build it·5 min"], "{html}");
    }
    assert_eq!(one(excel).hidden_rows, [0; 0]);
}

#[test]
fn cells_that_cover_others_are_merged() {
    let sheet = one("<table><tr><th rowspan=2>Step</th><th colspan=\"2\">Now</th></tr><tr><th>PT</th><th>LT</th></tr>\
        <tr><td rowspan=0>Build</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>");
    assert_eq!(rows(&sheet), ["1 Step·Now", "2 ·PT·LT", "3 Build·1·2", "4 ·3·4"]);
    let merged = |rows, columns| MergedCells { rows, columns };
    assert_eq!(sheet.merged, [merged((1, 2), (0, 0)), merged((1, 1), (1, 2)), merged((3, 4), (0, 0))]);
}

#[test]
fn text_in_cells_is_what_a_browser_shows() {
    for (html, expected) in [
        ("2 d<br>(queue)", "2 d\n(queue)"),
        ("<p>2 d</p>\n<p>queue</p>", "2 d\nqueue"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("&lt;1h &amp; &#8211; 90&nbsp;%", "<1h & – 90 %"),
        ("<s>5d</s> 3d", "3d (was 5d)"),
        ("10<sup>3</sup>", "10^3"),
        ("<span style='display: none'>9 <span>9</span></span>5 d", "5 d"),
        ("<img src=x alt=':check:'> yes", ":check: yes"),
        ("a <b>b</b>  c<script>x</script>", "a b c"),
        ("x < y", "x < y"),
    ] {
        let sheet = one(&format!("<table><tr><td>Step<td>PT<tr><td>{html}</td><td>1</table>"));
        assert_eq!(sheet.rows[1].cell(0), expected, "{html}");
    }
}

#[test]
fn hidden_rows_are_read_and_noted() {
    let sheet =
        one("<table><tr><td>Step<td>PT<tr style='color:red;display:none'><td>a<td>1<tr hidden><td>b<td>2</table>");
    assert_eq!(rows(&sheet), ["1 Step·PT", "2 a·1", "3 b·2"]);
    assert_eq!(sheet.hidden_rows, [2, 3]);
}

#[test]
fn tables_have_names_and_tables_within_tables_are_their_own() {
    let found = tables(
        "<h1>Page</h1><h2>Now<br>here</h2><p>x</p><table><tr><td>A<td>B<tr><td>1<td>2 <table><caption>In</caption>\
        <tr><td>C<td>D<tr><td>3<td>4</table> more</table><table><caption>Own</caption><tr><td>E<td>F<tr><td>5<td>6</table>",
    );
    let found = found.unwrap();
    let shown: Vec<_> = found.iter().map(|sheet| (sheet.name.as_str(), rows(sheet).join("/"))).collect();
    let expected = [("In", "1 C·D/2 3·4"), ("Now here", "1 A·B/2 1·2 more"), ("Own", "1 E·F/2 5·6")];
    assert_eq!(shown, expected.map(|(name, rows)| (name, rows.to_owned())));
    assert!(found[1].findings[0].sentence.starts_with("Row 2 contains a table"));
}

#[test]
fn near_misses_are_no_pages() {
    for text in ["step\twait\n<b>Build</b>\t2d\n", "<b>x</b>", "a,\"<table><tr><td>\"", "<tabled><tr>", "# <table\n"] {
        assert!(!has_table(text), "{text}");
    }
    assert!(has_table("Intro\n\n<table>\n<tr><td>x</td></tr></table>"));
}

#[test]
fn hostile_pages_are_bounded() {
    let wide = one("<table><tr><td colspan=1000000>x<tr><td>a<td rowspan=99999999999>b<tr><td>c</table>");
    assert_eq!(
        wide.merged,
        [(1, 1, 199), (2, 3, 1)].map(|(first, last, column)| MergedCells {
            rows: (first, last),
            columns: (usize::from(first != 1), column),
        })
    );
    let many = format!("<table>{}</table>", "<tr><td colspan=199>a<td>b".repeat(6_000));
    assert!(tables(&many).unwrap_err().message.contains("5,000 rows"));
    let columns = format!("<table><tr>{}</table>", "<td>a".repeat(201));
    assert!(tables(&columns).unwrap_err().message.contains("200 columns"));
    let long = format!("<table><tr><td>a<tr><td>{}", "x".repeat(20_001));
    assert!(tables(&long).unwrap_err().message.contains("20,000 characters"));
    for part in [
        "<table>",
        "<table><tr><td>x",
        "<td>",
        "<tr>",
        "<!--",
        "<a b=\"",
        "</",
        "<script>",
        "&",
        "<table><tr><td colspan=200>x",
    ] {
        let _ = tables(&part.repeat(300_000 / part.len()));
    }
}
