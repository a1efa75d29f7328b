import Returns

/// The vocabularies of a parcel's troubles, with what people write in English, German, Spanish and French.
extension Choices {
    static let trackingReason = ChoiceSet([
        Choice(
            TrackingReason.weather, "bad weather", "Wetter", "Unwetter", "clima", "mal tiempo", "météo", "intempéries"),
        Choice(TrackingReason.customs, "Zoll", "aduana", "douane"),
        Choice(TrackingReason.address, "wrong address", "Adresse", "dirección", "adresse"),
        Choice(
            TrackingReason.recipientAbsent, "nobody home", "Empfänger nicht da", "destinatario ausente",
            "destinataire absent"),
        Choice(TrackingReason.businessClosed, "closed", "geschlossen", "cerrado", "fermé"),
        Choice(TrackingReason.unclaimed, "nicht abgeholt", "no recogido", "non réclamé"),
        Choice(TrackingReason.missorted, "Fehlleitung", "mal clasificado", "mal trié"),
        Choice(TrackingReason.held, "angehalten", "retenido", "retenu"),
        Choice(TrackingReason.payment, "Zahlung", "pago", "paiement"),
        Choice(TrackingReason.documents, "papers", "Papiere", "documentos"),
        Choice(TrackingReason.rescheduled, "verschoben", "reprogramado", "reporté"),
        Choice(
            TrackingReason.carrierProblem, "Panne des Frachtführers", "problema del transportista",
            "problème du transporteur"),
        Choice(TrackingReason.externalEvent, "höhere Gewalt", "fuerza mayor", "force majeure"),
    ])

    static let trackingAction = ChoiceSet([
        Choice(
            TrackingAction.correctAddress, "correct address", "Adresse berichtigen", "corregir dirección",
            "corriger l'adresse"),
        Choice(TrackingAction.pickUp, "pickup", "collect", "abholen", "recoger", "retirer"),
        Choice(
            TrackingAction.contactCarrier, "Frachtführer anrufen", "contactar al transportista",
            "contacter le transporteur"),
        Choice(TrackingAction.clearCustoms, "verzollen", "despachar en aduana", "dédouaner"),
        Choice(TrackingAction.pay, "pay", "zahlen", "pagar", "payer"),
        Choice(TrackingAction.reschedule, "neuer Termin", "reprogramar", "replanifier"),
    ])
}
