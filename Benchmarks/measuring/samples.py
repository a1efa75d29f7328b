"""Generated documents: orders, and return requests for them, 600 to 900 bytes each, in four languages."""

import datetime
import json
import random

SEED = 20261121
_PEOPLE = {
    "de": (["Jürgen Müller", "Anneliese Weiß", "Björn Groß", "Käthe Schröder", "Uğur Yılmaz"],
           [("Schöne Aussicht", "Köln", "50667", "DE"), ("Königstraße", "Stuttgart", "70173", "DE"),
            ("Währinger Straße", "Wien", "1090", "AT")],
           "Die Ware passt leider nicht zu unserer Einrichtung; die Verpackung wurde nur geöffnet.", "+49 221 5550"),
    "fr": (["Élodie Lefèvre", "François Noël", "Zoé Château", "Hélène Garçon"],
           [("rue de la République", "Lyon", "69002", "FR"), ("boulevard Saint-Michel", "Paris", "75005", "FR")],
           "L'article ne correspond pas à ce que j'attendais ; l'emballage a seulement été ouvert.", "+33 4 5555 01"),
    "es": (["José Núñez", "María Peña", "Iñaki Ibáñez", "Begoña Muñoz"],
           [("Calle de Alcalá", "Madrid", "28014", "ES"), ("Avenida de la Constitución", "Sevilla", "41001", "ES")],
           "El artículo no encaja con lo que esperaba; solo he abierto el embalaje.", "+34 91 555 01"),
    "en": (["Siobhán O’Neill", "Grace Adeyemi", "Tom Baker", "Priya Raman"],
           [("High Street", "Leeds", "LS1 4AP", "GB"), ("Merrion Square", "Dublin", "D02 Y754", "IE")],
           "It does not suit the room after all; I have only opened the box and looked at it.", "+44 113 555 0"),
}
_GOODS = [
    ("LAMP-1042", {"de": "Schreibtischlampe, höhenverstellbar", "fr": "Lampe de bureau réglable",
                   "es": "Lámpara de escritorio regulable", "en": "Desk lamp, adjustable"}, "household", 49.90),
    ("KETTLE-7", {"de": "Wasserkocher 1,7 l", "fr": "Bouilloire 1,7 l", "es": "Hervidor de 1,7 l",
                  "en": "Kettle, 1.7 l"}, "household", 39.95),
    ("COAT-XL-GR", {"de": "Wintermantel, grau", "fr": "Manteau d'hiver gris", "es": "Abrigo de invierno gris",
                    "en": "Winter coat, grey"}, "clothing", 129.00),
    ("HEADSET-22", {"de": "Kopfhörer mit Geräuschunterdrückung", "fr": "Casque à réduction de bruit",
                    "es": "Auriculares con cancelación de ruido", "en": "Noise-cancelling headphones"},
     "electronics", 189.50),
    ("SHOE-42", {"de": "Laufschuhe Größe 42", "fr": "Chaussures de course, taille 42",
                 "es": "Zapatillas de correr, talla 42", "en": "Running shoes, size 42"}, "shoes", 89.99),
]
_REASONS = ["unwanted", "size_too_large", "size_too_small", "not_as_described", "colour", "arrived_late", "style"]


class Samples:
    """Request number n and its order, always the same for the same prefix and n."""

    def __init__(self, prefix: str, today: datetime.date):
        self._prefix = prefix
        self._today = today

    def pair(self, number: int) -> tuple[dict, dict]:
        """The order and the return request for it. No line needs a person, and all go to one warehouse."""
        chance = random.Random(f"{SEED}/{self._prefix}/{number}")
        language = list(_PEOPLE)[number % len(_PEOPLE)]
        names, streets, note, phone = _PEOPLE[language]
        street, city, postal_code, country = chance.choice(streets)
        customer, order = f"K-{self._prefix}{number}", f"B-{self._prefix}{number:06d}"
        bought = self._today - datetime.timedelta(days=chance.randint(8, 20))
        lines, sold = [], []
        # One label each: what differs in who pays the postage would travel in two parcels.
        is_worn, reason = chance.random() < 0.4, chance.choice(_REASONS)
        goods = [item for item in _GOODS if (item[2] in ("clothing", "shoes")) == is_worn]
        for sku, titles, category, price in chance.sample(goods, chance.choice([1, 1, 2])):
            quantity = chance.choice([1, 1, 1, 2])
            item = {"sku": sku, "title": titles[language], "category": category, "quantity": quantity,
                    "price": {"amount": f"{price:.2f}", "currency": "EUR"}}
            sold.append(item)
            lines.append({"order": order, **item, "reason": reason,
                          "purchased_on": bought.isoformat()})
        request = {
            "type": "return_request", "reference": f"R-{self._prefix}{number:06d}",
            "customer": {
                "number": customer, "name": chance.choice(names), "email": f"customer.{number}@example.com",
                "phone": f"{phone}{number % 1000:03d}", "language": language,
                "address": {"lines": [f"{street} {chance.randint(1, 180)}"], "city": city,
                            "postal_code": postal_code, "country": country}},
            "wish": "refund", "lines": lines, "note": note}
        return (
            {"type": "order", "number": order, "customer": customer, "channel": "web",
             "purchased_on": bought.isoformat(),
             "delivered_on": (bought + datetime.timedelta(days=3)).isoformat(), "lines": sold},
            request)

    def orders(self, count: int, chunk: int = 1000):
        """Order imports, each the bytes of a JSON array."""
        for start in range(1, count + 1, chunk):
            numbers = range(start, min(start + chunk, count + 1))
            yield encode([self.pair(number)[0] for number in numbers])

    def request(self, number: int) -> bytes:
        return encode(self.pair(number)[1])


def encode(value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
