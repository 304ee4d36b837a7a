//! BPMN: tasks are steps, everything else connects them.

use exchange::Format;
use proptest::prelude::*;
use vsm::Map;

use crate::diagrams::{self, arrows, cuts, is_read_or_refused, names};

fn read(text: &str) -> (Map, String) {
    diagrams::read(text, Format::Bpmn)
}

fn definitions(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bpmn:definitions xmlns:bpmn=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" \
         xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" id=\"d\">{inside}</bpmn:definitions>"
    )
}

const RELEASE: &str = r#"
  <bpmn:process id="p" name="Release" isExecutable="false">
    <bpmn:laneSet id="l">
      <bpmn:lane id="l1" name="Dev"><bpmn:flowNodeRef>build</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="l2" name="QA"><bpmn:flowNodeRef>test</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="start" name="Change approved"><bpmn:outgoing>f0</bpmn:outgoing></bpmn:startEvent>
    <bpmn:scriptTask id="build" name="Build (15 min)"><bpmn:documentation>Runs on the build server.</bpmn:documentation></bpmn:scriptTask>
    <bpmn:intermediateCatchEvent id="night" name="Nightly slot">
      <bpmn:timerEventDefinition><bpmn:timeDuration>PT8H</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:userTask id="test" name="Test&#10;PT 2h" />
    <bpmn:exclusiveGateway id="ok" name="Passed?" />
    <bpmn:task id="ship" name="Ship" />
    <bpmn:endEvent id="end" name="Live" />
    <bpmn:sequenceFlow id="f0" sourceRef="start" targetRef="build" />
    <bpmn:sequenceFlow id="f1" sourceRef="build" targetRef="night" />
    <bpmn:sequenceFlow id="f2" sourceRef="night" targetRef="test" />
    <bpmn:sequenceFlow id="f3" sourceRef="test" targetRef="ok" />
    <bpmn:sequenceFlow id="f4" name="yes" sourceRef="ok" targetRef="ship" />
    <bpmn:sequenceFlow id="f5" name="no, 20%" sourceRef="ok" targetRef="build" />
    <bpmn:sequenceFlow id="f6" sourceRef="ship" targetRef="end" />
  </bpmn:process>
  <bpmndi:BPMNDiagram><bpmndi:BPMNPlane><bpmndi:BPMNShape bpmnElement="build"><dc:Bounds x="1" y="2" width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"#;

#[test]
fn tasks_become_steps_and_gateways_connect_them() {
    let (map, told) = read(&definitions(RELEASE));
    assert_eq!(
        (map.name.as_str(), map.starts_with.as_str(), map.ends_with.as_str()),
        ("Release", "Change approved", "Live")
    );
    assert_eq!(names(&map), ["Build", "Test", "Ship"]);
    assert_eq!(arrows(&map), ["Build > Test", "Test > Ship", "Test > Build 20%"]);
    assert_eq!(map.steps.iter().map(|step| step.team.as_str()).collect::<Vec<_>>(), ["Dev", "QA", ""]);
    assert_eq!((map.steps[0].work, map.steps[1].work), (Some(900), Some(7200)));
    assert_eq!((map.steps[1].wait, map.steps[1].wait_reason.as_str()), (Some(8 * 3600), "Nightly slot"));
    assert_eq!(
        (map.steps[0].automated, map.steps[1].automated, map.steps[2].automated),
        (Some(true), Some(false), None)
    );
    assert_eq!(map.steps[0].note, "Runs on the build server.");
    assert!(map.steps[1].note.starts_with("Decision: Passed?"), "{}", map.steps[1].note);
    for part in
        ["Gateways are not steps", "“PT8H” as 8h", "“yes” from “Test” to “Ship”", "Box positions", "teams: “Dev”, “QA”"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn any_prefix_and_none_is_read() {
    for prefix in ["bpmn2:", "semantic:", ""] {
        let namespace =
            if prefix.is_empty() { "xmlns=".to_owned() } else { format!("xmlns:{}=", &prefix[..prefix.len() - 1]) };
        let text = definitions(RELEASE).replace("xmlns:bpmn=", &namespace);
        let text = text.replace("<bpmn:", &format!("<{prefix}")).replace("</bpmn:", &format!("</{prefix}"));
        let (map, _) = read(&text);
        assert_eq!(names(&map), ["Build", "Test", "Ship"], "{prefix}");
    }
}

#[test]
fn subprocesses_are_replaced_by_their_tasks() {
    let (map, told) = read(&definitions(
        r#"<bpmn:process id="p"><bpmn:task id="a" name="A"/><bpmn:subProcess id="s" name="Check">
             <bpmn:startEvent id="i"/><bpmn:task id="b" name="B"/><bpmn:task id="c" name="C"/><bpmn:endEvent id="o"/>
             <bpmn:sequenceFlow sourceRef="i" targetRef="b"/><bpmn:sequenceFlow sourceRef="b" targetRef="c"/><bpmn:sequenceFlow sourceRef="c" targetRef="o"/>
           </bpmn:subProcess><bpmn:callActivity id="d" name="D"/><bpmn:subProcess id="e" name="E"/>
           <bpmn:sequenceFlow sourceRef="a" targetRef="s"/><bpmn:sequenceFlow sourceRef="s" targetRef="d"/><bpmn:sequenceFlow sourceRef="d" targetRef="e"/></bpmn:process>"#,
    ));
    let mut all = names(&map);
    all.sort_unstable();
    assert_eq!(all, ["A", "B", "C", "D", "E"]);
    let mut flows = arrows(&map);
    flows.sort();
    assert_eq!(flows, ["A > B", "B > C", "C > D", "D > E"]);
    assert!(told.contains("replaced by their own tasks: “Check”"), "{told}");
}

#[test]
fn pools_are_joined_by_their_messages() {
    let (map, told) = read(&definitions(
        r#"<bpmn:collaboration id="c"><bpmn:participant id="x" name="Client" processRef="p1"/><bpmn:participant id="y" name="Shop" processRef="p2"/>
             <bpmn:messageFlow id="m" name="order" sourceRef="a" targetRef="b"/></bpmn:collaboration>
           <bpmn:process id="p1"><bpmn:task id="a" name="Order"/></bpmn:process>
           <bpmn:process id="p2"><bpmn:task id="b" name="Pack"/><bpmn:task id="c1" name="Ship"/><bpmn:sequenceFlow sourceRef="b" targetRef="c1" name="2d"/></bpmn:process>"#,
    ));
    assert_eq!(arrows(&map), ["Order > Pack", "Pack > Ship"]);
    assert_eq!(map.steps.iter().map(|step| step.team.as_str()).collect::<Vec<_>>(), ["Client", "Shop", "Shop"]);
    assert_eq!(map.steps[2].wait, Some(16 * 3600));
    for part in
        ["2 processes", "1 message between pools was read", "Pools and lanes were read as teams: “Client”, “Shop”"]
    {
        assert!(told.contains(part) || part.starts_with("1 message"), "{part}: {told}");
    }
}

#[test]
fn events_on_tasks_and_joined_decisions_are_told() {
    let (map, told) = read(&definitions(
        r#"<bpmn:process id="p"><bpmn:task id="a" name="Triage"/><bpmn:task id="b" name="Fix"/><bpmn:task id="c" name="Escalate"/>
           <bpmn:boundaryEvent id="e" name="After 3 days" attachedToRef="a"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>
           <bpmn:parallelGateway id="g"/><bpmn:exclusiveGateway id="q" name="Bug?"/>
           <bpmn:sequenceFlow sourceRef="a" targetRef="g"/><bpmn:sequenceFlow sourceRef="g" targetRef="q"/><bpmn:sequenceFlow sourceRef="q" targetRef="b"/>
           <bpmn:sequenceFlow sourceRef="e" targetRef="c"/><bpmn:sequenceFlow sourceRef="b" targetRef="nowhere"/></bpmn:process>"#,
    ));
    assert_eq!(arrows(&map), ["Triage > Fix", "Triage > Escalate"]);
    assert_eq!(map.steps[0].note, "Decision: Bug?\nArrow to “Escalate”: After 3 days");
    for part in [
        "1 flow was left out because one end is missing",
        "Events between steps were left out: “After 3 days”",
        "“Bug?”",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn steps_are_listed_in_the_order_of_their_flows() {
    let (map, told) = read(&definitions(
        r#"<bpmn:process id="p"><bpmn:task id="c" name="Ship"/><bpmn:task id="x" name="Call back"/>
           <bpmn:subProcess id="b" name="Assess"><bpmn:task id="b1" name="Read"/><bpmn:task id="b2" name="Decide&#10;(2 h)"/>
           <bpmn:sequenceFlow sourceRef="b1" targetRef="b2"/></bpmn:subProcess>
           <bpmn:boundaryEvent id="e" name="Too late" attachedToRef="b"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>
           <bpmn:task id="a" name="Log"/>
           <bpmn:sequenceFlow sourceRef="b" targetRef="c"/><bpmn:sequenceFlow sourceRef="a" targetRef="b"/>
           <bpmn:sequenceFlow sourceRef="e" targetRef="x"/></bpmn:process>"#,
    ));
    assert_eq!(names(&map), ["Log", "Read", "Decide", "Ship", "Call back"]);
    // An event on a subprocess leaves it behind its last task.
    assert_eq!(arrows(&map), ["Log > Read", "Read > Decide", "Decide > Ship", "Decide > Call back"]);
    assert_eq!(map.steps[2].work, Some(7200));
    assert!(told.contains("“Too late” from “Decide” to “Call back”"), "{told}");
}

#[test]
fn files_without_tasks_are_named() {
    let empty = definitions("<bpmn:process id=\"p\"><bpmn:startEvent id=\"s\"/></bpmn:process>");
    let error = exchange::read("x", empty.as_bytes()).unwrap_err();
    assert!(error.message.starts_with("This is a BPMN file without tasks."), "{}", error.message);
    let broken = definitions("<bpmn:process>");
    assert!(exchange::read("x", broken.as_bytes()).unwrap_err().message.contains("readable BPMN"));
    let deep = definitions(&("<bpmn:subProcess>".repeat(50_000) + &"</bpmn:subProcess>".repeat(50_000)));
    assert!(!exchange::read("x", deep.as_bytes()).unwrap_err().message.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn damaged_processes_never_panic(cuts in cuts("[a-z<>/\"= ]{0,4}")) {
        is_read_or_refused(&definitions(RELEASE), cuts)?;
    }
}

#[test]
fn values_in_properties_and_texts_beside_tasks_are_read() {
    let (map, told) = read(&definitions(
        r#"<bpmn:process id="p" xmlns:camunda="c" xmlns:signavio="s">
             <bpmn:userTask id="a" name="A"><bpmn:extensionElements><camunda:properties>
               <camunda:property name="waitTime" value="2d"/><camunda:property name="process_time_hours" value="3"/>
               <camunda:property name="costCenter" value="17"/></camunda:properties>
               <signavio:signavioMetaData metaKey="bgcolor" metaValue="FFFFFF"/></bpmn:extensionElements></bpmn:userTask>
             <bpmn:task id="b" name="B"><bpmn:documentation>Checks the papers.&#10;PT: 2h, WT: 1d</bpmn:documentation></bpmn:task>
             <bpmn:task id="c" name="C"/>
             <bpmn:sequenceFlow sourceRef="a" targetRef="b"/><bpmn:sequenceFlow sourceRef="b" targetRef="c"/>
             <bpmn:textAnnotation id="n"><bpmn:text>Process time: 4h</bpmn:text></bpmn:textAnnotation>
             <bpmn:association id="s" sourceRef="c" targetRef="n"/></bpmn:process>"#,
    ));
    let times: Vec<_> = map.steps.iter().map(|step| (step.wait, step.work)).collect();
    let hours = |hours: u64| Some(hours * 3600);
    assert_eq!(times, [(hours(16), hours(3)), (hours(8), hours(2)), (None, hours(4))]);
    assert_eq!(map.steps[1].note, "Checks the papers.");
    assert!(told.contains("Properties of other programs were left out: “costCenter”."), "{told}");
}

#[test]
fn timers_without_a_time_and_tasks_that_repeat_are_told() {
    let (map, told) = read(&definitions(
        r#"<bpmn:process id="p"><bpmn:task id="a" name="A"><bpmn:standardLoopCharacteristics/></bpmn:task>
             <bpmn:intermediateCatchEvent id="w" name="Approval"><bpmn:timerEventDefinition><bpmn:timeCycle>R3/PT10H</bpmn:timeCycle></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
             <bpmn:task id="b" name="B"/>
             <bpmn:sequenceFlow sourceRef="a" targetRef="w"/><bpmn:sequenceFlow sourceRef="w" targetRef="b"/></bpmn:process>"#,
    ));
    assert_eq!((map.steps[1].wait, map.steps[1].wait_reason.as_str()), (None, "Approval"));
    for part in ["The time of these timers can’t be read, so add their wait times: “Approval”.", "done once: “A”."]
    {
        assert!(told.contains(part), "{told}");
    }
}

#[test]
fn links_join_and_texts_beside_flows_are_read() {
    let (map, told) = read(&definitions(
        r#"<bpmn:process id="p"><bpmn:task id="a" name="A"/><bpmn:task id="b" name="B"/><bpmn:task id="c" name="C"/><bpmn:task id="d" name="D"/>
             <bpmn:intermediateThrowEvent id="l1"><bpmn:linkEventDefinition name="x"/></bpmn:intermediateThrowEvent>
             <bpmn:intermediateCatchEvent id="l2"><bpmn:linkEventDefinition name="x"/></bpmn:intermediateCatchEvent>
             <bpmn:boundaryEvent id="e" attachedToRef="a"><bpmn:timerEventDefinition><bpmn:timeDuration>PT4H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
             <bpmn:association id="s" sourceRef="f2" targetRef="n"/><bpmn:textAnnotation id="n"><bpmn:text>wait 2d</bpmn:text></bpmn:textAnnotation>
             <bpmn:sequenceFlow id="f1" sourceRef="a" targetRef="l1"/><bpmn:sequenceFlow id="f2" sourceRef="l2" targetRef="b"/>
             <bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="c"><bpmn:documentation>wait 1d</bpmn:documentation></bpmn:sequenceFlow>
             <bpmn:sequenceFlow id="f4" sourceRef="e" targetRef="d"/></bpmn:process>"#,
    ));
    let mut flows = arrows(&map);
    flows.sort();
    assert_eq!(flows, ["A > B", "A > D", "B > C"]);
    let wait = |name: &str| map.steps.iter().find(|step| step.name == name).unwrap().wait;
    assert_eq!((wait("B"), wait("C"), wait("D")), (Some(16 * 3600), Some(8 * 3600), None));
    assert!(told.contains("“after 4h” from “A” to “D”"), "{told}");
}
