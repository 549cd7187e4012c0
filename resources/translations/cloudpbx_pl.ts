<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pl_PL" sourcelanguage="en_GB">
<context>
    <name>CloudPBX</name>
    <message>
        <source>(presumably)</source>
        <translation>(prawdopodobnie)</translation>
    </message>
    <message>
        <source>+ filter</source>
        <translation>+ filtr</translation>
    </message>
    <message>
        <source>10 seconds back</source>
        <translation>10 sekund wstecz</translation>
    </message>
    <message>
        <source>10 seconds on</source>
        <translation>10 sekund dalej</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 dni</translation>
    </message>
    <message>
        <source>5 years</source>
        <translation>5 lat</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 dni</translation>
    </message>
    <message>
        <source>90 days</source>
        <translation>90 dni</translation>
    </message>
    <message>
        <source>A caller waits for you at the reception.</source>
        <translation>W recepcji czeka na Ciebie rozmówca.</translation>
    </message>
    <message>
        <source>A contact needs a name.</source>
        <translation>Kontakt potrzebuje nazwiska.</translation>
    </message>
    <message>
        <source>A contact needs a number.</source>
        <translation>Kontakt potrzebuje numeru.</translation>
    </message>
    <message>
        <source>A day is written as 2026-01-31.</source>
        <translation>Dzień zapisuje się tak: 2026-01-31.</translation>
    </message>
    <message>
        <source>A link in another program wants to call {number}. Call?</source>
        <translation>Odnośnik w innym programie chce zadzwonić: {number}. Zadzwonić?</translation>
    </message>
    <message>
        <source>A link never dials by itself: its number is shown, and you say yes.</source>
        <translation>Odnośnik nigdy nie dzwoni sam: widać numer, a Ty potwierdzasz.</translation>
    </message>
    <message>
        <source>A message goes to a Polish mobile number: nine digits, +48 is taken away.</source>
        <translation>SMS idzie na polski numer komórkowy: dziewięć cyfr, +48 jest pomijane.</translation>
    </message>
    <message>
        <source>A message has at least one character and at most 1024.</source>
        <translation>SMS ma co najmniej jeden znak, a najwyżej 1024.</translation>
    </message>
    <message>
        <source>A note on {who}:</source>
        <translation>Notatka ({who}):</translation>
    </message>
    <message>
        <source>A number waits to be called until an exchange is connected.</source>
        <translation>Numer czeka, aż połączy się centrala.</translation>
    </message>
    <message>
        <source>A pop-up of CloudPBX Desktop</source>
        <translation>Powiadomienie CloudPBX Desktop</translation>
    </message>
    <message>
        <source>A pop-up when a message was not delivered</source>
        <translation>Powiadomienie, gdy SMS nie został doręczony</translation>
    </message>
    <message>
        <source>A pop-up when a queue is over its limit</source>
        <translation>Powiadomienie, gdy kolejka jest ponad granicą</translation>
    </message>
    <message>
        <source>A pop-up when I missed a call</source>
        <translation>Powiadomienie o nieodebranym połączeniu</translation>
    </message>
    <message>
        <source>A pop-up when my phone rings</source>
        <translation>Powiadomienie, gdy dzwoni mój telefon</translation>
    </message>
    <message>
        <source>A pop-up when somebody I wait for is free</source>
        <translation>Powiadomienie, gdy zwolni się ktoś, na kogo czekam</translation>
    </message>
    <message>
        <source>Another request to call was ignored, because a question is still open.</source>
        <translation>Drugie żądanie połączenia pominięto, bo poprzednie pytanie czeka na odpowiedź.</translation>
    </message>
    <message>
        <source>Calls go on. Those of other programs on this computer are not seen: a file is not writable.</source>
        <translation>Można dzwonić, ale program nie widzi połączeń zlecanych przez inne programy na tym komputerze: nie da się zapisać pliku.</translation>
    </message>
    <message>
        <source>CloudPBX Desktop is running already{process} and does not answer. End that program and start again.</source>
        <translation>CloudPBX Desktop jest już uruchomiony{process}, ale nie odpowiada. Zakończ ten program i uruchom ponownie.</translation>
    </message>
    <message>
        <source>Message to {who} was not sent</source>
        <translation>SMS do: {who} – nie wysłano</translation>
    </message>
    <message>
        <source>Message to {who}: not known whether it was sent</source>
        <translation>SMS do: {who} – nie wiadomo, czy został wysłany</translation>
    </message>
    <message>
        <source>Reached only a machine</source>
        <translation>Tylko automat</translation>
    </message>
    <message>
        <source>Settings cannot be saved: the disk is full or read-only. They apply now and are saved later.</source>
        <translation>Nie można zapisać ustawień: dysk jest pełny lub tylko do odczytu. Ustawienia działają i zostaną zapisane później.</translation>
    </message>
    <message>
        <source>a year</source>
        <translation>rok</translation>
    </message>
    <message>
        <source>accepted</source>
        <translation>przyjęta</translation>
    </message>
    <message>
        <source>account</source>
        <translation>konto</translation>
    </message>
    <message>
        <source>Add to contacts</source>
        <translation>Dodaj do kontaktów</translation>
    </message>
    <message>
        <source>Agents free, at most</source>
        <translation>Wolnych agentów najwyżej</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Wszyscy</translation>
    </message>
    <message>
        <source>All calls</source>
        <translation>Wszystkie rozmowy</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Wszystkie klawisze</translation>
    </message>
    <message>
        <source>All messages</source>
        <translation>Wszystkie SMS-y</translation>
    </message>
    <message>
        <source>All missed calls</source>
        <translation>Wszystkie nieodebrane</translation>
    </message>
    <message>
        <source>amber from</source>
        <translation>żółta od</translation>
    </message>
    <message>
        <source>An address is missing.</source>
        <translation>Brakuje adresu.</translation>
    </message>
    <message>
        <source>an answer larger than any can be</source>
        <translation>odpowiedź większa niż jakakolwiek możliwa</translation>
    </message>
    <message>
        <source>animation</source>
        <translation>animacja ruch</translation>
    </message>
    <message>
        <source>Another call was ordered a moment ago. Call {number} as well?</source>
        <translation>Przed chwilą zlecono inne połączenie. Zadzwonić też pod {number}?</translation>
    </message>
    <message>
        <source>announcement</source>
        <translation>zapowiedź</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>odebrane</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Odebrane</translation>
    </message>
    <message>
        <source>Answered and missed by day</source>
        <translation>Odebrane i nieodebrane według dnia</translation>
    </message>
    <message>
        <source>any length</source>
        <translation>dowolna długość</translation>
    </message>
    <message>
        <source>API addresses</source>
        <translation>Adresy API</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>Klucz API</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Wygląd</translation>
    </message>
    <message>
        <source>appearance mode</source>
        <translation>wygląd tryb</translation>
    </message>
    <message>
        <source>As it was at first</source>
        <translation>Przywróć domyślne</translation>
    </message>
    <message>
        <source>As the exchange has it</source>
        <translation>Jak w centrali</translation>
    </message>
    <message>
        <source>as the system</source>
        <translation>jak w systemie</translation>
    </message>
    <message>
        <source>Asking the exchange</source>
        <translation>Pytanie do centrali</translation>
    </message>
    <message>
        <source>Asking the exchange: {done} of {all}</source>
        <translation>Pytanie centrali: {done} z {all}</translation>
    </message>
    <message>
        <source>At {time}, rang {rang}</source>
        <translation>O {time}, dzwonił {rang}</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Niedostępni</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Wstecz</translation>
    </message>
    <message>
        <source>Before outside numbers</source>
        <translation>Przed numerami zewnętrznymi</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Zacznij od nowa</translation>
    </message>
    <message>
        <source>billed as sent at {when}, id {id}</source>
        <translation>w billingu jako wysłane o {when}, id {id}</translation>
    </message>
    <message>
        <source>Billing records do not name the queue: calls through a queue to its agents of now</source>
        <translation>Billingi nie nazywają kolejki: rozmowy przez kolejkę do jej obecnych agentów</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>zajęte</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Zajęty</translation>
    </message>
    <message>
        <source>By extension</source>
        <translation>Wg numeru</translation>
    </message>
    <message>
        <source>By group</source>
        <translation>Wg grup</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Ręcznie</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Wg nazwy</translation>
    </message>
    <message>
        <source>By state</source>
        <translation>Wg stanu</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Zadzwoń</translation>
    </message>
    <message>
        <source>Call back</source>
        <translation>Oddzwoń</translation>
    </message>
    <message>
        <source>Call back the first</source>
        <translation>Oddzwoń do pierwszego</translation>
    </message>
    <message>
        <source>Call now</source>
        <translation>Zadzwoń teraz</translation>
    </message>
    <message>
        <source>Call the copied number {number}?</source>
        <translation>Zadzwonić pod skopiowany numer {number}?</translation>
    </message>
    <message>
        <source>Call the last number again</source>
        <translation>Zadzwoń ponownie pod ostatni numer</translation>
    </message>
    <message>
        <source>Call the selected</source>
        <translation>Zadzwoń do wybranego</translation>
    </message>
    <message>
        <source>Call the selected number</source>
        <translation>Zadzwoń pod zaznaczony numer</translation>
    </message>
    <message>
        <source>Call {number}</source>
        <translation>Zadzwoń {number}</translation>
    </message>
    <message>
        <source>Call {who} ({time})</source>
        <translation>Zadzwoń: {who} ({time})</translation>
    </message>
    <message>
        <source>Call …</source>
        <translation>Zadzwoń …</translation>
    </message>
    <message>
        <source>Call, or run the command</source>
        <translation>Zadzwoń lub wykonaj polecenie</translation>
    </message>
    <message>
        <source>Call, write or find: name, extension or number</source>
        <translation>Zadzwoń, napisz lub znajdź: nazwisko, wewnętrzny lub numer</translation>
    </message>
    <message>
        <source>Called out</source>
        <translation>Wychodzące</translation>
    </message>
    <message>
        <source>called out</source>
        <translation>wychodzące</translation>
    </message>
    <message>
        <source>called us: {whom}</source>
        <translation>dzwoni do nas: {whom}</translation>
    </message>
    <message>
        <source>Callers waiting</source>
        <translation>Czekających</translation>
    </message>
    <message>
        <source>Calling</source>
        <translation>Dzwonienie</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Rozmowy</translation>
    </message>
    <message>
        <source>Calls are kept</source>
        <translation>Rozmowy są przechowywane</translation>
    </message>
    <message>
        <source>Calls by person</source>
        <translation>Rozmowy według osoby</translation>
    </message>
    <message>
        <source>Calls by weekday and hour</source>
        <translation>Rozmowy według dnia tygodnia i godziny</translation>
    </message>
    <message>
        <source>Calls through a queue, by its agents of now</source>
        <translation>Rozmowy przez kolejkę, według jej obecnych agentów</translation>
    </message>
    <message>
        <source>Calls with a person</source>
        <translation>Rozmowy z osobą</translation>
    </message>
    <message>
        <source>Calls with the selected</source>
        <translation>Rozmowy z wybranym</translation>
    </message>
    <message>
        <source>Calls with this number</source>
        <translation>Rozmowy z tym numerem</translation>
    </message>
    <message>
        <source>Calls with who rings or rang last</source>
        <translation>Rozmowy z tym, kto dzwoni lub dzwonił</translation>
    </message>
    <message>
        <source>Calls, recordings, messages and contacts are kept encrypted in {file}; the key is in the keyring.</source>
        <translation>Rozmowy, nagrania, SMS-y i kontakty są zapisane w postaci zaszyfrowanej w {file}; klucz jest w pęku kluczy.</translation>
    </message>
    <message>
        <source>Calls, recordings, messages, contacts, settings and the key are deleted, and the program ends. What you wrote yourself cannot be brought back.</source>
        <translation>Rozmowy, nagrania, SMS-y, kontakty, ustawienia i klucz zostaną usunięte, a program się zakończy. Tego, co zostało wpisane ręcznie, nie da się odzyskać.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Anuluj</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Zmień</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Wykresy</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wybierz …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Zamknij</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>Zamknij szczegóły</translation>
    </message>
    <message>
        <source>Close the group of the selected</source>
        <translation>Zwiń grupę zaznaczonego</translation>
    </message>
    <message>
        <source>Close the player</source>
        <translation>Zamknij odtwarzacz</translation>
    </message>
    <message>
        <source>Closing the window keeps the program in the tray</source>
        <translation>Zamknięcie okna zostawia program w zasobniku</translation>
    </message>
    <message>
        <source>Colours of states</source>
        <translation>Kolory stanów</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Kolumny</translation>
    </message>
    <message>
        <source>Command bar</source>
        <translation>Pasek poleceń</translation>
    </message>
    <message>
        <source>Compact tiles</source>
        <translation>Małe kafelki</translation>
    </message>
    <message>
        <source>Conference {name}: {who}</source>
        <translation>Konferencja {name}: {who}</translation>
    </message>
    <message>
        <source>Conference: {name}</source>
        <translation>Sala konferencyjna: {name}</translation>
    </message>
    <message>
        <source>Connect to your exchange</source>
        <translation>Połącz ze swoją centralą</translation>
    </message>
    <message>
        <source>Connected, nothing heard yet</source>
        <translation>Połączono, jeszcze nic nie słychać</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>Łączenie</translation>
    </message>
    <message>
        <source>Connecting …</source>
        <translation>Łączenie …</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Połączenie</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>contacts</source>
        <translation>kontakty</translation>
    </message>
    <message>
        <source>Contacts</source>
        <translation>Kontakty</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Rozmowa i SMS-y</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Skopiowano.</translation>
    </message>
    <message>
        <source>Copy number</source>
        <translation>Kopiuj numer</translation>
    </message>
    <message>
        <source>Copy the number</source>
        <translation>Kopiuj numer</translation>
    </message>
    <message>
        <source>Copy the number of the selected</source>
        <translation>Kopiuj numer zaznaczonego</translation>
    </message>
    <message>
        <source>Copy the numbers</source>
        <translation>Kopiuj liczby</translation>
    </message>
    <message>
        <source>Copy the report</source>
        <translation>Kopiuj raport</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Koszt</translation>
    </message>
    <message>
        <source>Cost something</source>
        <translation>Płatne</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>ciemny</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Dzień</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Dni</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Usuń</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>doręczona</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Szczegóły</translation>
    </message>
    <message>
        <source>device</source>
        <translation>aparat</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>Diagnostyka</translation>
    </message>
    <message>
        <source>Directories (*.csv *.txt *.vcf)</source>
        <translation>Książki (*.csv *.txt *.vcf)</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>Nie przeszkadzać</translation>
    </message>
    <message>
        <source>Do not disturb is on</source>
        <translation>Nie przeszkadzać: włączone</translation>
    </message>
    <message>
        <source>Do not disturb: no pop-ups and no sounds</source>
        <translation>Nie przeszkadzać: bez powiadomień i dźwięków</translation>
    </message>
    <message>
        <source>Do not repeat any more</source>
        <translation>Nie powtarzaj już</translation>
    </message>
    <message>
        <source>Do not tell me any more</source>
        <translation>Nie mów mi już</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Załatwione</translation>
    </message>
    <message>
        <source>Done, with a note …</source>
        <translation>Załatwione, z notatką …</translation>
    </message>
    <message>
        <source>Enter calls, Delete closes</source>
        <translation>Enter dzwoni, Delete zamyka</translation>
    </message>
    <message>
        <source>Events server</source>
        <translation>Serwer zdarzeń</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Wszyscy</translation>
    </message>
    <message>
        <source>everybody is hidden</source>
        <translation>wszyscy są ukryci</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Centrala</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>wygasła</translation>
    </message>
    <message>
        <source>Export calls</source>
        <translation>Eksport rozmów</translation>
    </message>
    <message>
        <source>Export contacts</source>
        <translation>Eksport kontaktów</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Eksportuj …</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>nieudane</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Szybciej</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>Ulubiony</translation>
    </message>
    <message>
        <source>Favourites</source>
        <translation>Ulubieni</translation>
    </message>
    <message>
        <source>feature code</source>
        <translation>kod funkcji</translation>
    </message>
    <message>
        <source>fetching …</source>
        <translation>pobieranie …</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Pierwszy dzień</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Folder</translation>
    </message>
    <message>
        <source>for colour-blind eyes</source>
        <translation>dla daltonistów</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>na zawsze</translation>
    </message>
    <message>
        <source>For example</source>
        <translation>Na przykład</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>Zapomnij</translation>
    </message>
    <message>
        <source>Forget a template</source>
        <translation>Usuń szablon</translation>
    </message>
    <message>
        <source>Forget everything</source>
        <translation>Zapomnij wszystko</translation>
    </message>
    <message>
        <source>Forget everything on this computer …</source>
        <translation>Zapomnij wszystko na tym komputerze …</translation>
    </message>
    <message>
        <source>Forget everything on this computer?</source>
        <translation>Zapomnieć wszystko na tym komputerze?</translation>
    </message>
    <message>
        <source>Forgetting everything …</source>
        <translation>Zapominanie wszystkiego …</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Znalezione</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Wolny</translation>
    </message>
    <message>
        <source>Free now</source>
        <translation>Wolni</translation>
    </message>
    <message>
        <source>Fri</source>
        <translation>pt</translation>
    </message>
    <message>
        <source>from the vendor; it goes into the system's keyring</source>
        <translation>od dostawcy; trafi do pęku kluczy systemu</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Ogólne</translation>
    </message>
    <message>
        <source>gets another number</source>
        <translation>dostaje kolejny numer</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Grupa</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>Ukryj</translation>
    </message>
    <message>
        <source>Hide the list</source>
        <translation>Schowaj listę</translation>
    </message>
    <message>
        <source>Hide the unavailable</source>
        <translation>Ukryj niedostępnych</translation>
    </message>
    <message>
        <source>How the call to {whom} goes on is not known: nothing is heard of your phone.</source>
        <translation>Nie wiadomo, co z połączeniem: {whom}. Nic nie słychać o Twoim telefonie.</translation>
    </message>
    <message>
        <source>How this call went</source>
        <translation>Jak przebiegła rozmowa</translation>
    </message>
    <message>
        <source>Import a directory</source>
        <translation>Wczytaj książkę</translation>
    </message>
    <message>
        <source>Import a directory …</source>
        <translation>Wczytaj książkę …</translation>
    </message>
    <message>
        <source>incoming</source>
        <translation>przychodząca</translation>
    </message>
    <message>
        <source>Incoming</source>
        <translation>Przychodzące</translation>
    </message>
    <message>
        <source>Incomplete, because the exchange lists at most 10 000 records a day: {days}.</source>
        <translation>Niepełne, bo centrala podaje najwyżej 10 000 rekordów na dzień: {days}.</translation>
    </message>
    <message>
        <source>Incomplete: the exchange lists at most 10 000 records a day, and {days} has more.</source>
        <translation>Niepełne: centrala podaje najwyżej 10 000 rekordów na dzień, a {days} ma ich więcej.</translation>
    </message>
    <message>
        <source>internal</source>
        <translation>wewnętrzna</translation>
    </message>
    <message>
        <source>Internal calls</source>
        <translation>Wewnętrzne</translation>
    </message>
    <message>
        <source>is added</source>
        <translation>zostanie dodany</translation>
    </message>
    <message>
        <source>is called «{name}» now; ticked: takes the new name</source>
        <translation>teraz „{name}”; zaznaczony przejmie nową nazwę</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>nie można go odczytać</translation>
    </message>
    <message>
        <source>it is known of nobody that they are free</source>
        <translation>o nikim nie wiadomo, że jest wolny</translation>
    </message>
    <message>
        <source>It is not known whether the message to {whom} was sent: {why}. It is never sent again by itself.</source>
        <translation>Nie wiadomo, czy SMS ({whom}) został wysłany: {why}. Sam nigdy nie pójdzie ponownie.</translation>
    </message>
    <message>
        <source>It is not known whether {whom} is being called: {why}. Your phone may still ring: do not dial again.</source>
        <translation>Nie wiadomo, czy trwa łączenie ({whom}): {why}. Telefon może jeszcze zadzwonić: nie dzwoń ponownie.</translation>
    </message>
    <message>
        <source>Its identifier is {id}.</source>
        <translation>Jej identyfikator: {id}.</translation>
    </message>
    <message>
        <source>Its name in the menu</source>
        <translation>Nazwa filtra w menu</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Zapisz</translation>
    </message>
    <message>
        <source>Keep the ticked</source>
        <translation>Zapisz zaznaczone</translation>
    </message>
    <message>
        <source>Keep this filter</source>
        <translation>Zachowanie filtra</translation>
    </message>
    <message>
        <source>Keep this filter …</source>
        <translation>Zachowaj ten filtr …</translation>
    </message>
    <message>
        <source>Keep this text as a template …</source>
        <translation>Zapisz ten tekst jako szablon …</translation>
    </message>
    <message>
        <source>Kept filters</source>
        <translation>Zachowane filtry</translation>
    </message>
    <message>
        <source>kept in the keyring; enter a new one to change it</source>
        <translation>w pęku kluczy; wpisz nowy, aby go zmienić</translation>
    </message>
    <message>
        <source>Key that calls what is selected anywhere</source>
        <translation>Klawisz, który dzwoni pod zaznaczony gdziekolwiek numer</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Klawisze</translation>
    </message>
    <message>
        <source>L</source>
        <translation>L</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Język</translation>
    </message>
    <message>
        <source>Language (from the next start)</source>
        <translation>Język (od następnego startu)</translation>
    </message>
    <message>
        <source>Language after restart: {value}</source>
        <translation>Język po ponownym uruchomieniu: {value}</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>Większe</translation>
    </message>
    <message>
        <source>Larger lamps</source>
        <translation>Większe lampki</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Ostatni dzień</translation>
    </message>
    <message>
        <source>last event {age} ago</source>
        <translation>ostatnie zdarzenie {age} temu</translation>
    </message>
    <message>
        <source>last message sent {when}</source>
        <translation>ostatni SMS wysłano {when}</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>Poprzedni miesiąc</translation>
    </message>
    <message>
        <source>Last spoke {when}, with {who}</source>
        <translation>Ostatnia rozmowa: {when}, {who}</translation>
    </message>
    <message>
        <source>Last week</source>
        <translation>Poprzedni tydzień</translation>
    </message>
    <message>
        <source>Last year</source>
        <translation>Poprzedni rok</translation>
    </message>
    <message>
        <source>last {time}</source>
        <translation>ostatnio {time}</translation>
    </message>
    <message>
        <source>Latest calls</source>
        <translation>Ostatnie rozmowy</translation>
    </message>
    <message>
        <source>left in queue</source>
        <translation>rezygnacja w kolejce</translation>
    </message>
    <message>
        <source>left in queue after {time}</source>
        <translation>rezygnacja w kolejce po {time}</translation>
    </message>
    <message>
        <source>left queue</source>
        <translation>rezygnacja</translation>
    </message>
    <message>
        <source>light</source>
        <translation>jasny</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>Jasny czy ciemny</translation>
    </message>
    <message>
        <source>Limits and alarm</source>
        <translation>Granice i alarm</translation>
    </message>
    <message>
        <source>Limits and alarm …</source>
        <translation>Granice i alarm …</translation>
    </message>
    <message>
        <source>Links with telephone numbers are opened with this program now.</source>
        <translation>Odnośniki z numerami telefonów otwiera teraz ten program.</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Lista</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Na żywo</translation>
    </message>
    <message>
        <source>Locked by the administrator in {file}</source>
        <translation>Zablokowane przez administratora w {file}</translation>
    </message>
    <message>
        <source>Longest waits</source>
        <translation>Najdłuższe czekanie</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Menu: everything that can be done</source>
        <translation>Menu: wszystko, co można zrobić</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>message</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Message to {who}: {state}</source>
        <translation>SMS do {who}: {state}</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>SMS</translation>
    </message>
    <message>
        <source>Messages are kept</source>
        <translation>SMS-y są przechowywane</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>nieodebrane</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Nieodebrane</translation>
    </message>
    <message>
        <source>Missed call: {who}</source>
        <translation>Nieodebrane: {who}</translation>
    </message>
    <message>
        <source>Missed calls</source>
        <translation>Nieodebrane</translation>
    </message>
    <message>
        <source>Mon</source>
        <translation>pn</translation>
    </message>
    <message>
        <source>More conditions for the calls shown</source>
        <translation>Więcej warunków dla pokazanych rozmów</translation>
    </message>
    <message>
        <source>More for the player</source>
        <translation>Więcej o odtwarzaczu</translation>
    </message>
    <message>
        <source>More ways of looking</source>
        <translation>Więcej widoków</translation>
    </message>
    <message>
        <source>More: silence, output, repeating, notes</source>
        <translation>Więcej: cisza, wyjście dźwięku, powtarzanie, notatki</translation>
    </message>
    <message>
        <source>Move in the field</source>
        <translation>Ruch po panelu</translation>
    </message>
    <message>
        <source>My phone {extension}</source>
        <translation>Mój telefon {extension}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nazwa</translation>
    </message>
    <message>
        <source>Name of the group</source>
        <translation>Nazwa grupy</translation>
    </message>
    <message>
        <source>Name of the template</source>
        <translation>Nazwa szablonu</translation>
    </message>
    <message>
        <source>Name or number</source>
        <translation>Imię, nazwisko albo numer</translation>
    </message>
    <message>
        <source>Names of the files</source>
        <translation>Nazwy plików</translation>
    </message>
    <message>
        <source>near the limit</source>
        <translation>blisko granicy</translation>
    </message>
    <message>
        <source>New contact</source>
        <translation>Nowy kontakt</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>Nowa grupa</translation>
    </message>
    <message>
        <source>New group …</source>
        <translation>Nowa grupa …</translation>
    </message>
    <message>
        <source>New message</source>
        <translation>Nowy SMS</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Następny</translation>
    </message>
    <message>
        <source>Next language (after restart)</source>
        <translation>Następny język (po ponownym uruchomieniu)</translation>
    </message>
    <message>
        <source>Next theme: system, light, dark</source>
        <translation>Następny motyw: systemowy, jasny, ciemny</translation>
    </message>
    <message>
        <source>Next, or the last numbers called</source>
        <translation>Następny lub ostatnio wybierane</translation>
    </message>
    <message>
        <source>No API address is set.</source>
        <translation>Nie podano adresu API.</translation>
    </message>
    <message>
        <source>No calls in these days with these filters.</source>
        <translation>W tych dniach, przy tych filtrach, nie ma rozmów.</translation>
    </message>
    <message>
        <source>No connection since {time}</source>
        <translation>Brak połączenia od {time}</translation>
    </message>
    <message>
        <source>No connection since {time}: {why}</source>
        <translation>Brak połączenia od {time}: {why}</translation>
    </message>
    <message>
        <source>No contacts here. Add people you call often; their names then show everywhere.</source>
        <translation>Nie ma tu kontaktów. Dodaj osoby, do których często dzwonisz; ich nazwiska będzie widać wszędzie.</translation>
    </message>
    <message>
        <source>No exchange at hand? An office of 24 people lives inside the program.</source>
        <translation>Nie masz centrali? W programie mieszka biuro z 24 osobami.</translation>
    </message>
    <message>
        <source>No exchange is set up: start the program once, or set CLOUDPBX_EVENTS_URL and CLOUDPBX_PBX_NAME. With --demo the built-in exchange is used.</source>
        <translation>Nie ustawiono centrali: uruchom raz program albo ustaw CLOUDPBX_EVENTS_URL i CLOUDPBX_PBX_NAME. Z --demo działa centrala wbudowana.</translation>
    </message>
    <message>
        <source>No favourite any more</source>
        <translation>Usuń z ulubionych</translation>
    </message>
    <message>
        <source>No favourites yet: select a lamp on the panel and press Space.</source>
        <translation>Nie ma jeszcze ulubionych: wybierz lampkę na panelu i naciśnij spację.</translation>
    </message>
    <message>
        <source>No key is kept here: start the program once, or set CLOUDPBX_API_KEY.</source>
        <translation>Nie ma tu zapisanego klucza: uruchom raz program albo ustaw CLOUDPBX_API_KEY.</translation>
    </message>
    <message>
        <source>No messages yet. What is sent stays here with every step of its way.</source>
        <translation>Nie ma jeszcze SMS-ów. Wysłane zostają tu z każdym krokiem drogi.</translation>
    </message>
    <message>
        <source>No mobile number of {who} is known: add one to their contact.</source>
        <translation>Nie znamy numeru komórkowego: {who}. Dodaj go do kontaktu.</translation>
    </message>
    <message>
        <source>No own phone</source>
        <translation>Brak własnego telefonu</translation>
    </message>
    <message>
        <source>no encrypted connection could be agreed on</source>
        <translation>nie udało się nawiązać szyfrowanego połączenia</translation>
    </message>
    <message>
        <source>no phone rings, as far as is known</source>
        <translation>o ile wiadomo, nic nie dzwoni</translation>
    </message>
    <message>
        <source>No Polish mobile number: {parts}. Nine digits, +48 is taken away.</source>
        <translation>To nie polski numer komórkowy: {parts}. Dziewięć cyfr, +48 zostanie pominięte.</translation>
    </message>
    <message>
        <source>No pop-ups and no sounds until you switch them on again.</source>
        <translation>Bez powiadomień i dźwięków, dopóki ich nie włączysz.</translation>
    </message>
    <message>
        <source>No pop-ups and no sounds; click to have them again</source>
        <translation>Bez powiadomień i dźwięków; kliknij, by je przywrócić</translation>
    </message>
    <message>
        <source>No queue is known yet, or none is chosen for the wallboard.</source>
        <translation>Nie znamy jeszcze kolejki albo żadnej nie wybrano na tablicę.</translation>
    </message>
    <message>
        <source>No sound device: nothing can be heard. Connect headphones or speakers.</source>
        <translation>Brak urządzenia dźwiękowego – nic nie słychać. Podłącz słuchawki lub głośniki.</translation>
    </message>
    <message>
        <source>No recordings are shown that could be saved.</source>
        <translation>Nie ma tu nagrań do zapisania.</translation>
    </message>
    <message>
        <source>no report – it may have arrived</source>
        <translation>brak raportu – mogła dojść</translation>
    </message>
    <message>
        <source>No whole answer came from {host}: {why}. Try again in a moment.</source>
        <translation>Od {host} nie przyszła cała odpowiedź: {why}. Spróbuj za chwilę.</translation>
    </message>
    <message>
        <source>Nobody and no number found</source>
        <translation>Nie znaleziono ani osoby, ani numeru</translation>
    </message>
    <message>
        <source>Nobody is shown: {filter}.</source>
        <translation>Nikogo tu nie ma: {filter}.</translation>
    </message>
    <message>
        <source>nobody is unavailable, as far as is known</source>
        <translation>o ile wiadomo, nikt nie jest niedostępny</translation>
    </message>
    <message>
        <source>Nobody rings your phone now, and nobody was missed.</source>
        <translation>Nikt teraz nie dzwoni i nic nie umknęło.</translation>
    </message>
    <message>
        <source>nobody talks, as far as is known</source>
        <translation>o ile wiadomo, nikt nie rozmawia</translation>
    </message>
    <message>
        <source>nobody waits</source>
        <translation>nikt nie czeka</translation>
    </message>
    <message>
        <source>Nobody was called from here yet.</source>
        <translation>Stąd jeszcze do nikogo nie dzwoniono.</translation>
    </message>
    <message>
        <source>Nobody was missed</source>
        <translation>Nic nie umknęło</translation>
    </message>
    <message>
        <source>None of these</source>
        <translation>Wyczyść te filtry</translation>
    </message>
    <message>
        <source>none; such as {keys}</source>
        <translation>brak; na przykład {keys}</translation>
    </message>
    <message>
        <source>not billed</source>
        <translation>brak rekordu</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Brak połączenia</translation>
    </message>
    <message>
        <source>not delivered</source>
        <translation>niedoręczona</translation>
    </message>
    <message>
        <source>Not everything could be deleted: the keyring or a file refused. Try it again.</source>
        <translation>Nie wszystko dało się usunąć: odmówił pęk kluczy albo plik. Spróbuj ponownie.</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nieznany</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>Nieznany</translation>
    </message>
    <message>
        <source>Not known now</source>
        <translation>Teraz nieznany</translation>
    </message>
    <message>
        <source>not known now</source>
        <translation>teraz nieznane</translation>
    </message>
    <message>
        <source>not known now, {when}: {state}</source>
        <translation>teraz nieznany, {when}: {state}</translation>
    </message>
    <message>
        <source>not known whether it was sent; it is never sent again by itself</source>
        <translation>nie wiadomo, czy wysłano; sama nigdy nie pójdzie ponownie</translation>
    </message>
    <message>
        <source>not known, nothing heard yet</source>
        <translation>nieznany, jeszcze nic nie słychać</translation>
    </message>
    <message>
        <source>not sent: {reason}</source>
        <translation>nie wysłano: {reason}</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notatka</translation>
    </message>
    <message>
        <source>Note at this place</source>
        <translation>Notatka w tym miejscu</translation>
    </message>
    <message>
        <source>Note at this place …</source>
        <translation>Notatka w tym miejscu …</translation>
    </message>
    <message>
        <source>Note at {time}</source>
        <translation>Notatka przy {time}</translation>
    </message>
    <message>
        <source>Note in the recording</source>
        <translation>Notatka w nagraniu</translation>
    </message>
    <message>
        <source>Note …</source>
        <translation>Notatka …</translation>
    </message>
    <message>
        <source>note: {text}</source>
        <translation>notatka: {text}</translation>
    </message>
    <message>
        <source>notes in the recording</source>
        <translation>notatki w nagraniu</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>nic</translation>
    </message>
    <message>
        <source>Nothing heard yet. The exchange tells no list: people appear here as their phones are used.</source>
        <translation>Jeszcze nic nie słychać. Centrala nie podaje listy: osoby pojawiają się, gdy używają telefonów.</translation>
    </message>
    <message>
        <source>Nothing is kept beyond this session, because there is no keyring to protect it.</source>
        <translation>Po tej sesji nic nie zostaje, bo nie ma pęku kluczy, który by to chronił.</translation>
    </message>
    <message>
        <source>Nothing pulses</source>
        <translation>Nic nie pulsuje</translation>
    </message>
    <message>
        <source>Nothing was heard of this phone yet.</source>
        <translation>O tym telefonie jeszcze nic nie wiadomo.</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Numer</translation>
    </message>
    <message>
        <source>no report: its identifier has expired or is not known</source>
        <translation>brak raportu: identyfikator wygasł lub jest nieznany</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Numery</translation>
    </message>
    <message>
        <source>Numbers abroad begin with</source>
        <translation>Numery zagraniczne zaczynają się od</translation>
    </message>
    <message>
        <source>off</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Offer a copied number in the tray's menu</source>
        <translation>Proponuj skopiowany numer w menu zasobnika</translation>
    </message>
    <message>
        <source>Office</source>
        <translation>Biuro</translation>
    </message>
    <message>
        <source>On hold</source>
        <translation>Zawieszony</translation>
    </message>
    <message>
        <source>On this desktop a program cannot have a key everywhere.</source>
        <translation>Na tym pulpicie program nie może mieć klawisza globalnego.</translation>
    </message>
    <message>
        <source>Only who is free</source>
        <translation>Tylko wolni</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Otwórz</translation>
    </message>
    <message>
        <source>Open all groups</source>
        <translation>Rozwiń wszystkie grupy</translation>
    </message>
    <message>
        <source>Open it when my phone rings</source>
        <translation>Otwieraj ją, gdy dzwoni mój telefon</translation>
    </message>
    <message>
        <source>Open tel:, callto: and sip: links with this program</source>
        <translation>Otwieraj odnośniki tel:, callto: i sip: w tym programie</translation>
    </message>
    <message>
        <source>Order of the panel</source>
        <translation>Kolejność na panelu</translation>
    </message>
    <message>
        <source>other agents</source>
        <translation>inni agenci</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Wynik</translation>
    </message>
    <message>
        <source>outgoing</source>
        <translation>wychodząca</translation>
    </message>
    <message>
        <source>Outgoing</source>
        <translation>Wychodzące</translation>
    </message>
    <message>
        <source>over the limit</source>
        <translation>ponad granicą</translation>
    </message>
    <message>
        <source>Own extension</source>
        <translation>Własny wewnętrzny</translation>
    </message>
    <message>
        <source>Page of a caller in the browser</source>
        <translation>Strona dzwoniącego w przeglądarce</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Strony</translation>
    </message>
    <message>
        <source>Panel</source>
        <translation>Panel</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>przerwa</translation>
    </message>
    <message>
        <source>pause: {reason}</source>
        <translation>przerwa: {reason}</translation>
    </message>
    <message>
        <source>paused: {reason}</source>
        <translation>przerwa: {reason}</translation>
    </message>
    <message>
        <source>PBX name</source>
        <translation>Nazwa centrali</translation>
    </message>
    <message>
        <source>People found</source>
        <translation>Znalezione osoby</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Odtwórz</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Odtwórz lub wstrzymaj</translation>
    </message>
    <message>
        <source>play the recording</source>
        <translation>odtwórz nagranie</translation>
    </message>
    <message>
        <source>Play through</source>
        <translation>Odtwarzaj przez</translation>
    </message>
    <message>
        <source>Player</source>
        <translation>Odtwarzacz</translation>
    </message>
    <message>
        <source>Pop-ups</source>
        <translation>Powiadomienia</translation>
    </message>
    <message>
        <source>Pop-ups are on again.</source>
        <translation>Powiadomienia znów włączone.</translation>
    </message>
    <message>
        <source>pop-ups sounds silence</source>
        <translation>powiadomienia dźwięki cisza</translation>
    </message>
    <message>
        <source>Position in the recording</source>
        <translation>Miejsce w nagraniu</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Poprzedni</translation>
    </message>
    <message>
        <source>Put it back</source>
        <translation>Przywróć</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Kolejka</translation>
    </message>
    <message>
        <source>Queue: {queue}</source>
        <translation>Kolejka: {queue}</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>w kolejce</translation>
    </message>
    <message>
        <source>Queues</source>
        <translation>Kolejki</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Zakończ</translation>
    </message>
    <message>
        <source>R</source>
        <translation>P</translation>
    </message>
    <message>
        <source>Rang</source>
        <translation>Dzwonił</translation>
    </message>
    <message>
        <source>Reconnect now</source>
        <translation>Połącz teraz</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Z nagraniem</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Nagrania</translation>
    </message>
    <message>
        <source>Recordings are kept</source>
        <translation>Nagrania są przechowywane</translation>
    </message>
    <message>
        <source>red from</source>
        <translation>czerwona od</translation>
    </message>
    <message>
        <source>Reduce motion: off.</source>
        <translation>Animacje włączone.</translation>
    </message>
    <message>
        <source>Reduce motion: on, off</source>
        <translation>Ogranicz animacje: wł., wył.</translation>
    </message>
    <message>
        <source>Reduce motion: on.</source>
        <translation>Animacje ograniczone.</translation>
    </message>
    <message>
        <source>Refresh calls</source>
        <translation>Odśwież rozmowy</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>odrzucona</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Zmień nazwę</translation>
    </message>
    <message>
        <source>Rename …</source>
        <translation>Zmień nazwę …</translation>
    </message>
    <message>
        <source>Repeat from here …</source>
        <translation>Powtarzaj odtąd …</translation>
    </message>
    <message>
        <source>Repeat from here, to here, no more</source>
        <translation>Powtarzaj odtąd, dotąd, wcale</translation>
    </message>
    <message>
        <source>Repeat from {time} to here</source>
        <translation>Powtarzaj od {time} dotąd</translation>
    </message>
    <message>
        <source>Ringing</source>
        <translation>Dzwoni</translation>
    </message>
    <message>
        <source>Ringing now</source>
        <translation>Dzwonią</translation>
    </message>
    <message>
        <source>Rings your phone, then calls whoever was missed last</source>
        <translation>Najpierw dzwoni Twój telefon, potem połączenie z ostatnio nieodebranym</translation>
    </message>
    <message>
        <source>Sat</source>
        <translation>sb</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Zapisz</translation>
    </message>
    <message>
        <source>Save all shown</source>
        <translation>Zapis wszystkich pokazanych</translation>
    </message>
    <message>
        <source>Save all shown …</source>
        <translation>Zapisz wszystkie pokazane …</translation>
    </message>
    <message>
        <source>Save and reconnect</source>
        <translation>Zapisz i połącz</translation>
    </message>
    <message>
        <source>Save and start</source>
        <translation>Zapisz i zacznij</translation>
    </message>
    <message>
        <source>Save as a picture</source>
        <translation>Zapis obrazu</translation>
    </message>
    <message>
        <source>Save as a picture …</source>
        <translation>Zapisz jako obraz …</translation>
    </message>
    <message>
        <source>Save as …</source>
        <translation>Zapisz jako …</translation>
    </message>
    <message>
        <source>Save the recording</source>
        <translation>Zapisz nagranie</translation>
    </message>
    <message>
        <source>Save the settings as a file …</source>
        <translation>Zapisz ustawienia do pliku …</translation>
    </message>
    <message>
        <source>Save this picture, copy its numbers</source>
        <translation>Zapisz ten obraz, skopiuj jego liczby</translation>
    </message>
    <message>
        <source>Search in calls</source>
        <translation>Szukaj w rozmowach</translation>
    </message>
    <message>
        <source>Search in contacts</source>
        <translation>Szukaj w kontaktach</translation>
    </message>
    <message>
        <source>Search names and numbers</source>
        <translation>Szukaj nazwisk i numerów</translation>
    </message>
    <message>
        <source>see Settings</source>
        <translation>zobacz Ustawienia</translation>
    </message>
    <message>
        <source>seen as: {state}</source>
        <translation>jak widziano: {state}</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Wyślij</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Szybkość</translation>
    </message>
    <message>
        <source>Status colours: standard, for colour-blind eyes</source>
        <translation>Kolory stanów: standardowe, dla daltonistów</translation>
    </message>
    <message>
        <source>Status colours: {value}</source>
        <translation>Kolory stanów: {value}</translation>
    </message>
    <message>
        <source>Theme: {value}</source>
        <translation>Motyw: {value}</translation>
    </message>
    <message>
        <source>the SMS gateway refused it</source>
        <translation>bramka SMS odrzuciła wiadomość</translation>
    </message>
    <message>
        <source>the answer came too slowly</source>
        <translation>odpowiedź przychodziła zbyt wolno</translation>
    </message>
    <message>
        <source>the exchange cannot ring your phone; is it switched on and registered?</source>
        <translation>centrala nie może zadzwonić na Twój telefon; czy jest włączony i zalogowany?</translation>
    </message>
    <message>
        <source>the exchange does not accept the number or the text</source>
        <translation>centrala nie przyjmuje numeru lub treści</translation>
    </message>
    <message>
        <source>the program ended before an answer came</source>
        <translation>program zakończył pracę, zanim przyszła odpowiedź</translation>
    </message>
    <message>
        <source>the proxy asks for a name and a password</source>
        <translation>serwer proxy wymaga nazwy użytkownika i hasła</translation>
    </message>
    <message>
        <source>the proxy cannot be reached</source>
        <translation>serwer proxy jest nieosiągalny</translation>
    </message>
    <message>
        <source>the proxy cannot reach this address</source>
        <translation>serwer proxy nie może połączyć się z tym adresem</translation>
    </message>
    <message>
        <source>the proxy gave no valid answer</source>
        <translation>serwer proxy odpowiedział nieprawidłowo</translation>
    </message>
    <message>
        <source>the proxy refuses this address</source>
        <translation>serwer proxy nie dopuszcza tego adresu</translation>
    </message>
    <message>
        <source>the proxy set on this computer is of a kind that this program cannot use</source>
        <translation>program nie obsługuje serwera proxy ustawionego w tym komputerze</translation>
    </message>
    <message>
        <source>voicemail</source>
        <translation>poczta głosowa</translation>
    </message>
    <message numerus="yes">
        <source>{n} attempts</source>
        <translation>
            <numerusform>{n} próba</numerusform>
            <numerusform>{n} próby</numerusform>
            <numerusform>{n} prób</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send {n} messages</source>
        <translation>
            <numerusform>Wyślij {n} SMS</numerusform>
            <numerusform>Wyślij {n} SMS-y</numerusform>
            <numerusform>Wyślij {n} SMS-ów</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send {n} separate messages?</source>
        <translation>
            <numerusform>Wysłać {n} osobny SMS?</numerusform>
            <numerusform>Wysłać {n} osobne SMS-y?</numerusform>
            <numerusform>Wysłać {n} osobnych SMS-ów?</numerusform>
        </translation>
    </message>
    <message>
        <source>sending …</source>
        <translation>wysyłanie …</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>wysłana</translation>
    </message>
    <message>
        <source>Sent messages</source>
        <translation>Wysłane SMS-y</translation>
    </message>
    <message>
        <source>Set by the administrator in {file}</source>
        <translation>Ustawione przez administratora w {file}</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Ustawienia</translation>
    </message>
    <message>
        <source>Show a pop-up</source>
        <translation>Pokaż powiadomienie</translation>
    </message>
    <message>
        <source>Show again</source>
        <translation>Pokaż znowu</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Pokaż wszystkie</translation>
    </message>
    <message>
        <source>Show hidden people</source>
        <translation>Pokaż ukrytych</translation>
    </message>
    <message>
        <source>Show on the wallboard</source>
        <translation>Pokaż na tablicy</translation>
    </message>
    <message>
        <source>Show the window</source>
        <translation>Pokaż okno</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translation>od {time}</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Rozmiar</translation>
    </message>
    <message>
        <source>Size of everything (from the next start)</source>
        <translation>Wielkość liter i przycisków (od następnego startu)</translation>
    </message>
    <message>
        <source>Skip silence</source>
        <translation>Pomijaj ciszę</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Wolniej</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>Mniejsze</translation>
    </message>
    <message>
        <source>Smaller lamps</source>
        <translation>Mniejsze lampki</translation>
    </message>
    <message>
        <source>Something went wrong inside the program ({kind}). The rest goes on; details are under Diagnostics.</source>
        <translation>Coś się nie udało wewnątrz programu ({kind}). Reszta działa; szczegóły są w Diagnostyce.</translation>
    </message>
    <message>
        <source>Sound an alarm when it turns red</source>
        <translation>Dźwięk alarmu, gdy robi się czerwona</translation>
    </message>
    <message>
        <source>Sound cannot be used here: a system library is missing (libpulse0). Save the recording instead.</source>
        <translation>Nie można tu odtwarzać dźwięku: brakuje biblioteki systemowej (libpulse0). Zapisz nagranie do pliku.</translation>
    </message>
    <message>
        <source>Sound works: recordings can be heard here.</source>
        <translation>Dźwięk działa: nagrań można tu słuchać.</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Spacja</translation>
    </message>
    <message>
        <source>standard</source>
        <translation>zwykłe</translation>
    </message>
    <message>
        <source>Start with the session, into the tray</source>
        <translation>Uruchamiaj razem z sesją, w zasobniku</translation>
    </message>
    <message>
        <source>Starting the demo exchange …</source>
        <translation>Uruchamianie centrali demonstracyjnej …</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Uruchamianie …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Zatrzymaj</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>zatrzymana</translation>
    </message>
    <message>
        <source>Stopped. The recordings that are saved stay where they are.</source>
        <translation>Zatrzymano. Zapisane nagrania pozostają na miejscu.</translation>
    </message>
    <message>
        <source>Stopped: not all of these days were asked for.</source>
        <translation>Zatrzymano: nie o wszystkie te dni zapytano centralę.</translation>
    </message>
    <message>
        <source>Strip of favourites</source>
        <translation>Pasek ulubionych</translation>
    </message>
    <message>
        <source>Sun</source>
        <translation>nd</translation>
    </message>
    <message>
        <source>Table with commas (*.csv)</source>
        <translation>Tabela z przecinkami (*.csv)</translation>
    </message>
    <message>
        <source>Table with semicolons (*.csv)</source>
        <translation>Tabela ze średnikami (*.csv)</translation>
    </message>
    <message>
        <source>Take a note away</source>
        <translation>Usuń notatkę</translation>
    </message>
    <message>
        <source>Talk</source>
        <translation>Rozmowa</translation>
    </message>
    <message>
        <source>Talk (s)</source>
        <translation>Rozmowa (s)</translation>
    </message>
    <message>
        <source>Talk at least</source>
        <translation>Rozmowa co najmniej</translation>
    </message>
    <message>
        <source>Talking</source>
        <translation>Rozmawia</translation>
    </message>
    <message>
        <source>Talking now</source>
        <translation>Rozmawiają</translation>
    </message>
    <message>
        <source>Talking with {whom} {time}</source>
        <translation>Rozmowa: {whom} {time}</translation>
    </message>
    <message>
        <source>Tell me when free</source>
        <translation>Powiedz, gdy wolny</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Szablon</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>Szablony</translation>
    </message>
    <message>
        <source>test</source>
        <translation>test</translation>
    </message>
    <message>
        <source>Test: not delivered, free of charge</source>
        <translation>Próba: niedoręczana, bezpłatna</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Treść</translation>
    </message>
    <message>
        <source>That is more than ten years of calls; ask for fewer days.</source>
        <translation>To ponad dziesięć lat rozmów; wybierz mniej dni.</translation>
    </message>
    <message>
        <source>The addresses, the PBX name and the key come from your CloudPBX vendor. The key goes into the keyring of this computer and nowhere else.</source>
        <translation>Adresy, nazwę centrali i klucz podaje dostawca CloudPBX. Klucz trafia do pęku kluczy tego komputera i nigdzie indziej.</translation>
    </message>
    <message>
        <source>The call to {whom} has ended after {time}.</source>
        <translation>Rozmowa zakończona po {time}: {whom}.</translation>
    </message>
    <message>
        <source>The call to {whom} has ended without a talk.</source>
        <translation>Połączenie z {whom} zakończone bez rozmowy.</translation>
    </message>
    <message>
        <source>The call to {whom} is ordered …</source>
        <translation>Zlecono połączenie: {whom} …</translation>
    </message>
    <message>
        <source>The demo exchange did not start.</source>
        <translation>Centrala demonstracyjna nie ruszyła.</translation>
    </message>
    <message>
        <source>The disk is full: what came now is not kept, and nothing that was kept is lost. Make room.</source>
        <translation>Dysk jest pełny: tego, co teraz przyszło, nie zapisano, a nic z zapisanego nie przepadło. Zrób miejsce.</translation>
    </message>
    <message>
        <source>The events server answers, but refuses this key.</source>
        <translation>Serwer zdarzeń odpowiada, ale odrzuca ten klucz.</translation>
    </message>
    <message>
        <source>The exchange</source>
        <translation>Centrala</translation>
    </message>
    <message>
        <source>The exchange asks us to wait. It is asked again by itself.</source>
        <translation>Centrala prosi o chwilę. Program zapyta ponownie sam.</translation>
    </message>
    <message>
        <source>The exchange does not have this recording (any more).</source>
        <translation>Centrala nie ma (już) tego nagrania.</translation>
    </message>
    <message>
        <source>The exchange refuses the key. Nothing can be asked until a valid key is entered in Settings.</source>
        <translation>Centrala odrzuca klucz. O nic nie można pytać, dopóki w Ustawieniach nie ma ważnego klucza.</translation>
    </message>
    <message numerus="yes">
        <source>The exchange told {n} times of «{kind}», which this program does not know; it was left out.</source>
        <translation>
            <numerusform>Centrala podała {n} raz „{kind}”, czego program nie zna; pominięto.</numerusform>
            <numerusform>Centrala podała {n} razy „{kind}”, czego program nie zna; pominięto.</numerusform>
            <numerusform>Centrala podała {n} razy „{kind}”, czego program nie zna; pominięto.</numerusform>
        </translation>
    </message>
    <message>
        <source>The file could not be written there. Choose another folder.</source>
        <translation>Nie można tam zapisać pliku. Wybierz inny folder.</translation>
    </message>
    <message>
        <source>The first has waited</source>
        <translation>Pierwszy czeka</translation>
    </message>
    <message>
        <source>The key is refused</source>
        <translation>Klucz odrzucony</translation>
    </message>
    <message>
        <source>The key of {file} is not in the keyring any more, so it cannot be read. Nothing is kept now.</source>
        <translation>Klucza do {file} nie ma już w pęku kluczy, więc pliku nie da się odczytać. Teraz nic nie jest przechowywane.</translation>
    </message>
    <message>
        <source>The keyring cannot be read ({why}), and CLOUDPBX_API_KEY is not set.</source>
        <translation>Nie można odczytać pęku kluczy ({why}), a CLOUDPBX_API_KEY nie jest ustawione.</translation>
    </message>
    <message>
        <source>The keyring was not unlocked. The program works for this session and asks for the key again.</source>
        <translation>Pęk kluczy nie został odblokowany. Program działa w tej sesji i znowu zapyta o klucz.</translation>
    </message>
    <message>
        <source>The keyring works ({name}).</source>
        <translation>Pęk kluczy działa ({name}).</translation>
    </message>
    <message>
        <source>The last day is before the first.</source>
        <translation>Ostatni dzień jest przed pierwszym.</translation>
    </message>
    <message>
        <source>The message to {whom} was accepted; its way is shown in Messages.</source>
        <translation>SMS ({whom}) przyjęto; jego drogę widać na stronie SMS.</translation>
    </message>
    <message>
        <source>The message to {whom} was not sent: {reason}.</source>
        <translation>SMS ({whom}) nie został wysłany: {reason}.</translation>
    </message>
    <message>
        <source>The PBX name is missing.</source>
        <translation>Brakuje nazwy centrali.</translation>
    </message>
    <message>
        <source>The phone of {whom} rings … {time}</source>
        <translation>Dzwoni telefon: {whom} … {time}</translation>
    </message>
    <message>
        <source>The picture was saved as {file}.</source>
        <translation>Obraz zapisano jako {file}.</translation>
    </message>
    <message>
        <source>The recording ended early: {why}.</source>
        <translation>Zapis przerwano: {why}.</translation>
    </message>
    <message>
        <source>Downloading the recording …</source>
        <translation>Pobieranie nagrania …</translation>
    </message>
    <message>
        <source>The recording was saved as {file}.</source>
        <translation>Nagranie zapisano jako {file}.</translation>
    </message>
    <message>
        <source>The speed is a number above 0.</source>
        <translation>Prędkość to liczba większa od 0.</translation>
    </message>
    <message>
        <source>The test message to {whom} was accepted. It is not delivered and costs nothing.</source>
        <translation>SMS próbny ({whom}) przyjęto. Nie zostanie doręczony i nic nie kosztuje.</translation>
    </message>
    <message>
        <source>The text that you were writing was set aside.</source>
        <translation>Pisany tekst odłożono na bok.</translation>
    </message>
    <message>
        <source>The tray works: closing the window keeps the program.</source>
        <translation>Zasobnik działa: zamknięcie okna nie kończy programu.</translation>
    </message>
    <message>
        <source>There is a recording of this call, and no billing record.</source>
        <translation>Jest nagranie tej rozmowy, ale nie ma jej rekordu bilingowego.</translation>
    </message>
    <message>
        <source>There is no display here. Use a command without a screen (see --help).</source>
        <translation>Nie ma tu ekranu. Użyj polecenia bez okna (zobacz --help).</translation>
    </message>
    <message>
        <source>There is no number to call in «{text}».</source>
        <translation>W „{text}” nie ma numeru, pod który można zadzwonić.</translation>
    </message>
    <message>
        <source>There is no sound output: recordings can only be saved.</source>
        <translation>Nie ma wyjścia dźwięku: nagrania można tylko zapisać.</translation>
    </message>
    <message>
        <source>There is no usable keyring: the key is asked for at each start, and nothing is kept.</source>
        <translation>Nie ma pęku kluczy, którego można użyć: program pyta o klucz przy każdym starcie i niczego nie zachowuje.</translation>
    </message>
    <message>
        <source>This cannot be a key: it is empty, or holds spaces or letters that a key cannot have.</source>
        <translation>To nie może być klucz: jest pusty albo ma odstępy lub litery, których klucz mieć nie może.</translation>
    </message>
    <message>
        <source>This computer has no usable keyring. The program works for this session, keeps nothing, and asks for the key again at the next start.</source>
        <translation>Ten komputer nie ma pęku kluczy, którego można użyć. Program działa w tej sesji, niczego nie zachowuje i przy następnym starcie znowu zapyta o klucz.</translation>
    </message>
    <message>
        <source>This desktop has no service that shows pop-ups.</source>
        <translation>Na tym pulpicie nie ma usługi, która pokazuje powiadomienia.</translation>
    </message>
    <message>
        <source>This desktop has no tray: closing the window ends the program.</source>
        <translation>Ten pulpit nie ma zasobnika: zamknięcie okna kończy program.</translation>
    </message>
    <message>
        <source>This exchange has no gateway for text messages. Ask the vendor to switch it on, then send once more.</source>
        <translation>Ta centrala nie ma bramki SMS. Poproś dostawcę o jej włączenie i wyślij ponownie.</translation>
    </message>
    <message>
        <source>This is a recording played back: nothing can be ordered or asked.</source>
        <translation>To odtwarzany zapis: niczego nie można zlecić ani zapytać.</translation>
    </message>
    <message>
        <source>This is how a call to {extension} is told.</source>
        <translation>Tak program powie o połączeniu do {extension}.</translation>
    </message>
    <message>
        <source>This is no address of a page: it begins with https:// or http:// and a host.</source>
        <translation>To nie jest adres strony: zaczyna się od https:// albo http:// i nazwy serwera.</translation>
    </message>
    <message>
        <source>This is the demo: nothing of it is kept.</source>
        <translation>To jest demo: nic z niego nie zostaje.</translation>
    </message>
    <message>
        <source>This key cannot be used: it is none, another program has it, or the desktop refuses it.</source>
        <translation>Tego klawisza nie da się użyć: nie istnieje, zajął go inny program albo odmawia go pulpit.</translation>
    </message>
    <message>
        <source>This keyboard does not have that key. Choose another one.</source>
        <translation>Ta klawiatura nie ma takiego klawisza. Wybierz inny.</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Ten miesiąc</translation>
    </message>
    <message numerus="yes">
        <source>This month: {n} messages</source>
        <translation>
            <numerusform>W tym miesiącu: {n} SMS</numerusform>
            <numerusform>W tym miesiącu: {n} SMS-y</numerusform>
            <numerusform>W tym miesiącu: {n} SMS-ów</numerusform>
        </translation>
    </message>
    <message>
        <source>This recording cannot be played on this computer. It can still be saved.</source>
        <translation>Tego nagrania nie można odtworzyć na tym komputerze. Można je zapisać.</translation>
    </message>
    <message>
        <source>This system has no way to choose the program for links; the browser may ask for one itself.</source>
        <translation>Ten system nie pozwala wybrać programu dla odnośników; przeglądarka może zapytać sama.</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Ten tydzień</translation>
    </message>
    <message>
        <source>This year</source>
        <translation>Ten rok</translation>
    </message>
    <message>
        <source>Through a queue</source>
        <translation>Przez kolejkę</translation>
    </message>
    <message>
        <source>Thu</source>
        <translation>cz</translation>
    </message>
    <message>
        <source>Tiles</source>
        <translation>Kafelki</translation>
    </message>
    <message>
        <source>Tiles, compact tiles, list</source>
        <translation>Kafelki, małe kafelki, lista</translation>
    </message>
    <message>
        <source>To call back</source>
        <translation>Do oddzwonienia</translation>
    </message>
    <message>
        <source>To: a Polish mobile number</source>
        <translation>Do: polski numer komórkowy</translation>
    </message>
    <message>
        <source>To: names or mobile numbers, separated by commas</source>
        <translation>Do: nazwy lub numery komórkowe, po przecinku</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Dzisiaj</translation>
    </message>
    <message>
        <source>today {time}</source>
        <translation>dziś {time}</translation>
    </message>
    <message>
        <source>tried again by the gateway</source>
        <translation>bramka próbuje ponownie</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Spróbuj ponownie</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Wypróbuj</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>Wypróbuj demo</translation>
    </message>
    <message>
        <source>Trying …</source>
        <translation>Próbuję …</translation>
    </message>
    <message>
        <source>Tue</source>
        <translation>wt</translation>
    </message>
    <message>
        <source>Unavailable</source>
        <translation>Niedostępny</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Cofnij</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>nieznany</translation>
    </message>
    <message>
        <source>Unknown number</source>
        <translation>Nieznany numer</translation>
    </message>
    <message>
        <source>Usual size</source>
        <translation>Zwykły rozmiar</translation>
    </message>
    <message numerus="yes">
        <source>Usual size ({n} %)</source>
        <translation>
            <numerusform>Zwykły rozmiar ({n} %)</numerusform>
            <numerusform>Zwykły rozmiar ({n} %)</numerusform>
            <numerusform>Zwykły rozmiar ({n} %)</numerusform>
        </translation>
    </message>
    <message>
        <source>vCards (*.vcf)</source>
        <translation>Wizytówki vCard (*.vcf)</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Głośność</translation>
    </message>
    <message>
        <source>Waited (s)</source>
        <translation>Czekanie (s)</translation>
    </message>
    <message>
        <source>Waiting for the keyring … Unlock it if the system asks for its password.</source>
        <translation>Czekam na pęk kluczy … Odblokuj go, jeśli system pyta o hasło.</translation>
    </message>
    <message>
        <source>waiting for {time}</source>
        <translation>pierwszy czeka {time}</translation>
    </message>
    <message>
        <source>Waiting time as seen from here: the exchange tells a number, not who waits.</source>
        <translation>Czas oczekiwania widziany stąd: centrala podaje liczbę, nie kto czeka.</translation>
    </message>
    <message>
        <source>Wallboard of the queues</source>
        <translation>Tablica kolejek</translation>
    </message>
    <message>
        <source>Wed</source>
        <translation>śr</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>Co się stanie</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>Co jest zapisywane</translation>
    </message>
    <message>
        <source>What is older is forgotten here once a day; the exchange has its own copy.</source>
        <translation>Co starsze, program raz dziennie zapomina; centrala ma własną kopię.</translation>
    </message>
    <message>
        <source>What the exchange sent is no recording: {what}. Nothing was kept; try again later.</source>
        <translation>To, co przysłała centrala, nie jest nagraniem: {what}. Niczego nie zachowano; spróbuj później.</translation>
    </message>
    <message>
        <source>What the system uses</source>
        <translation>To, czego używa system</translation>
    </message>
    <message>
        <source>What was kept cannot be read and was set aside as {file}. It is filled again from the exchange.</source>
        <translation>Tego, co zapisano, nie można odczytać; odłożono to jako {file}. Program pobierze dane z centrali na nowo.</translation>
    </message>
    <message>
        <source>What was said or promised in this call</source>
        <translation>Co powiedziano lub obiecano w tej rozmowie</translation>
    </message>
    <message>
        <source>What would be kept</source>
        <translation>Co zostanie zapisane</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Kiedy</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Kto</translation>
    </message>
    <message>
        <source>Who is shown</source>
        <translation>Kogo widać</translation>
    </message>
    <message>
        <source>Who, or which number? Just type …</source>
        <translation>Kto lub jaki numer? Zacznij pisać …</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Z kim</translation>
    </message>
    <message>
        <source>With a person …</source>
        <translation>Z osobą …</translation>
    </message>
    <message>
        <source>with {number} ✕</source>
        <translation>osoba: {number} ✕</translation>
    </message>
    <message>
        <source>Without an own extension the panel works, but calls cannot be placed.</source>
        <translation>Bez własnego numeru wewnętrznego panel działa, ale nie można dzwonić.</translation>
    </message>
    <message>
        <source>Without any secret</source>
        <translation>Bez żadnych sekretów</translation>
    </message>
    <message>
        <source>Without {letters}: {parts}</source>
        <translation>Bez {letters}: {parts}</translation>
    </message>
    <message>
        <source>Workbook (*.xlsx)</source>
        <translation>Skoroszyt (*.xlsx)</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>Napisz SMS</translation>
    </message>
    <message>
        <source>Write to the selected</source>
        <translation>Napisz do wybranego</translation>
    </message>
    <message>
        <source>Writes these letters plainly; the message becomes shorter in parts</source>
        <translation>Zapisuje te litery bez ogonków; SMS ma wtedy mniej części</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Wczoraj</translation>
    </message>
    <message>
        <source>yesterday {time}</source>
        <translation>wczoraj {time}</translation>
    </message>
    <message>
        <source>You are looking at the demo exchange. Fill this in to connect to your own.</source>
        <translation>To centrala demonstracyjna. Wypełnij te pola, aby połączyć się z własną.</translation>
    </message>
    <message>
        <source>You are not told about {who} any more.</source>
        <translation>Program nie powie już o: {who}.</translation>
    </message>
    <message>
        <source>you are told when free</source>
        <translation>program powie, gdy wolny</translation>
    </message>
    <message>
        <source>You are told when {who} is free, within the next four hours.</source>
        <translation>Program powie, gdy {who} będzie wolny, w ciągu czterech godzin.</translation>
    </message>
    <message>
        <source>You called {number} a moment ago. Call again?</source>
        <translation>Przed chwilą dzwoniono pod {number}. Zadzwonić jeszcze raz?</translation>
    </message>
    <message>
        <source>You picked up; {whom} is called …</source>
        <translation>Odebrano; trwa łączenie: {whom} …</translation>
    </message>
    <message>
        <source>Your name for {extension}; empty for the exchange's own</source>
        <translation>Twoja nazwa dla {extension}; pusta przywraca nazwę z centrali</translation>
    </message>
    <message>
        <source>Your own phone is in a call now. Call {number} as well?</source>
        <translation>Twój telefon jest teraz zajęty rozmową. Zadzwonić też pod {number}?</translation>
    </message>
    <message>
        <source>your phone</source>
        <translation>Twojego telefonu</translation>
    </message>
    <message>
        <source>Your phone is unavailable: the exchange cannot ring it. Order the call to {number} all the same?</source>
        <translation>Twój telefon jest niedostępny: centrala nie może na nim zadzwonić. Mimo to zlecić połączenie: {number}?</translation>
    </message>
    <message>
        <source>Your phone {own} rings. Pick it up, and {whom} is called.</source>
        <translation>Dzwoni Twój telefon {own}. Odbierz, a połączy się: {whom}.</translation>
    </message>
    <message>
        <source>Zone</source>
        <translation>Strefa</translation>
    </message>
    <message>
        <source>{done} of {all} calls are written …</source>
        <translation>Zapisano {done} z {all} rozmów …</translation>
    </message>
    <message>
        <source>{done} of {all} recordings are saved …</source>
        <translation>Zapisano {done} z {all} nagrań …</translation>
    </message>
    <message>
        <source>{file} cannot be imported: {why}.</source>
        <translation>Nie można wczytać {file}: {why}.</translation>
    </message>
    <message>
        <source>{file} cannot be read, so the program does not start. Mend or remove it.</source>
        <translation>Nie można odczytać {file}, więc program nie rusza. Popraw ten plik albo go usuń.</translation>
    </message>
    <message>
        <source>{file} cannot be used now: another program holds it, or the disk is full. Nothing is kept.</source>
        <translation>Nie można teraz użyć {file}: trzyma go inny program albo dysk jest pełny. Nic nie jest zachowywane.</translation>
    </message>
    <message>
        <source>{file} cannot be used: {why}.</source>
        <translation>Nie można użyć {file}: {why}.</translation>
    </message>
    <message>
        <source>{file} is there already and is not written over.</source>
        <translation>{file} już istnieje i nie zostanie nadpisany.</translation>
    </message>
    <message>
        <source>{file} was written by a newer version of this program. It was left alone; nothing is kept now.</source>
        <translation>{file} zapisała nowsza wersja programu. Plik pozostał nietknięty; teraz nic nie jest zachowywane.</translation>
    </message>
    <message>
        <source>{file}: {why}.</source>
        <translation>{file}: {why}.</translation>
    </message>
    <message>
        <source>{host} answers, but not as the exchange does ({what}). Check the address.</source>
        <translation>{host} odpowiada, ale nie jak centrala ({what}). Sprawdź adres.</translation>
    </message>
    <message>
        <source>{host} answers, but refuses this key.</source>
        <translation>{host} odpowiada, ale odrzuca ten klucz.</translation>
    </message>
    <message>
        <source>{host} cannot be reached: {why}. Check the address and the network.</source>
        <translation>{host} jest nieosiągalny: {why}. Sprawdź adres i sieć.</translation>
    </message>
    <message>
        <source>{host} is connected, and nothing was heard yet. A quiet office looks like this, and so does a wrong PBX name.</source>
        <translation>{host} połączony, ale jeszcze nic nie słychać. Tak wygląda spokojne biuro, ale i błędna nazwa centrali.</translation>
    </message>
    <message>
        <source>{host} works: events of the office arrive.</source>
        <translation>{host} działa: przychodzą zdarzenia z biura.</translation>
    </message>
    <message>
        <source>{host} works: this key may read calls ({calls} today) and recordings ({recordings} today).</source>
        <translation>{host} działa: ten klucz może czytać rozmowy (dziś {calls}) i nagrania (dziś {recordings}).</translation>
    </message>
    <message numerus="yes">
        <source>{host} works: this key may read calls ({n} today), but not recordings.</source>
        <translation>
            <numerusform>{host} działa: ten klucz może czytać rozmowy (dziś {n}), ale nie nagrania.</numerusform>
            <numerusform>{host} działa: ten klucz może czytać rozmowy (dziś {n}), ale nie nagrania.</numerusform>
            <numerusform>{host} działa: ten klucz może czytać rozmowy (dziś {n}), ale nie nagrania.</numerusform>
        </translation>
    </message>
    <message>
        <source>{name} {number} {time} {own} are put in when it is sent</source>
        <translation>{name} {number} {time} {own} wstawiane są przy wysyłce</translation>
    </message>
    <message>
        <source>{new} new, {adds} with more numbers, {differs} known under another name, {same} known already.</source>
        <translation>Nowych: {new}, z kolejnymi numerami: {adds}, znanych pod inną nazwą: {differs}, już znanych: {same}.</translation>
    </message>
    <message>
        <source>{number} is an emergency number. Add --yes if you mean it.</source>
        <translation>{number} to numer alarmowy. Dodaj --yes, jeśli o niego chodzi.</translation>
    </message>
    <message>
        <source>{number} is an emergency number. Call it?</source>
        <translation>{number} to numer alarmowy. Zadzwonić?</translation>
    </message>
    <message>
        <source>{number}, {name} and {queue} are put in, encoded.</source>
        <translation>W adres wstawiane są, zakodowane, {number}, {name} i {queue}.</translation>
    </message>
    <message numerus="yes">
        <source>{n} answered</source>
        <translation>
            <numerusform>{n} odebrana</numerusform>
            <numerusform>{n} odebrane</numerusform>
            <numerusform>{n} odebranych</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} called out</source>
        <translation>
            <numerusform>{n} wychodząca</numerusform>
            <numerusform>{n} wychodzące</numerusform>
            <numerusform>{n} wychodzących</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} callers waiting</source>
        <translation>
            <numerusform>czeka {n} rozmówca</numerusform>
            <numerusform>czeka {n} rozmówców</numerusform>
            <numerusform>czeka {n} rozmówców</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} calls</source>
        <translation>
            <numerusform>{n} rozmowa</numerusform>
            <numerusform>{n} rozmowy</numerusform>
            <numerusform>{n} rozmów</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} calls were written.</source>
        <translation>
            <numerusform>Zapisano {n} rozmowę.</numerusform>
            <numerusform>Zapisano {n} rozmowy.</numerusform>
            <numerusform>Zapisano {n} rozmów.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} contacts were written.</source>
        <translation>
            <numerusform>Zapisano {n} kontakt.</numerusform>
            <numerusform>Zapisano {n} kontakty.</numerusform>
            <numerusform>Zapisano {n} kontaktów.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} could not be fetched.</source>
        <translation>
            <numerusform>{n} nie udało się pobrać.</numerusform>
            <numerusform>{n} nie udało się pobrać.</numerusform>
            <numerusform>{n} nie udało się pobrać.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} events of the kind «{kind}» could not be read and were left out; their neighbours were not.</source>
        <translation>
            <numerusform>Nie udało się odczytać {n} zdarzenia „{kind}”; pominięto je, ale nie sąsiednie.</numerusform>
            <numerusform>Nie udało się odczytać {n} zdarzeń „{kind}”; pominięto je, ale nie sąsiednie.</numerusform>
            <numerusform>Nie udało się odczytać {n} zdarzeń „{kind}”; pominięto je, ale nie sąsiednie.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} free</source>
        <translation>
            <numerusform>{n} wolny</numerusform>
            <numerusform>{n} wolnych</numerusform>
            <numerusform>{n} wolnych</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} h</source>
        <translation>
            <numerusform>{n} h</numerusform>
            <numerusform>{n} h</numerusform>
            <numerusform>{n} h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} lines hold no name with a number and are left out.</source>
        <translation>
            <numerusform>{n} wiersz bez nazwy z numerem pominięto.</numerusform>
            <numerusform>{n} wiersze bez nazwy z numerem pominięto.</numerusform>
            <numerusform>{n} wierszy bez nazwy z numerem pominięto.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} messages</source>
        <translation>
            <numerusform>{n} SMS</numerusform>
            <numerusform>{n} SMS-y</numerusform>
            <numerusform>{n} SMS-ów</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} messages of the exchange could not be read and were left out.</source>
        <translation>
            <numerusform>Nie udało się odczytać {n} komunikatu centrali; pominięto go.</numerusform>
            <numerusform>Nie udało się odczytać {n} komunikatów centrali; pominięto je.</numerusform>
            <numerusform>Nie udało się odczytać {n} komunikatów centrali; pominięto je.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} min</source>
        <translation>
            <numerusform>{n} min</numerusform>
            <numerusform>{n} min</numerusform>
            <numerusform>{n} min</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} missed</source>
        <translation>
            <numerusform>{n} nieodebrane</numerusform>
            <numerusform>{n} nieodebrane</numerusform>
            <numerusform>{n} nieodebranych</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} missed calls</source>
        <translation>
            <numerusform>{n} nieodebrane połączenie</numerusform>
            <numerusform>{n} nieodebrane połączenia</numerusform>
            <numerusform>{n} nieodebranych połączeń</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} of {all} free</source>
        <translation>
            <numerusform>{n} wolny z {all}</numerusform>
            <numerusform>{n} wolni z {all}</numerusform>
            <numerusform>{n} wolnych z {all}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} parts</source>
        <translation>
            <numerusform>{n} część</numerusform>
            <numerusform>{n} części</numerusform>
            <numerusform>{n} części</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} parts together</source>
        <translation>
            <numerusform>razem {n} część</numerusform>
            <numerusform>razem {n} części</numerusform>
            <numerusform>razem {n} części</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} people were kept.</source>
        <translation>
            <numerusform>Zapisano {n} osobę.</numerusform>
            <numerusform>Zapisano {n} osoby.</numerusform>
            <numerusform>Zapisano {n} osób.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} recordings</source>
        <translation>
            <numerusform>{n} nagranie</numerusform>
            <numerusform>{n} nagrania</numerusform>
            <numerusform>{n} nagrań</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} recordings were saved.</source>
        <translation>
            <numerusform>Zapisano {n} nagranie.</numerusform>
            <numerusform>Zapisano {n} nagrania.</numerusform>
            <numerusform>Zapisano {n} nagrań.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} records of the exchange could not be read.</source>
        <translation>
            <numerusform>Nie udało się odczytać {n} rekordu centrali.</numerusform>
            <numerusform>Nie udało się odczytać {n} rekordów centrali.</numerusform>
            <numerusform>Nie udało się odczytać {n} rekordów centrali.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} s</source>
        <translation>
            <numerusform>{n} s</numerusform>
            <numerusform>{n} s</numerusform>
            <numerusform>{n} s</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} taken</source>
        <translation>
            <numerusform>{n} odebr.</numerusform>
            <numerusform>{n} odebr.</numerusform>
            <numerusform>{n} odebr.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} talks seen in the last hour</source>
        <translation>
            <numerusform>{n} rozmowa w ostatniej godzinie</numerusform>
            <numerusform>{n} rozmowy w ostatniej godzinie</numerusform>
            <numerusform>{n} rozmów w ostatniej godzinie</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{n} to call back</source>
        <translation>
            <numerusform>{n} do oddzwonienia</numerusform>
            <numerusform>{n} do oddzwonienia</numerusform>
            <numerusform>{n} do oddzwonienia</numerusform>
        </translation>
    </message>
    <message>
        <source>{queue} is over its limit</source>
        <translation>Kolejka {queue} ponad granicą</translation>
    </message>
    <message numerus="yes">
        <source>{queue}: over the limit, {n} waiting</source>
        <translation>
            <numerusform>{queue}: ponad granicą, czeka {n} osoba</numerusform>
            <numerusform>{queue}: ponad granicą, czekają {n} osoby</numerusform>
            <numerusform>{queue}: ponad granicą, czeka {n} osób</numerusform>
        </translation>
    </message>
    <message>
        <source>{source}: {state} at {time}</source>
        <translation>{source}: {state} o {time}</translation>
    </message>
    <message>
        <source>{state}, corrected by the gateway: {earlier}</source>
        <translation>{state}, poprawka bramki: {earlier}</translation>
    </message>
    <message>
        <source>{there} at the exchange ({offset}), {here} on this computer</source>
        <translation>{there} w centrali ({offset}), {here} na tym komputerze</translation>
    </message>
    <message>
        <source>{time} of talk</source>
        <translation>czas rozmów {time}</translation>
    </message>
    <message>
        <source>{used} of {all} characters</source>
        <translation>{used} z {all} znaków</translation>
    </message>
    <message>
        <source>{whom} called</source>
        <translation>dzwoni {whom}</translation>
    </message>
    <message>
        <source>{whom} was not called: {reason}.</source>
        <translation>Nie zadzwoniono ({whom}): {reason}.</translation>
    </message>
    <message>
        <source>{who} is done.</source>
        <translation>{who}: załatwione.</translation>
    </message>
    <message>
        <source>{who} is free now</source>
        <translation>{who}: teraz wolne</translation>
    </message>
    <message>
        <source>{who} is free now.</source>
        <translation>{who}: teraz wolne.</translation>
    </message>
    <message>
        <source>{who} rings</source>
        <translation>Dzwoni {who}</translation>
    </message>
    <message>
        <source>{who} stands in «{group}» now, and the panel is in order by hand.</source>
        <translation>{who} stoi teraz w „{group}”, a panel jest ułożony ręcznie.</translation>
    </message>
    <message>
        <source>«A caller waits» to the selected</source>
        <translation>„Czeka rozmówca” do zaznaczonego</translation>
    </message>
    <message>
        <source>«{text}» cannot be used as an address: {why}.</source>
        <translation>„{text}” nie może być adresem: {why}.</translation>
    </message>
    <message>
        <source>«{text}» is not a number that can be dialled.</source>
        <translation>„{text}” nie jest numerem, pod który można zadzwonić.</translation>
    </message>
    <message>
        <source>a file that is no sound</source>
        <translation>plik, który nie jest dźwiękiem</translation>
    </message>
    <message numerus="yes">
        <source>{n} lines of the recording could not be read and were left out.</source>
        <translation>
            <numerusform>Nie można odczytać {n} wiersza zapisu; pominięto go.</numerusform>
            <numerusform>Nie można odczytać {n} wierszy zapisu; pominięto je.</numerusform>
            <numerusform>Nie można odczytać {n} wierszy zapisu; pominięto je.</numerusform>
        </translation>
    </message>
    <message>
        <source>The settings were damaged and could not be read. The defaults apply, and the old file is kept as {file}.</source>
        <translation>Plik ustawień jest uszkodzony i nie można go odczytać. Obowiązują ustawienia domyślne, a stary plik jest zachowany jako {file}.</translation>
    </message>
    <message>
        <source>a message needs a Polish mobile number of nine digits</source>
        <translation>SMS wymaga polskiego numeru komórkowego o dziewięciu cyfrach</translation>
    </message>
    <message>
        <source>a page of HTML</source>
        <translation>strona HTML</translation>
    </message>
    <message>
        <source>a recording that is cut off</source>
        <translation>ucięte nagranie</translation>
    </message>
    <message>
        <source>a sound file without sound</source>
        <translation>plik dźwiękowy bez dźwięku</translation>
    </message>
    <message>
        <source>a web page</source>
        <translation>strona internetowa</translation>
    </message>
    <message>
        <source>an address may not hold a password</source>
        <translation>adres nie może zawierać hasła</translation>
    </message>
    <message>
        <source>an answer that says neither yes nor no</source>
        <translation>odpowiedź, która nie mówi ani tak, ani nie</translation>
    </message>
    <message>
        <source>an empty file</source>
        <translation>pusty plik</translation>
    </message>
    <message>
        <source>it was interrupted</source>
        <translation>przerwano</translation>
    </message>
    <message>
        <source>its certificate has expired</source>
        <translation>jego certyfikat wygasł</translation>
    </message>
    <message>
        <source>its certificate is for another name</source>
        <translation>jego certyfikat jest dla innej nazwy</translation>
    </message>
    <message>
        <source>its certificate is not to be trusted</source>
        <translation>jego certyfikatowi nie można ufać</translation>
    </message>
    <message>
        <source>its certificate is not valid yet</source>
        <translation>jego certyfikat jeszcze nie jest ważny</translation>
    </message>
    <message>
        <source>its certificate is signed by nobody we trust</source>
        <translation>jego certyfikatu nie podpisał nikt, komu ufamy</translation>
    </message>
    <message>
        <source>larger than any recording can be</source>
        <translation>większe niż może być nagranie</translation>
    </message>
    <message>
        <source>no address is set</source>
        <translation>nie podano adresu</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>brak odpowiedzi na czas</translation>
    </message>
    <message>
        <source>no connection could be made</source>
        <translation>nie można się połączyć</translation>
    </message>
    <message>
        <source>no connection in time</source>
        <translation>brak połączenia na czas</translation>
    </message>
    <message>
        <source>no list of records</source>
        <translation>to nie lista rekordów</translation>
    </message>
    <message>
        <source>no name with a number was found in this file</source>
        <translation>w pliku nie ma żadnej nazwy z numerem</translation>
    </message>
    <message>
        <source>not an address</source>
        <translation>to nie adres</translation>
    </message>
    <message>
        <source>only https and wss are safe beyond this computer</source>
        <translation>poza tym komputerem bezpieczne są tylko https i wss</translation>
    </message>
    <message>
        <source>something in this program failed</source>
        <translation>coś w tym programie zawiodło</translation>
    </message>
    <message>
        <source>the address answers with a redirect, which is never followed with an order</source>
        <translation>adres przekierowuje, a zlecenie nigdy za tym nie idzie</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>połączenie się urwało</translation>
    </message>
    <message>
        <source>the connection was refused</source>
        <translation>połączenie odrzucone</translation>
    </message>
    <message>
        <source>the file is empty</source>
        <translation>plik jest pusty</translation>
    </message>
    <message>
        <source>the file is larger than any directory</source>
        <translation>plik jest większy niż jakakolwiek książka</translation>
    </message>
    <message>
        <source>the key is refused</source>
        <translation>klucz odrzucony</translation>
    </message>
    <message>
        <source>the message is empty</source>
        <translation>SMS jest pusty</translation>
    </message>
    <message>
        <source>the message is longer than 1024 characters</source>
        <translation>SMS ma ponad 1024 znaki</translation>
    </message>
    <message>
        <source>the server asks to wait</source>
        <translation>serwer prosi o chwilę</translation>
    </message>
    <message>
        <source>the server ended the connection</source>
        <translation>serwer zakończył połączenie</translation>
    </message>
    <message>
        <source>the server sent a message larger than 16 MiB</source>
        <translation>serwer wysłał komunikat większy niż 16 MiB</translation>
    </message>
    <message>
        <source>the server stopped answering</source>
        <translation>serwer przestał odpowiadać</translation>
    </message>
    <message>
        <source>this call is being placed already</source>
        <translation>to połączenie jest już zlecane</translation>
    </message>
    <message>
        <source>this computer slept</source>
        <translation>ten komputer był uśpiony</translation>
    </message>
    <message>
        <source>this exchange has no gateway for text messages</source>
        <translation>ta centrala nie ma bramki SMS</translation>
    </message>
    <message>
        <source>this is neither a table nor a vCard</source>
        <translation>to ani tabela, ani vCard</translation>
    </message>
    <message>
        <source>this is no event stream</source>
        <translation>to nie jest strumień zdarzeń</translation>
    </message>
    <message>
        <source>this is no recording of a stream</source>
        <translation>to nie jest zapis strumienia</translation>
    </message>
    <message>
        <source>this is not a number that can be dialled</source>
        <translation>pod ten numer nie można zadzwonić</translation>
    </message>
    <message>
        <source>this is your own phone</source>
        <translation>to Twój własny telefon</translation>
    </message>
    <message>
        <source>this name is not known on the network</source>
        <translation>sieć nie zna tej nazwy</translation>
    </message>
    <message>
        <source>this number was called a moment ago</source>
        <translation>pod ten numer dzwoniono przed chwilą</translation>
    </message>
    <message>
        <source>your own extension is not set</source>
        <translation>nie ustawiono własnego wewnętrznego</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Odebrał</translation>
    </message>
    <message>
        <source>Called</source>
        <translation>Wywoływany</translation>
    </message>
    <message>
        <source>Caller</source>
        <translation>Dzwoniący</translation>
    </message>
    <message>
        <source>Cost (zł)</source>
        <translation>Koszt (zł)</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Kierunek</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Numer dzwoniącego</translation>
    </message>
    <message>
        <source>Identifier</source>
        <translation>Identyfikator</translation>
    </message>
    <message>
        <source>No calls in these days.</source>
        <translation>W tych dniach nie ma rozmów.</translation>
    </message>
    <message>
        <source>Rang (s)</source>
        <translation>Dzwonił (s)</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Nagranie</translation>
    </message>
    <message>
        <source>Show all of these days</source>
        <translation>Pokaż wszystko z tych dni</translation>
    </message>
    <message>
        <source>Show the contact</source>
        <translation>Pokaż kontakt</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Numer wywoływany</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>rozmowy</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>tak</translation>
    </message>
    <message>
        <source>{column} (the window is too narrow)</source>
        <translation>{column} (okno jest za wąskie)</translation>
    </message>
    <message>
        <source>such as mobile</source>
        <translation>np. komórka</translation>
    </message>
    <message>
        <source>What number {place} is</source>
        <translation>Czym jest numer {place}</translation>
    </message>
    <message>
        <source>Number {place}</source>
        <translation>Numer {place}</translation>
    </message>
    <message>
        <source>Open log folder</source>
        <translation>Otwórz folder dziennika</translation>
    </message>
    <message>
        <source>Something in this program failed. It goes on; the log has the details.</source>
        <translation>Wystąpił błąd programu. Program działa dalej; szczegóły są w dzienniku.</translation>
    </message>
    <message>
        <source>The command failed because of an error in this program.</source>
        <translation>Polecenie nie powiodło się z powodu błędu programu.</translation>
    </message>
</context>
</TS>
