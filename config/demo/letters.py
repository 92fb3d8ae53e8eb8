"""How the papers of the demo look: letters, invoices, orders, delivery notes, each as a PDF and, where it has one, its record."""
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from companies import US, spaced
from pdf_writer import Pdf

CENT = Decimal("0.01")


def cents(amount):
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)


def money(amount):
    """1.234,56"""
    return f"{cents(amount):,.2f}".translate(str.maketrans(",.", ".,"))


def german(day):
    return f"{day:%d.%m.%Y}"


def head(pdf, sender, to, place_and_date, sender_lines=()):
    """Letterhead, address, date; returns the y where the letter begins."""
    pdf.text(20, 22, sender.name, 15, bold=True)
    if sender.line:
        pdf.text(20, 28, sender.line, 9, grey=0.4)
    pdf.line(20, 32, 190, 32, 0.4)
    pdf.text(20, 48, f"{sender.name} · {sender.street} · {sender.town}", 6.5, grey=0.4)
    for number, line in enumerate(to.lines):
        pdf.text(20, 55 + 5 * number, line)
    for number, line in enumerate(sender_lines):
        pdf.text(190, 55 + 5 * number, line, 9, align="right")
    pdf.text(190, 80, place_and_date, align="right")
    return 95


def foot(pdf, sender, account=None):
    pdf.line(20, 276, 190, 276)
    pdf.text(20, 281, f"{sender.name} · {sender.street} · {sender.town} · USt-IdNr. {sender.vat}", 7, grey=0.35)
    pdf.text(20, 285, f"IBAN {spaced(account or sender.account)}", 7, grey=0.35)


def table(pdf, y, columns, rows):
    """Columns are (title, x, align); returns the y below the last row."""
    pdf.box(20, y - 5, 170, 7, 0.9)
    for title, x, align in columns:
        pdf.text(x, y, title, 9, bold=True, align=align)
    y += 7
    for row in rows:
        for (_, x, align), cell in zip(columns, row):
            pdf.text(x, y, cell, 9, align=align)
        pdf.line(20, y + 2, 190, y + 2, 0.1, 0.7)
        y += 7
    return y


def letter(sender, to, day, subject, text, place=None, stamp=None, account=None):
    """A plain letter; text flows over as many pages as it needs."""
    pdf = Pdf(subject)
    y = head(pdf, sender, to, f"{place or sender.town.split(' ', 1)[-1]}, {german(day)}")
    y = pdf.paragraph(20, y, subject, 11, bold=True) + 5
    for paragraph in text.split("\n\n"):
        if y > 245:
            foot(pdf, sender, account)
            pdf.add_page()
            pdf.text(190, 20, f"Seite {len(pdf.pages)}", 8, align="right", grey=0.4)
            y = 30
        y = pdf.paragraph(20, y, paragraph) + 3
    foot(pdf, sender, account)
    if stamp:
        pdf.stamp(140, 36, stamp)
    return pdf.bytes()


class Invoice:
    """Items are (text, quantity, unit, price)."""

    def __init__(self, seller, buyer, number, day, items, *, rate=19, due=30, order=None, delivery=None, account=None, note="",
                 discount=None, kind="Rechnung", direction="incoming", status="received", paid=None, period=None, extra=None):
        self.seller, self.buyer, self.number, self.day, self.items = seller, buyer, number, day, items
        self.rate, self.order, self.delivery, self.note, self.kind = rate, order, delivery, note, kind
        self.account = account or seller.account
        self.due = day + timedelta(days=due)
        self.discount, self.direction, self.status, self.paid, self.period = discount, direction, status, paid, period
        self.extra = extra or {}
        self.net = sum((cents(Decimal(quantity) * Decimal(price)) for _, quantity, _, price in items), Decimal(0))
        self.tax = cents(self.net * rate / 100)
        self.gross = self.net + self.tax

    def _facts(self):
        lines = [f"{self.kind}snummer: {self.number}" if self.kind == "Rechnung" else f"Belegnummer: {self.number}",
                 f"Belegdatum: {german(self.day)}"]
        if self.order:
            lines.append(f"Ihre Bestellung: {self.order}")
        if self.delivery:
            lines.append(f"Lieferschein: {self.delivery}")
        return lines

    def pdf(self, scanned=None, scale=1.0):
        """`scanned`: stamp of a paper that went through our scanner (other bytes, same words)."""
        pdf = Pdf(f"{self.kind} {self.number}", "Bürokopierer Scan" if scanned else "Faktura", scale)
        y = head(pdf, self.seller, self.buyer, f"{self.seller.town.split(' ', 1)[-1]}, {german(self.day)}", self._facts())
        pdf.text(20, y, f"{self.kind} {self.number}", 13, bold=True)
        y += 8
        if self.period:
            pdf.text(20, y, f"Leistungszeitraum: {german(self.period[0])} bis {german(self.period[1])}")
            y += 8
        y = table(pdf, y + 4, (("Pos.", 22, "left"), ("Bezeichnung", 34, "left"), ("Menge", 128, "right"), ("Einheit", 132, "left"),
                               ("Preis", 166, "right"), ("Betrag EUR", 188, "right")),
                  [(str(place), text, quantity.replace(".", ","), unit, money(price), money(Decimal(quantity) * Decimal(price)))
                   for place, (text, quantity, unit, price) in enumerate(self.items, 1)])
        for text, amount, bold in (("Summe netto", self.net, False), (f"zzgl. {self.rate} % USt.", self.tax, False),
                                   ("Gesamtbetrag", self.gross, True)):
            y += 6
            pdf.text(140, y, text, bold=bold)
            pdf.text(188, y, money(amount), bold=bold, align="right")
        y += 12
        y = pdf.paragraph(20, y, self._terms())
        if self.note:
            pdf.paragraph(20, y + 4, self.note, bold=True)
        foot(pdf, self.seller, self.account)
        if scanned:
            pdf.stamp(140, 34, scanned)
        return pdf.bytes()

    def _terms(self):
        if self.kind == "Gutschrift":
            return "Der Betrag wird mit Ihrer nächsten Zahlung verrechnet."
        terms = f"Zahlbar bis {german(self.due)} auf das Konto IBAN {spaced(self.account)}."
        if self.discount:
            percent, days = self.discount
            terms += (f"\nBei Zahlung bis {german(self.day + timedelta(days=days))} gewähren wir {percent} % Skonto "
                      f"({money(self.gross * percent / 100)} EUR).")
        return terms

    def record(self):
        fields = {"number": self.number, "type_code": "381" if self.kind == "Gutschrift" else "380", "direction": self.direction,
                  "status": self.status, "issue_date": self.day.isoformat(), "due_date": self.due.isoformat(),
                  "seller": self.seller.name, "buyer": self.buyer.name, "seller_vat_id": self.seller.vat, "iban": self.account,
                  "currency": "EUR", "net_total": str(self.net), "tax_total": str(self.tax), "gross_total": str(self.gross),
                  "payable": str(self.gross),
                  "tax_breakdown": [{"category": "S", "rate": str(self.rate), "base": str(self.net), "tax": str(self.tax)}],
                  "payment_state": "paid" if self.paid else "open"}
        if self.order:
            fields["order_number"] = self.order
        if self.delivery:
            fields["delivery_note_number"] = self.delivery
        if self.paid:
            fields["paid_date"] = self.paid.isoformat()
        if self.period:
            fields["service_period"] = {"from": self.period[0].isoformat(), "to": self.period[1].isoformat()}
        if self.discount:
            percent, days = self.discount
            fields["discounts"] = [{"until": (self.day + timedelta(days=days)).isoformat(), "percent": str(percent),
                                    "amount": str(cents(self.gross * percent / 100))}]
        return {**fields, **self.extra}


def order(number, day, supplier, items, wanted):
    """A purchase order of ours; its sum is what an invoice must not exceed."""
    pdf = Pdf(f"Bestellung {number}", "Warenwirtschaft")
    y = head(pdf, US, supplier, f"Weserhafen, {german(day)}", [f"Bestellnummer: {number}", f"Liefertermin: {german(wanted)}"])
    pdf.text(20, y, f"Bestellung {number}", 13, bold=True)
    total = sum((Decimal(quantity) * Decimal(price) for _, quantity, _, price in items), Decimal(0))
    y = table(pdf, y + 12, (("Pos.", 22, "left"), ("Artikel", 34, "left"), ("Menge", 128, "right"), ("Einheit", 132, "left"),
                            ("Preis", 166, "right"), ("Betrag EUR", 188, "right")),
              [(str(place), text, quantity, unit, money(price), money(Decimal(quantity) * Decimal(price)))
               for place, (text, quantity, unit, price) in enumerate(items, 1)])
    pdf.text(140, y + 6, "Bestellwert netto", bold=True)
    pdf.text(188, y + 6, money(total), bold=True, align="right")
    pdf.paragraph(20, y + 18, "Bitte bestätigen Sie uns Preis und Liefertermin binnen drei Tagen. Es gelten unsere Einkaufsbedingungen; "
                              "Preisänderungen bedürfen unserer schriftlichen Zustimmung.")
    foot(pdf, US)
    return pdf.bytes()


def delivery_note(number, day, sender, order_number, items, carrier, note=""):
    """Items are (article, text, ordered, delivered, unit)."""
    pdf = Pdf(f"Lieferschein {number}", "Versand")
    y = head(pdf, sender, US, f"{sender.town.split(' ', 1)[-1]}, {german(day)}",
             [f"Lieferschein: {number}", f"Ihre Bestellung: {order_number}", f"Frachtführer: {carrier}"])
    pdf.text(20, y, f"Lieferschein {number}", 13, bold=True)
    y = table(pdf, y + 12, (("Artikel", 22, "left"), ("Bezeichnung", 48, "left"), ("bestellt", 146, "right"), ("geliefert", 168, "right"),
                            ("Einheit", 174, "left")),
              [(article, text, ordered, delivered, unit) for article, text, ordered, delivered, unit in items])
    y = pdf.paragraph(20, y + 10, "Ware vollständig und unbeschädigt erhalten: ________________________   Datum: ______________")
    if note:
        pdf.paragraph(20, y + 6, note, bold=True)
    foot(pdf, sender)
    return pdf.bytes()
