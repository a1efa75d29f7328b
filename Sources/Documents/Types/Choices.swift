import Returns

/// The vocabularies of documents, with what people write in English, German, Spanish and French.
enum Choices {
    typealias Choice = ChoiceSet.Choice

    static let kind = ChoiceSet([
        Choice(
            DeclarationKind.returnRequest, "return", "returns", "return request", "rma request", "Rücksendung",
            "Retoure",
            "Rückgabe", "devolución", "solicitud de devolución", "retour", "demande de retour"),
        Choice(DeclarationKind.order, "orders", "Bestellung", "Auftrag", "pedido", "commande"),
        Choice(DeclarationKind.customer, "customers", "Kunde", "Kundin", "cliente", "client"),
        Choice(DeclarationKind.endpoint, "webhook", "webhook endpoint", "Endpunkt"),
        Choice(
            DeclarationKind.trackingEvent, "tracking", "Sendungsereignis", "Sendungsverfolgung", "seguimiento",
            "suivi"),
        Choice(
            DeclarationKind.dockReceipt, "receipt", "dock", "Wareneingang", "Eingang", "recepción", "réception"),
        Choice(DeclarationKind.inspection, "Prüfung", "Inspektion", "Wareneingangsprüfung", "inspección", "contrôle"),
        Choice(
            DeclarationKind.settlement, "Erstattung", "Abwicklung", "Ausgleich", "liquidación", "reembolso",
            "règlement",
            "remboursement"),
        Choice(
            DeclarationKind.cancellation, "cancel", "Stornierung", "Storno", "cancelación", "anulación", "annulation"),
        Choice(DeclarationKind.review, "Entscheidung", "revisión", "decisión", "décision"),
        Choice(DeclarationKind.note, "Notiz", "Bemerkung", "nota", "remarque"),
        Choice(DeclarationKind.feedback, "Rückmeldung", "Bewertung", "comentario", "valoración", "avis"),
        Choice(DeclarationKind.deliveryRetry, "retry", "erneut senden", "reintento", "réessai"),
        Choice(DeclarationKind.endpointSwitch, "endpoint switch", "Endpunkt schalten", "estado del destino"),
        Choice(DeclarationKind.secretRotation, "rotation", "Schlüsselwechsel", "rotación", "rotation du secret"),
        Choice(DeclarationKind.printRequest, "print", "Druckauftrag", "drucken", "imprimir", "imprimer"),
        Choice(DeclarationKind.printerOrder, "printer", "Drucker", "impresora", "imprimante"),
        Choice(DeclarationKind.task, "tasks", "Aufgabe", "tarea", "tâche"),
        Choice(DeclarationKind.resolution, "Abwicklungsauftrag", "orden de resolución", "ordre de résolution"),
        Choice(DeclarationKind.appeal, "objection", "Einspruch", "Widerspruch", "recurso", "recours"),
        Choice(
            DeclarationKind.alternative, "answer to a denial", "Antwort auf Ablehnung", "respuesta a un rechazo",
            "réponse à un refus"),
        Choice(DeclarationKind.advance, "Vorabsendung", "envío adelantado", "envoi d'avance"),
        Choice(
            DeclarationKind.blindReceipt, "unknown parcel", "unbekanntes Paket", "paquete desconocido",
            "colis inconnu"),
        Choice(DeclarationKind.workbenchMatch, "match", "Zuordnung", "asignación", "rapprochement"),
        Choice(DeclarationKind.workbenchClosure, "workbench closing", "Tischabschluss", "cierre del banco"),
        Choice(DeclarationKind.goodwill, "Kulanz", "cortesía", "geste commercial"),
        Choice(DeclarationKind.care, "special care", "Kundenpflege", "atención especial", "attention particulière"),
        Choice(
            DeclarationKind.feedbackReply, "reply", "feedback answer", "Antwort", "Antwort auf Rückmeldung",
            "respuesta", "réponse"),
        Choice(DeclarationKind.disposition, "Verbleib", "Umlagerung", "destino", "réaffectation"),
        Choice(DeclarationKind.erasure, "Löschung", "supresión", "effacement"),
        Choice(DeclarationKind.lossAcceptance, "accepted loss", "Verlust", "pérdida", "perte"),
    ])

    static let reason = ChoiceSet([
        Choice(
            ReasonCode.colour, spellings: ["color"], "wrong colour", "wrong color", "Farbe", "falsche Farbe",
            "couleur"),
        Choice(
            ReasonCode.defective, "defect", "faulty", "broken", "does not work", "not working", "defekt", "kaputt",
            "funktioniert nicht", "mangelhaft", "Mangel", "defectuoso", "averiado", "no funciona", "roto", "défectueux",
            "en panne", "ne fonctionne pas", "cassé"),
        Choice(
            ReasonCode.notAsDescribed, "not as expected", "different from description", "nicht wie beschrieben",
            "entspricht nicht der Beschreibung", "no es como se describe", "no coincide con la descripción",
            "non conforme à la description", "pas comme décrit", "non conforme"),
        Choice(
            ReasonCode.other, "andere", "anderer Grund", "sonstiges", "sonstige", "otro", "otros", "autre", "autres"),
        Choice(
            ReasonCode.sizeTooLarge, "too large", "too big", "zu groß", "demasiado grande", "muy grande", "trop grand",
            "trop large"),
        Choice(
            ReasonCode.sizeTooSmall, "too small", "too tight", "zu klein", "zu eng", "demasiado pequeño", "muy pequeño",
            "trop petit", "trop serré"),
        Choice(ReasonCode.style, "Stil", "Schnitt", "estilo"),
        Choice(ReasonCode.unknown, "unbekannt", "desconocido", "inconnu", "keine Angabe"),
        Choice(
            ReasonCode.unwanted, "changed mind", "no longer wanted", "do not like", "gefällt nicht", "nicht gewollt",
            "Meinung geändert", "Widerruf", "nicht mehr gewünscht", "no deseado", "no me gusta", "cambio de opinión",
            "non désiré", "changement d'avis", "ne plaît pas"),
        Choice(
            ReasonCode.wrongItem, "wrong product", "wrong article", "falscher Artikel", "falsche Ware",
            "Falschlieferung",
            "artículo equivocado", "producto equivocado", "mauvais article", "erreur d'article"),
        Choice(
            ReasonCode.damagedInTransit, "damaged", "transport damage", "shipping damage", "beschädigt",
            "Transportschaden",
            "dañado", "dañado en el transporte", "endommagé", "abîmé pendant le transport"),
        Choice(
            ReasonCode.defectivePackaging, "damaged packaging", "Verpackung beschädigt", "Verpackung defekt",
            "embalaje dañado", "emballage endommagé"),
        Choice(
            ReasonCode.orderedByMistake, "ordered wrong", "accidental order", "versehentlich bestellt",
            "falsch bestellt",
            "Fehlbestellung", "pedido por error", "commandé par erreur", "erreur de commande"),
        Choice(ReasonCode.recall, "Rückruf", "retirada", "retirada del producto", "rappel", "rappel produit"),
        Choice(ReasonCode.excessInventory, "overstock", "Überbestand", "exceso de inventario", "surstock"),
        Choice(
            ReasonCode.arrivedLate, "late", "too late", "zu spät", "zu spät geliefert", "Lieferung zu spät",
            "llegó tarde",
            "demasiado tarde", "arrivé trop tard", "trop tard", "livraison tardive"),
        Choice(
            ReasonCode.missingParts, "incomplete", "parts missing", "unvollständig", "Teile fehlen", "fehlende Teile",
            "incompleto", "faltan piezas", "incomplet", "pièces manquantes"),
        Choice(ReasonCode.warranty, "Garantie", "Gewährleistung", "garantía"),
    ])

    static let condition = ChoiceSet([
        Choice(
            Condition.unopened, "new", "sealed", "neu", "ungeöffnet", "original verpackt", "OVP", "nuevo", "sin abrir",
            "neuf", "non ouvert"),
        Choice(Condition.opened, "open", "geöffnet", "offen", "abierto", "ouvert"),
        Choice(Condition.used, "gebraucht", "benutzt", "usado", "utilisé", "usagé"),
        Choice(Condition.damaged, "beschädigt", "dañado", "endommagé", "abîmé"),
        Choice(Condition.defective, "broken", "faulty", "defekt", "kaputt", "defectuoso", "défectueux", "cassé"),
    ])

    static let wish = ChoiceSet([
        Choice(
            Wish.refund, "money back", "Erstattung", "Geld zurück", "Rückzahlung", "reembolso", "devolución del dinero",
            "remboursement"),
        Choice(
            Wish.credit, "store credit", "voucher", "Gutschrift", "Gutschein", "vale", "abono", "avoir", "bon d'achat"),
        Choice(Wish.exchange, "Umtausch", "Tausch", "cambio", "échange"),
        Choice(Wish.replacement, "replace", "Ersatz", "Ersatzlieferung", "reemplazo", "sustitución", "remplacement"),
        Choice(Wish.repair, "Reparatur", "reparación", "réparation"),
    ])

    static let hazard = ChoiceSet([
        Choice(
            Hazard.lithiumBattery, "battery", "lithium", "Akku", "Batterie", "Lithiumakku", "batería",
            "batterie lithium"),
        Choice(Hazard.damagedBattery, "beschädigter Akku", "defekter Akku", "batería dañada", "batterie endommagée"),
        Choice(Hazard.liquid, "Flüssigkeit", "flüssig", "líquido", "liquide"),
        Choice(Hazard.flammable, "brennbar", "entzündlich", "inflamable", "inflammable"),
        Choice(Hazard.aerosol, "spray", "Spraydose", "aérosol"),
        Choice(Hazard.corrosive, "ätzend", "corrosivo", "corrosif"),
        Choice(Hazard.magnet, "magnetisch", "imán", "aimant"),
        Choice(Hazard.perishable, "food", "verderblich", "perecedero", "périssable"),
    ])

    static let grade = ChoiceSet([
        Choice(Grade.a, spellings: ["A"]), Choice(Grade.b, spellings: ["B"]), Choice(Grade.c, spellings: ["C"]),
        Choice(Grade.d, spellings: ["D"]),
    ])

    static let disposition = ChoiceSet([
        Choice(Disposition.quarantine, "Quarantäne", "Sperrlager", "cuarentena", "quarantaine"),
        Choice(
            Disposition.restock, "back to stock", "einlagern", "wieder einlagern", "A-Ware", "reponer",
            "remise en stock"),
        Choice(Disposition.openBox, "B-Ware", "caja abierta", "déballé"),
        Choice(Disposition.refurbish, "aufbereiten", "reacondicionar", "reconditionner"),
        Choice(Disposition.repair, "reparieren", "reparar", "réparer"),
        Choice(
            Disposition.returnToVendor, "vendor", "an Lieferanten", "devolver al proveedor", "retour fournisseur"),
        Choice(Disposition.liquidate, "verwerten", "liquidar", "liquider"),
        Choice(Disposition.donate, "spenden", "donar", "donner"),
        Choice(Disposition.recycle, "recyceln", "reciclar", "recycler"),
        Choice(Disposition.destroy, "scrap", "vernichten", "verschrotten", "destruir", "détruire"),
        Choice(
            Disposition.returnToCustomer, "an Kunden zurück", "devolver al cliente", "retour au client"),
    ])

    /// What a settlement may say: ends, and the three steps before one that only people know of.
    static let resolution = ChoiceSet([
        Choice(Resolution.refunded, "refund", "erstattet", "reembolsado", "remboursé"),
        Choice(Resolution.credited, "credit", "gutgeschrieben", "abonado", "crédité"),
        Choice(Resolution.exchanged, "exchange", "umgetauscht", "cambiado", "échangé"),
        Choice(Resolution.replaced, "replacement", "ersetzt", "reemplazado", "remplacé"),
        Choice(Resolution.repaired, "repair", "repariert", "reparado", "réparé"),
        Choice(Resolution.denied, "abgelehnt", "denegado", "refusé"),
        Choice(Resolution.satisfied, "erledigt", "satisfecho", "satisfait"),
        Choice(Resolution.pending, "offen", "in Arbeit", "pendiente", "en attente"),
        Choice(Resolution.failed, "fehlgeschlagen", "fallido", "échoué"),
        Choice(Resolution.shippedAhead, "vorab verschickt", "enviado por adelantado", "envoyé d'avance"),
    ])

    static let denialAlternative = ChoiceSet([
        Choice(
            DenialAlternative.sentBack, "send back", "zurücksenden", "Rücksendung", "devolver al cliente", "renvoyer"),
        Choice(
            DenialAlternative.paidRepair, "kostenpflichtige Reparatur", "reparación de pago", "réparation payante"),
        Choice(
            DenialAlternative.partRefund, "partial refund", "Teilerstattung", "reembolso parcial",
            "remboursement partiel"),
        Choice(DenialAlternative.recycled, "recycle", "entsorgen", "reciclar", "recycler"),
    ])

    static let answer = ChoiceSet([
        Choice(
            AlternativeAnswer.Answer.accepted, "yes", "taken", "ja", "angenommen", "sí", "aceptado", "oui", "accepté"),
        Choice(AlternativeAnswer.Answer.declined, "no", "not taken", "nein", "abgelehnt", "rechazado", "non", "refusé"),
    ])

    static let advanceDecision = ChoiceSet([
        Choice(AdvanceDecision.Answer.charge, "berechnen", "cobrar", "facturer"),
        Choice(AdvanceDecision.Answer.waive, "let be", "erlassen", "perdonar", "renoncer"),
        Choice(AdvanceDecision.Answer.extend, "verlängern", "prolongar", "prolonger"),
    ])

    /// What a carrier can know: neither that a label was asked for, nor that we opened the parcel.
    static let shipment = ChoiceSet([
        Choice(ShipmentState.labelReady, "label created", "angekündigt", "etiqueta creada", "étiquette créée"),
        Choice(ShipmentState.handedOver, "picked up", "dropped off", "eingeliefert", "abgeholt", "recogido", "remis"),
        Choice(ShipmentState.inTransit, "transit", "unterwegs", "en tránsito", "en transit"),
        Choice(ShipmentState.outForDelivery, "in Zustellung", "en reparto", "en cours de livraison"),
        Choice(ShipmentState.delivered, "zugestellt", "entregado", "livré"),
        Choice(ShipmentState.delayed, "delay", "verspätet", "retrasado", "retardé"),
        Choice(ShipmentState.exception, "Problem", "incidencia", "incident"),
        Choice(ShipmentState.damaged, "beschädigt", "dañado", "endommagé"),
        Choice(ShipmentState.lost, "verloren", "perdido", "perdu"),
        Choice(ShipmentState.refused, "Annahme verweigert", "rechazado", "refusé"),
        Choice(
            ShipmentState.returnedToSender, "zurück an Absender", "devuelto al remitente", "retourné à l'expéditeur"),
        Choice(ShipmentState.voided, "cancelled", "storniert", "anulado", "annulé"),
    ])

    static let verdict = ChoiceSet([
        Choice(Review.Verdict.approve, "approved", "genehmigt", "genehmigen", "aprobar", "approuver"),
        Choice(Review.Verdict.decline, "declined", "ablehnen", "abgelehnt", "rechazar", "refuser"),
        Choice(Review.Verdict.askForInformation, "nachfragen", "preguntar", "demander"),
        Choice(Review.Verdict.informationGiven, "Auskunft erhalten", "informado", "informé"),
        Choice(Review.Verdict.extend, "verlängern", "prolongar", "prolonger"),
        Choice(Review.Verdict.reopen, "wieder öffnen", "reabrir", "rouvrir"),
        Choice(Review.Verdict.release, "released", "freigeben", "liberar", "débloquer"),
    ])

    static let audience = ChoiceSet([
        Choice(Note.Audience.staff, "internal", "intern", "Personal", "interno", "interne"),
        Choice(Note.Audience.customer, "Kunde", "cliente", "client"),
    ])

    static let printerAction = ChoiceSet([
        Choice(PrinterOrder.Action.pause, "stop", "anhalten", "pausar", "suspendre"),
        Choice(PrinterOrder.Action.resume, "go on", "fortsetzen", "reanudar", "reprendre"),
        Choice(PrinterOrder.Action.test, "test label", "Testetikett", "prueba", "essai"),
        Choice(PrinterOrder.Action.clear, "cancel", "empty", "leeren", "vaciar", "vider"),
    ])

    static let resolutionAction = ChoiceSet([
        Choice(ResolutionUpdate.Action.retry, "again", "erneut", "reintentar", "réessayer"),
        Choice(ResolutionUpdate.Action.withdraw, "take back", "zurückziehen", "retirar", "retirer"),
    ])

    static let unitVerdict = ChoiceSet([
        Choice(UnitVerdict.accepted, "ok", "good", "angenommen", "gut", "aceptado", "accepté"),
        Choice(UnitVerdict.rejected, "bad", "abgelehnt", "schlecht", "rechazado", "rejeté"),
    ])

    static let advanceKind = ChoiceSet([
        Choice(Advance.Kind.replacement, "Ersatz", "Ersatzgerät", "reemplazo", "remplacement"),
        Choice(Advance.Kind.loaner, "loan", "Leihgerät", "préstamo", "prêt"),
    ])

    static let printedPaper = ChoiceSet([
        Choice(PrintedPaper.label, "labels", "Etikett", "etiqueta", "étiquette"),
        Choice(PrintedPaper.binTag, "tag", "tags", "Lageretikett", "etiqueta de estante", "étiquette de casier"),
    ])

    static let taskState = ChoiceSet([
        Choice(TaskState.open, "offen", "abierta", "ouverte"),
        Choice(TaskState.done, "erledigt", "hecha", "hecho", "faite", "fait"),
        Choice(TaskState.cancelled, "canceled", "hinfällig", "cancelada", "annulée"),
    ])

    static let feedbackKind = ChoiceSet([
        Choice(Feedback.Kind.complaint, "Beschwerde", "Reklamation", "queja", "réclamation"),
        Choice(Feedback.Kind.thanks, "thank you", "praise", "Dank", "Lob", "agradecimiento", "remerciement"),
        Choice(Feedback.Kind.suggestion, "idea", "Vorschlag", "Anregung", "sugerencia"),
    ])

    static let careState = ChoiceSet([
        Choice(CareState.special, "special", "besonders", "besondere Pflege", "especial", "particulière"),
        Choice(CareState.usual, "usual", "ended", "beendet", "normal", "terminado", "terminée"),
    ])

    static let endpointState = ChoiceSet([
        Choice(WebhookEndpoint.State.enabled, "on", "active", "aktiv", "an", "activo", "actif"),
        Choice(WebhookEndpoint.State.disabled, "off", "inactive", "inaktiv", "aus", "inactivo", "inactif"),
    ])

    static let deliveryOrder = ChoiceSet([
        Choice(DeliveryTerms.Order.block, "wait", "warten", "esperar", "attendre"),
        Choice(DeliveryTerms.Order.skipStale, "skip", "latest", "überspringen", "omitir", "sauter"),
    ])

    static let payload = ChoiceSet([
        Choice(DeliveryTerms.Payload.full, "whole", "vollständig", "completo", "complet"),
        Choice(DeliveryTerms.Payload.thin, "short", "knapp", "breve", "bref"),
    ])

    static let held = ChoiceSet([
        Choice(WebhookEndpoint.Held.send, "replay", "senden", "enviar", "envoyer"),
        Choice(WebhookEndpoint.Held.drop, "discard", "verwerfen", "descartar", "abandonner"),
    ])

    static let retryScope = ChoiceSet([
        Choice(RetryScope.givenUp, "failed", "aufgegeben", "abandonado", "abandonné"),
        Choice(RetryScope.missing, "replay", "fehlend", "faltante", "manquant"),
    ])

    static let all: [(name: String, set: ChoiceSet)] = [
        ("type", kind), ("reason", reason), ("condition", condition), ("wish", wish), ("hazard", hazard),
        ("grade", grade), ("disposition", disposition), ("resolution", resolution), ("status", shipment),
        ("reason of a parcel", trackingReason), ("action_required", trackingAction),
        ("verdict", verdict), ("audience", audience), ("state", endpointState), ("action", printerAction),
        ("state", taskState), ("action", resolutionAction), ("kind", feedbackKind), ("state", careState),
        ("verdict", unitVerdict), ("kind", advanceKind), ("what", printedPaper),
        ("order", deliveryOrder),
        ("payload", payload),
        ("held", held), ("scope", retryScope),
    ]
}
