import Messages
import Returns

/// Everything that the customer's instructions say. Foreign text may stand in every field; it is made
/// printable and escaped where it is set.
package struct InstructionsContent: Sendable, Equatable {
    package var rma: RMANumber
    package var brand: String
    package var customerName: String?
    package var lines: [Line]
    package var way: Way
    /// What we promise, each with its exact day.
    package var promises: [Promise]
    /// What is taken off the refund; empty says that nothing is.
    package var fees: [Fee]
    package var trackingURL: String?
    package var contact: Contact
    package var language: Language
    /// The edition of the policy and texts, printed in the footer, so that a promise can be looked up years on.
    package var editionOfInstructions: String
    package var issuedAt: Instant
    /// ISO 3166-1 alpha-2 of the country that the customer sends from, where it is known: our address then names
    /// its country only to senders abroad.
    package var senderCountry: String?

    package init(
        rma: RMANumber, brand: String, customerName: String?, lines: [Line], way: Way, promises: [Promise] = [],
        fees: [Fee] = [], trackingURL: String? = nil, contact: Contact, language: Language,
        editionOfInstructions: String, issuedAt: Instant, senderCountry: String? = nil
    ) {
        self.rma = rma
        self.brand = brand
        self.customerName = customerName
        self.lines = lines
        self.way = way
        self.promises = promises
        self.fees = fees
        self.trackingURL = trackingURL
        self.contact = contact
        self.language = language
        self.editionOfInstructions = editionOfInstructions
        self.issuedAt = issuedAt
        self.senderCountry = senderCountry
    }

    /// One product that may come back.
    package struct Line: Sendable, Equatable {
        package var title: String
        package var sku: String
        package var quantity: Int
        package var reason: ReasonCode

        package init(title: String, sku: String, quantity: Int, reason: ReasonCode) {
            self.title = title
            self.sku = sku
            self.quantity = quantity
            self.reason = reason
        }
    }

    /// Whether anything has to be sent at all.
    package enum Way: Sendable, Equatable {
        case sendBack(Consignment)
        /// The customer keeps the goods: no label, nothing to pack.
        case keep
    }

    /// How the goods travel to us.
    package struct Consignment: Sendable, Equatable {
        /// Parcels, each with a label of its own; from 1.
        package var parcels: Int
        /// What to pack and how, beyond the steps that always hold: `packing.original_box`.
        package var packing: [Phrase]
        /// Hazards in the goods, with the marks that each requires on the parcel.
        package var hazards: [HazardMarks]
        /// Devices that hold accounts, passwords or personal data.
        package var holdsPersonalData: Bool
        package var carrier: String
        package var service: String?
        /// Where to hand the parcel over, in the carrier's words; nil gives a general sentence.
        package var dropOff: String?
        package var deadline: CalendarDate
        package var postage: Postage
        package var warehouse: LabelContent.Party

        package init(
            parcels: Int = 1, packing: [Phrase] = [], hazards: [HazardMarks] = [], holdsPersonalData: Bool = false,
            carrier: String, service: String? = nil, dropOff: String? = nil, deadline: CalendarDate,
            postage: Postage, warehouse: LabelContent.Party
        ) {
            self.parcels = parcels
            self.packing = packing
            self.hazards = hazards
            self.holdsPersonalData = holdsPersonalData
            self.carrier = carrier
            self.service = service
            self.dropOff = dropOff
            self.deadline = deadline
            self.postage = postage
            self.warehouse = warehouse
        }
    }

    /// A hazard and the words that the parcel must carry for it; empty where the label says it all.
    package struct HazardMarks: Sendable, Equatable {
        package var hazard: Hazard
        package var marks: [String]

        package init(_ hazard: Hazard, marks: [String] = []) {
            self.hazard = hazard
            self.marks = marks
        }
    }

    /// Who pays the carrier.
    package enum Postage: Sendable, Equatable {
        case seller
        case customer
        /// The customer pays and gets it back, up to the amount.
        case refunded(upTo: Money)
    }

    /// A promise: the phrase is said with its argument `date` set to `due`.
    package struct Promise: Sendable, Equatable {
        package var phrase: Phrase
        package var due: CalendarDate

        package init(_ phrase: Phrase, due: CalendarDate) {
            self.phrase = phrase
            self.due = due
        }
    }

    /// What is taken off, and why.
    package struct Fee: Sendable, Equatable {
        package var phrase: Phrase
        package var amount: Money

        package init(_ phrase: Phrase, amount: Money) {
            self.phrase = phrase
            self.amount = amount
        }
    }

    /// The person or desk who answers.
    package struct Contact: Sendable, Equatable {
        package var name: String
        package var phone: String?
        package var email: String?
        package var hours: [OpeningHours]
        /// IANA name: `Europe/Berlin`.
        package var timeZone: String

        package init(
            name: String, phone: String? = nil, email: String? = nil, hours: [OpeningHours] = [],
            timeZone: String = "UTC"
        ) {
            self.name = name
            self.phone = phone
            self.email = email
            self.hours = hours
            self.timeZone = timeZone
        }
    }
}
