"""The papers of the demo: what a trading company's back office gets within a few months, with dates counted back from `today`.

Planted: an invoice above its order, one invoice twice (scanned again), a supplier with a new account, a delivery note that is
twelve pieces short, contracts with terms of notice, and words in every German inflection and spelling.
"""
from dataclasses import dataclass, field
from datetime import timedelta

import companies as c
from letters import Invoice, delivery_note, german, head, letter, order
from pdf_writer import Pdf
from till_receipt import png


@dataclass
class Paper:
    name: str
    body: bytes
    folder: str
    title: str
    date: object
    tags: list = field(default_factory=list)
    records: dict = field(default_factory=dict)
    filed: bool = True

    def beside(self):
        """What is told about it to the archive, as JSON."""
        return {"folder": self.folder, "title": self.title, "document_date": self.date.isoformat(), "tags": self.tags,
                "records": self.records, "filed": self.filed}


IN, OUT, CONTRACTS = "/Finanzen/Eingangsrechnungen", "/Finanzen/Ausgangsrechnungen", "/Verträge"
BUYING, STOCK, PEOPLE, GENERAL = "/Einkauf", "/Lager", "/Personal", "/Verwaltung"
FOLDERS = ("/Finanzen", IN, OUT, CONTRACTS, BUYING, STOCK, PEOPLE, GENERAL)


class Calendar:
    """Workdays counted from today."""

    def __init__(self, today):
        self.today = today

    def before(self, days):
        day = self.today - timedelta(days=days)
        return day - timedelta(days=max(0, day.weekday() - 4))

    def after(self, days):
        return self.today + timedelta(days=days)


def paper_of(invoice, name, folder=IN, title=None, filed=True, tags=(), **shown):
    seller = invoice.seller.name if invoice.direction == "incoming" else invoice.buyer.name
    return Paper(name, invoice.pdf(**shown), folder, title or f"{invoice.kind} {invoice.number}, {seller}", invoice.day, list(tags),
                 {"finance.invoice": invoice.record()}, filed)


def buying(day):
    """An order and the invoice for it, thirty euros a chair dearer; another order, and what came of it."""
    chairs = [("Drehstuhl »Kontor«, Stoff anthrazit", "10", "Stück", "289.00"), ("Schreibtisch 160 × 80 cm, Eiche", "4", "Stück", "415.00")]
    dearer = [("Drehstuhl »Kontor«, Stoff anthrazit", "10", "Stück", "319.00"), chairs[1]]
    bowls = [("Müslischale Steingut blau", "200", "Stück", "4.80"), ("Krug 1,5 l Steingut blau", "60", "Stück", "13.50")]
    above = Invoice(c.FURNITURE, c.US, "MB-20418", day.before(12), dearer, order="4500-1187", delivery="LS-7731", due=14)
    return [
        Paper("Bestellung_4500-1187.pdf", order("4500-1187", day.before(41), c.FURNITURE, chairs, day.before(20)), BUYING,
              "Bestellung 4500-1187, Müller Büromöbel GmbH", day.before(41), ["bestellung"]),
        paper_of(above, "Rechnung_MB-20418.pdf", filed=False),
        Paper("Bestellung_4500-1190.pdf", order("4500-1190", day.before(33), c.CERAMICS, bowls, day.before(9)), BUYING,
              "Bestellung 4500-1190, Töpferei Größner e. K.", day.before(33), ["bestellung"]),
        delivered("LS-0452", "Lieferschein_LS-0452.pdf", day.before(8), c.CERAMICS, "4500-1190",
                  [("MS-200", "Müslischale Steingut blau", "200", "188", "Stück"), ("KR-150", "Krug 1,5 l Steingut blau", "60", "60", "Stück")],
                  "Zwölf Müslischalen sind beim Brennen gerissen und werden nachgeliefert.", False, ["fehlmenge"]),
        delivered("LS-7731", "Lieferschein_LS-7731.pdf", day.before(19), c.FURNITURE, "4500-1187",
                  [("DS-10", "Drehstuhl »Kontor«, Stoff anthrazit", "10", "10", "Stück"), ("ST-160", "Schreibtisch 160 × 80 cm", "4", "4", "Stück")]),
    ]


def delivered(number, name, date, sender, order_number, items, note="", filed=True, tags=()):
    record = {"number": number, "order_number": order_number, "direction": "incoming", "supplier": sender.name, "recipient": c.US.name,
              "carrier": c.CARRIER.name, "issue_date": date.isoformat(),
              "lines": [{"article": article, "description": text, "quantity": quantity, "unit": unit} for article, text, _, quantity, unit in items]}
    return Paper(name, delivery_note(number, date, sender, order_number, items, c.CARRIER.name, note), STOCK, f"Lieferschein {number}, {sender.name}", date,
                 list(tags), {"logistics.delivery_note": record}, filed)


def twice(day):
    """One invoice that came as a file and, weeks later, on paper: other bytes, the same number."""
    invoice = Invoice(c.PAPER, c.US, "RE-2291", day.before(27),
                      [("Kopierpapier A4 80 g, weiß", "40", "Karton", "21.90"), ("Versandtaschen C4, 250 Stück", "6", "Packung", "18.40"),
                       ("Ordner 8 cm, grau", "50", "Stück", "1.79")], order="4500-1172")
    return [paper_of(invoice, "RE-2291.pdf"),
            paper_of(invoice, "scan_0007.pdf", title="Scan 0007: Rechnung RE-2291, Papierhaus Lindner KG", filed=False,
                     scanned=["EINGEGANGEN", german(day.before(4)), "Poststelle"], scale=0.98)]


def new_account(day):
    """The same carrier, and on its newest invoice another account."""
    old = Invoice(c.CARRIER, c.US, "N-60112", day.before(54), [("Stückgut Kannenbäck – Weserhafen", "3", "Palette", "118.00"),
                                                              ("Maut und Kraftstoffzuschlag", "1", "pauschal", "41.70")],
                  due=14, paid=day.before(40), status="booked")
    new = Invoice(c.CARRIER, c.US, "N-60188", day.before(6), [("Stückgut Lindenbrück – Weserhafen", "5", "Palette", "124.00"),
                                                             ("Maut und Kraftstoffzuschlag", "1", "pauschal", "62.35")],
                  due=14, account=c.CARRIER_NEW_ACCOUNT,
                  note="Bitte beachten: Unsere Bankverbindung hat sich geändert. Überweisen Sie ab sofort nur noch auf das neue Konto.")
    return [paper_of(old, "Nordwind_N-60112.pdf"), paper_of(new, "Nordwind_N-60188.pdf", filed=False)]


def invoices(day):
    """The everyday rest."""
    made = [
        (Invoice(c.POWER, c.US, "4711-88-2", day.before(35), [("Stromlieferung Lager Hafenstraße", "5120", "kWh", "0.3125"),
                                                            ("Grundpreis", "1", "Monat", "14.90")],
                 due=14, period=(day.before(70), day.before(40)), paid=day.before(22), status="booked"), "Stadtwerke_Abschlag.pdf", IN, True),
        (Invoice(c.PHONE, c.US, "FW 118822", day.before(16), [("Anschluss »Büro 10«", "1", "Monat", "89.00"), ("Mobilfunk, 6 Karten", "6", "Stück", "14.95")],
                 due=10), "Fernsprech_FW118822.pdf", IN, True),
        (Invoice(c.TOOLS, c.US, "2045-7", day.before(23), [("Akkuschrauber Satz 18 V", "2", "Satz", "239.00"), ("Sackkarre klappbar", "3", "Stück", "74.50"),
                                                           ("Maßband 5 m", "12", "Stück", "6.20")], discount=(2, 10)),
         "Mueller_Werkzeuge_2045-7.pdf", IN, True),
        (Invoice(c.LIFTS, c.US, "W-3310", day.before(48), [("Wartung Lastenaufzug, halbjährlich", "1", "pauschal", "640.00")],
                 paid=day.before(30), status="booked"), "Aufzug_Wartung_W-3310.pdf", IN, True),
        (Invoice(c.LANDLORD, c.US, f"M-{day.before(24):%Y-%m}", day.before(24), [("Miete Lagerhalle 2", "1", "Monat", "3850.00"),
                                                                                ("Nebenkosten, Vorauszahlung", "1", "Monat", "610.00")],
                 due=5, paid=day.before(20), status="booked"), "Miete_Lagerhalle.pdf", IN, True),
        (Invoice(c.CERAMICS, c.US, "R-0819", day.before(5), [("Müslischale Steingut blau", "188", "Stück", "4.80"), ("Krug 1,5 l Steingut blau", "60", "Stück", "13.50")],
                 order="4500-1190", delivery="LS-0452"), "Toepferei_R-0819.pdf", IN, False),
        (Invoice(c.US, c.CAFE, "A-10233", day.before(18), [("Kaffeebecher 0,3 l »Hafen«", "96", "Stück", "5.90"), ("Zuckerdose Steingut", "24", "Stück", "7.40")],
                 direction="outgoing", status="booked"), "Ausgangsrechnung_A-10233.pdf", OUT, True),
        (Invoice(c.US, c.CAFE, "A-10251", day.before(3), [("Kuchenplatte 32 cm", "12", "Stück", "19.80")], direction="outgoing"),
         "Ausgangsrechnung_A-10251.pdf", OUT, False),
    ]
    papers = [paper_of(invoice, name, folder, filed=filed) for invoice, name, folder, filed in made]
    back = Invoice(c.PAPER, c.US, "GS-0144", day.before(14), [("Rücknahme Ordner 8 cm, grau", "10", "Stück", "1.79")], kind="Gutschrift")
    return papers + [paper_of(back, "Gutschrift_GS-0144.pdf")]


def contracts(day):
    rent = """zwischen der Hafenspeicher Vermietungs-GbR (Vermieterin) und der Hansen & Brook Haushaltswaren GmbH (Mieterin) wird folgender Mietvertrag geschlossen.

§ 1 Mietsache. Vermietet wird die Lagerhalle 2, Hafenstraße 90 in 27999 Weserhafen, mit 1.240 m² Lagerfläche, Laderampe und vier Stellplätzen. Die Räume werden ausschließlich als Warenlager genutzt.

§ 2 Mietzeit und Kündigung. Das Mietverhältnis beginnt am {start} und läuft fünf Jahre. Es verlängert sich um jeweils ein Jahr, wenn es nicht mit einer Frist von sechs Monaten zum Ende der Laufzeit schriftlich gekündigt wird. Die nächste Kündigungsfrist endet am {notice}.

§ 3 Miete. Die monatliche Miete beträgt 3.850,00 EUR zuzüglich 610,00 EUR Vorauszahlung auf die Nebenkosten und der gesetzlichen Umsatzsteuer. Sie ist bis zum dritten Werktag fällig.

§ 4 Kaution. Die Mieterin leistet eine Kaution in Höhe von drei Monatsmieten durch Bankbürgschaft.

§ 5 Instandhaltung. Schönheitsreparaturen trägt die Mieterin, Dach und Fach die Vermieterin. Schäden an Toren und Rampen sind unverzüglich anzuzeigen.

§ 6 Untervermietung. Eine Untervermietung bedarf der schriftlichen Zustimmung der Vermieterin; sie darf nur aus wichtigem Grund verweigert werden.

§ 7 Rückgabe. Bei Ende des Mietverhältnisses ist die Mietsache geräumt und besenrein zurückzugeben. Einbauten sind zu entfernen, sofern nichts anderes vereinbart wird.

§ 8 Schlussbestimmungen. Änderungen dieses Vertrages bedürfen der Schriftform. Sollte eine Bestimmung unwirksam sein, bleiben die übrigen gültig. Gerichtsstand ist Weserhafen.

Weserhafen, den {start}


_______________________                _______________________
Vermieterin                                     Mieterin"""
    lift = """Gegenstand dieses Wartungsvertrages ist der Lastenaufzug Nr. 4402 im Lager Hafenstraße 90. Wir warten ihn zweimal im Jahr, prüfen die Sicherheitseinrichtungen und melden Schäden binnen eines Werktages.

Die Vergütung beträgt 640,00 EUR je Wartung zuzüglich Umsatzsteuer. Preisanpassungen sind drei Monate vorher anzukündigen.

Der Vertrag läuft ein Jahr und verlängert sich stillschweigend um ein weiteres, wenn er nicht mit einer Frist von drei Monaten gekündigt wird. Nächster Kündigungstermin: {notice}."""
    policy = """Versicherungsschein 77-4410-2: Inhaltsversicherung für das Lager Hafenstraße 90, Weserhafen.

Versichert sind Waren und Vorräte bis 480.000,00 EUR gegen Feuer, Leitungswasser, Sturm und Einbruchdiebstahl. Selbstbehalt je Schadensfall: 1.000,00 EUR.

Die Versicherung verlängert sich jährlich. Kündigungsfrist: ein Monat zum Ablauf am {notice}."""
    start = day.before(610)
    return [
        Paper("Mietvertrag_Lagerhalle_2.pdf",
              letter(c.LANDLORD, c.US, start, "Mietvertrag über die Lagerhalle 2", rent.format(start=german(start), notice=german(day.after(64)))),
              CONTRACTS, "Mietvertrag Lagerhalle 2, Hafenstraße", start, ["vertrag", "miete"]),
        Paper("Wartungsvertrag_Aufzug.pdf", letter(c.LIFTS, c.US, day.before(280), "Wartungsvertrag Lastenaufzug", lift.format(notice=german(day.after(19)))),
              CONTRACTS, "Wartungsvertrag Lastenaufzug, Aufzugbau Schäfer", day.before(280), ["vertrag"]),
        Paper("Versicherungsschein.pdf", letter(c.INSURANCE, c.US, day.before(320), "Versicherungsschein 77-4410-2", policy.format(notice=german(day.after(45)))),
              CONTRACTS, "Versicherungsschein 77-4410-2", day.before(320), ["vertrag", "versicherung"]),
    ]


def employment(day, name, person, street, job, start, salary, notice, filed=True, until=None):
    text = f"""zwischen der Hansen & Brook Haushaltswaren GmbH (Arbeitgeberin) und {person}, {street} (Arbeitnehmer/in).

§ 1 Tätigkeit. {person} wird ab {german(start)} als {job} eingestellt{f", befristet bis zum {german(until)}" if until else ""}. Arbeitsort ist Weserhafen.

§ 2 Probezeit. Die ersten sechs Monate gelten als Probezeit; in ihr kann mit einer Frist von zwei Wochen gekündigt werden.

§ 3 Vergütung. Das monatliche Bruttogehalt beträgt {salary} EUR, zahlbar zum Monatsende.

§ 4 Arbeitszeit und Urlaub. 38 Stunden wöchentlich, 29 Urlaubstage im Kalenderjahr.

§ 5 Kündigung. Nach der Probezeit beträgt die Kündigungsfrist {notice} zum Ende eines Kalendermonats.

§ 6 Verschwiegenheit. Über Betriebs- und Geschäftsgeheimnisse ist auch nach dem Ausscheiden Stillschweigen zu wahren."""
    to = c.Company(person, street, "27999 Weserhafen", "", "")
    return Paper(name, letter(c.US, to, start - timedelta(days=20), "Arbeitsvertrag", text), PEOPLE, f"Arbeitsvertrag {person}",
                 start - timedelta(days=20), ["vertrag", "personal"], {"hr.contract": employment_record(person, job, start, salary, notice, until)}, filed)


def employment_record(person, job, start, salary, notice, until):
    fields = {"employee": person, "contract_kind": "fixed_term" if until else "permanent", "position": job, "signed_date": (start - timedelta(days=20)).isoformat(),
              "start_date": start.isoformat(), "notice_period": notice, "weekly_hours": "38", "vacation_days": "29",
              "salary": salary.replace(".", "").replace(",", "."), "salary_period": "month", "currency": "EUR"}
    return {**fields, "end_date": until.isoformat()} if until else fields


def staff(day):
    return [
        employment(day, "Arbeitsvertrag_Mueller_Jana.pdf", "Jana Müller", "Große Straße 5", "Sachbearbeiterin Einkauf", day.before(900), "3.420,00", "sechs Wochen"),
        employment(day, "Arbeitsvertrag_Mueller_Tom.pdf", "Tom Mueller", "Ringstrasse 18", "Fachkraft für Lagerlogistik", day.before(420), "2.890,00", "vier Wochen"),
        employment(day, "Arbeitsvertrag_Weiss.pdf", "Selma Weiß", "Am Flüßchen 2", "Aushilfe im Verkauf", day.before(75), "1.150,00", "vier Wochen", False,
                   day.after(105)),
    ]


def office(day):
    """Letters, lists and slips without a record."""
    reminder = f"""zu unserer Rechnung FW 118790 vom {german(day.before(62))} über 178,70 EUR konnten wir noch keinen Zahlungseingang feststellen.

Sicher handelt es sich um ein Versehen. Bitte überweisen Sie den Betrag bis zum {german(day.after(4))}. Sollte sich Ihre Zahlung mit diesem Schreiben überschnitten haben, betrachten Sie es als gegenstandslos."""
    damage = f"""am {german(day.before(11))} gegen 7:40 Uhr fuhr der Anhänger der Spedition beim Zurücksetzen gegen das Rolltor der Halle 2. Das untere Torblatt ist verbogen, das Tor schließt nicht mehr.

Zeugin: Frau Müller (Einkauf). Der Fahrer hat den Schaden anerkannt. Wir bitten um Nennung Ihrer Versicherung und um Zustimmung zur Reparatur, Kostenvoranschlag 1.870,00 EUR."""
    rents = f"""zum Jahreswechsel laufen die Fristen mehrerer Mietverträge ab; wir bitten um Ihre Entscheidung bis zum {german(day.after(10))}.

Mietvertrag Lagerhalle 2: Verlängerung empfohlen, die Miete liegt unter dem Durchschnitt der Hafenstraßen.

Mietvertrag Ladengeschäft Lange Straße: Hier empfehlen wir, den Entwurf des neuen Mietvertrages abzuwarten.

Für Rückfragen zu den Verträgen stehe ich gern zur Verfügung."""
    english = f"""thank you for your enquiry of {day.before(20):%d %B %Y}. We are pleased to offer:

240 water glasses "Harbour", 0.25 l, at 1.85 EUR each
120 carafes "Harbour", 1.0 l, at 6.40 EUR each

Delivery within four weeks, free to your warehouse. This quotation is valid until {day.after(25):%d %B %Y}."""
    return [
        Paper("Zahlungserinnerung_Fernsprech.pdf", letter(c.PHONE, c.US, day.before(2), "Zahlungserinnerung", reminder, stamp=["EINGEGANGEN", german(day.before(1)), "Poststelle"]),
              GENERAL, "Zahlungserinnerung, Fernsprech Weserland", day.before(2), ["mahnung"], filed=False),
        Paper("Schadensmeldung_Rolltor.pdf", letter(c.US, c.CARRIER, day.before(10), "Schadensmeldung Rolltor Halle 2", damage), STOCK,
              "Schadensmeldung Rolltor Halle 2", day.before(10), ["schaden"]),
        Paper("Fristen_Mietvertraege.pdf", letter(c.LANDLORD, c.US, day.before(7), "Ablauf Ihrer Mietverträge", rents), CONTRACTS,
              "Ablauf der Mietverträge, Hafenspeicher GbR", day.before(7), ["miete"], filed=False),
        Paper("Quotation_Brightwater.pdf", letter(c.GLASS, c.US, day.before(13), "Quotation Q-3318", english, "Portsea Mills"), BUYING,
              "Quotation Q-3318, Brightwater Glass Ltd.", day.before(13), ["angebot"]),
        Paper("Inventur_Lager.pdf", stocktaking(day.before(30)), STOCK, "Inventurliste Lager Hafenstraße", day.before(30), ["inventur"]),
        Paper("Telefonnotiz_Groessner.txt", (f"Telefonnotiz {german(day.before(4))}, 9:15 Uhr\r\n\r\nHerr Größner (Töpferei) rief an: die fehlenden zwölf "
              "Müslischalen\r\nkommen nächste Woche per Post, keine Frachtkosten.\r\nNeue Anschrift ab Januar: Tonstraße 11.\r\n\r\ngez. J. Müller\r\n").encode("cp1252"),
              STOCK, "Telefonnotiz: Nachlieferung Müslischalen", day.before(4), filed=False),
        Paper("Rueckfrage_Nordwind.eml", mail(day.before(5)), IN, "E-Mail: Rückfrage zur Bankverbindung", day.before(5), filed=False),
        Paper("Kassenzettel_Blumen.png", png(["BLUMEN HARTWIG", "LANGE STR 7", "", "1 STRAUSS  24,90", "1 KARTE     3,50", "- - - - - - - - -",
                                              "SUMME EUR  28,40", "BAR        30,00", "RUECKGELD   1,60", "", f"{german(day.before(9))}  11/42", "", "VIELEN DANK"]),
              GENERAL, "Kassenzettel Blumen", day.before(9), ["beleg"], filed=False),
    ]


def mail(date):
    return (f"From: Jana Mueller <j.mueller@hansen-brook.example>\r\nTo: buchhaltung@nordwind.example\r\nDate: {date:%d %b %Y} 10:02:11 +0100\r\n"
            "Subject: Rueckfrage zu N-60188\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            "Guten Tag,\r\n\r\nauf Ihrer Rechnung N-60188 steht eine andere Bankverbindung als bisher.\r\nBitte bestätigen Sie uns die Änderung schriftlich, "
            "bevor wir überweisen.\r\n\r\nMit freundlichen Grüßen\r\nJana Müller\r\n").encode()


def stocktaking(date):
    """Three pages of a counted stock."""
    goods = ("Müslischale", "Krug 1,5 l", "Kaffeebecher 0,3 l", "Zuckerdose", "Kuchenplatte 32 cm", "Schneidebrett Buche", "Salzstreuer", "Teekanne 1 l",
             "Wasserglas 0,25 l", "Karaffe 1 l", "Küchenmesser 12 cm", "Bräter Gusseisen", "Schöpflöffel", "Nudelholz", "Geschirrtuch Leinen")
    pdf = Pdf("Inventurliste", "Warenwirtschaft")
    for page in range(3):
        if page:
            pdf.add_page()
        pdf.text(20, 22, "Inventurliste Lager Hafenstraße", 14, bold=True)
        pdf.text(190, 22, f"Stichtag {german(date)} · Seite {page + 1} von 3", 9, align="right")
        y = 36
        for row in range(33):
            number = page * 33 + row
            name = f"{goods[number % len(goods)]}, Serie {'ABCDEFG'[number // len(goods)]}"
            pdf.text(22, y, f"{1000 + number * 7}", 9)
            pdf.text(45, y, name, 9)
            pdf.text(150, y, f"{(number * 37 + 11) % 240}", 9, align="right")
            pdf.text(188, y, f"Regal {number % 9 + 1}-{number % 4 + 1}", 9, align="right")
            pdf.line(20, y + 2, 190, y + 2, 0.1, 0.7)
            y += 7
    pdf.text(20, 285, "Gezählt: T. Mueller   Geprüft: J. Müller", 9)
    return pdf.bytes()


def all_papers(today):
    day = Calendar(today)
    papers = buying(day) + twice(day) + new_account(day) + invoices(day) + contracts(day) + staff(day) + office(day)
    return sorted(papers, key=lambda paper: (paper.filed is False, paper.date))


def dropped_papers(today):
    """What lies in config/demo/drop for trying the watched folder: five papers, one of them twice."""
    day = Calendar(today)
    tea = Invoice(c.TOOLS, c.US, "2051-3", day.before(1), [("Teppichmesser", "20", "Stück", "4.35"), ("Hubwagen 2,5 t", "1", "Stück", "389.00")])
    lamp = Invoice(c.FURNITURE, c.US, "MB-20455", day.before(1), [("Stehleuchte »Deich«", "4", "Stück", "149.00")], due=14)
    freight = Invoice(c.CARRIER, c.US, "N-60201", day.before(1), [("Stückgut Neckarau – Weserhafen", "2", "Palette", "196.00")], due=14,
                      account=c.CARRIER_NEW_ACCOUNT)
    notice = """hiermit bestätigen wir den Eingang Ihrer Anfrage. Die Grünfläche vor der Halle wird im Frühjahr neu bepflanzt; für zwei Tage entfallen die Stellplätze 3 und 4.

Mit freundlichen Grüßen
Hausverwaltung"""
    return {
        "Rechnung 2051-3.pdf": tea.pdf(),
        "Rechnung 2051-3 (Kopie).pdf": tea.pdf(),
        "MB-20455.pdf": lamp.pdf(),
        "Nordwind N-60201.pdf": freight.pdf(),
        "Grünfläche.pdf": letter(c.LANDLORD, c.US, day.before(1), "Arbeiten an der Grünfläche", notice),
        "Packzettel.txt": "Packzettel 88\n\n2 Kartons Teekannen, 1 Karton Untersetzer\nAbholung durch Selma Weiß an der Rampe\n".encode(),
    }
