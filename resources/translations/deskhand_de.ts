<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Deskhand</source>
        <translation>Über Deskhand</translation>
    </message>
    <message>
        <source>Say what you want, or show it once. Free software under the Apache License 2.0.</source>
        <translation>Sagen Sie, was Sie möchten, oder zeigen Sie es einmal. Freie Software unter der Apache-Lizenz 2.0.</translation>
    </message>
    <message>
        <source>What leaves this machine</source>
        <translation>Was diesen Rechner verlässt</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
</context>
<context>
    <name>ApprovalWindow</name>
    <message>
        <source>Deskhand asks</source>
        <translation>Deskhand fragt</translation>
    </message>
    <message>
        <source>Picture of the target</source>
        <translation>Bild des Ziels</translation>
    </message>
    <message>
        <source>A note for Deskhand, for example why not</source>
        <translation>Eine Notiz für Deskhand, zum Beispiel warum nicht</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>May Deskhand %1 %2?</source>
        <translation>Darf Deskhand dies tun: %2 %1?</translation>
    </message>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Programm</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Why it asks</source>
        <translation>Warum gefragt wird</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>This cannot be taken back.</source>
        <translation>Das lässt sich nicht zurücknehmen.</translation>
    </message>
    <message>
        <source>I do it &amp;myself</source>
        <translation>Ich mache es &amp;selbst</translation>
    </message>
    <message>
        <source>&amp;Do not</source>
        <translation>&amp;Nicht tun</translation>
    </message>
    <message>
        <source>Do it &amp;once</source>
        <translation>&amp;Einmal tun</translation>
    </message>
    <message>
        <source>Always in this &amp;task</source>
        <translation>In dieser &amp;Aufgabe immer</translation>
    </message>
    <message>
        <source>&amp;Always here</source>
        <translation>&amp;Hier immer</translation>
    </message>
    <message>
        <source>From now on “%1” is allowed in %2, in every task. Settings take it back.</source>
        <translation>Von nun an ist „%1“ in %2 erlaubt, in jeder Aufgabe. In den Einstellungen lässt es sich zurücknehmen.</translation>
    </message>
    <message>
        <source>Without an answer it is not done: %1</source>
        <translation>Ohne Antwort wird es nicht getan: %1</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>It is allowed in this task only: %1</source>
        <translation>Nur in dieser Aufgabe ist es erlaubt: %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Your answer</source>
        <translation>Ihre Antwort</translation>
    </message>
    <message>
        <source>Answe&amp;r</source>
        <translation>Antw&amp;orten</translation>
    </message>
    <message>
        <source>I &amp;do it myself</source>
        <translation>Ich mache es &amp;selbst</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Go on without me.</source>
        <translation>Mach ohne mich weiter.</translation>
    </message>
    <message>
        <source>Go on witho&amp;ut</source>
        <translation>&amp;Ohne weitermachen</translation>
    </message>
    <message>
        <source>Somebody has to log in here. Take over, log in, and give back.</source>
        <translation>Hier muss sich jemand anmelden. Übernehmen Sie, melden Sie sich an, und geben Sie zurück.</translation>
    </message>
    <message>
        <source>A one-time code is asked for. Take over, enter it, and give back.</source>
        <translation>Ein Einmalcode wird verlangt. Übernehmen Sie, geben Sie ihn ein, und geben Sie zurück.</translation>
    </message>
    <message>
        <source>Only a person can solve the CAPTCHA here. Take over for it.</source>
        <translation>Nur ein Mensch kann das CAPTCHA hier lösen. Übernehmen Sie dafür.</translation>
    </message>
</context>
<context>
    <name>Correcting</name>
    <message>
        <source>Click what is meant. The arrow keys go through the controls, Enter takes one.</source>
        <translation>Klicken Sie an, was gemeint ist. Die Pfeiltasten gehen durch die Bedienelemente, die Eingabetaste nimmt eines.</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>Abbreche&amp;n</translation>
    </message>
    <message>
        <source>A word about it</source>
        <translation>Ein Wort dazu</translation>
    </message>
    <message>
        <source>Change the skill %1 so? %2</source>
        <translation>Die Fertigkeit %1 so ändern? %2</translation>
    </message>
    <message>
        <source>Remember for %1? %2</source>
        <translation>Für %1 merken? %2</translation>
    </message>
    <message>
        <source>&amp;Remember</source>
        <translation>Mer&amp;ken</translation>
    </message>
    <message>
        <source>Forget &amp;it</source>
        <translation>&amp;Vergessen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Doctor</name>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>Run folder</source>
        <translation>Ordner der Läufe</translation>
    </message>
    <message>
        <source>Disk space</source>
        <translation>Speicherplatz</translation>
    </message>
    <message>
        <source>Text in pictures</source>
        <translation>Text in Bildern</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>This desktop</source>
        <translation>Dieser Desktop</translation>
    </message>
    <message>
        <source>Private desktop</source>
        <translation>Eigener Desktop</translation>
    </message>
    <message>
        <source>Browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>Start of the browser</source>
        <translation>Start des Browsers</translation>
    </message>
    <message>
        <source>Open a page</source>
        <translation>Seite öffnen</translation>
    </message>
    <message>
        <source>Screenshot</source>
        <translation>Bildschirmfoto</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klicken</translation>
    </message>
    <message>
        <source>Type and read back</source>
        <translation>Tippen und zurücklesen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>works</source>
        <translation>geht</translation>
    </message>
    <message>
        <source>in part</source>
        <translation>teilweise</translation>
    </message>
    <message>
        <source>does not work</source>
        <translation>geht nicht</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>How it is</source>
        <translation>Wie es steht</translation>
    </message>
    <message>
        <source>Found, and what would help</source>
        <translation>Befund, und was helfen würde</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
</context>
<context>
    <name>EditPanel</name>
    <message>
        <source>How it is changed</source>
        <translation>Wie geändert wird</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Dis&amp;card changes</source>
        <translation>Änderungen verwer&amp;fen</translation>
    </message>
    <message>
        <source>&amp;Save as a new version</source>
        <translation>Als neue Version &amp;speichern</translation>
    </message>
    <message>
        <source>Draft: asks before what cannot be taken back</source>
        <translation>Entwurf: fragt vor allem, was sich nicht zurücknehmen lässt</translation>
    </message>
    <message>
        <source>Imported: not reviewed yet</source>
        <translation>Importiert: noch nicht durchgesehen</translation>
    </message>
    <message>
        <source>Verified: it was seen to work</source>
        <translation>Geprüft: es hat nachweislich geklappt</translation>
    </message>
    <message>
        <source>Trusted: I vouch for it</source>
        <translation>Vertraut: ich stehe dafür ein</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>Descr&amp;iption</source>
        <translation>Beschre&amp;ibung</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>Fields</source>
        <translation>Felder</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>Saved as version %1.</source>
        <translation>Als Version %1 gespeichert.</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export runs</source>
        <translation>Läufe exportieren</translation>
    </message>
    <message numerus="yes">
        <source>%n chosen run(s)</source>
        <translation>
            <numerusform>%n ausgewählter Lauf</numerusform>
            <numerusform>%n ausgewählte Läufe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n run(s) of the list</source>
        <translation>
            <numerusform>Der eine Lauf der Liste (%n)</numerusform>
            <numerusform>Alle %n Läufe der Liste</numerusform>
        </translation>
    </message>
    <message>
        <source>OpenAI chat (JSON Lines)</source>
        <translation>OpenAI-Chat (JSON Lines)</translation>
    </message>
    <message>
        <source>Done and verified</source>
        <translation>Erledigt und geprüft</translation>
    </message>
    <message>
        <source>Done after a step had failed</source>
        <translation>Erledigt, nachdem ein Schritt misslang</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Misslungen</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nicht bekannt</translation>
    </message>
    <message>
        <source>Take addresses, numbers and names of people out</source>
        <translation>Adressen, Nummern und Namen von Personen herausnehmen</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen …</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>&amp;Runs:</source>
        <translation>&amp;Läufe:</translation>
    </message>
    <message>
        <source>&amp;Format:</source>
        <translation>&amp;Format:</translation>
    </message>
    <message>
        <source>Which:</source>
        <translation>Welche:</translation>
    </message>
    <message>
        <source>Privacy:</source>
        <translation>Datenschutz:</translation>
    </message>
    <message>
        <source>New f&amp;older:</source>
        <translation>Neuer &amp;Ordner:</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Open the fo&amp;lder</source>
        <translation>Ordner öff&amp;nen</translation>
    </message>
    <message>
        <source>Name a new folder</source>
        <translation>Einen neuen Ordner benennen</translation>
    </message>
    <message>
        <source>Writing…</source>
        <translation>Wird geschrieben …</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) written.</source>
        <translation>
            <numerusform>%n Lauf geschrieben.</numerusform>
            <numerusform>%n Läufe geschrieben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) left out: %1</source>
        <translation>
            <numerusform>%n Lauf ausgelassen: %1</numerusform>
            <numerusform>%n Läufe ausgelassen: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Fields</name>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
</context>
<context>
    <name>FileField</name>
    <message>
        <source>Choose…</source>
        <translation>Auswählen …</translation>
    </message>
    <message>
        <source>Choose a file: %1</source>
        <translation>Eine Datei auswählen: %1</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Check &amp;again</source>
        <translation>&amp;Erneut prüfen</translation>
    </message>
    <message>
        <source>In a b&amp;rowser: change a contact in a small shop that runs on this machine only</source>
        <translation>In einem B&amp;rowser: einen Kontakt in einem kleinen Laden ändern, der nur auf diesem Rechner läuft</translation>
    </message>
    <message>
        <source>On a &amp;private desktop: write a few words in a text editor and save them</source>
        <translation>Auf einem ei&amp;genen Desktop: einige Worte in einem Texteditor schreiben und speichern</translation>
    </message>
    <message>
        <source>&amp;Start the sample task</source>
        <translation>Beispielaufgabe &amp;starten</translation>
    </message>
    <message>
        <source>Add a &amp;model…</source>
        <translation>&amp;Modell hinzufügen …</translation>
    </message>
    <message>
        <source>S&amp;kip</source>
        <translation>Ü&amp;berspringen</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Zurück</translation>
    </message>
    <message>
        <source>&amp;Next</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>Welcome to Deskhand</source>
        <translation>Willkommen bei Deskhand</translation>
    </message>
    <message>
        <source>Say what you want done, and watch it happen in a browser, on a desktop of its own beside yours, or on this one. Show it something once, and it can do it again.

It asks before it does what cannot be taken back, and you can stop it at any time.</source>
        <translation>Sagen Sie, was getan werden soll, und sehen Sie zu: in einem Browser, auf einem eigenen Desktop neben Ihrem oder auf diesem hier. Zeigen Sie Deskhand etwas einmal, und es kann es wieder tun.

Es fragt, bevor es etwas tut, das sich nicht zurücknehmen lässt, und Sie können es jederzeit anhalten.</translation>
    </message>
    <message>
        <source>What leaves this machine</source>
        <translation>Was diesen Rechner verlässt</translation>
    </message>
    <message>
        <source>What works on this machine</source>
        <translation>Was auf diesem Rechner geht</translation>
    </message>
    <message>
        <source>Everything is tried out for real. This takes about half a minute.</source>
        <translation>Alles wird wirklich ausprobiert. Das dauert etwa eine halbe Minute.</translation>
    </message>
    <message>
        <source>A sample task</source>
        <translation>Eine Beispielaufgabe</translation>
    </message>
    <message>
        <source>It needs no key and no model. You see each step in the window; before something is saved you are asked.</source>
        <translation>Sie braucht keinen Schlüssel und kein Modell. Jeden Schritt sehen Sie im Fenster; bevor etwas gespeichert wird, werden Sie gefragt.</translation>
    </message>
    <message>
        <source>A model, if you like</source>
        <translation>Ein Modell, wenn Sie möchten</translation>
    </message>
    <message>
        <source>Without one, Deskhand carries out what is said step by step, and skills. With a model, at a server or on this machine, it finds the steps itself. You can add one at any time in the settings.

The first steps are found again in the menu Help.</source>
        <translation>Ohne Modell führt Deskhand aus, was Schritt für Schritt gesagt wird, und Fertigkeiten. Mit einem Modell, auf einem Server oder auf diesem Rechner, findet es die Schritte selbst. Sie können jederzeit in den Einstellungen eines hinzufügen.

Die ersten Schritte finden Sie im Menü Hilfe wieder.</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) do not work; beside each stands what would help.</source>
        <translation>
            <numerusform>%n Sache geht nicht; daneben steht, was helfen würde.</numerusform>
            <numerusform>%n Sachen gehen nicht; daneben steht jeweils, was helfen würde.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>What is needed works; %n thing(s) only in part, which stands beside them.</source>
        <translation>
            <numerusform>Was gebraucht wird, geht; %n Sache nur teilweise, wie daneben steht.</numerusform>
            <numerusform>Was gebraucht wird, geht; %n Sachen nur teilweise, wie daneben steht.</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything works.</source>
        <translation>Alles geht.</translation>
    </message>
    <message>
        <source>New here? See what works on this machine, and watch a sample task.</source>
        <translation>Neu hier? Sehen Sie, was auf diesem Rechner geht, und schauen Sie einer Beispielaufgabe zu.</translation>
    </message>
    <message>
        <source>First steps…</source>
        <translation>Erste Schritte …</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
</context>
<context>
    <name>Guesses</name>
    <message>
        <source>What was guessed</source>
        <translation>Was vermutet wurde</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Ja</translation>
    </message>
    <message>
        <source>Always the same &amp;value</source>
        <translation>Immer derselbe &amp;Wert</translation>
    </message>
    <message>
        <source>&amp;No, single steps</source>
        <translation>&amp;Nein, einzelne Schritte</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>Späte&amp;r</translation>
    </message>
    <message>
        <source>Nothing is left to confirm.</source>
        <translation>Es ist nichts mehr zu bestätigen.</translation>
    </message>
    <message>
        <source>What you put off is asked again by the skill&apos;s page.</source>
        <translation>Was Sie aufschieben, fragt die Seite der Fertigkeit später.</translation>
    </message>
    <message numerus="yes">
        <source>%n guess(es) to confirm</source>
        <translation>
            <numerusform>%n Vermutung zu bestätigen</numerusform>
            <numerusform>%n Vermutungen zu bestätigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Parameter %1: %2</source>
        <translation>Parameter %1: %2</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>Schritt %1: %2</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>What changed</source>
        <translation>Was sich änderte</translation>
    </message>
    <message>
        <source>&amp;Go back to this version</source>
        <translation>&amp;Zu dieser Version zurück</translation>
    </message>
    <message>
        <source>What runs found changed on the screen</source>
        <translation>Was Läufe auf dem Bildschirm verändert fanden</translation>
    </message>
    <message>
        <source>Proposals</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>Annehme&amp;n</translation>
    </message>
    <message>
        <source>Dism&amp;iss</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s)</source>
        <translation>
            <numerusform>%n Lauf</numerusform>
            <numerusform>%n Läufe</numerusform>
        </translation>
    </message>
    <message>
        <source>This is the first version.</source>
        <translation>Das ist die erste Version.</translation>
    </message>
    <message>
        <source>Nothing is different.</source>
        <translation>Nichts ist anders.</translation>
    </message>
    <message>
        <source>It is version %1 now.</source>
        <translation>Es ist jetzt Version %1.</translation>
    </message>
    <message>
        <source>The proposal is gone.</source>
        <translation>Der Vorschlag ist weg.</translation>
    </message>
</context>
<context>
    <name>ImportSheet</name>
    <message>
        <source>Take in a skill?</source>
        <translation>Eine Fertigkeit aufnehmen?</translation>
    </message>
    <message>
        <source>Whatever comes in is untrusted: it asks before each thing that cannot be taken back, until you have looked at it and say that you trust it.</source>
        <translation>Was hereinkommt, gilt als nicht vertraut: Es fragt vor allem, was sich nicht zurücknehmen lässt, bis Sie es angesehen haben und ihm vertrauen.</translation>
    </message>
    <message>
        <source>Make it a &amp;new version of the skill of this name</source>
        <translation>Als &amp;neue Version der Fertigkeit dieses Namens</translation>
    </message>
    <message>
        <source>&amp;Leave it</source>
        <translation>&amp;Lassen</translation>
    </message>
    <message>
        <source>&amp;Take it in</source>
        <translation>&amp;Aufnehmen</translation>
    </message>
    <message>
        <source>Nobody has signed it.</source>
        <translation>Niemand hat sie unterschrieben.</translation>
    </message>
    <message>
        <source>Signed with the key %1. That says who, not that it is safe.</source>
        <translation>Unterschrieben mit dem Schlüssel %1. Das sagt, von wem sie ist, nicht dass sie harmlos ist.</translation>
    </message>
    <message>
        <source>Its signature does not hold: it was changed after it was signed.</source>
        <translation>Die Unterschrift gilt nicht: Die Fertigkeit wurde nach dem Unterschreiben geändert.</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>Pages of</source>
        <translation>Seiten von</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>Geheimnisse</translation>
    </message>
    <message>
        <source>Cannot be taken back</source>
        <translation>Nicht zurückzunehmen</translation>
    </message>
    <message>
        <source>Left to a planner</source>
        <translation>Einem Planer überlassen</translation>
    </message>
    <message>
        <source>To be confirmed</source>
        <translation>Zu bestätigen</translation>
    </message>
    <message>
        <source>Left out or guessed: %1</source>
        <translation>Ausgelassen oder vermutet: %1</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>What it touches and does</source>
        <translation>Was sie berührt und tut</translation>
    </message>
</context>
<context>
    <name>KeyDialog</name>
    <message>
        <source>Set a key</source>
        <translation>Schlüssel setzen</translation>
    </message>
    <message>
        <source>&amp;For:</source>
        <translation>&amp;Für:</translation>
    </message>
    <message>
        <source>&amp;Key:</source>
        <translation>&amp;Schlüssel:</translation>
    </message>
    <message>
        <source>&amp;Set</source>
        <translation>Set&amp;zen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
</context>
<context>
    <name>KeysPart</name>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Kept in</source>
        <translation>Liegt in</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>Gebraucht von</translation>
    </message>
    <message>
        <source>&amp;Set…</source>
        <translation>&amp;Setzen …</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen …</translation>
    </message>
    <message>
        <source>Keys are kept in the keyring of this system, or given as environment variables. They are never shown, and never written into a file.</source>
        <translation>Schlüssel liegen im Schlüsselbund dieses Systems oder kommen aus Umgebungsvariablen. Sie werden nie gezeigt und nie in eine Datei geschrieben.</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>keyring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>variable %1</source>
        <translation>Variable %1</translation>
    </message>
    <message>
        <source>The key is kept in the keyring.</source>
        <translation>Der Schlüssel liegt im Schlüsselbund.</translation>
    </message>
    <message>
        <source>Delete this key?</source>
        <translation>Diesen Schlüssel löschen?</translation>
    </message>
    <message>
        <source>The key %1 is deleted from the keyring for good.</source>
        <translation>Der Schlüssel %1 wird endgültig aus dem Schlüsselbund gelöscht.</translation>
    </message>
    <message>
        <source>The key is deleted.</source>
        <translation>Der Schlüssel ist gelöscht.</translation>
    </message>
</context>
<context>
    <name>LiveView</name>
    <message>
        <source>Live view</source>
        <translation>Live-Bild</translation>
    </message>
    <message>
        <source>Here you see what Deskhand sees.</source>
        <translation>Hier sehen Sie, was Deskhand sieht.</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
</context>
<context>
    <name>ModelDialog</name>
    <message>
        <source>Add a model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>At its maker&apos;s</source>
        <translation>Beim Hersteller</translation>
    </message>
    <message>
        <source>At another server</source>
        <translation>Auf einem anderen Server</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>as the model</source>
        <translation>wie das Modell</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>&amp;Durchsuchen …</translation>
    </message>
    <message>
        <source>by the model&apos;s name</source>
        <translation>nach dem Namen des Modells</translation>
    </message>
    <message>
        <source>kept in the keyring; empty: none, or kept already</source>
        <translation>kommt in den Schlüsselbund; leer: keiner, oder schon da</translation>
    </message>
    <message>
        <source>Folder of the weights</source>
        <translation>Ordner der Gewichte</translation>
    </message>
    <message>
        <source>&amp;Where it runs:</source>
        <translation>&amp;Wo es läuft:</translation>
    </message>
    <message>
        <source>&amp;Model:</source>
        <translation>&amp;Modell:</translation>
    </message>
    <message>
        <source>Ca&amp;lled here:</source>
        <translation>&amp;Heißt hier:</translation>
    </message>
    <message>
        <source>A&amp;ddress:</source>
        <translation>A&amp;dresse:</translation>
    </message>
    <message>
        <source>&amp;Folder of the weights:</source>
        <translation>&amp;Ordner der Gewichte:</translation>
    </message>
    <message>
        <source>&amp;Profile:</source>
        <translation>&amp;Profil:</translation>
    </message>
    <message>
        <source>&amp;Key:</source>
        <translation>&amp;Schlüssel:</translation>
    </message>
    <message>
        <source>&amp;Add</source>
        <translation>Hin&amp;zufügen</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>A&amp;bbrechen</translation>
    </message>
</context>
<context>
    <name>ModelsPart</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Spent in 30 days</source>
        <translation>In 30 Tagen ausgegeben</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>Hin&amp;zufügen …</translation>
    </message>
    <message>
        <source>Tr&amp;y it out</source>
        <translation>A&amp;usprobieren</translation>
    </message>
    <message>
        <source>&amp;Use by default</source>
        <translation>Als &amp;Standard</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>Ent&amp;fernen …</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>Über dieses Modell</translation>
    </message>
    <message>
        <source>Deskhand carries out explicit tasks and skills without any model. A model, at a server or on this machine, can plan freely.</source>
        <translation>Genau beschriebene Aufgaben und Fertigkeiten führt Deskhand ganz ohne Modell aus. Ein Modell, auf einem Server oder auf diesem Rechner, kann frei planen.</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <source>the built-in planner</source>
        <translation>der eingebaute Planer</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kostenlos</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>auf diesem Rechner</translation>
    </message>
    <message>
        <source>Profile: %1, protocol: %2</source>
        <translation>Profil: %1, Protokoll: %2</translation>
    </message>
    <message>
        <source>★ decides when no planner is named.</source>
        <translation>★ entscheidet, wenn kein Planer genannt ist.</translation>
    </message>
    <message>
        <source>Asking %1…</source>
        <translation>%1 wird gefragt …</translation>
    </message>
    <message>
        <source>Take this model out?</source>
        <translation>Dieses Modell herausnehmen?</translation>
    </message>
    <message>
        <source>%1 is taken out of the file; its key is kept.</source>
        <translation>%1 wird aus der Datei genommen; sein Schlüssel bleibt.</translation>
    </message>
    <message>
        <source>Written; it holds from the next run on.</source>
        <translation>Geschrieben; es gilt ab dem nächsten Lauf.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Deskhand needs you</source>
        <translation>Deskhand braucht Sie</translation>
    </message>
</context>
<context>
    <name>OffersDialog</name>
    <message>
        <source>What may be learned</source>
        <translation>Was gelernt werden kann</translation>
    </message>
    <message>
        <source>Offers</source>
        <translation>Angebote</translation>
    </message>
    <message>
        <source>&amp;Accept</source>
        <translation>Annehme&amp;n</translation>
    </message>
    <message>
        <source>&amp;Dismiss</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>Nothing waits for your word.</source>
        <translation>Nichts wartet auf Ihr Wort.</translation>
    </message>
    <message>
        <source>A skill: done %1 times, as in “%2”</source>
        <translation>Eine Fertigkeit: %1-mal getan, wie in „%2“</translation>
    </message>
    <message>
        <source>A tip for %1: %2</source>
        <translation>Ein Tipp für %1: %2</translation>
    </message>
    <message>
        <source>A change of %1: %2</source>
        <translation>Eine Änderung von %1: %2</translation>
    </message>
    <message>
        <source>It is dismissed.</source>
        <translation>Es ist verworfen.</translation>
    </message>
</context>
<context>
    <name>Pages</name>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Skills</source>
        <translation>Fertigkeiten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Show &amp;it once…</source>
        <translation>&amp;Einmal zeigen …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;First steps…</source>
        <translation>&amp;Erste Schritte …</translation>
    </message>
    <message>
        <source>&amp;About Deskhand</source>
        <translation>&amp;Über Deskhand</translation>
    </message>
</context>
<context>
    <name>Parameters</name>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>It takes no values.</source>
        <translation>Sie braucht keine Werte.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>What it is for</source>
        <translation>Wofür er ist</translation>
    </message>
    <message>
        <source>Guessed: %1</source>
        <translation>Vermutet: %1</translation>
    </message>
    <message>
        <source>Name of %1</source>
        <translation>Name von %1</translation>
    </message>
    <message>
        <source>What %1 is for</source>
        <translation>Wofür %1 ist</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>number</source>
        <translation>Zahl</translation>
    </message>
    <message>
        <source>date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>choice</source>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>secret</source>
        <translation>Geheimnis</translation>
    </message>
    <message>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Type of %1</source>
        <translation>Art von %1</translation>
    </message>
    <message>
        <source>Columns of %1</source>
        <translation>Spalten von %1</translation>
    </message>
    <message>
        <source>Choices of %1</source>
        <translation>Auswahl von %1</translation>
    </message>
    <message>
        <source>Value of %1</source>
        <translation>Wert von %1</translation>
    </message>
    <message>
        <source>Always this</source>
        <translation>Immer dieser</translation>
    </message>
    <message>
        <source>%1 is always this value</source>
        <translation>%1 ist immer dieser Wert</translation>
    </message>
    <message>
        <source>It is no parameter: the skill always takes this value.</source>
        <translation>Es ist kein Parameter: Die Fertigkeit nimmt immer diesen Wert.</translation>
    </message>
</context>
<context>
    <name>PermissionsPart</name>
    <message>
        <source>What no rule speaks of</source>
        <translation>Wovon keine Regel spricht</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>&amp;Add a rule…</source>
        <translation>&amp;Regel hinzufügen …</translation>
    </message>
    <message>
        <source>&amp;Remove…</source>
        <translation>Ent&amp;fernen …</translation>
    </message>
    <message>
        <source>Open the fi&amp;le</source>
        <translation>Date&amp;i öffnen</translation>
    </message>
    <message>
        <source>Decided lately</source>
        <translation>Zuletzt entschieden</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>What no rule &amp;speaks of:</source>
        <translation>Wovon &amp;keine Regel spricht:</translation>
    </message>
    <message>
        <source>What may be done</source>
        <translation>Was getan werden darf</translation>
    </message>
    <message>
        <source>Deskhand</source>
        <translation>Deskhand</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Ihnen</translation>
    </message>
    <message>
        <source>Take this rule out?</source>
        <translation>Diese Regel herausnehmen?</translation>
    </message>
    <message>
        <source>The rule %1 is taken out of the file.</source>
        <translation>Die Regel %1 wird aus der Datei genommen.</translation>
    </message>
    <message>
        <source>You have no rules of your own yet: %1</source>
        <translation>Sie haben noch keine eigenen Regeln: %1</translation>
    </message>
    <message>
        <source>Written; it holds from the next run on.</source>
        <translation>Geschrieben; es gilt ab dem nächsten Lauf.</translation>
    </message>
</context>
<context>
    <name>Previewing</name>
    <message>
        <source>&amp;Do it</source>
        <translation>T&amp;un</translation>
    </message>
    <message>
        <source>Anothe&amp;r one…</source>
        <translation>Ein andere&amp;s …</translation>
    </message>
    <message>
        <source>Not th&amp;is</source>
        <translation>Das &amp;nicht</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Als Nächstes: %1</translation>
    </message>
    <message>
        <source>Why not, or what instead</source>
        <translation>Warum nicht, oder was stattdessen</translation>
    </message>
</context>
<context>
    <name>Privacy</name>
    <message>
        <source>Nothing, with the built-in planner and with models that run on this machine: what is seen, done and learned stays in your folders.

If you choose a model at a server, each step sends it the task, what was done so far, a picture of the environment and what is in it, and the skills and tips that may help. Passwords and keys are never sent. Every run keeps word for word what was sent: you can read it there.

A browser that Deskhand works in talks to the sites that it opens, as any browser does.

Deskhand reports to nobody: no telemetry, no accounts, no look for updates.</source>
        <translation>Nichts, solange der eingebaute Planer oder ein Modell auf diesem Rechner entscheidet: Was gesehen, getan und gelernt wird, bleibt in Ihren Ordnern.

Wählen Sie ein Modell auf einem Server, so schickt jeder Schritt ihm die Aufgabe, was bisher getan wurde, ein Bild der Umgebung und was darin ist, und die Fertigkeiten und Tipps, die helfen können. Passwörter und Schlüssel werden nie verschickt. Jeder Lauf behält Wort für Wort, was verschickt wurde: Sie können es dort lesen.

Ein Browser, in dem Deskhand arbeitet, spricht mit den Seiten, die er öffnet, wie jeder Browser.

Deskhand berichtet niemandem: keine Telemetrie, keine Konten, keine Suche nach Aktualisierungen.</translation>
    </message>
</context>
<context>
    <name>QueueList</name>
    <message>
        <source>Waiting tasks</source>
        <translation>Wartende Aufgaben</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>Entfer&amp;nen</translation>
    </message>
</context>
<context>
    <name>RecordBar</name>
    <message>
        <source>Deskhand records</source>
        <translation>Deskhand zeichnet auf</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>Letzter Schritt</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Nothing is recorded meanwhile</source>
        <translation>Währenddessen wird nichts aufgezeichnet</translation>
    </message>
    <message>
        <source>Para&amp;meter…</source>
        <translation>Para&amp;meter …</translation>
    </message>
    <message>
        <source>What was entered last differs from use to use</source>
        <translation>Was zuletzt eingegeben wurde, ist jedes Mal anders</translation>
    </message>
    <message>
        <source>&amp;Wait here</source>
        <translation>Hier &amp;warten</translation>
    </message>
    <message>
        <source>What came last may take long: it is waited for</source>
        <translation>Was zuletzt kam, kann lange dauern: Darauf wird gewartet</translation>
    </message>
    <message>
        <source>&amp;Check this</source>
        <translation>Dies p&amp;rüfen</translation>
    </message>
    <message>
        <source>What you point at in the next %1 seconds must be so</source>
        <translation>Worauf Sie in den nächsten %1 Sekunden zeigen, muss so sein</translation>
    </message>
    <message>
        <source>&amp;Undo last</source>
        <translation>Letztes &amp;zurück</translation>
    </message>
    <message>
        <source>The last step is forgotten</source>
        <translation>Der letzte Schritt wird vergessen</translation>
    </message>
    <message>
        <source>&amp;Done</source>
        <translation>&amp;Fertig</translation>
    </message>
    <message>
        <source>The recording is over</source>
        <translation>Die Aufnahme ist vorbei</translation>
    </message>
    <message>
        <source>what the value is called, such as phone</source>
        <translation>wie der Wert heißt, etwa Telefon</translation>
    </message>
    <message>
        <source>Name of the parameter</source>
        <translation>Name des Parameters</translation>
    </message>
    <message>
        <source>Mar&amp;k it</source>
        <translation>Mer&amp;ken</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>W&amp;eiter</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>Abbr&amp;echen</translation>
    </message>
    <message>
        <source>The last value is the parameter %1.</source>
        <translation>Der letzte Wert ist der Parameter %1.</translation>
    </message>
    <message>
        <source>The last value differs from use to use.</source>
        <translation>Der letzte Wert ist jedes Mal anders.</translation>
    </message>
    <message>
        <source>What came last will be waited for.</source>
        <translation>Auf das Letzte wird gewartet werden.</translation>
    </message>
    <message>
        <source>Point at what must be so: %1</source>
        <translation>Zeigen Sie auf das, was so sein muss: %1</translation>
    </message>
    <message>
        <source>What the pointer is on will be checked.</source>
        <translation>Worauf der Zeiger steht, wird geprüft werden.</translation>
    </message>
    <message>
        <source>The last step is forgotten.</source>
        <translation>Der letzte Schritt ist vergessen.</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet …</translation>
    </message>
    <message>
        <source>● Recording</source>
        <translation>● Aufnahme</translation>
    </message>
    <message>
        <source>‖ Paused</source>
        <translation>‖ Pause</translation>
    </message>
    <message>
        <source>Ending…</source>
        <translation>Wird beendet …</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Vorbei</translation>
    </message>
    <message>
        <source>Show it now.</source>
        <translation>Zeigen Sie es jetzt.</translation>
    </message>
</context>
<context>
    <name>RecordDialog</name>
    <message>
        <source>Show it once</source>
        <translation>Einmal zeigen</translation>
    </message>
    <message>
        <source>such as: Change the phone of Ada to 1234</source>
        <translation>etwa: Ändere das Telefon von Ada auf 1234</translation>
    </message>
    <message>
        <source>In a browser window</source>
        <translation>In einem Browserfenster</translation>
    </message>
    <message>
        <source>On a private desktop, in a window</source>
        <translation>Auf einem eigenen Desktop, in einem Fenster</translation>
    </message>
    <message>
        <source>On this desktop</source>
        <translation>Auf diesem Desktop</translation>
    </message>
    <message>
        <source>shop.example</source>
        <translation>shop.example</translation>
    </message>
    <message>
        <source>a program or a file to begin with</source>
        <translation>ein Programm oder eine Datei für den Anfang</translation>
    </message>
    <message>
        <source>New or earlier</source>
        <translation>Neu oder früher</translation>
    </message>
    <message>
        <source>&amp;Begin</source>
        <translation>&amp;Beginnen</translation>
    </message>
    <message>
        <source>&amp;What do you show?</source>
        <translation>&amp;Was zeigen Sie?</translation>
    </message>
    <message>
        <source>W&amp;here?</source>
        <translation>W&amp;o?</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>Ad&amp;resse</translation>
    </message>
    <message>
        <source>&amp;Program</source>
        <translation>&amp;Programm</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>Auf&amp;zeichnen</translation>
    </message>
    <message>
        <source>Al&amp;so record</source>
        <translation>A&amp;uch aufzeichnen</translation>
    </message>
    <message>
        <source>&amp;Recording</source>
        <translation>Au&amp;fnahme</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Show something</source>
        <translation>Etwas zeigen</translation>
    </message>
    <message>
        <source>An earlier recording</source>
        <translation>Eine frühere Aufnahme</translation>
    </message>
    <message>
        <source>other sites, separated by spaces</source>
        <translation>weitere Seiten, durch Leerzeichen getrennt</translation>
    </message>
    <message>
        <source>other programs, separated by spaces</source>
        <translation>weitere Programme, durch Leerzeichen getrennt</translation>
    </message>
    <message>
        <source>Only pages of the site that you begin with, and those named here.</source>
        <translation>Nur Seiten, mit denen Sie beginnen, und die hier genannten.</translation>
    </message>
    <message>
        <source>Everything in it: nothing of yours is there but what you put there.</source>
        <translation>Alles darin: Von Ihnen ist nur da, was Sie selbst hineinlegen.</translation>
    </message>
    <message>
        <source>Only the programs that you tick or name; of all others only that something was done.</source>
        <translation>Nur die Programme, die Sie ankreuzen oder nennen; von allen anderen nur, dass etwas getan wurde.</translation>
    </message>
    <message>
        <source>What is typed into password fields is never recorded.</source>
        <translation>Was in Passwortfelder getippt wird, wird nie aufgezeichnet.</translation>
    </message>
    <message>
        <source>In words, with the values that you use.</source>
        <translation>In Worten, mit den Werten, die Sie benutzen.</translation>
    </message>
    <message>
        <source>Say which site may be recorded: its address.</source>
        <translation>Sagen Sie, welche Seite aufgezeichnet werden darf: ihre Adresse.</translation>
    </message>
    <message>
        <source>Say which programs may be recorded.</source>
        <translation>Sagen Sie, welche Programme aufgezeichnet werden dürfen.</translation>
    </message>
</context>
<context>
    <name>Recording</name>
    <message>
        <source>Nothing was recorded</source>
        <translation>Nichts wurde aufgezeichnet</translation>
    </message>
    <message>
        <source>The recording and what was made of it are deleted for good.</source>
        <translation>Die Aufnahme und was daraus gemacht wurde werden endgültig gelöscht.</translation>
    </message>
    <message>
        <source>What was recorded is kept; take it up again from the same dialog.</source>
        <translation>Was aufgezeichnet wurde, bleibt; nehmen Sie es aus demselben Dialog wieder auf.</translation>
    </message>
    <message>
        <source>No skill was made</source>
        <translation>Keine Fertigkeit ist entstanden</translation>
    </message>
</context>
<context>
    <name>ResumeDialog</name>
    <message>
        <source>Go on with this run?</source>
        <translation>Mit diesem Lauf weitermachen?</translation>
    </message>
    <message>
        <source>What is known of it</source>
        <translation>Was von ihm bekannt ist</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>Weiter&amp;machen</translation>
    </message>
    <message>
        <source>&amp;Leave it</source>
        <translation>&amp;Lassen</translation>
    </message>
    <message>
        <source>It &amp;was done</source>
        <translation>Es &amp;wurde getan</translation>
    </message>
    <message>
        <source>It was &amp;not done</source>
        <translation>Es wurde &amp;nicht getan</translation>
    </message>
    <message>
        <source>Please look whether this was done; it cannot be taken back: %1 (%2)</source>
        <translation>Bitte sehen Sie nach, ob dies getan wurde; es lässt sich nicht zurücknehmen: %1 (%2)</translation>
    </message>
    <message>
        <source>on the last page</source>
        <translation>auf der letzten Seite</translation>
    </message>
</context>
<context>
    <name>ReviewWindow</name>
    <message>
        <source>What was made of it is gone then.</source>
        <translation>Was daraus gemacht wurde, ist dann weg.</translation>
    </message>
    <message>
        <source>A new skill</source>
        <translation>Eine neue Fertigkeit</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>Rück&amp;gängig</translation>
    </message>
    <message>
        <source>&amp;Try it with other values…</source>
        <translation>Mit anderen Werten &amp;probieren …</translation>
    </message>
    <message>
        <source>&amp;Discard…</source>
        <translation>&amp;Verwerfen …</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Speichern</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>&amp;Name</translation>
    </message>
    <message>
        <source>D&amp;escription</source>
        <translation>B&amp;eschreibung</translation>
    </message>
    <message>
        <source>there is a skill of this name</source>
        <translation>eine Fertigkeit dieses Namens gibt es schon</translation>
    </message>
    <message>
        <source>Say what it does and when to use it.</source>
        <translation>Sagen Sie, was sie tut und wann man sie braucht.</translation>
    </message>
    <message>
        <source>Writing it down as single steps…</source>
        <translation>Wird in einzelnen Schritten aufgeschrieben …</translation>
    </message>
    <message>
        <source>They are single steps now.</source>
        <translation>Es sind jetzt einzelne Schritte.</translation>
    </message>
    <message>
        <source>It needs secrets that the keyring must hold: %1</source>
        <translation>Sie braucht Geheimnisse, die im Schlüsselbund liegen müssen: %1</translation>
    </message>
    <message>
        <source>Discard the new skill?</source>
        <translation>Die neue Fertigkeit verwerfen?</translation>
    </message>
    <message>
        <source>&amp;Discard</source>
        <translation>&amp;Verwerfen</translation>
    </message>
    <message>
        <source>&amp;Go on with the review</source>
        <translation>Weiter &amp;durchsehen</translation>
    </message>
</context>
<context>
    <name>RowsModel</name>
    <message>
        <source>Row</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>Werte</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>begun, end unknown</source>
        <translation>begonnen, Ende unbekannt</translation>
    </message>
    <message>
        <source>to do</source>
        <translation>zu tun</translation>
    </message>
</context>
<context>
    <name>RuleDialog</name>
    <message>
        <source>Add a rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>Erlauben</translation>
    </message>
    <message>
        <source>Ask before</source>
        <translation>Vorher fragen</translation>
    </message>
    <message>
        <source>Forbid</source>
        <translation>Verbieten</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>&amp;What happens:</source>
        <translation>&amp;Was geschieht:</translation>
    </message>
    <message>
        <source>&amp;Actions (none: any):</source>
        <translation>&amp;Aktionen (keine: alle):</translation>
    </message>
    <message>
        <source>&amp;Risks (none: any):</source>
        <translation>&amp;Risiken (keine: alle):</translation>
    </message>
    <message>
        <source>&amp;Places (empty: anywhere):</source>
        <translation>&amp;Orte (leer: überall):</translation>
    </message>
    <message>
        <source>Name of the &amp;control:</source>
        <translation>Name des E&amp;lements:</translation>
    </message>
    <message>
        <source>W&amp;hy:</source>
        <translation>War&amp;um:</translation>
    </message>
    <message>
        <source>&amp;Name of the rule:</source>
        <translation>&amp;Name der Regel:</translation>
    </message>
    <message>
        <source>A&amp;dd</source>
        <translation>&amp;Hinzufügen</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>Abbr&amp;echen</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>Allow {what}</source>
        <translation>Erlaubt: {what}</translation>
    </message>
    <message>
        <source>Ask before {what}</source>
        <translation>Fragen vor: {what}</translation>
    </message>
    <message>
        <source>Forbid {what}</source>
        <translation>Verboten: {what}</translation>
    </message>
    <message>
        <source>looking</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>changes that can be taken back</source>
        <translation>Änderungen, die sich zurücknehmen lassen</translation>
    </message>
    <message>
        <source>what cannot be taken back</source>
        <translation>was sich nicht zurücknehmen lässt</translation>
    </message>
    <message>
        <source>sending forms</source>
        <translation>Formulare abschicken</translation>
    </message>
    <message>
        <source>sending messages</source>
        <translation>Nachrichten senden</translation>
    </message>
    <message>
        <source>paying</source>
        <translation>Bezahlen</translation>
    </message>
    <message>
        <source>deleting</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>overwriting</source>
        <translation>Überschreiben</translation>
    </message>
    <message>
        <source>installing</source>
        <translation>Installieren</translation>
    </message>
    <message>
        <source>giving rights</source>
        <translation>Rechte vergeben</translation>
    </message>
    <message>
        <source>clicking</source>
        <translation>Klicken</translation>
    </message>
    <message>
        <source>pointing</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>dragging</source>
        <translation>Ziehen</translation>
    </message>
    <message>
        <source>holding a mouse button</source>
        <translation>Maustaste drücken</translation>
    </message>
    <message>
        <source>letting a mouse button go</source>
        <translation>Maustaste loslassen</translation>
    </message>
    <message>
        <source>scrolling</source>
        <translation>Blättern</translation>
    </message>
    <message>
        <source>typing</source>
        <translation>Tippen</translation>
    </message>
    <message>
        <source>pressing keys</source>
        <translation>Tasten drücken</translation>
    </message>
    <message>
        <source>holding keys</source>
        <translation>Tasten halten</translation>
    </message>
    <message>
        <source>setting values</source>
        <translation>Werte setzen</translation>
    </message>
    <message>
        <source>choosing</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>giving files</source>
        <translation>Dateien übergeben</translation>
    </message>
    <message>
        <source>opening</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>going back and forth</source>
        <translation>Vor- und Zurückgehen</translation>
    </message>
    <message>
        <source>answering dialogs</source>
        <translation>Dialoge beantworten</translation>
    </message>
    <message>
        <source>moving windows</source>
        <translation>Fenster bewegen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>Warten</translation>
    </message>
    <message>
        <source>anything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} und {last}</translation>
    </message>
    <message>
        <source>{first} or {last}</source>
        <translation>{first} oder {last}</translation>
    </message>
    <message>
        <source>{what} on {target}</source>
        <translation>{what} auf {target}</translation>
    </message>
    <message>
        <source>{what} in {places}</source>
        <translation>{what} in {places}</translation>
    </message>
    <message>
        <source>{what} with {arguments}</source>
        <translation>{what} mit {arguments}</translation>
    </message>
    <message>
        <source>the places of the task</source>
        <translation>den Orten der Aufgabe</translation>
    </message>
    <message>
        <source>any place</source>
        <translation>jedem Ort</translation>
    </message>
    <message>
        <source>{role} named {name}</source>
        <translation>{role} namens {name}</translation>
    </message>
    <message>
        <source>a control</source>
        <translation>einem Element</translation>
    </message>
    <message>
        <source>This spends money.</source>
        <translation>Das kostet Geld.</translation>
    </message>
    <message>
        <source>This gives somebody rights or access.</source>
        <translation>Das gibt jemandem Rechte oder Zugang.</translation>
    </message>
    <message>
        <source>This installs software.</source>
        <translation>Das installiert Software.</translation>
    </message>
</context>
<context>
    <name>RunBar</name>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Show each action on the picture before it happens</source>
        <translation>Jede Aktion auf dem Bild zeigen, bevor sie geschieht</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>St&amp;ep</source>
        <translation>S&amp;chritt</translation>
    </message>
    <message>
        <source>Do one step, then wait</source>
        <translation>Einen Schritt tun, dann warten</translation>
    </message>
    <message>
        <source>Take &amp;over</source>
        <translation>Ü&amp;bernehmen</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;topp</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
    <message>
        <source>Give &amp;back</source>
        <translation>&amp;Zurückgeben</translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Beginnt</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Sieht hin</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Denkt nach</translation>
    </message>
    <message>
        <source>Acting</source>
        <translation>Handelt</translation>
    </message>
    <message>
        <source>Waiting for you</source>
        <translation>Wartet auf Sie</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>You have taken over</source>
        <translation>Sie haben übernommen</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
</context>
<context>
    <name>RunPanel</name>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>In a browser</source>
        <translation>In einem Browser</translation>
    </message>
    <message>
        <source>On a private desktop</source>
        <translation>Auf einem eigenen Desktop</translation>
    </message>
    <message>
        <source>On this desktop</source>
        <translation>Auf diesem Desktop</translation>
    </message>
    <message>
        <source>Address to begin with</source>
        <translation>Adresse für den Anfang</translation>
    </message>
    <message>
        <source>left to the skill</source>
        <translation>der Fertigkeit überlassen</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>Tabellen (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>Also rows that &amp;failed, or whose end is unknown</source>
        <translation>Auch Zeilen, die &amp;misslangen oder deren Ende unbekannt ist</translation>
    </message>
    <message>
        <source>Forget what was done &amp;before</source>
        <translation>&amp;Vergessen, was schon getan ist</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>Ausf&amp;ühren</translation>
    </message>
    <message>
        <source>&amp;Watch the run</source>
        <translation>Lauf an&amp;sehen</translation>
    </message>
    <message>
        <source>Rows done or tried</source>
        <translation>Erledigte oder versuchte Zeilen</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Once, with these va&amp;lues</source>
        <translation>&amp;Nur einmal, mit diesen Werten</translation>
    </message>
    <message>
        <source>For each ro&amp;w of a table</source>
        <translation>&amp;Für jede Zeile einer Tabelle</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>Ad&amp;resse:</translation>
    </message>
    <message>
        <source>Where:</source>
        <translation>Wo:</translation>
    </message>
    <message>
        <source>Its first line names the columns: %1</source>
        <translation>Ihre erste Zeile nennt die Spalten: %1</translation>
    </message>
    <message>
        <source>%1 of %2 rows were done or tried before; it goes on with the rest.</source>
        <translation>%1 von %2 Zeilen sind schon getan oder versucht; es geht mit dem Rest weiter.</translation>
    </message>
    <message>
        <source>%1 of %2 rows are done.</source>
        <translation>%1 von %2 Zeilen sind erledigt.</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) to do</source>
        <translation>
            <numerusform>%n Zeile zu tun</numerusform>
            <numerusform>%n Zeilen zu tun</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a table.</source>
        <translation>Wählen Sie eine Tabelle.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>%v of %m</source>
        <translation>%v von %m</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Erledigt.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Es wurde angehalten.</translation>
    </message>
</context>
<context>
    <name>RunPlayer</name>
    <message>
        <source>Steps of the run</source>
        <translation>Schritte des Laufs</translation>
    </message>
    <message>
        <source>About this step</source>
        <translation>Über diesen Schritt</translation>
    </message>
    <message>
        <source>First step</source>
        <translation>Erster Schritt</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Schritt zurück</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>Schritt vor</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>Letzter Schritt</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Ja</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;Nein</translation>
    </message>
    <message>
        <source>It did what I wanted</source>
        <translation>Es tat, was ich wollte</translation>
    </message>
    <message>
        <source>It did not do what I wanted</source>
        <translation>Es tat nicht, was ich wollte</translation>
    </message>
    <message>
        <source>A note on this run</source>
        <translation>Eine Notiz zu diesem Lauf</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>As you wanted?</source>
        <translation>Wie gewünscht?</translation>
    </message>
    <message>
        <source>Nothing was done in this run.</source>
        <translation>In diesem Lauf wurde nichts getan.</translation>
    </message>
    <message>
        <source>There is no picture of this step.</source>
        <translation>Von diesem Schritt gibt es kein Bild.</translation>
    </message>
    <message>
        <source>The picture of this step is gone.</source>
        <translation>Das Bild dieses Schritts ist weg.</translation>
    </message>
    <message>
        <source>Thought: %1</source>
        <translation>Gedanke: %1</translation>
    </message>
    <message>
        <source>Change: %1</source>
        <translation>Änderung: %1</translation>
    </message>
    <message>
        <source>Failed: %1</source>
        <translation>Misslungen: %1</translation>
    </message>
    <message>
        <source>Time: %1</source>
        <translation>Zeit: %1</translation>
    </message>
    <message>
        <source>looking</source>
        <translation>hinsehen</translation>
    </message>
    <message>
        <source>thinking</source>
        <translation>denken</translation>
    </message>
    <message>
        <source>finding</source>
        <translation>finden</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>fragen</translation>
    </message>
    <message>
        <source>acting</source>
        <translation>handeln</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>warten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
</context>
<context>
    <name>RunsFilter</name>
    <message>
        <source>Search tasks, answers and notes</source>
        <translation>Aufgaben, Antworten und Notizen durchsuchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source>any time</source>
        <translation>jederzeit</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>letzte 30 Tage</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>letztes Jahr</translation>
    </message>
    <message>
        <source>Outcome:</source>
        <translation>Ergebnis:</translation>
    </message>
    <message>
        <source>Application:</source>
        <translation>Anwendung:</translation>
    </message>
    <message>
        <source>Skill:</source>
        <translation>Fertigkeit:</translation>
    </message>
    <message>
        <source>When:</source>
        <translation>Wann:</translation>
    </message>
</context>
<context>
    <name>RunsModel</name>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>Beginn</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message>
        <source>&amp;Undo</source>
        <translation>Rück&amp;gängig</translation>
    </message>
    <message>
        <source>&amp;Go on…</source>
        <translation>&amp;Fortsetzen …</translation>
    </message>
    <message>
        <source>&amp;Save as a skill</source>
        <translation>Als Fertigkeit &amp;speichern</translation>
    </message>
    <message>
        <source>Open &amp;report</source>
        <translation>Be&amp;richt öffnen</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s), %1</source>
        <translation>
            <numerusform>%n Lauf, %1</numerusform>
            <numerusform>%n Läufe, %1</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose a run to see what happened in it.</source>
        <translation>Wählen Sie einen Lauf, um zu sehen, was in ihm geschah.</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) chosen</source>
        <translation>
            <numerusform>%n Lauf ausgewählt</numerusform>
            <numerusform>%n Läufe ausgewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>What Deskhand does is kept here, step by step.</source>
        <translation>Was Deskhand tut, wird hier aufbewahrt, Schritt für Schritt.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Not known whether this was done: %1</source>
        <translation>Nicht bekannt ist, ob dies getan wurde: %1</translation>
    </message>
    <message>
        <source>The run itself is kept.</source>
        <translation>Der Lauf selbst bleibt erhalten.</translation>
    </message>
    <message>
        <source>No skill was made</source>
        <translation>Keine Fertigkeit ist entstanden</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) deleted.</source>
        <translation>
            <numerusform>%n Lauf gelöscht.</numerusform>
            <numerusform>%n Läufe gelöscht.</numerusform>
        </translation>
    </message>
    <message>
        <source>They are back.</source>
        <translation>Wieder da.</translation>
    </message>
</context>
<context>
    <name>SentWindow</name>
    <message>
        <source>Sent to models</source>
        <translation>An Modelle gesendet</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>What was sent and answered</source>
        <translation>Was gesendet und geantwortet wurde</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>Nothing was sent to a model.</source>
        <translation>Nichts wurde an ein Modell gesendet.</translation>
    </message>
</context>
<context>
    <name>SettingsForm</name>
    <message>
        <source>Browse…</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Written; it holds from the next run on.</source>
        <translation>Geschrieben; es gilt ab dem nächsten Lauf.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Parts of the settings</source>
        <translation>Teile der Einstellungen</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Environments</source>
        <translation>Umgebungen</translation>
    </message>
    <message>
        <source>Permissions</source>
        <translation>Erlaubnisse</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Hot keys</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>Datenschutz</translation>
    </message>
    <message>
        <source>&amp;Appearance</source>
        <translation>A&amp;ussehen</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>wie das System</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Most steps of a run</source>
        <translation>Höchstzahl der &amp;Schritte eines Laufs</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>Pla&amp;nner</source>
        <translation>Pla&amp;ner</translation>
    </message>
    <message>
        <source>Written.</source>
        <translation>Geschrieben.</translation>
    </message>
    <message>
        <source>Written; it holds from the next start of Deskhand on.</source>
        <translation>Geschrieben; es gilt ab dem nächsten Start von Deskhand.</translation>
    </message>
    <message>
        <source>Most t&amp;ime for a run</source>
        <translation>Längste Da&amp;uer eines Laufs</translation>
    </message>
    <message>
        <source>Most that models may &amp;cost in a run</source>
        <translation>Was &amp;Modelle in einem Lauf höchstens kosten dürfen</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>&amp;Delete runs after</source>
        <translation>Läufe &amp;löschen nach</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tagen</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>as needed</source>
        <translation>nach Bedarf</translation>
    </message>
    <message>
        <source>&amp;Browser</source>
        <translation>B&amp;rowser</translation>
    </message>
    <message>
        <source>empty: the one that is found</source>
        <translation>leer: der gefundene</translation>
    </message>
    <message>
        <source>Browser &amp;without a window</source>
        <translation>Browser oh&amp;ne Fenster</translation>
    </message>
    <message>
        <source>only where there is no display</source>
        <translation>nur wo es keine Anzeige gibt</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>&amp;Read pictures</source>
        <translation>B&amp;ilder lesen</translation>
    </message>
    <message>
        <source>&amp;Languages of text in pictures</source>
        <translation>&amp;Sprachen von Text in Bildern</translation>
    </message>
    <message>
        <source>as eng+deu</source>
        <translation>wie eng+deu</translation>
    </message>
    <message>
        <source>&amp;Detector of controls in pictures</source>
        <translation>&amp;Erkenner von Bedienelementen in Bildern</translation>
    </message>
    <message>
        <source>empty: by their shapes</source>
        <translation>leer: nach ihren Formen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Stop from everywhere, while a run goes on</source>
        <translation>Von überall anhalten, solange ein Lauf im Gang ist</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>What leaves this machine</source>
        <translation>Was diesen Rechner verlässt</translation>
    </message>
    <message>
        <source>Where things lie</source>
        <translation>Wo alles liegt</translation>
    </message>
    <message>
        <source>Settings:</source>
        <translation>Einstellungen:</translation>
    </message>
    <message>
        <source>Permissions:</source>
        <translation>Erlaubnisse:</translation>
    </message>
    <message>
        <source>Models:</source>
        <translation>Modelle:</translation>
    </message>
    <message>
        <source>Runs:</source>
        <translation>Läufe:</translation>
    </message>
    <message>
        <source>Skills:</source>
        <translation>Fertigkeiten:</translation>
    </message>
</context>
<context>
    <name>SkillView</name>
    <message>
        <source>What the step acts on</source>
        <translation>Worauf der Schritt wirkt</translation>
    </message>
    <message>
        <source>About the step</source>
        <translation>Über den Schritt</translation>
    </message>
    <message>
        <source>About the skill</source>
        <translation>Über die Fertigkeit</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Only if:</source>
        <translation>Nur wenn:</translation>
    </message>
    <message>
        <source>Afterwards:</source>
        <translation>Danach:</translation>
    </message>
    <message>
        <source>It is waited for, up to %1 seconds.</source>
        <translation>Darauf wird gewartet, bis zu %1 Sekunden.</translation>
    </message>
    <message>
        <source>Nothing is checked after this step.</source>
        <translation>Nach diesem Schritt wird nichts geprüft.</translation>
    </message>
    <message>
        <source>It takes:</source>
        <translation>Sie braucht:</translation>
    </message>
    <message>
        <source>It touches:</source>
        <translation>Sie berührt:</translation>
    </message>
    <message>
        <source>When it is done:</source>
        <translation>Wenn sie fertig ist:</translation>
    </message>
</context>
<context>
    <name>SkillsModel</name>
    <message>
        <source>draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>geprüft</translation>
    </message>
    <message>
        <source>trusted</source>
        <translation>vertraut</translation>
    </message>
    <message>
        <source>out of use</source>
        <translation>außer Gebrauch</translation>
    </message>
    <message>
        <source>in quarantine</source>
        <translation>in Quarantäne</translation>
    </message>
    <message>
        <source>broken</source>
        <translation>kaputt</translation>
    </message>
</context>
<context>
    <name>SkillsPage</name>
    <message>
        <source>What is to be done?</source>
        <translation>Was soll getan werden?</translation>
    </message>
    <message>
        <source>Search skills</source>
        <translation>Fertigkeiten durchsuchen</translation>
    </message>
    <message>
        <source>Any program or site</source>
        <translation>Alle Programme und Seiten</translation>
    </message>
    <message>
        <source>Any trust</source>
        <translation>Jedes Vertrauen</translation>
    </message>
    <message>
        <source>I&amp;mport…</source>
        <translation>I&amp;mportieren …</translation>
    </message>
    <message>
        <source>What may be learned if you say so</source>
        <translation>Was gelernt werden kann, wenn Sie es sagen</translation>
    </message>
    <message>
        <source>E&amp;xport…</source>
        <translation>E&amp;xportieren …</translation>
    </message>
    <message>
        <source>Take out of &amp;use</source>
        <translation>A&amp;ußer Gebrauch nehmen</translation>
    </message>
    <message>
        <source>Show it once…</source>
        <translation>Einmal zeigen …</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Offers…</source>
        <translation>Angebote …</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Löschen</translation>
    </message>
    <message>
        <source>Parts of the skill</source>
        <translation>Teile der Fertigkeit</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Was sie tut</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>Ausführen</translation>
    </message>
    <message>
        <source>Change it</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Geschichte</translation>
    </message>
    <message>
        <source>Un&amp;do</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Works in:</source>
        <translation>Wirkt in:</translation>
    </message>
    <message>
        <source>Trust:</source>
        <translation>Vertrauen:</translation>
    </message>
    <message>
        <source>Skills are what Deskhand has learned to do without thinking.

Show it something once, save a run as a skill, or import one.</source>
        <translation>Fertigkeiten sind, was Deskhand ohne Nachdenken zu tun gelernt hat.

Zeigen Sie ihm etwas einmal, speichern Sie einen Lauf als Fertigkeit, oder importieren Sie eine.</translation>
    </message>
    <message>
        <source>Something is recorded. What was recorded until now is kept.</source>
        <translation>Es wird gerade aufgezeichnet. Was bisher aufgezeichnet wurde, bleibt.</translation>
    </message>
    <message>
        <source>What you changed of %1 is not saved.</source>
        <translation>Was Sie an %1 geändert haben, ist nicht gespeichert.</translation>
    </message>
    <message>
        <source>Quit?</source>
        <translation>Beenden?</translation>
    </message>
    <message>
        <source>Put back into &amp;use</source>
        <translation>Wieder in Gebra&amp;uch nehmen</translation>
    </message>
    <message>
        <source>It is out of use: %1</source>
        <translation>Sie ist außer Gebrauch: %1</translation>
    </message>
    <message>
        <source>Discard changes?</source>
        <translation>Änderungen verwerfen?</translation>
    </message>
    <message>
        <source>It cannot be read.</source>
        <translation>Sie ist nicht zu lesen.</translation>
    </message>
    <message>
        <source>version %1</source>
        <translation>Version %1</translation>
    </message>
    <message>
        <source>worked %1 of %2 times</source>
        <translation>gelang %1 von %2 Malen</translation>
    </message>
    <message>
        <source>not run yet</source>
        <translation>noch nicht ausgeführt</translation>
    </message>
    <message numerus="yes">
        <source>%n proposal(s) wait</source>
        <translation>
            <numerusform>%n Vorschlag wartet</numerusform>
            <numerusform>%n Vorschläge warten</numerusform>
        </translation>
    </message>
    <message>
        <source>Take in a skill or a recording of another program</source>
        <translation>Eine Fertigkeit oder die Aufnahme eines anderen Programms aufnehmen</translation>
    </message>
    <message>
        <source>Skills and recordings (*.zip *.yaml *.json *.py *.ts *.js);;All files (*)</source>
        <translation>Fertigkeiten und Aufnahmen (*.zip *.yaml *.json *.py *.ts *.js);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Taken in: %1. It is untrusted until you say otherwise.</source>
        <translation>Aufgenommen: %1. Ihr wird nicht vertraut, bis Sie es anders sagen.</translation>
    </message>
    <message>
        <source>Export a skill</source>
        <translation>Fertigkeit exportieren</translation>
    </message>
    <message>
        <source>Skills (*.zip)</source>
        <translation>Fertigkeiten (*.zip)</translation>
    </message>
    <message>
        <source>It is in %1.</source>
        <translation>Sie liegt in %1.</translation>
    </message>
    <message>
        <source>taken out of use by hand</source>
        <translation>von Hand außer Gebrauch genommen</translation>
    </message>
    <message>
        <source>%1 is deleted.</source>
        <translation>%1 ist gelöscht.</translation>
    </message>
    <message>
        <source>%1 is back.</source>
        <translation>%1 ist wieder da.</translation>
    </message>
</context>
<context>
    <name>SkillsView</name>
    <message>
        <source>Skills</source>
        <translation>Fertigkeiten</translation>
    </message>
</context>
<context>
    <name>StepDetails</name>
    <message>
        <source>What the step acted on</source>
        <translation>Worauf der Schritt wirkte</translation>
    </message>
    <message>
        <source>What must be so after the step</source>
        <translation>Was nach dem Schritt so sein muss</translation>
    </message>
    <message>
        <source>What is true when all is done</source>
        <translation>Was wahr ist, wenn alles getan ist</translation>
    </message>
    <message>
        <source>Dro&amp;p the condition</source>
        <translation>&amp;Bedingung streichen</translation>
    </message>
    <message>
        <source>&amp;Remove the step</source>
        <translation>Schritt en&amp;tfernen</translation>
    </message>
    <message>
        <source>Drop the clai&amp;m</source>
        <translation>Be&amp;hauptung streichen</translation>
    </message>
    <message>
        <source>What must be so &amp;after the step</source>
        <translation>Was nach dem Schritt so sein m&amp;uss</translation>
    </message>
    <message>
        <source>What is true &amp;when all is done</source>
        <translation>Was wahr ist, wenn a&amp;lles getan ist</translation>
    </message>
    <message>
        <source>There is no picture of this step.</source>
        <translation>Von diesem Schritt gibt es kein Bild.</translation>
    </message>
    <message>
        <source>It is done only if: %1</source>
        <translation>Er wird nur getan, wenn: %1</translation>
    </message>
    <message>
        <source>What was se&amp;nt…</source>
        <translation>Was &amp;gesendet wurde …</translation>
    </message>
    <message>
        <source>&amp;Correct…</source>
        <translation>Bericht&amp;igen …</translation>
    </message>
    <message>
        <source>Point at what should have been acted on instead</source>
        <translation>Zeigen Sie auf das, worauf stattdessen gewirkt werden sollte</translation>
    </message>
    <message>
        <source>The chosen step</source>
        <translation>Der gewählte Schritt</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Click {target}</source>
        <translation>{target} anklicken</translation>
    </message>
    <message>
        <source>Double-click {target}</source>
        <translation>{target} doppelt anklicken</translation>
    </message>
    <message>
        <source>Triple-click {target}</source>
        <translation>{target} dreifach anklicken</translation>
    </message>
    <message>
        <source>Right-click {target}</source>
        <translation>{target} rechts anklicken</translation>
    </message>
    <message>
        <source>Middle-click {target}</source>
        <translation>{target} mit der mittleren Taste anklicken</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Zurückgehen</translation>
    </message>
    <message>
        <source>Go forward</source>
        <translation>Vorwärtsgehen</translation>
    </message>
    <message>
        <source>Reload the page</source>
        <translation>Die Seite neu laden</translation>
    </message>
    <message>
        <source>Bring a tab to the front</source>
        <translation>Einen Tab nach vorn holen</translation>
    </message>
    <message>
        <source>Close a tab</source>
        <translation>Einen Tab schließen</translation>
    </message>
    <message>
        <source>Focus the window</source>
        <translation>Das Fenster nach vorn holen</translation>
    </message>
    <message>
        <source>Move the window</source>
        <translation>Das Fenster verschieben</translation>
    </message>
    <message>
        <source>Resize the window</source>
        <translation>Die Größe des Fensters ändern</translation>
    </message>
    <message>
        <source>Maximize the window</source>
        <translation>Das Fenster maximieren</translation>
    </message>
    <message>
        <source>Minimize the window</source>
        <translation>Das Fenster minimieren</translation>
    </message>
    <message>
        <source>Restore the window</source>
        <translation>Das Fenster wiederherstellen</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Das Fenster schließen</translation>
    </message>
    <message>
        <source>down {amount} {unit}</source>
        <translation>{amount} {unit} abwärts</translation>
    </message>
    <message>
        <source>up {amount} {unit}</source>
        <translation>{amount} {unit} aufwärts</translation>
    </message>
    <message>
        <source>right {amount} {unit}</source>
        <translation>{amount} {unit} nach rechts</translation>
    </message>
    <message>
        <source>left {amount} {unit}</source>
        <translation>{amount} {unit} nach links</translation>
    </message>
    <message>
        <source>line</source>
        <translation>Zeile</translation>
    </message>
    <message>
        <source>lines</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>pixel</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>Pixel</translation>
    </message>
    <message>
        <source>Point at {target}</source>
        <translation>Auf {target} zeigen</translation>
    </message>
    <message>
        <source>Drag {target} to {place}</source>
        <translation>{target} auf {place} ziehen</translation>
    </message>
    <message>
        <source>Press the {button} button on {target}</source>
        <translation>Die Maustaste ({button}) auf {target} drücken</translation>
    </message>
    <message>
        <source>Release the {button} button over {target}</source>
        <translation>Die Maustaste ({button}) über {target} loslassen</translation>
    </message>
    <message>
        <source>Scroll {way}</source>
        <translation>{way} blättern</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>nirgendwohin</translation>
    </message>
    <message>
        <source>{first} and {last}</source>
        <translation>{first} und {last}</translation>
    </message>
    <message>
        <source>{what} in {target}</source>
        <translation>{what} in {target}</translation>
    </message>
    <message>
        <source>{what} into {target}</source>
        <translation>{what} in {target}</translation>
    </message>
    <message>
        <source>{what} and press Enter</source>
        <translation>{what} und Enter drücken</translation>
    </message>
    <message>
        <source>Type {text}</source>
        <translation>{text} tippen</translation>
    </message>
    <message>
        <source>Press {keys}</source>
        <translation>{keys} drücken</translation>
    </message>
    <message>
        <source>{what} {count} times</source>
        <translation>{what}, {count}-mal</translation>
    </message>
    <message>
        <source>Hold {keys} for {seconds} s</source>
        <translation>{keys} {seconds} s lang halten</translation>
    </message>
    <message>
        <source>Set {target} to {text}</source>
        <translation>{target} auf {text} setzen</translation>
    </message>
    <message>
        <source>Choose {text} in {target}</source>
        <translation>{text} in {target} wählen</translation>
    </message>
    <message>
        <source>Give {files} to {target}</source>
        <translation>{target} {files} geben</translation>
    </message>
    <message>
        <source>Open {what}</source>
        <translation>{what} öffnen</translation>
    </message>
    <message>
        <source>Accept the dialog</source>
        <translation>Den Dialog annehmen</translation>
    </message>
    <message>
        <source>Dismiss the dialog</source>
        <translation>Den Dialog ablehnen</translation>
    </message>
    <message>
        <source>{what} with {text}</source>
        <translation>{what} mit {text}</translation>
    </message>
    <message>
        <source>Wait {seconds} s</source>
        <translation>{seconds} s warten</translation>
    </message>
    <message>
        <source>Wait up to {seconds} s until {condition}</source>
        <translation>Bis zu {seconds} s warten, bis {condition}</translation>
    </message>
    <message>
        <source>Look at the whole page</source>
        <translation>Die ganze Seite ansehen</translation>
    </message>
    <message>
        <source>Look closer</source>
        <translation>Genauer hinsehen</translation>
    </message>
    <message>
        <source>Run the skill {name}</source>
        <translation>Die Fertigkeit {name} ausführen</translation>
    </message>
    <message>
        <source>Ask: {text}</source>
        <translation>Fragen: {text}</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Give up: {text}</source>
        <translation>Aufgeben: {text}</translation>
    </message>
    <message>
        <source>the secret {name}</source>
        <translation>das Geheimnis {name}</translation>
    </message>
</context>
<context>
    <name>StepsModel</name>
    <message>
        <source>At the end</source>
        <translation>Am Ende</translation>
    </message>
    <message>
        <source>Otherwise:</source>
        <translation>Sonst:</translation>
    </message>
    <message>
        <source>cannot be taken back</source>
        <translation>nicht zurückzunehmen</translation>
    </message>
    <message>
        <source>Guessed: %1</source>
        <translation>Vermutet: %1</translation>
    </message>
</context>
<context>
    <name>StepsView</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
</context>
<context>
    <name>TakingOver</name>
    <message>
        <source>You have taken over. Do what is to be done, then give back.</source>
        <translation>Sie haben übernommen. Tun Sie, was zu tun ist, dann geben Sie zurück.</translation>
    </message>
    <message>
        <source>You have taken over: click and type in the picture. Shift+Escape gives back.</source>
        <translation>Sie haben übernommen: Klicken und tippen Sie im Bild. Umschalt+Esc gibt zurück.</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Zurückgeben</translation>
    </message>
    <message>
        <source>A note for Deskhand</source>
        <translation>Eine Notiz für Deskhand</translation>
    </message>
</context>
<context>
    <name>TaskBox</name>
    <message>
        <source>What should be done?</source>
        <translation>Was soll getan werden?</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Earlier tasks and skills</source>
        <translation>Frühere Aufgaben und Fertigkeiten</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Start</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>In a browser</source>
        <translation>In einem Browser</translation>
    </message>
    <message>
        <source>In a browser that stays signed in</source>
        <translation>In einem Browser, der angemeldet bleibt</translation>
    </message>
    <message>
        <source>On a private desktop</source>
        <translation>Auf einem eigenen Desktop</translation>
    </message>
    <message>
        <source>On this desktop</source>
        <translation>Auf diesem Desktop</translation>
    </message>
    <message>
        <source>Address to begin with</source>
        <translation>Adresse für den Anfang</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>&amp;Where</source>
        <translation>&amp;Wo</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>Ad&amp;resse</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>&amp;Modell</translation>
    </message>
    <message>
        <source>None: built in</source>
        <translation>Keines: eingebaut</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>&amp;Einreihen</translation>
    </message>
    <message>
        <source>It is done after what goes on now</source>
        <translation>Sie wird nach dem getan, was gerade läuft</translation>
    </message>
    <message>
        <source>Where the last task ended</source>
        <translation>Wo die letzte Aufgabe endete</translation>
    </message>
    <message>
        <source>Skill: %1</source>
        <translation>Fertigkeit: %1</translation>
    </message>
</context>
<context>
    <name>TaskPage</name>
    <message>
        <source>Say</source>
        <translation>Sagen</translation>
    </message>
    <message>
        <source>Say something to Deskhand while it works</source>
        <translation>Sagen Sie Deskhand etwas, während es arbeitet</translation>
    </message>
    <message>
        <source>A run goes on</source>
        <translation>Ein Lauf ist im Gang</translation>
    </message>
    <message>
        <source>Stop it and quit? It can be resumed later.</source>
        <translation>Anhalten und beenden? Er kann später fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Beginnt …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Asks: %1</source>
        <translation>Fragt: %1</translation>
    </message>
    <message>
        <source>Answer: %1</source>
        <translation>Antwort: %1</translation>
    </message>
    <message>
        <source>You: %1 is meant</source>
        <translation>Sie: %1 ist gemeint</translation>
    </message>
    <message>
        <source>You have taken over</source>
        <translation>Sie haben übernommen</translation>
    </message>
    <message>
        <source>You gave back. %1</source>
        <translation>Sie haben zurückgegeben. %1</translation>
    </message>
    <message>
        <source>You: %1</source>
        <translation>Sie: %1</translation>
    </message>
</context>
<context>
    <name>TaskValues</name>
    <message>
        <source>Without the skill</source>
        <translation>Ohne die Fertigkeit</translation>
    </message>
    <message>
        <source>Skill: %1</source>
        <translation>Fertigkeit: %1</translation>
    </message>
    <message>
        <source>for example %1</source>
        <translation>zum Beispiel %1</translation>
    </message>
</context>
<context>
    <name>TimeBar</name>
    <message>
        <source>Time: %1</source>
        <translation>Zeit: %1</translation>
    </message>
    <message>
        <source>see</source>
        <translation>sehen</translation>
    </message>
    <message>
        <source>think</source>
        <translation>denken</translation>
    </message>
    <message>
        <source>act</source>
        <translation>handeln</translation>
    </message>
    <message>
        <source>check</source>
        <translation>prüfen</translation>
    </message>
</context>
<context>
    <name>TimelineView</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Show &amp;Deskhand</source>
        <translation>&amp;Deskhand zeigen</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>S&amp;topp</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Fortsetzen</translation>
    </message>
</context>
<context>
    <name>TryDialog</name>
    <message>
        <source>Try it with other values</source>
        <translation>Mit anderen Werten probieren</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>In a browser</source>
        <translation>In einem Browser</translation>
    </message>
    <message>
        <source>On a private desktop</source>
        <translation>Auf einem eigenen Desktop</translation>
    </message>
    <message>
        <source>On this desktop</source>
        <translation>Auf diesem Desktop</translation>
    </message>
    <message>
        <source>Address to begin with</source>
        <translation>Adresse für den Anfang</translation>
    </message>
    <message>
        <source>left to the skill</source>
        <translation>der Fertigkeit überlassen</translation>
    </message>
    <message>
        <source>It is done for real, with your approval where it asks.</source>
        <translation>Es wird wirklich getan, mit Ihrer Zustimmung, wo gefragt wird.</translation>
    </message>
    <message>
        <source>&amp;Run it</source>
        <translation>&amp;Ausführen</translation>
    </message>
    <message>
        <source>W&amp;here:</source>
        <translation>W&amp;o:</translation>
    </message>
    <message>
        <source>&amp;Address:</source>
        <translation>Ad&amp;resse:</translation>
    </message>
    <message>
        <source>It runs; the window shows it on the task page.</source>
        <translation>Es läuft; das Fenster zeigt es auf der Aufgabenseite.</translation>
    </message>
    <message>
        <source>It was stopped.</source>
        <translation>Es wurde angehalten.</translation>
    </message>
    <message>
        <source>It worked with these values.</source>
        <translation>Es gelang mit diesen Werten.</translation>
    </message>
</context>
<context>
    <name>ValuesForm</name>
    <message>
        <source>need not be given</source>
        <translation>muss nicht angegeben werden</translation>
    </message>
    <message>
        <source>The name of an entry in the keyring; never the secret itself.</source>
        <translation>Der Name eines Eintrags im Schlüsselbund; nie das Geheimnis selbst.</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt)</source>
        <translation>Tabellen (*.csv *.tsv *.txt)</translation>
    </message>
    <message>
        <source>a file with the columns %1</source>
        <translation>Datei mit Spalten %1</translation>
    </message>
</context>
<context>
    <name>Verbs</name>
    <message>
        <source>click</source>
        <translation>anklicken</translation>
    </message>
    <message>
        <source>move</source>
        <translation>darauf zeigen</translation>
    </message>
    <message>
        <source>drag</source>
        <translation>ziehen</translation>
    </message>
    <message>
        <source>mousedown</source>
        <translation>die Maustaste drücken</translation>
    </message>
    <message>
        <source>mouseup</source>
        <translation>die Maustaste loslassen</translation>
    </message>
    <message>
        <source>scroll</source>
        <translation>blättern</translation>
    </message>
    <message>
        <source>type</source>
        <translation>ausfüllen</translation>
    </message>
    <message>
        <source>press</source>
        <translation>Tasten drücken</translation>
    </message>
    <message>
        <source>hold</source>
        <translation>Tasten halten</translation>
    </message>
    <message>
        <source>set</source>
        <translation>setzen</translation>
    </message>
    <message>
        <source>select</source>
        <translation>auswählen</translation>
    </message>
    <message>
        <source>upload</source>
        <translation>Dateien geben</translation>
    </message>
    <message>
        <source>open</source>
        <translation>öffnen</translation>
    </message>
    <message>
        <source>navigate</source>
        <translation>die Seite wechseln</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>beantworten</translation>
    </message>
    <message>
        <source>window</source>
        <translation>das Fenster ändern</translation>
    </message>
    <message>
        <source>wait</source>
        <translation>warten</translation>
    </message>
</context>
<context>
    <name>VersionsModel</name>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Worked</source>
        <translation>Gelang</translation>
    </message>
    <message>
        <source>Surely more than</source>
        <translation>Sicher mehr als</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 (now)</source>
        <translation>%1 (jetzt)</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>done, verified</source>
        <translation>erledigt, geprüft</translation>
    </message>
    <message>
        <source>done, unverified</source>
        <translation>erledigt, ungeprüft</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>gave up</source>
        <translation>aufgegeben</translation>
    </message>
    <message>
        <source>limit reached</source>
        <translation>Grenze erreicht</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>environment not available</source>
        <translation>Umgebung nicht verfügbar</translation>
    </message>
    <message>
        <source>crashed</source>
        <translation>abgestürzt</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>allow</source>
        <translation>erlaubt</translation>
    </message>
    <message>
        <source>ask</source>
        <translation>gefragt</translation>
    </message>
    <message>
        <source>deny</source>
        <translation>verboten</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lesen</translation>
    </message>
    <message>
        <source>edit</source>
        <translation>ändern</translation>
    </message>
    <message>
        <source>commit</source>
        <translation>endgültig</translation>
    </message>
    <message>
        <source>once</source>
        <translation>einmal</translation>
    </message>
    <message>
        <source>in this task</source>
        <translation>in dieser Aufgabe</translation>
    </message>
    <message>
        <source>always</source>
        <translation>immer</translation>
    </message>
    <message>
        <source>you</source>
        <translation>Sie</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>keine Antwort in der Zeit</translation>
    </message>
    <message>
        <source>nobody was there</source>
        <translation>niemand war da</translation>
    </message>
    <message>
        <source>browser</source>
        <translation>Browser</translation>
    </message>
    <message>
        <source>this desktop</source>
        <translation>dieser Desktop</translation>
    </message>
    <message>
        <source>private desktop</source>
        <translation>eigener Desktop</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Done, unverified</source>
        <translation>Erledigt, ungeprüft</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Misslungen</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Only look</source>
        <translation>Nur ansehen</translation>
    </message>
    <message>
        <source>Reading is free; nothing is changed.</source>
        <translation>Lesen ist frei; nichts wird geändert.</translation>
    </message>
    <message>
        <source>Ask for everything</source>
        <translation>Nach allem fragen</translation>
    </message>
    <message>
        <source>Each change is asked for, whatever rules allow.</source>
        <translation>Nach jeder Änderung wird gefragt, was auch immer Regeln erlauben.</translation>
    </message>
    <message>
        <source>Ask for what is risky</source>
        <translation>Nach Riskantem fragen</translation>
    </message>
    <message>
        <source>Changes where the task is done go through; what cannot be taken back, and new places, are asked for.</source>
        <translation>Änderungen am Ort der Aufgabe gehen durch; nach dem, was sich nicht zurücknehmen lässt, und nach neuen Orten wird gefragt.</translation>
    </message>
    <message>
        <source>Ask for as little as possible</source>
        <translation>So wenig wie möglich fragen</translation>
    </message>
    <message>
        <source>Where the task is done even what cannot be taken back goes through, unless a rule asks.</source>
        <translation>Am Ort der Aufgabe geht auch durch, was sich nicht zurücknehmen lässt, außer eine Regel fragt.</translation>
    </message>
</context>
<context>
    <name>YamlEditor</name>
    <message>
        <source>What is wrong</source>
        <translation>Was nicht stimmt</translation>
    </message>
    <message>
        <source>Nothing is wrong with it.</source>
        <translation>Alles stimmt.</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) wrong with it:</source>
        <translation>
            <numerusform>%n Sache stimmt nicht:</numerusform>
            <numerusform>%n Sachen stimmen nicht:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>YamlText</name>
    <message>
        <source>Text of the skill</source>
        <translation>Text der Fertigkeit</translation>
    </message>
</context>
<context>
    <name>_Painter</name>
    <message>
        <source>cannot be taken back</source>
        <translation>nicht zurückzunehmen</translation>
    </message>
    <message>
        <source>Guessed: %1</source>
        <translation>Vermutet: %1</translation>
    </message>
</context>
<context>
    <name>_Programs</name>
    <message>
        <source>No program has a window.</source>
        <translation>Kein Programm hat ein Fenster.</translation>
    </message>
</context>
</TS>
