//! Writing and reading a map of 1,000 steps in each format, warm in one process, and the memory that reading takes.

use std::io::{Cursor, Write as _};
use std::process::Command;
use std::time::Instant;

use exchange::{Format, Options};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::table::Table;
use crate::{Outcome, median, sample, weir};

/// The longest acceptable wait for a file, in milliseconds.
const MAX_MS: f64 = 1000.0;

pub(crate) fn measure(folder: &std::path::Path, table: &mut Table) -> Outcome<()> {
    const STEPS: u32 = 1000;
    let map = sample::map(STEPS);
    let options = Options { scale: 1.0, ..Options::default() };
    for format in Format::all().filter(|format| format.can_write()) {
        let rounds = if format.is_heavy() { 5 } else { 21 };
        let mut bytes = Vec::new();
        let write = timed(rounds, || {
            bytes = exchange::write(format, &map, &options).map_err(|error| error.message)?;
            Ok(())
        })?;
        let size = bytes.len() / 1024;
        table.at_most(&format!("{} of {STEPS} steps, written ({size} KB)", format.name()), "ms", write, MAX_MS);
        if format.can_read() {
            let read = timed(rounds, || {
                let read = exchange::read("x", &bytes).map_err(|error| error.message)?;
                assert_eq!(read.0.steps.len(), map.steps.len());
                Ok(())
            })?;
            table.at_most(&format!("{} of {STEPS} steps, read", format.name()), "ms", read, MAX_MS);
            let path = folder.join(format!("large.{}", format.extension()));
            std::fs::write(&path, &bytes)?;
            if let Some(peak) = peak_memory(&path) {
                table.at_most("  memory of the process that reads it", "MB", peak, 100.0);
            }
        }
    }
    tables(folder, table)
}

/// Tables of others: 1,000 steps are read, 100,000 rows are read or refused.
fn tables(folder: &std::path::Path, table: &mut Table) -> Outcome<()> {
    let rows = |count: usize| -> Vec<[String; 6]> {
        let row = |at: usize| {
            let team = ["Development", "Operations", "Change board"].get(at % 3).copied().unwrap_or_default();
            [
                at.to_string(),
                format!("Step {at}"),
                team.to_owned(),
                format!("{} h", at % 40),
                format!("~{} min", at % 55 + 5),
                format!("{}%", at % 50 + 50),
            ]
        };
        (1..=count).map(row).collect()
    };
    let headings = ["#", "Activity", "Responsible", "Waiting time", "Process time (PT)", "% C&A"].map(str::to_owned);
    for (count, most) in [(1_000, 50.0), (100_000, 1000.0)] {
        let mut cells = vec![headings.clone()];
        cells.extend(rows(count));
        for (name, extension, bytes) in [
            ("CSV", "csv", csv(&cells)),
            ("Markdown", "md", markdown(&cells)),
            ("XLSX", "xlsx", xlsx(&cells)?),
            ("ODS", "ods", ods(&cells)?),
        ] {
            let time = timed(5, || {
                match exchange::read("x", &bytes) {
                    Ok((map, _)) => assert_eq!(map.steps.len(), count),
                    Err(error) => assert!(count > 1_000, "{}", error.message),
                }
                Ok(())
            })?;
            let size = bytes.len() / 1024;
            table.at_most(&format!("{name} of {count} rows by others ({size} KB), read or refused"), "ms", time, most);
            let path = folder.join(format!("others.{extension}"));
            std::fs::write(&path, &bytes)?;
            if let Some(peak) = peak_memory(&path) {
                table.at_most("  memory of the process that reads it", "MB", peak, 100.0);
            }
        }
    }
    Ok(())
}

fn csv(rows: &[[String; 6]]) -> Vec<u8> {
    rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n").into_bytes()
}

fn markdown(rows: &[[String; 6]]) -> Vec<u8> {
    let mut lines: Vec<String> = rows.iter().map(|row| format!("| {} |", row.join(" | "))).collect();
    lines.insert(1, "|---|---|---|---|---|---|".to_owned());
    lines.join("\n").into_bytes()
}

fn xlsx(rows: &[[String; 6]]) -> Outcome<Vec<u8>> {
    let cell = |text: &String| format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", text.replace('&', "&amp;"));
    let rows: Vec<String> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let rows = format!("<row>{}</row>", rows.join("</row><row>"));
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    zipped(&[
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Steps\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
    ])
}

fn ods(rows: &[[String; 6]]) -> Outcome<Vec<u8>> {
    let cell = |text: &String| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            text.replace('&', "&amp;")
        )
    };
    let rows: Vec<String> = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let rows = format!("<table:table-row>{}</table:table-row>", rows.join("</table:table-row><table:table-row>"));
    let names = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        (
            "content.xml",
            format!(
                "<office:document-content {names}><office:body><office:spreadsheet><table:table table:name=\"Steps\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
            ),
        ),
    ])
}

fn zipped(files: &[(&str, String)]) -> Outcome<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        // The kind of an ODS file is readable as it stands.
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method))?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// The median in milliseconds of some rounds, after a warm-up.
fn timed(rounds: u32, mut work: impl FnMut() -> Outcome<()>) -> Outcome<f64> {
    work()?;
    let mut all = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        work()?;
        all.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(all))
}

/// The peak memory for converting a file, in MB; `None` if GNU time isn't installed.
fn peak_memory(path: &std::path::Path) -> Option<f64> {
    let done = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(weir())
        .arg("convert")
        .arg(path)
        .args(["-", "--format", "json"])
        .output();
    let stderr = String::from_utf8(done.ok()?.stderr).ok()?;
    Some(stderr.lines().last()?.parse::<f64>().ok()? / 1024.0)
}
