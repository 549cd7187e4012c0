<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
<context>
    <name>CloudPBX</name>
    <message numerus="yes">
        <source>{n} attempts</source>
        <translation>
            <numerusform>{n} attempt</numerusform>
            <numerusform>{n} attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines of the recording could not be read and were left out.</source>
        <translation>
            <numerusform>{n} line of the recording could not be read and was left out.</numerusform>
            <numerusform>{n} lines of the recording could not be read and were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send {n} messages</source>
        <translation>
            <numerusform>Send {n} message</numerusform>
            <numerusform>Send {n} messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send {n} separate messages?</source>
        <translation>
            <numerusform>Send {n} message?</numerusform>
            <numerusform>Send {n} separate messages?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The exchange told {n} times of «{kind}», which this program does not know; it was left out.</source>
        <translation>
            <numerusform>The exchange told {n} time of «{kind}», which this program does not know; it was left out.</numerusform>
            <numerusform>The exchange told {n} times of «{kind}», which this program does not know; it was left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This month: {n} messages</source>
        <translation>
            <numerusform>This month: {n} message</numerusform>
            <numerusform>This month: {n} messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Usual size ({n} %)</source>
        <translation>
            <numerusform>Usual size ({n} %)</numerusform>
            <numerusform>Usual size ({n} %)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{host} works: this key may read calls ({n} today), but not recordings.</source>
        <translation>
            <numerusform>{host} works: this key may read calls ({n} today), but not recordings.</numerusform>
            <numerusform>{host} works: this key may read calls ({n} today), but not recordings.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} answered</source>
        <translation>
            <numerusform>{n} answered</numerusform>
            <numerusform>{n} answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} called out</source>
        <translation>
            <numerusform>{n} called out</numerusform>
            <numerusform>{n} called out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} callers waiting</source>
        <translation>
            <numerusform>{n} caller waiting</numerusform>
            <numerusform>{n} callers waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} calls</source>
        <translation>
            <numerusform>{n} call</numerusform>
            <numerusform>{n} calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} calls were written.</source>
        <translation>
            <numerusform>{n} call was written.</numerusform>
            <numerusform>{n} calls were written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} contacts were written.</source>
        <translation>
            <numerusform>{n} contact was written.</numerusform>
            <numerusform>{n} contacts were written.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} could not be fetched.</source>
        <translation>
            <numerusform>{n} could not be fetched.</numerusform>
            <numerusform>{n} could not be fetched.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} events of the kind «{kind}» could not be read and were left out; their neighbours were not.</source>
        <translation>
            <numerusform>{n} event of the kind «{kind}» could not be read and was left out; its neighbours were not.</numerusform>
            <numerusform>{n} events of the kind «{kind}» could not be read and were left out; their neighbours were not.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} free</source>
        <translation>
            <numerusform>{n} free</numerusform>
            <numerusform>{n} free</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} h</source>
        <translation>
            <numerusform>{n} h</numerusform>
            <numerusform>{n} h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines hold no name with a number and are left out.</source>
        <translation>
            <numerusform>{n} line holds no name with a number and is left out.</numerusform>
            <numerusform>{n} lines hold no name with a number and are left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} messages</source>
        <translation>
            <numerusform>{n} message</numerusform>
            <numerusform>{n} messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} messages of the exchange could not be read and were left out.</source>
        <translation>
            <numerusform>{n} message of the exchange could not be read and was left out.</numerusform>
            <numerusform>{n} messages of the exchange could not be read and were left out.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} min</source>
        <translation>
            <numerusform>{n} min</numerusform>
            <numerusform>{n} min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} missed</source>
        <translation>
            <numerusform>{n} missed</numerusform>
            <numerusform>{n} missed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} missed calls</source>
        <translation>
            <numerusform>{n} missed call</numerusform>
            <numerusform>{n} missed calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of {all} free</source>
        <translation>
            <numerusform>{n} of {all} free</numerusform>
            <numerusform>{n} of {all} free</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} parts</source>
        <translation>
            <numerusform>{n} part</numerusform>
            <numerusform>{n} parts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} parts together</source>
        <translation>
            <numerusform>{n} part together</numerusform>
            <numerusform>{n} parts together</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} people were kept.</source>
        <translation>
            <numerusform>{n} person was kept.</numerusform>
            <numerusform>{n} people were kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} recordings</source>
        <translation>
            <numerusform>{n} recording</numerusform>
            <numerusform>{n} recordings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} recordings were saved.</source>
        <translation>
            <numerusform>{n} recording was saved.</numerusform>
            <numerusform>{n} recordings were saved.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} records of the exchange could not be read.</source>
        <translation>
            <numerusform>{n} record of the exchange could not be read.</numerusform>
            <numerusform>{n} records of the exchange could not be read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} s</source>
        <translation>
            <numerusform>{n} s</numerusform>
            <numerusform>{n} s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} taken</source>
        <translation>
            <numerusform>{n} taken</numerusform>
            <numerusform>{n} taken</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} talks seen in the last hour</source>
        <translation>
            <numerusform>{n} talk seen in the last hour</numerusform>
            <numerusform>{n} talks seen in the last hour</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} to call back</source>
        <translation>
            <numerusform>{n} to call back</numerusform>
            <numerusform>{n} to call back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{queue}: over the limit, {n} waiting</source>
        <translation>
            <numerusform>{queue}: over the limit, {n} waiting</numerusform>
            <numerusform>{queue}: over the limit, {n} waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
