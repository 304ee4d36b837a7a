//! The same value-stream table as people write it in eleven languages: headings, units, unknown values, totals.

use vsm::{Map, Metrics};

const HOUR: u64 = 3600;
const DAY: u64 = 8 * HOUR;

fn map(table: &str) -> Map {
    exchange::read("x", table.as_bytes()).unwrap_or_else(|error| panic!("{}\n{table}", error.message)).0
}

/// The table, with its separator, in a language.
const TABLES: &[&str] = &[
    "Process step,Responsible team,Process time,Waiting time,% C&A,No. of people\nDesign,Architects,2 hours,3 days,80%,2\nBuild,Developers,1 day,30 minutes,unknown,4\nRelease,Operations,45 min,2 weeks,90%,1\nTotal,,,,,\n",
    "Prozessschritt;Verantwortlich;Bearbeitungszeit;Wartezeit;%C/A;Anzahl Mitarbeiter\nDesign;Architects;2 Stunden;3 Tage;80 %;2\nBuild;Developers;1 Tag;30 Minuten;unbekannt;4\nRelease;Operations;45 Min.;2 Wochen;90 %;1\nSumme;;;;;\n",
    "Étape;Équipe;Temps de traitement;Temps d’attente;% C/A;Nombre de personnes\nDesign;Architects;2 heures;3 jours;80 %;2\nBuild;Developers;1 jour;30 minutes;inconnu;4\nRelease;Operations;45 min;2 semaines;90 %;1\nTotal;;;;;\n",
    "Paso;Equipo;Tiempo de proceso;Tiempo de espera;%C/A;Personas\nDesign;Architects;2 horas;3 días;80%;2\nBuild;Developers;1 día;30 minutos;desconocido;4\nRelease;Operations;45 min;2 semanas;90%;1\nTotal;;;;;\n",
    "Etapa;Equipe;Tempo de processamento;Tempo de espera;%C/A;Pessoas\nDesign;Architects;2 horas;3 dias;80%;2\nBuild;Developers;1 dia;30 minutos;desconhecido;4\nRelease;Operations;45 min;2 semanas;90%;1\nTotal;;;;;\n",
    "Fase;Squadra;Tempo di lavorazione;Tempo di attesa;%C/A;Persone\nDesign;Architects;2 ore;3 giorni;80%;2\nBuild;Developers;1 giorno;30 minuti;sconosciuto;4\nRelease;Operations;45 min;2 settimane;90%;1\nTotale;;;;;\n",
    "Processtap;Team;Bewerkingstijd;Wachttijd;%C/A;Aantal mensen\nDesign;Architects;2 uur;3 dagen;80%;2\nBuild;Developers;1 dag;30 minuten;onbekend;4\nRelease;Operations;45 min;2 weken;90%;1\nTotaal;;;;;\n",
    "Krok procesu;Zespół;Czas pracy;Czas oczekiwania;%C/A;Liczba osób\nDesign;Architects;2 godziny;3 dni;80%;2\nBuild;Developers;1 dzień;30 minut;nieznane;4\nRelease;Operations;45 min;2 tygodnie;90%;1\nSuma;;;;;\n",
    "步骤,团队,加工时间,等待时间,%C/A,人数\nDesign,Architects,2小时,3天,80%,2\nBuild,Developers,1天,30分钟,未知,4\nRelease,Operations,45分钟,2周,90%,1\n合计,,,,,\n",
    "工程,担当,作業時間,待ち時間,%C/A,人数\nDesign,Architects,2時間,3日,80%,2\nBuild,Developers,1日,30分,不明,4\nRelease,Operations,45分,2週間,90%,1\n合計,,,,,\n",
    "단계,팀,작업 시간,대기 시간,%C/A,인원\nDesign,Architects,2시간,3일,80%,2\nBuild,Developers,1일,30분,미정,4\nRelease,Operations,45분,2주,90%,1\n합계,,,,,\n",
];

#[test]
fn tables_in_eleven_languages_are_one_map() {
    for table in TABLES {
        let map = map(table);
        let steps: Vec<_> = map
            .steps
            .iter()
            .map(|step| {
                (step.name.as_str(), step.team.as_str(), step.work, step.wait, step.complete_accurate, step.people)
            })
            .collect();
        assert_eq!(
            steps,
            [
                ("Design", "Architects", Some(2 * HOUR), Some(3 * DAY), Some(80.0), Some(2.0)),
                ("Build", "Developers", Some(DAY), Some(HOUR / 2), None, Some(4.0)),
                ("Release", "Operations", Some(HOUR * 3 / 4), Some(10 * DAY), Some(90.0), Some(1.0)),
            ],
            "{table}"
        );
        assert_eq!(Metrics::new(&map).lead_seconds, Some(14 * DAY + 3 * HOUR + HOUR / 4), "{table}");
    }
}
