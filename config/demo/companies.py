"""The companies and people of the demo; all invented, as are their places, numbers and accounts (whose check digits are right)."""
from dataclasses import dataclass


def iban(bank, account):
    """A German account number with its check digits (ISO 13616)."""
    rest = int(f"{bank:08d}{account:010d}131400")
    return f"DE{98 - rest % 97:02d}{bank:08d}{account:010d}"


def vat_id(number):
    """A German VAT number with its check digit (ISO 7064, modulus 11, 10)."""
    product = 10
    for digit in f"{number:08d}":
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return f"DE{number:08d}{(11 - product) % 10}"


def spaced(account):
    return " ".join(account[i:i + 4] for i in range(0, len(account), 4))


@dataclass(frozen=True)
class Company:
    name: str
    street: str
    town: str
    vat: str
    account: str
    line: str = ""  # what stands under its name

    @property
    def lines(self):
        return [self.name, self.street, self.town]


US = Company("Hansen & Brook Haushaltswaren GmbH", "Speicherstraße 12", "27999 Weserhafen", vat_id(81400201),
             iban(29990010, 4711001), "Groß- und Einzelhandel seit 1921")
FURNITURE = Company("Müller Büromöbel GmbH", "Gewerbering 7", "31999 Lindenbrück", vat_id(81511302), iban(25990020, 8800310),
                    "Stühle · Tische · Regale")
PAPER = Company("Papierhaus Lindner KG", "Am Markt 3", "27999 Weserhafen", vat_id(81622403), iban(29990010, 120077),
                "Papier, Druck und Bürobedarf")
CARRIER = Company("Spedition Nordwind GmbH & Co. KG", "Hafenstraße 88", "27999 Weserhafen", vat_id(81733504),
                  iban(29990010, 3300450), "Stückgut · Lagerung · Zoll")
CARRIER_NEW_ACCOUNT = iban(70990030, 9912345678)
POWER = Company("Stadtwerke Altenmoor AöR", "Wasserturmweg 1", "28999 Altenmoor", vat_id(81844605), iban(29990010, 55500),
                "Strom · Gas · Wasser")
PHONE = Company("Fernsprech Weserland GmbH", "Funkturmallee 20", "28999 Altenmoor", vat_id(81955706), iban(20990040, 70080090))
CERAMICS = Company("Töpferei Größner e. K.", "Tonkuhle 4", "36999 Kannenbäck", vat_id(82066807), iban(53990050, 2204060),
                   "Steingut aus eigener Werkstatt")
TOOLS = Company("Mueller Werkzeuge AG", "Industriestrasse 15", "72999 Neckarau", vat_id(82177908), iban(60990060, 1010101),
                "Maschinen und Schneidwaren")
LIFTS = Company("Aufzugbau Schäfer GmbH", "Seilergasse 9", "31999 Lindenbrück", vat_id(82288009), iban(25990020, 606060))
LANDLORD = Company("Hafenspeicher Vermietungs-GbR", "Deichkrone 2", "27999 Weserhafen", vat_id(82399110), iban(29990010, 777000))
GLASS = Company("Brightwater Glass Ltd.", "14 Quay Lane", "Portsea Mills, UK", "GB999123456", iban(20990040, 31415926),
                "Tableware for hotels")
CAFE = Company("Café Sonnenschein, Inh. B. Öztürk", "Lange Straße 31", "28999 Altenmoor", vat_id(82400211), iban(29990010, 989898))
INSURANCE = Company("Weserland Versicherung VVaG", "Domplatz 5", "28999 Altenmoor", vat_id(82511312), iban(20990040, 123123))
