import Returns

/// `customer`: who a customer is, once for all of their returns.
extension Shape {
    static let customer = Shape(
        kind: .customer, title: "a customer",
        about: "Who a customer is, once for all of their returns. A later document with the same number replaces it.",
        fields: SharedFields.customer(prefix: "", number: .required),
        rules: [
            .better(["email", "phone"], remedy: "Give an e-mail address or a phone number, so that we can send news.")
        ],
        table: TableForm(
            signature: ["number", "name"], groupedBy: [],
            example: """
                number;name;email;phone;language;address;postal_code;city;country
                K-77;Ana Ruiz;ana@example.com;+34 91 1234567;es;Calle Mayor 1;28013;Madrid;España
                """),
        example: """
            {"number": "K-77", "name": "Ana Ruiz", "email": "ana@example.com", "phone": "+34 91 1234567", \
            "language": "es", \
            "tier": "gold", "address": {"lines": ["Calle Mayor 1"], "city": "Madrid", \
            "postal_code": "28013", "country": "ES"}}
            """
    ) { values in
        .customer(values.customer)
    }
}
