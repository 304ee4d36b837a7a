use exchange::table::mapping::TableOptions;
fn main() {
    let mut args = std::env::args().skip(1);
    let list = std::fs::read_to_string(args.next().unwrap()).unwrap();
    for line in list.lines() {
        let mut parts = line.split('\t');
        let (path, lenient) = (parts.next().unwrap(), parts.next() == Some("lenient"));
        let bytes = std::fs::read(path).unwrap();
        let options = TableOptions { lenient, ..TableOptions::default() };
        println!("@@ {path}");
        match exchange::read_all_with(path, &bytes, &options) {
            Ok(all) => {
                for (at, (map, findings)) in all.iter().enumerate() {
                    for f in findings {
                        println!("F{at} {}", f.sentence);
                    }
                    println!("M {}", vsm::file::write(map));
                }
            }
            Err(error) => println!("E {}", error.message.replace('\n', "\nE ")),
        }
    }
}
