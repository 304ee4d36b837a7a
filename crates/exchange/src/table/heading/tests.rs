//! Headings of real tables, in many languages, and texts that only look like headings of a known column.

use super::*;
use Column::*;

/// Headings that mean the column for sure, and say nothing else.
#[rustfmt::skip]
const CLEAR: &[(Column, &[&str])] = &[
    (Step, &[
        "Step", "Steps", "Step name", "Step Name", "step_name", "stepName", "STEP", "Name of step", "Step(s)", "Process step", "Process steps",
        "Process Step Name", "Process / Step", "Process activity", "Activity", "Activities", "Activity name", "Task", "Tasks", "Task name",
        "Operation", "Action", "Work step", "Job", "Station", "Workstation", "Step / Activity", "Activity/Task", "Value stream step", "**Step**",
        "Subtask", "Procedure", "Process-Step", "The step",
        "Schritt", "Schritte", "Arbeitsschritt", "Prozessschritt", "Prozess-Schritt", "Tätigkeit", "Taetigkeit", "Tätigkeiten", "Aktivität", "Aufgabe", "Vorgang",
        "Teilprozess", "Name des Schritts", "Arbeitsgang",
        "Étape", "Etape", "Étapes", "Nom de l’étape", "Activité", "Tâche", "Étape du processus", "Opération",
        "Paso", "Pasos", "Actividad", "Nombre del paso", "Nombre de la actividad", "Tarea", "Operación",
        "Passo", "Atividade", "Nome da atividade", "Tarefa",
        "Attività", "Passaggio", "Nome attività", "Compito",
        "Stap", "Processtap", "Processtappen", "Activiteit", "Taak", "Naam van de stap",
        "Krok", "Czynność", "Nazwa kroku procesu", "Zadanie", "Krok procesu", "Činnost", "Úkol", "Úloha",
        "Aktivitas", "Nama kegiatan", "Langkah", "Kegiatan", "Steg", "Processteg", "Aktivitet",
        "步骤", "步驟", "工序", "工序名称", "活动", "任务", "流程步骤", "环节", "工程", "工程名", "作業", "ステップ", "タスク", "プロセスステップ",
        "단계", "활동", "공정", "작업명", "업무", "작업 단계",
    ]),
    (Team, &[
        "Team", "Owner", "Process owner", "Step owner", "Responsible", "Responsible person", "Responsible team", "Who", "Role", "Owner / Team", "Owner(s)", "Performed by",
        "Assigned to", "Person in charge", "PIC", "Department", "Dept.", "Resp.", "Business unit", "Team lead", "team_name",
        "Verantwortlich", "Verantwortlicher", "Abteilung", "Zuständig", "Wer", "Rolle", "Équipe", "Responsable", "Acteur", "Service",
        "Equipo", "Encargado", "Quién", "Área", "Equipe", "Responsável", "Setor", "Responsabile", "Reparto", "Chi", "Verantwoordelijke", "Afdeling", "Wie",
        "Zespół", "Odpowiedzialny", "Dział", "Zodpovědný", "Oddělení", "Ansvarig", "Penanggung jawab", "团队", "負責人", "负责部门", "担当", "担当者", "担当部署", "チーム", "담당자", "팀", "부서",
    ]),
    (Wait, &[
        "Wait", "Wait time", "Waiting time", "WT", "Wait Time (WT)", "wait_time", "waitTime", "Queue time", "Time in queue", "Idle time", "Delay", "Delay time",
        "Wait before", "Wait time before step", "Wait (before)", "Average waiting time", "Typical wait", "NVA", "NVA time", "Non-value-added time", "Non value added time (NVA)", "NVAT",
        "Total wait time", "Avg. wait time per item", "Wait/Queue time", "Waiting time (queue)", "Non-Value-Add Time", "Est. wait",
        "Wartezeit", "Liegezeit", "Warte-Zeit", "Mittlere Wartezeit", "Übergangszeit", "Wartedauer", "nicht wertschöpfende Zeit", "Temps d’attente", "Durée d'attente", "Attente", "Temps d'attente moyen", "Délai d’attente",
        "Tiempo de espera", "Espera", "Tiempo en cola", "Demora", "Tiempo sin valor agregado", "Tempo de espera", "Tempo de fila", "Tempo di attesa", "Tempo d’attesa", "Attesa", "Wachttijd", "Gemiddelde wachttijd",
        "Czas oczekiwania", "Średni czas oczekiwania", "Oczekiwanie", "Doba čekání", "Čakanie", "Väntetid", "Waktu tunggu", "等待时间", "等待時間", "平均等待时间", "排队时间", "非增值时间", "待ち時間", "待機時間", "平均待ち時間", "滞留時間",
        "대기 시간", "대기시간", "평균 대기 시간", "대기",
    ]),
    (Work, &[
        "Work", "Work time", "PT", "P/T", "Process time", "Process Time (PT)", "Proc. Time", "process_time", "Processing time", "Touch time", "Hands-on time", "Active time",
        "Cycle time", "C/T", "CT", "Zykluszeit", "Temps de cycle", "サイクルタイム", "VA time", "Value-added time", "Value Added Time (VAT)", "VAT", "Time worked", "Effort", "Avg process time", "Total PT", "PT per item", "PT per unit", "Median process time", "Processing duration",
        "Bearbeitungszeit", "Bearbeitungszeit (BZ)", "Prozesszeit", "Aufwand", "Arbeitszeit", "Ø Bearbeitungszeit", "wertschöpfende Zeit", "Bearbeitungsdauer", "Temps de traitement", "Temps de travail", "Temps à valeur ajoutée", "Durée de traitement",
        "Tiempo de proceso", "Tiempo de procesamiento", "Tiempo de trabajo", "Tempo de processamento", "Tempo de processo", "Tempo de execução", "Tempo di lavorazione", "Tempo di processo", "Bewerkingstijd", "Verwerkingstijd", "Procestijd",
        "Czas pracy", "Czas przetwarzania", "Czas procesu", "Doba zpracování", "Bearbetningstid", "Waktu proses", "处理时间", "處理時間", "加工时间", "增值时间", "工作时间", "作業時間", "処理時間", "工数", "正味時間",
        "처리 시간", "작업시간", "공정 시간",
    ]),
    (Lead, &[
        "Lead", "Lead time", "LT", "L/T", "Lead Time (LT)", "lead_time", "TAT", "Turnaround time", "Throughput time", "Flow time", "Total lead time", "Elapsed", "Elapsed time", "Average elapsed time", "Process lead time",
        "Durchlaufzeit", "Durchlaufzeit (DLZ)", "DLZ", "Délai", "Délai total", "Temps de traversée", "Plazo de entrega", "Tiempo de entrega", "Prazo", "Tempo de atravessamento", "Tempo di attraversamento",
        "Doorlooptijd", "Gemiddelde doorlooptijd", "Czas realizacji", "Czas przejścia", "Průběžná doba", "Ledtid", "前置时间", "交付周期", "リードタイム", "리드타임", "리드 타임",
    ]),
    (CompleteAccurate, &[
        "%C/A", "%C&A", "%CA", "C/A", "C&A", "% C/A", "PCA", "% Complete & Accurate", "% Complete and Accurate (%C&A)", "% C/A (0-100)", "percent_complete_and_accurate", "pct_complete_accurate", "pct_ca", "Percent complete & accurate",
        "First Pass Yield", "First-pass quality", "FPY", "FTR", "RFT", "First time right", "Right first time %", "FPY (%)", "First time quality",
        "% vollständig und korrekt", "% complet et exact", "% bon du premier coup", "% completo y exacto", "% completo y correcto", "% completo e preciso", "% completo e accurato", "% compleet en accuraat", "% kompletne i poprawne",
        "一次合格率", "完整准确率", "直通率", "直行率", "초회 합격률",
    ]),
    (People, &[
        "People", "FTE", "FTEs", "# People", "# of people", "Number of people", "No. of people", "People (FTE)", "Headcount", "Staff", "Operators", "No. of operators", "Team size", "Operators (#)", "# of team members", "# developers", "people_count",
        "Personen", "Anzahl Personen", "Mitarbeiter", "Anzahl Mitarbeiter", "Personnes", "Nombre de personnes", "Nb personnes", "Effectif", "ETP", "Personas", "Número de personas", "Cantidad de personas", "N° de personas", "Pessoas", "Número de pessoas",
        "Persone", "Numero di persone", "Aantal personen", "Medewerkers", "Liczba osób", "Počet osob", "Antal personer", "Jumlah orang", "人数", "人數", "人员", "要員数", "作業者数", "인원", "인원수",
    ]),
    (PeoplePerItem, &["People per item", "Attendees"]),
    (Queue, &[
        "Queue", "Queue size", "Items in queue", "Items waiting", "WIP", "Inventory", "Inventory (units)", "WIP (items)", "Backlog", "Work in progress", "# in queue", "Stock", "Waiting items", "Bestand", "Warteschlange", "Anzahl in Warteschlange", "Stock (pièces)", "File d’attente",
        "En cours", "Inventario", "Cola", "Estoque", "Fila", "Scorte", "Coda", "Voorraad", "Wachtrij", "Kolejka", "Zapas", "Zásoba", "在制品", "库存", "在庫", "仕掛品", "재고", "대기열",
    ]),
    (Batch, &["Batch", "Batch size", "Lot size", "Items per batch", "batch_size", "Losgröße", "Losgroesse", "Taille de lot", "Tamaño de lote", "Tamanho do lote", "Dimensione lotto", "Batchgrootte", "Wielkość partii", "批量", "ロットサイズ", "배치 크기"]),
    (Every, &["Cadence", "Frequency (per week)", "Frequency (times/week)", "Frequency", "How often", "Häufigkeit", "Fréquence", "Frecuencia", "Frequência", "Frequenza", "Frequentie", "Częstotliwość", "Frekvence", "Frekuensi", "频率", "頻度", "빈도"]),
    (Downtime, &["Downtime", "Outage time", "Ausfallzeit", "Temps d’arrêt", "Indisponibilité", "Tiempo de inactividad", "Indisponibilidade", "Tempo di fermo", "Storingstijd", "Czas przestoju", "停机时间", "停止時間", "ダウンタイム", "중단 시간"]),
    (Automated, &["Automated", "Automated?", "Is automated", "Manual / automated", "Automated (Y/N)", "Automatisiert", "Automatisiert?", "Automatisé", "Automatizado", "Automatizado?", "Automatizzato", "Geautomatiseerd", "Zautomatyzowane", "自动化", "自動化", "자동화 여부"]),
    (Note, &[
        "Note", "Notes", "Comment", "Comments", "Remarks", "Description", "Step description", "Process description", "Notes / comments", "Additional information", "Bemerkung", "Anmerkungen", "Beschreibung", "Commentaires", "Remarques",
        "Observaciones", "Descripción", "Notas", "Observações", "Comentários", "Osservazioni", "Opmerkingen", "Toelichting", "Uwagi", "Opis", "Poznámka", "Kommentar", "Catatan", "备注", "備註", "说明", "備考", "コメント", "비고", "메모",
    ]),
    (Order, &[
        "#", "No", "No.", "Nr", "Nr.", "N°", "Nº", "Number", "Order", "Seq", "Seq.", "Sequence", "sequence_index", "Sequence no.", "Step #", "Step no", "Step no.", "Step number", "# Step", "Step order", "Pos", "Pos.", "Position", "Index", "Activity no.",
        "Lfd. Nr.", "Lfd.-Nr.", "Reihenfolge", "Schritt-Nr.", "Numéro", "Ordre", "Rang", "N° étape", "Orden", "Secuencia", "N.º de paso", "Ordem", "Sequência", "Ordine", "Progressivo", "Volgorde", "Volgnummer", "Lp.", "Kolejność", "Nr kroku",
        "Pořadí", "Poradie", "Ordningsnummer", "No urut", "序号", "序號", "顺序", "编号", "順番", "番号", "工程番号", "項番", "순서", "순번", "번호",
    ]),
    (Id, &["Id", "ID", "Key", "Step ID", "Ticket", "Ticket key", "Task id", "Ticket number", "step_id"]),
    (Then, &["Next steps", "Next", "Next step", "Successor", "Successors", "Nachfolger", "Étape suivante", "Siguiente paso", "Próxima etapa", "Passo successivo", "Volgende stap", "Następny krok", "下一步", "後工程", "다음 단계"]),
    (After, &["Previous steps", "After", "Predecessor", "Predecessors", "Depends on", "Dependencies", "Previous step", "Vorgänger", "Abhängig von", "Prédécesseur", "Predecesor", "Depende de", "Predecessore", "Voorganger", "Poprzednik", "前工程", "前置任务", "선행 단계"]),
    (Rework, &["Rework", "Rework to", "Nacharbeit", "Retouche", "Retrabajo", "Retrabalho", "Rilavorazione", "Herwerk", "Poprawki", "返工", "手戻り", "재작업"]),
    (WaitReason, &["Wait reason", "Reason for waiting", "Waiting for", "Wartegrund", "Raison de l’attente", "Motivo de espera", "Motivo da espera", "Motivo dell’attesa", "Reden van wachten", "等待原因", "待ち理由", "대기 이유"]),
    (WaitLow, &["Min wait", "Minimum wait time", "Lowest wait time", "Wait (low)", "Best case wait", "Minimale Wartezeit"]),
    (WaitHigh, &["Max wait", "Maximum wait time", "Wait max", "Wait (max)", "Worst-case wait", "Maximale Wartezeit", "最大等待时间"]),
    (WorkLow, &["Min PT", "Minimum process time", "PT (best case)"]),
    (WorkHigh, &["Max PT", "PT max", "Maximum process time", "最大作業時間"]),
    (WaitRange, &["Wait range", "Wait time range"]),
    (WorkRange, &["Work range", "PT min/max"]),
    (WaitAfter, &["Wait after", "Wait time after", "Wait after step", "Wartezeit nach Schritt", "Espera después"]),
    (Necessary, &["NNVA", "BNVA", "BVA", "NNVA time", "Necessary non-value-added", "Business non-value-added time", "Business Value Add", "NVA (necessary)", "Necessary NVA"]),
    (Class, &["VA/NVA", "VA / NVA", "VA or NVA", "Value added?", "VA?", "Value added (Y/N)", "Value added (yes/no)", "VA/NVA/NNVA", "Value-added / Non-value-added", "是否增值"]),
    (Unit, &["Unit", "Units", "UoM", "PT unit", "Time unit", "Unit of time", "Wait unit", "Einheit", "Zeiteinheit", "Unité", "Unidad", "Unidade", "Unità", "Eenheid", "Jednostka", "单位", "單位", "単位", "단위"]),
    (Map, &["Map", "Value stream", "Map name"]),
];

/// Vague headings: another column with the meaning is more likely.
#[rustfmt::skip]
const WEAK: &[(Column, &[&str])] = &[
    (Step, &["Process", "Process name", "Phase", "Stage", "Epic", "Name", "Title", "What", "Prozess", "Phasen", "Was", "Processus", "Proceso", "Fase", "Etapa", "Nombre", "Nom", "Proces", "Etap", "Nazwa", "流程", "阶段", "プロセス", "フェーズ", "프로세스", "名称"]),
    (Team, &["Group", "Swimlane", "Lane", "Lead developer", "Developer"]),
    (Lead, &["Total", "Total time", "Duration", "Duration of step", "Task duration", "Dauer", "Durée", "Duración", "Duração", "Durata", "Duur", "Czas trwania", "Durasi", "总时间", "合計", "所要時間", "소요 시간", "Gesamtzeit", "Temps total"]),
    (Work, &["Time", "Zeit", "Temps", "Tiempo", "Czas", "时间", "Step time", "Task time", "Time per step", "Time taken"]),
    (CompleteAccurate, &["Quality", "Quality %", "Quality (%)", "Accuracy", "Accuracy (%)", "Yield", "Yield %", "Qualität", "Qualité (%)", "Calidad", "Qualidade", "Qualità", "Kwaliteit", "Jakość", "质量", "良率", "품질"]),
    (Class, &["Type", "Step type", "Activity type", "Typ", "Classification", "Category", "Kategorie"]),
];

/// Shares of what isn't right.
#[rustfmt::skip]
const OPPOSITE: &[&str] = &[
    "Defect %", "Defects (%)", "% defects", "% Defective", "Defect rate", "Error rate", "Error rate (%)", "Errors %", "Rework %", "% rework", "Rework (%)", "Rework rate", "Scrap rate", "Scrap %", "Reject %",
    "Rejection rate", "Failure rate", "percent_rework", "Fehlerquote", "Fehlerrate", "Fehlerquote (%)", "Ausschuss %", "Ausschussquote", "Nacharbeit %", "Taux d’erreur", "Taux de rebut", "% rebut", "Taux de défauts", "Tasa de errores", "% defectos", "Tasa de defectos",
    "% retrabajo", "Taxa de erro", "% retrabalho", "Tasso di difetti", "% scarti", "Foutpercentage", "% fouten", "% błędów", "Chybovost (%)", "不良率", "返工率", "错误率", "手戻り率", "불량률", "오류율",
];

/// The unit that a heading names, and the column.
#[rustfmt::skip]
const UNITS: &[(&str, Column, &str)] = &[
    ("Work (h)", Work, "h"), ("wait [days]", Wait, "d"), ("PT min", Work, "min"), ("Avg PT (min)", Work, "min"), ("Lead time in weeks", Lead, "w"), ("Lead Time (business days)", Lead, "d"), ("leadTimeMinutes", Lead, "m"),
    ("Downtime_h", Downtime, "h"), ("Wartezeit (Tage)", Wait, "d"), ("待ち時間（分）", Wait, "m"), ("Process Time (PT) (min)", Work, "min"), ("Lead time (LT) [days]", Lead, "d"), ("PT per item (min)", Work, "min"), ("PT (min per item)", Work, "min"), ("PT (min/item)", Work, "min"),
    ("cycle_time_minutes", Work, "m"), ("Wait, h", Wait, "h"), ("Durée en jours", Lead, "d"), ("Current PT (min)", Work, "min"), ("Days waiting", Wait, "d"), ("Process time in working days", Work, "d"), ("Work days", Work, "d"), ("PT(s)", Work, "s"), ("LT(日)", Lead, "d"),
    ("VA (days)", Work, "d"), ("NVA (days)", Wait, "d"), ("NNVA (days)", Necessary, "d"), ("Total (days)", Lead, "d"), ("Min. PT (h)", WorkLow, "h"), ("Max wait (days)", WaitHigh, "d"), ("Wait after (h)", WaitAfter, "h"), ("WIP (days)", Wait, "d"), ("Inventory (days)", Wait, "d"),
    ("Bearbeitungszeit in Minuten", Work, "m"), ("Durchlaufzeit [Tage]", Lead, "d"), ("Cadence (days)", Every, "d"), ("Elapsed days", Lead, "d"), ("Wait time (hours, avg)", Wait, "h"), ("Effort (hrs)", Work, "h"), ("Time (min)", Work, "min"), ("Attente (jours)", Wait, "d"),
    ("Process\nTime\n(min)", Work, "min"), ("wait_time_h", Wait, "h"), ("PT [h]", Work, "h"), ("Wait min", Wait, "min"), ("PT Min", Work, "min"), ("Wait min (h)", WaitLow, "h"),
    ("tiempo de espera (días)", Wait, "d"), ("Tiempo de proceso en horas", Work, "h"), ("Tempo de processo (horas)", Work, "h"), ("Tempo di attesa (giorni)", Wait, "d"), ("Wachttijd (dagen)", Wait, "d"), ("Bewerkingstijd (uur)", Work, "h"), ("Czas oczekiwania (dni)", Wait, "d"),
    ("Czas procesu [godz.]", Work, "h"), ("等待时间（天）", Wait, "d"), ("处理时间(小时)", Work, "h"), ("等待时间/天", Wait, "d"), ("대기 시간(일)", Wait, "d"), ("처리 시간 (분)", Work, "m"), ("Waktu tunggu (menit)", Wait, "m"), ("Doba čekání (dny)", Wait, "d"), ("Väntetid (dagar)", Wait, "d"), ("リードタイム（日）", Lead, "d"), ("作業時間(h)", Work, "h"),
];

/// Headings that name a state.
#[rustfmt::skip]
const STATES: &[(&str, Column, State)] = &[
    ("Current PT (min)", Work, State::Current), ("Future LT", Lead, State::Future), ("As-is PT", Work, State::Current), ("To-be lead time", Lead, State::Future), ("PT (current)", Work, State::Current), ("PT (future state)", Work, State::Future),
    ("Current state lead time", Lead, State::Current), ("future_pt", Work, State::Future), ("Target LT", Lead, State::Future), ("Actual PT", Work, State::Current), ("PT before", Work, State::Current), ("PT after", Work, State::Future), ("%C/A after", CompleteAccurate, State::Future),
    ("PT (after improvement)", Work, State::Future), ("Bearbeitungszeit Ist", Work, State::Current), ("Soll-Durchlaufzeit", Lead, State::Future), ("Tiempo de espera actual", Wait, State::Current), ("現状リードタイム", Lead, State::Current), ("将来リードタイム", Lead, State::Future), ("目标等待时间", Wait, State::Future),
    ("Wartezeit (Soll)", Wait, State::Future), ("Current step", Step, State::Current),
];

/// Headings of no column, although they have words of one.
#[rustfmt::skip]
const UNKNOWN: &[&str] = &[
    "", " ", "Cost", "Cost (h)", "Comments on time", "Work item type", "Start date", "End date", "Start time", "End time", "Date", "Due date", "Waiting room", "Team (h)", "People (hours)", "Time zone", "Last updated", "Number of steps", "# of steps",
    "No. of steps", "Lead time (wait)", "Lead (person)", "Defects", "Errors", "Scrap", "% complete", "Percent complete", "Complete", "Completion", "Status", "State", "Priority", "C/O", "C/O (min)", "Changeover time", "Setup time", "OEE", "Uptime", "Uptime (%)", "Availability",
    "Takt time", "Shifts", "Systems", "Tool", "Tools", "Input", "Output", "Customer", "Supplier", "Waste", "Location", "Mood", "Email", "Phone", "URL", "Version", "Release", "Timestamp", "case:concept:name", "Created at", "Lead source", "Lead status", "Process wait or work time",
    "Wait and work", "Wait / Work", "PT/LT", "Process/Wait time", "Rework time", "Rework reason", "Quality check", "Quality issues", "Data quality", "Team building", "Step-by-step guide", "Timber", "Weight", "Wait until", "Time off", "Overtime", "Part number", "Work order",
    "Work item", "Work per week", "Rework (h)", "Batch number", "Machine", "Machine time", "Min", "Max", "h", "min", "%", "Percent", "Average", "Current", "Future", "As-is", "Ist", "Soll", "Before", "Before (h)", "Priority order type", "Opportunity", "Impact", "Benefit", "Saving", "Rüstzeit", "Kosten",
    "Datum", "Startzeit", "Coût", "Costo", "Fecha", "Koszt", "费用", "日付", "비용", "날짜", "开始时间", "開始時刻", "Max people", "Lowest quality", "1", "2024", "30 min", "PT 2",
];

#[test]
fn clear_headings_are_understood() {
    check(CLEAR, |column| Heading::new(column, None));
    assert!(CLEAR.iter().map(|(_, headings)| headings.len()).sum::<usize>() > 400);
}

#[test]
fn vague_headings_are_marked() {
    check(WEAK, |column| Heading { is_weak: true, ..Heading::new(column, None) });
}

#[test]
fn opposite_shares_are_marked() {
    let opposite = |column| Heading { is_weak: true, is_opposite: true, ..Heading::new(column, None) };
    check(&[(CompleteAccurate, OPPOSITE)], opposite);
}

#[test]
fn heading_may_contain_the_unit() {
    for &(heading, column, unit) in UNITS {
        let found = Heading::parse(heading).map(|found| (found.column, found.unit));
        assert_eq!(found, Some((column, Some(unit.to_owned()))), "{heading}");
    }
    assert_eq!(Heading::parse("Work (crates)"), Some(Heading::new(Work, None)));
    assert_eq!(Heading::parse("VA (h)"), Some(Heading::new(Work, Some("h".to_owned()))), "no answer to “value added?”");
}

#[test]
fn heading_may_contain_a_pattern() {
    for (heading, column, pattern) in [
        ("Duration (mm:ss)", Lead, ClockPattern::MinutesSeconds),
        ("PT (mm:ss)", Work, ClockPattern::MinutesSeconds),
        ("Process Time (PT) [hh:mm]", Work, ClockPattern::HoursMinutes),
        ("Wait h:mm:ss", Wait, ClockPattern::HoursMinutesSeconds),
        ("LT (d:hh:mm)", Lead, ClockPattern::DaysHoursMinutes),
        ("C/T [min:sec]", Work, ClockPattern::MinutesSeconds),
    ] {
        let found = Heading::parse(heading).map(|found| (found.column, found.pattern, found.unit));
        assert_eq!(found, Some((column, Some(pattern), None)), "{heading}");
    }
}

#[test]
fn heading_may_name_a_state() {
    for &(heading, column, state) in STATES {
        let found = Heading::parse(heading).map(|found| (found.column, found.state));
        assert_eq!(found, Some((column, Some(state))), "{heading}");
    }
    for heading in ["Current", "Current state", "As-is", "Ist", "Before", "現状", "Actual"] {
        assert_eq!(state_of(heading), Some(State::Current), "{heading}");
    }
    for heading in
        ["Future state", "Future state (2027)", "To-be", "Soll", "After", "After (improvement)", "Target", "将来"]
    {
        assert_eq!(state_of(heading), Some(State::Future), "{heading}");
    }
    for heading in ["PT", "", "Current and future"] {
        assert_eq!(state_of(heading), None, "{heading}");
    }
}

#[test]
fn other_texts_are_no_known_columns() {
    let found = |heading: &&str| Some(format!("{heading}: {:?}", Heading::parse(heading)?));
    let wrong: Vec<String> = UNKNOWN.iter().filter_map(found).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(Heading::parse(&"step ".repeat(100_000)), None);
}

#[test]
fn labels_in_sentences_are_clear() {
    for label in ["PT", "wait", "waiting for", "team", "lead time", "%C/A", "Bearbeitungszeit", "kind", "CT"] {
        assert!(Heading::label(label).is_some(), "{label}");
    }
    for label in [
        "time",
        "quality",
        "developer",
        "defect rate",
        "current PT",
        "unit",
        "#",
        "total",
        "wait after",
        "board",
        "eyes review",
        "test",
        "check",
        "rollback plan",
    ] {
        assert_eq!(Heading::label(label), None, "{label}");
    }
}

#[test]
fn written_headings_are_understood() {
    for &written in WRITTEN {
        for heading in [written.heading(), written.as_str()] {
            let found = Heading::parse(heading).map(|found| (found.column, found.unit));
            assert_eq!(found, Some((written, None)), "{heading}");
        }
    }
}

/// Compares all, to show everything that is wrong at once.
fn check(headings: &[(Column, &[&str])], expected: impl Fn(Column) -> Heading) {
    let mut wrong = Vec::new();
    for (column, headings) in headings {
        for heading in *headings {
            let found = Heading::parse(heading);
            if found.as_ref() != Some(&expected(*column)) {
                wrong.push(format!("{heading}: {found:?}, not {column:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
