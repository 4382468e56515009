<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>%n chosen run(s)</source>
        <translation>
            <numerusform>%n chosen run</numerusform>
            <numerusform>%n chosen runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n run(s) of the list</source>
        <translation>
            <numerusform>The %n run of the list</numerusform>
            <numerusform>All %n runs of the list</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) written.</source>
        <translation>
            <numerusform>%n run written.</numerusform>
            <numerusform>%n runs written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out: %1</source>
        <translation>
            <numerusform>%n run left out: %1</numerusform>
            <numerusform>%n runs left out: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message numerus="yes">
        <source>%n thing(s) do not work; beside each stands what would help.</source>
        <translation>
            <numerusform>%n thing does not work; beside it stands what would help.</numerusform>
            <numerusform>%n things do not work; beside each stands what would help.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What is needed works; %n thing(s) only in part, which stands beside them.</source>
        <translation>
            <numerusform>What is needed works; %n thing only in part, which stands beside it.</numerusform>
            <numerusform>What is needed works; %n things only in part, which stands beside them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Guesses</name>
    <message numerus="yes">
        <source>%n guess(es) to confirm</source>
        <translation>
            <numerusform>%n guess to confirm</numerusform>
            <numerusform>%n guesses to confirm</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message numerus="yes">
        <source>%n row(s) to do</source>
        <translation>
            <numerusform>%n row to do</numerusform>
            <numerusform>%n rows to do</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message numerus="yes">
        <source>%n run(s), %1</source>
        <translation>
            <numerusform>%n run, %1</numerusform>
            <numerusform>%n runs, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) chosen</source>
        <translation>
            <numerusform>%n run chosen</numerusform>
            <numerusform>%n runs chosen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) deleted.</source>
        <translation>
            <numerusform>%n run deleted.</numerusform>
            <numerusform>%n runs deleted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SkillsPage</name>
    <message numerus="yes">
        <source>%n proposal(s) wait</source>
        <translation>
            <numerusform>%n proposal waits</numerusform>
            <numerusform>%n proposals wait</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>YamlEditor</name>
    <message numerus="yes">
        <source>%n thing(s) wrong with it:</source>
        <translation>
            <numerusform>%n thing wrong with it:</numerusform>
            <numerusform>%n things wrong with it:</numerusform>
        </translation>
    </message>
</context>
</TS>
