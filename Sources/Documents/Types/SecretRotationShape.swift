import Returns

/// `secret_rotation`: a new signing secret for an endpoint.
extension Shape {
    static let secretRotation = Shape(
        kind: .secretRotation, title: "a secret rotation",
        about: "The operator gives an endpoint a new signing secret. Until the grace period ends, every message is "
            + "signed with the former one, too.",
        fields: [
            Field(
                "endpoint", .identifier, .required, "The endpoint's name.",
                words: ["endpoint name", "Endpunkt", "destino", "point de terminaison"]),
            Field(
                "grace_hours", .integer(SecretRotation.graceHoursRange),
                "Hours for which the former secret signs, too; \(SecretRotation.graceHoursStandard) when left out."),
        ],
        table: TableForm(
            signature: ["endpoint", "grace_hours"], groupedBy: [],
            example: """
                endpoint,grace_hours
                shop,24
                """),
        example: """
            {"endpoint": "shop", "grace_hours": 24}
            """
    ) { values in
        guard let endpoint: EndpointName = values.name("endpoint") else { return nil }
        return .secretRotation(
            SecretRotation(
                endpoint: endpoint, graceHours: values.integer("grace_hours") ?? SecretRotation.graceHoursStandard))
    }
}
